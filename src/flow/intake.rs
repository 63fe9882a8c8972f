//! Intake: children come into care, alone or with siblings, for the first time or again.
//!
//! **What happens.** Each month cell draws its families (a Poisson number at uniform times); each child's
//! characteristics, stay, legal steps and first placement are drawn on arrival.
//! **Assumes.** A2: ages of siblings are independent draws of the age at entry. A3: unaccompanied children come
//! alone, are accommodated under section 20, are 95% male, and are in band 2 or 4.
//! **Chance.** `Arrivals`, `Arrival`, `Characteristics`, `Stay`, `PlannedLead`, `Legal`, `Frailty`, `Reentry`, `CareLeaver`.
//! **Leaves out.** Short breaks (legal status V3, V4), which are not periods of care.
//! **Reads; writes.** Writes children, due dates, events.

use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::world::{Adoption, Child, NO_PRACTICE, NOBODY, Standing, Transfer, Wish};
use super::{Engine, cases, finance, placements, workforce};
use crate::domain::codes::{AgeBand, Band, Ethnicity, ExitReason, LegalRoute, Need, PlacementType};
use crate::domain::keys::{ChildKey, MONTH_DAYS, YEAR_DAYS};
use crate::domain::laws::{gamma, pick_share};
use crate::domain::money::Pence;
use crate::domain::parameters::StayLaw;
use crate::domain::parameters::stay::{ADULT_DAYS, StayParameters};
use crate::randomness::{Chance, Source, exponential, uniform};

/// Boys among unaccompanied children (derived parameters, section 1: from memory).
const UNACCOMPANIED_MALE: f64 = 0.95;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Intake) {
        e.world.now = due.time;
        match due.what {
            What::MonthOpens => open_month(e, due.time),
            What::FamilyArrives => {
                let (key, time) = e.world.families[due.subject as usize];
                arrive_family(e, key, time);
            }
            What::ChildReturns => {
                if e.world.children[due.subject as usize].stamp == due.stamp {
                    come_back(e, due.subject, due.time);
                }
            }
            _ => unreachable!("not an intake date"),
        }
    }
}

fn open_month<S: Sink>(e: &mut Engine<'_, S>, time: f64) {
    // the first simulated cell may have begun before the first moment
    let cell = libm::floor(time / MONTH_DAYS + 1e-9) as i64;
    e.world.families.clear();
    draw_families(e, cell);
    for i in 0..e.world.families.len() {
        let (_, at) = e.world.families[i];
        if at >= time {
            e.enter(at, What::FamilyArrives, i as u32, 0);
        }
    }
}

/// Draws the families of a month cell with their times. More intake adds families and changes none.
pub(super) fn draw_families<S: Sink>(e: &mut Engine<'_, S>, cell: i64) {
    let p = &e.world_parameters.intake;
    let middle = (cell as f64 + 0.5) / 12.0;
    let trend = if middle > 0.0 { libm::pow(1.0 + p.trend_per_year, middle) } else { 1.0 };
    let phase = (cell as f64 + 0.5 - p.season_peak_month) / 12.0 * std::f64::consts::TAU;
    let season = if p.season_amplitude > 0.0 { 1.0 + p.season_amplitude * libm::cos(phase) } else { 1.0 };
    let expected = p.first_entries_per_month / p.mean_batch() * trend * season;
    let mut gaps = e.luck.source(Chance::Arrivals, ChildKey::family(cell, 0).0, 0);
    let mut seen = 0.0;
    for index in 0.. {
        seen += exponential(&mut gaps);
        if seen > expected {
            break;
        }
        let key = ChildKey::family(cell, index);
        let within = uniform(&mut e.luck.source(Chance::Arrival, key.0, 0));
        e.world.families.push((key, (cell as f64 + within) * MONTH_DAYS));
    }
}

/// How many siblings arrive together.
fn batch_size<S: Sink>(e: &Engine<'_, S>, key: ChildKey) -> usize {
    let p = &e.world_parameters.intake;
    if p.batch_share[0] >= 1.0 {
        return 1;
    }
    pick_share(&p.batch_share, uniform(&mut e.luck.source(Chance::Arrival, key.0, 1))) + 1
}

