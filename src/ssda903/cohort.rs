//! A real cohort: what is known of every child, under pseudonyms, over the years that the returns cover.
//!
//! This is what the rest of the program builds on. It holds no identifier of the user: not of children, workers or
//! sibling groups. Days are whole; an episode from 3 May to 9 May has six nights (`end` is not counted).
//!
//! **Shape.** `Cohort` > `CohortChild` > `PeriodOfCare` > `Episode`. An episode is as in the return: anything that
//! changed began a new one. Time with one carer is a run of episodes ([`PeriodOfCare::carers`]); time under one legal
//! status is another ([`PeriodOfCare::legal_spells`]). So moves to a new carer (RNE P, B) and changes of status with
//! the same carer (L, T, U) stay apart.
//!
//! **Unknown is `None`.** Nothing is invented for a real child: a field without a valid code stays empty.

use super::calendar::Day;
use super::codes::{ChangeReason, Ethnic, Ls, Place, PlanCeased, Provider, Rec, ReviewCode, Rne, Sex, SwReason};
use super::companion::Companion;
use super::pseudonym::Pseudonym;
use super::tables::Seen;
use crate::domain::codes::{Ethnicity, ExitReason, LegalStatus, Need, PlacementType};

/// The children of one or several returns, or of a cohort file.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    pub source: Source,
    /// The time in which the children were observed.
    pub window: Window,
    /// Which tables there were: what was not reported cannot be counted as absent.
    pub seen: Seen,
    /// In the order of their pseudonyms, so that the order of rows decides nothing.
    pub children: Vec<CohortChild>,
}

/// Where the cohort comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// One or several SSDA903 returns.
    Returns,
    /// A cohort file (`swpsim cohort template`): children as they stand on one day.
    CohortFile,
}

/// The time in which children were observed: whole years of returns. A cohort file has a single day and no years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Years of the returns by the 31 March on which they end, ascending; a year without a return is missing here.
    pub years: Vec<u16>,
    /// First day observed: 1 April of the first return. Who was in care already enters here (delayed entry).
    pub from: Day,
    /// First day no longer observed: 1 April after the last return. Who is in care still is censored here.
    pub to: Day,
}

impl Window {
    /// The window of returns of these years (at least one), ascending.
    pub fn of_years(years: Vec<u16>) -> Self {
        let first = years.first().copied().unwrap_or(1970);
        let last = years.last().copied().unwrap_or(first);
        Self { years, from: Day::april_1(first - 1), to: Day::april_1(last) }
    }

    /// The window of a list drawn up on one day.
    pub fn of_day(day: Day) -> Self {
        Self { years: Vec::new(), from: day, to: Day(day.0 + 1) }
    }

    /// Last day observed.
    pub fn last_day(&self) -> Day {
        Day(self.to.0 - 1)
    }

    /// Stretches of consecutive years, each from its first 1 April to the 1 April after its end.
    pub fn stretches(&self) -> Vec<(Day, Day)> {
        if self.years.is_empty() {
            return vec![(self.from, self.to)];
        }
        let mut all: Vec<(Day, Day)> = Vec::new();
        for year in &self.years {
            let (from, to) = (Day::april_1(year - 1), Day::april_1(*year));
            match all.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => all.push((from, to)),
            }
        }
        all
    }
}

/// A child, or a young person who was one.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortChild {
    pub key: Pseudonym,
    pub born: Day,
    pub sex: Option<Sex>,
    pub ethnic: Option<Ethnic>,
    /// Unaccompanied asylum-seeking: listed in the UASC table. Read with `Cohort::seen`.
    pub unaccompanied: bool,
    /// Day on which that status ceased (UASC.DUC).
    pub unaccompanied_until: Option<Day>,
    /// Periods of care in their order; they do not overlap.
    pub periods: Vec<PeriodOfCare>,
    /// Social workers in their order (SWEpisodes, since 2023/24); spells do not overlap, gaps are possible. They cover
    /// time outside care too.
    pub workers: Vec<WorkerSpell>,
    /// Reviews in the order of their days.
    pub reviews: Vec<Review>,
    /// Decisions that the child should be placed for adoption, in the order of their days.
    pub adoption_plans: Vec<AdoptionPlan>,
    /// What the companion file or the cohort file adds.
    pub companion: Companion,
}

