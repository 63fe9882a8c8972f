//! Why a candidate is chosen or waits, and why somebody is not before the panel at all.

use crate::domain::codes::codes;

codes! {
    /// Why a candidate was chosen or waits.
    Reason {
        DrawnByLot = "drawn-by-lot", "drawn by lot";
        AreaTaken = "area-taken", "the whole area moves";
        PreferenceMet = "preference-met", "asked for this practice";
        PreferenceFull = "preference-full", "the practice asked for had no room: placed in another";
        NoPreference = "no-preference", "named no practice: drawn by lot";
        DrawnWithinQuota = "drawn-within-quota", "drawn by lot within the quota";
        DrawnAfterQuotas = "drawn-after-quotas", "drawn by lot for a place that no quota used";
        KeepsBalance = "keeps-balance", "keeps those who move like those who stay";
        PlaceLeftOver = "place-left-over", "drawn by lot for a place left over";
        DrawAccepted = "draw-accepted", "drawn by lot, in a draw whose balance was accepted";
        BestOfDraws = "best-of-draws", "drawn by lot, in the best balanced of all draws";
        WaitedLongest = "waited-longest", "waited longest";
        MostPoints = "most-points", "most points";
        NearestToPractice = "nearest-to-practice", "lives nearest to the practice";
        WorkerComesAcross = "worker-comes-across", "the present worker goes to the practice";
        WithoutWorker = "without-worker", "drawn by lot for a place that no transferring worker's child needed";
        PickedAsEasier = "picked-as-easier", "picked by the practice (opaque comparator)";
        OffloadedAsHarder = "off-loaded-as-harder", "chosen by the authority (opaque comparator)";
        NoPlaceLeft = "no-place-left", "no place left";
        SiblingsDoNotFit = "siblings-do-not-fit", "the places left do not hold all siblings together";
        AreaDoesNotFit = "area-does-not-fit", "the places left do not hold all children of the area";
        NoPracticeForAll = "no-practice-for-all", "no practice whose criteria all the siblings meet";
        OutsideCriteria = "outside-criteria", "meets no practice's criteria";
    }
}

impl Reason {
    /// In plain words.
    pub fn words(self) -> &'static str {
        self.label()
    }
    /// Does it say why a candidate waits?
    pub fn waits(self) -> bool {
        self >= Reason::NoPlaceLeft
    }
}

codes! {
    /// A published criterion of eligibility that somebody does not meet.
    Criterion {
        LookedAfter = "looked-after", "not looked after";
        NotAllocated = "not-allocated", "already allocated";
        AgeRange = "age-range", "outside the age range";
        AssessedLong = "assessed-long", "not assessed as likely to stay two years";
        NotWithdrawn = "not-withdrawn", "withdrawn from a practice before";
        WishToStay = "wish-to-stay", "asked to stay with the present worker";
        WishToWait = "wish-to-wait", "asked to wait";
        NoAdoptionPlan = "no-adoption-plan", "adoption planned";
        NotInProceedings = "not-in-proceedings", "in care proceedings";
        LongEnoughAccommodated = "long-enough-accommodated", "accommodated for too short a time";
        NotYouthJustice = "not-youth-justice", "in care under youth justice law";
        PracticeCriteria = "practice-criteria", "meets no practice's criteria";
    }
}

/// A brother or sister of a candidate who is not before the panel, and the criterion not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    pub slot: u32,
    pub key: u64,
    pub group: u64,
    pub criterion: Criterion,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_and_criteria_read_back_from_their_names() {
        assert!(Reason::ALL.iter().all(|r| Reason::named(r.name()) == Some(*r)));
        assert!(Criterion::ALL.iter().all(|c| Criterion::named(c.name()) == Some(*c)));
        assert!(Reason::AreaDoesNotFit.waits() && !Reason::OffloadedAsHarder.waits());
    }
}
