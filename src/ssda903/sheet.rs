//! One file: is it text, which table is it, in which order are its dates?

use super::dates::{self, Read};
use super::files::{Found, OLE};
use super::problems::{Kind, Place, Problems, shown};
use super::tables::Table;
use super::text::{self, Row, Rows};

/// A recognised table.
pub struct Sheet {
    /// Number of the file, for problems.
    pub file: u16,
    pub name: String,
    pub folder: String,
    pub table: Table,
    /// Column names in capitals.
    columns: Vec<String>,
    rows: Rows,
}

impl Sheet {
    /// Recognises a file's table; `None` where the file is not used, with the reason in `problems`.
    pub fn open(found: Found, file: u16, problems: &mut Problems) -> Option<Self> {
        let Found { name, folder, mut bytes } = found;
        bytes.make_ascii_uppercase(); // codes, column names and identifiers count the same in either case
        let rows = rows(&name, &bytes, None, problems)?;
        let columns = columns(&rows);
        let Some(table) = Table::of_columns(&columns) else {
            unknown(&name, &columns, problems);
            return None;
        };
        let sheet = Self { file, name, folder, table, columns, rows };
        sheet.remark_columns(problems);
        sheet.check_dates(problems);
        if sheet.rows.len() == 1 {
            problems.of_file(Kind::HeaderOnly, &sheet.name, table.name());
        }
        Some(sheet)
    }

    /// The position of a column; the first where there are two.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The rows below the column names that are not blank. Ragged rows are noted if there are `problems` to note them
    /// in, and left out.
    pub fn rows(&self, mut problems: Option<&mut Problems>) -> Vec<Row<'_>> {
        let width = self.columns.len();
        let whole = |row: &Row| {
            row.width() == width
                || (row.width() > width && (width..row.width()).all(|at| row.field(at).is_empty()))
        };
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in (1..self.rows.len()).map(|at| self.rows.get(at)).filter(|row| !row.is_blank()) {
            if whole(&row) {
                rows.push(row);
            } else if let Some(problems) = problems.as_deref_mut() {
                let at = Place { file: self.file, row: row.number };
                problems.note(Kind::Ragged, at, "", format!("{} fields, {width} columns", row.width()), None);
            }
        }
        rows
    }

    /// How many rows there are below the column names, ragged ones too, blank ones not.
    pub fn row_count(&self) -> usize {
        (1..self.rows.len()).filter(|at| !self.rows.get(*at).is_blank()).count()
    }

    fn remark_columns(&self, problems: &mut Problems) {
        let extra: Vec<&str> = self
            .columns
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty() && !self.table.has_column(name) && !DERIVED.contains(name))
            .collect();
        if !extra.is_empty() {
            let shown: String = extra.join(", ").chars().filter(|letter| !letter.is_control()).take(120).collect();
            problems.of_file(Kind::ExtraColumns, &self.name, format!("{}: {shown}", self.table.name()));
        }
        for (at, name) in self.columns.iter().enumerate() {
            if !name.is_empty() && self.column(name) != Some(at) && self.table.has_column(name) {
                problems.of_file(Kind::ColumnTwice, &self.name, name.clone());
            }
        }
    }

    /// Tells the American order by dates that nothing else can be, and says where ISO dates were read.
    fn check_dates(&self, problems: &mut Problems) {
        for name in DATE_COLUMNS {
            let Some(column) = self.column(name) else { continue };
            let (mut us, mut uk, mut iso, mut example) = (0, 0, 0, None);
            for row in self.rows(None) {
                let field = row.field(column);
                match dates::read(field) {
                    Read::UsOnly => {
                        us += 1;
                        example.get_or_insert((row.number, shown(field, b"")));
                    }
                    Read::Iso(_) => iso += 1,
                    Read::Uk(_) if dates::is_uk_only(field) => uk += 1,
                    Read::Uk(_) | Read::Blank | Read::Bad => {}
                }
            }
            if let (true, Some((row, value))) = (us > uk, example) {
                let at = Place { file: self.file, row };
                problems.note(Kind::UsOrder, at, name, format!("{value}; {us} such dates"), None);
            }
            if iso > 0 {
                problems.of_file(Kind::IsoDates, &self.name, format!("{name}: {iso} dates"));
            }
        }
    }
}

/// Columns that tools add to tables of the return; passed over without a word.
const DERIVED: [&str; 5] = ["YEAR", "LA", "PL_LA", "PL_LOCATION", "PL_DISTANCE"];

/// Columns with dates whose parts are all known.
const DATE_COLUMNS: [&str; 15] = [
    "DOB",
    "DECOM",
    "DEC",
    "REVIEW",
    "DUC",
    "DATE_INT",
    "DATE_MATCH",
    "DATE_PLACED",
    "DATE_PLACED_CEASED",
    "MIS_START",
    "MIS_END",
    "SW_DECOM",
    "SW_DEC",
    "DOLO_START",
    "DOLO_END",
];

/// The rows of a text, or why it is none.
pub fn rows(name: &str, bytes: &[u8], comment: Option<u8>, problems: &mut Problems) -> Option<Rows> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let refused = if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || is_wide(bytes) {
        Some(Kind::Utf16)
    } else if bytes.starts_with(&OLE.to_ascii_uppercase()) || bytes.starts_with(OLE) {
        Some(Kind::Workbook)
    } else if bytes.contains(&0) {
        Some(Kind::Binary)
    } else if bytes.trim_ascii().is_empty() {
        Some(Kind::EmptyFile)
    } else {
        None
    };
    if let Some(kind) = refused {
        problems.of_file(kind, name, "");
        return None;
    }
    let separator = text::separator(bytes);
    match Rows::cut(bytes, separator, comment) {
        Ok(rows) if rows.is_empty() => {
            problems.of_file(Kind::EmptyFile, name, "");
            None
        }
        Ok(rows) => {
            if separator != b',' {
                let word = if separator == b';' { "semicolons" } else { "tabs" };
                problems.of_file(Kind::Separator, name, word);
            }
            Some(rows)
        }
        Err(unclosed) => {
            problems.of_file(Kind::UnclosedQuote, name, format!("it opens in row {}", unclosed.row));
            None
        }
    }
}

/// Text of two bytes a letter without a mark at its start: every other byte of the beginning is zero.
fn is_wide(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    start.len() >= 8 && (zeros(0) * 2 >= start.len() - 2 || zeros(1) * 2 >= start.len() - 2)
}

/// The column names, in capitals.
pub fn columns(rows: &Rows) -> Vec<String> {
    let first = rows.get(0);
    (0..first.width()).map(|at| String::from_utf8_lossy(first.field(at)).trim().to_uppercase()).collect()
}

/// A table that is none of the return: a refusal where it is nearly a Header or Episodes table.
fn unknown(name: &str, columns: &[String], problems: &mut Problems) {
    match Table::nearest(columns) {
        Some((table @ (Table::Header | Table::Episodes), missing))
            if missing.len() * 2 <= table.needed().len() =>
        {
            problems.of_file(
                Kind::MissingColumns,
                name,
                format!("{} without {}", table.name(), missing.join(", ")),
            );
        }
        Some((table, missing)) => {
            let words = format!("nearest is {}, but {} is missing", table.name(), missing.join(", "));
            problems.of_file(Kind::UnknownTable, name, words);
        }
        None => problems.of_file(Kind::UnknownTable, name, ""),
    }
}
