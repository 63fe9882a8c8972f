//! How large a risk fund: the chance that a fund of a given size runs out within the contract.

use super::canvas::{Canvas, Hold, INK, Mark, PALETTE, Scale, TEXT, WIDTH, width_of};
use super::{Figure, source};
use crate::report::Extras;
use crate::results::fund::{Price, exhausted, price, smallest, smallest_with_confidence};
use crate::results::rounding::{money, short_money, whole};
use crate::results::study::Study;

/// The level that the sources ask for: 1 contract in 20.
pub const ONE_IN_TWENTY: f64 = 0.05;

/// A figure for each holder of the placement budget of whom critical levels are known.
pub fn figures(study: &Study, extras: &Extras) -> Vec<Figure> {
    let both = [
        (
            "risk-fund-authority-holds",
            "the authority",
            &extras.critical_funds_authority_holds,
            &extras.margins_authority_holds,
        ),
        (
            "risk-fund-practice-holds",
            "the practice",
            &extras.critical_funds_practice_holds,
            &extras.margins_practice_holds,
        ),
    ];
    both.into_iter()
        .filter_map(|(name, holder, critical, margins)| figure(study, name, holder, critical, price(margins)))
        .collect()
}

fn figure(
    study: &Study,
    name: &'static str,
    holder: &str,
    critical: &[f64],
    price: Option<Price>,
) -> Option<Figure> {
    let largest = critical.iter().copied().filter(|level| level.is_finite()).fold(f64::NAN, f64::max);
    if critical.len() < 2 || largest.is_nan() {
        return None;
    }
    let needed = smallest(critical, ONE_IN_TWENTY)?;
    let sure = smallest_with_confidence(critical, ONE_IN_TWENTY, 0.95);
    let years = study.contract_years;
    let mut figure = Figure {
        name,
        title: match price {
            Some(Price::Short(short, _)) => format!(
                "If {holder} holds the placement budget, the contract is {} a year below the practice's cost: a fund only delays \
                 the end",
                money(short, 0.0)
            ),
            _ if needed.is_finite() => format!(
                "If {holder} holds the placement budget, about {} keep a {years}-year contract's fund from running out in 19 of 20",
                money(needed, 0.0)
            ),
            _ => {
                format!("If {holder} holds the placement budget, no fund holds in 19 of 20 {years}-year contracts")
            }
        },
        subtitle: format!(
            "Contracts in 20 whose fund runs out within {years} years, by its opening level, prices of {}. Additional \
             money, no top-up, losses and surpluses as they fall, tested at year ends. Band: 95% interval of the chance, \
             each size separately (Monte Carlo error).",
            study.price_year
        ),
        source: source(study),
        head: ["Opening level", "Runs out, contracts in 20", "95% interval"].map(String::from).into(),
        ..Figure::default()
    };
    let end = if largest > 0.0 { largest } else { 1.0 };
    let size = Scale::over([0.0, end], 0, 1);
    for fund in size.ticks() {
        let seen = exhausted(critical, fund);
        let (low, high) = seen.interval();
        let in_twenty = |share: f64| format!("{:.1}", share * 20.0);
        let range = format!("{} to {}", in_twenty(low), in_twenty(high));
        figure.rows.push(vec![money(fund, 0.0), in_twenty(seen.share()), range]);
    }
    let never = exhausted(critical, 0.0);
    figure.text = format!(
        "Curve falling with the size of the fund. Without a fund {} of {} simulated contracts run short; {} would hold \
         in 19 of 20{}. Each history has one level below which its fund runs out.",
        whole(never.times as f64),
        whole(never.of as f64),
        money(needed, 0.0),
        match sure {
            Some(level) if level.is_finite() => format!(" ({} with 95% confidence)", money(level, 0.0)),
            _ => String::new(),
        }
    );
    draw(&mut figure, critical, end, needed, sure);
    Some(figure)
}

fn draw(figure: &mut Figure, critical: &[f64], end: f64, needed: f64, sure: Option<f64>) {
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom, left, right) = (canvas.top + 30, canvas.top + 290, 50, WIDTH - 50);
    let x = Scale::over([0.0, end], left, right);
    let funds: Vec<f64> = (0..=240).map(|k| end * f64::from(k) / 240.0).collect();
    let seen: Vec<_> = funds.iter().map(|fund| exhausted(critical, *fund)).collect();
    let y = Scale::over(seen.iter().map(|s| s.interval().1 * 20.0).chain([0.0, 2.0]), bottom, top);
    canvas.grid_y(&y, left, right, |value| y.label(value));
    canvas.grid_x(&x, bottom, bottom + 4, short_money);
    canvas.text("opening level of the fund", (left + right) / 2, bottom + 38, Hold::Middle);
    let edge = |share: fn(&crate::results::rounding::Frequency) -> f64| {
        funds.iter().zip(&seen).map(move |(fund, s)| (x.at(*fund), y.at(share(s) * 20.0)))
    };
    let mut band: Vec<_> = edge(|s| s.interval().0).collect();
    band.extend(edge(|s| s.interval().1).collect::<Vec<_>>().into_iter().rev());
    canvas.area(band, PALETTE[0], 0.16);
    canvas.line(edge(|s| s.share()).collect(), PALETTE[0], 3);
    canvas.dashes((left, y.at(1.0)), (right, y.at(1.0)), INK);
    canvas.text("1 in 20", right + 4, y.at(1.0) - 12, Hold::Right);
    if needed.is_finite() {
        canvas.mark(Mark::Circle, x.at(needed), y.at(1.0), PALETTE[0]);
        let words = match sure {
            Some(level) if level.is_finite() => {
                format!("{} holds in 19 of 20 ({} with 95% confidence)", money(needed, 0.0), money(level, 0.0))
            }
            _ => format!("{} holds in 19 of 20", money(needed, 0.0)),
        };
        // The label stands above the plot, where no curve is, and ends above its point where it fits.
        let least = left + 20 + width_of(&words, TEXT * 1.06) as i32;
        let end = x.at(needed).max(least).min(right);
        canvas.line(vec![(x.at(needed), y.at(1.0) - 8), (x.at(needed), top - 8)], INK, 1);
        canvas.bold(&words, end, top - 20, Hold::Right);
    }
    canvas.finish(figure, bottom + 52);
}
