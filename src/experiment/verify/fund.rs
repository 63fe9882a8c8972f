//! The risk fund against the exact law of its costs: Panjer's recursion, and the exact course of the balance.

use super::bench::{Altered, Bench};
use super::check::Check;
use super::{Found, NormalLine};
use crate::domain::measures::Measure;
use crate::domain::money::Pence;
use crate::randomness::normal_quantile;
use crate::scenario::{Problems, Value};
use crate::theory::compound::{Episodes, by_fourier, on_a_lattice, panjer};
use crate::theory::lattice::Lattice;
use crate::theory::order::{confidence_of, fewest};
use crate::theory::ruin::{Exhaustion, Rule, exhaustion};

const NAME: &str = "compound Poisson fund";
/// Histories are cheap here: children who stay and cost nothing but episodes.
const TIMES: u64 = 10;
/// Steps of the largest severity at most; finer severities are rounded.
const FINEST: u64 = 200;
/// Where a scenario has no episodes of its own: weeks at 10,000 (13, 26 or 52), so often that 1.6% of children are in
/// such a placement at any time (LGA survey 2022-23: 1,510 of 92,800).
const STAND_IN: ([f64; 3], [f64; 3], f64) = ([130_000.0, 260_000.0, 520_000.0], [0.6, 0.3, 0.1], 0.04);

/// The world whose costs are known exactly.
struct World {
    altered: Altered,
    cost: Lattice,
    /// The same law by Fourier transform.
    by_fourier: Lattice,
    budget: Pence,
    opening: Pence,
    years: u64,
}

pub fn checks(b: &Bench<'_>) -> Result<Found, Problems> {
    let Some(world) = world(b) else {
        return Ok(vec![Check::not_made(NAME, "no policy of the scenario has a practice")].into());
    };
    let replicates = TIMES * b.replicates;
    let outcomes = b.histories(&world.altered, replicates)?;
    let get = |year: u64, measure| outcomes.column(0, year as usize, measure);
    let first_cost = get(0, Measure::PracticeCostPracticeHolds);
    let share = |what: String, seen: &[f64], exact: f64| {
        Check::hits(NAME, &what, seen.iter().filter(|once| **once > 0.0).count() as u64, replicates, exact)
    };
    let exact = exhausted(&world, world.opening, true);
    let apart = world.cost.probability.iter().zip(&world.by_fourier.probability);
    let apart = apart.map(|(panjer, fourier)| (panjer - fourier).abs()).fold(0.0, f64::max);
    let mut checks = vec![
        Check::identity(NAME, "Panjer's recursion less the Fourier transform, largest", apart, 0.0, 1e-9),
        Check::mean(NAME, "cost of the first year, mean", &first_cost, world.cost.mean()),
        Check::variance(
            NAME,
            "same, variance",
            &first_cost,
            world.cost.mean(),
            world.cost.variance(),
            world.cost.excess_kurtosis(),
        ),
        share("fund exhausted within one year".into(), &get(0, Measure::ExhaustedPracticeHolds), exact.by_year[0]),
    ];
    let beyond = get(0, Measure::UnfundedPracticeHolds);
    let stop_loss = exact.unfunded_at_exhaustion[0] / 100.0;
    checks.push(Check::mean(NAME, "loss beyond the fund in the first year (stop-loss)", &beyond, stop_loss));
    if world.years > 1 {
        let last = get(world.years - 1, Measure::ExhaustedPracticeHolds);
        let chance = exact.by_year[world.years as usize - 1];
        checks.push(share(format!("fund exhausted within {} years", world.years), &last, chance));
    }
    checks.extend(critical(&world, &get(world.years, Measure::SmallestFundPracticeHolds)));
    checks.iter_mut().for_each(|check| check.changed = world.altered.changed.clone());
    Ok(Found { checks, normal: normal_lines(&world) })
}

/// The chance of exhaustion with the user's fund rules, or with neither top-up nor cap as the critical level has it.
fn exhausted(world: &World, opening: Pence, with_rules: bool) -> Exhaustion {
    let rule = rule(world, opening, with_rules);
    exhaustion(rule, &surpluses(world), world.years as usize)
}

