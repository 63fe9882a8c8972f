//! What does it cost? All parties together, and the practice under both holders of the placement budget.

use super::Answer;
use crate::report::Extras;
use crate::results::advice::{Distinct, Matters, distinct, matters};
use crate::results::measures::Measure;
use crate::results::rounding::money;
use crate::results::study::Study;

/// The sentences on money.
pub fn answer(study: &Study, extras: &Extras, arm: usize) -> Option<Answer> {
    let difference = study.difference(arm, Measure::PublicCost);
    let mut sentences = Vec::new();
    let (mean, error) = (difference.spread.mean, difference.spread.half_width);
    if difference.spread.is_defined() {
        let threshold = extras.materiality.threshold(study, arm, Measure::PublicCost);
        let size = match matters(difference, threshold) {
            Matters::Yes => ", enough to matter by the scenario's threshold",
            Matters::No => ", too little to matter by the scenario's threshold",
            _ => "",
        };
        sentences.push(match distinct(difference) {
            Distinct::SameByConstruction => {
                "An effect on all cost to the public is not modelled: the same by construction.".into()
            }
            Distinct::Yes => {
                let word = if mean < 0.0 { "less" } else { "more" };
                format!(
                    "All told the public pays {} a year {word} with the practice{size}.",
                    money(mean.abs(), error)
                )
            }
            _ => format!(
                "Whether the public pays more or less with the practice cannot be told from this run{size}."
            ),
        });
    }
    let holders =
        [("the authority", Measure::SurplusAuthorityHolds), ("the practice", Measure::SurplusPracticeHolds)];
    for (holder, surplus) in holders {
        let spread = study.spread(arm, surplus);
        if spread.is_defined() {
            sentences.push(format!(
                "If {holder} holds the placement budget, the practice has a {} a year in the median history (middle \
                 90%: {} to {}).",
                result(spread.median),
                result(spread.q05),
                result(spread.q95)
            ));
        }
    }
    if sentences.is_empty() {
        return None;
    }
    let mut footnote = format!("GBP a year at prices of {}.", study.price_year);
    if error.is_finite() {
        let interval = format!(" Difference in cost {} ±{}", money(mean, error), money(error, error));
        footnote.push_str(&format!("{interval} (95% interval of the mean, Monte Carlo error)."));
    }
    Some(Answer { question: "What does it cost?", text: sentences.join(" "), footnote })
}

/// "loss of £156,000", "surplus of £338,000".
fn result(surplus: f64) -> String {
    format!("{} of {}", if surplus < 0.0 { "loss" } else { "surplus" }, money(surplus.abs(), 0.0))
}
