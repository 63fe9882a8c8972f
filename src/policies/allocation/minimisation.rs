//! Minimisation: one group after another, in the order of the draw, goes where it lessens the imbalance between those
//! who move and those who stay (Pocock & Simon, Biometrics 31, 1975; at an unequal ratio as in the biased-coin
//! minimisation of Han, Enas & McEntegart, Statistics in Medicine 28, 2009).

use super::balance::{level, levels};
use super::groups::Group;
use super::{AllocationRule, Candidate, Decision, Filler, Panel, Reason, groups_of};
use crate::domain::parameters::Factor;

/// The ratio is that of places to those who stay. With `follow_probability` of 1 the better side is always taken; the
/// published coin of each group decides otherwise. Places that the procedure leaves over are given by lot.
#[derive(Debug, Clone)]
pub struct Minimisation {
    pub factors: Vec<Factor>,
    pub follow_probability: f64,
}

/// The two sides.
const STAYS: usize = 0;
const MOVES: usize = 1;

/// How many of each class move and stay so far.
struct Counts<'a> {
    factors: &'a [Factor],
    /// `[factor][level][side]`
    by_level: Vec<Vec<[u32; 2]>>,
    /// Share that is to move.
    share: f64,
}

impl AllocationRule for Minimisation {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let candidates = panel.candidates;
        let groups = groups_of(panel);
        let placeable: u32 = groups.iter().filter(|g| g.meets != 0).map(Group::size).sum();
        let places: u32 = panel.practices.iter().map(|p| p.free_places).sum();
        let share = f64::from(places) / f64::from(placeable.max(1));
        let mut filler = Filler::new(panel.practices);
        let mut counts = Counts::new(&self.factors, candidates, share);
        let mut left_over = vec![];
        for (i, group) in groups.iter().enumerate() {
            let goes =
                share >= 1.0 || panel.draws.coin(group.key) <= self.chance_of_moving(&counts, group, candidates);
            let side = if goes && filler.fits(group) { MOVES } else { STAYS };
            counts.add(group, candidates, side);
            match side {
                MOVES => filler.offer(group, i as u32 + 1, Reason::KeepsBalance),
                _ => left_over.push((i, group)),
            }
        }
        for (i, group) in left_over {
            filler.offer(group, i as u32 + 1, Reason::PlaceLeftOver);
        }
        filler.decisions
    }
}

impl Minimisation {
    fn chance_of_moving(&self, counts: &Counts<'_>, group: &Group, candidates: &[Candidate]) -> f64 {
        let [stays, moves] = [STAYS, MOVES].map(|side| counts.imbalance_with(group, candidates, side));
        let difference = moves - stays;
        let better = match difference {
            d if d.abs() <= 1e-9 * (moves + stays) => None,
            d => Some(if d < 0.0 { MOVES } else { STAYS }),
        };
        coin(counts.share, self.follow_probability, better)
    }
}

/// Probability of moving, where `share` is to move and one side is better. The coin of the smaller side is
/// `follow`, that of the larger is set so that a coin without preference would keep the ratio.
fn coin(share: f64, follow: f64, better: Option<usize>) -> f64 {
    let stays = 1.0 - share;
    match better {
        None => share,
        Some(MOVES) if share <= stays => follow,
        Some(MOVES) => 1.0 - (1.0 - follow) * stays / share,
        Some(_) if share <= stays => (1.0 - follow) * share / stays,
        Some(_) => 1.0 - follow,
    }
}

impl<'a> Counts<'a> {
    fn new(factors: &'a [Factor], candidates: &[Candidate], share: f64) -> Self {
        let by_level = factors.iter().map(|f| vec![[0; 2]; levels(*f, candidates)]).collect();
        Self { factors, by_level, share }
    }

    fn add(&mut self, group: &Group, candidates: &[Candidate], side: usize) {
        for (factor, counts) in self.factors.iter().zip(&mut self.by_level) {
            group.members.iter().for_each(|&m| counts[level(*factor, &candidates[m])][side] += 1);
        }
    }

