//! How large a practice: every size on the same authority, children and luck, and what of it depends on turnover.

pub mod sizes;

pub mod measures;

pub mod limits;

pub mod arms;

mod bounds;

mod filling;

use arms::{Posts, Practice, Sized, Terms};
use measures::{Measurable, SHOWN, find};

use super::laboratory::{Step, Watch};
use super::outcomes::Outcomes;
use super::parameter_draws::triangular;
use super::runner::{self, Histories, Plan};
use crate::results::fund::{quantile_interval, smallest, smallest_with_confidence};
use crate::results::measures::Measure;
use crate::results::size::limit::Limit;
use crate::results::size::study::{
    FundLine, Question, SizeLine, SizeMeasure, SizeStudy, TurnoverLevel, TurnoverLine,
};
use crate::results::size::verdict::{Judged, Tried, judge};
use crate::results::spread::quantile;
use crate::results::study::Spread;
use crate::scenario::{Scenario, compile};

/// Version of the shape of `summary.json`.
pub const SCHEMA_VERSION: u32 = 1;

/// What to try.
pub struct Order<'a> {
    pub scenario: &'a Scenario,
    pub practice: Practice,
    pub sizes: Vec<u32>,
    pub limits: Vec<Limit>,
    pub posts: Posts,
    pub seed: u64,
    pub replicates: u64,
    /// Histories of each size under another turnover, and without further transfers.
    pub turnover_replicates: u64,
    /// The command that gives these bytes again.
    pub command: String,
    /// Hash of everything that decides the result.
    pub hash: String,
}

/// Models built and ready to run.
pub struct Prepared<'a> {
    order: &'a Order<'a>,
    main: Sized,
    levels: Vec<TurnoverLevel>,
}

impl<'a> Prepared<'a> {
    /// Builds the models.
    pub fn new(order: &'a Order<'a>) -> Self {
        let terms = Terms { posts: order.posts, turnover_per_year: None };
        let main = Sized::new(order.scenario, &order.practice, &order.sizes, terms, None);
        let levels = if order.turnover_replicates > 0 { levels(order) } else { Vec::new() };
        Self { order, main, levels }
    }

    /// Runs one history of all sizes, so that a caller with a clock can tell how long the rest will take.
    pub fn one_history(&self) {
        let mut desk = self.main.desk();
        self.main.history(self.order.seed, 0, &mut desk);
    }

    /// How many times the work of [`Prepared::one_history`] the whole takes.
    pub fn histories(&self) -> f64 {
        let others = self.levels.len().saturating_sub(1) as f64; // the stated turnover is the main run
        let without_transfers = 2.0 * filling::MOST as f64 / (2 * self.order.sizes.len() + 1) as f64;
        self.order.replicates as f64 + self.order.turnover_replicates as f64 * (others + without_transfers)
    }

    /// Runs everything; `None` if a stop was asked for meanwhile.
    pub fn run(&self, stop: &std::sync::atomic::AtomicBool, watch: Watch) -> Option<SizeStudy> {
        let Order { scenario, practice, sizes, limits, .. } = self.order;
        let mut run = |name: &'static str, model: &Sized, replicates: u64| {
            let plan = Plan { seed: self.order.seed, first: 0, replicates, stop };
            let mut show =
                |p: runner::Progress| watch(Step { name, done: p.done, total: p.total, headline: None });
            let kept: Result<_, std::convert::Infallible> =
                runner::run(model, plan, &mut |_, _| Ok(()), &mut show);
            let Ok(outcomes) = kept;
            (outcomes.replicates() == replicates).then_some(outcomes)
        };
        let outcomes = run("histories of all sizes", &self.main, self.order.replicates)?;
        let mut study = outline(self.order, &self.main);
        study.measures = measures_of(limits, &outcomes);
        study.lines = lines(sizes, &study.measures, &outcomes);
        study.funds = funds(sizes, &outcomes);
        study.filling = filling::filling(sizes, &outcomes);
        study.judged = judged(limits, sizes, &outcomes);
        (study.lower, study.upper) = bounds::bounds(self.order, &study.judged);
        study.unmeasured = bounds::unmeasured(self.order, &study.judged);
        study.losses = bounds::losses(self.order, study.expected_pool);
        for level in &self.levels {
            let stated = level.level == "stated";
            let sized = |turnover| {
                let terms = Terms { posts: self.order.posts, turnover_per_year: Some(turnover) };
                Sized::new(scenario, practice, sizes, terms, None)
            };
            let found = match stated {
                true => None,
                false => {
                    let model = sized(level.turnover_per_year);
                    Some(run("other turnover", &model, self.order.turnover_replicates)?)
                }
            };
            let found = found.as_ref().unwrap_or(&outcomes);
            let histories = self.order.turnover_replicates as usize;
            study.turnover.extend(turnover_lines(level, sizes, &study.measures, found, histories));
        }
        study.turnover_levels = self.levels.clone();
        if self.order.turnover_replicates > 0 {
            let (chosen, stops) =
                filling::chosen(&study.filling, practice.number(scenario, "places"), self.main.shape().months);
            let terms = Terms { posts: self.order.posts, turnover_per_year: None };
            let model = Sized::new(scenario, practice, &chosen, terms, Some(&stops));
            let outcomes = run("no further transfers", &model, self.order.turnover_replicates)?;
            study.decay = filling::decay(&chosen, &stops, &outcomes);
        }
        Some(study)
    }
}

