//! Replay: reads a ledger row by row and works out what the next row must be. The first row that does not follow is
//! the fault.

use std::collections::VecDeque;
use std::fmt;

use super::panel::{Commitment, Drawn, Seal, WAITS};
use super::people::{Listed, Origin};
use super::row::{Column, Kind, Row, chained, genesis, heading};
use super::rules::{Rules, Stated};

/// Version of the format.
pub const VERSION: &str = "1";
/// A number from outside has at most so many digits.
const MOST_DIGITS: usize = 100;

/// The first row that does not follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstFault {
    /// Number of the row, from 1; 0 is the heading.
    pub row: u64,
    /// The child whom it concerns.
    pub child: Option<String>,
    pub what: String,
}

impl fmt::Display for FirstFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            0 => write!(f, "heading (line 1): ")?,
            row => write!(f, "row {row} (line {}): ", row + 1)?,
        }
        if let Some(child) = &self.child {
            write!(f, "child {child}: ")?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for FirstFault {}

/// Why an attempt to draw does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyRefused {
    /// The commitment has been drawn.
    DrawnAlready,
    /// The number stands in this ledger already, so it was known when the panel was committed.
    NumberUsed,
}

impl WhyRefused {
    /// As a row states it.
    pub fn name(self) -> &'static str {
        match self {
            WhyRefused::DrawnAlready => "drawn-already",
            WhyRefused::NumberUsed => "number-used",
        }
    }
    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            WhyRefused::DrawnAlready => "this commitment has been drawn already, and a draw counts once",
            WhyRefused::NumberUsed => "this number stands in the ledger already, so it was known beforehand",
        }
    }
}

/// An attempt to draw, whether it counts or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub row: u64,
    pub panel: u32,
    pub commitment: u32,
    pub number: String,
    pub source: String,
    pub refused: Option<WhyRefused>,
}

/// A decision overridden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Override {
    /// Number of its row; filled in by the ledger.
    pub row: u64,
    pub panel: u32,
    /// The panel's commitment at that time; filled in by the ledger.
    pub commitment: u32,
    pub child: String,
    /// A practice's name, or `waits`.
    pub decision: String,
    pub role: String,
    pub ground: String,
}

/// What is being written at this point.
#[derive(Debug, Clone)]
enum Phase {
    /// So many rows about the ledger itself have been read.
    About(Vec<Stated>),
    Between,
    Rules(Box<Draft>),
    Children(Box<Draft>, Box<Rules>, Vec<Listed>),
    /// These decisions must follow.
    Deciding(VecDeque<Row>),
}

/// A commitment that is not sealed yet.
#[derive(Debug, Clone)]
struct Draft {
    panel: u32,
    number: u32,
    date: String,
    reason: String,
    stated: Vec<Stated>,
    seal: Seal,
}

/// Everything that a ledger says, up to a row.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Rows read.
    pub rows: u64,
    /// Hash of the last one.
    pub head: String,
    pub origin: Origin,
    /// What a simulated ledger says about its scenario.
    pub about: Vec<Stated>,
    pub commitments: Vec<Commitment>,
    pub attempts: Vec<Attempt>,
    pub overrides: Vec<Override>,
    phase: Phase,
}

impl Replay {
    /// Before the first row.
    pub fn new() -> Self {
        Self {
            rows: 0,
            head: genesis(),
            origin: Origin::OutsideNumber,
            about: vec![],
            commitments: vec![],
            attempts: vec![],
            overrides: vec![],
            phase: Phase::About(vec![]),
        }
    }

