//! The contract against the practice's cost, for both holders of the placement budget, each over its own scale.

use super::canvas::{Canvas, Hold, Mark, PALETTE};
use super::dots::{self, Row};
use super::{Figure, focus, place_and_time, source};
use crate::results::measures::Measure;
use crate::results::rounding::{money, short_money};
use crate::results::study::Study;

const PANELS: [(&str, Measure, Measure); 2] = [
    (
        "The authority holds the placement budget",
        Measure::ContractNetAuthorityHolds,
        Measure::PracticeCostAuthorityHolds,
    ),
    (
        "The practice holds the placement budget",
        Measure::ContractNetPracticeHolds,
        Measure::PracticeCostPracticeHolds,
    ),
];

/// The figure, if there is a contract.
pub fn figure(study: &Study) -> Option<Figure> {
    let focus = focus(study)?;
    let defined = |measure: Measure| study.spread(focus, measure).is_defined();
    let panels: Vec<_> = PANELS.into_iter().filter(|(_, net, cost)| defined(*net) && defined(*cost)).collect();
    if panels.is_empty() {
        return None;
    }
    let mut figure = Figure {
        name: "money",
        title: title(study, focus, &panels),
        subtitle: format!(
            "GBP a year, prices of {}. {}. The two panels have different scales. Mark: mean. Grey band: middle 90% of \
             simulated histories (chance).",
            study.price_year,
            place_and_time(study)
        ),
        source: source(study),
        head: ["Placement budget, line", "Mean", "Median", "5th percentile", "95th percentile"]
            .map(String::from)
            .into(),
        ..Figure::default()
    };
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let mut top = canvas.top;
    for (name, net, cost) in panels {
        canvas.bold(name, 14, top + 8, Hold::Left);
        let mut rows = Vec::new();
        for (place, (label, measure)) in [("net contract", net), ("practice's cost", cost)].into_iter().enumerate()
        {
            let spread = study.spread(focus, measure);
            let rounded = |value: f64| money(value, spread.half_width);
            let numbers = [spread.mean, spread.median, spread.q05, spread.q95].map(rounded);
            figure.rows.push(std::iter::once(format!("{name}: {label}")).chain(numbers).collect());
            rows.push(Row {
                label: label.into(),
                mean: spread.mean,
                interval: None,
                band: Some((spread.q05, spread.q95)),
                colour: PALETTE[place],
                mark: Mark::nth(place),
                value: rounded(spread.mean),
            });
        }
        top = dots::draw(&mut canvas, &rows, top + 26, |_, value| short_money(value), false) + 14;
    }
    let each: Vec<String> = figure.rows.iter().map(|row| format!("{} {}", row[0], row[1])).collect();
    figure.text = format!("Dot plots of yearly means: {}.", each.join("; "));
    canvas.finish(&mut figure, top - 14);
    Some(figure)
}

fn title(study: &Study, focus: usize, panels: &[(&str, Measure, Measure)]) -> String {
    let clause = |(name, net, cost): &(&str, Measure, Measure)| {
        let [net, cost] = [*net, *cost].map(|measure| study.spread(focus, measure));
        let gap = net.mean - cost.mean;
        let holder = if name.contains("authority") { "the authority" } else { "the practice" };
        let word = if gap < 0.0 { "below" } else { "above" };
        let size = money(gap.abs(), net.half_width.hypot(cost.half_width));
        format!("{size} a year {word} the practice's cost if {holder} holds the placement budget")
    };
    let clauses: Vec<String> = panels.iter().map(clause).collect();
    format!("On average the net contract is {}", clauses.join(", "))
}
