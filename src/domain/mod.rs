//! Nouns: codes, money, probabilities, laws of waiting times, keys of children, and the parameters of each stage.

pub mod codes;

pub mod money;

pub mod probability;

pub mod laws;

pub mod groups;

pub mod characteristics;

pub mod keys;

pub mod measures;

pub mod practice_measures;

pub mod parameters;
