//! The codes of the SSDA903 return, each with the returns in which it is valid, and what the model makes of them.
//!
//! Years are named by the 31 March on which they end: 2024 is the return of 2023/24. Where the published code lists
//! of two sources differ by a year, both years are accepted. Wording is our own. Code lists: guides to the SSDA903
//! collection 2016/17 to 2026/27, as carried by public validators of the return.

use std::ops::RangeInclusive;

use crate::domain::codes::{Ethnicity, ExitReason, LegalStatus, Need, PlacementType};

/// First and last return that this program knows.
pub const YEARS: RangeInclusive<u16> = 2017..=2027;

const ALWAYS: RangeInclusive<u16> = 0..=9999;

/// Declares a code list: an enum whose variants are the codes.
macro_rules! code_list {
    ($(#[$doc:meta])* $name:ident { $($code:ident $years:expr, $label:literal;)+ }) => {
        $(#[$doc])*
        #[allow(clippy::upper_case_acronyms)] // the codes are written in capitals
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($code),+ }

        impl $name {
            /// Every code, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$code),+];

            /// The code as written in a return.
            pub fn code(self) -> &'static str {
                match self { $($name::$code => stringify!($code)),+ }
            }
            /// What it means.
            pub fn label(self) -> &'static str {
                match self { $($name::$code => $label),+ }
            }
            /// The returns in which it is valid.
            pub fn years(self) -> RangeInclusive<u16> {
                match self { $($name::$code => $years),+ }
            }
            /// The code of a field that holds capitals without blanks around them.
            pub fn read(text: &[u8]) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code().as_bytes() == text)
            }
        }
    };
}

code_list! {
    /// RNE: why the episode began.
    Rne {
        S ALWAYS, "started to be looked after";
        L ALWAYS, "change of legal status only";
        P ALWAYS, "change of placement and carer only";
        T ALWAYS, "change of placement with the same carer only";
        B ALWAYS, "change of legal status, placement and carer";
        U ALWAYS, "change of legal status and of placement with the same carer";
    }
}

impl Rne {
    /// A move to a new carer.
    pub fn is_move(self) -> bool {
        matches!(self, Rne::P | Rne::B)
    }
}

code_list! {
    /// LS: legal status.
    Ls {
        C1 ALWAYS, "interim care order";
        C2 ALWAYS, "full care order";
        D1 0..=2024, "freeing order";
        E1 ALWAYS, "placement order";
        V2 ALWAYS, "accommodated under section 20";
        V3 ALWAYS, "short-term breaks, each one recorded";
        V4 ALWAYS, "short-term breaks, agreement recorded";
        J1 ALWAYS, "remanded";
        J2 ALWAYS, "accommodated under PACE 1984";
        J3 ALWAYS, "youth rehabilitation order with residence";
        L1 ALWAYS, "police protection";
        L2 ALWAYS, "emergency protection order";
        L3 ALWAYS, "child assessment order";
    }
}

impl Ls {
    /// Short-term breaks are no periods of care and are left out everywhere.
    pub fn is_respite(self) -> bool {
        matches!(self, Ls::V3 | Ls::V4)
    }

    /// The model's group; `None` for short-term breaks.
    pub fn status(self) -> Option<LegalStatus> {
        Some(match self {
            Ls::V2 => LegalStatus::Section20,
            Ls::L1 | Ls::L2 | Ls::L3 => LegalStatus::Emergency,
            Ls::C1 => LegalStatus::InterimOrder,
            Ls::C2 => LegalStatus::FullOrder,
            Ls::D1 | Ls::E1 => LegalStatus::PlacementOrder,
            Ls::J1 | Ls::J2 | Ls::J3 => LegalStatus::YouthJustice,
            Ls::V3 | Ls::V4 => return None,
        })
    }
}

