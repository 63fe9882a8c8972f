//! `swpsim compare`: the policies of several files in one world, into a results folder whose page compares first.

use super::arguments::{Compare, Format};
use super::failure::Failure;
use super::run::Order;
use crate::scenario::merge::{Part, Terms, merge};
use crate::scenario::{Problems, Scenario, Value, names};

/// Merges the files and runs the comparison.
pub fn compare(arguments: &Compare, format: Format, quiet: bool) -> Result<(), Failure> {
    let Compare { files, set, amount, baseline, without_in_house, out } = arguments;
    let terms = Terms {
        without_in_house: *without_in_house,
        seed_is_given: amount.seed.is_some(),
        replicates_are_given: amount.replicates.is_some(),
    };
    let merged = merge(&parts(arguments)?, terms)?;
    let compared = compared_with(&merged, baseline.as_deref())?;
    let scenario = merged.with(&[("run.compared_with".into(), Value::Text(compared))]);
    let names = files.iter().map(|file| file.file_name().unwrap_or_default().to_string_lossy().into_owned());
    let mut called = format!("compare {}", names.collect::<Vec<_>>().join(" "));
    if let Some(baseline) = baseline {
        called += &format!(" --baseline {baseline}");
    }
    if *without_in_house {
        called += " --without-in-house";
    }
    Order::new(scenario, &called, amount, set, out.as_deref(), &files[0], quiet).carry_out(format)
}

/// All files, or the problems of all of them at once.
fn parts(arguments: &Compare) -> Result<Vec<Part>, Failure> {
    let mut problems = Problems::new();
    let mut parts = Vec::new();
    for file in &arguments.files {
        match Scenario::load(file, &arguments.set) {
            Ok(scenario) => parts.push(Part { label: file.display().to_string(), scenario }),
            Err(found) => problems.append(found),
        }
    }
    problems.or(parts).map_err(Failure::from)
}

/// The policy with which the others are compared: the one asked for, or the first.
fn compared_with(merged: &Scenario, asked: Option<&str>) -> Result<String, Failure> {
    let arms = merged.entry("run.arms").value.names().to_vec();
    let Some(asked) = asked else { return Ok(arms[0].clone()) };
    if arms.iter().any(|arm| arm == asked) {
        return Ok(asked.into());
    }
    let help = match names::nearest(asked, arms.iter().map(String::as_str)) {
        Some(near) => format!("the nearest is \"{near}\""),
        None => format!("there are {}", arms.join(", ")),
    };
    Err(Failure::Usage(format!("--baseline: there is no policy \"{asked}\"; {help}")))
}
