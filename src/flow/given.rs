//! A start from real children: as they stand on the first day, without a run-in and without a look-back.
//!
//! **What happens.** Each child is put in care with what is known. What is left of the stay, of proceedings and of the
//! placement is drawn given the time already passed: the hazard so far is used up, and a fresh unit exponential goes on
//! from there. Each known worker is a post with its children.
//! **Assumes.** A22: what is not known of a real child is drawn in each history from the scenario's shares of entrants,
//! and a child of whom no brothers or sisters are known has none. A decided adoption is how care ends.
//! **Chance.** Those of the stages: `Stay`, `Legal`, `Characteristics`, `PlacementLength`.
//! **Leaves out.** Earlier periods of care, and care leavers who had left before the first day.

use super::Engine;
use super::events::Sink;
use super::world::{Adoption, Child, Standing, Wish};
use super::{cases, finance, intake, placements, workforce};
use crate::domain::codes::{ExitReason, LegalRoute, LegalStatus, PlacementType};
use crate::domain::keys::ChildKey;
use crate::domain::parameters::stay::{ADULT_DAYS, StayParameters};
use crate::domain::parameters::{GivenChild, GivenWish, StayLaw};
use crate::randomness::{Chance, exponential, mix, uniform};

/// Marks the group of a real child: with brothers and sisters, or alone.
const GROUP: u64 = 1 << 63;
const ALONE: u64 = GROUP | 1 << 62;

/// Puts the children into care, in their order: the `n`-th is in slot `n`.
pub(super) fn settle<S: Sink>(e: &mut Engine<'_, S>, children: &[GivenChild], start: f64) {
    for given in children {
        let mut child = known(e, given);
        draw_stay(e, &mut child, given, start);
        legal_course(e, &mut child, given, start);
        plan_leads(e, &mut child, given, start);
        let slot = intake::put(e, child);
        place(e, slot, given, start);
    }
    for (slot, given) in children.iter().enumerate() {
        if let Some(post) = given.worker {
            e.world.children[slot].team = 0;
            workforce::hold(e, slot as u32, post, true);
            e.world.children[slot].had_worker = true;
        }
    }
    let mut order: Vec<u32> =
        (0..children.len() as u32).filter(|slot| children[*slot as usize].worker.is_none()).collect();
    order.sort_by_key(|slot| mix(children[*slot as usize].key));
    for slot in order {
        workforce::opening_case(e, slot, start);
    }
}

/// A child with what is known; the rest as of an entrant.
fn known<S: Sink>(e: &Engine<'_, S>, given: &GivenChild) -> Child {
    let mut c = intake::newcomer(e, ChildKey::given(given.key), given.entered, true);
    c.group = given.group.map_or(ALONE | given.key, |group| GROUP | group);
    c.born = given.born;
    c.male = given.male.unwrap_or(c.male);
    c.ethnicity = given.ethnicity;
    c.unaccompanied = given.unaccompanied;
    c.need = given.need.unwrap_or(c.need);
    c.locality = given.area.unwrap_or(c.locality);
    if let Some(band) = given.band {
        // known as it is on the first day: what came before is not asked
        let rates = e.world_parameters.intake.band_rate.get(band as usize).copied().unwrap_or_default();
        let total: f64 = rates.iter().sum();
        let left = || exponential(&mut e.luck.source(Chance::BandChange, c.key.0, 0)) / total;
        (c.band, c.band_until) = (band, if total > 0.0 { left() } else { f64::INFINITY });
    }
    (c.wish, c.waits_until) = match given.wish {
        GivenWish::NotKnown => (Wish::NotAsked, 0.0),
        GivenWish::Agrees => (Wish::Agrees, 0.0),
        GivenWish::Stays => (Wish::Stay, 0.0),
        GivenWish::WaitsUntil(day) => (Wish::Wait, day as f32),
    };
    c
}

/// What is left of the stay, and how it ends.
fn draw_stay<S: Sink>(e: &Engine<'_, S>, c: &mut Child, given: &GivenChild, start: f64) {
    let p = &e.world_parameters.stay;
    let (age, spent) = (c.age_days(c.entered), start - c.entered);
    let mut luck = e.luck.source(Chance::Stay, c.subject(), 0);
    let length = match &p.law {
        StayLaw::Table { per_day, age_factor } => {
            let used = StayParameters::table_used(per_day, age_factor, age, spent);
            StayParameters::table_length(per_day, age_factor, age, used + exponential(&mut luck))
        }
        StayLaw::Named(law) => law.draw_beyond(spent, &mut luck),
    };
    let adult = c.born + ADULT_DAYS;
    c.at_18 = p.leave_at_18 && c.entered + length >= adult;
    // who is 18 already leaves on the first day
    c.leaves = if c.at_18 { adult } else { c.entered + length }.max(start);
    let stay = c.leaves - c.entered;
    let drawn = p.draw_reason(age + stay, stay, c.at_18, uniform(&mut luck));
    let ordered = given.legal == Some(LegalStatus::PlacementOrder);
    let decided = ordered || given.adoption_plan || given.placement == Some(PlacementType::Adoptive);
    c.adoption = match (ordered, decided) {
        (true, _) => Adoption::Ordered,
        (false, true) => Adoption::Decided,
        (false, false) => Adoption::NotYet,
    };
    c.reason = if decided && !c.at_18 { ExitReason::Adoption } else { drawn };
    c.support_ends = c.leaves;
    if c.at_18 && p.has_care_leavers() {
        let stays = uniform(&mut e.luck.source(Chance::CareLeaver, c.subject(), 0)) <= p.care_leaver_share;
        c.support_ends = if stays { c.born + p.care_leavers_until_days } else { c.leaves };
    }
}