code_list! {
    /// PLACE: where the child lives.
    Place {
        U1 ALWAYS, "foster care with a relative or friend, long term";
        U2 ALWAYS, "foster care with a relative or friend who may adopt";
        U3 ALWAYS, "foster care with a relative or friend, other";
        U4 ALWAYS, "foster care, long term";
        U5 ALWAYS, "foster care with carers who may adopt";
        U6 ALWAYS, "foster care, other";
        A3 ALWAYS, "placed for adoption with consent, present foster carer";
        A4 ALWAYS, "placed for adoption with consent, not the present foster carer";
        A5 ALWAYS, "placed for adoption by order, present foster carer";
        A6 ALWAYS, "placed for adoption by order, not the present foster carer";
        K1 ALWAYS, "secure children's home";
        K2 ALWAYS, "children's home";
        K3 2025..=9999, "registered supported accommodation";
        H5 0..=2025, "semi-independent accommodation";
        P1 ALWAYS, "with parents";
        P2 0..=2025, "independent living";
        P3 ALWAYS, "residential employment";
        R1 ALWAYS, "residential care home";
        R2 ALWAYS, "health or nursing establishment";
        R3 ALWAYS, "family centre or mother-and-baby unit";
        R5 ALWAYS, "young offender institution";
        S1 ALWAYS, "residential school";
        T0 ALWAYS, "temporary: any";
        T1 ALWAYS, "temporary: hospital";
        T2 ALWAYS, "temporary: child on holiday";
        T3 ALWAYS, "temporary: carer on holiday";
        T4 ALWAYS, "temporary: other, up to seven days";
        Z1 0..=2025, "other placement";
        Z11 2026..=9999, "other placement, first kind";
        Z12 2026..=9999, "other placement, second kind";
        Z13 2026..=9999, "other placement, third kind";
        Z14 2026..=9999, "other placement, fourth kind";
    }
}

impl Place {
    /// A temporary move, after which the child goes back.
    pub fn is_temporary(self) -> bool {
        matches!(self, Place::T0 | Place::T1 | Place::T2 | Place::T3 | Place::T4)
    }

    /// The model's type. Foster carers of private or voluntary providers are an agency's; where no provider is
    /// given they count as the authority's own.
    pub fn kind(self, provider: Option<Provider>) -> PlacementType {
        match self {
            Place::U1 | Place::U2 | Place::U3 => PlacementType::KinshipFoster,
            Place::U4 | Place::U5 | Place::U6 => match provider {
                Some(Provider::PR4 | Provider::PR5) => PlacementType::AgencyFoster,
                _ => PlacementType::InhouseFoster,
            },
            Place::A3 | Place::A4 | Place::A5 | Place::A6 => PlacementType::Adoptive,
            Place::P1 => PlacementType::Parents,
            Place::K2 => PlacementType::ChildrensHome,
            Place::K1 => PlacementType::Secure,
            Place::S1 | Place::R1 => PlacementType::ResidentialSchool,
            Place::K3 | Place::H5 | Place::P2 => PlacementType::SemiIndependent,
            _ => PlacementType::Other,
        }
    }
}

code_list! {
    /// PLACE_PROVIDER: whose placement it is.
    Provider {
        PR0 ALWAYS, "parents";
        PR1 ALWAYS, "own authority";
        PR2 ALWAYS, "another authority";
        PR3 ALWAYS, "another public body";
        PR4 ALWAYS, "private";
        PR5 ALWAYS, "voluntary";
    }
}

code_list! {
    /// REC: why the episode ended.
    Rec {
        X1 ALWAYS, "the next episode begins on the same day";
        E11 ALWAYS, "adopted, unopposed";
        E12 ALWAYS, "adopted, consent dispensed with";
        E2 ALWAYS, "died";
        E3 ALWAYS, "care taken over by another authority";
        E4A ALWAYS, "returned home, planned";
        E4B ALWAYS, "returned home, not planned";
        E13 ALWAYS, "went to live with someone without parental responsibility";
        E41 ALWAYS, "child arrangements (residence) order";
        E43 0..=2018, "special guardianship, former foster carer";
        E44 0..=2018, "special guardianship, other carer";
        E45 2019..=9999, "special guardianship, former foster carer who is a relative or friend";
        E46 2019..=9999, "special guardianship, other former foster carer";
        E47 2019..=9999, "special guardianship, relative or friend who did not foster";
        E48 2019..=9999, "special guardianship, other carer";
        E5 ALWAYS, "independent living with formal support";
        E6 ALWAYS, "independent living without formal support";
        E7 ALWAYS, "residential care funded by adult services";
        E8 ALWAYS, "any other reason";
        E9 ALWAYS, "sentenced to custody";
        E14 ALWAYS, "remand ended";
        E15 ALWAYS, "age assessment found an adult";
        E16 ALWAYS, "moved abroad";
        E17 ALWAYS, "18 or over, stayed with carers";
    }
}

