//! Running totals of a replicate, by year. Counts are whole numbers, money whole pence, so sums are exact.

use crate::domain::codes::{AgeBand, Band, ChangeCause, MoveReason, PlacementProvider};
use crate::domain::groups::ChildGroup;
use crate::domain::money::Pence;

/// Months of the curve of changes since each one's own transfer.
pub const CURVE_MONTHS: usize = 60;

/// Totals of one year. Rates and shares are made of them at the very end.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Year {
    // people in care
    pub child_days: f64,
    pub starts: u32,
    pub returns: u32,
    pub ceases: u32,
    pub leaver_days: f64,
    /// Leavers by stay: under 8 weeks, under 1 year, 1 to 2 years, 10 years and more.
    pub left: [u32; 4],
    pub left_at_18: u32,
    pub permanence: u32,
    pub moves: u32,
    pub status_changes: u32,
    // workers
    pub changes: [u32; ChangeCause::COUNT],
    pub reallocated: u32,
    pub unallocated_days: f64,
    pub longest_gap: f64,
    pub worker_leavings: u32,
    pub authority_leavings: u32,
    pub posts_refilled: u32,
    pub authority_permanent_days: f64,
    /// Changes of lead worker to a colleague who had held the case jointly while the worker was on notice.
    pub changes_after_notice: u32,
    pub cohort_changes_after_notice: u32,
    pub partners_left: u32,
    pub secondments_ended: u32,
    /// Workers of the authority whom a practice recruited.
    pub recruited_from_authority: u32,
    /// Practices whose relationship with the authority broke down.
    pub breakdowns: u32,
    // the census at the year's end
    pub stock: u32,
    pub by_age: [u32; AgeBand::COUNT],
    pub stock_12_months: u32,
    pub under_16: u32,
    pub under_16_long: u32,
    pub same_carer: u32,
    pub placements: [u32; 3],
    pub changes_12: [u32; 3],
    pub changes_24: [u32; 3],
    pub all_year: u32,
    pub same_worker: u32,
    pub distinct_workers: u32,
    pub filled_posts: u32,
    /// What part-time workers among them are short of whole time, in thousandths.
    pub filled_short: i32,
    pub served_cases: u32,
    pub posts: u32,
    pub vacant: u32,
    pub agency: u32,
    pub in_post: u32,
    pub price_mean: f64,
    pub price_square: f64,
    pub over_10k: u32,
    // the cohort
    pub cohort: u32,
    pub transferred: u32,
    pub cancelled: u32,
    pub cohort_days: f64,
    pub cohort_care_days: f64,
    pub cohort_band_days: [f64; Band::COUNT],
    pub cohort_weighted_days: f64,
    pub cohort_changes: [u32; ChangeCause::COUNT],
    pub cohort_all_year: u32,
    pub cohort_same_worker: u32,
    // those in care whom the practice does not serve
    pub stayer_changes: u32,
    pub stayer_all_year: u32,
    pub stayer_same_worker: u32,
    pub stayer_moves: u32,
    pub cohort_moves: u32,
    pub cohort_placement_cost: Pence,
    pub cohort_episodes: Pence,
    pub cohort_in_care: u32,
    pub cohort_three_plus: u32,
    pub cohort_at_end: [u32; Band::COUNT],
    pub cohort_permanence: u32,
    pub cohort_held: u32,
    pub practice_load: i64,
    pub practice_filled: u32,
    pub practice_short: i32,
    pub practice_posts: u32,
    pub practice_vacant: u32,
    // on the way to the practice and back
    pub awaiting_days: f64,
    pub joint_days: f64,
    pub handovers: u32,
    pub broken: u32,
    pub restarted: u32,
    pub cut_short: u32,
    pub overtaken_waiting: u32,
    pub withdrawn: u32,
    /// Changes of lead worker between the panel's decision and the transfer.
    pub changes_on_the_way: u32,
    /// Transferred, but due to leave within two years.
    pub moved_and_leaving: u32,
    // assessment: judged long or not, truly long or not
    /// Entrants, at their first assessment.
    pub assessed: [[u32; 2]; 2],
    // the child's say
    pub asked: u32,
    pub opted_out: u32,
    pub deferred: u32,
    pub named_a_practice: u32,
    /// Wishes to stay or wait that the reviewing officer did not support.
    pub wishes_not_followed: u32,
    // allocation: placed by a panel; of them, those who had named a practice and those who got it
    pub allocated: u32,
    pub allocated_named: u32,
    pub preference_met: u32,
    /// Brothers and sisters in care who were not eligible when somebody was allocated.
    pub siblings_left_out: u32,
    /// Eligible and without a place after the year's last panel that had places.
    pub waiting: u32,
    /// Everybody in care at the year's end, judged afresh on that day.
    pub caseload: [[u32; 2]; 2],
    /// In care at the year's end, of the age range, not with the practice, judged short, and staying two years.
    pub left_out_and_staying: u32,
    pub adoption_planned: u32,
    // money
    pub placement_cost: Pence,
    /// Of it, high-cost episodes.
    pub episodes: Pence,
    pub band_days: [f64; Band::COUNT],
    /// Authority case holders, its advisers, the practice: permanent and agency post-days.
    pub staff_days: [[f64; 2]; 3],
    /// What part-time workers among them were short of whole time.
    pub short_days: [[f64; 2]; 3],
    pub price_level: f64,
    // moves by reason, waits in temporary placements
    pub move_reasons: [u32; MoveReason::COUNT],
    pub temporary_moves: u32,
    /// Waits that ended, those that something else than the matched placement ended, and their days.
    pub temporary_ended: u32,
    pub temporary_overtaken: u32,
    pub temporary_days: f64,
    /// Placement nights, all and by provider (not stated: last), with their cost.
    pub nights: i64,
    pub provider_nights: [i64; PlacementProvider::COUNT + 1],
    pub provider_cost: [Pence; PlacementProvider::COUNT + 1],
    // after care with the practice
    pub further_begun: u32,
    pub further_days: f64,
    pub further_returns: u32,
    pub further_returns_to_worker: u32,
    pub further_changes: u32,
    // contracts, and people who went back to the authority when one ended
    pub contracts_not_renewed: u32,
    pub contracts_terminated: u32,
    pub contracts_retendered: u32,
    pub handed_back: u32,
    pub out_of_area_moves: u32,
    /// Practice by practice, in the order of the policy's.
    pub practices: Vec<PracticeTally>,
    pub practice: PracticeYear,
}

