//! Assessment and handover.

use crate::randomness::normal_quantile;

/// When assessments are made, what becomes of an earlier judgement, and how much of a score persists.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentParameters {
    /// Days in care at the assessments of entrants, ascending.
    pub days: Vec<f64>,
    /// After the last of them again and again at this interval; `None`: never.
    pub repeat_every_days: Option<f64>,
    /// Is everybody already there assessed at go-live?
    pub stock_at_go_live: bool,
    pub reversal: Reversal,
    /// Correlation of a child's scores at any two assessments.
    pub score_correlation: f64,
    /// From 16 on, and for care leavers: two years with the practice, care leaving included.
    pub with_practice_from_16: bool,
    /// Share of long stays that the assessor reckons with before seeing the child.
    pub expected_share: f64,
}

/// What a later assessment may do to an earlier judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reversal {
    /// The latest judgement counts.
    BothWays,
    /// Once judged likely to stay, always so; the others may still be.
    ToLongOnly,
    /// The first judgement stands.
    Never,
}

impl Reversal {
    /// The judgement in force after a fresh one.
    pub fn after(self, earlier: Option<bool>, fresh: bool) -> bool {
        match (self, earlier) {
            (_, None) | (Reversal::BothWays, _) => fresh,
            (Reversal::ToLongOnly, Some(earlier)) => earlier || fresh,
            (Reversal::Never, Some(earlier)) => earlier,
        }
    }
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

    /// The probability of a long stay that a child's score stands for (Bayes), to an assessor who reckons with
    /// `expected_share` beforehand. Rates that no finite score gives (a perfect assessor) stand for 0 or 1.
    pub fn probability(&self, truly_long: bool, standard_score: f64, expected_share: f64) -> f64 {
        let separation = self.separation();
        if !separation.is_finite() {
            return f64::from(self.judges_long(truly_long, standard_score));
        }
        let score = standard_score + if truly_long { separation } else { 0.0 };
        posterior(score, separation, expected_share)
    }

    /// The probability at which the threshold in force lies; NaN where no finite score gives the stated rates.
    pub fn threshold_probability(&self, expected_share: f64) -> f64 {
        let separation = self.separation();
        if separation.is_finite() { posterior(self.threshold_short, separation, expected_share) } else { f64::NAN }
    }

    fn separation(&self) -> f64 {
        self.threshold_short - self.threshold_long
    }
}

/// Probability of a long stay given the score, with `separation` between the two normal laws.
fn posterior(score: f64, separation: f64, expected_share: f64) -> f64 {
    let share = expected_share.clamp(1e-9, 1.0 - 1e-9);
    let log_odds = libm::log(share / (1.0 - share)) + separation * score - separation * separation / 2.0;
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// When the joint period may begin, by name; the policies are in `policies::handover`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverTriggerName {
    AtPanel,
    AtInterimOrder,
    AtConclusion,
    AfterSixMonths,
}

/// From the panel's decision to the practice's lead, and back.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoverParameters {
    pub trigger: HandoverTriggerName,
    /// How long accommodated children are in care before the joint period begins, where the trigger says so.
    pub s20_days: f64,
    /// Joint periods that may begin in a month, each practice.
    pub starts_per_month: u32,
    pub joint_days: f64,
    /// Weights in thousandths of a full case.
    pub authority_weight: i32,
    pub practice_weight: i32,
    /// What a case weighs on the authority's court worker once the practice leads the child's care.
    pub court_weight: i32,
    pub restart_if_worker_leaves: bool,
    /// When the authority's worker goes after so many joint days, the practice leads at once; infinite: never.
    pub minimum_joint_days: f64,
    /// Share of handovers that both sides agree to shorten to the minimum.
    pub shortened_share: f64,
    /// Children withdrawn from the practice, per person-day with it.
    pub withdrawals_per_day: f64,
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

    #[test]
    fn a_score_at_the_threshold_stands_for_the_thresholds_probability() {
        let a = Assessor::from_auc(0.72, 0.45);
        let p = a.threshold_probability(0.45);
        for (truth, at) in [(true, a.threshold_long), (false, a.threshold_short)] {
            assert!((a.probability(truth, at, 0.45) - p).abs() < 1e-12);
            assert!(a.probability(truth, at + 0.01, 0.45) > p && a.probability(truth, at - 0.01, 0.45) < p);
        }
        // by Bayes: density of a long stay's score over both, at a score of 1
        let d = a.threshold_short - a.threshold_long;
        let density = |x: f64| (-x * x / 2.0).exp();
        let bayes = 0.45 * density(1.0 - d) / (0.45 * density(1.0 - d) + 0.55 * density(1.0));
        assert!((a.probability(false, 1.0, 0.45) - bayes).abs() < 1e-12);
    }

    #[test]
    fn an_assessor_who_never_errs_is_sure_and_one_who_guesses_learns_nothing() {
        let sure = Assessor::from_auc(1.0, 0.3);
        assert_eq!((sure.probability(true, -3.0, 0.3), sure.probability(false, 3.0, 0.3)), (1.0, 0.0));
        assert!(sure.threshold_probability(0.3).is_nan());
        let guess = Assessor::from_auc(0.5, 0.3);
        assert!((guess.probability(true, 2.0, 0.3) - 0.3).abs() < 1e-9);
    }

    #[test]
    fn a_later_judgement_reverses_an_earlier_one_only_where_it_may() {
        use Reversal::*;
        let after = |rule: Reversal| [(true, false), (false, true)].map(|(old, new)| rule.after(Some(old), new));
        assert_eq!(after(BothWays), [false, true]);
        assert_eq!(after(ToLongOnly), [true, true]);
        assert_eq!(after(Never), [true, false]);
        assert!(
            [BothWays, ToLongOnly, Never].iter().all(|rule| rule.after(None, true) && !rule.after(None, false))
        );
    }
}
