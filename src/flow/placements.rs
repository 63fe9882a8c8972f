//! Placements: where children live, moves between homes, and the end of care.
//!
//! **What happens.** Each placement has a store of resilience, drawn once; its hazard uses it up. Planned placements
//! before an exit (with adopters, at home under an order, with kin) begin at a lead before the projected exit.
//! **Assumes.** A6: nobody moves unplanned after joining adopters, parents or kin as planned. A7: a recent change
//! of worker may raise the hazard (off: no source gives a size).
//! **Chance.** `FirstPlacement`, `PlacementLength`, `NextPlacement`, `PlannedLead`, `PlacementPrice`, `StatusChange`.
//! **Leaves out.** Disruption of adoptive placements; exits that depend on the type lived in.
//! **Reads; writes.** Writes placements, prices, standing, events.

use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::records::{Began, Kept};
use super::world::{Child, NOBODY, Standing, Transfer};
use super::{Engine, cases, finance, intake, workforce};
use crate::domain::codes::{AgeBand, ExitReason, PlacementType};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::laws::pick_share;
use crate::domain::parameters::placements::PlacementSpell;
use crate::randomness::{Chance, exponential, uniform};

/// A planned adoptive placement begins no earlier than this after entry.
const EARLIEST_ADOPTERS: f64 = 60.0;
const SEVENTEEN: f64 = 17.0 * YEAR_DAYS;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Placements) {
        e.world.now = due.time;
        let slot = due.subject;
        let c = &e.world.children[slot as usize];
        if due.what == What::Move {
            if c.move_stamp == due.stamp && c.standing == Standing::InCare {
                move_on(e, slot, due.time, false);
                plan(e, slot, due.time);
            }
            continue;
        }
        if c.stamp != due.stamp {
            continue;
        }
        match due.what {
            What::PlannedMove => {
                planned(e, slot, due.time, true);
                plan(e, slot, due.time);
            }
            What::TurnsSeventeen => {
                if steps_to_semi_independence(e, slot) {
                    change_placement(e, slot, due.time, PlacementType::SemiIndependent, true);
                    plan(e, slot, due.time);
                }
            }
            What::LeavesCare => leave(e, slot, due.time),
            What::SupportEnds => end_support(e, slot, due.time),
            _ => unreachable!("not a placement date"),
        }
    }
}

/// Planned placements before the exit, drawn when the period begins.
pub(super) fn plan_leads<S: Sink>(e: &Engine<'_, S>, c: &mut Child) {
    use ExitReason::*;
    let leads = &e.world_parameters.stay.leads;
    c.planned_at = f64::INFINITY;
    let returns = matches!(c.reason, HomePlanned | HomeUnplanned | Relatives) && leads.parents_probability > 0.0;
    let to_kin =
        matches!(c.reason, Relatives | SpecialGuardianship | ChildArrangements) && leads.kinship_probability > 0.0;
    if !returns && !to_kin && c.reason != Adoption {
        return; // nothing to draw
    }
    let mut luck = e.luck.source(Chance::PlannedLead, c.subject(), 0);
    let stay = c.leaves - c.entered;
    let (first, second) = (uniform(&mut luck), uniform(&mut luck));
    let home = returns && first <= leads.parents_probability;
    let kin = to_kin && second <= leads.kinship_probability;
    let (lead, to) = match c.reason {
        Adoption => (leads.adopters.draw(&mut luck).min(stay - EARLIEST_ADOPTERS), PlacementType::Adoptive),
        _ if home => (leads.parents.draw(&mut luck), PlacementType::Parents),
        _ if kin => (leads.kinship.draw(&mut luck), PlacementType::KinshipFoster),
        _ => return,
    };
    if lead > 0.0 && lead < stay {
        c.planned_at = c.leaves - lead;
        c.planned_type = to;
        c.planned_same_carer = c.reason == Adoption && first <= leads.adopters_same_carer_share;
    }
}

