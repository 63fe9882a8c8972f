//! Figures as SVG text: one message each, labels on the lines, and for each a text alternative and its data.

pub mod canvas;

mod scale;

mod lettering;

mod dots;

mod lines;

mod worker_changes;

mod same_worker;

mod cohort_size;

mod break_even;

mod threshold_curve;

mod variants;

mod population;

mod money;

mod risk_fund;

mod placements;

mod policies;

pub mod who_moves;

mod groups;

pub mod plan;

pub mod causes;

pub mod pilots;

pub mod size;

pub mod stress;

pub mod fund;

use plotters::style::RGBColor;

use self::canvas::{Mark, PALETTE};
use super::Extras;
use crate::results::study::Study;

pub use break_even::break_even_month;

/// One figure with all that stands around it.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// Stable name; the file is `figures/NAME.svg`.
    pub name: &'static str,
    /// The message.
    pub title: String,
    /// Units, place, period, and what bands are.
    pub subtitle: String,
    /// The text alternative.
    pub text: String,
    pub source: String,
    /// The data: names of columns, then rows.
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub svg: String,
}

/// All figures whose data the study has, in the order of the report.
pub fn all(study: &Study, extras: &Extras) -> Vec<Figure> {
    let mut figures = Vec::new();
    figures.extend(policies::figures(study));
    figures.extend(worker_changes::figure(study));
    figures.extend(break_even::figure(study));
    figures.extend(same_worker::figure(study));
    figures.extend(cohort_size::figure(study));
    figures.extend(threshold_curve::figure(study));
    figures.extend(who_moves::figures(study));
    figures.extend(groups::figure(study));
    figures.extend(variants::figure(study));
    figures.extend(population::figure(study, extras));
    figures.extend(placements::figure(study));
    figures.extend(money::figure(study));
    figures.extend(risk_fund::figures(study, extras));
    figures
}

/// An arm as charts draw it; the focus comes first and takes the first colour.
pub(super) struct Drawn {
    pub arm: usize,
    pub label: String,
    pub colour: RGBColor,
    pub mark: Mark,
}

/// At most four arms: practices first, then in-house teams, the baseline last.
pub(super) fn drawn(study: &Study) -> Vec<Drawn> {
    let mut order: Vec<usize> = (0..study.arms.len()).collect();
    order.sort_by_key(|arm| match study.arms[*arm].provider.as_str() {
        "practice" => 0,
        "in-house" => 1,
        _ => 2,
    });
    if order.len() > 4 {
        order.drain(3..order.len() - 1); // keep the baseline
    }
    let styled = |(place, arm): (usize, usize)| Drawn {
        arm,
        label: short_label(study, arm),
        colour: PALETTE[place],
        mark: Mark::nth(place),
    };
    order.into_iter().enumerate().map(styled).collect()
}

/// A label that fits beside a bar.
pub(super) fn short_label(study: &Study, arm: usize) -> String {
    match study.arms[arm].label.as_str() {
        "in-house dedicated team" => "in-house team".into(),
        label => label.into(),
    }
}

/// The first practice of the study, if it has one: the arm in focus.
pub fn focus(study: &Study) -> Option<usize> {
    study.arms.iter().position(|arm| arm.provider == "practice")
}

/// The source line of every figure.
pub(super) fn source(study: &Study) -> String {
    let hash = study.scenario_hash.get(..8).unwrap_or(&study.scenario_hash);
    format!(
        "swpsim {}, {} simulated histories, scenario {hash}; simulated, not observed.",
        study.version,
        crate::results::rounding::whole(study.replicates as f64)
    )
}

/// Place and time for a subtitle.
pub(super) fn place_and_time(study: &Study) -> String {
    let years = if study.years == 1 { "one year".into() } else { format!("{} years", study.years) };
    format!("{}, {years} from {}", study.authority, study.start_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    #[test]
    fn every_figure_has_its_words_and_its_data() {
        let figures = all(&invented::study(), &invented::extras());
        assert_eq!(figures.len(), 11);
        for figure in figures {
            let name = figure.name;
            assert!(figure.svg.contains("role=\"img\"") && figure.svg.contains("<desc"), "{name}");
            assert!(figure.text.len() > 60 && !figure.rows.is_empty(), "{name}");
            assert!(figure.rows.iter().all(|row| row.len() == figure.head.len()), "{name}");
            assert!(!figure.svg.contains("NaN") && !figure.svg.contains("rotate("), "{name}");
        }
    }

    #[test]
    fn an_empty_study_draws_nothing_and_does_not_fail() {
        let mut study = invented::study();
        study.spreads.iter_mut().for_each(|spread| *spread = crate::results::study::Spread::NONE);
        (study.series, study.variants, study.targets) = (vec![], vec![], vec![]);
        study.thresholds.clear();
        let mut extras = invented::extras();
        (extras.critical_funds_authority_holds, extras.critical_funds_practice_holds) = (vec![], vec![]);
        assert!(all(&study, &extras).is_empty());
    }
}
