//! How posts are left and filled, with a known answer: binomial vacancies and their approach, clustered changes of
//! worker, what caseload, payment, reserve, breakdown and a year of great loss do to leaving.

use crate::ERRORS;
use crate::support::{Sample, column, histories, mean_is, model, number_is};
use std::collections::BTreeMap;
use swpsim::domain::codes::ChangeCause;
use swpsim::domain::laws::Law;
use swpsim::domain::measures::Measure;
use swpsim::experiment::outcomes::Outcomes;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

/// 100 posts for 300 children who never leave.
const AUTHORITY: &str = r#"
[run]
start = "fresh-arrivals"
fresh_arrivals = 300
calendar = "julian-years"
years = 6
[stay]
length = { law = "fixed", years = 2000 }
[workforce]
posts = 100
turnover_per_year = 0.4
"#;

/// The same children with a practice of as many posts from the first day on.
const PRACTICE: &str = r#"
[run]
start = "fresh-arrivals"
fresh_arrivals = 300
calendar = "julian-years"
years = 3
arms = ["no-practice", "elm"]
[policy.no-practice]
[policy.elm]
provider = "practice"
[stay]
length = { law = "fixed", years = 2000 }
[workforce]
posts = 100
[allocation]
require_assessment = false
minimum_days_in_care_s20 = 0
[practice.elm]
places = 300
children_per_worker = 3
turnover_per_year = 0.4
"#;

/// One measure of the practice's arm.
fn of_practice(outcomes: &Outcomes, year: usize, measure: Measure) -> Vec<f64> {
    outcomes.column(1, year, measure)
}

/// The variance of the values is the exact one; its error follows from the fourth cumulant of one value.
#[track_caller]
fn variance_is(what: &str, values: &[f64], exact: f64, fourth_cumulant: f64) {
    let sample = Sample::of(values);
    let error = ((2.0 * exact * exact + fourth_cumulant) / sample.n).sqrt();
    number_is(&format!("{what}, variance"), sample.variance, exact, error, ERRORS);
}

/// Fourth cumulant of a Bernoulli number.
fn bernoulli_fourth(p: f64) -> f64 {
    let v = p * (1.0 - p);
    v * (1.0 - 6.0 * v)
}

#[test]
fn vacant_posts_are_binomial_whatever_the_time_to_fill() {
    // posts are independent of each other: each is vacant with 0.4 x 0.5 / (1 + 0.4 x 0.5) = 1/6
    let (n, p) = (100.0, 1.0 / 6.0);
    let at_most = |k: u32| {
        let mut term: f64 = (1.0f64 - p).powi(100);
        let mut sum = term;
        for i in 0..k {
            term *= (n - f64::from(i)) / f64::from(i + 1) * p / (1.0 - p);
            sum += term;
        }
        sum
    };
    for law in ["exponential\", mean_", "fixed\", ", "gamma\", shape = 2, mean_"] {
        let fill = format!("time_to_fill = {{ law = \"{law}years = 0.5 }}");
        let outcomes = histories(&model(&format!("{AUTHORITY}{fill}"), &["run.years=2"]), 1500);
        let vacant = column(&outcomes, Some(1), Measure::Vacancy);
        mean_is(&format!("{fill}: vacant"), &vacant, n * p, ERRORS);
        variance_is(&format!("{fill}: vacant"), &vacant, n * p * (1.0 - p), n * bernoulli_fourth(p));
        for k in [10, 13, 17, 20, 24] {
            let share = vacant.iter().filter(|v| **v < f64::from(k) + 0.5).count() as f64 / 1500.0;
            let exact = at_most(k);
            let error = (exact * (1.0 - exact) / 1500.0).sqrt();
            number_is(&format!("{fill}: at most {k} vacant"), share, exact, error, ERRORS);
        }
    }
}

/// Share of posts vacant after so many years, all filled at first: p(t) is the integral of rate (1 - p(s)) S(t - s) over
/// s up to t, where S is the survival of the time to fill (midpoint rule).
fn approach(rate: f64, fill: &Law, years: usize) -> Vec<f64> {
    const CELLS: usize = 200;
    let h = 1.0 / CELLS as f64;
    let survival: Vec<f64> = (0..years * CELLS).map(|i| fill.survival((i as f64 + 0.5) * h * 365.25)).collect();
    let mut p = vec![0.0];
    for i in 1..=years * CELLS {
        let known: f64 =
            (0..i - 1).map(|j| rate * (1.0 - (p[j] + p[j + 1]) / 2.0) * survival[i - 1 - j] * h).sum();
        // the last cell holds the unknown itself
        let own = rate * survival[0] * h;
        p.push((known + own * (1.0 - p[i - 1] / 2.0)) / (1.0 + own / 2.0));
    }
    (1..=years).map(|y| p[y * CELLS]).collect()
}

