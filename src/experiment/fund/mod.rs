//! How large a risk fund: one set of histories, every holder, arrangement, horizon and surplus rule.
//!
//! The money of a practice is recorded once a history ([`crate::flow::cash_flows`]); it runs forward from the
//! children's own placements at signing, which the price knows, and never from a cohort that is drawn anew each year.
//! How the practice is paid and what its fund does are then functions of that record: no history is simulated twice
//! for them. What is not known about the parameters is another matter: each draw of them has histories, and an order
//! statistic, of its own.

pub mod rule;

pub mod contracts;

pub mod cases;

pub mod record;

pub mod sizing;

pub mod causes;

pub mod pools;

pub mod unknown;

pub mod sizes;

mod answer;

pub use answer::run;

use crate::domain::parameters::contract::Arrangement;
use crate::results::fund::findings::Holder;
use crate::scenario::Scenario;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    pub scenario: &'a Scenario,
    /// The policy whose practice is in question.
    pub policy: String,
    pub seed: u64,
    /// Histories, and so simulated contracts, of the answer and of each parameter draw: fixed beforehand.
    pub histories: u64,
    pub draws: u64,
    pub chance: f64,
    pub confidence: f64,
    /// Contract lengths in years.
    pub horizons: Vec<u32>,
    /// The policy's own, `contract.years`: that of the headline.
    pub contract_years: u32,
    pub surplus: cases::Surplus,
    /// The first is the one in question.
    pub holders: Vec<Holder>,
    /// Payment arrangements; the first is the one in question.
    pub arrangements: Vec<Arrangement>,
    /// Sizes of the practice to compare; may be empty.
    pub sizes: Vec<u64>,
    /// Sizes of the fund in GBP of which it is asked how often they run out.
    pub funds: Vec<f64>,
    /// Practices that share a fund, and the correlations of their needs.
    pub pools: Vec<usize>,
    pub correlations: Vec<f64>,
    /// How many parameters are set to the ends of their ranges one at a time.
    pub switches: usize,
    /// The command that gives these bytes again.
    pub command: String,
}

/// How many sets of histories a request needs, for a forecast of its time.
pub fn sets_of_histories(request: &Request) -> u64 {
    1 + request.draws + 2 * request.switches as u64 + request.sizes.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request with nothing beyond one holder and a three-year contract.
    pub fn request<'a>(scenario: &'a Scenario, policy: &str) -> Request<'a> {
        Request {
            scenario,
            policy: policy.into(),
            seed: 1,
            histories: 60,
            draws: 0,
            chance: 0.05,
            confidence: 0.95,
            horizons: vec![3],
            contract_years: 3,
            surplus: cases::Surplus::Returned,
            holders: vec![Holder::Practice],
            arrangements: vec![Arrangement::Capitation],
            sizes: vec![],
            funds: vec![],
            pools: vec![],
            correlations: vec![],
            switches: 0,
            command: String::new(),
        }
    }
}
