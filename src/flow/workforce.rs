//! Workforce: workers leave, are away, are recruited; cases find a worker.
//!
//! **What happens.** A post is held by a permanent worker, by an agency worker, or vacant. Who leaves is replaced
//! after a time to fill; an agency worker may cover meanwhile and takes over the caseload in place. Long absences
//! move cases. A starter takes cases over from the fullest colleagues. Cases pass between the authority's teams.
//! **Assumes.** A10: new and orphaned cases go to the least-loaded worker of the team. A11: an agency worker
//! comes after a stated time or not at all; who follows in place takes the cases over. A12: structural vacancies are fixed posts, held by agency or frozen. A13: a starter takes
//! cases of the fullest colleagues, by lot, first of children who have had no change this year.
//! **Chance.** `WorkerLeaves`, `TimeToFill`, `Agency`, `Absence`, `TeamPath`, `RebalancedCase`, `Request`.
//! **Leaves out.** Short sickness and holidays (covered within the team); effects of caseload on leaving.
//! **Reads; writes.** Reads children; writes posts, caseloads, events.

use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::records::Kept;
use super::tally::CURVE_MONTHS;
use super::world::{FULL_CASE, Holder, NOBODY, Standing, TAKES_NOBODY, TeamKind, Transfer};
use super::{Engine, cases, handover, placements};
use crate::domain::codes::ChangeCause;
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::laws::{Law, pick};
use crate::domain::parameters::workforce::TENURE_ENDS;
use crate::domain::parameters::{Employment, Provider};
use crate::randomness::{Chance, Source, exponential, uniform};

/// Staff who come across keep their remaining authority cases no longer than this after go-live (assumption A14).
pub(super) const TRANSFER_WINDOW_DAYS: f64 = 183.0;
const SIXTEEN: f64 = 16.0 * YEAR_DAYS;
/// Positions of the authority's teams.
const COURT: usize = 1;
const LONG_TERM: usize = 2;
const SIXTEEN_PLUS: usize = 3;
const LEAVING_CARE: usize = 4;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Workforce) {
        e.world.now = due.time;
        let (subject, now) = (due.subject, due.time);
        match due.what {
            What::ToCourtTeam => cross_boundary(e, subject, due.stamp, COURT, now),
            What::ToLongTermTeam => cross_boundary(e, subject, due.stamp, LONG_TERM, now),
            What::ToSixteenPlusTeam => cross_boundary(e, subject, due.stamp, SIXTEEN_PLUS, now),
            What::ChildAsks => child_asks(e, subject, due.stamp, now),
            What::PostFilled => post_filled(e, subject, now),
            What::TransferWindowEnds => transfer_window_ends(e, subject, now),
            _ if e.world.posts[subject as usize].stamp != due.stamp => {}
            What::WorkerLeaves => worker_leaves(e, subject, now),
            What::AgencyArrives => agency_arrives(e, subject, now),
            What::AgencyEnds => agency_ends(e, subject, now),
            What::AbsenceBegins => absence_begins(e, subject, now),
            What::AbsenceEnds => absence_ends(e, subject, now),
            _ => unreachable!("not a workforce date"),
        }
    }
}

// ---- posts -------------------------------------------------------------------------------------------------

/// Terms of the post's employer.
fn terms<'m, S: Sink>(e: &Engine<'m, S>, post: u32) -> &'m Employment {
    match e.world.teams[e.world.posts[post as usize].team as usize].kind {
        TeamKind::Practice(k) => &e.arm.practices[k as usize].employment,
        _ => &e.world_parameters.workforce.employment,
    }
}

/// Position of the employer's account: authority case holders, its advisers, practice.
fn account<S: Sink>(e: &Engine<'_, S>, post: u32) -> usize {
    match e.world.teams[e.world.posts[post as usize].team as usize].kind {
        TeamKind::LeavingCare => 1,
        TeamKind::Practice(_) => 2,
        _ => 0,
    }
}

/// Puts somebody else, or nobody, into a post and keeps the employer's post-days.
fn seat<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, holder: Holder, tenure: f64) {
    let account = account(e, post);
    let staff = &mut e.world.staff[account];
    staff.settle(now);
    let old = e.world.posts[post as usize].holder;
    staff.permanent -= u32::from(old == Holder::Permanent);
    staff.agency -= u32::from(old == Holder::Agency);
    staff.permanent += u32::from(holder == Holder::Permanent);
    staff.agency += u32::from(holder == Holder::Agency);
    let p = &mut e.world.posts[post as usize];
    (p.holder, p.away, p.since, p.tenure_before) = (holder, false, now, tenure);
    p.stamp = p.stamp.wrapping_add(1);
    p.nth += 1;
    p.goes_to = NOBODY;
    let takes = matches!(holder, Holder::Permanent | Holder::Agency);
    e.world.loads[post as usize] = if takes { e.world.weights[post as usize] } else { TAKES_NOBODY };
}

