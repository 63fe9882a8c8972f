//! Scenario files: one registry of keys, read into checked values, all problems at once.
//!
//! The way of a file: `extends` finds and orders the texts, `page` knows their lines, `read` walks their tables
//! with the registry in `keys`, `kinds`, `laws` and `annotations` check one value each, `checks` what must hold
//! between keys. `explain` shows what is in force; `schema` and `hash` speak to other programs.

use std::collections::BTreeMap;
use std::path::Path;

pub mod keys;

pub mod value;

pub mod entry;

pub mod problems;

pub mod names;

pub mod explain;

pub mod schema;

pub mod shipped;

pub mod text;

pub mod compile;

mod annotations;

mod checks;

mod allocation_checks;

mod contract_checks;

mod contract_terms;

mod extends;

mod hash;

mod kinds;

pub mod laws;

pub mod merge;

mod overrides;

mod page;

mod read;

mod targets;

pub use entry::{Entry, Origin, Quality};
pub use problems::{Problem, Problems};
pub use value::{Target, Value};

use extends::Home;
use read::Layer;

/// What all policies share, and what each policy changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The file's name without its ending.
    pub name: String,
    /// Keys that are given, here or in a scenario that this one extends (the nearest wins).
    pub entries: BTreeMap<String, Entry>,
    /// `[policy.NAME]`: the levers that each sets.
    pub policies: BTreeMap<String, BTreeMap<String, Entry>>,
    /// NAMEs of `[practice.NAME]`, in the order of the files, the farthest first.
    pub practices: Vec<String>,
    /// SHA-256 over everything above but the name, in hexadecimal; comments and the order of keys do not matter.
    pub hash: String,
}

impl Scenario {
    /// Reads a file, or a shipped scenario by its name where no such file exists. `overrides` are `key=value`
    /// in TOML, also `policy.NAME.key=value`; they count as nearest.
    pub fn load(path: &Path, overrides: &[String]) -> Result<Scenario, Problems> {
        let name = path.to_string_lossy();
        if !path.exists() {
            if shipped::text(&name).is_some() {
                return Self::resolve(&name, Home::Shipped(name.to_string()), None, overrides);
            }
            let names: Vec<&str> = shipped::all().iter().map(|(name, _)| *name).collect();
            let help = match names::nearest(&name, names.iter().copied()) {
                Some(near) => format!("is the shipped scenario \"{near}\" meant?"),
                None => format!("try another path, or a shipped scenario: {}", names.join(", ")),
            };
            return Err(Problems::unreadable(&name, format!("there is no such file; {help}")));
        }
        if path.is_dir() {
            return Err(Problems::unreadable(&name, "this is a folder; expected a scenario file in it"));
        }
        let stem = path.file_stem().map_or(name.clone(), |stem| stem.to_string_lossy());
        Self::resolve(&stem, Home::File(path.to_owned()), None, overrides)
    }

    /// Reads a text, which may extend shipped scenarios only.
    pub fn parse(name: &str, text: &str, overrides: &[String]) -> Result<Scenario, Problems> {
        Self::resolve(name, Home::Memory(name.to_owned()), Some(text), overrides)
    }

    /// Reads all layers, lays them over each other and checks the whole.
    fn resolve(name: &str, home: Home, text: Option<&str>, overrides: &[String]) -> Result<Scenario, Problems> {
        let (layers, mut problems) = extends::layers(home, text);
        let mut whole = Layer::default();
        for layer in layers.into_iter().rev() {
            // another authority has other published figures: targets hold for the file that states them
            if layer.entries.keys().any(|key| key.starts_with("authority.") || key.starts_with("target.")) {
                whole.entries.retain(|key, _| !key.starts_with("target."));
            }
            extends::lay_over(&mut whole, layer);
        }
        for text in overrides {
            let (layer, found) = overrides::read(text);
            problems.append(found);
            extends::lay_over(&mut whole, layer);
        }
        let Layer { entries, policies, practices } = whole;
        let mut scenario = Scenario { name: name.to_owned(), entries, policies, practices, hash: String::new() };
        if !problems.are_incomplete() {
            checks::check(&scenario, &mut problems);
        }
        scenario.hash = hash::of(&scenario);
        problems.or(scenario)
    }

    /// A key's entry: given, or the registry's preset. A name that the registry lacks is a bug.
    pub fn entry(&self, key: &str) -> Entry {
        self.entries.get(key).cloned().unwrap_or_else(|| preset(key))
    }

