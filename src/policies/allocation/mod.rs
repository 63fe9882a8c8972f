//! Who is offered a place: rules of order and quota (DfE Guide 2011, paras 27-28; Consistent Care Matters A.1).
//!
//! Every rule keeps the same contract: never past capacity; sibling groups are taken whole while they fit, the
//! rest wait with the reason; no refusal by the practice; ties broken by the published draw; same input, same
//! decision.

mod longest_waiting;
mod lottery;
mod stratified_lottery;

pub use longest_waiting::LongestWaiting;
pub use lottery::Lottery;
pub use stratified_lottery::StratifiedLottery;

use crate::domain::codes::{AgeBand, Band, Ethnicity, LegalStatus, Need, PlacementType};
use crate::domain::money::Pence;
use crate::domain::parameters::{AllocationRuleName, Quota, RuleTerms};
use crate::randomness::{Chance, Luck, uniform};

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
}

/// What a practice offers on the panel's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PracticeView {
    /// Children it can still take in this panel.
    pub free_places: u32,
    /// Area in which it sits.
    pub area: u16,
}

/// Why a candidate was chosen or waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    DrawnByLot,
    WaitedLongest,
    DrawnWithinQuota,
    DrawnAfterQuotas,
    NoPlaceLeft,
    SiblingsDoNotFit,
}

impl Reason {
    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Reason::DrawnByLot => "drawn by lot",
            Reason::WaitedLongest => "waited longest",
            Reason::DrawnWithinQuota => "drawn by lot within the quota of the band and age group",
            Reason::DrawnAfterQuotas => "drawn by lot for a place that no quota used",
            Reason::NoPlaceLeft => "no place left",
            Reason::SiblingsDoNotFit => "the places left do not hold all siblings together",
        }
    }
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
        uniform(&mut self.luck.source(Chance::PanelDraw, group, u64::from(self.panel)))
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
    match terms.name {
        AllocationRuleName::Lottery => Box::new(Lottery),
        AllocationRuleName::LongestWaiting => Box::new(LongestWaiting),
        AllocationRuleName::StratifiedLottery => Box::new(StratifiedLottery { quota: terms.quota }),
    }
}

/// Children who move or wait together.
#[derive(Debug, Clone)]
struct Group {
    members: Vec<usize>,
    draw: f64,
    key: u64,
    days_waiting: f64,
}

/// Groups in the order of their draws (ties by key): siblings together, or each child alone.
fn groups_of(panel: &Panel<'_>) -> Vec<Group> {
    let Panel { candidates, draws, together, .. } = *panel;
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|&i| (candidates[i].group, candidates[i].slot));
    let mut groups: Vec<Group> = vec![];
    for i in order {
        let c = candidates[i];
        match groups.last_mut() {
            Some(last) if together && last.key == c.group => {
                last.members.push(i);
                last.days_waiting = last.days_waiting.max(c.days_waiting);
            }
            _ => groups.push(Group {
                members: vec![i],
                draw: draws.number(c.group),
                key: c.group,
                days_waiting: c.days_waiting,
            }),
        }
    }
    groups.sort_by(|a, b| a.draw.total_cmp(&b.draw).then(a.key.cmp(&b.key)));
    groups
}

/// Gives places to groups in their order; `reason` says why those who are taken are taken.
struct Filler {
    free: Vec<u32>,
    decisions: Vec<Decision>,
}

impl Filler {
    fn new(practices: &[PracticeView]) -> Self {
        Self { free: practices.iter().map(|p| p.free_places).collect(), decisions: vec![] }
    }

    /// Takes the group whole into the first practice with room, or says why it waits.
    fn offer(&mut self, group: &Group, order: u32, reason: Reason) {
        let size = group.members.len() as u32;
        let practice = self.free.iter().position(|free| *free >= size);
        if let Some(p) = practice {
            self.free[p] -= size;
        }
        let reason = match practice {
            Some(_) => reason,
            None if self.free.iter().any(|free| *free > 0) => Reason::SiblingsDoNotFit,
            None => Reason::NoPlaceLeft,
        };
        for &candidate in &group.members {
            let practice = practice.map(|p| p as u8);
            self.decisions.push(Decision { candidate, practice, reason, draw: group.draw, order });
        }
    }

