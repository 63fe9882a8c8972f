//! The engine: a child's way through care, one file per stage. Read [`mod@day`] first.
//!
//! A replicate is simulated once to go-live; then the world is copied for each arm, and every arm meets the same
//! children with the same luck. Nothing here knows files, terminals, clocks or threads.

pub mod day;

pub mod due;

pub mod events;

pub mod records;

pub mod world;

pub mod tally;

pub mod book;

mod opening;

mod given;

mod intake;

mod assessment;

mod allocation;

mod panel_record;

pub mod portraits;

mod handover;

mod followed;

mod placements;

mod workforce;

mod cases;

mod finance;

mod outcomes;

mod accounts;

mod cash_flows;

pub mod expected;

pub mod length_bias;

use crate::domain::keys::ChildKey;
use crate::domain::measures::Measure;
pub use crate::domain::parameters::finance::Grain;
use crate::domain::parameters::{ArmParameters, Provider, Start, WorldParameters};
use crate::policies::allocation::{AllocationRule, rule};
use crate::policies::eligibility::PanelRecord;
use crate::policies::payment::practice_year::Flows;
use crate::randomness::Luck;
use book::{Book, YearOfBook};
use day::{StageFn, day};
use due::{Due, What};
use events::{CareEvent, Everything, OneChild, Panels, Silent, Sink};
use followed::Noted;
use portraits::PanelSums;
use records::{Kept, Records};
use tally::{CURVE_MONTHS, Tallies};
use world::{Child, Standing, Transfer, World};

/// A compiled scenario: the shared world and its arms. The first arm is the baseline.
///
/// A policy that does not transfer the very children whom the baseline's own panel notes gets a *followed* arm: its
/// children where they are not moved. Followed arms come after the policies.
pub struct Model {
    pub world: WorldParameters,
    pub arms: Vec<ArmParameters>,
    /// How many of the arms are policies; the rest are followed arms.
    policies: usize,
    /// For each policy the arm in which the same children are not moved.
    references: Vec<usize>,
    rules: Vec<Box<dyn AllocationRule>>,
}

impl Model {
    /// Puts parameters together. They are taken as checked.
    pub fn new(world: WorldParameters, mut arms: Vec<ArmParameters>) -> Self {
        let policies = arms.len();
        let mut references = vec![0; policies];
        for policy in 1..policies {
            let arm = &arms[policy];
            if arm.provider != Provider::None && !arm.practices.is_empty() && !arm.transfers_as(&arms[0]) {
                references[policy] = arms.len();
                let not_moved = ArmParameters {
                    name: format!("{}/not-moved", arm.name),
                    provider: Provider::None,
                    posts_follow_children: 0.0,
                    follows: true,
                    ..arm.clone()
                };
                arms.push(not_moved);
            }
        }
        let rules = arms.iter().map(|a| rule(&a.allocation.rule)).collect();
        Self { world, arms, policies, references, rules }
    }
    /// Policies, without the followed arms.
    pub fn policies(&self) -> usize {
        self.policies
    }
    /// For each policy the arm in which the same children are not moved: the baseline or a followed arm.
    pub fn references(&self) -> &[usize] {
        &self.references
    }
    /// Years after go-live, and the whole time.
    pub fn periods(&self) -> usize {
        self.world.year_ends.len() + 1
    }
    /// Months of the series since go-live.
    pub fn months(&self) -> usize {
        self.world.months()
    }
    /// Months of the curve since each one's own transfer.
    pub fn curve_months(&self) -> usize {
        CURVE_MONTHS
    }
}

/// Buffers that are kept from replicate to replicate.
#[derive(Debug, Default)]
pub struct Workspace {
    common: World,
    arm: World,
}

impl Workspace {
    /// Empty buffers; they grow with the first replicate.
    pub fn new(_: &Model) -> Self {
        Self::default()
    }
}

/// What one replicate yields.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicate {
    /// `[arm][period][measure]`; NaN where a measure is not defined.
    pub values: Vec<f64>,
    /// `[arm][month since go-live]`: size of the cohort.
    pub cohort_size: Vec<f64>,
    /// `[arm][month since own transfer]`: mean changes of worker per person so far; NaN beyond the last.
    pub cumulative_changes: Vec<f64>,
    /// `[arm][group][group measure]`, whole time; NaN where not defined.
    pub groups: Vec<f64>,
    /// `[policy][year since full allocation]`: the cohort's changes of worker per person-year, and those of the same
    /// children not moved, in turn; NaN where the practice was not full in time.
    pub since_full: Vec<f64>,
    /// `[arm][entrants, caseload][thresholds that the score reaches][left, stayed]`: children assessed, whole time.
    pub scores: Vec<f64>,
    /// For each policy whom its panels chose among whom, in the replicates that are looked at; otherwise empty.
    pub panels: Vec<Option<Box<PanelSums>>>,
    /// For each policy its practice's money, where [`cash_flows`] asks for it; otherwise empty.
    pub flows: Vec<Option<Box<Flows>>>,
}

