//! Sizes as arms of one model: the world, its run-in and the baseline are simulated once for all of them.

use std::collections::BTreeMap;

use crate::experiment::outcomes::Shape;
use crate::experiment::runner::Histories;
use crate::flow::{Model, Replicate, Workspace, simulate};
use crate::scenario::entry::Origin;
use crate::scenario::{Entry, Scenario, Value, compile};

/// Staff per child in whole posts, or a fraction of a post in a fraction of the histories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posts {
    Whole,
    Fractional,
}

impl Posts {
    /// The word in results.
    pub fn word(self) -> &'static str {
        match self {
            Posts::Whole => "whole",
            Posts::Fractional => "fractional",
        }
    }
}

/// The practice that is sized.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    /// The policy in which it is.
    pub policy: String,
    pub name: String,
    /// The arm that all sizes are set against.
    pub baseline: String,
}

impl Practice {
    /// The key of one of its terms.
    pub fn key(&self, term: &str) -> String {
        format!("practice.{}.{term}", self.name)
    }

    /// One of its numbers as the scenario states it.
    pub fn number(&self, scenario: &Scenario, term: &str) -> f64 {
        scenario.in_policy(&self.policy, &self.key(term)).value.number()
    }
}

/// How the arms of one run differ from the scenario's policy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    pub posts: Posts,
    /// `None`: as the scenario states.
    pub turnover_per_year: Option<f64>,
}

/// Shares of a post by which histories round up: eight groups, evenly spread whatever the number of histories.
const GROUPS: [f64; 8] = [0.0625, 0.5625, 0.3125, 0.8125, 0.1875, 0.6875, 0.4375, 0.9375];

/// The models of one run: one for whole posts, eight for fractions.
pub struct Sized {
    models: Vec<Model>,
}

impl Sized {
    /// The baseline and one arm a size; `stops` says after how many months the panels of each size stop.
    pub fn new(
        scenario: &Scenario,
        practice: &Practice,
        sizes: &[u32],
        terms: Terms,
        stops: Option<&[u32]>,
    ) -> Self {
        let rounding: &[f64] = if terms.posts == Posts::Whole { &[0.5] } else { &GROUPS };
        let models = rounding.iter().map(|up| {
            let mut model = compile::model_of_any_size(&with_sizes(scenario, practice, sizes, terms, stops, *up));
            model.world.representativeness_replicates = 0; // whom the panels choose is looked at by `run`
            model
        });
        Self { models: models.collect() }
    }

    /// Case-holding posts of each size; the mean of the groups of histories where posts are not whole.
    pub fn posts(&self) -> Vec<f64> {
        let all = self.models.iter().map(|model| {
            model.arms[1..model.policies()]
                .iter()
                .map(|arm| arm.practices.iter().map(|p| f64::from(p.posts)).sum())
        });
        let all: Vec<Vec<f64>> = all.map(Iterator::collect).collect();
        let mean = |size: usize| all.iter().map(|posts| posts[size]).sum::<f64>() / all.len() as f64;
        (0..all[0].len()).map(mean).collect()
    }
}

impl Histories for Sized {
    type Desk = Workspace;
    fn shape(&self) -> Shape {
        self.models[0].shape()
    }
    fn references(&self) -> Vec<usize> {
        Histories::references(&self.models[0])
    }
    fn desk(&self) -> Workspace {
        self.models[0].desk()
    }
    fn history(&self, seed: u64, replicate: u64, desk: &mut Workspace) -> Replicate {
        let group = (replicate % self.models.len() as u64) as usize;
        simulate(&self.models[group], seed, replicate, desk)
    }
}

/// The scenario with the baseline and, for each size, the policy with so many places.
fn with_sizes(
    scenario: &Scenario,
    practice: &Practice,
    sizes: &[u32],
    terms: Terms,
    stops: Option<&[u32]>,
    round_up: f64,
) -> Scenario {
    let baseline =
        (practice.baseline.clone(), scenario.policies.get(&practice.baseline).cloned().unwrap_or_default());
    let mut policies = BTreeMap::from([baseline]);
    let mut arms = vec![practice.baseline.clone()];
    for (place, size) in sizes.iter().enumerate() {
        let mut levers = scenario.policies.get(&practice.policy).cloned().unwrap_or_default();
        let mut set = |key: String, value: Value| {
            let origin = Origin::Override { text: key.clone() };
            levers.insert(key, Entry::bare(value, origin));
        };
        let per_worker = practice.number(scenario, "children_per_worker");
        set(practice.key("places"), Value::Count(u64::from(*size)));
        if terms.posts == Posts::Fractional {
            let posts = (f64::from(*size) / per_worker + round_up).floor().max(1.0);
            set(practice.key("children_per_worker"), Value::Number(f64::from(*size) / posts));
        }
        if let Some(turnover) = terms.turnover_per_year {
            set(practice.key("turnover_per_year"), Value::Number(turnover));
        }
        if let Some(stops) = stops {
            set("allocation.stops_after_months".into(), Value::Number(f64::from(stops[place])));
        }
        let name = arm_of(*size, &practice.baseline);
        policies.insert(name.clone(), levers);
        arms.push(name);
    }
    let mut changed = scenario.with(&[("run.arms".into(), Value::Names(arms))]);
    changed.policies = policies;
    changed
}

/// The name of a size's arm, which must not be the baseline's.
fn arm_of(size: u32, baseline: &str) -> String {
    let name = format!("places-{size}");
    if name == baseline { format!("{name}-sized") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"
[run]
arms = ["as-now", "elm"]
[policy.as-now]
provider = "none"
[policy.elm]
provider = "practice"
handover.joint_days = 14
[practice.elm]
places = 100
children_per_worker = 16
[practice.oak]
places = 30
"#;

    fn practice() -> Practice {
        Practice { policy: "elm".into(), name: "elm".into(), baseline: "as-now".into() }
    }

    fn sized(posts: Posts) -> Sized {
        let scenario = Scenario::parse("test", TWO, &[]).unwrap();
        Sized::new(&scenario, &practice(), &[60, 160], Terms { posts, turnover_per_year: Some(0.25) }, None)
    }

    #[test]
    fn only_the_places_of_the_practice_that_is_sized_differ() {
        let sized = sized(Posts::Whole);
        let arms = &sized.models[0].arms;
        let places = |arm: usize| arms[arm].practices.iter().map(|p| p.places).collect::<Vec<_>>();
        assert_eq!((places(1), places(2)), (vec![60, 30], vec![160, 30]));
        assert_eq!((arms[1].name.as_str(), arms[1].handover.joint_days), ("places-60", 14.0));
        assert!((arms[2].practices[0].employment.turnover_per_day * 365.25 - 0.25).abs() < 1e-9);
        assert_eq!(sized.models[0].policies(), 3);
    }

    #[test]
    fn whole_posts_are_rounded_and_fractions_are_met_in_the_mean() {
        // 60 / 16 = 3.75 posts and 160 / 16 = 10; oak's 30 / 15 = 2
        assert_eq!(sized(Posts::Whole).posts(), [6.0, 12.0]);
        assert_eq!(sized(Posts::Fractional).posts(), [5.75, 12.0]);
    }
}
