//! Staffing at the command line and in the compiler: notes on rates that cannot both be true, and staff that are not
//! there.

use assert_cmd::Command;
use predicates::str::{contains, is_empty};
use swpsim::scenario::{Scenario, compile};

/// A practice beside an authority of six workers.
const SMALL: &str = r#"
[run]
start = "fresh-arrivals"
fresh_arrivals = 60
arms = ["as-now", "elm"]
years = 1
replicates = 5
[stay]
length = { law = "fixed", years = 100 }
[workforce]
posts = 6
turnover_per_year = 0.11
vacancy_rate = 0.12
time_to_fill = { law = "gamma", shape = 2, mean_months = 5 }
[allocation]
require_assessment = false
[practice.elm]
places = 60
children_per_worker = 10
[policy.as-now]
provider = "none"
[policy.elm]
provider = "practice"
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    folder
}

fn swpsim(folder: &tempfile::TempDir, arguments: &str) -> Command {
    let mut command = Command::cargo_bin("swpsim").unwrap();
    command.current_dir(folder.path()).args(arguments.split_whitespace());
    command
}

#[test]
fn check_and_run_explain_a_vacancy_rate_that_turnover_cannot_make() {
    let folder = folder();
    let told = "12% / 88% / 11% = 1.24 years is how long every leaver's post would stand vacant";
    let checked = swpsim(&folder, "check small.toml").assert().success().stdout(contains("no problems"));
    checked.stderr(contains("note: small.toml: a vacancy rate of 12%")).stderr(contains(told));
    swpsim(&folder, "check small.toml --quiet").assert().success().stderr(is_empty());
    let run = swpsim(&folder, "run small.toml").assert().success().stderr(contains(told));
    run.stderr(contains("workforce.structural_vacancy_share = 0.08 makes both true"));
}

#[test]
fn more_staff_than_the_authority_has_cannot_come_across() {
    let problem = |overrides: &[&str]| {
        let overrides: Vec<String> = overrides.iter().map(|o| (*o).to_string()).collect();
        let scenario = Scenario::parse("small", SMALL, &overrides).unwrap_or_else(|p| panic!("{p}"));
        compile::model(&scenario).err().map(|problems| problems.list()[0].to_string())
    };
    let all = ["practice.elm.transferred_staff_share=0.5", "practice.elm.seconded_staff_share=0.5"];
    assert_eq!(problem(&all), None, "six of six may come");
    let smaller = [&all[..], &["workforce.posts=5"]].concat();
    assert!(
        problem(&smaller).unwrap().contains(
            "practice.elm.transferred_staff_share: 6 workers would come across, and the authority has 5 case-holding posts"
        ),
        "{:?}",
        problem(&smaller)
    );
}
