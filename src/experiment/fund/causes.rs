//! What failures are made of: each source of chance switched off in turn, on the same luck.
//!
//! A source is switched off by setting it to its mean over histories, year by year, in the very same records; the
//! payment follows what is then served. All sets of sources are evaluated, and Shapley's value shares the outcome.
//!
//! - *volume*: person-days served;
//! - *needs mix*: how these days, and the authority's own, spread over the funding bands;
//! - *placement price*: what a day in a band costs relative to its mean, and the price level, also of the payment;
//! - *staff*: the practice's own work at constant prices;
//! - *one or two high-cost placements*: the year's two costliest people, apart from all others.

use rayon::prelude::*;

use super::contracts::{Paid, Pricing};
use super::rule::Rule;
use super::sizing::at;
use crate::domain::codes::{Band, CostLine};
use crate::domain::money::Pence;
use crate::policies::payment::practice_year::{Flows, PracticeYear, sum_of};
use crate::results::fund::findings::{Cause, Causes, Holder};
use crate::results::fund::shapley::shapley;
use crate::results::fund::smallest;
use crate::results::study::Spread;

/// Sources in the order of their bits. Where the authority holds the placements, only the price level is left of prices.
fn sources(holder: Holder) -> &'static [&'static str] {
    match holder {
        Holder::Authority => &["volume", "needs mix", "price level", "staff"],
        _ => &["volume", "needs mix", "placement price", "staff", "one or two high-cost placements"],
    }
}
const VOLUME: u32 = 1;
const MIX: u32 = 2;
const PRICE: u32 = 4;
const STAFF: u32 = 8;
const COSTLIEST: u32 = 16;

/// How many people count as the high-cost placements of a year.
const COSTLY_PEOPLE: usize = 2;

/// One year of one record taken apart: pounds and days.
struct Parts {
    days: f64,
    mix: [f64; Band::COUNT],
    authority_mix: [f64; Band::COUNT],
    price_level: f64,
    known_level: f64,
    /// Own work by line, at constant prices.
    own: [f64; CostLine::COUNT],
    /// Placement budget of the costliest people.
    costliest: f64,
    /// The others' cost relative to the mean cost of their bands.
    dearness: f64,
}

/// Means over histories of one year.
struct Means {
    parts: Parts,
    /// Mean cost of a day in each band, without the costliest people.
    day_cost: [f64; Band::COUNT],
}

/// What one contract does with a set of sources on: does it exhaust the fund, does it exhaust none, and its level.
#[derive(Clone, Copy)]
struct Outcome {
    exhausts: f64,
    exhausts_none: f64,
    level: f64,
}

/// Shares of the failures of one case at a fund of this size.
pub fn causes(records: &[Flows], pricing: &Pricing, paid: &Paid, rule: &Rule, fund: f64, chance: f64) -> Causes {
    let years = records.first().map_or(0, |flows| flows.years.len().min(paid.years as usize));
    let means: Vec<Means> = (0..years).map(|year| means(records, year)).collect();
    let names = sources(paid.holder);
    let sets = 1u32 << names.len();
    let one = |flows: &Flows| -> Vec<Outcome> {
        let outcome = |on| outcome(&switched(flows, &means, on, names.len()), pricing, paid, rule, fund);
        (0..sets).map(outcome).collect()
    };
    // [contract][set of sources that are on]
    let all: Vec<Vec<Outcome>> = records.par_iter().map(one).collect();
    let shares = |of: fn(&Outcome) -> f64| -> Vec<Vec<f64>> {
        all.iter().map(|sets| shapley(names.len(), |on| of(&sets[on as usize]))).collect()
    };
    let (at_fund, at_none) = (shares(|o| o.exhausts), shares(|o| o.exhausts_none));
    let needed = |on: u32| {
        let levels: Vec<f64> = all.iter().map(|sets| sets[on as usize].level).collect();
        smallest(&levels, chance).unwrap_or(f64::NAN)
    };
    let of_fund = shapley(names.len(), needed);
    let cause = |i: usize| {
        let column = |shares: &[Vec<f64>]| Spread::of(&mut shares.iter().map(|of| of[i]).collect());
        let spread = column(&at_fund);
        Cause {
            name: names[i].into(),
            of_chance: spread.mean,
            half_width: spread.half_width,
            of_chance_without_fund: column(&at_none).mean,
            of_fund: of_fund[i],
        }
    };
    let mean = |on: u32| all.iter().map(|sets| sets[on as usize].exhausts).sum::<f64>() / all.len() as f64;
    Causes {
        fund,
        causes: (0..names.len()).map(cause).collect(),
        chance_of_none: mean(0),
        fund_of_none: needed(0),
        chance_of_all: mean(sets - 1),
    }
}

fn outcome(flows: &Flows, pricing: &Pricing, paid: &Paid, rule: &Rule, fund: f64) -> Outcome {
    let contract = pricing.contract(flows, paid);
    let exhausts = |fund| f64::from(at(rule, &contract, fund).ran_out.is_some());
    let level = if rule.has_levels() { rule.level(&contract) } else { f64::NAN };
    Outcome { exhausts: exhausts(fund), exhausts_none: exhausts(0.0), level }
}

/// The costliest people's placement budget, and the bands' share of everybody else's.
fn apart(year: &PracticeYear) -> (f64, [f64; Band::COUNT]) {
    let mut by_cost: Vec<_> = year.children.iter().collect();
    by_cost.sort_by_key(|child| std::cmp::Reverse(child.cost()));
    let (top, rest) = by_cost.split_at(COSTLY_PEOPLE.min(by_cost.len()));
    let costliest = top.iter().map(|child| child.cost()).sum::<Pence>().pounds();
    let mut by_band = [0.0; Band::COUNT];
    for child in rest.iter().filter(|child| child.days() > 0.0) {
        for (sum, days) in by_band.iter_mut().zip(child.band_days) {
            *sum += child.cost().pounds() * days / child.days();
        }
    }
    (costliest, by_band)
}

