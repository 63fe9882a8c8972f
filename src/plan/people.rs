//! Real children on the last day of the input, as criteria and the engine look at them.

use std::collections::BTreeMap;

use crate::domain::codes::{Band, LegalStatus, Need, PlacementType};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::money::Pence;
use crate::domain::parameters::{GivenChild, GivenWish};
use crate::ledger::{Listed, Origin, Rules};
use crate::policies::allocation::Candidate;
use crate::policies::eligibility::{Person, Standing, WishOf, practices_met};
use crate::ssda903::codes::Sex;
use crate::ssda903::cohort::{Answer, CohortChild, Ending};
use crate::ssda903::companion::{Blackout, View, Wish};
use crate::ssda903::{Cohort, Day, Pseudonym};

/// A child in care on the last day of the input.
#[derive(Debug, Clone)]
pub struct Child {
    pub key: Pseudonym,
    pub group: Option<Pseudonym>,
    pub worker: Option<Pseudonym>,
    /// As the engine starts from it; days are counted from the last day of the input.
    pub given: GivenChild,
    pub proceedings: Answer,
    pub adoption: Answer,
    pub assessed_long: Option<bool>,
    /// Moves to a new carer in the year before.
    pub moves: u32,
    pub placed_since: Day,
    pub blackouts: Vec<Blackout>,
    /// Asked to stay, or to wait until a day, and the reviewing officer does not object to the wish.
    pub wish_until: Option<Day>,
    wish: WishOf,
    wish_date: Option<Day>,
    officer_supports: bool,
}

/// The children in care on a day, in the order of their pseudonyms, with the names of areas and workers.
#[derive(Debug, Clone)]
pub struct People {
    pub day: Day,
    pub children: Vec<Child>,
    /// Names of areas, in the user's words, by number.
    pub areas: Vec<String>,
    pub workers: Vec<Pseudonym>,
}

impl People {
    /// Everybody in care on the last day of the input. Who was lost from sight is not counted as in care.
    pub fn of(cohort: &Cohort) -> Self {
        let day = cohort.window.last_day();
        let there = |child: &&CohortChild| child.period_on(day).is_some_and(|p| p.ending != Ending::Lost);
        let found: Vec<&CohortChild> = cohort.in_care_on(day).filter(there).collect();
        let mut workers: Vec<Pseudonym> = found.iter().filter_map(|child| child.worker_now(day)).collect();
        workers.sort_unstable();
        workers.dedup();
        let areas = Areas::of(found.iter().filter_map(|child| child.companion.locality.as_deref()));
        let decisions = cohort.decisions_seen();
        let one = |child: &&CohortChild| Some(of_child(child, day, decisions, &areas, &workers));
        Self { day, children: found.iter().filter_map(one).flatten().collect(), areas: areas.names, workers }
    }

    /// The place of a child in the list.
    pub fn position(&self, key: Pseudonym) -> Option<usize> {
        self.children.binary_search_by_key(&key, |child| child.key).ok()
    }
}

/// Areas in the user's words and their numbers.
struct Areas {
    names: Vec<String>,
    numbers: BTreeMap<String, u16>,
}

impl Areas {
    /// Where every name ends in a number, that is the area's; otherwise they are numbered in the order of the alphabet.
    fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut all: Vec<&str> = words.collect();
        all.sort_unstable();
        all.dedup();
        let own = |name: &str| -> Option<u16> {
            let digits = name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            name[digits..].parse().ok().filter(|n| (1..=200).contains(n))
        };
        let numbered: Option<Vec<u16>> = all.iter().map(|name| own(name)).collect();
        let numbers: Vec<u16> = numbered.unwrap_or_else(|| (1..=all.len().min(200) as u16).collect());
        let mut names = vec![String::new(); numbers.iter().max().map_or(0, |n| usize::from(*n))];
        for (name, number) in all.iter().zip(&numbers) {
            names[usize::from(*number) - 1] = name.to_string();
        }
        let numbers = all.iter().map(|name| name.to_string()).zip(numbers.into_iter().map(|n| n - 1)).collect();
        Self { names, numbers }
    }
}

