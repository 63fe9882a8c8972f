//! What a file says about a value: source, quality, range, effect.

use toml::de::DeValue;

use super::keys::{Key, Kind};
use super::kinds;
use super::page::{Page, Part, describe, float, parts};
use super::text::{bounds_text, plain};
use super::value::{Quality, Value};

/// Names that an annotated table may hold beside the value itself.
const WORDS: &[&str] = &["value", "source", "quality", "low", "high", "effect"];

/// A value and its annotations, taken apart.
pub struct Split<'a> {
    /// Where the value stands.
    pub at: usize,
    pub value: &'a DeValue<'a>,
    /// The pairs of a value that is a table itself, without annotations.
    pub pairs: Vec<Part<'a>>,
    notes: Vec<Part<'a>>,
}

/// What is said about a value.
pub struct Notes {
    pub source: String,
    pub quality: Quality,
    pub low: Option<Vec<f64>>,
    pub high: Option<Vec<f64>>,
    pub effect: String,
}

/// Takes value and annotations apart. Laws and named numbers may carry annotations beside their parts.
pub fn split<'a>(page: &mut Page, key: &Key, name: &str, part: &Part<'a>) -> Option<Split<'a>> {
    let all = parts(part.value);
    let own_table = matches!(key.kind, Kind::Numbers { .. } | Kind::Shares { .. } | Kind::Law);
    if key.kind == Kind::Target || all.is_empty() {
        let notes = all.into_iter().filter(|note| matches!(note.name, "quality" | "effect")).collect();
        return Some(Split { at: part.at, value: part.value, pairs: Vec::new(), notes });
    }
    let (notes, pairs): (Vec<_>, Vec<_>) = all.into_iter().partition(|pair| WORDS.contains(&pair.name));
    let Some(value) = notes.iter().find(|note| note.name == "value") else {
        if own_table {
            return Some(Split { at: part.at, value: part.value, pairs, notes });
        }
        let stray: Vec<&str> = pairs.iter().map(|pair| pair.name).collect();
        let found = if stray.is_empty() {
            "no value".into()
        } else {
            format!("no value but {}", super::text::listed(&stray))
        };
        page.note(
            part.at,
            name,
            format!(
                "found {found}; expected {}, alone or as {{ value = .., source = \"..\" }}",
                kinds::expectation(key.kind)
            ),
        );
        return None;
    };
    for pair in &pairs {
        page.unknown(pair.at, name, "annotation", pair.name, WORDS);
    }
    let inner = parts(value.value);
    Some(Split { at: value.at, value: value.value, pairs: inner, notes })
}

/// Reads the annotations; the range is checked against the value.
pub fn read(page: &mut Page, key: &Key, name: &str, split: &Split<'_>, value: Option<&Value>) -> Notes {
    let mut notes =
        Notes { source: String::new(), quality: Quality::Given, low: None, high: None, effect: String::new() };
    let mut range = [None, None];
    for note in &split.notes {
        match note.name {
            "source" => notes.source = words(page, name, note),
            "effect" => notes.effect = words(page, name, note),
            "quality" => {
                let word = words(page, name, note);
                match Quality::named(&word) {
                    Some(quality) => notes.quality = quality,
                    None if word.is_empty() => {}
                    None => page.unknown(note.at, name, "quality", &word, Quality::WORDS),
                }
            }
            "low" => range[0] = Some(*note),
            "high" => range[1] = Some(*note),
            _ => {}
        }
    }
    match (range, value) {
        ([Some(low), Some(high)], Some(value)) => {
            let total = raw_total(key, split);
            let scaled =
                |ends: Option<Vec<f64>>| ends.map(|ends| ends.iter().map(|x| x / total).collect::<Vec<f64>>());
            if let (Some(lows), Some(highs)) =
                (scaled(end(page, key, name, &low, value)), scaled(end(page, key, name, &high, value)))
                && check(page, name, &low, &lows, &highs, value)
            {
                (notes.low, notes.high) = (Some(lows), Some(highs));
            }
        }
        ([Some(one), None] | [None, Some(one)], _) => {
            page.note(one.at, name, format!("{} stands alone; a range needs low and high", one.name));
        }
        _ => {}
    }
    notes
}

