//! Changes of worker by group of children: the allocated children of each group less the same children not moved.

use super::canvas::{Canvas, Mark, PALETTE};
use super::dots::{self, Row};
use super::{Figure, focus, place_and_time, short_label, source};
use crate::results::rounding::{rounded, with_error};
use crate::results::study::{GroupLine, Study};

/// Groups with fewer children a history than this say little.
const FEW: f64 = 1.0;

/// The figure, if the study has groups.
pub fn figure(study: &Study) -> Option<Figure> {
    let arm = focus(study)?;
    let size = |line: &GroupLine| {
        let same =
            |other: &&GroupLine| (other.arm, other.dimension, other.group) == (arm, line.dimension, line.group);
        study
            .groups
            .iter()
            .filter(same)
            .find(|other| other.measure == "transferred")
            .map_or(0.0, |l| l.spread.mean)
    };
    let lines: Vec<&GroupLine> = study
        .groups
        .iter()
        .filter(|line| line.arm == arm && line.measure == "changes_per_year")
        .filter(|line| line.difference.spread.is_defined() && size(line) >= FEW)
        .collect();
    if lines.len() < 2 {
        return None;
    }
    let means: Vec<f64> = lines.iter().map(|line| line.difference.spread.mean).collect();
    let (low, high) = means.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let range = format!("{} to {} changes a year", rounded(low, 0.1), rounded(high, 0.1));
    let title = match (low < 0.0, high > 0.0) {
        (true, false) => format!("Every group of children gains, but not equally: {range}"),
        (true, true) => format!("Some groups of children gain and others lose: {range}"),
        _ => format!("No group of children gains: {range}"),
    };
    let mut figure = Figure {
        name: "groups-of-children",
        title,
        subtitle: format!(
            "Changes of lead worker per person-year since transfer, \"{}\": each group's allocated children less the same \
             children not moved. {}. Whiskers: 95% interval of the mean, each group separately.",
            short_label(study, arm),
            place_and_time(study)
        ),
        source: source(study),
        head: ["Group", "Transferred, people", "Changes a year", "Less the same children not moved"]
            .map(String::from)
            .into(),
        ..Figure::default()
    };
    let mut rows = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let first = place == 0 || lines[place - 1].dimension != line.dimension;
        let spread = line.difference.spread;
        let name = format!("{}: {}", line.dimension.replace("age at transfer", "age"), line.group);
        figure.rows.push(vec![
            name.clone(),
            rounded(size(line), 1.0),
            with_error(line.spread.mean, line.spread.half_width),
            with_error(spread.mean, spread.half_width),
        ]);
        rows.push(Row {
            label: if first { name } else { line.group.into() },
            mean: spread.mean,
            interval: dots::interval(spread.mean, spread.half_width),
            band: None,
            colour: PALETTE[0],
            mark: Mark::Circle,
            value: rounded(spread.mean, spread.half_width.max(0.1)),
        });
    }
    let each: Vec<String> = figure.rows.iter().map(|row| format!("{} {}", row[0], row[3])).collect();
    figure.text = format!("Dot plot of the difference in changes of worker by group: {}.", each.join("; "));
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let top = canvas.top;
    let bottom = dots::draw(&mut canvas, &rows, top, |scale, value| scale.label(value), true);
    canvas.finish(&mut figure, bottom);
    Some(figure)
}
