//! What an authority's records hold of a child: everything that a statutory return asks for and the model knows.
//!
//! Kept beside the story, and only for a listener who keeps records: exact times, who the child is, the carers since
//! care began (also of children who were in care before the first simulated moment), and which person leads the case.

use super::events::{CareEvent, Sink};
use crate::domain::codes::{Band, ChangeCause, Ethnicity, ExitReason, LegalRoute, Need, PlacementType};
use crate::domain::keys::ChildKey;

/// An entry in a child's record.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// A period of care began, with this placement.
    CareBegan(Box<Began>),
    /// A move to a new carer.
    NewCarer {
        to: PlacementType,
    },
    /// The type of placement changed, the carer did not.
    SameCarer {
        to: PlacementType,
    },
    /// The status of the placement changed, neither its type nor the carer did. Kept later than it happened.
    StatusChanged,
    CareEnded {
        reason: ExitReason,
        at_18: bool,
    },
    /// From now on this holder of the post leads the case; `cause` is absent where nobody did before.
    LedBy {
        post: u32,
        holder: u32,
        cause: Option<ChangeCause>,
    },
    /// Nobody leads the case.
    LedByNobody {
        cause: ChangeCause,
    },
}

/// Who a child is, and what is known of a period of care at its start. Times in days since go-live.
#[derive(Debug, Clone, PartialEq)]
pub struct Began {
    /// 0 = the first period.
    pub period: u8,
    pub born: f64,
    pub male: bool,
    pub unaccompanied: bool,
    pub ethnicity: Ethnicity,
    pub need: Need,
    pub locality: u16,
    pub placement: PlacementType,
    pub route: LegalRoute,
    /// Interim order, and end of proceedings; infinite if never.
    pub order_at: f64,
    pub concludes_at: f64,
    /// Proceedings end in a placement order.
    pub to_be_adopted: bool,
}

/// The records of one history.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// In the order in which they were kept; of one child by day, but for [`Kept::StatusChanged`].
    pub entries: Vec<(f64, ChildKey, Kept)>,
    /// Bands of those in care at the end.
    pub bands: Vec<(ChildKey, Band)>,
}

impl Sink for Records {
    const LISTENS: bool = false;
    const KEEPS: bool = true;
    fn note(&mut self, _: f64, _: ChildKey, _: CareEvent) {}
    fn keep(&mut self, time: f64, child: ChildKey, kept: Kept) {
        self.entries.push((time, child, kept));
    }
}
