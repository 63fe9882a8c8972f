//! The five evaluated pilots: what the model says beside what the evaluation found.
//!
//! The evaluation compared pilots with other places by asking children, staff and commissioners. The model compares the
//! same simulated children in four worlds: with the pilot; in the pilot's own authority without it; with an average
//! authority's workers; with a best-practice authority's (Consistent Care Matters, recommendation 13).

use serde::Serialize;

use super::measures::Measure;
use super::study::{Spread, measure_name};

/// Whose workers the same children have where there is no pilot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    OwnAuthority,
    AverageAuthority,
    BestPracticeAuthority,
}

impl Control {
    pub const ALL: [Control; 3] =
        [Control::OwnAuthority, Control::AverageAuthority, Control::BestPracticeAuthority];

    /// Stable name, as in files.
    pub fn name(self) -> &'static str {
        match self {
            Control::OwnAuthority => "own-authority",
            Control::AverageAuthority => "average-authority",
            Control::BestPracticeAuthority => "best-practice-authority",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Control::OwnAuthority => "own authority",
            Control::AverageAuthority => "average authority",
            Control::BestPracticeAuthority => "best-practice authority",
        }
    }
}

/// One measure of the pilot's children with the pilot and with each control, and the pilot less each control.
#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    #[serde(serialize_with = "measure_name")]
    pub measure: Measure,
    pub pilot: Spread,
    pub controls: [Spread; 3],
    pub differences: [Spread; 3],
}

/// One pilot's results.
#[derive(Debug, Clone, Serialize)]
pub struct Pilot {
    /// The file's name, such as `a`.
    pub name: String,
    pub title: String,
    pub note: String,
    pub authority: String,
    pub provider: String,
    pub places: u32,
    pub scenario_hash: String,
    pub histories: u64,
    /// Changes of worker, the same without the transfer, same worker all year.
    pub compared: Vec<Compared>,
    /// People with the pilot at the years' ends.
    pub size: Spread,
    /// Of 100 people transferred, how many changed worker on the transfer.
    pub changed_at_transfer: Spread,
    /// Cases per worker in post: the pilot's, and the own authority's at the years' ends.
    pub caseload: Spread,
    pub authority_caseload: Spread,
    /// Same worker all year: the pilot less the same pilot with the authority's caseload.
    pub lower_caseload: Spread,
    /// Do both have the same number of posts?
    pub same_caseload: bool,
    /// Moves to a new carer a child-year in the pilot's first year, less those of the same children without it.
    pub moves_first_year: Spread,
    pub moves_are_modelled: bool,
    /// Cost to the public a year less no practice, and as a share of it in percent.
    pub cost: Spread,
    pub cost_percent: Spread,
    /// From this difference on, in GBP a year, cost matters to the scenario's user.
    pub matters_gbp: f64,
    /// The turnover put in, in words: value, range, quality.
    pub turnover: String,
}

impl Pilot {
    /// One compared measure.
    pub fn of(&self, measure: Measure) -> &Compared {
        self.compared.iter().find(|compared| compared.measure == measure).expect("a compared measure")
    }
}

/// Everything that `swpsim pilots` reports.
#[derive(Debug, Clone, Serialize)]
pub struct Pilots {
    pub version: String,
    pub seed: u64,
    pub replicates: u64,
    pub command: String,
    pub pilots: Vec<Pilot>,
}

/// What the model can say of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The model's difference goes the way that the evaluation found, beyond its Monte Carlo error.
    SameWay,
    /// It goes the other way.
    OtherWay,
    /// Its interval holds 0.
    NotToldApart,
    /// A number of the scenario, not a result.
    PutIn,
    /// The model has no such mechanism.
    NotModelled,
}

impl Verdict {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::SameWay => "the same way",
            Verdict::OtherWay => "the other way",
            Verdict::NotToldApart => "cannot be told apart",
            Verdict::PutIn => "put in, not found",
            Verdict::NotModelled => "not modelled",
        }
    }

    /// From a difference that the evaluation found to be positive.
    pub fn of_positive(spread: &Spread) -> Self {
        let (low, high) = spread.interval();
        match () {
            () if low > 0.0 => Verdict::SameWay,
            () if high < 0.0 => Verdict::OtherWay,
            () => Verdict::NotToldApart,
        }
    }
}

/// What commissioners said of cost, and what the model's difference amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostVerdict {
    Dearer,
    Neutral,
    Cheaper,
    NotToldApart,
}

impl CostVerdict {
    /// Neutral where the whole interval is smaller than what matters; dearer or cheaper where it excludes 0.
    pub fn of(cost: &Spread, matters_gbp: f64) -> Self {
        let (low, high) = cost.interval();
        match () {
            () if low.abs() < matters_gbp && high.abs() < matters_gbp => CostVerdict::Neutral,
            () if low > 0.0 => CostVerdict::Dearer,
            () if high < 0.0 => CostVerdict::Cheaper,
            () => CostVerdict::NotToldApart,
        }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            CostVerdict::Dearer => "dearer",
            CostVerdict::Neutral => "cost-neutral",
            CostVerdict::Cheaper => "a saving",
            CostVerdict::NotToldApart => "cannot be told apart",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(mean: f64, half_width: f64) -> Spread {
        Spread { n: 9, mean, half_width, ..Spread::NONE }
    }

    #[test]
    fn a_finding_is_met_only_beyond_the_monte_carlo_error() {
        let verdicts = [(2.0, 1.0), (-2.0, 1.0), (2.0, 3.0)].map(|(m, h)| Verdict::of_positive(&spread(m, h)));
        assert_eq!(verdicts, [Verdict::SameWay, Verdict::OtherWay, Verdict::NotToldApart]);
        assert_eq!(Verdict::of_positive(&Spread::NONE), Verdict::NotToldApart);
    }

    #[test]
    fn cost_is_neutral_where_no_difference_that_matters_is_possible() {
        let of = |mean, half_width| CostVerdict::of(&spread(mean, half_width), 100.0);
        assert_eq!(of(20.0, 30.0), CostVerdict::Neutral);
        assert_eq!(of(90.0, 30.0), CostVerdict::Dearer);
        assert_eq!(of(-500.0, 30.0), CostVerdict::Cheaper);
        assert_eq!(of(90.0, 300.0), CostVerdict::NotToldApart);
    }
}
