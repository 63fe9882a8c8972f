//! A risk fund over the years of a contract, under any of its rules (DfE Guide 2011, paras 69 to 71): a pure function of
//! cash flows that do not react to it.
//!
//! Yearly: b(t) = min(cap, b(t-1) + top-up + s max(R, 0) - max(-R, 0)), R = paid - cost, no top-up in the first year; it is
//! exhausted where a loss is larger than the balance (strictly). Daily: also where the year's accrued position falls
//! below minus the balance on any day; what is shared at the year's end does not count before it. Exhaustion is absorbing
//! unless there is a recovery plan.

use crate::domain::money::Pence;
use crate::domain::parameters::contract::{AfterExhaustion, FundOwner, FundSource, FundTerms};

/// A year as the fund sees it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FundFlow {
    /// The whole of which levels are shares; that of the first year counts.
    pub contract_sum: Pence,
    pub paid: Pence,
    /// Payment less cost.
    pub result: Pence,
    /// The year's result so far at the end of each period, before what is settled at the year's end. May be empty.
    pub accrued: Vec<Pence>,
}

/// What one year did to the fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FundYear {
    /// Put in when the fund opened, in the first year.
    pub opened: Pence,
    /// The practice's result after what was carved out of its payment for the fund.
    pub result: Pence,
    pub topped_up: Pence,
    pub paid_in: Pence,
    pub drawn: Pence,
    /// Above the cap, or left when the fund was closed: to whoever owns it.
    pub released: Pence,
    pub balance: Pence,
    /// Loss beyond the fund, met by the authority; under a recovery plan it is lent.
    pub unfunded: Pence,
    /// Of the loan, repaid from this year's surplus.
    pub repaid: Pence,
    /// The worst that the authority had to bridge within the year (daily test).
    pub bridged: Pence,
    /// Has it been exhausted so far?
    pub exhausted: bool,
}

/// A fund's way through a contract.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FundPath {
    pub years: Vec<FundYear>,
    /// Year of the contract in which it was first exhausted, counted from 0.
    pub exhausted_in: Option<usize>,
    /// Lent and not repaid when the contract ended.
    pub owed: Pence,
    pub left_over: Pence,
    pub left_over_to: Option<FundOwner>,
    /// Year of the contract at whose end it was terminated, counted from 0.
    pub terminated_after: Option<usize>,
    /// Part of each year's flows that is still the practice's: below 1 while children return.
    pub running: Vec<f64>,
}

impl FundPath {
    /// Losses that the authority met for good.
    pub fn unfunded(&self, after: AfterExhaustion) -> Pence {
        match after {
            AfterExhaustion::RecoveryPlan => self.owed,
            _ => self.years.iter().map(|year| year.unfunded).sum(),
        }
    }
}

/// Opening, top-up and cap in pounds: fixed at signing.
pub fn levels(rule: &FundTerms, contract_sum: Pence) -> (Pence, Pence, Pence) {
    let opening = match rule.source {
        FundSource::RetainedSurplus => Pence::ZERO,
        _ => rule.opening.of(contract_sum),
    };
    let whole = if rule.of_opening { opening } else { contract_sum };
    // a fund is not released on the day on which it opens
    (opening, rule.top_up.of(whole), rule.cap.of(whole).max(opening))
}

/// Why no critical opening level exists under a rule; None where it does.
pub fn reacts_to_balance(rule: &FundTerms) -> Option<&'static str> {
    if rule.source == FundSource::TopSliced {
        return Some(
            "the fund is carved out of the contract, so that a larger fund is a smaller first year's payment",
        );
    }
    if rule.source == FundSource::RetainedSurplus {
        return Some(
            "the fund opens empty and is the practice's own surpluses: there is no opening level to vary",
        );
    }
    if rule.of_opening {
        return Some("top-up and cap are shares of the fund's opening level");
    }
    match rule.after {
        AfterExhaustion::AuthorityMeetsIt | AfterExhaustion::Termination => None,
        AfterExhaustion::RecoveryPlan => {
            Some("a recovery plan repays from later surpluses what an exhausted fund lacked")
        }
    }
}

