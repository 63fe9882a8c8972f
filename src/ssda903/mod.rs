//! Real cohorts: reads SSDA903 returns, or a cohort file, into a [`Cohort`] without identifiers.
//!
//! **The way of a return.** `files` finds tables in folders and zips; `sheet` tells which table each is; `years` tells
//! the year of each return; `raw` reads rows; `people`, `merge`, `periods` and `workers` put them together (their rules
//! stand at the top of each); `read` is the list of these steps; `figures` counts what came out.
//! **Identity.** Only `ids` and `raw` see identifiers. Everything else has pseudonyms, problems too.
//! **Leaves out.** The XML form of the return. OC2, OC3, PrevPerm, Missing and DoLo are recognised, and their dates
//! of birth compared; nothing else of them is used.

pub mod calendar;

pub mod codes;

pub mod problems;

pub mod files;

mod text;

mod dates;

mod sheet;

pub mod ids;

mod raw;

mod years;

mod merge;

mod periods;

mod people;

mod workers;

pub mod template;

mod cohort_file;

pub mod read;

pub mod figures;

pub mod tables;

pub mod pseudonym;

pub mod companion;

pub mod cohort;

pub use calendar::Day;
pub use cohort::{Cohort, CohortChild, Ending, Episode, PeriodOfCare, Window};
pub use pseudonym::{Key, Pseudonym};
