//! The rules of a fund that are asked about, and one contract's path under them.

use super::contracts::Contract;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::{
    AfterExhaustion, ContractParameters, FundOwner, FundSource, FundTerms, Level,
};
use crate::policies::contract::fund_path::{critical_opening_under, reacts_to_balance, run_fund};
use crate::results::fund::unfunded::Ended;
use crate::results::rounding::{money, stated};

/// A balance that no contract reaches.
const NO_CAP: Level = Level::Pounds(Pence(i64::MAX / 4));

/// Rules of a fund whose opening level is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule(FundTerms);

impl Rule {
    /// Additional money without top-up or cap, of which the authority meets what is missing.
    pub fn plain(surplus_share: f64) -> Self {
        Self(FundTerms {
            source: FundSource::Additional,
            opening: Level::Pounds(Pence::ZERO),
            top_up: Level::Pounds(Pence::ZERO),
            cap: NO_CAP,
            of_opening: false,
            surplus_share,
            daily: false,
            after: AfterExhaustion::AuthorityMeetsIt,
            taper_months: 0.0,
            held_by: FundOwner::Practice,
            left_over_to: FundOwner::Authority,
        })
    }

    /// The rule that a scenario states for a policy.
    pub fn stated(terms: &ContractParameters) -> Self {
        Self(FundTerms { opening: Level::Pounds(Pence::ZERO), ..terms.fund })
    }

    /// The same, tested as another is: every day, or at year ends.
    pub fn tested_as(self, other: Rule) -> Self {
        Self(FundTerms { daily: other.0.daily, ..self.0 })
    }

    /// The same, carved out of the contract.
    pub fn carved_out(self) -> Self {
        Self(FundTerms { source: FundSource::TopSliced, ..self.0 })
    }

    /// Is the fund carved out of the contract?
    pub fn is_carved_out(self) -> bool {
        self.0.source == FundSource::TopSliced
    }

    /// Share of a surplus that goes into the fund.
    pub fn surplus_share(self) -> f64 {
        self.0.surplus_share
    }

    /// Must the money's course within a year be known?
    pub fn is_daily(self) -> bool {
        self.0.daily
    }

