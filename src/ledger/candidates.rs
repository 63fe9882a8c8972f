//! The list of children as a file: one line a child, read with every problem at once.

use std::fmt;

use crate::domain::codes::{Band, Ethnicity, LegalStatus, Need, PlacementType};
use crate::domain::parameters::{AllocationRuleName, Factor, PointsCriterion, Quota};
use crate::policies::eligibility::{Standing, WishOf};

use super::people::{Listed, Origin};
use super::row::{Column, Kind, Row, unfit};
use super::rules::Rules;

/// A column of the list: what to write there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnHelp {
    column: Column,
    /// What a blank cell, or a missing column, stands for; `None`: it must be filled.
    pub blank: Option<&'static str>,
    /// What is expected.
    pub expects: Expects,
    pub example: &'static str,
}

/// What a cell may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expects {
    Key,
    Days,
    Number,
    Area,
    Practice,
    Date,
    Words,
    OneOf(&'static [&'static str]),
}

impl ColumnHelp {
    /// The heading.
    pub fn name(&self) -> &'static str {
        self.column.name()
    }
    /// What it means.
    pub fn meaning(&self) -> &'static str {
        self.column.label()
    }
}

impl fmt::Display for Expects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expects::Key => f.write_str("a pseudonym with a digit and without spaces, such as C-014"),
            Expects::Days => f.write_str("a number of days from 0, such as 3653"),
            Expects::Number => f.write_str("a number from 0"),
            Expects::Area => f.write_str("an area from 1 to 200"),
            Expects::Practice => f.write_str("the name of a practice of the rules, or nothing"),
            Expects::Date => f.write_str("a date such as 2026-11-24, or nothing"),
            Expects::Words => f.write_str("words on one line, without names of people"),
            Expects::OneOf(words) => f.write_str(&words.join(", ")),
        }
    }
}

const YES_NO: &[&str] = &["yes", "no"];

/// The columns of the list, in the order of the template.
pub fn columns() -> Vec<ColumnHelp> {
    use Column as C;
    use Expects::*;
    let must = |column, expects, example| ColumnHelp { column, blank: None, expects, example };
    let may = |column, expects, blank, example| ColumnHelp { column, blank: Some(blank), expects, example };
    vec![
        must(C::Child, Key, "C-014"),
        may(C::Family, Key, "", "F-007"), // blank: alone, which is filled in from the child's key
        may(C::Standing, OneOf(Standing::NAMES), "in-care", "in-care"),
        may(C::WithPractice, Practice, "", ""),
        may(C::Area, Area, "1", "1"),
        must(C::AgeDays, Days, "3653"),
        must(C::Sex, OneOf(&["male", "female"]), "female"),
        may(C::Ethnicity, OneOf(Ethnicity::NAMES), "unknown", "white"),
        must(C::Band, OneOf(Band::NAMES), "band_2"),
        must(C::Need, OneOf(Need::NAMES), "N1"),
        may(C::Unaccompanied, OneOf(YES_NO), "no", "no"),
        must(C::LegalStatus, OneOf(LegalStatus::NAMES), "full_order"),
        may(C::Placement, OneOf(PlacementType::NAMES), "other", "agency_foster"),
        may(C::AssessedLong, OneOf(YES_NO), "no", "yes"),
        may(C::AdoptionPlan, OneOf(YES_NO), "no", "no"),
        may(C::Wish, OneOf(WishOf::NAMES), "agrees", "agrees"),
        may(C::WishDate, Date, "", "2026-11-02"),
        may(C::WishReason, Words, "", ""),
        may(C::OfficerSupports, OneOf(YES_NO), "yes", "yes"),
        may(C::Moves, Number, "0", "1"),
        must(C::DaysInCare, Days, "812"),
        must(C::DaysWaiting, Days, "629"),
        may(C::YearlyCost, Number, "0", "41000"),
        may(C::Prefers, Practice, "", ""),
        may(C::WorkerGoesTo, Practice, "", ""),
    ]
}

/// A list to begin with: the heading and two invented children, a brother and a sister.
pub fn template() -> String {
    let columns = columns();
    let line = |cells: Vec<&str>| cells.join(",") + "\n";
    let brother = |c: &ColumnHelp| match c.column {
        Column::Child => "C-015",
        Column::Sex => "male",
        Column::AgeDays => "4420",
        _ => c.example,
    };
    let heading = line(columns.iter().map(ColumnHelp::name).collect());
    let first = line(columns.iter().map(|c| c.example).collect());
    heading + &first + &line(columns.iter().map(brother).collect())
}

/// What is wrong with a list, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateProblem {
    /// Line of the file; 0: the whole.
    pub line: u64,
    /// Heading of the column; may be empty.
    pub column: String,
    pub message: String,
}

