//! Ledgers as a person or a script meets them, and the ledger of a simulated history beside the history itself.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, starts_with};
use swpsim::domain::parameters::AllocationRuleName;
use swpsim::flow::events::CareEvent;
use swpsim::flow::{chronicle, panels};
use swpsim::ledger::{History, of_history, verify};
use swpsim::scenario::{Scenario, compile};

const RULES: &str = r#"
extends = "england-2024"
[allocation]
rule = "stratified-lottery"
quota = "band"
[practice.elm]
places = 3
[practice.oak]
places = 1
minimum_age = 14
"#;

const LIST: &str = "\
child,family,age_days,sex,band,need,legal_status,assessed_long,days_in_care,days_waiting,wish,wish_date,wish_reason
C-1,F-1,4200,male,band_1,N1,full_order,yes,900,717,agrees,2026-11-02,
C-2,F-1,5300,female,band_2,N1,full_order,yes,900,717,agrees,2026-11-02,
C-3,,3000,female,band_1,N1,full_order,yes,400,217,stay,2026-11-03,\"knows her worker, and trusts her\"
C-4,,5500,male,band_2,N5,full_order,yes,1200,1017,agrees,2026-11-03,
C-5,,2500,male,band_1,N1,interim_order,no,120,0,agrees,2026-11-04,
C-6,,5900,female,band_4,N2,full_order,yes,2200,2017,agrees,2026-11-04,
C-7,,3500,female,band_1,N1,full_order,yes,700,517,agrees,2026-11-05,
C-8,,3600,male,band_1,N1,s20,yes,100,0,agrees,2026-11-05,
";

/// The program in a folder of its own, with rules and a list.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("rules.toml", RULES);
        place.write("list.csv", LIST);
        place
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn write(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).unwrap();
    }
    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }
    fn swpsim(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("swpsim").unwrap();
        command.current_dir(self.path()).args(arguments.split_whitespace());
        command
    }
    /// Committed and drawn.
    fn drawn() -> Self {
        let place = Self::new();
        place.swpsim("ledger commit list.csv rules.toml -o ledger.csv --date 2026-12-01").assert().success();
        let draw = "ledger draw ledger.csv --with 4711";
        place.swpsim(draw).args(["--source", "the lottery of 5 December"]).assert().success();
        place
    }
}

#[test]
fn a_panel_is_committed_drawn_and_verified() {
    let place = Place::new();
    place.swpsim("ledger commit list.csv rules.toml -o ledger.csv --date 2026-12-01").assert().success().stdout(
        starts_with(
            "panel 1, commitment 1: 8 children listed, 5 eligible; places: 3 at elm, 1 at oak\ncommitment ",
        ),
    );
    place.swpsim("ledger draw ledger.csv --with 4711").assert().success().stdout(
        contains("asked to stay with the present worker")
            .and(contains("in care proceedings").or(contains("not assessed"))),
    );
    place
        .swpsim("ledger verify ledger.csv")
        .assert()
        .success()
        .stdout(starts_with("every row follows: ").and(contains("drawn with 4711: counts")));
    let manifest: serde_json::Value = serde_json::from_str(&place.read("ledger.manifest.json")).unwrap();
    let ledger = place.read("ledger.csv");
    assert_eq!(manifest["rows"], ledger.lines().count() as u64 - 1);
    assert!(ledger.trim_end().ends_with(manifest["head"].as_str().unwrap()));
    assert!(ledger.lines().nth(1).unwrap().starts_with("1,ledger,,,version,1,"));
    let mut left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["ledger.csv", "ledger.manifest.json", "list.csv", "rules.toml"]);
}

#[test]
fn the_same_list_rules_and_number_give_the_same_bytes() {
    assert_eq!(Place::drawn().read("ledger.csv"), Place::drawn().read("ledger.csv"));
}

