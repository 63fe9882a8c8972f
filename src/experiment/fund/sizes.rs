//! The fund of practices of other sizes, on the same luck.

use super::cases::{Cases, Evaluated};
use super::sizing::{Asked, sized};
use super::{Request, record};
use crate::experiment::laboratory::{Laboratory, Step, Watch};
use crate::flow::Model;
use crate::results::fund::findings::SizeLine;
use crate::scenario::{Problems, Scenario, Value};

/// Sizes with their funds, and what could not be answered; nothing if stopped meanwhile.
pub fn sizes(
    laboratory: &Laboratory<Model>,
    request: &Request,
    scenario: &Scenario,
    cases: &Cases,
    asked: Asked,
    watch: Watch,
) -> Option<(Vec<SizeLine>, Vec<String>)> {
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    for (done, &places) in request.sizes.iter().enumerate() {
        watch(Step { name: "sizes", done: done as u64, total: request.sizes.len() as u64, headline: None });
        let model = match record::model(laboratory, &of_size(scenario, request, places)) {
            Ok(model) => model,
            Err(problems) => {
                refused.push(format!("{places} places: {}", why(&problems)));
                continue;
            }
        };
        let evaluated = Evaluated::run(laboratory, &model, cases, request.histories)?;
        // every holder and arrangement at the headline's horizon and rule
        for (at, paid) in cases.paid.iter().enumerate().filter(|(_, paid)| paid.years == cases.paid[0].years) {
            let sizing = sized(cases.rules[0], &evaluated.of_paid(at), asked);
            let margins = evaluated.margins(at);
            lines.push(SizeLine {
                holder: paid.holder,
                arrangement: paid.arrangement.name().into(),
                arrangement_words: paid.arrangement.label().into(),
                places,
                served: evaluated.served,
                point: sizing.point,
                sure: sizing.sure,
                margin: margins.iter().sum::<f64>() / margins.len() as f64,
            });
        }
    }
    Some((lines, refused))
}

fn why(problems: &Problems) -> String {
    problems.list().iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("; ")
}

/// The practices of the policy together of another size, each in proportion.
fn of_size(scenario: &Scenario, request: &Request, places: u64) -> Scenario {
    let now = places_of(scenario, &request.policy);
    let all: u64 = now.iter().map(|(_, places)| places).sum();
    let mut left = places;
    let last = now.len().saturating_sub(1);
    let mut changes = Vec::new();
    for (i, (name, own)) in now.iter().enumerate() {
        let share = if i == last { left } else { (places * own / all.max(1)).min(left) };
        left -= share;
        let key = format!("practice.{name}.places");
        changes.push((key.clone(), Value::Count(share.max(1))));
        changes.push((format!("policy.{}.{key}", request.policy), Value::Count(share.max(1))));
    }
    scenario.with(&changes)
}

/// The practices of a policy and their places.
pub fn places_of(scenario: &Scenario, policy: &str) -> Vec<(String, u64)> {
    let named = match scenario.in_policy(policy, "practices").value {
        Value::Names(names) => names,
        _ => scenario.practices.clone(),
    };
    let places = |name: &str| scenario.in_policy(policy, &format!("practice.{name}.places")).value.count();
    named.into_iter().map(|name| (name.clone(), places(&name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practices_grow_in_proportion_and_no_place_is_lost() {
        let text = "[run]\narms = [\"a\"]\n[policy.a]\nprovider = \"practice\"\n[practice.elm]\nplaces = 100\n[practice.oak]\nplaces = 50\n";
        let scenario = Scenario::parse("test", text, &[]).unwrap_or_else(|p| panic!("{p}"));
        let request = super::super::tests::request(&scenario, "a");
        let after = places_of(&of_size(&scenario, &request, 200), "a");
        assert_eq!(after, [("elm".into(), 133), ("oak".into(), 67)]);
    }
}
