//! Both parties' ledgers: every payment of a contract with its day, from whom, to whom, for what. All else that is said about
//! cash follows from these entries: balances of each day, whether the practice could pay its bills.
//!
//! A49: contract payments and bills fall due by the month: staff, carers and suppliers are paid at the month's end, the
//! authority pays on the first day of the month (in advance) or on the first day after it (in arrears); what depends on
//! the whole year is settled on its last day.

use super::practice_year::{Flows, sum_of};
use super::settle::{Moment, SettledYear, nights};
use super::surplus::dispose;
use crate::domain::codes::codes;
use crate::domain::money::Pence;
use crate::domain::parameters::contract::{
    AfterExhaustion, BudgetHolder, CashTerms, ContractParameters, FundOwner, FundSource,
};
use crate::policies::contract::fund_path::FundPath;

codes! {
    /// Between whom money moves.
    Party {
        Authority = "authority", "the authority";
        Practice = "practice", "the practice";
        Fund = "risk_fund", "the risk fund";
        Staff = "staff_and_suppliers", "staff and suppliers";
        Carers = "carers_and_homes", "carers, homes and other services";
        Grant = "start_up_grant", "the government's start-up grant";
        Owners = "owners", "partners, owners or shareholders";
    }
}

/// One payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Days since go-live.
    pub day: i32,
    pub from: Party,
    pub to: Party,
    pub reason: &'static str,
    /// Above 0.
    pub amount: Pence,
}

/// All payments, by day; those of one day in the order in which they are made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// Enters a payment; a negative one goes the other way, nothing is not entered.
    fn pay(&mut self, day: i32, from: Party, to: Party, reason: &'static str, amount: Pence) {
        let entry = match amount.0 {
            0 => return,
            1.. => Entry { day, from, to, reason, amount },
            _ => Entry { day, from: to, to: from, reason, amount: -amount },
        };
        self.entries.push(entry);
    }

    /// What a party has at the end of every day on which anything moved.
    pub fn balances(&self, party: Party) -> Vec<(i32, Pence)> {
        let mut days: Vec<(i32, Pence)> = vec![];
        let mut balance = Pence::ZERO;
        for entry in &self.entries {
            if entry.to == party {
                balance += entry.amount;
            }
            if entry.from == party {
                balance -= entry.amount;
            }
            match days.last_mut().filter(|(day, _)| *day == entry.day) {
                Some(last) => last.1 = balance,
                None => days.push((entry.day, balance)),
            }
        }
        days
    }

    /// The least that the practice has on any day, the fund with it where the practice holds that; and the day.
    pub fn lowest_cash(&self, with_fund: bool) -> (i32, Pence) {
        let practice = self.balances(Party::Practice);
        let fund = self.balances(Party::Fund);
        let both = practice
            .iter()
            .zip(&fund)
            .map(|((day, cash), (_, fund))| (*day, if with_fund { *cash + *fund } else { *cash }));
        both.min_by_key(|(day, cash)| (*cash, *day)).unwrap_or((0, Pence::ZERO))
    }

    /// What went from one party to another for a reason.
    pub fn total(&self, from: Party, to: Party, reason: &str) -> Pence {
        let same = self.entries.iter().filter(|e| e.from == from && e.to == to && e.reason == reason);
        same.map(|entry| entry.amount).sum()
    }
}

