//! A ledger in the hand: rows are added at its end, each one replayed before it counts.

use thiserror::Error;

use super::manifest::ManifestTail;
use super::panel::{Commitment, WAITS};
use super::people::{Listed, Origin};
use super::replay::{FirstFault, Override, Replay, VERSION, WhyRefused, outside_number};
use super::row::{Column, Kind, Row, chained, heading, unfit};
use super::rules::Rules;

/// A ledger whose rows all follow.
#[derive(Debug, Clone)]
pub struct Ledger {
    text: String,
    replay: Replay,
}

/// Why something cannot be written into the ledger. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// What was asked for cannot be done; says what would do.
    #[error("{0}")]
    Unfit(String),
    /// The ledger itself does not verify.
    #[error("{0}")]
    Fault(#[from] FirstFault),
}

/// A panel to be committed.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Number of the panel, from 1; `None`: the next one.
    pub panel: Option<u32>,
    /// The panel's date; may be empty.
    pub date: String,
    /// Why a panel is committed again; empty for a first commitment.
    pub reason: String,
}

/// What came of an attempt to draw. Either way it is a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    pub panel: u32,
    /// Number of the row of the attempt.
    pub row: u64,
    pub refused: Option<WhyRefused>,
}

impl Ledger {
    /// A new ledger. `about` names what a simulated one comes from: scenario, its hash, policy.
    pub fn new(origin: Origin, about: [&str; 3]) -> Result<Self, Refusal> {
        let mut ledger = Self { text: heading() + "\n", replay: Replay::new() };
        ledger.about("version", VERSION)?;
        match origin {
            Origin::OutsideNumber => ledger.about("draws", "outside-number")?,
            Origin::Simulation { seed, replicate, start: (year, month) } => {
                ledger.about("draws", "simulation")?;
                ledger.about("seed", &seed.to_string())?;
                ledger.about("replicate", &replicate.to_string())?;
                ledger.about("start", &format!("{year:04}-{month:02}"))?;
                for (name, value) in ["scenario", "scenario_hash", "policy"].iter().zip(about) {
                    ledger.about(name, value)?;
                }
            }
        }
        Ok(ledger)
    }

    /// Reads a ledger and checks every row of it.
    pub fn read(text: &str) -> Result<Self, FirstFault> {
        Ok(Self { text: text.into(), replay: Replay::whole(text)? })
    }

    /// The file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of rows and last hash, to be kept apart from the ledger.
    pub fn tail(&self) -> ManifestTail {
        ManifestTail { rows: self.replay.rows, head: self.replay.head.clone() }
    }

    /// Everything that it says.
    pub fn replay(&self) -> &Replay {
        &self.replay
    }

    /// Commits a panel: rules and list are fixed from here on. Returns the commitment, whose hash is to be published
    /// before the number that fixes the draw is known.
    pub fn commit(&mut self, ask: &Ask, rules: &Rules, people: &[Listed]) -> Result<&Commitment, Refusal> {
        let panel = ask.panel.unwrap_or(self.replay.last_panel() + 1);
        let number = self.replay.current(panel).map_or(0, |c| c.number) + 1;
        self.fit_to_commit(panel, number, ask, rules, people)?;
        for row in Commitment::rows(panel, number, &ask.date, &ask.reason, rules, people) {
            self.append(row)?;
        }
        let committed = self.replay.current(panel);
        committed.ok_or_else(|| Refusal::Unfit(format!("panel {panel} was not committed")))
    }

    fn fit_to_commit(
        &self,
        panel: u32,
        number: u32,
        ask: &Ask,
        rules: &Rules,
        people: &[Listed],
    ) -> Result<(), Refusal> {
        let last = self.replay.last_panel();
        let no = |why: String| Err(Refusal::Unfit(why));
        if panel == 0 || panel > last + 1 {
            return no(format!("there can be no panel {panel} now; the next one is panel {}", last + 1));
        }
        if number > 1 && ask.reason.trim().is_empty() {
            return no(format!(
                "panel {panel} is committed already; to commit it again a reason must be stated, which all will read"
            ));
        }
        if number == 1 && !ask.reason.is_empty() {
            return no(format!("panel {panel} is committed for the first time: that needs no reason"));
        }
        if people.is_empty() && self.replay.origin == Origin::OutsideNumber {
            return no("nobody is on the list: a panel needs at least one child".into());
        }
        if rules.practices.is_empty() || rules.practices.len() > 32 {
            return no(format!("a panel has 1 to 32 practices, not {}", rules.practices.len()));
        }
        if let Some(taken) = rules.practices.iter().find(|p| p.name == WAITS) {
            return no(format!("a practice cannot be called \"{}\", which is a decision", taken.name));
        }
        let words = people.iter().flat_map(|p| [&p.child, &p.family, &p.wish_date, &p.wish_reason]);
        for word in words.chain([&ask.reason, &ask.date]) {
            fit(word)?;
        }
        Ok(())
    }

    /// Draws a committed panel (`None`: the last one) with a number from outside. An attempt that does not count is
    /// recorded too.
    pub fn draw(&mut self, panel: Option<u32>, number: &str, source: &str) -> Result<Drawing, Refusal> {
        if self.replay.origin != Origin::OutsideNumber {
            let told = "this ledger is of a simulated history: its draws come from the scenario's seed";
            return Err(Refusal::Unfit(told.into()));
        }
        let number = outside_number(number).map_err(Refusal::Unfit)?;
        fit(source)?;
        self.attempt(panel, &number, source)
    }

    /// Draws a panel of a simulated history.
    pub(super) fn draw_from_seed(&mut self, panel: u32) -> Result<Drawing, Refusal> {
        self.attempt(Some(panel), "", "")
    }

    fn attempt(&mut self, panel: Option<u32>, number: &str, source: &str) -> Result<Drawing, Refusal> {
        let committed = match panel {
            Some(panel) => self.replay.current(panel),
            None => self.replay.commitments.last(),
        };
        let Some(committed) = committed else {
            let told = "nothing is committed yet: commit cohort and rules first";
            return Err(Refusal::Unfit(panel.map_or(told.into(), |panel| format!("there is no panel {panel}"))));
        };
        let panel = committed.panel;
        let (row, refused) = self.replay.attempt_row(committed, number, source);
        self.append(row)?;
        let at = self.replay.rows;
        for decision in self.replay.outstanding() {
            self.append(decision)?;
        }
        Ok(Drawing { panel, row: at, refused })
    }

    /// Adds an override: the decision stands beside the drawn one, with role and ground, and edits nothing.
    pub fn append_override(&mut self, wanted: &Override) -> Result<(), Refusal> {
        if let Some(why) = self.replay.unfit_override(wanted) {
            return Err(Refusal::Unfit(why));
        }
        fit(&wanted.role)?;
        fit(&wanted.ground)?;
        self.append(self.replay.override_row(wanted))
    }

    fn about(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        fit(value)?;
        self.append(Row::new(Kind::Ledger).with(Column::Name, name).with(Column::Value, value))
    }

    /// Writes a row once the replay has found that it follows.
    fn append(&mut self, row: Row) -> Result<(), Refusal> {
        let line = row.with(Column::Row, self.replay.rows + 1).line();
        let line = format!("{line},{}", chained(&self.replay.head, &line));
        self.replay.take(&line)?;
        self.text.push_str(&line);
        self.text.push('\n');
        Ok(())
    }
}

fn fit(words: &str) -> Result<(), Refusal> {
    unfit(words).map_or(Ok(()), |why| Err(Refusal::Unfit(format!("\"{}\" {why}", words.escape_debug()))))
}