/// Where a child lives first.
pub(super) fn first<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    let p = &e.world_parameters.placements;
    let c = &e.world.children[slot as usize];
    let age = AgeBand::of(c.age_days(time) / YEAR_DAYS) as usize;
    let to = p.sure_first[age].unwrap_or_else(|| {
        let u = uniform(&mut e.luck.source(Chance::FirstPlacement, c.subject(), 0));
        PlacementType::at(pick_share(&p.first_type[age], u))
    });
    let c = &mut e.world.children[slot as usize];
    c.placements = 0;
    c.placements_this_year = 1;
    begin(e, slot, time, to);
    let resilience = e.world.children[slot as usize].resilience;
    e.say(time, slot, |_| CareEvent::Placed { placement: to, resilience });
    e.keep(time, slot, |_, c| Kept::CareBegan(Box::new(began(c))));
}

fn began(c: &Child) -> Began {
    Began {
        period: c.period,
        born: c.born,
        male: c.male,
        unaccompanied: c.unaccompanied,
        ethnicity: c.ethnicity,
        need: c.need,
        locality: c.locality,
        placement: c.placement,
        route: c.route,
        order_at: c.order_at,
        concludes_at: c.concludes_at,
        to_be_adopted: c.reason == ExitReason::Adoption,
    }
}

/// A real child's placement on the first day. That it has lasted until then is known: only what is left is drawn.
pub(super) fn given<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64, to: PlacementType, since: f64) {
    begin(e, slot, now, to);
    let c = &mut e.world.children[slot as usize];
    (c.placement_since, c.placements) = (since, 1);
}

/// A placement begins: its resilience. Its price is set where somebody pays for it.
fn begin<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, to: PlacementType) {
    let c = &e.world.children[slot as usize];
    let resilience =
        exponential(&mut e.luck.source(Chance::PlacementLength, c.subject(), u64::from(c.placements)));
    let c = &mut e.world.children[slot as usize];
    (c.placement, c.placement_since) = (to, time);
    (c.resilience, c.resilience_at) = (resilience, time);
}

/// When the child is next due to move unplanned; infinite if not before care ends or quiet begins.
fn next_move<S: Sink>(e: &Engine<'_, S>, slot: u32, now: f64) -> f64 {
    let p = &e.world_parameters.placements;
    let c = &e.world.children[slot as usize];
    let adopters = c.planned_type == PlacementType::Adoptive && c.planned_at < f64::INFINITY;
    let quiet = if adopters { c.planned_at - p.quiet_days_before_adopters } else { c.planned_at };
    let until = if now >= c.planned_at { now } else { c.leaves.min(quiet) };
    if until <= now {
        return f64::INFINITY;
    }
    let spell = spell_of(e, c);
    let (factor, _) = e.effect_of_worker_changes();
    let due = if now < c.unsettled_until && factor != 1.0 {
        let raised = PlacementSpell { factor: spell.factor * factor, ..spell };
        let within = p.due(&raised, now, c.resilience, c.unsettled_until);
        if within <= c.unsettled_until {
            within
        } else {
            p.due(&spell, c.unsettled_until, c.resilience - p.used(&raised, now, c.unsettled_until), until)
        }
    } else {
        p.due(&spell, c.resilience_at.max(c.placement_since), c.resilience, until)
    };
    if due < until { due } else { f64::INFINITY }
}

fn spell_of<S: Sink>(e: &Engine<'_, S>, c: &Child) -> PlacementSpell {
    let factor = e.world_parameters.placements.type_factor[c.placement as usize] * f64::from(c.frailty);
    PlacementSpell { since: c.placement_since, born: c.born, entered: c.entered, factor }
}

/// Enters the next unplanned move.
pub(super) fn plan<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let due = next_move(e, slot, now);
    let c = &mut e.world.children[slot as usize];
    c.move_stamp = c.move_stamp.wrapping_add(1);
    let stamp = c.move_stamp;
    if due < f64::INFINITY {
        e.enter(due.max(now), What::Move, slot, stamp);
    }
}

