//! Placements: first types, moves to a new carer, next types.

use crate::domain::codes::{AgeBand, MoveReason, PlacementProvider, PlacementType};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::laws::Law;

/// Upper ends of the classes of days in the placement.
pub const PLACEMENT_ENDS: [f64; 7] = [14.0, 56.0, 182.0, 365.0, 730.0, 1826.0, f64::INFINITY];
/// Upper ends of the age bands in days.
pub const BAND_ENDS: [f64; 5] = [YEAR_DAYS, 5.0 * YEAR_DAYS, 10.0 * YEAR_DAYS, 16.0 * YEAR_DAYS, f64::INFINITY];

/// Where children live and how they move.
#[derive(Debug, Clone)]
pub struct PlacementParameters {
    /// Moves per day by days in the placement, reference child.
    pub per_day: [f64; 7],
    pub care_year_factor: [f64; 3],
    pub age_factor: [f64; AgeBand::COUNT],
    pub type_factor: [f64; PlacementType::COUNT],
    /// Gamma shape of children's own factor; 0 = all alike.
    pub frailty_shape: f64,
    pub quiet_days_before_adopters: f64,
    pub status_only_per_day: f64,
    pub first_type: [[f64; PlacementType::COUNT]; AgeBand::COUNT],
    /// `[age][from][to]`.
    pub next_type: [[[f64; PlacementType::COUNT]; PlacementType::COUNT]; AgeBand::COUNT],
    /// Types that are certain, so that nothing need be drawn: first by age, next by age and type left.
    pub sure_first: [Option<PlacementType>; AgeBand::COUNT],
    pub sure_next: [[Option<PlacementType>; PlacementType::COUNT]; AgeBand::COUNT],
    /// Is the hazard the same whatever the duration, year of care and age? Then no boundaries need be walked.
    pub constant: bool,
    /// Who provides placements of each type; `None`: not stated.
    pub provider_share: [Option<[f64; PlacementProvider::COUNT]>; PlacementType::COUNT],
    /// Is the provider of any type stated?
    pub providers_stated: bool,
    /// Price of a provider's placement relative to the type's mean, which stays: see [`kept_mean`].
    pub provider_factor: [[f64; PlacementProvider::COUNT]; PlacementType::COUNT],
    /// Does any of them differ from 1?
    pub provider_prices: bool,
    /// Reasons of moves that are not planned; `None`: not stated.
    pub move_reason: Option<[f64; MoveReason::COUNT]>,
    /// Unplanned moves that go first to a temporary placement; `None`: none.
    pub temporary: Option<TemporaryPlacements>,
    /// Share of moves that lead out of the authority's area.
    pub out_of_area_share: f64,
}

/// Where children wait for a matched placement.
#[derive(Debug, Clone, PartialEq)]
pub struct TemporaryPlacements {
    /// Share of unplanned moves.
    pub share: f64,
    pub stay: Law,
    pub types: [f64; PlacementType::COUNT],
}

/// Relative prices of providers such that the mean price over their shares is 1.
pub fn kept_mean(
    shares: &[f64; PlacementProvider::COUNT],
    relative: &[f64; PlacementProvider::COUNT],
) -> [f64; PlacementProvider::COUNT] {
    let mean: f64 = shares.iter().zip(relative).map(|(share, price)| share * price).sum();
    if mean > 0.0 { relative.map(|price| price / mean) } else { [1.0; PlacementProvider::COUNT] }
}

/// A spell in a placement, as its hazard sees it. Times in days.
#[derive(Debug, Clone, Copy)]
pub struct PlacementSpell {
    pub since: f64,
    pub born: f64,
    pub entered: f64,
    /// Type factor times frailty.
    pub factor: f64,
}

impl PlacementParameters {
    /// When a spell's resilience, counted from `from` on, is used up; infinite if not before `until`.
    pub fn due(&self, spell: &PlacementSpell, from: f64, resilience: f64, until: f64) -> f64 {
        if self.constant {
            let rate = self.per_day[0] * self.care_year_factor[0] * self.age_factor[0] * spell.factor;
            return if rate > 0.0 { from + resilience / rate } else { f64::INFINITY };
        }
        let mut left = resilience;
        self.walk(spell, from, until, |at, next, rate| {
            let used = rate * (next - at);
            if used > left {
                return Some(at + left / rate);
            }
            left -= used;
            None
        })
        .unwrap_or(f64::INFINITY)
    }

