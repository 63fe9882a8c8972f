//! Paper, pen and ruler for the figures: plotters' SVG backend, a straight scale, and text whose width is
//! estimated (no fonts are loaded, so that the bytes are the same everywhere).

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Figure;

/// Width of every figure in pixels; the page shows it at this size.
pub const WIDTH: i32 = 760;
/// Size of all text but the title in pixels: 12 points.
pub const TEXT: f64 = 16.0;
const TITLE: f64 = 20.0;
const MARGIN: i32 = 14;

/// The Analysis Function's categorical palette, in its order; each neighbour is distinguishable.
pub const PALETTE: [RGBColor; 6] = [
    RGBColor(0x12, 0x43, 0x6D),
    RGBColor(0x28, 0xA1, 0x97),
    RGBColor(0x80, 0x16, 0x50),
    RGBColor(0xF4, 0x6A, 0x25),
    RGBColor(0x3D, 0x3D, 0x3D),
    RGBColor(0xA2, 0x85, 0xD1),
];
/// What is not in focus.
pub const GREY: RGBColor = RGBColor(0xBF, 0xBF, 0xBF);
const GRID: RGBColor = RGBColor(0xE4, 0xE4, 0xE4);
/// Text and axes.
pub const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);

/// Where text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    Left,
    Middle,
    Right,
}

/// The form of a mark, so that colour is never the only difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Mark {
    /// The mark of a series by its place in the palette.
    pub fn nth(place: usize) -> Mark {
        [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Diamond][place % 4]
    }
}

/// A straight scale from values to pixels.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    from: f64,
    to: f64,
    start: i32,
    end: i32,
    step: f64,
}

impl Scale {
    /// Covers the values (which must not be empty) with round limits, over pixels from `start` to `end`.
    pub fn over(values: impl IntoIterator<Item = f64>, start: i32, end: i32) -> Scale {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::MAX, f64::MIN), |(l, h), value| (l.min(value), h.max(value)));
        let (low, high) = match () {
            () if low > high => (0.0, 1.0),
            () if low == high => (low - 0.5 * low.abs().max(1e-9), high + 0.5 * high.abs().max(1e-9)),
            () => (low, high),
        };
        let step = round_step((high - low) / 5.0);
        let (from, to) = ((low / step).floor() * step, (high / step).ceil() * step);
        Scale { from, to, start, end, step }
    }

    /// Months from 0 on, with a label every year, or every few years.
    pub fn months(months: usize, start: i32, end: i32) -> Scale {
        let step = if months <= 12 { 3.0 } else { 12.0 * (months as f64 / 120.0).ceil().max(1.0) };
        Scale { from: 0.0, to: (months.max(1)) as f64, start, end, step }
    }

    /// Whole steps from 0 to `last`, such as years.
    pub fn steps(last: usize, start: i32, end: i32) -> Scale {
        Scale { from: 0.0, to: last.max(1) as f64, start, end, step: 1.0 }
    }

    /// The pixel of a value.
    pub fn at(&self, value: f64) -> i32 {
        let part = (value - self.from) / (self.to - self.from);
        self.start + (part * f64::from(self.end - self.start)).round() as i32
    }

    /// Round values to label.
    pub fn ticks(&self) -> Vec<f64> {
        let count = ((self.to - self.from) / self.step + 1e-6).floor() as i64;
        (0..=count).map(|k| ((self.from / self.step).round() + k as f64) * self.step).collect()
    }

    /// A tick's label with as many decimals as the step needs.
    pub fn label(&self, value: f64) -> String {
        let leading = -self.step.log10().floor() as i32;
        let quarter = (self.step * 10f64.powi(leading) - 2.5).abs() < 1e-6;
        let decimals = (leading + i32::from(quarter)).max(0) as usize;
        let text = format!("{:.decimals$}", value.abs());
        let negative = value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
        if negative { format!("−{text}") } else { text }
    }
}

/// 1, 2, 2.5 or 5 times a power of ten, not less than the wish.
fn round_step(wish: f64) -> f64 {
    let power = 10f64.powf(wish.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= wish * 0.999)
        .unwrap_or(power * 10.0)
}

/// Estimated width of text in pixels, in the shapes of Arial and Liberation Sans.
pub fn width_of(text: &str, size: f64) -> f64 {
    let share = |c: char| match c {
        'i' | 'j' | 'l' | '\'' | '|' | 'I' => 0.24,
        ' ' | '.' | ',' | ':' | ';' | 'f' | 't' | '!' | '(' | ')' | '/' | '-' | 'r' => 0.31,
        'm' | 'M' | 'W' | '%' => 0.86,
        'w' | 'A'..='Z' => 0.70,
        _ => 0.556,
    };
    text.chars().map(share).sum::<f64>() * size
}

