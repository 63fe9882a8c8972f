//! How a practice is paid, and what that does to both parties (Consistent Care Matters 6.1.6; DfE Guide 2011, paras 64 to
//! 71). What the practice did and cost ([`practice_year`]) does not depend on it; every arrangement prices the same year.
//!
//! One file for each arrangement. Each pays an amount in parts, says how the payment answers to cost and volume, and
//! names in a sentence what it tempts a practice to do.

pub mod practice_year;

pub mod pricing;

pub mod banding;

pub mod block;

pub mod set_amount;

pub mod capitation;

pub mod cost_and_volume;

pub mod outcome;

pub mod mixed;

pub mod surplus;

pub mod shared_budget;

pub mod settle;

pub mod assess;

pub mod ledger;

use crate::domain::codes::Band;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::{Arrangement, PaymentTerms};
use practice_year::PracticeYear;
use pricing::YearPrice;

/// What a payment sees of a year.
#[derive(Debug, Clone, Copy)]
pub struct Served<'a> {
    /// Person-years by band as the contract prices them.
    pub band_years: [f64; Band::COUNT],
    /// What the practice bears.
    pub cost: Pence,
    pub year: &'a PracticeYear,
}

impl Served<'_> {
    /// Person-years.
    pub fn years(&self) -> f64 {
        self.band_years.iter().sum()
    }
}

/// When a part of a payment is earned within the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earned {
    /// The same on every day.
    Evenly,
    /// With the days served, by band.
    WithDays,
    /// Known and paid only when the year is over.
    AtYearEnd,
}

/// One part of a payment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub what: &'static str,
    pub amount: Pence,
    pub earned: Earned,
}

/// How a payment answers, at the margin of this year: to a pound of the practice's cost, and to a person-year more of
/// the same mix, in pounds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Slopes {
    pub per_pound_of_cost: f64,
    pub per_person_year: f64,
}

/// A year's payment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Payment {
    pub parts: Vec<Part>,
    pub slopes: Slopes,
}

impl Payment {
    /// All parts together.
    pub fn total(&self) -> Pence {
        self.parts.iter().map(|part| part.amount).sum()
    }
}

