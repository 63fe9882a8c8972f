//! The program: reads arguments, runs, exits with a code. See `swpsim --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    swpsim::cli::main()
}
