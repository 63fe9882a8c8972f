//! Critical levels of many histories: the whole curve p(F) at once, with atoms at 0 and at infinity.

use statrs::distribution::{Beta, ContinuousCDF};

use super::confidence::rank;
use crate::results::rounding::Frequency;

/// Critical levels, sorted, in GBP. 0: that history needs no fund. Infinite: no fund would have held in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    sorted: Vec<f64>,
}

impl Levels {
    /// From one level a history, in any order; histories without one (NaN) are left out.
    pub fn of(levels: &[f64]) -> Self {
        let mut sorted: Vec<f64> = levels.iter().copied().filter(|level| !level.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted }
    }

    /// The levels from the smallest to the largest.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// How many histories.
    pub fn n(&self) -> u64 {
        self.sorted.len() as u64
    }

    /// How many histories exhaust a fund of this size.
    pub fn exhausted(&self, fund: f64) -> Frequency {
        let holds = self.sorted.partition_point(|level| *level <= fund);
        Frequency { times: (self.sorted.len() - holds) as u64, of: self.n() }
    }

    /// Histories that no fund of any size would have brought through: the atom at infinity.
    pub fn beyond_any_fund(&self) -> Frequency {
        self.exhausted(f64::MAX)
    }

    /// The largest finite level; `None` without one.
    pub fn largest(&self) -> Option<f64> {
        self.sorted.iter().rev().copied().find(|level| level.is_finite())
    }

    /// The smallest fund that at most this share of the histories exhausts; `None` without histories. A point
    /// estimate: by itself it says nothing of how sure it is.
    pub fn smallest(&self, chance: f64) -> Option<f64> {
        let kept = ((1.0 - chance) * self.sorted.len() as f64 - 1e-9).ceil() as usize;
        self.sorted.get(kept.max(1) - 1).copied()
    }

    /// The smallest fund that is enough with this confidence: the order statistic of Wilks (1941). The number of
    /// histories must have been fixed beforehand. `None` with too few of them (59 for 95% and 1 in 20).
    pub fn smallest_with_confidence(&self, chance: f64, confidence: f64) -> Option<f64> {
        rank(self.n(), chance, confidence).map(|rank| self.sorted[rank as usize - 1])
    }
}

/// Ends of the interval that holds a quantile of the critical levels with this confidence: two order statistics, each
/// beyond it with half of the doubt. `None` with too few histories for an upper end.
pub fn quantile_interval(critical: &[f64], quantile: f64, confidence: f64) -> Option<(f64, f64)> {
    let levels = Levels::of(critical);
    let (sorted, n) = (levels.sorted(), levels.sorted().len());
    let doubt = (1.0 - confidence) / 2.0;
    // at most j - 1 levels lie at or below the quantile: BinCDF(j - 1; n, quantile)
    let below = |j: usize| Beta::new(j as f64, (n - j + 1) as f64).map_or(f64::NAN, |law| 1.0 - law.cdf(quantile));
    let high = (1..=n).find(|j| below(*j) >= 1.0 - doubt)?;
    let low = (1..=n).rev().find(|j| below(*j) <= doubt)?;
    Some((sorted[low - 1], sorted[high - 1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_fund_is_an_order_statistic() {
        let levels = Levels::of(&(1..=100).rev().map(f64::from).collect::<Vec<_>>());
        assert_eq!(levels.smallest(0.05), Some(95.0));
        assert_eq!(levels.exhausted(95.0), Frequency { times: 5, of: 100 });
        assert_eq!(levels.exhausted(94.99), Frequency { times: 6, of: 100 });
        assert_eq!(Levels::of(&[]).smallest(0.05), None);
    }

    #[test]
    fn a_quantile_lies_between_two_order_statistics() {
        let histories = |n: u32| (1..=n).map(f64::from).collect::<Vec<_>>();
        // R: qbinom(c(.025, .975), 100, .95) = 90, 99: the 90th and the 100th of 100
        assert_eq!(quantile_interval(&histories(100), 0.95, 0.95), Some((90.0, 100.0)));
        assert_eq!(quantile_interval(&histories(50), 0.95, 0.95), None); // 0.95^50 = 0.077
    }

    #[test]
    fn atoms_at_nought_and_at_infinity_are_counted_and_not_lost() {
        let levels = Levels::of(&[0.0, f64::INFINITY, 0.0, 7.0, f64::NAN]);
        assert_eq!(levels.n(), 4);
        assert_eq!(levels.exhausted(0.0), Frequency { times: 2, of: 4 });
        assert_eq!(levels.beyond_any_fund(), Frequency { times: 1, of: 4 });
        assert_eq!((levels.largest(), levels.smallest(0.1)), (Some(7.0), Some(f64::INFINITY)));
    }

    #[test]
    fn fifty_nine_histories_are_needed_for_confidence() {
        let of = |n: u32| Levels::of(&(1..=n).map(f64::from).collect::<Vec<_>>());
        assert_eq!(of(58).smallest_with_confidence(0.05, 0.95), None);
        assert_eq!(of(59).smallest_with_confidence(0.05, 0.95), Some(59.0)); // Wilks 1941
        assert_eq!(of(93).smallest_with_confidence(0.05, 0.95), Some(92.0));
    }
}
