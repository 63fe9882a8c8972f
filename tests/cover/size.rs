//! Filling, the contract's band, empty places, decay: worked out by hand.

use crate::support::{histories, model};
use crate::{FIXED, PRACTICE};
use swpsim::domain::measures::Measure;

/// One number of the practice's arm over the whole time; the same in every history of a world without chance.
fn number(overrides: &[&str], measure: Measure) -> f64 {
    let base = ["allocation.places_per_panel=40", "allocation.panel_every_days=30.4375"];
    let all: Vec<&str> = base.iter().chain(overrides).copied().collect();
    let found = histories(&model(FIXED, &all), 2).column(PRACTICE, 4, measure);
    assert!(found[0] == found[1] || found[0].is_nan() && found[1].is_nan(), "{measure:?}: {found:?}");
    found[0]
}

#[test]
fn a_practice_fills_by_waves_and_is_then_inside_its_band() {
    // 40 on the first day, 80 on the last day of the first month, 100 on that of the second
    assert_eq!(number(&[], Measure::MonthsToFill), 2.0);
    assert_eq!(number(&[], Measure::InBand), 100.0);
    assert_eq!(number(&[], Measure::PlacesUnfilled), 0.0);
    // a contract for 120, give or take 10
    assert_eq!(number(&["contract.band_children=120"], Measure::InBand), 0.0);
    assert_eq!(number(&["contract.band_children=120", "contract.band_width=20"], Measure::InBand), 100.0);
}

#[test]
fn a_practice_larger_than_its_pool_never_fills() {
    let small = ["run.fresh_arrivals=90"];
    assert!(number(&small, Measure::MonthsToFill).is_nan());
    assert_eq!(number(&small, Measure::PlacesUnfilled), 10.0);
    assert_eq!(number(&small, Measure::InBand), 100.0);
    assert_eq!(number(&["run.fresh_arrivals=89"], Measure::InBand), 0.0);
}

#[test]
fn without_further_panels_a_practice_stays_at_what_it_took_and_decays() {
    // only the panel of the first day sits
    assert_eq!(number(&["allocation.stops_after_months=1"], Measure::CohortSize), 40.0);
    // two years' stay, and nobody else after: the practice is empty in its third year
    let ends = ["allocation.stops_after_months=1", "stay.length={ law = \"fixed\", years = 2 }"];
    let base = ["allocation.places_per_panel=40", "allocation.panel_every_days=30.4375"];
    let all: Vec<&str> = base.iter().chain(&ends).copied().collect();
    let outcomes = histories(&model(FIXED, &all), 2);
    let size = |year| outcomes.column(PRACTICE, year, Measure::CohortSize)[0];
    assert_eq!([size(0), size(2), size(3)], [40.0, 0.0, 0.0]);
}

#[test]
fn several_practices_are_measured_each_by_itself() {
    let two = ["practice.oak.places=50", "practice.oak.children_per_worker=10", "practice.elm.places=50"];
    // waves of 40 for each practice: 80 at once, 100 on the last day of the month
    assert_eq!(number(&two, Measure::MonthsToFill), 1.0);
    assert_eq!(number(&two, Measure::InBand), 100.0);
}
