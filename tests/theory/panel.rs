//! The two-year assessment as thinning, the lottery as drawing without replacement, the joint period.

use crate::ERRORS;
use crate::support::{column, histories, model, number_is, poisson_is};
use std::collections::BTreeMap;
use swpsim::domain::measures::Measure;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

const YEAR: f64 = 365.25;

/// 60 children on the first day and none after, 20 places, a lottery.
const LOTTERY: &str = r#"
[run]
start = "fresh-arrivals"
fresh_arrivals = 60
calendar = "julian-years"
years = 1
arms = ["no-practice", "elm"]
[intake]
band_share = { band_1 = 0.7, band_4 = 0.3 }
[stay]
length = { law = "fixed", years = 2000 }
[workforce]
posts = 5
[allocation]
rule = "lottery"
require_assessment = false
minimum_days_in_care_s20 = 0
[practice.elm]
places = 20
[policy.no-practice]
[policy.elm]
provider = "practice"
"#;

#[test]
fn the_lottery_draws_without_replacement() {
    let model = model(LOTTERY, &[]);
    let replicates = 2000;
    let (mut off, mut variance, mut squares) = (0.0, 0.0, 0.0);
    let mut chosen = BTreeMap::new();
    for replicate in 0..replicates {
        let (mut in_band, mut drawn_in_band, mut drawn) = (BTreeMap::new(), 0.0, 0);
        for (time, key, event) in chronicle(&model, 7, replicate, 1) {
            match event {
                CareEvent::CameIntoCare { band, .. } => {
                    in_band.insert(key, band.starts_with("band 4"));
                }
                CareEvent::Decided { allocated: true, .. } => {
                    assert_eq!(time, 0.0, "the first panel fills every place");
                    drawn += 1;
                    drawn_in_band += f64::from(in_band[&key]);
                    *chosen.entry(key).or_insert(0.0) += 1.0;
                }
                _ => {}
            }
        }
        assert_eq!((drawn, in_band.len()), (20, 60));
        // hypergeometric: 20 of 60, of whom k are in band 4
        let k = in_band.values().filter(|b| **b).count() as f64;
        let exact = 20.0 * k / 60.0;
        let spread = exact * (1.0 - k / 60.0) * 40.0 / 59.0;
        off += drawn_in_band - exact;
        variance += spread;
        squares += (drawn_in_band - exact).powi(2);
    }
    let n = replicates as f64;
    number_is("drawn in band 4, less expected", off, 0.0, f64::sqrt(variance), ERRORS);
    // the squares of about normal numbers vary by twice their squared mean
    number_is("variance of the number drawn", squares / variance, 1.0, (2.0 / n).sqrt(), ERRORS);
    for (child, times) in chosen {
        number_is(&format!("{child} drawn"), times, n / 3.0, (n * 2.0 / 9.0).sqrt(), ERRORS);
    }
}

#[test]
fn assessment_thins_the_entrants_into_four_independent_poisson_streams() {
    // stays exponential with mean 2 years, judged at 56 days, of a total of two years: the rest of a stay is memoryless
    let (sensitivity, specificity) = (0.8, 0.7);
    let world = format!(
        r#"
authority.starts_per_year = 200
[run]
start = "empty"
calendar = "julian-years"
years = 5
arms = ["no-practice"]
[intake]
age_share = {{ age_1_4 = 1 }}
[stay]
length = {{ law = "exponential", mean_years = 2 }}
[assessment]
days = 56
judged = "total-stay"
sensitivity = {sensitivity}
specificity = {specificity}
[practice.elm]
places = 1
[policy.no-practice]
"#
    );
    let model = model(&world, &[]);
    let replicates = 300;
    let mut cells = vec![[0.0; 4]; replicates];
    for (replicate, cells) in cells.iter_mut().enumerate() {
        for (_, _, event) in chronicle(&model, 9, replicate as u64, 0) {
            if let CareEvent::Assessed { judged_long, truly_long } = event {
                cells[2 * usize::from(judged_long) + usize::from(truly_long)] += 1.0;
            }
        }
    }
    let assessed = 200.0 * (5.0 - 56.0 / YEAR) * (-56.0 / (2.0 * YEAR)).exp();
    let long = (-(2.0 * YEAR - 56.0) / (2.0 * YEAR)).exp();
    let exact = [
        (1.0 - long) * specificity,
        long * (1.0 - sensitivity),
        (1.0 - long) * (1.0 - specificity),
        long * sensitivity,
    ];
    let names = ["left out, left", "left out, stayed", "chosen, left", "chosen, stayed"];
    for (i, share) in exact.iter().enumerate() {
        let seen: Vec<f64> = cells.iter().map(|c| c[i]).collect();
        poisson_is(names[i], &seen, assessed * share, ERRORS);
    }
    // the measures are made of the same four numbers
    let (ppv, npv) = (exact[3] / (exact[2] + exact[3]), exact[0] / (exact[0] + exact[1]));
    let outcomes = histories(&model, 600);
    let judged = |cell: usize, other: usize| 600.0 * assessed * (exact[cell] + exact[other]);
    let percent = |measure| crate::support::Sample::of(&column(&outcomes, None, measure)).mean / 100.0;
    // a mean of ratios is off its limit by p (1 - p) over the count at most: allowed for beside the error
    let near = |what: &str, found: f64, p: f64, n: f64| {
        let error = (p * (1.0 - p) / n).sqrt();
        number_is(what, found, p, error + p * (1.0 - p) / (n / 600.0) / ERRORS, ERRORS);
    };
    near("PPV", percent(Measure::AssessedPpv), ppv, judged(2, 3));
    near("NPV", percent(Measure::AssessedNpv), npv, judged(0, 1));
    near("prevalence", percent(Measure::AssessedPrevalence), long, 600.0 * assessed);
}

#[test]
fn a_handover_lasts_as_long_as_stated_also_no_time_at_all() {
    for days in [0.0, 28.0, 91.5] {
        let model = model(LOTTERY, &[&format!("handover.joint_days={days}")]);
        let (mut began, mut ended) = (BTreeMap::new(), 0);
        for (time, key, event) in chronicle(&model, 1, 0, 1) {
            match event {
                CareEvent::JointPeriodBegan { .. } => {
                    began.insert(key, time);
                }
                CareEvent::JointPeriodEnded { .. } => {
                    assert_eq!(time - began[&key], days);
                    ended += 1;
                }
                _ => {}
            }
        }
        assert_eq!((began.len(), ended), (20, 20), "{days} days");
    }
}

#[test]
fn identical_practices_share_the_children_out() {
    let two =
        LOTTERY.replace("[practice.elm]\nplaces = 20", "[practice.elm]\nplaces = 20\n[practice.oak]\nplaces = 20");
    let mut sizes = [0, 0];
    for (_, _, event) in chronicle(&model(&two, &[]), 1, 0, 1) {
        if let CareEvent::Decided { allocated: true, practice, .. } = event {
            sizes[practice] += 1;
        }
    }
    assert_eq!(sizes, [20, 20]);
}
