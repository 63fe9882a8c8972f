//! Identities of the accounts, to the penny: nothing is made and nothing is lost.

use super::Found;
use super::bench::{Altered, Bench};
use super::check::Check;
use crate::domain::codes::Band;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::measures::Measure;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::{AfterExhaustion, Arrangement, FundSource};
use crate::domain::parameters::{ArmParameters, ContractParameters};
use crate::experiment::outcomes::Outcomes;
use crate::flow::Model;
use crate::policies::contract::funding_model::FundingTerms;
use crate::policies::contract::risk_fund::{FundRule, RiskFund};
use crate::scenario::Problems;

/// Measures of one holder of the placement budget: net, cost, surplus, fund, unfunded, critical level.
type Holder = (&'static str, [Measure; 6]);

const HOLDERS: [Holder; 2] = {
    use Measure::*;
    let authority = [
        ContractNetAuthorityHolds,
        PracticeCostAuthorityHolds,
        SurplusAuthorityHolds,
        FundAuthorityHolds,
        UnfundedAuthorityHolds,
        SmallestFundAuthorityHolds,
    ];
    let practice = [
        ContractNetPracticeHolds,
        PracticeCostPracticeHolds,
        SurplusPracticeHolds,
        FundPracticeHolds,
        UnfundedPracticeHolds,
        SmallestFundPracticeHolds,
    ];
    [("authority holds placements", authority), ("practice holds placements", practice)]
};

pub fn checks(b: &Bench<'_>) -> Result<Found, Problems> {
    let few = (b.replicates / 4).clamp(10, 100);
    let own = b.practice().unwrap_or_else(|| b.baseline());
    let model = b.model(&own)?;
    let outcomes = b.histories(&own, few)?;
    let mut checks = vec![public_cost(&model, &outcomes)];
    if b.practice().is_none() {
        let why = "no policy of the scenario has a practice, so that there is no contract";
        checks
            .extend(["conservation", "critical fund level", "seven steps"].map(|name| Check::not_made(name, why)));
        return Ok(checks.into());
    }
    let other_rules = other_rules(&model.arms[0].contract);
    for (index, (holder, measures)) in HOLDERS.iter().enumerate() {
        match other_rules {
            Some(why) => {
                checks.push(Check::not_made("conservation", why));
                checks.push(Check::not_made("critical fund level", why));
            }
            None => {
                checks.push(both_ledgers(&model, &outcomes, holder, measures));
                checks.push(by_brute_force(&model, &outcomes, holder, measures));
            }
        }
        checks.push(seven_steps(&model.arms[0], &model, holder, index));
    }
    Ok(noted(checks, &own).into())
}

fn noted(mut checks: Vec<Check>, altered: &Altered) -> Vec<Check> {
    checks.iter_mut().for_each(|check| check.changed = altered.changed.clone());
    checks
}

fn pence(pounds: f64) -> i64 {
    Pence::from_pounds(pounds).0
}

/// All modelled cost is placements, other services, social work and setting up, and nothing beside them.
fn public_cost(model: &Model, outcomes: &Outcomes) -> Check {
    let whole = outcomes.shape.whole();
    let get = |measure| outcomes.column(0, whole, measure);
    let years = model.world.horizon() / YEAR_DAYS;
    let public = get(Measure::PublicCost);
    let (placements, work, stock) =
        (get(Measure::PlacementCost), get(Measure::SocialWorkCost), get(Measure::MeanStock));
    let other = model.world.finance.other_services_per_day_gbp * YEAR_DAYS;
    let setup = match model.arms[0].provider {
        crate::domain::parameters::Provider::Practice => model.arms[0].contract.setup_gbp / years,
        _ => 0.0,
    };
    let priced = model.world.finance.price_shock_sd <= 0.0 && model.world.finance.inflation_per_year == 0.0;
    let line = get(Measure::CostPerChildYear);
    let off = (0..public.len()).map(|i| {
        // where prices move, the published line carries the other services at each year's level
        let services = if priced { stock[i] * other } else { line[i] * stock[i] - placements[i] };
        (public[i] - placements[i] - services - work[i] - setup).abs()
    });
    let what = "public cost less placements, other services, social work and setting up, largest (GBP a year)";
    Check::identity("conservation", what, off.fold(0.0, f64::max), 0.0, 0.05)
}

/// What the authority pays is what the practice gets: budget and fund in, cost and what goes back out.
///
/// The practice's book: opening fund and net contracts come in, and the authority's rescue; cost goes out. What is left
/// is the balance of the fund and what was kept or given back. Both books are written here from the measures alone.
fn both_ledgers(model: &Model, outcomes: &Outcomes, holder: &str, m: &[Measure; 6]) -> Check {
    let term = term(model);
    let c = &model.arms[0].contract;
    let columns: Vec<[Vec<f64>; 5]> =
        (0..term).map(|y| [m[0], m[1], m[2], m[3], m[4]].map(|measure| outcomes.column(0, y, measure))).collect();
    let out_of_balance = |i: usize| {
        let mut off = 0;
        let at = |y: usize, which: usize| pence(columns[y][which][i]);
        let first = Pence(at(0, 0));
        let opening = c.fund.opening.of(first);
        let whole = if c.fund.of_opening { opening } else { first };
        let top_up = c.fund.top_up.of(whole);
        let cap = c.fund.cap.of(whole).max(opening);
        let mut fund = RiskFund::open(FundRule { opening, top_up, cap, surplus_share: c.fund.surplus_share });
        let mut balance = opening.0;
        for y in 0..term {
            let slice = if y == 0 && c.fund.source == FundSource::TopSliced { opening.0 } else { 0 };
            off += (at(y, 0) - slice - at(y, 1) - at(y, 2)).abs();
            let year = fund.close_year(Pence(at(y, 2)));
            // the fund's own book
            balance += year.topped_up.0 + year.paid_in.0 - year.drawn.0 - year.released.0;
            off += (balance - at(y, 3)).abs() * i64::from(!year.exhausted);
            off += (year.unfunded.0 - at(y, 4)).abs();
            // a deficit is met by the fund and the authority together
            off += (year.drawn.0 + year.unfunded.0 - (-at(y, 2)).max(0)).abs();
        }
        off
    };
    let off: i64 = (0..outcomes.replicates() as usize).map(out_of_balance).sum();
    let what = format!("both ledgers net to zero, {holder} (pence out of balance)");
    // measures in pounds carry pence exactly
    Check::identity("conservation", &what, off as f64, 0.0, 0.0)
}

/// The books that are written here know one way of paying and one rule of the fund; `swpsim contract` keeps the others'.
fn other_rules(c: &ContractParameters) -> Option<&'static str> {
    if c.payment.arrangement != Arrangement::Capitation {
        return Some("the contract is not paid by risk-adjusted capitation, which these books are written for");
    }
    let plain = !c.fund.daily
        && c.fund.after == AfterExhaustion::AuthorityMeetsIt
        && c.fund.source != FundSource::RetainedSurplus;
    (!plain)
        .then_some("the fund is not one that is tested at year ends and met by the authority when it is exhausted")
}

