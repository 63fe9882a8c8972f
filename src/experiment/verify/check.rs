//! One comparison of a simulated number with an exact one.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::randomness::normal_quantile;
use crate::theory::counts::binomial_up_to;

/// What a check can show.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Simulated and exact differ by chance: in standard errors.
    Chance,
    /// They must be the same number, but for a stated rounding.
    Identity,
    /// The scenario makes it impossible, for a reason.
    NotApplicable(String),
}

/// The law that a simulated number follows when everything is right. A normal law with an estimated error would be far
/// off in the tails that a threshold for many checks reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law {
    /// A mean of independent values with an estimated error: Student's t (freedom).
    Student(f64),
    /// A variance: the cube root of a chi-square over its freedom is nearly normal (Wilson & Hilferty 1931).
    ChiSquare(f64),
    /// So many hits of so many trials: binomial.
    Binomial { hits: u64, of: u64 },
    /// Normal, with a known error.
    Normal,
}

/// A simulated number beside the exact one.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What law is checked, such as "Little's law".
    pub name: &'static str,
    /// Of what.
    pub what: String,
    pub simulated: f64,
    pub exact: f64,
    /// Standard error of the simulated number.
    pub error: f64,
    /// How far the exact number itself may be off: numerical integration, rounding to pennies.
    pub within: f64,
    pub kind: Kind,
    pub law: Law,
    /// Keys in which the simulated scenario differs from the user's, with their values.
    pub changed: Vec<String>,
}

impl Check {
    /// A comparison whose difference is chance, with a known standard error.
    pub fn chance(name: &'static str, what: &str, simulated: f64, exact: f64, error: f64) -> Self {
        let (kind, law, what) = (Kind::Chance, Law::Normal, what.into());
        Self { name, what, simulated, exact, error, within: 0.0, kind, law, changed: vec![] }
    }

    /// Two numbers that must be the same up to `within`.
    pub fn identity(name: &'static str, what: &str, simulated: f64, exact: f64, within: f64) -> Self {
        Self { within, kind: Kind::Identity, ..Self::chance(name, what, simulated, exact, 0.0) }
    }

    /// A comparison that this scenario does not allow.
    pub fn not_made(name: &'static str, why: &str) -> Self {
        let kind = Kind::NotApplicable(why.into());
        Self { kind, ..Self::chance(name, "", f64::NAN, f64::NAN, f64::NAN) }
    }

    /// The exact number is itself known to so much only.
    pub fn known_to(self, within: f64) -> Self {
        Self { within, ..self }
    }

    /// The mean of independent values, beside its exact one.
    pub fn mean(name: &'static str, what: &str, values: &[f64], exact: f64) -> Self {
        let (mean, error) = mean_and_error(values);
        Self { law: Law::Student(values.len() as f64 - 1.0), ..Self::chance(name, what, mean, exact, error) }
    }

    /// The variance of independent values around a mean that is known, beside its exact one. `kurtosis` is the law's
    /// excess over a normal one: it sets how many normal values the histories are worth.
    pub fn variance(name: &'static str, what: &str, values: &[f64], mean: f64, exact: f64, kurtosis: f64) -> Self {
        let n = values.len() as f64;
        let found = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
        let freedom = 2.0 * n / (2.0 + kurtosis);
        let error = exact * (2.0 / freedom).sqrt();
        Self { law: Law::ChiSquare(freedom), ..Self::chance(name, what, found, exact, error) }
    }

    /// Hits among independent trials of one probability.
    pub fn hits(name: &'static str, what: &str, hits: u64, of: u64, exact: f64) -> Self {
        let n = of as f64;
        let error = (exact * (1.0 - exact) / n).sqrt();
        Self { law: Law::Binomial { hits, of }, ..Self::chance(name, what, hits as f64 / n, exact, error) }
    }

    /// A share, of counts that vary from history to history: sum over sum, with the error of their differences
    /// (ratio estimator; Cochran 1977, ch. 6).
    pub fn ratio(name: &'static str, what: &str, part: &[f64], whole: &[f64], exact: f64) -> Self {
        let total: f64 = whole.iter().sum();
        let off: Vec<f64> = part.iter().zip(whole).map(|(part, whole)| part - exact * whole).collect();
        let (_, error) = mean_and_error(&off);
        let (n, share) = (whole.len() as f64, part.iter().sum::<f64>() / total);
        Self { law: Law::Student(n - 1.0), ..Self::chance(name, what, share, exact, error * n / total) }
    }

