//! What a planner sizing a practice looks at: measures of the one list, and costs per child-year worked from them.
//!
//! To show another measure, add a row to [`SHOWN`]. Limits may name any measure at all.

use crate::experiment::outcomes::Outcomes;
use crate::results::compare::compare;
use crate::results::measures::{Better, Measure};
use crate::results::size::study::Question;
use crate::results::study::{Difference, Spread};
use crate::scenario::names;

/// A measure that is shown, and the keys that make it what it is (`practice.*` for the practice that is sized).
pub struct Shown {
    pub question: Question,
    pub name: &'static str,
    pub keys: &'static [&'static str],
    /// Numbers of the model's assumptions that it rests on.
    pub assumptions: &'static [&'static str],
}

const fn shown(
    question: Question,
    name: &'static str,
    keys: &'static [&'static str],
    assumptions: &'static [&'static str],
) -> Shown {
    Shown { question, name, keys, assumptions }
}

const TURNOVER: &[&str] = &["practice.*.turnover_per_year", "practice.*.children_per_worker"];
const VACANCY: &[&str] = &["practice.*.turnover_per_year", "practice.*.time_to_fill"];
const LOAD: &[&str] = &["practice.*.children_per_worker", "practice.*.time_to_fill"];
const ABSENCE: &[&str] = &["workforce.long_sickness_per_year"];
const COVER: &[&str] =
    &["practice.*.minimum_on_duty", "practice.*.children_per_worker", "practice.*.advisers_share"];
const KNOWN: &[&str] = &["practice.*.children_known_per_worker", "workforce.children_known_per_worker"];
const HOURS: &[&str] = &["practice.*.case_hours_per_week", "workforce.case_hours_per_week"];
const POOL: &[&str] = &["allocation.minimum_age", "allocation.maximum_age", "allocation.require_assessment"];
const WAVES: &[&str] = &["allocation.places_per_panel", "allocation.panel_every_days"];
const BAND: &[&str] = &["contract.band_children", "contract.band_width", "allocation.places_per_panel"];
const EVENED: &[&str] = &["practice.*.rebalance_share", "workforce.inherited_share"];
const STAFF: &[&str] =
    &["practice.*.managers", "practice.*.administrators_per_worker", "practice.*.children_per_worker"];
const LUMPS: &[&str] = &["practice.*.managers", "finance.setup_cost_gbp", "workforce.posts_follow_children"];
const PRICES: &[&str] = &["finance.cost_cv", "finance.price_shock_sd"];
const LINE: &[&str] = &["contract.social_work_per_child_year_gbp", "practice.*.children_per_worker"];

/// Knowing a child; cover.
const KNOWS: &[&str] = &["A30", "A31"];
const ON_DUTY: &[&str] = &["A32", "A33", "A35"];

