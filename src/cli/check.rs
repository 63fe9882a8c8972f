//! `swpsim check`: every problem of every file at once.

use std::path::PathBuf;

use super::arguments::Format;
use super::failure::Failure;
use super::output::{Cell, Table, heading, print, tell, width};
use crate::scenario::{Origin, Problem, Problems, Scenario, compile, notes as scenario_notes};

const CYAN: u8 = 36;

/// Checks the files. Problems are the data here, so they go to standard output in every format but the table.
pub fn check(files: &[PathBuf], format: Format, quiet: bool) -> Result<(), Failure> {
    let mut all = Problems::new();
    let mut notes = vec![];
    let mut clean = String::new();
    let mut table = Table::new(&["file", "line", "key", "problem"]);
    for file in files {
        let checked = Scenario::load(file, &[])
            .and_then(|scenario| compile::model(&scenario).map(|_| scenario_notes::notes(&scenario)));
        match checked {
            Ok(noted) => {
                notes.extend(noted.into_iter().map(|note| format!("{}: {note}", file.display())));
                clean += &format!("{}: no problems\n", file.display());
            }
            Err(problems) => {
                table.rows.extend(problems.list().iter().map(row));
                all.append(problems);
            }
        }
    }
    match format {
        Format::Table if quiet => {}
        Format::Table => print(&clean)?,
        _ => print(&table.text(format, width()))?,
    }
    for note in notes.iter().filter(|_| !quiet) {
        tell(&format!("{} {note}", heading("note", CYAN)));
    }
    Ok(all.or(())?)
}

fn row(problem: &Problem) -> Vec<Cell> {
    let (file, line) = match &problem.place {
        Origin::Given { file, line } => (file.clone(), Cell::Number(*line as f64)),
        Origin::Override { text } => (text.clone(), Cell::Nothing),
        Origin::Default => (String::new(), Cell::Nothing),
    };
    vec![file.into(), line, problem.key.clone().into(), problem.message.clone().into()]
}
