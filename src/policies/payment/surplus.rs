//! Whose a surplus is (DfE Guide 2011, para 71; Consistent Care Matters, s.7: a cap on profit).

use crate::domain::money::Pence;
use crate::domain::parameters::contract::{PaymentTerms, SurplusRule};

/// What a year's result holds above the profit cap, a share of what was paid: it goes back to the authority.
pub fn above_profit_cap(result: Pence, paid: Pence, terms: &PaymentTerms) -> Pence {
    let most = |cap: f64| paid.share(cap).max(Pence::ZERO);
    terms.profit_cap.map_or(Pence::ZERO, |cap| (result - most(cap)).max(Pence::ZERO))
}

/// Where a year's surplus within the cap goes; the parts sum to it exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disposal {
    pub to_fund: Pence,
    pub to_authority: Pence,
    /// To partners, owners or shareholders.
    pub distributed: Pence,
    /// Stays in the practice for the children.
    pub kept: Pence,
}

impl Disposal {
    /// Everything.
    pub fn total(&self) -> Pence {
        self.to_fund + self.to_authority + self.distributed + self.kept
    }
}

/// Disposes of a surplus (a loss is none) of which a part goes into the risk fund. `outcomes_met`: all outcomes that are
/// paid on, or there are none to be judged.
pub fn dispose(surplus: Pence, to_fund: Pence, outcomes_met: bool, terms: &PaymentTerms) -> Disposal {
    let surplus = surplus.max(Pence::ZERO);
    let rest = surplus - to_fund;
    let rule = terms.surplus;
    let (to_authority, distributed) = match rule.rule {
        SurplusRule::Practice => (Pence::ZERO, Pence::ZERO),
        SurplusRule::Authority => (rest, Pence::ZERO),
        SurplusRule::Shared => (rest.share(rule.authority_share), Pence::ZERO),
        SurplusRule::Guide71 if outcomes_met => (Pence::ZERO, rest.share(rule.distributed_share)),
        SurplusRule::Guide71 => (Pence::ZERO, Pence::ZERO),
    };
    Disposal { to_fund, to_authority, distributed, kept: rest - to_authority - distributed }
}

#[cfg(test)]
mod tests {
    use super::super::tests::plain_terms;
    use super::*;
    use crate::domain::parameters::contract::SurplusTerms;
    use proptest::prelude::*;

    fn terms(rule: SurplusRule, cap: Option<f64>) -> PaymentTerms {
        let surplus = SurplusTerms { rule, authority_share: 0.25, distributed_share: 0.4 };
        PaymentTerms { profit_cap: cap, surplus, ..plain_terms() }
    }

    #[test]
    fn cap_fund_and_guide_71_worked_by_hand() {
        // 100,000 over of 1,000,000 paid; cap 8%: 20,000 back; half of 80,000 into the fund; 40% of the rest distributed
        let guide = terms(SurplusRule::Guide71, Some(0.08));
        assert_eq!(above_profit_cap(Pence(10_000_000), Pence(100_000_000), &guide), Pence(2_000_000));
        let of = |met| dispose(Pence(8_000_000), Pence(4_000_000), met, &guide);
        let met = Disposal {
            to_fund: Pence(4_000_000),
            to_authority: Pence(0),
            distributed: Pence(1_600_000),
            kept: Pence(2_400_000),
        };
        assert_eq!(of(true), met);
        // outcomes not met: nothing leaves the practice
        assert_eq!((of(false).distributed, of(false).kept), (Pence::ZERO, Pence(4_000_000)));
        let shared = dispose(Pence(8_000_000), Pence(0), false, &terms(SurplusRule::Shared, None));
        assert_eq!((shared.to_authority, shared.kept), (Pence(2_000_000), Pence(6_000_000)));
    }

    proptest! {
        #[test]
        fn every_penny_of_a_surplus_goes_somewhere_and_a_loss_is_no_surplus(
            result in -1_000_000i64..1_000_000, paid in 0i64..10_000_000, met: bool, fund in 0.0..1.0f64,
            cap in prop::option::of(0.0..0.2f64), rule in prop::sample::select(SurplusRule::ALL)
        ) {
            let terms = terms(rule, cap);
            let above = above_profit_cap(Pence(result), Pence(paid), &terms);
            prop_assert!(above >= Pence::ZERO && (above == Pence::ZERO || above.0 <= result));
            let within = Pence(result) - above;
            let disposal = dispose(within, within.max(Pence::ZERO).share(fund), met, &terms);
            prop_assert_eq!(disposal.total(), within.max(Pence::ZERO));
            let parts = [disposal.to_fund, disposal.to_authority, disposal.distributed, disposal.kept];
            prop_assert!(parts.into_iter().all(|part| part >= Pence::ZERO));
        }
    }
}
