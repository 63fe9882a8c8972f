//! Runs replicates on threads and collects them in order.
//!
//! A replicate depends on (seed, number) alone and results are taken up in the order of the numbers, chunk by
//! chunk: one thread and eight give the same bytes. A stop request ends the run after the last finished chunk.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::outcomes::{Outcomes, Shape};
use crate::flow::{Model, Replicate, Workspace, simulate};
use crate::results::measures::Measure;

/// What the runner asks of a model; the engine's [`Model`] in the program, a toy in tests.
pub trait Histories: Sync {
    /// Buffers that a thread reuses from replicate to replicate.
    type Desk: Send;
    /// How much one replicate reports.
    fn shape(&self) -> Shape;
    /// For each policy the row in which the same children are not moved.
    fn references(&self) -> Vec<usize>;
    /// A fresh set of buffers.
    fn desk(&self) -> Self::Desk;
    /// One possible history.
    fn history(&self, seed: u64, replicate: u64, desk: &mut Self::Desk) -> Replicate;
}

impl Histories for Model {
    type Desk = Workspace;
    fn shape(&self) -> Shape {
        Shape {
            arms: self.policies(),
            followed: self.arms.len() - self.policies(),
            periods: self.periods(),
            months: self.months(),
            curve_months: self.curve_months(),
        }
    }
    fn references(&self) -> Vec<usize> {
        Model::references(self).to_vec()
    }
    fn desk(&self) -> Workspace {
        Workspace::new(self)
    }
    fn history(&self, seed: u64, replicate: u64, desk: &mut Workspace) -> Replicate {
        simulate(self, seed, replicate, desk)
    }
}

/// Which replicates to run, and when to stop early.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    pub seed: u64,
    /// Number of the first replicate.
    pub first: u64,
    pub replicates: u64,
    /// Set by Ctrl-C: finish nothing more, keep the finished chunks.
    pub stop: &'a AtomicBool,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
    /// The headline difference so far, once two replicates define it.
    pub headline: Option<Precision>,
}

/// A mean with the half-width of its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    pub mean: f64,
    pub half_width: f64,
}

/// The difference whose precision a run shows: the allocated children's changes of worker, last arm less baseline.
const HEADLINE: Measure = Measure::CohortChanges;

/// Replicates of a chunk: enough for the threads to share evenly, few enough to stay small in memory.
fn chunk_length(threads: usize) -> u64 {
    (threads as u64 * 8).clamp(16, 256)
}

/// A pool of so many threads; `None`: one a processor core.
pub fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()
}

/// Runs the plan on the current rayon pool. Each replicate passes through `sink` (a file, say) in order.
pub fn run<M: Histories, E>(
    model: &M,
    plan: Plan,
    sink: &mut dyn FnMut(u64, &Replicate) -> Result<(), E>,
    watch: &mut dyn FnMut(Progress),
) -> Result<Outcomes, E> {
    let mut outcomes = Outcomes::new(model.shape(), plan.first, model.references());
    let mut running = Running::default();
    let end = plan.first + plan.replicates;
    let length = chunk_length(rayon::current_num_threads());
    let mut next = plan.first;
    while next < end {
        let Some(chunk) = chunk(model, plan, next, end.min(next + length)) else { break };
        for (number, replicate) in (next..).zip(&chunk) {
            sink(number, replicate)?;
            outcomes.push(replicate);
            running.add(headline(&outcomes, replicate));
        }
        next += chunk.len() as u64;
        watch(Progress { done: outcomes.replicates(), total: plan.replicates, headline: running.precision() });
    }
    Ok(outcomes)
}

/// The replicates from `from` up to `to`, or nothing if a stop was asked for meanwhile.
fn chunk<M: Histories>(model: &M, plan: Plan, from: u64, to: u64) -> Option<Vec<Replicate>> {
    (from..to)
        .into_par_iter()
        .map_init(
            || model.desk(),
            |desk, number| {
                let stopped = plan.stop.load(Ordering::Relaxed);
                (!stopped).then(|| model.history(plan.seed, number, desk))
            },
        )
        .collect()
}

/// The headline of one replicate; not defined where there is one arm only.
fn headline(outcomes: &Outcomes, replicate: &Replicate) -> f64 {
    let shape = &outcomes.shape;
    let value = |arm| replicate.values[shape.at(arm, shape.whole(), HEADLINE)];
    let last = shape.arms - 1;
    if last > 0 { value(last) - value(outcomes.reference(last, HEADLINE)) } else { f64::NAN }
}

