//! The page of sizes: the answer, one row a size, then one figure a question.

use maud::{Markup, html};

use super::parts;
use crate::report::charts::Figure;
use crate::report::options::Table;
use crate::report::size::answer::{details, lead, proposals, setting};
use crate::report::size::tables::{by_size, verdict};
use crate::report::size::words::value_of;
use crate::results::rounding::{money, stated, whole};
use crate::results::size::study::{Bound, Question, SizeMeasure, SizeStudy, TurnoverLine};

/// Sections of figures: heading and the figures under it.
const SECTIONS: [(&str, &str, &[&str]); 6] = [
    ("continuity", "Continuity of worker", &["size-same-worker", "size-known", "size-changes-by-cause"]),
    ("cover", "Cover and caseloads", &["size-cover", "size-reviews-on-time", "size-caseload"]),
    ("places", "Places, filling and decay", &["size-served", "size-in-band", "size-months-to-fill", "size-decay"]),
    ("cost", "Cost per child-year", &["size-practice-cost", "size-added-cost"]),
    ("fund", "The smallest risk fund", &["size-fund-authority-holds", "size-fund-practice-holds"]),
    ("turnover", "If fewer or more workers leave", &["size-turnover-same-worker", "size-turnover-cover"]),
];

/// The page's text.
pub fn page(study: &SizeStudy, figures: &[Figure]) -> String {
    let drawn = |names: &[&str]| figures.iter().any(|figure| names.contains(&figure.name));
    parts::document(&html! { "How large a practice: " (study.title) }, &html! {
        a.skip href="#main" { "Skip to the answer" }
        header {
            h1 { "How large a practice?" }
            p.lead {
                (study.title) " · " (study.authority) " · " (study.years) " years from " (study.start_date)
                " · prices of " (study.price_year)
            }
        }
        main id="main" {
            (answer(study))
            h2 id="sizes" { "The sizes side by side" }
            @let [children, places] = by_size(study);
            (parts::numbers(&children, "Children and workers: means over simulated histories"))
            (parts::numbers(&places, "Places and money: means (months: medians); fund: smallest for 1 contract in 20"))
            @if !study.limits.is_empty() { (limits(study)) }
            (bounds(study))
            @for (anchor, heading, names) in SECTIONS { @if drawn(names) {
                section aria-labelledby=(anchor) {
                    h2 id=(anchor) { (heading) }
                    @for name in names { (parts::figure(figures, name)) }
                    @if anchor == "fund" { (funds(study)) }
                    @if anchor == "turnover" { (turnover(study)) }
                }
            } }
            (differences(study))
            (method(study))
            (strip(study))
        }
        footer { p {
            "All children on this page are simulated. The results advise named people who decide; they decide nothing."
        } }
    })
    .replace("−£", "−\u{2060}£") // a minus sign stays with its amount
}

fn answer(study: &SizeStudy) -> Markup {
    html! {
        section aria-labelledby="answer" {
            h2 id="answer" { "The answer" }
            div.answer { p { b { (lead(study)) } } }
            @for (question, text) in details(study) { div.answer { h3 { (question) } p { (text) } } }
            @if study.limits.is_empty() {
                h3 { "What could be limited" }
                ul { @for proposal in proposals(study) { li { (proposal) } } }
            }
            p.note {
                "Intervals are Monte Carlo error, which more histories make smaller. Bands are chance between histories. What is \
                 not known about the parameters is in neither; only turnover is varied here."
            }
        }
    }
}

