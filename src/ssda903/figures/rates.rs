//! Rates of exit and of moves: events per child-year in care, constant within a cell (piecewise exponential).
//!
//! Exposure counts nights in care inside the years that returns cover. Intervals are exact for a Poisson count (Garwood
//! 1936), the profile likelihood's exact counterpart for a constant hazard.

use statrs::distribution::{ContinuousCDF, Gamma};

use super::{AGES, Group, Line, List, Shown, Small, age_cell, age_names, suppress};
use crate::domain::codes::PlacementType;
use crate::ssda903::calendar::Day;
use crate::ssda903::cohort::{Cohort, Ending};

/// Days of a year of exposure.
const YEAR: f64 = 365.25;

/// Events and exposure of one cell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cell {
    pub nights: i64,
    pub exits: u64,
    pub moves: u64,
    /// Children with a night in the cell.
    pub children: u64,
}

/// Time in care at which a new cell begins, in years.
const TIMES: [(i32, &str); 4] =
    [(0, "under one year in care"), (1, "one to two years"), (2, "two to five years"), (5, "five years or more")];

/// Cells by age, placement type, time in care (periods with a known start only), and one for all.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    pub all: Cell,
    pub by_age: Vec<Cell>,
    pub by_type: Vec<Cell>,
    pub by_time: Vec<Cell>,
}

/// Walks every night in care inside the window, in pieces within which nothing changes.
pub fn cells(cohort: &Cohort) -> Cells {
    let mut cells = Cells {
        all: Cell::default(),
        by_age: vec![Cell::default(); AGES],
        by_type: vec![Cell::default(); PlacementType::COUNT + 1],
        by_time: vec![Cell::default(); TIMES.len()],
    };
    let stretches = cohort.window.stretches();
    for child in &cohort.children {
        let mut met = [0_u64; 4]; // a bit for each cell that the child has been in
        let birthdays: Vec<Day> = [1, 5, 10, 16, 18].map(|age| child.born.plus_years(age)).into();
        for period in &child.periods {
            let times: Vec<Day> = TIMES[1..].iter().map(|(years, _)| period.start.plus_years(*years)).collect();
            for (at, episode) in period.episodes.iter().enumerate() {
                let kind = episode.kind().map_or(PlacementType::COUNT, |kind| kind as usize);
                for (from, to) in &stretches {
                    let start = episode.start.max(*from);
                    let end = episode.end.unwrap_or(*to).min(*to);
                    let mut piece = start;
                    while piece < end {
                        let cut = birthdays.iter().chain(&times).copied().filter(|day| *day > piece).min();
                        let next = cut.map_or(end, |day| day.min(end));
                        let place = Place::of(child.age_on(piece), kind, &times, piece, period.start_seen);
                        cells.add(place, &mut met, i64::from(next.since(piece)), 0, 0);
                        piece = next;
                    }
                }
                let inside = |day: Day| stretches.iter().any(|(from, to)| (*from..*to).contains(&day));
                // a move belongs to the place that was left
                if episode.moved && at > 0 && inside(episode.start) {
                    let before = period.episodes[at - 1].kind().map_or(PlacementType::COUNT, |kind| kind as usize);
                    let day = Day(episode.start.0 - 1);
                    let place = Place::of(child.age_on(day), before, &times, day, period.start_seen);
                    cells.add(place, &mut met, 0, 0, 1);
                }
                let last = at + 1 == period.episodes.len() && matches!(period.ending, Ending::Ceased(_));
                if let (true, Some(end)) = (last, episode.end.filter(|end| inside(*end))) {
                    let day = Day(end.0 - 1).max(episode.start);
                    let place = Place::of(child.age_on(day), kind, &times, day, period.start_seen);
                    cells.add(place, &mut met, 0, 1, 0);
                }
            }
        }
    }
    cells
}

/// The cells that a night belongs to.
#[derive(Clone, Copy)]
struct Place {
    age: usize,
    kind: usize,
    time: Option<usize>,
}

