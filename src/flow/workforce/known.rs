//! Who knows the child: who has held the case, and whom a colleague of the team gets to know (A30, A31).
//!
//! Kept only where a scenario asks; it changes no draw of anybody's.

use super::case_terms;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::world::{NOBODY, World};
use crate::randomness::{Chance, uniform};

/// A worker: a post, and its how-manieth holder.
pub(super) type Worker = (u32, u32);

/// What is remembered of every child.
#[derive(Debug, Clone, Default)]
pub struct Known {
    kept: bool,
    children: Vec<Remembered>,
}

/// What is remembered of the child in a slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Remembered {
    /// A slot is used again: whose memory is it?
    key: u64,
    /// The team whose child it is, and since when.
    team: usize,
    in_team_since: f64,
    held: Vec<Held>,
    /// The named second worker, and the weight that is on that worker's list (0: not standing by).
    pub(super) second: Option<Worker>,
    pub(super) second_weight: i32,
    pub(super) second_stands_by: bool,
}

/// One worker's part in a case.
#[derive(Debug, Clone, Copy)]
struct Held {
    worker: Worker,
    /// First held, in whatever part.
    since: f64,
    /// Last became, and last ceased to be, the lead; infinite while leading, minus infinity if never.
    led_from: f64,
    led_until: f64,
}

impl Known {
    /// Forgets everything; from now on kept or not.
    pub(in crate::flow) fn reset(&mut self, kept: bool) {
        self.kept = kept;
        self.children.clear();
    }

    pub(in crate::flow) fn is_kept(&self) -> bool {
        self.kept
    }

    pub(super) fn of(&mut self, slot: u32, key: u64) -> &mut Remembered {
        let slot = slot as usize;
        if self.children.len() <= slot {
            self.children.resize_with(slot + 1, Remembered::default);
        }
        let child = &mut self.children[slot];
        if child.key != key {
            *child = Remembered { key, ..Remembered::default() };
        }
        child
    }

    pub(super) fn get(&self, slot: u32, key: u64) -> Option<&Remembered> {
        self.children.get(slot as usize).filter(|child| child.key == key)
    }

    /// The child belongs to a team from now on.
    pub(super) fn joins(&mut self, slot: u32, key: u64, team: usize, now: f64) {
        if self.kept {
            let child = self.of(slot, key);
            if child.held.is_empty() && child.in_team_since == 0.0 || child.team != team {
                (child.team, child.in_team_since) = (team, now);
            }
        }
    }

    /// Somebody takes part in the case without leading.
    fn meets(&mut self, slot: u32, key: u64, worker: Worker, now: f64) {
        self.of(slot, key).entry(worker, now);
    }

    fn leads(&mut self, slot: u32, key: u64, worker: Worker, now: f64) {
        let child = self.of(slot, key);
        child.end_lead(now);
        let held = child.entry(worker, now);
        (held.led_from, held.led_until) = (now, f64::INFINITY);
    }

    /// Has this worker held the case before now?
    fn has_held(&self, slot: u32, key: u64, worker: Worker, now: f64) -> bool {
        self.get(slot, key).is_some_and(|child| child.held.iter().any(|h| h.worker == worker && h.since < now))
    }

    /// Has the child been of the team before now?
    fn is_of(&self, slot: u32, key: u64, team: usize, now: f64) -> bool {
        self.get(slot, key).is_some_and(|child| child.team == team && child.in_team_since < now)
    }

    /// Different lead workers since a day; `None` where nobody remembers.
    pub(in crate::flow) fn workers_met(&self, slot: usize, key: u64, since: f64) -> Option<u32> {
        let child = self.get(slot as u32, key)?;
        Some(child.held.iter().filter(|h| h.led_until > since).count() as u32)
    }

    /// Days for which the present lead has led.
    pub(super) fn led_for(&self, slot: u32, key: u64, now: f64) -> f64 {
        let leading = |child: &Remembered| child.held.iter().find(|h| h.led_until == f64::INFINITY).copied();
        self.get(slot, key).and_then(leading).map_or(f64::INFINITY, |h| now - h.led_from)
    }

    /// A worker who comes across is the same person in another post.
    pub(super) fn comes_across(&mut self, old: Worker, new: Worker) {
        for child in &mut self.children {
            if let Some(held) = child.held.iter().find(|h| h.worker == old).copied() {
                // the lead stays where it is until the case is transferred
                child.held.push(Held {
                    worker: new,
                    led_from: f64::NEG_INFINITY,
                    led_until: f64::NEG_INFINITY,
                    ..held
                });
            }
        }
    }
}

impl Remembered {
    fn entry(&mut self, worker: Worker, now: f64) -> &mut Held {
        let at = self.held.iter().position(|h| h.worker == worker).unwrap_or_else(|| {
            let never = f64::NEG_INFINITY;
            self.held.push(Held { worker, since: now, led_from: never, led_until: never });
            self.held.len() - 1
        });
        &mut self.held[at]
    }

    fn end_lead(&mut self, now: f64) {
        if let Some(held) = self.held.iter_mut().find(|h| h.led_until == f64::INFINITY) {
            held.led_until = now;
        }
    }
}

