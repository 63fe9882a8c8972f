//! Children: ages at entry, the fitted length of stay, and the published figures to hold the simulation against.

use super::{Draft, Fit, NEW_WORLD_FROM};
use crate::domain::codes::AgeBand;
use crate::published::ENGLAND;
use crate::published::authorities::Authority;
use crate::published::figure::{Figure, Place, figure, local_figures};
use crate::published::statistic::Statistic;
use crate::published::toml_text::{annotated, number, target, with_effect};

/// The year of the older shipped world's figures.
const BASE_YEAR: u16 = 2011;

/// An expected stock farther from the published one is said to be missed.
const FIT_TOLERANCE: f64 = 0.05;

/// Local shares of starts by age band, where a year near enough has all of them.
pub(super) fn ages_at_entry(authority: &Authority, year: u16) -> Option<([f64; 5], Figure)> {
    let (starts, found) = local_figures(authority, year, Statistic::STARTS_BY_AGE)?;
    (found.value > 0.0).then(|| (starts.map(|one| one / found.value), found))
}

impl Draft<'_> {
    pub(super) fn intake(&mut self, ages: Option<&([f64; 5], Figure)>, fit: &Fit) {
        self.section("intake");
        let source = "fitted so that first entries and the model's own returns make the published starts";
        let effect = "in proportion: stock and starts";
        self.text +=
            &with_effect("first_entry_share", &number(fit.first_entry_share, 4), source, "calibrated", effect);
        match ages {
            Some((shares, found)) => {
                let named: Vec<String> = AgeBand::NAMES
                    .iter()
                    .zip(shares)
                    .map(|(name, share)| format!("{name} = {}", number(*share, 4)))
                    .collect();
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
                self.stand_ins.push(format!(
                    "starts by age: England, as in {}, because no local figures are near",
                    self.base
                ));
            }
        }
        self.unaccompanied(ages.map(|(shares, _)| shares[4]));
    }

    /// Starts that are unaccompanied children: England's share, moved by the local share of the stock against England's
    /// of 2011. Local starts of unaccompanied children are not published, and their stock only to 2017.
    fn unaccompanied(&mut self, share_at_16: Option<f64>) {
        let counts = [Statistic::Unaccompanied, Statistic::Stock];
        let local = local_figures(self.authority, self.year, counts).filter(|_| self.year < NEW_WORLD_FROM);
        let base = (self.workshop.in_base)(self.base, "intake.unaccompanied_share");
        let england = |what: Statistic| what.table().number(ENGLAND, BASE_YEAR, what.column());
        let england =
            england(Statistic::Unaccompanied).zip(england(Statistic::Stock)).map(|(some, all)| some / all);
        let (Some(([some, all], found)), Some(base), Some(england), Some(at_16)) =
            (local, base, england, share_at_16)
        else {
            self.left_out(&format!(
                "unaccompanied_share is left to {} (England): no local figure is near or unsuppressed",
                self.base
            ));
            return;
        };
        // Five in six of them are 16 or 17, so they must fit into the starts of that age.
        let share = (base * some / all / england).min(at_16);
        let source = format!(
            "{some} of {all} children looked after, against {:.1}% in England in {BASE_YEAR}, times {base} of starts in {}, at most the \
             starts at 16 and 17; {}",
            100.0 * england,
            self.base,
            found.cited()
        );
        self.text += &annotated("unaccompanied_share", &number(share, 4), &source, "derived");
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
        if (fit.expected_stock / stock.value - 1.0).abs() > FIT_TOLERANCE {
            let words = format!(
                "no multiplier on length of stay brings {} within 5%: {:.1} children are expected",
                self.authority.name, fit.expected_stock
            );
            self.left_out(&words);
            self.stand_ins.push(format!("length of stay: {words}"));
        }
    }

    /// Published figures beside which the baseline is shown.
    pub(super) fn targets(&mut self, stock: &Figure, starts: &Figure, ceases: Option<&Figure>) {
        self.section("target");
        self.left_out(
            "Held against the baseline, never used by it. Placement moves and team structure are England's, so a local figure \
             that is missed says how far this authority differs from England in that; targets not named here are England's. \
             Tolerances: 5% of a number, those of the shipped world for shares, or two standard errors of a share in a stock \
             of this size.",
        );
        let five_percent = |value: f64| (0.05 * value).max(1.0);
        self.text += &target("stock", stock.value, five_percent(stock.value), &stock.cited());
        self.text += &target("starts", starts.value, five_percent(starts.value), &starts.cited());
        let beside = ceases.map(|found| format!(" ({} published)", found.value)).unwrap_or_default();
        let balance = format!("as many as start, since the baseline is stationary{beside}");
        self.text += &target("ceases", starts.value, five_percent(starts.value), &balance);
        let stock = stock.value;
        self.cost_target();
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
        if let Some(found) =
            figure(self.authority, self.year, Statistic::ThreeWorkers).filter(|one| one.place == Place::Local)
        {
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
            for (measure, count, points) in
                [("ni62_one_pct", counts[0], 3.0), ("ni62_three_plus_pct", counts[2], 1.5)]
            {
                let percent = 100.0 * count / found.value;
                self.text += &target(measure, percent, tolerance(percent, points, stock), &found.cited());
            }
        }
    }

    fn share_target(&mut self, measure: &str, what: Statistic, points: f64, children: f64) {
        if let Some(found) = figure(self.authority, self.year, what).filter(|found| found.place == Place::Local) {
            self.text += &target(measure, found.value, tolerance(found.value, points, children), &found.cited());
        }
    }

    fn age_targets(&mut self) {
        let measures = ["age_under_1_pct", "age_1_4_pct", "age_5_9_pct", "age_10_15_pct", "age_16_17_pct"];
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
