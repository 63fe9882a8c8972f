//! From running totals to measures: rates, shares, the contract and its risk fund, for one replicate.

use super::cash_flows::{YearMoney, year_money};
use super::tally::{CURVE_MONTHS, GroupTally, Tallies, Year};
use super::{Model, Replicate};
use crate::domain::codes::ChangeCause;
use crate::domain::groups::GroupMeasure;
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::measures::Measure;
use crate::domain::money::Pence;
use crate::domain::parameters::ArmParameters;
use crate::domain::parameters::contract::BudgetHolder;
use crate::policies::contract::risk_fund::critical_opening;
use crate::policies::payment::assess::assess;
use crate::policies::payment::practice_year::Flows;
use crate::policies::payment::pricing::Pricing;

const PERCENT: f64 = 100.0;

/// Reduces the totals of all arms of a replicate to its row of values.
pub(super) fn reduce(model: &Model, tallies: &[Tallies], flows: &[Option<Box<Flows>>]) -> Replicate {
    let years = model.world.year_ends.len();
    let periods = years + 1;
    let mut values = vec![f64::NAN; tallies.len() * periods * Measure::COUNT];
    let (mut cohort_size, mut cumulative, mut scores) = (vec![], vec![], vec![]);
    let money: Vec<Vec<YearMoney>> = model
        .arms
        .iter()
        .zip(tallies)
        .map(|(arm, t)| (0..years).map(|y| year_money(model, arm, t, y)).collect())
        .collect();
    for (a, (arm, t)) in model.arms.iter().zip(tallies).enumerate() {
        let first = a * periods * Measure::COUNT;
        let table = &mut values[first..first + periods * Measure::COUNT];
        for period in 0..periods {
            let row = &mut table[period * Measure::COUNT..(period + 1) * Measure::COUNT];
            let span = if period < years { period + 1..period + 2 } else { 1..years + 1 };
            describe(model, arm, t, &money[a], span, row);
        }
        yearly_changes_of_cost(t, &money[a], table, years);
        if let Some(Some(flows)) = flows.get(a) {
            contracts(model, arm, flows, table, years);
        }
        cohort_size.extend(t.cohort_by_month.iter().map(|n| f64::from(*n)));
        cumulative.extend(curve(t));
        scores.extend(t.scores.iter().flatten().flatten().map(|n| f64::from(*n)));
    }
    let groups = tallies.iter().flat_map(|t| t.groups.iter().flat_map(group_values)).collect();
    let since_full = since_full(model, tallies);
    Replicate {
        values,
        cohort_size,
        cumulative_changes: cumulative,
        groups,
        since_full,
        scores,
        panels: vec![],
        flows: vec![],
    }
}

/// The measures of one group of the cohort, in the order of `GroupMeasure`.
fn group_values(t: &GroupTally) -> [f64; GroupMeasure::COUNT] {
    [
        f64::from(t.transferred),
        t.days / YEAR_DAYS,
        share(f64::from(t.changes), t.days / YEAR_DAYS),
        PERCENT * share(f64::from(t.same_worker), f64::from(t.all_year)),
        share(f64::from(t.moves), t.care_days / YEAR_DAYS),
    ]
}

/// A practice counts as full from the first month's end at which so many of its places are taken: single places
/// stand empty while a group of siblings waits or a joint period runs.
const FULL_SHARE: f64 = 0.95;

