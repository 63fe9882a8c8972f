//! Verify: does every row follow, and is nothing missing at the end?

use super::manifest::ManifestTail;
use super::panel::Commitment;
use super::people::Origin;
use super::replay::{Attempt, FirstFault, Override, Replay};

/// What a ledger that verifies says.
#[derive(Debug, Clone)]
pub struct Report {
    pub rows: u64,
    /// Hash of the last row.
    pub head: String,
    pub origin: Origin,
    /// Each commitment, in order.
    pub panels: Vec<PanelReport>,
    /// Every attempt to draw; in a simulation every panel's one draw.
    pub attempts: Vec<Attempt>,
    pub overrides: Vec<Override>,
    /// Was the end checked against a manifest? Otherwise a cut tail cannot be excluded.
    pub tail_checked: bool,
}

/// One commitment and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelReport {
    pub panel: u32,
    pub commitment: u32,
    pub date: String,
    /// Why the panel was committed again.
    pub reason: String,
    pub hash: String,
    pub listed: usize,
    pub eligible: usize,
    pub places: u32,
    /// Children with a place; `None`: never drawn.
    pub placed: Option<usize>,
    /// Replaced by a later commitment of the same panel.
    pub replaced: bool,
}

/// Replays a ledger with nothing else; with a manifest the end is checked too.
pub fn verify(text: &str, manifest: Option<&ManifestTail>) -> Result<Report, FirstFault> {
    let replay = Replay::whole(text)?;
    if let Some(manifest) = manifest {
        check_tail(text, &replay, manifest)?;
    }
    let Replay { rows, head, origin, ref commitments, ref attempts, ref overrides, .. } = replay.clone();
    let panels = commitments.iter().map(|c| panel_report(c, &replay)).collect();
    let (attempts, overrides) = (attempts.clone(), overrides.clone());
    Ok(Report { rows, head, origin, panels, attempts, overrides, tail_checked: manifest.is_some() })
}

fn panel_report(c: &Commitment, replay: &Replay) -> PanelReport {
    let eligibility = &c.rules.eligibility;
    let eligible = |person| eligibility.outcomes(person).iter().all(|met| *met);
    let placed = |decisions: &Vec<Option<crate::policies::allocation::Decision>>| {
        decisions.iter().flatten().filter(|d| d.practice.is_some()).count()
    };
    PanelReport {
        panel: c.panel,
        commitment: c.number,
        date: c.date.clone(),
        reason: c.reason.clone(),
        hash: c.hash.clone(),
        listed: c.people.len(),
        eligible: c.people.iter().filter(|listed| eligible(&listed.person)).count(),
        places: c.rules.practices.iter().map(|p| p.free_places).sum(),
        placed: c.drawn.as_ref().map(|drawn| placed(&drawn.decisions)),
        replaced: replay.current(c.panel).is_some_and(|current| current.number != c.number),
    }
}

/// Are these the rows that the manifest counts?
fn check_tail(text: &str, replay: &Replay, manifest: &ManifestTail) -> Result<(), FirstFault> {
    let fault = |row, what| Err(FirstFault { row, child: None, what });
    let ManifestTail { rows, head } = manifest;
    if replay.rows < *rows {
        let missing = rows - replay.rows;
        let told = format!("the tail is cut: the manifest counts {rows} rows, {missing} more than the ledger has");
        return fault(replay.rows + 1, told);
    }
    let last = text.lines().nth(*rows as usize).and_then(|line| line.rsplit_once(',')).map(|(_, hash)| hash);
    if last != Some(head) && *rows > 0 {
        let told = "the manifest has another hash for this row: it, or a row before it, was replaced together with \
                    all hashes after it";
        return fault(*rows, told.into());
    }
    if replay.rows > *rows {
        let told = format!(
            "the manifest ends before this row: {} rows were added since it was written, or added by other hands",
            replay.rows - rows
        );
        return fault(rows + 1, told);
    }
    Ok(())
}
