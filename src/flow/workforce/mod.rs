//! Workforce: workers leave, are away, are recruited; cases find a worker.
//!
//! **What happens.** A post is held by a permanent worker, by an agency worker, or vacant. Who leaves is replaced
//! after a time to fill; an agency worker may cover meanwhile and takes over the caseload in place. Long absences
//! move cases. A starter takes cases over from the fullest colleagues. Cases pass between the authority's teams.
//! **Assumes.** A10: new and orphaned cases go to the least-loaded worker of the team. A11: an agency worker
//! comes after a stated time or not at all; who follows in place takes the cases over. A12: structural vacancies are
//! fixed posts, held by agency or frozen. A13: a starter takes
//! cases of the fullest colleagues, by lot, first of children who have had no change this year. A14: staff who come
//! across keep their remaining authority cases no longer than six months after go-live. A23: where caseload matters to
//! leaving, it is looked at once a month and sets the hazard until the next look, up to five times the reference; until
//! the first look, and while away, a worker's hazard is as it was. A24: a part-time worker, and a manager who holds
//! cases, holds, weighs and costs in proportion to hours, and leaves and is away as others do. A25: a seconded worker who
//! goes back takes the authority's vacancy that has stood longest; the post left behind at the start is not kept open.
//! A26: a partner's post goes on to a partner. A27: a practice's relationship breaks down at most once, at a constant
//! rate; in the year of great loss each post is left or not by its own luck, without notice, and a vacant one is left as
//! it is. A28: a recruit from the authority is any permanent worker of its long-term and 16+ teams, by lot, and brings
//! neither tenure nor children. A29: whoever waits in the reserve has no cases and does not leave; whoever gives notice
//! takes no further case, and somebody of the reserve, or a named colleague who is still there, takes each child over.
//! A30: a worker knows a child
//! whose case that worker has held, as lead, in a joint period or as named second worker. A31: beside the own list, a
//! worker gets to know so many other children of the team, whichever they are, so that the chance to know a given one
//! falls with the size of the team (College of Social Work 2015, para 34: small, close-knit teams knew children by
//! name; no number is given). A32: the holder of a post is on leave in whole weeks, falls ill and is away for training
//! as the post's own luck has it; leave that finds no room is taken in the next week that has some. A33: weeks have
//! five working days from go-live on, and bank holidays are working days. A34: a worker with more work than hours does
//! every visit and review on time with the same chance, hours over hours needed; a child without a worker has none on
//! time. A35: advisers' posts, which do not count for cover, are spread evenly over a practice's numbered posts. A36:
//! bank staff are known to the children: their standing in is no change of worker. A56: a
//! practice that keeps the authority's team boundaries passes a case at each to its least-loaded other worker, and at
//! 18 too; a single worker keeps it.
//! **Chance.** `WorkerLeaves`, `TimeToFill`, `Agency`, `Absence`, `TeamPath`, `RebalancedCase`, `Request`, `Breakdown`,
//! `StaffLoss`, `Secondment`, `RecruitFromAuthority`, `KnowsChild`, `ShortAbsence`, `Leave`, `ReviewOnTime`.
//! **Leaves out.** Effects of caseload on absence; short absences move no case.
//! **Reads; writes.** Reads children; writes posts, caseloads, events.

mod posts;

mod leaving;

mod notice;

mod absence;

mod across;

mod start_up;

mod recruits;

mod reserve;

mod breakdown;

mod caseloads;

mod successor;

mod changes;

mod rebalancing;

mod people;

mod wishes;

mod known;

mod seconds;

mod gaps;

mod cover;

mod duties;

mod boundaries;

mod employers;

use super::Engine;
use super::day::Stage;
use super::due::What;
use super::events::Sink;
use super::world::TeamKind;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::{CaseTerms, Employment, PracticeParameters};
use absence::{absence_begins, absence_ends};
use across::{secondment_ends, transfer_window_ends};
use boundaries::cross_boundary;
use breakdown::{breakdown_ends, relationship_breaks, staff_are_lost};
use leaving::review_caseloads;
use posts::{agency_arrives, agency_ends, post_filled, worker_leaves};
use reserve::recruit_arrives;
use wishes::child_asks;

pub(super) use across::next_to_come_across;
pub(super) use boundaries::enter_boundaries;
pub(super) use caseloads::{hold, least_loaded, release, weigh, weight};
pub(super) use changes::{count_change, count_in_cohort};
pub use cover::Cover;
pub(super) use cover::{WORKING_DAYS, count_duty_day, open_cover};
pub use duties::Duties;
pub(super) use duties::count_reviews;
pub(super) use employers::{
    change_employer, leave_post, posts_of_practice, reopen_posts, replace_at_once, shut, team_of_practice,
};
pub(super) use gaps::{close_gap, count_gap, count_month};
pub use known::Known;
pub(super) use leaving::enter_first_review;
pub(super) use people::{became_care_leaver, drop_case, let_go};
pub(super) use posts::{opening_tenure, seat_agency, seat_permanent, seat_vacancy};
pub(super) use reserve::dissolve_reserve;
pub(super) use start_up::{comes_across, hours_of, open_practices};
pub(super) use successor::{back_to_the_authority, new_case, nobody_knows, opening_case, wait_for_worker};
pub(super) use wishes::{enter_request, pass_to_another};