    /// Resilience that a spell uses up between two times.
    pub fn used(&self, spell: &PlacementSpell, from: f64, to: f64) -> f64 {
        let mut sum = 0.0;
        self.walk(spell, from, to, |at, next, rate| {
            sum += rate * (next.min(to) - at);
            None
        });
        sum
    }

    /// Walks the pieces of constant hazard until `visit(from, to, rate)` answers or `until` is passed.
    fn walk(
        &self,
        spell: &PlacementSpell,
        from: f64,
        until: f64,
        mut visit: impl FnMut(f64, f64, f64) -> Option<f64>,
    ) -> Option<f64> {
        let mut at = from;
        let mut days = class(&PLACEMENT_ENDS, from - spell.since);
        let mut age = class(&BAND_ENDS, from - spell.born);
        let mut year = (((from - spell.entered) / YEAR_DAYS) as usize).min(2);
        while at < until {
            let rate = self.per_day[days] * self.care_year_factor[year] * self.age_factor[age] * spell.factor;
            let year_end = if year < 2 { spell.entered + (year + 1) as f64 * YEAR_DAYS } else { f64::INFINITY };
            let next = (spell.since + PLACEMENT_ENDS[days]).min(spell.born + BAND_ENDS[age]).min(year_end);
            if let Some(found) = visit(at, next, rate) {
                return Some(found);
            }
            at = next;
            if spell.since + PLACEMENT_ENDS[days] <= at {
                days += 1;
            }
            if spell.born + BAND_ENDS[age] <= at {
                age += 1;
            }
            if year_end <= at {
                year += 1;
            }
        }
        None
    }
}

/// The type that a row of shares makes certain.
pub fn sure(row: &[f64; PlacementType::COUNT]) -> Option<PlacementType> {
    row.iter().position(|share| *share >= 1.0).map(PlacementType::at)
}

#[inline]
fn class(ends: &[f64], value: f64) -> usize {
    ends.iter().position(|end| value < *end).unwrap_or(ends.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters() -> PlacementParameters {
        PlacementParameters {
            per_day: [0.01, 0.005, 0.003, 0.002, 0.002, 0.001, 0.0002],
            care_year_factor: [1.0, 0.57, 0.52],
            age_factor: [0.6, 0.8, 0.75, 1.0, 0.68],
            type_factor: [1.0; 10],
            frailty_shape: 0.0,
            quiet_days_before_adopters: 0.0,
            status_only_per_day: 0.0,
            first_type: [[0.1; 10]; 5],
            next_type: [[[0.1; 10]; 10]; 5],
            sure_first: [None; 5],
            sure_next: [[None; 10]; 5],
            constant: false,
            provider_share: [None; 10],
            providers_stated: false,
            provider_factor: [[1.0; 4]; 10],
            provider_prices: false,
            move_reason: None,
            temporary: None,
            out_of_area_share: 0.0,
        }
    }

    #[test]
    fn what_is_used_until_the_due_date_is_the_resilience() {
        let p = parameters();
        let spell = PlacementSpell { since: -3.5, born: -3600.0, entered: -40.25, factor: 1.3 };
        for resilience in [0.01, 0.3, 1.0, 2.5] {
            let due = p.due(&spell, 2.0, resilience, f64::INFINITY);
            assert!((p.used(&spell, 2.0, due) - resilience).abs() < 1e-12, "{resilience}");
        }
    }

    #[test]
    fn providers_of_different_prices_keep_the_mean_of_the_type() {
        // half at 1, half at 3: the mean is 2, so that they cost 1/2 and 3/2 of it
        let factors = kept_mean(&[0.5, 0.5, 0.0, 0.0], &[1.0, 3.0, 1.0, 1.0]);
        assert_eq!(factors, [0.5, 1.5, 0.5, 0.5]);
    }

    #[test]
    fn the_first_fortnight_is_worked_by_hand() {
        // age 10 to 15, first year, factor 1: 14 days at .01, then .005: 0.14 + 10 x 0.005 = 0.19
        let p = parameters();
        let spell = PlacementSpell { since: 0.0, born: -11.0 * YEAR_DAYS, entered: 0.0, factor: 1.0 };
        assert!((p.due(&spell, 0.0, 0.19, 1e6) - 24.0).abs() < 1e-9);
        assert_eq!(p.due(&spell, 0.0, 0.19, 10.0), f64::INFINITY);
    }
}
