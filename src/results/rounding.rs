//! How numbers are written: rounded to their Monte Carlo error, money to GBP 1,000 or 1%, chances as natural
//! frequencies with one denominator and both frames.

use serde::Serialize;
use statrs::distribution::{Beta, ContinuousCDF};

/// A number with as many figures as two figures of its interval's half-width allow; without one, three figures.
pub fn rounded(value: f64, half_width: f64) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    plain(value, decimals_of(value, half_width))
}

/// Two figures of the error, but never more than three figures of the value or three decimals: what is not
/// known about the parameters is larger than that.
fn decimals_of(value: f64, half_width: f64) -> i32 {
    if half_width > 0.0 {
        let three_figures = decimals_for(if value == 0.0 { half_width } else { value }, 3).max(0);
        decimals_for(half_width, 2).min(three_figures).min(3)
    } else {
        decimals_for(value, 3)
    }
}

/// A number that somebody stated, as short as it was stated: 0.1, 5, 12.5.
pub fn stated(value: f64) -> String {
    match value {
        v if !v.is_finite() => "–".into(),
        v if v.abs() >= 1000.0 => plain(v, 0),
        v => format!("{}", (v * 1e6).round() / 1e6),
    }
}

/// A number and its half-width, as `0.64 ± 0.02`.
pub fn with_error(value: f64, half_width: f64) -> String {
    if half_width > 0.0 {
        let decimals = decimals_of(value, half_width);
        let error = half_width.max(10f64.powi(-decimals)); // a small error is not no error
        format!("{} ± {}", plain(value, decimals), plain(error, decimals))
    } else {
        rounded(value, half_width)
    }
}

/// Decimals that show a number with `figures` figures: 2 for 0.034, 0 for 12, -2 for 1,200.
fn decimals_for(value: f64, figures: i32) -> i32 {
    if value == 0.0 { 0 } else { (figures - 1 - value.abs().log10().floor() as i32).min(6) }
}

/// With thousands separators; negative decimals round to tens, hundreds and so on.
fn plain(value: f64, decimals: i32) -> String {
    let scale = 10f64.powi(decimals);
    let rounded = (value * scale).round() / scale;
    let rounded = if rounded == 0.0 { 0.0 } else { rounded }; // no minus zero
    let text = format!("{:.*}", decimals.max(0) as usize, rounded.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if rounded < 0.0 { "−" } else { "" };
    if part.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{part}") }
}

/// A whole number with thousands separators.
pub fn whole(value: f64) -> String {
    if value.is_finite() { plain(value, 0) } else { "–".into() }
}

/// Pounds to 1,000 or 1%, whichever is finer, and never finer than two figures of the half-width.
pub fn money(pounds: f64, half_width: f64) -> String {
    if !pounds.is_finite() {
        return "–".into();
    }
    let one_percent = 2 - pounds.abs().max(1.0).log10().floor() as i32;
    let error = if half_width > 0.0 { decimals_for(half_width, 2) } else { 0 };
    let decimals = one_percent.max(-3).min(error).min(0);
    let text = plain(pounds, decimals);
    match text.strip_prefix('−') {
        Some(amount) => format!("−£{amount}"),
        None => format!("£{text}"),
    }
}

/// Pounds for an axis: £0, £250k, £1.5m.
pub fn short_money(pounds: f64) -> String {
    let sign = if pounds < 0.0 { "−" } else { "" };
    let size = pounds.abs();
    let trimmed = |x: f64| format!("{}", (x * 100.0).round() / 100.0);
    match size {
        s if s >= 999_500.0 => format!("{sign}£{}m", trimmed(s / 1e6)),
        s if s >= 1_000.0 => format!("{sign}£{}k", trimmed(s / 1e3)),
        s => format!("{sign}£{}", trimmed(s)),
    }
}

/// How often something happened in so many simulated histories.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Frequency {
    pub times: u64,
    pub of: u64,
}

impl Frequency {
    /// From a mean of 0s and 1s.
    pub fn from_share(share: f64, n: u64) -> Self {
        Self { times: (share * n as f64).round() as u64, of: n }
    }

    /// The share of histories.
    pub fn share(self) -> f64 {
        self.times as f64 / self.of as f64
    }

