//! The page of `swpsim causes`: what the gain is made of, and what each part rests on.

use maud::{Markup, html};

use super::parts;
use crate::report::charts::Figure;
use crate::report::charts::causes::{decimals, figure, signed, unit};
use crate::report::options::Table;
use crate::results::causes::{Between, Cause, Causes, Split};
use crate::results::measures::Measure;
use crate::results::study::Spread;

/// Qualities of numbers that no figure stands behind.
const WEAK: [&str; 5] = ["assumed", "unverified", "calibrated", "preset", "not stated"];

/// The figures of the first policy, one a measure.
pub fn figures(causes: &Causes) -> Vec<Figure> {
    let Some(first) = focus(causes) else { return vec![] };
    causes
        .splits
        .iter()
        .filter(|split| split.policy == first && split.whole.is_defined())
        .map(|split| figure(causes, split))
        .collect()
}

/// The policy drawn: the last one, as the practice stands after the dedicated team.
fn focus(causes: &Causes) -> Option<&str> {
    causes.splits.last().map(|split| split.policy.as_str())
}

/// The page's text.
pub fn page(causes: &Causes, figures: &[Figure]) -> String {
    parts::document(
        &html! { "What causes the gain: " (causes.title) },
        &html! {
            header {
                h1 { "What causes the gain" }
                p.lead { (causes.title) " · " (causes.years) " years from " (causes.start_date) " · evidence of " (causes.authority_period) }
            }
            main {
                (answer(causes))
                @for figure in figures { (parts::figure(figures, figure.name)) }
                h2 { "The parts" }
                @for split in &causes.splits { (of_policy(split)) }
                (against_the_dedicated_team(causes))
                (inherited(causes))
                (grounds(causes))
                (method(causes))
            }
            footer { p { (parts::ALL_SIMULATED) } }
        },
    )
}

/// One sentence a policy and measure, for the page and the terminal.
pub fn sentences(causes: &Causes) -> Vec<String> {
    causes.splits.iter().filter(|split| split.whole.is_defined()).map(|split| sentence(causes, split)).collect()
}

fn sentence(causes: &Causes, split: &Split) -> String {
    let d = decimals(split.measure);
    let mut parts: Vec<_> = split.parts.iter().filter(|part| !part.same_by_construction).collect();
    parts.sort_by(|a, b| b.spread.mean.abs().total_cmp(&a.spread.mean.abs()));
    let told: Vec<String> =
        parts.iter().map(|part| format!("{} {}", part.cause.label(), signed(part.spread.mean, d))).collect();
    let weak: Vec<&str> = parts
        .iter()
        .map(|part| part.cause)
        .filter(|cause| is_weak(causes, &split.policy, *cause))
        .map(Cause::label)
        .collect();
    let rests = if weak.is_empty() {
        String::new()
    } else {
        format!(" At least one number behind these parts is assumed or fitted: {}.", weak.join("; "))
    };
    let (what, share) = match split.measure {
        Measure::CohortSameWorker => ("have the same worker all year", "%"),
        _ => ("changes of worker a year", ""),
    };
    let subject = match split.measure {
        Measure::CohortSameWorker => format!(
            "{:.1}{share} of the allocated children {what} with the {}, {:.1}{share} of the same children without",
            split.with.mean, split.label, split.without.mean
        ),
        _ => format!(
            "The allocated children have {:.2} {what} with the {}, the same children without {:.2}",
            split.with.mean, split.label, split.without.mean
        ),
    };
    format!(
        "{subject}: {} {} (95% interval of the mean {}). By cause: {}.{rests}",
        signed(split.whole.mean, d),
        unit(split.measure),
        interval(&split.whole, d),
        told.join("; ")
    )
}

/// Is a number behind a policy's cause assumed, fitted or not stated?
fn is_weak(causes: &Causes, policy: &str, cause: Cause) -> bool {
    let own = causes.grounds.iter().filter(|(name, _)| name == policy).flat_map(|(_, grounds)| grounds);
    own.filter(|ground| ground.cause == cause).any(|ground| WEAK.contains(&ground.quality.as_str()))
}

fn interval(spread: &Spread, decimals: usize) -> String {
    let (low, high) = spread.interval();
    if low.is_nan() {
        "none from one history".into()
    } else {
        format!("{} to {}", signed(low, decimals), signed(high, decimals))
    }
}

