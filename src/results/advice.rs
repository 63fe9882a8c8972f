//! What to make of a difference: can it be told from 0, does it matter to this user, what to do next.
//!
//! Whether a difference matters is the user's own threshold (`outcomes.matters_*`), never a p-value.

use super::compare::BEYOND_REACH;
use super::measures::Measure;
use super::rounding::{money, rounded, whole};
use super::study::{Difference, Study};

/// Differences smaller than these do not matter to the user.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Materiality {
    /// Changes of lead worker per child-year (`outcomes.matters_worker_changes`).
    pub worker_changes: f64,
    /// Share of children, 0 to 1 (`outcomes.matters_same_worker`).
    pub same_worker: f64,
    /// GBP per child-year with the practice (`outcomes.matters_cost_gbp`).
    pub cost_gbp: f64,
}

impl Materiality {
    /// The threshold of a measure in that measure's own unit; `None` if the scenario states none for it.
    ///
    /// The threshold of cost is per child-year; a yearly total is compared with it times the person-years that
    /// this arm serves.
    pub fn threshold(&self, study: &Study, arm: usize, measure: Measure) -> Option<f64> {
        match measure {
            Measure::CohortChanges | Measure::CohortChangesAfter | Measure::WorkerChanges => {
                Some(self.worker_changes)
            }
            Measure::CohortSameWorker | Measure::SameWorker => Some(self.same_worker * 100.0),
            Measure::CostPerChildYear => Some(self.cost_gbp),
            Measure::PublicCost | Measure::SocialWorkCost | Measure::PlacementCost => {
                let served = study.spread(arm, Measure::CohortYears).mean;
                (served > 0.0).then_some(self.cost_gbp * served)
            }
            _ => None,
        }
    }
}

/// Can a difference be told from 0?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distinct {
    Yes,
    /// Not yet; about so many replicates in all would do, `None` if no sensible number would.
    NotYet(Option<u64>),
    /// Exactly the same in every replicate: the scenario models no effect here.
    SameByConstruction,
    /// Not defined in both arms, or too few replicates to say.
    Unknown,
}

/// Does a difference matter to this user?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matters {
    /// The whole interval lies beyond the threshold.
    Yes,
    /// The whole interval lies within the threshold.
    No,
    /// The interval reaches over the threshold.
    Perhaps,
    /// The scenario states no threshold for this measure, or nothing can be said.
    NotStated,
}

/// Can this difference be told from 0?
pub fn distinct(difference: &Difference) -> Distinct {
    match difference {
        d if d.same_by_construction => Distinct::SameByConstruction,
        d if d.spread.n < 2 || d.spread.half_width.is_nan() => Distinct::Unknown,
        d if d.told_apart() => Distinct::Yes,
        d => Distinct::NotYet(d.replicates_to_tell_apart.filter(|n| *n < BEYOND_REACH)),
    }
}

/// Does this difference matter, against a threshold in the measure's unit?
pub fn matters(difference: &Difference, threshold: Option<f64>) -> Matters {
    let size = difference.spread.mean.abs();
    let error = difference.spread.half_width;
    match threshold {
        Some(threshold) if error.is_finite() => match () {
            () if size - error > threshold => Matters::Yes,
            () if size + error < threshold => Matters::No,
            () => Matters::Perhaps,
        },
        _ => Matters::NotStated,
    }
}

impl Distinct {
    /// For a table: "yes", "not yet: about 270 runs would".
    pub fn words(self) -> String {
        match self {
            Distinct::Yes => "yes".into(),
            Distinct::NotYet(Some(n)) => format!("not yet: about {} replicates would", whole(round_up(n) as f64)),
            Distinct::NotYet(None) => "no: if it is this small, no sensible number would".into(),
            Distinct::SameByConstruction => "not modelled: the same by construction".into(),
            Distinct::Unknown => "not known: too few replicates".into(),
        }
    }
}

