//! The same measures when fewer or more of the practice's workers leave.

use super::INTERVALS;
use super::by_size::{Curve, Plot, Point};
use crate::report::charts::Figure;
use crate::report::charts::canvas::{Mark, PALETTE};
use crate::report::size::words::value_of;
use crate::results::rounding::stated;
use crate::results::size::study::{SizeStudy, TurnoverLine};

/// One lead worker all year, by size and turnover.
pub fn same_worker(study: &SizeStudy) -> Option<Figure> {
    figure(
        study,
        "size-turnover-same-worker",
        "cohort_same_worker_all_year_pct",
        "One worker all year",
        "% of those served all year who kept one lead worker, by turnover of the practice (leavers a year per worker in post).",
    )
}

/// Failures of cover, by size and turnover.
pub fn cover(study: &SizeStudy) -> Option<Figure> {
    figure(
        study,
        "size-turnover-cover",
        "cover_failures",
        "Failures of cover",
        "Failures of cover a year, by turnover of the practice (leavers a year per worker in post).",
    )
}

fn figure(study: &SizeStudy, name: &'static str, measure: &str, what: &str, subtitle: &str) -> Option<Figure> {
    let of = |level: &str| -> Vec<&TurnoverLine> {
        let all = study.turnover.iter();
        all.filter(|line| line.level == level && line.measure == measure && line.spread.is_defined()).collect()
    };
    let percent = |share: f64| format!("{}%", stated((share * 1000.0).round() / 10.0));
    let nth = |level: &str| ["stated", "low", "high"].iter().position(|one| *one == level).unwrap_or(0);
    let curves: Vec<Curve> = study
        .turnover_levels
        .iter()
        .map(|level| Curve {
            label: format!("{} a year", percent(level.turnover_per_year)),
            points: of(level.level).iter().map(|line| Point::of(line.places, &line.spread)).collect(),
            colour: PALETTE[nth(level.level)],
            mark: Mark::nth(nth(level.level)),
            banded: false,
        })
        .collect();
    let mean = |level: &str, places: u32| {
        of(level).into_iter().find(|line| line.places == places).map_or(f64::NAN, |line| line.spread.mean)
    };
    let gap = |places: u32| (mean("high", places) - mean("low", places)).abs();
    let told = study.sizes.iter().copied().filter(|places| gap(*places).is_finite());
    let most = told.max_by(|a, b| gap(*a).total_cmp(&gap(*b)))?;
    let at = |level: &str| {
        let line = of(level).into_iter().find(|line| line.places == most)?;
        Some((percent(line.turnover_per_year), value_of(study, measure, line.spread.mean, line.spread.half_width)))
    };
    let ((low, few), (high, many)) = (at("low")?, at("high")?);
    Plot {
        name,
        title: format!(
            "{what}, at {most} places: {few} if {low} of the workers leave a year, {many} if {high} do"
        ),
        subtitle: format!("{subtitle} The same histories at each turnover."),
        measure,
        curves,
        from_zero: false,
        histories: study.turnover_replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}
