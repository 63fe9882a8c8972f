//! Notes on a scenario that can be simulated and yet cannot be what its author means.
//!
//! They are advice, not problems: `check` and `run` print them, and nothing is refused.

use super::Scenario;
use super::names::find;
use super::text::plain;

/// Vacancy rates that differ by less are the same: published ones are rounded and move by more from year to year.
const SAME_VACANCY: f64 = 0.02;

/// Everything worth a note, one line each.
pub fn notes(scenario: &Scenario) -> Vec<String> {
    let mut notes = vec![];
    notes.extend(vacancy_and_turnover(scenario));
    for practice in &scenario.practices {
        notes.extend(retention(scenario, practice));
        notes.extend(idle_reserve(scenario, practice));
    }
    notes
}

/// The published vacancy rate, as a share of posts: given as such, or as a target.
fn published_vacancy(scenario: &Scenario) -> Option<f64> {
    let given = scenario.entry("workforce.vacancy_rate").value.optional_number();
    let target = scenario.entries.get("target.vacancy_pct").map(|entry| entry.value.target().value / 100.0);
    given.or(target)
}

/// In steady state a post stands vacant for a share b / (1 + b) of the time, b = turnover x time to fill (alternating
/// renewal); structural vacancies come on top. A published rate far from it cannot be true beside the published turnover.
fn vacancy_and_turnover(scenario: &Scenario) -> Option<String> {
    let number = |key: &str| scenario.entry(key).value.number();
    let vacancy = published_vacancy(scenario)?;
    let turnover = number("workforce.turnover_per_year") * number("workforce.retention_factor");
    let structural = number("workforce.structural_vacancy_share");
    let fill_years =
        scenario.entry("workforce.time_to_fill").value.law().mean_days()? / crate::domain::keys::YEAR_DAYS;
    let waiting = turnover * fill_years / (1.0 + turnover * fill_years);
    let implied = structural + (1.0 - structural) * waiting;
    if (vacancy - implied).abs() <= SAME_VACANCY {
        return None;
    }
    let percent = |share: f64| format!("{}%", plain((share * 1000.0).round() / 10.0));
    let months = |years: f64| format!("{} months", plain((years * 120.0).round() / 10.0));
    let (v, t) = (percent(vacancy), percent(turnover));
    let told =
        format!("a vacancy rate of {v} and a turnover of {t} a year cannot both be true in steady state here");
    let simulated = format!("simulated would be {}", percent(implied));
    if turnover <= 0.0 {
        return Some(format!("{told}: nobody leaves, so only structural vacancies remain; {simulated}"));
    }
    let years = vacancy / (1.0 - vacancy) / turnover;
    let arithmetic = format!(
        "{v} / {} / {t} = {} years is how long every leaver's post would stand vacant, and workforce.time_to_fill has a mean of {}",
        percent(1.0 - vacancy),
        plain((years * 100.0).round() / 100.0),
        months(fill_years),
    );
    let remedy = match vacancy > implied {
        true => format!(
            "posts that are held by agency or frozen are the remedy: workforce.structural_vacancy_share = {} makes both true",
            plain(((vacancy - waiting) / (1.0 - waiting) * 1000.0).round() / 1000.0)
        ),
        false => {
            "a shorter workforce.time_to_fill or a smaller workforce.structural_vacancy_share is the remedy".into()
        }
    };
    Some(format!("{told}: {arithmetic}; {simulated}. {remedy}", remedy = capital(&remedy)))
}

/// A factor on leaving that nobody pays for, or a payment that buys nothing.
fn retention(scenario: &Scenario, practice: &str) -> Option<String> {
    let policies = std::iter::once(None).chain(scenario.policies.keys().map(Some));
    for policy in policies {
        let number = |key: &str| {
            let key = format!("practice.{practice}.{key}");
            debug_assert!(find(&key).is_some(), "a bug: no key {key}");
            policy.map_or_else(|| scenario.entry(&key), |name| scenario.in_policy(name, &key)).value.number()
        };
        let (paid, factor) = (number("retention_gbp_per_year"), number("retention_factor"));
        let where_ = policy.map(|name| format!("policy {name}, ")).unwrap_or_default();
        if paid <= 0.0 && factor < 1.0 {
            return Some(format!(
                "{where_}practice {practice}: retention_factor = {} lowers turnover and retention_gbp_per_year is 0: nobody pays for it",
                plain(factor)
            ));
        }
        if paid > 0.0 && factor == 1.0 {
            return Some(format!(
                "{where_}practice {practice}: the retention payment of {} GBP a year buys nothing while retention_factor is 1",
                plain(paid)
            ));
        }
    }
    None
}

