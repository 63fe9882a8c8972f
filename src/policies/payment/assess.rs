//! What a way of paying did to both parties in one history: results of each year, the fund, the practice's cash.

use super::ledger::ledger;
use super::practice_year::{Flows, Lines, PracticeYear, sum_of};
use super::pricing::Pricing;
use super::settle::{SettledYear, settle};
use super::surplus::dispose;
use crate::domain::codes::CostLine;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::{AfterExhaustion, BudgetHolder, FundOwner};
use crate::policies::contract::fund_path::{FundFlow, FundPath, run_fund};

/// One history under one way of paying.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    pub settled: Vec<SettledYear>,
    pub path: FundPath,
    pub years: Vec<AssessedYear>,
    /// The least that the practice had on any day, and the day; None where no periods were recorded.
    pub lowest_cash: Option<(i32, Pence)>,
    /// Could it not pay its bills on some day, its overdraft used up? Apart from whether the fund was exhausted.
    pub insolvent: bool,
    pub unfunded: Pence,
}

/// A year of both parties.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AssessedYear {
    /// The practice's result before its fund: payment less cost, less what goes back to the authority.
    pub practice: Pence,
    /// The authority's: what the same people cost it without the practice, less retained functions, less what it pays now.
    pub authority: Pence,
    /// Of that cost, what it cannot shed within the year.
    pub cannot_shed: Pence,
    /// Net contract against the same people's cost (DfE Guide 2011, Box 4).
    pub adequacy: Pence,
}

/// Of some lines that the practice takes over from the authority, what the authority cannot shed when the children leave.
pub fn cannot_shed(lines: &Lines, avoidable: &[f64; CostLine::COUNT], holder: BudgetHolder) -> Pence {
    let taken_over = |line: &&CostLine| holder != BudgetHolder::Authority || !line.is_placement_budget();
    let stays = |line: &CostLine| lines[*line as usize].share(1.0 - avoidable[*line as usize]);
    CostLine::ALL.iter().filter(taken_over).map(stays).sum()
}

/// Runs a contract and its fund over one history.
pub fn assess(
    pricing: &Pricing<'_>,
    flows: &Flows,
    holder: BudgetHolder,
    avoidable: &[f64; CostLine::COUNT],
) -> Assessment {
    let contract = pricing.contract;
    let settled = settle(pricing, flows, holder);
    let fund_flows: Vec<FundFlow> = settled.iter().map(SettledYear::fund_flow).collect();
    let path = run_fund(&contract.fund, &fund_flows);
    let years = settled
        .iter()
        .zip(&path.years)
        .zip(&flows.years)
        .map(|((settled, fund), year)| {
            let within = settled.result();
            let to_fund = within.max(Pence::ZERO).share(contract.fund.surplus_share);
            let returned = dispose(within, to_fund, settled.outcomes_met, &contract.payment).to_authority;
            let same = same_cost(year, settled.price.terms.retained_share, holder);
            let still_held = match holder {
                BudgetHolder::Authority => sum_of(&year.lines, true) - sum_of(&year.without, true),
                _ => settled.borne_by_authority,
            };
            let met =
                if contract.fund.after == AfterExhaustion::RecoveryPlan { Pence::ZERO } else { fund.unfunded };
            AssessedYear {
                practice: within - returned,
                authority: same - settled.paid + settled.above_cap + returned - still_held - met,
                cannot_shed: cannot_shed(&year.without, avoidable, holder),
                adequacy: settled.price.value.net - (same - settled.borne_by_authority),
            }
        })
        .collect();
    let recorded = flows.years.first().is_some_and(|year| !year.periods.is_empty());
    let with_fund = contract.fund.held_by == FundOwner::Practice;
    let lowest_cash = recorded.then(|| ledger(contract, flows, holder, &settled, &path).lowest_cash(with_fund));
    Assessment {
        insolvent: lowest_cash.is_some_and(|(_, cash)| cash < -contract.cash.overdraft),
        unfunded: path.unfunded(contract.fund.after),
        settled,
        path,
        years,
        lowest_cash,
    }
}

/// What the same people cost the authority without the practice, of what the practice takes over, less what it retains.
pub fn same_cost(year: &PracticeYear, retained_share: f64, holder: BudgetHolder) -> Pence {
    let budget = if holder == BudgetHolder::Authority { Pence::ZERO } else { sum_of(&year.without, true) };
    (sum_of(&year.without, false) + budget).share(1.0 - retained_share)
}