/// The engine at work: parameters, luck, the world, and who listens.
pub struct Engine<'m, S: Sink> {
    pub(crate) world_parameters: &'m WorldParameters,
    pub(crate) arm: &'m ArmParameters,
    pub(crate) rule: &'m dyn AllocationRule,
    pub(crate) luck: Luck,
    pub(crate) world: &'m mut World,
    pub(crate) sink: &'m mut S,
    /// Before go-live no arm acts.
    pub(crate) live: bool,
    /// Whom the panels choose among whom, where that is looked at.
    pub(crate) watch: Option<Box<PanelSums>>,
}

impl<S: Sink> Engine<'_, S> {
    /// Tells whoever listens what happened to a child.
    #[inline(always)]
    pub(crate) fn say(&mut self, time: f64, child: u32, event: impl FnOnce(&Child) -> CareEvent) {
        if S::LISTENS {
            let child = &self.world.children[child as usize];
            self.sink.note(time, child.key, event(child));
        }
    }

    /// Makes an entry in a child's record, where anybody keeps one.
    #[inline(always)]
    pub(crate) fn keep(&mut self, time: f64, child: u32, kept: impl FnOnce(&World, &Child) -> Kept) {
        if S::KEEPS {
            let child = &self.world.children[child as usize];
            self.sink.keep(time, child.key, kept(self.world, child));
        }
    }

    /// Enters a due date.
    #[inline]
    pub(crate) fn enter(&mut self, time: f64, what: What, subject: u32, stamp: u16) {
        self.world.calendar.enter(Due { time, subject, stamp, what });
    }

    /// Runs the days with anything due, through `last_day`.
    fn run_days(&mut self, last_day: i64) {
        let stages: [StageFn<S>; 8] = day().map(|(_, stage)| stage);
        while self.world.calendar.open_next_day(last_day).is_some() {
            // the agenda is in the order of the stages, and stays so: a stage with nothing due is passed over
            while let Some(stage) = self.world.calendar.next_stage() {
                stages[stage as usize](self);
            }
        }
    }

    /// Who does the social work for the cohort in this arm?
    pub(crate) fn provider(&self) -> Provider {
        if self.live { self.arm.provider } else { Provider::None }
    }

    /// What a change of worker does to placements: factor on the hazard of a move, and for how many days.
    pub(crate) fn effect_of_worker_changes(&self) -> (f64, f64) {
        if self.live {
            (self.arm.worker_change_factor, self.arm.worker_change_days)
        } else {
            self.world_parameters.worker_change_effect
        }
    }

    /// Does a practice or dedicated team hold this person's case?
    pub(crate) fn is_with_practice(&self, child: u32) -> bool {
        self.arm.provider != Provider::None && self.world.children[child as usize].transfer == Transfer::Served
    }
}

/// Simulates one replicate of every arm.
pub fn simulate(model: &Model, seed: u64, replicate: u64, workspace: &mut Workspace) -> Replicate {
    let replicate = simulate_recording(model, seed, replicate, workspace, model.world.record_flows);
    Replicate { flows: vec![], ..replicate }
}

/// The money of one replicate, policy by policy: what each practice did and cost, by child and by month (or day).
/// None where a policy has no practice. It does not depend on how the practice is paid.
pub fn cash_flows(
    model: &Model,
    seed: u64,
    replicate: u64,
    grain: Grain,
    workspace: &mut Workspace,
) -> Vec<Option<Flows>> {
    let flows = simulate_recording(model, seed, replicate, workspace, Some(grain)).flows;
    flows.into_iter().map(|of_policy| of_policy.map(|flows| *flows)).collect()
}

fn simulate_recording(
    model: &Model,
    seed: u64,
    replicate: u64,
    workspace: &mut Workspace,
    record: Option<Grain>,
) -> Replicate {
    let luck = Luck::new(seed, replicate);
    let mut sink = Silent;
    let mut panels = vec![];
    let mut tallies: Vec<Tallies> = Vec::with_capacity(model.arms.len());
    let mut books: Vec<Option<Vec<YearOfBook>>> = Vec::with_capacity(model.policies);
    let mut records: Vec<Vec<Noted>> = vec![vec![]; model.policies];
    open_world(model, luck, &mut workspace.common, &mut sink);
    for i in 0..model.arms.len() {
        // the last arm may use up the common world
        let world = if i + 1 == model.arms.len() {
            &mut workspace.common
        } else {
            workspace.arm.copy_from(&workspace.common);
            &mut workspace.arm
        };
        if let Some(policy) = model.references.iter().position(|arm| i > 0 && *arm == i) {
            world.record = std::mem::take(&mut records[policy]);
        }
        let looked_at = i < model.policies && replicate < model.world.representativeness_replicates;
        let watch = looked_at && model.arms[i].provider != Provider::None && !model.arms[i].practices.is_empty();
        let areas = model.world.intake.localities as usize;
        let watch = watch.then(|| Box::new(PanelSums::new(areas)));
        if let Some(grain) = record.filter(|_| i < model.policies && has_contract(&model.arms[i])) {
            world.book = Some(Box::new(Book::open(grain, model.world.year_ends[0])));
        }
        let watched = run_arm(model, i, luck, world, &mut sink, watch);
        if i < model.policies {
            books.push(world.book.take().map(|book| book.into_years()));
        }
        if looked_at {
            panels.push(watched);
        }
        if i < model.policies && model.references[i] > 0 {
            records[i] = std::mem::take(&mut world.record);
        }
        tallies.push(std::mem::take(&mut world.tallies));
    }
    let flows = cash_flows::of_policies(model, luck, &tallies, &books);
    let reduced = accounts::reduce(model, &tallies, &flows);
    Replicate { panels, flows, ..reduced }
}

