//! The scenario with everything it extends resolved, as a file of its own: what the manifest keeps.

use std::fmt::Write;

use crate::domain::laws::Law;
use crate::scenario::keys::Kind;
use crate::scenario::{Entry, Quality, Scenario, Value, names};

/// TOML that reads back as the same scenario.
pub fn toml(scenario: &Scenario) -> String {
    let mut text = String::new();
    // practices are offered children in the order in which they are first named
    for name in &scenario.practices {
        let key = |key: &&String| key.starts_with(&format!("practice.{name}."));
        for key in scenario.entries.keys().filter(key) {
            line(&mut text, key, key, &scenario.entries[key]);
        }
    }
    for (key, entry) in
        scenario.entries.iter().filter(|(key, _)| *key != "extends" && !key.starts_with("practice."))
    {
        line(&mut text, key, key, entry);
    }
    for (policy, levers) in &scenario.policies {
        let _ = writeln!(text, "\n[policy.{policy}]"); // writing to a string cannot fail
        for (key, entry) in levers {
            line(&mut text, key, key, entry);
        }
    }
    text
}

/// `key = { value = .., source = "..", .. }`, or the bare value where nothing else is known.
fn line(text: &mut String, shown: &str, key: &str, entry: &Entry) {
    let kind = names::find(key).map_or(Kind::Text, |row| row.kind);
    let Some(value) = value(kind, &entry.value) else { return };
    let notes = notes(kind, entry);
    let _ = match (&entry.value, notes.is_empty()) {
        (Value::Target(_), _) | (_, true) => writeln!(text, "{shown} = {value}"),
        // a law carries its notes beside its parts
        (Value::Law(_), false) => writeln!(text, "{shown} = {{ {}, {notes} }}", inside(&value)),
        _ => writeln!(text, "{shown} = {{ value = {value}, {notes} }}"),
    };
}

fn notes(kind: Kind, entry: &Entry) -> String {
    let mut notes = Vec::new();
    if !entry.source.is_empty() {
        notes.push(format!("source = {}", quoted(&entry.source)));
    }
    if entry.quality != Quality::Given {
        notes.push(format!("quality = {}", quoted(entry.quality.word())));
    }
    for (name, end) in [("low", &entry.low), ("high", &entry.high)] {
        if let Some(end) = end {
            let shown = match &entry.value {
                Value::Numbers(_) => numbers(kind, end),
                _ => end.iter().map(|x| number(*x)).collect(),
            };
            notes.push(format!("{name} = {shown}"));
        }
    }
    if !entry.effect.is_empty() {
        notes.push(format!("effect = {}", quoted(&entry.effect)));
    }
    notes.join(", ")
}

