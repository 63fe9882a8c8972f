//! Where a practice's recruits come from: a stated share leaves the authority for it (A28).
//!
//! Local authorities could see practices as competing to recruit from a limited pool of social workers (Summit 2015,
//! threats to future development).

use super::across::who_may_go;
use super::posts::worker_leaves;
use super::practice_of_post;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::randomness::{Chance, uniform};

/// Marks the luck of recruits for the reserve, which is nobody's post.
const RESERVE: u64 = 1 << 41;
/// Marks an authority's post in the lot for who leaves it.
const AUTHORITY: u64 = 1 << 42;

/// A new worker has taken up a practice's post.
pub(super) fn to_a_post<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    if let Some(practice) = practice_of_post(e, post) {
        let nth = u64::from(e.world.posts[post as usize].nth);
        leaves_the_authority(e, practice.recruits_from_authority_share, u64::from(post), nth, now);
    }
}

/// A new worker has joined a practice's reserve.
pub(super) fn to_the_reserve<S: Sink>(e: &mut Engine<'_, S>, k: u32, now: f64) {
    let reserve = &mut e.world.reserve[k as usize];
    reserve.recruited += 1;
    let nth = u64::from(reserve.recruited);
    let share = e.arm.practices[k as usize].recruits_from_authority_share;
    leaves_the_authority(e, share, u64::from(k) | RESERVE, nth, now);
}

/// By the recruit's own luck it is somebody of the authority, by lot: the post there falls vacant.
fn leaves_the_authority<S: Sink>(e: &mut Engine<'_, S>, share: f64, recruit: u64, nth: u64, now: f64) {
    if share <= 0.0 || uniform(&mut e.luck.source(Chance::RecruitFromAuthority, recruit, nth)) > share {
        return;
    }
    let mark = (recruit & 0xff_ffff) << 20 | (nth & 0xf_ffff);
    let number =
        |i: u32| uniform(&mut e.luck.source(Chance::RecruitFromAuthority, u64::from(i) | AUTHORITY, mark));
    let from = who_may_go(e).min_by(|&a, &b| number(a).total_cmp(&number(b)));
    if let Some(from) = from {
        e.world.tallies.years[e.world.year as usize].recruited_from_authority += 1;
        worker_leaves(e, from, now);
    }
}
