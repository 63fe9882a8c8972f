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
mod tests;
