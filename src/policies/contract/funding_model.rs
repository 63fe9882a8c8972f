//! The funding model's seven steps (DfE Guide 2011, para 64 and Appendix B), to the penny.

use crate::domain::codes::Band;
use crate::domain::money::Pence;

/// Terms of the contract price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundingTerms {
    /// Step 1: average yearly spend over 3 to 5 years.
    pub average_spend: Pence,
    /// Step 2: average number of children looked after in those years.
    pub average_children: f64,
    /// Step 4: price of a child in each band relative to the average child, before normalising.
    pub band_weight: [f64; Band::COUNT],
    /// The authority's own mix of child-days by band, to which the weights are normalised.
    pub authority_days: [f64; Band::COUNT],
    /// Step 5.
    pub retained_share: f64,
}

/// The seven steps, each with its result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContractValue {
    /// Step 2: average cost of a child-year.
    pub per_child: Pence,
    /// Step 3: times the child-years transferred.
    pub initial: Pence,
    /// Step 4: adjusted by band.
    pub gross: Pence,
    /// Step 5: kept by the authority for what it goes on doing.
    pub retained: Pence,
    /// Step 6: the basis of the contract.
    pub net: Pence,
}

impl FundingTerms {
    /// Factor by which band weights are divided so that the authority's own mix averages 1.
    pub fn norm(&self) -> f64 {
        let days: f64 = self.authority_days[..4].iter().sum();
        let weighted: f64 = self.authority_days[..4].iter().zip(self.band_weight).map(|(d, w)| d * w).sum();
        if days > 0.0 && weighted > 0.0 { weighted / days } else { 1.0 }
    }

    /// The contract value of a year for the child-days that the practice served, by band (step 7: renegotiated
    /// yearly for numbers and needs, part-year children by days).
    pub fn value(&self, practice_days: &[f64; Band::COUNT], days_in_year: f64) -> ContractValue {
        let per_child = if self.average_children > 0.0 {
            self.average_spend.share(1.0 / self.average_children)
        } else {
            Pence::ZERO
        };
        let days: f64 = practice_days.iter().sum();
        let norm = self.norm();
        let weighted: f64 = practice_days.iter().zip(self.band_weight).map(|(d, w)| d * w / norm).sum();
        let initial = per_child.share(days / days_in_year);
        let gross = per_child.share(weighted / days_in_year);
        let retained = gross.share(self.retained_share);
        ContractValue { per_child, initial, gross, retained, net: gross - retained }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms() -> FundingTerms {
        FundingTerms {
            average_spend: Pence::from_pounds(27_780_000.0),
            average_children: 600.0,
            band_weight: [0.70, 1.10, 1.33, 2.01, 0.30],
            authority_days: [0.55, 0.28, 0.05, 0.12, 0.0],
            retained_share: 0.035,
        }
    }

    #[test]
    fn the_seven_steps_worked_by_hand() {
        // per child 46,300; weights of this mix average 1.0007 (0.385 + 0.308 + 0.0665 + 0.2412 = 1.0007)
        let value = terms().value(&[0.0, 365.0 * 10.0, 0.0, 365.0 * 5.0, 0.0], 365.0);
        assert_eq!(value.per_child, Pence::from_pounds(46_300.0));
        assert_eq!(value.initial, Pence::from_pounds(694_500.0));
        let gross = 46_300.0 * (10.0 * 1.10 + 5.0 * 2.01) / 1.0007;
        assert_eq!(value.gross, Pence::from_pounds(gross));
        assert_eq!(value.retained, Pence::from_pounds(value.gross.pounds() * 0.035));
        assert_eq!(value.net + value.retained, value.gross);
    }

    #[test]
    fn the_shipped_weights_average_1_0007_on_the_2011_mix() {
        assert!((terms().norm() - 1.0007).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn the_whole_authority_in_the_practice_grosses_its_spend(days in prop::array::uniform4(1.0..1e5f64), spend in 1e5..1e9f64) {
            // budget neutrality: with every child transferred for the year, gross = average spend, to a few pence of rounding
            let total: f64 = days.iter().sum();
            let mix = [days[0], days[1], days[2], days[3], 0.0];
            let t = FundingTerms { average_spend: Pence::from_pounds(spend), average_children: total / 365.0, authority_days: mix, ..terms() };
            let value = t.value(&mix, 365.0);
            let rounding = total / 365.0 * 0.5 + 1.0; // per child is rounded to a penny
            prop_assert!((value.gross.0 - Pence::from_pounds(spend).0).abs() as f64 <= rounding);
            prop_assert!((value.gross.0 - value.initial.0).abs() <= 1);
        }
    }
}
