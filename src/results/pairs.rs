//! Every policy against every other, on the measures that carry a decision; simultaneous over all pairs (Bonferroni).
//!
//! Two rules of allocation choose different children. So for measures of the allocated children a pair is compared
//! twice: as it is, and by what each policy does to *its own* children (each against the same children not moved). The
//! rest is the difference between the children themselves.

use serde::Serialize;

use super::compare::compare;
use super::measures::Measure;
use super::study::{Difference, Spread};

/// The measures of the comparison, in the order of its tables.
pub const MEASURES: [Measure; 11] = [
    Measure::CohortSize,
    Measure::CohortSameWorker,
    Measure::CohortChangesAfter,
    Measure::CohortChanges,
    Measure::CohortMoves,
    Measure::CohortPlacementCost,
    Measure::WorkerChanges,
    Measure::PublicCost,
    Measure::StayerChanges,
    Measure::StayerSameWorker,
    Measure::StayerMoves,
];

/// One policy less another on one measure, whole time.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    pub arm: usize,
    pub against: usize,
    #[serde(serialize_with = "super::study::measure_name")]
    pub measure: Measure,
    pub difference: Difference,
    /// What each does to its own children, one less the other; absent where the measure is not of the allocated.
    pub of_effects: Option<Difference>,
}

/// The comparison of all policies.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// Position of the policy with which the others are compared.
    pub baseline: usize,
    /// Each other policy less that one; simultaneous over the policies.
    pub against_baseline: Vec<Pair>,
    /// Every pair once, the later policy less the earlier; simultaneous over all pairs of one measure.
    pub every_pair: Vec<Pair>,
}

impl Comparison {
    /// A policy against the baseline.
    pub fn with_baseline(&self, arm: usize, measure: Measure) -> Option<&Pair> {
        self.against_baseline.iter().find(|pair| pair.arm == arm && pair.measure == measure)
    }

    /// Two policies, in either order: the difference of the first from the second.
    pub fn pair(&self, arm: usize, against: usize, measure: Measure) -> Option<Difference> {
        let of = |pair: &Pair| pair.of_effects.unwrap_or(pair.difference);
        let found = |a: usize, b: usize| {
            self.every_pair.iter().find(|pair| (pair.arm, pair.against, pair.measure) == (a, b, measure))
        };
        found(arm, against).map(of).or_else(|| found(against, arm).map(|pair| turned(&of(pair))))
    }
}

/// The same difference seen from the other side.
fn turned(difference: &Difference) -> Difference {
    let s = difference.spread;
    let spread =
        Spread { mean: -s.mean, q05: -s.q95, q25: -s.q75, median: -s.median, q75: -s.q25, q95: -s.q05, ..s };
    Difference { spread, ..*difference }
}

/// A policy's values in every replicate: with it, and of the same children not moved (for measures of others, none).
pub type Columns<'a> = &'a dyn Fn(usize, Measure) -> (Vec<f64>, Option<Vec<f64>>);

/// Compares so many policies. `columns` gives the values of a policy and measure.
pub fn comparison(policies: usize, baseline: usize, headlines: &[Measure], columns: Columns<'_>) -> Comparison {
    let pair = |arm: usize, against: usize, measure: Measure, together: usize| {
        let ((one, mine), (other, theirs)) = (columns(arm, measure), columns(against, measure));
        let less = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x - y).collect::<Vec<f64>>();
        let of_effects =
            mine.zip(theirs).map(|(mine, theirs)| compare(&less(&one, &mine), &less(&other, &theirs), together));
        Pair { arm, against, measure, difference: compare(&one, &other, together), of_effects }
    };
    let others = (0..policies).filter(|arm| *arm != baseline);
    let against_baseline =
        others.flat_map(|arm| MEASURES.map(|measure| pair(arm, baseline, measure, policies - 1))).collect();
    let together = policies * policies.saturating_sub(1) / 2;
    let mut every_pair = Vec::new();
    for arm in 1..policies {
        for against in 0..arm {
            every_pair.extend(headlines.iter().map(|measure| pair(arm, against, *measure, together)));
        }
    }
    Comparison { baseline, against_baseline, every_pair }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::randomness::{Chance, Luck, normal};

    const EFFECT: [f64; 4] = [0.0, -0.3, -0.3, 0.2];

    /// Four policies whose children differ: policy k's children have k more changes anyhow.
    fn values(seed: u64, replicates: u64) -> impl Fn(usize, Measure) -> (Vec<f64>, Option<Vec<f64>>) {
        move |arm, _| {
            let one = |moved: bool| {
                (0..replicates)
                    .map(|r| {
                        let luck = Luck::new(seed, r);
                        let shared = normal(&mut luck.source(Chance::Stay, 0, 0));
                        let own = normal(&mut luck.source(Chance::Stay, 1 + arm as u64, u64::from(moved)));
                        arm as f64 + shared + if moved { EFFECT[arm] + 0.2 * own } else { 0.1 * own }
                    })
                    .collect()
            };
            (one(true), Some(one(false)))
        }
    }

    #[test]
    fn a_pair_tells_what_policies_do_from_whom_they_choose() {
        let columns = values(1, 400);
        let found = comparison(4, 1, &[Measure::CohortChanges], &columns);
        let pair = found.every_pair.iter().find(|pair| (pair.arm, pair.against) == (3, 1)).unwrap();
        assert!((pair.difference.spread.mean - 2.5).abs() < 0.1, "{pair:?}");
        assert!((pair.of_effects.unwrap().spread.mean - 0.5).abs() < 0.1, "{pair:?}");
        let back = found.pair(1, 3, Measure::CohortChanges).unwrap();
        assert_eq!(back.spread.mean, -pair.of_effects.unwrap().spread.mean);
        assert!(found.with_baseline(1, Measure::CohortChanges).is_none());
        assert_eq!(found.against_baseline.len(), 3 * MEASURES.len());
    }

    #[test]
    fn all_intervals_of_one_measure_hold_together_in_19_of_20_experiments() {
        // 400 experiments of 30 replicates, 6 pairs each. Bonferroni: at least 95%, here with dependent pairs a
        // little more; below 95% - 3 standard errors (3.3 points) would be a fault (chance 0.1%)
        let mut held = 0;
        for experiment in 0..400 {
            let columns = values(experiment + 50, 30);
            let found = comparison(4, 0, &[Measure::CohortChanges], &columns);
            let right = |pair: &Pair| {
                let truth = EFFECT[pair.arm] - EFFECT[pair.against];
                let spread = pair.of_effects.unwrap().spread;
                (spread.mean - truth).abs() <= spread.half_width
            };
            held += u32::from(found.every_pair.iter().all(right));
        }
        let share = f64::from(held) / 400.0;
        assert!(share > 0.95 - 3.0 * (0.95f64 * 0.05 / 400.0).sqrt(), "{share}");
        assert!(share < 0.995, "intervals far too wide: {share}");
    }
}
