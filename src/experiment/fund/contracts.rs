//! One history's record as a contract: what the practice is paid and what it costs, year by year.

use crate::domain::money::Pence;
use crate::domain::parameters::{ContractParameters, FinanceParameters};
use crate::flow::Model;
use crate::policies::contract::funding_model::FundingTerms;
use crate::policies::payment::practice_year::{Flows, sum_of};
use crate::results::fund::findings::Holder;

/// Payments and costs of one contract, in the years in which it runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contract {
    pub paid: Vec<Pence>,
    pub cost: Vec<Pence>,
}

impl Contract {
    /// Payment less cost, year by year.
    pub fn surpluses(&self) -> impl Iterator<Item = Pence> + '_ {
        self.paid.iter().zip(&self.cost).map(|(paid, cost)| *paid - *cost)
    }

    /// The same in GBP a year, mean over the contract.
    pub fn margin(&self) -> f64 {
        self.surpluses().sum::<Pence>().pounds() / self.paid.len().max(1) as f64
    }
}

/// Payment arrangements: stable name, and words.
pub const ARRANGEMENTS: [(&str, &str); 1] = [("seven-steps", "the funding model's seven steps, agreed anew each year")];

/// An arrangement's words.
pub fn words(name: &str) -> &'static str {
    ARRANGEMENTS.iter().find(|(own, _)| *own == name).map_or("", |(_, words)| words)
}

/// What prices a record: the terms of one policy.
#[derive(Debug, Clone, Copy)]
pub struct Pricing<'m> {
    pub finance: &'m FinanceParameters,
    pub terms: &'m ContractParameters,
}

/// Who holds what, paid how, for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct Paid {
    pub holder: Holder,
    pub arrangement: String,
    pub years: u32,
}

impl<'m> Pricing<'m> {
    /// The terms of a model's only policy.
    pub fn of(model: &'m Model) -> Self {
        Self { finance: &model.world.finance, terms: &model.arms[0].contract }
    }

    /// The contract that a record makes.
    pub fn contract(&self, flows: &Flows, paid: &Paid) -> Contract {
        let holds = paid.holder == Holder::Practice;
        let years = &flows.years[..flows.years.len().min(paid.years as usize)];
        let cost = years.iter().map(|year| {
            sum_of(&year.lines, false) + if holds { sum_of(&year.lines, true) } else { Pence::ZERO }
        });
        Contract { paid: (0..years.len()).map(|y| self.seven_steps(flows, y, holds)).collect(), cost: cost.collect() }
    }

    fn seven_steps(&self, flows: &Flows, y: usize, holds: bool) -> Pence {
        let year = &flows.years[y];
        let social_work = self.finance.social_work_per_child_year_gbp * flows.average_children;
        let spend = if holds { flows.average_spend_gbp + social_work } else { social_work };
        let terms = FundingTerms {
            average_spend: Pence::from_pounds(spend * year.known_level),
            average_children: flows.average_children,
            band_weight: self.finance.band_weight[usize::from(holds)],
            authority_days: year.authority_band_days,
            retained_share: self.terms.retained_share[usize::from(holds)],
        };
        let stated = self.terms.stated_net.filter(|_| holds == self.terms.practice_holds_placements);
        stated.unwrap_or_else(|| terms.value(&year.band_days, year.days_in_year).net)
    }
}
