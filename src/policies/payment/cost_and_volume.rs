//! Cost and volume: a base for the expected volume; outside a corridor each person-year is paid, or taken back, at a share
//! of its price; cost beyond a threshold around the payment is shared, in both directions (Consistent Care Matters
//! 6.1.6: each bears a percentage, or all above a threshold is the authority's).
//!
//! Cost is held against the base *with* the payment for volume, so that a child more is not paid for twice.

use super::pricing::YearPrice;
use super::{Earned, Part, Payment, PaymentArrangement, Served, Slopes};
use crate::domain::money::Pence;
use crate::domain::parameters::contract::PaymentTerms;

pub struct CostAndVolume;

impl PaymentArrangement for CostAndVolume {
    fn pay(&self, terms: &PaymentTerms, price: &YearPrice, served: &Served<'_>) -> Payment {
        let (volume, per_year) = volume_pay(terms, price, served.years());
        let reference = price.base + volume;
        let [lower, upper] = [1.0 - terms.cost_threshold, 1.0 + terms.cost_threshold].map(|t| reference.share(t));
        let [saved_share, extra_share] = terms.cost_share;
        let (cost, slopes) = if served.cost > upper {
            let by_volume = per_year * (1.0 - extra_share * (1.0 + terms.cost_threshold));
            ((served.cost - upper).share(extra_share), [extra_share, by_volume])
        } else if served.cost < lower {
            let by_volume = per_year * (1.0 - saved_share * (1.0 - terms.cost_threshold));
            (-(lower - served.cost).share(saved_share), [saved_share, by_volume])
        } else {
            (Pence::ZERO, [0.0, per_year])
        };
        let part = |what, amount, earned| Part { what, amount, earned };
        let parts = vec![
            part("base", price.base, Earned::Evenly),
            part("volume outside the corridor", volume, Earned::AtYearEnd),
            part("cost beyond the threshold", cost, Earned::AtYearEnd),
        ];
        Payment { parts, slopes: Slopes { per_pound_of_cost: slopes[0], per_person_year: slopes[1] } }
    }
    fn contract_sum(&self, price: &YearPrice) -> Pence {
        price.base
    }
    fn perverse_incentive(&self) -> &'static str {
        "Within corridor and threshold it is a block, with a block's temptations; beyond them the authority pays a share of \
         whatever is spent, so that there the practice has less reason to save."
    }
}

/// Paid for volume outside the corridor, and what a person-year more would bring, in pounds.
fn volume_pay(terms: &PaymentTerms, price: &YearPrice, years: f64) -> (Pence, f64) {
    let [lower, upper] = terms.corridor.map(|end| end * price.expected_years);
    let [taken_back, paid] = terms.volume_share;
    let each = price.mean_price();
    if years > upper {
        (Pence::from_pounds((years - upper) * each * paid), each * paid)
    } else if years < lower {
        (-Pence::from_pounds((lower - years) * each * taken_back), each * taken_back)
    } else {
        (Pence::ZERO, 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::practice_year::PracticeYear;
    use super::super::tests::{paid, plain_terms};
    use super::*;
    use crate::domain::parameters::contract::Arrangement;

    fn terms() -> PaymentTerms {
        let mut terms = plain_terms();
        (terms.corridor, terms.volume_share) = ([0.9, 1.1], [0.5, 0.8]);
        (terms.cost_threshold, terms.cost_share) = (0.05, [0.25, 0.6]);
        terms
    }

    #[test]
    fn corridor_threshold_and_shares_worked_by_hand_in_both_directions() {
        let year = PracticeYear::default();
        let pay = |years: f64, cost: f64| paid(Arrangement::CostAndVolume, &terms(), &year, years, cost);
        // within both: the base
        assert_eq!(pay(105.0, 510_000.0), 500_000.0);
        // ten person-years above the corridor at 80% of 5,000: 540,000; cost within 5% of that
        assert_eq!(pay(120.0, 560_000.0), 540_000.0);
        // five below at 50%: 487,500
        assert_eq!(pay(85.0, 480_000.0), 487_500.0);
        // cost 625,000 against 525,000: 60% of the 100,000 beyond
        assert_eq!(pay(100.0, 625_000.0), 560_000.0);
        // cost 375,000 against 475,000: a quarter of the 100,000 saved goes back
        assert_eq!(pay(100.0, 375_000.0), 475_000.0);
    }

    #[test]
    fn a_threshold_contract_leaves_all_below_to_the_practice_and_all_above_to_the_authority() {
        let year = PracticeYear::default();
        let mut terms = plain_terms();
        (terms.corridor, terms.cost_threshold, terms.cost_share) = ([0.0, 100.0], 0.1, [0.0, 1.0]);
        let pay = |cost: f64| paid(Arrangement::CostAndVolume, &terms, &year, 100.0, cost);
        assert_eq!((pay(100_000.0), pay(550_000.0), pay(700_000.0)), (500_000.0, 500_000.0, 650_000.0));
    }
}