#[test]
fn nobody_can_shop_for_a_draw() {
    let place = Place::drawn();
    let refused = || contains("does not count").and(contains("recorded as row"));
    place.swpsim("ledger draw ledger.csv --with 5").assert().code(9).stderr(refused());
    let commit = "ledger commit list.csv rules.toml -o ledger.csv --panel 1";
    place.swpsim(commit).assert().code(2).stderr(contains("a reason must be stated"));
    place.swpsim(commit).args(["--reason", "C-5 was missing"]).assert().success();
    place.swpsim("ledger draw ledger.csv --with 5").assert().code(9).stderr(refused());
    place.swpsim("ledger draw ledger.csv --with 6").assert().success();
    let all = contains("drawn with 4711").and(contains("committed again because: C-5 was missing"));
    place.swpsim("ledger verify ledger.csv").assert().success().stdout(
        all.and(contains("refused: this commitment"))
            .and(contains("refused: this number"))
            .and(contains("drawn with 6: counts")),
    );
}

#[test]
fn an_override_adds_a_row_with_role_and_ground_and_edits_nothing() {
    let place = Place::drawn();
    let before = place.read("ledger.csv");
    let decide = ["--role", "reviewing officer", "--ground", "=her school is near"];
    place
        .swpsim("ledger override ledger.csv --child C-3 --panel 1 --decision elm")
        .args(decide)
        .assert()
        .success();
    let after = place.read("ledger.csv");
    assert!(after.starts_with(&before) && after.lines().count() == before.lines().count() + 1);
    assert!(after.contains(",reviewing officer,'=her school is near,"), "no formula for a spreadsheet");
    place.swpsim("ledger verify ledger.csv").assert().success().stdout(contains("overridden to \"elm\""));
    place
        .swpsim("ledger override ledger.csv --child C-33 --panel 1 --decision elm")
        .args(decide)
        .assert()
        .code(2)
        .stderr(contains("no child C-33"));
}

#[test]
fn a_falsified_ledger_has_its_own_exit_code_and_the_row_is_named() {
    let place = Place::drawn();
    let honest = place.read("ledger.csv");
    let rows = honest.lines().count() - 1;
    place.write("ledger.csv", &honest.replacen(",waits,", ",place,", 1));
    let row = honest.lines().position(|line| line.contains(",waits,")).unwrap();
    place
        .swpsim("ledger verify ledger.csv")
        .assert()
        .code(8)
        .stderr(contains(format!("row {row} (line {})", row + 1)));
    place.swpsim("ledger explain ledger.csv --child C-1").assert().code(8).stderr(contains("explains nothing"));
    place.swpsim("ledger draw ledger.csv --with 8").assert().code(8);
    // a cut tail: the decisions and the draw are gone
    let draw = honest.lines().position(|line| line.contains(",draw,1,1,accepted,")).unwrap();
    let cut: String = honest.lines().take(draw).map(|line| format!("{line}\n")).collect();
    place.write("ledger.csv", &cut);
    let told = format!("row {draw} (line {}): the tail is cut: the manifest counts {rows} rows", draw + 1);
    place.swpsim("ledger verify ledger.csv").assert().code(8).stderr(contains(told));
    place.swpsim("ledger draw ledger.csv --with 8").assert().code(8);
    fs::rename(place.path().join("ledger.manifest.json"), place.path().join("kept.json")).unwrap();
    let unsure = contains("no manifest was given: that the tail was cut cannot be excluded");
    place.swpsim("ledger verify ledger.csv").assert().success().stdout(unsure);
    place.swpsim("ledger verify ledger.csv --manifest kept.json").assert().code(8);
    place.write("ledger.csv", &honest);
    place
        .swpsim("ledger verify ledger.csv --manifest kept.json")
        .assert()
        .success()
        .stdout(contains("as kept.json says"));
}

