//! What is true in every world, whatever its numbers: nothing is lost, nothing is counted twice, and chance goes where
//! it belongs.

mod support;

#[path = "laws/replay.rs"]
mod replay;

#[path = "laws/conservation.rs"]
mod conservation;

#[path = "laws/pounds.rs"]
mod pounds;

#[path = "laws/chance.rs"]
mod chance;

#[path = "laws/differences.rs"]
mod differences;
