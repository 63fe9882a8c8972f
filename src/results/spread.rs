//! The spread of one measure over replicates, from all of its values at once.
//!
//! Values are taken in the order of replicates, so the bytes of a result do not depend on threads.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::study::Spread;

impl Spread {
    /// Nothing was defined in any replicate.
    pub const NONE: Spread = Spread {
        n: 0,
        mean: f64::NAN,
        half_width: f64::NAN,
        sd: f64::NAN,
        q05: f64::NAN,
        q25: f64::NAN,
        median: f64::NAN,
        q75: f64::NAN,
        q95: f64::NAN,
    };

    /// Summarises values in replicate order; NaN means "not defined" and is left out. Sorts the values.
    pub fn of(values: &mut Vec<f64>) -> Spread {
        Spread::with_confidence(values, 0.95)
    }

    /// The same with another confidence for `half_width`, as simultaneous intervals need.
    pub fn with_confidence(values: &mut Vec<f64>, confidence: f64) -> Spread {
        values.retain(|value| !value.is_nan());
        if values.is_empty() {
            return Spread::NONE;
        }
        let n = values.len() as u64;
        let (mean, sd) = mean_and_sd(values);
        let half_width = if n < 2 { f64::NAN } else { student_t(confidence, n - 1) * sd / (n as f64).sqrt() };
        values.sort_by(f64::total_cmp);
        let q = |p| quantile(values, p);
        Spread { n, mean, half_width, sd, q05: q(0.05), q25: q(0.25), median: q(0.5), q75: q(0.75), q95: q(0.95) }
    }

    /// Whether any replicate defines the measure.
    pub fn is_defined(&self) -> bool {
        self.n > 0
    }

    /// The 95% interval of the mean; not a number below two replicates.
    pub fn interval(&self) -> (f64, f64) {
        (self.mean - self.half_width, self.mean + self.half_width)
    }
}

/// Mean and sample standard deviation (Welford 1962): exact for equal values, stable for large ones.
fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    if values.iter().any(|value| value.is_infinite()) {
        return (values.iter().sum(), f64::NAN); // no finite fund would have held in some history
    }
    let (mut mean, mut squares) = (0.0, 0.0);
    for (index, value) in values.iter().enumerate() {
        let from_old = value - mean;
        mean += from_old / (index + 1) as f64;
        squares += from_old * (value - mean);
    }
    let sd = if values.len() < 2 { f64::NAN } else { (squares / (values.len() - 1) as f64).sqrt() };
    (mean, sd)
}

/// Two-sided quantile of Student's t, rounded to 6 decimals so that its bytes are the same everywhere.
pub fn student_t(confidence: f64, freedom: u64) -> f64 {
    let upper = 0.5 + confidence / 2.0;
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(f64::NAN, |t| (t.inverse_cdf(upper) * 1e6).round() / 1e6)
}

/// Quantile of sorted values, type 7 of Hyndman & Fan (1996), as in R and NumPy.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let place = p.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    let part = place - place.floor();
    if part == 0.0 || low == high { low } else { low + part * (high - low) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_sd_and_interval_are_those_of_the_textbook() {
        let spread = Spread::of(&mut vec![2.0, 4.0, f64::NAN, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((spread.n, spread.mean), (8, 5.0));
        assert!((spread.sd - (32.0f64 / 7.0).sqrt()).abs() < 1e-12);
        assert!((spread.half_width - 2.364624 * spread.sd / 8f64.sqrt()).abs() < 1e-5);
    }

    #[test]
    fn quantiles_are_those_of_r() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&sorted, 0.25), 1.75); // R: quantile(1:4, 0.25)
        assert_eq!(quantile(&sorted, 0.95), 3.8499999999999996);
        assert_eq!(quantile(&[1.0, f64::INFINITY], 0.0), 1.0);
        assert_eq!(quantile(&[f64::INFINITY; 2], 0.5), f64::INFINITY);
    }

    #[test]
    fn equal_values_have_no_spread_at_all() {
        let spread = Spread::of(&mut vec![0.1; 7]);
        assert_eq!((spread.mean, spread.sd, spread.half_width), (0.1, 0.0, 0.0));
    }

    #[test]
    fn one_value_has_no_interval_and_none_has_no_mean() {
        assert!(Spread::of(&mut vec![3.0]).half_width.is_nan());
        assert_eq!(Spread::of(&mut vec![f64::NAN]).n, 0);
    }

    #[test]
    fn student_t_is_that_of_the_tables() {
        for (freedom, table) in [(1, 12.706205), (7, 2.364624), (30, 2.042272), (199, 1.971957)] {
            assert!((student_t(0.95, freedom) - table).abs() < 2e-6, "{freedom}: {}", student_t(0.95, freedom));
        }
    }
}
