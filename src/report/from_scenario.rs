//! What the report takes from the scenario itself: thresholds, the rule of the fund, the published level.

use super::assumptions::assumptions;
use super::{Extras, FundRule};
use crate::results::advice::Materiality;
use crate::scenario::Scenario;

impl Materiality {
    /// The thresholds that the scenario states.
    pub fn of_scenario(scenario: &Scenario) -> Self {
        let number = |key| scenario.entry(key).value.number();
        Self {
            worker_changes: number("outcomes.matters_worker_changes"),
            same_worker: number("outcomes.matters_same_worker"),
            cost_gbp: number("outcomes.matters_cost_gbp"),
        }
    }
}

impl FundRule {
    /// The rule under a policy.
    pub fn of_scenario(scenario: &Scenario, policy: &str) -> Self {
        let number = |key| scenario.in_policy(policy, key).value.number();
        Self {
            opening_share: number("contract.risk_fund_opening_share"),
            top_sliced: scenario.in_policy(policy, "contract.risk_fund_source").value.text() == "top-sliced",
            top_up_share: number("contract.risk_fund_top_up_share"),
            surplus_share: number("contract.surplus_share_to_fund"),
            cap_share: number("contract.risk_fund_cap_share"),
        }
    }
}

impl Extras {
    /// All that the scenario says; critical funds, self-checks, folder and next command are left to the caller.
    pub fn of_scenario(scenario: &Scenario, practice_policy: &str) -> Self {
        let leaves_out = [
            "An effect of a practice on placement moves, permanence or length of stay is off unless the scenario states \
             one: no source gives a size. What is then equal is the same by construction, not a finding.",
            "Health, school, employment and the child's own view of care are not modelled.",
        ];
        Self {
            materiality: Materiality::of_scenario(scenario),
            fund: FundRule::of_scenario(scenario, practice_policy),
            critical_funds_authority_holds: Vec::new(),
            critical_funds_practice_holds: Vec::new(),
            margins_authority_holds: Vec::new(),
            margins_practice_holds: Vec::new(),
            published_stock: scenario.entry("authority.stock").value.optional_number(),
            self_checks: None,
            leaves_out: leaves_out.map(String::from).into(),
            assumptions: assumptions(),
            folder: None,
            next_command: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_and_the_rule_of_the_fund_come_from_the_scenario() {
        let text = "outcomes.matters_worker_changes = 0.2\ncontract.risk_fund_opening_share = 0.04\n\
                    run.arms = [\"no-practice\", \"practice\"]\npractice.elm.places = 100\n\
                    [policy.no-practice]\nprovider = \"none\"\n\
                    [policy.practice]\nprovider = \"practice\"\ncontract.risk_fund_source = \"additional\"\n";
        let scenario = Scenario::parse("test", text, &[]).unwrap();
        let extras = Extras::of_scenario(&scenario, "practice");
        assert_eq!((extras.materiality.worker_changes, extras.fund.opening_share), (0.2, 0.04));
        assert!(!extras.fund.top_sliced && extras.published_stock.is_none());
    }
}
