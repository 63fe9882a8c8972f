//! Moves out of the authority's area.

use crate::domain::codes::ChangeCause;
use crate::flow::events::Sink;
use crate::flow::{Engine, workforce};
use crate::randomness::{Chance, uniform};

/// A child has moved: out of the area? Then the authority's case may pass to another worker (A41).
pub(super) fn moved<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let share = e.world_parameters.placements.out_of_area_share;
    if share <= 0.0 {
        return;
    }
    let c = &e.world.children[child as usize];
    let mut luck = e.luck.source(Chance::OutOfArea, c.subject(), u64::from(c.placements));
    let (leads_out, passes) = (uniform(&mut luck), uniform(&mut luck));
    if leads_out > share {
        return;
    }
    e.world.tallies.years[e.world.year as usize].out_of_area_moves += 1;
    if passes <= e.world_parameters.workforce.out_of_area_change_share && !e.is_with_practice(child) {
        workforce::pass_to_another(e, child, ChangeCause::TeamBoundary, now);
    }
}