/// A change of worker unsettles the placement, where the scenario says so (A7).
pub(super) fn unsettle<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let (factor, days) = e.effect_of_worker_changes();
    if factor == 1.0 || e.world.children[slot as usize].standing != Standing::InCare {
        return;
    }
    // what the hazard so far has used up is gone; the rest meets the new hazard
    let p = &e.world_parameters.placements;
    let c = &e.world.children[slot as usize];
    // a placement of later today has begun already: its stage comes first
    let now = now.max(c.resilience_at);
    let spell = spell_of(e, c);
    let raised = PlacementSpell { factor: spell.factor * factor, ..spell };
    let border = c.unsettled_until.clamp(c.resilience_at, now);
    let used = p.used(&raised, c.resilience_at, border) + p.used(&spell, border, now);
    let c = &mut e.world.children[slot as usize];
    c.resilience = (c.resilience - used).max(0.0);
    c.resilience_at = now;
    c.unsettled_until = now + days;
    plan(e, slot, now);
}

fn move_on<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, silent: bool) {
    let p = &e.world_parameters.placements;
    let c = &e.world.children[slot as usize];
    let age = AgeBand::of(c.age_days(time) / YEAR_DAYS) as usize;
    let from = c.placement as usize;
    let to = p.sure_next[age][from].unwrap_or_else(|| {
        let u = uniform(&mut e.luck.source(Chance::NextPlacement, c.subject(), u64::from(c.placements)));
        PlacementType::at(pick_share(&p.next_type[age][from], u))
    });
    if silent { settle_in(e, slot, time, to) } else { change_placement(e, slot, time, to, false) }
}

/// The planned placement begins; with the same carer it is only a change of status.
fn planned<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, counted: bool) {
    let c = &mut e.world.children[slot as usize];
    let to = c.planned_type;
    c.before_adopters_since = if to == PlacementType::Adoptive { c.placement_since } else { f64::INFINITY };
    if c.planned_same_carer || c.placement == to {
        if counted {
            finance::settle_placement(e, slot, time);
            let year = e.world.year as usize;
            e.world.tallies.years[year].status_changes += 1;
        }
        e.world.children[slot as usize].placement = to;
        finance::set_price(e, slot);
        e.keep(time, slot, |_, _| Kept::SameCarer { to });
    } else if counted {
        change_placement(e, slot, time, to, true);
    } else {
        settle_in(e, slot, time, to);
    }
}

/// A move to a new carer, counted and paid for.
fn change_placement<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, to: PlacementType, planned: bool) {
    finance::settle_placement(e, slot, time);
    let from = e.world.children[slot as usize].placement;
    settle_in(e, slot, time, to);
    finance::set_price(e, slot);
    let year = e.world.year as usize;
    let cohort = e.world.children[slot as usize].transfer == Transfer::Served;
    let counted = &mut e.world.tallies.years[year];
    counted.moves += 1;
    counted.cohort_moves += u32::from(cohort);
    counted.stayer_moves += u32::from(!cohort);
    if cohort {
        for group in cases::groups_of(&e.world.children[slot as usize]) {
            e.world.tallies.groups[group].moves += 1;
        }
    }
    e.say(time, slot, |_| CareEvent::Moved { from, to, planned });
}

/// The next placement of a child begins.
fn settle_in<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, to: PlacementType) {
    let c = &mut e.world.children[slot as usize];
    c.placements += 1;
    c.placements_this_year += 1;
    begin(e, slot, time, to);
    e.keep(time, slot, |_, _| Kept::NewCarer { to });
}

/// The look-back: placements from arrival to `start`, uncounted.
pub(super) fn fast_forward<S: Sink>(e: &mut Engine<'_, S>, slot: u32, start: f64) {
    let mut now = e.world.children[slot as usize].entered;
    loop {
        let due = next_move(e, slot, now);
        let c = &e.world.children[slot as usize];
        let planned_at = if c.planned_at > now { c.planned_at } else { f64::INFINITY };
        let seventeen = c.born + SEVENTEEN;
        let birthday = if seventeen > now { seventeen } else { f64::INFINITY };
        let next = due.min(planned_at).min(birthday);
        if next >= start {
            return;
        }
        now = next;
        if next == planned_at {
            planned(e, slot, next, false);
        } else if next == birthday {
            if steps_to_semi_independence(e, slot) {
                settle_in(e, slot, next, PlacementType::SemiIndependent);
            }
        } else {
            move_on(e, slot, next, true);
        }
    }
}

