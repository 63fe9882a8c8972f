//! Caseloads: what a case weighs, whose list it is on, who has the shortest.

use super::notice;
use super::successor::end_wait;
use super::{case_terms, seconds};
use crate::domain::parameters::Provider;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::world::{FULL_CASE, NOBODY, Standing, TAKES_NOBODY, Transfer};

/// What a case weighs, in thousandths of a full one.
pub(in crate::flow) fn weight<S: Sink>(e: &Engine<'_, S>, child: u32, as_lead: bool) -> i32 {
    let c = &e.world.children[child as usize];
    let full = match c.standing {
        Standing::CareLeaver => e.world_parameters.workforce.care_leaver_weight,
        Standing::AfterCare if c.at_18 => e.world_parameters.workforce.care_leaver_weight,
        Standing::AfterCare => e.arm.endings.further_weight,
        _ => FULL_CASE,
    };
    if e.provider() == Provider::None {
        return full;
    }
    let share = match (c.transfer, as_lead) {
        (Transfer::Joint, true) => e.arm.handover.authority_weight,
        (Transfer::Joint, false) => e.arm.handover.practice_weight,
        (Transfer::Served, false) => e.arm.handover.court_weight,
        _ => return full,
    };
    (i64::from(full) * i64::from(share) / i64::from(FULL_CASE)) as i32
}

pub(in crate::flow) fn weigh<S: Sink>(e: &mut Engine<'_, S>, post: u32, by: i32) {
    e.world.weights[post as usize] += by;
    if e.world.loads[post as usize] != TAKES_NOBODY {
        e.world.loads[post as usize] = e.world.load_of(post);
    }
}

/// The least-loaded worker of a team who still takes a case of this weight; ties go to the first post.
pub(in crate::flow) fn least_loaded<S: Sink>(e: &Engine<'_, S>, team: usize, weight: i32) -> Option<u32> {
    let range = e.world.teams[team].posts();
    let loads = &e.world.loads[range.clone()];
    let (mut least, mut from) = (TAKES_NOBODY, 0);
    // this is asked for every case: eight posts at a time, then the place within the eight
    let (eights, rest) = loads.as_chunks::<8>();
    for (i, [a, b, c, d, e, f, g, h]) in eights.iter().enumerate() {
        let low = (*a.min(b).min(c.min(d))).min(*e.min(f).min(g.min(h)));
        if low < least {
            (least, from) = (low, 8 * i);
        }
    }
    for (i, load) in rest.iter().enumerate() {
        if *load < least {
            (least, from) = (*load, 8 * eights.len() + i);
        }
    }
    let cap = case_terms(e, team).caseload_cap;
    if least == TAKES_NOBODY || least + weight > cap {
        return None;
    }
    let at = from + loads[from..].iter().position(|load| *load == least)?;
    let post = (range.start + at) as u32;
    if e.world.load_with(post, weight) <= cap {
        return Some(post);
    }
    // a part-time worker has the least for the hours, and is full: a case weighs more there than elsewhere
    let open = |i: &usize| e.world.loads[*i] != TAKES_NOBODY && e.world.load_with(*i as u32, weight) <= cap;
    range.filter(open).min_by_key(|&i| e.world.loads[i]).map(|i| i as u32)
}

/// Puts a case on a worker's list, as lead or as second worker.
pub(in crate::flow) fn hold<S: Sink>(e: &mut Engine<'_, S>, child: u32, post: u32, as_lead: bool) {
    let weight = weight(e, child, as_lead);
    weigh(e, post, weight);
    let at = e.world.posts[post as usize].cases.len() as u32;
    e.world.posts[post as usize].cases.push(child);
    let c = &mut e.world.children[child as usize];
    if as_lead {
        (c.lead, c.lead_at) = (post, at);
    } else {
        (c.second, c.second_at) = (post, at);
    }
    if e.world.known.is_kept() {
        if as_lead {
            e.world.note_lead(child, post);
            seconds::name(e, child, post);
        } else {
            e.world.note_met(child, post);
        }
    }
}

/// Takes a case off its lead's (or second's) list.
pub(in crate::flow) fn release<S: Sink>(e: &mut Engine<'_, S>, child: u32, as_lead: bool) {
    if as_lead && !e.world.children[child as usize].without_worker_since.is_nan() {
        end_wait(e, child, e.world.now); // it waited for the post to be filled
    }
    if as_lead && !e.world.successors.is_empty() {
        notice::forget(e, child);
    }
    let weight = weight(e, child, as_lead);
    let c = &mut e.world.children[child as usize];
    let (post, at) = if as_lead { (c.lead, c.lead_at) } else { (c.second, c.second_at) };
    if as_lead {
        c.lead = NOBODY
    } else {
        c.second = NOBODY
    }
    weigh(e, post, -weight);
    if as_lead && e.world.known.is_kept() {
        e.world.note_lead_ended(child);
        seconds::stand_down(e, child);
    }
    let cases = &mut e.world.posts[post as usize].cases;
    cases.swap_remove(at as usize);
    if let Some(&moved) = cases.get(at as usize) {
        let m = &mut e.world.children[moved as usize];
        if m.lead == post { m.lead_at = at } else { m.second_at = at }
    }
}
