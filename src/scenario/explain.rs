//! Every key in force, given or preset, with its unit, source, quality, range, place and meaning.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::Scenario;
use super::keys::{Key, Kind, registry};
use super::names;
use super::text::{listed, plain, value_text};
use super::value::{Entry, Value};
use crate::domain::laws::Law;

/// One key in force, in words; `data` is the value for other programs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Full name; a policy's own lever as `policy.NAME.key`.
    pub key: String,
    pub value: String,
    pub unit: String,
    /// Empty where the file does not say, and for presets.
    pub quality: String,
    pub source: String,
    /// Range for sensitivity; empty without one.
    pub range: String,
    /// What a calibrated value does.
    pub effect: String,
    /// `default`, `FILE:LINE` or `set: key=value`.
    pub origin: String,
    pub meaning: String,
    pub data: Json,
}

/// Rows of every key in the order of the registry, then of what each policy sets.
pub fn rows(scenario: &Scenario) -> Vec<Row> {
    let mut rows = Vec::new();
    for key in registry() {
        for name in names_in_force(scenario, key) {
            rows.push(row(key, &name, &scenario.entry(&name)));
        }
    }
    for (policy, levers) in &scenario.policies {
        let mut own: Vec<(usize, Row)> = Vec::new();
        for (name, entry) in levers {
            let Some(key) = names::find(name) else { continue };
            let place = registry().iter().position(|row| row.name == key.name).unwrap_or(usize::MAX);
            own.push((place, row(key, &format!("policy.{policy}.{name}"), entry)));
        }
        own.sort_by_key(|(place, _)| *place); // stable: practices keep the order of their names
        rows.extend(own.into_iter().map(|(_, row)| row));
    }
    rows
}

/// Rows of one key, of a stage such as `stay`, or of a policy such as `policy.baseline`; for a name that does
/// not exist, what the reader could try.
pub fn rows_of(scenario: &Scenario, asked: &str) -> Result<Vec<Row>, String> {
    let asked = asked.trim().trim_end_matches('.');
    let under =
        |row: &Row| row.key == asked || row.key.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.'));
    let found: Vec<Row> = rows(scenario).into_iter().filter(under).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    if let Some(policy) = asked.strip_prefix("policy.") {
        return Err(no_policy_row(scenario, asked, policy));
    }
    let keys = names::keys_under(asked);
    if !keys.is_empty() && !asked.is_empty() {
        // practices or targets of a scenario without any: what they would hold
        return Ok(keys.into_iter().map(|key| row(key, &key.name, &Entry::preset(key))).collect());
    }
    Err(match names::nearest_key(asked) {
        Some(near) => format!("there is no key \"{asked}\"; the nearest is \"{near}\""),
        None => format!("there is no key \"{asked}\"; the stages are {}", listed(&stages())),
    })
}

fn no_policy_row(scenario: &Scenario, asked: &str, policy: &str) -> String {
    let (policy, key) = policy.split_once('.').unwrap_or((policy, ""));
    if scenario.policies.contains_key(policy) {
        let what = if key.is_empty() { "anything" } else { key };
        return format!("policy \"{policy}\" does not set {what}: there it is as in the scenario");
    }
    let known: Vec<&str> = scenario.policies.keys().map(String::as_str).collect();
    match names::nearest(policy, known.iter().copied()) {
        Some(near) => format!("there is no policy \"{policy}\"; the nearest is \"{near}\""),
        None if known.is_empty() => format!("there is no \"{asked}\": the scenario has no policies"),
        None => format!("there is no policy \"{policy}\"; there are {}", listed(&known)),
    }
}

/// First words of all keys, in the order of the registry.
fn stages() -> Vec<&'static str> {
    let mut stages: Vec<&str> = Vec::new();
    for (stage, _) in registry().iter().filter_map(|key| key.name.split_once('.')) {
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    }
    stages
}

/// The names under which a registry's key is in force: once for each practice, shock or target, else once.
fn names_in_force(scenario: &Scenario, key: &Key) -> Vec<String> {
    if key.kind == Kind::Target {
        return scenario.targets().iter().map(|(measure, _)| format!("target.{measure}")).collect();
    }
    if !key.name.contains('*') {
        return vec![key.name.clone()];
    }
    if key.name.starts_with("shock.") {
        return super::shocks::names(scenario).iter().map(|shock| key.name.replacen('*', shock, 1)).collect();
    }
    scenario.practices.iter().map(|practice| key.name.replacen('*', practice, 1)).collect()
}