impl fmt::Display for CandidateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {:<4} ", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, "{}: ", self.column)?;
        }
        f.write_str(&self.message)
    }
}

/// Reads a list of children for a panel with these rules: by their keys, or every problem at once.
pub fn candidates(text: &str, rules: &Rules) -> Result<Vec<Listed>, Vec<CandidateProblem>> {
    let mut list = List { rules, problems: vec![], people: vec![], keys: vec![] };
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading: Vec<String> = match reader.headers() {
        Ok(heading) if !text.trim().is_empty() => heading.iter().map(str::to_string).collect(),
        _ => {
            list.note(0, "", "the file is empty; `swpsim ledger template` prints one to begin with");
            return Err(list.problems);
        }
    };
    if !list.heading(&heading) {
        return Err(list.problems);
    }
    for record in reader.records() {
        match record {
            Ok(record) => list.child(&heading, &record),
            Err(why) => list.note(why.position().map_or(0, csv::Position::line), "", why.to_string()),
        }
    }
    list.finish()
}

struct List<'a> {
    rules: &'a Rules,
    problems: Vec<CandidateProblem>,
    people: Vec<Listed>,
    /// Every key with its line, also where the rest of the line is wrong.
    keys: Vec<(String, u64)>,
}

impl List<'_> {
    fn note(&mut self, line: u64, column: &str, message: impl Into<String>) {
        self.problems.push(CandidateProblem { line, column: column.into(), message: message.into() });
    }

    /// Checks the heading; false: it makes no sense to read on.
    fn heading(&mut self, heading: &[String]) -> bool {
        let known = columns();
        let names: Vec<&str> = known.iter().map(ColumnHelp::name).collect();
        if !heading.iter().any(|name| names.contains(&name.as_str())) {
            let semicolons = heading.len() == 1 && heading[0].contains(';');
            let told = if semicolons {
                "columns are separated by semicolons; save the file with commas"
            } else {
                "this is no list of children; its first line names the columns, such as child, age_days, band; \
                 `swpsim ledger template` prints one to begin with"
            };
            self.note(1, "", told);
            return false;
        }
        for (at, name) in heading.iter().enumerate() {
            if !names.contains(&name.as_str()) {
                let near =
                    nearest(name, &names).map(|near| format!("; the nearest is \"{near}\"")).unwrap_or_default();
                self.note(1, "", format!("there is no column \"{name}\"{near}"));
            } else if heading[..at].contains(name) {
                self.note(1, name, "stands there twice");
            }
        }
        let missing = |name: &str| !heading.iter().any(|found| found == name);
        for column in known.iter().filter(|c| c.blank.is_none() && missing(c.name())) {
            self.note(1, column.name(), format!("the column is missing; expected {}", column.expects));
        }
        for (column, why) in needed(self.rules) {
            if missing(column.name()) {
                self.note(1, column.name(), format!("the column is missing, but {why}"));
            }
        }
        true
    }

    fn child(&mut self, heading: &[String], record: &csv::StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(str::is_empty) {
            return; // spreadsheets leave such lines at the end
        }
        if record.len() != heading.len() {
            let told = format!("has {} cells, the heading has {}", record.len(), heading.len());
            return self.note(line, "", told);
        }
        let before = self.problems.len();
        let mut row = sample();
        for help in columns() {
            let cell = heading.iter().position(|name| name == help.name()).and_then(|at| record.get(at));
            let value = self.value(line, &help, cell.unwrap_or(""));
            row = row.with(help.column, value);
        }
        if row.cell(Column::Family).is_empty() {
            // alone: a family of its own, which no other child's can be
            row = row.clone().with(Column::Family, format!("alone:{}", row.cell(Column::Child)));
        }
        let key = row.cell(Column::Child).to_string();
        let first = self.keys.iter().find(|(other, _)| *other == key).map(|(_, line)| *line);
        if let Some(first) =
            first.filter(|_| key != sample().cell(Column::Child) || record.iter().any(|c| c == key))
        {
            let told = format!("\"{key}\" stands on line {first} already; a key belongs to one child");
            self.note(line, Column::Child.name(), told);
        }
        self.keys.push((key, line));
        if self.problems.len() > before {
            return;
        }
        match Listed::read(&row, self.rules, Origin::OutsideNumber, 0) {
            Err(why) => self.note(line, "", why),
            Ok(listed) => {
                let c = &listed.person.candidate;
                if c.days_in_care > c.age_days {
                    self.note(line, Column::DaysInCare.name(), "is more than age_days: longer in care than alive");
                }
                self.people.push(listed);
            }
        }
    }

    /// The cell's value; where it is wrong, a problem and what the sample holds.
    fn value(&mut self, line: u64, help: &ColumnHelp, cell: &str) -> String {
        let cell = match (cell, help.blank) {
            ("", Some(blank)) => return blank.into(),
            ("", None) => {
                self.note(line, help.name(), format!("is blank; expected {}", help.expects));
                return sample().cell(help.column).into();
            }
            (cell, _) => cell,
        };
        let Some(why) = self.why_wrong(help, cell) else { return cell.into() };
        self.note(line, help.name(), why);
        sample().cell(help.column).into()
    }

    fn why_wrong(&self, help: &ColumnHelp, cell: &str) -> Option<String> {
        if let Some(why) = unfit(cell) {
            return Some(why);
        }
        let number = |low: f64, high: f64| cell.parse::<f64>().is_ok_and(|x| (low..=high).contains(&x));
        let fine = match help.expects {
            Expects::Key => {
                let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
                cell.chars().all(plain)
                    && cell.starts_with(|c: char| c.is_ascii_alphanumeric())
                    && cell.contains(|c: char| c.is_ascii_digit())
            }
            Expects::Days => number(0.0, 40_000.0),
            Expects::Number if help.column == Column::Moves => cell.parse::<u32>().is_ok(),
            Expects::Number => number(0.0, 1e9),
            Expects::Area => cell.parse::<u16>().is_ok_and(|area| (1..=200).contains(&area)),
            Expects::Practice => self.rules.practice(cell).is_some(),
            Expects::Date => cell.parse::<jiff::civil::Date>().is_ok() && cell.len() == 10,
            Expects::Words => true,
            Expects::OneOf(words) => words.contains(&cell),
        };
        if fine {
            return None;
        }
        let names: Vec<&str> = match help.expects {
            Expects::OneOf(words) => words.to_vec(),
            Expects::Practice => self.rules.practices.iter().map(|p| p.name.as_str()).collect(),
            _ => vec![],
        };
        let near = nearest(cell, &names).map(|near| format!("; the nearest is \"{near}\"")).unwrap_or_default();
        Some(format!("\"{cell}\" is not expected here; expected {}{near}", help.expects))
    }

    /// Children by their keys, each one once, with the practices of their brothers and sisters.
    fn finish(mut self) -> Result<Vec<Listed>, Vec<CandidateProblem>> {
        if self.people.is_empty() && self.problems.is_empty() {
            self.note(0, "", "nobody is on the list: there is a heading and no child");
        }
        if !self.problems.is_empty() {
            self.problems.sort_by_key(|problem| problem.line);
            return Err(self.problems);
        }
        let mut people = self.people;
        people.sort_by(|a, b| a.child.cmp(&b.child));
        let with: Vec<(u64, u8)> = people
            .iter()
            .filter_map(|listed| Some((listed.person.candidate.group, listed.person.with_practice?)))
            .collect();
        for (slot, listed) in people.iter_mut().enumerate() {
            let c = &mut listed.person.candidate;
            c.slot = slot as u32;
            // of several the practice that the rules name first
            c.sibling_with =
                with.iter().filter(|(group, _)| *group == c.group).map(|(_, practice)| *practice).min();
        }
        Ok(people)
    }
}

