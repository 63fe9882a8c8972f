//! The sections on results: what happened, to whom, at what cost, and how sure that is.

use maud::{Markup, html};

use super::first::shown_above;
use super::parts::{self, by_arm};
use crate::report::Extras;
use crate::report::charts::{Figure, focus};
use crate::report::options::Table;
use crate::results::measures::{Better, Group, Measure as M};
use crate::results::rounding::{self, rounded, whole};
use crate::results::study::Study;

/// What is asked and what is compared.
pub fn question(study: &Study) -> Markup {
    html! {
        p {
            "Children looked after by " (study.authority) " are simulated day by day under each option. The options share "
            "everything that the scenario does not say differs: the same children come into care, and each has the same luck."
        }
        ul { @for (place, arm) in study.arms.iter().enumerate() {
            li { b { (arm.label) } " (" code { (arm.name) } ")" @if place == 0 { ", the baseline" } ": " (provider(&arm.provider)) }
        } }
        p { "The contract runs " (study.contract_years) " years; the simulation " (study.years) " years from " (study.start_date) "." }
    }
}

fn provider(provider: &str) -> &'static str {
    match provider {
        "practice" => "the allocated children are served by a practice outside the authority.",
        "in-house" => "the same children, posts, caseload and handover, but employed by the authority.",
        _ => "the same children stay with the authority's teams.",
    }
}

pub fn population(study: &Study, figures: &[Figure]) -> Markup {
    html! {
        (parts::figure(figures, "population"))
        (by_arm(study, &of(Group::Population), "Population and flows, all years"))
    }
}

pub fn moves(study: &Study, figures: &[Figure]) -> Markup {
    let served = [M::CohortSize, M::CohortTransferred, M::CohortCancelled, M::CohortYears, M::CohortLeftEarly];
    let assessed = of(Group::Assessment);
    html! {
        (parts::figure(figures, "cohort-size"))
        (by_arm(study, &served, "The allocated children, all years"))
        h3 { "The two-year assessment" }
        p {
            "The same assessor is right in another share of entrants than of the caseload, where those who stay long are "
            "seen more often. Counts are children a year, or at the years' ends."
        }
        (parts::figure(figures, "threshold-curve"))
        (by_arm(study, &assessed, "The two-year assessment, all years"))
        h3 { "Handover" }
        (by_arm(study, &of(Group::Handover), "The way to the practice, and back, all years"))
        (super::who::representativeness(study, figures))
    }
}

pub fn continuity(study: &Study, figures: &[Figure]) -> Markup {
    let others = [M::CohortSameWorker, M::CohortDistinctWorkers, M::CohortUnallocatedDays, M::CohortLongestGap];
    let cohort = of(Group::Cohort).into_iter().filter(|m| m.info().name.contains("changes") || others.contains(m));
    html! {
        @for name in ["worker-changes-by-cause", "break-even", "same-worker-all-year", "what-the-headline-rests-on"] {
            @if shown_above(figures, name) {
                p { "See also the " a href={ "#figure-" (name) } { "chart of the first page" } "." }
            } @else { (parts::figure(figures, name)) }
        }
        (by_arm(study, &cohort.collect::<Vec<_>>(), "The allocated children, all years"))
        p.note { "What the difference is made of, cause by cause, with what each part rests on: " code { "swpsim causes" } " with the same scenario." }
        (super::who::groups_and_years(study, figures))
        h3 { "All children in care" }
        p { "The authority's other children are in these figures too, so they show what the practice does to the children left." }
        (by_arm(study, &worker_measures(false), "All children in care, all years"))
    }
}

/// Measures of the group Workers: those about the workforce, or those about children.
fn worker_measures(workforce: bool) -> Vec<M> {
    let own = [
        M::Caseload,
        M::Vacancy,
        M::Agency,
        M::Turnover,
        M::WorkerLeavings,
        M::PostsRefilled,
        M::ReallocatedCases,
    ];
    of(Group::Workers).into_iter().filter(|measure| own.contains(measure) == workforce).collect()
}

pub fn placements(study: &Study, figures: &[Figure]) -> Markup {
    let mut measures = of(Group::Placements);
    measures.push(M::CohortMoves);
    html! {
        (parts::figure(figures, "placement-stability"))
        (by_arm(study, &measures, "Placements, all years"))
    }
}

