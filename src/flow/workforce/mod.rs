//! Workforce: workers leave, are away, are recruited; cases find a worker.
//!
//! **What happens.** A post is held by a permanent worker, by an agency worker, or vacant. Who leaves is replaced
//! after a time to fill; an agency worker may cover meanwhile and takes over the caseload in place. Long absences
//! move cases. A starter takes cases over from the fullest colleagues. Cases pass between the authority's teams.
//! **Assumes.** A10: new and orphaned cases go to the least-loaded worker of the team. A11: an agency worker
//! comes after a stated time or not at all; who follows in place takes the cases over. A12: structural vacancies are
//! fixed posts, held by agency or frozen. A13: a starter takes
//! cases of the fullest colleagues, by lot, first of children who have had no change this year. A14: staff who come
//! across keep their remaining authority cases no longer than six months after go-live. A30: a worker knows a child
//! whose case that worker has held, as lead, in a joint period or as named second worker. A31: beside the own list, a
//! worker gets to know so many other children of the team, whichever they are, so that the chance to know a given one
//! falls with the size of the team (College of Social Work 2015, para 34: small, close-knit teams knew children by
//! name; no number is given). A32: the holder of a post is on leave in whole weeks, falls ill and is away for training
//! as the post's own luck has it; leave that finds no room is taken in the next week that has some. A33: weeks have
//! five working days from go-live on, and bank holidays are working days. A34: a worker with more work than hours does
//! every visit and review on time with the same chance, hours over hours needed; a child without a worker has none on
//! time. A35: advisers' posts, which do not count for cover, are spread evenly over a practice's numbered posts. A36:
//! bank staff are known to the children: their standing in is no change of worker.
//! **Chance.** `WorkerLeaves`, `TimeToFill`, `Agency`, `Absence`, `TeamPath`, `RebalancedCase`, `Request`,
//! `KnowsChild`, `ShortAbsence`, `Leave`, `ReviewOnTime`.
//! **Leaves out.** Effects of caseload on leaving; short absences move no case.
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

mod known;

mod seconds;

mod gaps;

mod cover;

mod duties;

mod boundaries;

use super::Engine;
use super::day::Stage;
use super::due::What;
use super::events::Sink;
use super::world::TeamKind;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::{CaseTerms, Employment};
use absence::{absence_begins, absence_ends};
use across::transfer_window_ends;
use boundaries::cross_boundary;
use posts::{agency_arrives, agency_ends, post_filled, worker_leaves};
use wishes::child_asks;

pub(super) use across::{come_across, next_to_come_across};
pub(super) use boundaries::enter_boundaries;
pub(super) use caseloads::{hold, least_loaded, release, weigh, weight};
pub(super) use changes::count_change;
pub use cover::Cover;
pub(super) use cover::{WORKING_DAYS, count_duty_day, open_cover};
pub use duties::Duties;
pub(super) use duties::count_reviews;
pub(super) use gaps::{close_gap, count_gap, count_month};
pub use known::Known;
pub(super) use people::{became_care_leaver, drop_case, let_go};
pub(super) use posts::{opening_tenure, seat_agency, seat_permanent, seat_structural, seat_vacancy};
pub(super) use successor::{back_to_the_authority, new_case, opening_case, wait_for_worker};
pub(super) use wishes::enter_request;

/// Staff who come across keep their remaining authority cases no longer than this after go-live.
pub(super) const TRANSFER_WINDOW_DAYS: f64 = 183.0;
const SIXTEEN: f64 = 16.0 * YEAR_DAYS;
/// Positions of the authority's teams.
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

/// Terms of the post's employer.
fn terms<'m, S: Sink>(e: &Engine<'m, S>, post: u32) -> &'m Employment {
    match e.world.teams[e.world.posts[post as usize].team as usize].kind {
        TeamKind::Practice(k) => &e.arm.practices[k as usize].employment,
        _ => &e.world_parameters.workforce.employment,
    }
}

/// How a team passes cases on.
fn case_terms<'m, S: Sink>(e: &Engine<'m, S>, team: usize) -> &'m CaseTerms {
    match team.checked_sub(5) {
        Some(practice) => &e.arm.practices[practice].cases,
        None => &e.world_parameters.workforce.cases,
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