/// Every measure that is shown, in the order of the report.
#[rustfmt::skip] // one measure a line
pub const SHOWN: &[Shown] = &{
    use Question::*;
    [
        shown(Continuity, "cohort_same_worker_all_year_pct", TURNOVER, &["A10", "A13"]),
        shown(Continuity, "cohort_distinct_workers", TURNOVER, &["A10", "A13"]),
        shown(Continuity, "cohort_changes_per_year", TURNOVER, &["A10", "A13"]),
        shown(Continuity, "cohort_changes_after_transfer", TURNOVER, &["A10", "A13"]),
        shown(Continuity, "cohort_changes_known_pct", KNOWN, KNOWS),
        shown(Continuity, "cohort_changes_unknown", KNOWN, KNOWS),
        shown(Continuity, "cohort_unallocated_days", VACANCY, &["A11"]),
        shown(Changes, "cohort_changes_worker_left", TURNOVER, &[]),
        shown(Changes, "cohort_changes_agency_ended", VACANCY, &["A11"]),
        shown(Changes, "cohort_changes_long_absence", ABSENCE, &[]),
        shown(Changes, "cohort_changes_rebalancing", EVENED, &["A13"]),
        shown(Changes, "cohort_changes_team_boundary", &["workforce.teams"], &[]),
        shown(Changes, "cohort_changes_post_closed", &[], &[]),
        shown(Changes, "cohort_changes_transfer", &["practice.*.transferred_staff_share"], &["A14"]),
        shown(Changes, "cohort_changes_unallocated", VACANCY, &["A11"]),
        shown(Changes, "cohort_changes_withdrawn", &[], &[]),
        shown(Cover, "cover_failures", COVER, ON_DUTY),
        shown(Cover, "cover_failure_days", COVER, ON_DUTY),
        shown(Cover, "rota_failure_nights", &["practice.*.on_call", "practice.*.most_nights_on_call_share"], ON_DUTY),
        shown(Cover, "practice_vacancy_spells", VACANCY, &["A12"]),
        shown(Cover, "practice_vacancy_spell_days", VACANCY, &["A12"]),
        shown(Cover, "cohort_visits_on_time_pct", HOURS, &["A34"]),
        shown(Cover, "cohort_reviews_on_time_pct", HOURS, &["A34"]),
        shown(Caseload, "cohort_caseload_per_worker", LOAD, &[]),
        shown(Caseload, "practice_caseload_p10", LOAD, &[]),
        shown(Caseload, "practice_caseload_p50", LOAD, &[]),
        shown(Caseload, "practice_caseload_p90", LOAD, &["A10"]),
        shown(Caseload, "practice_caseload_max", LOAD, &["A10"]),
        shown(Filling, "cohort_size", POOL, &[]),
        shown(Filling, "places_unfilled", POOL, &[]),
        shown(Filling, "in_band_pct", BAND, &[]),
        shown(Filling, "months_to_fill", WAVES, &[]),
        shown(Cost, "practice_cost_per_child_year_gbp", STAFF, &[]),
        shown(Cost, "practice_whole_cost_per_child_year_gbp", PRICES, &[]),
        shown(Cost, "added_public_cost_per_child_year_gbp", LUMPS, &[]),
        shown(Fund, "critical_fund_authority_holds_gbp", LINE, &[]),
        shown(Fund, "critical_fund_practice_holds_gbp", PRICES, &[]),
    ]
};

/// Shorter names that a planner would write.
const ALIASES: &[(&str, &str)] = &[
    ("same_worker", "cohort_same_worker_all_year_pct"),
    ("distinct_workers", "cohort_distinct_workers"),
    ("worker_changes", "cohort_changes_per_year"),
    ("changes_known", "cohort_changes_known_pct"),
    ("unallocated_days", "cohort_unallocated_days"),
    ("cover_failures_per_year", "cover_failures"),
    ("vacancy_spells", "practice_vacancy_spells"),
    ("caseload", "cohort_caseload_per_worker"),
    ("largest_caseload", "practice_caseload_max"),
    ("in_band", "in_band_pct"),
    ("unfilled", "places_unfilled"),
    ("cost_per_child_year", "practice_cost_per_child_year_gbp"),
    ("added_cost_per_child_year", "added_public_cost_per_child_year_gbp"),
    ("fund", "critical_fund_authority_holds_gbp"),
    ("fund_practice_holds", "critical_fund_practice_holds_gbp"),
    ("reviews_on_time", "cohort_reviews_on_time_pct"),
    ("visits_on_time", "cohort_visits_on_time_pct"),
];

/// One measure of an arm, however it is found.
#[derive(Clone, Copy)]
pub struct Measurable {
    pub name: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
    pub better: Better,
    pub definition: &'static str,
    found: Found,
}

#[derive(Clone, Copy)]
enum Found {
    Listed(Measure),
    /// Of an arm, one a history.
    Worked(fn(&Outcomes, usize) -> Vec<f64>),
}

const WORKED: [Measurable; 3] = [
    Measurable {
        name: "practice_cost_per_child_year_gbp",
        label: "practice's cost without placements, per child-year",
        unit: "GBP per person-year",
        better: Better::Lower,
        definition: "staff, agency premium and overheads of the practice over the person-years that it serves, in the contract's years",
        found: Found::Worked(|outcomes, arm| per_person_year(outcomes, arm, Measure::PracticeCostAuthorityHolds)),
    },
    Measurable {
        name: "practice_whole_cost_per_child_year_gbp",
        label: "practice's cost with placements, per child-year",
        unit: "GBP per person-year",
        better: Better::Lower,
        definition: "the same plus placements and other services of its children",
        found: Found::Worked(|outcomes, arm| per_person_year(outcomes, arm, Measure::PracticeCostPracticeHolds)),
    },
    Measurable {
        name: "added_public_cost_per_child_year_gbp",
        label: "cost to the public beyond no practice, per child-year",
        unit: "GBP per person-year",
        better: Better::Lower,
        definition: "all modelled cost to the public less that of the baseline, over the person-years that the practice serves",
        found: Found::Worked(added_cost),
    },
];

