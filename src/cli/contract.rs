//! `swpsim contract`: the funding model step by step, every way of paying for both parties, and both ledgers.

use std::path::Path;

use super::arguments::{Contract, Format};
use super::failure::Failure;
use super::open;
use super::output::{Cell, Table, heading, print, tell, width};
use super::whole_folder::{self, Readers};
use crate::domain::parameters::contract::{BudgetHolder, FundSource};
use crate::experiment::contract::{Figure, Statement, accounts, holders, policies, state};
use crate::flow::Model;
use crate::policies::contract::fund_path::reacts_to_balance;
use crate::policies::payment::ledger::{Ledger, Party};
use crate::report::html::contract::{Shown, page};
use crate::scenario::{Scenario, names};

const CYAN: u8 = 36;

/// States the contracts and writes the folder, where one is asked for.
pub fn contract(arguments: &Contract, format: Format, quiet: bool) -> Result<(), Failure> {
    let Contract { scenario, amount, policy, history, out } = arguments;
    if let Some(out) = out {
        whole_folder::refuse_used(out)?;
    }
    let scenario_given = open::scenario(&scenario.file, &scenario.set)?;
    let model = open::model(&scenario_given)?;
    let chosen = chosen(&scenario_given, &model, policy.as_deref())?;
    let seed = amount.seed.unwrap_or_else(|| scenario_given.entry("run.seed").value.count());
    let replicates = amount.replicates.unwrap_or_else(|| scenario_given.entry("run.replicates").value.count());
    let positions: Vec<usize> = chosen.iter().map(|(position, _)| *position).collect();
    let run = || state(&model, &positions, seed, replicates, *history);
    let statements = open::on_threads(amount.threads, run)?;
    if let Some(out) = out {
        let ledgers = ledgers(&model, &chosen, seed, *history);
        let files = files(&scenario_given, &statements, &ledgers, arguments, replicates)?;
        whole_folder::write(out, &files, Readers::AsAnyFolder)?;
    }
    match format {
        Format::Table => print(&told(&statements, *history, replicates)),
        _ => print(&tidy(&statements).text(format, width())),
    }?;
    if !quiet {
        advise(&model, &positions, &statements, out.as_deref());
    }
    Ok(())
}

/// The policies with a contract: all, or the one that is asked for.
fn chosen(scenario: &Scenario, model: &Model, asked: Option<&str>) -> Result<Vec<(usize, String)>, Failure> {
    let all = policies(model);
    if all.is_empty() {
        let told = "no policy in run.arms has a practice, so that there is no contract; give one \
                    provider = \"practice\", or try a scenario that has: staffordshire";
        return Err(Failure::Usage(told.into()));
    }
    let Some(asked) = asked else { return Ok(all) };
    let found: Vec<(usize, String)> = all.iter().filter(|(_, name)| name == asked).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known = scenario.entry("run.arms").value.names().iter().any(|name| name == asked);
    let with: Vec<&str> = all.iter().map(|(_, name)| name.as_str()).collect();
    let help = match names::nearest(asked, with.iter().copied()) {
        Some(near) => format!("the nearest is \"{near}\""),
        None => format!("with a contract there are {}", with.join(", ")),
    };
    let what = if known { "has no contract with a practice" } else { "is not in run.arms" };
    Err(Failure::Usage(format!("--policy: \"{asked}\" {what}; {help}")))
}