/// Enters the 17th birthday of a child who may then move to semi-independence.
pub(super) fn enter_seventeenth_birthday<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let c = &e.world.children[slot as usize];
    let (date, stamp) = (c.born + SEVENTEEN, c.stamp);
    let wanted = e.world_parameters.stay.leads.semi_independent_at_17_probability > 0.0;
    if wanted && date > now && date > c.entered && date < c.leaves {
        e.enter(date, What::TurnsSeventeen, slot, stamp);
    }
}

fn steps_to_semi_independence<S: Sink>(e: &Engine<'_, S>, slot: u32) -> bool {
    let c = &e.world.children[slot as usize];
    c.placement == PlacementType::ChildrensHome
        && uniform(&mut e.luck.source(Chance::PlannedLead, c.subject(), 17))
            <= e.world_parameters.stay.leads.semi_independent_at_17_probability
}

/// A period of care ends.
fn leave<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    finance::settle_placement(e, slot, time);
    cases::settle_person(e, slot, time);
    let year = e.world.year as usize;
    let c = &e.world.children[slot as usize];
    let days = time - c.entered;
    let (at_18, permanent, reason) = (c.at_18, c.reason.is_permanence(), c.reason);
    cases::note_permanence(e, slot, time);
    let counted = &mut e.world.tallies.years[year];
    counted.ceases += 1;
    counted.leaver_days += days;
    counted.left_at_18 += u32::from(at_18);
    counted.permanence += u32::from(permanent);
    counted.left[0] += u32::from(days < 56.0);
    counted.left[1] += u32::from(days < 365.25);
    counted.left[2] += u32::from((365.25..730.5).contains(&days));
    counted.left[3] += u32::from(days >= 3652.5);
    e.world.in_care -= 1;
    e.say(time, slot, |c| CareEvent::LeftCare { reason, age_years: c.age_days(time) / YEAR_DAYS, days });
    e.keep(time, slot, |_, _| Kept::CareEnded { reason, at_18 });
    let c = &mut e.world.children[slot as usize];
    c.stamp = c.stamp.wrapping_add(1);
    c.move_stamp = c.move_stamp.wrapping_add(1);
    if c.support_ends > time {
        c.standing = Standing::CareLeaver;
        let (ends, stamp) = (c.support_ends, c.stamp);
        e.world.leavers += 1;
        e.enter(ends, What::SupportEnds, slot, stamp);
        e.say(time, slot, |_| CareEvent::BecameCareLeaver);
        workforce::became_care_leaver(e, slot, time);
        return;
    }
    workforce::let_go(e, slot, time);
    let back = intake::return_date(e, &e.world.children[slot as usize]);
    let c = &mut e.world.children[slot as usize];
    match back {
        Some(date) => {
            c.standing = Standing::Away;
            let stamp = c.stamp;
            e.enter(date, What::ChildReturns, slot, stamp);
        }
        None => free(e, slot),
    }
}

fn end_support<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    cases::settle_person(e, slot, time);
    workforce::let_go(e, slot, time);
    e.world.leavers -= 1;
    e.say(time, slot, |_| CareEvent::SupportEnded);
    free(e, slot);
}

fn free<S: Sink>(e: &mut Engine<'_, S>, slot: u32) {
    let c = &mut e.world.children[slot as usize];
    c.standing = Standing::Nobody;
    c.lead = NOBODY;
    c.stamp = c.stamp.wrapping_add(1);
    e.world.free.push(slot);
    if let Some(book) = &mut e.world.book {
        book.forget(slot);
    }
}
