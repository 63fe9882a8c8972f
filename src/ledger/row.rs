//! One row: a line of text, its cells, and its place in the chain.
//!
//! A row is exactly one line, written in one way only, so that a changed byte is a changed row. Words that a spreadsheet
//! would take for a formula begin with an apostrophe.

use sha2::{Digest, Sha256};

use crate::domain::codes::codes;
use crate::policies::allocation::Criterion;

codes! {
    /// Columns, in order; the outcome of each criterion (`meets:NAME`) and the hash follow.
    Column {
        Row = "row", "number of the row, from 1";
        Kind = "kind", "what the row records";
        Panel = "panel", "number of the panel, from 1";
        Commitment = "commitment", "number of the commitment of this panel, from 1";
        Name = "name", "what is stated";
        Value = "value", "its value";
        Text = "text", "words that people added";
        Child = "child", "pseudonymous key of the child";
        Family = "family", "brothers and sisters share it";
        Standing = "standing", "looked after, care leaver or left";
        WithPractice = "with_practice", "the practice that has the case already";
        Area = "area", "area of the authority, from 1";
        AgeDays = "age_days", "days since birth on the panel's date";
        Sex = "sex", "as in the SSDA903 return";
        Ethnicity = "ethnicity", "ethnicity group";
        Band = "band", "band of need";
        Need = "need", "category of need";
        Unaccompanied = "unaccompanied", "unaccompanied asylum-seeking child";
        LegalStatus = "legal_status", "legal status on the panel's date";
        Placement = "placement", "where the child lives";
        AssessedLong = "assessed_long", "assessed as likely to stay two years";
        AdoptionPlan = "adoption_plan", "adoption planned";
        Wish = "wish", "what the child answered when asked";
        WishDate = "wish_date", "when the child was asked";
        WishReason = "wish_reason", "the child's reason";
        OfficerSupports = "officer_supports", "the reviewing officer's view of the wish";
        Moves = "moves_this_year", "moves to a new carer in the year so far";
        DaysInCare = "days_in_care", "days since care began";
        DaysWaiting = "days_waiting", "days since the child could first have been assessed";
        YearlyCost = "yearly_cost_gbp", "price of the present placement, a year";
        Prefers = "prefers", "the practice that the child named";
        WorkerGoesTo = "worker_goes_to", "the practice to which the present worker goes";
        SiblingWith = "sibling_with", "the practice where a brother or sister is";
        PracticesMet = "practices_met", "practices whose own criteria the child meets";
        Stratum = "stratum", "quota to which the child belongs";
        QuotaPlaces = "quota_places", "places of that quota";
        QuotaLeft = "quota_left", "of them, left after the decision";
        Draw = "draw", "the published draw, from 0 to 1, lowest first";
        Order = "order", "position of the child or group of siblings in the order, from 1";
        Score = "score", "what the rule ordered by, where not the draw alone";
        RuleDraw = "rule_draw", "which of the rule's own draws decided";
        Decision = "decision", "place, waits or not-eligible";
        Practice = "practice", "the practice with the place";
        Reason = "reason", "why";
        Role = "role", "role of whoever overrode the decision";
        Ground = "ground", "ground of the override";
    }
}

codes! {
    /// What a row records.
    Kind {
        Ledger = "ledger", "about the ledger itself";
        Panel = "panel", "a panel begins to be committed";
        Rule = "rule", "a rule in force";
        Child = "child", "a child on the list";
        Commitment = "commitment", "cohort, rules and panel are fixed";
        Draw = "draw", "an attempt to draw";
        Decision = "decision", "the decision about one child";
        Override = "override", "a decision overridden";
    }
}

/// Cells of a row before its hash.
const CELLS: usize = Column::COUNT + Criterion::COUNT;
/// A cell may hold so many characters.
pub const LONGEST: usize = 2000;

/// The heading of every ledger.
pub fn heading() -> String {
    let criteria = Criterion::NAMES.iter().map(|name| format!("meets:{name}"));
    let names: Vec<String> = Column::NAMES.iter().map(|name| name.to_string()).chain(criteria).collect();
    names.join(",") + ",hash"
}

/// The cells of one row, without the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(Vec<String>);

impl Row {
    /// An empty row of a kind.
    pub fn new(kind: Kind) -> Self {
        let mut row = Self(vec![String::new(); CELLS]);
        row.0[Column::Kind as usize] = kind.name().into();
        row
    }

    /// The same row with a cell filled.
    #[must_use]
    pub fn with(mut self, column: Column, value: impl ToString) -> Self {
        self.0[column as usize] = value.to_string();
        self
    }

    /// The same row with the outcome of each criterion.
    #[must_use]
    pub fn with_outcomes(mut self, met: &[bool; Criterion::COUNT]) -> Self {
        self.0[Column::COUNT..].iter_mut().zip(met).for_each(|(cell, met)| *cell = yes_no(*met).into());
        self
    }

