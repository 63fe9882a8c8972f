//! Puts a whole study together: the main run, what it rests on, what is not known, targets, parameters.

use super::laboratory::{Laboratory, Step, Watch};
use super::outcomes::Outcomes;
use super::parameter_draws::{self, Draws};
use super::runner::{self, Histories, Plan};
use super::{targets, variants};
use crate::domain::groups::{ChildGroup, GroupMeasure};
use crate::domain::practice_measures::PracticeMeasure;
use crate::flow::Replicate;
use crate::results::compare::{compare, reduce};
use crate::results::measures::Measure;
use crate::results::pairs::{self, Comparison};
use crate::results::spread::quantile;
use crate::results::study::{
    ArmInfo, GroupLine, MonthSeries, ParameterLine, PracticeLine, SinceFull, Spread, Study, not_moved_name,
};
use crate::scenario::explain::{Row, rows};
use crate::scenario::{Problems, Scenario, compile};

/// Version of the study's shape as other programs read it.
pub const SCHEMA_VERSION: u32 = 1;

/// What to run.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub scenario: &'a Scenario,
    pub seed: u64,
    pub replicates: u64,
    /// The command that gives these bytes again.
    pub command: &'a str,
}

/// A finished (or stopped) study with its replicates.
#[derive(Debug)]
pub struct Finished {
    pub study: Study,
    pub outcomes: Outcomes,
}

/// The study before anything has been simulated: names, hashes, parameters.
pub fn outline(request: &Request) -> Study {
    let scenario = request.scenario;
    let text = |key: &str| scenario.entry(key).value.text().to_string();
    let years = scenario.entry("run.years").value.number() as u32;
    let arms = arms(scenario);
    let contract_years = arms.last().map(|arm| scenario.in_policy(&arm.name, "contract.years").value.number());
    Study {
        schema_version: SCHEMA_VERSION,
        title: if text("title").is_empty() { scenario.name.clone() } else { text("title") },
        note: text("note"),
        authority: text("authority.name"),
        authority_period: text("authority.period"),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario_hash: scenario.hash.clone(),
        seed: request.seed,
        replicates: request.replicates,
        partial: false,
        command: request.command.into(),
        start_date: scenario.entry("run.start_date").value.date().to_string(),
        years,
        contract_years: contract_years.unwrap_or_default() as u32,
        price_year: text("finance.price_year"),
        arms,
        periods: periods(scenario, years),
        spreads: Vec::new(),
        same_children: Vec::new(),
        groups: Vec::new(),
        since_full: Vec::new(),
        practices: Vec::new(),
        differences: Vec::new(),
        comparison: None,
        compares_first: !text("run.compared_with").is_empty(),
        representativeness: Vec::new(),
        variants: Vec::new(),
        parameter_ranges: Vec::new(),
        series: Vec::new(),
        thresholds: Vec::new(),
        parameters: parameters(scenario),
        targets: Vec::new(),
        story: Vec::new(),
        story_child: String::new(),
    }
}

/// Runs everything that the scenario asks for. `sink` takes each replicate of the main run, in order.
pub fn run<M: Histories, E: From<Problems>>(
    laboratory: &Laboratory<M>,
    model: &M,
    request: &Request,
    sink: &mut dyn FnMut(u64, &Replicate) -> Result<(), E>,
    watch: Watch,
) -> Result<Finished, E> {
    let (scenario, mut study) = (request.scenario, outline(request));
    let plan = Plan { seed: request.seed, first: 0, replicates: request.replicates, stop: laboratory.stop };
    let outcomes = runner::run(model, plan, sink, &mut |p| {
        watch(Step { name: "histories", done: p.done, total: p.total, headline: p.headline });
    })?;
    let number = |key: &str| scenario.entry(key).value.number() as u64;
    if !laboratory.stopped() {
        study.variants = variants::run(
            laboratory,
            scenario,
            number("run.sensitivity_replicates").min(request.replicates),
            watch,
        )?;
        let (draws, replicates_per_draw) = (number("run.parameter_draws"), number("run.replicates_per_draw"));
        let draws = Draws { draws, replicates_per_draw };
        study.parameter_ranges = parameter_draws::ranges(laboratory, scenario, &outcomes, draws, watch)?;
    }
    study.partial = laboratory.stopped();
    study.replicates = outcomes.replicates();
    let rows: Vec<&[f64]> = outcomes.rows().chunks_exact(outcomes.shape.row()).collect();
    (study.spreads, study.differences) = reduce(&outcomes.references, outcomes.shape.periods, &rows);
    (study.same_children, study.groups, study.since_full) = not_moved(&outcomes);
    study.practices = practices(scenario, &study.arms, &outcomes);
    study.comparison = comparison(scenario, &outcomes);
    study.representativeness = outcomes.representativeness();
    study.series = series(&study.arms, &outcomes);
    study.thresholds =
        study.arms.iter().enumerate().flat_map(|(arm, info)| outcomes.threshold_curves(arm, &info.name)).collect();
    study.targets = targets::compare(scenario, &outcomes);
    Ok(Finished { study, outcomes })
}

