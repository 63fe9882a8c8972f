//! A risk fund over the years of a contract: the exact chance of running out, and the fund that just holds.
//!
//! Balance: b(t) = min(cap, b(t-1) + top-up + s max(R, 0) - max(-R, 0)) with R the year's surplus; below 0 the fund is
//! exhausted and stays so; tested at year ends. The law of the balance is carried forward exactly, amount by amount
//! (the discrete risk process of de Vylder & Goovaerts 1988, with two-sided increments).

use std::collections::BTreeMap;

use super::lattice::Lattice;

/// Rules of a fund in whole units (pence, say).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub opening: i64,
    /// Paid in at every year's end but the first.
    pub top_up: i64,
    pub cap: i64,
    /// Share of a surplus that goes into the fund; rounded to a whole unit.
    pub surplus_share: f64,
}

/// Probabilities below this are left out; the sum of what is left out is returned as an error bound.
const NEGLIGIBLE: f64 = 1e-15;

/// What a fund's future is in theory.
#[derive(Debug, Clone, PartialEq)]
pub struct Exhaustion {
    /// P(exhausted by the end of year 1, 2, ...).
    pub by_year: Vec<f64>,
    /// Expected loss beyond the fund in each year, while it lasts and in the year in which it gives out.
    pub unfunded_at_exhaustion: Vec<f64>,
    /// Probability that was too small to carry on.
    pub left_out: f64,
}

/// The chance that a fund is exhausted within each of `years` years of independent surpluses of one law.
pub fn exhaustion(rule: Rule, surplus: &[(i64, f64)], years: usize) -> Exhaustion {
    let mut balances = BTreeMap::from([(rule.opening, 1.0)]);
    let mut result = Exhaustion { by_year: vec![], unfunded_at_exhaustion: vec![], left_out: 0.0 };
    let mut ruined = 0.0;
    for year in 0..years {
        let topped = if year == 0 { 0 } else { rule.top_up };
        let mut next: BTreeMap<i64, f64> = BTreeMap::new();
        let mut unfunded = 0.0;
        for (balance, weight) in &balances {
            for (surplus, p) in surplus {
                let chance = weight * p;
                if chance < NEGLIGIBLE {
                    result.left_out += chance;
                    continue;
                }
                let paid_in = libm::round((*surplus).max(0) as f64 * rule.surplus_share) as i64;
                let after = balance + topped + paid_in + (*surplus).min(0);
                if after < 0 {
                    ruined += chance;
                    unfunded += chance * -after as f64;
                } else {
                    *next.entry(after.min(rule.cap)).or_insert(0.0) += chance;
                }
            }
        }
        balances = next;
        result.by_year.push(ruined);
        result.unfunded_at_exhaustion.push(unfunded);
    }
    result
}

/// The smallest opening level (of those on the lattice of `step`) that keeps the chance within `years` at or below
/// `chance`; `None` if even `most` does not.
pub fn smallest_opening(
    rule: Rule,
    surplus: &[(i64, f64)],
    years: usize,
    chance: f64,
    step: i64,
    most: i64,
) -> Option<i64> {
    let holds = |opening: i64| {
        let cap = rule.cap.max(opening);
        exhaustion(Rule { opening, cap, ..rule }, surplus, years).by_year[years - 1] <= chance
    };
    let (mut low, mut high) = (0, most / step);
    if !holds(high * step) {
        return None;
    }
    while low < high {
        let middle = (low + high) / 2;
        if holds(middle * step) { high = middle } else { low = middle + 1 }
    }
    Some(high * step)
}

/// The chance that a gambler with `stake`, who wins a unit with probability p and loses one otherwise, is ruined before
/// holding `goal` (Huygens 1657; Feller 1968, ch. XIV).
pub fn gamblers_ruin(p: f64, stake: u32, goal: u32) -> f64 {
    let (i, n) = (f64::from(stake), f64::from(goal));
    if (p - 0.5).abs() < 1e-12 {
        return 1.0 - i / n;
    }
    let odds = (1.0 - p) / p;
    (libm::pow(odds, i) - libm::pow(odds, n)) / (1.0 - libm::pow(odds, n))
}

