//! The share of the allocated children who keep one worker all year.

use super::canvas::Canvas;
use super::dots::{self, Row};
use super::{Figure, drawn, focus, place_and_time, source};
use crate::results::advice::{Distinct, distinct};
use crate::results::measures::Measure;
use crate::results::rounding::{rounded, with_error};
use crate::results::study::Study;

const MEASURE: Measure = Measure::CohortSameWorker;

/// The figure, if the study has a cohort.
pub fn figure(study: &Study) -> Option<Figure> {
    let focus = focus(study)?;
    let arms: Vec<_> = drawn(study).into_iter().filter(|d| study.spread(d.arm, MEASURE).is_defined()).collect();
    if !study.spread(focus, MEASURE).is_defined() {
        return None;
    }
    let mut figure = Figure {
        name: "same-worker-all-year",
        title: title(study, focus),
        subtitle: format!(
            "% of the allocated children served all year who kept one lead worker. {}. Mark: mean. Whisker: 95% \
             interval of the mean (Monte Carlo error). Grey band: middle 90% of simulated histories (chance).",
            place_and_time(study)
        ),
        source: source(study),
        head: ["Option", "Mean, %", "5th percentile", "95th percentile"].map(String::from).into(),
        ..Figure::default()
    };
    let mut rows = Vec::new();
    for drawn in &arms {
        let spread = study.spread(drawn.arm, MEASURE);
        let percent = |value: f64| rounded(value, spread.half_width.max(1.0));
        let mean = with_error(spread.mean, spread.half_width);
        figure.rows.push(vec![drawn.label.clone(), mean, percent(spread.q05), percent(spread.q95)]);
        rows.push(Row {
            label: drawn.label.clone(),
            mean: spread.mean,
            interval: dots::interval(spread.mean, spread.half_width),
            band: Some((spread.q05, spread.q95)),
            colour: drawn.colour,
            mark: drawn.mark,
            value: format!("{}%", percent(spread.mean)),
        });
    }
    let each: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.value)).collect();
    figure.text =
        format!("Dot plot of the share of allocated children with one worker all year: {}.", each.join("; "));
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let top = canvas.top;
    let bottom = dots::draw(&mut canvas, &rows, top, |scale, value| format!("{}%", scale.label(value)), true);
    canvas.finish(&mut figure, bottom);
    Some(figure)
}

fn title(study: &Study, focus: usize) -> String {
    let [with, without] = [focus, 0].map(|arm| study.spread(arm, MEASURE).mean.round());
    let difference = study.difference(focus, MEASURE);
    match distinct(difference) {
        Distinct::Yes => {
            format!(
                "Of 100 allocated children, {with} keep the same worker all year with the practice, {without} without"
            )
        }
        Distinct::SameByConstruction => "Keeping the same worker is not modelled: the same by construction".into(),
        _ => format!(
            "Keeping the same worker all year cannot be told apart: {with} of 100 with the practice, {without} without"
        ),
    }
}
