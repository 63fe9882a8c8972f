//! The summary for the terminal: the answer first, then the table of options, what it leaves out, what next.

use super::answers::{answers, ranges_are};
use super::options::{Table, difference_words, differences, options};
use super::{Extras, practices};
use crate::results::advice::advice;
use crate::results::measures::Measure;
use crate::results::rounding::whole;
use crate::results::study::Study;

/// The summary as plain text, wrapped to so many columns (at least 40).
pub fn summary(study: &Study, extras: &Extras, columns: usize) -> String {
    let columns = columns.clamp(40, 110);
    let mut out = String::new();
    say(&mut out, &study.title, "", columns);
    if study.partial {
        let stopped =
            format!("Stopped early: {} replicates were done; all numbers are from these.", study.replicates);
        say(&mut out, &stopped, "", columns);
    }
    compared(&mut out, study, columns);
    for answer in answers(study, extras) {
        out.push_str(&format!("\n{}\n", answer.question));
        say(&mut out, &answer.text, "  ", columns);
        say(&mut out, &answer.footnote, "    ", columns);
    }
    if !study.note.is_empty() {
        out.push_str("\nWhat this rests on\n");
        say(&mut out, &study.note, "  ", columns);
    }
    out.push_str(if study.arms.len() > 1 { "\nOptions\n" } else { "\nThe authority\n" });
    table(&mut out, &options(study, extras), columns);
    if !study.practices.is_empty() {
        out.push_str("\nThe practices\n");
        for line in practices::lines(study) {
            say(&mut out, &line, "  ", columns);
        }
    }
    let differences = differences(study, extras);
    if !differences.rows.is_empty() {
        out.push_str("\nDifferences from ");
        out.push_str(study.arms.first().map_or("the baseline", |arm| &arm.label));
        out.push('\n');
        listed(&mut out, &differences, columns);
    }
    say(&mut out, ranges_are(study), "  ", columns);
    out.push_str("\nWhat this leaves out\n");
    for line in leaves_out(study, extras) {
        say(&mut out, &format!("- {line}"), "  ", columns);
    }
    closing(&mut out, study, extras);
    out
}

/// Policies compared, where the comparison comes first: one line each.
fn compared(out: &mut String, study: &Study, columns: usize) {
    if !study.compares_first {
        return;
    }
    out.push_str(
        "\nPolicies compared: each one's children less the same children not moved; cost less no practice\n",
    );
    for arm in 1..study.arms.len() {
        let [changes, same, cost] = [Measure::CohortChanges, Measure::CohortSameWorker, Measure::PublicCost]
            .map(|measure| difference_words(study, arm, measure));
        let found = study.representativeness.iter().find(|found| found.arm == arm);
        let who = match found.map(|found| found.beyond_a_lottery().len()) {
            None => String::new(),
            Some(0) => "; children as by an honest lottery".into(),
            Some(n) => format!("; other children than by a lottery in {n} characteristics"),
        };
        let label = &study.arms[arm].label;
        let line = format!(
            "- {label}: changes of worker a year {changes}; same worker all year {same} points; cost a year {cost}{who}"
        );
        say(out, &line, "  ", columns);
    }
    out.push_str("  Intervals are 95% and hold together over all policies (Bonferroni).\n");
}

/// The caveats, the largest uncertainty first.
pub fn leaves_out(study: &Study, extras: &Extras) -> Vec<String> {
    let mut lines = Vec::new();
    if study.parameter_ranges.is_empty() {
        lines.push(
            "What is not known about the parameters is not quantified here; read no interval as if it were."
                .into(),
        );
    }
    let missed: Vec<&str> = study.targets.iter().filter(|t| !t.met).map(|t| t.measure.info().label).collect();
    if !missed.is_empty() {
        lines.push(format!(
            "The baseline misses {} of {} published figures: {}.",
            missed.len(),
            study.targets.len(),
            missed.join(", ")
        ));
    }
    lines.extend(extras.leaves_out.iter().cloned());
    lines
}

/// Advice lines for stderr: where more replicates would help.
pub fn advice_lines(study: &Study, extras: &Extras) -> Vec<String> {
    advice(study, &extras.materiality)
}

