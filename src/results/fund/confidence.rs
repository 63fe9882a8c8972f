//! How sure a size is: the rank of an order statistic, the histories that it needs, and exact binomial bounds.

use statrs::distribution::{Beta, ContinuousCDF};

use crate::results::rounding::Frequency;

/// The smallest rank j with BinCDF(j - 1; n, 1 - chance) >= confidence (Wilks 1941): the j-th smallest of n critical
/// levels is enough with that confidence, whatever their law. `None` if even the largest is not.
pub fn rank(n: u64, chance: f64, confidence: f64) -> Option<u64> {
    let (mut below, mut enough) = (0, n + 1);
    while enough - below > 1 {
        let middle = below + (enough - below) / 2;
        if surely_above(n, middle, chance) >= confidence { enough = middle } else { below = middle }
    }
    (enough <= n).then_some(enough)
}

/// The chance that the j-th smallest of n levels is at or above the quantile 1 - chance of a continuous law; with
/// atoms it is larger: BinCDF(j - 1; n, 1 - chance), the upper tail of a Beta(j, n - j + 1) at 1 - chance.
pub fn surely_above(n: u64, rank: u64, chance: f64) -> f64 {
    Beta::new(rank as f64, (n - rank + 1) as f64).map_or(f64::NAN, |law| 1.0 - law.cdf(1.0 - chance))
}

/// The fewest histories from which this confidence can come: (1 - chance)^n <= 1 - confidence.
pub fn histories_needed(chance: f64, confidence: f64) -> u64 {
    let guess = ((1.0 - confidence).ln() / (1.0 - chance).ln()).ceil() as u64;
    // logarithms may round a whole number up or down
    (guess.saturating_sub(2).max(1)..).find(|n| rank(*n, chance, confidence).is_some()).unwrap_or(guess)
}

/// The exact two-sided interval of a chance (Clopper & Pearson 1934).
pub fn clopper_pearson(seen: Frequency, confidence: f64) -> (f64, f64) {
    let half = (1.0 - confidence) / 2.0;
    let other = Frequency { times: seen.of - seen.times, of: seen.of };
    (1.0 - upper_bound(other, 1.0 - half), upper_bound(seen, 1.0 - half))
}

/// The exact upper bound of a chance with this confidence, one-sided.
pub fn upper_bound(seen: Frequency, confidence: f64) -> f64 {
    if seen.times >= seen.of {
        return 1.0;
    }
    let (k, n) = (seen.times as f64, seen.of as f64);
    Beta::new(k + 1.0, n - k).map_or(f64::NAN, |law| law.inverse_cdf(confidence))
}

/// The confidence that each of so many funds needs for all of them to hold together (Bonferroni).
pub fn of_each(together: f64, funds: usize) -> f64 {
    1.0 - (1.0 - together) / funds.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::randomness::{Chance, Luck, uniform};

    #[test]
    fn fewest_histories_are_those_of_the_tables() {
        // Wilks 1941, first order: 59 for 95/95, 299 for 99/95, 22 for 90/90, 14 for 80/95
        let tables = [(0.05, 0.95, 59), (0.01, 0.95, 299), (0.1, 0.9, 22), (0.2, 0.95, 14)];
        for (chance, confidence, n) in tables {
            assert_eq!(histories_needed(chance, confidence), n);
            assert_eq!((rank(n - 1, chance, confidence), rank(n, chance, confidence)), (None, Some(n)));
        }
        assert_eq!(rank(93, 0.05, 0.95), Some(92)); // second order
        assert_eq!(histories_needed(0.05, of_each(0.95, 6)), 94); // ln(0.05 / 6) / ln(0.95) = 93.3
    }

    #[test]
    fn exact_binomial_bounds_are_those_of_the_tables() {
        let (low, high) = clopper_pearson(Frequency { times: 5, of: 100 }, 0.95); // R: binom.test(5, 100)
        assert!((low - 0.01643).abs() < 1e-5 && (high - 0.11283).abs() < 1e-5, "{low} {high}");
        // nothing seen in n: 1 - (1 - confidence)^(1/n)
        let bound = upper_bound(Frequency { times: 0, of: 59 }, 0.95);
        assert!((bound - (1.0 - 0.05f64.powf(1.0 / 59.0))).abs() < 1e-9 && bound < 0.05, "{bound}");
        assert_eq!(upper_bound(Frequency { times: 3, of: 3 }, 0.95), 1.0);
    }

    #[test]
    fn the_order_statistic_covers_as_often_as_it_says() {
        // 4,000 experiments of 120 uniform levels; the exact coverage is BinCDF(j - 1; 120, 0.95). 4.5 standard errors:
        // a false alarm about once in 150,000 seeds
        let (n, experiments) = (120, 4_000);
        let j = rank(n, 0.05, 0.95).unwrap();
        let exact = surely_above(n, j, 0.05);
        let covered = (0..experiments).filter(|experiment| {
            let luck = Luck::new(11, *experiment);
            let draw = |i| uniform(&mut luck.source(Chance::HighCost, i, 0));
            super::super::Levels::of(&(0..n).map(draw).collect::<Vec<_>>())
                .smallest_with_confidence(0.05, 0.95)
                .is_some_and(|fund| fund >= 0.95)
        });
        let seen = covered.count() as f64 / experiments as f64;
        let error = (exact * (1.0 - exact) / experiments as f64).sqrt();
        assert!(exact >= 0.95 && (seen - exact).abs() < 4.5 * error, "{seen} against {exact}");
    }

    #[test]
    fn with_atoms_the_order_statistic_covers_at_least_as_often() {
        // levels of 0 (90%) and 1 (10%): the quantile 0.95 is 1; a fund of 0 would be wrong
        let experiments = 3_000;
        let covered = (0..experiments).filter(|experiment| {
            let luck = Luck::new(12, *experiment);
            let draw = |i| f64::from(uniform(&mut luck.source(Chance::HighCost, i, 0)) > 0.9);
            super::super::Levels::of(&(0..100).map(draw).collect::<Vec<_>>())
                .smallest_with_confidence(0.05, 0.95)
                .is_some_and(|fund| fund >= 1.0)
        });
        assert!(covered.count() as f64 >= 0.95 * experiments as f64);
    }
}
