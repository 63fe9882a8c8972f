//! The one registry of scenario keys: name, kind, unit, default, meaning.
//!
//! It reads files, finds nearest names, feeds `explain` and fills what a file leaves out. The defaults are
//! neutral: a mechanism that a file does not mention is off. The numbers of the published world are not
//! here; they stand with their sources in `scenarios/england-2024.toml`, which other files extend.
//!
//! In a name, `{age}` stands for each age band, `{type}` for each placement type, and `*` for a name that the
//! file gives (`practice.evolve.places`).

use std::sync::LazyLock;

use crate::domain::codes::{AgeBand, Band, CostLine, Ethnicity, ExitReason, LegalRoute, Need, PlacementType};
use crate::domain::parameters::contract::{
    AfterExhaustion, Arrangement, BudgetHolder, FundOwner, FundSource, OutcomeTarget, SurplusRule,
};
use crate::domain::parameters::{AllocationRuleName, Factor, PointsCriterion, Quota};

/// What kind of value a key takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number within bounds (both allowed).
    Number { min: f64, max: f64 },
    /// A number from 0 to 1.
    Probability,
    /// A whole number within bounds.
    Count { min: u64, max: u64 },
    /// Words.
    Text,
    /// One of a list of names.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A day, as `2011-04-01`.
    Date,
    /// A table with exactly these names (missing ones are an error), each within bounds.
    Numbers { names: &'static [&'static str], min: f64, max: f64 },
    /// Like `Numbers`, but shares: 0 or more, normalised to sum to 1; names left out are 0.
    Shares { names: &'static [&'static str] },
    /// A list of numbers of any length, each within bounds.
    List { min: f64, max: f64 },
    /// A law of waiting times: `{ law = "gamma", shape = 2, mean_months = 5 }`.
    Law,
    /// A list of names.
    Names,
    /// Some of a list of names.
    Among(&'static [&'static str]),
    /// A published figure to be met: `{ value = 10.4, tolerance = 1.5, source = "..." }`.
    Target,
}

/// What holds when a file does not name the key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preset {
    /// Nothing: the reader sees `Value::Absent`.
    Absent,
    Number(f64),
    Text(&'static str),
    Flag(bool),
    /// All names (or list entries) with this number each.
    Each(f64),
    /// The whole share on the first name.
    First,
    Numbers(&'static [f64]),
    /// A fixed time of this many days.
    Days(f64),
    Names(&'static [&'static str]),
}

/// One key that a scenario file may hold.
#[derive(Debug, Clone)]
pub struct Key {
    /// Dotted name, such as `stay.multiplier`; `*` where the file gives a name.
    pub name: String,
    pub kind: Kind,
    /// Unit for people, such as "per year"; empty for words and choices.
    pub unit: &'static str,
    pub preset: Preset,
    /// May a policy set it? (`[policy.NAME]`): levers differ between arms, the world is shared.
    pub lever: bool,
    /// What it means, in a sentence.
    pub meaning: String,
}

/// England has about 84,000 children looked after.
const CHILDREN: Kind = Kind::Number { min: 0.0, max: 1e6 };
const fn upto(max: f64) -> Kind {
    Kind::Number { min: 0.0, max }
}

const DURATIONS: &[&str] = &["m1", "m2", "m3_6", "m7_12", "m13_24", "m25_36", "m37_60", "m61_120", "m121p"];
const STAY_AGES: &[&str] = &["under_1", "age_1_4", "age_5_9", "age_10_15", "age_16", "age_17"];
const PLACEMENT_DAYS: &[&str] = &["d0_13", "d14_55", "d56_181", "d182_364", "d365_729", "d730_1825", "d1826p"];
const CARE_YEARS: &[&str] = &["year_1", "year_2", "year_3_plus"];
const BAND_STEPS: &[&str] =
    &["1_to_2", "1_to_3", "1_to_4", "2_to_1", "2_to_3", "2_to_4", "3_to_4", "4_to_1", "4_to_2"];
const TENURES: &[&str] = &["y0_2", "y2_5", "y5_10", "y10_20", "y20_30", "y30_plus"];
const CARE_BANDS: &[&str] = &["band_1", "band_2", "band_3", "band_4"];
const OTHER_SPLIT: &[&str] = &["unregistered", "family_centre", "residual"];
const OVERHEADS: &[&str] = &["team_management", "overhead", "corporate"];
const SIZES: &[&str] = &["size_1", "size_2", "size_3", "size_4", "size_5"];
const RETURN_YEARS: &[&str] = &["y0_25", "y1", "y2", "y5", "y6"];
const EXIT_AGES: [&str; 7] = ["under_1", "age_1_4", "age_5_9", "age_10_15", "age_16", "age_17", "age_18"];
const RETURN_GROUPS: [&str; 5] =
    ["home_or_relatives", "special_guardianship", "child_arrangements", "adoption", "other_under_18"];

/// Registry row.
fn key(name: &str, kind: Kind, unit: &'static str, preset: Preset, meaning: &str) -> Key {
    Key { name: name.into(), kind, unit, preset, lever: false, meaning: meaning.into() }
}
/// Registry row of a lever: a policy may set it.
fn lever(name: &str, kind: Kind, unit: &'static str, preset: Preset, meaning: &str) -> Key {
    Key { lever: true, ..key(name, kind, unit, preset, meaning) }
}

/// Every key, in the order of the stages.
pub fn registry() -> &'static [Key] {
    static REGISTRY: LazyLock<Vec<Key>> = LazyLock::new(|| {
        [
            scenario_keys(),
            intake_keys(),
            stay_keys(),
            legal_and_assessment_keys(),
            placement_keys(),
            allocation_keys(),
            workforce_keys(),
            practice_keys(),
            finance_keys(),
            payment_keys(),
            plan_keys(),
        ]
        .concat()
    });
    &REGISTRY
}

