//! Who takes the child: a first worker, the next one, or a wait.

use super::boundaries::boundaries;
use super::caseloads::{hold, least_loaded, release, weight};
use super::changes::{count_change, count_in_cohort};
use super::known::knows;
use super::rebalancing::rebalance;
use super::{LEAVING_CARE, case_terms, gaps, seconds, team_of};
use crate::domain::codes::ChangeCause;
use crate::domain::parameters::SuccessorName;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::records::Kept;
use crate::flow::world::{Holder, NOBODY, Standing, TAKES_NOBODY};
use crate::flow::{Engine, cases, handover};
use crate::policies::successor::{Colleague, policy};

/// Team in which a person's authority case belongs.
pub(super) fn home_team<S: Sink>(e: &Engine<'_, S>, child: u32) -> usize {
    e.world.children[child as usize].team as usize
}

/// A new case in the authority.
pub(in crate::flow) fn new_case<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    e.world.children[child as usize].team = team_of(e, child, 0) as u16;
    if e.is_with_practice(child) {
        return; // back in care while the practice kept in touch
    }
    find_worker(e, child, now, None);
}

/// A case of the opening population: in the team where its path has led it.
pub(in crate::flow) fn opening_case<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &e.world.children[child as usize];
    let team = match (c.standing, e.world_parameters.workforce.path) {
        (Standing::CareLeaver, _) => LEAVING_CARE,
        (_, None) => 0,
        _ => {
            let dates = boundaries(e, child);
            let passed = dates.iter().filter(|(_, date)| *date <= now).max_by(|a, b| a.1.total_cmp(&b.1));
            passed.map_or(0, |(team, _)| *team)
        }
    };
    e.world.children[child as usize].team = team_of(e, child, team) as u16;
    find_worker(e, child, now, None);
}

/// Allocates a case to a worker of its team by the team's policy, or lets it wait.
///
/// `cause` says why the child lost a worker; `None` is a first allocation, which is not a change.
pub(super) fn find_worker<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64, cause: Option<ChangeCause>) {
    let team = if e.is_with_practice(child) {
        5 + e.world.children[child as usize].practice as usize
    } else {
        home_team(e, child)
    };
    let weight = weight(e, child, true);
    match choose(e, child, team, weight, now) {
        Some(post) => {
            let before = e.world.children[child as usize].had_worker;
            hold(e, child, post, true);
            e.world.children[child as usize].had_worker = true;
            match cause {
                Some(cause) if before => count_change(e, child, cause, now, None),
                _ => say_allocated(e, child, team, now),
            }
        }
        None => {
            wait_for_worker(e, child, team, now);
            let cause = cause.unwrap_or(ChangeCause::Unallocated);
            e.say(now, child, |_| CareEvent::LeftUnallocated { cause });
            e.keep(now, child, |_, _| Kept::LedByNobody { cause });
        }
    }
}

/// The worker of a team who takes a case by the team's policy.
fn choose<S: Sink>(e: &Engine<'_, S>, child: u32, team: usize, weight: i32, now: f64) -> Option<u32> {
    let terms = case_terms(e, team);
    if matches!(terms.successor, SuccessorName::LeastLoaded | SuccessorName::HoldForSuccessor) {
        return least_loaded(e, team, weight); // the same choice without a list of colleagues
    }
    let second = seconds::of(e, child);
    // who has room, hours taken into account: a case weighs more on a part-time worker's list
    let room = |i: usize| e.world.load_with(i as u32, weight) <= terms.caseload_cap;
    let there = e.world.teams[team].posts().filter(|&i| e.world.loads[i] != TAKES_NOBODY && room(i));
    let colleague = |i: usize| Colleague {
        post: i as u32,
        load: e.world.loads[i],
        knows_child: terms.successor == SuccessorName::KnownFirst && knows(e, child, i as u32, now),
        is_named_second: second == Some(i as u32),
    };
    let colleagues: Vec<Colleague> = there.map(colleague).collect();
    policy(terms.successor).choose(&colleagues, 0, terms.caseload_cap)
}

/// Tells of a first worker, which is not a change.
pub(super) fn say_allocated<S: Sink>(e: &mut Engine<'_, S>, child: u32, team: usize, now: f64) {
    let post = e.world.children[child as usize].lead;
    e.say(now, child, |_| CareEvent::WorkerAllocated { post, team });
    e.keep(now, child, |w, _| Kept::LedBy { post, holder: w.posts[post as usize].nth, cause: None });
}

/// Nobody can take the case: the child waits, which is counted.
pub(in crate::flow) fn wait_for_worker<S: Sink>(e: &mut Engine<'_, S>, child: u32, team: usize, now: f64) {
    let c = &mut e.world.children[child as usize];
    c.without_worker_since = now;
    c.gap_this_year = true;
    let key = c.key.0;
    e.world.known.joins(child, key, team, now);
    e.world.teams[team].waiting.push(child);
}

/// A withdrawn child, or one whose practice's contract is over, finds a worker in the team where its case belongs. The change is the transfer's: it counts for
/// the cohort although the child has left it.
pub(in crate::flow) fn back_to_the_authority<S: Sink>(
    e: &mut Engine<'_, S>,
    child: u32,
    cause: ChangeCause,
    now: f64,
) {
    let leaving_care = team_of(e, child, LEAVING_CARE) as u16;
    let c = &mut e.world.children[child as usize];
    if c.standing == Standing::CareLeaver {
        c.team = leaving_care;
    }
    let had = c.had_worker;
    find_worker(e, child, now, Some(cause));
    if had {
        let lead = e.world.children[child as usize].lead;
        let knew = e.world.known.is_kept().then(|| lead != NOBODY && knows(e, child, lead, now));
        count_in_cohort(e, child, cause, knew, now);
    }
}

