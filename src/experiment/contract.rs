//! The funding model step by step, and every way of paying, over many histories: both holders of the placement budget side
//! by side, for both parties. Every arrangement prices the same histories.

use rayon::prelude::*;

use crate::domain::codes::Band;
use crate::domain::money::Pence;
use crate::domain::parameters::ContractParameters;
use crate::domain::parameters::contract::{Arrangement, BudgetHolder};
use crate::flow::{Grain, Model, Workspace, cash_flows, has_contract};
use crate::policies::contract::funding_model::FundingTerms;
use crate::policies::payment::arrangement;
use crate::policies::payment::assess::{assess, cannot_shed, same_cost};
use crate::policies::payment::banding::banded_days;
use crate::policies::payment::ledger::{Ledger, ledger};
use crate::policies::payment::practice_year::{Flows, PracticeYear};
use crate::policies::payment::pricing::Pricing;
use crate::results::study::Spread;

/// A figure of the funding model in one year of the contract.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The step of Guide 64 that it belongs to, or what else it shows.
    pub step: &'static str,
    pub what: &'static str,
    pub unit: &'static str,
}

const LINES: [Line; 22] = [
    line("1", "average yearly spend, at the price level known", "GBP"),
    line("2", "average number of children", "children"),
    line("2", "average cost of a child-year", "GBP"),
    line("3", "person-years served", "person-years"),
    line("3", "initial estimate", "GBP"),
    line("4", "band weights before normalising, on the authority's own mix", "times neutral"),
    line("4", "what weights that are not normalised would add", "GBP"),
    line("4", "errors of banding", "GBP"),
    line("4", "gross estimate", "GBP"),
    line("5", "retained by the authority", "GBP"),
    line("6", "net contract", "GBP"),
    line("7", "outcomes paid on that were met", "share"),
    line("budget neutrality", "the whole budget on these terms", "GBP"),
    line("budget neutrality", "the practice's gross", "GBP"),
    line("budget neutrality", "the authority's remainder", "GBP"),
    line("budget neutrality", "what the authority cannot shed of it", "GBP"),
    line("adequacy", "the same people without the practice, less retained functions", "GBP"),
    line("adequacy", "net contract less that", "GBP"),
    line("start", "setting up", "GBP"),
    line("start", "of it, start-up grant", "GBP"),
    line("volume", "person-years that a fixed contract expects", "person-years"),
    line("volume", "served on the year's last day", "people"),
];

const fn line(step: &'static str, what: &'static str, unit: &'static str) -> Line {
    Line { step, what, unit }
}

/// A line with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    pub line: Line,
    /// Year of the contract, from 1.
    pub year: usize,
    /// In the history that is shown to the penny.
    pub shown: f64,
    /// Over all histories.
    pub spread: Spread,
}

/// How one party fares under a way of paying, over the years of all simulated contracts. Pounds a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fares {
    pub mean: f64,
    /// Of the mean (95%, over histories).
    pub half_width: f64,
    pub sd: f64,
    /// Chance of a loss in a year, and over the contract.
    pub loss_in_a_year: f64,
    pub loss_over_contract: f64,
    /// The 5th percentile of a year's result, and the mean of the worst 5% (tail value at risk).
    pub bad_year: f64,
    pub worst_mean: f64,
}

/// One way of paying.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    pub arrangement: Arrangement,
    /// Is it the scenario's?
    pub chosen: bool,
    pub paid: f64,
    pub practice: Fares,
    pub authority: Fares,
    pub per_pound_of_cost: f64,
    pub per_person_year: f64,
    /// Shares of contracts: the fund ran out; the practice could not pay its bills.
    pub exhausted: f64,
    pub insolvent: f64,
    /// Losses beyond the fund, pounds a contract.
    pub unfunded: f64,
    pub temptation: &'static str,
}

/// A contract under one holder of the placement budget.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub holder: BudgetHolder,
    pub figures: Vec<Figure>,
    pub ways: Vec<Way>,
}

