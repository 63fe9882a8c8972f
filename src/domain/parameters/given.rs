//! Real children as they stand on the first day: the start of a world that is not invented.
//!
//! What is not known of a child is `None`. In a simulation it is drawn anew in each history, from the scenario's own
//! shares, and never reaches an output about that child.

use crate::domain::codes::{Band, Ethnicity, LegalStatus, Need, PlacementType};

/// A real child in care on the first day. Times in days since the first day, so that the past is negative.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenChild {
    /// The 48 bits of the child's pseudonym.
    pub key: u64,
    /// The 48 bits of the sibling group's pseudonym.
    pub group: Option<u64>,
    pub born: f64,
    pub male: Option<bool>,
    pub ethnicity: Ethnicity,
    pub need: Option<Need>,
    pub unaccompanied: bool,
    /// Area of the authority, from 0.
    pub area: Option<u16>,
    /// When the present period of care began, as far as it was seen.
    pub entered: f64,
    pub placement: Option<PlacementType>,
    pub placement_since: f64,
    pub legal: Option<LegalStatus>,
    /// When the present legal status began, as far as it was seen.
    pub legal_since: f64,
    pub adoption_plan: bool,
    pub band: Option<Band>,
    /// Number of the worker who holds the case, from 0.
    pub worker: Option<u32>,
    pub wish: GivenWish,
}

/// What a real child answered when asked about the transfer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GivenWish {
    /// Not asked yet, or no answer.
    NotKnown,
    Agrees,
    Stays,
    /// Asked to wait until this day.
    WaitsUntil(f64),
}
