//! The list of children before a panel, as rows: pseudonymous keys and the facts that criteria and rules look at.

use crate::domain::codes::{Band, Ethnicity, LegalStatus, Need, PlacementType};
use crate::domain::keys::ChildKey;
use crate::domain::money::Pence;
use crate::policies::allocation::Candidate;
use crate::policies::eligibility::{Person, Standing, WishOf, practices_met};

use super::row::{Column, Kind, Row, number_of, yes_no};
use super::rules::{Rules, area, flag};

/// Where a ledger's keys and draws come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A real panel: keys are any pseudonyms, draws are fixed by a number from outside.
    OutsideNumber,
    /// A simulated history: keys are those of the model, draws come from the scenario's seed.
    Simulation {
        seed: u64,
        replicate: u64,
        /// Year and month of go-live.
        start: (i32, u32),
    },
}

impl Origin {
    /// The number by which rules know a child.
    pub fn child_number(self, child: &str) -> Option<u64> {
        match self {
            Origin::OutsideNumber => Some(number_of(&format!("child {child}"))),
            Origin::Simulation { start, .. } => ChildKey::from_label(child, start).ok().map(|key| key.0),
        }
    }

    /// The number of a family, by which its draw is keyed.
    pub fn family_number(self, family: &str) -> Option<u64> {
        match self {
            Origin::OutsideNumber => Some(number_of(&format!("family {family}"))),
            Origin::Simulation { start, .. } => ChildKey::from_label(family, start).ok().map(|key| key.group()),
        }
    }
}

/// Somebody on the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Pseudonymous key.
    pub child: String,
    pub family: String,
    pub person: Person,
    /// When the child was asked, as written.
    pub wish_date: String,
    /// The child's reason, as written.
    pub wish_reason: String,
}

impl Listed {
    /// The row of this child; practices by their names.
    pub fn row(&self, rules: &Rules) -> Row {
        let Person { candidate: c, standing, with_practice, assessed_long, wish, officer_supports, adoption_plan } =
            &self.person;
        let practice = |k: &Option<u8>| {
            k.and_then(|k| rules.practices.get(usize::from(k))).map_or(String::new(), |p| p.name.clone())
        };
        Row::new(Kind::Child)
            .with(Column::Child, &self.child)
            .with(Column::Family, &self.family)
            .with(Column::Standing, standing.name())
            .with(Column::WithPractice, practice(with_practice))
            .with(Column::Area, c.area + 1)
            .with(Column::AgeDays, c.age_days)
            .with(Column::Sex, if c.male { "male" } else { "female" })
            .with(Column::Ethnicity, c.ethnicity.name())
            .with(Column::Band, c.band.name())
            .with(Column::Need, c.need.name())
            .with(Column::Unaccompanied, yes_no(c.unaccompanied))
            .with(Column::LegalStatus, c.legal.name())
            .with(Column::Placement, c.placement.name())
            .with(Column::AssessedLong, yes_no(*assessed_long))
            .with(Column::AdoptionPlan, yes_no(*adoption_plan))
            .with(Column::Wish, wish.name())
            .with(Column::WishDate, &self.wish_date)
            .with(Column::WishReason, &self.wish_reason)
            .with(Column::OfficerSupports, yes_no(*officer_supports))
            .with(Column::Moves, c.moves)
            .with(Column::DaysInCare, c.days_in_care)
            .with(Column::DaysWaiting, c.days_waiting)
            .with(Column::YearlyCost, c.foreseeable_cost.pounds())
            .with(Column::Prefers, practice(&c.prefers))
            .with(Column::WorkerGoesTo, practice(&c.worker_goes_to))
            .with(Column::SiblingWith, practice(&c.sibling_with))
    }

