//! From running totals to measures of the practices: knowing the child, gaps, caseloads, cover, size, visits and reviews;
//! and what cover costs.

use super::Model;
use super::accounts::{FULL_SHARE, PERCENT, share};
use super::tally::{PracticeYear, Tallies, Year};
use crate::domain::keys::YEAR_DAYS;
use crate::domain::measures::Measure;
use crate::domain::money::Pence;
use crate::domain::parameters::{ArmParameters, OutOfHours, PracticeParameters, Provider};

/// Months after which a practice that never fills counts as past its filling.
const NEVER_FILLED_MONTHS: usize = 12;

/// The measures of one period: a year, or all years pooled.
pub(super) fn describe(
    model: &Model,
    arm: &ArmParameters,
    t: &Tallies,
    span: std::ops::Range<usize>,
    years_passed: f64,
    set: &mut impl FnMut(Measure, f64),
) {
    let ys: Vec<&Year> = t.years[span.clone()].iter().collect();
    duties(model, &ys, set);
    if arm.practices.is_empty() {
        return;
    }
    cohort(model, &ys, set);
    if arm.provider == Provider::None {
        return;
    }
    caseloads(&ys, set);
    vacancies(&ys, years_passed, set);
    cover(arm, &ys, set);
    if span.len() > 1 || model.world.year_ends.len() == 1 {
        size(model, arm, t, set);
    }
}

/// Visits and reviews on time, everybody in care and the cohort.
fn duties(model: &Model, ys: &[&Year], set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    if model.world.workforce.duties.is_none() {
        return;
    }
    let names = [[VisitsOnTime, ReviewsOnTime], [CohortVisitsOnTime, CohortReviewsOnTime]];
    for (which, [visits, reviews]) in names.into_iter().enumerate() {
        let add = |f: &dyn Fn(&PracticeYear) -> f64| ys.iter().map(|y| f(&y.practice)).sum::<f64>();
        set(visits, PERCENT * share(add(&|p| p.visits_on_time[which]), add(&|p| p.visits_due[which])));
        let reviewed = add(&|p| f64::from(p.reviewed[which]));
        set(reviews, PERCENT * share(add(&|p| f64::from(p.reviewed_on_time[which])), reviewed));
    }
}

/// Workers met, whether the next one knew the child, and gaps, of the people served.
fn cohort(model: &Model, ys: &[&Year], set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let sum = |f: &dyn Fn(&Year) -> u32| ys.iter().map(|y| f64::from(f(y))).sum::<f64>();
    let person_years = ys.iter().map(|y| y.cohort_days).sum::<f64>() / YEAR_DAYS;
    set(CohortDistinctWorkers, share(sum(&|y| y.practice.distinct_workers), sum(&|y| y.cohort_all_year)));
    if model.world.remembers_workers {
        let (known, unknown) = (sum(&|y| y.practice.changes_known), sum(&|y| y.practice.changes_unknown));
        set(CohortChangesKnown, PERCENT * share(known, known + unknown));
        set(CohortChangesUnknown, share(unknown, person_years));
    }
    set(CohortUnallocatedDays, share(ys.iter().map(|y| y.practice.unallocated_days).sum(), person_years));
    set(CohortLongestGap, ys.iter().map(|y| y.practice.longest_gap).fold(0.0, f64::max));
}

/// Weighted cases of each worker at work at the months' ends.
fn caseloads(ys: &[&Year], set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let mut lists: Vec<i32> = ys.iter().flat_map(|y| &y.practice.caseloads).copied().collect();
    lists.sort_unstable();
    let Some(last) = lists.len().checked_sub(1) else { return };
    for (measure, p) in [(CaseloadP10, 0.1), (CaseloadP50, 0.5), (CaseloadP90, 0.9), (CaseloadMax, 1.0)] {
        let at = libm::floor(p * last as f64 + 0.5) as usize;
        set(measure, f64::from(lists[at]) / 1000.0);
    }
}

