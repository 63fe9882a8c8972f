//! Faults to try a reader on: each kind a stated number of times, each listed with its place.
//!
//! Rows are taken away first, then changed (no row twice), then added, so that the line numbers listed are those of
//! the files as written (line 1 holds the columns).

use std::collections::BTreeSet;

use super::episodes::Written;
use super::invent::{Detail, Invent};
use super::tables::{ReturnYear, Sheet};
use crate::ssda903::Day;

/// A kind of fault: its name, the table, the field, how often it is planted, and what is wrong.
#[derive(Debug, Clone, Copy)]
pub struct FaultKind {
    pub name: &'static str,
    pub file: &'static str,
    pub field: &'static str,
    pub count: usize,
    pub what: &'static str,
}

const fn kind(
    name: &'static str,
    file: &'static str,
    field: &'static str,
    count: usize,
    what: &'static str,
) -> FaultKind {
    FaultKind { name, file, field, count, what }
}

const STALE: FaultKind = kind(
    "stale_open_episode",
    "episodes.csv",
    "DEC",
    5,
    "open in the return before the last; the child is missing from the last return",
);
const NO_HEADER: FaultKind = kind(
    "child_without_header",
    "header.csv",
    "CHILD",
    3,
    "the child has episodes, but no header row in any return",
);
const DUPLICATE: FaultKind = kind("duplicate_row", "episodes.csv", "DECOM", 5, "the same row twice in one return");
const SHORT_BREAK: FaultKind =
    kind("short_break", "episodes.csv", "LS", 12, "short-term breaks (V3): no fault, but no period of care");

/// Faults in single fields, with the value that is planted given the row's own.
const CHANGED: [(FaultKind, Planted); 13] = [
    (
        kind("no_birthday", "header.csv", "DOB", 3, "no date of birth in this return"),
        |_, _, _| Some(String::new()),
    ),
    (kind("sex_of_other_years", "header.csv", "SEX", 5, "a coding of sex that is not of this return"), other_sex),
    (kind("date_of_other_form", "episodes.csv", "DECOM", 10, "a date as year-month-day"), |s, row, _| {
        let (year, month, day) = read(&row[s.column("DECOM")])?.civil();
        Some(format!("{year:04}-{month:02}-{day:02}"))
    }),
    (kind("unknown_code", "episodes.csv", "PLACE", 5, "a code of no year"), |_, _, _| Some("U9".into())),
    (
        kind("code_of_other_years", "episodes.csv", "PLACE", 5, "a code that is not of this return"),
        |s, row, year| {
            let foster = row[s.column("PLACE")].starts_with('U');
            foster.then(|| if year >= 2026 { "P2" } else { "Z11" }.to_string())
        },
    ),
    (
        kind("small_letters", "episodes.csv", "LS", 10, "a code in small letters with a blank behind it"),
        |s, row, _| Some(format!("{} ", row[s.column("LS")].to_lowercase())),
    ),
    (kind("end_without_reason", "episodes.csv", "REC", 20, "DEC without REC"), |s, row, _| {
        (!row[s.column("REC")].is_empty()).then(String::new)
    }),
    (kind("reason_without_end", "episodes.csv", "REC", 5, "REC without DEC"), |s, row, _| {
        row[s.column("DEC")].is_empty().then(|| "E8".to_string())
    }),
    (
        kind("overlap", "episodes.csv", "DEC", 5, "ends ten days after the next episode has begun"),
        |s, row, year| {
            let end = read(&row[s.column("DEC")]).filter(|_| row[s.column("REC")] == "X1")?;
            let later = Day(end.0 + 10);
            (later <= Day::march_31(year)).then(|| later.to_string())
        },
    ),
    (kind("end_before_start", "episodes.csv", "DEC", 3, "ends before it begins"), |s, row, _| {
        let there = !row[s.column("DEC")].is_empty();
        there.then(|| read(&row[s.column("DECOM")]).map(|start| Day(start.0 - 30).to_string()))?
    }),
    (kind("far_date", "episodes.csv", "DEC", 2, "a date in another millennium"), |s, row, _| {
        let end = &row[s.column("DEC")];
        end.contains("/20").then(|| end.replace("/20", "/30"))
    }),
    (kind("review_of_other_age", "reviews.csv", "REVIEW_CODE", 3, "PN0 for a child over four"), |s, row, _| {
        (row[s.column("REVIEW_CODE")] != "PN0").then(|| "PN0".to_string())
    }),
    (kind("worker_ends_before_start", "sw_episodes.csv", "SW_DEC", 3, "ends before it begins"), |s, row, _| {
        let there = !row[s.column("SW_DEC")].is_empty();
        there.then(|| read(&row[s.column("SW_DECOM")]).map(|start| Day(start.0 - 5).to_string()))?
    }),
];