/// The legal course: what is known up to the first day, and what is left of it.
fn legal_course<S: Sink>(e: &Engine<'_, S>, c: &mut Child, given: &GivenChild, start: f64) {
    let p = &e.world_parameters.legal;
    let Some(status) = given.legal else { return cases::legal_steps(e, c) };
    let never = f64::INFINITY;
    let mut luck = e.luck.source(Chance::Legal, c.subject(), 0);
    let u = uniform(&mut luck);
    let since = given.legal_since.min(start);
    let (route, order_at) = match status {
        LegalStatus::FullOrder | LegalStatus::PlacementOrder => (LegalRoute::InterimOrder, c.entered.min(since)),
        LegalStatus::InterimOrder => (LegalRoute::InterimOrder, since),
        LegalStatus::YouthJustice => (LegalRoute::YouthJustice, never),
        LegalStatus::Emergency if u <= p.emergency_to_order_probability => {
            (LegalRoute::PoliceProtection, (since + p.emergency_days).max(start + 1.0))
        }
        LegalStatus::Emergency => (LegalRoute::PoliceProtection, never),
        LegalStatus::Section20 => {
            // the longer without an order, the less likely one still comes (Bayes)
            let (ever, spent) = (p.s20_to_order_probability, start - c.entered);
            let not_yet = ever * p.s20_to_order.survival(spent);
            let still = not_yet / (1.0 - ever + not_yet).max(1e-12);
            let comes = !c.unaccompanied && not_yet > 0.0 && u <= still;
            let at = if comes { c.entered + p.s20_to_order.draw_beyond(spent, &mut luck) } else { never };
            (LegalRoute::Section20, at)
        }
    };
    (c.route, c.order_at) = (route, order_at);
    c.concludes_at = match status {
        LegalStatus::FullOrder | LegalStatus::PlacementOrder => since,
        _ if order_at == never => never,
        _ => order_at + p.proceedings.draw_beyond(start - order_at, &mut luck),
    };
}

/// Planned placements before the exit, unless they would have begun before the first day.
fn plan_leads<S: Sink>(e: &Engine<'_, S>, c: &mut Child, given: &GivenChild, start: f64) {
    placements::plan_leads(e, c);
    if given.placement == Some(PlacementType::Adoptive) {
        (c.planned_at, c.planned_type) = (given.placement_since.min(start), PlacementType::Adoptive);
    } else if c.planned_at <= start {
        c.planned_at = f64::INFINITY;
    }
}

/// The placement, prices and due dates.
fn place<S: Sink>(e: &mut Engine<'_, S>, slot: u32, given: &GivenChild, start: f64) {
    e.world.in_care += 1;
    e.world.children[slot as usize].standing = Standing::InCare;
    match given.placement {
        Some(kind) => placements::given(e, slot, start, kind, given.placement_since.min(start)),
        None => placements::first(e, slot, start),
    }
    finance::set_price(e, slot);
    let c = &mut e.world.children[slot as usize];
    c.placements_this_year = 1;
    c.billed_to = libm::floor(start) as i32;
    (c.high_cost_from, c.status_changes_to) = (start, start);
    intake::enter_dates(e, slot);
    placements::plan(e, slot, start);
}

#[cfg(test)]
mod tests {
    use super::super::events::Silent;
    use super::super::world::World;
    use super::super::{Fate, Workspace, fates, open_world, simulate};
    use super::*;
    use crate::domain::codes::{Band, Ethnicity, Need};
    use crate::flow::Model;
    use crate::flow::cases::legal_status;
    use crate::randomness::Luck;
    use crate::scenario::{Scenario, compile};

    /// A boy of ten with a full care order, a year in care, known in everything but a worker.
    fn boy(key: u64) -> GivenChild {
        GivenChild {
            key,
            group: None,
            born: -3653.0,
            male: Some(true),
            ethnicity: Ethnicity::White,
            need: Some(Need::N1),
            unaccompanied: false,
            area: Some(0),
            entered: -400.0,
            placement: Some(PlacementType::InhouseFoster),
            placement_since: -300.0,
            legal: Some(LegalStatus::FullOrder),
            legal_since: -200.0,
            adoption_plan: false,
            band: Some(Band::Band2),
            worker: None,
            wish: GivenWish::Agrees,
        }
    }

