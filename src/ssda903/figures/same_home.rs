//! NI 63 to the letter: under-16s looked after for two and a half years or more who have lived in the same placement for
//! two, or are placed for adoption and their adoptive placement and the one before it together lasted two years.
//!
//! Changes of status with the same carer (RNE L, T, U) end no placement, and neither does a temporary absence (T0 to T4)
//! from which the child comes back to the same place. Adopters who were the child's carers already (A3, A5) go on where
//! the foster placement was.

use crate::ssda903::calendar::Day;
use crate::ssda903::codes::Place;
use crate::ssda903::cohort::PeriodOfCare;

/// Has it been two and a half years on a day, as the calendar counts: two years and six months?
pub fn thirty_months(start: Day, day: Day) -> bool {
    let (year, month, date) = start.plus_years(2).civil();
    let (year, month) = if month > 6 { (year + 1, month - 6) } else { (year, month + 6) };
    // 31 August and six months are the last day of February
    (date.saturating_sub(3).max(1)..=date)
        .rev()
        .find_map(|date| Day::new(year, month, date))
        .is_some_and(|due| due <= day)
}

/// Since when the home of a day has lasted, for NI 63; the period's start where nothing is known of it.
pub fn home_since(period: &PeriodOfCare, day: Day) -> Day {
    let (mut since, mut before) = (period.start, period.start);
    let (mut place, mut away, mut adopters) = (None, false, false);
    for (nth, carer) in period.carers().take_while(|carer| carer.start <= day).enumerate() {
        let first = carer.episodes[0].place;
        if first.is_some_and(Place::is_temporary) {
            away = true;
            continue;
        }
        if !(away && first == place) && nth > 0 {
            (before, since) = (since, carer.start);
            adopters = matches!(first, Some(Place::A4 | Place::A6));
        }
        let last = carer.episodes.iter().rev().find(|episode| episode.start <= day);
        (place, away) = (last.map_or(first, |episode| episode.place), false);
    }
    if adopters { before } else { since }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssda903::cohort::{Ending, Episode};

    fn day(text: (i32, u32, u32)) -> Day {
        Day::new(text.0, text.1, text.2).unwrap()
    }

    /// First day, place, does it begin with a move?
    type Began = ((i32, u32, u32), Place, bool);

    fn period(episodes: &[Began]) -> PeriodOfCare {
        let starts: Vec<Day> = episodes.iter().map(|(start, _, _)| day(*start)).collect();
        let episode = |(i, (_, place, moved)): (usize, &Began)| Episode {
            start: starts[i],
            end: starts.get(i + 1).copied(),
            rne: None,
            legal: None,
            place: Some(*place),
            provider: None,
            change: None,
            rec: None,
            moved: *moved,
        };
        PeriodOfCare {
            start: starts[0],
            start_seen: true,
            end: None,
            ending: Ending::Open,
            need: None,
            episodes: episodes.iter().enumerate().map(episode).collect(),
        }
    }

    const MARCH: (i32, u32, u32) = (2026, 3, 31);

    #[test]
    fn two_and_a_half_years_are_those_of_the_calendar() {
        // looked after from 30 September 2023: two and a half years are over on 30 March 2026
        assert!(thirty_months(day((2023, 9, 30)), day(MARCH)));
        assert!(!thirty_months(day((2023, 10, 1)), day(MARCH)));
        // a leap year between changes nothing
        assert!(thirty_months(day((2021, 9, 30)), day((2024, 3, 31))));
        assert!(!thirty_months(day((2021, 10, 1)), day((2024, 3, 31))));
        // 31 August and six months: the last of February
        assert!(thirty_months(day((2023, 8, 31)), day((2026, 2, 28))));
        assert!(!thirty_months(day((2023, 8, 31)), day((2026, 2, 27))));
    }

    #[test]
    fn a_move_begins_another_home_and_a_change_of_status_does_not() {
        let moved = period(&[((2020, 1, 1), Place::U6, false), ((2024, 4, 1), Place::U6, true)]);
        assert_eq!(home_since(&moved, day(MARCH)), day((2024, 4, 1)));
        assert_eq!(home_since(&moved, day((2024, 3, 31))), day((2020, 1, 1)));
        let matched = period(&[((2020, 1, 1), Place::U6, false), ((2025, 4, 1), Place::U4, false)]);
        assert_eq!(home_since(&matched, day(MARCH)), day((2020, 1, 1)));
    }

    #[test]
    fn a_temporary_absence_does_not_end_a_placement_unless_the_child_comes_back_elsewhere() {
        let away = |back: Place| {
            period(&[
                ((2020, 1, 1), Place::K2, false),
                ((2025, 4, 1), Place::T1, true),
                ((2025, 5, 1), back, true),
            ])
        };
        assert_eq!(home_since(&away(Place::K2), day(MARCH)), day((2020, 1, 1)));
        assert_eq!(home_since(&away(Place::K2), day((2025, 4, 10))), day((2020, 1, 1)), "while away");
        assert_eq!(home_since(&away(Place::U6), day(MARCH)), day((2025, 5, 1)));
    }

    #[test]
    fn an_adoptive_placement_counts_together_with_the_one_before_it() {
        let placed = |adopters: Place, moved: bool| {
            period(&[
                ((2020, 1, 1), Place::U6, false),
                ((2022, 1, 1), Place::U6, true),
                ((2025, 6, 1), adopters, moved),
            ])
        };
        // with new adopters: the placement before theirs began in 2022
        assert_eq!(home_since(&placed(Place::A6, true), day(MARCH)), day((2022, 1, 1)));
        // the carers themselves adopt: their placement goes on, and the one before it is not added
        assert_eq!(home_since(&placed(Place::A5, false), day(MARCH)), day((2022, 1, 1)));
    }
}
