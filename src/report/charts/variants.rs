//! What the headline rests on: the difference in worker changes when one thing about the model is changed.

use super::canvas::Canvas;
use super::dots::{self, Row};
use super::{Figure, drawn, focus, place_and_time, source};
use crate::results::measures::Measure;
use crate::results::rounding::{rounded, with_error};
use crate::results::study::Study;

const MEASURE: Measure = Measure::CohortChanges;

/// The figure, if variants were run.
pub fn figure(study: &Study) -> Option<Figure> {
    let focus = focus(study)?;
    let arms: Vec<_> = drawn(study).into_iter().filter(|drawn| drawn.arm != 0).collect();
    if study.variants.is_empty() || !study.difference(focus, MEASURE).spread.is_defined() {
        return None;
    }
    let mut figure = Figure {
        name: "what-the-headline-rests-on",
        title: title(study, focus),
        subtitle: format!(
            "Changes of lead worker per person-year since transfer: option less no practice. {}. Whiskers: 95% interval \
             of the mean (Monte Carlo error).",
            place_and_time(study)
        ),
        source: source(study),
        head: std::iter::once("What is changed".into()).chain(arms.iter().map(|d| d.label.clone())).collect(),
        ..Figure::default()
    };
    let mut rows = Vec::new();
    let mut group = |label: &str, values: Vec<Option<(f64, f64)>>| {
        let words = |v: &Option<(f64, f64)>| v.map_or("–".into(), |(mean, half)| with_error(mean, half));
        figure.rows.push(std::iter::once(label.to_string()).chain(values.iter().map(words)).collect());
        for (drawn, (mean, half)) in arms.iter().zip(values).filter_map(|(d, v)| v.map(|v| (d, v))) {
            let first = drawn.arm == arms[0].arm;
            rows.push(Row {
                label: if first { label.into() } else { String::new() },
                mean,
                interval: dots::interval(mean, half),
                band: None,
                colour: drawn.colour,
                mark: drawn.mark,
                value: format!("{} {}", drawn.label, rounded(mean, half.max(0.1))),
            });
        }
    };
    let main = |arm: usize| study.difference(arm, MEASURE).spread;
    group("as the scenario says", arms.iter().map(|d| Some((main(d.arm).mean, main(d.arm).half_width))).collect());
    for variant in &study.variants {
        let of = |arm: usize| {
            variant.differences.iter().find(|d| d.arm == study.arms[arm].name && d.measure == MEASURE)
        };
        let values: Vec<_> = arms.iter().map(|d| of(d.arm).map(|found| (found.mean, found.half_width))).collect();
        if values.iter().any(Option::is_some) {
            group(&variant.name, values);
        }
    }
    let each: Vec<String> = figure.rows.iter().map(|row| format!("{}: {}", row[0], row[1])).collect();
    figure.text = format!("Dot plot of the practice's difference from no practice. {}.", each.join("; "));
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let top = canvas.top;
    let bottom = dots::draw(&mut canvas, &rows, top, |scale, value| scale.label(value), true);
    canvas.finish(&mut figure, bottom);
    Some(figure)
}

fn title(study: &Study, focus: usize) -> String {
    let values: Vec<f64> = study
        .variants
        .iter()
        .flat_map(|variant| &variant.differences)
        .filter(|d| d.arm == study.arms[focus].name && d.measure == MEASURE)
        .map(|d| d.mean)
        .chain([study.difference(focus, MEASURE).spread.mean])
        .collect();
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let range = format!("from {} to {} changes a year", rounded(low, 0.1), rounded(high, 0.1));
    match (low < 0.0, high > 0.0) {
        (true, true) => format!("Whether the practice means fewer changes depends on what it inherits: {range}"),
        (true, false) => {
            format!("Under every variant the practice means fewer changes, but how many fewer varies: {range}")
        }
        _ => format!("Under no variant does the practice mean fewer changes: {range}"),
    }
}
