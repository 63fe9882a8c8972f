//! Cases with a known answer, through scenario files: what model and engine say must be what theory says.
//!
//! The seed is fixed, so a test passes or fails for good. Comparisons allow [`ERRORS`] standard errors: for another
//! seed one comparison is wrongly refused about 7 times in a million, one of the some 400 here about 3 times in 1,000.

mod support;

#[path = "theory/population.rs"]
mod population;

#[path = "theory/stays.rs"]
mod stays;

#[path = "theory/workers.rs"]
mod workers;

#[path = "theory/staffing.rs"]
mod staffing;

#[path = "theory/panel.rs"]
mod panel;

#[path = "theory/money.rs"]
mod money;

#[path = "theory/kernel.rs"]
mod kernel;

#[path = "theory/placements.rs"]
mod placements;

/// Standard errors that a comparison allows.
const ERRORS: f64 = 4.5;