/// What the shares of a file sum to, since their range is normalised as they are; 1 for all other kinds.
fn raw_total(key: &Key, split: &Split<'_>) -> f64 {
    let total: f64 = split.pairs.iter().filter_map(|pair| float(pair.value)).sum();
    if matches!(key.kind, Kind::Shares { .. }) && total > 0.0 { total } else { 1.0 }
}

/// Words in quotes.
fn words(page: &mut Page, name: &str, note: &Part<'_>) -> String {
    match note.value.as_str() {
        Some(text) => text.trim().to_owned(),
        None => {
            page.note(
                note.at,
                name,
                format!("{} is {}; expected words in quotes", note.name, describe(note.value)),
            );
            String::new()
        }
    }
}

/// One end of a range, in the value's own unit: a number each for vectors, multipliers of time for laws.
fn end(page: &mut Page, key: &Key, name: &str, note: &Part<'_>, value: &Value) -> Option<Vec<f64>> {
    let shown = format!("{name}.{}", note.name);
    match (key.kind, value) {
        (Kind::Number { .. } | Kind::Probability | Kind::Count { .. }, _) => {
            kinds::number(page, key, &shown, note.at, note.value).map(|x| vec![x])
        }
        (Kind::Law, _) => multiplier(page, name, note).map(|x| vec![x]),
        (Kind::Numbers { names, .. } | Kind::Shares { names }, Value::Numbers(_)) if note.value.is_table() => {
            kinds::named_numbers(page, key, &shown, note.at, names, &parts(note.value), true)
        }
        (Kind::Numbers { .. } | Kind::List { .. }, Value::Numbers(numbers)) => match note.value.as_array() {
            None => {
                let factor = multiplier(page, name, note)?;
                let ends: Vec<f64> = numbers.iter().map(|x| x * factor).collect();
                inside(page, key, name, note, &ends).then_some(ends)
            }
            Some(list) if list.len() == numbers.len() => {
                list.iter().map(|item| kinds::number(page, key, &shown, note.at, item.get_ref())).collect()
            }
            Some(list) => {
                page.note(
                    note.at,
                    name,
                    format!(
                        "{} has {} numbers and the value {}; expected as many",
                        note.name,
                        list.len(),
                        numbers.len()
                    ),
                );
                None
            }
        },
        (Kind::Shares { .. }, _) => {
            page.note(
                note.at,
                name,
                format!("{} is {}; expected a table of all shares", note.name, describe(note.value)),
            );
            None
        }
        _ => {
            page.note(
                note.at,
                name,
                format!("{} has no meaning here: only numbers and laws have a range", note.name),
            );
            None
        }
    }
}

/// A factor above 0.
fn multiplier(page: &mut Page, name: &str, note: &Part<'_>) -> Option<f64> {
    let factor = float(note.value).filter(|x| *x > 0.0 && *x <= 100.0);
    if factor.is_none() {
        page.note(
            note.at,
            name,
            format!(
                "{} is {}; expected a multiplier of the whole value, above 0 and at most 100",
                note.name,
                describe(note.value)
            ),
        );
    }
    factor
}

/// Do multiplied numbers stay within the bounds of their key?
fn inside(page: &mut Page, key: &Key, name: &str, note: &Part<'_>, ends: &[f64]) -> bool {
    let Some((min, max)) = kinds::bounds(key.kind) else { return true };
    let outside = ends.iter().find(|x| !(min..=max).contains(*x));
    if let Some(x) = outside {
        page.note(
            note.at,
            name,
            format!("{} makes {} of a part; expected {}", note.name, plain(*x), bounds_text(min, max)),
        );
    }
    outside.is_none()
}

