//! Reads a limit as a planner writes it: `cover_failures<=2/yr`, `same_worker>=60%`, `fund < GBP 500,000`.

use super::measures::{Measurable, find, nearest};
use crate::results::size::limit::{Limit, Sign};

/// What a limit looks like.
pub const EXAMPLE: &str = "such as 'cover_failures<=2/yr', 'same_worker>=60%' or 'cost_per_child_year<=9000 GBP'";

/// All limits, or everything that is wrong with them.
pub fn limits(stated: &[String]) -> Result<Vec<Limit>, Vec<String>> {
    let (mut limits, mut wrong) = (Vec::new(), Vec::new());
    for text in stated {
        match limit(text) {
            Ok(limit) => limits.push(limit),
            Err(why) => wrong.push(format!("--limit \"{text}\": {why}")),
        }
    }
    if wrong.is_empty() { Ok(limits) } else { Err(wrong) }
}

/// One limit.
pub fn limit(text: &str) -> Result<Limit, String> {
    let even = text.replace('≤', "<=").replace('≥', ">=");
    let Some(at) = even.find(['<', '>', '=']) else {
        return Err(format!("there is no <=, >=, < or > in it; expected MEASURE<=NUMBER, {EXAMPLE}"));
    };
    let (name, rest) = (even[..at].trim(), &even[at..]);
    let length = rest.chars().take_while(|c| ['<', '>', '='].contains(c)).count();
    let sign = match &rest[..length] {
        "<=" | "=<" => Sign::AtMost,
        ">=" | "=>" => Sign::AtLeast,
        "<" => Sign::Below,
        ">" => Sign::Above,
        other => return Err(format!("\"{other}\" is no limit; expected <=, >=, < or >, {EXAMPLE}")),
    };
    if name.is_empty() {
        return Err(format!(
            "no measure stands before \"{}\"; expected MEASURE{}NUMBER, {EXAMPLE}",
            sign.sign(),
            sign.sign()
        ));
    }
    let Some(measure) = find(name) else {
        let help = match nearest(name) {
            Some(near) => format!("the nearest is \"{near}\""),
            None => "swpsim measures lists them".into(),
        };
        return Err(format!("there is no measure \"{name}\"; {help}"));
    };
    let (bound, unit) = number(&rest[length..], sign)?;
    check_unit(&measure, &unit, bound)?;
    Ok(Limit { measure: measure.name.into(), sign, bound, stated: text.trim().into() })
}

/// The number with what stands around it, as a unit.
fn number(text: &str, sign: Sign) -> Result<(f64, String), String> {
    let text = text.trim();
    let begins = |c: char| c.is_ascii_digit() || c == '-' || c == '.';
    let Some(from) = text.find(begins) else {
        return Err(format!("no number stands after \"{}\"; expected one, {EXAMPLE}", sign.sign()));
    };
    let part = |c: char| begins(c) || c == ',' || c == '_';
    let to = text[from..].find(|c| !part(c)).map_or(text.len(), |end| from + end);
    let digits: String = text[from..to].chars().filter(|c| *c != ',' && *c != '_').collect();
    let bound = digits.parse().map_err(|_| format!("\"{}\" is not a number; {EXAMPLE}", &text[from..to]))?;
    let unit = format!("{} {}", &text[..from], &text[to..]).trim().replace('£', "GBP");
    Ok((bound, unit))
}

/// A unit must be that of the measure, and a percentage one that can be.
fn check_unit(measure: &Measurable, unit: &str, bound: f64) -> Result<(), String> {
    let own = measure.unit.to_lowercase();
    let refused = || Err(format!("\"{unit}\" is not the unit of {}, which is in {}", measure.name, measure.unit));
    for word in unit.split_whitespace().flat_map(|word| word.split_inclusive('%')) {
        let word = word.to_lowercase();
        let meant = match word.trim_start_matches('/') {
            "yr" | "y" | "year" | "a" | "per" => "year",
            word => word,
        };
        let plural = format!("{meant}s");
        if meant.is_empty() || !(own.contains(meant) || own.contains(plural.as_str())) {
            return refused();
        }
    }
    if measure.unit.starts_with('%') && !(0.0..=100.0).contains(&bound) {
        return Err(format!("{bound} is not a percentage, which lies between 0 and 100"));
    }
    if measure.unit.starts_with('%') && bound > 0.0 && bound < 1.0 && !unit.contains('%') {
        return Err(format!(
            "{} is in percent: did you mean {}%? (write {bound}% if not)",
            measure.name,
            bound * 100.0
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_planners_write_them() {
        let read =
            |text: &str| limit(text).map(|l| (l.measure, l.sign, l.bound)).unwrap_or_else(|why| panic!("{why}"));
        let same = "cohort_same_worker_all_year_pct";
        assert_eq!(read("same_worker>=60%"), (same.into(), Sign::AtLeast, 60.0));
        assert_eq!(read(" same_worker ≥ 60 % "), (same.into(), Sign::AtLeast, 60.0));
        assert_eq!(read("fund<GBP 500,000"), ("critical_fund_authority_holds_gbp".into(), Sign::Below, 500_000.0));
        assert_eq!(read("fund <= £1_000"), ("critical_fund_authority_holds_gbp".into(), Sign::AtMost, 1000.0));
        assert_eq!(read("worker_leavings<=2/yr"), ("worker_leavings".into(), Sign::AtMost, 2.0));
        assert_eq!(read("leaver_days>300 days"), ("leaver_days".into(), Sign::Above, 300.0));
    }

    #[test]
    fn what_is_no_limit_is_refused_with_an_example_or_the_nearest_name() {
        let why = |text: &str| limit(text).unwrap_err();
        assert!(why("same_worker").contains("'cover_failures<=2/yr'"));
        assert!(why("same_worker==60").contains("\"==\" is no limit"));
        assert!(why("<=2").contains("no measure stands before"));
        assert!(why("same_worker>=many").contains("no number stands after"));
        assert!(why("same_worker>=6-0").contains("not a number"));
        assert!(why("same_wroker>=60").contains("the nearest is \"same_worker\""));
        assert!(why("same_worker>=0.6").contains("did you mean 60%?"));
        assert!(why("same_worker>=160").contains("not a percentage"));
        assert!(why("fund<=5 days").contains("which is in GBP"));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let wrong = limits(&["same_wroker>=60".into(), "fund".into()]).unwrap_err();
        assert_eq!(wrong.len(), 2);
    }
}
