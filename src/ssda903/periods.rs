//! From a child's episodes to periods of care.
//!
//! **Rule.** A gap begins a new period, and so does RNE = S after an end of care on the same day. Episodes that touch
//! belong together otherwise; X1 followed by S without a gap is one period. A gap of one day between X1 and an
//! RNE other than S is a day miscounted and joined.

use super::calendar::Day;
use super::codes::{Rec, Rne};
use super::cohort::{Ending, Episode, PeriodOfCare};
use super::merge::{Merged, need};
use super::problems::{Kind, Problems};
use super::pseudonym::Pseudonym;

/// The periods of one child; `first_day` is the first day that the returns cover.
pub fn periods(
    merged: Vec<Merged>,
    first_day: Day,
    child: Pseudonym,
    problems: &mut Problems,
) -> Vec<PeriodOfCare> {
    let mut all: Vec<Vec<Merged>> = Vec::new();
    for mut next in merged {
        let Some(current) = all.last_mut() else {
            if next.episode.rne != Some(Rne::S) && next.episode.start >= first_day {
                problems.note(Kind::MissingBefore, next.row.at, "RNE", shown(next.episode.rne), Some(child));
            }
            all.push(vec![next]);
            continue;
        };
        match joins(current, &mut next, child, problems) {
            true => current.push(next),
            false => all.push(vec![next]),
        }
    }
    let count = all.len();
    let close = |(at, list): (usize, Vec<Merged>)| period(list, at + 1 < count, at > 0, child, problems);
    all.into_iter().enumerate().map(close).collect()
}

fn shown(rne: Option<Rne>) -> String {
    rne.map_or(String::new(), |rne| format!("\"{}\"", rne.code()))
}

/// Does the next episode belong to the period whose episodes are `current`?
fn joins(current: &mut [Merged], next: &mut Merged, child: Pseudonym, problems: &mut Problems) -> bool {
    let Some(last) = current.last_mut() else { return false };
    let start = next.episode.start;
    let gap = last.episode.end.map_or(0, |end| start.since(end));
    let begins = next.episode.rne == Some(Rne::S);
    let at = next.row.at;
    if gap == 0 && !last.lost {
        if begins && last.episode.rec == Some(Rec::X1) {
            problems.note(Kind::SameDayStart, at, "RNE", "\"S\" after \"X1\"", Some(child));
            return true;
        }
        return !begins;
    }
    if gap == 1 && last.episode.rec == Some(Rec::X1) && next.episode.rne.is_some() && !begins {
        problems.note(Kind::DayGap, at, "DECOM", format!("\"{start}\""), Some(child));
        last.episode.end = Some(start);
        return true;
    }
    if !begins {
        problems.note(Kind::GapNoStart, at, "RNE", shown(next.episode.rne), Some(child));
    }
    false
}

/// A period from its episodes. `followed`: the child comes back later; `again`: the child was in care before.
fn period(
    list: Vec<Merged>,
    followed: bool,
    again: bool,
    child: Pseudonym,
    problems: &mut Problems,
) -> PeriodOfCare {
    let first_need = list.iter().find_map(need);
    for merged in list.iter().filter(|merged| need(merged).is_some_and(|one| Some(one) != first_need)) {
        let value = need(merged).map_or(String::new(), |one| format!("\"{}\"", one.code()));
        problems.note(Kind::NeedChanged, merged.row.at, "CIN", value, Some(child));
    }
    let last = &list[list.len() - 1];
    let ending = match (last.episode.end, last.lost, last.episode.rec) {
        (None, ..) => Ending::Open,
        (Some(_), true, _) => Ending::Lost,
        (Some(_), false, Some(Rec::X1)) => {
            problems.note(Kind::X1NoNext, last.row.at, "REC", "\"X1\"", Some(child));
            Ending::Lost
        }
        (Some(_), false, rec) => Ending::Ceased(rec),
    };
    debug_assert!(!followed || ending != Ending::Open, "an open period is the last one");
    let first = &list[0].episode;
    let (start, start_seen, end) = (first.start, again || first.rne == Some(Rne::S), last.episode.end);
    let episodes: Vec<Episode> = list.into_iter().map(|merged| merged.episode).collect();
    PeriodOfCare { start, start_seen, end, ending, need: first_need.map(|need| need.need()), episodes }
}
