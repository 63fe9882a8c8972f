//! Whom a panel chose among whom: sums over children, the same for honest lotteries, and each child's chance.
//!
//! **What happens.** At each panel with more candidates than it takes, the chosen, those left and all looked-after
//! children are summed as they are on its date. Two hundred honest lotteries choose as many among the same candidates.
//! At the first such panel the published rule draws a hundred times more: how often is each child taken?
//! **Assumes.** Nothing: the children's histories do not depend on being looked at.
//! **Chance.** `HonestLottery`, `DrawnAgain`.
//! **Reads; writes.** Reads candidates and children; writes nothing but its own sums.

use super::Engine;
use super::cases;
use super::events::Sink;
use super::world::{Child, Standing};
use crate::domain::characteristics::{Portrait, Sums};
use crate::domain::codes::{Band, Need};
use crate::domain::groups::{ChildGroup, Person};
use crate::domain::keys::YEAR_DAYS;
use crate::policies::allocation::{Candidate, Decision, Panel, PanelDraws};
use crate::randomness::{Chance, Source, uniform};

/// Honest lotteries at each panel.
pub const LOTTERIES: usize = 200;
/// Draws of the published rule at the first panel.
pub const DRAWN_AGAIN: u32 = 100;
/// Sibling groups of this size and larger count together.
pub const LARGEST_GROUP: usize = 5;
/// Never, ten classes of a tenth up to "not always", always.
pub const CHANCES: usize = 12;

/// The chosen, those left and all looked-after children over the panels of a history. The left and all are weighted:
/// each panel counts as much as it chose, so that the three have the same dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    pub chosen: Sums,
    pub left: Sums,
    pub all: Sums,
}

impl Chosen {
    fn nobody(areas: usize) -> Self {
        Self { chosen: Sums::nobody(areas), left: Sums::nobody(areas), all: Sums::nobody(areas) }
    }

    /// One panel more. Panels that left nobody or chose nobody say nothing.
    fn add_panel(&mut self, eligible: &Sums, chosen: &Sums, all: &Sums) {
        let (n, left) = (chosen.children(), Sums::rest(eligible, chosen));
        if n <= 0.0 || left.children() <= 0.0 {
            return;
        }
        self.chosen.add_weighted(chosen, 1.0);
        self.left.add_weighted(&left, n / left.children());
        self.all.add_weighted(all, n / all.children().max(1.0));
    }
}

/// How often children of one kind were taken, the rule's draws repeated.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ChanceOf {
    pub children: f64,
    /// Sum of their chances.
    pub chances: f64,
}

/// What is collected over the panels of one policy in one history.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelSums {
    pub areas: usize,
    pub observed: Chosen,
    pub lotteries: Vec<Chosen>,
    /// Panels that chose some and left some.
    pub panels: u32,
    /// Did siblings come together before any of them?
    pub siblings_together: bool,
    /// Candidates of the panel, where there was one only.
    pub eligible: Sums,
    /// Children of the first panel by their chance of selection.
    pub chances: [f64; CHANCES],
    /// By position of `ChildGroup`, on the panel's date.
    pub by_group: Vec<ChanceOf>,
    /// By the number of siblings before the panel, 1 to [`LARGEST_GROUP`] and more.
    pub by_size: [ChanceOf; LARGEST_GROUP],
}

impl PanelSums {
    /// Nothing yet, in an authority of so many areas.
    pub fn new(areas: usize) -> Self {
        Self {
            areas,
            observed: Chosen::nobody(areas),
            lotteries: vec![Chosen::nobody(areas); LOTTERIES],
            panels: 0,
            siblings_together: false,
            eligible: Sums::nobody(areas),
            chances: [0.0; CHANCES],
            by_group: vec![ChanceOf::default(); ChildGroup::COUNT],
            by_size: [ChanceOf::default(); LARGEST_GROUP],
        }
    }
}

/// A child as it is on a day.
fn portrait<S: Sink>(e: &Engine<'_, S>, c: &Child, now: f64) -> Portrait {
    let band = if c.standing == Standing::CareLeaver { Band::Additional } else { cases::band_on(e, c, now) };
    Portrait {
        age_years: c.age_days(now) / YEAR_DAYS,
        days_in_care: now - c.entered,
        foreseeable_cost_gbp: c.daily_price.times(365).pounds(),
        male: c.male,
        disabled: is_disabled(c.need, band),
        unaccompanied: c.unaccompanied,
        ethnicity: c.ethnicity,
        band,
        need: c.need,
        legal: cases::legal_status(c, now),
        placement: c.placement,
        area: c.locality,
    }
}

