//! `[shock.NAME]`: from keys to the dated events that the engine applies in every policy alike.

use std::collections::BTreeMap;

use super::problems::Problems;
use super::{Scenario, names};
use crate::domain::codes::PlacementType;
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::parameters::shocks::{Shock, ShockKind};
use crate::randomness::mix;

/// Keys that a kind needs, and keys that it may have beside the common ones.
const KINDS: [(&str, &[&str], &[&str]); 7] = [
    ("price", &["price_rise_share"], &["types", "for_months"]),
    ("placements-lost", &["placements"], &["lost_type"]),
    ("unaccompanied-arrival", &["children"], &[]),
    ("staff-leave", &["staff_share"], &["for_months"]),
    ("transfers-delayed", &["for_months"], &[]),
    ("costs-above-uprating", &["costs_above_uprating_per_year"], &["for_months"]),
    ("high-cost-placements", &["placements", "weekly_cost_gbp", "weeks"], &[]),
];
const COMMON: [&str; 5] = ["kind", "title", "active", "from_month", "from_date"];
/// Months within which staff leave unless told otherwise.
const STAFF_MONTHS: f64 = 12.0;

/// Names of the scenario's shocks, by name.
pub fn names(scenario: &Scenario) -> Vec<String> {
    let mut names: Vec<String> = scenario
        .entries
        .keys()
        .filter_map(|key| Some(key.strip_prefix("shock.")?.split_once('.')?.0.to_owned()))
        .collect();
    names.dedup();
    names
}

/// What a shock is called in tables and pictures: its title, or its name.
pub fn title(scenario: &Scenario, name: &str) -> String {
    let title = scenario.entry(&format!("shock.{name}.title")).value.text().to_owned();
    if title.is_empty() { name.replace('-', " ") } else { title }
}

/// The number of a name, which its luck and its children's keys come from (FNV-1a, then spread).
fn key_of(name: &str) -> u64 {
    mix(name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)))
}

/// Notes what is missing, what does not belong to a kind, and dates that cannot be.
pub fn check(scenario: &Scenario, problems: &mut Problems) {
    let mut seen: BTreeMap<u64, String> = BTreeMap::new();
    for name in names(scenario) {
        let full = |key: &str| format!("shock.{name}.{key}");
        let of_it = |problems: &Problems| {
            scenario.entries.keys().any(|key| key.starts_with(&full("")) && problems.concern(key))
        };
        if of_it(problems) {
            continue; // what is wrong with one key may hide another
        }
        let Some(any) = scenario.entries.iter().find(|(key, _)| key.starts_with(&full(""))) else { continue };
        let place = any.1.origin.clone();
        let kind = scenario.entry(&full("kind"));
        if kind.value.is_absent() {
            let known: Vec<&str> = KINDS.iter().map(|(kind, ..)| *kind).collect();
            problems.note(&place, &full("kind"), format!("is not given; expected one of {}", known.join(", ")));
            continue;
        }
        let Some((kind_name, needed, may)) = KINDS.iter().find(|(known, ..)| *known == kind.value.text()) else {
            continue; // the reader has noted it
        };
        for key in needed.iter().filter(|key| scenario.entry(&full(key)).value.is_absent()) {
            problems.note(
                &kind.origin,
                &full(key),
                format!("is not given; a shock of kind \"{kind_name}\" needs it"),
            );
        }
        belongs(scenario, &name, (kind_name, needed, may), problems);
        dates(scenario, &name, problems);
        // children of a shock are told apart by 16 bits of its name
        if let Some(other) = seen.insert(key_of(&name) & 0xffff, name.clone()) {
            let told = format!("this name and \"{other}\" have the same number by accident; choose another name");
            problems.note(&place, &format!("shock.{name}"), told);
        }
    }
}

fn belongs(scenario: &Scenario, name: &str, kind: (&str, &[&str], &[&str]), problems: &mut Problems) {
    let (kind, needed, may) = kind;
    let prefix = format!("shock.{name}.");
    for (key, entry) in scenario.entries.iter().filter(|(key, _)| key.starts_with(&prefix)) {
        let own = &key[prefix.len()..];
        if COMMON.contains(&own) || needed.contains(&own) || may.contains(&own) {
            continue;
        }
        let of: Vec<&str> = KINDS
            .iter()
            .filter(|(_, a, b)| a.contains(&own) || b.contains(&own))
            .map(|(kind, ..)| *kind)
            .collect();
        let told =
            format!("does not belong to a shock of kind \"{kind}\", only to {}; leave it out", of.join(", "));
        problems.note(&entry.origin, key, told);
    }
}

