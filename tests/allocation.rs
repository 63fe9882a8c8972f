//! Allocation in whole simulations: children's wishes, siblings who are not eligible, several practices at once, and
//! that the opaque comparators at strength 0 are the lottery.

use std::collections::BTreeMap;

use swpsim::domain::keys::ChildKey;
use swpsim::domain::measures::Measure;
use swpsim::flow::events::CareEvent;
use swpsim::flow::{Model, Replicate, Workspace, chronicle, simulate, value_at};
use swpsim::scenario::{Scenario, compile};

fn model(name: &str, overrides: &[&str]) -> Model {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let scenario = Scenario::load(name.as_ref(), &overrides).unwrap_or_else(|why| panic!("{why}"));
    compile::model(&scenario).unwrap_or_else(|why| panic!("{why}"))
}

fn arm(model: &Model, name: &str) -> usize {
    model.arms.iter().position(|arm| arm.name == name).unwrap()
}

fn replicate(model: &Model, replicate: u64) -> Replicate {
    simulate(model, 1, replicate, &mut Workspace::new(model))
}

/// Everything that a child answered, by key, in one arm.
fn answers(model: &Model, arm: usize) -> BTreeMap<ChildKey, CareEvent> {
    let events = chronicle(model, 1, 0, arm).into_iter();
    events.filter(|(_, _, e)| matches!(e, CareEvent::Asked { .. })).map(|(_, child, e)| (child, e)).collect()
}

#[test]
fn an_opaque_process_without_strength_is_the_lottery_in_every_measure() {
    let model = model("allocation/opaque", &["run.years=2"]);
    let run = replicate(&model, 0);
    let row = |name: &str| -> Vec<u64> {
        let all = Measure::ALL.iter();
        all.map(|m| value_at(&model, &run, arm(&model, name), 2, *m).to_bits()).collect()
    };
    assert_eq!(row("easier-0"), row("lottery"));
    assert_eq!(row("harder-0"), row("lottery"));
    assert_ne!(row("easier-1"), row("lottery"));
}

#[test]
fn stronger_picking_moves_cost_one_way_and_off_loading_the_other() {
    let model = model("allocation/opaque", &["run.years=1"]);
    // twelve histories; the placement cost of the cohort differs by a factor, far beyond their spread
    let mean = |name: &str| {
        let of = |r| value_at(&model, &replicate(&model, r), arm(&model, name), 1, Measure::CohortPlacementCost);
        (0..12).map(of).sum::<f64>() / 12.0
    };
    let arms = ["easier-1", "easier-half", "lottery", "harder-half", "harder-1"].map(mean);
    assert!(arms.windows(2).all(|pair| pair[0] < pair[1]), "{arms:?}");
    assert!(arms[0] * 2.0 < arms[4], "{arms:?}");
}

#[test]
fn a_child_gives_the_same_answer_whatever_the_rule() {
    let model = model("allocation/rules", &["run.years=2"]);
    let lottery = answers(&model, arm(&model, "lottery"));
    let longest = answers(&model, arm(&model, "longest-waiting"));
    let wish = |event: &CareEvent| match event {
        CareEvent::Asked { wish, supported, practice, .. } => (*wish, *supported, *practice),
        other => panic!("{other:?}"),
    };
    let both: Vec<_> = lottery.keys().filter(|child| longest.contains_key(child)).collect();
    assert!(both.len() > 150, "{}", both.len());
    assert!(both.iter().all(|child| wish(&lottery[child]) == wish(&longest[child])));
}

#[test]
fn those_who_ask_to_stay_never_move_and_those_who_ask_to_wait_move_only_later() {
    let shares = ["allocation.opt_out_share=0.3", "allocation.defer_share=0.3", "allocation.defer_days=200"];
    let model = model("allocation/rules", &shares);
    let lottery = arm(&model, "lottery");
    let mut until: BTreeMap<ChildKey, f64> = BTreeMap::new();
    let (mut moved_later, mut overruled) = (0, 0);
    for (time, child, event) in chronicle(&model, 1, 0, lottery) {
        match event {
            CareEvent::Asked { supported: true, reason: Some(_), until: wait, .. } => {
                until.insert(child, wait.unwrap_or(f64::INFINITY));
            }
            CareEvent::Asked { supported: false, .. } => overruled += 1,
            CareEvent::Decided { .. } if until.contains_key(&child) => {
                assert!(time >= until[&child], "{child} was before the panel although asked to wait");
                moved_later += 1;
            }
            _ => {}
        }
    }
    assert!(moved_later > 0 && overruled > 0 && until.len() > 60, "{moved_later} {overruled} {}", until.len());
}

