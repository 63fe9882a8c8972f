//! Adoption decisions and reviews.

use super::episodes::Episode;
use super::history::{History, Period};
use super::invent::{Detail, Invent};
use crate::domain::codes::PlacementType;
use crate::ssda903::codes::{Ls, Place, Rec, ReviewCode};
use crate::ssda903::{Day, Window};

/// The way of a child to adoption.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {
    /// Decision that the child should be placed; not after the placement order (validation rule 554).
    pub decided: Day,
    /// Adopted in this period: the day of the match, and by the foster carer or not (rule 335).
    pub adopted: Option<(Day, bool)>,
}

/// A review of the child's case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    pub day: Day,
    pub code: ReviewCode,
}

/// A decision for every child under a placement order (rule 553); a match where an adoption ends the period.
pub fn adoption(history: &History, period: &Period, episodes: &[Episode], invent: &Invent) -> Option<Adoption> {
    let ordered = episodes.iter().find(|episode| episode.legal == Ls::E1)?.start;
    let subject = history.key.subject(period.began.period);
    let before = 10 + invent.below(Detail::Decision, subject, 0, 50) as i32;
    let decided = Day(ordered.0 - before).max(period.start);
    let last = episodes.last()?;
    let adopted = matches!(last.rec, Some(Rec::E11 | Rec::E12)).then(|| {
        let joined = episodes.iter().find(|episode| episode.address.placement == PlacementType::Adoptive);
        let joined = joined.map_or(last.start, |episode| episode.start);
        let by_carer = last.address.place_in(last.start.financial_year()) == Place::A5;
        (Day(joined.0 - before / 2).max(decided), by_carer)
    });
    Some(Adoption { decided, adopted })
}

/// Reviews within 20 working days, three months later and then every six months (the statutory longest intervals),
/// up to two weeks early.
pub fn reviews(history: &History, period: &Period, window: &Window, invent: &Invent) -> Vec<Review> {
    const FIRST: i32 = 28;
    const SECOND: i32 = 92;
    const LATER: i32 = 183;
    let subject = history.key.subject(period.began.period);
    let mut all = Vec::new();
    let mut day = period.start;
    for nth in 0.. {
        let longest = [FIRST, SECOND].get(nth).copied().unwrap_or(LATER);
        day = Day(day.0 + longest - invent.below(Detail::ReviewDay, subject, nth as u64, 15) as i32);
        if day > window.last_day() || period.end.is_some_and(|(end, _)| day >= end) {
            return all;
        }
        if day >= window.from {
            all.push(Review { day, code: review_code(history, day, subject, nth as u64, invent) });
        }
    }
    all
}

/// How the child took part: PN0 if and only if under four (rules 440, 441).
fn review_code(history: &History, day: Day, subject: u64, nth: u64, invent: &Invent) -> ReviewCode {
    use ReviewCode::*;
    let shares: &[(ReviewCode, f64)] = match history.born.age_on(day) {
        ..4 => return PN0,
        4..8 => &[(PN1, 0.25), (PN2, 0.05), (PN3, 0.05), (PN4, 0.05), (PN5, 0.15), (PN6, 0.4), (PN7, 0.05)],
        _ => &[(PN1, 0.55), (PN2, 0.04), (PN3, 0.02), (PN4, 0.03), (PN5, 0.06), (PN6, 0.25), (PN7, 0.05)],
    };
    invent.one_of(Detail::ReviewCode, subject, nth, shares)
}