fn of_candidate(c: &Candidate) -> Portrait {
    Portrait {
        age_years: c.age_days / YEAR_DAYS,
        days_in_care: c.days_in_care,
        foreseeable_cost_gbp: c.foreseeable_cost.pounds(),
        male: c.male,
        disabled: is_disabled(c.need, c.band),
        unaccompanied: c.unaccompanied,
        ethnicity: c.ethnicity,
        band: c.band,
        need: c.need,
        legal: c.legal,
        placement: c.placement,
        area: c.area,
    }
}

/// Need N2, or band 3 (DfE Guide 2011, Appendix B).
fn is_disabled(need: Need, band: Band) -> bool {
    need == Need::N2 || band == Band::Band3
}

/// Notes a panel, where the replicate is one of those looked at.
pub(super) fn note<S: Sink>(e: &mut Engine<'_, S>, panel: &Panel<'_>, decisions: &[Decision], now: f64) {
    let Some(mut sums) = e.watch.take() else { return };
    let taken = decisions.iter().filter(|d| d.practice.is_some()).count();
    if taken > 0 && taken < panel.candidates.len() {
        let portraits: Vec<Portrait> = panel.candidates.iter().map(of_candidate).collect();
        let mut eligible = Sums::nobody(sums.areas);
        portraits.iter().for_each(|p| eligible.add(p));
        let mut chosen = Sums::nobody(sums.areas);
        decisions.iter().filter(|d| d.practice.is_some()).for_each(|d| chosen.add(&portraits[d.candidate]));
        let mut all = Sums::nobody(sums.areas);
        for c in e.world.children.iter().filter(|c| c.standing == Standing::InCare) {
            all.add(&portrait(e, c, now));
        }
        sums.observed.add_panel(&eligible, &chosen, &all);
        let groups = groups(panel);
        sums.siblings_together |= groups.iter().any(|group| group.members.len() > 1);
        let mut places = vec![0; panel.practices.len()];
        decisions.iter().filter_map(|d| d.practice).for_each(|practice| places[practice as usize] += 1);
        let before =
            Before { groups: &groups, places: &places, portraits: &portraits, eligible: &eligible, all: &all };
        lotteries(e, &mut sums, &before);
        if sums.panels == 0 {
            chances(e, &mut sums, panel, &groups);
        }
        sums.panels += 1;
        sums.eligible = eligible;
    }
    e.watch = Some(sums);
}

/// Candidates who move or wait together, and the practices (as bits) that all of them may go to.
struct Together {
    members: Vec<usize>,
    meets: u32,
}

/// Siblings where they move together, else each child alone; in the order of their keys.
fn groups(panel: &Panel<'_>) -> Vec<Together> {
    let mut order: Vec<usize> = (0..panel.candidates.len()).collect();
    order.sort_by_key(|&i| (panel.candidates[i].group, panel.candidates[i].key));
    let mut groups: Vec<Together> = vec![];
    for i in order {
        let c = &panel.candidates[i];
        match groups.last_mut() {
            Some(last) if panel.together && panel.candidates[last.members[0]].group == c.group => {
                last.members.push(i);
                last.meets &= c.meets;
            }
            _ => groups.push(Together { members: vec![i], meets: c.meets }),
        }
    }
    groups
}

/// What lies before an honest lottery.
struct Before<'a> {
    groups: &'a [Together],
    /// Places of each practice: as many as the panel filled.
    places: &'a [usize],
    portraits: &'a [Portrait],
    eligible: &'a Sums,
    all: &'a Sums,
}

/// Honest lotteries that take as many: groups in random order, whole while they fit.
fn lotteries<S: Sink>(e: &Engine<'_, S>, sums: &mut PanelSums, before: &Before<'_>) {
    let subject = u64::from(e.world.panels);
    for nth in 0..sums.lotteries.len() {
        let mut luck = e.luck.source(Chance::HonestLottery, subject, nth as u64);
        let mut chosen = Sums::nobody(sums.areas);
        draw(before.groups, before.places, &mut luck, |child| chosen.add(&before.portraits[child]));
        sums.lotteries[nth].add_panel(before.eligible, &chosen, before.all);
    }
}

