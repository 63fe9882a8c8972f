//! Moves from home to home: the first placement, the next ones, and those of the look-back.

use super::SEVENTEEN;
use super::area;
use super::planned::{planned, steps_to_semi_independence};
use super::reasons::reason;
use super::spells::{begin, next_move};
use super::temporary::{self, Wait};
use crate::domain::codes::{AgeBand, ExitReason, PlacementType};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::laws::pick_share;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::records::{Began, Kept};
use crate::flow::world::{Child, Transfer};
use crate::flow::{Engine, cases, finance};
use crate::randomness::{Chance, uniform};

/// Where a child lives first.
pub(in crate::flow) fn first<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    let p = &e.world_parameters.placements;
    let c = &e.world.children[slot as usize];
    let age = AgeBand::of(c.age_days(time) / YEAR_DAYS) as usize;
    let to = p.sure_first[age].unwrap_or_else(|| {
        let u = uniform(&mut e.luck.source(Chance::FirstPlacement, c.subject(), 0));
        PlacementType::at(pick_share(&p.first_type[age], u))
    });
    let c = &mut e.world.children[slot as usize];
    c.placements = 0;
    c.placements_this_year += 1; // those of a period of care that ended in this year count too
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
pub(in crate::flow) fn given<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64, to: PlacementType, since: f64) {
    begin(e, slot, now, to);
    let c = &mut e.world.children[slot as usize];
    (c.placement_since, c.placements) = (since, 1);
}

/// An unplanned move: to the next placement, or first to a temporary one.
pub(super) fn move_on<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, silent: bool) {
    if let Some(wait) = temporary::of(e, slot) {
        arrive(e, slot, time, wait.matched, true, silent);
        return;
    }
    let p = &e.world_parameters.placements;
    let c = &e.world.children[slot as usize];
    let age = AgeBand::of(c.age_days(time) / YEAR_DAYS) as usize;
    let from = c.placement as usize;
    let to = p.sure_next[age][from].unwrap_or_else(|| {
        let u = uniform(&mut e.luck.source(Chance::NextPlacement, c.subject(), u64::from(c.placements)));
        PlacementType::at(pick_share(&p.next_type[age][from], u))
    });
    match temporary::drawn(e, c) {
        None => arrive(e, slot, time, to, false, silent),
        Some((bridge, days)) => {
            arrive(e, slot, time, bridge, false, silent);
            temporary::begin(e, Wait { slot, since: time, until: time + days, matched: to }, !silent);
        }
    }
}

fn arrive<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, to: PlacementType, planned: bool, silent: bool) {
    if silent { settle_in(e, slot, time, to, false) } else { change_placement(e, slot, time, to, planned) }
}

/// A move to a new carer, counted and paid for.
pub(super) fn change_placement<S: Sink>(
    e: &mut Engine<'_, S>,
    slot: u32,
    time: f64,
    to: PlacementType,
    planned: bool,
) {
    finance::settle_placement(e, slot, time);
    let from = e.world.children[slot as usize].placement;
    let reason = reason(e, &e.world.children[slot as usize], planned);
    settle_in(e, slot, time, to, true);
    finance::set_price(e, slot);
    let year = e.world.year as usize;
    let cohort = e.world.children[slot as usize].transfer == Transfer::Served;
    let counted = &mut e.world.tallies.years[year];
    counted.moves += 1;
    if let Some(reason) = reason {
        counted.move_reasons[reason as usize] += 1;
    }
    counted.cohort_moves += u32::from(cohort);
    counted.stayer_moves += u32::from(!cohort);
    if cohort {
        for group in cases::groups_of(&e.world.children[slot as usize]) {
            e.world.tallies.groups[group].moves += 1;
        }
    }
    e.say(time, slot, |_| CareEvent::Moved { from, to, planned, reason });
    area::moved(e, slot, time);
}

/// The next placement of a child begins; a wait for it is over.
pub(super) fn settle_in<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, to: PlacementType, counted: bool) {
    temporary::end(e, slot, time, counted);
    let c = &mut e.world.children[slot as usize];
    c.placements += 1;
    c.placements_this_year += 1;
    begin(e, slot, time, to);
    e.keep(time, slot, |_, _| Kept::NewCarer { to });
}

/// The look-back: placements from arrival to `start`, uncounted.
pub(in crate::flow) fn fast_forward<S: Sink>(e: &mut Engine<'_, S>, slot: u32, start: f64) {
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
                settle_in(e, slot, next, PlacementType::SemiIndependent, false);
            }
        } else {
            move_on(e, slot, next, true);
        }
    }
}
