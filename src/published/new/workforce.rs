//! Workforce: turnover, structural vacancies, agency cover and caseload of 30 September.

use super::Draft;
use crate::published::figure::figure;
use crate::published::statistic::Statistic;
use crate::published::toml_text::{annotated, number};

/// Mean time from a worker leaving to a permanent successor, in months: assumed, since no statistic gives it (3 to 8.5).
pub(super) const MONTHS_TO_FILL: f64 = 5.0;

impl Draft<'_> {
    pub(super) fn workforce(&mut self) {
        self.section("workforce");
        self.rate("turnover_per_year", Statistic::Turnover, 0.01);
        self.structural_vacancies();
        self.rate("agency_cover_share", Statistic::AgencyCover, 0.01);
        self.left_out("Cases of all kinds are counted (children in need, protection, looked after), not only looked-after children.");
        self.rate("caseload_per_post", Statistic::Caseload, 1.0);
        for what in [Statistic::Agency, Statistic::Absence] {
            if let Some(found) = figure(self.authority, self.year, what) {
                self.left_out(&format!("For comparison, {}: {} ({})", what.label(), found.value, found.cited()));
            }
        }
    }

    /// A rate under its key, or a word on why it is left to the shipped world.
    fn rate(&mut self, key: &str, what: Statistic, factor: f64) {
        match figure(self.authority, self.year, what) {
            Some(found) => {
                self.published(key, &found, factor, what);
                if what == Statistic::Turnover && found.value == 0.0 {
                    self.left_out("A published turnover of 0 may be a return that was not made: check it.");
                }
            }
            None => {
                let words =
                    format!("{key} is left to {}: {} is not published within two years", self.base, what.label());
                self.left_out(&words);
                self.stand_ins.push(format!(
                    "{}: as in {}, because no figure is published within two years",
                    what.label(),
                    self.base
                ));
            }
        }
    }

    /// Vacant posts less those that are only waiting for a successor.
    fn structural_vacancies(&mut self) {
        let vacancy = figure(self.authority, self.year, Statistic::Vacancy);
        let turnover = figure(self.authority, self.year, Statistic::Turnover);
        let (Some(vacancy), Some(turnover)) = (vacancy, turnover) else {
            self.left_out(&format!(
                "structural_vacancy_share is left to {}: vacancy or turnover is not published",
                self.base
            ));
            return;
        };
        let waiting = turnover.value * MONTHS_TO_FILL / 12.0;
        let share = (vacancy.value - waiting).clamp(0.0, 100.0) / 100.0;
        let source = format!(
            "vacancy {}% less turnover {}% x {MONTHS_TO_FILL}/12 of a year to fill, not below 0; {}",
            vacancy.value,
            turnover.value,
            vacancy.cited()
        );
        self.text += &annotated("structural_vacancy_share", &number(share, 4), &source, "derived");
        self.note(Statistic::Vacancy, &vacancy);
    }
}
