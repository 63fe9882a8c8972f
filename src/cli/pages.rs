//! A folder of one page with its data, for commands that answer one question: made unless it is there already.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::arguments::{Format, Histories};
use super::failure::Failure;
use super::output::{heading, print, tell};
use super::run::refuse_what_is_no_folder;
use crate::report::folder::{Existing, FolderError, existing};
use crate::report::manifest::Manifest;
use crate::report::page_folder::{self, PageFile};

const CYAN: u8 = 36;

/// One question as the command line asks it. Its files are `report.html`, `summary.txt`, `KIND.csv` and `KIND.json`, and
/// whatever else `make` gives.
pub(super) struct Pages {
    pub kind: &'static str,
    pub folder: PathBuf,
    pub manifest: Manifest,
    pub quiet: bool,
}

impl Pages {
    /// `decides` is everything that decides the bytes, in words; `scenario` is what the manifest keeps to run it again.
    pub fn new(
        kind: &'static str,
        (name, decides, scenario): (&str, &str, String),
        (command, set): (String, &[String]),
        (seed, replicates): (u64, u64),
        out: Option<&Path>,
        quiet: bool,
    ) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        let hash = hex(&format!("{kind} {decides} {set:?} {seed} {replicates} {version}"));
        let called = if name.is_empty() { kind.to_string() } else { format!("{kind}-{name}") };
        let folder = out.map_or_else(|| format!("results/{called}-{}", &hash[..10]).into(), Path::to_path_buf);
        let manifest = Manifest {
            program: "swpsim".into(),
            schema_version: 1,
            version: version.into(),
            // another question about the same scenario is another result
            scenario_hash: format!("{kind} {}", hex(decides)),
            seed,
            replicates,
            partial: false,
            command,
            overrides: set.to_vec(),
            scenario,
            files: Default::default(),
        };
        Self { kind, folder, manifest, quiet }
    }

    /// Makes the files, puts them in their place and prints the answer, unless it is there already.
    pub fn carry_out(
        self,
        format: Format,
        make: impl FnOnce() -> Result<Vec<PageFile>, Failure>,
    ) -> Result<(), Failure> {
        refuse_what_is_no_folder(&self.folder)?;
        match existing(&self.folder, &page_folder::identity(&self.manifest)) {
            Existing::Same => {
                self.say(&format!("complete already: {} holds this very result", self.folder.display()))
            }
            Existing::Other(reason) => {
                return Err(FolderError::SomethingElse { folder: self.folder, reason }.into());
            }
            Existing::Empty | Existing::Partial { .. } => {
                let files = make()?;
                page_folder::write(&self.folder, self.manifest.clone(), &files)?;
            }
        }
        let file = match format {
            Format::Table => "summary.txt".to_string(),
            Format::Json => format!("{}.json", self.kind),
            Format::Csv => format!("{}.csv", self.kind),
        };
        let place = self.folder.join(file);
        let text = fs::read_to_string(&place)
            .map_err(|why| Failure::files(format!("cannot read {}", place.display()), why))?;
        print(&text)?;
        self.say(&format!("results are in {0}; open {0}/report.html", self.folder.display()));
        Ok(())
    }

    fn say(&self, line: &str) {
        if !self.quiet {
            tell(&format!("{} {line}", heading("advice", CYAN)));
        }
    }
}

/// The command that gives the same bytes again.
pub(super) fn command(called: &str, set: &[String], seed: u64, amount: &Histories) -> String {
    let changes: String = set.iter().map(|change| format!(" --set '{change}'")).collect();
    format!("swpsim {called}{changes} --replicates {} --seed {seed}", amount.replicates)
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
