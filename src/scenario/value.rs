//! Values of scenario keys, each with what is known about it: source, quality, range, place.

use jiff::civil::Date;

use super::keys::{Key, Kind, Preset};
use super::laws;
use crate::domain::laws::Law;

/// A checked value of a key. The registry says which form a key has, so that asking for another form is a bug.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// The key has no value, and the registry has no number for it.
    Absent,
    Number(f64),
    /// A whole number, exact up to 2^64 (a seed needs all of them).
    Count(u64),
    Text(String),
    Flag(bool),
    Date(Date),
    /// In the order of the names of the key's kind, or of the list.
    Numbers(Vec<f64>),
    Law(Law),
    Names(Vec<String>),
    Target(Target),
}

/// A published figure that a simulation is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub value: f64,
    /// Half-width of the range in which the simulated figure counts as met.
    pub tolerance: f64,
    /// `mean` or `sd` over replicates.
    pub statistic: String,
    pub source: String,
}

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
        Self::bare(preset_value(key), Origin::Default)
    }

    /// Was it given (rather than preset)?
    pub fn is_given(&self) -> bool {
        self.origin != Origin::Default
    }

    /// The value at a share of the way from the low (0) to the high (1) end of its range, all parts of a vector
    /// together; without a range, the value itself.
    pub fn within_range(&self, share: f64) -> Value {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return self.value.clone() };
        let at = |i: usize| low[i] + share * (high[i] - low[i]);
        match &self.value {
            Value::Number(_) => Value::Number(at(0)),
            Value::Count(_) => Value::Count(at(0).round() as u64),
            Value::Numbers(numbers) => Value::Numbers((0..numbers.len()).map(at).collect()),
            Value::Law(law) => Value::Law(laws::scaled(law, at(0))),
            other => other.clone(),
        }
    }
}

impl Value {
    /// Was nothing given, and is there no preset?
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// A number or a whole number.
    pub fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Count(count) => *count as f64,
            other => other.is_not("a number"),
        }
    }

    /// A number, or nothing where the key is absent.
    pub fn optional_number(&self) -> Option<f64> {
        (!self.is_absent()).then(|| self.number())
    }

    pub fn count(&self) -> u64 {
        match self {
            Self::Count(count) => *count,
            other => other.is_not("a whole number"),
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            other => other.is_not("text"),
        }
    }

    pub fn flag(&self) -> bool {
        match self {
            Self::Flag(flag) => *flag,
            other => other.is_not("true or false"),
        }
    }

    pub fn date(&self) -> Date {
        match self {
            Self::Date(date) => *date,
            other => other.is_not("a date"),
        }
    }

    /// A table of numbers by name, or a list; empty where the key is absent.
    pub fn numbers(&self) -> &[f64] {
        match self {
            Self::Numbers(numbers) => numbers,
            Self::Absent => &[],
            other => other.is_not("numbers"),
        }
    }

    pub fn law(&self) -> &Law {
        match self {
            Self::Law(law) => law,
            other => other.is_not("a law of waiting times"),
        }
    }

    pub fn names(&self) -> &[String] {
        match self {
            Self::Names(names) => names,
            other => other.is_not("a list of names"),
        }
    }

    pub fn target(&self) -> &Target {
        match self {
            Self::Target(target) => target,
            other => other.is_not("a target"),
        }
    }

    /// The registry fixes each key's form, so a wrong question is a mistake in the program, not in a file.
    fn is_not(&self, form: &str) -> ! {
        panic!("a bug: {self:?} was read as {form}")
    }
}

/// The registry's preset as a value.
fn preset_value(key: &Key) -> Value {
    let length = match key.kind {
        Kind::Numbers { names, .. } | Kind::Shares { names } => names.len(),
        Kind::List { .. } => super::checks::list_length(&key.name).unwrap_or(1),
        _ => 1,
    };
    match key.preset {
        Preset::Absent => Value::Absent,
        Preset::Number(number) => match key.kind {
            Kind::Count { .. } => Value::Count(number as u64),
            _ => Value::Number(number),
        },
        Preset::Text(text) => match key.kind {
            Kind::Date => text.parse().map_or(Value::Absent, Value::Date),
            _ => Value::Text(text.into()),
        },
        Preset::Flag(flag) => Value::Flag(flag),
        Preset::Each(number) => Value::Numbers(vec![number; length]),
        Preset::First => Value::Numbers((0..length).map(|i| f64::from(i == 0)).collect()),
        Preset::Numbers(numbers) => Value::Numbers(numbers.to_vec()),
        Preset::Days(days) => Value::Law(Law::Fixed { days }),
        Preset::Names(names) => Value::Names(names.iter().map(|name| (*name).to_owned()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::keys::registry;

    #[test]
    fn every_preset_has_the_form_of_its_kind() {
        for key in registry() {
            let value = Entry::preset(key).value;
            let fits = match (key.kind, &value) {
                (Kind::Number { min, max }, Value::Number(x)) => (min..=max).contains(x),
                (Kind::Probability, Value::Number(x)) => (0.0..=1.0).contains(x),
                (Kind::Count { min, max }, Value::Count(n)) => (min..=max).contains(n),
                (Kind::Text, Value::Text(_)) | (Kind::Flag, Value::Flag(_)) | (Kind::Date, Value::Date(_)) => true,
                (Kind::Choice(choices), Value::Text(word)) => choices.contains(&word.as_str()),
                (Kind::Numbers { names, min, max }, Value::Numbers(xs)) => {
                    xs.len() == names.len() && xs.iter().all(|x| (min..=max).contains(x))
                }
                (Kind::Shares { names }, Value::Numbers(xs)) => {
                    xs.len() == names.len() && (xs.iter().sum::<f64>() - 1.0).abs() < 1e-12
                }
                (Kind::List { min, max }, Value::Numbers(xs)) => xs.iter().all(|x| (min..=max).contains(x)),
                (Kind::Law, Value::Law(_)) | (Kind::Names, Value::Names(_)) => true,
                (_, Value::Absent) => key.preset == Preset::Absent,
                _ => false,
            };
            assert!(fits, "{}: {value:?} is not {:?}", key.name, key.kind);
        }
    }

    #[test]
    fn a_range_moves_all_parts_of_a_vector_together() {
        let entry = Entry {
            low: Some(vec![1.0, 2.0]),
            high: Some(vec![3.0, 6.0]),
            ..Entry::bare(Value::Numbers(vec![2.0, 4.0]), Origin::Default)
        };
        assert_eq!(entry.within_range(0.0), Value::Numbers(vec![1.0, 2.0]));
        assert_eq!(entry.within_range(0.5), Value::Numbers(vec![2.0, 4.0]));
    }
}
