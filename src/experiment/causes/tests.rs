use super::*;
use crate::scenario::compile;
use std::sync::atomic::AtomicBool;

/// A small authority whose cases pass from team to team, and a practice on its very terms.
const ALIKE: &str = r#"
authority.starts_per_year = 60
[run]
years = 2
run_in_years = 1
seed = 5
arms = ["no-practice", "elm"]
[stay]
length = { law = "exponential", mean_months = 30 }
[workforce]
caseload_per_post = 10
teams = "team-path"
to_long_term_team_probability = 0.7
turnover_per_year = 0.25
time_to_fill = { law = "gamma", shape = 2, mean_months = 4 }
agency_cover_share = 0.6
agency_stay = { law = "exponential", mean_months = 6 }
structural_vacancy_share = 0.1
rebalance_share = 1
inherited_share = 1
[allocation]
require_assessment = false
minimum_days_in_care_s20 = 0
[handover]
joint_days = 20
[policy.no-practice]
[policy.elm]
provider = "practice"
[practice.elm]
places = 40
children_per_worker = 10
turnover_per_year = 0.25
time_to_fill = { law = "gamma", shape = 2, mean_months = 4 }
keeps_team_boundaries = true
"#;

fn causes(overrides: &[&str], replicates: u64) -> Causes {
    let overrides: Vec<String> = overrides.iter().map(|o| o.to_string()).collect();
    let scenario = Scenario::parse("test", ALIKE, &overrides).unwrap_or_else(|p| panic!("{p}"));
    split(&scenario, replicates).unwrap_or_else(|p| panic!("{p}"))
}

fn split(scenario: &Scenario, replicates: u64) -> Result<Causes, Problems> {
    let stop = AtomicBool::new(false);
    let laboratory = Laboratory { build: &compile::model, seed: 5, stop: &stop };
    let request = Request { scenario, seed: 5, replicates, command: "test" };
    run(&laboratory, &request, &mut |_| ()).map(|causes| causes.expect("nobody stops it"))
}

fn part(split: &Split, cause: Cause) -> &Part {
    split.parts.iter().find(|part| part.cause == cause).unwrap()
}

#[test]
fn the_parts_sum_to_the_whole_in_every_measure() {
    let changes = ["practice.elm.turnover_per_year=0.05", "practice.elm.children_per_worker=6"];
    let more = ["practice.elm.keeps_team_boundaries=false", "practice.elm.transferred_staff_share=0.5"];
    let causes = causes(&[&changes[..], &more[..], &["workforce.inherited_share=0.2"]].concat(), 12);
    assert_eq!(causes.splits.len(), 2);
    for split in &causes.splits {
        let sum: f64 = split.parts.iter().map(|part| part.spread.mean).sum();
        assert!((sum - split.whole.mean).abs() < 1e-12, "{:?}: {sum} {}", split.measure, split.whole.mean);
        assert!((split.with.mean - split.without.mean - split.whole.mean).abs() < 1e-12);
        assert!(split.whole.n == 12 && split.parts.iter().all(|part| part.spread.n == 12));
    }
}

#[test]
fn where_one_cause_alone_differs_it_gets_all_that_the_team_itself_does_not() {
    for (cause, change) in [
        (Cause::Caseload, "practice.elm.children_per_worker=5"),
        (Cause::Turnover, "practice.elm.turnover_per_year=0.02"),
        (Cause::Boundaries, "practice.elm.keeps_team_boundaries=false"),
        (Cause::Cover, "workforce.inherited_share=0"),
        (Cause::StaffAlong, "practice.elm.transferred_staff_share=1"),
    ] {
        let causes = causes(&[change], 6);
        let same = causes.split("elm", Measure::CohortSameWorker).unwrap();
        for other in Cause::SWITCHED.into_iter().filter(|other| *other != cause) {
            assert!(part(same, other).same_by_construction, "{change}: {other:?}");
            assert_eq!(part(same, other).spread.mean, 0.0, "{change}: {other:?}");
        }
        let (own, all) = (part(same, Cause::OwnTeam).spread.mean, part(same, cause));
        assert!((own + all.spread.mean - same.whole.mean).abs() < 1e-12, "{change}");
        assert!(all.spread.mean != 0.0 && all.first == all.last, "{change}: {all:?}");
        // changes of worker: beside it only the transfer, which is counted
        let changes = causes.split("elm", Measure::CohortChanges).unwrap();
        let beside = |other: &&Part| ![Cause::OwnTeam, Cause::Transfer, cause].contains(&other.cause);
        assert!(changes.parts.iter().filter(beside).all(|other| other.same_by_construction), "{change}");
    }
}