/// The contract's ledger. Needs years whose periods were recorded; days are put together into months.
pub fn ledger(
    contract: &ContractParameters,
    flows: &Flows,
    holder: BudgetHolder,
    settled: &[SettledYear],
    path: &FundPath,
) -> Ledger {
    let mut book = Ledger::default();
    open(&mut book, contract, flows, path);
    let mut last = 0;
    for (t, year) in settled.iter().enumerate() {
        let months = months(&year.moments);
        let Some(end) = months.last().map(|month| month.until_night - 1) else { continue };
        let slice = match (t, contract.fund.source) {
            (0, FundSource::TopSliced) => path.years[0].opened,
            _ => Pence::ZERO,
        };
        let scaled = Scaled::of(year, path.running[t], path.years[t].result, slice);
        pay_months(&mut book, &contract.cash, &months, &scaled, end + 1 - days_of(&flows.years[t]));
        authoritys_own(&mut book, flows, holder, t, &months);
        close_year(&mut book, contract, year, path, t, &scaled, end);
        last = end;
    }
    let owner = party_of(contract.fund.left_over_to);
    book.pay(last, Party::Fund, owner, "left over in the risk fund", path.left_over);
    // a stable sort keeps the order of the day
    book.entries.sort_by_key(|entry| entry.day);
    book
}

fn days_of(year: &super::practice_year::PracticeYear) -> i32 {
    libm::round(year.days_in_year) as i32
}

fn party_of(owner: FundOwner) -> Party {
    match owner {
        FundOwner::Authority => Party::Authority,
        FundOwner::Practice => Party::Practice,
    }
}

/// Capital, grant, setting up, and the fund's opening.
fn open(book: &mut Ledger, contract: &ContractParameters, flows: &Flows, path: &FundPath) {
    let setup = flows.years.first().map_or(Pence::ZERO, |year| year.setup);
    let grant = setup.min(contract.grant);
    book.pay(0, Party::Owners, Party::Practice, "working capital", contract.cash.working_capital);
    book.pay(0, Party::Grant, Party::Practice, "start-up grant", grant);
    book.pay(0, Party::Authority, Party::Practice, "setting up beyond the grant", setup - grant);
    book.pay(0, Party::Practice, Party::Staff, "setting up", setup);
    let opened = path.years.first().map_or(Pence::ZERO, |year| year.opened);
    let reason = match contract.fund.source {
        FundSource::TopSliced => "risk fund, carved out of the contract",
        _ => "risk fund, additional money",
    };
    book.pay(0, Party::Authority, Party::Fund, reason, opened);
}

/// A year's amounts where only part of it is still the practice's.
struct Scaled {
    earned: Pence,
    at_end: Pence,
    own_work: Pence,
    placement_budget: Pence,
    borne_by_authority: Pence,
    above_cap: Pence,
}

impl Scaled {
    /// Exact: earned + at end + borne by the authority - spent - above the cap = the result that the fund saw.
    fn of(year: &SettledYear, running: f64, result: Pence, slice: Pence) -> Self {
        let spent = |of: fn(&Moment) -> Pence| year.moments.iter().map(of).sum::<Pence>();
        let own_work = spent(|moment| moment.own_work);
        let mut scaled = Self {
            earned: year.earned() - slice,
            at_end: year.paid - year.earned(),
            own_work,
            placement_budget: spent(|moment| moment.placement_budget),
            borne_by_authority: year.borne_by_authority,
            above_cap: year.above_cap,
        };
        if running < 1.0 {
            let parts = [
                &mut scaled.earned,
                &mut scaled.own_work,
                &mut scaled.placement_budget,
                &mut scaled.borne_by_authority,
                &mut scaled.above_cap,
            ];
            parts.into_iter().for_each(|part| *part = part.share(running));
            let spent = scaled.own_work + scaled.placement_budget + scaled.above_cap - scaled.borne_by_authority;
            scaled.at_end = result + spent - scaled.earned; // takes up the pennies of rounding
        }
        scaled
    }
}

/// Twelve months of a year recorded by months or days.
fn months(moments: &[Moment]) -> Vec<Moment> {
    const MONTHS: usize = 12;
    if moments.len() <= MONTHS {
        return moments.to_vec();
    }
    (0..MONTHS)
        .map(|m| {
            let (from, to) = (moments.len() * m / MONTHS, moments.len() * (m + 1) / MONTHS);
            let part = &moments[from..to];
            Moment {
                until_night: part.last().map_or(0, |last| last.until_night),
                earned: part.iter().map(|moment| moment.earned).sum(),
                own_work: part.iter().map(|moment| moment.own_work).sum(),
                placement_budget: part.iter().map(|moment| moment.placement_budget).sum(),
            }
        })
        .collect()
}

