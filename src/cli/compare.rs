//! `swpsim compare`: the policies of several files in one world, into a results folder whose page compares first.

use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::arguments::{Compare, Format, RealChildren};
use super::failure::Failure;
use super::run::Order;
use super::secret;
use crate::domain::parameters::GivenChild;
use crate::plan::people::People;
use crate::scenario::merge::{Part, Terms, merge};
use crate::scenario::{Problems, Scenario, Value, names};
use crate::ssda903::read;

/// Merges the files and runs the comparison.
pub fn compare(arguments: &Compare, format: Format, quiet: bool) -> Result<(), Failure> {
    let Compare { files, set, amount, baseline, without_in_house, cohort, real, out } = arguments;
    let terms = Terms {
        without_in_house: *without_in_house,
        seed_is_given: amount.seed.is_some(),
        replicates_are_given: amount.replicates.is_some(),
    };
    let merged = merge(&parts(arguments)?, terms)?;
    let compared = compared_with(&merged, baseline.as_deref())?;
    let mut scenario = merged.with(&[("run.compared_with".into(), Value::Text(compared))]);
    let given = if cohort.is_empty() { None } else { Some(begin_with(&mut scenario, cohort, real, quiet)?) };
    let names = files.iter().map(|file| file.file_name().unwrap_or_default().to_string_lossy().into_owned());
    let mut called = format!("compare {}", names.collect::<Vec<_>>().join(" "));
    if let Some(baseline) = baseline {
        called += &format!(" --baseline {baseline}");
    }
    if *without_in_house {
        called += " --without-in-house";
    }
    if given.is_some() {
        called += " --cohort PATH --key-file KEY";
    }
    let order = Order::new(scenario, &called, amount, set, out.as_deref(), &files[0], quiet);
    Order { given, ..order }.carry_out(format)
}

/// Fewer real children than this are no group whose averages may be shown.
const FEWEST: usize = 5;

/// The children of an input; the scenario's first day becomes the input's last, and its hash takes them in.
fn begin_with(
    scenario: &mut Scenario,
    cohort: &[PathBuf],
    real: &RealChildren,
    quiet: bool,
) -> Result<Arc<[GivenChild]>, Failure> {
    secret::refuse_existing(real)?;
    let key = secret::key(real, quiet)?;
    let reading = read::any(cohort, real.companion.as_deref(), &key)
        .map_err(|problems| Failure::Problems(format!("this cannot be read honestly\n{problems}")))?;
    let people = People::of(&reading.cohort);
    if people.children.len() < FEWEST {
        let told = format!(
            "fewer than {FEWEST} children are in care on {}: their averages would tell of single children",
            people.day
        );
        return Err(Failure::Problems(told));
    }
    let (year, month, day) = people.day.civil();
    let date = jiff::civil::Date::new(year as i16, month as i8, day as i8)
        .map_err(|why| Failure::Other(format!("the input's last day: {why}")))?;
    *scenario = scenario.with(&[("run.start_date".into(), Value::Date(date))]);
    let children: Arc<[GivenChild]> = people.children.into_iter().map(|child| child.given).collect();
    let decides = format!("{} {children:?}", scenario.hash);
    scenario.hash = Sha256::digest(decides.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    secret::identities(real, &reading.identities)?;
    Ok(children)
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