/// A policy's contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub policy: String,
    pub years: usize,
    pub sides: Vec<Side>,
}

/// What one history says of one policy under one holder.
struct History {
    /// By year, then line.
    lines: Vec<Vec<f64>>,
    ways: Vec<WayOnce>,
}

/// One way of paying in one history; pounds.
struct WayOnce {
    practice: Vec<f64>,
    authority: Vec<f64>,
    paid: f64,
    slopes: [f64; 2],
    exhausted: bool,
    insolvent: bool,
    unfunded: f64,
}

/// Holders that are shown: authority and practice always, shared where a threshold is stated.
pub fn holders(contract: &ContractParameters) -> Vec<BudgetHolder> {
    let shown = |holder: &&BudgetHolder| **holder != BudgetHolder::Shared || contract.shared.is_some();
    BudgetHolder::ALL.iter().filter(shown).copied().collect()
}

/// Policies with a contract: position and name.
pub fn policies(model: &Model) -> Vec<(usize, String)> {
    let all = model.arms[..model.policies()].iter().enumerate();
    all.filter(|(_, arm)| has_contract(arm)).map(|(i, arm)| (i, arm.name.clone())).collect()
}

fn pricing<'a>(model: &Model, policy: usize, contract: &'a ContractParameters) -> Pricing<'a> {
    let places = model.arms[policy].practices.iter().map(|p| f64::from(p.places)).sum();
    Pricing { prices: model.world.finance.prices, contract, places }
}

/// States the contracts of some policies over so many histories, on the current threads. `shown`: the history whose
/// figures are given to the penny.
pub fn state(model: &Model, policies: &[usize], seed: u64, replicates: u64, shown: u64) -> Vec<Statement> {
    let wanted: Vec<u64> = (0..replicates).collect();
    let run = |workspace: &mut Workspace, replicate: u64| history(model, policies, seed, replicate, workspace);
    let all: Vec<Vec<Vec<History>>> = wanted
        .par_chunks(8)
        .map_init(
            || Workspace::new(model),
            |workspace, chunk| chunk.iter().map(|replicate| run(workspace, *replicate)).collect::<Vec<_>>(),
        )
        .flatten_iter()
        .collect();
    let one = run(&mut Workspace::new(model), shown);
    policies
        .iter()
        .enumerate()
        .map(|(p, policy)| {
            let contract = &model.arms[*policy].contract;
            let sides = holders(contract)
                .into_iter()
                .enumerate()
                .map(|(h, holder)| {
                    let histories: Vec<&History> = all.iter().map(|history| &history[p][h]).collect();
                    side(holder, contract, &histories, &one[p][h])
                })
                .collect();
            let years = (contract.years as usize).min(model.world.year_ends.len());
            Statement { policy: model.arms[*policy].name.clone(), years, sides }
        })
        .collect()
}

/// By policy and holder.
fn history(
    model: &Model,
    policies: &[usize],
    seed: u64,
    replicate: u64,
    workspace: &mut Workspace,
) -> Vec<Vec<History>> {
    let flows = cash_flows(model, seed, replicate, Grain::Months, workspace);
    policies
        .iter()
        .map(|policy| {
            let flows = flows[*policy].as_ref().expect("a policy with a contract has its money recorded");
            let contract = &model.arms[*policy].contract;
            let one = |holder| under(model, *policy, contract, flows, holder);
            holders(contract).into_iter().map(one).collect()
        })
        .collect()
}

