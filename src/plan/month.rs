//! Calendar months.

use std::fmt;

use crate::ssda903::Day;

/// A calendar month, counted from January of year 0. Displays as `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Self {
        let (year, month, _) = day.civil();
        Self(year * 12 + month as i32 - 1)
    }

    /// The first month that begins on or after a day.
    pub fn from_day(day: Day) -> Self {
        let own = Self::of(day);
        if own.first_day() == day { own } else { own.plus(1) }
    }

    /// So many months later.
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Its first day; of a year outside the calendar (1900 to 2100) the calendar's last day.
    pub fn first_day(self) -> Day {
        let (year, month) = (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1);
        Day::new(year, month, 1).or(Day::new(2100, 12, 31)).unwrap_or(Day(0))
    }

    /// Reads `2026-10`.
    pub fn read(text: &str) -> Option<Self> {
        let (year, month) = text.trim().split_once('-')?;
        let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
        ((1900..=2100).contains(&year) && (1..=12).contains(&month)).then(|| Self(year * 12 + month - 1))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_back_and_begins_on_its_first_day() {
        let day = |y, m, d| Day::new(y, m, d).unwrap();
        assert_eq!(Month::from_day(day(2026, 4, 1)).to_string(), "2026-04");
        assert_eq!(Month::from_day(day(2026, 4, 2)).to_string(), "2026-05");
        assert_eq!(Month::of(day(2026, 12, 31)).plus(1).first_day(), day(2027, 1, 1));
        assert_eq!(Month::read("2026-10"), Some(Month(2026 * 12 + 9)));
        assert_eq!((Month::read("2026-13"), Month::read("10/2026")), (None, None));
    }
}
