//! Cover: who is on duty on a working day and can be on call at night, bank staff, vacancies of a practice (A32, A33,
//! A35, A36).
//!
//! Each day of a practice is looked at at its end, where the scenario asks. A post's sickness, training and leave are
//! its own luck, day by day and week by week, whoever holds it; they move no case. Sickness is a chain of well and sick
//! working days with the stated number of spells and mean length, in its long-run state from the first day on.

use std::cmp::Reverse;

use crate::domain::parameters::{CoverTerms, OutOfHours, Provider};
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::opening::is_nth_share;
use crate::flow::tally::PracticeYear;
use crate::flow::world::{Holder, TeamKind};
use crate::randomness::{Chance, uniform};

/// Working days in a year of 365.25 days, five in each week (A33).
pub(in crate::flow) const WORKING_DAYS: f64 = 365.25 * 5.0 / 7.0;

/// Where each practice's posts, and its bank, stand today.
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// By post of the world.
    posts: Vec<PostToday>,
    practices: Vec<PracticeToday>,
}

#[derive(Debug, Clone, Copy)]
struct PostToday {
    sick: bool,
    in_training: bool,
    on_leave: bool,
    /// Weeks of leave that found no room yet.
    weeks_owed: u32,
    /// Bank staff stand in for a long absence.
    stood_in: bool,
    /// Since when no permanent worker has held the post; NaN: one does.
    vacant_since: f64,
}

const AT_WORK: PostToday = PostToday {
    sick: false,
    in_training: false,
    on_leave: false,
    weeks_owed: 0,
    stood_in: false,
    vacant_since: f64::NAN,
};

#[derive(Debug, Clone, Copy, Default)]
struct PracticeToday {
    /// Bank staff who stand in for long absences.
    bank_busy: u32,
    /// Working days for which cover has been short without the bank, and nobody foresaw it.
    short_for: u32,
    failing: bool,
}

impl Cover {
    pub(in crate::flow) fn reset(&mut self) {
        self.posts.clear();
        self.practices.clear();
    }
}

/// Go-live: the days of the practices are looked at from the first one on, where the scenario asks.
pub(in crate::flow) fn open_cover<S: Sink>(e: &mut Engine<'_, S>, first: f64) {
    let posts = e.world.posts.len();
    e.world.cover.posts.resize(posts, AT_WORK);
    let practices = e.arm.practices.len();
    e.world.cover.practices.resize(practices, PracticeToday::default());
    if e.arm.practices.iter().any(|p| p.cover.is_looked_at()) {
        e.enter(first, What::DutyDay, 0, 0);
    }
}

// ---- vacancies ----------------------------------------------------------------------------------------------------

/// Somebody else, or nobody, sits in a practice's post: vacancies begin and end, stand-ins go.
pub(super) fn note_seat<S: Sink>(e: &mut Engine<'_, S>, post: u32, old: Holder, new: Holder, now: f64) {
    let i = post as usize;
    if e.world.cover.posts.len() <= i {
        return; // before go-live, and while the practices open
    }
    stand_in_ends(e, post);
    let today = &mut e.world.cover.posts[i];
    let counted = &mut e.world.tallies.years[e.world.year as usize].practice;
    match (old == Holder::Permanent, new == Holder::Permanent) {
        (true, false) => {
            today.vacant_since = now;
            counted.vacancies_begun += 1;
        }
        (false, true) if !today.vacant_since.is_nan() => {
            counted.vacancies_ended += 1;
            counted.vacancy_days += now - today.vacant_since;
            today.vacant_since = f64::NAN;
        }
        _ => {}
    }
}

// ---- bank staff on long absences ----------------------------------------------------------------------------------

/// Does somebody of the bank stand in for a worker whose long absence begins? Then no case moves.
pub(super) fn bank_stands_in<S: Sink>(e: &mut Engine<'_, S>, post: u32) -> bool {
    let TeamKind::Practice(k) = e.world.teams[e.world.posts[post as usize].team as usize].kind else {
        return false;
    };
    let terms = &e.arm.practices[k as usize].cover;
    let Some(today) = e.world.cover.practices.get_mut(k as usize) else { return false };
    if !terms.bank_covers_long_absence || today.bank_busy >= terms.bank_staff {
        return false;
    }
    today.bank_busy += 1;
    e.world.cover.posts[post as usize].stood_in = true;
    true
}

