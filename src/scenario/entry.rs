//! A key's value with what is known about it: source, quality, range, place.

use super::keys::{Key, Kind};
use super::laws;
use super::value::{self, Value};

/// How well a number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// Printed in a named source.
    Published,
    /// Computed from published figures.
    Derived,
    /// Set so that a result meets a published figure.
    Calibrated,
    /// Chosen; no figure exists.
    Assumed,
    /// Said to be so, but not traced to its source.
    Unverified,
    /// The file does not say.
    Given,
}

impl Quality {
    /// Words that a file may use.
    pub const WORDS: &'static [&'static str] = &["published", "derived", "calibrated", "assumed", "unverified"];

    /// The quality of a file's word.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "published" => Self::Published,
            "derived" => Self::Derived,
            "calibrated" => Self::Calibrated,
            "assumed" => Self::Assumed,
            "unverified" => Self::Unverified,
            _ => return None,
        })
    }

    /// The word that a reader sees; empty where the file does not say.
    pub fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Derived => "derived",
            Self::Calibrated => "calibrated",
            Self::Assumed => "assumed",
            Self::Unverified => "unverified",
            Self::Given => "",
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The registry's preset.
    Default,
    /// A line of a file (`england-2024 (shipped)` for a scenario inside the program).
    Given { file: String, line: usize },
    /// `key=value` on the command line, or set by the program itself (a parameter draw).
    Override { text: String },
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Given { file, line } => write!(f, "{file}:{line}"),
            Self::Override { text } => write!(f, "set: {text}"),
        }
    }
}

/// One key's value and what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub value: Value,
    pub source: String,
    pub quality: Quality,
    /// Ends of the range for sensitivity, in the value's own unit: one number each, or one for each name of a
    /// vector. For a law they are multipliers of its times. Both are given or neither.
    pub low: Option<Vec<f64>>,
    pub high: Option<Vec<f64>>,
    /// What a calibrated value does, in free words.
    pub effect: String,
    pub origin: Origin,
}

impl Entry {
    /// A value with nothing said about it.
    pub fn bare(value: Value, origin: Origin) -> Self {
        Self {
            value,
            source: String::new(),
            quality: Quality::Given,
            low: None,
            high: None,
            effect: String::new(),
            origin,
        }
    }

    /// What holds when no file names the key.
    pub fn preset(key: &Key) -> Self {
        Self::bare(value::preset(key), Origin::Default)
    }

    /// Was it given (rather than preset)?
    pub fn is_given(&self) -> bool {
        self.origin != Origin::Default
    }

    /// The value at a share of the way from the low (0) to the high (1) end of its range, all parts of a vector
    /// together; shares sum to 1 again. Without a range, the value itself.
    pub(super) fn within_range(&self, kind: Kind, share: f64) -> Value {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return self.value.clone() };
        let at = |i: usize| low[i] + share * (high[i] - low[i]);
        match &self.value {
            Value::Number(_) => Value::Number(at(0)),
            Value::Count(_) => Value::Count(at(0).round() as u64),
            Value::Numbers(numbers) => {
                let drawn: Vec<f64> = (0..numbers.len()).map(at).collect();
                let total: f64 = drawn.iter().sum();
                let scale = if matches!(kind, Kind::Shares { .. }) && total > 0.0 { total } else { 1.0 };
                Value::Numbers(drawn.iter().map(|x| x / scale).collect())
            }
            Value::Law(law) => Value::Law(laws::scaled(law, at(0))),
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_moves_all_parts_of_a_vector_together() {
        let entry = Entry {
            low: Some(vec![1.0, 2.0]),
            high: Some(vec![3.0, 6.0]),
            ..Entry::bare(Value::Numbers(vec![2.0, 4.0]), Origin::Default)
        };
        let (min, max) = (0.0, 9.0);
        assert_eq!(
            entry.within_range(Kind::Numbers { names: &["a", "b"], min, max }, 0.0),
            Value::Numbers(vec![1.0, 2.0])
        );
        assert_eq!(entry.within_range(Kind::List { min, max }, 0.5), Value::Numbers(vec![2.0, 4.0]));
        let shares = entry.within_range(Kind::Shares { names: &["a", "b"] }, 1.0);
        assert_eq!(shares, Value::Numbers(vec![3.0 / 9.0, 6.0 / 9.0]));
    }
}
