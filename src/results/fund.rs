//! The smallest risk fund, from one critical level a history: the fund below which that history exhausts it.
//!
//! Exhausted means strictly more than the fund was needed, so a fund of exactly the critical level holds.

use statrs::distribution::{Beta, ContinuousCDF};

use super::rounding::Frequency;
use super::study::Spread;

/// Whether the price of a contract covers the practice's cost: what a fund is for, and what it cannot repair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Price {
    /// On average it does: a fund bridges bad years.
    Covers,
    /// On average it falls so much short (GBP a year): part of any fund pays for the price.
    ShortOnAverage(f64),
    /// It falls short in 19 of 20 histories or more, by so much on average (GBP a year): a fund only delays the end.
    Short(f64, Frequency),
}

/// Compares price and cost, from net contract less practice's cost (GBP a year), one a history; `None` without any.
pub fn price(margins: &[f64]) -> Option<Price> {
    let defined: Vec<f64> = margins.iter().copied().filter(|margin| margin.is_finite()).collect();
    let n = defined.len() as u64;
    let below = Frequency { times: defined.iter().filter(|margin| **margin < 0.0).count() as u64, of: n };
    let mean = defined.iter().sum::<f64>() / n as f64;
    match () {
        () if n == 0 => None,
        () if mean >= 0.0 => Some(Price::Covers),
        () if below.share() >= 0.95 => Some(Price::Short(-mean, below)),
        () => Some(Price::ShortOnAverage(-mean)),
    }
}

/// The same from what is known of the margins together: their spread and in how many histories they are below 0.
pub fn price_of(margins: &Spread, short: u64, histories: u64) -> Option<Price> {
    let below = Frequency { times: short, of: histories };
    match () {
        () if histories == 0 || !margins.is_defined() => None,
        () if margins.mean >= 0.0 => Some(Price::Covers),
        () if below.share() >= 0.95 => Some(Price::Short(-margins.mean, below)),
        () => Some(Price::ShortOnAverage(-margins.mean)),
    }
}

/// How many histories exhaust a fund of this size.
pub fn exhausted(critical: &[f64], fund: f64) -> Frequency {
    let defined = critical.iter().filter(|level| !level.is_nan());
    let (mut times, mut of) = (0, 0);
    for level in defined {
        of += 1;
        times += u64::from(*level > fund);
    }
    Frequency { times, of }
}

/// The smallest fund that at most this share of the histories exhausts; `None` without histories.
pub fn smallest(critical: &[f64], chance: f64) -> Option<f64> {
    let sorted = sorted(critical);
    let kept = ((1.0 - chance) * sorted.len() as f64 - 1e-9).ceil() as usize;
    sorted.get(kept.max(1) - 1).copied()
}

/// The smallest fund that is enough with this confidence: the order statistic of Wilks (1941). `None` with too
/// few histories (59 for 95% and 1 in 20).
pub fn smallest_with_confidence(critical: &[f64], chance: f64, confidence: f64) -> Option<f64> {
    let sorted = sorted(critical);
    let n = sorted.len();
    // BinCDF(j - 1; n, 1 - chance) is the upper tail of a Beta(j, n - j + 1) at 1 - chance.
    let enough = |j: usize| {
        Beta::new(j as f64, (n - j + 1) as f64).is_ok_and(|law| 1.0 - law.cdf(1.0 - chance) >= confidence)
    };
    (1..=n).find(|j| enough(*j)).map(|j| sorted[j - 1])
}

/// Ends of the interval that holds a quantile of the critical levels with this confidence: two order statistics, each
/// beyond it with half of the doubt. `None` with too few histories for an upper end.
pub fn quantile_interval(critical: &[f64], quantile: f64, confidence: f64) -> Option<(f64, f64)> {
    let sorted = sorted(critical);
    let n = sorted.len();
    let doubt = (1.0 - confidence) / 2.0;
    // at most j - 1 levels lie at or below the quantile: BinCDF(j - 1; n, quantile)
    let below = |j: usize| Beta::new(j as f64, (n - j + 1) as f64).map_or(f64::NAN, |law| 1.0 - law.cdf(quantile));
    let high = (1..=n).find(|j| below(*j) >= 1.0 - doubt)?;
    let low = (1..=n).rev().find(|j| below(*j) <= doubt)?;
    Some((sorted[low - 1], sorted[high - 1]))
}

fn sorted(critical: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = critical.iter().copied().filter(|level| !level.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_below_cost_in_nineteen_of_twenty_histories_is_no_matter_of_a_fund() {
        let margins = |short: usize| (0..20).map(|r| if r < short { -30.0 } else { 10.0 }).collect::<Vec<_>>();
        assert_eq!(price(&margins(19)), Some(Price::Short(28.0, Frequency { times: 19, of: 20 })));
        assert_eq!(price(&margins(10)), Some(Price::ShortOnAverage(10.0)));
        assert_eq!(price(&margins(2)), Some(Price::Covers));
        assert_eq!(price(&[f64::NAN]), None);
    }

    #[test]
    fn the_smallest_fund_is_an_order_statistic() {
        let critical: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(smallest(&critical, 0.05), Some(95.0));
        assert_eq!(exhausted(&critical, 95.0), Frequency { times: 5, of: 100 });
        assert_eq!(smallest(&[], 0.05), None);
    }

    #[test]
    fn a_quantile_lies_between_two_order_statistics() {
        let histories = |n: u32| (1..=n).map(f64::from).collect::<Vec<_>>();
        // R: qbinom(c(.025, .975), 100, .95) = 90, 99: the 90th and the 100th of 100
        assert_eq!(quantile_interval(&histories(100), 0.95, 0.95), Some((90.0, 100.0)));
        assert_eq!(quantile_interval(&histories(50), 0.95, 0.95), None); // 0.95^50 = 0.077
    }

    #[test]
    fn fifty_nine_histories_are_needed_for_confidence() {
        let histories = |n: u32| (1..=n).map(f64::from).collect::<Vec<_>>();
        assert_eq!(smallest_with_confidence(&histories(58), 0.05, 0.95), None);
        assert_eq!(smallest_with_confidence(&histories(59), 0.05, 0.95), Some(59.0)); // Wilks 1941
        assert_eq!(smallest_with_confidence(&histories(93), 0.05, 0.95), Some(92.0));
    }
}
