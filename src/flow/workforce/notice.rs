//! Notice: before a worker leaves, a named colleague holds each case jointly, so that the child knows the next worker.

use super::caseloads::{hold, least_loaded, release, weigh, weight};
use super::changes::count_change;
use super::people::is_held_by_two;
use super::{case_terms, reserve, terms};
use crate::domain::codes::ChangeCause;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::world::{FULL_CASE, Holder, Standing, Successor, TAKES_NOBODY, Transfer};
use crate::policies::successor::policy;

/// Enters the day on which notice is given for a leaving date. It may prove out of date when the date moves.
pub(super) fn enter<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, leaves: f64) {
    let days = terms(e, post).notice_days;
    if days > 0.0 && leaves.is_finite() {
        let stamp = e.world.posts[post as usize].stamp;
        e.enter((leaves - days).max(now), What::NoticeGiven, post, stamp);
    }
}

/// The worker gives notice: takes no further case, and each child's next worker begins to work jointly.
pub(super) fn given<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let terms = terms(e, post);
    let p = &e.world.posts[post as usize];
    let leaves = p.leaving.due.min(p.leaving.loan_ends);
    // the date has moved away since this notice was entered; the day of the later one is entered too
    if p.holder != Holder::Permanent || p.leaving.on_notice || now < leaves - terms.notice_days {
        return;
    }
    let days = leaves - now;
    e.world.posts[post as usize].leaving.on_notice = true;
    e.world.loads[post as usize] = TAKES_NOBODY;
    let team = e.world.posts[post as usize].team as usize;
    if e.world.posts[post as usize].away || policy(case_terms(e, team).successor).holds_for_the_post() {
        return;
    }
    let reserved = reserve::name(e, post);
    for child in e.world.posts[post as usize].cases.clone() {
        if e.world.children[child as usize].lead != post || is_held_by_two(e, child) {
            continue;
        }
        if reserved {
            e.say(now, child, |_| CareEvent::NoticeGiven { successor: None, days });
            continue;
        }
        let whole = weight(e, child, true);
        let Some(to) = least_loaded(e, team, whole) else { return };
        let joint = (i64::from(whole) * i64::from(terms.notice_weight) / i64::from(FULL_CASE)) as i32;
        let holder = e.world.posts[to as usize].nth;
        e.world.successors.push(Successor { child, from: post, to, holder, weight: joint });
        weigh(e, to, joint);
        if e.world.known.is_kept() {
            e.world.note_met_on(child, to, now);
        }
        e.say(now, child, |_| CareEvent::NoticeGiven { successor: Some(to), days });
    }
}

/// A case leaves its worker's list: whoever held it jointly lets go.
pub(super) fn forget<S: Sink>(e: &mut Engine<'_, S>, child: u32) {
    while let Some(at) = e.world.successors.iter().position(|s| s.child == child) {
        let Successor { to, weight, .. } = e.world.successors.remove(at);
        weigh(e, to, -weight);
    }
}

/// The worker leaves: colleagues who are still there take over the children whom they know by now. Has anybody?
pub(super) fn hand_over<S: Sink>(e: &mut Engine<'_, S>, post: u32, cause: ChangeCause, now: f64) -> bool {
    let named: Vec<Successor> = e.world.successors.iter().copied().filter(|s| s.from == post).collect();
    let mut handed_over = false;
    for Successor { child, to, holder, .. } in named {
        forget(e, child);
        let there = e.world.loads[to as usize] != TAKES_NOBODY && e.world.posts[to as usize].nth == holder;
        if !there || e.world.children[child as usize].lead != post || is_held_by_two(e, child) {
            continue;
        }
        release(e, child, true);
        hold(e, child, to, true);
        count_change(e, child, cause, now, Some(post));
        handed_over = true;
        count(e, child);
    }
    handed_over
}

/// Counts a change to somebody who has worked with the child since notice was given.
pub(super) fn count<S: Sink>(e: &mut Engine<'_, S>, child: u32) {
    let c = &e.world.children[child as usize];
    let counted = &mut e.world.tallies.years[e.world.year as usize];
    counted.changes_after_notice += u32::from(c.standing == Standing::InCare);
    counted.cohort_changes_after_notice += u32::from(c.transfer == Transfer::Served);
}
