//! The survival of every law of the stay, with and without an end at 18, and months of 365.25/12 days.

use crate::ERRORS;
use crate::support::{model, number_is};
use statrs::distribution::{ContinuousCDF, Gamma, LogNormal, Weibull};
use std::collections::BTreeMap;
use swpsim::domain::laws::LAW_NAMES;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

const MONTH: f64 = 365.25 / 12.0;
const CHILDREN: usize = 6000;

/// Everybody arrives on the first day and nobody follows.
fn world(stay: &str, end_at_18: bool) -> String {
    format!(
        "[run]\nstart = \"fresh-arrivals\"\nfresh_arrivals = {CHILDREN}\ncalendar = \"julian-years\"\nyears = 12\n\
         [intake]\nage_share = {{ under_1 = 0.25, age_1_4 = 0.25, age_5_9 = 0.25, age_10_15 = 0.25 }}\n\
         [stay]\nleave_at_18 = {end_at_18}\n{stay}\n"
    )
}

/// Age at entry in days and length of care of each child; infinite if still in care at the end.
fn lives(world: &str) -> Vec<(f64, f64)> {
    let mut children: BTreeMap<_, (f64, f64)> = BTreeMap::new();
    for (_, key, event) in chronicle(&model(world, &[]), 3, 0, 0) {
        match event {
            CareEvent::CameIntoCare { age_years, .. } => {
                children.insert(key, (age_years * 365.25, f64::INFINITY));
            }
            CareEvent::LeftCare { days, .. } => children.get_mut(&key).unwrap().1 = days,
            _ => {}
        }
    }
    assert_eq!(children.len(), CHILDREN);
    children.into_values().collect()
}

/// The laws as files write them, with their survival after so many days from textbooks and another library.
type Survival = Box<dyn Fn(f64) -> f64>;
fn laws() -> Vec<(&'static str, Survival)> {
    let weibull = Weibull::new(0.7, 12.0 * MONTH).unwrap();
    let lognormal = LogNormal::new((10.0 * MONTH).ln(), 1.2).unwrap();
    let gamma = Gamma::new(2.2, 2.2 / (20.0 * MONTH)).unwrap();
    let year = 365.25;
    vec![
        ("{ law = \"fixed\", months = 18 }", Box::new(|t| if t < 18.0 * MONTH { 1.0 } else { 0.0 })),
        ("{ law = \"exponential\", mean_months = 20 }", Box::new(|t| (-t / (20.0 * MONTH)).exp())),
        ("{ law = \"weibull\", shape = 0.7, scale_months = 12 }", Box::new(move |t| weibull.sf(t))),
        ("{ law = \"lognormal\", median_months = 10, sigma = 1.2 }", Box::new(move |t| lognormal.sf(t))),
        ("{ law = \"gamma\", shape = 2.2, mean_months = 20 }", Box::new(move |t| gamma.sf(t))),
        (
            "{ law = \"mixture\", weights = [0.7, 0.3], mean_months = [8, 60] }",
            Box::new(|t| 0.7 * (-t / (8.0 * MONTH)).exp() + 0.3 * (-t / (60.0 * MONTH)).exp()),
        ),
        (
            "{ law = \"piecewise\", from_years = [0, 0.5, 3], rates_per_year = [0.9, 0.3, 0.1] }",
            Box::new(move |t| {
                let years = t / year;
                let used =
                    0.9 * years.min(0.5) + 0.3 * (years - 0.5).clamp(0.0, 2.5) + 0.1 * (years - 3.0).max(0.0);
                (-used).exp()
            }),
        ),
        (
            "{ law = \"empirical\", days = [30, 100, 100, 400, 900, 2000] }",
            Box::new(|t| {
                [30.0, 100.0, 100.0, 400.0, 900.0, 2000.0].iter().filter(|d| **d > t).count() as f64 / 6.0
            }),
        ),
    ]
}

/// Children still in care at each of these times are as many as their chances say: a sum of Bernoulli numbers.
fn survive(what: &str, lives: &[(f64, f64)], end_at_18: bool, chance: &dyn Fn(f64, f64) -> f64) {
    for days in [20.0, 99.5, 200.0, 600.0, 1500.0, 3500.0] {
        let seen = lives.iter().filter(|(_, stay)| *stay > days).count() as f64;
        let chances = lives
            .iter()
            .map(|(age, _)| if end_at_18 && age + days >= 18.0 * 365.25 { 0.0 } else { chance(*age, days) });
        let (mean, variance) = chances.fold((0.0, 0.0), |(m, v), p| (m + p, v + p * (1.0 - p)));
        if variance < 1e-9 {
            assert_eq!(seen, mean, "{what} beyond {days} days");
        } else {
            number_is(&format!("{what} beyond {days} days"), seen, mean, variance.sqrt(), ERRORS);
        }
    }
}

#[test]
fn every_named_law_of_the_stay_survives_as_it_should_with_and_without_an_end_at_18() {
    let laws = laws();
    for name in LAW_NAMES {
        assert!(laws.iter().any(|(law, _)| law.contains(&format!("\"{name}\""))), "the law {name} is not tested");
    }
    for (law, survival) in &laws {
        for end_at_18 in [false, true] {
            let lives = lives(&world(&format!("length = {law}"), end_at_18));
            survive(&format!("{law}, end at 18: {end_at_18}"), &lives, end_at_18, &|_, days| survival(days));
        }
    }
}

#[test]
fn the_hazard_table_survives_as_the_sum_of_its_small_steps_says() {
    let rates = [0.10, 0.04, 0.03, 0.035, 0.016, 0.015, 0.008, 0.007, 0.0075];
    let factors = [1.0, 2.1, 1.2, 0.7, 0.85, 0.65];
    let table = "law = \"hazard-table\"\n\
        hazard_per_month = { m1 = 0.10, m2 = 0.04, m3_6 = 0.03, m7_12 = 0.035, m13_24 = 0.016, m25_36 = 0.015, m37_60 = 0.008, m61_120 = 0.007, m121p = 0.0075 }\n\
        age_factor = { under_1 = 1, age_1_4 = 2.1, age_5_9 = 1.2, age_10_15 = 0.7, age_16 = 0.85, age_17 = 0.65 }";
    let rate = |age: f64, days: f64| {
        let months = [1.0, 2.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0];
        let years = [1.0, 5.0, 10.0, 16.0, 17.0];
        let duration = months.iter().filter(|m| **m * MONTH <= days).count();
        let class = years.iter().filter(|y| **y * 365.25 <= age + days).count();
        rates[duration] * factors[class] / MONTH
    };
    let step = 0.5;
    let chance = |age: f64, days: f64| {
        let steps = (days / step) as usize;
        (-(0..steps).map(|i| rate(age, (i as f64 + 0.5) * step) * step).sum::<f64>()).exp()
    };
    for end_at_18 in [false, true] {
        let lives = lives(&world(table, end_at_18));
        survive(&format!("hazard table, end at 18: {end_at_18}"), &lives[..1500], end_at_18, &chance);
    }
}

#[test]
fn a_month_has_a_twelfth_of_365_and_a_quarter_days() {
    let lives = lives(&world("length = { law = \"fixed\", months = 8 }", false));
    assert!(lives.iter().all(|(_, days)| *days == 8.0 * 365.25 / 12.0));
}