fn under(
    model: &Model,
    policy: usize,
    contract: &ContractParameters,
    flows: &Flows,
    holder: BudgetHolder,
) -> History {
    let stated = pricing(model, policy, contract);
    let avoidable = &model.world.finance.avoidable_share;
    let told = assess(&stated, flows, holder, avoidable);
    let lines = (0..told.settled.len())
        .map(|t| {
            let year = &flows.years[t];
            let settled = &told.settled[t];
            let stays = cannot_shed(&year.without, avoidable, holder);
            figures(contract, &stated, flows, holder, t, settled.price.terms, stays)
        })
        .collect();
    let ways = Arrangement::ALL
        .iter()
        .map(|name| {
            let mut contract = contract.clone();
            contract.payment.arrangement = *name;
            let told = assess(&pricing(model, policy, &contract), flows, holder, avoidable);
            let mean = |of: &dyn Fn(usize) -> f64| {
                (0..told.settled.len()).map(of).sum::<f64>() / told.settled.len().max(1) as f64
            };
            WayOnce {
                practice: told.years.iter().map(|year| year.practice.pounds()).collect(),
                authority: told.years.iter().map(|year| year.authority.pounds()).collect(),
                paid: mean(&|t| told.settled[t].paid.pounds()),
                slopes: [
                    mean(&|t| told.settled[t].payment.slopes.per_pound_of_cost),
                    mean(&|t| told.settled[t].payment.slopes.per_person_year),
                ],
                exhausted: told.path.exhausted_in.is_some(),
                insolvent: told.insolvent,
                unfunded: told.unfunded.pounds(),
            }
        })
        .collect();
    History { lines, ways }
}

/// The values of [`LINES`] in one year.
fn figures(
    contract: &ContractParameters,
    pricing: &Pricing<'_>,
    flows: &Flows,
    holder: BudgetHolder,
    t: usize,
    terms: FundingTerms,
    stays: Pence,
) -> Vec<f64> {
    let year = &flows.years[t];
    let price = &pricing.agree(flows, holder)[t];
    let value = price.value;
    let norm = terms.norm();
    let whole = terms.value(&everybody(year), year.days_in_year);
    let right = terms.value(&year.band_days, year.days_in_year);
    let as_banded = terms.value(&banded_days(year, &contract.payment), year.days_in_year);
    let same = same_cost(year, terms.retained_share, holder);
    let met = crate::policies::payment::outcome::met_share(&contract.payment.outcome, year);
    let at_end: u32 = year.at_end.iter().sum();
    vec![
        terms.average_spend.pounds(),
        terms.average_children,
        value.per_child.pounds(),
        year.volume(),
        value.initial.pounds(),
        norm,
        value.gross.share(norm - 1.0).pounds(),
        (as_banded.gross - right.gross).pounds(),
        value.gross.pounds(),
        value.retained.pounds(),
        value.net.pounds(),
        met.unwrap_or(f64::NAN),
        whole.gross.pounds(),
        value.gross.pounds(),
        (whole.gross - value.gross).pounds(),
        stays.pounds(),
        same.pounds(),
        (value.net - same).pounds(),
        year.setup.pounds(),
        year.setup.min(contract.grant).pounds(),
        price.expected_years,
        f64::from(at_end),
    ]
}

/// Days of all the authority's children, and of the care leavers whom the practice serves.
fn everybody(year: &PracticeYear) -> [f64; Band::COUNT] {
    let mut days = year.authority_band_days;
    days[Band::Additional as usize] += year.band_days[Band::Additional as usize];
    days
}

