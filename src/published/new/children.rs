//! Children: ages at entry, the fitted length of stay, and the published figures to hold the simulation against.

use super::{Draft, Fit};
use crate::domain::codes::AgeBand;
use crate::published::authorities::Authority;
use crate::published::figure::{Figure, Place, figure, local_figures};
use crate::published::statistic::Statistic;
use crate::published::toml_text::{annotated, number, target, with_effect};

/// Local shares of starts by age band, where a year near enough has all of them.
pub(super) fn ages_at_entry(authority: &Authority, year: u16) -> Option<([f64; 5], Figure)> {
    let (starts, found) = local_figures(authority, year, Statistic::STARTS_BY_AGE)?;
    (found.value > 0.0).then(|| (starts.map(|one| one / found.value), found))
}

impl Draft<'_> {
    pub(super) fn intake(&mut self, ages: Option<&([f64; 5], Figure)>) {
        self.section("intake");
        match ages {
            Some((shares, found)) => {
                let named: Vec<String> =
                    AgeBand::NAMES.iter().zip(shares).map(|(name, share)| format!("{name} = {}", number(*share, 4))).collect();
                let source = format!("starts by age, {}", found.cited());
                self.text += &annotated("age_share", &format!("{{ {} }}", named.join(", ")), &source, "published");
                if !found.note.is_empty() {
                    self.stand_ins.push(format!("starts by age: local, {}", found.note));
                }
            }
            None => {
                let words = format!(
                    "age_share is left to {} (England), because local starts by age are absent or suppressed within two years \
                     of {} (they are embedded for 2011 to 2017)",
                    self.base, self.year
                );
                self.left_out(&words);
                self.stand_ins.push(format!("starts by age: England, as in {}, because no local figures are near", self.base));
            }
        }
        if let Some(found) = figure(self.authority, self.year, Statistic::Unaccompanied) {
            self.left_out(&format!(
                "unaccompanied_share is England's; for comparison: {} unaccompanied children were looked after ({})",
                found.value,
                found.cited()
            ));
        }
    }

    pub(super) fn stay(&mut self, stock: &Figure, fit: &Fit, ceases: Option<&Figure>) {
        self.section("stay");
        let beside = match ceases {
            Some(found) => format!("{} published", found.value),
            None => "none published".to_string(),
        };
        let effect = format!(
            "expected stock {:.1} against {} published; predicted ceases {:.0} a year beside {beside} (a prediction, not an input)",
            fit.expected_stock, stock.value, fit.predicted_ceases
        );
        let source = "fitted to the published stock and starts above: one multiplier on length of stay before 18";
        self.text += &with_effect("multiplier", &number(fit.multiplier, 6), source, "calibrated", &effect);
    }

    /// Published figures beside which the baseline is shown.
    pub(super) fn targets(&mut self, stock: f64, cited: &str) {
        self.section("target");
        self.left_out(
            "Held against the baseline, never used by it. Placement moves and team structure are England's, so a local figure \
             that is missed says how far this authority differs from England in that. Tolerances: those of the shipped world, \
             or two standard errors of a share in a stock of this size.",
        );
        self.text += &target("stock", stock, 0.05 * stock, cited);
        self.placements_target(stock);
        self.share_target("ni63_pct", Statistic::SameCarerPercent, 4.0, 0.4 * stock);
        for (measure, what, points) in [
            ("changes_12m_none_pct", Statistic::Changes12None, 4.0),
            ("changes_12m_one_pct", Statistic::Changes12One, 4.0),
            ("changes_12m_two_plus_pct", Statistic::Changes12Two, 4.0),
            ("changes_24m_none_pct", Statistic::Changes24None, 5.0),
            ("changes_24m_one_pct", Statistic::Changes24One, 5.0),
            ("changes_24m_two_plus_pct", Statistic::Changes24Two, 5.0),
        ] {
            self.share_target(measure, what, points, stock);
        }
        self.age_targets();
        if let Some(found) = figure(self.authority, self.year, Statistic::ThreeWorkers).filter(|one| one.place == Place::Local) {
            self.left_out(&format!(
                "{}: {} ({}); no measure of the model counts workers in the same way",
                Statistic::ThreeWorkers.label(),
                found.value,
                found.cited()
            ));
        }
    }

    /// NI 62: the percentage where it is published, else from the numbers with one, two and three or more.
    fn placements_target(&mut self, stock: f64) {
        let numbers = [Statistic::OnePlacement, Statistic::TwoPlacements, Statistic::ThreePlacements];
        let percentage = figure(self.authority, self.year, Statistic::ThreePlacementsPercent);
        if percentage.as_ref().is_some_and(|found| found.place == Place::Local) {
            self.share_target("ni62_three_plus_pct", Statistic::ThreePlacementsPercent, 1.5, stock);
        } else if let Some((counts, found)) = local_figures(self.authority, self.year, numbers) {
            let percent = 100.0 * counts[2] / found.value;
            self.text += &target("ni62_three_plus_pct", percent, tolerance(percent, 1.5, stock), &found.cited());
        }
    }

    fn share_target(&mut self, measure: &str, what: Statistic, points: f64, children: f64) {
        if let Some(found) = figure(self.authority, self.year, what).filter(|found| found.place == Place::Local) {
            self.text += &target(measure, found.value, tolerance(found.value, points, children), &found.cited());
        }
    }

    fn age_targets(&mut self) {
        let measures =
            ["age_under_1_pct", "age_1_4_pct", "age_5_9_pct", "age_10_15_pct", "age_16_17_pct"];
        if let Some((counts, found)) = local_figures(self.authority, self.year, Statistic::STOCK_BY_AGE) {
            for (measure, count) in measures.iter().zip(counts) {
                let percent = 100.0 * count / found.value;
                self.text += &target(measure, percent, tolerance(percent, 3.0, found.value), &found.cited());
            }
        }
    }
}

/// The larger of the stated points and two standard errors of a share among so many children.
fn tolerance(percent: f64, points: f64, children: f64) -> f64 {
    let share = (percent / 100.0).clamp(0.0, 1.0);
    let standard_error = 100.0 * (share * (1.0 - share) / children.max(1.0)).sqrt();
    points.max(2.0 * standard_error)
}
