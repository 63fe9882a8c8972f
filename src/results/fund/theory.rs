//! Exact theory of funds: cases whose answer is known.

use super::pooling::meetings;
use super::unfunded::{Ended, unfunded};
use super::{Levels, smallest, tail};
use crate::domain::money::Pence;
use crate::policies::contract::risk_fund::critical_opening;
use crate::randomness::{Chance, Luck, Source, exponential, uniform};

/// Tolerance in standard errors: for a fixed seed a false alarm about once in 150,000 such tests.
const ERRORS: f64 = 4.5;

/// The level of a walk of surpluses that all stay in the fund.
fn level(walk: &[i64]) -> f64 {
    let surpluses: Vec<Pence> = walk.iter().map(|step| Pence(*step)).collect();
    critical_opening(&surpluses, Pence::ZERO, 1.0).0 as f64
}

fn binomial(n: u64, k: u64) -> u64 {
    (0..k).fold(1, |product, i| product * (n - i) / (i + 1))
}

#[test]
fn all_walks_of_twelve_years_are_ruined_as_often_as_reflection_says() {
    // P(some S_t <= -a) = P(S_T <= -a) + P(S_T < -a), a = F + 1: exact counts over all 2^12 walks
    let years = 12u64;
    let walks = 1u64 << years;
    let levels: Vec<f64> = (0..walks)
        .map(|bits| {
            let walk: Vec<i64> = (0..years).map(|t| if bits >> t & 1 == 1 { 1 } else { -1 }).collect();
            level(&walk)
        })
        .collect();
    let levels = Levels::of(&levels);
    // k losses of T: S_T = T - 2k
    let ends = |keep: &dyn Fn(i64) -> bool| -> u64 {
        (0..=years).filter(|k| keep(years as i64 - 2 * *k as i64)).map(|k| binomial(years, k)).sum()
    };
    for fund in 0..12i64 {
        let a = fund + 1;
        let ruined = ends(&|end| end <= -a) + ends(&|end| end < -a);
        assert_eq!(levels.exhausted(fund as f64).times, ruined, "a fund of {fund}");
    }
}

#[test]
fn a_walk_that_gains_more_often_than_it_loses_is_ruined_by_the_gamblers_formula() {
    // gains with .6: ruin from a fund of F has the chance (.4 / .6)^(F + 1); after 300 years no more than 1e-6 is to come
    let (histories, years) = (4_000u64, 300);
    let levels: Vec<f64> = (0..histories)
        .map(|history| {
            let luck = Luck::new(21, history);
            let step = |t| if uniform(&mut luck.source(Chance::HighCost, t, 0)) <= 0.6 { 1 } else { -1 };
            level(&(0..years).map(step).collect::<Vec<_>>())
        })
        .collect();
    let levels = Levels::of(&levels);
    for fund in 0..5 {
        let exact = (2.0f64 / 3.0).powi(fund + 1);
        let error = (exact * (1.0 - exact) / histories as f64).sqrt();
        let seen = levels.exhausted(f64::from(fund)).share();
        assert!((seen - exact).abs() < ERRORS * error, "{fund}: {seen} against {exact}");
    }
}

/// Severities of an episode in thousands, with their shares.
const SEVERITY: [(usize, f64); 3] = [(1, 0.6), (5, 0.3), (20, 0.1)];

/// The law of a compound Poisson sum up to `most`, by the recursion of Panjer (1981).
fn panjer(episodes: f64, most: usize) -> Vec<f64> {
    let mut law = vec![0.0; most + 1];
    law[0] = (-episodes).exp();
    for sum in 1..=most {
        let step = |(size, share): &(usize, f64)| match sum.checked_sub(*size) {
            Some(rest) => episodes * *size as f64 * share * law[rest] / sum as f64,
            None => 0.0,
        };
        law[sum] = SEVERITY.iter().map(step).sum();
    }
    law
}

/// The same by adding up convolutions of the severity, weighted by the Poisson law.
fn convolved(episodes: f64, most: usize) -> Vec<f64> {
    let (mut law, mut power) = (vec![0.0; most + 1], vec![0.0; most + 1]);
    power[0] = 1.0;
    let mut weight = (-episodes).exp();
    for n in 0..200 {
        law.iter_mut().zip(&power).for_each(|(sum, p)| *sum += weight * p);
        let mut next = vec![0.0; most + 1];
        for (sum, p) in power.iter().enumerate() {
            for (size, share) in SEVERITY.iter().filter(|(size, _)| sum + size <= most) {
                next[sum + size] += p * share;
            }
        }
        power = next;
        weight *= episodes / (n + 1) as f64;
    }
    law
}

