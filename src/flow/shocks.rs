//! Shocks: what a scenario lets happen to the world on a day, in every policy alike.
//!
//! **What happens.** Prices of some types rise; placements are lost and their children move; unaccompanied children
//! arrive; workers of the practice leave; transfers wait; costs run ahead of the contract; some of the practice's children
//! are in placements of a stated price for some weeks.
//! **Assumes.** A52: whose placement is lost, and who is in a placement of a stated price, is by lot among those whom it
//! can befall that day; a child who must move finds the next placement as in any move. A53: an unaccompanied child of a
//! shock is like any other one, with a stay, a placement and a band drawn as theirs. A54: a contract is priced without
//! knowing of a shock, and its uprating never makes good what costs rise above it. A55: of the workers in post on the
//! day each leaves with the stated chance, at a moment spread evenly over the shock's time; who replaces them is as ever.
//! **Chance.** `ShockFalls`, `ShockArrival`; otherwise those of the stages.
//! **Leaves out.** What a shock does to the market of placements, to recruitment or to the partners' goodwill.
//! **Reads; writes.** Writes prices, placements, children, due dates. Nobody's luck is renumbered: a shock's children have
//! keys of their own, and everybody else's draws are keyed by themselves.

use super::due::What;
use super::events::Sink;
use super::world::{Holder, Standing, TeamKind, Transfer};
use super::{Engine, finance, intake, placements};
use crate::domain::codes::PlacementType;
use crate::domain::keys::ChildKey;
use crate::domain::money::Pence;
use crate::domain::parameters::shocks::{Shock, ShockKind};
use crate::randomness::{Chance, uniform};

/// What shocks have changed and must keep in mind.
#[derive(Debug, Clone, PartialEq)]
pub struct Shocked {
    /// Factor on the price of each placement type.
    pub price: [f64; PlacementType::COUNT],
    dear: Vec<Dear>,
}

impl Default for Shocked {
    fn default() -> Self {
        Self { price: [1.0; PlacementType::COUNT], dear: vec![] }
    }
}

/// A child in a placement of a stated price.
#[derive(Debug, Clone, PartialEq)]
struct Dear {
    shock: u32,
    slot: u32,
    key: ChildKey,
    placements: u32,
    usual: Pence,
    stated: Pence,
}

/// Marks that a post and not a child is meant.
const POST: u64 = 1 << 62;

/// Enters the days of all shocks, at go-live.
pub(super) fn enter<S: Sink>(e: &mut Engine<'_, S>) {
    let p = e.world_parameters;
    for (i, shock) in p.shocks.iter().enumerate() {
        e.enter(shock.from, What::Shock, 2 * i as u32, 0);
        if shock.has_an_end() {
            e.enter(shock.until, What::Shock, 2 * i as u32 + 1, 0);
        }
    }
}

/// A shock begins (even) or ends (odd).
pub(super) fn happen<S: Sink>(e: &mut Engine<'_, S>, subject: u32, now: f64) {
    let p = e.world_parameters;
    let (nth, ends) = (subject / 2, subject % 2 == 1);
    let shock = &p.shocks[nth as usize];
    match &shock.kind {
        ShockKind::Price { types, factor } => reprice(e, types, if ends { 1.0 / factor } else { *factor }, now),
        ShockKind::PlacementsLost { of, placements } => lose(e, shock, *of, *placements, now),
        ShockKind::Unaccompanied { children } => {
            for i in 0..*children {
                intake::arrive_alone(e, ChildKey::of_a_shock(shock.key, u64::from(i)), now);
            }
        }
        ShockKind::StaffLeave { share } => workers_leave(e, shock, *share),
        ShockKind::HighCost { .. } if ends => end_dear(e, nth, now),
        ShockKind::HighCost { placements, daily_gbp } => {
            begin_dear(e, shock, nth, *placements, Pence::from_pounds(*daily_gbp), now);
        }
        // these are looked up where they matter
        ShockKind::TransfersDelayed | ShockKind::AboveUprating { .. } => {}
    }
}

