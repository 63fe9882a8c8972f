//! The baseline beside the published figures: a check that the simulated world is the published one.
//!
//! A figure is met if the simulated mean lies within the stated tolerance of it. Where the published figure is a
//! spread from year to year, the standard deviation of single years is compared instead. Monte Carlo error
//! is printed beside, never added to the tolerance.

use super::outcomes::Outcomes;
use crate::results::measures::Measure;
use crate::results::spread::student_t;
use crate::results::study::{Spread, TargetLine};
use crate::scenario::{Scenario, Target};

/// A simulated figure with the half-width of its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulated {
    pub value: f64,
    pub half_width: f64,
}

/// Which statistic of the simulated histories a published figure is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// The mean over histories of the whole time.
    Mean,
    /// The standard deviation between histories of single years.
    SpreadOfYears,
}

impl Statistic {
    /// The statistic that a target names.
    pub fn of(target: &Target) -> Self {
        if target.statistic == "sd" { Statistic::SpreadOfYears } else { Statistic::Mean }
    }
}

/// A scenario's targets, by measure. Names that are no measure were refused when the file was read.
pub fn targets(scenario: &Scenario) -> Vec<(Measure, &Target)> {
    scenario.targets().into_iter().filter_map(|(name, target)| Some((Measure::named(name)?, target))).collect()
}

/// Simulated beside published, one line a target, in the order of measures. Arm 0 is the baseline.
pub fn compare(scenario: &Scenario, outcomes: &Outcomes) -> Vec<TargetLine> {
    let authorities = scenario.entry("authority.authorities").value.number();
    let mut lines: Vec<TargetLine> = targets(scenario)
        .into_iter()
        .map(|(measure, target)| {
            let simulated = simulated(outcomes, measure, Statistic::of(target));
            // published counts are of one authority, results of all that commission together
            let times = if counts_children(measure) { authorities } else { 1.0 };
            let target =
                &Target { value: target.value * times, tolerance: target.tolerance * times, ..target.clone() };
            TargetLine {
                measure,
                statistic: target.statistic.clone(),
                simulated: simulated.value,
                half_width: simulated.half_width,
                published: target.value,
                tolerance: target.tolerance,
                source: target.source.clone(),
                met: met(target, simulated.value),
            }
        })
        .collect();
    lines.sort_by_key(|line| line.measure);
    lines
}

/// Is it a number of children, not a rate or share?
fn counts_children(measure: Measure) -> bool {
    matches!(measure.info().unit, "children" | "children a year")
}

/// Does a simulated figure lie within the tolerance? One that is not defined does not.
pub fn met(target: &Target, simulated: f64) -> bool {
    (simulated - target.value).abs() <= target.tolerance
}

/// A statistic of the baseline's histories.
pub fn simulated(outcomes: &Outcomes, measure: Measure, statistic: Statistic) -> Simulated {
    match statistic {
        Statistic::Mean => {
            let spread = Spread::of(&mut outcomes.column(0, outcomes.shape.whole(), measure));
            Simulated { value: spread.mean, half_width: spread.half_width }
        }
        Statistic::SpreadOfYears => spread_of_years(outcomes, measure),
    }
}

/// The standard deviation between histories within a year, pooled over the years (so that a trend is not spread).
fn spread_of_years(outcomes: &Outcomes, measure: Measure) -> Simulated {
    let (mut squares, mut freedom) = (0.0, 0u64);
    for year in 0..outcomes.shape.whole() {
        let spread = Spread::of(&mut outcomes.column(0, year, measure));
        if spread.sd.is_finite() {
            squares += spread.sd.powi(2) * (spread.n - 1) as f64;
            freedom += spread.n - 1;
        }
    }
    let value = (squares / freedom as f64).sqrt();
    // of a normal sample (Kendall & Stuart): sd of the sd is about sd / sqrt(2 freedom)
    let half_width =
        if freedom == 0 { f64::NAN } else { student_t(0.95, freedom) * value / (2.0 * freedom as f64).sqrt() };
    Simulated { value, half_width }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::runner::{self, Plan, tests::Toy};
    use std::sync::atomic::AtomicBool;

    const TARGETS: &str = r#"
[target]
stock = { value = 0.1, tolerance = 0.3, source = "a" }
starts = { value = 5, tolerance = 0.3, source = "b" }
cost_log_change = { value = 1, tolerance = 0.1, statistic = "sd", source = "c" }
"#;

    fn outcomes() -> Outcomes {
        let stop = AtomicBool::new(false);
        runner::outcomes(&Toy, Plan { seed: 3, first: 0, replicates: 600, stop: &stop })
    }

    #[test]
    fn a_target_is_met_within_its_tolerance_and_missed_beyond_it() {
        let scenario = Scenario::parse("test", TARGETS, &[]).unwrap_or_else(|p| panic!("{p}"));
        let lines = compare(&scenario, &outcomes());
        let met: Vec<_> = lines.iter().map(|line| (line.measure, line.met)).collect();
        assert_eq!(met, [(Measure::Stock, true), (Measure::Starts, false), (Measure::CostLogChange, true)]);
    }

    #[test]
    fn the_spread_of_years_is_the_standard_deviation_between_histories() {
        // the toy's year is standard normal: sd 1, known to 1 / sqrt(2 * 599) = .029
        let simulated = simulated(&outcomes(), Measure::CostLogChange, Statistic::SpreadOfYears);
        assert!((simulated.value - 1.0).abs() < 3.0 * 0.029, "{simulated:?}");
        assert!((simulated.half_width - 1.96 * 0.029).abs() < 0.005, "{simulated:?}");
    }
}