/// Time looked after without a break.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodOfCare {
    pub start: Day,
    /// Is `start` the day on which the period began (RNE = S)? Otherwise it began on an unknown day before.
    pub start_seen: bool,
    /// First day no longer looked after, or no longer known to be; `None` while the child is looked after.
    pub end: Option<Day>,
    pub ending: Ending,
    /// Main category of need, fixed for the whole period.
    pub need: Option<Need>,
    /// In their order, each ending where the next begins; at least one.
    pub episodes: Vec<Episode>,
}

/// How a period of care stands at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Looked after still at the end of the window (31 March of the last return).
    Open,
    /// Ceased to be looked after; the code where it was given.
    Ceased(Option<Rec>),
    /// Lost from sight: an episode that a later return should repeat and does not, or X1 without a next episode.
    /// `end` is the last day known plus one; it is no end of care and counts as censored.
    Lost,
}

/// An episode as in the return.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    pub start: Day,
    /// First day after it; `None` while it is open at the end of the window.
    pub end: Option<Day>,
    /// Why it began.
    pub rne: Option<Rne>,
    pub legal: Option<Ls>,
    pub place: Option<Place>,
    pub provider: Option<Provider>,
    /// Why the placement changed at its end.
    pub change: Option<ChangeReason>,
    /// Why it ended.
    pub rec: Option<Rec>,
    /// Did it begin with a move to a new carer (P or B)? The first episode of a period never does.
    pub moved: bool,
}

impl Episode {
    /// The model's type of placement; `None` where the code was not valid.
    pub fn kind(&self) -> Option<PlacementType> {
        self.place.map(|place| place.kind(self.provider))
    }

    /// The model's legal status.
    pub fn status(&self) -> Option<LegalStatus> {
        self.legal.and_then(Ls::status)
    }

    /// Is the child in this episode on a day (at its end, as on 31 March)?
    pub fn holds(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|end| end > day)
    }
}

/// Time with one carer: a run of episodes without a move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Carer<'a> {
    pub start: Day,
    pub end: Option<Day>,
    /// At least one; changes of status with the same carer begin the later ones.
    pub episodes: &'a [Episode],
}

/// Time under one legal status; `None` where the code was not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegalSpell {
    pub legal: Option<Ls>,
    pub start: Day,
    pub end: Option<Day>,
}

/// One worker holding one child's case.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerSpell {
    pub worker: Pseudonym,
    pub start: Day,
    /// First day on which the worker no longer holds the case; `None` while they do.
    pub end: Option<Day>,
    /// Why this worker took over.
    pub reason: Option<SwReason>,
}

/// A review of the child's case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Review {
    pub day: Day,
    pub code: Option<ReviewCode>,
}

/// A decision that the child should be placed for adoption (PlacedAdoption, AD1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AdoptionPlan {
    pub decided: Day,
    /// Day on which the decision was reversed.
    pub ceased: Option<Day>,
    pub reason: Option<PlanCeased>,
}

/// An answer that may not be in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    /// Neither the return nor the companion file says it.
    NotStated,
}

impl Answer {
    /// Yes or no where it is stated.
    pub fn of(stated: Option<bool>) -> Self {
        match stated {
            Some(true) => Answer::Yes,
            Some(false) => Answer::No,
            None => Answer::NotStated,
        }
    }
}

impl PeriodOfCare {
    /// Is the child looked after on a day (at its end, as on 31 March)?
    pub fn holds(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|end| end > day)
    }

    /// The episode of a day.
    pub fn episode_on(&self, day: Day) -> Option<&Episode> {
        self.episodes.iter().rev().find(|episode| episode.holds(day))
    }

    /// Why the period ended, in the model's words; `None` while it lasts, where it was lost or no reason is known.
    pub fn exit(&self) -> Option<ExitReason> {
        match self.ending {
            Ending::Ceased(rec) => rec.and_then(Rec::exit),
            Ending::Open | Ending::Lost => None,
        }
    }

    /// Times with one carer, in their order.
    pub fn carers(&self) -> impl Iterator<Item = Carer<'_>> {
        self.episodes.chunk_by(|_, next| !next.moved).map(|episodes| Carer {
            start: episodes[0].start,
            end: episodes[episodes.len() - 1].end,
            episodes,
        })
    }

    /// Times under one legal status, in their order.
    pub fn legal_spells(&self) -> impl Iterator<Item = LegalSpell> {
        self.episodes.chunk_by(|one, next| one.legal == next.legal).map(|episodes| LegalSpell {
            legal: episodes[0].legal,
            start: episodes[0].start,
            end: episodes[episodes.len() - 1].end,
        })
    }
}

