//! What a run keeps in memory: one row of measures a replicate, and the series by month.

use crate::domain::groups::{ChildGroup, GroupMeasure};
use crate::domain::practice_measures::PracticeMeasure;
use crate::flow::Replicate;
use crate::results::measures::Measure;
use crate::results::representativeness::{Gathered, Representativeness};
use crate::results::thresholds::{Assessed, COUNTS, ThresholdCurve, curve};

/// How many arms, periods (years and the whole time) and months that a model reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Policies.
    pub arms: usize,
    /// Further rows of policies' children where they are not moved.
    pub followed: usize,
    pub periods: usize,
    /// Months after go-live.
    pub months: usize,
    /// Months since each one's own transfer.
    pub curve_months: usize,
}

impl Shape {
    /// Measures of one replicate.
    pub fn row(&self) -> usize {
        (self.arms + self.followed) * self.periods * Measure::COUNT
    }
    /// Position of (arm, period, measure) in a row; the order of `results::study::Study::at`.
    pub fn at(&self, arm: usize, period: usize, measure: Measure) -> usize {
        (arm * self.periods + period) * Measure::COUNT + measure as usize
    }
    /// The whole time after go-live.
    pub fn whole(&self) -> usize {
        self.periods - 1
    }
    /// Memory that the outcomes of so many replicates need, in bytes.
    pub fn bytes(&self, replicates: u64) -> u64 {
        replicates * 8 * (self.row() + (self.arms + self.followed) * self.months) as u64
    }
}

/// The outcomes of a run, replicate by replicate in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    pub shape: Shape,
    /// The number of the first replicate.
    pub first: u64,
    values: Vec<f64>,
    cohort_size: Vec<f64>,
    changes: Vec<MeanSoFar>,
    groups: Vec<Vec<f64>>,
    since_full: Vec<Vec<f64>>,
    practices: Vec<Vec<f64>>,
    /// Children assessed in all replicates, by score and truth: see [`Replicate::scores`].
    scores: Vec<f64>,
    /// By policy.
    panels: Vec<Gathered>,
    replicates: u64,
    /// For each policy the row in which the same children are not moved.
    pub references: Vec<usize>,
}

/// A mean over the replicates in which something is defined.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct MeanSoFar {
    sum: f64,
    n: u64,
}

impl Outcomes {
    /// Nothing yet.
    pub fn new(shape: Shape, first: u64, references: Vec<usize>) -> Self {
        let changes = vec![MeanSoFar::default(); (shape.arms + shape.followed) * shape.curve_months];
        Self {
            shape,
            first,
            values: Vec::new(),
            cohort_size: Vec::new(),
            changes,
            groups: Vec::new(),
            since_full: Vec::new(),
            practices: Vec::new(),
            scores: vec![0.0; (shape.arms + shape.followed) * COUNTS],
            panels: vec![Gathered::default(); shape.arms],
            replicates: 0,
            references,
        }
    }

    /// Adds the next replicate.
    pub fn push(&mut self, replicate: &Replicate) {
        debug_assert_eq!(replicate.values.len(), self.shape.row());
        self.values.extend_from_slice(&replicate.values);
        self.cohort_size.extend_from_slice(&replicate.cohort_size);
        for (so_far, value) in self.changes.iter_mut().zip(&replicate.cumulative_changes) {
            if value.is_finite() {
                so_far.sum += value;
                so_far.n += 1;
            }
        }
        self.groups.push(replicate.groups.clone());
        self.since_full.push(replicate.since_full.clone());
        self.practices.push(replicate.practices.clone());
        // whole numbers: the sum is exact in any order
        self.scores.iter_mut().zip(&replicate.scores).for_each(|(sum, n)| *sum += n);
        for (gathered, panels) in self.panels.iter_mut().zip(&replicate.panels) {
            panels.iter().for_each(|panels| gathered.push(panels));
        }
        self.replicates += 1;
    }

