//! Several practices with one fund: what pooling saves, with a stated correlation between the practices.
//!
//! A pooled contract is put together from simulated contracts of one practice, whole histories at a time. Which
//! histories meet is decided by a Gaussian copula over their ranks of need: at correlation 0 any meets any, at 1 each
//! meets itself. The points are evenly spread (strata for what is shared, an additive recurrence for the rest) instead of drawn, so pooling uses no luck of its own. The same histories are used many times over: sizes of pooled funds are
//! point estimates and carry no confidence.

use crate::randomness::normal_quantile;

/// At least so many pooled contracts are put together: a whole multiple of the histories, so that at correlation 1 each
/// history is met equally often.
const POOLED_CONTRACTS: usize = 4096;

/// 1 - F*_K / (K F*_1): 0 where pooling saves nothing; `None` where one practice needs no fund, or none suffices.
pub fn benefit(pooled: f64, alone: f64, practices: usize) -> Option<f64> {
    let apart = practices as f64 * alone;
    (apart > 0.0 && apart.is_finite() && pooled.is_finite()).then(|| 1.0 - pooled / apart)
}

/// Which histories (by their place in `need`) meet in each pooled contract of so many practices.
pub fn meetings(need: &[f64], practices: usize, correlation: f64) -> Vec<Vec<usize>> {
    let mut by_need: Vec<usize> = (0..need.len()).collect();
    by_need.sort_by(|a, b| need[*a].total_cmp(&need[*b]).then(a.cmp(b)));
    if need.is_empty() {
        return vec![];
    }
    let contracts = POOLED_CONTRACTS.div_ceil(need.len()) * need.len();
    let steps = recurrence(practices);
    let rho = correlation.clamp(0.0, 1.0);
    let (shared, own) = (rho.sqrt(), (1.0 - rho).sqrt());
    (0..contracts)
        .map(|contract| {
            let common = normal_quantile((contract as f64 + 0.5) / contracts as f64);
            let met = |step: &f64| {
                let z = shared * common + own * normal_quantile(spread(contract, *step));
                let place = normal_cdf(z) * need.len() as f64;
                by_need[(place as usize).min(need.len() - 1)]
            };
            steps.iter().map(met).collect()
        })
        .collect()
}

/// The contract's point between 0 and 1 in one dimension.
fn spread(contract: usize, step: f64) -> f64 {
    ((contract as f64 + 1.0) * step + 0.5).fract().clamp(1e-9, 1.0 - 1e-9)
}

/// Steps 1/g, 1/g^2, ... with g the root of x^(d+1) = x + 1.
fn recurrence(dimensions: usize) -> Vec<f64> {
    let mut g = 1.5f64;
    for _ in 0..80 {
        g = (1.0 + g).powf(1.0 / (dimensions as f64 + 1.0));
    }
    (1..=dimensions).map(|k| g.powi(-(k as i32))).collect()
}

fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::fund::smallest;

    fn pooled(need: &[f64], practices: usize, correlation: f64) -> Vec<f64> {
        let sum = |who: Vec<usize>| who.iter().map(|i| need[*i]).sum();
        meetings(need, practices, correlation).into_iter().map(sum).collect()
    }

    #[test]
    fn practices_that_always_fail_together_gain_nothing_by_pooling() {
        let need: Vec<f64> = (0..400).map(|i| f64::from(i * i)).collect();
        let (alone, four) = (smallest(&need, 0.05).unwrap(), smallest(&pooled(&need, 4, 1.0), 0.05).unwrap());
        assert_eq!(benefit(four, alone, 4), Some(0.0));
    }

    #[test]
    fn independent_normal_needs_pool_by_the_square_root() {
        // needs normal about 0 are funds in all but their sign: the 95% quantile of a sum of K grows as sqrt(K), so the
        // benefit of 4 is 1 - 2/4. Even points in five dimensions: within 2 points of it
        let need: Vec<f64> = (0..400).map(|i| normal_quantile((f64::from(i) + 0.5) / 400.0)).collect();
        for (correlation, exact) in [(0.0, 0.5), (0.5, 1.0 - (4.0f64 + 12.0 * 0.5).sqrt() / 4.0)] {
            let found = benefit(smallest(&pooled(&need, 4, correlation), 0.05).unwrap(), 1.6449, 4).unwrap();
            assert!((found - exact).abs() < 0.02, "{found} against {exact}");
        }
    }

    #[test]
    fn every_history_is_met_about_equally_often() {
        let mut times = [0i32; 50];
        meetings(&[1.0; 50], 8, 0.3).into_iter().flatten().for_each(|i| times[i] += 1);
        let expected = f64::from(times.iter().sum::<i32>()) / 50.0;
        assert!(times.iter().all(|t| (f64::from(*t) / expected - 1.0).abs() < 0.1), "{times:?}");
    }

    #[test]
    fn where_nobody_needs_a_fund_there_is_nothing_to_save() {
        assert_eq!(benefit(0.0, 0.0, 4), None);
        assert_eq!(benefit(10.0, 5.0, 4), Some(0.5));
    }
}