    /// Reads a row; the reason if it states no child. `slot` is the position on the list.
    pub fn read(row: &Row, rules: &Rules, origin: Origin, slot: u32) -> Result<Self, String> {
        let at = |column: Column| Cell { name: column.name(), value: row.cell(column) };
        let practice = |column: Column| at(column).practice(rules);
        let key = |column: Column, number: Option<u64>| number.ok_or_else(|| at(column).wrong("a child's key"));
        let (child, family) = (row.cell(Column::Child), row.cell(Column::Family));
        let mut person = Person {
            candidate: Candidate {
                slot,
                key: key(Column::Child, origin.child_number(child))?,
                group: key(Column::Family, origin.family_number(family))?,
                area: at(Column::Area).read(area, "an area from 1")?,
                band: at(Column::Band).read(Band::named, "a band of need")?,
                age_days: at(Column::AgeDays).number()?,
                male: at(Column::Sex).sex()?,
                ethnicity: at(Column::Ethnicity).read(Ethnicity::named, "an ethnicity group")?,
                need: at(Column::Need).read(Need::named, "a category of need")?,
                unaccompanied: at(Column::Unaccompanied).flag()?,
                legal: at(Column::LegalStatus).read(LegalStatus::named, "a legal status")?,
                placement: at(Column::Placement).read(PlacementType::named, "a placement type")?,
                moves: at(Column::Moves).read(|value| value.parse().ok(), "a whole number")?,
                days_in_care: at(Column::DaysInCare).number()?,
                days_waiting: at(Column::DaysWaiting).number()?,
                foreseeable_cost: Pence::from_pounds(at(Column::YearlyCost).number()?),
                meets: 0,
                prefers: practice(Column::Prefers)?,
                worker_goes_to: practice(Column::WorkerGoesTo)?,
                sibling_with: practice(Column::SiblingWith)?,
            },
            standing: at(Column::Standing).read(Standing::named, "a standing")?,
            with_practice: practice(Column::WithPractice)?,
            assessed_long: at(Column::AssessedLong).flag()?,
            wish: at(Column::Wish).read(WishOf::named, "a wish")?,
            officer_supports: at(Column::OfficerSupports).flag()?,
            adoption_plan: at(Column::AdoptionPlan).flag()?,
        };
        person.candidate.meets = practices_met(rules.practices.iter().map(|p| &p.criteria), &person);
        let words = |column| row.cell(column).to_string();
        Ok(Self {
            child: child.into(),
            family: family.into(),
            person,
            wish_date: words(Column::WishDate),
            wish_reason: words(Column::WishReason),
        })
    }
}

/// A cell with its column's name, for messages.
struct Cell<'a> {
    name: &'static str,
    value: &'a str,
}

impl Cell<'_> {
    fn wrong(&self, expected: &str) -> String {
        format!("{}: \"{}\" is not {expected}", self.name, self.value)
    }

    fn read<T>(&self, reader: impl Fn(&str) -> Option<T>, expected: &str) -> Result<T, String> {
        reader(self.value).ok_or_else(|| self.wrong(expected))
    }

    fn number(&self) -> Result<f64, String> {
        self.read(|value| value.parse().ok().filter(|x: &f64| x.is_finite()), "a number")
    }

    fn flag(&self) -> Result<bool, String> {
        self.read(flag, "yes or no")
    }

    fn sex(&self) -> Result<bool, String> {
        match self.value {
            "male" => Ok(true),
            "female" => Ok(false),
            _ => Err(self.wrong("male or female")),
        }
    }

    fn practice(&self, rules: &Rules) -> Result<Option<u8>, String> {
        match self.value {
            "" => Ok(None),
            name => rules.practice(name).map(Some).ok_or_else(|| self.wrong("a practice before this panel")),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::rules::tests::lottery;
    use super::*;

    /// A child of ten, under a full order, about whom nothing is remarkable.
    pub(crate) fn child(child: &str, family: &str) -> Listed {
        let row = Row::new(Kind::Child);
        let cells = [
            (Column::Child, child),
            (Column::Family, family),
            (Column::Standing, "in-care"),
            (Column::Area, "1"),
            (Column::AgeDays, "3653"),
            (Column::Sex, "female"),
            (Column::Ethnicity, "unknown"),
            (Column::Band, "band_2"),
            (Column::Need, "N1"),
            (Column::Unaccompanied, "no"),
            (Column::LegalStatus, "full_order"),
            (Column::Placement, "agency_foster"),
            (Column::AssessedLong, "yes"),
            (Column::AdoptionPlan, "no"),
            (Column::Wish, "agrees"),
            (Column::OfficerSupports, "yes"),
            (Column::Moves, "0"),
            (Column::DaysInCare, "400"),
            (Column::DaysWaiting, "300"),
            (Column::YearlyCost, "41000.55"),
        ];
        let row = cells.iter().fold(row, |row, (column, value)| row.with(*column, value));
        Listed::read(&row, &lottery(1), Origin::OutsideNumber, 0).unwrap()
    }

    #[test]
    fn a_child_reads_back_as_it_was_listed() {
        let rules = lottery(2);
        let mut listed = child("C-1", "F-1");
        listed.person.candidate.prefers = Some(0);
        listed.person.candidate.days_waiting = -3.25;
        listed.wish_reason = "knows her worker, and trusts her".into();
        assert_eq!(Listed::read(&listed.row(&rules), &rules, Origin::OutsideNumber, 0), Ok(listed));
    }

    #[test]
    fn keys_of_the_model_keep_their_numbers() {
        let origin = Origin::Simulation { seed: 1, replicate: 0, start: (2011, 4) };
        let key = ChildKey::family(5, 4).sibling(1);
        assert_eq!(origin.child_number("2011-09.4b"), Some(key.0));
        assert_eq!(origin.family_number("2011-09.4"), Some(key.group()));
        assert_eq!(origin.child_number("C-1"), None);
    }
}