/// Is there a contract with a practice?
pub fn has_contract(arm: &ArmParameters) -> bool {
    arm.provider == Provider::Practice && !arm.practices.is_empty()
}

/// The common history up to go-live.
fn open_world<S: Sink>(model: &Model, luck: Luck, world: &mut World, sink: &mut S) {
    let (arm, rule) = (&model.arms[0], model.rules[0].as_ref());
    let mut engine =
        Engine { world_parameters: &model.world, arm, rule, luck, world, sink, live: false, watch: None };
    opening::open(&mut engine, model);
    engine.run_days(-1);
}

/// One arm from go-live to the horizon; gives back whom its panels chose, where that is looked at.
fn run_arm<S: Sink>(
    model: &Model,
    arm: usize,
    luck: Luck,
    world: &mut World,
    sink: &mut S,
    watch: Option<Box<PanelSums>>,
) -> Option<Box<PanelSums>> {
    let horizon = model.world.horizon();
    let (rule, arm) = (model.rules[arm].as_ref(), &model.arms[arm]);
    let mut engine = Engine { world_parameters: &model.world, arm, rule, luck, world, sink, live: true, watch };
    opening::go_live(&mut engine);
    engine.run_days(libm::floor(horizon) as i64);
    outcomes::close(&mut engine);
    engine.watch
}

/// Everything that happened to one child in one arm, for `trace`.
pub fn story(model: &Model, seed: u64, replicate: u64, arm: usize, child: ChildKey) -> Vec<(f64, CareEvent)> {
    let mut sink = OneChild { child, events: vec![] };
    let mut world = World::default();
    let luck = Luck::new(seed, replicate);
    open_world(model, luck, &mut world, &mut sink);
    run_arm(model, arm, luck, &mut world, &mut sink, None);
    sink.events
}

/// Every event of one arm, in the order in which it happened.
pub fn chronicle(model: &Model, seed: u64, replicate: u64, arm: usize) -> Vec<(f64, ChildKey, CareEvent)> {
    let mut sink = Everything::default();
    let mut world = World::default();
    let luck = Luck::new(seed, replicate);
    open_world(model, luck, &mut world, &mut sink);
    run_arm(model, arm, luck, &mut world, &mut sink, None);
    sink.events
}

/// The lists before every panel of one arm, for a ledger.
pub fn panels(model: &Model, seed: u64, replicate: u64, arm: usize) -> Vec<PanelRecord> {
    let mut sink = Panels::default();
    let mut world = World::default();
    let luck = Luck::new(seed, replicate);
    open_world(model, luck, &mut world, &mut sink);
    run_arm(model, arm, luck, &mut world, &mut sink, None);
    sink.panels
}

/// The records of every child in one arm, as a statutory return needs them.
pub fn records(model: &Model, seed: u64, replicate: u64, arm: usize) -> Records {
    let mut kept = Records::default();
    let mut world = World::default();
    let luck = Luck::new(seed, replicate);
    open_world(model, luck, &mut world, &mut kept);
    run_arm(model, arm, luck, &mut world, &mut kept, None);
    let in_care = world.children.iter().filter(|child| child.standing == Standing::InCare);
    kept.bands = in_care.map(|child| (child.key, child.band)).collect();
    kept.bands.sort_unstable();
    kept
}

/// What becomes of each real child with whom the world begins, as one history draws it; in the order of the start.
///
/// Nobody's social worker decides about it, so that it is the same whatever the plan. Empty for an invented start.
pub fn fates(model: &Model, seed: u64, replicate: u64, workspace: &mut Workspace) -> Vec<Fate> {
    let Start::Given(children) = &model.world.start else { return vec![] };
    open_world(model, Luck::new(seed, replicate), &mut workspace.common, &mut Silent);
    let drawn = workspace.common.children.iter().take(children.len());
    drawn.map(|c| Fate { leaves: c.leaves, concludes: c.concludes_at }).collect()
}

/// A real child's next years in one history. Days since the first day; infinite where it never happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fate {
    pub leaves: f64,
    /// Care proceedings conclude.
    pub concludes: f64,
}

/// The measures' values of one replicate: a row-major view for writers and reducers.
pub fn value_at(model: &Model, replicate: &Replicate, arm: usize, period: usize, measure: Measure) -> f64 {
    replicate.values[(arm * model.periods() + period) * Measure::COUNT + measure as usize]
}