/// The worker is back, or has gone: whoever stood in is free again.
pub(super) fn stand_in_ends<S: Sink>(e: &mut Engine<'_, S>, post: u32) {
    let Some(today) = e.world.cover.posts.get_mut(post as usize) else { return };
    if !std::mem::replace(&mut today.stood_in, false) {
        return;
    }
    if let TeamKind::Practice(k) = e.world.teams[e.world.posts[post as usize].team as usize].kind {
        e.world.cover.practices[k as usize].bank_busy -= 1;
    }
}

// ---- the day ------------------------------------------------------------------------------------------------------

/// The end of a day: is every practice covered?
pub(in crate::flow) fn count_duty_day<S: Sink>(e: &mut Engine<'_, S>, time: f64) {
    let day = libm::floor(time) as u64;
    if e.arm.provider != Provider::None {
        for k in 0..e.arm.practices.len() {
            let closed = e.world.tallies.closed_at.get(k).is_some_and(|at| *at <= time);
            if e.arm.practices[k].cover.is_looked_at() && !closed {
                look_at(e, k, day);
            }
        }
    }
    e.enter(time + 1.0, What::DutyDay, 0, 0);
}

fn look_at<S: Sink>(e: &mut Engine<'_, S>, k: usize, day: u64) {
    let terms = &e.arm.practices[k].cover;
    let works = day % 7 < 5;
    if works {
        if day.is_multiple_of(7) {
            grant_leave(e, k, day / 7);
        }
        for post in posts_of(e, k) {
            draw_day(e, terms, post, day);
        }
    }
    let mut tally = std::mem::take(&mut e.world.tallies.years[e.world.year as usize].practice);
    if let OutOfHours::Own { on_call, most_nights_share } = terms.out_of_hours {
        let able = social_workers(e, k).filter(|&i| is_there(e, i) && !is_off(&e.world.cover.posts[i])).count();
        tally.nights += 1;
        tally.rota_failure_nights += u32::from((able as f64) * most_nights_share < f64::from(on_call) - 1e-9);
    }
    if works {
        count_working_day(e, k, &mut tally);
    }
    e.world.tallies.years[e.world.year as usize].practice = tally;
}

/// Social workers on duty, with the bank; a day with fewer than stated is a failure, and so is the run of such days.
fn count_working_day<S: Sink>(e: &mut Engine<'_, S>, k: usize, tally: &mut PracticeYear) {
    let terms = &e.arm.practices[k].cover;
    let at_work = |i: &usize, foreseen: bool| {
        let today = &e.world.cover.posts[*i];
        let off = today.on_leave || today.in_training || !foreseen && today.sick;
        // who stands in is there whatever happens to the holder of the post
        today.stood_in || is_there(e, *i) && !off
    };
    let foreseen = social_workers(e, k).filter(|i| at_work(i, true)).count() as u32;
    let on_duty = social_workers(e, k).filter(|i| at_work(i, false)).count() as u32;
    let practices = e.arm.practices.len();
    let today = &mut e.world.cover.practices[k];
    let least = terms.minimum_on_duty.unwrap_or(0);
    let free = terms.bank_staff.saturating_sub(today.bank_busy);
    let booked = least.saturating_sub(foreseen).min(free);
    let wanting = least.saturating_sub(on_duty + booked);
    let called = if today.short_for >= terms.bank_notice_days { wanting.min(free - booked) } else { 0 };
    today.short_for = if wanting > 0 { today.short_for + 1 } else { 0 };
    let fails = on_duty + booked + called < least;
    tally.working_days += 1;
    tally.failure_days += u32::from(fails);
    tally.failures += u32::from(fails && !today.failing);
    today.failing = fails;
    if terms.bank_staff > 0 {
        tally.bank_days.resize(practices, 0);
        tally.bank_days[k] += booked + called + today.bank_busy;
    }
}

fn posts_of<S: Sink>(e: &Engine<'_, S>, k: usize) -> std::ops::Range<usize> {
    let first = e.world.teams[5 + k].first as usize;
    first..first + e.arm.practices[k].posts as usize
}

/// Posts of a practice's social workers: those that are not advisers'.
fn social_workers<S: Sink>(e: &Engine<'_, S>, k: usize) -> impl Iterator<Item = usize> + use<S> {
    let (posts, share) = (posts_of(e, k), e.arm.practices[k].advisers_share);
    let first = posts.start;
    posts.filter(move |&i| !is_nth_share((i - first) as u32, share))
}