fn pay_months(book: &mut Ledger, cash: &CashTerms, months: &[Moment], year: &Scaled, first: i32) {
    let shared_out = |total: Pence, of: fn(&Moment) -> Pence| {
        total.split(&months.iter().map(|month| of(month).0.max(0) as f64).collect::<Vec<_>>())
    };
    let earned = shared_out(year.earned, |month| month.earned);
    let own_work = shared_out(year.own_work, |month| month.own_work);
    let placements = shared_out(year.placement_budget, |month| month.placement_budget);
    let mut from = first;
    for (m, month) in months.iter().enumerate() {
        let length = month.until_night - from;
        let due = if cash.in_advance { from } else { month.until_night };
        let day = due + length * cash.late_months as i32;
        book.pay(day, Party::Authority, Party::Practice, "contract payment", earned[m]);
        let end = month.until_night - 1;
        book.pay(end, Party::Practice, Party::Staff, "staff, premises and services of the practice", own_work[m]);
        book.pay(end, Party::Practice, Party::Carers, "placements and services of its children", placements[m]);
        from = month.until_night;
    }
}

/// What the authority goes on paying itself: social work for everybody else, and the placement budgets that it holds.
fn authoritys_own(book: &mut Ledger, flows: &Flows, holder: BudgetHolder, t: usize, months: &[Moment]) {
    let year = &flows.years[t];
    let weights = nights(&year.periods, year.days_in_year);
    let whole_year: Vec<f64> = if weights.len() == months.len() { weights } else { vec![1.0; months.len()] };
    let held = if holder == BudgetHolder::Authority { sum_of(&year.lines, true) } else { Pence::ZERO };
    let lines = [
        (Party::Staff, "the authority's own social work", sum_of(&year.authority_lines, false)),
        (Party::Carers, "placements and services of everybody else", sum_of(&year.authority_lines, true)),
        (Party::Carers, "placements and services of the practice's children", held),
    ];
    for (to, reason, total) in lines {
        for (month, amount) in months.iter().zip(total.split(&whole_year)) {
            book.pay(month.until_night - 1, Party::Authority, to, reason, amount);
        }
    }
}

/// The last day of a year: settlement, fund, surplus.
fn close_year(
    book: &mut Ledger,
    contract: &ContractParameters,
    year: &SettledYear,
    path: &FundPath,
    t: usize,
    scaled: &Scaled,
    end: i32,
) {
    use Party::*;
    let fund = &path.years[t];
    book.pay(end, Authority, Practice, "settled at the year's end", scaled.at_end);
    book.pay(end, Authority, Practice, "above the shared threshold", scaled.borne_by_authority);
    book.pay(end, Practice, Authority, "above the profit cap", scaled.above_cap);
    book.pay(end, Authority, Fund, "risk fund, top-up", fund.topped_up);
    let surplus = fund.result.max(Pence::ZERO) - fund.repaid;
    let disposal = dispose(surplus, fund.paid_in, year.outcomes_met, &contract.payment);
    book.pay(end, Practice, Fund, "risk fund, part of the surplus", fund.paid_in);
    book.pay(end, Fund, Practice, "drawn from the risk fund", fund.drawn);
    let missing = match contract.fund.after {
        AfterExhaustion::RecoveryPlan => "lent under the recovery plan",
        _ => "loss beyond the risk fund",
    };
    book.pay(end, Authority, Practice, missing, fund.unfunded);
    book.pay(end, Practice, Authority, "repaid under the recovery plan", fund.repaid);
    let owner = party_of(contract.fund.left_over_to);
    book.pay(end, Fund, owner, "released by the risk fund", fund.released);
    book.pay(end, Practice, Authority, "surplus returned", disposal.to_authority);
    book.pay(end, Practice, Owners, "surplus distributed", disposal.distributed);
}