#[test]
fn posts_that_are_all_filled_at_first_follow_the_renewal_equation_of_any_time_to_fill() {
    let mean = 1.5 * 365.25;
    for (law, text) in [
        (Law::Fixed { days: mean }, "law = \"fixed\", years = 1.5"),
        (Law::Gamma { shape: 2.0, mean_days: mean }, "law = \"gamma\", shape = 2, mean_years = 1.5"),
        (Law::Gamma { shape: 0.5, mean_days: mean }, "law = \"gamma\", shape = 0.5, mean_years = 1.5"),
    ] {
        let world = format!("{AUTHORITY}opening_posts = \"all-filled\"\ntime_to_fill = {{ {text} }}");
        let outcomes = histories(&model(&world, &[]), 500);
        let exact = approach(0.4, &law, 6);
        assert!((exact[5] - 0.375).abs() < 0.03, "near 0.6/1.6 in the end: {exact:?}");
        for (year, vacant) in exact.into_iter().enumerate() {
            let found = column(&outcomes, Some(year), Measure::Vacancy);
            mean_is(&format!("{text}: vacant after {} years, %", year + 1), &found, 100.0 * vacant, ERRORS);
        }
    }
}

#[test]
fn children_of_one_worker_change_together_and_partners_make_the_number_of_changes_a_mixture() {
    // half the posts are left 0.1 times a year, half 0.7 times, and filled at once: three children each
    let partners = ["practice.elm.partner_share=0.5", "practice.elm.partner_turnover_per_year=0.1"];
    let overrides = [&partners[..], &["practice.elm.turnover_per_year=0.7"]].concat();
    let outcomes = histories(&model(PRACTICE, &overrides), 2500);
    let (low, high) = ((-0.1f64).exp(), (-0.7f64).exp());
    for year in [1, 2] {
        let none = of_practice(&outcomes, year, Measure::Changes12None);
        mean_is("children without a change, %", &none, 100.0 * (low + high) / 2.0, ERRORS);
        // if children changed one by one the variance would be a third of this
        let variance = 50.0 * (low * (1.0 - low) + high * (1.0 - high));
        let fourth = 50.0 * (bernoulli_fourth(low) + bernoulli_fourth(high));
        variance_is("children without a change, %", &none, variance, fourth);
        let once = of_practice(&outcomes, year, Measure::Changes12One);
        mean_is("children with one change, %", &once, 100.0 * (0.1 * low + 0.7 * high) / 2.0, ERRORS);
        let changes = of_practice(&outcomes, year, Measure::ReallocatedCases);
        mean_is("changes", &changes, 120.0, ERRORS);
        variance_is("changes", &changes, 3.0 * 120.0, 27.0 * 120.0);
        mean_is("partners who left", &of_practice(&outcomes, year, Measure::PartnersLeft), 5.0, ERRORS);
        // the whole spread between children: Poisson by worker, and workers differ
        mean_is("turnover, %", &of_practice(&outcomes, year, Measure::PracticeTurnover), 40.0, ERRORS);
    }
}

#[test]
fn a_heavier_caseload_raises_leaving_from_the_months_end_on() {
    // six cases each where the rates hold for three: 2 to the power 1.5; filled at once, so that six they stay
    let elastic = [
        "workforce.posts=50",
        "workforce.reference_caseload=3",
        "workforce.caseload_elasticity=1.5",
        "run.years=2",
    ];
    let outcomes = histories(&model(AUTHORITY, &elastic), 1500);
    let (rate, month, factor) = (0.4, 1.0 / 12.0, 2f64.powf(1.5));
    // whoever was there at the last look leaves at rate x factor; successors at the plain rate until the next look
    let first = 1.0 - (-rate * factor * month).exp();
    let in_a_month = first + rate * (month - first / (rate * factor));
    let leavings = |year| column(&outcomes, Some(year), Measure::WorkerLeavings);
    mean_is("leavings in year 1", &leavings(0), 50.0 * (rate * month + 11.0 * in_a_month), ERRORS);
    mean_is("leavings in year 2", &leavings(1), 50.0 * 12.0 * in_a_month, ERRORS);
}

