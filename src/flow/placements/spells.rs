//! A placement's store of resilience: drawn when it begins, used up by the hazard of a move.

use super::temporary;
use crate::domain::codes::PlacementType;
use crate::domain::parameters::placements::PlacementSpell;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{Child, Standing};
use crate::randomness::{Chance, exponential};

/// A placement begins: its resilience. Its price is set where somebody pays for it.
pub(super) fn begin<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, to: PlacementType) {
    let c = &e.world.children[slot as usize];
    let resilience =
        exponential(&mut e.luck.source(Chance::PlacementLength, c.subject(), u64::from(c.placements)));
    let c = &mut e.world.children[slot as usize];
    (c.placement, c.placement_since) = (to, time);
    (c.resilience, c.resilience_at) = (resilience, time);
}

/// When the child is next due to move unplanned; infinite if not before care ends or quiet begins.
pub(super) fn next_move<S: Sink>(e: &Engine<'_, S>, slot: u32, now: f64) -> f64 {
    let p = &e.world_parameters.placements;
    let c = &e.world.children[slot as usize];
    if !e.world.waits.is_empty()
        && let Some(wait) = temporary::of(e, slot)
    {
        // a planned placement that comes first is the matched one
        let until = if now < c.planned_at { c.leaves.min(c.planned_at) } else { c.leaves };
        return if wait.until < until { wait.until } else { f64::INFINITY };
    }
    let adopters = c.planned_type == PlacementType::Adoptive && c.planned_at < f64::INFINITY;
    let quiet = if adopters { c.planned_at - p.quiet_days_before_adopters } else { c.planned_at };
    let until = if now >= c.planned_at { now } else { c.leaves.min(quiet) };
    if until <= now {
        return f64::INFINITY;
    }
    let spell = spell_of(e, c);
    let (factor, _) = e.effect_of_worker_changes();
    let due = if now < c.unsettled_until && factor != 1.0 {
        let raised = PlacementSpell { factor: spell.factor * factor, ..spell };
        let within = p.due(&raised, now, c.resilience, c.unsettled_until);
        if within <= c.unsettled_until {
            within
        } else {
            p.due(&spell, c.unsettled_until, c.resilience - p.used(&raised, now, c.unsettled_until), until)
        }
    } else {
        p.due(&spell, c.resilience_at.max(c.placement_since), c.resilience, until)
    };
    if due < until { due } else { f64::INFINITY }
}

fn spell_of<S: Sink>(e: &Engine<'_, S>, c: &Child) -> PlacementSpell {
    let factor = e.world_parameters.placements.type_factor[c.placement as usize] * f64::from(c.frailty);
    PlacementSpell { since: c.placement_since, born: c.born, entered: c.entered, factor }
}

/// Enters the next unplanned move.
pub(in crate::flow) fn plan<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let due = next_move(e, slot, now);
    let c = &mut e.world.children[slot as usize];
    c.move_stamp = c.move_stamp.wrapping_add(1);
    let stamp = c.move_stamp;
    if due < f64::INFINITY {
        e.enter(due.max(now), What::Move, slot, stamp);
    }
}

/// A change of worker unsettles the placement, where the scenario says so (A7).
pub(in crate::flow) fn unsettle<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let (factor, days) = e.effect_of_worker_changes();
    if factor == 1.0 || e.world.children[slot as usize].standing != Standing::InCare {
        return;
    }
    if temporary::of(e, slot).is_some() {
        return; // a wait has its day
    }
    // what the hazard so far has used up is gone; the rest meets the new hazard
    let p = &e.world_parameters.placements;
    let c = &e.world.children[slot as usize];
    // a placement of later today has begun already: its stage comes first
    let now = now.max(c.resilience_at);
    let spell = spell_of(e, c);
    let raised = PlacementSpell { factor: spell.factor * factor, ..spell };
    let border = c.unsettled_until.clamp(c.resilience_at, now);
    let used = p.used(&raised, c.resilience_at, border) + p.used(&spell, border, now);
    let c = &mut e.world.children[slot as usize];
    c.resilience = (c.resilience - used).max(0.0);
    c.resilience_at = now;
    c.unsettled_until = now + days;
    plan(e, slot, now);
}
