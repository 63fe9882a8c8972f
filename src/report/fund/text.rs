//! The terminal's text: the answer first.

use super::sentences::{answer, beside, causes_words, range_words};
use super::tables;
use crate::report::options::Table;
use crate::results::fund::findings::{Findings, Switch};
use crate::results::rounding::whole;

/// The text, wrapped to so many columns (at least 40).
pub fn summary(findings: &Findings, columns: usize) -> String {
    let columns = columns.clamp(40, 110);
    let mut out = String::new();
    for headline in &findings.headlines {
        say(&mut out, &answer(findings, &headline.line), "", columns);
        for sentence in beside(headline) {
            say(&mut out, &sentence, "  ", columns);
        }
        if let Some(causes) = &headline.causes {
            say(&mut out, &causes_words(causes), "  ", columns);
        }
        out.push('\n');
    }
    say(&mut out, &range_words(findings), "", columns);
    if !findings.switches.is_empty() {
        out.push_str("\nWhat would change this\n");
        findings
            .switches
            .iter()
            .take(3)
            .for_each(|s| say(&mut out, &format!("- {}", switch_words(s)), "  ", columns));
    }
    let rule = "the headline's horizon and rule, each separately";
    table(&mut out, &format!("Payment arrangements, {rule}"), &tables::by_arrangement(findings), columns);
    table(
        &mut out,
        "Horizons and rules of the fund, each separately",
        &tables::by_horizon(findings, tables::Detail::Short),
        columns,
    );
    table(&mut out, "Several practices with one fund (point estimates)", &tables::pools(findings), columns);
    table(&mut out, "Practices of other sizes", &tables::sizes(findings), columns);
    if !findings.leaves_out.is_empty() {
        out.push_str("\nNot answered\n");
        findings.leaves_out.iter().for_each(|line| say(&mut out, &format!("- {line}"), "  ", columns));
    }
    let hash = findings.scenario_hash.get(..12).unwrap_or(&findings.scenario_hash);
    out.push_str(&format!(
        "\nswpsim {}, scenario {hash}, seed {}, {} contracts\n",
        findings.version,
        findings.seed,
        whole(findings.histories as f64)
    ));
    out
}

/// A table with its columns side by side where they fit, else row by row.
fn table(out: &mut String, title: &str, table: &Table, columns: usize) {
    let width = |at: usize| {
        let cells = table.rows.iter().chain([&table.head]).map(|row| row[at].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.head.len()).map(width).collect();
    if table.rows.is_empty() || widths.iter().map(|width| width + 2).sum::<usize>() > columns {
        return list(out, title, table, columns);
    }
    out.push('\n');
    say(out, title, "", columns);
    for row in std::iter::once(&table.head).chain(&table.rows) {
        let first = widths[0];
        out.push_str(&format!("  {:<first$}", row[0]));
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            out.push_str(&format!("  {cell:>width$}"));
        }
        out.push('\n');
    }
}

/// A table row by row: the first cell, then each other with its heading.
fn list(out: &mut String, title: &str, table: &Table, columns: usize) {
    if table.rows.is_empty() {
        return;
    }
    out.push('\n');
    say(out, title, "", columns);
    for row in &table.rows {
        let told: Vec<String> =
            table.head.iter().zip(row).skip(1).map(|(head, cell)| format!("{}: {cell}", lower(head))).collect();
        say(out, &format!("- {}. {}", row[0], told.join("; ")), "  ", columns);
    }
}

/// What a parameter at the ends of its range makes of the headline's fund.
fn switch_words(switch: &Switch) -> String {
    let [low, high] = [switch.fund_low, switch.fund_high].map(tables::size);
    let Switch { key, low_value, high_value, .. } = switch;
    let at = switch.doubles.as_ref().map_or(String::new(), |where_| format!("; {where_}"));
    let other = switch.arrangement_changes.as_ref();
    let other =
        other.map_or(String::new(), |which| format!("; the arrangement with the smallest fund changes {which}"));
    format!(
        "{key}: {low} at {low_value}, {high} at {high_value} (tenth and ninetieth percentile of its range){at}{other}."
    )
}

fn lower(head: &str) -> String {
    let mut letters = head.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().collect::<String>() + letters.as_str())
}

/// Adds text wrapped to the columns, every line indented; list items hang.
fn say(out: &mut String, text: &str, indent: &str, columns: usize) {
    let hang = if text.starts_with("- ") { "  " } else { "" };
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let margin = indent.len() + if lines.len() > 1 { hang.len() } else { 0 };
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && margin + line.chars().count() + 1 + word.chars().count() > columns {
            lines.push(word.into());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    for (i, line) in lines.iter().enumerate() {
        out.push_str(&format!("{indent}{}{line}\n", if i > 0 { hang } else { "" }));
    }
}

#[cfg(test)]
mod tests {
    use super::super::invented;
    use super::*;

    #[test]
    fn the_first_line_is_the_answer_and_no_line_is_too_long() {
        for columns in [40, 80, 110] {
            let text = summary(&invented::findings(), columns);
            assert!(text.starts_with("A fund of £190,000 (range"), "{text}");
            let long =
                text.lines().filter(|line| !line.starts_with("swpsim")).find(|l| l.chars().count() > columns);
            assert_eq!(long, None);
            assert!(!text.contains("NaN") && !text.contains("inf") && !text.contains("significan"), "{text}");
        }
    }
}
