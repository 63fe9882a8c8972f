//! What `size` found, for the report and for other programs.

use serde::Serialize;

use super::limit::Limit;
use super::verdict::Judged;
use crate::results::study::{Difference, Spread};

/// Which question of the planner's a measure answers; the report has a part for each, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    Continuity,
    Changes,
    Cover,
    Caseload,
    Filling,
    Cost,
    Fund,
}

/// One measure, as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct SizeMeasure {
    pub name: &'static str,
    pub label: String,
    pub unit: String,
    /// `higher`, `lower` or `neither`.
    pub better: &'static str,
    pub definition: String,
    pub question: Question,
}

/// One measure at one size, with the turnover that the scenario states.
#[derive(Debug, Clone, Serialize)]
pub struct SizeLine {
    pub places: u32,
    pub measure: &'static str,
    pub spread: Spread,
    /// The same children not moved (the authority as it is, for measures that are not of the allocated children).
    pub not_moved: Option<Spread>,
    /// Less the same children not moved; simultaneous over all sizes.
    pub difference: Option<Difference>,
}

/// One measure at one size under another turnover.
#[derive(Debug, Clone, Serialize)]
pub struct TurnoverLine {
    /// `low`, `stated` or `high`.
    pub level: &'static str,
    pub turnover_per_year: f64,
    pub places: u32,
    pub measure: &'static str,
    pub spread: Spread,
}

/// A turnover that was tried.
#[derive(Debug, Clone, Serialize)]
pub struct TurnoverLevel {
    pub level: &'static str,
    pub turnover_per_year: f64,
    /// Which point of the stated range it is.
    pub what: String,
}

/// The smallest fund at one size under one holder of the placement budget.
#[derive(Debug, Clone, Serialize)]
pub struct FundLine {
    pub places: u32,
    /// `authority` or `practice`.
    pub holder: &'static str,
    /// GBP: at most 1 in 20 simulated contracts run short.
    pub smallest_gbp: Option<f64>,
    /// Ends of the 95% interval of that size (order statistics, this size by itself); absent where too few histories.
    pub low_gbp: Option<f64>,
    pub high_gbp: Option<f64>,
    /// GBP: enough with 95% confidence; absent below 59 histories.
    pub with_confidence_gbp: Option<f64>,
    /// Net contract less the practice's cost, GBP a year.
    pub margin_gbp: Spread,
    /// Histories in which the contract is below the practice's cost.
    pub price_short: u64,
    pub histories: u64,
}

/// How one size fills.
#[derive(Debug, Clone, Serialize)]
pub struct Filling {
    pub places: u32,
    /// Months until 95% of the places are taken, over the histories in which that happens.
    pub months: Spread,
    /// Histories in which it does not happen within the simulated time.
    pub never: u64,
    pub histories: u64,
    /// Served by month since go-live, mean over histories.
    pub served: Vec<f64>,
}

/// What one size decays to when nobody is transferred after it is full.
#[derive(Debug, Clone, Serialize)]
pub struct Decay {
    pub places: u32,
    /// Months after go-live in which the panels stop.
    pub stops_after_months: u32,
    /// Served by month since go-live: mean, 5th and 95th percentile of histories.
    pub mean: Vec<f64>,
    pub q05: Vec<f64>,
    pub q95: Vec<f64>,
    pub histories: u64,
}

/// Something in the scenario by which a larger practice does worse.
#[derive(Debug, Clone, Serialize)]
pub struct Loss {
    /// In a clause: "a worker knows 40 children besides their own".
    pub words: String,
    pub key: String,
    /// Measures that show it.
    pub measures: Vec<&'static str>,
}

/// A key that sets a bound, with its value.
#[derive(Debug, Clone, Serialize)]
pub struct Setting {
    pub key: String,
    pub value: String,
    pub quality: &'static str,
    /// Numbers of the assumptions that speak of it, such as `A31`.
    pub assumptions: Vec<String>,
}

/// An end of the sizes that meet the limits.
#[derive(Debug, Clone, Serialize)]
pub struct Bound {
    /// The last size inside.
    pub places: u32,
    /// The next size tried beyond it; `None`: no size was tried beyond.
    pub beyond: Option<u32>,
    /// Positions of the limits that the size beyond misses, or cannot be said to meet.
    pub limits: Vec<usize>,
    pub settings: Vec<Setting>,
}

/// A limit on what no size measures.
#[derive(Debug, Clone, Serialize)]
pub struct Unmeasured {
    /// Position of the limit.
    pub limit: usize,
    /// The key that the scenario would have to state.
    pub key: Option<String>,
}

/// Everything that was found.
#[derive(Debug, Clone, Serialize)]
pub struct SizeStudy {
    pub schema_version: u32,
    pub kind: &'static str,
    pub title: String,
    pub authority: String,
    pub authority_period: String,
    pub version: String,
    /// Hash of everything that determines the bytes.
    pub scenario_hash: String,
    pub seed: u64,
    pub replicates: u64,
    pub turnover_replicates: u64,
    pub command: String,
    pub start_date: String,
    pub years: u32,
    pub contract_years: u32,
    pub price_year: String,
    pub policy: String,
    pub baseline: String,
    pub practice: String,
    /// `whole` or `fractional`.
    pub posts: &'static str,
    pub children_per_worker: f64,
    /// Places of the policy's other practices, which stay as they are.
    pub other_places: u32,
    /// Fewer social workers on duty are a failure of cover.
    pub minimum_on_duty: Option<f64>,
    pub sizes: Vec<u32>,
    /// Case-holding posts of each size (whole posts).
    pub posts_by_size: Vec<f64>,
    pub measures: Vec<SizeMeasure>,
    pub lines: Vec<SizeLine>,
    pub turnover_levels: Vec<TurnoverLevel>,
    pub turnover: Vec<TurnoverLine>,
    pub funds: Vec<FundLine>,
    pub filling: Vec<Filling>,
    pub decay: Vec<Decay>,
    /// Children and care leavers expected within the ages and areas: an upper bound of the pool.
    pub expected_pool: Option<f64>,
    pub limits: Vec<Limit>,
    pub judged: Vec<Judged>,
    pub unmeasured: Vec<Unmeasured>,
    pub lower: Option<Bound>,
    pub upper: Option<Bound>,
    pub losses: Vec<Loss>,
}

impl SizeStudy {
    /// A measure at a size.
    pub fn line(&self, places: u32, measure: &str) -> Option<&SizeLine> {
        self.lines.iter().find(|line| line.places == places && line.measure == measure)
    }

    /// A measure's words.
    pub fn measure(&self, name: &str) -> Option<&SizeMeasure> {
        self.measures.iter().find(|measure| measure.name == name)
    }

    /// Of a measure, one line a size, in the order of sizes; empty where it is nowhere defined.
    pub fn by_size(&self, measure: &str) -> Vec<&SizeLine> {
        let all: Vec<&SizeLine> = self.lines.iter().filter(|line| line.measure == measure).collect();
        if all.iter().any(|line| line.spread.is_defined()) { all } else { Vec::new() }
    }
}
