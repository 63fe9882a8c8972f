//! Findings made up for tests of words, tables and pages.

use crate::results::fund::curve::{curve, sizes};
use crate::results::fund::findings::*;
use crate::results::fund::tail::tail;
use crate::results::fund::unfunded::Unfunded;
use crate::results::fund::{Levels, Price};
use crate::results::rounding::Frequency;

fn case(holder: Holder, years: u32, surplus: &str) -> Case {
    Case {
        holder,
        arrangement: "risk-adjusted-capitation".into(),
        arrangement_words: "risk-adjusted capitation".into(),
        years,
        surplus: surplus.into(),
        money: "additional money".into(),
        tested: "tested at year end".into(),
        reacts: String::new(),
    }
}

fn line(holder: Holder, years: u32, surplus: &str, sure: f64, range: (f64, f64)) -> Line {
    Line {
        case: case(holder, years, surplus),
        method: Method::CriticalLevels,
        histories: 400,
        point: sure * 0.9,
        sure,
        together: Some(sure * 1.2),
        range: Some(range),
        price: Some(Price::Covers),
        margin: 12_000.0,
        unfunded: Some(Unfunded {
            expected: 2_000.0,
            half_width: 700.0,
            worst: 390_000.0,
            when_it_runs_out: 61_000.0,
            first_year: vec![2; years as usize],
            holds: 400 - 2 * u64::from(years),
        }),
    }
}

fn headline(holder: Holder, line: Line) -> Headline {
    let levels: Vec<f64> = (0..400).map(|i| line.sure * 1.3 * (f64::from(i) / 400.0).powi(3)).collect();
    let sorted = Levels::of(&levels);
    let cause = |name: &str, share: f64| Cause {
        name: name.into(),
        of_chance: share * 0.04,
        half_width: 0.005,
        of_chance_without_fund: share * 0.5,
        of_fund: share * line.sure,
    };
    let mut sliced = line.clone();
    sliced.sure = f64::INFINITY;
    sliced.point = f64::INFINITY;
    sliced.method = Method::EvaluatedAgain { looks: 12, falls: true };
    Headline {
        curve: curve(&sorted, &sizes(line.sure * 1.3, 120), 0.95),
        tail: tail(&sorted, 0.95, 0.95),
        levels,
        asked: curve(&sorted, &[100_000.0], 0.95),
        as_stated: Some((269_000.0, Frequency { times: 220, of: 400 })),
        top_sliced: (holder == Holder::Practice).then_some(sliced),
        causes: Some(Causes {
            fund: line.sure,
            causes: vec![cause("volume", 0.1), cause("placement price", 0.6), cause("staff", -0.05)],
            chance_of_none: 0.0,
            fund_of_none: 0.0,
            chance_of_all: 0.04,
        }),
        insolvent: Some(Frequency { times: 8, of: 400 }),
        line,
    }
}

/// Both holders, two horizons, everything filled.
pub fn findings() -> Findings {
    let (own, other) = (
        line(Holder::Authority, 3, "surplus returned yearly", 190_000.0, (120_000.0, 260_000.0)),
        line(Holder::Practice, 3, "surplus returned yearly", 612_300.0, (401_500.0, 910_200.0)),
    );
    let more = line(Holder::Practice, 5, "surplus kept in the fund", 800_000.0, (500_000.0, f64::INFINITY));
    let size = |places: u64, sure: f64| SizeLine {
        holder: Holder::Practice,
        arrangement: "risk-adjusted-capitation".into(),
        arrangement_words: "risk-adjusted capitation".into(),
        places,
        served: places as f64 - 2.0,
        point: sure * 0.9,
        sure,
        margin: -3_000.0,
    };
    let pool = |practices: usize, correlation: f64, benefit: f64| Pool {
        holder: Holder::Practice,
        practices,
        correlation,
        pooled: 600_000.0 * practices as f64 * (1.0 - benefit),
        alone: 600_000.0,
        benefit: Some(benefit),
    };
    let switch = |key: &str, swing: f64| Switch {
        key: key.into(),
        holder: Holder::Authority,
        low_value: "0.1".into(),
        high_value: "0.3".into(),
        fund_low: 190_000.0 - swing,
        fund_high: 190_000.0 + swing,
        doubles: (swing > 90_000.0).then(|| "twice at 0.29".into()),
        arrangement_changes: None,
    };
    Findings {
        schema_version: 1,
        title: "An invented authority".into(),
        authority: "an invented authority".into(),
        period: "a year".into(),
        price_year: "2024-25".into(),
        start_date: "2024-04-01".into(),
        version: "0".into(),
        scenario_hash: "0123456789abcdef".into(),
        seed: 1,
        command: "swpsim fund invented".into(),
        policy: "practice".into(),
        places: 150,
        chance: 0.05,
        confidence: 0.95,
        histories: 400,
        draws: 40,
        contract_years: 3,
        headlines: vec![headline(Holder::Authority, own.clone()), headline(Holder::Practice, other.clone())],
        table: vec![own, other, more],
        pools: vec![pool(2, 0.0, 0.2), pool(4, 0.0, 0.35), pool(2, 0.5, 0.1), pool(4, 0.5, 0.16)],
        sizes: vec![size(80, 500_000.0), size(150, 620_000.0), size(300, 900_000.0)],
        switches: vec![
            switch("practice.elm.turnover_per_year", 120_000.0),
            switch("finance.salary_gbp", 30_000.0),
        ],
        drawn: vec![DrawLine {
            number: 0,
            quantiles: vec![("finance.salary_gbp".into(), 0.25)],
            sure: vec![180_000.0, 600_000.0],
            headline_runs_out: vec![Frequency { times: 10, of: 400 }; 2],
            margin: vec![1.0, 2.0],
        }],
        leaves_out: vec!["600 places: more than there are children.".into()],
    }
}
