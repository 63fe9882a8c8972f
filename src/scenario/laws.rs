//! Laws of waiting times as files write them: `{ law = "gamma", shape = 2, mean_months = 5 }`.

use super::page::{Page, Part, describe, float};
use super::text::{listed, plain};
use crate::domain::laws::{LAW_NAMES, Law};

/// Units of time that a key may end in, in days. A month is a twelfth of 365.25 days.
const UNITS: &[(&str, f64)] = &[("days", 1.0), ("weeks", 7.0), ("months", 365.25 / 12.0), ("years", 365.25)];
/// Units of rates, in units of one per day.
const RATES: &[(&str, f64)] = &[("per_day", 1.0), ("per_month", 12.0 / 365.25), ("per_year", 1.0 / 365.25)];
/// The longest time that makes sense, in days: about 2,700 years, since exponential stand-ins for "never" occur.
const LONGEST_DAYS: f64 = 1e6;

/// What one law needs: its plain numbers, its time (a prefix of the key), whether these are lists.
struct Form {
    numbers: &'static [&'static str],
    time: &'static str,
    rates: bool,
    lists: bool,
}

fn form(law: &str) -> Form {
    let form = |numbers, time, rates, lists| Form { numbers, time, rates, lists };
    match law {
        "fixed" => form(&[], "", false, false),
        "exponential" => form(&[], "mean_", false, false),
        "weibull" => form(&["shape"], "scale_", false, false),
        "lognormal" => form(&["sigma"], "median_", false, false),
        "gamma" => form(&["shape"], "mean_", false, false),
        "mixture" => form(&["weights"], "mean_", false, true),
        "piecewise" => form(&[], "from_", true, true),
        _ => form(&[], "", false, true),
    }
}

impl Form {
    /// Every name that the law may hold.
    fn names(&self) -> Vec<String> {
        let numbers = self.numbers.iter().map(|name| (*name).to_owned());
        let times = UNITS.iter().map(|(unit, _)| format!("{}{unit}", self.time));
        let rates = RATES.iter().filter(|_| self.rates).map(|(unit, _)| format!("rates_{unit}"));
        numbers.chain(times).chain(rates).collect()
    }

    /// How to write it.
    fn usage(&self, law: &str) -> String {
        let blank = if self.lists { "[..]" } else { ".." };
        let numbers = self.numbers.iter().map(|name| format!(", {name} = {blank}")).collect::<String>();
        let rates = if self.rates { ", rates_per_year = [..]" } else { "" };
        format!("{{ law = \"{law}\"{numbers}, {}months = {blank}{rates} }}", self.time)
    }
}

/// Names of the parts of all laws, for the schema.
pub fn part_names() -> Vec<String> {
    let mut names: Vec<String> = LAW_NAMES.iter().flat_map(|law| form(law).names()).collect();
    names.sort();
    names.dedup();
    names
}

