//! The evaluated pilots beside three controls, on the same children.
//!
//! **What happens.** Each pilot's scenario gives its world. The pilot, no practice, and the pilot with the authority's
//! caseload are arms of it. An average and a best-practice authority have other workers, before the first day too, so each
//! is a world of its own, in which the same panel chooses the same children and nobody is moved.
//! **Assumes.** A58: a control differs from the pilot's authority in its workers' terms and caseload alone: children,
//! carers, courts and team boundaries stay the pilot's.
//! **Leaves out.** What the evaluation asked people and the model does not hold: views, decisions, morale, relations.

use rayon::prelude::*;

use super::causes;
use super::laboratory::{Laboratory, Step, Watch};
use super::variants::arms;
use crate::domain::parameters::Provider;
use crate::flow::{Model, Workspace, simulate};
use crate::results::causes::Cause;
use crate::results::measures::Measure;
use crate::results::pilots::{Compared, Pilot};
use crate::results::study::Spread;
use crate::scenario::text::value_text;
use crate::scenario::{Problems, Scenario, Value, names};

/// What makes an authority's workforce: a control's values of these are put in the place of the pilot's authority's.
pub const WORKFORCE: [&str; 7] = [
    "workforce.turnover_per_year",
    "workforce.time_to_fill",
    "workforce.structural_vacancy_share",
    "workforce.agency_cover_share",
    "workforce.time_to_agency",
    "workforce.agency_stay",
    "workforce.caseload_per_post",
];

/// What is set beside the controls.
pub const COMPARED: [Measure; 3] =
    [Measure::CohortChanges, Measure::CohortChangesAfter, Measure::CohortSameWorker];

/// Of the whole time.
const WHOLE: [Measure; 10] = [
    Measure::CohortChanges,
    Measure::CohortChangesAfter,
    Measure::CohortSameWorker,
    Measure::CohortSize,
    Measure::CohortYears,
    Measure::CohortTransferred,
    Measure::CohortTransfer,
    Measure::PublicCost,
    Measure::CohortWorkerLoad,
    Measure::Caseload,
];
/// And of the first year.
const PICKED: usize = WHOLE.len() + 1;
const MOVES_FIRST_YEAR: usize = WHOLE.len();

const CHUNK: u64 = 32;

type Rows = Vec<Vec<[f64; PICKED]>>;

/// Runs one pilot. `controls`: the scenarios of an average and a best-practice authority. `None`: stopped.
pub fn run(
    laboratory: &Laboratory<Model>,
    scenario: &Scenario,
    controls: [&Scenario; 2],
    replicates: u64,
    watch: Watch,
) -> Result<Option<Pilot>, Problems> {
    let (baseline, policy) = policies(scenario)?;
    let two = scenario.with(&[("run.arms".into(), Value::Names(vec![baseline.clone(), policy.clone()]))]);
    let base = (laboratory.build)(&two)?;
    let like_the_authority = causes::without(&two, &base, 1, Cause::Caseload);
    let same_caseload = like_the_authority.practices == base.arms[1].practices;
    let (none, pilot) = (base.arms[0].clone(), base.arms[1].clone());
    let own = Model::new(base.world, vec![none, pilot, like_the_authority]);
    if own.references()[1] != 0 {
        let why = "who is moved depends on the pilot's workers, so that no control can follow the same children; choose another \
                   allocation.rule, and handover.if_worker_leaves = \"carry-on\"";
        return Err(Problems::one(&scenario.entry("allocation.rule").origin, "allocation.rule", why));
    }
    let step = |nth: u64| (nth, 3);
    let Some(rows) = histories(laboratory, &own, replicates, step(0), watch) else { return Ok(None) };
    let mut others: Vec<Rows> = vec![];
    for (nth, control) in controls.into_iter().enumerate() {
        let model = (laboratory.build)(&with_the_workers_of(scenario, control, &baseline))?;
        let found = histories(laboratory, &model, replicates, step(nth as u64 + 1), watch);
        let Some(found) = found else { return Ok(None) };
        others.push(found);
    }
    let tables = Tables { rows, others };
    debug_assert!(tables.have_the_same_children(), "a control follows other children");
    Ok(Some(told(scenario, &policy, &own, same_caseload, &tables)))
}

