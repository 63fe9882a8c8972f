//! Reading the cohort file and the companion file.

use std::collections::BTreeMap;

use super::calendar::Day;
use super::codes::{Cin, Ethnic, Ls, Place as Home, Provider, Rne, Sex};
use super::cohort::{Cohort, CohortChild, Ending, Episode, PeriodOfCare, Source, Window};
use super::companion::{Blackout, Companion, View, Wish};
use super::dates;
use super::files::Found;
use super::ids::Identities;
use super::problems::{Kind, Place, Problems, shown};
use super::pseudonym::Pseudonym;
use super::sheet;
use super::tables::Seen;
use super::template::{COHORT, COMPANION, Column};
use super::text::{Row, Rows};
use crate::domain::codes::Band;

/// Is it a cohort file: does it have the column AS_AT?
pub fn is_cohort_file(found: &Found) -> bool {
    let quiet = &mut Problems::default();
    let rows = sheet::rows(&found.name, &found.bytes, Some(b'#'), quiet);
    rows.is_some_and(|rows| sheet::columns(&rows).iter().any(|name| name == "AS_AT"))
}

/// A file with named columns.
struct Named {
    name: String,
    number: u16,
    rows: Rows,
    columns: Vec<String>,
}

impl Named {
    fn open(
        found: &Found,
        number: u16,
        known: &[&[Column]],
        needed: &[&str],
        problems: &mut Problems,
    ) -> Option<Self> {
        let rows = sheet::rows(&found.name, &found.bytes, Some(b'#'), problems)?;
        let columns = sheet::columns(&rows);
        let missing: Vec<&str> =
            needed.iter().copied().filter(|name| !columns.iter().any(|column| column == name)).collect();
        if !missing.is_empty() {
            problems.of_file(Kind::MissingColumns, &found.name, missing.join(", "));
            return None;
        }
        let is_known = |name: &String| {
            name == "CHILD"
                || name.is_empty()
                || known.iter().any(|list| list.iter().any(|column| column.name == name))
        };
        let extra: Vec<&str> = columns.iter().filter(|name| !is_known(name)).map(String::as_str).collect();
        if !extra.is_empty() {
            let text: String = extra.join(", ").chars().filter(|letter| !letter.is_control()).take(120).collect();
            problems.of_file(Kind::ExtraColumns, &found.name, text);
        }
        Some(Self { name: found.name.clone(), number, rows, columns })
    }

    /// Rows that are as long as the column names; others are noted.
    fn whole_rows(&self, problems: &mut Problems) -> Vec<Row<'_>> {
        let width = self.columns.len();
        let mut whole = Vec::new();
        for row in (1..self.rows.len()).map(|at| self.rows.get(at)).filter(|row| !row.is_blank()) {
            match row.width() == width {
                true => whole.push(row),
                false => {
                    problems.note(
                        Kind::Ragged,
                        self.at(row),
                        "",
                        format!("{} fields, {width} columns", row.width()),
                        None,
                    );
                }
            }
        }
        whole
    }

    fn at(&self, row: Row) -> Place {
        Place { file: self.number, row: row.number }
    }

    fn get<'a>(&self, row: Row<'a>, name: &str) -> &'a [u8] {
        self.columns.iter().position(|column| column == name).map_or(&[], |at| row.field(at))
    }
}

