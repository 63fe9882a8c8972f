//! The ledger of one simulated history: the scenario's seed drives the draws, all else is as in a real one.

use crate::domain::keys::ChildKey;
use crate::domain::parameters::{AllocationParameters, PracticeParameters};
use crate::policies::eligibility::{PanelRecord, Person, practices_met};

use super::book::{Ask, Ledger, Refusal};
use super::people::{Listed, Origin};
use super::rules::Rules;

/// What a simulated history says about itself.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    pub seed: u64,
    pub replicate: u64,
    /// Year and month of go-live.
    pub start: (i32, u32),
    pub scenario: &'a str,
    pub scenario_hash: &'a str,
    pub policy: &'a str,
    pub allocation: &'a AllocationParameters,
    pub practices: &'a [PracticeParameters],
}

/// Writes the ledger of a history's panels, in their order.
pub fn of_history(history: &History<'_>, panels: &[PanelRecord]) -> Result<Ledger, Refusal> {
    let History { seed, replicate, start, scenario, scenario_hash, policy, allocation, practices } = *history;
    let origin = Origin::Simulation { seed, replicate, start };
    let mut ledger = Ledger::new(origin, [scenario, scenario_hash, policy])?;
    for record in panels {
        let rules = Rules::of(allocation, practices, &record.free_places);
        let people: Vec<Listed> =
            record.people.iter().enumerate().map(|(slot, person)| listed(slot, person, &rules, start)).collect();
        let panel = record.panel + 1;
        let ask = Ask { panel: Some(panel), date: format!("day {}", record.day.floor()), reason: String::new() };
        ledger.commit(&ask, &rules, &people)?;
        ledger.draw_from_seed(panel)?;
    }
    Ok(ledger)
}

fn listed(slot: usize, person: &Person, rules: &Rules, start: (i32, u32)) -> Listed {
    let mut person = *person;
    person.candidate.slot = slot as u32;
    person.candidate.meets = practices_met(rules.practices.iter().map(|p| &p.criteria), &person);
    let key = ChildKey(person.candidate.key);
    Listed {
        child: key.label(start),
        family: key.sibling(0).label(start),
        person,
        wish_date: String::new(),
        wish_reason: String::new(),
    }
}
