//! Pounds in are pounds out and balance: nights at their price, contract and fund, what the public pays.

use std::collections::BTreeMap;

use crate::support::{compiled, model, shipped};
use swpsim::domain::codes::PlacementType;
use swpsim::domain::measures::Measure;
use swpsim::flow::events::CareEvent;
use swpsim::flow::{Model, Workspace, chronicle, simulate, value_at};

fn pence(pounds: f64) -> i64 {
    (pounds * 100.0).round() as i64
}

/// Values of a replicate by arm, period and measure.
fn values(model: &Model, replicate: u64) -> impl Fn(usize, usize, Measure) -> f64 + '_ {
    let values = simulate(model, 1, replicate, &mut Workspace::new(model));
    move |arm, period, measure| value_at(model, &values, arm, period, measure)
}

fn year_days(model: &Model, year: usize) -> f64 {
    model.world.year_ends[year] - if year == 0 { 0.0 } else { model.world.year_ends[year - 1] }
}

#[test]
fn every_night_is_paid_for_once_at_the_price_of_its_placement() {
    // from empty, without a spread of prices, so that the events alone tell what is due: DEC minus DECOM
    let overrides = [
        "run.start=\"empty\"",
        "run.run_in_years=0",
        "authority.starts_per_year=60",
        "stay.adopters_same_carer_share=0",
        "finance.cost_cv={ kinship_foster = 0, inhouse_foster = 0, agency_foster = 0, adoptive = 0, parents = 0, childrens_home = 0, secure = 0, residential_school = 0, semi_independent = 0, other = 0 }",
        "finance.cost_cv_unaccompanied=0",
        "finance.other_split={ residual = 1 }",
        "finance.price_shock_sd=0",
    ];
    let scenario = shipped("england-2024", &overrides);
    let weekly = scenario.entry("finance.weekly_cost_gbp").value.numbers().to_vec();
    let semi = weekly[PlacementType::SemiIndependent as usize];
    let scenario =
        scenario.with(&[("finance.weekly_cost_unaccompanied_gbp".into(), swpsim::scenario::Value::Number(semi))]);
    let model = compiled(&scenario);
    let daily = |home: PlacementType| pence(weekly[home as usize] / 7.0);
    let ends = &model.world.year_ends;
    let mut due = vec![0i64; ends.len()];
    let mut pay = |home: PlacementType, from: f64, to: f64| {
        let mut start = 0i64;
        for (year, end) in due.iter_mut().zip(ends) {
            let nights = (to.floor() as i64).min(*end as i64) - (from.floor() as i64).max(start);
            *year += nights.max(0) * daily(home);
            start = *end as i64;
        }
    };
    let mut homes: BTreeMap<_, (PlacementType, f64)> = BTreeMap::new();
    for (time, key, event) in chronicle(&model, 1, 4, 0) {
        let next = match event {
            CareEvent::Placed { placement, .. } => Some(placement),
            CareEvent::Moved { to, .. } => Some(to),
            CareEvent::LeftCare { .. } => None,
            _ => continue,
        };
        if let Some((home, since)) = homes.remove(&key) {
            pay(home, since, time);
        }
        if let Some(home) = next {
            homes.insert(key, (home, time));
        }
    }
    for (home, since) in homes.values() {
        pay(*home, *since, f64::INFINITY);
    }
    let value = values(&model, 4);
    for (year, due) in due.iter().enumerate() {
        let paid = value(0, year, Measure::PlacementCost) * year_days(&model, year) / 365.25;
        assert_eq!(pence(paid), *due, "year {}", year + 1);
    }
}

#[test]
fn what_the_public_pays_is_placements_services_social_work_and_setting_up() {
    let scenario = shipped("staffordshire", &[]);
    let model = compiled(&scenario);
    let setup = scenario.in_policy("practice", "finance.setup_cost_gbp").value.number();
    assert!(setup > 0.0);
    for replicate in 0..5 {
        let value = values(&model, replicate);
        for arm in 0..3 {
            for year in 0..5 {
                let child_years = value(arm, year, Measure::MeanStock);
                let line = value(arm, year, Measure::CostPerChildYear) * child_years;
                let once = if arm == 2 && year == 0 { setup * 365.25 / year_days(&model, 0) } else { 0.0 };
                let parts = line + value(arm, year, Measure::SocialWorkCost) + once;
                let all = value(arm, year, Measure::PublicCost);
                assert!((all - parts).abs() < 1e-8 * all, "arm {arm}, year {year}: {all} and {parts}");
            }
        }
    }
}