/// Columns without which a rule would decide on nothing, and why.
fn needed(rules: &Rules) -> Vec<(Column, String)> {
    let (terms, own) = (&rules.terms, rules.practices.iter().map(|p| &p.criteria));
    let rule = |name: AllocationRuleName| terms.name == name;
    let balances = |factor: Factor| {
        (rule(AllocationRuleName::Minimisation) || rule(AllocationRuleName::Rerandomisation))
            && terms.factors.contains(&factor)
    };
    let points =
        |criterion: PointsCriterion| rule(AllocationRuleName::Points) && terms.points[criterion as usize] != 0.0;
    let quota = |quota: Quota| rule(AllocationRuleName::StratifiedLottery) && terms.quota == quota;
    let the_rule = || format!("the rule \"{}\" looks at it", terms.name.name());
    let mut all = vec![];
    if rules.eligibility.require_assessment {
        all.push((Column::AssessedLong, "allocation.require_assessment is on".to_string()));
    }
    let by_area = rule(AllocationRuleName::WholeArea) || rule(AllocationRuleName::NearestArea);
    if by_area || balances(Factor::Area) || points(PointsCriterion::SameArea) || quota(Quota::Area) {
        all.push((Column::Area, the_rule()));
    } else if own.clone().any(|criteria| !criteria.areas.is_empty()) {
        all.push((Column::Area, "a practice covers some areas only".into()));
    }
    if balances(Factor::Ethnicity) || quota(Quota::Ethnicity) {
        all.push((Column::Ethnicity, the_rule()));
    }
    if balances(Factor::Unaccompanied) || points(PointsCriterion::Unaccompanied) {
        all.push((Column::Unaccompanied, the_rule()));
    }
    if points(PointsCriterion::Moves) {
        all.push((Column::Moves, the_rule()));
    }
    if rule(AllocationRuleName::ChildPreference) || points(PointsCriterion::NamedAPractice) {
        all.push((Column::Prefers, the_rule()));
    }
    if rule(AllocationRuleName::FollowTheWorker) || points(PointsCriterion::WorkerComesAcross) {
        all.push((Column::WorkerGoesTo, the_rule()));
    }
    all
}

