//! What every experiment beside the main run needs: a way from scenarios to models, the seed, and a stop flag.

use std::sync::atomic::{AtomicBool, Ordering};

use super::outcomes::Outcomes;
use super::runner::{self, Histories, Plan, Precision};
use crate::scenario::{Problems, Scenario};

/// How far an experiment has come, for whoever watches it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step<'a> {
    /// Such as "parameter draws".
    pub name: &'a str,
    pub done: u64,
    pub total: u64,
    /// The headline difference so far, where the step has one.
    pub headline: Option<Precision>,
}

/// Someone who watches.
pub type Watch<'a> = &'a mut dyn FnMut(Step);

/// Builds models of changed scenarios and runs them on the same luck.
pub struct Laboratory<'a, M> {
    /// From a scenario to a model: `scenario::compile::model` in the program, a toy in tests.
    pub build: &'a (dyn Fn(&Scenario) -> Result<M, Problems> + Sync),
    pub seed: u64,
    /// Set by Ctrl-C.
    pub stop: &'a AtomicBool,
}

impl<M: Histories> Laboratory<'_, M> {
    /// So many replicates of a scenario from number `first` on, on the threads of the current pool.
    pub fn run(&self, scenario: &Scenario, first: u64, replicates: u64) -> Result<Outcomes, Problems> {
        let model = (self.build)(scenario)?;
        Ok(runner::outcomes(&model, Plan { seed: self.seed, first, replicates, stop: self.stop }))
    }

    /// The same on this thread alone, where many scenarios run side by side.
    pub fn run_here(&self, scenario: &Scenario, numbers: impl Iterator<Item = u64>) -> Result<Outcomes, Problems> {
        let model = (self.build)(scenario)?;
        let mut desk = model.desk();
        let mut outcomes = Outcomes::new(model.shape(), 0, model.references());
        for number in numbers {
            if self.stopped() {
                break;
            }
            outcomes.push(&model.history(self.seed, number, &mut desk));
        }
        Ok(outcomes)
    }

    /// Has Ctrl-C been pressed?
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