/// A permanent worker of some tenure takes up a post.
pub(super) fn seat_permanent<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, tenure: f64) {
    seat(e, post, now, Holder::Permanent, tenure);
    e.world.posts[post as usize].filled_due = f64::INFINITY;
    let (nth, stamp) = (e.world.posts[post as usize].nth, e.world.posts[post as usize].stamp);
    let resilience = exponential(&mut e.luck.source(Chance::WorkerLeaves, u64::from(post), u64::from(nth)));
    let days = terms(e, post).days_until_leaving(tenure, resilience);
    e.enter(now + days, What::WorkerLeaves, post, stamp);
    enter_absence(e, post, now, 0);
}

/// An agency worker takes up a post.
pub(super) fn seat_agency<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    seat(e, post, now, Holder::Agency, 0.0);
    let (nth, stamp) = (e.world.posts[post as usize].nth, e.world.posts[post as usize].stamp);
    let stay =
        terms(e, post).agency_stay.draw(&mut e.luck.source(Chance::Agency, u64::from(post), 2 * u64::from(nth)));
    e.enter(now + stay, What::AgencyEnds, post, stamp);
}

/// Nobody permanent: agency or nobody, by the post's luck.
pub(super) fn seat_structural<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    if is_covered(e, post) {
        seat_agency(e, post, now);
    } else {
        seat(e, post, now, Holder::Vacant, 0.0);
    }
}

fn is_covered<S: Sink>(e: &Engine<'_, S>, post: u32) -> bool {
    let nth = u64::from(e.world.posts[post as usize].nth);
    uniform(&mut e.luck.source(Chance::Agency, u64::from(post), 2 * nth + 1)) <= terms(e, post).agency_cover_share
}

/// A post that is vacant on the first day: its successor is on the way, and agency may cover.
pub(super) fn seat_vacancy<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let mut luck = e.luck.source(Chance::TimeToFill, u64::from(post), 0);
    let left = left_of_a_vacancy(&terms(e, post).time_to_fill, &mut luck);
    seat_structural(e, post, now);
    e.world.posts[post as usize].filled_due = now + left;
    e.enter(now + left, What::PostFilled, post, 0);
}

/// How much is left of a vacancy that is met at some moment: vacancies follow each other until one spans a moment far
/// from the first (a long one spans it more often than a short one).
fn left_of_a_vacancy(time_to_fill: &Law, luck: &mut Source) -> f64 {
    let moment = time_to_fill.mean_days().unwrap_or(0.0) * (20.0 + uniform(luck));
    let mut filled = 0.0;
    while filled <= moment {
        filled += time_to_fill.draw(luck);
    }
    filled - moment
}

/// Tenure in days of a worker in post on the first day: a class, then uniform inside it (the last: ten years long).
pub(super) fn opening_tenure(share: &[f64; 6], luck: &mut Source) -> f64 {
    let class = pick(share, uniform(luck));
    let from = if class == 0 { 0.0 } else { TENURE_ENDS[class - 1] };
    let to = if class == 5 { from + 10.0 * YEAR_DAYS } else { TENURE_ENDS[class] };
    from + (to - from) * uniform(luck)
}

fn worker_leaves<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let year = e.world.year as usize;
    let account = account(e, post);
    let counted = &mut e.world.tallies.years[year];
    counted.worker_leavings += 1;
    counted.authority_leavings += u32::from(account != 2);
    if closes(e, post) {
        close(e, post, now, ChangeCause::WorkerLeft);
        return;
    }
    let nth = u64::from(e.world.posts[post as usize].nth);
    let wait = terms(e, post).time_to_fill.draw(&mut e.luck.source(Chance::TimeToFill, u64::from(post), nth));
    let partner = std::mem::replace(&mut e.world.posts[post as usize].comes_from, NOBODY);
    if partner != NOBODY {
        // somebody who came across leaves before the remaining authority cases were passed on
        close(e, partner, now, ChangeCause::WorkerLeft);
    }
    if wait <= 0.0 {
        seat_permanent(e, post, now, 0.0);
        e.world.tallies.years[year].posts_refilled += 1;
        succeed_in_place(e, post, ChangeCause::WorkerLeft, now);
        return;
    }
    e.world.posts[post as usize].filled_due = now + wait;
    e.enter(now + wait, What::PostFilled, post, 0);
    let covered = is_covered(e, post);
    vacate(e, post, covered, ChangeCause::WorkerLeft, now);
}

