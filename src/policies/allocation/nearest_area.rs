//! Nearest area: children who live nearest to a practice first (Consistent Care Matters A.1: a geographical basis).
//!
//! **Assumes.** A18: areas are numbered so that neighbours have neighbouring numbers; the distance between two areas is
//! the difference of their numbers.

use super::groups::Group;
use super::{AllocationRule, Decision, Filler, Panel, Reason, groups_of};

/// Groups in the order of their steps to the nearest practice whose criteria they meet; ties by the published draw. Each
/// is offered the nearest practice first.
#[derive(Debug, Clone, Copy)]
pub struct NearestArea;

/// Steps between areas.
fn steps(group: &Group, seat: u16) -> u32 {
    u32::from(group.area.abs_diff(seat))
}

impl AllocationRule for NearestArea {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let practices = panel.practices;
        let away = |group: &Group| {
            let met = (0..practices.len()).filter(|&p| group.meets(p) && practices[p].free_places > 0);
            met.map(|p| steps(group, practices[p].area)).min().unwrap_or(u32::MAX)
        };
        let mut groups: Vec<(u32, Group)> = groups_of(panel).into_iter().map(|g| (away(&g), g)).collect();
        groups.sort_by_key(|(steps, _)| *steps); // stable: ties keep the draw's order
        let mut filler = Filler::new(practices);
        for (i, (away, group)) in groups.iter().enumerate() {
            let order = i as u32 + 1;
            let fitting = (0..practices.len()).filter(|&p| filler.fits_at(group, p));
            match fitting.min_by_key(|&p| steps(group, practices[p].area)) {
                Some(p) => {
                    let score = f64::from(steps(group, practices[p].area));
                    filler.place(group, p, order, Reason::NearestToPractice, score);
                }
                None => {
                    let score = if *away == u32::MAX { 0.0 } else { f64::from(*away) };
                    filler.wait(group, order, filler.why_not(group), score);
                }
            }
        }
        filler.decisions
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide_among};
    use super::super::{Candidate, PracticeView};
    use super::*;

    #[test]
    fn nobody_farther_away_moves_while_somebody_nearer_waits() {
        let cs: Vec<Candidate> =
            (0..60).map(|i| Candidate { area: (i % 6) as u16, ..child(i, u64::from(i), 0, 9.0, 0.0) }).collect();
        for panel in 0..20 {
            let ds = decide_among(&NearestArea, &cs, &[PracticeView { free_places: 25, area: 4 }], panel);
            let away = |d: &&Decision| cs[d.candidate].area.abs_diff(4);
            let farthest = ds.iter().filter(|d| d.practice.is_some()).map(|d| away(&d)).max();
            let nearest = ds.iter().filter(|d| d.practice.is_none()).map(|d| away(&d)).min();
            // areas 4, 3 and 5 fill 25 of the 30 places that they would need
            assert_eq!((farthest, nearest), (Some(1), Some(1)));
        }
    }

    #[test]
    fn each_child_goes_to_the_nearer_of_two_practices_while_it_has_room() {
        let at = |i: u32, area: u16| Candidate { area, ..child(i, u64::from(i), 0, 9.0, 0.0) };
        let seats = [PracticeView { free_places: 1, area: 0 }, PracticeView { free_places: 5, area: 9 }];
        let ds = decide_among(&NearestArea, &[at(0, 0), at(1, 2), at(2, 8)], &seats, 0);
        let of = |i: usize| ds.iter().find(|d| d.candidate == i).unwrap();
        assert_eq!((of(0).practice, of(2).practice), (Some(0), Some(1)));
        // the first practice is full: the farther one takes the child from area 2, seven steps away
        assert_eq!((of(1).practice, of(1).score), (Some(1), 7.0));
    }
}
