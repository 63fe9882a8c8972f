//! What each cause rests on: the keys of the scenario behind it, and how well they are known.

use super::Game;
use crate::results::causes::{Cause, Ground};
use crate::scenario::text::value_text;
use crate::scenario::{Origin, Scenario, names};

/// Keys behind a cause; `practice.*` stands for every practice of the policy.
fn keys(cause: Cause) -> &'static [&'static str] {
    match cause {
        Cause::OwnTeam | Cause::Transfer => &[],
        Cause::Caseload => &[
            "practice.*.children_per_worker",
            "workforce.caseload_per_post",
            "workforce.care_leaver_caseload_per_post",
        ],
        Cause::Boundaries => &[
            "workforce.to_court_team_probability",
            "workforce.to_long_term_team_probability",
            "workforce.to_16_plus_team_probability",
        ],
        Cause::Turnover => &["practice.*.turnover_per_year", "workforce.turnover_per_year"],
        Cause::Cover => &[
            "workforce.inherited_share",
            "practice.*.time_to_fill",
            "workforce.time_to_fill",
            "workforce.structural_vacancy_share",
            "workforce.agency_cover_share",
            "workforce.time_to_agency",
            "workforce.agency_stay",
            "workforce.rebalance_share",
        ],
        Cause::StaffAlong => &["practice.*.transferred_staff_share"],
    }
}

/// Every number behind the causes of a policy that change anything.
pub fn of(scenario: &Scenario, game: &Game) -> Vec<Ground> {
    let mut grounds = vec![];
    for &cause in &game.causes {
        for pattern in keys(cause) {
            for key in named(scenario, &game.info.name, pattern) {
                let entry = scenario.in_policy(&game.info.name, &key);
                let kind = names::find(&key).map(|row| row.kind);
                let quality = match (entry.quality.word(), &entry.origin) {
                    ("", Origin::Default) => "preset".to_string(),
                    ("", _) => "not stated".to_string(),
                    (word, _) => word.to_string(),
                };
                grounds.push(Ground {
                    cause,
                    key,
                    value: kind.map_or(String::new(), |kind| value_text(kind, &entry.value)),
                    quality,
                    source: entry.source,
                });
            }
        }
    }
    grounds
}

fn named(scenario: &Scenario, policy: &str, pattern: &str) -> Vec<String> {
    let Some(rest) = pattern.strip_prefix("practice.*.") else { return vec![pattern.to_string()] };
    let stated = scenario.in_policy(policy, "practices").value;
    let all = scenario.practices.iter().filter(|name| stated.is_absent() || stated.names().contains(name));
    all.map(|name| format!("practice.{name}.{rest}")).collect()
}
