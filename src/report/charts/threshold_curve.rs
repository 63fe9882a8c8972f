//! Which threshold of the two-year assessment would do most good: net benefit by threshold, entrants and caseload.

use super::canvas::{Canvas, Hold, Mark, PALETTE, Scale, WIDTH};
use super::lines::{self, Line};
use super::{Figure, focus, place_and_time, source};
use crate::results::rounding::rounded;
use crate::results::study::Study;
use crate::results::thresholds::{Assessed, ThresholdCurve, ThresholdPoint};

/// The curve of one group under the policy in focus.
fn curve(study: &Study, assessed: Assessed) -> Option<&ThresholdCurve> {
    let arm = &study.arms[focus(study)?].name;
    study.thresholds.iter().find(|curve| &curve.arm == arm && curve.assessed == assessed)
}

/// Thresholds at which going by the assessment does more good than judging everybody, or nobody, likely to stay.
fn worth_having(curve: &ThresholdCurve) -> Option<(f64, f64)> {
    let better = |p: &&ThresholdPoint| p.net_benefit > p.net_benefit_of_all.max(0.0) + 0.0005;
    let better: Vec<f64> = curve.points.iter().filter(better).map(|p| p.threshold).collect();
    Some((*better.first()?, *better.last()?))
}

/// Whole percents: the curve is pooled over all histories, so its error is far below one.
fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.0}", 100.0 * share) } else { "–".into() }
}

fn range(curve: &ThresholdCurve) -> String {
    match worth_having(curve) {
        Some((low, high)) => format!("thresholds of {}% to {}%", percent(low), percent(high)),
        None => "no threshold".into(),
    }
}

/// The figure, if entrants and caseload were assessed.
pub fn figure(study: &Study) -> Option<Figure> {
    let entrants = curve(study, Assessed::Entrants)?;
    let caseload = curve(study, Assessed::Caseload)?;
    let mut figure = Figure {
        name: "threshold-curve",
        title: format!(
            "The two-year assessment is worth having at {} for entrants, and at {} for the caseload",
            range(entrants),
            range(caseload)
        ),
        subtitle: format!(
            "Net benefit per 100 children by the chance of a long stay from which on a child is judged likely to stay: \
             children rightly judged so, less those wrongly judged so at the threshold's odds (Vickers and Elkin 2006). \
             Judging nobody likely to stay has 0. {}.",
            place_and_time(study)
        ),
        source: source(study),
        head: [
            "Children, threshold",
            "Judged long, %",
            "PPV, %",
            "NPV, %",
            "Sensitivity, %",
            "Specificity, %",
            "Net benefit per 100",
            "All judged long",
        ]
        .map(String::from)
        .into(),
        ..Figure::default()
    };
    for (curve, name) in [(entrants, "entrants"), (caseload, "caseload")] {
        figure.rows.extend(curve.points.iter().map(|point| row(name, point)));
    }
    let prevalence = |curve: &ThresholdCurve| {
        let first = curve.points[0];
        let odds = first.threshold / (1.0 - first.threshold);
        percent((first.net_benefit_of_all + odds) / (1.0 + odds))
    };
    figure.text = format!(
        "Two line charts of net benefit by threshold. Of 100 entrants assessed {} meet the criterion, of 100 children of the \
         caseload {}: who stays long is seen more often in the caseload. Going by the assessment does more good than \
         judging everybody or nobody likely to stay at {} for entrants and at {} for the caseload.",
        prevalence(entrants),
        prevalence(caseload),
        range(entrants),
        range(caseload)
    );
    draw(&mut figure, entrants, caseload);
    Some(figure)
}

fn row(name: &str, point: &ThresholdPoint) -> Vec<String> {
    let benefit = |value: f64| rounded(100.0 * value, 0.1);
    let shares =
        [point.share_judged_long, point.ppv, point.npv, point.sensitivity, point.specificity].map(percent);
    std::iter::once(format!("{name}, {}%", percent(point.threshold)))
        .chain(shares)
        .chain([benefit(point.net_benefit), benefit(point.net_benefit_of_all)])
        .collect()
}

/// Two panels on one scale: entrants at the left, the caseload at the right.
fn draw(figure: &mut Figure, entrants: &ThresholdCurve, caseload: &ThresholdCurve) {
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, left, gap) = (canvas.top + 26, 54, 60);
    let (bottom, width) = (top + 250, (WIDTH - 34 - left - gap) / 2);
    let benefits = [entrants, caseload].map(|curve| panel_lines(curve).map(|line| line.points));
    let y = Scale::over(benefits.iter().flatten().flatten().map(|p| p.1).chain([0.0]), bottom, top);
    for (place, (curve, name)) in [(entrants, "entrants"), (caseload, "caseload")].into_iter().enumerate() {
        let from = left + place as i32 * (width + gap);
        let x = Scale::over([0.0, 100.0], from, from + width);
        canvas.bold(name, from, top - 22, Hold::Left);
        canvas.grid_y(&y, from, from + width, |value| if place == 0 { y.label(value) } else { String::new() });
        canvas.grid_x(&x, bottom, bottom + 4, |value| format!("{}%", x.label(value)));
        let lines = panel_lines(curve);
        // above the one line, left of the other's end
        let [by, all] = &lines;
        if let Some((threshold, benefit)) = by.points.iter().find(|p| p.0 > 44.0) {
            canvas.text("by the assessment", x.at(*threshold) + 8, y.at(*benefit) - 14, Hold::Left);
        }
        if let Some((threshold, benefit)) = all.points.last() {
            canvas.text("everybody", x.at(*threshold) - 14, y.at(*benefit) - 2, Hold::Right);
        }
        lines::draw(&mut canvas, &lines, &x, &y);
    }
    canvas.text("threshold: chance of a long stay", (left + WIDTH - 14) / 2, bottom + 40, Hold::Middle);
    canvas.finish(figure, bottom + 54);
}

/// Net benefit by the assessment, and of judging everybody likely to stay.
fn panel_lines(curve: &ThresholdCurve) -> [Line; 2] {
    let line = |of: fn(&ThresholdPoint) -> f64, place: usize| Line {
        label: String::new(),
        // below zero a line only says that it is no good
        points: curve.points.iter().map(|p| (100.0 * p.threshold, 100.0 * of(p))).filter(|p| p.1 > -4.0).collect(),
        band: vec![],
        colour: PALETTE[place],
        mark: Mark::nth(place),
        every_point: false,
    };
    [line(|p| p.net_benefit, 0), line(|p| p.net_benefit_of_all, 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    #[test]
    fn the_figure_says_for_whom_the_assessment_is_worth_having() {
        let figure = figure(&invented::study()).unwrap();
        assert!(
            figure.title.contains("for entrants") && figure.title.contains("for the caseload"),
            "{}",
            figure.title
        );
        assert_eq!(figure.rows.len(), 2 * 19);
        assert!(figure.rows[0][0].starts_with("entrants, 5%"));
    }

    #[test]
    fn an_assessor_who_knows_nothing_is_worth_nothing() {
        let mut study = invented::study();
        for curve in &mut study.thresholds {
            curve.points.iter_mut().for_each(|p| p.net_benefit = p.net_benefit_of_all.min(0.0));
        }
        assert!(figure(&study).unwrap().title.contains("no threshold"));
    }
}
