//! Which sizes meet all stated limits, all sizes and limits judged together (Bonferroni).

use serde::Serialize;

use super::limit::Limit;
use crate::results::compare::{BEYOND_REACH, compare};
use crate::results::rounding::Frequency;

/// Confidence with which all verdicts hold together.
pub const TOGETHER: f64 = 0.95;

/// What is to be said of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The mean of every limited measure meets its limit.
    Meets,
    /// The mean of at least one does not.
    Misses,
    /// Too few histories to say, or none that defines the measure.
    CannotBeTold,
}

/// One limit at one size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    pub mean: f64,
    /// Confidence that the mean meets the limit, this size and limit by itself; `None` where it is not defined.
    pub confidence: Option<f64>,
    /// Histories in which the limit is met.
    pub met: u64,
    pub of: u64,
    /// Histories after which the mean could be told from the bound, where it cannot yet; `None` if no sensible number.
    pub replicates_to_tell: Option<u64>,
    pub verdict: Verdict,
}

/// All limits at one size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    pub places: u32,
    pub verdict: Verdict,
    /// In the order of the limits.
    pub limits: Vec<Held>,
    /// Histories that meet all limits at once.
    pub met: u64,
    pub of: u64,
}

impl Judged {
    /// How often all limits are met at once.
    pub fn all_met(&self) -> Frequency {
        Frequency { times: self.met, of: self.of }
    }
}

/// The values of each limited measure at one size, one a history.
pub struct Tried<'a> {
    pub places: u32,
    /// In the order of the limits.
    pub values: Vec<&'a [f64]>,
}

/// Judges all sizes against all limits, so that all verdicts hold together with 95% confidence.
pub fn judge(limits: &[Limit], sizes: &[Tried]) -> Vec<Judged> {
    let comparisons = (limits.len() * sizes.len()).max(1);
    let doubt = (1.0 - TOGETHER) / comparisons as f64;
    sizes.iter().map(|tried| judged(limits, tried, doubt, comparisons)).collect()
}

fn judged(limits: &[Limit], tried: &Tried, doubt: f64, comparisons: usize) -> Judged {
    let held: Vec<Held> = limits
        .iter()
        .zip(&tried.values)
        .map(|(limit, values)| {
            let confidence = limit.confidence_in_mean(values);
            let verdict = match confidence {
                Some(sure) if sure >= 1.0 - doubt => Verdict::Meets,
                Some(sure) if sure <= doubt => Verdict::Misses,
                _ => Verdict::CannotBeTold,
            };
            let met = limit.met_in(values);
            let apart = compare(values, &vec![limit.bound; values.len()], comparisons);
            let needed = apart.replicates_to_tell_apart.filter(|n| *n < BEYOND_REACH);
            Held {
                mean: apart.spread.mean + limit.bound,
                confidence,
                met: met.times,
                of: met.of,
                replicates_to_tell: needed.filter(|_| verdict == Verdict::CannotBeTold),
                verdict,
            }
        })
        .collect();
    let histories = tried.values.iter().map(|values| values.len()).min().unwrap_or(0);
    let defined = |r: &usize| tried.values.iter().all(|values| !values[*r].is_nan());
    let of = (0..histories).filter(defined);
    let (mut all_of, mut met) = (0, 0);
    for r in of {
        all_of += 1;
        met += u64::from(limits.iter().zip(&tried.values).all(|(limit, values)| limit.met_by(values[r])));
    }
    let verdict = match () {
        () if held.iter().any(|one| one.verdict == Verdict::Misses) => Verdict::Misses,
        () if held.iter().all(|one| one.verdict == Verdict::Meets) => Verdict::Meets,
        () => Verdict::CannotBeTold,
    };
    Judged { places: tried.places, verdict, limits: held, met, of: all_of }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::size::limit::Sign;

    fn at_most(bound: f64) -> Limit {
        Limit { measure: "cover_failures".into(), sign: Sign::AtMost, bound, stated: String::new() }
    }

    #[test]
    fn more_sizes_and_limits_ask_for_more_before_anything_is_said() {
        // mean 2, sd 1, n 10, bound 2.7: t = 0.7 / 0.333 = 2.1, one-sided 0.9675 with 9 degrees of freedom
        let values = [1.0, 3.0, 1.0, 3.0, 2.0, 2.0, 1.0, 3.0, 0.8, 3.2];
        let limit = [at_most(2.7)];
        let tried = |places| Tried { places, values: vec![&values] };
        assert_eq!(judge(&limit, &[tried(60)])[0].verdict, Verdict::Meets);
        let two = judge(&limit, &[tried(60), tried(80)]);
        assert_eq!(two[0].verdict, Verdict::CannotBeTold);
        assert!(two[0].limits[0].replicates_to_tell.is_some_and(|n| (11..40).contains(&n)), "{two:?}");
    }

    #[test]
    fn a_size_meets_only_all_limits_together_and_misses_any() {
        let (low, high) = ([1.0, 1.1, 0.9, 1.0, 1.05], [9.0, 9.1, 8.9, 9.0, 9.05]);
        let limits = [at_most(5.0), at_most(20.0)];
        let judged = judge(
            &limits,
            &[Tried { places: 100, values: vec![&low, &high] }, Tried { places: 60, values: vec![&high, &low] }],
        );
        assert_eq!((judged[0].verdict, judged[1].verdict), (Verdict::Meets, Verdict::Misses));
        assert_eq!((judged[0].all_met().times, judged[1].all_met().times, judged[1].of), (5, 0, 5));
    }

    #[test]
    fn a_measure_that_is_not_defined_says_nothing() {
        let none = [f64::NAN; 5];
        let judged = judge(&[at_most(5.0)], &[Tried { places: 100, values: vec![&none] }]);
        assert_eq!(
            (judged[0].verdict, judged[0].of, judged[0].limits[0].confidence),
            (Verdict::CannotBeTold, 0, None)
        );
    }
}
