//! The list before a panel, for a ledger: everybody in care who is with no practice, eligible or not, and care leavers
//! where they may be allocated. Reads only, so that keeping the list changes nothing.

use super::Engine;
use super::allocation::{adoption_planned, candidate, meets, siblings_with_practices};
use super::events::Sink;
use super::world::{Standing, Transfer, Wish};
use crate::policies::allocation::{Candidate, PracticeView};
use crate::policies::eligibility::{self, PanelRecord, Person, WishOf};

/// The record of one panel, before it decides. `candidates` are those eligible, by key.
pub(super) fn of<S: Sink>(
    e: &Engine<'_, S>,
    now: f64,
    panel: u32,
    views: &[PracticeView],
    candidates: &[Candidate],
) -> PanelRecord {
    let siblings = siblings_with_practices(e);
    let mut people = vec![];
    for (slot, c) in e.world.children.iter().enumerate() {
        let standing = match c.standing {
            Standing::InCare => eligibility::Standing::InCare,
            Standing::CareLeaver if e.arm.allocation.include_care_leavers => eligibility::Standing::CareLeaver,
            _ => continue,
        };
        if c.transfer != Transfer::None || c.withdrawn {
            continue;
        }
        // bands of those who are not eligible are as they were last looked at
        let known = candidates.binary_search_by_key(&c.key.0, |other| other.key);
        let seen = known.map_or_else(
            |_| candidate(e, slot as u32, meets(e, c, now), &siblings, now),
            |position| candidates[position],
        );
        people.push(Person {
            candidate: seen,
            standing,
            with_practice: None,
            assessed_long: c.judged_long,
            wish: match c.wish {
                Wish::Stay => WishOf::Stay,
                Wish::Wait if now < f64::from(c.waits_until) => WishOf::Wait,
                _ => WishOf::Agrees,
            },
            officer_supports: true,
            adoption_plan: adoption_planned(c, now),
        });
    }
    people.sort_by_key(|person| person.candidate.key);
    let free_places = views.iter().map(|view| view.free_places).collect();
    PanelRecord { panel, day: now, free_places, people }
}
