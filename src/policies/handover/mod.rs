//! When a joint handover may begin (Consistent Care Matters 6.1.2; DfE Guide 2011, para 29).
//!
//! The panel gives the place; the trigger says from when on the two workers hold the case together. It looks at the
//! child's legal course only. Whatever the trigger, court work stays with the authority until proceedings conclude.

mod after_six_months;
mod at_conclusion;
mod at_interim_order;
mod at_panel;

pub use after_six_months::AfterSixMonths;
pub use at_conclusion::AtConclusion;
pub use at_interim_order::AtInterimOrder;
pub use at_panel::AtPanel;

use crate::domain::codes::LegalStatus;
use crate::domain::parameters::HandoverTriggerName;

/// The legal course of an allocated child. Times in days since go-live.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LegalCourse {
    /// When the panel gave the place.
    pub panel: f64,
    pub entered: f64,
    /// On the panel's date.
    pub status: LegalStatus,
    /// Interim order made, and proceedings concluded; infinite if never. A trigger waits for these events; it does
    /// not know their dates beforehand, so it may compare them only with dates that are fixed.
    pub order_at: f64,
    pub concludes_at: f64,
    /// How long accommodated children are in care first.
    pub s20_days: f64,
}

impl LegalCourse {
    /// When an accommodated child has been in care long enough.
    pub fn six_months(&self) -> f64 {
        self.entered + self.s20_days
    }
}

/// Decides when the joint period may begin.
pub trait HandoverTrigger: Send + Sync {
    /// The first moment at which the joint period may begin, not before the panel. Care leavers have no legal course:
    /// theirs begins with the panel.
    fn begins(&self, course: &LegalCourse) -> f64;

    /// Does the practice lead the child's care while proceedings still run, with the authority's worker for the court
    /// beside it? Otherwise the joint period lasts until they conclude.
    fn leads_in_proceedings(&self) -> bool {
        false
    }
}

/// The trigger of a name.
pub fn trigger(name: HandoverTriggerName) -> &'static dyn HandoverTrigger {
    match name {
        HandoverTriggerName::AtPanel => &AtPanel,
        HandoverTriggerName::AtInterimOrder => &AtInterimOrder,
        HandoverTriggerName::AtConclusion => &AtConclusion,
        HandoverTriggerName::AfterSixMonths => &AfterSixMonths,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In care since day -100, before the panel of day 0.
    pub(super) fn course(status: LegalStatus, order_at: f64, concludes_at: f64) -> LegalCourse {
        LegalCourse { panel: 0.0, entered: -100.0, status, order_at, concludes_at, s20_days: 183.0 }
    }

    #[test]
    fn no_trigger_begins_before_the_panel() {
        let never = f64::INFINITY;
        let courses = [
            course(LegalStatus::Section20, never, never),
            course(LegalStatus::Section20, 20.0, 200.0),
            course(LegalStatus::InterimOrder, -100.0, 90.0),
            course(LegalStatus::FullOrder, -100.0, -10.0),
            course(LegalStatus::PlacementOrder, -100.0, -10.0),
            course(LegalStatus::Emergency, 8.0, 200.0),
            course(LegalStatus::Emergency, never, never),
            course(LegalStatus::YouthJustice, never, never),
        ];
        use HandoverTriggerName::*;
        for name in [AtPanel, AtInterimOrder, AtConclusion, AfterSixMonths] {
            for course in courses {
                let begins = trigger(name).begins(&course);
                assert!((0.0..=200.0).contains(&begins), "{name:?} {course:?}: {begins}");
            }
        }
    }
}
