//! Arrivals and the number in care: Poisson laws, Little's law, seasons.

use crate::ERRORS;
use crate::support::{column, histories, mean_is, model, number_is, poisson_is};
use swpsim::domain::measures::Measure;
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;

const MONTH: f64 = 365.25 / 12.0;

/// 120 children a year, one by one, nobody comes back; years of 365.25 days.
const ARRIVALS: &str = r#"
authority.starts_per_year = 120
[run]
calendar = "julian-years"
years = 5
"#;

#[test]
fn from_empty_the_stock_is_poisson_with_its_exact_transient_mean() {
    // M/G/infinity: rate times the survival summed up so far, here 200 (1 - exp(-t / 20 months))
    let world =
        format!("{ARRIVALS}start = \"empty\"\n[stay]\nlength = {{ law = \"exponential\", mean_months = 20 }}");
    let outcomes = histories(&model(&world, &[]), 4000);
    for year in 0..5 {
        let exact = 200.0 * (1.0 - (-12.0 * (year as f64 + 1.0) / 20.0).exp());
        poisson_is(
            &format!("stock after year {}", year + 1),
            &column(&outcomes, Some(year), Measure::Stock),
            exact,
            ERRORS,
        );
    }
}

#[test]
fn the_stationary_stock_is_poisson_whatever_the_law_of_the_stay() {
    let laws = [
        "{ law = \"exponential\", mean_months = 20 }",
        "{ law = \"gamma\", shape = 0.5, mean_months = 20 }",
        "{ law = \"fixed\", months = 20 }",
        "{ law = \"mixture\", weights = [0.7, 0.3], mean_months = [8, 48] }",
    ];
    for law in laws {
        let outcomes = histories(&model(&format!("{ARRIVALS}[stay]\nlength = {law}"), &[]), 2000);
        for year in [0, 4] {
            poisson_is(
                &format!("{law}, year {}", year + 1),
                &column(&outcomes, Some(year), Measure::Stock),
                200.0,
                ERRORS,
            );
        }
        poisson_is(&format!("{law}, starts"), &column(&outcomes, Some(2), Measure::Starts), 120.0, ERRORS);
        poisson_is(&format!("{law}, ceases"), &column(&outcomes, Some(2), Measure::Ceases), 120.0, ERRORS);
    }
}

#[test]
fn with_an_end_at_18_the_stationary_stock_is_the_rate_times_the_mean_of_the_shorter_time() {
    // ages at entry uniform from 10 to 16: with Y = 18 - age, the mean of min(Exp(m), Y) is m (1 - E exp(-Y/m))
    let m: f64 = 40.0 / 12.0;
    let average = m / 6.0 * ((-2.0 / m).exp() - (-8.0 / m).exp());
    let exact = 120.0 * m * (1.0 - average);
    let world =
        format!("{ARRIVALS}[stay]\nleave_at_18 = true\nlength = {{ law = \"exponential\", mean_months = 40 }}");
    let outcomes = histories(&model(&world, &[]), 2000);
    for year in [0, 4] {
        poisson_is(
            &format!("stock after year {}", year + 1),
            &column(&outcomes, Some(year), Measure::Stock),
            exact,
            ERRORS,
        );
    }
    // those who turn 18 in care
    let turned = column(&outcomes, None, Measure::LeftAt18);
    mean_is("left at 18, %", &turned, 100.0 * average, ERRORS);
}

#[test]
fn the_average_stock_is_starts_times_length_of_stay_with_siblings_returns_and_an_end_at_18() {
    // Little's law, period by period of care; in a stationary world stays of leavers are those of entrants
    let world = format!(
        r#"{ARRIVALS}
[intake]
batch_share = {{ size_1 = 0.6, size_2 = 0.3, size_3 = 0.1 }}
age_share = {{ under_1 = 0.3, age_1_4 = 0.2, age_5_9 = 0.2, age_10_15 = 0.2, age_16_17 = 0.1 }}
[stay]
leave_at_18 = true
length = {{ law = "lognormal", median_months = 9, sigma = 1.4 }}
return_to_care.home_or_relatives = {{ y0_25 = 0.1, y1 = 0.2, y2 = 0.25, y5 = 0.3, y6 = 0.35 }}
"#
    );
    let outcomes = histories(&model(&world, &[]), 1500);
    let get = |measure| column(&outcomes, None, measure);
    let (stock, ceases, days) = (get(Measure::MeanStock), get(Measure::Ceases), get(Measure::LeaverDays));
    let off: Vec<f64> = (0..stock.len()).map(|i| stock[i] - ceases[i] * days[i] / 365.25).collect();
    mean_is("average stock less ceases times stay", &off, 0.0, ERRORS);
    let (starts, returns) = (get(Measure::Starts), get(Measure::Returns));
    let flow: Vec<f64> = starts.iter().zip(&ceases).map(|(s, c)| s - c).collect();
    mean_is("starts less ceases", &flow, 0.0, ERRORS);
    let first: Vec<f64> = starts.iter().zip(&returns).map(|(s, r)| s - r).collect();
    mean_is("first entries a year", &first, 120.0, ERRORS);
    assert!(returns.iter().sum::<f64>() > 5.0 * returns.len() as f64, "hardly anybody came back");
}

#[test]
fn siblings_make_the_starts_of_a_year_compound_poisson() {
    // families of 1 or 3, half of each: 60 families a year, mean size 2, mean square 5
    let world = format!("{ARRIVALS}start = \"empty\"\n[intake.batch_share]\nsize_1 = 0.5\nsize_3 = 0.5");
    let starts = column(&histories(&model(&world, &[]), 3000), Some(1), Measure::Starts);
    mean_is("starts", &starts, 120.0, ERRORS);
    let squares: Vec<f64> = starts.iter().map(|s| (s - 120.0).powi(2)).collect();
    mean_is("variance of starts", &squares, 60.0 * 5.0, ERRORS);
}

#[test]
fn a_season_is_a_sinusoid_and_without_one_every_month_is_alike() {
    for amplitude in [0.0, 0.4] {
        let season = format!("[intake]\nseason_amplitude = {amplitude}\nseason_peak_month = 2");
        let model = model(&format!("{ARRIVALS}start = \"empty\"\n{season}"), &["run.years=1"]);
        let replicates = 600;
        let mut seen = [0.0; 12];
        for replicate in 0..replicates {
            for (time, _, event) in chronicle(&model, 5, replicate, 0) {
                if matches!(event, CareEvent::CameIntoCare { .. }) {
                    seen[(time / MONTH) as usize] += 1.0;
                }
            }
        }
        for (month, seen) in seen.iter().enumerate() {
            // arrivals of a month keep the rate of its middle
            let phase = (month as f64 + 0.5 - 2.0) / 12.0 * std::f64::consts::TAU;
            let exact = replicates as f64 * 10.0 * (1.0 + amplitude * phase.cos());
            number_is(&format!("month {month}, amplitude {amplitude}"), *seen, exact, exact.sqrt(), ERRORS);
        }
    }
}
