//! Who the children are: one date of birth, sex and ethnicity for each, from the Header rows of all returns.
//!
//! **Rule.** The latest return wins. Two dates of birth or two sexes in one return, or both different in two returns,
//! are two children with one identifier, who are left out.

use std::collections::BTreeMap;

use super::calendar::Day;
use super::codes::{Ethnic, Sex};
use super::ids::Ids;
use super::problems::{Kind, Place, Problems};
use super::raw::HeaderRow;

/// A child as Header describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Where it was described last.
    pub at: Place,
    pub born: Day,
    pub sex: Option<Sex>,
    pub ethnic: Option<Ethnic>,
}

/// What is known of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Person(Person),
    /// In Header, but without a date of birth anywhere.
    NoBirthday(Place),
    /// Two children with one identifier.
    Two,
}

/// Everybody in Header, by number. Dates of birth of other tables fill gaps.
pub fn people(
    mut rows: Vec<HeaderRow>,
    elsewhere: &[(u32, Day, Place)],
    children: &Ids,
    problems: &mut Problems,
) -> BTreeMap<u32, Known> {
    rows.sort_by_key(|row| (row.child, row.year, row.at));
    let mut people = BTreeMap::new();
    for own in rows.chunk_by(|a, b| a.child == b.child) {
        people.insert(own[0].child, known(own, elsewhere, children, problems));
    }
    let person = |child: &u32| match people.get(child) {
        Some(Known::Person(person)) => Some(*person),
        _ => None,
    };
    for (child, born, at) in elsewhere {
        if person(child).is_some_and(|person| person.born != *born) {
            problems.note(
                Kind::BirthdayDiffers,
                *at,
                "DOB",
                format!("\"{born}\""),
                Some(children.pseudonym(*child)),
            );
        }
    }
    people
}

/// One child from its rows, in the order of years.
fn known(rows: &[HeaderRow], elsewhere: &[(u32, Day, Place)], children: &Ids, problems: &mut Problems) -> Known {
    let last = rows[rows.len() - 1];
    let child = Some(children.pseudonym(last.child));
    for pair in rows.windows(2) {
        let [one, two] = [pair[0], pair[1]];
        let birthdays = differ(one.born, two.born);
        let sexes = differ(sure(one.sex), sure(two.sex));
        let same_year = one.year == two.year;
        if (same_year && (birthdays || sexes)) || (birthdays && sexes) {
            let field = if birthdays { "DOB" } else { "SEX" };
            problems.note(Kind::TwoChildren, two.at, field, "", child);
            return Known::Two;
        }
        if same_year {
            problems.note(Kind::SameRow, two.at, "CHILD", "", child);
        } else if birthdays {
            problems.note(Kind::BirthdayChanged, two.at, "DOB", "", child);
        } else if sexes {
            problems.note(Kind::SexChanged, two.at, "SEX", "", child);
        }
    }
    let latest = |value: fn(&HeaderRow) -> Option<Day>| rows.iter().rev().find_map(value);
    let born = latest(|row| row.born).or_else(|| {
        let found = elsewhere.iter().find(|(child, ..)| *child == last.child).map(|(_, day, _)| *day);
        if found.is_some() {
            problems.note(Kind::BirthdayElsewhere, last.at, "DOB", "", child);
        }
        found
    });
    let Some(born) = born else {
        problems.note(Kind::NoBirthday, last.at, "DOB", "", child);
        return Known::NoBirthday(last.at);
    };
    let sex = rows.iter().rev().find_map(|row| sure(row.sex)).or(last.sex);
    let ethnic = rows.iter().rev().find_map(|row| row.ethnic);
    Known::Person(Person { at: last.at, born, sex, ethnic })
}

fn differ<T: PartialEq>(one: Option<T>, two: Option<T>) -> bool {
    matches!((one, two), (Some(one), Some(two)) if one != two)
}

/// A sex that is known.
fn sure(sex: Option<Sex>) -> Option<Sex> {
    sex.filter(|sex| *sex != Sex::Unknown)
}
