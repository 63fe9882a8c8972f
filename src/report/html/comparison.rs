//! Policies compared: side by side, paired differences, whom they move, what they do to those who stay, every pair.

use maud::{Markup, html};

use super::parts;
use crate::report::Extras;
use crate::report::charts::{Figure, who_moves};
use crate::report::options::{Table, parameter_words};
use crate::results::advice::distinct;
use crate::results::measures::Measure as M;
use crate::results::pairs::Comparison;
use crate::results::rounding::{money, rounded, whole, with_error};
use crate::results::study::{Difference, Spread, Study};

/// The measures of the table side by side.
const SIDE_BY_SIDE: [(M, &str); 5] = [
    (M::CohortSize, "Served"),
    (M::CohortSameWorker, "Same worker all year, %"),
    (M::CohortChangesAfter, "Changes a year, transfer apart"),
    (M::CohortChanges, "With the transfer"),
    (M::PublicCost, "Cost to the public, a year"),
];

/// The measures whose paired differences are shown at once; the others on request.
const DIFFERENCES: [M; 6] = [
    M::CohortChanges,
    M::CohortSameWorker,
    M::PublicCost,
    M::WorkerChanges,
    M::CohortMoves,
    M::CohortPlacementCost,
];

const STAYERS: [M; 3] = [M::StayerChanges, M::StayerSameWorker, M::StayerMoves];

/// The comparison, for the head of the page.
pub fn page(study: &Study, _: &Extras, figures: &[Figure]) -> Markup {
    let Some(comparison) = &study.comparison else { return html! {} };
    let baseline = &study.arms[comparison.baseline].label;
    html! {
        section aria-labelledby="compared" {
            h2 id="compared" { "The policies compared" }
            (parts::numbers(&side_by_side(study), "Means over all years and simulated histories; changes are per person-year since transfer"))
            @for name in ["policies-worker-changes", "policies-same-worker", "policies-cost"] { (parts::figure(figures, name)) }
            (warnings(study, comparison))
            h3 { "Differences from " (baseline) ", history by history" }
            p.note { (what_pairs_are(study, comparison)) }
            @for (place, measure) in DIFFERENCES.into_iter().enumerate() {
                @if let Some(table) = differences(study, comparison, measure) {
                    @if place < 3 { (parts::words(&table, &caption(measure))) }
                    @else { details { summary { (caption(measure)) } (parts::words(&table, &caption(measure))) } }
                }
            }
            h3 { "The same children, where they were not moved" }
            p { "Each policy's allocated children are followed once more in the same history with the authority's own teams: no choice of children is in these differences." }
            @for measure in [M::CohortChanges, M::CohortSameWorker, M::CohortMoves] { (parts::numbers(&same_children(study, measure, "Same children not moved"), &caption(measure))) }
            h3 { "The children who stayed with the authority" }
            p { "Children in care whom the practice does not serve, with the policy and in the same history without it." }
            @for measure in STAYERS { (parts::numbers(&same_children(study, measure, "Without it"), &caption(measure))) }
            @if !study.representativeness.is_empty() {
                h3 { "Who moves" }
                (who(study))
                p { "Love plots and each child's chance of selection are " a href="#moves" { "below" } "." }
            }
            @if study.arms.len() > 2 {
                h3 { "Every policy against every other" }
                p.note { "Row less column. The intervals of one table hold together over all its pairs (Bonferroni); * excludes 0. "
                    "Where two policies choose different children, what each does to its own children is compared (each less the same children not moved)." }
                @for measure in [M::CohortChanges, M::CohortSameWorker, M::PublicCost] {
                    (parts::numbers(&matrix(study, comparison, measure), &caption(measure)))
                }
            }
        }
    }
}

/// A measure's name with a capital, and its unit.
fn caption(measure: M) -> String {
    let label = measure.info().label;
    let (first, rest) = label.split_at(label.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest}, {}", first.to_uppercase(), measure.info().unit)
}

