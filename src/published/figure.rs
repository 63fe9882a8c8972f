//! One published figure, with where it comes from and what stands in where there is none.

use super::statistic::{Kind, Statistic};
use super::tables::Cell;
use super::{Authority, ENGLAND, NEIGHBOURING_YEARS};

/// Whose figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Local,
    National,
}

/// A published figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// In the unit of the publication: percentages are percentages.
    pub value: f64,
    /// The year that it was published for.
    pub year: u16,
    pub place: Place,
    /// Title of the publication and moment of the figures.
    pub source: String,
    /// Why this figure stands in for the one asked for; empty where it is that one.
    pub note: String,
}

impl Figure {
    /// Publication, place and reason in one line, for the `source` of a scenario value.
    pub fn cited(&self) -> String {
        match (self.place, self.note.is_empty()) {
            (Place::Local, true) => format!("local: {}", self.source),
            (Place::Local, false) => format!("local, {}: {}", self.note, self.source),
            (Place::National, _) => format!("{}: {}", self.note, self.source),
        }
    }
}

/// The authority's figure of the year; else its figure of the nearest year, up to two away; else, for rates, England's
/// in the same order. `None` where none of these is published.
pub fn figure(authority: &Authority, year: u16, what: Statistic) -> Option<Figure> {
    let missing = why_missing(&authority.code, year, what);
    if let Some((found, value)) = nearest(&authority.code, year, what) {
        let note = if found == year {
            String::new()
        } else {
            format!("of {found}, because the figure of {year} is {missing}")
        };
        return Some(cite(what, found, value, Place::Local, with_joint_return(authority, found, what, note)));
    }
    if what.kind() == Kind::Count {
        return None;
    }
    let (found, value) = nearest(ENGLAND, year, what)?;
    let of = if found == year { String::new() } else { format!(" of {found}") };
    Some(cite(what, found, value, Place::National, format!("England{of}, because the local figure is {missing}")))
}

/// Figures that belong together, all of one year: the authority's own, of the year asked for or the nearest
/// one up to two away in which none of them is suppressed.
pub fn local_figures<const N: usize>(
    authority: &Authority,
    year: u16,
    what: [Statistic; N],
) -> Option<([f64; N], Figure)> {
    let complete = |candidate: &u16| what.iter().all(|one| number(&authority.code, *candidate, *one).is_some());
    let found = neighbours(year).find(complete)?;
    let values = what.map(|one| number(&authority.code, found, one).unwrap_or_default());
    let note = if found == year {
        String::new()
    } else {
        format!("of {found}, because the figures of {year} are absent or partly suppressed")
    };
    Some((values, cite(what[0], found, values.iter().sum(), Place::Local, note)))
}

/// Years from the nearest on, the earlier of two equally near ones first.
pub(crate) fn neighbours(year: u16) -> impl Iterator<Item = u16> {
    (0..=NEIGHBOURING_YEARS).flat_map(move |away| {
        let later = (away > 0).then_some(year + away);
        std::iter::once(year - away).chain(later)
    })
}

fn nearest(code: &str, year: u16, what: Statistic) -> Option<(u16, f64)> {
    neighbours(year).find_map(|candidate| number(code, candidate, what).map(|value| (candidate, value)))
}

fn number(code: &str, year: u16, what: Statistic) -> Option<f64> {
    what.table().number(code, year, what.column())
}

fn why_missing(code: &str, year: u16, what: Statistic) -> String {
    match what.table().cell(code, year, what.column()) {
        Cell::Marked(mark) => match mark.as_str() {
            "c" => "suppressed (c)".into(),
            "z" | "-" => format!("not applicable ({mark})"),
            "u" => "unreliable (u)".into(),
            other => format!("not available ({other})"),
        },
        Cell::Number(_) | Cell::Empty => "absent".into(),
    }
}

