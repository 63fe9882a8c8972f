//! Laws of waiting times, by name. Times are in days.
//!
//! Draws use `libm` only, so that the same seed gives the same bits on every processor.

use crate::randomness::{Source, exponential, normal, uniform};

/// How long something takes, as a law of chance in days.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// Always the same number of days.
    Fixed { days: f64 },
    /// Memoryless.
    Exponential { mean_days: f64 },
    /// Hazard rising (shape above 1) or falling (below 1); `scale_days` is the 63rd percentile.
    Weibull { shape: f64, scale_days: f64 },
    /// The logarithm is normal; `sigma` is its standard deviation.
    Lognormal { median_days: f64, sigma: f64 },
    /// Sum-like waiting times.
    Gamma { shape: f64, mean_days: f64 },
    /// One of several exponential laws, chosen with the given weights.
    Mixture { weights: Vec<f64>, mean_days: Vec<f64> },
    /// Constant hazard between change points: `rates_per_day[i]` holds from `from_days[i]` on.
    Piecewise { from_days: Vec<f64>, rates_per_day: Vec<f64> },
    /// One of the observed times, each as likely as the next.
    Empirical { days: Vec<f64> },
}

/// Names that scenario files use for the laws.
pub const LAW_NAMES: &[&str] =
    &["fixed", "exponential", "weibull", "lognormal", "gamma", "mixture", "piecewise", "empirical"];

impl Law {
    /// Draws a waiting time in days.
    pub fn draw(&self, chance: &mut Source) -> f64 {
        match self {
            Law::Fixed { days } => *days,
            Law::Exponential { mean_days } => mean_days * exponential(chance),
            Law::Weibull { shape, scale_days } => scale_days * libm::pow(exponential(chance), 1.0 / shape),
            Law::Lognormal { median_days, sigma } => median_days * libm::exp(sigma * normal(chance)),
            Law::Gamma { shape, mean_days } => mean_days / shape * gamma(*shape, chance),
            Law::Mixture { weights, mean_days } => {
                let which = pick(weights, uniform(chance));
                mean_days[which] * exponential(chance)
            }
            Law::Piecewise { from_days, rates_per_day } => {
                piecewise_time(from_days, rates_per_day, exponential(chance))
            }
            Law::Empirical { days } => {
                let last = days.len() - 1;
                days[((uniform(chance) * days.len() as f64) as usize).min(last)]
            }
        }
    }

    /// Draws a waiting time of which `elapsed` days have passed already: from the law given that it is longer.
    ///
    /// A time at which the law has nothing left ends at once. Never ending is infinite.
    pub fn draw_beyond(&self, elapsed: f64, chance: &mut Source) -> f64 {
        if elapsed <= 0.0 {
            return self.draw(chance);
        }
        let target = self.survival(elapsed) * uniform(chance);
        if target <= 0.0 {
            return elapsed;
        }
        let (mut low, mut high) = (elapsed, elapsed * 2.0 + 1.0);
        while self.survival(high) > target {
            if high > 1e6 {
                return f64::INFINITY;
            }
            (low, high) = (high, high * 2.0);
        }
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if self.survival(middle) > target { low = middle } else { high = middle }
        }
        high
    }

    /// Mean in days; `None` where the piecewise law may never end.
    pub fn mean_days(&self) -> Option<f64> {
        Some(match self {
            Law::Fixed { days } => *days,
            Law::Exponential { mean_days } | Law::Gamma { mean_days, .. } => *mean_days,
            Law::Weibull { shape, scale_days } => scale_days * libm::tgamma(1.0 + 1.0 / shape),
            Law::Lognormal { median_days, sigma } => median_days * libm::exp(sigma * sigma / 2.0),
            Law::Mixture { weights, mean_days } => {
                let total: f64 = weights.iter().sum();
                weights.iter().zip(mean_days).map(|(w, m)| w * m).sum::<f64>() / total
            }
            Law::Piecewise { from_days, rates_per_day } => {
                let mut mean = 0.0;
                let mut alive = 1.0;
                for (i, &rate) in rates_per_day.iter().enumerate() {
                    let width = from_days.get(i + 1).map_or(f64::INFINITY, |to| to - from_days[i]);
                    if rate <= 0.0 {
                        if width.is_infinite() {
                            return None;
                        }
                        mean += alive * width;
                        continue;
                    }
                    let left = if width.is_infinite() { 0.0 } else { alive * libm::exp(-rate * width) };
                    mean += (alive - left) / rate;
                    alive = left;
                }
                mean
            }
            Law::Empirical { days } => days.iter().sum::<f64>() / days.len() as f64,
        })
    }

    /// Probability that the waiting time exceeds `days`.
    pub fn survival(&self, days: f64) -> f64 {
        if days <= 0.0 {
            return if matches!(self, Law::Fixed { days: d } if *d <= days) { 0.0 } else { 1.0 };
        }
        match self {
            Law::Fixed { days: fixed } => f64::from(*fixed > days),
            Law::Exponential { mean_days } => libm::exp(-days / mean_days),
            Law::Weibull { shape, scale_days } => libm::exp(-libm::pow(days / scale_days, *shape)),
            Law::Lognormal { median_days, sigma } => {
                0.5 * libm::erfc(libm::log(days / median_days) / sigma / std::f64::consts::SQRT_2)
            }
            Law::Gamma { shape, mean_days } => 1.0 - lower_gamma_share(*shape, days * shape / mean_days),
            Law::Mixture { weights, mean_days } => {
                let total: f64 = weights.iter().sum();
                weights.iter().zip(mean_days).map(|(w, m)| w / total * libm::exp(-days / m)).sum()
            }
            Law::Piecewise { from_days, rates_per_day } => {
                let mut hazard = 0.0;
                for (i, rate) in rates_per_day.iter().enumerate() {
                    let to = from_days.get(i + 1).copied().unwrap_or(f64::INFINITY).min(days);
                    hazard += rate * (to - from_days[i]).max(0.0);
                }
                libm::exp(-hazard)
            }
            Law::Empirical { days: seen } => seen.iter().filter(|d| **d > days).count() as f64 / seen.len() as f64,
        }
    }
}

