//! Changing a scenario for an experiment: one value everywhere, or one multiplied.

use crate::scenario::keys::{Key, Kind};
use crate::scenario::laws::scaled;
use crate::scenario::{Scenario, Value};

/// The scenario with values changed everywhere: a change also reaches the policies that set the key themselves.
///
/// `practice.*` in a key stands for every practice of the scenario.
pub fn everywhere(scenario: &Scenario, changes: &[(String, Value)]) -> Scenario {
    let named: Vec<(String, Value)> =
        changes.iter().flat_map(|(key, value)| named(scenario, key).map(|key| (key, value.clone()))).collect();
    let mut after = scenario.with(&named);
    for levers in after.policies.values_mut() {
        for (key, value) in &named {
            if let Some(entry) = levers.get_mut(key) {
                entry.value = value.clone();
            }
        }
    }
    after
}

/// The keys that a pattern stands for in this scenario.
fn named<'a>(scenario: &'a Scenario, key: &'a str) -> Box<dyn Iterator<Item = String> + 'a> {
    match key.strip_prefix("practice.*.") {
        Some(rest) => Box::new(scenario.practices.iter().map(move |name| format!("practice.{name}.{rest}"))),
        None => Box::new(std::iter::once(key.to_string())),
    }
}

/// Every value that a key (or pattern) has anywhere: in the scenario and in its policies.
pub fn values(scenario: &Scenario, key: &str) -> Vec<Value> {
    let everywhere = named(scenario, key).flat_map(|key| {
        let own = scenario.policies.values().filter_map(|levers| levers.get(&key)).map(|e| e.value.clone());
        own.chain([scenario.entry(&key).value]).collect::<Vec<_>>()
    });
    everywhere.collect()
}

/// The value times a factor, kept within the key's bounds: numbers, tables and lists entry by entry, a law's
/// times. Nothing for words, dates, targets, and for shares, which a common factor leaves as they are.
pub fn multiplied(key: &Key, value: &Value, factor: f64) -> Option<Value> {
    match value {
        Value::Number(number) => Some(Value::Number(bounded(key.kind, number * factor))),
        Value::Count(count) => Some(Value::Count(bounded(key.kind, *count as f64 * factor) as u64)),
        Value::Numbers(numbers) if !matches!(key.kind, Kind::Shares { .. }) => {
            Some(Value::Numbers(numbers.iter().map(|number| bounded(key.kind, number * factor)).collect()))
        }
        Value::Law(law) => Some(Value::Law(scaled(law, factor))),
        _ => None,
    }
}

/// The nearest number that the key allows.
pub fn bounded(kind: Kind, number: f64) -> f64 {
    match kind {
        Kind::Number { min, max } | Kind::Numbers { min, max, .. } | Kind::List { min, max } => {
            number.clamp(min, max)
        }
        Kind::Probability => number.clamp(0.0, 1.0),
        Kind::Shares { .. } => number.max(0.0),
        Kind::Count { min, max } => number.round().clamp(min as f64, max as f64),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::names::find;

    #[test]
    fn a_share_stays_between_0_and_1_and_words_cannot_be_multiplied() {
        let share = find("workforce.agency_cover_share").unwrap();
        assert_eq!(multiplied(share, &Value::Number(0.7), 2.0), Some(Value::Number(1.0)));
        assert_eq!(multiplied(find("workforce.teams").unwrap(), &Value::Text("one-team".into()), 2.0), None);
        let ages = find("intake.age_share").unwrap();
        assert_eq!(multiplied(ages, &Value::Numbers(vec![0.2; 5]), 2.0), None);
    }

    #[test]
    fn a_change_reaches_the_policies_that_set_the_key_themselves() {
        let text = "[policy.a]\nworkforce.inherited_share = 0.5\n[policy.b]\nprovider = \"none\"\n[practice.elm]\nplaces = 100\n";
        let scenario = Scenario::parse("test", text, &[]).unwrap();
        let after = everywhere(
            &scenario,
            &[
                ("workforce.inherited_share".into(), Value::Number(1.0)),
                ("practice.*.agency_cover_share".into(), Value::Number(0.3)),
            ],
        );
        assert_eq!(after.in_policy("a", "workforce.inherited_share").value, Value::Number(1.0));
        assert_eq!(after.in_policy("b", "workforce.inherited_share").value, Value::Number(1.0));
        assert_eq!(values(&after, "practice.*.agency_cover_share"), [Value::Number(0.3)]);
    }
}
