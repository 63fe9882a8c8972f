//! `swpsim verify`: the simulator against exact answers; and that a wrong simulator, or a wrong answer, is found out.

use std::sync::atomic::AtomicBool;

use assert_cmd::Command;
use swpsim::experiment::laboratory::Laboratory;
use swpsim::experiment::verify::{Check, Kind, Verification, verify};
use swpsim::flow::Model;
use swpsim::scenario::{Problems, Scenario, compile};

mod support;

fn swpsim() -> Command {
    Command::cargo_bin("swpsim").unwrap()
}

/// Checks of a scenario with models built in some way.
fn checked(
    scenario: &Scenario,
    replicates: u64,
    build: &(dyn Fn(&Scenario) -> Result<Model, Problems> + Sync),
) -> Verification {
    let stop = AtomicBool::new(false);
    let laboratory = Laboratory { build, seed: support::SEED, stop: &stop };
    verify(scenario, &laboratory, replicates, &mut |_| ()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn failed(found: &Verification) -> Vec<String> {
    let told = |check: &&Check| {
        format!("{}: {}: {} against {}, z {:?}", check.name, check.what, check.simulated, check.exact, check.z())
    };
    found.failed().iter().map(told).collect()
}

#[test]
fn every_check_of_the_shipped_authorities_agrees_and_none_is_passed_over_in_silence() {
    // one seed: with everything right one of the three wrongly fails in about 3 of 1,000
    for name in ["staffordshire", "england-2024", "k1"] {
        let found = checked(&support::shipped(name, &[]), 60, &compile::model);
        assert_eq!(failed(&found), Vec::<String>::new(), "{name}");
        for check in &found.checks {
            match &check.kind {
                Kind::NotApplicable(why) => assert!(why.len() > 20, "{name}: {}", check.name),
                _ => assert!(check.simulated.is_finite() && check.exact.is_finite(), "{name}: {}", check.what),
            }
        }
        assert!(found.made() >= 10, "{name}: {} checks", found.made());
    }
}

#[test]
fn with_a_practice_every_check_can_be_made() {
    let found = checked(&support::shipped("staffordshire", &[]), 20, &compile::model);
    let unmade: Vec<&str> =
        found.checks.iter().filter(|c| matches!(c.kind, Kind::NotApplicable(_))).map(|c| c.name).collect();
    assert_eq!(unmade, Vec::<&str>::new());
    assert_eq!(found.normal.len(), 3);
    // episodes of 130,000 and more are far from normal: what is promised at 1 in 100 is exceeded more often
    assert!(found.normal[2].exact > 0.01, "{:?}", found.normal[2]);
}

#[test]
fn a_simulator_with_a_bias_is_found_out() {
    let scenario = support::shipped("staffordshire", &[]);
    // episodes 10% too many, turnover 50% too high, each unknown to the exact answer
    let biased = |scenario: &Scenario| {
        let mut model = compile::model(scenario)?;
        model.world.finance.high_cost_per_day.iter_mut().for_each(|rate| *rate *= 1.1);
        model.world.workforce.employment.leaving_per_day.iter_mut().for_each(|rate| *rate *= 1.5);
        Ok(model)
    };
    let found = checked(&scenario, 100, &biased);
    let names: Vec<&str> = found.failed().iter().map(|check| check.name).collect();
    for name in ["compound Poisson fund", "alternating renewal of posts", "mixed Poisson worker changes"] {
        assert!(names.contains(&name), "{name} did not notice; failed: {names:?}");
    }
    // what is right stays right
    assert!(!names.contains(&"conservation") && !names.contains(&"negative binomial moves"), "{names:?}");
}

#[test]
fn the_command_prints_every_check_with_its_verdict_and_what_was_changed() {
    let run = swpsim().args(["verify", "k1", "--replicates", "20", "--format", "csv"]).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(text.starts_with("check,of,simulated,exact,standard_error,z,verdict,changed_keys\n"), "{text}");
    assert!(text.contains("not applicable: no policy of the scenario has a practice"));
    assert!(text.contains("run.start = stationary"));
    let advice = String::from_utf8(run.stderr).unwrap();
    assert!(advice.contains("999 of 1,000 seeds"), "{advice}");
    let json = swpsim().args(["verify", "k1", "--replicates", "20", "--format", "json"]).output().unwrap().stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert!(json["threshold"].as_f64().unwrap() > 3.5 && json["checks"].as_array().unwrap().len() > 10);
}

#[test]
fn the_file_asked_for_holds_what_is_printed_and_wrong_arguments_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("checks.csv");
    let run = swpsim()
        .args(["verify", "k1", "--replicates", "20", "--format", "csv", "--out"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), run.stdout);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written stays");
    swpsim().args(["verify", "k1", "--out"]).arg(folder.path()).args(["--replicates", "20"]).assert().code(5);
    swpsim().args(["verify", "k1", "--replicates", "5"]).assert().code(2);
    swpsim().args(["verify", "no-such-scenario"]).assert().code(4);
    let help = swpsim().args(["--help"]).output().unwrap().stdout;
    assert!(String::from_utf8(help).unwrap().contains("10 a check against exact answers failed (verify)"));
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let of = |threads: &str| {
        let run = swpsim()
            .args(["verify", "k1", "--replicates", "20", "--format", "csv", "--threads", threads])
            .output();
        run.unwrap().stdout
    };
    assert_eq!(of("1"), of("3"));
}
