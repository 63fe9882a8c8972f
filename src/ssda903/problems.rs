//! Everything that is wrong with a return, counted by kind and listed by file, row, field and value.
//!
//! The list names children by their pseudonyms only. Values of identifying fields are never kept, and a value that
//! happens to be the row's identifier is hidden too.

use std::collections::BTreeMap;
use std::fmt;

use super::pseudonym::Pseudonym;

/// What a problem means for the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing can be read honestly.
    Refused,
    /// A child, a row or a file is left out.
    LeftOut,
    /// Read with a stated assumption.
    Mended,
    /// Worth knowing; nothing was changed.
    Noted,
}

impl Weight {
    /// One word for tables.
    pub fn word(self) -> &'static str {
        match self {
            Weight::Refused => "refused",
            Weight::LeftOut => "left out",
            Weight::Mended => "mended",
            Weight::Noted => "noted",
        }
    }
}

macro_rules! kinds {
    ($($kind:ident = $name:literal, $weight:ident, $expected:literal, $done:literal;)+) => {
        /// A kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            /// Every kind, refusals first.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),+];

            /// The name in tables and files; stable.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name),+ }
            }
            pub fn weight(self) -> Weight {
                match self { $(Kind::$kind => Weight::$weight),+ }
            }
            /// What was expected in its place.
            pub fn expected(self) -> &'static str {
                match self { $(Kind::$kind => $expected),+ }
            }
            /// What was done about it, or can be tried where it was refused.
            pub fn done(self) -> &'static str {
                match self { $(Kind::$kind => $done),+ }
            }
        }
    };
}

