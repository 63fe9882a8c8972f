//! `manifest.json`: what is needed to run the same again and to check that files are unchanged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::folder::Existing;
use crate::results::study::Study;

/// Name of the file.
pub const MANIFEST: &str = "manifest.json";

/// What the caller knows about the scenario and this crate's results do not hold.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    /// The scenario with everything it extends resolved, as TOML.
    pub scenario: String,
    /// Overrides of the command line, as given.
    pub overrides: Vec<String>,
}

/// What makes two runs the same run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub version: String,
    pub scenario_hash: String,
    pub seed: u64,
    pub replicates: u64,
}

impl Identity {
    /// The identity of a study.
    pub fn of(study: &Study) -> Self {
        Self {
            version: study.version.clone(),
            scenario_hash: study.scenario_hash.clone(),
            seed: study.seed,
            replicates: study.replicates,
        }
    }
}

/// The contents of the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `swpsim`, so that no other program's manifest is taken for ours.
    pub program: String,
    pub schema_version: u32,
    pub version: String,
    pub scenario_hash: String,
    pub seed: u64,
    pub replicates: u64,
    pub partial: bool,
    pub command: String,
    pub overrides: Vec<String>,
    pub scenario: String,
    /// SHA-256 of each other file of the folder.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// From a study and the hashes of the files written.
    pub fn new(study: &Study, provenance: &Provenance, files: Vec<(String, String)>) -> Self {
        Self {
            program: "swpsim".into(),
            schema_version: study.schema_version,
            version: study.version.clone(),
            scenario_hash: study.scenario_hash.clone(),
            seed: study.seed,
            replicates: study.replicates,
            partial: study.partial,
            command: study.command.clone(),
            overrides: provenance.overrides.clone(),
            scenario: provenance.scenario.clone(),
            files: files.into_iter().collect(),
        }
    }

    /// As JSON with a last newline.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// Reads a manifest; the reason if it is not one of ours.
    pub fn read(text: &str) -> Result<Self, String> {
        let found: Self = serde_json::from_str(text).map_err(|problem| problem.to_string())?;
        if found.program == "swpsim" { Ok(found) } else { Err(format!("it belongs to {}", found.program)) }
    }

    /// Is this the run that is wanted?
    pub fn compare(&self, wanted: &Identity) -> Existing {
        let difference = if self.version != wanted.version {
            Some(format!("results of version {}, this is {}", self.version, wanted.version))
        } else if self.scenario_hash != wanted.scenario_hash {
            Some("results of another scenario".into())
        } else if self.seed != wanted.seed {
            Some(format!("results with seed {}, not {}", self.seed, wanted.seed))
        } else if !self.partial && self.replicates != wanted.replicates {
            Some(format!("results of {} replicates, not {}", self.replicates, wanted.replicates))
        } else {
            None
        };
        match difference {
            Some(why) => Existing::Other(why),
            None if self.partial => Existing::Partial { replicates: self.replicates },
            None => Existing::Same,
        }
    }
}
