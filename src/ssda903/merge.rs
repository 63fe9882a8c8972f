//! From the rows of all returns to one list of episodes for each child.
//!
//! **Rules, in their order.** Within a return each (child, start) once: a repeated row goes, of two different ones
//! the later row is used. Over the years the latest return wins. Short-term breaks (V3, V4) go. Episodes before birth
//! or from the age of 26 on go. An open episode that the next return does not repeat is stale: the child's next
//! episode ends it if that is no start of care; else the child is lost from sight after the 31 March of
//! the last return that lists it; it goes where a later return has another episode over its start. An episode ends at
//! the latest where the child's next one begins.

use super::calendar::Day;
use super::codes::{Cin, Ls, Rne};
use super::cohort::Episode;
use super::ids::Ids;
use super::problems::{Kind, Problems};
use super::raw::{End, EpisodeRow};

/// Age from which no episode can begin.
const TOO_OLD: i32 = 26;

/// An episode with what putting together needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    pub episode: Episode,
    pub row: EpisodeRow,
    /// Is its end the end of what is known, rather than an end?
    pub lost: bool,
}

/// What became of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Different (CHILD, DECOM) among the rows that could be read, short-term breaks too.
    pub distinct: usize,
    /// Of these, short-term breaks.
    pub respite: usize,
    /// Children with short-term breaks only.
    pub respite_children: usize,
    /// Episodes of the cohort.
    pub kept: usize,
}

/// The rows by child and start, the latest return's for each.
pub fn distinct(mut rows: Vec<EpisodeRow>, children: &Ids, problems: &mut Problems) -> Vec<EpisodeRow> {
    rows.sort_by_key(|row| (row.child, row.start, row.year, row.at));
    let mut kept: Vec<EpisodeRow> = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(last) = kept.last_mut().filter(|last| (last.child, last.start) == (row.child, row.start)) else {
            kept.push(row);
            continue;
        };
        let pseudonym = Some(children.pseudonym(row.child));
        if last.year == row.year {
            let same = EpisodeRow { at: row.at, ..*last } == row;
            let kind = if same { Kind::SameRow } else { Kind::SameKey };
            problems.note(kind, row.at, "DECOM", format!("\"{}\"", row.start), pseudonym);
        } else if let (End::On(end), End::Blank) = (last.end, row.end) {
            problems.note(Kind::Reopened, row.at, "DEC", format!("ended on {end}, open now"), pseudonym);
        }
        *last = row;
    }
    kept
}

/// One child's episodes put in order. `rows` are distinct and sorted by start; `years` are those of the returns.
pub fn episodes(
    rows: &[EpisodeRow],
    born: Day,
    years: &[u16],
    children: &Ids,
    problems: &mut Problems,
) -> Vec<Merged> {
    let mut list: Vec<EpisodeRow> = Vec::with_capacity(rows.len());
    for row in rows.iter().filter(|row| !row.legal.is_some_and(Ls::is_respite)) {
        let pseudonym = Some(children.pseudonym(row.child));
        if row.start < born {
            problems.note(
                Kind::BeforeBirth,
                row.at,
                "DECOM",
                format!("\"{}\", born {born}", row.start),
                pseudonym,
            );
        } else if born.age_on(row.start) >= TOO_OLD {
            problems.note(
                Kind::TooOld,
                row.at,
                "DECOM",
                format!("{} years old", born.age_on(row.start)),
                pseudonym,
            );
        } else {
            list.push(*row);
        }
    }
    let last_year = years.last().copied().unwrap_or_default();
    let stale = |row: &EpisodeRow| row.end == End::Blank && row.year < last_year;
    let covered = |row: &EpisodeRow| {
        let covers = |other: &&EpisodeRow| {
            let over = match other.end {
                End::On(end) => end > row.start,
                End::Blank => true,
                End::Bad => false,
            };
            other.year > row.year && other.start < row.start && over
        };
        list.iter().any(|other| covers(&other))
    };
    let superseded: Vec<bool> = list.iter().map(|row| stale(row) && covered(row)).collect();
    let mut kept: Vec<EpisodeRow> = Vec::with_capacity(list.len());
    for (row, gone) in list.iter().zip(superseded) {
        if gone {
            let pseudonym = Some(children.pseudonym(row.child));
            problems.note(Kind::Superseded, row.at, "DEC", "", pseudonym);
        } else {
            kept.push(*row);
        }
    }
    let next = kept.iter().skip(1).map(Some).chain([None]);
    kept.iter().zip(next).map(|(row, next)| ended(row, next, stale(row), children, problems)).collect()
}

/// An episode with the end that it has, given the child's next one.
fn ended(
    row: &EpisodeRow,
    next: Option<&EpisodeRow>,
    stale: bool,
    children: &Ids,
    problems: &mut Problems,
) -> Merged {
    let pseudonym = Some(children.pseudonym(row.child));
    let goes_on = next.filter(|next| next.rne.is_some_and(|rne| rne != Rne::S)).map(|next| next.start);
    let next_start = next.map(|next| next.start);
    let (end, lost) = match row.end {
        End::On(end) => match next_start {
            Some(start) if start < end => {
                problems.note(
                    Kind::Overlap,
                    row.at,
                    "DEC",
                    format!("\"{end}\", the next begins {start}"),
                    pseudonym,
                );
                (Some(start), false)
            }
            _ => (Some(end), false),
        },
        // the row was noted when it was read; it ended in its return's year
        End::Bad => match goes_on {
            Some(start) => (Some(start), false),
            None => {
                let sure = row.start.max(Day::april_1(row.year - 1));
                (Some(next_start.map_or(sure, |start| start.min(sure))), true)
            }
        },
        End::Blank if stale => {
            let last_sure = Day::april_1(row.year);
            problems.note(Kind::Stale, row.at, "DEC", format!("open, last listed in {}", row.year), pseudonym);
            match (goes_on, next_start) {
                (Some(start), _) => (Some(start), false),
                (None, Some(start)) if start <= last_sure => (Some(start), false),
                (None, _) => (Some(last_sure), true),
            }
        }
        End::Blank => {
            if let Some(start) = next_start {
                problems.note(
                    Kind::OpenFollowed,
                    row.at,
                    "DEC",
                    format!("open, the next begins {start}"),
                    pseudonym,
                );
            }
            (next_start, false)
        }
    };
    let EpisodeRow { start, rne, legal, place, provider, rec, change, .. } = *row;
    let moved = rne.is_some_and(Rne::is_move);
    let rec = if row.end == End::Blank { None } else { rec };
    Merged { episode: Episode { start, end, rne, legal, place, provider, change, rec, moved }, row: *row, lost }
}

/// The need of a row.
pub fn need(merged: &Merged) -> Option<Cin> {
    merged.row.need
}
