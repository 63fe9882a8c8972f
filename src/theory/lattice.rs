//! A law on whole multiples of a step: sums, tails, value at risk.

/// Probabilities of 0, 1, 2, ... steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Lattice {
    /// Size of a step, in whatever is counted (pounds, children).
    pub step: f64,
    /// P(X = i steps).
    pub probability: Vec<f64>,
}

impl Lattice {
    /// E X.
    pub fn mean(&self) -> f64 {
        self.step * self.probability.iter().enumerate().map(|(i, p)| i as f64 * p).sum::<f64>()
    }

    /// Var X.
    pub fn variance(&self) -> f64 {
        let mean = self.mean() / self.step;
        let square = |i: usize| (i as f64 - mean) * (i as f64 - mean);
        self.step * self.step * self.probability.iter().enumerate().map(|(i, p)| square(i) * p).sum::<f64>()
    }

    /// E (X - mean)^4 / Var^2 - 3; not defined without spread.
    pub fn excess_kurtosis(&self) -> f64 {
        let mean = self.mean() / self.step;
        let power = |k: i32| {
            let term = |(i, p): (usize, &f64)| libm::pow(i as f64 - mean, f64::from(k)) * p;
            self.probability.iter().enumerate().map(term).sum::<f64>()
        };
        power(4) / (power(2) * power(2)) - 3.0
    }

    /// P(X > x): strictly more.
    pub fn above(&self, x: f64) -> f64 {
        let kept = libm::floor(x / self.step + 1e-9);
        if kept < 0.0 {
            return 1.0;
        }
        // from the far end, so that small tails keep their figures
        self.probability.iter().skip(kept as usize + 1).rev().sum()
    }

    /// E max(X - d, 0): the stop-loss premium at a retention d (Gerber 1979, ch. 2).
    pub fn stop_loss(&self, d: f64) -> f64 {
        self.probability.iter().enumerate().rev().map(|(i, p)| (i as f64 * self.step - d).max(0.0) * p).sum()
    }

    /// VaR: the smallest x with P(X <= x) >= p.
    pub fn value_at_risk(&self, p: f64) -> f64 {
        let mut below = 0.0;
        for (i, q) in self.probability.iter().enumerate() {
            below += q;
            if below >= p - 1e-12 {
                return i as f64 * self.step;
            }
        }
        self.step * (self.probability.len().max(1) - 1) as f64
    }

    /// TVaR: the average of VaR above p, which at an atom is not E[X | X > VaR] (Acerbi & Tasche 2002).
    pub fn tail_value_at_risk(&self, p: f64) -> f64 {
        let var = self.value_at_risk(p);
        var + self.stop_loss(var) / (1.0 - p)
    }

    /// The law of the sum with an independent number on the same step.
    pub fn plus(&self, other: &Lattice) -> Lattice {
        debug_assert!(self.step == other.step);
        let mut sum = vec![0.0; self.probability.len() + other.probability.len() - 1];
        for (i, p) in self.probability.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            for (j, q) in other.probability.iter().enumerate() {
                sum[i + j] += p * q;
            }
        }
        Lattice { step: self.step, probability: sum }
    }

    /// The law of the sum of `count` independent copies, by repeated doubling.
    pub fn times(&self, count: u32) -> Lattice {
        let mut sum = Lattice { step: self.step, probability: vec![1.0] };
        let (mut power, mut left) = (self.clone(), count);
        while left > 0 {
            if left & 1 == 1 {
                sum = sum.plus(&power);
            }
            left >>= 1;
            if left > 0 {
                power = power.plus(&power);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn die() -> Lattice {
        Lattice { step: 10.0, probability: vec![0.0, 0.25, 0.25, 0.25, 0.25] }
    }

    #[test]
    fn a_four_sided_die_in_tens_worked_by_hand() {
        let die = die();
        assert_eq!((die.mean(), die.variance()), (25.0, 125.0));
        assert!((die.excess_kurtosis() - (41.0 / 25.0 - 3.0)).abs() < 1e-12); // (1.5^4 + 0.5^4) / 2 over 1.25^2
        assert_eq!((die.above(30.0), die.above(29.9), die.above(-1.0)), (0.25, 0.5, 1.0));
        assert_eq!(die.stop_loss(25.0), 0.25 * 5.0 + 0.25 * 15.0);
        assert_eq!((die.value_at_risk(0.5), die.value_at_risk(0.51)), (20.0, 30.0));
        // the worst 40%: all of 40 (0.25) and 0.15 of 30; the plain mean above VaR would be 40
        assert!((die.tail_value_at_risk(0.6) - (0.25 * 40.0 + 0.15 * 30.0) / 0.4).abs() < 1e-12);
    }

    #[test]
    fn copies_add_up_one_by_one_or_doubled() {
        let by_one = die().plus(&die()).plus(&die()).plus(&die()).plus(&die());
        let doubled = die().times(5);
        for (a, b) in by_one.probability.iter().zip(&doubled.probability) {
            assert!((a - b).abs() < 1e-15);
        }
        assert!((doubled.variance() - 5.0 * 125.0).abs() < 1e-9);
    }

    #[test]
    fn the_stop_loss_falls_by_the_chance_of_being_above() {
        let law = die().times(3);
        for d in [0.0, 10.0, 55.0, 110.0] {
            let slope = (law.stop_loss(d) - law.stop_loss(d + 1e-3)) / 1e-3;
            assert!((slope - law.above(d)).abs() < 1e-6, "{d}");
        }
    }
}
