//! Over-recruitment: workers above establishment who wait for a leaver and take the post at once.
//!
//! Where a practice keeps a reserve, whoever is recruited next takes the vacancy that has stood longest, or waits (A29).

use super::people::is_held_by_two;
use super::posts::{fill, seat_permanent};
use super::recruits::{to_a_post, to_the_reserve};
use super::successor::succeed_in_place;
use super::{notice, practice_of_post, terms};
use crate::domain::codes::ChangeCause;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::opening::is_nth_share;
use crate::flow::world::{Holder, Post, WHOLE_TIME};
use crate::randomness::Chance;

/// Marks the luck of recruits for the reserve itself, which is nobody's post.
const ABOVE_ESTABLISHMENT: u64 = 1 << 41;

/// The reserve on the first day: as many of it are there as of other recruits.
pub(super) fn open<S: Sink>(e: &mut Engine<'_, S>, k: u32) {
    let practice = &e.arm.practices[k as usize];
    let first = e.world.teams[5 + k as usize].first;
    for i in 0..practice.reserve {
        if is_nth_share(i, practice.start_up.recruits_in_post_share) {
            join(e, k, 0.0);
            continue;
        }
        let mut luck = e.luck.source(Chance::TimeToFill, u64::from(first + i) | ABOVE_ESTABLISHMENT, 0);
        let wait = practice.employment.time_to_fill.draw(&mut luck);
        e.enter(wait, What::RecruitArrives, k, 0);
    }
}

/// A post falls vacant, and its successor comes after so many days: to the post, or to whoever needs one by then.
pub(super) fn await_successor<S: Sink>(e: &mut Engine<'_, S>, post: u32, wait: f64) {
    let now = e.world.now;
    match practice_of_post(e, post) {
        Some(practice) if practice.reserve > 0 => {
            let k = u32::from(e.world.posts[post as usize].team) - 5;
            e.enter(now + wait, What::RecruitArrives, k, 0);
        }
        _ => {
            e.world.posts[post as usize].filled_due = now + wait;
            e.enter(now + wait, What::PostFilled, post, 0);
        }
    }
}

/// Whoever is there of the reserve begins to work with the children of a worker who has given notice.
pub(super) fn name<S: Sink>(e: &mut Engine<'_, S>, post: u32) -> bool {
    let Some(k) = (e.world.posts[post as usize].team as usize).checked_sub(5) else { return false };
    let Some(reserve) = e.world.reserve.get_mut(k).filter(|reserve| reserve.waiting > 0) else { return false };
    (reserve.waiting, reserve.named) = (reserve.waiting - 1, reserve.named + 1);
    e.world.posts[post as usize].leaving.reserve_is_named = true;
    true
}

/// Whoever was named for a post is free again: the worker leaves now, or somebody else decides about the post.
pub(super) fn is_free_again<S: Sink>(e: &mut Engine<'_, S>, post: u32) -> bool {
    let named = std::mem::take(&mut e.world.posts[post as usize].leaving.reserve_is_named);
    if named {
        let reserve = &mut e.world.reserve[e.world.posts[post as usize].team as usize - 5];
        (reserve.waiting, reserve.named) = (reserve.waiting + 1, reserve.named - 1);
    }
    named
}

/// Somebody of the reserve takes a leaver's post at once, `known` to the children or not, and another worker is
/// recruited.
pub(super) fn steps_in<S: Sink>(e: &mut Engine<'_, S>, post: u32, known: bool, wait: f64, now: f64) -> bool {
    let Some(k) = (e.world.posts[post as usize].team as usize).checked_sub(5) else { return false };
    if e.world.reserve.get(k).is_none_or(|reserve| reserve.waiting == 0) {
        return false;
    }
    e.world.reserve[k].waiting -= 1;
    let staff = &mut e.world.staff[2];
    staff.settle(now);
    staff.goes(Holder::Permanent, WHOLE_TIME);
    let notice_given = now - terms(e, post).notice_days;
    seat_permanent(e, post, now, 0.0);
    if known {
        for child in e.world.posts[post as usize].cases.clone() {
            if e.world.children[child as usize].lead == post && !is_held_by_two(e, child) {
                notice::count(e, child);
                if e.world.known.is_kept() {
                    e.world.note_met_on(child, post, notice_given);
                }
            }
        }
    }
    succeed_in_place(e, post, ChangeCause::WorkerLeft, now);
    e.enter(now + wait, What::RecruitArrives, k as u32, 0);
    true
}

/// The practice closes or goes over to the authority: whoever waits goes.
pub(in crate::flow) fn dissolve_reserve<S: Sink>(e: &mut Engine<'_, S>, k: usize, now: f64) {
    let Some(reserve) = e.world.reserve.get_mut(k) else { return };
    let gone = reserve.waiting + reserve.named;
    (reserve.waiting, reserve.named) = (0, 0);
    let staff = &mut e.world.staff[2];
    staff.settle(now);
    (0..gone).for_each(|_| staff.goes(Holder::Permanent, WHOLE_TIME));
    for i in e.world.teams[5 + k].posts() {
        e.world.posts[i].leaving.reserve_is_named = false;
    }
}

/// A recruit arrives at a practice that keeps a reserve.
pub(super) fn recruit_arrives<S: Sink>(e: &mut Engine<'_, S>, k: u32, now: f64) {
    let open = |i: &usize| {
        let p = &e.world.posts[*i];
        !p.structural && matches!(p.holder, Holder::Vacant | Holder::Agency)
    };
    // posts without anybody come before those that agency covers
    let longest = e.world.teams[5 + k as usize].posts().filter(open).min_by(|&a, &b| {
        let (a, b) = (&e.world.posts[a], &e.world.posts[b]);
        let covered = |p: &Post| p.holder == Holder::Agency;
        covered(a).cmp(&covered(b)).then(a.since.total_cmp(&b.since))
    });
    match longest {
        Some(post) => {
            fill(e, post as u32, now, 0.0);
            to_a_post(e, post as u32, now);
        }
        // a practice that has closed takes nobody on
        None if e.world.tallies.closed_at.get(k as usize).is_some_and(|at| *at <= now) => {}
        None => {
            e.world.tallies.years[e.world.year as usize].posts_refilled += 1;
            join(e, k, now);
        }
    }
}

fn join<S: Sink>(e: &mut Engine<'_, S>, k: u32, now: f64) {
    e.world.reserve[k as usize].waiting += 1;
    let staff = &mut e.world.staff[2];
    staff.settle(now);
    staff.joins(Holder::Permanent, WHOLE_TIME);
    to_the_reserve(e, k, now);
}
