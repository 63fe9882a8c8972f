//! A difference as steps: from the same children without the policy, cause by cause, to the children with it.

use super::Figure;
use super::canvas::{Canvas, GREY, Hold, INK, PALETTE, Scale, TEXT, WIDTH, width_of, wrap};
use crate::results::causes::{Causes, Split};
use crate::results::measures::{Better, Measure};
use crate::results::rounding::{rounded, whole};

/// One bar of the picture.
struct Step {
    label: String,
    from: f64,
    to: f64,
    half_width: f64,
    /// A whole, from zero, rather than a step.
    is_level: bool,
}

/// A number with its sign.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let is_zero = !text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    match value {
        _ if is_zero => text,
        v if v < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// Decimals of a measure's parts.
pub fn decimals(measure: Measure) -> usize {
    if measure == Measure::CohortSameWorker { 1 } else { 3 }
}

/// Unit of a measure's parts.
pub fn unit(measure: Measure) -> &'static str {
    if measure == Measure::CohortSameWorker { "percentage points" } else { "changes per person-year" }
}

/// The figure of one split.
pub fn figure(causes: &Causes, split: &Split) -> Figure {
    let steps = steps(split);
    let decimals = decimals(split.measure);
    let name = if split.measure == Measure::CohortSameWorker { "causes-same-worker" } else { "causes-changes" };
    let measured = match split.measure {
        Measure::CohortSameWorker => "Share with the same worker all year (% of those served all year)",
        _ => "Changes of lead worker per person-year since transfer",
    };
    let hash = causes.scenario_hash.get(..8).unwrap_or(&causes.scenario_hash);
    let mut figure = Figure {
        name,
        title: title(split),
        subtitle: format!(
            "{measured}, the same allocated children without and with it. {}, {} years from {}. Whiskers: 95% interval of \
             each part (Monte Carlo error). Steps sum to the difference; teal: for the better, orange: for the worse.",
            causes.authority, causes.years, causes.start_date
        ),
        source: format!(
            "swpsim {}, {} simulated histories, scenario {hash}; simulated, not observed.",
            causes.version,
            whole(causes.replicates as f64)
        ),
        head: ["Step", "From", "To", "Part"].map(String::from).into(),
        ..Figure::default()
    };
    for step in &steps {
        let level = |value: f64| format!("{value:.decimals$}").replace('-', "−");
        let part = if step.is_level { "–".into() } else { signed(step.to - step.from, decimals) };
        figure.rows.push(vec![step.label.clone(), level(step.from), level(step.to), part]);
    }
    let parts: Vec<String> = steps
        .iter()
        .filter(|step| !step.is_level)
        .map(|step| format!("{} {}", step.label, signed(step.to - step.from, decimals)))
        .collect();
    figure.text = format!(
        "Waterfall chart in {} steps from {:.decimals$} without to {:.decimals$} with the {}: {}.",
        parts.len(),
        split.without.mean,
        split.with.mean,
        split.label,
        parts.join("; ")
    );
    draw(&mut figure, &steps, split.measure);
    figure
}

fn steps(split: &Split) -> Vec<Step> {
    let level =
        |label: &str, to: f64| Step { label: label.into(), from: 0.0, to, half_width: 0.0, is_level: true };
    let mut steps = vec![level("same children, no practice", split.without.mean)];
    let mut at = split.without.mean;
    for part in split.parts.iter().filter(|part| !part.same_by_construction) {
        let to = at + part.spread.mean;
        let half_width = part.spread.half_width;
        steps.push(Step { label: part.cause.label().into(), from: at, to, half_width, is_level: false });
        at = to;
    }
    steps.push(level(&split.label, split.with.mean));
    steps
}

fn title(split: &Split) -> String {
    let (low, high) = (split.without.mean, split.with.mean);
    let error = split.whole.half_width.max(if split.measure == Measure::CohortSameWorker { 0.5 } else { 0.01 });
    let largest = split
        .parts
        .iter()
        .filter(|part| part.spread.mean * split.whole.mean > 0.0)
        .max_by(|a, b| a.spread.mean.abs().total_cmp(&b.spread.mean.abs()));
    let most = largest.map_or(String::new(), |part| format!("; the largest part is {}", part.cause.label()));
    let what = match split.measure {
        Measure::CohortSameWorker => "Same worker all year",
        _ => "Changes of worker a year",
    };
    format!("{what}: {} without and {} with the {}{most}", rounded(low, error), rounded(high, error), split.label)
}

fn draw(figure: &mut Figure, steps: &[Step], measure: Measure) {
    const ROW: i32 = 34;
    let (decimals, fewer_is_better) = (decimals(measure), measure.info().better == Better::Lower);
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let labels = steps.iter().map(|step| width_of(&step.label, TEXT)).fold(40.0, f64::max).min(230.0) as i32;
    let (left, right, top) = (14 + labels + 16, WIDTH - 110, canvas.top);
    let ends = steps.iter().flat_map(|step| [step.from, step.to + step.half_width, step.to - step.half_width]);
    let scale = Scale::over(ends.chain([0.0]), left, right);
    let bottom = top + ROW * steps.len() as i32;
    canvas.grid_x(&scale, top, bottom, |value| scale.label(value));
    for (index, step) in steps.iter().enumerate() {
        let y = top + ROW * index as i32 + ROW / 2;
        let lines = wrap(&step.label, TEXT, f64::from(labels) + 4.0);
        for (line, words) in lines.iter().enumerate() {
            let at = y + 19 * line as i32 - 9 * (lines.len() as i32 - 1);
            if step.is_level {
                canvas.bold(words, 14, at, Hold::Left)
            } else {
                canvas.text(words, 14, at, Hold::Left)
            }
        }
        let (a, b) = (scale.at(step.from.min(step.to)), scale.at(step.from.max(step.to)));
        let colour = match () {
            () if step.is_level => PALETTE[0],
            () if (step.to < step.from) == fewer_is_better => PALETTE[1],
            () => PALETTE[3],
        };
        canvas.fill((a, y - 10), (b.max(a + 1), y + 10), colour, 1.0);
        if step.half_width > 0.0 {
            let ends = [step.to - step.half_width, step.to + step.half_width].map(|value| scale.at(value));
            canvas.line(vec![(ends[0], y), (ends[1], y)], INK, 2);
        }
        if index + 1 < steps.len() {
            canvas.line(vec![(scale.at(step.to), y + 10), (scale.at(step.to), y + ROW - 10)], GREY, 1);
        }
        let value =
            if step.is_level { format!("{:.decimals$}", step.to) } else { signed(step.to - step.from, decimals) };
        canvas.bold(&value, WIDTH - 14, y, Hold::Right);
    }
    canvas.finish(figure, bottom + 30);
}
