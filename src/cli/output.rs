//! Standard output: tables, JSON and CSV. Data goes here; progress and advice go to standard error.

use std::io::{IsTerminal, Write};

use super::arguments::Format;
use super::failure::Failure;

/// A table of words and numbers, ready to be shown in any format.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

/// One cell: JSON keeps numbers as numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Flag(bool),
    /// Not defined.
    Nothing,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Cell::Text(text.into())
    }
}

impl Cell {
    /// A number, or nothing where it is not defined.
    pub fn number(value: f64) -> Self {
        if value.is_finite() { Cell::Number(value) } else { Cell::Nothing }
    }
    fn words(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(value) => format!("{value}"),
            Cell::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
            Cell::Nothing => String::new(),
        }
    }
    fn json(&self) -> serde_json::Value {
        match self {
            Cell::Text(text) => text.as_str().into(),
            Cell::Number(value) => (*value).into(),
            Cell::Flag(flag) => (*flag).into(),
            Cell::Nothing => serde_json::Value::Null,
        }
    }
}

impl Table {
    /// An empty table with these columns.
    pub fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// The table in a format, as text.
    pub fn text(&self, format: Format, width: usize) -> String {
        match format {
            Format::Table => self.plain(width),
            Format::Json => self.json(),
            Format::Csv => self.csv(),
        }
    }

    fn json(&self) -> String {
        let row = |cells: &Vec<Cell>| -> serde_json::Value {
            let named = self.columns.iter().zip(cells).map(|(name, cell)| (name.to_string(), cell.json()));
            serde_json::Value::Object(named.collect())
        };
        let rows: Vec<_> = self.rows.iter().map(row).collect();
        serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
    }

    fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::words).collect::<Vec<_>>());
        let header = self.columns.iter().map(|name| name.to_string()).collect();
        for record in std::iter::once(header).chain(rows) {
            // writing to memory cannot fail; rows of other lengths would be a bug
            let written = writer.write_record(&record);
            debug_assert!(written.is_ok(), "{written:?}");
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    /// Columns side by side, of which the last one wraps; row by row where the terminal is too narrow for that.
    fn plain(&self, width: usize) -> String {
        let words: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(Cell::words).collect()).collect();
        let last = self.columns.len().saturating_sub(1);
        let widest = |column: usize| {
            let cells = words.iter().map(|row| row[column].chars().count());
            cells.chain([self.columns[column].chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..last).map(widest).collect();
        let indent = widths.iter().map(|w| w + 2).sum::<usize>();
        if indent + NARROWEST > width {
            return self.rows_listed(&words, width);
        }
        let room = width - indent;
        let mut text = String::new();
        let header = self.columns.iter().map(|name| name.to_string()).collect();
        for row in std::iter::once(&header).chain(&words) {
            for (lines, part) in wrapped(&row[last], room).into_iter().enumerate() {
                let mut line = String::new();
                for (cell, width) in row.iter().zip(&widths) {
                    let cell = if lines == 0 { cell.as_str() } else { "" };
                    line += &format!("{cell:<width$}  ");
                }
                line += &part;
                text += line.trim_end();
                text.push('\n');
            }
        }
        text
    }
}

impl Table {
    /// Each row as its first cell and, indented, its other cells with their columns' names.
    fn rows_listed(&self, words: &[Vec<String>], width: usize) -> String {
        let mut text = String::new();
        for row in words {
            for (column, (name, cell)) in
                self.columns.iter().zip(row).enumerate().filter(|(_, (_, c))| !c.is_empty())
            {
                let (told, indent) =
                    if column == 0 { (cell.clone(), "") } else { (format!("{name}: {cell}"), "  ") };
                let hang = if column == 0 { "" } else { "    " };
                for (line, part) in wrapped(&told, width.saturating_sub(hang.len()).max(1)).into_iter().enumerate()
                {
                    text += &format!("{}{part}\n", if line == 0 { indent } else { hang });
                }
            }
        }
        text
    }
}

/// A last column narrower than this is no help.
const NARROWEST: usize = 24;

/// Words broken into lines of at most `room` characters (a longer word stays whole); at least one line.
pub fn wrapped(words: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push(word.into());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// A number to four figures: more would only hide it.
pub fn four_figures(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// Columns of the terminal; wide where there is none (a pipe must not wrap).
pub fn width() -> usize {
    if !std::io::stdout().is_terminal() {
        return wide();
    }
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    stated.or_else(seen).filter(|columns| *columns > 0).unwrap_or(100)
}

/// Columns where nobody's terminal matters: a file must not wrap.
pub fn wide() -> usize {
    100_000
}

/// Writes to standard output; a reader who has gone ends the command quietly.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a line of progress or advice to standard error; nobody there to read it is no error.
pub fn tell(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// "error:" or "advice:" in colour where standard error is a terminal and NO_COLOR is not set.
pub fn heading(word: &str, colour: u8) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain || !std::io::stderr().is_terminal() {
        return format!("{word}:");
    }
    format!("\u{1b}[1;{colour}m{word}:\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["name", "n", "meaning"]);
        table.rows.push(vec!["stock".into(), Cell::Number(3.5), "children, \"all\" of them".into()]);
        table.rows.push(vec!["x".into(), Cell::Nothing, "none".into()]);
        table
    }

    #[test]
    fn a_table_reads_the_same_in_three_formats() {
        assert_eq!(
            table().text(Format::Csv, 80),
            "name,n,meaning\nstock,3.5,\"children, \"\"all\"\" of them\"\nx,,none\n"
        );
        let json: serde_json::Value = serde_json::from_str(&table().text(Format::Json, 80)).unwrap();
        assert_eq!((json[0]["n"].as_f64(), json[1]["n"].is_null()), (Some(3.5), true));
        assert!(table().text(Format::Table, 80).starts_with("name   n    meaning\nstock  3.5  children,"));
    }

    #[test]
    fn a_narrow_terminal_wraps_the_last_column_and_a_narrower_one_lists_row_by_row() {
        assert_eq!(table().text(Format::Table, 37).lines().nth(1), Some("stock  3.5  children, \"all\" of them"));
        let listed = table().text(Format::Table, 20);
        assert_eq!(
            listed,
            "stock\n  n: 3.5\n  meaning:\n    children, \"all\"\n    of them\nx\n  meaning: none\n"
        );
        assert_eq!(super::wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(super::wrapped("", 7), [""]);
    }
}
