//! A set amount per child: one price for each person-year whatever the need, fixed when the contract is signed and
//! raised with prices only. Kansas paid so and gave it up in 2000 (Consistent Care Matters, A.3).

use super::pricing::YearPrice;
use super::{Earned, Part, Payment, PaymentArrangement, Served, Slopes};
use crate::domain::money::Pence;
use crate::domain::parameters::contract::PaymentTerms;

pub struct SetAmount;

impl SetAmount {
    /// Pounds for a person-year.
    fn price(terms: &PaymentTerms, price: &YearPrice) -> f64 {
        terms.set_amount.map_or_else(|| price.mean_price(), |stated| stated.pounds() * price.known_level)
    }
}

impl PaymentArrangement for SetAmount {
    fn pay(&self, terms: &PaymentTerms, price: &YearPrice, served: &Served<'_>) -> Payment {
        let each = Self::price(terms, price);
        let amount = Pence::from_pounds(each * served.years());
        let parts = vec![Part { what: "set amount per child", amount, earned: Earned::WithDays }];
        Payment { parts, slopes: Slopes { per_pound_of_cost: 0.0, per_person_year: each } }
    }
    fn contract_sum(&self, price: &YearPrice) -> Pence {
        price.base
    }
    fn perverse_incentive(&self) -> &'static str {
        "Every child brings the same: the practice gains by children who need little, by keeping them long, and by passing \
         those who need much back to the authority."
    }
}

#[cfg(test)]
mod tests {
    use super::super::practice_year::PracticeYear;
    use super::super::tests::{paid, plain_terms};
    use super::*;
    use crate::domain::parameters::contract::Arrangement;

    #[test]
    fn each_person_year_brings_the_same_and_a_stated_amount_stands_instead_of_the_average() {
        let year = PracticeYear::default();
        let mut terms = plain_terms();
        assert_eq!(paid(Arrangement::SetAmount, &terms, &year, 80.0, 9e9), 400_000.0);
        terms.set_amount = Some(Pence::from_pounds(4_321.0));
        assert_eq!(paid(Arrangement::SetAmount, &terms, &year, 80.0, 0.0), 345_680.0);
    }
}