    /// A lever's entry in a policy: the policy's own, else the scenario's, else the preset.
    pub fn in_policy(&self, policy: &str, key: &str) -> Entry {
        let own = self.policies.get(policy).and_then(|levers| levers.get(key));
        own.cloned().unwrap_or_else(|| self.entry(key))
    }

    /// The same scenario with some values set: keys, or `policy.NAME.key`. The values' form and bounds are the caller's duty.
    pub fn with(&self, overrides: &[(String, Value)]) -> Scenario {
        let mut scenario = self.clone();
        for (name, value) in overrides {
            let origin = Origin::Override { text: name.clone() };
            let entry = Entry::bare(value.clone(), origin);
            match name.strip_prefix("policy.").and_then(|rest| rest.split_once('.')) {
                Some((policy, key)) => {
                    debug_assert!(names::find(key).is_some(), "a bug: no key {key}");
                    scenario.policies.entry(policy.to_owned()).or_default().insert(key.to_owned(), entry);
                }
                None => {
                    debug_assert!(names::find(name).is_some(), "a bug: no key {name}");
                    scenario.entries.insert(name.clone(), entry);
                }
            }
        }
        scenario.hash = hash::of(&scenario);
        scenario
    }

    /// Every entry with a range, policies' own ones as `policy.NAME.key`.
    pub fn uncertain(&self) -> Vec<(String, &Entry)> {
        let own = self.entries.iter().map(|(key, entry)| (key.clone(), entry));
        let levers = self.policies.iter().flat_map(|(policy, levers)| {
            levers.iter().map(move |(key, entry)| (format!("policy.{policy}.{key}"), entry))
        });
        own.chain(levers).filter(|(_, entry)| entry.low.is_some() && entry.high.is_some()).collect()
    }

    /// The value of one of `uncertain` at a share of the way from the low (0) to the high (1) end of its range;
    /// hand it to `with` under the same name. A key without a range keeps its value.
    pub fn within_range(&self, name: &str, share: f64) -> Value {
        let (entry, key) = match name.strip_prefix("policy.").and_then(|rest| rest.split_once('.')) {
            Some((policy, key)) => (self.in_policy(policy, key), key),
            None => (self.entry(name), name),
        };
        names::find(key).map_or(entry.value.clone(), |row| entry.within_range(row.kind, share))
    }

    /// Published figures to be met, by the name of their measure.
    pub fn targets(&self) -> Vec<(&str, &Target)> {
        let targets = self.entries.iter().filter_map(|(key, entry)| Some((key.strip_prefix("target.")?, entry)));
        targets.map(|(measure, entry)| (measure, entry.value.target())).collect()
    }

    /// Name and text of every scenario inside the program.
    pub fn shipped() -> &'static [(&'static str, &'static str)] {
        shipped::all()
    }
}

/// The registry's preset of a key.
fn preset(key: &str) -> Entry {
    match names::find(key) {
        Some(row) => Entry::preset(row),
        None => panic!("a bug: the registry has no key {key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_leaves_out_is_the_preset() {
        let scenario = Scenario::parse("test", "", &[]).unwrap();
        assert!(scenario.entries.is_empty());
        assert_eq!(scenario.entry("run.years").value.number(), 5.0);
        assert_eq!(scenario.entry("practice.elm.places").value.number(), 150.0);
        assert!(scenario.entry("authority.stock").value.is_absent());
    }

    #[test]
    fn a_policy_sees_its_own_lever_then_the_scenarios_then_the_preset() {
        let text = "handover.joint_days = 28\n[policy.elm]\nhandover.joint_days = 14\n[policy.oak]";
        let scenario = Scenario::parse("test", text, &[]).unwrap();
        let days = |policy: &str| scenario.in_policy(policy, "handover.joint_days").value.number();
        assert_eq!((days("elm"), days("oak"), days("no-practice")), (14.0, 28.0, 28.0));
    }

    #[test]
    fn a_program_can_set_values_and_the_hash_follows() {
        let scenario = Scenario::parse("test", "[policy.elm]", &[]).unwrap();
        let other = scenario.with(&[
            ("stay.multiplier".into(), Value::Number(2.0)),
            ("policy.elm.handover.joint_days".into(), Value::Number(7.0)),
        ]);
        assert_eq!(other.entry("stay.multiplier").value.number(), 2.0);
        assert_eq!(other.in_policy("elm", "handover.joint_days").value.number(), 7.0);
        assert_ne!(scenario.hash, other.hash);
    }

    #[test]
    fn every_shipped_scenario_can_be_read() {
        for (name, text) in Scenario::shipped() {
            if let Err(problems) = Scenario::parse(name, text, &[]) {
                panic!("{problems}");
            }
        }
    }
}