impl CohortChild {
    /// Age in completed years on a day; negative before birth.
    pub fn age_on(&self, day: Day) -> i32 {
        self.born.age_on(day)
    }

    /// Ethnicity group of the published tables.
    pub fn ethnicity(&self) -> Ethnicity {
        self.ethnic.map_or(Ethnicity::Unknown, Ethnic::group)
    }

    /// The period of care of a day.
    pub fn period_on(&self, day: Day) -> Option<&PeriodOfCare> {
        self.periods.iter().rev().find(|period| period.holds(day))
    }

    /// The episode of a day.
    pub fn episode_on(&self, day: Day) -> Option<&Episode> {
        self.period_on(day).and_then(|period| period.episode_on(day))
    }

    /// The worker who holds the case on a day.
    pub fn worker_on(&self, day: Day) -> Option<&WorkerSpell> {
        self.workers.iter().rev().find(|w| w.start <= day && w.end.is_none_or(|end| end > day))
    }

    /// Who holds the case on a day: the companion file's word goes first.
    pub fn worker_now(&self, day: Day) -> Option<Pseudonym> {
        self.companion.worker.or_else(|| self.worker_on(day).map(|spell| spell.worker))
    }

    /// Is the child in care proceedings? The companion file's word goes first; else an interim care order, police
    /// protection or an emergency order says yes, another legal status no.
    pub fn in_proceedings_on(&self, day: Day) -> Answer {
        if let Some(stated) = self.companion.in_proceedings {
            return Answer::of(Some(stated));
        }
        match self.episode_on(day).and_then(Episode::status) {
            Some(LegalStatus::InterimOrder | LegalStatus::Emergency) => Answer::Yes,
            Some(_) => Answer::No,
            None => Answer::NotStated,
        }
    }

    /// Is an adoption planned? The companion file's word goes first; else a placement order (E1, freeing order D1), a
    /// placement for adoption (A3 to A6) or a decision in force says yes. Without any of these the answer is no only
    /// where the return had a PlacedAdoption table (`decisions_seen`).
    pub fn adoption_planned_on(&self, day: Day, decisions_seen: Answer) -> Answer {
        if let Some(stated) = self.companion.adoption_plan {
            return Answer::of(Some(stated));
        }
        let episode = self.episode_on(day);
        let ordered = episode.is_some_and(|e| {
            e.status() == Some(LegalStatus::PlacementOrder) || e.kind() == Some(PlacementType::Adoptive)
        });
        let in_force = |plan: &AdoptionPlan| plan.decided <= day && plan.ceased.is_none_or(|ceased| ceased > day);
        match (ordered || self.adoption_plans.iter().any(in_force), decisions_seen) {
            (true, _) => Answer::Yes,
            (false, Answer::Yes) => Answer::No,
            (false, _) => Answer::NotStated,
        }
    }
}

impl Cohort {
    /// Was there a PlacedAdoption table in any return?
    pub fn decisions_seen(&self) -> Answer {
        Answer::of(Some(self.seen.placed_adoption))
    }

    /// Children looked after on a day (DECOM on or before it, DEC after it or blank).
    pub fn in_care_on(&self, day: Day) -> impl Iterator<Item = &CohortChild> {
        self.children.iter().filter(move |child| child.period_on(day).is_some())
    }

    /// The child of a pseudonym.
    pub fn child(&self, key: Pseudonym) -> Option<&CohortChild> {
        self.children.binary_search_by_key(&key, |child| child.key).ok().map(|at| &self.children[at])
    }
}
