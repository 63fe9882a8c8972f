//! The sections that let somebody check: a child's story, published figures, assumptions, how to reproduce.

use maud::{Markup, html};

use super::parts;
use crate::report::Extras;
use crate::report::assumptions::left_out;
use crate::report::options::Table;
use crate::results::rounding::{stated, with_error};
use crate::results::study::{ParameterLine, Study};

/// One invented child in every option.
pub fn story(study: &Study) -> Markup {
    if study.story.is_empty() {
        return html! { p { "No story was traced in this run." } };
    }
    html! {
        p {
            "The child " code { (study.story_child) } " is invented. The same child comes into care in every option, with the same luck; "
            "what differs is what the option does. One story shows how the model works. It proves nothing."
        }
        @for (label, lines) in &study.story {
            h3 { (label) }
            pre { @for line in lines { (line) "\n" } }
        }
    }
}

/// Simulated beside published, and self-checks.
pub fn targets(study: &Study, extras: &Extras) -> Markup {
    let head = ["Measure", "Simulated", "Published", "Tolerance", "Met?", "Source"].map(String::from).into();
    let row = |target: &crate::results::study::TargetLine| {
        let info = target.measure.info();
        let which = if target.statistic == "sd" { ", spread between histories (sd)" } else { "" };
        vec![
            format!("{}, {}{which}", info.label, info.unit),
            with_error(target.simulated, target.half_width),
            stated(target.published),
            format!("±{}", stated(target.tolerance)),
            if target.met { "yes".into() } else { "no".into() },
            target.source.clone(),
        ]
    };
    html! {
        @match extras.self_checks {
            Some((passed, all)) => p { (passed) " of " (all) " self-checks against exact answers passed." },
            None => p { "No self-checks against exact answers were run with this report." },
        }
        @if study.targets.is_empty() {
            p { "The scenario names no published figures to be met." }
        } @else {
            (parts::words(&Table { head, rows: study.targets.iter().map(row).collect() }, "The baseline beside published figures"))
        }
    }
}

/// Qualities in the order of doubt: what nobody published comes first.
const DOUBT: [&str; 6] = ["assumed", "unverified", "calibrated", "derived", "given", "published"];

/// Assumptions by number, then every parameter with its source and quality.
pub fn assumptions(study: &Study, extras: &Extras) -> Markup {
    let table = |lines: &[&ParameterLine]| Table {
        head: ["Parameter", "Value", "Quality", "Source", "Stated in"].map(String::from).into(),
        rows: lines
            .iter()
            .map(|line| {
                let value = if line.unit.is_empty() {
                    line.value.clone()
                } else {
                    format!("{} {}", line.value, line.unit)
                };
                vec![line.key.clone(), value, line.quality.clone(), line.source.clone(), line.origin.clone()]
            })
            .collect(),
    };
    let (default, stated): (Vec<&ParameterLine>, Vec<_>) =
        study.parameters.iter().partition(|line| line.origin == "default");
    let of = |quality: &str| stated.iter().copied().filter(|line| line.quality == quality).collect::<Vec<_>>();
    let other: Vec<&ParameterLine> =
        stated.iter().copied().filter(|line| !DOUBT.contains(&line.quality.as_str())).collect();
    html! {
        @if !extras.assumptions.is_empty() {
            h3 { "Assumptions of the model" }
            (parts::words(&Table {
                head: ["Number", "Assumption"].map(String::from).into(),
                rows: extras.assumptions.iter().map(|(number, text)| vec![number.clone(), text.clone()]).collect(),
            }, "Assumptions by number"))
        }
        h3 { "What each stage of the model leaves out" }
        dl.glossary { @for (stage, sentences) in left_out() { dt { (stage) } dd { (sentences) } } }
        h3 { "Parameters by quality, the most doubtful first" }
        @for quality in DOUBT {
            @let lines = of(quality);
            @if !lines.is_empty() {
                details open[quality == "assumed"] {
                    summary { (lines.len()) " " (quality) }
                    (parts::words(&table(&lines), &format!("Parameters: {quality}")))
                }
            }
        }
        @if !other.is_empty() {
            details { summary { (other.len()) " of other quality" } (parts::words(&table(&other), "Parameters of other quality")) }
        }
        @if !default.is_empty() {
            details { summary { (default.len()) " left at the program's default" } (parts::words(&table(&default), "Parameters at their default")) }
        }
        h3 { "Data log" }
        p { "The figures describe " (study.authority) ", " (study.authority_period) ". Sources used by the parameters above:" }
        ul { @for (source, uses) in sources(study) { li { (source) " (" (uses) @if uses == 1 { " parameter)" } @else { " parameters)" } } } }
    }
}

/// Each source with the number of parameters that rest on it, the most used first.
fn sources(study: &Study) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for line in study.parameters.iter().filter(|line| !line.source.is_empty()) {
        *counts.entry(&line.source).or_default() += 1;
    }
    let mut list: Vec<(String, usize)> = counts.into_iter().map(|(source, uses)| (source.into(), uses)).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    list
}

/// How to get the same bytes again.
pub fn reproduce(study: &Study) -> Markup {
    html! {
        p { "With version " (study.version) " of swpsim this command gives the same files, byte for byte:" }
        pre { (study.command) }
        p {
            "The scenario as it was read, with everything that it extends, is in " code { "manifest.json" } ", with the SHA-256 of every file. "
            "Scenario " code { (study.scenario_hash) } ", seed " (study.seed) "."
        }
        ul {
            li { code { "summary.json" } ": every measure, option and year: mean, interval, quantiles, difference" }
            li { code { "replicates.csv" } ": one row a replicate, option, measure and year, for a spreadsheet, R or Python" }
            li { code { "figures/" } ": the figures of this page" }
        }
    }
}
