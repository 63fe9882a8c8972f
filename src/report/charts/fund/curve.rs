//! The chance that a fund runs out, by its size, with both bands.

use super::super::Figure;
use super::super::canvas::{Canvas, Hold, INK, Mark, PALETTE, Scale, TEXT, WIDTH, width_of};
use super::source;
use crate::report::fund::sentences::{chance_words, percent, up, years_words};
use crate::report::fund::tables::capital;
use crate::results::fund::curve::CurvePoint;
use crate::results::fund::findings::{Findings, Headline, Holder, Method};
use crate::results::rounding::{money, short_money};

/// Contracts of which the axis counts.
const OF: f64 = 20.0;

/// One edge of a band.
type Edge = fn(&CurvePoint) -> f64;

/// The curve of one headline.
pub fn figure(findings: &Findings, headline: &Headline) -> Figure {
    let line = &headline.line;
    let condition = line.case.holder.condition();
    let chance = chance_words(findings.chance);
    let years = years_words(line.case.years);
    let how = match line.method {
        Method::CriticalLevels => "One set of contracts, each with one critical level".to_string(),
        Method::EvaluatedAgain { .. } => "The same contracts evaluated again at each size".into(),
    };
    let name = match line.case.holder {
        Holder::Authority => "fund-curve-authority-holds",
        Holder::Practice => "fund-curve-practice-holds",
        Holder::Shared => "fund-curve-shared",
    };
    let title = match line.sure {
        sure if sure.is_finite() => {
            format!("{condition}, a fund of {} runs out in at most {chance}", up(sure))
        }
        _ => format!("{condition}, no fund keeps the chance at or below {chance}"),
    };
    let mut figure = Figure {
        name,
        title,
        subtitle: format!(
            "Contracts in 20 whose fund runs out within the {years} contract, by its size, prices of {}. {}, {}, {}. {how}. \
             Dark band: {} interval of each size separately. Pale band: the whole curve lies in it with {} confidence.",
            findings.price_year,
            capital(&line.case.arrangement_words),
            line.case.money,
            line.case.surplus,
            percent(findings.confidence),
            percent(findings.confidence)
        ),
        source: source(findings),
        head: ["Size of the fund", "Runs out, contracts in 20", "Each size separately", "All sizes together"]
            .map(String::from)
            .into(),
        ..Figure::default()
    };
    for p in headline.curve.iter().step_by(6) {
        let range = |(low, high): (f64, f64)| format!("{:.1} to {:.1}", low * OF, high * OF);
        figure.rows.push(vec![
            money(p.fund, 0.0),
            format!("{:.1}", p.exhausted.share() * OF),
            range(p.pointwise),
            range(p.simultaneous),
        ]);
    }
    let (first, last) = (headline.curve.first(), headline.curve.last());
    let seen = |p: Option<&CurvePoint>| {
        p.map_or(String::new(), |p| format!("{} of {}", p.exhausted.times, p.exhausted.of))
    };
    figure.text = format!(
        "Falling curve. Without a fund {} contracts run short; with {} it is {}. The marked size is large enough with {} \
         confidence: {}.",
        seen(first),
        last.map_or(String::new(), |p| money(p.fund, 0.0)),
        seen(last),
        percent(findings.confidence),
        up(line.sure)
    );
    draw(&mut figure, findings, headline);
    figure
}

fn draw(figure: &mut Figure, findings: &Findings, headline: &Headline) {
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom, left, right) = (canvas.top + 30, canvas.top + 300, 50, WIDTH - 50);
    let (curve, sure) = (&headline.curve, headline.line.sure);
    let x = Scale::over(curve.iter().map(|p| p.fund).chain([0.0]), left, right);
    let y = Scale::over(curve.iter().map(|p| p.simultaneous.1 * OF).chain([0.0, 2.0]), bottom, top);
    canvas.grid_y(&y, left, right, |value| y.label(value));
    canvas.grid_x(&x, bottom, bottom + 4, short_money);
    canvas.text("size of the fund", (left + right) / 2, bottom + 38, Hold::Middle);
    let edge = |share: fn(&CurvePoint) -> f64| curve.iter().map(move |p| (x.at(p.fund), y.at(share(p) * OF)));
    let bands: [(Edge, Edge, f64); 2] =
        [(|p| p.simultaneous.0, |p| p.simultaneous.1, 0.10), (|p| p.pointwise.0, |p| p.pointwise.1, 0.24)];
    for (low, high, opacity) in bands {
        let mut outline: Vec<_> = edge(low).collect();
        outline.extend(edge(high).collect::<Vec<_>>().into_iter().rev());
        canvas.area(outline, PALETTE[0], opacity);
    }
    canvas.line(edge(|p| p.exhausted.share()).collect(), PALETTE[0], 3);
    let level = y.at(findings.chance * OF);
    canvas.dashes((left, level), (right, level), INK);
    canvas.text(&chance_words(findings.chance), right + 4, level - 12, Hold::Right);
    if sure.is_finite() {
        let at = x.at(sure.min(curve.last().map_or(sure, |p| p.fund)));
        canvas.mark(Mark::Circle, at, level, PALETTE[2]);
        let words = format!("{} with {} confidence", up(sure), percent(findings.confidence));
        let least = left + 20 + width_of(&words, TEXT * 1.06) as i32;
        canvas.line(vec![(at, level - 8), (at, top - 8)], INK, 1);
        canvas.bold(&words, at.max(least).min(right), top - 20, Hold::Right);
    }
    canvas.finish(figure, bottom + 52);
}
