//! The fund against the size of the practice.

use super::super::Figure;
use super::super::canvas::{Canvas, Hold, Mark, PALETTE, Scale, WIDTH};
use super::super::lines::{self, Line};
use super::source;
use crate::report::fund::sentences::{chance_words, percent, up, years_words};
use crate::report::fund::tables;
use crate::results::fund::findings::{Findings, Holder, SizeLine};
use crate::results::rounding::{money, short_money};

/// The figure; none below two sizes.
pub fn figure(findings: &Findings) -> Option<Figure> {
    let first = findings.headlines.first()?.line.case.arrangement.as_str();
    let shown = |line: &&SizeLine| line.sure.is_finite() && line.arrangement == first;
    let finite: Vec<&SizeLine> = findings.sizes.iter().filter(shown).collect();
    let (smallest, largest) =
        (finite.iter().min_by_key(|line| line.places)?, finite.iter().max_by_key(|line| line.places)?);
    if smallest.places == largest.places {
        return None;
    }
    let each = |line: &SizeLine| line.sure / line.places as f64;
    let same = finite.iter().find(|line| line.places == smallest.places && line.holder == largest.holder)?;
    let falls = each(largest) < each(same);
    let table = tables::sizes(findings);
    let years = findings.headlines.first()?.line.case.years;
    let mut figure = Figure {
        name: "fund-size",
        title: format!(
            "A larger practice needs a larger fund, but {} for each child",
            if falls { "a smaller one" } else { "no smaller one" }
        ),
        subtitle: format!(
            "Fund that keeps the chance of running out within the {} contract at or below {} with {} confidence, each size \
             separately, by places; {}, prices of {}.",
            years_words(years),
            chance_words(findings.chance),
            percent(findings.confidence),
            finite[0].arrangement_words,
            findings.price_year
        ),
        text: format!(
            "Lines over places. At {} places {} ({} a place), at {} places {} ({} a place), placement budget held by {}.",
            same.places,
            up(same.sure),
            money(each(same), 0.0),
            largest.places,
            up(largest.sure),
            money(each(largest), 0.0),
            largest.holder.words()
        ),
        source: source(findings),
        head: table.head,
        rows: table.rows,
        ..Figure::default()
    };
    draw(&mut figure, &finite);
    Some(figure)
}

fn draw(figure: &mut Figure, lines_of: &[&SizeLine]) {
    let line = |(place, holder): (usize, Holder)| Line {
        label: holder.short().into(),
        points: lines_of.iter().filter(|l| l.holder == holder).map(|l| (l.places as f64, l.sure)).collect(),
        band: vec![],
        colour: PALETTE[place],
        mark: Mark::nth(place),
        every_point: true,
    };
    let mut drawn: Vec<Line> =
        [(0, Holder::Authority), (2, Holder::Practice), (1, Holder::Shared)].into_iter().map(line).collect();
    drawn.retain(|line| !line.points.is_empty());
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom, left) = (canvas.top, canvas.top + 270, 70);
    let right = WIDTH - 14 - lines::label_room(&drawn);
    let x = Scale::over(lines_of.iter().map(|l| l.places as f64).chain([0.0]), left, right);
    let y = Scale::over(lines_of.iter().map(|l| l.sure).chain([0.0]), bottom, top);
    canvas.grid_y(&y, left, right, short_money);
    canvas.grid_x(&x, bottom, bottom + 4, |value| format!("{value:.0}"));
    canvas.text("places", (left + right) / 2, bottom + 38, Hold::Middle);
    lines::draw(&mut canvas, &drawn, &x, &y);
    canvas.finish(figure, bottom + 52);
}
