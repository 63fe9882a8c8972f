//! Who moves, group by group: love plots, each child's chance of selection, results by group and since full allocation.

use maud::{Markup, html};

use super::parts;
use crate::report::charts::{Figure, who_moves};
use crate::report::options::Table;
use crate::report::practices;
use crate::results::measures::Measure as M;
use crate::results::representativeness::Representativeness;
use crate::results::rounding::{rounded, whole, with_error};
use crate::results::study::Study;

/// How like the others the allocated children are, and each child's chance of selection.
pub fn representativeness(study: &Study, figures: &[Figure]) -> Markup {
    let different = who_moves::different_choices(study);
    html! {
        h3 { "How like the other children they are" }
        @if different.is_empty() {
            p.note { "Not looked at in this run (run.representativeness_replicates), or no panel had to choose." }
        }
        @for (place, (name, found)) in who_moves::NAMES.into_iter().zip(&different).enumerate() {
            p { (who_moves::verdict(study, found)) }
            @if place == 0 { (parts::figure(figures, name)) }
            @else { details { summary { "Love plot of " (study.arms[found.arm].label) } (parts::figure(figures, name)) } }
        }
        @if !different.is_empty() {
            p.note { "A standardised difference is the difference of means or shares over the standard deviation within the groups (Austin 2009), for several categories "
                "the Mahalanobis distance of the shares (Yang and Dalton 2012). Even an honest lottery leaves differences: only what lies beyond its band says anything about the rule. "
                "A characteristic counts as beyond a lottery where so many histories lie above their own lotteries' upper end (1 of 40 each) that honest panels would "
                "show it, over all characteristics together, in fewer than 1 of 20 such studies." }
            h3 { "Each child's chance of selection" }
            p { "The published rule is drawn a hundred times more on the children before the first panel that has to choose. Under a plain lottery all have the same chance but for siblings, who move or wait together." }
            (parts::numbers(&chances(study, &different), "Children before the first panel by their chance of being allocated there"))
            @for (place, found) in different.iter().enumerate() {
                details open[place == 0] {
                    summary { "By group of children: " (study.arms[found.arm].label) }
                    (parts::numbers(&chances_by_group(found), "Mean chance of selection at the first panel"))
                }
            }
        }
    }
}

fn chances(study: &Study, all: &[&Representativeness]) -> Table {
    let classes = ["never", "under 20%", "20% to 40%", "40% to 60%", "60% to 80%", "80% and more", "always"];
    let head = ["Policy", "Mean"].into_iter().chain(classes).map(String::from).collect();
    let percent =
        |share: f64| if share == 0.0 { "–".into() } else { format!("{}%", rounded(100.0 * share, 1.0)) };
    let row = |found: &&Representativeness| {
        let c = &found.chances;
        let pairs = (0..5).map(|k| c[1 + 2 * k] + c[2 + 2 * k]);
        let shares: Vec<f64> = std::iter::once(c[0]).chain(pairs).chain([c[c.len() - 1]]).collect();
        let mut row = vec![study.arms[found.arm].label.clone(), percent(found.mean_chance())];
        row.extend(shares.into_iter().map(percent));
        row
    };
    Table { head, rows: all.iter().map(row).collect() }
}

fn chances_by_group(found: &Representativeness) -> Table {
    let head = ["Group", "Children before the panel", "Mean chance"].map(String::from).into();
    let row = |line: &crate::results::representativeness::ChanceLine| {
        vec![
            format!("{}: {}", line.dimension, line.group),
            rounded(line.children, 1.0),
            format!("{}%", rounded(100.0 * line.chance, 1.0)),
        ]
    };
    Table { head, rows: found.chance_by_group.iter().map(row).collect() }
}

/// Results by group of children and by year since the practice was full.
pub fn groups_and_years(study: &Study, figures: &[Figure]) -> Markup {
    html! {
        @if !study.groups.is_empty() {
            h3 { "By group of children" }
            (parts::figure(figures, "groups-of-children"))
            @for arm in 1..study.arms.len() {
                @let table = groups(study, arm);
                @if !table.rows.is_empty() {
                    details {
                        summary { "Every measure by group: " (study.arms[arm].label) }
                        (parts::numbers(&table, "The allocated children, whole time; in brackets less the same children not moved"))
                    }
                }
            }
        }
        @let years = by_year(study);
        @if !years.rows.is_empty() {
            h3 { "By year" }
            (parts::numbers(&years, "The allocated children by year; in brackets less the same children not moved"))
        }
        @if !study.practices.is_empty() {
            h3 { "Practice by practice" }
            (parts::numbers(&practices::table(study), "Single practices over the whole time, mean ± 95%; years are in practices.csv"))
        }
        @if !study.since_full.is_empty() {
            h3 { "Since full allocation" }
            p { "The first years mix moving children with looking after them. From the month in which 95% of the places are taken, the practice works as it is meant to (Consistent Care Matters, recommendation 9)." }
            (parts::numbers(&since_full(study), "Changes of worker per person-year, by year since the practice was full"))
        }
    }
}

