//! Money from end to end: what is recorded adds up, both ledgers balance, and the command as a user meets it.

mod support;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use support::{compiled, histories, model, shipped};
use swpsim::domain::codes::{Band, CostLine};
use swpsim::domain::measures::Measure;
use swpsim::domain::money::Pence;
use swpsim::domain::parameters::contract::{
    AfterExhaustion, Arrangement, BudgetHolder, FundSource, Level, SharedAbove, SurplusRule,
};
use swpsim::flow::{Grain, Model, Workspace, cash_flows};
use swpsim::policies::payment::assess::assess;
use swpsim::policies::payment::ledger::{Ledger, Party, ledger};
use swpsim::policies::payment::practice_year::{Flows, sum_of};
use swpsim::policies::payment::pricing::Pricing;
use swpsim::policies::payment::surplus::dispose;

const EPISODES: &str = "finance.high_cost_per_year={ band_1 = 0.1, band_2 = 0.3, band_3 = 0.5, band_4 = 0.8 }";

fn staffordshire(set: &[&str]) -> Model {
    compiled(&shipped("staffordshire", set))
}

/// The money of the practice in one history.
fn flows(model: &Model, replicate: u64, grain: Grain) -> Flows {
    let mut all = cash_flows(model, 1, replicate, grain, &mut Workspace::new(model));
    all.pop().flatten().expect("the last policy has a practice")
}

// ---- what is recorded ------------------------------------------------------------------------------------------

#[test]
fn children_and_months_make_the_years_lines_to_the_penny() {
    let model = staffordshire(&[EPISODES, "finance.high_cost_gbp=[20000]"]);
    for grain in [Grain::Months, Grain::Days] {
        let flows = flows(&model, 3, grain);
        assert_eq!(flows.years.len(), 5);
        for year in &flows.years {
            let children: Pence = year.children.iter().map(|child| child.cost()).sum();
            assert_eq!(children, sum_of(&year.lines, true));
            let episodes: Pence = year.children.iter().map(|child| child.episodes).sum();
            assert_eq!(episodes, year.lines[CostLine::HighCost as usize]);
            assert!(episodes > Pence::ZERO, "episodes happened");
            let own: Pence = year.periods.iter().map(|period| period.own_work).sum();
            let budget: Pence = year.periods.iter().map(|period| period.placement_budget).sum();
            assert_eq!((own, budget), (sum_of(&year.lines, false), sum_of(&year.lines, true)));
            for band in 0..Band::COUNT {
                let by_child: f64 = year.children.iter().map(|child| child.band_days[band]).sum();
                let by_period: f64 = year.periods.iter().map(|period| period.band_days[band]).sum();
                assert!((by_child - year.band_days[band]).abs() < 1e-6, "{by_child} {}", year.band_days[band]);
                assert!((by_period - year.band_days[band]).abs() < 1e-6);
            }
            let periods = if grain == Grain::Months { 12 } else { year.days_in_year as usize };
            assert_eq!(year.periods.len(), periods);
        }
    }
}

#[test]
fn recording_changes_nothing_of_what_happens() {
    let model = staffordshire(&[]);
    let once = flows(&model, 2, Grain::Months);
    let finely = flows(&model, 2, Grain::Days);
    for (a, b) in once.years.iter().zip(&finely.years) {
        assert_eq!((a.lines, a.band_days, &a.children), (b.lines, b.band_days, &b.children));
    }
    let measured = histories(&model, 3);
    let cost = measured.column(2, 1, Measure::PracticeCostPracticeHolds);
    let recorded = cash_flows(&model, support::SEED, 2, Grain::Months, &mut Workspace::new(&model));
    let year = &recorded[2].as_ref().unwrap().years[1];
    assert_eq!(cost[2], year.lines.iter().copied().sum::<Pence>().pounds());
}

