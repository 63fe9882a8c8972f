//! A second bookkeeper: lives through the events of an arm, child by child, refuses what cannot be, and counts for
//! itself what the measures count.

use std::collections::BTreeMap;

use swpsim::domain::codes::{ChangeCause, PlacementType};
use swpsim::domain::keys::ChildKey;
use swpsim::domain::parameters::Provider;
use swpsim::flow::events::CareEvent;
use swpsim::flow::{Model, chronicle};

/// Who leads the work with a child.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Lead {
    Nobody,
    Worker,
    /// Counted as unallocated since.
    Waits(f64),
}

/// Who is responsible.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Body {
    Authority,
    Joint,
    Practice(f64),
}

#[derive(Debug, Clone)]
struct Life {
    in_care_since: Option<f64>,
    home: Option<PlacementType>,
    care_leaver: bool,
    lead: Lead,
    body: Body,
    served_to_the_end: bool,
    lead_at_the_end: Lead,
}

/// What a year counts.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    pub starts: f64,
    pub ceases: f64,
    pub moves: f64,
    pub child_days: f64,
    pub stock: f64,
    pub unallocated_days: f64,
    /// Of children in care, by cause.
    pub changes: [f64; ChangeCause::COUNT],
    /// Of everybody.
    pub all_changes: f64,
    pub transferred: f64,
    pub cancelled: f64,
    pub cohort: f64,
    pub cohort_days: f64,
    pub cohort_changes: [f64; ChangeCause::COUNT],
}

pub struct Replay<'m> {
    model: &'m Model,
    arm: usize,
    lives: BTreeMap<ChildKey, Life>,
    pub years: Vec<Counted>,
}

/// Lives through one arm of one history.
pub fn replay(model: &Model, seed: u64, replicate: u64, arm: usize) -> Vec<Counted> {
    let years = vec![Counted::default(); model.world.year_ends.len()];
    let mut replay = Replay { model, arm, lives: BTreeMap::new(), years };
    for (time, key, event) in chronicle(model, seed, replicate, arm) {
        replay.live(time, key, &event);
    }
    replay.close();
    replay.years
}

