//! `swpsim fund` at the command line: the sentence, the files, what is refused, and the same bytes on any threads.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};

/// A small authority whose practice holds priced placements under a stated budget.
const SMALL: &str = r#"
title = "a small authority"
[authority]
name = "Anyshire"
starts_per_year = 40
[run]
start = "empty"
start_date = 2024-04-01
years = 3
replicates = 60
seed = 3
parameter_draws = 2
arms = ["as-now", "elm"]
[stay]
length = { law = "exponential", mean_months = 20 }
[workforce]
posts = 6
turnover_per_year = { value = 0.2, low = 0.1, high = 0.4 }
time_to_fill = { law = "exponential", mean_months = 3 }
[finance]
price_year = "2024-25"
weekly_cost_gbp = { kinship_foster = 400, inhouse_foster = 600, agency_foster = 1000, adoptive = 100, parents = 50, childrens_home = 5000, secure = 8000, residential_school = 4000, semi_independent = 1000, other = 500 }
price_shock_sd = { value = 0.05, low = 0.02, high = 0.1 }
salary_gbp = 40000
[contract]
social_work_per_child_year_gbp = 6000
risk_fund_opening_share = 0.05
[policy.as-now]
provider = "none"
[policy.elm]
provider = "practice"
allocation.require_assessment = false
[practice.elm]
places = 20
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
    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap_or_else(|why| panic!("{file}: {why}"))
    }
    fn refused(&self, arguments: &str, code: i32, told: &str) {
        let done = self.swpsim(&format!("fund small.toml {arguments}")).assert().code(code);
        done.stderr(contains(told)).stdout(is_empty());
        assert_eq!(fs::read_dir(self.path()).unwrap().count(), 1, "{arguments}: something was written");
    }
}

const QUICK: &str = "--switches 1 --horizons 1 --pools 2 --correlation 0,1";

#[test]
fn the_first_line_is_the_answer_with_horizon_rule_and_confidence() {
    let place = Place::new();
    let asked = format!("fund small.toml {QUICK} --holder practice --out answer --funds 100000");
    let done = place.swpsim(&asked).assert().success();
    let told = String::from_utf8(done.get_output().stdout.clone()).unwrap().replace('\n', " ");
    let first = told.split(").").next().unwrap();
    for words in [
        "within the three-year contract at or below 1 in 20",
        "over what is not known",
        "95% confidence in each parameter draw",
        "60 simulated contracts",
        "placement budget held by the practice",
        "surplus returned yearly",
        "tested at year end",
    ] {
        assert!(first.contains(words), "{words}\n{first}");
    }
    assert!(told.contains("A fund of £100,000 runs out"), "{told}");
    for file in
        ["report.html", "summary.json", "funds.csv", "curve.csv", "levels.csv", "draws.csv", "manifest.json"]
    {
        assert!(place.path().join("answer").join(file).exists(), "{file}");
    }
    // one line a history and headline; one row a draw
    assert_eq!(place.read("answer/levels.csv").lines().count(), 61);
    assert_eq!(place.read("answer/draws.csv").lines().count(), 3);
    place.swpsim(&asked).assert().success().stderr(contains("complete already")).stdout(starts_with(&told[..20]));
}

#[test]
fn the_order_statistic_is_that_of_the_levels_written() {
    let place = Place::new();
    place
        .swpsim(&format!("fund small.toml {QUICK} --holder practice --draws 0 --out answer -q"))
        .assert()
        .success();
    let levels = place.read("answer/levels.csv");
    let mut levels: Vec<f64> =
        levels.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect();
    levels.sort_by(f64::total_cmp);
    let summary: serde_json::Value = serde_json::from_str(&place.read("answer/summary.json")).unwrap();
    let line = &summary["headlines"][0]["line"];
    // 60 contracts: 59 are needed, so it is the largest of them (Wilks 1941)
    assert_eq!(line["sure"].as_f64(), levels.last().copied());
    assert_eq!(line["point"].as_f64(), Some(levels[56])); // 57 of 60 hold
    let curve = summary["headlines"][0]["curve"].as_array().unwrap();
    for point in curve {
        let fund = point["fund"].as_f64().unwrap();
        let exhausted = levels.iter().filter(|level| **level > fund).count() as u64;
        assert_eq!(point["exhausted"]["times"].as_u64(), Some(exhausted), "{fund}");
    }
}

