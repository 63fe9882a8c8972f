//! The folder of an answer: refused where anything is there already, complete or not there.

use std::path::Path;

use super::failure::Failure;
pub(super) use crate::report::whole_folder::Readers;
use crate::report::whole_folder::{self, NotWritten};

/// A folder with anything in it is left as it is.
pub(super) fn refuse_used(out: &Path) -> Result<(), Failure> {
    if whole_folder::is_used(out) {
        let told = "is there already and is left as it is; choose another folder with --out";
        return Err(Failure::Foreign(format!("{} {told}", out.display())));
    }
    Ok(())
}

/// Writes everything into a folder beside the target, then gives it its name.
pub(super) fn write<N: AsRef<Path>>(out: &Path, files: &[(N, String)], readers: Readers) -> Result<(), Failure> {
    whole_folder::write(out, files, readers)
        .map_err(|NotWritten { source, .. }| Failure::files(format!("cannot write {}", out.display()), source))
}