kinds! {
    // refusals: what can be tried
    Unreadable = "cannot_be_read", Refused, "a file, a folder or a zip that can be opened", "check the path and who may read it";
    TooLarge = "file_too_large", Refused, "a table of at most 64 MB (a return of 50,000 children is smaller)", "give the return itself, one file a table";
    Utf16 = "utf_16", Refused, "UTF-8 text", "save it again as \"CSV UTF-8 (comma delimited)\"";
    Workbook = "excel_workbook", Refused, "a text file with separated values; this is an Excel workbook, whatever its name", "open it in Excel and save each sheet as \"CSV UTF-8\"";
    Binary = "not_text", Refused, "text; there are zero bytes in it", "export the table again as CSV";
    UnclosedQuote = "quote_not_closed", Refused, "a closing quotation mark before the end of the file", "close the quotation mark of this row, or remove it";
    UsOrder = "us_date_order", Refused, "day before month (31/03/2024); these dates can only be read with the month first", "export again with dates as DD/MM/YYYY or YYYY-MM-DD; days up to the 12th cannot be told from months";
    ArchiveClimbs = "zip_climbs", Refused, "paths inside the zip's own folder; this one leads out of it", "do not trust this zip; make it again from the tables alone";
    ArchiveTooLarge = "zip_too_large", Refused, "at most 256 MB when unpacked", "make the zip again from the tables alone";
    ArchiveTooMany = "zip_too_many", Refused, "at most 1,000 files", "make the zip again from the tables alone";
    NestedArchive = "zip_in_zip", Refused, "tables; this is a zip inside a zip", "unpack it first and give the folder";
    Encrypted = "zip_encrypted", Refused, "a zip without a password", "unpack it first and give the folder";
    Damaged = "zip_damaged", Refused, "a zip that can be unpacked", "make the zip again";
    NoHeader = "no_header_table", Refused, "a Header table (CHILD, SEX, DOB, ETHNIC)", "add it: without dates of birth there are no ages";
    NoEpisodes = "no_episodes_table", Refused, "an Episodes table with rows (CHILD, DECOM, RNE, LS, CIN, PLACE, DEC, REC)", "add it";
    NoChildren = "no_children", Refused, "at least one child with a date of birth and an episode", "see the problems above";
    MissingColumns = "missing_columns", Refused, "all the columns that the table needs", "add the missing columns, named as in the return";
    UnknownYear = "unknown_year", Refused, "dates from which the year of the return can be told", "put the year into the folder's or file's name, such as 2023-24";
    NoDay = "no_day", Refused, "a day in AS_AT, the same in every row", "write the day on which the list was drawn up";
    SamePseudonym = "same_pseudonym", Refused, "different pseudonyms for different identifiers", "use another key file";
    // left out
    UnknownTable = "unknown_table", LeftOut, "the columns of a table of the return", "the file is not used";
    OtherFile = "other_file", LeftOut, "a table as CSV, or a zip", "the file is not used";
    EmptyFile = "empty_file", LeftOut, "a row of column names and rows", "the file is not used";
    Ragged = "ragged_row", LeftOut, "as many fields as there are column names", "the row is left out; look for a comma too many or too few";
    NoChild = "no_child", LeftOut, "an identifier in CHILD", "the row is left out";
    BadStart = "bad_start_date", LeftOut, "a date DD/MM/YYYY of 1990 to the end of the return's year", "the row is left out: without it the row cannot be placed in time";
    AfterYear = "starts_after_year", LeftOut, "a start on or before the 31 March on which the return's year ends", "the row is left out";
    BeforeBirth = "before_birth", LeftOut, "a start on or after the day of birth", "the row is left out";
    TwoChildren = "two_children_one_id", LeftOut, "one date of birth and one sex for an identifier", "the child is left out with all rows: two children seem to share the identifier";
    NoBirthday = "no_date_of_birth", LeftOut, "a date of birth DD/MM/YYYY before the end of the return", "the child is left out with all rows";
    NotInHeader = "not_in_header", LeftOut, "a row of the child in Header", "the child is left out with all rows: the date of birth is not known";
    TooOld = "too_old", LeftOut, "an age under 26 when an episode begins", "the row is left out: the date of birth or the start is wrong";
    SameRow = "repeated_row", LeftOut, "each row once", "the second row is left out";
    Superseded = "superseded", LeftOut, "an open episode to be repeated in the next return", "left out: the later return has another episode of the child over these days";
    UnknownChild = "unknown_child", LeftOut, "a child of the cohort", "the row is left out";
    BadValue = "bad_value", LeftOut, "a value as the template describes", "the field is taken as blank";
    // mended
    SameKey = "same_child_and_start", Mended, "one episode of a child for a start", "the row that stands later is used";
    BadEnd = "bad_end_date", Mended, "a date DD/MM/YYYY on or after the start, or blank", "ends where the child's next episode begins; without one the child counts as lost from sight, not as ceased";
    EndAfterYear = "ends_after_year", Mended, "an end on or before the 31 March on which the return's year ends", "taken as open at the year's end";
    EndNoReason = "end_without_reason", Mended, "REC wherever there is a DEC", "the end is used, the reason counts as not known";
    ReasonNoEnd = "reason_without_end", Mended, "DEC wherever there is a REC", "taken as open until the child's next episode or the return's end";
    OpenFollowed = "open_but_followed", Mended, "DEC on an episode after which the child has another", "ends where the next episode begins";
    Overlap = "overlap", Mended, "an end on or before the start of the child's next episode", "ends where the next episode begins";
    Stale = "stale_open", Mended, "an open episode to be repeated in the next return", "the next episode ends it if that is no start of care; else the child counts as lost from sight after the 31 March of the last return that lists it";
    Reopened = "reopened", Mended, "an ended episode to stay as it was", "the later return is used";
    DayGap = "one_day_gap", Mended, "DEC equal to the next DECOM (REC is X1 and RNE is not S)", "joined: the codes say that care went on";
    SameDayStart = "start_without_break", Mended, "RNE other than S straight after X1", "one period of care: the days touch and X1 says that care went on";
    GapNoStart = "gap_without_start", Mended, "RNE = S after a break", "a new period of care begins";
    MissingBefore = "no_episode_before", Mended, "RNE = S on a child's first episode, or the one before it", "the period's true start is not known; it is not counted as a start";
    X1NoNext = "x1_without_next", Mended, "a next episode on the day of DEC", "the child counts as lost from sight, not as ceased";
    SexChanged = "sex_changed", Mended, "the same sex in every return", "the latest return is used";
    BirthdayChanged = "birthday_changed", Mended, "the same date of birth in every return", "the latest return is used";
    BirthdayElsewhere = "birthday_from_elsewhere", Mended, "a date of birth in Header", "the one of another table is used";
    SameYear = "two_returns_of_a_year", Mended, "one return a year", "where both have an episode, the one read later is used";
    SpellEmpty = "worker_spell_empty", Mended, "SW_DEC after SW_DECOM", "the spell is left out";
    SpellOverlap = "worker_spells_overlap", Mended, "one worker at a time", "ends where the next spell begins";
    SpellStale = "worker_spell_stale", Mended, "an open spell to be repeated in the next return", "ends where the next spell begins, or after the return that lists it";
    // noted
    BadCode = "unknown_code", Noted, "a code of the list", "the field counts as not known";
    CodeYear = "code_not_of_year", Noted, "a code that is valid in the return's year", "used all the same";
    BadDate = "bad_date", Noted, "a date DD/MM/YYYY", "the field counts as blank";
    IsoDates = "iso_dates", Noted, "dates as DD/MM/YYYY", "read as YYYY-MM-DD";
    Separator = "other_separator", Noted, "commas between fields", "read with the separator that the first line uses";
    ExtraColumns = "extra_columns", Noted, "only the columns of the return", "not used";
    ColumnTwice = "column_twice", Noted, "each column once", "the first one is used";
    HeaderOnly = "no_rows", Noted, "rows below the column names", "the table counts as empty";
    YearName = "year_of_name", Noted, "a name of folder or file that fits the dates", "the year is taken from the dates";
    YearGap = "year_without_return", Noted, "a return for every year from the first to the last", "nothing is counted in that year";
    YearOutside = "year_outside_known", Noted, "a return of 2016/17 to 2026/27", "read with the nearest known code lists";
    IdDecimals = "identifier_with_decimals", Noted, "identifiers as they were given", "\".0\" at the end of a number is removed, as left by some tools";
    NoEpisodesOfChild = "no_episodes_of_child", Noted, "episodes for every child of Header", "not part of the cohort";
    BirthdayDiffers = "birthday_differs", Noted, "the date of birth of Header", "Header is used";
    NeedChanged = "need_changed", Noted, "one category of need in a period of care", "the first one is used";
    PastEighteen = "past_18", Noted, "an end by the 18th birthday", "kept as reported; shown as 18 and over";
    StartsAdult = "starts_at_18", Noted, "a start of care under 18", "kept as reported";
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub kind: Kind,
    /// Name of the file as given or found; empty where the whole input is meant.
    pub file: String,
    /// Row as a spreadsheet counts (column names are row 1); 0 where the whole file is meant.
    pub row: u32,
    /// Column; empty where the row is meant.
    pub field: String,
    /// What stood there, shortened and without identifiers.
    pub value: String,
    pub child: Option<Pseudonym>,
}

