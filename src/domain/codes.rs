//! The codes of children's services that the model uses, each with its plain label.
//!
//! Labels of placement types and reasons follow the Department for Education's "Children looked after in
//! England" tables; need codes N1 to N8 and legal status codes are those of the SSDA903 return.

/// Declares a small code list: an enum that counts from 0, its length, its scenario names and its labels.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every code, in the order in which vectors of parameters list them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// How many codes there are.
            pub const COUNT: usize = Self::ALL.len();
            /// The names that scenario files use, in order.
            pub const NAMES: &'static [&'static str] = &[$($key),+];

            /// The code at a position of the list; positions outside it are a bug.
            #[inline]
            pub fn at(index: usize) -> Self {
                Self::ALL[index]
            }
            /// The name that scenario files use.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
            /// The code of a name.
            pub fn named(name: &str) -> Option<Self> {
                Self::NAMES.iter().position(|known| *known == name).map(Self::at)
            }
            /// What a reader sees.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label),+ }
            }
        }
    };
}

pub(crate) use codes;

codes! {
    /// Where a child lives. The placement types of the model (parameters: derived tables, section 4).
    PlacementType {
        KinshipFoster = "kinship_foster", "kinship foster care";
        InhouseFoster = "inhouse_foster", "foster care, the authority's own carers";
        AgencyFoster = "agency_foster", "foster care, an independent agency's carers";
        Adoptive = "adoptive", "placed for adoption";
        Parents = "parents", "placed with parents";
        ChildrensHome = "childrens_home", "children's home";
        Secure = "secure", "secure children's home";
        ResidentialSchool = "residential_school", "residential school or care home";
        SemiIndependent = "semi_independent", "semi-independent accommodation";
        Other = "other", "other placement";
    }
}

codes! {
    /// Age bands of the published tables.
    AgeBand {
        Under1 = "under_1", "under 1";
        Age1To4 = "age_1_4", "1 to 4";
        Age5To9 = "age_5_9", "5 to 9";
        Age10To15 = "age_10_15", "10 to 15";
        Age16Plus = "age_16_17", "16 and 17";
    }
}

impl AgeBand {
    /// The band of an age in completed years; 18 and over fall into the last one.
    #[inline]
    pub fn of(age: f64) -> Self {
        match age {
            a if a < 1.0 => Self::Under1,
            a if a < 5.0 => Self::Age1To4,
            a if a < 10.0 => Self::Age5To9,
            a if a < 16.0 => Self::Age10To15,
            _ => Self::Age16Plus,
        }
    }
}

codes! {
    /// Main category of need when care starts (SSDA903 codes N1 to N8).
    Need {
        N1 = "N1", "abuse or neglect";
        N2 = "N2", "child's disability";
        N3 = "N3", "parental illness or disability";
        N4 = "N4", "family in acute stress";
        N5 = "N5", "family dysfunction";
        N6 = "N6", "socially unacceptable behaviour";
        N7 = "N7", "low income";
        N8 = "N8", "absent parenting";
    }
}

codes! {
    /// Legal route by which a child comes into care.
    LegalRoute {
        Section20 = "s20", "accommodated by agreement (section 20)";
        InterimOrder = "interim_order", "interim care order";
        PoliceProtection = "police_protection", "police protection or emergency order";
        YouthJustice = "youth_justice", "youth justice";
    }
}

codes! {
    /// Legal status on a day, in the groups that matter here.
    LegalStatus {
        Section20 = "s20", "section 20";
        Emergency = "emergency", "police protection or emergency order";
        InterimOrder = "interim_order", "interim care order, in proceedings";
        FullOrder = "full_order", "full care order";
        PlacementOrder = "placement_order", "placement order, adoption planned";
        YouthJustice = "youth_justice", "youth justice";
    }
}

codes! {
    /// Bands of need of the funding model (DfE Guide 2011, Appendix B).
    Band {
        Band1 = "band_1", "band 1: no additional support needs";
        Band2 = "band_2", "band 2: one additional need";
        Band3 = "band_3", "band 3: disability";
        Band4 = "band_4", "band 4: complex needs";
        Additional = "additional", "additional band: care leavers, permanence";
    }
}

codes! {
    /// Ethnicity groups of the published tables.
    Ethnicity {
        White = "white", "White";
        Mixed = "mixed", "mixed";
        Asian = "asian", "Asian";
        Black = "black", "Black";
        Other = "other", "other ethnic group";
        Unknown = "unknown", "not known";
    }
}

