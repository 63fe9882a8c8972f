//! The contract of an arm: who holds the placement budget, how the practice is paid, whose the surplus is, and the rules
//! of the risk fund. Money in pence, shares from 0 to 1.

use crate::domain::codes::{Band, codes};
use crate::domain::money::Pence;

codes! {
    /// Who holds the placement budget (College of Social Work 2015, paras 34, 81, 97: only one pilot held it for all).
    BudgetHolder {
        Authority = "authority", "the authority holds the placement budget";
        Practice = "practice", "the practice holds the placement budget";
        Shared = "shared", "the practice holds it, shared above a threshold";
    }
}

codes! {
    /// How the practice is paid (Consistent Care Matters 6.1.6; DfE Guide 2011, paras 64 to 68).
    Arrangement {
        Block = "block", "block contract";
        SetAmount = "set-amount", "set amount per child";
        Capitation = "risk-adjusted-capitation", "risk-adjusted capitation";
        CostAndVolume = "cost-and-volume", "cost and volume";
        Outcome = "outcome", "outcome contract";
        Mixed = "mixed", "mixed contract";
    }
}

codes! {
    /// Outcomes that a contract may pay on (DfE Guide 2011, para 67 and Appendix A; Consistent Care Matters 6.1.6, A.3).
    OutcomeTarget {
        SameWorker = "same_worker_share", "served all year with the same worker, at least this share";
        WorkerChanges = "worker_changes_per_year", "changes of worker per person-year, at most";
        Moves = "moves_per_year", "placement moves per person-year, at most";
        ThreeOrMore = "three_or_more_placements_share", "in care with three or more placements in the year, at most this share";
        PermanenceHeld = "permanence_held_per_100", "left to permanence and twelve months outside care completed, per 100 person-years, at least";
        Stated = "stated_probability", "an outcome that is not modelled, met with this probability";
    }
}

codes! {
    /// Whose a surplus is.
    SurplusRule {
        Guide71 = "guide-71", "outcomes met: the authority may let it be retained or distributed; not met: it stays for the children";
        Practice = "practice", "it stays with the practice for the children";
        Authority = "authority", "it goes back to the authority";
        Shared = "shared", "it is shared with the authority";
    }
}

codes! {
    /// Where the risk fund's money comes from.
    FundSource {
        TopSliced = "top-sliced", "carved out of the contract";
        Additional = "additional", "additional money of the authority";
        RetainedSurplus = "retained-surplus", "the practice's own surpluses; it opens empty";
    }
}

codes! {
    /// What follows when the fund is exhausted.
    AfterExhaustion {
        AuthorityMeetsIt = "authority-meets-it", "the authority meets what is missing, then and later";
        RecoveryPlan = "recovery-plan", "the authority lends what is missing and is repaid from surpluses";
        Termination = "termination", "the contract ends and the children return to the authority by and by";
    }
}

codes! {
    /// Who holds the fund while the contract runs, or owns it at the end.
    FundOwner {
        Authority = "authority", "the authority";
        Practice = "practice", "the practice";
    }
}

/// An amount, or a share of the contract's first year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Level {
    Pounds(Pence),
    Share(f64),
}

impl Level {
    /// The amount, given what a share is a share of.
    pub fn of(self, whole: Pence) -> Pence {
        match self {
            Level::Pounds(amount) => amount,
            Level::Share(share) => whole.share(share),
        }
    }
    /// Is it nothing whatever the contract?
    pub fn is_nothing(self) -> bool {
        matches!(self, Level::Pounds(Pence(0)) | Level::Share(0.0))
    }
}

/// The threshold above which the authority shares the placement budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SharedAbove {
    /// For a whole person-year, at the first year's prices.
    pub threshold: Pence,
    /// For each child, or for all together (times their person-years)?
    pub each_child: bool,
    /// The authority's share of what lies above.
    pub authority_share: f64,
}

