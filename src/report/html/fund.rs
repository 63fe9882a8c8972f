//! The page of `swpsim fund`: the answer, its curve and what would change it come first.

use maud::{Markup, html};

use super::parts;
use crate::report::charts::Figure;
use crate::report::fund::sentences::{answer, beside, causes_words, range_words};
use crate::report::fund::tables;
use crate::report::options::Table;
use crate::results::fund::findings::{Findings, Headline, Holder};
use crate::results::rounding::whole;

/// How many switching values stand on the first page.
const SWITCHES: usize = 3;

/// The page's text.
pub fn page(findings: &Findings, figures: &[Figure]) -> String {
    parts::document(
        &html! { "Risk fund: " (findings.title) },
        &html! {
            a.skip href="#main" { "Skip to the answer" }
            header {
                h1 { "How large a risk fund?" }
                p.lead {
                    (findings.title) " · " (findings.places) " places, policy " (findings.policy) " · from "
                    (findings.start_date) " · evidence of " (findings.period) " · prices of " (findings.price_year)
                }
            }
            main id="main" {
                (first(findings, figures))
                (funds(findings, figures))
                (failures(findings, figures))
                (unpaid(findings))
                (pooling(findings, figures))
                (sizes(findings, figures))
                (method(findings))
            }
            footer { p { (parts::ALL_SIMULATED) } }
        },
    )
    .replace("−£", "−\u{2060}£") // a minus sign stays with its amount
}

/// The answer, the curve, the three largest switching values, what is left out.
fn first(findings: &Findings, figures: &[Figure]) -> Markup {
    html! {
        section aria-labelledby="answer" {
            h2 id="answer" { "The answer" }
            @for headline in &findings.headlines {
                div.answer {
                    h3 { (headline.line.case.holder.condition()) }
                    p { b { (answer(findings, &headline.line)) } }
                    @for sentence in beside(headline) { p { (sentence) } }
                }
            }
            p.note { (range_words(findings)) }
        }
        @if let Some(headline) = findings.headlines.first() { (curve(headline, figures)) }
        section aria-labelledby="change" {
            h2 id="change" { "What would change this" }
            (switching(findings))
        }
        section aria-labelledby="out" {
            h2 id="out" { "What this leaves out" }
            ul {
                li { "A fund bridges chance within a contract. It says nothing of a price that is wrong, and does not repair one." }
                li { "What nobody has put into the scenario cannot exhaust a fund here: a change of the law, a closure, a fraud." }
                @for line in &findings.leaves_out { li { (line) } }
            }
        }
        dl.strip {
            div { dt { "swpsim" } dd { (findings.version) } }
            div { dt { "scenario" } dd { code { (findings.scenario_hash.get(..12).unwrap_or(&findings.scenario_hash)) } } }
            div { dt { "seed" } dd { (findings.seed) } }
            div { dt { "contracts" } dd { (whole(findings.histories as f64)) } }
            div { dt { "parameter draws" } dd { (findings.draws) } }
        }
    }
}

fn curve(headline: &Headline, figures: &[Figure]) -> Markup {
    of_holder("fund-curve", headline, figures)
}

/// The one of several figures of a kind that is about this headline.
fn of_holder(kind: &str, headline: &Headline, figures: &[Figure]) -> Markup {
    let end =
        if headline.line.case.holder == Holder::Shared { "shared" } else { headline.line.case.holder.name() };
    let found = figures.iter().find(|f| f.name.strip_prefix(kind).is_some_and(|rest| rest.contains(end)));
    html! { @if let Some(found) = found { (parts::figure(figures, found.name)) } }
}

fn switching(findings: &Findings) -> Markup {
    let all = tables::switches(findings);
    if all.rows.is_empty() {
        return html! { p { "No parameter was set to the ends of its range in this run, so this is not known." } };
    }
    let three = Table { head: all.head.clone(), rows: all.rows.iter().take(SWITCHES).cloned().collect() };
    let rest = all.rows.len() > SWITCHES;
    let holder = findings.switches.first().map_or("", |switch| switch.holder.words());
    html! {
        p { "The parameters that move the fund most, one at a time, all else as the scenario says (placement budget held by "
            (holder) "). Where it would be twice or half as large is read from straight lines through what was run." }
        (parts::words(&three, "The three largest switching values"))
        @if rest { details { summary { "All parameters that were tried" } (parts::words(&all, "Parameters one at a time")) } }
    }
}

