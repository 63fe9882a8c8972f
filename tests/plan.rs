//! Transfer plans as a planner meets them: a cohort worked by hand, a made-up return from end to end, and bad input.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;

/// Longest waiting first, so that the order needs no draw: five places in waves of two from October 2026.
const SCENARIO: &str = r#"
extends = "england-2024"
[run]
replicates = 40
[allocation]
rule = "longest-waiting"
places_per_panel = 2
panel_every_days = 30.4375
require_assessment = false
minimum_age = 0
[handover]
joint_days = 30
[plan]
recent_move_days = 250
[practice.elm]
places = 6
children_per_worker = 3
"#;

const LIST: &str = "\
CHILD,AS_AT,DOB,SEX,CIN,DECOM,LS,PLACE,PLACE_PROVIDER,PLACED_SINCE,SIBLING_GROUP,ADOPTION_PLAN,WORKER,WISH,WISH_UNTIL,BLACKOUT_FROM,BLACKOUT_TO,BLACKOUT_REASON
KID-01,31/03/2026,01/02/2014,F,N1,01/01/2018,C2,U4,PR1,01/01/2020,,no,SW-ANN,move,,,,
KID-02,31/03/2026,01/02/2014,M,N1,01/01/2019,C2,U4,PR1,01/01/2020,,no,SW-ANN,move,,20/09/2026,31/10/2026,exams
KID-03,31/03/2026,01/02/2014,M,N1,01/01/2020,C2,U4,PR1,01/01/2020,FAM-9,no,SW-BOB,move,,,,
KID-04,31/03/2026,01/02/2015,F,N1,01/01/2021,C2,U4,PR1,01/01/2021,FAM-9,no,SW-BOB,move,,,,
KID-05,31/03/2026,01/02/2016,F,N1,01/01/2022,C2,U4,PR1,01/01/2022,,no,SW-BOB,move,,,,
KID-06,31/03/2026,01/02/2016,F,N1,01/07/2022,C2,U4,PR1,01/03/2026,,no,SW-BOB,move,,,,
KID-07,31/03/2026,01/02/2016,F,N1,01/01/2023,C2,U4,PR1,01/01/2023,,no,SW-BOB,move,,,,
KID-08,31/03/2026,01/02/2016,F,N1,01/01/2025,C1,U4,PR1,01/01/2025,,no,SW-BOB,move,,,,
KID-09,31/03/2026,01/02/2013,F,N1,01/01/2017,C2,U4,PR1,01/01/2018,,no,SW-ANN,stay,,,,
KID-10,31/03/2026,01/02/2024,F,N1,01/03/2024,E1,U4,PR1,01/03/2024,,yes,,move,,,,
KID-11,31/03/2026,01/02/2013,F,N1,01/01/2016,C2,U4,PR1,01/01/2018,,no,SW-ANN,wait,30/06/2026,,,
";

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("scenario.toml", SCENARIO);
        place.write("list.csv", LIST);
        place.write("key", &"07".repeat(32)); // pseudonyms, and with them draws, are the same every time
        place
    }
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }
    fn swpsim(&self, words: &[&str]) -> Command {
        let mut command = Command::cargo_bin("swpsim").unwrap();
        command.current_dir(self.0.path()).args(words);
        command
    }
    /// Plans from the list, under one key, with more words.
    fn plan(&self, words: &[&str]) -> Command {
        let usual = ["plan", "scenario.toml", "--cohort", "list.csv", "--key-file", "key"];
        self.swpsim(&[&usual[..], words].concat())
    }
    /// Rows of a plan by the child's own identifier, which the identities file gives back.
    fn rows(&self, folder: &str, identities: &str) -> BTreeMap<String, BTreeMap<String, String>> {
        let names: BTreeMap<String, String> = table(&self.path(identities))
            .into_iter()
            .filter_map(|row| {
                let find = |starts: &dyn Fn(&str) -> bool| row.values().find(|cell| starts(cell)).cloned();
                Some((
                    find(&|cell| cell.len() == 13 && cell.starts_with('C'))?,
                    find(&|cell| cell.starts_with("KID"))?,
                ))
            })
            .collect();
        let rows = table(&self.path(folder).join("plan.csv"));
        rows.into_iter().map(|row| (names[&row["child"]].clone(), row)).collect()
    }
}

fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text: String = fs::read_to_string(path).unwrap();
    let body: String =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let heading = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        heading.iter().map(String::from).zip(record.iter().map(String::from)).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn a_small_cohort_is_planned_as_worked_by_hand() {
    let place = Place::new();
    place.plan(&["--out", "out", "--identities", "names.csv"]).assert().success();
    let rows = place.rows("out", "names.csv");
    let month = |child: &str| rows[child]["month"].as_str();
    // waves of two: 01 begins; 02 has exams in October; the pair 03 and 04 needs a whole wave; 05 takes what is left of
    // October; 06 came to a new carer on 1 March, 250 days before 6 November
    assert_eq!((month("KID-01"), month("KID-02")), ("2026-10", "2026-11"));
    assert_eq!((month("KID-03"), month("KID-04")), ("2026-12", "2026-12"));
    assert_eq!((month("KID-05"), month("KID-06")), ("2026-10", "2027-01"));
    assert_eq!((month("KID-07"), rows["KID-07"]["waits_for"].as_str()), ("", "no place left"));
    assert_eq!(rows["KID-01"]["leads_from"], "2026-10-31");
    assert_eq!(rows["KID-02"]["waits_for"], "a time in which the child must not be moved: exams");
    assert_eq!(rows["KID-05"]["waits_for"], "");
    assert_eq!(rows["KID-06"]["waits_for"], "a recent move to a new carer; an earlier wave is full");
    let not_met = |child: &str| rows[child]["criteria_not_met"].as_str();
    assert_eq!((not_met("KID-08"), not_met("KID-09")), ("not-in-proceedings", "wish-to-stay"));
    assert_eq!((not_met("KID-10"), not_met("KID-11")), ("no-adoption-plan", "wish-to-wait"));
    assert_eq!(rows["KID-11"]["ready_from"], "2026-06-30");
    assert_eq!(rows["KID-03"]["new_post"], rows["KID-04"]["new_post"]);
    let all: u32 = rows.values().filter(|row| !row["month"].is_empty()).count() as u32;
    assert_eq!(all, 6);
}

#[test]
fn caseloads_fall_on_one_side_as_they_rise_on_the_other() {
    let place = Place::new();
    place.plan(&["--out", "out", "--set", "handover.joint_days=0"]).assert().success();
    let rows = table(&place.path("out/caseloads.csv"));
    let sum = |side: &str, month: &str| -> f64 {
        let own = rows.iter().filter(|row| row["side"] == side && row["month"] == month);
        own.map(|row| row["full_cases"].parse::<f64>().unwrap()).sum()
    };
    // ten of eleven children have a worker; without a joint period a case is on one side only
    for (month, gone) in [("2026-09", 0.0), ("2026-10", 2.0), ("2026-11", 3.0), ("2026-12", 5.0), ("2027-01", 6.0)]
    {
        assert_eq!((sum("authority", month), sum("practice", month)), (10.0 - gone, gone), "{month}");
    }
}

#[test]
fn no_identifier_and_no_cost_reaches_an_output() {
    let place = Place::new();
    let told = place.plan(&["--out", "out"]).output().unwrap();
    let mut all = String::from_utf8(told.stdout).unwrap() + &String::from_utf8(told.stderr).unwrap();
    for file in fs::read_dir(place.path("out")).unwrap() {
        all += &fs::read_to_string(file.unwrap().path()).unwrap();
    }
    for word in ["KID-", "SW-ANN", "SW-BOB", "FAM-9", "£"] {
        assert!(!all.contains(word), "{word}");
    }
    let costs: Vec<String> =
        table(&place.path("out/ledger.csv")).into_iter().map(|row| row["yearly_cost_gbp"].clone()).collect();
    assert!(costs.iter().all(|cost| cost.is_empty() || cost == "0"), "{costs:?}");
}

#[test]
fn the_order_is_provisional_until_an_outside_number_draws_what_was_committed() {
    let place = Place::new();
    let lottery = ["--set", "allocation.rule=\"lottery\""];
    place.plan(&[&lottery[..], &["--out", "first"]].concat()).assert().success().stderr(contains("provisional"));
    place
        .plan(&[&lottery[..], &["--out", "drawn", "--with", "4711", "--source", "a newspaper"]].concat())
        .assert()
        .success();
    let commitment = |folder: &str| {
        let text = fs::read_to_string(place.path(folder).join("summary.json")).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        (value["commitment"].to_string(), value["provisional"].as_bool().unwrap())
    };
    assert_eq!(commitment("first").0, commitment("drawn").0);
    assert!(commitment("first").1 && !commitment("drawn").1);
    place
        .swpsim(&["ledger", "verify", "drawn/ledger.csv"])
        .assert()
        .success()
        .stdout(contains("7 eligible, 6 places"));
    // the same number gives the same plan, and another number written over it is found
    place
        .plan(&[&lottery[..], &["--out", "again", "--with", "4711", "--source", "a newspaper"]].concat())
        .assert()
        .success();
    let text = |folder: &str| fs::read_to_string(place.path(folder).join("plan.csv")).unwrap();
    assert_eq!(text("drawn"), text("again"));
    let ledger = fs::read_to_string(place.path("drawn/ledger.csv")).unwrap();
    place.write("drawn/ledger.csv", &ledger.replacen("4711", "4712", 1));
    place.swpsim(&["ledger", "verify", "drawn/ledger.csv"]).assert().code(8);
}

