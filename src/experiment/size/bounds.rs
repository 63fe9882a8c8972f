//! What sets the smallest and the largest size that meets the limits; and whether large size can lose at all.

use super::Order;
use super::measures::shown_as;
use crate::results::size::study::{Bound, Loss, Setting, Unmeasured};
use crate::results::size::verdict::{Judged, Verdict};
use crate::scenario::explain::rows;
use crate::scenario::names;

/// The smallest and the largest size that meets the limits, each with what excludes the next one beyond.
pub fn bounds(order: &Order, judged: &[Judged]) -> (Option<Bound>, Option<Bound>) {
    let meets = |judged: &&Judged| judged.verdict == Verdict::Meets;
    let first = judged.iter().position(|one| meets(&one));
    let last = judged.iter().rposition(|one| meets(&one));
    let (Some(first), Some(last)) = (first, last) else { return (None, None) };
    let bound = |at: usize, beyond: Option<&Judged>| {
        let excluded = beyond.map_or(Vec::new(), |judged| {
            let missed =
                |verdict| move |(_, held): &(usize, &crate::results::size::verdict::Held)| held.verdict == verdict;
            let of = |verdict| {
                judged.limits.iter().enumerate().filter(missed(verdict)).map(|(at, _)| at).collect::<Vec<_>>()
            };
            let sure = of(Verdict::Misses);
            if sure.is_empty() { of(Verdict::CannotBeTold) } else { sure }
        });
        let settings = excluded.iter().flat_map(|limit| settings(order, &order.limits[*limit].measure)).collect();
        Bound { places: judged[at].places, beyond: beyond.map(|j| j.places), limits: excluded, settings }
    };
    let below = first.checked_sub(1).map(|at| &judged[at]);
    (Some(bound(first, below)), Some(bound(last, judged.get(last + 1))))
}

/// The keys that make a measure what it is, as they stand in the scenario.
fn settings(order: &Order, measure: &str) -> Vec<Setting> {
    let Some(shown) = shown_as(measure) else { return Vec::new() };
    let all = rows(order.scenario);
    let one = |key: &&str| {
        let key = key.replacen("practice.*", &format!("practice.{}", order.practice.name), 1);
        names::find(&key)?;
        let own = format!("policy.{}.{key}", order.practice.policy);
        let row = all.iter().find(|row| row.key == own).or_else(|| all.iter().find(|row| row.key == key))?;
        let quality = crate::scenario::Quality::named(&row.quality).map_or("", |quality| quality.word());
        let absent = order.scenario.in_policy(&order.practice.policy, &key).value.is_absent();
        let value = if absent { NOT_STATED.into() } else { format!("{} {}", row.value, row.unit) };
        let assumptions = shown.assumptions.iter().map(|number| number.to_string()).collect();
        Some(Setting { key, value: value.trim().into(), quality, assumptions })
    };
    let all: Vec<Setting> = shown.keys.iter().filter_map(one).collect();
    let any_stated = all.iter().any(|setting| setting.value != NOT_STATED);
    // of a practice's own key and the authority's in its place, only the one that holds is named
    all.into_iter().filter(|setting| !any_stated || setting.value != NOT_STATED).collect()
}

const NOT_STATED: &str = "not stated";

/// Limits on what no size measures in this scenario, and the key that would have it measured.
pub fn unmeasured(order: &Order, judged: &[Judged]) -> Vec<Unmeasured> {
    let nowhere = |limit: &usize| judged.iter().all(|one| one.limits[*limit].of == 0);
    let key = |limit: usize| {
        let settings = settings(order, &order.limits[limit].measure);
        settings.into_iter().find(|setting| setting.value == NOT_STATED).map(|setting| setting.key)
    };
    (0..order.limits.len()).filter(nowhere).map(|limit| Unmeasured { limit, key: key(limit) }).collect()
}

/// Everything in the scenario by which a larger practice does worse, other than costing more in all.
pub fn losses(order: &Order, expected_pool: Option<f64>) -> Vec<Loss> {
    let Order { scenario, practice, sizes, .. } = order;
    let mut losses = Vec::new();
    let own = practice.key("children_known_per_worker");
    let keys = [own, "workforce.children_known_per_worker".to_string()];
    let stated = |key: String| {
        let children = scenario.in_policy(&practice.policy, &key).value.optional_number()?;
        Some((key, children))
    };
    if let Some((key, children)) = keys.into_iter().find_map(stated) {
        losses.push(Loss {
            words: format!("a worker gets to know {children} children of the team beside the own list (A31)"),
            key,
            measures: vec!["cohort_changes_known_pct", "cohort_changes_unknown"],
        });
    }
    let largest = sizes.last().copied().unwrap_or(0);
    if let Some(pool) = expected_pool.filter(|pool| *pool < f64::from(largest)) {
        losses.push(Loss {
            words: format!("about {pool:.0} children and care leavers of the ages and areas are expected"),
            key: "allocation.minimum_age".into(),
            measures: vec!["places_unfilled", "in_band_pct", "cohort_size"],
        });
    }
    losses
}
