//! The price of a practice's year, agreed before it begins: the funding model's seven steps for the children who move
//! (DfE Guide 2011, paras 64 and 65), and the volume that a fixed contract expects.
//!
//! A45: when a contract is signed, the bands of those who will be transferred are known (Guide, step 4); how many of
//! them come, and when, is not, and is stated or taken to be the practice's places. Each later year expects the people
//! served at the last year's end (step 7).

use super::banding::banded_days;
use super::outcome;
use super::practice_year::Flows;
use crate::domain::codes::Band;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::{BudgetHolder, ContractParameters, FundingPrices};
use crate::policies::contract::funding_model::{ContractValue, FundingTerms};

/// What was agreed for one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearPrice {
    pub terms: FundingTerms,
    /// The seven steps for the person-days that were served.
    pub value: ContractValue,
    /// Net price of a person-year in each band, in pounds.
    pub band_price: [f64; Band::COUNT],
    /// Person-years that a fixed contract expects, and their net price at the expected mix.
    pub expected_years: f64,
    pub base: Pence,
    /// Price level at which the year was agreed.
    pub known_level: f64,
    /// A budget agreed outright stands in the place of the seven steps.
    pub is_stated: bool,
}

impl YearPrice {
    /// Net price of a person-year of the expected mix, in pounds.
    pub fn mean_price(&self) -> f64 {
        if self.expected_years > 0.0 { self.base.pounds() / self.expected_years } else { 0.0 }
    }
}

/// What all years of a contract are priced by.
#[derive(Debug, Clone, Copy)]
pub struct Pricing<'a> {
    pub prices: FundingPrices,
    pub contract: &'a ContractParameters,
    /// Places of all practices of the policy.
    pub places: f64,
}

impl Pricing<'_> {
    /// Years of the contract that were simulated.
    pub fn term(&self, flows: &Flows) -> usize {
        (self.contract.years as usize).min(flows.years.len())
    }

    /// The agreed price of each year of the contract.
    pub fn agree(&self, flows: &Flows, holder: BudgetHolder) -> Vec<YearPrice> {
        (0..self.term(flows)).map(|year| self.year(flows, holder, year)).collect()
    }

    /// Terms of a year: spend of the past, brought to the price level known when the year is agreed.
    pub fn terms(&self, flows: &Flows, holder: BudgetHolder, year: usize) -> FundingTerms {
        let whole = holder != BudgetHolder::Authority;
        let social_work = self.prices.social_work_per_child_year_gbp * flows.average_children;
        let spend = if whole { flows.average_spend_gbp + social_work } else { social_work };
        FundingTerms {
            average_spend: Pence::from_pounds(spend * flows.years[year].known_level),
            average_children: flows.average_children,
            band_weight: self.prices.band_weight[usize::from(whole)],
            authority_days: flows.years[year].authority_band_days,
            retained_share: self.contract.retained_share[holder as usize],
        }
    }

    fn year(&self, flows: &Flows, holder: BudgetHolder, year: usize) -> YearPrice {
        let served = &flows.years[year];
        let terms = self.terms(flows, holder, year);
        let days = banded_days(served, &self.contract.payment);
        let mut value = terms.value(&days, served.days_in_year);
        let changed = self.renegotiated(flows, year);
        if changed != 1.0 {
            value.gross = value.gross.share(changed);
            value.retained = value.gross.share(terms.retained_share);
            value.net = value.gross - value.retained;
        }
        // a stated budget stands in the place of the seven steps for whoever is said to hold the placement budget
        let stated = self.contract.stated_net.filter(|_| holder == self.contract.holder);
        value.net = stated.unwrap_or(value.net);
        let per_child = value.per_child.pounds() * changed * (1.0 - terms.retained_share);
        let norm = terms.norm();
        let band_price: [f64; Band::COUNT] =
            std::array::from_fn(|band| per_child * terms.band_weight[band] / norm);
        let mix = self.expected_mix(flows, year, &days);
        let mean: f64 = mix.iter().zip(band_price).map(|(share, price)| share * price).sum();
        let expected_years = self.expected_years(flows, year);
        let base = stated.unwrap_or_else(|| Pence::from_pounds(mean * expected_years));
        let (known_level, is_stated) = (served.known_level, stated.is_some());
        YearPrice { terms, value, band_price, expected_years, base, known_level, is_stated }
    }

    /// Step 7: last year's outcomes move this year's price.
    fn renegotiated(&self, flows: &Flows, year: usize) -> f64 {
        let terms = &self.contract.payment.outcome;
        if year == 0 || terms.renegotiated_share == 0.0 {
            return 1.0;
        }
        match outcome::met_share(terms, &flows.years[year - 1]) {
            Some(met) if met >= 1.0 => 1.0 + terms.renegotiated_share,
            Some(_) => 1.0 - terms.renegotiated_share,
            None => 1.0,
        }
    }

    fn expected_years(&self, flows: &Flows, year: usize) -> f64 {
        let stated = &self.contract.payment.expected_years;
        if let Some(years) = stated.get(year).or(stated.last()) {
            return *years;
        }
        if year == 0 { self.places } else { flows.years[year - 1].at_end.iter().map(|n| f64::from(*n)).sum() }
    }

    /// Shares of the bands among those expected: of those to be transferred, then of those served at the year's end.
    fn expected_mix(&self, flows: &Flows, year: usize, days: &[f64; Band::COUNT]) -> [f64; Band::COUNT] {
        let counted = match year {
            0 => *days,
            _ => flows.years[year - 1].at_end.map(f64::from),
        };
        let shares = |of: [f64; Band::COUNT]| {
            let total: f64 = of.iter().map(|n| n.max(0.0)).sum();
            (total > 0.0).then(|| of.map(|n| n.max(0.0) / total))
        };
        shares(counted).or_else(|| shares(flows.years[year].authority_band_days)).unwrap_or([0.0; Band::COUNT])
    }
}
