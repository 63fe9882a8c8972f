//! What a person reads, kept as files under `tests/golden`: a story, the help pages, the listings, the summary of every
//! shipped scenario. And the same bytes of a run with and without the processor's fused multiply-add.
//!
//! A golden change is a change of the model or of its words. `SWPSIM_BLESS=1 cargo test --test golden` writes the files
//! anew; the commit says which result moved, and why.

mod support;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use support::{compiled, histories, shipped};
use swpsim::domain::measures::Measure;
use swpsim::scenario::Scenario;

fn swpsim(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("swpsim").unwrap();
    command.current_dir(folder).args(arguments).env("COLUMNS", "100");
    command
}

/// What the program prints on standard output.
fn printed(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = swpsim(folder.path(), arguments).assert().success().get_output().stdout.clone();
    String::from_utf8(output).unwrap()
}

/// The text is that of the golden file, or becomes it where the person says so.
fn is_golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.txt"));
    if std::env::var_os("SWPSIM_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        return;
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    if golden == text {
        return;
    }
    let (mut at, mut old, mut new) = (1, golden.lines(), text.lines());
    let (was, is) = loop {
        match (old.next(), new.next()) {
            (a, b) if a == b && a.is_some() => at += 1,
            (a, b) => break (a.unwrap_or("(the end)"), b.unwrap_or("(the end)")),
        }
    };
    panic!(
        "tests/golden/{name}.txt differs from line {at} on:\n  was: {was}\n  is:  {is}\nIf that is meant: \
         SWPSIM_BLESS=1 cargo test --test golden, and let the commit say which result moved, and why."
    );
}

#[test]
fn the_help_pages_are_as_they_were() {
    let mut pages = printed(&["--help"]);
    let commands = ["run", "check", "explain", "measures", "flow", "trace", "targets", "new", "schema"];
    for command in commands {
        pages += &format!("\n==== {command}\n{}", printed(&[command, "--help"]));
    }
    is_golden("help", &pages);
}

#[test]
fn the_listings_of_the_day_and_the_measures_are_as_they_were() {
    is_golden("flow", &printed(&["flow"]));
    is_golden("measures", &printed(&["measures", "--format", "csv"]));
}

#[test]
fn a_childs_story_is_as_it_was() {
    is_golden("story", &printed(&["trace", "staffordshire", "--child", "2011-05.0", "--replicate", "0"]));
}

/// Every measure of every arm over the whole time, the mean of so few histories that any change of a draw shows.
fn numbers(name: &str) -> String {
    let scenario = shipped(name, &[]);
    let model = compiled(&scenario);
    let outcomes = histories(&model, 3);
    let mut text = String::new();
    for &measure in Measure::ALL {
        text += measure.info().name;
        for arm in 0..model.arms.len() {
            let mean = outcomes.column(arm, outcomes.shape.whole(), measure).iter().sum::<f64>() / 3.0;
            text += &format!("  {mean:.9e}");
        }
        text += "\n";
    }
    text
}

#[test]
fn the_summary_of_every_shipped_scenario_is_as_it_was() {
    for (name, _) in Scenario::shipped() {
        let run = ["run", name, "--replicates", "3", "--quiet", "--set", "run.parameter_draws=0"];
        let summary = printed(&[&run[..], &["--set", "run.sensitivity_replicates=0"]].concat());
        // where the files went and the scenario's hash are not the result
        let kept =
            summary.lines().filter(|l| !["Files:", "swpsim ", "Next:"].iter().any(|word| l.starts_with(word)));
        let summary: String = kept.map(|line| format!("{line}\n")).collect();
        is_golden(&format!("summary-{name}"), &format!("{summary}\n{}", numbers(name)));
    }
}

#[test]
fn the_bytes_of_a_run_do_not_depend_on_fused_multiply_add() {
    // the tunable makes the system's mathematics library take its kernels without fused multiply-add; elsewhere it does
    // nothing, and the test compares a run with itself
    let without = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable";
    for scenario in ["k1", "staffordshire"] {
        let run = |tunables: Option<&str>| {
            let folder = tempfile::tempdir().unwrap();
            let arguments = ["run", scenario, "--replicates", "4", "--quiet", "--out", "results"];
            let off = ["--set", "run.parameter_draws=0", "--set", "run.sensitivity_replicates=0"];
            let mut command = swpsim(folder.path(), &[&arguments[..], &off].concat());
            if let Some(tunables) = tunables {
                command.env("GLIBC_TUNABLES", tunables);
            }
            let printed = command.assert().success().get_output().stdout.clone();
            let read = |file: &str| fs::read(folder.path().join("results").join(file)).unwrap();
            (printed, read("replicates.csv"), read("summary.json"))
        };
        let (usual, other) = (run(None), run(Some(without)));
        assert!(usual.1.len() > 1000);
        assert!(usual == other, "{scenario}: another processor would give other numbers");
    }
}