fn arrive_family<S: Sink>(e: &mut Engine<'_, S>, key: ChildKey, time: f64) {
    let size = batch_size(e, key);
    for member in 0..size {
        arrive(e, key.sibling(member as u64), time, size > 1);
    }
}

/// A first entry into care, now.
pub(super) fn arrive<S: Sink>(e: &mut Engine<'_, S>, key: ChildKey, time: f64, with_siblings: bool) {
    let mut child = newcomer(e, key, time, with_siblings);
    begin_stay(e, &mut child, time);
    let slot = put(e, child);
    enter_care(e, slot, time);
}

/// What follows when a period of care has begun: counts, placement, worker, due dates.
fn enter_care<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    let year = e.world.year as usize;
    let counted = &mut e.world.tallies.years[year];
    counted.starts += 1;
    let again = e.world.children[slot as usize].period > 0;
    counted.returns += u32::from(again);
    e.world.in_care += 1;
    e.say(time, slot, |c| CareEvent::CameIntoCare {
        age_years: (time - c.born) / YEAR_DAYS,
        legal: c.route.label(),
        need: c.need.label(),
        band: c.band.label(),
        period: c.period,
    });
    placements::first(e, slot, time);
    finance::set_price(e, slot);
    enter_dates(e, slot);
    placements::plan(e, slot, time);
    workforce::new_case(e, slot, time);
}

/// Due dates of a period of care that do not depend on the placement.
pub(super) fn enter_dates<S: Sink>(e: &mut Engine<'_, S>, slot: u32) {
    let c = &e.world.children[slot as usize];
    let (stamp, leaves, planned_at) = (c.stamp, c.leaves, c.planned_at);
    e.enter(leaves, What::LeavesCare, slot, stamp);
    if planned_at < leaves {
        e.enter(planned_at, What::PlannedMove, slot, stamp);
    }
    let now = e.world.now;
    super::assessment::enter_first(e, slot, now);
    workforce::enter_request(e, slot, now);
    placements::enter_seventeenth_birthday(e, slot, now);
    workforce::enter_boundaries(e, slot, now);
}

/// The look-back: a family that arrived at `time`, as it stands at `start`.
pub(super) fn look_back_at_family<S: Sink>(e: &mut Engine<'_, S>, key: ChildKey, time: f64, start: f64) {
    let size = batch_size(e, key);
    for member in 0..size {
        let mut child = newcomer(e, key.sibling(member as u64), time, size > 1);
        let p = &e.world_parameters.stay;
        let until = if p.has_care_leavers() { p.care_leavers_until_days } else { ADULT_DAYS };
        if p.leave_at_18 && child.born + until <= start {
            continue; // grown up before the first day
        }
        let mut entered = time;
        loop {
            begin_stay(e, &mut child, entered);
            if child.leaves > start {
                child.standing = Standing::InCare;
                let slot = put(e, child);
                settle_opening(e, slot, start);
                break;
            }
            if child.support_ends > start {
                child.standing = Standing::CareLeaver;
                let slot = put(e, child);
                e.world.leavers += 1;
                let c = &e.world.children[slot as usize];
                let (ends, stamp) = (c.support_ends, c.stamp);
                e.enter(ends, What::SupportEnds, slot, stamp);
                break;
            }
            match return_date(e, &child) {
                Some(back) if back > start => {
                    child.standing = Standing::Away;
                    let slot = put(e, child);
                    let stamp = e.world.children[slot as usize].stamp;
                    e.enter(back, What::ChildReturns, slot, stamp);
                    break;
                }
                Some(back) => {
                    child.period += 1;
                    entered = back;
                }
                None => break,
            }
        }
    }
}

/// Placements from arrival to the first moment, and what is due afterwards.
fn settle_opening<S: Sink>(e: &mut Engine<'_, S>, slot: u32, start: f64) {
    e.world.in_care += 1;
    let entered = e.world.children[slot as usize].entered;
    placements::first(e, slot, entered);
    placements::fast_forward(e, slot, start);
    finance::set_price(e, slot);
    let c = &mut e.world.children[slot as usize];
    c.placements_this_year = 1;
    c.billed_to = libm::floor(start) as i32;
    c.high_cost_from = start;
    c.status_changes_to = start;
    enter_dates(e, slot);
    placements::plan(e, slot, start);
}

