//! Allocation: waiting children are offered to the practices by a panel with published rules.
//!
//! **What happens.** On its dates the panel lists who is eligible, asks those who are new for their wishes, and the rule
//! orders and places them; siblings together; every decision carries its reason. In the arm without a practice the same
//! panel sits and its choice is only noted, so that the same children can be followed.
//! **Assumes.** A15: waiting is counted from the day on which a child could first have been assessed. A18: areas are
//! numbered so that neighbours have neighbouring numbers. A19: a child is asked once, before the first panel with places
//! for which the child is eligible; the wish does not depend on the child, and its reason is the likeliest one in the
//! child's circumstances.
//! **Chance.** `PanelDraw`, `Wish`.
//! **Reads; writes.** Reads judgements and legal status; writes wishes and transfers.

use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::world::{Adoption, Child, NO_PRACTICE, NOBODY, Standing, Transfer, Wish};
use super::{Engine, cases, endings, handover, panel_record, portraits, workforce};
use crate::domain::codes::{ExitReason, LegalStatus};
use crate::domain::keys::{ChildKey, YEAR_DAYS};
use crate::domain::laws::pick;
use crate::domain::parameters::{AllocationRuleName, PointsCriterion};
use crate::policies::allocation::{
    Candidate, Criterion, Decision, LeftOut, Panel, PanelDraws, PracticeView, breakdown,
};
use crate::randomness::{Chance, uniform};

/// Children with adopters in prospect so long before they join them already have an adoption plan.
const ADOPTION_PLAN_DAYS: f64 = 90.0;
/// A placement is new for so long.
const NEW_PLACEMENT_DAYS: f64 = 90.0;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Allocation) {
        e.world.now = due.time;
        sit(e, due.time);
        let next = due.time + e.arm.allocation.panel_every_days;
        if next < e.world_parameters.horizon().min(e.arm.allocation.stops_after_days) {
            e.enter(next, What::Panel, 0, 0);
        }
    }
}

fn sit<S: Sink>(e: &mut Engine<'_, S>, now: f64) {
    let wave = e.arm.allocation.places_per_panel;
    let views: Vec<PracticeView> = (0..e.arm.practices.len())
        .map(|k| {
            let held = e.world.served[k] + e.world.joint[k];
            let practice = &e.arm.practices[k];
            let places = if endings::is_over(e, k) { 0 } else { practice.places };
            PracticeView { free_places: places.saturating_sub(held).min(wave), area: practice.criteria.area }
        })
        .collect();
    let panel = e.world.panels;
    e.world.panels += 1;
    let has_places = views.iter().any(|v| v.free_places > 0);
    if !has_places && !S::LISTENS {
        return;
    }
    // who listens must not change what happens: without places nobody is asked
    let candidates = candidates(e, now, has_places);
    if S::KEEPS_PANELS {
        let record = panel_record::of(e, now, panel, &views, &candidates);
        e.sink.keep_panel(record);
    }
    let draws = PanelDraws { luck: e.luck, panel };
    let together = e.arm.allocation.siblings_together;
    let panel = Panel { candidates: &candidates, practices: &views, draws, together };
    let decisions = e.rule.decide(&panel);
    portraits::note(e, &panel, &decisions, now);
    let left_out = left_out(e, now, &candidates, &decisions);
    if has_places {
        count(e, &candidates, &decisions, &left_out);
    }
    for d in &decisions {
        tell(e, now, d, &candidates, &views, &left_out);
        if let Some(practice) = d.practice {
            handover::begin(e, candidates[d.candidate].slot, practice, now);
        }
    }
}

fn count<S: Sink>(e: &mut Engine<'_, S>, candidates: &[Candidate], decisions: &[Decision], left_out: &[LeftOut]) {
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.waiting = decisions.iter().filter(|d| d.practice.is_none()).count() as u32;
    let mut groups: Vec<u64> = vec![];
    for d in decisions.iter().filter(|d| d.practice.is_some()) {
        let c = &candidates[d.candidate];
        groups.push(c.group);
        year.allocated += 1;
        year.allocated_named += u32::from(c.prefers.is_some());
        year.preference_met += u32::from(c.prefers.is_some() && c.prefers == d.practice);
    }
    year.siblings_left_out += left_out.iter().filter(|l| groups.contains(&l.group)).count() as u32;
}

