//! What a person or a script meets at the command line: data, advice, exit codes.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};

/// A small world: nobody is in care at first, few arrive, two policies.
const SMALL: &str = r#"
title = "a small world"
[authority]
starts_per_year = 20
[run]
start = "empty"
years = 2
replicates = 20
seed = 3
arms = ["as-now", "elm"]
[stay]
length = { law = "exponential", mean_months = 20 }
[workforce]
posts = 3
turnover_per_year = 0.3
time_to_fill = { law = "exponential", mean_months = 3 }
[target]
starts = { value = 20, tolerance = 5, source = "what was put in" }
mean_stock = { value = 5000, tolerance = 1, source = "made up, to be missed" }
[policy.as-now]
provider = "none"
[policy.elm]
provider = "practice"
allocation.require_assessment = false
[practice.elm]
places = 10
"#;

/// The program in a folder of its own, with the small world as `small.toml`.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("small.toml"), SMALL).unwrap();
        Self(place)
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn swpsim(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("swpsim").unwrap();
        command.current_dir(self.path()).args(arguments.split_whitespace());
        command
    }
    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }
}

fn json(text: &[u8]) -> serde_json::Value {
    serde_json::from_slice(text).unwrap()
}

#[test]
fn a_run_writes_a_folder_and_the_same_command_again_finds_it_complete() {
    let place = Place::new();
    place
        .swpsim("run small.toml")
        .assert()
        .success()
        .stdout(contains("a small world").and(contains("report.html")));
    let folders: Vec<_> = fs::read_dir(place.path().join("results")).unwrap().map(|f| f.unwrap().path()).collect();
    let name = folders[0].file_name().unwrap().to_string_lossy().into_owned();
    assert!(folders.len() == 1 && name.starts_with("small-") && name.len() == "small-".len() + 10, "{name}");
    for file in ["manifest.json", "replicates.csv", "summary.json", "report.html"] {
        assert!(folders[0].join(file).exists(), "{file}");
    }
    place.swpsim("run small.toml").assert().success().stderr(contains("complete already"));
    place.swpsim("run small.toml --replicates 21").assert().success();
    assert_eq!(fs::read_dir(place.path().join("results")).unwrap().count(), 2);
}

#[test]
fn one_thread_and_three_write_the_same_bytes() {
    let place = Place::new();
    place.swpsim("run small.toml --threads 1 --out one").assert().success();
    place.swpsim("run small.toml --threads 3 --out three").assert().success();
    for file in ["manifest.json", "replicates.csv", "summary.json", "report.html"] {
        assert!(place.read(&format!("one/{file}")) == place.read(&format!("three/{file}")), "{file} differs");
    }
}

#[test]
fn another_seed_gives_other_histories_and_seed_0_is_a_seed() {
    let place = Place::new();
    place.swpsim("run small.toml --seed 0 --out zero").assert().success();
    place.swpsim("run small.toml --seed 1 --out one").assert().success();
    assert_ne!(place.read("zero/replicates.csv"), place.read("one/replicates.csv"));
}

#[test]
fn the_manifests_scenario_gives_the_same_replicates_again() {
    let place = Place::new();
    place.swpsim("run small.toml --out first --set run.years=1").assert().success();
    let manifest = json(place.read("first/manifest.json").as_bytes());
    fs::write(place.path().join("again.toml"), manifest["scenario"].as_str().unwrap()).unwrap();
    place.swpsim("run again.toml --out second").assert().success();
    assert_eq!(place.read("first/replicates.csv"), place.read("second/replicates.csv"));
}

#[test]
fn results_are_printed_as_json_or_csv_on_request_and_quiet_is_quiet() {
    let place = Place::new();
    let run = place.swpsim("run small.toml --format json --quiet").assert().success().stderr(is_empty());
    assert_eq!(json(&run.get_output().stdout)["replicates"], 20);
    let csv = place.swpsim("run small.toml --format csv -q").assert().success().stderr(is_empty());
    let text = String::from_utf8(csv.get_output().stdout.clone()).unwrap();
    assert!(text.starts_with("arm,measure,period,unit,"), "{text:.80}");
}