fn value(kind: Kind, value: &Value) -> Option<String> {
    Some(match value {
        Value::Absent => return None,
        Value::Number(x) => number(*x),
        Value::Count(count) => count.to_string(),
        Value::Text(words) => quoted(words),
        Value::Flag(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Numbers(all) => numbers(kind, all),
        Value::Names(names) => listed(names.iter().map(|name| quoted(name))),
        Value::Law(law) => self::law(law),
        Value::Target(target) => format!(
            "{{ value = {}, tolerance = {}, statistic = {}, source = {} }}",
            number(target.value),
            number(target.tolerance),
            quoted(&target.statistic),
            quoted(&target.source)
        ),
    })
}

fn numbers(kind: Kind, all: &[f64]) -> String {
    match kind {
        Kind::Numbers { names, .. } | Kind::Shares { names } => {
            let pairs: Vec<String> = names
                .iter()
                .zip(all)
                .map(|(name, x)| format!("{} = {}", bare_or_quoted(name), number(*x)))
                .collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        _ => listed(all.iter().map(|x| number(*x))),
    }
}

/// Laws in days, in which they are kept.
fn law(law: &Law) -> String {
    let list = |all: &[f64]| listed(all.iter().map(|x| number(*x)));
    match law {
        Law::Fixed { days } => format!("{{ law = \"fixed\", days = {} }}", number(*days)),
        Law::Exponential { mean_days } => {
            format!("{{ law = \"exponential\", mean_days = {} }}", number(*mean_days))
        }
        Law::Weibull { shape, scale_days } => {
            format!("{{ law = \"weibull\", shape = {}, scale_days = {} }}", number(*shape), number(*scale_days))
        }
        Law::Lognormal { median_days, sigma } => {
            format!(
                "{{ law = \"lognormal\", median_days = {}, sigma = {} }}",
                number(*median_days),
                number(*sigma)
            )
        }
        Law::Gamma { shape, mean_days } => {
            format!("{{ law = \"gamma\", shape = {}, mean_days = {} }}", number(*shape), number(*mean_days))
        }
        Law::Mixture { weights, mean_days } => {
            format!("{{ law = \"mixture\", weights = {}, mean_days = {} }}", list(weights), list(mean_days))
        }
        Law::Piecewise { from_days, rates_per_day } => {
            format!(
                "{{ law = \"piecewise\", from_days = {}, rates_per_day = {} }}",
                list(from_days),
                list(rates_per_day)
            )
        }
        Law::Empirical { days } => format!("{{ law = \"empirical\", days = {} }}", list(days)),
    }
}

/// The parts of an inline table.
fn inside(table: &str) -> &str {
    table.trim_start_matches("{ ").trim_end_matches(" }")
}

fn listed(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// The shortest text that reads back as the same number.
fn number(x: f64) -> String {
    format!("{x:?}")
}

fn quoted(words: &str) -> String {
    toml::Value::String(words.into()).to_string()
}

/// TOML takes letters, digits, `_` and `-` in a bare key.
fn bare_or_quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain { name.into() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_scenario_reads_back_from_its_resolved_text_as_the_same() {
        for (name, text) in Scenario::shipped() {
            let scenario = Scenario::parse(name, text, &[]).unwrap_or_else(|p| panic!("{p}"));
            let again = toml(&scenario);
            let again = Scenario::parse(name, &again, &[]).unwrap_or_else(|p| panic!("{p}\n{again}"));
            let own = scenario.entries.keys().filter(|key| *key != "extends").count();
            assert_eq!(again.entries.len(), own, "{name}");
            for (key, entry) in scenario.entries.iter().filter(|(key, _)| *key != "extends") {
                let back = &again.entries[key];
                assert_eq!(back.value, entry.value, "{name}: {key}");
                // ranges of shares are divided by their sum once more: the last bit may differ
                for (ends, ends_back) in [(&entry.low, &back.low), (&entry.high, &back.high)] {
                    let pairs = ends.iter().flatten().zip(ends_back.iter().flatten());
                    assert!(ends.is_some() == ends_back.is_some(), "{name}: {key}");
                    assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() <= 1e-12 * a.abs()), "{name}: {key}");
                }
            }
            assert_eq!((again.practices, again.policies.len()), (scenario.practices, scenario.policies.len()));
        }
    }

    #[test]
    fn laws_ranges_notes_and_policies_survive() {
        let text = r#"
title = "quotes \" and\nlines"
[run]
arms = ["a"]
seed = 7
[stay]
length = { law = "gamma", shape = 2, mean_months = 5, source = "s", quality = "assumed", low = 0.5, high = 2 }
[workforce]
turnover_per_year = { value = 0.15, low = 0.1, high = 0.2, effect = "e" }
tenure_rate_per_year = { value = { y0_2 = 1, y2_5 = 2, y5_10 = 3, y10_20 = 4, y20_30 = 5, y30_plus = 6 }, low = 0.5, high = 2 }
[target]
stock = { value = 100, tolerance = 15, source = "a" }
[policy.a]
provider = "none"
contract.years = 5
[practice.zeta]
places = 10
[practice.alpha]
places = 10
"#;
        let scenario = Scenario::parse("test", text, &[]).unwrap_or_else(|p| panic!("{p}"));
        let again =
            Scenario::parse("test", &toml(&scenario), &[]).unwrap_or_else(|p| panic!("{p}\n{}", toml(&scenario)));
        assert_eq!(again.hash, scenario.hash);
        assert_eq!(again.practices, ["zeta", "alpha"]);
    }
}
