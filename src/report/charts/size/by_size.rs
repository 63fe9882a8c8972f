//! A figure over sizes: means with whiskers, a band for the one in focus, the guide's range in the background, limits as
//! broken lines.

use plotters::style::RGBColor;

use super::{BEHIND, place_and_time, source};
use crate::report::charts::Figure;
use crate::report::charts::canvas::{Canvas, GREY, Hold, INK, Mark, PALETTE, Scale, TEXT, WIDTH, width_of};
use crate::report::charts::lines::{self, Line};
use crate::report::size::answer::GUIDE;
use crate::report::size::words::value_of;
use crate::results::rounding::{short_money, stated};
use crate::results::size::limit::Limit;
use crate::results::size::study::{SizeLine, SizeStudy};
use crate::results::study::Spread;

/// One point of a curve.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    pub places: u32,
    pub mean: f64,
    /// Ends of the 95% interval.
    pub interval: Option<(f64, f64)>,
    /// The middle 90% of histories.
    pub band: Option<(f64, f64)>,
}

impl Point {
    /// From a spread over histories.
    pub fn of(places: u32, spread: &Spread) -> Point {
        let interval = (spread.half_width > 0.0).then(|| spread.interval());
        Point { places, mean: spread.mean, interval, band: Some((spread.q05, spread.q95)) }
    }

    /// With the interval kept within what can be: no count below 0, no percentage above 100.
    fn within(self, (least, most): (f64, f64)) -> Point {
        let interval = self.interval.map(|(low, high)| (low.max(least), high.min(most)));
        Point { interval, ..self }
    }
}

/// One curve.
pub struct Curve {
    pub label: String,
    pub points: Vec<Point>,
    pub colour: RGBColor,
    pub mark: Mark,
    /// Is the middle 90% drawn?
    pub banded: bool,
}

impl Curve {
    /// A measure of all sizes in the nth colour.
    pub fn of(label: &str, lines: &[&SizeLine], nth: usize, banded: bool) -> Curve {
        let points = lines.iter().filter(|line| line.spread.is_defined());
        let points = points.map(|line| Point::of(line.places, &line.spread)).collect();
        Curve { label: label.into(), points, colour: PALETTE[nth], mark: Mark::nth(nth), banded }
    }

    /// The same children not moved, in grey.
    pub fn not_moved(label: &str, lines: &[&SizeLine]) -> Curve {
        let points = lines.iter().filter_map(|line| Some(Point::of(line.places, line.not_moved.as_ref()?)));
        let points = points.filter(|point| point.mean.is_finite()).collect();
        Curve { label: label.into(), points, colour: BEHIND, mark: Mark::Diamond, banded: false }
    }
}

/// What a figure says and shows.
pub struct Plot<'a> {
    pub name: &'static str,
    pub title: String,
    /// Unit and what is counted; place, time and intervals are added.
    pub subtitle: String,
    /// The measure whose unit numbers carry, and whose limits are drawn.
    pub measure: &'a str,
    pub curves: Vec<Curve>,
    pub from_zero: bool,
    pub histories: u64,
    /// What the whiskers are.
    pub whiskers: &'static str,
}

/// What a value of the measure can be, as far as its unit says.
fn possible(study: &SizeStudy, measure: &str) -> (f64, f64) {
    let unit = study.measure(measure).map_or("", |measure| measure.unit.as_str());
    match () {
        () if unit.starts_with('%') => (0.0, 100.0),
        () if unit.starts_with("GBP") => (f64::MIN, f64::MAX),
        () => (0.0, f64::MAX),
    }
}

impl Plot<'_> {
    /// The figure; none without a point.
    pub fn figure(self, study: &SizeStudy) -> Option<Figure> {
        let Plot { name, title, subtitle, measure, mut curves, from_zero, histories, whiskers } = self;
        curves.retain(|curve| !curve.points.is_empty());
        let possible = possible(study, measure);
        for point in curves.iter_mut().flat_map(|curve| &mut curve.points) {
            *point = point.within(possible);
        }
        if curves.is_empty() {
            return None;
        }
        let banded = curves.iter().any(|curve| curve.banded);
        let subtitle = format!(
            "{subtitle} {}. {whiskers}{}",
            place_and_time(study),
            if banded { format!(" {}", super::BAND) } else { String::new() }
        );
        let mut figure = Figure { name, title, subtitle, source: source(study, histories), ..Figure::default() };
        words(&mut figure, study, measure, &curves);
        draw(&mut figure, study, measure, &curves, from_zero);
        Some(figure)
    }
}