/// Sums over the contract's years: cost over person-years.
fn per_person_year(outcomes: &Outcomes, arm: usize, cost: Measure) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); outcomes.replicates() as usize];
    for year in 0..outcomes.shape.whole() {
        let costs = outcomes.column(arm, year, cost);
        let served = outcomes.column(arm, year, Measure::CohortYears);
        for ((sum, cost), served) in sums.iter_mut().zip(costs).zip(served) {
            if cost.is_finite() && served.is_finite() {
                *sum = (sum.0 + cost, sum.1 + served); // a year outside the contract has no cost of its own
            }
        }
    }
    sums.into_iter().map(|(cost, years)| if years > 0.0 { cost / years } else { f64::NAN }).collect()
}

fn added_cost(outcomes: &Outcomes, arm: usize) -> Vec<f64> {
    let whole = outcomes.shape.whole();
    let column = |arm, measure| outcomes.column(arm, whole, measure);
    let (cost, baseline) = (column(arm, Measure::PublicCost), column(0, Measure::PublicCost));
    let served = column(arm, Measure::CohortYears);
    let added = |((cost, baseline), served): ((f64, f64), f64)| {
        if served > 0.0 { (cost - baseline) / served } else { f64::NAN }
    };
    cost.into_iter().zip(baseline).zip(served).map(added).collect()
}

impl Measurable {
    /// One value a history over the whole time.
    pub fn values(&self, outcomes: &Outcomes, arm: usize) -> Vec<f64> {
        match self.found {
            Found::Listed(measure) => outcomes.column(arm, outcomes.shape.whole(), measure),
            Found::Worked(of) => of(outcomes, arm),
        }
    }

    /// The same children not moved (or the baseline), and the difference from them; `None` where they have no such value.
    pub fn beside(&self, outcomes: &Outcomes, arm: usize, comparisons: usize) -> Option<(Spread, Difference)> {
        let Found::Listed(measure) = self.found else { return None };
        let mut without = outcomes.column(outcomes.reference(arm, measure), outcomes.shape.whole(), measure);
        let difference = compare(&self.values(outcomes, arm), &without, comparisons);
        let not_moved = Spread::of(&mut without);
        difference.spread.is_defined().then_some((not_moved, difference))
    }
}

/// The measure of a name or a shorter name.
pub fn find(name: &str) -> Option<Measurable> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, whole)| whole);
    let listed = || {
        let measure = Measure::named(name)?;
        let info = measure.info();
        let (label, unit) = (info.label.trim_start_matches("... "), info.unit);
        let (better, definition) = (info.better, info.definition);
        Some(Measurable { name: info.name, label, unit, better, definition, found: Found::Listed(measure) })
    };
    WORKED.iter().find(|worked| worked.name == name).copied().or_else(listed)
}

/// The nearest name to one that does not exist.
pub fn nearest(wrong: &str) -> Option<&'static str> {
    let shown = SHOWN.iter().map(|shown| shown.name).filter(|name| find(name).is_some());
    let listed = Measure::ALL.iter().map(|measure| measure.info().name);
    let aliases = ALIASES.iter().filter(|(_, whole)| find(whole).is_some()).map(|(alias, _)| *alias);
    names::nearest(wrong, shown.chain(aliases).chain(listed))
}

/// The row of a measure that is shown.
pub fn shown_as(name: &str) -> Option<&'static Shown> {
    SHOWN.iter().find(|shown| shown.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_name_means_the_whole_one_and_a_wrong_one_gets_the_nearest() {
        assert_eq!(find("same_worker").unwrap().name, "cohort_same_worker_all_year_pct");
        assert!(find("cost_per_child_year").unwrap().unit.starts_with("GBP"));
        assert!(find("same_workers").is_none());
        assert_eq!(nearest("same_workers"), Some("same_worker"));
        assert_eq!(nearest("zzzz"), None);
    }

    #[test]
    fn every_measure_that_is_shown_is_there_with_its_keys() {
        for shown in SHOWN {
            assert!(find(shown.name).is_some(), "{}", shown.name);
            for key in shown.keys {
                assert!(names::find(&key.replacen('*', "elm", 1)).is_some(), "{}: {key}", shown.name);
            }
        }
        assert!(ALIASES.iter().all(|(alias, whole)| find(whole).is_some() && Measure::named(alias).is_none()));
    }

    #[test]
    fn no_measure_is_shown_twice() {
        let mut names: Vec<&str> = SHOWN.iter().map(|shown| shown.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