/// Where in the input something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Number of the file in the order of reading.
    pub file: u16,
    pub row: u32,
}

/// All problems of an input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    files: Vec<String>,
    list: Vec<Problem>,
}

impl std::error::Error for Problems {}

impl Problems {
    /// The files of the input, by number.
    pub fn set_files(&mut self, files: Vec<String>) {
        self.files = files;
    }

    /// One more file, and its number.
    pub fn add_file(&mut self, file: String) -> u16 {
        self.files.push(file);
        (self.files.len() - 1) as u16
    }

    /// None so far, of the same files.
    pub fn like(&self) -> Self {
        Self { files: self.files.clone(), list: Vec::new() }
    }

    /// A problem of the whole input or of a file that has no number yet.
    pub fn of_file(&mut self, kind: Kind, file: &str, value: impl Into<String>) {
        let (file, value) = (file.to_string(), value.into());
        self.list.push(Problem { kind, file, row: 0, field: String::new(), value, child: None });
    }

    /// A problem of a row.
    pub fn note(
        &mut self,
        kind: Kind,
        at: Place,
        field: &str,
        value: impl Into<String>,
        child: Option<Pseudonym>,
    ) {
        let file = self.files.get(usize::from(at.file)).cloned().unwrap_or_default();
        self.list.push(Problem { kind, file, row: at.row, field: field.into(), value: value.into(), child });
    }

