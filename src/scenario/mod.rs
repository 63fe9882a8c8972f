//! Scenario files: one registry of keys, read into checked values, all problems at once.

pub mod keys;
