//! The user's scenario with a few keys changed, and what its histories yield.

use rayon::prelude::*;

use crate::domain::laws::Law;
use crate::experiment::laboratory::Laboratory;
use crate::experiment::outcomes::Outcomes;
use crate::flow::Model;
use crate::scenario::{Problems, Scenario, Value};

/// What every check works with.
pub struct Bench<'a> {
    pub scenario: &'a Scenario,
    pub laboratory: &'a Laboratory<'a, Model>,
    pub replicates: u64,
}

impl Bench<'_> {
    /// The policies, the baseline first.
    fn arms(&self) -> Vec<String> {
        self.scenario.entry("run.arms").value.names().to_vec()
    }

    /// The user's scenario with the baseline alone.
    pub fn baseline(&self) -> Altered {
        Altered::new(self.scenario, self.arms()[0].clone())
    }

    /// The user's scenario with its first policy that has a practice alone; `None` without one.
    pub fn practice(&self) -> Option<Altered> {
        let has = |arm: &String| {
            let provider = self.scenario.in_policy(arm, "provider").value;
            let named = self.scenario.in_policy(arm, "practices").value;
            let none = named.is_absent() && self.scenario.practices.is_empty();
            provider.text() == "practice" && !none && (named.is_absent() || !named.names().is_empty())
        };
        self.arms().into_iter().find(has).map(|arm| Altered::new(self.scenario, arm))
    }

    /// So many histories of a changed scenario.
    pub fn histories(&self, altered: &Altered, replicates: u64) -> Result<Outcomes, Problems> {
        self.laboratory.run(&altered.scenario, 0, replicates)
    }

    /// Looks at each of so many histories in its own way, on the threads of the pool, in order.
    pub fn each<T: Send>(
        &self,
        altered: &Altered,
        replicates: u64,
        look: impl Fn(&Model, u64, u64) -> T + Sync,
    ) -> Result<Vec<T>, Problems> {
        let model = (self.laboratory.build)(&altered.scenario)?;
        Ok((0..replicates).into_par_iter().map(|number| look(&model, self.laboratory.seed, number)).collect())
    }

    /// The model of a changed scenario.
    pub fn model(&self, altered: &Altered) -> Result<Model, Problems> {
        (self.laboratory.build)(&altered.scenario)
    }
}

/// A scenario of one policy that differs from the user's in named keys.
#[derive(Debug, Clone)]
pub struct Altered {
    pub scenario: Scenario,
    pub arm: String,
    /// Keys that were changed, with their new values. Which policies run is not counted: it changes no number.
    pub changed: Vec<String>,
}

impl Altered {
    fn new(scenario: &Scenario, arm: String) -> Self {
        let only = Value::Names(vec![arm.clone()]);
        Self { scenario: scenario.with(&[("run.arms".into(), only)]), arm, changed: vec![] }
    }

    /// Sets a key, or a lever of the policy; says so where the value was another one.
    pub fn set(&mut self, key: &str, value: Value) -> &mut Self {
        if self.scenario.in_policy(&self.arm, key).value == value {
            return self;
        }
        self.changed.retain(|told| !told.starts_with(&format!("{key} = ")));
        self.changed.push(format!("{key} = {}", shown(&value)));
        let own = self.scenario.policies.get(&self.arm).is_some_and(|levers| levers.contains_key(key));
        let name = if own { format!("policy.{}.{key}", self.arm) } else { key.into() };
        self.scenario = self.scenario.with(&[(name, value)]);
        self
    }

    pub fn number(&mut self, key: &str, value: f64) -> &mut Self {
        self.set(key, Value::Number(value))
    }

    pub fn count(&mut self, key: &str, value: u64) -> &mut Self {
        self.set(key, Value::Count(value))
    }

    pub fn word(&mut self, key: &str, value: &str) -> &mut Self {
        self.set(key, Value::Text(value.into()))
    }

