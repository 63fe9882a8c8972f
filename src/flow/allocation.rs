//! Allocation: waiting children are offered to the practice by a panel with published rules.
//!
//! **What happens.** On its dates the panel lists who is eligible, and the rule orders and places them; siblings
//! together; every decision carries its reason. In the arm without a practice the same panel sits and its choice is
//! only noted, so that the same children can be followed.
//! **Assumes.** A15: waiting is counted from the day on which a child could first have been assessed.
//! **Chance.** `PanelDraw`, `Wish`.
//! **Reads; writes.** Reads judgements and legal status; writes transfers.

use super::day::Stage;
use super::due::What;
use super::events::{CareEvent, Sink};
use super::world::{Child, NOBODY, Standing, Transfer};
use super::{Engine, cases, handover};
use crate::domain::codes::{ExitReason, LegalStatus};
use crate::policies::allocation::{Candidate, Panel, PanelDraws, PracticeView};
use crate::randomness::{Chance, uniform};

/// Children with adopters in prospect so long before they join them already have an adoption plan.
const ADOPTION_PLAN_DAYS: f64 = 90.0;

pub(super) fn run<S: Sink>(e: &mut Engine<'_, S>) {
    while let Some(due) = e.world.calendar.next(Stage::Allocation) {
        e.world.now = due.time;
        sit(e, due.time);
        let next = due.time + e.arm.allocation.panel_every_days;
        if next < e.world_parameters.horizon() {
            e.enter(next, What::Panel, 0, 0);
        }
    }
}

/// Why a person is not before the panel; `None`: eligible.
fn criterion_not_met<S: Sink>(e: &Engine<'_, S>, c: &Child, now: f64) -> Option<&'static str> {
    let a = &e.arm.allocation;
    let in_care = c.standing == Standing::InCare;
    if !in_care && (c.standing != Standing::CareLeaver || !a.include_care_leavers) {
        return Some("not looked after");
    }
    if c.transfer != Transfer::None {
        return Some("already allocated");
    }
    let age = c.age_days(now);
    if age < a.minimum_age_days || age >= a.maximum_age_days {
        return Some("outside the age range");
    }
    if a.require_assessment && !c.judged_long {
        return Some("not assessed as likely to stay two years");
    }
    if c.opted_out {
        return Some("asked to stay with the present worker");
    }
    if !in_care {
        return None;
    }
    let adopters_near = c.reason == ExitReason::Adoption && now >= c.planned_at - ADOPTION_PLAN_DAYS;
    match cases::legal_status(c, now) {
        LegalStatus::PlacementOrder => Some("adoption planned"),
        _ if adopters_near => Some("adoption planned"),
        LegalStatus::InterimOrder | LegalStatus::Emergency if !a.include_in_proceedings => {
            Some("in care proceedings")
        }
        LegalStatus::Section20 if now - c.entered < a.minimum_days_in_care_s20 => {
            Some("accommodated for too short a time")
        }
        LegalStatus::YouthJustice => Some("in care under youth justice law"),
        _ => None,
    }
}

fn sit<S: Sink>(e: &mut Engine<'_, S>, now: f64) {
    let wave = e.arm.allocation.places_per_panel;
    let views: Vec<PracticeView> = (0..e.arm.practices.len())
        .map(|k| {
            let held = e.world.served[k] + e.world.joint[k];
            PracticeView { free_places: e.arm.practices[k].places.saturating_sub(held).min(wave), area: 0 }
        })
        .collect();
    let panel = e.world.panels;
    e.world.panels += 1;
    if views.iter().all(|v| v.free_places == 0) && !S::LISTENS {
        return;
    }
    ask(e, now);
    let candidates = candidates(e, now);
    let draws = PanelDraws { luck: e.luck, panel };
    let together = e.arm.allocation.siblings_together;
    let decisions = e.rule.decide(&Panel { candidates: &candidates, practices: &views, draws, together });
    for d in decisions {
        let slot = candidates[d.candidate].slot;
        let siblings = candidates.iter().filter(|c| c.group == candidates[d.candidate].group).count() as u32 - 1;
        let places = e.arm.practices.iter().map(|p| p.places).sum();
        e.say(now, slot, |_| CareEvent::Decided {
            allocated: d.practice.is_some(),
            practice: usize::from(d.practice.unwrap_or(0)),
            reason: d.reason.words(),
            draw: d.draw,
            place: d.order,
            places,
            siblings,
        });
        if let Some(practice) = d.practice {
            handover::begin(e, slot, practice, now);
        }
    }
}

/// Children who come before a panel for the first time are asked for their wishes (Guide 2011, para 28).
fn ask<S: Sink>(e: &mut Engine<'_, S>, now: f64) {
    let share = e.arm.allocation.opt_out_share;
    for slot in 0..e.world.children.len() {
        let c = &e.world.children[slot];
        if c.asked || c.standing == Standing::Nobody || criterion_not_met(e, c, now).is_some() {
            continue;
        }
        let wish =
            share > 0.0 && uniform(&mut e.luck.source(Chance::Wish, e.world.children[slot].key.0, 0)) <= share;
        let c = &mut e.world.children[slot];
        (c.asked, c.opted_out) = (true, wish);
    }
}

fn candidates<S: Sink>(e: &mut Engine<'_, S>, now: f64) -> Vec<Candidate> {
    let first_day = e.world_parameters.assessment.days.first().copied().unwrap_or(0.0);
    let eligible: Vec<u32> = (0..e.world.children.len())
        .filter(|&i| {
            let c = &e.world.children[i];
            c.standing != Standing::Nobody && criterion_not_met(e, c, now).is_none()
        })
        .map(|i| i as u32)
        .collect();
    let mut list: Vec<Candidate> = eligible
        .into_iter()
        .map(|slot| {
            cases::advance_band(e, slot, now);
            let c = &e.world.children[slot as usize];
            let goes_to = if c.lead == NOBODY { NOBODY } else { e.world.posts[c.lead as usize].goes_to };
            Candidate {
                slot,
                key: c.key.0,
                group: c.key.group(),
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
                meets: u32::MAX,
                prefers: None,
                worker_goes_to: (goes_to != NOBODY).then(|| (e.world.posts[goes_to as usize].team - 5) as u8),
            }
        })
        .collect();
    // slots are an accident of history; keys are not
    list.sort_by_key(|c| e.world.children[c.slot as usize].key);
    list
}
