//! Several practices in one authority, and one practice of several authorities.

mod support;

use std::collections::BTreeSet;

use support::{histories, mean_is, model, scenario};
use swpsim::domain::keys::ChildKey;
use swpsim::domain::measures::Measure;
use swpsim::domain::practice_measures::PracticeMeasure;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

/// Each of three authorities has a practice of its own for 30 children, or all three commission one for 90: a manager
/// each, or one for all (College of Social Work 2015, paras 94 and 118).
const THREE: &str = r#"
[authority]
starts_per_year = 60
authorities = 3
[run]
years = 4
run_in_years = 1
calendar = "julian-years"
arms = ["no-practice", "each-its-own", "one-for-all"]
representativeness_replicates = 0
[stay]
length = { law = "exponential", mean_months = 30 }
[intake]
batch_share = { size_1 = 0.8, size_2 = 0.2 }
[placements]
hazard_per_year = { d0_13 = 2, d14_55 = 1, d56_181 = 1, d182_364 = 0.5, d365_729 = 0.5, d730_1825 = 0.3, d1826p = 0.1 }
[workforce]
teams = "team-path"
to_court_team_probability = 0.3
to_long_term_team_probability = 0.6
caseload_per_post = 14
turnover_per_year = 0.15
time_to_fill = { law = "exponential", mean_months = 5 }
agency_cover_share = 0.5
[allocation]
require_assessment = false
minimum_days_in_care_s20 = 0
[finance]
salary_gbp = 40_000
[policy.no-practice]
provider = "none"
practices = ["elm", "oak", "ash"]
[policy.each-its-own]
provider = "practice"
practices = ["elm", "oak", "ash"]
[policy.one-for-all]
provider = "practice"
practices = ["all"]
[practice.elm]
places = 30
areas = [1]
[practice.oak]
places = 30
area = 2
areas = [2]
[practice.ash]
places = 30
area = 3
areas = [3]
[practice.all]
places = 90
"#;

/// What happens to the children of the first authority in the baseline, without the practice's panel.
fn first_authoritys(text: &str, overrides: &[&str]) -> Vec<(f64, ChildKey, CareEvent)> {
    let events = chronicle(&model(text, overrides), support::SEED, 0, 0);
    events.into_iter().filter(|(_, key, _)| key.authority() == 0).collect()
}

#[test]
fn the_first_of_several_authorities_is_bit_for_bit_the_one_alone() {
    let alone = THREE.split("[policy.no-practice]").next().unwrap().replace("authorities = 3", "authorities = 1");
    let alone = alone.replace("[\"no-practice\", \"each-its-own\", \"one-for-all\"]", "[\"no-practice\"]");
    // brothers and sisters whose cases cross a boundary at the very same moment are taken by their places in a list
    // that all children share: who of them gets which worker may differ, so that here everybody comes alone
    let alone = alone.replace("size_1 = 0.8, size_2 = 0.2", "size_1 = 1");
    let together = alone.replace("authorities = 1", "authorities = 3");
    let (one, first) = (first_authoritys(&alone, &[]), first_authoritys(&together, &[]));
    assert!(one.len() > 2000, "{}", one.len());
    let differs = one.iter().zip(&first).find(|(one, first)| one != first);
    assert!(differs.is_none() && one.len() == first.len(), "{differs:?}");
    // the key with one authority is the key left out
    let plain = alone.replace("authorities = 1\n", "");
    let bits = |text: &str| histories(&model(text, &[]), 2).rows().iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert!(bits(&plain) == bits(&alone), "one authority, named or not, is the same");
}

#[test]
fn the_authorities_are_alike_in_all_but_chance() {
    let text = THREE.replace("years = 4", "years = 10");
    let model = model(&text, &["run.arms=[\"no-practice\"]"]);
    let mut starts = [0.0; 3];
    for (_, key, event) in (0..4).flat_map(|replicate| chronicle(&model, 7, replicate, 0)) {
        if matches!(event, CareEvent::CameIntoCare { .. }) {
            starts[key.authority() as usize] += 1.0;
        }
    }
    // 60 a year over the run-in's one and ten more, four times; siblings double some of the Poisson families
    for seen in starts {
        assert!((seen - 2640.0f64).abs() < 4.5 * (2640.0f64 * 1.4).sqrt(), "{starts:?}");
    }
}

