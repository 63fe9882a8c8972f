//! Places and months: how many are served, how soon, within the band or not, and what is left without transfers.

use super::by_size::{Curve, Plot, Point, trend};
use super::{BAND, BEHIND, INTERVALS, place_and_time, source};
use crate::report::charts::Figure;
use crate::report::charts::canvas::{Canvas, Hold, Mark, PALETTE, Scale, WIDTH};
use crate::report::charts::lines::{self, Line};
use crate::report::size::words::and;
use crate::results::rounding::whole;
use crate::results::size::study::{Decay, SizeLine, SizeStudy};

/// Served beside places.
pub fn served(study: &SizeStudy) -> Option<Figure> {
    let measure = "cohort_size";
    let lines = study.by_size(measure);
    let (first, last) = (lines.first()?, lines.last()?);
    let share = |line: &SizeLine| 100.0 * line.spread.mean / f64::from(line.places + study.other_places);
    let full = Curve {
        label: "all places".into(),
        points: study
            .sizes
            .iter()
            .map(|p| Point { places: *p, mean: f64::from(*p + study.other_places), interval: None, band: None })
            .collect(),
        colour: BEHIND,
        mark: Mark::Diamond,
        banded: false,
    };
    Plot {
        name: "size-served",
        title: format!(
            "On average {}% of {} places are taken, and {}% of {}",
            whole(share(first)),
            first.places,
            whole(share(last)),
            last.places
        ),
        subtitle: "Children and young people with the practice, mean of the years' ends; the gap to all places is unfilled."
            .into(),
        measure,
        curves: vec![Curve::of("served", &lines, 0, true), full],
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// Time within the contract's band.
pub fn band(study: &SizeStudy) -> Option<Figure> {
    let measure = "in_band_pct";
    let lines = study.by_size(measure);
    Plot {
        name: "size-in-band",
        title: format!("Time within the contract's band {}", trend(study, measure)?),
        subtitle: "% of the months' ends since the practice was full in which it serves as many as the contract's band allows."
            .into(),
        measure,
        curves: vec![Curve::of("within the band", &lines, 0, true)],
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// Months to fill.
pub fn months(study: &SizeStudy) -> Option<Figure> {
    let fills = |f: &&crate::results::size::study::Filling| f.never * 2 < f.histories;
    let points: Vec<Point> = study.filling.iter().filter(fills).map(|f| Point::of(f.places, &f.months)).collect();
    let (first, last) = (points.first()?, points.last()?);
    let never: Vec<u32> = study.filling.iter().filter(|f| !fills(f)).map(|f| f.places).collect();
    let rest = match never.first() {
        Some(least) => format!("; from {least} on it does not fill in most histories"),
        None => String::new(),
    };
    let title = format!(
        "A practice of {} places fills in about {} months, one of {} in {}{rest}",
        first.places,
        whole(first.mean),
        last.places,
        whole(last.mean)
    );
    Plot {
        name: "size-months-to-fill",
        title,
        subtitle:
            "Months from go-live until 95% of the places are taken, over the histories in which that happens."
                .into(),
        measure: "months_to_fill",
        curves: vec![Curve {
            label: "months".into(),
            points,
            colour: PALETTE[0],
            mark: Mark::Circle,
            banded: true,
        }],
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// Served by month when panels stop once the practice is full.
pub fn decay(study: &SizeStudy) -> Option<Figure> {
    let last = study.decay.last()?;
    let kept = |decay: &Decay, years: usize| {
        let stop = decay.stops_after_months as usize;
        Some(100.0 * decay.mean.get(stop + 12 * years)? / decay.mean.get(stop)?)
    };
    let years: Vec<usize> = (1..=3).filter(|years| kept(last, *years).is_some()).collect();
    let each: Vec<String> =
        years.iter().filter_map(|years| kept(last, *years)).map(|share| format!("{}%", whole(share))).collect();
    let mut figure = Figure {
        name: "size-decay",
        title: match years.last() {
            Some(years) => format!(
                "Without further transfers {} of {} are left after {} {}",
                and(&each),
                whole(*last.mean.get(last.stops_after_months as usize)?),
                and(&(1..=*years).map(|n| n.to_string()).collect::<Vec<_>>()),
                if *years == 1 { "year" } else { "years" }
            ),
            None => "Without further transfers the practice empties".into(),
        },
        subtitle: format!(
            "Children and young people served, by month since go-live, where the panels stop once the practice is full. {}. \
             Lines: means over histories. {BAND}",
            place_and_time(study)
        ),
        source: source(study, last.histories),
        head: [
            "Places",
            "Panels stop after month",
            "Served then",
            "One year on",
            "Two years on",
            "Three years on",
        ]
        .map(String::from)
        .into(),
        ..Figure::default()
    };
    for decay in &study.decay {
        let stop = decay.stops_after_months as usize;
        let at = |month: usize| {
            let ends = (decay.q05.get(month), decay.q95.get(month), decay.mean.get(month));
            match ends {
                (Some(low), Some(high), Some(mean)) => {
                    format!("{} ({} to {})", whole(*mean), whole(*low), whole(*high))
                }
                _ => "–".into(),
            }
        };
        let cells = [0, 12, 24, 36].map(|later| at(stop + later));
        figure.rows.push([decay.places.to_string(), stop.to_string()].into_iter().chain(cells).collect());
    }
    let told: Vec<String> = figure
        .rows
        .iter()
        .map(|r| format!("{} places: {}, then {}, {} and {} a year apart", r[0], r[2], r[3], r[4], r[5]))
        .collect();
    figure.text = format!("Line chart, by month. {}. In brackets: middle 90% of histories.", told.join("; "));
    draw(&mut figure, &study.decay);
    Some(figure)
}

fn draw(figure: &mut Figure, all: &[Decay]) {
    // the largest comes first and takes the first colour
    let lines: Vec<Line> = all
        .iter()
        .rev()
        .enumerate()
        .map(|(nth, decay)| Line {
            label: format!("{} places", decay.places),
            points: decay.mean.iter().enumerate().map(|(month, served)| (month as f64, *served)).collect(),
            band: decay.q05.iter().copied().zip(decay.q95.iter().copied()).collect(),
            colour: PALETTE[nth],
            mark: Mark::nth(nth),
            every_point: false,
        })
        .collect();
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (top, bottom) = (canvas.top, canvas.top + 260);
    let right = WIDTH - 14 - lines::label_room(&lines);
    let months = all.iter().map(|decay| decay.mean.len()).max().unwrap_or(1);
    let y = Scale::over(all.iter().flat_map(|d| d.q95.iter().copied()).chain([0.0]), bottom, top);
    let x = Scale::months(months.saturating_sub(1), 70, right);
    canvas.grid_y(&y, 70, right, |value| y.label(value));
    canvas.grid_x(&x, bottom, bottom + 4, |value| x.label(value));
    canvas.text("months since go-live", (70 + right) / 2, bottom + 38, Hold::Middle);
    lines::draw(&mut canvas, &lines, &x, &y);
    canvas.finish(figure, bottom + 52);
}
