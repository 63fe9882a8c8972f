//! `swpsim cohort`: what returns or a cohort file hold, beside what is published, and everything that is wrong.

use std::path::Path;

use super::arguments::{Blank, Cohort, Format};
use super::failure::Failure;
use super::output::{Cell, Table, four_figures, heading, print, tell, width};
use super::secret;
use super::whole_folder::{self, Readers};
use crate::published::{Authority, Figure, figure, find};
use crate::ssda903::Cohort as RealCohort;
use crate::ssda903::figures::{Line, Shown, Small, lines};
use crate::ssda903::problems::Problems;
use crate::ssda903::{read, template};

/// Reads and shows, or prints a file to fill in.
pub fn cohort(arguments: &Cohort, format: Format, quiet: bool) -> Result<(), Failure> {
    match &arguments.blank {
        Some(Blank::Template { out }) => return blank(template::cohort(), out.as_deref(), quiet),
        Some(Blank::CompanionTemplate { out }) => return blank(template::companion(), out.as_deref(), quiet),
        None => {}
    }
    let authority = match &arguments.authority {
        Some(name) => Some(find(name).map_err(|why| Failure::Usage(why.to_string()))?),
        None => None,
    };
    if let Some(out) = &arguments.out {
        whole_folder::refuse_used(out)?;
    }
    secret::refuse_existing(&arguments.real)?;
    let key = secret::key(&arguments.real, quiet)?;
    let reading = read::any(&arguments.files, arguments.real.companion.as_deref(), &key)
        .map_err(|problems| Failure::Problems(refusal(&problems)))?;
    let small = if arguments.show_small { Small::Shown } else { Small::Hidden };
    let lines = lines(&reading.cohort, reading.counts.as_ref(), small);
    if let Some(out) = &arguments.out {
        write_folder(out, &reading.cohort, &lines, &reading.problems, authority)?;
    }
    secret::identities(&arguments.real, &reading.identities)?;
    print(&text(&reading.cohort, &lines, &reading.problems, authority, format))?;
    if !quiet {
        say(arguments, &reading.problems, format);
    }
    Ok(())
}

/// Why nothing was read, in words for the error line.
fn refusal(problems: &Problems) -> String {
    format!("this cannot be read honestly\n{problems}")
}

fn say(arguments: &Cohort, problems: &Problems, format: Format) {
    let advice = heading("advice", 36);
    match (problems.list().len(), format) {
        (0, _) => tell(&format!("{advice} no problem was found")),
        (_, Format::Table) => {}
        (count, _) => tell(&format!("{advice} {count} problems; --format table lists them by kind")),
    }
    if arguments.show_small {
        tell(&format!("{advice} numbers of 1 to 4 are shown: these tables are not for passing on"));
    }
}

/// Everything in a format. JSON is one document; CSV is the table of lines with the problems' counts at its end.
fn text(
    cohort: &RealCohort,
    all: &[Line],
    problems: &Problems,
    authority: Option<&Authority>,
    format: Format,
) -> String {
    let (table, counts) = (figures(cohort, all, authority), counts(problems));
    match format {
        Format::Table => people(cohort, all, problems, authority),
        Format::Csv => {
            let mut table = table;
            for (kind, count) in problems.counts() {
                let mut row = vec![Cell::Nothing; table.columns.len()];
                row[0] = "problems".into();
                row[3] = kind.name().into();
                row[4] = "problems".into();
                row[5] = Cell::Number(count as f64);
                table.rows.push(row);
            }
            table.text(format, width())
        }
        Format::Json => format!(
            "{{\n\"figures\": {},\n\"problems\": {},\n\"problem_list\": {}\n}}\n",
            table.text(format, width()).trim_end(),
            counts.text(format, width()).trim_end(),
            listed(problems).text(format, width()).trim_end()
        ),
    }
}

/// Sections one below the other, then problems by kind with examples.
fn people(cohort: &RealCohort, all: &[Line], problems: &Problems, authority: Option<&Authority>) -> String {
    let mut text = String::new();
    for section in all.chunk_by(|a, b| a.section == b.section) {
        text += &format!("{}\n", section[0].section);
        let table = figures(cohort, section, authority);
        text += &narrow(table).text(Format::Table, width());
        text.push('\n');
    }
    text += &format!("problems: {}\n", problems.list().len());
    if !problems.list().is_empty() {
        text += &format!("{problems}\n");
    }
    text
}

