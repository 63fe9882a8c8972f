//! Makes a plan: eligibility and order by the ledger, months by the schedule, and for each child why not earlier.

use super::month::Month;
use super::people::{Child, People, iso};
use super::schedule::{Full, Placed, Room, Turn, spread};
use super::support::not_stated;
use super::terms::Terms;
use crate::domain::codes::LegalStatus;
use crate::domain::keys::YEAR_DAYS;
use crate::ledger::{Ask, Ledger, Listed, Origin, Refusal};
use crate::policies::allocation::{Criterion, Decision, Reason};
use crate::policies::handover::{LegalCourse, trigger};
use crate::ssda903::Day;

/// A plan for every child in care.
#[derive(Debug, Clone)]
pub struct Plan {
    pub terms: Terms,
    pub people: People,
    pub ledger: Ledger,
    /// No outside number has fixed the order yet.
    pub provisional: bool,
    /// Hash of list and rules: published before the number is known.
    pub commitment: String,
    /// One for each of the people, in their order.
    pub lines: Vec<Line>,
    /// Who has a place, in order, and after them who waits for one.
    pub turns: Vec<Turn>,
    /// How many of the turns have a place.
    pub with_place: usize,
    pub room: Room,
    /// Day after the input's last on which proceedings are expected to conclude; infinite: none run.
    pub concludes: Vec<f64>,
}

/// What the plan says of one child.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// `None`: cannot be judged, since columns are not filled.
    pub eligible: Option<bool>,
    pub not_met: Vec<Criterion>,
    pub not_stated: Vec<&'static str>,
    /// Position in the order, from 1.
    pub order: Option<u32>,
    pub practice: Option<usize>,
    pub month: Option<Month>,
    pub joint_from: Option<Day>,
    /// First day on which the practice leads.
    pub leads_from: Option<Day>,
    /// Post of the practice, from 0.
    pub post: Option<u32>,
    /// Why not earlier, or not at all.
    pub waits_for: Vec<String>,
    /// When a child who is not eligible yet is expected to be.
    pub ready_from: Option<Day>,
}

/// Why a child may not begin in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    Proceedings,
    RecentMove,
    Blackout(String),
    TurnsEighteen,
}

impl Wait {
    /// In plain words.
    pub fn words(&self) -> String {
        match self {
            Wait::Proceedings => "care proceedings, or the time in care that the handover waits for".into(),
            Wait::RecentMove => "a recent move to a new carer".into(),
            Wait::Blackout(why) if why.is_empty() => "a time in which the child must not be moved".into(),
            Wait::Blackout(why) => format!("a time in which the child must not be moved: {why}"),
            Wait::TurnsEighteen => "turns 18 before the practice would lead".into(),
        }
    }
}

impl Plan {
    /// Makes the plan. `number` is the outside number, with its source; without it the order is provisional.
    pub fn make(
        people: People,
        terms: Terms,
        number: Option<(&str, &str)>,
        concludes: Vec<f64>,
    ) -> Result<Plan, Refusal> {
        let mut lines: Vec<Line> = people
            .children
            .iter()
            .map(|child| Line { not_stated: not_stated(child, &terms), ..Line::default() })
            .collect();
        let mut on_list: Vec<(usize, Listed)> = (0..lines.len())
            .filter(|at| lines[*at].not_stated.is_empty())
            .map(|at| {
                let child = &people.children[at];
                (at, child.listed(0, people.day, terms.from, terms.first_assessed_days, &terms.rules))
            })
            .collect();
        on_list.sort_by(|a, b| a.1.child.cmp(&b.1.child));
        for (slot, (_, listed)) in on_list.iter_mut().enumerate() {
            listed.person.candidate.slot = slot as u32;
        }
        let (positions, list): (Vec<usize>, Vec<Listed>) = on_list.into_iter().unzip();
        let mut ledger = Ledger::new(Origin::OutsideNumber, [""; 3])?;
        let ask = Ask { panel: None, date: iso(terms.from), reason: String::new() };
        let committed = ledger.commit(&ask, &terms.rules, &list)?.clone();
        let decisions = match number {
            Some((number, source)) => {
                ledger.draw(None, number, source)?;
                let drawn = ledger.replay().current(1).and_then(|c| c.drawn.as_ref());
                drawn.map(|drawn| drawn.decisions.clone()).unwrap_or_default()
            }
            None => committed.decide(committed.draws(Origin::OutsideNumber, "provisional")),
        };
        for ((at, listed), decision) in positions.iter().zip(&list).zip(&decisions) {
            let outcomes = terms.rules.eligibility.outcomes(&listed.person);
            let line = &mut lines[*at];
            line.eligible = Some(decision.is_some());
            line.not_met = (0..Criterion::COUNT).filter(|i| !outcomes[*i]).map(Criterion::at).collect();
            line.order = decision.map(|d| d.order);
            line.practice = decision.and_then(|d| d.practice).map(usize::from);
        }
        let by_child = |slot: usize| positions[slot];
        let (turns, with_place) = turns(&decisions, &list, by_child);
        let room = Room {
            months: terms.horizon,
            step: terms.step(),
            wave: terms.wave(),
            places: terms.practices.iter().map(|practice| practice.places).collect(),
        };
        let mut plan = Plan {
            commitment: committed.hash,
            provisional: number.is_none(),
            terms,
            people,
            ledger,
            lines,
            turns,
            with_place,
            room,
            concludes,
        };
        plan.give_months();
        plan.say_who_waits(&decisions, &positions);
        plan.give_posts();
        Ok(plan)
    }

