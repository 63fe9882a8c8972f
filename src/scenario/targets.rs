//! Targets: published figures that a simulation is held against.

use toml::de::DeValue;

use super::page::{Page, describe, float, parts};
use super::value::{Target, Value};

/// Names of the parts of a target.
const TARGET_PARTS: &[&str] = &["value", "tolerance", "statistic", "source", "quality", "effect"];

/// A published figure with its tolerance.
pub fn read(page: &mut Page, name: &str, at: usize, value: &DeValue) -> Option<Value> {
    let before = page.problems();
    let mut target =
        Target { value: f64::NAN, tolerance: f64::NAN, statistic: "mean".into(), source: String::new() };
    for part in parts(value) {
        let finite = float(part.value).filter(|x| x.is_finite() && x.abs() <= 1e15);
        match (part.name, finite, part.value.as_str()) {
            ("value", Some(x), _) => target.value = x,
            ("tolerance", Some(x), _) if x > 0.0 => target.tolerance = x,
            ("statistic", _, Some(word @ ("mean" | "sd"))) => target.statistic = word.into(),
            ("source", _, Some(text)) => target.source = text.into(),
            ("quality" | "effect", _, _) => {} // read as annotations
            ("value", ..) => {
                page.note(part.at, name, format!("value is {}; expected a number", describe(part.value)))
            }
            ("tolerance", ..) => page.note(
                part.at,
                name,
                format!("tolerance is {}; expected a number above 0", describe(part.value)),
            ),
            ("statistic", ..) => page.note(
                part.at,
                name,
                format!("statistic is {}; expected \"mean\" or \"sd\"", describe(part.value)),
            ),
            ("source", ..) => {
                page.note(part.at, name, format!("source is {}; expected words in quotes", describe(part.value)))
            }
            _ => page.unknown(part.at, name, "part of a target called", part.name, TARGET_PARTS),
        }
    }
    if page.problems() == before
        && (target.value.is_nan() || target.tolerance.is_nan() || target.source.is_empty())
    {
        page.note(at, name, "a target needs its value, its tolerance and its source");
    }
    (page.problems() == before).then_some(Value::Target(target))
}
