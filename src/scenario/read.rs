//! Walks the tables of one text with the registry and turns them into checked entries.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::annotations;
use super::keys::{Key, Kind};
use super::kinds::{self, PLAIN_NAME};
use super::names;
use super::page::{Page, Part, describe, parts};
use super::problems::Problems;
use super::value::{Entry, Value};
use crate::results::measures::Measure;

/// What one text says, before it is laid over what it extends.
#[derive(Debug, Default)]
pub struct Layer {
    pub entries: BTreeMap<String, Entry>,
    pub policies: BTreeMap<String, BTreeMap<String, Entry>>,
    /// Names under `practice.`, in the order of the text.
    pub practices: Vec<String>,
}

/// Reads a whole text. All its problems come at once, except that a broken syntax is reported alone: what
/// follows it cannot be trusted.
pub fn read(mut page: Page, text: &str) -> (Layer, Problems) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let (twice, broken): (Vec<_>, Vec<_>) = errors.iter().partition(|error| error.message() == "duplicate key");
    let mut layer = Layer::default();
    if !broken.is_empty() {
        syntax(&mut page, &broken);
        let mut problems = page.into_problems();
        problems.set_incomplete();
        return (layer, problems);
    }
    for error in twice {
        let span = error.span().unwrap_or_default();
        let key = text.get(span.clone()).unwrap_or_default();
        page.note(span.start, key, "this key is given twice; keep one");
    }
    let root = DeValue::Table(table.into_inner());
    walk(&mut page, &mut layer, &root, "", None);
    (layer, page.into_problems())
}

/// Notes broken syntax: of errors in adjacent lines, only the first, since the others mostly follow from it.
fn syntax(page: &mut Page, errors: &[&toml::de::Error]) {
    let mut errors: Vec<(usize, &str)> =
        errors.iter().map(|error| (error.span().map_or(0, |span| span.start), error.message())).collect();
    errors.sort();
    let mut last_line = None;
    for (at, message) in errors {
        let line = page.line(at);
        if last_line.is_none_or(|last| line > last + 1) {
            let message = message.trim_end_matches(", expected nothing");
            page.note(at, "", format!("this is not TOML: {message}"));
        }
        last_line = Some(line);
    }
}

/// Walks one table. In a policy, names start afresh: `[policy.waiting]` holds `allocation.rule`.
fn walk(page: &mut Page, layer: &mut Layer, table: &DeValue, prefix: &str, policy: Option<&str>) {
    for part in parts(table) {
        let name = if prefix.is_empty() { part.name.to_owned() } else { format!("{prefix}.{}", part.name) };
        let shown = policy.map_or(name.clone(), |policy| format!("policy.{policy}.{name}"));
        if part.name.contains('.') || part.name.is_empty() {
            page.note(part.at, &shown, "a quoted name with a point in it is not a key; write it without quotes");
        } else if name == "policy" && policy.is_none() {
            policies(page, layer, &part);
        } else if let Some(key) = names::find(&name) {
            if let Some(entry) = entry(page, key, &name, &shown, &part, policy.is_some()) {
                match policy {
                    Some(policy) => layer.policies.entry(policy.to_owned()).or_default().insert(name, entry),
                    None => layer.entries.insert(name, entry),
                };
            }
        } else if names::is_table(&name) {
            if matches!(prefix, "practice" | "shock") && !names::is_plain_name(part.name) {
                let plain = part.name.to_lowercase().replace(['_', ' '], "-");
                let message = if parts(table).iter().any(|other| other.name == plain) {
                    format!(
                        "\"{}\" and \"{plain}\" are one name, spelt in two ways; two {prefix}s need two names",
                        part.name
                    )
                } else {
                    format!("\"{}\" is not a {prefix}'s name; {PLAIN_NAME}", part.name)
                };
                page.note(part.at, &shown, message);
                continue;
            }
            if part.value.as_table().is_none() {
                let example =
                    names::keys_under(&name).first().map_or(String::new(), |key| key.name.replace('*', "NAME"));
                page.note(
                    part.at,
                    &shown,
                    format!("found {}; expected a table of keys, such as {example}", describe(part.value)),
                );
                continue;
            }
            if prefix == "practice" && policy.is_none() && !layer.practices.iter().any(|known| known == part.name)
            {
                layer.practices.push(part.name.to_owned());
            }
            walk(page, layer, part.value, &name, policy);
        } else {
            page.note(part.at, &shown, unknown_key(&name));
        }
    }
}

/// The table of policies.
fn policies(page: &mut Page, layer: &mut Layer, part: &Part<'_>) {
    if part.value.as_table().is_none() {
        page.note(
            part.at,
            "policy",
            format!("found {}; expected tables such as [policy.longest-waiting]", describe(part.value)),
        );
    }
    for policy in parts(part.value) {
        let shown = format!("policy.{}", policy.name);
        if !names::is_plain_name(policy.name) {
            page.note(policy.at, &shown, format!("\"{}\" is not a policy's name; {PLAIN_NAME}", policy.name));
        } else if policy.value.as_table().is_none() {
            page.note(policy.at, &shown, format!("found {}; expected a table of levers", describe(policy.value)));
        } else {
            layer.policies.entry(policy.name.to_owned()).or_default();
            walk(page, layer, policy.value, "", Some(policy.name));
        }
    }
}

/// One key's entry, if it may stand here and nothing is wrong with it.
fn entry(page: &mut Page, key: &Key, name: &str, shown: &str, part: &Part<'_>, in_policy: bool) -> Option<Entry> {
    if in_policy && !key.lever {
        page.note(
            part.at,
            shown,
            "a policy cannot set this: it is part of the world, which all policies share, so that a difference between them is the policy's own; set it outside [policy...]",
        );
        return None;
    }
    if key.kind == Kind::Target {
        let measure = name.strip_prefix("target.").unwrap_or(name);
        if Measure::named(measure).is_none() {
            let known: Vec<&str> = Measure::ALL.iter().map(|measure| measure.info().name).collect();
            page.unknown(part.at, shown, "measure", measure, &known);
            return None;
        }
    }
    let split = annotations::split(page, key, shown, part)?;
    let value = kinds::read(page, key, shown, split.at, split.value, &split.pairs);
    let notes = annotations::read(page, key, shown, &split, value.as_ref());
    let value = value?;
    let source = match (&value, notes.source) {
        (Value::Target(target), _) => target.source.clone(),
        (_, source) => source,
    };
    let origin = page.origin(part.at);
    Some(Entry {
        value,
        source,
        quality: notes.quality,
        low: notes.low,
        high: notes.high,
        effect: notes.effect,
        origin,
    })
}

/// What to say about a name that the registry lacks.
fn unknown_key(name: &str) -> String {
    match names::nearest_key(name) {
        Some(near) => format!("there is no such key; the nearest is {near}"),
        None => "there is no such key; `swpsim explain` lists all keys".into(),
    }
}
