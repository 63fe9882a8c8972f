//! Children in care: Little's law, the Poisson (or clustered) stock, starts, and that nobody is lost.

use super::Found;
use super::bench::{Altered, Bench};
use super::check::Check;
use super::presence::{ACCURACY, STEP, look_back_days, present};
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::measures::Measure;
use crate::domain::parameters::IntakeParameters;
use crate::flow::expected::stationary;
use crate::scenario::Problems;
use crate::theory::queues;

/// Years of a run whose stock is looked at.
const YEARS: u64 = 3;

pub fn checks(b: &Bench<'_>) -> Result<Found, Problems> {
    let own = b.baseline();
    let model = b.model(&own)?;
    if model.world.intake.first_entries_per_month <= 0.0 {
        let why = "nobody comes into care after the first day (authority.starts_per_year is 0)";
        return Ok(vec![Check::not_made("Little's law", why), Check::not_made("M/G/infinity", why)].into());
    }
    let mut checks = littles_law(b)?;
    checks.extend(stock(b)?);
    Ok(checks.into())
}

fn noted(mut checks: Vec<Check>, altered: &Altered) -> Vec<Check> {
    checks.iter_mut().for_each(|check| check.changed = altered.changed.clone());
    checks
}

/// With siblings and returns to care as they are.
fn littles_law(b: &Bench<'_>) -> Result<Vec<Check>, Problems> {
    let mut world = b.baseline();
    world.stationary().count("run.years", YEARS);
    let outcomes = b.histories(&world, b.replicates)?;
    let get = |measure| outcomes.column(0, outcomes.shape.whole(), measure);
    let (stock, ceases, days) = (get(Measure::MeanStock), get(Measure::Ceases), get(Measure::LeaverDays));
    // children times years on both sides: leavers a year and the years that they had stayed
    let years: Vec<f64> = ceases.iter().zip(&days).map(|(n, days)| n * days / YEAR_DAYS).collect();
    let off: Vec<f64> = stock.iter().zip(&years).map(|(stock, years)| stock - years).collect();
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let difference = Check::mean("Little's law", "", &off, 0.0);
    let what = "children in care: mean stock against leavers a year times their stay";
    let little = Check { simulated: mean(&stock), exact: mean(&years), what: what.into(), ..difference };
    let model = b.model(&world)?;
    let grid = stationary(&model.world.intake, &model.world.stay, None).stock;
    let what = "mean stock with returns to care, against the grid that sizes teams";
    let sized = Check::mean("M/G/infinity", what, &stock, grid).known_to(3.0 * ACCURACY * grid);
    Ok(noted(vec![little, sized, nobody_lost(&outcomes, &model)], &world))
}

/// The census: last year's children, those who came, less those who left.
fn nobody_lost(outcomes: &crate::experiment::outcomes::Outcomes, model: &crate::flow::Model) -> Check {
    let ends = &model.world.year_ends;
    let mut off = 0.0;
    for year in 1..ends.len() {
        let get = |year: usize, measure| outcomes.column(0, year, measure);
        let years = (ends[year] - ends[year - 1]) / YEAR_DAYS;
        let (before, after) = (get(year - 1, Measure::Stock), get(year, Measure::Stock));
        let (starts, ceases) = (get(year, Measure::Starts), get(year, Measure::Ceases));
        for i in 0..before.len() {
            off += (after[i] - before[i] - (starts[i] - ceases[i]) * years).abs();
        }
    }
    let what = "children: each year's stock is last year's, with starts, without ceases (sum of differences)";
    Check::identity("conservation", what, off, 0.0, 1e-6)
}

/// Without returns each child is there or not independently of other families: the whole law is known.
fn stock(b: &Bench<'_>) -> Result<Vec<Check>, Problems> {
    let mut world = b.baseline();
    world.stationary().without_returns().word("run.calendar", "julian-years").count("run.years", YEARS);
    world.number("run.run_in_years", 0.0);
    let model = b.model(&world)?;
    let (intake, stay) = (&model.world.intake, &model.world.stay);
    let families = intake.first_entries_per_month / MONTH_DAYS / intake.mean_batch();
    let present = present(intake, stay, look_back_days(stay) + YEARS as f64 * YEAR_DAYS);
    if present.last().is_some_and(|p| *p > 1e-3) {
        let why = "stays are longer than the look-back reaches: the opening stock is not the stationary one";
        return Ok(vec![Check::not_made("M/G/infinity", why)]);
    }
    let (mean_size, pairs) = sizes(intake);
    let (days, more) = queues::clustered_variance(families, pairs, &present, STEP);
    let mean = queues::little(families * mean_size, days);
    let outcomes = b.histories(&world, 2 * b.replicates)?;
    let years = YEARS as usize;
    let stocks: Vec<Vec<f64>> = (0..years).map(|y| outcomes.column(0, y, Measure::Stock)).collect();
    let average: Vec<f64> =
        (0..stocks[0].len()).map(|i| stocks.iter().map(|s| s[i]).sum::<f64>() / years as f64).collect();
    let known = ACCURACY * mean;
    let law = if pairs > 0.0 { "clustered by family" } else { "Poisson" };
    let starts = outcomes.column(0, 0, Measure::Starts);
    let a_year = families * YEAR_DAYS;
    let checks = vec![
        Check::mean("M/G/infinity", "stock at the years' ends, mean", &average, mean).known_to(known),
        Check::variance(
            "M/G/infinity",
            &format!("stock at the last year's end, variance ({law})"),
            &stocks[years - 1],
            mean,
            mean + more,
            1.0 / mean,
        )
        .known_to(2.0 * known),
        Check::mean("Poisson arrivals", "starts a year, mean", &starts, a_year * mean_size),
        Check::variance(
            "Poisson arrivals",
            "starts a year, variance (compound over families)",
            &starts,
            a_year * mean_size,
            a_year * (mean_size + pairs),
            fourth(intake) / (a_year * (mean_size + pairs) * (mean_size + pairs)),
        ),
    ];
    Ok(noted(checks, &world))
}

/// Mean size of a family, and E[N(N-1)].
fn sizes(intake: &IntakeParameters) -> (f64, f64) {
    let pairs = |(i, share): (usize, &f64)| i as f64 * (i + 1) as f64 * share;
    (intake.mean_batch(), intake.batch_share.iter().enumerate().map(pairs).sum())
}

/// E N^4 of the size of a family: of a compound Poisson number with L families, the excess kurtosis is
/// E N^4 / (L (E N^2)^2).
fn fourth(intake: &IntakeParameters) -> f64 {
    intake.batch_share.iter().enumerate().map(|(i, share)| ((i + 1) as f64).powi(4) * share).sum()
}
