//! The opening population, and go-live.
//!
//! **What happens.** A look-back over 18 years of arrivals (longer where care leavers count) simulates each
//! survivor's stay and placements from arrival, so that durations and ages are unbiased on the first day (A1: the
//! past had today's rates). Workers' tenure is drawn from its published distribution.
//! **Chance.** `Chance::OpeningTenure`, and those of the stages.
//! **Leaves out.** Growth and decline before the first day: the stock is met in its mean by one multiplier on stays.

use super::due::What;
use super::events::Sink;
use super::world::{Holder, Leaving, NOBODY, Post, Standing, TAKES_NOBODY, Team, TeamKind, WHOLE_TIME};
use super::{Engine, Model, endings, followed, given, intake, workforce};
use crate::domain::keys::{ChildKey, MONTH_DAYS};
use crate::domain::parameters::{AllocationRuleName, PointsCriterion, Provider, Start};
use crate::randomness::{Chance, mix, uniform};

/// A moment just before midnight, so that the last stage of the day meets the whole day.
const BEFORE_MIDNIGHT: f64 = 1e-6;

/// Sets up the world at the first simulated moment.
pub(super) fn open<S: Sink>(e: &mut Engine<'_, S>, model: &Model) {
    let p = e.world_parameters;
    let start = -p.run_in_days;
    let w = &mut *e.world;
    w.calendar.reset(start, p.horizon());
    w.children.clear();
    w.free.clear();
    w.families.clear();
    w.record.clear();
    w.waits.clear();
    w.reserve.clear();
    w.breakdowns.clear();
    w.successors.clear();
    w.contract_over.clear();
    w.shocked = Default::default();
    (w.now, w.in_care, w.leavers, w.price_level, w.year, w.panels) = (start, 0, 0, 1.0, 0, 0);
    (w.freed_cases, w.closed_posts, w.pipeline) = (0, 0, Default::default());
    (w.service_days, w.service_as_of) = (0.0, 0.0);
    w.served.clear();
    w.starts.clear();
    w.joint.clear();
    w.tallies.reset(p.year_ends.len(), p.months());
    w.known.reset(p.remembers_workers);
    w.cover.reset();
    w.duties.reset();
    open_teams(e, model);
    for staff in &mut e.world.staff {
        *staff = super::world::PostDays { as_of: start, ..Default::default() };
    }
    open_posts(e, start);
    match &p.start {
        Start::Empty => {}
        Start::FreshArrivals(count) => {
            for authority in 0..u64::from(p.authorities) {
                for i in 0..*count {
                    intake::arrive(e, ChildKey::opening(i).of_authority(authority), start, false);
                }
            }
        }
        Start::Stationary => look_back(e, start),
        Start::Given(children) => given::settle(e, children, start),
    }
    let first_cell = libm::floor(start / MONTH_DAYS) as i64;
    let mut cell = first_cell;
    while (cell as f64) * MONTH_DAYS < p.horizon() {
        e.enter((cell as f64 * MONTH_DAYS).max(start), What::MonthOpens, (cell - first_cell) as u32, 0);
        cell += 1;
    }
    for end in p.run_in_year_ends.iter().chain(&p.year_ends) {
        e.enter(end - BEFORE_MIDNIGHT, What::YearIsSettled, 0, 0);
        e.enter(end - BEFORE_MIDNIGHT, What::YearIsCounted, 0, 0);
    }
    if p.run_in_year_ends.is_empty() {
        e.world.year = 1;
    }
}

