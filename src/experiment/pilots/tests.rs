use super::*;
use crate::scenario::compile;
use std::sync::atomic::AtomicBool;

const PLACE: &str = r#"
authority.starts_per_year = 60
[run]
years = 2
run_in_years = 1
arms = ["as-now", "pilot"]
[stay]
length = { law = "exponential", mean_months = 30 }
[workforce]
caseload_per_post = 10
turnover_per_year = 0.2
time_to_fill = { law = "gamma", shape = 2, mean_months = 4 }
[allocation]
require_assessment = false
minimum_days_in_care_s20 = 0
[handover]
joint_days = 20
[policy.as-now]
[policy.pilot]
provider = "practice"
[practice.elm]
places = 40
children_per_worker = 10
turnover_per_year = { value = 0.05, low = 0.02, high = 0.5, quality = "assumed", source = "made up" }
"#;

fn read(text: &str) -> Scenario {
    Scenario::parse("somewhere/x", text, &[]).unwrap_or_else(|p| panic!("{p}"))
}

fn pilot(text: &str, controls: [&str; 2]) -> Result<Pilot, Problems> {
    let stop = AtomicBool::new(false);
    let laboratory = Laboratory { build: &compile::model, seed: 3, stop: &stop };
    let [average, best] = controls.map(|changes| read(&format!("{PLACE}{changes}")));
    let found = run(&laboratory, &read(text), [&average, &best], 8, &mut |_| ());
    found.map(|pilot| pilot.expect("nobody stops it"))
}

#[test]
fn a_control_of_the_same_workers_is_the_own_authority_and_one_of_steadier_workers_keeps_them_longer() {
    // the check that children are the same, of debug builds, runs along
    let steady = "\n[policy.other]\n[target]\n";
    let own = PLACE.replace("turnover_per_year = 0.2", "turnover_per_year = 0");
    let stop = AtomicBool::new(false);
    let laboratory = Laboratory { build: &compile::model, seed: 3, stop: &stop };
    let found = run(&laboratory, &read(PLACE), [&read(&format!("{PLACE}{steady}")), &read(&own)], 8, &mut |_| ());
    let found = found.unwrap().unwrap();
    let same = found.of(Measure::CohortSameWorker);
    assert_eq!(same.controls[1].mean, same.controls[0].mean);
    assert_eq!(same.controls[2].mean, 100.0, "nobody leaves and no case is moved");
    assert!(same.controls[0].mean < 100.0 && same.differences[2].mean < 0.0);
    assert!(found.of(Measure::CohortChanges).controls[2].mean == 0.0);
}

#[test]
fn everybody_changes_worker_at_the_transfer_unless_staff_come_along() {
    let all = pilot(PLACE, ["", ""]).unwrap();
    assert!((all.changed_at_transfer.mean - 100.0).abs() < 1e-9, "{:?}", all.changed_at_transfer);
    let along = pilot(&format!("{PLACE}transferred_staff_share = 1\n"), ["", ""]).unwrap();
    assert!(along.changed_at_transfer.mean < 95.0, "{:?}", along.changed_at_transfer);
    assert!(!all.moves_are_modelled && all.moves_first_year.mean == 0.0);
    assert_eq!((all.name.as_str(), all.places), ("x", 40));
    assert!(all.turnover.starts_with("0.05 a year (assumed, 0.02 to 0.5)"), "{}", all.turnover);
}

#[test]
fn with_the_authoritys_caseload_a_lower_caseload_does_nothing() {
    let alike =
        pilot(&PLACE.replace("children_per_worker = 10", "children_per_worker = 10.01"), ["", ""]).unwrap();
    assert!(alike.same_caseload && alike.lower_caseload.mean == 0.0);
    let lower = pilot(&PLACE.replace("children_per_worker = 10", "children_per_worker = 5"), ["", ""]).unwrap();
    assert!(!lower.same_caseload);
}

#[test]
fn a_choice_that_follows_the_pilots_workers_cannot_be_compared_with_other_worlds() {
    let follows = PLACE.replace("[handover]", "rule = \"follow-the-worker\"\n[handover]");
    let text = format!("{follows}transferred_staff_share = 0.4\n");
    let refused = pilot(&text, ["", ""]).unwrap_err().to_string();
    assert!(refused.contains("allocation.rule") && refused.contains("same children"), "{refused}");
    let refused = pilot(&PLACE.replace("\"as-now\", ", ""), ["", ""]).unwrap_err().to_string();
    assert!(refused.contains("expected no practice first"), "{refused}");
}