fn funds(findings: &Findings, figures: &[Figure]) -> Markup {
    html! {
        section aria-labelledby="funds" {
            h2 id="funds" { "Funds by arrangement, holder, horizon and surplus rule" }
            (parts::figure(figures, "fund-arrangements"))
            (parts::words(&tables::by_arrangement(findings), "Every arrangement at the headline's horizon and rule"))
            p.note { "Margin: payment less cost, mean over contracts. Expected unpaid: loss beyond the fund over a whole contract." }
            p.note { "\"Each separately\": the confidence belongs to one line. \"All together\": all lines of the full table hold \
                      at once with the stated confidence (Bonferroni)." }
            (parts::words(&tables::by_horizon(findings, tables::Detail::Full), "The headline's arrangement by horizon and rule, each separately (range over parameter draws)"))
            details { summary { "Point estimates, sizes that hold all together, and how each was found" }
                (parts::words(&tables::every_line(findings), "The headline's arrangement, line by line")) }
            p.note { "\"Critical levels\": an order statistic from one set of contracts (Wilks 1941). \"Evaluated again\": where the \
                      fund is carved out of the contract, or its cap gives way to its opening level, a contract has no critical \
                      level; the same contracts are gone through at each size, with binomial bounds that hold for all sizes looked at." }
            @for headline in findings.headlines.iter().skip(1) { (curve(headline, figures)) }
        }
    }
}

fn failures(findings: &Findings, figures: &[Figure]) -> Markup {
    html! {
        section aria-labelledby="failures" {
            h2 id="failures" { "Where failures come from" }
            @for headline in &findings.headlines {
                @if let Some(causes) = &headline.causes {
                    h3 { (headline.line.case.holder.condition()) }
                    p { (causes_words(causes)) }
                    (of_holder("fund-causes", headline, figures))
                }
            }
            p.note { "Volume: person-days served. Needs mix: how they spread over the funding bands. Placement price: what a day in a \
                      band costs relative to its mean, and the price level. Staff: the practice's own work at constant prices. \
                      High-cost placements: the two costliest people of each year. Off means: at its mean over contracts, year by \
                      year; the payment follows what is then served." }
        }
    }
}

fn unpaid(findings: &Findings) -> Markup {
    html! {
        section aria-labelledby="unpaid" {
            h2 id="unpaid" { "What is left unpaid, and when" }
            (parts::numbers(&tables::unpaid(findings), "Whole contracts, the headline's terms; intervals are 95% (Monte Carlo error)"))
            p.note { "The worst simulated contract is not the worst possible one. TVaR takes in the part of an atom at VaR that belongs \
                      to the tail (Acerbi and Tasche 2002)." }
        }
    }
}

fn pooling(findings: &Findings, figures: &[Figure]) -> Markup {
    html! { @if !findings.pools.is_empty() {
        section aria-labelledby="pooling" {
            h2 id="pooling" { "Several practices with one fund" }
            (parts::figure(figures, "fund-pooling"))
            (parts::words(&tables::pools(findings), "Fund a practice, and what is saved"))
            p.note { "Pooled contracts are put together from whole simulated contracts of this practice; their needs have the stated \
                      correlation (a Gaussian copula over ranks). The same contracts are used many times over, so these are point \
                      estimates without confidence. Correlation 1: practices that always fail together." }
        }
    } }
}

fn sizes(findings: &Findings, figures: &[Figure]) -> Markup {
    html! { @if !findings.sizes.is_empty() {
        section aria-labelledby="sizes" {
            h2 id="sizes" { "Fund against size" }
            (parts::figure(figures, "fund-size"))
            (parts::numbers(&tables::sizes(findings), "Practices of other sizes, the headline's horizon and rule, each separately"))
        }
    } }
}

fn method(findings: &Findings) -> Markup {
    html! {
        section aria-labelledby="method" {
            h2 id="method" { "How this was found" }
            ul {
                li { "The number of contracts (" (whole(findings.histories as f64)) ") was fixed beforehand. What a practice did and cost is \
                      recorded once a history; every arrangement, holder, horizon and rule is evaluated on the same record." }
                li { "Exhausted means that strictly more than the fund was needed; a fund that ran out stays empty and the authority \
                      meets what is missing." }
                li { "The size with confidence is an order statistic of one set of contracts, whatever their law, and belongs to one \
                      set of parameters. Draws are never pooled." }
            }
            p { "With version " (findings.version) " of swpsim this command gives the same files, byte for byte:" }
            pre { (findings.command) }
            ul {
                li { code { "funds.csv" } ": every case; " code { "curve.csv" } ", " code { "levels.csv" } ": the curves and each contract's level" }
                li { code { "draws.csv" } ": every parameter draw with its fund" }
                li { code { "causes.csv" } ", " code { "pools.csv" } ", " code { "sizes.csv" } ", " code { "summary.json" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts;
    use crate::report::fund::invented;

    fn text() -> String {
        let findings = invented::findings();
        page(&findings, &charts::fund::all(&findings))
    }

    #[test]
    fn the_page_needs_nothing_from_anywhere_and_answers_first() {
        let page = text();
        for outside in ["<script", "<link", "src=", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.find("The answer") < page.find("What would change this"));
        assert!(page.find("fund-curve-authority-holds") < page.find("What would change this"));
        assert!(!page.contains("NaN") && !page.to_lowercase().contains("significan"));
        if let Ok(folder) = std::env::var("SWPSIM_LOOK") {
            std::fs::write(format!("{folder}/fund.html"), page).unwrap();
        }
    }

    #[test]
    fn every_anchor_is_unique_and_every_figure_has_its_data() {
        let page = text();
        let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
        assert_eq!(page.matches("<svg").count(), page.matches("Data of this figure").count());
    }
}
