//! Handover: old and new worker hold the case together; then the practice leads.
//!
//! **What happens.** The panel gives a place, which is held from then on. The joint period begins when the trigger
//! allows it and the month has a start left; it lasts a stated time. The authority's worker leads until it ends; the
//! change counts then. It is broken when either worker goes (and carries on or starts again), cut short when both
//! sides agree or the authority's worker goes after enough joint days, overtaken when the child leaves. A single child
//! may be withdrawn later.
//! **Assumes.** A16: a worker who came across keeps the child: no change is counted. A20: court work stays with the
//! authority until proceedings conclude; with transfer at interim order the practice leads the child's care meanwhile
//! and the authority's worker holds the case at a stated court weight, with any other trigger the joint period lasts
//! until the conclusion. A21: the place is held while a child waits for the trigger, and a month's start that falls
//! through is not given to another child.
//! **Chance.** `Withdrawal`, `ShortenedHandover`.
//! **Reads; writes.** Writes transfers, caseloads, events.

use super::assessment::{TWO_YEARS, service_ends};
use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::followed::{self, Step};
use super::world::{Child, FULL_CASE, Holder, NOBODY, Standing, Transfer};
use super::{Engine, allocation, cases, finance, workforce};
use crate::domain::codes::ChangeCause;
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::parameters::Provider;
use crate::policies::handover::{LegalCourse, trigger};
use crate::randomness::{Chance, exponential, uniform};

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Handover) {
        e.world.now = due.time;
        if due.what == What::FollowedStep {
            followed::follow(e, due.subject);
            continue;
        }
        let (child, now) = (due.subject, due.time);
        let c = &e.world.children[child as usize];
        if c.transfer_stamp != due.stamp {
            continue;
        }
        match (due.what, c.transfer) {
            (What::JointPeriodBegins, Transfer::Awaiting) => begin_if_still_wanted(e, child, now),
            (What::JointPeriodEnds, Transfer::Joint) => complete(e, child, now),
            (What::CourtWorkEnds, Transfer::Served) => end_court_work(e, child, now),
            (What::Withdrawal, Transfer::Served) => withdraw(e, child, now),
            _ => {}
        }
    }
}

// ---- the way to the practice -----------------------------------------------------------------------------------

/// The panel has given a place: it is held, and the joint period begins when trigger and month allow.
pub(super) fn begin<S: Sink>(e: &mut Engine<'_, S>, child: u32, practice: u8, now: f64) {
    e.world.joint[practice as usize] += 1;
    step(e, now, 1, 0);
    let c = &mut e.world.children[child as usize];
    (c.practice, c.transfer, c.transferred_at) = (practice, Transfer::Awaiting, now);
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
    let stamp = c.transfer_stamp;
    let wanted = earliest_begin(e, child, now);
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
fn begin_if_still_wanted<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
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

/// Does the child's case stand before the court?
fn in_court(c: &Child, now: f64) -> bool {
    c.standing == Standing::InCare && c.order_at <= now && now < c.concludes_at
}

fn enter_end<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
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

/// The authority's worker goes in the joint period. After enough joint days the practice leads at once (`true`: the
/// case needs no other worker of the authority); otherwise the handover is broken.
pub(super) fn lead_goes<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) -> bool {
    let c = &e.world.children[child as usize];
    if c.transfer != Transfer::Joint || e.provider() == Provider::None {
        return false;
    }
    let enough = now - c.transferred_at >= e.arm.handover.minimum_joint_days;
    if enough && c.second != NOBODY && is_there(e, c.second) {
        let year = e.world.year as usize;
        e.world.tallies.years[year].cut_short += 1;
        e.say(now, child, |_| CareEvent::HandoverCutShort);
        complete(e, child, now);
        return true;
    }
    break_handover(e, child, now);
    false
}

/// Another second worker: in the joint period, the handover is broken.
pub(super) fn second_worker_went<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    if e.world.children[child as usize].transfer == Transfer::Joint {
        break_handover(e, child, now);
    }
}

