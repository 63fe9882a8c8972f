//! The state of one replicate on one day: children, teams, posts, running totals.

use super::book::Book;
use super::due::Calendar;
use super::followed::Noted;
use super::placements::Wait;
use super::shocks::Shocked;
use super::tally::Tallies;
use super::workforce::{Cover, Duties, Known};
use crate::domain::codes::{Band, Ethnicity, ExitReason, LegalRoute, Need, PlacementType};
use crate::domain::keys::ChildKey;
use crate::domain::money::Pence;

/// No post, no child.
pub const NOBODY: u32 = u32::MAX;
/// A full case in the integer weights of caseloads.
pub const FULL_CASE: i32 = 1000;
/// A whole-time post, in thousandths.
pub const WHOLE_TIME: i32 = 1000;
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
    /// Left care or its support, and the practice keeps in touch.
    AfterCare,
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
    /// Thousandths of whole time.
    pub hours: i32,
    /// Held by somebody who owns the practice, now and after the next leaver (A26).
    pub partner: bool,
    pub leaving: Leaving,
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

/// When the worker in a post will leave: a unit exponential that the hazard uses up, so that the date moves when the
/// hazard changes and the luck stays the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leaving {
    /// The date in force; any other is out of date.
    pub due: f64,
    /// A day that a shock has fixed, whatever the hazard says; infinite without one.
    pub fixed: f64,
    /// When a seconded worker goes back to the authority.
    pub loan_ends: f64,
    /// What was left of the resilience on `as_of`.
    pub resilience: f64,
    pub as_of: f64,
    /// By caseload alone, and with everything else: multiplies the hazard by tenure.
    pub strain: f64,
    pub factor: f64,
    /// Notice is given: the date stands, and no further case is taken.
    pub on_notice: bool,
    /// Somebody of the reserve works with the children until then, and takes the post over.
    pub reserve_is_named: bool,
}

impl Leaving {
    /// Is a day on which the worker was to leave no longer the one?
    pub fn is_out_of_date(&self, day: f64) -> bool {
        self.due != day && self.fixed != day
    }

    /// Nobody is in the post, or nobody who leaves of their own accord.
    pub const NEVER: Leaving = Leaving {
        due: f64::INFINITY,
        fixed: f64::INFINITY,
        loan_ends: f64::INFINITY,
        resilience: f64::INFINITY,
        as_of: 0.0,
        strain: 1.0,
        factor: 1.0,
        on_notice: false,
        reserve_is_named: false,
    };
}

/// A colleague who holds a case jointly while its worker is on notice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Successor {
    pub child: u32,
    pub from: u32,
    pub to: u32,
    /// Which holder of the post: another one does not know the child.
    pub holder: u32,
    /// What the joint work weighs, in thousandths of a case.
    pub weight: i32,
}

/// Workers of a practice above establishment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reserve {
    pub waiting: u32,
    /// Named for the post of a worker on notice.
    pub named: u32,
    /// Recruits for it so far, which number their luck.
    pub recruited: u32,
}

/// Breakdown of the relationship between a practice and the authority (Summit 2015, paras 34 and 46); infinite: never.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Breakdown {
    /// Days since go-live.
    pub at: f64,
    /// When the contract ends for it, if it does.
    pub contract_ends: f64,
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
    /// What part-time workers are short of whole time: thousandths now, and whole-time days so far, permanent and agency.
    pub short: [i32; 2],
    pub short_days: [f64; 2],
}

impl PostDays {
    /// Somebody takes up a post of so many thousandths of whole time.
    pub fn joins(&mut self, holder: Holder, hours: i32) {
        self.count(holder, hours, 1);
    }

    /// Somebody gives it up.
    pub fn goes(&mut self, holder: Holder, hours: i32) {
        self.count(holder, hours, -1);
    }

    fn count(&mut self, holder: Holder, hours: i32, by: i32) {
        let (heads, short) = match holder {
            Holder::Permanent => (&mut self.permanent, &mut self.short[0]),
            Holder::Agency => (&mut self.agency, &mut self.short[1]),
            Holder::Vacant | Holder::Closed | Holder::Unopened => return,
        };
        *heads = heads.wrapping_add_signed(by);
        *short += by * (WHOLE_TIME - hours);
    }

    /// Brings the running totals up to `now`.
    pub fn settle(&mut self, now: f64) {
        let days = (now - self.as_of).max(0.0);
        self.permanent_days += f64::from(self.permanent) * days;
        self.agency_days += f64::from(self.agency) * days;
        for (booked, short) in self.short_days.iter_mut().zip(self.short) {
            *booked += f64::from(short) * days / f64::from(WHOLE_TIME);
        }
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
    /// Workers above establishment who wait for a post, practice by practice.
    pub reserve: Vec<Reserve>,
    /// Practice by practice; empty before go-live and where nobody breaks with anybody.
    pub breakdowns: Vec<Breakdown>,
    /// Colleagues who hold cases of workers on notice.
    pub successors: Vec<Successor>,
    pub families: Vec<(ChildKey, f64)>,
    /// Transfers of the arm that is simulated, or those that it follows.
    pub record: Vec<Noted>,
    /// Who has held which case, where a scenario asks.
    pub known: Known,
    /// Leave, sickness and bank staff of the practices, where a scenario asks.
    pub cover: Cover,
    /// Reviews of the year, where a scenario asks.
    pub duties: Duties,
    /// Children in temporary placements.
    pub(in crate::flow) waits: Vec<Wait>,
    /// Practices whose contract is over.
    pub contract_over: Vec<bool>,
    /// What shocks have changed.
    pub shocked: Shocked,
    pub tallies: Tallies,
    /// Who cost what and when, in an arm whose money is recorded.
    pub book: Option<Box<Book>>,
}

impl World {
    /// Weighted cases of a post for each whole-time equivalent: a half-time worker with eight cases has a load of
    /// sixteen (A24).
    #[inline]
    pub fn load_of(&self, post: u32) -> i32 {
        self.load_with(post, 0)
    }

    /// The same with so many thousandths of a case more.
    #[inline]
    pub fn load_with(&self, post: u32, weight: i32) -> i32 {
        let (cases, hours) = (self.weights[post as usize] + weight, self.posts[post as usize].hours);
        if hours == WHOLE_TIME {
            return cases;
        }
        (i64::from(cases) * i64::from(WHOLE_TIME) / i64::from(hours)).min(i64::from(TAKES_NOBODY - 1)) as i32
    }

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
            reserve,
            breakdowns,
            successors,
            families,
            record,
            known,
            cover,
            duties,
            waits,
            contract_over,
            shocked,
            tallies,
            book: _, // is opened at go-live
        } = other;
        self.known.clone_from(known);
        self.cover.clone_from(cover);
        self.duties.clone_from(duties);
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
        self.reserve.clone_from(reserve);
        self.breakdowns.clone_from(breakdowns);
        self.successors.clone_from(successors);
        self.families.clone_from(families);
        self.record.clone_from(record);
        self.waits.clone_from(waits);
        self.contract_over.clone_from(contract_over);
        self.shocked.clone_from(shocked);
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
