//! The page of a transfer plan. Small numbers of children are hidden; children are not listed here.

use maud::{Markup, html};

use super::parts;
use crate::plan::caseloads::{Caseload, peak};
use crate::plan::chances::{Chances, Share};
use crate::plan::edited::Cost;
use crate::plan::support::Lack;
use crate::plan::tables::{hidden, month_of_size, not_met};
use crate::plan::{Month, Plan};
use crate::report::charts::plan as chart;
use crate::report::options::Table;

/// Everything that the page shows.
pub struct Shown<'a> {
    pub plan: &'a Plan,
    pub chances: &'a Chances,
    pub lacks: &'a [Lack],
    pub caseloads: &'a [Caseload],
    pub cost: Option<&'a Cost>,
    /// Who it is for, such as the scenario's title.
    pub title: &'a str,
}

/// The page's text.
pub fn page(shown: &Shown) -> String {
    let Shown { plan, title, .. } = shown;
    parts::document(
        &html! { "Transfer plan: " (title) },
        &html! {
            header {
                h1 { "Transfer plan" }
                p.lead { (title) " · children in care on " (plan.people.day) " · commissioning from " (plan.terms.from) }
            }
            main {
                (answer(shown))
                (months(shown))
                (who(shown))
                (caseloads(shown))
                (lacks(shown))
                (method(shown))
            }
            footer { p {
                "Children and workers stand under pseudonyms in the files beside this page; numbers of 1 to 4 children in \
                 the tables of criteria are not shown. The plan advises named people who decide; it decides nothing."
            } }
        },
    )
}

fn answer(shown: &Shown) -> Markup {
    let Shown { plan, chances, cost, .. } = shown;
    let planned = plan.planned();
    let leavers = &chances.leavers;
    html! {
        @if plan.provisional { p.warn {
            "Provisional: no outside number has fixed the order. Publish the commitment " code { (plan.commitment) }
            " now; then make the plan again with the same files and key, and with a number that is not known yet (--with NUMBER)."
        } }
        div.answer {
            h3 { "Who moves, and when" }
            @if let Some(last) = plan.last_month() {
                p { (planned) " of " (plan.lines.len()) " children have a month, from " (plan.terms.first_wave()) " to " (last)
                    ", in waves of at most " (wave(plan)) "." }
            } @else {
                p { "Nobody has a month. The tables below say why." }
            }
            h3 { "How sure that is" }
            p { "The chance that everybody who is still in care has begun by the last month is " (percent(chances.on_time))
                "; that the practice then holds as many children as planned, " (percent(chances.full_on_time)) "." }
            p { "Expected to leave care before their turn: " (format!("{:.1}", leavers.mean)) " children (95% interval of the mean "
                (format!("{:.1} to {:.1}", (leavers.mean - leavers.half_width).max(0.0), leavers.mean + leavers.half_width))
                "; middle 90% of histories " (format!("{:.0} to {:.0}", leavers.q05, leavers.q95)) ")." }
            p { @match month_of_size(plan, chances) {
                Some([low, median, high]) => {
                    "The practice first reaches its planned size in " (median) " (middle 90% of the histories in which it does: "
                    (low) " to " (high) "); in " (chances.never_full) " of " (chances.histories) " histories it never does."
                }
                None => "In no simulated history does the practice reach its planned size within the plan's months.",
            } }
        }
        @if let Some(cost) = cost { (edit(cost)) }
    }
}

fn wave(plan: &Plan) -> String {
    if plan.room.wave >= 1_000_000 { "any number".into() } else { plan.room.wave.to_string() }
}

fn percent(share: Share) -> String {
    let of = |value: f64| format!("{:.0}%", 100.0 * value);
    format!("{} (95% interval {} to {})", of(share.share), of(share.low), of(share.high))
}

fn edit(cost: &Cost) -> Markup {
    let row =
        |what: &str, pair: [f64; 2]| vec![what.to_string(), format!("{:.1}", pair[0]), format!("{:.1}", pair[1])];
    let table = Table {
        head: ["", "As proposed", "As edited"].map(String::from).into(),
        rows: vec![
            std::iter::once("Children with a month".to_string())
                .chain(cost.planned.map(|n| n.to_string()))
                .collect(),
            row("Expected to leave care before their turn", cost.leavers),
            row("Largest caseload of a worker of the authority, full cases", cost.peak_authority),
            row("Largest caseload of a worker of the practice, full cases", cost.peak_practice),
        ],
    };
    html! {
        h2 { "What the edit costs" }
        p { (cost.moved) " children begin in another month; together they wait " (cost.months_of_waiting)
            " months longer than proposed." }
        (parts::numbers(&table, "The plan as proposed and as edited"))
    }
}

fn months(shown: &Shown) -> Markup {
    let Some(figure) = chart::figure(shown.plan, shown.chances) else { return html! {} };
    html! {
        h2 { "Month by month" }
        (parts::figure(std::slice::from_ref(&figure), figure.name))
        (lead_times(shown.plan))
    }
}

