//! Published statistics of every English authority, carried inside the program, and the scenario made from them.
//!
//! **What it does.** `find` an authority by name; ask for a `figure`, which falls back to a neighbouring year and
//! then to England and says so; `write_scenario` puts the figures into a scenario file, each with its source.
//! **Leaves out.** Numbers that the Department suppressed are never worked out from totals.
//! Data, licence and marks: `data/README.md`.

mod tables;

pub mod authorities;

pub mod statistic;

pub mod figure;

pub mod spend;

pub mod listing;

pub mod toml_text;

pub mod new;

pub use authorities::{Authority, NotFound, authorities, find};
pub use figure::{Figure, Place, figure};
pub use new::{Fit, FitInput, NewScenario, NoFigures, Workshop, write_scenario};
pub use statistic::Statistic;

/// The mark of England in the tables.
pub(crate) const ENGLAND: &str = "E92000001";

/// Figures of a neighbouring year stand in for those of a year without, up to so many years away.
pub const NEIGHBOURING_YEARS: u16 = 2;