/// Everything in rows of one kind.
fn tidy(statements: &[Statement]) -> Table {
    let mut table = Table::new(&[
        "policy",
        "placement_budget",
        "section",
        "year",
        "what",
        "unit",
        "shown_history",
        "mean",
        "half_width_95",
        "q05",
        "q95",
    ]);
    for statement in statements {
        for side in &statement.sides {
            let front = |section: &str, year: Option<usize>, what: String, unit: &str| -> Vec<Cell> {
                let year = year.map_or(Cell::Nothing, |year| Cell::Number(year as f64));
                vec![
                    statement.policy.clone().into(),
                    side.holder.name().into(),
                    section.into(),
                    year,
                    what.into(),
                    unit.into(),
                ]
            };
            for figure in &side.figures {
                let mut row =
                    front(figure.line.step, Some(figure.year), figure.line.what.into(), figure.line.unit);
                let s = figure.spread;
                row.extend([figure.shown, s.mean, s.half_width, s.q05, s.q95].map(Cell::number));
                table.rows.push(row);
            }
            for way in &side.ways {
                let name = way.arrangement.name();
                let mut say = |what: &str, unit: &str, value: f64, half_width: f64| {
                    let mut row = front(name, None, what.into(), unit);
                    let nothing = || Cell::Nothing;
                    row.extend([nothing(), Cell::number(value), Cell::number(half_width), nothing(), nothing()]);
                    table.rows.push(row);
                };
                say("paid", "GBP a year", way.paid, f64::NAN);
                for (who, fares) in [("practice", way.practice), ("authority", way.authority)] {
                    say(&format!("{who}: result"), "GBP a year", fares.mean, fares.half_width);
                    say(&format!("{who}: sd of a year"), "GBP a year", fares.sd, f64::NAN);
                    say(&format!("{who}: loss in a year"), "chance", fares.loss_in_a_year, f64::NAN);
                    say(&format!("{who}: loss over the contract"), "chance", fares.loss_over_contract, f64::NAN);
                    say(&format!("{who}: bad year, 5th percentile"), "GBP a year", fares.bad_year, f64::NAN);
                    say(
                        &format!("{who}: mean of the worst 5% of years"),
                        "GBP a year",
                        fares.worst_mean,
                        f64::NAN,
                    );
                }
                say("payment for a pound more of cost", "GBP", way.per_pound_of_cost, f64::NAN);
                say("payment for a person-year more", "GBP", way.per_person_year, f64::NAN);
                say("risk fund exhausted within the contract", "chance", way.exhausted, f64::NAN);
                say("practice insolvent within the contract", "chance", way.insolvent, f64::NAN);
                say("loss beyond the fund", "GBP a contract", way.unfunded, f64::NAN);
            }
        }
    }
    table
}

/// For people: the steps of the first year, the net of the others, and the ways of paying.
fn told(statements: &[Statement], history: u64, replicates: u64) -> String {
    let mut text = String::new();
    for statement in statements {
        for side in &statement.sides {
            text += &format!("{}, {}\n", statement.policy, side.holder.label());
            text += &format!(
                "The seven steps in the first year: history {history} to the penny; mean and middle 90% of {replicates} histories\n"
            );
            text += &indented(&steps(&side.figures));
            text += "\nEvery way of paying the same histories; pounds a year, practice before its fund\n";
            text += &indented(&ways(side));
            for way in &side.ways {
                text += &format!("  {}: {}\n", way.arrangement.label(), way.temptation);
            }
            text.push('\n');
        }
    }
    text
}

fn indented(table: &Table) -> String {
    table.text(Format::Table, width().saturating_sub(2)).lines().map(|line| format!("  {line}\n")).collect()
}

/// The first year, and of the later ones what is renegotiated.
fn steps(figures: &[Figure]) -> Table {
    let mut table = Table::new(&["step", "year", "what", "shown", "mean", "q05", "q95"]);
    for figure in figures {
        let again = ["person-years served", "net contract", "net contract less that"];
        let later = figure.year > 1 && !again.contains(&figure.line.what);
        let idle = figure.shown == 0.0 && figure.spread.q05 == 0.0 && figure.spread.q95 == 0.0;
        if later || idle || figure.spread.n == 0 {
            continue;
        }
        let cell = |value: f64| -> Cell {
            match figure.line.unit {
                "GBP" => pounds_and_pence(value).into(),
                "times neutral" => format!("{value:.4}").into(),
                _ => format!("{value:.2}").into(),
            }
        };
        let round = |value: f64| -> Cell {
            if figure.line.unit == "GBP" { whole_pounds(value).into() } else { cell(value) }
        };
        let step = if figure.year > 1 { "7" } else { figure.line.step };
        let s = figure.spread;
        table.rows.push(vec![
            step.into(),
            figure.year.to_string().into(),
            figure.line.what.into(),
            cell(figure.shown),
            round(s.mean),
            round(s.q05),
            round(s.q95),
        ]);
    }
    table
}