    fn model(scenario: &str, children: Vec<GivenChild>) -> Model {
        let scenario = Scenario::parse("given", scenario, &[]).unwrap_or_else(|p| panic!("{p}"));
        compile::model_from(&scenario, children.into())
    }

    /// Every child's fate in so many histories.
    fn many(model: &Model, histories: u64) -> Vec<Fate> {
        let mut workspace = Workspace::new(model);
        (0..histories).flat_map(|replicate| fates(model, 3, replicate, &mut workspace)).collect()
    }

    #[test]
    fn a_memoryless_stay_goes_on_from_the_first_day_as_if_it_began_there() {
        // mean 500 days whatever has passed; 20,000 draws, 4 standard errors: false alarm 1 in 16,000
        let text = "[stay]\nlength = { law = \"exponential\", mean_days = 500 }\n[run]\nyears = 1";
        let drawn = many(&model(text, vec![boy(1), GivenChild { entered: -2000.0, ..boy(2) }]), 10_000);
        for child in 0..2 {
            let mean: f64 = drawn.iter().skip(child).step_by(2).map(|fate| fate.leaves).sum::<f64>() / 10_000.0;
            assert!((mean - 500.0).abs() < 4.0 * 500.0 / 100.0, "{child}: {mean}");
        }
    }

    #[test]
    fn the_hazard_of_the_time_already_in_care_is_used_up() {
        // a Weibull stay of shape 2: P(T > 400 + x | T > 400) = exp(-((400 + x)^2 - 400^2) / 500^2), at x = 100
        let text = "[stay]\nlength = { law = \"weibull\", shape = 2, scale_days = 500 }\n[run]\nyears = 1";
        let drawn = many(&model(text, vec![boy(1)]), 20_000);
        let longer = drawn.iter().filter(|fate| fate.leaves > 100.0).count() as f64 / 20_000.0;
        let expected = (-(500.0f64.powi(2) - 400.0f64.powi(2)) / 500.0f64.powi(2)).exp();
        let error = (expected * (1.0 - expected) / 20_000.0).sqrt();
        assert!((longer - expected).abs() < 4.0 * error, "{longer} {expected}");
        assert!(drawn.iter().all(|fate| fate.leaves > 0.0));
    }

    #[test]
    fn proceedings_that_run_already_are_not_begun_again() {
        let text = "[intake]\nproceedings = { law = \"fixed\", days = 200 }\n[run]\nyears = 1";
        let interim = GivenChild { legal: Some(LegalStatus::InterimOrder), legal_since: -150.0, ..boy(1) };
        let drawn = many(&model(text, vec![interim, boy(2)]), 3);
        assert!(drawn.iter().step_by(2).all(|fate| (fate.concludes - 50.0).abs() < 1e-6), "{drawn:?}");
        assert!(drawn.iter().skip(1).step_by(2).all(|fate| fate.concludes == -200.0));
    }

    #[test]
    fn on_the_first_day_everything_known_is_so_in_every_history() {
        let mut children = vec![];
        for (n, status) in LegalStatus::ALL.iter().enumerate() {
            let (worker, group) = (Some(n as u32 % 2), Some(7));
            children.push(GivenChild { legal: Some(*status), worker, group, ..boy(n as u64) });
        }
        let model = model("extends = \"england-2024\"\n[run]\nyears = 1", children.clone());
        for replicate in 0..50 {
            let mut world = World::default();
            open_world(&model, Luck::new(1, replicate), &mut world, &mut Silent);
            assert_eq!(world.children.len(), children.len());
            for (c, given) in world.children.iter().zip(&children) {
                assert_eq!(Some(legal_status(c, 0.0)), given.legal, "{replicate}");
                assert_eq!((c.key, c.born), (ChildKey::given(given.key), given.born));
                assert_eq!((c.placement, c.placement_since), (PlacementType::InhouseFoster, -300.0));
                assert_eq!((Some(c.lead), c.band, c.group), (given.worker, Band::Band2, GROUP | 7));
                assert!(c.leaves > 0.0);
            }
        }
    }

    #[test]
    fn a_whole_history_from_real_children_is_simulated_and_repeats_itself() {
        let children: Vec<GivenChild> =
            (0..60).map(|n| GivenChild { worker: Some(n as u32 % 5), ..boy(n) }).collect();
        let text = "extends = \"england-2024\"\n[run]\nyears = 2\narms = [\"base\", \"elm\"]\n[policy.base]\nprovider = \"none\"\n\
                    [policy.elm]\nprovider = \"practice\"\n[practice.elm]\nplaces = 20";
        let model = model(text, children);
        let once = simulate(&model, 1, 0, &mut Workspace::new(&model));
        let mut used = Workspace::new(&model);
        simulate(&model, 1, 1, &mut used);
        let again = simulate(&model, 1, 0, &mut used);
        let same = once.values.iter().zip(&again.values).all(|(a, b)| a == b || a.is_nan() && b.is_nan());
        assert!(same && once.cohort_size.iter().any(|size| *size > 0.0));
    }
}
