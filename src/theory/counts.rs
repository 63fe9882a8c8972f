//! Laws of counts: Poisson, binomial, negative binomial, hypergeometric, and Poisson with a mixed mean.
//!
//! All in logarithms, so that counts of thousands neither over- nor underflow.

/// Log of n! (by the gamma function).
fn log_factorial(n: u64) -> f64 {
    libm::lgamma(n as f64 + 1.0)
}

/// Log of the number of ways to choose k of n; minus infinity where there is none.
fn log_choose(n: u64, k: u64) -> f64 {
    if k > n { f64::NEG_INFINITY } else { log_factorial(n) - log_factorial(k) - log_factorial(n - k) }
}

/// `a * log(p)` where 0 log 0 is 0.
fn times_log(a: f64, p: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a * libm::log(p) }
}

/// P(N = k) of a Poisson number of this mean.
pub fn poisson(mean: f64, k: u64) -> f64 {
    libm::exp(times_log(k as f64, mean) - mean - log_factorial(k))
}

/// P(N <= k) of a Poisson number of this mean.
pub fn poisson_up_to(mean: f64, k: u64) -> f64 {
    (0..=k).map(|i| poisson(mean, i)).sum::<f64>().min(1.0)
}

/// E max(N - c, 0) of a Poisson number: the expected excess over a capacity, m P(N >= c) - c P(N >= c + 1).
pub fn poisson_excess(mean: f64, c: u64) -> f64 {
    let beyond = 1.0 - poisson_up_to(mean, c);
    (mean * (beyond + poisson(mean, c)) - c as f64 * beyond).max(0.0)
}

/// P(N = k) of k successes in n trials of probability p.
pub fn binomial(n: u64, p: f64, k: u64) -> f64 {
    libm::exp(log_choose(n, k) + times_log(k as f64, p) + times_log(n.saturating_sub(k) as f64, 1.0 - p))
}

/// P(N <= k) of a binomial number.
pub fn binomial_up_to(n: u64, p: f64, k: u64) -> f64 {
    (0..=k.min(n)).map(|i| binomial(n, p, i)).sum::<f64>().min(1.0)
}

/// P(N = k) of a Poisson number whose mean is `mean` times a gamma factor of mean 1 and this shape: the negative
/// binomial law (Greenwood & Yule 1920). A shape of 0 stands for no spread: Poisson.
pub fn negative_binomial(mean: f64, shape: f64, k: u64) -> f64 {
    if shape <= 0.0 {
        return poisson(mean, k);
    }
    let n = k as f64;
    let ways = libm::lgamma(n + shape) - libm::lgamma(shape) - log_factorial(k);
    libm::exp(ways + times_log(shape, shape / (shape + mean)) + times_log(n, mean / (shape + mean)))
}

/// E exp(-z H) over a gamma factor z of mean 1 and this shape: the share without any event when the cumulative hazard
/// of the reference child is H (Hougaard 1984). A shape of 0 stands for no spread.
pub fn gamma_survival(hazard: f64, shape: f64) -> f64 {
    if shape <= 0.0 { libm::exp(-hazard) } else { libm::exp(-shape * libm::log1p(hazard / shape)) }
}

/// P(N = k) where the mean takes each value with its weight; weights need not sum to 1.
pub fn mixed_poisson(means: &[(f64, f64)], k: u64) -> f64 {
    let total: f64 = means.iter().map(|(_, weight)| weight).sum();
    means.iter().map(|(mean, weight)| weight * poisson(*mean, k)).sum::<f64>() / total
}

/// P(k marked among the drawn) when `drawn` of `all` are drawn without replacement and `marked` of them are marked.
pub fn hypergeometric(all: u64, marked: u64, drawn: u64, k: u64) -> f64 {
    if k > drawn || drawn - k > all - marked.min(all) {
        return 0.0;
    }
    libm::exp(log_choose(marked, k) + log_choose(all - marked, drawn - k) - log_choose(all, drawn))
}

