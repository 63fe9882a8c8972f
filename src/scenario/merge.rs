//! Several files compared: one world, and each file's levers in its own policies.
//!
//! Policies can only be compared in one world: with other children, prices or years a difference between two files
//! would show the worlds as well as the policies. So every key that is no lever must be the same in all files. What a
//! file says about a lever outside its policies becomes a lever of that file's policies.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::Key;
use super::names::{self, is_plain_name};
use super::text::value_text;
use super::{Entry, Origin, Problems, Scenario, Value, checks, hash};

/// The built-in policies' names, where no file names one.
const NO_PRACTICE: &str = "no-practice";
const IN_HOUSE: &str = "in-house";

/// What a comparison does beside merging its files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms {
    /// Leave out dedicated teams of the authority, built in or named by a file.
    pub without_in_house: bool,
    /// `--seed` and `--replicates` are given, so that the files' own do not count.
    pub seed_is_given: bool,
    pub replicates_are_given: bool,
}

/// One file of a comparison: as the user called it, and what it says.
#[derive(Debug, Clone)]
pub struct Part {
    pub label: String,
    pub scenario: Scenario,
}

/// A policy on its way into the merged scenario.
#[derive(Debug, Clone)]
struct Policy {
    name: String,
    part: usize,
    levers: BTreeMap<String, Entry>,
}

/// Merges files into one scenario whose arms are all their policies, the one without a practice first.
pub fn merge(parts: &[Part], terms: Terms) -> Result<Scenario, Problems> {
    let mut problems = Problems::new();
    for part in &parts[1..] {
        differences_of_the_world(&parts[0], part, terms, &mut problems);
    }
    let mut whole = common(parts);
    if !problems.is_empty() {
        return problems.or(whole);
    }
    let mut policies: Vec<Policy> = (0..parts.len()).flat_map(|at| policies_of(parts, at, &whole)).collect();
    policies = one_without_a_practice(&whole, policies);
    policies = different_ones(parts, &whole, policies);
    if terms.without_in_house {
        policies.retain(|policy| provider(&whole, policy) != IN_HOUSE);
    }
    if !policies.iter().any(|policy| provider(&whole, policy) != "none") {
        let place = Origin::Given { file: parts[0].label.clone(), line: 0 };
        let what = "there is nothing to compare: no policy has a practice; add [policy.NAME] with provider = \"practice\", and [practice.NAME]";
        return Err(Problems::one(&place, "", what).or(()).unwrap_err());
    }
    add_the_built_in(&whole, &mut policies, terms);
    let names: Vec<String> = policies.iter().map(|policy| policy.name.clone()).collect();
    let arms = Entry::bare(Value::Names(names), Origin::Override { text: "compare".into() });
    whole.entries.insert("run.arms".into(), arms);
    whole.policies = policies.into_iter().map(|policy| (policy.name, policy.levers)).collect();
    checks::check(&whole, &mut problems);
    whole.hash = hash::of(&whole);
    problems.or(whole)
}

/// Keys that may differ without making another world.
fn is_about_the_file(key: &str, terms: Terms) -> bool {
    matches!(
        key,
        "title" | "note" | "extends" | "run.arms" | "run.compared_with" | "run.representativeness_replicates"
    ) || key.starts_with("target.")
        || (key == "run.seed" && terms.seed_is_given)
        || (key == "run.replicates" && terms.replicates_are_given)
}

/// Does an entry say the same, range included?
fn same(a: &Entry, b: &Entry) -> bool {
    a.value == b.value && a.low == b.low && a.high == b.high
}

/// The registry's row of a key that a file gives.
fn row(key: &str) -> &'static Key {
    names::find(key).unwrap_or_else(|| panic!("a bug: the registry has no key {key}"))
}

/// Notes every key of the world in which a file differs from the first one.
fn differences_of_the_world(first: &Part, other: &Part, terms: Terms, problems: &mut Problems) {
    let keys: BTreeSet<&String> = first.scenario.entries.keys().chain(other.scenario.entries.keys()).collect();
    let world = keys.into_iter().filter(|key| !row(key).lever && !is_about_the_file(key, terms));
    let mut differ = 0;
    for key in world {
        let (a, b) = (first.scenario.entry(key), other.scenario.entry(key));
        if same(&a, &b) {
            continue;
        }
        differ += 1;
        let words = |entry: &Entry| match (a.value == b.value, &entry.low, &entry.high) {
            (true, Some(low), Some(high)) => format!("a range from {low:?} to {high:?}"),
            (true, ..) => "without a range".into(),
            _ => value_text(row(key).kind, &entry.value),
        };
        let line = match &b.origin {
            Origin::Given { file, line } if *file == other.label => *line,
            _ => 0,
        };
        let place = Origin::Given { file: other.label.clone(), line };
        problems.note(&place, key, format!("is {} here, but {} in {}", words(&b), words(&a), first.label));
    }
    if differ > 0 {
        let place = Origin::Given { file: other.label.clone(), line: usize::MAX };
        let keys = if differ == 1 { "this key is" } else { "these keys are" };
        problems.note_after(
            &place,
            format!(
                "{keys} part of the world, which all policies of a comparison share: with other children, workers or \
                 prices a difference would show the worlds as well as the policies, and could not be told apart. \
                 Give all files the same world (extends = \"...\"), and let them differ in levers only"
            ),
        );
    }
}