fn term(model: &Model) -> usize {
    (model.arms[0].contract.years as usize).min(model.world.year_ends.len())
}

/// The critical level of each history: the fund holds with it and gives out with a penny less.
fn by_brute_force(model: &Model, outcomes: &Outcomes, holder: &str, m: &[Measure; 6]) -> Check {
    let term = term(model);
    let s = model.arms[0].contract.fund.surplus_share;
    let nets: Vec<Vec<f64>> = (0..term).map(|y| outcomes.column(0, y, m[0])).collect();
    let costs: Vec<Vec<f64>> = (0..term).map(|y| outcomes.column(0, y, m[1])).collect();
    let levels = outcomes.column(0, outcomes.shape.whole(), m[5]);
    let mut wrong = 0;
    for (i, level) in levels.iter().enumerate() {
        let gives_out = |opening: i64| {
            let free = FundRule {
                opening: Pence(opening),
                top_up: Pence::ZERO,
                cap: Pence(i64::MAX / 4),
                surplus_share: s,
            };
            let mut fund = RiskFund::open(free);
            (0..term).any(|y| fund.close_year(Pence(pence(nets[y][i]) - pence(costs[y][i]))).exhausted)
        };
        let level = pence(*level);
        wrong += u32::from(gives_out(level) || level > 0 && !gives_out(level - 1));
    }
    let what = format!("histories in which it is not the level found by trying every fund, {holder}");
    Check::identity("critical fund level", &what, f64::from(wrong), 0.0, 0.0)
}

/// What the practice grosses and what is left to the authority make the authority's spend, for any part of the children.
fn seven_steps(arm: &ArmParameters, model: &Model, holder: &str, index: usize) -> Check {
    let f = &model.world.finance;
    let (spend, children) = f.spend_history.unwrap_or((27_780_000.0, 600.0));
    let work = f.prices.social_work_per_child_year_gbp * children;
    let shares = model.world.intake.band_share;
    let mut all = [0.0; Band::COUNT];
    for (days, share) in all.iter_mut().zip(shares) {
        *days = share * children * YEAR_DAYS;
    }
    let terms = FundingTerms {
        average_spend: Pence::from_pounds(if index == 1 { spend + work } else { work }),
        average_children: children,
        band_weight: f.prices.band_weight[index],
        authority_days: all,
        retained_share: arm.contract.retained_share[index],
    };
    let places: f64 = arm.practices.iter().map(|p| f64::from(p.places)).sum();
    let mut off = 0;
    for part in [(places / children).min(1.0), 0.25, 1.0 / 3.0] {
        let practice = all.map(|days| days * part);
        let rest = all.map(|days| days * (1.0 - part));
        let (practice, rest) = (terms.value(&practice, YEAR_DAYS), terms.value(&rest, YEAR_DAYS));
        // step 2 rounds the average of a child-year to a penny
        let spend = practice.per_child.share(children);
        let remainder = (practice.gross + rest.gross - spend).0.abs();
        // step 5 splits to the penny, which the penny of rounding below does not excuse
        let split = 2 * (practice.net + practice.retained - practice.gross).0.abs();
        off = off.max(remainder).max(split);
    }
    let what = format!("practice's gross and the authority's remainder less its spend, {holder} (pence)");
    Check::identity("seven steps", &what, off as f64, 0.0, 1.0) // each side is rounded once
}