fn come_back<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    let mut child = e.world.children[slot as usize].clone();
    child.period += 1;
    child.adoption = Adoption::AsDrawn;
    begin_stay(e, &mut child, time);
    child.standing = Standing::InCare;
    (child.had_worker, child.changes_this_year, child.changes_last_year) = (false, 0, 0);
    (child.gap_this_year, child.placements_this_year) = (false, 0);
    (child.assessed, child.judged_long, child.withdrawn) = (false, false, false);
    child.stamp = child.stamp.wrapping_add(1);
    let period = child.period;
    e.world.children[slot as usize] = child;
    e.say(time, slot, |_| CareEvent::ReturnedToCare { period });
    enter_care(e, slot, time);
}

/// When a child who has left will come back, if before 18.
pub(super) fn return_date<S: Sink>(e: &Engine<'_, S>, child: &Child) -> Option<f64> {
    if child.at_18 {
        return None;
    }
    let table = &e.world_parameters.stay.returns[StayParameters::return_group(child.reason)?];
    if table.by[4] <= 0.0 {
        return None;
    }
    let years = table.years(uniform(&mut e.luck.source(Chance::Reentry, child.subject(), 0)))?;
    let back = child.leaves + years * YEAR_DAYS;
    (back < child.born + ADULT_DAYS && child.period < 200).then_some(back)
}

/// A free slot for a child.
pub(super) fn put<S: Sink>(e: &mut Engine<'_, S>, mut child: Child) -> u32 {
    child.frailty = frailty(e, child.key) as f32;
    match e.world.free.pop() {
        Some(slot) => {
            let old = &e.world.children[slot as usize];
            child.stamp = old.stamp.wrapping_add(1);
            child.move_stamp = old.move_stamp.wrapping_add(1);
            child.transfer_stamp = old.transfer_stamp.wrapping_add(1);
            e.world.children[slot as usize] = child;
            slot
        }
        None => {
            e.world.children.push(child);
            e.world.children.len() as u32 - 1
        }
    }
}

/// Draws who a child is.
pub(super) fn newcomer<S: Sink>(e: &Engine<'_, S>, key: ChildKey, time: f64, with_siblings: bool) -> Child {
    let p = &e.world_parameters.intake;
    let mut luck = e.luck.source(Chance::Characteristics, key.0, 0);
    let age = draw_age(e, &mut luck);
    let band_of_age = AgeBand::of(age / YEAR_DAYS) as usize;
    let mut alone = false;
    let mut male = uniform(&mut luck) <= p.male_share;
    let (mut need, mut band) = (Need::at(0), Band::at(0));
    if !p.needs_are_plain {
        alone = uniform(&mut luck) <= p.unaccompanied_given_age[band_of_age] && !with_siblings;
        need = Need::at(pick_share(&p.need_share, uniform(&mut luck)));
        let u = uniform(&mut luck);
        band = match alone {
            true if u <= p.unaccompanied_band_4 => Band::Band4,
            true => Band::Band2,
            false => Band::at(pick_share(&p.band_share, u)),
        };
        male = if alone { uniform(&mut luck) <= UNACCOMPANIED_MALE } else { male };
    }
    // siblings share ethnicity, locality and legal route
    let (mut ethnicity, mut locality, mut route) = (Ethnicity::at(0), 0, LegalRoute::at(0));
    if !p.family_is_plain {
        let mut family = e.luck.source(Chance::Characteristics, key.sibling(0).0, 1);
        ethnicity = Ethnicity::at(pick_share(&p.ethnicity_share, uniform(&mut family)));
        let place = uniform(&mut family);
        locality = match p.locality_share.as_slice() {
            [] => ((place * f64::from(p.localities)) as u16).min((p.localities - 1) as u16),
            shares => pick_share(shares, place) as u16,
        };
        route = LegalRoute::at(pick_share(&p.legal_route_share, uniform(&mut family)));
    }
    Child {
        key,
        group: key.group(),
        adoption: Adoption::AsDrawn,
        standing: Standing::InCare,
        period: 0,
        stamp: 0,
        born: time - age,
        male,
        unaccompanied: alone,
        ethnicity,
        need: if alone { Need::N8 } else { need },
        locality,
        entered: time,
        leaves: f64::INFINITY,
        reason: ExitReason::Other,
        at_18: false,
        route: if alone { LegalRoute::Section20 } else { route },
        order_at: f64::INFINITY,
        concludes_at: f64::INFINITY,
        support_ends: f64::NEG_INFINITY,
        band,
        band_until: f64::NAN,
        band_changes: 0,
        high_cost_from: time,
        high_cost_nth: 0,
        high_cost_left: f64::NAN,
        placement: PlacementType::Other,
        placement_since: time,
        before_adopters_since: f64::INFINITY,
        placements: 0,
        move_stamp: 0,
        frailty: 1.0, // drawn for those who are still there
        planned_at: f64::INFINITY,
        planned_type: PlacementType::Other,
        planned_same_carer: false,
        resilience: 0.0,
        resilience_at: time,
        unsettled_until: f64::NEG_INFINITY,
        daily_price: Pence::ZERO,
        billed_to: 0,
        status_changes_to: time,
        status_nth: 0,
        team: 0,
        lead: NOBODY,
        lead_at: 0,
        second: NOBODY,
        second_at: 0,
        without_worker_since: f64::NAN,
        had_worker: false,
        changes_this_year: 0,
        changes_last_year: 0,
        placements_this_year: 0,
        gap_this_year: false,
        transfer: Transfer::None,
        practice: 0,
        transferred_at: f64::NAN,
        transfer_stamp: 0,
        withdrawn: false,
        judged_long: false,
        assessed: false,
        score: 0.0,
        wish: Wish::NotAsked,
        prefers: NO_PRACTICE,
        waits_until: 0.0,
    }
}