fn what_pairs_are(study: &Study, comparison: &Comparison) -> String {
    let together = if study.arms.len() > 2 { " and hold together over all policies (Bonferroni)" } else { "" };
    let whose = match comparison.baseline {
        0 => {
            "For measures of the allocated children and of those who stay, each policy is set against the same children not moved."
        }
        _ => {
            "Each policy against that one; for measures of the allocated children and of those who stay, what each does to its own (less the same children not moved)."
        }
    };
    format!(
        "Same children coming into care, same luck, subtracted history by history. Intervals are 95%, Monte Carlo error only{together}. {whose}"
    )
}

fn side_by_side(study: &Study) -> Table {
    let head =
        std::iter::once("Policy").chain(SIDE_BY_SIDE.iter().map(|(_, head)| *head)).map(String::from).collect();
    let row = |arm: usize| {
        let cell = |(measure, _): &(M, &str)| {
            let spread = study.spread(arm, *measure);
            match measure {
                _ if !spread.is_defined() => "–".into(),
                M::CohortSize => whole(spread.mean),
                M::PublicCost => money(spread.mean, 0.0),
                _ => rounded(spread.mean, spread.half_width),
            }
        };
        std::iter::once(study.arms[arm].label.clone()).chain(SIDE_BY_SIDE.iter().map(cell)).collect()
    };
    Table { head, rows: (0..study.arms.len()).map(row).collect() }
}

/// A policy's difference from the comparison's baseline.
fn difference<'a>(study: &'a Study, comparison: &'a Comparison, arm: usize, measure: M) -> Option<&'a Difference> {
    if comparison.baseline == 0 {
        return (arm > 0).then(|| study.difference(arm, measure));
    }
    let pair = comparison.with_baseline(arm, measure)?;
    Some(pair.of_effects.as_ref().unwrap_or(&pair.difference))
}

fn words(measure: M, difference: &Difference) -> String {
    let (mean, half) = (difference.spread.mean, difference.spread.half_width);
    match () {
        () if !difference.spread.is_defined() => "–".into(),
        () if difference.same_by_construction => "the same by construction".into(),
        () if measure.info().unit.starts_with("GBP") => format!("{} ± {}", money(mean, half), money(half, half)),
        () => with_error(mean, half),
    }
}

fn differences(study: &Study, comparison: &Comparison, measure: M) -> Option<Table> {
    let drawn = comparison.baseline == 0 && !study.parameter_ranges.is_empty();
    let head = ["Policy", "Difference ± 95%", "Gained by pairing", "Told apart?", "Range over parameters"];
    let head = head.into_iter().take(if drawn { 5 } else { 4 }).map(String::from).collect();
    let mut rows = Vec::new();
    for arm in 0..study.arms.len() {
        let Some(difference) = difference(study, comparison, arm, measure) else { continue };
        if !difference.spread.is_defined() {
            continue;
        }
        let mut row = vec![
            study.arms[arm].label.clone(),
            words(measure, difference),
            gained(difference),
            distinct(difference).words(),
        ];
        if drawn {
            row.push(parameter_words(study, arm, measure));
        }
        rows.push(row);
    }
    (!rows.is_empty()).then_some(Table { head, rows })
}

fn gained(difference: &Difference) -> String {
    match difference.variance_reduction {
        factor if !factor.is_finite() => "–".into(),
        factor if factor < 1.0 => format!("{} times: does not help", rounded(factor, 0.1)),
        factor if factor < 10.0 => format!("{} times", rounded(factor, 1.0)),
        factor => format!("{} times", whole(factor)),
    }
}

/// Where common random numbers do harm: named, not hidden.
fn warnings(study: &Study, comparison: &Comparison) -> Markup {
    let mut harmed = Vec::new();
    for measure in DIFFERENCES {
        let all: Vec<f64> = (0..study.arms.len())
            .filter_map(|arm| difference(study, comparison, arm, measure))
            .filter(|d| d.spread.is_defined() && !d.same_by_construction)
            .map(|d| d.variance_reduction)
            .collect();
        let below = all.iter().filter(|factor| **factor < 1.0).count();
        if below > 0 {
            let least = all.iter().copied().fold(f64::INFINITY, f64::min);
            let label = measure.info().label;
            harmed.push(format!(
                "{label}, {below} of {} policies (least factor {})",
                all.len(),
                rounded(least, 0.1)
            ));
        }
    }
    html! { @if !harmed.is_empty() {
        p.warn { "Pairing does not help here: the difference varies more than two separate runs would (variance-reduction factor below 1). The intervals are right, but wider than need be: " (harmed.join("; ")) "." }
    } }
}

