//! Made-up returns: one simulated history of an authority, written as SSDA903 returns that pass the format's rules.
//!
//! **What is simulated.** Children, periods of care and why they end, carers and types of placement, legal course,
//! workers: the history of the scenario without a practice. **What is invented** within the code rules: codes below
//! the model's types, providers, reasons for moves, reviews, health, identifiers, wishes.
//!
//! **Whole days.** A return knows days, the model moments. A moment falls on its day. Who is with a carer, or in
//! care, is so for at least one night: where moments crowd, boundaries move to the next free night; a period of no
//! night gets one. [`Notes`] counts what cannot be read back.
//!
//! Flow: `flow::records` -> `history` (whole days) -> `episodes`, `workers`, `others` -> `tables` by year ->
//! [`faults`], where wanted.

pub mod history;

pub mod invent;

mod law;

mod homes;

pub mod episodes;

mod people;

pub mod workers;

mod others;

mod health;

mod companion;

pub mod tables;

pub mod faults;

mod readme;

use crate::domain::parameters::{ArmParameters, Provider};
use crate::flow::{Model, records};
use crate::randomness::Luck;
use crate::scenario::{Problems, Scenario, Value, compile};
use crate::ssda903::Window;
use crate::ssda903::codes::YEARS;
use episodes::Written;
use history::{History, histories};
use invent::Invent;
use tables::{ReturnYear, Sheet};

/// The last return that is written where no other is asked for: the year to 31 March 2026.
pub const LAST_YEAR: u16 = 2026;
/// The first return with social workers, 2023/24.
pub const WORKERS_SINCE: u16 = 2024;

/// What cannot be read back from the returns as it was simulated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes {
    /// Periods of care of less than a night, written with one.
    pub nights_added: u32,
    /// Moves for which a period had too few nights.
    pub moves_dropped: u32,
    /// Moves written on a later or earlier night than they happened.
    pub moves_shifted: u32,
    /// Changes of the status of placements for which there is no other code, or no night.
    pub status_changes_dropped: u32,
    /// Worker spells that begin and end on one day.
    pub workers_of_no_night: u32,
    /// Spells of the duty list, which holds cases that nobody held for more than a week.
    pub duty_spells: u32,
    /// Children under 16 in semi-independent accommodation, written as another placement.
    pub semi_independent_too_young: u32,
    /// Ends of care whose reason the child's age does not allow, written as E8.
    pub endings_not_allowed: u32,
}

/// The returns of a simulated authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Returns {
    pub window: Window,
    pub years: Vec<ReturnYear>,
    pub companion: Sheet,
    /// Which faults were planted; absent without them.
    pub faults: Option<Sheet>,
    pub readme: String,
    /// What was written, child by child: the truth for whoever reads the returns back.
    pub children: Vec<Written>,
    pub notes: Notes,
}

/// Which years: so many that end with this one; an error in words where the code lists do not reach.
pub fn window(years: u16, last: u16) -> Result<Window, String> {
    let first = (last + 1).saturating_sub(years);
    if years == 0 || !YEARS.contains(&first) || !YEARS.contains(&last) {
        let (from, to) = (YEARS.start(), YEARS.end());
        return Err(format!(
            "{years} years to 31 March {last} do not lie in {from} to {to}, whose codes are known; try --years {} --last-year {last}",
            (last.clamp(*from, *to) + 1 - from).min(5)
        ));
    }
    Ok(Window::of_years((first..=last).collect()))
}

/// The scenario's authority in the years of the window, without a practice.
pub fn authority(scenario: &Scenario, window: &Window) -> Result<Model, Problems> {
    let (year, month, day) = window.from.civil();
    let april = jiff::civil::date(year as i16, month as i8, day as i8);
    let dated = scenario.with(&[
        ("run.start_date".into(), Value::Date(april)),
        ("run.years".into(), Value::Count(window.years.len() as u64)),
        ("run.calendar".into(), Value::Text("financial-years".into())),
    ]);
    let Model { world, arms, .. } = compile::model(&dated)?;
    let alone =
        arms.into_iter().take(1).map(|arm| ArmParameters { provider: Provider::None, practices: vec![], ..arm });
    Ok(Model::new(world, alone.collect()))
}

/// Simulates the authority and writes its returns. The model's first day must be the window's first.
pub fn returns(
    model: &Model,
    seed: u64,
    replicate: u64,
    window: &Window,
    scenario: &str,
    faulty: Faults,
) -> Returns {
    let records = records(model, seed, replicate, 0);
    let invent = Invent::new(Luck::new(seed, replicate));
    let mut notes = Notes::default();
    let histories: Vec<History> = histories(&records, window, -model.world.run_in_days, &mut notes);
    let children: Vec<Written> =
        histories.into_iter().enumerate().map(|(n, h)| Written::new(h, n, window, &invent, &mut notes)).collect();
    let mut years: Vec<ReturnYear> =
        window.years.iter().map(|year| ReturnYear::of(*year, &children, window, &invent)).collect();
    let opt_out = model.arms[0].allocation.wishes.opt_out_share;
    let companion = companion::sheet(&children, &records.bands, window, opt_out, &invent);
    let faults = (faulty == Faults::Planted).then(|| faults::plant(&mut years, &children, &invent));
    let readme = readme::text(scenario, seed, replicate, window, &children, &notes, faults.as_ref());
    Returns { window: window.clone(), years, companion, faults, readme, children, notes }
}

/// Are faults planted?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Faults {
    None,
    Planted,
}
