//! The year after care, and care leavers in education.

use super::is_over;
use crate::domain::codes::Band;
use crate::flow::due::What;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::world::{NOBODY, Standing, Transfer};
use crate::flow::{Engine, cases, handover, intake, placements, workforce};
use crate::randomness::{Chance, uniform};

/// Care has ended: does the practice keep the child for a while? (`true`: nothing else need be done.)
pub(in crate::flow) fn goes_on<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) -> bool {
    let t = &e.arm.endings;
    let c = &e.world.children[child as usize];
    let leaves_well = c.reason.is_permanence() || c.at_18;
    if t.further_share <= 0.0 || !leaves_well || !is_kept(e, child) {
        return false;
    }
    if uniform(&mut e.luck.source(Chance::FurtherYear, c.subject(), 0)) > t.further_share {
        return false;
    }
    let until = now + t.further_days;
    begin(e, child, now, until);
    let c = &e.world.children[child as usize];
    let stamp = c.stamp;
    if let Some(back) = intake::return_date(e, c).filter(|back| *back < until) {
        e.enter(back, What::ChildReturns, child, stamp);
    }
    true
}

/// Support as a care leaver ends: does the practice keep the young person on, who is in education?
pub(in crate::flow) fn goes_on_in_education<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) -> bool {
    let t = &e.arm.endings;
    let c = &e.world.children[child as usize];
    let until = c.born + t.education_until_days;
    if t.education_share <= 0.0 || until <= now || !is_kept(e, child) {
        return false;
    }
    if uniform(&mut e.luck.source(Chance::FurtherYear, c.subject(), 1)) > t.education_share {
        return false;
    }
    begin(e, child, now, until);
    true
}

fn is_kept<S: Sink>(e: &Engine<'_, S>, child: u32) -> bool {
    e.live && e.is_with_practice(child) && !is_over(e, usize::from(e.world.children[child as usize].practice))
}

/// Service ends, the worker stays: the case weighs what a case after care does.
fn begin<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64, until: f64) {
    let before = workforce::weight(e, child, true);
    handover::close_for_good(e, child, now);
    let c = &mut e.world.children[child as usize];
    (c.standing, c.transfer, c.transferred_at) = (Standing::AfterCare, Transfer::Served, now);
    let (lead, stamp) = (c.lead, c.stamp);
    reweigh(e, child, lead, before);
    e.enter(until, What::FurtherEnds, child, stamp);
    e.world.tallies.years[e.world.year as usize].further_begun += 1;
    e.say(now, child, |_| CareEvent::StaysWithPractice { until });
}

fn reweigh<S: Sink>(e: &mut Engine<'_, S>, child: u32, lead: u32, before: i32) {
    if lead != NOBODY {
        let by = workforce::weight(e, child, true) - before;
        workforce::weigh(e, lead, by);
    }
}

/// Books the days after care with the practice of this year up to `now`: they are paid for in the Additional band.
pub(in crate::flow) fn settle_further<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let start = cases::year_start(e);
    let days = (now - e.world.children[child as usize].transferred_at.max(start)).max(0.0);
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.further_days += days;
    year.cohort_band_days[Band::Additional as usize] += days;
}

/// The time after care is over; who will come back to care later is waited for.
pub(in crate::flow) fn end_further<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    settle_further(e, child, now);
    workforce::drop_case(e, child, now);
    e.say(now, child, |_| CareEvent::SupportEnded);
    let back = intake::return_date(e, &e.world.children[child as usize]).filter(|back| *back > now);
    let c = &mut e.world.children[child as usize];
    c.transfer = Transfer::None;
    c.stamp = c.stamp.wrapping_add(1);
    match back {
        Some(date) => {
            c.standing = Standing::Away;
            let stamp = c.stamp;
            e.enter(date, What::ChildReturns, child, stamp);
        }
        None => placements::free(e, child),
    }
}

/// A child whom the practice has kept comes back to care: to the same practice, and the same worker if still there.
/// Called when the new period of care has begun, with what the case weighed before.
pub(in crate::flow) fn comes_straight_back<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64, before: i32) {
    let c = &mut e.world.children[child as usize];
    c.had_worker = c.lead != NOBODY;
    let lead = c.lead;
    reweigh(e, child, lead, before);
    handover::resume(e, child, now);
    let there = u32::from(lead != NOBODY && handover::is_there(e, lead));
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.further_returns += 1;
    year.further_returns_to_worker += there;
    e.say(now, child, |_| CareEvent::StraightBack);
}
