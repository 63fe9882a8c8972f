//! Nouns: codes, money, probabilities, laws of waiting times, and the parameters of each stage.

pub mod codes;

pub mod money;

pub mod probability;

pub mod laws;

