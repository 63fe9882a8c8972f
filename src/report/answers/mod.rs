//! The answer in plain words: one sentence a question, the same in the terminal and on the page.

mod money;

mod fund;

use super::Extras;
use super::charts::{break_even_month, focus};
use crate::results::advice::{Distinct, Matters, distinct, matters};
use crate::results::measures::Measure;
use crate::results::rounding::{money, rounded, stated, whole, with_error};
use crate::results::study::Study;

/// One question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub question: &'static str,
    pub text: String,
    /// Monte Carlo error and conditions.
    pub footnote: String,
}

/// Two decimals are enough in a sentence: what is not known is larger.
const PLAIN: f64 = 0.1;

/// All answers that the study can give, in the order of the report.
pub fn answers(study: &Study, extras: &Extras) -> Vec<Answer> {
    let Some(focus) = focus(study) else { return Vec::new() };
    let all = [
        continuity(study, extras, focus),
        transfer(study, focus),
        served(study, focus),
        money::answer(study, extras, focus),
        fund::answer(study, extras, focus),
    ];
    all.into_iter().flatten().collect()
}

/// What the ranges in the answers are over.
pub fn ranges_are(study: &Study) -> &'static str {
    if study.parameter_ranges.is_empty() {
        "No parameter was varied in this run: intervals are Monte Carlo error only, bands are chance between \
         histories, and what is not known about the parameters is not in them."
    } else {
        "Ranges are over draws of the uncertain parameters; intervals are Monte Carlo error."
    }
}

/// The range of a difference over parameter draws, in words.
fn parameter_range(study: &Study, arm: usize, measure: Measure) -> Option<String> {
    let name = &study.arms[arm].name;
    let found = study.parameter_ranges.iter().find(|range| &range.arm == name && range.measure == measure)?;
    let step = (found.q95 - found.q05).abs();
    let value = |x: f64| if is_money(measure) { money(x, 0.0) } else { rounded(x, step / 10.0) };
    Some(format!("{} to {} over what is not known", value(found.q05), value(found.q95)))
}

pub(super) fn is_money(measure: Measure) -> bool {
    measure.info().unit.starts_with("GBP")
}

fn continuity(study: &Study, extras: &Extras, arm: usize) -> Option<Answer> {
    let difference = study.difference(arm, Measure::CohortChanges);
    if !difference.spread.is_defined() {
        return None;
    }
    let (mean, error) = (difference.spread.mean, difference.spread.half_width);
    let value = |arm| rounded(study.spread(arm, Measure::CohortChanges).mean, error.max(PLAIN));
    let compared = match (distinct(difference), mean < 0.0) {
        (Distinct::SameByConstruction, _) => "; an effect of the practice is not modelled".to_string(),
        (Distinct::Yes, fewer) => {
            format!(", {} {}", rounded(mean.abs(), error.max(PLAIN)), if fewer { "fewer" } else { "more" })
        }
        _ => ", which this run cannot tell apart".into(),
    };
    let threshold = extras.materiality.threshold(study, arm, Measure::CohortChanges);
    let size = match matters(difference, threshold) {
        Matters::Yes => {
            format!(" This is more than the {} that the scenario says matter.", stated(threshold?))
        }
        Matters::No => {
            format!(" This is less than the {} that the scenario says matter.", stated(threshold?))
        }
        _ => String::new(),
    };
    let mut text = format!(
        "With the practice the allocated children change lead worker {} times a year, the transfer included, against \
         {} without a practice{compared}.{size}",
        value(arm),
        value(0)
    );
    if let Some(kept) = same_worker(study, arm) {
        text.push_str(&kept);
    }
    if let Some(share) = in_house_share(study, arm) {
        text.push_str(&share);
    }
    let range = parameter_range(study, arm, Measure::CohortChanges).or_else(|| inherited_range(study, arm));
    if let Some(range) = range {
        text.push_str(&format!(" The difference is {range}."));
    }
    let footnote = format!(
        "Difference {}, 95% interval of the mean (Monte Carlo error{}).",
        with_error(mean, error),
        if study.arms.len() > 2 { ", simultaneous over the options" } else { "" }
    );
    Some(Answer { question: "Do children keep their worker?", text, footnote })
}

fn same_worker(study: &Study, arm: usize) -> Option<String> {
    let difference = study.difference(arm, Measure::CohortSameWorker);
    let told = distinct(difference) == Distinct::Yes;
    let of = |arm| study.spread(arm, Measure::CohortSameWorker).mean.round();
    (difference.spread.is_defined() && told).then(|| {
        format!(" Of 100 served all year, {} keep one worker with the practice and {} without.", of(arm), of(0))
    })
}

