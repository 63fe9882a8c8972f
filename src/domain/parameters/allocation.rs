//! Allocation: the named rule with its terms, panels and eligibility, each practice's criteria, children's wishes.

use crate::domain::codes::{Band, Need, codes};

codes! {
    /// Rules of order and quota that a scenario may name.
    AllocationRuleName {
        Lottery = "lottery", "plain lottery";
        WholeArea = "whole-area", "whole areas, in a published order";
        ChildPreference = "child-preference", "the child's preference, lottery for ties";
        StratifiedLottery = "stratified-lottery", "lottery within quotas";
        Minimisation = "minimisation", "minimisation of the imbalance between those who move and those who stay";
        Rerandomisation = "rerandomisation", "lottery drawn again until those who move are like those who stay";
        LongestWaiting = "longest-waiting", "longest waiting first";
        Points = "points", "most points by published weights first";
        NearestArea = "nearest-area", "nearest to the practice first";
        FollowTheWorker = "follow-the-worker", "children of workers who come across first";
        PracticePicksEasier = "practice-picks-easier", "opaque: the practice picks easier cases";
        AuthorityOffloadsHarder = "authority-offloads-harder", "opaque: the authority off-loads harder cases";
    }
}

impl AllocationRuleName {
    /// Stands for an opaque process, to measure what transparency prevents (Guide 2011, para 28).
    pub fn is_opaque(self) -> bool {
        matches!(self, Self::PracticePicksEasier | Self::AuthorityOffloadsHarder)
    }
}

codes! {
    /// Strata of the stratified lottery.
    Quota {
        None = "none", "no strata";
        Band = "band", "bands of need";
        BandByAge = "band-by-age", "bands of need by age group";
        Area = "area", "areas";
        Ethnicity = "ethnicity", "ethnicity groups";
    }
}

codes! {
    /// A characteristic over which minimisation and rerandomisation seek balance.
    Factor {
        Band = "band", "band of need";
        Age = "age", "age";
        Sex = "sex", "sex";
        Ethnicity = "ethnicity", "ethnicity group";
        Need = "need", "category of need";
        Legal = "legal", "legal status";
        Area = "area", "area";
        Unaccompanied = "unaccompanied", "unaccompanied";
        TimeInCare = "time-in-care", "time in care";
    }
}

codes! {
    /// What earns points.
    PointsCriterion {
        WaitingYears = "waiting_per_year", "each year waited";
        CareYears = "in_care_per_year", "each year in care";
        Moves = "per_move", "each move to a new carer this year";
        Band2 = "band_2", "band 2";
        Band3 = "band_3", "band 3";
        Band4 = "band_4", "band 4";
        Unaccompanied = "unaccompanied", "unaccompanied";
        SameArea = "same_area", "lives in the area of a practice with places";
        NamedAPractice = "named_a_practice", "asked to move to a practice";
        WorkerComesAcross = "worker_comes_across", "present worker goes to a practice";
        SiblingThere = "sibling_there", "a brother or sister is with a practice";
    }
}

/// Points for each [`PointsCriterion`], in the order of the list.
pub type PointsWeights = [f64; PointsCriterion::COUNT];

/// The named rule of order and quota, with everything that it needs to decide and to be replayed.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTerms {
    pub name: AllocationRuleName,
    /// Strata of the stratified lottery.
    pub quota: Quota,
    /// Points: published weights.
    pub points: PointsWeights,
    /// Minimisation and rerandomisation: characteristics to be balanced.
    pub factors: Vec<Factor>,
    /// Minimisation: probability of the choice that lessens imbalance.
    pub follow_probability: f64,
    /// Rerandomisation: a draw is accepted up to this Mahalanobis distance.
    pub threshold: f64,
    /// Rerandomisation: the largest number of draws; the best of them holds where none is accepted.
    pub tries: u32,
    /// Opaque comparators: 0 = lottery, 1 = strict sorting by foreseeable cost.
    pub strength: f64,
}

