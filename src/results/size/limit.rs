//! A limit that a planner states: a measure that shall not pass a bound, and how sure a simulation can be that it holds.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::results::rounding::Frequency;

/// How a value is held against a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Sign {
    #[serde(rename = "<=")]
    AtMost,
    #[serde(rename = ">=")]
    AtLeast,
    #[serde(rename = "<")]
    Below,
    #[serde(rename = ">")]
    Above,
}

impl Sign {
    /// As a planner writes it.
    pub fn sign(self) -> &'static str {
        match self {
            Sign::AtMost => "<=",
            Sign::AtLeast => ">=",
            Sign::Below => "<",
            Sign::Above => ">",
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Sign::AtMost => "at most",
            Sign::AtLeast => "at least",
            Sign::Below => "below",
            Sign::Above => "above",
        }
    }

    /// Is the bound an upper one?
    pub fn is_upper(self) -> bool {
        matches!(self, Sign::AtMost | Sign::Below)
    }
}

/// A stated limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Limit {
    /// Stable name of the measure.
    pub measure: String,
    pub sign: Sign,
    pub bound: f64,
    /// As it was stated.
    pub stated: String,
}

impl Limit {
    /// Does a value meet it? A value that is not defined meets nothing.
    pub fn met_by(&self, value: f64) -> bool {
        match self.sign {
            Sign::AtMost => value <= self.bound,
            Sign::AtLeast => value >= self.bound,
            Sign::Below => value < self.bound,
            Sign::Above => value > self.bound,
        }
    }

    /// In how many of the histories in which the measure is defined it is met.
    pub fn met_in(&self, values: &[f64]) -> Frequency {
        let defined = values.iter().filter(|value| !value.is_nan());
        let (mut times, mut of) = (0, 0);
        for value in defined {
            of += 1;
            times += u64::from(self.met_by(*value));
        }
        Frequency { times, of }
    }

    /// Confidence that the *mean* over all possible histories meets it: the one-sided level at which Student's t would
    /// just say so (0 to 1). Where every history gives the same value, 1 or 0. `None` below two histories.
    pub fn confidence_in_mean(&self, values: &[f64]) -> Option<f64> {
        let defined: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let n = defined.len() as f64;
        if defined.len() < 2 {
            return None;
        }
        let mean = defined.iter().sum::<f64>() / n;
        if defined.iter().any(|value| value.is_infinite()) {
            return Some(f64::from(u8::from(self.met_by(mean))));
        }
        let variance = defined.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
        if variance <= f64::EPSILON * mean * mean {
            return Some(f64::from(u8::from(self.met_by(defined[0]))));
        }
        let away = (self.bound - mean) / (variance / n).sqrt();
        let toward = if self.sign.is_upper() { away } else { -away };
        let law = StudentsT::new(0.0, 1.0, n - 1.0).ok()?;
        Some((law.cdf(toward) * 1e6).round() / 1e6) // the same bytes everywhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(sign: Sign, bound: f64) -> Limit {
        Limit { measure: "cover_failures".into(), sign, bound, stated: "as stated".into() }
    }

    #[test]
    fn the_confidence_that_a_mean_meets_a_limit_is_that_of_students_t() {
        // mean 2, sd 1, n 3: t = 1 / (1 / sqrt 3) = 1.732; with two degrees of freedom
        // P(T < t) = 1/2 + t / (2 sqrt(2 + t^2)) = 0.5 + 1.732 / (2 * 2.236) = 0.8873
        let values = [1.0, 2.0, f64::NAN, 3.0];
        let sure = limit(Sign::AtMost, 3.0).confidence_in_mean(&values).unwrap();
        assert!((sure - 0.887_298).abs() < 1e-6, "{sure}");
        let other = limit(Sign::AtLeast, 3.0).confidence_in_mean(&values).unwrap();
        assert!((sure + other - 1.0).abs() < 2e-6);
        assert_eq!(limit(Sign::Below, 2.0).confidence_in_mean(&values), Some(0.5));
    }

    #[test]
    fn a_limit_is_met_in_a_share_of_the_histories_that_define_it() {
        let values = [0.0, 1.0, 2.0, f64::NAN, 5.0];
        let met = |sign, bound| limit(sign, bound).met_in(&values);
        assert_eq!(met(Sign::AtMost, 2.0), Frequency { times: 3, of: 4 });
        assert_eq!(met(Sign::Below, 2.0), Frequency { times: 2, of: 4 });
        assert_eq!(met(Sign::AtLeast, 1.0), Frequency { times: 3, of: 4 });
        assert_eq!(met(Sign::Above, 5.0), Frequency { times: 0, of: 4 });
    }

    #[test]
    fn equal_values_leave_no_doubt_and_one_value_no_answer() {
        assert_eq!(limit(Sign::AtMost, 0.0).confidence_in_mean(&[0.0; 4]), Some(1.0));
        assert_eq!(limit(Sign::Below, 0.0).confidence_in_mean(&[0.0; 4]), Some(0.0));
        assert_eq!(limit(Sign::AtMost, 1.0).confidence_in_mean(&[f64::INFINITY, 1.0]), Some(0.0));
        assert_eq!(limit(Sign::AtMost, 1.0).confidence_in_mean(&[0.5]), None);
    }
}
