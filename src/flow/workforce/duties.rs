//! Statutory visits and reviews that slip when a worker has more work than hours (A34).
//!
//! Looked at at each month's end, with the lists as they are then. Visits are counted in their mean; a review is held on
//! time or not by the child's own luck, since NI 66 asks for children all of whose reviews were.

use super::gaps::is_without_worker;
use crate::domain::keys::MONTH_DAYS;
use crate::domain::parameters::DutyTerms;
use crate::domain::parameters::cover::{FIRST_REVIEWS, VISIT_DAYS, reviews_due};
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::world::{Standing, TeamKind, Transfer};
use crate::randomness::{Chance, uniform};

/// Reviews of the year so far, by slot.
#[derive(Debug, Clone, Default)]
pub struct Duties {
    reviewed: Vec<Reviewed>,
}

/// Reviews of a child in one period of care.
#[derive(Debug, Clone, Copy, Default)]
struct Reviewed {
    subject: u64,
    due: bool,
    late: bool,
}

impl Duties {
    pub(in crate::flow) fn reset(&mut self) {
        self.reviewed.clear();
    }

    fn note(&mut self, slot: usize, subject: u64, on_time: bool) {
        if self.reviewed.len() <= slot {
            self.reviewed.resize(slot + 1, Reviewed::default());
        }
        let reviewed = &mut self.reviewed[slot];
        if reviewed.subject != subject {
            *reviewed = Reviewed { subject, ..Reviewed::default() };
        }
        reviewed.due = true;
        reviewed.late |= !on_time;
    }
}

/// Chance that a duty towards the child is done on time, with the worker's list as it is.
fn on_time_chance<S: Sink>(e: &Engine<'_, S>, terms: &DutyTerms, child: usize) -> f64 {
    let c = &e.world.children[child];
    if is_without_worker(c) {
        return 0.0;
    }
    let hours = match e.world.teams[e.world.posts[c.lead as usize].team as usize].kind {
        TeamKind::Practice(k) => e.arm.practices[k as usize].case_hours_per_week,
        _ => None,
    };
    // a part-time worker has less work and as much less time: what counts is the list for each whole-time worker
    terms.on_time_chance(hours.unwrap_or(terms.hours_per_week), e.world.load_of(c.lead))
}

/// Visits and reviews that fell due in the month, children in care.
pub(super) fn count_month<S: Sink>(e: &mut Engine<'_, S>, month: usize, now: f64) {
    let Some(terms) = e.world_parameters.workforce.duties else { return };
    let from = month as f64 * MONTH_DAYS;
    for slot in 0..e.world.children.len() {
        if e.world.children[slot].standing != Standing::InCare {
            continue;
        }
        let chance = on_time_chance(e, &terms, slot);
        let c = &e.world.children[slot];
        let served = c.transfer == Transfer::Served;
        let visits = (now - c.entered.max(from)).max(0.0) / VISIT_DAYS;
        let (subject, due) = (c.subject(), reviews_due(now - c.entered));
        let new = due > reviews_due((from - c.entered).max(0.0));
        let counted = &mut e.world.tallies.years[e.world.year as usize].practice;
        for which in 0..=usize::from(served) {
            counted.visits_due[which] += visits;
            counted.visits_on_time[which] += visits * chance;
        }
        if new {
            let mut luck = e.luck.source(Chance::ReviewOnTime, subject, u64::from(due));
            let on_time = uniform(&mut luck) <= chance;
            e.world.duties.note(slot, subject, on_time);
        }
    }
}

/// NI 66 at the year's end: children in care for four weeks or more with a review due in the year.
pub(in crate::flow) fn count_reviews<S: Sink>(e: &mut Engine<'_, S>, end: f64) {
    if e.world_parameters.workforce.duties.is_none() {
        return;
    }
    let mut counted = std::mem::take(&mut e.world.tallies.years[e.world.year as usize].practice);
    for (c, reviewed) in e.world.children.iter().zip(&e.world.duties.reviewed) {
        let there = c.standing == Standing::InCare && end - c.entered >= FIRST_REVIEWS[0];
        if there && reviewed.due && reviewed.subject == c.subject() {
            for which in 0..=usize::from(c.transfer == Transfer::Served) {
                counted.reviewed[which] += 1;
                counted.reviewed_on_time[which] += u32::from(!reviewed.late);
            }
        }
    }
    e.world.tallies.years[e.world.year as usize].practice = counted;
    e.world.duties.reset();
}
