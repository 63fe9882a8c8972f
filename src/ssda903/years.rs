//! Which file belongs to which return, and which year a return covers.
//!
//! **Rule.** The year is told by what lies inside it: ends of episodes and dates of reviews and of going missing.
//! If four of five of these dates fall in one financial year, that is the return's year. Otherwise (a file with
//! the rows of several returns, or a few rows with a wrong date) it is the year of the folder's or file's name if some of
//! these dates fall in it, else the latest year that holds at least one in a hundred of them. Without any such
//! date the name of the folder or file decides, if no start contradicts it; else the year of the latest start.
//! A column YEAR (the year in which the return ends) goes before all this, row by row.
//! A name may give the year of the end (2024), the span (2023-24, 2023_2024) or the year of the start (2023).

use std::collections::BTreeMap;

use super::dates;
use super::problems::{Kind, Problems};
use super::raw::year_of_field;
use super::sheet::Sheet;
use super::tables::Table;

/// Share of the dates that one year must hold to be the only one.
const MAIN_SHARE: f64 = 0.8;
/// Share of the dates that the latest of several years must hold.
const LATEST_SHARE: f64 = 0.01;

/// The year of each sheet, in their order; `None` where it cannot be told.
pub fn assign(sheets: &[Sheet], problems: &mut Problems) -> Vec<Option<u16>> {
    let mut years: Vec<Option<u16>> = vec![None; sheets.len()];
    let episodes: Vec<usize> = (0..sheets.len()).filter(|at| sheets[*at].table == Table::Episodes).collect();
    for &at in &episodes {
        let alone = episodes.iter().filter(|other| sheets[**other].folder == sheets[at].folder).count() == 1;
        let beside =
            sheets.iter().filter(|s| alone && s.folder == sheets[at].folder && s.table != Table::Episodes);
        years[at] = year_of(&sheets[at], beside, problems);
    }
    for at in 0..sheets.len() {
        if sheets[at].table != Table::Episodes {
            years[at] = year_beside(sheets, at, &episodes, &years);
        }
    }
    years
}

/// The year of an Episodes table with the tables beside it.
fn year_of<'a>(sheet: &'a Sheet, beside: impl Iterator<Item = &'a Sheet>, problems: &mut Problems) -> Option<u16> {
    if let Some(column) = sheet.column("YEAR") {
        let stated = sheet.rows(None).iter().filter_map(|row| year_of_field(row.field(column))).max();
        if stated.is_some() {
            return stated;
        }
    }
    let mut inside = Dates::default();
    inside.add(sheet, "DEC");
    for other in beside {
        for name in ["REVIEW", "MIS_START", "SW_DEC"] {
            inside.add(other, name);
        }
    }
    let mut starts = Dates::default();
    starts.add(sheet, "DECOM");
    let named = ends_of_name(&sheet.name);
    let by_name = |least: u16| named.iter().copied().filter(|year| *year >= least).min();
    let year = match (inside.year(&named), starts.latest(LATEST_SHARE)) {
        (Some(year), _) => year,
        (None, Some(latest)) => by_name(latest).unwrap_or(latest),
        (None, None) => by_name(0)?,
    };
    if !named.is_empty() && !named.contains(&year) {
        problems.of_file(Kind::YearName, &sheet.name, format!("the dates are of {}", span(year)));
    }
    Some(year)
}

/// A return's year in words: 2023/24.
pub fn span(year: u16) -> String {
    format!("{}/{:02}", year - 1, year % 100)
}

/// Dates by financial year.
#[derive(Default)]
struct Dates {
    by_year: BTreeMap<u16, usize>,
}

impl Dates {
    fn add(&mut self, sheet: &Sheet, name: &str) {
        let Some(column) = sheet.column(name) else { return };
        for row in sheet.rows(None) {
            if let Some(day) = dates::read(row.field(column)).day() {
                *self.by_year.entry(day.financial_year()).or_default() += 1;
            }
        }
    }

    fn total(&self) -> usize {
        self.by_year.values().sum()
    }

