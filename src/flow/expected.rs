//! What the stationary population looks like in the mean: stock by age and team, flows, care leavers.
//!
//! A grid of months replaces the simulation: entrants by month of age, survival by month of the period of care,
//! returns to care as entrants at an older age. It sizes teams, fits the multiplier on stays to a published
//! stock and checks that a practice is not larger than its pool.

use crate::domain::codes::AgeBand;
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::laws::Law;
use crate::domain::parameters::stay::{ADULT_DAYS, DURATION_ENDS, ReturnTable, StayParameters};
use crate::domain::parameters::{IntakeParameters, StayLaw, TeamPath};

/// Months of childhood.
const MONTHS: usize = 216;
/// Steps per month: short stays end within days.
const FINE_STEPS: usize = 8;

/// The stationary mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    pub stock: f64,
    pub by_age: [f64; AgeBand::COUNT],
    /// Stock by completed year of age, 0 to 17.
    pub by_year_of_age: [f64; 18],
    /// Starts a year, returns included.
    pub starts: f64,
    /// In a stationary population ceases equal starts.
    pub ceases: f64,
    /// Leaving at 18 a year.
    pub left_at_18: f64,
    /// Assessment, court, long-term and 16+ team.
    pub by_team: [f64; 4],
    /// Supported care leavers.
    pub care_leavers: f64,
    /// Children entering a month by month of age, returns included; empty for a named law, which knows no age.
    pub entering: Vec<f64>,
}

/// First entries by month of age, summing to 1.
pub fn entry_ages(p: &IntakeParameters) -> Vec<f64> {
    let mut ages = vec![0.0; MONTHS];
    let total = |weights: &[f64]| weights.iter().sum::<f64>();
    for (m, w) in p.month_share_under_1.iter().enumerate().take(12) {
        ages[m] += p.age_share[0] * w / total(&p.month_share_under_1);
    }
    for (band, first) in [1usize, 5, 10, 16].into_iter().enumerate() {
        let weights = &p.year_share[band];
        for (y, w) in weights.iter().enumerate() {
            for m in 0..12 {
                let at = (first + y) * 12 + m;
                if at < MONTHS {
                    ages[at] += p.age_share[band + 1] * w / total(weights) / 12.0;
                }
            }
        }
    }
    ages
}

/// Mean of the stationary population of these parameters.
pub fn stationary(intake: &IntakeParameters, stay: &StayParameters, path: Option<TeamPath>) -> Expected {
    match &stay.law {
        StayLaw::Named(law) => by_littles_law(intake, stay, law, path),
        StayLaw::Table { .. } => on_the_grid(intake, stay, path),
    }
}

/// A named law does not know age: Little's law, with a certain exit at 18 where that holds.
fn by_littles_law(
    intake: &IntakeParameters,
    stay: &StayParameters,
    law: &Law,
    path: Option<TeamPath>,
) -> Expected {
    let starts = intake.first_entries_per_month * 12.0;
    let mean = if stay.leave_at_18 {
        let ages = entry_ages(intake);
        let cut = |age: usize| {
            let left = ADULT_DAYS - (age as f64 + 0.5) * MONTH_DAYS;
            let steps = 400;
            (0..steps)
                .map(|i| law.survival((f64::from(i) + 0.5) / f64::from(steps) * left) * left / f64::from(steps))
                .sum::<f64>()
        };
        ages.iter().enumerate().filter(|(_, w)| **w > 0.0).map(|(age, w)| w * cut(age)).sum::<f64>()
    } else {
        law.mean_days().unwrap_or(f64::INFINITY)
    };
    let stock = starts * mean / YEAR_DAYS;
    let by_team = match path {
        None => [stock, 0.0, 0.0, 0.0],
        Some(_) => team_shares(intake, stay, law, path).map(|share| stock * share),
    };
    Expected { stock, starts, ceases: starts, by_team, ..Expected::default() }
}

/// Where the children of a named law are on their path between teams; the stay is followed for 40 years.
fn team_shares(intake: &IntakeParameters, stay: &StayParameters, law: &Law, path: Option<TeamPath>) -> [f64; 4] {
    let mut e = Expected::default();
    let end = |born_at: f64| if stay.leave_at_18 { ADULT_DAYS - born_at } else { 40.0 * YEAR_DAYS };
    for (age, weight) in entry_ages(intake).into_iter().enumerate().filter(|(_, weight)| *weight > 0.0) {
        let born_at = (age as f64 + 0.5) * MONTH_DAYS;
        let mut day = 0.0;
        while day < end(born_at) {
            let step = if day < 12.0 * MONTH_DAYS { MONTH_DAYS / FINE_STEPS as f64 } else { MONTH_DAYS };
            let middle = day + step / 2.0;
            let alive = law.survival(middle);
            if alive < 1e-9 {
                break;
            }
            count(&mut e, intake, path, weight * alive * step, born_at + middle, middle, born_at);
            day += step;
        }
    }
    let stock = e.stock.max(f64::MIN_POSITIVE);
    e.by_team.map(|team| team / stock)
}