fn row(key: &Key, name: &str, entry: &Entry) -> Row {
    Row {
        key: name.to_owned(),
        value: value_text(key.kind, &entry.value),
        unit: key.unit.to_owned(),
        quality: entry.quality.word().to_owned(),
        source: entry.source.clone(),
        range: range_text(key.kind, entry),
        effect: entry.effect.clone(),
        origin: entry.origin.to_string(),
        meaning: key.meaning.clone(),
        data: data(key.kind, &entry.value),
    }
}

/// A range in words.
fn range_text(kind: Kind, entry: &Entry) -> String {
    let (Some(low), Some(high)) = (&entry.low, &entry.high) else { return String::new() };
    let span = |(low, high): (&f64, &f64)| format!("{} to {}", plain(*low), plain(*high));
    let spans: Vec<String> = low.iter().zip(high).map(span).collect();
    match (&entry.value, kind) {
        (Value::Law(_), _) => format!("times multiplied by {}", listed(&spans)),
        (_, Kind::Numbers { names, .. } | Kind::Shares { names }) => {
            let varied = names.iter().zip(&spans).zip(low.iter().zip(high)).filter(|(_, (low, high))| low != high);
            listed(&varied.map(|((name, span), _)| format!("{name} {span}")).collect::<Vec<_>>())
        }
        _ => listed(&spans),
    }
}

/// A value for other programs.
fn data(kind: Kind, value: &Value) -> Json {
    match value {
        Value::Absent => Json::Null,
        Value::Number(number) => json!(number),
        Value::Count(count) => json!(count),
        Value::Text(text) => json!(text),
        Value::Flag(flag) => json!(flag),
        Value::Date(date) => json!(date.to_string()),
        Value::Numbers(numbers) => match kind {
            Kind::Numbers { names, .. } | Kind::Shares { names } => {
                names.iter().zip(numbers).map(|(name, x)| ((*name).to_owned(), json!(x))).collect()
            }
            _ => json!(numbers),
        },
        Value::Law(law) => law_data(law),
        Value::Names(names) => json!(names),
        Value::Target(t) => json!({ "value": t.value, "tolerance": t.tolerance, "statistic": t.statistic }),
    }
}

/// A law as a file would write it, in days.
fn law_data(law: &Law) -> Json {
    match law {
        Law::Fixed { days } => json!({ "law": "fixed", "days": days }),
        Law::Exponential { mean_days } => json!({ "law": "exponential", "mean_days": mean_days }),
        Law::Weibull { shape, scale_days } => {
            json!({ "law": "weibull", "shape": shape, "scale_days": scale_days })
        }
        Law::Lognormal { median_days, sigma } => {
            json!({ "law": "lognormal", "median_days": median_days, "sigma": sigma })
        }
        Law::Gamma { shape, mean_days } => json!({ "law": "gamma", "shape": shape, "mean_days": mean_days }),
        Law::Mixture { weights, mean_days } => {
            json!({ "law": "mixture", "weights": weights, "mean_days": mean_days })
        }
        Law::Piecewise { from_days, rates_per_day } => {
            json!({ "law": "piecewise", "from_days": from_days, "rates_per_day": rates_per_day })
        }
        Law::Empirical { days } => json!({ "law": "empirical", "days": days }),
    }
}

/// Rows for a terminal: a line for the value, one for the meaning, one for what is known about it.
pub fn as_text(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let unit = if row.unit.is_empty() || row.value == "not given" { "" } else { row.unit.as_str() };
        let value = row.value.split_whitespace().collect::<Vec<_>>().join(" "); // a note may have several lines
        text.push_str(format!("{} = {value} {unit}", row.key).trim_end());
        text.push_str(&format!("\n    {}\n    {}\n", row.meaning, known(row)));
    }
    text
}

