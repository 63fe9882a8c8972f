//! What allocated children are compared with the others by, as they are on the panel's date, and sums over children.
//!
//! Sums are numbers of children and sums of numbers and their squares, so that means, variances and shares follow from
//! them, and sums of several panels add up in their order.

use super::codes::{Band, Ethnicity, LegalStatus, Need, PlacementType};

/// One characteristic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub enum Characteristic {
    Age,
    TimeInCare,
    ForeseeableCost,
    Sex,
    Disability,
    Unaccompanied,
    Ethnicity,
    Band,
    Need,
    LegalStatus,
    Placement,
    Area,
}

/// How a characteristic is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    Number,
    /// A share: boys, disabled, unaccompanied.
    YesNo,
    /// One of so many categories.
    Categories(usize),
}

/// Characteristics that are numbers.
const NUMBERS: usize = 3;
/// Characteristics that are yes or no.
const FLAGS: usize = 3;
/// Characteristics with categories.
const LISTS: usize = 6;

impl Characteristic {
    pub const ALL: [Characteristic; NUMBERS + FLAGS + LISTS] = [
        Characteristic::Age,
        Characteristic::TimeInCare,
        Characteristic::ForeseeableCost,
        Characteristic::Sex,
        Characteristic::Disability,
        Characteristic::Unaccompanied,
        Characteristic::Ethnicity,
        Characteristic::Band,
        Characteristic::Need,
        Characteristic::LegalStatus,
        Characteristic::Placement,
        Characteristic::Area,
    ];
    pub const COUNT: usize = Self::ALL.len();

    /// What a reader sees.
    pub fn label(self) -> &'static str {
        [
            "age",
            "time in care",
            "foreseeable cost",
            "sex",
            "disability",
            "unaccompanied",
            "ethnicity",
            "band of need",
            "category of need",
            "legal status",
            "placement type",
            "area",
        ][self as usize]
    }

    /// How it is measured, where the authority has so many areas.
    pub fn scale(self, areas: usize) -> Scale {
        match self {
            Characteristic::Age | Characteristic::TimeInCare | Characteristic::ForeseeableCost => Scale::Number,
            Characteristic::Sex | Characteristic::Disability | Characteristic::Unaccompanied => Scale::YesNo,
            other => Scale::Categories(lengths(areas)[other as usize - NUMBERS - FLAGS]),
        }
    }

    /// First cell of a characteristic in [`Sums::cells`].
    pub fn first_cell(self, areas: usize) -> usize {
        let at = self as usize;
        match at {
            _ if at < NUMBERS => 1 + 2 * at,
            _ if at < NUMBERS + FLAGS => 1 + 2 * NUMBERS + at - NUMBERS,
            _ => {
                let before: usize = lengths(areas)[..at - NUMBERS - FLAGS].iter().sum();
                1 + 2 * NUMBERS + FLAGS + before
            }
        }
    }
}

fn lengths(areas: usize) -> [usize; LISTS] {
    [Ethnicity::COUNT, Band::COUNT, Need::COUNT, LegalStatus::COUNT, PlacementType::COUNT, areas]
}

/// A child on the panel's date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Portrait {
    pub age_years: f64,
    pub days_in_care: f64,
    /// Price of the present placement, a year.
    pub foreseeable_cost_gbp: f64,
    pub male: bool,
    pub disabled: bool,
    pub unaccompanied: bool,
    pub ethnicity: Ethnicity,
    pub band: Band,
    pub need: Need,
    pub legal: LegalStatus,
    pub placement: PlacementType,
    pub area: u16,
}

/// Sums over children, or weighted sums.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// Children; then sum and sum of squares of each number; then the children of each yes and of each category.
    pub cells: Vec<f64>,
}

impl Sums {
    /// Nobody, in an authority of so many areas.
    pub fn nobody(areas: usize) -> Self {
        let cells = 1 + 2 * NUMBERS + FLAGS + lengths(areas).iter().sum::<usize>();
        Self { cells: vec![0.0; cells] }
    }

    /// Children (or weight).
    pub fn children(&self) -> f64 {
        self.cells[0]
    }

    /// One child more.
    pub fn add(&mut self, child: &Portrait) {
        let cells = &mut self.cells;
        cells[0] += 1.0;
        let numbers = [child.age_years, child.days_in_care, child.foreseeable_cost_gbp];
        for (i, x) in numbers.into_iter().enumerate() {
            cells[1 + 2 * i] += x;
            cells[2 + 2 * i] += x * x;
        }
        let mut at = 1 + 2 * NUMBERS;
        for yes in [child.male, child.disabled, child.unaccompanied] {
            cells[at] += f64::from(u8::from(yes));
            at += 1;
        }
        let places = [
            (child.ethnicity as usize, Ethnicity::COUNT),
            (child.band as usize, Band::COUNT),
            (child.need as usize, Need::COUNT),
            (child.legal as usize, LegalStatus::COUNT),
            (child.placement as usize, PlacementType::COUNT),
            (child.area as usize, 0),
        ];
        for (place, length) in places {
            cells[at + place] += 1.0;
            at += length;
        }
    }

    /// Adds other sums so many times.
    pub fn add_weighted(&mut self, other: &Sums, weight: f64) {
        self.cells.iter_mut().zip(&other.cells).for_each(|(cell, x)| *cell += weight * x);
    }

    /// Those of `whole` who are not in `part`.
    pub fn rest(whole: &Sums, part: &Sums) -> Sums {
        Sums { cells: whole.cells.iter().zip(&part.cells).map(|(a, b)| a - b).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_characteristic_has_cells_of_its_own() {
        let areas = 3;
        let mut next = 1;
        for c in Characteristic::ALL {
            assert_eq!(c.first_cell(areas), next, "{c:?}");
            next += match c.scale(areas) {
                Scale::Number => 2,
                Scale::YesNo => 1,
                Scale::Categories(n) => n,
            };
        }
        assert_eq!(Sums::nobody(areas).cells.len(), next);
    }

    #[test]
    fn sums_of_children_are_their_numbers_squares_and_counts() {
        let child = Portrait {
            age_years: 9.0,
            days_in_care: 100.0,
            foreseeable_cost_gbp: 50.0,
            male: true,
            disabled: false,
            unaccompanied: false,
            ethnicity: Ethnicity::Black,
            band: Band::Band2,
            need: Need::N1,
            legal: LegalStatus::FullOrder,
            placement: PlacementType::Other,
            area: 1,
        };
        let mut all = Sums::nobody(2);
        all.add(&child);
        all.add(&Portrait { age_years: 11.0, male: false, area: 0, ..child });
        let at = |c: Characteristic| c.first_cell(2);
        assert_eq!((all.children(), all.cells[at(Characteristic::Age)]), (2.0, 20.0));
        assert_eq!(all.cells[at(Characteristic::Age) + 1], 81.0 + 121.0);
        assert_eq!(all.cells[at(Characteristic::Sex)], 1.0);
        assert_eq!(all.cells[at(Characteristic::Ethnicity) + Ethnicity::Black as usize], 2.0);
        assert_eq!(all.cells[at(Characteristic::Area)..], [1.0, 1.0]);
    }
}
