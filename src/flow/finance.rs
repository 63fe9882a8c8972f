//! Finance: the days are paid for. Prices run as whole pence a night and are settled when a price changes.
//!
//! **What happens.** A placement's price is its type's weekly mean times a factor of the child's own; nights are
//! counted as DEC minus DECOM. At the year's end everything is settled and repriced, once, to the penny.
//! **Assumes.** A17: one price shock a year for the whole authority, a random walk; none in the first year.
//! **Chance.** `PlacementPrice`, `PriceShock`, `HighCost`.
//! **Leaves out.** Costs that begin within the year other than by a new placement.
//! **Reads; writes.** Writes money totals and price levels; contract and risk fund follow in `accounts`.

use super::cases;
use super::day::Stage;
use super::events::Sink;
use super::world::{Standing, Transfer};
use super::{Engine, endings, placements};
use crate::domain::codes::PlacementType;
use crate::domain::money::Pence;
use crate::domain::parameters::finance::{FAMILY_CENTRE, UNACCOMPANIED, UNREGISTERED};
use crate::domain::parameters::shocks::above_uprating;
use crate::randomness::{Chance, normal, uniform};

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Finance) {
        e.world.now = due.time;
        settle_year(e, due.time);
    }
}

/// The year's last moment that a settlement date stands for.
pub(super) fn boundary<S: Sink>(e: &Engine<'_, S>, time: f64) -> f64 {
    let p = e.world_parameters;
    let ends = p.run_in_year_ends.iter().chain(&p.year_ends);
    ends.copied().find(|end| (end - time).abs() < 1e-3).unwrap_or(time)
}

fn settle_year<S: Sink>(e: &mut Engine<'_, S>, time: f64) {
    let end = boundary(e, time);
    if end < 0.0 {
        return; // the run-in is settled once, at go-live
    }
    for slot in 0..e.world.children.len() as u32 {
        match e.world.children[slot as usize].standing {
            Standing::InCare => {
                settle_placement(e, slot, end);
                cases::settle_person(e, slot, end);
            }
            Standing::CareLeaver => cases::settle_person(e, slot, end),
            Standing::AfterCare => endings::settle_further(e, slot, end),
            Standing::Nobody | Standing::Away => {}
        }
    }
    super::handover::settle_pipeline(e, end);
    let level = e.world.price_level;
    let year = e.world.year as usize;
    let (mut days, mut short) = ([[0.0; 2]; 3], [[0.0; 2]; 3]);
    for (i, staff) in e.world.staff.iter_mut().enumerate() {
        staff.settle(end);
        days[i] = [staff.permanent_days, staff.agency_days];
        (staff.permanent_days, staff.agency_days) = (0.0, 0.0);
        short[i] = std::mem::take(&mut staff.short_days);
    }
    let counted = &mut e.world.tallies.years[year];
    (counted.staff_days, counted.short_days) = (days, short);
    counted.price_level = level;
    if year > 0 {
        reprice(e, year);
    }
    let next_end = e.world_parameters.year_ends.get(year).copied();
    if let Some(book) = &mut e.world.book {
        book.close_year(next_end);
    }
}

/// Next year's prices.
fn reprice<S: Sink>(e: &mut Engine<'_, S>, year: usize) {
    let f = &e.world_parameters.finance;
    let ends = &e.world_parameters.year_ends;
    let shocks = above_uprating(&e.world_parameters.shocks, &ends[year - 1..year]);
    if f.price_shock_sd <= 0.0 && f.inflation_per_year == 0.0 && shocks == 1.0 {
        return;
    }
    let z = normal(&mut e.luck.source(Chance::PriceShock, 0, year as u64));
    let sd = f.price_shock_sd;
    let change = (1.0 + f.inflation_per_year) * libm::exp(sd * z - sd * sd / 2.0) * shocks;
    e.world.price_level *= change;
    for c in &mut e.world.children {
        if c.standing == Standing::InCare {
            c.daily_price = c.daily_price.share(change);
        }
    }
}

/// Pays for the nights since the last settlement.
pub(super) fn settle_placement<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    let night = libm::floor(time) as i32;
    let c = &mut e.world.children[slot as usize];
    if c.standing != Standing::InCare {
        return;
    }
    let billed_to = std::mem::replace(&mut c.billed_to, night);
    let nights = night - billed_to;
    let cost = c.daily_price.times(i64::from(nights));
    let served = c.transfer == Transfer::Served;
    if e.world_parameters.placements.providers_stated {
        placements::count_nights(e, slot, nights, cost);
    }
    if cost == Pence::ZERO {
        return;
    }
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.placement_cost += cost;
    if served {
        year.cohort_placement_cost += cost;
        if e.world.book.is_some() {
            let daily = e.world.children[slot as usize].daily_price;
            cases::book_nights(e, slot, [billed_to, night], daily);
        }
    }
}

/// The price of the child's placement from now on.
pub(super) fn set_price<S: Sink>(e: &mut Engine<'_, S>, slot: u32) {
    let f = &e.world_parameters.finance;
    if !f.priced {
        return;
    }
    let c = &e.world.children[slot as usize];
    let mut luck = e.luck.source(Chance::PlacementPrice, c.subject(), u64::from(c.placements));
    let kind = uniform(&mut luck);
    let class = match c.placement {
        PlacementType::SemiIndependent if c.unaccompanied => UNACCOMPANIED,
        PlacementType::Other if kind <= f.other_unregistered => UNREGISTERED,
        PlacementType::Other if kind <= f.other_unregistered + f.other_family_centre => FAMILY_CENTRE,
        other => other as usize,
    };
    let mean = f.weekly_gbp[class];
    if mean == 0.0 {
        e.world.children[slot as usize].daily_price = Pence::ZERO;
        return;
    }
    let sigma = f.price_sigma[class];
    let factor = if sigma > 0.0 { libm::exp(sigma * normal(&mut luck) - sigma * sigma / 2.0) } else { 1.0 };
    let c = &e.world.children[slot as usize];
    let factor = factor * placements::price_factor(e, c) * e.world.shocked.price[c.placement as usize];
    let daily = Pence::from_pounds(mean * factor * e.world.price_level / 7.0);
    e.world.children[slot as usize].daily_price = daily;
}
