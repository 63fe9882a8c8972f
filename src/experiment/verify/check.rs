//! One comparison of a simulated number with an exact one.

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
    /// Keys in which the simulated scenario differs from the user's, with their values.
    pub changed: Vec<String>,
}

impl Check {
    /// A comparison whose difference is chance, in standard errors.
    pub fn chance(name: &'static str, what: &str, simulated: f64, exact: f64, error: f64) -> Self {
        let (kind, what) = (Kind::Chance, what.into());
        Self { name, what, simulated, exact, error, within: 0.0, kind, changed: vec![] }
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
        Self::chance(name, what, mean, exact, error)
    }

    /// The variance of independent values around a mean that is known, beside its exact one.
    pub fn variance(name: &'static str, what: &str, values: &[f64], mean: f64, exact: f64) -> Self {
        let squares: Vec<f64> = values.iter().map(|value| (value - mean) * (value - mean)).collect();
        Self::mean(name, what, &squares, exact)
    }

    /// A share, of counts that vary from history to history: sum over sum, with the error of their differences
    /// (ratio estimator; Cochran 1977, ch. 6).
    pub fn ratio(name: &'static str, what: &str, part: &[f64], whole: &[f64], exact: f64) -> Self {
        let total: f64 = whole.iter().sum();
        let off: Vec<f64> = part.iter().zip(whole).map(|(part, whole)| part - exact * whole).collect();
        let (_, error) = mean_and_error(&off);
        let share = part.iter().sum::<f64>() / total;
        Self::chance(name, what, share, exact, error * whole.len() as f64 / total)
    }

    /// Difference in standard errors, beyond what the exact number may be off; `None` for an identity.
    pub fn z(&self) -> Option<f64> {
        if self.kind != Kind::Chance {
            return None;
        }
        let off = self.simulated - self.exact;
        let beyond = (off.abs() - self.within).max(0.0) * off.signum();
        // what cannot vary must be right to the last figures
        let least = 1e-9 * self.exact.abs().max(1e-3);
        Some(if beyond.abs() <= least { 0.0 } else { beyond / self.error })
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
    fn an_error_of_the_exact_number_is_taken_off_the_difference_first() {
        let check = Check::chance("x", "", 2.5, 2.0, 0.1).known_to(0.3);
        assert!((check.z().unwrap() - 2.0).abs() < 1e-9);
        assert_eq!(Check::chance("x", "", 2.2, 2.0, 0.1).known_to(0.3).z(), Some(0.0));
    }
}
