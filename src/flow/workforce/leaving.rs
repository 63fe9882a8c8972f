//! When workers leave: a resilience that the hazard uses up, and what makes the hazard larger or smaller.
//!
//! The hazard is the leaving rate by tenure (a partner's own one for a partner), times what the caseload does to it,
//! times what a breakdown of the relationship with the authority does to it. Where a factor changes, what the hazard
//! has used up so far is taken off the resilience and the date moves: the worker's luck is one number throughout.

use super::notice;
use super::{account, practice_of_post, terms};
use crate::domain::keys::MONTH_DAYS;
use crate::domain::parameters::workforce::{days_until_leaving, hazard_between};
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{FULL_CASE, Holder, Leaving, TeamKind};

/// A caseload counts up to so many times the reference: beyond it, nobody knows what it does.
const MOST_STRAIN: f64 = 5.0;

/// A worker of some tenure has taken up a post: when will they leave?
pub(super) fn begin<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, resilience: f64) {
    let factor = shock(e, post, now);
    e.world.posts[post as usize].leaving = Leaving { resilience, as_of: now, factor, ..Leaving::NEVER };
    enter_date(e, post, now);
}

/// Leaving rates per day by tenure of whoever holds the post.
fn rates<'m, S: Sink>(e: &Engine<'m, S>, post: u32) -> &'m [f64; 6] {
    match practice_of_post(e, post) {
        Some(practice) if e.world.posts[post as usize].partner => &practice.partner_leaving_per_day,
        _ => &terms(e, post).leaving_per_day,
    }
}

/// Enters the date on which the resilience will be used up at the present factor.
fn enter_date<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let p = &e.world.posts[post as usize];
    let Leaving { resilience, factor, .. } = p.leaving;
    let tenure = p.tenure_before + (now - p.since);
    let days =
        if factor > 0.0 { days_until_leaving(rates(e, post), tenure, resilience / factor) } else { f64::INFINITY };
    let stamp = p.stamp;
    e.world.posts[post as usize].leaving.due = now + days;
    e.enter(now + days, What::WorkerLeaves, post, stamp);
    notice::enter(e, post, now, now + days);
}

/// The hazard's factor changes, if it does: what was used up is taken off, and the date moves. Whoever has given notice
/// goes on the day that is fixed.
fn bring_up_to_date<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let factor = e.world.posts[post as usize].leaving.strain * shock(e, post, now);
    let p = &e.world.posts[post as usize];
    let Leaving { resilience, as_of, factor: before, on_notice, .. } = p.leaving;
    if p.holder != Holder::Permanent || on_notice || factor == before {
        return;
    }
    let tenure = |time: f64| p.tenure_before + (time - p.since);
    let used = hazard_between(rates(e, post), tenure(as_of), tenure(now)) * before;
    let leaving = &mut e.world.posts[post as usize].leaving;
    (leaving.resilience, leaving.as_of, leaving.factor) = ((resilience - used).max(0.0), now, factor);
    enter_date(e, post, now);
}

/// What a breakdown of the relationship with the authority does to a practice's leaving rates on a day.
fn shock<S: Sink>(e: &Engine<'_, S>, post: u32, now: f64) -> f64 {
    if e.world.breakdowns.is_empty() || account(e, post) != 2 {
        return 1.0;
    }
    let team = e.world.posts[post as usize].team as usize;
    let terms = &e.arm.practices[team - 5].breakdown;
    let at = e.world.breakdowns[team - 5].at;
    if at <= now && now < at + terms.days { terms.turnover_factor } else { 1.0 }
}

/// All posts of a team are brought up to date.
pub(super) fn factors_change<S: Sink>(e: &mut Engine<'_, S>, team: usize, now: f64) {
    for post in e.world.teams[team].posts() {
        bring_up_to_date(e, post as u32, now);
    }
}

/// Enters the first monthly look at the caseloads of an employer, where they matter: 0 is the authority, 1 the first
/// practice.
pub(in crate::flow) fn enter_first_review<S: Sink>(e: &mut Engine<'_, S>, employer: u32, now: f64) {
    let elasticity = match employer {
        0 => e.world_parameters.workforce.employment.caseload_elasticity,
        k => e.arm.practices[k as usize - 1].employment.caseload_elasticity,
    };
    if elasticity != 0.0 {
        e.enter(now + MONTH_DAYS, What::CaseloadsReviewed, employer, 0);
    }
}

/// A month has ended: the caseload of each permanent worker who is there sets the hazard for the next one (A23).
pub(super) fn review_caseloads<S: Sink>(e: &mut Engine<'_, S>, employer: u32, now: f64) {
    let wanted = |kind: TeamKind| match kind {
        TeamKind::Practice(k) => employer == u32::from(k) + 1,
        _ => employer == 0,
    };
    let teams: Vec<usize> = (0..e.world.teams.len()).filter(|&team| wanted(e.world.teams[team].kind)).collect();
    for team in teams {
        for i in e.world.teams[team].posts() {
            let post = i as u32;
            if e.world.posts[i].holder != Holder::Permanent || e.world.posts[i].away {
                continue;
            }
            let (p, terms) = (&e.world_parameters.workforce, terms(e, post));
            let advises = e.world.teams[team].kind == TeamKind::LeavingCare;
            let reference = if advises { p.care_leaver_caseload_per_post } else { terms.reference_caseload };
            let cases = f64::from(e.world.load_of(post)) / f64::from(FULL_CASE);
            let strain = libm::pow((cases / reference).min(MOST_STRAIN), terms.caseload_elasticity);
            e.world.posts[i].leaving.strain = strain;
        }
        factors_change(e, team, now);
    }
    e.enter(now + MONTH_DAYS, What::CaseloadsReviewed, employer, 0);
}
