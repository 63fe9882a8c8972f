//! Chance goes where it belongs: by key, never by thread, order, company or policy.

use std::collections::BTreeMap;

use crate::support::{SEED, compiled, model, shipped};
use swpsim::domain::keys::ChildKey;
use swpsim::domain::measures::Measure;
use swpsim::experiment::outcomes::Outcomes;
use swpsim::experiment::runner::{self, Plan};
use swpsim::flow::events::CareEvent;
use swpsim::flow::{Model, Workspace, chronicle, simulate, story};

fn on_threads(model: &Model, threads: usize, replicates: u64) -> Outcomes {
    let stop = std::sync::atomic::AtomicBool::new(false);
    let plan = Plan { seed: SEED, first: 0, replicates, stop: &stop };
    runner::pool(Some(threads)).unwrap().install(|| runner::outcomes(model, plan))
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|v| v.to_bits()).collect()
}

#[test]
fn one_thread_and_many_give_the_same_bits() {
    let model = compiled(&shipped("staffordshire", &[]));
    let one = on_threads(&model, 1, 40);
    for threads in [2, 7] {
        let many = on_threads(&model, threads, 40);
        assert_eq!(bits(one.rows()), bits(many.rows()), "{threads} threads");
        for arm in 0..3 {
            assert_eq!(bits(&one.cumulative_changes(arm)), bits(&many.cumulative_changes(arm)));
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bits_whatever_the_buffers_held_before() {
    let model = compiled(&shipped("staffordshire", &[]));
    let other = compiled(&shipped("england-2024", &["authority.starts_per_year=500"]));
    let fresh = simulate(&model, 5, 3, &mut Workspace::new(&model));
    let mut used = Workspace::new(&model);
    simulate(&other, 9, 0, &mut used);
    simulate(&model, 5, 2, &mut used);
    assert_eq!(bits(&fresh.values), bits(&simulate(&model, 5, 3, &mut used).values));
    // another seed, another replicate: another history
    assert_ne!(bits(&fresh.values), bits(&simulate(&model, 6, 3, &mut used).values));
    assert_ne!(bits(&fresh.values), bits(&simulate(&model, 5, 4, &mut used).values));
}

#[test]
fn the_order_of_arms_does_not_matter() {
    // levers that act on every stage, also one that could act before go-live
    let levers = [
        "policy.practice.placements.worker_change_factor=1.5",
        "policy.in-house.placements.worker_change_factor=1.2",
        "run.years=3",
    ];
    let with = |arms: &str| {
        let mut overrides = levers.to_vec();
        let arms = format!("run.arms={arms}");
        overrides.push(&arms);
        let model = compiled(&shipped("staffordshire", &overrides));
        let names: Vec<String> = model.arms[..model.policies()].iter().map(|arm| arm.name.clone()).collect();
        let outcomes = on_threads(&model, 2, 4);
        let of = |name: &str, measure| {
            let arm = names.iter().position(|n| n == name).unwrap();
            (0..outcomes.shape.periods).map(|p| bits(&outcomes.column(arm, p, measure))).collect::<Vec<_>>()
        };
        let mut all = BTreeMap::new();
        for name in &names {
            for &measure in Measure::ALL {
                all.insert((name.clone(), measure), of(name, measure));
            }
        }
        all
    };
    let usual = with(r#"["no-practice", "in-house", "practice"]"#);
    let swapped = with(r#"["no-practice", "practice", "in-house"]"#);
    assert!(usual == swapped);
    // the first arm is the baseline: only what is defined as a comparison with it may change
    let turned = with(r#"["practice", "in-house", "no-practice"]"#);
    let compared = [
        Measure::AdequacyAuthorityHolds,
        Measure::AdequacyPracticeHolds,
        Measure::CannotShedAuthorityHolds,
        Measure::CannotShedPracticeHolds,
    ];
    for ((arm, measure), values) in &usual {
        if !compared.contains(measure) {
            assert!(turned[&(arm.clone(), *measure)] == *values, "{arm}, {}", measure.info().name);
        }
    }
    // and an arm is the same alone
    let alone = with(r#"["in-house"]"#);
    for ((arm, measure), values) in &alone {
        assert!(usual[&(arm.clone(), *measure)] == *values, "{arm} alone, {}", measure.info().name);
    }
}

/// Every child's own events.
fn lives(model: &Model) -> BTreeMap<ChildKey, Vec<(u64, CareEvent)>> {
    let mut lives: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (time, key, event) in chronicle(model, SEED, 0, 0) {
        lives.entry(key).or_default().push((time.to_bits(), event));
    }
    lives
}

/// England in 2024 without posts: least-loaded allocation would couple the children.
fn without_workers(overrides: &[&str]) -> Model {
    let mut all = vec!["workforce.posts=0", "workforce.teams=\"one-team\"", "run.run_in_years=0"];
    all.extend(overrides);
    compiled(&shipped("england-2024", &all))
}

#[test]
fn more_intake_changes_nobody_elses_luck() {
    let few = lives(&without_workers(&["authority.starts_per_year=200"]));
    let more = lives(&without_workers(&["authority.starts_per_year=201"]));
    assert!(more.len() > few.len());
    for (child, life) in &few {
        assert_eq!(more.get(child), Some(life), "{child}");
    }
}

#[test]
fn one_more_child_on_the_first_day_changes_nobody_elses_luck() {
    let of = |count: usize| {
        let count = format!("run.fresh_arrivals={count}");
        lives(&without_workers(&["run.start=\"fresh-arrivals\"", &count, "authority.starts_per_year=50"]))
    };
    let (without, with) = (of(20), of(21));
    assert_eq!(with.len(), without.len() + 1);
    for (child, life) in &without {
        assert_eq!(with.get(child), Some(life), "{child}");
    }
}

#[test]
fn a_story_is_the_childs_part_of_the_chronicle() {
    let model = model("extends = \"staffordshire\"", &["run.years=1"]);
    let all = chronicle(&model, 1, 2, 2);
    for key in [all[0].1, all[all.len() / 2].1, all[all.len() - 1].1] {
        let own: Vec<_> = all.iter().filter(|(_, k, _)| *k == key).map(|(t, _, e)| (*t, e.clone())).collect();
        assert_eq!(story(&model, 1, 2, 2, key), own);
    }
}
