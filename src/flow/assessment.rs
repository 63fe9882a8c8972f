//! Assessment: who is likely to stay two years or more? (DfE Guide 2011, paras 25-26)
//!
//! **What happens.** Entrants are assessed on stated days in care or at each review, and again where the policy says
//! so; the stock at go-live. The truth is the stay that the child's resilience implies; the assessor sees it through
//! a binormal score. At go-live and at each year's end the whole caseload is judged afresh, for the figures only.
//! **Assumes.** A4: a child's scores at any two assessments have one stated correlation, however far apart they are
//! (a part that is the child's own, and a part that is the day's). A5: from 16 on, and for care leavers, "two years"
//! means two years with the practice, care leaving included, unless the scenario says otherwise.
//! **Chance.** `Chance::Assessment`.
//! **Reads; writes.** Reads stays; writes the judgement.

use super::Engine;
use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::tally::score_bin;
use super::world::{Child, Standing, Transfer};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::Judged;
use crate::randomness::{Chance, normal};

/// Two years in days.
pub(super) const TWO_YEARS: f64 = 2.0 * YEAR_DAYS;
const SIXTEEN: f64 = 16.0 * YEAR_DAYS;
/// Rows of the curve's scores.
const ENTRANTS: usize = 0;
const CASELOAD: usize = 1;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Assessment) {
        e.world.now = due.time;
        if due.what == What::AssessStock {
            assess_stock(e, due.time);
            continue;
        }
        let c = &e.world.children[due.subject as usize];
        if c.stamp != due.stamp || c.standing != Standing::InCare {
            continue;
        }
        // the stock's first assessment is no entrant's, whenever it is made
        let entrant = !c.assessed && c.entered >= 0.0;
        let look = assess(e, due.subject, due.time);
        if entrant {
            let year = e.world.year as usize;
            e.world.tallies.years[year].assessed[usize::from(look.judged_long)][usize::from(look.truly_long)] += 1;
            e.world.tallies.scores[ENTRANTS][score_bin(look.probability)][usize::from(look.truly_long)] += 1;
        }
        enter_next(e, due.subject, due.time);
    }
}

/// Go-live: the caseload is counted, and where the policy says so everybody is assessed.
fn assess_stock<S: Sink>(e: &mut Engine<'_, S>, now: f64) {
    e.world.tallies.opening = judge_caseload(e, now);
    if !e.arm.assessment.stock_at_go_live {
        return;
    }
    for slot in 0..e.world.children.len() as u32 {
        let c = &e.world.children[slot as usize];
        let there = matches!(c.standing, Standing::InCare | Standing::CareLeaver);
        // who comes later on the same day is an entrant
        if there && c.entered <= now {
            assess(e, slot, now);
        }
    }
}

/// What one look at a child shows, and what is the case.
#[derive(Debug, Clone, Copy)]
struct Look {
    truly_long: bool,
    judged_long: bool,
    /// The chance of a long stay that the score stands for.
    probability: f64,
}

/// How long the practice could serve the person: until care ends, or support after it.
pub(super) fn service_ends<S: Sink>(e: &Engine<'_, S>, c: &Child) -> f64 {
    if e.arm.allocation.include_care_leavers { c.support_ends.max(c.leaves) } else { c.leaves }
}

/// Does the child's stay meet what is judged?
fn truly_long<S: Sink>(e: &Engine<'_, S>, c: &Child, now: f64) -> bool {
    let older = c.standing == Standing::CareLeaver || c.age_days(now) >= SIXTEEN;
    if older && e.arm.assessment.with_practice_from_16 {
        return service_ends(e, c) - now >= TWO_YEARS;
    }
    match e.arm.judged {
        Judged::TotalStay => c.leaves - c.entered >= TWO_YEARS,
        Judged::FurtherStay => c.leaves - now >= TWO_YEARS,
    }
}

