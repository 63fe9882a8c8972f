//! From running totals and the book to each practice's money, year by year and line by line. Totals are rounded to the
//! penny once a year; lines, children and months share them by largest remainder, so that every sum is exact.
//!
//! **Assumes.** A44: what is not paid by the night falls evenly on the days of a year (staff, overheads) or on days in
//! care (other services).
//! **Chance.** `StatedOutcome`.

use super::book::YearOfBook;
use super::tally::{Tallies, Year};
use super::{Model, has_contract};
use crate::domain::codes::{ChangeCause, CostLine};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::money::Pence;
use crate::domain::parameters::{ArmParameters, FinanceParameters, Provider};
use crate::policies::payment::practice_year::{Flows, Lines, OutcomeCounts, PracticeYear, sum_of};
use crate::randomness::{Chance, Luck, uniform};

/// Money of one year of an arm.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct YearMoney {
    pub authority_staff: Pence,
    pub practice_staff: Pence,
    pub other_services: Pence,
    pub cohort_other_services: Pence,
    pub setup: Pence,
    /// The two staff totals by line.
    pub authority_lines: Lines,
    pub practice_lines: Lines,
}

/// Days of a year after go-live, counted from 0.
pub(super) fn days_of_year(model: &Model, year: usize) -> f64 {
    let from = if year == 0 { 0.0 } else { model.world.year_ends[year - 1] };
    model.world.year_ends[year] - from
}

/// Staff, other services and setting up, in a year.
pub(super) fn year_money(model: &Model, arm: &ArmParameters, t: &Tallies, index: usize) -> YearMoney {
    let f = &model.world.finance;
    let y = &t.years[index + 1];
    let level = y.price_level;
    let (authority_staff, authority_lines) = authority_staff(f, y);
    let (practice_staff, practice_lines) = practice_staff(f, arm, y, days_of_year(model, index));
    let services = |days: f64| Pence::from_pounds(days * f.other_services_per_day_gbp * level);
    let opens = arm.provider == Provider::Practice && index == 0;
    YearMoney {
        authority_staff,
        practice_staff,
        other_services: services(y.child_days),
        cohort_other_services: services(y.cohort_care_days),
        setup: if opens { Pence::from_pounds(arm.contract.setup_gbp) } else { Pence::ZERO },
        authority_lines,
        practice_lines,
    }
}

/// Case holders and advisers of the authority with its overheads.
fn authority_staff(f: &FinanceParameters, y: &Year) -> (Pence, Lines) {
    let [workers, advisers, _] = y.staff_days;
    let pay = |permanent: f64, agency: f64, employed_day: f64, agency_day: f64| {
        Pence::from_pounds((permanent * employed_day + agency * agency_day) * y.price_level)
    };
    let total = pay(workers[0], workers[1], f.authority_worker_day_gbp, f.authority_agency_day_gbp)
        + pay(advisers[0], advisers[1], f.authority_adviser_day_gbp, f.authority_adviser_day_gbp * f.agency_ratio);
    let heads = workers[0] + workers[1] + (advisers[0] + advisers[1]) * f.adviser_ratio;
    let agency = workers[1] + advisers[1] * f.adviser_ratio;
    (total, by_line(total, &staff_shares(f, heads, agency, f.authority_overhead_share)))
}

/// What a staff total consists of, in worker-days: employed pay, agency premium, overheads.
fn staff_shares(f: &FinanceParameters, heads: f64, agency: f64, overhead: f64) -> [f64; CostLine::COUNT] {
    let premium = agency * (f.agency_ratio - 1.0).max(0.0);
    let mut shares = [0.0; CostLine::COUNT];
    shares[CostLine::CaseHolders as usize] = heads;
    shares[CostLine::AgencyPremium as usize] = premium;
    let [team, office, corporate] = f.authority_overhead_split;
    let above = (heads + premium) * overhead;
    shares[CostLine::TeamManagement as usize] = above * team;
    shares[CostLine::Overhead as usize] = above * office;
    shares[CostLine::Corporate as usize] = above * corporate;
    shares
}

