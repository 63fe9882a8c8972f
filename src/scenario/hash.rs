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
