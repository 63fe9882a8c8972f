//! Handover: old and new worker hold the case together; then the practice leads.
//!
//! **What happens.** The joint period begins with the panel's decision and lasts a stated time, longer while court
//! work goes on, which stays with the authority. The authority's worker leads until it ends; the change counts
//! then. It is cancelled when the child leaves, and may start again when either worker goes.
//! **Assumes.** A16: a worker who came across keeps the child: no change is counted.
//! **Chance.** None.
//! **Reads; writes.** Writes transfers, caseloads, events.

use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::followed::{self, Step};
use super::world::{FULL_CASE, Holder, NOBODY, Standing, Transfer};
use super::{Engine, cases, finance, workforce};
use crate::domain::codes::ChangeCause;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::Provider;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Handover) {
        e.world.now = due.time;
        if due.what == What::FollowedStep {
            followed::follow(e, due.subject);
            continue;
        }
        let c = &e.world.children[due.subject as usize];
        if c.transfer == Transfer::Joint && c.transfer_stamp == due.stamp {
            complete(e, due.subject, due.time);
        }
    }
}

/// The panel has given a place: the joint period begins.
pub(super) fn begin<S: Sink>(e: &mut Engine<'_, S>, child: u32, practice: u8, now: f64) {
    e.world.joint[practice as usize] += 1;
    let c = &mut e.world.children[child as usize];
    c.practice = practice;
    let lead = c.lead;
    if e.provider() == Provider::None {
        e.world.children[child as usize].transfer = Transfer::Joint;
    } else {
        let before = if lead == NOBODY { 0 } else { full_weight(e, child) };
        e.world.children[child as usize].transfer = Transfer::Joint;
        if lead != NOBODY {
            let share = e.arm.handover.authority_weight;
            let after = (i64::from(before) * i64::from(share) / i64::from(FULL_CASE)) as i32;
            reweigh(e, lead, after - before);
        }
        let team = 5 + practice as usize;
        let old = if lead == NOBODY { NOBODY } else { e.world.posts[lead as usize].goes_to };
        let came = old != NOBODY && e.world.posts[old as usize].team as usize == team;
        let found = if came { Some(old) } else { workforce::least_loaded(e, team, FULL_CASE) };
        if let Some(post) = found {
            workforce::hold(e, child, post, false);
            e.say(now, child, |c| CareEvent::JointPeriodBegan {
                old: (c.lead != NOBODY).then_some(c.lead),
                new: post,
            });
        }
    }
    enter_end(e, child, now);
}

fn enter_end<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &mut e.world.children[child as usize];
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
    let stamp = c.transfer_stamp;
    let in_court = c.standing == Standing::InCare && c.order_at <= now && now < c.concludes_at;
    let court = if in_court { c.concludes_at } else { now };
    e.enter((now + e.arm.handover.joint_days).max(court), What::JointPeriodEnds, child, stamp);
}

fn full_weight<S: Sink>(e: &Engine<'_, S>, child: u32) -> i32 {
    match e.world.children[child as usize].standing {
        Standing::CareLeaver => e.world_parameters.workforce.care_leaver_weight,
        _ => FULL_CASE,
    }
}

fn reweigh<S: Sink>(e: &mut Engine<'_, S>, post: u32, by: i32) {
    e.world.weights[post as usize] += by;
    if e.world.loads[post as usize] != super::world::TAKES_NOBODY {
        e.world.loads[post as usize] += by;
    }
}

/// The second worker changed: carry on, or start the joint period again.
pub(super) fn second_worker_went<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    if e.arm.handover.restart_if_worker_leaves {
        enter_end(e, child, now);
    }
}

/// The joint period has ended: the practice leads.
fn complete<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    finance::settle_placement(e, child, now);
    cases::advance_band(e, child, now);
    let practice = e.world.children[child as usize].practice as usize;
    e.world.joint[practice] -= 1;
    followed::note(e, child, Step::Served, now);
    if e.provider() == Provider::None {
        mark_served(e, child, now);
        return;
    }
    let c = &e.world.children[child as usize];
    let (old, new, in_care) = (c.lead, c.second, c.standing == Standing::InCare);
    let came_along = old != NOBODY && new != NOBODY && e.world.posts[old as usize].goes_to == new;
    // the lists are left at the weights of the joint period
    workforce::drop_case(e, child, now);
    mark_served(e, child, now);
    e.world.freed_cases += if in_care { i64::from(FULL_CASE) } else { 0 };
    let there = |post: u32| {
        let p = &e.world.posts[post as usize];
        matches!(p.holder, Holder::Permanent | Holder::Agency) && !p.away
    };
    let team = 5 + practice;
    let post = if new != NOBODY && there(new) { Some(new) } else { workforce::least_loaded(e, team, FULL_CASE) };
    e.say(now, child, |_| CareEvent::JointPeriodEnded { came_along });
    match post {
        Some(post) => {
            workforce::hold(e, child, post, true);
            let from = (old != NOBODY).then_some(old);
            if !came_along && e.world.children[child as usize].had_worker {
                workforce::count_change(e, child, ChangeCause::Transfer, now, from);
            }
            e.world.children[child as usize].had_worker = true;
        }
        None => workforce::wait_for_worker(e, child, team, now),
    }
}

/// From now on the person counts as served by the practice.
pub(super) fn mark_served<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    cases::book_service(e, now);
    let year = e.world.year as usize;
    e.world.tallies.years[year].transferred += 1;
    let c = &mut e.world.children[child as usize];
    (c.transfer, c.transferred_at) = (Transfer::Served, now);
    let practice = c.practice as usize;
    e.world.served[practice] += 1;
    for group in cases::groups_of(&e.world.children[child as usize]) {
        e.world.tallies.groups[group].transferred += 1;
    }
}

/// A person's service by the practice (or its joint period) ends.
pub(super) fn end_service<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &e.world.children[child as usize];
    let practice = c.practice as usize;
    match c.transfer {
        Transfer::None => {}
        Transfer::Joint => {
            e.world.joint[practice] -= 1;
            let year = e.world.year as usize;
            e.world.tallies.years[year].cancelled += 1;
            let (lead, second) = (c.lead, c.second);
            if second != NOBODY {
                workforce::release(e, child, false);
            }
            if lead != NOBODY && e.provider() != Provider::None {
                let full = FULL_CASE; // booked while the child was in care
                let joint =
                    (i64::from(full) * i64::from(e.arm.handover.authority_weight) / i64::from(FULL_CASE)) as i32;
                reweigh(e, lead, full - joint);
            }
            e.world.children[child as usize].transfer = Transfer::None;
            e.say(now, child, |_| CareEvent::HandoverCancelled);
        }
        Transfer::Served => {
            cases::book_service(e, now);
            let c = &e.world.children[child as usize];
            e.world.served[practice] -= 1;
            let stayed = now - c.transferred_at;
            let followed = c.transferred_at <= e.world_parameters.horizon() - 2.0 * YEAR_DAYS;
            e.world.tallies.followed += u32::from(followed);
            e.world.tallies.left_early += u32::from(followed && stayed < 2.0 * YEAR_DAYS);
            cases::book_curve(e, child, now);
            let lead = e.world.children[child as usize].lead;
            if lead != NOBODY && e.provider() != Provider::None {
                // a practice's worker goes on nowhere else: the case is closed there
                workforce::release(e, child, true);
            }
            e.world.children[child as usize].transfer = Transfer::None;
        }
    }
}
