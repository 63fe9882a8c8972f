//! The rules of a panel as rows, one rule a row: everything that the decision needs, and nothing else.

use std::fmt::Display;

use crate::domain::codes::{Band, Need};
use crate::domain::parameters::{
    AllocationParameters, AllocationRuleName, Factor, PointsCriterion, PracticeCriteria, PracticeParameters,
    Quota, RuleTerms,
};
use crate::policies::allocation::PracticeView;
use crate::policies::eligibility::Eligibility;

use super::row::yes_no;

/// A practice before a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    pub name: String,
    /// Children it can take in this panel.
    pub free_places: u32,
    pub criteria: PracticeCriteria,
}

/// Everything published before a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    pub terms: RuleTerms,
    pub eligibility: Eligibility,
    /// Do eligible siblings move or wait together?
    pub together: bool,
    pub practices: Vec<Practice>,
}

/// A name with its value, as a row states it.
pub type Stated = (String, String);

impl Rules {
    /// The rules of a policy, with the free places of each of its practices.
    pub fn of(allocation: &AllocationParameters, practices: &[PracticeParameters], free_places: &[u32]) -> Self {
        let practice = |(p, free): (&PracticeParameters, &u32)| Practice {
            name: p.name.clone(),
            free_places: *free,
            // how often children name it is not part of any decision
            criteria: PracticeCriteria { preference_weight: 1.0, ..p.criteria.clone() },
        };
        Self {
            terms: allocation.rule.clone(),
            eligibility: Eligibility::from(allocation),
            together: allocation.siblings_together,
            practices: practices.iter().zip(free_places).map(practice).collect(),
        }
    }

    /// What the rule sees of the practices.
    pub fn views(&self) -> Vec<PracticeView> {
        let view = |p: &Practice| PracticeView { free_places: p.free_places, area: p.criteria.area };
        self.practices.iter().map(view).collect()
    }

    /// Position of a practice.
    pub fn practice(&self, name: &str) -> Option<u8> {
        self.practices.iter().position(|p| p.name == name).map(|k| k as u8)
    }

    /// The rules as rows state them, in order.
    pub fn stated(&self) -> Vec<Stated> {
        // taken apart, so that a new term cannot be forgotten
        let RuleTerms { name, quota, points, factors, follow_probability, threshold, tries, strength } =
            &self.terms;
        let Eligibility {
            minimum_age_days,
            maximum_age_days,
            require_assessment,
            include_care_leavers,
            include_in_proceedings,
            minimum_days_in_care_s20,
            exclude_adoption_plan,
        } = &self.eligibility;
        let mut all: Vec<Stated> = vec![];
        let mut say =
            |name: &str, value: &dyn Display| all.push((format!("allocation.{name}"), value.to_string()));
        say("rule", &name.name());
        say("siblings_together", &yes_no(self.together));
        say("minimum_age_days", minimum_age_days);
        say("maximum_age_days", maximum_age_days);
        say("require_assessment", &yes_no(*require_assessment));
        say("include_care_leavers", &yes_no(*include_care_leavers));
        say("include_in_proceedings", &yes_no(*include_in_proceedings));
        say("minimum_days_in_care_s20", minimum_days_in_care_s20);
        say("exclude_adoption_plan", &yes_no(*exclude_adoption_plan));
        say("quota", &quota.name());
        say("balance_factors", &listed(factors.iter().map(|factor| factor.name())));
        say("minimisation_follow_probability", follow_probability);
        say("rerandomisation_threshold", threshold);
        say("rerandomisation_tries", tries);
        say("opaque_strength", strength);
        for (criterion, weight) in PointsCriterion::ALL.iter().zip(points) {
            say(&format!("points.{}", criterion.name()), weight);
        }
        self.practices.iter().for_each(|practice| practice.state(&mut all));
        all
    }

    /// Reads rules back. An error says which row does not follow, from 0, and why.
    pub fn read(stated: &[Stated]) -> Result<Self, (usize, String)> {
        let mut rules = Self {
            terms: RuleTerms::named(AllocationRuleName::Lottery),
            eligibility: Eligibility {
                minimum_age_days: 0.0,
                maximum_age_days: 0.0,
                require_assessment: false,
                include_care_leavers: false,
                include_in_proceedings: false,
                minimum_days_in_care_s20: 0.0,
                exclude_adoption_plan: false,
            },
            together: false,
            practices: vec![],
        };
        for (at, (name, value)) in stated.iter().enumerate() {
            let known = match name.split_once('.') {
                Some(("allocation", key)) => rules.take(key, value),
                Some(("practice", key)) => rules.take_of_practice(key, value),
                _ => None,
            };
            known.ok_or_else(|| (at, format!("\"{name}\" = \"{value}\" is no rule of a panel")))?;
        }
        let again = rules.stated();
        let differs = |at: &usize| again.get(*at) != stated.get(*at);
        match (0..again.len().max(stated.len())).find(differs) {
            None => Ok(rules),
            Some(at) => Err((at, "rules are missing, repeated or out of order here".into())),
        }
    }

