//! From checked values to the terms of a contract: funding prices, payment, surplus, risk fund, cash.

use super::compile::Reader;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::*;
use crate::domain::parameters::finance::{Grain, Severity};
use crate::domain::parameters::{ArmParameters, ContractParameters};

/// A worker's hours in a week, for hours of joint working.
const WEEKLY_HOURS: f64 = 37.0;

/// How finely the contracts of these arms need the practice's money recorded in an ordinary run.
pub fn record(arms: &[ArmParameters]) -> Option<Grain> {
    let daily = arms.iter().any(|arm| arm.contract.fund.daily);
    let by_child = arms.iter().any(|arm| arm.contract.payment.banding_error > 0.0);
    match (daily, by_child) {
        (true, _) => Some(Grain::Days),
        (false, true) => Some(Grain::Months),
        _ => None,
    }
}

/// What a high-cost episode costs.
pub fn severity(r: &Reader<'_>) -> Severity {
    match r.text("finance.high_cost_law").as_str() {
        "lognormal" => {
            let (mean, cv) = (r.number("finance.high_cost_mean_gbp"), r.number("finance.high_cost_cv"));
            let variance = libm::log1p(cv * cv);
            Severity::Lognormal {
                mean: libm::log(mean.max(f64::MIN_POSITIVE)) - variance / 2.0,
                sd: libm::sqrt(variance),
            }
        }
        "pareto" => Severity::Pareto {
            minimum: r.number("finance.high_cost_minimum_gbp"),
            tail: r.number("finance.high_cost_tail"),
            maximum: r.optional("finance.high_cost_maximum_gbp").unwrap_or(f64::INFINITY),
        },
        _ => Severity::Discrete { gbp: r.list("finance.high_cost_gbp"), share: r.list("finance.high_cost_share") },
    }
}

/// What all contracts are priced by.
pub fn prices(r: &Reader<'_>) -> FundingPrices {
    FundingPrices {
        band_weight: [r.array("contract.band_weight_social_work"), r.array("contract.band_weight")],
        social_work_per_child_year_gbp: r.number("contract.social_work_per_child_year_gbp"),
    }
}

/// An arm's contract.
pub fn contract(r: &Reader<'_>) -> ContractParameters {
    let retained = r.number("contract.retained_share_practice_holds_placements");
    let holder = BudgetHolder::named(&r.text("contract.placement_budget")).unwrap_or(BudgetHolder::Authority);
    let setup_gbp = r.number("finance.setup_cost_gbp");
    // as many hours of a case holder's week as of 37, every day of a joint period
    let hour_share = r.number("finance.joint_working_hours_per_week") / WEEKLY_HOURS;
    let worker_day = r.number("finance.salary_gbp") * (1.0 + r.number("finance.on_cost_share")) / YEAR_DAYS;
    ContractParameters {
        practice_overhead_share: r.number("finance.practice_overhead_share"),
        setup_gbp,
        grant: Pence::from_pounds(r.optional("finance.start_up_grant_gbp").unwrap_or(setup_gbp)),
        out_of_hours_gbp: r.number("finance.out_of_hours_gbp_per_year"),
        insurance_gbp: r.number("finance.insurance_and_registration_gbp_per_year"),
        bought_back_per_child_year_gbp: r.number("finance.bought_back_per_child_year_gbp"),
        joint_working_day_gbp: hour_share * worker_day,
        retained_share: [
            r.number("contract.retained_share_authority_holds_placements"),
            retained,
            r.optional("contract.retained_share_shared").unwrap_or(retained),
        ],
        holder,
        shared: r.optional("contract.shared_threshold_gbp").map(|threshold| SharedAbove {
            threshold: Pence::from_pounds(threshold),
            each_child: r.text("contract.shared_threshold_of") == "each-child",
            authority_share: r.number("contract.shared_authority_share"),
        }),
        years: r.number("contract.years") as u32,
        payment: payment(r),
        fund: fund(r),
        cash: CashTerms {
            in_advance: r.text("contract.payments") == "in-advance",
            late_months: r.number("contract.payment_late_months") as u32,
            working_capital: Pence::from_pounds(r.number("contract.working_capital_gbp")),
            overdraft: Pence::from_pounds(r.number("contract.overdraft_gbp")),
        },
        stated_net: r.optional("contract.stated_net_gbp").map(Pence::from_pounds),
    }
}

fn payment(r: &Reader<'_>) -> PaymentTerms {
    let expected = r.entry("contract.expected_child_years").value;
    PaymentTerms {
        arrangement: Arrangement::named(&r.text("contract.payment")).unwrap_or(Arrangement::Capitation),
        expected_years: if expected.is_absent() { vec![] } else { expected.numbers().to_vec() },
        contingency_share: r.number("contract.contingency_share"),
        risk_premium_share: r.number("contract.risk_premium_share"),
        set_amount: r.optional("contract.set_amount_gbp").map(Pence::from_pounds),
        corridor: [r.number("contract.corridor_lower_share"), r.number("contract.corridor_upper_share")],
        volume_share: [r.number("contract.volume_taken_back_share"), r.number("contract.volume_paid_share")],
        cost_threshold: r.number("contract.cost_threshold_share"),
        cost_share: [r.number("contract.cost_returned_share"), r.number("contract.cost_paid_share")],
        outcome: OutcomeTerms {
            held_back: r.text("contract.outcome_form") == "held-back",
            share: r.number("contract.outcome_share"),
            targets: std::array::from_fn(|i| {
                r.optional(&format!("contract.outcome_target.{}", OutcomeTarget::NAMES[i]))
            }),
            per_permanence: Pence::from_pounds(r.number("contract.bonus_per_permanence_gbp")),
            renegotiated_share: r.number("contract.renegotiated_for_outcomes_share"),
        },
        block_share: r.number("contract.block_share"),
        profit_cap: r.optional("contract.profit_cap_share"),
        surplus: SurplusTerms {
            rule: SurplusRule::named(&r.text("contract.surplus_to")).unwrap_or(SurplusRule::Practice),
            authority_share: r.number("contract.surplus_authority_share"),
            distributed_share: r.number("contract.surplus_distributed_share"),
        },
        banding_error: r.number("contract.banding_error_probability"),
        banding_upward: r.number("contract.banding_error_upward_share"),
    }
}

fn fund(r: &Reader<'_>) -> FundTerms {
    let level = |name: &str| {
        let pounds = r.optional(&format!("contract.risk_fund_{name}_gbp"));
        let share = || Level::Share(r.number(&format!("contract.risk_fund_{name}_share")));
        pounds.map_or_else(share, |gbp| Level::Pounds(Pence::from_pounds(gbp)))
    };
    let owner = |key: &str, unstated| FundOwner::named(&r.text(key)).unwrap_or(unstated);
    FundTerms {
        source: FundSource::named(&r.text("contract.risk_fund_source")).unwrap_or(FundSource::TopSliced),
        opening: level("opening"),
        top_up: level("top_up"),
        cap: level("cap"),
        of_opening: r.text("contract.risk_fund_shares_of") == "opening-level",
        surplus_share: r.number("contract.surplus_share_to_fund"),
        daily: r.text("contract.risk_fund_test") == "daily",
        after: AfterExhaustion::named(&r.text("contract.risk_fund_exhausted"))
            .unwrap_or(AfterExhaustion::AuthorityMeetsIt),
        taper_months: r.number("contract.taper_months"),
        held_by: owner("contract.risk_fund_held_by", FundOwner::Practice),
        left_over_to: owner("contract.risk_fund_left_over_to", FundOwner::Authority),
    }
}