fn rule(world: &World, opening: Pence, with_rules: bool) -> Rule {
    let value = |key: &str| world.altered.value(key);
    let cap = world.budget.share(value("contract.risk_fund_cap_share")).max(world.opening);
    let top_up = world.budget.share(value("contract.risk_fund_top_up_share"));
    Rule {
        opening: opening.0,
        top_up: if with_rules { top_up.0 } else { 0 },
        cap: if with_rules { cap.0 } else { i64::MAX / 4 },
        surplus_share: value("contract.surplus_share_to_fund"),
    }
}

/// Budget less cost in pence, with its law; what is rarer than once in a billion is left out.
fn surpluses(world: &World) -> Vec<(i64, f64)> {
    let amount = |i: usize| world.budget.0 - (i as f64 * world.cost.step * 100.0).round() as i64;
    let law = world.cost.probability.iter().enumerate();
    law.filter(|(_, p)| **p > 1e-12).map(|(i, p)| (amount(i), *p)).collect()
}

/// The critical level of each history: how often it lies above a fund, and that 59 histories bound the 1-in-20 level.
fn critical(world: &World, levels: &[f64]) -> Vec<Check> {
    let n = levels.len() as u64;
    let chance = |fund: Pence| exhausted(world, fund, false).by_year[world.years as usize - 1];
    let above = |fund: Pence| levels.iter().filter(|level| Pence::from_pounds(**level) > fund).count() as u64;
    let exact = chance(world.opening);
    let name = "critical fund level";
    let what = format!("histories whose critical level lies above GBP {:.0}", world.opening.pounds());
    let mut checks = vec![Check::hits(name, &what, above(world.opening), n, exact)];
    // Wilks: the largest of 59 is enough in 95 of 100 samples, at least; the exact share follows from the exact law
    let size = fewest(0.05, 0.95) as usize;
    let Some(enough) = smallest_that_holds(world, 0.05) else { return checks };
    let samples: Vec<bool> = levels
        .chunks_exact(size)
        .map(|sample| sample.iter().any(|level| Pence::from_pounds(*level) >= enough))
        .collect();
    if samples.len() >= 10 {
        let below = 1.0 - chance(Pence(enough.0 - 1));
        let covered = 1.0 - below.powi(size as i32);
        let hits = samples.iter().filter(|hit| **hit).count() as u64;
        let what = format!(
            "samples of {size} whose largest level is enough for 1 in 20 (at least {:.3} by Wilks)",
            confidence_of(size as u64, 0.05, size as u64)
        );
        checks.push(Check::hits(name, &what, hits, samples.len() as u64, covered));
    }
    checks
}