/// How much of the practice's difference an in-house team would have too.
fn in_house_share(study: &Study, arm: usize) -> Option<String> {
    let house = study.arms.iter().position(|info| info.provider == "in-house")?;
    let [own, other] = [arm, house].map(|arm| study.difference(arm, Measure::CohortChanges));
    let both = distinct(own) == Distinct::Yes && distinct(other) == Distinct::Yes;
    let share = other.spread.mean / own.spread.mean;
    if !both || share < 0.0 {
        return None;
    }
    Some(match share {
        s if s >= 1.0 => " An in-house team of the same size does at least as well.".into(),
        s => {
            format!(" An in-house team of the same size reaches {}% of that difference.", (s * 20.0).round() * 5.0)
        }
    })
}

/// The range over the share of unexplained changes that a practice inherits, where it was varied.
fn inherited_range(study: &Study, arm: usize) -> Option<String> {
    let name = &study.arms[arm].name;
    let values: Vec<f64> = study
        .variants
        .iter()
        .filter(|variant| variant.kind == "inherited-share")
        .flat_map(|variant| &variant.differences)
        .filter(|d| &d.arm == name && d.measure == Measure::CohortChanges)
        .map(|d| d.mean)
        .collect();
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    (values.len() > 1).then(|| {
        let value = |x| rounded(x, PLAIN);
        format!(
            "{} to {} depending on the share of unexplained changes that a new team inherits (none to all)",
            value(low),
            value(high)
        )
    })
}

fn transfer(study: &Study, arm: usize) -> Option<Answer> {
    let spread = study.spread(arm, Measure::CohortTransfer);
    if spread.mean.is_nan() || spread.mean <= 0.0 {
        return None;
    }
    let back = match break_even_month(study, arm) {
        Some(0) => " A child has never had more changes than without it.".to_string(),
        Some(month) => format!(
            " It is paid back after {month} months: a child who leaves before has had more changes than without it."
        ),
        None if study.series.iter().any(|series| series.name == "cumulative-changes") => {
            format!(" It is not paid back within the {} years simulated.", study.years)
        }
        None => String::new(),
    };
    let leavers = study.spread(arm, Measure::CohortLeftEarly);
    let early = if leavers.is_defined() {
        format!(" Of 100 transferred, {} leave within two years.", leavers.mean.round())
    } else {
        String::new()
    };
    Some(Answer {
        question: "What does the transfer cost children?",
        text: format!(
            "The transfer is itself a change of worker: {} a year of those above.{back}{early}",
            rounded(spread.mean, spread.half_width.max(PLAIN))
        ),
        footnote: format!(
            "{} per person-year since transfer, 95% interval of the mean (Monte Carlo error).",
            with_error(spread.mean, spread.half_width)
        ),
    })
}

fn served(study: &Study, arm: usize) -> Option<Answer> {
    let size = study.spread(arm, Measure::CohortSize);
    if !size.is_defined() {
        return None;
    }
    let stock = study.spread(0, Measure::Stock);
    let mut text = format!("The practice serves {} children and young people on average", whole(size.mean));
    if stock.is_defined() {
        text.push_str(&format!("; the authority looks after {} in all", whole(stock.mean)));
    }
    let (moved, cut) =
        (study.spread(arm, Measure::CohortTransferred), study.spread(arm, Measure::CohortCancelled));
    if moved.is_defined() {
        text.push_str(&format!(". {} are transferred a year", whole(moved.mean)));
    }
    if cut.mean > 0.0 {
        text.push_str(&format!(
            ", and {} handovers a year are cut off because the child leaves first",
            rounded(cut.mean, cut.half_width.max(1.0))
        ));
    }
    text.push('.');
    let footnote =
        format!("Middle 90% of simulated histories: {} to {} served.", whole(size.q05), whole(size.q95));
    Some(Answer { question: "Who is served?", text, footnote })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    #[test]
    fn each_question_gets_a_sentence_and_nobody_says_significant() {
        let answers = answers(&invented::study(), &invented::extras());
        assert_eq!(answers.len(), 5);
        for answer in &answers {
            assert!(!answer.text.contains("NaN") && !answer.footnote.contains("NaN"), "{answer:?}");
            assert!(!format!("{answer:?}").to_lowercase().contains("significan"));
        }
        assert!(answers[4].text.contains("in 20 simulated 3-year contracts"), "{}", answers[4].text);
    }
}
