//! Love plots: how far the allocated children differ from the others on each characteristic, with the band that an
//! honest lottery of the same size would give.

use super::canvas::{Canvas, GREY, Hold, INK, Mark, PALETTE, Scale, TEXT, WIDTH, width_of};
use super::{Figure, place_and_time, short_label, source};
use crate::results::representativeness::{BalanceLine, Representativeness};
use crate::results::rounding::{rounded, stated};
use crate::results::study::Study;

/// Names of the figures, one a policy whose panels choose otherwise than those before.
pub const NAMES: [&str; 16] = [
    "who-moves",
    "who-moves-2",
    "who-moves-3",
    "who-moves-4",
    "who-moves-5",
    "who-moves-6",
    "who-moves-7",
    "who-moves-8",
    "who-moves-9",
    "who-moves-10",
    "who-moves-11",
    "who-moves-12",
    "who-moves-13",
    "who-moves-14",
    "who-moves-15",
    "who-moves-16",
];

const ROW: i32 = 28;

/// Policies that choose different children, practices first: an in-house team with the same rule chooses the same.
pub fn different_choices(study: &Study) -> Vec<&Representativeness> {
    let mut order: Vec<&Representativeness> = study.representativeness.iter().collect();
    order.sort_by_key(|found| study.arms[found.arm].provider != "practice");
    let mut different: Vec<&Representativeness> = Vec::new();
    for found in order {
        let alike = |other: &&Representativeness| {
            let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
            other.lines.iter().zip(&found.lines).all(|(a, b)| {
                same(a.against_left.typical, b.against_left.typical)
                    && same(a.against_all.typical, b.against_all.typical)
            })
        };
        if !different.iter().any(alike) {
            different.push(found);
        }
    }
    different
}

/// One figure a policy that chooses otherwise.
pub fn figures(study: &Study) -> Vec<Figure> {
    NAMES.into_iter().zip(different_choices(study)).map(|(name, found)| figure(study, name, found)).collect()
}

/// Is what is seen what a lottery would give? One sentence.
pub fn verdict(study: &Study, found: &Representativeness) -> String {
    let label = short_label(study, found.arm);
    let beyond = found.beyond_a_lottery();
    if beyond.is_empty() {
        return format!(
            "The children whom \"{label}\" allocates differ from those left no more than an honest lottery of that size would give."
        );
    }
    let each: Vec<String> = beyond
        .iter()
        .map(|line| {
            format!("{} ({} of {} histories)", line.characteristic, line.against_left.beyond, found.histories)
        })
        .collect();
    format!(
        "The children whom \"{label}\" allocates differ from those left by more than an honest lottery of that size would give: beyond what 39 of 40 lotteries give in {}.",
        each.join(", ")
    )
}

fn figure(study: &Study, name: &'static str, found: &Representativeness) -> Figure {
    let label = short_label(study, found.arm);
    let beyond = found.beyond_a_lottery();
    let title = match beyond.as_slice() {
        [] => format!("Whom \"{label}\" allocates is what an honest lottery would give"),
        [one] => format!("\"{label}\" allocates other children than a lottery would: {}", one.characteristic),
        [one, two] => format!(
            "\"{label}\" allocates other children than a lottery would: {} and {}",
            one.characteristic, two.characteristic
        ),
        more => format!(
            "\"{label}\" allocates other children than a lottery would in {} of {} characteristics",
            more.len(),
            found.lines.len()
        ),
    };
    let mut figure = Figure {
        name,
        title,
        subtitle: format!(
            "Standardised difference of the allocated children, size only, median of {} histories; about {} children at \
             {} panels each, as they were on the panel's date. {}. Grey band: middle 95% of honest lotteries of the same \
             size from the same candidates. Mark in the band: against those left (triangle where beyond a lottery). \
             Grey diamond: against all looked-after children.",
            found.histories,
            rounded(found.allocated, 1.0),
            stated(found.panels.round()),
            place_and_time(study)
        ),
        source: source(study),
        head: [
            "Characteristic",
            "Against those left",
            "Lottery's band",
            "Histories beyond it",
            "Against all looked after",
            "Lottery's band against all",
        ]
        .map(String::from)
        .into(),
        rows: found.lines.iter().map(|line| row(found, line)).collect(),
        ..Figure::default()
    };
    let each: Vec<String> =
        figure.rows.iter().map(|row| format!("{} {} (band {})", row[0], row[1], row[2])).collect();
    figure.text =
        format!("{} Standardised differences from those left: {}.", verdict(study, found), each.join("; "));
    draw(&mut figure, found);
    figure
}

fn size(value: f64) -> String {
    match value {
        v if v.is_nan() => "–".into(),
        v if v.is_infinite() => "no overlap".into(),
        v => rounded(v, 0.1),
    }
}

fn row(found: &Representativeness, line: &BalanceLine) -> Vec<String> {
    let band = |low: f64, high: f64| format!("{} to {}", size(low), size(high));
    let (left, all) = (&line.against_left, &line.against_all);
    vec![
        line.characteristic.into(),
        size(left.typical),
        band(left.lottery_low, left.lottery_high),
        format!("{} of {}", left.beyond, found.histories),
        size(all.typical),
        band(all.lottery_low, all.lottery_high),
    ]
}

fn draw(figure: &mut Figure, found: &Representativeness) {
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let top = canvas.top;
    let labels = found.lines.iter().map(|line| width_of(line.characteristic, TEXT)).fold(40.0, f64::max) as i32;
    let (left, right) = (14 + labels + 24, WIDTH - 70);
    let values = found
        .lines
        .iter()
        .flat_map(|line| [line.against_left.typical, line.against_left.lottery_high, line.against_all.typical]);
    let scale = Scale::over(values.filter(|v| v.is_finite()).chain([0.0, 0.1]), left, right);
    let at = |value: f64| if value.is_finite() { scale.at(value).min(right) } else { right };
    let bottom = top + ROW * found.lines.len() as i32 + 6;
    canvas.grid_x(&scale, top, bottom, |value| scale.label(value));
    let mut order: Vec<&BalanceLine> = found.lines.iter().collect();
    order.sort_by(|a, b| b.against_left.typical.total_cmp(&a.against_left.typical));
    for (place, line) in order.into_iter().enumerate() {
        let y = top + ROW * place as i32 + ROW / 2 + 2;
        let (ours, all) = (&line.against_left, &line.against_all);
        canvas.text(line.characteristic, 14, y, Hold::Left);
        if ours.typical.is_nan() {
            canvas.text("all alike", left + 6, y, Hold::Left);
            continue;
        }
        canvas.fill((at(ours.lottery_low), y - 9), (at(ours.lottery_high), y + 9), GREY, 0.55);
        if all.typical.is_finite() {
            canvas.mark(Mark::Diamond, at(all.typical), y, super::policies::BEHIND);
        }
        let (mark, colour) =
            if ours.no_lottery { (Mark::Triangle, PALETTE[2]) } else { (Mark::Circle, PALETTE[0]) };
        canvas.mark(mark, at(ours.typical), y, colour);
        canvas.bold(&size(ours.typical), WIDTH - 14, y, Hold::Right);
    }
    canvas.line(vec![(left, bottom), (right, bottom)], INK, 1);
    canvas.finish(figure, bottom + 30);
}