/// Mean and variance as they come (Welford 1962).
#[derive(Debug, Clone, Copy, Default)]
struct Running {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Running {
    fn add(&mut self, value: f64) {
        if value.is_finite() {
            self.n += 1;
            let step = value - self.mean;
            self.mean += step / self.n as f64;
            self.squares += step * (value - self.mean);
        }
    }
    /// Normal quantile: good enough to watch a run by; the results use Student's t.
    fn precision(&self) -> Option<Precision> {
        (self.n > 1).then(|| {
            let variance = self.squares / (self.n - 1) as f64;
            Precision { mean: self.mean, half_width: 1.96 * (variance / self.n as f64).sqrt() }
        })
    }
}

/// Runs the plan without a file and unwatched.
pub fn outcomes<M: Histories>(model: &M, plan: Plan) -> Outcomes {
    let kept: Result<_, std::convert::Infallible> = run(model, plan, &mut |_, _| Ok(()), &mut |_| ());
    match kept {
        Ok(outcomes) => outcomes,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::randomness::{Chance, Luck, normal};

    /// Two arms, one year: the second arm has half a change of worker less, and some noise of its own.
    pub struct Toy;

    impl Histories for Toy {
        type Desk = ();
        fn shape(&self) -> Shape {
            Shape { arms: 2, followed: 0, periods: 2, months: 1, curve_months: 1 }
        }
        fn references(&self) -> Vec<usize> {
            vec![0; 2]
        }
        fn desk(&self) {}
        fn history(&self, seed: u64, replicate: u64, _: &mut ()) -> Replicate {
            let mut source = Luck::new(seed, replicate).source(Chance::Stay, 1, 0);
            let shared = normal(&mut source);
            let shape = self.shape();
            let values = (0..shape.row())
                .map(|i| if i < shape.row() / 2 { shared } else { shared - 0.5 + 0.1 * normal(&mut source) })
                .collect();
            Replicate {
                values,
                cohort_size: vec![shared; 2],
                cumulative_changes: vec![f64::NAN, shared],
                groups: vec![],
                since_full: vec![],
                practices: vec![],
                scores: vec![],
                panels: vec![],
                flows: vec![],
            }
        }
    }

    fn on_threads(threads: usize, replicates: u64) -> (Outcomes, Vec<u64>) {
        let stop = AtomicBool::new(false);
        let plan = Plan { seed: 7, first: 0, replicates, stop: &stop };
        let mut seen = Vec::new();
        let run = || {
            run::<_, ()>(
                &Toy,
                plan,
                &mut |number, _| {
                    seen.push(number);
                    Ok(())
                },
                &mut |_| (),
            )
            .unwrap()
        };
        let outcomes = pool(Some(threads)).unwrap().install(run);
        (outcomes, seen)
    }

    #[test]
    fn one_thread_and_eight_give_the_same_bits_in_the_same_order() {
        let (one, order) = on_threads(1, 203);
        let (eight, order_of_eight) = on_threads(8, 203);
        let bits = |o: &Outcomes| o.rows().iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&one), bits(&eight));
        assert_eq!(one.cumulative_changes(1), eight.cumulative_changes(1));
        assert_eq!(order, (0..203).collect::<Vec<_>>());
        assert_eq!(order, order_of_eight);
    }

    #[test]
    fn a_stopped_run_keeps_its_finished_chunks_unchanged() {
        let (full, _) = on_threads(1, 64);
        let stop = AtomicBool::new(false);
        let plan = Plan { seed: 7, first: 0, replicates: 64, stop: &stop };
        let mut watch = |p: Progress| stop.store(p.done >= 32, Ordering::Relaxed);
        let part = pool(Some(1)).unwrap().install(|| run::<_, ()>(&Toy, plan, &mut |_, _| Ok(()), &mut watch));
        let part = part.unwrap();
        assert_eq!(part.replicates(), 32);
        assert_eq!(part.rows(), &full.rows()[..part.rows().len()]);
    }

    #[test]
    fn the_headline_difference_and_its_precision_are_watched() {
        let stop = AtomicBool::new(false);
        let plan = Plan { seed: 1, first: 0, replicates: 400, stop: &stop };
        let mut last = None;
        run::<_, ()>(&Toy, plan, &mut |_, _| Ok(()), &mut |p| last = Some(p)).unwrap();
        let last = last.unwrap();
        let headline = last.headline.unwrap();
        assert_eq!((last.done, last.total), (400, 400));
        assert!((headline.mean + 0.5).abs() < 0.02 && headline.half_width < 0.015, "{headline:?}");
    }

    #[test]
    fn a_full_disk_ends_the_run_with_its_error() {
        let stop = AtomicBool::new(false);
        let plan = Plan { seed: 1, first: 0, replicates: 40, stop: &stop };
        let end = run(&Toy, plan, &mut |n, _| if n < 5 { Ok(()) } else { Err("no space") }, &mut |_| ());
        assert_eq!(end.unwrap_err(), "no space");
    }

    #[test]
    fn a_mean_over_replicates_leaves_out_those_where_it_is_not_defined() {
        let (outcomes, _) = on_threads(2, 50);
        assert!(outcomes.cumulative_changes(0)[0].is_nan());
        let mean = outcomes.cohort_size(1, 0).iter().sum::<f64>() / 50.0;
        assert!((outcomes.cumulative_changes(1)[0] - mean).abs() < 1e-12);
    }
}
