//! Mixed contract: part is a block, part follows the children, and outcomes are paid on: the working group's own
//! recommendation was a base with a bonus for outcomes (Consistent Care Matters 6.1.6).

use super::capitation::marginal_price;
use super::outcome::on_outcomes;
use super::pricing::YearPrice;
use super::{Earned, Part, Payment, PaymentArrangement, Served, Slopes};
use crate::domain::money::Pence;
use crate::domain::parameters::contract::PaymentTerms;

pub struct Mixed;

impl PaymentArrangement for Mixed {
    fn pay(&self, terms: &PaymentTerms, price: &YearPrice, served: &Served<'_>) -> Payment {
        let share = terms.block_share;
        let block = price.base.share(share);
        let following = price.value.net - price.value.net.share(share);
        let mut parts = vec![
            Part { what: "block part", amount: block, earned: Earned::Evenly },
            Part { what: "days served, by band", amount: following, earned: Earned::WithDays },
        ];
        // outcomes are paid on the fixed part, so that they do not reward volume once more
        parts.extend(on_outcomes(&terms.outcome, price.base, served.year));
        let per_person_year = marginal_price(price, served) * (1.0 - share);
        Payment { parts, slopes: Slopes { per_pound_of_cost: 0.0, per_person_year } }
    }
    fn contract_sum(&self, price: &YearPrice) -> Pence {
        price.base
    }
    fn perverse_incentive(&self) -> &'static str {
        "It tempts in both directions by half: fewer children than expected still bring the block, needier ones bring more \
         days in dear bands, and what no target counts earns nothing."
    }
}

#[cfg(test)]
mod tests {
    use super::super::practice_year::PracticeYear;
    use super::super::tests::{paid, plain_terms};
    use crate::domain::parameters::contract::{Arrangement, OutcomeTarget};

    #[test]
    fn a_quarter_block_the_rest_with_the_children_and_a_bonus_worked_by_hand() {
        let mut terms = plain_terms();
        terms.block_share = 0.25;
        (terms.outcome.held_back, terms.outcome.share) = (false, 0.02);
        terms.outcome.targets[OutcomeTarget::Stated as usize] = Some(1.0);
        // 125,000 + 75% of 400,000 + 2% of 500,000
        assert_eq!(paid(Arrangement::Mixed, &terms, &PracticeYear::default(), 80.0, 0.0), 435_000.0);
    }
}
