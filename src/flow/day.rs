//! THE daily flow: the list of stages. Read this first.

use super::events::Sink;
use super::{Engine, allocation, assessment, finance, handover, intake, outcomes, placements, workforce};

/// The stages of a day, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Stage {
    Intake,
    Assessment,
    Allocation,
    Handover,
    Placements,
    Workforce,
    Finance,
    Outcomes,
}

impl Stage {
    /// In the order of the day.
    pub const ALL: &'static [Stage] = &[
        Stage::Intake,
        Stage::Assessment,
        Stage::Allocation,
        Stage::Handover,
        Stage::Placements,
        Stage::Workforce,
        Stage::Finance,
        Stage::Outcomes,
    ];
}

/// A stage handles what is due today.
pub type StageFn<S> = fn(&mut Engine<'_, S>);

/// The day, in order. What a later stage changes, an earlier stage sees tomorrow.
pub fn day<S: Sink>() -> [(&'static str, StageFn<S>); 8] {
    [
        ("intake", intake::run),         // children come into care
        ("assessment", assessment::run), // who is likely to stay two years or more?
        ("allocation", allocation::run), // waiting children are offered to the practice
        ("handover", handover::run),     // old and new worker hold the case together
        ("placements", placements::run), // placements begin, break down, or end care
        ("workforce", workforce::run),   // workers leave, are away, are recruited
        ("finance", finance::run),       // the year is settled; the risk fund moves
        ("outcomes", outcomes::run),     // the day is measured; nothing is changed
    ]
}
