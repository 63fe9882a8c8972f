//! Who stays two further years: among entrants at their assessment, and in the caseload. Exact, without simulation.
//!
//! Whoever stays long is met more often on any day than on the way in (length bias), so that the two shares differ,
//! and with them what the same assessment is worth.

use super::expected::stationary;
use crate::domain::keys::MONTH_DAYS;
use crate::domain::laws::Law;
use crate::domain::parameters::stay::{ADULT_DAYS, DURATION_ENDS, StayParameters};
use crate::domain::parameters::{IntakeParameters, StayLaw};

/// Shares of children who stay in care for two further years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoFurtherYears {
    /// Of those still in care on the day of their assessment.
    pub entrants: f64,
    /// Of everybody in care on a day, in a stationary population.
    pub caseload: f64,
}

/// Steps per month: ages at entry stand for the middle of their month, so that all classes end on a step.
const FINE: usize = 8;
const STEP: f64 = MONTH_DAYS / FINE as f64;
const TWO_YEARS: usize = 24 * FINE;

/// The shares for an assessment after so many days in care.
pub fn two_further_years(intake: &IntakeParameters, stay: &StayParameters, after_days: f64) -> TwoFurtherYears {
    let StayLaw::Table { per_day, age_factor } = &stay.law else {
        let StayLaw::Named(law) = &stay.law else { unreachable!("there are two kinds of law") };
        return of_named_law(law, after_days);
    };
    let mut sums = [0.0; 4];
    for (month, entering) in stationary(intake, stay, None).entering.iter().enumerate().filter(|(_, n)| **n > 0.0)
    {
        let born = (month as f64 + 0.5) * MONTH_DAYS;
        let rate = |day: f64| {
            let duration = DURATION_ENDS.iter().position(|end| day < *end).unwrap_or(8);
            per_day[duration] * age_factor[StayParameters::age_class(born + day)]
        };
        // with a certain exit at 18 nobody is in care beyond the last step
        let end = if stay.leave_at_18 { ADULT_DAYS - born } else { 40.0 * 12.0 * MONTH_DAYS };
        let steps = libm::round(end / STEP) as usize;
        let mut used = Vec::with_capacity(steps + 1);
        used.push(0.0);
        (0..steps).for_each(|i| used.push(used[i] + rate((i as f64 + 0.5) * STEP) * STEP));
        let alive = |i: usize| used.get(i).map_or(0.0, |hazard| libm::exp(-hazard));
        for i in 0..steps {
            let middle = |i: usize| if i < steps { libm::sqrt(alive(i) * alive(i + 1)) } else { 0.0 };
            sums[0] += entering * middle(i);
            sums[1] += entering * middle(i + TWO_YEARS);
        }
        let at = libm::round(after_days / STEP) as usize;
        sums[2] += entering * if at < steps { alive(at) } else { 0.0 };
        sums[3] += entering * if at + TWO_YEARS < steps { alive(at + TWO_YEARS) } else { 0.0 };
    }
    TwoFurtherYears { entrants: sums[3] / sums[2], caseload: sums[1] / sums[0] }
}

/// For a law that knows no age: by survival, and by its integral.
fn of_named_law(law: &Law, after_days: f64) -> TwoFurtherYears {
    let two = TWO_YEARS as f64 * STEP;
    let steps = 40 * 12 * FINE;
    let integral = |from: f64| (0..steps).map(|i| law.survival(from + (i as f64 + 0.5) * STEP)).sum::<f64>();
    TwoFurtherYears {
        entrants: law.survival(after_days + two) / law.survival(after_days),
        caseload: integral(two) / integral(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memoryless_stay_has_no_length_bias_and_a_mixture_has() {
        let two = 730.5f64;
        let plain = of_named_law(&Law::Exponential { mean_days: 1000.0 }, 183.0);
        assert!((plain.entrants - (-two / 1000.0).exp()).abs() < 1e-9);
        assert!((plain.caseload - plain.entrants).abs() < 1e-4);
        // 7 in 10 stay 8 months on average, 3 in 10 five years: weights .7 x 8 and .3 x 60 in the caseload
        let means = [8.0 * MONTH_DAYS, 60.0 * MONTH_DAYS];
        let mixed = of_named_law(&Law::Mixture { weights: vec![0.7, 0.3], mean_days: means.to_vec() }, 0.0);
        let long = means.map(|mean| (-two / mean).exp());
        assert!((mixed.entrants - (0.7 * long[0] + 0.3 * long[1])).abs() < 1e-9);
        let exact = (5.6 * long[0] + 18.0 * long[1]) / 23.6;
        assert!((mixed.caseload - exact).abs() < 1e-3, "{} {exact}", mixed.caseload);
    }
}
