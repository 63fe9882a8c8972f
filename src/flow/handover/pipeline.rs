//! How many are on the way.

use crate::flow::Engine;
use crate::flow::events::Sink;

/// People enter or leave the two steps of the way: their days so far are booked first.
pub(super) fn step<S: Sink>(e: &mut Engine<'_, S>, now: f64, awaiting: i32, joint: i32) {
    settle_pipeline(e, now);
    let p = &mut e.world.pipeline;
    // an earlier stage of the day may have booked up to a later hour: what this step changes since is put right
    let late = (p.as_of - now).max(0.0);
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.awaiting_days += f64::from(awaiting) * late;
    year.joint_days += f64::from(joint) * late;
    p.awaiting = p.awaiting.wrapping_add_signed(awaiting);
    p.joint = p.joint.wrapping_add_signed(joint);
}

/// Books the person-days on the way up to `now`.
pub(in crate::flow) fn settle_pipeline<S: Sink>(e: &mut Engine<'_, S>, now: f64) {
    let p = &mut e.world.pipeline;
    let days = (now - p.as_of).max(0.0);
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.awaiting_days += f64::from(p.awaiting) * days;
    year.joint_days += f64::from(p.joint) * days;
    p.as_of = p.as_of.max(now);
}
