//! Outcome contract: part of the payment is held back until outcomes are met, or a bonus is paid on top (DfE Guide 2011,
//! paras 66 to 68; Consistent Care Matters 6.1.6). A return home counts only after twelve months (Illinois, A.3).
//!
//! A47: an outcome that cannot be judged in a year (nobody was served all of it) neither loses nor earns anything.
//! **Chance.** `StatedOutcome`, for outcomes that the model does not carry.

use super::capitation::marginal_price;
use super::practice_year::PracticeYear;
use super::pricing::YearPrice;
use super::{Earned, Part, Payment, PaymentArrangement, Served, Slopes};
use crate::domain::money::Pence;
use crate::domain::parameters::contract::{OutcomeTarget, OutcomeTerms, PaymentTerms};

pub struct Outcome;

/// Was a target met in a year? None where it cannot be judged.
pub fn is_met(target: OutcomeTarget, threshold: f64, year: &PracticeYear) -> Option<bool> {
    let o = &year.outcomes;
    let years = year.volume();
    let rate = |count: u32, of: f64| (of > 0.0).then(|| f64::from(count) / of);
    match target {
        OutcomeTarget::SameWorker => rate(o.same_worker, f64::from(o.all_year)).map(|share| share >= threshold),
        OutcomeTarget::WorkerChanges => rate(o.worker_changes, years).map(|changes| changes <= threshold),
        OutcomeTarget::Moves => rate(o.moves, years).map(|moves| moves <= threshold),
        OutcomeTarget::ThreeOrMore => rate(o.three_plus, f64::from(o.in_care)).map(|share| share <= threshold),
        OutcomeTarget::PermanenceHeld => rate(o.held_twelve_months, years).map(|held| 100.0 * held >= threshold),
        OutcomeTarget::Stated => Some(o.stated <= threshold),
    }
}

/// Share of the targets that were met, among those that can be judged; None where none can.
pub fn met_share(terms: &OutcomeTerms, year: &PracticeYear) -> Option<f64> {
    let judged: Vec<bool> = OutcomeTarget::ALL
        .iter()
        .zip(terms.targets)
        .filter_map(|(target, threshold)| is_met(*target, threshold?, year))
        .collect();
    let met = judged.iter().filter(|met| **met).count();
    (!judged.is_empty()).then(|| met as f64 / judged.len() as f64)
}

/// The parts paid on outcomes, on top of or held back from an amount.
pub(super) fn on_outcomes(terms: &OutcomeTerms, amount: Pence, year: &PracticeYear) -> Vec<Part> {
    let at_stake = amount.share(terms.share);
    let part = |what, amount| Part { what, amount, earned: Earned::AtYearEnd };
    let met = met_share(terms, year);
    let mut parts = match (terms.held_back, met) {
        (true, None) => vec![],
        (true, Some(met)) => vec![part("held back: outcomes not met", at_stake.share(met) - at_stake)],
        (false, met) => vec![part("bonus for outcomes", at_stake.share(met.unwrap_or(0.0)))],
    };
    if terms.per_permanence != Pence::ZERO {
        let count = i64::from(year.outcomes.held_twelve_months);
        parts.push(part("permanence held twelve months", terms.per_permanence.times(count)));
    }
    parts
}

impl PaymentArrangement for Outcome {
    fn pay(&self, terms: &PaymentTerms, price: &YearPrice, served: &Served<'_>) -> Payment {
        let amount = price.value.net;
        let mut parts = vec![Part { what: "days served, by band", amount, earned: Earned::WithDays }];
        parts.extend(on_outcomes(&terms.outcome, amount, served.year));
        let met = met_share(&terms.outcome, served.year);
        let factor = match terms.outcome.held_back {
            true => 1.0 - terms.outcome.share * (1.0 - met.unwrap_or(1.0)),
            false => 1.0 + terms.outcome.share * met.unwrap_or(0.0),
        };
        let per_person_year = marginal_price(price, served) * factor;
        Payment { parts, slopes: Slopes { per_pound_of_cost: 0.0, per_person_year } }
    }
    fn contract_sum(&self, price: &YearPrice) -> Pence {
        price.value.net
    }
    fn perverse_incentive(&self) -> &'static str {
        "What is counted is paid for: the practice gains by children who would meet the targets anyway and by effort just \
         below a threshold; what is not counted earns nothing."
    }
}

#[cfg(test)]
mod tests {
    use super::super::practice_year::OutcomeCounts;
    use super::super::tests::{paid, plain_terms};
    use super::*;
    use crate::domain::parameters::contract::Arrangement;

    /// 100 person-years; 60 of 80 kept their worker, 50 moves, 3 at home for twelve months.
    fn year() -> PracticeYear {
        let outcomes = OutcomeCounts {
            same_worker: 60,
            all_year: 80,
            moves: 50,
            permanence: 5,
            held_twelve_months: 3,
            stated: 0.3,
            ..OutcomeCounts::default()
        };
        PracticeYear {
            days_in_year: 365.0,
            band_days: [36_500.0, 0.0, 0.0, 0.0, 0.0],
            outcomes,
            ..PracticeYear::default()
        }
    }

    fn terms(held_back: bool) -> PaymentTerms {
        let mut terms = plain_terms();
        terms.outcome = OutcomeTerms { held_back, share: 0.02, ..terms.outcome };
        terms.outcome.targets[OutcomeTarget::SameWorker as usize] = Some(0.7);
        terms.outcome.targets[OutcomeTarget::Moves as usize] = Some(0.4);
        terms
    }

    #[test]
    fn one_of_two_targets_met_loses_half_of_what_is_held_back_or_earns_half_the_bonus() {
        assert_eq!(met_share(&terms(true).outcome, &year()), Some(0.5));
        let pay = |held_back| paid(Arrangement::Outcome, &terms(held_back), &year(), 100.0, 0.0);
        assert_eq!((pay(true), pay(false)), (495_000.0, 505_000.0));
    }

    #[test]
    fn a_return_home_earns_nothing_before_twelve_months_are_completed() {
        let mut terms = plain_terms();
        (terms.outcome.held_back, terms.outcome.per_permanence) = (false, Pence::from_pounds(2_000.0));
        // five left to permanence, three have stayed out for twelve months
        assert_eq!(paid(Arrangement::Outcome, &terms, &year(), 100.0, 0.0), 506_000.0);
        assert_eq!(is_met(OutcomeTarget::PermanenceHeld, 3.0, &year()), Some(true));
        assert_eq!(is_met(OutcomeTarget::PermanenceHeld, 4.0, &year()), Some(false));
    }

    #[test]
    fn what_cannot_be_judged_neither_loses_nor_earns() {
        let nobody = PracticeYear { days_in_year: 365.0, ..PracticeYear::default() };
        assert_eq!(met_share(&terms(true).outcome, &nobody), None);
        let pay = |held_back| paid(Arrangement::Outcome, &terms(held_back), &nobody, 100.0, 0.0);
        assert_eq!((pay(true), pay(false)), (500_000.0, 500_000.0));
    }

    #[test]
    fn an_outcome_that_is_not_modelled_is_met_with_its_stated_probability() {
        assert_eq!(is_met(OutcomeTarget::Stated, 0.4, &year()), Some(true));
        assert_eq!(is_met(OutcomeTarget::Stated, 0.2, &year()), Some(false));
    }
}
