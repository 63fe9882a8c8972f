//! The end of a contract: at its term, or before.

use super::handing_back::{end_at_once, retender};
use super::is_over;
use crate::domain::parameters::AtTerm;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::randomness::{Chance, exponential, uniform};

/// Occasions of chance: a contract's breaks are numbered from here on, its terms from 1.
const BREAKS: u64 = 1 << 32;

/// A number of the practice's own, whatever other practices a policy has (FNV-1a of its name).
pub(super) fn number<S: Sink>(e: &Engine<'_, S>, practice: usize) -> u64 {
    let name = e.arm.practices[practice].name.as_bytes();
    name.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// When the contract first breaks before its term, in days since go-live; infinite if never.
///
/// At a constant rate, or because the relationship with the authority broke down, whichever comes first.
pub(in crate::flow) fn contract_ends_at<S: Sink>(e: &Engine<'_, S>, practice: usize) -> f64 {
    let shared = e.world.breakdowns.get(practice).map_or(f64::INFINITY, |breakdown| breakdown.contract_ends);
    next_break(e, practice, 0.0, 0).min(shared)
}

fn next_break<S: Sink>(e: &Engine<'_, S>, practice: usize, now: f64, nth: u64) -> f64 {
    let rate = e.arm.endings.termination_per_day;
    if rate <= 0.0 {
        return f64::INFINITY;
    }
    let mut luck = e.luck.source(Chance::ContractEnd, number(e, practice), BREAKS + nth);
    now + exponential(&mut luck) / rate
}

/// Go-live: the ends of the practices' contracts that lie ahead.
pub(in crate::flow) fn enter_contracts<S: Sink>(e: &mut Engine<'_, S>) {
    e.world.contract_over.clear();
    e.world.contract_over.resize(e.arm.practices.len(), false);
    e.world.tallies.closed_at.clear();
    e.world.tallies.closed_at.resize(e.arm.practices.len(), f64::INFINITY);
    for practice in 0..e.arm.practices.len() {
        let breaks = contract_ends_at(e, practice);
        if breaks < e.world_parameters.horizon() {
            e.enter(breaks, What::ContractBreaks, practice as u32, 0);
        }
        enter_term(e, practice, 1);
    }
}

/// The end of the `nth` term, where it lies before the end of the simulated time.
fn enter_term<S: Sink>(e: &mut Engine<'_, S>, practice: usize, nth: u16) {
    if e.arm.endings.at_term == AtTerm::RunsOn {
        return;
    }
    let years = e.arm.contract.years as usize * usize::from(nth);
    let horizon = e.world_parameters.horizon();
    if let Some(&end) = e.world_parameters.year_ends.get(years - 1).filter(|end| **end < horizon) {
        // with the first day of the next year, when the old one has been counted
        e.enter(libm::ceil(end), What::ContractTermEnds, practice as u32, nth);
    }
}

/// The `nth` term is over: the contract is renewed, or the children go back.
pub(in crate::flow) fn contract_term_ends<S: Sink>(e: &mut Engine<'_, S>, practice: u32, nth: u16, now: f64) {
    let k = practice as usize;
    if is_over(e, k) {
        return;
    }
    let t = &e.arm.endings;
    let u = uniform(&mut e.luck.source(Chance::ContractEnd, number(e, k), u64::from(nth)));
    if t.at_term == AtTerm::Return || u <= t.non_renewal_probability {
        e.world.tallies.years[e.world.year as usize].contracts_not_renewed += 1;
        end_at_once(e, k, now);
        return;
    }
    if t.at_term == AtTerm::Retender {
        retender(e, k, now);
    }
    enter_term(e, k, nth + 1);
}

/// The contract is terminated before its term.
pub(in crate::flow) fn contract_breaks<S: Sink>(e: &mut Engine<'_, S>, practice: u32, nth: u16, now: f64) {
    let k = practice as usize;
    if is_over(e, k) {
        return;
    }
    e.world.tallies.years[e.world.year as usize].contracts_terminated += 1;
    if !e.arm.endings.terminated_is_retendered {
        end_at_once(e, k, now);
        return;
    }
    retender(e, k, now);
    let next = next_break(e, k, now, u64::from(nth) + 1);
    if next < e.world_parameters.horizon() {
        e.enter(next, What::ContractBreaks, practice, nth + 1);
    }
}
