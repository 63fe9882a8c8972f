//! An invented study for tests of the report. Its numbers come from a formula, not from the model, and mean nothing.

use super::manifest::Provenance;
use super::{Extras, FundRule};
use crate::results::advice::Materiality;
use crate::results::compare::{column, reduce};
use crate::results::measures::Measure as M;
use crate::results::study::*;
use crate::results::thresholds::{Assessed, ThresholdCurve, curve};

const ARMS: usize = 3;
const YEARS: usize = 5;
const REPLICATES: usize = 60;

/// A number from 0 to 1 that looks random.
fn luck(a: usize, b: usize) -> f64 {
    let mixed = (a as u64 * 7919 + b as u64 * 104_729 + 12_345).wrapping_mul(6_364_136_223_846_793_005);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 11) as f64 / (1u64 << 53) as f64
}

/// Value of a measure in an arm, before luck: (level, spread between histories, effect of in-house, of practice).
fn shape(measure: M) -> Option<(f64, f64, f64, f64)> {
    let cause = |level: f64, inhouse: f64, practice: f64| Some((level, level * 0.15, inhouse, practice));
    match measure {
        M::Stock | M::MeanStock => Some((1012.0, 40.0, 0.0, 0.0)),
        M::Starts => Some((395.0, 20.0, 0.0, 0.0)),
        M::Ceases => Some((388.0, 18.0, 0.0, 0.0)),
        M::Placements3 => Some((10.6, 1.0, 0.0, 0.0)),
        M::SameCarer => Some((67.2, 2.5, 0.0, 0.0)),
        M::MovesPerYear => Some((0.61, 0.03, 0.0, 0.0)),
        M::WorkerChanges => Some((0.98, 0.05, -0.03, -0.04)),
        M::Caseload => Some((16.2, 0.8, -0.1, -0.1)),
        M::Vacancy => Some((17.4, 2.0, 0.2, 0.4)),
        M::Agency => Some((17.9, 2.0, 0.0, 0.0)),
        M::Turnover => Some((14.1, 2.2, 0.0, 0.3)),
        M::UnallocatedDays => Some((3.2, 0.6, 0.1, -0.2)),
        M::CohortSize => Some((131.0, 6.0, 0.0, 0.0)),
        M::CohortTransferred => Some((44.0, 5.0, 0.0, 0.0)),
        M::CohortCancelled => Some((2.1, 1.2, 0.0, 0.0)),
        M::CohortYears => Some((122.0, 5.0, 0.0, 0.0)),
        M::CohortChanges => Some((0.94, 0.05, -0.15, -0.21)),
        M::CohortChangesAfter => Some((0.94, 0.05, -0.46, -0.53)),
        M::CohortLeft => cause(0.16, -0.02, -0.04),
        M::CohortAgency => cause(0.14, -0.03, -0.07),
        M::CohortAbsence => cause(0.07, -0.01, -0.01),
        M::CohortBoundary => cause(0.36, -0.26, -0.27),
        M::CohortRebalancing => cause(0.17, -0.12, -0.12),
        M::CohortClosed => Some((0.0, 0.0, 0.0, 0.0)),
        M::CohortTransfer => Some((0.0, 0.0, 0.31, 0.32)),
        M::CohortUnallocated => cause(0.04, -0.02, -0.02),
        M::CohortSameWorker => Some((41.0, 4.0, 9.0, 13.0)),
        M::CohortMoves => Some((0.55, 0.05, 0.0, 0.0)),
        M::CohortLeftEarly => Some((21.0, 3.0, 0.0, 0.0)),
        M::AssessedPpv => Some((71.0, 2.0, 0.0, 0.0)),
        M::AssessedNpv => Some((78.0, 2.0, 0.0, 0.0)),
        M::CostPerChildYear => Some((109_900.0, 3_000.0, 0.0, 0.0)),
        M::SocialWorkCost => Some((8_900_000.0, 200_000.0, 90_000.0, 160_000.0)),
        M::PublicCost => Some((118_400_000.0, 3_900_000.0, 91_000.0, 160_000.0)),
        _ => None,
    }
}

/// Contract measures exist for the practice only.
fn contract(measure: M, luck: f64, r: usize) -> f64 {
    let (cost, failed) = (13_400_000.0 + 1_700_000.0 * luck, luck > 0.58);
    match measure {
        M::ContractNetAuthorityHolds => 1_090_000.0 + 20_000.0 * luck,
        M::PracticeCostAuthorityHolds => 1_120_000.0 + 90_000.0 * (luck - 0.4),
        M::ContractNetPracticeHolds => 13_650_000.0 + 300_000.0 * luck,
        M::PracticeCostPracticeHolds => cost,
        M::SurplusAuthorityHolds => -30_000.0 - 90_000.0 * (luck - 0.4),
        M::SurplusPracticeHolds => 13_650_000.0 - cost,
        M::ExhaustedAuthorityHolds => f64::from(u8::from(r % 29 == 3)),
        M::ExhaustedPracticeHolds => f64::from(u8::from(failed)),
        M::SmallestFundAuthorityHolds => (90_000.0 * (luck - 0.35)).max(0.0),
        M::SmallestFundPracticeHolds => (2_700_000.0 * (luck - 0.3)).max(0.0),
        M::AdequacyAuthorityHolds => 40_000.0 * (luck - 0.6),
        M::AdequacyPracticeHolds => -800_000.0 * luck,
        M::UnfundedPracticeHolds => {
            if failed {
                900_000.0 * (luck - 0.5)
            } else {
                0.0
            }
        }
        M::UnfundedAuthorityHolds => 0.0,
        _ => f64::NAN,
    }
}

