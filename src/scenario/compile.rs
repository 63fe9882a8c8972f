//! From checked values to the engine's parameters. What no single key can show is checked here: a practice larger
//! than its pool, a multiplier that no stock allows.

use std::sync::Arc;

use super::{Entry, Problems, Scenario, Value};
use crate::domain::codes::{AgeBand, Band, Need, PlacementType};
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::parameters::finance::{COST_CLASSES, FAMILY_CENTRE, UNACCOMPANIED, UNREGISTERED};
use crate::domain::parameters::placements::sure;
use crate::domain::parameters::*;
use crate::flow::Model;
pub use crate::flow::expected::Fit;
use crate::flow::expected::{Expected, fit_stock_and_starts, stationary};

/// Statutory reviews follow each other at least every six months (Care Planning Regulations 2010, reg. 33).
const STATUTORY_REVIEW_DAYS: f64 = 183.0;

/// Values of a scenario, or of one of its policies.
pub(super) struct Reader<'s> {
    scenario: &'s Scenario,
    policy: Option<&'s str>,
}

impl Reader<'_> {
    pub(super) fn entry(&self, key: &str) -> Entry {
        match self.policy {
            Some(policy) => self.scenario.in_policy(policy, key),
            None => self.scenario.entry(key),
        }
    }
    pub(super) fn number(&self, key: &str) -> f64 {
        self.entry(key).value.number()
    }
    pub(super) fn optional(&self, key: &str) -> Option<f64> {
        self.entry(key).value.optional_number()
    }
    pub(super) fn flag(&self, key: &str) -> bool {
        self.entry(key).value.flag()
    }
    pub(super) fn text(&self, key: &str) -> String {
        self.entry(key).value.text().to_owned()
    }
    /// Names of a list; none where the key is absent.
    fn names(&self, key: &str) -> Vec<String> {
        let value = self.entry(key).value;
        if value.is_absent() { vec![] } else { value.names().to_vec() }
    }
    pub(super) fn list(&self, key: &str) -> Vec<f64> {
        self.entry(key).value.numbers().to_vec()
    }
    pub(super) fn array<const N: usize>(&self, key: &str) -> [f64; N] {
        let value = self.entry(key).value;
        value.numbers().try_into().unwrap_or_else(|_| panic!("a bug: {key} has not {N} numbers"))
    }
    /// Shares, normalised.
    fn shares<const N: usize>(&self, key: &str) -> [f64; N] {
        let weights: [f64; N] = self.array(key);
        let total: f64 = weights.iter().sum();
        weights.map(|w| w / total)
    }
    fn law(&self, key: &str) -> crate::domain::laws::Law {
        self.entry(key).value.law().clone()
    }
    pub(super) fn per_day(&self, key: &str) -> f64 {
        self.number(key) / YEAR_DAYS
    }
}

/// Compiles a scenario. Problems name the key, what was found and what would do.
pub fn model(scenario: &Scenario) -> Result<Model, Problems> {
    let world = world(scenario);
    let names = arms_of(scenario);
    let expected = stationary(&world.intake, &world.stay, world.workforce.path);
    let mut problems = Problems::new();
    let arms: Vec<ArmParameters> = names.iter().map(|name| arm(scenario, name, &world)).collect();
    for arm in &arms {
        check_pool(scenario, arm, &world, &expected, &mut problems);
    }
    let record_flows = super::contract_terms::record(&arms);
    problems.or(()).map(|()| Model::new(WorldParameters { record_flows, ..world }, arms))
}

/// Compiles a scenario whose world begins with real children. How many there are is known: no pool is expected.
pub fn model_from(scenario: &Scenario, children: Arc<[GivenChild]>) -> Model {
    let world = world(scenario);
    let arms: Vec<ArmParameters> = arms_of(scenario).iter().map(|name| arm(scenario, name, &world)).collect();
    let record_flows = super::contract_terms::record(&arms);
    Model::new(WorldParameters { record_flows, ..world.starting_from(children) }, arms)
}

/// How a policy, or the scenario itself, hands children over: for the plan of a real transfer.
pub fn handover_terms(scenario: &Scenario, policy: Option<&str>) -> HandoverParameters {
    handover(&Reader { scenario, policy })
}

/// Names of the arms, the baseline first.
pub fn arms_of(scenario: &Scenario) -> Vec<String> {
    scenario.entry("run.arms").value.names().to_vec()
}