#[test]
fn bad_input_is_told_with_place_and_remedy() {
    let place = Place::drawn();
    place.write("empty.csv", "");
    place.write("other.csv", "town,rainfall\nx,3\n");
    place.swpsim("ledger verify empty.csv").assert().code(8).stderr(contains("the file is empty"));
    place.swpsim("ledger verify other.csv").assert().code(8).stderr(contains("this is no ledger"));
    place.swpsim("ledger verify none.csv").assert().code(4);
    place
        .swpsim("ledger verify ledger.csv --manifest other.csv")
        .assert()
        .code(4)
        .stderr(contains("expected a manifest"));
    place
        .swpsim("ledger draw ledger.csv --with seven")
        .assert()
        .code(2)
        .stderr(contains("\"seven\" is not a number"));
    place.swpsim("ledger draw ledger.csv --with -7").assert().code(2).stderr(contains("whole number"));
    let unknown = contains("no child C-77 is on any list").and(contains("the nearest is C-7"));
    place.swpsim("ledger explain ledger.csv --child C-77").assert().code(2).stderr(unknown);
    place
        .swpsim("ledger commit list.csv rules.toml -o other.csv")
        .assert()
        .code(5)
        .stderr(contains("is no ledger"));
    assert_eq!(place.read("other.csv"), "town,rainfall\nx,3\n");
    place
        .swpsim("ledger commit empty.csv rules.toml -o new.csv")
        .assert()
        .code(3)
        .stderr(contains("the file is empty"));
    place
        .swpsim("ledger commit other.csv rules.toml -o new.csv")
        .assert()
        .code(3)
        .stderr(contains("no list of children"));
    let list = LIST.replace("C-2,", "C-1,").replace("assessed_long", "assesed_long").replace(",5500,", ",old,");
    place.write("wrong.csv", &list);
    let told = contains("4 problems in wrong.csv")
        .and(contains("the nearest is \"assessed_long\""))
        .and(contains("allocation.require_assessment is on"))
        .and(contains("line 3    child: \"C-1\" stands on line 2 already"))
        .and(contains("line 5    age_days: \"old\""));
    place.swpsim("ledger commit wrong.csv rules.toml -o new.csv").assert().code(3).stderr(told);
    place.write(
        "opaque.toml",
        "extends = \"england-2024\"\n[allocation]\nrule = \"practice-picks-easier\"\nopaque_strength = 0.5\n[practice.elm]\nplaces = 3\n",
    );
    place.swpsim("ledger commit list.csv opaque.toml -o new.csv").assert().code(3).stderr(contains("published"));
    place.write("none.toml", "[allocation]\nrule = \"lottery\"\n");
    place
        .swpsim("ledger commit list.csv none.toml -o new.csv")
        .assert()
        .code(3)
        .stderr(contains("[practice.NAME]"));
    let free = "ledger commit list.csv rules.toml -o new.csv --free";
    place.swpsim(free).arg("elm=4").assert().code(2).stderr(contains("3 places in all"));
    place.swpsim(free).arg("ash=1").assert().code(2).stderr(contains("elm, oak"));
    assert!(!place.path().join("new.csv").exists() && !place.path().join("new.lock").exists());
}

#[test]
fn the_template_can_be_committed_as_it_is() {
    let place = Place::new();
    let template = place.swpsim("ledger template").assert().success();
    fs::write(place.path().join("template.csv"), &template.get_output().stdout).unwrap();
    place
        .swpsim("ledger commit template.csv rules.toml -o new.csv")
        .assert()
        .success()
        .stdout(contains("2 eligible"));
    place
        .swpsim("ledger template --columns")
        .assert()
        .success()
        .stdout(contains("days since birth on the panel's date"));
}

#[test]
fn each_child_is_told_why() {
    let place = Place::drawn();
    let mut told = String::new();
    for child in 1..=8 {
        let explained = place.swpsim(&format!("ledger explain ledger.csv --child C-{child}")).assert().success();
        told += &String::from_utf8(explained.get_output().stdout.clone()).unwrap();
        told.push('\n');
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/ledger_explain.txt");
    if std::env::var_os("SWPSIM_BLESS").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, &told).unwrap();
    }
    assert_eq!(told, fs::read_to_string(&golden).unwrap_or_default());
}