fn drawn(episodes: f64, luck: &mut Source) -> f64 {
    let (mut time, mut sum) = (exponential(luck), 0.0);
    while time <= episodes {
        let mut left = uniform(luck);
        for (size, share) in SEVERITY {
            left -= share;
            if left <= 0.0 {
                sum += size as f64;
                break;
            }
        }
        time += exponential(luck);
    }
    sum
}

#[test]
fn panjer_and_plain_convolution_agree() {
    let (a, b) = (panjer(6.0, 400), convolved(6.0, 400));
    let furthest = a.iter().zip(&b).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
    assert!(furthest < 1e-12 && (a.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{furthest}");
}

#[test]
fn a_years_exhaustion_stop_loss_var_and_tvar_are_those_of_the_compound_poisson_law() {
    // yearly extra cost S: six episodes in the mean; budget 20, so a fund of F is exhausted iff S > 20 + F
    let (histories, budget, law) = (20_000u64, 20.0, panjer(6.0, 400));
    let costs: Vec<f64> =
        (0..histories).map(|h| drawn(6.0, &mut Luck::new(22, h).source(Chance::HighCost, 1, 0))).collect();
    let needs: Vec<f64> = costs.iter().map(|cost| (cost - budget).max(0.0)).collect();
    let levels = Levels::of(&needs);
    let over = |x: f64| law.iter().enumerate().filter(move |(sum, _)| *sum as f64 > x);
    for fund in [0.0, 10.0, 25.0, 40.0] {
        let exact: f64 = over(budget + fund).map(|(_, p)| p).sum();
        let error = (exact * (1.0 - exact) / histories as f64).sqrt();
        let seen = levels.exhausted(fund).share();
        assert!((seen - exact).abs() < ERRORS * error, "exhausted {fund}: {seen} against {exact}");
        let excess = |power: i32| -> f64 {
            over(budget + fund).map(|(sum, p)| p * (sum as f64 - budget - fund).powi(power)).sum()
        };
        let (stop_loss, second) = (excess(1), excess(2));
        let paths: Vec<Ended> = needs
            .iter()
            .map(|need| Ended { unfunded: (need - fund).max(0.0), ran_out: (*need > fund).then_some(0) })
            .collect();
        let found = unfunded(&paths, 1).unwrap();
        let error = ((second - stop_loss * stop_loss) / histories as f64).sqrt();
        let seen = found.expected;
        assert!((seen - stop_loss).abs() < ERRORS * error, "stop-loss {fund}: {seen} against {stop_loss}");
        assert_eq!(found.first_year[0], levels.exhausted(fund).times);
    }
    // VaR .95 within its exact interval; TVaR = VaR + stop-loss at VaR / .05, within its error. Every thousand is an atom
    let found = tail::tail(&levels, 0.95, 0.95).unwrap();
    let mut below = 0.0;
    let exact = law.iter().position(|p| {
        below += p;
        below >= 0.95
    });
    let var = exact.unwrap() as f64 - budget;
    let excess: f64 = over(budget + var).map(|(sum, p)| p * (sum as f64 - budget - var)).sum();
    let tvar = var + excess / 0.05;
    let (low, high) = found.var_interval;
    assert!(low.unwrap() <= var && var <= high.unwrap(), "{found:?} against {var}");
    assert!((found.tvar - tvar).abs() < ERRORS / 1.96 * found.tvar_half_width, "{found:?} against {tvar}");
}

#[test]
fn four_independent_practices_need_the_fund_of_one_with_four_times_the_episodes() {
    let histories = 2_000u64;
    let costs: Vec<f64> =
        (0..histories).map(|h| drawn(6.0, &mut Luck::new(23, h).source(Chance::HighCost, 1, 0))).collect();
    let sums: Vec<f64> = meetings(&costs, 4, 0.0).iter().map(|who| who.iter().map(|i| costs[*i]).sum()).collect();
    let found = smallest(&sums, 0.05).unwrap();
    // 2,000 histories know each practice's law to about half a point in its tail: the pool's quantile within 1.5
    let law = panjer(24.0, 600);
    let quantile = |p: f64| {
        let mut below = 0.0;
        law.iter().position(|share| {
            below += share;
            below >= p
        })
    };
    let (low, high) = (quantile(0.935).unwrap() as f64, quantile(0.965).unwrap() as f64);
    assert!((low..=high).contains(&found), "{found} outside {low} to {high}");
}