fn open_teams<S: Sink>(e: &mut Engine<'_, S>, model: &Model) {
    let kinds =
        [TeamKind::Assessment, TeamKind::Court, TeamKind::LongTerm, TeamKind::SixteenPlus, TeamKind::LeavingCare];
    let p = e.world_parameters;
    let w = &mut *e.world;
    let mut first = 0;
    let mut sizes: Vec<(TeamKind, u32)> = kinds.into_iter().zip(p.workforce.team_posts).collect();
    // every arm opens the same posts, so that posts own their luck whatever the arms are
    let practices = model.arms.iter().map(|a| a.practices.len()).max().unwrap_or(0);
    for k in 0..practices {
        let posts = model.arms.iter().filter_map(|a| a.practices.get(k)).map(|p| p.posts).max().unwrap_or(0);
        sizes.push((TeamKind::Practice(k as u8), posts));
    }
    // further authorities stand last, so that the posts of the first and of the practices keep their numbers
    for _ in 1..p.authorities {
        sizes.extend(kinds.into_iter().zip(p.workforce.team_posts));
    }
    w.teams.truncate(sizes.len());
    for (i, (kind, count)) in sizes.iter().enumerate() {
        match w.teams.get_mut(i) {
            Some(team) => {
                team.waiting.clear();
                (team.kind, team.first, team.count) = (*kind, first, *count);
            }
            None => w.teams.push(Team { kind: *kind, first, count: *count, waiting: vec![] }),
        }
        first += count;
    }
    w.posts.truncate(first as usize);
    for post in &mut w.posts {
        post.cases.clear();
    }
    w.posts.resize_with(first as usize, || Post {
        team: 0,
        holder: Holder::Unopened,
        away: false,
        structural: false,
        hours: WHOLE_TIME,
        partner: false,
        leaving: Leaving::NEVER,
        since: 0.0,
        tenure_before: 0.0,
        stamp: 0,
        nth: 0,
        filled_due: f64::INFINITY,
        comes_from: NOBODY,
        goes_to: NOBODY,
        cases: vec![],
    });
    w.loads.clear();
    w.loads.resize(first as usize, TAKES_NOBODY);
    w.weights.clear();
    w.weights.resize(first as usize, 0);
    for (t, team) in w.teams.iter().enumerate() {
        for i in team.posts() {
            let post = &mut w.posts[i];
            (post.team, post.holder, post.away, post.structural) = (t as u16, Holder::Unopened, false, false);
            (post.hours, post.partner, post.leaving) = (WHOLE_TIME, false, Leaving::NEVER);
            (post.since, post.tenure_before, post.stamp, post.nth) = (0.0, 0.0, 0, 0);
            (post.filled_due, post.comes_from, post.goes_to) = (f64::INFINITY, NOBODY, NOBODY);
        }
    }
}

/// The authorities' posts on the first simulated moment.
fn open_posts<S: Sink>(e: &mut Engine<'_, S>, start: f64) {
    for authority in 0..e.world_parameters.authorities as usize {
        let first = e.world.teams[workforce::first_team(e, authority)].first;
        open_posts_from(e, first, start);
    }
}

/// One authority's posts, which begin with number `first`.
fn open_posts_from<S: Sink>(e: &mut Engine<'_, S>, first: u32, start: f64) {
    let p = &e.world_parameters.workforce;
    let authority: u32 = p.team_posts.iter().sum();
    let mut structural_seen = 0;
    let known = e.world_parameters.given_workers();
    for nth in 0..authority {
        let i = first + nth;
        let terms = &p.employment;
        let structural = i >= known && !p.all_filled_at_start && is_nth_share(nth, terms.structural_vacancy_share);
        e.world.posts[i as usize].structural = structural;
        if i >= known {
            e.world.posts[i as usize].hours = workforce::hours_of(&p.part_time, i, authority);
        }
        if structural {
            let agency = is_nth_share(structural_seen, terms.agency_cover_share);
            structural_seen += 1;
            if agency {
                workforce::seat_agency(e, i, start);
            } else {
                e.world.posts[i as usize].holder = Holder::Vacant;
            }
            continue;
        }
        let mut luck = e.luck.source(Chance::OpeningTenure, u64::from(i), 0);
        if i >= known && !p.all_filled_at_start && uniform(&mut luck) <= p.employment.stationary_vacancy() {
            workforce::seat_vacancy(e, i, start);
            continue;
        }
        let tenure = match &p.tenure_share {
            Some(share) if !p.all_filled_at_start => workforce::opening_tenure(share, &mut luck),
            _ => 0.0,
        };
        workforce::seat_permanent(e, i, start, tenure);
    }
    workforce::enter_first_review(e, 0, start);
}

/// Spreads a share evenly over a numbered list: is the `i`-th one of them? The number so far is always the
/// nearest whole number to the share.
pub(super) fn is_nth_share(i: u32, share: f64) -> bool {
    libm::floor(f64::from(i + 1) * share + 0.5) > libm::floor(f64::from(i) * share + 0.5)
}

