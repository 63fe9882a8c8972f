//! One text under reading: its lines, and the problems found in it.

use toml::Spanned;
use toml::de::DeValue;

use super::names::nearest;
use super::problems::Problems;
use super::text::{listed, plain};
use super::value::Origin;

/// A file, a shipped scenario or one `key=value` of the command line.
pub struct Page<'t> {
    text: &'t str,
    place: Origin,
    found: Problems,
}

/// One `name = value` of a table, with the place of its name in the text.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub name: &'a str,
    pub at: usize,
    pub value: &'a DeValue<'a>,
}

impl<'t> Page<'t> {
    /// A page of a file.
    pub fn of_file(file: &str, text: &'t str) -> Self {
        Self { text, place: Origin::Given { file: file.into(), line: 1 }, found: Problems::new() }
    }

    /// A page of one setting on the command line.
    pub fn of_override(text: &'t str, shown: &str) -> Self {
        Self { text, place: Origin::Override { text: shown.into() }, found: Problems::new() }
    }

    /// The place of a position in the text.
    pub fn origin(&self, at: usize) -> Origin {
        match &self.place {
            Origin::Given { file, .. } => Origin::Given { file: file.clone(), line: self.line(at) },
            other => other.clone(),
        }
    }

    /// The line of a position, counted from 1.
    pub fn line(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    /// Notes a problem at a position.
    pub fn note(&mut self, at: usize, key: &str, message: impl Into<String>) {
        let place = self.origin(at);
        self.found.note(&place, key, message);
    }

    /// Notes a word that is none of those allowed, with the nearest of them, or all where none is near.
    pub fn unknown(&mut self, at: usize, key: &str, what: &str, word: &str, words: &[&str]) {
        let help = match nearest(word, words.iter().copied()) {
            Some(near) => format!("the nearest is \"{near}\""),
            None => format!("expected one of {}", listed(words)),
        };
        self.note(at, key, format!("there is no {what} \"{word}\"; {help}"));
    }

    /// How many problems so far.
    pub fn problems(&self) -> usize {
        self.found.list().len()
    }

    /// All problems of this page.
    pub fn into_problems(self) -> Problems {
        self.found
    }
}

/// The pairs of a table in the order of the text; none for anything else.
pub fn parts<'a>(value: &'a DeValue<'a>) -> Vec<Part<'a>> {
    let Some(table) = value.as_table() else { return Vec::new() };
    let mut parts: Vec<Part<'a>> = table
        .iter()
        .map(|(name, value): (&Spanned<_>, &Spanned<DeValue>)| Part {
            name: name.get_ref().as_ref(),
            at: name.span().start,
            value: value.get_ref(),
        })
        .collect();
    parts.sort_by_key(|part| part.at);
    parts
}

/// A number of any notation, nan and inf included.
pub fn float(value: &DeValue) -> Option<f64> {
    match value {
        DeValue::Integer(number) => {
            i128::from_str_radix(number.as_str(), number.radix()).ok().map(|whole| whole as f64)
        }
        DeValue::Float(number) => number.as_str().parse().ok(),
        _ => None,
    }
}

/// What was found, as the reader would call it.
pub fn describe(value: &DeValue) -> String {
    match value {
        DeValue::String(text) => format!("\"{text}\""),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => float(value).filter(|x| x.is_finite()).map_or(number.to_string(), plain),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(day) => day.to_string(),
        DeValue::Array(items) if items.is_empty() => "an empty list".into(),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}
