//! Moves to a new carer: the share without any, and their number, with the children's own factor mixed in.

use super::Found;
use super::bench::Bench;
use super::check::Check;
use super::presence::ages;
use crate::domain::codes::AgeBand;
use crate::domain::keys::YEAR_DAYS;
use crate::domain::measures::Measure;
use crate::domain::parameters::placements::PlacementSpell;
use crate::domain::parameters::{IntakeParameters, PlacementParameters};
use crate::scenario::Problems;
use crate::theory::counts;

/// Children of one history.
const CHILDREN: u64 = 1000;

pub fn checks(b: &Bench<'_>) -> Result<Found, Problems> {
    const NAME: &str = "negative binomial moves";
    let replicates = (b.replicates / 4).max(20);
    let mut world = b.baseline();
    world.fixed_cohort(CHILDREN, 1).number("stay.semi_independent_at_17_probability", 0.0);
    world.number("placements.worker_change_factor", 1.0);
    let model = b.model(&world)?;
    let (p, intake) = (&model.world.placements, &model.world.intake);
    let (none, mean) = first_year(p, intake);
    if mean <= 0.0 {
        return Ok(
            vec![Check::not_made(NAME, "nobody moves to a new carer (placements.hazard_per_year is 0)")].into()
        );
    }
    let children = vec![CHILDREN as f64; replicates as usize];
    let with_moves = |outcomes: &crate::experiment::outcomes::Outcomes, measure| -> Vec<f64> {
        outcomes.column(0, 0, measure).iter().map(|percent| percent / 100.0 * CHILDREN as f64).collect()
    };
    let outcomes = b.histories(&world, replicates)?;
    let stayed = with_moves(&outcomes, Measure::Placements1);
    let what = "no move in the first year of care, own hazards by duration, age and type";
    let mut first = Check::ratio(NAME, what, &stayed, &children, none).known_to(1e-4);
    first.changed = world.changed.clone();
    // the whole law where the hazard is the same all year: at the mean rate of the year just seen
    let rate = (mean * 1000.0).round() / 1000.0;
    world.each("placements.hazard_per_year", rate);
    for key in ["care_year_factor", "age_factor", "type_factor"] {
        world.each(&format!("placements.{key}"), 1.0);
    }
    let outcomes = b.histories(&world, replicates)?;
    let mut checks = vec![first];
    let shape = model.world.placements.frailty_shape;
    for (k, measure) in [Measure::Placements1, Measure::Placements2].into_iter().enumerate() {
        let seen = with_moves(&outcomes, measure);
        let exact = counts::negative_binomial(rate, shape, k as u64);
        let what = format!("{k} moves in a year at a constant rate of {rate}, gamma shape {shape}");
        let mut check = Check::ratio(NAME, &what, &seen, &children, exact);
        check.changed = world.changed.clone();
        checks.push(check);
    }
    Ok(checks.into())
}

/// Of children on their first day in care: the share who will not move in the year, and the mean hazard of the year
/// in the first placement.
fn first_year(p: &PlacementParameters, intake: &IntakeParameters) -> (f64, f64) {
    let (mut none, mut mean) = (0.0, 0.0);
    for (age, weight) in ages(intake) {
        let first = &p.first_type[AgeBand::of(age / YEAR_DAYS) as usize];
        for (kind, share) in first.iter().enumerate() {
            let spell = PlacementSpell { since: 0.0, born: -age, entered: 0.0, factor: p.type_factor[kind] };
            let hazard = p.used(&spell, 0.0, YEAR_DAYS);
            none += weight * share * counts::gamma_survival(hazard, p.frailty_shape);
            mean += weight * share * hazard;
        }
    }
    (none, mean)
}
