//! Why a command ends without success, and with which exit code.

use thiserror::Error;

/// What ends a command. Exit codes are stable: scripts may rely on them.
#[derive(Debug, Error)]
pub enum Failure {
    /// Problems in a scenario, already worded with file, line and remedy.
    #[error("{0}")]
    Problems(String),
    /// A file or folder cannot be read or written.
    #[error("{what}: {why}")]
    Files { what: String, why: String },
    /// The results folder holds something else.
    #[error("{0}")]
    Foreign(String),
    /// Ctrl-C: what was finished is kept, where there is something to keep.
    #[error("stopped after {done} of {total} replicates; {kept}")]
    Stopped { done: u64, total: u64, kept: String },
    /// A published figure is missed, with `targets --strict`.
    #[error("{missed} of {of} targets missed")]
    Missed { missed: usize, of: usize },
    /// A ledger does not verify: the first row that does not follow.
    #[error("{0}")]
    Ledger(String),
    /// A draw that does not count; the attempt is recorded.
    #[error("{0}")]
    Draw(String),
    /// The simulator disagrees with exact answers.
    #[error("{failed} of {of} checks against exact answers failed")]
    Disagrees { failed: usize, of: usize },
    /// The arguments are understood but cannot be met.
    #[error("{0}")]
    Usage(String),
    /// The reader of our output has gone (`| head`): not an error.
    #[error("output closed")]
    ReaderGone,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl Failure {
    /// The exit code of the program.
    pub fn code(&self) -> u8 {
        match self {
            Failure::ReaderGone => 0,
            Failure::Other(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Problems(_) => 3,
            Failure::Files { .. } => 4,
            Failure::Foreign(_) => 5,
            Failure::Stopped { .. } => 6,
            Failure::Missed { .. } => 7,
            Failure::Ledger(_) => 8,
            Failure::Draw(_) => 9,
            Failure::Disagrees { .. } => 10,
        }
    }

    /// A file that cannot be read or written.
    pub fn files(what: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Failure::Files { what: what.into(), why: why.to_string() }
    }
}

/// Errors of standard output: a reader who has gone is no error, a full disk is.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::ReaderGone,
            _ => Failure::files("cannot write the output", error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error, ErrorKind};

    #[test]
    fn a_reader_who_stops_reading_is_not_an_error() {
        assert_eq!(Failure::from(Error::from(ErrorKind::BrokenPipe)).code(), 0);
        assert_eq!(Failure::from(Error::from(ErrorKind::StorageFull)).code(), 4);
    }
}