/// Runs the fund.
pub fn run_fund(rule: &FundTerms, flows: &[FundFlow]) -> FundPath {
    let contract_sum = flows.first().map_or(Pence::ZERO, |year| year.contract_sum);
    let (opening, top_up, cap) = levels(rule, contract_sum);
    let mut path = FundPath::default();
    let mut balance = opening;
    for (t, flow) in flows.iter().enumerate() {
        let running = running(rule, path.terminated_after, t);
        path.running.push(running);
        let slice = if t == 0 && rule.source == FundSource::TopSliced { opening } else { Pence::ZERO };
        let result = if running < 1.0 { flow.result.share(running) } else { flow.result - slice };
        let opened = if t == 0 { opening } else { Pence::ZERO };
        let closed = path.exhausted_in.is_some() && rule.after != AfterExhaustion::RecoveryPlan;
        let mut year = match closed {
            true => FundYear { unfunded: -result.min(Pence::ZERO), exhausted: true, ..FundYear::default() },
            false => {
                let topped_up = if t == 0 { Pence::ZERO } else { top_up };
                open_year(rule, flow, [balance, topped_up, cap, slice], result, path.owed)
            }
        };
        (year.opened, year.result) = (opened, result);
        if rule.after == AfterExhaustion::RecoveryPlan {
            path.owed = path.owed + year.unfunded - year.repaid;
        }
        if year.exhausted && path.exhausted_in.is_none() {
            path.exhausted_in = Some(t);
            if rule.after == AfterExhaustion::Termination {
                path.terminated_after = Some(t);
            }
        }
        year.exhausted = path.exhausted_in.is_some();
        balance = year.balance;
        path.years.push(year);
    }
    (path.left_over, path.left_over_to) = (balance, Some(rule.left_over_to));
    path
}

/// A year of a fund that still runs. `[balance, topped_up, cap, slice]`
fn open_year(rule: &FundTerms, flow: &FundFlow, levels: [Pence; 4], result: Pence, owed: Pence) -> FundYear {
    let [balance, topped_up, cap, slice] = levels;
    // what was carved out came off the first payment: it is missing on every day of the year
    let lowest = flow.accrued.iter().map(|so_far| *so_far - slice).min().unwrap_or(Pence::ZERO);
    let bridged = if rule.daily { (-(balance + lowest)).max(Pence::ZERO) } else { Pence::ZERO };
    let surplus = result.max(Pence::ZERO);
    let repaid = surplus.min(owed);
    let paid_in = (surplus - repaid).share(rule.surplus_share);
    let need = -result.min(Pence::ZERO);
    let full = balance + topped_up + paid_in;
    let drawn = need.min(full);
    let unfunded = need - drawn;
    let exhausted = unfunded > Pence::ZERO || bridged > Pence::ZERO;
    let after = full - drawn;
    let goes_on = !exhausted || rule.after == AfterExhaustion::RecoveryPlan;
    let kept = if goes_on { after.min(cap) } else { Pence::ZERO };
    FundYear {
        topped_up,
        paid_in,
        drawn,
        released: after - kept,
        balance: kept,
        unfunded,
        repaid,
        bridged,
        exhausted,
        ..FundYear::default()
    }
}

/// Part of a year's flows that the practice still has: all of it, or what a taper leaves after a termination (a straight
/// line to nothing over its months).
fn running(rule: &FundTerms, terminated_after: Option<usize>, t: usize) -> f64 {
    let Some(last) = terminated_after.filter(|last| t > *last) else { return 1.0 };
    let months = rule.taper_months;
    if months <= 0.0 {
        return 0.0;
    }
    let left_at = |month: f64| (1.0 - month / months).max(0.0);
    let from = 12.0 * (t - last - 1) as f64;
    let to = (from + 12.0).min(months.max(from));
    (left_at(from) + left_at(to)) / 2.0 * (to - from) / 12.0
}