/// One of the two workers went: carry on with the next one, or start the joint period again.
fn break_handover<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let restarted = e.arm.handover.restart_if_worker_leaves;
    let year = e.world.year as usize;
    e.world.tallies.years[year].broken += 1;
    e.say(now, child, |_| CareEvent::HandoverBroken { restarted });
    if restarted {
        e.world.tallies.years[year].restarted += 1;
        e.world.children[child as usize].transferred_at = now;
        enter_end(e, child, now);
    }
}

fn is_there<S: Sink>(e: &Engine<'_, S>, post: u32) -> bool {
    let p = &e.world.posts[post as usize];
    matches!(p.holder, Holder::Permanent | Holder::Agency) && !p.away
}

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
pub(super) fn mark_served<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    cases::book_service(e, now);
    let year = e.world.year as usize;
    e.world.tallies.years[year].transferred += 1;
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
fn authority_case<S: Sink>(e: &Engine<'_, S>, child: u32) -> i32 {
    if e.world.children[child as usize].standing == Standing::InCare { FULL_CASE } else { 0 }
}

// ---- court work (A20) ------------------------------------------------------------------------------------------

/// While proceedings run, a worker of the authority goes on with the court work: the one who led, or the least loaded
/// of the child's team there.
fn keep_court_work<S: Sink>(e: &mut Engine<'_, S>, child: u32, old: u32, came_along: bool, now: f64) {
    let c = &e.world.children[child as usize];
    if !in_court(c, now) {
        return;
    }
    let (concludes_at, stamp, home) = (c.concludes_at, c.transfer_stamp, c.team as usize);
    let weight = workforce::weight(e, child, false);
    let stays = old != NOBODY && !came_along && is_there(e, old);
    let post = if stays { Some(old) } else { workforce::least_loaded(e, home, weight) };
    if let Some(post) = post {
        workforce::hold(e, child, post, false);
        e.world.freed_cases -= i64::from(weight);
        e.enter(concludes_at, What::CourtWorkEnds, child, stamp);
        e.say(now, child, |_| CareEvent::CourtWorkStays { post });
    }
}

/// Proceedings have concluded, or the child has left care: the court worker's part is over.
pub(super) fn end_court_work<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &e.world.children[child as usize];
    if c.transfer != Transfer::Served || c.second == NOBODY {
        return;
    }
    e.world.freed_cases += i64::from(workforce::weight(e, child, false));
    workforce::release(e, child, false);
    e.say(now, child, |_| CareEvent::CourtWorkEnded);
}

// ---- the end of service ----------------------------------------------------------------------------------------

/// A person's service by the practice (or the way to it) ends. Called while the case still weighs what it did.
pub(super) fn end_service<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &mut e.world.children[child as usize];
    let practice = c.practice as usize;
    let year = e.world.year as usize;
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
    match c.transfer {
        Transfer::None => {}
        Transfer::Awaiting => {
            e.world.joint[practice] -= 1;
            step(e, now, -1, 0);
            e.world.tallies.years[year].overtaken_waiting += 1;
            e.world.children[child as usize].transfer = Transfer::None;
            e.say(now, child, |_| CareEvent::HandoverCancelled);
        }
        Transfer::Joint => {
            e.world.joint[practice] -= 1;
            step(e, now, 0, -1);
            e.world.tallies.years[year].cancelled += 1;
            stop_joint_period(e, child);
            e.say(now, child, |_| CareEvent::HandoverCancelled);
        }
        Transfer::Served => {
            end_court_work(e, child, now);
            workforce::close_gap(e, child, now);
            close_service(e, child, now);
            if e.world.children[child as usize].lead != NOBODY && e.provider() != Provider::None {
                // a practice's worker goes on nowhere else: the case is closed there
                workforce::release(e, child, true);
            }
            e.world.children[child as usize].transfer = Transfer::None;
        }
    }
}

/// The second worker lets go; the lead's case is whole again.
fn stop_joint_period<S: Sink>(e: &mut Engine<'_, S>, child: u32) {
    if e.world.children[child as usize].second != NOBODY {
        workforce::release(e, child, false);
    }
    let (lead, joint) = (e.world.children[child as usize].lead, workforce::weight(e, child, true));
    e.world.children[child as usize].transfer = Transfer::None;
    if lead != NOBODY && e.provider() != Provider::None {
        let by = workforce::weight(e, child, true) - joint;
        workforce::weigh(e, lead, by);
    }
}

