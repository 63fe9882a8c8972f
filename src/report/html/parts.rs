//! Pieces that several sections share: figures, tables.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::charts::Figure;
use crate::report::options::{Table, difference_words};
use crate::results::measures::Measure;
use crate::results::rounding::{money, rounded, with_error};
use crate::results::study::Study;

/// The foot of a page without any real child.
pub const ALL_SIMULATED: &str =
    "All children in this report are simulated. The results advise named people who decide; they decide nothing.";

/// A whole page that needs nothing else: its title in the browser and its body.
pub fn document(title: &Markup, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body { (body) }
        }
    }
    .into_string()
}

/// A figure of this name, if there is one, with its text alternative and its data.
pub fn figure(figures: &[Figure], name: &str) -> Markup {
    let Some(figure) = figures.iter().find(|figure| figure.name == name) else { return html! {} };
    let table = Table { head: figure.head.clone(), rows: figure.rows.clone() };
    html! {
        figure id={ "figure-" (figure.name) } {
            (PreEscaped(&figure.svg))
            figcaption.note { (figure.text) }
            details {
                summary { "Data of this figure" span.hidden { ": " (figure.title) } }
                (numbers(&table, &figure.subtitle))
            }
        }
    }
}

/// A table whose first column names its rows.
pub fn numbers(table: &Table, caption: &str) -> Markup {
    drawn(table, caption, "numbers")
}

/// A table of words: every column to the left.
pub fn words(table: &Table, caption: &str) -> Markup {
    drawn(table, caption, "words")
}

fn drawn(table: &Table, caption: &str, class: &str) -> Markup {
    html! {
        div.wide role="region" aria-label=(caption) tabindex="0" {
            table class=(class) {
                caption { (caption) }
                thead { tr { @for head in &table.head {
                    @if head.is_empty() { td {} } @else { th scope="col" { (head) } }
                } } }
                tbody { @for row in &table.rows { tr { @for (place, cell) in row.iter().enumerate() {
                    @if place == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                } } } }
            }
        }
    }
}

/// A value of a measure: money as money, else rounded to its error.
pub fn value(measure: Measure, value: f64, half_width: f64) -> String {
    if measure.info().unit.starts_with("GBP") { money(value, half_width) } else { rounded(value, half_width) }
}

/// Measures by arm over the whole time, with the middle 90% of the first practice or the baseline.
pub fn by_arm(study: &Study, measures: &[Measure], caption: &str) -> Markup {
    let head =
        std::iter::once("Measure, unit".into()).chain(study.arms.iter().map(|arm| arm.label.clone())).collect();
    let mut rows = Vec::new();
    for &measure in measures {
        let info = measure.info();
        let cell = |arm: usize| {
            let spread = study.spread(arm, measure);
            match () {
                () if !spread.is_defined() => "–".into(),
                () if info.unit.starts_with("GBP") => money(spread.mean, spread.half_width),
                () => with_error(spread.mean, spread.half_width),
            }
        };
        let cells: Vec<String> = (0..study.arms.len()).map(cell).collect();
        if cells.iter().any(|cell| cell != "–") {
            let label = format!("{}, {}", info.label.trim_start_matches("... "), info.unit);
            rows.push(std::iter::once(label).chain(cells).collect());
        }
    }
    if rows.is_empty() {
        return html! { p { "This run does not measure it." } };
    }
    let same: Vec<&str> = measures
        .iter()
        .filter(|m| study.spread(0, **m).is_defined() && study.arms.len() > 1)
        .filter(|m| (1..study.arms.len()).all(|arm| study.difference(arm, **m).same_by_construction))
        .map(|m| m.info().label.trim_start_matches("... "))
        .collect();
    html! {
        (numbers(&Table { head, rows }, caption))
        @if !same.is_empty() {
            p.note { "Not modelled: the same by construction in every option: " (same.join("; ")) "." }
        }
    }
}

/// A measure's difference from the baseline, or that it is not modelled.
pub fn difference(study: &Study, arm: usize, measure: Measure) -> String {
    difference_words(study, arm, measure)
}
