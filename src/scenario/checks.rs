//! What must hold between keys, once all files are laid over each other.

use super::Scenario;
use super::names::nearest;
use super::problems::Problems;

/// How many numbers a list must have; `None`: any number.
pub fn list_length(key: &str) -> Option<usize> {
    Some(match key {
        "intake.month_share_under_1" => 12,
        "intake.year_share_1_4" => 4,
        "intake.year_share_5_9" => 5,
        "intake.year_share_10_15" => 6,
        "intake.year_share_16_17" => 2,
        _ => return None,
    })
}

/// Notes everything that does not fit together.
pub fn check(scenario: &Scenario, problems: &mut Problems) {
    lists(scenario, problems);
    pairs(scenario, problems);
    ages(scenario, problems);
    shortened_handovers(scenario, problems);
    arms(scenario, problems);
    practices(scenario, problems);
    opening(scenario, problems);
    super::allocation_checks::check(scenario, problems);
    super::contract_checks::check(scenario, problems);
}

/// Lists with a fixed length, and weights that are all 0.
fn lists(scenario: &Scenario, problems: &mut Problems) {
    for (key, entry) in &scenario.entries {
        let Some(length) = list_length(key) else { continue };
        let numbers = entry.value.numbers();
        if numbers.len() != length {
            problems.note(
                &entry.origin,
                key,
                format!("found {} numbers; expected {length}, one for each month or year of age", numbers.len()),
            );
        } else if numbers.iter().sum::<f64>() <= 0.0 {
            problems.note(&entry.origin, key, "all weights are 0; expected at least one above 0");
        }
    }
}

/// Keys that must come together, and lists of the same length.
fn pairs(scenario: &Scenario, problems: &mut Problems) {
    let (gbp, share) = ("finance.high_cost_gbp", "finance.high_cost_share");
    same_length(scenario, problems, gbp, share);
    let shares = scenario.entry(share);
    if shares.is_given() && shares.value.numbers().iter().sum::<f64>() <= 0.0 {
        problems.note(&shares.origin, share, "all shares are 0; expected at least one above 0");
    }
    same_length(scenario, problems, "contract.spend_history_gbp", "contract.children_history");
    let (found, left_out) = ("assessment.sensitivity", "assessment.specificity");
    for arm in worlds(scenario, &[found, left_out]) {
        let (a, b) = (setting(scenario, arm, found), setting(scenario, arm, left_out));
        let (given, missing) = match (a.value.is_absent(), b.value.is_absent()) {
            (false, true) => (a, left_out),
            (true, false) => (b, found),
            _ => continue,
        };
        if !problems.concern(missing) && !problems.concern(&shown(arm, missing)) {
            problems.note(
                &given.origin,
                &shown(arm, missing),
                format!("is not given; {found} and {left_out} belong together"),
            );
        }
    }
}

fn same_length(scenario: &Scenario, problems: &mut Problems, a: &str, b: &str) {
    if problems.concern(a) || problems.concern(b) {
        return;
    }
    let (first, second) = (scenario.entry(a), scenario.entry(b));
    let (n, m) = (first.value.numbers().len(), second.value.numbers().len());
    if n != m {
        let place = if first.is_given() { &first.origin } else { &second.origin };
        problems.note(place, a, format!("has {n} numbers and {b} has {m}; expected as many"));
    }
}

/// The youngest eligible child must be younger than the oldest.
fn ages(scenario: &Scenario, problems: &mut Problems) {
    let (min, max) = ("allocation.minimum_age", "allocation.maximum_age");
    for arm in worlds(scenario, &[min, max]) {
        let (low, high) = (setting(scenario, arm, min), setting(scenario, arm, max));
        if low.value.number() >= high.value.number() {
            let place = if low.is_given() { &low.origin } else { &high.origin };
            problems.note(place, &shown(arm, min), format!("nobody is eligible: it is not below {max}"));
        }
    }
}

/// A handover can be shortened only to a stated minimum that is not longer than the whole.
fn shortened_handovers(scenario: &Scenario, problems: &mut Problems) {
    let (share, minimum, whole) =
        ("handover.shortened_share", "handover.minimum_joint_days", "handover.joint_days");
    for arm in worlds(scenario, &[share, minimum, whole]) {
        let [agreed, least, days] = [share, minimum, whole].map(|key| setting(scenario, arm, key));
        if agreed.value.number() > 0.0 && least.value.is_absent() && !problems.concern(minimum) {
            problems.note(
                &agreed.origin,
                &shown(arm, share),
                format!("needs {minimum}: to how many days is a handover shortened?"),
            );
        }
        if let Some(least) = least.value.optional_number().filter(|least| *least > days.value.number()) {
            problems.note(
                &setting(scenario, arm, minimum).origin,
                &shown(arm, minimum),
                format!("{least} days are more than {whole}, {}", days.value.number()),
            );
        }
    }
}