/// One row being read, with its problems.
struct Reader<'a> {
    file: &'a Named,
    row: Row<'a>,
    child: Option<Pseudonym>,
    identifier: Vec<u8>,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Vec<u8> {
        self.file.get(self.row, name).to_ascii_uppercase()
    }

    fn note(&mut self, kind: Kind, name: &str) {
        let hidden = matches!(name, "CHILD" | "WORKER" | "SIBLING_GROUP");
        let field = self.file.get(self.row, name);
        let value = if hidden || field.is_empty() { String::new() } else { shown(field, &self.identifier) };
        self.problems.note(kind, self.file.at(self.row), name, value, self.child);
    }

    /// A value that may be blank; what cannot be read is noted.
    fn value<T>(&mut self, name: &str, read: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let read = read(&text);
        if read.is_none() {
            self.note(Kind::BadValue, name);
        }
        read
    }

    fn day(&mut self, name: &str) -> Option<Day> {
        self.value(name, |text| dates::read(text).day())
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        self.value(name, |text| match text {
            b"YES" | b"Y" | b"1" | b"TRUE" => Some(true),
            b"NO" | b"N" | b"0" | b"FALSE" => Some(false),
            _ => None,
        })
    }

    /// Words in the user's own spelling, printable, at most 60 characters.
    fn words(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.file.get(self.row, name)).into_owned();
        let text: String = text.chars().filter(|letter| !letter.is_control()).take(60).collect();
        (!text.is_empty()).then_some(text)
    }

    /// Puts what the row says over what is known already.
    fn companion(&mut self, known: &mut Companion, identities: &mut Identities) {
        let siblings = self.text("SIBLING_GROUP");
        if !siblings.is_empty() {
            let number = identities.siblings.number(&siblings);
            known.sibling_group = Some(identities.siblings.pseudonym(number));
        }
        let worker = self.text("WORKER");
        if !worker.is_empty() {
            let number = identities.workers.number(&worker);
            known.worker = Some(identities.workers.pseudonym(number));
        }
        known.band = self.value("BAND", band).or(known.band);
        known.assessed_long = self.flag("ASSESSED_LONG").or(known.assessed_long);
        known.in_proceedings = self.flag("IN_PROCEEDINGS").or(known.in_proceedings);
        known.adoption_plan = self.flag("ADOPTION_PLAN").or(known.adoption_plan);
        known.locality = self.words("LOCALITY").or(known.locality.take());
        known.worker_since = self.day("WORKER_SINCE").or(known.worker_since);
        known.wish = self.value("WISH", wish).or(known.wish);
        known.wish_date = self.day("WISH_DATE").or(known.wish_date);
        known.wish_until = self.day("WISH_UNTIL").or(known.wish_until);
        let view = self.value("REVIEWING_OFFICER", |text| match text {
            b"SUPPORTS" => Some(View::Supports),
            b"OBJECTS" => Some(View::Objects),
            _ => None,
        });
        known.reviewing_officer = view.or(known.reviewing_officer);
        let (from, to) = (self.day("BLACKOUT_FROM"), self.day("BLACKOUT_TO"));
        let reason = self.words("BLACKOUT_REASON").unwrap_or_default();
        match (from, to.or(from)) {
            (Some(from), Some(to)) if from <= to => known.blackouts.push(Blackout { from, to, reason }),
            (None, None) => {}
            _ => self.note(Kind::BadValue, "BLACKOUT_TO"),
        }
    }
}

fn band(text: &[u8]) -> Option<Band> {
    let text = String::from_utf8_lossy(text).to_lowercase();
    Band::ALL.iter().copied().find(|band| band.name() == text || band.name().strip_prefix("band_") == Some(&text))
}

fn wish(text: &[u8]) -> Option<Wish> {
    let text = String::from_utf8_lossy(text).to_lowercase().replace('_', " ");
    Wish::WORDS.iter().find(|(words, _)| *words == text).map(|(_, wish)| *wish)
}

/// Adds a companion file to a cohort. Unknown children, columns and bad values are noted.
pub fn add_companion(
    found: &Found,
    number: u16,
    cohort: &mut Cohort,
    ids: &mut Identities,
    problems: &mut Problems,
) {
    let Some(file) = Named::open(found, number, &[&COMPANION], &["CHILD"], problems) else { return };
    let mut all: BTreeMap<Pseudonym, Companion> = BTreeMap::new();
    for row in file.whole_rows(problems) {
        let identifier = file.get(row, "CHILD").to_ascii_uppercase();
        let child = ids.children.known(&identifier).map(|number| ids.children.pseudonym(number));
        let Some(child) = child.filter(|child| cohort.child(*child).is_some()) else {
            let kind = if identifier.is_empty() { Kind::NoChild } else { Kind::UnknownChild };
            problems.note(kind, file.at(row), "CHILD", "", child);
            continue;
        };
        let known = all.entry(child).or_default();
        Reader { file: &file, row, child: Some(child), identifier, problems }.companion(known, ids);
    }
    for child in &mut cohort.children {
        if let Some(companion) = all.remove(&child.key) {
            child.companion = companion;
        }
    }
}