/// The baseline, and the policy that stands for the pilot: `pilot`, or the last one that moves children.
fn policies(scenario: &Scenario) -> Result<(String, String), Problems> {
    let names = arms(scenario);
    let moves = |name: &&String| scenario.in_policy(name, "provider").value.text() != "none";
    let pilot = names.iter().find(|name| *name == "pilot").or_else(|| names.iter().rev().find(moves));
    match (names.first(), pilot) {
        (Some(first), Some(pilot)) if !moves(&first) && moves(&pilot) => Ok((first.clone(), pilot.clone())),
        _ => {
            let why = "expected no practice first, and then a policy that moves children (called \"pilot\", or the last one)";
            Err(Problems::one(&scenario.entry("run.arms").origin, "run.arms", why))
        }
    }
}

/// The pilot's world without the pilot, with the control's workers.
fn with_the_workers_of(scenario: &Scenario, control: &Scenario, baseline: &str) -> Scenario {
    let mut changes = vec![("run.arms".to_string(), Value::Names(vec![baseline.into()]))];
    changes.extend(WORKFORCE.map(|key| (key.to_string(), control.entry(key).value)));
    scenario.with(&changes)
}

/// The picked measures of every arm, history by history in order; nothing if stopped.
fn histories(
    laboratory: &Laboratory<Model>,
    model: &Model,
    replicates: u64,
    (nth, of): (u64, u64),
    watch: Watch,
) -> Option<Rows> {
    let periods = model.periods();
    let one = |desk: &mut Workspace, number: u64| -> Vec<[f64; PICKED]> {
        let values = simulate(model, laboratory.seed, number, desk).values;
        let at = |arm: usize, period: usize, measure: Measure| {
            values[(arm * periods + period) * Measure::COUNT + measure as usize]
        };
        let of_arm = |arm: usize| -> [f64; PICKED] {
            std::array::from_fn(|i| match WHOLE.get(i) {
                Some(measure) => at(arm, periods - 1, *measure),
                None => at(arm, 0, Measure::CohortMoves),
            })
        };
        (0..model.arms.len()).map(of_arm).collect()
    };
    let mut rows = vec![];
    for from in (0..replicates).step_by(CHUNK as usize) {
        let (done, total) = (nth * replicates + from, of * replicates);
        watch(Step { name: "histories of all worlds", done, total, headline: None });
        let chunk: Option<Vec<_>> = (from..replicates.min(from + CHUNK))
            .into_par_iter()
            .map_init(|| Workspace::new(model), |desk, number| (!laboratory.stopped()).then(|| one(desk, number)))
            .collect();
        rows.extend(chunk?);
    }
    Some(rows)
}

/// The histories of all worlds, by number.
struct Tables {
    /// Arms: no practice, pilot, pilot with the authority's caseload.
    rows: Rows,
    /// Average authority, best-practice authority: one arm each.
    others: Vec<Rows>,
}

impl Tables {
    fn at(measure: Measure) -> usize {
        WHOLE.iter().position(|one| *one == measure).expect("a picked measure")
    }

    /// A spread over the histories in which it is defined.
    fn spread(&self, of: impl Fn(usize) -> f64) -> Spread {
        Spread::of(&mut (0..self.rows.len()).map(of).collect())
    }

    fn arm(&self, history: usize, arm: usize, measure: Measure) -> f64 {
        self.rows[history][arm][Self::at(measure)]
    }

    fn control(&self, history: usize, control: usize, measure: Measure) -> f64 {
        match control {
            0 => self.arm(history, 0, measure),
            _ => self.others[control - 1][history][0][Self::at(measure)],
        }
    }

    fn compared(&self, measure: Measure) -> Compared {
        Compared {
            measure,
            pilot: self.spread(|h| self.arm(h, 1, measure)),
            controls: std::array::from_fn(|c| self.spread(|h| self.control(h, c, measure))),
            differences: std::array::from_fn(|c| {
                self.spread(|h| self.arm(h, 1, measure) - self.control(h, c, measure))
            }),
        }
    }

