//! Not knowing a parameter: the headline's range over draws of every value that states `low` and `high`.
//!
//! A number is triangular from `low` to `high` with its mode at the value. All entries of a table stand at one
//! quantile of their ranges, since errors of one source move together; but shares are drawn entry by entry and
//! brought back to a sum of 1. A law's times are multiplied by one number, triangular about 1.
//!
//! Each draw runs a few replicates of the main run's luck, and what is kept is the difference that the draw makes
//! to *those* replicates, added to the main run's mean: the luck of few replicates cancels as far as the draw
//! leaves histories alike. What remains of it widens the range a little; it never narrows it.

use rayon::prelude::*;

use super::changes::bounded;
use super::drivers::drivers;
use super::laboratory::{Laboratory, Step, Watch};
use super::outcomes::Outcomes;
use super::runner::Histories;
use super::variants::{HEADLINES, arms};
use crate::randomness::{Chance, Luck, mix, uniform};
use crate::results::measures::Measure;
use crate::results::rounding::stated;
use crate::results::spread::quantile;
use crate::results::study::ParameterRange;
use crate::scenario::keys::Kind;
use crate::scenario::laws::scaled;
use crate::scenario::names;
use crate::scenario::{Entry, Problems, Scenario, Value};

/// How many draws, and how many replicates each.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    pub draws: u64,
    pub replicates_per_draw: u64,
}

/// One draw: the values, and at which quantile of its own range each stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    pub values: Vec<(String, Value)>,
    pub quantiles: Vec<(String, f64)>,
}

/// The quantile `u` of the triangular law from `low` to `high` with this mode.
pub fn triangular(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return mode;
    }
    let mode = mode.clamp(low, high);
    if u * width <= mode - low {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    }
}

