//! Number of rows and last hash: what must be kept apart from a ledger so that a cut tail is found.

use serde::{Deserialize, Serialize};

use super::replay::VERSION;

/// What a manifest says about a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestTail {
    pub rows: u64,
    /// Hash of the last row.
    pub head: String,
}

/// The file beside a ledger.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    /// Always `swpsim ledger`.
    program: String,
    version: String,
    #[serde(flatten)]
    tail: ManifestTail,
}

const PROGRAM: &str = "swpsim ledger";

impl ManifestTail {
    /// As JSON with a last newline.
    pub fn text(&self) -> String {
        let file = File { program: PROGRAM.into(), version: VERSION.into(), tail: self.clone() };
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n" // words and numbers only: cannot fail
    }

    /// Reads a manifest; the reason if it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let expected = "expected a manifest as the ledger commands write it, with program, version, rows and head";
        let file: File = serde_json::from_str(text).map_err(|why| format!("{why}; {expected}"))?;
        if file.program != PROGRAM {
            return Err(format!("it belongs to \"{}\"; {expected}", file.program));
        }
        if file.version != VERSION {
            return Err(format!("it has version \"{}\"; this program reads version {VERSION}", file.version));
        }
        Ok(file.tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_back_and_another_file_is_refused() {
        let tail = ManifestTail { rows: 12, head: "ab".into() };
        assert_eq!(ManifestTail::read(&tail.text()), Ok(tail.clone()));
        for wrong in [
            "",
            "{}",
            "[1]",
            &tail.text().replace("swpsim ledger", "swpsim"),
            &tail.text().replace("\"1\"", "\"2\""),
        ] {
            assert!(ManifestTail::read(wrong).is_err(), "{wrong}");
        }
    }
}
