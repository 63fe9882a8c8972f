//! Histories in whole days: periods of care, carers, workers, from the records of a simulation.

use std::collections::BTreeMap;

use super::Notes;
use crate::domain::codes::{ChangeCause, Ethnicity, ExitReason, PlacementType};
use crate::domain::keys::ChildKey;
use crate::flow::records::{Began, Kept, Records};
use crate::ssda903::{Day, Window};

/// A child's history. Only periods that reach into the window are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    pub key: ChildKey,
    pub born: Day,
    pub male: bool,
    pub unaccompanied: bool,
    pub ethnicity: Ethnicity,
    pub locality: u16,
    pub periods: Vec<Period>,
}

/// A period of care.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    pub start: Day,
    /// First day no longer in care, and why; absent while it lasts at the end of the window.
    pub end: Option<(Day, ExitReason)>,
    pub began: Began,
    /// Days of the legal steps.
    pub order: Option<Day>,
    pub concludes: Option<Day>,
    /// Where the child lived, in turn; the first begins with the period.
    pub homes: Vec<Home>,
    /// Who led the case, in turn.
    pub led: Vec<Led>,
}

/// A stretch in one placement under one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    pub start: Day,
    pub placement: PlacementType,
    pub begins: Begins,
}

/// How a stretch began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// With a new carer, or with the period.
    NewCarer,
    /// With the same carer and another type of placement.
    SameCarer,
    /// With the same carer and type.
    StatusOnly,
}

/// A person who leads a case, or the duty list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Worker { post: u32, holder: u32 },
    Duty,
}

/// A person's time with a case; it ends where the next begins, or after `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Led {
    pub who: Who,
    pub start: Day,
    /// First day no longer led; absent while it lasts.
    pub end: Option<Day>,
    /// Why this person took over; absent for the first of a period.
    pub cause: Option<ChangeCause>,
    /// Held the case already when the simulation began.
    pub opening: bool,
}

impl Period {
    /// Is the child in care on a day?
    pub fn holds(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|(end, _)| end > day)
    }
    /// The last day on which something can begin.
    fn last_night(&self, window: &Window) -> Day {
        self.end.map_or(window.last_day(), |(end, _)| Day(end.0 - 1))
    }
}

/// Every child with a period of care in the window, by key.
pub fn histories(records: &Records, window: &Window, first_moment: f64, notes: &mut Notes) -> Vec<History> {
    let day = |time: f64| Day(window.from.0 + libm::floor(time).clamp(-40_000.0, 40_000.0) as i32);
    let mut by_child: BTreeMap<ChildKey, Vec<(Day, f64, &Kept)>> = BTreeMap::new();
    for (time, child, kept) in &records.entries {
        by_child.entry(*child).or_default().push((day(*time), *time, kept));
    }
    let opening = day(first_moment);
    let mut all = Vec::new();
    for (key, mut entries) in by_child {
        // of one day in the order kept; only changes of status were kept late
        entries.sort_by_key(|(day, _, _)| *day);
        let mut periods: Vec<Period> = Vec::new();
        let mut rest = entries.as_slice();
        while let Some(at) = rest.iter().position(|(_, _, kept)| matches!(kept, Kept::CareBegan(_))) {
            rest = &rest[at..];
            let later = |(_, _, kept): &(Day, f64, &Kept)| matches!(kept, Kept::CareBegan(_));
            let length = rest[1..].iter().position(later).map_or(rest.len(), |next| next + 1);
            let not_before = periods.last().and_then(|p| p.end).map(|(end, _)| Day(end.0 + 1));
            periods.extend(period(&rest[..length], not_before, window, opening, notes));
            rest = &rest[length..];
        }
        periods.retain(|p| p.end.is_none_or(|(end, _)| end >= window.from));
        if let Some(first) = periods.first().map(|p| p.began.clone()) {
            let born = day(first.born);
            let (male, unaccompanied) = (first.male, first.unaccompanied);
            let (ethnicity, locality) = (first.ethnicity, first.locality);
            all.push(History { key, born, male, unaccompanied, ethnicity, locality, periods });
        }
    }
    all
}