/// The time at which a piecewise constant hazard has used up `resilience`; infinite if it never does.
pub fn piecewise_time(from_days: &[f64], rates_per_day: &[f64], resilience: f64) -> f64 {
    let mut left = resilience;
    for (i, &rate) in rates_per_day.iter().enumerate() {
        let width = from_days.get(i + 1).map_or(f64::INFINITY, |to| to - from_days[i]);
        if rate * width > left {
            return from_days[i] + left / rate;
        }
        if width.is_infinite() {
            return f64::INFINITY;
        }
        left -= rate * width;
    }
    f64::INFINITY
}

/// Position of a cumulative share: `u` from 0 to 1 picks among weights that need not sum to one.
#[inline]
pub fn pick(weights: &[f64], u: f64) -> usize {
    let total: f64 = weights.iter().sum();
    let mut left = u * total;
    for (i, w) in weights.iter().enumerate() {
        left -= w;
        if left < 0.0 {
            return i;
        }
    }
    // u = 1 or rounding: the last choice that has any weight
    weights.iter().rposition(|w| *w > 0.0).unwrap_or(0)
}

/// Position of a cumulative share among shares that sum to 1: one pass, and the first is the quickest.
#[inline]
pub fn pick_share(shares: &[f64], u: f64) -> usize {
    let mut left = u;
    for (i, share) in shares.iter().enumerate() {
        left -= share;
        if left < 0.0 {
            return i;
        }
    }
    shares.iter().rposition(|share| *share > 0.0).unwrap_or(0)
}

/// A gamma variate with mean `shape` (Marsaglia & Tsang 2000; shapes below 1 by their boost).
pub fn gamma(shape: f64, chance: &mut Source) -> f64 {
    if shape < 1.0 {
        let boost = libm::pow(uniform(chance), 1.0 / shape);
        return gamma(shape + 1.0, chance) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = normal(chance);
        let v = 1.0 + c * x;
        if v <= 0.0 {
            continue;
        }
        let v = v * v * v;
        if libm::log(uniform(chance)) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

/// Regularised lower incomplete gamma function, by series or continued fraction.
fn lower_gamma_share(a: f64, x: f64) -> f64 {
    let front = libm::exp(-x + a * libm::log(x) - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-16 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return sum * front;
    }
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..500 {
        let an = -(i as f64) * (i as f64 - a);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < 1e-15 {
            break;
        }
    }
    1.0 - front * h
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::randomness::{Chance, Luck};

    fn every_law() -> Vec<Law> {
        vec![
            Law::Fixed { days: 40.0 },
            Law::Exponential { mean_days: 100.0 },
            Law::Weibull { shape: 0.7, scale_days: 80.0 },
            Law::Lognormal { median_days: 60.0, sigma: 0.8 },
            Law::Gamma { shape: 2.2, mean_days: 275.0 },
            Law::Gamma { shape: 0.5, mean_days: 50.0 },
            Law::Mixture { weights: vec![0.7, 0.3], mean_days: vec![243.5, 1826.25] },
            Law::Piecewise { from_days: vec![0.0, 30.0, 365.0], rates_per_day: vec![0.01, 0.002, 0.001] },
            Law::Empirical { days: vec![3.0, 10.0, 400.0] },
        ]
    }

    #[test]
    fn draws_of_every_law_have_its_mean_and_its_survival() {
        // 40,000 draws; 4.5 standard errors: a false alarm about once in 8,000 runs of this fixed seed's test
        let n = 40_000;
        for (i, law) in every_law().iter().enumerate() {
            let luck = Luck::new(5, 0);
            let draws: Vec<f64> =
                (0..n).map(|k| law.draw(&mut luck.source(Chance::TimeToFill, i as u64, k))).collect();
            let mean = draws.iter().sum::<f64>() / n as f64;
            let var = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / n as f64;
            let exact = law.mean_days().unwrap();
            assert!(
                (mean - exact).abs() <= 4.5 * (var / n as f64).sqrt() + 1e-9,
                "{law:?}: {mean} against {exact}"
            );
            for days in [5.0, 50.0, 300.0] {
                let p = law.survival(days);
                let seen = draws.iter().filter(|d| **d > days).count() as f64 / n as f64;
                let se = (p * (1.0 - p) / n as f64).sqrt();
                assert!((seen - p).abs() <= 4.5 * se + 1e-9, "{law:?} beyond {days} days: {seen} against {p}");
            }
        }
    }

    #[test]
    fn picking_never_chooses_a_weight_of_zero() {
        assert_eq!(pick(&[0.0, 1.0, 0.0], 0.0), 1);
        assert_eq!(pick(&[0.0, 1.0, 0.0], 1.0), 1);
        assert_eq!(pick(&[2.0, 1.0, 1.0], 0.5), 1);
    }
}
