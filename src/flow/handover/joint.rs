//! The joint period: it is cut short, broken or stopped.

use super::lead::complete;
use super::way::enter_end;
use crate::domain::parameters::Provider;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::world::{Holder, NOBODY, Transfer};
use crate::flow::{Engine, workforce};

/// The authority's worker goes in the joint period. After enough joint days the practice leads at once (`true`: the
/// case needs no other worker of the authority); otherwise the handover is broken.
pub(in crate::flow) fn lead_goes<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) -> bool {
    let c = &e.world.children[child as usize];
    if c.transfer != Transfer::Joint || e.provider() == Provider::None {
        return false;
    }
    let enough = now - c.transferred_at >= e.arm.handover.minimum_joint_days;
    if enough && c.second != NOBODY && is_there(e, c.second) {
        let year = e.world.year as usize;
        e.world.tallies.years[year].cut_short += 1;
        e.say(now, child, |_| CareEvent::HandoverCutShort);
        complete(e, child, now);
        return true;
    }
    break_handover(e, child, now);
    false
}

/// Another second worker: in the joint period, the handover is broken.
pub(in crate::flow) fn second_worker_went<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    if e.world.children[child as usize].transfer == Transfer::Joint {
        break_handover(e, child, now);
    }
}

/// One of the two workers went: carry on with the next one, or start the joint period again.
fn break_handover<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let restarted = e.arm.handover.restart_if_worker_leaves;
    let year = e.world.year as usize;
    e.world.tallies.years[year].broken += 1;
    e.say(now, child, |_| CareEvent::HandoverBroken { restarted });
    if restarted {
        e.world.tallies.years[year].restarted += 1;
        e.world.children[child as usize].transferred_at = now;
        enter_end(e, child, now);
    }
}

/// Is there a worker at work in the post?
pub(in crate::flow) fn is_there<S: Sink>(e: &Engine<'_, S>, post: u32) -> bool {
    let p = &e.world.posts[post as usize];
    matches!(p.holder, Holder::Permanent | Holder::Agency) && !p.away
}

/// The second worker lets go; the lead's case is whole again.
pub(super) fn stop_joint_period<S: Sink>(e: &mut Engine<'_, S>, child: u32) {
    if e.world.children[child as usize].second != NOBODY {
        workforce::release(e, child, false);
    }
    let (lead, joint) = (e.world.children[child as usize].lead, workforce::weight(e, child, true));
    e.world.children[child as usize].transfer = Transfer::None;
    if lead != NOBODY && e.provider() != Provider::None {
        let by = workforce::weight(e, child, true) - joint;
        workforce::weigh(e, lead, by);
    }
}