/// Changes per person-year in each year of twelve months since full allocation (Consistent Care Matters, rec. 9), and
/// of the same children not moved.
fn since_full(model: &Model, tallies: &[Tallies]) -> Vec<f64> {
    let years = model.world.year_ends.len();
    let mut values = vec![f64::NAN; model.policies() * years * 2];
    for policy in 0..model.policies() {
        let places: u32 = model.arms[policy].practices.iter().map(|p| p.places).sum();
        let sizes = &tallies[policy].cohort_by_month;
        let full = sizes.iter().position(|n| *n > 0 && f64::from(*n) >= FULL_SHARE * f64::from(places));
        let Some(full) = full else { continue };
        for year in 0..years {
            let months = full + 1 + year * 12..full + 1 + (year + 1) * 12;
            for (i, t) in [&tallies[policy], &tallies[model.references()[policy]]].into_iter().enumerate() {
                let Some(days) = t.service_by_month.get(months.clone()) else { continue };
                let changes: u32 = t.changes_by_month[months.clone()].iter().sum();
                values[(policy * years + year) * 2 + i] =
                    share(f64::from(changes), days.iter().sum::<f64>() / YEAR_DAYS);
            }
        }
    }
    values
}

/// Mean changes per person by month since transfer: the sum of monthly rates. NaN where nobody was followed.
fn curve(t: &Tallies) -> Vec<f64> {
    let mut so_far = 0.0;
    (0..CURVE_MONTHS)
        .map(|m| {
            let days = t.curve_days[m];
            if days <= 0.0 {
                return f64::NAN;
            }
            so_far += f64::from(t.curve_changes[m]) / days * MONTH_DAYS;
            so_far
        })
        .collect()
}

fn days_of(model: &Model, span: std::ops::Range<usize>) -> f64 {
    let from = if span.start <= 1 { 0.0 } else { model.world.year_ends[span.start - 2] };
    model.world.year_ends[span.end - 2] - from
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::NAN }
}