    fn has_room(&self) -> bool {
        self.free.iter().any(|free| *free > 0)
    }
}

/// The stratum of a candidate: band, or band and age group.
fn stratum(candidate: &Candidate, quota: Quota) -> usize {
    let age = AgeBand::of(candidate.age_days / crate::domain::keys::YEAR_DAYS) as usize;
    match quota {
        Quota::None => 0,
        Quota::Band => candidate.band as usize,
        Quota::BandByAge => candidate.band as usize * AgeBand::COUNT + age,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
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
        }
    }

    pub(crate) fn draws(panel: u32) -> PanelDraws {
        PanelDraws { luck: Luck::new(7, 0), panel }
    }

    /// What a rule decides for one practice with so many places.
    pub(crate) fn decide(
        rule: &dyn AllocationRule,
        cs: &[Candidate],
        free_places: u32,
        panel: u32,
    ) -> Vec<Decision> {
        let practices = [PracticeView { free_places, area: 0 }];
        rule.decide(&Panel { candidates: cs, practices: &practices, draws: draws(panel), together: true })
    }

    fn terms(name: AllocationRuleName, quota: Quota) -> RuleTerms {
        RuleTerms { name, quota }
    }

    fn every_rule() -> Vec<Box<dyn AllocationRule>> {
        [
            terms(AllocationRuleName::Lottery, Quota::None),
            terms(AllocationRuleName::LongestWaiting, Quota::None),
            terms(AllocationRuleName::StratifiedLottery, Quota::None),
            terms(AllocationRuleName::StratifiedLottery, Quota::Band),
            terms(AllocationRuleName::StratifiedLottery, Quota::BandByAge),
        ]
        .iter()
        .map(rule)
        .collect()
    }

    fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
        prop::collection::vec((0u64..30, 0usize..5, 0.0..21.0f64, 0.0..2000.0f64), 0..60).prop_map(|rows| {
            rows.iter().enumerate().map(|(i, (g, b, a, w))| child(i as u32, *g, *b, *a, *w)).collect()
        })
    }

    proptest! {
        #[test]
        fn every_rule_keeps_the_contract(cs in candidates(), places in 0u32..40, panel in 0u32..5) {
            for rule in every_rule() {
                let decisions = decide(rule.as_ref(), &cs, places, panel);
                // every candidate gets exactly one decision
                let mut seen: Vec<usize> = decisions.iter().map(|d| d.candidate).collect();
                seen.sort_unstable();
                prop_assert_eq!(&seen, &(0..cs.len()).collect::<Vec<_>>());
                // never past capacity
                let taken: Vec<&Decision> = decisions.iter().filter(|d| d.practice.is_some()).collect();
                prop_assert!(taken.len() as u32 <= places);
                // siblings move or wait together
                for d in &taken {
                    let group = cs[d.candidate].group;
                    prop_assert!(decisions.iter().all(|o| cs[o.candidate].group != group || o.practice.is_some()));
                }
                // nobody waits for lack of a place while their whole group would fit
                let free = places - taken.len() as u32;
                for d in decisions.iter().filter(|d| d.practice.is_none()) {
                    let size = cs.iter().filter(|c| c.group == cs[d.candidate].group).count() as u32;
                    prop_assert!(size > free, "a group of {} waits with {} places free", size, free);
                }
                // same input, same decision, whatever the order of the list
                let mut turned = cs.clone();
                turned.reverse();
                let again = decide(rule.as_ref(), &turned, places, panel);
                let key = |list: &[Candidate], ds: &[Decision]| {
                    let mut v: Vec<(u32, Option<u8>)> = ds.iter().map(|d| (list[d.candidate].slot, d.practice)).collect();
                    v.sort_unstable();
                    v
                };
                prop_assert_eq!(key(&cs, &decisions), key(&turned, &again));
            }
        }
    }
}