/// Mean and variance of the marked among the drawn (Johnson, Kotz & Kemp 1992, ch. 6).
pub fn hypergeometric_moments(all: f64, marked: f64, drawn: f64) -> (f64, f64) {
    let p = marked / all;
    let shrink = if all > 1.0 { (all - drawn) / (all - 1.0) } else { 0.0 };
    (drawn * p, drawn * p * (1.0 - p) * shrink)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-10 * b.abs().max(1.0), "{a} against {b}");
    }

    #[test]
    fn probabilities_worked_by_hand() {
        near(poisson(2.0, 3), 8.0 / 6.0 * (-2.0f64).exp());
        near(poisson(0.0, 0), 1.0);
        near(binomial(4, 0.5, 2), 6.0 / 16.0);
        near(binomial(3, 1.0, 3), 1.0);
        near(hypergeometric(5, 2, 2, 1), 0.6); // 2 x 3 of 10 pairs
        near(hypergeometric(5, 2, 4, 0), 0.0); // only three are unmarked
        near(negative_binomial(3.0, 1.0, 2), 0.25 * 0.75 * 0.75); // shape 1: geometric
    }

    #[test]
    fn every_law_sums_to_one_and_has_its_mean() {
        type Law = Box<dyn Fn(u64) -> f64>;
        let laws: [(&str, f64, Law); 4] = [
            ("Poisson", 7.5, Box::new(|k| poisson(7.5, k))),
            ("binomial", 12.0, Box::new(|k| binomial(30, 0.4, k))),
            ("negative binomial", 4.0, Box::new(|k| negative_binomial(4.0, 1.6, k))),
            ("hypergeometric", 12.0, Box::new(|k| hypergeometric(50, 30, 20, k))),
        ];
        for (name, mean, law) in laws {
            let (total, first) = (0..400).fold((0.0, 0.0), |(t, m), k| (t + law(k), m + k as f64 * law(k)));
            assert!((total - 1.0).abs() < 1e-9 && (first - mean).abs() < 1e-8, "{name}: {total} {first}");
        }
    }

    #[test]
    fn a_gamma_mixture_of_poisson_laws_is_negative_binomial() {
        // the same law in two ways: the formula, and a fine grid over the gamma density of shape 1.6
        let shape: f64 = 1.6;
        let density = |z: f64| {
            libm::exp((shape - 1.0) * libm::log(z) - shape * z + shape * libm::log(shape) - libm::lgamma(shape))
        };
        let grid: Vec<(f64, f64)> =
            (0..40_000).map(|i| (f64::from(i) + 0.5) * 5e-4).map(|z| (0.9 * z, density(z))).collect();
        for k in 0..6 {
            let (exact, mixed) = (negative_binomial(0.9, shape, k), mixed_poisson(&grid, k));
            assert!((exact - mixed).abs() < 2e-5, "{k}: {exact} {mixed}");
        }
        near(gamma_survival(0.9, shape), negative_binomial(0.9, shape, 0));
    }

    #[test]
    fn without_spread_the_mixtures_are_poisson() {
        near(negative_binomial(0.9, 0.0, 2), poisson(0.9, 2));
        assert!((negative_binomial(0.9, 1e9, 2) - poisson(0.9, 2)).abs() < 1e-6);
        near(gamma_survival(0.9, 0.0), (-0.9f64).exp());
    }

    #[test]
    fn drawing_few_of_many_is_binomial() {
        let (exact, limit) = (hypergeometric(1_000_000, 300_000, 10, 4), binomial(10, 0.3, 4));
        assert!((exact - limit).abs() < 1e-5, "{exact} {limit}");
        let (mean, variance) = hypergeometric_moments(50.0, 30.0, 20.0);
        let by_sum: f64 = (0..=20).map(|k| (k as f64 - mean).powi(2) * hypergeometric(50, 30, 20, k)).sum();
        near(variance, by_sum);
    }

    #[test]
    fn the_excess_over_a_capacity_is_the_sum_of_the_tail() {
        for (mean, c) in [(10.0, 8), (150.0, 148), (3.0, 0)] {
            let by_sum: f64 = (c..c + 300).map(|k| (k - c) as f64 * poisson(mean, k)).sum();
            assert!((poisson_excess(mean, c) - by_sum).abs() < 1e-8, "{mean} {c}");
        }
    }
}
