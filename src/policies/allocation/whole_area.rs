//! Whole areas: a geographical basis, every eligible child of an area (Consistent Care Matters A.1).

use super::groups::Group;
use super::{AllocationRule, Decision, Filler, Panel, PracticeView, Reason, groups_of};

/// Areas in which a practice sits first, then the others in the order of one draw that holds for all panels, so that an
/// area once taken goes on sending its newcomers before another begins. All candidates of an area who meet a practice's
/// criteria are taken together, or wait together.
#[derive(Debug, Clone, Copy)]
pub struct WholeArea;

impl AllocationRule for WholeArea {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let groups = groups_of(panel);
        let mut filler = Filler::new(panel.practices);
        let mut order = 0;
        for area in areas_in_order(panel, &groups) {
            let mut left: Vec<&Group> = groups.iter().filter(|group| group.area == area).collect();
            for practice in 0..panel.practices.len() {
                let (meet, others): (Vec<&Group>, Vec<&Group>) =
                    left.iter().copied().partition(|group| group.meets(practice));
                let children: u32 = meet.iter().map(|group| group.size()).sum();
                if children == 0 || children > filler.free[practice] {
                    continue;
                }
                for group in meet {
                    order += 1;
                    filler.place(group, practice, order, Reason::AreaTaken, 0.0);
                }
                left = others;
            }
            for group in left {
                order += 1;
                let has_places = (0..filler.free.len()).any(|p| group.meets(p) && filler.free[p] > 0);
                let reason = if has_places { Reason::AreaDoesNotFit } else { filler.why_not(group) };
                filler.wait(group, order, reason, 0.0);
            }
        }
        filler.decisions
    }
}

fn areas_in_order(panel: &Panel<'_>, groups: &[Group]) -> Vec<u16> {
    let mut areas: Vec<u16> = groups.iter().map(|group| group.area).collect();
    areas.sort_unstable();
    areas.dedup();
    let seat = |area: u16| panel.practices.iter().any(|p: &PracticeView| p.area == area);
    let number = |area: u16| panel.draws.area_number(area);
    areas.sort_by(|&a, &b| seat(b).cmp(&seat(a)).then(number(a).total_cmp(&number(b))).then(a.cmp(&b)));
    areas
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide_among};
    use super::super::{Candidate, PracticeView};
    use super::*;

    /// So many children in each area, from area 0 on.
    fn areas(counts: &[u32]) -> Vec<Candidate> {
        let areas = counts.iter().enumerate().flat_map(|(area, n)| vec![area as u16; *n as usize]);
        areas.enumerate().map(|(i, area)| Candidate { area, ..child(i as u32, i as u64, 0, 9.0, 0.0) }).collect()
    }

    #[test]
    fn an_area_moves_whole_or_waits_whole_and_the_seat_of_the_practice_comes_first() {
        let cs = areas(&[10, 7, 12, 9]);
        for panel in 0..20 {
            let ds = decide_among(&WholeArea, &cs, &[PracticeView { free_places: 25, area: 2 }], panel);
            for area in 0..4u16 {
                let taken = ds.iter().filter(|d| cs[d.candidate].area == area && d.practice.is_some()).count();
                let all = cs.iter().filter(|c| c.area == area).count();
                assert!(taken == 0 || taken == all, "area {area}: {taken} of {all}");
                assert!(area != 2 || taken == all);
            }
            assert!(ds.iter().all(|d| d.practice.is_some() || d.reason == Reason::AreaDoesNotFit));
        }
    }

    #[test]
    fn the_order_of_areas_is_drawn_once_for_all_panels() {
        // area 9, where the practice sits, sends nobody: one of two areas of 20 fits, and always the same one
        let cs = areas(&[20, 20]);
        let first = |panel| {
            let ds = decide_among(&WholeArea, &cs, &[PracticeView { free_places: 25, area: 9 }], panel);
            cs[ds.iter().find(|d| d.practice.is_some()).unwrap().candidate].area
        };
        assert!((1..40).all(|panel| first(panel) == first(0)));
    }

    #[test]
    fn only_those_of_the_area_who_meet_the_criteria_must_fit() {
        let mut cs = areas(&[6]);
        cs[4..].iter_mut().for_each(|c| c.meets = 0);
        let ds = decide_among(&WholeArea, &cs, &[PracticeView { free_places: 4, area: 0 }], 0);
        assert_eq!(ds.iter().filter(|d| d.reason == Reason::AreaTaken).count(), 4);
        assert_eq!(ds.iter().filter(|d| d.reason == Reason::OutsideCriteria).count(), 2);
    }
}
