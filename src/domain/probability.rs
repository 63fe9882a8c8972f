//! A probability, checked once where it enters the program.

use std::fmt;

/// A number from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Probability(f64);

impl Probability {
    /// Certainly not.
    pub const ZERO: Self = Self(0.0);
    /// Certainly.
    pub const ONE: Self = Self(1.0);

    /// The plain number, from 0 to 1.
    #[inline]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Probability {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        match value {
            0.0..=1.0 => Ok(Self(value)),
            v if v > 1.0 && v <= 100.0 => {
                Err(format!("{value} is not a probability; did you mean {}?", value / 100.0))
            }
            _ => Err(format!("{value} is not a probability, which lies between 0 and 1")),
        }
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_given_as_a_probability_is_refused_with_the_likely_number() {
        assert_eq!(Probability::try_from(35.0).unwrap_err(), "35 is not a probability; did you mean 0.35?");
    }

    #[test]
    fn not_a_number_is_not_a_probability() {
        assert!(Probability::try_from(f64::NAN).is_err());
        assert!(Probability::try_from(-0.1).is_err());
        assert_eq!(Probability::try_from(1.0).unwrap(), Probability::ONE);
    }
}
