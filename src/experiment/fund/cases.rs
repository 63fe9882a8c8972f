//! The cases of a request: every holder, arrangement, horizon and surplus rule, and one record's contracts for them.

use rayon::prelude::*;

use super::Request;
use super::contracts::{Contract, Paid, Pricing};
use super::record;
use super::rule::Rule;
use super::sizing::{Asked, sized, sure, together};
use crate::experiment::laboratory::Laboratory;
use crate::flow::Model;
use crate::policies::payment::practice_year::Flows;
use crate::results::fund::findings::{Case, Holder, Line};
use crate::results::fund::price;
use crate::results::fund::unfunded::unfunded;

/// Which surplus rule the headline has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surplus {
    /// Additional money; a surplus goes back each year.
    Returned,
    /// Additional money; a surplus stays in the fund.
    Kept,
    /// The scenario's own rule, source, top-up and cap.
    Stated,
}

/// Every case, the headlines' first.
#[derive(Debug, Clone)]
pub struct Cases {
    pub paid: Vec<Paid>,
    pub rules: Vec<Rule>,
    /// Positions in `paid` and `rules`.
    pub lines: Vec<(usize, usize)>,
    pub headlines: usize,
}

impl Cases {
    /// From what is asked, with the rule that the policy states.
    pub fn of(request: &Request, stated: Rule) -> Self {
        let plain = |share| Rule::plain(share).tested_as(stated);
        let asked = match request.surplus {
            Surplus::Returned => plain(0.0),
            Surplus::Kept => plain(1.0),
            Surplus::Stated => stated,
        };
        let mut rules = vec![asked];
        for rule in [plain(0.0), plain(stated.surplus_share()), plain(1.0), stated] {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        let mut horizons = vec![request.contract_years];
        horizons.extend(request.horizons.iter().copied().filter(|years| *years != request.contract_years));
        let mut paid = Vec::new();
        for &years in &horizons {
            for &arrangement in &request.arrangements {
                for &holder in &request.holders {
                    paid.push(Paid { holder, arrangement, years });
                }
            }
        }
        let headlines = request.holders.len();
        let mut lines: Vec<(usize, usize)> =
            (0..paid.len()).flat_map(|paid| (0..rules.len()).map(move |rule| (paid, rule))).collect();
        lines.sort_by_key(|(paid, rule)| (*paid >= headlines || *rule > 0, *paid, *rule));
        Self { paid, rules, lines, headlines }
    }

    /// How a model's records are priced, with what these rules need.
    pub fn pricing(&self, model: &Model) -> Pricing {
        Pricing::of(model, self.rules.iter().any(|rule| rule.is_daily()))
    }

    /// The contracts of one record, in the order of `paid`.
    pub fn contracts(&self, flows: &Flows, pricing: &Pricing) -> Vec<Contract> {
        self.paid.iter().map(|paid| pricing.contract(flows, paid)).collect()
    }
}

/// Contracts of many histories.
pub struct Evaluated {
    /// `[history][paid]`.
    contracts: Vec<Vec<Contract>>,
    /// People served, mean over histories and years.
    pub served: f64,
}

impl Evaluated {
    /// Simulates and evaluates; nothing if stopped meanwhile.
    pub fn run(laboratory: &Laboratory<Model>, model: &Model, cases: &Cases, histories: u64) -> Option<Self> {
        let pricing = cases.pricing(model);
        let one = |flows: Flows| (cases.contracts(&flows, &pricing), served(&flows));
        record::of_histories(laboratory, model, histories, one).map(Self::collected)
    }

    /// From records that are kept.
    pub fn of(records: &[Flows], model: &Model, cases: &Cases) -> Self {
        let pricing = cases.pricing(model);
        let one = |flows: &Flows| (cases.contracts(flows, &pricing), served(flows));
        Self::collected(records.par_iter().map(one).collect())
    }

    fn collected(all: Vec<(Vec<Contract>, f64)>) -> Self {
        let served = all.iter().map(|(_, served)| served).sum::<f64>() / all.len() as f64;
        Self { contracts: all.into_iter().map(|(contracts, _)| contracts).collect(), served }
    }

    /// The contracts of one position of `paid`, history by history.
    pub fn of_paid(&self, paid: usize) -> Vec<&Contract> {
        self.contracts.iter().map(|all| &all[paid]).collect()
    }

    /// Payment less cost in GBP a year, one a history.
    pub fn margins(&self, paid: usize) -> Vec<f64> {
        self.contracts.iter().map(|all| all[paid].margin()).collect()
    }

    /// The fund of every line that is large enough with the confidence.
    pub fn sure(&self, cases: &Cases, asked: Asked) -> Vec<f64> {
        cases.lines.par_iter().map(|(paid, rule)| sure(cases.rules[*rule], &self.of_paid(*paid), asked)).collect()
    }

    /// Everything about one case but its range over parameter draws.
    pub fn line(&self, cases: &Cases, paid: usize, rule: Rule, asked: Asked) -> Line {
        let contracts = self.of_paid(paid);
        let sizing = sized(rule, &contracts, asked);
        let all = sure(rule, &contracts, together(asked, cases.lines.len()));
        let margins = self.margins(paid);
        let fund = if sizing.sure.is_finite() { sizing.sure } else { 0.0 };
        let paths: Vec<_> = contracts.iter().map(|contract| super::sizing::at(&rule, contract, fund)).collect();
        Line {
            case: case(&cases.paid[paid], rule),
            method: sizing.method,
            histories: contracts.len() as u64,
            point: sizing.point,
            sure: sizing.sure,
            together: (!all.is_nan()).then_some(all),
            range: None,
            price: price(&margins),
            margin: margins.iter().sum::<f64>() / margins.len() as f64,
            unfunded: unfunded(&paths, cases.paid[paid].years as usize),
        }
    }
}

/// A case in words.
fn case(paid: &Paid, rule: Rule) -> Case {
    Case {
        holder: paid.holder,
        arrangement: paid.arrangement.name().into(),
        arrangement_words: paid.arrangement.label().into(),
        years: paid.years,
        surplus: rule.surplus_words(),
        money: rule.money_words(),
        tested: rule.test_words(),
        reacts: rule.reacts().unwrap_or_default().into(),
    }
}

/// People served, mean over the years of a record.
fn served(flows: &Flows) -> f64 {
    flows.years.iter().map(|year| year.volume()).sum::<f64>() / flows.years.len().max(1) as f64
}

/// The holder of a headline's case.
pub fn holder(cases: &Cases, headline: usize) -> Holder {
    cases.paid[headline].holder
}