#[rustfmt::skip] // one key a line
fn scenario_keys() -> Vec<Key> {
    use Preset::*;
    vec![
        key("title", Kind::Text, "", Text(""), "What the scenario is, in a line."),
        key("note", Kind::Text, "", Text(""), "Anything a reader should know first; printed in the report."),
        key("extends", Kind::Text, "", Text(""), "The scenario that this one differs from: a file beside it, or a shipped name."),
        key("authority.name", Kind::Text, "", Text("made-up authority"), "The local authority."),
        key("authority.period", Kind::Text, "", Text(""), "The year of the published figures."),
        key("authority.stock", CHILDREN, "children", Absent, "Published number looked after on 31 March before the first day; the look-back is conditioned on it in its mean by stay.multiplier."),
        key("authority.starts_per_year", CHILDREN, "children a year", Number(0.0), "Published number starting to be looked after in a year, returns to care included."),
        key("authority.ceases_per_year", CHILDREN, "children a year", Absent, "Published number ceasing in a year: shown beside the prediction, never an input."),
        key("run.start", Kind::Choice(&["stationary", "empty", "fresh-arrivals"]), "", Text("stationary"), "The opening population: a look-back over 18 years, nobody, or run.fresh_arrivals children who all arrive on the first day."),
        key("run.start_date", Kind::Date, "", Text("2024-04-01"), "The first day: go-live. Years run from here; the published figures are those of the day before."),
        key("run.calendar", Kind::Choice(&["financial-years", "julian-years"]), "", Text("financial-years"), "Years of 1 April to 31 March, or exact years of 365.25 days."),
        key("run.fresh_arrivals", Kind::Count { min: 0, max: 1_000_000 }, "children", Number(0.0), "Children arriving on the first day with run.start = \"fresh-arrivals\"."),
        key("run.years", Kind::Count { min: 1, max: 50 }, "years", Number(5.0), "How long each history runs after go-live."),
        key("run.run_in_years", Kind::Number { min: 0.0, max: 20.0 }, "years", Number(0.0), "Time simulated before go-live, in which workers and placements settle."),
        key("run.replicates", Kind::Count { min: 1, max: 10_000_000 }, "histories", Number(300.0), "How many histories."),
        key("run.seed", Kind::Count { min: 0, max: u64::MAX }, "", Number(1.0), "The seed of all chance; 0 is a seed like any other."),
        key("run.arms", Kind::Names, "", Names(&["no-practice"]), "Policies to compare, the baseline first; each is a table [policy.NAME]."),
        key("run.sensitivity_replicates", Kind::Count { min: 0, max: 1_000_000 }, "histories", Number(0.0), "Histories for each \"cause off\" and \"inherited share\" variant; 0 leaves them out."),
        key("run.parameter_draws", Kind::Count { min: 0, max: 100_000 }, "draws", Number(0.0), "Draws of the uncertain parameters (those with a range) for the headline's range; 0 leaves it out."),
        key("run.replicates_per_draw", Kind::Count { min: 1, max: 100_000 }, "histories", Number(8.0), "Histories for each parameter draw."),
        key("run.compared_with", Kind::Text, "", Text(""), "The policy with which the report compares all others, by name; empty: no page of comparison. The command compare sets it."),
        key("run.representativeness_replicates", Kind::Count { min: 0, max: 10_000 }, "histories", Number(20.0), "Histories in which the allocated children are held against the others and against honest lotteries; 0 leaves it out."),
        key("target.*", Kind::Target, "", Absent, "A published figure that the baseline must reproduce: value, tolerance and source of a measure."),
    ]
}

#[rustfmt::skip] // one key a line
fn plan_keys() -> Vec<Key> {
    use Preset::*;
    let months = Kind::Count { min: 0, max: 60 };
    vec![
        lever("plan.commissioning_months", months, "months", Number(6.0), "From the decision to the contract of a practice, before anybody is transferred (Consistent Care Matters 9.4: at least six months)."),
        lever("plan.recruitment_months", months, "months", Number(0.0), "From the contract until the practice's workers are in post, before the first wave."),
        lever("plan.recent_move_days", upto(730.0), "days", Number(90.0), "A child who has come to a new carer is not handed over for so long."),
        lever("plan.horizon_months", Kind::Count { min: 1, max: 120 }, "months", Number(36.0), "Months after the first wave over which a plan may spread."),
    ]
}

#[rustfmt::skip] // one key a line
fn intake_keys() -> Vec<Key> {
    use Preset::*;
    vec![
        key("intake.first_entry_share", Kind::Probability, "share of starts", Number(1.0), "Starts that are a child's first period of care; the rest are returns, which the model makes itself."),
        key("intake.trend_per_year", Kind::Number { min: -0.5, max: 0.5 }, "relative change a year", Number(0.0), "Growth of arrivals after go-live."),
        key("intake.season_amplitude", upto(1.0), "share of the mean", Number(0.0), "Height of a yearly sinusoid in arrivals."),
        key("intake.season_peak_month", Kind::Number { min: 0.0, max: 12.0 }, "months after 1 April", Number(0.0), "When the sinusoid peaks."),
        key("intake.batch_share", Kind::Shares { names: SIZES }, "share of arrivals", First, "Children of one family who arrive together: 1 to 5."),
        key("intake.age_share", Kind::Shares { names: AgeBand::NAMES }, "share of entrants", Preset::Numbers(&[0.0, 0.0, 0.0, 1.0, 0.0]), "Age at entry."),
        key("intake.month_share_under_1", Kind::List { min: 0.0, max: 1e6 }, "weight by month of age 0 to 11", Each(1.0), "Age within the band."),
        key("intake.year_share_1_4", Kind::List { min: 0.0, max: 1e6 }, "weight by year of age", Each(1.0), "Age within the band."),
        key("intake.year_share_5_9", Kind::List { min: 0.0, max: 1e6 }, "weight by year of age", Each(1.0), "Age within the band."),
        key("intake.year_share_10_15", Kind::List { min: 0.0, max: 1e6 }, "weight by year of age", Each(1.0), "Age within the band."),
        key("intake.year_share_16_17", Kind::List { min: 0.0, max: 1e6 }, "weight by year of age", Each(1.0), "Age within the band."),
        key("intake.male_share", Kind::Probability, "share of entrants", Number(0.5), "Boys among entrants who are not unaccompanied."),
        key("intake.ethnicity_share", Kind::Shares { names: Ethnicity::NAMES }, "share of entrants", First, "Ethnicity group."),
        key("intake.unaccompanied_share", Kind::Probability, "share of starts", Number(0.0), "Unaccompanied asylum-seeking children."),
        key("intake.unaccompanied_16_17_share", Kind::Probability, "share of them", Number(0.85), "Unaccompanied children who are 16 or 17; the others are 10 to 15."),
        key("intake.need_share", Kind::Shares { names: Need::NAMES }, "share of entrants", First, "Category of need N1 to N8."),
        key("intake.legal_route_share", Kind::Shares { names: LegalRoute::NAMES }, "share of entrants", First, "Legal route into care."),
        key("intake.band_share", Kind::Shares { names: CARE_BANDS }, "share of entrants", First, "Band of need at entry (Guide 2011, Appendix B)."),
        key("intake.band_change_per_year", Kind::Numbers { names: BAND_STEPS, min: 0.0, max: 100.0 }, "per child-year", Each(0.0), "Rates of change between bands."),
        key("intake.localities", Kind::Count { min: 1, max: 200 }, "areas", Number(1.0), "Areas of the authority; each family comes from one."),
        key("intake.locality_share", Kind::List { min: 0.0, max: 1e9 }, "weight of each area", Absent, "How many children come from each area; absent: all alike. Areas are numbered from 1, neighbours by neighbouring numbers (A18)."),
    ]
}

