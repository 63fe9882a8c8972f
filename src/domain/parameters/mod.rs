//! Checked parameters of the engine, one file per stage. Times in days, rates per day, money in pounds or pence.

use std::sync::Arc;

pub mod given;

pub mod intake;

pub mod stay;

pub mod placements;

pub mod transfer;

pub mod allocation;

pub mod workforce;

pub mod finance;

pub mod contract;

pub use allocation::{
    AllocationParameters, AllocationRuleName, Factor, PointsCriterion, PracticeCriteria, Quota, RuleTerms,
    WishParameters,
};
pub use contract::ContractParameters;
pub use finance::FinanceParameters;
pub use given::{GivenChild, GivenWish};
pub use intake::{IntakeParameters, LegalParameters};
pub use placements::PlacementParameters;
pub use stay::{LeadParameters, ReturnTable, StayLaw, StayParameters};
pub use transfer::{AssessmentParameters, Assessor, HandoverParameters, HandoverTriggerName, Judged, Reversal};
pub use workforce::{Employment, PracticeParameters, Provider, TeamPath, WorkforceParameters};

/// How the opening population comes about.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// Look back at 18 years of arrivals (longer where care leavers count).
    Stationary,
    Empty,
    /// So many children, all arriving on the first day.
    FreshArrivals(u64),
    /// Real children as they stand on the first day; nobody else was there before.
    Given(Arc<[GivenChild]>),
}

/// What all arms share: the population, its places and workers, prices, and the time simulated.
#[derive(Debug, Clone)]
pub struct WorldParameters {
    pub start: Start,
    /// Year and month (1 to 12) of go-live, for labels of keys.
    pub start_month: (i32, u32),
    /// Ends of the years after go-live in days since go-live; the last is the horizon.
    pub year_ends: Vec<f64>,
    /// Ends of the years before go-live that lie in the run-in, ascending, all at most 0.
    pub run_in_year_ends: Vec<f64>,
    /// Days simulated before go-live.
    pub run_in_days: f64,
    pub intake: IntakeParameters,
    pub legal: LegalParameters,
    pub stay: StayParameters,
    pub placements: PlacementParameters,
    pub workforce: WorkforceParameters,
    pub finance: FinanceParameters,
    /// Replicates, from number 0 on, in which each panel's choice is held against honest lotteries.
    pub representativeness_replicates: u64,
    /// Do bands change or cost anything by themselves? Otherwise nobody need keep them up to date.
    pub bands_matter: bool,
    /// How finely each practice's money is recorded; not at all unless some contract needs it.
    pub record_flows: Option<finance::Grain>,
    /// What a change of worker does to placements before go-live (factor on moves, days), whatever the arms say.
    pub worker_change_effect: (f64, f64),
}

impl WorldParameters {
    /// End of the simulation in days since go-live.
    pub fn horizon(&self) -> f64 {
        *self.year_ends.last().expect("a run has at least one year")
    }
    /// Can anybody have brothers or sisters in care?
    pub fn has_siblings(&self) -> bool {
        self.intake.batch_share[0] < 1.0 || matches!(self.start, Start::Given(_))
    }
    /// The same world, begun with real children as they stand on the first day.
    ///
    /// Where their workers are known, each is a post of one team: to which of the authority's teams a real worker
    /// belongs is not known, and is not invented. Areas are those of the children.
    pub fn starting_from(mut self, children: Arc<[GivenChild]>) -> Self {
        let workers = children.iter().filter_map(|child| child.worker).max().map_or(0, |last| last + 1);
        if workers > 0 {
            self.workforce.path = None;
            self.workforce.team_posts = [workers, 0, 0, 0, self.workforce.team_posts[4]];
        }
        let areas = children.iter().filter_map(|child| child.area).max().map_or(0, |last| usize::from(last) + 1);
        if areas > 0 {
            let mut counts = vec![0.0; areas.max(self.intake.localities as usize)];
            children.iter().filter_map(|child| child.area).for_each(|area| counts[usize::from(area)] += 1.0);
            let total: f64 = counts.iter().sum();
            self.intake.localities = counts.len() as u32;
            self.intake.locality_share = counts.into_iter().map(|count| count / total).collect();
            self.intake.family_is_plain = false;
        }
        (self.run_in_days, self.run_in_year_ends) = (0.0, vec![]);
        self.start = Start::Given(children);
        self
    }
    /// Workers of the real children with whom the world begins.
    pub fn given_workers(&self) -> u32 {
        match &self.start {
            Start::Given(children) => children.iter().filter_map(|c| c.worker).max().map_or(0, |last| last + 1),
            _ => 0,
        }
    }
    /// Whole months simulated after go-live.
    pub fn months(&self) -> usize {
        libm::floor(self.horizon() / super::keys::MONTH_DAYS + 1e-6) as usize
    }
}

/// One policy: who does the social work for whom, on which terms.
#[derive(Debug, Clone)]
pub struct ArmParameters {
    pub name: String,
    pub provider: Provider,
    pub assessor: Assessor,
    pub judged: Judged,
    pub assessment: AssessmentParameters,
    pub allocation: AllocationParameters,
    pub handover: HandoverParameters,
    pub practices: Vec<PracticeParameters>,
    /// Share of freed posts that the authority closes as they fall vacant.
    pub posts_follow_children: f64,
    /// Multiplies the hazard of a move for some days after a change of worker.
    pub worker_change_factor: f64,
    pub worker_change_days: f64,
    /// Children who ask for another worker and get one, per child-day in care.
    pub requests_per_day: f64,
    pub contract: ContractParameters,
    /// Marks another policy's transfers without moving anybody: no panel of its own.
    pub follows: bool,
}

impl ArmParameters {
    /// Does the other policy choose and transfer the very same children on the same days, whatever its workers do?
    pub fn transfers_as(&self, other: &ArmParameters) -> bool {
        let open_to = |arm: &ArmParameters| -> Vec<_> {
            arm.practices.iter().map(|p| (p.places, p.criteria.clone())).collect()
        };
        let workers_count = |arm: &ArmParameters| {
            let (rule, handover) = (&arm.allocation.rule, &arm.handover);
            let comes_across = rule.points[PointsCriterion::WorkerComesAcross as usize] != 0.0;
            let broken = handover.restart_if_worker_leaves || handover.minimum_joint_days < handover.joint_days;
            arm.provider != Provider::None
                && (broken && handover.joint_days > 0.0
                    || rule.name == AllocationRuleName::FollowTheWorker
                    || rule.name == AllocationRuleName::Points && comes_across
                    || arm.worker_change_factor != 1.0)
        };
        self.assessor == other.assessor
            && self.judged == other.judged
            && self.assessment == other.assessment
            && self.allocation == other.allocation
            && self.handover == other.handover
            && open_to(self) == open_to(other)
            && !workers_count(self)
            && !workers_count(other)
    }
}
