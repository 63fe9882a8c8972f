//! The way to the practice: a place is given, the joint period begins.

use super::court::in_court;
use super::end::end_service;
use super::pipeline::step;
use crate::domain::keys::MONTH_DAYS;
use crate::domain::parameters::Provider;
use crate::domain::parameters::shocks::begins_after;
use crate::flow::due::What;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::world::{FULL_CASE, NOBODY, Standing, Transfer};
use crate::flow::{Engine, allocation, cases, workforce};
use crate::policies::handover::{LegalCourse, trigger};
use crate::randomness::{Chance, uniform};

/// The panel has given a place: it is held, and the joint period begins when trigger and month allow.
pub(in crate::flow) fn begin<S: Sink>(e: &mut Engine<'_, S>, child: u32, practice: u8, now: f64) {
    e.world.joint[practice as usize] += 1;
    step(e, now, 1, 0);
    let c = &mut e.world.children[child as usize];
    (c.practice, c.transfer, c.transferred_at) = (practice, Transfer::Awaiting, now);
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
    let stamp = c.transfer_stamp;
    // no joint period begins while transfers are delayed
    let wanted = begins_after(&e.world_parameters.shocks, earliest_begin(e, child, now));
    let begins = next_start(e, practice as usize, wanted);
    if begins <= now {
        begin_joint_period(e, child, now);
        return;
    }
    e.enter(begins, What::JointPeriodBegins, child, stamp);
    e.say(now, child, |_| CareEvent::HandoverWaits { days: begins - now });
}

/// When the trigger allows the joint period to begin.
fn earliest_begin<S: Sink>(e: &Engine<'_, S>, child: u32, now: f64) -> f64 {
    let c = &e.world.children[child as usize];
    if c.standing != Standing::InCare {
        return now;
    }
    trigger(e.arm.handover.trigger).begins(&LegalCourse {
        panel: now,
        entered: c.entered,
        status: cases::legal_status(c, now),
        order_at: c.order_at,
        concludes_at: c.concludes_at,
        s20_days: e.arm.handover.s20_days,
    })
}

/// The first moment from `wanted` on in a month that has a start left; the start is taken.
fn next_start<S: Sink>(e: &mut Engine<'_, S>, practice: usize, wanted: f64) -> f64 {
    let most = e.arm.handover.starts_per_month;
    let taken = &mut e.world.starts[practice];
    let first = libm::floor(wanted / MONTH_DAYS) as usize;
    // beyond the horizon nothing is counted
    let Some(month) = (first..taken.len()).find(|month| taken[*month] < most) else {
        return f64::INFINITY;
    };
    taken[month] += 1;
    wanted.max(month as f64 * MONTH_DAYS)
}

/// An adoption plan made while the child waited ends the handover before it begins.
pub(super) fn begin_if_still_wanted<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let later = begins_after(&e.world_parameters.shocks, now);
    if later > now {
        let stamp = e.world.children[child as usize].transfer_stamp;
        e.enter(later, What::JointPeriodBegins, child, stamp);
        return;
    }
    let c = &e.world.children[child as usize];
    let adoption = e.arm.allocation.exclude_adoption_plan
        && c.standing == Standing::InCare
        && allocation::adoption_planned(c, now);
    if adoption { end_service(e, child, now) } else { begin_joint_period(e, child, now) }
}

fn begin_joint_period<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    step(e, now, -1, 1);
    let year = e.world.year as usize;
    e.world.tallies.years[year].handovers += 1;
    let c = &mut e.world.children[child as usize];
    let (lead, practice) = (c.lead, c.practice);
    let real = e.provider() != Provider::None;
    let before = workforce::weight(e, child, true);
    let c = &mut e.world.children[child as usize];
    (c.transfer, c.transferred_at) = (Transfer::Joint, now);
    if real {
        if lead != NOBODY {
            let by = workforce::weight(e, child, true) - before;
            workforce::weigh(e, lead, by);
        }
        let team = 5 + practice as usize;
        let goes_to = if lead == NOBODY { NOBODY } else { e.world.posts[lead as usize].goes_to };
        let came = goes_to != NOBODY && e.world.posts[goes_to as usize].team as usize == team;
        let found = if came { Some(goes_to) } else { workforce::least_loaded(e, team, FULL_CASE) };
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

pub(super) fn enter_end<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let h = &e.arm.handover;
    let c = &e.world.children[child as usize];
    let agreed = h.shortened_share > 0.0
        && uniform(&mut e.luck.source(Chance::ShortenedHandover, c.subject(), 0)) <= h.shortened_share;
    let days = if agreed { h.minimum_joint_days.min(h.joint_days) } else { h.joint_days };
    if agreed && days < h.joint_days {
        let year = e.world.year as usize;
        e.world.tallies.years[year].cut_short += 1;
    }
    let waits = in_court(c, now) && !trigger(h.trigger).leads_in_proceedings();
    let court = if waits { c.concludes_at } else { now };
    let c = &mut e.world.children[child as usize];
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
    let stamp = c.transfer_stamp;
    e.enter((now + days).max(court), What::JointPeriodEnds, child, stamp);
}
