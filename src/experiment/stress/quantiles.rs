//! How sure a difference of two quantiles is: histories drawn again with replacement, pair by pair (Efron 1979).

use crate::randomness::{Chance, Luck, uniform};
use crate::results::spread::quantile;

/// How often the histories are drawn again.
const TIMES: u64 = 400;

/// Numbers of histories, drawn with replacement.
pub struct Resamples(Vec<Vec<u32>>);

/// One draw of all histories.
pub struct Picked<'a>(&'a [u32]);

impl Resamples {
    /// Of so many histories; the same for every shock, so that pairs stay pairs.
    pub fn of(seed: u64, histories: usize) -> Self {
        let luck = Luck::new(seed, 0);
        let draw = |nth: u64| {
            let mut source = luck.source(Chance::DrawnWithReplacement, nth, 0);
            let pick = |_| ((uniform(&mut source) * histories as f64) as u32).min(histories.max(1) as u32 - 1);
            (0..histories).map(pick).collect()
        };
        Self((0..TIMES).map(draw).collect())
    }
}

impl Picked<'_> {
    /// The values of the histories drawn.
    pub fn of(&self, values: &[f64]) -> Vec<f64> {
        self.0.iter().map(|at| values[*at as usize]).collect()
    }
}

/// The middle 95% of a number over the resamples.
pub fn interval(resamples: &Resamples, number: impl Fn(&Picked<'_>) -> f64) -> (f64, f64) {
    let mut numbers: Vec<f64> =
        resamples.0.iter().map(|picked| number(&Picked(picked))).filter(|n| n.is_finite()).collect();
    if numbers.is_empty() {
        return (f64::NAN, f64::NAN);
    }
    numbers.sort_by(f64::total_cmp);
    (quantile(&numbers, 0.025), quantile(&numbers, 0.975))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::fund::smallest;

    #[test]
    fn a_constant_shift_of_every_history_is_known_exactly() {
        let base: Vec<f64> = (0..300).map(|i| f64::from(i * 37 % 300)).collect();
        let more: Vec<f64> = base.iter().map(|level| level + 5.0).collect();
        let fund = |levels: &[f64]| smallest(levels, 0.05).unwrap();
        let (low, high) = interval(&Resamples::of(1, 300), |p| fund(&p.of(&more)) - fund(&p.of(&base)));
        assert_eq!((low, high), (5.0, 5.0));
    }

    #[test]
    fn the_interval_of_a_mean_is_about_two_standard_errors_on_each_side() {
        let values: Vec<f64> = (0..400).map(|i| f64::from(i % 2)).collect();
        let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
        let (low, high) = interval(&Resamples::of(1, 400), |p| mean(&p.of(&values)));
        // standard error 0.025
        assert!((low - 0.451).abs() < 0.008 && (high - 0.549).abs() < 0.008, "{low} {high}");
    }
}
