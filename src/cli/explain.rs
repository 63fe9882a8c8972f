//! `swpsim explain`: every value in force, with unit, source and place.

use super::arguments::{Format, ScenarioFile};
use super::failure::Failure;
use super::open;
use super::output::print;
use crate::scenario::explain::{as_csv, as_json, as_text, rows, rows_of};

/// Prints all values, or those of one key or of the keys below it.
pub fn explain(file: &ScenarioFile, key: Option<&str>, format: Format) -> Result<(), Failure> {
    let scenario = open::scenario(&file.file, &file.set)?;
    let rows = match key {
        Some(key) => rows_of(&scenario, key).map_err(Failure::Problems)?,
        None => rows(&scenario),
    };
    print(&match format {
        Format::Table => as_text(&rows),
        Format::Json => as_json(&scenario, &rows),
        Format::Csv => as_csv(&rows),
    })
}
