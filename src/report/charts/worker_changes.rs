//! Changes of lead worker by cause, the same children in each arm: bars from zero, the total first.

use super::canvas::{Canvas, Hold, INK, Scale, TEXT, WIDTH, wrap};
use super::{Drawn, Figure, drawn, focus, place_and_time, source};
use crate::results::advice::{Distinct, distinct};
use crate::results::measures::Measure;
use crate::results::rounding::{rounded, with_error};
use crate::results::study::Study;

/// The total and its causes.
const ROWS: [(Measure, &str); 11] = [
    (Measure::CohortChanges, "all changes"),
    (Measure::CohortTransfer, "the transfer itself"),
    (Measure::CohortBoundary, "case passed to another team"),
    (Measure::CohortRebalancing, "cases evened out"),
    (Measure::CohortLeft, "worker left"),
    (Measure::CohortAgency, "agency worker's stay ended"),
    (Measure::CohortAbsence, "long absence"),
    (Measure::CohortUnallocated, "after a wait without a worker"),
    (Measure::CohortClosed, "post closed"),
    (Measure::CohortWithdrawn, "withdrawn from the practice"),
    (Measure::CohortChildAsked, "asked for by the child (not in the total)"),
];

/// The figure, if the study has a cohort.
pub fn figure(study: &Study) -> Option<Figure> {
    let focus = focus(study)?;
    let arms = drawn(study);
    let mean = |arm: usize, measure| study.spread(arm, measure).mean;
    if !study.spread(focus, Measure::CohortChanges).is_defined() {
        return None;
    }
    let rows: Vec<(Measure, &str)> =
        ROWS.into_iter().filter(|(measure, _)| arms.iter().any(|drawn| mean(drawn.arm, *measure) > 0.0)).collect();
    let mut figure = Figure {
        name: "worker-changes-by-cause",
        title: title(study, focus),
        subtitle: format!(
            "Changes of lead worker per person-year since transfer, the same allocated children in each option. {}. \
             Whiskers: 95% interval of the mean (Monte Carlo error).",
            place_and_time(study)
        ),
        source: source(study),
        head: std::iter::once("Cause".into()).chain(arms.iter().map(|drawn| drawn.label.clone())).collect(),
        ..Figure::default()
    };
    for (measure, label) in &rows {
        let values = arms.iter().map(|drawn| {
            let spread = study.spread(drawn.arm, *measure);
            with_error(spread.mean, spread.half_width)
        });
        figure.rows.push(std::iter::once((*label).to_string()).chain(values).collect());
    }
    figure.text = text(&figure, &arms, &rows);
    draw(study, &mut figure, &arms, &rows);
    Some(figure)
}

fn title(study: &Study, focus: usize) -> String {
    let [with, without] = [focus, 0].map(|arm| study.spread(arm, Measure::CohortChanges));
    let difference = study.difference(focus, Measure::CohortChanges);
    let numbers = format!(
        "{} changes a year against {}",
        rounded(with.mean, difference.spread.half_width.max(0.1)),
        rounded(without.mean, difference.spread.half_width.max(0.1))
    );
    match (distinct(difference), difference.spread.mean < 0.0) {
        (Distinct::Yes, true) => {
            format!("The allocated children change worker less often with the practice: {numbers}")
        }
        (Distinct::Yes, false) => {
            format!("The allocated children change worker more often with the practice: {numbers}")
        }
        _ => format!("Changes of worker cannot be told apart with and without the practice: {numbers}"),
    }
}

fn text(figure: &Figure, arms: &[Drawn], rows: &[(Measure, &str)]) -> String {
    let total = &figure.rows[0][1..];
    let totals: Vec<String> =
        arms.iter().zip(total).map(|(drawn, value)| format!("{} {value}", drawn.label)).collect();
    format!(
        "Bar chart of changes of lead worker per person-year. All changes: {}. {} causes follow; the table below has \
         each.",
        totals.join("; "),
        rows.len() - 1
    )
}

fn draw(study: &Study, figure: &mut Figure, arms: &[Drawn], rows: &[(Measure, &str)]) {
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (left, right, top) = (220, WIDTH - 150, canvas.top);
    let tops = arms.iter().flat_map(|d| rows.iter().map(|(m, _)| study.spread(d.arm, *m).interval().1));
    let means = arms.iter().flat_map(|d| rows.iter().map(|(m, _)| study.spread(d.arm, *m).mean));
    let scale = Scale::over(tops.chain(means).chain([0.0]), left, right);
    let group = 21 * arms.len() as i32 + 14;
    let bottom = top + group * rows.len() as i32;
    canvas.grid_x(&scale, top, bottom, |value| scale.label(value));
    for (index, (measure, label)) in rows.iter().enumerate() {
        let start = top + group * index as i32 + 7;
        let lines = wrap(label, TEXT, f64::from(left - 34));
        let middle = start + (group - 14) / 2 - 10 * (lines.len() as i32 - 1);
        for (line, words) in lines.iter().enumerate() {
            let y = middle + 20 * line as i32;
            if index == 0 { canvas.bold(words, 14, y, Hold::Left) } else { canvas.text(words, 14, y, Hold::Left) }
        }
        for (place, drawn) in arms.iter().enumerate() {
            let spread = study.spread(drawn.arm, *measure);
            if !spread.is_defined() {
                continue;
            }
            let y = start + 21 * place as i32;
            canvas.fill((left, y), (scale.at(spread.mean), y + 18), drawn.colour, 1.0);
            let mut end = scale.at(spread.mean);
            if spread.half_width > 0.0 {
                let (low, high) = spread.interval();
                canvas.line(vec![(scale.at(low), y + 9), (scale.at(high), y + 9)], INK, 2);
                end = end.max(scale.at(high));
            }
            let value = rounded(spread.mean, spread.half_width.max(0.1));
            let words = if index == 0 { format!("{value} {}", drawn.label) } else { value };
            canvas.text(&words, end + 6, y + 9, Hold::Left);
        }
    }
    canvas.finish(figure, bottom + 30);
}
