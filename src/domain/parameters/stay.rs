//! Stay: how long a period of care lasts, how it ends, and who comes back.

use crate::domain::codes::ExitReason;
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::laws::{Law, pick_share};

/// Upper ends of the duration classes in days.
pub const DURATION_ENDS: [f64; 9] = [
    MONTH_DAYS,
    2.0 * MONTH_DAYS,
    6.0 * MONTH_DAYS,
    12.0 * MONTH_DAYS,
    24.0 * MONTH_DAYS,
    36.0 * MONTH_DAYS,
    60.0 * MONTH_DAYS,
    120.0 * MONTH_DAYS,
    f64::INFINITY,
];
/// Upper ends of the age classes of the hazard table in days: 1, 5, 10, 16, 17 years, and beyond.
pub const AGE_ENDS: [f64; 6] =
    [YEAR_DAYS, 5.0 * YEAR_DAYS, 10.0 * YEAR_DAYS, 16.0 * YEAR_DAYS, 17.0 * YEAR_DAYS, f64::INFINITY];
/// Age of majority in days.
pub const ADULT_DAYS: f64 = 18.0 * YEAR_DAYS;

/// Law of the length of a period of care.
#[derive(Debug, Clone)]
pub enum StayLaw {
    /// Hazard per day by duration class, times a factor by current age class; the local multiplier is in it.
    Table { per_day: [f64; 9], age_factor: [f64; 6] },
    /// A named law, whatever the age.
    Named(Law),
}

/// Cumulative probability of coming back by years since the exit.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReturnTable {
    /// At 0.25, 1, 2, 5 and 6 years; straight lines between, nothing after.
    pub by: [f64; 5],
}

/// Years at which a [`ReturnTable`] is given.
pub const RETURN_YEARS: [f64; 5] = [0.25, 1.0, 2.0, 5.0, 6.0];

/// Planned placements before an exit.
#[derive(Debug, Clone)]
pub struct LeadParameters {
    pub adopters: Law,
    pub adopters_same_carer_share: f64,
    pub parents_probability: f64,
    pub parents: Law,
    pub kinship_probability: f64,
    pub kinship: Law,
    pub semi_independent_at_17_probability: f64,
}

/// Everything about stays.
#[derive(Debug, Clone)]
pub struct StayParameters {
    pub law: StayLaw,
    pub leave_at_18: bool,
    /// Shares of reasons by age class at exit (as [`AGE_ENDS`], the last one at the 18th birthday).
    pub exit_reason: [[f64; ExitReason::COUNT]; 7],
    pub adoption_minimum_days: f64,
    /// Multiplies the adoption share after the minimum, ages under 1, 1 to 4, 5 to 9.
    pub adoption_factor: [f64; 3],
    pub leads: LeadParameters,
    /// Returns after: home or relatives, SGO, CAO, adoption, other reasons under 18.
    pub returns: [ReturnTable; 5],
    pub care_leavers_until_days: f64,
    pub care_leaver_share: f64,
}

impl StayParameters {
    /// The age class of the exit-reason and hazard tables.
    #[inline]
    pub fn age_class(age_days: f64) -> usize {
        AGE_ENDS.iter().position(|end| age_days < *end).unwrap_or(5)
    }

    /// Do care leavers count at all?
    pub fn has_care_leavers(&self) -> bool {
        self.care_leavers_until_days > ADULT_DAYS && self.care_leaver_share > 0.0
    }

    /// Shares of exit reasons for an exit at this age after this stay (days); they sum to 1.
    pub fn reasons_at(&self, age_days: f64, stay_days: f64, at_18: bool) -> [f64; ExitReason::COUNT] {
        let class = if at_18 { 6 } else { Self::age_class(age_days) };
        let mut shares = self.exit_reason[class];
        let adoption = ExitReason::Adoption as usize;
        if stay_days < self.adoption_minimum_days {
            shares[adoption] = 0.0;
        } else if class < 3 {
            shares[adoption] *= self.adoption_factor[class];
        }
        let total: f64 = shares.iter().sum();
        if total <= 0.0 {
            shares[ExitReason::Other as usize] = 1.0;
            return shares;
        }
        shares.map(|share| share / total)
    }

    /// Draws the reason of an exit: the position of a uniform number among [`StayParameters::reasons_at`].
    pub fn draw_reason(&self, age_days: f64, stay_days: f64, at_18: bool, u: f64) -> ExitReason {
        let class = if at_18 { 6 } else { Self::age_class(age_days) };
        // without adoption there is nothing to correct
        if self.exit_reason[class][ExitReason::Adoption as usize] == 0.0 {
            return ExitReason::at(pick_share(&self.exit_reason[class], u));
        }
        ExitReason::at(pick_share(&self.reasons_at(age_days, stay_days, at_18), u))
    }

