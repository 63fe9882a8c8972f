//! How care ends with a practice, and how its contract ends.

/// What a practice does for those who leave care, and what becomes of its contract; a policy's levers.
#[derive(Debug, Clone, PartialEq)]
pub struct EndingParameters {
    /// Share of those who go home, to permanence or leave at 18 without support, whom the practice keeps for a while.
    pub further_share: f64,
    pub further_days: f64,
    /// What such a case weighs, in thousandths of a full one.
    pub further_weight: i32,
    /// Share of its care leavers whom it keeps when the authority's support ends, because they are in education.
    pub education_share: f64,
    pub education_until_days: f64,
    pub at_term: AtTerm,
    /// Contracts to be extended or retendered that are not renewed.
    pub non_renewal_probability: f64,
    /// Terminations before term, per contract and day.
    pub termination_per_day: f64,
    /// A terminated contract goes to another provider, not back to the authority.
    pub terminated_is_retendered: bool,
    /// Children go back one by one over so many days.
    pub taper_days: f64,
    /// Share of the staff who move to another provider (TUPE).
    pub retender_staff_share: f64,
    /// Share of the staff who come back to the authority with their children; above 0 the team comes back as one.
    pub return_staff_share: f64,
}

/// What happens at the end of a contract's term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtTerm {
    /// Nothing: the contract goes on to the end of the simulated time.
    RunsOn,
    Extend,
    Retender,
    Return,
}

impl EndingParameters {
    /// May a contract end within the simulated time by what the contract says?
    pub fn end_contracts(&self) -> bool {
        self.at_term != AtTerm::RunsOn || self.termination_per_day > 0.0
    }
    /// Does anybody stay with the practice after care or support?
    pub fn go_further(&self) -> bool {
        self.further_share > 0.0 || self.education_share > 0.0
    }
}