    /// Adds those of another part of the input.
    pub fn append(&mut self, mut other: Problems) {
        self.list.append(&mut other.list);
    }

    /// Every problem, refusals first, then by kind, file and row.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| (a.kind, &a.file, a.row, &a.field).cmp(&(b.kind, &b.file, b.row, &b.field)));
    }

    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// How many there are of each kind that occurs, in the order of kinds.
    pub fn counts(&self) -> Vec<(Kind, usize)> {
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        for problem in &self.list {
            *counts.entry(problem.kind).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    /// How many there are of one kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.list.iter().filter(|problem| problem.kind == kind).count()
    }

    /// Is there one that forbids an honest reading?
    pub fn refuse(&self) -> bool {
        self.list.iter().any(|problem| problem.kind.weight() == Weight::Refused)
    }
}

/// How many of one kind are shown on a terminal.
const SHOWN: usize = 5;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.row > 0 {
            write!(f, "{}row {}", if self.file.is_empty() { "" } else { " " }, self.row)?;
        }
        if !self.field.is_empty() {
            write!(f, " {}", self.field)?;
        }
        if !self.value.is_empty() {
            write!(f, ": {}", self.value)?;
        }
        if let Some(child) = self.child {
            write!(f, " ({child})")?;
        }
        Ok(())
    }
}

/// By kind: how many, what was expected, what was done, and the first few of each.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (kind, count) in self.counts() {
            if !first {
                writeln!(f)?;
            }
            first = false;
            write!(f, "{} {} ({})", count, kind.name(), kind.weight().word())?;
            write!(f, "\n  expected {}", kind.expected())?;
            let done = if kind.weight() == Weight::Refused { "try" } else { "done" };
            write!(f, "\n  {done}: {}", kind.done())?;
            for problem in self.list.iter().filter(|problem| problem.kind == kind).take(SHOWN) {
                write!(f, "\n    {}", problem.to_string().trim_start())?;
            }
            if count > SHOWN {
                write!(f, "\n    and {} more", count - SHOWN)?;
            }
        }
        Ok(())
    }
}

/// A value fit to be shown: printable, at most 24 characters, never the row's identifier.
pub fn shown(value: &[u8], identifier: &[u8]) -> String {
    let value = value.trim_ascii();
    if !identifier.is_empty() && contains(value, identifier.trim_ascii()) {
        return "(an identifier, not shown)".into();
    }
    let text: String = String::from_utf8_lossy(value)
        .chars()
        .map(|letter| if letter.is_control() { '?' } else { letter })
        .take(24)
        .collect();
    format!("\"{text}\"")
}

/// Does the value hold the identifier? Very short identifiers only hide values that are equal to them.
fn contains(value: &[u8], identifier: &[u8]) -> bool {
    match identifier.len() {
        0 => false,
        1..=3 => value.eq_ignore_ascii_case(identifier),
        length => value.windows(length).any(|part| part.eq_ignore_ascii_case(identifier)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_counted_by_kind_and_shown_with_what_was_done() {
        let mut problems = Problems::default();
        problems.set_files(vec!["episodes.csv".into()]);
        for row in 2..9 {
            problems.note(Kind::EndNoReason, Place { file: 0, row }, "REC", "", None);
        }
        problems.note(Kind::BadStart, Place { file: 0, row: 4 }, "DECOM", shown(b"01/01/3024", b"77"), None);
        assert_eq!(problems.counts(), [(Kind::BadStart, 1), (Kind::EndNoReason, 7)]);
        let text = problems.to_string();
        assert!(text.contains("episodes.csv row 4 DECOM: \"01/01/3024\""), "{text}");
        assert!(text.contains("and 2 more"), "{text}");
        assert!(!problems.refuse());
    }

    #[test]
    fn identifiers_and_control_characters_are_never_shown() {
        assert_eq!(shown(b"x1234y", b"1234"), "(an identifier, not shown)");
        assert_eq!(shown(b" a\x1b[2J ", b"1234"), "\"a?[2J\"");
        assert_eq!(shown(b"12/12/2012", b"1"), "\"12/12/2012\"");
    }
}