/// Breaks text into lines no wider than so many pixels.
pub fn wrap(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(line, size) + width_of(word, size) + size * 0.3 <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}

/// A figure being drawn. Drawing into a string cannot fail, so results of the backend are let go.
pub struct Canvas {
    commands: Vec<Command>,
    /// Below the title and subtitle: where the drawing may begin.
    pub top: i32,
}

enum Command {
    Text { text: String, x: i32, y: i32, hold: Hold, size: f64, bold: bool },
    Line { points: Vec<(i32, i32)>, colour: RGBColor, width: u32 },
    Box { corners: [(i32, i32); 2], colour: RGBColor, opacity: f64 },
    Area { points: Vec<(i32, i32)>, colour: RGBColor, opacity: f64 },
    Mark { mark: Mark, x: i32, y: i32, colour: RGBColor },
}

impl Canvas {
    /// Starts a figure with its message and its subtitle (units, place, period, what bands are).
    pub fn new(title: &str, subtitle: &str) -> Canvas {
        let mut canvas = Canvas { commands: Vec::new(), top: MARGIN };
        let room = f64::from(WIDTH - 2 * MARGIN);
        for line in wrap(title, TITLE * 1.06, room) {
            canvas.push_text(line, MARGIN, canvas.top + 11, Hold::Left, TITLE, true);
            canvas.top += 26;
        }
        canvas.top += 2;
        for line in wrap(subtitle, TEXT, room) {
            canvas.push_text(line, MARGIN, canvas.top + 10, Hold::Left, TEXT, false);
            canvas.top += 21;
        }
        canvas.top += 14;
        canvas
    }

    fn push_text(&mut self, text: String, x: i32, y: i32, hold: Hold, size: f64, bold: bool) {
        self.commands.push(Command::Text { text, x, y, hold, size, bold });
    }

    /// Text whose middle height is at y.
    pub fn text(&mut self, text: &str, x: i32, y: i32, hold: Hold) {
        self.push_text(text.into(), x, y, hold, TEXT, false);
    }

    /// The same in bold.
    pub fn bold(&mut self, text: &str, x: i32, y: i32, hold: Hold) {
        self.push_text(text.into(), x, y, hold, TEXT, true);
    }

    /// A line through points.
    pub fn line(&mut self, points: Vec<(i32, i32)>, colour: RGBColor, width: u32) {
        self.commands.push(Command::Line { points, colour, width });
    }

    /// A broken straight line, upright or level.
    pub fn dashes(&mut self, from: (i32, i32), to: (i32, i32), colour: RGBColor) {
        let length = (to.0 - from.0).abs().max((to.1 - from.1).abs());
        let along = |part: i32| {
            let share = f64::from(part.min(length)) / f64::from(length.max(1));
            let between = |a: i32, b: i32| a + (share * f64::from(b - a)).round() as i32;
            (between(from.0, to.0), between(from.1, to.1))
        };
        for start in (0..length).step_by(9) {
            self.line(vec![along(start), along(start + 5)], colour, 2);
        }
    }

    /// A filled box, whole or pale.
    pub fn fill(&mut self, from: (i32, i32), to: (i32, i32), colour: RGBColor, opacity: f64) {
        self.commands.push(Command::Box { corners: [from, to], colour, opacity });
    }

    /// A filled area within points.
    pub fn area(&mut self, points: Vec<(i32, i32)>, colour: RGBColor, opacity: f64) {
        self.commands.push(Command::Area { points, colour, opacity });
    }

    /// A mark at a point.
    pub fn mark(&mut self, mark: Mark, x: i32, y: i32, colour: RGBColor) {
        self.commands.push(Command::Mark { mark, x, y, colour });
    }

    /// Upright grid lines with labels below.
    pub fn grid_x(&mut self, scale: &Scale, top: i32, bottom: i32, label: impl Fn(f64) -> String) {
        for tick in scale.ticks() {
            let x = scale.at(tick);
            let colour = if tick == 0.0 { INK } else { GRID };
            self.line(vec![(x, top), (x, bottom)], colour, 1);
            self.text(&label(tick), x, bottom + 15, Hold::Middle);
        }
    }

    /// Level grid lines with labels at the left.
    pub fn grid_y(&mut self, scale: &Scale, left: i32, right: i32, label: impl Fn(f64) -> String) {
        for tick in scale.ticks() {
            let y = scale.at(tick);
            self.line(vec![(left, y), (right, y)], if tick == 0.0 { INK } else { GRID }, 1);
            self.text(&label(tick), left - 8, y, Hold::Right);
        }
    }

    /// A level whisker with ends: an interval.
    pub fn whisker(&mut self, low: i32, high: i32, y: i32, colour: RGBColor) {
        self.line(vec![(low, y), (high, y)], colour, 2);
        for x in [low, high] {
            self.line(vec![(x, y - 5), (x, y + 5)], colour, 2);
        }
    }

