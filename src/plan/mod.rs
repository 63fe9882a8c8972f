//! A transfer plan for real children: who, in which order, in which month, and how sure that is.
//!
//! **The way of a plan.** `people` puts each real child into the facts that criteria look at; `support` lists what the
//! input cannot support, and refuses rules that need it; the ledger commits the list and draws the order; `schedule`
//! spreads the order over months within waves, places and each child's own dates; `caseloads` counts both sides;
//! `chances` plays the plan through simulated histories of the same children; `edited` checks a plan changed by hand.
//! **Identity.** Children, workers and sibling groups are pseudonyms. No cost of a child is read or written.
//! **Leaves out.** Children who come into care after the first day: they come before later panels.

pub mod month;

pub mod people;

pub mod support;

pub mod terms;

pub mod schedule;

pub mod making;

pub mod caseloads;

pub mod chances;

pub mod edited;

pub mod tables;

pub use making::{Line, Plan};
pub use month::Month;
pub use terms::Terms;
