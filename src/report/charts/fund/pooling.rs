//! What a practice's part of the fund is when several share one.

use super::super::Figure;
use super::super::canvas::{Canvas, Hold, Mark, PALETTE, Scale, WIDTH};
use super::super::lines::{self, Line};
use super::source;
use crate::report::fund::sentences::{chance_words, years_words};
use crate::report::fund::tables;
use crate::results::fund::findings::{Findings, Pool};
use crate::results::rounding::{money, short_money};

/// At most so many lines.
const MOST_LINES: usize = 4;

/// The figure of the first headline's holder who has pools.
pub fn figure(findings: &Findings) -> Option<Figure> {
    // the holder whose fund is the larger one has the more to save
    let holder = findings.pools.iter().max_by(|a, b| a.alone.total_cmp(&b.alone))?.holder;
    let own: Vec<&Pool> = findings.pools.iter().filter(|pool| pool.holder == holder).collect();
    let largest = own.iter().max_by(|a, b| a.benefit.unwrap_or(0.0).total_cmp(&b.benefit.unwrap_or(0.0)))?;
    let table = tables::pools(findings);
    let years = findings.headlines.first()?.line.case.years;
    let mut figure = Figure {
        name: "fund-pooling",
        title: format!(
            "{} practices with one fund save up to {:.0}% of it",
            largest.practices,
            100.0 * largest.benefit.unwrap_or(0.0)
        ),
        subtitle: format!(
            "Fund a practice for {} within the {} contract, by practices that share one, and by the correlation of their \
             needs; placement budget held by {}, prices of {}. Point estimates.",
            chance_words(findings.chance),
            years_words(years),
            holder.words(),
            findings.price_year
        ),
        text: format!(
            "Falling lines from one practice, {}, to {} practices, {} each at correlation {}; at higher correlations less is \
             saved.",
            money(largest.alone, 0.0),
            largest.practices,
            money(largest.pooled / largest.practices as f64, 0.0),
            largest.correlation
        ),
        source: source(findings),
        head: table.head,
        rows: table.rows,
        ..Figure::default()
    };
    draw(&mut figure, &own);
    Some(figure)
}

fn draw(figure: &mut Figure, own: &[&Pool]) {
    let mut correlations: Vec<f64> = own.iter().map(|pool| pool.correlation).collect();
    correlations.sort_by(f64::total_cmp);
    correlations.dedup();
    let line = |(place, correlation): (usize, &f64)| {
        let of: Vec<&&Pool> = own.iter().filter(|pool| pool.correlation == *correlation).collect();
        let alone = of.first().map_or(0.0, |pool| pool.alone);
        let each = of.iter().map(|pool| (pool.practices as f64, pool.pooled / pool.practices as f64));
        Line {
            label: format!("correlation {correlation}"),
            points: std::iter::once((1.0, alone)).chain(each).collect(),
            band: vec![],
            colour: PALETTE[place],
            mark: Mark::nth(place),
            every_point: true,
        }
    };
    let drawn: Vec<Line> = correlations.iter().take(MOST_LINES).enumerate().map(line).collect();
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom, left) = (canvas.top, canvas.top + 260, 70);
    let right = WIDTH - 14 - lines::label_room(&drawn);
    let most = own.iter().map(|pool| pool.practices).max().unwrap_or(1);
    let x = Scale::steps(most, left, right);
    let y = Scale::over(drawn.iter().flat_map(|l| l.points.iter().map(|p| p.1)).chain([0.0]), bottom, top);
    canvas.grid_y(&y, left, right, short_money);
    canvas.grid_x(&x, bottom, bottom + 4, |value| format!("{value:.0}"));
    canvas.text("practices that share one fund", (left + right) / 2, bottom + 38, Hold::Middle);
    lines::draw(&mut canvas, &drawn, &x, &y);
    canvas.finish(figure, bottom + 52);
}