    /// Ends the figure below `bottom` with its source line and gives the SVG text with title, description and role.
    pub fn finish(mut self, figure: &mut Figure, bottom: i32) {
        let mut y = bottom + 12;
        for line in wrap(&format!("Source: {}", figure.source), TEXT, f64::from(WIDTH - 2 * MARGIN)) {
            self.push_text(line, MARGIN, y + 10, Hold::Left, TEXT, false);
            y += 21;
        }
        figure.svg = with_words(&self.draw(y + 10), figure);
    }

    fn draw(&self, height: i32) -> String {
        let mut svg = String::new();
        {
            let mut paper = SVGBackend::with_string(&mut svg, (WIDTH as u32, height as u32));
            let _ = paper.draw_rect((0, 0), (WIDTH, height), &WHITE, true);
            for command in &self.commands {
                command.draw(&mut paper);
            }
            let _ = paper.present();
        }
        svg
    }
}

impl Command {
    fn draw(&self, paper: &mut SVGBackend) {
        match self {
            Command::Text { text, x, y, hold, size, bold } => {
                let hold = match hold {
                    Hold::Left => HPos::Left,
                    Hold::Middle => HPos::Center,
                    Hold::Right => HPos::Right,
                };
                let weight = if *bold { FontStyle::Bold } else { FontStyle::Normal };
                let font = FontDesc::new(FontFamily::SansSerif, size * 1.24, weight); // the backend divides by 1.24
                let style = TextStyle::from(font).color(&INK).pos(Pos::new(hold, VPos::Center));
                let _ = paper.draw_text(text, &style, (*x, *y));
            }
            Command::Line { points, colour, width } => {
                let _ = paper.draw_path(points.iter().copied(), &colour.stroke_width(*width));
            }
            Command::Box { corners: [from, to], colour, opacity } => {
                let _ = paper.draw_rect(*from, *to, &colour.mix(*opacity), true);
            }
            Command::Area { points, colour, opacity } => {
                let _ = paper.fill_polygon(points.iter().copied(), &colour.mix(*opacity));
            }
            Command::Mark { mark, x, y, colour } => {
                let around =
                    |offsets: &[(i32, i32)]| offsets.iter().map(|(a, b)| (x + a, y + b)).collect::<Vec<_>>();
                let _ = match mark {
                    Mark::Circle => paper.draw_circle((*x, *y), 6, colour, true),
                    Mark::Square => paper.draw_rect((x - 5, y - 5), (x + 5, y + 5), colour, true),
                    Mark::Triangle => paper.fill_polygon(around(&[(0, -7), (7, 6), (-7, 6)]), colour),
                    Mark::Diamond => paper.fill_polygon(around(&[(0, -7), (7, 0), (0, 7), (-7, 0)]), colour),
                };
            }
        }
    }
}

/// Adds what a screen reader speaks, makes the figure shrink with the page, and names a font that is everywhere.
fn with_words(svg: &str, figure: &Figure) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let name = figure.name;
    let open = format!(
        "<svg role=\"img\" aria-labelledby=\"{name}-title {name}-desc\" style=\"max-width:100%;height:auto\" "
    );
    let words = format!(
        "<title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>\n",
        escaped(&figure.title),
        escaped(&figure.text)
    );
    let mut out = svg.replacen("<svg ", &open, 1);
    if let Some(end) = out.find(">\n") {
        out.insert_str(end + 2, &words);
    }
    out.replace("font-family=\"sans-serif\"", "font-family=\"Arial, Liberation Sans, Helvetica, sans-serif\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_have_round_limits_and_labels() {
        let scale = Scale::over([0.0, 0.94], 100, 200);
        assert_eq!((scale.at(0.0), scale.at(1.0)), (100, 200));
        let labels: Vec<String> = scale.ticks().iter().map(|t| scale.label(*t)).collect();
        assert_eq!(labels, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        let around = Scale::over([-0.31, 0.08], 0, 10);
        assert_eq!(around.label(around.ticks()[0]), "−0.4");
        assert_eq!(around.label(-0.0), "0.0");
    }

    #[test]
    fn one_value_or_none_still_makes_a_scale() {
        for values in [vec![], vec![3.0], vec![0.0], vec![f64::NAN]] {
            let scale = Scale::over(values, 0, 100);
            assert!(scale.ticks().len() > 1 && scale.ticks().len() < 20);
        }
    }

    #[test]
    fn long_titles_are_wrapped_by_their_letters_not_their_bytes() {
        assert_eq!(wrap("£££ £££", 10.0, 60.0).len(), 1);
        assert_eq!(wrap("one two three", 10.0, 50.0), ["one two", "three"]);
    }
}
