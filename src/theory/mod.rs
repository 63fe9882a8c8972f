//! Exact answers: closed formulas and exact recursions for what the engine simulates.
//!
//! Pure mathematics. It knows no engine, no scenario, no files and no chance; a simulation is held against it. Each
//! formula names its paper. Where an answer is a sum or a recursion, its tests find it in a second way.

pub mod counts;

pub mod lattice;

pub mod fft;

pub mod compound;

pub mod ruin;

pub mod queues;

pub mod renewal;

pub mod screening;

pub mod order;
