//! Running totals of a replicate, by year. Counts are whole numbers, money whole pence, so sums are exact.

use crate::domain::codes::{AgeBand, Band, ChangeCause};
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
    pub practice_load: i64,
    pub practice_filled: u32,
    // assessment of entrants: judged long or not, truly long or not
    pub assessed: [[u32; 2]; 2],
    // money
    pub placement_cost: Pence,
    pub band_days: [f64; Band::COUNT],
    /// Authority case holders, its advisers, the practice: permanent and agency post-days.
    pub staff_days: [[f64; 2]; 3],
    pub price_level: f64,
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
        self.groups.clear();
        self.groups.resize(ChildGroup::COUNT, GroupTally::default());
        self.curve_changes.clear();
        self.curve_changes.resize(CURVE_MONTHS, 0);
        self.curve_days.clear();
        self.curve_days.resize(CURVE_MONTHS, 0.0);
        (self.followed, self.left_early, self.closed_posts) = (0, 0, 0);
    }
}