/// A decision: day, child, practice, reason, draw and order.
type Told = (String, u64, Option<usize>, &'static str, f64, u32);

/// A small authority with two practices, one of them for older ones.
const SIMULATED: &str = r#"
extends = "england-2024"
[run]
years = 1
arms = ["no-practice", "elm"]
[intake]
localities = 3
[policy.elm]
provider = "practice"
allocation.include_care_leavers = true
allocation.opt_out_share = 0.1
allocation.defer_share = 0.1
allocation.preference_share = 0.5
allocation.points = { waiting_per_year = 2.5, per_move = 1 }
allocation.rerandomisation_tries = 20
allocation.opaque_strength = 0.5
[practice.elm]
places = 40
[practice.oak]
places = 10
minimum_age = 14
transferred_staff_share = 0.5
"#;

#[test]
fn the_ledger_of_a_simulated_history_says_what_happened_in_it_under_every_rule() {
    for rule in AllocationRuleName::ALL {
        let change = [format!("policy.elm.allocation.rule=\"{}\"", rule.name())];
        let scenario = Scenario::parse("small", SIMULATED, &change).unwrap_or_else(|p| panic!("{p}"));
        let model = compile::model(&scenario).unwrap_or_else(|p| panic!("{p}"));
        let (seed, replicate, arm) = (5, 2, 1);
        let policy = &model.arms[arm];
        let history = History {
            seed,
            replicate,
            start: model.world.start_month,
            scenario: &scenario.name,
            scenario_hash: &scenario.hash,
            policy: &policy.name,
            allocation: &policy.allocation,
            practices: &policy.practices,
        };
        let ledger = of_history(&history, &panels(&model, seed, replicate, arm)).unwrap();
        let report = verify(ledger.text(), Some(&ledger.tail())).unwrap();
        assert_eq!(report.rows, ledger.tail().rows);
        // the criteria applied to facts, and the decisions replayed from rows, are those of the engine
        let mut said = vec![];
        for c in &ledger.replay().commitments {
            for (listed, d) in c.people.iter().zip(&c.drawn.as_ref().unwrap().decisions) {
                if let Some(d) = d {
                    let key = listed.person.candidate.key;
                    said.push((
                        c.date.clone(),
                        key,
                        d.practice.map(usize::from),
                        d.reason.words(),
                        d.draw,
                        d.order,
                    ));
                }
            }
        }
        let mut happened = vec![];
        for (time, child, event) in chronicle(&model, seed, replicate, arm) {
            if let CareEvent::Decided { allocated, practice, reason, draw, place, .. } = event {
                let day = format!("day {}", time.floor());
                happened.push((day, child.0, allocated.then_some(practice), reason, draw, place));
            }
        }
        let by_panel = |list: &mut Vec<Told>| {
            list.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
        };
        by_panel(&mut said);
        by_panel(&mut happened);
        assert!(happened.len() > 100, "{}", rule.name());
        assert!(said == happened, "{}: ledger and history differ", rule.name());
    }
}

#[test]
fn a_simulated_ledger_is_written_verified_and_explained() {
    let place = Place::new();
    place.write("small.toml", SIMULATED);
    place.swpsim("ledger simulate small.toml --replicate 1 -o sim.csv").assert().success();
    let report = place.swpsim("ledger verify sim.csv").assert().success();
    report.stdout(contains("a simulated history: draws from seed 1, replicate 1"));
    place.swpsim("ledger simulate small.toml -o sim.csv").assert().code(5).stderr(contains("left as it is"));
    place.swpsim("ledger draw sim.csv --with 7").assert().code(2).stderr(contains("the scenario's seed"));
    let text = place.read("sim.csv");
    let placed = text.lines().find(|line| line.contains(",place,elm,")).unwrap();
    let child = placed.split(',').nth(7).unwrap();
    let explained = place.swpsim(&format!("ledger explain sim.csv --child {child}")).assert().success();
    explained.stdout(contains("was offered a place with elm").and(contains("scenario's seed 1 and replicate 1")));
    place
        .swpsim("ledger simulate small.toml --arm elmm")
        .assert()
        .code(2)
        .stderr(contains("the nearest is \"elm\""));
    place.swpsim("ledger simulate england-2024").assert().code(2).stderr(contains("no policy in run.arms"));
}
