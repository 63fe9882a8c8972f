//! Assessment, allocation and handover.

use crate::randomness::normal_quantile;

/// When assessments are made, and how much of a score persists.
#[derive(Debug, Clone)]
pub struct AssessmentParameters {
    /// Days in care at the assessments of entrants, ascending; the last interval repeats every 183 days if `repeats`.
    pub days: Vec<f64>,
    pub repeats: bool,
    /// Correlation of a child's score between reviews.
    pub score_correlation: f64,
}

/// What the assessment judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    TotalStay,
    FurtherStay,
}

/// How well the assessor tells long stays from short ones: the equal-variance binormal model.
///
/// A child's score is standard normal plus `separation` for a true long stay; above `threshold` it is judged long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assessor {
    /// Threshold for a true long stay on the standard normal part of the score.
    pub threshold_long: f64,
    /// Threshold for a true short stay.
    pub threshold_short: f64,
}

impl Assessor {
    /// From the area under the curve; the threshold selects as large a share as `expected_share` is long-stay.
    pub fn from_auc(auc: f64, expected_share: f64) -> Self {
        if auc >= 1.0 {
            return Self { threshold_long: f64::NEG_INFINITY, threshold_short: f64::INFINITY };
        }
        let separation = std::f64::consts::SQRT_2 * normal_quantile(auc);
        let upper = |z: f64| 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
        let (mut low, mut high) = (-10.0, 12.0);
        for _ in 0..200 {
            let middle = (low + high) / 2.0;
            let selected = expected_share * upper(middle - separation) + (1.0 - expected_share) * upper(middle);
            if selected > expected_share { low = middle } else { high = middle }
        }
        Self { threshold_long: low - separation, threshold_short: low }
    }

    /// From stated sensitivity and specificity.
    pub fn from_rates(sensitivity: f64, specificity: f64) -> Self {
        let at = |p: f64| match p {
            p if p <= 0.0 => f64::NEG_INFINITY,
            p if p >= 1.0 => f64::INFINITY,
            p => normal_quantile(p),
        };
        Self { threshold_long: at(1.0 - sensitivity), threshold_short: at(specificity) }
    }

    /// Judged likely to stay two years?
    pub fn judges_long(&self, truly_long: bool, standard_score: f64) -> bool {
        standard_score > if truly_long { self.threshold_long } else { self.threshold_short }
    }
}

/// Rules of order that a scenario may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllocationRuleName {
    Lottery,
    LongestWaiting,
    StratifiedLottery,
}

/// Strata of the stratified lottery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    None,
    Band,
    BandByAge,
}

/// The named rule of order and quota, with everything that it needs to decide and to be replayed.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTerms {
    pub name: AllocationRuleName,
    pub quota: Quota,
}

/// Panels, eligibility and order.
#[derive(Debug, Clone, PartialEq)]
pub struct AllocationParameters {
    pub rule: RuleTerms,
    pub panel_every_days: f64,
    pub places_per_panel: u32,
    pub minimum_age_days: f64,
    pub maximum_age_days: f64,
    pub require_assessment: bool,
    pub include_care_leavers: bool,
    pub include_in_proceedings: bool,
    pub minimum_days_in_care_s20: f64,
    pub siblings_together: bool,
    pub opt_out_share: f64,
}

/// The period of joint responsibility.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoverParameters {
    pub joint_days: f64,
    /// Weights in thousandths of a full case.
    pub authority_weight: i32,
    pub practice_weight: i32,
    pub restart_if_worker_leaves: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(a: &Assessor) -> (f64, f64) {
        let upper = |z: f64| 0.5 * libm::erfc(z / std::f64::consts::SQRT_2);
        (upper(a.threshold_long), 1.0 - upper(a.threshold_short))
    }

    #[test]
    fn sensitivity_and_specificity_follow_from_the_auc_as_tabled() {
        // derived parameters, section 3: prevalence .33
        for (auc, sensitivity, specificity) in [(0.65, 0.465, 0.737), (0.72, 0.534, 0.770), (0.90, 0.746, 0.875)] {
            let (sens, spec) = rates(&Assessor::from_auc(auc, 0.33));
            assert!(
                (sens - sensitivity).abs() < 0.0015 && (spec - specificity).abs() < 0.0015,
                "{auc}: {sens} {spec}"
            );
        }
    }

    #[test]
    fn stated_rates_are_kept_and_a_perfect_assessor_never_errs() {
        let (sens, spec) = rates(&Assessor::from_rates(0.6, 0.8));
        assert!((sens - 0.6).abs() < 1e-12 && (spec - 0.8).abs() < 1e-12);
        let perfect = Assessor::from_auc(1.0, 0.3);
        assert!(perfect.judges_long(true, -9.0) && !perfect.judges_long(false, 9.0));
    }
}
