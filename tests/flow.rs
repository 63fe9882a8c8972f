//! Three children, day by day, worked out by hand: nothing in this world is left to chance but their ages.
//!
//! They arrive on the first day, live with foster carers for 80 days, at home under an order for 20 more, and leave on
//! day 100. The authority has an assessment team and a court team of one worker each; cases pass on day 45. The
//! practice has one worker; its handover takes 28 days. A night in foster care costs 100 pounds, at home 10.

mod support;

use support::model;
use swpsim::domain::measures::Measure;
use swpsim::flow::events::CareEvent;
use swpsim::flow::{Model, Workspace, chronicle, simulate, value_at};

const THREE: &str = r#"
authority.starts_per_year = 1e-4
[run]
start = "fresh-arrivals"
fresh_arrivals = 3
calendar = "julian-years"
years = 1
arms = ["no-practice", "elm"]
[stay]
length = { law = "fixed", days = 100 }
parents_lead_probability = 1
parents_lead = { law = "fixed", days = 20 }
[workforce]
posts = 2
teams = "team-path"
opening_posts = "all-filled"
to_court_team_probability = 1
to_court_team_days = 45
[allocation]
rule = "longest-waiting"
require_assessment = false
minimum_days_in_care_s20 = 0
panel_every_days = 3650
[handover]
joint_days = 28
[finance]
salary_gbp = 36525
[finance.weekly_cost_gbp]
kinship_foster = 0
inhouse_foster = 700
agency_foster = 0
adoptive = 0
parents = 70
childrens_home = 0
secure = 0
residential_school = 0
semi_independent = 0
other = 0
[practice.elm]
places = 3
children_per_worker = 3
turnover_per_year = 0
managers = 0
administrators_per_worker = 0
[policy.no-practice]
[policy.elm]
provider = "practice"
"#;

/// The authority's two posts and the practice's.
const ASSESSMENT: u32 = 0;
const COURT: u32 = 1;
const PRACTICE: u32 = 2;

/// What happened, in the words of this test.
fn told(event: &CareEvent) -> Option<String> {
    use CareEvent::*;
    Some(match event {
        CameIntoCare { legal, .. } => format!("comes into care, {legal}"),
        Placed { placement, .. } => format!("lives in {}", placement.name()),
        Moved { from, to, planned, .. } => {
            format!("moves from {} to {}, planned: {planned}", from.name(), to.name())
        }
        LeftCare { reason, days, .. } => format!("leaves after {days} days: {}", reason.name()),
        Decided { allocated, places, reason, .. } => {
            format!("allocated: {allocated}, of {places} places, {reason}")
        }
        JointPeriodBegan { old, new } => format!("joint from {} to {new}", old.unwrap()),
        JointPeriodEnded { came_along } => format!("transferred, worker came along: {came_along}"),
        WorkerAllocated { post, .. } => format!("worker {post}"),
        WorkerChanged { to, cause, .. } => format!("worker {to} because of {}", cause.name()),
        HandoverCancelled => "handover cancelled".into(),
        LeftUnallocated { .. } => "waits".into(),
        _ => return None,
    })
}

/// The days of one child of an arm.
fn days(model: &Model, arm: usize, child: usize) -> Vec<(f64, String)> {
    let all = chronicle(model, 1, 0, arm);
    let mut keys: Vec<_> = all.iter().map(|(_, key, _)| *key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 3);
    all.iter().filter(|(_, key, _)| *key == keys[child]).filter_map(|(t, _, e)| Some((*t, told(e)?))).collect()
}

#[test]
fn without_a_practice_the_three_children_pass_to_the_court_team_and_go_home() {
    let model = model(THREE, &[]);
    for child in 0..3 {
        let expected = [
            (0.0, "comes into care, accommodated by agreement (section 20)".to_string()),
            (0.0, "lives in inhouse_foster".into()),
            (0.0, format!("worker {ASSESSMENT}")),
            (0.0, "allocated: true, of 3 places, waited longest".into()), // noted only
            (45.0, format!("worker {COURT} because of team_boundary")),
            (80.0, "moves from inhouse_foster to parents, planned: true".into()),
            (100.0, "leaves after 100 days: home_planned".into()),
        ];
        assert_eq!(days(&model, 0, child), expected);
    }
}

