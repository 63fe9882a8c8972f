//! What the published figures can tell: how far a fitted parameter can move before the first of them fails.
//!
//! A parameter that can double unnoticed is not known, however well the baseline agrees. Each is multiplied by
//! factors up and down; the smallest factor that breaks a target which held before is found by bisection
//! (assuming that a parameter which breaks a target breaks it at larger factors too). Effects are differences on
//! the same luck, added to the baseline's own figures, so that few replicates are enough.

use rayon::prelude::*;

use super::changes::multiplied;
use super::laboratory::{Laboratory, Step, Watch};
use super::outcomes::Outcomes;
use super::runner::Histories;
use super::targets::{Statistic, met, simulated, targets};
use crate::results::measures::Measure;
use crate::scenario::{Problems, Quality, Scenario, Target, Value, names};

/// Factors that are tried, upwards; their inverses downwards.
pub const FACTORS: [f64; 8] = [1.02, 1.05, 1.1, 1.2, 1.35, 1.6, 2.0, 4.0];

/// The parameters that the baseline rests on, whatever a file says of their quality.
const FITTED: &[&str] = &[
    "stay.multiplier",
    "stay.hazard_per_month",
    "stay.age_factor",
    "placements.hazard_per_year",
    "placements.care_year_factor",
    "placements.frailty_shape",
    "workforce.turnover_per_year",
    "workforce.time_to_fill",
    "workforce.agency_stay",
    "workforce.rebalance_share",
    "workforce.structural_vacancy_share",
    "finance.other_services_per_child_year_gbp",
    "finance.price_shock_sd",
];

/// The first target to fail, and at which factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Break {
    pub factor: f64,
    pub measure: Measure,
}

/// How far one parameter can move.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerLine {
    pub key: String,
    pub quality: Quality,
    /// Nothing: no target fails down to the inverse of the largest factor.
    pub down: Option<Break>,
    /// Nothing: no target fails up to the largest factor (or to the parameter's own bound).
    pub up: Option<Break>,
}

/// The parameters that are tried: calibrated ones, and those fitted by hand; only where a factor changes them.
pub fn parameters(scenario: &Scenario) -> Vec<String> {
    let calibrated = scenario.entries.iter().filter(|(_, entry)| entry.quality == Quality::Calibrated);
    let fitted = FITTED.iter().filter(|key| scenario.entries.contains_key(**key)).map(|key| key.to_string());
    let mut keys: Vec<String> = calibrated.map(|(key, _)| key.clone()).chain(fitted).collect();
    keys.sort();
    keys.dedup();
    keys.retain(|key| [0.5, 2.0].iter().any(|&factor| at_factor(scenario, key, factor).is_some()));
    keys
}

/// The scenario with one parameter multiplied; nothing if that leaves it as it is.
fn at_factor(scenario: &Scenario, key: &str, factor: f64) -> Option<Scenario> {
    let now = scenario.entry(key).value;
    let moved = multiplied(names::find(key)?, &now, factor)?;
    (moved != now).then(|| scenario.with(&[(key.to_string(), moved)]))
}

/// The baseline and what is held against it.
struct Bench<'a, M> {
    laboratory: &'a Laboratory<'a, M>,
    scenario: &'a Scenario,
    /// Targets that hold at factor 1, with the baseline's figure from many and from few replicates.
    held: Vec<(Measure, &'a Target, f64, f64)>,
    replicates: u64,
}

/// The power table. `baseline` is the main run of the first arm; stopped, it holds what was finished.
pub fn power<M: Histories>(
    laboratory: &Laboratory<M>,
    scenario: &Scenario,
    baseline: &Outcomes,
    replicates: u64,
    watch: Watch,
) -> Result<Vec<PowerLine>, Problems> {
    let scenario = &baseline_only(scenario);
    let replicates = replicates.min(baseline.replicates()).max(2);
    let few = laboratory.run(scenario, 0, replicates)?;
    let figure = |outcomes: &Outcomes, (measure, target): &(Measure, &Target)| {
        simulated(outcomes, *measure, Statistic::of(target)).value
    };
    let held = targets(scenario)
        .into_iter()
        .filter(|target| met(target.1, figure(baseline, target)))
        .map(|target| (target.0, target.1, figure(baseline, &target), figure(&few, &target)))
        .collect();
    let bench = Bench { laboratory, scenario, held, replicates };
    let keys = parameters(scenario);
    let mut lines = Vec::new();
    for some in keys.chunks(rayon::current_num_threads()) {
        if laboratory.stopped() {
            break;
        }
        watch(Step {
            name: "power of the targets",
            done: lines.len() as u64,
            total: keys.len() as u64,
            headline: None,
        });
        let found: Vec<PowerLine> = some.par_iter().map(|key| bench.line(key)).collect::<Result<_, Problems>>()?;
        lines.extend(found);
    }
    Ok(lines)
}

