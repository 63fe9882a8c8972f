//! Endings: the year after care with the same practice, and the end of the practice's contract.
//!
//! **What happens.** Where the authority chose it (Guide 2011, para 24), the practice keeps in touch with those who go
//! home or to permanence for a stated time, and with care leavers in education; who comes back to care meanwhile comes
//! straight back to the same practice and worker (Consistent Care Matters 6.1.2). A contract ends at its term (extended,
//! retendered, or not renewed) or before it (terminated); its children go to another provider or back to the authority.
//! **Assumes.** A40: who is kept after care holds no place of the practice and is in the Additional band; who comes back
//! meanwhile has a place at once. A42: a contract is terminated at a constant rate; when it goes to another provider,
//! those of the staff who do not move are replaced on the day, and when children go back one by one each has a day by
//! lot within the taper; with staff who come along the team comes back as one and keeps its children.
//! **Chance.** `FurtherYear`, `ContractEnd`.
//! **Leaves out.** A gap between two contracts; what notice of an ending does to staff before the day; a case that weighs
//! more because the child lives out of the area.
//! **Reads; writes.** Reads stays and posts; writes standing, transfers, posts, events.

mod after_care;

mod contract;

mod handing_back;

use super::Engine;
use super::events::Sink;
use crate::domain::parameters::Provider;

pub(super) use after_care::{comes_straight_back, end_further, goes_on, goes_on_in_education, settle_further};
pub(super) use contract::{contract_breaks, contract_term_ends, enter_contracts};
pub(super) use handing_back::{close_practice, hand_back};

/// Is the contract of the practice over?
pub(super) fn is_over<S: Sink>(e: &Engine<'_, S>, practice: usize) -> bool {
    e.provider() == Provider::Practice && e.world.contract_over.get(practice).is_some_and(|over| *over)
}

#[cfg(test)]
mod tests {
    use super::super::events::Silent;
    use super::super::world::{Child, FULL_CASE, Holder, NOBODY, Standing, TeamKind, Transfer, World};
    use super::super::{Model, open_world, run_arm};
    use crate::randomness::Luck;
    use crate::scenario::{Scenario, compile};
    use proptest::prelude::*;

    /// Children come and go fast, and everything that this stage knows happens.
    const BUSY: &str = r#"
extends = "staffordshire"
[run]
years = 5
run_in_years = 1
[workforce]
care_leaver_weight = 0.6
posts_follow_children = 0.5
out_of_area_change_share = 0.5
[placements]
out_of_area_share = 0.3
temporary_share = 0.3
[handover]
court_weight = 1
joint_days = 60
[contract]
years = 2
further_year_share = 0.8
further_year_days = 300
further_year_weight = 0.2
education_share = 0.7
non_renewal_probability = 0.3
termination_per_year = 0.1
retender_tupe_share = 0.6
"#;

    fn at_the_end(overrides: &[&str], seed: u64) -> World {
        let overrides: Vec<String> = overrides.iter().map(|text| text.to_string()).collect();
        let scenario = Scenario::parse("busy", BUSY, &overrides).unwrap_or_else(|p| panic!("{p}"));
        let model: Model = compile::model(&scenario).unwrap_or_else(|p| panic!("{p}"));
        let (mut world, luck) = (World::default(), Luck::new(seed, 0));
        open_world(&model, luck, &mut world, &mut Silent);
        run_arm(&model, 2, luck, &mut world, &mut Silent, None);
        world
    }

    fn weighs(c: &Child) -> i32 {
        match c.standing {
            Standing::AfterCare if !c.at_18 => 200,
            Standing::AfterCare | Standing::CareLeaver => 600,
            _ => FULL_CASE,
        }
    }

    #[test]
    fn posts_closed_for_children_who_moved_are_open_again_when_all_have_come_back() {
        let closed = |at_term: &str| {
            let terms = [at_term, "contract.termination_per_year=0", "workforce.posts_follow_children=1"];
            at_the_end(&[terms[0], terms[1], terms[2], "contract.non_renewal_probability=0"], 3).closed_posts
        };
        assert!(closed("contract.at_term=runs-on") > 3);
        assert_eq!(closed("contract.at_term=return"), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn caseloads_places_and_payrolls_are_what_is_there(
            at_term in prop::sample::select(vec!["runs-on", "extend", "retender", "return"]),
            how in prop::sample::select(vec!["contract.taper_months=9", "contract.return_staff_share=0.7", "contract.at_termination=retender"]),
            seed in 0u64..1_000,
        ) {
            let world = at_the_end(&[&format!("contract.at_term={at_term}"), how], seed);
            let there: Vec<&Child> = world
                .children
                .iter()
                .filter(|c| matches!(c.standing, Standing::InCare | Standing::CareLeaver | Standing::AfterCare))
                .collect();
            // nobody is in a joint period of unequal weights here: both hold a whole case
            for (i, weight) in world.weights.iter().enumerate() {
                let held = |c: &&&Child| c.lead == i as u32 || c.second == i as u32;
                prop_assert_eq!(there.iter().filter(held).map(|c| weighs(c)).sum::<i32>(), *weight, "post {}", i);
            }
            let served = there.iter().filter(|c| c.transfer == Transfer::Served && c.standing != Standing::AfterCare);
            prop_assert_eq!(world.served[0], served.count() as u32);
            // whoever is kept after care is the practice's
            prop_assert!(there.iter().all(|c| c.standing != Standing::AfterCare || c.transfer == Transfer::Served));
            // a practice that is over has nobody, unless they are still on their day
            if world.tallies.closed_at[0] < f64::INFINITY {
                prop_assert_eq!(world.served[0] + world.joint[0], 0);
                let practices = world.teams.iter().filter(|team| matches!(team.kind, TeamKind::Practice(_)));
                prop_assert!(practices.flat_map(|team| team.posts()).all(|i| world.posts[i].holder != Holder::Permanent));
            }
            for (account, staff) in world.staff.iter().enumerate() {
                let of = |team: &super::super::world::Team| match team.kind {
                    TeamKind::LeavingCare => 1,
                    TeamKind::Practice(_) => 2,
                    _ => 0,
                };
                let posts = world.teams.iter().filter(|team| of(team) == account).flat_map(|team| team.posts());
                let (mut permanent, mut agency) = (0, 0);
                for i in posts {
                    permanent += u32::from(world.posts[i].holder == Holder::Permanent);
                    agency += u32::from(world.posts[i].holder == Holder::Agency);
                }
                prop_assert_eq!((staff.permanent, staff.agency), (permanent, agency), "account {}", account);
            }
            // nobody waits twice, and whoever waits has no worker
            let waiting: Vec<u32> = world.teams.iter().flat_map(|team| team.waiting.iter().copied()).collect();
            let mut once = waiting.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), waiting.len());
            prop_assert!(waiting.iter().all(|child| world.children[*child as usize].lead == NOBODY));
        }
    }
}
