//! What a fund of one size leaves unpaid, and in which year it first runs out.

use serde::Serialize;

use crate::results::spread::student_t;

/// One contract's path at one size of the fund.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ended {
    /// The loss of the whole contract beyond the fund, in GBP.
    pub unfunded: f64,
    /// The first year in which it ran out, from 0; `None`: it held.
    pub ran_out: Option<usize>,
}

/// Loss beyond the fund over a whole contract, in GBP.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unfunded {
    pub expected: f64,
    /// 95% interval of the mean (Monte Carlo error).
    pub half_width: f64,
    /// The worst simulated contract; a larger one is possible.
    pub worst: f64,
    /// Mean of the contracts whose fund runs out; NaN if none does.
    pub when_it_runs_out: f64,
    /// Contracts whose fund first runs out in each year, and those in which it holds.
    pub first_year: Vec<u64>,
    pub holds: u64,
}

/// Summarises contracts of so many years; `None` without contracts.
pub fn unfunded(contracts: &[Ended], years: usize) -> Option<Unfunded> {
    let n = contracts.len() as f64;
    if contracts.is_empty() {
        return None;
    }
    let expected = contracts.iter().map(|c| c.unfunded).sum::<f64>() / n;
    let squares = contracts.iter().map(|c| (c.unfunded - expected).powi(2)).sum::<f64>();
    let half_width = match contracts.len() {
        1 => f64::NAN,
        n => student_t(0.95, n as u64 - 1) * (squares / (n as f64 - 1.0) / n as f64).sqrt(),
    };
    let mut first_year = vec![0; years];
    contracts.iter().filter_map(|c| c.ran_out).for_each(|year| first_year[year] += 1);
    let out = first_year.iter().sum::<u64>();
    Some(Unfunded {
        expected,
        half_width,
        worst: contracts.iter().map(|c| c.unfunded).fold(0.0, f64::max),
        when_it_runs_out: expected * n / out as f64,
        holds: contracts.len() as u64 - out,
        first_year,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_unpaid_worked_by_hand() {
        let ended = |unfunded, ran_out| Ended { unfunded, ran_out };
        let found = unfunded(&[ended(0.0, None), ended(30.0, Some(2)), ended(10.0, Some(0)), ended(0.0, None)], 3)
            .unwrap();
        assert_eq!((found.expected, found.worst, found.when_it_runs_out), (10.0, 30.0, 20.0));
        assert_eq!((found.first_year.as_slice(), found.holds), (&[1, 0, 1][..], 2));
        // sd 14.142, t(3) 3.182446, root of 4
        assert!((found.half_width - 3.182_446 * 200f64.sqrt() / 2.0).abs() < 1e-4, "{}", found.half_width);
        assert!(unfunded(&[ended(0.0, None)], 1).unwrap().when_it_runs_out.is_nan());
    }
}
