//! Reading returns: the stages in their order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::calendar::Day;
use super::codes::{Ls, Rne};
use super::cohort::{AdoptionPlan, Cohort, CohortChild, PeriodOfCare, Review, Source, Window, WorkerSpell};
use super::cohort_file;
use super::companion::Companion;
use super::files::{self, Found};
use super::ids::Identities;
use super::merge::{self, Tally};
use super::people::{self, Known, Person};
use super::periods::periods;
use super::problems::{Kind, Problems};
use super::pseudonym::Key;
use super::raw::{self, EpisodeRow, Raw};
use super::sheet::Sheet;
use super::tables::Table;
use super::workers;
use super::years;

/// What was read, and everything that was wrong with it.
#[derive(Debug)]
pub struct Reading {
    pub cohort: Cohort,
    /// `None` for a cohort file.
    pub counts: Option<RowCounts>,
    pub problems: Problems,
    pub identities: Identities,
}

/// What the files held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Tables used.
    pub tables: usize,
    /// Rows below the column names of all tables used.
    pub rows: usize,
    /// Of these, rows of Episodes tables.
    pub episode_rows: usize,
    /// Of these, rows that could be read.
    pub episodes_read: usize,
    pub tally: Tally,
    /// Children of Header.
    pub header_children: usize,
}

/// Reads returns, or a cohort file, and what a companion file adds.
///
/// # Errors
/// As [`returns`]; a companion file that cannot be read is one too.
pub fn any(paths: &[PathBuf], companion: Option<&Path>, key: &Key) -> Result<Reading, Box<Problems>> {
    let mut problems = Problems::default();
    let found = files::gather(paths, &mut problems);
    let mut reading = match found.as_slice() {
        [only] if cohort_file::is_cohort_file(only) => one_cohort_file(only, key, problems)?,
        _ => returns_of(found, key, problems)?,
    };
    if let Some(path) = companion {
        add_companion(path, &mut reading);
        if reading.problems.refuse() {
            return refused(reading.problems);
        }
    }
    Ok(reading)
}

fn one_cohort_file(found: &Found, key: &Key, mut problems: Problems) -> Result<Reading, Box<Problems>> {
    problems.set_files(vec![found.name.clone()]);
    let mut identities = Identities::new(key);
    let read = cohort_file::read(found, 0, &mut identities, &mut problems);
    match read {
        Some(cohort) if !problems.refuse() => {
            problems.sort();
            Ok(Reading { cohort, counts: None, problems, identities })
        }
        _ => refused(problems),
    }
}

fn add_companion(path: &Path, reading: &mut Reading) {
    let Reading { cohort, problems, identities, .. } = reading;
    let found = files::gather(&[path.to_path_buf()], problems);
    let [file] = found.as_slice() else {
        if !problems.refuse() {
            problems.of_file(Kind::Unreadable, &path.display().to_string(), "a companion file is one CSV file");
        }
        return;
    };
    let number = problems.add_file(file.name.clone());
    cohort_file::add_companion(file, number, cohort, identities, problems);
    problems.sort();
}

/// Reads returns from folders, zips and CSV files, in any mix.
///
/// # Errors
/// Problems of weight [`super::problems::Weight::Refused`] forbid a reading; all problems found come with them.
pub fn returns(paths: &[PathBuf], key: &Key) -> Result<Reading, Box<Problems>> {
    let mut problems = Problems::default();
    let found = files::gather(paths, &mut problems);
    returns_of(found, key, problems)
}

/// Reads returns from the files found.
pub fn returns_of(found: Vec<Found>, key: &Key, mut problems: Problems) -> Result<Reading, Box<Problems>> {
    problems.set_files(found.iter().map(|found| found.name.clone()).collect());
    let numbered = found.into_iter().enumerate();
    let sheets: Vec<Sheet> =
        numbered.filter_map(|(at, found)| Sheet::open(found, at as u16, &mut problems)).collect();
    demand_tables(&sheets, &mut problems);
    if problems.refuse() {
        return refused(problems);
    }
    let years_of_sheets = years::assign(&sheets, &mut problems);
    let mut identities = Identities::new(key);
    let mut raw = Raw::default();
    for (sheet, year) in sheets.iter().zip(&years_of_sheets) {
        match year {
            Some(year) => raw::take(sheet, *year, &mut raw, &mut identities, &mut problems),
            None => problems.of_file(Kind::UnknownYear, &sheet.name, ""),
        }
    }
    let years = years_covered(&sheets, &years_of_sheets, &raw, &mut problems);
    if identities.children.collide() || identities.workers.collide() {
        problems.of_file(Kind::SamePseudonym, "", "");
    }
    if problems.refuse() {
        return refused(problems);
    }
    let tables = sheets.len();
    drop(sheets);
    assemble(raw, years, tables, identities, problems)
}