/// What the scenario's population looks like in the mean.
pub fn expected(scenario: &Scenario) -> Expected {
    let world = world(scenario);
    stationary(&world.intake, &world.stay, world.workforce.path)
}

/// Multiplier on stays and share of first entries with which the stationary population meets a published stock
/// and starts, or comes nearest.
pub fn fit(scenario: &Scenario, stock: f64, starts: f64) -> Fit {
    let world = world(scenario);
    let with = |multiplier: f64| {
        let changed = scenario.with(&[("stay.multiplier".into(), Value::Number(multiplier))]);
        stay(&Reader { scenario: &changed, policy: None })
    };
    fit_stock_and_starts(&world.intake, world.workforce.path, stock, starts, &with)
}

/// The shared world, read without any policy.
fn world(scenario: &Scenario) -> WorldParameters {
    let r = Reader { scenario, policy: None };
    let start = match r.text("run.start").as_str() {
        "empty" => Start::Empty,
        "fresh-arrivals" => Start::FreshArrivals(r.entry("run.fresh_arrivals").value.count()),
        _ => Start::Stationary,
    };
    let date = r.entry("run.start_date").value.date();
    let run_in_days = r.number("run.run_in_years") * YEAR_DAYS;
    let years = r.entry("run.years").value.count();
    let julian = r.text("run.calendar") == "julian-years";
    let year_end = |n: i64| -> f64 {
        if julian {
            return n as f64 * YEAR_DAYS;
        }
        // 29 February as a first day has its anniversaries on 28 February
        let year = (i64::from(date.year()) + n) as i16;
        let there = jiff::civil::Date::new(year, date.month(), date.day())
            .or_else(|_| jiff::civil::Date::new(year, date.month(), 28))
            .unwrap_or(date);
        f64::from(there.since(date).map_or(0, |span| span.get_days()))
    };
    let year_ends: Vec<f64> = (1..=years as i64).map(year_end).collect();
    let mut run_in_year_ends: Vec<f64> =
        (0..=20).map(|n| year_end(-n)).filter(|end| *end > -run_in_days).collect();
    run_in_year_ends.reverse();
    let intake = intake(&r);
    let stay = stay(&r);
    let workforce = workforce(&r, &intake, &stay);
    let finance = finance(&r);
    let bands_change = intake.band_rate.iter().flatten().any(|rate| *rate > 0.0);
    WorldParameters {
        bands_matter: bands_change || finance.high_cost_per_day.iter().any(|rate| *rate > 0.0),
        worker_change_effect: (
            r.number("placements.worker_change_factor"),
            r.number("placements.worker_change_days"),
        ),
        start,
        start_month: (i32::from(date.year()), date.month() as u32),
        year_ends,
        run_in_year_ends,
        run_in_days,
        legal: LegalParameters {
            s20_to_order_probability: r.number("intake.s20_to_order_probability"),
            s20_to_order: r.law("intake.s20_to_order"),
            emergency_to_order_probability: r.number("intake.emergency_to_order_probability"),
            emergency_days: r.number("intake.emergency_days"),
            proceedings: r.law("intake.proceedings"),
        },
        placements: placements(&r),
        finance,
        record_flows: None,
        representativeness_replicates: r.entry("run.representativeness_replicates").value.count(),
        intake,
        stay,
        workforce,
    }
}