fn means(records: &[Flows], at: usize) -> Means {
    let n = records.len() as f64;
    let years = || records.iter().map(|flows| &flows.years[at]);
    let mut band_cost = [0.0; Band::COUNT];
    let (mut band_days, mut authority_days) = ([0.0; Band::COUNT], [0.0; Band::COUNT]);
    let mut own = [0.0; CostLine::COUNT];
    let (mut costliest, mut others, mut price_level, mut known_level) = (0.0, 0.0, 0.0, 0.0);
    for year in years() {
        let (top, by_band) = apart(year);
        costliest += top;
        others += sum_of(&year.lines, true).pounds() - top;
        (price_level, known_level) = (price_level + year.price_level, known_level + year.known_level);
        for band in 0..Band::COUNT {
            band_cost[band] += by_band[band];
            band_days[band] += year.band_days[band];
            authority_days[band] += year.authority_band_days[band];
        }
        own.iter_mut().zip(own_work(year)).for_each(|(sum, line)| *sum += line);
    }
    let days: f64 = band_days.iter().sum();
    // without a record child by child a day costs the same in every band
    let known: f64 = band_cost.iter().sum();
    let scale = if known > 0.0 { others / known } else { 0.0 };
    let day_cost = std::array::from_fn(|band| match known > 0.0 && band_days[band] > 0.0 {
        true => scale * band_cost[band] / band_days[band],
        false if days > 0.0 => others / days,
        false => 0.0,
    });
    let parts = Parts {
        days: days / n,
        mix: shares(band_days),
        authority_mix: authority_days.map(|days| days / n),
        price_level: price_level / n,
        known_level: known_level / n,
        own: own.map(|line| line / n),
        costliest: costliest / n,
        dearness: 1.0,
    };
    Means { parts, day_cost }
}

fn shares(amounts: [f64; Band::COUNT]) -> [f64; Band::COUNT] {
    let total: f64 = amounts.iter().sum();
    if total > 0.0 { amounts.map(|amount| amount / total) } else { [0.0; Band::COUNT] }
}

/// Lines of the practice's own work at constant prices, in pounds; 0 for the placement budget.
fn own_work(year: &PracticeYear) -> [f64; CostLine::COUNT] {
    let level = if year.price_level > 0.0 { year.price_level } else { 1.0 };
    let mut own = [0.0; CostLine::COUNT];
    for line in CostLine::ALL.iter().filter(|line| !line.is_placement_budget()) {
        own[*line as usize] = year.lines[*line as usize].pounds() / level;
    }
    own
}

fn take_apart(year: &PracticeYear, means: &Means) -> Parts {
    let (costliest, _) = apart(year);
    let others = sum_of(&year.lines, true).pounds() - costliest;
    let expected: f64 = year.band_days.iter().zip(means.day_cost).map(|(days, cost)| days * cost).sum();
    Parts {
        days: year.band_days.iter().sum(),
        mix: shares(year.band_days),
        authority_mix: year.authority_band_days,
        price_level: year.price_level,
        known_level: year.known_level,
        own: own_work(year),
        costliest,
        dearness: if expected > 0.0 { others / expected } else { 1.0 },
    }
}

/// The record with the sources that are not `on` at their means; with all on, as it is.
fn switched(flows: &Flows, means: &[Means], on: u32, sources: usize) -> Flows {
    let mut after = flows.clone();
    if on == (1 << sources) - 1 {
        return after;
    }
    for (year, means) in after.years.iter_mut().zip(means) {
        switch_year(year, means, |source| on & source != 0);
    }
    after
}

fn switch_year(year: &mut PracticeYear, means: &Means, is_on: impl Fn(u32) -> bool) {
    let (own, mean) = (take_apart(year, means), &means.parts);
    let pick = |source: u32| if is_on(source) { &own } else { mean };
    let (days, mix) = (pick(VOLUME).days, pick(MIX).mix);
    let level = pick(PRICE).price_level;
    let before = sum_of(&year.lines, true).pounds();
    let band_days: [f64; Band::COUNT] = std::array::from_fn(|band| days * mix[band]);
    let expected: f64 = band_days.iter().zip(means.day_cost).map(|(days, cost)| days * cost).sum();
    let budget = expected * pick(PRICE).dearness + pick(COSTLIEST).costliest;
    let factor = if before > 0.0 { budget / before } else { 0.0 };
    for line in CostLine::ALL {
        let at = *line as usize;
        year.lines[at] = match line.is_placement_budget() {
            true => year.lines[at].share(factor),
            false => Pence::from_pounds(pick(STAFF).own[at] * level),
        };
    }
    let scale: [f64; Band::COUNT] = std::array::from_fn(|band| match year.band_days[band] {
        before if before > 0.0 => band_days[band] / before,
        _ => 1.0,
    });
    for child in &mut year.children {
        child.band_days.iter_mut().zip(scale).for_each(|(days, scale)| *days *= scale);
        (child.placements, child.episodes) = (child.placements.share(factor), child.episodes.share(factor));
        child.services = child.services.share(factor);
    }
    year.band_days = band_days;
    year.authority_band_days = pick(MIX).authority_mix;
    (year.price_level, year.known_level) = (level, pick(PRICE).known_level);
}