/// A post is left. An agency worker takes the cases over in place, or comes after a while, or does not come.
fn vacate<S: Sink>(e: &mut Engine<'_, S>, post: u32, covered: bool, cause: ChangeCause, now: f64) {
    let nth = u64::from(e.world.posts[post as usize].nth);
    let mut luck = e.luck.source(Chance::Agency, u64::from(post) | 1 << 40, nth);
    let wait = if covered { terms(e, post).time_to_agency.draw(&mut luck) } else { f64::INFINITY };
    if wait <= 0.0 {
        seat_agency(e, post, now);
        succeed_in_place(e, post, cause, now);
        return;
    }
    seat(e, post, now, Holder::Vacant, 0.0);
    let stamp = e.world.posts[post as usize].stamp;
    if covered {
        e.enter(now + wait, What::AgencyArrives, post, stamp);
    }
    reassign_all(e, post, cause, now);
}

fn agency_arrives<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    seat_agency(e, post, now);
    end_waits_for_post(e, post, now, true);
    take_up(e, post, now);
}

fn post_filled<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let p = &e.world.posts[post as usize];
    if p.filled_due != now || !matches!(p.holder, Holder::Agency | Holder::Vacant) {
        return;
    }
    let agency = p.holder == Holder::Agency;
    seat_permanent(e, post, now, 0.0);
    let year = e.world.year as usize;
    e.world.tallies.years[year].posts_refilled += 1;
    if agency {
        succeed_in_place(e, post, ChangeCause::AgencyEnded, now);
    } else {
        end_waits_for_post(e, post, now, true);
        take_up(e, post, now);
    }
}

fn agency_ends<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    if closes(e, post) {
        close(e, post, now, ChangeCause::AgencyEnded);
        return;
    }
    // a vacancy that agency covers stays covered until it is filled
    vacate(e, post, true, ChangeCause::AgencyEnded, now);
}

/// The next long absence of a permanent worker, if it comes before the worker leaves.
fn enter_absence<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, nth_spell: u64) {
    let p = &e.world_parameters.workforce;
    let rate = p.long_sickness_per_day + p.parental_leave_per_day;
    if rate <= 0.0 {
        return;
    }
    let (nth, stamp) = (u64::from(e.world.posts[post as usize].nth), e.world.posts[post as usize].stamp);
    let mut luck = e.luck.source(Chance::Absence, u64::from(post), nth << 20 | nth_spell);
    e.enter(now + exponential(&mut luck) / rate, What::AbsenceBegins, post, stamp);
}

fn absence_begins<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let p = &e.world_parameters.workforce;
    let rate = p.long_sickness_per_day + p.parental_leave_per_day;
    // keyed by the month, so that a spell's kind and length are the post's own
    let spell = (libm::floor(now) as i64 + (1 << 30)) as u64;
    let nth = u64::from(e.world.posts[post as usize].nth);
    let mut luck = e.luck.source(Chance::Absence, u64::from(post) | 1 << 40, nth << 32 ^ spell);
    let sick = uniform(&mut luck) * rate <= p.long_sickness_per_day;
    let law: &Law = if sick { &p.long_sickness } else { &p.parental_leave };
    let days = law.draw(&mut luck);
    if days <= p.absence_moves_cases_days {
        enter_absence(e, post, now + days, spell & 0xf_ffff);
        return;
    }
    let stamp = e.world.posts[post as usize].stamp;
    e.world.posts[post as usize].away = true;
    e.world.loads[post as usize] = TAKES_NOBODY;
    reassign_all(e, post, ChangeCause::LongAbsence, now);
    e.enter(now + days, What::AbsenceEnds, post, stamp);
}

fn absence_ends<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    e.world.posts[post as usize].away = false;
    e.world.loads[post as usize] = e.world.weights[post as usize];
    let spell = (libm::floor(now) as i64 + (1 << 30)) as u64 & 0xf_ffff;
    enter_absence(e, post, now, spell);
    end_waits_for_post(e, post, now, false);
    take_up(e, post, now);
}

/// Is an authority post to be closed now that it falls vacant, because its children have moved?
fn closes<S: Sink>(e: &Engine<'_, S>, post: u32) -> bool {
    let p = &e.world_parameters.workforce;
    if account(e, post) == 2 || e.arm.posts_follow_children <= 0.0 || !e.live {
        return false;
    }
    let freed = e.world.freed_cases as f64 / f64::from(FULL_CASE) / p.caseload_per_post;
    f64::from(e.world.closed_posts + 1) <= freed * e.arm.posts_follow_children
}

fn close<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, cause: ChangeCause) {
    seat(e, post, now, Holder::Closed, 0.0);
    e.world.posts[post as usize].filled_due = f64::INFINITY;
    e.world.closed_posts += 1;
    reassign_all(e, post, cause, now);
}

// ---- staff who come across -----------------------------------------------------------------------------------