    /// Reads a whole ledger.
    pub fn whole(text: &str) -> Result<Self, FirstFault> {
        let mut replay = Self::new();
        let mut rest = replay.open(text)?;
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n').ok_or_else(|| {
                replay.fault("the last line has no end: the file is cut or was written by another program")
            })?;
            replay.take(line)?;
            rest = after;
        }
        replay.at_end()?;
        Ok(replay)
    }

    /// Reads the heading; gives what follows.
    fn open<'a>(&self, text: &'a str) -> Result<&'a str, FirstFault> {
        let wrong = |what: &str| FirstFault { row: 0, child: None, what: what.into() };
        if text.trim().is_empty() {
            return Err(wrong("the file is empty; a ledger begins with its heading"));
        }
        match text.split_once('\n') {
            Some((first, rest)) if first == heading() => Ok(rest),
            _ if text.starts_with("row,kind,panel,commitment,") => {
                Err(wrong("the columns are not those of a ledger of version 1, or their names were changed"))
            }
            _ => Err(wrong("this is no ledger: its heading begins with row,kind,panel,commitment")),
        }
    }

    /// A fault of the row that comes next.
    fn fault(&self, what: impl Into<String>) -> FirstFault {
        FirstFault { row: self.rows + 1, child: None, what: what.into() }
    }

    /// Takes one line.
    pub fn take(&mut self, line: &str) -> Result<(), FirstFault> {
        let next = self.rows + 1;
        let (row, hash) = Row::read(line).map_err(|why| self.fault(why))?;
        if row.cell(Column::Row) != next.to_string() {
            let found = row.cell(Column::Row);
            return Err(self.fault(format!("row {next} is missing or moved: here stands row \"{found}\"")));
        }
        let expected = chained(&self.head, &row.line());
        if hash != expected {
            return Err(FirstFault {
                row: next,
                child: Some(row.cell(Column::Child).to_string()).filter(|child| !child.is_empty()),
                what: "its hash does not follow: this row was changed, or the row before it was replaced".into(),
            });
        }
        self.follow(&row)?;
        (self.rows, self.head) = (next, expected);
        Ok(())
    }

    /// Must nothing more follow?
    fn at_end(&self) -> Result<(), FirstFault> {
        let what = match &self.phase {
            Phase::Between => return Ok(()),
            Phase::About(_) => "the ledger ends before it says where its draws come from".into(),
            Phase::Rules(draft) | Phase::Children(draft, ..) => {
                format!("the tail is cut: the commitment of panel {} is not complete", draft.panel)
            }
            Phase::Deciding(left) => {
                let child = left.front().map_or("", |row| row.cell(Column::Child));
                return Err(FirstFault {
                    child: Some(child.into()),
                    ..self.fault("the tail is cut: the decision is missing")
                });
            }
        };
        Err(self.fault(what))
    }

    /// Does the row follow from those before it?
    fn follow(&mut self, row: &Row) -> Result<(), FirstFault> {
        let Some(kind) = row.kind() else {
            return Err(self.fault(format!("\"{}\" is no kind of row", row.cell(Column::Kind))));
        };
        let phase = std::mem::replace(&mut self.phase, Phase::Between);
        self.phase = match (phase, kind) {
            (Phase::About(stated), Kind::Ledger) => self.about(row, stated)?,
            (Phase::Between, Kind::Panel) => self.panel(row)?,
            (Phase::Rules(draft), Kind::Rule) => self.rule(row, draft)?,
            (Phase::Rules(draft), Kind::Child) => {
                let rules = self.compile(&draft)?;
                self.child(row, draft, rules, vec![])?
            }
            // in a simulated history nobody may be there yet
            (Phase::Rules(draft), Kind::Commitment) => {
                let rules = self.compile(&draft)?;
                self.sealed(row, *draft, *rules, vec![])?
            }
            (Phase::Children(draft, rules, people), Kind::Child) => self.child(row, draft, rules, people)?,
            (Phase::Children(draft, rules, people), Kind::Commitment) => {
                self.sealed(row, *draft, *rules, people)?
            }
            (Phase::Between, Kind::Draw) => self.draw(row)?,
            (Phase::Deciding(expected), Kind::Decision) => self.decision(row, expected)?,
            (Phase::Between, Kind::Override) => self.overridden(row)?,
            _ => return Err(self.fault(format!("no row of kind \"{}\" can stand here", kind.name()))),
        };
        Ok(())
    }

    /// A row that may hold nothing but these cells.
    fn must_be(&self, row: &Row, expected: &Row) -> Result<(), FirstFault> {
        let expected = expected.clone().with(Column::Row, self.rows + 1);
        let Some((column, found, right)) = row.difference(&expected) else { return Ok(()) };
        Err(self.fault(format!("{column} is \"{found}\", where \"{right}\" follows")))
    }

    fn about(&mut self, row: &Row, mut stated: Vec<Stated>) -> Result<Phase, FirstFault> {
        let (name, value) = (row.cell(Column::Name).to_string(), row.cell(Column::Value).to_string());
        self.must_be(row, &Row::new(Kind::Ledger).with(Column::Name, &name).with(Column::Value, &value))?;
        stated.push((name, value));
        let (name, value) = &stated[stated.len() - 1];
        const SIMULATION: [&str; 8] =
            ["version", "draws", "seed", "replicate", "start", "scenario", "scenario_hash", "policy"];
        let expected = SIMULATION.get(stated.len() - 1).copied().unwrap_or_default();
        if name != expected {
            return Err(self.fault(format!("\"{name}\" stands where \"{expected}\" is stated")));
        }
        match (stated.len(), value.as_str()) {
            (1, VERSION) => {}
            (1, other) => {
                let told = format!("the ledger has version \"{other}\"; this program reads version {VERSION}");
                return Err(self.fault(told));
            }
            (2, "outside-number") => return Ok(Phase::Between),
            (2, "simulation") => {}
            (2, other) => return Err(self.fault(format!("draws come from no \"{other}\""))),
            (8, _) => {
                self.origin = simulation(&stated).ok_or_else(|| {
                    self.fault("seed, replicate or start above it is no number or no month such as 2011-04")
                })?;
                self.about = stated;
                return Ok(Phase::Between);
            }
            _ => {}
        }
        Ok(Phase::About(stated))
    }

    /// The commitment that a panel has now.
    pub fn current(&self, panel: u32) -> Option<&Commitment> {
        self.commitments.iter().rev().find(|c| c.panel == panel)
    }

    /// The panel with the highest number; 0: none.
    pub fn last_panel(&self) -> u32 {
        self.commitments.iter().map(|c| c.panel).max().unwrap_or(0)
    }

    fn panel(&mut self, row: &Row) -> Result<Phase, FirstFault> {
        let panel: u32 = row.cell(Column::Panel).parse().unwrap_or(0);
        let last = self.last_panel();
        if panel == 0 || panel > last + 1 {
            return Err(self.fault(format!(
                "panel is \"{}\", where 1 to {} could follow",
                row.cell(Column::Panel),
                last + 1
            )));
        }
        let number = self.current(panel).map_or(0, |c| c.number) + 1;
        let (date, reason) = (row.cell(Column::Value).to_string(), row.cell(Column::Text).to_string());
        if number > 1 && reason.is_empty() {
            return Err(self.fault(format!("panel {panel} is committed again without a reason")));
        }
        let expected = Row::new(Kind::Panel).with(Column::Panel, panel).with(Column::Commitment, number);
        let expected = expected.with(Column::Name, "date").with(Column::Value, &date).with(Column::Text, &reason);
        self.must_be(row, &expected)?;
        let mut seal = Seal::default();
        seal.take(row);
        Ok(Phase::Rules(Box::new(Draft { panel, number, date, reason, stated: vec![], seal })))
    }

    fn rule(&self, row: &Row, mut draft: Box<Draft>) -> Result<Phase, FirstFault> {
        let (name, value) = (row.cell(Column::Name).to_string(), row.cell(Column::Value).to_string());
        let expected = draft.here(Row::new(Kind::Rule).with(Column::Name, &name).with(Column::Value, &value));
        self.must_be(row, &expected)?;
        draft.seal.take(row);
        draft.stated.push((name, value));
        Ok(Phase::Rules(draft))
    }

    /// The rules of a draft; a fault names the row of the rule.
    fn compile(&self, draft: &Draft) -> Result<Box<Rules>, FirstFault> {
        Rules::read(&draft.stated).map(Box::new).map_err(|(at, what)| {
            let row = self.rows + 1 - draft.stated.len() as u64 + at as u64;
            FirstFault { row, child: None, what }
        })
    }

    fn child(
        &self,
        row: &Row,
        mut draft: Box<Draft>,
        rules: Box<Rules>,
        mut people: Vec<Listed>,
    ) -> Result<Phase, FirstFault> {
        let named = |what: String| FirstFault { child: Some(row.cell(Column::Child).into()), ..self.fault(what) };
        let listed = Listed::read(row, &rules, self.origin, people.len() as u32).map_err(named)?;
        if people.iter().any(|other| other.person.candidate.key == listed.person.candidate.key) {
            return Err(named("stands on the list twice".into()));
        }
        self.must_be(row, &draft.here(listed.row(&rules))).map_err(|fault| named(fault.what))?;
        draft.seal.take(row);
        people.push(listed);
        Ok(Phase::Children(draft, rules, people))
    }

    fn sealed(&mut self, row: &Row, draft: Draft, rules: Rules, people: Vec<Listed>) -> Result<Phase, FirstFault> {
        let hash = draft.seal.hash();
        let expected = Row::new(Kind::Commitment).with(Column::Name, "sha256").with(Column::Value, &hash);
        self.must_be(row, &draft.here(expected))?;
        let Draft { panel, number, date, reason, .. } = draft;
        self.commitments.push(Commitment { panel, number, date, reason, rules, people, hash, drawn: None });
        Ok(Phase::Between)
    }

    /// Would this attempt count?
    pub fn judge(&self, commitment: &Commitment, number: &str) -> Option<WhyRefused> {
        if commitment.drawn.is_some() {
            return Some(WhyRefused::DrawnAlready);
        }
        let simulated = self.origin != Origin::OutsideNumber;
        let used = self.attempts.iter().any(|attempt| attempt.number == number);
        (used && !simulated).then_some(WhyRefused::NumberUsed)
    }

    /// The row of an attempt, and whether it counts.
    pub fn attempt_row(&self, commitment: &Commitment, number: &str, source: &str) -> (Row, Option<WhyRefused>) {
        let refused = self.judge(commitment, number);
        let counts = if self.origin == Origin::OutsideNumber { "accepted" } else { "simulated" };
        let row = Row::new(Kind::Draw)
            .with(Column::Panel, commitment.panel)
            .with(Column::Commitment, commitment.number)
            .with(Column::Name, if refused.is_some() { "refused" } else { counts })
            .with(Column::Value, number)
            .with(Column::Text, source)
            .with(Column::Reason, refused.map_or("", WhyRefused::name));
        (row, refused)
    }

    fn draw(&mut self, row: &Row) -> Result<Phase, FirstFault> {
        let panel: u32 = row.cell(Column::Panel).parse().unwrap_or(0);
        let Some(at) = self.commitments.iter().rposition(|c| c.panel == panel) else {
            let told = format!("panel \"{}\" is drawn, but was never committed", row.cell(Column::Panel));
            return Err(self.fault(told));
        };
        let (number, source) = (row.cell(Column::Value).to_string(), row.cell(Column::Text).to_string());
        let fits = match self.origin {
            Origin::OutsideNumber => outside_number(&number).is_ok_and(|plain| plain == number),
            Origin::Simulation { .. } => number.is_empty(),
        };
        if !fits {
            return Err(self.fault(format!("\"{number}\" is no number that fixes a draw")));
        }
        let (expected, refused) = self.attempt_row(&self.commitments[at], &number, &source);
        self.must_be(row, &expected)?;
        let commitment = self.commitments[at].number;
        let drawn_at = self.rows + 1;
        let (text, words) = (number.clone(), source.clone());
        self.attempts.push(Attempt { row: drawn_at, panel, commitment, number: text, source: words, refused });
        if refused.is_some() {
            return Ok(Phase::Between);
        }
        let c = &mut self.commitments[at];
        let draws = c.draws(self.origin, &number);
        let decisions = c.decide(draws);
        let rows: VecDeque<Row> =
            decisions.iter().enumerate().map(|(at, d)| c.decision_row(at, d.as_ref())).collect();
        c.drawn = Some(Drawn { row: drawn_at, number, source, draws, decisions });
        Ok(if rows.is_empty() { Phase::Between } else { Phase::Deciding(rows) })
    }

    fn decision(&self, row: &Row, mut expected: VecDeque<Row>) -> Result<Phase, FirstFault> {
        if let Some(right) = expected.pop_front() {
            self.must_be(row, &right).map_err(|fault| FirstFault {
                child: Some(right.cell(Column::Child).into()),
                what: format!("the decision does not follow from rules and draw: {}", fault.what),
                ..fault
            })?;
        }
        Ok(if expected.is_empty() { Phase::Between } else { Phase::Deciding(expected) })
    }

    /// Decisions that must still be written.
    pub fn outstanding(&self) -> Vec<Row> {
        match &self.phase {
            Phase::Deciding(rows) => rows.iter().cloned().collect(),
            _ => vec![],
        }
    }

    /// Why a decision cannot be overridden so; `None`: it can.
    pub fn unfit_override(&self, o: &Override) -> Option<String> {
        let Some(c) = self.current(o.panel) else { return Some(format!("there is no panel {}", o.panel)) };
        if c.drawn.is_none() {
            return Some(format!("panel {} has not been drawn: there is no decision to override", o.panel));
        }
        if c.position(&o.child).is_none() {
            return Some(format!("no child {} is on the list of panel {}", o.child, o.panel));
        }
        if o.decision != WAITS && c.rules.practice(&o.decision).is_none() {
            let names: Vec<&str> = c.rules.practices.iter().map(|p| p.name.as_str()).collect();
            let told =
                format!("\"{}\" is no decision; expected {WAITS} or a practice: {}", o.decision, names.join(", "));
            return Some(told);
        }
        let blank = [("a role", &o.role), ("a ground", &o.ground)].into_iter().find(|(_, w)| w.trim().is_empty());
        blank.map(|(what, _)| format!("an override needs {what}"))
    }

    /// The row of an override.
    pub fn override_row(&self, o: &Override) -> Row {
        Row::new(Kind::Override)
            .with(Column::Panel, o.panel)
            .with(Column::Commitment, self.current(o.panel).map_or(0, |c| c.number))
            .with(Column::Child, &o.child)
            .with(Column::Decision, &o.decision)
            .with(Column::Role, &o.role)
            .with(Column::Ground, &o.ground)
    }

    fn overridden(&mut self, row: &Row) -> Result<Phase, FirstFault> {
        let cell = |column| row.cell(column).to_string();
        let panel = row.cell(Column::Panel).parse().unwrap_or(0);
        let found = Override {
            row: self.rows + 1,
            panel,
            commitment: self.current(panel).map_or(0, |c| c.number),
            child: cell(Column::Child),
            decision: cell(Column::Decision),
            role: cell(Column::Role),
            ground: cell(Column::Ground),
        };
        if let Some(why) = self.unfit_override(&found) {
            return Err(FirstFault { child: Some(found.child), ..self.fault(why) });
        }
        self.must_be(row, &self.override_row(&found))?;
        self.overrides.push(found);
        Ok(Phase::Between)
    }
}

