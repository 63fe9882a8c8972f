//! Outcomes: the day is measured; nothing is changed but the counters of the year.
//!
//! **What happens.** At each year's end a census of children, placements, workers and posts, as on 31 March in the
//! SSDA903 return; at each month's end the size of the cohort.
//! **Leaves out.** Health, school, employment: not modelled.

use super::day::Stage;
use super::due::What;
use super::events::Sink;
use super::tally::Year;
use super::world::{Child, Holder, NOBODY, Standing, TeamKind, Transfer, WHOLE_TIME};
use super::{Engine, cases, finance, workforce};
use crate::domain::codes::{AgeBand, PlacementType};
use crate::domain::keys::YEAR_DAYS;

/// Pence a day of a placement at 10,000 pounds a week.
const TEN_THOUSAND_A_WEEK: f64 = 1_000_000.0 / 7.0;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Outcomes) {
        e.world.now = due.time;
        match due.what {
            What::MonthIsCounted => {
                let month = due.subject as usize;
                cases::book_service(e, due.time);
                e.world.tallies.cohort_by_month[month] = e.world.served.iter().sum();
                e.world.tallies.service_by_month[month] = std::mem::take(&mut e.world.service_days);
                workforce::count_month(e, month, due.time);
            }
            What::DutyDay => workforce::count_duty_day(e, due.time),
            _ => count_year(e, due.time),
        }
    }
}

fn count_year<S: Sink>(e: &mut Engine<'_, S>, time: f64) {
    let end = finance::boundary(e, time);
    let start = cases::year_start(e);
    if e.world.year > 0 {
        census(e, end, start);
        super::assessment::count_caseload(e, end);
        workforce::count_reviews(e, end);
        count_posts(e);
        e.world.year += u32::from((e.world.year as usize) < e.world_parameters.year_ends.len());
    }
    for c in &mut e.world.children {
        c.changes_last_year = c.changes_this_year;
        c.changes_this_year = 0;
        c.placements_this_year = u16::from(c.standing == Standing::InCare);
        c.gap_this_year = c.lead == NOBODY || !c.without_worker_since.is_nan();
    }
}

fn census<S: Sink>(e: &mut Engine<'_, S>, end: f64, start: f64) {
    let since = e.world_parameters.long_stays[e.world.year as usize - 1];
    let mut counted = std::mem::take(&mut e.world.tallies.years[e.world.year as usize]);
    let mut groups = std::mem::take(&mut e.world.tallies.groups);
    for (slot, c) in e.world.children.iter().enumerate() {
        let there = matches!(c.standing, Standing::InCare | Standing::CareLeaver);
        if there && !c.without_worker_since.is_nan() {
            counted.longest_gap = counted.longest_gap.max(end - c.without_worker_since);
            let in_care_until = if c.standing == Standing::InCare { end } else { c.leaves.min(end) };
            counted.unallocated_days += (in_care_until - c.without_worker_since.max(start)).max(0.0);
            workforce::count_gap(&mut counted.practice, c, start, end);
        }
        if c.standing == Standing::InCare {
            count_child(&mut counted, c, end, start, since);
            if c.entered <= start && c.transfer != Transfer::Served {
                counted.stayer_all_year += 1;
                counted.stayer_same_worker += u32::from(had_one_worker(c));
            }
        }
        if there && c.transfer == Transfer::Served {
            counted.cohort += 1;
            counted.cohort_at_end[cases::funding_band(c) as usize] += 1;
            if c.standing == Standing::InCare {
                counted.cohort_in_care += 1;
                counted.cohort_three_plus += u32::from(c.placements_this_year >= 3);
            }
            let own = &mut counted.practices[usize::from(c.practice)];
            own.size += 1;
            if c.transferred_at <= start {
                counted.cohort_all_year += 1;
                let same = u32::from(had_one_worker(c));
                own.all_year += 1;
                own.same_worker += same;
                counted.cohort_same_worker += same;
                let met = e.world.known.workers_met(slot, c.key.0, start);
                counted.practice.distinct_workers += met.unwrap_or(u32::from(c.changes_this_year) + 1);
                for group in cases::groups_of(c) {
                    groups[group].all_year += 1;
                    groups[group].same_worker += same;
                }
            }
        }
    }
    e.world.tallies.years[e.world.year as usize] = counted;
    e.world.tallies.groups = groups;
}

