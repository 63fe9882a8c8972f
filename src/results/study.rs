//! What an experiment hands to the report: arms, measures and their differences, summarised.

use serde::Serialize;

use super::measures::Measure;
use super::pairs::Comparison;
use super::representativeness::Representativeness;
use super::thresholds::ThresholdCurve;
use crate::domain::groups::{ChildGroup, GroupMeasure};

/// The spread of one measure over replicates.
///
/// Three things stay apart: `q05..q95` is *chance between histories* and does not shrink with more
/// replicates; `half_width` is *Monte Carlo error*, the half-width of the 95% interval of the mean (Student's t).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Replicates in which the measure is defined.
    pub n: u64,
    pub mean: f64,
    /// Half-width of the 95% interval of the mean; NaN below two replicates. In a [`Difference`]: simultaneous over all
    /// policies set against the baseline (Bonferroni).
    pub half_width: f64,
    pub sd: f64,
    pub q05: f64,
    pub q25: f64,
    pub median: f64,
    pub q75: f64,
    pub q95: f64,
}

/// An arm less the baseline, replicate by replicate (same children, same luck).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    pub spread: Spread,
    /// (var of arm + var of baseline) / var of difference: what common random numbers gained.
    pub variance_reduction: f64,
    /// Every paired difference is exactly 0: the scenario does not model an effect here.
    pub same_by_construction: bool,
    /// Replicates after which an interval this far from 0 would exclude it; `None` if it already does.
    pub replicates_to_tell_apart: Option<u64>,
}

/// One policy of the study.
#[derive(Debug, Clone, Serialize)]
pub struct ArmInfo {
    /// Name in the scenario file, such as `no-practice`.
    pub name: String,
    /// "no practice", "in-house dedicated team", "practice".
    pub label: String,
    /// `none`, `in-house` or `practice`.
    pub provider: String,
}

/// The headline differences when one thing about the model is changed, on the same luck.
#[derive(Debug, Clone, Serialize)]
pub struct Variant {
    /// Such as "rebalancing off" or "inherited share 1".
    pub name: String,
    /// What was changed and why, in a sentence.
    pub why: String,
    /// `cause-off` or `inherited-share`.
    pub kind: String,
    pub replicates: u64,
    /// For each arm but the baseline, each headline measure's difference (whole time).
    pub differences: Vec<VariantDifference>,
}

/// One headline difference of a variant.
#[derive(Debug, Clone, Serialize)]
pub struct VariantDifference {
    pub arm: String,
    #[serde(serialize_with = "measure_name")]
    pub measure: Measure,
    pub mean: f64,
    pub half_width: f64,
}

/// The range of a headline difference over draws of the uncertain parameters.
#[derive(Debug, Clone, Serialize)]
pub struct ParameterRange {
    pub arm: String,
    #[serde(serialize_with = "measure_name")]
    pub measure: Measure,
    pub draws: u64,
    pub replicates_per_draw: u64,
    /// 5th, 50th and 95th percentile of the draws' mean differences.
    pub q05: f64,
    pub median: f64,
    pub q95: f64,
    /// The parameter whose draw moves the difference most (rank correlation), with the correlation.
    pub drivers: Vec<(String, f64)>,
}

/// A series by month since go-live or since each one's own transfer, per arm.
#[derive(Debug, Clone, Serialize)]
pub struct MonthSeries {
    /// `cohort-size` (by month since go-live) or `cumulative-changes` (by month since own transfer).
    pub name: String,
    pub arm: String,
    /// Mean over replicates, one entry a month.
    pub mean: Vec<f64>,
    /// 5th and 95th percentile between histories; empty where only the mean is kept.
    pub q05: Vec<f64>,
    pub q95: Vec<f64>,
}

/// One parameter as the report lists it.
#[derive(Debug, Clone, Serialize)]
pub struct ParameterLine {
    pub key: String,
    pub value: String,
    pub unit: String,
    pub quality: String,
    pub source: String,
    /// `default`, or file and line.
    pub origin: String,
}

/// One line of simulated beside published.
#[derive(Debug, Clone, Serialize)]
pub struct TargetLine {
    #[serde(serialize_with = "measure_name")]
    pub measure: Measure,
    /// `mean` or `sd` of the simulated values is compared.
    pub statistic: String,
    pub simulated: f64,
    pub half_width: f64,
    pub published: f64,
    pub tolerance: f64,
    pub source: String,
    pub met: bool,
}

/// One measure of one practice of a policy, in a year or over the whole time.
#[derive(Debug, Clone, Serialize)]
pub struct PracticeLine {
    /// Position of the policy.
    pub arm: usize,
    /// Its name in the scenario.
    pub practice: String,
    /// Position among the study's periods.
    pub period: usize,
    pub measure: &'static str,
    pub spread: Spread,
}