#[test]
fn at_the_reference_caseload_elasticity_moves_nobodys_date() {
    let plain = histories(&model(AUTHORITY, &[]), 40);
    let elastic = ["workforce.caseload_elasticity=2", "workforce.reference_caseload=3"];
    let elastic = histories(&model(AUTHORITY, &elastic), 40);
    for year in 0..6 {
        for measure in [Measure::WorkerLeavings, Measure::ReallocatedCases] {
            assert_eq!(column(&plain, Some(year), measure), column(&elastic, Some(year), measure));
        }
    }
}

#[test]
fn a_retention_payment_buys_its_factor_and_costs_what_it_says() {
    // years of whole days: what happens on a day belongs to the year in which the day begins
    let factor =
        ["practice.elm.retention_factor=0.5", "finance.salary_gbp=30000", "run.calendar=\"financial-years\""];
    let paid = [&factor[..], &["practice.elm.retention_gbp_per_year=1000"]].concat();
    let with = histories(&model(PRACTICE, &paid), 400);
    let without = histories(&model(PRACTICE, &factor), 400);
    for year in 0..3 {
        let turnover = of_practice(&with, year, Measure::PracticeTurnover);
        mean_is("turnover, %", &turnover, 20.0, ERRORS);
        let cost = |outcomes| of_practice(outcomes, year, Measure::SocialWorkCost);
        for (paid, unpaid) in cost(&with).iter().zip(cost(&without)) {
            number_is("payment to 100 workers", paid - unpaid, 100_000.0, 0.02, 1.0);
        }
    }
}

/// Vacant posts in steady state with a reserve: a birth-death chain of the recruits on the way. The law of the time to
/// fill does not matter, since any number are recruited at once.
fn vacant_with_reserve(posts: u32, reserve: u32, leaving: f64, fill_years: f64) -> f64 {
    let (mut term, mut sum, mut vacant) = (1.0, 1.0, 0.0);
    for k in 1..=posts + reserve {
        let in_post = f64::from(posts.min(posts + reserve - (k - 1)));
        term *= leaving * in_post * fill_years / f64::from(k);
        sum += term;
        vacant += term * f64::from(k.saturating_sub(reserve));
    }
    vacant / sum
}

#[test]
fn a_reserve_takes_leavers_posts_as_the_machines_with_spares_do() {
    let small = [
        "run.fresh_arrivals=60",
        "practice.elm.places=60",
        "practice.elm.turnover_per_year=0.5",
        "workforce.posts=20",
        "run.years=9",
    ];
    // without a reserve the formula is that of alternating renewal
    assert!((vacant_with_reserve(20, 0, 0.5, 0.5) - 20.0 * 0.2).abs() < 1e-12);
    for law in ["exponential\", mean_", "gamma\", shape = 2, mean_"] {
        for (share, reserve) in [("0", 0), ("0.1", 2), ("0.25", 5)] {
            let fill = format!("practice.elm.time_to_fill={{ law = \"{law}years = 0.5 }}");
            let kept = format!("practice.elm.reserve_share={share}");
            let outcomes = histories(&model(PRACTICE, &[&small[..], &[&fill, &kept]].concat()), 1200);
            let exact = 100.0 * vacant_with_reserve(20, reserve, 0.5, 0.5) / 20.0;
            // the chain forgets its start within some years
            let vacant = of_practice(&outcomes, 8, Measure::PracticeVacancy);
            mean_is(&format!("{law}, reserve of {reserve}: vacant, %"), &vacant, exact, ERRORS);
        }
    }
}

#[test]
fn in_the_year_of_great_loss_the_number_who_leave_is_binomial() {
    let lost = [
        "practice.elm.turnover_per_year=0",
        "practice.elm.staff_loss_year=2",
        "practice.elm.staff_loss_share=0.5",
        "practice.elm.children_per_worker=15",
        "run.calendar=\"financial-years\"",
    ];
    let outcomes = histories(&model(PRACTICE, &lost), 2000);
    let leavings = |year| of_practice(&outcomes, year, Measure::WorkerLeavings);
    assert!(leavings(0).iter().chain(&leavings(2)).all(|n| *n == 0.0));
    mean_is("leavings of 20", &leavings(1), 10.0, ERRORS);
    variance_is("leavings of 20", &leavings(1), 5.0, 20.0 * bernoulli_fourth(0.5));
}

