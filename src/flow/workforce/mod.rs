//! Workforce: workers leave, are away, are recruited; cases find a worker.
//!
//! **What happens.** A post is held by a permanent worker, by an agency worker, or vacant. Who leaves is replaced
//! after a time to fill; an agency worker may cover meanwhile and takes over the caseload in place. Long absences
//! move cases. A starter takes cases over from the fullest colleagues. Cases pass between the authority's teams.
//! **Assumes.** A10: new and orphaned cases go to the least-loaded worker of the team. A11: an agency worker
//! comes after a stated time or not at all; who follows in place takes the cases over. A12: structural vacancies are
//! fixed posts, held by agency or frozen. A13: a starter takes
//! cases of the fullest colleagues, by lot, first of children who have had no change this year. A14: staff who come
//! across keep their remaining authority cases no longer than six months after go-live.
//! **Chance.** `WorkerLeaves`, `TimeToFill`, `Agency`, `Absence`, `TeamPath`, `RebalancedCase`, `Request`.
//! **Leaves out.** Short sickness and holidays (covered within the team); effects of caseload on leaving.
//! **Reads; writes.** Reads children; writes posts, caseloads, events.

mod posts;

mod absence;

mod across;

mod caseloads;

mod successor;

mod changes;

mod rebalancing;

mod people;

mod wishes;

mod boundaries;

mod employers;

use super::Engine;
use super::day::Stage;
use super::due::What;
use super::events::Sink;
use super::world::TeamKind;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::Employment;
use absence::{absence_begins, absence_ends};
use across::transfer_window_ends;
use boundaries::cross_boundary;
use posts::{agency_arrives, agency_ends, post_filled, worker_leaves};
use wishes::child_asks;

pub(super) use across::{come_across, next_to_come_across};
pub(super) use boundaries::enter_boundaries;
pub(super) use caseloads::{hold, least_loaded, release, weigh, weight};
pub(super) use changes::{count_change, count_in_cohort};
pub(super) use employers::{
    change_employer, leave_post, posts_of_practice, reopen_posts, replace_at_once, shut, team_of_practice,
};
pub(super) use people::{became_care_leaver, drop_case, let_go};
pub(super) use posts::{opening_tenure, seat_agency, seat_permanent, seat_structural, seat_vacancy};
pub(super) use successor::{back_to_the_authority, new_case, opening_case, wait_for_worker};
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
            _ if e.world.posts[subject as usize].stamp != due.stamp => {}
            What::WorkerLeaves => worker_leaves(e, subject, now),
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

/// Position of the employer's account: authority case holders, its advisers, practice.
fn account<S: Sink>(e: &Engine<'_, S>, post: u32) -> usize {
    match e.world.teams[e.world.posts[post as usize].team as usize].kind {
        TeamKind::LeavingCare => 1,
        TeamKind::Practice(_) => 2,
        _ => 0,
    }
}
