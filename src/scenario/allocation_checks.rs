//! What must hold between the keys of allocation: a rule has what it needs, criteria let somebody through, and areas
//! exist.

use super::Scenario;
use super::checks::{setting, shown, worlds};
use super::names;
use super::problems::Problems;
use super::value::{Entry, Origin};
use crate::domain::codes::Band;
use crate::domain::parameters::{AllocationRuleName, Factor, PointsCriterion, Quota};

/// Bits of a candidate say whose criteria are met.
const MOST_PRACTICES: usize = 32;

/// Notes everything about allocation that does not fit together.
pub fn check(scenario: &Scenario, problems: &mut Problems) {
    if scenario.practices.len() > MOST_PRACTICES {
        let place = &scenario.entry("run.arms").origin;
        let message = format!("{} practices; expected at most {MOST_PRACTICES}", scenario.practices.len());
        problems.note(place, "practice", message);
    }
    areas(scenario, problems);
    wishes(scenario, problems);
    for arm in rule_worlds(scenario) {
        let w = World { scenario, arm };
        if !scenario.practices.is_empty() {
            rule_has_its_terms(&w, problems); // without practices no panel sits, whatever the rule
        }
    }
    for practice in &scenario.practices {
        practice_criteria(scenario, practice, problems);
    }
}

/// A scenario as one of its policies sees it.
struct World<'s> {
    scenario: &'s Scenario,
    arm: Option<&'s str>,
}

impl World<'_> {
    fn get(&self, key: &str) -> Entry {
        setting(self.scenario, self.arm, key)
    }

    fn number(&self, key: &str) -> f64 {
        self.get(key).value.number()
    }

    /// Notes a problem with a rule's term, at the term where it is given, else at the rule.
    fn note(&self, problems: &mut Problems, key: &str, message: String) {
        self.note_at(problems, &[key, "allocation.rule"], key, message);
    }

    /// Notes a problem with a key at the first of some keys that is given.
    fn note_at(&self, problems: &mut Problems, places: &[&str], key: &str, message: String) {
        let mut given = places.iter().filter(|place| names::find(place).is_some()).map(|place| self.get(place));
        let place = given.find(Entry::is_given).map_or(Origin::Default, |entry| entry.origin);
        if !problems.concern(key) && !problems.concern(&shown(self.arm, key)) {
            problems.note(&place, &shown(self.arm, key), message);
        }
    }
}

/// The scenario itself, and each policy that changes anything of allocation or of a practice.
fn rule_worlds(scenario: &Scenario) -> Vec<Option<&str>> {
    let concerns = |key: &String| key.starts_with("allocation.") || key.starts_with("practice.");
    let changed = scenario.policies.iter().filter(|(_, levers)| levers.keys().any(concerns));
    std::iter::once(None).chain(changed.map(|(name, _)| Some(name.as_str()))).collect()
}

