//! Who is offered a place: rules of order and quota (DfE Guide 2011, paras 27-28; Consistent Care Matters A.1).
//!
//! Every rule keeps the same contract: never past capacity; areas and sibling groups are taken whole while they fit,
//! the rest wait with the reason; nobody is placed in a practice whose criteria they do not meet, and no practice
//! refuses anybody who meets them (Consistent Care Matters A.1); ties broken by the published draw; same input, same
//! decision. Adult practices, too, were to have transparent criteria agreed in the contract (adult questions and answers
//! 2010, 20 and 34).

mod reason;

mod groups;

mod filler;

mod lottery;

mod whole_area;

mod child_preference;

mod stratified_lottery;

mod minimisation;

mod rerandomisation;

mod balance;

mod longest_waiting;

mod points;

mod nearest_area;

mod follow_the_worker;

mod opaque;

pub use balance::Balance;
pub use child_preference::ChildPreference;
pub use follow_the_worker::FollowTheWorker;
pub use longest_waiting::LongestWaiting;
pub use lottery::Lottery;
pub use minimisation::Minimisation;
pub use nearest_area::NearestArea;
pub use opaque::{Opaque, Picks};
pub use points::{Points, breakdown};
pub use reason::{Criterion, LeftOut, Reason};
pub use rerandomisation::{Rerandomisation, Try};
pub use stratified_lottery::{StratifiedLottery, largest_remainder, stratum, stratum_label};
pub use whole_area::WholeArea;

use crate::domain::codes::{Band, Ethnicity, LegalStatus, Need, PlacementType};
use crate::domain::money::Pence;
use crate::domain::parameters::{AllocationRuleName, RuleTerms};
use crate::randomness::{Chance, Luck, uniform};
use filler::Filler;
use groups::groups_of;

/// What the panel knows about an eligible child on its date. Nothing else may enter a decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Caller's handle.
    pub slot: u32,
    /// The child's own key: order of lists and last tie-break.
    pub key: u64,
    /// Siblings share it.
    pub group: u64,
    /// Area of the authority.
    pub area: u16,
    pub band: Band,
    /// Age on the panel's date in days.
    pub age_days: f64,
    pub male: bool,
    pub ethnicity: Ethnicity,
    pub need: Need,
    pub unaccompanied: bool,
    pub legal: LegalStatus,
    pub placement: PlacementType,
    /// Moves to a new carer in the year so far.
    pub moves: u32,
    /// Days since care began.
    pub days_in_care: f64,
    /// Days since the child could first have been assessed.
    pub days_waiting: f64,
    /// Price of the present placement, a year: the cost foreseeable on the panel's date.
    pub foreseeable_cost: Pence,
    /// Practices whose own criteria the child meets: bit `k` for practice `k`.
    pub meets: u32,
    /// The practice that the child prefers, where asked.
    pub prefers: Option<u8>,
    /// The practice to which the child's present worker goes.
    pub worker_goes_to: Option<u8>,
    /// The practice where a brother or sister already is.
    pub sibling_with: Option<u8>,
}

/// What a practice offers on the panel's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PracticeView {
    /// Children it can still take in this panel.
    pub free_places: u32,
    /// Area in which it sits.
    pub area: u16,
}

/// The panel's decision about one candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// Position in the list of candidates.
    pub candidate: usize,
    /// The practice that takes the child, or `None`: waits.
    pub practice: Option<u8>,
    pub reason: Reason,
    /// The group's published draw, from 0 to 1, lowest first.
    pub draw: f64,
    /// Position of the group in the order, from 1.
    pub order: u32,
    /// What the rule put the group in order by, where that is not the draw alone: days waited, points, steps to the
    /// practice, the opaque comparators' mixture; otherwise 0.
    pub score: f64,
    /// Which draw decided: 1, or more where the rule drew again.
    pub attempt: u32,
    /// The child's stratum and its places, where the rule has quotas.
    pub quota: Option<QuotaState>,
}

/// A quota as it stood when a candidate was decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaState {
    /// Number of the stratum, from 0.
    pub stratum: u8,
    /// Places of the stratum in this panel.
    pub places: u32,
    /// Of them, left after the decision.
    pub left: u32,
}

/// The published draws of one panel: a number for each group, whoever else is there.
#[derive(Debug, Clone, Copy)]
pub struct PanelDraws {
    pub luck: Luck,
    pub panel: u32,
}

