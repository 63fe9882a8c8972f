//! The child's preference, with a lottery for ties (Consistent Care Matters s.2: choice for the child).

use super::filler::{Claims, claims_first};
use super::{AllocationRule, Decision, Panel, Reason};

/// Groups that named a practice are offered it, in the order of their draws; then, by lot, those that named none; then
/// those whose practice was full are offered what is left. Of siblings who disagree, the larger number counts.
#[derive(Debug, Clone, Copy)]
pub struct ChildPreference;

impl AllocationRule for ChildPreference {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let reasons =
            Claims { met: Reason::PreferenceMet, elsewhere: Reason::PreferenceFull, none: Reason::NoPreference };
        claims_first(panel, |c| c.prefers, &reasons)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide_among, practice};
    use super::*;

    #[test]
    fn a_named_practice_comes_before_the_lot_and_ties_are_drawn() {
        // three ask for the second practice, which has two places; two name none
        let mut cs: Vec<_> = (0..5).map(|i| child(i, u64::from(i), 0, 9.0, 0.0)).collect();
        cs[..3].iter_mut().for_each(|c| c.prefers = Some(1));
        for panel in 0..20 {
            let ds = decide_among(&ChildPreference, &cs, &[practice(2), practice(2)], panel);
            let of = |i: usize| ds.iter().find(|d| d.candidate == i).unwrap();
            let mut asked: Vec<_> = (0..3).map(of).collect();
            asked.sort_by(|a, b| a.draw.total_cmp(&b.draw));
            assert!(asked[..2].iter().all(|d| d.practice == Some(1) && d.reason == Reason::PreferenceMet));
            // the two without a preference take the first practice, and the third has no place
            assert!((3..5).all(|i| of(i).practice == Some(0) && of(i).reason == Reason::NoPreference));
            assert_eq!((asked[2].practice, asked[2].reason), (None, Reason::NoPlaceLeft));
        }
    }

    #[test]
    fn a_child_whose_practice_is_full_is_offered_another_rather_than_nothing() {
        let mut cs: Vec<_> = (0..2).map(|i| child(i, u64::from(i), 0, 9.0, 0.0)).collect();
        cs.iter_mut().for_each(|c| c.prefers = Some(1));
        let ds = decide_among(&ChildPreference, &cs, &[practice(5), practice(1)], 0);
        assert_eq!(ds.iter().filter(|d| d.reason == Reason::PreferenceMet).count(), 1);
        assert_eq!(ds.iter().find(|d| d.reason == Reason::PreferenceFull).unwrap().practice, Some(0));
    }
}