fn answer(causes: &Causes) -> Markup {
    html! {
        div.answer {
            h3 { "Why do children with it change worker less often, or more often?" }
            @for sentence in sentences(causes) { p { (sentence) } }
        }
        p.note {
            "A part says what the model does with the numbers put in. It is no evidence that the cause works so in life: where a \
             number behind it is assumed or fitted, so is the part."
        }
    }
}

fn of_policy(split: &Split) -> Markup {
    let d = decimals(split.measure);
    let head = ["Part", "Mean over all orders", "95% interval", "Switched on first", "Switched on last"]
        .map(String::from)
        .into();
    let mut rows: Vec<Vec<String>> = split
        .parts
        .iter()
        .map(|part| {
            let label = part.cause.label().to_string();
            if part.same_by_construction {
                return vec![
                    label,
                    not_switched(split.measure, part.cause).into(),
                    "–".into(),
                    "–".into(),
                    "–".into(),
                ];
            }
            let both = [part.first, part.last].map(|value| signed(value, d));
            let shown = [label, signed(part.spread.mean, d), interval(&part.spread, d)];
            shown.into_iter().chain(both).collect()
        })
        .collect();
    rows.push(vec![
        "the whole difference".into(),
        signed(split.whole.mean, d),
        interval(&split.whole, d),
        "–".into(),
        "–".into(),
    ]);
    let info = split.measure.info();
    html! {
        h3 { (split.label) ": " (info.label) }
        p { "Without: " (format!("{:.d$}", split.without.mean)) "; with: " (format!("{:.d$}", split.with.mean)) " (" (info.unit) "). \
             The parts sum to the whole in every history; as they are rounded here, the last digit may miss it." }
        (parts::numbers(&Table { head, rows }, &format!("{}: {}, {}", split.label, info.label, unit(split.measure))))
    }
}

/// Why a cause has no part.
fn not_switched(measure: Measure, cause: Cause) -> &'static str {
    match (measure, cause) {
        (Measure::CohortSameWorker, Cause::Transfer) => "not in this measure: its year begins after the transfer",
        _ => "0: the same on both sides",
    }
}

fn against_the_dedicated_team(causes: &Causes) -> Markup {
    let row = |between: &Between| -> Table {
        let d = decimals(between.measure);
        let line =
            |label: &str, spread: &Spread| vec![label.to_string(), signed(spread.mean, d), interval(spread, d)];
        let parts = between.parts.iter().map(|(cause, spread)| line(cause.label(), spread));
        let rows = parts.chain([line("the whole difference", &between.whole)]).collect();
        Table { head: ["Part", "Difference", "95% interval"].map(String::from).into(), rows }
    };
    html! { @if !causes.between.is_empty() {
        h2 { "Practice against dedicated team" }
        p { "Both have the same children, places, posts and handover. What the practice adds to what a dedicated team of the authority \
             would do (Consistent Care Matters 9.5: like with like), cause by cause." }
        @for between in &causes.between {
            @let words = format!("{} less {}: {}, {}", between.first, between.second, between.measure.info().label, unit(between.measure));
            (parts::numbers(&row(between), &words))
        }
    } }
}

fn inherited(causes: &Causes) -> Markup {
    let head = ["Option, measure", "None inherited", "Half", "All"].map(String::from).into();
    let rows = causes
        .splits
        .iter()
        .map(|split| {
            let d = decimals(split.measure);
            let label = format!("{}: {}, {}", split.label, split.measure.info().label, unit(split.measure));
            let cells = split
                .inherited
                .iter()
                .map(|(_, spread)| format!("{} ({})", signed(spread.mean, d), interval(spread, d)));
            std::iter::once(label).chain(cells).collect()
        })
        .collect();
    html! {
        h2 { "If none, half or all of the unexplained changes are inherited" }
        p { "Turnover and the ends of agency stays explain about a third of the published changes of worker. The rest is carried by agency \
             use, posts never filled and evening out of cases, which no source gives for a practice: the whole difference with none, \
             half and all of the authority's (" code { "workforce.inherited_share" } ")." }
        (parts::words(&Table { head, rows }, "The whole difference by what is inherited (95% interval of the mean)"))
    }
}