impl Rec {
    /// The model's reason; `None` for X1, which ends no period of care.
    pub fn exit(self) -> Option<ExitReason> {
        Some(match self {
            Rec::X1 => return None,
            Rec::E11 | Rec::E12 => ExitReason::Adoption,
            Rec::E2 | Rec::E16 => ExitReason::DiedOrAbroad,
            Rec::E3 => ExitReason::OtherAuthority,
            Rec::E4A => ExitReason::HomePlanned,
            Rec::E4B => ExitReason::HomeUnplanned,
            Rec::E13 => ExitReason::Relatives,
            Rec::E41 => ExitReason::ChildArrangements,
            Rec::E43 | Rec::E44 | Rec::E45 | Rec::E46 | Rec::E47 | Rec::E48 => ExitReason::SpecialGuardianship,
            Rec::E5 => ExitReason::IndependentSupported,
            Rec::E6 => ExitReason::IndependentUnsupported,
            Rec::E7 => ExitReason::AdultResidential,
            Rec::E8 => ExitReason::Other,
            Rec::E9 | Rec::E14 => ExitReason::CustodyOrRemandEnded,
            Rec::E15 => ExitReason::AgeAssessedAdult,
            Rec::E17 => ExitReason::StayedWithCarers,
        })
    }
}

code_list! {
    /// REASON_PLACE_CHANGE: why the placement changed, on the episode that ended.
    ChangeReason {
        CARPL ALWAYS, "care plan";
        CLOSE ALWAYS, "carer resigned or provision closed";
        ALLEG ALWAYS, "allegation";
        STAND ALWAYS, "concern about standards of care";
        APPRR ALWAYS, "approval removed";
        CREQB ALWAYS, "carer asks because of the child's behaviour";
        CREQO ALWAYS, "carer asks for another reason";
        CHILD ALWAYS, "child asks";
        LAREQ ALWAYS, "authority asks";
        PLACE ALWAYS, "status of the placement changed only";
        CUSTOD 2019..=9999, "custody";
        OTHER ALWAYS, "other";
    }
}

code_list! {
    /// CIN: main category of need.
    Cin {
        N1 ALWAYS, "abuse or neglect";
        N2 ALWAYS, "child's disability";
        N3 ALWAYS, "parental illness or disability";
        N4 ALWAYS, "family in acute stress";
        N5 ALWAYS, "family dysfunction";
        N6 ALWAYS, "socially unacceptable behaviour";
        N7 ALWAYS, "low income";
        N8 ALWAYS, "absent parenting";
    }
}

impl Cin {
    /// The model's category.
    pub fn need(self) -> Need {
        Need::at(self as usize)
    }
}

code_list! {
    /// ETHNIC: ethnic background.
    Ethnic {
        WBRI ALWAYS, "White British";
        WIRI ALWAYS, "White Irish";
        WOTH ALWAYS, "other White";
        WIRT ALWAYS, "Traveller of Irish heritage";
        WROM ALWAYS, "Gypsy or Roma";
        MWBC ALWAYS, "White and Black Caribbean";
        MWBA ALWAYS, "White and Black African";
        MWAS ALWAYS, "White and Asian";
        MOTH ALWAYS, "other mixed";
        AIND ALWAYS, "Indian";
        APKN ALWAYS, "Pakistani";
        ABAN ALWAYS, "Bangladeshi";
        AOTH ALWAYS, "other Asian";
        BCRB ALWAYS, "Caribbean";
        BAFR ALWAYS, "African";
        BOTH ALWAYS, "other Black";
        CHNE ALWAYS, "Chinese";
        OOTH ALWAYS, "other";
        REFU ALWAYS, "refused";
        NOBT ALWAYS, "not yet obtained";
    }
}

impl Ethnic {
    /// The group of the published tables, which count Chinese children among the Asian ones.
    pub fn group(self) -> Ethnicity {
        match self.code().as_bytes()[0] {
            b'W' => Ethnicity::White,
            b'M' => Ethnicity::Mixed,
            b'A' | b'C' => Ethnicity::Asian,
            b'B' => Ethnicity::Black,
            b'O' => Ethnicity::Other,
            _ => Ethnicity::Unknown,
        }
    }
}