/// Staff who come across keep their remaining authority cases no longer than this after go-live.
pub(super) const TRANSFER_WINDOW_DAYS: f64 = 183.0;
const SIXTEEN: f64 = 16.0 * YEAR_DAYS;
/// Teams of an authority, and their positions in it.
const AUTHORITY_TEAMS: usize = 5;
const COURT: usize = 1;
const LONG_TERM: usize = 2;
const SIXTEEN_PLUS: usize = 3;
const LEAVING_CARE: usize = 4;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Workforce) {
        e.world.now = due.time;
        let (subject, now) = (due.subject, due.time);
        match due.what {
            What::ToCourtTeam => cross_boundary(e, subject, due.stamp, COURT, now),
            What::ToLongTermTeam => cross_boundary(e, subject, due.stamp, LONG_TERM, now),
            What::ToSixteenPlusTeam => cross_boundary(e, subject, due.stamp, SIXTEEN_PLUS, now),
            What::ChildAsks => child_asks(e, subject, due.stamp, now),
            What::PostFilled => post_filled(e, subject, now),
            What::TransferWindowEnds => transfer_window_ends(e, subject, now),
            What::StaffAreLost => staff_are_lost(e, subject, now),
            What::RecruitArrives => recruit_arrives(e, subject, now),
            What::RelationshipBreaks => relationship_breaks(e, subject, now),
            What::BreakdownEnds => breakdown_ends(e, subject, now),
            What::CaseloadsReviewed => review_caseloads(e, subject, now),
            _ if e.world.posts[subject as usize].stamp != due.stamp => {}
            // the date has moved
            What::WorkerLeaves if e.world.posts[subject as usize].leaving.is_out_of_date(now) => {}
            What::WorkerLeaves => worker_leaves(e, subject, now),
            What::NoticeGiven => notice::given(e, subject, now),
            What::SecondmentEnds => secondment_ends(e, subject, now),
            What::AgencyArrives => agency_arrives(e, subject, now),
            What::AgencyEnds => agency_ends(e, subject, now),
            What::AbsenceBegins => absence_begins(e, subject, now),
            What::AbsenceEnds => absence_ends(e, subject, now),
            _ => unreachable!("not a workforce date"),
        }
    }
}

/// Position of the first team of an authority: the first authority's stand before the practices', the others' after them.
pub(super) fn first_team<S: Sink>(e: &Engine<'_, S>, authority: usize) -> usize {
    let after = e.world_parameters.authorities as usize - authority;
    if authority == 0 { 0 } else { e.world.teams.len() - AUTHORITY_TEAMS * after }
}

/// Position of one of the teams of a child's own authority.
fn team_of<S: Sink>(e: &Engine<'_, S>, child: u32, team: usize) -> usize {
    let area = e.world.children[child as usize].locality;
    first_team(e, e.world_parameters.authority_of(area)) + team
}

/// Terms of the post's employer.
fn terms<'m, S: Sink>(e: &Engine<'m, S>, post: u32) -> &'m Employment {
    match e.world.teams[e.world.posts[post as usize].team as usize].kind {
        TeamKind::Practice(k) => &e.arm.practices[k as usize].employment,
        _ => &e.world_parameters.workforce.employment,
    }
}

/// How a team passes cases on.
fn case_terms<'m, S: Sink>(e: &Engine<'m, S>, team: usize) -> &'m CaseTerms {
    match e.world.teams[team].kind {
        TeamKind::Practice(k) => &e.arm.practices[k as usize].cases,
        _ => &e.world_parameters.workforce.cases,
    }
}

/// The practice (or dedicated team) that a post belongs to.
fn practice_of_post<'m, S: Sink>(e: &Engine<'m, S>, post: u32) -> Option<&'m PracticeParameters> {
    match e.world.teams[e.world.posts[post as usize].team as usize].kind {
        TeamKind::Practice(k) => Some(&e.arm.practices[k as usize]),
        _ => None,
    }
}