impl PanelDraws {
    /// The number of a group of siblings.
    pub fn number(&self, group: u64) -> f64 {
        self.number_in(group, 1)
    }

    /// The number of a group in the panel's `attempt`-th draw, from 1, where a rule draws again.
    pub fn number_in(&self, group: u64, attempt: u32) -> f64 {
        let nth = u64::from(self.panel) | u64::from(attempt - 1) << 32;
        uniform(&mut self.luck.source(Chance::PanelDraw, group, nth))
    }

    /// A second number of a group, for rules that toss a coin for each.
    pub fn coin(&self, group: u64) -> f64 {
        let mut source = self.luck.source(Chance::PanelDraw, group, u64::from(self.panel));
        uniform(&mut source);
        uniform(&mut source)
    }

    /// The number of an area: drawn once, the same at every panel.
    pub fn area_number(&self, area: u16) -> f64 {
        uniform(&mut self.luck.source(Chance::PanelDraw, u64::MAX - u64::from(area), 0))
    }
}

/// Everything that lies before one panel.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    pub candidates: &'a [Candidate],
    pub practices: &'a [PracticeView],
    pub draws: PanelDraws,
    /// Do eligible siblings move or wait together?
    pub together: bool,
}

/// Orders and places the candidates of one panel.
pub trait AllocationRule: Send + Sync {
    /// Decides from what is known on the panel's date. Groups are taken whole while they fit.
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision>;
}