fn is_there<S: Sink>(e: &Engine<'_, S>, post: usize) -> bool {
    let p = &e.world.posts[post];
    matches!(p.holder, Holder::Permanent | Holder::Agency) && !p.away
}

fn is_off(today: &PostToday) -> bool {
    today.on_leave || today.sick
}

// ---- luck of the posts --------------------------------------------------------------------------------------------

/// Sickness and training of a working day.
fn draw_day<S: Sink>(e: &mut Engine<'_, S>, terms: &CoverTerms, post: usize, day: u64) {
    let mut luck = e.luck.source(Chance::ShortAbsence, post as u64, day);
    let today = &mut e.world.cover.posts[post];
    let (falls_ill, recovers, long_run) = sickness(terms);
    let u = uniform(&mut luck);
    today.sick = match (day, today.sick) {
        (0, _) => u <= long_run,
        (_, true) => u > recovers,
        (_, false) => u <= falls_ill,
    };
    today.in_training = uniform(&mut luck) <= terms.training_days / WORKING_DAYS;
}

/// Chances on a working day to fall ill and to recover, and the long-run share of sick days.
fn sickness(terms: &CoverTerms) -> (f64, f64, f64) {
    let share = (terms.short_sickness_per_year * terms.short_sickness_days / WORKING_DAYS).min(0.99);
    let recovers = 1.0 / terms.short_sickness_days;
    (recovers * share / (1.0 - share), recovers, share)
}

/// Who of a practice is on leave this week: whoever would like to be, longest owed first, while there is room.
fn grant_leave<S: Sink>(e: &mut Engine<'_, S>, k: usize, week: u64) {
    let terms = &e.arm.practices[k].cover;
    let mut wishes: Vec<(Reverse<u32>, f64, usize)> = vec![];
    let mut workers = 0u32;
    for post in posts_of(e, k) {
        e.world.cover.posts[post].on_leave = false;
        if !is_there(e, post) {
            continue;
        }
        workers += 1;
        let u = uniform(&mut e.luck.source(Chance::Leave, post as u64, week));
        let owed = &mut e.world.cover.posts[post].weeks_owed;
        *owed += u32::from(u <= terms.leave_days / WORKING_DAYS);
        if *owed > 0 {
            wishes.push((Reverse(*owed), u, post));
        }
    }
    wishes.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, _, post) in wishes.into_iter().take(room_for_leave(terms, workers)) {
        let today = &mut e.world.cover.posts[post];
        (today.on_leave, today.weeks_owed) = (true, today.weeks_owed - 1);
    }
}

/// How many of so many workers may be on leave in a week.
fn room_for_leave(terms: &CoverTerms, workers: u32) -> usize {
    (libm::floor(f64::from(workers) * terms.leave_at_once_share + 1e-9) as usize).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> CoverTerms {
        CoverTerms {
            minimum_on_duty: Some(2),
            short_sickness_per_year: 1.5,
            short_sickness_days: 2.6,
            leave_days: 28.0,
            training_days: 5.0,
            leave_at_once_share: 1.0,
            out_of_hours: OutOfHours::Bought { gbp_a_year: 0.0 },
            bank_staff: 0,
            bank_notice_days: 0,
            bank_day_gbp: 0.0,
            bank_covers_long_absence: true,
        }
    }

    #[test]
    fn sickness_has_the_stated_spells_and_length() {
        let (falls_ill, recovers, share) = sickness(&terms());
        // well days a year times the chance to fall ill are the spells; a spell lasts 1/recovers days
        assert!((WORKING_DAYS * (1.0 - share) * falls_ill - 1.5).abs() < 1e-12);
        assert!((1.0 / recovers - 2.6).abs() < 1e-12);
        assert!((share * WORKING_DAYS - 3.9).abs() < 1e-12);
    }

    #[test]
    fn a_third_of_nine_workers_may_be_on_leave_at_once_and_always_one() {
        let third = CoverTerms { leave_at_once_share: 1.0 / 3.0, ..terms() };
        assert_eq!([1, 2, 9, 10].map(|workers| room_for_leave(&third, workers)), [1, 1, 3, 3]);
        assert_eq!(room_for_leave(&terms(), 9), 9);
    }
}