/// The merged scenario without its policies: the world, and the levers on which all files agree.
fn common(parts: &[Part]) -> Scenario {
    let first = &parts[0].scenario;
    let mut entries: BTreeMap<String, Entry> =
        first.entries.iter().filter(|(key, _)| !row(key).lever).map(|(k, e)| (k.clone(), e.clone())).collect();
    entries.remove("extends");
    entries.remove("run.compared_with"); // the comparison names its own
    let agreed = |key: &str| {
        let all: Vec<&Part> = parts.iter().filter(|part| knows(&part.scenario, key)).collect();
        all.iter().all(|part| same(&part.scenario.entry(key), &all[0].scenario.entry(key)))
    };
    for part in parts {
        for (key, entry) in part.scenario.entries.iter().filter(|(key, _)| row(key).lever) {
            if agreed(key) {
                entries.entry(key.clone()).or_insert_with(|| entry.clone());
            }
        }
    }
    if parts.len() > 1 {
        let labels: Vec<&str> = parts.iter().map(|part| part.scenario.name.as_str()).collect();
        let title = format!("Compared: {}", labels.join(", "));
        entries
            .insert("title".into(), Entry::bare(Value::Text(title), Origin::Override { text: "compare".into() }));
        if parts.iter().any(|part| part.scenario.entry("note").value != first.entry("note").value) {
            entries.remove("note");
        }
    }
    let mut practices: Vec<String> = Vec::new();
    for name in parts.iter().flat_map(|part| &part.scenario.practices) {
        if !practices.contains(name) {
            practices.push(name.clone());
        }
    }
    let name = parts.iter().map(|part| part.scenario.name.as_str()).collect::<Vec<_>>().join("-");
    let name = if parts.len() > 1 { format!("compare-{name}") } else { name };
    let name = name.replace('/', "-");
    Scenario { name: shortened(&name, 60), entries, policies: BTreeMap::new(), practices, hash: String::new() }
}

/// A practice's terms mean something only to a file that has the practice.
fn knows(scenario: &Scenario, key: &str) -> bool {
    match key.strip_prefix("practice.").and_then(|rest| rest.split('.').next()) {
        Some(name) => scenario.practices.iter().any(|practice| practice == name),
        None => true,
    }
}

/// The policies of one file with the levers that its top level sets and not all files share.
fn policies_of(parts: &[Part], at: usize, whole: &Scenario) -> Vec<Policy> {
    let scenario = &parts[at].scenario;
    let top_has_practice = scenario.entry("provider").value.text() != "none";
    let mut names: Vec<String> = scenario.entry("run.arms").value.names().to_vec();
    // an arm without a table is the file as it is: with a practice, it goes by the file's name
    names.retain(|name| scenario.policies.contains_key(name) || !top_has_practice);
    // a policy that the list of arms leaves out is compared too, unless it stands only in a file that this one extends
    let all = !scenario.entry("run.arms").is_given();
    let here = |entry: &Entry| match &entry.origin {
        Origin::Given { file, .. } => file.strip_suffix(" (shipped)").unwrap_or(file) == parts[at].label,
        _ => true,
    };
    let joins = |(_, levers): &(&String, &BTreeMap<String, Entry>)| all || levers.values().any(here);
    let unlisted: Vec<String> = scenario
        .policies
        .iter()
        .filter(joins)
        .map(|(name, _)| name.clone())
        .filter(|name| !names.contains(name))
        .collect();
    names.extend(unlisted);
    let has_practice = |name: &String| scenario.in_policy(name, "provider").value.text() != "none";
    if top_has_practice && !names.iter().any(has_practice) {
        names.push(plain(&scenario.name));
    }
    let own: BTreeMap<String, Entry> = parts
        .iter()
        .flat_map(|part| part.scenario.entries.keys())
        .filter(|key| row(key).lever && !whole.entries.contains_key(*key) && knows(scenario, key))
        .map(|key| (key.clone(), scenario.entry(key)))
        .collect();
    let levers = |name: &String| {
        let mut levers = own.clone();
        levers.extend(scenario.policies.get(name).cloned().unwrap_or_default());
        if whole.practices != scenario.practices && !scenario.practices.is_empty() {
            let theirs = Value::Names(scenario.practices.clone());
            let text = Origin::Override { text: "compare".into() };
            levers.entry("practices".into()).or_insert_with(|| Entry::bare(theirs, text));
        }
        levers
    };
    names.iter().map(|name| Policy { name: name.clone(), part: at, levers: levers(name) }).collect()
}