/// A reserve where every post is filled at once.
fn idle_reserve(scenario: &Scenario, practice: &str) -> Option<String> {
    let entry = |key: &str| scenario.entry(&format!("practice.{practice}.{key}"));
    let kept = entry("reserve_share").value.number() > 0.0;
    let at_once = entry("time_to_fill").value.law().mean_days() == Some(0.0);
    (kept && at_once).then(|| {
        format!("practice {practice}: a reserve is paid and never used, because time_to_fill is 0 and every post is filled at once")
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        notes(&Scenario::parse("test", text, &[]).unwrap_or_else(|p| panic!("{p}")))
    }

    const FIVE_MONTHS: &str = "[workforce]\ntime_to_fill = { law = \"gamma\", shape = 2, mean_months = 5 }\n";

    #[test]
    fn twelve_and_eleven_percent_imply_posts_vacant_for_more_than_a_year() {
        let told = of(&format!("{FIVE_MONTHS}vacancy_rate = 0.12\nturnover_per_year = 0.11"));
        assert_eq!(
            told,
            [
                "a vacancy rate of 12% and a turnover of 11% a year cannot both be true in steady state here: 12% / 88% / 11% = \
             1.24 years is how long every leaver's post would stand vacant, and workforce.time_to_fill has a mean of 5 months; \
             simulated would be 4.4%. Posts that are held by agency or frozen are the remedy: \
             workforce.structural_vacancy_share = 0.08 makes both true"
            ]
        );
        // and so it does
        let remedied =
            format!("{FIVE_MONTHS}vacancy_rate = 0.12\nturnover_per_year = 0.11\nstructural_vacancy_share = 0.08");
        assert_eq!(of(&remedied), Vec::<String>::new());
    }

    #[test]
    fn a_target_stands_for_the_published_rate_and_too_few_vacancies_are_noted_too() {
        let target = "[target]\nvacancy_pct = { value = 1, tolerance = 1, source = \"made up\" }\n";
        let told = of(&format!("{FIVE_MONTHS}turnover_per_year = 0.3\n{target}"));
        assert!(told[0].contains("A shorter workforce.time_to_fill"), "{told:?}");
        assert_eq!(of(&format!("{FIVE_MONTHS}turnover_per_year = 0.3")), Vec::<String>::new());
        let nobody = of("[workforce]\nvacancy_rate = 0.12\nturnover_per_year = 0");
        assert!(nobody[0].contains("nobody leaves"), "{nobody:?}");
    }

    #[test]
    fn what_is_paid_for_nothing_or_bought_for_nothing_is_noted() {
        let told = of(
            "[practice.elm]\nretention_factor = 0.8\n[policy.paid]\npractice.elm.retention_gbp_per_year = 2000\n",
        );
        assert!(told.len() == 1 && told[0].starts_with("practice elm: retention_factor = 0.8"), "{told:?}");
        let told = of("[practice.elm]\n[policy.paid]\npractice.elm.retention_gbp_per_year = 2000\n");
        assert!(told[0].starts_with("policy paid, practice elm: the retention payment of 2000 GBP"), "{told:?}");
        let told = of("[practice.elm]\nreserve_share = 0.1\n");
        assert!(told[0].contains("never used"), "{told:?}");
    }

    #[test]
    fn shipped_scenarios_need_no_note() {
        for (name, text) in Scenario::shipped() {
            let scenario = Scenario::parse(name, text, &[]).unwrap_or_else(|p| panic!("{p}"));
            assert_eq!(notes(&scenario), Vec::<String>::new(), "{name}");
        }
    }
}
