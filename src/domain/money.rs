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

    /// Shares the amount out in proportion to weights (0 or more) by largest remainder: the parts are whole pence and
    /// sum to the amount exactly. Ties go to the earlier part; without any weight everything is the first part's.
    pub fn split(self, weights: &[f64]) -> Vec<Self> {
        let total: f64 = weights.iter().sum();
        let mut parts = vec![Self::ZERO; weights.len()];
        if weights.is_empty() {
            return parts;
        }
        if total <= 0.0 {
            parts[0] = self;
            return parts;
        }
        let (sign, amount) = (self.0.signum(), self.0.unsigned_abs());
        let mut left = amount;
        let mut remainders: Vec<(f64, usize)> = Vec::with_capacity(weights.len());
        for (i, weight) in weights.iter().enumerate() {
            let exact = amount as f64 * (weight / total);
            let whole = (libm::floor(exact) as u64).min(left);
            parts[i] = Self(whole as i64);
            left -= whole;
            remainders.push((exact - whole as f64, i));
        }
        remainders.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // at most one more each; what floating point leaves beyond that goes round again
        for (_, i) in remainders.iter().cycle().take(left as usize) {
            parts[*i].0 += 1;
        }
        parts.iter_mut().for_each(|part| part.0 *= sign);
        parts
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
    use proptest::prelude::*;

    #[test]
    fn pounds_and_pence_survive_the_round_trip() {
        assert_eq!(Pence::from_pounds(12.345).0, 1235);
        assert_eq!(Pence(-1205).to_string(), "-£12.05");
        assert_eq!(Pence(125).times(30) + Pence(1), Pence(3751));
    }

    #[test]
    fn a_pound_in_three_parts_is_34_33_and_33_pence() {
        assert_eq!(Pence(100).split(&[1.0, 1.0, 1.0]), [Pence(34), Pence(33), Pence(33)]);
        assert_eq!(Pence(-100).split(&[1.0, 1.0, 1.0]), [Pence(-34), Pence(-33), Pence(-33)]);
        assert_eq!(Pence(10).split(&[0.26, 0.74]), [Pence(3), Pence(7)]);
        assert_eq!(Pence(5).split(&[0.0, 0.0]), [Pence(5), Pence(0)]);
        assert!(Pence(5).split(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole_and_none_is_a_penny_off_its_share(
            amount in -10_000_000_000i64..10_000_000_000, weights in prop::collection::vec(0.0..1e6f64, 1..40)
        ) {
            let parts = Pence(amount).split(&weights);
            prop_assert_eq!(parts.iter().copied().sum::<Pence>(), Pence(amount));
            let total: f64 = weights.iter().sum();
            for (part, weight) in parts.iter().zip(&weights).filter(|_| total > 0.0) {
                prop_assert!((part.0 as f64 - amount as f64 * weight / total).abs() < 1.0 + 1e-4);
            }
        }
    }
}
