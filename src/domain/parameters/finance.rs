//! Money: prices, staff costs, contract and risk fund.

use super::contract::FundingPrices;
use crate::domain::codes::{CostLine, PlacementType};

/// What a placement may cost: the placement types, with three kinds of "other" and unaccompanied apart.
pub const COST_CLASSES: usize = PlacementType::COUNT + 3;
/// Cost class of a semi-independent placement of an unaccompanied child.
pub const UNACCOMPANIED: usize = PlacementType::COUNT;
/// Cost class of an unregistered placement.
pub const UNREGISTERED: usize = PlacementType::COUNT + 1;
/// Cost class of a family centre or mother and baby unit.
pub const FAMILY_CENTRE: usize = PlacementType::COUNT + 2;

/// How finely the times at which money falls due are told apart within a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    Months,
    Days,
}

/// Prices and pay.
#[derive(Debug, Clone)]
pub struct FinanceParameters {
    /// Mean price per week in pounds, by cost class.
    pub weekly_gbp: [f64; COST_CLASSES],
    /// Does any placement cost anything?
    pub priced: bool,
    /// Sigma of the lognormal price factor (mean 1), by cost class.
    pub price_sigma: [f64; COST_CLASSES],
    /// Shares of unregistered and family centre among "other" placements.
    pub other_unregistered: f64,
    pub other_family_centre: f64,
    pub other_services_per_day_gbp: f64,
    pub price_shock_sd: f64,
    pub inflation_per_year: f64,
    /// High-cost episodes per day by band 1 to 4.
    pub high_cost_per_day: [f64; 4],
    pub high_cost: Severity,
    /// Full cost of an authority case holder per day, in pounds: employed, and agency.
    pub authority_worker_day_gbp: f64,
    pub authority_agency_day_gbp: f64,
    /// Overheads of the authority over pay, and their split: team management, offices and services, corporate.
    pub authority_overhead_share: f64,
    pub authority_overhead_split: [f64; 3],
    /// Same of an authority personal adviser (leaving care).
    pub authority_adviser_day_gbp: f64,
    /// Pay and on-costs of a social worker per day, in pounds, before overheads.
    pub worker_day_gbp: f64,
    pub adviser_ratio: f64,
    pub manager_ratio: f64,
    pub administrator_ratio: f64,
    pub agency_ratio: f64,
    /// Average yearly spend in pounds and average children over 3 to 5 years (steps 1 and 2).
    pub spend_history: Option<(f64, f64)>,
    pub prices: FundingPrices,
    /// Of each cost line, the share that the authority can shed within a year when children leave.
    pub avoidable_share: [f64; CostLine::COUNT],
}

/// What a high-cost episode costs, in pounds.
#[derive(Debug, Clone, PartialEq)]
pub enum Severity {
    /// Amounts and their probabilities.
    Discrete { gbp: Vec<f64>, share: Vec<f64> },
    /// Of the logarithm.
    Lognormal { mean: f64, sd: f64 },
    /// Above a minimum, with a tail index; no more than a maximum.
    Pareto { minimum: f64, tail: f64, maximum: f64 },
}