/// The study before anything has been simulated.
fn outline(order: &Order, main: &Sized) -> SizeStudy {
    let Order { scenario, practice, .. } = order;
    let text = |key: &str| scenario.entry(key).value.text().to_string();
    let title = text("title");
    SizeStudy {
        schema_version: SCHEMA_VERSION,
        kind: "size of a practice",
        title: if title.is_empty() { scenario.name.clone() } else { title },
        authority: text("authority.name"),
        authority_period: text("authority.period"),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario_hash: order.hash.clone(),
        seed: order.seed,
        replicates: order.replicates,
        turnover_replicates: order.turnover_replicates,
        command: order.command.clone(),
        start_date: scenario.entry("run.start_date").value.date().to_string(),
        years: scenario.entry("run.years").value.number() as u32,
        contract_years: scenario.in_policy(&practice.policy, "contract.years").value.number() as u32,
        price_year: text("finance.price_year"),
        policy: practice.policy.clone(),
        baseline: practice.baseline.clone(),
        practice: practice.name.clone(),
        posts: order.posts.word(),
        other_places: other_places(order),
        minimum_on_duty: {
            let key = practice.key("minimum_on_duty");
            scenario.in_policy(&practice.policy, &key).value.optional_number()
        },
        children_per_worker: practice.number(scenario, "children_per_worker"),
        sizes: order.sizes.clone(),
        posts_by_size: main.posts(),
        measures: Vec::new(),
        lines: Vec::new(),
        turnover_levels: Vec::new(),
        turnover: Vec::new(),
        funds: Vec::new(),
        filling: Vec::new(),
        decay: Vec::new(),
        expected_pool: compile::expected_pool(scenario, &practice.policy),
        limits: order.limits.clone(),
        judged: Vec::new(),
        unmeasured: Vec::new(),
        lower: None,
        upper: None,
        losses: Vec::new(),
    }
}

/// Places of the policy's other practices, which stay as they are; measures are of all of them.
fn other_places(order: &Order) -> u32 {
    let Order { scenario, practice, .. } = order;
    let named = scenario.in_policy(&practice.policy, "practices").value;
    let open = scenario.practices.iter().filter(|name| named.is_absent() || named.names().contains(name));
    let places =
        |name: &String| scenario.in_policy(&practice.policy, &format!("practice.{name}.places")).value.number();
    open.filter(|name| **name != practice.name).map(places).sum::<f64>() as u32
}

/// What is shown, and what is limited, where any size defines it.
fn measures_of(limits: &[Limit], outcomes: &Outcomes) -> Vec<SizeMeasure> {
    let limited = limits.iter().map(|limit| limit.measure.as_str());
    let mut all: Vec<SizeMeasure> = Vec::new();
    for name in SHOWN.iter().map(|shown| shown.name).chain(limited) {
        let Some(found) = find(name) else { continue };
        let defined = (1..outcomes.shape.arms).any(|arm| found.values(outcomes, arm).iter().any(|v| !v.is_nan()));
        if !defined || all.iter().any(|measure| measure.name == found.name) {
            continue;
        }
        let Measurable { name, label, unit, better, definition, .. } = found;
        all.push(SizeMeasure {
            name,
            label: label.into(),
            unit: unit.into(),
            better: better.word(),
            definition: definition.into(),
            question: measures::shown_as(name).map_or(Question::Continuity, |shown| shown.question),
        });
    }
    all
}

fn lines(sizes: &[u32], measures: &[SizeMeasure], outcomes: &Outcomes) -> Vec<SizeLine> {
    let mut lines = Vec::new();
    for measure in measures.iter().filter_map(|measure| find(measure.name)) {
        for (place, places) in sizes.iter().enumerate() {
            let (arm, places) = (place + 1, *places);
            let spread = Spread::of(&mut measure.values(outcomes, arm));
            let (not_moved, difference) = measure.beside(outcomes, arm, sizes.len()).unzip();
            lines.push(SizeLine { places, measure: measure.name, spread, not_moved, difference });
        }
    }
    lines
}