/// Each limit at each size: how sure, and in how many histories.
fn limits(study: &SizeStudy) -> Markup {
    let sure = |confidence: Option<f64>| match confidence {
        None => "–".into(),
        Some(c) if c > 0.999 => "over 99.9%".into(),
        Some(c) if c < 0.001 => "under 0.1%".into(),
        Some(c) => format!("{}%", stated((c * 1000.0).round() / 10.0)),
    };
    let half_width = |places, name: &str| study.line(places, name).map_or(f64::NAN, |line| line.spread.half_width);
    let mut rows = Vec::new();
    for judged in &study.judged {
        for (held, limit) in judged.limits.iter().zip(&study.limits) {
            rows.push(vec![
                judged.places.to_string(),
                limit.stated.clone(),
                value_of(study, &limit.measure, held.mean, half_width(judged.places, &limit.measure)),
                sure(held.confidence),
                format!("{} of {}", held.met, held.of),
                verdict(held.verdict).to_string(),
            ]);
        }
    }
    let head = [
        "Places",
        "Limit",
        "Mean",
        "Confidence that the mean meets it",
        "Histories that meet it",
        "All sizes together",
    ];
    html! {
        h3 { "The limits" }
        p { "A size meets its limits where the mean over all possible histories does, with 95% confidence over all sizes and \
             limits together (Bonferroni). A single future is one history: how many of them meet a limit stands beside. A history in \
             which the practice never fills counts with the whole simulated time." }
        (parts::numbers(&Table { head: head.map(String::from).into(), rows }, "Limits by size; the confidence is each size and limit by itself"))
    }
}

/// What sets the ends.
fn bounds(study: &SizeStudy) -> Markup {
    let told = |bound: &Bound| -> Vec<String> { bound.settings.iter().map(setting).collect() };
    let both: Vec<(&str, &Bound)> = [("smallest", &study.lower), ("largest", &study.upper)]
        .into_iter()
        .filter_map(|(end, bound)| Some((end, bound.as_ref()?)))
        .filter(|(_, bound)| bound.beyond.is_some())
        .collect();
    html! {
        @if !both.is_empty() {
            h3 { "What sets the bounds" }
            ul { @for (end, bound) in both {
                li { "The " (end) " size, " (bound.places) ": " @for (at, limit) in bound.limits.iter().enumerate() {
                    @if at > 0 { ", " } code { (study.limits[*limit].stated) }
                } @if !bound.settings.is_empty() { ", which rests on " (told(bound).join("; ")) } "." }
            } }
        }
        @if !study.losses.is_empty() {
            h3 { "By what a larger practice does worse" }
            ul { @for loss in &study.losses { li { (loss.words) " (" code { (loss.key) } ")" } } }
        }
    }
}

fn funds(study: &SizeStudy) -> Markup {
    let amount = |value: Option<f64>| match value {
        None => "too few histories".to_string(),
        Some(level) if level.is_finite() => money(level, 0.0),
        Some(_) => "none holds".into(),
    };
    let rows = study.funds.iter().map(|line| {
        vec![
            line.places.to_string(),
            line.holder.to_string(),
            amount(line.smallest_gbp),
            line.smallest_gbp.map_or("–".into(), |level| money(level / f64::from(line.places), 0.0)),
            amount(line.with_confidence_gbp),
            money(line.margin_gbp.mean, line.margin_gbp.half_width),
            format!("{} of {}", line.price_short, line.histories),
        ]
    });
    let head = [
        "Places",
        "Holds the placement budget",
        "Smallest fund, 1 in 20",
        "per place",
        "with 95% confidence",
        "Contract less cost, a year",
        "Histories below cost",
    ];
    let table = Table { head: head.map(String::from).into(), rows: rows.collect() };
    html! {
        @if !table.rows.is_empty() { (parts::numbers(&table, "Funds by size; each size and holder separately")) }
        p.note { "Where the contract lies below the practice's cost in nearly all histories, a fund delays the end and repairs \
                  nothing." }
    }
}

/// How every measure moves from low to high turnover, at three sizes.
fn turnover(study: &SizeStudy) -> Markup {
    let mut sizes = vec![0, study.sizes.len() / 2, study.sizes.len() - 1];
    sizes.dedup();
    let sizes: Vec<u32> = sizes.into_iter().map(|at| study.sizes[at]).collect();
    let at = |level: &str, places: u32, name: &str| {
        let wanted = |line: &&TurnoverLine| line.level == level && line.places == places && line.measure == name;
        let line = study.turnover.iter().find(wanted).filter(|line| line.spread.is_defined())?;
        Some(value_of(study, name, line.spread.mean, line.spread.half_width))
    };
    let row = |measure: &SizeMeasure| {
        let cells = sizes.iter().map(|places| {
            let both = at("low", *places, measure.name).zip(at("high", *places, measure.name));
            both.map_or("–".to_string(), |(low, high)| format!("{low} to {high}"))
        });
        std::iter::once(format!("{}, {}", measure.label, measure.unit)).chain(cells).collect::<Vec<_>>()
    };
    let rows: Vec<_> =
        study.measures.iter().map(row).filter(|row| row[1..].iter().any(|cell| cell != "–")).collect();
    let head =
        std::iter::once("Measure, unit".into()).chain(sizes.iter().map(|places| format!("{places} places")));
    html! {
        @if !rows.is_empty() {
            (parts::numbers(&Table { head: head.collect(), rows }, "Means at low and at high turnover; every size is in sizes.csv"))
        }
    }
}

