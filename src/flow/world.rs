//! The state of one replicate on one day: children, teams, posts, running totals.

use super::book::Book;
use super::due::Calendar;
use super::followed::Noted;
use super::tally::Tallies;
use crate::domain::codes::{Band, Ethnicity, ExitReason, LegalRoute, Need, PlacementType};
use crate::domain::keys::ChildKey;
use crate::domain::money::Pence;

/// No post, no child.
pub const NOBODY: u32 = u32::MAX;
/// A full case in the integer weights of caseloads.
pub const FULL_CASE: i32 = 1000;
/// Load of a post that takes nobody.
pub const TAKES_NOBODY: i32 = i32::MAX;

/// Where a person stands with the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The slot is free.
    Nobody,
    InCare,
    /// Left care at 18 and is supported.
    CareLeaver,
    /// Left care and will come back.
    Away,
}

/// Where a person stands with the practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    None,
    /// The panel has given a place; the joint period has not begun.
    Awaiting,
    /// Both workers hold the case.
    Joint,
    /// The practice leads (or, in the arm without one, would).
    Served,
}

/// Is a plan for adoption known, beside what follows from the child's way through care?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adoption {
    /// It follows from the way through care (A9).
    AsDrawn,
    /// A real child: decided before the first day.
    Decided,
    /// A real child: with a placement order on the first day.
    Ordered,
    /// A real child: not decided on the first day.
    NotYet,
}

/// What a child answered when asked about the transfer (Guide 2011, para 28).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    NotAsked,
    /// Nothing against it.
    Agrees,
    /// Asked to stay with the present worker, and is heard.
    Stay,
    /// Asked to wait, and is heard.
    Wait,
}

/// No practice was named.
pub const NO_PRACTICE: u8 = u8::MAX;

/// A child in care, a care leaver, or a child who will come back. Times in days since go-live.
#[derive(Debug, Clone)]
pub struct Child {
    pub key: ChildKey,
    /// Brothers and sisters share it.
    pub group: u64,
    pub standing: Standing,
    pub period: u8,
    pub stamp: u16,
    pub born: f64,
    pub male: bool,
    pub unaccompanied: bool,
    pub ethnicity: Ethnicity,
    pub need: Need,
    pub locality: u16,
    // the period of care
    pub entered: f64,
    pub leaves: f64,
    pub reason: ExitReason,
    pub at_18: bool,
    pub route: LegalRoute,
    /// Interim order made, and proceedings concluded; infinite if never.
    pub order_at: f64,
    pub concludes_at: f64,
    /// End of support as a care leaver; the date of leaving if none.
    pub support_ends: f64,
    pub adoption: Adoption,
    // the band
    pub band: Band,
    pub band_until: f64,
    pub band_changes: u16,
    pub high_cost_from: f64,
    pub high_cost_nth: u16,
    /// Resilience left until the next high-cost episode; NaN before the first is drawn.
    pub high_cost_left: f64,
    // the placement
    pub placement: PlacementType,
    pub placement_since: f64,
    /// When the placement before the adopters' began (NI 63 counts both together).
    pub before_adopters_since: f64,
    pub placements: u32,
    pub move_stamp: u16,
    pub frailty: f32,
    pub planned_at: f64,
    pub planned_type: PlacementType,
    pub planned_same_carer: bool,
    /// Resilience left at `resilience_at`, for arms in which hazards change.
    pub resilience: f64,
    pub resilience_at: f64,
    pub unsettled_until: f64,
    pub daily_price: Pence,
    pub billed_to: i32,
    pub status_changes_to: f64,
    pub status_nth: u16,
    // the worker
    pub team: u16,
    pub lead: u32,
    pub lead_at: u32,
    pub second: u32,
    pub second_at: u32,
    pub without_worker_since: f64,
    pub had_worker: bool,
    // counted this year
    pub changes_this_year: u16,
    pub changes_last_year: u16,
    pub placements_this_year: u16,
    pub gap_this_year: bool,
    // the transfer
    pub transfer: Transfer,
    pub practice: u8,
    /// When the practice took the lead; before that, when the place was given or the joint period began.
    pub transferred_at: f64,
    pub transfer_stamp: u16,
    /// Withdrawn from the practice: not allocated again.
    pub withdrawn: bool,
    pub judged_long: bool,
    pub assessed: bool,
    pub score: f32,
    pub wish: Wish,
    /// The practice that the child named, or [`NO_PRACTICE`].
    pub prefers: u8,
    /// Days since go-live until which the child asked to wait.
    pub waits_until: f32,
}

impl Child {
    /// Age in days.
    #[inline]
    pub fn age_days(&self, now: f64) -> f64 {
        now - self.born
    }
    /// Subject of chance: the child and the period of care.
    #[inline]
    pub fn subject(&self) -> u64 {
        self.key.subject(self.period)
    }
}

/// Who sits in a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Permanent,
    Agency,
    Vacant,
    /// The post was closed when children moved away.
    Closed,
    /// Not yet opened: a practice's post before go-live, or in an arm without one.
    Unopened,
}

