//! Measures, their reduction over replicates, and comparisons.

pub mod measures;

pub mod study;
