//! A practice as a queue: children arrive, its places or its workers' lists are full, children leave.

use crate::support::{histories, mean_is, model, number_is};
use crate::{ERRORS, PRACTICE};
use swpsim::domain::measures::Measure;

/// Children arrive at random from the first day on; a panel sits every day.
const OPEN: &str = r#"
[run]
start = "empty"
calendar = "julian-years"
arms = ["no-practice", "elm"]
representativeness_replicates = 0
[workforce]
posts = 5
[allocation]
minimum_days_in_care_s20 = 0
panel_every_days = 1
[practice.elm]
turnover_per_year = 0
[policy.no-practice]
[policy.elm]
provider = "practice"
"#;

/// Poisson probabilities 0, 1, ... of a mean.
fn poisson(mean: f64) -> Vec<f64> {
    let mut p = vec![(-mean).exp()];
    for n in 1..400 {
        p.push(p[n - 1] * mean / n as f64);
    }
    p
}

#[test]
fn above_every_cap_the_number_who_wait_is_what_a_poisson_number_has_beyond_the_slots() {
    // 30 arrivals a year, exponential stays of 2 years: the number served is Poisson with mean 60 (1 - exp(-t/2)); two
    // workers take 20 children each, and who is above that waits in the practice
    let model = model(
        OPEN,
        &[
            "authority.starts_per_year=30",
            "run.years=12",
            "stay.length={ law = \"exponential\", mean_years = 2 }",
            "allocation.require_assessment=false",
            "practice.elm.places=1000",
            "practice.elm.children_per_worker=500",
            "practice.elm.caseload_cap=20",
        ],
    );
    let outcomes = histories(&model, 300);
    let of = |measure| outcomes.column(PRACTICE, 11, measure);
    // per person-year served, times person-years in the year
    let days = of(Measure::CohortUnallocatedDays);
    let waiting: Vec<f64> =
        days.iter().zip(of(Measure::CohortYears)).map(|(days, years)| days * years / 365.25).collect();
    let beyond: f64 = poisson(60.0).iter().enumerate().skip(41).map(|(n, p)| (n as f64 - 40.0) * p).sum();
    mean_is("children of the practice without a worker", &waiting, beyond, ERRORS);
    assert!(of(Measure::CaseloadMax).iter().all(|list| *list <= 20.0));
    assert!(of(Measure::CohortLongestGap).iter().all(|gap| *gap > 0.0));
    // the authority's own cap is another one
    assert!(outcomes.column(PRACTICE, 11, Measure::LongestGap).iter().all(|gap| *gap > 0.0));
    assert!(outcomes.column(0, 11, Measure::LongestGap).iter().all(|gap| *gap == 0.0));
}

/// Probabilities of a birth-and-death queue that was empty, by small steps of time.
fn queue(arrivals: f64, service: f64, servers: usize, years: f64) -> Vec<f64> {
    let mut p = vec![0.0; 80];
    p[0] = 1.0;
    let step = 1e-3;
    for _ in 0..(years / step).round() as usize {
        let old = p.clone();
        for n in 0..p.len() {
            let leave = |n: usize| n.min(servers) as f64 * service;
            let up = if n + 1 < p.len() { arrivals } else { 0.0 };
            p[n] -= step * old[n] * (up + leave(n));
            if n > 0 {
                p[n] += step * arrivals * old[n - 1];
            }
            if n + 1 < p.len() {
                p[n] += step * leave(n + 1) * old[n + 1];
            }
        }
    }
    p
}

/// Chance to wait in M/M/c (Erlang's second formula).
fn erlang_c(load: f64, servers: usize) -> f64 {
    let b = erlang_b(load, servers);
    b / (1.0 - load / servers as f64 * (1.0 - b))
}

/// Chance to be lost in M/G/c/c (Erlang's first formula).
fn erlang_b(load: f64, servers: usize) -> f64 {
    (1..=servers).fold(1.0, |b, n| load * b / (n as f64 + load * b))
}

#[test]
fn children_who_wait_for_a_place_make_erlangs_queue() {
    // 6 arrivals a year; who is served is withdrawn after an exponential year; 8 places. The course of the queue is
    // followed by its differential equations; in the long run all places are taken as Erlang's second formula says
    let model = model(
        OPEN,
        &[
            "authority.starts_per_year=6",
            "run.years=12",
            "stay.length={ law = \"fixed\", years = 2000 }",
            "allocation.require_assessment=false",
            "allocation.maximum_age=25",
            "handover.withdrawals_per_person_year=1",
            "practice.elm.places=8",
            "practice.elm.children_per_worker=4",
        ],
    );
    let replicates = 800;
    let outcomes = histories(&model, replicates);
    let full = |year: usize| {
        let sizes = outcomes.column(PRACTICE, year, Measure::CohortSize);
        sizes.iter().filter(|size| **size == 8.0).count() as f64 / replicates as f64
    };
    for year in [2, 5, 11] {
        let p: f64 = queue(6.0, 1.0, 8, year as f64 + 1.0)[8..].iter().sum();
        let error = (p * (1.0 - p) / replicates as f64).sqrt();
        // a place stands empty until the next day's panel: half a day of 365 at most, 8 times a year
        number_is(&format!("all places taken after year {}", year + 1), full(year), p, error, ERRORS);
    }
    let settled: f64 = queue(6.0, 1.0, 8, 60.0)[8..].iter().sum();
    assert!((settled - erlang_c(6.0, 8)).abs() < 1e-4, "{settled} against {}", erlang_c(6.0, 8));
}

#[test]
fn children_who_can_be_taken_on_one_day_only_make_erlangs_loss() {
    // each stay is two years and two days: judged to stay two further years on the day of arrival and on the next, whose
    // panel is the only one that can take the child. 10 arrivals a year on 15 places; a place is taken for 732 or 733
    // panels
    let model = model(
        OPEN,
        &[
            "authority.starts_per_year=10",
            "run.years=12",
            "stay.length={ law = \"fixed\", days = 732.499 }",
            "assessment.days=0",
            "assessment.repeat_every_days=1",
            "practice.elm.places=15",
            "practice.elm.children_per_worker=5",
        ],
    );
    let replicates = 600;
    let outcomes = histories(&model, replicates);
    let lost = erlang_b(10.0 * 732.5 / 365.25, 15);
    let taken = outcomes.column(PRACTICE, 11, Measure::CohortTransferred);
    mean_is("transferred a year", &taken, 10.0 * (1.0 - lost), ERRORS);
    let sizes = outcomes.column(PRACTICE, 11, Measure::CohortSize);
    let full = sizes.iter().filter(|size| **size == 15.0).count() as f64 / replicates as f64;
    number_is("all places taken", full, lost, (lost * (1.0 - lost) / replicates as f64).sqrt(), ERRORS);
}