/// A case-holding post.
#[derive(Debug, Clone)]
pub struct Post {
    pub team: u16,
    pub holder: Holder,
    pub away: bool,
    /// Never filled by a permanent worker.
    pub structural: bool,
    pub since: f64,
    /// Tenure in days that the present holder brought along.
    pub tenure_before: f64,
    pub stamp: u16,
    pub nth: u32,
    pub filled_due: f64,
    /// Someone who comes across to a practice post: the authority's post they leave.
    pub comes_from: u32,
    pub goes_to: u32,
    /// Slots of the children held, as lead or second.
    pub cases: Vec<u32>,
}

/// Which employer's account a team is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamKind {
    Assessment,
    Court,
    LongTerm,
    SixteenPlus,
    LeavingCare,
    /// A practice or dedicated team, by number.
    Practice(u8),
}

/// A team: a run of posts, and children waiting for a worker.
#[derive(Debug, Clone)]
pub struct Team {
    pub kind: TeamKind,
    pub first: u32,
    pub count: u32,
    pub waiting: Vec<u32>,
}

impl Team {
    /// Positions of the team's posts.
    pub fn posts(&self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.count) as usize
    }
}

/// Running post-days of an employer, and how many posts are held now.
#[derive(Debug, Clone, Copy, Default)]
pub struct PostDays {
    pub as_of: f64,
    pub permanent: u32,
    pub agency: u32,
    pub permanent_days: f64,
    pub agency_days: f64,
}

impl PostDays {
    /// Brings the running totals up to `now`.
    pub fn settle(&mut self, now: f64) {
        let days = (now - self.as_of).max(0.0);
        self.permanent_days += f64::from(self.permanent) * days;
        self.agency_days += f64::from(self.agency) * days;
        self.as_of = self.as_of.max(now);
    }
}

/// How many people are on the way to the practice now.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pipeline {
    pub as_of: f64,
    pub awaiting: u32,
    pub joint: u32,
}

/// Everything that changes in a replicate.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub now: f64,
    pub calendar: Calendar,
    pub children: Vec<Child>,
    pub free: Vec<u32>,
    pub in_care: u32,
    pub leavers: u32,
    pub teams: Vec<Team>,
    pub posts: Vec<Post>,
    /// Weighted cases of each post, or [`TAKES_NOBODY`].
    pub loads: Vec<i32>,
    /// Weighted cases of each post whether or not it takes any.
    pub weights: Vec<i32>,
    /// Authority case holders, leaving care advisers, practice.
    pub staff: [PostDays; 3],
    /// Price level: 1 in the first year.
    pub price_level: f64,
    pub year: u32,
    pub panels: u32,
    pub served: Vec<u32>,
    /// Places held for people on the way: awaiting the joint period, or in it.
    pub joint: Vec<u32>,
    /// Joint periods that begin in each month, practice by practice.
    pub starts: Vec<Vec<u32>>,
    pub pipeline: Pipeline,
    /// Children transferred who freed posts, and posts closed for them.
    /// Days of service of the whole cohort in the month so far, up to a moment.
    pub service_days: f64,
    pub service_as_of: f64,
    pub freed_cases: i64,
    pub closed_posts: u32,
    pub families: Vec<(ChildKey, f64)>,
    /// Transfers of the arm that is simulated, or those that it follows.
    pub record: Vec<Noted>,
    pub tallies: Tallies,
    /// Who cost what and when, in an arm whose money is recorded.
    pub book: Option<Box<Book>>,
}

impl World {
    /// Makes this a copy of another world without giving up its buffers.
    pub fn copy_from(&mut self, other: &World) {
        let World {
            now,
            calendar,
            children,
            free,
            in_care,
            leavers,
            teams,
            posts,
            loads,
            weights,
            staff,
            price_level,
            year,
            panels,
            served,
            joint,
            service_days,
            service_as_of,
            starts,
            pipeline,
            freed_cases,
            closed_posts,
            families,
            record,
            tallies,
            book: _, // is opened at go-live
        } = other;
        self.calendar.copy_from(calendar);
        self.children.clone_from(children);
        self.free.clone_from(free);
        self.teams.clone_from(teams);
        self.posts.clone_from(posts);
        self.loads.clone_from(loads);
        self.weights.clone_from(weights);
        self.served.clone_from(served);
        self.joint.clone_from(joint);
        self.starts.clone_from(starts);
        self.pipeline = *pipeline;
        self.families.clone_from(families);
        self.record.clone_from(record);
        self.tallies.clone_from(tallies);
        self.book = None;
        (self.now, self.in_care, self.leavers, self.staff) = (*now, *in_care, *leavers, *staff);
        (self.price_level, self.year, self.panels) = (*price_level, *year, *panels);
        (self.service_days, self.service_as_of) = (*service_days, *service_as_of);
        (self.freed_cases, self.closed_posts) = (*freed_cases, *closed_posts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_fits_into_six_cache_lines() {
        assert!(std::mem::size_of::<Child>() <= 384, "{}", std::mem::size_of::<Child>());
    }
}
