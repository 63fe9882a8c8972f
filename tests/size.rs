//! How large a practice, as a planner meets it: sizes, limits, the answer's sentence, files; and that a size is a run with
//! so many places.

mod support;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use support::{compiled, histories, shipped};
use swpsim::domain::measures::Measure;
use swpsim::experiment::runner::{self, Plan};
use swpsim::experiment::size::arms::{Posts, Practice, Sized, Terms};
use swpsim::experiment::size::measures::shown_as;

/// A small world: nobody is in care at first, some arrive, one practice.
const SMALL: &str = r#"
title = "a small world"
[authority]
name = "Smallshire"
starts_per_year = 40
[run]
start = "empty"
years = 3
seed = 3
arms = ["as-now", "elm"]
[stay]
length = { law = "exponential", mean_months = 20 }
[workforce]
posts = 5
turnover_per_year = 0.3
time_to_fill = { law = "exponential", mean_months = 3 }
[finance]
salary_gbp = 30_000
[policy.as-now]
provider = "none"
[policy.elm]
provider = "practice"
allocation.require_assessment = false
[practice.elm]
places = 10
children_per_worker = 4
minimum_on_duty = 2
turnover_per_year = { value = 0.2, low = 0.1, high = 0.5 }
"#;

/// The program in a folder of its own, with the small world as `small.toml`.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::write(place.path().join("small.toml"), SMALL).unwrap();
        place
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn size(&self, words: &[&str]) -> Command {
        let mut command = Command::cargo_bin("swpsim").unwrap();
        command.current_dir(self.path()).arg("size").args(words);
        command
    }
    /// Sizes of the small world with few histories, into `out`.
    fn small(&self, words: &[&str]) -> Command {
        let usual = [
            "small.toml",
            "--sizes",
            "4,8,16",
            "--replicates",
            "16",
            "--turnover-replicates",
            "4",
            "--out",
            "out",
        ];
        self.size(&[&usual[..], words].concat())
    }
    fn summary(&self) -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(self.path().join("out/summary.json")).unwrap()).unwrap()
    }
    fn answer(&self) -> String {
        self.summary()["answer"].as_str().unwrap().to_string()
    }
}

#[test]
fn a_size_gives_the_bits_of_a_run_with_so_many_places() {
    let practice = Practice { policy: "practice".into(), name: "evolve".into(), baseline: "no-practice".into() };
    let terms = Terms { posts: Posts::Whole, turnover_per_year: None };
    let sized = Sized::new(&shipped("staffordshire", &[]), &practice, &[100, 148], terms, None);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let sizes = runner::outcomes(&sized, Plan { seed: support::SEED, first: 0, replicates: 2, stop: &stop });
    for (arm, places) in [(1, 100), (2, 148)] {
        let run =
            histories(&compiled(&shipped("staffordshire", &[&format!("practice.evolve.places={places}")])), 2);
        for period in 0..run.shape.periods {
            for &measure in Measure::ALL {
                let bits = |values: Vec<f64>| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
                let name = measure.info().name;
                let (own, theirs) = (sizes.column(arm, period, measure), run.column(2, period, measure));
                assert_eq!(bits(own), bits(theirs), "{name} with {places} places, period {period}");
                if shown_as(name).is_none() {
                    continue; // whom nobody moves has no handover that could be cancelled
                }
                // the same children not moved: a followed arm here, the baseline there
                let (own, theirs) = (sizes.reference(arm, measure), run.reference(2, measure));
                let (own, theirs) = (sizes.column(own, period, measure), run.column(theirs, period, measure));
                assert_eq!(bits(own), bits(theirs), "{name} not moved, {places} places, period {period}");
            }
        }
    }
}

#[test]
fn one_thread_and_eight_write_the_same_bytes() {
    let place = Place::new();
    place.small(&["--threads", "1", "--limit", "same_worker>=50%"]).assert().success();
    fs::rename(place.path().join("out"), place.path().join("one")).unwrap();
    place.small(&["--threads", "8", "--limit", "same_worker>=50%"]).assert().success();
    let files = ["manifest.json", "report.html", "sizes.csv", "months.csv", "summary.json", "summary.txt"];
    for file in files {
        let read = |folder: &str| fs::read(place.path().join(folder).join(file)).unwrap();
        assert!(read("one") == read("out"), "{file} differs");
    }
    place.small(&["--limit", "same_worker>=50%"]).assert().success().stderr(contains("complete already"));
    place.small(&["--limit", "same_worker>=51%"]).assert().code(5).stderr(contains("left as it is"));
}

