//! Why a child was or was not chosen, in plain words, and what would have to differ.

use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::{AllocationRuleName, PointsCriterion};
use crate::policies::allocation::{Criterion, Decision, breakdown, stratum_label};
use crate::policies::eligibility::{Person, Standing, WishOf};

use super::book::Ledger;
use super::panel::{Commitment, Drawn};
use super::people::Origin;
use super::replay::{Override, Replay};
use super::rules::Rules;

/// What one panel decided about a child, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub panel: u32,
    pub commitment: u32,
    /// The decision in a sentence.
    pub decision: String,
    /// Heading and words, in the order in which a reader wants to know.
    pub parts: Vec<(&'static str, String)>,
}

/// Explains every panel (or one) before which the child was listed. Empty: the ledger does not know the child.
pub fn explain(ledger: &Ledger, child: &str, panel: Option<u32>) -> Vec<Explanation> {
    let replay = ledger.replay();
    let wanted = |c: &&Commitment| panel.is_none_or(|panel| c.panel == panel);
    let known = replay.commitments.iter().filter(wanted);
    known.filter_map(|c| Some(Case { replay, c, at: c.position(child)? }.explained())).collect()
}

/// One child before one panel.
struct Case<'a> {
    replay: &'a Replay,
    c: &'a Commitment,
    at: usize,
}