/// A policy's value of a lever.
fn value(whole: &Scenario, policy: &Policy, key: &str) -> Value {
    policy.levers.get(key).map_or_else(|| whole.entry(key).value, |entry| entry.value.clone())
}

fn provider(whole: &Scenario, policy: &Policy) -> String {
    value(whole, policy, "provider").text().to_owned()
}

/// Without a practice most levers move nothing: of policies that do the same, the first stays. It comes first.
fn one_without_a_practice(whole: &Scenario, policies: Vec<Policy>) -> Vec<Policy> {
    const ACTING: [&str; 2] = ["placements.worker_change_factor", "placements.worker_change_days"];
    let (none, others): (Vec<Policy>, Vec<Policy>) =
        policies.into_iter().partition(|policy| provider(whole, policy) == "none");
    let mut kept: Vec<Policy> = Vec::new();
    for policy in none {
        let alike =
            |other: &Policy| ACTING.iter().all(|key| value(whole, other, key) == value(whole, &policy, key));
        if !kept.iter().any(alike) {
            kept.push(policy);
        }
    }
    kept.extend(others);
    kept
}

/// Policies that say the same are one; others of the same name are told apart by their file's stem.
fn different_ones(parts: &[Part], whole: &Scenario, policies: Vec<Policy>) -> Vec<Policy> {
    let says_the_same = |a: &Policy, b: &Policy| {
        a.name == b.name
            && a.levers.keys().chain(b.levers.keys()).all(|key| value(whole, a, key) == value(whole, b, key))
    };
    let mut kept: Vec<Policy> = Vec::new();
    for policy in policies {
        if !kept.iter().any(|other| says_the_same(other, &policy)) {
            kept.push(policy);
        }
    }
    let names: Vec<String> = kept.iter().map(|policy| policy.name.clone()).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for policy in &mut kept {
        if names.iter().filter(|name| **name == policy.name).count() > 1 {
            policy.name = shortened(&format!("{}-{}", policy.name, plain(&parts[policy.part].scenario.name)), 40);
        }
        let base = policy.name.clone();
        let mut number = 2;
        while !taken.insert(policy.name.clone()) {
            policy.name = format!("{}-{number}", shortened(&base, 36));
            number += 1;
        }
    }
    kept
}

/// No practice and the in-house team are always compared: the levers of the first practice, another provider.
fn add_the_built_in(whole: &Scenario, policies: &mut Vec<Policy>, terms: Terms) {
    let has = |policies: &[Policy], wanted: &str| policies.iter().any(|policy| provider(whole, policy) == wanted);
    let first = policies.iter().find(|policy| provider(whole, policy) == "practice");
    let Some(model) = first.or_else(|| policies.first()).cloned() else { return };
    let built_in = |name: &str, provider: &str, policies: &[Policy]| {
        let entry = Entry::bare(Value::Text(provider.into()), Origin::Override { text: "compare".into() });
        let mut policy = Policy { name: name.into(), ..model.clone() };
        while policies.iter().any(|other| other.name == policy.name) {
            policy.name += "-built-in";
        }
        policy.levers.insert("provider".into(), entry);
        policy
    };
    if !has(policies, "none") {
        policies.insert(0, built_in(NO_PRACTICE, "none", policies));
    }
    if !terms.without_in_house && !has(policies, IN_HOUSE) {
        let after_none = policies.iter().filter(|policy| provider(whole, policy) == "none").count();
        policies.insert(after_none, built_in(IN_HOUSE, IN_HOUSE, policies));
    }
}

/// A file's stem as a policy's name.
fn plain(stem: &str) -> String {
    let letters = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = shortened(&stem.chars().map(letters).collect::<String>(), 40);
    if is_plain_name(&name) { name } else { "policy".into() }
}

