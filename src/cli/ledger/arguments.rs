//! `swpsim ledger`: names, options and their help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::arguments::ScenarioFile;

/// What to do with a ledger.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Print a list of children to begin with, as CSV; or its columns and what may stand in them.
    Template {
        /// The columns, their meaning and what is expected.
        #[arg(long)]
        columns: bool,
    },
    /// Fix cohort and rules of a panel before its draw; begins a ledger or adds to it.
    #[command(after_help = COMMIT)]
    Commit(Commit),
    /// Draw the committed panel with a number from outside that nobody knew at the commitment.
    #[command(after_help = DRAW)]
    Draw(Draw),
    /// Record that a decision is overridden: by which role, on which ground. Adds a row, edits nothing.
    Override(Override),
    /// Replay a ledger with nothing else, and name the first row that does not follow.
    #[command(after_help = VERIFY)]
    Verify(Verify),
    /// Say in plain words why a child was or was not chosen, and what would have to differ.
    Explain(Explain),
    /// Write the ledger of one simulated history; the scenario's seed drives the draws.
    Simulate(Simulate),
}

const COMMIT: &str = "\
The list of children is a CSV file (see `swpsim ledger template`), by pseudonymous keys only. The rules are a scenario
file with its tables [allocation] and [practice.NAME]; let it extend a shipped one, so that its population is checked
as in any scenario. Publish the commitment's hash before the number is known.";

const DRAW: &str = "\
Every attempt is a row. A second draw of the same commitment, or a number that stands in the ledger already, is refused
with exit code 9, and the attempt is recorded. Only a new commitment with a stated reason allows another draw.";

const VERIFY: &str = "\
The manifest beside the ledger (LEDGER.manifest.json) is used where there is one. Keep a copy of it elsewhere: whoever
can cut the ledger's tail can rewrite the manifest beside it. Exit code 8: a row does not follow.";

/// `swpsim ledger commit`
#[derive(Debug, Args)]
pub struct Commit {
    /// List of children.
    pub candidates: PathBuf,
    #[command(flatten)]
    pub rules: ScenarioFile,
    /// The ledger, begun where there is none.
    #[arg(short, long, value_name = "LEDGER")]
    pub output: PathBuf,
    /// The policy whose rules hold (default: the scenario's own values, or its only policy with a practice).
    #[arg(long, value_name = "POLICY")]
    pub policy: Option<String>,
    /// The panel's date, such as 2026-11-24.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<String>,
    /// Places free at a practice, `--free elm=12` (default: its places less the children listed with it).
    #[arg(long, value_name = "PRACTICE=N")]
    pub free: Vec<String>,
    /// Number of the panel (default: the next one); an earlier one is committed again.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub panel: Option<u32>,
    /// Why a panel is committed again; stands in the ledger.
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
}

/// `swpsim ledger draw`
#[derive(Debug, Args)]
pub struct Draw {
    pub ledger: PathBuf,
    /// The number from outside.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub with: String,
    /// Where the number comes from, such as "national lottery of 28 November 2026".
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub source: String,
    /// Number of the panel (default: the last one committed).
    #[arg(long, value_name = "N")]
    pub panel: Option<u32>,
}

/// `swpsim ledger override`
#[derive(Debug, Args)]
pub struct Override {
    pub ledger: PathBuf,
    /// The child's pseudonymous key.
    #[arg(long, value_name = "KEY")]
    pub child: String,
    /// Number of the panel.
    #[arg(long, value_name = "N")]
    pub panel: u32,
    /// The role of whoever decides, not a name: "independent reviewing officer".
    #[arg(long, value_name = "WORDS")]
    pub role: String,
    /// The ground.
    #[arg(long, value_name = "WORDS")]
    pub ground: String,
    /// A practice, or `waits`.
    #[arg(long, value_name = "DECISION")]
    pub decision: String,
}

/// `swpsim ledger verify`
#[derive(Debug, Args)]
pub struct Verify {
    pub ledger: PathBuf,
    /// A manifest kept elsewhere (default: the one beside the ledger).
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
}

/// `swpsim ledger explain`
#[derive(Debug, Args)]
pub struct Explain {
    pub ledger: PathBuf,
    /// The child's pseudonymous key.
    #[arg(long, value_name = "KEY")]
    pub child: String,
    /// Only this panel.
    #[arg(long, value_name = "N")]
    pub panel: Option<u32>,
}

/// `swpsim ledger simulate`
#[derive(Debug, Args)]
pub struct Simulate {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    /// The policy (default: the first with a practice or team).
    #[arg(long, value_name = "POLICY")]
    pub arm: Option<String>,
    /// Which history.
    #[arg(long, value_name = "R", default_value_t = 0)]
    pub replicate: u64,
    /// Seed of all chance (default: the scenario's run.seed).
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Where to write the ledger, with its manifest beside it (default: standard output); never overwrites.
    #[arg(short, long, value_name = "LEDGER")]
    pub output: Option<PathBuf>,
}

fn date(words: &str) -> Result<String, String> {
    match words.parse::<jiff::civil::Date>() {
        Ok(date) => Ok(date.to_string()),
        Err(_) => Err("expected a date such as 2026-11-24".into()),
    }
}
