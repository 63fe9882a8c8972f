//! Money: high-cost episodes, the funding model's identities, the risk fund by hand.

use crate::ERRORS;
use crate::support::{Sample, column, histories, mean_is, model, number_is};
use swpsim::domain::measures::Measure;
use swpsim::domain::money::Pence;
use swpsim::flow::events::CareEvent;
use swpsim::flow::{Model, Workspace, chronicle, simulate, value_at};
use swpsim::policies::contract::funding_model::FundingTerms;

/// 40 children on the first day who never leave, none after.
const FIXED: &str = r#"
[run]
start = "fresh-arrivals"
fresh_arrivals = 40
start_date = 2024-04-01
years = 3
[stay]
length = { law = "fixed", years = 2000 }
[workforce]
posts = 4
"#;

#[test]
fn episodes_of_each_band_cost_compound_poisson_sums() {
    // 40 children over three years of 365.25 days; severities of 1,000, 5,000 and 20,000
    let (severity, share): ([f64; 3], [f64; 3]) = ([1000.0, 5000.0, 20_000.0], [0.6, 0.3, 0.1]);
    let first: f64 = severity.iter().zip(share).map(|(s, p)| s * p).sum();
    let second: f64 = severity.iter().zip(share).map(|(s, p)| s * s * p).sum();
    let finance = "calendar = \"julian-years\"\n[finance]\nhigh_cost_per_year = { band_1 = 0.05, band_2 = 0.2, band_3 = 0.6, band_4 = 1.5 }\n\
                   high_cost_gbp = [1000, 5000, 20000]\nhigh_cost_share = [0.6, 0.3, 0.1]";
    let fixed = FIXED.replace("years = 3\n", &format!("years = 3\n{finance}\n"));
    for (band, rate) in [("band_1", 0.05), ("band_2", 0.2), ("band_3", 0.6), ("band_4", 1.5)] {
        let world = format!("{fixed}[intake.band_share]\n{band} = 1");
        let cost = column(&histories(&model(&world, &[]), 2500), None, Measure::PlacementCost);
        let totals: Vec<f64> = cost.iter().map(|yearly| yearly * 3.0).collect();
        let episodes = 40.0 * 3.0 * rate;
        mean_is(&format!("{band}, mean"), &totals, episodes * first, ERRORS);
        let squares: Vec<f64> = totals.iter().map(|t| (t - episodes * first).powi(2)).collect();
        mean_is(&format!("{band}, variance"), &squares, episodes * second, ERRORS);
    }
    // a mixed population: children's bands are independent, so the number in a band is binomial
    let world = format!("{fixed}[intake.band_share]\nband_1 = 0.5\nband_4 = 0.5");
    let cost = column(&histories(&model(&world, &[]), 2500), None, Measure::PlacementCost);
    let totals: Vec<f64> = cost.iter().map(|yearly| yearly * 3.0).collect();
    let (low, high) = (3.0 * 0.05 * first, 3.0 * 1.5 * first);
    mean_is("half in band 4, mean", &totals, 20.0 * (low + high), ERRORS);
    let exact = 20.0 * 3.0 * 1.55 * second + 40.0 * 0.25 * (high - low).powi(2);
    let sample = Sample::of(&totals);
    let squares: Vec<f64> = totals.iter().map(|t| (t - sample.mean).powi(2)).collect();
    number_is("half in band 4, variance", sample.variance, exact, Sample::of(&squares).error(), ERRORS);
}

#[test]
fn lognormal_and_pareto_episodes_cost_compound_poisson_sums() {
    // 40 children of band 4, 0.5 episodes a year each, over three years: 60 episodes
    let base = "calendar = \"julian-years\"\n[finance]\nhigh_cost_per_year = { band_1 = 0, band_2 = 0, band_3 = 0, band_4 = 0.5 }\n";
    let totals = |law: &str| -> Vec<f64> {
        let fixed = FIXED.replace("years = 3\n", &format!("years = 3\n{base}{law}\n"));
        let world = format!("{fixed}[intake.band_share]\nband_4 = 1");
        let cost = column(&histories(&model(&world, &[]), 1500), None, Measure::PlacementCost);
        cost.iter().map(|yearly| yearly * 3.0).collect()
    };
    let compare = |what: &str, totals: &[f64], first: f64, second: f64| {
        mean_is(&format!("{what}, mean"), totals, 60.0 * first, ERRORS);
        let squares: Vec<f64> = totals.iter().map(|t| (t - 60.0 * first).powi(2)).collect();
        mean_is(&format!("{what}, variance"), &squares, 60.0 * second, ERRORS);
    };
    // mean 10,000, coefficient of variation 0.8: E X^2 = m^2 (1 + v^2)
    let lognormal = totals("high_cost_law = \"lognormal\"\nhigh_cost_mean_gbp = 10000\nhigh_cost_cv = 0.8");
    compare("lognormal", &lognormal, 10_000.0, 1e8 * 1.64);
    // minimum 4,000, tail 6: mean 6/5 and second moment 6/4 of the minimum's powers
    let pareto = totals("high_cost_law = \"pareto\"\nhigh_cost_minimum_gbp = 4000\nhigh_cost_tail = 6");
    compare("pareto", &pareto, 4_800.0, 1.6e7 * 1.5);
    // cut off at 8,000 = twice the minimum: E = m a/(a-1) (1 - 2^(1-a)) + 2m 2^-a, and likewise squared
    let capped = totals(
        "high_cost_law = \"pareto\"\nhigh_cost_minimum_gbp = 4000\nhigh_cost_tail = 0.8\nhigh_cost_maximum_gbp = 8000",
    );
    let moment = |k: f64| {
        let (m, a) = (4_000.0f64.powf(k), 0.8);
        m * a / (a - k) * (1.0 - 2f64.powf(k - a)) + m * 2f64.powf(k) * 2f64.powf(-a)
    };
    compare("pareto with a maximum", &capped, moment(1.0), moment(2.0));
}