/// Replicates as rows `[arm][period][measure]`.
pub fn rows() -> Vec<Vec<f64>> {
    let value = |r: usize, arm: usize, period: usize, measure: M| match shape(measure) {
        Some((level, spread, inhouse, practice)) => {
            let own = if arm == 0 { 0.0 } else { 0.2 * spread * (luck(r + 500 * arm, measure as usize) - 0.5) };
            let shared = spread * 3.0 * (luck(r, measure as usize + 200 * period) - 0.5);
            let effect = [0.0, inhouse, practice][arm];
            level + shared + if effect == 0.0 { 0.0 } else { effect + own }
        }
        None if arm == 2 => contract(measure, luck(r, 7), r),
        None => f64::NAN,
    };
    let row = |r: usize| {
        let places = (0..ARMS).flat_map(|arm| (0..=YEARS).map(move |period| (arm, period)));
        places.flat_map(|(arm, period)| M::ALL.iter().map(move |&m| value(r, arm, period, m))).collect()
    };
    (0..REPLICATES).map(row).collect()
}

/// The invented study.
pub fn study() -> Study {
    let (spreads, differences) = reduce(&[0; ARMS], YEARS + 1, &rows());
    let arm = |name: &str, label: &str, provider: &str| ArmInfo {
        name: name.into(),
        label: label.into(),
        provider: provider.into(),
    };
    let arms = vec![
        arm("no-practice", "no practice", "none"),
        arm("in-house", "in-house dedicated team", "in-house"),
        arm("practice", "practice", "practice"),
    ];
    let mut periods: Vec<String> = (0..YEARS).map(|year| format!("{}-{:02}", 2024 + year, 25 + year)).collect();
    periods.push("all".into());
    Study {
        schema_version: 1,
        title: "Invented shire: a practice for 150 children".into(),
        note: "A test of the report: its numbers come from a formula and mean nothing.".into(),
        authority: "Invented shire".into(),
        authority_period: "2023-24".into(),
        version: "0.1.0".into(),
        scenario_hash: "9f2c".repeat(16),
        seed: 2011,
        replicates: REPLICATES as u64,
        partial: false,
        command: "swpsim run scenarios/invented.toml --replicates 60 --seed 2011".into(),
        start_date: "2024-04-01".into(),
        years: YEARS as u32,
        contract_years: 3,
        price_year: "2023-24".into(),
        arms,
        periods,
        same_children: vec![spreads[..spreads.len() / ARMS].to_vec(); ARMS].concat(),
        spreads,
        differences,
        groups: vec![],
        since_full: vec![],
        practices: vec![],
        comparison: None,
        compares_first: false,
        representativeness: vec![],
        variants: variants(),
        parameter_ranges: vec![],
        series: series(),
        thresholds: thresholds(),
        parameters: parameters(),
        targets: targets(),
        story: story(),
        story_child: "2023-09.4".into(),
    }
}

fn variants() -> Vec<Variant> {
    let one = |name: &str, kind: &str, why: &str, inhouse: f64, practice: f64| Variant {
        name: name.into(),
        why: why.into(),
        kind: kind.into(),
        replicates: 60,
        differences: [("in-house", inhouse), ("practice", practice)]
            .map(|(arm, mean)| VariantDifference {
                arm: arm.into(),
                measure: M::CohortChanges,
                mean,
                half_width: 0.03,
            })
            .into(),
    };
    let share = "inherited-share";
    vec![
        one(
            "inherited share 0",
            share,
            "The practice inherits none of the changes that no source explains.",
            -0.31,
            -0.38,
        ),
        one("inherited share 1/2", share, "It inherits half of them.", -0.15, -0.21),
        one("inherited share 1", share, "It inherits all of them.", 0.05, -0.02),
        one("team boundaries off", "cause-off", "Cases never pass to another team.", 0.08, 0.03),
        one("rebalancing off", "cause-off", "Cases are never evened out.", -0.05, -0.10),
    ]
}

fn series() -> Vec<MonthSeries> {
    let size = |arm: &str| {
        let mean: Vec<f64> = (0..=60).map(|m| 138.0 * (1.0 - (-f64::from(m) / 7.0).exp())).collect();
        let q05 = mean.iter().map(|x| x * 0.93).collect();
        let q95 = mean.iter().map(|x| x * 1.06).collect();
        MonthSeries { name: "cohort-size".into(), arm: arm.into(), mean, q05, q95 }
    };
    let changes = |arm: &str, start: f64, rate: f64| MonthSeries {
        name: "cumulative-changes".into(),
        arm: arm.into(),
        mean: (0..=60).map(|m| start + rate * f64::from(m) / 12.0).collect(),
        q05: vec![],
        q95: vec![],
    };
    vec![
        size("no-practice"),
        size("in-house"),
        size("practice"),
        changes("no-practice", 0.0, 0.94),
        changes("in-house", 0.97, 0.48),
        changes("practice", 0.98, 0.41),
    ]
}

