//! Does the next worker know the child? By team size, by policy, and as a law of conservation.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{histories, model, number_is};
use crate::{ERRORS, FIXED, PRACTICE};
use proptest::prelude::*;
use swpsim::domain::codes::ChangeCause;
use swpsim::domain::keys::ChildKey;
use swpsim::domain::measures::Measure;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

/// Five workers for 100 children; workers leave and are replaced after half a year.
const LEAVING: [&str; 3] = [
    "practice.elm.turnover_per_year=0.5",
    "practice.elm.time_to_fill={ law = \"exponential\", mean_months = 6 }",
    "practice.elm.rebalance_share=0.8",
];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    LEAVING.iter().chain(more).copied().collect()
}

#[test]
fn the_chance_to_know_a_child_of_the_team_is_the_number_known_over_the_other_children() {
    // 20 children known beside the own list, of 100 less the own list: worked out at each change from the lists as the
    // events make them; pairs of worker and child that have met before are left out, as are starters
    let model = model(FIXED, &with(&["practice.elm.children_known_per_worker=20"]));
    let (mut off, mut variance, mut changes) = (0.0, 0.0, 0);
    for replicate in 0..60 {
        let mut lead: BTreeMap<ChildKey, u32> = BTreeMap::new();
        let mut seen: BTreeSet<(ChildKey, u32)> = BTreeSet::new();
        let events = chronicle(&model, 3, replicate, PRACTICE);
        let in_practice = |post: u32| post >= 10;
        for (time, child, event) in events {
            match event {
                CareEvent::WorkerAllocated { post, .. } => {
                    lead.insert(child, post);
                    seen.insert((child, post));
                }
                CareEvent::WorkerChanged { to, cause, knew, .. } => {
                    let own = lead.values().filter(|post| **post == to).count();
                    let from_team = lead.get(&child).is_some_and(|post| in_practice(*post));
                    lead.insert(child, to);
                    let first = seen.insert((child, to));
                    if time < 1.0 || !from_team || !first || cause != ChangeCause::WorkerLeft {
                        continue;
                    }
                    let p = (20.0 / (100.0 - own as f64)).min(1.0);
                    off += f64::from(u8::from(knew.expect("asked for"))) - p;
                    variance += p * (1.0 - p);
                    changes += 1;
                }
                _ => {}
            }
        }
    }
    assert!(changes > 2000, "{changes}");
    number_is("changes to a worker who knew the child, less expected", off, 0.0, f64::sqrt(variance), ERRORS);
}

