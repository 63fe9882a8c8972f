//! Long absences of permanent workers, which move their cases.

use super::cover;
use super::successor::{end_waits_for_post, reassign_all, take_up};
use super::terms;
use crate::domain::codes::ChangeCause;
use crate::domain::laws::Law;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::TAKES_NOBODY;
use crate::randomness::{Chance, exponential, uniform};

/// The next long absence of a permanent worker, if it comes before the worker leaves.
pub(super) fn enter_absence<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, nth_spell: u64) {
    let terms = terms(e, post);
    let rate = terms.long_sickness_per_day + terms.parental_leave_per_day;
    if rate <= 0.0 {
        return;
    }
    let (nth, stamp) = (u64::from(e.world.posts[post as usize].nth), e.world.posts[post as usize].stamp);
    let mut luck = e.luck.source(Chance::Absence, u64::from(post), nth << 20 | nth_spell);
    e.enter(now + exponential(&mut luck) / rate, What::AbsenceBegins, post, stamp);
}

pub(super) fn absence_begins<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let (p, terms) = (&e.world_parameters.workforce, terms(e, post));
    let rate = terms.long_sickness_per_day + terms.parental_leave_per_day;
    // keyed by the month, so that a spell's kind and length are the post's own
    let spell = (libm::floor(now) as i64 + (1 << 30)) as u64;
    let nth = u64::from(e.world.posts[post as usize].nth);
    let mut luck = e.luck.source(Chance::Absence, u64::from(post) | 1 << 40, nth << 32 ^ spell);
    let sick = uniform(&mut luck) * rate <= terms.long_sickness_per_day;
    let law: &Law = if sick { &p.long_sickness } else { &p.parental_leave };
    let days = law.draw(&mut luck);
    if days <= p.absence_moves_cases_days {
        enter_absence(e, post, now + days, spell & 0xf_ffff);
        return;
    }
    let stamp = e.world.posts[post as usize].stamp;
    e.world.posts[post as usize].away = true;
    e.world.loads[post as usize] = TAKES_NOBODY;
    if cover::bank_stands_in(e, post) {
        e.enter(now + days, What::AbsenceEnds, post, stamp);
        return; // no case moves
    }
    reassign_all(e, post, ChangeCause::LongAbsence, now);
    e.enter(now + days, What::AbsenceEnds, post, stamp);
}

pub(super) fn absence_ends<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    e.world.posts[post as usize].away = false;
    cover::stand_in_ends(e, post);
    // whoever is on notice takes no further case
    let on_notice = e.world.posts[post as usize].leaving.on_notice;
    e.world.loads[post as usize] = if on_notice { TAKES_NOBODY } else { e.world.load_of(post) };
    let spell = (libm::floor(now) as i64 + (1 << 30)) as u64 & 0xf_ffff;
    enter_absence(e, post, now, spell);
    end_waits_for_post(e, post, now, false);
    take_up(e, post, now);
}
