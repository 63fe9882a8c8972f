//! Stocks and places: Little's law, the number in care, and places that are all taken.

use super::counts::{poisson, poisson_excess, poisson_up_to};

/// Mean number present: arrivals a year times mean years of stay (Little 1961).
pub fn little(arrivals: f64, mean_stay: f64) -> f64 {
    arrivals * mean_stay
}

/// Mean number present, t after a start from nobody, for a survival function of the stay: the number is Poisson
/// (M/G/infinity; Palm 1943, Takacs 1962). Midpoint rule over `steps` steps.
pub fn stock_from_empty(arrivals: f64, survival: &dyn Fn(f64) -> f64, t: f64, steps: usize) -> f64 {
    let step = t / steps as f64;
    arrivals * step * (0..steps).map(|i| survival((i as f64 + 0.5) * step)).sum::<f64>()
}

/// Variance of the number present when families of several come together and each member's stay is its own.
///
/// A family that came u ago has on average N p(u) members present, so that Var = mean + the integral of
/// (families a day) E[N(N-1)] p(u)^2 (a Poisson cluster process; Daley & Vere-Jones 2003, ch. 6).
/// `present` holds p in the middle of equal steps of `step` days.
pub fn clustered_variance(families: f64, pairs: f64, present: &[f64], step: f64) -> (f64, f64) {
    let first: f64 = present.iter().sum::<f64>() * step;
    let second: f64 = present.iter().map(|p| p * p).sum::<f64>() * step;
    (first, families * pairs * second)
}

/// Erlang's loss formula: the share of arrivals that find all c places taken when offered load is a = arrivals times mean
/// stay, whatever the law of the stay (Erlang 1917; Sevastyanov 1957). By the stable recursion.
pub fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, k| a * b / (f64::from(k) + a * b))
}

/// Erlang's waiting formula: the share of arrivals that must wait for one of c places, when stays begin with the place and
/// are exponential; `None` where the load is not less than the places and the queue grows for ever.
pub fn erlang_c(c: u32, a: f64) -> Option<f64> {
    if a >= f64::from(c) {
        return None;
    }
    let b = erlang_b(c, a);
    let used = a / f64::from(c);
    Some(b / (1.0 - used * (1.0 - b)))
}

/// A capped practice whose waiting children leave care at the rate of those served (Palm 1957, "Erlang A" with equal
/// rates): the number in need stays Poisson, so that c places hold min(N, c) and the rest wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Capped {
    /// Mean number served.
    pub served: f64,
    /// Mean number waiting.
    pub waiting: f64,
    /// Share of time with every place taken.
    pub full: f64,
}

/// The capped practice at an offered load.
pub fn capped(c: u32, load: f64) -> Capped {
    let waiting = poisson_excess(load, u64::from(c));
    let full = 1.0 - poisson_up_to(load, u64::from(c)) + poisson(load, u64::from(c));
    Capped { served: load - waiting, waiting, full }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erlang_b_is_the_poisson_law_cut_off_at_the_places() {
        for (c, a) in [(1, 1.0), (5, 3.2), (148, 150.0), (20, 80.0)] {
            let cut = poisson(a, u64::from(c)) / poisson_up_to(a, u64::from(c));
            assert!((erlang_b(c, a) - cut).abs() < 1e-10, "{c} {a}");
        }
        assert_eq!(erlang_b(1, 1.0), 0.5);
        assert!((erlang_b(2, 1.0) - 0.2).abs() < 1e-15); // (1/2) / (1 + 1 + 1/2)
    }

    #[test]
    fn erlang_c_by_its_definition_and_of_a_single_place() {
        assert!((erlang_c(1, 0.7).unwrap() - 0.7).abs() < 1e-15);
        assert_eq!(erlang_c(3, 3.0), None);
        // P(wait) = a^c/c! c/(c-a) / (sum below c + the same)
        let (c, a): (u32, f64) = (4, 2.5);
        let term = |k: u32| a.powi(k as i32) / (1..=k).map(f64::from).product::<f64>();
        let top = term(c) * f64::from(c) / (f64::from(c) - a);
        let sum: f64 = (0..c).map(term).sum();
        assert!((erlang_c(c, a).unwrap() - top / (sum + top)).abs() < 1e-12);
    }

    #[test]
    fn a_capped_practice_has_no_one_waiting_with_many_places_and_all_with_none() {
        let (many, none) = (capped(400, 150.0), capped(0, 150.0));
        assert!(many.waiting < 1e-9 && (many.served - 150.0).abs() < 1e-9 && many.full < 1e-9);
        assert!((none.waiting - 150.0).abs() < 1e-9 && none.full == 1.0);
        let half = capped(148, 150.0);
        assert!((half.served + half.waiting - 150.0).abs() < 1e-9);
    }

    #[test]
    fn the_stock_from_empty_reaches_littles_law() {
        let survival = |t: f64| (-t / 2.5).exp();
        assert!((stock_from_empty(120.0, &survival, 100.0, 100_000) - little(120.0, 2.5)).abs() < 1e-3);
        let at_one = stock_from_empty(120.0, &survival, 1.0, 10_000);
        assert!((at_one - 300.0 * (1.0 - (-0.4f64).exp())).abs() < 1e-4);
    }

    #[test]
    fn pairs_of_siblings_with_exponential_stays_add_half_their_rate_times_the_mean_stay() {
        // all come in twos (N(N-1) = 2), p(u) = exp(-u/m): extra variance = rate x 2 x m/2
        let (m, step) = (400.0, 0.5);
        let present: Vec<f64> = (0..40_000).map(|i| (-(f64::from(i) + 0.5) * step / m).exp()).collect();
        let (stay, extra) = clustered_variance(0.3, 2.0, &present, step);
        assert!((stay - m).abs() < 0.01 && (extra - 0.3 * m).abs() < 0.01, "{stay} {extra}");
    }
}
