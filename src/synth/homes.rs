//! Codes of places: PLACE, provider, Ofsted number and postcode of each stretch.

use super::Notes;
use super::history::{Begins, History, Home, Period};
use super::invent::{Detail, Invent};
use crate::domain::codes::PlacementType;
use crate::ssda903::Day;
use crate::ssda903::codes::{Ls, Place, Provider};

/// Where a child lives, in codes. `place` is that of the years before 2024/25; [`Address::place_in`] knows the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    pub start: Day,
    pub begins: Begins,
    pub placement: PlacementType,
    place: Place,
    /// Code for Z1 from 2025/26.
    unlisted: Place,
    pub provider: Option<Provider>,
    ofsted: String,
    pub post: String,
}

/// From this day semi-independent accommodation needs an Ofsted number (validation rules for URN, 2023/24).
const REGISTERED_SINCE: (i32, u32, u32) = (2023, 10, 28);
/// Semi-independent accommodation from this age (H5 from 2023/24, K3).
const SIXTEEN: i32 = 16;
/// Residential schools of the return from this age.
const FOUR: i32 = 4;
/// Under this age an "other" placement is a mother-and-baby unit.
const THREE: i32 = 3;

impl Address {
    /// The code in the return of a year: H5 is K3 from 2024/25, Z1 one of four codes from 2025/26.
    pub fn place_in(&self, year: u16) -> Place {
        match self.place {
            Place::H5 if year >= 2025 => Place::K3,
            Place::Z1 if year >= 2026 => self.unlisted,
            place => place,
        }
    }

    /// The Ofsted number in the return of a year, of an episode that ends then; empty where none is asked for.
    pub fn urn_in(&self, year: u16, end: Option<Day>) -> String {
        use Place::*;
        let (y, m, d) = REGISTERED_SINCE;
        let since = Day::new(y, m, d);
        match self.place_in(year) {
            P1 | P2 | P3 | R1 | R2 | R5 | T0 | T1 | T2 | T3 | T4 | Z1 | Z11 | Z12 | Z13 | Z14 => String::new(),
            R3 if year < 2025 => String::new(),
            R3 => "XXXXXXX".into(),
            H5 if year < 2024 || end.is_some_and(|end| Some(end) < since) => String::new(),
            _ => self.ofsted.clone(),
        }
    }
}

/// The addresses of a period. `legal` is the status at its start. A change of status without another code for the
/// same type of placement is left out.
pub fn addresses(
    history: &History,
    period: &Period,
    legal: Ls,
    window_from: Day,
    invent: &Invent,
    notes: &mut Notes,
) -> Vec<Address> {
    let subject = history.key.subject(period.began.period);
    let (mut all, mut carer): (Vec<Address>, u64) = (Vec::new(), 0);
    for home in &period.homes {
        carer += u64::from(home.begins == Begins::NewCarer);
        let before = all.last();
        let age = history.born.age_on(home.start);
        let place = match (home.begins, before) {
            (Begins::StatusOnly, Some(before)) => match toggled(before.place) {
                Some(place) => place,
                None => {
                    notes.status_changes_dropped += u32::from(home.start >= window_from);
                    continue;
                }
            },
            _ => {
                let young = home.placement == PlacementType::SemiIndependent && age < SIXTEEN;
                notes.semi_independent_too_young += u32::from(young && home.start >= window_from);
                place(home, age, legal, subject, carer, invent)
            }
        };
        let secure = [(Place::Z11, 0.2), (Place::Z12, 0.35), (Place::Z13, 0.3), (Place::Z14, 0.15)];
        all.push(Address {
            start: home.start,
            begins: home.begins,
            placement: home.placement,
            place,
            unlisted: invent.one_of(Detail::OtherPlace, subject, carer, &secure),
            provider: provider(home.placement, place, subject, carer, invent),
            ofsted: format!("SC{:06}", invent.below(Detail::Urn, subject, carer, 1000)),
            post: postcode(invent.number(Detail::PlacePost, subject, carer)),
        });
    }
    all
}

/// Foster care changes between long term and other without a move.
fn toggled(place: Place) -> Option<Place> {
    match place {
        Place::U1 => Some(Place::U3),
        Place::U3 => Some(Place::U1),
        Place::U4 => Some(Place::U6),
        Place::U6 => Some(Place::U4),
        _ => None,
    }
}

fn place(home: &Home, age: i32, legal: Ls, subject: u64, carer: u64, invent: &Invent) -> Place {
    let share = invent.number(Detail::HomeCode, subject, carer);
    // later carers are more often meant to be long term
    let long_term = share <= if carer == 1 { 0.15 } else { 0.4 };
    match home.placement {
        PlacementType::KinshipFoster if long_term => Place::U1,
        PlacementType::KinshipFoster => Place::U3,
        PlacementType::InhouseFoster | PlacementType::AgencyFoster if long_term => Place::U4,
        PlacementType::InhouseFoster | PlacementType::AgencyFoster => Place::U6,
        PlacementType::Adoptive if home.begins == Begins::SameCarer => Place::A5,
        PlacementType::Adoptive => Place::A6,
        PlacementType::Parents => Place::P1,
        PlacementType::ChildrensHome => Place::K2,
        PlacementType::Secure => Place::K1,
        PlacementType::ResidentialSchool if age >= FOUR && share <= 0.6 => Place::S1,
        PlacementType::ResidentialSchool => Place::R1,
        PlacementType::SemiIndependent if age >= SIXTEEN => Place::H5,
        PlacementType::SemiIndependent => Place::Z1,
        PlacementType::Other if legal == Ls::J1 => Place::R5,
        PlacementType::Other if age < THREE => Place::R3,
        PlacementType::Other if share <= 0.15 => Place::R2,
        PlacementType::Other => Place::Z1,
    }
}

/// Whose placement it is. Foster care of an agency is private or voluntary, all other foster care the authority's.
fn provider(
    placement: PlacementType,
    place: Place,
    subject: u64,
    carer: u64,
    invent: &Invent,
) -> Option<Provider> {
    use Provider::*;
    let draw = |list: &[(Provider, f64)]| invent.one_of(Detail::Provider, subject, carer, list);
    Some(match place {
        Place::Z1 => return None,
        Place::P1 => PR0,
        Place::K2 => draw(&[(PR1, 0.12), (PR4, 0.83), (PR5, 0.05)]),
        Place::K1 => draw(&[(PR1, 0.4), (PR2, 0.6)]),
        Place::S1 | Place::R1 => draw(&[(PR2, 0.1), (PR4, 0.7), (PR5, 0.2)]),
        Place::H5 => draw(&[(PR1, 0.1), (PR4, 0.75), (PR5, 0.15)]),
        Place::R2 | Place::R5 => PR3,
        Place::R3 => PR4,
        _ if placement == PlacementType::AgencyFoster => draw(&[(PR4, 0.93), (PR5, 0.07)]),
        _ => PR1,
    })
}

/// A postcode of an area that does not exist.
pub fn postcode(share: f64) -> String {
    let number = (share * 98_999.0) as u32;
    let letters = b"ABDEFGHJLN";
    let letter = |n: u32| char::from(letters[(n % 10) as usize]);
    format!("ZX{} {}{}{}", 1 + number / 1000 % 99, number / 100 % 10, letter(number / 10), letter(number))
}
