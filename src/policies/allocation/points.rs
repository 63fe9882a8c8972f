//! Points: published weights, and a breakdown that everybody concerned can check.

use super::groups::Group;
use super::{AllocationRule, Candidate, Decision, Filler, Panel, PracticeView, Reason, groups_of};
use crate::domain::codes::Band;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::PointsCriterion;
use crate::domain::parameters::allocation::PointsWeights;

/// Groups in the order of their points, most first; siblings count the points of the one who has most. Ties by the
/// published draw.
#[derive(Debug, Clone, Copy)]
pub struct Points {
    pub weights: PointsWeights,
}

impl AllocationRule for Points {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let of = |group: &Group| {
            let each = group.members.iter().map(|&m| self.total(&panel.candidates[m], panel.practices));
            each.fold(f64::NEG_INFINITY, f64::max)
        };
        let mut groups: Vec<(f64, Group)> = groups_of(panel).into_iter().map(|g| (of(&g), g)).collect();
        groups.sort_by(|a, b| b.0.total_cmp(&a.0)); // stable: ties keep the draw's order
        let mut filler = Filler::new(panel.practices);
        for (i, (points, group)) in groups.iter().enumerate() {
            filler.offer_scored(group, i as u32 + 1, Reason::MostPoints, *points);
        }
        filler.decisions
    }
}

impl Points {
    fn total(&self, c: &Candidate, practices: &[PracticeView]) -> f64 {
        breakdown(&self.weights, c, practices).iter().sum()
    }
}

/// A candidate's points for each criterion, in the order of [`PointsCriterion`]; they add up to the total.
pub fn breakdown(
    weights: &PointsWeights,
    c: &Candidate,
    practices: &[PracticeView],
) -> [f64; PointsCriterion::COUNT] {
    let yes = |holds: bool| if holds { 1.0 } else { 0.0 };
    let near = practices.iter().any(|p| p.free_places > 0 && p.area == c.area);
    let mut points = [0.0; PointsCriterion::COUNT];
    for (criterion, weight) in PointsCriterion::ALL.iter().zip(weights) {
        let amount = match criterion {
            PointsCriterion::WaitingYears => c.days_waiting.max(0.0) / YEAR_DAYS,
            PointsCriterion::CareYears => c.days_in_care.max(0.0) / YEAR_DAYS,
            PointsCriterion::Moves => f64::from(c.moves),
            PointsCriterion::Band2 => yes(c.band == Band::Band2),
            PointsCriterion::Band3 => yes(c.band == Band::Band3),
            PointsCriterion::Band4 => yes(c.band == Band::Band4),
            PointsCriterion::Unaccompanied => yes(c.unaccompanied),
            PointsCriterion::SameArea => yes(near),
            PointsCriterion::NamedAPractice => yes(c.prefers.is_some()),
            PointsCriterion::WorkerComesAcross => yes(c.worker_goes_to.is_some()),
            PointsCriterion::SiblingThere => yes(c.sibling_with.is_some()),
        };
        points[*criterion as usize] = weight * amount;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide, practice};
    use super::*;

    fn weights(given: &[(PointsCriterion, f64)]) -> PointsWeights {
        let mut weights = [0.0; PointsCriterion::COUNT];
        given.iter().for_each(|(criterion, weight)| weights[*criterion as usize] = *weight);
        weights
    }

    #[test]
    fn points_are_worked_by_hand_and_broken_down_by_criterion() {
        let published = weights(&[
            (PointsCriterion::WaitingYears, 2.0),
            (PointsCriterion::Moves, 3.0),
            (PointsCriterion::Band4, 5.0),
            (PointsCriterion::SameArea, 1.0),
        ]);
        let c = Candidate { moves: 2, ..child(0, 0, 3, 12.0, 730.5) };
        let points = breakdown(&published, &c, &[practice(4)]);
        assert_eq!(points[PointsCriterion::WaitingYears as usize], 4.0);
        assert_eq!(points[PointsCriterion::Moves as usize], 6.0);
        assert_eq!(points[PointsCriterion::Band4 as usize], 5.0);
        assert_eq!(points[PointsCriterion::SameArea as usize], 1.0);
        assert_eq!(points.iter().sum::<f64>(), 16.0);
        // a full practice in the area earns nothing
        assert_eq!(breakdown(&published, &c, &[practice(0)])[PointsCriterion::SameArea as usize], 0.0);
    }

    #[test]
    fn most_points_move_first_whatever_the_draw_and_siblings_count_the_one_who_has_most() {
        let rule = Points { weights: weights(&[(PointsCriterion::Moves, 1.0)]) };
        let with = |slot: u32, group: u64, moves: u32| Candidate { moves, ..child(slot, group, 0, 9.0, 0.0) };
        let cs = [with(0, 1, 0), with(1, 1, 4), with(2, 2, 3), with(3, 3, 2)];
        for panel in 0..20 {
            let ds = decide(&rule, &cs, 3, panel);
            let mut taken: Vec<usize> = ds.iter().filter(|d| d.practice.is_some()).map(|d| d.candidate).collect();
            taken.sort_unstable();
            assert_eq!(taken, [0, 1, 2]);
            assert!(ds.iter().filter(|d| d.candidate < 2).all(|d| d.score == 4.0));
        }
    }
}