/// The score is keyed by the day in care, so that arms which assess a child on the same day see the same score, and
/// another assessment in between changes nothing.
fn look<S: Sink>(e: &Engine<'_, S>, c: &Child, now: f64) -> Look {
    let (truly_long, a) = (truly_long(e, c, now), &e.arm.assessment);
    let part = |nth: u64| normal(&mut e.luck.source(Chance::Assessment, c.subject(), nth));
    let rho = a.score_correlation;
    let day = 1 + libm::round((now - c.entered).max(0.0)) as u64;
    let own = if rho > 0.0 { libm::sqrt(rho) * part(0) } else { 0.0 };
    let score = if rho < 1.0 { own + libm::sqrt(1.0 - rho) * part(day) } else { own };
    Look {
        truly_long,
        judged_long: e.arm.assessor.judges_long(truly_long, score),
        probability: e.arm.assessor.probability(truly_long, score, a.expected_share),
    }
}

/// Assesses a person; an earlier judgement is reversed where the policy allows it.
fn assess<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) -> Look {
    let look = look(e, &e.world.children[slot as usize], now);
    let reversal = e.arm.assessment.reversal;
    let c = &mut e.world.children[slot as usize];
    c.judged_long = reversal.after(c.assessed.then_some(c.judged_long), look.judged_long);
    c.assessed = true;
    let judged_long = c.judged_long;
    e.say(now, slot, |_| CareEvent::Assessed { judged_long, truly_long: look.truly_long });
    Look { judged_long, ..look }
}

/// Everybody in care, judged afresh today and for the figures only: long or not, truly long or not. Who has been long
/// in care is seen more often than among entrants, so that the same assessor is right in another share.
fn judge_caseload<S: Sink>(e: &mut Engine<'_, S>, now: f64) -> [[u32; 2]; 2] {
    let mut counted = [[0; 2]; 2];
    for slot in 0..e.world.children.len() {
        let c = &e.world.children[slot];
        if c.standing == Standing::InCare && c.entered <= now {
            let look = look(e, c, now);
            counted[usize::from(look.judged_long)][usize::from(look.truly_long)] += 1;
            e.world.tallies.scores[CASELOAD][score_bin(look.probability)][usize::from(look.truly_long)] += 1;
        }
    }
    counted
}

/// The caseload at the year's end, and who is left out of allocation.
pub(super) fn count_caseload<S: Sink>(e: &mut Engine<'_, S>, end: f64) {
    if e.arm.practices.is_empty() || e.arm.follows {
        return;
    }
    let caseload = judge_caseload(e, end);
    let a = &e.arm.allocation;
    let (mut staying, mut adoption) = (0, 0);
    for c in e.world.children.iter().filter(|c| c.standing == Standing::InCare && c.transfer == Transfer::None) {
        let of_age = (a.minimum_age_days..a.maximum_age_days).contains(&c.age_days(end));
        let left_out = of_age && a.require_assessment && c.assessed && !c.judged_long;
        staying += u32::from(left_out && truly_long(e, c, end));
        adoption += u32::from(of_age && a.exclude_adoption_plan && super::allocation::adoption_planned(c, end));
    }
    let year = &mut e.world.tallies.years[e.world.year as usize];
    (year.caseload, year.left_out_and_staying, year.adoption_planned) = (caseload, staying, adoption);
}

/// Enters the first assessment after `now`. Before go-live nobody acts; at go-live each arm enters its own dates.
pub(super) fn enter_first<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    if e.live && !e.arm.practices.is_empty() && !e.arm.follows {
        enter_after(e, slot, now);
    }
}

fn enter_next<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    enter_after(e, slot, now + 1e-6);
}

/// The first date after `now` on which the policy assesses the child: the standard days in care, then at intervals
/// from the last of them, whatever was assessed before.
fn enter_after<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let a = &e.arm.assessment;
    let c = &e.world.children[slot as usize];
    let (entered, stamp, leaves) = (c.entered, c.stamp, c.leaves);
    let listed = a.days.iter().map(|days| entered + days).find(|date| *date >= now);
    let again = || {
        let (every, last) = (a.repeat_every_days?, entered + a.days.last()?);
        Some(last + libm::floor((now - last) / every + 1.0) * every)
    };
    if let Some(date) = listed.or_else(again).filter(|date| *date < leaves) {
        e.enter(date, What::Assess, slot, stamp);
    }
}
