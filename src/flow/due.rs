//! What is due, and when: a calendar of buckets by day, and today's agenda in the order of the stages.
//!
//! Nothing is queued past the horizon. Entries that no longer hold are not searched for: they carry the stamp of
//! their subject and are skipped when the stamp has moved on.

use super::day::Stage;

/// What can fall due. The order within a stage at the very same moment is the order of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum What {
    MonthOpens,
    FamilyArrives,
    ChildReturns,
    AssessStock,
    Assess,
    Panel,
    JointPeriodBegins,
    JointPeriodEnds,
    FollowedStep,
    CourtWorkEnds,
    Withdrawal,
    ContractBreaks,
    ContractTermEnds,
    HandedBack,
    PracticeCloses,
    Move,
    PlannedMove,
    TurnsSeventeen,
    LeavesCare,
    SupportEnds,
    FurtherEnds,
    ToCourtTeam,
    ToLongTermTeam,
    ToSixteenPlusTeam,
    ChildAsks,
    AbsenceEnds,
    PostFilled,
    AgencyArrives,
    AbsenceBegins,
    AgencyEnds,
    WorkerLeaves,
    TransferWindowEnds,
    NoticeGiven,
    SecondmentEnds,
    StaffAreLost,
    RecruitArrives,
    RelationshipBreaks,
    BreakdownEnds,
    CaseloadsReviewed,
    YearIsSettled,
    DutyDay,
    MonthIsCounted,
    YearIsCounted,
    Shock,
}

impl What {
    /// The stage that handles it.
    #[inline]
    pub const fn stage(self) -> Stage {
        use What::*;
        match self {
            MonthOpens | FamilyArrives | ChildReturns | Shock => Stage::Intake,
            AssessStock | Assess => Stage::Assessment,
            Panel => Stage::Allocation,
            JointPeriodBegins | JointPeriodEnds | FollowedStep | CourtWorkEnds | Withdrawal | ContractBreaks
            | ContractTermEnds | HandedBack | PracticeCloses => Stage::Handover,
            Move | PlannedMove | TurnsSeventeen | LeavesCare | SupportEnds | FurtherEnds => Stage::Placements,
            ToCourtTeam | ToLongTermTeam | ToSixteenPlusTeam | ChildAsks | AbsenceEnds | PostFilled
            | AgencyArrives | AbsenceBegins | AgencyEnds | WorkerLeaves | TransferWindowEnds => Stage::Workforce,
            NoticeGiven | SecondmentEnds | StaffAreLost | RecruitArrives | RelationshipBreaks | BreakdownEnds
            | CaseloadsReviewed => Stage::Workforce,
            YearIsSettled => Stage::Finance,
            DutyDay | MonthIsCounted | YearIsCounted => Stage::Outcomes,
        }
    }
}

/// One due date. `subject` is a child's slot, a post, or nothing, as `what` says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Due {
    /// Days since go-live, with their fraction.
    pub time: f64,
    pub subject: u32,
    pub stamp: u16,
    pub what: What,
}

impl Due {
    /// Order of the agenda: stage, time, kind, subject.
    #[inline]
    fn comes_before(&self, other: &Due) -> bool {
        let (a, b) = (self.what.stage() as u8, other.what.stage() as u8);
        if a != b {
            return a < b;
        }
        if self.time != other.time {
            return self.time < other.time;
        }
        (self.what, self.subject) < (other.what, other.subject)
    }
}

const NOBODY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Entry {
    due: Due,
    next: u32,
}

/// Buckets by day, from the first simulated day to the horizon.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    first_day: i64,
    horizon: f64,
    heads: Vec<u32>,
    entries: Vec<Entry>,
    free: u32,
    today: i64,
    agenda: Vec<Due>,
    cursor: usize,
}

impl Calendar {
    /// An empty calendar from `start` to `horizon` (days since go-live); buffers are kept.
    pub fn reset(&mut self, start: f64, horizon: f64) {
        self.first_day = libm::floor(start) as i64;
        self.horizon = horizon;
        let days = (libm::ceil(horizon) as i64 - self.first_day + 2) as usize;
        self.heads.clear();
        self.heads.resize(days, NOBODY);
        self.entries.clear();
        self.free = NOBODY;
        self.today = self.first_day - 1;
        self.agenda.clear();
        self.cursor = 0;
    }

    /// Makes this a copy of another calendar without giving up its buffers.
    pub fn copy_from(&mut self, other: &Calendar) {
        self.first_day = other.first_day;
        self.horizon = other.horizon;
        self.heads.clone_from(&other.heads);
        self.entries.clone_from(&other.entries);
        self.free = other.free;
        self.today = other.today;
        self.agenda.clone_from(&other.agenda);
        self.cursor = other.cursor;
    }