/// Share of the practice's changes other than the transfer whose next worker knew the child, by cause.
fn known_by_cause(overrides: &[&'static str], replicates: u64) -> BTreeMap<ChangeCause, (u32, u32)> {
    let model = model(FIXED, overrides);
    let mut counted = BTreeMap::new();
    for replicate in 0..replicates {
        for (time, _, event) in chronicle(&model, 5, replicate, PRACTICE) {
            if let CareEvent::WorkerChanged { cause, knew: Some(knew), .. } = event
                && time > 1.0
            {
                let (known, all) = counted.entry(cause).or_insert((0, 0));
                *known += u32::from(knew);
                *all += 1;
            }
        }
    }
    counted
}

#[test]
fn a_small_team_knows_every_child_and_a_stated_none_only_those_whose_case_they_held() {
    let all = known_by_cause(&with(&["practice.elm.children_known_per_worker=100"]), 5);
    let (known, changes) = all[&ChangeCause::WorkerLeft];
    assert!(changes > 50 && known == changes, "{known} of {changes}");
    // starters know nobody
    let (known, changes) = all[&ChangeCause::Rebalancing];
    assert!(changes > 50 && known < changes / 10, "{known} of {changes}");
    let none = known_by_cause(&with(&["practice.elm.children_known_per_worker=0"]), 5);
    let (known, changes) = none[&ChangeCause::WorkerLeft];
    assert!(known < changes / 3, "{known} of {changes}");
}

#[test]
fn a_named_second_worker_takes_over_and_knows_the_child() {
    let second = known_by_cause(&with(&["practice.elm.reallocation=\"named-second\""]), 10);
    let (known, changes) = second[&ChangeCause::WorkerLeft];
    assert!(changes > 200 && known == changes, "{known} of {changes}");
}

#[test]
fn a_second_worker_who_weighs_makes_the_lists_longer_by_as_much() {
    let model = model(
        FIXED,
        &[
            "practice.elm.reallocation=\"named-second\"",
            "practice.elm.second_worker_weight=0.2",
            "workforce.turnover_per_year=0",
        ],
    );
    // 100 children on five workers, and a fifth of each on another one
    let loads = histories(&model, 3).column(PRACTICE, 3, Measure::CohortWorkerLoad);
    assert!(loads.iter().all(|load| (load - 24.0).abs() < 1e-9), "{loads:?}");
}

#[test]
fn known_first_finds_a_known_worker_more_often_and_holding_finds_none() {
    let asks = ["practice.elm.children_known_per_worker=20"];
    let share = |more: &[&'static str]| {
        let all: Vec<&'static str> = asks.iter().chain(more).copied().collect();
        let by_cause = known_by_cause(&with(&all), 10);
        by_cause.get(&ChangeCause::WorkerLeft).map(|(known, all)| f64::from(*known) / f64::from(*all))
    };
    let least = share(&[]).unwrap();
    let known = share(&["practice.elm.reallocation=\"known-first\""]).unwrap();
    // four colleagues each know about a quarter: one of them does in two cases of three
    assert!(least < 0.4 && known > 0.6, "{least} {known}");
    // nobody takes the cases of a worker who leaves, under either word
    assert_eq!(share(&["practice.elm.reallocation=\"hold-for-successor\""]), None);
    assert_eq!(share(&["practice.elm.reallocation=\"none\""]), None);
}

#[test]
fn a_starter_takes_no_more_than_the_limit_and_no_child_with_a_recent_change() {
    let limits = with(&["practice.elm.rebalance_most_cases=5", "practice.elm.rebalance_rest_days=200"]);
    let model = model(FIXED, &limits);
    let (mut taken, mut rested) = (0, true);
    for replicate in 0..10 {
        let mut since: BTreeMap<ChildKey, f64> = BTreeMap::new();
        let mut by_start: BTreeMap<(u64, u32), u32> = BTreeMap::new();
        for (time, child, event) in chronicle(&model, 5, replicate, PRACTICE) {
            match event {
                CareEvent::WorkerChanged { to, cause: ChangeCause::Rebalancing, .. } => {
                    rested &= time - since[&child] >= 200.0;
                    *by_start.entry((time.to_bits(), to)).or_default() += 1;
                    since.insert(child, time);
                }
                CareEvent::WorkerChanged { .. } | CareEvent::WorkerAllocated { .. } => {
                    since.insert(child, time);
                }
                _ => {}
            }
        }
        assert!(by_start.values().all(|cases| *cases <= 5), "{by_start:?}");
        taken += by_start.values().sum::<u32>();
    }
    assert!(rested && taken > 20, "{taken}");
}

#[test]
fn knowing_is_only_looked_at_and_changes_nobodys_worker() {
    let told = |more: &[&'static str]| {
        let events = chronicle(&model(FIXED, &with(more)), 9, 0, PRACTICE).into_iter();
        let changes = events.filter_map(|(time, child, event)| match event {
            CareEvent::WorkerChanged { to, cause, .. } => Some((time.to_bits(), child, to, cause)),
            _ => None,
        });
        changes.collect::<Vec<_>>()
    };
    assert_eq!(told(&[]), told(&["practice.elm.children_known_per_worker=20"]));
}

/// England in 2024 at a tenth of its size, with everything on that this file is about.
const SMALL: &str = r#"
extends = "england-2024"
authority.starts_per_year = 30
[run]
years = 2
run_in_years = 1
arms = ["no-practice", "in-house", "practice"]
representativeness_replicates = 0
[allocation]
minimum_age = 6
[workforce]
children_known_per_worker = 10
case_hours_per_week = 24
visit_hours = 5
review_hours = 6
other_case_hours_per_week = 0.6
[practice.elm]
places = 25
children_per_worker = 5
transferred_staff_share = 0.4
minimum_on_duty = 3
[policy.in-house]
provider = "in-house"
[policy.practice]
provider = "practice"
"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn in_any_world_known_and_unknown_make_all_changes_and_nothing_is_more_than_all(
        policy in prop::sample::select(vec!["least-loaded", "known-first", "named-second", "hold-for-successor"]),
        cap in prop::sample::select(vec![3.0, 6.0, 1e6]),
        joint in prop::sample::select(vec![0.0, 30.0]),
        turnover in 0.0..1.0f64,
        bank in 0u32..3,
        weight in prop::sample::select(vec![0.0, 0.3]),
        withdrawn in prop::sample::select(vec![0.0, 0.3]),
        asked in prop::sample::select(vec![0.0, 0.3]),
    ) {
        let model = model(SMALL, &[
            &format!("practice.elm.reallocation=\"{policy}\""),
            &format!("practice.elm.caseload_cap={cap:?}"),
            &format!("practice.elm.turnover_per_year={turnover:?}"),
            &format!("practice.elm.second_worker_weight={weight:?}"),
            &format!("practice.elm.bank_staff={bank}"),
            &format!("handover.joint_days={joint:?}"),
            &format!("handover.withdrawals_per_person_year={withdrawn:?}"),
            &format!("handover.requests_per_child_year={asked:?}"),
        ]);
        let outcomes = histories(&model, 2);
        for arm in 0..3 {
            for period in 0..3 {
                let of = |measure| outcomes.column(arm, period, measure);
                use Measure::*;
                let rows = of(CohortChanges).into_iter().zip(of(CohortChangesKnown)).zip(of(CohortChangesUnknown));
                for ((all, known), unknown) in rows {
                    if all > 0.0 {
                        prop_assert!((all * (1.0 - known / 100.0) - unknown).abs() < 1e-9, "{all} {known} {unknown}");
                    }
                }
                for measure in [VisitsOnTime, ReviewsOnTime, CohortVisitsOnTime, CohortReviewsOnTime, InBand] {
                    prop_assert!(of(measure).iter().all(|p| p.is_nan() || (0.0..=100.0 + 1e-9).contains(p)), "{measure:?}");
                }
                for (some, all) in [(CoverFailures, CoverFailureDays), (CaseloadP50, CaseloadP90), (CaseloadP90, CaseloadMax)] {
                    let pairs = of(some).into_iter().zip(of(all));
                    prop_assert!(pairs.into_iter().all(|(some, all)| some.is_nan() || some <= all + 1e-9), "{some:?}");
                }
                // the cohort's waits are among everybody's, but for care leavers, whom this world leaves out
                let gaps = of(CohortLongestGap).into_iter().zip(of(LongestGap));
                prop_assert!(gaps.into_iter().all(|(own, all)| own.is_nan() || own <= all + 1e-6));
            }
        }
    }
}
