//! `swpsim plan`: a transfer plan for real children, in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::arguments::{Format, Plan as Arguments};
use super::failure::Failure;
use super::ledger::commit::policy;
use super::output::{Cell, Table, heading, print, tell, width};
use super::whole_folder::{self, Readers};
use super::{open, secret};
use crate::flow::{Fate, Workspace, fates};
use crate::ledger::outside_number;
use crate::plan::caseloads::caseloads;
use crate::plan::chances::{Chances, chances, conclusions};
use crate::plan::edited::{self, Cost};
use crate::plan::people::People;
use crate::plan::support::{self, Lack};
use crate::plan::{Plan, Terms, tables};
use crate::report::html::plan::{Shown, page};
use crate::scenario::{Scenario, Value, compile};
use crate::ssda903::{Day, read};

/// Plans, checks an edited plan, and writes the folder.
pub fn plan(arguments: &Arguments, format: Format, quiet: bool) -> Result<(), Failure> {
    whole_folder::refuse_used(&arguments.out)?;
    if let Some(number) = &arguments.with {
        outside_number(number).map_err(|why| Failure::Usage(format!("--with: {why}")))?;
    }
    secret::refuse_existing(&arguments.real)?;
    let scenario = open::scenario(&arguments.scenario.file, &arguments.scenario.set)?;
    let policy = policy(&scenario, arguments.policy.as_deref())?;
    let key = secret::key(&arguments.real, quiet)?;
    let reading = read::any(&arguments.cohort, arguments.real.companion.as_deref(), &key)
        .map_err(|problems| Failure::Problems(format!("this cannot be read honestly\n{problems}")))?;
    let people = People::of(&reading.cohort);
    if people.children.is_empty() {
        return Err(Failure::Problems(format!("nobody is in care on {}, the input's last day", people.day)));
    }
    let from = from(arguments.from.as_deref(), people.day)?;
    let rules = arguments.scenario.file.display();
    let terms = Terms::of(&scenario, policy.as_deref(), from)
        .map_err(|why| Failure::Problems(format!("{rules}: {why}")))?;
    let lacks = support::lacks(&people, &terms);
    refuse_unsupported(&lacks, &terms)?;
    let histories = histories(&scenario, &people, arguments);
    let concludes = conclusions(&histories, people.children.len());
    let number = arguments.with.as_deref().map(|number| (number, arguments.source.as_str()));
    let proposed = Plan::make(people, terms, number, concludes)?;
    let (plan, cost) = match &arguments.edited {
        None => (proposed, None),
        Some(file) => {
            let edited = read_edited(&proposed, file)?;
            let cost = edited::cost(&proposed, &edited, &histories);
            (edited, Some(cost))
        }
    };
    let chances = chances(&plan, &histories);
    let title = scenario.entry("title").value.text().to_string();
    let files = files(&plan, &chances, &lacks, cost.as_ref(), &title, arguments);
    // for its owner only: it is about real children
    whole_folder::write(&arguments.out, &files, Readers::Owner)?;
    secret::identities(&arguments.real, &reading.identities)?;
    print(&told(&plan, &chances, cost.as_ref()).text(format, width()))?;
    if !quiet {
        advise(&plan, &lacks, arguments, reading.problems.list().len());
    }
    Ok(())
}

/// The day on which commissioning begins.
fn from(asked: Option<&str>, last: Day) -> Result<Day, Failure> {
    let Some(words) = asked else { return Ok(Day(last.0 + 1)) };
    let date: jiff::civil::Date = words.parse().map_err(|_| {
        Failure::Usage(format!(
            "--from \"{words}\" is not a day; expected one such as {}",
            crate::plan::people::iso(last)
        ))
    })?;
    let day = Day::new(date.year().into(), date.month() as u32, date.day() as u32).filter(|day| *day > last);
    day.ok_or_else(|| {
        Failure::Usage(format!("--from {words} is not after the input's last day, {last}: a plan begins after it"))
    })
}

/// Rules that nobody's facts could answer are refused, all at once.
fn refuse_unsupported(lacks: &[Lack], terms: &Terms) -> Result<(), Failure> {
    let mut lines: Vec<String> = lacks
        .iter()
        .filter(|lack| lack.refuses())
        .map(|lack| {
            format!(
                "  not stated of anybody: {}; {} looks at it\n    fill column {} of the companion file, or change the rule",
                lack.what,
                lack.needed_by.as_deref().unwrap_or("a rule"),
                lack.column
            )
        })
        .collect();
    lines.extend(support::beyond_any_file(terms).into_iter().map(|why| format!("  {why}; choose another rule")));
    if lines.is_empty() {
        return Ok(());
    }
    Err(Failure::Problems(format!(
        "the input does not support these rules, and nothing is made up\n{}",
        lines.join("\n")
    )))
}

/// What becomes of every child, history by history.
fn histories(scenario: &Scenario, people: &People, arguments: &Arguments) -> Vec<Vec<Fate>> {
    let replicates = arguments.replicates.unwrap_or_else(|| scenario.entry("run.replicates").value.count());
    let seed = arguments.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    // only the first day is looked at
    let scenario = scenario.with(&[("run.years".into(), Value::Count(1))]);
    let given = people.children.iter().map(|child| child.given.clone()).collect();
    let model = compile::model_from(&scenario, given);
    let mut workspace = Workspace::new(&model);
    (0..replicates).map(|replicate| fates(&model, seed, replicate, &mut workspace)).collect()
}

