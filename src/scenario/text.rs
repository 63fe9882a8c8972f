//! Values as people write them: plain numbers, laws in words.

use super::keys::Kind;
use super::value::Value;
use crate::domain::laws::Law;

/// A number to ten significant digits, without exponent or trailing zeros.
pub fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.9e}").parse().unwrap_or(number);
    (rounded + 0.0).to_string() // -0 prints as 0
}

/// Words joined by commas.
pub fn listed<T: AsRef<str>>(words: &[T]) -> String {
    words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

/// Numbers joined by commas.
pub fn numbers_text(numbers: &[f64]) -> String {
    listed(&numbers.iter().map(|x| plain(*x)).collect::<Vec<_>>())
}

/// Bounds in words; one so high that it only keeps nonsense out is not mentioned.
pub fn bounds_text(min: f64, max: f64) -> String {
    if max >= 1e12 {
        format!("of {} or more", plain(min))
    } else {
        format!("from {} to {}", plain(min), plain(max))
    }
}

/// A value in words.
pub fn value_text(kind: Kind, value: &Value) -> String {
    match value {
        Value::Absent => "not given".into(),
        Value::Number(number) => plain(*number),
        Value::Count(count) => count.to_string(),
        Value::Text(text) => text.clone(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
        Value::Date(date) => date.to_string(),
        Value::Numbers(numbers) => match kind {
            Kind::Numbers { names, .. } | Kind::Shares { names } => named_text(names, numbers, kind),
            _ => numbers_text(numbers),
        },
        Value::Law(law) => law_text(law),
        Value::Names(names) => listed(names),
        Value::Target(target) => {
            let what = if target.statistic == "sd" { "standard deviation " } else { "" };
            format!("{what}{} ± {}", plain(target.value), plain(target.tolerance))
        }
    }
}

/// `under_1 0.2, age_1_4 0.8`; one number where all are the same; shares of 0 are left out.
fn named_text(names: &[&str], numbers: &[f64], kind: Kind) -> String {
    if names.len() > 1 && numbers.iter().all(|x| x == &numbers[0]) {
        return format!("{} each", plain(numbers[0]));
    }
    let shares = matches!(kind, Kind::Shares { .. });
    let parts = names.iter().zip(numbers).filter(|(_, x)| !shares || **x != 0.0);
    listed(&parts.map(|(name, x)| format!("{name} {}", plain(*x))).collect::<Vec<_>>())
}

/// A law in words, its times in the largest unit in which they are whole.
pub fn law_text(law: &Law) -> String {
    match law {
        Law::Fixed { days } => format!("always {}", time_text(*days)),
        Law::Exponential { mean_days } => format!("exponential, mean {}", time_text(*mean_days)),
        Law::Weibull { shape, scale_days } => {
            format!("Weibull, shape {}, scale {}", plain(*shape), time_text(*scale_days))
        }
        Law::Lognormal { median_days, sigma } => {
            format!("lognormal, median {}, sigma {}", time_text(*median_days), plain(*sigma))
        }
        Law::Gamma { shape, mean_days } => {
            format!("gamma, shape {}, mean {}", plain(*shape), time_text(*mean_days))
        }
        Law::Mixture { weights, mean_days } => {
            let parts = weights.iter().zip(mean_days);
            let parts: Vec<_> = parts.map(|(w, m)| format!("{} with mean {}", plain(*w), time_text(*m))).collect();
            format!("mixture of exponentials: {}", listed(&parts))
        }
        Law::Piecewise { from_days, rates_per_day } => {
            let parts = from_days.iter().zip(rates_per_day);
            let parts: Vec<_> =
                parts.map(|(from, r)| format!("from {} {}", time_text(*from), plain(*r * 365.25))).collect();
            format!("rate per year: {}", listed(&parts))
        }
        Law::Empirical { days } => {
            format!("one of {} observed times, in days: {}", days.len(), numbers_text(days))
        }
    }
}

/// A time in days, or in months or years where these are whole and days are not.
fn time_text(days: f64) -> String {
    let whole = |x: f64| (x - x.round()).abs() < 1e-9;
    let (number, unit) = match days {
        d if whole(d) => (d, "day"),
        d if whole(d / 365.25) => (d / 365.25, "year"),
        d if whole(d / 365.25 * 12.0) => (d / 365.25 * 12.0, "month"),
        d => (d, "day"),
    };
    let text = plain(number);
    let plural = if text == "1" { "" } else { "s" };
    format!("{text} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain() {
        let texts: Vec<String> = [0.1 + 0.2, 1e12, 2.5, -0.0, 1.0 / 3.0, 5.0].iter().map(|x| plain(*x)).collect();
        assert_eq!(texts, ["0.3", "1000000000000", "2.5", "0", "0.3333333333", "5"]);
    }

    #[test]
    fn a_law_says_its_times_in_whole_units() {
        let month = 365.25 / 12.0;
        let law = Law::Mixture { weights: vec![0.7, 0.3], mean_days: vec![8.0 * month, 60.0 * month] };
        assert_eq!(law_text(&law), "mixture of exponentials: 0.7 with mean 8 months, 0.3 with mean 5 years");
        assert_eq!(law_text(&Law::Fixed { days: 0.0 }), "always 0 days");
    }

    #[test]
    fn shares_of_nothing_are_left_out() {
        let kind = Kind::Shares { names: &["a", "b", "c"] };
        assert_eq!(value_text(kind, &Value::Numbers(vec![0.25, 0.0, 0.75])), "a 0.25, c 0.75");
    }
}
