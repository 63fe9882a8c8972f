//! Who provides a placement: the authority, a private or voluntary provider, parents or others. Drawn when asked for, by
//! type, child and placement: nothing is kept.

use crate::domain::codes::PlacementProvider;
use crate::domain::laws::pick_share;
use crate::domain::money::Pence;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::world::Child;
use crate::randomness::{Chance, uniform};

/// The provider of a child's placement; `None` where the scenario states none for its type.
fn provider<S: Sink>(e: &Engine<'_, S>, c: &Child) -> Option<PlacementProvider> {
    let shares = e.world_parameters.placements.provider_share[c.placement as usize].as_ref()?;
    let u = uniform(&mut e.luck.source(Chance::PlacementProvider, c.subject(), u64::from(c.placements)));
    Some(PlacementProvider::at(pick_share(shares, u)))
}

/// Books nights and their cost with the provider of the placement.
pub(in crate::flow) fn count_nights<S: Sink>(e: &mut Engine<'_, S>, slot: u32, nights: i32, cost: Pence) {
    let provider = provider(e, &e.world.children[slot as usize]);
    // those without a stated provider stand last
    let at = provider.map_or(PlacementProvider::COUNT, |provider| provider as usize);
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.nights += i64::from(nights);
    year.provider_nights[at] += i64::from(nights);
    year.provider_cost[at] += cost;
}

/// What the provider does to the price of a placement; 1 where the scenario has no such prices.
pub(in crate::flow) fn price_factor<S: Sink>(e: &Engine<'_, S>, c: &Child) -> f64 {
    let p = &e.world_parameters.placements;
    if !p.provider_prices {
        return 1.0;
    }
    provider(e, c).map_or(1.0, |provider| p.provider_factor[c.placement as usize][provider as usize])
}
