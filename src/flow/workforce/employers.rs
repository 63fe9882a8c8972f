//! A practice's posts when its contract ends: its staff move to another provider, come back, or go.

use super::posts::{close, is_covered, seat, seat_permanent, vacate};
use super::successor::succeed_in_place;
use super::{account, terms};
use crate::domain::codes::ChangeCause;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{FULL_CASE, Holder, NOBODY, TeamKind};
use crate::randomness::Chance;

/// Position of a practice's team.
pub(in crate::flow) fn team_of_practice(practice: usize) -> usize {
    5 + practice
}

/// The posts that a practice has opened.
pub(in crate::flow) fn posts_of_practice<S: Sink>(e: &Engine<'_, S>, practice: usize) -> Vec<u32> {
    let open = |i: &usize| !matches!(e.world.posts[*i].holder, Holder::Unopened | Holder::Closed);
    e.world.teams[team_of_practice(practice)].posts().filter(open).map(|i| i as u32).collect()
}

/// Somebody else takes the post and its cases over on the day.
pub(in crate::flow) fn replace_at_once<S: Sink>(e: &mut Engine<'_, S>, post: u32, cause: ChangeCause, now: f64) {
    part(e, post, now);
    seat_permanent(e, post, now, 0.0);
    succeed_in_place(e, post, cause, now);
}

/// The worker goes; the post is filled again after a time, perhaps covered meanwhile.
pub(in crate::flow) fn leave_post<S: Sink>(e: &mut Engine<'_, S>, post: u32, cause: ChangeCause, now: f64) {
    let nth = u64::from(e.world.posts[post as usize].nth);
    let wait = terms(e, post).time_to_fill.draw(&mut e.luck.source(Chance::TimeToFill, u64::from(post), nth));
    if wait <= 0.0 {
        replace_at_once(e, post, cause, now);
        return;
    }
    part(e, post, now);
    e.world.posts[post as usize].filled_due = now + wait;
    e.enter(now + wait, What::PostFilled, post, 0);
    let covered = is_covered(e, post);
    vacate(e, post, covered, cause, now);
}

/// Somebody who came across leaves before the remaining authority cases were passed on.
fn part<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let partner = std::mem::replace(&mut e.world.posts[post as usize].comes_from, NOBODY);
    if partner != NOBODY {
        close(e, partner, now, ChangeCause::PostClosed);
    }
}

/// A practice's post without cases is given up.
pub(in crate::flow) fn shut<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    debug_assert!(e.world.posts[post as usize].cases.is_empty());
    part(e, post, now);
    seat(e, post, now, Holder::Closed, 0.0);
    e.world.posts[post as usize].filled_due = f64::INFINITY;
}

/// A practice's team becomes one of the authority's.
pub(in crate::flow) fn change_employer<S: Sink>(e: &mut Engine<'_, S>, team: usize, kind: TeamKind, now: f64) {
    e.world.staff.iter_mut().for_each(|staff| staff.settle(now));
    let [authority, _, practices] = &mut e.world.staff;
    for post in &e.world.posts[e.world.teams[team].posts()] {
        practices.goes(post.holder, post.hours);
        authority.joins(post.holder, post.hours);
    }
    e.world.teams[team].kind = kind;
}

/// A post of the authority that was closed for children who had moved is opened again when more are closed than the
/// children who are still away free; it is filled after a time.
pub(in crate::flow) fn reopen_posts<S: Sink>(e: &mut Engine<'_, S>, now: f64) {
    let share = e.arm.posts_follow_children;
    let p = &e.world_parameters.workforce;
    let freed = e.world.freed_cases as f64 / f64::from(FULL_CASE) / p.caseload_per_post;
    if share <= 0.0 || f64::from(e.world.closed_posts) <= freed * share {
        return;
    }
    let is_closed = |i: &u32| e.world.posts[*i as usize].holder == Holder::Closed && account(e, *i) != 2;
    let Some(post) = (0..e.world.posts.len() as u32).find(is_closed) else { return };
    e.world.closed_posts -= 1;
    seat(e, post, now, Holder::Vacant, 0.0);
    let nth = u64::from(e.world.posts[post as usize].nth);
    let wait = terms(e, post).time_to_fill.draw(&mut e.luck.source(Chance::TimeToFill, u64::from(post), nth));
    e.world.posts[post as usize].filled_due = now + wait;
    e.enter(now + wait, What::PostFilled, post, 0);
}
