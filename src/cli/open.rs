//! From a file name on the command line to a scenario and its model.

use std::path::Path;

use super::failure::Failure;
use crate::experiment::laboratory::Laboratory;
use crate::experiment::runner;
use crate::flow::Model;
use crate::scenario::{Problems, Scenario, compile};

/// Reads a scenario file or a shipped scenario, with changes from the command line.
pub fn scenario(file: &Path, changes: &[String]) -> Result<Scenario, Failure> {
    Scenario::load(file, changes).map_err(Failure::from)
}

/// The engine's model of a scenario.
pub fn model(scenario: &Scenario) -> Result<Model, Failure> {
    compile::model(scenario).map_err(Failure::from)
}

/// Where experiments run, with the program's stop flag.
pub fn laboratory(seed: u64) -> Laboratory<'static, Model> {
    Laboratory { build: &model_beside, seed, stop: &super::progress::STOP }
}

/// The model of a run beside the main one: whom panels choose is looked at in the main run only.
fn model_beside(scenario: &Scenario) -> Result<Model, Problems> {
    let mut model = compile::model(scenario)?;
    model.world.representativeness_replicates = 0;
    Ok(model)
}

/// Runs something on so many threads.
pub fn on_threads<T: Send>(threads: Option<u16>, run: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let pool = runner::pool(threads.map(usize::from)).map_err(|why| Failure::Other(why.to_string()))?;
    Ok(pool.install(run))
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        match problems.is_unreadable() {
            true => Failure::files("cannot read the scenario", problems),
            false => Failure::Problems(problems.to_string()),
        }
    }
}
