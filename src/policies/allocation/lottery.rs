//! Plain lottery: every group of siblings has the same chance at every panel.

use super::{AllocationRule, Decision, Filler, Panel, Reason, groups_of};

/// Groups are offered places in the order of their published draws.
#[derive(Debug, Clone, Copy)]
pub struct Lottery;

impl AllocationRule for Lottery {
    fn decide(&self, panel: &Panel<'_>) -> Vec<Decision> {
        let mut filler = Filler::new(panel.practices);
        for (i, group) in groups_of(panel).iter().enumerate() {
            filler.offer(group, i as u32 + 1, Reason::DrawnByLot);
        }
        filler.decisions
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{child, decide};
    use super::*;

    #[test]
    fn the_number_of_a_group_among_the_chosen_is_hypergeometric() {
        // 150 of 400 single children drawn, 100 of them marked: mean 37.5, variance 150 x .25 x .75 x 250/399.
        // 2,000 panels; tolerances of 4 standard errors
        let cs: Vec<_> = (0..400).map(|i| child(i, u64::from(i), 0, 10.0, 0.0)).collect();
        let marked: Vec<f64> = (0..2000)
            .map(|panel| {
                let ds = decide(&Lottery, &cs, 150, panel);
                ds.iter().filter(|d| d.practice.is_some() && d.candidate < 100).count() as f64
            })
            .collect();
        let mean = marked.iter().sum::<f64>() / 2000.0;
        let var = marked.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / 1999.0;
        let exact = 150.0 * 0.25 * 0.75 * 250.0 / 399.0;
        assert!((mean - 37.5).abs() < 4.0 * (exact / 2000.0f64).sqrt(), "mean {mean}");
        assert!((var / exact - 1.0).abs() < 4.0 * (2.0f64 / 1999.0).sqrt(), "variance {var} against {exact}");
    }
}