#[test]
fn days_count_in_the_band_of_the_day_and_not_in_the_years_last() {
    // 400 children in band 1 who move to band 2 at a rate of 1 a year: expected band-1 days are 400 (1 - exp(-1)) in the
    // first year, whatever the year's end finds. 20 histories; a false alarm at 5 standard errors in 2 million
    let text = "[run]\nstart = \"fresh-arrivals\"\nfresh_arrivals = 400\nstart_date = 2024-04-01\nyears = 2\ncalendar = \"julian-years\"\n\
                arms = [\"no-practice\", \"elm\"]\n[stay]\nlength = { law = \"fixed\", years = 2000 }\n[workforce]\nposts = 4\n\
                [intake.band_change_per_year]\n1_to_2 = 1\n1_to_3 = 0\n1_to_4 = 0\n2_to_1 = 0\n2_to_3 = 0\n2_to_4 = 0\n3_to_4 = 0\n4_to_1 = 0\n4_to_2 = 0\n\
                [allocation]\nrequire_assessment = false\nminimum_days_in_care_s20 = 0\n[practice.elm]\nplaces = 400\n\
                [policy.no-practice]\n[policy.elm]\nprovider = \"practice\"\n";
    let model = model(text, &[]);
    let share: Vec<f64> = (0..20)
        .map(|replicate| {
            let year = &flows(&model, replicate, Grain::Months).years[0];
            assert!((year.band_days.iter().sum::<f64>() - 400.0 * 365.25).abs() < 1e-6);
            assert!((year.authority_band_days[0] - year.band_days[0]).abs() < 1e-6, "all are served");
            year.band_days[0] / 365.25
        })
        .collect();
    support::mean_is("band 1", &share, 400.0 * (1.0 - (-1.0f64).exp()), 5.0);
}

#[test]
fn the_same_child_has_the_same_episodes_in_every_arm_whoever_looks_and_when() {
    let model = staffordshire(&[
        EPISODES,
        "finance.high_cost_gbp=[20000]",
        "policy.practice.allocation.rule=\"longest-waiting\"",
        "policy.practice.allocation.panel_every_days=17",
    ]);
    let outcomes = histories(&model, 4);
    for year in 0..5 {
        let cost = |arm| outcomes.column(arm, year, Measure::PlacementCost);
        assert_eq!(cost(0), cost(2), "year {year}");
    }
}

#[test]
fn permanence_counts_only_once_it_has_held_for_twelve_months() {
    let model = staffordshire(&[]);
    let (mut left, mut held) = (0, 0);
    for replicate in 0..10 {
        let flows = flows(&model, replicate, Grain::Months);
        let sum = |of: fn(&swpsim::policies::payment::practice_year::OutcomeCounts) -> u32| {
            flows.years.iter().map(|year| of(&year.outcomes)).sum::<u32>()
        };
        assert_eq!(flows.years[0].outcomes.held_twelve_months, 0, "nobody can have been home for a year");
        left += sum(|o| o.permanence);
        held += sum(|o| o.held_twelve_months);
    }
    assert!(held > 0 && held < left, "{held} of {left}");
}

// ---- ledgers ---------------------------------------------------------------------------------------------------

/// Terms in which much happens: every source, rule and arrangement in turn.
fn variants(model: &Model) -> Vec<(BudgetHolder, swpsim::domain::parameters::ContractParameters)> {
    let base = &model.arms[2].contract;
    let mut all = vec![];
    for (i, name) in Arrangement::ALL.iter().enumerate() {
        for (j, holder) in BudgetHolder::ALL.iter().enumerate() {
            let mut contract = base.clone();
            contract.payment.arrangement = *name;
            contract.payment.profit_cap = (j == 1).then_some(0.03);
            contract.payment.surplus.rule = SurplusRule::ALL[(i + j) % SurplusRule::COUNT];
            contract.fund.source = FundSource::ALL[(i + j) % FundSource::COUNT];
            contract.fund.after = AfterExhaustion::ALL[i % AfterExhaustion::COUNT];
            contract.fund.taper_months = 7.0;
            contract.fund.opening = Level::Pounds(Pence::from_pounds(150_000.0));
            contract.shared = Some(SharedAbove {
                threshold: Pence::from_pounds(60_000.0),
                each_child: true,
                authority_share: 0.7,
            });
            contract.cash.in_advance = i % 2 == 0;
            contract.cash.late_months = (i % 3) as u32;
            contract.cash.working_capital = Pence::from_pounds(40_000.0);
            all.push((*holder, contract));
        }
    }
    all
}