fn of_child(
    child: &CohortChild,
    day: Day,
    decisions: Answer,
    areas: &Areas,
    workers: &[Pseudonym],
) -> Option<Child> {
    let period = child.period_on(day)?;
    let episode = period.episode_on(day)?;
    let carers: Vec<_> = period.carers().collect();
    let carer = carers.iter().rev().find(|carer| carer.start <= day)?;
    let spell = period.legal_spells().filter(|spell| spell.start <= day).last()?;
    let proceedings = child.in_proceedings_on(day);
    let adoption = child.adoption_planned_on(day, decisions);
    let days = |when: Day| f64::from(when.since(day));
    let c = &child.companion;
    let officer_supports = c.reviewing_officer != Some(View::Objects);
    let (given_wish, wish) = match c.wish {
        // an officer who objects to the move is heard as a wish to stay would be
        _ if !officer_supports => (GivenWish::Stays, WishOf::Stay),
        Some(Wish::Stay) => (GivenWish::Stays, WishOf::Stay),
        Some(Wish::Wait) => {
            let until = c.wish_until.map_or(f64::INFINITY, days);
            if until <= 0.0 {
                (GivenWish::Agrees, WishOf::Agrees)
            } else {
                (GivenWish::WaitsUntil(until), WishOf::Wait)
            }
        }
        Some(Wish::Move) => (GivenWish::Agrees, WishOf::Agrees),
        Some(Wish::NotKnown) | None => (GivenWish::NotKnown, WishOf::Agrees),
    };
    let worker = child.worker_now(day);
    let unaccompanied = child.unaccompanied && child.unaccompanied_until.is_none_or(|until| until > day);
    Some(Child {
        key: child.key,
        group: c.sibling_group,
        worker,
        proceedings,
        adoption,
        assessed_long: c.assessed_long,
        moves: carers.iter().skip(1).filter(|carer| carer.start <= day && day.since(carer.start) < 365).count()
            as u32,
        placed_since: carer.start,
        blackouts: c.blackouts.clone(),
        wish_until: c.wish_until.filter(|until| wish == WishOf::Wait && *until > day),
        wish,
        wish_date: c.wish_date,
        officer_supports,
        given: GivenChild {
            key: child.key.bits(),
            group: c.sibling_group.map(Pseudonym::bits),
            born: days(child.born),
            male: child.sex.and_then(|sex| match sex {
                Sex::Male => Some(true),
                Sex::Female => Some(false),
                Sex::Unknown => None,
            }),
            ethnicity: child.ethnicity(),
            need: period.need,
            unaccompanied,
            area: c.locality.as_ref().and_then(|name| areas.numbers.get(name).copied()),
            entered: days(period.start),
            placement: episode.kind(),
            placement_since: days(carer.start),
            legal: legal_of(episode.status(), proceedings),
            legal_since: days(spell.start),
            adoption_plan: adoption == Answer::Yes,
            band: c.band,
            worker: worker.and_then(|worker| workers.binary_search(&worker).ok()).map(|at| at as u32),
            wish: given_wish,
        },
    })
}

/// The legal status, where the companion file may have the last word about proceedings.
fn legal_of(status: Option<LegalStatus>, proceedings: Answer) -> Option<LegalStatus> {
    use LegalStatus::*;
    match (status, proceedings) {
        (Some(Emergency), Answer::Yes) => Some(Emergency),
        (_, Answer::Yes) => Some(InterimOrder),
        (Some(InterimOrder), Answer::No) => Some(FullOrder),
        (status, _) => status,
    }
}

impl Child {
    /// The child as the ledger lists it, and which practices' own criteria it meets. A fact that is not stated stands in
    /// a neutral way; `support` makes sure that no rule looks at it.
    pub fn listed(&self, slot: u32, day: Day, from: Day, first_assessed_days: f64, rules: &Rules) -> Listed {
        let (g, child) = (&self.given, self.key.to_string());
        let family = self.group.map_or(format!("alone:{child}"), |group| group.to_string());
        let later = f64::from(from.since(day));
        let origin = Origin::OutsideNumber;
        let days_in_care = later - g.entered;
        let mut person = Person {
            candidate: Candidate {
                slot,
                key: origin.child_number(&child).unwrap_or_default(),
                group: origin.family_number(&family).unwrap_or_default(),
                area: g.area.unwrap_or(0),
                band: g.band.unwrap_or(Band::Additional),
                age_days: later - g.born,
                male: g.male.unwrap_or(false),
                ethnicity: g.ethnicity,
                need: g.need.unwrap_or(Need::at(0)),
                unaccompanied: g.unaccompanied,
                legal: g.legal.unwrap_or(LegalStatus::FullOrder),
                placement: g.placement.unwrap_or(PlacementType::Other),
                moves: self.moves,
                days_in_care,
                days_waiting: days_in_care - first_assessed_days,
                foreseeable_cost: Pence::ZERO, // no cost of a single real child
                meets: 0,
                prefers: None,
                worker_goes_to: None,
                sibling_with: None,
            },
            standing: Standing::InCare,
            with_practice: None,
            assessed_long: self.assessed_long.unwrap_or(false),
            wish: self.wish,
            officer_supports: true,
            adoption_plan: self.adoption == Answer::Yes,
        };
        person.candidate.meets = practices_met(rules.practices.iter().map(|p| &p.criteria), &person);
        let wish_date = self.wish_date.map(iso).unwrap_or_default();
        let wish_reason = if self.officer_supports { "" } else { "the reviewing officer objects to the move" };
        Listed { child, family, person, wish_date, wish_reason: wish_reason.into() }
    }

    /// Age in years on a day so many days after the input's last.
    pub fn age_years(&self, later: f64) -> f64 {
        (later - self.given.born) / YEAR_DAYS
    }
}

/// A day as `2026-10-01`.
pub fn iso(day: Day) -> String {
    let (year, month, date) = day.civil();
    format!("{year:04}-{month:02}-{date:02}")
}
