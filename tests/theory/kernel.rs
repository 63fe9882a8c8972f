//! The kernel K1 (scenarios/k1.toml): exact expectations of a small world in which everything is memoryless.

use crate::ERRORS;
use crate::support::{column, compiled, histories, mean_is, shipped};
use swpsim::domain::measures::Measure;
use swpsim::experiment::targets;

#[test]
fn the_kernel_meets_its_exact_expectations_within_monte_carlo_error() {
    let scenario = shipped("k1", &[]);
    let outcomes = histories(&compiled(&scenario), 600);
    let get = |measure| column(&outcomes, None, measure);
    // long stays: 5.4 a month for 60 months in the mean, 180 at first; short stays: 12.6 for 8 months, 420 at first
    let (end, e) = (120.0_f64, |x: f64| (-x).exp());
    let long = 324.0 - 144.0 * (1.0 - e(2.0)) / 2.0;
    let short = 100.8 + 319.2 * (8.0 / end) * (1.0 - e(15.0));
    let stock = long + short;
    mean_is("mean stock", &get(Measure::MeanStock), stock, ERRORS);
    mean_is("moves a year", &get(Measure::Moves), 12.0 * stock / 14.0, ERRORS);
    mean_is("starts a year", &get(Measure::Starts), 216.0, ERRORS); // those of the first day are the opening stock
    let last = 324.0 - 144.0 * e(2.0) + 100.8 + 319.2 * e(15.0);
    mean_is("ceases a year", &get(Measure::Ceases), (600.0 + 18.0 * end - last) / 10.0, ERRORS);
    // a post is filled 60 of 64 months in the long run, always at first, and settles with 1/60 + 1/4 a month
    let filled = 112.5 + 0.0625 * 3.75;
    mean_is("leavings a year", &get(Measure::WorkerLeavings), 40.0 / 60.0 * filled / 10.0, ERRORS);
    mean_is("refills a year", &get(Measure::PostsRefilled), 40.0 / 4.0 * (120.0 - filled) / 10.0, ERRORS);
    // censuses at the ends of the ten years
    let census: f64 =
        (1..=10).map(|y| 424.8 - 144.0 * e(12.0 * y as f64 / 60.0) + 319.2 * e(1.5 * y as f64)).sum();
    mean_is("mean of the ten censuses", &get(Measure::Stock), census / 10.0, ERRORS);
    // three placements in the year: the Poisson tail over the shorter of 12 months and time in care, as a ratio of means
    let (share, cens) = (get(Measure::Placements3), get(Measure::Stock));
    let off: Vec<f64> = share.iter().zip(&cens).map(|(s, c)| (s / 100.0 - 0.15852) * c).collect();
    mean_is("children with three placements, less 15.852%", &off, 0.0, ERRORS);
    // every leaving moves the whole caseload, and nothing else does
    let changes = column(&outcomes, None, Measure::ReallocatedCases);
    let by_cause = column(&outcomes, None, Measure::ChangesLeft);
    let years = get(Measure::MeanStock);
    for ((all, left), stock) in changes.iter().zip(&by_cause).zip(&years) {
        assert!((all - left * stock).abs() < 1e-6 * all.max(1.0));
    }
}

#[test]
fn the_kernels_own_targets_are_met() {
    let scenario = shipped("k1", &[]);
    let lines = targets::compare(&scenario, &histories(&compiled(&scenario), 1000));
    assert_eq!(lines.len(), 7);
    for line in lines {
        let name = line.measure.info().name;
        assert!(line.met, "{name}: {} against {} +- {}", line.simulated, line.published, line.tolerance);
    }
}
