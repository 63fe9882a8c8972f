//! What must hold between the keys of money: severities that are a law, a corridor the right way up, a contract that has
//! what its payment needs, a fund that can be filled.

use super::Scenario;
use super::checks::{setting, shown, worlds};
use super::problems::Problems;
use crate::domain::parameters::contract::OutcomeTarget;

/// Notes everything about money that does not fit together.
pub fn check(scenario: &Scenario, problems: &mut Problems) {
    severities(scenario, problems);
    corridor(scenario, problems);
    shared_budget(scenario, problems);
    outcomes(scenario, problems);
    retained_surplus(scenario, problems);
}

fn severities(scenario: &Scenario, problems: &mut Problems) {
    let rates = scenario.entry("finance.high_cost_per_year");
    let happens = rates.value.numbers().iter().any(|rate| *rate > 0.0);
    let law = scenario.entry("finance.high_cost_law");
    let positive = |key: &str| scenario.entry(key).value.optional_number().is_some_and(|n| n > 0.0);
    match law.value.text() {
        "discrete" => {
            let key = "finance.high_cost_share";
            let shares = scenario.entry(key);
            let sum: f64 = shares.value.numbers().iter().sum();
            if shares.is_given() && sum > 0.0 && (sum - 1.0).abs() > 1e-6 && !problems.concern(key) {
                let message = format!("the probabilities of the severities sum to {sum:.6}; expected 1");
                problems.note(&shares.origin, key, message);
            }
        }
        "lognormal" if happens && !positive("finance.high_cost_mean_gbp") => {
            let key = "finance.high_cost_mean_gbp";
            problems.note(&law.origin, key, "finance.high_cost_law = \"lognormal\" needs a mean above 0");
        }
        "pareto" if happens && !positive("finance.high_cost_minimum_gbp") => {
            let key = "finance.high_cost_minimum_gbp";
            problems.note(&law.origin, key, "finance.high_cost_law = \"pareto\" needs a minimum above 0");
        }
        "pareto" if happens => {
            let (tail, key) = (scenario.entry("finance.high_cost_tail"), "finance.high_cost_tail");
            let endless = scenario.entry("finance.high_cost_maximum_gbp").value.is_absent();
            if endless && tail.value.number() <= 1.0 {
                let message = format!(
                    "a tail of {} has no mean; expected above 1, or a finance.high_cost_maximum_gbp",
                    tail.value.number()
                );
                problems.note(&tail.origin, key, message);
            }
        }
        _ => {}
    }
}

fn corridor(scenario: &Scenario, problems: &mut Problems) {
    let (lower, upper) = ("contract.corridor_lower_share", "contract.corridor_upper_share");
    for arm in worlds(scenario, &[lower, upper]) {
        let (low, high) = (setting(scenario, arm, lower), setting(scenario, arm, upper));
        let [a, b] = [&low, &high].map(|end| end.value.number());
        if a > b && !problems.concern(&shown(arm, lower)) {
            let place = if low.is_given() { &low.origin } else { &high.origin };
            let message =
                format!("the corridor is upside down: from {a} to {b} of the expected volume; try {b} to {a}");
            problems.note(place, &shown(arm, lower), message);
        }
    }
}

fn shared_budget(scenario: &Scenario, problems: &mut Problems) {
    let (budget, threshold) = ("contract.placement_budget", "contract.shared_threshold_gbp");
    for arm in worlds(scenario, &[budget, threshold]) {
        let held = setting(scenario, arm, budget);
        if held.value.text() == "shared" && setting(scenario, arm, threshold).value.is_absent() {
            let message =
                format!("{budget} = \"shared\" needs the threshold of a person-year above which it is shared");
            problems.note(&held.origin, &shown(arm, threshold), message);
        }
    }
}

fn outcomes(scenario: &Scenario, problems: &mut Problems) {
    let targets: Vec<String> =
        OutcomeTarget::NAMES.iter().map(|name| format!("contract.outcome_target.{name}")).collect();
    let bonus = "contract.bonus_per_permanence_gbp";
    let mut keys: Vec<&str> = targets.iter().map(String::as_str).collect();
    keys.extend([bonus, "contract.payment"]);
    for arm in worlds(scenario, &keys) {
        let payment = setting(scenario, arm, "contract.payment");
        let stated = targets.iter().any(|key| !setting(scenario, arm, key).value.is_absent())
            || setting(scenario, arm, bonus).value.number() > 0.0;
        if payment.value.text() == "outcome" && !stated {
            let message = format!(
                "an outcome contract needs something to pay on: a contract.outcome_target ({}) or {bonus}",
                OutcomeTarget::NAMES.join(", ")
            );
            problems.note(&payment.origin, &shown(arm, "contract.payment"), message);
        }
    }
    for target in ["same_worker_share", "three_or_more_placements_share", "stated_probability"] {
        let key = format!("contract.outcome_target.{target}");
        for arm in worlds(scenario, &[&key]) {
            let entry = setting(scenario, arm, &key);
            if let Some(share) = entry.value.optional_number().filter(|share| *share > 1.0) {
                let message = format!("{share} is more than everybody; did you mean {}?", share / 100.0);
                problems.note(&entry.origin, &shown(arm, &key), message);
            }
        }
    }
}

fn retained_surplus(scenario: &Scenario, problems: &mut Problems) {
    let (source, share) = ("contract.risk_fund_source", "contract.surplus_share_to_fund");
    for arm in worlds(scenario, &[source, share]) {
        let from = setting(scenario, arm, source);
        if from.value.text() == "retained-surplus" && setting(scenario, arm, share).value.number() <= 0.0 {
            let message = "a fund of retained surpluses needs a share of them above 0, or it stays empty";
            problems.note(&from.origin, &shown(arm, share), message);
        }
    }
}
