//! `swpsim verify`: the simulator against exact answers in the scenario's own parameters.

use std::io::Write;
use std::path::Path;

use super::arguments::{Format, Verify};
use super::failure::Failure;
use super::output::{Cell, Table, four_figures, heading, print, tell, width};
use super::progress::{Bar, heed_ctrl_c};
use super::{open, output};
use crate::experiment::laboratory::Step;
use crate::experiment::verify::{Check, FALSE_ALARM, Kind, NormalLine, Verification, verify as run};

const CYAN: u8 = 36;

/// Makes the checks, prints them, and fails where one does.
pub fn verify(arguments: &Verify, format: Format, quiet: bool) -> Result<(), Failure> {
    heed_ctrl_c();
    let scenario = open::scenario(&arguments.scenario, &arguments.set)?;
    let seed = arguments.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    let (laboratory, mut bar) = (open::laboratory(seed), Bar::new(quiet));
    let mut watch = |step: Step| bar.show(step.name, step.done, step.total, None);
    let found =
        open::on_threads(arguments.threads, || run(&scenario, &laboratory, arguments.replicates, &mut watch))??;
    bar.done();
    if laboratory.stopped() {
        let made = found.made() as u64;
        return Err(Failure::Stopped { done: made, total: made, kept: "the checks are not complete".into() });
    }
    if let Some(file) = &arguments.out {
        write(file, &text(&found, format, output::wide()))?;
    }
    print(&text(&found, format, width()))?;
    if !quiet {
        advise(&found);
    }
    let failed = found.failed().len();
    if failed > 0 { Err(Failure::Disagrees { failed, of: found.made() }) } else { Ok(()) }
}

/// Everything in one text: in JSON one document, in a table and in CSV the checks and then the normal approximation.
fn text(found: &Verification, format: Format, width: usize) -> String {
    let (checks, normal) = (checks(found).text(format, width), normal(&found.normal).text(format, width));
    match format {
        Format::Json => format!(
            "{{\n\"threshold\": {},\n\"checks\": {},\n\"normal_approximation\": {}\n}}\n",
            found.threshold,
            checks.trim_end(),
            normal.trim_end()
        ),
        Format::Csv => checks,
        Format::Table if found.normal.is_empty() => checks,
        Format::Table => {
            format!("{checks}\nWhat a fund set by the normal approximation is worth, one year:\n{normal}")
        }
    }
}

fn checks(found: &Verification) -> Table {
    let columns = ["check", "of", "simulated", "exact", "standard_error", "z", "verdict", "changed_keys"];
    let mut table = Table::new(&columns);
    for check in &found.checks {
        table.rows.push(vec![
            check.name.into(),
            check.what.clone().into(),
            Cell::number(seven_figures(check.simulated)),
            Cell::number(seven_figures(check.exact)),
            if check.kind == Kind::Chance { Cell::number(four_figures(check.error)) } else { Cell::Nothing },
            check.z().map_or(Cell::Nothing, |z| Cell::number((z * 100.0).round() / 100.0)),
            verdict(check, found.threshold).into(),
            check.changed.join("; ").into(),
        ]);
    }
    table
}

fn verdict(check: &Check, threshold: f64) -> String {
    match (check.agrees(threshold), &check.kind) {
        (_, Kind::NotApplicable(why)) => format!("not applicable: {why}"),
        (Some(true), _) => "agrees".into(),
        _ => "DIFFERS".into(),
    }
}

fn normal(lines: &[NormalLine]) -> Table {
    let columns = ["promised_chance", "fund_by_normal_gbp", "exact_chance_with_it", "fund_that_keeps_promise_gbp"];
    let mut table = Table::new(&columns);
    for line in lines {
        table.rows.push(vec![
            Cell::number(line.promised),
            Cell::number(line.fund_gbp.round()),
            Cell::number(four_figures(line.exact)),
            Cell::number(line.exact_fund_gbp.round()),
        ]);
    }
    table
}

/// More figures than anybody reads, so that a small difference can be seen.
fn seven_figures(value: f64) -> f64 {
    format!("{value:.6e}").parse().unwrap_or(value)
}

fn advise(found: &Verification) {
    let (made, failed) = (found.made(), found.failed().len());
    let left = found.checks.len() - made;
    let told = format!(
        "{} of {made} checks agree, {left} not applicable; a check may be off by {:.2} standard errors, so that all of \
         them agree in {} of 1,000 seeds if everything is right (Bonferroni)",
        made - failed,
        found.threshold,
        1000.0 * (1.0 - FALSE_ALARM)
    );
    tell(&format!("{} {told}", heading("advice", CYAN)));
}

/// Writes the file whole or not at all.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let name = || file.display().to_string();
    if file.is_dir() {
        return Err(Failure::Foreign(format!("{} is a folder; expected the name of a file", name())));
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut whole = tempfile::NamedTempFile::new_in(folder).map_err(|why| Failure::files(name(), why))?;
    whole.write_all(text.as_bytes()).map_err(|why| Failure::files(name(), why))?;
    whole.persist(file).map_err(|why| Failure::files(name(), why.error))?;
    Ok(())
}
