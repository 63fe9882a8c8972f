//! What a scenario's results leave out, found in the scenario itself; the most important first.

use super::variants::arms;
use crate::scenario::{Quality, Scenario};

/// Caveats for the first page of the report.
pub fn leaves_out(scenario: &Scenario) -> Vec<String> {
    let anyone_moves = arms(scenario).iter().any(|arm| scenario.in_policy(arm, "provider").value.text() != "none");
    let mut caveats = Vec::new();
    if anyone_moves && scenario.entry("run.sensitivity_replicates").value.number() == 0.0 {
        caveats.push(
            "How much of the authority's agency use, vacancies and rebalancing a practice inherits is unknown, and is not varied here (run.sensitivity_replicates)."
                .into(),
        );
    }
    caveats.extend(arms(scenario).iter().filter_map(|arm| effect_of_changes(scenario, arm)).take(1));
    let authorities = scenario.entry("authority.authorities").value.number();
    if authorities > 1.0 {
        caveats.push(format!(
            "All numbers are of {authorities} authorities of the described size together, alike in all but chance (A43); published figures are those of one."
        ));
    }
    caveats.extend(weak_numbers(scenario));
    caveats
}

/// A change of worker unsettles placements (A7): where a policy says so, on what evidence.
fn effect_of_changes(scenario: &Scenario, arm: &str) -> Option<String> {
    let entry = scenario.in_policy(arm, "placements.worker_change_factor");
    let factor = entry.value.number();
    if factor == 1.0 {
        return None;
    }
    let days = scenario.in_policy(arm, "placements.worker_change_days").value.number();
    let evidence = match (entry.source.as_str(), entry.quality) {
        ("", _) => "No source is given for it: read what follows from it as a supposition.".to_string(),
        (source, Quality::Given) => format!("Its evidence: {source}."),
        (source, quality) => format!("Its evidence: {source} ({}).", quality.word()),
    };
    Some(format!(
        "A change of worker multiplies the rate of placement moves by {factor} for {days} days (A7), so that fewer changes make fewer moves. {evidence}"
    ))
}

/// How many of the given numbers rest on no published figure.
fn weak_numbers(scenario: &Scenario) -> Option<String> {
    let entries: Vec<_> = scenario.entries.values().filter(|entry| entry.quality != Quality::Given).collect();
    let count = |quality| entries.iter().filter(|entry| entry.quality == quality).count();
    let (assumed, fitted) = (count(Quality::Assumed) + count(Quality::Unverified), count(Quality::Calibrated));
    let told = format!(
        "Of {} values whose quality is stated, {assumed} are assumed or unverified and {fitted} fitted to published figures.",
        entries.len()
    );
    (assumed + fitted > 0).then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        leaves_out(&Scenario::parse("test", text, &[]).unwrap_or_else(|p| panic!("{p}")))
    }

    #[test]
    fn what_a_practice_inherits_matters_only_where_there_is_one() {
        assert!(of("[run]\narms = [\"a\"]\n[policy.a]\nprovider = \"none\"\n").is_empty());
        let caveats = of(
            "[run]\narms = [\"a\", \"b\"]\n[policy.a]\nprovider = \"none\"\n[policy.b]\nprovider = \"practice\"\n[practice.elm]\nplaces = 10\n",
        );
        assert!(caveats.len() == 1 && caveats[0].contains("inherits"), "{caveats:?}");
    }

    #[test]
    fn an_effect_of_worker_changes_on_placements_shows_its_evidence_or_the_lack_of_it() {
        let bare = of("placements.worker_change_factor = 1.5\n");
        assert!(bare[0].contains("by 1.5 for 90 days") && bare[0].contains("No source is given"), "{bare:?}");
        let cited =
            of("placements.worker_change_factor = { value = 1.5, source = \"a study\", quality = \"assumed\" }\n");
        assert!(cited[0].contains("Its evidence: a study (assumed)."), "{cited:?}");
        assert!(of("placements.worker_change_factor = 1\n").is_empty());
    }

    #[test]
    fn numbers_without_a_published_figure_are_counted() {
        let caveats =
            of("workforce.turnover_per_year = { value = 0.1, quality = \"assumed\", source = \"a guess\" }\n");
        assert!(caveats[0].starts_with("Of 1 values whose quality is stated, 1 are assumed"), "{caveats:?}");
    }
}
