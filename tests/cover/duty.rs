//! Cover on working days and at night, bank staff, visits and reviews: against exact theory.

use crate::support::{column, histories, mean_is, model, number_is};
use crate::{ERRORS, FIXED, PRACTICE};
use swpsim::domain::measures::Measure;

const WORKING_DAYS: f64 = 365.25 * 5.0 / 7.0;
const NO_ONE_AWAY: [&str; 3] =
    ["practice.elm.short_sickness_per_year=0", "practice.elm.leave_days=0", "practice.elm.training_days=0"];

/// P(X <= k) of a binomial.
fn at_most(k: i32, n: i32, p: f64) -> f64 {
    let mut term = (1.0 - p).powi(n);
    let mut sum = 0.0;
    for i in 0..=k.min(n) {
        sum += term;
        term *= f64::from(n - i) / f64::from(i + 1) * p / (1.0 - p);
    }
    sum
}

/// Chances to be absent on a working day: on leave, sick, in training.
const ABSENT: [f64; 3] = [28.0 / WORKING_DAYS, 1.5 * 2.6 / WORKING_DAYS, 5.0 / WORKING_DAYS];

fn years(overrides: &[&str], replicates: u64, measure: Measure) -> Vec<f64> {
    histories(&model(FIXED, overrides), replicates).column(PRACTICE, 4, measure)
}

#[test]
fn independent_absences_make_binomial_cover() {
    // ten workers, half of them advisers: five social workers, each on duty with the product of the three chances
    let own = ["practice.elm.children_per_worker=10", "practice.elm.advisers_share=0.5"];
    let on_duty: f64 = ABSENT.iter().map(|a| 1.0 - a).product();
    for k in [4, 5] {
        let least = format!("practice.elm.minimum_on_duty={k}");
        let failing = years(&[own[0], own[1], &least], 200, Measure::CoverFailureDays);
        let exact = WORKING_DAYS * at_most(k - 1, 5, on_duty);
        mean_is(&format!("days with fewer than {k} of 5"), &failing, exact, ERRORS);
    }
    // nobody is ever absent: cover fails on no day, or on every day where there are too few posts
    let mut all = own.to_vec();
    all.extend(NO_ONE_AWAY);
    all.push("practice.elm.minimum_on_duty=5");
    assert!(years(&all, 3, Measure::CoverFailureDays).iter().all(|days| *days == 0.0));
    all.push("practice.elm.minimum_on_duty=6");
    let always = years(&all, 3, Measure::CoverFailureDays);
    assert!(always.iter().all(|days| (days - WORKING_DAYS).abs() < 1e-9), "{always:?}");
    assert!(years(&own, 3, Measure::CoverFailureDays).iter().all(|days| days.is_nan()));
}

#[test]
fn leave_in_whole_weeks_makes_runs_of_failing_weeks() {
    let only_leave = [
        "practice.elm.short_sickness_per_year=0",
        "practice.elm.training_days=0",
        "practice.elm.minimum_on_duty=4",
    ];
    let failing = at_most(3, 5, 1.0 - ABSENT[0]);
    let spells = years(&only_leave, 400, Measure::CoverFailures);
    // a week fails after one that did not; the first week has none before it
    let weeks = 365.25 / 7.0;
    let exact = weeks * failing * (1.0 - failing) + failing * failing / 4.0;
    mean_is("runs of failing weeks", &spells, exact, ERRORS);
    // of five workers, a share of one fifth: one at once, so that four are always there
    let one = [only_leave[0], only_leave[1], only_leave[2], "practice.elm.leave_at_once_share=0.2"];
    assert!(years(&one, 20, Measure::CoverFailureDays).iter().all(|days| *days == 0.0));
}

#[test]
fn a_rota_of_one_night_in_four_fails_with_fewer_than_four_who_can() {
    let own = ["practice.elm.out_of_hours=\"own\"", "practice.elm.children_per_worker=25"];
    let able = (1.0 - ABSENT[0]) * (1.0 - ABSENT[1]);
    let nights = years(&own, 200, Measure::RotaFailureNights);
    mean_is("nights with fewer than four of four", &nights, 365.25 * (1.0 - able.powi(4)), ERRORS);
    let two = [own[0], "practice.elm.on_call=2", "practice.elm.most_nights_on_call_share=0.5"];
    // two on call, every second night each: four of the five workers are needed
    let nights = years(&two, 200, Measure::RotaFailureNights);
    mean_is("nights with fewer than four of five", &nights, 365.25 * at_most(3, 5, able), ERRORS);
    assert!(years(&[], 3, Measure::RotaFailureNights).iter().all(|nights| nights.is_nan()));
}