/// Differences from the same children not moved, for everything shown.
fn differences(study: &SizeStudy) -> Markup {
    let shown: Vec<_> = study
        .measures
        .iter()
        .filter(|m| study.lines.iter().any(|line| line.measure == m.name && line.difference.is_some()))
        .filter(|m| {
            matches!(m.question, Question::Continuity | Question::Changes | Question::Caseload | Question::Cover)
        })
        .collect();
    let mut head = vec!["Measure, unit".to_string()];
    head.extend(study.sizes.iter().map(|places| places.to_string()));
    let cell = |places: u32, name: &str| {
        let difference = study.line(places, name).and_then(|line| line.difference.as_ref());
        difference.map_or("–".into(), |difference| match difference.same_by_construction {
            true => "same".into(),
            false => crate::results::rounding::with_error(difference.spread.mean, difference.spread.half_width),
        })
    };
    let rows = shown.iter().map(|measure| {
        let cells = study.sizes.iter().map(|places| cell(*places, measure.name));
        std::iter::once(format!("{}, {}", measure.label, measure.unit)).chain(cells).collect()
    });
    let table = Table { head, rows: rows.collect() };
    html! {
        @if !table.rows.is_empty() {
            h2 id="differences" { "Differences from the same children not moved" }
            p { "Practice less the same children where they are not moved, on the same luck, by places. Intervals hold together \
                 over all sizes of a row (Bonferroni)." }
            (parts::numbers(&table, "Differences by places, ± 95%"))
        }
    }
}

fn method(study: &SizeStudy) -> Markup {
    html! {
        h2 id="method" { "How this was worked out" }
        ul {
            li { "Every size is a variant of the policy " code { (study.policy) } " with " code { "practice." (study.practice) ".places" }
                " changed, and nothing else. All sizes meet the same children and the same luck; the authority is simulated once up to \
                 go-live." }
            li { @if study.posts == "whole" {
                    "Posts are whole: places over " (stated(study.children_per_worker)) " children per post, rounded."
                 } @else {
                    "Posts are fractions: places over " (stated(study.children_per_worker)) " children per post; histories round up or down \
                     so that the mean is met."
                 } }
            @if study.other_places > 0 {
                li { "The policy's other practices keep their " (study.other_places) " places; measures are of all of them together." }
            }
            li { "Places beyond the children who may be allocated stay empty, and their posts are paid for." }
            @for level in &study.turnover_levels {
                li { "Turnover " (level.level) ": " (stated((level.turnover_per_year * 1000.0).round() / 10.0)) "% a year, " (level.what) "." }
            }
            @if study.turnover_levels.is_empty() {
                li { "How results depend on turnover is not shown: the scenario states no range of "
                    code { "practice." (study.practice) ".turnover_per_year" } ", or no histories were asked for it." }
            }
            li { "The guide's 100 to 200 children are \"not meant to be prescriptive\" (DfE Guide 2011, para 32); too small a practice cannot \
                  cover holidays, sickness and out of hours, too large a one no longer knows its children (paras 30 and 31)." }
        }
    }
}

fn strip(study: &SizeStudy) -> Markup {
    let rows = [
        ("Program", format!("swpsim {}", study.version)),
        ("Scenario and sizes", study.scenario_hash.get(..12).unwrap_or(&study.scenario_hash).to_string()),
        ("Evidence of", study.authority_period.clone()),
        ("Seed", study.seed.to_string()),
        ("Histories of each size", whole(study.replicates as f64)),
        ("At other turnover", whole(study.turnover_replicates as f64)),
    ];
    html! {
        dl.strip aria-label="Provenance" { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } }
        p.note { "Again: " code { (study.command) } }
    }
}