    /// Person-years of service depend on who is chosen and when, not on workers: they must be equal to the last bit.
    fn have_the_same_children(&self) -> bool {
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
        let all = [Measure::CohortYears, Measure::CohortTransferred];
        (0..self.rows.len())
            .all(|h| all.into_iter().all(|m| (0..3).all(|c| same(self.control(h, c, m), self.arm(h, 1, m)))))
    }
}

fn told(scenario: &Scenario, policy: &str, model: &Model, same_caseload: bool, tables: &Tables) -> Pilot {
    let arm = &model.arms[1];
    let text = |key: &str| scenario.entry(key).value.text().to_string();
    let title = if text("title").is_empty() { scenario.name.clone() } else { text("title") };
    let arm_spread = |arm: usize, measure: Measure| tables.spread(|h| tables.arm(h, arm, measure));
    let moves = |h: usize| tables.rows[h][1][MOVES_FIRST_YEAR] - tables.rows[h][0][MOVES_FIRST_YEAR];
    let moves_are_modelled = (0..tables.rows.len()).any(|h| moves(h) != 0.0 && !moves(h).is_nan());
    let cost = |h: usize| tables.arm(h, 1, Measure::PublicCost) - tables.arm(h, 0, Measure::PublicCost);
    // changes at transfer a person-year, times person-years, over people transferred
    let at_transfer = |h: usize| {
        100.0 * tables.arm(h, 1, Measure::CohortTransfer) * tables.arm(h, 1, Measure::CohortYears)
            / tables.arm(h, 1, Measure::CohortTransferred)
    };
    let size = arm_spread(1, Measure::CohortSize);
    Pilot {
        name: scenario.name.rsplit('/').next().unwrap_or_default().to_string(),
        title,
        note: text("note"),
        authority: text("authority.name"),
        provider: if arm.provider == Provider::InHouse { "in-house".into() } else { "practice".into() },
        places: arm.practices.iter().map(|practice| practice.places).sum(),
        scenario_hash: scenario.hash.clone(),
        histories: tables.rows.len() as u64,
        compared: COMPARED.map(|measure| tables.compared(measure)).into(),
        changed_at_transfer: tables.spread(at_transfer),
        caseload: arm_spread(1, Measure::CohortWorkerLoad),
        authority_caseload: arm_spread(0, Measure::Caseload),
        lower_caseload: tables
            .spread(|h| tables.arm(h, 1, Measure::CohortSameWorker) - tables.arm(h, 2, Measure::CohortSameWorker)),
        same_caseload,
        moves_first_year: tables.spread(moves),
        moves_are_modelled,
        cost: tables.spread(cost),
        cost_percent: tables.spread(|h| 100.0 * cost(h) / tables.arm(h, 0, Measure::PublicCost)),
        matters_gbp: scenario.entry("outcomes.matters_cost_gbp").value.number() * size.mean,
        size,
        turnover: turnover(scenario, policy, model),
    }
}

/// The turnover that the scenario puts in for the pilot, with its range and quality.
fn turnover(scenario: &Scenario, policy: &str, model: &Model) -> String {
    let of = |key: &str| {
        let entry = scenario.in_policy(policy, key);
        let kind = names::find(key).map(|row| row.kind);
        let value = kind.map_or(String::new(), |kind| value_text(kind, &entry.value));
        let range = match (entry.low.as_deref(), entry.high.as_deref()) {
            (Some([low, ..]), Some([high, ..])) => format!(", {low} to {high}"),
            _ => String::new(),
        };
        format!("{value} a year ({}{range})", entry.quality.word())
    };
    let arm = &model.arms[1];
    if arm.provider == Provider::InHouse {
        return format!("the authority's: {}", of("workforce.turnover_per_year"));
    }
    let mut all: Vec<String> =
        arm.practices.iter().map(|p| of(&format!("practice.{}.turnover_per_year", p.name))).collect();
    all.dedup();
    all.join("; ")
}

#[cfg(test)]
mod tests;
