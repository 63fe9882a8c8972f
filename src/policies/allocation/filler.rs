//! Gives places to groups in their order, within capacity and criteria.

use super::groups::Group;
use super::{Candidate, Decision, Panel, PracticeView, Reason};

/// Gives places to groups in their order; a reason says why those who are taken are taken.
pub(super) struct Filler {
    pub free: Vec<u32>,
    /// Which draw decides.
    pub attempt: u32,
    pub decisions: Vec<Decision>,
}

impl Filler {
    pub fn new(practices: &[PracticeView]) -> Self {
        Self { free: practices.iter().map(|p| p.free_places).collect(), attempt: 1, decisions: vec![] }
    }

    /// Takes the group whole into the first practice with room whose criteria all its members meet (a brother's or
    /// sister's practice before the others), or says why it waits.
    pub fn offer(&mut self, group: &Group, order: u32, reason: Reason) {
        self.offer_scored(group, order, reason, 0.0);
    }

    /// The same, with what the rule ordered by.
    pub fn offer_scored(&mut self, group: &Group, order: u32, reason: Reason, score: f64) {
        let siblings = group.sibling_with.map(usize::from).filter(|&p| self.fits_at(group, p));
        let practice = siblings.or_else(|| (0..self.free.len()).find(|&p| self.fits_at(group, p)));
        match practice {
            Some(p) => self.place(group, p, order, reason, score),
            None => self.wait(group, order, self.why_not(group), score),
        }
    }

    /// Is there a practice with room for the whole group?
    pub fn fits(&self, group: &Group) -> bool {
        (0..self.free.len()).any(|p| self.fits_at(group, p))
    }

    /// Has this practice room for the whole group, whose members all meet its criteria?
    pub fn fits_at(&self, group: &Group, practice: usize) -> bool {
        group.meets(practice) && self.free.get(practice).is_some_and(|free| *free >= group.size())
    }

    /// Takes the group into a practice in which it fits.
    pub fn place(&mut self, group: &Group, practice: usize, order: u32, reason: Reason, score: f64) {
        debug_assert!(self.fits_at(group, practice));
        self.free[practice] -= group.size();
        self.decide(group, Some(practice as u8), order, reason, score);
    }

    /// The group waits.
    pub fn wait(&mut self, group: &Group, order: u32, reason: Reason, score: f64) {
        self.decide(group, None, order, reason, score);
    }

    /// Why a group that fits nowhere waits.
    pub fn why_not(&self, group: &Group) -> Reason {
        if !(0..self.free.len()).any(|p| group.meets(p)) {
            return if group.size() > 1 { Reason::NoPracticeForAll } else { Reason::OutsideCriteria };
        }
        let has_places = |p: usize| group.meets(p) && self.free[p] > 0;
        if (0..self.free.len()).any(has_places) { Reason::SiblingsDoNotFit } else { Reason::NoPlaceLeft }
    }

    fn decide(&mut self, group: &Group, practice: Option<u8>, order: u32, reason: Reason, score: f64) {
        let (draw, attempt) = (group.draw, self.attempt);
        self.decisions.extend(group.members.iter().map(|&candidate| Decision {
            candidate,
            practice,
            reason,
            draw,
            order,
            score,
            attempt,
            quota: None,
        }));
    }
}

/// Reasons of a rule under which some groups have a claim to one practice.
pub(super) struct Claims {
    pub met: Reason,
    /// Their practice was full, another had room.
    pub elsewhere: Reason,
    /// Groups without a claim.
    pub none: Reason,
}

/// Groups with a claim to a practice first, by lot; then those without; then claims whose practice was full.
pub(super) fn claims_first(
    panel: &Panel<'_>,
    claim: impl Fn(&Candidate) -> Option<u8>,
    reasons: &Claims,
) -> Vec<Decision> {
    let drawn = super::groups_of(panel);
    let practices = panel.practices.len();
    let mut groups: Vec<(Option<usize>, Group)> = drawn
        .into_iter()
        .map(|group| {
            let wanted = group.most_named(panel.candidates, &claim).map(usize::from);
            (wanted.filter(|&p| p < practices && group.meets(p)), group)
        })
        .collect();
    groups.sort_by_key(|(wanted, _)| wanted.is_none()); // stable: within each part the draw's order
    let mut filler = Filler::new(panel.practices);
    let mut disappointed = vec![];
    for (i, (wanted, group)) in groups.iter().enumerate() {
        match wanted {
            Some(p) if filler.fits_at(group, *p) => {
                filler.place(group, *p, i as u32 + 1, reasons.met, 0.0);
            }
            Some(_) => disappointed.push((i, group)),
            None => filler.offer(group, i as u32 + 1, reasons.none),
        }
    }
    for (i, group) in disappointed {
        filler.offer(group, i as u32 + 1, reasons.elsewhere);
    }
    filler.decisions
}