/// The practice goes on with a young person who turns 18: there is no court any longer, and the authority's case holder
/// would have handed the case over by now.
pub(super) fn serves_on<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    end_court_work(e, child, now);
    if e.is_with_practice(child) {
        e.world.freed_cases -= i64::from(FULL_CASE);
    }
}

/// Books what is booked when somebody's time with the practice ends.
pub(super) fn close_service<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    cases::book_service(e, now);
    let c = &e.world.children[child as usize];
    e.world.served[c.practice as usize] -= 1;
    if e.provider() != Provider::None {
        // the case would have ended, or comes back: it frees no post any longer
        e.world.freed_cases -= i64::from(authority_case(e, child));
    }
    let c = &e.world.children[child as usize];
    let stayed = now - c.transferred_at;
    let followed = c.transferred_at <= e.world_parameters.horizon() - 2.0 * YEAR_DAYS;
    e.world.tallies.followed += u32::from(followed);
    e.world.tallies.left_early += u32::from(followed && stayed < 2.0 * YEAR_DAYS);
    cases::book_curve(e, child, now);
}

/// Enters the date on which the person would be withdrawn from the practice.
fn enter_withdrawal<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let rate = e.arm.handover.withdrawals_per_day;
    if rate > 0.0 {
        let c = &e.world.children[child as usize];
        let (subject, stamp) = (c.subject(), c.transfer_stamp);
        let days = exponential(&mut e.luck.source(Chance::Withdrawal, subject, 0)) / rate;
        e.enter(now + days, What::Withdrawal, child, stamp);
    }
}

/// A single child goes back to the authority (Consistent Care Matters, draft contract, art. 21): the place is free,
/// and the change of worker has a cause of its own. In the arm without a practice only the following ends.
fn withdraw<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    finance::settle_placement(e, child, now);
    cases::settle_service(e, child, now);
    let year = e.world.year as usize;
    e.world.tallies.years[year].withdrawn += 1;
    followed::note(e, child, Step::Withdrawn, now);
    end_court_work(e, child, now);
    close_service(e, child, now);
    e.say(now, child, |_| CareEvent::Withdrawn);
    let real = e.provider() != Provider::None;
    if real {
        workforce::drop_case(e, child, now);
    }
    let c = &mut e.world.children[child as usize];
    (c.transfer, c.withdrawn) = (Transfer::None, true);
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
    if real {
        workforce::back_to_the_authority(e, child, now);
    }
}

// ---- how many are on the way -----------------------------------------------------------------------------------

/// People enter or leave the two steps of the way: their days so far are booked first.
fn step<S: Sink>(e: &mut Engine<'_, S>, now: f64, awaiting: i32, joint: i32) {
    settle_pipeline(e, now);
    let p = &mut e.world.pipeline;
    p.awaiting = p.awaiting.wrapping_add_signed(awaiting);
    p.joint = p.joint.wrapping_add_signed(joint);
}

/// Books the person-days on the way up to `now`.
pub(super) fn settle_pipeline<S: Sink>(e: &mut Engine<'_, S>, now: f64) {
    let p = &mut e.world.pipeline;
    let days = (now - p.as_of).max(0.0);
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.awaiting_days += f64::from(p.awaiting) * days;
    year.joint_days += f64::from(p.joint) * days;
    p.as_of = p.as_of.max(now);
}

#[cfg(test)]
mod tests {
    use super::super::events::Silent;
    use super::super::world::World;
    use super::super::{Model, open_world, run_arm};
    use super::*;
    use crate::randomness::Luck;
    use crate::scenario::{Scenario, compile};
    use proptest::prelude::*;