/// Is low at most the value, and the value at most high?
fn check(page: &mut Page, name: &str, note: &Part<'_>, lows: &[f64], highs: &[f64], value: &Value) -> bool {
    let middle: Vec<f64> = match value {
        Value::Numbers(numbers) => numbers.clone(),
        Value::Law(_) => vec![1.0],
        other => vec![other.number()],
    };
    // shares may have been normalised: the tolerance is for rounding only
    let near = |a: f64, b: f64| a <= b + 1e-9 * (1.0 + b.abs());
    for ((low, high), x) in lows.iter().zip(highs).zip(&middle) {
        let message = if low > high {
            format!("low ({}) is above high ({}); exchange them?", plain(*low), plain(*high))
        } else if !near(*low, *x) || !near(*x, *high) {
            format!("{} lies outside its own range, {} to {}", plain(*x), plain(*low), plain(*high))
        } else {
            continue;
        };
        page.note(note.at, name, message);
        return false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::keys::registry;
    use super::*;
    use crate::scenario::Scenario;

    fn range(text: &str, key: &str) -> (Vec<f64>, Vec<f64>) {
        let scenario = Scenario::parse("test", text, &[]).unwrap();
        let uncertain = scenario.uncertain();
        assert_eq!(uncertain.len(), 1);
        assert_eq!(uncertain[0].0, key);
        (uncertain[0].1.low.clone().unwrap(), uncertain[0].1.high.clone().unwrap())
    }

    #[test]
    fn a_multiplier_gives_a_range_to_every_part_of_a_vector() {
        let text =
            "placements.care_year_factor = { year_1 = 2, year_2 = 1, year_3_plus = 0.5, low = 0.5, high = 2 }";
        assert_eq!(range(text, "placements.care_year_factor"), (vec![1.0, 0.5, 0.25], vec![4.0, 2.0, 1.0]));
    }

    #[test]
    fn a_vector_may_have_its_own_low_and_high() {
        let text = "[placements.care_year_factor]\nvalue = { year_1 = 2, year_2 = 1, year_3_plus = 0.5 }\n\
                    low = { year_1 = 1, year_2 = 1, year_3_plus = 0.5 }\nhigh = [3, 1, 0.5]";
        assert_eq!(range(text, "placements.care_year_factor"), (vec![1.0, 1.0, 0.5], vec![3.0, 1.0, 0.5]));
    }

    #[test]
    fn the_range_of_a_law_multiplies_its_times() {
        let text = "stay.length = { law = \"fixed\", days = 100, low = 0.5, high = 2 }";
        let scenario = Scenario::parse("test", text, &[]).unwrap();
        assert_eq!(scenario.within_range("stay.length", 0.0).law().mean_days(), Some(50.0));
    }

    #[test]
    fn the_range_of_shares_follows_their_normalisation() {
        let text = "[workforce.tenure_share]\ny0_2 = 20\ny2_5 = 80\n\
                    low = { y0_2 = 10, y2_5 = 80, y5_10 = 0, y10_20 = 0, y20_30 = 0, y30_plus = 0 }\n\
                    high = { y0_2 = 30, y2_5 = 80, y5_10 = 0, y10_20 = 0, y20_30 = 0, y30_plus = 0 }";
        let (low, high) = range(text, "workforce.tenure_share");
        assert_eq!((low[0], low[1], high[0]), (0.1, 0.8, 0.3));
    }

    #[test]
    fn a_lever_of_a_policy_may_have_a_range() {
        let text =
            "[policy.elm]\nworkforce.inherited_share = { value = 0.5, low = 0, high = 1, quality = \"assumed\" }";
        assert_eq!(range(text, "policy.elm.workforce.inherited_share"), (vec![0.0], vec![1.0]));
    }

    #[test]
    fn no_key_has_a_part_that_is_called_like_an_annotation() {
        for key in registry() {
            if let Kind::Numbers { names, .. } | Kind::Shares { names } = key.kind {
                assert!(names.iter().all(|name| !WORDS.contains(name)), "{}", key.name);
            }
        }
    }
}
