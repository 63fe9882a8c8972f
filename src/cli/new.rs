//! `swpsim new`: a scenario for a local authority, from the published statistics inside the program.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::arguments::{Format, New};
use super::failure::Failure;
use super::output::{Cell, Table, heading, print, tell, width};
use crate::published::{
    Authority, Fit, FitInput, NewScenario, Workshop, authorities, find, listing, write_scenario,
};
use crate::scenario::{Problems, Scenario, Value, compile};

/// Lists the authorities, or writes a scenario.
pub fn new(new: &New, format: Format, quiet: bool) -> Result<(), Failure> {
    if new.list {
        return match format {
            Format::Table => print(&listing::table()),
            _ => print(&list().text(format, width())),
        };
    }
    let (Some(name), Some(output)) = (&new.authority, &new.output) else {
        return Err(Failure::Usage("--authority and --output belong together".into()));
    };
    let authority = find(name).map_err(|why| Failure::Usage(why.to_string()))?;
    let written = write(authority, new.year)?;
    create(output, &written.text)?;
    if !quiet {
        say(output, &written);
    }
    Ok(())
}

/// For programs: one row an authority.
fn list() -> Table {
    let mut table = Table::new(&["code", "authority", "first_year", "last_year"]);
    for one in authorities().iter().filter(|one| !one.years.is_empty()) {
        let year = |year: Option<&u16>| year.map_or(Cell::Nothing, |year| Cell::Number(f64::from(*year)));
        let (first, last) = (year(one.years.first()), year(one.years.last()));
        table.rows.push(vec![one.code.clone().into(), one.name.clone().into(), first, last]);
    }
    table
}

/// The scenario's text, with the length of stay fitted to stock and starts.
fn write(authority: &Authority, year: Option<u16>) -> Result<NewScenario, Failure> {
    let Some(year) = year.or(authority.years.last().copied()) else {
        return Err(Failure::Usage(format!("{} has no published years", authority.name)));
    };
    let problem = std::cell::RefCell::new(None);
    let fit = |input: &FitInput| {
        fit(input).unwrap_or_else(|why| {
            problem.replace(Some(why));
            Fit {
                multiplier: f64::NAN,
                first_entry_share: f64::NAN,
                expected_stock: f64::NAN,
                predicted_ceases: f64::NAN,
            }
        })
    };
    let written = write_scenario(authority, year, &Workshop { fit: &fit, in_base: &in_base });
    match problem.into_inner() {
        Some(why) => Err(why.into()),
        None => written.map_err(|why| Failure::Usage(why.to_string())),
    }
}

/// Fits the multiplier on stays in a shipped world with this authority's stock, starts and ages.
fn fit(input: &FitInput) -> Result<Fit, Problems> {
    let base = Scenario::load(Path::new(input.base), &[])?;
    let mut changes = vec![
        ("authority.stock".to_string(), Value::Number(input.stock)),
        ("authority.starts_per_year".to_string(), Value::Number(input.starts)),
    ];
    changes
        .extend(input.age_share.map(|shares| ("intake.age_share".to_string(), Value::Numbers(shares.to_vec()))));
    let scenario = base.with(&changes);
    let compile::Fit { multiplier, first_entry_share, expected } =
        compile::fit(&scenario, input.stock, input.starts);
    Ok(Fit { multiplier, first_entry_share, expected_stock: expected.stock, predicted_ceases: expected.ceases })
}

/// A number of a shipped world.
fn in_base(base: &str, key: &str) -> Option<f64> {
    Scenario::load(Path::new(base), &[]).ok()?.entry(key).value.optional_number()
}

/// Writes a file that is not there yet.
pub(super) fn create(output: &Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(output);
    let mut file = file.map_err(|why| match why.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::files(
            output.display().to_string(),
            "it is there already and is left as it is; choose another name",
        ),
        _ => Failure::files(format!("cannot write {}", output.display()), why),
    })?;
    file.write_all(text.as_bytes())
        .map_err(|why| Failure::files(format!("cannot write {}", output.display()), why))
}

/// Says what was fitted, what stands in for missing figures, and what to do next.
fn say(output: &Path, written: &NewScenario) {
    const CYAN: u8 = 36;
    let advice = heading("advice", CYAN);
    let NewScenario { fit, stock, starts, ceases, stand_ins, .. } = written;
    tell(&format!(
        "{advice} stays are multiplied by {:.3}, which gives {:.0} children in care where {stock:.0} are published at {starts:.0} starts a year",
        fit.multiplier, fit.expected_stock
    ));
    let published = ceases.map_or(String::new(), |ceases| format!(" ({ceases:.0} published)"));
    tell(&format!("        predicted to cease: {:.0} a year{published}", fit.predicted_ceases));
    for line in stand_ins {
        tell(&format!("        stands in for a figure of its own: {line}"));
    }
    tell(&format!("        next: swpsim targets {0}; swpsim run {0}", output.display()));
}