/// The critical opening level by exact backward recursion: the fund is exhausted if and only if it opens below it. None
/// where the rule reacts to the balance, so that no such level exists ([`reacts_to_balance`] says why).
///
/// need(t-1) = max(accrued shortfall, need(t) - top-up - s R+ + R-, 0). A need above the cap can be met only by a fund that
/// opens at least so high, since the cap is never below the opening level.
pub fn critical_opening_under(rule: &FundTerms, flows: &[FundFlow]) -> Option<Pence> {
    if reacts_to_balance(rule).is_some() {
        return None;
    }
    let contract_sum = flows.first().map_or(Pence::ZERO, |year| year.contract_sum);
    let (top_up, cap) = (rule.top_up.of(contract_sum), rule.cap.of(contract_sum));
    let (mut need, mut above_cap) = (Pence::ZERO, Pence::ZERO);
    for (t, flow) in flows.iter().enumerate().rev() {
        if need > cap {
            above_cap = above_cap.max(need);
        }
        let topped_up = if t == 0 { Pence::ZERO } else { top_up };
        let paid_in = flow.result.max(Pence::ZERO).share(rule.surplus_share);
        let at_end = need - topped_up - paid_in - flow.result.min(Pence::ZERO);
        // a loss must be met by what is there at the year's end, whatever later years need
        let lowest = flow.accrued.iter().min().copied().unwrap_or(Pence::ZERO);
        let within = if rule.daily { -lowest } else { Pence::ZERO };
        need = at_end.max(within).max(Pence::ZERO);
    }
    Some(need.max(above_cap))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parameters::contract::Level;
    use crate::policies::contract::risk_fund::{FundRule, RiskFund};
    use proptest::prelude::*;

    fn rule(opening: i64) -> FundTerms {
        FundTerms {
            source: FundSource::Additional,
            opening: Level::Pounds(Pence(opening)),
            top_up: Level::Pounds(Pence(0)),
            cap: Level::Pounds(Pence(1_000_000)),
            of_opening: false,
            surplus_share: 0.0,
            daily: false,
            after: AfterExhaustion::AuthorityMeetsIt,
            taper_months: 0.0,
            held_by: FundOwner::Practice,
            left_over_to: FundOwner::Authority,
        }
    }

    fn flows(results: &[i64]) -> Vec<FundFlow> {
        let flow = |result: &i64| FundFlow {
            contract_sum: Pence(10_000),
            paid: Pence(10_000),
            result: Pence(*result),
            accrued: vec![],
        };
        results.iter().map(flow).collect()
    }

    #[test]
    fn carved_out_of_the_contract_the_fund_leaves_the_first_years_means_as_they_were() {
        // 500 are carved out of 10,000; a loss of 300 becomes one of 800, of which the fund meets 500
        let sliced = FundTerms { source: FundSource::TopSliced, ..rule(500) };
        let path = run_fund(&sliced, &flows(&[-300]));
        let year = path.years[0];
        assert_eq!((year.result, year.drawn, year.unfunded), (Pence(-800), Pence(500), Pence(300)));
        let without = run_fund(&FundTerms { opening: Level::Pounds(Pence(0)), ..sliced }, &flows(&[-300]));
        assert_eq!(without.years[0].unfunded, year.unfunded);
        // additional money does help
        assert_eq!(run_fund(&rule(500), &flows(&[-300])).years[0].balance, Pence(200));
    }

    #[test]
    fn a_daily_test_sees_what_the_year_end_does_not() {
        let mut year = flows(&[50]);
        year[0].accrued = vec![Pence(-80), Pence(-120), Pence(30), Pence(50)];
        let daily = |opening| run_fund(&FundTerms { daily: true, ..rule(opening) }, &year);
        assert_eq!(run_fund(&rule(100), &year).exhausted_in, None);
        assert_eq!((daily(120).exhausted_in, daily(119).exhausted_in), (None, Some(0)));
        assert_eq!((daily(100).years[0].bridged, daily(100).years[0].unfunded), (Pence(20), Pence(0)));
        let critical = critical_opening_under(&FundTerms { daily: true, ..rule(0) }, &year);
        assert_eq!(critical, Some(Pence(120)));
    }

    #[test]
    fn a_recovery_plan_repays_from_surpluses_and_what_is_still_owed_is_lost() {
        let plan = FundTerms { after: AfterExhaustion::RecoveryPlan, surplus_share: 0.5, ..rule(100) };
        let path = run_fund(&plan, &flows(&[-250, 90, 100, -20]));
        // lent 150; 90 repaid; 60 repaid and half of the other 40 into the fund; 20 drawn
        let course: Vec<(i64, i64, i64)> =
            path.years.iter().map(|y| (y.unfunded.0, y.repaid.0, y.balance.0)).collect();
        assert_eq!(course, [(150, 0, 0), (0, 90, 0), (0, 60, 20), (0, 0, 0)]);
        assert_eq!((path.owed, path.unfunded(plan.after), path.exhausted_in), (Pence(0), Pence(0), Some(0)));
        let short = run_fund(&plan, &flows(&[-250, 90]));
        assert_eq!(short.unfunded(plan.after), Pence(60));
    }

    #[test]
    fn a_terminated_contract_tapers_off_in_a_straight_line() {
        let ends = FundTerms { after: AfterExhaustion::Termination, taper_months: 6.0, ..rule(100) };
        let path = run_fund(&ends, &flows(&[-50, -80, -400, 500]));
        assert_eq!(path.terminated_after, Some(1));
        // half a year from all to nothing is a quarter of a year's flows
        assert_eq!(path.running, [1.0, 1.0, 0.25, 0.0]);
        assert_eq!((path.years[2].unfunded, path.years[3].result), (Pence(100), Pence(0)));
        let long = FundTerms { taper_months: 18.0, ..ends };
        let running = run_fund(&long, &flows(&[-150, 0, 0, 0])).running;
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(close(running[1], 2.0 / 3.0) && close(running[2], 1.0 / 12.0) && running[3] == 0.0, "{running:?}");
    }

    fn any_flows() -> impl Strategy<Value = Vec<FundFlow>> {
        let year = (-1000i64..1000, prop::collection::vec(-800i64..800, 0..5));
        prop::collection::vec(year, 1..6).prop_map(|years| {
            let mut all = vec![];
            for (result, accrued) in years {
                let accrued = accrued.into_iter().map(Pence).collect();
                all.push(FundFlow {
                    contract_sum: Pence(10_000),
                    paid: Pence(10_000),
                    result: Pence(result),
                    accrued,
                });
            }
            all
        })
    }

    proptest! {
        #[test]
        fn the_critical_level_is_the_border_of_exhaustion_under_every_rule_that_has_one(
            flows in any_flows(), top_up in 0i64..100, cap in 0i64..1500, share in 0.0..1.0f64, daily: bool, ends: bool
        ) {
            let after = if ends { AfterExhaustion::Termination } else { AfterExhaustion::AuthorityMeetsIt };
            let with = |opening: i64| FundTerms {
                top_up: Level::Pounds(Pence(top_up)), cap: Level::Pounds(Pence(cap)), surplus_share: share, daily, after, ..rule(opening)
            };
            let critical = critical_opening_under(&with(0), &flows).expect("it exists");
            let runs_out = |opening: i64| run_fund(&with(opening), &flows).exhausted_in.is_some();
            prop_assert!(!runs_out(critical.0));
            prop_assert!(critical.0 == 0 || runs_out(critical.0 - 1));
            // and every level above holds, every one below does not
            prop_assert!(!runs_out(critical.0 + 137));
            prop_assert!(critical.0 < 137 || runs_out(critical.0 - 137));
        }

        #[test]
        fn a_plain_rule_is_the_plain_fund(
            results in prop::collection::vec(-1000i64..1000, 1..6), opening in 0i64..900, top_up in 0i64..90, cap in 0i64..900, share in 0.0..1.0f64
        ) {
            let plain = FundRule { opening: Pence(opening), top_up: Pence(top_up), cap: Pence(cap.max(opening)), surplus_share: share };
            let terms = FundTerms { top_up: Level::Pounds(Pence(top_up)), cap: Level::Pounds(Pence(cap)), surplus_share: share, ..rule(opening) };
            let path = run_fund(&terms, &flows(&results));
            let mut fund = RiskFund::open(plain);
            for (result, year) in results.iter().zip(&path.years) {
                let expected = fund.close_year(Pence(*result));
                prop_assert_eq!(
                    (expected.balance, expected.unfunded, expected.exhausted, expected.drawn, expected.released),
                    (year.balance, year.unfunded, year.exhausted, year.drawn, year.released)
                );
            }
        }

        #[test]
        fn pounds_in_are_pounds_out_and_balance_under_every_rule(
            flows in any_flows(), opening in 0i64..900, cap in 0i64..900, share in 0.0..1.0f64, daily: bool,
            source in prop::sample::select(FundSource::ALL), after in prop::sample::select(AfterExhaustion::ALL)
        ) {
            let terms = FundTerms {
                source, after, cap: Level::Pounds(Pence(cap)), top_up: Level::Share(0.003), surplus_share: share, daily, ..rule(opening)
            };
            let path = run_fund(&terms, &flows);
            let mut balance = Pence::ZERO;
            let mut owed = Pence::ZERO;
            for year in &path.years {
                prop_assert_eq!(balance + year.opened + year.topped_up + year.paid_in, year.drawn + year.released + year.balance);
                prop_assert_eq!(-year.result.min(Pence::ZERO), year.drawn + year.unfunded);
                balance = year.balance;
                owed = owed + year.unfunded - year.repaid;
                prop_assert!(balance >= Pence::ZERO && year.repaid >= Pence::ZERO && owed >= Pence::ZERO);
            }
            prop_assert_eq!(path.left_over, balance);
        }
    }
}
