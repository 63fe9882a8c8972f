//! Why a child moves to a new carer (SSDA903, reason for placement change).

use crate::domain::codes::MoveReason;
use crate::domain::laws::pick_share;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::world::Child;
use crate::randomness::{Chance, uniform};

/// The reason of the move that ends the placement held; `None` where the scenario gives no shares.
pub(super) fn reason<S: Sink>(e: &Engine<'_, S>, c: &Child, planned: bool) -> Option<MoveReason> {
    let shares = e.world_parameters.placements.move_reason.as_ref()?;
    if planned {
        return Some(MoveReason::CarePlan);
    }
    let u = uniform(&mut e.luck.source(Chance::MoveReason, c.subject(), u64::from(c.placements)));
    Some(MoveReason::at(pick_share(shares, u)))
}
