//! Continuity by size: one worker all year, whether the next one knew the child, and changes by cause.

use super::INTERVALS;
use super::by_size::{Curve, Plot, trend};
use crate::report::charts::Figure;
use crate::results::size::study::{Question, SizeStudy};

/// One lead worker all year, beside the same children not moved.
pub fn same_worker(study: &SizeStudy) -> Option<Figure> {
    let measure = "cohort_same_worker_all_year_pct";
    let lines = study.by_size(measure);
    Plot {
        name: "size-same-worker",
        title: format!("Keeping one worker all year {}", trend(study, measure)?),
        subtitle: "% of those served all year who kept one lead worker.".into(),
        measure,
        curves: vec![Curve::of("practice", &lines, 0, true), Curve::not_moved("same children, not moved", &lines)],
        from_zero: false,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// Did the next worker already know the child?
pub fn known(study: &SizeStudy) -> Option<Figure> {
    let measure = "cohort_changes_known_pct";
    let lines = study.by_size(measure);
    Plot {
        name: "size-known",
        title: format!("The share of changes to a worker who already knows the child {}", trend(study, measure)?),
        subtitle: "% of changes of lead worker after the transfer.".into(),
        measure,
        curves: vec![Curve::of("practice", &lines, 0, true), Curve::not_moved("same children, not moved", &lines)],
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// A figure with more lines than this is read by nobody.
const MOST: usize = 4;

/// The four largest causes of changes of worker.
pub fn causes(study: &SizeStudy) -> Option<Figure> {
    let causes = study.measures.iter().filter(|m| m.question == Question::Changes && m.unit == "per person-year");
    let mean = |name: &str| {
        let lines = study.by_size(name);
        let means = lines.iter().map(|line| line.spread.mean).filter(|mean| mean.is_finite());
        means.sum::<f64>() / lines.len().max(1) as f64
    };
    let mut ranked: Vec<(&str, &str, f64)> =
        causes.map(|m| (m.name, m.label.as_str(), mean(m.name))).filter(|cause| cause.2 > 0.0).collect();
    ranked.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(b.0)));
    let first = ranked.first()?;
    let short = |label: &str| {
        let cause = label.trim_start_matches("changes of worker ").trim_start_matches("because ");
        cause.trim_start_matches("of ").trim_start_matches("a ").to_string()
    };
    let curve = |(nth, (name, label, _)): (usize, &(&str, &str, f64))| {
        Curve::of(&short(label), &study.by_size(name), nth, false)
    };
    let left_out: Vec<String> = ranked.iter().skip(MOST).map(|(_, label, _)| short(label)).collect();
    let rest = if left_out.is_empty() {
        String::new()
    } else {
        format!(" Rarer causes are not drawn: {}.", left_out.join("; "))
    };
    Plot {
        name: "size-changes-by-cause",
        title: format!(
            "Most changes of worker happen because {}",
            first.1.trim_start_matches("changes of worker because ")
        ),
        subtitle: format!("Changes of lead worker per person-year since transfer, by cause.{rest}"),
        measure: first.0,
        curves: ranked.iter().take(MOST).enumerate().map(curve).collect(),
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}
