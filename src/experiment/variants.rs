//! What the headline rests on: the same luck with one thing about the model changed.
//!
//! A practice or dedicated team may inherit none, half or all of what drives changes of worker and is not
//! explained by published data; and each cause without a source can be switched off. Only what the scenario
//! switches on is switched off: a variant that changes nothing is left out.

use super::changes::{everywhere, values};
use super::laboratory::{Laboratory, Step, Watch};
use super::runner::Histories;
use crate::results::compare::compare;
use crate::results::measures::Measure;
use crate::results::study::{Variant, VariantDifference};
use crate::scenario::{Problems, Scenario, Value};

/// The measures whose differences carry the decision.
pub const HEADLINES: [Measure; 4] =
    [Measure::CohortChanges, Measure::CohortSameWorker, Measure::PublicCost, Measure::WorkerChanges];

/// One thing to change.
#[derive(Debug, Clone)]
pub struct Change {
    pub name: &'static str,
    pub why: &'static str,
    /// `inherited-share` or `cause-off`.
    pub kind: &'static str,
    /// Keys (`practice.*` for every practice) and their new values.
    pub changes: Vec<(String, Value)>,
}

const INHERITED: &str = "inherited-share";
const OFF: &str = "cause-off";

/// The changes that make a difference to this scenario, in the order of the report.
pub fn changes(scenario: &Scenario) -> Vec<Change> {
    let moves_children =
        arms(scenario).iter().any(|arm| scenario.in_policy(arm, "provider").value.text() != "none");
    let mut all: Vec<Change> = if moves_children { inherited() } else { Vec::new() };
    all.extend(causes_off(scenario).into_iter().filter(|change| changes_something(scenario, change)));
    all
}

/// Policies compared, the baseline first.
pub fn arms(scenario: &Scenario) -> Vec<String> {
    scenario.entry("run.arms").value.names().to_vec()
}

fn inherited() -> Vec<Change> {
    let at = |name, share, why| Change {
        name,
        why,
        kind: INHERITED,
        changes: vec![("workforce.inherited_share".into(), Value::Number(share))],
    };
    vec![
        at(
            "inherited share 0",
            0.0,
            "A practice or dedicated team has none of the authority's agency use, structural vacancies and rebalancing.",
        ),
        at("inherited share 1/2", 0.5, "It has half of them."),
        at(
            "inherited share 1",
            1.0,
            "It has all of them: nothing but size, turnover and team boundaries differs.",
        ),
    ]
}

fn causes_off(scenario: &Scenario) -> Vec<Change> {
    let number = |key: &str, value| (key.to_string(), Value::Number(value));
    let off = |name, why, keys: &[&str]| {
        let changes = keys.iter().map(|key| number(key, 0.0)).collect();
        Change { name, why, kind: OFF, changes }
    };
    let authority_turnover = scenario.entry("workforce.turnover_per_year").value.number();
    vec![
        off(
            "rebalancing off",
            "How far cases are evened out when a worker starts has no source.",
            &["workforce.rebalance_share", "practice.*.rebalance_share"],
        ),
        off(
            "agency cover off",
            "How long agency workers stay has no source.",
            &["workforce.agency_cover_share", "practice.*.agency_cover_share"],
        ),
        off(
            "structural vacancies off",
            "Posts never filled are the remainder of vacancies that turnover does not explain.",
            &["workforce.structural_vacancy_share", "practice.*.structural_vacancy_share"],
        ),
        off(
            "long absences off",
            "Which absences move a case is assumed.",
            &["workforce.long_sickness_per_year", "workforce.parental_leave_per_year"],
        ),
        Change {
            name: "team boundaries off",
            why: "How often cases pass from team to team is fitted, not observed; here one team keeps them.",
            kind: OFF,
            changes: vec![("workforce.teams".into(), Value::Text("one-team".into()))],
        },
        Change {
            name: "practice turnover like the authority's",
            why: "The pilots' turnover was mixed: three of five low, one lost half its staff in a year.",
            kind: OFF,
            changes: vec![number("practice.*.turnover_per_year", authority_turnover)],
        },
        off(
            "no staff transferred",
            "Whether workers come along with their children is a choice of theirs.",
            &["practice.*.transferred_staff_share"],
        ),
    ]
}

fn changes_something(scenario: &Scenario, change: &Change) -> bool {
    change.changes.iter().any(|(key, value)| values(scenario, key).iter().any(|now| now != value))
}

/// Runs every variant with replicates 0 to `replicates` of the main run's luck. Stopped runs are left out.
pub fn run<M: Histories>(
    laboratory: &Laboratory<M>,
    scenario: &Scenario,
    replicates: u64,
    watch: Watch,
) -> Result<Vec<Variant>, Problems> {
    let changes = if replicates == 0 { Vec::new() } else { changes(scenario) };
    let mut variants = Vec::new();
    for (done, change) in changes.iter().enumerate() {
        watch(Step { name: "what it rests on", done: done as u64, total: changes.len() as u64, headline: None });
        let outcomes = laboratory.run(&everywhere(scenario, &change.changes), 0, replicates)?;
        if laboratory.stopped() {
            break;
        }
        let differences = arms(scenario).into_iter().enumerate().skip(1).flat_map(|(arm, name)| {
            let outcomes = &outcomes;
            HEADLINES.map(|measure| {
                let whole = outcomes.shape.whole();
                let reference = outcomes.reference(arm, measure);
                let (with, without) =
                    (outcomes.column(arm, whole, measure), outcomes.column(reference, whole, measure));
                let spread = compare(&with, &without, 1).spread;
                VariantDifference { arm: name.clone(), measure, mean: spread.mean, half_width: spread.half_width }
            })
        });
        variants.push(Variant {
            name: change.name.into(),
            why: change.why.into(),
            kind: change.kind.into(),
            replicates: outcomes.replicates(),
            differences: differences.collect(),
        });
    }
    Ok(variants)
}
