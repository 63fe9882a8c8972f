//! What a return does not say: the columns of the companion file.

use super::calendar::Day;
use super::pseudonym::Pseudonym;
use crate::domain::codes::Band;

/// What the companion file or the cohort file says about a child; `None` where it says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Companion {
    /// Children of one group are moved together.
    pub sibling_group: Option<Pseudonym>,
    pub band: Option<Band>,
    /// Assessed as likely to stay in care two years or more.
    pub assessed_long: Option<bool>,
    /// In care proceedings: goes before what the legal status says.
    pub in_proceedings: Option<bool>,
    /// An adoption is planned: goes before what the return says.
    pub adoption_plan: Option<bool>,
    /// Area or team, in the user's words.
    pub locality: Option<String>,
    /// The worker who holds the case now: goes before SWEpisodes.
    pub worker: Option<Pseudonym>,
    pub worker_since: Option<Day>,
    pub wish: Option<Wish>,
    /// Day on which the child was asked.
    pub wish_date: Option<Day>,
    /// A child who wishes to wait: not before this day.
    pub wish_until: Option<Day>,
    /// What the independent reviewing officer says about the move.
    pub reviewing_officer: Option<View>,
    /// Days on which the child must not be moved, with the reason in the user's words.
    pub blackouts: Vec<Blackout>,
}

/// What the child wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Agrees to a transfer.
    Move,
    /// Wishes to keep the present worker or team: opts out.
    Stay,
    /// Wishes to move later.
    Wait,
    /// Has not been asked, or gave no answer.
    NotKnown,
}

impl Wish {
    /// Words of the file.
    pub const WORDS: [(&'static str, Wish); 4] =
        [("move", Wish::Move), ("stay", Wish::Stay), ("wait", Wish::Wait), ("not known", Wish::NotKnown)];
}

/// What the reviewing officer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Supports,
    Objects,
}

/// Days on which a child must not be moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blackout {
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// Such as "exams"; empty where none is given.
    pub reason: String,
}
