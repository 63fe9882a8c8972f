//! Pieces of sentences about sizes, and the summary for the terminal.

use super::answer::{details, lead, proposals};
use super::tables::by_size;
use crate::report::words::say;
use crate::results::rounding::{money, rounded};
use crate::results::size::study::SizeStudy;

/// "60", "60 and 80", "60, 80 and 100".
pub fn and<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.to_string(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// The same of longer parts.
pub fn joined(parts: &[String]) -> String {
    and(parts)
}

/// Some of the sizes tried as runs of neighbours: "100 to 180 and 220".
pub fn spans(tried: &[u32], some: &[u32]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for place in tried.iter().enumerate().filter(|(_, size)| some.contains(size)).map(|(place, _)| place) {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == place => *end = place,
            _ => runs.push((place, place)),
        }
    }
    let mut words: Vec<String> = Vec::new();
    for (from, to) in runs {
        match to - from {
            0 | 1 => words.extend(tried[from..=to].iter().map(u32::to_string)),
            _ => words.push(format!("{} to {}", tried[from], tried[to])),
        }
    }
    and(&words)
}

/// A value of a measure with a short unit.
pub fn value_of(study: &SizeStudy, name: &str, value: f64, half_width: f64) -> String {
    let unit = study.measure(name).map_or("", |measure| measure.unit.as_str());
    match () {
        () if unit.starts_with("GBP") => money(value, half_width),
        () if unit.starts_with('%') => format!("{}%", rounded(value, half_width)),
        () => rounded(value, half_width),
    }
}

/// The summary for people.
pub fn summary(study: &SizeStudy, width: usize) -> String {
    let columns = width.clamp(40, 110);
    let mut text = format!("{}\n\n", study.title);
    say(&mut text, &lead(study), "", columns);
    for (question, words) in details(study) {
        text += &format!("\n{question}\n");
        say(&mut text, &words, "  ", columns);
    }
    if study.limits.is_empty() {
        text += "\nWhat could be limited\n";
        for proposal in proposals(study) {
            say(&mut text, &format!("- {proposal}"), "  ", columns);
        }
    }
    for table in by_size(study) {
        text.push('\n');
        text += &plain(&table.head, &table.rows);
    }
    text += "\nMeans over histories; intervals, bands and the rest are in sizes.csv and report.html.\n";
    text
}

/// Columns side by side, numbers to the right.
fn plain(head: &[String], rows: &[Vec<String>]) -> String {
    let widest = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).chain([head[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(widest).collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
        cells.collect::<Vec<_>>().join("  ") + "\n"
    };
    std::iter::once(line(head)).chain(rows.iter().map(|row| line(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_sizes_are_one_span() {
        let tried = [60, 80, 100, 120, 140, 160];
        assert_eq!(spans(&tried, &[80, 100, 120]), "80 to 120");
        assert_eq!(spans(&tried, &[60, 80]), "60 and 80");
        assert_eq!(spans(&tried, &[60, 100, 120, 140]), "60 and 100 to 140");
        assert_eq!(spans(&tried, &[60, 80, 120, 140, 160]), "60, 80 and 120 to 160");
        assert_eq!(spans(&tried, &[160]), "160");
    }
}
