//! Caseloads on both sides, month by month, as planned: as if nobody left care meanwhile.

use super::making::Plan;
use super::month::Month;
use crate::domain::codes::LegalStatus;
use crate::policies::handover::trigger;

/// What one worker holds on the first day of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Caseload {
    /// Does the practice employ the worker?
    pub practice: bool,
    /// A pseudonym, or a post of the practice.
    pub worker: String,
    pub month: Month,
    /// Children held, alone or jointly.
    pub children: u32,
    /// Their weight in full cases.
    pub weight: f64,
}

/// Every worker who holds a child of the input, and every post of the practice that will; from the month of the plan to
/// that after its last joint period.
pub fn caseloads(plan: &Plan) -> Vec<Caseload> {
    let first = Month::from_day(plan.terms.from);
    let ends = plan.lines.iter().filter_map(|line| line.leads_from).max();
    let last = ends.map_or(first, |day| Month::of(day).plus(1)).max(first);
    let mut all = vec![];
    for number in first.0..=last.0.min(first.0 + 240) {
        month(plan, Month(number), &mut all);
    }
    all.sort_by(|a, b| (a.practice, &a.worker, a.month).cmp(&(b.practice, &b.worker, b.month)));
    all
}

fn month(plan: &Plan, month: Month, all: &mut Vec<Caseload>) {
    let mut held: std::collections::BTreeMap<(bool, String), (u32, f64)> = Default::default();
    let day = month.first_day();
    let h = &plan.terms.handover;
    let thousandths = |weight: i32| f64::from(weight) / 1000.0;
    for (at, (child, line)) in plan.people.children.iter().zip(&plan.lines).enumerate() {
        let begun = line.joint_from.is_some_and(|from| from <= day);
        let leads = line.leads_from.is_some_and(|from| from <= day);
        let court_runs = matches!(child.given.legal, Some(LegalStatus::InterimOrder | LegalStatus::Emergency))
            && trigger(h.trigger).leads_in_proceedings()
            && f64::from(day.since(plan.people.day)) < plan.concludes[at];
        let (old, new) = match (begun, leads) {
            (false, _) => (Some(1.0), None),
            (true, false) => (Some(thousandths(h.authority_weight)), Some(thousandths(h.practice_weight))),
            (true, true) if court_runs => (Some(thousandths(h.court_weight)), Some(1.0)),
            (true, true) => (None, Some(1.0)),
        };
        let mut add = |practice: bool, name: String, weight: Option<f64>| {
            let cell = held.entry((practice, name)).or_default();
            if let Some(weight) = weight {
                *cell = (cell.0 + 1, cell.1 + weight);
            }
        };
        if let Some(worker) = child.worker {
            add(false, worker.to_string(), old);
        }
        if line.post.is_some() {
            add(true, plan.post_name(line), new);
        }
    }
    all.extend(held.into_iter().map(|((practice, worker), (children, weight))| Caseload {
        practice,
        worker,
        month,
        children,
        weight,
    }));
}

/// The largest weight that any worker of a side holds.
pub fn peak(all: &[Caseload], practice: bool) -> f64 {
    all.iter().filter(|c| c.practice == practice).map(|c| c.weight).fold(0.0, f64::max)
}