impl Replay<'_> {
    /// The year of a moment after go-live.
    fn year(&mut self, time: f64) -> Option<&mut Counted> {
        if time < 0.0 {
            return None;
        }
        let year = self.model.world.year_ends.iter().position(|end| time < *end)?;
        Some(&mut self.years[year])
    }

    /// Adds the days between two moments to the years in which they fall.
    fn span(&mut self, from: f64, to: f64, into: fn(&mut Counted) -> &mut f64) {
        let mut start = 0.0;
        for (end, year) in self.model.world.year_ends.iter().zip(&mut self.years) {
            *into(year) += (to.min(*end) - from.max(start)).max(0.0);
            start = *end;
        }
    }

    fn has_practice(&self) -> bool {
        self.model.arms[self.arm].provider != Provider::None
    }

    fn live(&mut self, time: f64, key: ChildKey, event: &CareEvent) {
        let stranger = Life {
            in_care_since: None,
            home: None,
            care_leaver: false,
            lead: Lead::Nobody,
            body: Body::Authority,
            served_to_the_end: false,
            lead_at_the_end: Lead::Nobody,
        };
        let known = self.lives.contains_key(&key);
        let mut life = self.lives.remove(&key).unwrap_or(stranger);
        let cannot = |why: &str, life: &Life| -> ! { panic!("day {time}, {key}: {why}: {event:?} in {life:?}") };
        match event {
            CareEvent::CameIntoCare { .. } => {
                if life.in_care_since.is_some() {
                    cannot("came into care twice", &life);
                }
                life.in_care_since = Some(time);
                (life.care_leaver, life.lead, life.body) = (false, Lead::Nobody, Body::Authority);
                if let Some(year) = self.year(time) {
                    year.starts += 1.0;
                }
            }
            CareEvent::Placed { placement, .. } => {
                if life.home.is_some() || (known && life.in_care_since.is_none()) {
                    cannot("a second home, or one without care", &life);
                }
                // of the opening population only the first placement is told
                life.in_care_since.get_or_insert(time);
                life.home = Some(*placement);
            }
            CareEvent::Moved { from, to, .. } => {
                let Some(home) = life.home else { cannot("moves without a home", &life) };
                // children of the opening population moved unseen; a change of status with the same carer is no event
                let unseen = life.in_care_since < Some(-self.model.world.run_in_days);
                let status_only =
                    [PlacementType::Adoptive, PlacementType::Parents, PlacementType::KinshipFoster].contains(from);
                if home != *from && !unseen && !status_only {
                    cannot("moves from where it does not live", &life);
                }
                life.home = Some(*to);
                if let Some(year) = self.year(time) {
                    year.moves += 1.0;
                }
            }
            CareEvent::LeftCare { days, .. } => {
                let Some(since) = life.in_care_since else { cannot("leaves care outside care", &life) };
                assert!((time - since - days).abs() < 1e-6);
                self.span(since, time, |year| &mut year.child_days);
                life.lead_at_the_end = life.lead;
                self.end_wait(&mut life, time);
                (life.in_care_since, life.home) = (None, None);
                if let Some(year) = self.year(time) {
                    year.ceases += 1.0;
                }
                // a practice that serves care leavers goes on: the next event says whether this is one
                life.served_to_the_end = matches!(life.body, Body::Practice(_));
                self.leave_practice(&mut life, time);
            }
            CareEvent::BecameCareLeaver => {
                life.care_leaver = true;
                if life.served_to_the_end && self.model.arms[self.arm].allocation.include_care_leavers {
                    life.body = Body::Practice(time);
                    life.lead = life.lead_at_the_end;
                }
            }
            CareEvent::SupportEnded => {
                if life.in_care_since.is_some() {
                    cannot("support ends in care", &life);
                }
                self.leave_practice(&mut life, time);
                (life.care_leaver, life.lead) = (false, Lead::Nobody);
            }
            CareEvent::Decided { allocated: true, .. } if self.has_practice() => {
                if life.body != Body::Authority {
                    cannot("allocated twice", &life);
                }
                life.body = Body::Joint;
            }
            CareEvent::JointPeriodBegan { .. } if life.body != Body::Joint => cannot("no place was given", &life),
            CareEvent::JointPeriodEnded { .. } => {
                if life.body != Body::Joint {
                    cannot("no joint period", &life);
                }
                life.body = Body::Practice(time);
                if let Some(year) = self.year(time) {
                    year.transferred += 1.0;
                }
                self.end_wait(&mut life, time);
            }
            CareEvent::HandoverCancelled => {
                if self.has_practice() && life.body != Body::Joint {
                    cannot("no joint period to cancel", &life);
                }
                life.body = Body::Authority;
                if let Some(year) = self.year(time) {
                    year.cancelled += 1.0;
                }
            }
            CareEvent::WorkerAllocated { .. } => {
                if life.lead == Lead::Worker {
                    cannot("a second lead worker", &life);
                }
                if !known {
                    life.care_leaver = true; // of the opening population, those without a placement
                }
                self.end_wait(&mut life, time);
                life.lead = Lead::Worker;
            }
            CareEvent::WorkerChanged { cause, .. } => {
                self.end_wait(&mut life, time);
                life.lead = Lead::Worker;
                self.count_change(&life, *cause, time);
            }
            CareEvent::LeftUnallocated { .. } => {
                // a wait goes on when the case passes to a team in which nobody takes it either; within a day a later
                // stage may come to a moment before that of an earlier one
                life.lead = match life.lead {
                    Lead::Waits(since) => Lead::Waits(since.min(time)),
                    _ => Lead::Waits(time),
                };
                if !known {
                    life.care_leaver = true;
                }
            }
            _ => {}
        }
        self.lives.insert(key, life);
    }

    fn count_change(&mut self, life: &Life, cause: ChangeCause, time: f64) {
        let (in_care, served) = (life.in_care_since.is_some(), matches!(life.body, Body::Practice(_)));
        if let Some(year) = self.year(time) {
            year.all_changes += 1.0;
            year.changes[cause as usize] += f64::from(in_care);
            year.cohort_changes[cause as usize] += f64::from(served);
        }
    }

    /// Books a wait; only waits of children in care count.
    fn end_wait(&mut self, life: &mut Life, time: f64) {
        if let (Lead::Waits(since), true) = (life.lead, life.in_care_since.is_some()) {
            self.span(since, time, |year| &mut year.unallocated_days);
        }
        life.lead = Lead::Nobody;
    }

    fn leave_practice(&mut self, life: &mut Life, time: f64) {
        if let Body::Practice(since) = life.body {
            self.span(since, time, |year| &mut year.cohort_days);
            life.body = Body::Authority;
        }
    }

    /// The end: who is there is counted, and must have a home and a worker, or be counted as waiting.
    fn close(&mut self) {
        let horizon = self.model.world.horizon();
        let ends = self.model.world.year_ends.clone();
        let mut lives: Vec<(ChildKey, Life)> = std::mem::take(&mut self.lives).into_iter().collect();
        for (key, life) in &mut lives {
            if let Some(since) = life.in_care_since {
                assert!(life.home.is_some(), "{key} is in care without a home");
                assert!(
                    life.lead != Lead::Nobody,
                    "{key} is in care, has no worker and is not counted as waiting"
                );
                self.span(since, horizon, |year| &mut year.child_days);
            } else {
                assert!(life.home.is_none(), "{key} has a placement outside care");
            }
            self.end_wait(life, horizon);
            if let Body::Practice(since) = life.body {
                assert!(
                    life.in_care_since.is_some() || life.care_leaver,
                    "{key} is with the practice and nowhere"
                );
                self.years[ends.len() - 1].cohort += 1.0;
                self.span(since, horizon, |year| &mut year.cohort_days);
            }
            self.years[ends.len() - 1].stock += f64::from(life.in_care_since.is_some());
        }
    }
}