/// Tells whoever listens about one decision, before it is acted on.
fn tell<S: Sink>(
    e: &mut Engine<'_, S>,
    now: f64,
    d: &Decision,
    candidates: &[Candidate],
    views: &[PracticeView],
    left_out: &[LeftOut],
) {
    if !S::LISTENS {
        return;
    }
    let c = candidates[d.candidate];
    let siblings = candidates.iter().filter(|other| other.group == c.group).count() as u32 - 1;
    let places = e.arm.practices.iter().map(|p| p.places).sum();
    let apart = left_out.iter().filter(|l| l.group == c.group);
    let left_out = apart.map(|l| (ChildKey(l.key), l.criterion.label())).collect();
    let rule = &e.arm.allocation.rule;
    let points = if rule.name == AllocationRuleName::Points {
        let each = breakdown(&rule.points, &c, views);
        PointsCriterion::ALL.iter().zip(each).map(|(criterion, points)| (criterion.label(), points)).collect()
    } else {
        vec![]
    };
    e.say(now, c.slot, |_| CareEvent::Decided {
        allocated: d.practice.is_some(),
        practice: usize::from(d.practice.unwrap_or(0)),
        reason: d.reason.words(),
        draw: d.draw,
        place: d.order,
        places,
        siblings,
        left_out,
        points,
    });
}

/// Is there a plan for adoption on this day: a placement order, or adopters in prospect?
pub(super) fn adoption_planned(c: &Child, now: f64) -> bool {
    let adopters_near = c.reason == ExitReason::Adoption && now >= c.planned_at - ADOPTION_PLAN_DAYS;
    adopters_near
        || matches!(c.adoption, Adoption::Decided | Adoption::Ordered)
        || cases::legal_status(c, now) == LegalStatus::PlacementOrder
}

/// The criterion of eligibility that a person does not meet; `None`: meets all but the practices' own.
fn criterion_not_met<S: Sink>(e: &Engine<'_, S>, c: &Child, now: f64) -> Option<Criterion> {
    let a = &e.arm.allocation;
    let in_care = c.standing == Standing::InCare;
    if !in_care && (c.standing != Standing::CareLeaver || !a.include_care_leavers) {
        return Some(Criterion::LookedAfter);
    }
    if c.transfer != Transfer::None {
        return Some(Criterion::NotAllocated);
    }
    let age = c.age_days(now);
    if age < a.minimum_age_days || age >= a.maximum_age_days {
        return Some(Criterion::AgeRange);
    }
    if a.require_assessment && !c.judged_long {
        return Some(Criterion::AssessedLong);
    }
    if c.withdrawn {
        return Some(Criterion::NotWithdrawn);
    }
    match c.wish {
        Wish::Stay => return Some(Criterion::WishToStay),
        Wish::Wait if now < f64::from(c.waits_until) => return Some(Criterion::WishToWait),
        _ => {}
    }
    if !in_care {
        return None;
    }
    match cases::legal_status(c, now) {
        _ if a.exclude_adoption_plan && adoption_planned(c, now) => Some(Criterion::NoAdoptionPlan),
        LegalStatus::InterimOrder | LegalStatus::Emergency if !a.include_in_proceedings => {
            Some(Criterion::NotInProceedings)
        }
        LegalStatus::Section20 if now - c.entered < a.minimum_days_in_care_s20 => {
            Some(Criterion::LongEnoughAccommodated)
        }
        LegalStatus::YouthJustice => Some(Criterion::NotYouthJustice),
        _ => None,
    }
}

/// Practices whose own criteria a person meets, as bits. The band must be up to date.
pub(super) fn meets<S: Sink>(e: &Engine<'_, S>, c: &Child, now: f64) -> u32 {
    let (band, leaver) = (cases::funding_band(c), c.standing == Standing::CareLeaver);
    let admits = |k: usize| e.arm.practices[k].criteria.admits(c.age_days(now), band, c.need, c.locality, leaver);
    (0..e.arm.practices.len().min(32)).filter(|&k| admits(k)).fold(0, |bits, k| bits | 1 << k)
}