    fn give_months(&mut self) {
        let own = &self.turns[..self.with_place];
        let placed = spread(own, &self.room, |turn, month| self.blocked(&own[turn], month).is_none());
        for (turn, placed) in self.turns[..self.with_place].to_vec().iter().zip(&placed) {
            let month = placed.month.map(|months| self.terms.first_wave().plus(months as i32));
            for child in &turn.members {
                let why = self.why_not_earlier(*child, turn, placed);
                self.lines[*child].waits_for = why;
                self.set_month(*child, month);
            }
        }
    }

    /// Puts a child into a month, with its joint period.
    pub fn set_month(&mut self, child: usize, month: Option<Month>) {
        let begins = month.map(Month::first_day);
        let leads = begins.map(|day| self.leads_from(child, day));
        let line = &mut self.lines[child];
        (line.month, line.joint_from, line.leads_from) = (month, begins, leads);
    }

    /// The month after the first wave.
    pub fn nth(&self, month: Month) -> i32 {
        month.0 - self.terms.first_wave().0
    }

    /// The first member who may not begin in a month (so many after the first wave), and why.
    pub fn blocked(&self, turn: &Turn, month: usize) -> Option<(usize, Wait)> {
        let day = self.terms.first_wave().plus(month as i32).first_day();
        turn.members.iter().find_map(|child| Some((*child, self.wait_on(*child, day)?)))
    }

    /// Why a child may not begin on a day; `None`: may.
    pub fn wait_on(&self, child: usize, day: Day) -> Option<Wait> {
        self.wait_given(child, day, self.concludes[child])
    }

    /// The same where proceedings conclude so many days after the input's last.
    pub fn wait_given(&self, child: usize, day: Day, concludes: f64) -> Option<Wait> {
        let c = &self.people.children[child];
        let leads = self.leads_given(child, day, concludes);
        let at = f64::from(day.since(self.people.day));
        if self.trigger_given(c, concludes) > at {
            return Some(Wait::Proceedings);
        }
        if day.since(c.placed_since) < self.terms.recent_move_days {
            return Some(Wait::RecentMove);
        }
        let within = |on: Day| c.blackouts.iter().find(move |b| b.from <= on && on <= b.to);
        if let Some(blackout) = within(day).or_else(|| within(leads)) {
            return Some(Wait::Blackout(blackout.reason.clone()));
        }
        let age = f64::from(leads.since(self.people.day)) - c.given.born;
        (age >= 18.0 * YEAR_DAYS && !self.terms.allocation.include_care_leavers).then_some(Wait::TurnsEighteen)
    }

    fn trigger_given(&self, c: &Child, concludes: f64) -> f64 {
        let status = c.given.legal.unwrap_or(LegalStatus::FullOrder);
        let order_at = if status == LegalStatus::InterimOrder { c.given.legal_since } else { f64::INFINITY };
        trigger(self.terms.handover.trigger).begins(&LegalCourse {
            panel: f64::from(self.terms.from.since(self.people.day)),
            entered: c.given.entered,
            status,
            order_at,
            concludes_at: concludes,
            s20_days: self.terms.handover.s20_days,
        })
    }

    /// First day on which the practice leads, where the joint period begins on a day.
    pub fn leads_from(&self, child: usize, begins: Day) -> Day {
        self.leads_given(child, begins, self.concludes[child])
    }

    fn leads_given(&self, child: usize, begins: Day, concludes: f64) -> Day {
        let h = &self.terms.handover;
        let ends = Day(begins.0 + h.joint_days.ceil() as i32);
        let in_court = matches!(
            self.people.children[child].given.legal,
            Some(LegalStatus::InterimOrder | LegalStatus::Emergency)
        );
        if !in_court || !concludes.is_finite() || trigger(h.trigger).leads_in_proceedings() {
            return ends;
        }
        ends.max(Day(self.people.day.0 + concludes.ceil() as i32))
    }