fn groups(study: &Study, arm: usize) -> Table {
    const MEASURES: [(&str, &str); 4] = [
        ("transferred", "Transferred"),
        ("changes_per_year", "Changes a year"),
        ("same_worker_all_year_pct", "Same worker all year, %"),
        ("moves_per_child_year", "Moves a year"),
    ];
    let head = std::iter::once("Group").chain(MEASURES.map(|(_, head)| head)).map(String::from).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in study.groups.iter().filter(|line| line.arm == arm && line.measure == "transferred") {
        if line.spread.mean == 0.0 {
            continue;
        }
        let cell = |(measure, _): (&str, &str)| {
            let same = |other: &&crate::results::study::GroupLine| {
                (other.arm, other.dimension, other.group, other.measure)
                    == (arm, line.dimension, line.group, measure)
            };
            let Some(found) = study.groups.iter().find(same) else { return "–".to_string() };
            let (spread, less) = (&found.spread, &found.difference.spread);
            match measure {
                "transferred" => whole(spread.mean),
                _ if found.difference.same_by_construction || !less.is_defined() => {
                    rounded(spread.mean, spread.half_width)
                }
                _ => format!(
                    "{} ({})",
                    rounded(spread.mean, spread.half_width),
                    with_error(less.mean, less.half_width)
                ),
            }
        };
        let name = format!("{}: {}", line.dimension, line.group);
        rows.push(std::iter::once(name).chain(MEASURES.map(cell)).collect());
    }
    Table { head, rows }
}

fn by_year(study: &Study) -> Table {
    const MEASURES: [(M, &str); 4] = [
        (M::CohortSize, "Served at its end"),
        (M::CohortChanges, "Changes of worker a year"),
        (M::CohortSameWorker, "Same worker all year, %"),
        (M::CohortMoves, "Moves to a new carer a year"),
    ];
    let head = ["Policy", "Year"].into_iter().chain(MEASURES.map(|(_, head)| head)).map(String::from).collect();
    let mut rows = Vec::new();
    for arm in (1..study.arms.len()).filter(|arm| study.arms[*arm].provider != "none") {
        for (period, label) in study.periods.iter().enumerate().take(study.whole()) {
            let cell = |(measure, _): (M, &str)| {
                let at = study.at(arm, period, measure);
                let (spread, difference) = (&study.spreads[at], &study.differences[at]);
                let less = &difference.spread;
                match measure {
                    _ if !spread.is_defined() => "–".into(),
                    M::CohortSize => whole(spread.mean),
                    _ if difference.same_by_construction || !less.is_defined() => {
                        rounded(spread.mean, spread.half_width)
                    }
                    _ => format!(
                        "{} ({})",
                        rounded(spread.mean, spread.half_width),
                        with_error(less.mean, less.half_width)
                    ),
                }
            };
            let cells = MEASURES.map(cell);
            if cells.iter().any(|cell| cell != "–") {
                rows.push([study.arms[arm].label.clone(), label.clone()].into_iter().chain(cells).collect());
            }
        }
    }
    Table { head, rows }
}

fn since_full(study: &Study) -> Table {
    let head = [
        "Policy",
        "Year since full",
        "With the policy",
        "Same children not moved",
        "Difference ± 95%",
        "Histories",
    ]
    .map(String::from)
    .into();
    let row = |line: &crate::results::study::SinceFull| {
        let shown = |s: &crate::results::study::Spread| with_error(s.mean, s.half_width);
        vec![
            study.arms[line.arm].label.clone(),
            line.year.to_string(),
            shown(&line.changes),
            shown(&line.not_moved),
            shown(&line.difference.spread),
            whole(line.changes.n as f64),
        ]
    };
    Table { head, rows: study.since_full.iter().map(row).collect() }
}
