//! `swpsim stress`: shocks meet every policy alike, renumber nobody's luck, and do what they say.

use std::collections::BTreeMap;

use assert_cmd::Command;
use swpsim::domain::keys::ChildKey;
use swpsim::domain::measures::Measure;
use swpsim::flow::events::CareEvent;
use swpsim::flow::{Model, chronicle};
use swpsim::scenario::{Scenario, Value};

mod support;
use support::{compiled, histories, shipped};

fn swpsim() -> Command {
    Command::cargo_bin("swpsim").unwrap()
}

/// Staffordshire over three years, with one policy, some shocks and no other extras.
fn world(shocks: &str, arm: &str) -> Scenario {
    let text = format!("extends = \"staffordshire\"\n[run]\nyears = 3\narms = [\"{arm}\"]\n{shocks}");
    support::scenario(&text, &[])
}

fn model(shocks: &str) -> Model {
    compiled(&world(shocks, "practice"))
}

type Lives = BTreeMap<ChildKey, Vec<(f64, CareEvent)>>;

/// What happened to each child, whoever the worker is.
fn lives(model: &Model) -> Lives {
    let mut lives = Lives::new();
    for (time, key, event) in chronicle(model, support::SEED, 0, 0) {
        lives.entry(key).or_default().push((time, event));
    }
    lives
}

/// Stays and homes: what no worker and no panel decides.
fn homes(events: &[(f64, CareEvent)]) -> Vec<(f64, CareEvent)> {
    let of_home = |event: &CareEvent| {
        matches!(
            event,
            CareEvent::CameIntoCare { .. }
                | CareEvent::Placed { .. }
                | CareEvent::Moved { .. }
                | CareEvent::LeftCare { .. }
                | CareEvent::ReturnedToCare { .. }
        )
    };
    events.iter().filter(|(_, event)| of_home(event)).cloned().collect()
}

const LOST: &str = "[shock.lost]\nkind = \"placements-lost\"\nplacements = 10\nfrom_month = 12\n";
const ARRIVE: &str = "[shock.arrive]\nkind = \"unaccompanied-arrival\"\nchildren = 20\nfrom_month = 6\n";
const PRICES: &str = "[shock.prices]\nkind = \"price\"\nprice_rise_share = 0.3\nfrom_month = 12\n";
const LEAVE: &str = "[shock.leave]\nkind = \"staff-leave\"\nstaff_share = 1\nfrom_month = 12\nfor_months = 6\n";
const LATE: &str = "[shock.late]\nkind = \"transfers-delayed\"\nfor_months = 6\n";
const AHEAD: &str = "[shock.ahead]\nkind = \"costs-above-uprating\"\ncosts_above_uprating_per_year = 0.1\n";
const DEAR: &str = "[shock.dear]\nkind = \"high-cost-placements\"\nplacements = 2\nweekly_cost_gbp = 50_000\nweeks = 26\nfrom_month = 12\n";

#[test]
fn children_untouched_by_a_shock_have_identical_histories() {
    let plain = lives(&model(""));
    // prices, a delay and the contract change nobody's life at home; nor do workers who leave
    for shock in [PRICES, LATE, AHEAD, LEAVE, DEAR] {
        let shocked = lives(&model(shock));
        assert_eq!(plain.len(), shocked.len());
        for (key, events) in &plain {
            assert_eq!(homes(events), homes(&shocked[key]), "{key} under {shock}");
        }
    }
    // money alone changes nothing at all, workers and panels included
    assert_eq!(plain, lives(&model(PRICES)));
    assert_eq!(plain, lives(&model(AHEAD)));
    assert_eq!(plain, lives(&model(DEAR)));
}

#[test]
fn children_who_arrive_with_a_shock_are_new_and_everybody_else_keeps_home_and_stay() {
    let (plain, shocked) = (lives(&model("")), lives(&model(ARRIVE)));
    let new: Vec<&ChildKey> = shocked.keys().filter(|key| !plain.contains_key(key)).collect();
    assert_eq!(new.len(), 20);
    for key in &new {
        let label = key.label((2011, 4));
        assert!(label.starts_with("shock-"), "{label}");
        assert_eq!(ChildKey::from_label(&label, (2011, 4)).as_ref(), Ok(*key));
        let (time, first) = &shocked[key][0];
        assert_eq!(*time, 6.0 * 365.25 / 12.0);
        let CareEvent::CameIntoCare { age_years, need, .. } = first else { panic!("{first:?}") };
        assert!((10.0..18.0).contains(age_years) && need.to_lowercase().contains("absent"), "{age_years} {need}");
    }
    for (key, events) in &plain {
        assert_eq!(homes(events), homes(&shocked[key]), "{key}");
    }
    // with another shock beside it the same twenty come
    let both = lives(&model(&format!("{ARRIVE}{PRICES}")));
    assert!(new.iter().all(|key| both.contains_key(key)));
}

