//! The way to the practice: Little's law on each step, the assessment as thinning, the lottery as drawing.

use std::collections::BTreeMap;

use super::Found;
use super::bench::{Altered, Bench};
use super::check::{Check, Law};
use super::presence::{ACCURACY, assessed_and_long};
use crate::domain::keys::{ChildKey, YEAR_DAYS};
use crate::domain::measures::Measure;
use crate::experiment::runner::Histories;
use crate::flow::events::CareEvent;
use crate::flow::{Model, chronicle, panels, simulate, value_at};
use crate::scenario::Problems;
use crate::theory::{counts, screening};

const NO_PRACTICE: &str = "no policy of the scenario has a practice";

fn noted(mut checks: Vec<Check>, altered: &Altered) -> Vec<Check> {
    checks.iter_mut().for_each(|check| check.changed = altered.changed.clone());
    checks
}

/// Where a child stands on the way.
#[derive(Clone, Copy, PartialEq)]
enum On {
    TheWay,
    Served,
}

/// Person-days on the way and with the practice: as each child spent them, and as the measures count them.
type SpentAndCounted = ([f64; 2], [f64; 2]);

/// Little's law along each history (Stidham 1974): the area under the number present is the sum of the times spent.
pub fn pipeline(b: &Bench<'_>) -> Result<Found, Problems> {
    let Some(own) = b.practice() else {
        return Ok(vec![Check::not_made("Little's law", NO_PRACTICE)].into());
    };
    let few = (b.replicates / 40).clamp(3, 20);
    let pairs = b.each(&own, few, |model, seed, number| {
        let spent = times_spent(model, seed, number);
        let replicate = simulate(model, seed, number, &mut model.desk());
        let get = |measure| value_at(model, &replicate, 0, model.periods() - 1, measure);
        let horizon = model.world.horizon();
        let way = (get(Measure::Awaiting) + get(Measure::InJointPeriod)) * horizon;
        (spent, [way, get(Measure::CohortYears) * horizon])
    })?;
    let sum = |of: &dyn Fn(&SpentAndCounted) -> f64| pairs.iter().map(of).sum::<f64>() / few as f64;
    let step = |i: usize, what: &str| {
        let (counted, spent) = (sum(&|p| p.1[i]), sum(&|p| p.0[i]));
        Check::identity("Little's law", what, counted, spent, 1e-6 * spent.max(1.0))
    };
    let checks = vec![
        step(0, "waiting and joint period: person-days counted against the times that each child spent"),
        step(1, "with the practice: person-days counted against the times that each child spent"),
    ];
    Ok(noted(checks, &own).into())
}

/// Person-days on the way and with the practice, child by child, from what happened to each.
fn times_spent(model: &Model, seed: u64, number: u64) -> [f64; 2] {
    let mut on: BTreeMap<ChildKey, (On, f64)> = BTreeMap::new();
    let mut spent = [0.0; 2];
    let mut until = |on: &mut BTreeMap<ChildKey, (On, f64)>, key, time: f64| {
        if let Some((step, since)) = on.remove(&key) {
            spent[usize::from(step == On::Served)] += time - since;
        }
    };
    let leavers_stay = model.arms[0].allocation.include_care_leavers;
    let mut left: Option<(ChildKey, f64)> = None;
    for (time, key, event) in chronicle(model, seed, number, 0) {
        // whoever leaves care goes on with the practice only as a care leaver, which the next event tells
        if let Some((gone, at)) = left.take() {
            let served = on.get(&gone).is_some_and(|(step, _)| *step == On::Served);
            let goes_on = gone == key && event == CareEvent::BecameCareLeaver && served && leavers_stay;
            if !goes_on {
                until(&mut on, gone, at);
            }
        }
        match event {
            CareEvent::Decided { allocated: true, .. } => {
                on.insert(key, (On::TheWay, time));
            }
            CareEvent::JointPeriodEnded { .. } => {
                until(&mut on, key, time);
                on.insert(key, (On::Served, time));
            }
            CareEvent::HandoverCancelled | CareEvent::Withdrawn | CareEvent::SupportEnded => {
                until(&mut on, key, time)
            }
            CareEvent::LeftCare { .. } => left = Some((key, time)),
            _ => {}
        }
    }
    if let Some((gone, at)) = left {
        until(&mut on, gone, at);
    }
    let still: Vec<ChildKey> = on.keys().copied().collect();
    still.into_iter().for_each(|key| until(&mut on, key, model.world.horizon()));
    spent
}