/// A row in which every cell is in order.
fn sample() -> Row {
    columns().iter().fold(Row::new(Kind::Child), |row, help| row.with(help.column, help.example))
}

/// The nearest of some words, if near enough to be meant.
fn nearest<'a>(word: &str, words: &[&'a str]) -> Option<&'a str> {
    let likeness = |other: &str| strsim::jaro_winkler(&word.to_lowercase(), other);
    let near = words.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(near) > 0.75).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::lottery;
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        candidates(text, &lottery(3)).unwrap_err().iter().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn the_template_is_a_list_of_a_brother_and_a_sister() {
        let people = candidates(&template(), &lottery(3)).unwrap();
        assert_eq!(people.iter().map(|p| p.child.as_str()).collect::<Vec<_>>(), ["C-014", "C-015"]);
        assert_eq!(people[0].person.candidate.group, people[1].person.candidate.group);
        assert!(people[1].person.candidate.male && people[1].person.candidate.slot == 1);
    }

    #[test]
    fn only_what_decides_must_be_filled_and_a_child_alone_has_a_family_of_its_own() {
        let text = "\u{feff}days_waiting,child,age_days,sex,band,need,legal_status,days_in_care\r\n\
                    5,C-2,4000,male,band_1,N1,s20,400\r\n6,C-1,4000,female,band_1,N1,s20,400\r\n,,,,,,,\r\n";
        let people = candidates(text, &lottery(3)).unwrap();
        assert_eq!(people[0].family, "alone:C-1");
        assert_ne!(people[0].person.candidate.group, people[1].person.candidate.group);
        assert_eq!(people[0].person.candidate.days_waiting, 6.0);
    }

    #[test]
    fn a_brother_with_a_practice_is_seen() {
        let text = template().replace("C-015,F-007,in-care,,", "C-015,F-007,in-care,elm,");
        let people = candidates(&text, &lottery(3)).unwrap();
        assert_eq!(people[0].person.candidate.sibling_with, Some(0));
    }

    #[test]
    fn every_problem_is_told_at_once_with_line_column_and_remedy() {
        let text = template()
            .replace("C-015", "C-014")
            .replace(",4420,", ",old,")
            .replace(",band_2,", ",band2,")
            .replace("full_order", "care order");
        let found = problems(&text);
        assert_eq!(found.len(), 6, "{found:#?}");
        assert!(found.contains(&"line 3    age_days: \"old\" is not expected here; expected a number of days from 0, such as 3653".into()));
        assert!(
            found.iter().any(|p| p.starts_with("line 2    band: ") && p.ends_with("the nearest is \"band_2\""))
        );
    }

    #[test]
    fn two_children_with_one_key_are_refused() {
        let found = problems(&template().replace("C-015", "C-014"));
        assert_eq!(found, ["line 3    child: \"C-014\" stands on line 2 already; a key belongs to one child"]);
    }

    #[test]
    fn a_misspelt_column_and_a_column_that_the_rule_needs_are_told() {
        let mut rules = lottery(3);
        rules.terms.name = AllocationRuleName::ChildPreference;
        let text = template().replace("prefers", "prefer").replace("legal_status", "legal_statu");
        let found: Vec<String> =
            candidates(&text, &rules).unwrap_err().iter().map(|problem| problem.to_string()).collect();
        assert!(found[0].contains("no column \"legal_statu\"; the nearest is \"legal_status\""), "{found:#?}");
        assert!(
            found.iter().any(|p| p.contains("prefers: the column is missing, but the rule \"child-preference\""))
        );
    }

    #[test]
    fn names_of_children_are_refused_as_keys() {
        for name in ["Jo Smith", "Jo", "=1+1", "-7"] {
            assert!(problems(&template().replace("C-014", name))[0].contains("pseudonym"), "{name}");
        }
    }

    #[test]
    fn an_empty_file_another_file_and_semicolons_are_told_apart() {
        assert!(problems("")[0].contains("empty"));
        assert!(problems("town,rainfall\nx,3\n")[0].contains("no list of children"));
        assert!(problems("child;age_days\nC-1;3\n")[0].contains("semicolons"));
        assert!(problems(&template().lines().next().unwrap().replace("", ""))[0].contains("nobody"));
    }
}