    /// Why a history has no critical level under this rule; nothing where it has one.
    pub fn reacts(&self) -> Option<&'static str> {
        reacts_to_balance(&self.0)
    }

    /// Does each history have one critical level?
    pub fn has_levels(&self) -> bool {
        self.reacts().is_none()
    }

    /// The terms with a fund of this opening level.
    pub fn opening_at(&self, opening: Level) -> FundTerms {
        FundTerms { opening, ..self.0 }
    }

    /// The contract with a fund of this opening level.
    pub fn path(&self, contract: &Contract, opening: Level) -> Ended {
        let path = run_fund(&self.opening_at(opening), &contract.years);
        Ended { unfunded: path.unfunded(self.0.after).pounds(), ran_out: path.exhausted_in }
    }

    /// The level below which the contract exhausts its fund, in GBP; not a number where there is none.
    pub fn level(&self, contract: &Contract) -> f64 {
        critical_opening_under(&self.0, &contract.years).map_or(f64::NAN, Pence::pounds)
    }

    /// What becomes of a surplus, in words.
    pub fn surplus_words(&self) -> String {
        match self.0.surplus_share {
            0.0 => "surplus returned yearly".into(),
            1.0 => "surplus kept in the fund".into(),
            share => format!("{}% of a surplus kept in the fund", stated(share * 100.0)),
        }
    }

    /// Where the fund comes from, its top-up and its cap, and what follows when it is exhausted, in words.
    pub fn money_words(&self) -> String {
        let FundTerms { source, top_up, cap, of_opening, after, .. } = self.0;
        let whole = if of_opening { "the opening level" } else { "the first contract sum" };
        let amount = |level: Level| match level {
            Level::Pounds(pence) => money(pence.pounds(), 0.0),
            Level::Share(share) => format!("{}% of {whole}", stated(share * 100.0)),
        };
        let source = match source {
            FundSource::Additional => "additional money",
            FundSource::TopSliced => "carved out of the contract",
            FundSource::RetainedSurplus => "the practice's own surpluses",
        };
        let mut words: Vec<String> = vec![source.into()];
        if !top_up.is_nothing() {
            words.push(format!("topped up by {} a year", amount(top_up)));
        }
        if cap != NO_CAP {
            words.push(format!("capped at {} or its opening level", amount(cap)));
        }
        match after {
            AfterExhaustion::AuthorityMeetsIt => {}
            AfterExhaustion::RecoveryPlan => words.push("a recovery plan when it is exhausted".into()),
            AfterExhaustion::Termination => words.push("termination when it is exhausted".into()),
        }
        words.join(", ")
    }

    /// When it is tested, in words.
    pub fn test_words(&self) -> String {
        if self.0.daily { "tested every day on the accrued position".into() } else { "tested at year end".into() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::contracts::tests::contract;
    use super::*;
    use proptest::prelude::*;

    fn ran_out(rule: &Rule, surpluses: &[i64], fund: i64) -> Option<usize> {
        rule.path(&contract(surpluses), Level::Pounds(Pence(fund))).ran_out
    }

    #[test]
    fn carved_out_of_the_contract_a_fund_saves_nobody_in_the_first_year() {
        let rule = Rule::plain(0.0).carved_out();
        // means of year one are the same with any slice: a loss exhausts every fund, however large
        for fund in [0, 100, 900] {
            assert_eq!(ran_out(&rule, &[-1, 0], fund), Some(0), "{fund}");
        }
        // a balanced first year leaves the slice to the second
        assert_eq!(ran_out(&rule, &[100, -100], 100), None);
        assert_eq!(ran_out(&rule, &[100, -101], 100), Some(1));
        assert!(rule.level(&contract(&[-1])).is_nan() && !rule.has_levels());
    }

    #[test]
    fn the_words_say_where_the_money_comes_from() {
        let rule =
            Rule(FundTerms { top_up: Level::Share(0.01), surplus_share: 0.5, ..Rule::plain(0.0).carved_out().0 });
        assert_eq!(rule.surplus_words(), "50% of a surplus kept in the fund");
        assert_eq!(
            rule.money_words(),
            "carved out of the contract, topped up by 1% of the first contract sum a year"
        );
        assert_eq!(Rule::plain(1.0).money_words(), "additional money");
    }

    proptest! {
        #[test]
        fn the_level_is_where_brute_force_finds_it(
            surpluses in prop::collection::vec(-300i64..300, 1..6), share in 0.0..1.0f64, top_up in 0i64..100, cap in 0i64..600
        ) {
            let terms = FundTerms { top_up: Level::Pounds(Pence(top_up)), cap: Level::Pounds(Pence(cap)), ..Rule::plain(share).0 };
            let rule = Rule(terms);
            let brute = (0..2000).find(|fund| ran_out(&rule, &surpluses, *fund).is_none()).unwrap();
            prop_assert_eq!(rule.level(&contract(&surpluses)), Pence(brute).pounds());
        }

        #[test]
        fn a_larger_fund_never_runs_out_where_a_smaller_one_holds(
            surpluses in prop::collection::vec(-300i64..300, 1..6), share in 0.0..1.0f64, top_up in 0.0..0.2f64,
            cap in 0.0..0.4f64, of_opening: bool
        ) {
            let terms = FundTerms {
                top_up: Level::Share(top_up), cap: Level::Share(cap), of_opening, ..Rule::plain(share).carved_out().0
            };
            // shares round to the penny, so a step is ten pence
            let held: Vec<bool> = (0..1500).step_by(10).map(|fund| ran_out(&Rule(terms), &surpluses, fund).is_none()).collect();
            prop_assert!(held.windows(2).all(|pair| pair[1] || !pair[0]), "{:?}", surpluses);
        }
    }
}
