//! The curve p(F): the chance that a fund of each size runs out, with two bands that say different things.
//!
//! *Pointwise*: each size separately (Clopper & Pearson 1934). *Simultaneous*: the whole curve lies in the band with
//! the stated confidence (Dvoretzky, Kiefer & Wolfowitz 1956, with the constant of Massart 1990).

use serde::Serialize;

use super::Levels;
use super::confidence::clopper_pearson;
use crate::results::rounding::Frequency;

/// One size of the fund and how often it runs out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// GBP.
    pub fund: f64,
    pub exhausted: Frequency,
    /// Band that holds for this size by itself.
    pub pointwise: (f64, f64),
    /// Band that holds for all sizes together.
    pub simultaneous: (f64, f64),
}

/// Half-width of the simultaneous band: sqrt(ln(2 / (1 - confidence)) / 2n).
pub fn dkw(n: u64, confidence: f64) -> f64 {
    ((2.0 / (1.0 - confidence)).ln() / (2.0 * n as f64)).sqrt()
}

/// A point of the curve from what was seen, whether by levels or by running again.
pub fn point(fund: f64, exhausted: Frequency, confidence: f64) -> CurvePoint {
    let (share, half) = (exhausted.share(), dkw(exhausted.of, confidence));
    let simultaneous = ((share - half).max(0.0), (share + half).min(1.0));
    CurvePoint { fund, exhausted, pointwise: clopper_pearson(exhausted, confidence), simultaneous }
}

/// Sizes from 0 to `most`, evenly spaced, both ends included.
pub fn sizes(most: f64, steps: u32) -> Vec<f64> {
    let most = if most > 0.0 { most } else { 1.0 };
    (0..=steps).map(|k| most * f64::from(k) / f64::from(steps)).collect()
}

/// The curve at these sizes.
pub fn curve(levels: &Levels, sizes: &[f64], confidence: f64) -> Vec<CurvePoint> {
    sizes.iter().map(|fund| point(*fund, levels.exhausted(*fund), confidence)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::randomness::{Chance, Luck, uniform};

    #[test]
    fn the_simultaneous_band_is_massarts() {
        assert!((dkw(100, 0.95) - 0.135_810).abs() < 1e-6); // sqrt(ln 40 / 200)
        assert!((dkw(400, 0.95) - 0.067_905).abs() < 1e-6);
    }

    #[test]
    fn the_curve_falls_from_all_that_need_a_fund_to_those_that_none_would_save() {
        let levels = Levels::of(&[0.0, 10.0, 20.0, f64::INFINITY]);
        let shares: Vec<f64> = curve(&levels, &sizes(20.0, 4), 0.95).iter().map(|p| p.exhausted.share()).collect();
        assert_eq!(shares, [0.75, 0.75, 0.5, 0.5, 0.25]);
        let wide = curve(&levels, &[0.0], 0.95)[0];
        assert!(wide.simultaneous.0 < wide.pointwise.0 && wide.simultaneous.1 <= 1.0, "{wide:?}");
    }

    #[test]
    fn the_whole_curve_lies_in_the_simultaneous_band_in_nineteen_of_twenty_experiments() {
        // levels uniform on 0..1, so p(F) = 1 - F. By Massart the chance of a miss is at most 5%
        let experiments = 2_000;
        let sizes = sizes(1.0, 200);
        let missed = (0..experiments).filter(|experiment| {
            let luck = Luck::new(13, *experiment);
            let draw = |i| uniform(&mut luck.source(Chance::HighCost, i, 0));
            let levels = Levels::of(&(0..80).map(draw).collect::<Vec<_>>());
            curve(&levels, &sizes, 0.95)
                .iter()
                .any(|p| p.simultaneous.0 > 1.0 - p.fund || p.simultaneous.1 < 1.0 - p.fund)
        });
        assert!(missed.count() as f64 <= 0.05 * experiments as f64 + 4.5 * (0.0475 * experiments as f64).sqrt());
    }
}
