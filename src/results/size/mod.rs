//! How large a practice: what every size tried means, which sizes meet the planner's limits, and with what confidence.

pub mod limit;

pub mod verdict;

pub mod study;
