//! What strikes a whole practice at once: a year in which many leave, and a breakdown of the relationship with the
//! authority, one shock that turnover and the end of the contract share.

use super::leaving::factors_change;
use super::posts::worker_leaves;
use crate::domain::parameters::StaffLoss;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{Breakdown, Holder};
use crate::randomness::{Chance, exponential, uniform};

/// Enters when workers leave in the year in which many do: by each post's own luck, evenly over the year.
pub(super) fn enter_staff_loss<S: Sink>(e: &mut Engine<'_, S>, k: u32) {
    let Some(StaffLoss { year, share }) = e.arm.practices[k as usize].staff_loss else { return };
    let ends = &e.world_parameters.year_ends;
    let Some(&to) = ends.get(year as usize - 1) else { return };
    let from = if year == 1 { 0.0 } else { ends[year as usize - 2] };
    for post in e.world.teams[5 + k as usize].posts() {
        let mut luck = e.luck.source(Chance::StaffLoss, post as u64, 0);
        let leaves = uniform(&mut luck) <= share;
        let at = from + (to - from) * uniform(&mut luck);
        if leaves {
            e.enter(at, What::StaffAreLost, post as u32, 0);
        }
    }
}

/// Whoever holds the post leaves, without notice; a vacancy or an agency worker is left as it is.
pub(super) fn staff_are_lost<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    if e.world.posts[post as usize].holder == Holder::Permanent {
        worker_leaves(e, post, now);
    }
}

/// When each practice's relationship with the authority breaks down, if it does, and whether the contract ends for it.
pub(super) fn enter_breakdowns<S: Sink>(e: &mut Engine<'_, S>) {
    if e.arm.practices.iter().all(|p| p.breakdown.per_day <= 0.0) {
        return;
    }
    for (k, practice) in e.arm.practices.iter().enumerate() {
        let b = &practice.breakdown;
        let mut luck = e.luck.source(Chance::Breakdown, k as u64, 0);
        let spent = exponential(&mut luck);
        let at = if b.per_day > 0.0 { spent / b.per_day } else { f64::INFINITY };
        let ends = uniform(&mut luck) <= b.ends_contract_probability;
        let contract_ends = if ends { at + b.notice_days } else { f64::INFINITY };
        e.world.breakdowns.push(Breakdown { at, contract_ends });
        e.enter(at, What::RelationshipBreaks, k as u32, 0);
    }
}

/// The relationship breaks down: the leaving rates change, and change back after a while.
pub(super) fn relationship_breaks<S: Sink>(e: &mut Engine<'_, S>, k: u32, now: f64) {
    e.world.tallies.years[e.world.year as usize].breakdowns += 1;
    factors_change(e, 5 + k as usize, now);
    e.enter(now + e.arm.practices[k as usize].breakdown.days, What::BreakdownEnds, k, 0);
}

/// The leaving rates are as before.
pub(super) fn breakdown_ends<S: Sink>(e: &mut Engine<'_, S>, k: u32, now: f64) {
    factors_change(e, 5 + k as usize, now);
}