    /// Difference beyond what the exact number may be off, as the normal number of the same probability; `None` for an
    /// identity.
    pub fn z(&self) -> Option<f64> {
        if self.kind != Kind::Chance {
            return None;
        }
        let off = self.simulated - self.exact;
        let beyond = (off.abs() - self.within).max(0.0) * off.signum();
        // what cannot vary must be right to the last figures
        if beyond.abs() <= 1e-9 * self.exact.abs().max(1e-3) {
            return Some(0.0);
        }
        let raw = beyond / self.error;
        Some(match self.law {
            Law::Normal => raw,
            Law::Student(freedom) if raw.is_finite() => StudentsT::new(0.0, 1.0, freedom)
                .map_or(raw, |law| -normal_quantile(law.cdf(-raw.abs()).max(1e-300)) * raw.signum()),
            Law::ChiSquare(freedom) => {
                let spread = 2.0 / (9.0 * freedom);
                (((self.exact + beyond) / self.exact).max(0.0).cbrt() - (1.0 - spread)) / spread.sqrt()
            }
            Law::Binomial { hits, of } if self.exact > 0.0 && self.exact < 1.0 => {
                let below = beyond < 0.0;
                let up_to = |k: u64| binomial_up_to(of, self.exact, k);
                let tail = if below { up_to(hits) } else { 1.0 - up_to(hits.saturating_sub(1)) };
                // one tail of a discrete law: no more than half of all is on one side
                -normal_quantile(tail.clamp(1e-300, 0.5)) * beyond.signum()
            }
            Law::Student(_) | Law::Binomial { .. } => raw,
        })
    }

    /// Does it agree? `None` where it could not be made.
    pub fn agrees(&self, threshold: f64) -> Option<bool> {
        match self.kind {
            Kind::NotApplicable(_) => None,
            Kind::Identity => Some((self.simulated - self.exact).abs() <= self.within),
            // a difference that is no number does not agree
            Kind::Chance => Some(self.z().is_some_and(|z| z.abs() <= threshold)),
        }
    }
}

/// Mean and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_varying_counts_has_the_error_of_the_differences() {
        let check = Check::ratio("x", "y", &[3.0, 5.0, 1.0], &[10.0, 20.0, 6.0], 0.25);
        assert_eq!(check.simulated, 0.25);
        // off by 0.5, 0 and -0.5: sd 0.5, error 0.5 / sqrt 3 over a mean of 12
        assert!((check.error - 0.5 / 3.0f64.sqrt() / 12.0).abs() < 1e-15);
        assert_eq!(check.z(), Some(0.0));
    }

    #[test]
    fn what_cannot_vary_must_be_right() {
        assert_eq!(Check::chance("x", "", 2.0, 2.0, 0.0).agrees(4.0), Some(true));
        assert_eq!(Check::chance("x", "", 2.1, 2.0, 0.0).agrees(4.0), Some(false));
        assert_eq!(Check::chance("x", "", f64::NAN, 2.0, 0.1).agrees(4.0), Some(false));
        assert_eq!(Check::identity("x", "", 2.004, 2.0, 0.005).agrees(4.0), Some(true));
        assert_eq!(Check::identity("x", "", f64::NAN, 2.0, 0.005).agrees(4.0), Some(false));
    }

    #[test]
    fn few_histories_are_worth_less_than_the_normal_law_says() {
        let t = Check { law: Law::Student(19.0), ..Check::chance("x", "", 2.861, 0.0, 1.0) };
        assert!((t.z().unwrap() - 2.5758).abs() < 1e-3); // t(19) at 99.5%
        let far = Check { law: Law::Student(19.0), ..Check::chance("x", "", -5.0, 0.0, 1.0) };
        assert!(far.z().unwrap() > -4.0 && far.z().unwrap() < -3.5);
    }

    #[test]
    fn a_variance_has_the_chi_square_tails() {
        // 20 values: chi-square(20) has 37.566 at 99% and 8.260 at 1%
        for (quantile, z) in [(37.566, 2.3263), (8.260, -2.3263)] {
            let check = Check { law: Law::ChiSquare(20.0), ..Check::chance("x", "", quantile / 20.0, 1.0, 0.3) };
            assert!((check.z().unwrap() - z).abs() < 0.02, "{:?}", check.z());
        }
        let values = [1.0, -1.0, 3.0, -3.0];
        assert_eq!(Check::variance("x", "", &values, 0.0, 5.0, 0.0).simulated, 5.0);
    }

    #[test]
    fn hits_have_the_binomial_tails() {
        // 0 of 10 at 1/2: 1/1024
        let z = Check::hits("x", "", 0, 10, 0.5).z().unwrap();
        assert!((z - normal_quantile(1.0 / 1024.0)).abs() < 1e-9);
        let z = Check::hits("x", "", 10, 10, 0.5).z().unwrap();
        assert!((z + normal_quantile(1.0 / 1024.0)).abs() < 1e-9);
        assert_eq!(Check::hits("x", "", 5, 10, 0.5).z(), Some(0.0));
    }

    #[test]
    fn an_error_of_the_exact_number_is_taken_off_the_difference_first() {
        let check = Check::chance("x", "", 2.5, 2.0, 0.1).known_to(0.3);
        assert!((check.z().unwrap() - 2.0).abs() < 1e-9);
        assert_eq!(Check::chance("x", "", 2.2, 2.0, 0.1).known_to(0.3).z(), Some(0.0));
    }
}