impl Place {
    fn of(age: i32, kind: usize, times: &[Day], day: Day, start_seen: bool) -> Self {
        let time = start_seen.then(|| times.iter().filter(|from| **from <= day).count());
        Self { age: age_cell(age), kind, time }
    }
}

impl Cells {
    fn add(&mut self, place: Place, met: &mut [u64; 4], nights: i64, exits: u64, moves: u64) {
        let one = |cell: &mut Cell, met: &mut u64, bit: usize| {
            cell.nights += nights;
            cell.exits += exits;
            cell.moves += moves;
            cell.children += u64::from(*met & 1 << bit == 0);
            *met |= 1 << bit;
        };
        one(&mut self.all, &mut met[0], 0);
        one(&mut self.by_age[place.age], &mut met[1], place.age);
        one(&mut self.by_type[place.kind], &mut met[2], place.kind);
        if let Some(time) = place.time {
            one(&mut self.by_time[time], &mut met[3], time);
        }
    }
}

/// A rate per year of exposure with its exact 95% interval.
pub fn rate(events: u64, years: f64) -> (f64, (f64, f64)) {
    let quantile = |shape: f64, p: f64| Gamma::new(shape, 1.0).map_or(f64::NAN, |law| law.inverse_cdf(p));
    let low = if events == 0 { 0.0 } else { quantile(events as f64, 0.025) };
    let high = quantile(events as f64 + 1.0, 0.975);
    (events as f64 / years, (low / years, high / years))
}

/// Exit and move rates with exposure.
pub fn rates(list: &mut List, cohort: &Cohort) {
    if cohort.window.years.is_empty() {
        return;
    }
    let Cells { all, by_age, by_type, by_time } = cells(cohort);
    let types: Vec<String> =
        PlacementType::ALL.iter().map(|one| one.label().to_string()).chain(["not known".to_string()]).collect();
    let times: Vec<String> = TIMES.iter().map(|(_, words)| words.to_string()).collect();
    for (section, events) in [
        ("exits per child-year", (|cell| cell.exits) as fn(&Cell) -> u64),
        ("moves per child-year", |cell| cell.moves),
    ] {
        push(list, section, "", &["all".to_string()], &[all], events);
        push(list, section, "age", &age_names(), &by_age, events);
        push(list, section, "placement", &types, &by_type, events);
        push(list, section, "time in care", &times, &by_time, events);
    }
}

/// The rates of one group of cells. Hidden: few events, or few children, and what would tell them.
fn push(
    list: &mut List,
    section: &'static str,
    by: &'static str,
    names: &[String],
    cells: &[Cell],
    events: fn(&Cell) -> u64,
) {
    let counts: Vec<u64> = cells.iter().map(events).collect();
    let hidden = suppress::hide(counts.iter().sum(), &counts);
    for (at, (name, cell)) in names.iter().zip(cells).enumerate() {
        let Group { year, unit, .. } = Group { section, year: None, by, unit: "per child-year" };
        let small = hidden.cells[at] || suppress::is_small(cell.children);
        let years = cell.nights as f64 / YEAR;
        let hide = small && list.small == Small::Hidden;
        let (value, interval) = match (hide, cell.nights > 0) {
            (true, _) => (Shown::Hidden, None),
            (false, false) => (Shown::Nothing, None),
            (false, true) => {
                let (value, interval) = rate(counts[at], years);
                (Shown::Real(value), Some(interval))
            }
        };
        let few = suppress::is_small(cell.children) && list.small == Small::Hidden;
        let exposure = (!few).then_some(years);
        let item = name.clone();
        list.lines.push(Line { section, year, by, item, unit, value, interval, exposure, statistic: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_ten_events_is_garwoods() {
        let (value, (low, high)) = rate(10, 1.0);
        assert_eq!(value, 10.0);
        assert!((low - 4.795).abs() < 1e-3 && (high - 18.390).abs() < 1e-3, "{low} {high}");
        assert_eq!(rate(0, 2.0).1.0, 0.0);
        assert!((rate(0, 1.0).1.1 - 3.689).abs() < 1e-3); // -ln(0.025)
    }
}
