//! The threshold curve of the two-year assessment: what each threshold would do, with its net benefit.
//!
//! Net benefit weighs children rightly judged long-stay against those wrongly judged so, at the odds that the
//! threshold itself stands for (Vickers and Elkin 2006): whoever moves a child from a chance of one in four on holds
//! three needless moves to be as bad as one child left out.

use serde::Serialize;

use crate::flow::tally::{SCORE_BINS, THRESHOLDS, threshold};

/// Counts of one arm: entrants and caseload, by thresholds reached, left or stayed.
pub const COUNTS: usize = 2 * SCORE_BINS * 2;

/// Whom a curve is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Assessed {
    Entrants,
    Caseload,
}

/// What one threshold would do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ThresholdPoint {
    /// Children at or above this probability of a long stay are judged likely to stay.
    pub threshold: f64,
    pub share_judged_long: f64,
    pub ppv: f64,
    pub npv: f64,
    pub sensitivity: f64,
    pub specificity: f64,
    /// Per child assessed.
    pub net_benefit: f64,
    /// Net benefit of judging everybody likely to stay; judging nobody so has 0.
    pub net_benefit_of_all: f64,
}

/// The curve of an arm, pooled over histories and the whole time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThresholdCurve {
    pub arm: String,
    pub assessed: Assessed,
    /// Children behind it, over all histories.
    pub children: f64,
    pub points: Vec<ThresholdPoint>,
}

/// The curve of counts `[thresholds reached][left, stayed]`; `None` if nobody was assessed.
pub fn curve(arm: &str, assessed: Assessed, counts: &[f64]) -> Option<ThresholdCurve> {
    debug_assert_eq!(counts.len(), COUNTS / 2);
    let all: f64 = counts.iter().sum();
    if all <= 0.0 {
        return None;
    }
    let from = |bin: usize, truth: usize| counts.chunks_exact(2).skip(bin).map(|pair| pair[truth]).sum::<f64>();
    let (left, stayed) = (from(0, 0), from(0, 1));
    let point = |i: usize| {
        let (wrongly, rightly) = (from(i + 1, 0), from(i + 1, 1));
        let odds = threshold(i) / (1.0 - threshold(i));
        ThresholdPoint {
            threshold: threshold(i),
            share_judged_long: (wrongly + rightly) / all,
            ppv: rightly / (wrongly + rightly),
            npv: (left - wrongly) / (all - wrongly - rightly),
            sensitivity: rightly / stayed,
            specificity: (left - wrongly) / left,
            net_benefit: (rightly - wrongly * odds) / all,
            net_benefit_of_all: (stayed - left * odds) / all,
        }
    };
    Some(ThresholdCurve { arm: arm.into(), assessed, children: all, points: (0..THRESHOLDS).map(point).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten children at 30%, of whom 3 stay; ten at 60%, of whom 6 stay.
    fn counts() -> Vec<f64> {
        let mut counts = vec![0.0; COUNTS / 2];
        (counts[2 * 6], counts[2 * 6 + 1]) = (7.0, 3.0);
        (counts[2 * 12], counts[2 * 12 + 1]) = (4.0, 6.0);
        counts
    }

    #[test]
    fn a_threshold_between_the_two_groups_takes_one_of_them() {
        let curve = curve("elm", Assessed::Entrants, &counts()).unwrap();
        let at = curve.points[9]; // 50%: odds 1
        assert_eq!((at.threshold, at.share_judged_long), (0.5, 0.5));
        assert_eq!((at.ppv, at.npv), (0.6, 0.7));
        assert_eq!((at.sensitivity, at.specificity), (6.0 / 9.0, 7.0 / 11.0));
        assert!((at.net_benefit - 2.0 / 20.0).abs() < 1e-12);
        assert!((at.net_benefit_of_all - (9.0 - 11.0) / 20.0).abs() < 1e-12);
    }

    #[test]
    fn a_low_threshold_takes_everybody_and_a_high_one_nobody() {
        let curve = curve("elm", Assessed::Caseload, &counts()).unwrap();
        let (low, high) = (curve.points[0], curve.points[18]);
        assert_eq!((low.share_judged_long, low.net_benefit), (1.0, low.net_benefit_of_all));
        assert_eq!((high.share_judged_long, high.net_benefit), (0.0, 0.0));
        assert!(low.npv.is_nan() && high.ppv.is_nan());
    }

    #[test]
    fn where_nobody_is_assessed_there_is_no_curve() {
        assert_eq!(super::curve("elm", Assessed::Entrants, &[0.0; COUNTS / 2]), None);
    }
}
