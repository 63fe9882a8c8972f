//! Money: the authority's spend per child, and its spend of the years before.
//!
//! Prices by type of placement are England's. The whole difference between the authority's spend per child and
//! England's goes into the residual, so that the total is local; which prices make it up is not published.

use super::Draft;
use crate::published::spend::{Spend, england_per_child_gbp, spend_history, spend_near};
use crate::published::toml_text::{annotated, list, number, target};

/// The least residual that a scenario takes, in GBP per child-year.
const LEAST_RESIDUAL_GBP: f64 = -1e6;
const RESIDUAL: &str = "finance.other_services_per_child_year_gbp";

impl Draft<'_> {
    pub(super) fn money(&mut self) {
        self.residual();
        self.history();
    }

    /// The year in which the financial year ends whose prices the shipped world has.
    fn price_year(&self) -> u16 {
        if self.base == "england-2011" { 2011 } else { 2025 }
    }

    fn residual(&mut self) {
        self.section("finance");
        let Some(spend) = spend_near(self.authority, self.year) else {
            let words = format!(
                "Costs are left to {} (England): within two years of {} no local spend is published together with the children of its year",
                self.base, self.year
            );
            self.left_out(&words);
            self.stand_ins
                .push(format!("spend per child: England, as in {}, because no local figure is near", self.base));
            return;
        };
        let national = england_per_child_gbp(self.price_year());
        let (Some(residual), Some(national)) = ((self.workshop.in_base)(self.base, RESIDUAL), national) else {
            self.left_out(&format!("Costs are left to {}, which states no residual to adjust", self.base));
            return;
        };
        let difference = national * (spend.ratio_to_england() - 1.0);
        let local = (residual + difference).max(LEAST_RESIDUAL_GBP);
        self.left_out(
            "Weekly prices by type are England's. The residual carries the whole difference in spend per child, so it can be \
             negative; which prices make up the difference is not published.",
        );
        let source = format!(
            "{residual:.0} of {} {} {:.0}: local spend {} = {:.2} x England's {:.0}, at England's {national:.0} of {}; {}",
            self.base,
            if difference < 0.0 { "less" } else { "plus" },
            difference.abs(),
            raw(&spend),
            spend.ratio_to_england(),
            spend.england_per_child_gbp,
            short_year(self.price_year()),
            spend.source
        );
        self.text += &annotated("other_services_per_child_year_gbp", &number(local, 0), &source, "derived");
        if spend.year != self.year {
            self.stand_ins.push(format!("spend per child: local, of {}", spend.financial_year()));
        }
    }

    /// Local spend per child at the price level of the shipped world.
    pub(super) fn cost_target(&mut self) {
        let national = england_per_child_gbp(self.price_year());
        if let Some((spend, national)) = spend_near(self.authority, self.year).zip(national) {
            let cost = national * spend.ratio_to_england();
            let source = format!(
                "local spend {}, {:.2} x England's, at England's {national:.0} of {}; 10%, since prices by type are national; {}",
                raw(&spend),
                spend.ratio_to_england(),
                short_year(self.price_year()),
                spend.source
            );
            self.text += &target("cost_per_child_year_gbp", cost, 0.1 * cost, &source);
        }
    }

    fn history(&mut self) {
        self.section("contract");
        let years = spend_history(self.authority, self.year);
        let national = england_per_child_gbp(self.price_year()).filter(|_| years.len() >= 2);
        let Some(national) = national else {
            let words = format!(
                "spend_history_gbp is left out: local spend is published for fewer than two years running up to {} (the \
                 simulated run-in serves instead)",
                short_year(self.year)
            );
            self.left_out(&words);
            return;
        };
        let level = short_year(self.price_year());
        let spent: Vec<f64> = years.iter().map(|one| one.ratio_to_england() * national * one.children).collect();
        let children: Vec<f64> = years.iter().map(|one| one.children).collect();
        let published: Vec<String> =
            years.iter().map(|one| format!("{} {}", one.financial_year(), raw(one))).collect();
        let source = format!(
            "local: {}; each brought to the level of {level} by England's spend per child, which removes prices and the move of \
             adoption and guardianship support into the line in 2012-13; DfE, Section 251 outturn",
            published.join("; ")
        );
        if years.len() < 3 {
            self.left_out("The Guide asks for three to five years; no more are published with the children of the same years.");
        }
        self.text += &annotated("spend_history_gbp", &list(&spent, 0), &source, "derived");
        let stocks = "local: looked after on 31 March at the end of each of these years; DfE, Children looked after in England";
        self.text += &annotated("children_history", &list(&children, 0), stocks, "published");
    }
}

fn raw(spend: &Spend) -> String {
    format!("{:.0} GBP for {} children, {:.0} each", spend.gross_gbp, spend.children, spend.per_child_gbp())
}

fn short_year(ends: u16) -> String {
    format!("{}-{:02}", ends - 1, ends % 100)
}
