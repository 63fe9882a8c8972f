//! Stock and flows by year without a practice, beside the published level at the start. Two panels, each with its
//! own axis: never two axes in one.

use super::canvas::{Canvas, Hold, INK, Mark, PALETTE, Scale, WIDTH};
use super::lines::{self, Line};
use super::{Figure, source};
use crate::report::Extras;
use crate::results::measures::Measure;
use crate::results::rounding::whole;
use crate::results::study::{Spread, Study};

/// The figure, if the study has years.
pub fn figure(study: &Study, extras: &Extras) -> Option<Figure> {
    let years = study.whole();
    let of = |measure: Measure, year: usize| &study.spreads[study.at(0, year, measure)];
    if years == 0 || !(0..years).all(|year| of(Measure::Stock, year).is_defined()) {
        return None;
    }
    let (first, last) = (of(Measure::Stock, 0).mean, of(Measure::Stock, years - 1).mean);
    let change = (last / extras.published_stock.unwrap_or(first) - 1.0) * 100.0;
    let mut figure = Figure {
        name: "population",
        title: match change {
            c if c.abs() < 2.0 => format!("The number of children looked after stays near {}", whole(last)),
            c if c > 0.0 => {
                format!("The number of children looked after grows by {}% to {}", whole(c), whole(last))
            }
            c => format!("The number of children looked after falls by {}% to {}", whole(-c), whole(last)),
        },
        subtitle: format!(
            "Children looked after at the end of each year, and starts and ceases in each year, no practice. {}. \
             Bands: middle 90% of simulated histories (chance).",
            study.authority
        ),
        source: source(study),
        head: ["Year", "Looked after, mean", "middle 90%", "Starts", "Ceases"].map(String::from).into(),
        ..Figure::default()
    };
    if let Some(stock) = extras.published_stock {
        let start = format!("published, {}", study.authority_period);
        figure.rows.push(vec![start, whole(stock), "–".into(), "–".into(), "–".into()]);
    }
    for year in 0..years {
        let stock = of(Measure::Stock, year);
        let range = format!("{} to {}", whole(stock.q05), whole(stock.q95));
        let flow = |measure| whole(of(measure, year).mean);
        let row = [whole(stock.mean), range, flow(Measure::Starts), flow(Measure::Ceases)];
        figure.rows.push(std::iter::once(study.periods[year].clone()).chain(row).collect());
    }
    figure.text = format!(
        "Two line charts by year. Children looked after: {} at the end of the first year, {} at the end of the last; \
         starts {} and ceases {} in the last year.",
        whole(first),
        whole(last),
        whole(of(Measure::Starts, years - 1).mean),
        whole(of(Measure::Ceases, years - 1).mean)
    );
    draw(study, extras, &mut figure, years, &of);
    Some(figure)
}

fn draw<'a>(
    study: &Study,
    extras: &Extras,
    figure: &mut Figure,
    years: usize,
    of: &impl Fn(Measure, usize) -> &'a Spread,
) {
    let line = |label: &str, measure: Measure, place: usize| Line {
        label: label.into(),
        points: (0..years).map(|year| ((year + 1) as f64, of(measure, year).mean)).collect(),
        band: (0..years).map(|year| (of(measure, year).q05, of(measure, year).q95)).collect(),
        colour: PALETTE[place],
        mark: Mark::nth(place),
        every_point: true,
    };
    let stock = [line("looked after", Measure::Stock, 0)];
    let flows = [line("starts", Measure::Starts, 1), line("ceases", Measure::Ceases, 2)];
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let (left, right) = (70, WIDTH - 14 - lines::label_room(&stock));
    let scale = Scale::steps(years, left, right);
    let top = canvas.top;
    let bottom = panel(&mut canvas, &stock, &scale, extras.published_stock, top, 190, (left, right));
    let bottom = panel(&mut canvas, &flows, &scale, None, bottom + 26, 150, (left, right));
    let every = years.div_ceil(6);
    if let Some(stock) = extras.published_stock {
        figure.text.push_str(&format!(" Published at the start: {}.", whole(stock)));
    }
    canvas.text("start", scale.at(0.0), bottom + 16, Hold::Middle);
    for year in (0..years).filter(|year| (years - 1 - year).is_multiple_of(every)) {
        canvas.text(&study.periods[year], scale.at((year + 1) as f64), bottom + 16, Hold::Middle);
    }
    canvas.finish(figure, bottom + 32);
}

fn panel(
    canvas: &mut Canvas,
    drawn: &[Line],
    x: &Scale,
    published: Option<f64>,
    top: i32,
    height: i32,
    (left, right): (i32, i32),
) -> i32 {
    let bottom = top + height;
    let values = drawn.iter().flat_map(|line| line.band.iter().flat_map(|band| [band.0, band.1]));
    let y = Scale::over(values.chain(published).chain([0.0]), bottom, top);
    canvas.grid_y(&y, left, right, whole);
    if let Some(level) = published {
        let height = y.at(level);
        canvas.dashes((x.at(0.0), height), (x.at(1.0), height), INK);
        canvas.mark(Mark::Diamond, x.at(0.0), height, INK);
        canvas.text(&format!("published {}", whole(level)), x.at(0.0) + 8, height - 20, Hold::Left);
    }
    lines::draw(canvas, drawn, x, &y);
    bottom
}
