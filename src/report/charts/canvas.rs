//! Paper, pen and ruler for the figures: plotters' SVG backend, a straight scale, and text whose width is
//! estimated (no fonts are loaded, so that the bytes are the same everywhere).

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Figure;
pub use super::lettering::{width_of, wrap};
pub use super::scale::Scale;

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
