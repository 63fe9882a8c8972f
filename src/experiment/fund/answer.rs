//! Puts the answer together: the main histories, then sizes, parameter draws and single parameters.

use rayon::prelude::*;

use super::cases::{Cases, Evaluated, holder};
use super::causes::causes;
use super::contracts::{Contract, Paid};
use super::pools::pools;
use super::rule::Rule;
use super::sizing::{Asked, exhausted, levels};
use super::unknown::{Bench, Drawn};
use super::{Request, record, sizes};
use crate::domain::money::Pence;
use crate::experiment::laboratory::{Laboratory, Step, Watch};
use crate::flow::Model;
use crate::policies::payment::practice_year::Flows;
use crate::results::fund::Levels;
use crate::results::fund::curve::{curve, point, sizes as evenly};
use crate::results::fund::findings::{Findings, Headline, Line, Pool};
use crate::results::fund::tail::tail;
use crate::results::rounding::Frequency;
use crate::scenario::Problems;

/// Version of the findings' shape as other programs read it.
const SCHEMA_VERSION: u32 = 1;

/// Points of the curve besides its start.
const CURVE_STEPS: u32 = 120;

/// Records that are kept to switch off causes.
const RECORDS_FOR_CAUSES: usize = 1000;

/// Runs everything that is asked; nothing if it was stopped before it was done.
pub fn run(laboratory: &Laboratory<Model>, request: &Request, watch: Watch) -> Result<Option<Findings>, Problems> {
    let scenario = record::alone(request);
    let model = record::model(laboratory, &scenario)?;
    let asked = Asked { chance: request.chance, confidence: request.confidence };
    let cases = Cases::of(request, Rule::stated(&model.arms[0].contract));
    watch(Step { name: "contracts", done: 0, total: request.histories, headline: None });
    let Some(records) = record::of_histories(laboratory, &model, request.histories, |flows| flows) else {
        return Ok(None);
    };
    let evaluated = Evaluated::of(&records, &model, &cases);
    let table: Vec<Line> = cases
        .lines
        .par_iter()
        .map(|(paid, rule)| evaluated.line(&cases, *paid, cases.rules[*rule], asked))
        .collect();
    let whole = Whole { request, model: &model, cases: &cases, evaluated: &evaluated, records: &records, asked };
    let headlines: Vec<Headline> = (0..cases.headlines).map(|i| whole.headline(i, &table[i])).collect();
    let pooled = (0..cases.headlines).flat_map(|i| whole.pools(i)).collect();
    let Some((sizes, refused)) = sizes::sizes(laboratory, request, &scenario, &cases, asked, watch) else {
        return Ok(None);
    };
    let bench = Bench { laboratory, request, scenario: &scenario, cases: &cases, asked };
    let funds: Vec<f64> = table.iter().map(|line| line.sure).collect();
    let Some(drawn) = bench.draws(&funds, watch)? else { return Ok(None) };
    let Some(switches) = bench.switches(&drawn, &funds, watch)? else { return Ok(None) };
    let mut findings = outline(request, &scenario_places(request));
    (findings.headlines, findings.table, findings.pools, findings.sizes) = (headlines, table, pooled, sizes);
    findings.leaves_out.extend(refused);
    with_ranges(&mut findings, &drawn);
    (findings.switches, findings.drawn) = (switches, drawn.lines);
    Ok(Some(findings))
}

fn scenario_places(request: &Request) -> u64 {
    sizes::places_of(request.scenario, &request.policy).iter().map(|(_, places)| places).sum()
}

/// What is known before anything has been simulated.
fn outline(request: &Request, places: &u64) -> Findings {
    let scenario = request.scenario;
    let text = |key: &str| scenario.entry(key).value.text().to_string();
    Findings {
        schema_version: SCHEMA_VERSION,
        title: if text("title").is_empty() { scenario.name.clone() } else { text("title") },
        authority: text("authority.name"),
        period: text("authority.period"),
        price_year: text("finance.price_year"),
        start_date: scenario.entry("run.start_date").value.date().to_string(),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario_hash: scenario.hash.clone(),
        seed: request.seed,
        command: request.command.clone(),
        policy: request.policy.clone(),
        places: *places,
        chance: request.chance,
        confidence: request.confidence,
        histories: request.histories,
        draws: request.draws,
        contract_years: request.contract_years,
        headlines: vec![],
        table: vec![],
        pools: vec![],
        sizes: vec![],
        switches: vec![],
        drawn: vec![],
        leaves_out: vec![],
    }
}

