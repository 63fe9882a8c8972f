//! The results folder: everything is first written to a temporary folder beside it and renamed at the end, so
//! a folder is either complete or not there.
//!
//! No file holds a clock time or a machine's name: the same scenario, seed and version give the same bytes.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Extras;
use super::charts::Figure;
use super::hashed::Hashed;
use super::manifest::{Identity, MANIFEST, Manifest, Provenance};
use super::replicates_csv::{CSV, CsvSink};
use super::whole_folder::{Readers, temporary_beside};
use super::{charts, html, practices, summary_json, words};
use crate::results::study::Study;

/// Width of the summary that is kept as a text.
const SUMMARY_COLUMNS: usize = 100;

/// What can go wrong with a results folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("cannot write in {}: {source}\n  try another folder with --out, or make this one writable", .folder.display())]
    NotWritable { folder: PathBuf, source: io::Error },
    #[error("{} holds something else: {reason}\n  it is left as it is; choose another folder with --out", .folder.display())]
    SomethingElse { folder: PathBuf, reason: String },
    #[error("cannot write {}: {source}", .file.display())]
    File { file: PathBuf, source: io::Error },
    #[error("cannot write the summary: {0}")]
    Summary(#[from] serde_json::Error),
}

impl FolderError {
    /// Exit code of the program: 5 for a folder of something else, 4 for what cannot be read or written.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, FolderError::SomethingElse { .. }) { 5 } else { 4 }
    }
}

/// What is already at the place of a results folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Existing {
    /// Nothing, or an empty folder.
    Empty,
    /// The complete results of this very run.
    Same,
    /// Results of this run which was stopped after so many replicates.
    Partial { replicates: u64 },
    /// Something that must not be overwritten, and why.
    Other(String),
}

/// Looks what is at the place, by its manifest and, where that is of this very run, by the hashes of its files.
pub fn existing(path: &Path, wanted: &Identity) -> Existing {
    if path.is_file() {
        return Existing::Other("it is a file".into());
    }
    match fs::read_dir(path) {
        // Something that is no folder on the way there is found when ours is made.
        Err(problem) if matches!(problem.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Existing::Empty;
        }
        Err(problem) => return Existing::Other(format!("it cannot be read ({problem})")),
        Ok(mut entries) => {
            if entries.next().is_none() {
                return Existing::Empty;
            }
        }
    }
    let manifest = fs::read_to_string(path.join(MANIFEST))
        .map_err(|_| format!("it has files, but no {MANIFEST}"))
        .and_then(|text| Manifest::read(&text).map_err(|why| format!("its {MANIFEST} cannot be read ({why})")));
    match manifest {
        Err(reason) => Existing::Other(reason),
        Ok(found) => match found.compare(wanted) {
            Existing::Same => {
                found.files.iter().find_map(|(name, hash)| spoilt(path, name, hash)).unwrap_or(Existing::Same)
            }
            other => other,
        },
    }
}

/// A file of complete results that is no longer what was written.
fn spoilt(folder: &Path, name: &str, hash: &str) -> Option<Existing> {
    let mut sink = Hashed::new(io::sink());
    let read = fs::File::open(folder.join(name)).and_then(|mut file| io::copy(&mut file, &mut sink));
    match (read, sink.finish()) {
        (Err(problem), _) => Some(Existing::Other(format!("of its results {name} cannot be read ({problem})"))),
        (Ok(_), Ok(found)) if found == hash => None,
        _ => Some(Existing::Other(format!("of its results {name} was changed since"))),
    }
}

/// A results folder in the making. Dropped before [`ResultsFolder::finish`], it leaves nothing behind.
pub struct ResultsFolder {
    target: PathBuf,
    wanted: Identity,
    making: TempDir,
    files: Vec<(String, String)>,
}

