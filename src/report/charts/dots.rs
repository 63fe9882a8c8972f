//! Rows of dots: a mean, the 95% interval of the mean as a whisker, the middle 90% of histories as a pale band.

use plotters::style::RGBColor;

use super::canvas::{Canvas, GREY, Hold, Mark, Scale, TEXT, WIDTH, width_of, wrap};

/// One row.
pub struct Row {
    /// Empty in the second row of a group.
    pub label: String,
    pub mean: f64,
    pub interval: Option<(f64, f64)>,
    pub band: Option<(f64, f64)>,
    pub colour: RGBColor,
    pub mark: Mark,
    /// Written at the right.
    pub value: String,
}

/// An interval if it is a number and has a width.
pub fn interval(mean: f64, half_width: f64) -> Option<(f64, f64)> {
    (half_width > 0.0).then_some((mean - half_width, mean + half_width))
}

const ROW: i32 = 30;
const LABELS: f64 = 236.0;

/// Draws rows from `top` on, over their own scale, and returns the y below the axis.
pub fn draw(
    canvas: &mut Canvas,
    rows: &[Row],
    top: i32,
    axis: impl Fn(&Scale, f64) -> String,
    from_zero: bool,
) -> i32 {
    let values = rows.iter().flat_map(|row| {
        let (a, b) = row.interval.unwrap_or((row.mean, row.mean));
        let (c, d) = row.band.unwrap_or((row.mean, row.mean));
        [row.mean, a, b, c, d]
    });
    let value_width = rows.iter().map(|row| width_of(&row.value, TEXT * 1.05)).fold(40.0, f64::max) as i32;
    let label_width = rows.iter().map(|row| width_of(&row.label, TEXT)).fold(40.0, f64::max).min(LABELS) as i32;
    let (left, right) = (14 + label_width + 30, WIDTH - 14 - value_width - 30);
    let scale = Scale::over(values.chain(from_zero.then_some(0.0)), left, right);
    let (places, bottom) = places(rows, top);
    canvas.grid_x(&scale, top, bottom, |value| axis(&scale, value));
    for (row, y) in rows.iter().zip(places) {
        if let Some((low, high)) = row.band {
            canvas.fill((scale.at(low), y - 8), (scale.at(high), y + 8), GREY, 0.55);
        }
        if let Some((low, high)) = row.interval {
            canvas.whisker(scale.at(low), scale.at(high), y, row.colour);
        }
        canvas.mark(row.mark, scale.at(row.mean), y, row.colour);
        canvas.bold(&row.value, WIDTH - 14, y, Hold::Right);
        let lines = wrap(&row.label, TEXT, LABELS);
        for (line, text) in lines.iter().enumerate() {
            canvas.text(text, 14, y + 19 * line as i32, Hold::Left);
        }
    }
    bottom + 30
}

/// The height of each row: a little air before each group, room for labels of two lines.
fn places(rows: &[Row], top: i32) -> (Vec<i32>, i32) {
    let mut y = top;
    let mut places = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let alone = rows.get(index + 1).is_none_or(|next| !next.label.is_empty());
        y += if row.label.is_empty() { ROW - 5 } else { ROW };
        places.push(y - ROW / 2 + 4);
        y += match (alone, wrap(&row.label, TEXT, LABELS).len()) {
            (true, lines) if lines > 1 => 19 * (lines as i32 - 1),
            (true, _) => 6,
            (false, _) => 0,
        };
    }
    (places, y + 6)
}
