//! Reading one value of each kind, with its bounds.

use toml::de::DeValue;

use super::keys::{Key, Kind, is_transition_row};
use super::laws;
use super::names::is_plain_name;
use super::page::{Page, Part, describe, float};
use super::targets;
use super::text::{bounds_text, listed, plain};
use super::value::Value;
use crate::domain::probability::Probability;

/// What a key expects, in words.
pub fn expectation(kind: Kind) -> String {
    match kind {
        Kind::Number { min, max } => format!("a number {}", bounds_text(min, max)),
        Kind::Probability => "a number from 0 to 1".into(),
        Kind::Count { min, max } => format!("a whole number {}", bounds_text(min as f64, max as f64)),
        Kind::Text => "words in quotes".into(),
        Kind::Choice(words) => {
            format!("one of {}", listed(&words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>()))
        }
        Kind::Flag => "true or false".into(),
        Kind::Date => "a day such as 2024-04-01".into(),
        Kind::Numbers { names, min, max } => {
            format!("a table with a number {} for each of {}", bounds_text(min, max), listed(names))
        }
        Kind::Shares { names } => format!("a table of shares of {}", listed(names)),
        Kind::List { min, max } => format!("a list of numbers {}, such as [1, 2]", bounds_text(min, max)),
        Kind::Law => "a law such as { law = \"exponential\", mean_months = 4 }".into(),
        Kind::Names => "a list of names such as [\"no-practice\"]".into(),
        Kind::Among(words) => {
            format!("a list of some of {}", listed(&words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>()))
        }
        Kind::Target => "a target such as { value = 10.4, tolerance = 1.5, source = \"..\" }".into(),
    }
}