    /// One measure of one group of an arm's cohort in every replicate; NaN where it is not defined.
    pub fn group(&self, arm: usize, group: usize, measure: GroupMeasure) -> Vec<f64> {
        let at = (arm * ChildGroup::COUNT + group) * GroupMeasure::COUNT + measure as usize;
        self.groups.iter().map(|row| row.get(at).copied().unwrap_or(f64::NAN)).collect()
    }

    /// Changes of worker per person-year in a year since full allocation, with the policy and, of the same children,
    /// without; in every replicate.
    pub fn since_full(&self, arm: usize, year: usize) -> (Vec<f64>, Vec<f64>) {
        let at = (arm * self.shape.whole() + year) * 2;
        let one =
            |i: usize| self.since_full.iter().map(|row| row.get(at + i).copied().unwrap_or(f64::NAN)).collect();
        (one(0), one(1))
    }

    /// One measure of the `nth` practice (over all policies with a provider, in order) in every replicate.
    pub fn practice(&self, nth: usize, period: usize, measure: PracticeMeasure) -> Vec<f64> {
        let at = (nth * self.shape.periods + period) * PracticeMeasure::COUNT + measure as usize;
        self.practices.iter().map(|row| row.get(at).copied().unwrap_or(f64::NAN)).collect()
    }

    /// Whom each policy's panels choose among whom, where that was looked at.
    pub fn representativeness(&self) -> Vec<Representativeness> {
        self.panels.iter().enumerate().filter_map(|(arm, gathered)| gathered.result(arm)).collect()
    }

    /// The row that a measure of a policy is set against: for the allocated children they themselves, not moved;
    /// otherwise the baseline.
    pub fn reference(&self, arm: usize, measure: Measure) -> usize {
        measure.reference(self.references[arm])
    }

    /// Replicates kept.
    pub fn replicates(&self) -> u64 {
        self.replicates
    }

    /// All measures of all replicates, one row each.
    pub fn rows(&self) -> &[f64] {
        &self.values
    }

    /// One measure of an arm and period in every replicate; NaN where it is not defined.
    pub fn column(&self, arm: usize, period: usize, measure: Measure) -> Vec<f64> {
        let at = self.shape.at(arm, period, measure);
        self.values.chunks_exact(self.shape.row()).map(|row| row[at]).collect()
    }

    /// A policy less its reference over the whole time, pair by pair; NaN where either is not defined.
    pub fn differences(&self, arm: usize, measure: Measure) -> Vec<f64> {
        let whole = self.shape.whole();
        let reference = self.reference(arm, measure);
        let (ours, base) = (self.shape.at(arm, whole, measure), self.shape.at(reference, whole, measure));
        self.values.chunks_exact(self.shape.row()).map(|row| row[ours] - row[base]).collect()
    }

    /// People with the practice in a month after go-live, in every replicate.
    pub fn cohort_size(&self, arm: usize, month: usize) -> Vec<f64> {
        let at = arm * self.shape.months + month;
        let width = (self.shape.arms + self.shape.followed) * self.shape.months;
        self.cohort_size.chunks_exact(width).map(|row| row[at]).collect()
    }

    /// The threshold curves of an arm, where anybody was assessed: entrants, then caseload.
    pub fn threshold_curves(&self, arm: usize, name: &str) -> Vec<ThresholdCurve> {
        let own = &self.scores[arm * COUNTS..(arm + 1) * COUNTS];
        let (entrants, caseload) = own.split_at(COUNTS / 2);
        let both = [curve(name, Assessed::Entrants, entrants), curve(name, Assessed::Caseload, caseload)];
        both.into_iter().flatten().collect()
    }

    /// Mean changes of worker per person by month since each one's own transfer; NaN where nobody is left.
    pub fn cumulative_changes(&self, arm: usize) -> Vec<f64> {
        let own = &self.changes[arm * self.shape.curve_months..(arm + 1) * self.shape.curve_months];
        own.iter().map(|so_far| so_far.sum / so_far.n as f64).collect()
    }
}