fn rule_has_its_terms(w: &World<'_>, problems: &mut Problems) {
    use AllocationRuleName as Rule;
    let Some(rule) = AllocationRuleName::named(w.get("allocation.rule").value.text()) else { return };
    let name = rule.name();
    match rule {
        Rule::WholeArea | Rule::NearestArea => needs_areas(w, &format!("rule \"{name}\""), problems),
        Rule::ChildPreference if w.number("allocation.preference_share") <= 0.0 => {
            let message = format!("rule \"{name}\" needs children who name a practice; this is 0, try 0.3");
            w.note(problems, "allocation.preference_share", message);
        }
        Rule::FollowTheWorker => {
            let comes = |p: &String, how: &str| w.number(&format!("practice.{p}.{how}_staff_share")) > 0.0;
            let across = |p: &String| comes(p, "transferred") || comes(p, "seconded");
            if !w.scenario.practices.iter().any(across) {
                let key = format!("practice.{}.transferred_staff_share", w.scenario.practices[0]);
                w.note(
                    problems,
                    &key,
                    format!("rule \"{name}\" needs workers who come across; this is 0, try 0.4"),
                );
            }
        }
        Rule::Points => {
            let weight = |c: &PointsCriterion| w.number(&format!("allocation.points.{}", c.name()));
            if PointsCriterion::ALL.iter().all(|c| weight(c) <= 0.0) {
                let message = format!(
                    "rule \"{name}\": all weights are 0; expected at least one above 0, such as waiting_per_year = 1"
                );
                w.note(problems, "allocation.points", message);
            }
            if weight(&PointsCriterion::SameArea) > 0.0 {
                needs_areas(w, "points for the same area", problems);
            }
        }
        Rule::StratifiedLottery => match Quota::named(w.get("allocation.quota").value.text()) {
            Some(Quota::Band | Quota::BandByAge) => varies(w, Factor::Band, "allocation.quota", problems),
            Some(Quota::Area) => varies(w, Factor::Area, "allocation.quota", problems),
            Some(Quota::Ethnicity) => varies(w, Factor::Ethnicity, "allocation.quota", problems),
            _ => {}
        },
        Rule::Minimisation | Rule::Rerandomisation => {
            let factors = w.get("allocation.balance_factors").value.names().to_vec();
            for factor in factors.iter().filter_map(|name| Factor::named(name)) {
                varies(w, factor, "allocation.balance_factors", problems);
            }
        }
        Rule::PracticePicksEasier | Rule::AuthorityOffloadsHarder => {
            if !w.get("allocation.opaque_strength").is_given() {
                let message =
                    format!("is not given; rule \"{name}\" needs it: 0 is a plain lottery, 1 strict sorting");
                w.note(problems, "allocation.opaque_strength", message);
            }
            let priced = w.get("finance.weekly_cost_gbp");
            if priced.value.numbers().iter().all(|cost| *cost <= 0.0) {
                let message = format!(
                    "rule \"{name}\" sorts by foreseeable cost, and all prices are 0 (finance.weekly_cost_gbp)"
                );
                w.note(problems, "allocation.rule", message);
            }
        }
        Rule::Lottery | Rule::LongestWaiting | Rule::ChildPreference => {}
    }
}

/// Areas of all authorities together.
fn areas_of(w: &World<'_>) -> f64 {
    w.number("intake.localities") * w.number("authority.authorities")
}

fn needs_areas(w: &World<'_>, what: &str, problems: &mut Problems) {
    if areas_of(w) <= 1.0 {
        let message = format!("{what} needs areas, and intake.localities is 1: try intake.localities = 6");
        w.note(problems, "allocation.rule", message);
    }
}

/// Does the population differ in what a rule looks at?
fn varies(w: &World<'_>, factor: Factor, key: &str, problems: &mut Problems) {
    let single = |key: &str| w.get(key).value.numbers().iter().filter(|share| **share > 0.0).count() <= 1;
    let still = |key: &str| w.get(key).value.numbers().iter().all(|rate| *rate <= 0.0);
    let flag = |key: &str| w.get(key).value.flag();
    let alone = w.number("intake.unaccompanied_share");
    let source = match factor {
        Factor::Band
            if single("intake.band_share")
                && still("intake.band_change_per_year")
                && alone <= 0.0
                && !flag("allocation.include_care_leavers") =>
        {
            "intake.band_share"
        }
        Factor::Ethnicity if single("intake.ethnicity_share") => "intake.ethnicity_share",
        Factor::Need if single("intake.need_share") => "intake.need_share",
        Factor::Sex if matches!(w.number("intake.male_share"), 0.0 | 1.0) && alone <= 0.0 => "intake.male_share",
        Factor::Area if areas_of(w) <= 1.0 => "intake.localities",
        Factor::Unaccompanied if alone <= 0.0 => "intake.unaccompanied_share",
        _ => return,
    };
    let (rule, label) = (w.get("allocation.rule"), factor.label());
    let message = format!(
        "rule \"{}\" needs children who differ by {label}, and in this population all are alike ({source})",
        rule.value.text()
    );
    w.note(problems, key, message);
}

