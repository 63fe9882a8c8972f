//! Legal status of an episode: the model's legal course within the limits of the return.
//!
//! What the return does not allow is bent here and nowhere else: accommodation under section 20 is not with parents
//! (validation rule 378), so that a child who lives with them is under an interim order; who is placed for adoption
//! is under a placement order; police protection lasts 3 days, an emergency order 15, then section 20 (rules 361,
//! 362); youth justice begins at 10 (rule 358).

use super::history::Period;
use crate::domain::codes::{LegalRoute, PlacementType};
use crate::ssda903::Day;
use crate::ssda903::codes::Ls;

/// Days of police protection, and of an emergency protection order with its extension (Children Act 1989 ss.44-46).
const POLICE: i32 = 3;
const EMERGENCY: i32 = 15;
/// Age of criminal responsibility.
const TEN: i32 = 10;

/// Days on which the legal status may change, apart from the changes of placement.
pub fn steps(period: &Period) -> Vec<Day> {
    let emergency = [POLICE, EMERGENCY].map(|days| Day(period.start.0 + days));
    let no_order = period.began.route == LegalRoute::PoliceProtection;
    let mut all: Vec<Day> = period.order.into_iter().chain(period.concludes).collect();
    all.extend(emergency.into_iter().filter(|_| no_order));
    all
}

/// The status on a day, with the child living in this placement since then.
pub fn status(period: &Period, born: Day, day: Day, placement: PlacementType) -> Ls {
    let reached = |step: Option<Day>| step.is_some_and(|step| day >= step);
    let legal = if reached(period.concludes) {
        if period.began.to_be_adopted { Ls::E1 } else { Ls::C2 }
    } else if reached(period.order) {
        Ls::C1
    } else {
        match period.began.route {
            LegalRoute::InterimOrder => Ls::C1,
            LegalRoute::YouthJustice if born.age_on(period.start) >= TEN => Ls::J1,
            LegalRoute::PoliceProtection => emergency(period, day),
            LegalRoute::Section20 | LegalRoute::YouthJustice => Ls::V2,
        }
    };
    match (legal, placement) {
        (_, PlacementType::Adoptive) => Ls::E1,
        (Ls::V2 | Ls::L1 | Ls::L2 | Ls::J1, PlacementType::Parents) => Ls::C1,
        (legal, _) => legal,
    }
}

/// Police protection where it suffices until the order or the end; otherwise an emergency order, then section 20.
fn emergency(period: &Period, day: Day) -> Ls {
    let until = period.order.into_iter().chain(period.end.map(|(end, _)| end)).min();
    let days = until.map_or(i32::MAX, |until| until.since(period.start));
    match day.since(period.start) {
        _ if days <= POLICE => Ls::L1,
        0..EMERGENCY => Ls::L2,
        _ => Ls::V2,
    }
}