pub fn workforce(study: &Study) -> Markup {
    let mut measures = worker_measures(true);
    measures.push(M::CohortWorkerLoad);
    let cover = [M::CohortVisitsOnTime, M::CohortReviewsOnTime];
    let own: Vec<M> = of(Group::Practice).into_iter().chain(cover).collect();
    html! {
        (by_arm(study, &measures, "Workers, all years"))
        h3 { "The practice or dedicated team" }
        @for line in study.parameters.iter().filter(|line| line.key.ends_with(".minimum_on_duty") && line.origin != "default") {
            p { "Cover fails on a working day with fewer than " (line.value) " social workers on duty (" code { (line.key) } ")." }
        }
        (by_arm(study, &own, "Caseloads, vacancies, cover and size, all years"))
    }
}

pub fn money(study: &Study, extras: &Extras, figures: &[Figure]) -> Markup {
    let Some(arm) = focus(study) else { return by_arm(study, &of(Group::Money), "Money, all years") };
    let head = ["Line, unit", "Mean", "Median", "Middle 90% of histories"].map(String::from).into();
    let row = |measure: M| {
        let spread = study.spread(arm, measure);
        let info = measure.info();
        let label = format!("{}, {}", info.label, info.unit);
        if matches!(measure, M::ExhaustedAuthorityHolds | M::ExhaustedPracticeHolds) {
            return vec![label, rounded(spread.mean, spread.half_width), "–".into(), "–".into()]; // a chance has no band
        }
        let range = format!("{} to {}", money_or_dash(spread.q05), money_or_dash(spread.q95));
        vec![label, money_or_dash(spread.mean), money_or_dash(spread.median), range]
    };
    let defined = of(Group::Contract).into_iter().filter(|m| study.spread(arm, *m).is_defined());
    let rows: Vec<Vec<String>> = defined.map(row).collect();
    html! {
        p { "Who holds the placement budget changes everything, so both are always shown. Money is at prices of " (study.price_year) "." }
        (parts::figure(figures, "money"))
        (by_arm(study, &of(Group::Money), "Cost by option, all years"))
        @if !rows.is_empty() {
            (parts::numbers(&Table { head, rows }, "The contract, a year, all years"))
            p { "Rule of the fund: " (extras.fund.words()) ". Horizon: the contract of " (study.contract_years) " years." }
        }
        (parts::figure(figures, "risk-fund-authority-holds"))
        (parts::figure(figures, "risk-fund-practice-holds"))
        p.note {
            "The curves are for additional money without top-up, where each history has one level below which its fund runs out. "
            "A fund carved out of the contract, or one fed by surpluses, behaves as its own rule says: see the answer above."
        }
    }
}

fn money_or_dash(value: f64) -> String {
    if value == f64::INFINITY { "no fund holds".into() } else { rounding::money(value, 0.0) }
}

pub fn comparisons(study: &Study) -> Markup {
    let groups = [
        Group::Population,
        Group::Placements,
        Group::Workers,
        Group::Cohort,
        Group::Handover,
        Group::Assessment,
        Group::Money,
    ];
    html! {
        p {
            "Each history is simulated under every option with the same children and the same luck, and subtracted history by "
            "history. Intervals are of the mean difference, Monte Carlo error only"
            @if study.arms.len() > 2 { "; those of one measure hold together over the options (Bonferroni)" } "."
        }
        @for arm in 1..study.arms.len() {
            details open[study.arms[arm].provider == "practice"] {
                summary { (study.arms[arm].label) " less " (study.arms[0].label) }
                (parts::words(&differences_of(study, arm, &groups), &format!("{}: every measure, all years", study.arms[arm].label)))
                (not_modelled(study, arm, &groups))
            }
        }
    }
}

/// What is equal in every history, in one sentence rather than a row each.
fn not_modelled(study: &Study, arm: usize, groups: &[Group]) -> Markup {
    let measures = groups.iter().flat_map(|group| of(*group));
    let same: Vec<&str> = measures
        .filter(|m| study.difference(arm, *m).same_by_construction)
        .map(|m| m.info().label.trim_start_matches("... "))
        .collect();
    html! { @if !same.is_empty() { p.note { "Not modelled: the same by construction: " (same.join("; ")) "." } } }
}

