//! A folder of one page with its data, for commands that answer one question: complete or not there, reproduced by its
//! manifest.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::folder::{Existing, FolderError, existing};
use super::manifest::{Identity, MANIFEST, Manifest};
use super::whole_folder::{self, NotWritten, Readers};

/// Name and text of a file.
pub type PageFile = (String, String);

/// Writes files and manifest into a temporary folder beside the target, then gives it its name.
///
/// A folder that holds anything but this very result is left as it is.
pub fn write(target: &Path, manifest: Manifest, files: &[PageFile]) -> Result<(), FolderError> {
    let refused = |source| FolderError::NotWritable { folder: target.into(), source };
    if let Some(reason) = reason_to_refuse(target, &manifest) {
        return Err(FolderError::SomethingElse { folder: target.into(), reason });
    }
    let hash = |text: &str| Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let hashes = files.iter().map(|(name, text)| (name.clone(), hash(text))).collect();
    let manifest = Manifest { files: hashes, ..manifest }.text()?;
    let all: Vec<PageFile> = files.iter().cloned().chain([(MANIFEST.to_string(), manifest)]).collect();
    whole_folder::write(target, &all, Readers::AsAnyFolder).map_err(|NotWritten { place, source }| match place {
        folder if folder == target => refused(source),
        file => FolderError::File { file, source },
    })
}

/// Why the target may not be written; nothing where it is empty or not there.
fn reason_to_refuse(target: &Path, manifest: &Manifest) -> Option<String> {
    match existing(target, &identity(manifest)) {
        Existing::Empty => None,
        Existing::Other(reason) => Some(reason),
        Existing::Same | Existing::Partial { .. } => Some("this very result is there already".into()),
    }
}

/// What makes two results the same.
pub fn identity(manifest: &Manifest) -> Identity {
    Identity {
        version: manifest.version.clone(),
        scenario_hash: manifest.scenario_hash.clone(),
        seed: manifest.seed,
        replicates: manifest.replicates,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn manifest(seed: u64) -> Manifest {
        Manifest {
            program: "swpsim".into(),
            schema_version: 1,
            version: "0".into(),
            scenario_hash: "causes abc".into(),
            seed,
            replicates: 3,
            partial: false,
            command: "swpsim causes x".into(),
            overrides: vec![],
            scenario: String::new(),
            files: Default::default(),
        }
    }

    #[test]
    fn a_page_is_written_whole_known_again_and_never_overwritten() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("deep/pages");
        let files = [("report.html".to_string(), "page".to_string()), ("figures/a.svg".into(), "picture".into())];
        write(&target, manifest(1), &files).unwrap();
        assert_eq!(fs::read_to_string(target.join("figures/a.svg")).unwrap(), "picture");
        assert_eq!(existing(&target, &identity(&manifest(1))), Existing::Same);
        for again in [1, 2] {
            let refused = write(&target, manifest(again), &files).unwrap_err();
            assert!(matches!(refused, FolderError::SomethingElse { .. }), "{refused}");
        }
        assert_eq!(fs::read_dir(place.path().join("deep")).unwrap().count(), 1, "nothing is left beside it");
    }
}
