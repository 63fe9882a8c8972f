//! Cover, duties and caseloads by size.

use super::by_size::{Curve, Plot, trend};
use super::{INTERVALS, whole_posts};
use crate::report::charts::Figure;
use crate::results::rounding::stated;
use crate::results::size::study::SizeStudy;

/// Failures of cover.
pub fn failures(study: &SizeStudy) -> Option<Figure> {
    let measure = "cover_failures";
    let lines = study.by_size(measure);
    Plot {
        name: "size-cover",
        title: format!("The number of failures of cover a year {}", trend(study, measure)?),
        subtitle: format!(
            "Runs of working days a year with fewer than {} social workers on duty (k).",
            study.minimum_on_duty.map_or("the least number of".into(), stated)
        ),
        measure,
        curves: vec![Curve::of("failures of cover", &lines, 0, true)],
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// Reviews on time, where hours are modelled.
pub fn on_time(study: &SizeStudy) -> Option<Figure> {
    let measure = "cohort_reviews_on_time_pct";
    let lines = study.by_size(measure);
    Plot {
        name: "size-reviews-on-time",
        title: format!("Reviews on time: the share {}", trend(study, measure)?),
        subtitle: "% of statutory reviews.".into(),
        measure,
        curves: vec![Curve::of("practice", &lines, 0, true), Curve::not_moved("same children, not moved", &lines)],
        from_zero: false,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// How caseloads are spread over workers and days; the mean alone where nothing else is measured.
pub fn caseloads(study: &SizeStudy) -> Option<Figure> {
    let spread = [
        ("practice_caseload_max", "largest"),
        ("practice_caseload_p90", "90th percentile"),
        ("practice_caseload_p50", "median"),
        ("practice_caseload_p10", "10th percentile"),
    ];
    let order = [3, 1, 0, 2]; // the median is in focus
    let mut curves: Vec<Curve> = spread
        .iter()
        .zip(order)
        .map(|((name, label), nth)| Curve::of(label, &study.by_size(name), nth, false))
        .filter(|curve| !curve.points.is_empty())
        .collect();
    let mean = "cohort_caseload_per_worker";
    let (measure, title) = match curves.is_empty() {
        true => {
            curves.push(Curve::of("mean", &study.by_size(mean), 0, true));
            (mean, format!("Cases per worker: the mean {}", trend(study, mean)?))
        }
        false => {
            let largest = "practice_caseload_max";
            (largest, format!("The largest caseload {}", trend(study, largest)?))
        }
    };
    Plot {
        name: "size-caseload",
        title,
        subtitle: format!("Cases per worker of the practice.{}", whole_posts(study)),
        measure,
        curves,
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}
