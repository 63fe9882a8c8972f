//! Measures, their reduction over replicates, comparisons, and what to make of them.

pub use crate::domain::measures;

pub mod study;

pub mod spread;

pub mod compare;

pub mod pairs;

pub mod representativeness;

pub mod rounding;

pub mod fund;

pub mod advice;

pub mod thresholds;

pub mod causes;

pub mod pilots;

pub mod size;
