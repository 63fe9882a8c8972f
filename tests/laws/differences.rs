//! What must not differ between arms, and what must not drift: placebo, locality, no drift, no rate of worker change.

use crate::support::{Sample, compiled, histories, shipped};
use swpsim::domain::keys::ChildKey;
use swpsim::domain::measures::{Group, Measure};
use swpsim::flow::events::CareEvent;
use swpsim::flow::{Model, Workspace, chronicle, simulate, value_at};
use swpsim::scenario::keys::registry;

#[test]
fn a_placebo_practice_of_the_very_posts_of_an_authority_team_differs_by_exactly_zero() {
    // the same posts, children and dates; the authority's turnover, time to fill and all that it would inherit; support
    // staff and overheads paid alike (not at all): only the employer's name is another
    let placebo = [
        "run.arms=[\"in-house\", \"practice\"]",
        "run.years=3",
        "workforce.inherited_share=1",
        "practice.evolve.turnover_per_year=0.091",
        "practice.evolve.time_to_fill={ law = \"gamma\", shape = 2, mean_months = 5 }",
        "practice.evolve.managers=0",
        "practice.evolve.administrators_per_worker=0",
        "finance.authority_overhead_share=0",
        "finance.practice_overhead_share=0",
        "finance.setup_cost_gbp=0",
    ];
    let scenario = shipped("staffordshire", &placebo);
    assert_eq!(scenario.entry("workforce.turnover_per_year").value.number(), 0.091);
    let authority = scenario.entry("workforce.time_to_fill").value;
    assert_eq!(authority, scenario.entry("practice.evolve.time_to_fill").value, "the placebo's terms");
    let model = compiled(&scenario);
    let mut workspace = Workspace::new(&model);
    for replicate in 0..10 {
        let values = simulate(&model, 1, replicate, &mut workspace);
        for period in 0..model.periods() {
            for &measure in Measure::ALL.iter().filter(|m| m.info().group != Group::Contract) {
                let [team, practice] = [0, 1].map(|arm| value_at(&model, &values, arm, period, measure));
                // the vacancies of the authority's own posts and all else: bit for bit
                let money = matches!(measure, Measure::SocialWorkCost | Measure::PublicCost);
                let same = if money {
                    (team - practice).abs() < 0.02 * 365.25 // one rounding of pence more a year
                } else {
                    team.to_bits() == practice.to_bits()
                };
                assert!(
                    same,
                    "replicate {replicate}, period {period}, {}: {team}, {practice}",
                    measure.info().name
                );
            }
        }
        assert_eq!(chronicle(&model, 1, replicate, 0), chronicle(&model, 1, replicate, 1));
    }
}

/// Stays and placements of everybody, with their dates; nothing of workers.
fn homes(model: &Model, arm: usize) -> Vec<(ChildKey, u64, CareEvent)> {
    let mut homes: Vec<(ChildKey, u64, CareEvent)> = chronicle(model, 1, 0, arm)
        .into_iter()
        .filter(|(_, _, event)| {
            use CareEvent::*;
            matches!(
                event,
                CameIntoCare { .. } | Placed { .. } | Moved { .. } | LeftCare { .. } | ReturnedToCare { .. }
            )
        })
        .map(|(time, key, event)| (key, time.to_bits(), event))
        .collect();
    homes.sort_by_key(|(key, ..)| *key); // stable: each child's own order stays
    homes
}

#[test]
fn a_change_of_handover_alone_leaves_every_stay_and_placement_as_it_was() {
    let of = |overrides: &[&str], arm| homes(&compiled(&shipped("staffordshire", overrides)), arm);
    let usual = of(&[], 2);
    assert!(usual.len() > 3000, "{} events", usual.len());
    let restart = "handover.if_worker_leaves=\"restart\"";
    for change in
        [&["handover.joint_days=0"][..], &["handover.joint_days=120", restart], &["handover.authority_weight=0.3"]]
    {
        assert!(of(change, 2) == usual, "{change:?}");
    }
    for arm in 0..2 {
        assert!(of(&[], arm) == usual, "arm {arm}");
    }
    // the wider check would see it, were it there
    assert!(of(&["placements.worker_change_factor=2"], 2) != usual);
}