#[rustfmt::skip] // one key a line
fn stay_keys() -> Vec<Key> {
    use Preset::*;
    let mut keys = vec![
        key("stay.law", Kind::Choice(&["hazard-table", "named-law"]), "", Text("named-law"), "Length of stay by duration and age (hazard table), or by one named law."),
        key("stay.length", Kind::Law, "", Days(365.25), "The named law of the length of stay."),
        key("stay.leave_at_18", Kind::Flag, "", Flag(false), "Does every period of care end on the 18th birthday?"),
        key("stay.hazard_per_month", Kind::Numbers { names: DURATIONS, min: 0.0, max: 1000.0 }, "per month, reference age under 1", Each(0.0), "Rate of leaving care by month of the period of care."),
        key("stay.age_factor", Kind::Numbers { names: STAY_AGES, min: 0.0, max: 1000.0 }, "factor", Each(1.0), "Multiplies the hazard by current age."),
        key("stay.multiplier", Kind::Number { min: 0.05, max: 20.0 }, "factor", Number(1.0), "Local multiplier on length of stay before 18: divides the hazard. Fitted to stock and starts."),
        key("stay.adoption_minimum_days", upto(3650.0), "days", Number(0.0), "No adoption before this length of stay."),
        key("stay.adoption_factor", Kind::Numbers { names: &["under_1", "age_1_4", "age_5_9"], min: 0.0, max: 100.0 }, "factor", Each(1.0), "Multiplies the adoption share afterwards."),
        key("stay.adopters_lead", Kind::Law, "", Days(0.0), "Time with the adopters before the order."),
        key("stay.adopters_same_carer_share", Kind::Probability, "share of adoptions", Number(0.0), "Adopters who are already the child's foster carers."),
        key("stay.parents_lead_probability", Kind::Probability, "share of returns home or to relatives", Number(0.0), "Returns that pass through a placement with parents."),
        key("stay.parents_lead", Kind::Law, "", Days(0.0), "Time at home under an order before care ends."),
        key("stay.kinship_lead_probability", Kind::Probability, "share of SGO, CAO and relatives exits", Number(0.0), "Exits that pass through kinship foster care."),
        key("stay.kinship_lead", Kind::Law, "", Days(0.0), "Time with kin before the order."),
        key("stay.semi_independent_at_17_probability", Kind::Probability, "share of children in a home at 17", Number(0.0), "Moves from a children's home to semi-independence at 17."),
        key("stay.care_leavers_until_age", Kind::Number { min: 18.0, max: 25.0 }, "years", Number(18.0), "Care leavers have a worker until this age; 18 leaves them out."),
        key("stay.care_leaver_share", Kind::Probability, "share of those who leave care at 18", Number(1.0), "Young people leaving at 18 who stay in touch and are supported."),
    ];
    for age in EXIT_AGES {
        keys.push(key(&format!("stay.exit_reason.{age}"), Kind::Shares { names: ExitReason::NAMES }, "share of exits at that age", Preset::First, "Why care ends, by age at the end."));
    }
    for group in RETURN_GROUPS {
        keys.push(key(&format!("stay.return_to_care.{group}"), Kind::Numbers { names: RETURN_YEARS, min: 0.0, max: 1.0 }, "cumulative probability by years since exit", Each(0.0), "Children who come back to care before 18."));
    }
    keys
}

#[rustfmt::skip] // one key a line
fn legal_and_assessment_keys() -> Vec<Key> {
    use Preset::*;
    vec![
        key("intake.s20_to_order_probability", Kind::Probability, "per section 20 start, unaccompanied apart", Number(0.0), "Accommodated children for whom proceedings start later."),
        key("intake.s20_to_order", Kind::Law, "", Days(150.0), "Time from the start to the interim order."),
        key("intake.emergency_to_order_probability", Kind::Probability, "per emergency start", Number(0.0), "Police protection and emergency orders followed by an interim order."),
        key("intake.emergency_days", upto(60.0), "days", Number(8.0), "Time until that interim order."),
        key("intake.proceedings", Kind::Law, "", Days(200.0), "Length of care proceedings."),
        lever("assessment.when", Kind::Choice(&["days-in-care", "reviews"]), "", Text("days-in-care"), "Assessed first after assessment.days, or at each statutory review."),
        lever("assessment.days", upto(3650.0), "days in care", Number(183.0), "When the two-year assessment is made."),
        lever("assessment.review_days", Kind::List { min: 0.0, max: 7000.0 }, "days in care", Preset::Numbers(&[28.0, 112.0, 295.0, 478.0]), "Statutory reviews."),
        lever("assessment.repeat_every_days", Kind::Number { min: 0.0, max: 3650.0 }, "days", Absent, "Assessed again so often after the last listed date, 0 = never; absent: every 183 days after reviews, else never."),
        lever("assessment.stock_at_go_live", Kind::Flag, "", Flag(true), "Is everybody who is there at go-live assessed on that day?"),
        lever("assessment.reversal", Kind::Choice(&["both-ways", "to-long-only", "never"]), "", Text("both-ways"), "What a later assessment may do to an earlier judgement: replace it, only turn it into a long stay, or nothing."),
        lever("assessment.judged", Kind::Choice(&["total-stay", "further-stay"]), "", Text("further-stay"), "What is judged: a stay of two years in all, or two further years ."),
        lever("assessment.judged_from_16", Kind::Choice(&["with-practice", "as-others"]), "", Text("with-practice"), "From 16 on, and for care leavers: two years with the practice, care leaving included, or as for the others (which nobody of 16 can meet)."),
        lever("assessment.auc", Kind::Number { min: 0.5, max: 1.0 }, "area under the curve", Number(1.0), "How well two-year stays are foreseen (binormal score); 1 = perfectly."),
        lever("assessment.expected_share", Kind::Probability, "share judged long-stay", Number(0.5), "The threshold selects this share of those assessed when the score carries no surprise; sets sensitivity and specificity."),
        lever("assessment.sensitivity", Kind::Probability, "share of long stays found", Absent, "Given instead of the AUC, with specificity."),
        lever("assessment.specificity", Kind::Probability, "share of short stays left out", Absent, "Given instead of the AUC, with sensitivity."),
        lever("assessment.score_correlation", Kind::Probability, "correlation between assessments", Number(1.0), "How much of a child's score persists: the correlation of its scores at any two assessments."),
    ]
}

