//! The embedded CSV files, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One of the embedded tables by code and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Children,
    CeasesByAge,
    Stability,
    WorkerChanges,
    Workforce,
    Spend,
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Number(f64),
    /// Suppressed, unreliable or not applicable, with the mark as published.
    Marked(String),
    /// Nothing is published there.
    Empty,
}

/// Rows of a table by code, then year.
struct Sheet {
    columns: Vec<String>,
    rows: BTreeMap<String, BTreeMap<u16, csv::StringRecord>>,
}

/// A title of `publications.csv`.
#[derive(Debug, Clone)]
pub(crate) struct Publication {
    pub title: String,
    /// Day or period of the figures, such as "30 September 2024".
    pub moment: String,
}

impl Table {
    const ALL: [(Table, &'static str, &'static str); 6] = [
        (Table::Children, "children", include_str!("data/children.csv")),
        (Table::CeasesByAge, "ceases_by_age", include_str!("data/ceases_by_age.csv")),
        (Table::Stability, "stability", include_str!("data/stability.csv")),
        (Table::WorkerChanges, "worker_changes", include_str!("data/worker_changes.csv")),
        (Table::Workforce, "workforce", include_str!("data/workforce.csv")),
        (Table::Spend, "spend", include_str!("data/spend.csv")),
    ];

    fn sheet(self) -> &'static Sheet {
        static SHEETS: LazyLock<Vec<Sheet>> = LazyLock::new(|| Table::ALL.map(|(_, _, text)| read(text)).into());
        &SHEETS[self as usize]
    }

    /// The text of a cell; `None` where the table has no such row or column, or the cell is blank.
    pub(crate) fn text(self, code: &str, year: u16, column: &str) -> Option<&'static str> {
        let sheet = self.sheet();
        let place = sheet.columns.iter().position(|name| name == column)?;
        let text = sheet.rows.get(code)?.get(&year)?.get(place)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// A number, or why there is none.
    pub(crate) fn cell(self, code: &str, year: u16, column: &str) -> Cell {
        match self.text(code, year, column) {
            None => Cell::Empty,
            Some(text) => match text.parse() {
                Ok(number) => Cell::Number(number),
                Err(_) => Cell::Marked(text.to_string()),
            },
        }
    }

    /// The number of a cell, if one is published.
    pub(crate) fn number(self, code: &str, year: u16, column: &str) -> Option<f64> {
        match self.cell(code, year, column) {
            Cell::Number(number) => Some(number),
            Cell::Marked(_) | Cell::Empty => None,
        }
    }

    /// Codes with rows in this table, England's among them.
    pub(crate) fn codes(self) -> impl Iterator<Item = &'static str> {
        self.sheet().rows.keys().map(String::as_str)
    }

    /// Years for which the table has a row of this code.
    pub(crate) fn years(self, code: &str) -> Vec<u16> {
        self.sheet().rows.get(code).map(|rows| rows.keys().copied().collect()).unwrap_or_default()
    }

    /// Where the figures of a year were published.
    pub(crate) fn publication(self, year: u16) -> Option<&'static Publication> {
        publications().get(&(Table::ALL[self as usize].1.to_string(), year))
    }
}

fn publications() -> &'static BTreeMap<(String, u16), Publication> {
    static TITLES: LazyLock<BTreeMap<(String, u16), Publication>> = LazyLock::new(|| {
        records(include_str!("data/publications.csv"))
            .map(|row| {
                let publication = Publication { title: row[2].to_string(), moment: row[3].to_string() };
                ((row[0].to_string(), row[1].parse().unwrap_or_default()), publication)
            })
            .collect()
    });
    &TITLES
}

fn read(text: &'static str) -> Sheet {
    let columns = csv::Reader::from_reader(text.as_bytes()).headers().cloned().unwrap_or_default();
    let mut rows: BTreeMap<String, BTreeMap<u16, csv::StringRecord>> = BTreeMap::new();
    for row in records(text) {
        rows.entry(row[0].to_string()).or_default().insert(row[1].parse().unwrap_or_default(), row);
    }
    Sheet { columns: columns.iter().map(str::to_string).collect(), rows }
}

/// The rows of an embedded file; a test below reads them strictly.
pub(crate) fn records(text: &'static str) -> impl Iterator<Item = csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).into_records().filter_map(Result::ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_row_is_well_formed_and_has_a_publication() {
        for (table, name, text) in Table::ALL {
            let mut rows = 0;
            for row in csv::Reader::from_reader(text.as_bytes()).into_records() {
                let row = row.unwrap_or_else(|problem| panic!("{name}.csv: {problem}"));
                let year: u16 = row[1].parse().unwrap_or_else(|_| panic!("{name}.csv: year {}", &row[1]));
                assert!(table.publication(year).is_some(), "{name}.csv {year} has no title in publications.csv");
                rows += 1;
            }
            let kept: usize = table.codes().map(|code| table.years(code).len()).sum();
            assert_eq!(kept, rows, "{name}.csv: a code and year stand twice");
        }
    }

    #[test]
    fn staffordshire_2011_is_as_published() {
        let of = |column| Table::Children.number("860", 2011, column);
        assert_eq!((of("stock"), of("starts"), of("ceases")), (Some(795.0), Some(299.0), Some(253.0)));
    }

    #[test]
    fn marks_of_suppression_are_kept() {
        assert_eq!(Table::Children.cell("201", 2025, "stock"), Cell::Marked("c".into())); // City of London
        assert_eq!(Table::Children.cell("860", 2018, "stock"), Cell::Empty);
    }
}
