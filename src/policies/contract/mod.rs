//! The contract between authority and practice: its value and its risk fund.

pub mod funding_model;

pub mod risk_fund;

pub mod fund_path;
