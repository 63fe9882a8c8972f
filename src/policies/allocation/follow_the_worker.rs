//! Follow the worker: children of staff who come across keep their worker (Guide 2011, para 29: existing relationships).

use super::filler::{Claims, claims_first};
use super::{AllocationRule, Decision, Panel, Reason};

/// Children whose present worker goes to a practice first, by lot where there are more of them than places; then by lot.
#[derive(Debug, Clone, Copy)]
pub struct FollowTheWorker;

impl AllocationRule for FollowTheWorker {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let reasons = Claims {
            met: Reason::WorkerComesAcross,
            elsewhere: Reason::WithoutWorker,
            none: Reason::WithoutWorker,
        };
        claims_first(panel, |c| c.worker_goes_to, &reasons)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide_among, practice};
    use super::*;

    #[test]
    fn children_of_a_transferring_worker_go_where_the_worker_goes_and_the_rest_is_drawn() {
        let mut cs: Vec<_> = (0..40).map(|i| child(i, u64::from(i), 0, 9.0, 0.0)).collect();
        cs[30..].iter_mut().for_each(|c| c.worker_goes_to = Some(1));
        for panel in 0..20 {
            let ds = decide_among(&FollowTheWorker, &cs, &[practice(3), practice(12)], panel);
            assert!(ds.iter().filter(|d| d.candidate >= 30).all(|d| d.practice == Some(1)));
            let drawn: Vec<_> = ds.iter().filter(|d| d.reason == Reason::WithoutWorker).collect();
            assert_eq!(drawn.len(), 5);
        }
    }
}