    fn why_not_earlier(&self, child: usize, turn: &Turn, placed: &Placed) -> Vec<String> {
        let mut all: Vec<String> = vec![];
        for month in 0..placed.month.unwrap_or(self.room.months) {
            let day = self.terms.first_wave().plus(month as i32).first_day();
            for member in &turn.members {
                let Some(wait) = self.wait_on(*member, day) else { continue };
                let words = wait.words();
                // a sibling's own circumstances are nobody else's business
                all.push(if *member == child { words } else { "a brother or sister may not be moved yet".into() });
            }
        }
        let size = turn.members.len() as u32;
        if size > self.room.wave {
            all.push(format!("{size} brothers and sisters are more than a wave of {}", self.room.wave));
        } else {
            all.extend(placed.full.iter().map(|full| match full {
                Full::Wave => "an earlier wave is full".to_string(),
                Full::Places => "no place left".to_string(),
            }));
        }
        all.sort();
        all.dedup();
        all
    }

    fn say_who_waits(&mut self, decisions: &[Option<Decision>], positions: &[usize]) {
        for (at, decision) in positions.iter().zip(decisions) {
            match decision {
                Some(d) if d.practice.is_none() => self.lines[*at].waits_for = vec![d.reason.words().into()],
                Some(_) => {}
                None => {
                    let why = self.lines[*at].not_met.iter().map(|criterion| criterion.label().to_string());
                    self.lines[*at].waits_for = why.collect();
                    self.lines[*at].ready_from = self.ready_from(*at);
                }
            }
        }
        for line in self.lines.iter_mut().filter(|line| !line.not_stated.is_empty()) {
            line.waits_for = vec![format!("not stated: {}", line.not_stated.join(" "))];
        }
    }

    /// When a child who is not eligible is expected to be, where every criterion not met passes with time.
    fn ready_from(&self, child: usize) -> Option<Day> {
        let (c, mut latest) = (&self.people.children[child], f64::NEG_INFINITY);
        for criterion in &self.lines[child].not_met {
            let at = match criterion {
                Criterion::NotInProceedings => self.concludes[child],
                Criterion::WishToWait => f64::from(c.wish_until?.since(self.people.day)),
                Criterion::LongEnoughAccommodated => {
                    c.given.entered + self.terms.allocation.minimum_days_in_care_s20
                }
                Criterion::AgeRange => c.given.born + self.terms.allocation.minimum_age_days,
                _ => return None,
            };
            latest = latest.max(at);
        }
        let later = (0.0..36_525.0).contains(&latest);
        later.then(|| Day(self.people.day.0 + latest.ceil() as i32))
    }

    /// Each turn to the post of the practice with the fewest children so far, in the order of months.
    pub fn give_posts(&mut self) {
        let mut order: Vec<&Turn> = self.turns[..self.with_place].iter().collect();
        order.sort_by_key(|turn| self.lines[turn.members[0]].month.map_or(i32::MAX, |month| month.0));
        let mut held: Vec<Vec<u32>> =
            self.terms.practices.iter().map(|practice| vec![0; practice.posts.max(1) as usize]).collect();
        for turn in order {
            if self.lines[turn.members[0]].month.is_none() {
                continue;
            }
            let posts = &mut held[turn.practice];
            let post = (0..posts.len()).min_by_key(|post| posts[*post]).unwrap_or(0);
            posts[post] += turn.members.len() as u32;
            for child in &turn.members {
                self.lines[*child].post = Some(post as u32);
            }
        }
    }

    /// Children with a month.
    pub fn planned(&self) -> usize {
        self.lines.iter().filter(|line| line.month.is_some()).count()
    }

    /// The last month in which anybody begins.
    pub fn last_month(&self) -> Option<Month> {
        self.lines.iter().filter_map(|line| line.month).max()
    }

    /// Name of a post of the practice.
    pub fn post_name(&self, line: &Line) -> String {
        match (line.practice, line.post) {
            (Some(k), Some(post)) => format!("{}.{}", self.terms.practices[k].name, post + 1),
            _ => String::new(),
        }
    }
}

/// Turns with a place, in order; after them those who wait for one, in order. And how many have one.
fn turns(decisions: &[Option<Decision>], list: &[Listed], child: impl Fn(usize) -> usize) -> (Vec<Turn>, usize) {
    let mut known: Vec<(bool, u32, u64, usize, usize)> = vec![];
    for (slot, decision) in decisions.iter().enumerate() {
        let Some(d) = decision else { continue };
        let c = &list[slot].person.candidate;
        let first_met = (0..32).find(|k| c.meets >> k & 1 == 1).unwrap_or(0);
        let waits_for_a_place =
            matches!(d.reason, Reason::NoPlaceLeft | Reason::SiblingsDoNotFit | Reason::AreaDoesNotFit);
        if d.practice.is_some() || waits_for_a_place {
            let practice = d.practice.map_or(first_met, usize::from);
            known.push((d.practice.is_none(), d.order, c.group, practice, slot));
        }
    }
    known.sort_unstable();
    let with_place = known.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1 && a.2 == b.2);
    let mut turns = vec![];
    let mut placed = 0;
    for group in with_place {
        placed += usize::from(!group[0].0);
        turns.push(Turn { members: group.iter().map(|(.., slot)| child(*slot)).collect(), practice: group[0].3 });
    }
    (turns, placed)
}
