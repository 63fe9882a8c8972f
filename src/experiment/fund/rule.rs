//! The rules of a fund that are asked about, and one contract's path under them.

use crate::domain::money::Pence;
use crate::domain::parameters::ContractParameters;
use crate::policies::contract::risk_fund::{FundRule, RiskFund, critical_opening};
use crate::results::fund::unfunded::Ended;
use crate::results::rounding::stated;

use super::contracts::Contract;

/// A balance that no contract reaches.
const NO_CAP: Pence = Pence(i64::MAX / 4);

/// Rules of a fund, apart from its opening level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Share of a year's surplus that goes into the fund.
    pub surplus_share: f64,
    /// Shares of the first year's payment; no cap: `None`.
    pub top_up_share: f64,
    pub cap_share: Option<f64>,
    /// Carved out of the contract (Guide 70) rather than additional money.
    pub top_sliced: bool,
}

impl Rule {
    /// Additional money without top-up or cap.
    pub fn plain(surplus_share: f64) -> Self {
        Self { surplus_share, top_up_share: 0.0, cap_share: None, top_sliced: false }
    }

    /// The rule that a scenario states for a policy.
    pub fn stated(terms: &ContractParameters) -> Self {
        Self {
            surplus_share: terms.surplus_share_to_fund,
            top_up_share: terms.top_up_share,
            cap_share: Some(terms.cap_share),
            top_sliced: terms.top_sliced,
        }
    }

    /// Does each history have one critical level by recursion? Not where the fund is carved out of the contract, nor
    /// where the cap gives way to the opening level.
    pub fn has_levels(&self) -> bool {
        !self.top_sliced && self.cap_share.is_none()
    }

    fn of(&self, contract: &Contract, opening: Pence) -> FundRule {
        let first = contract.paid.first().copied().unwrap_or(Pence::ZERO);
        FundRule {
            opening,
            top_up: first.share(self.top_up_share),
            cap: self.cap_share.map_or(NO_CAP, |share| first.share(share).max(opening)),
            surplus_share: self.surplus_share,
        }
    }

    /// The contract with a fund of this opening level.
    pub fn path(&self, contract: &Contract, opening: Pence) -> Ended {
        let mut fund = RiskFund::open(self.of(contract, opening));
        let (mut unfunded, mut ran_out) = (Pence::ZERO, None);
        for (year, surplus) in contract.surpluses().enumerate() {
            let slice = if year == 0 && self.top_sliced { opening } else { Pence::ZERO };
            let after = fund.close_year(surplus - slice);
            unfunded += after.unfunded;
            if after.exhausted && ran_out.is_none() {
                ran_out = Some(year);
            }
        }
        Ended { unfunded: unfunded.pounds(), ran_out }
    }

    /// The level below which the contract exhausts its fund, in GBP; only where [`Rule::has_levels`].
    pub fn level(&self, contract: &Contract) -> f64 {
        debug_assert!(self.has_levels());
        let surpluses: Vec<Pence> = contract.surpluses().collect();
        let top_up = contract.paid.first().copied().unwrap_or(Pence::ZERO).share(self.top_up_share);
        critical_opening(&surpluses, top_up, self.surplus_share).pounds()
    }

    /// What becomes of a surplus, in words.
    pub fn surplus_words(&self) -> String {
        match self.surplus_share {
            0.0 => "surplus returned yearly".into(),
            1.0 => "surplus kept in the fund".into(),
            share => format!("{}% of a surplus kept in the fund", stated(share * 100.0)),
        }
    }

    /// Where the fund comes from, its top-up and its cap, in words.
    pub fn money_words(&self) -> String {
        let percent = |share: f64| stated(share * 100.0) + "%";
        let mut words = vec![if self.top_sliced { "carved out of the contract" } else { "additional money" }.into()];
        if self.top_up_share > 0.0 {
            words.push(format!("topped up by {} of the first payment a year", percent(self.top_up_share)));
        }
        if let Some(cap) = self.cap_share {
            words.push(format!("capped at {} of it or the opening level", percent(cap)));
        }
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contract(surpluses: &[i64]) -> Contract {
        let paid = vec![Pence(1000); surpluses.len()];
        let cost = surpluses.iter().map(|s| Pence(1000 - s)).collect();
        Contract { paid, cost }
    }

    #[test]
    fn carved_out_of_the_contract_a_fund_saves_nobody_in_the_first_year() {
        let rule = Rule { top_sliced: true, ..Rule::plain(0.0) };
        // means of year one are the same with any slice: a loss exhausts every fund, however large
        for fund in [0, 100, 900] {
            assert_eq!(rule.path(&contract(&[-1, 0]), Pence(fund)).ran_out, Some(0), "{fund}");
        }
        // a balanced first year leaves the slice to the second
        assert_eq!(rule.path(&contract(&[100, -100]), Pence(100)).ran_out, None);
        assert_eq!(rule.path(&contract(&[100, -101]), Pence(100)).ran_out, Some(1));
    }

    #[test]
    fn the_words_say_where_the_money_comes_from() {
        let rule = Rule { top_up_share: 0.01, cap_share: Some(0.1), top_sliced: true, surplus_share: 0.5 };
        assert_eq!(rule.surplus_words(), "50% of a surplus kept in the fund");
        assert!(rule.money_words().starts_with("carved out of the contract, topped up by 1%"));
    }

    proptest! {
        #[test]
        fn the_level_is_where_brute_force_finds_it(
            surpluses in prop::collection::vec(-300i64..300, 1..6), share in 0.0..1.0f64, top_up in 0.0..0.2f64
        ) {
            let rule = Rule { top_up_share: top_up, ..Rule::plain(share) };
            let contract = contract(&surpluses);
            let brute = (0..2000).find(|fund| rule.path(&contract, Pence(*fund)).ran_out.is_none()).unwrap();
            prop_assert_eq!(rule.level(&contract), Pence(brute).pounds());
        }

        #[test]
        fn a_larger_fund_never_runs_out_where_a_smaller_one_holds(
            surpluses in prop::collection::vec(-300i64..300, 1..6), share in 0.0..1.0f64, top_up in 0.0..0.2f64,
            cap in 0.0..0.4f64, top_sliced: bool
        ) {
            let rule = Rule { surplus_share: share, top_up_share: top_up, cap_share: Some(cap), top_sliced };
            let contract = contract(&surpluses);
            let holds = |fund| rule.path(&contract, Pence(fund)).ran_out.is_none();
            let held: Vec<bool> = (0..1500).step_by(10).map(holds).collect();
            // shares round to the penny, so a step is ten pence
            prop_assert!(held.windows(2).all(|pair| pair[1] || !pair[0]), "{:?}", surpluses);
        }
    }
}