fn closing(out: &mut String, study: &Study, extras: &Extras) {
    out.push('\n');
    if let Some(folder) = &extras.folder {
        out.push_str(&format!("Files: {} (start with report.html)\n", folder.display()));
    }
    let hash = study.scenario_hash.get(..12).unwrap_or(&study.scenario_hash);
    let replicates = whole(study.replicates as f64);
    out.push_str(&format!(
        "swpsim {}, scenario {hash}, seed {}, {replicates} replicates\n",
        study.version, study.seed
    ));
    if let Some(next) = &extras.next_command {
        out.push_str(&format!("Next: {next}\n"));
    }
}

/// Adds text wrapped to the columns, every line indented; list items hang.
pub(super) fn say(out: &mut String, text: &str, indent: &str, columns: usize) {
    let hang = if text.starts_with("- ") { "  " } else { "" };
    let (mut line, mut first) = (String::new(), true);
    for word in text.split_whitespace() {
        let margin = indent.len() + if first { 0 } else { hang.len() };
        if !line.is_empty() && margin + line.chars().count() + 1 + word.chars().count() > columns {
            out.push_str(&format!("{indent}{}{line}\n", if first { "" } else { hang }));
            (line, first) = (String::new(), false);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        out.push_str(&format!("{indent}{}{line}\n", if first { "" } else { hang }));
    }
}

/// Columns side by side where they fit, else option by option.
fn table(out: &mut String, table: &Table, columns: usize) {
    let width = |column: usize| {
        let cells = table.rows.iter().chain([&table.head]).map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let others: usize = (1..table.head.len()).map(|column| width(column) + 2).sum();
    let first = width(0).min(columns.saturating_sub(others + 2));
    if first < 24 {
        return listed(out, &turned(table), columns);
    }
    for row in std::iter::once(&table.head).chain(&table.rows) {
        let mut label = String::new();
        say(&mut label, &row[0], "", first);
        let lines: Vec<&str> = label.lines().collect();
        let label = lines.last().copied().unwrap_or("");
        for line in lines.iter().take(lines.len().saturating_sub(1)) {
            out.push_str(&format!("  {line}\n"));
        }
        out.push_str(&format!("  {label:<first$}"));
        for (column, cell) in row.iter().enumerate().skip(1) {
            let wide = width(column) + 2;
            out.push_str(&format!("{cell:>wide$}"));
        }
        out.push('\n');
    }
}

/// One row an option, so that a narrow terminal can list it.
fn turned(table: &Table) -> Table {
    let head = std::iter::once("Option".to_string()).chain(table.rows.iter().map(|row| row[0].clone())).collect();
    let column = |at: usize| {
        std::iter::once(table.head[at].clone()).chain(table.rows.iter().map(|row| row[at].clone())).collect()
    };
    Table { head, rows: (1..table.head.len()).map(column).collect() }
}

/// Row by row: the first cell of a group, then each other cell with its heading.
fn listed(out: &mut String, table: &Table, columns: usize) {
    let mut group = "";
    for row in &table.rows {
        if row[0] != group {
            group = &row[0];
            out.push_str(&format!("  {group}\n"));
        }
        let grouped = table.head.get(1).is_some_and(|head| head == "Measure");
        let skip = if grouped {
            let name: String = row[1].clone();
            say(out, &format!("- {name}: {}", row[2]), "    ", columns);
            3
        } else {
            1
        };
        for (head, cell) in
            table.head.iter().zip(row).skip(skip).filter(|(_, cell)| *cell != "not drawn" && *cell != "–")
        {
            let indent = if grouped { "      " } else { "    " };
            let colon = if head.ends_with('?') { "" } else { ":" };
            say(out, &format!("{head}{colon} {cell}"), indent, columns);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    #[test]
    fn the_summary_keeps_to_its_columns_and_answers_first() {
        for columns in [40, 80, 120] {
            let text = summary(&invented::study(), &invented::extras(), columns);
            let longest = text
                .lines()
                .filter(|line| {
                    !line.starts_with("Next:") && !line.starts_with("swpsim") && !line.starts_with("Files:")
                })
                .map(|line| line.chars().count())
                .max()
                .unwrap();
            assert!(longest <= columns.min(110), "{longest} > {columns}\n{text}");
            assert!(text.find("Do children keep") < text.find("Options"));
            assert!(!text.contains("NaN") && !text.to_lowercase().contains("significan"));
        }
    }

    #[test]
    fn a_run_without_parameter_draws_says_what_its_intervals_leave_out() {
        let text = summary(&invented::study(), &invented::extras(), 80);
        assert!(text.contains("is not quantified here") && text.contains("Monte Carlo"), "{text}");
    }
}