/// Draws groups one after the other without putting them back, each into the first practice that it may go to and that
/// has room, until the places are taken.
fn draw(groups: &[Together], places: &[usize], luck: &mut Source, mut take: impl FnMut(usize)) {
    let mut order: Vec<u32> = (0..groups.len() as u32).collect();
    let mut free = places.to_vec();
    let mut left: usize = free.iter().sum();
    for i in 0..order.len() {
        if left == 0 {
            break;
        }
        let among = order.len() - i;
        let pick = i + ((uniform(luck) * among as f64) as usize).min(among - 1);
        order.swap(i, pick);
        let Together { members, meets } = &groups[order[i] as usize];
        let goes_to = (0..free.len()).find(|&k| (k >= 32 || meets >> k & 1 == 1) && members.len() <= free[k]);
        if let Some(practice) = goes_to {
            free[practice] -= members.len();
            left -= members.len();
            members.iter().for_each(|child| take(*child));
        }
    }
}

/// Each candidate's chance: the share of the rule's draws, repeated on the same candidates, in which they are taken.
fn chances<S: Sink>(e: &Engine<'_, S>, sums: &mut PanelSums, panel: &Panel<'_>, groups: &[Together]) {
    let mut taken = vec![0u32; panel.candidates.len()];
    for nth in 0..DRAWN_AGAIN {
        let luck = e.luck.instead(Chance::DrawnAgain, u64::from(nth));
        let draws = PanelDraws { luck, ..panel.draws };
        for d in e.rule.decide(&Panel { draws, ..*panel }) {
            taken[d.candidate] += u32::from(d.practice.is_some());
        }
    }
    for Together { members, .. } in groups {
        let size = members.len().min(LARGEST_GROUP) - 1;
        for &i in members {
            let chance = f64::from(taken[i]) / f64::from(DRAWN_AGAIN);
            sums.chances[class_of(taken[i])] += 1.0;
            let c = of_candidate(&panel.candidates[i]);
            let Portrait { age_years, male, ethnicity, disabled, unaccompanied, .. } = c;
            for place in ChildGroup::of(&Person { age_years, male, ethnicity, disabled, unaccompanied }) {
                sums.by_group[place].children += 1.0;
                sums.by_group[place].chances += chance;
            }
            sums.by_size[size].children += 1.0;
            sums.by_size[size].chances += chance;
        }
    }
}

/// Class of a chance: 0 never, then tenths, last always.
fn class_of(taken: u32) -> usize {
    match taken {
        0 => 0,
        DRAWN_AGAIN => CHANCES - 1,
        n => 1 + (n * 10 / DRAWN_AGAIN) as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::randomness::Luck;

    #[test]
    fn an_honest_lottery_takes_groups_whole_and_every_single_child_equally_often() {
        // six single children and a pair, four places; 20,000 lotteries, tolerance of 4 standard errors
        let all = |members| Together { members, meets: u32::MAX };
        let groups: Vec<Together> = (0..6).map(|i| all(vec![i])).chain([all(vec![6, 7])]).collect();
        let mut times = [0u32; 8];
        for nth in 0..20_000 {
            let mut luck = Luck::new(1, 0).source(Chance::HonestLottery, 0, nth);
            let mut now = vec![];
            draw(&groups, &[4], &mut luck, |child| now.push(child));
            assert!(now.len() == 4 && now.contains(&6) == now.contains(&7), "{now:?}");
            now.iter().for_each(|child| times[*child] += 1);
        }
        // the pair fits unless it comes when one place is left: it is among the first three of seven groups
        let pair: f64 = 3.0 / 7.0;
        let single = (4.0 - 2.0 * pair) / 6.0;
        for (child, n) in times.into_iter().enumerate() {
            let p = if child < 6 { single } else { pair };
            let error = (p * (1.0 - p) / 20_000.0_f64).sqrt();
            assert!((f64::from(n) / 20_000.0 - p).abs() < 4.0 * error, "{child}: {n}");
        }
    }

    #[test]
    fn an_honest_lottery_keeps_to_the_practices_own_criteria() {
        // ten children for the first practice only, ten for either: the second practice never holds the first ten
        let groups: Vec<Together> =
            (0..20).map(|i| Together { members: vec![i], meets: if i < 10 { 1 } else { 3 } }).collect();
        for nth in 0..200 {
            let mut luck = Luck::new(2, 0).source(Chance::HonestLottery, 0, nth);
            let mut now = vec![];
            draw(&groups, &[0, 3], &mut luck, |child| now.push(child));
            assert!(now.len() == 3 && now.iter().all(|child| *child >= 10), "{now:?}");
        }
    }

    #[test]
    fn never_and_always_are_classes_of_their_own() {
        assert_eq!([0, 1, 9, 10, 99, 100].map(class_of), [0, 1, 1, 2, 10, 11]);
    }
}
