//! How long the children of a scenario are in care, integrated on a fine grid: no chance, no simulation.

use crate::domain::keys::MONTH_DAYS;
use crate::domain::parameters::stay::ADULT_DAYS;
use crate::domain::parameters::{ArmParameters, IntakeParameters, Judged, StayLaw, StayParameters};
use crate::flow::expected::entry_ages;

const YEAR: f64 = 365.25;
/// Points within a month of age at entry.
const AGE_POINTS: usize = 3;
/// Step of the time since entry in days.
pub const STEP: f64 = 4.0;
/// What the grid may be off, relatively: a step of four days against pieces of months and years.
pub const ACCURACY: f64 = 1e-3;

/// Ages at entry in days, with their weights (summing to 1).
pub fn ages(intake: &IntakeParameters) -> Vec<(f64, f64)> {
    let spread = |(month, weight): (usize, f64)| {
        (0..AGE_POINTS).map(move |i| {
            let within = (i as f64 + 0.5) / AGE_POINTS as f64;
            ((month as f64 + within) * MONTH_DAYS, weight / AGE_POINTS as f64)
        })
    };
    entry_ages(intake).into_iter().enumerate().filter(|(_, weight)| *weight > 0.0).flat_map(spread).collect()
}

/// P(a stay from this age at entry is longer than `days`), whatever happens at 18.
fn stays(stay: &StayParameters, age: f64, days: f64) -> f64 {
    match &stay.law {
        StayLaw::Table { per_day, age_factor } => {
            libm::exp(-StayParameters::table_used(per_day, age_factor, age, days))
        }
        StayLaw::Named(law) => law.survival(days),
    }
}

/// P(in care `days` after entry at this age).
pub fn in_care(stay: &StayParameters, age: f64, days: f64) -> f64 {
    if stay.leave_at_18 && age + days >= ADULT_DAYS { 0.0 } else { stays(stay, age, days) }
}

/// P(in care so many days after entry) in the middle of steps of [`STEP`] days, up to `span` days.
pub fn present(intake: &IntakeParameters, stay: &StayParameters, span: f64) -> Vec<f64> {
    let ages = ages(intake);
    let at = |u: f64| ages.iter().map(|(age, weight)| weight * in_care(stay, *age, u)).sum();
    let mut present: Vec<f64> = vec![];
    for i in 0..(span / STEP) as usize {
        let p: f64 = at((i as f64 + 0.5) * STEP);
        present.push(p);
        if p <= 0.0 {
            break;
        }
    }
    present
}

/// Longest time in care that the look-back reaches at the first moment.
pub fn look_back_days(stay: &StayParameters) -> f64 {
    let years = if stay.has_care_leavers() { stay.care_leavers_until_days } else { ADULT_DAYS };
    if stay.leave_at_18 { years } else { years.max(40.0 * YEAR) }
}

/// Of those who come into care: the shares who are still there at their first assessment, and who are there and will
/// meet what is judged.
pub fn assessed_and_long(intake: &IntakeParameters, stay: &StayParameters, arm: &ArmParameters) -> (f64, f64) {
    let days = arm.assessment.days.first().copied().unwrap_or(0.0);
    ages(intake).into_iter().fold((0.0, 0.0), |(there, long), (age, weight)| {
        let now = weight * in_care(stay, age, days);
        (there + now, long + weight * long_from(stay, arm, age, days))
    })
}

/// P(in care at the first assessment and the stay, or the time with the practice, meets what is judged).
fn long_from(stay: &StayParameters, arm: &ArmParameters, age: f64, days: f64) -> f64 {
    let two_years = 2.0 * YEAR;
    let older = age + days >= 16.0 * YEAR;
    if !(older && arm.assessment.with_practice_from_16) {
        let needed = if arm.judged == Judged::TotalStay { two_years.max(days) } else { days + two_years };
        return in_care(stay, age, needed);
    }
    if !stay.leave_at_18 {
        return stays(stay, age, days + two_years);
    }
    // two more years from 16 on: only those whom the practice goes on supporting after 18
    let until = stay.care_leavers_until_days - (age + days);
    let supported = arm.allocation.include_care_leavers && stay.has_care_leavers() && until >= two_years;
    let there = age + days < ADULT_DAYS;
    if supported && there { stays(stay, age, ADULT_DAYS - age) * stay.care_leaver_share } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, compile};

    #[test]
    fn the_fine_grid_and_the_grid_that_sizes_teams_find_the_same_stock() {
        let mut scenario = Scenario::load(std::path::Path::new("england-2024"), &[]).unwrap();
        for group in
            ["home_or_relatives", "special_guardianship", "child_arrangements", "adoption", "other_under_18"]
        {
            let none = crate::scenario::Value::Numbers(vec![0.0; 5]);
            scenario = scenario.with(&[(format!("stay.return_to_care.{group}"), none)]);
        }
        let model = compile::model(&scenario).unwrap();
        let (intake, stay) = (&model.world.intake, &model.world.stay);
        let fine: f64 = present(intake, stay, look_back_days(stay)).iter().sum::<f64>() * STEP;
        let stock = fine * intake.first_entries_per_month / MONTH_DAYS;
        let coarse = compile::expected(&scenario).stock;
        assert!((stock / coarse - 1.0).abs() < 2.0 * ACCURACY, "{stock} {coarse}");
    }
}
