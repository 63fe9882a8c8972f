//! Where children and staff go when a contract ends: to another provider, or back to the authority.

use super::after_care::end_further;
use crate::domain::codes::ChangeCause;
use crate::flow::due::What;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::followed::{self, Step};
use crate::flow::world::{Holder, NOBODY, Standing, TeamKind, Transfer};
use crate::flow::{Engine, cases, finance, handover, workforce};
use crate::randomness::{Chance, uniform};

/// Occasions of chance of children and posts, apart from those of contracts.
const DAY_OF_RETURN: u64 = 1 << 33;
const MOVES_ALONG: u64 = 1 << 34;

/// Another provider takes the contract over: staff move under TUPE in a stated share, the others are replaced.
pub(super) fn retender<S: Sink>(e: &mut Engine<'_, S>, practice: usize, now: f64) {
    e.world.tallies.years[e.world.year as usize].contracts_retendered += 1;
    let share = e.arm.endings.retender_staff_share;
    for post in workforce::posts_of_practice(e, practice) {
        if e.world.posts[post as usize].holder == Holder::Permanent && !moves_along(e, post, share) {
            workforce::replace_at_once(e, post, ChangeCause::ContractEnded, now);
        }
    }
}

/// Does the worker in this post move along?
fn moves_along<S: Sink>(e: &Engine<'_, S>, post: u32, share: f64) -> bool {
    let nth = u64::from(e.world.posts[post as usize].nth);
    uniform(&mut e.luck.source(Chance::ContractEnd, u64::from(post), MOVES_ALONG + nth)) <= share
}

/// The contract is over: nobody new comes, and those who are there go back to the authority.
pub(super) fn end_at_once<S: Sink>(e: &mut Engine<'_, S>, practice: usize, now: f64) {
    e.world.contract_over[practice] = true;
    for child in of_practice(e, practice) {
        let c = &e.world.children[child as usize];
        if c.standing == Standing::AfterCare {
            end_further(e, child, now);
        } else if c.transfer != Transfer::Served {
            handover::end_service(e, child, now);
        }
    }
    let t = &e.arm.endings;
    if t.return_staff_share > 0.0 {
        team_comes_back(e, practice, now);
        return;
    }
    let taper = t.taper_days;
    for child in of_practice(e, practice) {
        let c = &e.world.children[child as usize];
        let (subject, stamp) = (c.subject(), c.transfer_stamp);
        let u = uniform(&mut e.luck.source(Chance::ContractEnd, subject, DAY_OF_RETURN));
        if taper > 0.0 {
            e.enter(now + u * taper, What::HandedBack, child, stamp);
        } else {
            hand_back(e, child, now);
        }
    }
    if taper > 0.0 {
        // after the last child's day
        e.enter(now + taper, What::PracticeCloses, practice as u32, 0);
    } else {
        close_practice(e, practice as u32, now);
    }
}

/// Everybody who is with the practice or on the way to it.
fn of_practice<S: Sink>(e: &Engine<'_, S>, practice: usize) -> Vec<u32> {
    let with = |slot: &u32| {
        let c = &e.world.children[*slot as usize];
        let there = matches!(c.standing, Standing::InCare | Standing::CareLeaver | Standing::AfterCare);
        there && c.transfer != Transfer::None && usize::from(c.practice) == practice
    };
    (0..e.world.children.len() as u32).filter(with).collect()
}

/// One child goes back to the authority: a change of worker.
pub(in crate::flow) fn hand_back<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    e.world.tallies.years[e.world.year as usize].handed_back += 1;
    handover::back_to_authority(e, child, ChangeCause::ContractEnded, now);
    workforce::reopen_posts(e, now);
}

/// The last children have gone: the practice's posts are closed.
pub(in crate::flow) fn close_practice<S: Sink>(e: &mut Engine<'_, S>, practice: u32, now: f64) {
    for child in of_practice(e, practice as usize) {
        hand_back(e, child, now);
    }
    workforce::dissolve_reserve(e, practice as usize, now);
    for post in workforce::posts_of_practice(e, practice as usize) {
        workforce::shut(e, post, now);
    }
    e.world.tallies.closed_at[practice as usize] = now;
}

/// Staff come back with their children (Guide 2011, para 47): the team becomes one of the authority's, on its terms.
fn team_comes_back<S: Sink>(e: &mut Engine<'_, S>, practice: usize, now: f64) {
    let team = workforce::team_of_practice(practice);
    let share = e.arm.endings.return_staff_share;
    for child in of_practice(e, practice) {
        let c = &e.world.children[child as usize];
        let (lead, had) = (c.lead, c.had_worker);
        let goes =
            |post: u32| e.world.posts[post as usize].holder == Holder::Permanent && !moves_along(e, post, share);
        if had && lead != NOBODY && goes(lead) {
            workforce::count_in_cohort(e, child, ChangeCause::ContractEnded, workforce::nobody_knows(e), now);
        }
        finance::settle_placement(e, child, now);
        cases::settle_service(e, child, now);
        followed::note(e, child, Step::Withdrawn, now);
        handover::close_for_good(e, child, now);
        let c = &mut e.world.children[child as usize];
        (c.transfer, c.team) = (Transfer::None, team as u16);
        e.world.tallies.years[e.world.year as usize].handed_back += 1;
        e.say(now, child, |_| CareEvent::ContractEnded { with_worker: true });
    }
    workforce::dissolve_reserve(e, practice, now);
    workforce::change_employer(e, team, TeamKind::LongTerm, now);
    for post in workforce::posts_of_practice(e, practice) {
        if e.world.posts[post as usize].holder == Holder::Permanent && !moves_along(e, post, share) {
            workforce::leave_post(e, post, ChangeCause::ContractEnded, now);
        }
    }
    e.world.tallies.closed_at[practice] = now;
    workforce::reopen_posts(e, now);
}
