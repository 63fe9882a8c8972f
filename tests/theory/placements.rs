//! Moves and waits with a known law: mixed-Poisson moves, waits in temporary placements, shares of providers and reasons.

use crate::ERRORS;
use crate::support::{column, histories, mean_is, model, number_is};
use statrs::function::gamma::ln_gamma;
use std::collections::BTreeMap;
use swpsim::domain::measures::Measure;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

/// Everybody arrives on the first day and stays; moves at one rate whatever the duration, age and year of care.
fn world(children: usize, years: u32, placements: &str) -> String {
    format!(
        "[run]\nstart = \"fresh-arrivals\"\nfresh_arrivals = {children}\ncalendar = \"julian-years\"\nyears = {years}\n\
         [stay]\nlength = {{ law = \"fixed\", months = 600 }}\n[placements]\n{placements}\n"
    )
}

fn rate(per_year: f64) -> String {
    let classes = ["d0_13", "d14_55", "d56_181", "d182_364", "d365_729", "d730_1825", "d1826p"];
    let each: Vec<String> = classes.iter().map(|class| format!("{class} = {per_year}")).collect();
    format!("hazard_per_year = {{ {} }}\n", each.join(", "))
}

/// Times of each child's moves.
fn moves(world: &str) -> BTreeMap<u64, Vec<f64>> {
    let mut moves: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for (time, key, event) in chronicle(&model(world, &[]), 3, 0, 0) {
        match event {
            CareEvent::Placed { .. } => _ = moves.entry(key.0).or_default(),
            CareEvent::Moved { .. } => moves.get_mut(&key.0).unwrap().push(time),
            _ => {}
        }
    }
    moves
}

#[test]
fn moves_in_a_year_with_gamma_frailty_are_negative_binomial() {
    let (children, mean, shape) = (20_000, 1.4, 0.8);
    let text = world(children, 1, &(rate(mean) + &format!("frailty_shape = {shape}")));
    let moves = moves(&text);
    let mut seen = [0u32; 8];
    moves.values().for_each(|times| seen[times.len().min(7)] += 1);
    let exact = |n: usize| {
        let x = n as f64;
        let log = ln_gamma(x + shape) - ln_gamma(x + 1.0) - ln_gamma(shape)
            + shape * (shape / (shape + mean)).ln()
            + x * (mean / (shape + mean)).ln();
        log.exp()
    };
    let n = children as f64;
    for (count, seen) in seen.iter().enumerate().take(7) {
        let p = exact(count);
        number_is(&format!("{count} moves"), f64::from(*seen), n * p, (n * p * (1.0 - p)).sqrt(), ERRORS);
    }
    // the published shares of NI 62 come from the same counts
    let outcomes = histories(&model(&text, &[]), 1);
    let one = column(&outcomes, Some(0), Measure::Placements1)[0] / 100.0;
    number_is("one placement", one, exact(0), (exact(0) * (1.0 - exact(0)) / n).sqrt(), ERRORS);
}

#[test]
fn waits_in_temporary_placements_have_their_law_and_alternate_with_settled_times() {
    let (mean_days, per_year) = (30.0, 2.0);
    let terms = "temporary_share = 1\ntemporary_stay = { law = \"exponential\", mean_days = 30 }";
    let moves = moves(&world(3000, 4, &(rate(per_year) + terms)));
    let (mut waits, mut settled) = (vec![], vec![]);
    for times in moves.values() {
        // moves into a temporary placement and out of it take turns; the last years are left for those under way to end
        for (i, pair) in times.windows(2).enumerate().filter(|(_, pair)| pair[0] < 365.25) {
            if i % 2 == 0 { &mut waits } else { &mut settled }.push(pair[1] - pair[0]);
        }
    }
    assert!(waits.len() > 3000 && settled.len() > 2000, "{} {}", waits.len(), settled.len());
    mean_is("wait", &waits, mean_days, ERRORS);
    // three years after its beginning a settled time of a rate of two a year goes on with chance exp(-6): left out
    let beyond = 1.0 - (-per_year * 3.0f64).exp();
    assert!(beyond > 0.997);
    let longer = waits.iter().filter(|wait| **wait > 60.0).count() as f64;
    let (n, p) = (waits.len() as f64, (-2.0f64).exp());
    number_is("waits over 60 days", longer, n * p, (n * p * (1.0 - p)).sqrt(), ERRORS);
}

#[test]
fn a_renewal_of_settled_time_and_wait_moves_as_often_as_its_cycle_says() {
    // a cycle of a settled time (mean half a year) and a wait of 30 days has two moves; after four years the process is
    // stationary for all that matters
    let terms = "temporary_share = 1\ntemporary_stay = { law = \"exponential\", mean_days = 30 }";
    let children = 2000;
    let moves = moves(&world(children, 10, &(rate(2.0) + terms)));
    let late: Vec<f64> = moves
        .values()
        .map(|times| times.iter().filter(|time| **time > 4.0 * 365.25).count() as f64 / 6.0)
        .collect();
    mean_is("moves a year", &late, 2.0 / (0.5 + 30.0 / 365.25), ERRORS);
}

#[test]
fn providers_and_reasons_come_in_their_shares() {
    let children = 5000;
    let shares = "move_reason_share = { care_plan = 0.4, carer_behaviour = 0.1, carer_other = 0.08, child_asked = 0.04, other = 0.38 }\n\
         provider_share.inhouse_foster = { own_authority = 39_140, private = 19_080, voluntary = 1490, parents_other = 3970 }";
    // a placement each for the providers, one rate of moves for the reasons
    let still = histories(&model(&world(children, 1, shares), &[]), 1);
    let n = children as f64;
    let all = column(&still, Some(0), Measure::Nights)[0];
    for (measure, stated) in [
        (Measure::NightsOwnAuthority, 39_140.0),
        (Measure::NightsPrivate, 19_080.0),
        (Measure::NightsVoluntary, 1490.0),
        (Measure::NightsParentsOther, 3970.0),
    ] {
        let p = stated / 63_680.0;
        let seen = column(&still, Some(0), measure)[0] / all;
        number_is(measure.info().name, seen, p, (p * (1.0 - p) / n).sqrt(), ERRORS);
    }
    let moving = histories(&model(&world(children, 1, &(rate(1.0) + shares)), &[]), 1);
    let moves = column(&moving, Some(0), Measure::MovesPerYear)[0];
    for (measure, p) in [(Measure::MovesCarePlan, 0.4), (Measure::MovesChildAsked, 0.04)] {
        let seen = column(&moving, Some(0), measure)[0] / moves;
        number_is(measure.info().name, seen, p, (p * (1.0 - p) / (moves * n)).sqrt(), ERRORS);
    }
}