/// Contract and fund of the practice under one holder of the placement budget.
struct Books {
    net: Measure,
    cost: Measure,
    surplus: Measure,
    fund: Measure,
    unfunded: Measure,
    exhausted: Measure,
}

const BOOKS: [Books; 2] = [
    Books {
        net: Measure::ContractNetAuthorityHolds,
        cost: Measure::PracticeCostAuthorityHolds,
        surplus: Measure::SurplusAuthorityHolds,
        fund: Measure::FundAuthorityHolds,
        unfunded: Measure::UnfundedAuthorityHolds,
        exhausted: Measure::ExhaustedAuthorityHolds,
    },
    Books {
        net: Measure::ContractNetPracticeHolds,
        cost: Measure::PracticeCostPracticeHolds,
        surplus: Measure::SurplusPracticeHolds,
        fund: Measure::FundPracticeHolds,
        unfunded: Measure::UnfundedPracticeHolds,
        exhausted: Measure::ExhaustedPracticeHolds,
    },
];

#[test]
fn in_every_year_of_the_contract_what_comes_in_goes_out_or_stays() {
    for source in ["top-sliced", "additional"] {
        let terms = [
            "policy.practice.contract.years=5".to_string(),
            format!("policy.practice.contract.risk_fund_source=\"{source}\""),
            "policy.practice.contract.risk_fund_opening_share=0.05".into(),
            "policy.practice.contract.risk_fund_top_up_share=0.01".into(),
            "policy.practice.contract.risk_fund_cap_share=0.06".into(),
            "policy.practice.contract.surplus_share_to_fund=0.4".into(),
        ];
        let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
        let model = compiled(&shipped("staffordshire", &terms));
        let (mut drawn_ever, mut released_ever, mut exhausted_ever) = (0, 0, 0);
        for replicate in 0..30 {
            let value = values(&model, replicate);
            for books in &BOOKS {
                let year = |y: usize, m: Measure| pence(value(2, y, m));
                let (opening, top_up) = (share(year(0, books.net), 0.05), share(year(0, books.net), 0.01));
                let cap = share(year(0, books.net), 0.06);
                let (mut balance, mut exhausted) = (opening, false);
                for y in 0..5 {
                    let slice = if y == 0 && source == "top-sliced" { opening } else { 0 };
                    let surplus = year(y, books.surplus);
                    assert_eq!(
                        year(y, books.net),
                        slice + year(y, books.cost) + surplus,
                        "the practice's year {y}"
                    );
                    let unfunded = year(y, books.unfunded);
                    let after = year(y, books.fund);
                    if exhausted {
                        assert_eq!((after, unfunded), (0, (-surplus).max(0)), "a fund that has run out stays so");
                        continue;
                    }
                    let topped = if y == 0 { 0 } else { top_up };
                    let paid_in = share(surplus.max(0), 0.4);
                    let drawn = (-surplus).max(0) - unfunded;
                    let released = balance + topped + paid_in - drawn - after;
                    assert!(drawn >= 0 && released >= 0 && after >= 0, "year {y}: {drawn} {released} {after}");
                    assert!(released == 0 || after == cap, "released below the cap");
                    assert!(unfunded == 0 || after == 0, "a loss is left while there is a balance");
                    exhausted = value(2, y, books.exhausted) == 1.0;
                    assert_eq!(exhausted, unfunded > 0);
                    balance = after;
                    drawn_ever += i32::from(drawn > 0);
                    released_ever += i32::from(released > 0);
                    exhausted_ever += i32::from(exhausted);
                }
            }
        }
        assert!(drawn_ever > 0 && released_ever > 0 && exhausted_ever > 0, "every case occurred");
    }
}

fn share(pence: i64, factor: f64) -> i64 {
    (pence as f64 * factor).round() as i64
}

#[test]
fn without_prices_nothing_costs_anything() {
    let model = model("extends = \"k1\"", &[]);
    let value = values(&model, 0);
    for measure in [Measure::PlacementCost, Measure::SocialWorkCost, Measure::PublicCost] {
        assert_eq!(value(0, 10, measure), 0.0);
    }
}
