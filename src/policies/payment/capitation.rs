//! Risk-adjusted capitation: each day served is paid at the price of the child's band on that day (Consistent Care Matters
//! 6.1.6). This is what the Guide's seven steps come to when they are renegotiated for numbers and needs.

use super::pricing::YearPrice;
use super::{Earned, Part, Payment, PaymentArrangement, Served, Slopes};
use crate::domain::money::Pence;
use crate::domain::parameters::contract::PaymentTerms;

pub struct Capitation;

/// Net price of a person-year more of the mix that is served, in pounds.
pub(super) fn marginal_price(price: &YearPrice, served: &Served<'_>) -> f64 {
    if price.is_stated {
        return 0.0;
    }
    let years = served.years();
    if years > 0.0 { price.value.net.pounds() / years } else { price.mean_price() }
}

impl PaymentArrangement for Capitation {
    fn pay(&self, _: &PaymentTerms, price: &YearPrice, served: &Served<'_>) -> Payment {
        let parts = vec![Part { what: "days served, by band", amount: price.value.net, earned: Earned::WithDays }];
        Payment {
            parts,
            slopes: Slopes { per_pound_of_cost: 0.0, per_person_year: marginal_price(price, served) },
        }
    }
    fn contract_sum(&self, price: &YearPrice) -> Pence {
        price.value.net
    }
    fn perverse_incentive(&self) -> &'static str {
        "Every day in a dearer band brings more: the practice gains by more children, by holding on to them, and by having \
         them judged needier than they are."
    }
}

#[cfg(test)]
mod tests {
    use super::super::practice_year::PracticeYear;
    use super::super::tests::{paid, plain_terms};
    use crate::domain::parameters::contract::Arrangement;

    #[test]
    fn the_seven_steps_for_the_days_served_are_paid_and_nothing_for_cost() {
        let year = PracticeYear::default();
        assert_eq!(paid(Arrangement::Capitation, &plain_terms(), &year, 123.0, 1e6), 615_000.0);
    }
}
