//! Words that a reader may not know, and where the reporting standards' headings are answered.

use maud::{Markup, html};

use super::parts;
use crate::report::options::Table;

const WORDS: [(&str, &str); 17] = [
    (
        "Allocated children",
        "The children and young people whom the panel chose for the practice. The same ones are followed in every option.",
    ),
    (
        "Break-even stay",
        "How long a child must stay after the transfer until the transfer's own change of worker has been made up for.",
    ),
    (
        "Change of worker",
        "A new lead worker. The first worker is not a change; the transfer to the practice is one, unless the worker comes along.",
    ),
    ("Critical fund", "The opening level below which a given simulated history exhausts the risk fund."),
    (
        "Inherited share",
        "How much of the changes of worker that no source explains a new team would have too: 0 none, 1 all.",
    ),
    (
        "Honest lottery's band",
        "The middle 95% of what lotteries of the same size among the same candidates would give. What lies within says nothing about the rule.",
    ),
    (
        "In-house dedicated team",
        "The same children, posts, caseload and handover as the practice, but employed by the authority.",
    ),
    ("Middle 90%", "From the 5th to the 95th percentile: 1 history in 20 lies below and 1 in 20 above."),
    ("Net contract value", "What the authority pays the practice after the seven steps of the funding model."),
    ("NI 62", "Share of children looked after with three or more placements in the year."),
    ("NI 63", "Share of under-16s looked after 2.5 years or more who lived in the same placement for two years."),
    (
        "Practice",
        "A social work practice: an organisation outside the authority that is responsible for allocated children under a contract.",
    ),
    (
        "Replicate",
        "One possible history, simulated from the first day to the last under every option with the same luck.",
    ),
    ("Risk fund", "Money set aside for the years in which the children cost more than the contract pays."),
    (
        "Same by construction",
        "The scenario models no effect here, so every history is equal under both options. This is not a finding.",
    ),
    (
        "Standardised difference",
        "A difference of means or shares over the standard deviation within the groups: 0 is alike, 0.1 small, 1 very large.",
    ),
    ("Top-sliced", "Carved out of the contract rather than paid in addition to it."),
];

/// The glossary.
pub fn glossary() -> Markup {
    html! { dl.glossary { @for (word, meaning) in WORDS { dt { (word) } dd { (meaning) } } } }
}

const STRESS: [(&str, &str); 6] = [
    ("1 Objectives", "Question and options; The answer"),
    ("2 Logic", "Who moves; Continuity of worker; the program's guide to the daily flow; assumptions by number"),
    ("3 Data", "Assumptions and data: every parameter with source and quality; Simulated beside published"),
    (
        "4 Experimentation",
        "Run-in, replicates and horizon: How to reproduce this; Comparisons; Three uncertainties",
    ),
    (
        "5 Implementation",
        "A daily clock with due dates inside the day; keyed random numbers, the same for a child in every option; version in the provenance strip",
    ),
    ("6 Code access", "How to reproduce this; manifest.json"),
];

const ODD: [(&str, &str); 7] = [
    ("1 Purpose and patterns", "Question and options; Simulated beside published"),
    (
        "2 Entities, state variables, scales",
        "Children, placements, workers, practices, panel, contract; days over the stated years",
    ),
    (
        "3 Process overview and scheduling",
        "Intake, assessment, allocation, handover, placements, workforce, finance, outcomes, in this order each day",
    ),
    ("4 Design concepts", "Stochasticity: Three uncertainties; observation: measures in summary.json"),
    (
        "5 Initialisation",
        "The published stock, its stays and placements simulated from arrival: Population and flows",
    ),
    ("6 Input data", "Assumptions and data"),
    ("7 Submodels", "The program's guide, one page a stage"),
];

/// Where each heading of STRESS-DES and ODD is answered.
pub fn standards() -> Markup {
    let table = |lines: &[(&str, &str)]| Table {
        head: ["Heading", "Where it is answered"].map(String::from).into(),
        rows: lines.iter().map(|(heading, place)| vec![(*heading).to_string(), (*place).to_string()]).collect(),
    };
    html! {
        (parts::words(&table(&STRESS), "STRESS-DES (Monks et al. 2019)"))
        (parts::words(&table(&ODD), "ODD (Grimm et al. 2020)"))
    }
}
