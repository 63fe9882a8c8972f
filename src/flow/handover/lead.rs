//! The practice leads: the change counts from now on.

use super::court::keep_court_work;
use super::end::enter_withdrawal;
use super::joint::is_there;
use super::pipeline::step;
use crate::domain::codes::ChangeCause;
use crate::domain::parameters::Provider;
use crate::flow::assessment::{TWO_YEARS, service_ends};
use crate::flow::events::{CareEvent, Sink};
use crate::flow::followed::{self, Step};
use crate::flow::world::{FULL_CASE, NOBODY, Standing, Transfer};
use crate::flow::{Engine, cases, finance, workforce};

/// The joint period has ended: the practice leads.
pub(super) fn complete<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    finance::settle_placement(e, child, now);
    cases::advance_band(e, child, now);
    step(e, now, 0, -1);
    let c = &e.world.children[child as usize];
    let practice = c.practice as usize;
    e.world.joint[practice] -= 1;
    followed::note(e, child, Step::Served, now);
    let c = &e.world.children[child as usize];
    let (old, new) = (c.lead, c.second);
    let came_along = old != NOBODY && new != NOBODY && e.world.posts[old as usize].goes_to == new;
    if e.provider() != Provider::None {
        // the lists are left at the weights of the joint period
        workforce::drop_case(e, child, now);
    }
    mark_served(e, child, now);
    let c = &mut e.world.children[child as usize];
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
    enter_withdrawal(e, child, now);
    if e.provider() == Provider::None {
        return;
    }
    e.world.freed_cases += i64::from(authority_case(e, child));
    let team = 5 + practice;
    let there = new != NOBODY && is_there(e, new);
    let post = if there { Some(new) } else { workforce::least_loaded(e, team, FULL_CASE) };
    e.say(now, child, |_| CareEvent::JointPeriodEnded { came_along });
    match post {
        Some(post) => {
            workforce::hold(e, child, post, true);
            let from = (old != NOBODY).then_some(old);
            let had = std::mem::replace(&mut e.world.children[child as usize].had_worker, true);
            if had && !came_along {
                workforce::count_change(e, child, ChangeCause::Transfer, now, from);
            } else {
                e.say(now, child, |_| CareEvent::WorkerAllocated { post, team });
            }
        }
        None => {
            workforce::wait_for_worker(e, child, team, now);
            e.say(now, child, |_| CareEvent::LeftUnallocated { cause: ChangeCause::Transfer });
        }
    }
    keep_court_work(e, child, old, came_along, now);
}

/// From now on the person counts as served by the practice.
pub(in crate::flow) fn mark_served<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    cases::book_service(e, now);
    let year = e.world.year as usize;
    e.world.tallies.years[year].transferred += 1;
    let practice = usize::from(e.world.children[child as usize].practice);
    if let Some(practice) = e.world.tallies.years[year].practices.get_mut(practice) {
        practice.transferred += 1;
    }
    let leaving = service_ends(e, &e.world.children[child as usize]) - now < TWO_YEARS;
    e.world.tallies.years[year].moved_and_leaving += u32::from(leaving);
    let c = &mut e.world.children[child as usize];
    (c.transfer, c.transferred_at) = (Transfer::Served, now);
    let practice = c.practice as usize;
    e.world.served[practice] += 1;
    for group in cases::groups_of(&e.world.children[child as usize]) {
        e.world.tallies.groups[group].transferred += 1;
    }
}

/// What a person's case weighed in the authority: care leavers free no post of a case holder.
pub(super) fn authority_case<S: Sink>(e: &Engine<'_, S>, child: u32) -> i32 {
    if e.world.children[child as usize].standing == Standing::InCare { FULL_CASE } else { 0 }
}