    /// Sum over factors and the group's classes of the difference between the two sides, each divided by its share.
    fn imbalance_with(&self, group: &Group, candidates: &[Candidate], side: usize) -> f64 {
        let mut total = 0.0;
        for (factor, counts) in self.factors.iter().zip(&self.by_level) {
            let own: Vec<usize> = group.members.iter().map(|&m| level(*factor, &candidates[m])).collect();
            for (i, l) in own.iter().enumerate() {
                if own[..i].contains(l) {
                    continue;
                }
                let joining = own.iter().filter(|other| *other == l).count() as u32;
                let mut both = counts[*l];
                both[side] += joining;
                total += (f64::from(both[MOVES]) / self.share - f64::from(both[STAYS]) / (1.0 - self.share)).abs();
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide};
    use super::super::{Balance, Lottery};
    use super::*;

    #[test]
    fn a_coin_without_preference_keeps_the_ratio() {
        // the better side is the one that moves in a share of `share` of all cases, by symmetry of the imbalance
        for (share, follow) in [(0.2, 0.8), (0.5, 0.9), (0.75, 0.8), (0.3, 1.0)] {
            let (small, large) = (f64::min(share, 1.0 - share), f64::max(share, 1.0 - share));
            let chance = |better| coin(share, follow, Some(better));
            assert!((0.0..=1.0).contains(&chance(MOVES)) && (0.0..=1.0).contains(&chance(STAYS)));
            // the coin that shows no preference is `follow` equal to the smaller share
            let neutral = |better| coin(share, small, Some(better));
            assert!((neutral(MOVES) - share).abs() < 1e-12 && (neutral(STAYS) - share).abs() < 1e-12, "{large}");
        }
        assert_eq!(coin(0.3, 0.8, None), 0.3);
    }

    #[test]
    fn without_a_limit_the_procedure_itself_allocates_in_the_stated_ratio() {
        // 4,000 children one after another at 1 to 4, no capacity: the share who move comes within 0.5 points of 20%
        let cs: Vec<_> =
            (0..4000).map(|i| child(i, u64::from(i), i as usize * 7 % 4, f64::from(i % 18), 0.0)).collect();
        let rule = Minimisation { factors: vec![Factor::Band, Factor::Age], follow_probability: 0.8 };
        let panel = super::super::tests::panel_of(&cs, &[]);
        let mut counts = Counts::new(&rule.factors, &cs, 0.2);
        let mut moved = 0;
        for group in groups_of(&panel) {
            let goes = panel.draws.coin(group.key) <= rule.chance_of_moving(&counts, &group, &cs);
            counts.add(&group, &cs, usize::from(goes));
            moved += u32::from(goes);
        }
        assert!((f64::from(moved) / 4000.0 - 0.2).abs() < 0.005, "{moved}");
        // and each class is within 3 children of its share
        for class in counts.by_level.iter().flatten().filter(|both| both[0] + both[1] > 0) {
            let exact = 0.2 * f64::from(class[0] + class[1]);
            assert!((f64::from(class[MOVES]) - exact).abs() < 6.0, "{class:?}");
        }
    }

    #[test]
    fn those_who_move_are_more_like_the_others_than_by_lottery() {
        let cs: Vec<_> =
            (0..120).map(|i| child(i, u64::from(i), i as usize % 4, f64::from(i * 7 % 18), 0.0)).collect();
        let balance = Balance::of(&cs, &[Factor::Band, Factor::Age]);
        let mean = |rule: &dyn AllocationRule| {
            let distance = |panel| {
                let mut chosen = vec![false; cs.len()];
                decide(rule, &cs, 40, panel).iter().for_each(|d| chosen[d.candidate] = d.practice.is_some());
                balance.distance(&chosen)
            };
            (0..200).map(distance).sum::<f64>() / 200.0
        };
        let rule = Minimisation { factors: vec![Factor::Band, Factor::Age], follow_probability: 0.9 };
        let (minimised, drawn) = (mean(&rule), mean(&Lottery));
        assert!(minimised < drawn / 2.0, "{minimised} against {drawn}");
    }

    #[test]
    fn everybody_moves_where_there_are_places_for_all() {
        let cs: Vec<_> = (0..9).map(|i| child(i, u64::from(i), 0, 9.0, 0.0)).collect();
        let rule = Minimisation { factors: vec![Factor::Band], follow_probability: 0.8 };
        assert!(decide(&rule, &cs, 9, 0).iter().all(|d| d.reason == Reason::KeepsBalance));
    }
}
