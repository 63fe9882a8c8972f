//! Boundaries between the authority's teams, at which cases pass on.

use super::caseloads::{hold, release, weight};
use super::changes::count_change;
use super::successor::{find_worker, serve_team};
use super::{COURT, LONG_TERM, SIXTEEN, SIXTEEN_PLUS, case_terms, team_of, team_of_practice};
use crate::domain::codes::ChangeCause;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{NOBODY, Standing, TAKES_NOBODY};
use crate::randomness::{Chance, uniform};

/// Dates at which the case passes to another team, if it does (A-numbered probabilities of the team path).
pub(super) fn boundaries<S: Sink>(e: &Engine<'_, S>, child: u32) -> [(usize, f64); 3] {
    let Some(path) = e.world_parameters.workforce.path else {
        return [(COURT, f64::INFINITY), (LONG_TERM, f64::INFINITY), (SIXTEEN_PLUS, f64::INFINITY)];
    };
    let c = &e.world.children[child as usize];
    let mut luck = e.luck.source(Chance::TeamPath, c.subject(), 0);
    let mut date = |probability: f64, when: f64| {
        if uniform(&mut luck) <= probability { when } else { f64::INFINITY }
    };
    let sixteenth = c.born + SIXTEEN;
    [
        (COURT, date(path.to_court_probability, c.entered + path.to_court_days)),
        (LONG_TERM, date(path.to_long_term_probability, c.entered + path.to_long_term_days)),
        (
            SIXTEEN_PLUS,
            date(path.to_16_plus_probability, if sixteenth > c.entered { sixteenth } else { f64::INFINITY }),
        ),
    ]
}

/// Enters the boundaries that lie ahead.
pub(in crate::flow) fn enter_boundaries<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    if e.world_parameters.workforce.path.is_none() {
        return;
    }
    let c = &e.world.children[child as usize];
    let (stamp, leaves) = (c.stamp, c.leaves);
    let dates = boundaries(e, child);
    for ((_, date), what) in
        dates.into_iter().zip([What::ToCourtTeam, What::ToLongTermTeam, What::ToSixteenPlusTeam])
    {
        if date > now && date < leaves {
            e.enter(date, what, child, stamp);
        }
    }
}

/// In a practice one team is there for all and the boundary has gone, unless the practice keeps it: then the case passes
/// to its least-loaded other worker who takes it. A single worker keeps the case (A56).
pub(super) fn pass_on_within_the_practice<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &e.world.children[child as usize];
    let (practice, lead) = (c.practice as usize, c.lead);
    if lead == NOBODY || !e.arm.practices[practice].keeps_team_boundaries {
        return;
    }
    let (team, weight) = (team_of_practice(practice), weight(e, child, true));
    let loads = &e.world.loads;
    let able = |i: &usize| *i != lead as usize && loads[*i] != TAKES_NOBODY;
    let found = e.world.teams[team].posts().filter(able).min_by_key(|i| loads[*i]);
    let cap = case_terms(e, team).caseload_cap;
    let Some(post) = found.filter(|i| loads[*i] + weight <= cap) else { return };
    release(e, child, true);
    hold(e, child, post as u32, true);
    count_change(e, child, ChangeCause::TeamBoundary, now, Some(lead));
    serve_team(e, team, now);
}

pub(super) fn cross_boundary<S: Sink>(e: &mut Engine<'_, S>, child: u32, stamp: u16, to: usize, now: f64) {
    let sixteen_plus = team_of(e, child, SIXTEEN_PLUS);
    let to = team_of(e, child, to);
    let c = &e.world.children[child as usize];
    if c.stamp != stamp || c.standing != Standing::InCare || c.team as usize == to {
        return;
    }
    // a 16+ worker does not hand back to the long-term team
    if to < sixteen_plus && c.team as usize == sixteen_plus {
        return;
    }
    e.world.children[child as usize].team = to as u16;
    if e.is_with_practice(child) {
        pass_on_within_the_practice(e, child, now);
        return;
    }
    let c = &e.world.children[child as usize];
    if c.lead == NOBODY {
        for team in &mut e.world.teams {
            team.waiting.retain(|waiting| *waiting != child);
        }
        e.world.teams[to].waiting.push(child);
        serve_team(e, to, now);
        return;
    }
    let old_team = e.world.posts[c.lead as usize].team as usize;
    release(e, child, true);
    find_worker(e, child, now, Some(ChangeCause::TeamBoundary));
    if !e.world.teams[old_team].waiting.is_empty() {
        serve_team(e, old_team, now);
    }
}