codes! {
    /// Why a period of care ended.
    ExitReason {
        HomePlanned = "home_planned", "returned home, planned";
        HomeUnplanned = "home_unplanned", "returned home, unplanned";
        Relatives = "relatives", "went to live with relatives";
        Adoption = "adoption", "adopted";
        SpecialGuardianship = "special_guardianship", "special guardianship order";
        ChildArrangements = "child_arrangements", "child arrangements (residence) order";
        IndependentSupported = "independent_supported", "independent living, supported";
        IndependentUnsupported = "independent_unsupported", "independent living, without support";
        StayedWithCarers = "stayed_with_carers", "stayed with carers at 18";
        OtherAuthority = "other_authority", "care taken over by another authority";
        AdultResidential = "adult_residential", "residential care funded by adult services";
        CustodyOrRemandEnded = "custody_or_remand_ended", "sentenced to custody or remand ended";
        AgeAssessedAdult = "age_assessed_adult", "age assessment found an adult";
        DiedOrAbroad = "died_or_abroad", "died or moved abroad";
        Other = "other", "other reason";
    }
}

impl ExitReason {
    /// Reasons counted as permanence outside care: home, relatives, adoption and the two orders.
    pub fn is_permanence(self) -> bool {
        (self as u8) <= ExitReason::ChildArrangements as u8
    }
}

codes! {
    /// Who provides a placement, in the groups of the published tables (SSDA903, PLACE_PROVIDER).
    PlacementProvider {
        OwnAuthority = "own_authority", "the authority's own";
        Private = "private", "private provider";
        Voluntary = "voluntary", "voluntary provider";
        ParentsOther = "parents_other", "parents or other";
    }
}

codes! {
    /// Why a child moved to a new carer (SSDA903, REASON_PLACE_CHANGE, in the groups of the published tables; changes of
    /// status with the same carer are no moves).
    MoveReason {
        CarePlan = "care_plan", "care plan";
        CarerBehaviour = "carer_behaviour", "carer's request, the child's behaviour";
        CarerOther = "carer_other", "carer's request, other";
        ChildAsked = "child_asked", "the child asked";
        Other = "other", "another reason";
    }
}

codes! {
    /// Why a child's lead worker changed.
    ChangeCause {
        WorkerLeft = "worker_left", "worker left the post";
        AgencyEnded = "agency_ended", "agency worker's stay ended";
        LongAbsence = "long_absence", "worker's long absence";
        TeamBoundary = "team_boundary", "case passed to another team";
        Rebalancing = "rebalancing", "cases evened out when someone started";
        PostClosed = "post_closed", "post closed when children moved";
        Transfer = "transfer", "transfer to the practice or dedicated team";
        Unallocated = "unallocated", "allocated after a wait without a worker";
        Withdrawn = "withdrawn", "withdrawn from the practice, back to the authority";
        ChildAsked = "child_asked", "the child asked for another worker";
        ContractEnded = "contract_ended", "the practice's contract ended";
    }
}

impl ChangeCause {
    /// Is the change a loss to the child? One that the child asked for is not (Summit 2015, para 34).
    pub fn is_harm(self) -> bool {
        self != ChangeCause::ChildAsked
    }

    /// The code SW_REASON of the SSDA903 return (table SWEpisodes, from 2023-24): why the next worker took over. The
    /// return has no code of its own for a wait or a withdrawal, which become OTHERS; a first worker is FCONTA.
    pub fn return_code(self) -> &'static str {
        match self {
            ChangeCause::WorkerLeft | ChangeCause::AgencyEnded => "LEFTRL",
            ChangeCause::LongAbsence => "ABSENC",
            ChangeCause::TeamBoundary | ChangeCause::Transfer => "TSPROC",
            ChangeCause::Rebalancing => "MANAGE",
            ChangeCause::PostClosed | ChangeCause::ContractEnded => "ORGRST",
            ChangeCause::Unallocated | ChangeCause::Withdrawn => "OTHERS",
            ChangeCause::ChildAsked => "CHCHAN",
        }
    }
}

codes! {
    /// Lines of cost of serving children, of either party.
    CostLine {
        CaseHolders = "case_holders", "case holders";
        AgencyPremium = "agency_premium", "agency premium";
        TeamManagement = "team_management", "managers and administrators";
        Overhead = "overhead", "overheads";
        JointWorking = "joint_working", "joint working";
        OutOfHours = "out_of_hours", "out of hours";
        Insurance = "insurance", "insurance and registration";
        BoughtBack = "bought_back", "services bought back";
        StaffMeasures = "staff_measures", "retention and cover";
        Corporate = "corporate", "corporate costs";
        Placements = "placements", "placements";
        HighCost = "high_cost", "high-cost episodes";
        OtherServices = "other_services", "other services";
    }
}

impl CostLine {
    /// Is the line paid from the placement budget?
    pub fn is_placement_budget(self) -> bool {
        matches!(self, CostLine::Placements | CostLine::HighCost | CostLine::OtherServices)
    }
}