fn reprice<S: Sink>(e: &mut Engine<'_, S>, types: &[bool; PlacementType::COUNT], factor: f64, now: f64) {
    for (price, hit) in e.world.shocked.price.iter_mut().zip(types) {
        *price *= if *hit { factor } else { 1.0 };
    }
    for slot in 0..e.world.children.len() as u32 {
        let c = &e.world.children[slot as usize];
        if c.standing == Standing::InCare && types[c.placement as usize] {
            finance::settle_placement(e, slot, now);
            let c = &mut e.world.children[slot as usize];
            c.daily_price = c.daily_price.share(factor);
        }
    }
}

/// So many of those whom a shock can befall, by lot: each has a number of its own, and the smallest are taken.
fn by_lot<S: Sink>(e: &Engine<'_, S>, shock: &Shock, count: u32, able: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut drawn: Vec<(f64, u64, u32)> = (0..e.world.children.len() as u32)
        .filter(|slot| e.world.children[*slot as usize].standing == Standing::InCare && able(*slot))
        .map(|slot| {
            let key = e.world.children[slot as usize].key.0;
            (uniform(&mut e.luck.source(Chance::ShockFalls, key, shock.nth())), key, slot)
        })
        .collect();
    drawn.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    drawn.into_iter().take(count as usize).map(|(_, _, slot)| slot).collect()
}

fn lose<S: Sink>(e: &mut Engine<'_, S>, shock: &Shock, of: PlacementType, placements: u32, now: f64) {
    for slot in by_lot(e, shock, placements, |slot| e.world.children[slot as usize].placement == of) {
        placements::must_move(e, slot, now);
    }
}

fn workers_leave<S: Sink>(e: &mut Engine<'_, S>, shock: &Shock, share: f64) {
    for post in 0..e.world.posts.len() as u32 {
        let p = &e.world.posts[post as usize];
        let theirs = matches!(e.world.teams[p.team as usize].kind, TeamKind::Practice(_));
        if !theirs || p.holder != Holder::Permanent {
            continue;
        }
        let stamp = p.stamp;
        let mut luck = e.luck.source(Chance::ShockFalls, u64::from(post) | POST, shock.nth());
        if uniform(&mut luck) <= share {
            let at = shock.from + uniform(&mut luck) * (shock.until - shock.from);
            // whoever leaves before that day of their own accord has left: the stamp has moved on
            let fixed = &mut e.world.posts[post as usize].leaving.fixed;
            *fixed = fixed.min(at);
            e.enter(at, What::WorkerLeaves, post, stamp);
        }
    }
}

fn begin_dear<S: Sink>(e: &mut Engine<'_, S>, shock: &Shock, nth: u32, count: u32, stated: Pence, now: f64) {
    let served = |slot: u32| e.world.children[slot as usize].transfer == Transfer::Served;
    for slot in by_lot(e, shock, count, served) {
        finance::settle_placement(e, slot, now);
        let c = &mut e.world.children[slot as usize];
        let usual = c.daily_price;
        if usual >= stated {
            continue; // it costs as much already
        }
        c.daily_price = stated;
        let (key, placements) = (c.key, c.placements);
        e.world.shocked.dear.push(Dear { shock: nth, slot, key, placements, usual, stated });
    }
}

/// Who is still in the same placement pays its usual price again, at today's level.
fn end_dear<S: Sink>(e: &mut Engine<'_, S>, nth: u32, now: f64) {
    let all = std::mem::take(&mut e.world.shocked.dear);
    let (over, on) = all.into_iter().partition(|dear| dear.shock == nth);
    e.world.shocked.dear = on;
    for Dear { slot, key, placements, usual, stated, .. } in Vec::<Dear>::into_iter(over) {
        let c = &e.world.children[slot as usize];
        if c.key != key || c.standing != Standing::InCare || c.placements != placements {
            continue;
        }
        finance::settle_placement(e, slot, now);
        let c = &mut e.world.children[slot as usize];
        c.daily_price = c.daily_price.share(usual.0 as f64 / stated.0 as f64);
    }
}