/// How the practice is paid.
#[derive(Debug, Clone, PartialEq)]
pub struct PaymentTerms {
    pub arrangement: Arrangement,
    /// Person-years expected, by year of the contract; the last stands for those after. Empty: places in the first year,
    /// then the people served at the last year's end.
    pub expected_years: Vec<f64>,
    /// Added to a block contract.
    pub contingency_share: f64,
    pub risk_premium_share: f64,
    /// Per person-year at the first year's prices; absent: the first year's average price.
    pub set_amount: Option<Pence>,
    /// Lower and upper end of the corridor of volume, as multiples of what is expected.
    pub corridor: [f64; 2],
    /// Of the price of volume below and above the corridor, the share that is taken back and paid.
    pub volume_share: [f64; 2],
    /// Cost within this share of the payment is the practice's own affair.
    pub cost_threshold: f64,
    /// Of a cost below and above the threshold, the share that goes back to and is paid by the authority.
    pub cost_share: [f64; 2],
    pub outcome: OutcomeTerms,
    /// Of a mixed contract the part that is a block; the rest follows the children.
    pub block_share: f64,
    pub profit_cap: Option<f64>,
    pub surplus: SurplusTerms,
    /// Chance that a child's band is got wrong, and share of the errors that go upward.
    pub banding_error: f64,
    pub banding_upward: f64,
}

/// Payment on outcomes.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeTerms {
    /// Held back until met, or a bonus on top?
    pub held_back: bool,
    /// Share of the payment.
    pub share: f64,
    /// Thresholds in the order of [`OutcomeTarget::ALL`]; absent: not paid on.
    pub targets: [Option<f64>; OutcomeTarget::COUNT],
    /// For each person who completed twelve months outside care after leaving to permanence.
    pub per_permanence: Pence,
    /// Next year's price rises (all met) or falls (not all met) by this share.
    pub renegotiated_share: f64,
}

/// Whose a surplus is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurplusTerms {
    pub rule: SurplusRule,
    /// The authority's part where it is shared.
    pub authority_share: f64,
    /// Part that is distributed where outcomes are met and the authority allows it.
    pub distributed_share: f64,
}

/// Rules of the risk fund (DfE Guide 2011, paras 69 to 71).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundTerms {
    pub source: FundSource,
    pub opening: Level,
    /// At each year's end after the first.
    pub top_up: Level,
    pub cap: Level,
    /// Are top-up and cap shares of the fund's opening level, not of the contract?
    pub of_opening: bool,
    /// Of a year's surplus.
    pub surplus_share: f64,
    /// Tested every day on the accrued position, or at year ends only?
    pub daily: bool,
    pub after: AfterExhaustion,
    /// Months over which the children return after a termination.
    pub taper_months: f64,
    pub held_by: FundOwner,
    pub left_over_to: FundOwner,
}

/// When money moves, and what the practice can go into debt for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CashTerms {
    /// At the beginning of a month, or after its end?
    pub in_advance: bool,
    /// Months that a payment is late beyond that.
    pub late_months: u32,
    pub working_capital: Pence,
    pub overdraft: Pence,
}

/// What all contracts of a world are priced by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundingPrices {
    /// Step 4 weights by band: social-work line (authority holds placements), whole spend (practice holds them).
    pub band_weight: [[f64; Band::COUNT]; 2],
    pub social_work_per_child_year_gbp: f64,
}

/// Contract and risk fund of an arm.
#[derive(Debug, Clone, PartialEq)]
pub struct ContractParameters {
    pub practice_overhead_share: f64,
    pub setup_gbp: f64,
    /// Met by a grant (DfE Guide 2011, para 80); the authority pays the rest.
    pub grant: Pence,
    /// Yearly lines of the practice beside staff, in pounds at the first year's prices.
    pub out_of_hours_gbp: f64,
    pub insurance_gbp: f64,
    pub bought_back_per_child_year_gbp: f64,
    /// Extra hours of joint working a week and child in a joint period, in pounds a day.
    pub joint_working_day_gbp: f64,
    /// Retained share when the authority, the practice, and both hold the placement budget.
    pub retained_share: [f64; BudgetHolder::COUNT],
    pub holder: BudgetHolder,
    pub shared: Option<SharedAbove>,
    pub years: u32,
    pub payment: PaymentTerms,
    pub fund: FundTerms,
    pub cash: CashTerms,
    /// A yearly budget agreed outright, instead of the seven steps.
    pub stated_net: Option<Pence>,
}