/// A section's table without the section's name and without columns in which nothing stands.
fn narrow(table: Table) -> Table {
    let used = |at: usize| {
        at > 0 && table.rows.iter().any(|row| !matches!(&row[at], Cell::Nothing) && row[at] != Cell::from(""))
    };
    let kept: Vec<usize> = (0..table.columns.len()).filter(|at| used(*at)).collect();
    let columns = kept.iter().map(|at| table.columns[*at]).collect();
    let rows = table.rows.iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect()).collect();
    Table { columns, rows }
}

/// The lines as a table.
fn figures(cohort: &RealCohort, lines: &[Line], authority: Option<&Authority>) -> Table {
    let columns =
        ["section", "year", "by", "item", "unit", "value", "low_95", "high_95", "exposure", "published", "source"];
    let mut table = Table::new(&columns);
    let last = cohort.window.years.last().copied();
    for line in lines {
        let value = match line.value {
            Shown::Count(count) => Cell::Number(count as f64),
            Shown::Real(value) => Cell::number(four_figures(value)),
            Shown::Hidden => "c".into(),
            Shown::Nothing => Cell::Nothing,
        };
        let limit = |end: Option<f64>| end.map_or(Cell::Nothing, |value| Cell::number(four_figures(value)));
        let published = published(line, last, authority);
        table.rows.push(vec![
            line.section.into(),
            line.year.map_or(Cell::Nothing, |year| Cell::Number(f64::from(year))),
            line.by.into(),
            line.item.clone().into(),
            line.unit.into(),
            value,
            limit(line.interval.map(|(low, _)| low)),
            limit(line.interval.map(|(_, high)| high)),
            limit(line.exposure),
            published.as_ref().map_or(Cell::Nothing, |found| Cell::number(found.value)),
            published.map_or(Cell::Nothing, |found| found.cited().into()),
        ]);
    }
    table
}

fn published(line: &Line, last: Option<u16>, authority: Option<&Authority>) -> Option<Figure> {
    figure(authority?, line.year.or(last)?, line.statistic?)
}

fn counts(problems: &Problems) -> Table {
    let mut table = Table::new(&["kind", "weight", "count", "expected", "done"]);
    for (kind, count) in problems.counts() {
        table.rows.push(vec![
            kind.name().into(),
            kind.weight().word().into(),
            Cell::Number(count as f64),
            kind.expected().into(),
            kind.done().into(),
        ]);
    }
    table
}

/// Every problem with its place. Children are named by pseudonyms.
fn listed(problems: &Problems) -> Table {
    let mut table = Table::new(&["kind", "file", "row", "field", "value", "child", "expected", "done"]);
    for problem in problems.list() {
        table.rows.push(vec![
            problem.kind.name().into(),
            problem.file.clone().into(),
            if problem.row == 0 { Cell::Nothing } else { Cell::Number(f64::from(problem.row)) },
            problem.field.clone().into(),
            problem.value.clone().into(),
            problem.child.map_or(Cell::Nothing, |child| child.to_string().into()),
            problem.kind.expected().into(),
            problem.kind.done().into(),
        ]);
    }
    table
}

/// Writes `figures.csv` and `problems.csv`; the folder is complete or not there.
fn write_folder(
    out: &Path,
    cohort: &RealCohort,
    lines: &[Line],
    problems: &Problems,
    authority: Option<&Authority>,
) -> Result<(), Failure> {
    let tables = [("figures.csv", figures(cohort, lines, authority)), ("problems.csv", listed(problems))];
    let files = tables.map(|(name, table)| (name, table.text(Format::Csv, width())));
    // for its owner only: it is about real children
    whole_folder::write(out, &files, Readers::Owner)
}

/// Prints a file to fill in, or writes it where nothing is yet.
fn blank(text: String, out: Option<&Path>, quiet: bool) -> Result<(), Failure> {
    let Some(out) = out else { return print(&text) };
    super::new::create(out, &text)?;
    if !quiet {
        tell(&format!("{} fill in {} and delete the example row", heading("advice", 36), out.display()));
    }
    Ok(())
}