fn frailty<S: Sink>(e: &Engine<'_, S>, key: ChildKey) -> f64 {
    let shape = e.world_parameters.placements.frailty_shape;
    if shape <= 0.0 {
        return 1.0;
    }
    gamma(shape, &mut e.luck.source(Chance::Frailty, key.0, 0)) / shape
}

/// Age at entry in days.
fn draw_age<S: Sink>(e: &Engine<'_, S>, luck: &mut Source) -> f64 {
    let p = &e.world_parameters.intake;
    let band = pick_share(&p.age_share, uniform(luck));
    let within = uniform(luck);
    let fraction = uniform(luck);
    if band == 0 {
        return (pick_share(&p.month_share_under_1, within) as f64 + fraction) * MONTH_DAYS;
    }
    let first_year = [1.0, 5.0, 10.0, 16.0][band - 1];
    (first_year + pick_share(&p.year_share[band - 1], within) as f64 + fraction) * YEAR_DAYS
}

/// Draws a period of care that begins at `time`: its length and reason, legal steps, planned placements.
fn begin_stay<S: Sink>(e: &Engine<'_, S>, child: &mut Child, time: f64) {
    let p = &e.world_parameters.stay;
    child.entered = time;
    let mut luck = e.luck.source(Chance::Stay, child.subject(), 0);
    let age = child.age_days(time);
    let length = match &p.law {
        StayLaw::Table { per_day, age_factor } => {
            StayParameters::table_length(per_day, age_factor, age, exponential(&mut luck))
        }
        StayLaw::Named(law) => law.draw(&mut luck),
    };
    child.at_18 = p.leave_at_18 && time + length >= child.born + ADULT_DAYS;
    child.leaves = if child.at_18 { child.born + ADULT_DAYS } else { time + length };
    let stay = child.leaves - time;
    child.reason = p.draw_reason(age + stay, stay, child.at_18, uniform(&mut luck));
    child.support_ends = child.leaves;
    if child.at_18 && p.has_care_leavers() {
        let stays = uniform(&mut e.luck.source(Chance::CareLeaver, child.subject(), 0)) <= p.care_leaver_share;
        if stays {
            child.support_ends = child.born + p.care_leavers_until_days;
        }
    }
    cases::legal_steps(e, child);
    placements::plan_leads(e, child);
    child.status_changes_to = time;
    child.high_cost_from = time;
    (child.high_cost_nth, child.high_cost_left) = (0, f64::NAN);
    child.billed_to = libm::floor(time) as i32;
}