/// The smallest fund, to the penny, that at most this share of contracts exhausts, by bisection on the exact law.
fn smallest_that_holds(world: &World, chance: f64) -> Option<Pence> {
    let holds = |fund: i64| exhausted(world, Pence(fund), false).by_year[world.years as usize - 1] <= chance;
    let (mut low, mut high) = (0, world.budget.0.max(1));
    for _ in 0..8 {
        if holds(high) {
            break;
        }
        high *= 2;
    }
    if !holds(high) {
        return None;
    }
    while low < high {
        let middle = (low + high) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    Some(Pence(high))
}

/// Funds that the normal law would set for one year, and what they are worth.
fn normal_lines(world: &World) -> Vec<NormalLine> {
    let (mean, sd, budget) = (world.cost.mean(), world.cost.variance().sqrt(), world.budget.pounds());
    let line = |promised: f64| {
        let fund_gbp = (mean + normal_quantile(1.0 - promised) * sd - budget).max(0.0);
        let exact_fund_gbp = (world.cost.value_at_risk(1.0 - promised) - budget).max(0.0);
        NormalLine { promised, fund_gbp, exact: world.cost.above(budget + fund_gbp), exact_fund_gbp }
    };
    [0.1, 0.05, 0.01].into_iter().map(line).collect()
}

/// The user's practice, its places all taken from the first day by children of one band who stay and cost nothing but
/// high-cost episodes; the user's fund rules.
fn world(b: &Bench<'_>) -> Option<World> {
    let mut altered = b.practice()?;
    let (practice, places) = altered.first_practice()?;
    let years = (altered.value("contract.years") as u64).min(10);
    let rate = episodes(&mut altered);
    altered.fixed_cohort(places, years).open_panel(&practice);
    for key in ["intake.band_share", "intake.batch_share", "intake.need_share"] {
        altered.first(key);
    }
    altered.each("intake.band_change_per_year", 0.0).number("intake.unaccompanied_share", 0.0);
    altered.each("finance.high_cost_per_year", rate).each("finance.weekly_cost_gbp", 0.0);
    altered.set("finance.weekly_cost_unaccompanied_gbp", Value::Absent);
    for key in [
        "finance.weekly_cost_unregistered_gbp",
        "finance.weekly_cost_family_centre_gbp",
        "finance.other_services_per_child_year_gbp",
        "finance.price_shock_sd",
        "finance.inflation_per_year",
        "finance.salary_gbp",
        "finance.setup_cost_gbp",
        "workforce.turnover_per_year",
    ] {
        altered.number(key, 0.0);
    }
    altered.number(&format!("practice.{practice}.turnover_per_year"), 0.0);
    altered.number(&format!("practice.{practice}.transferred_staff_share"), 0.0);
    let value = |key: &str| altered.scenario.entry(key).value.numbers().to_vec();
    let amounts: Vec<(u64, f64)> = value("finance.high_cost_gbp")
        .into_iter()
        .map(|gbp| gbp as u64)
        .zip(value("finance.high_cost_share"))
        .collect();
    let severity = on_a_lattice(&amounts);
    let mean = places as f64 * rate;
    let length = length(&severity, mean);
    let cost = panjer(Episodes::Poisson { mean }, &severity, length);
    let by_fourier = by_fourier(mean, &severity, length);
    // a budget that breaks even, and a fund for all but 1 year in 10; half a step off the atoms of the cost
    let budget = (cost.mean() / cost.step).round().max(1.0) * cost.step;
    let fund = (cost.value_at_risk(0.9) - budget).max(0.0) + cost.step / 2.0;
    altered.number("contract.stated_net_gbp", budget).word("contract.placement_budget", "practice");
    altered.word("contract.risk_fund_source", "additional");
    altered.number("contract.risk_fund_opening_share", (fund / budget).min(1.0));
    let budget = Pence::from_pounds(budget);
    let opening = budget.share(altered.value("contract.risk_fund_opening_share"));
    Some(World { altered, cost, by_fourier, budget, opening, years })
}

/// The user's severities and mean rate of episodes over the care bands, or the stand-in.
fn episodes(altered: &mut Altered) -> f64 {
    let numbers = |altered: &Altered, key: &str| altered.scenario.entry(key).value.numbers().to_vec();
    let shares = numbers(altered, "intake.band_share");
    let rates = numbers(altered, "finance.high_cost_per_year");
    let rate =
        shares.iter().zip(&rates).map(|(share, rate)| share * rate).sum::<f64>() / shares.iter().sum::<f64>();
    let severities = numbers(altered, "finance.high_cost_gbp");
    if rate <= 0.0 || severities.iter().all(|gbp| *gbp <= 0.0) {
        let (severities, shares, rate) = STAND_IN;
        altered.set("finance.high_cost_gbp", Value::Numbers(severities.to_vec()));
        altered.set("finance.high_cost_share", Value::Numbers(shares.to_vec()));
        return rate;
    }
    let largest = severities.iter().copied().fold(0.0, f64::max);
    let step = (largest / FINEST as f64).ceil().max(1.0);
    let coarse: Vec<f64> = severities.iter().map(|gbp| (gbp / step).round() * step).collect();
    let lattice = on_a_lattice(&severities.iter().map(|gbp| (*gbp as u64, 1.0)).collect::<Vec<_>>());
    let whole = severities.iter().all(|gbp| gbp.fract() == 0.0);
    if !whole || lattice.probability.len() as u64 > FINEST + 1 {
        altered.set("finance.high_cost_gbp", Value::Numbers(coarse));
    }
    rate
}

/// Steps beyond which the cost of a year is not worth mentioning: mean and twelve standard deviations.
fn length(severity: &Lattice, mean: f64) -> usize {
    let square = severity.variance() + severity.mean() * severity.mean();
    let far = mean * severity.mean() + 12.0 * (mean * square).sqrt();
    ((far / severity.step) as usize + 4 * severity.probability.len()).next_power_of_two()
}