fn turnover_lines(
    level: &TurnoverLevel,
    sizes: &[u32],
    measures: &[SizeMeasure],
    outcomes: &Outcomes,
    histories: usize,
) -> Vec<TurnoverLine> {
    let mut lines = Vec::new();
    for measure in measures.iter().filter_map(|measure| find(measure.name)) {
        for (place, places) in sizes.iter().enumerate() {
            let mut values = measure.values(outcomes, place + 1);
            values.truncate(histories); // the same histories at each turnover
            let spread = Spread::of(&mut values);
            let TurnoverLevel { level, turnover_per_year, .. } = *level;
            lines.push(TurnoverLine { level, turnover_per_year, places: *places, measure: measure.name, spread });
        }
    }
    lines
}

/// The smallest funds for 1 contract in 20 under both holders of the placement budget.
fn funds(sizes: &[u32], outcomes: &Outcomes) -> Vec<FundLine> {
    use Measure::*;
    let holders = [
        ("authority", SmallestFundAuthorityHolds, ContractNetAuthorityHolds, PracticeCostAuthorityHolds),
        ("practice", SmallestFundPracticeHolds, ContractNetPracticeHolds, PracticeCostPracticeHolds),
    ];
    let mut lines = Vec::new();
    for (holder, critical, net, cost) in holders {
        for (place, places) in sizes.iter().enumerate() {
            let column = |measure| outcomes.column(place + 1, outcomes.shape.whole(), measure);
            let levels = column(critical);
            let Some(least) = smallest(&levels, ONE_IN_TWENTY) else { continue };
            let margins: Vec<f64> =
                column(net).into_iter().zip(column(cost)).map(|(net, cost)| net - cost).collect();
            let interval = quantile_interval(&levels, 1.0 - ONE_IN_TWENTY, 0.95);
            lines.push(FundLine {
                places: *places,
                holder,
                smallest_gbp: Some(least),
                low_gbp: interval.map(|(low, _)| low),
                high_gbp: interval.map(|(_, high)| high),
                with_confidence_gbp: smallest_with_confidence(&levels, ONE_IN_TWENTY, 0.95),
                price_short: margins.iter().filter(|margin| **margin < 0.0).count() as u64,
                histories: levels.iter().filter(|level| !level.is_nan()).count() as u64,
                margin_gbp: Spread::of(&mut margins.clone()),
            });
        }
    }
    lines
}

const ONE_IN_TWENTY: f64 = 0.05;

fn judged(limits: &[Limit], sizes: &[u32], outcomes: &Outcomes) -> Vec<Judged> {
    if limits.is_empty() {
        return Vec::new();
    }
    let values = |arm: usize, name: &str| {
        let mut values = find(name).map_or(Vec::new(), |measure| measure.values(outcomes, arm));
        if name == Measure::MonthsToFill.info().name {
            // a practice that never fills has at least been filling for the whole time
            values
                .iter_mut()
                .filter(|month| month.is_nan())
                .for_each(|month| *month = outcomes.shape.months as f64);
        }
        values
    };
    let columns: Vec<Vec<Vec<f64>>> =
        (1..=sizes.len()).map(|arm| limits.iter().map(|limit| values(arm, &limit.measure)).collect()).collect();
    let tried: Vec<Tried> = sizes
        .iter()
        .zip(&columns)
        .map(|(places, values)| Tried { places: *places, values: values.iter().map(Vec::as_slice).collect() })
        .collect();
    judge(limits, &tried)
}

/// Low, stated and high turnover of the practice, where the scenario states a range: the tenth and ninetieth percentile of
/// the law from which parameters are drawn (triangular), or the lower end where what is stated lies below the tenth.
fn levels(order: &Order) -> Vec<TurnoverLevel> {
    let entry = order.scenario.in_policy(&order.practice.policy, &order.practice.key("turnover_per_year"));
    let stated = entry.value.number();
    let one = |ends: &Option<Vec<f64>>| ends.as_ref().and_then(|ends| ends.first().copied());
    let (Some(low), Some(high)) = (one(&entry.low), one(&entry.high)) else { return Vec::new() };
    if low >= high {
        return Vec::new();
    }
    let at = |u: f64| (triangular(low, stated, high, u) * 1e4).round() / 1e4;
    let (tenth, ninetieth) = (at(0.1), at(0.9));
    let (least, what) = match tenth < stated {
        true => (tenth, "tenth percentile of its range"),
        false => (low, "lower end of its range"),
    };
    let level =
        |level, turnover_per_year, what: &str| TurnoverLevel { level, turnover_per_year, what: what.into() };
    vec![
        level("low", least, what),
        level("stated", stated, "as the scenario states"),
        level("high", ninetieth, "ninetieth percentile of its range"),
    ]
}

/// The middle 90% of values that may be empty.
fn middle(values: &mut Vec<f64>) -> (f64, f64) {
    values.retain(|value| !value.is_nan());
    values.sort_by(f64::total_cmp);
    (quantile(values, 0.05), quantile(values, 0.95))
}