#[test]
fn all_problems_of_a_scenario_are_printed_at_once_with_exit_code_3() {
    let place = Place::new();
    fs::write(place.path().join("bad.toml"), "[run]\nreplicate = 3\nyears = 0\n").unwrap();
    let both =
        || contains("run.replicates").and(contains("run.years")).and(contains("line 2")).and(contains("line 3"));
    place.swpsim("run bad.toml").assert().code(3).stdout(is_empty()).stderr(both());
    place
        .swpsim("check bad.toml small.toml")
        .assert()
        .code(3)
        .stderr(both())
        .stdout(contains("small.toml: no problems"));
    let listed = place.swpsim("check bad.toml --format json").assert().code(3);
    assert_eq!(json(&listed.get_output().stdout).as_array().unwrap().len(), 2);
    assert!(!place.path().join("results").exists());
}

#[test]
fn no_replicates_are_refused_before_anything_is_written() {
    let place = Place::new();
    place.swpsim("run small.toml --replicates 0").assert().code(2).stderr(contains("replicates"));
    place.swpsim("run small.toml --set run.replicates=0").assert().code(3).stderr(contains("run.replicates"));
    assert!(!place.path().join("results").exists());
}

#[test]
fn a_missing_file_and_an_unwritable_folder_are_exit_code_4() {
    let place = Place::new();
    place.swpsim("run nowhere.toml").assert().code(4).stderr(contains("nowhere.toml"));
    place.swpsim("run small.toml --out small.toml/inside").assert().code(4).stderr(contains("--out"));
}

#[test]
fn a_folder_of_something_else_is_left_alone_with_exit_code_5() {
    let place = Place::new();
    fs::create_dir(place.path().join("mine")).unwrap();
    fs::write(place.path().join("mine/letter.txt"), "dear all").unwrap();
    place.swpsim("run small.toml --out mine").assert().code(5).stderr(contains("something else"));
    assert_eq!(place.read("mine/letter.txt"), "dear all");
}

#[cfg(unix)]
#[test]
fn what_is_no_folder_is_never_replaced_by_one() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    let place = Place::new();
    let made = std::process::Command::new("mkfifo").arg(place.path().join("pipe")).status().unwrap();
    assert!(made.success());
    symlink(place.path().join("nowhere"), place.path().join("link")).unwrap();
    for name in ["pipe", "link", "small.toml"] {
        place.swpsim(&format!("run small.toml --out {name}")).assert().code(5).stderr(contains("left as it is"));
    }
    assert!(fs::symlink_metadata(place.path().join("pipe")).unwrap().file_type().is_fifo());
    assert!(fs::symlink_metadata(place.path().join("link")).unwrap().is_symlink());
    assert_eq!(place.read("small.toml"), SMALL);
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_finished_and_ends_with_exit_code_6() {
    use std::process::{Command, Stdio};
    let place = Place::new();
    let mut run = Command::new(assert_cmd::cargo::cargo_bin("swpsim"))
        .current_dir(place.path())
        .args("run small.toml --replicates 10000000 --out part".split_whitespace())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap();
    let status = run.wait().unwrap();
    assert_eq!(status.code(), Some(6));
    let manifest = json(place.read("part/manifest.json").as_bytes());
    assert_eq!(manifest["partial"], true);
    assert!(manifest["replicates"].as_u64().unwrap() < 10_000_000);
}

