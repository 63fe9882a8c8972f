//! Episodes as the return counts them: anything that changed began a new one.

use super::history::{Begins, History, Period};
use super::homes::{Address, addresses};
use super::invent::{Detail, Invent};
use super::{Notes, law, others, people, workers};
use crate::domain::codes::{ExitReason, PlacementType};
use crate::ssda903::codes::{ChangeReason, Ethnic, Ls, Rec, Rne, Sex};
use crate::ssda903::{Day, Window};

/// A child as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub id: String,
    /// Position in the returns, from 0.
    pub number: usize,
    pub history: History,
    pub sex: Sex,
    pub ethnic: Ethnic,
    pub home_post: String,
    pub stays: Vec<Stay>,
}

/// A period of care as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Stay {
    pub start: Day,
    pub end: Option<Day>,
    pub need: String,
    pub episodes: Vec<Episode>,
    pub workers: Vec<workers::Spell>,
    pub adoption: Option<others::Adoption>,
    pub reviews: Vec<others::Review>,
}

/// An episode.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    pub start: Day,
    pub end: Option<Day>,
    pub rne: Rne,
    pub legal: Ls,
    pub address: Address,
    /// Why it ended; absent while it is open.
    pub rec: Option<Rec>,
    pub change: Option<ChangeReason>,
}

impl Written {
    /// Writes a child's history in the codes of the return.
    pub fn new(history: History, number: usize, window: &Window, invent: &Invent, notes: &mut Notes) -> Self {
        let stays = history.periods.iter().map(|period| stay(&history, period, window, invent, notes)).collect();
        let family = history.key.group();
        Self {
            id: people::child_id(number),
            number,
            sex: people::sex(&history),
            ethnic: people::ethnic(&history, invent),
            home_post: super::homes::postcode(invent.number(Detail::HomePost, family, 0)),
            stays,
            history,
        }
    }

    /// The stay of a day.
    pub fn stay_on(&self, day: Day) -> Option<&Stay> {
        self.stays.iter().find(|stay| stay.start <= day && stay.end.is_none_or(|end| end > day))
    }
}

fn stay(history: &History, period: &Period, window: &Window, invent: &Invent, notes: &mut Notes) -> Stay {
    let episodes = episodes(history, period, window, invent, notes);
    let end = period.end.map(|(end, _)| end);
    Stay {
        start: period.start,
        end,
        need: period.began.need.name().to_string(),
        workers: workers::spells(period),
        adoption: others::adoption(history, period, &episodes, invent),
        reviews: others::reviews(history, period, window, invent),
        episodes,
    }
}

/// Cuts a period where the placement or the legal status changes.
fn episodes(
    history: &History,
    period: &Period,
    window: &Window,
    invent: &Invent,
    notes: &mut Notes,
) -> Vec<Episode> {
    let first = period.homes[0].placement;
    let at_start = law::status(period, history.born, period.start, first);
    let addresses = addresses(history, period, at_start, window.from, invent, notes);
    let ends = period.end.map(|(end, _)| end);
    let inside = |day: &Day| *day > period.start && *day <= window.last_day() && ends.is_none_or(|end| *day < end);
    let mut cuts: Vec<Day> = law::steps(period).into_iter().filter(inside).collect();
    cuts.extend(addresses.iter().map(|address| address.start));
    cuts.sort_unstable();
    cuts.dedup();
    let mut all: Vec<Episode> = Vec::new();
    for day in cuts {
        let address = addresses.iter().rev().find(|address| address.start <= day).unwrap_or(&addresses[0]);
        let legal = law::status(period, history.born, day, address.placement);
        let rne = match all.last() {
            None => Rne::S,
            Some(before) => match (before.legal != legal, address.start == day, address.begins) {
                (false, false, _) => continue,
                (true, false, _) => Rne::L,
                (false, true, Begins::NewCarer) => Rne::P,
                (true, true, Begins::NewCarer) => Rne::B,
                (false, true, _) => Rne::T,
                (true, true, _) => Rne::U,
            },
        };
        let subject = history.key.subject(period.began.period);
        if let Some(before) = all.last_mut() {
            (before.end, before.rec) = (Some(day), Some(Rec::X1));
            before.change = change(rne, address.placement, subject, day, invent);
        }
        all.push(Episode { start: day, end: None, rne, legal, address: address.clone(), rec: None, change: None });
    }
    if let (Some((end, reason)), Some(last)) = (period.end, all.last_mut()) {
        let rec = ending(history, period, end, reason, last, invent, notes);
        (last.end, last.rec) = (Some(end), Some(rec));
    }
    all
}

