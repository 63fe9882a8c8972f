//! The fund under each payment arrangement and holder of the placement budget.

use super::super::Figure;
use super::super::canvas::{Canvas, Mark, PALETTE};
use super::super::dots::{self, Row};
use super::source;
use crate::report::fund::sentences::{chance_words, percent, up, years_words};
use crate::report::fund::tables::{arrangements, by_arrangement, capital};
use crate::results::fund::findings::{Findings, Holder, Line};
use crate::results::rounding::short_money;

/// The figure; none with a single line.
pub fn figure(findings: &Findings) -> Option<Figure> {
    let lines = arrangements(findings);
    let finite: Vec<&&Line> = lines.iter().filter(|line| line.sure.is_finite()).collect();
    if finite.len() < 2 {
        return None;
    }
    let smallest = finite.iter().min_by(|a, b| a.sure.total_cmp(&b.sure))?;
    let largest = finite.iter().max_by(|a, b| a.sure.total_cmp(&b.sure))?;
    let table = by_arrangement(findings);
    let first = &findings.headlines.first()?.line.case;
    let mut figure = Figure {
        name: "fund-arrangements",
        title: format!(
            "The fund is {} to {}, by who holds the placement budget and how the practice is paid",
            up(smallest.sure),
            up(largest.sure)
        ),
        subtitle: format!(
            "Fund that keeps the chance of running out within the {} contract at or below {} with {} confidence, each \
             separately, prices of {}; {}, {}. Mark: with the scenario's values. Whisker: range over parameter draws (5th to \
             95th percentile).",
            years_words(first.years),
            chance_words(findings.chance),
            percent(findings.confidence),
            findings.price_year,
            first.money,
            first.surplus
        ),
        text: format!(
            "Rows of dots. Smallest: {}, placement budget held by {}, {}. Largest: {}, held by {}, {}.",
            smallest.case.arrangement_words,
            smallest.case.holder.words(),
            up(smallest.sure),
            largest.case.arrangement_words,
            largest.case.holder.words(),
            up(largest.sure)
        ),
        source: source(findings),
        head: table.head,
        rows: table.rows,
        ..Figure::default()
    };
    let row = |line: &&&Line| {
        let place = match line.case.holder {
            Holder::Authority => 0,
            Holder::Practice => 2,
            Holder::Shared => 1,
        };
        Row {
            label: format!("{}: {}", capital(&line.case.arrangement_words), line.case.holder.name()),
            mean: line.sure,
            interval: line.range.filter(|(low, high)| low.is_finite() && high.is_finite()),
            band: None,
            colour: PALETTE[place],
            mark: Mark::nth(place),
            value: up(line.sure),
        }
    };
    let rows: Vec<Row> = finite.iter().map(row).collect();
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let top = canvas.top;
    let bottom = dots::draw(&mut canvas, &rows, top, |_, value| short_money(value), true);
    canvas.finish(&mut figure, bottom);
    Some(figure)
}