fn read_edited(proposed: &Plan, file: &Path) -> Result<Plan, Failure> {
    let shown = file.display();
    let bytes = fs::read(file).map_err(|why| Failure::files(format!("cannot read {shown}"), why))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::Problems(format!("{shown}: the text is not UTF-8; save the plan as \"CSV UTF-8\""))
    })?;
    edited::apply(proposed, &text).map_err(|problems| {
        let count = if problems.len() == 1 { "1 problem".into() } else { format!("{} problems", problems.len()) };
        let lines = problems.iter().map(|problem| match problem.line {
            0 => format!("  {}", problem.message),
            line => format!("  line {line:<4} {}", problem.message),
        });
        Failure::Problems(format!("{count} in {shown}\n{}", lines.collect::<Vec<_>>().join("\n")))
    })
}

/// Names and texts of all files, the manifest last.
fn files(
    plan: &Plan,
    chances: &Chances,
    lacks: &[Lack],
    cost: Option<&Cost>,
    title: &str,
    arguments: &Arguments,
) -> Vec<(&'static str, String)> {
    let caseloads = caseloads(plan);
    let shown = Shown { plan, chances, lacks, caseloads: &caseloads, cost, title };
    let mut all = vec![
        ("plan.csv", tables::plan_csv(plan)),
        ("ledger.csv", plan.ledger.text().to_string()),
        ("ledger.manifest.json", plan.ledger.tail().text()),
        ("caseloads.csv", tables::caseloads_csv(&caseloads)),
        ("summary.json", tables::summary(plan, chances, lacks, cost)),
        ("report.html", page(&shown)),
    ];
    let hash = |text: &str| Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let hashes: BTreeMap<&str, String> = all.iter().map(|(name, text)| (*name, hash(text))).collect();
    let manifest = serde_json::json!({
        "program": "swpsim",
        "kind": "transfer plan",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": arguments.scenario.file.file_name().unwrap_or_default().to_string_lossy(),
        "overrides": arguments.scenario.set,
        "histories": chances.histories,
        "number": arguments.with,
        "edited": arguments.edited.is_some(),
        "files": hashes,
    });
    all.push(("manifest.json", serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n"));
    all
}

/// The plan in a few rows.
fn told(plan: &Plan, chances: &Chances, cost: Option<&Cost>) -> Table {
    let mut table = Table::new(&["what", "value", "low_95", "high_95"]);
    let mut say =
        |what: &str, value: Cell, low: Cell, high: Cell| table.rows.push(vec![what.into(), value, low, high]);
    let none = || Cell::Nothing;
    let two = |value: f64| Cell::number((value * 100.0).round() / 100.0);
    say("children in care", Cell::Number(plan.lines.len() as f64), none(), none());
    let eligible = plan.lines.iter().filter(|line| line.eligible == Some(true)).count();
    say("eligible", Cell::Number(eligible as f64), none(), none());
    say("planned", Cell::Number(plan.planned() as f64), none(), none());
    say("first wave", plan.terms.first_wave().to_string().into(), none(), none());
    say("last month", plan.last_month().map_or(none(), |month| month.to_string().into()), none(), none());
    for (what, share) in [
        ("chance that all have begun on time", chances.on_time),
        ("chance that the practice is full on time", chances.full_on_time),
    ] {
        say(what, two(share.share), two(share.low), two(share.high));
    }
    let l = &chances.leavers;
    say(
        "expected to leave before their turn",
        two(l.mean),
        two((l.mean - l.half_width).max(0.0)),
        two(l.mean + l.half_width),
    );
    if let Some([low, median, high]) = tables::month_of_size(plan, chances) {
        say("month of full size (median, middle 90%)", median.into(), low.into(), high.into());
    }
    if let Some(cost) = cost {
        say("children moved by the edit", Cell::Number(cost.moved as f64), none(), none());
        say("months of waiting added", Cell::Number(cost.months_of_waiting as f64), none(), none());
        say("expected leavers before their turn as proposed", two(cost.leavers[0]), none(), none());
        say("expected leavers before their turn as edited", two(cost.leavers[1]), none(), none());
    }
    table
}

fn advise(plan: &Plan, lacks: &[Lack], arguments: &Arguments, problems: usize) {
    let advice = heading("advice", 36);
    let out = arguments.out.display();
    tell(&format!("{advice} the plan is in {out}; begin with {out}/report.html"));
    if plan.provisional {
        tell(&format!(
            "{advice} the order is provisional. Publish the commitment {} now, then plan again with the same files and \
             --key-file, and --with a number not known yet",
            plan.commitment
        ));
        if arguments.real.key_file.is_none() {
            tell(&format!("{advice} without --key-file the next run has other pseudonyms and another commitment"));
        }
    }
    for lack in lacks {
        let looked_at = lack.needed_by.as_deref().map_or(String::new(), |by| format!(" ({by} looks at it)"));
        let count = tables::hidden(lack.children).map_or("fewer than 5".into(), |n| n.to_string());
        tell(&format!(
            "{advice} not stated of {count} children: {}{looked_at}: column {}",
            lack.what, lack.column
        ));
    }
    if problems > 0 {
        tell(&format!("{advice} {problems} problems in the input; swpsim cohort lists them"));
    }
}
