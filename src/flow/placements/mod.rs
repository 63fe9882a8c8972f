//! Placements: where children live, moves between homes, and the end of care.
//!
//! **What happens.** Each placement has a store of resilience, drawn once; its hazard uses it up. Planned placements
//! before an exit (with adopters, at home under an order, with kin) begin at a lead before the projected exit. Where the
//! scenario says so, a move has a reason, a placement a provider, and some moves go first to a temporary placement.
//! **Assumes.** A6: nobody moves unplanned after joining adopters, parents or kin as planned. A7: a recent change
//! of worker may raise the hazard (off: no source gives a size). A37: planned moves, and those from a temporary to the
//! matched placement, are moves of the care plan; the reason of any other is drawn whatever the child and the placement
//! (off: no shares given). A38: a temporary placement lasts until its day or until care or a planned placement ends it,
//! and where the child goes next depends on where it lived before (off: no share given). A39: who provides a placement
//! is drawn by its type whatever the child, and where providers have different prices the type's mean stays (off: no
//! shares given). A41: a move leads out of the area with a stated chance whatever the child; a child who moves there
//! stays with the practice, while the authority may pass the case to another worker (off: no share given).
//! **Chance.** `FirstPlacement`, `PlacementLength`, `NextPlacement`, `PlannedLead`, `PlacementPrice`, `StatusChange`,
//! `PlacementProvider`, `MoveReason`, `TemporaryPlacement`, `OutOfArea`.
//! **Leaves out.** Disruption of adoptive placements; exits that depend on the type lived in.
//! **Reads; writes.** Writes placements, prices, standing, events.

mod moves;

mod temporary;

mod providers;

mod reasons;

mod planned;

mod spells;

mod leaving;

mod area;

use super::day::Stage;
use super::due::What;
use super::events::Sink;
use super::world::Standing;
use super::{Engine, endings};
use crate::domain::codes::PlacementType;
use crate::domain::keys::YEAR_DAYS;
use leaving::{end_support, leave};
use moves::{change_placement, move_on};
use planned::{planned, steps_to_semi_independence};

pub(super) use leaving::free;
pub(super) use moves::{fast_forward, first, given};
pub(super) use planned::{enter_seventeenth_birthday, plan_leads};
pub(super) use providers::{count_nights, price_factor};
pub(super) use spells::{plan, unsettle};
pub(super) use temporary::Wait;

const SEVENTEEN: f64 = 17.0 * YEAR_DAYS;

/// A placement is lost: the child moves now, as in any unplanned move.
pub(super) fn must_move<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    move_on(e, slot, now, false);
    plan(e, slot, now);
}

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Placements) {
        e.world.now = due.time;
        let slot = due.subject;
        let c = &e.world.children[slot as usize];
        if due.what == What::Move {
            if c.move_stamp == due.stamp && c.standing == Standing::InCare {
                move_on(e, slot, due.time, false);
                plan(e, slot, due.time);
            }
            continue;
        }
        if c.stamp != due.stamp {
            continue;
        }
        match due.what {
            What::PlannedMove => {
                planned(e, slot, due.time, true);
                plan(e, slot, due.time);
            }
            What::TurnsSeventeen => {
                if steps_to_semi_independence(e, slot) {
                    change_placement(e, slot, due.time, PlacementType::SemiIndependent, true);
                    plan(e, slot, due.time);
                }
            }
            What::LeavesCare => leave(e, slot, due.time),
            What::SupportEnds => end_support(e, slot, due.time),
            What::FurtherEnds => endings::end_further(e, slot, due.time),
            _ => unreachable!("not a placement date"),
        }
    }
}