#[test]
fn a_breakdown_raises_turnover_for_its_time_and_strikes_once() {
    let (rate, factor) = (0.3f64, 3.0);
    let terms = [
        "practice.elm.turnover_per_year=0.2",
        "practice.elm.breakdown_per_year=0.3",
        "practice.elm.breakdown_turnover_factor=3",
        "practice.elm.breakdown_months=12",
    ];
    let outcomes = histories(&model(PRACTICE, &terms), 4000);
    // share of the year spent within a year of the breakdown
    let struck = |t: f64| if t <= 0.0 { 0.0 } else { t - (1.0 - (-rate * t).exp()) / rate };
    let within = |from: f64| struck(from + 1.0) - 2.0 * struck(from) + struck(from - 1.0);
    for year in 0..3 {
        let y = year as f64;
        let breaks = of_practice(&outcomes, year, Measure::Breakdowns);
        mean_is("breakdowns", &breaks, (-rate * y).exp() - (-rate * (y + 1.0)).exp(), ERRORS);
        let leavings = of_practice(&outcomes, year, Measure::WorkerLeavings);
        mean_is("leavings", &leavings, 20.0 * (1.0 + (factor - 1.0) * within(y)), ERRORS);
    }
}

#[test]
fn a_share_of_the_recruits_comes_from_the_authority() {
    let drained = ["practice.elm.recruits_from_authority_share=0.3", "practice.elm.turnover_per_year=0.5"];
    let outcomes = histories(&model(PRACTICE, &drained), 600);
    let from = |year| of_practice(&outcomes, year, Measure::RecruitedFromAuthority);
    // 100 recruits at the start and 50 a year
    mean_is("year 1", &from(0), 45.0, ERRORS);
    mean_is("year 2", &from(1), 15.0, ERRORS);
    // nobody else leaves the authority
    let leavings = of_practice(&outcomes, 1, Measure::Turnover);
    mean_is("turnover of the authority, %", &leavings, 15.0, ERRORS);
}

#[test]
fn seconded_workers_go_back_or_stay_and_recruits_arrive_after_a_time_to_fill() {
    let loan = [
        "practice.elm.turnover_per_year=0",
        "practice.elm.seconded_staff_share=0.4",
        "practice.elm.secondment_months=18",
        "practice.elm.secondment_stays_share=0.25",
        "practice.elm.recruits_in_post_share=0.5",
        "practice.elm.time_to_fill={ law = \"exponential\", mean_years = 0.5 }",
    ];
    let outcomes = histories(&model(PRACTICE, &loan), 600);
    let ended = |year| of_practice(&outcomes, year, Measure::SecondmentsEnded);
    assert!(ended(0).iter().chain(&ended(2)).all(|n| *n == 0.0));
    mean_is("of 40 on loan three quarters go back", &ended(1), 30.0, ERRORS);
    variance_is("of 40 on loan three quarters go back", &ended(1), 7.5, 40.0 * bernoulli_fourth(0.75));
    // 30 of 60 recruits are still to come: at a year's end two mean times to fill have passed; the 30 posts left after
    // 18 months have stood for one
    let vacant = |year| of_practice(&outcomes, year, Measure::PracticeVacancy);
    mean_is("vacant after a year, %", &vacant(0), 30.0 * (-2.0f64).exp(), ERRORS);
    mean_is("vacant after two, %", &vacant(1), 30.0 * (-4.0f64).exp() + 30.0 * (-1.0f64).exp(), ERRORS);
}

#[test]
fn part_time_workers_hold_and_cost_in_proportion_to_hours() {
    let half = [
        "run.fresh_arrivals=120",
        "workforce.posts=30",
        "workforce.turnover_per_year=0",
        "workforce.part_time_share=0.5",
        "workforce.part_time_hours=0.5",
        "finance.salary_gbp=30000",
    ];
    let model = model(AUTHORITY, &half);
    // 30 whole-time equivalents are 20 whole posts and 20 half ones: four children each, and two
    let mut held: BTreeMap<u32, u32> = BTreeMap::new();
    for (_, _, event) in chronicle(&model, 1, 0, 0) {
        if let CareEvent::WorkerAllocated { post, .. } = event {
            *held.entry(post).or_default() += 1;
        }
    }
    let count = |n: u32| held.values().filter(|cases| **cases == n).count();
    assert_eq!((held.len(), count(4), count(2)), (40, 20, 20), "{held:?}");
    let outcomes = histories(&model, 3);
    number_is("caseload", column(&outcomes, Some(0), Measure::Caseload)[0], 4.0, 1e-9, 1.0);
    number_is("cost of 30", column(&outcomes, Some(0), Measure::SocialWorkCost)[0], 900_000.0, 0.02, 1.0);
}

#[test]
fn a_part_time_worker_is_full_at_hours_times_the_cap() {
    let half = [
        "run.fresh_arrivals=120",
        "workforce.posts=3",
        "workforce.turnover_per_year=0",
        "workforce.part_time_share=0.5",
        "workforce.part_time_hours=0.5",
        "workforce.caseload_cap=5",
    ];
    // two whole posts with five each and two half ones with two each (a third would be six for the hours): 14 of 120
    for days in column(&histories(&model(AUTHORITY, &half), 3), Some(1), Measure::UnallocatedDays) {
        number_is("days without a worker", days, 365.25 * 106.0 / 120.0, 1e-6, 1.0);
    }
}

