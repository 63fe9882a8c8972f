//! Longest waiting first; ties by the published draw.

use super::{AllocationRule, Decision, Filler, Panel, Reason, groups_of};

/// A group waits as long as its longest-waiting member.
#[derive(Debug, Clone, Copy)]
pub struct LongestWaiting;

impl AllocationRule for LongestWaiting {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let mut groups = groups_of(panel);
        groups.sort_by(|a, b| b.days_waiting.total_cmp(&a.days_waiting)); // stable: ties keep the draw's order
        let mut filler = Filler::new(panel.practices);
        for (i, group) in groups.iter().enumerate() {
            filler.offer(group, i as u32 + 1, Reason::WaitedLongest);
        }
        filler.decisions
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide};
    use super::*;

    #[test]
    fn the_child_who_waited_longest_goes_first_and_takes_the_brother_along() {
        let cs = [child(0, 5, 0, 9.0, 10.0), child(1, 6, 0, 9.0, 400.0), child(2, 5, 0, 4.0, 500.0)];
        let ds = decide(&LongestWaiting, &cs, 2, 0);
        let chosen: Vec<usize> = ds.iter().filter(|d| d.practice.is_some()).map(|d| d.candidate).collect();
        assert_eq!(chosen, [0, 2]);
        assert_eq!(ds.iter().find(|d| d.candidate == 1).unwrap().reason, Reason::NoPlaceLeft);
    }

    #[test]
    fn three_siblings_wait_for_three_places_and_the_next_child_is_served() {
        let cs = [
            child(0, 5, 0, 9.0, 900.0),
            child(1, 5, 0, 9.0, 900.0),
            child(2, 5, 0, 4.0, 900.0),
            child(3, 8, 0, 12.0, 1.0),
        ];
        let ds = decide(&LongestWaiting, &cs, 2, 0);
        assert_eq!(ds.iter().filter(|d| d.reason == Reason::SiblingsDoNotFit).count(), 3);
        assert_eq!(ds.iter().find(|d| d.candidate == 3).unwrap().practice, Some(0));
    }
}
