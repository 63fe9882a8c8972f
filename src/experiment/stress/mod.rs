//! Named shocks, alone and together: how far each moves the smallest risk fund, and who pays.
//!
//! Every shock meets the same children with the same luck, history by history, so that a difference is the shock's own.

mod items;

mod quantiles;

pub use items::{HOLDERS, Item};

use super::laboratory::{Laboratory, Step, Watch};
use super::outcomes::Outcomes;
use super::runner::Histories;
use crate::domain::keys::YEAR_DAYS;
use crate::results::fund::smallest;
use crate::results::measures::Measure;
use crate::results::study::Spread;
use crate::scenario::{Entry, Problems, Scenario, Value, shocks};
use quantiles::{Resamples, interval};

/// The chance of exhaustion within the contract that the smallest fund keeps.
pub const CHANCE: f64 = 0.05;
/// Histories, unless told otherwise.
pub const REPLICATES: u64 = 400;

/// A mean, or a fund, with and without a shock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    pub item: Item,
    pub without: f64,
    pub with: f64,
    /// With less without, history by history.
    pub difference: f64,
    /// 95% interval of the difference; not a number where it cannot be told.
    pub low: f64,
    pub high: f64,
}

/// One shock, or all of them together.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name in the file; empty: all together.
    pub name: String,
    pub title: String,
    pub source: String,
    pub effects: Vec<Effect>,
}

impl Line {
    /// One of its effects.
    pub fn effect(&self, item: Item) -> Option<&Effect> {
        self.effects.iter().find(|effect| effect.item == item)
    }
}

/// What a stress test found.
#[derive(Debug, Clone, PartialEq)]
pub struct Stress {
    pub policy: String,
    pub years: u64,
    pub surplus_share: f64,
    pub seed: u64,
    pub replicates: u64,
    /// Each shock alone, in the order of their names.
    pub alone: Vec<Line>,
    /// All at once; the same as the only one where there is one.
    pub together: Line,
    /// Together less the sum of each alone.
    pub interaction: Line,
}

impl Stress {
    /// Every line in the order of tables.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.alone.iter().chain([&self.together, &self.interaction])
    }
}

/// Runs the scenario's first practice without any shock, with each of its shocks, and with all.
///
/// Problems: no practice, no shock, a shock after the contract has ended, or a world that cannot be compiled.
pub fn stress<M: Histories>(
    scenario: &Scenario,
    laboratory: &Laboratory<'_, M>,
    replicates: u64,
    watch: Watch,
) -> Result<Stress, Problems> {
    let names = shocks::names(scenario);
    let policy = policy(scenario)?;
    let years = scenario.in_policy(&policy, "contract.years").value.count();
    within_the_contract(scenario, &names, years)?;
    let (world, length) = (world(scenario, &policy, years), mean_year(scenario, years));
    let runs = names.len() + 1 + usize::from(names.len() > 1);
    let mut done = 0;
    let mut histories = |on: &[&String]| -> Result<Vec<Vec<f64>>, Problems> {
        watch(Step { name: "shocks", done, total: runs as u64, headline: None });
        done += 1;
        let switched = names.iter().map(|name| (format!("shock.{name}.active"), Value::Flag(on.contains(&name))));
        let outcomes = laboratory.run(&world.with(&switched.collect::<Vec<_>>()), 0, replicates)?;
        Ok(columns(&outcomes, length))
    };
    let base = histories(&[])?;
    let each: Vec<Vec<Vec<f64>>> = names.iter().map(|name| histories(&[name])).collect::<Result<_, _>>()?;
    let all =
        if let [only] = each.as_slice() { only.clone() } else { histories(&names.iter().collect::<Vec<_>>())? };
    let resamples = Resamples::of(laboratory.seed, base[0].len());
    let line = |name: &str, with: &Vec<Vec<f64>>| Line {
        name: name.into(),
        title: if name.is_empty() { "all together".into() } else { shocks::title(scenario, name) },
        source: source(scenario, name),
        effects: effects(&base, with, &resamples),
    };
    Ok(Stress {
        alone: names.iter().zip(&each).map(|(name, with)| line(name, with)).collect(),
        together: line("", &all),
        interaction: Line {
            name: "interaction".into(),
            title: "together less the sum of each alone".into(),
            source: String::new(),
            effects: interaction(&base, &each, &all, &resamples),
        },
        surplus_share: scenario.in_policy(&policy, "contract.surplus_share_to_fund").value.number(),
        replicates: base[0].len() as u64,
        seed: laboratory.seed,
        policy,
        years,
    })
}

/// The first policy with a practice.
fn policy(scenario: &Scenario) -> Result<String, Problems> {
    let arms = scenario.entry("run.arms");
    let has = |arm: &&String| scenario.in_policy(arm, "provider").value.text() == "practice";
    match arms.value.names().iter().find(has) {
        Some(arm) if !scenario.practices.is_empty() => Ok(arm.clone()),
        _ => Err(Problems::one(
            &arms.origin,
            "run.arms",
            "no policy has a practice: there is no contract and no fund to be stressed; try staffordshire",
        )),
    }
}

