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
    /// The hazard of leaving is multiplied by (caseload / reference caseload) to this power; 0: caseload does not matter.
    pub caseload_elasticity: f64,
    /// Cases for each whole-time worker at which the leaving rates hold.
    pub reference_caseload: f64,
    /// Days before the leaving date from which a colleague holds each case jointly; 0: nobody does.
    pub notice_days: f64,
    /// What the joint work weighs on the colleague, in thousandths of the case.
    pub notice_weight: i32,
    /// Paid to each permanent whole-time worker, pounds a day; what it buys is in the leaving rates already.
    pub retention_day_gbp: f64,
    pub long_sickness_per_day: f64,
    pub parental_leave_per_day: f64,
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
        days_until_leaving(&self.leaving_per_day, tenure_days, resilience)
    }
}

/// Days until a worker of this tenure has used up `resilience`, at leaving rates per day by tenure class.
pub fn days_until_leaving(per_day: &[f64; 6], tenure_days: f64, resilience: f64) -> f64 {
    let mut left = resilience;
    let mut at = tenure_days;
    for (end, &rate) in TENURE_ENDS.iter().zip(per_day) {
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

/// Hazard of leaving that a worker meets between two tenures.
pub fn hazard_between(per_day: &[f64; 6], from_days: f64, to_days: f64) -> f64 {
    let mut start = 0.0;
    let mut hazard = 0.0;
    for (&end, rate) in TENURE_ENDS.iter().zip(per_day) {
        hazard += rate * (to_days.min(end) - from_days.max(start)).max(0.0);
        start = end;
    }
    hazard
}

/// Which posts are part-time, and how long their week is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartTime {
    pub share: f64,
    /// Thousandths of whole time.
    pub hours: i32,
}

impl PartTime {
    /// Whole-time equivalents of a post in the mean.
    pub fn mean_hours(&self) -> f64 {
        1.0 - self.share * (1.0 - f64::from(self.hours) / 1000.0)
    }
}

/// How a practice's posts are filled when it opens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StartUp {
    /// The authority's staff who come for good (TUPE), and those who are lent (secondment); together at most 1.
    pub transferred_share: f64,
    pub seconded_share: f64,
    pub secondment_days: f64,
    pub secondment_stays_share: f64,
    /// Of the other posts, those whose recruits are there on the first day; the others arrive after a time to fill.
    pub recruits_in_post_share: f64,
}

/// Breakdown of the relationship between a practice and the authority: one shock that turnover and the contract share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakdownTerms {
    pub per_day: f64,
    /// Multiplies the leaving rates for so many days.
    pub turnover_factor: f64,
    pub days: f64,
    pub ends_contract_probability: f64,
    pub notice_days: f64,
}

/// A year of the practice in which each worker leaves with a stated probability, whatever the leaving rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StaffLoss {
    /// 1: the first year after go-live.
    pub year: u32,
    pub share: f64,
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
    pub part_time: PartTime,
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
    /// Share of moves out of the area after which the authority passes the case to another worker.
    pub out_of_area_change_share: f64,
}

/// A practice (or dedicated team): its places, posts and terms.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeParameters {
    pub name: String,
    pub places: u32,
    /// Case-holding posts, those of managers who hold cases the last of them.
    pub posts: u32,
    pub manager_posts: u32,
    /// What a manager's post holds in cases, in thousandths of a full caseload.
    pub manager_hours: i32,
    /// All case-holding posts in whole-time equivalents.
    pub whole_time_posts: f64,
    pub advisers_share: f64,
    /// Managers, whether they hold cases or not.
    pub managers: f64,
    pub administrators: f64,
    pub part_time: PartTime,
    pub start_up: StartUp,
    /// Share of posts held by people who own the practice, and their leaving rates per day by tenure.
    pub partner_share: f64,
    pub partner_leaving_per_day: [f64; 6],
    /// Share of recruits who leave the authority for the practice.
    pub recruits_from_authority_share: f64,
    /// Workers above establishment.
    pub reserve: u32,
    pub breakdown: BreakdownTerms,
    pub staff_loss: Option<StaffLoss>,
    pub employment: Employment,
    /// Does a case pass to another of its workers where the authority's would pass to another team?
    pub keeps_team_boundaries: bool,
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
            caseload_elasticity: 0.0,
            reference_caseload: 15.0,
            notice_days: 0.0,
            notice_weight: 0,
            retention_day_gbp: 0.0,
            long_sickness_per_day: 0.0,
            parental_leave_per_day: 0.0,
        };
        // 30.5 days left of the first class use 0.0305; the other 0.2 take 100 days
        assert!((terms.days_until_leaving(700.0, 0.2305) - 130.5).abs() < 1e-9);
        // and back: what those 130.5 days use up
        assert!((hazard_between(&terms.leaving_per_day, 700.0, 830.5) - 0.2305).abs() < 1e-12);
        assert_eq!(hazard_between(&terms.leaving_per_day, 40.0, 40.0), 0.0);
        let never = Employment { leaving_per_day: [0.0; 6], ..terms };
        assert_eq!(never.days_until_leaving(0.0, 1.0), f64::INFINITY);
    }
}
