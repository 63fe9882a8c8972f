//! Values of scenario keys, in the forms that the registry's kinds have.

use jiff::civil::Date;

use super::keys::{Key, Kind, Preset};
use crate::domain::laws::Law;

pub use super::entry::{Entry, Origin, Quality};

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
pub fn preset(key: &Key) -> Value {
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
                (Kind::Among(words), Value::Names(names)) => names.iter().all(|n| words.contains(&n.as_str())),
                (Kind::Law, Value::Law(_)) | (Kind::Names, Value::Names(_)) => true,
                (_, Value::Absent) => key.preset == Preset::Absent,
                _ => false,
            };
            assert!(fits, "{}: {value:?} is not {:?}", key.name, key.kind);
        }
    }
}