/// Reads a cohort file. `None` where it cannot be read honestly; the reasons are in `problems`.
pub fn read(found: &Found, number: u16, ids: &mut Identities, problems: &mut Problems) -> Option<Cohort> {
    let needed = ["CHILD", "AS_AT", "DOB", "DECOM"];
    let file = Named::open(found, number, &[&COHORT, &COMPANION], &needed, problems)?;
    let rows = file.whole_rows(problems);
    let day = as_at(&file, &rows, problems)?;
    let mut children: BTreeMap<Pseudonym, CohortChild> = BTreeMap::new();
    let mut two: Vec<Pseudonym> = Vec::new();
    let seen = Seen { uasc: file.columns.iter().any(|name| name == "UASC"), ..Seen::default() };
    for row in rows {
        let identifier = file.get(row, "CHILD").to_ascii_uppercase();
        if identifier.is_empty() {
            problems.note(Kind::NoChild, file.at(row), "CHILD", "", None);
            continue;
        }
        let id = ids.children.number(&identifier);
        let key = ids.children.pseudonym(id);
        let mut reader = Reader { file: &file, row, child: Some(key), identifier, problems };
        match children.get_mut(&key) {
            Some(before) if reader.day("DOB").is_some_and(|born| born != before.born) => {
                reader.note(Kind::TwoChildren, "DOB");
                two.push(key);
            }
            // another row of the child: another blackout
            Some(before) => reader.companion(&mut before.companion, ids),
            None => {
                if let Some(child) = reader.child_of(key, day, ids) {
                    children.insert(key, child);
                }
            }
        }
    }
    children.retain(|key, _| !two.contains(key));
    if children.is_empty() {
        problems.of_file(Kind::NoChildren, &file.name, "");
        return None;
    }
    let children = children.into_values().collect();
    Some(Cohort { source: Source::CohortFile, window: Window::of_day(day), seen, children })
}

/// The day of the list: the same in every row.
fn as_at(file: &Named, rows: &[Row], problems: &mut Problems) -> Option<Day> {
    let mut day = None;
    for row in rows {
        let text = file.get(*row, "AS_AT");
        let read = dates::read(text).day();
        if read.is_none() || (day.is_some() && day != read) {
            problems.note(Kind::NoDay, file.at(*row), "AS_AT", shown(text, b""), None);
            return None;
        }
        day = read;
    }
    if day.is_none() {
        problems.of_file(Kind::NoChildren, &file.name, "");
    }
    day
}

impl Reader<'_> {
    fn child_of(&mut self, key: Pseudonym, day: Day, ids: &mut Identities) -> Option<CohortChild> {
        let Some(born) = dates::read(&self.text("DOB")).day().filter(|born| *born <= day) else {
            self.note(Kind::NoBirthday, "DOB");
            return None;
        };
        let Some(start) = dates::read(&self.text("DECOM")).day() else {
            self.note(Kind::BadStart, "DECOM");
            return None;
        };
        if start > day || start < born {
            self.note(if start > day { Kind::AfterYear } else { Kind::BeforeBirth }, "DECOM");
            return None;
        }
        let sex = self.value("SEX", Sex::read).map(|(sex, _)| sex);
        let ethnic = self.value("ETHNIC", Ethnic::read);
        let unaccompanied = self.flag("UASC").unwrap_or(false);
        let mut companion = Companion::default();
        self.companion(&mut companion, ids);
        let period = self.period(start, day);
        Some(CohortChild {
            key,
            born,
            sex,
            ethnic,
            unaccompanied,
            unaccompanied_until: None,
            periods: vec![period],
            workers: Vec::new(),
            reviews: Vec::new(),
            adoption_plans: Vec::new(),
            companion,
        })
    }

    /// The present period of care: the present placement, and before it a time of which nothing is known.
    fn period(&mut self, start: Day, day: Day) -> PeriodOfCare {
        let since = self.day("PLACED_SINCE");
        let since = since.filter(|since| {
            let fits = (start..=day).contains(since);
            if !fits {
                self.note(Kind::BadValue, "PLACED_SINCE");
            }
            fits
        });
        let unknown = Episode {
            start,
            end: None,
            rne: Some(Rne::S),
            legal: None,
            place: None,
            provider: None,
            change: None,
            rec: None,
            moved: false,
        };
        let now = Episode {
            legal: self.value("LS", Ls::read).filter(|ls| !ls.is_respite()),
            place: self.value("PLACE", Home::read),
            provider: self.value("PLACE_PROVIDER", Provider::read),
            ..unknown.clone()
        };
        let episodes = match since.filter(|since| *since > start) {
            None => vec![now],
            Some(since) => {
                vec![
                    Episode { end: Some(since), ..unknown },
                    Episode { start: since, rne: Some(Rne::P), moved: true, ..now },
                ]
            }
        };
        let need = self.value("CIN", Cin::read).map(Cin::need);
        PeriodOfCare { start, start_seen: true, end: None, ending: Ending::Open, need, episodes }
    }
}