#[test]
fn the_shares_of_wishes_are_those_of_the_scenario() {
    // 0.3 opt out, of whom 0.9 are heard: 0.27 of those asked, in 30 histories. Those asked number n, so that the
    // standard error is sqrt(.27 x .73 / n); four of them: one false alarm in 16,000
    let model = model("allocation/rules", &["run.years=1", "allocation.opt_out_share=0.3"]);
    let lottery = arm(&model, "lottery");
    let (mut asked, mut stay, mut named) = (0.0, 0.0, 0.0);
    for r in 0..30 {
        let run = replicate(&model, r);
        let of = |m| value_at(&model, &run, lottery, 1, m);
        asked += of(Measure::Asked);
        stay += of(Measure::OptedOut);
        named += of(Measure::NamedAPractice);
    }
    let error = |p: f64| 4.0 * (p * (1.0 - p) / asked).sqrt();
    assert!((stay / asked - 0.27).abs() < error(0.27), "{}", stay / asked);
    // of the .65 with nothing against it, .3 name the practice
    assert!((named / asked - 0.195).abs() < error(0.195), "{}", named / asked);
}

#[test]
fn siblings_are_placed_together_and_those_not_eligible_are_named_with_the_criterion() {
    let model = model("allocation/rules", &["run.years=2"]);
    let mut placed: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    let mut named = 0;
    for (time, child, event) in chronicle(&model, 1, 0, arm(&model, "lottery")) {
        if let CareEvent::Decided { allocated: true, practice, left_out, .. } = event {
            placed.entry((time.to_bits(), child.group())).or_default().push(practice);
            assert!(left_out.iter().all(|(sibling, why)| {
                sibling.group() == child.group() && *sibling != child && !why.is_empty()
            }));
            named += left_out.len();
        }
    }
    assert!(placed.values().any(|practices| practices.len() > 1));
    assert!(placed.values().all(|practices| practices.iter().all(|p| *p == practices[0])));
    assert!(named > 0);
}

#[test]
fn several_practices_at_once_take_only_those_who_meet_their_criteria() {
    let model = model("allocation/pilots", &["run.years=1"]);
    let lottery = arm(&model, "lottery");
    let ages: BTreeMap<ChildKey, f64> = chronicle(&model, 1, 0, lottery)
        .into_iter()
        .filter_map(|(time, child, event)| match event {
            // born so many years before go-live
            CareEvent::CameIntoCare { age_years, .. } => Some((child, age_years - time / 365.25)),
            _ => None,
        })
        .collect();
    let mut taken = [0; 5];
    for (time, child, event) in chronicle(&model, 1, 0, lottery) {
        if let CareEvent::Decided { allocated: true, practice, .. } = event {
            taken[practice] += 1;
            let criteria = &model.arms[lottery].practices[practice].criteria;
            if let Some(age) = ages.get(&child).map(|born| born * 365.25 + time) {
                assert!(age >= criteria.minimum_age_days && age < criteria.maximum_age_days, "{child}: {age}");
            }
        }
    }
    assert!(taken.iter().all(|n| *n >= 10), "{taken:?}");
}

#[test]
fn the_same_children_are_chosen_by_the_workers_they_have_in_the_arm_without_a_practice() {
    // on the first day no history has diverged yet
    let rules = ["allocation.rule=\"follow-the-worker\""];
    let model = model("allocation/rules", &rules);
    let first = |name: &str| -> Vec<ChildKey> {
        let events = chronicle(&model, 1, 0, arm(&model, name)).into_iter();
        let chosen =
            events.filter(|(time, _, e)| *time == 0.0 && matches!(e, CareEvent::Decided { allocated: true, .. }));
        chosen.map(|(_, child, _)| child).collect()
    };
    let with = first("follow-the-worker");
    assert!(with.len() > 30);
    assert_eq!(first("no-practice"), with);
}

#[test]
fn areas_have_the_shares_of_the_scenario() {
    let model = model("allocation/rules", &["run.years=1"]);
    assert_eq!(model.world.intake.locality_share.len(), 6);
    assert!((model.world.intake.locality_share.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert_eq!(model.world.intake.locality_share[0], 0.28);
}

#[test]
fn more_places_than_children_of_the_age_and_area_are_refused() {
    let refused = |overrides: &[&str]| {
        let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
        let scenario = Scenario::load("allocation/rules".as_ref(), &overrides).unwrap();
        compile::model(&scenario).err().map(|why| why.to_string()).unwrap_or_default()
    };
    assert_eq!(refused(&[]), "");
    for narrow in ["practice.hundred.areas=[6]", "practice.hundred.maximum_age=2", "practice.hundred.places=700"] {
        let found = refused(&[narrow]);
        assert!(found.contains("more than the pool"), "{narrow}: {found}");
    }
}