    /// Which return table an exit reason falls under; `None` where nobody comes back.
    pub fn return_group(reason: ExitReason) -> Option<usize> {
        use ExitReason::*;
        match reason {
            HomePlanned | HomeUnplanned | Relatives => Some(0),
            SpecialGuardianship => Some(1),
            ChildArrangements => Some(2),
            Adoption => Some(3),
            OtherAuthority | CustodyOrRemandEnded | Other | IndependentSupported | IndependentUnsupported => {
                Some(4)
            }
            StayedWithCarers | AdultResidential | AgeAssessedAdult | DiedOrAbroad => None,
        }
    }

    /// Resilience that `days` of a stay from entry at `age_days` have used up: the cumulative hazard.
    pub fn table_used(per_day: &[f64; 9], age_factor: &[f64; 6], age_days: f64, days: f64) -> f64 {
        let (mut used, mut at, mut duration, mut age) = (0.0, 0.0, 0, Self::age_class(age_days));
        while at < days {
            let next = DURATION_ENDS[duration].min(AGE_ENDS[age] - age_days).min(days);
            used += per_day[duration] * age_factor[age] * (next - at);
            at = next;
            duration += usize::from(DURATION_ENDS[duration] <= at);
            age += usize::from(AGE_ENDS[age] - age_days <= at);
        }
        used
    }

    /// Length of a stay in days that uses up `resilience` from entry at `age_days`; and whether it ends at 18.
    pub fn table_length(per_day: &[f64; 9], age_factor: &[f64; 6], age_days: f64, resilience: f64) -> f64 {
        let mut left = resilience;
        let mut at = 0.0;
        let mut duration = 0;
        let mut age = Self::age_class(age_days);
        loop {
            let rate = per_day[duration] * age_factor[age];
            let next = DURATION_ENDS[duration].min(AGE_ENDS[age] - age_days);
            if rate * (next - at) > left {
                return at + left / rate;
            }
            if next == f64::INFINITY {
                return f64::INFINITY;
            }
            left -= rate * (next - at);
            at = next;
            if DURATION_ENDS[duration] <= at {
                duration += 1;
            }
            if AGE_ENDS[age] - age_days <= at {
                age += 1;
            }
        }
    }
}

impl ReturnTable {
    /// Years until the return for a uniform number, or `None`: never back.
    pub fn years(&self, u: f64) -> Option<f64> {
        let (mut from, mut p) = (0.0, 0.0);
        for (to, by) in RETURN_YEARS.iter().zip(self.by) {
            if u <= by && by > p {
                return Some(from + (to - from) * (u - p) / (by - p));
            }
            (from, p) = (*to, by.max(p));
        }
        None
    }

    /// Cumulative probability by years since the exit.
    pub fn cumulative(&self, years: f64) -> f64 {
        let (mut from, mut p) = (0.0, 0.0);
        for (to, by) in RETURN_YEARS.iter().zip(self.by) {
            if years <= *to {
                return p + (by - p) * (years - from) / (to - from);
            }
            (from, p) = (*to, by.max(p));
        }
        p
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_table_is_an_exponential_stay() {
        let length = StayParameters::table_length(&[0.01; 9], &[1.0; 6], 3.0 * YEAR_DAYS, 2.0);
        assert!((length - 200.0).abs() < 1e-9);
    }

    #[test]
    fn the_hazard_changes_with_age_within_the_stay() {
        // 100 days before the first birthday at 0.01, then twice that: 1 of resilience by then, 1 more in 50 days
        let factors = [1.0, 2.0, 2.0, 2.0, 2.0, 2.0];
        let length = StayParameters::table_length(&[0.01; 9], &factors, YEAR_DAYS - 100.0, 2.0);
        assert!((length - 150.0).abs() < 1e-9);
    }

    #[test]
    fn what_a_stay_has_used_up_by_its_length_is_its_resilience() {
        let factors = [1.0, 2.0, 0.5, 1.0, 3.0, 1.0];
        let rates = [0.02, 0.01, 0.004, 0.003, 0.002, 0.001, 0.001, 0.0005, 0.0001];
        for (age, resilience) in [(10.0, 0.3), (350.0, 1.7), (5000.0, 2.5), (6200.0, 0.01)] {
            let length = StayParameters::table_length(&rates, &factors, age, resilience);
            assert!((StayParameters::table_used(&rates, &factors, age, length) - resilience).abs() < 1e-9);
        }
        assert_eq!(StayParameters::table_used(&rates, &factors, 400.0, 0.0), 0.0);
    }

    #[test]
    fn the_return_table_is_its_own_inverse() {
        let table = ReturnTable { by: [0.09, 0.20, 0.25, 0.32, 0.34] };
        for u in [0.01, 0.09, 0.15, 0.22, 0.33] {
            assert!((table.cumulative(table.years(u).unwrap()) - u).abs() < 1e-12);
        }
        assert_eq!(table.years(0.35), None);
        assert_eq!(ReturnTable::default().years(1e-9), None);
    }
}
