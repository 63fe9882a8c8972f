//! Temporary placements: some unplanned moves go first to a bridging placement, where the child waits for a matched one.
//!
//! These are placements like any other in the return and in NI 62; temporary absences from a placement that goes on
//! (SSDA903 codes T0 to T4) are none and are not simulated.

use crate::domain::codes::PlacementType;
use crate::domain::laws::pick_share;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::world::Child;
use crate::randomness::{Chance, uniform};

/// A child in a temporary placement: until when, and what comes next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::flow) struct Wait {
    pub slot: u32,
    pub since: f64,
    pub until: f64,
    pub matched: PlacementType,
}

/// The wait of a child who is in a temporary placement.
pub(super) fn of<S: Sink>(e: &Engine<'_, S>, slot: u32) -> Option<Wait> {
    e.world.waits.iter().copied().find(|wait| wait.slot == slot)
}

/// Where an unplanned move goes first, and for how many days; `None`: straight to the matched placement.
pub(super) fn drawn<S: Sink>(e: &Engine<'_, S>, c: &Child) -> Option<(PlacementType, f64)> {
    let terms = e.world_parameters.placements.temporary.as_ref()?;
    let mut luck = e.luck.source(Chance::TemporaryPlacement, c.subject(), u64::from(c.placements));
    let (goes, which) = (uniform(&mut luck), uniform(&mut luck));
    (goes <= terms.share).then(|| (PlacementType::at(pick_share(&terms.types, which)), terms.stay.draw(&mut luck)))
}

/// The wait begins with the placement of this moment.
pub(super) fn begin<S: Sink>(e: &mut Engine<'_, S>, wait: Wait, counted: bool) {
    e.world.waits.push(wait);
    if counted {
        e.world.tallies.years[e.world.year as usize].temporary_moves += 1;
    }
}

/// The wait ends, with the matched placement or because something else came first. In the look-back nothing is counted.
pub(super) fn end<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64, counted: bool) {
    let Some(at) = e.world.waits.iter().position(|wait| wait.slot == slot) else { return };
    let wait = e.world.waits.swap_remove(at);
    if !counted {
        return;
    }
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.temporary_days += now - wait.since;
    year.temporary_ended += 1;
    year.temporary_overtaken += u32::from(now < wait.until);
}
