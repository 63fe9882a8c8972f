//! After care with the practice, and the end of its contract.

mod support;

use support::{histories, model, number_is, poisson_is};
use swpsim::domain::measures::Measure;
use swpsim::experiment::outcomes::Outcomes;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

/// Comparisons allow so many standard errors: with some 40 of them one is wrongly refused in 1 of 4,000 seeds.
const ERRORS: f64 = 4.5;

/// A small authority with a practice whose workers stay.
const SMALL: &str = r#"
[authority]
starts_per_year = 100
[run]
years = 6
calendar = "julian-years"
arms = ["no-practice", "practice"]
representativeness_replicates = 0
[stay]
length = { law = "exponential", mean_months = 30 }
[workforce]
caseload_per_post = 12
turnover_per_year = 0.15
time_to_fill = { law = "fixed", months = 4 }
[allocation]
require_assessment = false
minimum_days_in_care_s20 = 0
[policy.no-practice]
provider = "none"
[policy.practice]
provider = "practice"
[practice.elm]
places = 60
turnover_per_year = 0
"#;

/// Everybody arrives on the first day, stays, and is with the practice at once.
fn all_with_the_practice(children: u32, years: u32, contract: &str) -> String {
    format!(
        "[run]\nstart = \"fresh-arrivals\"\nfresh_arrivals = {children}\ncalendar = \"julian-years\"\nyears = {years}\n\
         arms = [\"no-practice\", \"practice\"]\nrepresentativeness_replicates = 0\n\
         [stay]\nlength = {{ law = \"fixed\", months = 600 }}\n\
         [allocation]\nrequire_assessment = false\nminimum_days_in_care_s20 = 0\n\
         [policy.no-practice]\nprovider = \"none\"\n[policy.practice]\nprovider = \"practice\"\n\
         [practice.elm]\nplaces = {children}\nturnover_per_year = 0\n[contract]\n{contract}\n"
    )
}

/// A measure of the practice's arm in a year of one history.
fn practice(outcomes: &Outcomes, year: usize, measure: Measure) -> f64 {
    outcomes.column(1, year, measure)[0]
}