/// Arrivals of the past whose care, support or coming return lies beyond the first moment.
fn look_back<S: Sink>(e: &mut Engine<'_, S>, start: f64) {
    let p = e.world_parameters;
    let years = if p.stay.has_care_leavers() {
        p.stay.care_leavers_until_days
    } else {
        crate::domain::parameters::stay::ADULT_DAYS
    };
    let span = if p.stay.leave_at_18 { years } else { years.max(40.0 * 365.25) };
    let first = libm::floor((start - span) / MONTH_DAYS) as i64;
    let last = libm::ceil(start / MONTH_DAYS) as i64;
    for cell in first..last {
        intake::draw_families(e, cell);
        let families = std::mem::take(&mut e.world.families);
        for &(key, time) in &families {
            if time < start {
                intake::look_back_at_family(e, key, time, start);
            }
        }
        e.world.families = families;
        e.world.families.clear();
    }
    assign_opening_workers(e, start);
}

/// Cases of the opening population, in an order of their own so that no team is dealt by arrival.
fn assign_opening_workers<S: Sink>(e: &mut Engine<'_, S>, start: f64) {
    let mut order: Vec<(u64, u32)> = e
        .world
        .children
        .iter()
        .enumerate()
        .filter(|(_, c)| matches!(c.standing, Standing::InCare | Standing::CareLeaver))
        .map(|(i, c)| (mix(c.key.0), i as u32))
        .collect();
    order.sort_unstable();
    for (_, child) in order {
        workforce::opening_case(e, child, start);
    }
}

/// Go-live: the practice's posts open, the stock is assessed, the first panel sits.
pub(super) fn go_live<S: Sink>(e: &mut Engine<'_, S>) {
    let p = e.world_parameters;
    e.world.year = 1;
    e.world.now = e.world.now.max(0.0);
    for t in 0..3 {
        e.world.staff[t].settle(0.0);
        let staff = &mut e.world.staff[t];
        (staff.permanent_days, staff.agency_days, staff.short_days) = (0.0, 0.0, [0.0; 2]);
    }
    for slot in 0..e.world.children.len() as u32 {
        if e.world.children[slot as usize].standing == Standing::InCare {
            workforce::enter_request(e, slot, 0.0);
            super::assessment::enter_first(e, slot, 0.0);
        }
    }
    super::shocks::enter(e);
    let practices = e.arm.practices.len();
    if practices > 0 || p.workforce.duties.is_some() {
        for month in 0..p.months() {
            let end = (month + 1) as f64 * MONTH_DAYS;
            e.enter(end - BEFORE_MIDNIGHT, What::MonthIsCounted, month as u32, 0);
        }
    }
    if practices == 0 {
        return;
    }
    e.world.tallies.served_by_month.resize(practices * p.months(), 0);
    for year in &mut e.world.tallies.years {
        year.practices.resize(practices, Default::default());
    }
    e.world.served.resize(practices, 0);
    e.world.joint.resize(practices, 0);
    e.world.starts.resize(practices, vec![0; p.months() + 2]);
    if e.arm.follows {
        followed::enter(e);
        return;
    }
    e.enter(0.0, What::AssessStock, 0, 0);
    e.enter(0.0, What::Panel, 0, 0);
    if e.arm.provider == Provider::None {
        note_who_would_come_across(e);
        return;
    }
    workforce::open_practices(e);
    workforce::open_cover(e, 1.0 - BEFORE_MIDNIGHT);
    if e.arm.provider == Provider::Practice {
        endings::enter_contracts(e);
    }
}

/// Nobody moves in this arm, but a panel that follows the workers must choose the same children in each.
fn note_who_would_come_across<S: Sink>(e: &mut Engine<'_, S>) {
    let rule = &e.arm.allocation.rule;
    let counts = rule.points[PointsCriterion::WorkerComesAcross as usize] != 0.0;
    if rule.name != AllocationRuleName::FollowTheWorker && !counts {
        return;
    }
    for (k, practice) in e.arm.practices.iter().enumerate() {
        for i in 0..practice.posts {
            let structural = is_nth_share(i, practice.employment.structural_vacancy_share);
            if structural || !workforce::comes_across(practice, i) {
                continue;
            }
            if let Some(old) = workforce::next_to_come_across(e) {
                e.world.posts[old as usize].goes_to = e.world.teams[5 + k].first + i;
            }
        }
    }
}
