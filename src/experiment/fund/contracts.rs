//! One history's record as a contract: what the practice is paid and what it costs, year by year.

use super::rule::Rule;
use crate::domain::codes::CostLine;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::{Arrangement, BudgetHolder, ContractParameters, FundingPrices, Level};
use crate::flow::Model;
use crate::policies::contract::fund_path::FundFlow;
use crate::policies::payment::assess::assess;
use crate::policies::payment::practice_year::Flows;
use crate::policies::payment::pricing;
use crate::policies::payment::settle::settle;
use crate::results::fund::findings::Holder;

/// The years of one contract as a fund sees them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contract {
    pub years: Vec<FundFlow>,
}

impl Contract {
    /// Payment less cost, year by year.
    pub fn surpluses(&self) -> impl Iterator<Item = Pence> + '_ {
        self.years.iter().map(|year| year.result)
    }

    /// The same in GBP a year, mean over the contract.
    pub fn margin(&self) -> f64 {
        self.surpluses().sum::<Pence>().pounds() / self.years.len().max(1) as f64
    }

    /// Adds another contract to this one, year by year.
    pub fn add(&mut self, other: &Contract) {
        for (own, more) in self.years.iter_mut().zip(&other.years) {
            own.contract_sum += more.contract_sum;
            own.paid += more.paid;
            own.result += more.result;
            own.accrued.iter_mut().zip(&more.accrued).for_each(|(own, more)| *own += *more);
        }
    }
}

/// Who holds what, paid how, for how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paid {
    pub holder: Holder,
    pub arrangement: Arrangement,
    pub years: u32,
}

impl Paid {
    fn holder(&self) -> BudgetHolder {
        match self.holder {
            Holder::Authority => BudgetHolder::Authority,
            Holder::Practice => BudgetHolder::Practice,
            Holder::Shared => BudgetHolder::Shared,
        }
    }
}

/// What prices a record: the terms of one policy.
#[derive(Debug, Clone)]
pub struct Pricing {
    prices: FundingPrices,
    terms: ContractParameters,
    places: f64,
    avoidable: [f64; CostLine::COUNT],
    /// Keep each year's course, as a daily test needs.
    pub keep_course: bool,
}

impl Pricing {
    /// The terms of a model's only policy.
    pub fn of(model: &Model, keep_course: bool) -> Self {
        Self {
            prices: model.world.finance.prices,
            terms: model.arms[0].contract.clone(),
            places: model.arms[0].practices.iter().map(|practice| f64::from(practice.places)).sum(),
            avoidable: model.world.finance.avoidable_share,
            keep_course,
        }
    }

    fn terms(&self, paid: &Paid) -> ContractParameters {
        let mut terms = self.terms.clone();
        terms.years = paid.years;
        terms.payment.arrangement = paid.arrangement;
        terms
    }

    /// The contract that a record makes.
    pub fn contract(&self, flows: &Flows, paid: &Paid) -> Contract {
        let terms = self.terms(paid);
        let pricing = pricing::Pricing { prices: self.prices, contract: &terms, places: self.places };
        let year = |settled: &crate::policies::payment::settle::SettledYear| {
            let mut year = settled.fund_flow();
            if !self.keep_course {
                year.accrued = vec![];
            }
            year
        };
        Contract { years: settle(&pricing, flows, paid.holder()).iter().map(year).collect() }
    }

    /// Is the practice unable to pay its bills on some day, with a fund of this size in GBP?
    pub fn is_insolvent(&self, flows: &Flows, paid: &Paid, rule: &Rule, fund: f64) -> bool {
        let mut terms = self.terms(paid);
        terms.fund = rule.opening_at(Level::Pounds(Pence::from_pounds(fund)));
        let pricing = pricing::Pricing { prices: self.prices, contract: &terms, places: self.places };
        assess(&pricing, flows, paid.holder(), &self.avoidable).insolvent
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Years paid 1,000 pence each, with these surpluses in pence.
    pub fn contract(surpluses: &[i64]) -> Contract {
        let year = |surplus: &i64| FundFlow {
            contract_sum: Pence(1000),
            paid: Pence(1000),
            result: Pence(*surplus),
            accrued: vec![],
        };
        Contract { years: surpluses.iter().map(year).collect() }
    }

    #[test]
    fn contracts_of_several_practices_add_up_year_by_year() {
        let mut both = contract(&[10, -20]);
        both.add(&contract(&[-5, -5]));
        assert_eq!(both.surpluses().collect::<Vec<_>>(), [Pence(5), Pence(-25)]);
        assert_eq!((both.years[0].contract_sum, both.margin()), (Pence(2000), -0.1));
    }
}
