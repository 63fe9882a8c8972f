//! Lines over time or over size, labelled at their ends.

use plotters::style::RGBColor;

use super::canvas::{Canvas, Hold, Mark, Scale, TEXT, width_of};

/// One line.
pub struct Line {
    pub label: String,
    pub points: Vec<(f64, f64)>,
    /// Lower and upper edge at the same x as the points; empty without a band.
    pub band: Vec<(f64, f64)>,
    pub colour: RGBColor,
    pub mark: Mark,
    /// Marks at every point, for few points; else only at the end.
    pub every_point: bool,
}

/// Room that the labels at the right need.
pub fn label_room(lines: &[Line]) -> i32 {
    lines.iter().map(|line| width_of(&line.label, TEXT)).fold(0.0, f64::max) as i32 + 36
}

/// Draws lines over given scales, bands first, labels at the ends apart from each other.
pub fn draw(canvas: &mut Canvas, lines: &[Line], x: &Scale, y: &Scale) {
    for line in lines.iter().filter(|line| !line.band.is_empty()) {
        let edge = |pick: fn(&(f64, f64)) -> f64| {
            line.points.iter().zip(&line.band).map(move |(point, band)| (x.at(point.0), y.at(pick(band))))
        };
        let mut outline: Vec<(i32, i32)> = edge(|band| band.0).collect();
        outline.extend(edge(|band| band.1).collect::<Vec<_>>().into_iter().rev());
        canvas.area(outline, line.colour, 0.16);
    }
    for line in lines {
        let points: Vec<(i32, i32)> = line.points.iter().map(|(a, b)| (x.at(*a), y.at(*b))).collect();
        let marked = if line.every_point { 0 } else { points.len().saturating_sub(1) };
        for (a, b) in &points[marked..] {
            canvas.mark(line.mark, *a, *b, line.colour);
        }
        canvas.line(points, line.colour, 3);
    }
    labels(canvas, lines, x, y);
}

fn labels(canvas: &mut Canvas, lines: &[Line], x: &Scale, y: &Scale) {
    let mut ends: Vec<(i32, i32, &str)> = lines
        .iter()
        .filter_map(|line| line.points.last().map(|(a, b)| (x.at(*a), y.at(*b), line.label.as_str())))
        .collect();
    ends.sort_by_key(|end| end.1);
    for index in 1..ends.len() {
        ends[index].1 = ends[index].1.max(ends[index - 1].1 + 20);
    }
    // none below the plot, where the axis has its own labels
    let mut lowest = y.start();
    for end in ends.iter_mut().rev() {
        end.1 = end.1.min(lowest);
        lowest = end.1 - 20;
    }
    for (at, height, label) in ends {
        canvas.text(label, at + 12, height, Hold::Left);
    }
}