/// The same children not moved, the groups of children, and the years since full allocation, of each policy.
fn not_moved(outcomes: &Outcomes) -> (Vec<Spread>, Vec<GroupLine>, Vec<SinceFull>) {
    let shape = outcomes.shape;
    let mut same_children = Vec::new();
    for arm in 0..shape.arms {
        for period in 0..shape.periods {
            for &measure in Measure::ALL {
                let row = outcomes.reference(arm, measure);
                same_children.push(Spread::of(&mut outcomes.column(row, period, measure)));
            }
        }
    }
    let (mut groups, mut since_full) = (Vec::new(), Vec::new());
    let together = shape.arms.saturating_sub(1);
    for arm in 1..shape.arms {
        let reference = outcomes.references[arm];
        for group in 0..ChildGroup::COUNT {
            for measure in GroupMeasure::ALL {
                let mut with = outcomes.group(arm, group, measure);
                let without = outcomes.group(reference, group, measure);
                let difference = compare(&with, &without, together);
                let spread = Spread::of(&mut with);
                if spread.is_defined() {
                    groups.push(GroupLine::new(arm, group, measure, spread, difference));
                }
            }
        }
        for year in 0..shape.whole() {
            let (mut with, mut without) = outcomes.since_full(arm, year);
            let difference = compare(&with, &without, together);
            let changes = Spread::of(&mut with);
            if changes.is_defined() {
                let not_moved = Spread::of(&mut without);
                since_full.push(SinceFull { arm, year: year as u32 + 1, changes, not_moved, difference });
            }
        }
    }
    (same_children, groups, since_full)
}

/// Each practice's own measures, of policies with two or more of them.
fn practices(scenario: &Scenario, arms: &[ArmInfo], outcomes: &Outcomes) -> Vec<PracticeLine> {
    let (mut lines, mut nth) = (Vec::new(), 0);
    for (arm, info) in arms.iter().enumerate().filter(|(_, info)| info.provider != "none") {
        let names = compile::practice_names(scenario, &info.name);
        for (k, name) in names.iter().enumerate().filter(|_| names.len() > 1) {
            for period in 0..outcomes.shape.periods {
                for &measure in PracticeMeasure::ALL {
                    let spread = Spread::of(&mut outcomes.practice(nth + k, period, measure));
                    let practice = name.clone();
                    lines.push(PracticeLine { arm, practice, period, measure: measure.name(), spread });
                }
            }
        }
        nth += names.len();
    }
    lines
}

/// Every policy against every other, and against the one that the scenario names.
fn comparison(scenario: &Scenario, outcomes: &Outcomes) -> Option<Comparison> {
    let (policies, whole) = (outcomes.shape.arms, outcomes.shape.whole());
    let named = scenario.entry("run.compared_with").value;
    let baseline = variants::arms(scenario).iter().position(|name| name == named.text()).unwrap_or(0);
    let columns = |arm: usize, measure: Measure| {
        let reference = || outcomes.column(outcomes.reference(arm, measure), whole, measure);
        let not_moved = measure.info().group.is_of_the_allocated().then(reference);
        (outcomes.column(arm, whole, measure), not_moved)
    };
    (policies > 1).then(|| pairs::comparison(policies, baseline, &variants::HEADLINES, &columns))
}

/// The policies with labels of which no two are the same.
fn arms(scenario: &Scenario) -> Vec<ArmInfo> {
    let provider = |name: &str| scenario.in_policy(name, "provider").value.text().to_string();
    let named: Vec<(String, String)> =
        variants::arms(scenario).into_iter().map(|name| (provider(&name), name)).collect();
    let label = |own: &str, name: &str| {
        let words = match own {
            "in-house" => "in-house dedicated team",
            "practice" => "practice",
            _ => "no practice",
        };
        let alone = named.iter().filter(|(provider, _)| provider == own).count() == 1;
        match () {
            () if alone => words.to_string(),
            () if name.starts_with("practice-")
                || name.starts_with("in-house")
                || name.starts_with("no-practice") =>
            {
                name.to_string() // says what it is
            }
            () => format!("{words}: {name}"),
        }
    };
    let info = |(provider, name): &(String, String)| ArmInfo {
        name: name.clone(),
        label: label(provider, name),
        provider: provider.clone(),
    };
    named.iter().map(info).collect()
}