/// A shock after the contract would look like a shock without effect.
fn within_the_contract(scenario: &Scenario, names: &[String], years: u64) -> Result<(), Problems> {
    let mut problems = Problems::new();
    for name in names.iter().filter(|name| shocks::begins_year(scenario, name) >= years as f64) {
        let entry: Entry = scenario.entry(&format!("shock.{name}.kind"));
        let told = format!(
            "begins after the contract has ended ({years} years, contract.years); try an earlier month or a longer contract"
        );
        problems.note(&entry.origin, &format!("shock.{name}"), told);
    }
    problems.or(())
}

/// The years of the contract, the one policy, and nothing that costs time beside.
fn world(scenario: &Scenario, policy: &str, years: u64) -> Scenario {
    scenario.with(&[
        ("run.arms".into(), Value::Names(vec![policy.into()])),
        ("run.years".into(), Value::Count(years)),
        ("run.representativeness_replicates".into(), Value::Count(0)),
    ])
}

/// Where a shock's numbers come from.
fn source(scenario: &Scenario, name: &str) -> String {
    let prefix = format!("shock.{name}.");
    let own = scenario.entries.iter().filter(|(key, _)| key.starts_with(&prefix));
    let mut all: Vec<&str> = own.map(|(_, entry)| entry.source.as_str()).filter(|text| !text.is_empty()).collect();
    all.dedup();
    all.join("; ")
}

/// Each item's values, history by history, in the order of [`Item::ALL`].
///
/// The public cost is a rate per 365.25 days; the parties' books are by the contract's years of this length.
fn columns(outcomes: &Outcomes, length: f64) -> Vec<Vec<f64>> {
    let whole = outcomes.shape.whole();
    let get = |measure: Measure| outcomes.column(0, whole, measure);
    Item::ALL.iter().map(|item| item.values(&get, length)).collect()
}

/// Mean length of the contract's years, in years of 365.25 days.
fn mean_year(scenario: &Scenario, years: u64) -> f64 {
    let first = scenario.entry("run.start_date").value.date();
    let julian = scenario.entry("run.calendar").value.text() == "julian-years";
    let last = first.checked_add(jiff::Span::new().years(years as i64));
    match last.and_then(|last| first.until(last)) {
        Ok(span) if !julian => f64::from(span.get_days()) / YEAR_DAYS / years as f64,
        _ => 1.0,
    }
}

fn effects(base: &[Vec<f64>], with: &[Vec<f64>], resamples: &Resamples) -> Vec<Effect> {
    let each = Item::ALL.iter().zip(base).zip(with);
    each.filter_map(|((item, base), with)| effect(*item, base, with, resamples)).collect()
}

/// Nothing where the scenario does not measure it.
fn effect(item: Item, base: &[f64], with: &[f64], resamples: &Resamples) -> Option<Effect> {
    if item.is_a_fund() {
        let fund = |levels: &[f64]| smallest(levels, CHANCE).unwrap_or(f64::NAN);
        let (without, shocked) = (fund(base), fund(with));
        let (low, high) = interval(resamples, |picked| fund(&picked.of(with)) - fund(&picked.of(base)));
        return without.is_finite().then_some(Effect {
            item,
            without,
            with: shocked,
            difference: shocked - without,
            low,
            high,
        });
    }
    let mean = |list: &[f64]| Spread::of(&mut list.to_vec());
    let pairs: Vec<f64> = base.iter().zip(with).map(|(base, with)| with - base).collect();
    let (without, shocked, off) = (mean(base), mean(with), mean(&pairs));
    off.is_defined().then(|| Effect {
        item,
        without: without.mean,
        with: shocked.mean,
        difference: off.mean,
        low: off.interval().0,
        high: off.interval().1,
    })
}

/// What all together do beyond the sum of what each does alone.
fn interaction(base: &[Vec<f64>], each: &[Vec<Vec<f64>>], all: &[Vec<f64>], resamples: &Resamples) -> Vec<Effect> {
    let of = |(i, item): (usize, &Item)| {
        let fund = |levels: &[f64]| smallest(levels, CHANCE).unwrap_or(f64::NAN);
        let beyond = |value: &dyn Fn(&[f64]) -> f64| {
            let none = value(&base[i]);
            value(&all[i]) - none - each.iter().map(|one| value(&one[i]) - none).sum::<f64>()
        };
        let (difference, low, high) = if item.is_a_fund() {
            let (low, high) = interval(resamples, |picked| beyond(&|list| fund(&picked.of(list))));
            (beyond(&fund), low, high)
        } else {
            let mut off: Vec<f64> = (0..base[i].len()).map(|r| beyond_of(base, each, all, i, r)).collect();
            let spread = Spread::of(&mut off);
            (spread.mean, spread.interval().0, spread.interval().1)
        };
        difference.is_finite().then_some(Effect {
            item: *item,
            without: f64::NAN,
            with: f64::NAN,
            difference,
            low,
            high,
        })
    };
    Item::ALL.iter().enumerate().filter_map(of).collect()
}

fn beyond_of(base: &[Vec<f64>], each: &[Vec<Vec<f64>>], all: &[Vec<f64>], item: usize, r: usize) -> f64 {
    let none = base[item][r];
    all[item][r] - none - each.iter().map(|one| one[item][r] - none).sum::<f64>()
}