/// Areas have shares, and practices sit in areas that exist.
fn areas(scenario: &Scenario, problems: &mut Problems) {
    let localities = scenario.entry("intake.localities").value.number();
    let shares = scenario.entry("intake.locality_share");
    let given = shares.value.numbers();
    if !shares.value.is_absent() && given.len() as f64 != localities {
        let message = format!(
            "found {} numbers; expected {localities}, one for each area: intake.localities is {localities}",
            given.len()
        );
        problems.note(&shares.origin, "intake.locality_share", message);
    } else if !shares.value.is_absent() && given.iter().sum::<f64>() <= 0.0 {
        let message = "all weights are 0; expected at least one above 0";
        problems.note(&shares.origin, "intake.locality_share", message);
    }
    let authorities = scenario.entry("authority.authorities").value.number();
    let areas = localities * authorities;
    let product =
        if authorities > 1.0 { "intake.localities times authority.authorities" } else { "intake.localities" };
    for practice in &scenario.practices {
        let keys = ["area", "areas"].map(|name| format!("practice.{practice}.{name}"));
        for arm in worlds(scenario, &[&keys[0], &keys[1]]) {
            for key in &keys {
                let entry = setting(scenario, arm, key);
                let found = match &entry.value {
                    value if value.is_absent() => vec![],
                    super::Value::Numbers(list) => list.clone(),
                    value => vec![value.number()],
                };
                if let Some(wrong) = found.iter().find(|area| **area > areas || area.fract() != 0.0) {
                    let message =
                        format!("there is no area {wrong}; areas are numbered from 1 to {areas} ({product})");
                    problems.note(&entry.origin, &shown(arm, key), message);
                }
            }
        }
    }
}

/// Shares of wishes leave somebody who may move.
fn wishes(scenario: &Scenario, problems: &mut Problems) {
    let keys = ["allocation.opt_out_share", "allocation.defer_share", "allocation.officer_supports_share"];
    for arm in worlds(scenario, &keys) {
        let w = World { scenario, arm };
        let [stay, wait, supported] = keys.map(|key| w.number(key));
        if stay + wait > 1.0 + 1e-9 {
            let message = format!("{stay} and allocation.defer_share = {wait} are more than all children");
            w.note(problems, keys[0], message);
        } else if stay >= 1.0 && supported >= 1.0 && !scenario.practices.is_empty() {
            w.note(
                problems,
                keys[0],
                "nobody is left: every child asks to stay with the worker and is heard".into(),
            );
        }
    }
}

/// A practice's criteria let somebody through.
fn practice_criteria(scenario: &Scenario, practice: &str, problems: &mut Problems) {
    let own = |name: &str| format!("practice.{practice}.{name}");
    let keys =
        [own("minimum_age"), own("maximum_age"), own("bands"), own("needs"), own("care_leavers"), own("areas")];
    let mut concerned: Vec<&str> = keys.iter().map(String::as_str).collect();
    concerned.extend(["allocation.minimum_age", "allocation.maximum_age", "allocation.include_care_leavers"]);
    for arm in worlds(scenario, &concerned) {
        let w = World { scenario, arm };
        let (low, high) = (w.number(&keys[0]), w.number(&keys[1]));
        let (from, to) = (w.number("allocation.minimum_age"), w.number("allocation.maximum_age"));
        if from < to && low.max(from) >= high.min(to) {
            let message = format!(
                "nobody is eligible: ages {low} to {high} of the practice and {from} to {to} of [allocation] do not meet"
            );
            w.note_at(problems, &concerned, &keys[0], message);
        }
        let leavers = w.get("allocation.include_care_leavers").value.flag() && w.get(&keys[4]).value.flag();
        let adults_only = low.max(from) >= 18.0;
        if adults_only && !leavers {
            let message = "nobody is eligible: from 18 on there are only care leavers, and they are not included \
                (allocation.include_care_leavers, practice.NAME.care_leavers)";
            w.note_at(problems, &concerned, &keys[0], message.into());
        }
        let listed = |key: &str| {
            let value = w.get(key).value;
            if value.is_absent() { vec![] } else { value.names().to_vec() }
        };
        let bands = listed(&keys[2]);
        let there = bands_there(&w, leavers);
        if !bands.is_empty() && !bands.iter().any(|band| there.contains(&band.as_str())) {
            let message = format!(
                "nobody is eligible: the population has {}",
                super::text::listed(&there.iter().map(|band| format!("\"{band}\"")).collect::<Vec<_>>())
            );
            w.note(problems, &keys[2], message);
        }
        let needs = listed(&keys[3]);
        let shares = w.get("intake.need_share");
        let has = |need: &String| {
            let at = crate::domain::codes::Need::named(need).map_or(0, |need| need as usize);
            shares.value.numbers().get(at).is_some_and(|share| *share > 0.0)
        };
        if !needs.is_empty() && !needs.iter().any(has) {
            let message = "nobody is eligible: intake.need_share gives these needs no child".into();
            w.note(problems, &keys[3], message);
        }
    }
}