/// Margins are published for all entrants; the model draws unaccompanied children apart and corrects the others.
fn intake(r: &Reader<'_>) -> IntakeParameters {
    let alone = r.number("intake.unaccompanied_share");
    let rest = (1.0 - alone).max(1e-9);
    let batch_share: [f64; 5] = r.shares("intake.batch_share");
    let mean_batch: f64 = batch_share.iter().enumerate().map(|(i, s)| (i + 1) as f64 * s).sum();
    let single = batch_share[0] / mean_batch; // share of children who arrive alone
    let age_share: [f64; AgeBand::COUNT] = r.shares("intake.age_share");
    let older = r.number("intake.unaccompanied_16_17_share");
    let given = |band: usize, share: f64| {
        if age_share[band] > 0.0 { (alone * share / age_share[band] / single).min(1.0) } else { 0.0 }
    };
    let mut unaccompanied_given_age = [0.0; AgeBand::COUNT];
    if alone > 0.0 {
        unaccompanied_given_age[3] = given(3, 1.0 - older);
        unaccompanied_given_age[4] = given(4, older);
    }
    // what is left of a margin for the others once the unaccompanied are taken out
    fn others<const N: usize>(margin: [f64; N], taken: [f64; N], rest: f64) -> [f64; N] {
        let mut left = margin;
        left.iter_mut().zip(taken).for_each(|(m, t)| *m = ((*m - t) / rest).max(0.0));
        let total: f64 = left.iter().sum();
        if total > 0.0 { left.map(|m| m / total) } else { margin }
    }
    const BAND_4: f64 = 0.18; // of unaccompanied children, as of all entrants with a need (A3)
    let needs: [f64; 8] = r.shares("intake.need_share");
    let routes: [f64; 4] = r.shares("intake.legal_route_share");
    let bands: [f64; 4] = r.shares("intake.band_share");
    let steps: [f64; 9] = r.array("intake.band_change_per_year");
    let mut band_rate = [[0.0; 4]; 4];
    let places = [(0, 1), (0, 2), (0, 3), (1, 0), (1, 2), (1, 3), (2, 3), (3, 0), (3, 1)];
    for ((from, to), rate) in places.into_iter().zip(steps) {
        band_rate[from][to] = rate / YEAR_DAYS;
    }
    let weights = |key: &str, count: usize| {
        let given = r.list(key);
        let given = if given.len() == count { given } else { vec![1.0; count] };
        let total: f64 = given.iter().sum();
        given.into_iter().map(|w| w / total).collect::<Vec<f64>>()
    };
    IntakeParameters {
        first_entries_per_month: r.number("authority.starts_per_year") * r.number("intake.first_entry_share")
            / 12.0,
        trend_per_year: r.number("intake.trend_per_year"),
        season_amplitude: r.number("intake.season_amplitude"),
        season_peak_month: r.number("intake.season_peak_month"),
        batch_share,
        age_share,
        month_share_under_1: weights("intake.month_share_under_1", 12),
        year_share: [
            weights("intake.year_share_1_4", 4),
            weights("intake.year_share_5_9", 5),
            weights("intake.year_share_10_15", 6),
            weights("intake.year_share_16_17", 2),
        ],
        male_share: r.number("intake.male_share"),
        ethnicity_share: r.shares("intake.ethnicity_share"),
        unaccompanied_given_age,
        need_share: others(needs, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, alone], rest),
        legal_route_share: others(routes, [alone, 0.0, 0.0, 0.0], rest),
        band_share: others(bands, [0.0, alone * (1.0 - BAND_4), 0.0, alone * BAND_4], rest),
        unaccompanied_band_4: BAND_4,
        band_rate,
        localities: r.number("intake.localities") as u32,
        needs_are_plain: ["intake.need_share", "intake.band_share"]
            .iter()
            .all(|key| r.list(key).first().is_some_and(|first| *first >= 1.0))
            && r.number("intake.unaccompanied_share") <= 0.0,
        locality_share: locality_shares(r),
        family_is_plain: ["intake.ethnicity_share", "intake.legal_route_share"]
            .iter()
            .all(|key| r.list(key).first().is_some_and(|first| *first >= 1.0))
            && r.number("intake.localities") <= 1.0,
    }
}

