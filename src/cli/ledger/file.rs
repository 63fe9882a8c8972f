//! The file of a ledger and the manifest beside it: read whole, written to a temporary name and renamed, one writer at
//! a time.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::ledger::{Ledger, ManifestTail, verify};

/// The manifest beside a ledger: `panels.csv` has `panels.manifest.json`.
pub fn manifest_beside(ledger: &Path) -> PathBuf {
    ledger.with_extension("manifest.json")
}

/// Reads a ledger's text. What is no UTF-8 becomes a row that does not follow.
pub fn text(ledger: &Path) -> Result<String, Failure> {
    let refused = |why| Failure::files(format!("cannot read {}", ledger.display()), why);
    fs::read(ledger).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(refused)
}

/// Reads a manifest.
pub fn manifest(file: &Path) -> Result<ManifestTail, Failure> {
    let refused = |why: String| Failure::files(format!("cannot read the manifest {}", file.display()), why);
    let text = fs::read_to_string(file).map_err(|why| refused(why.to_string()))?;
    ManifestTail::read(&text).map_err(refused)
}

/// The manifest beside a ledger, if there is one.
pub fn manifest_if_there(ledger: &Path) -> Result<Option<ManifestTail>, Failure> {
    let beside = manifest_beside(ledger);
    if beside.exists() { manifest(&beside).map(Some) } else { Ok(None) }
}

/// A ledger that nobody else may write meanwhile.
pub struct Writing {
    path: PathBuf,
    lock: Lock,
    /// Was there no manifest beside it, so that its end is not checked?
    pub unchecked: bool,
}

impl Writing {
    /// Takes the ledger for writing.
    pub fn begin(ledger: &Path) -> Result<Self, Failure> {
        let path = fs::canonicalize(ledger).unwrap_or_else(|_| ledger.to_path_buf());
        let lock = Lock::take(&path)?;
        Ok(Self { path, lock, unchecked: false })
    }

    /// The ledger, every row checked, and its end against the manifest beside it.
    pub fn read(&mut self) -> Result<Ledger, Failure> {
        let text = text(&self.path)?;
        let manifest = manifest_if_there(&self.path)?;
        self.unchecked = manifest.is_none();
        let fault = |fault| Failure::Ledger(format!("{}: {fault}", self.path.display()));
        if manifest.is_some() {
            verify(&text, manifest.as_ref()).map_err(fault)?;
        }
        Ledger::read(&text).map_err(fault)
    }

    /// Writes ledger and manifest, each whole or not at all.
    pub fn finish(self, ledger: &Ledger) -> Result<(), Failure> {
        replace(&self.path, ledger.text())?;
        replace(&manifest_beside(&self.path), &ledger.tail().text())?;
        drop(self.lock);
        Ok(())
    }
}

/// Writes a file under a temporary name and renames it.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let refused = |why: &dyn std::fmt::Display| Failure::files(format!("cannot write {}", path.display()), why);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".swpsim-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666)); // less the user's mask, as for any file
    }
    let mut making = builder.tempfile_in(folder).map_err(|why| refused(&why))?;
    making.write_all(text.as_bytes()).map_err(|why| refused(&why))?;
    making.as_file().sync_all().map_err(|why| refused(&why))?;
    making.persist(path).map_err(|why| refused(&why.error))?;
    Ok(())
}

/// A file beside the ledger that only one program can hold; it goes when the program does.
struct Lock {
    path: PathBuf,
    _held: File,
}

impl Lock {
    fn take(ledger: &Path) -> Result<Self, Failure> {
        let path = ledger.with_extension("lock");
        let refused =
            |why: &dyn std::fmt::Display| Failure::files(format!("cannot write {}", path.display()), why);
        let held =
            File::options().create(true).write(true).truncate(false).open(&path).map_err(|why| refused(&why))?;
        let busy = || {
            let told = "another program is writing it at this moment; try again when that one is done";
            Failure::files(format!("cannot write {}", ledger.display()), told)
        };
        match held.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(busy()),
            // a file system without locks: the renaming still leaves no half-written file
            Err(fs::TryLockError::Error(why)) if why.kind() == ErrorKind::Unsupported => {}
            Err(fs::TryLockError::Error(why)) => return Err(refused(&why)),
        }
        // whoever held it before may have removed the file between opening and locking
        if !is_same_file(&held, &path) {
            return Err(busy());
        }
        Ok(Self { path, _held: held })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_same_file(held: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (ours, there) = (held.metadata(), fs::metadata(path));
    matches!((ours, there), (Ok(a), Ok(b)) if a.ino() == b.ino() && a.dev() == b.dev())
}

#[cfg(not(unix))]
fn is_same_file(_: &File, path: &Path) -> bool {
    path.exists() // an open file cannot be removed here
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Origin;

    #[test]
    fn only_one_writer_at_a_time_and_nothing_is_left_behind() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("panels.csv");
        let first = Writing::begin(&path).unwrap();
        let second = Writing::begin(&path);
        assert!(second.is_err_and(|why| why.code() == 4 && why.to_string().contains("another program")));
        first.finish(&Ledger::new(Origin::OutsideNumber, ["", "", ""]).unwrap()).unwrap();
        let mut left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["panels.csv", "panels.manifest.json"]);
        assert_eq!(Writing::begin(&path).unwrap().read().unwrap().tail().rows, 2);
    }
}
