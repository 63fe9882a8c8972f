//! `report.html`: one page that needs nothing else. The answer comes first; no script, nothing loaded from anywhere.

mod parts;

mod first;

mod comparison;

mod sections;

mod who;

mod record;

mod glossary;

pub mod plan;

pub mod causes;

pub mod pilots;

pub mod size;

pub mod contract;

pub mod stress;

pub mod fund;

use maud::html;

use super::Extras;
use super::charts::Figure;
use crate::results::study::Study;

/// The sections after the first page: anchor and heading, in reading order.
const SECTIONS: [(&str, &str); 15] = [
    ("question", "Question and options"),
    ("population", "Population and flows"),
    ("moves", "Who moves"),
    ("continuity", "Continuity of worker"),
    ("placements", "Placements"),
    ("workforce", "Workforce and cover"),
    ("money", "Money"),
    ("comparisons", "Comparisons"),
    ("uncertainty", "Three uncertainties, kept apart"),
    ("story", "One child's story in each option"),
    ("targets", "Simulated beside published"),
    ("assumptions", "Assumptions and data"),
    ("reproduce", "How to reproduce this"),
    ("glossary", "Glossary"),
    ("standards", "Reporting standards"),
];

/// The page's text.
pub fn page(study: &Study, extras: &Extras, figures: &[Figure]) -> String {
    let body = |anchor: &str| match anchor {
        "question" => sections::question(study),
        "population" => sections::population(study, figures),
        "moves" => sections::moves(study, figures),
        "continuity" => sections::continuity(study, figures),
        "placements" => sections::placements(study, figures),
        "workforce" => sections::workforce(study),
        "money" => sections::money(study, extras, figures),
        "comparisons" => sections::comparisons(study),
        "uncertainty" => sections::uncertainty(study, figures),
        "story" => record::story(study),
        "targets" => record::targets(study, extras),
        "assumptions" => record::assumptions(study, extras),
        "reproduce" => record::reproduce(study),
        "glossary" => glossary::glossary(),
        _ => glossary::standards(),
    };
    parts::document(
        &html! { (study.title) },
        &html! {
            a.skip href="#main" { "Skip to the answer" }
            header {
                h1 { (study.title) }
                p.lead {
                    (study.authority) " · " (study.years) " years from " (study.start_date) " · evidence of "
                    (study.authority_period) " · prices of " (study.price_year)
                }
            }
            main id="main" {
                @if study.compares_first { (comparison::page(study, extras, figures)) }
                (first::page(study, extras, figures))
                nav aria-label="Contents" {
                    h2 { "The rest of this report" }
                    ol { @for (anchor, heading) in SECTIONS { li { a href={ "#" (anchor) } { (heading) } } } }
                }
                @for (anchor, heading) in SECTIONS {
                    section aria-labelledby=(anchor) {
                        h2 id=(anchor) { (heading) }
                        (body(anchor))
                    }
                }
            }
            footer {
                p { (parts::ALL_SIMULATED) }
            }
        },
    )
    .replace("−£", "−\u{2060}£") // a minus sign stays with its amount
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{charts, invented};

    fn text() -> String {
        let (study, extras) = (invented::study(), invented::extras());
        page(&study, &extras, &charts::all(&study, &extras))
    }

    #[test]
    fn the_page_needs_nothing_from_anywhere() {
        let page = text();
        for outside in ["<script", "<link", "src=", "@import", "url(", "onclick"] {
            assert!(!page.contains(outside), "{outside}");
        }
        let addresses = page.matches("http").count() - page.matches("http://www.w3.org/2000/svg").count();
        assert_eq!(addresses, 0);
    }

    #[test]
    fn headings_come_in_order_and_every_anchor_is_unique() {
        let page = text();
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len());
        for (anchor, _) in SECTIONS {
            assert!(ids.contains(&anchor), "{anchor}");
        }
        assert!(page.find("Do children keep") < page.find("What this leaves out"));
    }

    #[test]
    fn every_figure_is_shown_once_with_its_words_and_data() {
        let (study, extras) = (invented::study(), invented::extras());
        let figures = charts::all(&study, &extras);
        let page = page(&study, &extras, &figures);
        for figure in figures {
            assert_eq!(page.matches(&format!("id=\"{}-desc\"", figure.name)).count(), 1, "{}", figure.name);
        }
        assert_eq!(page.matches("<svg").count(), page.matches("Data of this figure").count());
    }

    #[test]
    fn nothing_is_called_significant_and_nothing_is_not_a_number() {
        let page = text();
        assert!(!page.to_lowercase().contains("significan") && !page.contains("NaN") && !page.contains("inf "));
        assert!(page.contains("ot modelled: the same by construction"));
    }

    #[test]
    fn a_study_of_nothing_still_makes_a_page() {
        let mut study = invented::study();
        study.spreads.iter_mut().for_each(|s| *s = crate::results::study::Spread::NONE);
        study.differences.iter_mut().for_each(|d| {
            d.spread = crate::results::study::Spread::NONE;
            d.same_by_construction = false;
        });
        (study.series, study.variants, study.targets, study.story) = (vec![], vec![], vec![], vec![]);
        let page = page(&study, &invented::extras(), &[]);
        assert!(page.contains("</html>") && !page.contains("NaN"));
    }
}
