//! Children who move or wait together: siblings, in the order of their published draws.

use super::{Candidate, Panel};

/// Children who move or wait together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Positions in the list of candidates, by the children's keys.
    pub members: Vec<usize>,
    pub draw: f64,
    /// Breaks ties of the draw.
    pub key: u64,
    /// Practices whose criteria all members meet.
    pub meets: u32,
    /// Area of the first member.
    pub area: u16,
    /// As long as the longest-waiting member.
    pub days_waiting: f64,
    /// Where a brother or sister already is.
    pub sibling_with: Option<u8>,
}

impl Group {
    fn of(first: usize, c: &Candidate, draw: f64, key: u64) -> Self {
        let Candidate { meets, area, days_waiting, sibling_with, .. } = *c;
        Self { members: vec![first], draw, key, meets, area, days_waiting, sibling_with }
    }

    fn join(&mut self, position: usize, c: &Candidate) {
        self.members.push(position);
        self.meets &= c.meets;
        self.days_waiting = self.days_waiting.max(c.days_waiting);
        self.sibling_with = self.sibling_with.or(c.sibling_with);
    }

    pub fn size(&self) -> u32 {
        self.members.len() as u32
    }

    pub fn meets(&self, practice: usize) -> bool {
        practice < 32 && self.meets >> practice & 1 == 1
    }

    /// The practice that most members name in `answer`; of equals the one named by the first child.
    pub fn most_named(&self, candidates: &[Candidate], answer: impl Fn(&Candidate) -> Option<u8>) -> Option<u8> {
        let named: Vec<u8> = self.members.iter().filter_map(|&m| answer(&candidates[m])).collect();
        let votes = |practice: u8| named.iter().filter(|p| **p == practice).count();
        // of equal maxima `max_by_key` gives the last: turned round, the first
        named.iter().rev().copied().max_by_key(|p| votes(*p))
    }
}

/// Groups in the order of their draws (ties by key): siblings together, or each child alone.
pub(super) fn groups_of(panel: &Panel<'_>) -> Vec<Group> {
    let mut groups = undrawn(panel);
    redraw(&mut groups, panel, 1);
    groups
}

/// Draws again: the same groups in the order of the `attempt`-th draw.
pub(super) fn redraw(groups: &mut [Group], panel: &Panel<'_>, attempt: u32) {
    for group in groups.iter_mut() {
        group.draw = panel.draws.number_in(group.key, attempt);
    }
    groups.sort_by(|a, b| a.draw.total_cmp(&b.draw).then(a.key.cmp(&b.key)));
}

fn undrawn(panel: &Panel<'_>) -> Vec<Group> {
    let Panel { candidates, together, .. } = *panel;
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|&i| (candidates[i].group, candidates[i].key));
    let mut groups: Vec<Group> = vec![];
    for i in order {
        let c = &candidates[i];
        match groups.last_mut() {
            Some(last) if together && last.key == c.group => last.join(i, c),
            _ => groups.push(Group::of(i, c, 0.0, if together { c.group } else { c.key })),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, panel_of};
    use super::*;

    #[test]
    fn a_group_meets_the_practices_that_all_its_members_meet_and_waits_as_long_as_the_longest() {
        let mut cs = [child(0, 5, 0, 9.0, 10.0), child(1, 5, 0, 9.0, 400.0)];
        (cs[0].meets, cs[1].meets) = (0b011, 0b110);
        let groups = groups_of(&panel_of(&cs, &[]));
        assert_eq!((groups.len(), groups[0].meets, groups[0].days_waiting), (1, 0b010, 400.0));
        assert!(groups[0].meets(1) && !groups[0].meets(0) && !groups[0].meets(40));
    }

    #[test]
    fn siblings_are_drawn_apart_where_they_need_not_move_together() {
        let cs = [child(0, 5, 0, 9.0, 10.0), child(1, 5, 0, 9.0, 400.0)];
        let groups = groups_of(&Panel { together: false, ..panel_of(&cs, &[]) });
        assert_eq!(groups.len(), 2);
        assert_ne!(groups[0].draw, groups[1].draw);
    }

    #[test]
    fn most_members_decide_which_practice_is_asked_for_and_of_equals_the_first_child() {
        let mut cs: Vec<_> = (0..3).map(|i| child(i, 5, 0, 9.0, 0.0)).collect();
        (cs[0].prefers, cs[1].prefers, cs[2].prefers) = (Some(2), Some(1), Some(1));
        let named = |cs: &[Candidate]| groups_of(&panel_of(cs, &[]))[0].most_named(cs, |c| c.prefers);
        assert_eq!(named(&cs), Some(1));
        cs[2].prefers = None;
        assert_eq!(named(&cs), Some(2));
        (cs[0].prefers, cs[1].prefers) = (None, None);
        assert_eq!(named(&cs), None);
    }
}
