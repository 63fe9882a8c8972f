//! Two comparators of an opaque process: the practice picks easier cases, or the authority off-loads harder ones, which
//! agreed and published criteria are to prevent (DfE Guide 2011, para 28).
//!
//! Each group has its published draw `u` and the rank `r` of its cost foreseeable on the panel's date (mean over the
//! siblings; ranks evenly spread over 0 to 1, equals share theirs). Groups are offered places in the order of
//! `(1 - s) u + s r`: at strength `s = 0` the plain lottery, at 1 strict sorting. For single children the mean rank of
//! those chosen never rises with the strength.

use super::groups::Group;
use super::{AllocationRule, Decision, Filler, Panel, Reason, groups_of};

/// Who gains by the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picks {
    /// The practice: least foreseeable cost first.
    Easier,
    /// The authority: most foreseeable cost first.
    Harder,
}

/// An opaque order by foreseeable cost.
#[derive(Debug, Clone, Copy)]
pub struct Opaque {
    pub picks: Picks,
    /// From 0, a lottery, to 1, strict sorting.
    pub strength: f64,
}

impl AllocationRule for Opaque {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let groups = groups_of(panel);
        let ranks = ranks(panel, &groups, self.picks);
        let mut order: Vec<(f64, Group)> = groups
            .into_iter()
            .zip(ranks)
            .map(|(group, rank)| ((1.0 - self.strength) * group.draw + self.strength * rank, group))
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0)); // stable: ties keep the draw's order
        let reason = match self.picks {
            Picks::Easier => Reason::PickedAsEasier,
            Picks::Harder => Reason::OffloadedAsHarder,
        };
        let mut filler = Filler::new(panel.practices);
        for (i, (score, group)) in order.iter().enumerate() {
            filler.offer_scored(group, i as u32 + 1, reason, *score);
        }
        filler.decisions
    }
}

/// Each group's rank by foreseeable cost, from 0 to 1; groups of equal cost share the mean of their ranks.
fn ranks(panel: &Panel<'_>, groups: &[Group], picks: Picks) -> Vec<f64> {
    let pence: Vec<f64> = groups
        .iter()
        .map(|group| {
            let total: i64 = group.members.iter().map(|&m| panel.candidates[m].foreseeable_cost.0).sum();
            let mean = total as f64 / group.members.len() as f64;
            if picks == Picks::Harder { -mean } else { mean }
        })
        .collect();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&a, &b| pence[a].total_cmp(&pence[b]));
    let mut ranks = vec![0.0; groups.len()];
    let mut from = 0;
    while from < order.len() {
        let alike = order[from..].iter().take_while(|&&i| pence[i] == pence[order[from]]).count();
        let middle = from as f64 + alike as f64 / 2.0;
        order[from..from + alike].iter().for_each(|&i| ranks[i] = middle / groups.len() as f64);
        from += alike;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide};
    use super::super::{Candidate, Lottery};
    use super::*;
    use crate::domain::money::Pence;
    use proptest::prelude::*;

    fn priced(pounds: &[u32]) -> Vec<Candidate> {
        let cost = |p: u32| Pence::from_pounds(f64::from(p));
        let child = |(i, p): (usize, &u32)| Candidate {
            foreseeable_cost: cost(*p),
            ..child(i as u32, i as u64, 0, 9.0, 0.0)
        };
        pounds.iter().enumerate().map(child).collect()
    }

    fn chosen(rule: &dyn AllocationRule, cs: &[Candidate], places: u32, panel: u32) -> Vec<usize> {
        let mut chosen: Vec<usize> =
            decide(rule, cs, places, panel).iter().filter(|d| d.practice.is_some()).map(|d| d.candidate).collect();
        chosen.sort_unstable();
        chosen
    }

    proptest! {
        #[test]
        fn without_strength_it_is_the_lottery_bit_for_bit(
            pounds in prop::collection::vec(0u32..9, 0..40), places in 0u32..40, panel in 0u32..9
        ) {
            let cs = priced(&pounds);
            let lottery: Vec<_> = decide(&Lottery, &cs, places, panel)
                .iter().map(|d| (d.candidate, d.practice, d.draw.to_bits(), d.order)).collect();
            for picks in [Picks::Easier, Picks::Harder] {
                let ds = decide(&Opaque { picks, strength: 0.0 }, &cs, places, panel);
                let found: Vec<_> =
                    ds.iter().map(|d| (d.candidate, d.practice, d.draw.to_bits(), d.order)).collect();
                prop_assert_eq!(&found, &lottery);
                prop_assert!(ds.iter().all(|d| d.score.to_bits() == d.draw.to_bits()));
            }
        }

        #[test]
        fn at_full_strength_nobody_dearer_moves_while_somebody_cheaper_waits(
            pounds in prop::collection::vec(0u32..50, 1..40), places in 1u32..40, panel in 0u32..9
        ) {
            let cs = priced(&pounds);
            let taken = chosen(&Opaque { picks: Picks::Easier, strength: 1.0 }, &cs, places, panel);
            let dearest = taken.iter().map(|&i| pounds[i]).max().unwrap();
            prop_assert!((0..cs.len()).all(|i| taken.contains(&i) || pounds[i] >= dearest));
            let taken = chosen(&Opaque { picks: Picks::Harder, strength: 1.0 }, &cs, places, panel);
            let cheapest = taken.iter().map(|&i| pounds[i]).min().unwrap();
            prop_assert!((0..cs.len()).all(|i| taken.contains(&i) || pounds[i] <= cheapest));
        }

        #[test]
        fn more_strength_never_raises_the_ranks_of_those_picked_as_easier(
            order in Just((0u32..30).collect::<Vec<_>>()).prop_shuffle(),
            places in 1u32..30, a in 0.0..1.0f64, b in 0.0..1.0f64, panel in 0u32..9
        ) {
            // ranks are 0 to 29: their sum over the k least of (1 - s) u + s r cannot rise with s
            let cs = priced(&order);
            let rank_sum = |strength: f64| -> u32 {
                let rule = Opaque { picks: Picks::Easier, strength };
                chosen(&rule, &cs, places, panel).iter().map(|&i| order[i]).sum()
            };
            prop_assert!(rank_sum(a.max(b)) <= rank_sum(a.min(b)));
        }
    }

    #[test]
    fn equal_costs_share_a_rank_so_that_the_draw_decides() {
        let cs = priced(&[7, 7, 3, 7]);
        let panel = super::super::tests::panel_of(&cs, &[]);
        let groups = groups_of(&panel);
        let by_child = |picks| {
            let mut found: Vec<(usize, f64)> =
                groups.iter().map(|g| g.members[0]).zip(ranks(&panel, &groups, picks)).collect();
            found.sort_by_key(|(i, _)| *i);
            found.into_iter().map(|(_, rank)| rank).collect::<Vec<f64>>()
        };
        assert_eq!(by_child(Picks::Easier), [0.625, 0.625, 0.125, 0.625]);
        assert_eq!(by_child(Picks::Harder), [0.375, 0.375, 0.875, 0.375]);
    }
}
