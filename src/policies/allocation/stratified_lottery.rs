//! Stratified lottery: places shared over bands (and age groups) in proportion to the eligible children, largest
//! remainder first; within a stratum by lot.

use super::{AllocationRule, Decision, Filler, Panel, Reason, groups_of, stratum};
use crate::domain::codes::{AgeBand, Band};
use crate::domain::parameters::Quota;

/// Number of strata of the finest quota.
const STRATA: usize = Band::COUNT * AgeBand::COUNT;

/// Quotas by band, or band and age group.
#[derive(Debug, Clone, Copy)]
pub struct StratifiedLottery {
    pub quota: Quota,
}

impl AllocationRule for StratifiedLottery {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let candidates = panel.candidates;
        let places: u32 = panel.practices.iter().map(|p| p.free_places).sum();
        let mut eligible = [0u32; STRATA];
        for c in candidates {
            eligible[stratum(c, self.quota)] += 1;
        }
        let mut quota = largest_remainder(&eligible, places.min(candidates.len() as u32));
        let groups = groups_of(panel);
        let mut filler = Filler::new(panel.practices);
        let mut left_over = vec![];
        for (i, group) in groups.iter().enumerate() {
            let mut need = [0u32; STRATA];
            for &m in &group.members {
                need[stratum(&candidates[m], self.quota)] += 1;
            }
            let within = need.iter().zip(&quota).all(|(need, quota)| need <= quota);
            if within && filler.has_room() {
                quota.iter_mut().zip(need).for_each(|(quota, need)| *quota -= need);
                filler.offer(group, i as u32 + 1, Reason::DrawnWithinQuota);
            } else {
                left_over.push((i, group));
            }
        }
        // places that whole sibling groups left unused go to the next groups by lot
        for (i, group) in left_over {
            filler.offer(group, i as u32 + 1, Reason::DrawnAfterQuotas);
        }
        filler.decisions
    }
}

/// Shares `places` in proportion to `counts`; the largest remainders are rounded up (ties: first stratum).
pub fn largest_remainder<const N: usize>(counts: &[u32; N], places: u32) -> [u32; N] {
    let total: u64 = counts.iter().map(|c| u64::from(*c)).sum();
    let mut shares = [0u32; N];
    if total == 0 {
        return shares;
    }
    let mut rest: Vec<(u64, usize)> = vec![];
    let mut given = 0;
    for (i, count) in counts.iter().enumerate() {
        let exact = u64::from(*count) * u64::from(places);
        shares[i] = (exact / total) as u32;
        given += shares[i];
        rest.push((exact % total, i));
    }
    rest.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, i) in rest.iter().take((places - given) as usize) {
        shares[*i] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotas_are_in_proportion_worked_by_hand() {
        // 7 places over 5, 3, 2: exact 3.5, 2.1, 1.4 -> 3, 2, 1 and the last to the largest remainder (.5)
        assert_eq!(largest_remainder(&[5, 3, 2], 7), [4, 2, 1]);
    }

    proptest! {
        #[test]
        fn quotas_sum_to_the_places_and_are_within_one_of_the_exact_share(counts in prop::array::uniform5(0u32..200), places in 0u32..300) {
            let total: u32 = counts.iter().sum();
            let places = places.min(total);
            let shares = largest_remainder(&counts, places);
            prop_assert_eq!(shares.iter().sum::<u32>(), places);
            for (share, count) in shares.iter().zip(counts) {
                let exact = f64::from(count) * f64::from(places) / f64::from(total.max(1));
                prop_assert!((f64::from(*share) - exact).abs() < 1.0);
            }
        }
    }

    #[test]
    fn each_band_gets_its_share_of_the_places() {
        let cs: Vec<_> = (0..100).map(|i| child(i, u64::from(i), usize::from(i >= 60), 10.0, 0.0)).collect();
        let rule = StratifiedLottery { quota: Quota::Band };
        for panel in 0..20 {
            let ds = decide(&rule, &cs, 20, panel);
            let first = ds.iter().filter(|d| d.practice.is_some() && d.candidate < 60).count();
            assert_eq!(first, 12);
        }
    }
}
