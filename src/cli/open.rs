//! From a file name on the command line to a scenario and its model.

use std::path::Path;
use std::sync::Arc;

use super::failure::Failure;
use crate::domain::parameters::GivenChild;
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

/// The engine's model of a scenario whose world begins with these real children, where there are any.
pub fn model_from(scenario: &Scenario, given: Option<&Arc<[GivenChild]>>) -> Result<Model, Failure> {
    given.map_or_else(|| model(scenario), |children| Ok(compile::model_from(scenario, children.clone())))
}

/// Where experiments run, with the program's stop flag.
pub fn laboratory(seed: u64) -> Laboratory<'static, Model> {
    laboratory_with(seed, &|scenario| model_beside(scenario, None))
}

/// The same with models built in another way.
pub fn laboratory_with(seed: u64, build: Build<'_>) -> Laboratory<'_, Model> {
    Laboratory { build, seed, stop: &super::progress::STOP }
}

/// From a scenario to a model.
pub type Build<'a> = &'a (dyn Fn(&Scenario) -> Result<Model, Problems> + Sync);

/// The model of a run beside the main one: whom panels choose is looked at in the main run only.
pub fn model_beside(scenario: &Scenario, given: Option<&Arc<[GivenChild]>>) -> Result<Model, Problems> {
    let mut model = match given {
        Some(children) => compile::model_from(scenario, children.clone()),
        None => compile::model(scenario)?,
    };
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