fn refused(mut problems: Problems) -> Result<Reading, Box<Problems>> {
    problems.sort();
    Err(Box::new(problems))
}

fn demand_tables(sheets: &[Sheet], problems: &mut Problems) {
    if problems.refuse() {
        return; // a table that was refused may be the missing one
    }
    let rows = |table| sheets.iter().filter(|sheet| sheet.table == table).map(Sheet::row_count).sum::<usize>();
    if rows(Table::Header) == 0 {
        problems.of_file(Kind::NoHeader, "", "");
    }
    if rows(Table::Episodes) == 0 {
        problems.of_file(Kind::NoEpisodes, "", "");
    }
}

/// The years of the returns, ascending; gaps and years twice are noted.
fn years_covered(sheets: &[Sheet], years: &[Option<u16>], raw: &Raw, problems: &mut Problems) -> Vec<u16> {
    let mut count: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for (sheet, year) in sheets.iter().zip(years) {
        if let (Table::Episodes, Some(year)) = (sheet.table, year) {
            count.entry(*year).or_default().push(&sheet.name);
        }
    }
    for (year, names) in &count {
        for name in &names[1..] {
            problems.of_file(Kind::SameYear, name, years::span(*year));
        }
    }
    let mut all: Vec<u16> = count.keys().copied().chain(raw.episodes.iter().map(|row| row.year)).collect();
    all.sort_unstable();
    all.dedup();
    for pair in all.windows(2) {
        for year in pair[0] + 1..pair[1] {
            problems.of_file(Kind::YearGap, "", years::span(year));
        }
    }
    for year in all.iter().filter(|year| !super::codes::YEARS.contains(year)) {
        problems.of_file(Kind::YearOutside, "", years::span(*year));
    }
    all
}

/// What belongs to one child besides episodes.
#[derive(Default)]
struct Beside {
    reviews: Vec<Review>,
    unaccompanied: Option<Option<Day>>,
    plans: Vec<AdoptionPlan>,
    workers: Vec<WorkerSpell>,
}

