//! Posts as alternating renewals, and what happens to cases when posts fall vacant.

use crate::ERRORS;
use crate::support::{column, histories, mean_is, model, number_is};
use std::collections::BTreeMap;
use swpsim::domain::measures::Measure;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

/// 100 posts for 300 children who never leave.
const POSTS: &str = r#"
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

#[test]
fn posts_filled_at_first_follow_the_exact_two_state_course() {
    let world = format!(
        "{POSTS}opening_posts = \"all-filled\"\ntime_to_fill = {{ law = \"exponential\", mean_years = 0.5 }}"
    );
    let outcomes = histories(&model(&world, &[]), 800);
    // leaving at 0.4 and filling at 2 a year: vacant 1/6 in the long run, reached with rate 2.4
    let vacant = |t: f64| (1.0 - (-2.4 * t).exp()) / 6.0;
    let filled_years = |t: f64| t - (t - (1.0 - (-2.4 * t).exp()) / 2.4) / 6.0;
    for year in 0..6 {
        let (from, to) = (year as f64, year as f64 + 1.0);
        let get = |measure| column(&outcomes, Some(year), measure);
        let year = year + 1;
        mean_is(
            &format!("vacant at the end of year {year}, %"),
            &get(Measure::Vacancy),
            100.0 * vacant(to),
            ERRORS,
        );
        let filled = filled_years(to) - filled_years(from);
        mean_is(&format!("leavings in year {year}"), &get(Measure::WorkerLeavings), 40.0 * filled, ERRORS);
        mean_is(&format!("refills in year {year}"), &get(Measure::PostsRefilled), 200.0 * (1.0 - filled), ERRORS);
    }
}

#[test]
fn a_stationary_opening_stays_stationary_whatever_the_time_to_fill() {
    // vacant = rate x mean time to fill / (1 + that): 0.2 / 1.2 for every law with a mean of half a year
    for law in ["exponential\", mean_", "fixed\", ", "gamma\", shape = 0.5, mean_", "gamma\", shape = 2, mean_"] {
        let fill = format!("time_to_fill = {{ law = \"{law}years = 0.5 }}");
        let outcomes = histories(&model(&format!("{POSTS}{fill}"), &["run.years=2"]), 1000);
        for year in [0, 1] {
            let get = |measure| column(&outcomes, Some(year), measure);
            let what = |of: &str| format!("{fill}, year {}: {of}", year + 1);
            mean_is(&what("vacant, %"), &get(Measure::Vacancy), 100.0 / 6.0, ERRORS);
            mean_is(&what("leavings"), &get(Measure::WorkerLeavings), 40.0 / 1.2, ERRORS);
            mean_is(&what("refills"), &get(Measure::PostsRefilled), 40.0 / 1.2, ERRORS);
            mean_is(&what("turnover, %"), &get(Measure::Turnover), 40.0, ERRORS);
        }
    }
}

#[test]
fn with_instant_replacement_nobody_waits_and_every_leaving_is_one_change_for_each_case() {
    // 300 cases on always filled posts that are left 0.4 times a year: 120 changes a year, 0.4 a child-year
    let outcomes = histories(&model(POSTS, &[]), 300);
    let get = |measure| column(&outcomes, None, measure);
    mean_is("leavings", &get(Measure::WorkerLeavings), 40.0, ERRORS);
    mean_is("changes", &get(Measure::ReallocatedCases), 120.0, ERRORS);
    mean_is("changes a child-year", &get(Measure::WorkerChanges), 0.4, ERRORS);
    assert!(get(Measure::UnallocatedDays).iter().all(|days| *days == 0.0));
    assert!(get(Measure::Vacancy).iter().all(|percent| *percent == 0.0));
    // no change in a year: the worker stayed, exp(-0.4)
    mean_is(
        "no change in 12 months, %",
        &column(&outcomes, Some(3), Measure::Changes12None),
        100.0 * (-0.4f64).exp(),
        ERRORS,
    );
}

#[test]
fn without_reallocation_a_childs_worker_alternates_between_there_and_gone() {
    let world = format!(
        "{POSTS}reallocation = \"none\"\nopening_posts = \"all-filled\"\ntime_to_fill = {{ law = \"exponential\", mean_years = 0.5 }}"
    );
    let outcomes = histories(&model(&world, &[]), 400);
    // a child waits while its post is vacant: after some years 1/6 of the time, as the post
    let days = column(&outcomes, Some(5), Measure::UnallocatedDays);
    mean_is("days without a worker a child-year", &days, 365.25 / 6.0, ERRORS);
}

#[test]
fn with_no_cap_nobody_waits_while_anybody_is_in_post_and_under_a_cap_the_rest_wait() {
    let free = column(&histories(&model(POSTS, &["workforce.posts=1"]), 20), None, Measure::UnallocatedDays);
    assert!(free.iter().all(|days| *days == 0.0), "one worker holds all 300 cases");
    let capped = histories(&model(POSTS, &["workforce.caseload_cap=2", "workforce.turnover_per_year=0"]), 20);
    // 100 posts hold 2 each: 100 of 300 children wait all the time
    for days in column(&capped, Some(2), Measure::UnallocatedDays) {
        number_is("days without a worker a child-year", days, 365.25 / 3.0, 1e-6, 1.0);
    }
}

#[test]
fn each_case_goes_to_the_least_loaded_filled_post() {
    let model = model(POSTS, &["workforce.posts=7", "workforce.turnover_per_year=0"]);
    let mut held: BTreeMap<u32, u32> = BTreeMap::new();
    for (_, _, event) in chronicle(&model, 1, 0, 0) {
        if let CareEvent::WorkerAllocated { post, .. } = event {
            let least = (0..7).map(|p| (held.get(&p).copied().unwrap_or(0), p)).min().unwrap();
            assert_eq!(post, least.1);
            *held.entry(post).or_default() += 1;
        }
    }
    assert_eq!(held.values().sum::<u32>(), 300);
}
