//! How the practice fills: children and young people served, by month since go-live.

use super::canvas::{Canvas, Hold, Scale, WIDTH};
use super::lines::{self, Line};
use super::{Figure, drawn, focus, source};
use crate::results::rounding::whole;
use crate::results::study::{MonthSeries, Study};

/// The figure, if the study has the series.
pub fn figure(study: &Study) -> Option<Figure> {
    let focus = focus(study)?;
    let series = |arm: usize| {
        study.series.iter().find(|s| s.name == "cohort-size" && s.arm == study.arms[arm].name && s.mean.len() > 1)
    };
    let own = series(focus)?;
    let with_band = own.q05.len() == own.mean.len() && own.q95.len() == own.mean.len();
    let (last, peak) = (*own.mean.last()?, own.mean.iter().copied().fold(0.0, f64::max));
    let full = own.mean.iter().position(|size| *size >= 0.95 * peak).unwrap_or(0);
    let mut figure = Figure {
        name: "cohort-size",
        title: format!("The practice fills by about month {full} and then serves about {} children", whole(last)),
        subtitle: format!(
            "Children and young people served, by month since go-live. {}, from {}. Line: mean over simulated \
             histories.{}",
            study.authority,
            study.start_date,
            if with_band { " Band: middle 90% of simulated histories (chance)." } else { "" }
        ),
        source: source(study),
        head: ["Month since go-live", "Mean", "5th percentile", "95th percentile"].map(String::from).into(),
        ..Figure::default()
    };
    for month in (0..own.mean.len()).step_by(if own.mean.len() > 24 { 6 } else { 1 }) {
        let of = |values: &[f64]| values.get(month).map_or("–".into(), |value| whole(*value));
        figure.rows.push(vec![month.to_string(), of(&own.mean), of(&own.q05), of(&own.q95)]);
    }
    figure.text = format!(
        "Line chart. The practice starts with {} children, reaches 95% of its largest size of {} in month {full} and \
         serves {} in the last month.",
        whole(own.mean[0]),
        whole(peak),
        whole(last)
    );
    draw(&mut figure, own, study, focus, &series, with_band);
    Some(figure)
}

fn draw<'a>(
    figure: &mut Figure,
    own: &MonthSeries,
    study: &Study,
    focus: usize,
    series: &impl Fn(usize) -> Option<&'a MonthSeries>,
    with_band: bool,
) {
    let differs = |other: &MonthSeries| {
        other.mean.iter().zip(&own.mean).any(|(a, b)| (a - b).abs() > 0.01 * b.abs().max(10.0))
    };
    let mut drawn_lines: Vec<Line> = Vec::new();
    let mut together = Vec::new();
    for drawn in drawn(study) {
        let Some(found) = series(drawn.arm) else { continue };
        if drawn.arm != focus && !differs(found) {
            together.push(drawn.label);
            continue; // the same people in the same months: one line stands for both
        }
        let numbered = |values: &[f64]| values.iter().enumerate().map(|(m, v)| (m as f64, *v)).collect::<Vec<_>>();
        let band = found.q05.iter().copied().zip(found.q95.iter().copied()).collect();
        drawn_lines.push(Line {
            label: drawn.label,
            points: numbered(&found.mean),
            band: if drawn.arm == focus && with_band { band } else { vec![] },
            colour: drawn.colour,
            mark: drawn.mark,
            every_point: false,
        });
    }
    if !together.is_empty() {
        figure.text.push_str(&format!(" The line is the same for: {}.", together.join(", ")));
    }
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom) = (canvas.top, canvas.top + 260);
    let right = WIDTH - 14 - lines::label_room(&drawn_lines);
    let tops = drawn_lines.iter().flat_map(|l| l.points.iter().map(|p| p.1).chain(l.band.iter().map(|b| b.1)));
    let y = Scale::over(tops.chain([0.0]), bottom, top);
    let x = Scale::months(own.mean.len() - 1, 70, right);
    canvas.grid_y(&y, 70, right, |value| y.label(value));
    canvas.grid_x(&x, bottom, bottom + 4, |value| x.label(value));
    canvas.text("months since go-live", (70 + right) / 2, bottom + 38, Hold::Middle);
    lines::draw(&mut canvas, &drawn_lines, &x, &y);
    canvas.finish(figure, bottom + 52);
}