#[test]
fn in_the_stationary_baseline_no_measure_drifts_from_the_first_year_to_the_fifth() {
    // the paired difference of each measure, 300 histories; with about 70 measures at 4 standard errors a family-wise
    // false alarm has a chance of 0.5% for another seed
    let outcomes = histories(&compiled(&shipped("england-2024", &[])), 300);
    let (mut looked_at, mut drifting) = (0, Vec::new());
    for &measure in Measure::ALL {
        let (first, last) = (outcomes.column(0, 0, measure), outcomes.column(0, 4, measure));
        let change: Vec<f64> = first.iter().zip(&last).map(|(a, b)| b - a).filter(|d| d.is_finite()).collect();
        if change.len() < first.len() / 2 {
            continue; // not defined in single years or without a practice
        }
        let sample = Sample::of(&change);
        looked_at += 1;
        if sample.mean.abs() > 4.0 * sample.error() + 1e-9 {
            let mean = |values: &[f64]| Sample::of(values).mean;
            let sigmas = sample.mean / sample.error();
            drifting.push(format!("{}: {} to {} ({sigmas:.1})", measure.info().name, mean(&first), mean(&last)));
        }
    }
    assert!(looked_at > 40, "{looked_at} measures");
    assert!(drifting.is_empty(), "{}", drifting.join("\n"));
}

#[test]
fn no_key_is_a_rate_of_worker_change_for_each_child() {
    // probabilities of the path between teams are allowed; rates are of workers and posts
    let allowed = [
        "workforce.to_court_team_probability",
        "workforce.to_long_term_team_probability",
        "workforce.to_16_plus_team_probability",
    ];
    for key in registry().iter().filter(|k| k.name.starts_with("workforce.") || k.name.starts_with("practice.")) {
        let of_children = ["per child", "child-year", "per entrant"].iter().any(|word| key.unit.contains(word));
        assert!(!of_children || allowed.contains(&key.name.as_str()), "{} is {}", key.name, key.unit);
    }
    for key in registry() {
        let says = format!("{} {}", key.name, key.meaning).to_lowercase();
        let about = says.contains("worker change") || says.contains("change of worker");
        assert!(!about || !key.unit.contains("per child"), "{} is {}", key.name, key.unit);
    }
}

#[test]
fn with_every_mechanism_off_nobody_changes_worker() {
    let off = [
        "workforce.turnover_per_year=0",
        "workforce.structural_vacancy_share=0",
        "workforce.teams=\"one-team\"",
        "workforce.long_sickness_per_year=0",
        "workforce.parental_leave_per_year=0",
        "workforce.rebalance_share=0",
    ];
    let outcomes = histories(&compiled(&shipped("england-2024", &off)), 10);
    assert!(outcomes.column(0, 5, Measure::ReallocatedCases).iter().all(|changes| *changes == 0.0));
    assert!(outcomes.column(0, 5, Measure::UnallocatedDays).iter().all(|days| *days == 0.0));
}

#[test]
fn the_same_children_are_served_on_the_same_days_wherever_they_are() {
    // some workers come across with their children: their joint periods end on the same days as anybody's
    let model = compiled(&shipped("staffordshire", &[]));
    let outcomes = histories(&model, 60);
    for arm in 1..3 {
        for period in 0..outcomes.shape.periods {
            for measure in [Measure::CohortYears, Measure::CohortSize, Measure::CohortMoves, Measure::StayerMoves]
            {
                let reference = outcomes.reference(arm, measure);
                let bits =
                    |arm| outcomes.column(arm, period, measure).iter().map(|v| v.to_bits()).collect::<Vec<_>>();
                assert!(bits(arm) == bits(reference), "arm {arm}, period {period}: {}", measure.info().name);
            }
        }
    }
}

#[test]
fn a_panel_that_only_notes_its_choice_changes_nobodys_worker() {
    let with = |rule: &str| {
        let rule = format!("policy.no-practice.allocation.rule=\"{rule}\"");
        let model = compiled(&shipped("staffordshire", &["run.arms=[\"no-practice\"]", &rule]));
        let outcomes = histories(&model, 20);
        [Measure::WorkerChanges, Measure::ChangesRebalancing, Measure::SameWorker, Measure::ReallocatedCases]
            .map(|measure| outcomes.column(0, outcomes.shape.whole(), measure))
    };
    assert_eq!(with("lottery"), with("longest-waiting"));
}