code_list! {
    /// REVIEW_CODE: how the child took part.
    ReviewCode {
        PN0 ALWAYS, "under four";
        PN1 ALWAYS, "came and spoke";
        PN2 ALWAYS, "came, an advocate spoke";
        PN3 ALWAYS, "came, made views known without words";
        PN4 ALWAYS, "came, did not contribute";
        PN5 ALWAYS, "absent, briefed an advocate";
        PN6 ALWAYS, "absent, views came by other means";
        PN7 ALWAYS, "absent, no views";
    }
}

code_list! {
    /// SW_REASON: why this worker took over.
    SwReason {
        MANAGE 2024..=9999, "managing caseloads";
        FCONTA 2024..=9999, "first contact or referral again";
        LEFTRL 2024..=9999, "previous worker left";
        ORGRST 2024..=9999, "reorganisation";
        TSPROC 2024..=9999, "transfer by the standard process";
        ABSENC 2024..=9999, "absence, cover or return";
        CHCHAN 2024..=9999, "child asked";
        PCCHAN 2024..=9999, "parent or carer asked";
        SWDIED 2024..=9999, "previous worker died";
        OTHERS 2024..=9999, "other";
    }
}

code_list! {
    /// REASON_PLACED_CEASED: why an adoption is no longer planned.
    PlanCeased {
        RD1 ALWAYS, "child's needs changed";
        RD2 ALWAYS, "court made no placement order";
        RD3 ALWAYS, "no adopters found";
        RD4 ALWAYS, "other";
    }
}

/// SEX: 1 and 2 to 2023/24; M, F and U from 2024/25.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    Male,
    Female,
    Unknown,
}

impl Sex {
    /// The sex of a field in either coding, and the returns in which that coding is valid.
    pub fn read(text: &[u8]) -> Option<(Self, RangeInclusive<u16>)> {
        Some(match text {
            b"1" => (Sex::Male, 0..=2024),
            b"2" => (Sex::Female, 0..=2024),
            b"M" => (Sex::Male, 2025..=9999),
            b"F" => (Sex::Female, 2025..=9999),
            b"U" => (Sex::Unknown, 2025..=9999),
            _ => return None,
        })
    }

    /// As written in the return of a year. Unknown has no code before 2024/25.
    pub fn code(self, year: u16) -> &'static str {
        match (self, year >= 2025) {
            (Sex::Male, false) => "1",
            (Sex::Female, false) => "2",
            (Sex::Unknown, false) => "",
            (Sex::Male, true) => "M",
            (Sex::Female, true) => "F",
            (Sex::Unknown, true) => "U",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_valid_in_their_years() {
        let valid = |place: Place, year: u16| place.years().contains(&year);
        assert!(!valid(Place::K3, 2024) && valid(Place::K3, 2025));
        assert!(valid(Place::Z1, 2025) && !valid(Place::Z1, 2026) && valid(Place::Z13, 2026));
        assert!(Rec::E43.years().contains(&2018) && !Rec::E43.years().contains(&2019));
        assert!(!SwReason::TSPROC.years().contains(&2023));
    }

    #[test]
    fn every_end_of_care_has_a_reason_of_the_model_and_only_x1_has_none() {
        for rec in Rec::ALL {
            assert_eq!(rec.exit().is_none(), *rec == Rec::X1, "{rec:?}");
        }
    }

    #[test]
    fn foster_carers_are_told_apart_by_kinship_and_provider() {
        assert_eq!(Place::U3.kind(Some(Provider::PR4)), PlacementType::KinshipFoster);
        assert_eq!(Place::U6.kind(Some(Provider::PR4)), PlacementType::AgencyFoster);
        assert_eq!(Place::U6.kind(Some(Provider::PR1)), PlacementType::InhouseFoster);
        assert_eq!(Place::U6.kind(None), PlacementType::InhouseFoster);
    }

    #[test]
    fn both_codings_of_sex_are_read() {
        assert_eq!(Sex::read(b"2").map(|(sex, _)| sex), Sex::read(b"F").map(|(sex, _)| sex));
        assert_eq!(Sex::read(b"3"), None);
        assert_eq!(Sex::read(Sex::Male.code(2024).as_bytes()).map(|found| found.0), Some(Sex::Male));
    }
}
