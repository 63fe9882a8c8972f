//! A transfer plan month by month: who begins, and how many the practice holds.

use super::Figure;
use super::canvas::{Canvas, GREY, Hold, Mark, PALETTE, Scale, WIDTH};
use super::lines::{self, Line};
use crate::plan::chances::Chances;
use crate::plan::{Month, Plan};

/// Months shown after the plan's last one.
const AFTER: usize = 3;

/// What the chart and the table show of one month.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanMonth {
    pub month: Month,
    pub begin: usize,
    /// Children who have begun so far, as planned.
    pub planned: usize,
    pub mean: f64,
    pub q05: f64,
    pub q95: f64,
}

/// Months from the first wave until a few after the plan's last.
pub fn months(plan: &Plan, chances: &Chances) -> Vec<PlanMonth> {
    let first = plan.terms.first_wave();
    let last = plan.last_month().map_or(0, |month| plan.nth(month).max(0) as usize);
    let shown = (last + 1 + AFTER).min(chances.size.len());
    let begin = |month: Month| plan.lines.iter().filter(|line| line.month == Some(month)).count();
    let mut planned = 0;
    (0..shown)
        .map(|n| {
            let month = first.plus(n as i32);
            planned += begin(month);
            let size = &chances.size[n];
            PlanMonth { month, begin: begin(month), planned, mean: size.mean, q05: size.q05, q95: size.q95 }
        })
        .collect()
}

/// The figure; none where nobody is planned.
pub fn figure(plan: &Plan, chances: &Chances) -> Option<Figure> {
    let all = months(plan, chances);
    let total = plan.planned();
    let last = plan.last_month()?;
    let expected = all.last()?.mean;
    let mut figure = Figure {
        name: "plan-months",
        title: format!("{total} children begin from {} to {last}", plan.terms.first_wave()),
        subtitle: "Columns: children whose joint period begins in the month. Lines: children begun so far as planned, and \
                   children with the practice at the month's end in simulated histories (mean; band: middle 90%)."
            .into(),
        source: format!("children in care on {}; {} simulated histories", plan.people.day, chances.histories),
        head: ["Month", "Begin", "Begun as planned", "Simulated mean", "5th percentile", "95th percentile"]
            .map(String::from)
            .into(),
        text: format!(
            "Column and line chart. {total} children are planned; in the last month shown {expected:.0} of them, or of those \
             who waited for their places, are with the practice in the mean of simulated histories."
        ),
        ..Figure::default()
    };
    for m in &all {
        let cells = [m.begin.to_string(), m.planned.to_string(), format!("{:.1}", m.mean)];
        let ends = [format!("{:.0}", m.q05), format!("{:.0}", m.q95)];
        figure.rows.push(std::iter::once(m.month.to_string()).chain(cells).chain(ends).collect());
    }
    draw(&mut figure, &all);
    Some(figure)
}

fn draw(figure: &mut Figure, all: &[PlanMonth]) {
    let points = |of: &dyn Fn(&PlanMonth) -> f64| -> Vec<(f64, f64)> {
        all.iter().enumerate().map(|(n, m)| (n as f64 + 1.0, of(m))).collect()
    };
    let drawn = [
        Line {
            label: "as planned".into(),
            points: points(&|m| m.planned as f64),
            band: vec![],
            colour: PALETTE[0],
            mark: Mark::Circle,
            every_point: false,
        },
        Line {
            label: "simulated".into(),
            points: points(&|m| m.mean),
            band: all.iter().map(|m| (m.q05, m.q95)).collect(),
            colour: PALETTE[3],
            mark: Mark::Square,
            every_point: false,
        },
    ];
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom) = (canvas.top, canvas.top + 280);
    let right = WIDTH - 14 - lines::label_room(&drawn);
    let x = Scale::steps(all.len(), 60, right);
    let y = Scale::over(
        all.iter().map(|m| m.planned as f64).chain(all.iter().map(|m| m.q95)).chain([0.0]),
        bottom,
        top,
    );
    canvas.grid_y(&y, 60, right, |value| y.label(value));
    let every = all.len().div_ceil(6).max(1);
    for (n, m) in all.iter().enumerate() {
        let (left, end) = (x.at(n as f64) + 1, x.at(n as f64 + 1.0) - 1);
        canvas.fill((left, y.at(m.begin as f64)), (end.max(left), bottom), GREY, 1.0);
        if n % every == 0 {
            canvas.text(&m.month.to_string(), (left + end) / 2, bottom + 15, Hold::Middle);
        }
    }
    lines::draw(&mut canvas, &drawn, &x, &y);
    canvas.finish(figure, bottom + 30);
}
