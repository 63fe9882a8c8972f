//! The ledger: who was before a panel, by which rules, with which draw, and what was decided. Text in, text out.
//!
//! **What it records.** A panel is *committed* first: its rules and its list of children, closed by a hash over them.
//! Then it is *drawn*, by a number from outside that nobody knew at the commitment (in a simulation by the scenario's
//! seed). Then follows one row for each child: each criterion met or not, the quota, the published draw, the decision and
//! its reason. Overrides are added with role and ground; nothing is ever edited. Every attempt to draw is a row, also
//! one that is refused, so that nobody can shop for a draw.
//!
//! **How it is checked.** Every row holds a hash of the row before it and of itself, and [`verify()`] replays the whole:
//! it works out each row from those before it and names the first one that does not follow. Rules and list stand in the
//! ledger, so nothing else is needed. Whoever can rewrite the file from a row to its end, hashes and decisions
//! included, can only be found by what was published before: the commitment's hash, or the manifest with the number of
//! rows and the last hash.

mod row;

mod rules;

mod people;

mod panel;

mod replay;

mod book;

mod manifest;

mod verify;

mod explain;

mod candidates;

mod simulated;

pub use book::{Ask, Drawing, Ledger, Refusal};
pub use candidates::{CandidateProblem, ColumnHelp, candidates, columns, template};
pub use explain::{Explanation, explain};
pub use manifest::ManifestTail;
pub use panel::{Commitment, Drawn};
pub use people::{Listed, Origin};
pub use replay::{Attempt, FirstFault, Override, VERSION, WhyRefused, outside_number};
pub use row::heading;
pub use rules::{Practice, Rules};
pub use simulated::{History, of_history};
pub use verify::{PanelReport, Report, verify};
