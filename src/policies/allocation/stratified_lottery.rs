//! Stratified lottery: places shared over bands, age groups, areas or ethnicity groups in proportion to the eligible
//! children, largest remainder first; within a stratum by lot, so that those who move have a range of needs like those
//! who stay (DfE Guide 2011, para 27).

use super::groups::Group;
use super::{AllocationRule, Candidate, Decision, Filler, Panel, QuotaState, Reason, groups_of};
use crate::domain::codes::{AgeBand, Band, Ethnicity};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::Quota;

/// Places in proportion to those eligible in each stratum. A group of siblings moves while all the strata of its members
/// have places; places that whole groups left unused go to the next groups by lot.
#[derive(Debug, Clone, Copy)]
pub struct StratifiedLottery {
    pub quota: Quota,
}

impl AllocationRule for StratifiedLottery {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let candidates = panel.candidates;
        let of: Vec<usize> = candidates.iter().map(|c| stratum(c, self.quota)).collect();
        let mut eligible = vec![0u32; of.iter().max().map_or(1, |last| last + 1)];
        for (c, stratum) in candidates.iter().zip(&of) {
            eligible[*stratum] += u32::from(c.meets != 0);
        }
        let all: u32 = eligible.iter().sum();
        let places: u32 = panel.practices.iter().map(|p| p.free_places).sum();
        let shares = largest_remainder(&eligible, places.min(all));
        let mut left = shares.clone();
        let groups = groups_of(panel);
        let mut filler = Filler::new(panel.practices);
        let mut left_over = vec![];
        for (i, group) in groups.iter().enumerate() {
            if within(group, &of, &left) && filler.fits(group) {
                group.members.iter().for_each(|&m| left[of[m]] -= 1);
                filler.offer(group, i as u32 + 1, Reason::DrawnWithinQuota);
                note_quotas(&mut filler, group, &of, &shares, &left);
            } else {
                left_over.push((i, group));
            }
        }
        for (i, group) in left_over {
            filler.offer(group, i as u32 + 1, Reason::DrawnAfterQuotas);
            note_quotas(&mut filler, group, &of, &shares, &left);
        }
        filler.decisions
    }
}

/// Have the strata of all members places left?
fn within(group: &Group, of: &[usize], left: &[u32]) -> bool {
    let needed = |stratum: usize| group.members.iter().filter(|&&m| of[m] == stratum).count() as u32;
    group.members.iter().all(|&m| needed(of[m]) <= left[of[m]])
}

/// Writes the quotas into the decisions just made.
fn note_quotas(filler: &mut Filler, group: &Group, of: &[usize], shares: &[u32], left: &[u32]) {
    for d in filler.decisions.iter_mut().rev().take(group.members.len()) {
        let stratum = of[d.candidate];
        d.quota = Some(QuotaState { stratum: stratum as u8, places: shares[stratum], left: left[stratum] });
    }
}

/// The stratum of a candidate, from 0.
pub fn stratum(candidate: &Candidate, quota: Quota) -> usize {
    let age = AgeBand::of(candidate.age_days / YEAR_DAYS) as usize;
    match quota {
        Quota::None => 0,
        Quota::Band => candidate.band as usize,
        Quota::BandByAge => candidate.band as usize * AgeBand::COUNT + age,
        Quota::Area => candidate.area as usize,
        Quota::Ethnicity => candidate.ethnicity as usize,
    }
}

/// What a reader sees of a stratum.
pub fn stratum_label(stratum: usize, quota: Quota) -> String {
    match quota {
        Quota::None => "all".into(),
        Quota::Band => Band::at(stratum).label().into(),
        Quota::BandByAge => {
            let (band, age) = (Band::at(stratum / AgeBand::COUNT), AgeBand::at(stratum % AgeBand::COUNT));
            format!("{}, aged {}", band.label(), age.label())
        }
        Quota::Area => format!("area {}", stratum + 1),
        Quota::Ethnicity => Ethnicity::at(stratum).label().into(),
    }
}

/// Shares `places` in proportion to `counts`; the largest remainders are rounded up (ties: first stratum).
pub fn largest_remainder(counts: &[u32], places: u32) -> Vec<u32> {
    let total: u64 = counts.iter().map(|c| u64::from(*c)).sum();
    let mut shares = vec![0u32; counts.len()];
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
            // the last one drawn within the quota of the first band leaves none of its 12 places
            let within = ds.iter().filter(|d| d.candidate < 60 && d.reason == Reason::DrawnWithinQuota);
            let last = within.filter_map(|d| d.quota).next_back().unwrap();
            assert_eq!((last.stratum, last.places, last.left), (0, 12, 0));
        }
    }

    #[test]
    fn places_are_in_proportion_to_those_whom_a_practice_could_take() {
        let mut cs: Vec<_> = (0..40).map(|i| child(i, u64::from(i), usize::from(i >= 20), 10.0, 0.0)).collect();
        cs[..10].iter_mut().for_each(|c| c.meets = 0);
        let ds = decide(&StratifiedLottery { quota: Quota::Band }, &cs, 9, 0);
        assert_eq!(ds.iter().filter(|d| d.practice.is_some() && d.candidate < 20).count(), 3);
        assert!(ds.iter().filter(|d| d.candidate < 10).all(|d| d.reason == Reason::OutsideCriteria));
    }
}
