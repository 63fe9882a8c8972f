//! Rows of the tables as typed records, before anything is put together.

use super::calendar::Day;
use super::codes::{
    ChangeReason, Cin, Ethnic, Ls, Place as Home, PlanCeased, Provider, Rec, ReviewCode, Rne, Sex, SwReason,
};
use super::cohort::Review;
use super::dates::{self, Read};
use super::ids::{self, Identities};
use super::problems::{Kind, Place, Problems, shown};
use super::sheet::Sheet;
use super::tables::{Seen, Table};
use super::text::Row;

/// A date that should be there, as far as it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Blank,
    On(Day),
    /// Something stands there that is no day, or a day that cannot be.
    Bad,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderRow {
    pub child: u32,
    pub at: Place,
    pub year: u16,
    pub born: Option<Day>,
    pub sex: Option<Sex>,
    pub ethnic: Option<Ethnic>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpisodeRow {
    pub child: u32,
    pub at: Place,
    pub year: u16,
    pub start: Day,
    pub end: End,
    pub rne: Option<Rne>,
    pub legal: Option<Ls>,
    pub need: Option<Cin>,
    pub place: Option<Home>,
    pub provider: Option<Provider>,
    pub rec: Option<Rec>,
    pub change: Option<ChangeReason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanRow {
    pub child: u32,
    pub year: u16,
    pub decided: Day,
    pub ceased: Option<Day>,
    pub reason: Option<PlanCeased>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerRow {
    pub child: u32,
    pub worker: u32,
    pub at: Place,
    pub year: u16,
    pub start: Day,
    pub end: Option<Day>,
    pub reason: Option<SwReason>,
}

/// All rows of all tables.
#[derive(Debug, Default)]
pub struct Raw {
    /// Rows of Episodes tables below the column names, whatever became of them.
    pub episode_rows: usize,
    pub rows: usize,
    pub header: Vec<HeaderRow>,
    pub episodes: Vec<EpisodeRow>,
    pub reviews: Vec<(u32, Review)>,
    pub unaccompanied: Vec<(u32, Option<Day>)>,
    pub plans: Vec<PlanRow>,
    pub workers: Vec<WorkerRow>,
    /// Dates of birth outside Header.
    pub born_elsewhere: Vec<(u32, Day, Place)>,
    pub seen: Seen,
}

/// Where the fields of one table go.
struct Taking<'a> {
    sheet: &'a Sheet,
    raw: &'a mut Raw,
    identities: &'a mut Identities,
    problems: Problems,
    decimals: usize,
}

/// Takes all rows of a table whose rows belong to the return of `year`; a YEAR column goes first.
pub fn take(sheet: &Sheet, year: u16, raw: &mut Raw, identities: &mut Identities, problems: &mut Problems) {
    raw.rows += sheet.row_count();
    if sheet.table == Table::Episodes {
        raw.episode_rows += sheet.row_count();
    }
    match sheet.table {
        Table::Reviews => raw.seen.reviews = true,
        Table::Uasc => raw.seen.uasc = true,
        Table::PlacedAdoption => raw.seen.placed_adoption = true,
        Table::Ad1 => raw.seen.ad1 = true,
        Table::SwEpisodes => raw.seen.workers_since = Some(raw.seen.workers_since.map_or(year, |y| y.min(year))),
        _ => {}
    }
    let columns = Columns::of(sheet);
    let mut own = problems.like();
    let rows = sheet.rows(Some(&mut own));
    let mut taking = Taking { sheet, raw, identities, problems: own, decimals: 0 };
    for row in rows {
        taking.row(row, &columns, year);
    }
    let Taking { problems: own, decimals, .. } = taking;
    problems.append(own);
    if decimals > 0 {
        problems.of_file(Kind::IdDecimals, &sheet.name, format!("{decimals} rows"));
    }
}

/// Positions of the columns that are used.
struct Columns {
    child: Option<usize>,
    born: Option<usize>,
    year: Option<usize>,
    named: Vec<(&'static str, Option<usize>)>,
}

const USED: [&str; 23] = [
    "SEX",
    "ETHNIC",
    "UASC",
    "DECOM",
    "RNE",
    "LS",
    "CIN",
    "PLACE",
    "PLACE_PROVIDER",
    "DEC",
    "REC",
    "REASON_PLACE_CHANGE",
    "REVIEW",
    "REVIEW_CODE",
    "DUC",
    "DATE_INT",
    "DATE_PLACED",
    "DATE_PLACED_CEASED",
    "REASON_PLACED_CEASED",
    "SW_ID",
    "SW_DECOM",
    "SW_DEC",
    "SW_REASON",
];

impl Columns {
    fn of(sheet: &Sheet) -> Self {
        Self {
            child: sheet.column("CHILD"),
            born: sheet.column("DOB"),
            year: sheet.column("YEAR"),
            named: USED.iter().map(|name| (*name, sheet.column(name))).collect(),
        }
    }
}

/// One row being read.
struct Fields<'a> {
    row: Row<'a>,
    columns: &'a Columns,
    identifier: &'a [u8],
    at: Place,
    year: u16,
    child: u32,
}

impl<'a> Fields<'a> {
    fn get(&self, name: &str) -> &'a [u8] {
        let position = self.columns.named.iter().find(|(column, _)| *column == name).and_then(|(_, at)| *at);
        position.map_or(&[], |at| self.row.field(at))
    }
}

/// The year of a YEAR column, such as 2024 or 2024.0.
pub fn year_of_field(field: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(field).ok()?;
    text.strip_suffix(".0").unwrap_or(text).parse().ok().filter(|year| (2000..=2100).contains(year))
}

impl Taking<'_> {
    fn row(&mut self, row: Row, columns: &Columns, year: u16) {
        let at = Place { file: self.sheet.file, row: row.number };
        let identifier = columns.child.map_or(&[][..], |at| row.field(at));
        if identifier.is_empty() {
            return self.problems.note(Kind::NoChild, at, "CHILD", "", None);
        }
        self.decimals += usize::from(ids::has_decimals(identifier));
        let child = self.identities.children.number(identifier);
        let year = columns.year.and_then(|at| year_of_field(row.field(at))).unwrap_or(year);
        let fields = Fields { row, columns, identifier, at, year, child };
        let born = columns.born.filter(|_| self.sheet.table != Table::Header);
        if let Some(day) = born.and_then(|at| dates::read(row.field(at)).day()) {
            self.raw.born_elsewhere.push((child, day, at));
        }
        match self.sheet.table {
            Table::Header => self.header(&fields),
            Table::Episodes => self.episode(&fields),
            Table::Reviews => {
                if let Some(day) = self.day(&fields, "REVIEW") {
                    let code = self.code(&fields, "REVIEW_CODE", ReviewCode::read, ReviewCode::years);
                    self.raw.reviews.push((child, Review { day, code }));
                }
            }
            Table::Uasc => {
                let until = self.day(&fields, "DUC");
                self.raw.unaccompanied.push((child, until));
            }
            Table::Ad1 => {
                if let Some(decided) = self.day(&fields, "DATE_INT") {
                    self.raw.plans.push(PlanRow { child, year, decided, ceased: None, reason: None });
                }
            }
            Table::PlacedAdoption => {
                if let Some(decided) = self.day(&fields, "DATE_PLACED") {
                    let ceased = self.day(&fields, "DATE_PLACED_CEASED");
                    let reason = self.code(&fields, "REASON_PLACED_CEASED", PlanCeased::read, PlanCeased::years);
                    self.raw.plans.push(PlanRow { child, year, decided, ceased, reason });
                }
            }
            Table::SwEpisodes => self.worker(&fields),
            Table::Oc2 | Table::Oc3 | Table::PrevPerm | Table::Missing | Table::DoLo => {}
        }
    }

    fn header(&mut self, fields: &Fields) {
        let column = fields.columns.born.map_or(&[][..], |at| fields.row.field(at));
        let born = dates::read(column).day().filter(|day| *day <= Day::march_31(fields.year));
        if born.is_none() {
            self.note(Kind::BadDate, fields, "DOB", column);
        }
        let text = fields.get("SEX");
        let text = text.strip_suffix(b".0").unwrap_or(text);
        let read = Sex::read(text);
        match &read {
            None => self.note(Kind::BadCode, fields, "SEX", text),
            Some((_, years)) if !years.contains(&fields.year) => self.note(Kind::CodeYear, fields, "SEX", text),
            Some(_) => {}
        }
        let ethnic = self.code(fields, "ETHNIC", Ethnic::read, Ethnic::years);
        let Fields { child, at, year, .. } = *fields;
        if matches!(fields.get("UASC"), b"1" | b"1.0" | b"Y" | b"YES" | b"TRUE") {
            self.raw.unaccompanied.push((child, None));
            self.raw.seen.uasc = true;
        }
        self.raw.header.push(HeaderRow { child, at, year, born, sex: read.map(|(sex, _)| sex), ethnic });
    }

    fn episode(&mut self, fields: &Fields) {
        let text = fields.get("DECOM");
        let earliest = Day::new(1990, 1, 1);
        let Some(start) = dates::read(text).day().filter(|day| Some(*day) >= earliest) else {
            return self.note(Kind::BadStart, fields, "DECOM", text);
        };
        if start > Day::march_31(fields.year) {
            return self.note(Kind::AfterYear, fields, "DECOM", text);
        }
        let end = self.end(fields, start);
        let rec_text = fields.get("REC");
        let rec = self.code(fields, "REC", Rec::read, Rec::years);
        match end {
            End::On(_) if rec_text.is_empty() => self.note(Kind::EndNoReason, fields, "REC", b""),
            End::Blank if !rec_text.is_empty() && fields.get("DEC").is_empty() => {
                self.note(Kind::ReasonNoEnd, fields, "DEC", b"");
            }
            _ => {}
        }
        let Fields { child, at, year, .. } = *fields;
        let episode = EpisodeRow {
            child,
            at,
            year,
            start,
            end,
            rne: self.code(fields, "RNE", Rne::read, Rne::years),
            legal: self.code(fields, "LS", Ls::read, Ls::years),
            need: self.code(fields, "CIN", Cin::read, Cin::years),
            place: self.code(fields, "PLACE", Home::read, Home::years),
            provider: self.optional(fields, "PLACE_PROVIDER", Provider::read, Provider::years),
            rec,
            change: self.optional(fields, "REASON_PLACE_CHANGE", ChangeReason::read, ChangeReason::years),
        };
        self.raw.episodes.push(episode);
    }

    /// DEC. An end on the 1 April after the return's year is kept: it leaves the child in care on 31 March.
    fn end(&mut self, fields: &Fields, start: Day) -> End {
        let text = fields.get("DEC");
        match dates::read(text) {
            Read::Blank => End::Blank,
            Read::Uk(day) | Read::Iso(day) if day < start => {
                self.note(Kind::BadEnd, fields, "DEC", text);
                End::Bad
            }
            Read::Uk(day) | Read::Iso(day) if day > Day::april_1(fields.year) => {
                self.note(Kind::EndAfterYear, fields, "DEC", text);
                End::Blank
            }
            Read::Uk(day) | Read::Iso(day) => End::On(day),
            Read::UsOnly | Read::Bad => {
                self.note(Kind::BadEnd, fields, "DEC", text);
                End::Bad
            }
        }
    }

    fn worker(&mut self, fields: &Fields) {
        let id = fields.get("SW_ID");
        if id.is_empty() {
            return self.note(Kind::BadCode, fields, "SW_ID", b"");
        }
        let Some(start) = self.day(fields, "SW_DECOM") else { return };
        let end = self.day(fields, "SW_DEC");
        if end.is_some_and(|end| end <= start) {
            return self.note(Kind::SpellEmpty, fields, "SW_DEC", fields.get("SW_DEC"));
        }
        let worker = self.identities.workers.number(id);
        let reason = self.optional(fields, "SW_REASON", SwReason::read, SwReason::years);
        let Fields { child, at, year, .. } = *fields;
        self.raw.workers.push(WorkerRow { child, worker, at, year, start, end, reason });
    }

    /// A date of a table that is used when there.
    fn day(&mut self, fields: &Fields, name: &str) -> Option<Day> {
        let text = fields.get(name);
        let read = dates::read(text);
        if matches!(read, Read::UsOnly | Read::Bad) {
            self.note(Kind::BadDate, fields, name, text);
        }
        read.day()
    }

    /// A code that must be there.
    fn code<T: Copy>(
        &mut self,
        fields: &Fields,
        name: &str,
        read: fn(&[u8]) -> Option<T>,
        years: fn(T) -> std::ops::RangeInclusive<u16>,
    ) -> Option<T> {
        if fields.get(name).is_empty() && name != "REC" && name != "REASON_PLACED_CEASED" {
            self.note(Kind::BadCode, fields, name, b"");
            return None;
        }
        self.optional(fields, name, read, years)
    }

    /// A code or a blank.
    fn optional<T: Copy>(
        &mut self,
        fields: &Fields,
        name: &str,
        read: fn(&[u8]) -> Option<T>,
        years: fn(T) -> std::ops::RangeInclusive<u16>,
    ) -> Option<T> {
        let text = fields.get(name);
        if text.is_empty() {
            return None;
        }
        match read(text) {
            None => {
                self.note(Kind::BadCode, fields, name, text);
                None
            }
            Some(code) => {
                if !years(code).contains(&fields.year) {
                    self.note(Kind::CodeYear, fields, name, text);
                }
                Some(code)
            }
        }
    }

    fn note(&mut self, kind: Kind, fields: &Fields, name: &str, text: &[u8]) {
        let hidden = matches!(name, "SW_ID" | "CHILD");
        let value = if text.is_empty() || hidden { String::new() } else { shown(text, fields.identifier) };
        let child = self.identities.children.pseudonym(fields.child);
        self.problems.note(kind, fields.at, name, value, Some(child));
    }
}
