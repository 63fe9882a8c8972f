//! How large a risk fund: from critical levels to a curve, a size with its confidence, what is left unpaid, and why.
//!
//! Each history has one *critical level*: the opening level below which it exhausts the fund. Exhausted means that
//! strictly more was needed, so a fund of exactly the critical level holds. Where a contract reacts to its fund there
//! is no such level, and [`looks`] asks again at each size instead; the two are never called by one name.

pub mod price;

pub mod levels;

pub mod confidence;

pub mod curve;

pub mod tail;

pub mod unfunded;

pub mod looks;

pub mod pooling;

pub mod shapley;

pub mod findings;

#[cfg(test)]
mod theory;

pub use levels::{Levels, quantile_interval};
pub use price::{Price, price, price_of};

use super::rounding::Frequency;

/// How many histories exhaust a fund of this size.
pub fn exhausted(critical: &[f64], fund: f64) -> Frequency {
    Levels::of(critical).exhausted(fund)
}

/// The smallest fund that at most this share of the histories exhausts; `None` without histories.
pub fn smallest(critical: &[f64], chance: f64) -> Option<f64> {
    Levels::of(critical).smallest(chance)
}

/// The smallest fund that is enough with this confidence: see [`Levels::smallest_with_confidence`].
pub fn smallest_with_confidence(critical: &[f64], chance: f64, confidence: f64) -> Option<f64> {
    Levels::of(critical).smallest_with_confidence(chance, confidence)
}
