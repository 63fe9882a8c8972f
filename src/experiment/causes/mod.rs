//! What causes the gain: the difference of a practice or dedicated team from no practice, split into its causes.
//!
//! **What happens.** Every combination of the causes is an arm of one model: the same children, the same panel, the same
//! luck, with some of the team's terms replaced by the authority's. What each cause adds is averaged over all orders in
//! which the causes can be switched on, history by history, so that the parts sum to the whole.
//! **Assumes.** A57: the authority's caseload for a team's children is its children per post in care, and its young people
//! per post after care, in the mix of those whose ages the team is there for.
//! **Leaves out.** Interactions are shared out, not shown, but for what a cause does when it is switched on first or last.

mod grounds;

mod switches;

use rayon::prelude::*;

use super::changes::everywhere;
use super::laboratory::{Laboratory, Step, Watch};
use super::study::{self, Request};
use crate::domain::parameters::{ArmParameters, Provider};
use crate::flow::{Model, Workspace, simulate};
use crate::results::causes::{Between, Cause, Causes, Part, Split, shapley};
use crate::results::measures::Measure;
use crate::results::study::{ArmInfo, Spread};
use crate::scenario::{Problems, Scenario, Value};
use switches::{Authority, switch_off};

/// What is split.
pub const MEASURES: [Measure; 2] = [Measure::CohortChanges, Measure::CohortSameWorker];

/// What is kept of each arm of a history.
const PICKED: [Measure; 3] = [Measure::CohortChanges, Measure::CohortChangesAfter, Measure::CohortSameWorker];

/// Shares of the unexplained worker changes that a team may inherit.
const INHERITED: [f64; 3] = [0.0, 0.5, 1.0];

/// Replicates of a chunk.
const CHUNK: u64 = 32;

/// One policy's arms: one for each set of causes that are switched on.
struct Game {
    info: ArmInfo,
    /// Causes that change anything here, bit by bit of the set.
    causes: Vec<Cause>,
    /// Arms by set.
    arms: Vec<usize>,
    /// Arms with all causes on, where so much is inherited.
    inherited: Vec<(f64, usize)>,
}

/// Splits the difference of every policy that moves children. `None`: stopped before the end.
pub fn run(laboratory: &Laboratory<Model>, request: &Request, watch: Watch) -> Result<Option<Causes>, Problems> {
    let scenario = request.scenario;
    let (model, games) = configurations(laboratory, scenario)?;
    let Some(rows) = histories(laboratory, &model, request.replicates, watch) else { return Ok(None) };
    let outline = study::outline(request);
    let tables = Tables { model: &model, rows: &rows };
    let parts: Vec<Vec<Vec<Option<Vec<f64>>>>> =
        games.iter().map(|game| MEASURES.map(|measure| tables.parts(game, measure)).into()).collect();
    let splits = games.iter().zip(&parts).flat_map(|(game, parts)| {
        MEASURES.iter().zip(parts).map(|(measure, parts)| tables.split(game, *measure, parts))
    });
    Ok(Some(Causes {
        title: outline.title,
        note: outline.note,
        authority: outline.authority,
        authority_period: outline.authority_period,
        years: outline.years,
        start_date: outline.start_date,
        version: outline.version,
        scenario_hash: outline.scenario_hash,
        seed: request.seed,
        replicates: request.replicates,
        command: request.command.into(),
        splits: splits.collect(),
        between: between(&games, &parts),
        grounds: games.iter().map(|game| (game.info.name.clone(), grounds::of(scenario, game))).collect(),
    }))
}

/// A policy with one cause switched off: the authority's terms in the place of the team's own.
pub fn without(scenario: &Scenario, model: &Model, policy: usize, cause: Cause) -> ArmParameters {
    let (arm, authority) = (&model.arms[policy], Authority::of(scenario, &model.world));
    let off = switch_off(cause, arm, &authority).unwrap_or_else(|| arm.clone());
    ArmParameters { name: format!("{}/without-{}", arm.name, cause.name()), ..off }
}

