//! What failures are made of: bars from zero.

use super::super::Figure;
use super::super::canvas::{Canvas, Hold, PALETTE, Scale, TEXT, WIDTH, width_of, wrap};
use super::source;
use crate::report::fund::sentences::{causes_words, up, years_words};
use crate::report::fund::tables;
use crate::results::fund::findings::{Causes, Findings, Headline, Holder};
use crate::results::rounding::whole;

const LABELS: f64 = 230.0;
const BAR: i32 = 34;

/// The bars of one headline; none where nothing fails.
pub fn figure(findings: &Findings, headline: &Headline) -> Option<Figure> {
    let causes = headline.causes.as_ref()?;
    if causes.chance_of_all <= 0.0 {
        return None;
    }
    let holder = headline.line.case.holder;
    let largest = causes.causes.iter().max_by(|a, b| a.of_chance.total_cmp(&b.of_chance))?;
    let table = tables::causes(causes);
    let share = largest.of_chance / causes.chance_of_all;
    let title = match causes.chance_of_none / causes.chance_of_all {
        price if price > share => {
            format!("{}, the fund runs out by its price and not by chance", holder.condition())
        }
        _ => format!("{}, {:.0}% of failures come from {}", holder.condition(), share * 100.0, largest.name),
    };
    let mut figure = Figure {
        name: match holder {
            Holder::Authority => "fund-causes-authority-holds",
            Holder::Practice => "fund-causes-practice-holds",
            Holder::Shared => "fund-causes-shared",
        },
        title,
        subtitle: format!(
            "Percent of the {} contracts that exhaust {}, by source: each source set to its mean in turn on the same luck, \
             shared by Shapley's value. Whisker: 95% interval (Monte Carlo error). A source below zero prevents failures.",
            years_words(headline.line.case.years),
            if causes.fund > 0.0 { format!("a fund of {}", up(causes.fund)) } else { "no fund at all".into() }
        ),
        text: format!("Bar chart. {}", causes_words(causes)),
        source: source(findings),
        head: table.head,
        rows: table.rows,
        ..Figure::default()
    };
    draw(&mut figure, causes);
    Some(figure)
}

fn draw(figure: &mut Figure, causes: &Causes) {
    let all = causes.chance_of_all;
    let mut bars: Vec<(&str, f64, f64)> = causes
        .causes
        .iter()
        .map(|cause| (cause.name.as_str(), cause.of_chance / all, cause.half_width / all))
        .collect();
    if causes.chance_of_none > 0.0 {
        bars.push(("every source at its mean: the price", causes.chance_of_none / all, f64::NAN));
    }
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let labels = bars.iter().map(|(name, ..)| width_of(name, TEXT)).fold(40.0, f64::max).min(LABELS) as i32;
    let (top, left, right) = (canvas.top, 14 + labels + 30, WIDTH - 90);
    let bottom = top + BAR * bars.len() as i32 + 6;
    let ends = bars.iter().flat_map(|(_, share, half)| [*share, share - half, share + half]);
    let x = Scale::over(ends.map(|end| end * 100.0).chain([0.0]), left, right);
    canvas.grid_x(&x, top, bottom, |value| format!("{}%", x.label(value)));
    for (i, (name, share, half)) in bars.iter().enumerate() {
        let y = top + BAR * i as i32 + BAR / 2;
        let (from, to) = (x.at(0.0), x.at(share * 100.0));
        canvas.fill((from.min(to), y - 10), (from.max(to), y + 10), PALETTE[0], 1.0);
        if *half > 0.0 {
            canvas.whisker(x.at((share - half) * 100.0), x.at((share + half) * 100.0), y, PALETTE[3]);
        }
        canvas.bold(&format!("{}%", whole(share * 100.0)), WIDTH - 14, y, Hold::Right);
        let lines = wrap(name, TEXT, LABELS);
        for (line, text) in lines.iter().enumerate() {
            let offset = 17 * line as i32 - 17 * (lines.len() as i32 - 1) / 2;
            canvas.text(text, 14, y + offset, Hold::Left);
        }
    }
    canvas.finish(figure, bottom + 30);
}
