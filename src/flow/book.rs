//! The book of an arm whose money is recorded: who cost what, and when in the year it fell due.
//!
//! Sums of a year are kept in the tallies whether or not there is a book; the book keeps them apart by child and by
//! month (or day), so that thresholds per child, daily tests of a fund and ledgers can be worked out afterwards.

use crate::domain::codes::Band;
use crate::domain::money::Pence;
use crate::domain::parameters::finance::Grain;
use crate::policies::payment::practice_year::{Accrual, ChildYear};

const NO_ENTRY: u32 = u32::MAX;
const MONTHS: i32 = 12;

/// A year of the book.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct YearOfBook {
    /// First night, counted from go-live.
    pub first_night: i32,
    pub children: Vec<ChildYear>,
    /// Placements and episodes by period; services are priced by days in care.
    pub periods: Vec<Accrual>,
    pub care_days: Vec<f64>,
}

/// Everything recorded in one arm so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    grain: Grain,
    /// Position of each child's entry in the present year, by slot.
    at: Vec<u32>,
    present: YearOfBook,
    years: Vec<YearOfBook>,
}

impl Book {
    /// An empty book whose first year runs from night 0 to `end` (days since go-live).
    pub fn open(grain: Grain, end: f64) -> Self {
        let mut book = Self { grain, at: vec![], present: YearOfBook::default(), years: vec![] };
        book.open_year(0, libm::floor(end) as i32);
        book
    }

    fn open_year(&mut self, first: i32, end: i32) {
        let nights = end - first;
        let periods = match self.grain {
            Grain::Months => MONTHS.min(nights),
            Grain::Days => nights,
        };
        let until = |n: i32| first + (i64::from(nights) * i64::from(n) / i64::from(periods)) as i32;
        self.present.periods =
            (1..=periods).map(|n| Accrual { until_night: until(n), ..Accrual::default() }).collect();
        self.present.care_days = vec![0.0; periods as usize];
        self.present.first_night = first;
        self.at.clear();
    }

    /// The present year ends; the next one runs to `next_end`, where there is one.
    pub fn close_year(&mut self, next_end: Option<f64>) {
        let end = self.present.periods.last().map_or(self.present.first_night, |last| last.until_night);
        self.years.push(std::mem::take(&mut self.present));
        if let Some(next) = next_end {
            self.open_year(end, libm::floor(next) as i32);
        }
    }

    /// The years that are closed.
    pub fn into_years(self) -> Vec<YearOfBook> {
        self.years
    }

    /// The person whose slot is free again does not come back under it.
    pub fn forget(&mut self, slot: u32) {
        if let Some(at) = self.at.get_mut(slot as usize) {
            *at = NO_ENTRY;
        }
    }

    /// The entry of a served person in the present year; `banding` draws their luck when it is first made.
    pub fn entry(&mut self, slot: u32, banding: impl FnOnce() -> [f64; 2]) -> &mut ChildYear {
        let slot = slot as usize;
        if self.at.len() <= slot {
            self.at.resize(slot + 1, NO_ENTRY);
        }
        if self.at[slot] == NO_ENTRY {
            self.at[slot] = self.present.children.len() as u32;
            self.present.children.push(ChildYear { banding: banding(), ..ChildYear::default() });
        }
        &mut self.present.children[self.at[slot] as usize]
    }

    /// Position of the period that holds a night of the present year.
    fn period_of(&self, night: i32) -> usize {
        let periods = &self.present.periods;
        periods.partition_point(|p| p.until_night <= night).min(periods.len() - 1)
    }

    /// Nights from one to another (exclusive) at a daily price.
    pub fn pay_nights(&mut self, from: i32, to: i32, daily: Pence) {
        let mut night = from.max(self.present.first_night);
        while night < to {
            let period = self.period_of(night);
            let last = period + 1 == self.present.periods.len();
            let until = if last { to } else { self.present.periods[period].until_night.min(to) };
            self.present.periods[period].placement_budget += daily.times(i64::from(until - night));
            night = until;
        }
    }

    /// A cost of one moment.
    pub fn pay_at(&mut self, time: f64, cost: Pence) {
        let period = self.period_of(libm::floor(time) as i32);
        self.present.periods[period].placement_budget += cost;
    }

    /// Days of service from one moment to another, in a band; negative signs take back what was booked in another.
    pub fn add_days(&mut self, band: Band, in_care: bool, from: f64, to: f64, sign: f64) {
        let mut at = from;
        while at < to {
            let period = self.period_of(libm::floor(at) as i32);
            let last = period + 1 == self.present.periods.len();
            let until = if last { to } else { f64::from(self.present.periods[period].until_night).min(to) };
            let days = sign * (until - at);
            self.present.periods[period].band_days[band as usize] += days;
            if in_care {
                self.present.care_days[period] += days;
            }
            at = until;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_year_has_twelve_months_and_366_days() {
        let nights = |grain, end| {
            let mut book = Book::open(grain, end);
            book.close_year(None);
            book.into_years().remove(0).periods
        };
        let months = nights(Grain::Months, 366.0);
        assert_eq!((months.len(), months[0].until_night, months[11].until_night), (12, 30, 366));
        assert_eq!(nights(Grain::Days, 366.0).len(), 366);
        assert_eq!(nights(Grain::Months, 365.25).last().map(|p| p.until_night), Some(365));
    }

    #[test]
    fn nights_and_days_fall_into_their_months_and_none_is_lost() {
        let mut book = Book::open(Grain::Months, 365.0);
        book.pay_nights(25, 70, Pence(100)); // months end on nights 30, 60, 91
        book.add_days(Band::Band2, true, 29.5, 365.0, 1.0);
        book.pay_at(364.9, Pence(7));
        book.close_year(Some(730.0));
        book.pay_nights(365, 366, Pence(3));
        book.close_year(None);
        let years = book.into_years();
        let paid: Vec<i64> = years[0].periods.iter().map(|p| p.placement_budget.0).collect();
        assert_eq!(paid[..4], [500, 3000, 1000, 0]);
        assert_eq!((paid[11], years[1].periods[0].placement_budget), (7, Pence(3)));
        assert_eq!(years[0].periods[0].band_days[Band::Band2 as usize], 0.5);
        assert_eq!(years[0].care_days.iter().sum::<f64>(), 335.5);
    }
}
