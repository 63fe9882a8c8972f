//! Posts: who sits in them, who leaves, how they are filled again.

use super::absence::enter_absence;
use super::rebalancing::rebalance;
use super::recruits::to_a_post;
use super::successor::{end_waits_for_post, reassign_all, succeed_in_place, take_up};
use super::{account, cover, leaving, notice, reserve, terms};
use crate::domain::codes::ChangeCause;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::laws::Law;
use crate::domain::laws::pick;
use crate::domain::parameters::workforce::TENURE_ENDS;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{FULL_CASE, Holder, Leaving, NOBODY, TAKES_NOBODY};
use crate::randomness::{Chance, Source, exponential, uniform};

/// Puts somebody else, or nobody, into a post and keeps the employer's post-days.
pub(super) fn seat<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, holder: Holder, tenure: f64) {
    reserve::is_free_again(e, post);
    let account = account(e, post);
    if account == 2 {
        let old = e.world.posts[post as usize].holder;
        cover::note_seat(e, post, old, holder, now);
    }
    let staff = &mut e.world.staff[account];
    staff.settle(now);
    let p = &mut e.world.posts[post as usize];
    staff.goes(p.holder, p.hours);
    staff.joins(holder, p.hours);
    (p.holder, p.away, p.since, p.tenure_before) = (holder, false, now, tenure);
    p.stamp = p.stamp.wrapping_add(1);
    p.nth += 1;
    p.goes_to = NOBODY;
    p.leaving = Leaving::NEVER;
    let takes = matches!(holder, Holder::Permanent | Holder::Agency);
    e.world.loads[post as usize] = if takes { e.world.load_of(post) } else { TAKES_NOBODY };
}

/// A permanent worker of some tenure takes up a post.
pub(in crate::flow) fn seat_permanent<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, tenure: f64) {
    seat(e, post, now, Holder::Permanent, tenure);
    e.world.posts[post as usize].filled_due = f64::INFINITY;
    let nth = u64::from(e.world.posts[post as usize].nth);
    let resilience = exponential(&mut e.luck.source(Chance::WorkerLeaves, u64::from(post), nth));
    leaving::begin(e, post, now, resilience);
    enter_absence(e, post, now, 0);
}

/// An agency worker takes up a post.
pub(in crate::flow) fn seat_agency<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    seat(e, post, now, Holder::Agency, 0.0);
    let (nth, stamp) = (e.world.posts[post as usize].nth, e.world.posts[post as usize].stamp);
    let stay =
        terms(e, post).agency_stay.draw(&mut e.luck.source(Chance::Agency, u64::from(post), 2 * u64::from(nth)));
    e.enter(now + stay, What::AgencyEnds, post, stamp);
}

/// Nobody permanent: agency or nobody, by the post's luck.
pub(in crate::flow) fn seat_structural<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    if is_covered(e, post) {
        seat_agency(e, post, now);
    } else {
        seat(e, post, now, Holder::Vacant, 0.0);
    }
}

pub(super) fn is_covered<S: Sink>(e: &Engine<'_, S>, post: u32) -> bool {
    let nth = u64::from(e.world.posts[post as usize].nth);
    uniform(&mut e.luck.source(Chance::Agency, u64::from(post), 2 * nth + 1)) <= terms(e, post).agency_cover_share
}

/// A post that is vacant on the first day: its successor is on the way, and agency may cover.
pub(in crate::flow) fn seat_vacancy<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let mut luck = e.luck.source(Chance::TimeToFill, u64::from(post), 0);
    let left = left_of_a_vacancy(&terms(e, post).time_to_fill, &mut luck);
    seat_structural(e, post, now);
    e.world.posts[post as usize].filled_due = now + left;
    e.enter(now + left, What::PostFilled, post, 0);
}

/// How much is left of a vacancy that is met at some moment: vacancies follow each other until one spans a moment far
/// from the first (a long one spans it more often than a short one).
pub(super) fn left_of_a_vacancy(time_to_fill: &Law, luck: &mut Source) -> f64 {
    let moment = time_to_fill.mean_days().unwrap_or(0.0) * (20.0 + uniform(luck));
    let mut filled = 0.0;
    while filled <= moment {
        filled += time_to_fill.draw(luck);
    }
    filled - moment
}

/// Tenure in days of a worker in post on the first day: a class, then uniform inside it (the last: ten years long).
pub(in crate::flow) fn opening_tenure(share: &[f64; 6], luck: &mut Source) -> f64 {
    let class = pick(share, uniform(luck));
    let from = if class == 0 { 0.0 } else { TENURE_ENDS[class - 1] };
    let to = if class == 5 { from + 10.0 * YEAR_DAYS } else { TENURE_ENDS[class] };
    from + (to - from) * uniform(luck)
}

