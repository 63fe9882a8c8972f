//! Posts as alternating renewals, and children's changes of worker as mixed Poisson numbers.

use super::Found;
use super::bench::{Altered, Bench};
use super::check::Check;
use super::presence::{ACCURACY, STEP, look_back_days, present};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::laws::Law;
use crate::domain::measures::Measure;
use crate::scenario::Problems;
use crate::theory::{counts, renewal};

const YEARS: u64 = 2;

/// Turnover that does not depend on tenure: the laws below are exact then.
fn memoryless_tenure(world: &mut Altered) {
    world.each("workforce.tenure_rate_per_year", 1.0).first("workforce.tenure_share");
}

/// Vacant posts at a year's end, and leavers, with the user's turnover, time to fill and structural vacancies.
pub fn posts(b: &Bench<'_>) -> Result<Found, Problems> {
    const NAME: &str = "alternating renewal of posts";
    let mut world = b.baseline();
    let turnover = world.value("workforce.turnover_per_year");
    let filling = world.scenario.in_policy(&world.arm, "workforce.time_to_fill").value.law().mean_days();
    let (Some(days), true) = (filling, turnover > 0.0) else {
        let why = "nobody leaves (workforce.turnover_per_year is 0), or a post may never be filled";
        return Ok(vec![Check::not_made(NAME, why)].into());
    };
    memoryless_tenure(&mut world);
    world.word("workforce.opening_posts", "stationary").word("run.calendar", "julian-years");
    world.count("run.years", YEARS).number("run.run_in_years", 0.0);
    let model = b.model(&world)?;
    let [rest @ .., _] = model.world.workforce.team_posts;
    let with_advisers = f64::from(model.world.workforce.team_posts.iter().sum::<u32>());
    let case_holders = f64::from(rest.iter().sum::<u32>());
    let structural = model.world.workforce.employment.structural_vacancy_share;
    // posts are numbered, and structural ones spread evenly over the numbers
    let filled_in_turn = |posts: f64| posts - (posts * structural + 0.5).floor();
    let turning = filled_in_turn(case_holders);
    if turning < 1.0 {
        return Ok(vec![Check::not_made(NAME, "there are no posts that are refilled")].into());
    }
    let vacant = renewal::vacant_share(turnover, days / YEAR_DAYS);
    let outcomes = b.histories(&world, 2 * b.replicates)?;
    let last = YEARS as usize - 1;
    let found: Vec<f64> = outcomes
        .column(0, last, Measure::Vacancy)
        .iter()
        .map(|percent| percent / 100.0 * case_holders - (case_holders - turning))
        .collect();
    let leavers = outcomes.column(0, outcomes.shape.whole(), Measure::WorkerLeavings);
    let expected = filled_in_turn(with_advisers) * renewal::leavings(turnover, days / YEAR_DAYS);
    let mut checks = vec![
        Check::mean(NAME, &format!("posts vacant for now of {turning}, mean"), &found, turning * vacant),
        Check::mean(NAME, "leavers a year", &leavers, expected),
    ];
    if vacant > 0.0 {
        let spread = turning * vacant * (1.0 - vacant);
        let what = "posts vacant for now, variance (binomial)";
        let kurtosis = (1.0 - 6.0 * vacant * (1.0 - vacant)) / spread;
        checks.push(Check::variance(NAME, what, &found, turning * vacant, spread, kurtosis));
    }
    checks.iter_mut().for_each(|check| check.changed = world.changed.clone());
    Ok(checks.into())
}

/// Changes of worker in the last year when a leaver's cases pass to the successor at once and nothing else moves a case:
/// Poisson for each child over the part of the year it was in care, mixed over the children there.
pub fn changes(b: &Bench<'_>) -> Result<Found, Problems> {
    const NAME: &str = "mixed Poisson worker changes";
    let mut world = b.baseline();
    let turnover = world.value("workforce.turnover_per_year");
    let arriving = b.model(&world)?.world.intake.first_entries_per_month;
    if turnover <= 0.0 || arriving <= 0.0 {
        return Ok(vec![Check::not_made(NAME, "nobody leaves a post, or nobody comes into care")].into());
    }
    memoryless_tenure(&mut world);
    world.stationary().without_returns().number("stay.care_leavers_until_age", 18.0);
    world.word("run.calendar", "julian-years").count("run.years", YEARS).number("run.run_in_years", 0.0);
    world.word("workforce.teams", "one-team").word("workforce.opening_posts", "all-filled");
    world.law("workforce.time_to_fill", Law::Fixed { days: 0.0 }).number("workforce.caseload_cap", 1e6);
    world.word("workforce.reallocation", "least-loaded");
    for key in [
        "workforce.structural_vacancy_share",
        "workforce.agency_cover_share",
        "workforce.rebalance_share",
        "workforce.long_sickness_per_year",
        "workforce.parental_leave_per_year",
        "handover.requests_per_child_year",
    ] {
        world.number(key, 0.0);
    }
    let model = b.model(&world)?;
    let (intake, stay) = (&model.world.intake, &model.world.stay);
    let present = present(intake, stay, look_back_days(stay) + YEARS as f64 * YEAR_DAYS);
    // of the children there, how long each was in care within the last year
    let means: Vec<(f64, f64)> = present
        .iter()
        .enumerate()
        .map(|(i, p)| (turnover * (((i as f64 + 0.5) * STEP) / YEAR_DAYS).min(1.0), *p))
        .collect();
    let outcomes = b.histories(&world, b.replicates)?;
    let last = YEARS as usize - 1;
    let stock = outcomes.column(0, last, Measure::Stock);
    let mut checks = vec![];
    for (k, measure) in [Measure::Changes12None, Measure::Changes12One].into_iter().enumerate() {
        let seen: Vec<f64> =
            outcomes.column(0, last, measure).iter().zip(&stock).map(|(percent, n)| percent / 100.0 * n).collect();
        let exact = counts::mixed_poisson(&means, k as u64);
        let what = format!("share of children with {k} changes of worker in the last year");
        checks.push(Check::ratio(NAME, &what, &seen, &stock, exact).known_to(ACCURACY * exact));
    }
    checks.iter_mut().for_each(|check| check.changed = world.changed.clone());
    Ok(checks.into())
}