/// The data table and the text alternative.
fn words(figure: &mut Figure, study: &SizeStudy, measure: &str, curves: &[Curve]) {
    let value = |point: &Point| {
        let half = point.interval.map_or(f64::NAN, |(low, high)| (high - low) / 2.0);
        match point.interval {
            Some((low, high)) => format!(
                "{} ({} to {})",
                value_of(study, measure, point.mean, half),
                value_of(study, measure, low, half),
                value_of(study, measure, high, half)
            ),
            None => value_of(study, measure, point.mean, half),
        }
    };
    figure.head = vec!["Places".into()];
    for curve in curves {
        figure.head.push(format!("{} (95%)", curve.label));
        if curve.banded {
            figure.head.push("Middle 90% of histories".into());
        }
    }
    for places in &study.sizes {
        let mut row = vec![places.to_string()];
        for curve in curves {
            let point = curve.points.iter().find(|point| point.places == *places);
            row.push(point.map_or("–".into(), &value));
            if curve.banded {
                let ends = point.and_then(|point| point.band).map(|(low, high)| {
                    let end = |x| value_of(study, measure, x, f64::NAN);
                    format!("{} to {}", end(low), end(high))
                });
                row.push(ends.unwrap_or("–".into()));
            }
        }
        figure.rows.push(row);
    }
    let ends = curves.iter().filter_map(|curve| {
        let (first, last) = (curve.points.first()?, curve.points.last()?);
        let plain = |point: &Point| value_of(study, measure, point.mean, 0.0);
        Some(format!(
            "{}: {} at {} places, {} at {}",
            curve.label,
            plain(first),
            first.places,
            plain(last),
            last.places
        ))
    });
    figure.text = format!("Line chart over the number of places. {}.", ends.collect::<Vec<_>>().join("; "));
    for limit in study.limits.iter().filter(|limit| limit.measure == measure) {
        figure.text += &format!(" The broken line is the limit {}.", limit.stated);
    }
}

fn draw(figure: &mut Figure, study: &SizeStudy, measure: &str, curves: &[Curve], from_zero: bool) {
    let mut lines: Vec<Line> = curves.iter().map(line).collect();
    lines.extend(limits_of(study, measure));
    let limits: Vec<f64> =
        study.limits.iter().filter(|limit| limit.measure == measure).map(|limit| limit.bound).collect();
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom) = (canvas.top + 24, canvas.top + 300);
    let ends = curves.iter().flat_map(|curve| {
        let banded = curve.banded;
        curve.points.iter().flat_map(move |point| {
            let (a, b) = point.interval.unwrap_or((point.mean, point.mean));
            let (c, d) = point.band.filter(|_| banded).unwrap_or((point.mean, point.mean));
            [a, b, c, d]
        })
    });
    let y = Scale::over(ends.chain(limits.iter().copied()).chain(from_zero.then_some(0.0)), bottom, top);
    let money = study.measure(measure).map_or(measure.ends_with("gbp"), |m| m.unit.starts_with("GBP"));
    let tick = |value: f64| if money { short_money(value) } else { y.label(value) };
    let left = 24 + y.ticks().iter().map(|t| width_of(&tick(*t), TEXT)).fold(20.0, f64::max) as i32;
    let right = WIDTH - 14 - lines::label_room(&lines);
    let x = places(study, left, right);
    guide(&mut canvas, study, &x, (left, right), (top, bottom));
    canvas.grid_y(&y, left, right, tick);
    canvas.grid_x(&x, bottom, bottom + 4, |value| x.label(value));
    canvas.text("places", (left + right) / 2, bottom + 38, Hold::Middle);
    for (curve, line) in curves.iter().zip(&lines) {
        for (point, _) in curve.points.iter().zip(&line.points) {
            if let Some((low, high)) = point.interval {
                whisker(&mut canvas, x.at(f64::from(point.places)), (y.at(low), y.at(high)), curve.colour);
            }
        }
    }
    for bound in limits {
        canvas.dashes((left, y.at(bound)), (right, y.at(bound)), INK);
    }
    lines::draw(&mut canvas, &lines, &x, &y);
    canvas.finish(figure, bottom + 52);
}

