//! Named second workers: a colleague of the team whom the child meets when the first worker takes the case, and who
//! takes over when that worker goes.
//!
//! The second worker stands by while somebody leads, and weighs what the scenario says; the name is kept while the case
//! changes hands, so that the policy can follow it.

use super::case_terms;
use super::caseloads::weigh;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::world::TAKES_NOBODY;
use crate::policies::successor::policy;

/// The child's named second worker, if still there.
pub(super) fn of<S: Sink>(e: &Engine<'_, S>, child: u32) -> Option<u32> {
    let key = e.world.children[child as usize].key.0;
    let (post, nth) = e.world.known.get(child, key)?.second?;
    let there = e.world.posts[post as usize].nth == nth && e.world.loads[post as usize] != TAKES_NOBODY;
    there.then_some(post)
}

/// Names a second worker for a case that `lead` has taken: the one there was, or the least-loaded other colleague.
pub(super) fn name<S: Sink>(e: &mut Engine<'_, S>, child: u32, lead: u32) {
    let team = e.world.posts[lead as usize].team as usize;
    stand_down(e, child);
    let terms = case_terms(e, team);
    let key = e.world.children[child as usize].key.0;
    if !policy(terms.successor).names_a_second() {
        e.world.known.of(child, key).second = None;
        return;
    }
    let loads = &e.world.loads;
    let before = of(e, child).filter(|&post| post != lead && e.world.posts[post as usize].team as usize == team);
    let others = e.world.teams[team].posts().filter(|&i| i != lead as usize && loads[i] != TAKES_NOBODY);
    let second = before.or_else(|| others.min_by_key(|&i| loads[i]).map(|i| i as u32));
    let weight = terms.second_worker_weight;
    let worker = second.map(|post| (post, e.world.posts[post as usize].nth));
    let memory = e.world.known.of(child, key);
    memory.second = worker;
    if let Some(post) = second {
        (memory.second_stands_by, memory.second_weight) = (true, weight);
        weigh(e, post, weight);
        e.world.note_met(child, post);
    }
}

/// What the children for whom a worker stands by weigh on the list.
pub(super) fn weight_of<S: Sink>(e: &Engine<'_, S>, post: u32) -> i32 {
    let children = e.world.children.iter().enumerate();
    let memories = children.filter_map(|(slot, c)| e.world.known.get(slot as u32, c.key.0));
    let by = |m: &&super::known::Remembered| m.second_stands_by && m.second.is_some_and(|(p, _)| p == post);
    memories.filter(by).map(|m| m.second_weight).sum()
}

/// Nobody leads any longer, or another second worker is named: the weight goes, the name stays.
pub(super) fn stand_down<S: Sink>(e: &mut Engine<'_, S>, child: u32) {
    let key = e.world.children[child as usize].key.0;
    let memory = e.world.known.of(child, key);
    if !std::mem::replace(&mut memory.second_stands_by, false) {
        return;
    }
    let weight = std::mem::take(&mut memory.second_weight);
    if let Some((post, _)) = memory.second {
        weigh(e, post, -weight);
    }
}

/// The holder of a post has gone, or is another one: the children of the team for whom that worker stood by get another
/// second worker.
pub(super) fn name_others<S: Sink>(e: &mut Engine<'_, S>, post: u32) {
    let team = e.world.posts[post as usize].team as usize;
    if !policy(case_terms(e, team).successor).names_a_second() {
        return;
    }
    for i in e.world.teams[team].posts() {
        for at in 0..e.world.posts[i].cases.len() {
            let child = e.world.posts[i].cases[at];
            let c = &e.world.children[child as usize];
            let memory = e.world.known.get(child, c.key.0);
            let stood_by = memory.is_some_and(|m| m.second_stands_by && m.second.is_some_and(|(p, _)| p == post));
            if c.lead == i as u32 && stood_by {
                name(e, child, i as u32);
            }
        }
    }
}
