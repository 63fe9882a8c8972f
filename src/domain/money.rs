//! Money as whole pence: sums are exact whatever their order.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount of money in pence. Negative amounts are debts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Pence(pub i64);

impl Pence {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Rounds an amount in pounds to the nearest penny (halves away from zero).
    pub fn from_pounds(pounds: f64) -> Self {
        Self(libm::round(pounds * 100.0) as i64)
    }

    /// The amount in pounds.
    pub fn pounds(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// A daily price for a number of nights: exact.
    pub fn times(self, nights: i64) -> Self {
        Self(self.0 * nights)
    }

    /// A share or multiple of the amount, rounded to the nearest penny.
    pub fn share(self, factor: f64) -> Self {
        Self(libm::round(self.0 as f64 * factor) as i64)
    }
}

impl Add for Pence {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Pence {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Pence {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Pence {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Pence {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Sum for Pence {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|p| p.0).sum())
    }
}
impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}£{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_and_pence_survive_the_round_trip() {
        assert_eq!(Pence::from_pounds(12.345).0, 1235);
        assert_eq!(Pence(-1205).to_string(), "-£12.05");
        assert_eq!(Pence(125).times(30) + Pence(1), Pence(3751));
    }
}