/// The rule of these terms.
pub fn rule(terms: &RuleTerms) -> Box<dyn AllocationRule> {
    use AllocationRuleName as Name;
    match terms.name {
        Name::Lottery => Box::new(Lottery),
        Name::WholeArea => Box::new(WholeArea),
        Name::ChildPreference => Box::new(ChildPreference),
        Name::StratifiedLottery => Box::new(StratifiedLottery { quota: terms.quota }),
        Name::Minimisation => {
            Box::new(Minimisation { factors: terms.factors.clone(), follow_probability: terms.follow_probability })
        }
        Name::Rerandomisation => Box::new(Rerandomisation {
            factors: terms.factors.clone(),
            threshold: terms.threshold,
            tries: terms.tries,
        }),
        Name::LongestWaiting => Box::new(LongestWaiting),
        Name::Points => Box::new(Points { weights: terms.points }),
        Name::NearestArea => Box::new(NearestArea),
        Name::FollowTheWorker => Box::new(FollowTheWorker),
        Name::PracticePicksEasier => Box::new(Opaque { picks: Picks::Easier, strength: terms.strength }),
        Name::AuthorityOffloadsHarder => Box::new(Opaque { picks: Picks::Harder, strength: terms.strength }),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::parameters::{Factor, PointsCriterion, PracticeCriteria, Quota};
    use proptest::prelude::*;

    pub(crate) fn child(slot: u32, group: u64, band: usize, age: f64, waiting: f64) -> Candidate {
        Candidate {
            slot,
            key: u64::from(slot),
            group,
            area: 0,
            band: Band::at(band),
            age_days: age * 365.25,
            male: slot.is_multiple_of(2),
            ethnicity: Ethnicity::White,
            need: Need::N1,
            unaccompanied: false,
            legal: LegalStatus::FullOrder,
            placement: PlacementType::AgencyFoster,
            moves: 0,
            days_in_care: 365.25 + waiting,
            days_waiting: waiting,
            foreseeable_cost: Pence::ZERO,
            meets: u32::MAX,
            prefers: None,
            worker_goes_to: None,
            sibling_with: None,
        }
    }

    pub(crate) fn draws(panel: u32) -> PanelDraws {
        PanelDraws { luck: Luck::new(7, 0), panel }
    }

    /// A practice in area 0.
    pub(crate) fn practice(free_places: u32) -> PracticeView {
        PracticeView { free_places, area: 0 }
    }

    /// The first panel, siblings together.
    pub(crate) fn panel_of<'a>(candidates: &'a [Candidate], practices: &'a [PracticeView]) -> Panel<'a> {
        Panel { candidates, practices, draws: draws(0), together: true }
    }

    /// What a rule decides for one practice with so many places.
    pub(crate) fn decide(
        rule: &dyn AllocationRule,
        cs: &[Candidate],
        free_places: u32,
        panel: u32,
    ) -> Vec<Decision> {
        decide_among(rule, cs, &[practice(free_places)], panel)
    }

    /// What a rule decides for several practices.
    pub(crate) fn decide_among(
        rule: &dyn AllocationRule,
        cs: &[Candidate],
        practices: &[PracticeView],
        panel: u32,
    ) -> Vec<Decision> {
        rule.decide(&Panel { draws: draws(panel), ..panel_of(cs, practices) })
    }

    /// Every rule, those with quotas, tries or a strength more than once.
    fn every_rule() -> Vec<RuleTerms> {
        let mut all: Vec<RuleTerms> = AllocationRuleName::ALL.iter().map(|name| RuleTerms::named(*name)).collect();
        let with = |name, change: &dyn Fn(&mut RuleTerms)| {
            let mut terms = RuleTerms::named(name);
            change(&mut terms);
            terms
        };
        for quota in Quota::ALL {
            all.push(with(AllocationRuleName::StratifiedLottery, &|t| t.quota = *quota));
        }
        all.push(with(AllocationRuleName::Minimisation, &|t| {
            (t.factors, t.follow_probability) = (Factor::ALL.to_vec(), 1.0);
        }));
        all.push(with(AllocationRuleName::Rerandomisation, &|t| (t.threshold, t.tries) = (0.5, 7)));
        all.push(with(AllocationRuleName::Points, &|t| t.points = [1.0; PointsCriterion::COUNT]));
        for strength in [0.5, 1.0] {
            all.push(with(AllocationRuleName::PracticePicksEasier, &|t| t.strength = strength));
            all.push(with(AllocationRuleName::AuthorityOffloadsHarder, &|t| t.strength = strength));
        }
        all
    }

    /// Invented candidates: groups of up to a few siblings who share an area.
    fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
        let row = (0u64..30, 0usize..5, 0.0..21.0f64, 0.0..2000.0f64, 0u32..8, 0i64..5, 0u8..4, 0u8..4);
        prop::collection::vec(row, 0..60).prop_map(|rows| {
            let one = |(i, (group, band, age, waiting, meets, cost, prefers, goes)): (usize, &_)| {
                let some = |p: u8| (p < 3).then_some(p);
                Candidate {
                    area: (group % 4) as u16,
                    meets: *meets,
                    foreseeable_cost: Pence(*cost),
                    prefers: some(*prefers),
                    worker_goes_to: some(*goes),
                    ..child(i as u32, *group, *band, *age, *waiting)
                }
            };
            rows.iter().enumerate().map(one).collect()
        })
    }

    fn practices() -> impl Strategy<Value = Vec<PracticeView>> {
        prop::collection::vec((0u32..20, 0u16..4), 0..4).prop_map(|all| {
            all.iter().map(|(free_places, area)| PracticeView { free_places: *free_places, area: *area }).collect()
        })
    }

    /// Members of a candidate's group, by position.
    fn group_of(cs: &[Candidate], candidate: usize) -> Vec<usize> {
        (0..cs.len()).filter(|&i| cs[i].group == cs[candidate].group).collect()
    }

    proptest! {
        #[test]
        fn every_rule_keeps_the_contract(cs in candidates(), practices in practices(), panel in 0u32..5) {
            for terms in every_rule() {
                let decisions = decide_among(rule(&terms).as_ref(), &cs, &practices, panel);
                // every candidate gets exactly one decision, and the reason says whether it is a place
                let mut seen: Vec<usize> = decisions.iter().map(|d| d.candidate).collect();
                seen.sort_unstable();
                prop_assert_eq!(&seen, &(0..cs.len()).collect::<Vec<_>>());
                prop_assert!(decisions.iter().all(|d| d.reason.waits() == d.practice.is_none()));
                // never past capacity
                let mut free: Vec<u32> = practices.iter().map(|p| p.free_places).collect();
                for p in decisions.iter().filter_map(|d| d.practice) {
                    prop_assert!(free[p as usize] > 0, "{:?}", terms.name);
                    free[p as usize] -= 1;
                }
                for d in &decisions {
                    // siblings move together to the same practice, or wait together
                    let group = group_of(&cs, d.candidate);
                    let same = |o: &&Decision| group.contains(&o.candidate);
                    prop_assert!(decisions.iter().filter(same).all(|o| o.practice == d.practice));
                    let fits = |p: usize| free[p] >= group.len() as u32
                        && group.iter().all(|&m| cs[m].meets >> p & 1 == 1);
                    match d.practice {
                        // only where they meet the criteria
                        Some(p) => prop_assert!(cs[d.candidate].meets >> p & 1 == 1),
                        // no practice refuses anybody: while a group fits, only a whole area may keep it waiting
                        None if d.reason != Reason::AreaDoesNotFit => {
                            prop_assert!(!(0..practices.len()).any(fits), "{:?}: {:?}", terms.name, d);
                        }
                        None => prop_assert_eq!(terms.name, AllocationRuleName::WholeArea),
                    }
                }
                // same input, same decision, whatever the order of the list
                let mut turned = cs.clone();
                turned.reverse();
                let again = decide_among(rule(&terms).as_ref(), &turned, &practices, panel);
                let key = |list: &[Candidate], ds: &[Decision]| {
                    let mut v: Vec<(u32, Option<u8>)> = ds.iter().map(|d| (list[d.candidate].slot, d.practice)).collect();
                    v.sort_unstable();
                    v
                };
                prop_assert_eq!(key(&cs, &decisions), key(&turned, &again), "{:?}", terms.name);
            }
        }

        #[test]
        fn rules_that_order_by_merit_break_ties_by_the_published_draw(
            groups in prop::collection::vec(0u64..1000, 1..40), places in 0u32..40, panel in 0u32..5
        ) {
            // candidates who differ in nothing but their draw
            let mut groups = groups;
            groups.sort_unstable();
            groups.dedup();
            let cs: Vec<Candidate> =
                groups.iter().enumerate().map(|(i, g)| child(i as u32, *g, 0, 9.0, 50.0)).collect();
            let lottery = taken(&decide(&Lottery, &cs, places, panel));
            for terms in every_rule() {
                use AllocationRuleName as Name;
                // these two make draws of their own, and a whole area does not fit in part
                if matches!(terms.name, Name::Minimisation | Name::Rerandomisation | Name::WholeArea) {
                    continue;
                }
                let found = taken(&decide(rule(&terms).as_ref(), &cs, places, panel));
                prop_assert_eq!(&found, &lottery, "{:?}", terms.name);
            }
        }
    }

    fn taken(decisions: &[Decision]) -> Vec<usize> {
        let mut taken: Vec<usize> =
            decisions.iter().filter(|d| d.practice.is_some()).map(|d| d.candidate).collect();
        taken.sort_unstable();
        taken
    }

    #[test]
    fn the_five_pilots_criteria_are_kept_by_every_rule_at_once() {
        // College of Social Work 2015, Annex B: 14 to 21, 8 to 17 with high need, all ages to 17, 16 to 24, 8 and over
        let (years, band_4) = (|y: f64| y * 365.25, Band::Band4 as usize);
        let open = PracticeCriteria::open;
        let mut high = PracticeCriteria { bands: [false; Band::COUNT], ..open() };
        high.bands[band_4] = true;
        let pilots: Vec<PracticeCriteria> = [(14.0, 22.0), (8.0, 18.0), (0.0, 18.0), (16.0, 25.0), (8.0, 25.0)]
            .iter()
            .enumerate()
            .map(|(k, (from, to))| PracticeCriteria {
                minimum_age_days: years(*from),
                maximum_age_days: years(*to),
                ..if k == 1 { high.clone() } else { open() }
            })
            .collect();
        let cs: Vec<Candidate> = (0..300u32)
            .map(|i| {
                let age = f64::from(i / 2 * 11 % 20 + i % 2); // siblings are a year apart
                let c = child(i, u64::from(i / 2), i as usize / 2 % 4, age, f64::from(i));
                let admits =
                    |p: &PracticeCriteria| p.admits(c.age_days, c.band, c.need, c.area, c.age_days > years(18.0));
                let meets = pilots.iter().enumerate().map(|(k, p)| u32::from(admits(p)) << k).sum();
                Candidate { meets, ..c }
            })
            .collect();
        let views = [practice(20); 5];
        for terms in every_rule().iter().filter(|t| t.name != AllocationRuleName::WholeArea) {
            let ds = decide_among(rule(terms).as_ref(), &cs, &views, 0);
            for d in ds.iter().filter(|d| d.practice.is_some()) {
                let (c, k) = (&cs[d.candidate], d.practice.unwrap_or(0) as usize);
                assert!(pilots[k].admits(c.age_days, c.band, c.need, c.area, false), "{:?}", terms.name);
            }
            // each has more children than places, so that each is full but for siblings who do not fit
            for k in 0..5u8 {
                let n = ds.iter().filter(|d| d.practice == Some(k)).count();
                assert!((19..=20).contains(&n), "{:?}: {n} in practice {k}", terms.name);
            }
        }
    }
}