#[test]
fn each_practice_takes_the_children_of_its_own_authority_and_the_one_takes_all() {
    let model = model(THREE, &[]);
    let allocated = |arm: usize| {
        let mut pairs = BTreeSet::new();
        for (_, key, event) in chronicle(&model, 3, 0, arm) {
            if let CareEvent::Decided { allocated: true, practice, .. } = event {
                pairs.insert((key.authority(), practice));
            }
        }
        pairs.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(allocated(1), [(0, 0), (1, 1), (2, 2)]);
    assert_eq!(allocated(2), [(0, 0), (1, 0), (2, 0)]);
}

#[test]
fn one_practice_for_all_needs_fewer_managers_for_the_same_places() {
    let outcomes = histories(&model(THREE, &["practice.elm.managers=1"]), 6);
    let cost = |arm: usize| outcomes.column(arm, outcomes.shape.whole(), Measure::PracticeCostAuthorityHolds);
    // three practices of 30 have 2 posts each, one of 90 has 6: case holders are as many, managers two fewer
    let less: Vec<f64> = cost(1).iter().zip(cost(2)).map(|(own, shared)| own - shared).collect();
    let managers = 2.0 * 1.3 * 40_000.0;
    let mean = less.iter().sum::<f64>() / less.len() as f64;
    assert!((mean - managers).abs() < 0.15 * managers, "{mean} against {managers}");
    let each = |arm: usize| {
        let costs = outcomes.column(arm, outcomes.shape.whole(), Measure::PracticeStaffCost);
        costs.iter().sum::<f64>() / costs.len() as f64
    };
    assert!(each(2) < each(1), "a person-year costs {} with one practice and {} with three", each(2), each(1));
    let sizes = |arm: usize| outcomes.column(arm, outcomes.shape.whole(), Measure::CohortSize);
    assert!(sizes(2).iter().sum::<f64>() >= sizes(1).iter().sum::<f64>() - 6.0);
}

#[test]
fn single_practices_sum_to_the_policy() {
    let outcomes = histories(&model(THREE, &[]), 3);
    for period in 0..outcomes.shape.periods {
        for (ours, measure) in [
            (PracticeMeasure::Size, Measure::CohortSize),
            (PracticeMeasure::PersonYears, Measure::CohortYears),
            (PracticeMeasure::Transferred, Measure::CohortTransferred),
        ] {
            // the three practices of the first policy with a provider, then the one of the second
            let all = outcomes.column(1, period, measure);
            for (replicate, all) in all.iter().enumerate() {
                let sum: f64 = (0..3).map(|nth| outcomes.practice(nth, period, ours)[replicate]).sum();
                assert!((sum - all).abs() < 1e-9, "{}: {sum} and {all}", ours.name());
            }
            assert_eq!(outcomes.practice(3, period, ours), outcomes.column(2, period, measure));
        }
        let rate = |nth: usize| outcomes.practice(nth, period, PracticeMeasure::Changes);
        assert_eq!(rate(3), outcomes.column(2, period, Measure::CohortChanges));
    }
}

#[test]
fn published_counts_are_of_one_authority() {
    let text = THREE.to_owned()
        + "[target]\nstarts = { value = 60, tolerance = 12, source = \"a table\" }\nni62_one_pct = { value = 70, tolerance = 40, source = \"a table\" }\n";
    let scenario = scenario(&text, &["run.arms=[\"no-practice\"]"]);
    let outcomes = histories(&support::compiled(&scenario), 4);
    let lines = swpsim::experiment::targets::compare(&scenario, &outcomes);
    assert_eq!(lines.iter().map(|line| line.published).collect::<Vec<_>>(), [180.0, 70.0]);
    assert!(lines[0].met, "{}", lines[0].simulated);
    mean_is("starts", &outcomes.column(0, outcomes.shape.whole(), Measure::Starts), 180.0, 4.5);
}

#[test]
fn a_practice_of_an_area_that_no_authority_has_is_refused() {
    let text = THREE.replace("areas = [3]", "areas = [4]");
    let refused = swpsim::scenario::Scenario::parse("test", &text, &[]).unwrap_err().to_string();
    assert!(refused.contains("there is no area 4; areas are numbered from 1 to 3"), "{refused}");
    assert!(refused.contains("intake.localities times authority.authorities"), "{refused}");
}