/// Whether the next worker knows the child, where that worker is still to be found: not, or nobody remembers.
pub(in crate::flow) fn nobody_knows<S: Sink>(e: &Engine<'_, S>) -> Option<bool> {
    e.world.known.is_kept().then_some(false)
}

/// Everybody on a post's list has a new worker in the same post.
pub(super) fn succeed_in_place<S: Sink>(e: &mut Engine<'_, S>, post: u32, cause: ChangeCause, now: f64) {
    // a handover cut short takes the case off the list, so work on a copy
    for child in e.world.posts[post as usize].cases.clone() {
        if e.world.children[child as usize].lead != post {
            handover::second_worker_went(e, child, now);
        } else if !handover::lead_goes(e, child, now) {
            if !e.world.children[child as usize].without_worker_since.is_nan() {
                end_wait(e, child, now);
            }
            e.world.note_lead(child, post);
            count_change(e, child, cause, now, Some(post));
        }
    }
    seconds::name_others(e, post);
    serve_waiting(e, post, now);
}

/// The cases of a worker who goes find colleagues, one by one; or, without reallocation, wait for the post.
pub(super) fn reassign_all<S: Sink>(e: &mut Engine<'_, S>, post: u32, cause: ChangeCause, now: f64) {
    let terms = case_terms(e, e.world.posts[post as usize].team as usize);
    let waits =
        policy(terms.successor).holds_for_the_post() && e.world.posts[post as usize].holder != Holder::Closed;
    // releasing one moves the last into its place, so work on a copy
    for child in e.world.posts[post as usize].cases.clone() {
        if e.world.children[child as usize].lead == post {
            if handover::lead_goes(e, child, now) {
                continue; // the practice leads now
            }
            if waits {
                let c = &mut e.world.children[child as usize];
                if c.without_worker_since.is_nan() {
                    (c.without_worker_since, c.gap_this_year) = (now, true);
                    e.say(now, child, |_| CareEvent::LeftUnallocated { cause });
                }
                continue;
            }
            release(e, child, true);
            find_worker(e, child, now, Some(cause));
        } else {
            release(e, child, false);
            let team = e.world.posts[post as usize].team as usize;
            let weight = weight(e, child, false);
            // with nobody else to hold the case jointly, the post's next holder does
            let to = least_loaded(e, team, weight).unwrap_or(post);
            hold(e, child, to, false);
            handover::second_worker_went(e, child, now);
        }
    }
    seconds::name_others(e, post);
}

/// Somebody is there again: waiting children first, then cases of the fullest colleagues.
pub(super) fn take_up<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    // second workers' cases that nobody else held were waiting on the post itself
    serve_waiting(e, post, now);
    rebalance(e, post, now);
}

/// Without reallocation, a post's cases have waited for it: there is a worker again, another one or the same.
pub(super) fn end_waits_for_post<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, is_another: bool) {
    for i in 0..e.world.posts[post as usize].cases.len() {
        let child = e.world.posts[post as usize].cases[i];
        let c = &e.world.children[child as usize];
        if c.lead != post || c.without_worker_since.is_nan() {
            continue;
        }
        end_wait(e, child, now);
        if is_another {
            e.world.note_lead(child, post);
            count_change(e, child, ChangeCause::Unallocated, now, None);
        } else {
            let team = e.world.posts[post as usize].team as usize;
            e.say(now, child, |_| CareEvent::WorkerAllocated { post, team });
        }
    }
}

/// Waiting children of the post's team are allocated, longest wait first.
pub(super) fn serve_waiting<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let team = e.world.posts[post as usize].team as usize;
    serve_team(e, team, now);
}

pub(super) fn serve_team<S: Sink>(e: &mut Engine<'_, S>, team: usize, now: f64) {
    while let Some(&child) = e.world.teams[team].waiting.first() {
        let weight = weight(e, child, true);
        let Some(post) = choose(e, child, team, weight, now) else { return };
        e.world.teams[team].waiting.remove(0);
        end_wait(e, child, now);
        let before = e.world.children[child as usize].had_worker;
        hold(e, child, post, true);
        e.world.children[child as usize].had_worker = true;
        if before {
            count_change(e, child, ChangeCause::Unallocated, now, None);
        } else {
            say_allocated(e, child, team, now);
        }
    }
}

/// Books the days that a child was without a worker.
pub(super) fn end_wait<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let start = cases::year_start(e);
    let c = &mut e.world.children[child as usize];
    // the wait of someone who has just turned 18 counts as long as it was a child's in care
    let in_care_until = if c.standing == Standing::InCare { now } else { c.leaves.min(now) };
    let days = in_care_until - c.without_worker_since.max(start);
    let whole = now - c.without_worker_since;
    let year = &mut e.world.tallies.years[e.world.year as usize];
    gaps::count_gap(&mut year.practice, c, start, now);
    c.without_worker_since = f64::NAN;
    year.unallocated_days += days.max(0.0);
    year.longest_gap = year.longest_gap.max(whole);
}