#[test]
fn what_the_practice_grosses_and_what_is_left_make_the_authoritys_spend_to_the_penny() {
    // 600 children, per child a whole number of pence; the practice takes any part of any mix
    let all = [330.0 * 365.0, 168.0 * 365.0, 30.0 * 365.0, 72.0 * 365.0, 0.0];
    for part in [[1.0, 1.0, 1.0, 1.0], [0.25, 0.25, 0.25, 0.25], [0.1, 0.4, 0.0, 0.9], [0.0; 4]] {
        let terms = FundingTerms {
            average_spend: Pence::from_pounds(27_780_000.0),
            average_children: 600.0,
            band_weight: [0.70, 1.10, 1.33, 2.01, 0.30],
            authority_days: all,
            retained_share: 0.035,
        };
        let mut practice = [0.0; 5];
        let mut rest = [0.0; 5];
        for band in 0..4 {
            practice[band] = all[band] * part[band];
            rest[band] = all[band] - practice[band];
        }
        let (practice, rest) = (terms.value(&practice, 365.0), terms.value(&rest, 365.0));
        let off = practice.gross + rest.gross - terms.average_spend;
        assert!(off.0.abs() <= 1, "{part:?}: {} pence apart (each side is rounded once)", off.0);
        assert_eq!(practice.net + practice.retained, practice.gross);
    }
}

/// Every measure of one arm in one year of one replicate.
fn year_of(model: &Model, arm: usize, year: usize) -> impl Fn(Measure) -> f64 + '_ {
    let replicate = simulate(model, 1, 0, &mut Workspace::new(model));
    move |measure| value_at(model, &replicate, arm, year, measure)
}

fn pence(pounds: f64) -> i64 {
    (pounds * 100.0).round() as i64
}

const CONTRACT: &str = r#"
[allocation]
rule = "lottery"
require_assessment = false
minimum_days_in_care_s20 = 0
panel_every_days = 3650
[practice.elm]
places = 40
children_per_worker = 20
[policy.no-practice]
[policy.elm]
provider = "practice"
[finance.weekly_cost_gbp]
kinship_foster = 0
inhouse_foster = 700
agency_foster = 0
adoptive = 0
parents = 0
childrens_home = 0
secure = 0
residential_school = 0
semi_independent = 0
other = 0
"#;

/// The fixed cohort with a practice and stated contract terms.
fn contracted(contract: &str, overrides: &[&str]) -> Model {
    let fixed = FIXED.replace("years = 3\n", "years = 3\narms = [\"no-practice\", \"elm\"]\n");
    model(&format!("{fixed}{CONTRACT}[contract]\n{contract}"), overrides)
}

#[test]
fn the_seven_steps_are_met_to_the_penny_for_the_children_whom_the_lottery_drew() {
    // a quarter of the children in each care band; 25 of 40 places; average spend 1,200,000 over 40 children
    let model = contracted(
        "spend_history_gbp = [1100000, 1200000, 1300000]\nchildren_history = [38, 40, 42]\nyears = 3\n\
         band_weight = { band_1 = 0.7, band_2 = 1.1, band_3 = 1.33, band_4 = 2.01, additional = 0.3 }\n\
         retained_share_practice_holds_placements = 0.04\n",
        &["practice.elm.places=25", "intake.band_share={ band_1 = 1, band_2 = 1, band_3 = 1, band_4 = 1 }"],
    );
    let weight = |band: &str| match &band[..6] {
        "band 1" => 0.70,
        "band 2" => 1.10,
        "band 3" => 1.33,
        "band 4" => 2.01,
        _ => panic!("{band}"),
    };
    let mut weights = std::collections::BTreeMap::new();
    let (mut all, mut practice) = (0.0, 0.0);
    for (_, key, event) in chronicle(&model, 1, 0, 1) {
        match event {
            CareEvent::CameIntoCare { band, .. } => {
                weights.insert(key, weight(band));
                all += weight(band);
            }
            CareEvent::Decided { allocated: true, .. } => practice += weights[&key],
            _ => {}
        }
    }
    let value = year_of(&model, 1, 1);
    let gross = pence(30_000.0 * practice * 40.0 / all);
    let retained = (gross as f64 * 0.04).round() as i64;
    assert_eq!(pence(value(Measure::ContractNetPracticeHolds)), gross - retained);
    assert_eq!(value(Measure::CohortSize), 25.0);
    // nights of the 25: 365 at 100 pounds
    assert_eq!(pence(value(Measure::PracticeCostPracticeHolds)), 25 * 365 * 10_000);
}

