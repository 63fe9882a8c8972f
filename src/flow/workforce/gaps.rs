//! What a month or a wait shows: days without a worker of people served, caseloads at the months' ends.

use super::duties;
use crate::domain::parameters::Provider;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::tally::PracticeYear;
use crate::flow::world::{Child, Holder, Standing, Transfer};

/// Books a served person's days without a worker up to `now`: of this year, and of the whole gap since the transfer.
pub(in crate::flow) fn count_gap(counted: &mut PracticeYear, c: &Child, year_start: f64, now: f64) {
    if c.transfer != Transfer::Served || c.without_worker_since.is_nan() {
        return;
    }
    let since = c.without_worker_since.max(c.transferred_at);
    counted.unallocated_days += (now - since.max(year_start)).max(0.0);
    counted.longest_gap = counted.longest_gap.max(now - since);
}

/// A person's service ends in the midst of a wait, which goes on or ends elsewhere.
pub(in crate::flow) fn close_gap<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let start = crate::flow::cases::year_start(e);
    let year = &mut e.world.tallies.years[e.world.year as usize];
    count_gap(&mut year.practice, &e.world.children[child as usize], start, now);
}

/// The end of a month: people served and caseloads of each practice, visits and reviews.
pub(in crate::flow) fn count_month<S: Sink>(e: &mut Engine<'_, S>, month: usize, now: f64) {
    let months = e.world_parameters.months();
    for (practice, served) in e.world.served.iter().enumerate() {
        if let Some(counted) = e.world.tallies.served_by_month.get_mut(practice * months + month) {
            *counted = *served;
        }
    }
    if e.arm.provider != Provider::None {
        let caseloads = &mut e.world.tallies.years[e.world.year as usize].practice.caseloads;
        for team in e.world.teams.iter().skip(5).take(e.arm.practices.len()) {
            for i in team.posts() {
                let post = &e.world.posts[i];
                if matches!(post.holder, Holder::Permanent | Holder::Agency) && !post.away {
                    caseloads.push(e.world.weights[i]);
                }
            }
        }
    }
    duties::count_month(e, month, now);
}

/// Is the child without a worker on this day?
pub(super) fn is_without_worker(c: &Child) -> bool {
    matches!(c.standing, Standing::InCare | Standing::CareLeaver)
        && (c.lead == crate::flow::world::NOBODY || !c.without_worker_since.is_nan())
}