    /// The exact 95% interval of the chance (Clopper & Pearson 1934). With no event in n histories it ends near 3.7 in
    /// n; sentences then quote the one-sided rule of three instead.
    pub fn interval(self) -> (f64, f64) {
        clopper_pearson(self.times, self.of)
    }

    /// In words with a given denominator: "about 5 in 20", or the rule of three where it never happened.
    pub fn words(self, denominator: u64) -> String {
        match self.times {
            0 => format!("none of {} (so at most about {})", self.of, rule_of_three(self.of, denominator)),
            k if k == self.of => {
                format!(
                    "all of {} (so it does not in at most about {})",
                    self.of,
                    rule_of_three(self.of, denominator)
                )
            }
            _ => match (self.share() * denominator as f64).round() as u64 {
                0 => format!("fewer than 1 in {denominator}"),
                m if m >= denominator => format!("more than {} in {denominator}", denominator - 1),
                m => format!("about {m} in {denominator}"),
            },
        }
    }
}

/// Three in n at most, with the same denominator if it can show it, else with n.
fn rule_of_three(n: u64, denominator: u64) -> String {
    let most = (3.0 / n as f64).min(1.0);
    let in_denominator = (most * denominator as f64).ceil();
    if in_denominator * 2.0 <= denominator as f64 && most * denominator as f64 >= 0.75 {
        format!("{in_denominator} in {denominator}")
    } else {
        format!("3 in {n}")
    }
}

/// Exact binomial 95% interval.
pub fn clopper_pearson(times: u64, of: u64) -> (f64, f64) {
    let (k, n) = (times as f64, of as f64);
    let beta = |a: f64, b: f64, p: f64| Beta::new(a, b).map_or(f64::NAN, |law| law.inverse_cdf(p));
    let low = if times == 0 { 0.0 } else { beta(k, n - k + 1.0, 0.025) };
    let high = if times >= of { 1.0 } else { beta(k + 1.0, n - k, 0.975) };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_two_figures_of_their_error() {
        assert_eq!(with_error(0.64213, 0.0213), "0.642 ± 0.021");
        assert_eq!(with_error(0.642_134, 0.000_08), "0.642 ± 0.001");
        assert_eq!(with_error(12345.6, 340.0), "12,350 ± 340");
        assert_eq!(rounded(-0.0004, 0.1), "0.00");
        assert_eq!(with_error(1006.61, 9.12), "1,007 ± 9");
        assert_eq!(rounded(f64::NAN, 1.0), "–");
        assert_eq!(rounded(-2.34567, f64::NAN), "−2.35");
    }

    #[test]
    fn money_is_rounded_to_a_thousand_or_one_percent() {
        assert_eq!(money(541_321.7, 0.0), "£541,000");
        assert_eq!(money(3_456.0, 0.0), "£3,460");
        assert_eq!(money(-12_345_678.0, 2_000.0), "−£12,346,000");
        assert_eq!(money(541_321.7, 31_000.0), "£541,000");
        assert_eq!(money(541_321.7, 310_000.0), "£540,000");
        assert_eq!(money(12.4, 0.0), "£12");
        assert_eq!((short_money(1_250_000.0), short_money(-20_000.0)), ("£1.25m".into(), "−£20k".into()));
    }

    #[test]
    fn chances_are_natural_frequencies() {
        assert_eq!(Frequency { times: 260, of: 1000 }.words(20), "about 5 in 20");
        assert_eq!(Frequency { times: 3, of: 1000 }.words(20), "fewer than 1 in 20");
        assert_eq!(Frequency { times: 999, of: 1000 }.words(20), "more than 19 in 20");
    }

    #[test]
    fn an_event_never_seen_gets_the_rule_of_three() {
        assert_eq!(Frequency { times: 0, of: 200 }.words(20), "none of 200 (so at most about 3 in 200)");
        assert_eq!(Frequency { times: 0, of: 60 }.words(20), "none of 60 (so at most about 1 in 20)");
    }

    #[test]
    fn binomial_intervals_are_exact() {
        let (low, high) = clopper_pearson(5, 100); // R: binom.test(5, 100)
        assert!((low - 0.01643).abs() < 1e-5 && (high - 0.11283).abs() < 1e-5, "{low} {high}");
        assert_eq!(clopper_pearson(0, 10).0, 0.0);
        assert!((clopper_pearson(0, 10).1 - 0.30850).abs() < 1e-4);
    }
}