fn with_joint_return(authority: &Authority, year: u16, what: Statistic, note: String) -> String {
    match what.table().text(&authority.code, year, "joint_with") {
        None => note,
        Some(other) => {
            let joint = format!("joint return with {other}");
            if note.is_empty() { joint } else { format!("{joint}, {note}") }
        }
    }
}

fn cite(what: Statistic, year: u16, value: f64, place: Place, note: String) -> Figure {
    let source = match what.table().publication(year) {
        Some(publication) => format!("{} ({})", publication.title, publication.moment),
        None => String::new(),
    };
    Figure { value, year, place, source, note }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::{authorities, find};

    fn of(name: &str, year: u16, what: Statistic) -> Option<Figure> {
        figure(find(name).expect(name), year, what)
    }

    #[test]
    fn staffordshire_2011_is_795_children_299_starts_253_ceases() {
        let numbers = [Statistic::Stock, Statistic::Starts, Statistic::Ceases]
            .map(|what| of("Staffordshire", 2011, what).map(|found| (found.value, found.place, found.note)));
        let local = |value| Some((value, Place::Local, String::new()));
        assert_eq!(numbers, [local(795.0), local(299.0), local(253.0)]);
    }

    #[test]
    fn the_authorities_sum_to_england_within_its_rounding() {
        for year in (2010..=2025).filter(|year| ![2018, 2019].contains(year)) {
            for what in [Statistic::Stock, Statistic::Starts, Statistic::Ceases] {
                let sum: f64 = authorities().iter().filter_map(|one| number(&one.code, year, what)).sum();
                let england = number(ENGLAND, year, what).unwrap();
                // 2010 is rounded to tens, and numbers of 5 or fewer are not published.
                let slack = if year == 2010 { 100.0 } else { 20.0 };
                assert!((sum - england).abs() <= slack, "{year} {what:?}: {sum} against {england}");
            }
        }
    }

    #[test]
    fn a_figure_that_is_not_published_gives_way_to_a_neighbouring_year_and_says_so() {
        let caseload = of("Birmingham", 2024, Statistic::AgencyCover).unwrap();
        assert_eq!((caseload.place, caseload.year), (Place::Local, 2023));
        assert_eq!(caseload.note, "of 2023, because the figure of 2024 is unreliable (u)");
        assert_eq!(of("Staffordshire", 2018, Statistic::Stock).unwrap().year, 2017);
    }

    #[test]
    fn england_stands_in_for_rates_and_says_so_but_never_for_numbers_of_children() {
        let cover = of("Staffordshire", 2015, Statistic::AgencyCover).unwrap(); // first published for 2017, within two years
        assert_eq!((cover.place, cover.year), (Place::Local, 2017));
        let kensington = of("Kensington and Chelsea", 2025, Statistic::AgencyCover).unwrap();
        assert_eq!((kensington.place, kensington.value), (Place::National, 73.6));
        assert_eq!(kensington.note, "England, because the local figure is not available (x)");
        assert_eq!(of("Isles of Scilly", 2024, Statistic::Stock), None);
        assert_eq!(of("Staffordshire", 2011, Statistic::Turnover), None, "nothing within two years");
    }

    #[test]
    fn a_joint_return_is_named() {
        let turnover = of("Richmond upon Thames", 2024, Statistic::Turnover).unwrap();
        assert_eq!((turnover.value, turnover.note.as_str()), (12.5, "joint return with Kingston upon Thames"));
    }

    #[test]
    fn starts_by_age_are_of_one_year_without_suppressed_bands() {
        let (ages, cited) = local_figures(find("Staffordshire").unwrap(), 2011, Statistic::STARTS_BY_AGE).unwrap();
        assert_eq!(ages, [66.0, 59.0, 36.0, 104.0, 33.0]);
        assert!(cited.note.is_empty());
        assert!(local_figures(find("Staffordshire").unwrap(), 2024, Statistic::STARTS_BY_AGE).is_none());
    }
}