#[test]
fn an_edited_plan_is_checked_with_all_its_problems_at_once_and_its_cost_is_shown() {
    let place = Place::new();
    place.plan(&["--out", "out", "--identities", "names.csv"]).assert().success();
    let text = fs::read_to_string(place.path("out/plan.csv")).unwrap();
    let rows = place.rows("out", "names.csv");
    let with = |changes: &[(&str, &str)]| -> String {
        let mut lines: Vec<Vec<String>> = text.lines().map(|l| l.split(',').map(String::from).collect()).collect();
        for (child, month) in changes {
            let key = rows[*child]["child"].clone();
            let line = lines.iter_mut().find(|line| line[0] == key).unwrap();
            line[5] = month.to_string();
        }
        lines.iter().map(|line| line.join(",") + "\n").collect()
    };
    // before the lead times, in exams, a sibling apart, somebody without a place, three in a wave of two
    let wrong = [
        ("KID-01", "2026-08"),
        ("KID-02", "2026-10"),
        ("KID-03", "2027-01"),
        ("KID-05", "2027-01"),
        ("KID-09", "2026-11"),
    ];
    place.write("wrong.csv", &(with(&wrong) + "C000000000000,,,,,2026-10,,,,,,,\n"));
    place
        .plan(&["--out", "edited", "--edited", "wrong.csv"])
        .assert()
        .code(3)
        .stderr(contains("before the first wave, 2026-10"))
        .stderr(contains("must not be moved: exams"))
        .stderr(contains("brothers and sisters are apart"))
        .stderr(contains("has no place in the plan (asked to stay"))
        .stderr(contains("3 children begin at elm in 2027-01; a wave is at most 2"))
        .stderr(contains("C000000000000 is no child of this cohort"));
    assert!(!place.path("edited").exists());
    // two months later for one child
    place.write("right.csv", &with(&[("KID-05", "2026-11")]));
    place
        .plan(&["--out", "edited", "--edited", "right.csv"])
        .assert()
        .success()
        .stdout(contains("months of waiting added"));
    let summary: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(place.path("edited/summary.json")).unwrap()).unwrap();
    assert_eq!(summary["edit"]["months_of_waiting_added"], 1);
    assert_eq!(summary["edit"]["children_moved"], 1);
    let leavers = &summary["edit"]["expected_leavers_before_their_turn"];
    assert!(leavers[1].as_f64() >= leavers[0].as_f64(), "{leavers}");
}

#[test]
fn rules_that_the_input_cannot_support_are_refused_with_the_column_that_would() {
    let place = Place::new();
    place
        .plan(&[
            "--out",
            "out",
            "--set",
            "allocation.rule=\"stratified-lottery\"",
            "--set",
            "allocation.require_assessment=true",
        ])
        .assert()
        .code(3)
        .stderr(contains("column BAND of the companion file"))
        .stderr(contains("column ASSESSED_LONG"));
    place
        .plan(&[
            "--out",
            "out",
            "--set",
            "allocation.rule=\"child-preference\"",
            "--set",
            "allocation.preference_share=0.3",
        ])
        .assert()
        .code(3)
        .stderr(contains("prefers"));
    place
        .plan(&["--out", "out", "--set", "allocation.rule=\"practice-picks-easier\""])
        .assert()
        .code(3)
        .stderr(contains("opaque"));
    let alone = LIST.replace("FAM-9", "");
    place.write("list.csv", &alone);
    place.plan(&["--out", "out"]).assert().code(3).stderr(contains("column SIBLING_GROUP"));
    assert!(!place.path("out").exists());
}