/// Entrants judged with the scenario's own assessor and stay law. Nobody comes back: a return is another stay.
pub fn assessment(b: &Bench<'_>) -> Result<Found, Problems> {
    const NAME: &str = "thinning by assessment";
    let Some(mut world) = b.practice() else {
        return Ok(vec![Check::not_made(NAME, NO_PRACTICE)].into());
    };
    world.stationary().without_returns();
    let model = b.model(&world)?;
    let arm = &model.arms[0];
    let (there, long) = assessed_and_long(&model.world.intake, &model.world.stay, arm);
    if model.world.intake.first_entries_per_month * there <= 0.0 {
        return Ok(vec![Check::not_made(NAME, "nobody is in care long enough to be assessed")].into());
    }
    let (sensitivity, specificity) = stated_rates(&world);
    let prevalence = long / there;
    let parts = screening::Parts::of(prevalence, sensitivity, specificity);
    let outcomes = b.histories(&world, b.replicates)?;
    let horizon = model.world.horizon() / YEAR_DAYS;
    let get = |measure| outcomes.column(0, outcomes.shape.whole(), measure);
    let n: Vec<f64> = get(Measure::AssessedEntrants).iter().map(|rate| rate * horizon).collect();
    let stayed: Vec<f64> =
        get(Measure::AssessedPrevalence).iter().zip(&n).map(|(percent, n)| percent / 100.0 * n).collect();
    let false_long: Vec<f64> = get(Measure::AssessedFalseLong).iter().map(|rate| rate * horizon).collect();
    let false_short: Vec<f64> = get(Measure::AssessedFalseShort).iter().map(|rate| rate * horizon).collect();
    let minus = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>();
    let plus = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<f64>>();
    let left = minus(&n, &stayed);
    let (true_long, true_short) = (minus(&stayed, &false_short), minus(&left, &false_long));
    let known = ACCURACY;
    let mut checks = vec![
        Check::ratio(NAME, "sensitivity", &true_long, &stayed, sensitivity),
        Check::ratio(NAME, "specificity", &true_short, &left, specificity),
        Check::ratio(NAME, "share whose stay meets the criterion", &stayed, &n, prevalence).known_to(known),
    ];
    if parts.judged_long_stayed > 0.0 {
        let (judged, ppv) = (plus(&true_long, &false_long), parts.ppv());
        checks.push(
            Check::ratio(NAME, "judged long-stay and stayed (PPV)", &true_long, &judged, ppv).known_to(known),
        );
    }
    if parts.judged_short_left > 0.0 {
        let (judged, npv) = (plus(&true_short, &false_short), parts.npv());
        checks.push(
            Check::ratio(NAME, "judged short-stay and left (NPV)", &true_short, &judged, npv).known_to(known),
        );
    }
    Ok(noted(checks, &world).into())
}

/// Sensitivity and specificity that the scenario states, or that its AUC implies.
fn stated_rates(world: &Altered) -> (f64, f64) {
    let stated = |key: &str| world.scenario.in_policy(&world.arm, key).value.optional_number();
    match (stated("assessment.sensitivity"), stated("assessment.specificity")) {
        (Some(sensitivity), Some(specificity)) => (sensitivity, specificity),
        _ => match world.value("assessment.auc") {
            auc if auc >= 1.0 => (1.0, 1.0),
            auc => screening::rates_of_auc(auc, world.value("assessment.expected_share")),
        },
    }
}

/// One panel's draw: eligible, of them marked, places given, of them to marked children.
struct Drawn {
    eligible: f64,
    marked: f64,
    drawn: f64,
    drawn_marked: f64,
}

/// The first panel of the user's own population, with a plain lottery in the place of the scenario's rule.
pub fn lottery(b: &Bench<'_>) -> Result<Found, Problems> {
    const NAME: &str = "hypergeometric lottery";
    let Some(mut world) = b.practice() else {
        return Ok(vec![Check::not_made(NAME, NO_PRACTICE)].into());
    };
    let Some((practice, _)) = world.first_practice() else {
        return Ok(vec![Check::not_made(NAME, NO_PRACTICE)].into());
    };
    world.word("allocation.rule", "lottery").flag("allocation.siblings_together", false);
    world.set("practices", crate::scenario::Value::Names(vec![practice])).count("run.years", 1);
    let draws = b.each(&world, b.replicates, first_panel)?;
    let drawn: Vec<&Drawn> = draws.iter().flatten().filter(|d| d.drawn < d.eligible && d.drawn > 0.0).collect();
    if drawn.len() < draws.len() / 2 + 1 {
        let why = "the first panel has places for everybody who is eligible, or nobody is";
        return Ok(noted(vec![Check::not_made(NAME, why)], &world).into());
    }
    let (mut seen, mut mean, mut variance, mut squares) = (0.0, 0.0, 0.0, 0.0);
    for d in &drawn {
        let (expected, spread) = counts::hypergeometric_moments(d.eligible, d.marked, d.drawn);
        (seen, mean, variance) = (seen + d.drawn_marked, mean + expected, variance + spread);
        squares += (d.drawn_marked - expected) * (d.drawn_marked - expected);
    }
    if variance <= 0.0 {
        return Ok(noted(vec![Check::not_made(NAME, "all eligible children are of one sex")], &world).into());
    }
    let n = drawn.len() as f64;
    let checks = vec![
        Check::chance(
            NAME,
            "boys given a place by the first panel, mean",
            seen / n,
            mean / n,
            variance.sqrt() / n,
        ),
        // the number drawn is nearly normal, so that its squares are chi-square
        Check {
            law: Law::ChiSquare(n),
            ..Check::chance(
                NAME,
                "same, squared distance from its mean over the exact variance",
                squares / variance,
                1.0,
                (2.0 / n).sqrt(),
            )
        },
    ];
    Ok(noted(checks, &world).into())
}

fn first_panel(model: &Model, seed: u64, number: u64) -> Option<Drawn> {
    let record = panels(model, seed, number, 0).into_iter().next()?;
    let boys: BTreeMap<u64, bool> = record.people.iter().map(|p| (p.candidate.key, p.candidate.male)).collect();
    let mut d = Drawn { eligible: 0.0, marked: 0.0, drawn: 0.0, drawn_marked: 0.0 };
    for (time, key, event) in chronicle(model, seed, number, 0) {
        // within a day events come by stage, not by hour
        let CareEvent::Decided { allocated, .. } = event else { continue };
        if time > record.day {
            break;
        }
        let boy = f64::from(u8::from(*boys.get(&key.0)?));
        (d.eligible, d.marked) = (d.eligible + 1.0, d.marked + boy);
        if allocated {
            (d.drawn, d.drawn_marked) = (d.drawn + 1.0, d.drawn_marked + boy);
        }
    }
    Some(d)
}
