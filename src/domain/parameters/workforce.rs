//! Workforce: posts, leaving, vacancies, agency, absence, teams.

use super::cover::{CaseTerms, CoverTerms, DutyTerms};
use crate::domain::laws::Law;

/// Upper ends of the tenure classes in days: 2, 5, 10, 20, 30 years and beyond.
pub const TENURE_ENDS: [f64; 6] = [730.5, 1826.25, 3652.5, 7305.0, 10957.5, f64::INFINITY];

/// Who does the social work for the allocated children.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// The authority's teams as before; the panel's choice is only noted, so that the same children can be followed.
    None,
    /// A dedicated team of the authority.
    InHouse,
    Practice,
}

/// Terms of one employer.
#[derive(Debug, Clone, PartialEq)]
pub struct Employment {
    /// Leaving rate per day by tenure class.
    pub leaving_per_day: [f64; 6],
    /// Mean leaving rate per day over the tenures in post.
    pub turnover_per_day: f64,
    pub time_to_fill: Law,
    pub structural_vacancy_share: f64,
    pub agency_cover_share: f64,
    /// Time until an agency worker comes; 0: at once, taking the cases over in place.
    pub time_to_agency: Law,
    pub agency_stay: Law,
    pub rebalance_share: f64,
}

impl Employment {
    /// Share of time that a post which is always refilled stands without a permanent worker, for turnover spread
    /// over tenures as in `turnover_per_day` (alternating renewal).
    pub fn stationary_vacancy(&self) -> f64 {
        let busy = self.turnover_per_day * self.time_to_fill.mean_days().unwrap_or(0.0);
        busy / (1.0 + busy)
    }

    /// Days until a worker of this tenure has used up `resilience`.
    pub fn days_until_leaving(&self, tenure_days: f64, resilience: f64) -> f64 {
        let mut left = resilience;
        let mut at = tenure_days;
        for (end, rate) in TENURE_ENDS.iter().zip(self.leaving_per_day) {
            if at >= *end {
                continue;
            }
            if rate * (end - at) > left {
                return at + left / rate - tenure_days;
            }
            left -= if end.is_finite() { rate * (end - at) } else { 0.0 };
            at = *end;
        }
        f64::INFINITY
    }
}

/// How cases pass between the authority's teams.
#[derive(Debug, Clone, Copy)]
pub struct TeamPath {
    pub to_court_probability: f64,
    pub to_court_days: f64,
    pub to_long_term_probability: f64,
    pub to_long_term_days: f64,
    pub to_16_plus_probability: f64,
}

/// The authority's workforce and what all workers share.
#[derive(Debug, Clone)]
pub struct WorkforceParameters {
    /// Posts of each authority team: assessment, court, long-term, 16 plus, leaving care.
    pub team_posts: [u32; 5],
    /// `None`: one team for all.
    pub path: Option<TeamPath>,
    pub caseload_per_post: f64,
    pub care_leaver_caseload_per_post: f64,
    pub employment: Employment,
    /// Tenure classes of workers on the first simulated day; `None`: all new.
    pub tenure_share: Option<[f64; 6]>,
    pub all_filled_at_start: bool,
    pub long_sickness_per_day: f64,
    pub long_sickness: Law,
    pub parental_leave_per_day: f64,
    pub parental_leave: Law,
    pub absence_moves_cases_days: f64,
    /// How the authority's teams pass cases on.
    pub cases: CaseTerms,
    /// Thousandths of a case.
    pub care_leaver_weight: i32,
    /// Visits and reviews; `None`: not modelled.
    pub duties: Option<DutyTerms>,
}

/// A practice (or dedicated team): its places, posts and terms.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeParameters {
    pub name: String,
    pub places: u32,
    pub posts: u32,
    pub advisers_share: f64,
    pub managers: f64,
    pub administrators: f64,
    pub transferred_staff_share: f64,
    pub employment: Employment,
    /// Whom it is there for.
    pub criteria: super::PracticeCriteria,
    /// How it passes cases on.
    pub cases: CaseTerms,
    pub cover: CoverTerms,
    /// Hours a week that its workers have for cases, where visits and reviews are modelled.
    pub case_hours_per_week: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_leaves_when_the_hazard_by_tenure_has_used_up_the_resilience() {
        let terms = Employment {
            leaving_per_day: [0.001, 0.002, 0.002, 0.002, 0.002, 0.002],
            turnover_per_day: 0.0015,
            time_to_fill: Law::Fixed { days: 0.0 },
            structural_vacancy_share: 0.0,
            agency_cover_share: 0.0,
            time_to_agency: Law::Fixed { days: 0.0 },
            agency_stay: Law::Fixed { days: 1.0 },
            rebalance_share: 0.0,
        };
        // 30.5 days left of the first class use 0.0305; the other 0.2 take 100 days
        assert!((terms.days_until_leaving(700.0, 0.2305) - 130.5).abs() < 1e-9);
        let never = Employment { leaving_per_day: [0.0; 6], ..terms };
        assert_eq!(never.days_until_leaving(0.0, 1.0), f64::INFINITY);
    }
}