#[test]
fn when_a_contract_is_over_its_children_go_back_and_nobody_new_comes() {
    let outcomes = histories(&model(SMALL, &["contract.at_term=\"return\"", "contract.years=2"]), 1);
    use Measure::*;
    let served = practice(&outcomes, 1, CohortSize);
    assert!(served > 40.0, "{served}");
    // the term ends with the second year: what follows is the third's
    let third: Vec<f64> = (0..6).map(|year| practice(&outcomes, year, HandedBack)).collect();
    assert_eq!(third, [0.0, 0.0, served, 0.0, 0.0, 0.0]);
    let ended: Vec<f64> = (0..6).map(|year| practice(&outcomes, year, ContractsNotRenewed)).collect();
    assert_eq!(ended, [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
    for year in 2..6 {
        assert_eq!(practice(&outcomes, year, CohortSize), 0.0, "year {year}");
        assert_eq!(practice(&outcomes, year, AllocatedByPanel), 0.0, "year {year}");
    }
    assert_eq!(practice(&outcomes, 3, PracticeCostAuthorityHolds).to_bits(), f64::NAN.to_bits());
    // each of them changes worker once, and the causes sum to the total
    let changes = practice(&outcomes, 2, ChangesContractEnded) * practice(&outcomes, 2, MeanStock);
    assert!((changes - served).abs() <= served * 0.1, "{changes} of {served}");
}

#[test]
fn a_contract_that_runs_on_or_is_always_extended_changes_nothing() {
    let plain = histories(&model(SMALL, &[]), 1);
    let extended = histories(&model(SMALL, &["contract.at_term=\"extend\"", "contract.years=2"]), 1);
    let moved = histories(&model(SMALL, &["contract.at_term=\"retender\"", "contract.years=2"]), 1);
    for measure in [Measure::CohortChanges, Measure::CohortSize, Measure::WorkerChanges, Measure::SocialWorkCost] {
        for year in 0..6 {
            let wanted = practice(&plain, year, measure);
            assert_eq!(practice(&extended, year, measure), wanted, "{}", measure.info().name);
            assert_eq!(practice(&moved, year, measure), wanted, "all staff move: {}", measure.info().name);
        }
    }
    assert_eq!(practice(&moved, 2, Measure::ContractsRetendered), 1.0);
    assert_eq!(practice(&moved, 4, Measure::ContractsRetendered), 1.0);
}

#[test]
fn children_of_staff_who_do_not_move_to_the_next_provider_change_worker() {
    let text = all_with_the_practice(300, 4, "years = 2\nat_term = \"retender\"");
    for (share, stayed) in [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)] {
        let world = model(&text, &[&format!("contract.retender_tupe_share={share}")]);
        let outcomes = histories(&world, 20);
        let years = outcomes.column(1, 2, Measure::CohortYears);
        let changes = outcomes.column(1, 2, Measure::CohortContractEnded);
        let changed: Vec<f64> = changes.iter().zip(years).map(|(rate, years)| rate * years / 300.0).collect();
        let mean = changed.iter().sum::<f64>() / 20.0;
        // 20 posts of 15 children each: those who go take their children's continuity with them
        let error = (share * (1.0 - share) / (20.0 * 20.0f64)).sqrt();
        number_is("share of children who change", mean, 1.0 - stayed, error.max(1e-9), ERRORS);
    }
}

#[test]
fn with_a_taper_children_go_back_on_uniform_days() {
    let children = 2000;
    let text = all_with_the_practice(children, 3, "years = 1\nat_term = \"return\"\ntaper_months = 12");
    let days: Vec<f64> = chronicle(&model(&text, &[]), 3, 0, 1)
        .into_iter()
        .filter(|(_, _, event)| matches!(event, CareEvent::ContractEnded { with_worker: false }))
        .map(|(time, _, _)| time - 366.0) // the first whole day of the second year
        .collect();
    assert_eq!(days.len(), children as usize);
    let n = f64::from(children);
    for part in [0.1, 0.25, 0.5, 0.9] {
        let back = days.iter().filter(|day| **day <= part * 365.25).count() as f64;
        number_is("handed back", back, n * part, (n * part * (1.0 - part)).sqrt(), ERRORS);
    }
    assert!(days.iter().all(|day| (0.0..=365.25).contains(day)));
}

#[test]
fn terminations_come_at_a_constant_rate_and_only_once_unless_another_provider_follows() {
    let (rate, n) = (0.3f64, 3000.0);
    let text = all_with_the_practice(4, 4, &format!("termination_per_year = {rate}"));
    let outcomes = histories(&model(&text, &[]), n as u64);
    for year in 0..4 {
        let seen: f64 = outcomes.column(1, year, Measure::ContractsTerminated).iter().sum();
        let p = (-rate * year as f64).exp() - (-rate * (year + 1) as f64).exp();
        number_is("terminated in the year", seen, n * p, (n * p * (1.0 - p)).sqrt(), ERRORS);
    }
    let again = histories(&model(&text, &["contract.at_termination=\"retender\""]), n as u64);
    for year in 0..4 {
        poisson_is("breaks", &again.column(1, year, Measure::ContractsTerminated), rate, ERRORS);
    }
}

#[test]
fn non_renewal_is_geometric_in_the_number_of_terms() {
    let (q, n) = (0.4f64, 3000.0);
    let text =
        all_with_the_practice(4, 7, &format!("years = 2\nat_term = \"extend\"\nnon_renewal_probability = {q}"));
    let outcomes = histories(&model(&text, &[]), n as u64);
    for year in 0..7 {
        let seen: f64 = outcomes.column(1, year, Measure::ContractsNotRenewed).iter().sum();
        // terms end with the second, fourth and sixth year
        let p = if year % 2 == 0 && year > 0 { q * (1.0 - q).powi(year as i32 / 2 - 1) } else { 0.0 };
        number_is("not renewed", seen, n * p, (n * p * (1.0 - p)).sqrt().max(1e-9), ERRORS);
    }
}

#[test]
fn a_team_that_comes_back_as_one_keeps_its_children() {
    let text = SMALL.to_owned() + "[contract]\nyears = 2\nat_term = \"return\"\nreturn_staff_share = 1\n";
    let outcomes = histories(&model(&text, &[]), 1);
    let runs_on = histories(&model(SMALL, &[]), 1);
    assert!(practice(&outcomes, 2, Measure::HandedBack) > 40.0);
    assert_eq!(practice(&outcomes, 5, Measure::CohortContractEnded).to_bits(), f64::NAN.to_bits());
    assert_eq!(practice(&outcomes, 2, Measure::ChangesContractEnded), 0.0);
    assert_eq!(practice(&outcomes, 1, Measure::WorkerChanges), practice(&runs_on, 1, Measure::WorkerChanges));
    // the authority pays them from now on, at its own overheads and turnover
    assert!(practice(&outcomes, 2, Measure::Caseload) > 0.0);
}

#[test]
fn service_ends_on_the_same_days_for_the_same_children_where_they_are_not_moved() {
    let text = SMALL.to_owned()
        + "[stay.return_to_care]\nhome_or_relatives = { y0_25 = 0.3, y1 = 0.6, y2 = 0.6, y5 = 0.6, y6 = 0.6 }\n\
           [contract]\nyears = 3\nat_term = \"return\"\ntaper_months = 6\nfurther_year_share = 0.7\n";
    let outcomes = histories(&model(&text, &[]), 3);
    let reference = outcomes.reference(1, Measure::CohortYears);
    assert!(reference > 1, "these children are followed in an arm of their own");
    for year in 0..6 {
        for measure in [Measure::CohortYears, Measure::CohortSize] {
            assert_eq!(
                outcomes.column(1, year, measure),
                outcomes.column(reference, year, measure),
                "year {year}"
            );
        }
    }
    assert!(outcomes.column(1, 6, Measure::FurtherReturns).iter().sum::<f64>() > 0.0);
}

#[test]
fn the_days_after_care_are_those_of_the_children_who_are_kept() {
    let text = SMALL.to_owned()
        + "[stay.return_to_care]\nhome_or_relatives = { y0_25 = 0.1, y1 = 0.3, y2 = 0.3, y5 = 0.3, y6 = 0.3 }\n\
           [contract]\nfurther_year_share = 1\n";
    let model = model(&text, &[]);
    let outcomes = histories(&model, 1);
    let (mut began, mut days, mut back) = (std::collections::BTreeMap::new(), 0.0, 0);
    let horizon = 6.0 * 365.25;
    for (time, key, event) in chronicle(&model, support::SEED, 0, 1) {
        match event {
            CareEvent::StaysWithPractice { until } => {
                assert!((until - time - 365.25).abs() < 1e-9);
                began.insert(key, time);
            }
            CareEvent::StraightBack => {
                days += time - began.remove(&key).expect("it was kept");
                back += 1;
            }
            CareEvent::SupportEnded => days += began.remove(&key).map_or(0.0, |from| time - from),
            _ => {}
        }
    }
    days += began.values().map(|from| horizon - from).sum::<f64>();
    let years = practice(&outcomes, 6, Measure::FurtherYears) * 6.0;
    assert!((years - days / 365.25).abs() < 1e-6 && years > 20.0, "{years} {}", days / 365.25);
    assert!((practice(&outcomes, 6, Measure::FurtherReturns) * 6.0 - f64::from(back)).abs() < 1e-9 && back > 5);
    // nobody leaves this practice's employment, so that the worker is always there
    assert_eq!(practice(&outcomes, 6, Measure::FurtherReturnsToWorker), 100.0);
    assert_eq!(practice(&outcomes, 6, Measure::FurtherChanges), 0.0);
}

#[test]
fn days_after_care_are_paid_for_in_the_additional_band() {
    let money = "[contract]\nsocial_work_per_child_year_gbp = 5000\n";
    let net = |share: &str| {
        let text = SMALL.to_owned() + money;
        let outcomes = histories(&model(&text, &[share]), 1);
        practice(&outcomes, 2, Measure::ContractNetAuthorityHolds)
    };
    let (with, without) = (net("contract.further_year_share=1"), net("contract.further_year_share=0"));
    assert!(with > without && without > 0.0, "{with} {without}");
}

#[test]
fn care_leavers_in_education_stay_with_the_practice_until_25() {
    let text = SMALL.to_owned()
        + "[intake]\nage_share = { age_10_15 = 0, age_16_17 = 1 }\n[contract]\neducation_share = 1\n";
    let overrides =
        ["stay.leave_at_18=true", "stay.care_leavers_until_age=21", "allocation.include_care_leavers=true"];
    let outcomes = histories(&model(&text, &overrides), 1);
    assert!(practice(&outcomes, 6, Measure::FurtherBegun) > 1.0);
    let without =
        histories(&model(&text, &[overrides[0], overrides[1], overrides[2], "contract.education_share=0"]), 1);
    assert!(practice(&without, 6, Measure::FurtherBegun).is_nan());
    // what happens until support ends is the same
    assert_eq!(practice(&outcomes, 0, Measure::CohortSize), practice(&without, 0, Measure::CohortSize));
}

#[test]
fn a_move_out_of_the_area_changes_the_authoritys_worker_and_not_the_practices() {
    let rates =
        ["d0_13", "d14_55", "d56_181", "d182_364", "d365_729", "d730_1825", "d1826p"].map(|c| format!("{c} = 1"));
    let text = SMALL.to_owned()
        + &format!("[placements]\nhazard_per_year = {{ {} }}\nout_of_area_share = 1\n", rates.join(", "));
    let outcomes = histories(&model(&text, &["workforce.out_of_area_change_share=1"]), 1);
    let baseline = |measure| outcomes.column(0, 6, measure)[0];
    assert_eq!(baseline(Measure::OutOfAreaMoves), baseline(Measure::MovesPerYear));
    assert_eq!(baseline(Measure::ChangesBoundary), baseline(Measure::MovesPerYear));
    assert_eq!(practice(&outcomes, 6, Measure::CohortBoundary), 0.0);
    assert!(practice(&outcomes, 6, Measure::CohortMoves) > 0.5);
    let none = histories(&model(&text, &[]), 1);
    assert_eq!(none.column(0, 6, Measure::ChangesBoundary), [0.0]);
}