/// Asks a child for wishes before the first panel (Guide 2011, para 28). One number each decides about staying or
/// waiting, naming a practice, which one, and the reviewing officer's view.
fn ask<S: Sink>(e: &mut Engine<'_, S>, slot: u32, meets: u32, now: f64) {
    let w = e.arm.allocation.wishes;
    let c = &e.world.children[slot as usize];
    let (mut wish, mut named, mut supported) = (Wish::Agrees, None, true);
    if w.opt_out_share > 0.0 || w.defer_share > 0.0 || w.preference_share > 0.0 {
        let mut luck = e.luck.source(Chance::Wish, c.key.0, 0);
        let [stays, names, which, view] = std::array::from_fn(|_| uniform(&mut luck));
        wish = match stays {
            u if u <= w.opt_out_share => Wish::Stay,
            u if u <= w.opt_out_share + w.defer_share => Wish::Wait,
            _ => Wish::Agrees,
        };
        if wish == Wish::Agrees && names <= w.preference_share {
            named = name_a_practice(e, meets, which);
        }
        supported = wish == Wish::Agrees || view <= w.officer_supports_share;
    }
    let until = now + w.defer_days;
    let reason = reason_of(e, slot, wish, now);
    let c = &mut e.world.children[slot as usize];
    c.wish = if supported { wish } else { Wish::Agrees };
    c.waits_until = until as f32;
    c.prefers = named.unwrap_or(NO_PRACTICE);
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.asked += 1;
    year.opted_out += u32::from(supported && wish == Wish::Stay);
    year.deferred += u32::from(supported && wish == Wish::Wait);
    year.wishes_not_followed += u32::from(!supported);
    year.named_a_practice += u32::from(named.is_some());
    e.say(now, slot, |_| CareEvent::Asked {
        wish: match (wish, named) {
            (Wish::Stay, _) => "wishes to stay with the present worker",
            (Wish::Wait, _) => "wishes to wait",
            (_, Some(_)) => "wishes to go to practice",
            _ => "has nothing against the transfer",
        },
        reason,
        supported,
        until: (wish == Wish::Wait).then_some(until),
        practice: named.map(usize::from),
    });
}

/// One of the practices whose criteria the child meets, by their weights.
fn name_a_practice<S: Sink>(e: &Engine<'_, S>, meets: u32, which: f64) -> Option<u8> {
    let weight = |(k, p): (usize, &crate::domain::parameters::PracticeParameters)| {
        if k < 32 && meets >> k & 1 == 1 { p.criteria.preference_weight } else { 0.0 }
    };
    let weights: Vec<f64> = e.arm.practices.iter().enumerate().map(weight).collect();
    (weights.iter().sum::<f64>() > 0.0).then(|| pick(&weights, which) as u8)
}