/// The model of all combinations, and where each stands in it.
fn configurations(laboratory: &Laboratory<Model>, scenario: &Scenario) -> Result<(Model, Vec<Game>), Problems> {
    let base = (laboratory.build)(scenario)?;
    let infos = study::outline(&Request { scenario, seed: 0, replicates: 0, command: "" }).arms;
    let refused = |why: &str| {
        let place = scenario.entry("run.arms").origin;
        Problems::one(&place, "run.arms", why).or(()).map(|()| unreachable!("there is a problem"))
    };
    if base.arms[0].provider != Provider::None {
        return refused(
            "the first policy moves children; expected one without a practice first, from which a gain is counted",
        );
    }
    let moving = |arm: &ArmParameters| arm.provider != Provider::None && !arm.practices.is_empty();
    let policies = base.policies();
    if !base.arms[..policies].iter().any(moving) {
        return refused(
            "no policy has a practice or dedicated team, so there is no gain to split; add [policy.NAME] with provider = \"practice\", and [practice.NAME]",
        );
    }
    let mut inheriting = vec![];
    for share in INHERITED {
        let changed = everywhere(scenario, &[("workforce.inherited_share".into(), Value::Number(share))]);
        inheriting.push((share, (laboratory.build)(&changed)?));
    }
    let authority = Authority::of(scenario, &base.world);
    let mut arms = vec![base.arms[0].clone()];
    let mut games = vec![];
    for (policy, arm) in base.arms[..policies].iter().enumerate().filter(|(_, arm)| moving(arm)) {
        let changes_something =
            |cause: &Cause| switch_off(*cause, arm, &authority).is_some_and(|off| off.practices != arm.practices);
        let causes: Vec<Cause> = Cause::SWITCHED.into_iter().filter(changes_something).collect();
        let mut game = Game { info: infos[policy].clone(), causes, arms: vec![], inherited: vec![] };
        for set in 0..1usize << game.causes.len() {
            let off = game.causes.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 0);
            let with =
                off.fold(arm.clone(), |arm, (_, cause)| switch_off(*cause, &arm, &authority).unwrap_or(arm));
            game.arms.push(arms.len());
            arms.push(ArmParameters { name: format!("{}/{set}", arm.name), ..with });
        }
        for (share, model) in &inheriting {
            game.inherited.push((*share, arms.len()));
            arms.push(ArmParameters {
                name: format!("{}/inherits-{share}", arm.name),
                ..model.arms[policy].clone()
            });
        }
        games.push(game);
    }
    Ok((Model::new(base.world, arms), games))
}

/// The picked measures of every arm over the whole time, history by history in order; nothing if stopped.
fn histories(
    laboratory: &Laboratory<Model>,
    model: &Model,
    replicates: u64,
    watch: Watch,
) -> Option<Vec<Vec<[f64; 3]>>> {
    let whole = model.periods() - 1;
    let one = |desk: &mut Workspace, number: u64| -> Vec<[f64; 3]> {
        let values = simulate(model, laboratory.seed, number, desk).values;
        let at = |arm: usize, measure: Measure| {
            values[(arm * model.periods() + whole) * Measure::COUNT + measure as usize]
        };
        (0..model.arms.len()).map(|arm| PICKED.map(|measure| at(arm, measure))).collect()
    };
    let mut rows = Vec::new();
    for from in (0..replicates).step_by(CHUNK as usize) {
        watch(Step { name: "histories of all combinations", done: from, total: replicates, headline: None });
        let chunk: Option<Vec<_>> = (from..replicates.min(from + CHUNK))
            .into_par_iter()
            .map_init(|| Workspace::new(model), |desk, number| (!laboratory.stopped()).then(|| one(desk, number)))
            .collect();
        rows.extend(chunk?);
    }
    Some(rows)
}

/// All histories' values.
struct Tables<'a> {
    model: &'a Model,
    /// `[history][arm][picked measure]`
    rows: &'a [Vec<[f64; 3]>],
}

