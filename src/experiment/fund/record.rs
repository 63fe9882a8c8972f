//! The money of many histories, recorded once.

use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::Request;
use crate::experiment::laboratory::Laboratory;
use crate::flow::{Grain, Model, Workspace, cash_flows};
use crate::policies::payment::practice_year::Flows;
use crate::scenario::{Problems, Scenario, Value};

/// The scenario with the one policy in question, long enough for the longest contract.
pub fn alone(request: &Request) -> Scenario {
    let longest = request.horizons.iter().copied().max().unwrap_or(1);
    let policy = Value::Names(vec![request.policy.clone()]);
    request.scenario.with(&[
        ("run.arms".into(), policy),
        ("run.years".into(), Value::Count(u64::from(longest))),
        ("run.compared_with".into(), Value::Text(String::new())),
    ])
}

/// Something made of the record of each history, in the order of histories; nothing if stopped meanwhile.
pub fn of_histories<T: Send>(
    laboratory: &Laboratory<Model>,
    model: &Model,
    histories: u64,
    make: impl Fn(Flows) -> T + Sync,
) -> Option<Vec<T>> {
    (0..histories)
        .into_par_iter()
        .map_init(
            || Workspace::new(model),
            |desk, number| {
                if laboratory.stop.load(Ordering::Relaxed) {
                    return None;
                }
                let flows = cash_flows(model, laboratory.seed, number, Grain::Months, desk);
                flows.into_iter().next().flatten().map(&make)
            },
        )
        .collect()
}

/// The model of a scenario that has been made [`alone`].
pub fn model(laboratory: &Laboratory<Model>, scenario: &Scenario) -> Result<Model, Problems> {
    (laboratory.build)(scenario)
}
