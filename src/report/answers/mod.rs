//! The answer in plain words: one sentence a question, the same in the terminal and on the page.

mod baseline;

mod money;

mod fund;

use super::Extras;
use super::charts::{break_even_month, focus};
use crate::results::advice::{Distinct, Matters, distinct, matters};
use crate::results::measures::Measure;
use crate::results::rounding::{rounded, stated, whole, with_error};
use crate::results::study::Study;

/// One question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub question: &'static str,
    pub text: String,
    /// Monte Carlo error and conditions.
    pub footnote: String,
}

impl Answer {
    /// The first sentence, which answers the question, and the rest.
    pub fn lead_and_rest(&self) -> (&str, &str) {
        match self.text.find(". ") {
            Some(at) => (&self.text[..=at], self.text[at + 1..].trim_start()),
            None => (&self.text, ""),
        }
    }
}

/// Two decimals are enough in a sentence: what is not known is larger.
const PLAIN: f64 = 0.1;

/// All answers that the study can give, in the order of the report.
pub fn answers(study: &Study, extras: &Extras) -> Vec<Answer> {
    let Some(focus) = focus(study) else { return baseline::answer(study).into_iter().collect() };
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

/// The range of the difference in changes over parameter draws, as a sentence.
fn parameter_range(study: &Study, arm: usize) -> Option<String> {
    let name = &study.arms[arm].name;
    let found = study
        .parameter_ranges
        .iter()
        .find(|range| &range.arm == name && range.measure == Measure::CohortChanges)?;
    Some(format!(
        " Over what is not known about the parameters the difference lies between {} and {}.",
        more_or_fewer(found.q05, PLAIN),
        more_or_fewer(found.q95, PLAIN)
    ))
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
    let threshold = extras.materiality.threshold(study, arm, Measure::CohortChanges);
    let size = match (matters(difference, threshold), threshold) {
        (Matters::Yes, Some(least)) => {
            format!(", which is more than the {} that the scenario says matters", stated(least))
        }
        (Matters::No, Some(least)) => format!(", too little to matter (the scenario says {})", stated(least)),
        (Matters::Perhaps, Some(least)) => format!(", near the {} that the scenario says matters", stated(least)),
        _ => String::new(),
    };
    let compared = match distinct(difference) {
        Distinct::SameByConstruction => "; an effect of the practice is not modelled".to_string(),
        Distinct::Yes => format!(": {}{size}", more_or_fewer(mean, error.max(PLAIN))),
        _ => ", which this run cannot tell apart".into(),
    };
    let mut text = same_worker(study, arm).unwrap_or_default();
    text.push_str(&format!(
        "The transfer included, they change lead worker {} times a year with the practice and {} without{compared}.",
        value(arm),
        value(0)
    ));
    if let Some(house) = in_house(study, arm) {
        text.push_str(&house);
    }
    let range = parameter_range(study, arm).or_else(|| inherited_range(study, arm));
    if let Some(range) = range {
        text.push_str(&range);
    }
    let footnote = format!(
        "Difference in changes {}, 95% interval of the mean (Monte Carlo error{}).",
        with_error(mean, error),
        if study.arms.len() > 2 { ", simultaneous over the options" } else { "" }
    );
    Some(Answer { question: "Do children keep their worker?", text, footnote })
}

/// "0.07 more", "0.21 fewer", "no more and no fewer": in words, nobody has to know what is subtracted from what.
pub fn more_or_fewer(difference: f64, step: f64) -> String {
    let size = rounded(difference.abs(), step);
    match difference {
        _ if !size.contains(|digit: char| ('1'..='9').contains(&digit)) => "no more and no fewer".into(),
        d if d < 0.0 => format!("{size} fewer"),
        _ => format!("{size} more"),
    }
}

/// Of 100 served all year: with the practice, with an in-house team, without.
fn same_worker(study: &Study, arm: usize) -> Option<String> {
    let difference = study.difference(arm, Measure::CohortSameWorker);
    let told = distinct(difference) == Distinct::Yes;
    let of = |arm| whole(study.spread(arm, Measure::CohortSameWorker).mean);
    let house = house(study).map(|house| format!(", {} with an in-house team of the same size", of(house)));
    (difference.spread.is_defined() && told).then(|| {
        format!(
            "Of 100 children and young people served all year, {} keep one worker with the practice{} and {} without. ",
            of(arm),
            house.unwrap_or_default(),
            of(0)
        )
    })
}

fn house(study: &Study) -> Option<usize> {
    study.arms.iter().position(|info| info.provider == "in-house")
}

/// What an in-house team would do to changes of worker: a share of the same reduction, or its own number.
fn in_house(study: &Study, arm: usize) -> Option<String> {
    let house = house(study)?;
    let [own, other] = [arm, house].map(|arm| study.difference(arm, Measure::CohortChanges));
    if !other.spread.is_defined() {
        return None;
    }
    let both_fewer = [own, other].iter().all(|d| distinct(d) == Distinct::Yes && d.spread.mean < 0.0);
    let share = other.spread.mean / own.spread.mean;
    Some(match share {
        s if both_fewer && s >= 1.0 => " An in-house team of the same size does at least as well.".into(),
        s if both_fewer => {
            format!(" An in-house team of the same size reaches {}% of that reduction.", (s * 20.0).round() * 5.0)
        }
        _ => {
            let changes = study.spread(house, Measure::CohortChanges);
            format!(" With an in-house team of the same size it is {}.", rounded(changes.mean, PLAIN))
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
    let said = [more_or_fewer(low, PLAIN), more_or_fewer(high, PLAIN)];
    (values.len() > 1 && said[0] != said[1]).then(|| {
        format!(
            " The difference lies between {} and {}, depending on the share of unexplained changes that a new team \
             inherits (none to all).",
            said[0], said[1]
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
            " It is paid back {month} months after a child's own transfer: who leaves before has had more changes than \
             without it."
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
            "The transfer is itself a change of worker, {} a year of the changes above.{back}{early}",
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
    fn differences_are_said_in_words_not_in_signs() {
        assert_eq!(more_or_fewer(-0.213, 0.1), "0.21 fewer");
        assert_eq!(more_or_fewer(0.0662, 0.1), "0.07 more");
        assert_eq!(more_or_fewer(-0.0004, 0.1), "no more and no fewer");
    }

    #[test]
    fn a_team_with_more_changes_than_the_practice_is_not_said_to_do_as_well() {
        let mut study = invented::study();
        for (arm, mean) in [(1, 0.11), (2, 0.07)] {
            let (difference, spread) = (study.at(arm, study.whole(), Measure::CohortChanges), mean);
            study.differences[difference].spread.mean = spread;
            study.differences[difference].spread.half_width = 0.02;
            study.spreads[difference].mean = 0.66 + mean;
        }
        let told = continuity(&study, &invented::extras(), 2).unwrap().text;
        assert!(told.contains(": 0.07 more, too little to matter"), "{told}");
        assert!(
            told.contains("With an in-house team of the same size it is 0.77.") && !told.contains("as well"),
            "{told}"
        );
    }

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