/// The subject of a key's luck: the same whatever other keys there are (FNV-1a, spread).
fn subject(key: &str) -> u64 {
    mix(key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
}

/// The `number`-th draw of all uncertain values.
pub fn draw(scenario: &Scenario, seed: u64, number: u64) -> Draw {
    let luck = Luck::new(seed, number);
    let mut drawn = Draw { values: Vec::new(), quantiles: Vec::new() };
    for (key, entry) in scenario.uncertain() {
        let u = |entry: usize| uniform(&mut luck.source(Chance::ParameterDraw, subject(&key), entry as u64));
        let Some((value, mut quantiles)) = drawn_value(&key, entry, &u) else { continue };
        drawn.quantiles.append(&mut quantiles);
        drawn.values.push((key, value));
    }
    drawn
}

/// A value drawn from an entry's range, with the quantile(s) used.
fn drawn_value(key: &str, entry: &Entry, u: &dyn Fn(usize) -> f64) -> Option<(Value, Vec<(String, f64)>)> {
    let kind = names::find(lever(key))?.kind;
    let (low, high) = (entry.low.as_deref()?, entry.high.as_deref()?);
    let at = |i: usize, value: f64, u: f64| bounded(kind, triangular(low[i], value, high[i], u));
    let one = vec![(key.to_string(), u(0))];
    match (&entry.value, kind) {
        (Value::Number(value), _) => Some((Value::Number(at(0, *value, u(0))), one)),
        (Value::Count(value), _) => Some((Value::Count(at(0, *value as f64, u(0)) as u64), one)),
        (Value::Law(law), _) => Some((Value::Law(scaled(law, triangular(low[0], 1.0, high[0], u(0)))), one)),
        (Value::Numbers(shares), Kind::Shares { names }) => {
            let uncertain = (0..shares.len()).filter(|&i| low[i] < high[i]);
            let quantiles = uncertain.map(|i| (format!("{key}.{}", names[i]), u(i))).collect();
            let drawn = shares.iter().enumerate().map(|(i, &share)| at(i, share, u(i))).collect();
            Some((Value::Numbers(normalised(drawn)), quantiles))
        }
        (Value::Numbers(values), _) => {
            let drawn = values.iter().enumerate().map(|(i, &value)| at(i, value, u(0))).collect();
            Some((Value::Numbers(drawn), one))
        }
        _ => None,
    }
}

/// The key and value with one parameter, as [`Draw::quantiles`] names it, at a quantile of its range and all others of
/// its table as they are; nothing where it has no range.
pub fn at_quantile(scenario: &Scenario, name: &str, u: f64) -> Option<(String, Value)> {
    let (key, entry) = owner(scenario, name)?;
    let rest = name.strip_prefix(&key).and_then(|rest| rest.strip_prefix('.'));
    let chosen = match (rest, names::find(lever(&key))?.kind) {
        (Some(part), Kind::Shares { names }) => names.iter().position(|own| *own == part),
        _ => None,
    };
    let (value, _) =
        drawn_value(&key, &entry, &|i| if chosen.is_none_or(|c| c == i) { u } else { place(&entry, i) })?;
    Some((key, value))
}

/// The quantile of its own range at which the value itself stands.
pub fn place_of_value(scenario: &Scenario, name: &str) -> f64 {
    match owner(scenario, name) {
        Some((_, entry)) if matches!(entry.value, Value::Law(_)) => within(&entry, 0, 1.0),
        Some((_, entry)) => place(&entry, 0),
        None => 0.5,
    }
}

/// The mode of a triangular law stands at the quantile (mode - low) / (high - low).
fn place(entry: &Entry, i: usize) -> f64 {
    match &entry.value {
        Value::Number(value) => within(entry, 0, *value),
        Value::Count(value) => within(entry, 0, *value as f64),
        Value::Numbers(values) => within(entry, i, values[i]),
        _ => 0.5,
    }
}

fn within(entry: &Entry, i: usize, value: f64) -> f64 {
    match (entry.low.as_deref(), entry.high.as_deref()) {
        (Some(low), Some(high)) if low[i] < high[i] => ((value - low[i]) / (high[i] - low[i])).clamp(0.0, 1.0),
        _ => 0.5,
    }
}

/// The uncertain entry that a name of [`Draw::quantiles`] belongs to.
fn owner(scenario: &Scenario, name: &str) -> Option<(String, Entry)> {
    let belongs = |key: &str| name == key || name.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
    scenario.uncertain().into_iter().find(|(key, _)| belongs(key)).map(|(key, entry)| (key, entry.clone()))
}

/// What a parameter is at a quantile of its range, in words: its value, or a factor for tables and laws.
pub fn value_words(scenario: &Scenario, name: &str, u: f64) -> String {
    let Some((key, entry)) = owner(scenario, name) else { return String::new() };
    let factor = |after: f64, before: f64| format!("x {:.2}", after / before);
    match (at_quantile(scenario, name, u).map(|(_, value)| value), &entry.value) {
        (Some(Value::Number(value)), _) => stated((value * 1e4).round() / 1e4),
        (Some(Value::Count(value)), _) => value.to_string(),
        (Some(Value::Law(after)), Value::Law(before)) => match (after.mean_days(), before.mean_days()) {
            (Some(after), Some(before)) => factor(after, before),
            _ => format!("its {:.0}th percentile", u * 100.0),
        },
        (Some(Value::Numbers(after)), Value::Numbers(before)) => {
            let part = name.strip_prefix(&key).and_then(|rest| rest.strip_prefix('.'));
            match (part, names::find(lever(&key)).map(|row| row.kind)) {
                (Some(part), Some(Kind::Shares { names })) => {
                    let at = names.iter().position(|own| *own == part).unwrap_or(0);
                    stated((after[at] * 1e3).round() / 1e3)
                }
                _ => factor(after.iter().sum(), before.iter().sum()),
            }
        }
        _ => String::new(),
    }
}

/// The registry's key behind `policy.NAME.key`.
fn lever(key: &str) -> &str {
    key.strip_prefix("policy.").and_then(|rest| rest.split_once('.')).map_or(key, |(_, lever)| lever)
}

fn normalised(shares: Vec<f64>) -> Vec<f64> {
    let total: f64 = shares.iter().sum();
    if total > 0.0 { shares.iter().map(|share| share / total).collect() } else { shares }
}

/// One draw's headline differences, `[arm - 1][measure]`.
struct Effect {
    quantiles: Vec<(String, f64)>,
    differences: Vec<f64>,
}

/// Ranges of the headline differences over draws; empty below two draws.
pub fn ranges<M: Histories>(
    laboratory: &Laboratory<M>,
    scenario: &Scenario,
    main: &Outcomes,
    draws: Draws,
    watch: Watch,
) -> Result<Vec<ParameterRange>, Problems> {
    if scenario.uncertain().is_empty() || main.replicates() == 0 || main.shape.arms < 2 {
        return Ok(Vec::new());
    }
    let per_draw = draws.replicates_per_draw.min(main.replicates());
    let mut effects: Vec<Effect> = Vec::new();
    let chunk = rayon::current_num_threads() as u64 * 2;
    let mut next = 0;
    while next < draws.draws && !laboratory.stopped() {
        watch(Step { name: "parameter draws", done: next, total: draws.draws, headline: None });
        let to = draws.draws.min(next + chunk);
        let one = |number| effect(laboratory, scenario, main, number, per_draw);
        let finished: Vec<Option<Effect>> =
            (next..to).into_par_iter().map(one).collect::<Result<_, Problems>>()?;
        effects.extend(finished.into_iter().flatten());
        next = to;
    }
    Ok(if effects.len() < 2 { Vec::new() } else { summarised(scenario, &effects, per_draw) })
}

/// What one draw does to its replicates; nothing if stopped meanwhile.
fn effect<M: Histories>(
    laboratory: &Laboratory<M>,
    scenario: &Scenario,
    main: &Outcomes,
    number: u64,
    per_draw: u64,
) -> Result<Option<Effect>, Problems> {
    let draw = draw(scenario, laboratory.seed, number);
    let rows = |i: u64| (number * per_draw + i) % main.replicates();
    let outcomes =
        laboratory.run_here(&scenario.with(&draw.values), (0..per_draw).map(|i| main.first + rows(i)))?;
    if outcomes.replicates() < per_draw {
        return Ok(None);
    }
    let one = |arm: usize, measure: Measure| {
        let base = main.differences(arm, measure);
        let ours = outcomes.differences(arm, measure);
        let shifts = (0..per_draw).map(|i| ours[i as usize] - base[rows(i) as usize]);
        mean(base.iter().copied()) + mean(shifts)
    };
    let differences = (1..main.shape.arms).flat_map(|arm| HEADLINES.map(|measure| one(arm, measure))).collect();
    Ok(Some(Effect { quantiles: draw.quantiles, differences }))
}

/// Mean of what is defined.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.filter(|v| v.is_finite()).fold((0.0, 0u64), |(sum, n), v| (sum + v, n + 1));
    sum / n as f64
}