/// Bands that children (and care leavers) of this population can be in.
fn bands_there(w: &World<'_>, leavers: bool) -> Vec<&'static str> {
    let shares = w.get("intake.band_share");
    let changes = w.get("intake.band_change_per_year").value.numbers().iter().any(|rate| *rate > 0.0);
    let alone = w.number("intake.unaccompanied_share") > 0.0;
    let has = |band: usize| {
        let entrants = shares.value.numbers().get(band).is_some_and(|share| *share > 0.0);
        entrants || changes || (alone && matches!(Band::at(band), Band::Band2 | Band::Band4))
    };
    (0..Band::COUNT)
        .filter(|&band| if Band::at(band) == Band::Additional { leavers } else { has(band) })
        .map(|band| Band::NAMES[band])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Scenario;

    fn problems(text: &str) -> String {
        match Scenario::parse("test", &format!("practice.oak.places = 9\n{text}"), &[]) {
            Ok(_) => String::new(),
            Err(problems) => problems.to_string(),
        }
    }

    #[test]
    fn a_rule_without_a_practice_or_with_its_terms_is_no_problem() {
        let told = "[intake]\nlocalities = 3\nlocality_share = [1, 2, 3]\n[allocation]\npanel_every_days = 7\n";
        for rule in ["whole-area", "nearest-area", "lottery", "longest-waiting"] {
            assert_eq!(problems(&format!("{told}rule = \"{rule}\"")), "", "{rule}");
        }
        assert!(Scenario::parse("test", "allocation.rule = \"points\"", &[]).is_ok());
    }

    #[test]
    fn every_rule_that_lacks_a_field_is_refused() {
        for (rule, word) in [
            ("whole-area", "intake.localities is 1"),
            ("nearest-area", "intake.localities is 1"),
            ("child-preference", "name a practice"),
            ("follow-the-worker", "come across"),
            ("points", "all weights are 0"),
            ("stratified-lottery", "all are alike"),
            ("minimisation", "all are alike"),
            ("rerandomisation", "all are alike"),
            ("practice-picks-easier", "is not given"),
            ("authority-offloads-harder", "is not given"),
        ] {
            let found = problems(&format!("allocation.rule = \"{rule}\""));
            assert!(found.contains(word), "{rule}: {found}");
        }
    }

    #[test]
    fn a_policy_that_names_a_rule_is_checked_with_its_own_terms() {
        let given = "[policy.a]\nallocation.rule = \"points\"\nallocation.points.moves = 0\n";
        assert!(problems(&given.replace("moves", "per_move")).contains("policy.a.allocation.points"));
        let given = "[policy.a]\nallocation.rule = \"points\"\nallocation.points.per_move = 2\n";
        assert_eq!(problems(given), "");
    }
}
