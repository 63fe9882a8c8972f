//! The simulator against exact answers, in the user's own parameters.
//!
//! Each check runs a scenario that differs from the user's in the keys it names and no other, and sets what comes out
//! beside a formula or recursion of [`crate::theory`]. A check that a scenario makes impossible says so. The threshold
//! is Bonferroni's: if everything is right, a run of all checks is wrongly refused once in 1,000 seeds.

pub mod check;

mod bench;

mod presence;

mod population;

mod panel;

mod places;

mod workers;

mod homes;

mod fund;

mod accounts;

pub use check::{Check, Kind};

use super::laboratory::{Laboratory, Step, Watch};
use crate::flow::Model;
use crate::randomness::normal_quantile;
use crate::scenario::{Problems, Scenario};
use bench::Bench;

/// The chance that any of the checks fails although all are right.
pub const FALSE_ALARM: f64 = 0.001;
/// Histories of each check, unless told otherwise.
pub const REPLICATES: u64 = 400;

/// What `verify` found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    pub checks: Vec<Check>,
    /// Where the normal approximation would have misled.
    pub normal: Vec<NormalLine>,
    /// Standard errors that a check is allowed.
    pub threshold: f64,
}

/// A risk fund set by the normal law, and what it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalLine {
    /// The chance of a year beyond budget and fund that the normal law promises.
    pub promised: f64,
    /// The fund that it asks for (GBP).
    pub fund_gbp: f64,
    /// The exact chance with that fund.
    pub exact: f64,
    /// The fund that keeps the promise (GBP).
    pub exact_fund_gbp: f64,
}

impl Verification {
    /// Checks with a threshold for so many of them.
    pub fn of(checks: Vec<Check>, normal: Vec<NormalLine>) -> Self {
        let chances = checks.iter().filter(|check| check.kind == Kind::Chance).count();
        Self { threshold: threshold(chances), checks, normal }
    }

    /// Those that failed.
    pub fn failed(&self) -> Vec<&Check> {
        self.checks.iter().filter(|check| check.agrees(self.threshold) == Some(false)).collect()
    }

    /// How many could be made.
    pub fn made(&self) -> usize {
        self.checks.iter().filter(|check| check.agrees(self.threshold).is_some()).count()
    }
}

/// Standard errors that each of `checks` two-sided comparisons is allowed (Bonferroni).
pub fn threshold(checks: usize) -> f64 {
    -normal_quantile(FALSE_ALARM / 2.0 / checks.max(1) as f64)
}

/// A part of the work: a name for whoever watches, and its checks.
type Part = (&'static str, fn(&Bench<'_>) -> Result<Found, Problems>);

/// What a part yields.
#[derive(Debug, Default)]
struct Found {
    checks: Vec<Check>,
    normal: Vec<NormalLine>,
}

impl From<Vec<Check>> for Found {
    fn from(checks: Vec<Check>) -> Self {
        Self { checks, normal: vec![] }
    }
}

/// In the order of the day.
const PARTS: &[Part] = &[
    ("children in care", population::checks),
    ("the way to the practice", panel::pipeline),
    ("assessment", panel::assessment),
    ("lottery", panel::lottery),
    ("places", places::checks),
    ("moves", homes::checks),
    ("posts", workers::posts),
    ("changes of worker", workers::changes),
    ("risk fund", fund::checks),
    ("accounts", accounts::checks),
];

/// Makes every check that the scenario allows, with so many histories each.
///
/// Problems: the scenario itself cannot be compiled.
pub fn verify(
    scenario: &Scenario,
    laboratory: &Laboratory<'_, Model>,
    replicates: u64,
    watch: Watch,
) -> Result<Verification, Problems> {
    (laboratory.build)(scenario)?;
    let bench = Bench { scenario, laboratory, replicates };
    let (mut checks, mut normal) = (vec![], vec![]);
    for (done, (name, part)) in PARTS.iter().enumerate() {
        watch(Step { name, done: done as u64, total: PARTS.len() as u64, headline: None });
        if laboratory.stopped() {
            break;
        }
        match part(&bench) {
            Ok(found) => {
                checks.extend(found.checks);
                normal.extend(found.normal);
            }
            // the user's scenario is sound, but not with the keys that the check must change
            Err(problems) => checks.push(Check::not_made(name, &problems.to_string())),
        }
    }
    Ok(Verification::of(checks, normal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_shares_one_in_a_thousand_among_the_checks() {
        assert!((threshold(1) - 3.2905).abs() < 1e-4);
        assert!((threshold(20) - 4.0556).abs() < 1e-3);
        // all right, all independent: 1 - (1 - a/n)^n is just below a
        let each = 2.0 * 0.5 * libm::erfc(threshold(50) / std::f64::consts::SQRT_2);
        assert!((1.0 - (1.0 - each).powi(50) - FALSE_ALARM).abs() < 1e-6);
    }

    #[test]
    fn a_wrong_exact_value_fails_and_what_was_not_made_neither_passes_nor_fails() {
        let right = Check::chance("stock", "mean", 100.4, 100.0, 0.2);
        let wrong = Check::chance("stock", "mean", 101.4, 100.0, 0.2);
        let unmade = Check::not_made("lottery", "there is no practice");
        let found = Verification::of(vec![right, wrong.clone(), unmade], vec![]);
        assert_eq!(found.failed(), [&wrong]);
        assert_eq!((found.made(), found.checks.len()), (2, 3));
    }
}
