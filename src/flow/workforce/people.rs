//! People leave the services, or turn 18.

use super::boundaries::pass_on_within_the_practice;
use super::caseloads::{release, weigh, weight};
use super::successor::{end_wait, find_worker, serve_team};
use super::{LEAVING_CARE, team_of};
use crate::domain::codes::ChangeCause;
use crate::domain::parameters::Provider;
use crate::flow::events::Sink;
use crate::flow::world::{FULL_CASE, NOBODY, Standing, Transfer};
use crate::flow::{Engine, handover};

/// A person leaves the services: the worker's list, a wait, or a transfer end.
pub(in crate::flow) fn let_go<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    handover::end_service(e, child, now);
    drop_case(e, child, now);
}

/// Takes a person off whatever list they are on.
pub(in crate::flow) fn drop_case<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &e.world.children[child as usize];
    if c.second != NOBODY {
        release(e, child, false);
    }
    let c = &e.world.children[child as usize];
    if c.lead != NOBODY {
        let team = e.world.posts[c.lead as usize].team as usize;
        release(e, child, true);
        if !e.world.teams[team].waiting.is_empty() {
            serve_team(e, team, now);
        }
    } else if !c.without_worker_since.is_nan() {
        for team in &mut e.world.teams {
            team.waiting.retain(|waiting| *waiting != child);
        }
        end_wait(e, child, now);
    }
}

/// Is the child in a joint handover that really takes place? Where a panel only notes its choice nobody is.
pub(super) fn is_held_by_two<S: Sink>(e: &Engine<'_, S>, child: u32) -> bool {
    e.provider() != Provider::None && e.world.children[child as usize].transfer == Transfer::Joint
}

/// A young person turned 18: the practice goes on where it serves care leavers; otherwise the leaving care team.
pub(in crate::flow) fn became_care_leaver<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let stays = e.live && e.arm.allocation.include_care_leavers;
    let c = &e.world.children[child as usize];
    let on_the_way = matches!(c.transfer, Transfer::Awaiting | Transfer::Joint);
    // the case still weighs what a child's does: it is let go at that weight
    e.world.children[child as usize].standing = Standing::InCare;
    if on_the_way || !stays {
        handover::end_service(e, child, now);
    } else {
        handover::serves_on(e, child, now);
    }
    e.world.children[child as usize].standing = Standing::CareLeaver;
    if e.is_with_practice(child) {
        reweigh(e, child);
        pass_on_within_the_practice(e, child, now);
        return;
    }
    let had = e.world.children[child as usize].lead != NOBODY;
    if had {
        // the case was booked at a child's weight
        let lead = e.world.children[child as usize].lead;
        reweigh(e, child);
        let team = e.world.posts[lead as usize].team as usize;
        release(e, child, true);
        serve_team(e, team, now);
    } else {
        drop_case(e, child, now);
    }
    e.world.children[child as usize].team = team_of(e, child, LEAVING_CARE) as u16;
    find_worker(e, child, now, Some(ChangeCause::TeamBoundary));
}

/// A case's weight changed from a child's to a care leaver's.
pub(super) fn reweigh<S: Sink>(e: &mut Engine<'_, S>, child: u32) {
    let lead = e.world.children[child as usize].lead;
    if lead != NOBODY {
        let by = weight(e, child, true) - FULL_CASE;
        weigh(e, lead, by);
    }
}
