//! The pilots beside their controls: one row of dots each.

use super::Figure;
use super::canvas::{Canvas, GREY, Mark, PALETTE};
use super::dots::{self, Row};
use crate::results::measures::Measure;
use crate::results::pilots::{Control, Pilots};
use crate::results::rounding::{rounded, whole, with_error};

/// The figures, one a measure.
pub fn figures(pilots: &Pilots) -> Vec<Figure> {
    let shown =
        [(Measure::CohortSameWorker, "pilots-same-worker"), (Measure::CohortChangesAfter, "pilots-changes")];
    shown.into_iter().map(|(measure, name)| figure(pilots, measure, name)).collect()
}

fn figure(pilots: &Pilots, measure: Measure, name: &'static str) -> Figure {
    let what = match measure {
        Measure::CohortSameWorker => "Same worker all year, % of those served all year",
        _ => "Changes of lead worker per person-year after the transfer, the transfer itself left out",
    };
    let mut figure = Figure {
        name,
        title: title(pilots, measure),
        subtitle: format!(
            "{what}: the same simulated children with the pilot and with the workers of three control authorities. Whiskers: 95% \
             interval of the mean (Monte Carlo error)."
        ),
        source: format!(
            "swpsim {}, {} simulated histories a pilot; simulated, not observed.",
            pilots.version,
            whole(pilots.replicates as f64)
        ),
        head: ["Pilot", "With it", "Own authority", "Average authority", "Best-practice authority"]
            .map(String::from)
            .into(),
        ..Figure::default()
    };
    let mut rows = vec![];
    for pilot in &pilots.pilots {
        let compared = pilot.of(measure);
        let label = format!("pilot {}", pilot.name.to_uppercase());
        let cells = std::iter::once(&compared.pilot).chain(&compared.controls);
        let cells = cells.map(|spread| with_error(spread.mean, spread.half_width));
        figure.rows.push(std::iter::once(label.clone()).chain(cells).collect());
        let names = std::iter::once("with it").chain(Control::ALL.map(Control::label));
        for (place, (spread, name)) in
            std::iter::once(&compared.pilot).chain(&compared.controls).zip(names).enumerate()
        {
            let colour = if place == 0 { PALETTE[0] } else { [PALETTE[1], GREY, PALETTE[3]][place - 1] };
            rows.push(Row {
                label: if place == 0 { label.clone() } else { String::new() },
                mean: spread.mean,
                interval: dots::interval(spread.mean, spread.half_width),
                band: None,
                colour,
                mark: Mark::nth(place),
                value: format!("{name} {}", rounded(spread.mean, spread.half_width.max(0.05))),
            });
        }
    }
    let each: Vec<String> = figure
        .rows
        .iter()
        .map(|row| format!("{}: {} with it, {} in its own authority", row[0], row[1], row[2]))
        .collect();
    figure.text =
        format!("Dot plot of {} pilots, each with three controls. {}.", pilots.pilots.len(), each.join("; "));
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let top = canvas.top;
    let bottom = dots::draw(&mut canvas, &rows, top, |scale, value| scale.label(value), false);
    canvas.finish(&mut figure, bottom);
    figure
}

fn title(pilots: &Pilots, measure: Measure) -> String {
    let better = |control: usize| {
        let told = pilots.pilots.iter().filter(|pilot| {
            let difference = &pilot.of(measure).differences[control];
            let (low, high) = difference.interval();
            if measure == Measure::CohortSameWorker { low > 0.0 } else { high < 0.0 }
        });
        told.count()
    };
    let all = pilots.pilots.len();
    let what = match measure {
        Measure::CohortSameWorker => "The same children more often keep a worker all year",
        _ => "Once transferred, the same children change worker less often",
    };
    format!(
        "{what} in {} of {all} pilots than in their own authorities, in {} of {all} than in a best-practice authority",
        better(0),
        better(2)
    )
}