#[test]
fn ten_lost_placements_move_ten_children_on_the_day_and_nobody_else() {
    let (plain, shocked) = (lives(&model("")), lives(&model(LOST)));
    let day = 365.25;
    let moved: Vec<ChildKey> = shocked
        .iter()
        .filter(|(_, events)| events.iter().any(|(t, e)| *t == day && matches!(e, CareEvent::Moved { .. })))
        .map(|(key, _)| *key)
        .collect();
    assert_eq!(moved.len(), 10);
    for (key, events) in plain.iter().filter(|(key, _)| !moved.contains(key)) {
        assert_eq!(homes(events), homes(&shocked[key]), "{key}");
    }
    // fewer lost: some of the same ten
    let five = lives(&model(&LOST.replace("= 10", "= 5")));
    let hit = |lives: &Lives, key: &ChildKey| {
        lives[key].iter().any(|(t, e)| *t == day && matches!(e, CareEvent::Moved { .. }))
    };
    assert_eq!(moved.iter().filter(|key| hit(&five, key)).count(), 5);
}

#[test]
fn no_joint_period_begins_while_transfers_are_delayed() {
    let begins = |shocks: &str| -> Vec<f64> {
        let all = chronicle(&model(shocks), support::SEED, 0, 0);
        all.into_iter().filter(|(_, _, e)| matches!(e, CareEvent::JointPeriodBegan { .. })).map(|e| e.0).collect()
    };
    let end = 6.0 * 365.25 / 12.0;
    let early = |times: &[f64]| times.iter().filter(|t| **t < end).count();
    assert!(early(&begins("")) > 20);
    let late = begins(LATE);
    assert!(early(&late) == 0 && late.len() > 20, "{} of {}", early(&late), late.len());
    let from_six = begins(&LATE.replace("for_months = 6", "for_months = 6\nfrom_month = 6"));
    assert_eq!(from_six.iter().filter(|t| (end..2.0 * end).contains(*t)).count(), 0);
}

#[test]
fn every_worker_in_post_leaves_when_all_are_to_leave() {
    let leavings = |shocks: &str| {
        let outcomes = histories(&model(shocks), 12);
        outcomes.column(0, 1, Measure::WorkerLeavings).iter().sum::<f64>() / 12.0
    };
    let (plain, shocked) = (leavings(""), leavings(LEAVE));
    // 11 posts: nearly all are in post, and a few of them would have left anyway
    assert!(shocked - plain > 7.0 && shocked - plain < 12.0, "{plain} {shocked}");
}

#[test]
fn money_shocks_cost_what_is_worked_out_by_hand() {
    let mean = |shocks: &str, year: usize, measure: Measure| {
        let outcomes = histories(&model(shocks), 12);
        outcomes.column(0, year, measure)
    };
    // two placements at 50,000 a week for 26 weeks, less what they cost before; children who leave or move cost less
    let (plain, dear) = (mean("", 1, Measure::PlacementCost), mean(DEAR, 1, Measure::PlacementCost));
    for (plain, dear) in plain.iter().zip(&dear) {
        let more = dear - plain;
        // a placement's price moves with the authority's at the year's end, a day after the shock
        assert!(more > 0.0 && more < 1.4 * 2.0 * 26.2 * 50_000.0, "{more}");
    }
    let average = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    assert!(average(&dear) - average(&plain) > 0.5 * 2.0 * 26.0 * 50_000.0);
    // costs 10% ahead from the second year on, 21% in the third; the contract is not uprated for it
    for (year, factor) in [(0, 1.0), (1, 1.1), (2, 1.21)] {
        let (plain, ahead) = (mean("", year, Measure::SocialWorkCost), mean(AHEAD, year, Measure::SocialWorkCost));
        for (plain, ahead) in plain.iter().zip(&ahead) {
            assert!((ahead / plain / factor - 1.0).abs() < 1e-6, "year {year}: {plain} {ahead}");
        }
        let net = Measure::ContractNetPracticeHolds;
        for (plain, ahead) in mean("", year, net).iter().zip(&mean(AHEAD, year, net)) {
            assert!((ahead / plain - 1.0).abs() < 1e-6, "year {year}: {plain} {ahead}");
        }
    }
    // prices of homes: nothing before the day, 30% of their part afterwards
    // the first year has 366 days: the shock falls into its last
    let shares = [(0, 0.0, 0.001), (1, 0.05, 0.3)];
    for (year, least, most) in shares {
        let (plain, priced) = (mean("", year, Measure::PlacementCost), mean(PRICES, year, Measure::PlacementCost));
        let rise = average(&priced) / average(&plain) - 1.0;
        assert!(rise >= least && rise <= most, "year {year}: {rise}");
    }
}