/// The value planted in a row of a year's return, where the row is fit for it.
type Planted = fn(&Sheet, &[String], u16) -> Option<String>;

fn other_sex(sheet: &Sheet, row: &[String], year: u16) -> Option<String> {
    let coded = if year >= 2025 { ["M", "1", "F", "2"] } else { ["1", "M", "2", "F"] };
    let at = coded.iter().step_by(2).position(|code| *code == row[sheet.column("SEX")])?;
    Some(coded[2 * at + 1].to_string())
}

/// Every kind that is planted.
pub fn kinds() -> Vec<FaultKind> {
    let changed = CHANGED.iter().map(|(kind, _)| *kind);
    [STALE, NO_HEADER].into_iter().chain(changed).chain([DUPLICATE, SHORT_BREAK]).collect()
}

/// Plants every kind and lists what was planted where.
pub fn plant(years: &mut [ReturnYear], children: &[Written], invent: &Invent) -> Sheet {
    let mut planting = Planting { years, invent, draws: 0, list: Vec::new(), used: BTreeSet::new() };
    let gone = planting.take_away(children);
    for (kind, value) in CHANGED {
        planting.change(kind, value, &gone);
    }
    planting.duplicate(&gone);
    planting.short_breaks();
    let columns = vec!["kind", "folder", "file", "line", "CHILD", "field", "value", "what"];
    Sheet { file: "faults.csv", columns, rows: planting.list }
}

struct Planting<'a> {
    years: &'a mut [ReturnYear],
    invent: &'a Invent,
    draws: u64,
    list: Vec<Vec<String>>,
    /// Rows that are faulty already: year, table and row by position.
    used: BTreeSet<(usize, usize, usize)>,
}

