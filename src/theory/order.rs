//! Which of n histories bounds a quantile with confidence.

use super::counts::binomial_up_to;

/// The smallest j such that the j-th smallest of n independent values is at or above the (1 - chance) quantile with at
/// least this confidence: BinCDF(j - 1; n, 1 - chance) >= confidence (Wilks 1941). `None` with too few.
pub fn wilks(n: u64, chance: f64, confidence: f64) -> Option<u64> {
    (1..=n).find(|j| binomial_up_to(n, 1.0 - chance, j - 1) >= confidence)
}

/// The confidence that the j-th smallest of n gives.
pub fn confidence_of(n: u64, chance: f64, j: u64) -> f64 {
    if j == 0 { 0.0 } else { binomial_up_to(n, 1.0 - chance, j - 1) }
}

/// How many histories the largest of them needs to bound the quantile: (1 - chance)^n <= 1 - confidence.
pub fn fewest(chance: f64, confidence: f64) -> u64 {
    libm::ceil(libm::log(1.0 - confidence) / libm::log(1.0 - chance)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::fund::smallest_with_confidence;

    #[test]
    fn fifty_nine_bound_the_95th_percentile_with_95_per_cent() {
        assert_eq!((wilks(58, 0.05, 0.95), wilks(59, 0.05, 0.95)), (None, Some(59)));
        assert_eq!((fewest(0.05, 0.95), fewest(0.1, 0.95), fewest(0.01, 0.95)), (59, 29, 299));
        assert!((confidence_of(59, 0.05, 59) - (1.0 - 0.95f64.powi(59))).abs() < 1e-9);
    }

    #[test]
    fn the_rank_is_that_of_the_smallest_fund() {
        for n in [59u32, 93, 200, 1000] {
            let levels: Vec<f64> = (1..=n).map(f64::from).collect();
            let rank = wilks(u64::from(n), 0.05, 0.95).map(|j| j as f64);
            assert_eq!(smallest_with_confidence(&levels, 0.05, 0.95), rank, "{n}");
        }
    }
}