#[test]
fn pounds_in_are_pounds_out_over_arrangements_holders_and_years() {
    let model = staffordshire(&["policy.practice.contract.years=5"]);
    let (mut terminated, mut capped, mut shared) = (0, 0, 0);
    for replicate in 0..2 {
        let flows = flows(&model, replicate, Grain::Months);
        for (holder, contract) in variants(&model) {
            let pricing = Pricing { prices: model.world.finance.prices, contract: &contract, places: 148.0 };
            let told = assess(&pricing, &flows, holder, &model.world.finance.avoidable_share);
            let book = ledger(&contract, &flows, holder, &told.settled, &told.path);
            balances(&book);
            // what the practice has at the end is its capital and the surpluses that it kept
            let last = |party| book.balances(party).last().map_or(Pence::ZERO, |(_, balance)| *balance);
            let mut kept = contract.cash.working_capital;
            for (fund, settled) in told.path.years.iter().zip(&told.settled) {
                let surplus = fund.result.max(Pence::ZERO) - fund.repaid;
                kept += dispose(surplus, fund.paid_in, settled.outcomes_met, &contract.payment).kept;
            }
            let owner = contract.fund.left_over_to;
            assert_eq!(owner, swpsim::domain::parameters::contract::FundOwner::Authority);
            assert_eq!(last(Party::Practice), kept, "{holder:?} {:?}", contract.payment.arrangement);
            assert_eq!(last(Party::Fund), Pence::ZERO, "nothing stays in a fund that is over");
            // both parties together spend what the children cost
            if told.path.terminated_after.is_none() {
                let spent: Pence = flows
                    .years
                    .iter()
                    .map(|year| {
                        let theirs: Pence = year.lines.iter().copied().sum();
                        let others: Pence = year.authority_lines.iter().copied().sum();
                        theirs + others + year.setup
                    })
                    .sum();
                assert_eq!(last(Party::Staff) + last(Party::Carers), spent);
                let paid = book.total(Party::Authority, Party::Practice, "contract payment");
                assert!(paid > Pence::ZERO);
            }
            terminated += usize::from(told.path.terminated_after.is_some());
            capped += usize::from(told.settled.iter().any(|year| year.above_cap > Pence::ZERO));
            shared += usize::from(told.settled.iter().any(|year| year.borne_by_authority > Pence::ZERO));
        }
    }
    assert!(terminated > 0 && capped > 0 && shared > 0, "every case occurred: {terminated} {capped} {shared}");
}

/// On every day all parties' balances cancel out.
fn balances(book: &Ledger) {
    let all: Vec<Vec<(i32, Pence)>> = Party::ALL.iter().map(|party| book.balances(*party)).collect();
    for (i, (day, _)) in all[0].iter().enumerate() {
        assert!(all.iter().all(|of| of[i].0 == *day));
        assert_eq!(all.iter().map(|of| of[i].1).sum::<Pence>(), Pence::ZERO, "day {day}");
    }
    assert!(book.entries.iter().all(|entry| entry.amount > Pence::ZERO && entry.from != entry.to));
    assert!(book.entries.is_sorted_by_key(|entry| entry.day));
}

#[test]
fn arrears_leave_the_practice_shorter_of_cash_than_payment_in_advance() {
    let model = staffordshire(&[]);
    let flows = flows(&model, 0, Grain::Months);
    let lowest = |in_advance: bool, late_months: u32| {
        let mut contract = model.arms[2].contract.clone();
        contract.payment.arrangement = Arrangement::Block;
        (contract.cash.in_advance, contract.cash.late_months) = (in_advance, late_months);
        let pricing = Pricing { prices: model.world.finance.prices, contract: &contract, places: 148.0 };
        let told = assess(&pricing, &flows, BudgetHolder::Practice, &model.world.finance.avoidable_share);
        told.lowest_cash.expect("months were recorded").1
    };
    assert!(lowest(false, 0) < lowest(true, 0) && lowest(false, 2) < lowest(false, 0));
}

#[test]
fn a_daily_test_exhausts_at_least_as_often_as_one_at_year_ends() {
    let exhausted = |test: &str| {
        let model = staffordshire(&[
            &format!("contract.risk_fund_test=\"{test}\""),
            "contract.risk_fund_source=\"additional\"",
            "contract.risk_fund_opening_share=0.1",
        ]);
        histories(&model, 12).column(2, 5, Measure::ExhaustedPracticeHolds)
    };
    let (yearly, daily) = (exhausted("year-end"), exhausted("daily"));
    assert!(yearly.iter().zip(&daily).all(|(yearly, daily)| yearly <= daily), "{yearly:?} {daily:?}");
    assert!(daily.iter().sum::<f64>() > yearly.iter().sum::<f64>(), "and in some history more often");
}

