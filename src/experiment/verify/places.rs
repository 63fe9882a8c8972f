//! A practice with all its places taken: Palm's law of who is served and who waits, and Erlang's loss formula.

use super::Found;
use super::bench::Bench;
use super::check::Check;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::laws::Law;
use crate::domain::measures::Measure;
use crate::scenario::{Problems, compile};
use crate::theory::{counts, queues};

const NAME: &str = "capped practice";

/// The user's places and mean stay, with just so many children that the places are as likely too few as too many: stays
/// are exponential, a panel sits every day, and whoever finds no place waits and may leave care meanwhile.
pub fn checks(b: &Bench<'_>) -> Result<Found, Problems> {
    let Some(mut world) = b.practice() else {
        return Ok(vec![Check::not_made(NAME, "no policy of the scenario has a practice")].into());
    };
    let Some((practice, places)) = world.first_practice() else {
        return Ok(vec![Check::not_made(NAME, "no policy of the scenario has a practice")].into());
    };
    let expected = compile::expected(b.scenario);
    if expected.starts <= 0.0 || !expected.stock.is_finite() {
        return Ok(vec![Check::not_made(NAME, "nobody comes into care, or stays have no mean")].into());
    }
    // to a tenth of a day: the exact answer holds for whatever is simulated
    let mean_days = (expected.stock / expected.starts * YEAR_DAYS * 10.0).round() / 10.0;
    let starts = (places as f64 / mean_days * YEAR_DAYS * 1000.0).round() / 1000.0;
    world.stationary().without_returns().open_panel(&practice);
    world.word("stay.law", "named-law").law("stay.length", Law::Exponential { mean_days });
    world.flag("stay.leave_at_18", false).number("stay.care_leavers_until_age", 18.0);
    world.number("authority.starts_per_year", starts).number("intake.first_entry_share", 1.0);
    world.first("intake.batch_share").number("intake.unaccompanied_share", 0.0);
    world.word("run.calendar", "julian-years").count("run.years", 1).number("run.run_in_years", 0.0);
    world.number("allocation.panel_every_days", 1.0).flag("allocation.include_care_leavers", false);
    let load = queues::little(starts / YEAR_DAYS, mean_days);
    let exact = queues::capped(places as u32, load);
    let replicates = 2 * b.replicates;
    let outcomes = b.histories(&world, replicates)?;
    let (stock, served) = (outcomes.column(0, 0, Measure::Stock), outcomes.column(0, 0, Measure::CohortSize));
    let waiting: Vec<f64> = stock.iter().zip(&served).map(|(all, served)| all - served).collect();
    // who came, and who left a place, since the last panel: at most a day's
    let a_day = load / mean_days;
    let count = |keep: &dyn Fn(u64) -> bool| stock.iter().filter(|n| keep(n.round() as u64)).count() as u64;
    let (full, up_to) = (count(&|n| n >= places), count(&|n| n <= places));
    let at_least = 1.0 - counts::poisson_up_to(load, places) + counts::poisson(load, places);
    let loss = queues::erlang_b(places as u32, load);
    let cut =
        format!("{places} in care, of histories with no more: the loss formula of {places} places (truncation)");
    let mut checks = vec![
        Check::mean(NAME, "served at the year's end, mean", &served, exact.served).known_to(a_day),
        Check::mean(NAME, "waiting for a place, mean", &waiting, exact.waiting).known_to(a_day),
        Check::hits(NAME, &format!("histories with {places} or more in care"), full, replicates, at_least),
        Check::hits("Erlang loss", &cut, count(&|n| n == places), up_to, loss),
    ];
    checks.iter_mut().for_each(|check| check.changed = world.changed.clone());
    Ok(checks.into())
}
