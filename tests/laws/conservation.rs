//! Children are conserved: one home, one lead worker or a counted wait, one responsible body; and every measure of
//! counts and days is what a second bookkeeper finds in the events.

use proptest::prelude::*;

use crate::replay::{Counted, replay};
use crate::support::{compiled, histories, model, shipped};
use swpsim::domain::codes::ChangeCause;
use swpsim::domain::measures::Measure;
use swpsim::flow::{Model, Workspace, simulate, value_at};

/// England in 2024 at a tenth of its size, with a practice: all mechanisms are on.
const SMALL: &str = r#"
extends = "england-2024"
authority.starts_per_year = 30
[run]
years = 3
run_in_years = 1
arms = ["no-practice", "in-house", "practice"]
[stay]
care_leavers_until_age = 21
[allocation]
minimum_age = 6
[practice.elm]
places = 20
children_per_worker = 7
transferred_staff_share = 0.4
[policy.in-house]
provider = "in-house"
[policy.practice]
provider = "practice"
"#;

/// The measures of every year of every arm, against the events.
fn books_agree(model: &Model, seed: u64, replicate: u64) {
    let values = simulate(model, seed, replicate, &mut Workspace::new(model));
    for arm in 0..model.policies() {
        let years = replay(model, seed, replicate, arm);
        let mut from = 0.0;
        for (year, counted) in years.iter().enumerate() {
            let to = model.world.year_ends[year];
            let get = |measure| value_at(model, &values, arm, year, measure);
            let what = format!("arm {arm}, year {}", year + 1);
            agree(&what, counted, &get, to - from, arm, year + 1 == years.len());
            from = to;
        }
    }
}

fn agree(what: &str, counted: &Counted, get: &dyn Fn(Measure) -> f64, days: f64, arm: usize, last: bool) {
    use Measure::*;
    let is = |measure: Measure, own: f64| {
        let found = get(measure);
        let same = (found - own).abs() <= 1e-6 * own.abs().max(1.0) || (found.is_nan() && own.is_nan());
        assert!(same, "{what}: {} is {found}, the events make {own}", measure.info().name);
    };
    let per_year = 365.25 / days;
    let child_years = counted.child_days / 365.25;
    is(Starts, counted.starts * per_year);
    is(Ceases, counted.ceases * per_year);
    is(Moves, counted.moves * per_year);
    is(MeanStock, child_years * per_year);
    is(ReallocatedCases, counted.all_changes * per_year);
    // a day's stages do not follow the clock: who turned 18 at noon may lose the worker of that morning
    let off = (get(UnallocatedDays) * child_years - counted.unallocated_days).abs();
    assert!(off < 2.0, "{what}: {off} days without a worker between the books");
    is(WorkerChanges, counted.changes.iter().sum::<f64>() / child_years);
    is(ChangesLeft, counted.changes[ChangeCause::WorkerLeft as usize] / child_years);
    is(ChangesBoundary, counted.changes[ChangeCause::TeamBoundary as usize] / child_years);
    is(ChangesRebalancing, counted.changes[ChangeCause::Rebalancing as usize] / child_years);
    is(ChangesUnallocated, counted.changes[ChangeCause::Unallocated as usize] / child_years);
    if last {
        is(Stock, counted.stock);
    }
    if arm > 0 {
        let years = get(CohortYears) / per_year;
        let off = (years * 365.25 - counted.cohort_days).abs();
        assert!(off < 2.0, "{what}: {off} days of service between the books");
        is(CohortTransferred, counted.transferred * per_year);
        is(CohortCancelled, counted.cancelled * per_year);
        is(CohortChanges, counted.cohort_changes.iter().sum::<f64>() / years);
        is(CohortTransfer, counted.cohort_changes[ChangeCause::Transfer as usize] / years);
        if last {
            is(CohortSize, counted.cohort);
        }
    }
}

#[test]
fn in_the_main_scenario_no_child_is_lost_and_both_books_agree() {
    let model = compiled(&shipped("staffordshire", &[]));
    for replicate in 0..3 {
        books_agree(&model, 1, replicate);
    }
}

#[test]
fn worker_changes_by_cause_sum_to_the_total_in_every_arm_and_year() {
    use Measure::*;
    let all = [
        ChangesLeft,
        ChangesAgency,
        ChangesAbsence,
        ChangesBoundary,
        ChangesRebalancing,
        ChangesClosed,
        ChangesTransfer,
        ChangesUnallocated,
        ChangesWithdrawn,
        ChangesContractEnded,
    ];
    let cohort = [
        CohortLeft,
        CohortAgency,
        CohortAbsence,
        CohortBoundary,
        CohortRebalancing,
        CohortClosed,
        CohortTransfer,
        CohortUnallocated,
        CohortWithdrawn,
        CohortContractEnded,
    ];
    // a change that the child asked for is no harm and stands outside the total
    assert_eq!(all.len(), ChangeCause::ALL.iter().filter(|cause| cause.is_harm()).count());
    let model = compiled(&shipped("staffordshire", &[]));
    let outcomes = histories(&model, 20);
    for arm in 0..3 {
        for period in 0..outcomes.shape.periods {
            for (total, causes) in [(WorkerChanges, all), (CohortChanges, cohort)] {
                let totals = outcomes.column(arm, period, total);
                let parts: Vec<Vec<f64>> = causes.iter().map(|c| outcomes.column(arm, period, *c)).collect();
                for (replicate, total) in totals.iter().enumerate() {
                    let sum: f64 = parts.iter().map(|part| part[replicate]).sum();
                    assert!((total - sum).abs() < 1e-9, "arm {arm}, period {period}: {total} and {sum}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn in_any_world_no_child_is_lost_and_both_books_agree(
        seed in 0u64..1_000_000,
        joint in prop::sample::select(vec![0.0, 0.5, 30.0, 200.0]),
        leavers in any::<bool>(),
        came in 0.0..1.0f64,
        inherited in 0.0..1.0f64,
        closing in prop::sample::select(vec![0.0, 1.0]),
        restart in any::<bool>(),
        reallocates in any::<bool>(),
        cap in prop::sample::select(vec![2.0, 8.0, 15.0, 1e6]),
        unsettling in prop::sample::select(vec![1.0, 2.5]),
        rule in prop::sample::select(vec!["lottery", "longest-waiting", "stratified-lottery"]),
        turnover in 0.0..2.0f64,
    ) {
        let model = model(SMALL, &[
            &format!("handover.joint_days={joint}"),
            &format!("allocation.include_care_leavers={leavers}"),
            &format!("practice.elm.transferred_staff_share={came}"),
            &format!("workforce.inherited_share={inherited}"),
            &format!("workforce.posts_follow_children={closing:?}"),
            &format!("handover.if_worker_leaves=\"{}\"", if restart { "restart" } else { "carry-on" }),
            &format!("workforce.reallocation=\"{}\"", if reallocates { "least-loaded" } else { "none" }),
            &format!("workforce.caseload_cap={cap:?}"),
            &format!("placements.worker_change_factor={unsettling:?}"),
            &format!("allocation.rule=\"{rule}\""),
            &format!("workforce.turnover_per_year={turnover:?}"),
            &format!("practice.elm.turnover_per_year={turnover:?}"),
        ]);
        books_agree(&model, seed, 0);
    }
}