/// A year of the practices (or dedicated teams) and of knowing the child, gaps, visits and reviews.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PracticeYear {
    // the cohort: the next worker, workers met, gaps
    /// Changes of worker, those that the child asked for left out, to somebody who already knew the child.
    pub changes_known: u32,
    pub changes_unknown: u32,
    /// Workers met by people served all year.
    pub distinct_workers: u32,
    pub unallocated_days: f64,
    pub longest_gap: f64,
    // the practice's posts
    /// Weighted cases of each worker at work at each month's end, in thousandths.
    pub caseloads: Vec<i32>,
    pub vacancies_begun: u32,
    pub vacancies_ended: u32,
    /// Length of those that ended.
    pub vacancy_days: f64,
    // cover
    pub working_days: u32,
    pub failure_days: u32,
    pub failures: u32,
    pub nights: u32,
    pub rota_failure_nights: u32,
    /// Days of bank staff, practice by practice.
    pub bank_days: Vec<u32>,
    // visits and reviews: everybody in care, the cohort
    pub visits_due: [f64; 2],
    pub visits_on_time: [f64; 2],
    /// Children at the year's end with a review due in the year, and those with all of them on time.
    pub reviewed: [u32; 2],
    pub reviewed_on_time: [u32; 2],
}

impl Year {
    /// Post-days in whole-time equivalents: what is paid.
    pub fn paid_days(&self) -> [[f64; 2]; 3] {
        let mut days = self.staff_days;
        days.as_flattened_mut().iter_mut().zip(self.short_days.as_flattened()).for_each(|(d, short)| *d -= short);
        days
    }
}