fn side(holder: BudgetHolder, contract: &ContractParameters, histories: &[&History], one: &History) -> Side {
    let mut figures = vec![];
    for (t, shown) in one.lines.iter().enumerate() {
        for (i, line) in LINES.iter().enumerate() {
            let mut values: Vec<f64> = histories.iter().map(|history| history.lines[t][i]).collect();
            figures.push(Figure { line: *line, year: t + 1, shown: shown[i], spread: Spread::of(&mut values) });
        }
    }
    let ways = Arrangement::ALL
        .iter()
        .enumerate()
        .map(|(w, name)| {
            let of: Vec<&WayOnce> = histories.iter().map(|history| &history.ways[w]).collect();
            let mean = |value: &dyn Fn(&WayOnce) -> f64| {
                of.iter().map(|way| value(way)).sum::<f64>() / of.len().max(1) as f64
            };
            Way {
                arrangement: *name,
                chosen: contract.payment.arrangement == *name,
                paid: mean(&|way| way.paid),
                practice: fares(&of.iter().map(|way| way.practice.as_slice()).collect::<Vec<_>>()),
                authority: fares(&of.iter().map(|way| way.authority.as_slice()).collect::<Vec<_>>()),
                per_pound_of_cost: mean(&|way| way.slopes[0]),
                per_person_year: mean(&|way| way.slopes[1]),
                exhausted: mean(&|way| f64::from(way.exhausted)),
                insolvent: mean(&|way| f64::from(way.insolvent)),
                unfunded: mean(&|way| way.unfunded),
                temptation: arrangement(*name).perverse_incentive(),
            }
        })
        .collect();
    Side { holder, figures, ways }
}

/// Share of years that a "bad year" is the border of.
const BAD: f64 = 0.05;

/// A party's results, by history and year.
fn fares(results: &[&[f64]]) -> Fares {
    let mut years: Vec<f64> = results.concat();
    years.sort_by(f64::total_cmp);
    let n = years.len() as f64;
    let mean = years.iter().sum::<f64>() / n;
    let variance = years.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / (n - 1.0).max(1.0);
    let mut means: Vec<f64> = results.iter().map(|years| years.iter().sum::<f64>() / years.len() as f64).collect();
    let losses = means.iter().filter(|mean| **mean < 0.0).count() as f64 / means.len() as f64;
    Fares {
        mean,
        half_width: Spread::of(&mut means).half_width,
        sd: variance.sqrt(),
        loss_in_a_year: years.iter().filter(|r| **r < 0.0).count() as f64 / n,
        loss_over_contract: losses,
        bad_year: years[((BAD * n).ceil() as usize).clamp(1, years.len()) - 1],
        worst_mean: worst_mean(&years, BAD),
    }
}

/// Mean of the worst share of ascending results: the integral of the quantiles below it, so that several equal results at
/// the border count in part (Acerbi & Tasche 2002).
fn worst_mean(ascending: &[f64], share: f64) -> f64 {
    let mut left = share * ascending.len() as f64;
    let mut sum = 0.0;
    for result in ascending {
        let weight = left.min(1.0);
        sum += weight * result;
        left -= weight;
        if left <= 0.0 {
            break;
        }
    }
    sum / (share * ascending.len() as f64)
}

/// Both parties' ledger of one history, as the scenario pays.
pub fn accounts(model: &Model, policy: usize, holder: BudgetHolder, seed: u64, replicate: u64) -> Ledger {
    let flows = cash_flows(model, seed, replicate, Grain::Months, &mut Workspace::new(model));
    let flows = flows[policy].as_ref().expect("a policy with a contract has its money recorded");
    let contract = &model.arms[policy].contract;
    let told = assess(&pricing(model, policy, contract), flows, holder, &model.world.finance.avoidable_share);
    ledger(contract, flows, holder, &told.settled, &told.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_twentieth_of_thirty_years_takes_half_of_the_second_worst() {
        let mut years: Vec<f64> = (0..30).map(f64::from).collect();
        years[0] = -90.0;
        assert!((worst_mean(&years, 0.05) - (-90.0 + 0.5) / 1.5).abs() < 1e-12);
        assert_eq!(worst_mean(&[-5.0; 7], 0.05), -5.0);
    }

    #[test]
    fn mean_spread_and_losses_worked_by_hand() {
        let fares = fares(&[&[10.0, -30.0], &[20.0, 40.0]]);
        assert_eq!((fares.mean, fares.loss_in_a_year, fares.loss_over_contract), (10.0, 0.25, 0.5));
        assert!((fares.sd - (2600.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!((fares.bad_year, fares.worst_mean), (-30.0, -30.0));
    }
}
