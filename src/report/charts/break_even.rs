//! After how long a transfer has paid for itself: changes of worker since each one's own transfer.

use super::canvas::{Canvas, Hold, INK, Scale, WIDTH};
use super::lines::{self, Line};
use super::{Figure, drawn, focus, source};
use crate::results::rounding::rounded;
use crate::results::study::{MonthSeries, Study, not_moved_name};

fn series(study: &Study, arm: usize) -> Option<&MonthSeries> {
    let name = &study.arms[arm].name;
    study.series.iter().find(|s| s.name == "cumulative-changes" && &s.arm == name && s.mean.len() > 1)
}

/// The same children not moved: followed apart, or as the baseline's panel notes them.
fn not_moved(study: &Study, arm: usize) -> Option<&MonthSeries> {
    let name = not_moved_name(&study.arms[arm].name);
    let apart = study.series.iter().find(|s| s.name == "cumulative-changes" && s.arm == name && s.mean.len() > 1);
    apart.or_else(|| series(study, 0))
}

/// The month since transfer from which on an arm has had no more changes than the baseline: the transfer's own
/// change of worker is paid back. `None` if it never is within the time simulated.
pub fn break_even_month(study: &Study, arm: usize) -> Option<usize> {
    let (own, without) = (series(study, arm)?, not_moved(study, arm)?);
    let above = |(a, b): (&f64, &f64)| a > b || a.is_nan();
    let months = own.mean.len().min(without.mean.len());
    let last_above = own.mean.iter().zip(&without.mean).rposition(above);
    match last_above {
        None => Some(0),
        Some(month) if month + 1 < months => Some(month + 1),
        Some(_) => None,
    }
}

/// The figure, if the study has the series of the practice and of the baseline.
pub fn figure(study: &Study) -> Option<Figure> {
    let focus = focus(study)?;
    let (own, without) = (series(study, focus)?, not_moved(study, focus)?);
    let even = break_even_month(study, focus);
    let months = own.mean.len().min(without.mean.len()) - 1;
    let arms: Vec<_> = drawn(study).into_iter().filter(|drawn| series(study, drawn.arm).is_some()).collect();
    let mut figure = Figure {
        name: "break-even",
        title: match even {
            Some(month) => format!(
                "A transfer has paid for itself after {month} months: by then the child has had no more changes than without it"
            ),
            None => format!(
                "A transfer does not pay for itself within {months} months: the child has had more changes than without it"
            ),
        },
        subtitle: format!(
            "Changes of lead worker per child since the child's own transfer, the transfer included; the same children \
             in each option. {}, from {}. Lines: means over simulated histories.",
            study.authority, study.start_date
        ),
        source: source(study),
        head: std::iter::once("Month since transfer".into()).chain(arms.iter().map(|d| d.label.clone())).collect(),
        ..Figure::default()
    };
    let step = if months > 24 { 6 } else { 1 };
    for month in (0..=months).filter(|month| month % step == 0 || *month == months) {
        let value =
            |arm| series(study, arm).and_then(|s| s.mean.get(month)).map_or("–".into(), |v| rounded(*v, 0.01));
        figure.rows.push(std::iter::once(month.to_string()).chain(arms.iter().map(|d| value(d.arm))).collect());
    }
    let ends: Vec<String> = arms
        .iter()
        .map(|d| format!("{} {}", d.label, figure.rows.last().map_or("–", |row| row[1 + d.place(&arms)].as_str())))
        .collect();
    figure.text = format!(
        "Line chart of changes of worker since transfer. {} At the end: {}.",
        match even {
            Some(month) => format!(
                "The practice's line starts higher, because the transfer is a change, and meets the line without a practice in month {month}."
            ),
            None => "The practice's line stays above the line without a practice.".into(),
        },
        ends.join("; ")
    );
    draw(study, &mut figure, &arms, even, months);
    Some(figure)
}

impl super::Drawn {
    fn place(&self, arms: &[super::Drawn]) -> usize {
        arms.iter().position(|other| other.arm == self.arm).unwrap_or(0)
    }
}

fn draw(study: &Study, figure: &mut Figure, arms: &[super::Drawn], even: Option<usize>, months: usize) {
    let line = |drawn: &super::Drawn| Line {
        label: drawn.label.clone(),
        points: series(study, drawn.arm)
            .map(|s| s.mean.iter().take(months + 1).enumerate().map(|(m, v)| (m as f64, *v)).collect())
            .unwrap_or_default(),
        band: vec![],
        colour: drawn.colour,
        mark: drawn.mark,
        every_point: false,
    };
    let all: Vec<Line> = arms.iter().map(line).collect();
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom, left) = (canvas.top, canvas.top + 270, 60);
    let right = WIDTH - 14 - lines::label_room(&all);
    let x = Scale::months(months, left, right);
    let y = Scale::over(all.iter().flat_map(|l| l.points.iter().map(|p| p.1)).chain([0.0]), bottom, top);
    canvas.grid_y(&y, left, right, |value| y.label(value));
    canvas.grid_x(&x, bottom, bottom + 4, |value| x.label(value));
    canvas.text("months since the child's own transfer", (left + right) / 2, bottom + 38, Hold::Middle);
    if let Some(month) = even.filter(|month| *month > 0) {
        let at = x.at(month as f64);
        canvas.dashes((at, top), (at, bottom), INK);
        let (hold, beside) = if at > (left + right) / 2 { (Hold::Right, at - 8) } else { (Hold::Left, at + 8) };
        let low = if hold == Hold::Left { bottom - 16 } else { top + 10 };
        canvas.bold(&format!("paid back: month {month}"), beside, low, hold);
    }
    lines::draw(&mut canvas, &all, &x, &y);
    canvas.finish(figure, bottom + 52);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    #[test]
    fn the_break_even_month_is_the_first_after_which_the_lines_stay_crossed() {
        let study = invented::study();
        assert_eq!(break_even_month(&study, 2), Some(23)); // 0.98 / (0.94 - 0.41) years = 22.2 months
        assert_eq!(break_even_month(&study, 0), Some(0));
    }

    #[test]
    fn a_transfer_that_never_pays_back_has_no_such_month() {
        let mut study = invented::study();
        study.series[5].mean.iter_mut().for_each(|changes| *changes += 10.0);
        assert_eq!(break_even_month(&study, 2), None);
    }
}