fn lead_times(plan: &Plan) -> Markup {
    let t = &plan.terms;
    html! { p {
        "Before the first wave: " (t.commissioning_months) " months of commissioning from " (t.from) ", and "
        (t.recruitment_months) " months of recruitment. A joint period lasts " (t.handover.joint_days) " days; a child who has come \
        to a new carer waits " (t.recent_move_days) " days."
    } }
}

fn shown_count(count: Option<usize>) -> String {
    count.map_or("fewer than 5".into(), |count| count.to_string())
}

fn who(shown: &Shown) -> Markup {
    let plan = shown.plan;
    let rows = not_met(plan).into_iter().map(|(c, n)| vec![c.label().to_string(), shown_count(n)]).collect();
    let criteria = Table { head: ["Criterion not met", "Children"].map(String::from).into(), rows };
    let mut reasons: std::collections::BTreeMap<&str, usize> = Default::default();
    for line in plan.lines.iter().filter(|line| line.eligible == Some(true)) {
        for why in &line.waits_for {
            // the user's own words for a time stay in plan.csv
            *reasons.entry(why.split(':').next().unwrap_or(why)).or_default() += 1;
        }
    }
    let rows = reasons.into_iter().map(|(why, n)| vec![why.to_string(), shown_count(hidden(n))]).collect();
    let waits = Table { head: ["Why not earlier, or not at all", "Children"].map(String::from).into(), rows };
    html! {
        h2 { "Who is eligible, and who waits for what" }
        @if !criteria.rows.is_empty() { (parts::numbers(&criteria, "Children in care who do not meet a criterion; one child may miss several")) }
        @if !waits.rows.is_empty() { (parts::numbers(&waits, "Eligible children by what they wait for; one child may wait for several things")) }
    }
}

fn caseloads(shown: &Shown) -> Markup {
    let all = shown.caseloads;
    let mut months: Vec<Month> = all.iter().map(|c| c.month).collect();
    months.sort_unstable();
    months.dedup();
    let step = months.len().div_ceil(18).max(1);
    let side = |practice: bool, month: Month| -> Vec<String> {
        let own: Vec<&Caseload> = all.iter().filter(|c| c.practice == practice && c.month == month).collect();
        let held: Vec<&&Caseload> = own.iter().filter(|c| c.children > 0).collect();
        let sum: f64 = held.iter().map(|c| c.weight).sum();
        let largest = held.iter().map(|c| c.weight).fold(0.0, f64::max);
        let mean = if held.is_empty() { "–".into() } else { format!("{:.1}", sum / held.len() as f64) };
        vec![held.len().to_string(), mean, format!("{largest:.1}")]
    };
    let row = |month: &Month| {
        std::iter::once(month.to_string()).chain(side(false, *month)).chain(side(true, *month)).collect()
    };
    let table = Table {
        head: ["Month", "Authority: workers", "mean", "largest", "Practice: workers", "mean", "largest"]
            .map(String::from)
            .into(),
        rows: months.iter().step_by(step).map(row).collect(),
    };
    html! {
        h2 { "Caseloads on both sides" }
        p { "Full cases a worker with any, on the first day of the month, as planned and as if nobody left care or came into it. \
             Peaks: " (format!("{:.1}", peak(all, false))) " in the authority, " (format!("{:.1}", peak(all, true)))
            " in the practice. Each worker's months are in " code { "caseloads.csv" } "." }
        (parts::numbers(&table, "Full cases a worker"))
    }
}

fn lacks(shown: &Shown) -> Markup {
    if shown.lacks.is_empty() {
        return html! { h2 { "What the input does not say" } p { "Nothing that a rule looks at is missing." } };
    }
    let rows = shown.lacks.iter().map(|lack| {
        vec![
            lack.what.to_string(),
            lack.column.to_string(),
            shown_count(hidden(lack.children)),
            lack.needed_by.clone().unwrap_or_else(|| "no rule".into()),
        ]
    });
    let head = ["Not stated", "Column of the companion or cohort file", "Children", "Looked at by"]
        .map(String::from)
        .into();
    html! {
        h2 { "What the input does not say" }
        p { "Nothing is made up for a real child. A child of whom a rule needs to know more is neither eligible nor ineligible; \
             its line in " code { "plan.csv" } " names the columns." }
        (parts::words(&Table { head, rows: rows.collect() }, "What is not stated"))
    }
}

fn method(shown: &Shown) -> Markup {
    let plan = shown.plan;
    html! {
        h2 { "How this plan came about" }
        ul {
            li { "Rule: " (plan.terms.allocation.rule.name.label()) ". The list, the rules and every decision are in "
                code { "ledger.csv" } "; " code { "swpsim ledger verify ledger.csv" } " replays them." }
            li { "Commitment: " code { (plan.commitment) } }
            li { "In their order, children begin in the first wave with room in which they may: no proceedings that the handover \
                 waits for, no recent move, no time in which they must not be moved, brothers and sisters together." }
            li { "In each simulated history what is left of every child's stay and proceedings is drawn given the time passed; a \
                 place that falls free goes to the next who waits. Workers who leave, and children who come into care later, are \
                 left out." }
        }
    }
}