/// Reads a law from the pairs of its table (annotations already taken out); problems go to the page.
pub fn read(page: &mut Page, key: &str, at: usize, parts: &[Part<'_>]) -> Option<Law> {
    let before = page.problems();
    let Some(word) = parts.iter().find(|part| part.name == "law") else {
        page.note(at, key, format!("a law needs its name: law = one of {}", listed(LAW_NAMES)));
        return None;
    };
    let name = match word.value.as_str() {
        Some(name) if LAW_NAMES.contains(&name) => name,
        Some(name) => {
            page.unknown(word.at, key, "law", name, LAW_NAMES);
            return None;
        }
        None => {
            page.note(
                word.at,
                key,
                format!("found {} as the law; expected one of {}", describe(word.value), listed(LAW_NAMES)),
            );
            return None;
        }
    };
    let form = form(name);
    let mut numbers: Vec<Option<Vec<f64>>> = vec![None; form.numbers.len()];
    let (mut times, mut rates) = (None, None);
    for part in parts.iter().filter(|part| part.name != "law") {
        if let Some(i) = form.numbers.iter().position(|number| *number == part.name) {
            numbers[i] = numbers_of(page, key, part, form.lists);
        } else if let Some(scale) = unit_of(part.name, form.time, UNITS) {
            once(page, key, part, &form, &mut times, scale);
        } else if let Some(scale) = unit_of(part.name, "rates_", RATES).filter(|_| form.rates) {
            once(page, key, part, &form, &mut rates, scale);
        } else {
            let names = form.names();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            page.unknown(part.at, key, &format!("part of the {name} law called"), part.name, &names);
        }
    }
    if page.problems() > before {
        return None;
    }
    let complete = times.is_some() && numbers.iter().all(Option::is_some) && (rates.is_some() || !form.rates);
    if !complete {
        page.note(at, key, format!("the {name} law is not complete: expected {}", form.usage(name)));
        return None;
    }
    let law =
        build(name, numbers.into_iter().flatten().collect(), times.unwrap_or_default(), rates.unwrap_or_default());
    if let Err(why) = check(&law) {
        page.note(at, key, why);
        return None;
    }
    Some(law)
}

/// The scale of a unit with which a name ends after its prefix.
fn unit_of(name: &str, prefix: &str, units: &[(&str, f64)]) -> Option<f64> {
    let unit = name.strip_prefix(prefix)?;
    units.iter().find(|(word, _)| *word == unit).map(|(_, scale)| *scale)
}

/// Reads a time or a rate, which may be given in one unit only.
fn once(page: &mut Page, key: &str, part: &Part<'_>, form: &Form, into: &mut Option<Vec<f64>>, scale: f64) {
    if into.is_some() {
        page.note(part.at, key, format!("{} is given a second time, in another unit: keep one", part.name));
        return;
    }
    let numbers = numbers_of(page, key, part, form.lists);
    *into = numbers.map(|numbers| numbers.iter().map(|x| x * scale).collect());
}

/// One number, or a list of them where the law has lists; always finite.
fn numbers_of(page: &mut Page, key: &str, part: &Part<'_>, list: bool) -> Option<Vec<f64>> {
    let numbers: Option<Vec<f64>> = match part.value.as_array() {
        Some(array) if list => array.iter().map(|item| float(item.get_ref())).collect(),
        None if !list => float(part.value).map(|number| vec![number]),
        _ => None,
    };
    let finite = numbers.filter(|numbers| numbers.iter().all(|x| x.is_finite()));
    if finite.is_none() {
        let expected = if list { "a list of numbers" } else { "a number" };
        page.note(part.at, key, format!("{} is {}; expected {expected}", part.name, describe(part.value)));
    }
    finite
}

/// Puts a law together from parts that are complete.
fn build(name: &str, mut numbers: Vec<Vec<f64>>, times: Vec<f64>, rates: Vec<f64>) -> Law {
    let first = numbers.first().and_then(|list| list.first()).copied().unwrap_or_default();
    let time = times.first().copied().unwrap_or_default();
    match name {
        "fixed" => Law::Fixed { days: time },
        "exponential" => Law::Exponential { mean_days: time },
        "weibull" => Law::Weibull { shape: first, scale_days: time },
        "lognormal" => Law::Lognormal { median_days: time, sigma: first },
        "gamma" => Law::Gamma { shape: first, mean_days: time },
        "mixture" => Law::Mixture { weights: numbers.swap_remove(0), mean_days: times },
        "piecewise" => Law::Piecewise { from_days: times, rates_per_day: rates },
        _ => Law::Empirical { days: times },
    }
}

/// Why the numbers of a law make no sense, if they do not.
fn check(law: &Law) -> Result<(), String> {
    let time = |what: &str, days: f64| match days {
        d if d > 0.0 && d <= LONGEST_DAYS => Ok(()),
        d if d <= 0.0 => Err(format!("{what} of {} days: expected more than 0", plain(d))),
        d => Err(format!("{what} of {} days: expected at most {}", plain(d), plain(LONGEST_DAYS))),
    };
    let shape = |what: &str, number: f64| match number {
        x if (0.01..=1000.0).contains(&x) => Ok(()),
        x => Err(format!("{what} is {}: expected a number from 0.01 to 1000", plain(x))),
    };
    match law {
        Law::Fixed { days } if *days == 0.0 => Ok(()),
        Law::Fixed { days } => time("a fixed time", *days),
        Law::Exponential { mean_days } => time("a mean", *mean_days),
        Law::Weibull { shape: k, scale_days } => shape("shape", *k).and(time("a scale", *scale_days)),
        Law::Lognormal { median_days, sigma } => shape("sigma", *sigma).and(time("a median", *median_days)),
        Law::Gamma { shape: k, mean_days } => shape("shape", *k).and(time("a mean", *mean_days)),
        Law::Mixture { weights, mean_days } => {
            same_length("weights", weights.len(), "means", mean_days.len())?;
            let total: f64 = weights.iter().sum();
            if weights.iter().any(|w| *w < 0.0) || total <= 0.0 {
                return Err("weights must be 0 or more, and not all 0".into());
            }
            mean_days.iter().try_for_each(|days| time("a mean", *days))
        }
        Law::Piecewise { from_days, rates_per_day } => {
            same_length("starting times", from_days.len(), "rates", rates_per_day.len())?;
            if from_days[0] != 0.0 || from_days.windows(2).any(|pair| pair[1] <= pair[0]) {
                return Err("starting times must begin with 0 and rise".into());
            }
            if rates_per_day.iter().any(|rate| !(0.0..=1e4).contains(rate)) {
                return Err("rates must be 0 or more, and at most 10000 a day".into());
            }
            Ok(())
        }
        Law::Empirical { days } if days.is_empty() => Err("no observed time is given".into()),
        Law::Empirical { days } => {
            let outside = days.iter().find(|d| !(0.0..=LONGEST_DAYS).contains(*d));
            outside.map_or(Ok(()), |d| Err(format!("an observed time of {} days: expected 0 or more", plain(*d))))
        }
    }
}

fn same_length(what: &str, n: usize, other: &str, m: usize) -> Result<(), String> {
    if n == m && n > 0 {
        Ok(())
    } else {
        Err(format!("{n} {what} and {m} {other}: expected as many of each, at least one"))
    }
}

/// The same law with all its times multiplied.
pub fn scaled(law: &Law, factor: f64) -> Law {
    let all = |times: &[f64]| times.iter().map(|t| t * factor).collect();
    match law {
        Law::Fixed { days } => Law::Fixed { days: days * factor },
        Law::Exponential { mean_days } => Law::Exponential { mean_days: mean_days * factor },
        Law::Weibull { shape, scale_days } => Law::Weibull { shape: *shape, scale_days: scale_days * factor },
        Law::Lognormal { median_days, sigma } => {
            Law::Lognormal { median_days: median_days * factor, sigma: *sigma }
        }
        Law::Gamma { shape, mean_days } => Law::Gamma { shape: *shape, mean_days: mean_days * factor },
        Law::Mixture { weights, mean_days } => {
            Law::Mixture { weights: weights.clone(), mean_days: all(mean_days) }
        }
        Law::Piecewise { from_days, rates_per_day } => Law::Piecewise {
            from_days: all(from_days),
            rates_per_day: rates_per_day.iter().map(|rate| rate / factor).collect(),
        },
        Law::Empirical { days } => Law::Empirical { days: all(days) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    fn law(text: &str) -> Result<Law, String> {
        let read = Scenario::parse("test", &format!("stay.length = {text}"), &[]);
        read.map(|scenario| scenario.entry("stay.length").value.law().clone())
            .map_err(|problems| problems.list()[0].message.clone())
    }

    #[test]
    fn every_law_can_be_written_in_any_unit() {
        let month = 365.25 / 12.0;
        let cases = [
            (r#"{ law = "fixed", days = 40 }"#, Law::Fixed { days: 40.0 }),
            (r#"{ law = "fixed", weeks = 2 }"#, Law::Fixed { days: 14.0 }),
            (r#"{ law = "exponential", mean_years = 2 }"#, Law::Exponential { mean_days: 730.5 }),
            (
                r#"{ law = "weibull", shape = 0.7, scale_days = 80 }"#,
                Law::Weibull { shape: 0.7, scale_days: 80.0 },
            ),
            (
                r#"{ law = "lognormal", median_days = 60, sigma = 0.8 }"#,
                Law::Lognormal { median_days: 60.0, sigma: 0.8 },
            ),
            (
                r#"{ law = "gamma", shape = 2, mean_months = 5 }"#,
                Law::Gamma { shape: 2.0, mean_days: 5.0 * month },
            ),
            (
                r#"{ law = "mixture", weights = [0.7, 0.3], mean_months = [8, 60] }"#,
                Law::Mixture { weights: vec![0.7, 0.3], mean_days: vec![8.0 * month, 60.0 * month] },
            ),
            (
                r#"{ law = "piecewise", from_days = [0, 30], rates_per_day = [0.01, 0.002] }"#,
                Law::Piecewise { from_days: vec![0.0, 30.0], rates_per_day: vec![0.01, 0.002] },
            ),
            (r#"{ law = "empirical", days = [3, 10, 400] }"#, Law::Empirical { days: vec![3.0, 10.0, 400.0] }),
        ];
        for (text, expected) in cases {
            assert_eq!(law(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_law_may_say_its_source_beside_its_numbers() {
        assert!(
            law(r#"{ law = "fixed", days = 40, source = "court statistics", quality = "published" }"#).is_ok()
        );
    }

    #[test]
    fn what_is_wrong_with_a_law_is_said() {
        let says = |text: &str| law(text).unwrap_err();
        assert_eq!(says(r#"{ law = "gama", shape = 2 }"#), "there is no law \"gama\"; the nearest is \"gamma\"");
        assert_eq!(
            says(r#"{ law = "gamma", shape = 2 }"#),
            "the gamma law is not complete: expected { law = \"gamma\", shape = .., mean_months = .. }"
        );
        assert!(
            says(r#"{ law = "exponential", mean = 2 }"#)
                .starts_with("there is no part of the exponential law called \"mean\"")
        );
        assert_eq!(says(r#"{ law = "exponential", mean_days = -2 }"#), "a mean of -2 days: expected more than 0");
        assert_eq!(says(r#"{ law = "exponential", mean_days = nan }"#), "mean_days is nan; expected a number");
        assert_eq!(
            says(r#"{ law = "exponential", mean_days = 2, mean_years = 3 }"#),
            "mean_years is given a second time, in another unit: keep one"
        );
        assert_eq!(
            says(r#"{ law = "mixture", weights = [1], mean_days = [2, 3] }"#),
            "1 weights and 2 means: expected as many of each, at least one"
        );
    }

    #[test]
    fn a_scaled_law_has_a_scaled_mean() {
        let law = law(r#"{ law = "piecewise", from_days = [0, 30], rates_per_day = [0.01, 0.002] }"#).unwrap();
        let (mean, twice) = (law.mean_days().unwrap(), scaled(&law, 2.0).mean_days().unwrap());
        assert!((twice - 2.0 * mean).abs() < 1e-9);
    }
}
