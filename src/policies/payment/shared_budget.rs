//! The placement budget shared above a threshold: what a child (or all together) costs beyond it is borne by both.
//!
//! A48: a child served for part of the year has the same part of the threshold; it rises with prices.

use super::practice_year::{PracticeYear, sum_of};
use crate::domain::money::Pence;
use crate::domain::parameters::contract::SharedAbove;

/// What the authority bears of the year's placement budget. Needs the year's children where the threshold is each
/// child's.
pub fn borne_by_the_authority(year: &PracticeYear, shared: &SharedAbove) -> Pence {
    let allowed = |days: f64| shared.threshold.share(year.known_level * days / year.days_in_year);
    let above = |cost: Pence, days: f64| (cost - allowed(days)).max(Pence::ZERO);
    let excess = match shared.each_child {
        true => year.children.iter().map(|child| above(child.cost(), child.days())).sum(),
        false => above(sum_of(&year.lines, true), year.band_days.iter().sum()),
    };
    excess.share(shared.authority_share)
}

#[cfg(test)]
mod tests {
    use super::super::practice_year::ChildYear;
    use super::*;
    use crate::domain::codes::{Band, CostLine};

    fn child(days: f64, pounds: f64) -> ChildYear {
        let mut band_days = [0.0; Band::COUNT];
        band_days[0] = days;
        ChildYear { band_days, placements: Pence::from_pounds(pounds), ..ChildYear::default() }
    }

    #[test]
    fn each_childs_excess_is_shared_in_proportion_to_the_days_served_worked_by_hand() {
        let children = vec![child(365.0, 150_000.0), child(73.0, 30_000.0), child(365.0, 20_000.0)];
        let mut year = PracticeYear { days_in_year: 365.0, known_level: 1.0, children, ..PracticeYear::default() };
        year.lines[CostLine::Placements as usize] = Pence::from_pounds(200_000.0);
        year.band_days[0] = 803.0; // 2.2 person-years
        let terms = |each_child| SharedAbove {
            threshold: Pence::from_pounds(100_000.0),
            each_child,
            authority_share: 0.8,
        };
        // 50,000 above 100,000, and 10,000 above a fifth of it: 80% of 60,000
        assert_eq!(borne_by_the_authority(&year, &terms(true)), Pence::from_pounds(48_000.0));
        // together 200,000 are below 220,000
        assert_eq!(borne_by_the_authority(&year, &terms(false)), Pence::ZERO);
        year.lines[CostLine::Placements as usize] = Pence::from_pounds(230_000.0);
        assert_eq!(borne_by_the_authority(&year, &terms(false)), Pence::from_pounds(8_000.0));
    }
}
