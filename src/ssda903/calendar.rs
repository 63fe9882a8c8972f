//! Days of the civil calendar, and the years of returns.

use std::fmt;

/// A day, counted from 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a date; `None` where the calendar has no such day or the year is not 1900 to 2100.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let there = (1900..=2100).contains(&year) && (1..=12).contains(&month) && day >= 1;
        (there && day <= days_in_month(year, month)).then(|| Self(from_civil(year, month, day)))
    }

    /// Year, month and day.
    pub fn civil(self) -> (i32, u32, u32) {
        to_civil(self.0)
    }

    /// 31 March of a year.
    pub fn march_31(year: u16) -> Self {
        Self(from_civil(i32::from(year), 3, 31))
    }

    /// 1 April of a year.
    pub fn april_1(year: u16) -> Self {
        Self(from_civil(i32::from(year), 4, 1))
    }

    /// The financial year of a day, named by the 31 March on which it ends.
    pub fn financial_year(self) -> u16 {
        let (year, month, _) = self.civil();
        (if month >= 4 { year + 1 } else { year }) as u16
    }

    /// The day so many years later; 29 February becomes 1 March, when an age in years is reached in law.
    pub fn plus_years(self, years: i32) -> Self {
        let (year, month, day) = self.civil();
        let (month, day) = if month == 2 && day == 29 && !is_leap(year + years) { (3, 1) } else { (month, day) };
        Self(from_civil(year + years, month, day))
    }

    /// Completed years of age on a day; negative before birth.
    pub fn age_on(self, day: Day) -> i32 {
        let whole = day.civil().0 - self.civil().0;
        if self.plus_years(whole) > day { whole - 1 } else { whole }
    }

    /// Days from an earlier day to this one.
    pub fn since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }
}

/// As in the return: 31/03/2024.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{day:02}/{month:02}/{year:04}")
    }
}

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1 January 1970, by years that begin on 1 March, so that the leap day comes last.
fn from_civil(year: i32, month: u32, day: u32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn to_civil(days: i32) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i32::from(month <= 2), month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_two_centuries_is_as_the_calendar_says() {
        let mut expected = jiff::civil::date(1900, 1, 1);
        for days in from_civil(1900, 1, 1)..from_civil(2100, 12, 31) {
            let day = Day(days);
            let (year, month, number) = day.civil();
            assert_eq!(
                (year, month as i8, number as i8),
                (expected.year().into(), expected.month(), expected.day())
            );
            assert_eq!(Day::new(year, month, number), Some(day));
            expected = expected.tomorrow().unwrap();
        }
    }

    #[test]
    fn a_year_ends_on_31_march_and_ages_count_birthdays() {
        let day = |y, m, d| Day::new(y, m, d).unwrap();
        assert_eq!(day(2024, 3, 31).financial_year(), 2024);
        assert_eq!(day(2024, 4, 1).financial_year(), 2025);
        assert_eq!(day(2008, 2, 29).age_on(day(2026, 2, 28)), 17);
        assert_eq!(day(2008, 2, 29).age_on(day(2026, 3, 1)), 18);
        assert_eq!(day(2010, 5, 2).age_on(day(2010, 5, 1)), -1);
        assert_eq!(Day::new(2023, 2, 29), None);
        assert_eq!(Day::new(3024, 1, 1), None);
    }
}