#[cfg(unix)]
#[test]
fn a_reader_who_stops_reading_ends_the_program_quietly() {
    use std::process::{Command, Stdio};
    let mut listing = Command::new(assert_cmd::cargo::cargo_bin("swpsim"))
        .args(["measures", "--format", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(listing.stdout.take());
    let output = listing.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn measures_and_flow_are_listed_in_three_formats() {
    let place = Place::new();
    place
        .swpsim("measures")
        .assert()
        .success()
        .stdout(starts_with("measure").and(contains("ni62_three_plus_pct")));
    let measures = place.swpsim("measures --format json").assert().success();
    let count = swpsim::results::measures::Measure::COUNT;
    assert_eq!(json(&measures.get_output().stdout).as_array().unwrap().len(), count);
    place.swpsim("flow").assert().success().stdout(contains("intake").and(contains("ParameterDraw")));
    place.swpsim("flow --format csv").assert().success().stdout(starts_with("kind,number,name,meaning"));
}

#[test]
fn explain_prints_values_in_force_and_finds_the_nearest_key() {
    let place = Place::new();
    place
        .swpsim("explain small.toml")
        .assert()
        .success()
        .stdout(contains("authority.starts_per_year").and(contains("default")));
    let one = contains("children a year").and(contains("returns to care included"));
    place.swpsim("explain small.toml authority.starts_per_year").assert().success().stdout(one);
    place.swpsim("explain small.toml run.replicate").assert().code(3).stderr(contains("run.replicates"));
    place
        .swpsim("explain small.toml workforce.posts --set workforce.posts=5 --format csv")
        .assert()
        .success()
        .stdout(contains("workforce.posts,5,"));
}

#[test]
fn a_story_is_the_same_each_time_and_an_unknown_child_is_said_to_be_unknown() {
    let place = Place::new();
    place.swpsim("run small.toml --out results --format json").assert().success();
    let child = json(place.read("results/summary.json").as_bytes())["story_child"].as_str().unwrap().to_string();
    let told = place.swpsim(&format!("trace small.toml --child {child}")).assert().success();
    let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    assert!(told.contains("as-now") && told.contains("elm") && told.contains("transferred"), "{told}");
    let again =
        place.swpsim(&format!("trace small.toml --child {child} --arm elm --format json")).assert().success();
    assert!(json(&again.get_output().stdout).as_array().unwrap().iter().all(|row| row["policy"] == "elm"));
    place.swpsim("trace small.toml --child 2024-04.999").assert().code(2).stderr(contains("no child 2024-04.999"));
    place.swpsim("trace small.toml --child brother").assert().code(2).stderr(contains("2011-09.4"));
    place.swpsim("trace small.toml --child 2024-04.0 --arm eml").assert().code(2).stderr(contains("\"elm\""));
}

#[test]
fn a_missed_target_is_exit_code_7_only_when_strict() {
    let place = Place::new();
    let lines =
        place.swpsim("targets small.toml --format json").assert().success().stderr(contains("of 2 targets met"));
    let lines = json(&lines.get_output().stdout);
    let met = |name: &str| lines.as_array().unwrap().iter().find(|l| l["measure"] == name).unwrap()["met"].clone();
    assert_eq!((met("starts"), met("mean_stock")), (true.into(), false.into()));
    place.swpsim("targets small.toml --strict").assert().code(7).stderr(contains("1 of 2 targets missed"));
}

#[test]
fn the_power_table_says_how_far_a_parameter_can_move() {
    let place = Place::new();
    let table = place.swpsim("targets small.toml --power --format json").assert().success();
    let table = json(&table.get_output().stdout);
    let keys: Vec<&str> =
        table["power"].as_array().unwrap().iter().map(|l| l["parameter"].as_str().unwrap()).collect();
    assert!(keys.contains(&"workforce.turnover_per_year"), "{keys:?}");
}

#[test]
fn a_new_scenario_is_written_once_and_passes_its_own_check() {
    let place = Place::new();
    place.swpsim("new --list").assert().success().stdout(contains("Staffordshire"));
    place
        .swpsim("new --list --format csv")
        .assert()
        .success()
        .stdout(starts_with("code,authority,first_year,last_year"));
    place
        .swpsim("new --authority Staffordshire -o staffs.toml")
        .assert()
        .success()
        .stderr(contains("swpsim targets"));
    place.swpsim("check staffs.toml").assert().success().stdout(contains("no problems"));
    place
        .swpsim("new --authority Staffordshire -o staffs.toml")
        .assert()
        .code(4)
        .stderr(contains("there already"));
    place.swpsim("new --authority Stafordshire -o other.toml").assert().code(2).stderr(contains("Staffordshire"));
}

#[test]
fn the_schema_is_json_and_knows_the_tables() {
    let place = Place::new();
    let schema = place.swpsim("schema").assert().success();
    let schema = json(&schema.get_output().stdout);
    for table in ["run", "stay", "workforce", "policy", "practice"] {
        assert!(schema["properties"][table].is_object(), "{table}");
    }
}

#[test]
fn every_shipped_scenario_passes_check_by_its_name() {
    let place = Place::new();
    for (name, _) in swpsim::scenario::Scenario::shipped() {
        place.swpsim(&format!("check {name}")).assert().success();
    }
}

#[test]
fn help_and_version_go_to_standard_output_and_mistakes_to_standard_error() {
    let place = Place::new();
    place.swpsim("--help").assert().success().stdout(contains("Exit codes")).stderr(is_empty());
    place.swpsim("--version").assert().success().stdout(contains(env!("CARGO_PKG_VERSION")));
    place.swpsim("rum small.toml").assert().code(2).stdout(is_empty()).stderr(contains("run"));
}

#[test]
fn no_colour_reaches_a_pipe() {
    let place = Place::new();
    for command in ["run nowhere.toml", "measures", "explain small.toml", "--help"] {
        let output = place.swpsim(command).output().unwrap();
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{command}");
    }
}

/// The small world with its practice's terms, for a comparison.
fn with_levers(levers: &str) -> String {
    SMALL.replace(
        "allocation.require_assessment = false",
        &format!("allocation.require_assessment = false\n{levers}"),
    )
}

#[test]
fn files_with_other_levers_are_compared_and_the_built_in_policies_join() {
    let place = Place::new();
    fs::write(place.path().join("by-lot.toml"), with_levers("")).unwrap();
    fs::write(place.path().join("waiting.toml"), with_levers("allocation.rule = \"longest-waiting\"")).unwrap();
    let told = place.swpsim("compare by-lot.toml waiting.toml --out both").assert().success();
    told.stdout(contains("Policies compared").and(contains("elm-waiting")));
    let summary = json(place.read("both/summary.json").as_bytes());
    let names: Vec<&str> =
        summary["arms"].as_array().unwrap().iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["as-now", "in-house", "elm-by-lot", "elm-waiting"]);
    assert_eq!(summary["comparison"]["every_pair"].as_array().unwrap().len() % 6, 0);
    assert!(!summary["representativeness"].as_array().unwrap().is_empty());
    let page = place.read("both/report.html");
    assert!(page.find("The policies compared") < page.find("The answer"), "the comparison comes first");
    assert!(page.contains("honest lottery") && !page.contains("NaN"));
    // the merged scenario of the manifest gives the same replicates again
    let manifest = json(place.read("both/manifest.json").as_bytes());
    fs::write(place.path().join("merged.toml"), manifest["scenario"].as_str().unwrap()).unwrap();
    place.swpsim("run merged.toml --out again").assert().success();
    assert_eq!(place.read("both/replicates.csv"), place.read("again/replicates.csv"));
}

#[test]
fn the_team_can_be_left_out_and_another_baseline_chosen() {
    let place = Place::new();
    place.swpsim("compare small.toml --without-in-house --baseline elm --out one").assert().success();
    let summary = json(place.read("one/summary.json").as_bytes());
    assert_eq!(summary["arms"].as_array().unwrap().len(), 2);
    assert_eq!(summary["comparison"]["baseline"], 1);
    assert!(place.read("one/report.html").contains("Differences from practice, history by history"));
    place.swpsim("compare small.toml --baseline elms").assert().code(2).stderr(contains("the nearest is \"elm\""));
}

#[test]
fn files_with_other_worlds_are_refused_with_the_keys_and_the_reason() {
    let place = Place::new();
    let other = SMALL.replace("starts_per_year = 20", "starts_per_year = 30").replace("seed = 3", "seed = 4");
    fs::write(place.path().join("other.toml"), other).unwrap();
    let refused = place.swpsim("compare small.toml other.toml").assert().code(3);
    let told = contains("authority.starts_per_year: is 30 here, but 20 in small.toml")
        .and(contains("run.seed: is 4 here, but 3 in small.toml"))
        .and(contains("would show the worlds as well as the policies"));
    refused.stderr(told);
    assert!(!place.path().join("results").exists());
}

#[test]
fn whom_panels_choose_does_not_depend_on_threads_and_looking_changes_nothing() {
    let place = Place::new();
    place.swpsim("run small.toml --threads 1 --out one").assert().success();
    place.swpsim("run small.toml --threads 3 --out three").assert().success();
    assert_eq!(place.read("one/summary.json"), place.read("three/summary.json"));
    place.swpsim("run small.toml --set run.representativeness_replicates=0 --out unseen").assert().success();
    assert_eq!(place.read("one/replicates.csv"), place.read("unseen/replicates.csv"));
}