/// Curves of scores that rise evenly with the share who stay.
fn thresholds() -> Vec<ThresholdCurve> {
    let one = |assessed, tilt: f64| {
        let stay = |bin: usize| (bin as f64 / 20.0).powf(tilt);
        let counts: Vec<f64> = (0..20).flat_map(|bin| [100.0 * (1.0 - stay(bin)), 100.0 * stay(bin)]).collect();
        curve("practice", assessed, &counts)
    };
    [one(Assessed::Entrants, 1.4), one(Assessed::Caseload, 0.7)].into_iter().flatten().collect()
}

fn parameters() -> Vec<ParameterLine> {
    let line = |key: &str, value: &str, unit: &str, quality: &str, source: &str, origin: &str| ParameterLine {
        key: key.into(),
        value: value.into(),
        unit: unit.into(),
        quality: quality.into(),
        source: source.into(),
        origin: origin.into(),
    };
    vec![
        line(
            "intake.starts_per_year",
            "395",
            "starts a year",
            "published",
            "SSDA903 2023-24",
            "england-2024.toml, line 12",
        ),
        line(
            "workforce.boundary_hazard_per_year",
            "0.36",
            "per case-year",
            "calibrated",
            "fitted to the stability collection 2020",
            "england-2024.toml, line 88",
        ),
        line("workforce.inherited_share", "0.5", "share", "assumed", "no source", "england-2024.toml, line 90"),
        line("practice.elm.places", "150", "children", "given", "", "invented.toml, line 4"),
    ]
}

fn targets() -> Vec<TargetLine> {
    let line = |measure, simulated, published, tolerance, met| TargetLine {
        measure,
        statistic: "mean".into(),
        simulated,
        half_width: 0.2,
        published,
        tolerance,
        source: "England 2023-24, scaled".into(),
        met,
    };
    vec![
        line(M::Stock, 1012.0, 1000.0, 30.0, true),
        line(M::Starts, 395.0, 395.0, 12.0, true),
        line(M::Placements3, 10.6, 10.4, 1.0, true),
        line(M::SameCarer, 67.2, 68.0, 2.0, true),
        line(M::Caseload, 16.2, 15.4, 0.5, false),
    ]
}

fn story() -> Vec<(String, Vec<String>)> {
    let lines = |own: &[&str]| {
        let shared = [
            "day 0     came into care, aged 9, interim care order (C1)",
            "day 0     placed with foster carers (U4)",
        ];
        shared.iter().chain(own).map(|line| (*line).to_string()).collect()
    };
    vec![
        (
            "no practice".into(),
            lines(&[
                "day 166   case passed to the long-term team: second worker",
                "day 640   worker left: third worker",
            ]),
        ),
        ("in-house dedicated team".into(), lines(&["day 190   transferred to the dedicated team: second worker"])),
        ("practice".into(), lines(&["day 190   transferred to Elm: second worker"])),
    ]
}

/// What the caller adds.
pub fn extras() -> Extras {
    let rows = rows();
    Extras {
        materiality: Materiality { worker_changes: 0.1, same_worker: 0.05, cost_gbp: 1000.0 },
        fund: FundRule {
            opening_share: 0.04,
            top_sliced: true,
            top_up_share: 0.0,
            surplus_share: 0.5,
            cap_share: 0.1,
        },
        critical_funds_authority_holds: column(&rows, YEARS + 1, 2, YEARS, M::SmallestFundAuthorityHolds),
        critical_funds_practice_holds: column(&rows, YEARS + 1, 2, YEARS, M::SmallestFundPracticeHolds),
        margins_authority_holds: margins(&rows, M::ContractNetAuthorityHolds, M::PracticeCostAuthorityHolds),
        margins_practice_holds: margins(&rows, M::ContractNetPracticeHolds, M::PracticeCostPracticeHolds),
        published_stock: Some(1000.0),
        self_checks: Some((12, 12)),
        leaves_out: vec!["Health, school and employment are not modelled.".into()],
        assumptions: vec![("A1".into(), "A child's placement does not move because the worker changed.".into())],
        folder: Some("results/invented".into()),
        next_command: Some("swpsim run scenarios/invented.toml --replicates 300".into()),
    }
}

fn margins(rows: &[Vec<f64>], net: M, cost: M) -> Vec<f64> {
    let [net, cost] = [net, cost].map(|measure| column(rows, YEARS + 1, 2, YEARS, measure));
    net.into_iter().zip(cost).map(|(net, cost)| net - cost).collect()
}

/// What the manifest keeps.
pub fn provenance() -> Provenance {
    Provenance {
        scenario: "extends = \"england-2024\"\n".into(),
        overrides: vec!["practice.elm.places=150".into()],
    }
}