/// A bound as short as it was stated.
fn bound_of(study: &SizeStudy, measure: &str, bound: f64) -> String {
    let unit = study.measure(measure).map_or("", |measure| measure.unit.as_str());
    match () {
        () if unit.starts_with("GBP") => short_money(bound),
        () if unit.starts_with('%') => format!("{}%", stated(bound)),
        () => stated(bound),
    }
}

/// Limits on this measure: each the end of a broken line, labelled as the other lines are.
fn limits_of(study: &SizeStudy, measure: &str) -> Vec<Line> {
    let last = study.sizes.last().map_or(0.0, |size| f64::from(*size));
    let limits = study.limits.iter().filter(|limit| limit.measure == measure);
    let end = |limit: &Limit| Line {
        label: format!("limit: {} {}", limit.sign.words(), bound_of(study, measure, limit.bound)),
        points: vec![(last, limit.bound)],
        band: vec![],
        colour: INK,
        mark: Mark::Diamond,
        every_point: false,
    };
    limits.map(end).collect()
}

fn line(curve: &Curve) -> Line {
    let band = |point: &Point| point.band.unwrap_or((point.mean, point.mean));
    Line {
        label: curve.label.clone(),
        points: curve.points.iter().map(|point| (f64::from(point.places), point.mean)).collect(),
        band: if curve.banded { curve.points.iter().map(band).collect() } else { vec![] },
        colour: curve.colour,
        mark: curve.mark,
        every_point: true,
    }
}

/// The scale of places; a single size has some room around it.
pub fn places(study: &SizeStudy, left: i32, right: i32) -> Scale {
    let ends = [study.sizes.first(), study.sizes.last()].into_iter().flatten().map(|size| f64::from(*size));
    Scale::over(ends, left, right)
}

/// The guide's range as a pale ground with its name, as far as sizes are shown.
fn guide(canvas: &mut Canvas, study: &SizeStudy, x: &Scale, (left, right): (i32, i32), (top, bottom): (i32, i32)) {
    let (from, to) = (x.at(f64::from(GUIDE.0)).max(left), x.at(f64::from(GUIDE.1)).min(right));
    if from >= to || study.sizes.len() < 2 {
        return;
    }
    canvas.fill((from, top), (to, bottom), GREY, 0.22);
    let words = "guide: 100 to 200";
    let half = width_of(words, TEXT) as i32 / 2;
    let middle = ((from + to) / 2).clamp(left + half, (right - half).max(left + half));
    canvas.text(words, middle, top - 12, Hold::Middle);
}

fn whisker(canvas: &mut Canvas, x: i32, (low, high): (i32, i32), colour: RGBColor) {
    canvas.line(vec![(x, low), (x, high)], colour, 2);
    for y in [low, high] {
        canvas.line(vec![(x - 4, y), (x + 4, y)], colour, 2);
    }
}

/// "falls from 61% at 60 places to 55% at 300", or that it hardly differs.
pub fn trend(study: &SizeStudy, measure: &str) -> Option<String> {
    let lines: Vec<&SizeLine> =
        study.by_size(measure).into_iter().filter(|line| line.spread.is_defined()).collect();
    let (first, last) = (lines.first()?, lines.last()?);
    let value = |line: &SizeLine| value_of(study, measure, line.spread.mean, line.spread.half_width);
    if first.places == last.places {
        return Some(format!("is {} at {} places", value(first), first.places));
    }
    let gap = last.spread.mean - first.spread.mean;
    let error = first.spread.half_width.hypot(last.spread.half_width);
    let verb = match () {
        () if error.is_nan() || gap.abs() <= error => "hardly differs:",
        () if gap > 0.0 => "rises with size, from",
        () => "falls with size, from",
    };
    let (a, b) = (value(first), value(last));
    Some(match verb {
        "hardly differs:" => {
            format!("hardly differs by size: {a} at {} places, {b} at {}", first.places, last.places)
        }
        verb => format!("{verb} {a} at {} places to {b} at {}", first.places, last.places),
    })
}