/// The scenario with its first arm only.
pub fn baseline_only(scenario: &Scenario) -> Scenario {
    let first = scenario.entry("run.arms").value.names().iter().take(1).cloned().collect();
    scenario.with(&[("run.arms".into(), Value::Names(first))])
}

impl<M: Histories> Bench<'_, M> {
    fn line(&self, key: &str) -> Result<PowerLine, Problems> {
        let down = self.first_break(key, |factor| 1.0 / factor)?;
        let up = self.first_break(key, |factor| factor)?;
        Ok(PowerLine { key: key.into(), quality: self.scenario.entry(key).quality, down, up })
    }

    /// The smallest factor of the grid at which a target fails, by bisection.
    fn first_break(&self, key: &str, direction: impl Fn(f64) -> f64) -> Result<Option<Break>, Problems> {
        let (mut holds, mut fails) = (0, FACTORS.len() + 1); // positions counted from 1; the last stands for "never"
        let mut found = None;
        let mut try_next = FACTORS.len(); // the largest first: most parameters that matter fail there
        while holds + 1 < fails {
            let factor = direction(FACTORS[try_next - 1]);
            match self.failing(key, factor)? {
                Some(measure) => {
                    fails = try_next;
                    found = Some(Break { factor, measure });
                }
                None => holds = try_next,
            }
            try_next = (holds + fails) / 2;
        }
        Ok(found)
    }

    /// The target that fails by most, in units of its tolerance.
    fn failing(&self, key: &str, factor: f64) -> Result<Option<Measure>, Problems> {
        let Some(moved) = at_factor(self.scenario, key, factor) else { return Ok(None) };
        let outcomes = self.laboratory.run_here(&moved, 0..self.replicates)?;
        if outcomes.replicates() < self.replicates {
            return Ok(None); // stopped
        }
        let excess = |&(measure, target, many, few): &(Measure, &Target, f64, f64)| {
            let figure = many + simulated(&outcomes, measure, Statistic::of(target)).value - few;
            let excess = (figure - target.value).abs() / target.tolerance;
            (if excess.is_nan() { f64::INFINITY } else { excess }, measure)
        };
        let worst = self.held.iter().map(excess).max_by(|a, b| a.0.total_cmp(&b.0));
        Ok(worst.filter(|(excess, _)| *excess > 1.0).map(|(_, measure)| measure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::outcomes::Shape;
    use crate::flow::Replicate;
    use std::sync::atomic::AtomicBool;

    /// A world whose every measure is 100 divided by the stay's multiplier, give or take the replicate's luck.
    struct Stay(f64);

    impl Histories for Stay {
        type Desk = ();
        fn shape(&self) -> Shape {
            Shape { arms: 1, followed: 0, periods: 2, months: 1, curve_months: 1 }
        }
        fn references(&self) -> Vec<usize> {
            vec![0]
        }
        fn desk(&self) {}
        fn history(&self, _: u64, replicate: u64, _: &mut ()) -> Replicate {
            let luck = (replicate % 5) as f64 - 2.0;
            let values = vec![100.0 / self.0 + luck; self.shape().row()];
            Replicate {
                values,
                cohort_size: vec![0.0],
                cumulative_changes: vec![0.0],
                groups: vec![],
                since_full: vec![],
                practices: vec![],
                scores: vec![],
                panels: vec![],
                flows: vec![],
            }
        }
    }

    #[test]
    fn a_fitted_parameter_can_move_as_far_as_the_tolerance_allows() {
        let text = r#"
[stay]
multiplier = { value = 1, quality = "calibrated", source = "fitted", effect = "stock" }
[placements]
frailty_shape = 2
[target]
stock = { value = 100, tolerance = 15, source = "a" }
starts = { value = 300, tolerance = 15, source = "missed from the start, so it cannot fail" }
"#;
        let scenario = Scenario::parse("test", text, &[]).unwrap_or_else(|p| panic!("{p}"));
        let build = |s: &Scenario| Ok(Stay(s.entry("stay.multiplier").value.number()));
        let stop = AtomicBool::new(false);
        let laboratory = Laboratory { build: &build, seed: 1, stop: &stop };
        let baseline = laboratory.run(&scenario, 0, 100).unwrap();
        let lines = power(&laboratory, &scenario, &baseline, 10, &mut |_| ()).unwrap();
        let stay = lines.iter().find(|line| line.key == "stay.multiplier").unwrap();
        // 100 / 1.2 = 83 is the first below 85; 100 * 1.2 = 120 the first above 115
        assert_eq!(stay.up, Some(Break { factor: 1.2, measure: Measure::Stock }));
        assert_eq!(stay.down, Some(Break { factor: 1.0 / 1.2, measure: Measure::Stock }));
        let frailty = lines.iter().find(|line| line.key == "placements.frailty_shape").unwrap();
        assert_eq!((frailty.up, frailty.down), (None, None));
    }
}