/// One period from its entries; nothing where it begins after the window.
fn period(
    entries: &[(Day, f64, &Kept)],
    not_before: Option<Day>,
    window: &Window,
    opening: Day,
    notes: &mut Notes,
) -> Option<Period> {
    let (first_day, entered, Kept::CareBegan(began)) = entries.first()? else { return None };
    // two periods that touched would be read as one
    let start = not_before.map_or(*first_day, |day| day.max(*first_day));
    if start > window.last_day() {
        return None;
    }
    let mut end = None;
    for (day, _, kept) in entries {
        if let Kept::CareEnded { reason, at_18 } = kept {
            let birthday = Day(window.from.0 + libm::floor(began.born) as i32).plus_years(18);
            end = Some((if *at_18 { birthday } else { *day }, *reason));
        }
    }
    if let Some((day, _)) = end.as_mut().filter(|(day, _)| *day <= start) {
        *day = Day(start.0 + 1);
        notes.nights_added += u32::from(*day >= window.from);
    }
    let end = end.filter(|(day, _)| *day <= window.last_day());
    let step = |time: f64| (time.is_finite()).then(|| Day(window.from.0 + libm::floor(time) as i32));
    let mut period = Period {
        start,
        end,
        began: (**began).clone(),
        order: step(began.order_at),
        concludes: step(began.concludes_at),
        homes: vec![],
        led: vec![],
    };
    debug_assert!(*entered <= began.order_at);
    period.homes = homes(&period, entries, window, notes);
    period.led = led(&period, entries, window, opening, notes);
    Some(period)
}

/// The stretches in placements, each at least one night long.
fn homes(period: &Period, entries: &[(Day, f64, &Kept)], window: &Window, notes: &mut Notes) -> Vec<Home> {
    let counted = |day: Day| u32::from(day >= window.from);
    let (mut placement, last) = (period.began.placement, period.last_night(window));
    let first = Home { start: period.start, placement, begins: Begins::NewCarer };
    let mut later: Vec<Home> = Vec::new();
    for (start, _, kept) in entries {
        let begins = match kept {
            Kept::NewCarer { to } => {
                placement = *to;
                Begins::NewCarer
            }
            // with kin already: only the plan has changed
            Kept::SameCarer { to } if *to == placement => Begins::StatusOnly,
            Kept::SameCarer { to } => {
                placement = *to;
                Begins::SameCarer
            }
            Kept::StatusChanged => Begins::StatusOnly,
            _ => continue,
        };
        let taken = later.last().map_or(period.start, |home| home.start) >= *start;
        if begins == Begins::StatusOnly && (taken || *start > last) {
            notes.status_changes_dropped += counted(*start);
            continue;
        }
        // an open period goes on after the window, and so do its moves
        if period.end.is_some() || *start <= last {
            later.push(Home { start: *start, placement, begins });
        }
    }
    let room = (last.0 - period.start.0) as usize;
    while later.len() > room {
        let spared = later.iter().position(|home| home.begins == Begins::StatusOnly).unwrap_or(0);
        let gone = later.remove(spared);
        match gone.begins {
            Begins::StatusOnly => notes.status_changes_dropped += counted(gone.start),
            _ => notes.moves_dropped += counted(gone.start),
        }
    }
    let asked: Vec<Day> = later.iter().map(|home| home.start).collect();
    let mut free = Day(period.start.0 + 1);
    for home in &mut later {
        home.start = home.start.max(free);
        free = Day(home.start.0 + 1);
    }
    let mut latest = last;
    for home in later.iter_mut().rev() {
        home.start = home.start.min(latest);
        latest = Day(home.start.0 - 1);
    }
    let shifted = later.iter().zip(&asked).filter(|(home, asked)| home.start != **asked);
    notes.moves_shifted += shifted.map(|(home, _)| counted(home.start)).sum::<u32>();
    let mut all = vec![first];
    all.extend(later);
    all
}