    /// Enters a due date. Past the horizon nothing is queued; what falls due today in a stage that is over waits
    /// for tomorrow.
    #[inline]
    pub fn enter(&mut self, due: Due) {
        // the horizon itself still counts: the last year is settled and counted then
        if due.time > self.horizon {
            return;
        }
        let day = libm::floor(due.time) as i64;
        if day > self.today {
            self.put(day, due);
        } else {
            self.enter_today(due);
        }
    }

    fn enter_today(&mut self, due: Due) {
        let over = self.cursor > 0 && due.what.stage() < self.agenda[self.cursor - 1].what.stage();
        if over {
            if self.today < self.last_day() {
                self.put(self.today + 1, due);
            }
            return;
        }
        let mut at = self.agenda.len();
        while at > self.cursor && due.comes_before(&self.agenda[at - 1]) {
            at -= 1;
        }
        self.agenda.insert(at, due);
    }

    #[inline]
    fn put(&mut self, day: i64, due: Due) {
        let bucket = (day - self.first_day) as usize;
        let entry = Entry { due, next: self.heads[bucket] };
        let at = self.free;
        if at == NOBODY {
            self.heads[bucket] = self.entries.len() as u32;
            self.entries.push(entry);
        } else {
            self.free = self.entries[at as usize].next;
            self.entries[at as usize] = entry;
            self.heads[bucket] = at;
        }
    }

    /// The next day on or before `last` with anything due; its agenda is ready.
    pub fn open_next_day(&mut self, last: i64) -> Option<i64> {
        loop {
            if self.today >= last {
                return None;
            }
            self.today += 1;
            let head = self.heads[(self.today - self.first_day) as usize];
            if head != NOBODY {
                self.fill_agenda(head);
                return Some(self.today);
            }
        }
    }

    fn fill_agenda(&mut self, head: u32) {
        self.heads[(self.today - self.first_day) as usize] = NOBODY;
        self.agenda.clear();
        self.cursor = 0;
        let mut at = head;
        while at != NOBODY {
            let Entry { due, next } = self.entries[at as usize];
            let mut place = self.agenda.len();
            self.agenda.push(due);
            while place > 0 && due.comes_before(&self.agenda[place - 1]) {
                self.agenda[place] = self.agenda[place - 1];
                place -= 1;
            }
            self.agenda[place] = due;
            self.entries[at as usize].next = self.free;
            self.free = at;
            at = next;
        }
    }

    /// The stage that has something due next today.
    #[inline]
    pub fn next_stage(&self) -> Option<Stage> {
        self.agenda.get(self.cursor).map(|due| due.what.stage())
    }

    /// The next due date of today's agenda if it belongs to `stage`.
    #[inline]
    pub fn next(&mut self, stage: Stage) -> Option<Due> {
        let due = *self.agenda.get(self.cursor)?;
        if due.what.stage() != stage {
            return None;
        }
        self.cursor += 1;
        Some(due)
    }

    fn last_day(&self) -> i64 {
        self.first_day + self.heads.len() as i64 - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(time: f64, subject: u32, what: What) -> Due {
        Due { time, subject, stamp: 0, what }
    }

    fn drain(calendar: &mut Calendar) -> Vec<u32> {
        let mut seen = vec![];
        for stage in Stage::ALL {
            while let Some(d) = calendar.next(*stage) {
                seen.push(d.subject);
            }
        }
        seen
    }

    #[test]
    fn a_day_is_handled_by_stage_then_by_time() {
        let mut c = Calendar::default();
        c.reset(-10.0, 100.0);
        c.enter(due(3.9, 1, What::Panel));
        c.enter(due(3.2, 2, What::Move));
        c.enter(due(3.1, 3, What::Move));
        c.enter(due(-9.5, 4, What::Move));
        c.enter(due(3.99, 5, What::MonthOpens));
        c.enter(due(100.5, 6, What::Move)); // past the horizon
        assert_eq!(c.open_next_day(100), Some(-10));
        assert_eq!(drain(&mut c), [4]);
        assert_eq!(c.open_next_day(100), Some(3));
        assert_eq!(drain(&mut c), [5, 1, 3, 2]);
        assert_eq!(c.open_next_day(100), None);
    }

    #[test]
    fn what_falls_due_today_in_a_stage_that_is_over_is_seen_tomorrow() {
        let mut c = Calendar::default();
        c.reset(0.0, 10.0);
        c.enter(due(1.5, 1, What::Move));
        c.enter(due(1.9, 2, What::Move));
        assert_eq!(c.open_next_day(10), Some(1));
        assert_eq!(c.next(Stage::Placements).unwrap().subject, 1);
        c.enter(due(1.6, 3, What::Panel)); // earlier stage
        c.enter(due(1.7, 4, What::Move)); // same stage, before the other one
        c.enter(due(1.5, 5, What::WorkerLeaves)); // later stage
        assert_eq!(drain(&mut c), [4, 2, 5]);
        assert_eq!(c.open_next_day(10), Some(2));
        assert_eq!(drain(&mut c), [3]);
    }
}
