//! `key=value` from the command line.

use super::page::Page;
use super::problems::Problems;
use super::read::{self, Layer};
use super::value::Origin;

/// Reads one setting. A bare word counts as text, since shells take quotes away.
pub fn read(text: &str) -> (Layer, Problems) {
    let place = Origin::Override { text: text.into() };
    let fail = |message: &str| (Layer::default(), Problems::one(&place, "", message));
    let Some((key, value)) = text.split_once('=') else {
        return fail("expected key=value, such as run.seed=7");
    };
    let (key, value) = (key.trim(), value.trim());
    if text.contains(['\n', '\r']) || value.is_empty() {
        return fail("expected one key and one value, such as run.seed=7");
    }
    if key == "extends" {
        return fail("which scenario is extended cannot be set here; write a file that extends it");
    }
    let line = format!("{key} = {value}");
    let is_toml = toml::de::DeTable::parse(&line).is_ok();
    let is_word = value.chars().all(|c| c.is_alphanumeric() || "-_ .:".contains(c));
    let line = if is_toml || !is_word { line } else { format!("{key} = \"{value}\"") };
    read::read(Page::of_override(&line, text), &line)
}

#[cfg(test)]
mod tests {
    use crate::scenario::Scenario;

    fn set(overrides: &[&str]) -> Result<Scenario, String> {
        let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
        Scenario::parse("test", "[run]\nseed = 1\n[policy.elm]", &overrides)
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_setting_beats_the_file_and_the_last_one_wins() {
        let scenario = set(&["run.seed=7", "run.seed = 18446744073709551615"]).unwrap();
        assert_eq!(scenario.entry("run.seed").value.count(), u64::MAX);
    }

    #[test]
    fn words_need_no_quotes_since_the_shell_takes_them_away() {
        let scenario = set(&["policy.elm.allocation.rule=longest-waiting", "authority.name=North Shire"]).unwrap();
        assert_eq!(scenario.in_policy("elm", "allocation.rule").value.text(), "longest-waiting");
        assert_eq!(scenario.in_policy("oak", "allocation.rule").value.text(), "lottery");
        assert_eq!(scenario.entry("authority.name").value.text(), "North Shire");
    }

    #[test]
    fn tables_and_laws_can_be_set() {
        let scenario = set(&["workforce.time_to_fill={ law = \"fixed\", weeks = 2 }"]).unwrap();
        assert_eq!(scenario.entry("workforce.time_to_fill").value.law().mean_days(), Some(14.0));
    }

    #[test]
    fn a_wrong_setting_says_which_it_is() {
        assert_eq!(
            set(&["run.sed=7", "stay.multiplier=many", "seed"]).unwrap_err(),
            "3 problems in what is set on the command line\n  \
             run.sed=7   run.sed: there is no such key; the nearest is run.seed\n  \
             stay.multiplier=many   stay.multiplier: found \"many\"; expected a number from 0.05 to 20 (factor)\n  \
             seed   expected key=value, such as run.seed=7"
        );
        assert!(set(&["extends=k1"]).is_err());
        assert!(set(&["run.seed=1\nrun.years=2"]).is_err());
    }
}
