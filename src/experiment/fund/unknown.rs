//! What is not known: the fund in each parameter draw, and one parameter at a time at the ends of its range.
//!
//! Every draw has as many histories as the answer and an order statistic of its own; draws are never pooled. Histories
//! have the same luck in every draw, so that draws differ by their parameters. The rule of the fund is what is decided
//! and not what is unknown: it stays as asked in every draw.

use super::cases::{Cases, Evaluated, holder};
use super::rule::Rule;
use super::sizing::{Asked, exhausted};
use super::{Request, record};
use crate::experiment::drivers::ranked;
use crate::experiment::laboratory::{Laboratory, Step, Watch};
use crate::experiment::parameter_draws::{at_quantile, draw, place_of_value, value_words};
use crate::flow::Model;
use crate::results::fund::findings::{DrawLine, Switch};
use crate::results::spread::quantile;
use crate::scenario::{Problems, Scenario};

/// Draws, each with the size of every line (`[draw][line]`).
pub struct Drawn {
    pub lines: Vec<DrawLine>,
    pub sure: Vec<Vec<f64>>,
}

impl Drawn {
    /// The 5th and 95th percentile of a line's fund over draws; `None` below two.
    pub fn range(&self, line: usize) -> Option<(f64, f64)> {
        let mut sorted: Vec<f64> = self.sure.iter().map(|all| all[line]).filter(|sure| !sure.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        (sorted.len() > 1).then(|| (quantile(&sorted, 0.05), quantile(&sorted, 0.95)))
    }
}

/// What all further experiments share.
pub struct Bench<'a> {
    pub laboratory: &'a Laboratory<'a, Model>,
    pub request: &'a Request<'a>,
    /// The scenario with the one policy alone.
    pub scenario: &'a Scenario,
    pub cases: &'a Cases,
    pub asked: Asked,
}

impl Bench<'_> {
    fn evaluated(&self, scenario: &Scenario) -> Result<Option<Evaluated>, Problems> {
        let model = record::model(self.laboratory, scenario)?;
        Ok(Evaluated::run(self.laboratory, &model, self.cases, self.request.histories))
    }

    /// All draws; nothing if stopped meanwhile. `funds` are the headlines' own.
    pub fn draws(&self, funds: &[f64], watch: Watch) -> Result<Option<Drawn>, Problems> {
        let mut drawn = Drawn { lines: Vec::new(), sure: Vec::new() };
        let total = if self.scenario.uncertain().is_empty() { 0 } else { self.request.draws };
        for number in 0..total {
            watch(Step { name: "parameter draws", done: number, total, headline: None });
            let draw = draw(self.scenario, self.request.seed, number);
            let Some(evaluated) = self.evaluated(&self.scenario.with(&draw.values))? else { return Ok(None) };
            let sure = evaluated.sure(self.cases, self.asked);
            let headlines = 0..self.cases.headlines;
            let rule: Rule = self.cases.rules[0];
            let runs_out = |i: usize| exhausted(rule, &evaluated.of_paid(i), finite(funds[i]));
            let margin = |i: usize| {
                let margins = evaluated.margins(i);
                margins.iter().sum::<f64>() / margins.len() as f64
            };
            drawn.lines.push(DrawLine {
                number,
                quantiles: draw.quantiles,
                sure: sure[..self.cases.headlines].to_vec(),
                headline_runs_out: headlines.clone().map(runs_out).collect(),
                margin: headlines.map(margin).collect(),
            });
            drawn.sure.push(sure);
        }
        Ok(Some(drawn))
    }

    /// The parameters that move the first headline's fund most over draws, one at a time at the 10th and 90th
    /// percentile of their ranges; the largest swing first.
    pub fn switches(&self, drawn: &Drawn, base: &[f64], watch: Watch) -> Result<Option<Vec<Switch>>, Problems> {
        let rows: Vec<&[(String, f64)]> = drawn.lines.iter().map(|line| line.quantiles.as_slice()).collect();
        let column = |of: fn(&DrawLine) -> f64| drawn.lines.iter().map(of).collect::<Vec<f64>>();
        let mut switches = Vec::new();
        let chosen = strongest(&rows, [column(|line| line.sure[0]), column(|line| line.margin[0])]);
        let chosen: Vec<String> = chosen.into_iter().take(self.request.switches).collect();
        for (done, name) in chosen.iter().enumerate() {
            watch(Step { name: "one at a time", done: done as u64, total: chosen.len() as u64, headline: None });
            let mut ends = Vec::new();
            for u in ENDS {
                let Some(change) = at_quantile(self.scenario, name, u) else { break };
                let Some(evaluated) = self.evaluated(&self.scenario.with(&[change]))? else { return Ok(None) };
                ends.push(evaluated.sure(self.cases, self.asked));
            }
            if let [low, high] = ends.as_slice() {
                switches.push(self.switch(name, base, low, high));
            }
        }
        switches.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
        Ok(Some(switches))
    }

    fn switch(&self, name: &str, base: &[f64], low: &[f64], high: &[f64]) -> Switch {
        let words = |u| value_words(self.scenario, name, u);
        let best = |funds: &[f64]| self.best_arrangement(funds);
        let now = best(base);
        let changed: Vec<String> = [(low, ENDS[0]), (high, ENDS[1])]
            .into_iter()
            .filter(|(funds, _)| best(funds) != now)
            .filter_map(|(funds, u)| Some(format!("at {}: {}", words(u), best(funds)?)))
            .collect();
        Switch {
            key: name.into(),
            holder: holder(self.cases, 0),
            low_value: words(ENDS[0]),
            high_value: words(ENDS[1]),
            fund_low: low[0],
            fund_high: high[0],
            doubles: doubles(base[0], low[0], high[0], place_of_value(self.scenario, name))
                .map(|(times, u)| format!("{times} at {}", words(u))),
            arrangement_changes: (!changed.is_empty()).then(|| changed.join("; ")),
        }
    }

    /// The arrangement with the smallest fund in the headline's other terms; `None` where there is no choice.
    fn best_arrangement(&self, funds: &[f64]) -> Option<String> {
        let (Cases { paid, lines, .. }, first) = (self.cases, &self.cases.paid[0]);
        let alike = lines.iter().zip(funds).filter(|((p, rule), _)| {
            *rule == 0 && paid[*p].holder == first.holder && paid[*p].years == first.years
        });
        let all: Vec<(&str, f64)> = alike.map(|((p, _), fund)| (paid[*p].arrangement.label(), *fund)).collect();
        let best = all.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
        (all.len() > 1).then(|| best.0.to_string())
    }
}