fn shortened(name: &str, length: usize) -> String {
    name.chars().take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, text: &str) -> Part {
        let scenario = Scenario::parse(name, text, &[]).unwrap_or_else(|p| panic!("{p}"));
        Part { label: name.into(), scenario }
    }

    fn arms(scenario: &Scenario) -> Vec<String> {
        scenario.entry("run.arms").value.names().to_vec()
    }

    const ELM: &str = "provider = \"practice\"\n[practice.elm]\nplaces = 50\n";

    #[test]
    fn policies_of_a_file_that_is_extended_are_compared_only_where_the_arms_name_them() {
        let scenario = Scenario::load(std::path::Path::new("allocation/opaque"), &[]).unwrap();
        let part = Part { label: "allocation/opaque".into(), scenario };
        let merged = merge(&[part], Terms::default()).unwrap_or_else(|p| panic!("{p}"));
        let arms = arms(&merged);
        assert!(arms.contains(&"easier-1".into()) && !arms.contains(&"nearest-area".into()), "{arms:?}");
    }

    #[test]
    fn levers_at_the_top_of_a_file_become_levers_of_its_policy_and_the_built_in_ones_join() {
        let a = part("by-lot", ELM);
        let b =
            part("waiting", &format!("allocation.rule = \"longest-waiting\"\nhandover.joint_days = 28\n{ELM}"));
        let merged = merge(&[a, b], Terms::default()).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(arms(&merged), ["no-practice", "in-house", "by-lot", "waiting"]);
        let rule = |policy: &str| merged.in_policy(policy, "allocation.rule").value.text().to_owned();
        assert_eq!((rule("by-lot"), rule("waiting")), ("lottery".into(), "longest-waiting".into()));
        assert_eq!(merged.in_policy("by-lot", "handover.joint_days").value.number(), 0.0);
        assert_eq!(merged.in_policy("in-house", "provider").value.text(), "in-house");
        // what all files share stays where it is, so that one draw of an uncertain value moves all policies
        assert_eq!(merged.entries["practice.elm.places"].value.number(), 50.0);
        assert!(!merged.policies["waiting"].contains_key("practice.elm.places"));
    }

    #[test]
    fn another_world_is_refused_with_both_values_and_the_reason() {
        let a = part("a", &format!("intake.male_share = 0.5\n{ELM}"));
        let b =
            part("b", &format!("intake.male_share = 0.6\nrun.years = 3\nallocation.rule = \"lottery\"\n{ELM}"));
        let told = merge(&[a.clone(), b], Terms::default()).unwrap_err().to_string();
        assert!(told.contains("line 1   intake.male_share: is 0.6 here, but 0.5 in a"), "{told}");
        assert!(told.contains("line 2   run.years: is 3 here, but 5 in a"), "{told}");
        assert!(told.contains("would show the worlds as well as the policies"), "{told}");
        let seed = part("seed", &format!("intake.male_share = 0.5\nrun.seed = 9\n{ELM}"));
        assert!(merge(&[a.clone(), seed.clone()], Terms::default()).is_err());
        assert!(merge(&[a, seed], Terms { seed_is_given: true, ..Terms::default() }).is_ok());
    }

    #[test]
    fn equal_names_are_told_apart_by_their_files_and_equal_policies_are_one() {
        let text = |days: u32| {
            format!(
                "[policy.practice]\nprovider = \"practice\"\nhandover.joint_days = {days}\n[practice.elm]\nplaces = 50\n"
            )
        };
        let merged = merge(
            &[part("a", &text(7)), part("b_2", &text(14)), part("c", &text(7))],
            Terms { without_in_house: true, ..Terms::default() },
        );
        assert_eq!(arms(&merged.unwrap()), ["no-practice", "practice-a", "practice-b-2"]);
    }

    #[test]
    fn each_policy_keeps_to_the_practices_of_its_own_file() {
        let a = part("a", "provider = \"practice\"\n[practice.elm]\nplaces = 50\n");
        let b = part("b", "provider = \"practice\"\n[practice.oak]\nplaces = 30\n[practice.ash]\nplaces = 20\n");
        let merged = merge(&[a, b], Terms::default()).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(merged.practices, ["elm", "oak", "ash"]);
        let theirs = |policy: &str| merged.in_policy(policy, "practices").value.names().to_vec();
        assert_eq!((theirs("a"), theirs("b")), (vec!["elm".to_string()], vec!["oak".into(), "ash".into()]));
    }

    #[test]
    fn one_file_with_several_policies_is_a_comparison_too() {
        let text = "[run]\narms = [\"x\"]\n[policy.x]\n[policy.y]\nprovider = \"practice\"\n[policy.z]\nprovider = \"in-house\"\n[practice.elm]\nplaces = 50\n";
        let merged = merge(&[part("one", text)], Terms::default()).unwrap();
        assert_eq!(arms(&merged), ["x", "y", "z"]);
        let none = merge(&[part("none", "")], Terms::default()).unwrap_err().to_string();
        assert!(none.contains("nothing to compare"), "{none}");
    }
}