impl ResultsFolder {
    /// Makes the temporary folder beside the target, so that an unwritable place is found before the simulation.
    /// A folder of something else is refused; results of the same run will be replaced at the end.
    pub fn begin(target: &Path, wanted: &Identity) -> Result<Self, FolderError> {
        if let Existing::Other(reason) = existing(target, wanted) {
            return Err(FolderError::SomethingElse { folder: target.into(), reason });
        }
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let refused = |source| FolderError::NotWritable { folder: parent.clone(), source };
        fs::create_dir_all(&parent).map_err(refused)?;
        let making = temporary_beside(&parent, Readers::AsAnyFolder).map_err(refused)?;
        Ok(Self { target: target.into(), wanted: wanted.clone(), making, files: Vec::new() })
    }

    /// Where the files are until they are all there.
    pub fn temporary(&self) -> &Path {
        self.making.path()
    }

    /// Opens `replicates.csv`. Append rows in the order of replicates, then hand the sink back to `finish`.
    pub fn csv(&self, study_arms: Vec<String>, periods: Vec<String>) -> Result<CsvSink, FolderError> {
        let file = self.making.path().join(CSV);
        CsvSink::create(&file, study_arms, periods).map_err(|source| FolderError::File { file, source })
    }

    /// Writes all other files, then puts the folder in its place. Returns that place.
    pub fn finish(
        mut self,
        study: &Study,
        extras: &Extras,
        provenance: &Provenance,
        csv: CsvSink,
    ) -> Result<PathBuf, FolderError> {
        let hash = csv.finish().map_err(|source| FolderError::File { file: CSV.into(), source })?;
        self.files.push((CSV.into(), hash));
        self.write("summary.json", summary_json::text(study)?.as_bytes())?;
        let anywhere = Extras { folder: None, next_command: None, ..extras.clone() };
        self.write("summary.txt", words::summary(study, &anywhere, SUMMARY_COLUMNS).as_bytes())?;
        if let Some(text) = practices::csv(study) {
            self.write(practices::FILE, text.as_bytes())?;
        }
        let figures = charts::all(study, extras);
        for Figure { name, svg, .. } in &figures {
            self.write(&format!("figures/{name}.svg"), svg.as_bytes())?;
        }
        self.write("report.html", html::page(study, extras, &figures).as_bytes())?;
        let manifest = Manifest::new(study, provenance, std::mem::take(&mut self.files));
        self.write(MANIFEST, manifest.text()?.as_bytes())?;
        self.put_in_place()
    }

    /// Writes files of another kind of result and their manifest, which takes up their hashes; then puts the folder in its
    /// place.
    pub fn finish_with(mut self, files: &[(String, String)], manifest: Manifest) -> Result<PathBuf, FolderError> {
        for (name, text) in files {
            self.write(name, text.as_bytes())?;
        }
        let manifest = Manifest { files: std::mem::take(&mut self.files).into_iter().collect(), ..manifest };
        self.write(MANIFEST, manifest.text()?.as_bytes())?;
        self.put_in_place()
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let file = self.making.path().join(name);
        let hash = write_hashed(&file, bytes)
            .map_err(|source| FolderError::File { file: self.target.join(name), source })?;
        self.files.push((name.into(), hash));
        Ok(())
    }

    /// Renames the temporary folder; what was there (the same run, or an empty folder) goes last.
    fn put_in_place(self) -> Result<PathBuf, FolderError> {
        // Another run may have ended there meanwhile: what is no older state of this very run stays.
        if let Existing::Other(reason) = existing(&self.target, &self.wanted) {
            return Err(FolderError::SomethingElse { folder: self.target.clone(), reason });
        }
        let refused = |source| FolderError::NotWritable { folder: self.target.clone(), source };
        let aside = self.making.path().with_extension("replaced");
        let replaces = self.target.exists();
        if replaces {
            fs::rename(&self.target, &aside).map_err(refused)?;
        }
        if let Err(problem) = fs::rename(self.making.path(), &self.target) {
            if replaces {
                let _ = fs::rename(&aside, &self.target); // back to where it was
            }
            return Err(refused(problem));
        }
        if replaces {
            let _ = fs::remove_dir_all(&aside);
        }
        let _ = self.making.keep(); // it has moved: nothing to clear up
        Ok(self.target)
    }
}

