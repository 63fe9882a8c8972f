//! The same children, followed where they were not moved.
//!
//! A policy's transfers are noted as they happen. Where the baseline's own panel would not choose the very same
//! children, the common history runs once more without any practice, and the noted transfers are only marked: so
//! every difference of the allocated children is between the same children on the same days.
//!
//! **Chance.** None.
//! **Reads; writes.** Reads the record; writes transfers, nothing else.

use super::Engine;
use super::due::What;
use super::events::Sink;
use super::world::{Standing, Transfer};
use super::{cases, finance, handover, workforce};
use crate::domain::keys::ChildKey;

/// A step of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The practice leads from now on.
    Served,
    /// Service ends although the child stays with the authority.
    Withdrawn,
    /// Back in care while the practice kept in touch: service goes on.
    Resumed,
}

/// A step of one child's transfer, as a policy took it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noted {
    /// Days since go-live.
    pub time: f64,
    pub child: ChildKey,
    pub practice: u8,
    pub step: Step,
}

/// Notes a step of the arm that is simulated.
pub(super) fn note<S: Sink>(e: &mut Engine<'_, S>, slot: u32, step: Step, time: f64) {
    let c = &e.world.children[slot as usize];
    let noted = Noted { time, child: c.key, practice: c.practice, step };
    e.world.record.push(noted);
}

/// Enters the dates of a record into the calendar of the arm without a practice.
pub(super) fn enter<S: Sink>(e: &mut Engine<'_, S>) {
    for i in 0..e.world.record.len() {
        let time = e.world.record[i].time;
        e.enter(time, What::FollowedStep, i as u32, 0);
    }
}

/// Marks one step of the record.
pub(super) fn follow<S: Sink>(e: &mut Engine<'_, S>, index: u32) {
    let Noted { time, child, practice, step } = e.world.record[index as usize];
    let there =
        |c: &super::world::Child| c.key == child && matches!(c.standing, Standing::InCare | Standing::CareLeaver);
    let Some(slot) = e.world.children.iter().position(there) else { return };
    let slot = slot as u32;
    match step {
        Step::Served => {
            finance::settle_placement(e, slot, time);
            cases::advance_band(e, slot, time);
            e.world.children[slot as usize].practice = practice;
            handover::mark_served(e, slot, time);
        }
        Step::Resumed => {
            e.world.children[slot as usize].practice = practice;
            handover::resume(e, slot, time);
        }
        Step::Withdrawn => {
            if e.world.children[slot as usize].transfer == Transfer::Served {
                finance::settle_placement(e, slot, time);
                cases::settle_service(e, slot, time);
                workforce::close_gap(e, slot, time);
                handover::close_service(e, slot, time);
                e.world.children[slot as usize].transfer = Transfer::None;
            }
        }
    }
}
