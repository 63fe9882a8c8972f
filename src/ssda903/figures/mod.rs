//! What a cohort looks like in numbers: counts, rates and shares, each beside the published figure where there is one.
//!
//! **Counting.** Stock: looked after on 31 March if DECOM is on or before it and DEC after it or blank; each child
//! once. Starts and ceases of a year: 1 April to 31 March; "children" counts each child once (a start by the first, a
//! cease by the last of the year), as published; "periods" counts all. A period whose true start is not in the returns
//! is no start; a child lost from sight is no cease. Moves: episodes with RNE P or B that begin in the year.
//! Short-term breaks are in none of these.

pub mod suppress;

mod counts;

mod same_home;

mod rates;

pub mod stay;

mod changes;

use super::cohort::Cohort;
use super::read::RowCounts;
use crate::domain::codes::AgeBand;
use crate::published::Statistic;

/// A number that is shown or hidden.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown {
    /// A number of children, episodes or rows.
    Count(u64),
    /// A rate or a share.
    Real(f64),
    /// Hidden because it is small, or would tell a small one.
    Hidden,
    /// Nothing to work it out from.
    Nothing,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub section: &'static str,
    /// The year that ends on this 31 March; `None` for all years together.
    pub year: Option<u16>,
    /// Such as "age" or "placement"; empty for totals.
    pub by: &'static str,
    pub item: String,
    pub unit: &'static str,
    pub value: Shown,
    /// 95% interval.
    pub interval: Option<(f64, f64)>,
    /// What a rate or share stands on, in child-years or children.
    pub exposure: Option<f64>,
    /// The published statistic to set beside it.
    pub statistic: Option<Statistic>,
}

/// Every line of a cohort. `counts` where it was read from returns; small numbers are hidden unless `small` is shown.
pub fn lines(cohort: &Cohort, counts: Option<&RowCounts>, small: Small) -> Vec<Line> {
    let mut list = List { lines: Vec::new(), small };
    if let Some(counts) = counts {
        counts::read(&mut list, cohort, counts);
    }
    counts::stock(&mut list, cohort);
    counts::starts(&mut list, cohort);
    counts::ceases(&mut list, cohort);
    counts::moves(&mut list, cohort);
    rates::rates(&mut list, cohort);
    stay::lines(&mut list, cohort);
    counts::long_stay(&mut list, cohort);
    changes::changes(&mut list, cohort);
    list.lines
}

/// Are small numbers shown?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Small {
    Hidden,
    Shown,
}

/// Lines being collected.
struct List {
    lines: Vec<Line>,
    small: Small,
}

/// What a group of lines shares.
#[derive(Clone, Copy)]
struct Group {
    section: &'static str,
    year: Option<u16>,
    by: &'static str,
    unit: &'static str,
}

impl List {
    /// A count that is no number of children.
    fn plain(&mut self, group: Group, item: &str, count: u64) {
        self.push(group, item, Shown::Count(count), None);
    }

    fn push(&mut self, group: Group, item: &str, value: Shown, statistic: Option<Statistic>) {
        let Group { section, year, by, unit } = group;
        let item = item.to_string();
        self.lines.push(Line { section, year, by, item, unit, value, interval: None, exposure: None, statistic });
    }

    /// A number of children on its own.
    fn children(&mut self, group: Group, item: &str, count: u64, statistic: Option<Statistic>) {
        let value = self.shown(count, suppress::is_small(count));
        self.push(group, item, value, statistic);
    }

    fn shown(&self, count: u64, hidden: bool) -> Shown {
        if hidden && self.small == Small::Hidden { Shown::Hidden } else { Shown::Count(count) }
    }

    /// A total whose parts are shown beside it: hidden where the parts would tell a small one.
    fn total(&mut self, group: Group, item: &str, groups: &[Vec<u64>], statistic: Option<Statistic>) {
        let total = groups.first().map_or(0, |cells| cells.iter().sum());
        let hidden = groups.iter().any(|cells| suppress::hide(total, cells).total);
        let value = self.shown(total, hidden || suppress::is_small(total));
        self.push(group, item, value, statistic);
    }

    /// The parts of a total.
    fn parts(&mut self, group: Group, names: &[String], cells: &[u64], statistics: &[Option<Statistic>]) {
        let hidden = suppress::hide(cells.iter().sum(), cells).cells;
        for (at, name) in names.iter().enumerate() {
            let value = self.shown(cells[at], hidden[at]);
            self.push(group, name, value, statistics.get(at).copied().flatten());
        }
    }
}

/// Age bands, and those who are 18 and over still in care apart.
const AGES: usize = AgeBand::COUNT + 1;

fn age_names() -> Vec<String> {
    AgeBand::ALL.iter().map(|band| band.label().to_string()).chain(["18 and over".to_string()]).collect()
}

/// Position of an age in completed years.
fn age_cell(age: i32) -> usize {
    if age >= 18 { AgeBand::COUNT } else { AgeBand::of(f64::from(age.max(0))) as usize }
}