/// The authority worker who comes across next: permanent, in a long-term or 16+ team, by lot.
pub(super) fn next_to_come_across<S: Sink>(e: &Engine<'_, S>) -> Option<u32> {
    let one_team = e.world_parameters.workforce.path.is_none();
    let teams = if one_team { 0..=0 } else { LONG_TERM..=SIXTEEN_PLUS };
    let mut able: Vec<u32> = teams
        .flat_map(|t| e.world.teams[t].posts())
        .filter(|&i| e.world.posts[i].holder == Holder::Permanent && !e.world.posts[i].away)
        .map(|i| i as u32)
        .filter(|&i| e.world.posts[i as usize].goes_to == NOBODY)
        .collect();
    // spread over the teams, not the first few posts: by a number of the post's own
    able.sort_by(|&a, &b| {
        let number = |i: u32| uniform(&mut e.luck.source(Chance::StaffTransfer, u64::from(i), 0));
        number(a).total_cmp(&number(b))
    });
    able.first().copied()
}

/// A worker comes across: tenure is kept, authority cases stay with the worker until they move or the window ends.
pub(super) fn come_across<S: Sink>(e: &mut Engine<'_, S>, old: u32, new: u32) {
    let p = &e.world.posts[old as usize];
    let tenure = p.tenure_before + (0.0 - p.since);
    seat_permanent(e, new, 0.0, tenure);
    let p = &mut e.world.posts[old as usize];
    p.goes_to = new;
    p.stamp = p.stamp.wrapping_add(1); // the person's leaving and absences are now the new post's
    e.world.posts[new as usize].comes_from = old;
    e.world.loads[old as usize] = TAKES_NOBODY;
    let staff = &mut e.world.staff[0];
    staff.permanent -= 1; // paid once, by the new employer
    e.world.posts[old as usize].holder = Holder::Unopened;
}

/// Remaining authority cases of workers who came across are passed on.
fn transfer_window_ends<S: Sink>(e: &mut Engine<'_, S>, practice: u32, now: f64) {
    let team = 5 + practice as usize;
    let mut some_stay = false;
    for i in e.world.teams[team].posts() {
        let old = e.world.posts[i].comes_from;
        if old == NOBODY {
            continue;
        }
        // a joint period of one and the same person goes on to its day, which must not depend on who the worker is
        let stays = |e: &Engine<'_, S>, child: u32| {
            let c = &e.world.children[child as usize];
            c.transfer == Transfer::Joint && c.lead == old && c.second == i as u32
        };
        let cases = e.world.posts[old as usize].cases.clone();
        if cases.iter().any(|child| stays(e, *child)) {
            some_stay = true;
            for child in cases {
                if !stays(e, child) && e.world.children[child as usize].lead == old {
                    release(e, child, true);
                    find_worker(e, child, now, Some(ChangeCause::PostClosed));
                }
            }
        } else {
            e.world.posts[i].comes_from = NOBODY;
            close(e, old, now, ChangeCause::PostClosed);
        }
    }
    if some_stay {
        e.enter(now + MONTH_DAYS, What::TransferWindowEnds, practice, 0);
    }
}

// ---- cases ---------------------------------------------------------------------------------------------------

