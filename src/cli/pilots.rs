//! `swpsim pilots`: the evaluated pilots beside three controls and the evaluation, in a folder.

use std::path::{Path, PathBuf};

use super::arguments::{Format, Pilots as Arguments};
use super::failure::Failure;
use super::output::{Cell, Table, wrapped};
use super::pages::{Pages, command};
use super::progress::{Bar, heed_ctrl_c};
use super::{open, resolved};
use crate::experiment::laboratory::Step;
use crate::experiment::pilots as experiment;
use crate::report::html::pilots as page;
use crate::report::page_folder::PageFile;
use crate::results::pilots::{Control, Pilots};
use crate::results::study::Spread;
use crate::scenario::{Problems, Scenario};

/// Pilots that are run where the command names none.
const SHIPPED: [&str; 5] = ["pilots/a", "pilots/b", "pilots/c", "pilots/d", "pilots/f"];
/// Workforces of the controls beside the pilot's own authority.
const CONTROLS: [&str; 2] = ["pilots/average-authority", "pilots/best-practice-authority"];

/// Width of the summary that is kept as a text.
const COLUMNS: usize = 100;

/// Runs every pilot and sets it beside its controls.
pub fn pilots(arguments: &Arguments, format: Format, quiet: bool) -> Result<(), Failure> {
    let Arguments { files, set, amount, out } = arguments;
    let files: Vec<PathBuf> = if files.is_empty() { SHIPPED.map(PathBuf::from).into() } else { files.clone() };
    let (scenarios, controls) = (load(&files, set)?, load(&CONTROLS.map(PathBuf::from), &[])?);
    let seed = amount.seed.unwrap_or_else(|| scenarios[0].entry("run.seed").value.count());
    let named: String = arguments.files.iter().map(|file| format!(" {}", file.display())).collect();
    let command = command(&format!("pilots{named}"), set, seed, amount);
    let all = || scenarios.iter().chain(&controls);
    let decides: Vec<&str> = all().map(|scenario| scenario.hash.as_str()).collect();
    let kept: String = all().map(|one| format!("# {}\n{}\n", one.name, resolved::toml(one))).collect();
    let pages = Pages::new(
        "pilots",
        ("", &decides.join(" "), kept),
        (command.clone(), set),
        (seed, amount.replicates),
        out.as_deref(),
        quiet,
    );
    pages.carry_out(format, || {
        heed_ctrl_c();
        let laboratory = open::laboratory(seed);
        let mut bar = Bar::new(quiet);
        let mut found = vec![];
        for scenario in &scenarios {
            let name = format!("pilot {}", scenario.name.rsplit('/').next().unwrap_or_default());
            let mut watch = |step: Step| bar.show(&name, step.done, step.total, None);
            let both = [&controls[0], &controls[1]];
            let one = || experiment::run(&laboratory, scenario, both, amount.replicates, &mut watch);
            match open::on_threads(amount.threads, one)?? {
                Some(pilot) => found.push(pilot),
                None => return Err(stopped(found.len(), scenarios.len())),
            }
        }
        bar.done();
        let version = env!("CARGO_PKG_VERSION").to_string();
        files_of(&Pilots { version, seed, replicates: amount.replicates, command: command.clone(), pilots: found })
    })
}

fn stopped(done: usize, of: usize) -> Failure {
    Failure::Stopped { done: done as u64, total: of as u64, kept: "these count pilots; nothing is kept".into() }
}

/// All files, or the problems of all of them at once.
fn load(files: &[PathBuf], set: &[String]) -> Result<Vec<Scenario>, Failure> {
    let mut problems = Problems::new();
    let mut scenarios = vec![];
    for file in files {
        match Scenario::load(Path::new(file), set) {
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => problems.append(found),
        }
    }
    problems.or(scenarios).map_err(Failure::from)
}

fn files_of(found: &Pilots) -> Result<Vec<PageFile>, Failure> {
    let figures = page::figures(found);
    let json = serde_json::to_string_pretty(found).map_err(|why| Failure::Other(why.to_string()))? + "\n";
    let mut files = vec![
        ("report.html".to_string(), page::page(found, &figures)),
        ("summary.txt".into(), summary(found)),
        ("pilots.csv".into(), table(found).text(Format::Csv, COLUMNS)),
        ("pilots.json".into(), json),
    ];
    files.extend(figures.into_iter().map(|figure| (format!("figures/{}.svg", figure.name), figure.svg)));
    Ok(files)
}

fn summary(found: &Pilots) -> String {
    let mut text = "What the model says beside what the evaluation of the pilots found\n".to_string();
    for finding in page::findings(found) {
        text += &format!("\n{} ({})\n", finding.name, finding.source);
        let mut say = |words: &str, indent: &str| {
            for line in wrapped(words, COLUMNS - indent.len()) {
                text += &format!("{indent}{line}\n");
            }
        };
        say(finding.found, "  ");
        for (pilot, (verdict, says)) in found.pilots.iter().zip(&finding.says) {
            say(&format!("pilot {}: {says} ({})", pilot.name.to_uppercase(), verdict.words()), "    ");
        }
    }
    text + "\nWhich authority each pilot was in is inferred: the evaluation is anonymised.\n"
}

/// One row a pilot, measure and world: with it, each control, and the pilot less each control.
fn table(found: &Pilots) -> Table {
    let mut table = Table::new(&["pilot", "measure", "world", "mean", "half_width", "replicates"]);
    for pilot in &found.pilots {
        let mut row = |measure: &str, world: String, spread: &Spread| {
            let rounded = |value: f64| Cell::number((value * 1e5).round() / 1e5);
            let numbers = [rounded(spread.mean), rounded(spread.half_width), Cell::Number(spread.n as f64)];
            let lead = [Cell::from(pilot.name.as_str()), measure.into(), world.into()];
            table.rows.push(lead.into_iter().chain(numbers).collect());
        };
        for compared in &pilot.compared {
            let name = compared.measure.info().name;
            row(name, "pilot".into(), &compared.pilot);
            for (place, control) in Control::ALL.into_iter().enumerate() {
                row(name, control.name().into(), &compared.controls[place]);
                row(name, format!("pilot-less-{}", control.name()), &compared.differences[place]);
            }
        }
        row("changed_at_transfer_pct", "pilot".into(), &pilot.changed_at_transfer);
        row("same_worker_by_lower_caseload_pct", "pilot".into(), &pilot.lower_caseload);
        row("public_cost_gbp", "pilot-less-own-authority".into(), &pilot.cost);
    }
    table
}
