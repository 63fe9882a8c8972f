//! Changes of lead worker are counted, each with its cause.

use super::known::knows;
use crate::domain::codes::ChangeCause;
use crate::domain::keys::MONTH_DAYS;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::records::Kept;
use crate::flow::tally::CURVE_MONTHS;
use crate::flow::world::{Standing, Transfer};
use crate::flow::{Engine, cases, placements};

/// Counts a change of lead worker by its cause.
pub(in crate::flow) fn count_change<S: Sink>(
    e: &mut Engine<'_, S>,
    child: u32,
    cause: ChangeCause,
    now: f64,
    from: Option<u32>,
) {
    let to = e.world.children[child as usize].lead;
    let knew = e.world.known.is_kept().then(|| knows(e, child, to, now));
    let year = e.world.year as usize;
    let c = &mut e.world.children[child as usize];
    let counted = &mut e.world.tallies.years[year];
    counted.reallocated += 1;
    c.changes_this_year += 1;
    if c.standing == Standing::InCare {
        counted.changes[cause as usize] += 1;
        counted.stayer_changes += u32::from(c.transfer != Transfer::Served && cause.is_harm());
    }
    match c.transfer {
        Transfer::None => {}
        Transfer::Served if c.standing == Standing::AfterCare => {
            counted.further_changes += u32::from(cause.is_harm());
        }
        Transfer::Awaiting | Transfer::Joint => counted.changes_on_the_way += u32::from(cause.is_harm()),
        Transfer::Served => count_in_cohort(e, child, cause, knew, now),
    }
    e.say(now, child, |_| CareEvent::WorkerChanged { from, to, team: 0, cause, knew });
    e.keep(now, child, |w, _| Kept::LedBy { post: to, holder: w.posts[to as usize].nth, cause: Some(cause) });
    if cause.is_harm() {
        placements::unsettle(e, child, now);
    }
}

/// A change of somebody whom the practice serves (or would), by cause and by month since transfer.
pub(in crate::flow) fn count_in_cohort<S: Sink>(
    e: &mut Engine<'_, S>,
    child: u32,
    cause: ChangeCause,
    knew: Option<bool>,
    now: f64,
) {
    let c = &e.world.children[child as usize];
    let month = ((now - c.transferred_at) / MONTH_DAYS) as usize;
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.cohort_changes[cause as usize] += 1;
    year.practice.changes_known += u32::from(cause.is_harm() && knew == Some(true));
    year.practice.changes_unknown += u32::from(cause.is_harm() && knew == Some(false));
    if let Some(practice) = year.practices.get_mut(usize::from(c.practice)) {
        practice.changes += u32::from(cause.is_harm());
        practice.transfers += u32::from(cause == ChangeCause::Transfer);
    }
    if cause.is_harm() {
        for group in cases::groups_of(c) {
            e.world.tallies.groups[group].changes += 1;
        }
        if let Some(counted) = e.world.tallies.changes_by_month.get_mut((now / MONTH_DAYS) as usize) {
            *counted += 1;
        }
    }
    if month < CURVE_MONTHS && cause.is_harm() {
        e.world.tallies.curve_changes[month] += 1;
    }
}
