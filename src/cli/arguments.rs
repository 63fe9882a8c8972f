//! The command line: names, options and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use super::ledger::arguments::LedgerCommand;

/// Simulates children in care moving to Social Work Practices: who moves, how large a practice, how large a
/// risk fund.
#[derive(Debug, Parser)]
#[command(name = "swpsim", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Say nothing on standard error but errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// How data on standard output look.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

const AFTER_HELP: &str = "\
Start with:  swpsim run staffordshire
             swpsim explain staffordshire

Exit codes:  0 done; 1 anything not below; 2 wrong arguments; 3 problems in a scenario; 4 a file cannot be read
             or written; 5 the results folder holds something else; 6 stopped by Ctrl-C, finished part kept;
             7 a target missed (targets --strict); 8 a ledger does not verify; 9 a draw that does not count;
             10 a check against exact answers failed (verify)";

/// How data on standard output look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scenario: every policy on the same children, many times; writes a results folder.
    Run(Run),
    /// Compare policies: several files in one world, each file's levers as a policy; writes a results folder.
    Compare(Compare),
    /// Check scenario files; every problem at once, with line and remedy.
    Check {
        /// Scenario files, or names of shipped scenarios.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Print every value in force, defaults too, with unit and source.
    Explain {
        #[command(flatten)]
        scenario: ScenarioFile,
        /// Only this key, or the keys that begin with it, such as `placements`.
        key: Option<String>,
    },
    /// List the measures: names, units, which way is better, definitions.
    Measures,
    /// Print the daily flow, stage by stage, the numbered assumptions, and every source of chance.
    Flow,
    /// Tell one simulated child's story.
    Trace(Trace),
    /// Compare the baseline with the published figures.
    Targets(Targets),
    /// Write a scenario for a local authority from published statistics.
    New(New),
    /// Commit, draw, check and explain real panels, or write the ledger of a simulated one.
    Ledger {
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Write made-up SSDA903 returns of a simulated authority, to try the program without real data.
    Synth(Synth),
    /// Read SSDA903 returns or a cohort file and show what they hold; every problem counted.
    Cohort(Cohort),
    /// Plan a transfer of real children: who, in which order and month, and how sure that is; writes a folder.
    Plan(Plan),
    /// How large a practice: every size on the same children and luck; writes a results folder.
    Size(Size),
    /// Check the simulator against exact answers in a scenario's own parameters; exit code 10 if one differs.
    Verify(Verify),
    /// Split a policy's gain into its causes: caseload, team boundaries, turnover, and so on; writes a folder.
    Causes(Causes),
    /// Run the five evaluated pilots beside three control authorities and what the evaluation found; writes a folder.
    Pilots(Pilots),
    /// State the contract: the funding model step by step, every way of paying for both parties, both ledgers.
    Contract(Contract),
    /// Try named shocks, alone and together: how far each moves the smallest fund, and who pays.
    Stress(Stress),
    /// How large a risk fund: the smallest for a stated chance with a stated confidence; writes a folder.
    Fund(Fund),
    /// Print the JSON Schema of scenario files, for editors.
    Schema,
}

/// A scenario file and what to change in it.
#[derive(Debug, Args)]
pub struct ScenarioFile {
    /// Scenario file, or the name of a shipped scenario such as `england-2024`.
    pub file: PathBuf,
    /// Change a value, as in a file: `--set run.years=3`, `--set 'policy.practice.provider="none"'`.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

/// How much to simulate.
#[derive(Debug, Args)]
pub struct Amount {
    /// Number of histories (default: the scenario's run.replicates).
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub replicates: Option<u64>,
    /// Seed of all chance (default: the scenario's run.seed).
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads (default: one a processor core); the result does not depend on it.
    #[arg(long, value_name = "T", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// `swpsim run`
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    #[command(flatten)]
    pub amount: Amount,
    /// Results folder (default: results/NAME-HASH, where the hash stands for everything that decides the result).
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `swpsim compare`
#[derive(Debug, Args)]
pub struct Compare {
    /// Scenario files, or names of shipped scenarios. Their worlds must be the same; their levers may differ. No
    /// practice and an in-house team are added where the files do not name them.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Change a value in every file, as in a file: `--set run.years=3`.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    #[command(flatten)]
    pub amount: Amount,
    /// The policy with which the report compares the others (default: no practice).
    #[arg(long, value_name = "POLICY")]
    pub baseline: Option<String>,
    /// Leave out the in-house team.
    #[arg(long)]
    pub without_in_house: bool,
    /// Begin with the children of these returns or of this cohort file, as they stand on its last day.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub cohort: Vec<PathBuf>,
    #[command(flatten)]
    pub real: RealChildren,
    /// Results folder (default: results/NAME-HASH, where the hash stands for everything that decides the result).
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `swpsim trace`
#[derive(Debug, Args)]
pub struct Trace {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    /// The child: month of arrival and number in the month, such as `2024-07.4`.
    #[arg(long, value_name = "CHILD")]
    pub child: String,
    /// Which history.
    #[arg(long, value_name = "R", default_value_t = 0)]
    pub replicate: u64,
    /// Only this policy (default: all, one after the other).
    #[arg(long, value_name = "POLICY")]
    pub arm: Option<String>,
    /// Seed of all chance (default: the scenario's run.seed).
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    pub seed: Option<u64>,
}

/// `swpsim targets`
#[derive(Debug, Args)]
pub struct Targets {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    #[command(flatten)]
    pub amount: Amount,
    /// How far each fitted parameter can move before a target fails: what the targets can tell.
    #[arg(long)]
    pub power: bool,
    /// Exit with code 7 if a target is missed.
    #[arg(long)]
    pub strict: bool,
}

/// `swpsim stress`
#[derive(Debug, Args)]
pub struct Stress {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    /// File with the shocks, tables such as [shock.prices]; or a shipped one such as `stress/seven`.
    #[arg(long = "with", value_name = "FILE")]
    pub with: PathBuf,
    /// Simulated contracts, without and with each shock.
    #[arg(long, value_name = "N", default_value_t = crate::experiment::stress::REPLICATES, value_parser = clap::value_parser!(u64).range(20..=100_000))]
    pub replicates: u64,
    /// Seed of all chance (default: the scenario's run.seed).
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Threads (default: one a processor core); the result does not depend on it.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Write a page with charts, tables and a manifest: a new or an empty folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `swpsim verify`
#[derive(Debug, Args)]
pub struct Verify {
    /// Scenario file, or the name of a shipped scenario.
    #[arg(default_value = "staffordshire")]
    pub scenario: PathBuf,
    /// Change a value, as in a file: `--set stay.multiplier=1.2`.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Histories of each check; cheap checks take more.
    #[arg(long, value_name = "N", default_value_t = crate::experiment::verify::REPLICATES, value_parser = clap::value_parser!(u64).range(20..=100_000))]
    pub replicates: u64,
    /// Seed of all chance (default: the scenario's run.seed).
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Threads (default: one a processor core); the result does not depend on it.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Write what was found into this file too, in the form of --format.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `swpsim new`
#[derive(Debug, Args)]
pub struct New {
    /// List the authorities and years.
    #[arg(long, conflicts_with_all = ["authority", "output"])]
    pub list: bool,
    /// The local authority.
    #[arg(long, value_name = "NAME", required_unless_present = "list")]
    pub authority: Option<String>,
    /// The year that ends on 31 March (default: the latest).
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u16>,
    /// Where to write the scenario (`-`: standard output); never overwrites.
    #[arg(short, long, value_name = "FILE", required_unless_present = "list")]
    pub output: Option<PathBuf>,
}

/// `swpsim synth`
#[derive(Debug, Args)]
pub struct Synth {
    /// Scenario file, or the name of a shipped scenario: the authority, without a practice.
    #[arg(default_value = "england-2024")]
    pub scenario: PathBuf,
    /// Change a value, as in a file: `--set authority.stock=1200`.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Where to write: a new or an empty folder.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// How many years of returns.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=11))]
    pub years: u16,
    /// The last return, by the 31 March on which its year ends.
    #[arg(long, value_name = "YEAR", default_value_t = crate::synth::LAST_YEAR)]
    pub last_year: u16,
    /// Which history.
    #[arg(long, value_name = "R", default_value_t = 0)]
    pub replicate: u64,
    /// Seed of all chance (default: the scenario's run.seed).
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Plant a list of faults, to try a reader; writes faults.csv.
    #[arg(long)]
    pub faults: bool,
}

/// `swpsim cohort`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Cohort {
    #[command(subcommand)]
    pub blank: Option<Blank>,
    /// Folders, zips or CSV files of one or several years of returns; or one cohort file (see `cohort template`).
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub real: RealChildren,
    /// Set the published figures of this authority beside.
    #[arg(long, value_name = "NAME")]
    pub authority: Option<String>,
    /// Write counts and problems as CSV into a new folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Show numbers of 1 to 4 children too. Such tables are not for passing on.
    #[arg(long)]
    pub show_small: bool,
}

/// `swpsim plan`
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    /// Folders, zips or CSV files of one or several years of returns; or one cohort file.
    #[arg(long, value_name = "PATH", required = true, num_args = 1..)]
    pub cohort: Vec<PathBuf>,
    #[command(flatten)]
    pub real: RealChildren,
    /// The policy whose rules and practices hold, where the scenario has several.
    #[arg(long, value_name = "POLICY")]
    pub policy: Option<String>,
    /// Day on which commissioning begins, such as 2026-04-01 (default: the day after the input's last).
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// The outside number that fixes the order, not known when the list was committed. Without it the plan is provisional.
    #[arg(long = "with", value_name = "NUMBER", requires = "key_file")]
    pub with: Option<String>,
    /// Where the number is from, in your words.
    #[arg(long, value_name = "WORDS", default_value = "", requires = "with")]
    pub source: String,
    /// A plan.csv whose months were moved by hand: checked, with what the changes cost.
    #[arg(long, value_name = "FILE", requires = "key_file")]
    pub edited: Option<PathBuf>,
    /// Number of simulated histories (default: the scenario's run.replicates).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub replicates: Option<u64>,
    /// Seed of all simulated chance (default: the scenario's run.seed). The order does not depend on it.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Where to write: a new or an empty folder.
    #[arg(long, value_name = "DIR", default_value = "plan")]
    pub out: PathBuf,
}

/// How much to simulate, where the command has its own number of histories.
#[derive(Debug, Args)]
pub struct Histories {
    /// Number of histories.
    #[arg(long, value_name = "N", default_value_t = 100, allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub replicates: u64,
    /// Seed of all chance (default: the scenario's run.seed).
    #[arg(long, value_name = "S", allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads (default: one a processor core); the result does not depend on it.
    #[arg(long, value_name = "T", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// `swpsim causes`
#[derive(Debug, Args)]
pub struct Causes {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    #[command(flatten)]
    pub amount: Histories,
    /// Results folder (default: results/causes-NAME-HASH, where the hash stands for everything that decides the result).
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `swpsim size`
#[derive(Debug, Args)]
#[command(after_help = SIZE_HELP)]
pub struct Size {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    /// Smallest size, in places (default: 60).
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub from: Option<i64>,
    /// Largest size (default: 300).
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub to: Option<i64>,
    /// Step from size to size (default: 20).
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub step: Option<i64>,
    /// These sizes instead of a range, such as 60,100,150.
    #[arg(long, value_name = "N,N", value_delimiter = ',', allow_negative_numbers = true, conflicts_with_all = ["from", "to", "step"])]
    pub sizes: Vec<i64>,
    /// A limit that a size must meet, such as `cover_failures<=2/yr`; several are met together. The measures are listed by
    /// `swpsim measures`.
    #[arg(long = "limit", value_name = "MEASURE<=NUMBER")]
    pub limits: Vec<String>,
    /// The policy whose practice is sized, where the scenario has several.
    #[arg(long, value_name = "POLICY")]
    pub policy: Option<String>,
    /// The practice that is sized, where the policy has several; the others stay as they are.
    #[arg(long, value_name = "PRACTICE")]
    pub practice: Option<String>,
    /// Let posts be fractions: histories round up or down so that the mean is met. Otherwise posts are whole.
    #[arg(long)]
    pub fractional_posts: bool,
    #[command(flatten)]
    pub amount: Amount,
    /// Histories of each size at low and at high turnover, and without further transfers (default: a quarter; 0: none).
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    pub turnover_replicates: Option<u64>,
    /// Results folder (default: results/NAME-size-HASH, where the hash stands for everything that decides the result).
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `swpsim contract`
#[derive(Debug, Args)]
pub struct Contract {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    #[command(flatten)]
    pub amount: Amount,
    /// Only this policy (default: all that have a practice).
    #[arg(long, value_name = "POLICY")]
    pub policy: Option<String>,
    /// The history whose figures and ledgers are given to the penny.
    #[arg(long, value_name = "R", default_value_t = 0)]
    pub history: u64,
    /// Also write a page, tables and both parties' ledgers: a new or an empty folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `swpsim pilots`
#[derive(Debug, Args)]
pub struct Pilots {
    /// Scenario files of pilots (default: the shipped pilots/a, b, c, d and f).
    pub files: Vec<PathBuf>,
    /// Change a value in every pilot, as in a file: `--set run.years=3`.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    #[command(flatten)]
    pub amount: Histories,
    /// Results folder (default: results/pilots-HASH, where the hash stands for everything that decides the result).
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `swpsim fund`
#[derive(Debug, Args)]
pub struct Fund {
    #[command(flatten)]
    pub scenario: ScenarioFile,
    #[command(flatten)]
    pub amount: Amount,
    /// The policy whose practice is in question (default: the first with a practice).
    #[arg(long, value_name = "POLICY")]
    pub policy: Option<String>,
    /// The chance of running out within the contract that is to be kept, such as 1in20, 0.05 or 5%.
    #[arg(long, value_name = "CHANCE", default_value = "1in20", allow_negative_numbers = true)]
    pub chance: String,
    /// How sure the size is to be, in each parameter draw.
    #[arg(long, value_name = "SHARE", default_value = "0.95", allow_negative_numbers = true)]
    pub confidence: String,
    /// Contract lengths in whole years, beside the policy's own contract.years.
    #[arg(
        long,
        value_name = "YEARS",
        default_value = "1,3,5",
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    pub horizons: Vec<String>,
    /// Who holds the placement budget.
    #[arg(long, value_enum, default_value_t = HolderAsked::Both)]
    pub holder: HolderAsked,
    /// Payment arrangements, the one in question first (default: all).
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub arrangements: Vec<String>,
    /// What becomes of a surplus in the headline; the others stand in the table.
    #[arg(long, value_enum, default_value_t = SurplusAsked::Returned)]
    pub surplus: SurplusAsked,
    /// How often funds of these sizes (GBP) run out.
    #[arg(long, value_name = "GBP", value_delimiter = ',', allow_negative_numbers = true)]
    pub funds: Vec<f64>,
    /// Draws of the parameters for the range over what is not known (default: run.parameter_draws, at most 24).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=100_000))]
    pub draws: Option<u64>,
    /// How many parameters are set to the ends of their ranges one at a time, the strongest over the draws first.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub switches: usize,
    /// Sizes of the practice to compare, such as 80,150,200,300,400,600; each takes as long as a parameter draw.
    #[arg(long, value_name = "PLACES", value_delimiter = ',', value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub sizes: Vec<u64>,
    /// Practices that share one fund.
    #[arg(long, value_name = "PRACTICES", default_value = "2,4,8", value_delimiter = ',', value_parser = pool)]
    pub pools: Vec<usize>,
    /// Correlations of their needs, from 0 (independent) to 1 (they always fail together).
    #[arg(
        long,
        value_name = "RHO",
        default_value = "0,0.3,0.6",
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    pub correlation: Vec<f64>,
    /// Folder of the answer (default: results/NAME-fund-HASH, where the hash stands for everything that decides it).
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

const SIZE_HELP: &str = "\
--replicates is 200 here unless stated, whatever the scenario's run.replicates.

Try:  swpsim size staffordshire --from 60 --to 300 --step 20 --limit 'same_worker>=60%'";

/// A pool of 2 to 50 practices.
fn pool(words: &str) -> Result<usize, String> {
    let practices = words.trim().parse().ok().filter(|practices| (2..=50).contains(practices));
    practices.ok_or_else(|| format!("\"{words}\" is no pool; expected 2 to 50 practices"))
}

/// Whose placement budget is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HolderAsked {
    Authority,
    Practice,
    /// The practice, shared with the authority above contract.shared_threshold_gbp.
    Shared,
    /// Side by side, the scenario's own first.
    Both,
}

/// What becomes of a surplus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SurplusAsked {
    /// It goes back each year; the fund is additional money.
    Returned,
    /// It stays in the fund; the fund is additional money.
    Kept,
    /// As the scenario states: source, share of a surplus, top-up, cap.
    Stated,
}

/// Files to fill in.
#[derive(Debug, Subcommand)]
pub enum Blank {
    /// Print a cohort file to fill in: children as they stand on one day.
    Template {
        /// Write it to a new file instead.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Print a companion file to fill in: what a return does not say.
    CompanionTemplate {
        /// Write it to a new file instead.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// How the identifiers of real children are handled.
#[derive(Debug, Args)]
pub struct RealChildren {
    /// Companion file: sibling groups, bands, wishes and what else a return does not say.
    #[arg(long, value_name = "FILE")]
    pub companion: Option<PathBuf>,
    /// Secret under which identifiers become pseudonyms; made if it is not there, for its owner only. The same key gives
    /// the same pseudonyms. Without it every run has its own.
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Write the way back from pseudonyms to your own identifiers into a new file that only you can read.
    #[arg(long, value_name = "FILE")]
    pub identities: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn no_replicates_and_no_threads_are_refused_before_anything_happens() {
        for wrong in ["--replicates", "--threads"] {
            let refused = Arguments::try_parse_from(["swpsim", "run", "k1", wrong, "0"]).unwrap_err();
            assert!(refused.to_string().contains("0 is not in 1.."), "{refused}");
        }
    }
}
