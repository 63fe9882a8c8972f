//! The first page: the answer, the options, one chart, what would change the advice, what is left out.

use maud::{Markup, html};

use super::parts;
use crate::report::answers::{answers, more_or_fewer, ranges_are};
use crate::report::charts::{Figure, focus};
use crate::report::options::{differences, options};
use crate::report::words::leaves_out;
use crate::report::{Extras, charts};
use crate::results::measures::Measure;
use crate::results::rounding::{rounded, whole};
use crate::results::study::Study;

/// The chart that carries the decision: the first of these that the study has.
pub const DECISION: [&str; 2] = ["break-even", "worker-changes-by-cause"];

/// The decision chart of a study.
pub fn decision_chart(figures: &[Figure]) -> Option<&'static str> {
    DECISION.into_iter().find(|name| figures.iter().any(|figure| figure.name == *name))
}

/// Everything that fits a screen or two.
pub fn page(study: &Study, extras: &Extras, figures: &[Figure]) -> Markup {
    html! {
        @if study.partial {
            p.warn { "The run was stopped early: " (whole(study.replicates as f64)) " replicates were done, and all numbers are from these." }
        }
        section aria-labelledby="answer" {
            h2 id="answer" { "The answer" }
            @for answer in answers(study, extras) {
                div.answer {
                    h3 { (answer.question) }
                    @let (lead, rest) = answer.lead_and_rest();
                    p { b { (lead) } " " (rest) }
                    p.note { (answer.footnote) }
                }
            }
            p.note { (ranges_are(study)) }
            @if !study.note.is_empty() {
                h3 { "What this rests on" }
                p { (study.note) }
            }
        }
        section aria-labelledby="options" {
            h2 id="options" { @if study.arms.len() > 1 { "The options side by side" } @else { "The authority" } }
            @if study.compares_first && study.arms.len() > 4 { p { "Means are in the " a href="#compared" { "table of policies" } " above." } }
            @else { (parts::numbers(&options(study, extras), "Means over all years and simulated histories")) }
            @if study.arms.len() > 1 { (parts::words(&differences(study, extras), &difference_caption(study))) }
        }
        @if let Some(name) = decision_chart(figures) { (parts::figure(figures, name)) }
        @if let Some(arm) = focus(study) {
            section aria-labelledby="change" {
                h2 id="change" { "What would change this advice" }
                (what_would_change(study, arm))
            }
        }
        section aria-labelledby="out" {
            h2 id="out" { "What this leaves out" }
            ul { @for line in leaves_out(study, extras) { li { (line) } } }
        }
        (strip(study, extras))
    }
}

fn difference_caption(study: &Study) -> String {
    let together =
        if study.arms.len() > 2 { "; the intervals of all options hold together (Bonferroni)" } else { "" };
    let baseline = study.arms.first().map_or("the baseline", |arm| arm.label.as_str());
    format!("Differences from {baseline}: same children, same luck{together}")
}

/// The three changes of the model that move the headline most, and what drives it over parameter draws.
fn what_would_change(study: &Study, arm: usize) -> Markup {
    let main = study.difference(arm, Measure::CohortChanges).spread.mean;
    let name = &study.arms[arm].name;
    let mut moved: Vec<(f64, &str, &str)> = study
        .variants
        .iter()
        .filter_map(|variant| {
            let found =
                variant.differences.iter().find(|d| &d.arm == name && d.measure == Measure::CohortChanges)?;
            Some((found.mean, variant.name.as_str(), variant.why.as_str()))
        })
        .collect();
    moved.sort_by(|a, b| (b.0 - main).abs().total_cmp(&(a.0 - main).abs()).then(a.1.cmp(b.1)));
    let drivers: Vec<&(String, f64)> = study
        .parameter_ranges
        .iter()
        .filter(|range| &range.arm == name && range.measure == Measure::CohortChanges)
        .flat_map(|range| &range.drivers)
        .take(3)
        .collect();
    html! {
        @if moved.is_empty() && drivers.is_empty() {
            p { "No variant of the model and no draw of its parameters was run, so this is not known." }
        }
        @if !moved.is_empty() {
            p { "With the practice the allocated children have " (more_or_fewer(main, 0.1)) " changes of worker a year than without it, as the scenario says. It would be:" }
            ul { @for (mean, name, why) in moved.iter().take(3) {
                li {
                    b { (more_or_fewer(*mean, 0.1)) } " with " (name)
                    @if mean.signum() != main.signum() { ", which turns the advice round" }
                    ". " (why)
                }
            } }
        }
        @if !drivers.is_empty() {
            p { "Over draws of the parameters it moves most with:" }
            ul { @for (key, correlation) in drivers { li { code { (key) } " (rank correlation " (rounded(*correlation, 0.1)) ")" } } }
        }
        p.note { "The values at which the preferred option would switch were not searched for." }
    }
}

/// Where the numbers come from, in one strip.
fn strip(study: &Study, extras: &Extras) -> Markup {
    let checks = extras.self_checks.map(|(passed, all)| ("Self-checks", format!("{passed} of {all} passed")));
    let met = study.targets.iter().filter(|target| target.met).count();
    let mut rows = vec![
        ("Program", format!("swpsim {}", study.version)),
        ("Scenario", study.scenario_hash.get(..12).unwrap_or(&study.scenario_hash).to_string()),
        ("Evidence of", study.authority_period.clone()),
        ("Seed", study.seed.to_string()),
        ("Replicates", whole(study.replicates as f64)),
        ("Published figures met", format!("{met} of {}", study.targets.len())),
        ("Valid until", format!("figures later than {} are published", study.authority_period)),
    ];
    rows.extend(checks);
    html! {
        dl.strip aria-label="Provenance" { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } }
    }
}

/// Whether a figure already stands on the first page.
pub fn shown_above(figures: &[charts::Figure], name: &str) -> bool {
    decision_chart(figures) == Some(name)
}