#[test]
fn sizes_that_cannot_be_are_refused_before_anything_is_read() {
    let place = Place::new();
    let refused = |words: &[&str], why: &str| {
        place.size(&[&["nowhere.toml"], words].concat()).assert().code(2).stderr(contains(why));
    };
    refused(&["--from", "300", "--to", "60"], "did you mean --from 60 --to 300?");
    refused(&["--step", "0"], "--step 0 leads nowhere");
    refused(&["--step", "-20"], "--step -20 leads nowhere");
    refused(&["--from", "0"], "--from 0 is no size of a practice");
    refused(&["--sizes", "60,-5"], "--sizes: -5 is no size of a practice");
    refused(&["--sizes", "60", "--from", "60"], "cannot be used with");
    refused(&["--from", "1", "--to", "1000", "--step", "1"], "try --step 17 or more");
}

#[test]
fn limits_that_cannot_be_read_are_refused_all_at_once() {
    let place = Place::new();
    let wrong = ["--limit", "cover_failure<=2/yr", "--limit", "same_worker>=many", "--limit", "unfilled"];
    let told = contains("the nearest is \"cover_failures\"")
        .and(contains("no number stands after \">=\""))
        .and(contains("there is no <=, >=, < or > in it"))
        .and(contains("'cover_failures<=2/yr'"));
    place.size(&[&["small.toml"], &wrong[..]].concat()).assert().code(2).stderr(told);
    place.size(&["small.toml", "--limit", "fund<=2 months"]).assert().code(2).stderr(contains("which is in GBP"));
    place
        .size(&["small.toml", "--limit", "same_worker>=0.6"])
        .assert()
        .code(2)
        .stderr(contains("did you mean 60%?"));
}

#[test]
fn a_practice_or_policy_that_is_not_there_gets_the_nearest() {
    let place = Place::new();
    place.small(&["--practice", "elms"]).assert().code(2).stderr(contains("the nearest is \"elm\""));
    place.small(&["--policy", "oak"]).assert().code(2).stderr(contains("there are elm"));
    let alone = SMALL.replace("arms = [\"as-now\", \"elm\"]", "arms = [\"as-now\"]");
    fs::write(place.path().join("alone.toml"), alone).unwrap();
    place.size(&["alone.toml"]).assert().code(2).stderr(contains("nothing can be sized"));
}

#[test]
fn where_nothing_says_what_large_size_loses_the_upper_limit_is_not_answerable() {
    let place = Place::new();
    place.small(&["--limit", "same_worker>=0%"]).assert().success().stdout(contains("not answerable"));
    let answer = place.answer();
    assert!(answer.starts_with("4 to 16 places meet same_worker>=0%"), "{answer}");
    assert!(answer.contains("holds no assumption by which a larger practice does worse"), "{answer}");
    assert!(answer.contains("practice.elm.children_known_per_worker"), "{answer}");
    assert!(answer.contains("cannot be judged, since no size within it was tried"), "{answer}");
}

#[test]
fn a_bound_names_the_limit_and_the_key_that_set_it() {
    let place = Place::new();
    let known = ["--set", "practice.elm.children_known_per_worker=3"];
    let limits = ["--limit", "changes_known>=95%", "--limit", "cover_failures<=1000/yr"];
    place.small(&[&known[..], &limits].concat()).assert().success();
    let (answer, summary) = (place.answer(), place.summary());
    let lost: Vec<&str> = summary["losses"].as_array().unwrap().iter().filter_map(|l| l["key"].as_str()).collect();
    assert_eq!(lost, ["practice.elm.children_known_per_worker"]);
    // four children are one worker's; with sixteen a worker knows about three of twelve others
    let verdict = |n: usize| summary["judged"][n]["verdict"].as_str().unwrap().to_string();
    assert_eq!(verdict(2), "misses", "{answer}");
    assert!(!answer.contains("not answerable"), "{answer}");
    if summary["upper"].is_object() {
        assert!(answer.contains("practice.elm.children_known_per_worker = 3"), "{answer}");
    } else {
        assert!(answer.contains("no upper limit follows"), "{answer}");
    }
}