fn summarised(scenario: &Scenario, effects: &[Effect], per_draw: u64) -> Vec<ParameterRange> {
    let mut ranges = Vec::new();
    for (arm, name) in arms(scenario).into_iter().enumerate().skip(1) {
        for (m, measure) in HEADLINES.into_iter().enumerate() {
            let at = (arm - 1) * HEADLINES.len() + m;
            let defined: Vec<&Effect> = effects.iter().filter(|e| e.differences[at].is_finite()).collect();
            if defined.len() < 2 {
                continue;
            }
            let mut sorted: Vec<f64> = defined.iter().map(|e| e.differences[at]).collect();
            let drivers = drivers(&defined.iter().map(|e| e.quantiles.as_slice()).collect::<Vec<_>>(), &sorted);
            sorted.sort_by(f64::total_cmp);
            ranges.push(ParameterRange {
                arm: name.clone(),
                measure,
                draws: defined.len() as u64,
                replicates_per_draw: per_draw,
                q05: quantile(&sorted, 0.05),
                median: quantile(&sorted, 0.5),
                q95: quantile(&sorted, 0.95),
                drivers,
            });
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triangular_law_has_its_bounds_and_its_mean() {
        assert_eq!((triangular(2.0, 3.0, 7.0, 0.0), triangular(2.0, 3.0, 7.0, 1.0)), (2.0, 7.0));
        let mean = (0..100_000).map(|i| triangular(2.0, 3.0, 7.0, (f64::from(i) + 0.5) / 1e5)).sum::<f64>() / 1e5;
        assert!((mean - 4.0).abs() < 1e-4, "{mean}");
        assert_eq!(triangular(5.0, 5.0, 5.0, 0.3), 5.0);
    }

    const UNCERTAIN: &str = r#"
[workforce]
turnover_per_year = { value = 0.15, low = 0.1, high = 0.3 }
time_to_fill = { law = "gamma", shape = 2, mean_days = 100, low = 0.5, high = 2 }
tenure_rate_per_year = { value = { y0_2 = 1, y2_5 = 2, y5_10 = 3, y10_20 = 4, y20_30 = 5, y30_plus = 6 }, low = 0.5, high = 2 }
[intake]
age_share = { value = { under_1 = 0.5, age_1_4 = 0.5 }, low = { under_1 = 0.3, age_1_4 = 0.4, age_5_9 = 0, age_10_15 = 0, age_16_17 = 0 }, high = { under_1 = 0.7, age_1_4 = 0.6, age_5_9 = 0, age_10_15 = 0, age_16_17 = 0 } }
"#;

    #[test]
    fn draws_stay_within_their_ranges_and_tables_move_together() {
        let scenario = Scenario::parse("test", UNCERTAIN, &[]).unwrap_or_else(|p| panic!("{p}"));
        for number in 0..50 {
            let draw = draw(&scenario, 1, number);
            let find = |key: &str| draw.values.iter().find(|(k, _)| k == key).unwrap().1.clone();
            assert!((0.1..=0.3).contains(&find("workforce.turnover_per_year").number()));
            let days = find("workforce.time_to_fill").law().mean_days().unwrap();
            assert!((50.0..=200.0).contains(&days), "{days}");
            let rates = find("workforce.tenure_rate_per_year").numbers().to_vec();
            assert!((rates[5] / rates[0] - 6.0).abs() < 1e-9, "{rates:?}");
            let shares = find("intake.age_share").numbers().to_vec();
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12 && shares[2] == 0.0, "{shares:?}");
        }
    }

    #[test]
    fn one_parameter_can_stand_at_the_end_of_its_range_while_its_table_keeps_its_values() {
        let scenario = Scenario::parse("test", UNCERTAIN, &[]).unwrap_or_else(|p| panic!("{p}"));
        let (key, turnover) = at_quantile(&scenario, "workforce.turnover_per_year", 1.0).unwrap();
        assert_eq!((key.as_str(), turnover), ("workforce.turnover_per_year", Value::Number(0.3)));
        assert!((place_of_value(&scenario, "workforce.turnover_per_year") - 0.25).abs() < 1e-12);
        assert_eq!(value_words(&scenario, "workforce.turnover_per_year", 0.0), "0.1");
        assert_eq!(value_words(&scenario, "workforce.tenure_rate_per_year", 1.0), "x 2.00");
        assert_eq!(value_words(&scenario, "workforce.time_to_fill", 0.0), "x 0.50");
        // .7 and .5 brought back to a sum of 1
        let (_, shares) = at_quantile(&scenario, "intake.age_share.under_1", 1.0).unwrap();
        assert!((shares.numbers()[0] - 0.7 / 1.2).abs() < 1e-12, "{shares:?}");
        assert_eq!(at_quantile(&scenario, "workforce.posts", 0.5), None);
    }

    #[test]
    fn another_uncertain_parameter_changes_nobody_elses_draw() {
        let scenario = Scenario::parse("test", UNCERTAIN, &[]).unwrap_or_else(|p| panic!("{p}"));
        let fewer: String =
            UNCERTAIN.lines().filter(|line| !line.starts_with("time_to_fill")).map(|l| format!("{l}\n")).collect();
        let fewer = draw(&Scenario::parse("test", &fewer, &[]).unwrap(), 1, 3);
        let all = draw(&scenario, 1, 3);
        assert_eq!(fewer.values.len() + 1, all.values.len());
        assert!(fewer.values.iter().all(|value| all.values.contains(value)));
    }
}
