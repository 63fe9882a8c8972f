//! A practice to try, and the three arms that are always compared.
//!
//! Nothing is known about a practice that does not exist yet, so its terms are the authority's own: like is compared
//! with like, and the file says what to change.

use super::Draft;
use super::workforce::MONTHS_TO_FILL;
use crate::published::figure::figure;
use crate::published::statistic::Statistic;
use crate::published::toml_text::{annotated, number, with_range};

const NAME: &str = "new-practice";
/// Middle of the Guide's 100 to 200 children (para 30).
const USUAL_PLACES: f64 = 150.0;
/// No more than this share of the children looked after.
const LARGEST_SHARE: f64 = 0.35;
/// Low turnover of three of the five pilots, per year.
const LOW_TURNOVER: f64 = 0.05;

/// Places of a practice that suits a stock: 150, or 35% of the children where that is less, in steps of five.
pub fn places(stock: f64) -> f64 {
    ((USUAL_PLACES.min(LARGEST_SHARE * stock) / 5.0).round() * 5.0).max(5.0)
}

impl Draft<'_> {
    pub(super) fn policies(&mut self, stock: f64) {
        self.section(&format!("practice.{NAME}"));
        self.left_out("A practice on the authority's own terms: change what yours would do differently.");
        let source =
            "150, the middle of the Guide's 100 to 200 (para 30), or 35% of the children where that is less";
        self.text += &annotated("places", &number(places(stock), 0), source, "assumed");
        if let Some(caseload) = self.local_or_base(Statistic::Caseload, 1.0, "workforce.caseload_per_post") {
            let source = "as the authority's caseload, so that like is compared with like";
            self.text += &annotated("children_per_worker", &number(caseload, 4), source, "assumed");
        }
        if let Some(turnover) = self.local_or_base(Statistic::Turnover, 0.01, "workforce.turnover_per_year") {
            let source = "as the authority's; the pilots' record is mixed: low in three of five, half the staff lost in one";
            let (low, high) = (LOW_TURNOVER.min(turnover), (2.0 * turnover).max(LOW_TURNOVER));
            self.text += &with_range("turnover_per_year", turnover, low, high, source, "assumed");
        }
        self.text += &format!(
            "time_to_fill = {{ law = \"gamma\", shape = 2, mean_months = {}, source = \"as the authority; no statistic\", quality = \"assumed\", low = 0.6, high = 1.7 }}\n",
            number(MONTHS_TO_FILL, 1)
        );
        for (policy, provider) in [("no-practice", "none"), ("in-house", "in-house"), ("practice", "practice")] {
            self.section(&format!("policy.{policy}"));
            self.text += &format!("provider = \"{provider}\"\n");
        }
    }

    fn local_or_base(&self, what: Statistic, factor: f64, key: &str) -> Option<f64> {
        match figure(self.authority, self.year, what) {
            Some(found) => Some(found.value * factor),
            None => (self.workshop.in_base)(self.base, key),
        }
    }
}