impl Tables<'_> {
    /// Position of a measure among the picked ones.
    fn picked(measure: Measure) -> usize {
        PICKED.iter().position(|picked| *picked == measure).expect("a picked measure")
    }

    /// An arm less the same children not moved, in one history.
    fn gain(&self, row: &[[f64; 3]], arm: usize, measure: Measure, of: Measure) -> f64 {
        row[arm][Self::picked(of)] - row[self.model.references()[arm]][Self::picked(measure)]
    }

    /// The values of all sets of causes in one history. For changes of worker the last player is the transfer itself,
    /// which is switched by counting.
    fn values(&self, game: &Game, row: &[[f64; 3]], measure: Measure) -> Vec<f64> {
        let all = |of: Measure| game.arms.iter().map(move |arm| self.gain(row, *arm, measure, of));
        match measure {
            Measure::CohortChanges => all(Measure::CohortChangesAfter).chain(all(measure)).collect(),
            _ => all(measure).collect(),
        }
    }

    /// Players of the measure's game, bit by bit.
    fn players(game: &Game, measure: Measure) -> Vec<Cause> {
        let transfer = (measure == Measure::CohortChanges).then_some(Cause::Transfer);
        game.causes.iter().copied().chain(transfer).collect()
    }

    /// For each history the team's own part and each cause's, in the order of tables; nothing where the measure is not
    /// defined in all of its arms.
    fn parts(&self, game: &Game, measure: Measure) -> Vec<Option<Vec<f64>>> {
        let players = Self::players(game, measure);
        let one = |row: &Vec<[f64; 3]>| {
            let values = self.values(game, row, measure);
            if values.iter().any(|value| value.is_nan()) {
                return None;
            }
            let shares = shapley(&values);
            let of =
                |cause: Cause| players.iter().position(|player| *player == cause).map_or(0.0, |at| shares[at]);
            Some(std::iter::once(values[0]).chain(Cause::SWITCHED.map(of)).collect())
        };
        self.rows.iter().map(one).collect()
    }

    fn split(&self, game: &Game, measure: Measure, parts: &[Option<Vec<f64>>]) -> Split {
        let players = Self::players(game, measure);
        let kept: Vec<(&Vec<[f64; 3]>, &Vec<f64>)> =
            self.rows.iter().zip(parts).filter_map(|(row, parts)| Some((row, parts.as_ref()?))).collect();
        let spread =
            |of: &dyn Fn(&Vec<[f64; 3]>) -> f64| Spread::of(&mut kept.iter().map(|(row, _)| of(row)).collect());
        let values: Vec<Vec<f64>> = kept.iter().map(|(row, _)| self.values(game, row, measure)).collect();
        let mean =
            |high: usize, low: usize| values.iter().map(|v| v[high] - v[low]).sum::<f64>() / values.len() as f64;
        let part = |(place, cause): (usize, Cause)| {
            let mut column: Vec<f64> = kept.iter().map(|(_, parts)| parts[place]).collect();
            let still = column.iter().all(|value| *value == 0.0);
            let spread = Spread::of(&mut column);
            let all = (1usize << players.len()) - 1;
            let (first, last) = match players.iter().position(|player| *player == cause) {
                Some(bit) => (mean(1 << bit, 0), mean(all, all & !(1 << bit))),
                None => (spread.mean, spread.mean), // the team itself always comes first; what is not switched is 0
            };
            Part { cause, spread, first, last, same_by_construction: still && !kept.is_empty() }
        };
        let full = game.arms[game.arms.len() - 1];
        let at = Self::picked(measure);
        let reference = self.model.references()[full];
        let inherited =
            |(share, arm): &(f64, usize)| (*share, spread(&|row| self.gain(row, *arm, measure, measure)));
        Split {
            policy: game.info.name.clone(),
            label: game.info.label.clone(),
            measure,
            without: spread(&|row| row[reference][at]),
            with: spread(&|row| row[full][at]),
            whole: spread(&|row| self.gain(row, full, measure, measure)),
            parts: std::iter::once(Cause::OwnTeam).chain(Cause::SWITCHED).enumerate().map(part).collect(),
            inherited: game.inherited.iter().map(inherited).collect(),
        }
    }
}

/// Each practice less each dedicated team of the authority, cause by cause.
fn between(games: &[Game], parts: &[Vec<Vec<Option<Vec<f64>>>>]) -> Vec<Between> {
    let of =
        |provider: &'static str| games.iter().zip(parts).filter(move |(game, _)| game.info.provider == provider);
    let mut all = vec![];
    for (first, ours) in of("practice") {
        for (second, theirs) in of("in-house") {
            for (m, measure) in MEASURES.into_iter().enumerate() {
                let pairs: Vec<Vec<f64>> = ours[m]
                    .iter()
                    .zip(&theirs[m])
                    .filter_map(|(a, b)| Some(a.as_ref()?.iter().zip(b.as_ref()?).map(|(a, b)| a - b).collect()))
                    .collect();
                let column = |at: usize| Spread::of(&mut pairs.iter().map(|pair| pair[at]).collect());
                let causes = std::iter::once(Cause::OwnTeam).chain(Cause::SWITCHED).enumerate();
                all.push(Between {
                    first: first.info.label.clone(),
                    second: second.info.label.clone(),
                    measure,
                    whole: Spread::of(&mut pairs.iter().map(|pair| pair.iter().sum()).collect()),
                    parts: causes.map(|(at, cause)| (cause, column(at))).collect(),
                });
            }
        }
    }
    all
}

#[cfg(test)]
mod tests;
