//! A risk fund drawn on in an exceptional year (DfE Guide 2011, para 70), tested at year ends.
//!
//! Balance: b(t) = min(cap, b(t-1) + top-up + s max(R, 0) - max(-R, 0)) with R = budget - cost; below 0 the fund is
//! exhausted, stays so, and the authority meets what is missing.

use crate::domain::money::Pence;

/// Rules of the fund, in pounds and pence fixed at signing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundRule {
    pub opening: Pence,
    pub top_up: Pence,
    pub cap: Pence,
    /// Share of a year's surplus that goes into the fund.
    pub surplus_share: f64,
}

/// What a year did to the fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FundYear {
    pub topped_up: Pence,
    pub paid_in: Pence,
    pub drawn: Pence,
    /// Above the cap: goes back to whoever funded it.
    pub released: Pence,
    pub balance: Pence,
    /// Loss beyond the fund, met by the authority.
    pub unfunded: Pence,
    pub exhausted: bool,
}

/// A fund over the years of a contract.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskFund {
    rule: FundRule,
    balance: Pence,
    exhausted: bool,
    first: bool,
}

impl RiskFund {
    /// Opens the fund at its opening level.
    pub fn open(rule: FundRule) -> Self {
        Self { rule, balance: rule.opening, exhausted: false, first: true }
    }

    /// Closes a year with a surplus (or, negative, a deficit). No top-up in the first year.
    pub fn close_year(&mut self, surplus: Pence) -> FundYear {
        if self.exhausted {
            return FundYear { unfunded: -surplus.min(Pence::ZERO), exhausted: true, ..FundYear::default() };
        }
        let mut year = FundYear::default();
        if !self.first {
            year.topped_up = self.rule.top_up;
        }
        self.first = false;
        year.paid_in = surplus.max(Pence::ZERO).share(self.rule.surplus_share);
        let need = -surplus.min(Pence::ZERO);
        let full = self.balance + year.topped_up + year.paid_in;
        year.drawn = need.min(full);
        year.unfunded = need - year.drawn;
        year.exhausted = year.unfunded > Pence::ZERO;
        let after = full - year.drawn;
        year.balance = after.min(self.rule.cap);
        year.released = after - year.balance;
        self.balance = year.balance;
        self.exhausted = year.exhausted;
        year
    }
}

/// The opening level that would just have held, by backward recursion (additional money; no cap).
///
/// need(t-1) = max(0, need(t) - top-up - s R+ + R-). The fund is exhausted if and only if it opens below this.
pub fn critical_opening(surpluses: &[Pence], top_up: Pence, surplus_share: f64) -> Pence {
    let mut need = Pence::ZERO;
    for (year, &surplus) in surpluses.iter().enumerate().rev() {
        let topped = if year == 0 { Pence::ZERO } else { top_up };
        let paid_in = surplus.max(Pence::ZERO).share(surplus_share);
        need = (need - topped - paid_in - surplus.min(Pence::ZERO)).max(Pence::ZERO);
    }
    need
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(opening: i64) -> FundRule {
        FundRule { opening: Pence(opening), top_up: Pence(0), cap: Pence(i64::MAX / 4), surplus_share: 0.0 }
    }

    #[test]
    fn a_loss_of_exactly_the_fund_does_not_exhaust_it_and_a_penny_more_does() {
        let mut fund = RiskFund::open(rule(500));
        assert_eq!(fund.close_year(Pence(-500)), FundYear { drawn: Pence(500), ..FundYear::default() });
        let mut fund = RiskFund::open(rule(500));
        let year = fund.close_year(Pence(-501));
        assert!(year.exhausted);
        assert_eq!(year.unfunded, Pence(1));
        assert_eq!(fund.close_year(Pence(1000)).balance, Pence(0)); // absorbing
    }

    #[test]
    fn top_up_surplus_share_and_cap_worked_by_hand() {
        let terms = FundRule { opening: Pence(100), top_up: Pence(50), cap: Pence(180), surplus_share: 0.5 };
        let mut fund = RiskFund::open(terms);
        assert_eq!(fund.close_year(Pence(60)).balance, Pence(130));
        let second = fund.close_year(Pence(40)); // 130 + 50 + 20 = 200, capped
        assert_eq!((second.balance, second.released), (Pence(180), Pence(20)));
    }

    proptest! {
        #[test]
        fn the_critical_level_is_the_border_of_exhaustion(
            surpluses in prop::collection::vec(-1000i64..1000, 1..6), top_up in 0i64..100, share in 0.0..1.0f64
        ) {
            let surpluses: Vec<Pence> = surpluses.into_iter().map(Pence).collect();
            let critical = critical_opening(&surpluses, Pence(top_up), share);
            let runs_out = |opening: Pence| {
                let terms = FundRule { opening, top_up: Pence(top_up), cap: Pence(i64::MAX / 4), surplus_share: share };
                let mut fund = RiskFund::open(terms);
                surpluses.iter().any(|s| fund.close_year(*s).exhausted)
            };
            prop_assert!(!runs_out(critical));
            if critical > Pence::ZERO {
                prop_assert!(runs_out(critical - Pence(1)));
            }
        }

        #[test]
        fn pounds_in_are_pounds_out_and_balance(surpluses in prop::collection::vec(-1000i64..1000, 1..8), opening in 0i64..800, cap in 0i64..900) {
            let terms = FundRule { opening: Pence(opening), top_up: Pence(30), cap: Pence(cap), surplus_share: 0.4 };
            let mut fund = RiskFund::open(terms);
            let mut balance = Pence(opening);
            for s in surpluses {
                let year = fund.close_year(Pence(s));
                if !year.exhausted {
                    prop_assert_eq!(balance + year.topped_up + year.paid_in, year.drawn + year.released + year.balance);
                    prop_assert_eq!(year.unfunded, Pence::ZERO);
                }
                balance = year.balance;
            }
        }
    }
}