/// Parameters by the stronger of their rank correlations with the fund and with the mean margin, which has less noise.
fn strongest(draws: &[&[(String, f64)]], answers: [Vec<f64>; 2]) -> Vec<String> {
    let mut all: Vec<(String, f64)> = answers.iter().flat_map(|answer| ranked(draws, answer)).collect();
    all.retain(|(name, _)| !is_of_the_rule(name));
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    let mut names: Vec<String> = Vec::new();
    for (name, _) in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Is the key part of the fund's rule, which stays as asked in every draw?
fn is_of_the_rule(name: &str) -> bool {
    name.contains("contract.risk_fund_") || name.ends_with("contract.surplus_share_to_fund")
}

/// The ends at which a parameter is tried: never plus or minus so many percent.
const ENDS: [f64; 2] = [0.1, 0.9];

/// Where straight lines through the three funds reach twice (or half) the one in the middle, within the range.
fn doubles(base: f64, low: f64, high: f64, at: f64) -> Option<(&'static str, f64)> {
    let [from, to] = ENDS;
    let middle = at.clamp(from + 0.01, to - 0.01);
    let reach = |target: f64| {
        let along = |end: f64, at: f64| {
            let slope = (end - base) / (at - middle);
            let u = middle + (target - base) / slope;
            (slope != 0.0 && u.is_finite() && (0.0..=1.0).contains(&u) && (u < middle) == (at < middle))
                .then_some(u)
        };
        along(low, from).or(along(high, to))
    };
    if !(base > 0.0 && base.is_finite()) {
        return None;
    }
    reach(2.0 * base).map(|u| ("twice", u)).or(reach(0.5 * base).map(|u| ("half", u)))
}

fn finite(fund: f64) -> f64 {
    if fund.is_finite() { fund } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switching_value_lies_on_the_line_through_what_was_run() {
        // from 100 in the middle to 180 at the 90th percentile: 200 at 0.5 + 0.4 * 100 / 80 = 1
        assert_eq!(doubles(100.0, 90.0, 180.0, 0.5), Some(("twice", 1.0)));
        assert_eq!(doubles(100.0, 300.0, 90.0, 0.5), Some(("twice", 0.3)));
        assert_eq!(doubles(100.0, 40.0, 110.0, 0.5).map(|(times, _)| times), Some("half"));
        assert_eq!(doubles(100.0, 95.0, 110.0, 0.5), None);
        assert_eq!(doubles(0.0, 0.0, 10.0, 0.5), None);
    }
}
