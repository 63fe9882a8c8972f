//! The total cost of a random number of episodes: by Panjer's recursion, and by Fourier transform.

use super::fft::{Complex, exp, transform};
use super::lattice::Lattice;

/// How many episodes happen: the laws with p(n) = (a + b/n) p(n-1) (Panjer 1981).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Episodes {
    Poisson {
        mean: f64,
    },
    /// Poisson with a gamma factor of mean 1 and this shape on its mean.
    NegativeBinomial {
        mean: f64,
        shape: f64,
    },
    Binomial {
        trials: u32,
        probability: f64,
    },
}

impl Episodes {
    /// Panjer's a and b.
    fn class(self) -> (f64, f64) {
        match self {
            Episodes::Poisson { mean } => (0.0, mean),
            Episodes::NegativeBinomial { mean, shape } => {
                let a = mean / (shape + mean);
                (a, (shape - 1.0) * a)
            }
            Episodes::Binomial { trials, probability } => {
                let odds = probability / (1.0 - probability);
                (-odds, (f64::from(trials) + 1.0) * odds)
            }
        }
    }

    /// E z^N at a number z: of the sum's first value, the chance of nothing at all.
    fn generating(self, z: f64) -> f64 {
        match self {
            Episodes::Poisson { mean } => libm::exp(mean * (z - 1.0)),
            Episodes::NegativeBinomial { mean, shape } => {
                libm::exp(-shape * libm::log1p(mean * (1.0 - z) / shape))
            }
            Episodes::Binomial { trials, probability } => {
                libm::pow(1.0 + probability * (z - 1.0), f64::from(trials))
            }
        }
    }

    /// Mean number.
    pub fn mean(self) -> f64 {
        match self {
            Episodes::Poisson { mean } | Episodes::NegativeBinomial { mean, .. } => mean,
            Episodes::Binomial { trials, probability } => f64::from(trials) * probability,
        }
    }
}

/// The law of the total up to `length` steps, by Panjer's recursion (Panjer 1981, ASTIN Bulletin 12):
/// g(s) = sum over x of (a + b x/s) f(x) g(s-x) / (1 - a f(0)).
///
/// Mass beyond `length` is missing from the sum: choose it so large that nothing of weight is.
pub fn panjer(episodes: Episodes, severity: &Lattice, length: usize) -> Lattice {
    let (a, b) = episodes.class();
    let f = &severity.probability;
    let mut g = vec![0.0; length];
    g[0] = episodes.generating(f[0]);
    let scale = 1.0 / (1.0 - a * f[0]);
    let steps: Vec<(usize, f64)> = f.iter().copied().enumerate().skip(1).filter(|(_, p)| *p > 0.0).collect();
    for s in 1..length {
        let part =
            |(x, p): &(usize, f64)| if *x <= s { (a + b * *x as f64 / s as f64) * p * g[s - x] } else { 0.0 };
        g[s] = scale * steps.iter().map(part).sum::<f64>();
    }
    Lattice { step: severity.step, probability: g }
}

/// The same law of a Poisson number of episodes by Fourier transform: exp(mean (f^ - 1)) transformed back (Bühlmann
/// 1984; Embrechts & Frei 2009). Mass beyond `length` (rounded up to a power of two) wraps around.
pub fn by_fourier(mean: f64, severity: &Lattice, length: usize) -> Lattice {
    let mut values: Vec<Complex> = vec![(0.0, 0.0); length.next_power_of_two()];
    for (i, p) in severity.probability.iter().enumerate() {
        let at = i % values.len();
        values[at].0 += p;
    }
    transform(&mut values, false);
    values.iter_mut().for_each(|v| *v = exp((mean * (v.0 - 1.0), mean * v.1)));
    transform(&mut values, true);
    // rounding leaves specks of either sign in the far tail
    let probability = values.iter().take(length).map(|v| v.0.max(0.0)).collect();
    Lattice { step: severity.step, probability }
}

/// Amounts with their probabilities on the coarsest lattice that holds them all, in whole units.
pub fn on_a_lattice(amounts: &[(u64, f64)]) -> Lattice {
    let step = amounts.iter().fold(0, |g, (amount, _)| gcd(g, *amount)).max(1);
    let top = amounts.iter().map(|(amount, _)| amount / step).max().unwrap_or(0);
    let mut probability = vec![0.0; top as usize + 1];
    amounts.iter().for_each(|(amount, p)| probability[(amount / step) as usize] += p);
    Lattice { step: step as f64, probability }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::counts;

    fn severity() -> Lattice {
        on_a_lattice(&[(1000, 0.6), (5000, 0.3), (20_000, 0.1)])
    }

    #[test]
    fn three_severities_share_a_step_of_a_thousand() {
        let law = severity();
        assert_eq!((law.step, law.probability.len(), law.probability[5]), (1000.0, 21, 0.3));
    }

    #[test]
    fn panjer_and_fourier_agree_and_have_the_compound_moments() {
        for mean in [0.3, 6.0, 80.0] {
            let (a, b) =
                (panjer(Episodes::Poisson { mean }, &severity(), 4096), by_fourier(mean, &severity(), 4096));
            let worst = a.probability.iter().zip(&b.probability).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
            assert!(worst < 1e-12, "{mean}: {worst}");
            assert!((a.probability.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!((a.mean() - mean * 4100.0).abs() < 1e-4);
            assert!((a.variance() / (mean * 48.1e6) - 1.0).abs() < 1e-6); // E X^2 = .6 + 7.5 + 40 millions
        }
    }

    #[test]
    fn the_first_values_are_worked_by_hand() {
        let g = panjer(Episodes::Poisson { mean: 2.0 }, &severity(), 16).probability;
        let none = (-2.0f64).exp();
        // 2,000 = two small ones; 5,000 = one middle one, or five small ones
        assert!((g[2] - none * 1.2 * 1.2 / 2.0).abs() < 1e-15);
        assert!((g[5] - none * (0.6 + 1.2f64.powi(5) / 120.0)).abs() < 1e-15);
    }

    #[test]
    fn episodes_that_all_cost_one_step_are_their_own_number() {
        let one = Lattice { step: 1.0, probability: vec![0.0, 1.0] };
        let nb = panjer(Episodes::NegativeBinomial { mean: 3.0, shape: 1.4 }, &one, 60).probability;
        let bin = panjer(Episodes::Binomial { trials: 12, probability: 0.3 }, &one, 20).probability;
        for k in 0..15 {
            assert!((nb[k] - counts::negative_binomial(3.0, 1.4, k as u64)).abs() < 1e-12);
            assert!((bin[k] - counts::binomial(12, 0.3, k as u64)).abs() < 1e-12);
        }
    }

    #[test]
    fn many_small_episodes_look_normal() {
        let g = panjer(Episodes::Poisson { mean: 400.0 }, &severity(), 8192);
        let (mean, sd) = (g.mean(), g.variance().sqrt());
        // continuity-corrected; skewness of order 1/sqrt(400) remains
        assert!((g.above(mean + 1.6449 * sd) - 0.05).abs() < 0.006);
    }

    #[test]
    fn episodes_that_may_cost_nothing_are_thinned() {
        let half = Lattice { step: 1.0, probability: vec![0.5, 0.5] };
        let g = panjer(Episodes::Poisson { mean: 4.0 }, &half, 40).probability;
        (0..20).for_each(|k| assert!((g[k] - counts::poisson(2.0, k as u64)).abs() < 1e-13));
    }
}