/// What a case weighs, in thousandths of a full one.
pub(super) fn weight<S: Sink>(e: &Engine<'_, S>, child: u32, as_lead: bool) -> i32 {
    let c = &e.world.children[child as usize];
    let full = match c.standing {
        Standing::CareLeaver => e.world_parameters.workforce.care_leaver_weight,
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

pub(super) fn weigh<S: Sink>(e: &mut Engine<'_, S>, post: u32, by: i32) {
    e.world.weights[post as usize] += by;
    if e.world.loads[post as usize] != TAKES_NOBODY {
        e.world.loads[post as usize] += by;
    }
}

/// The least-loaded worker of a team who still takes a case of this weight; ties go to the first post.
pub(super) fn least_loaded<S: Sink>(e: &Engine<'_, S>, team: usize, weight: i32) -> Option<u32> {
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
    if least == TAKES_NOBODY || least + weight > e.world_parameters.workforce.caseload_cap {
        return None;
    }
    let at = from + loads[from..].iter().position(|load| *load == least)?;
    Some((range.start + at) as u32)
}

/// Puts a case on a worker's list, as lead or as second worker.
pub(super) fn hold<S: Sink>(e: &mut Engine<'_, S>, child: u32, post: u32, as_lead: bool) {
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
}

/// Takes a case off its lead's (or second's) list.
pub(super) fn release<S: Sink>(e: &mut Engine<'_, S>, child: u32, as_lead: bool) {
    if as_lead && !e.world.children[child as usize].without_worker_since.is_nan() {
        end_wait(e, child, e.world.now); // it waited for the post to be filled
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
    let cases = &mut e.world.posts[post as usize].cases;
    cases.swap_remove(at as usize);
    if let Some(&moved) = cases.get(at as usize) {
        let m = &mut e.world.children[moved as usize];
        if m.lead == post { m.lead_at = at } else { m.second_at = at }
    }
}

/// Team in which a person's authority case belongs.
fn home_team<S: Sink>(e: &Engine<'_, S>, child: u32) -> usize {
    e.world.children[child as usize].team as usize
}

/// A new case in the authority.
pub(super) fn new_case<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    e.world.children[child as usize].team = 0;
    find_worker(e, child, now, None);
}

/// A case of the opening population: in the team where its path has led it.
pub(super) fn opening_case<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &e.world.children[child as usize];
    let team = match (c.standing, e.world_parameters.workforce.path) {
        (Standing::CareLeaver, _) => LEAVING_CARE,
        (_, None) => 0,
        _ => {
            let dates = boundaries(e, child);
            let passed = dates.iter().filter(|(_, date)| *date <= now).max_by(|a, b| a.1.total_cmp(&b.1));
            passed.map_or(0, |(team, _)| *team)
        }
    };
    e.world.children[child as usize].team = team as u16;
    find_worker(e, child, now, None);
}

/// Allocates a case to the least-loaded worker of its team, or lets it wait.
///
/// `cause` says why the child lost a worker; `None` is a first allocation, which is not a change.
fn find_worker<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64, cause: Option<ChangeCause>) {
    let team = if e.is_with_practice(child) {
        5 + e.world.children[child as usize].practice as usize
    } else {
        home_team(e, child)
    };
    let weight = weight(e, child, true);
    match least_loaded(e, team, weight) {
        Some(post) => {
            let before = e.world.children[child as usize].had_worker;
            hold(e, child, post, true);
            e.world.children[child as usize].had_worker = true;
            match cause {
                Some(cause) if before => count_change(e, child, cause, now, None),
                _ => say_allocated(e, child, team, now),
            }
        }
        None => {
            wait_for_worker(e, child, team, now);
            let cause = cause.unwrap_or(ChangeCause::Unallocated);
            e.say(now, child, |_| CareEvent::LeftUnallocated { cause });
            e.keep(now, child, |_, _| Kept::LedByNobody { cause });
        }
    }
}

/// Tells of a first worker, which is not a change.
fn say_allocated<S: Sink>(e: &mut Engine<'_, S>, child: u32, team: usize, now: f64) {
    let post = e.world.children[child as usize].lead;
    e.say(now, child, |_| CareEvent::WorkerAllocated { post, team });
    e.keep(now, child, |w, _| Kept::LedBy { post, holder: w.posts[post as usize].nth, cause: None });
}

/// Nobody can take the case: the child waits, which is counted.
pub(super) fn wait_for_worker<S: Sink>(e: &mut Engine<'_, S>, child: u32, team: usize, now: f64) {
    let c = &mut e.world.children[child as usize];
    c.without_worker_since = now;
    c.gap_this_year = true;
    e.world.teams[team].waiting.push(child);
}

/// Counts a change of lead worker by its cause.
pub(super) fn count_change<S: Sink>(
    e: &mut Engine<'_, S>,
    child: u32,
    cause: ChangeCause,
    now: f64,
    from: Option<u32>,
) {
    let year = e.world.year as usize;
    let c = &mut e.world.children[child as usize];
    let counted = &mut e.world.tallies.years[year];
    counted.reallocated += 1;
    c.changes_this_year += 1;
    if c.standing == Standing::InCare {
        counted.changes[cause as usize] += 1;
        counted.stayer_changes += u32::from(c.transfer != Transfer::Served && cause.is_harm());
    }
    let to = c.lead;
    match c.transfer {
        Transfer::None => {}
        Transfer::Awaiting | Transfer::Joint => counted.changes_on_the_way += u32::from(cause.is_harm()),
        Transfer::Served => count_in_cohort(e, child, cause, now),
    }
    e.say(now, child, |_| CareEvent::WorkerChanged { from, to, team: 0, cause });
    e.keep(now, child, |w, _| Kept::LedBy { post: to, holder: w.posts[to as usize].nth, cause: Some(cause) });
    if cause.is_harm() {
        placements::unsettle(e, child, now);
    }
}

/// A change of somebody whom the practice serves (or would), by cause and by month since transfer.
fn count_in_cohort<S: Sink>(e: &mut Engine<'_, S>, child: u32, cause: ChangeCause, now: f64) {
    let c = &e.world.children[child as usize];
    let month = ((now - c.transferred_at) / MONTH_DAYS) as usize;
    e.world.tallies.years[e.world.year as usize].cohort_changes[cause as usize] += 1;
    if cause.is_harm() {
        for group in cases::groups_of(c) {
            e.world.tallies.groups[group].changes += 1;
        }
        if let Some(counted) = e.world.tallies.changes_by_month.get_mut((now / MONTH_DAYS) as usize) {
            *counted += 1;
        }
    }
    if month < CURVE_MONTHS && cause.is_harm() {
        e.world.tallies.curve_changes[month] += 1;
    }
}

