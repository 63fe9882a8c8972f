//! Real cohorts: reads SSDA903 returns, or a cohort file, into a [`Cohort`] without identifiers.

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
