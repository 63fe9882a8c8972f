//! Intake: how many children come into care, and who they are.

use crate::domain::codes::{AgeBand, Ethnicity, LegalRoute, Need};
use crate::domain::laws::Law;

/// Arrivals and their characteristics.
#[derive(Debug, Clone)]
pub struct IntakeParameters {
    /// First entries of children per month cell (families times mean family size).
    pub first_entries_per_month: f64,
    pub trend_per_year: f64,
    pub season_amplitude: f64,
    pub season_peak_month: f64,
    /// Families of 1 to 5 children, shares.
    pub batch_share: [f64; 5],
    pub age_share: [f64; AgeBand::COUNT],
    /// Weights by month of age in the first year.
    pub month_share_under_1: Vec<f64>,
    /// Weights by completed year of age, for the bands from 1 on.
    pub year_share: [Vec<f64>; 4],
    pub male_share: f64,
    pub ethnicity_share: [f64; Ethnicity::COUNT],
    /// Probability of being unaccompanied by age band, for a child who comes alone.
    pub unaccompanied_given_age: [f64; AgeBand::COUNT],
    /// Needs of the others.
    pub need_share: [f64; Need::COUNT],
    /// Legal routes of the others; unaccompanied children are accommodated under section 20.
    pub legal_route_share: [f64; LegalRoute::COUNT],
    /// Bands 1 to 4 of the others.
    pub band_share: [f64; 4],
    /// Share of unaccompanied children in band 4; the rest are in band 2 (Guide 2011, Appendix B).
    pub unaccompanied_band_4: f64,
    /// Rates of change between bands 1 to 4 per day, `[from][to]`.
    pub band_rate: [[f64; 4]; 4],
    pub localities: u32,
    /// Share of families from each area; empty: all alike.
    pub locality_share: Vec<f64>,
    /// One ethnicity group, one legal route and one locality: nothing about the family need be drawn.
    pub family_is_plain: bool,
    /// One category of need and one band at entry, nobody alone: nothing about the child's needs need be drawn.
    pub needs_are_plain: bool,
}

impl IntakeParameters {
    /// Mean number of children in a family that arrives.
    pub fn mean_batch(&self) -> f64 {
        self.batch_share.iter().enumerate().map(|(i, share)| (i + 1) as f64 * share).sum()
    }
}

/// Legal steps after the start.
#[derive(Debug, Clone)]
pub struct LegalParameters {
    pub s20_to_order_probability: f64,
    pub s20_to_order: Law,
    pub emergency_to_order_probability: f64,
    pub emergency_days: f64,
    pub proceedings: Law,
}