#[test]
fn an_additional_fund_that_deficits_use_up_worked_by_hand() {
    // each year 40 x 30,000 come in and 40 x 36,500 go out: a deficit of 260,000
    let model = contracted(
        "spend_history_gbp = [1200000]\nchildren_history = [40]\nyears = 3\nrisk_fund_source = \"additional\"\n\
         risk_fund_opening_share = 0.3\nrisk_fund_top_up_share = 0.05\nrisk_fund_cap_share = 1",
        &[],
    );
    // opened with 360,000; 360 - 260 = 100; 100 + 60 - 260 = -100, exhausted; then nothing but the loss
    let course = [(10_0000.0, 0.0, 0.0), (0.0, 10_0000.0, 1.0), (0.0, 260_000.0, 1.0)];
    for (year, (balance, unfunded, exhausted)) in course.into_iter().enumerate() {
        let value = year_of(&model, 1, year);
        assert_eq!(pence(value(Measure::SurplusPracticeHolds)), pence(-260_000.0), "year {year}");
        assert_eq!(pence(value(Measure::FundPracticeHolds)), pence(balance), "year {year}");
        assert_eq!(pence(value(Measure::UnfundedPracticeHolds)), pence(unfunded), "year {year}");
        assert_eq!(value(Measure::ExhaustedPracticeHolds), exhausted, "year {year}");
    }
    // what would just have held without top-ups: three deficits
    let whole = year_of(&model, 1, 3);
    assert_eq!(pence(whole(Measure::SmallestFundPracticeHolds)), pence(780_000.0));
}

#[test]
fn a_top_sliced_fund_that_surpluses_fill_to_its_cap_worked_by_hand() {
    // 40 x 40,000 = 1,600,000 come in and 1,460,000 go out: 140,000 over; the slice is 5% of the net, 80,000
    let model = contracted(
        "spend_history_gbp = [1600000]\nchildren_history = [40]\nyears = 3\nrisk_fund_source = \"top-sliced\"\n\
         risk_fund_opening_share = 0.05\nrisk_fund_top_up_share = 0.01\nrisk_fund_cap_share = 0.1\nsurplus_share_to_fund = 0.25",
        &[],
    );
    // 80 + a quarter of (140 - 80) = 95; 95 + 16 + 35 = 146; 146 + 16 + 35 = 197, capped at 160
    let course = [(60_000.0, 95_000.0), (140_000.0, 146_000.0), (140_000.0, 160_000.0)];
    for (year, (surplus, balance)) in course.into_iter().enumerate() {
        let value = year_of(&model, 1, year);
        assert_eq!(pence(value(Measure::SurplusPracticeHolds)), pence(surplus), "year {year}");
        assert_eq!(pence(value(Measure::FundPracticeHolds)), pence(balance), "year {year}");
        assert_eq!(value(Measure::UnfundedPracticeHolds), 0.0, "year {year}");
    }
}

#[test]
fn a_fixed_cohort_without_movement_costs_its_nights_and_nothing_else() {
    let model = contracted("years = 3", &[]);
    for (year, nights) in [(0, 365), (1, 365), (2, 365)] {
        let value = year_of(&model, 0, year);
        let per_year = 365.25 / f64::from(nights);
        assert_eq!(pence(value(Measure::PlacementCost) / per_year), 40 * nights as i64 * 10_000);
        for still in [Measure::Starts, Measure::Ceases, Measure::Moves, Measure::ReallocatedCases] {
            assert_eq!(value(still), 0.0, "{}", still.info().name);
        }
        assert_eq!(value(Measure::Stock), 40.0);
    }
}

#[test]
fn a_stated_budget_is_paid_to_the_penny_and_the_other_holder_gets_the_seven_steps() {
    use crate::support::{compiled, shipped};
    let with = |set: &[&str]| {
        let model = compiled(&shipped("staffordshire", set));
        let outcomes = histories(&model, 3);
        [Measure::ContractNetAuthorityHolds, Measure::ContractNetPracticeHolds].map(|m| outcomes.column(2, 0, m))
    };
    let stated = with(&["contract.stated_net_gbp=512345.67"]);
    assert_eq!(stated[0], [512_345.67; 3]);
    assert_eq!(stated[1], with(&[])[1]);
}