fn ways(side: &crate::experiment::contract::Side) -> Table {
    let mut table = Table::new(&[
        "arrangement",
        "party",
        "mean",
        "sd",
        "P(loss in a year)",
        "5th percentile",
        "worst 5%",
        "dP/dC",
        "dP/dV",
        "P(fund out)",
        "P(insolvent)",
    ]);
    for way in &side.ways {
        let mark = if way.chosen { " (the scenario's)" } else { "" };
        for (first, who, fares) in [(true, "practice", way.practice), (false, "authority", way.authority)] {
            let only_first = |text: String| -> Cell { if first { text.into() } else { Cell::Nothing } };
            table.rows.push(vec![
                only_first(format!("{}{mark}", way.arrangement.name())),
                who.into(),
                whole_pounds(fares.mean).into(),
                whole_pounds(fares.sd).into(),
                format!("{:.2}", fares.loss_in_a_year).into(),
                whole_pounds(fares.bad_year).into(),
                whole_pounds(fares.worst_mean).into(),
                only_first(format!("{:.2}", way.per_pound_of_cost)),
                only_first(whole_pounds(way.per_person_year)),
                only_first(format!("{:.2}", way.exhausted)),
                only_first(format!("{:.2}", way.insolvent)),
            ]);
        }
    }
    table
}

/// With thousands apart: 1,234,567.89.
fn pounds_and_pence(value: f64) -> String {
    let pence = (value * 100.0).round() as i64;
    let sign = if pence < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", thousands(pence.unsigned_abs() / 100), pence.unsigned_abs() % 100)
}

