//! Court work (A20).

use super::joint::is_there;
use crate::flow::due::What;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::world::{Child, NOBODY, Standing, Transfer};
use crate::flow::{Engine, workforce};

/// Does the child's case stand before the court?
pub(super) fn in_court(c: &Child, now: f64) -> bool {
    c.standing == Standing::InCare && c.order_at <= now && now < c.concludes_at
}

/// While proceedings run, a worker of the authority goes on with the court work: the one who led, or the least loaded
/// of the child's team there.
pub(super) fn keep_court_work<S: Sink>(e: &mut Engine<'_, S>, child: u32, old: u32, came_along: bool, now: f64) {
    let c = &e.world.children[child as usize];
    if !in_court(c, now) {
        return;
    }
    let (concludes_at, stamp, home) = (c.concludes_at, c.transfer_stamp, c.team as usize);
    let weight = workforce::weight(e, child, false);
    let stays = old != NOBODY && !came_along && is_there(e, old);
    let post = if stays { Some(old) } else { workforce::least_loaded(e, home, weight) };
    if let Some(post) = post {
        workforce::hold(e, child, post, false);
        e.world.freed_cases -= i64::from(weight);
        e.enter(concludes_at, What::CourtWorkEnds, child, stamp);
        e.say(now, child, |_| CareEvent::CourtWorkStays { post });
    }
}

/// Proceedings have concluded, or the child has left care: the court worker's part is over.
pub(super) fn end_court_work<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &e.world.children[child as usize];
    if c.transfer != Transfer::Served || c.second == NOBODY {
        return;
    }
    e.world.freed_cases += i64::from(workforce::weight(e, child, false));
    workforce::release(e, child, false);
    e.say(now, child, |_| CareEvent::CourtWorkEnded);
}