/// A withdrawn child finds a worker in the team where its case belongs. The change is the transfer's: it counts for
/// the cohort although the child has left it.
pub(super) fn back_to_the_authority<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &mut e.world.children[child as usize];
    if c.standing == Standing::CareLeaver {
        c.team = LEAVING_CARE as u16;
    }
    if c.had_worker {
        count_in_cohort(e, child, ChangeCause::Withdrawn, now);
    }
    find_worker(e, child, now, Some(ChangeCause::Withdrawn));
}

/// Everybody on a post's list has a new worker in the same post.
fn succeed_in_place<S: Sink>(e: &mut Engine<'_, S>, post: u32, cause: ChangeCause, now: f64) {
    // a handover cut short takes the case off the list, so work on a copy
    for child in e.world.posts[post as usize].cases.clone() {
        if e.world.children[child as usize].lead != post {
            handover::second_worker_went(e, child, now);
        } else if !handover::lead_goes(e, child, now) {
            if !e.world.children[child as usize].without_worker_since.is_nan() {
                end_wait(e, child, now);
            }
            count_change(e, child, cause, now, Some(post));
        }
    }
    serve_waiting(e, post, now);
}

/// The cases of a worker who goes find colleagues, one by one; or, without reallocation, wait for the post.
fn reassign_all<S: Sink>(e: &mut Engine<'_, S>, post: u32, cause: ChangeCause, now: f64) {
    let waits = !e.world_parameters.workforce.reallocates && e.world.posts[post as usize].holder != Holder::Closed;
    // releasing one moves the last into its place, so work on a copy
    for child in e.world.posts[post as usize].cases.clone() {
        if e.world.children[child as usize].lead == post {
            if handover::lead_goes(e, child, now) {
                continue; // the practice leads now
            }
            if waits {
                let c = &mut e.world.children[child as usize];
                if c.without_worker_since.is_nan() {
                    (c.without_worker_since, c.gap_this_year) = (now, true);
                    e.say(now, child, |_| CareEvent::LeftUnallocated { cause });
                }
                continue;
            }
            release(e, child, true);
            find_worker(e, child, now, Some(cause));
        } else {
            release(e, child, false);
            let team = e.world.posts[post as usize].team as usize;
            let weight = weight(e, child, false);
            // with nobody else to hold the case jointly, the post's next holder does
            let to = least_loaded(e, team, weight).unwrap_or(post);
            hold(e, child, to, false);
            handover::second_worker_went(e, child, now);
        }
    }
}

/// Somebody is there again: waiting children first, then cases of the fullest colleagues.
fn take_up<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    // second workers' cases that nobody else held were waiting on the post itself
    serve_waiting(e, post, now);
    rebalance(e, post, now);
}

/// Without reallocation, a post's cases have waited for it: there is a worker again, another one or the same.
fn end_waits_for_post<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64, is_another: bool) {
    for i in 0..e.world.posts[post as usize].cases.len() {
        let child = e.world.posts[post as usize].cases[i];
        let c = &e.world.children[child as usize];
        if c.lead != post || c.without_worker_since.is_nan() {
            continue;
        }
        end_wait(e, child, now);
        if is_another {
            count_change(e, child, ChangeCause::Unallocated, now, None);
        } else {
            let team = e.world.posts[post as usize].team as usize;
            e.say(now, child, |_| CareEvent::WorkerAllocated { post, team });
        }
    }
}

/// Waiting children of the post's team are allocated, longest wait first.
fn serve_waiting<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let team = e.world.posts[post as usize].team as usize;
    serve_team(e, team, now);
}

pub(super) fn serve_team<S: Sink>(e: &mut Engine<'_, S>, team: usize, now: f64) {
    while let Some(&child) = e.world.teams[team].waiting.first() {
        let weight = weight(e, child, true);
        let Some(post) = least_loaded(e, team, weight) else { return };
        e.world.teams[team].waiting.remove(0);
        end_wait(e, child, now);
        let before = e.world.children[child as usize].had_worker;
        hold(e, child, post, true);
        e.world.children[child as usize].had_worker = true;
        if before {
            count_change(e, child, ChangeCause::Unallocated, now, None);
        } else {
            say_allocated(e, child, team, now);
        }
    }
}

/// Books the days that a child was without a worker.
fn end_wait<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let start = cases::year_start(e);
    let c = &mut e.world.children[child as usize];
    // the wait of someone who has just turned 18 counts as long as it was a child's in care
    let in_care_until = if c.standing == Standing::InCare { now } else { c.leaves.min(now) };
    let days = in_care_until - c.without_worker_since.max(start);
    let whole = now - c.without_worker_since;
    c.without_worker_since = f64::NAN;
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.unallocated_days += days.max(0.0);
    year.longest_gap = year.longest_gap.max(whole);
}