/// "2024-25" for financial years, "year 1" for others; "all" last.
fn periods(scenario: &Scenario, years: u32) -> Vec<String> {
    let start = scenario.entry("run.start_date").value.date();
    let financial = scenario.entry("run.calendar").value.text() == "financial-years";
    let whole_years = financial && (start.month(), start.day()) == (4, 1);
    let label = |year: u32| match whole_years {
        true => {
            let first = i64::from(start.year()) + i64::from(year);
            format!("{first}-{:02}", (first + 1) % 100)
        }
        false => format!("year {}", year + 1),
    };
    (0..years).map(label).chain(["all".into()]).collect()
}

/// Size of the cohort by month since go-live, changes of worker by month since own transfer.
fn series(arms: &[ArmInfo], outcomes: &Outcomes) -> Vec<MonthSeries> {
    let mut all = Vec::new();
    for (arm, info) in arms.iter().enumerate() {
        let (mut mean, mut q05, mut q95) = (Vec::new(), Vec::new(), Vec::new());
        for month in 0..outcomes.shape.months {
            let mut sizes = outcomes.cohort_size(arm, month);
            sizes.retain(|size| !size.is_nan());
            mean.push(sizes.iter().sum::<f64>() / sizes.len() as f64);
            sizes.sort_by(f64::total_cmp);
            q05.push(quantile(&sizes, 0.05));
            q95.push(quantile(&sizes, 0.95));
        }
        all.push(MonthSeries { name: "cohort-size".into(), arm: info.name.clone(), mean, q05, q95 });
        let mean = outcomes.cumulative_changes(arm);
        let (q05, q95) = (Vec::new(), Vec::new());
        all.push(MonthSeries { name: "cumulative-changes".into(), arm: info.name.clone(), mean, q05, q95 });
        let reference = outcomes.references[arm];
        if reference > 0 {
            all.push(MonthSeries {
                name: "cumulative-changes".into(),
                arm: not_moved_name(&info.name),
                mean: outcomes.cumulative_changes(reference),
                q05: Vec::new(),
                q95: Vec::new(),
            });
        }
    }
    all
}