/// The measures of one period: a year, or all years pooled.
fn describe(
    model: &Model,
    arm: &ArmParameters,
    t: &Tallies,
    money: &[YearMoney],
    span: std::ops::Range<usize>,
    row: &mut [f64],
) {
    use Measure::*;
    let ys: Vec<&Year> = t.years[span.clone()].iter().collect();
    let days = days_of(model, span.clone());
    let per_year = YEAR_DAYS / days;
    let n = ys.len() as f64;
    let sum = |f: &dyn Fn(&Year) -> u32| ys.iter().map(|y| f64::from(f(y))).sum::<f64>();
    let add = |f: &dyn Fn(&Year) -> f64| ys.iter().map(|y| f(y)).sum::<f64>();
    let pence = |f: &dyn Fn(&Year) -> Pence| ys.iter().map(|y| f(y)).sum::<Pence>();
    let mut set = |m: Measure, v: f64| row[m as usize] = v;

    let (stock, child_years) = (sum(&|y| y.stock), add(&|y| y.child_days) / YEAR_DAYS);
    set(Stock, stock / n);
    set(MeanStock, child_years * per_year);
    set(Starts, sum(&|y| y.starts) * per_year);
    set(Ceases, sum(&|y| y.ceases) * per_year);
    set(Returns, sum(&|y| y.returns) * per_year);
    for (i, m) in [Age0, Age1, Age5, Age10, Age16].into_iter().enumerate() {
        set(m, PERCENT * share(sum(&|y| y.by_age[i]), stock));
    }
    set(InCare12Months, PERCENT * share(sum(&|y| y.stock_12_months), stock));
    set(InCare30Months, PERCENT * share(sum(&|y| y.under_16_long), sum(&|y| y.under_16)));
    let ceases = sum(&|y| y.ceases);
    for (i, m) in [Left8Weeks, Left1Year, Left2Years, Left10Years].into_iter().enumerate() {
        set(m, PERCENT * share(sum(&|y| y.left[i]), ceases));
    }
    set(LeaverDays, share(add(&|y| y.leaver_days), ceases));
    set(LeftAt18, PERCENT * share(sum(&|y| y.left_at_18), ceases));
    set(Permanence, sum(&|y| y.permanence) * per_year);
    for (i, m) in [Placements1, Placements2, Placements3].into_iter().enumerate() {
        set(m, PERCENT * share(sum(&|y| y.placements[i]), stock));
    }
    set(SameCarer, PERCENT * share(sum(&|y| y.same_carer), sum(&|y| y.under_16_long)));
    set(MovesPerYear, share(sum(&|y| y.moves), child_years));
    set(Moves, sum(&|y| y.moves) * per_year);
    set(StatusChanges, share(sum(&|y| y.status_changes), child_years));
    for (i, m) in [Changes12None, Changes12One, Changes12Two].into_iter().enumerate() {
        set(m, PERCENT * share(sum(&|y| y.changes_12[i]), stock));
    }
    for (i, m) in [Changes24None, Changes24One, Changes24Two].into_iter().enumerate() {
        set(m, PERCENT * share(sum(&|y| y.changes_24[i]), stock));
    }
    let causes = [
        ChangesLeft,
        ChangesAgency,
        ChangesAbsence,
        ChangesBoundary,
        ChangesRebalancing,
        ChangesClosed,
        ChangesTransfer,
        ChangesUnallocated,
        ChangesWithdrawn,
        ChangesChildAsked,
    ];
    for (i, m) in causes.into_iter().enumerate() {
        set(m, share(sum(&|y| y.changes[i]), child_years));
    }
    set(WorkerChanges, share(sum(&|y| harms(&y.changes)), child_years));
    set(ReallocatedCases, sum(&|y| y.reallocated) * per_year);
    set(SameWorker, PERCENT * share(sum(&|y| y.same_worker), sum(&|y| y.all_year)));
    set(DistinctWorkers, share(sum(&|y| y.distinct_workers), sum(&|y| y.all_year)));
    set(UnallocatedDays, share(add(&|y| y.unallocated_days), child_years));
    set(LongestGap, ys.iter().map(|y| y.longest_gap).fold(0.0, f64::max));
    set(Caseload, share(sum(&|y| y.served_cases), sum(&|y| y.filled_posts)));
    set(Vacancy, PERCENT * share(sum(&|y| y.vacant), sum(&|y| y.posts)));
    set(Agency, PERCENT * share(sum(&|y| y.agency), sum(&|y| y.in_post)));
    let permanent_years = add(&|y| y.staff_days[0][0] + y.staff_days[1][0]) / YEAR_DAYS;
    set(Turnover, PERCENT * share(sum(&|y| y.authority_leavings), permanent_years));
    set(WorkerLeavings, sum(&|y| y.worker_leavings) * per_year);
    set(PostsRefilled, sum(&|y| y.posts_refilled) * per_year);

    if !arm.practices.is_empty() {
        let whole = span.len() > 1 || model.world.year_ends.len() == 1;
        assessments(&ys, per_year, t, whole, &mut set);
        handovers(&ys, days, &mut set);
        wishes(&ys, per_year, &mut set);
        stayers(&ys, &mut set);
        cohort(&ys, per_year, t, whole, &mut set);
    }

    let f = &model.world.finance;
    let span_money = &money[span.start - 1..span.end - 1];
    let placement = pence(&|y| y.placement_cost);
    let other: Pence = span_money.iter().map(|m| m.other_services).sum();
    let staff: Pence = span_money.iter().map(|m| m.authority_staff + m.practice_staff).sum();
    let setup: Pence = span_money.iter().map(|m| m.setup).sum();
    set(PlacementCost, placement.pounds() * per_year);
    if f.weekly_gbp.iter().any(|w| *w > 0.0) {
        set(CostPerChildYear, share((placement + other).pounds(), child_years));
        let mean = add(&|y| y.price_mean) / stock;
        let var = add(&|y| y.price_square) / stock - mean * mean;
        set(CostCv, share(libm::sqrt(var.max(0.0)), mean));
        set(CostTenThousand, PERCENT * share(sum(&|y| y.over_10k), stock));
    }
    set(SocialWorkCost, staff.pounds() * per_year);
    set(PublicCost, (placement + other + staff + setup).pounds() * per_year);
}