/// Name of the row in which a policy's children are followed where they are not moved.
pub fn not_moved_name(policy: &str) -> String {
    format!("{policy}/not-moved")
}

/// One measure of one group of a policy's cohort.
#[derive(Debug, Clone, Serialize)]
pub struct GroupLine {
    /// Position of the policy.
    pub arm: usize,
    /// Such as "age at transfer".
    pub dimension: &'static str,
    pub group: &'static str,
    pub measure: &'static str,
    pub spread: Spread,
    /// Less the same children not moved.
    pub difference: Difference,
}

impl GroupLine {
    /// From the positions of group and measure.
    pub fn new(arm: usize, group: usize, measure: GroupMeasure, spread: Spread, difference: Difference) -> Self {
        let ChildGroup { dimension, name } = ChildGroup::at(group);
        Self { arm, dimension, group: name, measure: measure.name(), spread, difference }
    }
}

/// Changes of worker per person-year in a year since the practice was full.
#[derive(Debug, Clone, Serialize)]
pub struct SinceFull {
    /// Position of the policy.
    pub arm: usize,
    /// 1: the first twelve months after the practice was full.
    pub year: u32,
    pub changes: Spread,
    /// The same children in the same months, not moved.
    pub not_moved: Spread,
    pub difference: Difference,
}

/// Everything that the report needs. Arrays over (arm, period, measure) are indexed by [`Study::at`].
#[derive(Debug, Clone, Serialize)]
pub struct Study {
    pub schema_version: u32,
    pub title: String,
    pub note: String,
    pub authority: String,
    pub authority_period: String,
    pub version: String,
    /// Hash of everything that determines the bytes.
    pub scenario_hash: String,
    pub seed: u64,
    pub replicates: u64,
    /// True if the run was stopped before its last replicate.
    pub partial: bool,
    pub command: String,
    pub start_date: String,
    pub years: u32,
    pub contract_years: u32,
    pub price_year: String,
    /// The first is the baseline.
    pub arms: Vec<ArmInfo>,
    /// One label a year and "all" last.
    pub periods: Vec<String>,
    #[serde(skip)]
    pub spreads: Vec<Spread>,
    /// Same shape; those of the baseline are 0.
    #[serde(skip)]
    pub differences: Vec<Difference>,
    /// Same shape: what a measure of the policy is set against. For measures of the allocated children, and of those
    /// who stay, the same children not moved; otherwise the baseline.
    #[serde(skip)]
    pub same_children: Vec<Spread>,
    /// By group of children, whole time; policies other than the baseline.
    pub groups: Vec<GroupLine>,
    /// By year since full allocation; policies other than the baseline.
    pub since_full: Vec<SinceFull>,
    /// By practice, where a policy has several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub practices: Vec<PracticeLine>,
    /// Every policy against every other; absent where there is one only.
    pub comparison: Option<Comparison>,
    /// Does the report put the comparison of policies first (`run.compared_with`)?
    pub compares_first: bool,
    /// Whom each policy's panels choose among whom; policies other than the baseline.
    pub representativeness: Vec<Representativeness>,
    pub variants: Vec<Variant>,
    pub parameter_ranges: Vec<ParameterRange>,
    pub series: Vec<MonthSeries>,
    pub thresholds: Vec<ThresholdCurve>,
    pub parameters: Vec<ParameterLine>,
    pub targets: Vec<TargetLine>,
    /// One invented child's story in each arm: (arm label, lines).
    pub story: Vec<(String, Vec<String>)>,
    /// The story's child, such as `2011-09.4`.
    pub story_child: String,
}

impl Study {
    /// Position of (arm, period, measure) in `spreads` and `differences`.
    pub fn at(&self, arm: usize, period: usize, measure: Measure) -> usize {
        (arm * self.periods.len() + period) * Measure::COUNT + measure as usize
    }
    /// The whole time after go-live.
    pub fn whole(&self) -> usize {
        self.periods.len() - 1
    }
    /// Spread of a measure over the whole time.
    pub fn spread(&self, arm: usize, measure: Measure) -> &Spread {
        &self.spreads[self.at(arm, self.whole(), measure)]
    }
    /// Difference from the baseline over the whole time.
    pub fn difference(&self, arm: usize, measure: Measure) -> &Difference {
        &self.differences[self.at(arm, self.whole(), measure)]
    }
}

/// A measure by its stable name.
pub(super) fn measure_name<S: serde::Serializer>(measure: &Measure, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(measure.info().name)
}
