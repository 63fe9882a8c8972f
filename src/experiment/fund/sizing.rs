//! The smallest fund for one case, by critical levels where they exist and by evaluating again where they do not.

use super::contracts::Contract;
use super::rule::Rule;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::Level;
use crate::results::fund::Levels;
use crate::results::fund::confidence::of_each;
use crate::results::fund::findings::Method;
use crate::results::fund::looks::{LOOKS, histories_for_looks, smallest_by_looking};
use crate::results::fund::unfunded::Ended;
use crate::results::rounding::Frequency;

/// What is asked of every case alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    pub chance: f64,
    pub confidence: f64,
}

/// The fund of one case, in GBP; infinite where none suffices, not a number where there are too few histories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizing {
    pub method: Method,
    pub point: f64,
    pub sure: f64,
}

/// Halvings of the point estimate where there are no levels.
const HALVINGS: usize = 20;

/// One contract's path at a size in GBP.
pub fn at(rule: &Rule, contract: &Contract, fund: f64) -> Ended {
    rule.path(contract, Level::Pounds(Pence::from_pounds(fund)))
}

/// How many contracts exhaust a fund of this size.
pub fn exhausted(rule: Rule, contracts: &[&Contract], fund: f64) -> Frequency {
    let times = contracts.iter().filter(|contract| at(&rule, contract, fund).ran_out.is_some()).count();
    Frequency { times: times as u64, of: contracts.len() as u64 }
}

/// One level a contract, in order; only where the rule has levels.
pub fn levels(rule: Rule, contracts: &[&Contract]) -> Vec<f64> {
    contracts.iter().map(|contract| rule.level(contract)).collect()
}

/// The smallest fund of a case.
pub fn sized(rule: Rule, contracts: &[&Contract], asked: Asked) -> Sizing {
    if rule.has_levels() {
        let levels = Levels::of(&levels(rule, contracts));
        let point = levels.smallest(asked.chance).unwrap_or(f64::NAN);
        let sure = levels.smallest_with_confidence(asked.chance, asked.confidence).unwrap_or(f64::NAN);
        return Sizing { method: Method::CriticalLevels, point, sure };
    }
    let (sure, falls) = by_looking(rule, contracts, asked);
    let method = Method::EvaluatedAgain { looks: LOOKS, falls };
    Sizing { method, point: point(rule, contracts, asked.chance, largest_worth_a_look(contracts)), sure }
}

/// The same without a point estimate.
pub fn sure(rule: Rule, contracts: &[&Contract], asked: Asked) -> f64 {
    if rule.has_levels() {
        let levels = Levels::of(&levels(rule, contracts));
        return levels.smallest_with_confidence(asked.chance, asked.confidence).unwrap_or(f64::NAN);
    }
    by_looking(rule, contracts, asked).0
}

/// The fund found by looking, and whether a larger one never ran out more often.
fn by_looking(rule: Rule, contracts: &[&Contract], asked: Asked) -> (f64, bool) {
    let most = largest_worth_a_look(contracts);
    let looked =
        smallest_by_looking(most, asked.chance, asked.confidence, |fund| exhausted(rule, contracts, fund));
    let enough = contracts.len() as u64 >= histories_for_looks(asked.chance, asked.confidence);
    (if enough { looked.fund.unwrap_or(f64::INFINITY) } else { f64::NAN }, looked.falls)
}

/// The confidence of each of so many funds that hold together.
pub fn together(asked: Asked, funds: usize) -> Asked {
    Asked { confidence: of_each(asked.confidence, funds), ..asked }
}

/// Twice the largest sum of losses: no larger fund holds where this one does not.
fn largest_worth_a_look(contracts: &[&Contract]) -> f64 {
    let losses = |contract: &Contract| contract.surpluses().map(|s| -s.min(Pence::ZERO)).sum::<Pence>();
    2.0 * contracts.iter().map(|contract| losses(contract)).max().unwrap_or(Pence::ZERO).pounds()
}

fn point(rule: Rule, contracts: &[&Contract], chance: f64, most: f64) -> f64 {
    let holds = |fund: f64| exhausted(rule, contracts, fund).share() <= chance;
    if holds(0.0) {
        return 0.0;
    }
    if !holds(most) {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (0.0, most);
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if holds(middle) { high = middle } else { low = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::super::contracts::tests::contract;
    use super::*;

    const ASKED: Asked = Asked { chance: 0.05, confidence: 0.95 };

    /// One year, paid 1,000 pounds, losing 1, 2, ... pounds.
    fn losing(contracts: i64) -> Vec<Contract> {
        (1..=contracts).map(|loss| contract(&[-100 * loss])).collect()
    }

    #[test]
    fn looking_and_levels_agree_where_both_exist_but_for_the_price_of_looking() {
        let all = losing(400);
        let all: Vec<&Contract> = all.iter().collect();
        let by_levels = sized(Rule::plain(0.0), &all, ASKED);
        // carved out of a later year that has a surplus to carve from, the path is the same, but there is no recursion
        let later: Vec<Contract> = (1..=400).map(|loss| contract(&[100_000, -100 * loss])).collect();
        let by_looking = sized(Rule::plain(0.0).carved_out(), &later.iter().collect::<Vec<_>>(), ASKED);
        assert_eq!(by_levels.method, Method::CriticalLevels);
        assert_eq!(by_looking.method, Method::EvaluatedAgain { looks: LOOKS, falls: true });
        assert!((by_levels.point - by_looking.point).abs() < 0.01, "{by_levels:?} {by_looking:?}");
        assert!((380.0..=388.0).contains(&by_levels.sure), "{by_levels:?}");
        assert!(by_looking.sure > by_levels.sure && by_looking.sure < 396.0, "{by_looking:?}");
    }

    #[test]
    fn too_few_histories_give_no_number_and_no_fund_is_infinite() {
        let few = losing(58);
        assert!(sized(Rule::plain(0.0), &few.iter().collect::<Vec<_>>(), ASKED).sure.is_nan());
        let all = losing(200);
        let found = sized(Rule::plain(0.0).carved_out(), &all.iter().collect::<Vec<_>>(), ASKED);
        assert_eq!((found.point, found.sure), (f64::INFINITY, f64::INFINITY));
    }
}