/// Case holders, managers, administrators and overheads of the practice or dedicated team.
fn practice_staff(f: &FinanceParameters, arm: &ArmParameters, y: &Year, year_days: f64) -> (Pence, Lines) {
    if arm.provider == Provider::None || arm.practices.is_empty() {
        return (Pence::ZERO, [Pence::ZERO; CostLine::COUNT]);
    }
    let [_, _, days] = y.staff_days;
    let posts: f64 = arm.practices.iter().map(|p| f64::from(p.posts)).sum();
    let advisers =
        arm.practices.iter().map(|p| p.advisers_share * f64::from(p.posts)).sum::<f64>() / posts.max(1.0);
    // posts are told apart by pay only: a post costs the mix of social workers and advisers
    let mix = 1.0 - advisers + advisers * f.adviser_ratio;
    let (heads, agency) = ((days[0] + days[1]) * mix, days[1] * mix);
    if arm.provider == Provider::InHouse {
        let day = f.authority_worker_day_gbp * mix;
        let agency_day = f.authority_agency_day_gbp * mix;
        let total = Pence::from_pounds((days[0] * day + days[1] * agency_day) * y.price_level);
        return (total, by_line(total, &staff_shares(f, heads, agency, f.authority_overhead_share)));
    }
    let support: f64 = arm
        .practices
        .iter()
        .map(|p| p.managers * f.manager_ratio + p.administrators * f.administrator_ratio)
        .sum();
    let paid = days[0] * mix + days[1] * mix * f.agency_ratio + support * year_days;
    let overhead = arm.contract.practice_overhead_share;
    let total = Pence::from_pounds(paid * f.worker_day_gbp * (1.0 + overhead) * y.price_level);
    let mut shares = staff_shares(f, heads, agency, 0.0);
    // joint periods take the practice's workers their stated part of a case each, out of their paid time
    let places: f64 = arm.practices.iter().map(|p| f64::from(p.places)).sum();
    let weight = f64::from(arm.handover.practice_weight) / 1000.0;
    let joint =
        (y.joint_days * weight * posts / places.max(1.0) * mix).min(shares[CostLine::CaseHolders as usize]);
    shares[CostLine::CaseHolders as usize] -= joint;
    shares[CostLine::JointWorking as usize] = joint;
    shares[CostLine::TeamManagement as usize] = support * year_days;
    shares[CostLine::Overhead as usize] = paid * overhead;
    let mut lines = by_line(total, &shares);
    let c = &arm.contract;
    let priced = |gbp: f64| Pence::from_pounds(gbp * y.price_level);
    for (line, cost) in [
        (CostLine::JointWorking, priced(c.joint_working_day_gbp * y.joint_days)),
        (CostLine::OutOfHours, priced(c.out_of_hours_gbp * year_days / YEAR_DAYS)),
        (CostLine::Insurance, priced(c.insurance_gbp * year_days / YEAR_DAYS)),
        (CostLine::BoughtBack, priced(c.bought_back_per_child_year_gbp * y.cohort_days / YEAR_DAYS)),
    ] {
        lines[line as usize] += cost;
    }
    (lines.iter().copied().sum(), lines)
}

fn by_line(total: Pence, shares: &[f64; CostLine::COUNT]) -> Lines {
    let parts = total.split(shares);
    std::array::from_fn(|line| parts[line])
}

/// The practice's money under each policy that has a contract; the lines, where there is a book also its children and
/// months.
pub(super) fn of_policies(
    model: &Model,
    luck: Luck,
    tallies: &[Tallies],
    books: &[Option<Vec<YearOfBook>>],
) -> Vec<Option<Box<Flows>>> {
    (0..model.policies())
        .map(|policy| {
            has_contract(&model.arms[policy]).then(|| {
                let reference = model.references()[policy];
                let book = books[policy].as_deref();
                Box::new(flows(model, luck, [policy, reference], tallies, book))
            })
        })
        .collect()
}

fn flows(
    model: &Model,
    luck: Luck,
    [policy, reference]: [usize; 2],
    tallies: &[Tallies],
    book: Option<&[YearOfBook]>,
) -> Flows {
    let f = &model.world.finance;
    let (t, not_moved) = (&tallies[policy], &tallies[reference]);
    let (average_spend_gbp, average_children) = f.spend_history.unwrap_or_else(|| {
        let first = &t.years[1];
        let services = first.child_days * f.other_services_per_day_gbp;
        (first.placement_cost.pounds() + services, first.child_days / YEAR_DAYS)
    });
    let years = (0..model.world.year_ends.len())
        .map(|year| {
            let stated = uniform(&mut luck.source(Chance::StatedOutcome, 0, year as u64));
            let arm = [(&model.arms[policy], t), (&model.arms[reference], not_moved)];
            let mut recorded = practice_year(model, arm, year, stated);
            if let Some(booked) = book.and_then(|years| years.get(year)) {
                record(&mut recorded, booked);
            }
            recorded
        })
        .collect();
    Flows { years, average_spend_gbp, average_children }
}

