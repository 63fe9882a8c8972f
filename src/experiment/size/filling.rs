//! How long each size needs to fill, and to what it decays when nobody further is transferred.

use super::middle;
use crate::experiment::outcomes::Outcomes;
use crate::results::measures::Measure;
use crate::results::size::study::{Decay, Filling};
use crate::results::study::Spread;

/// So many sizes are followed without further transfers.
pub const MOST: usize = 3;

/// Months to fill and the numbers served, size by size.
pub fn filling(sizes: &[u32], outcomes: &Outcomes) -> Vec<Filling> {
    let one = |(place, places): (usize, &u32)| {
        let arm = place + 1;
        let histories = outcomes.replicates();
        let mut months = outcomes.column(arm, outcomes.shape.whole(), Measure::MonthsToFill);
        let never = months.iter().filter(|month| month.is_nan()).count() as u64;
        let mean = |month| outcomes.cohort_size(arm, month).iter().sum::<f64>() / histories as f64;
        let served = (0..outcomes.shape.months).map(mean).collect();
        Filling { places: *places, months: Spread::of(&mut months), never, histories, served }
    };
    sizes.iter().enumerate().map(one).collect()
}

/// The smallest size, the one nearest to the scenario's own, and the largest; and after how many months the panels of each
/// stop: when half of the histories are full, or, where most never are, when most are served.
pub fn chosen(filling: &[Filling], own: f64, months: usize) -> (Vec<u32>, Vec<u32>) {
    let away = |at: &usize| (f64::from(filling[*at].places) - own).abs();
    let nearest = (0..filling.len()).min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0);
    let mut places: Vec<usize> = vec![0, nearest, filling.len() - 1];
    places.dedup();
    let stop = |f: &Filling| {
        let most = f.served.iter().copied().fold(0.0, f64::max);
        let peak = f.served.iter().position(|served| *served >= 0.99 * most).unwrap_or(0);
        let month = if f.never * 2 < f.histories { f.months.median.ceil() as usize } else { peak };
        month.clamp(1, months.max(1)) as u32
    };
    places.iter().map(|at| (filling[*at].places, stop(&filling[*at]))).unzip()
}

/// The numbers served when the panels stop.
pub fn decay(sizes: &[u32], stops: &[u32], outcomes: &Outcomes) -> Vec<Decay> {
    let one = |(place, (places, stops)): (usize, (&u32, &u32))| {
        let (mut mean, mut q05, mut q95) = (Vec::new(), Vec::new(), Vec::new());
        for month in 0..outcomes.shape.months {
            let mut served = outcomes.cohort_size(place + 1, month);
            mean.push(served.iter().sum::<f64>() / served.len() as f64);
            let (low, high) = middle(&mut served);
            q05.push(low);
            q95.push(high);
        }
        Decay { places: *places, stops_after_months: *stops, mean, q05, q95, histories: outcomes.replicates() }
    };
    sizes.iter().zip(stops).enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(places: u32, median: f64, never: u64) -> Filling {
        let months = Spread { median, ..Spread::NONE };
        Filling { places, months, never, histories: 10, served: vec![0.0, 10.0, 40.0, 50.0, 50.0] }
    }

    #[test]
    fn panels_stop_when_the_practice_is_full_or_as_full_as_it_gets() {
        let all = [size(60, 2.5, 0), size(100, 3.0, 4), size(140, 4.0, 4), size(300, f64::NAN, 10)];
        assert_eq!(chosen(&all, 148.0, 60), (vec![60, 140, 300], vec![3, 4, 3]));
        assert_eq!(chosen(&all[..1], 148.0, 60), (vec![60], vec![3]));
    }
}
