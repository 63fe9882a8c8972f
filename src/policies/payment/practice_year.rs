//! What a practice did and cost, year by year. Nothing here depends on how it is paid, so that every arrangement,
//! budget holder, horizon and rule of the risk fund is a pure function of one and the same history.

use crate::domain::codes::{Band, CostLine};
use crate::domain::money::Pence;

/// Amounts by cost line, in the order of [`CostLine::ALL`].
pub type Lines = [Pence; CostLine::COUNT];

/// Sum of the lines of one budget: `true` the placement budget, `false` the practice's own work.
pub fn sum_of(lines: &Lines, placement_budget: bool) -> Pence {
    let of_it = |line: &&CostLine| line.is_placement_budget() == placement_budget;
    CostLine::ALL.iter().filter(of_it).map(|line| lines[*line as usize]).sum()
}

/// One history of a practice under one policy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flows {
    pub years: Vec<PracticeYear>,
    /// Step 1 without social work: average yearly spend over 3 to 5 years, pounds at the first year's prices.
    pub average_spend_gbp: f64,
    /// Step 2: average number of children in those years.
    pub average_children: f64,
}

/// What a practice did and cost in one year of one history.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PracticeYear {
    pub days_in_year: f64,
    /// Person-days served, by funding band on the day.
    pub band_days: [f64; Band::COUNT],
    /// Days of all the authority's children in care, by band on the day.
    pub authority_band_days: [f64; Band::COUNT],
    /// People served on the year's last day, by funding band.
    pub at_end: [u32; Band::COUNT],
    /// Price level of the year, and the level known when its price is agreed (1 in the first year).
    pub price_level: f64,
    pub known_level: f64,
    /// What serving them cost.
    pub lines: Lines,
    /// What the authority itself goes on spending in this arm, on everybody else and on the placements that it holds.
    pub authority_lines: Lines,
    /// What the very same people cost in the arm where they were not moved.
    pub without: Lines,
    /// What everybody cost in that arm.
    pub authority_without: Lines,
    /// Setting up, in the first year.
    pub setup: Pence,
    /// Each person served; no identity. Empty where the year was not recorded child by child.
    pub children: Vec<ChildYear>,
    pub outcomes: OutcomeCounts,
    /// When the cost fell: months, or days where these were asked for. Empty where not recorded.
    pub periods: Vec<Accrual>,
}

impl PracticeYear {
    /// Person-years served.
    pub fn volume(&self) -> f64 {
        self.band_days.iter().sum::<f64>() / self.days_in_year
    }
}

/// One person's year with the practice.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ChildYear {
    /// Days served, by funding band on the day.
    pub band_days: [f64; Band::COUNT],
    /// Of them, days in care.
    pub care_days: f64,
    pub placements: Pence,
    pub episodes: Pence,
    pub services: Pence,
    /// Luck of this person's banding (uniform): whether an error is made, and in whose favour.
    pub banding: [f64; 2],
}

impl ChildYear {
    /// Placement budget spent on this person in the year.
    pub fn cost(&self) -> Pence {
        self.placements + self.episodes + self.services
    }
    /// Days served.
    pub fn days(&self) -> f64 {
        self.band_days.iter().sum()
    }
}

/// Outcomes of the people served that the model carries (DfE Guide 2011, Appendix A).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OutcomeCounts {
    /// Changes of worker that are no child's wish, and moves to a new carer.
    pub worker_changes: u32,
    pub moves: u32,
    /// Served all year; of them, with one worker throughout.
    pub all_year: u32,
    pub same_worker: u32,
    /// In care on the year's last day; of them, with three placements or more in the year (NI 62).
    pub in_care: u32,
    pub three_plus: u32,
    pub transfers: u32,
    pub withdrawn: u32,
    /// Left care to permanence in this year.
    pub permanence: u32,
    /// Completed twelve months outside care after that, in this year (Consistent Care Matters A.3, Illinois).
    pub held_twelve_months: u32,
    /// Luck of outcomes that are not modelled and paid on as a stated probability (uniform).
    pub stated: f64,
}

/// What fell due in one month or day of a year.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Accrual {
    /// The period's last night, counted from go-live (exclusive end).
    pub until_night: i32,
    /// The practice's own work, and the placement budget.
    pub own_work: Pence,
    pub placement_budget: Pence,
    pub band_days: [f64; Band::COUNT],
}