fn whole_pounds(value: f64) -> String {
    let pounds = value.round() as i64;
    format!("{}{}", if pounds < 0 { "-" } else { "" }, thousands(pounds.unsigned_abs()))
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a reader should know before the figures are used.
fn advise(model: &Model, positions: &[usize], statements: &[Statement], out: Option<&Path>) {
    let advice = heading("advice", CYAN);
    for (position, statement) in positions.iter().zip(statements) {
        let contract = &model.arms[*position].contract;
        if contract.fund.source == FundSource::TopSliced {
            tell(&format!(
                "{advice} {}: the risk fund is carved out of the contract, so that the practice's means in the first year do not \
                 change; contract.risk_fund_source = \"additional\" would add to them",
                statement.policy
            ));
        } else if let Some(why) = reacts_to_balance(&contract.fund) {
            tell(&format!("{advice} {}: no single critical level of the fund exists: {why}", statement.policy));
        }
        if let Some((served, expected)) = unexpected(statement, contract.payment.expected_years.is_empty()) {
            tell(&format!(
                "{advice} {}: fixed contracts expect {expected:.0} person-years in the first year, and {served:.0} are served on \
                 average; contract.expected_child_years says what the parties expect",
                statement.policy
            ));
        }
        for side in &statement.sides {
            if let Some((weights, pounds)) = off_neutral(side) {
                tell(&format!(
                    "{advice} {}, {}: the band weights average {weights:.4} on the authority's own mix; they are normalised, or they \
                     would move the gross by {} pounds a year",
                    statement.policy,
                    side.holder.label(),
                    whole_pounds(pounds)
                ));
            }
        }
        let targets = contract.payment.outcome.targets.iter().any(Option::is_some);
        if !targets && contract.payment.outcome.per_permanence.0 == 0 {
            tell(&format!(
                "{advice} {}: no contract.outcome_target is stated, so that the outcome contract pays as capitation does",
                statement.policy
            ));
        }
    }
    match out {
        Some(out) => tell(&format!("{advice} the folder is {0}; begin with {0}/contract.html", out.display())),
        None => {
            tell(&format!("{advice} --out DIR writes a page, tables and both parties' ledgers of one history"))
        }
    }
}

/// How far band weights are from budget neutrality in the first year, where that is more than one in 200, and what that
/// would be in pounds.
fn off_neutral(side: &crate::experiment::contract::Side) -> Option<(f64, f64)> {
    let mean = |what: &str| {
        side.figures.iter().find(|figure| figure.year == 1 && figure.line.what == what).map(|f| f.spread.mean)
    };
    let weights = mean("band weights before normalising, on the authority's own mix")?;
    let pounds = mean("what weights that are not normalised would add")?;
    ((weights - 1.0).abs() > 0.005).then_some((weights, pounds))
}

/// Expected and served person-years of the first year, where they are far apart.
fn unexpected(statement: &Statement, unstated: bool) -> Option<(f64, f64)> {
    let mean = |what: &str| {
        let figures = &statement.sides.first()?.figures;
        figures.iter().find(|figure| figure.year == 1 && figure.line.what == what).map(|f| f.spread.mean)
    };
    let (served, expected) = (mean("person-years served")?, mean("person-years that a fixed contract expects")?);
    (unstated && (served - expected).abs() > 0.05 * expected).then_some((served, expected))
}

// ---- the folder ------------------------------------------------------------------------------------------------

/// One policy's ledger under one holder.
struct Account {
    policy: String,
    holder: BudgetHolder,
    ledger: Ledger,
}

fn ledgers(model: &Model, chosen: &[(usize, String)], seed: u64, history: u64) -> Vec<Account> {
    let mut all = vec![];
    for (position, name) in chosen {
        for holder in holders(&model.arms[*position].contract) {
            let ledger = accounts(model, *position, holder, seed, history);
            all.push(Account { policy: name.clone(), holder, ledger });
        }
    }
    all
}

const BALANCES: [Party; 3] = [Party::Authority, Party::Practice, Party::Fund];

/// Every payment, with both parties' and the fund's balance after it.
fn accounts_table(accounts: &[Account], first: jiff::civil::Date) -> Table {
    let mut table = Table::new(&[
        "policy",
        "placement_budget",
        "date",
        "from",
        "to",
        "reason",
        "amount_gbp",
        "authority_balance_gbp",
        "practice_balance_gbp",
        "risk_fund_balance_gbp",
    ]);
    for account in accounts {
        let mut balance = [0i64; 3];
        for entry in &account.ledger.entries {
            for (balance, party) in balance.iter_mut().zip(BALANCES) {
                *balance += if entry.to == party { entry.amount.0 } else { 0 };
                *balance -= if entry.from == party { entry.amount.0 } else { 0 };
            }
            let mut row: Vec<Cell> = vec![
                account.policy.clone().into(),
                account.holder.name().into(),
                date(first, entry.day).into(),
                entry.from.name().into(),
                entry.to.name().into(),
                entry.reason.into(),
                plain(entry.amount.0).into(),
            ];
            row.extend(balance.map(|pence| Cell::from(plain(pence))));
            table.rows.push(row);
        }
    }
    table
}

/// Balances at the end of every day.
fn balances_table(accounts: &[Account], first: jiff::civil::Date) -> Table {
    let mut table =
        Table::new(&["policy", "placement_budget", "date", "authority_gbp", "practice_gbp", "risk_fund_gbp"]);
    for account in accounts {
        let moved = BALANCES.map(|party| account.ledger.balances(party));
        let Some((last, _)) = moved[0].last() else { continue };
        let mut at = 0;
        for day in 0..=*last {
            while moved[0].get(at + 1).is_some_and(|(next, _)| *next <= day) {
                at += 1;
            }
            let mut row: Vec<Cell> =
                vec![account.policy.clone().into(), account.holder.name().into(), date(first, day).into()];
            row.extend(moved.iter().map(|of| Cell::from(plain(of[at].1.0))));
            table.rows.push(row);
        }
    }
    table
}

fn date(first: jiff::civil::Date, day: i32) -> String {
    first.checked_add(jiff::Span::new().days(day)).map_or_else(|_| format!("day {day}"), |date| date.to_string())
}

/// Pounds and pence without separators, exact.
fn plain(pence: i64) -> String {
    format!("{}{}.{:02}", if pence < 0 { "-" } else { "" }, pence.unsigned_abs() / 100, pence.unsigned_abs() % 100)
}

fn files(
    scenario: &Scenario,
    statements: &[Statement],
    ledgers: &[Account],
    arguments: &Contract,
    replicates: u64,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let first = scenario.entry("run.start_date").value.date();
    let title = scenario.entry("title").value.text().to_string();
    let price_year = scenario.entry("finance.price_year").value.text().to_string();
    let nominal = scenario.entry("finance.inflation_per_year").value.number() != 0.0;
    let shown = Shown {
        title: &title,
        price_year: &price_year,
        nominal,
        statements,
        history: arguments.history,
        replicates,
    };
    let csv = |table: Table| table.text(Format::Csv, 0);
    let mut files = vec![
        ("contract.html", page(&shown)),
        ("contract.csv", csv(tidy(statements))),
        ("accounts.csv", csv(accounts_table(ledgers, first))),
        ("balances.csv", csv(balances_table(ledgers, first))),
    ];
    let manifest = serde_json::json!({
        "program": "swpsim",
        "kind": "contract",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": arguments.scenario.file.file_name().unwrap_or_default().to_string_lossy(),
        "scenario_hash": scenario.hash,
        "overrides": arguments.scenario.set,
        "seed": arguments.amount.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count()),
        "histories": replicates,
        "history_shown": arguments.history,
        "policy": arguments.policy,
    });
    files.push(("manifest.json", serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n"));
    Ok(files)
}
