//! Everything that can happen, as one enum. If it is not an event, it did not happen.

use super::records::Kept;
use crate::domain::codes::{ChangeCause, ExitReason, MoveReason, PlacementType};
use crate::domain::keys::ChildKey;
use crate::policies::eligibility::PanelRecord;

/// Something that happened to one child or young person.
#[derive(Debug, Clone, PartialEq)]
pub enum CareEvent {
    CameIntoCare {
        age_years: f64,
        legal: &'static str,
        need: &'static str,
        band: &'static str,
        period: u8,
    },
    Placed {
        placement: PlacementType,
        resilience: f64,
    },
    Moved {
        from: PlacementType,
        to: PlacementType,
        planned: bool,
        /// Where the scenario gives shares of reasons.
        reason: Option<MoveReason>,
    },
    LeftCare {
        reason: ExitReason,
        age_years: f64,
        days: f64,
    },
    BecameCareLeaver,
    SupportEnded,
    ReturnedToCare {
        period: u8,
    },
    Assessed {
        judged_long: bool,
        truly_long: bool,
    },
    /// The child was asked before the first panel (Guide 2011, para 28).
    Asked {
        wish: &'static str,
        /// Why, where the child wishes to stay or to wait.
        reason: Option<&'static str>,
        /// Does the reviewing officer support a wish to stay or to wait, so that it is followed?
        supported: bool,
        /// Asks to wait until this day since go-live.
        until: Option<f64>,
        /// The practice named.
        practice: Option<usize>,
    },
    /// The panel's decision, with its reason.
    Decided {
        allocated: bool,
        practice: usize,
        reason: &'static str,
        draw: f64,
        place: u32,
        places: u32,
        siblings: u32,
        /// Brothers and sisters in care who are not eligible, and the criterion that each does not meet.
        left_out: Vec<(ChildKey, &'static str)>,
        /// Points by criterion, where the rule counts points.
        points: Vec<(&'static str, f64)>,
    },
    /// The joint period will begin on a later day, as the trigger or the month's starts have it.
    HandoverWaits {
        days: f64,
    },
    JointPeriodBegan {
        old: Option<u32>,
        new: u32,
    },
    JointPeriodEnded {
        came_along: bool,
    },
    HandoverCancelled,
    /// One of the two workers went; the joint period starts again or carries on.
    HandoverBroken {
        restarted: bool,
    },
    /// The authority's worker went, or both sides agreed: the practice leads before the joint period is over.
    HandoverCutShort,
    /// The practice leads while proceedings run; a worker of the authority goes on with the court work.
    CourtWorkStays {
        post: u32,
    },
    CourtWorkEnded,
    Withdrawn,
    /// Care or its support has ended; the practice keeps in touch until a day.
    StaysWithPractice {
        until: f64,
    },
    /// Came back to care while the practice kept in touch: to the same practice.
    StraightBack,
    /// The practice's contract is over: back to the authority.
    ContractEnded {
        with_worker: bool,
    },
    WorkerAllocated {
        post: u32,
        team: usize,
    },
    WorkerChanged {
        from: Option<u32>,
        to: u32,
        team: usize,
        cause: ChangeCause,
        /// Did the next worker know the child already? `None` where that is not modelled.
        knew: Option<bool>,
    },
    LeftUnallocated {
        cause: ChangeCause,
    },
    /// The worker has given notice: the colleague in this post, or somebody of the reserve, works jointly until then.
    NoticeGiven {
        successor: Option<u32>,
        days: f64,
    },
}

/// Listens to events. The engine is generic over it, so that listening to nothing costs nothing.
pub trait Sink {
    /// Is anybody listening?
    const LISTENS: bool;
    /// Does it keep the lists before panels?
    const KEEPS_PANELS: bool = false;
    /// Takes note of an event at a time in days since go-live.
    fn note(&mut self, time: f64, child: ChildKey, event: CareEvent);
    /// Takes note of everybody who could come before a panel, before it decides.
    fn keep_panel(&mut self, _: PanelRecord) {}

    /// Does anybody keep records?
    const KEEPS: bool = false;
    /// Makes an entry in a child's record.
    fn keep(&mut self, _: f64, _: ChildKey, _: Kept) {}
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Sink for Silent {
    const LISTENS: bool = false;
    #[inline(always)]
    fn note(&mut self, _: f64, _: ChildKey, _: CareEvent) {}
}

/// Keeps the events of one child (and its siblings' names nowhere).
#[derive(Debug, Clone)]
pub struct OneChild {
    pub child: ChildKey,
    pub events: Vec<(f64, CareEvent)>,
}

impl Sink for OneChild {
    const LISTENS: bool = true;
    fn note(&mut self, time: f64, child: ChildKey, event: CareEvent) {
        if child == self.child {
            self.events.push((time, event));
        }
    }
}

/// Keeps every event, in the order in which it happened.
#[derive(Debug, Clone, Default)]
pub struct Everything {
    pub events: Vec<(f64, ChildKey, CareEvent)>,
}

impl Sink for Everything {
    const LISTENS: bool = true;
    fn note(&mut self, time: f64, child: ChildKey, event: CareEvent) {
        self.events.push((time, child, event));
    }
}

/// Keeps the lists before panels.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    pub panels: Vec<PanelRecord>,
}

impl Sink for Panels {
    const LISTENS: bool = true;
    const KEEPS_PANELS: bool = true;
    fn note(&mut self, _: f64, _: ChildKey, _: CareEvent) {}
    fn keep_panel(&mut self, panel: PanelRecord) {
        self.panels.push(panel);
    }
}