#[test]
fn a_limit_on_what_the_scenario_does_not_model_is_said_to_be_so() {
    let place = Place::new();
    place.small(&["--limit", "changes_known>=50%"]).assert().success();
    let answer = place.answer();
    let why = "changes_known>=50% cannot be judged, since the scenario does not measure it";
    assert!(answer.starts_with(why) && answer.contains("children_known_per_worker is not stated"), "{answer}");
}

#[test]
fn a_practice_that_never_fills_misses_a_limit_on_the_months() {
    let place = Place::new();
    let words =
        ["small.toml", "--sizes", "4,400", "--replicates", "16", "--turnover-replicates", "0", "--out", "out"];
    place.size(&[&words[..], &["--limit", "months_to_fill<=30 months"]].concat()).assert().success();
    assert_eq!(place.summary()["judged"][1]["verdict"].as_str(), Some("misses"), "{}", place.answer());
}

#[test]
fn without_a_limit_no_size_is_judged_and_the_program_says_what_could_be_limited() {
    let place = Place::new();
    let told =
        contains("No limit is stated").and(contains("What could be limited")).and(contains("cover_failures<=N"));
    place.small(&[]).assert().success().stdout(told).stderr(contains("state what matters with --limit"));
}

#[test]
fn turnover_is_varied_over_its_range_and_formats_are_what_they_say() {
    let place = Place::new();
    let output = place.small(&["--format", "csv", "--quiet"]).assert().success().stderr("").get_output().clone();
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    let head: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
    let at = |name: &str| head.iter().position(|cell| cell == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let of = |level: &str| {
        let wanted = |row: &&csv::StringRecord| &row[at("turnover")] == level && &row[at("places")] == "8";
        rows.iter().find(wanted).map(|row| row[at("turnover_per_year")].parse::<f64>().unwrap()).unwrap()
    };
    // triangular from 0.1 over 0.2 to 0.5: 0.1 + sqrt(0.1 * 0.4 * 0.1), 0.5 - sqrt(0.1 * 0.4 * 0.3)
    assert!(
        (of("low") - 0.163_2).abs() < 1e-4 && (of("stated") - 0.2).abs() < 1e-9,
        "{} {}",
        of("low"),
        of("stated")
    );
    assert!((of("high") - 0.390_5).abs() < 1e-4, "{}", of("high"));
    let json = place.small(&["--format", "json", "--quiet"]).assert().success().get_output().stdout.clone();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!((json["schema_version"].as_u64(), json["sizes"][2].as_u64()), (Some(1), Some(16)));
    assert_eq!(json["posts_by_size"][2].as_f64(), Some(4.0));
}

#[test]
fn fractions_of_posts_are_said_and_change_the_result() {
    let place = Place::new();
    place.small(&["--fractional-posts"]).assert().success();
    let summary = place.summary();
    assert_eq!(summary["posts"].as_str(), Some("fractional"));
    assert_eq!(summary["posts_by_size"][1].as_f64(), Some(2.0));
}

#[test]
fn places_beyond_the_children_who_could_fill_them_stay_empty_and_are_counted() {
    let place = Place::new();
    let words =
        ["staffordshire", "--sizes", "60,900", "--replicates", "3", "--turnover-replicates", "1", "--out", "out"];
    place.size(&words).assert().success();
    let page = fs::read_to_string(place.path().join("out/report.html")).unwrap();
    assert!(page.contains(
        "900 places never fill in most histories: the pool of children who may be allocated ends at about"
    ));
    let summary = place.summary();
    assert_eq!(
        (summary["filling"][0]["never"].as_u64(), summary["filling"][1]["never"].as_u64()),
        (Some(0), Some(3))
    );
    let lost: Vec<&str> = summary["losses"].as_array().unwrap().iter().filter_map(|l| l["key"].as_str()).collect();
    assert!(lost.contains(&"allocation.minimum_age"), "{lost:?}");
    // nobody further is transferred: fewer are left after a year
    let decay = &summary["decay"][0];
    let (stop, served) = (decay["stops_after_months"].as_u64().unwrap() as usize, &decay["mean"]);
    assert!(served[stop + 12].as_f64() < served[stop].as_f64());
    // a run still refuses what cannot be filled
    let mut run = Command::cargo_bin("swpsim").unwrap();
    run.args(["run", "staffordshire", "--set", "practice.evolve.places=900"]).current_dir(place.path());
    run.assert().code(3).stderr(contains("more than the pool"));
}
