//! The two-year assessment as a screen: how it thins those who are judged.

use crate::randomness::normal_quantile;

/// Upper tail of the standard normal law.
fn upper(z: f64) -> f64 {
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}

/// The four parts into which a screen divides those judged, as shares of all (they sum to 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    pub judged_short_left: f64,
    pub judged_short_stayed: f64,
    pub judged_long_left: f64,
    pub judged_long_stayed: f64,
}

impl Parts {
    /// Of a share `prevalence` of long stays, a sensitivity and a specificity. Of a Poisson stream each part is a Poisson
    /// stream of its own, independent of the others (thinning; Kingman 1993, s. 5.1).
    pub fn of(prevalence: f64, sensitivity: f64, specificity: f64) -> Self {
        Self {
            judged_short_left: (1.0 - prevalence) * specificity,
            judged_short_stayed: prevalence * (1.0 - sensitivity),
            judged_long_left: (1.0 - prevalence) * (1.0 - specificity),
            judged_long_stayed: prevalence * sensitivity,
        }
    }

    /// Share of those judged long-stay who stay.
    pub fn ppv(&self) -> f64 {
        self.judged_long_stayed / (self.judged_long_stayed + self.judged_long_left)
    }

    /// Share of those judged short-stay who leave.
    pub fn npv(&self) -> f64 {
        self.judged_short_left / (self.judged_short_left + self.judged_short_stayed)
    }
}

/// Sensitivity and specificity of a binormal score of this area under the curve, with the threshold that selects a
/// share equal to the expected one (Green & Swets 1966). By bisection on the threshold.
pub fn rates_of_auc(auc: f64, expected_share: f64) -> (f64, f64) {
    let separation = std::f64::consts::SQRT_2 * normal_quantile(auc);
    let (mut low, mut high) = (-10.0, 12.0);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        let selected = expected_share * upper(middle - separation) + (1.0 - expected_share) * upper(middle);
        if selected > expected_share { low = middle } else { high = middle }
    }
    (upper(low - separation), 1.0 - upper(low))
}

/// Sensitivity and specificity of thresholds on a standard normal score, given for those who stay and those who leave.
pub fn rates_of_thresholds(for_long: f64, for_short: f64) -> (f64, f64) {
    (upper(for_long), 1.0 - upper(for_short))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_hundred_children_thirty_stay_and_the_screen_finds_twenty_four() {
        let parts = Parts::of(0.3, 0.8, 0.7);
        assert!((parts.judged_long_stayed - 0.24).abs() < 1e-15 && (parts.judged_long_left - 0.21).abs() < 1e-15);
        assert!((parts.ppv() - 24.0 / 45.0).abs() < 1e-15 && (parts.npv() - 49.0 / 55.0).abs() < 1e-15);
    }

    #[test]
    fn a_screen_without_skill_selects_at_random_and_a_perfect_one_never_errs() {
        let (sens, spec) = rates_of_auc(0.5, 0.3);
        assert!((sens - 0.3).abs() < 1e-9 && (spec - 0.7).abs() < 1e-9);
        assert!((Parts::of(0.4, sens, spec).ppv() - 0.4).abs() < 1e-9);
        let (sens, spec) = rates_of_auc(1.0 - 1e-13, 0.3);
        assert!(sens > 0.9999 && spec > 0.9999);
    }

    #[test]
    fn the_area_under_the_curve_is_that_of_the_rates_it_gives() {
        // the area by its definition: sensitivity summed over the false alarms, as the threshold moves
        let separation = std::f64::consts::SQRT_2 * normal_quantile(0.72);
        let at = |z: f64| (upper(z - separation), upper(z));
        let area: f64 = (-8000..8000)
            .map(|i| (at(f64::from(i) * 1e-3), at(f64::from(i + 1) * 1e-3)))
            .map(|((s0, f0), (s1, f1))| (s0 + s1) / 2.0 * (f0 - f1))
            .sum();
        assert!((area - 0.72).abs() < 1e-6, "{area}");
        let (sens, spec) = rates_of_auc(0.72, 0.33);
        assert!((sens - 0.534).abs() < 0.0015 && (spec - 0.770).abs() < 0.0015); // derived parameters, section 3
    }
}
