//! What the test files share: scenarios from a text, histories by the runner, means with their standard errors.

// each test file is a program of its own and uses its part of this
#![allow(dead_code)]

use std::sync::atomic::AtomicBool;

use swpsim::domain::measures::Measure;
use swpsim::experiment::outcomes::Outcomes;
use swpsim::experiment::runner::{self, Plan};
use swpsim::flow::Model;
use swpsim::scenario::{Scenario, compile};

/// The seed of every test: chosen once, before any result was seen.
pub const SEED: u64 = 2011;

/// A scenario from a text; whatever is wrong with it ends the test.
pub fn scenario(text: &str, overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(|o| o.to_string()).collect();
    Scenario::parse("test", text, &overrides).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A shipped scenario, or a file of the folder.
pub fn shipped(name: &str, overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(|o| o.to_string()).collect();
    Scenario::load(std::path::Path::new(name), &overrides).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A scenario, compiled.
pub fn compiled(scenario: &Scenario) -> Model {
    compile::model(scenario).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A model from a text.
pub fn model(text: &str, overrides: &[&str]) -> Model {
    compiled(&scenario(text, overrides))
}

/// So many histories of a model.
pub fn histories(model: &Model, replicates: u64) -> Outcomes {
    let stop = AtomicBool::new(false);
    runner::outcomes(model, Plan { seed: SEED, first: 0, replicates, stop: &stop })
}

/// One measure of the baseline over all histories: a year (0 = the first), or the whole time (`None`).
pub fn column(outcomes: &Outcomes, year: Option<usize>, measure: Measure) -> Vec<f64> {
    outcomes.column(0, year.unwrap_or(outcomes.shape.whole()), measure)
}

/// A mean and its standard error.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    pub n: f64,
    pub mean: f64,
    pub variance: f64,
}

impl Sample {
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Self { n, mean, variance }
    }
    pub fn error(&self) -> f64 {
        (self.variance / self.n).sqrt()
    }
}

/// The mean of the values is the exact one within `errors` of their own standard errors.
#[track_caller]
pub fn mean_is(what: &str, values: &[f64], exact: f64, errors: f64) {
    let sample = Sample::of(values);
    let off = (sample.mean - exact) / sample.error().max(1e-12 * exact.abs()).max(f64::MIN_POSITIVE);
    assert!(
        off.abs() <= errors,
        "{what}: {} against the exact {exact}, off by {off:.2} standard errors",
        sample.mean
    );
}

/// A number is the exact one within `errors` standard errors that theory gives.
#[track_caller]
pub fn number_is(what: &str, found: f64, exact: f64, error: f64, errors: f64) {
    let off = (found - exact) / error.max(f64::MIN_POSITIVE);
    assert!(off.abs() <= errors, "{what}: {found} against the exact {exact}, off by {off:.2} standard errors");
}

/// The values have the mean and the variance of a Poisson law: the variance of a sample variance of `n` Poisson
/// numbers of mean m is (m + 2m^2)/n to first order.
#[track_caller]
pub fn poisson_is(what: &str, values: &[f64], exact: f64, errors: f64) {
    let sample = Sample::of(values);
    number_is(&format!("{what}, mean"), sample.mean, exact, (exact / sample.n).sqrt(), errors);
    let error = ((exact + 2.0 * exact * exact) / sample.n).sqrt();
    number_is(&format!("{what}, variance"), sample.variance, exact, error, errors);
}
