//! What may differ between policies: rules that decide, each in a small file with its tests.
//!
//! Rules know nothing of the engine's state: they see what a panel or a contract manager would see.

pub mod allocation;

pub mod eligibility;

pub mod handover;

pub mod successor;

pub mod contract;

pub mod payment;