#[test]
fn a_child_of_whom_a_rule_needs_to_know_more_is_neither_eligible_nor_not() {
    let place = Place::new();
    place.write("list.csv", &LIST.replace("01/01/2018,C2", "01/01/2018,"));
    place.plan(&["--out", "out", "--identities", "names.csv"]).assert().success();
    let rows = place.rows("out", "names.csv");
    assert_eq!(rows["KID-01"]["eligible"], "not stated");
    assert_eq!(rows["KID-01"]["waits_for"], "not stated: LS IN_PROCEEDINGS");
}

#[test]
fn wrong_arguments_are_told_apart() {
    let place = Place::new();
    place
        .swpsim(&["plan", "scenario.toml", "--cohort", "list.csv", "--with", "5"])
        .assert()
        .code(2)
        .stderr(contains("--key-file"));
    place.plan(&["--with", "5.5"]).assert().code(2).stderr(contains("whole number"));
    place.plan(&["--from", "2026-03-31"]).assert().code(2).stderr(contains("not after the input's last day"));
    place.plan(&["--from", "soon"]).assert().code(2).stderr(contains("is not a day"));
    fs::create_dir(place.path("full")).unwrap();
    place.write("full/mine.txt", "mine");
    place.plan(&["--out", "full"]).assert().code(5);
    place.plan(&["--out", "out", "--edited", "nowhere.csv"]).assert().code(4);
    assert_eq!(fs::read_dir(place.path("full")).unwrap().count(), 1);
}

#[test]
fn a_made_up_return_passes_from_synth_through_cohort_and_plan_to_verify() {
    let place = Place::new();
    place.swpsim(&["synth", "staffordshire", "--years", "2", "--out", "syn", "-q"]).assert().success();
    let years: Vec<String> = fs::read_dir(place.path("syn"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.display().to_string())
        .collect();
    let mut years: Vec<&str> = years.iter().map(String::as_str).collect();
    years.sort_unstable();
    let companion = ["--companion", "syn/companion.csv", "--key-file", "key"];
    place.swpsim(&[&["cohort"], &years[..], &companion[..]].concat()).assert().success();
    let words =
        ["plan", "staffordshire", "--policy", "practice", "--replicates", "20", "--with", "9", "--out", "out"];
    place
        .swpsim(&[&words[..], &["--cohort"], &years[..], &companion[..]].concat())
        .assert()
        .success()
        .stdout(contains("planned").and(contains("148")));
    place.swpsim(&["ledger", "verify", "out/ledger.csv"]).assert().success();
    // waves of at most 40, 148 places, and brothers and sisters in one month
    let rows = table(&place.path("out/plan.csv"));
    let mut months: BTreeMap<&str, u32> = BTreeMap::new();
    let mut families: BTreeMap<&str, &str> = BTreeMap::new();
    for row in rows.iter().filter(|row| row["eligible"] == "yes") {
        if !row["month"].is_empty() {
            *months.entry(&row["month"]).or_default() += 1;
        }
        if !row["sibling_group"].is_empty() {
            let month = families.entry(&row["sibling_group"]).or_insert(&row["month"]);
            assert_eq!(*month, row["month"]);
        }
    }
    assert!(months.values().all(|n| *n <= 40) && months.values().sum::<u32>() == 148, "{months:?}");
    assert!(families.len() > 5);
}

#[test]
fn policies_are_compared_from_a_real_cohort_without_a_story_of_anybody() {
    let place = Place::new();
    let words = ["compare", "scenario.toml", "--cohort", "list.csv", "--key-file", "key", "--replicates", "6"];
    let more = ["--set", "run.years=2", "--set", "provider=\"practice\"", "--out"];
    let compare = |out: &str| place.swpsim(&[&words[..], &more[..], &[out]].concat()).output().unwrap();
    let told = compare("one");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let text = |folder: &str, file: &str| fs::read_to_string(place.path(folder).join(file)).unwrap();
    let page = text("one", "report.html");
    assert!(page.contains("begins with 11 real children"));
    for word in ["KID-", "SW-ANN", "FAM-9"] {
        assert!(!page.contains(word) && !text("one", "manifest.json").contains(word), "{word}");
    }
    // the same key and the same children give the same run
    compare("two");
    assert_eq!(text("one", "summary.json"), text("two", "summary.json"));
    let four: String = LIST.lines().take(5).map(|line| format!("{line}\n")).collect();
    place.write("list.csv", &four);
    place
        .swpsim(&[&words[..], &more[..], &["few"]].concat())
        .assert()
        .code(3)
        .stderr(contains("fewer than 5 children"));
}
