//! Which parameters drive a difference: rank correlation over parameter draws (Spearman 1904).

use crate::randomness::normal_quantile;

/// How many drivers a range names.
const DRIVERS: usize = 5;

/// The parameters whose rank correlation with the difference is beyond what chance would show among so many.
///
/// Each draw lists every parameter with the quantile of its range at which it stood, in the same order.
pub fn drivers(draws: &[&[(String, f64)]], differences: &[f64]) -> Vec<(String, f64)> {
    let parameters = draws.first().map_or(0, |quantiles| quantiles.len());
    let mut all = ranked(draws, differences);
    all.retain(|(_, rho)| rho.abs() > chance_level(draws.len(), parameters));
    all.truncate(DRIVERS);
    all
}

/// Every parameter with its rank correlation, the strongest first, whether or not chance would explain it.
pub fn ranked(draws: &[&[(String, f64)]], differences: &[f64]) -> Vec<(String, f64)> {
    let parameters = draws.first().map_or(0, |quantiles| quantiles.len());
    let ranked = ranks(differences);
    let mut all: Vec<(String, f64)> = (0..parameters)
        .map(|p| {
            let quantiles: Vec<f64> = draws.iter().map(|quantiles| quantiles[p].1).collect();
            (draws[0][p].0.clone(), correlation(&ranks(&quantiles), &ranked))
        })
        .collect();
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    all
}

/// The rank correlation that the largest of so many unrelated parameters exceeds in 1 of 20 cases (Bonferroni).
fn chance_level(draws: usize, parameters: usize) -> f64 {
    normal_quantile(1.0 - 0.025 / parameters.max(1) as f64) / ((draws.max(2) - 1) as f64).sqrt()
}

/// Ranks from 1; ties share their mean rank.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let tied = order[from..].iter().take_while(|&&i| values[i] == values[order[from]]).count();
        for &i in &order[from..from + tied] {
            ranks[i] = from as f64 + (tied + 1) as f64 / 2.0;
        }
        from += tied;
    }
    ranks
}

/// Pearson's correlation; 0 where one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - mean_a) * (y - mean_b);
        aa += (x - mean_a).powi(2);
        bb += (y - mean_b).powi(2);
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::randomness::{Chance, Luck, uniform};

    #[test]
    fn rank_correlation_is_that_of_the_textbook() {
        assert_eq!(ranks(&[10.0, 30.0, 10.0, 20.0]), [1.5, 4.0, 1.5, 3.0]);
        let rho = correlation(&ranks(&[1.0, 2.0, 3.0, 4.0, 5.0]), &ranks(&[2.0, 1.0, 4.0, 3.0, 5.0]));
        assert!((rho - 0.8).abs() < 1e-12, "{rho}"); // 1 - 6 * 4 / (5 * 24)
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
    }

    #[test]
    fn a_driver_is_named_and_what_chance_explains_is_not() {
        let u = |i: u64, p: u64| uniform(&mut Luck::new(1, i).source(Chance::ParameterDraw, p, 0));
        let draws: Vec<Vec<(String, f64)>> =
            (0..60).map(|i| vec![("cause".into(), u(i, 0)), ("bystander".into(), u(i, 1))]).collect();
        let differences: Vec<f64> = draws.iter().map(|draw| 3.0 - draw[0].1).collect();
        let borrowed: Vec<&[(String, f64)]> = draws.iter().map(Vec::as_slice).collect();
        let found = drivers(&borrowed, &differences);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0 == "cause" && (found[0].1 + 1.0).abs() < 1e-12, "{found:?}");
    }
}