/// Position of the employer's account: authority case holders, its advisers, practice.
fn account<S: Sink>(e: &Engine<'_, S>, post: u32) -> usize {
    match e.world.teams[e.world.posts[post as usize].team as usize].kind {
        TeamKind::LeavingCare => 1,
        TeamKind::Practice(_) => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::events::Silent;
    use super::super::tally::Year;
    use super::super::world::{Holder, Standing, TAKES_NOBODY, WHOLE_TIME, World};
    use super::super::{Model, open_world, run_arm};
    use crate::randomness::Luck;
    use crate::scenario::{Scenario, compile};
    use proptest::prelude::*;

    /// Everything that can happen to a post happens often.
    const BUSY: &str = r#"
extends = "staffordshire"
[run]
years = 3
run_in_years = 1
[workforce]
turnover_per_year = 0.4
caseload_elasticity = 1
part_time_share = 0.3
part_time_hours = 0.5
notice_joint_days = 60
care_leaver_weight = 1
[handover]
joint_days = 60
court_weight = 1
[practice.evolve]
turnover_per_year = 0.6
caseload_elasticity = 0.5
part_time_share = 0.4
part_time_hours = 0.6
notice_joint_days = 90
notice_weight = 0.4
transferred_staff_share = 0.2
seconded_staff_share = 0.2
secondment_months = 12
secondment_stays_share = 0.3
recruits_in_post_share = 0.5
recruits_from_authority_share = 0.5
partner_share = 0.3
partner_turnover_per_year = 0.3
reserve_share = 0.2
staff_loss_year = 2
staff_loss_share = 0.5
breakdown_per_year = 1
breakdown_turnover_factor = 2
breakdown_ends_contract_probability = 0.5
"#;

    fn after_three_years(arm: usize, seed: u64) -> World {
        let model: Model = Scenario::parse("busy", BUSY, &[])
            .and_then(|scenario| compile::model(&scenario))
            .unwrap_or_else(|problems| panic!("{problems}"));
        let (mut world, luck) = (World::default(), Luck::new(seed, 0));
        open_world(&model, luck, &mut world, &mut Silent);
        run_arm(&model, arm, luck, &mut world, &mut Silent, None);
        world
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn whatever_happens_to_posts_every_caseload_and_every_account_adds_up(
            arm in 0usize..3,
            seed in 0u64..1_000,
        ) {
            let world = after_three_years(arm, seed);
            let there = |standing| matches!(standing, Standing::InCare | Standing::CareLeaver);
            for (i, post) in world.posts.iter().enumerate() {
                // cases at full weight (all weights of joint periods are 1 here), and joint work for colleagues on notice
                let cases = 1000 * post.cases.len() as i32;
                let joint: i32 = world.successors.iter().filter(|s| s.to == i as u32).map(|s| s.weight).sum();
                prop_assert_eq!(world.weights[i], cases + joint, "post {}", i);
                let takes = matches!(post.holder, Holder::Permanent | Holder::Agency) && !post.away;
                let open = takes && !post.leaving.on_notice;
                prop_assert_eq!(world.loads[i] != TAKES_NOBODY, open, "post {}", i);
                if open {
                    let load = i64::from(world.weights[i]) * i64::from(WHOLE_TIME) / i64::from(post.hours);
                    prop_assert_eq!(i64::from(world.loads[i]), load);
                }
                for child in &post.cases {
                    let c = &world.children[*child as usize];
                    prop_assert!(there(c.standing) && (c.lead == i as u32 || c.second == i as u32));
                }
            }
            for s in &world.successors {
                prop_assert_eq!(world.children[s.child as usize].lead, s.from, "only for the present worker");
                prop_assert!(world.posts[s.from as usize].leaving.on_notice);
            }
            for (account, staff) in world.staff.iter().enumerate() {
                let teams = match account { 0 => 0..4, 1 => 4..5, _ => 5..world.teams.len() };
                let posts = world.teams[teams].iter().flat_map(|team| team.posts()).map(|i| &world.posts[i]);
                let held = |holder| posts.clone().filter(move |p| p.holder == holder);
                let reserve: u32 = world.reserve.iter().map(|r| r.waiting + r.named).sum();
                let reserve = if account == 2 { reserve } else { 0 };
                prop_assert_eq!(staff.permanent, held(Holder::Permanent).count() as u32 + reserve);
                prop_assert_eq!(staff.agency, held(Holder::Agency).count() as u32);
                let short: i32 = held(Holder::Permanent).map(|p| WHOLE_TIME - p.hours).sum();
                prop_assert_eq!(staff.short[0], short);
            }
            let sum = |of: fn(&Year) -> u32| world.tallies.years.iter().map(of).sum::<u32>();
            prop_assert!(sum(|y| y.changes_after_notice) > 0);
            if arm == 2 {
                let b = world.breakdowns[0];
                if b.contract_ends > 3.0 * 365.25 {
                    // a practice that goes on to the end loses partners and takes somebody on
                    prop_assert!(sum(|y| y.recruited_from_authority) + sum(|y| y.partners_left) > 0);
                }
                prop_assert!(b.at > 0.0 && (b.contract_ends == f64::INFINITY || b.contract_ends > b.at));
                prop_assert_eq!(sum(|y| y.breakdowns), u32::from(b.at < 3.0 * 365.25));
            }
        }
    }
}