/// An arm may lack a table (then it is the world as it is), but not by a slip of the pen.
fn arms(scenario: &Scenario, problems: &mut Problems) {
    let arms = scenario.entry("run.arms");
    let compared = scenario.entry("run.compared_with");
    let names = arms.value.names();
    if !compared.value.text().is_empty() && !names.iter().any(|name| name == compared.value.text()) {
        let help = match nearest(compared.value.text(), names.iter().map(String::as_str)) {
            Some(near) => format!("the nearest is \"{near}\""),
            None => format!("there are {}", names.join(", ")),
        };
        let message = format!("run.arms has no policy \"{}\"; {help}", compared.value.text());
        problems.note(&compared.origin, "run.compared_with", message);
    }
    if !arms.is_given() {
        return; // a preset is nobody's slip
    }
    let unused: Vec<&str> =
        scenario.policies.keys().filter(|name| !arms.value.names().contains(name)).map(String::as_str).collect();
    for arm in arms.value.names().iter().filter(|arm| !scenario.policies.contains_key(*arm)) {
        if let Some(near) = nearest(arm, unused.iter().copied()) {
            problems.note(
                &arms.origin,
                "run.arms",
                format!("there is no policy \"{arm}\"; the nearest is \"{near}\""),
            );
        }
    }
}

/// Policies speak of practices that exist, and an arm with a provider has one.
fn practices(scenario: &Scenario, problems: &mut Problems) {
    for (policy, levers) in &scenario.policies {
        for (key, entry) in levers {
            let Some(name) = key.strip_prefix("practice.").and_then(|rest| rest.split('.').next()) else {
                continue;
            };
            if scenario.practices.iter().any(|known| known == name) {
                continue;
            }
            let help = match nearest(name, scenario.practices.iter().map(String::as_str)) {
                Some(near) => format!("the nearest is \"{near}\""),
                None => format!("add a table [practice.{name}]"),
            };
            problems.note(
                &entry.origin,
                &format!("policy.{policy}.{key}"),
                format!("there is no practice \"{name}\"; {help}"),
            );
        }
    }
    for arm in worlds(scenario, &["practices"]) {
        let named = setting(scenario, arm, "practices");
        if named.value.is_absent() {
            continue;
        }
        for name in named.value.names().iter().filter(|name| !scenario.practices.contains(name)) {
            let help = match nearest(name, scenario.practices.iter().map(String::as_str)) {
                Some(near) => format!("the nearest is \"{near}\""),
                None => format!("add a table [practice.{name}]"),
            };
            let message = format!("there is no practice \"{name}\"; {help}");
            problems.note(&named.origin, &shown(arm, "practices"), message);
        }
    }
    if !scenario.practices.is_empty() {
        return;
    }
    for arm in worlds(scenario, &["provider"]) {
        let provider = setting(scenario, arm, "provider");
        if provider.value.text() != "none" {
            let message = "needs a practice or team: add a table [practice.NAME], for example with places = 150";
            problems.note(&provider.origin, &shown(arm, "provider"), message);
        }
    }
}

/// A start with fresh arrivals needs them.
fn opening(scenario: &Scenario, problems: &mut Problems) {
    let start = scenario.entry("run.start");
    let children = "run.fresh_arrivals";
    if start.value.text() == "fresh-arrivals"
        && !problems.concern(children)
        && scenario.entry(children).value.count() == 0
    {
        problems.note(
            &start.origin,
            children,
            "is 0 or not given; with run.start = \"fresh-arrivals\", how many children arrive?",
        );
    }
}

/// The scenario itself (`None`) and each policy that sets one of the keys: the others would only repeat it.
pub(super) fn worlds<'a>(scenario: &'a Scenario, keys: &[&str]) -> Vec<Option<&'a str>> {
    let changed = scenario.policies.iter().filter(|(_, levers)| keys.iter().any(|key| levers.contains_key(*key)));
    std::iter::once(None).chain(changed.map(|(name, _)| Some(name.as_str()))).collect()
}

/// A lever as a policy sees it, or as the scenario has it.
pub(super) fn setting(scenario: &Scenario, arm: Option<&str>, key: &str) -> super::value::Entry {
    arm.map_or_else(|| scenario.entry(key), |policy| scenario.in_policy(policy, key))
}

/// A key's name as the file has it.
pub(super) fn shown(arm: Option<&str>, key: &str) -> String {
    arm.map_or(key.to_owned(), |policy| format!("policy.{policy}.{key}"))
}
