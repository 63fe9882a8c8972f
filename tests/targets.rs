//! The shipped baselines against the published world, and new scenarios against the stock that they were made from.

mod support;

use std::path::Path;

use support::{Sample, column, compiled, histories, shipped};
use swpsim::domain::measures::Measure;
use swpsim::experiment::targets;
use swpsim::published::{Fit, FitInput, Workshop, find, write_scenario};
use swpsim::scenario::{Scenario, Value, compile};

/// Targets that a scenario's baseline misses, against those that its note says are missed ("Missed: a, b.").
fn misses_what_it_says(name: &str, at_least: usize) {
    let scenario = shipped(name, &["run.arms=[\"no-practice\"]"]);
    let lines = targets::compare(&scenario, &histories(&compiled(&scenario), 500));
    assert!(lines.len() >= at_least, "{} targets", lines.len());
    let missed: Vec<&str> = lines.iter().filter(|line| !line.met).map(|line| line.measure.info().name).collect();
    let note = scenario.entry("note").value.text().to_string();
    let told = note.split_once("Missed: ").map_or("", |(_, rest)| rest.split('.').next().unwrap_or_default());
    let told: Vec<&str> = told.split(", ").filter(|name| !name.is_empty()).collect();
    let table: Vec<String> = lines
        .iter()
        .filter(|line| line.met == told.contains(&line.measure.info().name))
        .map(|line| {
            let name = line.measure.info().name;
            format!("{name}: {:.4} against {} +- {}", line.simulated, line.published, line.tolerance)
        })
        .collect();
    assert_eq!(missed, told, "{name} says what it misses in its note; otherwise than told:\n{}", table.join("\n"));
    // met by the bias, not by luck: the error of 500 histories is well inside every tolerance
    for line in &lines {
        let name = line.measure.info().name;
        assert!(line.half_width < line.tolerance / 2.0, "{name}: 500 histories cannot tell");
    }
}

#[test]
fn england_2024_meets_every_published_figure() {
    misses_what_it_says("england-2024", 29);
}

#[test]
fn england_2011_misses_exactly_what_it_says_it_misses() {
    misses_what_it_says("england-2011", 18);
}

#[test]
fn staffordshire_misses_exactly_what_it_says_it_misses() {
    misses_what_it_says("staffordshire", 12);
}

/// Of all sizes, north and south, county, city, borough and island.
const TEN: [&str; 10] = [
    "Rutland",
    "Bracknell Forest",
    "Isle of Wight",
    "Camden",
    "Stockton-on-Tees",
    "Nottingham",
    "Leeds",
    "Staffordshire",
    "Lancashire",
    "Birmingham",
];

/// The fit that the command line uses.
fn fit(input: &FitInput) -> Fit {
    let mut changes = vec![
        ("authority.stock".to_string(), Value::Number(input.stock)),
        ("authority.starts_per_year".to_string(), Value::Number(input.starts)),
    ];
    changes
        .extend(input.age_share.map(|shares| ("intake.age_share".to_string(), Value::Numbers(shares.to_vec()))));
    let scenario = shipped(input.base, &[]).with(&changes);
    let compile::Fit { multiplier, first_entry_share, expected } =
        compile::fit(&scenario, input.stock, input.starts);
    Fit { multiplier, first_entry_share, expected_stock: expected.stock, predicted_ceases: expected.ceases }
}

fn in_base(base: &str, key: &str) -> Option<f64> {
    Scenario::load(Path::new(base), &[]).ok()?.entry(key).value.optional_number()
}

#[test]
fn a_new_scenario_of_any_size_has_the_published_stock_within_a_twentieth_after_a_year() {
    let mut sizes = Vec::new();
    let mut wrong = Vec::new();
    for name in TEN {
        let authority = find(name).unwrap_or_else(|why| panic!("{why}"));
        let year = *authority.years.last().unwrap();
        let new = write_scenario(authority, year, &Workshop { fit: &fit, in_base: &in_base });
        let new = new.unwrap_or_else(|why| panic!("{why}"));
        // the run-in settles workers, who do not change the stock
        let overrides = ["run.arms=[\"no-practice\"]", "run.years=1", "run.run_in_years=0"].map(String::from);
        let scenario = Scenario::parse(name, &new.text, &overrides).unwrap_or_else(|p| panic!("{p}"));
        // enough histories for a standard error of 1.3%, the stock being about Poisson
        let replicates = (6000.0 / new.stock).ceil().max(6.0) as u64;
        let stock = column(&histories(&compiled(&scenario), replicates), Some(0), Measure::Stock);
        let mean = Sample::of(&stock).mean;
        sizes.push(new.stock);
        if (mean / new.stock - 1.0).abs() > 0.05 {
            wrong.push(format!("{name} {year}: {mean:.1} where {} are published", new.stock));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    sizes.sort_by(f64::total_cmp);
    assert!(sizes[0] < 60.0 && sizes[9] > 1500.0, "all sizes: {sizes:?}");
}
