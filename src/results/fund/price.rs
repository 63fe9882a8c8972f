//! Whether the price of a contract covers the practice's cost: what a fund is for, and what it cannot repair.

use serde::Serialize;

use crate::results::rounding::Frequency;
use crate::results::study::Spread;

/// Price against cost over histories.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Price {
    /// On average it does: a fund bridges bad years.
    Covers,
    /// On average it falls so much short (GBP a year): part of any fund pays for the price.
    ShortOnAverage(f64),
    /// It falls short in 19 of 20 histories or more, by so much on average (GBP a year): a fund only delays the end.
    Short(f64, Frequency),
}

impl Price {
    /// By how much the price falls short of the cost on average, in GBP a year.
    pub fn shortfall(self) -> f64 {
        match self {
            Price::Covers => 0.0,
            Price::ShortOnAverage(short) | Price::Short(short, _) => short,
        }
    }
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
}