/// Totals of one practice in one year.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PracticeTally {
    pub days: f64,
    pub transferred: u32,
    pub changes: u32,
    pub transfers: u32,
    pub size: u32,
    pub all_year: u32,
    pub same_worker: u32,
    /// Thousandths of a case, and workers in post, at the year's end.
    pub load: i64,
    pub filled: u32,
}

/// Totals of one group of the cohort over the whole time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GroupTally {
    pub transferred: u32,
    pub days: f64,
    pub care_days: f64,
    pub changes: u32,
    pub all_year: u32,
    pub same_worker: u32,
    pub moves: u32,
}

/// Totals of a replicate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tallies {
    /// Year 0 is the run-in.
    pub years: Vec<Year>,
    /// Cohort at the end of each month after go-live.
    pub cohort_by_month: Vec<u32>,
    /// Changes of worker and days of service of the cohort in each month after go-live.
    pub changes_by_month: Vec<u32>,
    pub service_by_month: Vec<f64>,
    /// By position of `ChildGroup`.
    pub groups: Vec<GroupTally>,
    /// Changes of worker and person-days by month since each one's own transfer.
    pub curve_changes: Vec<u32>,
    pub curve_days: Vec<f64>,
    /// Transferred at least two years before the end; left the practice within two years.
    pub followed: u32,
    pub left_early: u32,
    pub closed_posts: u32,
    /// People served at the end of each month: all months of the first practice, then of the next.
    pub served_by_month: Vec<u32>,
    /// Everybody in care at go-live: judged long or not, truly long or not.
    pub opening: [[u32; 2]; 2],
    /// Entrants, caseload: by how many thresholds their score reaches, and truly long or not.
    pub scores: [[[u32; 2]; SCORE_BINS]; 2],
    /// When each practice closed, in days since go-live; infinite: not. Empty where contracts run on.
    pub closed_at: Vec<f64>,
}

/// Thresholds of the curve: probabilities of 5% to 95% in steps of 5.
pub const THRESHOLDS: usize = 19;
/// Scores that reach none of them, one, ... all.
pub const SCORE_BINS: usize = THRESHOLDS + 1;

/// The `i`-th threshold: from it on a child is judged likely to stay two years.
pub fn threshold(i: usize) -> f64 {
    (i + 1) as f64 / (THRESHOLDS + 1) as f64
}

/// How many thresholds a probability reaches.
pub fn score_bin(probability: f64) -> usize {
    (0..THRESHOLDS).take_while(|i| probability >= threshold(*i)).count()
}

impl Tallies {
    /// Empty totals for so many years and months.
    pub fn reset(&mut self, years: usize, months: usize) {
        self.years.clear();
        self.years.resize(years + 1, Year::default());
        self.cohort_by_month.clear();
        self.cohort_by_month.resize(months, 0);
        self.changes_by_month.clear();
        self.changes_by_month.resize(months, 0);
        self.service_by_month.clear();
        self.service_by_month.resize(months, 0.0);
        self.served_by_month.clear();
        self.groups.clear();
        self.groups.resize(ChildGroup::COUNT, GroupTally::default());
        self.curve_changes.clear();
        self.curve_changes.resize(CURVE_MONTHS, 0);
        self.curve_days.clear();
        self.curve_days.resize(CURVE_MONTHS, 0.0);
        (self.followed, self.left_early, self.closed_posts) = (0, 0, 0);
        self.opening = [[0; 2]; 2];
        self.scores = [[[0; 2]; SCORE_BINS]; 2];
        self.closed_at.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_reaches_the_thresholds_up_to_it() {
        assert_eq!([0.0, 0.049, 0.05, 0.5, 0.949, 0.95, 1.0].map(score_bin), [0, 0, 1, 10, 18, 19, 19]);
    }
}