impl Case<'_> {
    fn person(&self) -> &Person {
        &self.c.people[self.at].person
    }

    fn rules(&self) -> &Rules {
        &self.c.rules
    }

    fn explained(&self) -> Explanation {
        let (c, child) = (self.c, &self.c.people[self.at].child);
        let date = if c.date.is_empty() { String::new() } else { format!(" ({})", c.date) };
        let again = if c.number > 1 { format!(", committed for the {}. time", c.number) } else { String::new() };
        let panel = format!("panel {}{date}{again}", c.panel);
        let mut parts = vec![];
        let mut say = |heading: &'static str, words: String| {
            if !words.is_empty() {
                parts.push((heading, words));
            }
        };
        let decision = match &c.drawn {
            None => {
                say("draw", "the panel was committed and never drawn".into());
                format!("{panel}: nothing was decided about {child}")
            }
            Some(drawn) => match &drawn.decisions[self.at] {
                None => {
                    say("criteria", self.criteria());
                    say("siblings", self.siblings(drawn));
                    say("what would have to differ", self.to_be_eligible());
                    format!("{panel}: {child} was not eligible, so no draw was made for this child")
                }
                Some(d) => {
                    say("why", d.reason.words().into());
                    say("criteria", self.criteria());
                    say("places", self.places(drawn));
                    say("rule", self.rule());
                    say("quota", self.quota(d));
                    say("draw", self.draw(d, drawn));
                    say("ordered by", self.score(d));
                    say("waiting", days(self.person().candidate.days_waiting) + " so far");
                    say("wish", self.wish());
                    say("siblings", self.siblings(drawn));
                    say("what would have to differ", self.to_differ(d, drawn));
                    match d.practice {
                        Some(k) => format!("{panel}: {child} was offered a place with {}", c.practice_name(k)),
                        None => format!("{panel}: {child} was eligible and waits"),
                    }
                }
            },
        };
        let ours = |o: &&Override| o.panel == c.panel && o.commitment == c.number && o.child == *child;
        for o in self.replay.overrides.iter().filter(ours) {
            let row = o.row;
            say(
                "overridden",
                format!("to \"{}\" by {}, on this ground: {} (row {row})", o.decision, o.role, o.ground),
            );
        }
        Explanation { panel: c.panel, commitment: c.number, decision, parts }
    }

    fn unmet(&self) -> Vec<Criterion> {
        let met = |c: &&Criterion| !self.rules().eligibility.meets(**c, self.person());
        Criterion::ALL.iter().filter(met).copied().collect()
    }

    fn criteria(&self) -> String {
        let unmet = self.unmet();
        let own = match self.c.practices_met(self.at).as_slice() {
            [] => String::new(),
            met => format!("; the own criteria of: {}", met.join(", ")),
        };
        match unmet.as_slice() {
            [] => format!("all {} are met{own}", Criterion::COUNT),
            some => {
                let words: Vec<String> = some.iter().map(|c| self.not_met(*c)).collect();
                let rest = Criterion::COUNT - some.len();
                format!("not met: {}; the other {rest} are met", words.join("; "))
            }
        }
    }

    /// A criterion not met, with the fact.
    fn not_met(&self, criterion: Criterion) -> String {
        let (p, label) = (self.person(), criterion.label());
        let fact = match criterion {
            Criterion::LookedAfter => p.standing.label().to_string(),
            Criterion::NotAllocated => {
                p.with_practice.map_or(String::new(), |k| format!("with {}", self.c.practice_name(k)))
            }
            Criterion::AgeRange => format!("aged {}, {}", age(p.candidate.age_days), self.age_range()),
            Criterion::NotInProceedings => p.candidate.legal.label().to_string(),
            Criterion::LongEnoughAccommodated => {
                let least = self.rules().eligibility.minimum_days_in_care_s20;
                format!("{} of {}", days(p.candidate.days_in_care), days(least))
            }
            Criterion::WishToStay | Criterion::WishToWait => self.c.people[self.at].wish_reason.clone(),
            Criterion::AssessedLong
            | Criterion::NotWithdrawn
            | Criterion::NoAdoptionPlan
            | Criterion::NotYouthJustice
            | Criterion::PracticeCriteria => String::new(),
        };
        if fact.is_empty() { label.into() } else { format!("{label} ({fact})") }
    }

    fn age_range(&self) -> String {
        let e = &self.rules().eligibility;
        format!("the range begins at {} and ends before {}", age(e.minimum_age_days), age(e.maximum_age_days))
    }

    fn to_be_eligible(&self) -> String {
        let p = self.person();
        let e = &self.rules().eligibility;
        let needs = self.unmet().into_iter().map(|criterion| match criterion {
            Criterion::LookedAfter if p.standing == Standing::CareLeaver => {
                "care leavers would have to be included".into()
            }
            Criterion::LookedAfter => "the child would have to be looked after".into(),
            Criterion::NotAllocated => "the child would have to be without a practice".into(),
            Criterion::AgeRange if p.candidate.age_days < e.minimum_age_days => {
                let missing = libm::ceil(e.minimum_age_days - p.candidate.age_days);
                format!("the child will be old enough in {}", days(missing))
            }
            Criterion::AgeRange => "the child is too old, which no later panel will change".into(),
            Criterion::AssessedLong => {
                "an assessment would have to find that the child is likely to stay two years".into()
            }
            Criterion::NotWithdrawn => "nothing: who was withdrawn is not allocated again".into(),
            Criterion::WishToStay => "the child would have to wish to move".into(),
            Criterion::WishToWait => "the time for which the child asked to wait would have to be over".into(),
            Criterion::NoAdoptionPlan => "there would have to be no plan for adoption".into(),
            Criterion::NotInProceedings => "care proceedings would have to be concluded".into(),
            Criterion::LongEnoughAccommodated => {
                let missing = libm::ceil(e.minimum_days_in_care_s20 - p.candidate.days_in_care);
                format!("the child would have to be accommodated for {} more", days(missing))
            }
            Criterion::NotYouthJustice => "the child would have to be in care under another law".into(),
            Criterion::PracticeCriteria => {
                "a practice would have to be there for children of this age, band, need and area".into()
            }
        });
        needs.collect::<Vec<String>>().join("; ")
    }

    fn places(&self, drawn: &Drawn) -> String {
        let free: Vec<String> =
            self.rules().practices.iter().map(|p| format!("{} at {}", p.free_places, p.name)).collect();
        let eligible = drawn.decisions.iter().flatten().count();
        let placed = drawn.decisions.iter().flatten().filter(|d| d.practice.is_some()).count();
        format!("{}, for {eligible} eligible children; {placed} were placed", free.join(", "))
    }

    fn rule(&self) -> String {
        let together =
            if self.rules().together { "siblings move or wait together" } else { "siblings are drawn apart" };
        format!("{}; {together}", self.rules().terms.name.label())
    }

    fn quota(&self, d: &Decision) -> String {
        let Some(q) = d.quota else { return String::new() };
        let label = stratum_label(usize::from(q.stratum), self.rules().terms.quota);
        format!("{label}: {} places, {} of them left after this decision", q.places, q.left)
    }

    fn draw(&self, d: &Decision, drawn: &Drawn) -> String {
        let last = drawn.decisions.iter().flatten().map(|d| d.order).max().unwrap_or(0);
        let which = if d.attempt > 1 { format!(" in the rule's draw {}", d.attempt) } else { String::new() };
        let fixed = match self.replay.origin {
            Origin::Simulation { seed, replicate, .. } => {
                format!("it follows from the scenario's seed {seed} and replicate {replicate}")
            }
            Origin::OutsideNumber => {
                let source = if drawn.source.is_empty() { String::new() } else { format!(" ({})", drawn.source) };
                let hash = &self.c.hash[..12];
                format!(
                    "it follows from the number {}{source} and the commitment {hash}..., made before",
                    drawn.number
                )
            }
        };
        format!(
            "{:.6}{which}, position {} of {last} in the order, lowest draw first among equals; {fixed}",
            d.draw, d.order
        )
    }

    fn score(&self, d: &Decision) -> String {
        let (rules, c) = (self.rules(), &self.person().candidate);
        match rules.terms.name {
            AllocationRuleName::Points => {
                let own = breakdown(&rules.terms.points, c, &rules.views());
                let each = PointsCriterion::ALL.iter().zip(own).filter(|(_, points)| *points != 0.0);
                let each: Vec<String> =
                    each.map(|(criterion, points)| format!("{points:.2} for: {}", criterion.label())).collect();
                let each = if each.is_empty() { "none of the child's own".into() } else { each.join(", ") };
                format!("{:.2} points, the most of any sibling; the child's own: {each}", d.score)
            }
            AllocationRuleName::LongestWaiting => format!("{}, the longest of any sibling", days(d.score)),
            AllocationRuleName::NearestArea => format!("{} areas away from the practice", d.score),
            name if name.is_opaque() => format!("{:.4} from draw and foreseeable cost, lowest first", d.score),
            _ => String::new(),
        }
    }

    fn wish(&self) -> String {
        let listed = &self.c.people[self.at];
        let p = &listed.person;
        let date =
            if listed.wish_date.is_empty() { String::new() } else { format!("asked on {}: ", listed.wish_date) };
        let why = if listed.wish_reason.is_empty() {
            String::new()
        } else {
            format!(", because: {}", listed.wish_reason)
        };
        let named = p.candidate.prefers.map_or(String::new(), |k| format!("; named {}", self.c.practice_name(k)));
        let view = match (p.wish, p.officer_supports) {
            (WishOf::Agrees, _) => "",
            (_, true) => "; the reviewing officer supports this",
            (_, false) => "; the reviewing officer does not support this, and it is not followed",
        };
        format!("{date}{}{why}{named}{view}", p.wish.label())
    }

    fn siblings(&self, drawn: &Drawn) -> String {
        let group = self.person().candidate.group;
        let others = self.c.people.iter().enumerate();
        let others = others.filter(|(at, other)| *at != self.at && other.person.candidate.group == group);
        let words = |(at, other): (usize, &super::people::Listed)| {
            let told = match &drawn.decisions[at] {
                Some(Decision { practice: Some(k), .. }) => {
                    format!("offered a place with {}", self.c.practice_name(*k))
                }
                Some(_) => "eligible, waits".into(),
                None => {
                    let case = Case { at, ..*self };
                    case.unmet().iter().map(|criterion| case.not_met(*criterion)).collect::<Vec<_>>().join(" and ")
                }
            };
            format!("{}: {told}", other.child)
        };
        others.map(words).collect::<Vec<_>>().join("; ")
    }

    /// What would have to differ, found by deciding again with the same draw.
    fn to_differ(&self, d: &Decision, drawn: &Drawn) -> String {
        match d.practice {
            Some(k) => self.to_wait(k, drawn),
            None => self.to_be_placed(drawn),
        }
    }

    /// The child's practice if one practice had other places.
    fn placed_with(&self, practice: usize, free_places: u32, drawn: &Drawn) -> Option<u8> {
        let mut rules = self.rules().clone();
        rules.practices[practice].free_places = free_places;
        self.c.decide_with(&rules, drawn.draws)[self.at].as_ref().and_then(|d| d.practice)
    }

    fn to_be_placed(&self, drawn: &Drawn) -> String {
        let meets = self.person().candidate.meets;
        let most = self.c.people.len() as u32;
        let more = |(k, p): (usize, &super::rules::Practice)| {
            let placed = |extra| self.placed_with(k, p.free_places + extra, drawn).is_some();
            let extra = (meets >> k & 1 == 1 && placed(most)).then(|| turning_point(most, placed))?;
            let place = if extra == 1 { "place" } else { "places" };
            Some(format!("{extra} more {place} at {}", p.name))
        };
        let ways: Vec<String> = self.rules().practices.iter().enumerate().take(32).filter_map(more).collect();
        match ways.as_slice() {
            [] => "no number of places would have been enough with this draw and this rule".into(),
            ways => format!("with the same draw: {} would have been enough, fewer not", ways.join(", or ")),
        }
    }

    fn to_wait(&self, k: u8, drawn: &Drawn) -> String {
        let practice = &self.rules().practices[usize::from(k)];
        let lost = |fewer| self.placed_with(usize::from(k), practice.free_places - fewer, drawn) != Some(k);
        let fewer = turning_point(practice.free_places, lost);
        let place = if fewer == 1 { "place" } else { "places" };
        format!(
            "with the same draw and {fewer} {place} fewer at {} the child would not have had this one",
            practice.name
        )
    }
}

/// The least number up to `most` for which something holds and for one less does not; it holds for `most`.
fn turning_point(most: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut not, mut yes) = (0, most.max(1));
    while yes - not > 1 {
        let middle = not + (yes - not) / 2;
        if holds(middle) { yes = middle } else { not = middle }
    }
    yes
}

fn age(days: f64) -> String {
    format!("{}", libm::floor(days / YEAR_DAYS * 10.0) / 10.0)
}

fn days(days: f64) -> String {
    let whole = libm::floor(days);
    if whole == 1.0 { "1 day".into() } else { format!("{whole} days") }
}