/// Puts the rows together.
fn assemble(
    raw: Raw,
    years: Vec<u16>,
    tables: usize,
    identities: Identities,
    mut problems: Problems,
) -> Result<Reading, Box<Problems>> {
    let children = &identities.children;
    let mut counts = RowCounts {
        tables,
        rows: raw.rows,
        episode_rows: raw.episode_rows,
        episodes_read: raw.episodes.len(),
        ..RowCounts::default()
    };
    let people = people::people(raw.header, &raw.born_elsewhere, children, &mut problems);
    counts.header_children = people.len();
    let rows = merge::distinct(raw.episodes, children, &mut problems);
    counts.tally.distinct = rows.len();
    let is_respite = |row: &EpisodeRow| row.legal.is_some_and(Ls::is_respite);
    counts.tally.respite = rows.iter().filter(|row| is_respite(row)).count();
    let window = Window::of_years(years);

    let mut beside: BTreeMap<u32, Beside> = BTreeMap::new();
    let mut last_listed: BTreeMap<u32, u16> = BTreeMap::new();
    for row in &rows {
        let year = last_listed.entry(row.child).or_default();
        *year = row.year.max(*year);
    }
    let listed_after = |child: u32, year: u16| last_listed.get(&child).is_some_and(|last| *last > year);
    for (child, spells) in workers::spells(raw.workers, &window.years, &listed_after, &identities, &mut problems) {
        beside.entry(child).or_default().workers = spells;
    }
    for (child, review) in raw.reviews {
        beside.entry(child).or_default().reviews.push(review);
    }
    for (child, until) in raw.unaccompanied {
        let own = &mut beside.entry(child).or_default().unaccompanied;
        *own = Some(until.or(own.flatten()));
    }
    let mut plans = raw.plans;
    plans.sort_by_key(|plan| (plan.child, plan.decided, plan.year));
    for plan in plans {
        let own = &mut beside.entry(plan.child).or_default().plans;
        let new = AdoptionPlan { decided: plan.decided, ceased: plan.ceased, reason: plan.reason };
        match own.last_mut().filter(|last| last.decided == new.decided) {
            Some(last) if new.ceased.is_some() => *last = new,
            Some(_) => {}
            None => own.push(new),
        }
    }

    let mut found: Vec<CohortChild> = Vec::new();
    let mut with_episodes = std::collections::BTreeSet::new();
    for own in rows.chunk_by(|a, b| a.child == b.child) {
        let child = own[0].child;
        with_episodes.insert(child);
        if own.iter().all(is_respite) {
            counts.tally.respite_children += 1;
            continue;
        }
        let person = match people.get(&child) {
            Some(Known::Person(person)) => *person,
            Some(Known::NoBirthday(_) | Known::Two) => continue, // noted with Header
            None => match elsewhere(child, own, &raw.born_elsewhere, &identities, &mut problems) {
                Some(person) => person,
                None => continue,
            },
        };
        let merged = merge::episodes(own, person.born, &window.years, children, &mut problems);
        if merged.is_empty() {
            continue;
        }
        counts.tally.kept += merged.len();
        let key = children.pseudonym(child);
        let periods = periods(merged, window.from, key, &mut problems);
        note_ages(&periods, person.born, &window, own, key, &mut problems);
        found.push(child_of(key, person, periods, beside.remove(&child).unwrap_or_default()));
    }
    for (child, known) in &people {
        if let (Known::Person(person), false) = (known, with_episodes.contains(child)) {
            let pseudonym = Some(children.pseudonym(*child));
            problems.note(Kind::NoEpisodesOfChild, person.at, "CHILD", "", pseudonym);
        }
    }
    if found.is_empty() {
        problems.of_file(Kind::NoChildren, "", "");
        return refused(problems);
    }
    found.sort_by_key(|child| child.key);
    problems.sort();
    let cohort = Cohort { source: Source::Returns, window, seen: raw.seen, children: found };
    Ok(Reading { cohort, counts: Some(counts), problems, identities })
}

/// A child who is not in Header, by a date of birth of another table.
fn elsewhere(
    child: u32,
    rows: &[EpisodeRow],
    born: &[(u32, Day, super::problems::Place)],
    identities: &Identities,
    problems: &mut Problems,
) -> Option<Person> {
    let pseudonym = Some(identities.children.pseudonym(child));
    let Some((_, born, _)) = born.iter().find(|(one, ..)| *one == child) else {
        problems.note(Kind::NotInHeader, rows[0].at, "CHILD", "", pseudonym);
        return None;
    };
    problems.note(Kind::BirthdayElsewhere, rows[0].at, "CHILD", "", pseudonym);
    Some(Person { at: rows[0].at, born: *born, sex: None, ethnic: None })
}

fn child_of(key: super::Pseudonym, person: Person, periods: Vec<PeriodOfCare>, beside: Beside) -> CohortChild {
    let Beside { mut reviews, unaccompanied, plans, workers } = beside;
    reviews.sort();
    reviews.dedup_by_key(|review| review.day);
    CohortChild {
        key,
        born: person.born,
        sex: person.sex,
        ethnic: person.ethnic,
        unaccompanied: unaccompanied.is_some(),
        unaccompanied_until: unaccompanied.flatten(),
        periods,
        workers,
        reviews,
        adoption_plans: plans,
        companion: Companion::default(),
    }
}

/// Notes care that starts or goes on at 18.
fn note_ages(
    periods: &[PeriodOfCare],
    born: Day,
    window: &Window,
    rows: &[EpisodeRow],
    key: super::Pseudonym,
    problems: &mut Problems,
) {
    let adult = born.plus_years(18);
    let at = |start: Day| rows.iter().find(|row| row.start == start).map_or(rows[0].at, |row| row.at);
    for period in periods {
        let first = &period.episodes[0];
        let last = &period.episodes[period.episodes.len() - 1];
        if period.start >= adult && first.rne == Some(Rne::S) {
            problems.note(Kind::StartsAdult, at(period.start), "DECOM", "", Some(key));
        } else if period.end.unwrap_or(window.to) > adult {
            problems.note(Kind::PastEighteen, at(last.start), "DEC", format!("18 on {adult}"), Some(key));
        }
    }
}