#[test]
fn one_thread_and_three_write_the_same_bytes() {
    let place = Place::new();
    place.swpsim(&format!("fund small.toml {QUICK} --threads 1 --out one -q")).assert().success();
    place.swpsim(&format!("fund small.toml {QUICK} --threads 3 --out three -q")).assert().success();
    for file in ["summary.json", "funds.csv", "draws.csv", "report.html", "manifest.json", "causes.csv"] {
        assert!(place.read(&format!("one/{file}")) == place.read(&format!("three/{file}")), "{file} differs");
    }
}

#[test]
fn the_same_history_has_the_same_levels_whoever_else_is_asked_about() {
    let place = Place::new();
    let both = format!("fund small.toml {QUICK} --draws 0 --out both -q");
    place.swpsim(&both).assert().success();
    let alone =
        format!("fund small.toml {QUICK} --draws 0 --holder authority --arrangements block --out alone -q");
    place.swpsim(&alone).assert().success();
    let lines = |file: &str, wanted: &str| -> Vec<String> {
        place.read(file).lines().filter(|line| line.starts_with(wanted)).map(String::from).collect()
    };
    let chosen = |file: &str| -> Vec<Vec<String>> {
        let cut = |line: &String| line.split(',').take(12).map(String::from).collect();
        lines(file, "authority,block,").iter().map(cut).collect()
    };
    assert!(!chosen("both/funds.csv").is_empty());
    assert_eq!(chosen("both/funds.csv"), chosen("alone/funds.csv"));
}

#[test]
fn a_practice_that_reacts_to_its_balance_is_gone_through_again_at_each_size_and_says_so() {
    let place = Place::new();
    let asked = format!("fund small.toml {QUICK} --draws 0 --surplus stated --replicates 110 --out answer");
    let done = place.swpsim(&asked).assert().success();
    let told = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("no critical level, because the fund is carved out of the contract"), "{told}");
    assert_eq!(place.read("answer/levels.csv").lines().count(), 1);
    let funds = place.read("answer/funds.csv");
    assert!(funds.contains("evaluated-again") && funds.contains("critical-levels"), "{funds}");
}

#[test]
fn what_cannot_be_answered_is_refused_and_nothing_is_written() {
    let place = Place::new();
    for (arguments, told) in [
        ("--replicates 58", "at least 59 would: --replicates 59"),
        ("--replicates 100 --surplus stated", "at least 107 would"),
        ("--chance 5", "did you mean 0.05?"),
        ("--chance 0", "neither never nor always"),
        ("--confidence 95", "did you mean 0.95?"),
        ("--horizons 0.5", "ends before its first test at year end"),
        ("--horizons 2.5", "no whole number of years"),
        ("--sizes 30,20", "try --sizes 20,30"),
        ("--funds -5", "is below zero"),
        ("--arrangements blok", "the nearest is \"block\""),
        ("--correlation 2", "is not from 0"),
        ("--policy elms", "the nearest is \"elm\""),
        ("--pools 1", "expected 2 to 50 practices"),
    ] {
        place.refused(arguments, 2, told);
    }
    // all mistakes at once
    let both = place.swpsim("fund small.toml --chance 5 --sizes 30,20").assert().code(2);
    both.stderr(contains("did you mean 0.05").and(contains("--sizes 20,30")));
    place.swpsim("fund england-2024").assert().code(3).stderr(contains("no policy has a practice"));
    let contract = "fund small.toml --set contract.years=0.5";
    place.swpsim(contract).assert().code(3).stderr(contains("contract.years"));
}

#[test]
fn a_folder_of_something_else_is_left_as_it_is() {
    let place = Place::new();
    fs::create_dir(place.path().join("mine")).unwrap();
    fs::write(place.path().join("mine/notes.txt"), "mine").unwrap();
    place.swpsim("fund small.toml --out mine").assert().code(5).stderr(contains("something else"));
    assert_eq!(fs::read_dir(place.path().join("mine")).unwrap().count(), 1);
}

#[test]
fn every_size_and_holder_has_its_line() {
    let place = Place::new();
    let asked = format!("fund small.toml {QUICK} --draws 0 --sizes 10,20 --out answer --format csv");
    place.swpsim(&asked).assert().success().stdout(starts_with("holder,arrangement,years,"));
    let sizes = place.read("answer/sizes.csv");
    // two sizes, two holders, six arrangements
    assert_eq!(sizes.lines().count(), 1 + 2 * 2 * 6, "{sizes}");
}