fn write_hashed(file: &Path, bytes: &[u8]) -> io::Result<String> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut sink = Hashed::new(BufWriter::new(fs::File::create(file)?));
    sink.write_all(bytes)?;
    sink.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    fn write(target: &Path, study: &Study) -> Result<PathBuf, FolderError> {
        let folder = ResultsFolder::begin(target, &Identity::of(study))?;
        let names = study.arms.iter().map(|arm| arm.name.clone()).collect();
        let mut csv = folder.csv(names, study.periods.clone())?;
        for (replicate, row) in invented::rows().iter().enumerate().take(3) {
            csv.append(replicate as u64, row).unwrap();
        }
        folder.finish(study, &invented::extras(), &invented::provenance(), csv)
    }

    #[test]
    fn the_same_run_gives_the_same_bytes_and_replaces_itself() {
        let place = tempfile::tempdir().unwrap();
        let (study, target) = (invented::study(), place.path().join("results"));
        write(&target, &study).unwrap();
        let first = fs::read(target.join(MANIFEST)).unwrap();
        assert_eq!(existing(&target, &Identity::of(&study)), Existing::Same);
        write(&target, &study).unwrap();
        assert_eq!(first, fs::read(target.join(MANIFEST)).unwrap());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing else is left beside the results");
    }

    #[test]
    fn a_stopped_run_is_known_as_such() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("results");
        let mut study = invented::study();
        let wanted = Identity::of(&study);
        (study.partial, study.replicates) = (true, 3);
        write(&target, &study).unwrap();
        assert_eq!(existing(&target, &wanted), Existing::Partial { replicates: 3 });
    }

    #[test]
    fn results_that_were_changed_or_lost_a_file_are_not_taken_for_complete() {
        let place = tempfile::tempdir().unwrap();
        let (study, target) = (invented::study(), place.path().join("results"));
        write(&target, &study).unwrap();
        let wanted = Identity::of(&study);
        fs::write(target.join("report.html"), "another page").unwrap();
        assert!(
            matches!(existing(&target, &wanted), Existing::Other(why) if why.contains("report.html was changed"))
        );
        fs::remove_file(target.join("report.html")).unwrap();
        assert!(
            matches!(existing(&target, &wanted), Existing::Other(why) if why.contains("report.html cannot be read"))
        );
    }

    #[test]
    fn results_of_another_run_that_came_meanwhile_stay() {
        let place = tempfile::tempdir().unwrap();
        let (study, target) = (invented::study(), place.path().join("results"));
        let mut other = invented::study();
        other.seed = 99;
        let folder = ResultsFolder::begin(&target, &Identity::of(&study)).unwrap();
        write(&target, &other).unwrap();
        let csv = folder.csv(vec!["a".into()], study.periods.clone()).unwrap();
        let problem = folder.finish(&study, &invented::extras(), &invented::provenance(), csv).unwrap_err();
        assert_eq!(problem.exit_code(), 5, "{problem}");
        assert_eq!(existing(&target, &Identity::of(&other)), Existing::Same);
    }

    #[test]
    fn a_folder_of_something_else_is_never_touched() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("letter.txt"), "dear all").unwrap();
        let problem = write(place.path(), &invented::study()).unwrap_err();
        assert_eq!(problem.exit_code(), 5);
        assert!(problem.to_string().contains("no manifest.json"), "{problem}");
        let other = Identity { seed: 99, ..Identity::of(&invented::study()) };
        let target = place.path().join("results");
        write(&target, &invented::study()).unwrap();
        assert!(matches!(existing(&target, &other), Existing::Other(why) if why.contains("seed")));
    }

    #[test]
    fn an_unwritable_place_is_found_before_anything_is_simulated() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::write(&file, "").unwrap();
        let problem =
            ResultsFolder::begin(&file.join("results"), &Identity::of(&invented::study())).err().unwrap();
        assert_eq!(problem.exit_code(), 4, "{problem}");
    }

    #[test]
    fn an_abandoned_folder_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("results");
        drop(ResultsFolder::begin(&target, &Identity::of(&invented::study())).unwrap());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }
}
