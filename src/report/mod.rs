//! What a person reads: the terminal summary, figures, the report page and the results folder.
//!
//! Start with [`answers`], which finds the sentences that all of them share.

use std::path::PathBuf;

use crate::results::advice::Materiality;

pub mod assumptions;

pub mod from_scenario;

pub mod answers;

pub mod options;

pub mod charts;

pub mod words;

mod practices;

pub mod fund;

pub mod html;

mod hashed;

mod summary_json;

pub mod replicates_csv;

pub mod manifest;

pub mod folder;

pub mod whole_folder;

pub mod page_folder;

pub mod size;

#[cfg(test)]
pub mod invented;

/// What the report needs beside the [`crate::results::study::Study`].
#[derive(Debug, Clone)]
pub struct Extras {
    /// From which size on a difference matters to this user.
    pub materiality: Materiality,
    /// The rule of the risk fund.
    pub fund: FundRule,
    /// One critical level a replicate (GBP) of the first practice, authority holds the placement budget; may be empty.
    pub critical_funds_authority_holds: Vec<f64>,
    /// The same, practice holds it.
    pub critical_funds_practice_holds: Vec<f64>,
    /// Net contract less the practice's cost, one a replicate (GBP a year), authority holds the placement budget.
    pub margins_authority_holds: Vec<f64>,
    /// The same, practice holds it.
    pub margins_practice_holds: Vec<f64>,
    /// Published number of children looked after at the start.
    pub published_stock: Option<f64>,
    /// Self-checks passed, of how many; absent if none were run.
    pub self_checks: Option<(usize, usize)>,
    /// What the results leave out, the most important first.
    pub leaves_out: Vec<String>,
    /// Numbered assumptions of the model: number and sentence.
    pub assumptions: Vec<(String, String)>,
    /// Where the results folder is or will be; for the terminal only.
    pub folder: Option<PathBuf>,
    /// The command to try next; for the terminal only.
    pub next_command: Option<String>,
}

/// The rule of the risk fund, as the scenario states it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundRule {
    /// Opening level as a share of the net contract (`contract.risk_fund_opening_share`).
    pub opening_share: f64,
    /// Carved out of the contract (Guide 70) rather than additional money.
    pub top_sliced: bool,
    /// Paid in at each later year end, as a share of the net contract.
    pub top_up_share: f64,
    /// Share of a year's surplus which goes into the fund.
    pub surplus_share: f64,
    /// No more than this share of the net contract stays in it.
    pub cap_share: f64,
}

impl FundRule {
    /// The rule in words, for the sentence beside a probability.
    pub fn words(&self) -> String {
        let percent = |share: f64| crate::results::rounding::stated(share * 100.0) + "%";
        let source = if self.top_sliced { "top-sliced from the contract" } else { "additional money" };
        let mut parts =
            vec![format!("{} of the net contract at the start, {source}", percent(self.opening_share))];
        if self.top_up_share > 0.0 {
            parts.push(format!("topped up by {} of the net contract a year", percent(self.top_up_share)));
        }
        parts.push(match self.surplus_share {
            0.0 => "no surplus paid in".into(),
            share => format!("{} of a surplus paid in", percent(share)),
        });
        parts.push("tested at year ends".into());
        parts.join(", ")
    }
}

#[cfg(test)]
mod look {
    use super::*;

    /// Writes the page and the summary of the invented study where `SWPSIM_LOOK` says, for a person to look at.
    #[test]
    fn the_page_can_be_looked_at() {
        let (study, extras) = (invented::study(), invented::extras());
        let page = html::page(&study, &extras, &charts::all(&study, &extras));
        if let Ok(folder) = std::env::var("SWPSIM_LOOK") {
            std::fs::write(format!("{folder}/report.html"), page).unwrap();
            std::fs::write(format!("{folder}/summary.txt"), words::summary(&study, &extras, 100)).unwrap();
        }
    }
}
