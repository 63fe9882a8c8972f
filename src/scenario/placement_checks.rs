//! What must hold between the keys of placements: nothing is switched on that could not happen.

use super::Scenario;
use super::problems::Problems;
use crate::domain::codes::PlacementType;

/// Notes prices of providers whom no placement has, and moves out of an area that nobody makes.
pub fn check(scenario: &Scenario, problems: &mut Problems) {
    let (prices, providers) = ("finance.provider_price_factor", "placements.provider_share");
    let entry = scenario.entry(prices);
    let stated = |kind: &str| scenario.entry(&format!("{providers}.{kind}")).is_given();
    if entry.value.numbers().iter().any(|price| *price != 1.0)
        && !PlacementType::NAMES.iter().any(|kind| stated(kind))
    {
        let message = format!("no placement has a provider: state {providers} of the types that differ");
        problems.note(&entry.origin, prices, message);
    }
    let (passes, leaves) = ("workforce.out_of_area_change_share", "placements.out_of_area_share");
    let entry = scenario.entry(passes);
    if entry.value.number() > 0.0 && scenario.entry(leaves).value.number() <= 0.0 && !problems.concern(leaves) {
        problems.note(&entry.origin, passes, format!("nobody moves out of the area: {leaves} is 0"));
    }
}