/// Reads a value; `parts` are the pairs of a table without its annotations. Problems go to the page.
pub fn read(
    page: &mut Page,
    key: &Key,
    name: &str,
    at: usize,
    value: &DeValue,
    pairs: &[Part<'_>],
) -> Option<Value> {
    let table = value.as_table().is_some();
    match key.kind {
        Kind::Number { .. } | Kind::Probability => number(page, key, name, at, value).map(Value::Number),
        Kind::Count { min, max } => match whole(value) {
            Some(count) if (u128::from(min)..=u128::from(max)).contains(&count) => {
                Some(Value::Count(count as u64))
            }
            _ => wrong(page, key, name, at, value),
        },
        Kind::Text => match value.as_str() {
            Some(text) => Some(Value::Text(text.trim().into())),
            None => wrong(page, key, name, at, value),
        },
        Kind::Choice(words) => match value.as_str() {
            Some(word) if words.contains(&word) => Some(Value::Text(word.into())),
            Some(word) => {
                page.unknown(at, name, last_word(name), word, words);
                None
            }
            None => wrong(page, key, name, at, value),
        },
        Kind::Flag => match value.as_bool() {
            Some(flag) => Some(Value::Flag(flag)),
            None => wrong(page, key, name, at, value),
        },
        Kind::Date => date(value).map(Value::Date).or_else(|| wrong(page, key, name, at, value)),
        Kind::Numbers { names, .. } if table => {
            named_numbers(page, key, name, at, names, pairs, true).map(Value::Numbers)
        }
        Kind::Shares { names } if table => {
            let numbers = named_numbers(page, key, name, at, names, pairs, false)?;
            if is_transition_row(key) && !is_whole(page, name, at, &numbers) {
                return None;
            }
            shares(page, name, at, numbers).map(Value::Numbers)
        }
        Kind::List { .. } => match value.as_array() {
            Some(list) if !list.is_empty() => {
                let read = list.iter().map(|item| number(page, key, name, item.span().start, item.get_ref()));
                let read: Vec<Option<f64>> = read.collect();
                read.into_iter().collect::<Option<Vec<f64>>>().map(Value::Numbers)
            }
            _ => wrong(page, key, name, at, value),
        },
        Kind::Law if table => laws::read(page, name, at, pairs).map(Value::Law),
        Kind::Names => names_of(page, key, name, at, value),
        Kind::Among(words) => some_of(page, key, name, at, value, words),
        Kind::Target if table => targets::read(page, name, at, value),
        _ => wrong(page, key, name, at, value),
    }
}

/// Notes a value of the wrong form or out of bounds.
fn wrong<T>(page: &mut Page, key: &Key, name: &str, at: usize, value: &DeValue) -> Option<T> {
    let unit = unit_text(key);
    page.note(at, name, format!("found {}; expected {}{unit}", describe(value), expectation(key.kind)));
    None
}

/// A key's unit in brackets, if it has one.
fn unit_text(key: &Key) -> String {
    if key.unit.is_empty() { String::new() } else { format!(" ({})", key.unit) }
}

/// The choice's name in messages: the last word of its key.
fn last_word(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Least and largest number of a kind.
pub fn bounds(kind: Kind) -> Option<(f64, f64)> {
    match kind {
        Kind::Number { min, max } | Kind::Numbers { min, max, .. } | Kind::List { min, max } => Some((min, max)),
        Kind::Count { min, max } => Some((min as f64, max as f64)),
        Kind::Probability => Some((0.0, 1.0)),
        Kind::Shares { .. } => Some((0.0, 1e12)), // counts and percentages will do: they are normalised
        _ => None,
    }
}

/// One number within the bounds of its key.
pub fn number(page: &mut Page, key: &Key, name: &str, at: usize, value: &DeValue) -> Option<f64> {
    let (min, max) = bounds(key.kind)?;
    let unit = unit_text(key);
    let range = bounds_text(min, max);
    let message = match float(value) {
        Some(x) if key.kind == Kind::Probability && x.is_finite() => match Probability::try_from(x) {
            Ok(probability) => return Some(probability.get()),
            Err(message) => message,
        },
        Some(x) if x >= min && x <= max => return Some(x),
        Some(x) if x < min => format!("{} is too small; expected a number {range}{unit}", describe(value)),
        Some(x) if x > max && x.is_finite() => {
            format!("{} is too large; expected at most {}{unit}", describe(value), plain(max))
        }
        _ => format!("found {}; expected a number {range}{unit}", describe(value)),
    };
    page.note(at, name, message);
    None
}

/// A whole number, written with or without a point.
fn whole(value: &DeValue) -> Option<u128> {
    match value {
        DeValue::Integer(number) => u128::from_str_radix(number.as_str(), number.radix()).ok(),
        DeValue::Float(_) => {
            float(value).filter(|x| *x >= 0.0 && x.fract() == 0.0 && *x < 9e15).map(|x| x as u128)
        }
        _ => None,
    }
}

/// A day, bare or in quotes, without a time.
fn date(value: &DeValue) -> Option<jiff::civil::Date> {
    let day: jiff::civil::Date = match value {
        DeValue::Datetime(when) if when.time.is_none() => when.date?.to_string().parse().ok()?,
        DeValue::String(text) if text.len() == 10 => text.parse().ok()?,
        _ => return None,
    };
    (1950..=2150).contains(&day.year()).then_some(day)
}

/// Numbers by name, in the order of the names. `complete`: each must be there; otherwise those left out are 0.
pub fn named_numbers(
    page: &mut Page,
    key: &Key,
    name: &str,
    at: usize,
    names: &[&str],
    pairs: &[Part<'_>],
    complete: bool,
) -> Option<Vec<f64>> {
    let before = page.problems();
    let mut numbers: Vec<Option<f64>> = vec![None; names.len()];
    for part in pairs {
        match names.iter().position(|known| *known == part.name) {
            Some(i) => numbers[i] = number(page, key, &format!("{name}.{}", part.name), part.at, part.value),
            None => page.unknown(part.at, name, "part", part.name, names),
        }
    }
    if page.problems() > before {
        return None;
    }
    let missing: Vec<&str> =
        names.iter().zip(&numbers).filter(|(_, x)| x.is_none()).map(|(name, _)| *name).collect();
    if complete && !missing.is_empty() {
        page.note(
            at,
            name,
            format!("{} missing; expected a number for each of {}", is_or_are(&missing), listed(names)),
        );
        return None;
    }
    Some(numbers.into_iter().map(|x| x.unwrap_or(0.0)).collect())
}

fn is_or_are(words: &[&str]) -> String {
    format!("{} {}", listed(words), if words.len() == 1 { "is" } else { "are" })
}

/// Rows of published shares sum to 1 but for their rounding: ten types rounded to the nearest percent.
const ROUNDING: f64 = 0.02;

/// A row of the transition table is a whole: one that lacks a type is not silently spread over the others.
fn is_whole(page: &mut Page, name: &str, at: usize, numbers: &[f64]) -> bool {
    let total: f64 = numbers.iter().sum();
    if [1.0, 100.0].iter().any(|whole| (total / whole - 1.0).abs() <= ROUNDING) {
        return true;
    }
    let total = plain((total * 1e6).round() / 1e6);
    let message =
        format!("the row sums to {total}; expected shares that sum to 1, or percentages that sum to 100");
    page.note(at, name, message);
    false
}

/// Shares that sum to 1; a sum of 1 but for rounding is left as it is.
fn shares(page: &mut Page, name: &str, at: usize, numbers: Vec<f64>) -> Option<Vec<f64>> {
    let total: f64 = numbers.iter().sum();
    if total <= 0.0 {
        page.note(at, name, "all shares are 0; expected at least one above 0");
        return None;
    }
    let scale = if (total - 1.0).abs() < 1e-9 { 1.0 } else { total };
    Some(numbers.into_iter().map(|x| x / scale).collect())
}

/// A list of different plain names.
fn names_of(page: &mut Page, key: &Key, name: &str, at: usize, value: &DeValue) -> Option<Value> {
    let words: Option<Vec<String>> = value
        .as_array()
        .and_then(|list| list.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect());
    let Some(words) = words.filter(|words| !words.is_empty()) else { return wrong(page, key, name, at, value) };
    let before = page.problems();
    for (i, word) in words.iter().enumerate() {
        if !is_plain_name(word) {
            page.note(at, name, format!("\"{word}\" is not a name; {PLAIN_NAME}"));
        } else if words[..i].contains(word) {
            page.note(at, name, format!("\"{word}\" stands there twice; keep one"));
        }
    }
    (page.problems() == before).then_some(Value::Names(words))
}

/// A list of different names, each one of those that the key knows.
fn some_of(page: &mut Page, key: &Key, name: &str, at: usize, value: &DeValue, words: &[&str]) -> Option<Value> {
    let found: Option<Vec<String>> = value
        .as_array()
        .and_then(|list| list.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect());
    let Some(found) = found.filter(|found| !found.is_empty()) else { return wrong(page, key, name, at, value) };
    let before = page.problems();
    for (i, word) in found.iter().enumerate() {
        if !words.contains(&word.as_str()) {
            let one = last_word(name).trim_end_matches('s').replace('_', " ");
            page.unknown(at, name, &one, word, words);
        } else if found[..i].contains(word) {
            page.note(at, name, format!("\"{word}\" stands there twice; keep one"));
        }
    }
    (page.problems() == before).then_some(Value::Names(found))
}

/// What a name may consist of.
pub const PLAIN_NAME: &str = "expected small letters, digits and hyphens, at most 40, such as \"longest-waiting\"";

#[cfg(test)]
mod tests {
    use super::super::Scenario;

    fn read(text: &str) -> Scenario {
        Scenario::parse("test", text, &[]).unwrap()
    }

    #[test]
    fn shares_are_normalised_and_those_left_out_are_0() {
        let shares = |text: &str| read(text).entry("intake.band_share").value.numbers().to_vec();
        assert_eq!(shares("intake.band_share = { band_1 = 25, band_4 = 75 }"), [0.25, 0.0, 0.0, 0.75]);
        assert_eq!(shares("intake.band_share = { band_2 = 0.7, band_3 = 0.3 }"), [0.0, 0.7, 0.3, 0.0]);
    }

    #[test]
    fn numbers_come_in_the_order_of_their_names_whatever_the_order_of_the_file() {
        let scenario = read("placements.care_year_factor = { year_3_plus = 3, year_1 = 1, year_2 = 2 }");
        assert_eq!(scenario.entry("placements.care_year_factor").value.numbers(), [1.0, 2.0, 3.0]);
    }

    #[test]
    fn whole_numbers_may_be_written_in_any_notation_and_keep_every_digit() {
        let count = |text: &str, key: &str| read(text).entry(key).value.count();
        assert_eq!(count("run.seed = 9_223_372_036_854_775_807", "run.seed"), 9_223_372_036_854_775_807);
        assert_eq!(count("run.seed = 0xff", "run.seed"), 255);
        assert_eq!(count("run.replicates = 1e3", "run.replicates"), 1000);
    }

    #[test]
    fn a_day_is_a_day_with_or_without_quotes() {
        for text in ["run.start_date = 2011-04-01", "run.start_date = \"2011-04-01\""] {
            assert_eq!(read(text).entry("run.start_date").value.date(), jiff::civil::date(2011, 4, 1));
        }
        assert!(Scenario::parse("test", "run.start_date = 2011-04-01T09:00:00", &[]).is_err());
    }

    #[test]
    fn a_target_has_a_value_a_tolerance_and_a_source() {
        let scenario =
            read("[target]\nstock = { value = 600, tolerance = 12, statistic = \"sd\", source = \"903\" }");
        let (measure, target) = scenario.targets()[0];
        assert_eq!((measure, target.value, target.statistic.as_str()), ("stock", 600.0, "sd"));
        assert_eq!(scenario.entry("target.stock").source, "903");
    }
}