fn dates(scenario: &Scenario, name: &str, problems: &mut Problems) {
    let (month, date) =
        (scenario.entry(&format!("shock.{name}.from_month")), scenario.entry(&format!("shock.{name}.from_date")));
    let key = format!("shock.{name}.from_date");
    if !month.value.is_absent() && !date.value.is_absent() {
        problems.note(&date.origin, &key, "from_month is given too; keep one of them");
        return;
    }
    if date.value.is_absent() {
        return;
    }
    let first = scenario.entry("run.start_date").value.date();
    if date.value.date() < first {
        let told = format!("{} is before the first day, {first}; a shock happens after it", date.value.date());
        problems.note(&date.origin, &key, told);
    }
}

/// The shocks that are switched on, by name.
pub fn compile(scenario: &Scenario) -> Vec<Shock> {
    let on = |name: &String| scenario.entry(&format!("shock.{name}.active")).value.flag();
    names(scenario).into_iter().filter(on).map(|name| shock(scenario, name)).collect()
}

/// When a shock begins, in days since the first day.
pub fn begins(scenario: &Scenario, name: &str) -> f64 {
    let value = |key: &str| scenario.entry(&format!("shock.{name}.{key}")).value;
    let date = value("from_date");
    if date.is_absent() {
        return value("from_month").optional_number().unwrap_or(0.0) * MONTH_DAYS;
    }
    let first = scenario.entry("run.start_date").value.date();
    first.until(date.date()).map_or(0.0, |span| f64::from(span.get_days())).max(0.0)
}

fn shock(scenario: &Scenario, name: String) -> Shock {
    let value = |key: &str| scenario.entry(&format!("shock.{name}.{key}")).value;
    let number = |key: &str| value(key).optional_number().unwrap_or(0.0);
    let from = begins(scenario, &name);
    let months = value("for_months").optional_number();
    let types: [bool; PlacementType::COUNT] = {
        let named = value("types").names().to_vec();
        std::array::from_fn(|i| named.iter().any(|name| name == PlacementType::NAMES[i]))
    };
    let lost = value("lost_type").text().to_owned();
    let (kind, lasts) = match value("kind").text() {
        "price" => (ShockKind::Price { types, factor: 1.0 + number("price_rise_share") }, months),
        "placements-lost" => {
            let of = PlacementType::named(&lost).unwrap_or(PlacementType::AgencyFoster);
            (ShockKind::PlacementsLost { of, placements: number("placements") as u32 }, None)
        }
        "unaccompanied-arrival" => (ShockKind::Unaccompanied { children: number("children") as u32 }, None),
        "staff-leave" => {
            (ShockKind::StaffLeave { share: number("staff_share") }, Some(months.unwrap_or(STAFF_MONTHS)))
        }
        "transfers-delayed" => (ShockKind::TransfersDelayed, months),
        "costs-above-uprating" => {
            (ShockKind::AboveUprating { per_year: number("costs_above_uprating_per_year") }, months)
        }
        _ => {
            let daily_gbp = number("weekly_cost_gbp") / 7.0;
            let kind = ShockKind::HighCost { placements: number("placements") as u32, daily_gbp };
            (kind, Some(number("weeks") * 7.0 / MONTH_DAYS))
        }
    };
    let until = lasts.map_or(f64::INFINITY, |months| from + months * MONTH_DAYS);
    Shock { key: key_of(&name), name, from, until, kind }
}

/// The scenario with the shocks of another file laid over it. A shock of the same name is that of the file.
pub fn laid_over(scenario: &Scenario, file: &Scenario) -> Scenario {
    let mut with = scenario.clone();
    with.entries.retain(|key, _| !key.starts_with("shock."));
    let theirs = file.entries.iter().filter(|(key, _)| key.starts_with("shock."));
    with.entries.extend(theirs.map(|(key, entry)| (key.clone(), entry.clone())));
    debug_assert!(with.entries.keys().all(|key| names::find(key).is_some()));
    with.with(&[])
}

/// Years from the first day to a shock's beginning.
pub fn begins_year(scenario: &Scenario, name: &str) -> f64 {
    begins(scenario, name) / YEAR_DAYS
}