/// Who led the case. A spell of no night is dropped; a gap of more than a week is the duty list's.
fn led(
    period: &Period,
    entries: &[(Day, f64, &Kept)],
    window: &Window,
    opening: Day,
    notes: &mut Notes,
) -> Vec<Led> {
    /// Days without a worker that the return allows between two (validation rule SW10).
    const GAP: i32 = 7;
    let end = period.end.map(|(end, _)| end);
    let mut spells: Vec<Led> = Vec::new();
    let mut lost: Option<(Day, ChangeCause)> = None;
    let close = |spells: &mut Vec<Led>, day: Day, notes: &mut Notes| {
        if let Some(last) = spells.last_mut().filter(|last| last.end.is_none()) {
            last.end = Some(day);
            if last.start >= day {
                notes.workers_of_no_night += u32::from(day >= window.from);
                return spells.pop().and_then(|gone| gone.cause);
            }
        }
        None
    };
    for (day, _, kept) in entries {
        let day = (*day).max(period.start);
        if day > window.last_day() || end.is_some_and(|end| day >= end) {
            break;
        }
        match kept {
            Kept::LedBy { post, holder, cause } => {
                let spared = close(&mut spells, day, notes);
                let mut cause = match lost {
                    Some((_, why)) if cause.is_some() => Some(why),
                    _ => cause.or(spared),
                };
                if let (Some((since, why)), Some(last)) = (lost.take(), spells.last())
                    && last.end == Some(since)
                    && day.since(since) > GAP
                {
                    let duty =
                        Led { who: Who::Duty, start: since, end: Some(day), cause: Some(why), opening: false };
                    spells.push(duty);
                    notes.duty_spells += u32::from(day >= window.from);
                    cause = Some(ChangeCause::Unallocated);
                }
                let first = spells.is_empty();
                let opening = first && day == opening && period.start < day;
                let cause = if first { None } else { cause.or(Some(ChangeCause::Unallocated)) };
                spells.push(Led {
                    who: Who::Worker { post: *post, holder: *holder },
                    start: day,
                    end: None,
                    cause,
                    opening,
                });
            }
            Kept::LedByNobody { cause } => {
                let spared = close(&mut spells, day, notes);
                lost = lost.or(Some((day, spared.unwrap_or(*cause))));
            }
            _ => {}
        }
    }
    let still = end.unwrap_or(window.to);
    if let (Some((since, why)), Some(last)) = (lost, spells.last())
        && last.end == Some(since)
        && still.since(since) > GAP
    {
        spells.push(Led { who: Who::Duty, start: since, end, cause: Some(why), opening: false });
        notes.duty_spells += u32::from(still >= window.from);
    } else if let Some(end) = end {
        close(&mut spells, end, notes);
    }
    spells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::{LegalRoute, Need};

    fn began() -> Kept {
        Kept::CareBegan(Box::new(Began {
            period: 0,
            born: -3000.0,
            male: true,
            unaccompanied: false,
            ethnicity: Ethnicity::White,
            need: Need::N1,
            locality: 0,
            placement: PlacementType::InhouseFoster,
            route: LegalRoute::Section20,
            order_at: f64::INFINITY,
            concludes_at: f64::INFINITY,
            to_be_adopted: false,
        }))
    }

    fn of(entries: Vec<(f64, Kept)>) -> (History, Notes) {
        let key = ChildKey::family(0, 1);
        let entries = entries.into_iter().map(|(time, kept)| (time, key, kept)).collect();
        let mut notes = Notes::default();
        let window = Window::of_years(vec![2025, 2026]);
        let mut all = histories(&Records { entries, bands: vec![] }, &window, -730.5, &mut notes);
        (all.remove(0), notes)
    }

    fn ended(time: f64) -> (f64, Kept) {
        (time, Kept::CareEnded { reason: ExitReason::HomePlanned, at_18: false })
    }

    #[test]
    fn moves_that_crowd_get_a_night_each_and_the_first_go_where_nights_are_too_few() {
        let to = |to| Kept::NewCarer { to };
        let (kin, agency, home) =
            (PlacementType::KinshipFoster, PlacementType::AgencyFoster, PlacementType::ChildrensHome);
        // nights of days 0, 1 and 2 for four carers
        let (history, notes) =
            of(vec![(0.2, began()), (0.5, to(kin)), (0.9, to(agency)), (2.1, to(home)), ended(3.4)]);
        let days: Vec<_> =
            history.periods[0].homes.iter().map(|h| (h.start.since(Day::april_1(2024)), h.placement)).collect();
        assert_eq!(days, [(0, PlacementType::InhouseFoster), (1, agency), (2, home)]);
        assert_eq!((notes.moves_dropped, notes.moves_shifted), (1, 1));
    }

    #[test]
    fn a_period_of_no_night_gets_one_and_the_next_begins_after_a_gap() {
        let (history, notes) = of(vec![(5.2, began()), ended(5.9), (6.1, began()), ended(40.0)]);
        let days: Vec<_> = history.periods.iter().map(|p| p.end.map(|(end, _)| (p.start.0, end.0))).collect();
        let first = Day::april_1(2024).0;
        assert_eq!(days, [Some((first + 5, first + 6)), Some((first + 7, first + 40))]);
        assert_eq!(notes.nights_added, 1);
    }

    #[test]
    fn a_wait_of_more_than_a_week_is_on_the_duty_list_and_a_shorter_one_is_a_gap() {
        let led = |post, cause| Kept::LedBy { post, holder: 1, cause };
        let none = || Kept::LedByNobody { cause: ChangeCause::WorkerLeft };
        let (history, notes) = of(vec![
            (0.0, began()),
            (0.0, led(1, None)),
            (20.0, none()),
            (25.0, led(2, Some(ChangeCause::Unallocated))),
            (50.0, none()),
            (60.0, led(3, Some(ChangeCause::Unallocated))),
            ended(90.0),
        ]);
        let first = Day::april_1(2024);
        let found: Vec<_> = history.periods[0]
            .led
            .iter()
            .map(|led| (led.who, led.start.since(first), led.end.map(|end| end.since(first)), led.cause))
            .collect();
        let who = |post| Who::Worker { post, holder: 1 };
        let expected = [
            (who(1), 0, Some(20), None),
            (who(2), 25, Some(50), Some(ChangeCause::WorkerLeft)),
            (Who::Duty, 50, Some(60), Some(ChangeCause::WorkerLeft)),
            (who(3), 60, Some(90), Some(ChangeCause::Unallocated)),
        ];
        assert_eq!(found, expected);
        assert_eq!(notes.duty_spells, 1);
    }
}