/// Shares of the areas; none where all are alike.
fn locality_shares(r: &Reader<'_>) -> Vec<f64> {
    let weights = r.list("intake.locality_share");
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

fn stay(r: &Reader<'_>) -> StayParameters {
    let multiplier = r.number("stay.multiplier");
    let law = if r.text("stay.law") == "hazard-table" {
        let per_month: [f64; 9] = r.array("stay.hazard_per_month");
        StayLaw::Table {
            per_day: per_month.map(|h| h / MONTH_DAYS / multiplier),
            age_factor: r.array("stay.age_factor"),
        }
    } else {
        StayLaw::Named(r.law("stay.length"))
    };
    let ages = ["under_1", "age_1_4", "age_5_9", "age_10_15", "age_16", "age_17", "age_18"];
    let groups = ["home_or_relatives", "special_guardianship", "child_arrangements", "adoption", "other_under_18"];
    StayParameters {
        law,
        leave_at_18: r.flag("stay.leave_at_18"),
        exit_reason: ages.map(|age| r.shares(&format!("stay.exit_reason.{age}"))),
        adoption_minimum_days: r.number("stay.adoption_minimum_days"),
        adoption_factor: r.array("stay.adoption_factor"),
        leads: LeadParameters {
            adopters: r.law("stay.adopters_lead"),
            adopters_same_carer_share: r.number("stay.adopters_same_carer_share"),
            parents_probability: r.number("stay.parents_lead_probability"),
            parents: r.law("stay.parents_lead"),
            kinship_probability: r.number("stay.kinship_lead_probability"),
            kinship: r.law("stay.kinship_lead"),
            semi_independent_at_17_probability: r.number("stay.semi_independent_at_17_probability"),
        },
        returns: groups.map(|group| ReturnTable { by: r.array(&format!("stay.return_to_care.{group}")) }),
        care_leavers_until_days: r.number("stay.care_leavers_until_age") * YEAR_DAYS,
        care_leaver_share: r.number("stay.care_leaver_share"),
    }
}

fn assessment(r: &Reader<'_>) -> AssessmentParameters {
    let reviews = r.text("assessment.when") == "reviews";
    let mut days = if reviews { r.list("assessment.review_days") } else { vec![r.number("assessment.days")] };
    days.sort_by(f64::total_cmp);
    let unstated = if reviews { STATUTORY_REVIEW_DAYS } else { 0.0 };
    let repeat = r.optional("assessment.repeat_every_days").unwrap_or(unstated);
    AssessmentParameters {
        days,
        repeat_every_days: (repeat > 0.0).then_some(repeat),
        stock_at_go_live: r.flag("assessment.stock_at_go_live"),
        reversal: match r.text("assessment.reversal").as_str() {
            "to-long-only" => Reversal::ToLongOnly,
            "never" => Reversal::Never,
            _ => Reversal::BothWays,
        },
        score_correlation: r.number("assessment.score_correlation"),
        with_practice_from_16: r.text("assessment.judged_from_16") == "with-practice",
        expected_share: r.number("assessment.expected_share"),
    }
}

fn handover(r: &Reader<'_>) -> HandoverParameters {
    let thousandths = |key: &str| (r.number(key) * 1000.0).round() as i32;
    HandoverParameters {
        trigger: match r.text("handover.trigger").as_str() {
            "at-interim-order" => HandoverTriggerName::AtInterimOrder,
            "at-conclusion" => HandoverTriggerName::AtConclusion,
            "after-six-months" => HandoverTriggerName::AfterSixMonths,
            _ => HandoverTriggerName::AtPanel,
        },
        s20_days: r.number("handover.s20_days"),
        starts_per_month: r.number("handover.starts_per_month") as u32,
        joint_days: r.number("handover.joint_days"),
        authority_weight: thousandths("handover.authority_weight"),
        practice_weight: thousandths("handover.practice_weight"),
        court_weight: thousandths("handover.court_weight"),
        restart_if_worker_leaves: r.text("handover.if_worker_leaves") == "restart",
        minimum_joint_days: r.optional("handover.minimum_joint_days").unwrap_or(f64::INFINITY),
        shortened_share: r.number("handover.shortened_share"),
        withdrawals_per_day: r.per_day("handover.withdrawals_per_person_year"),
    }
}

fn placements(r: &Reader<'_>) -> PlacementParameters {
    let per_year: [f64; 7] = r.array("placements.hazard_per_year");
    let care_year_factor: [f64; 3] = r.array("placements.care_year_factor");
    let age_factor: [f64; 5] = r.array("placements.age_factor");
    let all_same = |list: &[f64]| list.iter().all(|x| *x == list[0]);
    let ages = AgeBand::NAMES;
    let first_type = std::array::from_fn(|a| r.shares(&format!("placements.first_type.{}", ages[a])));
    let next_type: [[[f64; 10]; 10]; 5] = std::array::from_fn(|a| {
        std::array::from_fn(|from| {
            r.shares(&format!("placements.next_type.{}.{}", ages[a], PlacementType::NAMES[from]))
        })
    });
    PlacementParameters {
        sure_first: first_type.each_ref().map(sure),
        sure_next: next_type.each_ref().map(|rows| rows.each_ref().map(sure)),
        first_type,
        next_type,
        per_day: per_year.map(|h| h / YEAR_DAYS),
        constant: all_same(&per_year) && all_same(&care_year_factor) && all_same(&age_factor),
        care_year_factor,
        age_factor,
        type_factor: r.array("placements.type_factor"),
        frailty_shape: r.number("placements.frailty_shape"),
        quiet_days_before_adopters: r.number("placements.quiet_days_before_adopters"),
        status_only_per_day: r.per_day("placements.status_only_per_year"),
    }
}

/// Terms of an employer under a prefix.
fn employment(r: &Reader<'_>, prefix: &str) -> Employment {
    let shape: [f64; 6] = r.array("workforce.tenure_rate_per_year");
    let share: [f64; 6] = r.shares("workforce.tenure_share");
    let number = |key: &str| r.number(&format!("{prefix}.{key}"));
    let mean: f64 = shape.iter().zip(share).map(|(s, w)| s * w).sum();
    let scale = if mean > 0.0 { number("turnover_per_year") / mean / YEAR_DAYS } else { 0.0 };
    Employment {
        leaving_per_day: shape.map(|s| s * scale),
        turnover_per_day: scale * mean,
        time_to_fill: r.law(&format!("{prefix}.time_to_fill")),
        structural_vacancy_share: number("structural_vacancy_share"),
        agency_cover_share: number("agency_cover_share"),
        time_to_agency: r.law(&format!("{prefix}.time_to_agency")),
        agency_stay: r.law(&format!("{prefix}.agency_stay")),
        rebalance_share: number("rebalance_share"),
    }
}

fn workforce(r: &Reader<'_>, intake: &IntakeParameters, stay: &StayParameters) -> WorkforceParameters {
    let path = (r.text("workforce.teams") == "team-path").then(|| TeamPath {
        to_court_probability: r.number("workforce.to_court_team_probability"),
        to_court_days: r.number("workforce.to_court_team_days"),
        to_long_term_probability: r.number("workforce.to_long_term_team_probability"),
        to_long_term_days: r.number("workforce.to_long_term_team_days"),
        to_16_plus_probability: r.number("workforce.to_16_plus_team_probability"),
    });
    let caseload = r.number("workforce.caseload_per_post");
    let advisers = r.number("workforce.care_leaver_caseload_per_post");
    WorkforceParameters {
        team_posts: team_posts(r, &stationary(intake, stay, path), caseload, advisers),
        path,
        caseload_per_post: caseload,
        care_leaver_caseload_per_post: advisers,
        employment: employment(r, "workforce"),
        tenure_share: Some(r.shares("workforce.tenure_share")),
        all_filled_at_start: r.text("workforce.opening_posts") == "all-filled",
        long_sickness_per_day: r.per_day("workforce.long_sickness_per_year"),
        long_sickness: r.law("workforce.long_sickness"),
        parental_leave_per_day: r.per_day("workforce.parental_leave_per_year"),
        parental_leave: r.law("workforce.parental_leave"),
        absence_moves_cases_days: r.number("workforce.absence_moves_cases_days"),
        reallocates: r.text("workforce.reallocation") == "least-loaded",
        caseload_cap: (r.number("workforce.caseload_cap") * 1000.0).min(1e9) as i32,
        care_leaver_weight: (r.number("workforce.care_leaver_weight") * 1000.0) as i32,
    }
}

/// Posts of each team in proportion to the children expected in it; every team that has children has a post.
fn team_posts(r: &Reader<'_>, expected: &Expected, caseload: f64, advisers: f64) -> [u32; 5] {
    let given = r.optional("workforce.posts");
    let stock = expected.stock.max(1e-9);
    let total = given.unwrap_or((expected.stock / caseload).ceil());
    let mut posts = [0u32; 5];
    for (team, children) in expected.by_team.iter().enumerate() {
        let share = total * children / stock;
        posts[team] = if *children > 0.0 { (share.round() as u32).max(1) } else { 0 };
    }
    if expected.stock <= 0.0 || expected.by_team[1..].iter().all(|c| *c == 0.0) {
        posts[0] = total as u32;
    }
    if expected.care_leavers > 0.0 {
        posts[4] = ((expected.care_leavers / advisers).round() as u32).max(1);
    }
    posts
}

fn finance(r: &Reader<'_>) -> FinanceParameters {
    let weekly: [f64; 10] = r.array("finance.weekly_cost_gbp");
    let cv: [f64; 10] = r.array("finance.cost_cv");
    let semi = PlacementType::SemiIndependent as usize;
    let mut weekly_gbp = [0.0; COST_CLASSES];
    let mut price_cv = [0.0; COST_CLASSES];
    weekly_gbp[..10].copy_from_slice(&weekly);
    price_cv[..10].copy_from_slice(&cv);
    weekly_gbp[UNACCOMPANIED] = r.optional("finance.weekly_cost_unaccompanied_gbp").unwrap_or(weekly[semi]);
    weekly_gbp[UNREGISTERED] = r.number("finance.weekly_cost_unregistered_gbp");
    weekly_gbp[FAMILY_CENTRE] = r.number("finance.weekly_cost_family_centre_gbp");
    price_cv[UNACCOMPANIED] = r.optional("finance.cost_cv_unaccompanied").unwrap_or(cv[semi]);
    price_cv[UNREGISTERED] = r.number("finance.cost_cv_unregistered");
    price_cv[FAMILY_CENTRE] = r.number("finance.cost_cv_family_centre");
    let [other_unregistered, other_family_centre, _] = r.shares("finance.other_split");
    let worker_day = r.number("finance.salary_gbp") * (1.0 + r.number("finance.on_cost_share")) / YEAR_DAYS;
    let overhead = 1.0 + r.number("finance.authority_overhead_share");
    let agency_ratio = r.number("finance.agency_cost_ratio");
    let adviser_ratio = r.number("finance.adviser_salary_ratio");
    FinanceParameters {
        weekly_gbp,
        // a lognormal factor of coefficient of variation v has sigma^2 = ln(1 + v^2)
        priced: weekly_gbp.iter().any(|week| *week > 0.0),
        price_sigma: price_cv.map(|v| libm::sqrt(libm::log1p(v * v))),
        other_unregistered,
        other_family_centre,
        other_services_per_day_gbp: r.per_day("finance.other_services_per_child_year_gbp"),
        price_shock_sd: r.number("finance.price_shock_sd"),
        inflation_per_year: r.number("finance.inflation_per_year"),
        high_cost_per_day: r.array::<4>("finance.high_cost_per_year").map(|h| h / YEAR_DAYS),
        high_cost: super::contract_terms::severity(r),
        authority_worker_day_gbp: worker_day * overhead,
        authority_agency_day_gbp: worker_day * overhead * agency_ratio,
        authority_overhead_share: overhead - 1.0,
        authority_overhead_split: r.shares("finance.authority_overhead_split"),
        authority_adviser_day_gbp: worker_day * overhead * adviser_ratio,
        worker_day_gbp: worker_day,
        adviser_ratio,
        manager_ratio: r.number("finance.manager_salary_ratio"),
        administrator_ratio: r.number("finance.administrator_salary_ratio"),
        agency_ratio,
        spend_history: spend_history(r),
        prices: super::contract_terms::prices(r),
        avoidable_share: r.array("finance.avoidable_share"),
    }
}

/// Steps 1 and 2: average spend and average children.
fn spend_history(r: &Reader<'_>) -> Option<(f64, f64)> {
    let spend = r.entry("contract.spend_history_gbp").value;
    let children = r.entry("contract.children_history").value;
    if spend.is_absent() || children.is_absent() {
        return None;
    }
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    Some((mean(spend.numbers()), mean(children.numbers())))
}

/// One arm. Every arm knows every practice, so that the same panel can sit in each.
fn arm(scenario: &Scenario, name: &str, _: &WorldParameters) -> ArmParameters {
    let r = Reader { scenario, policy: Some(name) };
    let provider = match r.text("provider").as_str() {
        "in-house" => Provider::InHouse,
        "practice" => Provider::Practice,
        _ => Provider::None,
    };
    let assessor = match (r.optional("assessment.sensitivity"), r.optional("assessment.specificity")) {
        (Some(sensitivity), Some(specificity)) => Assessor::from_rates(sensitivity, specificity),
        _ => Assessor::from_auc(r.number("assessment.auc"), r.number("assessment.expected_share")),
    };
    ArmParameters {
        name: name.to_owned(),
        provider,
        assessor,
        judged: if r.text("assessment.judged") == "total-stay" { Judged::TotalStay } else { Judged::FurtherStay },
        allocation: allocation(&r),
        assessment: assessment(&r),
        handover: handover(&r),
        practices: practices_of(&r).iter().map(|practice| practice_of(&r, practice, provider)).collect(),
        posts_follow_children: if provider == Provider::None {
            0.0
        } else {
            r.number("workforce.posts_follow_children")
        },
        worker_change_factor: r.number("placements.worker_change_factor"),
        worker_change_days: r.number("placements.worker_change_days"),
        requests_per_day: r.per_day("handover.requests_per_child_year"),
        contract: super::contract_terms::contract(&r),
        follows: false,
    }
}

/// The practices of a policy, in the order of the scenario: those it names, or all.
fn practices_of(r: &Reader<'_>) -> Vec<String> {
    let named = r.entry("practices").value;
    let all = r.scenario.practices.iter();
    all.filter(|practice| named.is_absent() || named.names().contains(practice)).cloned().collect()
}

/// Allocation and practices of a policy, or of the scenario itself, for the ledger of a real panel: no world is needed.
pub fn panel_rules(scenario: &Scenario, policy: Option<&str>) -> (AllocationParameters, Vec<PracticeParameters>) {
    let r = Reader { scenario, policy };
    let practice = |name: &String| practice_of(&r, name, Provider::Practice);
    (allocation(&r), practices_of(&r).iter().map(practice).collect())
}

fn allocation(r: &Reader<'_>) -> AllocationParameters {
    AllocationParameters {
        rule: rule_terms(r),
        panel_every_days: r.number("allocation.panel_every_days"),
        places_per_panel: r.number("allocation.places_per_panel") as u32,
        minimum_age_days: r.number("allocation.minimum_age") * YEAR_DAYS,
        maximum_age_days: r.number("allocation.maximum_age") * YEAR_DAYS,
        require_assessment: r.flag("allocation.require_assessment"),
        include_care_leavers: r.flag("allocation.include_care_leavers"),
        include_in_proceedings: r.flag("allocation.include_in_proceedings"),
        minimum_days_in_care_s20: r.number("allocation.minimum_days_in_care_s20"),
        siblings_together: r.flag("allocation.siblings_together"),
        exclude_adoption_plan: r.flag("allocation.exclude_adoption_plan"),
        wishes: WishParameters {
            opt_out_share: r.number("allocation.opt_out_share"),
            defer_share: r.number("allocation.defer_share"),
            defer_days: r.number("allocation.defer_days"),
            preference_share: r.number("allocation.preference_share"),
            officer_supports_share: r.number("allocation.officer_supports_share"),
        },
    }
}

/// The rule and its terms. The reader has checked the names.
fn rule_terms(r: &Reader<'_>) -> RuleTerms {
    let named = |criterion: &PointsCriterion| r.number(&format!("allocation.points.{}", criterion.name()));
    let mut points = [0.0; PointsCriterion::COUNT];
    points.iter_mut().zip(PointsCriterion::ALL).for_each(|(weight, criterion)| *weight = named(criterion));
    RuleTerms {
        name: AllocationRuleName::named(&r.text("allocation.rule")).unwrap_or(AllocationRuleName::Lottery),
        quota: Quota::named(&r.text("allocation.quota")).unwrap_or(Quota::None),
        points,
        factors: r.names("allocation.balance_factors").iter().filter_map(|name| Factor::named(name)).collect(),
        follow_probability: r.number("allocation.minimisation_follow_probability"),
        threshold: r.number("allocation.rerandomisation_threshold"),
        tries: r.number("allocation.rerandomisation_tries") as u32,
        strength: r.number("allocation.opaque_strength"),
    }
}

/// Whom a practice is there for. Areas are counted from 1 in files.
fn criteria_of(r: &Reader<'_>, prefix: &str) -> PracticeCriteria {
    let key = |name: &str| format!("{prefix}.{name}");
    let bands = r.names(&key("bands"));
    let needs = r.names(&key("needs"));
    PracticeCriteria {
        minimum_age_days: r.number(&key("minimum_age")) * YEAR_DAYS,
        maximum_age_days: r.number(&key("maximum_age")) * YEAR_DAYS,
        bands: std::array::from_fn(|i| bands.is_empty() || bands.iter().any(|name| name == Band::NAMES[i])),
        needs: std::array::from_fn(|i| needs.is_empty() || needs.iter().any(|name| name == Need::NAMES[i])),
        care_leavers: r.flag(&key("care_leavers")),
        area: r.number(&key("area")) as u16 - 1,
        areas: r.list(&key("areas")).iter().map(|area| *area as u16 - 1).collect(),
        preference_weight: r.number(&key("preference_weight")),
    }
}

/// A practice's terms: its own, and the inherited share of what the authority's are for lack of a source. A dedicated
/// team has the authority's turnover and time to fill.
fn practice_of(r: &Reader<'_>, name: &str, provider: Provider) -> PracticeParameters {
    let prefix = format!("practice.{name}");
    let number = |key: &str| r.number(&format!("{prefix}.{key}"));
    let own = employment(r, &prefix);
    let authority = employment(r, "workforce");
    let inherited = r.number("workforce.inherited_share");
    let base = if provider == Provider::Practice { own.clone() } else { authority.clone() };
    let least = |own: f64, theirs: f64| {
        if provider == Provider::Practice { own.max(inherited * theirs) } else { inherited * theirs }
    };
    let employment = Employment {
        structural_vacancy_share: least(own.structural_vacancy_share, authority.structural_vacancy_share),
        agency_cover_share: least(own.agency_cover_share, authority.agency_cover_share),
        rebalance_share: least(own.rebalance_share, authority.rebalance_share),
        time_to_agency: if own.agency_cover_share > 0.0 { own.time_to_agency } else { authority.time_to_agency },
        agency_stay: if own.agency_cover_share > 0.0 { own.agency_stay } else { authority.agency_stay },
        ..base
    };
    let places = number("places") as u32;
    let posts = (f64::from(places) / number("children_per_worker")).round().max(1.0) as u32;
    PracticeParameters {
        name: name.to_owned(),
        places,
        posts,
        advisers_share: number("advisers_share"),
        managers: number("managers"),
        administrators: number("administrators_per_worker") * f64::from(posts),
        transferred_staff_share: number("transferred_staff_share"),
        employment,
        criteria: criteria_of(r, &prefix),
    }
}

/// A practice cannot be larger than the children and care leavers of its ages and areas, nor all together.
fn check_pool(
    scenario: &Scenario,
    arm: &ArmParameters,
    world: &WorldParameters,
    expected: &Expected,
    problems: &mut Problems,
) {
    if arm.practices.is_empty()
        || world.start != Start::Stationary
        || !matches!(world.stay.law, StayLaw::Table { .. })
    {
        return;
    }
    for (k, practice) in arm.practices.iter().enumerate() {
        let pool = pool(arm, world, expected, std::slice::from_ref(practice));
        let too_many = f64::from(practice.places) > pool;
        // of several practices the first with too many is named, and all together only where none is
        let together = k + 1 == arm.practices.len() && k > 0;
        let all: u32 = arm.practices.iter().map(|p| p.places).sum();
        let (places, pool, whose) = match too_many {
            true => (practice.places, pool, "of the age range and areas"),
            false if together => {
                (all, self::pool(arm, world, expected, &arm.practices), "of all practices together")
            }
            false => continue,
        };
        if f64::from(places) <= pool {
            continue;
        }
        let key = format!("practice.{}.places", practice.name);
        let entry = scenario.in_policy(&arm.name, &key);
        problems.note(
            &entry.origin,
            &key,
            format!(
                "{places} places are more than the pool: about {pool:.0} children and care leavers {whose} are \
                 expected; try fewer places, a wider age range, more areas, or care leavers too"
            ),
        );
        return;
    }
}

/// Children and care leavers expected within the ages and areas of one or several practices: an upper bound, since
/// bands, needs and assessments are left out.
fn pool(
    arm: &ArmParameters,
    world: &WorldParameters,
    expected: &Expected,
    practices: &[PracticeParameters],
) -> f64 {
    let a = &arm.allocation;
    let areas = world.intake.localities.max(1) as usize;
    let share = |area: usize| world.intake.locality_share.get(area).copied().unwrap_or(1.0 / areas as f64);
    let mut pool = 0.0;
    for area in 0..areas {
        let here: Vec<&PracticeCriteria> = practices
            .iter()
            .map(|p| &p.criteria)
            .filter(|c| c.areas.is_empty() || c.areas.contains(&(area as u16)))
            .collect();
        let in_age = |year: usize| {
            let (from, to) = (year as f64 * YEAR_DAYS, (year + 1) as f64 * YEAR_DAYS);
            let part = |c: &&PracticeCriteria| {
                let (low, high) =
                    (a.minimum_age_days.max(c.minimum_age_days), a.maximum_age_days.min(c.maximum_age_days));
                ((to.min(high) - from.max(low)) / YEAR_DAYS).clamp(0.0, 1.0)
            };
            here.iter().map(part).sum::<f64>().min(1.0)
        };
        let children: f64 = expected.by_year_of_age.iter().enumerate().map(|(year, n)| n * in_age(year)).sum();
        let leavers = a.include_care_leavers && here.iter().any(|c| c.care_leavers);
        pool += share(area) * (children + if leavers { expected.care_leavers } else { 0.0 });
    }
    pool
}
