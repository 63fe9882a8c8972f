//! Shocks: dated events of the world that meet every policy alike.

use crate::domain::codes::PlacementType;

/// What happens on a day.
#[derive(Debug, Clone, PartialEq)]
pub enum ShockKind {
    /// Prices of these placement types are multiplied while it lasts.
    Price { types: [bool; PlacementType::COUNT], factor: f64 },
    /// So many placements of a type are lost: their children move.
    PlacementsLost { of: PlacementType, placements: u32 },
    /// So many unaccompanied children come into care at once.
    Unaccompanied { children: u32 },
    /// This share of the practice's workers in post on the day leaves while it lasts.
    StaffLeave { share: f64 },
    /// No joint period begins while it lasts.
    TransfersDelayed,
    /// Costs rise by so much a year more than the contract is uprated.
    AboveUprating { per_year: f64 },
    /// So many of the practice's children are in a placement at this price for as long as it lasts.
    HighCost { placements: u32, daily_gbp: f64 },
}

/// One shock. Times in days since go-live.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    pub name: String,
    /// Its own luck, from its name: another shock beside it changes nobody's.
    pub key: u64,
    pub from: f64,
    /// Infinite: to the end.
    pub until: f64,
    pub kind: ShockKind,
}

impl Shock {
    /// The occasion of a draw: the upper bits of the key are the source's.
    pub fn nth(&self) -> u64 {
        self.key & 0xffff_ffff
    }

    fn lasts_at(&self, time: f64) -> bool {
        self.from <= time && time < self.until
    }

    /// Does something end with it?
    pub fn has_an_end(&self) -> bool {
        matches!(self.kind, ShockKind::Price { .. } | ShockKind::HighCost { .. }) && self.until.is_finite()
    }
}

/// When a joint period that would begin at a moment may begin: at once, or when the last delay over it ends.
pub fn begins_after(shocks: &[Shock], time: f64) -> f64 {
    let delay = |shock: &&Shock| shock.kind == ShockKind::TransfersDelayed && shock.lasts_at(time);
    match shocks.iter().filter(delay).map(|shock| shock.until).reduce(f64::max) {
        // one delay may run on into the next
        Some(until) if until.is_finite() => begins_after(shocks, until),
        Some(until) => until,
        None => time,
    }
}

/// Factor by which costs have risen more than the contract was uprated, over these repricings.
pub fn above_uprating(shocks: &[Shock], repriced: &[f64]) -> f64 {
    let factor = |shock: &Shock, time: f64| match shock.kind {
        ShockKind::AboveUprating { per_year } if shock.lasts_at(time) => 1.0 + per_year,
        _ => 1.0,
    };
    repriced.iter().flat_map(|time| shocks.iter().map(move |shock| factor(shock, *time))).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shock(from: f64, until: f64, kind: ShockKind) -> Shock {
        Shock { name: "x".into(), key: 1, from, until, kind }
    }

    #[test]
    fn transfers_wait_for_the_end_of_delays_that_run_into_each_other() {
        let delays = [(0.0, 180.0), (170.0, 200.0), (400.0, 410.0)];
        let all: Vec<Shock> = delays.iter().map(|d| shock(d.0, d.1, ShockKind::TransfersDelayed)).collect();
        let begins = [0.0, 179.0, 200.0, 399.0, 405.0].map(|time| begins_after(&all, time));
        assert_eq!(begins, [200.0, 200.0, 200.0, 399.0, 410.0]);
    }

    #[test]
    fn costs_run_ahead_of_the_contract_from_each_repricing_within_the_shock() {
        let all = [shock(300.0, 800.0, ShockKind::AboveUprating { per_year: 0.1 })];
        assert_eq!(above_uprating(&all, &[]), 1.0);
        assert!((above_uprating(&all, &[365.0, 730.0, 1096.0]) - 1.21).abs() < 1e-12);
    }
}
