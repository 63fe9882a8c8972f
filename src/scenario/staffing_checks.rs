//! What must hold between the keys of posts and workers: nobody in two places, and no half of a pair.

use super::Scenario;
use super::checks::{setting, shown, worlds};
use super::problems::Problems;

/// Notes everything about posts and workers that does not fit together.
pub fn check(scenario: &Scenario, problems: &mut Problems) {
    for practice in &scenario.practices {
        let own = |key: &str| format!("practice.{practice}.{key}");
        too_many_come_across(scenario, problems, &own);
        needs(
            scenario,
            problems,
            &own("partner_share"),
            &own("partner_turnover_per_year"),
            "how many partners leave",
        );
        needs(
            scenario,
            problems,
            &own("staff_loss_year"),
            &own("staff_loss_share"),
            "how many leave in that year",
        );
        needs(
            scenario,
            problems,
            &own("staff_loss_share"),
            &own("staff_loss_year"),
            "the year in which they leave",
        );
        loss_within_the_run(scenario, problems, &own("staff_loss_year"));
    }
}

/// Staff who come across for good and those on loan fill different posts.
fn too_many_come_across(scenario: &Scenario, problems: &mut Problems, own: &dyn Fn(&str) -> String) {
    let (transferred, seconded) = (own("transferred_staff_share"), own("seconded_staff_share"));
    for arm in worlds(scenario, &[&transferred, &seconded]) {
        let [stays, lent] = [&transferred, &seconded].map(|key| setting(scenario, arm, key));
        let (stays_share, lent_share) = (stays.value.number(), lent.value.number());
        if stays_share + lent_share > 1.0 + 1e-9 && !problems.concern(&shown(arm, &seconded)) {
            let place = if lent.is_given() { &lent.origin } else { &stays.origin };
            let message = format!(
                "more staff than posts: {lent_share} on loan and {stays_share} for good ({transferred}) are {} of the posts; expected at most 1 together",
                super::text::plain(stays_share + lent_share)
            );
            problems.note(place, &shown(arm, &seconded), message);
        }
    }
}

/// A key that makes no sense without another one. A share of 0 needs nothing.
fn needs(scenario: &Scenario, problems: &mut Problems, key: &str, other: &str, what: &str) {
    for arm in worlds(scenario, &[key, other]) {
        let (given, missing) = (setting(scenario, arm, key), setting(scenario, arm, other));
        let asked = given.is_given() && given.value.optional_number().is_some_and(|x| x > 0.0);
        if asked && missing.value.is_absent() && !problems.concern(other) && !problems.concern(&shown(arm, other))
        {
            problems.note(&given.origin, &shown(arm, key), format!("needs {other}: {what}"));
        }
    }
}

/// A year after the run would never come.
fn loss_within_the_run(scenario: &Scenario, problems: &mut Problems, key: &str) {
    let years = scenario.entry("run.years");
    if problems.concern("run.years") {
        return;
    }
    for arm in worlds(scenario, &[key]) {
        let loss = setting(scenario, arm, key);
        let after = loss.value.optional_number().filter(|year| *year > years.value.number());
        if let Some(year) = after {
            let message = format!("year {year} never comes: run.years is {}", years.value.number());
            problems.note(&loss.origin, &shown(arm, key), message);
        }
    }
}
