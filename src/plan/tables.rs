//! The files of a plan as text. Children, workers and groups are pseudonyms; no cost stands anywhere.

use serde_json::{Value, json};

use super::caseloads::Caseload;
use super::chances::{Chances, Share, Spread};
use super::edited::Cost;
use super::making::Plan;
use super::people::iso;
use super::support::Lack;
use crate::policies::allocation::Criterion;

/// Numbers of 1 to 4 children are not shown in what may be passed on.
pub const SMALL: usize = 5;

/// `plan.csv`: one row a child. To change it by hand, edit the column `month`.
pub fn plan_csv(plan: &Plan) -> String {
    let heading = [
        "child",
        "sibling_group",
        "eligible",
        "criteria_not_met",
        "order",
        "month",
        "joint_from",
        "leads_from",
        "practice",
        "old_worker",
        "new_post",
        "waits_for",
        "ready_from",
    ];
    let day = |day: Option<crate::ssda903::Day>| day.map(iso).unwrap_or_default();
    let rows = plan.people.children.iter().zip(&plan.lines).map(|(child, line)| {
        let not_met: Vec<&str> = line.not_met.iter().map(|criterion| criterion.name()).collect();
        vec![
            child.key.to_string(),
            child.group.map(|group| group.to_string()).unwrap_or_default(),
            line.eligible.map_or("not stated", |yes| if yes { "yes" } else { "no" }).into(),
            not_met.join(" "),
            line.order.map(|order| order.to_string()).unwrap_or_default(),
            line.month.map(|month| month.to_string()).unwrap_or_default(),
            day(line.joint_from),
            day(line.leads_from),
            line.practice.map(|k| plan.terms.practices[k].name.clone()).unwrap_or_default(),
            child.worker.map(|worker| worker.to_string()).unwrap_or_default(),
            plan.post_name(line),
            line.waits_for.join("; "),
            day(line.ready_from),
        ]
    });
    csv_text(&heading, rows)
}

/// `caseloads.csv`: each worker on both sides on the first day of each month.
pub fn caseloads_csv(all: &[Caseload]) -> String {
    let rows = all.iter().map(|c| {
        let side = if c.practice { "practice" } else { "authority" };
        vec![
            side.to_string(),
            c.worker.clone(),
            c.month.to_string(),
            c.children.to_string(),
            format!("{:.2}", c.weight),
        ]
    });
    csv_text(&["side", "worker", "month", "children", "full_cases"], rows)
}

fn csv_text(heading: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heading: Vec<String> = heading.iter().map(|name| name.to_string()).collect();
    for record in std::iter::once(heading).chain(rows) {
        // writing to memory cannot fail; rows of other lengths would be a bug
        let written = writer.write_record(record.iter().map(|cell| harmless(cell)));
        debug_assert!(written.is_ok(), "{written:?}");
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Words that a spreadsheet would take for a formula begin with an apostrophe.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.into() }
}

/// How many children each criterion keeps from the panel; small numbers hidden (`None`).
pub fn not_met(plan: &Plan) -> Vec<(Criterion, Option<usize>)> {
    let count = |criterion: &Criterion| plan.lines.iter().filter(|line| line.not_met.contains(criterion)).count();
    let counted = Criterion::ALL.iter().map(|criterion| (*criterion, count(criterion)));
    counted.filter(|(_, n)| *n > 0).map(|(criterion, n)| (criterion, hidden(n))).collect()
}

/// A number of children, unless it is 1 to 4.
pub fn hidden(count: usize) -> Option<usize> {
    (count == 0 || count >= SMALL).then_some(count)
}

/// `summary.json`.
pub fn summary(plan: &Plan, chances: &Chances, lacks: &[Lack], cost: Option<&Cost>) -> String {
    let count = |n: usize| hidden(n).map_or(json!("c"), |n| json!(n));
    let eligible = plan.lines.iter().filter(|line| line.eligible == Some(true)).count();
    let not_stated = plan.lines.iter().filter(|line| line.eligible.is_none()).count();
    let value = json!({
        "program": "swpsim",
        "version": env!("CARGO_PKG_VERSION"),
        "provisional": plan.provisional,
        "commitment": plan.commitment,
        "as_at": iso(plan.people.day),
        "from": iso(plan.terms.from),
        "first_wave": plan.terms.first_wave().to_string(),
        "last_month": plan.last_month().map(|month| month.to_string()),
        "children_in_care": count(plan.lines.len()),
        "eligible": count(eligible),
        "eligibility_not_stated": count(not_stated),
        "planned": count(plan.planned()),
        "criteria_not_met": not_met(plan).into_iter().map(|(c, n)| json!({
            "criterion": c.name(), "children": n.map_or(json!("c"), |n| json!(n)),
        })).collect::<Vec<_>>(),
        "areas": plan.people.areas.iter().enumerate().map(|(n, name)| json!({
            "area": n + 1, "name": name })).collect::<Vec<_>>(),
        "not_in_the_input": lacks.iter().map(|lack| json!({
            "what": lack.what, "column": lack.column, "children": count(lack.children),
            "of": count(lack.of), "needed_by": lack.needed_by,
        })).collect::<Vec<_>>(),
        "simulation": {
            "histories": chances.histories,
            "chance_all_begun_on_time": share(chances.on_time),
            "chance_full_on_time": share(chances.full_on_time),
            "leave_before_their_turn": spread(&chances.leavers),
            "months_from_first_wave_to_size": spread(&chances.months_to_size),
            "month_of_size": month_of_size(plan, chances),
            "histories_that_never_reach_size": chances.never_full,
        },
        "edit": cost.map(|cost| json!({
            "children_moved": cost.moved,
            "months_of_waiting_added": cost.months_of_waiting,
            "planned": cost.planned,
            "expected_leavers_before_their_turn": cost.leavers,
            "largest_caseload_authority": cost.peak_authority,
            "largest_caseload_practice": cost.peak_practice,
        })),
    });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

/// The calendar month in which the practice first reaches its size: median and the middle 90% of histories that do.
pub fn month_of_size(plan: &Plan, chances: &Chances) -> Option<[String; 3]> {
    let spread = &chances.months_to_size;
    let month = |months: f64| plan.terms.first_wave().plus(months as i32).to_string();
    spread.median.is_finite().then(|| [month(spread.q05), month(spread.median), month(spread.q95)])
}

fn share(share: Share) -> Value {
    json!({ "share": share.share, "low_95": share.low, "high_95": share.high })
}

fn spread(spread: &Spread) -> Value {
    let number = |value: f64| if value.is_finite() { json!(value) } else { Value::Null };
    json!({
        "mean": number(spread.mean), "half_width_95": number(spread.half_width), "median": number(spread.median),
        "q05": number(spread.q05), "q95": number(spread.q95),
    })
}
