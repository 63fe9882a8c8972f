//! A fingerprint of what a scenario says, whatever its layout.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::Scenario;
use super::value::{Entry, Value};

/// SHA-256 of a canonical rendering, in hexadecimal.
pub fn of(scenario: &Scenario) -> String {
    let mut text = String::new();
    // what it extends is already part of the entries
    for (key, entry) in scenario.entries.iter().filter(|(key, _)| *key != "extends") {
        render(&mut text, key, entry);
    }
    for (policy, levers) in &scenario.policies {
        let _ = writeln!(text, "policy {policy:?}");
        for (key, entry) in levers {
            render(&mut text, &format!("policy.{policy}.{key}"), entry);
        }
    }
    // the order of practices is the order in which they are offered children
    let _ = writeln!(text, "practices {:?}", scenario.practices);
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One line per entry: exact numbers (Rust prints the shortest text that reads back as the same number).
fn render(text: &mut String, key: &str, entry: &Entry) {
    let value = match &entry.value {
        Value::Date(date) => format!("Date({date})"),
        other => format!("{other:?}"),
    };
    let Entry { source, quality, low, high, effect, .. } = entry;
    let _ = writeln!(text, "{key:?} {value} {source:?} {quality:?} {low:?} {high:?} {effect:?}"); // writing to a string cannot fail
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &str) -> String {
        Scenario::parse("test", text, &[]).unwrap().hash
    }

    #[test]
    fn comments_and_the_order_of_keys_change_nothing() {
        let one = hash("[run]\nseed = 3\nyears = 5\n[stay]\nmultiplier = 1.2");
        let other = hash("# a comment\nstay.multiplier = 1.20\n[run]\nyears = 5 # five\nseed = 3");
        assert_eq!(one, other);
        assert_eq!(one.len(), 64);
    }

    #[test]
    fn a_value_a_source_or_a_range_changes_it() {
        let texts = [
            "stay.multiplier = 1.2",
            "stay.multiplier = 1.3",
            "stay.multiplier = { value = 1.2, source = \"stock\" }",
            "stay.multiplier = { value = 1.2, low = 1, high = 2 }",
            "stay.multiplier = { value = 1.2, low = 1, high = 3 }",
            "stay.multiplier = 1.2\n[policy.elm]",
            "stay.multiplier = 1.2\n[practice.elm]",
        ];
        let mut hashes: Vec<String> = texts.iter().map(|text| hash(text)).collect();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), texts.len());
    }

    #[test]
    fn a_scenario_that_changes_nothing_is_the_one_that_it_extends() {
        let k1 = Scenario::parse("k1", super::super::shipped::text("k1").unwrap(), &[]).unwrap();
        assert_eq!(hash("extends = \"k1\""), k1.hash);
    }
}
