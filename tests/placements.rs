//! Where children live: reasons of moves, waits in temporary placements, who provides, NI 62 and NI 63.

mod support;

use support::{column, histories, model, scenario, shipped};
use swpsim::domain::codes::{Band, Ethnicity, LegalStatus, Need, PlacementType};
use swpsim::domain::measures::Measure;
use swpsim::domain::parameters::{GivenChild, GivenWish};
use swpsim::flow::chronicle;
use swpsim::flow::events::CareEvent;
use swpsim::scenario::{Scenario, compile};

/// England with everything of this file switched on. Providers: 2011 totals of the parameters, section 1; reasons: 2024,
/// of all moves, section 2.
const ALL_ON: &str = r#"
extends = "england-2024"
[run]
years = 2
arms = ["no-practice"]
sensitivity_replicates = 0
[placements]
move_reason_share = { care_plan = 20_700, carer_behaviour = 5310, carer_other = 4190, child_asked = 2030, other = 17_730 }
temporary_share = 0.3
temporary_stay = { law = "gamma", shape = 2, mean_months = 1 }
temporary_type = { agency_foster = 0.7, other = 0.3 }
[placements.provider_share]
inhouse_foster = { own_authority = 1 }
agency_foster = { private = 0.9, voluntary = 0.1 }
childrens_home = { own_authority = 0.2, private = 0.75, voluntary = 0.05 }
parents = { parents_other = 1 }
[finance]
provider_price_factor = { own_authority = 1, private = 1.5, voluntary = 1.2, parents_other = 1 }
"#;

#[test]
fn reasons_sum_to_moves_and_nights_by_provider_to_nights() {
    use Measure::*;
    let outcomes = histories(&model(ALL_ON, &[]), 3);
    for year in [Some(0), Some(1), None] {
        let of = |measure| column(&outcomes, year, measure);
        let sum = |measures: &[Measure]| {
            measures
                .iter()
                .map(|m| of(*m))
                .fold(vec![0.0; 3], |sum: Vec<f64>, values| sum.iter().zip(values).map(|(a, b)| a + b).collect())
        };
        let reasons = sum(&[MovesCarePlan, MovesCarerBehaviour, MovesCarerOther, MovesChildAsked, MovesOther]);
        for (sum, moves) in reasons.iter().zip(of(MovesPerYear)) {
            assert!((sum - moves).abs() < 1e-9 && moves > 0.5, "{sum} {moves}");
        }
        let providers =
            sum(&[NightsOwnAuthority, NightsPrivate, NightsVoluntary, NightsParentsOther, NightsNotStated]);
        let (nights, stock, starts) = (of(Nights), of(MeanStock), of(Starts));
        for i in 0..3 {
            assert!((providers[i] - nights[i]).abs() < 1e-6, "{} {}", providers[i], nights[i]);
            // a night is DEC less DECOM: each period of care rounds once
            assert!((nights[i] - stock[i] * 365.25).abs() < starts[i] + stock[i], "{} {}", nights[i], stock[i]);
        }
    }
}

#[test]
fn a_temporary_placement_is_a_second_move_and_not_another_luck() {
    let with = histories(&model(ALL_ON, &[]), 4);
    let without = histories(&model(ALL_ON, &["placements.temporary_share=0"]), 4);
    let moves = |outcomes, measure| column(outcomes, None, measure).iter().sum::<f64>() / 4.0;
    let into = moves(&with, Measure::TemporaryMoves);
    let more = moves(&with, Measure::MovesPerYear) - moves(&without, Measure::MovesPerYear);
    // each wait adds a move, less those that the wait keeps from moving and those that are overtaken
    assert!(into > 0.1 && more > 0.5 * into && more < into, "{into} {more}");
    assert!(column(&without, None, Measure::TemporaryWait).iter().all(|wait| wait.is_nan()));
    // who comes, leaves and works is the same
    for measure in [Measure::Starts, Measure::Stock, Measure::WorkerChanges] {
        assert_eq!(column(&with, None, measure), column(&without, None, measure), "{}", measure.info().name);
    }
}

#[test]
fn providers_and_reasons_move_nobody() {
    let on = model(ALL_ON, &["placements.temporary_share=0"]);
    let off = shipped("england-2024", &["run.years=2", "run.arms=[\"no-practice\"]"]);
    let events = |model| -> Vec<_> {
        let plain = |event| match event {
            CareEvent::Moved { from, to, planned, .. } => CareEvent::Moved { from, to, planned, reason: None },
            other => other,
        };
        chronicle(model, 5, 0, 0).into_iter().map(|(at, key, event)| (at, key, plain(event))).collect()
    };
    assert_eq!(events(&on), events(&support::compiled(&off)));
}

#[test]
fn the_mean_price_of_a_type_stays_where_its_providers_differ() {
    // half of all placements at each of two prices whose mean is the type's
    let world = |factor: &str| {
        format!(
            "[run]\nstart = \"fresh-arrivals\"\nfresh_arrivals = 4000\nyears = 1\n[stay]\nlength = {{ law = \"fixed\", months = 60 }}\n\
             [placements.provider_share]\ninhouse_foster = {{ own_authority = 0.5, private = 0.5 }}\n\
             [finance]\nweekly_cost_gbp = {{ kinship_foster = 0, inhouse_foster = 700, agency_foster = 0, adoptive = 0, parents = 0, childrens_home = 0, secure = 0, residential_school = 0, semi_independent = 0, other = 0 }}\n{factor}"
        )
    };
    let price = "provider_price_factor = { own_authority = 1, private = 3, voluntary = 1, parents_other = 1 }";
    let outcomes = histories(&model(&world(price), &[]), 1);
    let of = |measure| column(&outcomes, None, measure)[0];
    assert!((of(Measure::WeeklyCostOwnAuthority) - 350.0).abs() < 1e-9);
    assert!((of(Measure::WeeklyCostPrivate) - 1050.0).abs() < 1e-9);
    assert!(of(Measure::WeeklyCostVoluntary).is_nan(), "nobody is placed there");
    let even = histories(&model(&world(""), &[]), 1);
    assert_eq!(column(&even, None, Measure::WeeklyCostPrivate), [700.0]);
}