    /// Everything that can happen to a handover happens often; all weights differ.
    const BUSY: &str = r#"
extends = "staffordshire"
[run]
years = 3
run_in_years = 1
[workforce]
care_leaver_weight = 0.6
posts_follow_children = 0.5
[allocation]
include_in_proceedings = true
minimum_age = 0
minimum_days_in_care_s20 = 0
[assessment]
when = "reviews"
review_days = [28, 112]
[handover]
joint_days = 120
authority_weight = 0.7
practice_weight = 0.5
court_weight = 0.3
minimum_joint_days = 40
shortened_share = 0.2
starts_per_month = 12
withdrawals_per_person_year = 0.2
requests_per_child_year = 0.3
if_worker_leaves = "restart"
"#;

    /// The world of the practice's arm after its last day.
    fn after_three_years(trigger: &str, seed: u64) -> World {
        let scenario = Scenario::parse("busy", BUSY, &[format!("handover.trigger={trigger}")]);
        let scenario = scenario.unwrap_or_else(|p| panic!("{p}"));
        let model: Model = compile::model(&scenario).unwrap_or_else(|p| panic!("{p}"));
        let (mut world, luck) = (World::default(), Luck::new(seed, 0));
        open_world(&model, luck, &mut world, &mut Silent);
        run_arm(&model, 2, luck, &mut world, &mut Silent, None);
        world
    }

    fn weighs(c: &Child, as_lead: bool) -> i32 {
        let full = if c.standing == Standing::CareLeaver { 0.6 } else { 1.0 };
        let share = match (c.transfer, as_lead) {
            (Transfer::Joint, true) => 0.7,
            (Transfer::Joint, false) => 0.5,
            (Transfer::Served, false) => 0.3,
            _ => 1.0,
        };
        (full * share * 1000.0f64).round() as i32
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn every_caseload_is_the_sum_of_its_cases_and_every_place_is_held_by_somebody(
            trigger in prop::sample::select(vec!["at-panel", "at-interim-order", "at-conclusion", "after-six-months"]),
            seed in 0u64..1_000,
        ) {
            let world = after_three_years(trigger, seed);
            let there: Vec<&Child> = world
                .children
                .iter()
                .filter(|c| matches!(c.standing, Standing::InCare | Standing::CareLeaver))
                .collect();
            for (i, weight) in world.weights.iter().enumerate() {
                let held = |c: &&&Child| c.lead == i as u32 || c.second == i as u32;
                let sum: i32 = there.iter().filter(held).map(|c| weighs(c, c.lead == i as u32)).sum();
                prop_assert_eq!(sum, *weight, "post {}", i);
            }
            let count = |transfer| there.iter().filter(|c| c.transfer == transfer).count() as u32;
            prop_assert_eq!(world.served[0], count(Transfer::Served));
            prop_assert_eq!(world.joint[0], count(Transfer::Awaiting) + count(Transfer::Joint));
            prop_assert_eq!(world.pipeline.awaiting, count(Transfer::Awaiting));
            prop_assert_eq!(world.pipeline.joint, count(Transfer::Joint));
            // nobody is withdrawn and served, and only a court worker is second to the practice's
            for c in &there {
                let served = c.transfer == Transfer::Served;
                prop_assert!(!(served && c.withdrawn));
                prop_assert!(!(served && c.second != NOBODY) || c.concludes_at >= world.now - 1.0);
            }
            let sum = |of: fn(&super::super::tally::Year) -> u32| world.tallies.years.iter().map(of).sum::<u32>();
            prop_assert!(sum(|y| y.withdrawn) > 0 && sum(|y| y.broken) > 0 && sum(|y| y.cut_short) > 0);
        }

        #[test]
        fn posts_are_freed_by_the_children_served_now_and_not_by_those_who_have_left(seed in 0u64..1_000) {
            let world = after_three_years("at-interim-order", seed);
            let freed = |c: &Child| match (c.transfer, c.standing) {
                (Transfer::Served, Standing::InCare) if c.second != NOBODY => i64::from(FULL_CASE) - 300,
                (Transfer::Served, Standing::InCare) => i64::from(FULL_CASE),
                _ => 0,
            };
            prop_assert_eq!(world.children.iter().map(freed).sum::<i64>(), world.freed_cases);
        }
    }
}