/// One lead worker the whole year, without a gap?
fn had_one_worker(c: &Child) -> bool {
    c.changes_this_year == 0 && !c.gap_this_year && c.lead != NOBODY
}

/// `since`: before which day somebody must have come to be there for two years, and for two and a half.
fn count_child(y: &mut Year, c: &Child, end: f64, start: f64, since: (f64, f64)) {
    let age = c.age_days(end) / YEAR_DAYS;
    let in_care = end - c.entered;
    y.stock += 1;
    y.by_age[AgeBand::of(age) as usize] += 1;
    y.stock_12_months += u32::from(in_care >= YEAR_DAYS);
    if age < 16.0 {
        y.under_16 += 1;
        let (two_years, thirty_months) = since;
        if c.entered < thirty_months {
            y.under_16_long += 1;
            let together = c.placement == PlacementType::Adoptive && c.before_adopters_since < two_years;
            y.same_carer += u32::from(c.placement_since < two_years || together);
        }
    }
    y.placements[(c.placements_this_year.clamp(1, 3) - 1) as usize] += 1;
    y.changes_12[c.changes_this_year.min(2) as usize] += 1;
    y.changes_24[(c.changes_this_year + c.changes_last_year).min(2) as usize] += 1;
    if c.entered <= start {
        y.all_year += 1;
        y.same_worker += u32::from(had_one_worker(c));
        y.distinct_workers += u32::from(c.changes_this_year) + 1;
    }
    let price = c.daily_price.0 as f64;
    y.price_mean += price;
    y.price_square += price * price;
    y.over_10k += u32::from(price >= TEN_THOUSAND_A_WEEK);
}

fn count_posts<S: Sink>(e: &mut Engine<'_, S>) {
    let (year, in_care) = (e.world.year as usize, e.world.in_care);
    let counted = &mut e.world.tallies.years[year];
    counted.served_cases = in_care;
    for (i, post) in e.world.posts.iter().enumerate() {
        if matches!(post.holder, Holder::Closed | Holder::Unopened) {
            continue;
        }
        let held = post.holder != Holder::Vacant;
        let short = if held { WHOLE_TIME - post.hours } else { 0 };
        match e.world.teams[post.team as usize].kind {
            TeamKind::Practice(k) => {
                if let Some(own) = counted.practices.get_mut(usize::from(k)) {
                    own.load += i64::from(e.world.weights[i]);
                    own.filled += u32::from(held);
                }
                counted.practice_load += i64::from(e.world.weights[i]);
                counted.practice_filled += u32::from(held);
                counted.practice_short += short;
                counted.practice_posts += 1;
                counted.practice_vacant += u32::from(post.holder != Holder::Permanent);
                counted.filled_posts += u32::from(held);
                counted.filled_short += short;
            }
            TeamKind::LeavingCare => {}
            _ => {
                counted.posts += 1;
                counted.vacant += u32::from(post.holder != Holder::Permanent);
                counted.agency += u32::from(post.holder == Holder::Agency);
                counted.in_post += u32::from(held);
                counted.filled_posts += u32::from(held);
                counted.filled_short += short;
            }
        }
    }
}

/// The end of the simulated time: what is still running is booked.
pub(super) fn close<S: Sink>(e: &mut Engine<'_, S>) {
    let horizon = e.world_parameters.horizon();
    for slot in 0..e.world.children.len() as u32 {
        let c = &e.world.children[slot as usize];
        if c.transfer != Transfer::Served || c.standing == Standing::AfterCare {
            continue;
        }
        let followed = c.transferred_at <= horizon - 2.0 * YEAR_DAYS;
        e.world.tallies.followed += u32::from(followed);
        cases::book_curve(e, slot, horizon);
    }
    e.world.tallies.closed_posts = e.world.closed_posts;
}
