//! From SWEpisodes rows to each child's workers.
//!
//! **Rules.** Of rows with the same child, worker and start the latest return's is used. A spell ends at the latest
//! where the next one begins. A spell that an older return left open and the next one does not repeat ends where the
//! next begins, or after the 31 March of the return that lists it; that is a problem only where a later return lists the
//! child: of a child who has left care the last worker stays open in the last return.

use super::calendar::Day;
use super::cohort::WorkerSpell;
use super::ids::Identities;
use super::problems::{Kind, Problems};
use super::raw::WorkerRow;

/// The spells of each child that has any: pairs of the child's number and spells in their order. `listed_after` says
/// whether a return later than a year lists an episode of a child.
pub fn spells(
    mut rows: Vec<WorkerRow>,
    years: &[u16],
    listed_after: &dyn Fn(u32, u16) -> bool,
    ids: &Identities,
    problems: &mut Problems,
) -> Vec<(u32, Vec<WorkerSpell>)> {
    rows.sort_by_key(|row| (row.child, row.start, row.worker, row.year, row.at));
    let mut latest: Vec<WorkerRow> = Vec::with_capacity(rows.len());
    for row in rows {
        let key = |row: &WorkerRow| (row.child, row.start, row.worker);
        match latest.last_mut().filter(|last| key(last) == key(&row)) {
            Some(last) => {
                if last.year == row.year {
                    let child = Some(ids.children.pseudonym(row.child));
                    problems.note(Kind::SameRow, row.at, "SW_DECOM", "", child);
                }
                *last = row;
            }
            None => latest.push(row),
        }
    }
    let last_year = years.last().copied().unwrap_or_default();
    latest
        .chunk_by(|a, b| a.child == b.child)
        .map(|own| (own[0].child, of_child(own, last_year, listed_after, ids, problems)))
        .collect()
}

fn of_child(
    rows: &[WorkerRow],
    last_year: u16,
    listed_after: &dyn Fn(u32, u16) -> bool,
    ids: &Identities,
    problems: &mut Problems,
) -> Vec<WorkerSpell> {
    let child = Some(ids.children.pseudonym(rows[0].child));
    let mut spells = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let next = rows.get(at + 1).map(|next| next.start);
        let stale = row.end.is_none() && row.year < last_year;
        let known = if stale { Some(Day::april_1(row.year)) } else { row.end };
        let end = match (known, next) {
            (Some(end), Some(next)) => Some(end.min(next)),
            (end, next) => end.or(next),
        };
        let left_care = next.is_none() && !listed_after(row.child, row.year);
        if stale && !left_care {
            problems.note(Kind::SpellStale, row.at, "SW_DEC", "", child);
        } else if !stale && next.is_some_and(|next| row.end.is_none_or(|end| end > next)) {
            problems.note(Kind::SpellOverlap, row.at, "SW_DEC", "", child);
        }
        if end.is_none_or(|end| end > row.start) {
            let worker = ids.workers.pseudonym(row.worker);
            spells.push(WorkerSpell { worker, start: row.start, end, reason: row.reason });
        }
    }
    spells
}
