//! Without a practice there is one question: is the simulated authority like the published one?

use super::Answer;
use crate::results::measures::Measure;
use crate::results::rounding::{rounded, whole, with_error};
use crate::results::study::{Study, TargetLine};

/// The sentences on a baseline alone; none where nothing is published to compare with.
pub fn answer(study: &Study) -> Option<Answer> {
    if study.targets.is_empty() {
        return None;
    }
    let missed: Vec<&TargetLine> = study.targets.iter().filter(|target| !target.met).collect();
    let of = study.targets.len();
    let mut text = match missed.len() {
        0 => format!("Yes: all {of} published figures are met within their tolerance."),
        n => format!("It meets {} of {of} published figures within their tolerance.", of - n),
    };
    for line in &missed {
        let TargetLine { measure, simulated, published, half_width, .. } = line;
        let label = measure.info().label;
        text.push_str(&format!(" Missed: {label}, {} against {published}.", rounded(*simulated, *half_width)));
    }
    let stock = study.spread(0, Measure::MeanStock);
    let starts = study.spread(0, Measure::Starts);
    if stock.is_defined() && starts.is_defined() {
        text.push_str(&format!(
            " On average {} children are looked after, and {} start a year.",
            whole(stock.mean),
            whole(starts.mean)
        ));
    }
    let footnote = format!(
        "Looked after {}, starts {}: 95% intervals of the mean (Monte Carlo error). No practice is simulated in this scenario.",
        with_error(stock.mean, stock.half_width),
        with_error(starts.mean, starts.half_width)
    );
    Some(Answer { question: "Is the simulated authority like the published one?", text, footnote })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    #[test]
    fn a_missed_figure_is_told_as_missed() {
        let mut study = invented::study();
        study.targets.iter_mut().for_each(|target| target.met = true);
        assert!(answer(&study).unwrap().text.starts_with("Yes: all"));
        study.targets[0].met = false;
        let told = answer(&study).unwrap().text;
        assert!(told.contains(&format!("Missed: {}", study.targets[0].measure.info().label)), "{told}");
        study.targets.clear();
        assert_eq!(answer(&study), None);
    }
}