pub(super) fn worker_leaves<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let year = e.world.year as usize;
    let account = account(e, post);
    let counted = &mut e.world.tallies.years[year];
    counted.worker_leavings += 1;
    counted.authority_leavings += u32::from(account != 2);
    counted.partners_left += u32::from(e.world.posts[post as usize].partner);
    let handed_over = !e.world.successors.is_empty() && notice::hand_over(e, post, ChangeCause::WorkerLeft, now);
    if closes(e, post) {
        close(e, post, now, ChangeCause::WorkerLeft);
        return;
    }
    let nth = u64::from(e.world.posts[post as usize].nth);
    let wait = terms(e, post).time_to_fill.draw(&mut e.luck.source(Chance::TimeToFill, u64::from(post), nth));
    let partner = std::mem::replace(&mut e.world.posts[post as usize].comes_from, NOBODY);
    if partner != NOBODY {
        // somebody who came across leaves before the remaining authority cases were passed on
        close(e, partner, now, ChangeCause::WorkerLeft);
    }
    let known = reserve::is_free_again(e, post);
    if wait <= 0.0 && !known {
        seat_permanent(e, post, now, 0.0);
        e.world.tallies.years[year].posts_refilled += 1;
        succeed_in_place(e, post, ChangeCause::WorkerLeft, now);
        if handed_over {
            rebalance(e, post, now);
        }
        to_a_post(e, post, now);
        return;
    }
    if reserve::steps_in(e, post, known, wait, now) {
        if handed_over {
            rebalance(e, post, now);
        }
        return;
    }
    reserve::await_successor(e, post, wait);
    let covered = is_covered(e, post);
    vacate(e, post, covered, ChangeCause::WorkerLeft, now);
}

/// A post is left. An agency worker takes the cases over in place, or comes after a while, or does not come.
pub(super) fn vacate<S: Sink>(e: &mut Engine<'_, S>, post: u32, covered: bool, cause: ChangeCause, now: f64) {
    let nth = u64::from(e.world.posts[post as usize].nth);
    let mut luck = e.luck.source(Chance::Agency, u64::from(post) | 1 << 40, nth);
    let wait = if covered { terms(e, post).time_to_agency.draw(&mut luck) } else { f64::INFINITY };
    if wait <= 0.0 {
        seat_agency(e, post, now);
        succeed_in_place(e, post, cause, now);
        return;
    }
    seat(e, post, now, Holder::Vacant, 0.0);
    let stamp = e.world.posts[post as usize].stamp;
    if covered {
        e.enter(now + wait, What::AgencyArrives, post, stamp);
    }
    reassign_all(e, post, cause, now);
}

pub(super) fn agency_arrives<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    seat_agency(e, post, now);
    end_waits_for_post(e, post, now, true);
    take_up(e, post, now);
}

pub(super) fn post_filled<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let p = &e.world.posts[post as usize];
    if p.filled_due != now || !matches!(p.holder, Holder::Agency | Holder::Vacant) {
        return;
    }
    fill(e, post, now, 0.0);
    to_a_post(e, post, now);
}

/// A vacancy is filled: cases are taken over from the agency worker in place, or from colleagues.
pub(super) fn fill<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, tenure: f64) {
    let agency = e.world.posts[post as usize].holder == Holder::Agency;
    seat_permanent(e, post, now, tenure);
    let year = e.world.year as usize;
    e.world.tallies.years[year].posts_refilled += 1;
    if agency {
        succeed_in_place(e, post, ChangeCause::AgencyEnded, now);
    } else {
        end_waits_for_post(e, post, now, true);
        take_up(e, post, now);
    }
}

pub(super) fn agency_ends<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    if closes(e, post) {
        close(e, post, now, ChangeCause::AgencyEnded);
        return;
    }
    // a vacancy that agency covers stays covered until it is filled
    vacate(e, post, true, ChangeCause::AgencyEnded, now);
}

/// Is an authority post to be closed now that it falls vacant, because its children have moved?
pub(super) fn closes<S: Sink>(e: &Engine<'_, S>, post: u32) -> bool {
    let p = &e.world_parameters.workforce;
    if account(e, post) == 2 || e.arm.posts_follow_children <= 0.0 || !e.live {
        return false;
    }
    let freed = e.world.freed_cases as f64 / f64::from(FULL_CASE) / p.caseload_per_post / p.part_time.mean_hours();
    f64::from(e.world.closed_posts + 1) <= freed * e.arm.posts_follow_children
}

pub(super) fn close<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, cause: ChangeCause) {
    seat(e, post, now, Holder::Closed, 0.0);
    e.world.posts[post as usize].filled_due = f64::INFINITY;
    e.world.closed_posts += 1;
    reassign_all(e, post, cause, now);
}