#[test]
fn a_shock_that_is_switched_off_is_no_shock() {
    let with = world(PRICES, "practice");
    let off = with.with(&[("shock.prices.active".into(), Value::Flag(false))]);
    let cost = |scenario: &Scenario| histories(&compiled(scenario), 3).column(0, 3, Measure::PublicCost);
    assert_eq!(cost(&off), cost(&world("", "practice")));
    assert_ne!(cost(&with), cost(&off));
}

#[test]
fn every_shipped_file_runs_by_itself_and_in_a_stress_test() {
    for (name, _) in Scenario::shipped().iter().filter(|(name, _)| name.starts_with("stress/")) {
        let outcomes = histories(&compiled(&shipped(name, &["run.years=3"])), 2);
        assert!(outcomes.column(2, 3, Measure::PublicCost).iter().all(|cost| *cost > 0.0), "{name}");
        let run = swpsim()
            .args(["stress", "staffordshire", "--with", name, "--replicates", "20", "--format", "csv", "-q"])
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&run.stderr));
        let text = String::from_utf8(run.stdout).unwrap();
        assert!(text.starts_with("shock,title,measure,unit,without,with,difference,low_95,high_95\n"), "{text}");
        assert!(text.contains("\nall,") && text.contains("\ninteraction,"), "{name}");
    }
}

#[test]
fn the_folder_holds_a_page_with_charts_and_what_each_party_pays_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("stress");
    let run = swpsim()
        .args([
            "stress",
            "staffordshire",
            "--with",
            "stress/market",
            "--replicates",
            "20",
            "--format",
            "json",
            "--out",
        ])
        .arg(&out)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("The smallest fund that runs out in at most 1 of 20 contracts of 3 years"));
    for name in ["stress-fund-practice-holds", "stress-who-pays-practice-holds", "stress-who-pays-authority-holds"]
    {
        assert!(out.join(format!("figures/{name}.svg")).is_file() && page.contains(name), "{name}");
    }
    assert!(!page.contains("NaN"));
    for file in ["stress.csv", "stress.json", "manifest.json"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    let rows: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let difference = |shock: &str, measure: &str| {
        let row = rows.as_array().unwrap().iter().find(|row| row["shock"] == shock && row["measure"] == measure);
        row.unwrap_or_else(|| panic!("{shock} {measure}"))["difference"].as_f64().unwrap()
    };
    for shock in ["residential-prices", "all"] {
        for holds in ["practice_holds", "authority_holds"] {
            let parties = difference(shock, &format!("practice_pays_{holds}_gbp"))
                + difference(shock, &format!("authority_pays_{holds}_gbp"));
            assert!((parties - difference(shock, "public_cost_gbp")).abs() < 0.01);
        }
        // prices of placements are no matter of a practice that does not pay for them
        assert!(difference("residential-prices", "practice_pays_authority_holds_gbp").abs() < 1e-6);
    }
    swpsim().args(["stress", "staffordshire", "--with", "stress/market", "--out"]).arg(&out).assert().code(5);
}

#[test]
fn what_cannot_be_stressed_is_refused() {
    let refused = |args: &[&str], code: i32, told: &str| {
        let run = swpsim().arg("stress").args(args).output().unwrap();
        let why = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(code), "{args:?}: {why}");
        assert!(why.contains(told), "{args:?}: {why}");
    };
    refused(&["staffordshire", "--with", "england-2024"], 2, "the file holds no shock");
    refused(&["england-2024", "--with", "stress/market"], 3, "no policy has a practice");
    refused(&["staffordshire", "--with", "no-such-file"], 4, "no such file");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("late.toml");
    std::fs::write(&file, PRICES.replace("from_month = 12", "from_month = 40")).unwrap();
    refused(
        &["staffordshire", "--with", file.to_str().unwrap()],
        3,
        "begins after the contract has ended (3 years",
    );
    // a date is held against the first day of the scenario that is stressed
    std::fs::write(&file, PRICES.replace("from_month = 12", "from_date = 2030-01-01")).unwrap();
    refused(&["staffordshire", "--with", file.to_str().unwrap()], 3, "begins after the contract has ended");
}