/// The likeliest reason for a wish to stay or to wait in the child's circumstances (A19).
fn reason_of<S: Sink>(e: &Engine<'_, S>, slot: u32, wish: Wish, now: f64) -> Option<&'static str> {
    let c = &e.world.children[slot as usize];
    let age = c.age_days(now) / YEAR_DAYS;
    match wish {
        Wish::NotAsked | Wish::Agrees => None,
        Wish::Stay if c.changes_this_year + c.changes_last_year == 0 => Some("knows the worker well"),
        Wish::Stay => Some("has had enough changes of worker"),
        Wish::Wait if now - c.placement_since < NEW_PLACEMENT_DAYS => Some("has only just moved to a new home"),
        Wish::Wait if (15.0..17.0).contains(&age) => Some("has examinations to take"),
        Wish::Wait => Some("wants to know the practice first"),
    }
}

/// Everybody eligible, by key; those who are new are asked first where `asks`.
fn candidates<S: Sink>(e: &mut Engine<'_, S>, now: f64, asks: bool) -> Vec<Candidate> {
    let siblings = siblings_with_practices(e);
    let mut list: Vec<Candidate> = vec![];
    for slot in 0..e.world.children.len() as u32 {
        let c = &e.world.children[slot as usize];
        if c.standing == Standing::Nobody || criterion_not_met(e, c, now).is_some() {
            continue;
        }
        cases::advance_band(e, slot, now);
        let meets = meets(e, &e.world.children[slot as usize], now);
        if meets == 0 {
            continue;
        }
        if asks && e.world.children[slot as usize].wish == Wish::NotAsked {
            ask(e, slot, meets, now);
            if criterion_not_met(e, &e.world.children[slot as usize], now).is_some() {
                continue;
            }
        }
        list.push(candidate(e, slot, meets, &siblings, now));
    }
    // slots are an accident of history; keys are not
    list.sort_by_key(|c| c.key);
    list
}

pub(super) fn candidate<S: Sink>(
    e: &Engine<'_, S>,
    slot: u32,
    meets: u32,
    siblings: &[(u64, u8)],
    now: f64,
) -> Candidate {
    let first_day = e.arm.assessment.days.first().copied().unwrap_or(0.0);
    let c = &e.world.children[slot as usize];
    // a worker who came across holds the old cases until the window ends
    let window = c.lead != NOBODY && now < workforce::TRANSFER_WINDOW_DAYS;
    let goes_to = if window { e.world.posts[c.lead as usize].goes_to } else { NOBODY };
    let group = c.group;
    Candidate {
        slot,
        key: c.key.0,
        group,
        area: c.locality,
        band: cases::funding_band(c),
        age_days: c.age_days(now),
        male: c.male,
        ethnicity: c.ethnicity,
        need: c.need,
        unaccompanied: c.unaccompanied,
        legal: cases::legal_status(c, now),
        placement: c.placement,
        moves: u32::from(c.placements_this_year.saturating_sub(1)),
        days_in_care: now - c.entered,
        days_waiting: now - c.entered - first_day,
        foreseeable_cost: c.daily_price.times(365),
        meets,
        prefers: (c.prefers != NO_PRACTICE).then_some(c.prefers),
        worker_goes_to: (goes_to != NOBODY).then(|| (e.world.posts[goes_to as usize].team - 5) as u8),
        sibling_with: siblings.binary_search_by_key(&group, |s| s.0).ok().map(|at| siblings[at].1),
    }
}

/// Families of which somebody is with a practice, and the practice: of several the one with the lowest number.
pub(super) fn siblings_with_practices<S: Sink>(e: &Engine<'_, S>) -> Vec<(u64, u8)> {
    if !e.world_parameters.has_siblings() {
        return vec![]; // nobody has brothers or sisters in care
    }
    let with = e.world.children.iter().filter(|c| c.standing != Standing::Nobody && c.transfer != Transfer::None);
    let mut families: Vec<(u64, u8)> = with.map(|c| (c.group, c.practice)).collect();
    families.sort_unstable();
    families.dedup_by_key(|family| family.0);
    families
}

/// Brothers and sisters in care who are not before the panel, of those who are placed (or, where somebody listens, of
/// all candidates), with the criterion that each does not meet.
fn left_out<S: Sink>(
    e: &Engine<'_, S>,
    now: f64,
    candidates: &[Candidate],
    decisions: &[Decision],
) -> Vec<LeftOut> {
    if !e.world_parameters.has_siblings() {
        return vec![];
    }
    let of_interest = decisions.iter().filter(|d| S::LISTENS || d.practice.is_some());
    let mut groups: Vec<u64> = of_interest.map(|d| candidates[d.candidate].group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut list = vec![];
    for (slot, c) in e.world.children.iter().enumerate() {
        let group = c.group;
        if c.standing != Standing::InCare || c.transfer != Transfer::None || groups.binary_search(&group).is_err()
        {
            continue;
        }
        if candidates.binary_search_by_key(&c.key.0, |other| other.key).is_ok() {
            continue;
        }
        let criterion = criterion_not_met(e, c, now).unwrap_or(Criterion::PracticeCriteria);
        list.push(LeftOut { slot: slot as u32, key: c.key.0, group, criterion });
    }
    list.sort_by_key(|l| l.key);
    list
}