/// Every value in force: not titles, and not published figures to be met.
fn parameters(scenario: &Scenario) -> Vec<ParameterLine> {
    let words = ["title", "note", "extends"];
    let wanted = |row: &Row| !words.contains(&row.key.as_str()) && !row.key.starts_with("target.");
    let line = |row: Row| {
        let Row { key, value, unit, quality, source, origin, .. } = row;
        ParameterLine { key, value, unit, quality, source, origin }
    };
    rows(scenario).into_iter().filter(wanted).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::runner::tests::Toy;
    use crate::results::measures::Measure;
    use std::sync::atomic::{AtomicBool, Ordering};

    const TWO_ARMS: &str = r#"
title = "a test"
[run]
arms = ["as-now", "elm"]
years = 1
start_date = 1999-04-01
sensitivity_replicates = 20
parameter_draws = 12
replicates_per_draw = 2
[workforce]
rebalance_share = 0.5
turnover_per_year = { value = 0.15, low = 0.1, high = 0.2 }
[policy.as-now]
provider = "none"
[policy.elm]
provider = "practice"
contract.years = 5
[practice.elm]
places = 100
"#;

    fn finished(stop_after: u64) -> Finished {
        let scenario = Scenario::parse("test", TWO_ARMS, &[]).unwrap_or_else(|p| panic!("{p}"));
        let stop = AtomicBool::new(false);
        let laboratory = Laboratory { build: &|_: &Scenario| Ok(Toy), seed: 1, stop: &stop };
        let request = Request { scenario: &scenario, seed: 1, replicates: 64, command: "swpsim run test" };
        let mut sink = |number: u64, _: &Replicate| {
            stop.store(number + 1 >= stop_after, Ordering::Relaxed);
            Ok::<(), Problems>(())
        };
        let single = runner::pool(Some(1)).unwrap();
        single.install(|| run(&laboratory, &Toy, &request, &mut sink, &mut |_| ())).unwrap()
    }

    #[test]
    fn a_study_holds_spreads_differences_variants_and_ranges() {
        let Finished { study, outcomes } = finished(u64::MAX);
        assert_eq!((study.replicates, study.partial, outcomes.replicates()), (64, false, 64));
        assert_eq!(study.periods, ["1999-00", "all"]);
        assert_eq!((study.contract_years, study.arms[1].label.as_str()), (5, "practice"));
        let difference = study.difference(1, Measure::WorkerChanges);
        assert!((difference.spread.mean + 0.5).abs() < 0.1, "{difference:?}");
        let kinds: Vec<&str> = study.variants.iter().map(|variant| variant.name.as_str()).collect();
        assert!(kinds.contains(&"inherited share 1/2") && kinds.contains(&"rebalancing off"), "{kinds:?}");
        assert!(!kinds.contains(&"team boundaries off"), "one team already: {kinds:?}");
        // the toy ignores parameters, so draws change nothing: pairing leaves no noise at all
        let range = &study.parameter_ranges[0];
        assert!((range.q95 - range.q05).abs() < 1e-12 && range.drivers.is_empty(), "{range:?}");
        assert!(study.parameters.iter().any(|line| line.key == "policy.elm.contract.years"));
    }

    #[test]
    fn a_stopped_study_says_so_and_keeps_what_was_finished() {
        let Finished { study, .. } = finished(16);
        assert_eq!((study.partial, study.replicates), (true, 16));
        assert!(study.variants.is_empty() && study.parameter_ranges.is_empty());
        assert_eq!(study.spreads[0].n, 16);
    }

    #[test]
    fn two_practices_get_labels_that_tell_them_apart() {
        let text = "[run]\narms = [\"a\", \"b\", \"c\"]\n[policy.a]\nprovider = \"none\"\n[policy.b]\nprovider = \"practice\"\n[policy.c]\nprovider = \"practice\"\n[practice.elm]\nplaces = 100\n";
        let scenario = Scenario::parse("test", text, &[]).unwrap_or_else(|p| panic!("{p}"));
        let labels: Vec<String> = arms(&scenario).into_iter().map(|arm| arm.label).collect();
        assert_eq!(labels, ["no practice", "practice: b", "practice: c"]);
    }

    #[test]
    fn a_lottery_chooses_as_honest_ones_do_and_longest_waiting_does_not() {
        // chance that the lottery is wrongly called none: 5% by construction, once for this seed
        let text = r#"
[authority]
starts_per_year = 120
[run]
years = 1
arms = ["as-now", "lot", "waiting"]
[intake]
batch_share = { size_1 = 0.8, size_2 = 0.2 }
[stay]
length = { law = "exponential", mean_months = 24 }
[policy.as-now]
provider = "none"
[policy.lot]
provider = "practice"
allocation.require_assessment = false
[policy.waiting]
provider = "practice"
allocation.require_assessment = false
allocation.rule = "longest-waiting"
[practice.elm]
places = 40
"#;
        let scenario = Scenario::parse("test", text, &[]).unwrap_or_else(|p| panic!("{p}"));
        let model = crate::scenario::compile::model(&scenario).unwrap_or_else(|p| panic!("{p}"));
        let stop = AtomicBool::new(false);
        let outcomes = runner::outcomes(&model, Plan { seed: 1, first: 0, replicates: 20, stop: &stop });
        let found = outcomes.representativeness();
        assert_eq!(found.iter().map(|f| (f.arm, f.histories)).collect::<Vec<_>>(), [(1, 20), (2, 20)]);
        let beyond = |i: usize| found[i].beyond_a_lottery().iter().map(|l| l.characteristic).collect::<Vec<_>>();
        assert_eq!(beyond(0), Vec::<&str>::new());
        assert!(beyond(1).contains(&"time in care") && !beyond(1).contains(&"sex"), "{:?}", beyond(1));
        // every single child has the same chance under a lottery; longest-waiting takes some always, the rest never
        let of =
            |i: usize, group: &str| found[i].chance_by_group.iter().find(|l| l.group == group).unwrap().chance;
        assert!((of(0, "boys") - of(0, "girls")).abs() < 0.01, "{} {}", of(0, "boys"), of(0, "girls"));
        assert!((of(0, "alone") - found[0].mean_chance()).abs() < 0.01);
        assert!(
            found[0].chances[0] + found[0].chances[11] < 0.01 && found[1].chances[0] + found[1].chances[11] > 0.99
        );
    }
}
