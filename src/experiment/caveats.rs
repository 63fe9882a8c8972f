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
    caveats.extend(weak_numbers(scenario));
    caveats
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
    fn numbers_without_a_published_figure_are_counted() {
        let caveats =
            of("workforce.turnover_per_year = { value = 0.1, quality = \"assumed\", source = \"a guess\" }\n");
        assert!(caveats[0].starts_with("Of 1 values whose quality is stated, 1 are assumed"), "{caveats:?}");
    }
}