/// The child's say, and what the panels decided.
fn wishes(ys: &[&Year], per_year: f64, set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let sum = |f: &dyn Fn(&Year) -> u32| ys.iter().map(|y| f64::from(f(y))).sum::<f64>();
    set(Asked, sum(&|y| y.asked) * per_year);
    set(OptedOut, sum(&|y| y.opted_out) * per_year);
    set(Deferred, sum(&|y| y.deferred) * per_year);
    set(WishesNotFollowed, sum(&|y| y.wishes_not_followed) * per_year);
    set(NamedAPractice, sum(&|y| y.named_a_practice) * per_year);
    set(PreferenceMet, PERCENT * share(sum(&|y| y.preference_met), sum(&|y| y.allocated_named)));
    set(AllocatedByPanel, sum(&|y| y.allocated) * per_year);
    set(SiblingsLeftOut, sum(&|y| y.siblings_left_out) * per_year);
    set(WaitingForAPlace, sum(&|y| y.waiting) / ys.len() as f64);
}

/// Measures of the children in care whom the practice does not serve.
fn stayers(ys: &[&Year], set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let sum = |f: &dyn Fn(&Year) -> u32| ys.iter().map(|y| f64::from(f(y))).sum::<f64>();
    let years = ys.iter().map(|y| y.child_days - y.cohort_care_days).sum::<f64>() / YEAR_DAYS;
    set(StayerYears, years / ys.len() as f64);
    set(StayerChanges, share(sum(&|y| y.stayer_changes), years));
    set(StayerSameWorker, PERCENT * share(sum(&|y| y.stayer_same_worker), sum(&|y| y.stayer_all_year)));
    set(StayerMoves, share(sum(&|y| y.stayer_moves), years));
}

/// Changes of lead worker other than those that the child asked for.
pub(super) fn harms(by_cause: &[u32; ChangeCause::COUNT]) -> u32 {
    ChangeCause::ALL.iter().zip(by_cause).filter(|(cause, _)| cause.is_harm()).map(|(_, n)| n).sum()
}

/// How good the two-year assessment is, for entrants, for the caseload at the years' ends, and for the stock at go-live.
fn assessments(ys: &[&Year], per_year: f64, t: &Tallies, whole: bool, set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let pooled = |of: fn(&Year) -> &[[u32; 2]; 2]| {
        ys.iter().fold([[0.0; 2]; 2], |mut sum, y| {
            for (judged, row) in of(y).iter().enumerate() {
                for (truth, n) in row.iter().enumerate() {
                    sum[judged][truth] += f64::from(*n);
                }
            }
            sum
        })
    };
    let (entrants, caseload) = (pooled(|y| &y.assessed), pooled(|y| &y.caseload));
    let rates = [AssessedPpv, AssessedNpv, AssessedPrevalence, AssessedSensitivity, AssessedSpecificity];
    rates_of(&entrants, rates, set);
    set(AssessedEntrants, entrants.as_flattened().iter().sum::<f64>() * per_year);
    set(AssessedFalseLong, entrants[1][0] * per_year);
    set(AssessedFalseShort, entrants[0][1] * per_year);
    let rates = [CaseloadPpv, CaseloadNpv, CaseloadPrevalence, CaseloadSensitivity, CaseloadSpecificity];
    rates_of(&caseload, rates, set);
    set(CaseloadFalseLong, caseload[1][0] / ys.len() as f64);
    set(CaseloadFalseShort, caseload[0][1] / ys.len() as f64);
    if whole {
        let rates = [OpeningPpv, OpeningNpv, OpeningPrevalence, OpeningSensitivity, OpeningSpecificity];
        rates_of(&t.opening.map(|row| row.map(f64::from)), rates, set);
    }
}