impl Default for Replay {
    fn default() -> Self {
        Self::new()
    }
}

impl Draft {
    fn here(&self, row: Row) -> Row {
        row.with(Column::Panel, self.panel).with(Column::Commitment, self.number)
    }
}

/// A whole number in plain digits, without leading zeros; the reason if it is none.
pub fn outside_number(words: &str) -> Result<String, String> {
    let wrong = |why: &str| {
        format!(
            "\"{words}\" {why}; expected a whole number of up to {MOST_DIGITS} digits, without spaces, commas or points"
        )
    };
    if words.is_empty() || !words.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong("is not a number"));
    }
    if words.len() > MOST_DIGITS {
        return Err(wrong("is too long"));
    }
    let plain = words.trim_start_matches('0');
    Ok(if plain.is_empty() { "0" } else { plain }.into())
}

/// Where a simulated ledger's draws come from.
fn simulation(stated: &[Stated]) -> Option<Origin> {
    let value = |name: &str| stated.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let (year, month) = value("start")?.split_once('-')?;
    let start = (year.parse().ok()?, month.parse().ok().filter(|month| (1..=12).contains(month))?);
    Some(Origin::Simulation {
        seed: value("seed")?.parse().ok()?,
        replicate: value("replicate")?.parse().ok()?,
        start,
    })
}
