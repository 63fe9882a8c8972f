//! Who comes before a panel: the published criteria, one by one, from facts that a person can look up.
//!
//! The engine applies them to invented children as it goes; a ledger applies them to a list of children. Both must
//! come to the same answer, which a test of a whole simulated history makes sure of.

use crate::domain::codes::{LegalStatus, codes};
use crate::domain::parameters::{AllocationParameters, PracticeCriteria};
use crate::policies::allocation::{Candidate, Criterion};

codes! {
    /// Is somebody looked after on the panel's date?
    Standing {
        InCare = "in-care", "looked after";
        CareLeaver = "care-leaver", "care leaver";
        Left = "left", "left care";
    }
}

codes! {
    /// What somebody answered when asked about the transfer (Guide 2011, para 28).
    WishOf {
        Agrees = "agrees", "has nothing against the transfer";
        Stay = "stay", "asked to stay with the present worker";
        Wait = "wait", "asked to wait";
    }
}

/// Facts about a person on the panel's date. `candidate` holds what a rule may see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    pub candidate: Candidate,
    pub standing: Standing,
    /// The practice that already has the case, or to which it is being handed over.
    pub with_practice: Option<u8>,
    pub assessed_long: bool,
    pub wish: WishOf,
    /// Does the reviewing officer support the wish, so that it is followed?
    pub officer_supports: bool,
    /// A placement order, or adopters in prospect.
    pub adoption_plan: bool,
}

/// The published criteria of a panel. Ages and times in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eligibility {
    pub minimum_age_days: f64,
    /// Not reached yet.
    pub maximum_age_days: f64,
    pub require_assessment: bool,
    pub include_care_leavers: bool,
    pub include_in_proceedings: bool,
    pub minimum_days_in_care_s20: f64,
    pub exclude_adoption_plan: bool,
}

impl From<&AllocationParameters> for Eligibility {
    fn from(a: &AllocationParameters) -> Self {
        Self {
            minimum_age_days: a.minimum_age_days,
            maximum_age_days: a.maximum_age_days,
            require_assessment: a.require_assessment,
            include_care_leavers: a.include_care_leavers,
            include_in_proceedings: a.include_in_proceedings,
            minimum_days_in_care_s20: a.minimum_days_in_care_s20,
            exclude_adoption_plan: a.exclude_adoption_plan,
        }
    }
}

impl Eligibility {
    /// Does the person meet this criterion? Legal criteria are for children in care only.
    pub fn meets(&self, criterion: Criterion, p: &Person) -> bool {
        let (c, in_care) = (&p.candidate, p.standing == Standing::InCare);
        let heard = |wish| p.wish == wish && p.officer_supports;
        match criterion {
            Criterion::LookedAfter => in_care || p.standing == Standing::CareLeaver && self.include_care_leavers,
            Criterion::NotAllocated => p.with_practice.is_none(),
            Criterion::AgeRange => c.age_days >= self.minimum_age_days && c.age_days < self.maximum_age_days,
            Criterion::AssessedLong => p.assessed_long || !self.require_assessment,
            Criterion::WishToStay => !heard(WishOf::Stay),
            Criterion::WishToWait => !heard(WishOf::Wait),
            // who was withdrawn from a practice is on no list of a panel
            Criterion::NotWithdrawn => true,
            Criterion::NoAdoptionPlan => {
                let planned = p.adoption_plan || c.legal == LegalStatus::PlacementOrder;
                !in_care || !planned || !self.exclude_adoption_plan
            }
            Criterion::NotInProceedings => {
                let proceedings = matches!(c.legal, LegalStatus::InterimOrder | LegalStatus::Emergency);
                !in_care || !proceedings || self.include_in_proceedings
            }
            Criterion::LongEnoughAccommodated => {
                !in_care || c.legal != LegalStatus::Section20 || c.days_in_care >= self.minimum_days_in_care_s20
            }
            Criterion::NotYouthJustice => !in_care || c.legal != LegalStatus::YouthJustice,
            Criterion::PracticeCriteria => c.meets != 0,
        }
    }

    /// The outcome of every criterion, in the order of [`Criterion::ALL`].
    pub fn outcomes(&self, p: &Person) -> [bool; Criterion::COUNT] {
        std::array::from_fn(|i| self.meets(Criterion::at(i), p))
    }
}

/// Practices whose own criteria somebody meets, as bits; the first 32 practices count.
pub fn practices_met<'a>(criteria: impl Iterator<Item = &'a PracticeCriteria>, p: &Person) -> u32 {
    let (c, leaver) = (&p.candidate, p.standing == Standing::CareLeaver);
    let admits = |own: &PracticeCriteria| own.admits(c.age_days, c.band, c.need, c.area, leaver);
    criteria.take(32).enumerate().filter(|(_, own)| admits(own)).fold(0, |bits, (k, _)| bits | 1 << k)
}

/// One panel of a simulated history: everybody who could come before it, and what each practice had free.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelRecord {
    /// Number of the panel, from 0: the one that its draws are keyed by.
    pub panel: u32,
    /// Days since go-live.
    pub day: f64,
    /// Free places, in the order of practices.
    pub free_places: Vec<u32>,
    /// By their keys.
    pub people: Vec<Person>,
}
