//! NI 62 and NI 63: simulated beside published.

use super::canvas::{Canvas, Hold, INK, Mark};
use super::dots::{self, Row};
use super::{Figure, drawn, focus, place_and_time, source};
use crate::results::measures::Measure;
use crate::results::rounding::rounded;
use crate::results::study::Study;

const PANELS: [(&str, Measure); 2] = [
    ("Three or more placements in the year (NI 62), % of children", Measure::Placements3),
    ("Same placement two years or more (NI 63), % of under-16s in care 2.5 years", Measure::SameCarer),
];

/// The figure, if the study measures placements.
pub fn figure(study: &Study) -> Option<Figure> {
    let panels: Vec<_> = PANELS.into_iter().filter(|(_, m)| study.spread(0, *m).is_defined()).collect();
    if panels.is_empty() {
        return None;
    }
    let same =
        |measure: &Measure| focus(study).is_none_or(|arm| study.difference(arm, *measure).same_by_construction);
    let all_same = panels.iter().all(|(_, measure)| same(measure));
    let target = |measure: Measure| study.targets.iter().find(|t| t.measure == measure && t.statistic == "mean");
    let near = panels.iter().filter_map(|(_, measure)| target(*measure)).all(|target| target.met);
    let known = panels.iter().any(|(_, measure)| target(*measure).is_some());
    let mut figure = Figure {
        name: "placement-stability",
        title: match (known, near) {
            (true, true) => "Placement stability as simulated agrees with the published figures".into(),
            (true, false) => "Placement stability as simulated differs from the published figures".into(),
            (false, _) => "Placement stability as simulated".into(),
        },
        subtitle: format!(
            "{}. Mark: mean. Grey band: middle 90% of simulated histories (chance), or the tolerance around a published \
             figure.{}",
            place_and_time(study),
            if all_same { " An effect of the practice is not modelled: the same by construction." } else { "" }
        ),
        source: source(study),
        head: ["Measure", "Mean or published, %", "5th percentile", "95th percentile"].map(String::from).into(),
        ..Figure::default()
    };
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let mut top = canvas.top;
    for (name, measure) in panels {
        canvas.bold(name, 14, top + 8, Hold::Left);
        let mut rows = Vec::new();
        for drawn in drawn(study).into_iter().filter(|d| d.arm == 0 || !same(&measure)) {
            let spread = study.spread(drawn.arm, measure);
            let label = if same(&measure) { "simulated".into() } else { drawn.label };
            rows.push(row(label, spread.mean, (spread.q05, spread.q95), drawn.colour, drawn.mark));
        }
        if let Some(target) = target(measure) {
            let around = (target.published - target.tolerance, target.published + target.tolerance);
            rows.push(row("published".into(), target.published, around, INK, Mark::Diamond));
        }
        for row in &rows {
            let (low, high) = row.band.unwrap_or_default();
            let limits = [low, high].map(|value| rounded(value, 1.0));
            figure.rows.push(
                [format!("{name}: {}", row.label), rounded(row.mean, 1.0)].into_iter().chain(limits).collect(),
            );
        }
        top = dots::draw(&mut canvas, &rows, top + 26, |scale, value| format!("{}%", scale.label(value)), false)
            + 14;
    }
    let each: Vec<String> = figure.rows.iter().map(|row| format!("{} {}", row[0], row[1])).collect();
    figure.text = format!("Dot plots. {}.", each.join("; "));
    canvas.finish(&mut figure, top - 14);
    Some(figure)
}

fn row(label: String, mean: f64, band: (f64, f64), colour: plotters::style::RGBColor, mark: Mark) -> Row {
    let value = format!("{}%", rounded(mean, 1.0));
    Row { label, mean, interval: None, band: Some(band), colour, mark, value }
}
