//! `swpsim causes` and `swpsim pilots` as a person or a script meets them, and every scenario file of both.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};

/// A small authority with a practice of lower turnover, whose team keeps the case.
const SMALL: &str = r#"
title = "a small world"
authority.starts_per_year = 40
[run]
years = 2
run_in_years = 1
seed = 3
arms = ["as-now", "elm"]
[stay]
length = { law = "exponential", mean_months = 20 }
[workforce]
caseload_per_post = 8
teams = "team-path"
to_long_term_team_probability = 0.7
turnover_per_year = { value = 0.3, quality = "assumed", source = "made up" }
time_to_fill = { law = "exponential", mean_months = 3 }
[allocation]
require_assessment = false
[policy.as-now]
provider = "none"
[policy.elm]
provider = "practice"
[practice.elm]
places = 20
children_per_worker = 6
turnover_per_year = { value = 0.1, quality = "assumed", source = "made up" }
"#;

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
    fn printed(&self, arguments: &str) -> String {
        String::from_utf8(self.swpsim(arguments).assert().success().get_output().stdout.clone()).unwrap()
    }
    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }
}

/// Rows of a CSV by the names of its columns.
fn rows(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_printed_parts_sum_to_the_printed_whole() {
    let place = Place::new();
    let rows = rows(&place.printed("causes small.toml --replicates 6 --out c --quiet --format csv"));
    for measure in ["cohort_changes_per_year", "cohort_same_worker_all_year_pct"] {
        let of = |part: &dyn Fn(&str) -> bool| -> f64 {
            let own = rows.iter().filter(|row| row["measure"] == measure && part(&row["part"]));
            own.map(|row| row["mean"].parse::<f64>().unwrap()).sum()
        };
        let whole = of(&|part| part == "whole");
        let parts = of(&|part| !part.starts_with("whole"));
        assert!((whole - parts).abs() < 1e-4, "{measure}: {parts} of {whole}"); // rounded to five decimals
        assert!(whole != 0.0);
    }
    let shares: Vec<&str> =
        rows.iter().map(|row| row["part"].as_str()).filter(|part| part.starts_with("whole-if")).collect();
    assert_eq!(shares[..3], ["whole-if-inherited-0", "whole-if-inherited-0.5", "whole-if-inherited-1"]);
}

#[test]
fn causes_writes_a_page_once_and_leaves_what_is_there() {
    let place = Place::new();
    place.swpsim("causes small.toml --replicates 3 --out c").assert().success().stderr(contains("c/report.html"));
    for file in
        ["report.html", "summary.txt", "causes.csv", "causes.json", "manifest.json", "figures/causes-changes.svg"]
    {
        assert!(place.path().join("c").join(file).exists(), "{file}");
    }
    let page = place.read("c/report.html");
    assert!(page.contains("What each part rests on") && page.contains("is assumed or fitted"));
    assert!(!page.contains("NaN") && !page.contains("<script"));
    let again = place.swpsim("causes small.toml --replicates 3 --out c").assert().success();
    again.stderr(contains("complete already")).stdout(starts_with("What causes the gain: a small world"));
    let other = place.swpsim("causes small.toml --replicates 4 --out c").assert().code(5);
    other.stderr(contains("left as it is")).stdout(is_empty());
    place.swpsim("causes small.toml --replicates 3 --out small.toml").assert().code(5);
    let json: serde_json::Value =
        serde_json::from_str(&place.printed("causes small.toml --replicates 3 --out c --format json")).unwrap();
    assert_eq!(json["splits"][0]["parts"].as_array().unwrap().len(), 7);
}

#[test]
fn the_number_of_threads_changes_no_byte_of_either_page() {
    let place = Place::new();
    for (command, page) in
        [("causes small.toml --replicates 5", "causes"), ("pilots small.toml --replicates 5", "pilots")]
    {
        for threads in [1, 3] {
            let out = format!("{page}-{threads}");
            place.swpsim(&format!("{command} --threads {threads} --out {out} --quiet")).assert().success();
        }
        for file in ["report.html", "summary.txt", "manifest.json"] {
            let [one, three] = [1, 3].map(|threads| place.read(&format!("{page}-{threads}/{file}")));
            assert!(one == three, "{command}: {file}");
        }
    }
}

#[test]
fn a_scenario_that_moves_nobody_has_no_gain_to_split() {
    let place = Place::new();
    let alone = "--set run.arms=[\"as-now\"]";
    for command in ["causes", "pilots"] {
        let refused = place.swpsim(&format!("{command} small.toml {alone} --replicates 2")).assert().code(3);
        refused.stdout(is_empty()).stderr(contains("run.arms"));
    }
    place.swpsim("causes nowhere.toml").assert().code(4).stderr(contains("no such file"));
    place.swpsim("pilots small.toml nowhere.toml").assert().code(4);
    place.swpsim("causes small.toml --replicates 0").assert().code(2);
    assert!(!place.path().join("results").exists(), "nothing is half-written");
}

#[test]
fn the_five_pilots_run_in_one_command_and_say_what_is_not_modelled() {
    let place = Place::new();
    let told = place.printed("pilots --replicates 2 --out p --quiet");
    assert!(told.contains("pilot A:") && told.contains("pilot F:") && told.contains("not modelled"), "{told}");
    let page = place.read("p/report.html");
    for words in [
        "Blackburn with Darwen (inferred)",
        "Hillingdon (inferred)",
        "Kent (inferred)",
        "Liverpool (inferred)",
        "Staffordshire (inferred)",
        "Best-practice authority",
        "Where the model cannot know",
        "cost",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("NaN") && !page.contains("src="));
    let rows = rows(&place.read("p/pilots.csv"));
    let worlds = |pilot: &str| {
        rows.iter()
            .filter(|row| row["pilot"] == pilot && row["measure"] == "cohort_same_worker_all_year_pct")
            .count()
    };
    assert_eq!(["a", "b", "c", "d", "f"].map(worlds), [7; 5]);
    assert_eq!(fs::read_dir(place.path().join("p/figures")).unwrap().count(), 2);
}

#[test]
fn every_pilot_and_turnover_file_runs_by_itself() {
    let place = Place::new();
    let mut files = vec![];
    for folder in ["pilots", "turnover"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(folder);
        files.extend(fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()));
    }
    assert!(files.len() >= 9, "{files:?}");
    for (n, file) in files.iter().enumerate() {
        let off = "--set run.parameter_draws=0 --set run.sensitivity_replicates=0";
        let command = format!("run {} --replicates 1 {off} --out r{n} --quiet", file.display());
        place.swpsim(&command).assert().success().stdout(contains("What this leaves out").or(contains("Options")));
    }
}

#[test]
fn the_turnover_policies_can_be_compared() {
    let place = Place::new();
    let command = "compare turnover/pilots-record --replicates 2 --out c --quiet \
                   --set run.parameter_draws=0 --set run.sensitivity_replicates=0";
    place.swpsim(command).assert().success().stdout(contains("practice-half-lost"));
}
