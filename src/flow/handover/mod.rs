//! Handover: old and new worker hold the case together; then the practice leads.
//!
//! **What happens.** The panel gives a place, which is held from then on. The joint period begins when the trigger
//! allows it and the month has a start left; it lasts a stated time. The authority's worker leads until it ends; the
//! change counts then. It is broken when either worker goes (and carries on or starts again), cut short when both
//! sides agree or the authority's worker goes after enough joint days, overtaken when the child leaves. A single child
//! may be withdrawn later.
//! **Assumes.** A16: a worker who came across keeps the child: no change is counted. A20: court work stays with the
//! authority until proceedings conclude; with transfer at interim order the practice leads the child's care meanwhile
//! and the authority's worker holds the case at a stated court weight, with any other trigger the joint period lasts
//! until the conclusion. A21: the place is held while a child waits for the trigger, and a month's start that falls
//! through is not given to another child.
//! **Chance.** `Withdrawal`, `ShortenedHandover`.
//! **Reads; writes.** Writes transfers, caseloads, events.

mod way;

mod joint;

mod lead;

mod court;

mod end;

mod pipeline;

use super::day::Stage;
use super::due::What;
use super::events::Sink;
use super::world::Transfer;
use super::{Engine, endings, followed};
use court::end_court_work;
use end::withdraw;
use lead::complete;
use way::begin_if_still_wanted;

pub(super) use end::{back_to_authority, close_for_good, close_service, end_service, resume, serves_on};
pub(super) use joint::{is_there, lead_goes, second_worker_went};
pub(super) use lead::mark_served;
pub(super) use pipeline::settle_pipeline;
pub(super) use way::begin;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Handover) {
        e.world.now = due.time;
        let of_all = match due.what {
            What::FollowedStep => {
                followed::follow(e, due.subject);
                true
            }
            What::ContractBreaks => {
                endings::contract_breaks(e, due.subject, due.stamp, due.time);
                true
            }
            What::ContractTermEnds => {
                endings::contract_term_ends(e, due.subject, due.stamp, due.time);
                true
            }
            What::PracticeCloses => {
                endings::close_practice(e, due.subject, due.time);
                true
            }
            _ => false,
        };
        if of_all {
            continue;
        }
        let (child, now) = (due.subject, due.time);
        let c = &e.world.children[child as usize];
        if c.transfer_stamp != due.stamp {
            continue;
        }
        match (due.what, c.transfer) {
            (What::JointPeriodBegins, Transfer::Awaiting) => begin_if_still_wanted(e, child, now),
            (What::JointPeriodEnds, Transfer::Joint) => complete(e, child, now),
            (What::CourtWorkEnds, Transfer::Served) => end_court_work(e, child, now),
            (What::Withdrawal, Transfer::Served) => withdraw(e, child, now),
            (What::HandedBack, Transfer::Served) => endings::hand_back(e, child, now),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::events::Silent;
    use super::super::world::{Child, FULL_CASE, NOBODY, Standing, Transfer, World};
    use super::super::{Model, open_world, run_arm};
    use crate::randomness::Luck;
    use crate::scenario::{Scenario, compile};
    use proptest::prelude::*;

    /// Everything that can happen to a handover happens often; all weights differ.
    const BUSY: &str = r#"
extends = "staffordshire"
[run]
years = 3
run_in_years = 1
[workforce]
care_leaver_weight = 0.6
posts_follow_children = 0.5
[allocation]
include_in_proceedings = true
minimum_age = 0
minimum_days_in_care_s20 = 0
[assessment]
when = "reviews"
review_days = [28, 112]
[handover]
joint_days = 120
authority_weight = 0.7
practice_weight = 0.5
court_weight = 0.3
minimum_joint_days = 40
shortened_share = 0.2
starts_per_month = 12
withdrawals_per_person_year = 0.2
requests_per_child_year = 0.3
if_worker_leaves = "restart"
"#;

    /// The world of the practice's arm after its last day.
    fn after_three_years(trigger: &str, seed: u64) -> World {
        let scenario = Scenario::parse("busy", BUSY, &[format!("handover.trigger={trigger}")]);
        let scenario = scenario.unwrap_or_else(|p| panic!("{p}"));
        let model: Model = compile::model(&scenario).unwrap_or_else(|p| panic!("{p}"));
        let (mut world, luck) = (World::default(), Luck::new(seed, 0));
        open_world(&model, luck, &mut world, &mut Silent);
        run_arm(&model, 2, luck, &mut world, &mut Silent, None);
        world
    }

    fn weighs(c: &Child, as_lead: bool) -> i32 {
        let full = if c.standing == Standing::CareLeaver { 0.6 } else { 1.0 };
        let share = match (c.transfer, as_lead) {
            (Transfer::Joint, true) => 0.7,
            (Transfer::Joint, false) => 0.5,
            (Transfer::Served, false) => 0.3,
            _ => 1.0,
        };
        (full * share * 1000.0f64).round() as i32
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn every_caseload_is_the_sum_of_its_cases_and_every_place_is_held_by_somebody(
            trigger in prop::sample::select(vec!["at-panel", "at-interim-order", "at-conclusion", "after-six-months"]),
            seed in 0u64..1_000,
        ) {
            let world = after_three_years(trigger, seed);
            let there: Vec<&Child> = world
                .children
                .iter()
                .filter(|c| matches!(c.standing, Standing::InCare | Standing::CareLeaver))
                .collect();
            for (i, weight) in world.weights.iter().enumerate() {
                let held = |c: &&&Child| c.lead == i as u32 || c.second == i as u32;
                let sum: i32 = there.iter().filter(held).map(|c| weighs(c, c.lead == i as u32)).sum();
                prop_assert_eq!(sum, *weight, "post {}", i);
            }
            let count = |transfer| there.iter().filter(|c| c.transfer == transfer).count() as u32;
            prop_assert_eq!(world.served[0], count(Transfer::Served));
            prop_assert_eq!(world.joint[0], count(Transfer::Awaiting) + count(Transfer::Joint));
            prop_assert_eq!(world.pipeline.awaiting, count(Transfer::Awaiting));
            prop_assert_eq!(world.pipeline.joint, count(Transfer::Joint));
            // nobody is withdrawn and served, and only a court worker is second to the practice's
            for c in &there {
                let served = c.transfer == Transfer::Served;
                prop_assert!(!(served && c.withdrawn));
                prop_assert!(!(served && c.second != NOBODY) || c.concludes_at >= world.now - 1.0);
            }
            let sum = |of: fn(&super::super::tally::Year) -> u32| world.tallies.years.iter().map(of).sum::<u32>();
            prop_assert!(sum(|y| y.withdrawn) > 0 && sum(|y| y.broken) > 0 && sum(|y| y.cut_short) > 0);
        }

        #[test]
        fn posts_are_freed_by_the_children_served_now_and_not_by_those_who_have_left(seed in 0u64..1_000) {
            let world = after_three_years("at-interim-order", seed);
            let freed = |c: &Child| match (c.transfer, c.standing) {
                (Transfer::Served, Standing::InCare) if c.second != NOBODY => i64::from(FULL_CASE) - 300,
                (Transfer::Served, Standing::InCare) => i64::from(FULL_CASE),
                _ => 0,
            };
            prop_assert_eq!(world.children.iter().map(freed).sum::<i64>(), world.freed_cases);
        }
    }
}