fn grounds(causes: &Causes) -> Markup {
    let head = ["Part", "Number", "Value", "Quality", "Source"].map(String::from);
    html! {
        h2 { "What each part rests on" }
        dl.glossary { @for cause in std::iter::once(Cause::OwnTeam).chain(Cause::SWITCHED) {
            dt { (cause.label()) } dd { (cause.meaning()) }
        } }
        @for (policy, own) in &causes.grounds {
            @let rows = own.iter().map(|ground| vec![
                ground.cause.label().to_string(), ground.key.clone(), ground.value.clone(), ground.quality.clone(), ground.source.clone(),
            ]).collect();
            @if own.is_empty() { p { (policy) ": no cause is switched, so nothing is rested on." } }
            @else { (parts::words(&Table { head: head.clone().into(), rows }, &format!("Numbers behind the parts of {policy}"))) }
        }
        p { "Caseload acts on changes of worker through how cases are shared out and evened out, and through leaving only where the \
             scenario lets leaving depend on caseload. What lower caseloads do for time with a child is not modelled." }
    }
}

fn method(causes: &Causes) -> Markup {
    html! {
        h2 { "How the parts come about" }
        ul {
            li { "Every combination of the causes is simulated on the same children with the same luck: the team's own terms, or the \
                 authority's in their place. A part is the mean, over all orders in which causes can be switched on, of what a cause adds \
                 (Shapley 1953); so no cause is favoured by being first." }
            li { "\"" (Cause::OwnTeam.label()) "\" is not switched: without the team nothing else can be. It always comes first, and holds all \
                 that the named causes do not." }
            li { "Where the columns \"first\" and \"last\" differ, causes act on each other, and the part shares that out." }
            li { (causes.replicates) " histories, seed " (causes.seed) ", scenario " code { (causes.scenario_hash) } ", swpsim " (causes.version) "." }
            li { code { (causes.command) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::causes::{Ground, Part};

    /// Made-up parts: two of them, and one that is the same on both sides.
    fn made_up() -> Causes {
        let spread = |mean: f64| Spread { n: 9, mean, half_width: 0.01, ..Spread::NONE };
        let part = |cause, mean: f64| Part {
            cause,
            spread: spread(mean),
            first: mean - 0.05,
            last: mean + 0.05,
            same_by_construction: mean == 0.0,
        };
        let split = |measure, scale: f64| Split {
            policy: "elm".into(),
            label: "practice".into(),
            measure,
            without: spread(1.2 * scale),
            with: spread(0.8 * scale),
            whole: spread(-0.4 * scale),
            parts: vec![
                part(Cause::OwnTeam, 0.1 * scale),
                part(Cause::Turnover, -0.5 * scale),
                part(Cause::Caseload, 0.0),
            ],
            inherited: vec![(0.0, spread(-0.6)), (0.5, spread(-0.4)), (1.0, spread(-0.1))],
        };
        let ground = Ground {
            cause: Cause::Turnover,
            key: "practice.elm.turnover_per_year".into(),
            value: "0.07".into(),
            quality: "assumed".into(),
            source: "mixed record".into(),
        };
        Causes {
            title: "made up".into(),
            note: String::new(),
            authority: "nowhere".into(),
            authority_period: "2011".into(),
            years: 5,
            start_date: "2011-04-01".into(),
            version: "0".into(),
            scenario_hash: "abcdef0123".into(),
            seed: 1,
            replicates: 9,
            command: "swpsim causes x".into(),
            splits: vec![split(Measure::CohortChanges, 1.0), split(Measure::CohortSameWorker, -30.0)],
            between: vec![],
            grounds: vec![("elm".into(), vec![ground])],
        }
    }

    #[test]
    fn the_page_says_which_parts_rest_on_assumptions_and_shows_every_figure_with_its_data() {
        let causes = made_up();
        let figures = figures(&causes);
        let page = page(&causes, &figures);
        assert_eq!(figures.len(), 2);
        assert_eq!(page.matches("<svg").count(), page.matches("Data of this figure").count());
        assert!(page.contains("assumed or fitted: turnover") && page.contains("0: the same on both sides"));
        assert!(!page.contains("NaN") && !page.contains("<script") && !page.contains("src="));
    }

    #[test]
    fn the_steps_of_the_picture_lead_from_without_to_with() {
        let causes = made_up();
        let figure = figure(&causes, &causes.splits[0]);
        assert_eq!(figure.rows.len(), 4, "what is the same on both sides is no step");
        assert_eq!(figure.rows[2][1..], ["1.300", "0.800", "−0.500"]);
        assert_eq!(figure.rows[3][2], "0.800");
        assert!(figure.text.contains("turnover −0.500") && !figure.svg.contains("NaN"));
    }
}