#[test]
fn whoever_takes_over_after_notice_has_held_the_case_since() {
    let notice = [
        "run.fresh_arrivals=60",
        "practice.elm.places=60",
        "practice.elm.notice_joint_days=90",
        "practice.elm.children_known_per_worker=1",
        "practice.elm.caseload_elasticity=1",
        "practice.elm.rebalance_share=1",
        "practice.elm.time_to_fill={ law = \"fixed\", days = 120 }",
    ];
    let model = model(PRACTICE, &notice);
    let mut known = 0;
    for replicate in 0..5 {
        let mut named = BTreeMap::new();
        for (time, child, event) in chronicle(&model, 3, replicate, 1) {
            match event {
                CareEvent::NoticeGiven { successor, days } => {
                    assert!(days <= 90.0 + 1e-9, "{days}");
                    let successor = successor.expect("there is no reserve");
                    named.insert(child, (successor, time + days));
                }
                CareEvent::WorkerChanged { to, cause: ChangeCause::WorkerLeft, knew, .. } => {
                    if let Some((successor, leaves)) = named.remove(&child) {
                        assert!((leaves - time).abs() < 1e-6, "notice said {leaves}, the worker left on {time}");
                        // who worked jointly is who knows the child; in a small practice others may too
                        assert!(successor != to || knew == Some(true));
                        known += u32::from(successor == to);
                    }
                }
                _ => {}
            }
        }
    }
    assert!(known > 100, "{known}");
    let outcomes = histories(&model, 200);
    let mean = |measure| Sample::of(&of_practice(&outcomes, 2, measure)).mean;
    let (after_notice, left) = (mean(Measure::CohortChangesAfterNotice), mean(Measure::CohortLeft));
    // only a colleague who has gone too, or is on notice, does not take the child over
    assert!(after_notice <= left && after_notice > 0.8 * left, "{after_notice} of {left}");
}

#[test]
fn a_reserve_named_at_notice_takes_the_post_over_known_to_every_child() {
    let reserve = [
        "run.fresh_arrivals=60",
        "practice.elm.places=60",
        "practice.elm.reserve_share=1",
        "practice.elm.children_known_per_worker=0",
        "practice.elm.notice_joint_days=60",
        "practice.elm.time_to_fill={ law = \"fixed\", days = 30 }",
    ];
    let outcomes = histories(&model(PRACTICE, &reserve), 300);
    for year in 0..3 {
        // a reserve as large as the practice is never used up: each leaving is one change for three children
        let left = of_practice(&outcomes, year, Measure::CohortLeft);
        mean_is("changes because the worker left", &left, 0.4, ERRORS);
        assert_eq!(left, of_practice(&outcomes, year, Measure::CohortChangesAfterNotice));
        if year > 0 {
            // after the year of the transfer nobody meets a worker whom they do not know
            assert!(
                of_practice(&outcomes, year, Measure::CohortChangesKnown).iter().all(|percent| *percent == 100.0)
            );
        }
        assert!(of_practice(&outcomes, year, Measure::PracticeVacancy).iter().all(|percent| *percent == 0.0));
    }
}

#[test]
fn managers_who_hold_cases_leave_fewer_to_the_others_and_are_paid_once() {
    let managers = [
        "run.fresh_arrivals=60",
        "practice.elm.places=60",
        "practice.elm.children_per_worker=6",
        "practice.elm.managers=2",
        "practice.elm.administrators_per_worker=0",
        "practice.elm.turnover_per_year=0",
        "workforce.posts=0",
        "finance.salary_gbp=30000",
        "finance.manager_salary_ratio=1.5",
        "run.calendar=\"financial-years\"",
    ];
    for (share, workers) in [("0", 10.0), ("0.5", 9.0), ("1", 8.0)] {
        let held = format!("practice.elm.manager_case_share={share}");
        let outcomes = histories(&model(PRACTICE, &[&managers[..], &[&held]].concat()), 2);
        let get = |measure| of_practice(&outcomes, 1, measure)[0];
        number_is("cost", get(Measure::SocialWorkCost), 30_000.0 * (workers + 2.0 * 1.5), 1.0, 1.0);
        number_is("load of a whole-time worker", get(Measure::CohortWorkerLoad), 6.0, 1e-9, 1.0);
    }
}
