//! Bands as they were negotiated, where errors are made: a child is put into the next dearer or cheaper band.
//!
//! A46: an error moves a child in care by one band, for as long as that child is served; care leavers are not mistaken
//! for anybody else. Each child's luck is the same under every policy.
//! **Chance.** `BandingError`, drawn when the child is first served.

use super::practice_year::PracticeYear;
use crate::domain::codes::Band;
use crate::domain::parameters::contract::PaymentTerms;

/// Bands of need from the cheapest to the dearest, as the funding model's weights have them.
const CARE_BANDS: usize = 4;

/// Person-days by band as the contract prices them. Needs the year's children where errors are possible.
pub fn banded_days(year: &PracticeYear, terms: &PaymentTerms) -> [f64; Band::COUNT] {
    if terms.banding_error <= 0.0 {
        return year.band_days;
    }
    let mut days = year.band_days;
    for child in year.children.iter().filter(|child| child.banding[0] <= terms.banding_error) {
        let upward = child.banding[1] <= terms.banding_upward;
        for band in 0..CARE_BANDS {
            let to = if upward { (band + 1).min(CARE_BANDS - 1) } else { band.saturating_sub(1) };
            days[band] -= child.band_days[band];
            days[to] += child.band_days[band];
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::payment::practice_year::ChildYear;
    use crate::policies::payment::tests::plain_terms;

    fn year() -> PracticeYear {
        let child = |banding: f64, way: f64| ChildYear {
            band_days: [100.0, 50.0, 0.0, 20.0, 30.0],
            banding: [banding, way],
            ..ChildYear::default()
        };
        let children = vec![child(0.05, 0.2), child(0.5, 0.2), child(0.08, 0.9)];
        PracticeYear { band_days: [300.0, 150.0, 0.0, 60.0, 90.0], children, ..PracticeYear::default() }
    }

    #[test]
    fn one_child_goes_up_a_band_one_goes_down_and_no_day_is_lost() {
        let terms = |banding_error, banding_upward| {
            let mut terms = plain_terms();
            (terms.banding_error, terms.banding_upward) = (banding_error, banding_upward);
            terms
        };
        assert_eq!(banded_days(&year(), &terms(0.0, 1.0)), year().band_days);
        // the first child: 100 from band 1 to 2, 50 from 2 to 3; the third: 50 from 2 to 1, 20 from 4 to 3
        assert_eq!(banded_days(&year(), &terms(0.1, 0.5)), [250.0, 150.0, 70.0, 40.0, 90.0]);
        let all_up = banded_days(&year(), &terms(1.0, 1.0));
        assert_eq!(all_up, [0.0, 300.0, 150.0, 60.0, 90.0]);
    }
}