#[test]
fn errors_of_banding_upward_raise_the_net_and_downward_lower_it() {
    let net = |set: &[&str]| histories(&staffordshire(set), 3).column(2, 1, Measure::ContractNetPracticeHolds);
    let (right, up) = (net(&[]), net(&["contract.banding_error_probability=0.2"]));
    let down = net(&["contract.banding_error_probability=0.2", "contract.banding_error_upward_share=0"]);
    assert!(up.iter().zip(&right).all(|(up, right)| up > right), "{up:?} {right:?}");
    assert!(down.iter().zip(&right).all(|(down, right)| down < right), "{down:?} {right:?}");
}

// ---- the command -----------------------------------------------------------------------------------------------

fn swpsim() -> Command {
    Command::cargo_bin("swpsim").unwrap()
}

#[test]
fn the_command_states_both_holders_and_every_arrangement_and_writes_a_folder_that_balances() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("contract");
    let run = |out: &Path| {
        let mut command = swpsim();
        command.args(["contract", "staffordshire", "--replicates", "4", "--out"]).arg(out);
        command
    };
    let told = run(&out).assert().success();
    let text = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    for word in
        ["the authority holds the placement budget", "the practice holds the placement budget", "net contract"]
    {
        assert!(text.contains(word), "{word}");
    }
    for name in Arrangement::NAMES {
        assert!(text.contains(name), "{name}");
    }
    assert!(fs::read_to_string(out.join("contract.html")).unwrap().contains("The seven steps"));
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    // the running balances of the accounts are the sums of their amounts
    let pence = |pounds: &str| (pounds.parse::<f64>().unwrap() * 100.0).round() as i64;
    let (mut practice, mut side) = (0, String::new());
    for line in read("accounts.csv").lines().skip(1) {
        // reasons may hold a comma in quotes: amounts are the last four cells
        let cells: Vec<&str> = line.rsplitn(5, ',').collect();
        let front: Vec<&str> = line.splitn(6, ',').collect();
        if front[1] != side {
            (practice, side) = (0, front[1].to_string());
        }
        let amount = pence(cells[3]);
        practice += if front[4] == "practice" { amount } else { 0 };
        practice -= if front[3] == "practice" { amount } else { 0 };
        assert_eq!(pence(cells[1]), practice, "{line}");
    }
    // a balance for each day of three years under two holders: 2012 is a leap year
    assert_eq!(read("balances.csv").lines().count(), 1 + 2 * (366 + 365 + 365));
    run(&out).assert().code(5).stderr(contains("left as it is"));
}

#[test]
fn the_same_command_gives_the_same_bytes_on_one_thread_and_two() {
    let of = |threads: &str| {
        let mut command = swpsim();
        command.args(["contract", "staffordshire", "--replicates", "9", "--format", "csv", "--threads", threads]);
        command.output().unwrap().stdout
    };
    assert_eq!(of("1"), of("2"));
}

#[test]
fn a_shared_budget_stands_beside_the_other_two() {
    let told = swpsim()
        .args(["contract", "staffordshire", "--replicates", "2", "--format", "json", "-q"])
        .args(["--set", "contract.placement_budget=\"shared\"", "--set", "contract.shared_threshold_gbp=100000"])
        .assert()
        .success();
    let rows: serde_json::Value = serde_json::from_slice(&told.get_output().stdout).unwrap();
    let holders: std::collections::BTreeSet<&str> =
        rows.as_array().unwrap().iter().map(|row| row["placement_budget"].as_str().unwrap()).collect();
    assert_eq!(holders.into_iter().collect::<Vec<_>>(), ["authority", "practice", "shared"]);
}

#[test]
fn what_cannot_be_stated_is_refused_with_a_remedy() {
    let refuse = |arguments: &[&str], code: i32, word: &str| {
        swpsim()
            .arg("contract")
            .args(arguments)
            .assert()
            .code(code)
            .stderr(contains(word))
            .stdout(predicate::str::is_empty());
    };
    refuse(&["england-2024"], 2, "no policy in run.arms has a practice");
    refuse(&["staffordshire", "--policy", "practise"], 2, "the nearest is \"practice\"");
    refuse(&["staffordshire", "--policy", "in-house"], 2, "has no contract with a practice");
    refuse(&["staffordshire", "--set", "contract.corridor_lower_share=1.2"], 3, "upside down");
    refuse(&["staffordshire", "--set", "contract.payment=\"blok\""], 3, "the nearest is \"block\"");
    refuse(&["staffordshire", "--set", "contract.risk_fund_opening_gbp=-1"], 3, "risk_fund_opening_gbp");
}
