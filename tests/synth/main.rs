//! Made-up returns: they pass the rules of the format, read back as they were simulated, and give back the rates that
//! made them.

mod rules;

mod round_trip;

mod recovery;

mod faults;

mod command;

use swpsim::flow::Model;
use swpsim::scenario::Scenario;
use swpsim::synth::{self, Faults, Returns};

/// The model of an authority in the years that end with `last`.
pub fn model(changes: &[&str], years: u16, last: u16) -> (Model, swpsim::ssda903::Window) {
    let window = synth::window(years, last).unwrap();
    let changes: Vec<String> = changes.iter().map(|change| change.to_string()).collect();
    let scenario = Scenario::load("england-2024".as_ref(), &changes).unwrap();
    (synth::authority(&scenario, &window).unwrap(), window)
}

/// Its returns.
pub fn returns(changes: &[&str], years: u16, last: u16, seed: u64, faults: Faults) -> Returns {
    let (model, window) = model(changes, years, last);
    synth::returns(&model, seed, 0, &window, "england-2024", faults)
}