    fn take(&mut self, key: &str, value: &str) -> Option<()> {
        let (terms, eligible) = (&mut self.terms, &mut self.eligibility);
        match key {
            "rule" => terms.name = AllocationRuleName::named(value)?,
            "siblings_together" => self.together = flag(value)?,
            "minimum_age_days" => eligible.minimum_age_days = value.parse().ok()?,
            "maximum_age_days" => eligible.maximum_age_days = value.parse().ok()?,
            "require_assessment" => eligible.require_assessment = flag(value)?,
            "include_care_leavers" => eligible.include_care_leavers = flag(value)?,
            "include_in_proceedings" => eligible.include_in_proceedings = flag(value)?,
            "minimum_days_in_care_s20" => eligible.minimum_days_in_care_s20 = value.parse().ok()?,
            "exclude_adoption_plan" => eligible.exclude_adoption_plan = flag(value)?,
            "quota" => terms.quota = Quota::named(value)?,
            "balance_factors" => {
                terms.factors = value.split_whitespace().map(Factor::named).collect::<Option<_>>()?;
            }
            "minimisation_follow_probability" => terms.follow_probability = value.parse().ok()?,
            "rerandomisation_threshold" => terms.threshold = value.parse().ok()?,
            "rerandomisation_tries" => terms.tries = value.parse().ok()?,
            "opaque_strength" => terms.strength = value.parse().ok()?,
            _ => {
                let criterion = PointsCriterion::named(key.strip_prefix("points.")?)?;
                terms.points[criterion as usize] = value.parse().ok()?;
            }
        }
        Some(())
    }

    fn take_of_practice(&mut self, key: &str, value: &str) -> Option<()> {
        let (name, key) = key.rsplit_once('.')?;
        if self.practices.last().is_none_or(|last| last.name != name) {
            let criteria = PracticeCriteria::open();
            self.practices.push(Practice { name: name.into(), free_places: 0, criteria });
        }
        let practice = self.practices.last_mut()?;
        let own = &mut practice.criteria;
        match key {
            "free_places" => practice.free_places = value.parse().ok()?,
            "minimum_age_days" => own.minimum_age_days = value.parse().ok()?,
            "maximum_age_days" => own.maximum_age_days = value.parse().ok()?,
            "bands" => own.bands = among(value, Band::NAMES)?,
            "needs" => own.needs = among(value, Need::NAMES)?,
            "care_leavers" => own.care_leavers = flag(value)?,
            "area" => own.area = area(value)?,
            "areas" => own.areas = value.split_whitespace().map(area).collect::<Option<_>>()?,
            _ => return None,
        }
        Some(())
    }
}

impl Practice {
    fn state(&self, all: &mut Vec<Stated>) {
        let PracticeCriteria {
            minimum_age_days,
            maximum_age_days,
            bands,
            needs,
            care_leavers,
            areas,
            area,
            preference_weight: _,
        } = &self.criteria;
        let named = |flags: &[bool], names: &[&'static str]| {
            listed(flags.iter().zip(names).filter(|(flag, _)| **flag).map(|(_, name)| *name))
        };
        let mut say = |key: &str, value: &dyn Display| {
            all.push((format!("practice.{}.{key}", self.name), value.to_string()))
        };
        say("free_places", &self.free_places);
        say("minimum_age_days", minimum_age_days);
        say("maximum_age_days", maximum_age_days);
        say("bands", &named(bands, Band::NAMES));
        say("needs", &named(needs, Need::NAMES));
        say("care_leavers", &yes_no(*care_leavers));
        say("areas", &listed(areas.iter().map(|area| (area + 1).to_string())));
        say("area", &(area + 1));
    }
}

fn listed<T: AsRef<str>>(words: impl Iterator<Item = T>) -> String {
    words.map(|word| word.as_ref().to_owned()).collect::<Vec<_>>().join(" ")
}

/// `yes` or `no`.
pub fn flag(value: &str) -> Option<bool> {
    match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// An area counted from 1 in files, from 0 inside.
pub fn area(value: &str) -> Option<u16> {
    value.parse::<u16>().ok()?.checked_sub(1)
}

/// Which of the names are listed; an unknown one is an error.
fn among<const N: usize>(value: &str, names: &[&str]) -> Option<[bool; N]> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let known = words.iter().all(|word| names.contains(word));
    known.then(|| std::array::from_fn(|i| words.contains(&names[i])))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A plain lottery over one practice with so many places; everybody in care is eligible.
    pub(crate) fn lottery(free_places: u32) -> Rules {
        Rules {
            terms: RuleTerms::named(AllocationRuleName::Lottery),
            eligibility: Eligibility {
                minimum_age_days: 0.0,
                maximum_age_days: 9131.25,
                require_assessment: false,
                include_care_leavers: false,
                include_in_proceedings: false,
                minimum_days_in_care_s20: 183.0,
                exclude_adoption_plan: true,
            },
            together: true,
            practices: vec![Practice { name: "elm".into(), free_places, criteria: PracticeCriteria::open() }],
        }
    }

    #[test]
    fn rules_read_back_as_they_were_stated() {
        let mut rules = lottery(7);
        rules.terms.threshold = f64::INFINITY;
        rules.terms.points[3] = 0.1;
        rules.practices[0].criteria.bands[1] = false;
        rules.practices[0].criteria.areas = vec![0, 4];
        rules.practices.push(Practice { name: "oak".into(), free_places: 0, criteria: PracticeCriteria::open() });
        assert_eq!(Rules::read(&rules.stated()), Ok(rules));
    }

    #[test]
    fn a_rule_changed_dropped_or_moved_is_named() {
        let stated = lottery(7).stated();
        for at in 0..stated.len() {
            let mut less = stated.clone();
            less.remove(at);
            // without its first row a practice reads as another one, which is found at its end
            assert!(Rules::read(&less).is_err(), "{at}");
            let mut changed = stated.clone();
            changed[at].1 += "x";
            assert!(Rules::read(&changed).is_err_and(|(found, _)| found == at), "{at}");
        }
        let mut swapped = stated.clone();
        swapped.swap(2, 3);
        assert_eq!(Rules::read(&swapped).map_err(|(at, _)| at), Err(2));
    }
}
