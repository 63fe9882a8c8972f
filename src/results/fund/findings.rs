//! What `swpsim fund` finds: an answer for each holder of the placement budget, and the tables behind it.

use serde::Serialize;

use super::curve::CurvePoint;
use super::price::Price;
use super::tail::Tail;
use super::unfunded::Unfunded;
use crate::results::rounding::Frequency;

/// Who holds the placement budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    Authority,
    Practice,
    /// The practice up to a threshold, the authority a share above it.
    Shared,
}

impl Holder {
    pub const BOTH: [Holder; 2] = [Holder::Authority, Holder::Practice];

    /// "the authority", "the practice".
    pub fn words(self) -> &'static str {
        match self {
            Holder::Authority => "the authority",
            Holder::Practice => "the practice",
            Holder::Shared => "the practice and shared above a threshold",
        }
    }

    /// "authority holds": beside a row.
    pub fn short(self) -> &'static str {
        match self {
            Holder::Authority => "authority holds",
            Holder::Practice => "practice holds",
            Holder::Shared => "shared",
        }
    }

    /// Stable name in files.
    pub fn name(self) -> &'static str {
        match self {
            Holder::Authority => "authority",
            Holder::Practice => "practice",
            Holder::Shared => "shared",
        }
    }

    /// "If the authority holds the placement budget".
    pub fn condition(self) -> &'static str {
        match self {
            Holder::Authority => "If the authority holds the placement budget",
            Holder::Practice => "If the practice holds the placement budget",
            Holder::Shared => "If the practice holds the placement budget, shared above a threshold",
        }
    }
}

/// How a size was found. The two are never called by one name.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// An order statistic of critical levels, all from one set of histories.
    CriticalLevels,
    /// The same histories evaluated again at each of so many sizes, with bounds that hold together. `falls`: a larger
    /// fund ran out no more often, as far as was looked.
    EvaluatedAgain { looks: usize, falls: bool },
}

/// Under which terms a fund is asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    pub holder: Holder,
    /// The payment arrangement: stable name, and words such as "risk-adjusted capitation".
    pub arrangement: String,
    pub arrangement_words: String,
    /// Horizon: length of the contract in years.
    pub years: u32,
    /// What becomes of a surplus, such as "surplus returned yearly".
    pub surplus: String,
    /// Where the fund comes from, top-up and cap, such as "additional money".
    pub money: String,
    /// "tested at year end".
    pub tested: String,
    /// Why there are no critical levels; empty where there are.
    pub reacts: String,
}

/// A fund for one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    pub case: Case,
    pub method: Method,
    pub histories: u64,
    /// Point estimate in GBP: by itself without any confidence. Infinite: no fund of any size.
    pub point: f64,
    /// Large enough with the stated confidence, this line by itself. Infinite: no fund of any size.
    pub sure: f64,
    /// The same with the confidence that all lines of the table hold together; `None`: too few histories for that.
    pub together: Option<f64>,
    /// 5th and 95th percentile of `sure` over parameter draws, each with its own order statistic.
    pub range: Option<(f64, f64)>,
    pub price: Option<Price>,
    /// Payment less cost, in GBP a year, mean over histories and years of the contract.
    pub margin: f64,
    /// What it leaves unpaid at `sure` (or, where none suffices, without any fund).
    pub unfunded: Option<Unfunded>,
}

/// How much of the failures one source of chance brings about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    pub name: String,
    /// Shapley's share of the chance of running out at the point estimate of the fund, and at none.
    pub of_chance: f64,
    /// 95% interval of the former (Monte Carlo error).
    pub half_width: f64,
    pub of_chance_without_fund: f64,
    /// Its share of the point estimate of the fund, in GBP.
    pub of_fund: f64,
}

/// What failures are made of: each source switched off in turn on the same luck.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Causes {
    pub fund: f64,
    pub causes: Vec<Cause>,
    /// With every source at its expected value: what is left is the price itself.
    pub chance_of_none: f64,
    pub fund_of_none: f64,
    pub chance_of_all: f64,
}

/// The answer for one holder of the placement budget.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Headline {
    pub line: Line,
    pub curve: Vec<CurvePoint>,
    /// VaR and TVaR of what a contract needs from its fund; none where there are no critical levels.
    pub tail: Option<Tail>,
    /// One critical level a history in GBP, in the order of histories; empty where there are none.
    #[serde(skip)]
    pub levels: Vec<f64>,
    /// How often the sizes that were asked about run out.
    pub asked: Vec<CurvePoint>,
    /// The scenario's own opening level and rule: mean level in GBP, and how often it runs out.
    pub as_stated: Option<(f64, Frequency)>,
    /// The same terms with the fund carved out of the contract, where the scenario says so.
    pub top_sliced: Option<Line>,
    pub causes: Option<Causes>,
    /// Contracts in which the practice cannot pay its bills on some day with the headline's fund: another matter than
    /// the fund's running out. None where no days or months were recorded.
    pub insolvent: Option<Frequency>,
}

/// Funds of several practices together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pool {
    pub holder: Holder,
    pub practices: usize,
    pub correlation: f64,
    /// Point estimates in GBP: of the pool, and of one practice alone.
    pub pooled: f64,
    pub alone: f64,
    /// 1 - F*_K / (K F*_1).
    pub benefit: Option<f64>,
}

/// The fund of a practice of another size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SizeLine {
    pub holder: Holder,
    pub arrangement: String,
    pub arrangement_words: String,
    pub places: u64,
    /// People served, mean over histories and years.
    pub served: f64,
    pub point: f64,
    pub sure: f64,
    pub margin: f64,
}

/// One parameter draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DrawLine {
    pub number: u64,
    /// Quantile of its own range at which each parameter stands.
    pub quantiles: Vec<(String, f64)>,
    /// By headline: the fund that is large enough with the confidence, and how often the headline's fund runs out.
    pub sure: Vec<f64>,
    pub headline_runs_out: Vec<Frequency>,
    /// By headline: payment less cost in GBP a year.
    pub margin: Vec<f64>,
}

/// One parameter at the 10th and 90th percentile of its range, all else as the scenario says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Switch {
    pub key: String,
    pub holder: Holder,
    pub low_value: String,
    pub high_value: String,
    pub fund_low: f64,
    pub fund_high: f64,
    /// Where the fund would be twice (or half) the headline's, in words; `None`: nowhere within the range.
    pub doubles: Option<String>,
    /// Where another arrangement has the smallest fund, in words.
    pub arrangement_changes: Option<String>,
}

impl Switch {
    /// How far the fund moves between the two.
    pub fn swing(&self) -> f64 {
        (self.fund_high - self.fund_low).abs()
    }
}

/// Everything that `fund` found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    pub schema_version: u32,
    pub title: String,
    pub authority: String,
    pub period: String,
    pub price_year: String,
    pub start_date: String,
    pub version: String,
    pub scenario_hash: String,
    pub seed: u64,
    pub command: String,
    pub policy: String,
    pub places: u64,
    /// The chance of running out that is asked for.
    pub chance: f64,
    pub confidence: f64,
    pub histories: u64,
    pub draws: u64,
    pub contract_years: u32,
    /// One for each holder asked for; the first is the one in question.
    pub headlines: Vec<Headline>,
    pub table: Vec<Line>,
    pub pools: Vec<Pool>,
    pub sizes: Vec<SizeLine>,
    /// The largest swings first.
    pub switches: Vec<Switch>,
    /// For `draws.csv`.
    #[serde(skip)]
    pub drawn: Vec<DrawLine>,
    pub leaves_out: Vec<String>,
}
