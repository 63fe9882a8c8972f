//! A contract's years settled: what was paid, what it was paid for, when both fell within the year. What the risk fund
//! then does is another matter ([`crate::policies::contract::fund_path`]).

use super::banding::banded_days;
use super::practice_year::{Accrual, Flows, PracticeYear, sum_of};
use super::pricing::{Pricing, YearPrice};
use super::shared_budget::borne_by_the_authority;
use super::surplus::above_profit_cap;
use super::{Earned, Payment, Served, arrangement, outcome};
use crate::domain::codes::Band;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::BudgetHolder;
use crate::policies::contract::fund_path::FundFlow;

/// One year of a contract under one holder of the placement budget.
#[derive(Debug, Clone, PartialEq)]
pub struct SettledYear {
    pub price: YearPrice,
    /// The whole of which the fund's levels are shares.
    pub contract_sum: Pence,
    pub payment: Payment,
    pub paid: Pence,
    /// What the practice bears, after what the authority bears of a shared budget.
    pub cost: Pence,
    /// Of a shared placement budget, what lies above the threshold and is borne by the authority.
    pub borne_by_authority: Pence,
    /// Above the profit cap: back to the authority.
    pub above_cap: Pence,
    /// Were all outcomes that are paid on met, or are there none to be judged?
    pub outcomes_met: bool,
    /// Money of each period of the year, where periods were recorded.
    pub moments: Vec<Moment>,
}

/// What was earned and what was spent in one period of a year, before what is settled at its end.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moment {
    pub until_night: i32,
    pub earned: Pence,
    pub own_work: Pence,
    /// Of the placement budget, what goes through the practice's hands.
    pub placement_budget: Pence,
}

impl SettledYear {
    /// Payment less cost, within the profit cap.
    pub fn result(&self) -> Pence {
        self.paid - self.cost - self.above_cap
    }
    /// What was earned within the year, before what is settled at its end.
    pub fn earned(&self) -> Pence {
        self.payment.parts.iter().filter(|part| part.earned != Earned::AtYearEnd).map(|part| part.amount).sum()
    }
    /// The year as the risk fund sees it.
    pub fn fund_flow(&self) -> FundFlow {
        let mut so_far = Pence::ZERO;
        let accrued = self
            .moments
            .iter()
            .map(|moment| {
                so_far += moment.earned - moment.own_work - moment.placement_budget;
                so_far
            })
            .collect();
        FundFlow { contract_sum: self.contract_sum, paid: self.paid, result: self.result(), accrued }
    }
}

/// Settles every simulated year of the contract.
pub fn settle(pricing: &Pricing<'_>, flows: &Flows, holder: BudgetHolder) -> Vec<SettledYear> {
    let prices = pricing.agree(flows, holder);
    prices.into_iter().zip(&flows.years).map(|(price, year)| settle_year(pricing, price, year, holder)).collect()
}

fn settle_year(pricing: &Pricing<'_>, price: YearPrice, year: &PracticeYear, holder: BudgetHolder) -> SettledYear {
    let contract = pricing.contract;
    let shared = contract.shared.filter(|_| holder == BudgetHolder::Shared);
    let borne_by_authority = shared.map_or(Pence::ZERO, |terms| borne_by_the_authority(year, &terms));
    let cost = cost_to(year, holder) - borne_by_authority;
    let days = banded_days(year, &contract.payment);
    let served = Served { band_years: days.map(|d| d / year.days_in_year), cost, year };
    let paying = arrangement(contract.payment.arrangement);
    let payment = paying.pay(&contract.payment, &price, &served);
    let moments = moments(year, &payment, &price, holder);
    let paid = payment.total();
    SettledYear {
        above_cap: above_profit_cap(paid - cost, paid, &contract.payment),
        contract_sum: paying.contract_sum(&price),
        paid,
        cost,
        borne_by_authority,
        outcomes_met: outcome::met_share(&contract.payment.outcome, year).is_none_or(|met| met >= 1.0),
        moments,
        payment,
        price,
    }
}

/// What falls on the practice: its own work, and the placement budget unless the authority holds that.
pub fn cost_to(year: &PracticeYear, holder: BudgetHolder) -> Pence {
    let budget = if holder == BudgetHolder::Authority { Pence::ZERO } else { sum_of(&year.lines, true) };
    sum_of(&year.lines, false) + budget
}

/// Spreads the parts that are earned within the year over its periods: evenly by nights, or with the days served at their
/// bands' prices.
fn moments(year: &PracticeYear, payment: &Payment, price: &YearPrice, holder: BudgetHolder) -> Vec<Moment> {
    if year.periods.is_empty() {
        return vec![];
    }
    let nights = nights(&year.periods, year.days_in_year);
    let priced = |days: &[f64; Band::COUNT]| {
        days.iter().zip(price.band_price).map(|(days, price)| days.max(0.0) * price).sum::<f64>()
    };
    let with_days: Vec<f64> = year.periods.iter().map(|period| priced(&period.band_days)).collect();
    let earned = |when: Earned, weights: &[f64]| {
        let of_kind = payment.parts.iter().filter(|part| part.earned == when);
        of_kind.map(|part| part.amount).sum::<Pence>().split(weights)
    };
    let (evenly, with_days) = (earned(Earned::Evenly, &nights), earned(Earned::WithDays, &with_days));
    year.periods
        .iter()
        .zip(evenly.into_iter().zip(with_days))
        .map(|(period, (evenly, with_days))| Moment {
            until_night: period.until_night,
            earned: evenly + with_days,
            own_work: period.own_work,
            placement_budget: if holder == BudgetHolder::Authority {
                Pence::ZERO
            } else {
                period.placement_budget
            },
        })
        .collect()
}

/// Nights of each period of a year.
pub(super) fn nights(periods: &[Accrual], days_in_year: f64) -> Vec<f64> {
    let end = periods.last().map_or(0, |last| last.until_night);
    let mut from = end - libm::round(days_in_year) as i32;
    periods
        .iter()
        .map(|period| {
            let nights = f64::from(period.until_night - from);
            from = period.until_night;
            nights.max(0.0)
        })
        .collect()
}