#[test]
fn a_bank_of_one_lets_cover_fail_only_where_two_are_missing() {
    let bank = ["practice.elm.minimum_on_duty=4", "practice.elm.bank_staff=1", "practice.elm.bank_day_gbp=300"];
    let on_duty: f64 = ABSENT.iter().map(|a| 1.0 - a).product();
    let outcomes = histories(&model(FIXED, &bank), 200);
    let of = |measure| outcomes.column(PRACTICE, 4, measure);
    mean_is("failing days", &of(Measure::CoverFailureDays), WORKING_DAYS * at_most(2, 5, on_duty), ERRORS);
    mean_is("days of the bank", &of(Measure::BankDays), WORKING_DAYS * at_most(3, 5, on_duty), ERRORS);
    // each of its days is paid for: nothing else costs anything in this world
    let cost = of(Measure::SocialWorkCost);
    for (cost, days) in cost.iter().zip(of(Measure::BankDays)) {
        number_is("cost of the bank a year", *cost, 300.0 * days, 0.002 * cost, 1.0);
    }
    // with no notice but for what is foreseen: sickness alone is filled from the day after on
    let sick = ["practice.elm.leave_days=0", "practice.elm.training_days=0", "practice.elm.bank_notice_days=1"];
    let sick: Vec<&str> = bank.iter().chain(&sick).copied().collect();
    let late = years(&sick, 100, Measure::CoverFailureDays).iter().sum::<f64>();
    let prompt: Vec<&str> = sick[..5].to_vec();
    assert!(late > years(&prompt, 100, Measure::CoverFailureDays).iter().sum::<f64>());
}

#[test]
fn bank_staff_who_stand_in_for_a_long_absence_spare_the_children_a_change() {
    let ill = ["workforce.long_sickness_per_year=0.3", "practice.elm.bank_staff=5"];
    let changes = |overrides: &[&str]| years(overrides, 20, Measure::CohortAbsence).iter().sum::<f64>();
    assert!(changes(&ill[..1]) > 1.0);
    assert_eq!(changes(&ill), 0.0);
    let kept = [ill[0], ill[1], "practice.elm.bank_covers_long_absence=false"];
    assert_eq!(changes(&kept), changes(&ill[..1]));
}

#[test]
fn vacancies_are_counted_with_their_length() {
    // five posts left 0.4 times a year and filled after half a year: 5 x 0.4 / 1.2 spells a year in the long run
    let world =
        ["practice.elm.turnover_per_year=0.4", "practice.elm.time_to_fill={ law = \"fixed\", years = 0.5 }"];
    let outcomes = histories(&model(FIXED, &world), 300);
    let lengths = outcomes.column(PRACTICE, 4, Measure::VacancySpellDays);
    assert!(lengths.iter().all(|days| days.is_nan() || (days - 365.25 / 2.0).abs() < 1e-6));
    let spells = outcomes.column(PRACTICE, 3, Measure::VacancySpells);
    mean_is("vacancies in the fourth year", &spells, 5.0 * 0.4 / 1.2, ERRORS);
}

#[test]
fn visits_and_reviews_slip_as_hours_run_short() {
    // 100 children on ten posts: 10 each. A visit of 9 hours every six weeks is 1.5 hours a week: 15 needed
    let base = ["workforce.case_hours_per_week=15", "workforce.visit_hours=9"];
    let enough = histories(&model(FIXED, &base), 3);
    assert!(column(&enough, None, Measure::VisitsOnTime).iter().all(|p| (p - 100.0).abs() < 1e-9));
    assert!(column(&enough, None, Measure::ReviewsOnTime).iter().all(|p| *p == 100.0));
    let short = histories(&model(FIXED, &[base[0], base[1], "workforce.case_hours_per_week=12"]), 200);
    assert!(column(&short, None, Measure::VisitsOnTime).iter().all(|p| (p - 80.0).abs() < 1e-9));
    // in the second year two reviews fall due, on days 485 and 668 in care: both are on time with .8 squared
    let reviews = column(&short, Some(1), Measure::ReviewsOnTime);
    mean_is("children with all reviews on time, %", &reviews, 64.0, ERRORS);
    // the practice's five workers hold 20 each: 30 hours needed of its own 24
    let own = histories(&model(FIXED, &[base[0], base[1], "practice.elm.case_hours_per_week=24"]), 3);
    let cohort = own.column(PRACTICE, 3, Measure::CohortVisitsOnTime);
    assert!(cohort.iter().all(|p| (p - 80.0).abs() < 1e-9), "{cohort:?}");
    assert!(column(&histories(&model(FIXED, &[]), 3), None, Measure::VisitsOnTime).iter().all(|p| p.is_nan()));
}

#[test]
fn reviews_of_a_year_are_counted_by_hand() {
    // all 100 children come on day one of a one-year run: reviews on days 28, 119 and 302, three chances of .8
    let short = ["workforce.case_hours_per_week=12", "workforce.visit_hours=9", "run.years=1"];
    let reviews = column(&histories(&model(FIXED, &short), 200), Some(0), Measure::ReviewsOnTime);
    mean_is("children with all reviews on time, %", &reviews, 100.0 * 0.8f64.powi(3), ERRORS);
}
