//! Block contract: a fixed sum for the expected caseload at average cost, with a contingency reserve and a risk premium
//! (Consistent Care Matters 6.1.6). It does not answer to who comes or what they cost.

use super::pricing::YearPrice;
use super::{Earned, Part, Payment, PaymentArrangement, Served, Slopes};
use crate::domain::money::Pence;
use crate::domain::parameters::contract::PaymentTerms;

pub struct Block;

impl PaymentArrangement for Block {
    fn pay(&self, terms: &PaymentTerms, price: &YearPrice, _: &Served<'_>) -> Payment {
        let part = |what, amount| Part { what, amount, earned: Earned::Evenly };
        let parts = vec![
            part("block", price.base),
            part("contingency reserve", price.base.share(terms.contingency_share)),
            part("risk premium", price.base.share(terms.risk_premium_share)),
        ];
        Payment { parts, slopes: Slopes::default() }
    }
    fn contract_sum(&self, price: &YearPrice) -> Pence {
        price.base
    }
    fn perverse_incentive(&self) -> &'static str {
        "The practice keeps every pound that it does not spend and is paid nothing for a child more: it gains by having \
         fewer children and by doing less for each."
    }
}

#[cfg(test)]
mod tests {
    use super::super::practice_year::PracticeYear;
    use super::super::tests::{paid, plain_terms};
    use crate::domain::parameters::contract::Arrangement;

    #[test]
    fn the_block_is_paid_whoever_comes_with_reserve_and_premium_on_top() {
        let mut terms = plain_terms();
        (terms.contingency_share, terms.risk_premium_share) = (0.05, 0.03);
        let year = PracticeYear::default();
        for (years, cost) in [(0.0, 0.0), (100.0, 500_000.0), (180.0, 2_000_000.0)] {
            assert_eq!(paid(Arrangement::Block, &terms, &year, years, cost), 540_000.0);
        }
    }
}