/// One year from the totals of the policy and of the arm where the same children are not moved.
fn practice_year(model: &Model, arms: [(&ArmParameters, &Tallies); 2], year: usize, stated: f64) -> PracticeYear {
    let [(arm, t), (not_moved, reference)] = arms;
    let (money, without) = (year_money(model, arm, t, year), year_money(model, not_moved, reference, year));
    let (y, r) = (&t.years[year + 1], &reference.years[year + 1]);
    let known_level = match year {
        0 => 1.0,
        // agreed before the year's price shock is known: last year's level, and expected inflation
        _ => t.years[year].price_level * (1.0 + model.world.finance.inflation_per_year),
    };
    PracticeYear {
        days_in_year: days_of_year(model, year),
        band_days: y.cohort_band_days,
        authority_band_days: std::array::from_fn(|band| y.band_days[band]),
        at_end: y.cohort_at_end,
        price_level: y.price_level,
        known_level,
        lines: with_placements(money.practice_lines, y, money.cohort_other_services, true),
        authority_lines: {
            let all = with_placements(money.authority_lines, y, money.other_services, false);
            let theirs = with_placements([Pence::ZERO; CostLine::COUNT], y, money.cohort_other_services, true);
            std::array::from_fn(|line| all[line] - theirs[line])
        },
        without: with_placements(same_people(&without, r), r, without.cohort_other_services, true),
        authority_without: with_placements(without.authority_lines, r, without.other_services, false),
        setup: money.setup,
        children: vec![],
        outcomes: outcomes(y, stated),
        periods: vec![],
    }
}

/// Adds placements, episodes and other services: of the cohort, or of everybody.
fn with_placements(mut lines: Lines, y: &Year, services: Pence, cohort: bool) -> Lines {
    let (placements, episodes) = match cohort {
        true => (y.cohort_placement_cost, y.cohort_episodes),
        false => (y.placement_cost, y.episodes),
    };
    lines[CostLine::Placements as usize] = placements - episodes;
    lines[CostLine::HighCost as usize] = episodes;
    lines[CostLine::OtherServices as usize] = services;
    lines
}

/// Social work for the people whom the policy moved, in the arm where they were not: by weighted case-days.
fn same_people(money: &YearMoney, y: &Year) -> Lines {
    let all = y.child_days + (y.cohort_weighted_days - y.cohort_care_days);
    let total = money.authority_staff.share(if all > 0.0 { y.cohort_weighted_days / all } else { 0.0 });
    let shares: Vec<f64> = money.authority_lines.iter().map(|line| line.0 as f64).collect();
    let parts = total.split(&shares);
    std::array::from_fn(|line| parts[line])
}

fn outcomes(y: &Year, stated: f64) -> OutcomeCounts {
    let transfers = y.cohort_changes[ChangeCause::Transfer as usize];
    OutcomeCounts {
        worker_changes: super::accounts::harms(&y.cohort_changes) - transfers,
        moves: y.cohort_moves,
        all_year: y.cohort_all_year,
        same_worker: y.cohort_same_worker,
        in_care: y.cohort_in_care,
        three_plus: y.cohort_three_plus,
        transfers,
        withdrawn: y.withdrawn,
        permanence: y.cohort_permanence,
        held_twelve_months: y.cohort_held,
        stated,
    }
}

/// Children and months from the book: each shares the year's rounded totals.
fn record(year: &mut PracticeYear, booked: &YearOfBook) {
    year.children = booked.children.clone();
    let care_days: Vec<f64> = year.children.iter().map(|child| child.care_days.max(0.0)).collect();
    let services = year.lines[CostLine::OtherServices as usize];
    for (child, part) in year.children.iter_mut().zip(services.split(&care_days)) {
        child.services = part;
    }
    year.periods = booked.periods.clone();
    let mut from = match year.periods.first() {
        Some(_) => booked.first_night,
        None => return,
    };
    let nights: Vec<f64> = year
        .periods
        .iter()
        .map(|period| {
            let nights = f64::from(period.until_night - from);
            from = period.until_night;
            nights
        })
        .collect();
    let in_care: Vec<f64> = booked.care_days.iter().map(|days| days.max(0.0)).collect();
    let (own, services) = (sum_of(&year.lines, false).split(&nights), services.split(&in_care));
    for (period, (own, services)) in year.periods.iter_mut().zip(own.into_iter().zip(services)) {
        period.own_work = own;
        period.placement_budget += services;
    }
}