    /// The latest year that holds at least this share of the dates.
    fn latest(&self, share: f64) -> Option<u16> {
        let least = share * self.total() as f64;
        self.by_year.iter().rev().find(|(_, count)| **count as f64 >= least).map(|(year, _)| *year)
    }

    fn year(&self, named: &[u16]) -> Option<u16> {
        let (main, count) = self.by_year.iter().max_by_key(|(_, count)| **count)?;
        if *count as f64 >= MAIN_SHARE * self.total() as f64 {
            return Some(*main);
        }
        let fits = named.iter().copied().filter(|year| self.by_year.contains_key(year)).max();
        fits.or_else(|| self.latest(LATEST_SHARE))
    }
}

/// The year of another table: that of the Episodes table beside it; where there are several, of the one with which
/// it shares most children, of equals one with the same year in its name, then the latest.
fn year_beside(sheets: &[Sheet], at: usize, episodes: &[usize], years: &[Option<u16>]) -> Option<u16> {
    let near: Vec<usize> =
        episodes.iter().copied().filter(|one| sheets[*one].folder == sheets[at].folder).collect();
    let near = if near.is_empty() { episodes } else { &near };
    if let [only] = near {
        return years[*only];
    }
    let own = children(&sheets[at]);
    let named = ends_of_name(&sheets[at].name);
    let rank = |one: &usize| {
        let shared = children(&sheets[*one]).intersection(&own).count();
        (shared, ends_of_name(&sheets[*one].name) == named, years[*one])
    };
    near.iter().max_by_key(|one| rank(one)).and_then(|one| years[*one])
}

fn children(sheet: &Sheet) -> std::collections::BTreeSet<&[u8]> {
    let column = sheet.column("CHILD").unwrap_or(usize::MAX);
    sheet.rows(None).iter().map(|row| row.field(column)).collect()
}

/// The years of end that a name of folder and file may mean, from the most definite number in it.
fn ends_of_name(name: &str) -> Vec<u16> {
    let mut numbers: Vec<&str> = name.split(|letter: char| !letter.is_ascii_digit()).collect();
    numbers.retain(|number| !number.is_empty());
    let year = |text: &str| text.parse::<u16>().ok().filter(|year| (2000..=2100).contains(year));
    for pair in numbers.windows(2) {
        let Some(first) = year(pair[0]).filter(|_| pair[0].len() == 4) else { continue };
        let next = first + 1;
        if pair[1] == next.to_string() || pair[1] == format!("{:02}", next % 100) {
            return vec![next];
        }
    }
    for number in &numbers {
        let first = number.get(..4).and_then(year).filter(|_| number.len() == 6);
        if let Some(first) = first.filter(|first| number[4..] == format!("{:02}", (first + 1) % 100)) {
            return vec![first + 1];
        }
    }
    let found = numbers.iter().rev().find(|number| number.len() == 4).and_then(|number| year(number));
    found.map_or(Vec::new(), |year| vec![year, year + 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_give_the_end_the_span_or_the_start() {
        assert_eq!(ends_of_name("SSDA903 2023-24/episodes.csv"), [2024]);
        assert_eq!(ends_of_name("2023_2024/episodes.csv"), [2024]);
        assert_eq!(ends_of_name("episodes_202324.csv"), [2024]);
        assert_eq!(ends_of_name("2024/episodes.csv"), [2024, 2025]);
        assert!(ends_of_name("return903/episodes.csv").is_empty());
    }

    #[test]
    fn a_few_wrong_dates_do_not_move_the_year_but_a_file_of_many_years_takes_the_last() {
        let one = Dates { by_year: [(2023, 1), (2024, 9), (2025, 1)].into() };
        assert_eq!(one.year(&[]), Some(2024));
        let many = Dates { by_year: [(2021, 400), (2022, 500), (2023, 450), (2031, 1)].into() };
        assert_eq!(many.year(&[]), Some(2023));
        let few = Dates { by_year: [(2024, 1), (2025, 1)].into() };
        assert_eq!((few.year(&[2024]), few.year(&[])), (Some(2024), Some(2025)));
        assert_eq!(Dates::default().year(&[2024]), None);
    }
}