fn differences_of(study: &Study, arm: usize, groups: &[Group]) -> Table {
    let head = ["Measure, unit", "Better", "Difference ± 95%", "Gained by pairing"].map(String::from).into();
    let row = |measure: M| {
        let (info, difference) = (measure.info(), study.difference(arm, measure));
        let gained = match difference.variance_reduction {
            factor if !factor.is_finite() => "–".into(),
            factor if factor < 1.0 => format!("{} times: pairing does not help", rounded(factor, 0.1)),
            factor if factor < 10.0 => format!("{} times", rounded(factor, 1.0)),
            factor => format!("{} times", whole(factor)),
        };
        let better = if info.better == Better::Neither { "–" } else { info.better.word() };
        vec![
            format!("{}, {}", info.label.trim_start_matches("... "), info.unit),
            better.into(),
            parts::difference(study, arm, measure),
            gained,
        ]
    };
    let measures = groups.iter().flat_map(|group| of(*group));
    let told =
        |m: &M| study.difference(arm, *m).spread.is_defined() && !study.difference(arm, *m).same_by_construction;
    let rows = measures.filter(told).map(row).collect();
    Table { head, rows }
}

pub fn uncertainty(study: &Study, figures: &[Figure]) -> Markup {
    html! {
        dl.glossary {
            dt { "Chance between histories" }
            dd { "The same authority with the same parameters would still have good and bad years. Shown as a band (middle 90%); it does not shrink with more replicates." }
            dt { "Monte Carlo error" }
            dd { "Only " (whole(study.replicates as f64)) " histories were simulated. Shown as ± or a whisker (95% interval of the mean); it shrinks with more replicates." }
            dt { "Not knowing a parameter" }
            dd { @if study.parameter_ranges.is_empty() { "Not quantified in this run: no parameter was drawn from its range." } @else { "Shown as a range over draws from the ranges that the scenario states." } }
        }
        @if !study.parameter_ranges.is_empty() { (parts::words(&ranges(study), "Differences over draws of the uncertain parameters")) }
        @if !study.variants.is_empty() {
            p { "The largest cause of doubt is why children change worker at all: published figures show about one change a year, of which "
                "workers leaving explains perhaps a third. The chart " a href="#continuity" { "under continuity" } " shows the headline with each unsourced cause off, "
                "and with none, half or all of the unexplained part inherited." }
            (parts::words(&variants(study), "Variants of the model"))
        }
        @if figures.is_empty() { p { "This run has no figures." } }
    }
}

fn ranges(study: &Study) -> Table {
    let head = ["Option, measure", "Median", "5% to 95% of draws", "Draws × replicates", "Moves most with"]
        .map(String::from)
        .into();
    let label = |name: &str| {
        study.arms.iter().find(|arm| arm.name == name).map_or(name.to_string(), |arm| arm.label.clone())
    };
    let row = |range: &crate::results::study::ParameterRange| {
        let step = (range.q95 - range.q05).abs() / 10.0;
        let show = |value: f64| parts::value(range.measure, value, step);
        let drivers: Vec<String> =
            range.drivers.iter().take(3).map(|(key, r)| format!("{key} ({})", rounded(*r, 0.1))).collect();
        vec![
            format!("{}: {}", label(&range.arm), range.measure.info().label),
            show(range.median),
            format!("{} to {}", show(range.q05), show(range.q95)),
            format!("{} × {}", whole(range.draws as f64), whole(range.replicates_per_draw as f64)),
            drivers.join(", "),
        ]
    };
    Table { head, rows: study.parameter_ranges.iter().map(row).collect() }
}

fn variants(study: &Study) -> Table {
    let head = ["Variant", "What is changed and why", "Replicates"].map(String::from).into();
    let row = |v: &crate::results::study::Variant| vec![v.name.clone(), v.why.clone(), whole(v.replicates as f64)];
    Table { head, rows: study.variants.iter().map(row).collect() }
}

/// The measures of a group, in the order of tables.
fn of(group: Group) -> Vec<M> {
    M::ALL.iter().copied().filter(|measure| measure.info().group == group).collect()
}