/// PPV, NPV, prevalence, sensitivity and specificity in percent, from `[judged long][truly long]`.
fn rates_of(counts: &[[f64; 2]; 2], measures: [Measure; 5], set: &mut impl FnMut(Measure, f64)) {
    let [[short_left, short_stayed], [long_left, long_stayed]] = *counts;
    let (stayed, left) = (short_stayed + long_stayed, short_left + long_left);
    let rates = [
        share(long_stayed, long_left + long_stayed),
        share(short_left, short_left + short_stayed),
        share(stayed, stayed + left),
        share(long_stayed, stayed),
        share(short_left, left),
    ];
    measures.into_iter().zip(rates).for_each(|(measure, rate)| set(measure, PERCENT * rate));
}

/// The way to the practice, and back.
fn handovers(ys: &[&Year], days: f64, set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let per_year = YEAR_DAYS / days;
    let sum = |f: &dyn Fn(&Year) -> u32| ys.iter().map(|y| f64::from(f(y))).sum::<f64>();
    let add = |f: &dyn Fn(&Year) -> f64| ys.iter().map(|y| f(y)).sum::<f64>();
    let on_the_way = add(&|y| y.awaiting_days + y.joint_days);
    set(HandoversBegun, sum(&|y| y.handovers) * per_year);
    set(Awaiting, add(&|y| y.awaiting_days) / days);
    set(InJointPeriod, add(&|y| y.joint_days) / days);
    set(HandoversBroken, sum(&|y| y.broken) * per_year);
    set(HandoversRestarted, sum(&|y| y.restarted) * per_year);
    set(HandoversCutShort, sum(&|y| y.cut_short) * per_year);
    set(OvertakenWaiting, sum(&|y| y.overtaken_waiting) * per_year);
    let changes = sum(&|y| y.changes_on_the_way + harms(&y.cohort_changes));
    set(ChangesSinceAllocation, share(changes, (on_the_way + add(&|y| y.cohort_days)) / YEAR_DAYS));
    set(MovedAndLeaving, sum(&|y| y.moved_and_leaving) * per_year);
    set(LeftOutAndStaying, sum(&|y| y.left_out_and_staying) / ys.len() as f64);
    set(AdoptionPlanned, sum(&|y| y.adoption_planned) / ys.len() as f64);
    set(Withdrawals, sum(&|y| y.withdrawn) * per_year);
}

/// Measures of the cohort.
fn cohort(ys: &[&Year], per_year: f64, t: &Tallies, whole: bool, set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let sum = |f: &dyn Fn(&Year) -> u32| ys.iter().map(|y| f64::from(f(y))).sum::<f64>();
    let add = |f: &dyn Fn(&Year) -> f64| ys.iter().map(|y| f(y)).sum::<f64>();
    let years = add(&|y| y.cohort_days) / YEAR_DAYS;
    set(CohortSize, sum(&|y| y.cohort) / ys.len() as f64);
    set(CohortTransferred, sum(&|y| y.transferred) * per_year);
    set(CohortCancelled, sum(&|y| y.cancelled) * per_year);
    set(CohortYears, years * per_year);
    let causes = [
        CohortLeft,
        CohortAgency,
        CohortAbsence,
        CohortBoundary,
        CohortRebalancing,
        CohortClosed,
        CohortTransfer,
        CohortUnallocated,
        CohortWithdrawn,
        CohortChildAsked,
    ];
    for (i, m) in causes.into_iter().enumerate() {
        set(m, share(sum(&|y| y.cohort_changes[i]), years));
    }
    let transfer = ChangeCause::Transfer as usize;
    let all = sum(&|y| harms(&y.cohort_changes));
    set(CohortChanges, share(all, years));
    set(CohortChangesAfter, share(all - sum(&|y| y.cohort_changes[transfer]), years));
    set(CohortSameWorker, PERCENT * share(sum(&|y| y.cohort_same_worker), sum(&|y| y.cohort_all_year)));
    set(CohortMoves, share(sum(&|y| y.cohort_moves), add(&|y| y.cohort_care_days) / YEAR_DAYS));
    let cost: Pence = ys.iter().map(|y| y.cohort_placement_cost).sum();
    set(CohortPlacementCost, share(cost.pounds(), years));
    let load: f64 = ys.iter().map(|y| y.practice_load as f64 / 1000.0).sum();
    set(CohortWorkerLoad, share(load, sum(&|y| y.practice_filled)));
    if whole {
        set(CohortLeftEarly, PERCENT * share(f64::from(t.left_early), f64::from(t.followed)));
    }
}