fn on_the_grid(intake: &IntakeParameters, stay: &StayParameters, path: Option<TeamPath>) -> Expected {
    let StayLaw::Table { per_day, age_factor } = &stay.law else { unreachable!("the caller matched") };
    let per_month = intake.first_entries_per_month;
    let mut entrants: Vec<f64> = entry_ages(intake).iter().map(|w| w * per_month).collect();
    let mut e = Expected::default();
    for age in 0..MONTHS {
        // returns of older exits have all been added by now: they come at a later age
        let entering = entrants[age];
        if entering <= 0.0 {
            continue;
        }
        e.starts += entering * 12.0;
        let born_at = (age as f64 + 0.5) * MONTH_DAYS;
        let mut alive = entering;
        let mut day = 0.0;
        while born_at + day < ADULT_DAYS && alive > entering * 1e-9 {
            // short stays need short steps
            let step = if day < 12.0 * MONTH_DAYS { MONTH_DAYS / FINE_STEPS as f64 } else { MONTH_DAYS };
            let step = step.min(ADULT_DAYS - born_at - day);
            let middle = day + step / 2.0;
            let now = born_at + middle;
            let duration = DURATION_ENDS.iter().position(|end| middle < *end).unwrap_or(8);
            let rate = per_day[duration] * age_factor[StayParameters::age_class(now)];
            let left = alive * libm::exp(-rate * step);
            let present = if rate > 1e-12 { (alive - left) / rate } else { alive * step } / MONTH_DAYS;
            count(&mut e, intake, path, present, now, middle, born_at);
            if alive > left {
                send_back(&mut entrants, stay, alive - left, now, middle);
            }
            alive = left;
            day += step;
        }
        if stay.leave_at_18 {
            e.left_at_18 += alive * 12.0;
        }
    }
    e.ceases = e.starts;
    e.entering = entrants;
    if stay.has_care_leavers() {
        let years = (stay.care_leavers_until_days - ADULT_DAYS) / YEAR_DAYS;
        e.care_leavers = e.left_at_18 * stay.care_leaver_share * years;
    }
    e
}

/// Adds children present (child-months a month) to stock, age and team.
fn count(
    e: &mut Expected,
    _: &IntakeParameters,
    path: Option<TeamPath>,
    present: f64,
    age: f64,
    day: f64,
    entry_age: f64,
) {
    e.stock += present;
    e.by_age[AgeBand::of(age / YEAR_DAYS) as usize] += present;
    e.by_year_of_age[((age / YEAR_DAYS) as usize).min(17)] += present;
    let Some(p) = path else {
        e.by_team[0] += present;
        return;
    };
    let court = if day >= p.to_court_days { p.to_court_probability } else { 0.0 };
    let long = if day >= p.to_long_term_days { p.to_long_term_probability } else { 0.0 };
    let sixteen = 16.0 * YEAR_DAYS;
    let old = if age >= sixteen && entry_age < sixteen { p.to_16_plus_probability } else { 0.0 };
    let rest = present * (1.0 - old);
    e.by_team[3] += present * old;
    e.by_team[2] += rest * long;
    e.by_team[1] += rest * (1.0 - long) * court;
    e.by_team[0] += rest * (1.0 - long) * (1.0 - court);
}

/// Adds the returns of children who left at an age after a stay to the entrants at older ages.
fn send_back(entrants: &mut [f64], stay: &StayParameters, leavers: f64, age: f64, days: f64) {
    let reasons = stay.reasons_at(age, days, false);
    let mut by_group = [0.0; 5];
    for (i, share) in reasons.iter().enumerate() {
        if let Some(group) = StayParameters::return_group(crate::domain::codes::ExitReason::at(i)) {
            by_group[group] += share;
        }
    }
    let returned = |years: f64| -> f64 {
        stay.returns
            .iter()
            .zip(by_group)
            .map(|(table, share): (&ReturnTable, f64)| share * table.cumulative(years))
            .sum()
    };
    if returned(6.0) <= 0.0 {
        return;
    }
    let month = (age / MONTH_DAYS) as usize;
    let mut before = 0.0;
    for later in 1..=72 {
        let by = returned(f64::from(later as u32) / 12.0);
        if let Some(place) = entrants.get_mut(month + later) {
            *place += leavers * (by - before);
        }
        before = by;
    }
}

/// How an authority's stock and starts are met.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Multiplies lengths of stay.
    pub multiplier: f64,
    /// First entries among the starts, so that with the model's own returns the starts are the published ones.
    pub first_entry_share: f64,
    /// The stationary population that results.
    pub expected: Expected,
}

/// Fits one multiplier on stays, and the share of first entries, to a published stock and starts a year.
///
/// `with` builds the stay parameters of a multiplier; `intake` may have any number of first entries. Bisection to a
/// relative error of 1e-4 between 0.05 and 20; where no multiplier meets the stock (the certain exit at 18 caps it),
/// the nearest end is taken, and the expected stock says so.
pub fn fit_stock_and_starts(
    intake: &IntakeParameters,
    path: Option<TeamPath>,
    stock: f64,
    starts: f64,
    with: &dyn Fn(f64) -> StayParameters,
) -> Fit {
    let entries = |share: f64| {
        let first_entries_per_month = starts * share / 12.0;
        IntakeParameters { first_entries_per_month, ..intake.clone() }
    };
    let at = |multiplier: f64| {
        let stay = with(multiplier);
        // everything is in proportion to first entries
        let whole = stationary(&entries(1.0), &stay, path);
        let share = starts / whole.starts;
        (share, stationary(&entries(share), &stay, path))
    };
    let (mut low, mut high) = (0.05f64, 20.0f64);
    while high / low > 1.0 + 1e-4 {
        let middle = libm::sqrt(low * high);
        if at(middle).1.stock < stock { low = middle } else { high = middle }
    }
    let multiplier = libm::sqrt(low * high);
    let (first_entry_share, expected) = at(multiplier);
    Fit { multiplier, first_entry_share, expected }
}
