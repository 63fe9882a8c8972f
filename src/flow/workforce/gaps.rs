//! What a month or a wait shows: days without a worker of people served, caseloads at the months' ends.

use super::caseloads::weight;
use super::{duties, seconds};
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
        debug_assert!(weights_agree(e), "a list's weight is not that of its cases");
        let at_work = |i: &usize| {
            let post = &e.world.posts[*i];
            matches!(post.holder, Holder::Permanent | Holder::Agency) && !post.away
        };
        let teams = e.world.teams.iter().skip(5).take(e.arm.practices.len());
        let posts = teams.flat_map(|team| team.posts()).filter(at_work);
        // for each whole-time worker: a part-time worker's list is as full as its hours make it
        let loads: Vec<i32> = posts.map(|i| e.world.load_of(i as u32)).collect();
        e.world.tallies.years[e.world.year as usize].practice.caseloads.extend(loads);
    }
    duties::count_month(e, month, now);
}

/// Does every list of the practices weigh what its cases, the children for whom its worker stands by and those of
/// colleagues on notice do?
fn weights_agree<S: Sink>(e: &Engine<'_, S>) -> bool {
    let posts = e.world.teams.iter().skip(5).take(e.arm.practices.len()).flat_map(|team| team.posts());
    posts.map(|i| i as u32).all(|post| {
        let cases = &e.world.posts[post as usize].cases;
        let leads = |child: &u32| e.world.children[*child as usize].lead == post;
        let listed: i32 = cases.iter().map(|child| weight(e, *child, leads(child))).sum();
        let joint: i32 = e.world.successors.iter().filter(|s| s.to == post).map(|s| s.weight).sum();
        listed + joint + seconds::weight_of(e, post) == e.world.weights[post as usize]
    })
}

/// Is the child without a worker on this day?
pub(super) fn is_without_worker(c: &Child) -> bool {
    matches!(c.standing, Standing::InCare | Standing::CareLeaver)
        && (c.lead == crate::flow::world::NOBODY || !c.without_worker_since.is_nan())
}