impl RuleTerms {
    /// The rule with terms that change nothing of a lottery where they do not belong to it.
    pub fn named(name: AllocationRuleName) -> Self {
        Self {
            name,
            quota: Quota::BandByAge,
            points: [0.0; PointsCriterion::COUNT],
            factors: vec![Factor::Band, Factor::Age],
            follow_probability: 0.8,
            threshold: f64::INFINITY,
            tries: 1,
            strength: 0.0,
        }
    }
}

/// Panels, eligibility and order.
#[derive(Debug, Clone, PartialEq)]
pub struct AllocationParameters {
    pub rule: RuleTerms,
    pub panel_every_days: f64,
    pub places_per_panel: u32,
    pub minimum_age_days: f64,
    pub maximum_age_days: f64,
    pub require_assessment: bool,
    pub include_care_leavers: bool,
    pub include_in_proceedings: bool,
    pub minimum_days_in_care_s20: f64,
    pub siblings_together: bool,
    /// Children with an adoption plan are not allocated (Consistent Care Matters 6.1.2).
    pub exclude_adoption_plan: bool,
    pub wishes: WishParameters,
    /// No panel sits from this day after go-live on; infinite: panels go on.
    pub stops_after_days: f64,
}

/// What children answer when they are asked (Guide 2011, para 28).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WishParameters {
    /// Share who ask to stay with their worker.
    pub opt_out_share: f64,
    /// Share who ask to wait, and for how long.
    pub defer_share: f64,
    pub defer_days: f64,
    /// Share of the others who name a practice to which they would like to go.
    pub preference_share: f64,
    /// Share of wishes to stay or to wait that the reviewing officer supports; the others are not followed.
    pub officer_supports_share: f64,
}

/// A practice's own criteria: whom it is there for. It may refuse nobody who meets them.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeCriteria {
    pub minimum_age_days: f64,
    /// Not reached yet.
    pub maximum_age_days: f64,
    pub bands: [bool; Band::COUNT],
    pub needs: [bool; Need::COUNT],
    pub care_leavers: bool,
    /// Areas that it covers, from 0; empty: all.
    pub areas: Vec<u16>,
    /// Area in which it sits, from 0.
    pub area: u16,
    /// How often children name it, relative to the other practices that they could go to.
    pub preference_weight: f64,
}

impl PracticeCriteria {
    /// A practice for everybody.
    pub fn open() -> Self {
        Self {
            minimum_age_days: 0.0,
            maximum_age_days: f64::INFINITY,
            bands: [true; Band::COUNT],
            needs: [true; Need::COUNT],
            care_leavers: true,
            areas: vec![],
            area: 0,
            preference_weight: 1.0,
        }
    }

    /// Does a person of this age, band, need and area meet them all?
    pub fn admits(&self, age_days: f64, band: Band, need: Need, area: u16, care_leaver: bool) -> bool {
        age_days >= self.minimum_age_days
            && age_days < self.maximum_age_days
            && self.bands[band as usize]
            && self.needs[need as usize]
            && (self.care_leavers || !care_leaver)
            && (self.areas.is_empty() || self.areas.contains(&area))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_admits_those_who_meet_every_criterion_and_its_upper_age_is_not_reached() {
        let mut bands = [false; Band::COUNT];
        bands[Band::Band4 as usize] = true;
        let high_need = PracticeCriteria {
            minimum_age_days: 8.0 * 365.25,
            maximum_age_days: 18.0 * 365.25,
            bands,
            care_leavers: false,
            areas: vec![0, 2],
            ..PracticeCriteria::open()
        };
        let admits = |age: f64, band, area, leaver| high_need.admits(age * 365.25, band, Need::N1, area, leaver);
        assert!(admits(8.0, Band::Band4, 2, false));
        assert!(!admits(7.99, Band::Band4, 2, false) && !admits(18.0, Band::Band4, 2, false));
        assert!(!admits(9.0, Band::Band1, 2, false) && !admits(9.0, Band::Band4, 1, false));
        assert!(!admits(17.0, Band::Band4, 0, true));
    }

    #[test]
    fn names_of_rules_read_back() {
        for name in AllocationRuleName::ALL {
            assert_eq!(AllocationRuleName::named(name.name()), Some(*name));
        }
    }
}