impl Planting<'_> {
    fn below(&mut self, count: usize) -> usize {
        self.draws += 1;
        self.invent.below(Detail::Fault, 0, self.draws, count as u32) as usize
    }

    fn note(&mut self, kind: FaultKind, year: usize, row: Option<usize>, child: &str, value: &str) {
        let line = row.map_or(String::new(), |row| (row + 2).to_string());
        let folder = self.years[year].folder();
        let words = [kind.name, &folder, kind.file, &line, child, kind.field, value, kind.what];
        self.list.push(words.map(str::to_string).to_vec());
    }

    /// Children missing from the last return, and from every header. Their identifiers.
    fn take_away(&mut self, children: &[Written]) -> BTreeSet<String> {
        let mut gone = BTreeSet::new();
        let last = self.years.len() - 1;
        if last > 0 {
            let march = Day::march_31(self.years[last - 1].year);
            let open: Vec<&Written> = children.iter().filter(|child| child.stay_on(march).is_some()).collect();
            for child in self.some_of(open, STALE.count) {
                for sheet in &mut self.years[last].sheets {
                    sheet.rows.retain(|row| row[0] != child.id);
                }
                gone.insert(child.id.clone());
                self.note(STALE, last, None, &child.id, "");
            }
        }
        let others: Vec<&Written> = children.iter().filter(|child| !gone.contains(&child.id)).collect();
        for child in self.some_of(others, NO_HEADER.count) {
            for year in self.years.iter_mut() {
                let headers = year.sheets.iter_mut().filter(|sheet| sheet.file == NO_HEADER.file);
                headers.for_each(|sheet| sheet.rows.retain(|row| row[0] != child.id));
            }
            gone.insert(child.id.clone());
            self.note(NO_HEADER, last, None, &child.id, "");
        }
        gone
    }

    fn some_of<T>(&mut self, mut list: Vec<T>, count: usize) -> Vec<T> {
        let mut chosen = Vec::new();
        while chosen.len() < count && !list.is_empty() {
            let at = self.below(list.len());
            chosen.push(list.swap_remove(at));
        }
        chosen
    }

    /// Rows of a table that are fit for a fault: year, table, row, and the value to plant.
    fn fit(&self, file: &str, value: Planted, not: &BTreeSet<String>) -> Vec<(usize, usize, usize, String)> {
        let mut fit = Vec::new();
        for (y, year) in self.years.iter().enumerate() {
            for (s, sheet) in year.sheets.iter().enumerate().filter(|(_, sheet)| sheet.file == file) {
                for (r, row) in sheet.rows.iter().enumerate() {
                    if not.contains(&row[0]) || self.used.contains(&(y, s, r)) {
                        continue;
                    }
                    fit.extend(value(sheet, row, year.year).map(|planted| (y, s, r, planted)));
                }
            }
        }
        fit
    }

    fn change(&mut self, kind: FaultKind, value: Planted, not: &BTreeSet<String>) {
        let fit = self.fit(kind.file, value, not);
        for (y, s, r, planted) in self.some_of(fit, kind.count) {
            let sheet = &mut self.years[y].sheets[s];
            let field = sheet.column(kind.field);
            let child = sheet.rows[r][0].clone();
            sheet.rows[r][field].clone_from(&planted);
            self.used.insert((y, s, r));
            self.note(kind, y, Some(r), &child, &planted);
        }
    }

    fn duplicate(&mut self, not: &BTreeSet<String>) {
        let fit = self.fit(DUPLICATE.file, |sheet, row, _| Some(row[sheet.column("DECOM")].clone()), not);
        for (y, s, r, start) in self.some_of(fit, DUPLICATE.count) {
            let sheet = &mut self.years[y].sheets[s];
            let row = sheet.rows[r].clone();
            let child = row[0].clone();
            sheet.rows.push(row);
            let at = sheet.rows.len() - 1;
            self.note(DUPLICATE, y, Some(at), &child, &start);
        }
    }

    /// Two children with short-term breaks of two nights a month in the last return.
    fn short_breaks(&mut self) {
        let last = self.years.len() - 1;
        let year = self.years[last].year;
        for child in 0..2 {
            let id = format!("INVBREAK{}", child + 1);
            let sex = if year >= 2025 { "F" } else { "2" };
            let header = [&id, sex, "14/02/2013", "WBRI", "UN5", "0", ""];
            self.append(last, "header.csv", &header);
            for month in 0..SHORT_BREAK.count as i32 / 2 {
                let start = Day(Day::april_1(year - 1).0 + 9 + 30 * month);
                let (from, to) = (start.to_string(), Day(start.0 + 2).to_string());
                let row = [&id, &from, "S", "V3", "N2", "U6", "PR1", &to, "E8", "", "", "", ""];
                let at = self.append(last, "episodes.csv", &row);
                self.note(SHORT_BREAK, last, at, &id, "V3");
            }
        }
    }

    fn append(&mut self, year: usize, file: &str, row: &[&str]) -> Option<usize> {
        let sheet = self.years[year].sheets.iter_mut().find(|sheet| sheet.file == file)?;
        sheet.rows.push(row.iter().map(|field| field.to_string()).collect());
        Some(sheet.rows.len() - 1)
    }
}

/// A date as the returns write it.
fn read(text: &str) -> Option<Day> {
    let mut parts = text.split('/');
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (day, month, year) = (number()?, number()?, number()?);
    Day::new(year as i32, month, day)
}