impl Matters {
    /// For a table, with the threshold in words.
    pub fn words(self, threshold: &str) -> String {
        match self {
            Matters::Yes => format!("yes: more than {threshold}"),
            Matters::No => format!("no: less than {threshold}"),
            Matters::Perhaps => format!("perhaps: the interval includes {threshold}"),
            Matters::NotStated => "no threshold stated".into(),
        }
    }
}

/// Two figures, upwards: 268 becomes 270, and the option named in advice a round number above it.
pub fn round_up(n: u64) -> u64 {
    let step = 10u64.pow(n.max(1).ilog10().saturating_sub(1));
    n.div_ceil(step) * step
}

/// The measures on which policies are told apart in advice.
pub const HEADLINES: [Measure; 3] = [Measure::CohortChanges, Measure::CohortSameWorker, Measure::PublicCost];

/// Advice for the terminal, one line each: where more replicates would help, and where they would not.
pub fn advice(study: &Study, materiality: &Materiality) -> Vec<String> {
    let mut lines = Vec::new();
    for arm in 1..study.arms.len() {
        for measure in HEADLINES {
            let difference = study.difference(arm, measure);
            let Distinct::NotYet(more) = distinct(difference) else { continue };
            let threshold = materiality.threshold(study, arm, measure);
            lines.push(one(study, arm, measure, more, matters(difference, threshold)));
        }
    }
    lines
}

fn one(study: &Study, arm: usize, measure: Measure, more: Option<u64>, matters: Matters) -> String {
    let spread = &study.difference(arm, measure).spread;
    let (about, error) = match measure.info().unit.starts_with("GBP") {
        true => (money(spread.mean, spread.half_width), money(spread.half_width, spread.half_width)),
        false => (rounded(spread.mean, spread.half_width), rounded(spread.half_width, spread.half_width)),
    };
    let names = format!("\"{}\" and \"{}\"", study.arms[arm].label, study.arms[0].label);
    let told = format!(
        "{} replicates cannot tell {names} apart on {} (difference {about}, 95% interval ±{error}).",
        whole(study.replicates as f64),
        measure.info().label,
    );
    let next = match (matters, more) {
        (Matters::No, _) => {
            "But the whole interval is too small to matter here, so more replicates would change nothing.".into()
        }
        (_, None) => "If it is really this small, no sensible number of replicates would.".into(),
        (_, Some(n)) => {
            let (about, ask) = (round_up(n), round_up(n + n / 10));
            format!("About {} would; try --replicates {ask}", whole(about as f64))
        }
    };
    format!("{told} {next}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::compare::compare;

    fn difference(mean: f64, swing: f64) -> Difference {
        let arm: Vec<f64> = (0..100).map(|r| if r % 2 == 0 { mean + swing } else { mean - swing }).collect();
        compare(&arm, &[0.0; 100], 1)
    }

    #[test]
    fn a_difference_matters_only_when_its_whole_interval_is_beyond_the_threshold() {
        assert_eq!(matters(&difference(0.30, 0.1), Some(0.1)), Matters::Yes);
        assert_eq!(matters(&difference(-0.30, 0.1), Some(0.1)), Matters::Yes);
        assert_eq!(matters(&difference(0.11, 0.1), Some(0.1)), Matters::Perhaps);
        assert_eq!(matters(&difference(0.01, 0.1), Some(0.1)), Matters::No);
        assert_eq!(matters(&difference(0.01, 0.1), None), Matters::NotStated);
    }

    #[test]
    fn what_cannot_be_told_apart_says_how_many_replicates_would() {
        assert_eq!(distinct(&difference(1.0, 0.1)), Distinct::Yes);
        let Distinct::NotYet(Some(n)) = distinct(&difference(0.1, 1.0)) else { panic!("told apart") };
        assert!((380..=400).contains(&n), "{n}");
        assert_eq!(distinct(&difference(0.0, 0.0)), Distinct::SameByConstruction);
        assert_eq!(distinct(&difference(0.0, 1.0)), Distinct::NotYet(None));
    }

    #[test]
    fn numbers_of_replicates_are_rounded_up_to_two_figures() {
        assert_eq!((round_up(268), round_up(7), round_up(12_345), round_up(10)), (270, 7, 13_000, 10));
    }
}