/// A way of paying a practice.
pub trait PaymentArrangement: Send + Sync {
    /// The payment of a year.
    fn pay(&self, terms: &PaymentTerms, price: &YearPrice, served: &Served<'_>) -> Payment;
    /// What the contract is worth when it is signed: the whole of which the fund's levels are shares.
    fn contract_sum(&self, price: &YearPrice) -> Pence;
    /// What it tempts a practice to do, in a sentence.
    fn perverse_incentive(&self) -> &'static str;
}

/// The arrangement of a name.
pub fn arrangement(name: Arrangement) -> &'static dyn PaymentArrangement {
    match name {
        Arrangement::Block => &block::Block,
        Arrangement::SetAmount => &set_amount::SetAmount,
        Arrangement::Capitation => &capitation::Capitation,
        Arrangement::CostAndVolume => &cost_and_volume::CostAndVolume,
        Arrangement::Outcome => &outcome::Outcome,
        Arrangement::Mixed => &mixed::Mixed,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::parameters::contract::{OutcomeTarget, OutcomeTerms, SurplusRule, SurplusTerms};
    use crate::policies::contract::funding_model::{ContractValue, FundingTerms};
    use proptest::prelude::*;

    /// Terms in which every mechanism is off.
    pub(crate) fn plain_terms() -> PaymentTerms {
        PaymentTerms {
            arrangement: Arrangement::Capitation,
            expected_years: vec![],
            contingency_share: 0.0,
            risk_premium_share: 0.0,
            set_amount: None,
            corridor: [1.0, 1.0],
            volume_share: [0.0, 0.0],
            cost_threshold: 0.0,
            cost_share: [0.0, 0.0],
            outcome: OutcomeTerms {
                held_back: true,
                share: 0.0,
                targets: [None; OutcomeTarget::COUNT],
                per_permanence: Pence::ZERO,
                renegotiated_share: 0.0,
            },
            block_share: 0.5,
            profit_cap: None,
            surplus: SurplusTerms { rule: SurplusRule::Practice, authority_share: 0.0, distributed_share: 0.0 },
            banding_error: 0.0,
            banding_upward: 1.0,
        }
    }

    /// 100 person-years expected at 5,000 pounds: 500,000 in all; bands at half, equal, ... the price.
    pub(crate) fn price() -> YearPrice {
        let nothing = Pence::ZERO;
        YearPrice {
            terms: FundingTerms {
                average_spend: nothing,
                average_children: 1.0,
                band_weight: [1.0; Band::COUNT],
                authority_days: [1.0; Band::COUNT],
                retained_share: 0.0,
            },
            value: ContractValue {
                per_child: nothing,
                initial: nothing,
                gross: nothing,
                retained: nothing,
                net: nothing,
            },
            band_price: [2_500.0, 5_000.0, 6_000.0, 10_000.0, 1_500.0],
            expected_years: 100.0,
            base: Pence::from_pounds(500_000.0),
            known_level: 1.0,
            is_stated: false,
        }
    }

    /// A year in which so many person-years of band 2 were served at a cost in pounds.
    pub(crate) fn served(year: &PracticeYear, years: f64, cost: f64) -> (YearPrice, Served<'_>) {
        let mut price = price();
        price.value.net = Pence::from_pounds(5_000.0 * years);
        (price, Served { band_years: [0.0, years, 0.0, 0.0, 0.0], cost: Pence::from_pounds(cost), year })
    }

    /// Pounds paid.
    pub(crate) fn paid(
        name: Arrangement,
        terms: &PaymentTerms,
        year: &PracticeYear,
        years: f64,
        cost: f64,
    ) -> f64 {
        let (price, served) = served(year, years, cost);
        arrangement(name).pay(terms, &price, &served).total().pounds()
    }

    fn any_terms() -> impl Strategy<Value = PaymentTerms> {
        let shares = (0.0..1.0f64, 0.0..1.0f64, 0.0..1.0f64, 0.0..1.0f64, 0.0..0.2f64, 0.0..1.0f64);
        (shares, 0.7..1.0f64, 1.0..1.3f64).prop_map(|((a, b, c, d, t, block), low, high)| {
            let mut terms = plain_terms();
            (terms.volume_share, terms.cost_share, terms.cost_threshold) = ([a, b], [c, d], t);
            (terms.corridor, terms.block_share, terms.contingency_share) = ([low, high], block, 0.05);
            terms
        })
    }

    /// Up and down agree with the slope, or there is a kink between them.
    fn is_slope(slope: f64, up: f64, down: f64, tolerance: f64) -> bool {
        (up - down).abs() > tolerance || ((up + down) / 2.0 - slope).abs() <= tolerance
    }

    proptest! {
        #[test]
        fn slopes_are_what_a_little_more_cost_or_volume_changes(
            terms in any_terms(), years in 50.0..160.0f64, cost in 300_000.0..800_000.0f64
        ) {
            let year = PracticeYear { days_in_year: 365.0, ..PracticeYear::default() };
            for name in Arrangement::ALL {
                let (price, now) = served(&year, years, cost);
                let slopes = arrangement(*name).pay(&terms, &price, &now).slopes;
                let p = |v: f64, c: f64| paid(*name, &terms, &year, v, c);
                let here = p(years, cost);
                let (up, down) = ((p(years, cost + 50.0) - here) / 50.0, (here - p(years, cost - 50.0)) / 50.0);
                prop_assert!(is_slope(slopes.per_pound_of_cost, up, down, 1e-3), "{name:?}: {up}, {down}, {slopes:?}");
                let (up, down) = ((p(years + 0.05, cost) - here) / 0.05, (here - p(years - 0.05, cost)) / 0.05);
                prop_assert!(is_slope(slopes.per_person_year, up, down, 1.0), "{name:?}: {up}, {down}, {slopes:?}");
            }
        }
    }

    #[test]
    fn every_arrangement_names_its_temptation() {
        for name in Arrangement::ALL {
            let sentence = arrangement(*name).perverse_incentive();
            assert!(sentence.ends_with('.') && sentence.len() > 40, "{name:?}: {sentence}");
        }
    }
}
