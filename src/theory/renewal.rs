//! Posts that are filled and vacant in turn.

use super::counts::binomial;

/// The share of time in which a post is vacant: mean vacancy over mean cycle, whatever the laws (renewal reward; Smith
/// 1955). `leaving` per year, `vacancy` in years.
pub fn vacant_share(leaving: f64, vacancy: f64) -> f64 {
    leaving * vacancy / (1.0 + leaving * vacancy)
}

/// Leavings a year of a post in the long run: one in each cycle.
pub fn leavings(leaving: f64, vacancy: f64) -> f64 {
    leaving * (1.0 - vacant_share(leaving, vacancy))
}

/// The chance that a post filled at first is vacant after t years when both times are exponential: the two-state
/// Markov course.
pub fn vacant_after(leaving: f64, filling: f64, t: f64) -> f64 {
    leaving / (leaving + filling) * (1.0 - libm::exp(-(leaving + filling) * t))
}

/// P(k of n like and independent posts are vacant).
pub fn posts_vacant(n: u64, vacant: f64, k: u64) -> f64 {
    binomial(n, vacant, k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_left_twice_in_five_years_and_vacant_half_a_year_worked_by_hand() {
        assert!((vacant_share(0.4, 0.5) - 1.0 / 6.0).abs() < 1e-15);
        assert!((leavings(0.4, 0.5) - 1.0 / 3.0).abs() < 1e-15); // a cycle of three years
        assert_eq!((vacant_share(0.4, 0.0), leavings(0.4, 0.0)), (0.0, 0.4));
    }

    #[test]
    fn the_course_begins_filled_and_ends_in_the_long_run_share() {
        assert_eq!(vacant_after(0.4, 2.0, 0.0), 0.0);
        assert!((vacant_after(0.4, 2.0, 50.0) - vacant_share(0.4, 0.5)).abs() < 1e-12);
        let slope = vacant_after(0.4, 2.0, 1e-6) / 1e-6;
        assert!((slope - 0.4).abs() < 1e-5, "at first posts fall vacant at the leaving rate");
    }

    #[test]
    fn the_number_vacant_has_the_binomial_mean() {
        let mean: f64 = (0..=52).map(|k| k as f64 * posts_vacant(52, 0.1, k)).sum();
        assert!((mean - 5.2).abs() < 1e-9);
    }
}