impl World {
    fn worker(&self, post: u32) -> Worker {
        (post, self.posts[post as usize].nth)
    }

    /// The holder of a post leads the case from now on.
    pub(super) fn note_lead(&mut self, child: u32, post: u32) {
        if self.known.kept {
            let (worker, key, now) = (self.worker(post), self.children[child as usize].key.0, self.now);
            let team = self.posts[post as usize].team as usize;
            self.known.joins(child, key, team, now);
            self.known.leads(child, key, worker, now);
        }
    }

    /// The holder of a post gets to know the child without leading.
    pub(super) fn note_met(&mut self, child: u32, post: u32) {
        self.note_met_on(child, post, self.now);
    }

    /// The same, on some day up to now.
    pub(super) fn note_met_on(&mut self, child: u32, post: u32, day: f64) {
        let (worker, key) = (self.worker(post), self.children[child as usize].key.0);
        self.known.meets(child, key, worker, day);
    }

    pub(super) fn note_lead_ended(&mut self, child: u32) {
        let (key, now) = (self.children[child as usize].key.0, self.now);
        self.known.of(child, key).end_lead(now);
    }
}

/// Does the holder of a post know the child already, before anything that happens now?
pub(super) fn knows<S: Sink>(e: &Engine<'_, S>, child: u32, post: u32, now: f64) -> bool {
    let key = e.world.children[child as usize].key.0;
    let worker = e.world.worker(post);
    e.world.known.has_held(child, key, worker, now) || knows_through_team(e, child, post, now)
}

/// A31: a colleague who was there before now knows so many of the team's other children, whichever they are.
fn knows_through_team<S: Sink>(e: &Engine<'_, S>, child: u32, post: u32, now: f64) -> bool {
    let (p, c) = (&e.world.posts[post as usize], &e.world.children[child as usize]);
    let team = p.team as usize;
    let Some(known) = case_terms(e, team).children_known_per_worker else { return false };
    if p.since >= now || !e.world.known.is_of(child, c.key.0, team, now) {
        return false;
    }
    let others = other_children(e, child, post);
    let mut luck = e.luck.source(Chance::KnowsChild, c.key.0, u64::from(post) << 16 | u64::from(p.nth & 0xffff));
    uniform(&mut luck) <= known_share(known, others)
}

/// Children of the post's team who are not on its list, the child in question among them.
fn other_children<S: Sink>(e: &Engine<'_, S>, child: u32, post: u32) -> u32 {
    let c = &e.world.children[child as usize];
    let team = &e.world.teams[e.world.posts[post as usize].team as usize];
    let listed: usize = team.posts().map(|i| e.world.posts[i].cases.len()).sum();
    let on_the_way = c.lead == NOBODY && !team.waiting.contains(&child);
    let own = e.world.posts[post as usize].cases.len() - usize::from(c.lead == post);
    (listed + team.waiting.len() + usize::from(on_the_way) - own) as u32
}

/// Share of a team's other children whom a worker knows who gets to know so many.
fn known_share(known_per_worker: f64, others: u32) -> f64 {
    if others == 0 { 1.0 } else { (known_per_worker / f64::from(others)).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_knows_a_share_of_the_other_children_that_falls_with_their_number() {
        // 20 known beside the own list: all of 15, half of 40, a tenth of 200
        assert_eq!([15, 20, 40, 200].map(|others| known_share(20.0, others)), [1.0, 1.0, 0.5, 0.1]);
        assert_eq!(known_share(0.0, 40), 0.0);
        assert_eq!(known_share(0.0, 0), 1.0);
    }

    #[test]
    fn who_has_held_the_case_is_known_from_the_next_moment_on_and_a_second_holder_is_another_person() {
        let mut known = Known::default();
        known.reset(true);
        known.leads(3, 77, (5, 1), 10.0);
        assert!(!known.has_held(3, 77, (5, 1), 10.0));
        assert!(known.has_held(3, 77, (5, 1), 10.5));
        assert!(!known.has_held(3, 77, (5, 2), 10.5));
        // another child in the same slot
        assert!(!known.has_held(3, 78, (5, 1), 10.5));
    }

    #[test]
    fn a_worker_who_comes_back_within_the_year_is_met_once() {
        let mut known = Known::default();
        known.reset(true);
        for (day, worker) in [(-50.0, (1, 1)), (100.0, (2, 1)), (200.0, (1, 1)), (300.0, (3, 1))] {
            known.leads(0, 9, worker, day);
        }
        assert_eq!(known.workers_met(0, 9, 0.0), Some(3));
        assert_eq!(known.workers_met(0, 9, 250.0), Some(2));
        assert_eq!(known.led_for(0, 9, 310.0), 10.0);
        assert_eq!(known.workers_met(1, 9, 0.0), None);
    }

    #[test]
    fn who_comes_across_knows_the_same_children() {
        let mut known = Known::default();
        known.reset(true);
        known.leads(0, 9, (1, 1), -50.0);
        known.comes_across((1, 1), (20, 1));
        assert!(known.has_held(0, 9, (20, 1), 1.0));
        assert!(!known.has_held(0, 9, (21, 1), 1.0));
    }
}
