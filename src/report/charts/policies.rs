//! Policies compared: one dot a policy, sorted, the best one in focus, the others grey.

use plotters::style::RGBColor;

use super::canvas::{Canvas, Mark, PALETTE};
use super::dots::{self, Row};
use super::{Figure, place_and_time, short_label, source};
use crate::results::measures::{Better, Measure};
use crate::results::rounding::{money, rounded, with_error};
use crate::results::study::{Difference, Study};

/// Dark enough to read a whisker by, pale enough to stand back.
pub(super) const BEHIND: RGBColor = RGBColor(0x8A, 0x8A, 0x8A);

/// What each figure shows.
struct Plot {
    name: &'static str,
    measure: Measure,
    /// "fewest changes of worker".
    best: &'static str,
    /// After the best policy's number, and the sentence where no policy gains.
    gain: [&'static str; 2],
    /// After its number where it does not gain.
    loss: &'static str,
    subtitle: &'static str,
}

const PLOTS: [Plot; 3] = [
    Plot {
        name: "policies-worker-changes",
        measure: Measure::CohortChanges,
        best: "fewest changes of worker for its children",
        gain: ["fewer a year", "No policy means fewer changes of worker for its children"],
        loss: "more a year",
        subtitle: "Changes of lead worker per person-year since transfer, the transfer included: each policy's \
                   allocated children less the same children not moved.",
    },
    Plot {
        name: "policies-same-worker",
        measure: Measure::CohortSameWorker,
        best: "most children with one worker all year",
        gain: ["points more", "Under no policy do more children keep one worker all year"],
        loss: "points fewer",
        subtitle: "Percentage points of those served all year who kept one lead worker: each policy's allocated \
                   children less the same children not moved.",
    },
    Plot {
        name: "policies-cost",
        measure: Measure::PublicCost,
        best: "least cost to the public",
        gain: ["less a year", "Every policy costs more"],
        loss: "more a year",
        subtitle: "All modelled cost to the public, a year: each policy less no practice.",
    },
];

/// The figures, if the study compares more than one policy with its baseline.
pub fn figures(study: &Study) -> Vec<Figure> {
    if study.arms.len() < 3 || !study.compares_first {
        return Vec::new();
    }
    PLOTS.iter().filter_map(|plot| figure(study, plot)).collect()
}

fn shown(measure: Measure, value: f64, half_width: f64) -> String {
    if measure.info().unit.starts_with("GBP") { money(value, half_width) } else { rounded(value, half_width) }
}

fn figure(study: &Study, plot: &Plot) -> Option<Figure> {
    let measure = plot.measure;
    let sign = if measure.info().better == Better::Higher { -1.0 } else { 1.0 };
    let mut order: Vec<(usize, &Difference)> = (1..study.arms.len())
        .map(|arm| (arm, study.difference(arm, measure)))
        .filter(|(_, difference)| difference.spread.is_defined())
        .collect();
    order.sort_by(|a, b| (sign * a.1.spread.mean).total_cmp(&(sign * b.1.spread.mean)).then(a.0.cmp(&b.0)));
    order.first()?;
    let mut figure = Figure {
        name: plot.name,
        title: title(study, plot, &order, sign),
        subtitle: format!(
            "{} {}. Whiskers: 95% intervals of the mean, which hold together over all policies (Monte Carlo error).",
            plot.subtitle,
            place_and_time(study)
        ),
        source: source(study),
        head: ["Policy", "Difference ± 95%"].map(String::from).into(),
        ..Figure::default()
    };
    let mut rows = Vec::new();
    for (place, (arm, difference)) in order.iter().enumerate() {
        let (mean, half) = (difference.spread.mean, difference.spread.half_width);
        let words = match measure.info().unit.starts_with("GBP") {
            true => format!("{} ± {}", money(mean, half), money(half, half)),
            false => with_error(mean, half),
        };
        figure.rows.push(vec![short_label(study, *arm), words]);
        rows.push(Row {
            label: short_label(study, *arm),
            mean,
            interval: dots::interval(mean, half),
            band: None,
            colour: if place == 0 { PALETTE[0] } else { BEHIND },
            mark: if place == 0 { Mark::Circle } else { Mark::Diamond },
            value: shown(measure, mean, half),
        });
    }
    let each: Vec<String> = figure.rows.iter().map(|row| row.join(" ")).collect();
    figure.text = format!("Dot plot of policies, sorted, the best first: {}.", each.join("; "));
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let top = canvas.top;
    let axis = |scale: &super::canvas::Scale, value: f64| match measure.info().unit.starts_with("GBP") {
        true => crate::results::rounding::short_money(value),
        false => scale.label(value),
    };
    let bottom = dots::draw(&mut canvas, &rows, top, axis, true);
    canvas.finish(&mut figure, bottom);
    Some(figure)
}

/// The best policy, whether it gains anything at all, and whether it can be told from the next.
fn title(study: &Study, plot: &Plot, order: &[(usize, &Difference)], sign: f64) -> String {
    let (best, first) = order[0];
    let value = shown(plot.measure, first.spread.mean.abs(), first.spread.half_width);
    let label = short_label(study, best);
    let gains = sign * first.spread.mean < 0.0;
    let apart = match (order.get(1), &study.comparison) {
        (Some((second, _)), Some(comparison)) => {
            comparison.pair(best, *second, plot.measure).is_some_and(|pair| pair.told_apart())
        }
        _ => true,
    };
    let end = if apart { "" } else { ", which cannot be told from the next" };
    let [gain, none] = plot.gain;
    match (gains, first.told_apart()) {
        (true, true) => format!("The {}: {label}, {value} {gain}{end}", plot.best),
        (true, false) => {
            format!("The {}: {label}, {value} {gain}, which cannot be told from no difference", plot.best)
        }
        (false, false) => {
            format!(
                "No gain is seen: {label} comes nearest, {value} {}, which cannot be told from none",
                plot.loss
            )
        }
        (false, true) => format!("{none}; {label} comes nearest, {value} {}{end}", plot.loss),
    }
}
