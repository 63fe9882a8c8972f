//! The end of service: care ends, or a single child goes back to the authority.

use super::court::end_court_work;
use super::joint::stop_joint_period;
use super::lead::authority_case;
use super::pipeline::step;
use crate::domain::codes::ChangeCause;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::Provider;
use crate::flow::due::What;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::followed::{self, Step};
use crate::flow::world::{FULL_CASE, NOBODY, Transfer};
use crate::flow::{Engine, cases, finance, workforce};
use crate::randomness::{Chance, exponential};

/// A person's service by the practice (or the way to it) ends. Called while the case still weighs what it did.
pub(in crate::flow) fn end_service<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &mut e.world.children[child as usize];
    let practice = c.practice as usize;
    let year = e.world.year as usize;
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
    match c.transfer {
        Transfer::None => {}
        Transfer::Awaiting => {
            e.world.joint[practice] -= 1;
            step(e, now, -1, 0);
            e.world.tallies.years[year].overtaken_waiting += 1;
            e.world.children[child as usize].transfer = Transfer::None;
            e.say(now, child, |_| CareEvent::HandoverCancelled);
        }
        Transfer::Joint => {
            e.world.joint[practice] -= 1;
            step(e, now, 0, -1);
            e.world.tallies.years[year].cancelled += 1;
            stop_joint_period(e, child);
            e.say(now, child, |_| CareEvent::HandoverCancelled);
        }
        Transfer::Served => {
            end_court_work(e, child, now);
            workforce::close_gap(e, child, now);
            close_service(e, child, now);
            if e.world.children[child as usize].lead != NOBODY && e.provider() != Provider::None {
                // a practice's worker goes on nowhere else: the case is closed there
                workforce::release(e, child, true);
            }
            e.world.children[child as usize].transfer = Transfer::None;
        }
    }
}

/// The practice goes on with a young person who turns 18: there is no court any longer, and the authority's case holder
/// would have handed the case over by now.
pub(in crate::flow) fn serves_on<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    end_court_work(e, child, now);
    if e.is_with_practice(child) {
        e.world.freed_cases -= i64::from(FULL_CASE);
    }
}

/// Books what is booked when somebody's time with the practice ends.
pub(in crate::flow) fn close_service<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    cases::book_service(e, now);
    let c = &e.world.children[child as usize];
    e.world.served[c.practice as usize] -= 1;
    if e.provider() != Provider::None {
        // the case would have ended, or comes back: it frees no post any longer
        e.world.freed_cases -= i64::from(authority_case(e, child));
    }
    let c = &e.world.children[child as usize];
    let stayed = now - c.transferred_at;
    let followed = c.transferred_at <= e.world_parameters.horizon() - 2.0 * YEAR_DAYS;
    e.world.tallies.followed += u32::from(followed);
    e.world.tallies.left_early += u32::from(followed && stayed < 2.0 * YEAR_DAYS);
    cases::book_curve(e, child, now);
}

/// Enters the date on which the person would be withdrawn from the practice.
pub(super) fn enter_withdrawal<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let rate = e.arm.handover.withdrawals_per_day;
    if rate > 0.0 {
        let c = &e.world.children[child as usize];
        let (subject, stamp) = (c.subject(), c.transfer_stamp);
        let days = exponential(&mut e.luck.source(Chance::Withdrawal, subject, 0)) / rate;
        e.enter(now + days, What::Withdrawal, child, stamp);
    }
}

/// Service is over for good: no court work, no place; whoever leads the case still does.
pub(in crate::flow) fn close_for_good<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    end_court_work(e, child, now);
    close_service(e, child, now);
    let c = &mut e.world.children[child as usize];
    c.transfer_stamp = c.transfer_stamp.wrapping_add(1);
}

/// Service goes on for somebody who has come back to care: no new transfer.
pub(in crate::flow) fn resume<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    cases::book_service(e, now);
    let c = &mut e.world.children[child as usize];
    (c.transfer, c.transferred_at) = (Transfer::Served, now);
    let practice = c.practice as usize;
    e.world.served[practice] += 1;
    if e.provider() == Provider::None {
        return;
    }
    followed::note(e, child, Step::Resumed, now);
    e.world.freed_cases += i64::from(authority_case(e, child));
    enter_withdrawal(e, child, now);
}

/// A single child goes back to the authority (Consistent Care Matters, draft contract, art. 21): the place is free,
/// and the change of worker has a cause of its own.
pub(super) fn withdraw<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let year = e.world.year as usize;
    e.world.tallies.years[year].withdrawn += 1;
    e.world.children[child as usize].withdrawn = true;
    back_to_authority(e, child, ChangeCause::Withdrawn, now);
}

/// Service ends and the child stays with the authority. In the arm without a practice only the following ends.
pub(in crate::flow) fn back_to_authority<S: Sink>(
    e: &mut Engine<'_, S>,
    child: u32,
    cause: ChangeCause,
    now: f64,
) {
    finance::settle_placement(e, child, now);
    cases::settle_service(e, child, now);
    followed::note(e, child, Step::Withdrawn, now);
    close_for_good(e, child, now);
    e.say(now, child, |_| match cause {
        ChangeCause::ContractEnded => CareEvent::ContractEnded { with_worker: false },
        _ => CareEvent::Withdrawn,
    });
    let real = e.provider() != Provider::None;
    if real {
        workforce::drop_case(e, child, now);
    }
    e.world.children[child as usize].transfer = Transfer::None;
    if real {
        workforce::back_to_the_authority(e, child, cause, now);
    }
}
