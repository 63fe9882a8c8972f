//! Files written as a folder that is complete or not there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Who may look into the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner only.
    Owner,
    /// As for any folder: the user's mask decides.
    AsAnyFolder,
}

/// What could not be written, and why.
#[derive(Debug)]
pub struct NotWritten {
    /// The folder, or the file in it.
    pub place: PathBuf,
    pub source: io::Error,
}

/// Is anything there: a file, or a folder with something in it?
pub fn is_used(target: &Path) -> bool {
    match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => fs::symlink_metadata(target).is_ok(),
    }
}

/// Writes everything into a folder beside the target, then gives it its name. Names may hold folders.
///
/// An empty folder gives way; one that has been filled meanwhile does not.
pub fn write<N: AsRef<Path>>(target: &Path, files: &[(N, String)], readers: Readers) -> Result<(), NotWritten> {
    let refused = |source| NotWritten { place: target.into(), source };
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(refused)?;
    let making = temporary_beside(parent, readers).map_err(refused)?;
    for (name, text) in files {
        let file = making.path().join(name);
        let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
        written.map_err(|source| NotWritten { place: target.join(name), source })?;
    }
    match fs::remove_dir(target) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(refused(why)),
        _ => {}
    }
    fs::rename(making.path(), target).map_err(refused)?;
    let _ = making.keep(); // it has moved: nothing to clear up
    Ok(())
}

/// A folder of another name in the same place, gone again unless it is kept.
pub(super) fn temporary_beside(parent: &Path, readers: Readers) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".swpsim-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = match readers {
            Readers::Owner => 0o700,
            Readers::AsAnyFolder => 0o777, // less the user's mask
        };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    builder.tempdir_in(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_folder_about_real_children_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("plan");
        write(&target, &[("plan.csv", "rows".to_string())], Readers::Owner).unwrap();
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn an_empty_folder_gives_way_and_a_filled_one_is_left_as_it_is() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("deep/out");
        fs::create_dir_all(&target).unwrap();
        assert!(!is_used(&target));
        let files = [("figures/a.svg", "picture".to_string()), ("page.html", "page".into())];
        write(&target, &files, Readers::Owner).unwrap();
        assert_eq!(fs::read_to_string(target.join("figures/a.svg")).unwrap(), "picture");
        assert!(is_used(&target));
        assert_eq!(write(&target, &files[1..], Readers::AsAnyFolder).unwrap_err().place, target);
        assert_eq!(fs::read_to_string(target.join("figures/a.svg")).unwrap(), "picture");
        assert_eq!(fs::read_dir(place.path().join("deep")).unwrap().count(), 1, "nothing is left beside it");
    }
}