/// A starter takes cases over from the fullest colleagues until the stated share of the team's mean caseload.
fn rebalance<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let share = terms(e, post).rebalance_share;
    if share <= 0.0 {
        return;
    }
    let team = e.world.posts[post as usize].team as usize;
    let range = e.world.teams[team].posts();
    let able = range.clone().filter(|&i| e.world.loads[i] != TAKES_NOBODY);
    let (count, total) = able.fold((0i64, 0i64), |(n, sum), i| (n + 1, sum + i64::from(e.world.loads[i])));
    if count < 2 {
        return;
    }
    let target = (total as f64 / count as f64 * share) as i32;
    let nth = libm::floor(now) as i64 as u64 & 0xffff_ffff;
    let mut lot = e.luck.source(Chance::RebalancedCase, u64::from(post), nth);
    while e.world.loads[post as usize] < target {
        let fullest = range
            .clone()
            .filter(|&i| i != post as usize && e.world.loads[i] != TAKES_NOBODY)
            .max_by_key(|&i| (e.world.loads[i], std::cmp::Reverse(i)));
        let Some(from) = fullest.filter(|&i| e.world.loads[i] > e.world.loads[post as usize] + FULL_CASE) else {
            return;
        };
        let from = from as u32;
        // by lot; children who have had no change of worker this year before others, none in joint handover
        let start = (uniform(&mut lot) * e.world.posts[from as usize].cases.len() as f64) as usize;
        let cases = &e.world.posts[from as usize].cases;
        let able = |child: &u32| {
            let c = &e.world.children[*child as usize];
            c.lead == from && !is_held_by_two(e, *child)
        };
        let in_turn = || cases.iter().cycle().skip(start).take(cases.len()).copied().filter(able);
        let spared = in_turn().find(|&child| e.world.children[child as usize].changes_this_year == 0);
        let case = spared.or_else(|| in_turn().next());
        let Some(child) = case else { return };
        release(e, child, true);
        hold(e, child, post, true);
        count_change(e, child, ChangeCause::Rebalancing, now, Some(from));
    }
}

/// A person leaves the services: the worker's list, a wait, or a transfer end.
pub(super) fn let_go<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    handover::end_service(e, child, now);
    drop_case(e, child, now);
}

/// Takes a person off whatever list they are on.
pub(super) fn drop_case<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let c = &e.world.children[child as usize];
    if c.second != NOBODY {
        release(e, child, false);
    }
    let c = &e.world.children[child as usize];
    if c.lead != NOBODY {
        let team = e.world.posts[c.lead as usize].team as usize;
        release(e, child, true);
        if !e.world.teams[team].waiting.is_empty() {
            serve_team(e, team, now);
        }
    } else if !c.without_worker_since.is_nan() {
        for team in &mut e.world.teams {
            team.waiting.retain(|waiting| *waiting != child);
        }
        end_wait(e, child, now);
    }
}

/// Is the child in a joint handover that really takes place? Where a panel only notes its choice nobody is.
fn is_held_by_two<S: Sink>(e: &Engine<'_, S>, child: u32) -> bool {
    e.provider() != Provider::None && e.world.children[child as usize].transfer == Transfer::Joint
}

/// A young person turned 18: the practice goes on where it serves care leavers; otherwise the leaving care team.
pub(super) fn became_care_leaver<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let stays = e.live && e.arm.allocation.include_care_leavers;
    let c = &e.world.children[child as usize];
    let on_the_way = matches!(c.transfer, Transfer::Awaiting | Transfer::Joint);
    // the case still weighs what a child's does: it is let go at that weight
    e.world.children[child as usize].standing = Standing::InCare;
    if on_the_way || !stays {
        handover::end_service(e, child, now);
    } else {
        handover::serves_on(e, child, now);
    }
    e.world.children[child as usize].standing = Standing::CareLeaver;
    if e.is_with_practice(child) {
        reweigh(e, child);
        return;
    }
    let had = e.world.children[child as usize].lead != NOBODY;
    if had {
        // the case was booked at a child's weight
        let lead = e.world.children[child as usize].lead;
        reweigh(e, child);
        let team = e.world.posts[lead as usize].team as usize;
        release(e, child, true);
        serve_team(e, team, now);
    } else {
        drop_case(e, child, now);
    }
    e.world.children[child as usize].team = LEAVING_CARE as u16;
    find_worker(e, child, now, Some(ChangeCause::TeamBoundary));
}

/// A case's weight changed from a child's to a care leaver's.
fn reweigh<S: Sink>(e: &mut Engine<'_, S>, child: u32) {
    let lead = e.world.children[child as usize].lead;
    if lead != NOBODY {
        let by = weight(e, child, true) - FULL_CASE;
        weigh(e, lead, by);
    }
}

