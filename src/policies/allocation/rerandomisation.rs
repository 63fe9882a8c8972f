//! Rerandomisation: the lot is drawn again until those who move are like those who stay (Morgan & Rubin, Annals of
//! Statistics 40, 2012).

use super::groups::{groups_of, redraw};
use super::{AllocationRule, Balance, Decision, Filler, Panel, Reason};
use crate::domain::parameters::Factor;

/// A draw is accepted when the Mahalanobis distance between those chosen and the others is at most `threshold`; after
/// `tries` draws the best holds. With one try, or any distance accepted, this is the plain lottery.
#[derive(Debug, Clone)]
pub struct Rerandomisation {
    pub factors: Vec<Factor>,
    pub threshold: f64,
    /// At least 1.
    pub tries: u32,
}

/// One draw: all of them are published, so that nobody can say a draw was shopped for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Try {
    /// From 1.
    pub number: u32,
    pub distance: f64,
    pub accepted: bool,
}

impl AllocationRule for Rerandomisation {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        self.draw(panel).1
    }
}

impl Rerandomisation {
    /// Every draw that was made, up to the accepted one.
    pub fn tries(&self, panel: &Panel<'_>) -> Vec<Try> {
        self.draw(panel).0
    }

    fn draw(&self, panel: &Panel<'_>) -> (Vec<Try>, Vec<Decision>) {
        let mut groups = groups_of(panel);
        let balance = Balance::of(panel.candidates, &self.factors);
        let (mut tries, mut best): (Vec<Try>, Vec<Decision>) = (vec![], vec![]);
        let mut least = f64::INFINITY;
        let mut chosen = vec![false; panel.candidates.len()];
        for attempt in 1..=self.tries.max(1) {
            if attempt > 1 {
                redraw(&mut groups, panel, attempt);
            }
            let mut filler = Filler::new(panel.practices);
            filler.attempt = attempt;
            for (i, group) in groups.iter().enumerate() {
                filler.offer(group, i as u32 + 1, Reason::DrawAccepted);
            }
            filler.decisions.iter().for_each(|d| chosen[d.candidate] = d.practice.is_some());
            let distance = balance.distance(&chosen);
            let accepted = distance <= self.threshold;
            tries.push(Try { number: attempt, distance, accepted });
            if accepted || distance < least {
                (least, best) = (distance, filler.decisions);
            }
            if accepted {
                return (tries, best);
            }
        }
        let taken = best.iter_mut().filter(|d| d.practice.is_some());
        taken.for_each(|d| d.reason = Reason::BestOfDraws);
        (tries, best)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide, panel_of, practice};
    use super::super::{Candidate, Lottery, PanelDraws};
    use super::*;

    fn mixed(n: u32) -> Vec<Candidate> {
        (0..n).map(|i| child(i, u64::from(i), i as usize % 4, f64::from(i * 7 % 18), 0.0)).collect()
    }

    fn rule(threshold: f64, tries: u32) -> Rerandomisation {
        Rerandomisation { factors: vec![Factor::Band, Factor::Age], threshold, tries }
    }

    #[test]
    fn where_any_distance_is_accepted_it_is_the_lottery() {
        let cs = mixed(40);
        let of = |ds: Vec<Decision>| ds.iter().map(|d| (d.candidate, d.practice, d.draw)).collect::<Vec<_>>();
        for panel in 0..10 {
            let lottery = of(decide(&Lottery, &cs, 15, panel));
            assert_eq!(of(decide(&rule(f64::INFINITY, 100), &cs, 15, panel)), lottery);
            assert_eq!(of(decide(&rule(0.0, 1), &cs, 15, panel)), lottery);
        }
    }

    #[test]
    fn every_draw_is_listed_and_only_the_last_is_accepted() {
        let (cs, places) = (mixed(60), [practice(20)]);
        let mut redrawn = 0;
        for number in 0..30 {
            let panel = super::super::Panel {
                draws: PanelDraws { panel: number, ..panel_of(&cs, &places).draws },
                ..panel_of(&cs, &places)
            };
            let tries = rule(1.0, 1000).tries(&panel);
            let (last, earlier) = tries.split_last().unwrap();
            assert!(last.accepted && last.distance <= 1.0);
            assert!(earlier.iter().all(|t| !t.accepted && t.distance > 1.0));
            assert!(tries.iter().zip(1..).all(|(t, n)| t.number == n));
            assert!(rule(1.0, 1000).decide(&panel).iter().all(|d| d.attempt == last.number));
            redrawn += earlier.len();
        }
        // 5 columns but band "additional" is empty: chi-squared with 4 degrees of freedom is below 1 in 9% of draws
        assert!(redrawn > 100, "{redrawn}");
    }

    #[test]
    fn the_distance_of_a_lottery_is_about_chi_squared() {
        // age alone: one degree of freedom, mean 1, variance 2; 4,000 draws, tolerance 4 standard errors (.09)
        let (cs, places) = (mixed(120), [practice(60)]);
        let age = Rerandomisation { factors: vec![Factor::Age], threshold: -1.0, tries: 4000 };
        let tries = age.tries(&panel_of(&cs, &places));
        assert_eq!(tries.len(), 4000);
        let mean = tries.iter().map(|t| t.distance).sum::<f64>() / 4000.0;
        assert!((mean - 1.0).abs() < 4.0 * libm::sqrt(2.0 / 4000.0), "{mean}");
    }

    #[test]
    fn where_no_draw_is_good_enough_the_best_holds() {
        let (cs, places) = (mixed(40), [practice(15)]);
        let panel = panel_of(&cs, &places);
        let tries = rule(-1.0, 50).tries(&panel);
        let best = tries.iter().min_by(|a, b| a.distance.total_cmp(&b.distance)).unwrap();
        let ds = rule(-1.0, 50).decide(&panel);
        assert!(ds.iter().all(|d| d.attempt == best.number));
        assert!(ds.iter().all(|d| d.practice.is_none() || d.reason == Reason::BestOfDraws));
    }
}
