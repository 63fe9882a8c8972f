//! The command line: reads arguments, calls the rest, prints. No rules of care.
//!
//! Data go to standard output, progress and advice to standard error; exit codes are listed in `--help`.

mod arguments;

mod failure;

mod output;

mod progress;

mod open;

mod run;

mod compare;

mod extras;

mod resolved;

mod check;

mod explain;

mod listings;

mod trace;

mod targets;

mod new;

mod ledger;

mod synth;

mod secret;

mod cohort;

mod plan;

mod whole_folder;

mod size;

mod verify;

mod causes;

mod pilots;

mod pages;

mod contract;

mod stress;

mod fund;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use failure::Failure;
use output::{heading, print, tell};

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(wrong) => {
            let code = u8::try_from(wrong.exit_code()).unwrap_or(1);
            let _ = wrong.print(); // help and version to standard output, mistakes to standard error
            return ExitCode::from(code);
        }
    };
    match obey(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report(&failure);
            ExitCode::from(failure.code())
        }
    }
}

fn obey(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { command, quiet, format } = arguments;
    match command {
        Command::Run(run) => run::run(run, *format, *quiet),
        Command::Compare(compare) => compare::compare(compare, *format, *quiet),
        Command::Check { files } => check::check(files, *format, *quiet),
        Command::Explain { scenario, key } => explain::explain(scenario, key.as_deref(), *format),
        Command::Measures => print(&listings::measures().text(*format, output::width())),
        Command::Flow => print(&listings::flow().text(*format, output::width())),
        Command::Trace(trace) => trace::trace(trace, *format),
        Command::Targets(targets) => targets::targets(targets, *format, *quiet),
        Command::New(new) => new::new(new, *format, *quiet),
        Command::Ledger { command } => ledger::obey(command, *format, *quiet),
        Command::Synth(synth) => synth::synth(synth, *quiet),
        Command::Cohort(cohort) => cohort::cohort(cohort, *format, *quiet),
        Command::Plan(plan) => plan::plan(plan, *format, *quiet),
        Command::Size(size) => size::size(size, *format, *quiet),
        Command::Verify(verify) => verify::verify(verify, *format, *quiet),
        Command::Causes(causes) => causes::causes(causes, *format, *quiet),
        Command::Pilots(pilots) => pilots::pilots(pilots, *format, *quiet),
        Command::Contract(contract) => contract::contract(contract, *format, *quiet),
        Command::Stress(stress) => stress::stress(stress, *format, *quiet),
        Command::Fund(fund) => fund::fund(fund, *format, *quiet),
        Command::Schema => print(&listings::schema()?),
    }
}

/// Says why the command ended, where there is a reason.
fn report(failure: &Failure) {
    const RED: u8 = 31;
    if !matches!(failure, Failure::ReaderGone) {
        tell(&format!("{} {failure}", heading("error", RED)));
    }
}