// ---- wishes ----------------------------------------------------------------------------------------------------

/// Enters the next day on which a child in care asks for another worker, keyed by the day of the last one.
pub(super) fn enter_request<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    let rate = e.arm.requests_per_day;
    if rate <= 0.0 || !e.live {
        return;
    }
    let c = &e.world.children[child as usize];
    let (stamp, day) = (c.stamp, libm::floor(now) as u64);
    let gap = exponential(&mut e.luck.source(Chance::Request, c.subject(), day)) / rate;
    e.enter(now + gap.max(1.0), What::ChildAsks, child, stamp);
}

/// A child asks for another worker and gets the least loaded colleague who takes the case; not in a joint period, when
/// a new worker is on the way already.
fn child_asks<S: Sink>(e: &mut Engine<'_, S>, child: u32, stamp: u16, now: f64) {
    let c = &e.world.children[child as usize];
    if c.stamp != stamp || c.standing != Standing::InCare {
        return;
    }
    enter_request(e, child, now);
    let c = &e.world.children[child as usize];
    let (lead, weight) = (c.lead, weight(e, child, true));
    if lead == NOBODY || is_held_by_two(e, child) {
        return;
    }
    let team = e.world.posts[lead as usize].team as usize;
    let loads = &e.world.loads;
    let able = |i: &usize| *i != lead as usize && loads[*i] != TAKES_NOBODY;
    let found = e.world.teams[team].posts().filter(able).min_by_key(|i| loads[*i]);
    let cap = e.world_parameters.workforce.caseload_cap;
    let Some(post) = found.filter(|i| loads[*i] + weight <= cap) else { return };
    release(e, child, true);
    hold(e, child, post as u32, true);
    count_change(e, child, ChangeCause::ChildAsked, now, Some(lead));
}

// ---- boundaries between the authority's teams ------------------------------------------------------------------

/// Dates at which the case passes to another team, if it does (A-numbered probabilities of the team path).
fn boundaries<S: Sink>(e: &Engine<'_, S>, child: u32) -> [(usize, f64); 3] {
    let Some(path) = e.world_parameters.workforce.path else {
        return [(COURT, f64::INFINITY), (LONG_TERM, f64::INFINITY), (SIXTEEN_PLUS, f64::INFINITY)];
    };
    let c = &e.world.children[child as usize];
    let mut luck = e.luck.source(Chance::TeamPath, c.subject(), 0);
    let mut date = |probability: f64, when: f64| {
        if uniform(&mut luck) <= probability { when } else { f64::INFINITY }
    };
    let sixteenth = c.born + SIXTEEN;
    [
        (COURT, date(path.to_court_probability, c.entered + path.to_court_days)),
        (LONG_TERM, date(path.to_long_term_probability, c.entered + path.to_long_term_days)),
        (
            SIXTEEN_PLUS,
            date(path.to_16_plus_probability, if sixteenth > c.entered { sixteenth } else { f64::INFINITY }),
        ),
    ]
}

/// Enters the boundaries that lie ahead.
pub(super) fn enter_boundaries<S: Sink>(e: &mut Engine<'_, S>, child: u32, now: f64) {
    if e.world_parameters.workforce.path.is_none() {
        return;
    }
    let c = &e.world.children[child as usize];
    let (stamp, leaves) = (c.stamp, c.leaves);
    let dates = boundaries(e, child);
    for ((_, date), what) in
        dates.into_iter().zip([What::ToCourtTeam, What::ToLongTermTeam, What::ToSixteenPlusTeam])
    {
        if date > now && date < leaves {
            e.enter(date, what, child, stamp);
        }
    }
}

fn cross_boundary<S: Sink>(e: &mut Engine<'_, S>, child: u32, stamp: u16, to: usize, now: f64) {
    let c = &e.world.children[child as usize];
    if c.stamp != stamp || c.standing != Standing::InCare || c.team as usize == to {
        return;
    }
    // a 16+ worker does not hand back to the long-term team
    if to < SIXTEEN_PLUS && c.team as usize == SIXTEEN_PLUS {
        return;
    }
    e.world.children[child as usize].team = to as u16;
    if e.is_with_practice(child) {
        return; // one team for all: the boundary has gone
    }
    let c = &e.world.children[child as usize];
    if c.lead == NOBODY {
        for team in &mut e.world.teams {
            team.waiting.retain(|waiting| *waiting != child);
        }
        e.world.teams[to].waiting.push(child);
        serve_team(e, to, now);
        return;
    }
    let old_team = e.world.posts[c.lead as usize].team as usize;
    release(e, child, true);
    find_worker(e, child, now, Some(ChangeCause::TeamBoundary));
    if !e.world.teams[old_team].waiting.is_empty() {
        serve_team(e, old_team, now);
    }
}