    pub fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        self.set(key, Value::Flag(value))
    }

    pub fn law(&mut self, key: &str, law: Law) -> &mut Self {
        self.set(key, Value::Law(law))
    }

    /// Every entry of a table or list becomes this number.
    pub fn each(&mut self, key: &str, value: f64) -> &mut Self {
        let length = self.scenario.entry(key).value.numbers().len();
        self.set(key, Value::Numbers(vec![value; length]))
    }

    /// The whole share goes to the first name.
    pub fn first(&mut self, key: &str) -> &mut Self {
        let length = self.scenario.entry(key).value.numbers().len();
        self.set(key, Value::Numbers((0..length).map(|i| f64::from(u8::from(i == 0))).collect()))
    }

    /// Nobody comes back to care.
    pub fn without_returns(&mut self) -> &mut Self {
        for group in
            ["home_or_relatives", "special_guardianship", "child_arrangements", "adoption", "other_under_18"]
        {
            self.each(&format!("stay.return_to_care.{group}"), 0.0);
        }
        self
    }

    /// A stationary population: the look-back's rates hold on.
    pub fn stationary(&mut self) -> &mut Self {
        self.word("run.start", "stationary");
        self.number("intake.trend_per_year", 0.0).number("intake.season_amplitude", 0.0)
    }

    /// So many children who all arrive on the first day, never leave and nobody after them; exact years.
    pub fn fixed_cohort(&mut self, children: u64, years: u64) -> &mut Self {
        self.word("run.start", "fresh-arrivals").count("run.fresh_arrivals", children);
        self.number("authority.starts_per_year", 0.0).number("run.run_in_years", 0.0);
        self.word("run.calendar", "julian-years").count("run.years", years);
        self.word("stay.law", "named-law").law("stay.length", Law::Fixed { days: 2000.0 * 365.25 });
        self.flag("stay.leave_at_18", false).number("stay.care_leavers_until_age", 18.0)
    }

    /// A panel that gives every child a place who is there, at once and without a joint period: one practice for all.
    pub fn open_panel(&mut self, practice: &str) -> &mut Self {
        self.set("practices", Value::Names(vec![practice.into()]));
        for key in ["bands", "needs", "areas"] {
            self.set(&format!("practice.{practice}.{key}"), Value::Absent);
        }
        self.number(&format!("practice.{practice}.minimum_age"), 0.0);
        self.number(&format!("practice.{practice}.maximum_age"), 25.0);
        self.word("allocation.rule", "lottery").count("allocation.places_per_panel", 1_000_000);
        self.number("allocation.minimum_age", 0.0).number("allocation.maximum_age", 25.0);
        self.flag("allocation.require_assessment", false).flag("allocation.exclude_adoption_plan", false);
        self.flag("allocation.siblings_together", false).flag("allocation.include_in_proceedings", true);
        self.number("allocation.minimum_days_in_care_s20", 0.0);
        self.number("allocation.opt_out_share", 0.0).number("allocation.defer_share", 0.0);
        self.first("intake.legal_route_share").number("intake.s20_to_order_probability", 0.0);
        self.word("handover.trigger", "at-panel").number("handover.joint_days", 0.0);
        self.count("handover.starts_per_month", 1_000_000).number("handover.withdrawals_per_person_year", 0.0)
    }

    /// The first practice of the policy and its places.
    pub fn first_practice(&self) -> Option<(String, u64)> {
        let named = self.scenario.in_policy(&self.arm, "practices").value;
        let mut all = self.scenario.practices.iter();
        let first = all.find(|name| named.is_absent() || named.names().contains(name))?.clone();
        let places = self.scenario.in_policy(&self.arm, &format!("practice.{first}.places")).value.number();
        Some((first, places as u64))
    }

    /// A number in force in the policy.
    pub fn value(&self, key: &str) -> f64 {
        self.scenario.in_policy(&self.arm, key).value.number()
    }
}

/// A value in a few words, for the list of what was changed.
fn shown(value: &Value) -> String {
    match value {
        Value::Absent => "absent".into(),
        Value::Number(number) => format!("{number}"),
        Value::Count(count) => format!("{count}"),
        Value::Text(text) => text.clone(),
        Value::Flag(flag) => format!("{flag}"),
        Value::Date(date) => format!("{date}"),
        Value::Numbers(numbers) => match numbers.as_slice() {
            [first, rest @ ..] if rest.iter().all(|n| n == first) => format!("{first} each"),
            [1.0, rest @ ..] if rest.iter().all(|n| *n == 0.0) => "all on the first".into(),
            several => format!("{several:?}"),
        },
        Value::Law(Law::Fixed { days }) => format!("fixed, {days} days"),
        Value::Law(law) => format!("{law:?}"),
        Value::Names(names) => names.join(", "),
        Value::Target(target) => format!("{}", target.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told_and_a_policys_own_lever_is_beaten() {
        let text = "[run]\narms = [\"a\", \"b\"]\nyears = 3\n[policy.a]\n[policy.b]\nhandover.joint_days = 30";
        let scenario = Scenario::parse("test", text, &[]).unwrap();
        let mut altered = Altered::new(&scenario, "b".into());
        altered.count("run.years", 3).number("handover.joint_days", 0.0).each("placements.age_factor", 1.0);
        assert_eq!(altered.changed, ["handover.joint_days = 0"]);
        assert_eq!(altered.value("handover.joint_days"), 0.0);
        altered.number("handover.joint_days", 7.0).each("placements.age_factor", 2.0);
        assert_eq!(altered.changed, ["handover.joint_days = 7", "placements.age_factor = 2 each"]);
    }
}
