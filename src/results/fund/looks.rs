//! The smallest fund where no critical level exists: ask again at each size, on the same histories, and halve.
//!
//! Top-slicing, a cap or top-up that is a share of the fund, and a contract that reacts to its balance have no critical
//! level by recursion. Each look counts how many histories exhaust one size. The number of looks is fixed beforehand
//! and each look's binomial bound has the confidence that makes all of them hold together (Bonferroni). Halving takes
//! it that a larger fund runs out no more often; a look that says otherwise is told.

use serde::Serialize;

use super::confidence::{histories_needed, of_each, upper_bound};
use crate::results::rounding::Frequency;

/// Looks at the most: both ends and ten halvings, so the answer is exact to about a thousandth of the largest size.
pub const LOOKS: usize = 12;

/// One size that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Look {
    /// GBP.
    pub fund: f64,
    pub exhausted: Frequency,
    /// Upper bound of its chance to run out; the bounds of all looks hold together.
    pub bound: f64,
}

/// What looking found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Looked {
    /// The smallest size looked at whose bound keeps the chance; `None`: not even the largest does.
    pub fund: Option<f64>,
    pub looks: Vec<Look>,
    /// Does a larger fund never run out more often, as far as was looked?
    pub falls: bool,
}

/// The fewest histories from which all looks can have this confidence.
pub fn histories_for_looks(chance: f64, confidence: f64) -> u64 {
    histories_needed(chance, of_each(confidence, LOOKS))
}

/// Looks at 0, at `most`, and halves between them.
pub fn smallest_by_looking(
    most: f64,
    chance: f64,
    confidence: f64,
    mut exhausted: impl FnMut(f64) -> Frequency,
) -> Looked {
    let mut looks: Vec<Look> = Vec::new();
    let mut look = |fund: f64| {
        let exhausted = exhausted(fund);
        let bound = upper_bound(exhausted, of_each(confidence, LOOKS));
        looks.push(Look { fund, exhausted, bound });
        bound <= chance
    };
    let fund = if look(0.0) {
        Some(0.0)
    } else if !look(most) {
        None
    } else {
        let (mut low, mut high) = (0.0, most);
        for _ in 2..LOOKS {
            let middle = (low + high) / 2.0;
            if look(middle) { high = middle } else { low = middle }
        }
        Some(high)
    };
    looks.sort_by(|a, b| a.fund.total_cmp(&b.fund));
    let falls = looks.windows(2).all(|pair| pair[0].exhausted.times >= pair[1].exhausted.times);
    Looked { fund, looks, falls }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::fund::Levels;

    #[test]
    fn looking_finds_the_level_at_which_the_bound_is_kept() {
        let levels = Levels::of(&(1..=1000).map(f64::from).collect::<Vec<_>>());
        let found = smallest_by_looking(1024.0, 0.05, 0.95, |fund| levels.exhausted(fund));
        // the largest count whose bound at 1 - .05/12 is 5%: fewer than the 36 of one look at 95%
        let enough = |k: u64| upper_bound(Frequency { times: k, of: 1000 }, of_each(0.95, LOOKS)) <= 0.05;
        let most = (0..50).rev().find(|k| enough(*k)).unwrap();
        assert!(found.falls && most < 36, "{most}");
        assert_eq!(found.fund, Some(1000.0 - most as f64));
        assert_eq!(found.looks.len(), LOOKS);
    }

    #[test]
    fn no_fund_and_any_fund_are_answers_too() {
        let never = |_| Frequency { times: 0, of: 400 };
        assert_eq!(smallest_by_looking(10.0, 0.05, 0.95, never).fund, Some(0.0));
        let always = |_| Frequency { times: 400, of: 400 };
        assert_eq!(smallest_by_looking(10.0, 0.05, 0.95, always).fund, None);
    }

    #[test]
    fn a_fund_that_runs_out_more_often_when_larger_is_told() {
        let odd = |fund: f64| Frequency { times: if fund == 5.0 { 90 } else { 60 - 5 * fund as u64 }, of: 100 };
        assert!(!smallest_by_looking(10.0, 0.4, 0.95, odd).falls);
    }

    #[test]
    fn looking_needs_more_histories_than_one_order_statistic() {
        assert_eq!(histories_for_looks(0.05, 0.95), 107); // ln(.05 / 12) / ln(.95) = 106.8
    }
}