/// What pooling K like and independent risks saves: 1 - F(K together) / (K F(one alone)), with F the fund that holds
/// what a year costs beyond its mean in all but `chance` of the years.
pub fn pooling_benefit(cost: &Lattice, count: u32, chance: f64) -> f64 {
    let fund = |law: &Lattice| (law.value_at_risk(1.0 - chance) - law.mean()).max(0.0);
    1.0 - fund(&cost.times(count)) / (f64::from(count) * fund(cost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::compound::{Episodes, on_a_lattice, panjer};

    const FREE: Rule = Rule { opening: 0, top_up: 0, cap: i64::MAX, surplus_share: 0.0 };

    fn coin(p: f64) -> Vec<(i64, f64)> {
        vec![(1, p), (-1, 1.0 - p)]
    }

    #[test]
    fn one_year_is_the_tail_of_the_cost_beyond_budget_and_fund() {
        let cost = panjer(Episodes::Poisson { mean: 4.0 }, &on_a_lattice(&[(1, 0.7), (4, 0.3)]), 200);
        let surplus: Vec<(i64, f64)> =
            cost.probability.iter().enumerate().map(|(i, p)| (9 - i as i64, *p)).collect();
        for opening in [0, 3, 10] {
            let exact = exhaustion(Rule { opening, ..FREE }, &surplus, 1);
            assert!((exact.by_year[0] - cost.above((9 + opening) as f64)).abs() < 1e-10);
            assert!((exact.unfunded_at_exhaustion[0] - cost.stop_loss((9 + opening) as f64)).abs() < 1e-9);
            assert!(exact.left_out < 1e-12);
        }
    }

    #[test]
    fn three_years_of_a_coin_worked_by_hand() {
        // all surplus saved, from 0: lost at once 1/2; else at 1, 1/4 at 2 and 1/4 back at 0; of those half are lost
        let saves = Rule { surplus_share: 1.0, ..FREE };
        assert_eq!(exhaustion(saves, &coin(0.5), 3).by_year, [0.5, 0.5, 0.625]);
        // nothing saved: survives only if it never loses, 1/8; capped at 0 the same
        assert_eq!(exhaustion(FREE, &coin(0.5), 3).by_year, [0.5, 0.75, 0.875]);
        assert_eq!(exhaustion(Rule { cap: 0, ..saves }, &coin(0.5), 3).by_year, [0.5, 0.75, 0.875]);
        // with a unit paid in from the second year on a loss is always met
        assert_eq!(exhaustion(Rule { top_up: 1, ..FREE }, &coin(0.5), 3).by_year, [0.5, 0.5, 0.5]);
    }

    #[test]
    fn brute_force_over_every_path_finds_the_same() {
        let law = [(5, 0.35), (2, 0.3), (-4, 0.2), (-11, 0.15)];
        let rule = Rule { opening: 6, top_up: 1, cap: 12, surplus_share: 0.5 };
        let exact = exhaustion(rule, &law, 4);
        let mut by_year = [0.0; 4];
        for path in 0..4usize.pow(4) {
            let (mut balance, mut chance, mut lost) = (rule.opening, 1.0, None);
            for year in 0..4 {
                let (surplus, p) = law[path / 4usize.pow(year) % 4];
                chance *= p;
                if lost.is_some() {
                    continue;
                }
                let paid = (surplus.max(0) as f64 * 0.5).round() as i64;
                balance = (balance + i64::from(year > 0) + paid + surplus.min(0)).min(rule.cap);
                if balance < 0 {
                    lost = Some(year as usize);
                }
            }
            if let Some(year) = lost {
                by_year[year..].iter_mut().for_each(|p| *p += chance);
            }
        }
        for (a, b) in exact.by_year.iter().zip(by_year) {
            assert!((a - b).abs() < 1e-12, "{:?} {by_year:?}", exact.by_year);
        }
    }

    #[test]
    fn over_many_years_the_recursion_reaches_the_gamblers_ruin() {
        // a fund that saves everything up to a goal far away: the chance of ever being lost from stake - 1
        let rule = Rule { opening: 2, surplus_share: 1.0, cap: 60, ..FREE };
        let long = exhaustion(rule, &coin(0.6), 400).by_year[399];
        assert!((long - gamblers_ruin(0.6, 3, 1000)).abs() < 1e-6, "{long}");
        assert_eq!(gamblers_ruin(0.5, 3, 12), 0.75);
        assert!((gamblers_ruin(0.5 + 1e-9, 3, 12) - 0.75).abs() < 1e-6);
    }

    #[test]
    fn the_smallest_opening_is_the_first_that_holds() {
        let law = [(5, 0.35), (2, 0.3), (-4, 0.2), (-11, 0.15)];
        let rule = Rule { surplus_share: 0.5, ..FREE };
        let f = smallest_opening(rule, &law, 3, 0.05, 1, 1000).unwrap();
        let at = |opening| exhaustion(Rule { opening, ..rule }, &law, 3).by_year[2];
        assert!(at(f) <= 0.05 && at(f - 1) > 0.05, "{f}");
        assert_eq!(smallest_opening(rule, &law, 3, 0.05, 1, 5), None);
    }

    #[test]
    fn pooling_four_saves_about_half_and_pooling_one_nothing() {
        let cost = panjer(Episodes::Poisson { mean: 40.0 }, &on_a_lattice(&[(1, 0.7), (4, 0.3)]), 800);
        assert_eq!(pooling_benefit(&cost, 1, 0.05), 0.0);
        let four = pooling_benefit(&cost, 4, 0.05);
        assert!((four - 0.5).abs() < 0.04, "{four}"); // normal limit: 1 - 1/sqrt(4)
    }
}
