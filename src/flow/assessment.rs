//! Assessment: who is likely to stay two years or more? (DfE Guide 2011, paras 25-26)
//!
//! **What happens.** Entrants are assessed on stated days in care; the stock at go-live. The truth is the stay that
//! the child's resilience implies; the assessor sees it through a binormal score.
//! **Assumes.** A4: a child's score persists between reviews with a stated correlation. A5: from 16 on, and for care
//! leavers, "two years" means two years with the practice, care leaving included.
//! **Chance.** `Chance::Assessment`.
//! **Reads; writes.** Reads stays; writes the judgement.

use super::Engine;
use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::world::Standing;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::Judged;
use crate::randomness::{Chance, normal};

/// Two years in days.
const TWO_YEARS: f64 = 2.0 * YEAR_DAYS;
/// Reviews after the last listed one follow at this interval (six months).
const REVIEW_INTERVAL: f64 = 183.0;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Assessment) {
        e.world.now = due.time;
        if due.what == What::AssessStock {
            for slot in 0..e.world.children.len() as u32 {
                let c = &e.world.children[slot as usize];
                if matches!(c.standing, Standing::InCare | Standing::CareLeaver) {
                    assess(e, slot, due.time);
                }
            }
            continue;
        }
        let c = &e.world.children[due.subject as usize];
        if c.stamp != due.stamp || c.standing != Standing::InCare {
            continue;
        }
        let first = !c.assessed;
        assess(e, due.subject, due.time);
        if first {
            let c = &e.world.children[due.subject as usize];
            let truth = truly_long(e, due.subject, due.time);
            let (judged, year) = (usize::from(c.judged_long), e.world.year as usize);
            e.world.tallies.years[year].assessed[judged][usize::from(truth)] += 1;
        }
        enter_next(e, due.subject, due.time);
    }
}

/// Does the child's stay meet what is judged?
pub(super) fn truly_long<S: Sink>(e: &Engine<'_, S>, slot: u32, now: f64) -> bool {
    let c = &e.world.children[slot as usize];
    let ends =
        if c.support_ends > c.leaves && e.arm.allocation.include_care_leavers { c.support_ends } else { c.leaves };
    if c.standing == Standing::CareLeaver || c.age_days(now) >= 16.0 * YEAR_DAYS {
        return ends - now >= TWO_YEARS;
    }
    match e.arm.judged {
        Judged::TotalStay => c.leaves - c.entered >= TWO_YEARS,
        Judged::FurtherStay => c.leaves - now >= TWO_YEARS,
    }
}

fn assess<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let truth = truly_long(e, slot, now);
    let rho = e.world_parameters.assessment.score_correlation;
    let c = &e.world.children[slot as usize];
    let fresh = normal(&mut e.luck.source(Chance::Assessment, c.subject(), u64::from(c.assessments)));
    let score =
        if c.assessments == 0 { fresh } else { rho * f64::from(c.score) + libm::sqrt(1.0 - rho * rho) * fresh };
    let judged_long = e.arm.assessor.judges_long(truth, score);
    let c = &mut e.world.children[slot as usize];
    c.score = score as f32;
    c.assessments += 1;
    c.assessed = true;
    c.judged_long = judged_long;
    e.say(now, slot, |_| CareEvent::Assessed { judged_long, truly_long: truth });
}

/// Enters the first assessment after `now`, where any arm's panel needs one.
pub(super) fn enter_first<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    if e.arm.practices.is_empty() || e.arm.follows {
        return;
    }
    let p = &e.world_parameters.assessment;
    let c = &e.world.children[slot as usize];
    let (entered, stamp, leaves) = (c.entered, c.stamp, c.leaves);
    let next = p.days.iter().map(|days| entered + days).find(|date| *date > now.max(0.0));
    if let Some(date) = next.filter(|date| *date < leaves) {
        e.enter(date, What::Assess, slot, stamp);
    }
}

fn enter_next<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let p = &e.world_parameters.assessment;
    let c = &e.world.children[slot as usize];
    let (stamp, leaves) = (c.stamp, c.leaves);
    let listed = p.days.iter().map(|days| c.entered + days).find(|date| *date > now + 1e-6);
    let next = listed.or(p.repeats.then_some(now + REVIEW_INTERVAL));
    if let Some(date) = next.filter(|date| *date < leaves) {
        e.enter(date, What::Assess, slot, stamp);
    }
}
