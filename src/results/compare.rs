//! Paired comparison: the same children with the same luck under both policies, subtracted replicate by
//! replicate [Law 2015 ch. 11; Glasserman & Yao 1992].
//!
//! Several policies against one baseline get simultaneous intervals (Bonferroni): with two comparisons each
//! interval has 97.5% confidence, and both together 95%.

use super::measures::Measure;
use super::spread::student_t;
use super::study::{Difference, Spread};

/// More replicates than anyone would run; stands for "no number that is worth waiting for".
pub const BEYOND_REACH: u64 = 10_000_000;

impl Difference {
    /// The interval excludes 0.
    pub fn told_apart(&self) -> bool {
        self.spread.mean.abs() > self.spread.half_width
    }
}

/// Differences of an arm from the baseline, one pair a replicate, NaN where not defined.
///
/// `comparisons` is the number of policies set against the same baseline.
pub fn compare(arm: &[f64], baseline: &[f64], comparisons: usize) -> Difference {
    let pairs = arm.iter().zip(baseline).filter(|(a, b)| !(*a - *b).is_nan());
    let (with, without): (Vec<f64>, Vec<f64>) = pairs.map(|(a, b)| (*a, *b)).unzip();
    let mut differences: Vec<f64> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
    let same_by_construction = !differences.is_empty() && differences.iter().all(|d| *d == 0.0);
    let confidence = confidence_of_each(comparisons);
    let spread = Spread::with_confidence(&mut differences, confidence);
    let variance = |mut values: Vec<f64>| Spread::of(&mut values).sd.powi(2);
    Difference {
        spread,
        variance_reduction: (variance(with) + variance(without)) / spread.sd.powi(2),
        same_by_construction,
        replicates_to_tell_apart: replicates_to_tell_apart(&spread, confidence),
    }
}

/// Confidence of each of several intervals that shall hold together with 95%.
pub fn confidence_of_each(comparisons: usize) -> f64 {
    1.0 - 0.05 / comparisons.max(1) as f64
}

/// Replicates after which an interval this far from 0 would exclude it, if mean and spread stay as they are.
fn replicates_to_tell_apart(spread: &Spread, confidence: f64) -> Option<u64> {
    let undecided = spread.half_width >= spread.mean.abs() && spread.sd > 0.0;
    if !undecided {
        return None; // already told apart, exactly equal, or too few replicates to say
    }
    let ratio = spread.sd / spread.mean.abs();
    let mut n = spread.n;
    for _ in 0..3 {
        let needed = (student_t(confidence, n.max(2) - 1) * ratio).powi(2).floor() + 1.0;
        n = if needed < BEYOND_REACH as f64 { needed as u64 } else { return Some(BEYOND_REACH) };
    }
    Some(n.max(spread.n + 1))
}

/// One column of a matrix of rows `[arm][period][measure]`: a value a replicate, NaN where not defined.
pub fn column<R: AsRef<[f64]>>(
    rows: &[R],
    periods: usize,
    arm: usize,
    period: usize,
    measure: Measure,
) -> Vec<f64> {
    let at = (arm * periods + period) * Measure::COUNT + measure as usize;
    rows.iter().map(|row| row.as_ref()[at]).collect()
}

/// Reduces all replicates, in their order, to spreads and differences, both indexed as `[policy][period][measure]`. The
/// one place of reduction.
///
/// A policy is set against arm 0; for measures of the allocated children against the row of the same children not
/// moved, `references[policy]`.
pub fn reduce<R: AsRef<[f64]>>(
    references: &[usize],
    periods: usize,
    rows: &[R],
) -> (Vec<Spread>, Vec<Difference>) {
    let (mut spreads, mut differences) = (Vec::new(), Vec::new());
    let arms = references.len();
    for (arm, not_moved) in references.iter().enumerate() {
        for period in 0..periods {
            for &measure in Measure::ALL {
                let mut values = column(rows, periods, arm, period, measure);
                let baseline = column(rows, periods, measure.reference(*not_moved), period, measure);
                differences.push(compare(&values, &baseline, arms.saturating_sub(1)));
                spreads.push(Spread::of(&mut values));
            }
        }
    }
    (spreads, differences)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_luck_cancels_out_of_a_difference() {
        let luck: Vec<f64> = (0..50).map(|r| f64::from(r * 7 % 50)).collect();
        let baseline: Vec<f64> = luck.iter().map(|l| 100.0 + l).collect();
        let arm: Vec<f64> = luck.iter().enumerate().map(|(r, l)| 98.0 + l + (r % 2) as f64 * 0.1).collect();
        let difference = compare(&arm, &baseline, 1);
        assert!((difference.spread.mean + 1.95).abs() < 1e-9);
        assert!(difference.variance_reduction > 1000.0 && difference.told_apart());
        assert_eq!(difference.replicates_to_tell_apart, None);
    }

    #[test]
    fn what_is_never_different_is_the_same_by_construction() {
        let difference = compare(&[1.0, 2.0, f64::NAN], &[1.0, 2.0, 3.0], 2);
        assert!(difference.same_by_construction && !difference.told_apart());
        assert_eq!((difference.spread.n, difference.replicates_to_tell_apart), (2, None));
    }

    #[test]
    fn the_advised_number_of_replicates_is_about_right() {
        // sd 100, mean 10: an interval excludes 0 from about (1.96 * 10)^2 = 385 replicates on.
        let arm: Vec<f64> = (0..40).map(|r| if r % 2 == 0 { 110.0 } else { -90.0 }).collect();
        let more = compare(&arm, &[0.0; 40], 1).replicates_to_tell_apart.unwrap();
        assert!((385..=410).contains(&more), "{more}");
        assert_eq!(compare(&[1.0, -1.0], &[0.0; 2], 1).replicates_to_tell_apart, Some(BEYOND_REACH));
    }

    #[test]
    fn two_policies_against_one_baseline_get_wider_intervals() {
        let arm: Vec<f64> = (0..40).map(f64::from).collect();
        let (one, two) = (compare(&arm, &[0.0; 40], 1), compare(&arm, &[0.0; 40], 2));
        let widening = two.spread.half_width / one.spread.half_width;
        assert!((widening - student_t(0.975, 39) / student_t(0.95, 39)).abs() < 1e-12 && widening > 1.1);
    }

    #[test]
    fn the_matrix_is_read_by_arm_period_and_measure() {
        let row = |start: usize| (0..2 * 2 * Measure::COUNT).map(|at| (start + at) as f64).collect::<Vec<_>>();
        let (spreads, differences) = reduce(&[0, 0], 2, &[row(0), row(2)]);
        let at = (2 + 1) * Measure::COUNT + Measure::Starts as usize;
        assert_eq!(spreads[at].mean, at as f64 + 1.0);
        assert_eq!(differences[at].spread.mean, (2 * Measure::COUNT) as f64);
        assert!(differences[0].same_by_construction);
    }
}