/// Log of cost per child less last year's.
fn yearly_changes_of_cost(t: &Tallies, money: &[YearMoney], table: &mut [f64], years: usize) {
    let cost = |y: usize| {
        let year = &t.years[y + 1];
        (year.placement_cost + money[y].other_services).pounds() / year.child_days
    };
    for y in 1..years {
        let (now, before) = (cost(y), cost(y - 1));
        if now > 0.0 && before > 0.0 {
            table[y * Measure::COUNT + Measure::CostLogChange as usize] = libm::log(now / before);
        }
    }
}

/// Net contract, practice's cost, surplus and risk fund under both holders of the placement budget.
fn contracts(model: &Model, arm: &ArmParameters, flows: &Flows, table: &mut [f64], years: usize) {
    use Measure::*;
    let authority = [
        ContractNetAuthorityHolds,
        PracticeCostAuthorityHolds,
        SurplusAuthorityHolds,
        FundAuthorityHolds,
        ExhaustedAuthorityHolds,
        UnfundedAuthorityHolds,
        AdequacyAuthorityHolds,
        PaidAuthorityHolds,
        CannotShedAuthorityHolds,
    ];
    let practice = [
        ContractNetPracticeHolds,
        PracticeCostPracticeHolds,
        SurplusPracticeHolds,
        FundPracticeHolds,
        ExhaustedPracticeHolds,
        UnfundedPracticeHolds,
        AdequacyPracticeHolds,
        PaidPracticeHolds,
        CannotShedPracticeHolds,
    ];
    let f = &model.world.finance;
    let places = arm.practices.iter().map(|p| f64::from(p.places)).sum();
    let pricing = Pricing { prices: f.prices, contract: &arm.contract, places };
    for (holder, names, smallest) in [
        (BudgetHolder::Authority, authority, SmallestFundAuthorityHolds),
        (BudgetHolder::Practice, practice, SmallestFundPracticeHolds),
    ] {
        let told = assess(&pricing, flows, holder, &f.avoidable_share);
        let rows: Vec<[f64; 9]> = (0..told.settled.len())
            .map(|y| {
                let (settled, fund, year) = (&told.settled[y], &told.path.years[y], &told.years[y]);
                [
                    settled.price.value.net.pounds(),
                    settled.cost.pounds(),
                    fund.result.pounds(),
                    fund.balance.pounds(),
                    f64::from(fund.exhausted),
                    fund.unfunded.pounds(),
                    year.adequacy.pounds(),
                    settled.paid.pounds(),
                    year.cannot_shed.pounds(),
                ]
            })
            .collect();
        let mut set = |period: usize, m: Measure, v: f64| table[period * Measure::COUNT + m as usize] = v;
        for (y, row) in rows.iter().enumerate() {
            names.into_iter().zip(row).for_each(|(name, value)| set(y, name, *value));
        }
        let last = rows.last().expect("a contract runs at least a year");
        for (i, name) in names.into_iter().enumerate() {
            // a balance and whether it ran out are as at the end; the rest are yearly means
            let mean = rows.iter().map(|row| row[i]).sum::<f64>() / rows.len() as f64;
            set(years, name, if i == 3 || i == 4 { last[i] } else { mean });
        }
        let results: Vec<Pence> = told.settled.iter().map(|year| year.result()).collect();
        let critical = critical_opening(&results, Pence::ZERO, arm.contract.fund.surplus_share);
        set(years, smallest, critical.pounds());
    }
}