#[rustfmt::skip] // one key a line
fn placement_keys() -> Vec<Key> {
    use Preset::*;
    let in_house = Preset::Numbers(&[0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let mut keys = vec![
        key("placements.hazard_per_year", Kind::Numbers { names: PLACEMENT_DAYS, min: 0.0, max: 1000.0 }, "moves per year by days in the placement", Each(0.0), "Moves to a new carer: reference child of 10 to 15 in the first year of care."),
        key("placements.care_year_factor", Kind::Numbers { names: CARE_YEARS, min: 0.0, max: 100.0 }, "factor", Each(1.0), "Multiplies the hazard by year of care."),
        key("placements.age_factor", Kind::Numbers { names: AgeBand::NAMES, min: 0.0, max: 100.0 }, "factor", Each(1.0), "Multiplies the hazard by current age."),
        key("placements.type_factor", Kind::Numbers { names: PlacementType::NAMES, min: 0.0, max: 100.0 }, "factor", Each(1.0), "Multiplies the hazard by type."),
        key("placements.frailty_shape", upto(1e6), "gamma shape", Number(0.0), "Spread of children's own factor (mean 1); 0 = all alike."),
        key("placements.quiet_days_before_adopters", upto(3650.0), "days", Number(0.0), "No unplanned moves so long before joining adopters, nor afterwards."),
        key("placements.status_only_per_year", upto(100.0), "per child-year", Number(0.0), "Changes of status with the same carer: not moves."),
        lever("placements.worker_change_factor", Kind::Number { min: 0.01, max: 100.0 }, "factor", Number(1.0), "Multiplies the hazard after a change of worker; 1 = no effect, since no source gives one."),
        lever("placements.worker_change_days", upto(3650.0), "days", Number(90.0), "How long that effect lasts."),
    ];
    for age in AgeBand::NAMES {
        keys.push(key(&format!("placements.first_type.{age}"), Kind::Shares { names: PlacementType::NAMES }, "share of entrants of that age", in_house, "Type of the first placement."));
        for from in PlacementType::NAMES {
            keys.push(key(&format!("placements.next_type.{age}.{from}"), Kind::Shares { names: PlacementType::NAMES }, "share of moves", in_house, "Type of the next placement by age and type left."));
        }
    }
    keys
}

#[rustfmt::skip] // one key a line
fn allocation_keys() -> Vec<Key> {
    use Preset::*;
    let mut keys = vec![
        lever("allocation.rule", Kind::Choice(AllocationRuleName::NAMES), "", Text("lottery"), "Order in which eligible groups of siblings are offered places; the last two stand for an opaque process."),
        lever("allocation.panel_every_days", Kind::Number { min: 1.0, max: 3650.0 }, "days", Number(30.0), "A panel sits on the first day and then so often."),
        lever("allocation.places_per_panel", Kind::Count { min: 1, max: 1_000_000 }, "children", Number(1e6), "The largest wave."),
        lever("allocation.minimum_age", Kind::Number { min: 0.0, max: 25.0 }, "years", Number(0.0), "Youngest eligible."),
        lever("allocation.maximum_age", Kind::Number { min: 0.0, max: 25.0 }, "years, reached", Number(25.0), "Eligible before this birthday."),
        lever("allocation.require_assessment", Kind::Flag, "", Flag(true), "Only children assessed as likely to stay two years (Guide 25)."),
        lever("allocation.include_care_leavers", Kind::Flag, "", Flag(false), "Care leavers may be allocated (Guide 24)."),
        lever("allocation.include_in_proceedings", Kind::Flag, "", Flag(false), "May children move while care proceedings run? Court work stays with the authority until they conclude."),
        lever("allocation.minimum_days_in_care_s20", upto(3650.0), "days", Number(183.0), "Accommodated children wait so long (Consistent Care Matters 6.1.2: six months)."),
        lever("allocation.siblings_together", Kind::Flag, "", Flag(true), "Eligible siblings move or wait together."),
        lever("allocation.opt_out_share", Kind::Probability, "share of children asked", Number(0.0), "Children who ask to stay with their worker (Guide 28)."),
        lever("allocation.defer_share", Kind::Probability, "share of children asked", Number(0.0), "Children who ask to wait; with opt_out_share at most 1."),
        lever("allocation.defer_days", upto(3650.0), "days", Number(183.0), "How long they ask to wait."),
        lever("allocation.preference_share", Kind::Probability, "share of the others asked", Number(0.0), "Children who name a practice to which they would like to go; which one: practice.NAME.preference_weight."),
        lever("allocation.officer_supports_share", Kind::Probability, "share of wishes to stay or wait", Number(1.0), "Wishes that the reviewing officer supports, and that are followed."),
        lever("allocation.quota", Kind::Choice(Quota::NAMES), "", Text("band-by-age"), "Strata of the stratified lottery; places in proportion, largest remainder."),
        lever("allocation.balance_factors", Kind::Among(Factor::NAMES), "", Names(&["band", "age"]), "What minimisation and rerandomisation balance between those who move and those who stay."),
        lever("allocation.minimisation_follow_probability", Kind::Number { min: 0.5, max: 1.0 }, "probability", Number(0.8), "Minimisation: the side that lessens imbalance is taken so often (Pocock & Simon 1975)."),
        lever("allocation.rerandomisation_threshold", upto(1e6), "Mahalanobis distance", Number(2.0), "Rerandomisation: a draw is accepted up to this distance between those who move and those who stay (Morgan & Rubin 2012)."),
        lever("allocation.rerandomisation_tries", Kind::Count { min: 1, max: 10_000 }, "draws", Number(1000.0), "Rerandomisation: after so many draws the best one holds."),
        lever("allocation.opaque_strength", Kind::Probability, "0 = lottery, 1 = strict sorting", Number(0.0), "Opaque comparators: groups are ordered by (1 - s) x draw + s x rank of the cost foreseeable on the panel's date."),
        lever("allocation.exclude_adoption_plan", Kind::Flag, "", Flag(true), "Children with an adoption plan are not allocated (Consistent Care Matters 6.1.2)."),
        lever("handover.trigger", Kind::Choice(&["at-panel", "at-interim-order", "at-conclusion", "after-six-months"]), "", Text("at-panel"), "When the joint period of an allocated child may begin (Consistent Care Matters 6.1.2). At interim order, the practice then leads the care of children in proceedings."),
        lever("handover.s20_days", upto(3650.0), "days in care", Number(183.0), "How long accommodated children are in care first, where the trigger waits for it."),
        lever("handover.starts_per_month", Kind::Count { min: 1, max: 1_000_000 }, "joint periods a month", Number(1e6), "Joint periods that may begin in a month, each practice; the others wait for the next month."),
        lever("handover.court_weight", upto(1.0), "share of a full case", Number(0.5), "What a case weighs on the authority's court worker once the practice leads the child's care in proceedings."),
        lever("handover.minimum_joint_days", upto(730.0), "days", Absent, "When the authority's worker goes after so many joint days, the practice leads at once; absent: never."),
        lever("handover.shortened_share", Kind::Probability, "share of handovers", Number(0.0), "Handovers that both sides agree to shorten to handover.minimum_joint_days."),
        lever("handover.withdrawals_per_person_year", upto(50.0), "per person-year with the practice", Number(0.0), "Single children withdrawn from the practice (Consistent Care Matters, draft contract, art. 21): back to the authority, not allocated again."),
        lever("handover.requests_per_child_year", upto(50.0), "per child-year in care", Number(0.0), "Children who ask for another worker of the same team and get one: a change, and no harm."),
        lever("handover.joint_days", upto(730.0), "days", Number(0.0), "Period of joint responsibility before the practice leads."),
        lever("handover.authority_weight", upto(1.0), "share of a full case", Number(1.0), "What a case in joint handover weighs on the authority's worker."),
        lever("handover.practice_weight", upto(1.0), "share of a full case", Number(1.0), "What it weighs on the practice's worker."),
        lever("handover.if_worker_leaves", Kind::Choice(&["carry-on", "restart"]), "", Text("carry-on"), "When either worker leaves during the joint period."),
    ];
    for criterion in PointsCriterion::ALL {
        keys.push(lever(&format!("allocation.points.{}", criterion.name()), upto(1e6), "points", Number(0.0), &format!("Points rule: published weight of: {}.", criterion.label())));
    }
    keys
}

/// Staffing terms that an authority and a practice both have, under their own prefixes.
#[rustfmt::skip]
fn staffing_keys(prefix: &str, preset_turnover: f64) -> Vec<Key> {
    use Preset::*;
    let own = |name: &str| format!("{prefix}.{name}");
    vec![
        lever(&own("turnover_per_year"), upto(50.0), "leavers per worker-year", Number(preset_turnover), "Permanent workers who leave their employer."),
        lever(&own("time_to_fill"), Kind::Law, "", Days(0.0), "Time from a worker leaving to the permanent successor; 0 = at once."),
        lever(&own("structural_vacancy_share"), Kind::Probability, "share of posts", Number(0.0), "Posts never filled by a permanent worker: held by agency or frozen."),
        lever(&own("agency_cover_share"), Kind::Probability, "share of vacancies", Number(0.0), "Vacancies covered by an agency worker."),
        lever(&own("time_to_agency"), Kind::Law, "", Days(0.0), "Time until an agency worker comes; 0 = at once, taking the cases over in place."),
        lever(&own("agency_stay"), Kind::Law, "", Days(274.0), "How long an agency worker stays."),
        lever(&own("rebalance_share"), Kind::Probability, "share of the team's mean caseload", Number(0.0), "Cases that a starter takes over from the fullest colleagues."),
    ]
}

#[rustfmt::skip] // one key a line
fn workforce_keys() -> Vec<Key> {
    use Preset::*;
    let mut keys = vec![
        key("workforce.posts", Kind::Count { min: 0, max: 1_000_000 }, "case-holding posts", Absent, "The authority's posts for these children; absent: expected children divided by the caseload."),
        key("workforce.caseload_per_post", Kind::Number { min: 0.1, max: 1e9 }, "children per post", Number(15.4), "Sets the number of posts where workforce.posts is absent."),
        key("workforce.teams", Kind::Choice(&["one-team", "team-path"]), "", Text("one-team"), "One team for all, or assessment, court, long-term and 16+ teams with cases passed between them."),
        key("workforce.to_court_team_probability", Kind::Probability, "per entrant, at workforce.to_court_team_days", Number(0.0), "Case passed from the assessment to the court team."),
        key("workforce.to_court_team_days", upto(3650.0), "days in care", Number(45.0), "When."),
        key("workforce.to_long_term_team_probability", Kind::Probability, "per child still in care", Number(0.0), "Case passed to the long-term team."),
        key("workforce.to_long_term_team_days", upto(3650.0), "days in care", Number(228.0), "When."),
        key("workforce.to_16_plus_team_probability", Kind::Probability, "per child at 16", Number(0.0), "Case passed to the 16+ team."),
        key("workforce.care_leaver_caseload_per_post", Kind::Number { min: 0.1, max: 1e9 }, "young people per adviser", Number(22.0), "Sets the authority's leaving care posts."),
        key("workforce.tenure_rate_per_year", Kind::Numbers { names: TENURES, min: 0.0, max: 100.0 }, "relative leaving rate by tenure", Each(1.0), "Shape of turnover by years in post; scaled to turnover_per_year."),
        key("workforce.tenure_share", Kind::Shares { names: TENURES }, "share of workers", First, "Tenure of workers on the first simulated day."),
        key("workforce.opening_posts", Kind::Choice(&["all-filled", "stationary"]), "", Text("stationary"), "Posts on the first simulated day."),
        key("workforce.long_sickness_per_year", upto(50.0), "spells per worker-year", Number(0.0), "Sickness spells that may move a case."),
        key("workforce.long_sickness", Kind::Law, "", Days(63.0), "Length of such a spell."),
        key("workforce.parental_leave_per_year", upto(50.0), "starts per worker-year", Number(0.0), "Maternity and parental leave."),
        key("workforce.parental_leave", Kind::Law, "", Days(289.0), "Length of such leave."),
        key("workforce.absence_moves_cases_days", upto(3650.0), "days", Number(28.0), "Only longer absences move a case."),
        key("workforce.reallocation", Kind::Choice(&["least-loaded", "none"]), "", Text("least-loaded"), "Who takes the cases of a worker who goes: colleagues, or nobody until the post is filled."),
        key("workforce.caseload_cap", Kind::Number { min: 0.0, max: 1e9 }, "cases", Number(1e6), "Above it, children wait unallocated."),
        lever("workforce.inherited_share", Kind::Probability, "share", Number(0.0), "How much of the authority's agency use, structural vacancies and rebalancing a practice or dedicated team inherits: unknown, so shown at 0, 1/2 and 1."),
        lever("workforce.posts_follow_children", Kind::Probability, "share of posts freed", Number(0.0), "Posts that the authority closes, as they fall vacant, for children who moved."),
        key("workforce.care_leaver_weight", upto(10.0), "share of a full case", Number(1.0), "What a care leaver weighs in a caseload."),
    ];
    keys.extend(staffing_keys("workforce", 0.0));
    keys
}

#[rustfmt::skip] // one key a line
fn practice_keys() -> Vec<Key> {
    use Preset::*;
    let mut keys = vec![
        lever("provider", Kind::Choice(&["none", "in-house", "practice"]), "", Text("none"), "Who does the social work for the allocated children: the authority's teams as before, a dedicated team of the authority, or the practice."),
        lever("practices", Kind::Names, "", Absent, "The practices (or teams) of this policy, by name; absent: all."),
        lever("practice.*.places", Kind::Count { min: 1, max: 1_000_000 }, "children", Number(150.0), "Places."),
        lever("practice.*.children_per_worker", Kind::Number { min: 0.1, max: 1000.0 }, "children per case-holding post", Number(15.0), "Sets the practice's posts."),
        lever("practice.*.advisers_share", Kind::Probability, "share of case-holding posts", Number(0.0), "Personal advisers among them."),
        lever("practice.*.managers", upto(100.0), "posts", Number(1.0), "Managers without cases."),
        lever("practice.*.administrators_per_worker", upto(10.0), "posts per case-holding post", Number(0.2), "Administrators (Consistent Care Matters 6.1.3: 1 to 5)."),
        lever("practice.*.transferred_staff_share", Kind::Probability, "share of posts at the start", Number(0.0), "Posts filled by the authority's own staff, who keep their tenure and bring their children (TUPE, secondment)."),
        lever("practice.*.minimum_age", Kind::Number { min: 0.0, max: 25.0 }, "years", Number(0.0), "Youngest that this practice is there for, within allocation.minimum_age."),
        lever("practice.*.maximum_age", Kind::Number { min: 0.0, max: 25.0 }, "years, reached", Number(25.0), "It takes them before this birthday."),
        lever("practice.*.bands", Kind::Among(Band::NAMES), "", Absent, "Bands of need that it is there for; absent: all. Care leavers are in band \"additional\"."),
        lever("practice.*.needs", Kind::Among(Need::NAMES), "", Absent, "Categories of need that it is there for; absent: all."),
        lever("practice.*.care_leavers", Kind::Flag, "", Flag(true), "Does it take care leavers, where allocation.include_care_leavers lets them move?"),
        lever("practice.*.area", Kind::Count { min: 1, max: 200 }, "area", Number(1.0), "Area in which it sits."),
        lever("practice.*.areas", Kind::List { min: 1.0, max: 200.0 }, "areas", Absent, "Areas that it covers; absent: all."),
        lever("practice.*.preference_weight", upto(1e6), "weight", Number(1.0), "How often children name it, relative to the other practices that they could go to."),
    ];
    keys.extend(staffing_keys("practice.*", 0.1));
    keys
}

#[rustfmt::skip] // one key a line
fn finance_keys() -> Vec<Key> {
    use Preset::*;
    let money = upto(1e7);
    vec![
        key("finance.price_year", Kind::Text, "", Text(""), "Price base of all money."),
        key("finance.weekly_cost_gbp", Kind::Numbers { names: PlacementType::NAMES, min: 0.0, max: 1e6 }, "GBP a week", Each(0.0), "Mean price of a placement by type; semi-independent: not unaccompanied; other: residual."),
        key("finance.weekly_cost_unaccompanied_gbp", money, "GBP a week", Absent, "Semi-independent placement of an unaccompanied child; absent: as others."),
        key("finance.weekly_cost_unregistered_gbp", money, "GBP a week", Number(0.0), "Unregistered placement."),
        key("finance.weekly_cost_family_centre_gbp", money, "GBP a week", Number(0.0), "Family centre or mother and baby unit."),
        key("finance.other_split", Kind::Shares { names: OTHER_SPLIT }, "share of the type \"other\"", Preset::Numbers(&[0.0, 0.0, 1.0]), "What \"other\" consists of."),
        key("finance.cost_cv", Kind::Numbers { names: PlacementType::NAMES, min: 0.0, max: 10.0 }, "coefficient of variation", Each(0.0), "Spread of prices within a type (lognormal, mean kept)."),
        key("finance.cost_cv_unaccompanied", upto(10.0), "coefficient of variation", Absent, "Same, semi-independent unaccompanied."),
        key("finance.cost_cv_unregistered", upto(10.0), "coefficient of variation", Number(0.0), "Same, unregistered."),
        key("finance.cost_cv_family_centre", upto(10.0), "coefficient of variation", Number(0.0), "Same, family centre."),
        key("finance.other_services_per_child_year_gbp", Kind::Number { min: -1e6, max: 1e7 }, "GBP per child-year", Number(0.0), "The rest of the published line: adoption and guardianship support, leaving care, contact, legal and other services, and what no unit cost explains (calibrated)."),
        key("finance.price_shock_sd", upto(2.0), "sd of the yearly log change", Number(0.0), "Authority-wide price shock, a random walk from year to year."),
        key("finance.inflation_per_year", Kind::Number { min: -0.2, max: 1.0 }, "per year", Number(0.0), "Nominal price growth; 0 = results in prices of finance.price_year."),
        key("finance.high_cost_per_year", Kind::Numbers { names: CARE_BANDS, min: 0.0, max: 100.0 }, "episodes per child-year", Each(0.0), "High-cost episodes by band, beside placement prices."),
        key("finance.high_cost_gbp", Kind::List { min: 0.0, max: 1e8 }, "GBP per episode", Preset::Numbers(&[0.0]), "Severities of an episode."),
        key("finance.high_cost_share", Kind::List { min: 0.0, max: 1.0 }, "share of episodes", Preset::Numbers(&[1.0]), "Probability of each severity."),
        key("finance.salary_gbp", money, "GBP a year", Number(0.0), "A social worker's salary."),
        key("finance.manager_salary_ratio", upto(10.0), "times a social worker's", Number(1.3), "Manager."),
        key("finance.adviser_salary_ratio", upto(10.0), "times a social worker's", Number(0.72), "Personal adviser."),
        key("finance.administrator_salary_ratio", upto(10.0), "times a social worker's", Number(0.58), "Administrator."),
        key("finance.on_cost_share", upto(5.0), "share of salary", Number(0.0), "Employer's national insurance and pension."),
        key("finance.agency_cost_ratio", upto(20.0), "times an employed worker's", Number(1.0), "Cost of an agency worker."),
        key("finance.authority_overhead_share", upto(5.0), "share of staff cost", Number(0.0), "Management, administration, premises of the authority."),
        lever("finance.practice_overhead_share", upto(5.0), "share of staff cost", Number(0.0), "Premises, insurance, services of the practice."),
        lever("finance.setup_cost_gbp", upto(1e9), "GBP, once", Number(0.0), "Setting up the practice: met by the start-up grant and, beyond it, by the authority (Guide 80)."),
        key("contract.spend_history_gbp", Kind::List { min: 0.0, max: 1e12 }, "GBP a year", Absent, "Step 1: the authority's spend on looked-after children over 3 to 5 years; absent: simulated run-in."),
        key("contract.children_history", Kind::List { min: 0.0, max: 1e9 }, "children", Absent, "Step 2: children looked after in those years."),
        key("contract.social_work_per_child_year_gbp", Kind::Number { min: 0.0, max: 1e7 }, "GBP per child-year", Number(0.0), "Social work, which stands on another published line: added in step 1."),
        key("contract.band_weight", Kind::Numbers { names: Band::NAMES, min: 0.0, max: 100.0 }, "weight", Each(1.0), "Step 4: price of a child relative to the average; normalised to the authority's own mix."),
        key("contract.band_weight_social_work", Kind::Numbers { names: Band::NAMES, min: 0.0, max: 100.0 }, "weight", Each(1.0), "Step 4 for the social-work line alone, where the authority holds the placement budget."),
        lever("contract.retained_share_practice_holds_placements", Kind::Probability, "share of the gross", Number(0.0), "Step 5, when the practice holds the placement budget."),
        lever("contract.retained_share_authority_holds_placements", Kind::Probability, "share of the social-work gross", Number(0.0), "Step 5, when the authority holds it."),
        lever("contract.placement_budget", Kind::Choice(BudgetHolder::NAMES), "", Text("authority"), "Who holds the placement budget: the authority, the practice, or the practice with what lies above a threshold shared. Both of the first are always shown."),
        lever("contract.stated_net_gbp", Kind::Number { min: 0.0, max: 1e10 }, "GBP a year", Absent, "A yearly budget agreed outright, in the place of steps 1 to 6, for whoever holds the placement budget; absent: the seven steps."),
        lever("contract.years", Kind::Count { min: 1, max: 50 }, "years", Number(3.0), "Length of the contract: horizon of the risk fund."),
        lever("contract.risk_fund_source", Kind::Choice(FundSource::NAMES), "", Text("top-sliced"), "Carved out of the contract (Guide 70: the practice's means in the first year do not change), additional money of the authority, or the practice's own surpluses."),
        lever("contract.risk_fund_opening_share", Kind::Probability, "share of the net contract", Number(0.0), "Opening level."),
        lever("contract.risk_fund_top_up_share", Kind::Probability, "share of the net contract a year", Number(0.0), "Paid in at each year end after the first."),
        lever("contract.risk_fund_cap_share", upto(10.0), "share of the net contract", Number(10.0), "No more than this stays in it."),
        lever("contract.surplus_share_to_fund", Kind::Probability, "share of a year's surplus", Number(0.0), "Goes into the fund; the rest stays in the practice for the children."),
        key("finance.authority_overhead_split", Kind::Shares { names: OVERHEADS }, "share of the authority's overheads", Preset::Numbers(&[0.0, 1.0, 0.0]), "What they consist of: each has its own avoidable share."),
        key("outcomes.matters_worker_changes", upto(100.0), "changes per child-year", Number(0.1), "Smaller differences do not matter to this user."),
        key("outcomes.matters_same_worker", upto(1.0), "share of children", Number(0.05), "Same."),
        key("outcomes.matters_cost_gbp", upto(1e7), "GBP per child-year", Number(1000.0), "Same."),
    ]
}

/// How the practice is paid, whose a surplus is, rules of the risk fund, cash.
#[rustfmt::skip] // one key a line
fn payment_keys() -> Vec<Key> {
    use Preset::*;
    let money = upto(1e9);
    let multiple = upto(10.0);
    let mut keys = vec![
        key("finance.high_cost_law", Kind::Choice(&["discrete", "lognormal", "pareto"]), "", Text("discrete"), "Law of what a high-cost episode costs: finance.high_cost_gbp with its shares, or one of the two others."),
        key("finance.high_cost_mean_gbp", money, "GBP per episode", Number(0.0), "Mean of the lognormal law."),
        key("finance.high_cost_cv", upto(20.0), "coefficient of variation", Number(1.0), "Spread of the lognormal law."),
        key("finance.high_cost_minimum_gbp", money, "GBP per episode", Number(0.0), "Least of the Pareto law."),
        key("finance.high_cost_tail", Kind::Number { min: 0.1, max: 50.0 }, "tail index", Number(2.5), "Of the Pareto law: the smaller, the heavier; no mean at 1 or below unless there is a maximum."),
        key("finance.high_cost_maximum_gbp", money, "GBP per episode", Absent, "Most of the Pareto law; absent: no limit."),
        key("finance.avoidable_share", Kind::Numbers { names: CostLine::NAMES, min: 0.0, max: 1.0 }, "share of the line", Each(1.0), "What the authority can shed within a year when children leave, by line of its cost (Guide, Appendix B)."),
        lever("finance.out_of_hours_gbp_per_year", money, "GBP a year", Number(0.0), "The practice's out-of-hours cover, its own or bought from the authority."),
        lever("finance.insurance_and_registration_gbp_per_year", money, "GBP a year", Number(0.0), "Insurance, and registration where it is required (Guide 78)."),
        lever("finance.bought_back_per_child_year_gbp", upto(1e6), "GBP per person-year", Number(0.0), "Services that the practice buys back from the authority."),
        lever("finance.joint_working_hours_per_week", upto(37.0), "hours a week per joint period", Number(0.0), "Paid beyond the practice's posts while both workers hold a case, at a case holder's pay; the time within the posts is handover.practice_weight."),
        lever("finance.start_up_grant_gbp", money, "GBP, once", Absent, "Government grant towards setting up (Guide 80: 80,000 to 120,000); absent: all of it."),
        lever("contract.shared_threshold_gbp", money, "GBP per person-year", Absent, "Placement budget above which authority and practice share, at the first year's prices and in proportion to the days served."),
        lever("contract.shared_threshold_of", Kind::Choice(&["each-child", "all-children"]), "", Text("each-child"), "Is the threshold each child's, or that of all together?"),
        lever("contract.shared_authority_share", Kind::Probability, "share of what lies above", Number(1.0), "What the authority bears of it."),
        lever("contract.retained_share_shared", Kind::Probability, "share of the gross", Absent, "Step 5, when the budget is shared above a threshold; absent: as when the practice holds it."),
        lever("contract.payment", Kind::Choice(Arrangement::NAMES), "", Text("risk-adjusted-capitation"), "How the practice is paid (Consistent Care Matters 6.1.6). Risk-adjusted capitation is the seven steps, renegotiated for numbers and needs."),
        lever("contract.expected_child_years", Kind::List { min: 0.0, max: 1e6 }, "person-years, by year of the contract", Absent, "What a fixed contract expects, the last number for all later years; absent: the places in the first year, then those served at the last year's end."),
        lever("contract.contingency_share", Kind::Probability, "share of the block", Number(0.0), "Contingency reserve paid on top of a block."),
        lever("contract.risk_premium_share", Kind::Probability, "share of the block", Number(0.03), "Risk premium that the practice asks for a block (assumed; 0 to 0.08)."),
        lever("contract.set_amount_gbp", money, "GBP per person-year", Absent, "The set amount, at the first year's prices; absent: the average net price of those expected."),
        lever("contract.corridor_lower_share", multiple, "times the expected volume", Number(0.9), "Cost and volume: below it volume is taken back (the draft contract's 100 less 10)."),
        lever("contract.corridor_upper_share", multiple, "times the expected volume", Number(1.1), "Above it volume is paid."),
        lever("contract.volume_taken_back_share", Kind::Probability, "share of the price", Number(0.5), "What a person-year below the corridor takes off."),
        lever("contract.volume_paid_share", Kind::Probability, "share of the price", Number(0.5), "What a person-year above it brings."),
        lever("contract.cost_threshold_share", Kind::Probability, "share of the payment", Number(0.05), "Cost within it is the practice's own affair."),
        lever("contract.cost_returned_share", Kind::Probability, "share of the saving", Number(0.5), "Goes back to the authority, of what cost lies below the threshold."),
        lever("contract.cost_paid_share", Kind::Probability, "share of the extra cost", Number(0.5), "Met by the authority, of what cost lies above it."),
        lever("contract.outcome_form", Kind::Choice(&["held-back", "bonus"]), "", Text("held-back"), "Part of the payment held back until outcomes are met, or a bonus on top (Guide 67)."),
        lever("contract.outcome_share", Kind::Probability, "share of the payment", Number(0.02), "That depends on outcomes (Guide 67: relatively small, if any)."),
        lever("contract.bonus_per_permanence_gbp", money, "GBP each", Number(0.0), "For each who left to permanence and completed twelve months outside care (Illinois; Consistent Care Matters A.3)."),
        lever("contract.renegotiated_for_outcomes_share", Kind::Probability, "share of the price", Number(0.0), "Step 7: next year's price rises so much where all outcomes were met, and falls so much where not."),
        lever("contract.block_share", Kind::Probability, "share", Number(0.5), "Of a mixed contract, the part that is a block."),
        lever("contract.profit_cap_share", Kind::Probability, "share of the payment", Absent, "Profit above it goes back to the authority (Consistent Care Matters, s.7); absent: no cap."),
        lever("contract.surplus_to", Kind::Choice(SurplusRule::NAMES), "", Text("practice"), "Whose the rest of a surplus is, after its part for the fund."),
        lever("contract.surplus_authority_share", Kind::Probability, "share of the surplus", Number(0.5), "The authority's, with contract.surplus_to = \"shared\"."),
        lever("contract.surplus_distributed_share", Kind::Probability, "share of the surplus", Number(0.5), "Distributed where outcomes are met, with contract.surplus_to = \"guide-71\"; the rest is retained."),
        lever("contract.banding_error_probability", Kind::Probability, "per child", Number(0.0), "A child's band is got wrong by one when the contract is priced."),
        lever("contract.banding_error_upward_share", Kind::Probability, "share of the errors", Number(1.0), "Errors negotiated upward; the others go down."),
        lever("contract.risk_fund_opening_gbp", money, "GBP", Absent, "Opening level in pounds, instead of a share."),
        lever("contract.risk_fund_top_up_gbp", money, "GBP a year", Absent, "Top-up in pounds, instead of a share."),
        lever("contract.risk_fund_cap_gbp", money, "GBP", Absent, "Cap in pounds, instead of a share."),
        lever("contract.risk_fund_shares_of", Kind::Choice(&["net-contract", "opening-level"]), "", Text("net-contract"), "What top-up and cap are shares of: the first year's contract, or the fund's opening level."),
        lever("contract.risk_fund_test", Kind::Choice(&["year-end", "daily"]), "", Text("year-end"), "When the fund is held against losses: at year ends, or every day on the accrued position (sharing still only at the year's end)."),
        lever("contract.risk_fund_exhausted", Kind::Choice(AfterExhaustion::NAMES), "", Text("authority-meets-it"), "What follows when it is exhausted."),
        lever("contract.taper_months", upto(120.0), "months", Number(0.0), "Over which the children return after a termination, in a straight line."),
        lever("contract.risk_fund_held_by", Kind::Choice(FundOwner::NAMES), "", Text("practice"), "Whose money it is while the contract runs: with the practice it counts towards its cash."),
        lever("contract.risk_fund_left_over_to", Kind::Choice(FundOwner::NAMES), "", Text("authority"), "Who owns what is released or left at the end."),
        lever("contract.payments", Kind::Choice(&["in-advance", "in-arrears"]), "", Text("in-advance"), "Monthly payments on the first day of the month, or on the first day after it."),
        lever("contract.payment_late_months", Kind::Count { min: 0, max: 12 }, "months", Number(0.0), "How late payments are beyond that."),
        lever("contract.working_capital_gbp", money, "GBP", Number(0.0), "The practice's own capital on the first day."),
        lever("contract.overdraft_gbp", money, "GBP", Number(0.0), "What it may owe before it is insolvent."),
    ];
    for (name, label) in OutcomeTarget::NAMES.iter().zip(OutcomeTarget::ALL) {
        keys.push(lever(&format!("contract.outcome_target.{name}"), upto(1e6), "threshold", Absent, &format!("Outcome that is paid on: {}; absent: not paid on.", label.label())));
    }
    keys
}