/// Why the placement changed. Shares: reasons for placement changes in the published tables of 2024, rounded.
fn change(rne: Rne, to: PlacementType, subject: u64, day: Day, invent: &Invent) -> Option<ChangeReason> {
    use ChangeReason::*;
    match rne {
        Rne::S | Rne::L => None,
        Rne::T | Rne::U => Some(PLACE),
        Rne::P | Rne::B if matches!(to, PlacementType::Adoptive | PlacementType::Parents) => Some(CARPL),
        Rne::P | Rne::B => {
            let shares = [
                (CARPL, 0.4),
                (CREQB, 0.16),
                (CREQO, 0.13),
                (CHILD, 0.06),
                (LAREQ, 0.07),
                (CLOSE, 0.03),
                (STAND, 0.01),
                (ALLEG, 0.01),
                (APPRR, 0.01),
                (OTHER, 0.12),
            ];
            Some(invent.one_of(Detail::ChangeReason, subject, u64::from(day.0.unsigned_abs()), &shares))
        }
    }
}

/// Why care ended, in the codes of the year. A reason that the child's age does not allow is written E8.
fn ending(
    history: &History,
    period: &Period,
    end: Day,
    reason: ExitReason,
    last: &Episode,
    invent: &Invent,
    notes: &mut Notes,
) -> Rec {
    use ExitReason::*;
    let age = history.born.age_on(end);
    let share = invent.number(Detail::Ending, history.key.subject(period.began.period), 0);
    let placement = last.address.placement;
    let allowed = match reason {
        Adoption | SpecialGuardianship | ChildArrangements => age < 18,
        IndependentSupported | IndependentUnsupported => age >= 14,
        AdultResidential => age >= 16,
        CustodyOrRemandEnded => age >= 10,
        StayedWithCarers => age >= 18,
        _ => true,
    };
    if !allowed {
        notes.endings_not_allowed += 1;
        return Rec::E8;
    }
    match reason {
        HomePlanned => Rec::E4A,
        HomeUnplanned => Rec::E4B,
        Relatives => Rec::E13,
        Adoption if share <= 0.45 => Rec::E11,
        Adoption => Rec::E12,
        SpecialGuardianship => guardianship(placement, end.financial_year()),
        ChildArrangements => Rec::E41,
        IndependentSupported => Rec::E5,
        IndependentUnsupported => Rec::E6,
        StayedWithCarers => Rec::E17,
        OtherAuthority => Rec::E3,
        AdultResidential => Rec::E7,
        CustodyOrRemandEnded if last.legal == Ls::J1 => Rec::E14,
        CustodyOrRemandEnded => Rec::E9,
        AgeAssessedAdult => Rec::E15,
        DiedOrAbroad if share <= 0.3 => Rec::E2,
        DiedOrAbroad => Rec::E16,
        Other => Rec::E8,
    }
}

/// Special guardianship: by whom the child was fostered, in the codes of the year.
fn guardianship(placement: PlacementType, year: u16) -> Rec {
    use PlacementType::*;
    match (placement, year <= 2018) {
        (KinshipFoster | InhouseFoster | AgencyFoster, true) => Rec::E43,
        (_, true) => Rec::E44,
        (KinshipFoster, false) => Rec::E45,
        (InhouseFoster | AgencyFoster, false) => Rec::E46,
        (_, false) => Rec::E47,
    }
}
