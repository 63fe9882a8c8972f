//! Who takes a case over, how many cases a worker takes, cover on working days and at night, and what duties take of a
//! worker's week.

use super::super::codes::codes;

codes! {
    /// Who takes the cases of a worker who goes or is away.
    SuccessorName {
        LeastLoaded = "least-loaded", "the colleague with the shortest list";
        KnownFirst = "known-first", "a colleague who knows the child, before others";
        NamedSecond = "named-second", "the child's named second worker";
        HoldForSuccessor = "hold-for-successor", "nobody, until the post is filled again";
    }
}

/// How a team passes cases on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaseTerms {
    pub successor: SuccessorName,
    /// Thousandths of a case above which a worker takes nobody.
    pub caseload_cap: i32,
    /// What a child weighs on its named second worker, in thousandths of a full case.
    pub second_worker_weight: i32,
    /// Children of the team beyond the own list whom a worker gets to know; `None`: not modelled.
    pub children_known_per_worker: Option<f64>,
    /// Most cases that a starter takes over from colleagues.
    pub rebalance_most_cases: u32,
    /// Children who have had their worker for less than so many days are not passed to a starter.
    pub rebalance_rest_days: f64,
}

impl CaseTerms {
    /// Must the world remember who has held which case?
    pub fn needs_memory(&self) -> bool {
        matches!(self.successor, SuccessorName::KnownFirst | SuccessorName::NamedSecond)
            || self.children_known_per_worker.is_some()
            || self.rebalance_rest_days > 0.0
    }
}

/// Who answers outside office hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OutOfHours {
    /// Bought from the authority at a yearly price.
    Bought { gbp_a_year: f64 },
    /// A rota of the practice's own social workers.
    Own {
        /// Workers on call each night.
        on_call: u32,
        /// Nights on which one worker can be on call, as a share of all.
        most_nights_share: f64,
    },
}

/// Cover of a practice: who is on duty on a working day, at night, and who helps out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoverTerms {
    /// Fewer qualified workers on duty on a working day are a failure of cover; `None`: not looked at.
    pub minimum_on_duty: Option<u32>,
    pub short_sickness_per_year: f64,
    /// Mean length of such a spell in working days.
    pub short_sickness_days: f64,
    /// Working days a year of each worker.
    pub leave_days: f64,
    pub training_days: f64,
    /// Share of the workers who may be on leave in the same week.
    pub leave_at_once_share: f64,
    pub out_of_hours: OutOfHours,
    /// Cover staff whom the children know, not on the payroll.
    pub bank_staff: u32,
    /// Working days between a call and their coming.
    pub bank_notice_days: u32,
    pub bank_day_gbp: f64,
    /// Do they stand in during a long absence, so that no case moves?
    pub bank_covers_long_absence: bool,
}

impl CoverTerms {
    /// Must each day be looked at?
    pub fn is_looked_at(&self) -> bool {
        self.minimum_on_duty.is_some()
            || self.bank_staff > 0
            || matches!(self.out_of_hours, OutOfHours::Own { .. })
    }
}

/// Visits and reviews as an outcome of load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DutyTerms {
    /// Hours a week that a worker has for cases, net of leave, sickness and training.
    pub hours_per_week: f64,
    /// Hours a week that a full case needs.
    pub needed_per_case: f64,
    /// Share of duties done on time where hours suffice.
    pub at_best: f64,
}

impl DutyTerms {
    /// Chance that a duty of a worker with such a list (thousandths of a case) is done on time (A34).
    pub fn on_time_chance(&self, hours_per_week: f64, list: i32) -> f64 {
        let needed = f64::from(list) / 1000.0 * self.needed_per_case;
        if needed <= hours_per_week { self.at_best } else { self.at_best * hours_per_week / needed }
    }
}

/// Days between statutory visits (Care Planning Regulations 2010, reg. 28: every six weeks).
pub const VISIT_DAYS: f64 = 42.0;
/// Days between reviews once two have been held (reg. 33: six months).
pub const REVIEW_DAYS: f64 = 183.0;
/// The first review falls due within 20 working days, the second three months after it (reg. 33).
pub const FIRST_REVIEWS: [f64; 2] = [28.0, 119.0];

/// Reviews that have fallen due after so many days in care.
pub fn reviews_due(days_in_care: f64) -> u32 {
    let early = FIRST_REVIEWS.iter().filter(|due| days_in_care >= **due).count() as u32;
    let later = (days_in_care - FIRST_REVIEWS[1]) / REVIEW_DAYS;
    early + if later > 0.0 { libm::floor(later) as u32 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviews_fall_due_after_20_working_days_three_months_and_then_every_six() {
        let counts = [0.0, 27.9, 28.0, 118.0, 119.0, 301.9, 302.0, 485.0].map(reviews_due);
        assert_eq!(counts, [0, 0, 1, 1, 2, 2, 3, 4]);
    }

    #[test]
    fn duties_are_on_time_while_hours_suffice_and_then_in_proportion() {
        let terms = DutyTerms { hours_per_week: 24.0, needed_per_case: 1.5, at_best: 0.95 };
        assert_eq!(terms.on_time_chance(24.0, 16_000), 0.95);
        assert!((terms.on_time_chance(24.0, 20_000) - 0.95 * 0.8).abs() < 1e-12);
    }

    #[test]
    fn a_world_remembers_who_held_a_case_only_where_something_asks() {
        let plain = CaseTerms {
            successor: SuccessorName::LeastLoaded,
            caseload_cap: 1_000_000,
            second_worker_weight: 0,
            children_known_per_worker: None,
            rebalance_most_cases: u32::MAX,
            rebalance_rest_days: 0.0,
        };
        assert!(!plain.needs_memory());
        assert!(!CaseTerms { successor: SuccessorName::HoldForSuccessor, ..plain }.needs_memory());
        assert!(CaseTerms { successor: SuccessorName::KnownFirst, ..plain }.needs_memory());
        assert!(CaseTerms { children_known_per_worker: Some(0.0), ..plain }.needs_memory());
        assert!(CaseTerms { rebalance_rest_days: 30.0, ..plain }.needs_memory());
    }
}
