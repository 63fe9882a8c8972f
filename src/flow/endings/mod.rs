//! Endings: the year after care with the same practice, and the end of the practice's contract.
//!
//! **What happens.** Where the authority chose it (Guide 2011, para 24), the practice keeps in touch with those who go
//! home or to permanence for a stated time, and with care leavers in education; who comes back to care meanwhile comes
//! straight back to the same practice and worker (Consistent Care Matters 6.1.2). A contract ends at its term (extended,
//! retendered, or not renewed) or before it (terminated); its children go to another provider or back to the authority.
//! **Assumes.** A40: who is kept after care holds no place of the practice and is in the Additional band; who comes back
//! meanwhile has a place at once. A42: a contract is terminated at a constant rate; when it goes to another provider,
//! those of the staff who do not move are replaced on the day, and when children go back one by one each has a day by
//! lot within the taper; with staff who come along the team comes back as one and keeps its children.
//! **Chance.** `FurtherYear`, `ContractEnd`.
//! **Leaves out.** A gap between two contracts; what notice of an ending does to staff before the day; a case that weighs
//! more because the child lives out of the area.
//! **Reads; writes.** Reads stays and posts; writes standing, transfers, posts, events.

mod after_care;

mod contract;

mod handing_back;

use super::Engine;
use super::events::Sink;
use crate::domain::parameters::Provider;

pub(super) use after_care::{comes_straight_back, end_further, goes_on, goes_on_in_education, settle_further};
pub(super) use contract::{contract_breaks, contract_term_ends, enter_contracts};
pub(super) use handing_back::{close_practice, hand_back};

/// Is the contract of the practice over?
pub(super) fn is_over<S: Sink>(e: &Engine<'_, S>, practice: usize) -> bool {
    e.provider() == Provider::Practice && e.world.contract_over.get(practice).is_some_and(|over| *over)
}

#[cfg(test)]
mod tests;