#[test]
fn a_practice_on_the_authoritys_terms_has_nothing_to_split_but_the_team_and_the_transfer() {
    let causes = causes(&[], 4);
    let changes = causes.split("elm", Measure::CohortChanges).unwrap();
    let transfer = part(changes, Cause::Transfer);
    assert!(transfer.spread.mean > 0.0 && transfer.first == transfer.last);
    assert!((part(changes, Cause::OwnTeam).spread.mean + transfer.spread.mean - changes.whole.mean).abs() < 1e-12);
    assert!(causes.grounds[0].1.is_empty(), "nothing that is switched rests on anything");
}

#[test]
fn keeping_the_boundaries_costs_changes_at_them_and_at_no_other_cause() {
    let kept = causes(&[], 4);
    let gone = causes(&["practice.elm.keeps_team_boundaries=false"], 4);
    let with = |causes: &Causes| causes.split("elm", Measure::CohortChanges).unwrap().with.mean;
    assert!(with(&kept) > with(&gone) + 0.02, "{} {}", with(&kept), with(&gone));
}

#[test]
fn the_headline_is_shown_where_none_half_and_all_is_inherited() {
    let causes = causes(&["workforce.inherited_share=0.5", "practice.elm.turnover_per_year=0.1"], 4);
    let split = causes.split("elm", Measure::CohortChanges).unwrap();
    assert_eq!(split.inherited.iter().map(|(share, _)| *share).collect::<Vec<_>>(), [0.0, 0.5, 1.0]);
    assert_eq!(split.inherited[1].1.mean, split.whole.mean, "half is what the scenario says");
    assert!(split.inherited[0].1.mean < split.inherited[2].1.mean);
}

#[test]
fn a_dedicated_team_is_split_too_and_the_practice_set_against_it() {
    let dedicated = ["run.arms=[\"no-practice\", \"own\", \"elm\"]", "policy.own.provider=\"in-house\""];
    let causes = causes(&[&dedicated[..], &["practice.elm.turnover_per_year=0.05"]].concat(), 6);
    let own = causes.split("own", Measure::CohortChanges).unwrap();
    assert!(part(own, Cause::Turnover).same_by_construction, "a dedicated team has the authority's turnover");
    let [between, _] = &causes.between[..] else { panic!("one pair in two measures") };
    let sum: f64 = between.parts.iter().map(|(_, part)| part.mean).sum();
    let elm = causes.split("elm", Measure::CohortChanges).unwrap();
    assert!((between.whole.mean - (elm.whole.mean - own.whole.mean)).abs() < 1e-12);
    assert!((sum - between.whole.mean).abs() < 1e-12);
}

#[test]
fn one_thread_and_three_give_the_same_bits() {
    let on = |threads| {
        let pool = crate::experiment::runner::pool(Some(threads)).unwrap();
        serde_json::to_string(&pool.install(|| causes(&["practice.elm.turnover_per_year=0.1"], 40))).unwrap()
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn without_anybody_to_move_or_a_baseline_there_is_nothing_to_split() {
    let refused = |overrides: &[&str]| {
        let overrides: Vec<String> = overrides.iter().map(|o| o.to_string()).collect();
        let scenario = Scenario::parse("test", ALIKE, &overrides).unwrap();
        split(&scenario, 1).unwrap_err().to_string()
    };
    assert!(refused(&["run.arms=[\"no-practice\"]"]).contains("no gain to split"));
    assert!(refused(&["run.arms=[\"elm\", \"no-practice\"]"]).contains("the first policy moves children"));
}
