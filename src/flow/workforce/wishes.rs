//! Children who ask for another worker.

use super::case_terms;
use super::caseloads::{hold, release, weight};
use super::changes::count_change;
use super::people::is_held_by_two;
use crate::domain::codes::ChangeCause;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{NOBODY, Standing, TAKES_NOBODY};
use crate::randomness::{Chance, exponential};

/// Enters the next day on which a child in care asks for another worker, keyed by the day of the last one.
pub(in crate::flow) fn enter_request<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let rate = e.arm.requests_per_day;
    if rate <= 0.0 || !e.live {
        return;
    }
    let c = &e.world.children[child as usize];
    let (stamp, day) = (c.stamp, libm::floor(now) as u64);
    let gap = exponential(&mut e.luck.source(Chance::Request, c.subject(), day)) / rate;
    e.enter(now + gap.max(1.0), What::ChildAsks, child, stamp);
}

/// A child asks for another worker and gets the least loaded colleague who takes the case; not in a joint period, when
/// a new worker is on the way already.
pub(super) fn child_asks<S: Sink>(e: &mut Engine<'_, S>, child: u32, stamp: u16, now: f64) {
    let c = &e.world.children[child as usize];
    if c.stamp != stamp || c.standing != Standing::InCare {
        return;
    }
    enter_request(e, child, now);
    pass_to_another(e, child, ChangeCause::ChildAsked, now);
}

/// The case passes to the least loaded colleague who takes it; not in a joint period.
pub(in crate::flow) fn pass_to_another<S: Sink>(e: &mut Engine<'_, S>, child: u32, cause: ChangeCause, now: f64) {
    let c = &e.world.children[child as usize];
    let (lead, weight) = (c.lead, weight(e, child, true));
    if lead == NOBODY || is_held_by_two(e, child) {
        return;
    }
    let team = e.world.posts[lead as usize].team as usize;
    let loads = &e.world.loads;
    let able = |i: &usize| *i != lead as usize && loads[*i] != TAKES_NOBODY;
    let found = e.world.teams[team].posts().filter(able).min_by_key(|i| loads[*i]);
    let cap = case_terms(e, team).caseload_cap;
    let Some(post) = found.filter(|i| e.world.load_with(*i as u32, weight) <= cap) else { return };
    release(e, child, true);
    hold(e, child, post as u32, true);
    count_change(e, child, cause, now, Some(lead));
}