fn vacancies(ys: &[&Year], years: f64, set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let sum = |f: &dyn Fn(&PracticeYear) -> u32| ys.iter().map(|y| f64::from(f(&y.practice))).sum::<f64>();
    set(VacancySpells, sum(&|p| p.vacancies_begun) / years);
    let days: f64 = ys.iter().map(|y| y.practice.vacancy_days).sum();
    set(VacancySpellDays, share(days, sum(&|p| p.vacancies_ended)));
}

/// Failures of cover a year and practice.
fn cover(arm: &ArmParameters, ys: &[&Year], set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let sum = |f: &dyn Fn(&PracticeYear) -> u32| ys.iter().map(|y| f64::from(f(&y.practice))).sum::<f64>();
    if arm.practices.iter().any(|p| p.cover.minimum_on_duty.is_some()) {
        // practice-years looked at, whatever a calendar year's length
        let years = sum(&|p| p.working_days) / super::workforce::WORKING_DAYS;
        set(CoverFailureDays, share(sum(&|p| p.failure_days), years));
        set(CoverFailures, share(sum(&|p| p.failures), years));
    }
    let nights = sum(&|p| p.nights);
    if nights > 0.0 {
        set(RotaFailureNights, sum(&|p| p.rota_failure_nights) / (nights / YEAR_DAYS));
    }
    if arm.practices.iter().any(|p| p.cover.bank_staff > 0) {
        let years = sum(&|p| p.working_days) / super::workforce::WORKING_DAYS;
        let days: f64 = ys.iter().flat_map(|y| &y.practice.bank_days).map(|days| f64::from(*days)).sum();
        set(BankDays, share(days, years));
    }
}

/// How long the practices take to fill, and then how often they are inside the contract's band and have empty places:
/// means over the practices.
fn size(model: &Model, arm: &ArmParameters, t: &Tallies, set: &mut impl FnMut(Measure, f64)) {
    use Measure::*;
    let months = model.months();
    let term = (arm.contract.years as usize * 12).min(months);
    let (mut to_fill, mut in_band, mut empty) = (vec![], vec![], vec![]);
    for (k, practice) in arm.practices.iter().enumerate() {
        let served = &t.served_by_month[k * months..(k + 1) * months];
        let places = f64::from(practice.places);
        let filled = served.iter().position(|n| f64::from(*n) >= FULL_SHARE * places);
        to_fill.push(filled.map_or(f64::NAN, |month| (month + 1) as f64));
        let after = (filled.unwrap_or(NEVER_FILLED_MONTHS) + 1).min(term);
        let held = &served[after..term];
        let reference = arm.contract.band_children.unwrap_or(places);
        let inside = |n: &&u32| (f64::from(**n) - reference).abs() <= arm.contract.band_width;
        in_band.push(share(held.iter().filter(inside).count() as f64, held.len() as f64));
        let left: f64 = held.iter().map(|n| (places - f64::from(*n)).max(0.0)).sum();
        empty.push(share(left, held.len() as f64));
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    set(MonthsToFill, mean(&to_fill));
    set(InBand, PERCENT * mean(&in_band));
    set(PlacesUnfilled, mean(&empty));
}

/// Out-of-hours cover that is bought, and bank staff, in a year of so many days, on some of which a practice was shut.
pub(super) fn cost_of_cover(arm: &ArmParameters, y: &Year, (days, shut): (f64, &[f64])) -> [Pence; 2] {
    if arm.provider == Provider::None {
        return [Pence::ZERO; 2];
    }
    let bought = |(k, p): (usize, &PracticeParameters)| match p.cover.out_of_hours {
        OutOfHours::Bought { gbp_a_year } => gbp_a_year * (days - shut.get(k).unwrap_or(&0.0)) / YEAR_DAYS,
        OutOfHours::Own { .. } => 0.0,
    };
    let nights: f64 = arm.practices.iter().enumerate().map(bought).sum();
    let bank = arm.practices.iter().zip(&y.practice.bank_days).map(|(p, n)| p.cover.bank_day_gbp * f64::from(*n));
    [nights, bank.sum::<f64>()].map(|gbp| Pence::from_pounds(gbp * y.price_level))
}
