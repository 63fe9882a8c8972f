//! Planned placements: with adopters, at home, with kin before care ends; semi-independence at 17.

use super::moves::{change_placement, settle_in};
use super::{SEVENTEEN, temporary};
use crate::domain::codes::{ExitReason, PlacementType};
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::records::Kept;
use crate::flow::world::Child;
use crate::flow::{Engine, finance};
use crate::randomness::{Chance, uniform};

/// A planned adoptive placement begins no earlier than this after entry.
const EARLIEST_ADOPTERS: f64 = 60.0;

/// Planned placements before the exit, drawn when the period begins.
pub(in crate::flow) fn plan_leads<S: Sink>(e: &Engine<'_, S>, c: &mut Child) {
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

/// The planned placement begins; with the same carer it is only a change of status.
pub(super) fn planned<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, counted: bool) {
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
        temporary::end(e, slot, time, counted);
        finance::set_price(e, slot);
        e.keep(time, slot, |_, _| Kept::SameCarer { to });
    } else if counted {
        change_placement(e, slot, time, to, true);
    } else {
        settle_in(e, slot, time, to, false);
    }
}

/// Enters the 17th birthday of a child who may then move to semi-independence.
pub(in crate::flow) fn enter_seventeenth_birthday<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let c = &e.world.children[slot as usize];
    let (date, stamp) = (c.born + SEVENTEEN, c.stamp);
    let wanted = e.world_parameters.stay.leads.semi_independent_at_17_probability > 0.0;
    if wanted && date > now && date > c.entered && date < c.leaves {
        e.enter(date, What::TurnsSeventeen, slot, stamp);
    }
}

pub(super) fn steps_to_semi_independence<S: Sink>(e: &Engine<'_, S>, slot: u32) -> bool {
    let c = &e.world.children[slot as usize];
    c.placement == PlacementType::ChildrensHome
        && uniform(&mut e.luck.source(Chance::PlannedLead, c.subject(), 17))
            <= e.world_parameters.stay.leads.semi_independent_at_17_probability
}
