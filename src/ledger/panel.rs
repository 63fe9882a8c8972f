//! One commitment of a panel, and the decisions that follow from it and a draw.

use sha2::{Digest, Sha256};

use crate::policies::allocation::{Candidate, Criterion, Decision, Panel, PanelDraws, rule, stratum_label};
use crate::randomness::Luck;

use super::people::{Listed, Origin};
use super::row::{Column, Kind, Row, hex, number_of};
use super::rules::Rules;

/// Cohort, rules and panel, fixed before a draw.
#[derive(Debug, Clone)]
pub struct Commitment {
    /// Number of the panel, from 1.
    pub panel: u32,
    /// Number of the commitment of this panel, from 1.
    pub number: u32,
    /// The panel's date, as written.
    pub date: String,
    /// Why the panel is committed again.
    pub reason: String,
    pub rules: Rules,
    pub people: Vec<Listed>,
    /// SHA-256 of all the above.
    pub hash: String,
    /// What was decided, once it has been drawn.
    pub drawn: Option<Drawn>,
}

/// A draw that counts, and what it decided.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Number of the row of the draw.
    pub row: u64,
    /// The number from outside; empty in a simulation.
    pub number: String,
    pub source: String,
    pub draws: PanelDraws,
    /// For each of the people; `None`: not eligible.
    pub decisions: Vec<Option<Decision>>,
}

/// Hashes rows as a commitment covers them.
#[derive(Debug, Clone, Default)]
pub struct Seal(Sha256);

impl Seal {
    /// Takes a row in.
    pub fn take(&mut self, row: &Row) {
        self.0.update(row.content());
        self.0.update("\n");
    }

    /// The commitment.
    pub fn hash(&self) -> String {
        hex(&self.0.clone().finalize())
    }
}

impl Commitment {
    /// Rows of the commitment: panel, rules, children and the hash over them.
    pub fn rows(panel: u32, number: u32, date: &str, reason: &str, rules: &Rules, people: &[Listed]) -> Vec<Row> {
        let here = |row: Row| row.with(Column::Panel, panel).with(Column::Commitment, number);
        let start = Row::new(Kind::Panel).with(Column::Name, "date").with(Column::Value, date);
        let mut rows = vec![here(start.with(Column::Text, reason))];
        rows.extend(
            rules.stated().iter().map(|(name, value)| {
                here(Row::new(Kind::Rule).with(Column::Name, name).with(Column::Value, value))
            }),
        );
        rows.extend(people.iter().map(|listed| here(listed.row(rules))));
        let mut seal = Seal::default();
        rows.iter().for_each(|row| seal.take(row));
        let sealed = Row::new(Kind::Commitment).with(Column::Name, "sha256").with(Column::Value, seal.hash());
        rows.push(here(sealed));
        rows
    }

    /// The draws of the panel. For a real panel the number and the commitment decide together, so that no list can be
    /// made to suit a number, nor a number to suit a list.
    pub fn draws(&self, origin: Origin, number: &str) -> PanelDraws {
        let luck = match origin {
            Origin::OutsideNumber => Luck::new(number_of(&format!("{} {number}", self.hash)), 0),
            Origin::Simulation { seed, replicate, .. } => Luck::new(seed, replicate),
        };
        PanelDraws { luck, panel: self.panel - 1 }
    }

    /// What the rule decides about each of the people; `None`: not eligible.
    pub fn decide(&self, draws: PanelDraws) -> Vec<Option<Decision>> {
        self.decide_with(&self.rules, draws)
    }

    /// The same under other rules, to see what would have to differ.
    pub fn decide_with(&self, rules: &Rules, draws: PanelDraws) -> Vec<Option<Decision>> {
        let eligible =
            |listed: &&Listed| Criterion::ALL.iter().all(|c| rules.eligibility.meets(*c, &listed.person));
        let mut candidates: Vec<Candidate> =
            self.people.iter().filter(eligible).map(|listed| listed.person.candidate).collect();
        candidates.sort_by_key(|c| c.key);
        let (views, together) = (rules.views(), rules.together);
        let panel = Panel { candidates: &candidates, practices: &views, draws, together };
        let mut decided: Vec<Option<Decision>> = vec![None; self.people.len()];
        for d in rule(&rules.terms).decide(&panel) {
            decided[candidates[d.candidate].slot as usize] = Some(d);
        }
        decided
    }

    /// The row of the decision about one of the people.
    pub fn decision_row(&self, at: usize, decision: Option<&Decision>) -> Row {
        let listed = &self.people[at];
        let outcomes = self.rules.eligibility.outcomes(&listed.person);
        let row = Row::new(Kind::Decision)
            .with(Column::Panel, self.panel)
            .with(Column::Commitment, self.number)
            .with(Column::Child, &listed.child)
            .with(Column::Family, &listed.family)
            .with(Column::PracticesMet, self.practices_met(at).join(" "))
            .with_outcomes(&outcomes);
        let Some(d) = decision else {
            let first = outcomes.iter().position(|met| !met).map_or("", |i| Criterion::at(i).name());
            return row.with(Column::Decision, NOT_ELIGIBLE).with(Column::Reason, first);
        };
        let row = row
            .with(Column::Draw, d.draw)
            .with(Column::Order, d.order)
            .with(Column::Score, d.score)
            .with(Column::RuleDraw, d.attempt)
            .with(Column::Reason, d.reason.name());
        let row = match &d.quota {
            None => row,
            Some(q) => row
                .with(Column::Stratum, stratum_label(usize::from(q.stratum), self.rules.terms.quota))
                .with(Column::QuotaPlaces, q.places)
                .with(Column::QuotaLeft, q.left),
        };
        match d.practice {
            None => row.with(Column::Decision, WAITS),
            Some(k) => row.with(Column::Decision, PLACE).with(Column::Practice, self.practice_name(k)),
        }
    }

    /// The name of a practice.
    pub fn practice_name(&self, k: u8) -> &str {
        self.rules.practices.get(usize::from(k)).map_or("", |p| &p.name)
    }

    /// Names of the practices whose own criteria somebody meets.
    pub fn practices_met(&self, at: usize) -> Vec<&str> {
        let meets = self.people[at].person.candidate.meets;
        let bits = self.rules.practices.iter().enumerate().take(32);
        bits.filter(|(k, _)| meets >> k & 1 == 1).map(|(_, p)| p.name.as_str()).collect()
    }

    /// Position of a child on the list.
    pub fn position(&self, child: &str) -> Option<usize> {
        self.people.iter().position(|listed| listed.child == child)
    }
}

/// Decision: the child is offered a place.
pub const PLACE: &str = "place";
/// Decision: the child is eligible and waits.
pub const WAITS: &str = "waits";
/// Decision: the child does not meet every criterion.
pub const NOT_ELIGIBLE: &str = "not-eligible";
