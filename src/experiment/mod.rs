//! Experiments: the same children under every policy, many times, and what the answer depends on.
//!
//! Replicates run side by side on threads and are collected in their order, so that the bytes of a result do
//! not depend on the number of threads. Nothing here knows a terminal or a rule of care.

pub mod runner;

pub mod outcomes;

pub mod laboratory;

pub mod changes;

pub mod variants;

pub mod parameter_draws;

pub mod drivers;

pub mod targets;

pub mod power;

pub mod caveats;

pub mod story;

pub mod fund;

pub mod study;

pub mod verify;

pub mod causes;

pub mod pilots;

pub mod size;

pub mod contract;

pub mod stress;