/// Quality, range, effect, source and place, as far as they are stated.
fn known(row: &Row) -> String {
    let labelled =
        |label: &str, text: &str| if text.is_empty() { String::new() } else { format!("{label}{text}") };
    let parts = [
        row.quality.clone(),
        labelled("range ", &row.range),
        labelled("effect: ", &row.effect),
        labelled("source: ", &row.source),
        row.origin.clone(),
    ];
    let stated: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    stated.join("; ")
}

/// Rows as CSV with a header.
pub fn as_csv(rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["key", "value", "unit", "quality", "source", "range", "effect", "origin", "meaning"];
    let lines = rows.iter().map(|r| {
        [&r.key, &r.value, &r.unit, &r.quality, &r.source, &r.range, &r.effect, &r.origin, &r.meaning]
            .map(String::as_str)
    });
    for line in std::iter::once(header).chain(lines) {
        let _ = writer.write_record(line); // writing to memory, all lines of one length: cannot fail
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Rows as JSON, with the scenario's name and hash.
pub fn as_json(scenario: &Scenario, rows: &[Row]) -> String {
    let all = json!({ "scenario": scenario.name, "hash": scenario.hash, "keys": rows });
    format!("{all:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let text = r#"
            [run]
            arms = ["no-practice", "elm"]
            [stay]
            multiplier = { value = 1.50, low = 1.2, high = 1.8, quality = "calibrated", source = "stock of 2024", effect = "meets the stock" }
            [practice.elm]
            [policy.elm]
            provider = "practice"
            practice.elm.places = 120
        "#;
        Scenario::parse("test", text, &["run.seed=7".into()]).unwrap()
    }

    #[test]
    fn a_given_key_says_its_value_source_range_and_line() {
        let rows = rows_of(&scenario(), "stay.multiplier").unwrap();
        assert_eq!(
            as_text(&rows).lines().next_back().unwrap().trim(),
            "calibrated; range 1.2 to 1.8; effect: meets the stock; source: stock of 2024; test:5"
        );
        assert_eq!(as_text(&rows).lines().next().unwrap(), "stay.multiplier = 1.5 factor");
    }

    #[test]
    fn every_key_is_in_force_given_or_not() {
        let scenario = scenario();
        let rows = rows(&scenario);
        let plain_keys = registry().iter().filter(|key| !key.name.contains('*')).count();
        let practice_keys = registry().iter().filter(|key| key.name.starts_with("practice.*")).count();
        assert_eq!(rows.len(), plain_keys + practice_keys + 2, "and two levers of the policy");
        let origin = |key: &str| rows.iter().find(|row| row.key == key).unwrap().origin.clone();
        assert_eq!(origin("run.seed"), "set: run.seed=7");
        assert_eq!(origin("run.years"), "default");
        assert_eq!(origin("policy.elm.practice.elm.places"), "test:9");
    }

    #[test]
    fn a_stage_or_a_policy_can_be_asked_for() {
        let scenario = scenario();
        assert!(rows_of(&scenario, "stay").unwrap().iter().all(|row| row.key.starts_with("stay.")));
        assert_eq!(rows_of(&scenario, "policy.elm").unwrap().len(), 2);
        assert!(!rows_of(&scenario, "practice").unwrap().is_empty());
    }

    #[test]
    fn a_name_that_does_not_exist_gets_the_nearest() {
        let says = |asked: &str| rows_of(&scenario(), asked).unwrap_err();
        assert_eq!(
            says("stay.multiplyer"),
            "there is no key \"stay.multiplyer\"; the nearest is \"stay.multiplier\""
        );
        assert_eq!(says("policy.elmo"), "there is no policy \"elmo\"; the nearest is \"elm\"");
        assert!(says("xyzzy").contains("the stages are authority, run, "), "{}", says("xyzzy"));
    }

    #[test]
    fn csv_and_json_hold_every_row() {
        let scenario = scenario();
        let rows = rows(&scenario);
        let mut reader = csv::Reader::from_reader(as_csv(&rows).leak().as_bytes());
        assert_eq!(reader.records().map(Result::unwrap).count(), rows.len());
        let json: Json = serde_json::from_str(&as_json(&scenario, &rows)).unwrap();
        assert_eq!(json["keys"].as_array().unwrap().len(), rows.len());
    }
}
