//! Groups of children for whom results are shown beside the overall ones: age, sex, ethnicity, disability, and
//! whether a child came to the country alone.

use super::codes::{AgeBand, Ethnicity};

/// What decides the groups that a person counts in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// Age on the day of the transfer.
    pub age_years: f64,
    pub male: bool,
    pub ethnicity: Ethnicity,
    /// Need N2, or band 3 (DfE Guide 2011, Appendix B).
    pub disabled: bool,
    pub unaccompanied: bool,
}

/// One group of one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildGroup {
    /// Such as "age at transfer".
    pub dimension: &'static str,
    pub name: &'static str,
}

const AGES: [&str; AgeBand::COUNT + 1] = ["under 1", "1 to 4", "5 to 9", "10 to 15", "16 and 17", "18 and over"];
const ETHNICITIES: [&str; Ethnicity::COUNT] =
    ["White", "mixed", "Asian", "Black", "other ethnic group", "not known"];
const FIRST_SEX: usize = AGES.len();
const FIRST_ETHNICITY: usize = FIRST_SEX + 2;
const FIRST_DISABILITY: usize = FIRST_ETHNICITY + ETHNICITIES.len();
const FIRST_UNACCOMPANIED: usize = FIRST_DISABILITY + 2;

impl ChildGroup {
    /// Every person is in one group of each dimension.
    pub const DIMENSIONS: usize = 5;
    pub const COUNT: usize = FIRST_UNACCOMPANIED + 2;

    /// Positions of the person's groups, one a dimension.
    pub fn of(person: &Person) -> [usize; Self::DIMENSIONS] {
        let age = if person.age_years >= 18.0 { AgeBand::COUNT } else { AgeBand::of(person.age_years) as usize };
        [
            age,
            FIRST_SEX + usize::from(!person.male),
            FIRST_ETHNICITY + person.ethnicity as usize,
            FIRST_DISABILITY + usize::from(!person.disabled),
            FIRST_UNACCOMPANIED + usize::from(!person.unaccompanied),
        ]
    }

    /// The group at a position.
    pub fn at(index: usize) -> Self {
        let (dimension, name) = match index {
            i if i < FIRST_SEX => ("age at transfer", AGES[i]),
            i if i < FIRST_ETHNICITY => ("sex", ["boys", "girls"][i - FIRST_SEX]),
            i if i < FIRST_DISABILITY => ("ethnicity", ETHNICITIES[i - FIRST_ETHNICITY]),
            i if i < FIRST_UNACCOMPANIED => ("disability", ["disabled", "not disabled"][i - FIRST_DISABILITY]),
            i => ("arrival", ["unaccompanied", "not unaccompanied"][i - FIRST_UNACCOMPANIED]),
        };
        Self { dimension, name }
    }
}

/// What is reported for a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum GroupMeasure {
    /// Transferred, people over the whole time.
    Transferred,
    /// Person-years since transfer.
    Years,
    /// Changes of lead worker per person-year since transfer, the transfer included.
    Changes,
    /// Of those served all year, % with one lead worker.
    SameWorker,
    /// Moves to a new carer per child-year in care since transfer.
    Moves,
}

impl GroupMeasure {
    pub const ALL: [GroupMeasure; 5] = [
        GroupMeasure::Transferred,
        GroupMeasure::Years,
        GroupMeasure::Changes,
        GroupMeasure::SameWorker,
        GroupMeasure::Moves,
    ];
    pub const COUNT: usize = Self::ALL.len();

    /// Stable name.
    pub fn name(self) -> &'static str {
        ["transferred", "person_years", "changes_per_year", "same_worker_all_year_pct", "moves_per_child_year"]
            [self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_in_exactly_one_group_of_each_dimension() {
        let person = Person {
            age_years: 18.5,
            male: false,
            ethnicity: Ethnicity::Unknown,
            disabled: true,
            unaccompanied: false,
        };
        let found = ChildGroup::of(&person).map(ChildGroup::at);
        let words: Vec<String> = found.iter().map(|g| format!("{}: {}", g.dimension, g.name)).collect();
        assert_eq!(
            words,
            [
                "age at transfer: 18 and over",
                "sex: girls",
                "ethnicity: not known",
                "disability: disabled",
                "arrival: not unaccompanied"
            ]
        );
        let dimensions: std::collections::BTreeSet<_> =
            (0..ChildGroup::COUNT).map(|i| ChildGroup::at(i).dimension).collect();
        assert_eq!(dimensions.len(), ChildGroup::DIMENSIONS);
    }
}