#[test]
fn with_the_practice_they_change_worker_at_the_transfer_and_no_boundary_is_left() {
    let model = model(THREE, &[]);
    for child in 0..3 {
        let expected = [
            (0.0, "comes into care, accommodated by agreement (section 20)".to_string()),
            (0.0, "lives in inhouse_foster".into()),
            (0.0, format!("worker {ASSESSMENT}")),
            (0.0, "allocated: true, of 3 places, waited longest".into()),
            (0.0, format!("joint from {ASSESSMENT} to {PRACTICE}")),
            (28.0, "transferred, worker came along: false".into()),
            (28.0, format!("worker {PRACTICE} because of transfer")),
            (80.0, "moves from inhouse_foster to parents, planned: true".into()),
            (100.0, "leaves after 100 days: home_planned".into()),
        ];
        assert_eq!(days(&model, 1, child), expected);
    }
}

#[test]
fn a_joint_period_longer_than_the_stay_is_cancelled_and_the_court_team_still_takes_over() {
    let model = model(THREE, &["handover.joint_days=200"]);
    let told: Vec<String> = days(&model, 1, 2).into_iter().map(|(t, what)| format!("{t} {what}")).collect();
    assert_eq!(
        told[4..],
        [
            format!("0 joint from {ASSESSMENT} to {PRACTICE}"),
            format!("45 worker {COURT} because of team_boundary"),
            "80 moves from inhouse_foster to parents, planned: true".into(),
            "100 leaves after 100 days: home_planned".into(),
            "100 handover cancelled".into(),
        ]
    );
}

#[test]
fn the_measures_of_the_three_are_those_worked_out_by_hand() {
    use Measure::*;
    let model = model(THREE, &[]);
    let values = simulate(&model, 1, 0, &mut Workspace::new(&model));
    let year = 365.25;
    let (in_care, served) = (300.0 / year, 3.0 * 72.0 / year);
    // (measure, no practice, practice)
    let by_hand = [
        (Stock, 0.0, 0.0),
        (MeanStock, in_care, in_care),
        (Ceases, 3.0, 3.0),
        (LeaverDays, 100.0, 100.0),
        (Left8Weeks, 0.0, 0.0),
        (Left1Year, 100.0, 100.0),
        (Permanence, 3.0, 3.0),
        (Moves, 3.0, 3.0),
        (MovesPerYear, 3.0 / in_care, 3.0 / in_care),
        (WorkerChanges, 3.0 / in_care, 3.0 / in_care),
        (ChangesBoundary, 3.0 / in_care, 0.0),
        (ChangesTransfer, 0.0, 3.0 / in_care),
        (UnallocatedDays, 0.0, 0.0),
        (CohortTransferred, 3.0, 3.0),
        (CohortYears, served, served),
        (CohortChanges, 3.0 / served, 3.0 / served),
        (CohortChangesAfter, 3.0 / served, 0.0),
        (CohortMoves, 3.0 / served, 3.0 / served),
        (PlacementCost, 3.0 * (80.0 * 100.0 + 20.0 * 10.0), 24_600.0),
        (CohortPlacementCost, 16_200.0 / served, 3.0 * (52.0 * 100.0 + 20.0 * 10.0) / served),
        (SocialWorkCost, 2.0 * 36_525.0, 3.0 * 36_525.0),
        (PublicCost, 24_600.0 + 73_050.0, 24_600.0 + 109_575.0),
    ];
    for (measure, without, with) in by_hand {
        for (arm, exact) in [without, with].into_iter().enumerate() {
            let found = value_at(&model, &values, arm, 0, measure);
            assert!((found - exact).abs() < 1e-6, "{}, arm {arm}: {found}, by hand {exact}", measure.info().name);
        }
    }
}