/// Ranges over draws, for every line of the table and the headlines that stand first in it.
fn with_ranges(findings: &mut Findings, drawn: &Drawn) {
    findings.draws = drawn.lines.len() as u64;
    for (i, line) in findings.table.iter_mut().enumerate() {
        line.range = drawn.range(i);
    }
    for (i, headline) in findings.headlines.iter_mut().enumerate() {
        headline.line.range = findings.table[i].range;
    }
}

/// The main histories and what is asked of them.
struct Whole<'a> {
    request: &'a Request<'a>,
    model: &'a Model,
    cases: &'a Cases,
    evaluated: &'a Evaluated,
    records: &'a [Flows],
    asked: Asked,
}

impl Whole<'_> {
    fn headline(&self, i: usize, line: &Line) -> Headline {
        let (rule, contracts) = (self.cases.rules[0], self.evaluated.of_paid(i));
        let confidence = self.asked.confidence;
        let fund = if line.sure.is_finite() { line.sure } else { 0.0 };
        let (levels, curve) = if rule.has_levels() {
            let levels = levels(rule, &contracts);
            let sorted = Levels::of(&levels);
            let sizes = evenly(sorted.largest().unwrap_or(0.0), CURVE_STEPS);
            let curve = curve(&sorted, &sizes, confidence);
            (levels, curve)
        } else {
            let most = if fund > 0.0 { 2.0 * fund } else { line.margin.abs() * f64::from(line.case.years) };
            let again = |fund| point(fund, exhausted(rule, &contracts, fund), confidence);
            (vec![], evenly(most, CURVE_STEPS).into_iter().map(again).collect())
        };
        let tail = match levels.is_empty() {
            true => None,
            false => tail(&Levels::of(&levels), 1.0 - self.asked.chance, confidence),
        };
        let records = &self.records[..self.records.len().min(RECORDS_FOR_CAUSES)];
        let pricing = self.cases.pricing(self.model);
        let stated = Rule::stated(&self.model.arms[0].contract);
        // causes of failures at the point estimate: so many contracts fail there as the chance says, and not fewer
        let at_point = if line.point.is_finite() { line.point } else { 0.0 };
        let paid = &self.cases.paid[i];
        Headline {
            line: line.clone(),
            curve,
            tail,
            levels,
            asked: self
                .request
                .funds
                .iter()
                .map(|fund| point(*fund, exhausted(rule, &contracts, *fund), confidence))
                .collect(),
            as_stated: self.as_stated(i, stated),
            top_sliced: (stated.is_carved_out() && !rule.is_carved_out())
                .then(|| self.evaluated.line(self.cases, i, rule.carved_out(), self.asked)),
            causes: Some(causes(records, &pricing, paid, &rule, at_point, self.asked.chance)),
            insolvent: self.insolvent(paid, &rule, fund),
        }
    }

    /// The scenario's own opening level and rule: mean level in GBP, and in how many contracts it runs out.
    fn as_stated(&self, i: usize, rule: Rule) -> Option<(f64, Frequency)> {
        let opening = self.model.arms[0].contract.fund.opening;
        let contracts = self.evaluated.of_paid(i);
        let level = |c: &&Contract| opening.of(c.years.first().map_or(Pence::ZERO, |year| year.contract_sum));
        let out = contracts.iter().filter(|contract| rule.path(contract, opening).ran_out.is_some());
        let seen = Frequency { times: out.count() as u64, of: contracts.len() as u64 };
        let mean = contracts.iter().map(level).sum::<Pence>().pounds() / contracts.len() as f64;
        (!opening.is_nothing()).then_some((mean, seen))
    }

    /// In how many contracts the practice cannot pay its bills on some day.
    fn insolvent(&self, paid: &Paid, rule: &Rule, fund: f64) -> Option<Frequency> {
        let recorded = |flows: &Flows| flows.years.first().is_some_and(|year| !year.periods.is_empty());
        if !self.records.first().is_some_and(recorded) {
            return None;
        }
        let pricing = self.cases.pricing(self.model);
        let times = self.records.par_iter().filter(|flows| pricing.is_insolvent(flows, paid, rule, fund)).count();
        Some(Frequency { times: times as u64, of: self.records.len() as u64 })
    }

    fn pools(&self, i: usize) -> Vec<Pool> {
        let Request { pools: practices, correlations, chance, .. } = self.request;
        let contracts = self.evaluated.of_paid(i);
        pools(self.cases.rules[0], &contracts, *chance, holder(self.cases, i), (practices, correlations))
    }
}
