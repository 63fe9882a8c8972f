//! One fund for several practices.

use super::contracts::Contract;
use super::rule::Rule;
use super::sizing::levels;
use crate::results::fund::findings::{Holder, Pool};
use crate::results::fund::pooling::{benefit, meetings};
use crate::results::fund::smallest;

/// Pools of so many practices at each correlation; none where the rule has no critical levels.
pub fn pools(
    rule: Rule,
    contracts: &[&Contract],
    chance: f64,
    holder: Holder,
    (practices, correlations): (&[usize], &[f64]),
) -> Vec<Pool> {
    if !rule.has_levels() || contracts.is_empty() {
        return vec![];
    }
    let need = levels(rule, contracts);
    let one = |practices: usize, correlation: f64| {
        let met = meetings(&need, practices, correlation);
        let pooled: Vec<f64> = met.iter().map(|who| rule.level(&together(contracts, who))).collect();
        let of = |levels: &[f64]| smallest(levels, chance).unwrap_or(f64::NAN);
        let (pooled, alone) = (of(&pooled), of(&need));
        Pool { holder, practices, correlation, pooled, alone, benefit: benefit(pooled, alone, practices) }
    };
    practices.iter().flat_map(|k| correlations.iter().map(|rho| one(*k, *rho))).collect()
}

/// Contracts added up, year by year.
fn together(contracts: &[&Contract], who: &[usize]) -> Contract {
    let mut sum = contracts[who[0]].clone();
    who[1..].iter().for_each(|other| sum.add(contracts[*other]));
    sum
}

#[cfg(test)]
mod tests {
    use super::super::contracts::tests::contract;
    use super::*;

    #[test]
    fn pooling_saves_all_at_opposite_needs_and_nothing_at_the_same() {
        // half of all years lose 100, the others gain 100: independent practices bridge each other
        let one = |n: i64| contract(&[if n % 2 == 0 { -10_000 - n } else { 10_000 - n }]);
        let contracts: Vec<Contract> = (0..200).map(one).collect();
        let contracts: Vec<&Contract> = contracts.iter().collect();
        let found = pools(Rule::plain(0.0), &contracts, 0.05, Holder::Practice, (&[2, 8], &[0.0, 1.0]));
        let benefits: Vec<f64> = found.iter().map(|pool| pool.benefit.unwrap()).collect();
        assert!(benefits[1].abs() < 1e-9 && benefits[3].abs() < 1e-9, "{benefits:?}");
        assert!(benefits[2] > 0.3 && benefits[2] > benefits[0], "{benefits:?}");
    }
}