#[test]
fn placements_of_an_earlier_period_of_care_in_the_same_year_count_for_ni_62() {
    // 60 days in care, back within three months of leaving: by the year's end everybody in care is there for the third
    // time or more, each time in one placement
    let world = "[run]\nstart = \"fresh-arrivals\"\nfresh_arrivals = 200\nyears = 2\ncalendar = \"julian-years\"\n\
                 [stay]\nlength = { law = \"fixed\", days = 60 }\n\
                 [stay.return_to_care]\nhome_or_relatives = { y0_25 = 1, y1 = 1, y2 = 1, y5 = 1, y6 = 1 }\n";
    let outcomes = histories(&model(world, &[]), 1);
    for year in [Some(0), Some(1)] {
        assert!(column(&outcomes, year, Measure::Stock)[0] > 20.0);
        assert_eq!(column(&outcomes, year, Measure::Placements3), [100.0]);
        assert_eq!(column(&outcomes, year, Measure::MovesPerYear), [0.0]);
    }
}

#[test]
fn two_years_and_two_and_a_half_are_those_of_the_calendar() {
    // the year to 31 March 2024 has a 29 February; days are counted from 1 April 2023
    let model = model("[run]\nstart_date = 2023-04-01\nyears = 3\n", &[]);
    let days = [(-365.0, -547.0), (0.0, -182.0), (366.0, 183.0)];
    assert_eq!(model.world.long_stays, days);
}

#[test]
fn a_row_of_the_transition_table_is_a_whole() {
    let row = |text: &str| {
        let text = format!("[placements.next_type.age_10_15]\nparents = {{ {text} }}\n");
        Scenario::parse("test", &text, &[]).map(|s| s.entry("placements.next_type.age_10_15.parents").value)
    };
    let percent = row("inhouse_foster = 33.4, agency_foster = 66.5").unwrap();
    let total: f64 = percent.numbers().iter().sum();
    assert!((total - 1.0).abs() < 1e-12, "percentages but for rounding");
    for (text, sum) in [("inhouse_foster = 0.5, agency_foster = 0.3", "0.8"), ("parents = 12, other = 30", "42")] {
        let problems = row(text).unwrap_err().to_string();
        let wanted = format!("placements.next_type.age_10_15.parents: the row sums to {sum}");
        assert!(problems.contains(&wanted), "{problems}");
    }
}

#[test]
fn shares_other_than_transitions_may_still_be_counts() {
    let scenario = scenario(ALL_ON, &[]);
    let reasons =
        compile::model(&scenario).unwrap_or_else(|p| panic!("{p}")).world.placements.move_reason.unwrap();
    assert!((reasons[0] - 20_700.0 / 49_960.0).abs() < 1e-12);
}

/// A boy of ten who has lived in one placement; days from 1 April 2025.
fn boy(key: u64, entered: f64, placement_since: f64) -> GivenChild {
    GivenChild {
        key,
        group: None,
        born: -10.5 * 365.25,
        male: Some(true),
        ethnicity: Ethnicity::White,
        need: Some(Need::N1),
        unaccompanied: false,
        area: None,
        entered,
        placement: Some(PlacementType::InhouseFoster),
        placement_since,
        legal: Some(LegalStatus::FullOrder),
        legal_since: entered,
        adoption_plan: false,
        band: Some(Band::Band1),
        worker: None,
        wish: GivenWish::NotKnown,
    }
}

#[test]
fn ni_63_is_worked_by_hand_to_the_day() {
    // on 31 March 2026, two years reach back to 31 March 2024, two and a half to 30 September 2023
    let text = "[run]\nstart_date = 2025-04-01\nyears = 1\n[stay]\nlength = { law = \"fixed\", months = 600 }\n";
    let ni63 = |children: Vec<GivenChild>| {
        let model = compile::model_from(&scenario(text, &[]), children.into());
        let outcomes = histories(&model, 1);
        [Measure::InCare30Months, Measure::SameCarer].map(|measure| column(&outcomes, Some(0), measure)[0])
    };
    let (march_31, september_30) = (-366.0, -549.0);
    // placed on 31 March 2024 or the day after; both in care from 30 September 2023
    let both = vec![boy(1, september_30, march_31), boy(2, september_30, march_31 + 1.0)];
    assert_eq!(ni63(both), [100.0, 50.0]);
    // placed in the evening of that day: the return knows days
    assert_eq!(ni63(vec![boy(1, september_30, march_31 + 0.9)]), [100.0, 100.0]);
    // in care from 30 September 2023 or the day after: only one of the two is asked about
    let one = vec![boy(1, september_30, september_30), boy(2, september_30 + 1.0, september_30 + 1.0)];
    assert_eq!(ni63(one), [50.0, 100.0]);
}