    /// What stands in a column.
    pub fn cell(&self, column: Column) -> &str {
        &self.0[column as usize]
    }

    /// The kind, if it is one.
    pub fn kind(&self) -> Option<Kind> {
        Kind::named(self.cell(Column::Kind))
    }

    /// The line without its hash.
    pub fn line(&self) -> String {
        self.0.iter().map(|cell| encoded(cell)).collect::<Vec<_>>().join(",")
    }

    /// What a commitment covers: everything but the number of the row.
    pub fn content(&self) -> String {
        self.0[1..].iter().map(|cell| encoded(cell)).collect::<Vec<_>>().join(",")
    }

    /// The first column in which two rows differ: its name and both values.
    pub fn difference<'a>(&'a self, other: &'a Row) -> Option<(String, &'a str, &'a str)> {
        let at = self.0.iter().zip(&other.0).position(|(a, b)| a != b)?;
        let name = match Column::NAMES.get(at) {
            Some(name) => name.to_string(),
            None => format!("meets:{}", Criterion::NAMES[at - Column::COUNT]),
        };
        Some((name, &self.0[at], &other.0[at]))
    }

    /// Reads a line with its hash; the reason if it is not written as a row is.
    pub fn read(line: &str) -> Result<(Row, &str), String> {
        let (cells, hash) = line.rsplit_once(',').ok_or("it is no row of a ledger")?;
        let row = Self(split(cells)?);
        if row.0.len() != CELLS {
            return Err(format!("it has {} columns, a ledger has {}", row.0.len() + 1, CELLS + 1));
        }
        if row.line() != cells {
            return Err("it is not written as this program writes it".into());
        }
        Ok((row, hash))
    }
}

/// The hash of a row: of the hash before it and its own line.
pub fn chained(before: &str, line: &str) -> String {
    hex(&Sha256::new().chain_update(before).chain_update(line).finalize())
}

/// What stands before the first row.
pub fn genesis() -> String {
    "0".repeat(64)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first eight bytes of a SHA-256 as a number.
pub fn number_of(words: &str) -> u64 {
    Sha256::digest(words.as_bytes()).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A flag in words.
pub fn yes_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// Why words cannot stand in a cell; `None`: they can.
pub fn unfit(words: &str) -> Option<String> {
    if words.chars().any(char::is_control) {
        return Some("has a line break, a tab or another control character; write it on one line".into());
    }
    let long = words.chars().count() > LONGEST;
    long.then(|| format!("has more than {LONGEST} characters; shorten it"))
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.parse::<f64>().is_ok()
}

fn encoded(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\'']) && !is_number(cell);
    let safe = if formula { format!("'{cell}") } else { cell.to_string() };
    if safe.contains([',', '"']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

/// The cells of a line.
fn split(line: &str) -> Result<Vec<String>, String> {
    let mut cells = vec![];
    let mut rest = line;
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => until_quote(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].to_string(), &rest[end..])
            }
        };
        cells.push(cell.strip_prefix('\'').map_or(cell.clone(), str::to_string));
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(cells),
            None => return Err("a quotation mark stands where none may stand".into()),
        }
    }
}

fn until_quote(quoted: &str) -> Result<(String, &str), String> {
    let mut from = 0;
    while let Some(at) = quoted[from..].find('"').map(|at| at + from) {
        if !quoted[at + 1..].starts_with('"') {
            return Ok((quoted[..at].replace("\"\"", "\""), &quoted[at + 1..]));
        }
        from = at + 2;
    }
    Err("a quotation mark is missing".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_that_a_spreadsheet_would_take_for_a_formula_are_made_harmless() {
        let row = Row::new(Kind::Draw).with(Column::Text, "=HYPERLINK(\"x\",1)").with(Column::Score, -0.25);
        let line = row.line();
        assert!(line.contains(",\"'=HYPERLINK(\"\"x\"\",1)\","), "{line}");
        assert!(line.contains(",-0.25,"));
        for word in ["=1", "+1x", "-x", "@x", "'x"] {
            assert!(encoded(word).starts_with('\''), "{word}");
        }
    }

    proptest! {
        #[test]
        fn a_row_reads_back_and_is_written_in_one_way_only(words in "[ -~£é]{0,30}", other in "[=+@',\"-]{0,4}") {
            let row = Row::new(Kind::Override).with(Column::Ground, &words).with(Column::Role, &other);
            let line = row.line() + ",abc";
            prop_assert_eq!(Row::read(&line), Ok((row, "abc")));
        }

        #[test]
        fn any_other_way_of_writing_it_is_refused(line in "[a-c\",' ]{0,40}") {
            if let Ok(cells) = split(&line) {
                let again = cells.iter().map(|cell| encoded(cell)).collect::<Vec<_>>().join(",");
                prop_assert!(split(&again) == Ok(cells));
            }
        }
    }
}