/// A measure of each policy and of its reference, side by side.
fn same_children(study: &Study, measure: M, without: &str) -> Table {
    let head = ["Policy", "With the policy", without, "Difference ± 95%"].map(String::from).into();
    let shown = |s: &Spread| if s.is_defined() { rounded(s.mean, s.half_width) } else { "–".into() };
    let row = |arm: usize| {
        let reference = study.same_children[study.at(arm, study.whole(), measure)];
        let difference = words(measure, study.difference(arm, measure));
        vec![study.arms[arm].label.clone(), shown(study.spread(arm, measure)), shown(&reference), difference]
    };
    let moving = (1..study.arms.len()).filter(|arm| study.arms[*arm].provider != "none");
    Table { head, rows: moving.map(row).collect() }
}

/// Whom each policy allocates, in means, and where that is no lottery.
fn who(study: &Study) -> Markup {
    let head = ["Policy", "Mean age", "Boys", "Foreseeable cost", "Chance of selection", "Beyond a lottery in"]
        .map(String::from)
        .into();
    let mean = |found: &crate::results::representativeness::Representativeness, name: &str, who: usize| {
        found
            .lines
            .iter()
            .find(|line| line.characteristic == name)
            .and_then(|line| line.means)
            .map_or(f64::NAN, |m| m[who])
    };
    let cells = |found, who: usize| {
        vec![
            rounded(mean(found, "age", who), 0.5),
            format!("{}%", whole(100.0 * mean(found, "sex", who))),
            format!("{} a week", money(mean(found, "foreseeable cost", who) / 365.0 * 7.0, 0.0)),
        ]
    };
    let mut rows = Vec::new();
    for found in &study.representativeness {
        let beyond: Vec<&str> = found.beyond_a_lottery().iter().map(|line| line.characteristic).collect();
        let mut row = vec![study.arms[found.arm].label.clone()];
        row.extend(cells(found, 0));
        row.push(format!("{}%", rounded(100.0 * found.mean_chance(), 1.0)));
        row.push(if beyond.is_empty() { "nothing".into() } else { beyond.join(", ") });
        rows.push(row);
    }
    if let Some(found) = study.representativeness.first() {
        let mut row = vec!["all looked-after children".to_string()];
        row.extend(cells(found, 2));
        row.extend(["–".into(), "–".into()]);
        rows.push(row);
    }
    html! {
        (parts::words(&Table { head, rows }, "The allocated children on the panel's date; chance of selection at the first panel"))
        @for found in who_moves::different_choices(study) { p { (who_moves::verdict(study, found)) } }
    }
}

/// So many policies fit side by side with their names and intervals; of more, columns go by the rows' numbers.
const SIDE_BY_SIDE_POLICIES: usize = 4;

fn matrix(study: &Study, comparison: &Comparison, measure: M) -> Table {
    let arms: Vec<usize> = (0..study.arms.len()).filter(|arm| study.spread(*arm, measure).is_defined()).collect();
    let few = arms.len() <= SIDE_BY_SIDE_POLICIES;
    let name = |place: usize, arm: usize| match few {
        true => study.arms[arm].label.clone(),
        false => format!("{} {}", place + 1, study.arms[arm].label),
    };
    let short = |place: usize, arm: usize| if few { name(place, arm) } else { (place + 1).to_string() };
    let numbered = || arms.iter().copied().enumerate();
    let head = std::iter::once(String::new()).chain(numbered().map(|(place, arm)| short(place, arm))).collect();
    let row = |(place, row): (usize, usize)| {
        let cell = |column: usize| match comparison.pair(row, column, measure) {
            None => "–".into(),
            Some(d) if d.same_by_construction => "same".into(),
            Some(d) => {
                let star = if d.told_apart() { " *" } else { "" };
                let alone = || parts::value(measure, d.spread.mean, d.spread.half_width);
                format!("{}{star}", if few { words(measure, &d) } else { alone() })
            }
        };
        std::iter::once(name(place, row)).chain(arms.iter().map(|column| cell(*column))).collect()
    };
    Table { head, rows: numbered().map(row).collect() }
}
