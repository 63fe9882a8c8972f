//! What is looked at: funds, who pays, and what it means for the children.

use crate::results::measures::Measure;

/// Who holds the placement budget, in the order in which they are always shown.
pub const HOLDERS: [&str; 2] = ["authority holds placements", "practice holds placements"];

macro_rules! items {
    ($($item:ident = $name:literal, $label:literal, $unit:literal;)+) => {
        /// One thing that a shock may move.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Item { $($item),+ }

        impl Item {
            /// In the order of tables.
            pub const ALL: &'static [Item] = &[$(Item::$item),+];

            /// Stable name for programs.
            pub fn name(self) -> &'static str {
                match self { $(Item::$item => $name),+ }
            }
            /// What a reader sees.
            pub fn label(self) -> &'static str {
                match self { $(Item::$item => $label),+ }
            }
            pub fn unit(self) -> &'static str {
                match self { $(Item::$item => $unit),+ }
            }
        }
    };
}

items! {
    FundPracticeHolds = "smallest_fund_practice_holds_gbp", "smallest fund for 1 in 20, practice holds placements", "GBP";
    FundAuthorityHolds = "smallest_fund_authority_holds_gbp", "smallest fund for 1 in 20, authority holds placements", "GBP";
    ExhaustedPracticeHolds = "exhausted_practice_holds", "stated fund runs out, practice holds placements", "share of contracts";
    ExhaustedAuthorityHolds = "exhausted_authority_holds", "stated fund runs out, authority holds placements", "share of contracts";
    Public = "public_cost_gbp", "all modelled cost to the public", "GBP a year";
    PracticePaysPracticeHolds = "practice_pays_practice_holds_gbp", "practice and its fund pay, practice holds placements", "GBP a year";
    AuthorityPaysPracticeHolds = "authority_pays_practice_holds_gbp", "authority pays, practice holds placements", "GBP a year";
    PracticePaysAuthorityHolds = "practice_pays_authority_holds_gbp", "practice and its fund pay, authority holds placements", "GBP a year";
    AuthorityPaysAuthorityHolds = "authority_pays_authority_holds_gbp", "authority pays, authority holds placements", "GBP a year";
    Changes = "cohort_changes_per_year", "changes of lead worker, children served", "per person-year";
    Moves = "cohort_moves_per_child_year", "moves to a new carer, children served", "per child-year in care";
    AllMoves = "moves_per_child_year", "moves to a new carer, everybody in care", "per child-year in care";
    Unallocated = "cohort_unallocated_days_per_year", "days without a worker, children served", "days per person-year";
    Cover = "cover_failure_days", "days on which cover fails", "working days a practice-year";
    Size = "cohort_size", "people served at the year's end", "people";
}

impl Item {
    /// A fund is a quantile over histories; all else is a mean.
    pub fn is_a_fund(self) -> bool {
        matches!(self, Item::FundPracticeHolds | Item::FundAuthorityHolds)
    }

    /// Money, which is told in pounds.
    pub fn is_money(self) -> bool {
        self.unit().starts_with("GBP")
    }

    /// Its value in every history; `scale` turns a rate per 365.25 days into one per year of the contract.
    pub(super) fn values(self, get: &dyn Fn(Measure) -> Vec<f64>, scale: f64) -> Vec<f64> {
        use Measure::*;
        let public = || get(PublicCost).into_iter().map(|gbp| gbp * scale).collect::<Vec<f64>>();
        let minus = |a: Vec<f64>, b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>();
        let practice = |surplus, unfunded| pays(get, surplus, unfunded);
        let held_by_practice = || practice(SurplusPracticeHolds, UnfundedPracticeHolds);
        let held_by_authority = || practice(SurplusAuthorityHolds, UnfundedAuthorityHolds);
        match self {
            Item::FundPracticeHolds => get(SmallestFundPracticeHolds),
            Item::FundAuthorityHolds => get(SmallestFundAuthorityHolds),
            Item::ExhaustedPracticeHolds => get(ExhaustedPracticeHolds),
            Item::ExhaustedAuthorityHolds => get(ExhaustedAuthorityHolds),
            Item::Public => public(),
            Item::PracticePaysPracticeHolds => held_by_practice(),
            Item::AuthorityPaysPracticeHolds => minus(public(), &held_by_practice()),
            Item::PracticePaysAuthorityHolds => held_by_authority(),
            Item::AuthorityPaysAuthorityHolds => minus(public(), &held_by_authority()),
            Item::Changes => get(CohortChanges),
            Item::Moves => get(CohortMoves),
            Item::AllMoves => get(MovesPerYear),
            Item::Unallocated => get(CohortUnallocatedDays),
            Item::Cover => get(CoverFailureDays),
            Item::Size => get(CohortSize),
        }
    }
}

/// What the practice and its fund bear: less surplus, but for the part of a deficit that the authority must meet.
fn pays(get: &dyn Fn(Measure) -> Vec<f64>, surplus: Measure, unfunded: Measure) -> Vec<f64> {
    get(surplus).iter().zip(get(unfunded)).map(|(surplus, unfunded)| -surplus - unfunded).collect()
}
