//! The table of options: one column an arm, what a decision needs in rows.

use super::Extras;
use super::answers::is_money;
use super::charts::focus;
use crate::results::advice::{HEADLINES, distinct, matters};
use crate::results::fund::{Price, price, smallest};
use crate::results::measures::Measure;
use crate::results::rounding::{money, rounded, stated, whole, with_error};
use crate::results::study::Study;

/// A table as text: the terminal and the page draw it each in their way.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

const FACTS: [(Measure, &str); 5] = [
    (Measure::CohortSize, "Children and young people served"),
    (Measure::CohortSameWorker, "Same worker all year, % of those served all year"),
    (Measure::CohortChanges, "Changes of worker per person-year"),
    (Measure::CohortTransfer, "of which the transfer itself"),
    (Measure::PublicCost, "All modelled cost to the public, a year"),
];

/// What stands in the table where no practice is simulated.
const BASELINE: [(Measure, &str); 5] = [
    (Measure::MeanStock, "Children looked after, average over time"),
    (Measure::Placements3, "Three or more placements in the year, %"),
    (Measure::SameWorker, "Same worker all year, % of children in care all year"),
    (Measure::WorkerChanges, "Changes of worker per child-year"),
    (Measure::CostPerChildYear, "Cost per child-year, published line"),
];

/// What each option does.
pub fn options(study: &Study, extras: &Extras) -> Table {
    let head = std::iter::once(String::new()).chain(study.arms.iter().map(|arm| arm.label.clone())).collect();
    let mut rows = Vec::new();
    for (measure, label) in if focus(study).is_some() { FACTS } else { BASELINE } {
        let cells: Vec<String> = (0..study.arms.len()).map(|arm| cell(study, arm, measure)).collect();
        let priced = !is_money(measure) || (0..study.arms.len()).any(|arm| study.spread(arm, measure).mean != 0.0);
        if priced && cells.iter().any(|cell| cell != "–") {
            rows.push(std::iter::once(label.to_string()).chain(cells).collect());
        }
    }
    let funds = [
        (
            "Fund that holds in 19 of 20, authority holds placements",
            &extras.critical_funds_authority_holds,
            &extras.margins_authority_holds,
        ),
        (
            "Fund that holds in 19 of 20, practice holds placements",
            &extras.critical_funds_practice_holds,
            &extras.margins_practice_holds,
        ),
    ];
    for (label, critical, margins) in funds {
        if let (Some(level), Some(focus)) = (smallest(critical, 0.05), focus(study)) {
            let level = match price(margins) {
                Some(Price::Short(..)) => "none: price too low".into(),
                _ if level.is_finite() => money(level, 0.0),
                _ => "none".into(),
            };
            let of = |arm| if arm == focus { level.clone() } else { "–".into() };
            rows.push(std::iter::once(label.to_string()).chain((0..study.arms.len()).map(of)).collect());
        }
    }
    Table { head, rows }
}

fn cell(study: &Study, arm: usize, measure: Measure) -> String {
    let spread = study.spread(arm, measure);
    match measure {
        _ if !spread.is_defined() => "–".into(),
        Measure::CohortSize => whole(spread.mean),
        _ if is_money(measure) => money(spread.mean, 0.0),
        _ => rounded(spread.mean, spread.half_width),
    }
}

/// The differences from the baseline on the headlines: size, range, told apart, matters. One row an arm and measure.
pub fn differences(study: &Study, extras: &Extras) -> Table {
    let head = [
        "Option",
        "Measure",
        "Difference (95% interval)",
        "Range over parameters",
        "Told apart?",
        "Does it matter?",
    ]
    .map(String::from)
    .into();
    let mut rows = Vec::new();
    for arm in 1..study.arms.len() {
        for measure in HEADLINES {
            let difference = study.difference(arm, measure);
            if difference.spread.is_defined() {
                rows.push(vec![
                    study.arms[arm].label.clone(),
                    measure.info().label.to_string(),
                    difference_words(study, arm, measure),
                    parameter_words(study, arm, measure),
                    distinct(difference).words(),
                    matter_words(study, extras, arm, measure),
                ]);
            }
        }
    }
    Table { head, rows }
}

/// A difference with its interval, or that it is the same by construction.
pub fn difference_words(study: &Study, arm: usize, measure: Measure) -> String {
    let difference = study.difference(arm, measure);
    let (mean, error) = (difference.spread.mean, difference.spread.half_width);
    match () {
        () if !difference.spread.is_defined() => "–".into(),
        () if difference.same_by_construction => "not modelled: the same by construction".into(),
        () if is_money(measure) && error.is_finite() => {
            format!("{} ± {}", money(mean, error), money(error, error))
        }
        () if is_money(measure) => money(mean, error),
        () => with_error(mean, error),
    }
}

/// The range of a difference over parameter draws, or that none were drawn.
pub fn parameter_words(study: &Study, arm: usize, measure: Measure) -> String {
    let name = &study.arms[arm].name;
    let found = study.parameter_ranges.iter().find(|range| &range.arm == name && range.measure == measure);
    match found {
        None => "not drawn".into(),
        Some(range) if is_money(measure) => format!("{} to {}", money(range.q05, 0.0), money(range.q95, 0.0)),
        Some(range) => {
            let step = (range.q95 - range.q05).abs() / 10.0;
            format!("{} to {}", rounded(range.q05, step), rounded(range.q95, step))
        }
    }
}

fn matter_words(study: &Study, extras: &Extras, arm: usize, measure: Measure) -> String {
    let threshold = extras.materiality.threshold(study, arm, measure);
    let words = match threshold {
        Some(value) if is_money(measure) => money(value, 0.0),
        Some(value) => stated(value),
        None => String::new(),
    };
    matters(study.difference(arm, measure), threshold).words(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    #[test]
    fn the_table_of_options_has_a_column_for_each_arm() {
        let table = options(&invented::study(), &invented::extras());
        assert!(table.rows.iter().all(|row| row.len() == 4));
        assert_eq!(table.rows.len(), 7);
    }

    #[test]
    fn what_the_scenario_does_not_model_says_so_instead_of_nought() {
        let words = difference_words(&invented::study(), 2, Measure::SameCarer);
        assert_eq!(words, "not modelled: the same by construction");
    }
}
