//! Plays a plan through simulated histories of the same children: how many leave before their turn, when the practice is
//! full, and whether the plan ends on time.
//!
//! **What happens.** In each history every child has the rest of a stay and of proceedings ([`crate::flow::fates`]). Month
//! by month those whose turn it is begin, if they are still in care and may; who may not yet begins in the next wave with
//! room. A place that a leaver leaves goes to the next who waits for one.
//! **Leaves out.** Children who come into care after the input's last day, and workers who leave.

use super::making::{Plan, Wait};
use super::month::Month;
use crate::flow::Fate;

/// How many histories say what.
#[derive(Debug, Clone, PartialEq)]
pub struct Chances {
    pub histories: usize,
    /// Probability that everybody of the plan who is still in care has begun by the plan's last month.
    pub on_time: Share,
    /// Probability that the practices hold as many children as planned by then.
    pub full_on_time: Share,
    /// Children of the plan who leave care before their turn.
    pub leavers: Spread,
    /// Months after the first wave until the practices first hold as many as planned, where they do within the horizon.
    pub months_to_size: Spread,
    /// Histories in which they never do.
    pub never_full: usize,
    /// Children held (joint periods included) at the end of each month from the first wave on.
    pub size: Vec<Spread>,
}

/// A share of histories with its 95% interval (Wilson 1927).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// Mean with the half-width of its 95% interval, and the middle 90% of histories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub mean: f64,
    pub half_width: f64,
    pub median: f64,
    pub q05: f64,
    pub q95: f64,
}

impl Share {
    /// So many of all.
    pub fn of(count: usize, all: usize) -> Self {
        const Z: f64 = 1.959_963_984_540_054;
        let (n, p) = (all.max(1) as f64, count as f64 / all.max(1) as f64);
        let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self { share: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
    }
}

impl Spread {
    /// Of some values; of none everything is NaN.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| match sorted.len() {
            0 => f64::NAN,
            len => sorted[((share * len as f64).ceil() as usize).clamp(1, len) - 1],
        };
        let half_width = 1.96 * (variance / n).sqrt();
        Self { mean, half_width, median: at(0.5), q05: at(0.05), q95: at(0.95) }
    }
}

/// One history of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Children of the plan who left before their turn.
    pub leavers: usize,
    /// Has everybody of the plan who is still in care begun by the plan's last month?
    pub on_time: bool,
    /// Children held at the end of each month.
    pub size: Vec<u32>,
}

/// Plays the plan through every history.
pub fn chances(plan: &Plan, histories: &[Vec<Fate>]) -> Chances {
    let courses: Vec<Course> = histories.iter().map(|fates| course(plan, fates)).collect();
    let (planned, last) = (plan.planned() as u32, last_of(plan));
    let full: Vec<Option<usize>> =
        courses.iter().map(|c| c.size.iter().position(|size| planned > 0 && *size >= planned)).collect();
    let count =
        |on: &dyn Fn(usize) -> bool| Share::of((0..courses.len()).filter(|i| on(*i)).count(), courses.len());
    let months = plan.room.months;
    let size = |month: usize| Spread::of(&courses.iter().map(|c| f64::from(c.size[month])).collect::<Vec<_>>());
    let reached: Vec<f64> = full.iter().flatten().map(|month| *month as f64).collect();
    Chances {
        histories: courses.len(),
        on_time: count(&|i| courses[i].on_time),
        full_on_time: count(&|i| full[i].is_some_and(|month| month <= last)),
        leavers: Spread::of(&courses.iter().map(|c| c.leavers as f64).collect::<Vec<_>>()),
        months_to_size: Spread::of(&reached),
        never_full: full.iter().filter(|month| month.is_none()).count(),
        size: (0..months).map(size).collect(),
    }
}

/// The plan's last month, after the first wave.
fn last_of(plan: &Plan) -> usize {
    plan.last_month().map_or(0, |month| plan.nth(month).max(0) as usize)
}

/// The plan in one history.
pub fn course(plan: &Plan, fates: &[Fate]) -> Course {
    let first = plan.terms.first_wave();
    let day_of = |month: usize| first.plus(month as i32).first_day();
    let in_care = |child: usize, at: f64| fates[child].leaves > at;
    let since = |day: crate::ssda903::Day| f64::from(day.since(plan.people.day));
    let mut begun: Vec<Vec<usize>> = vec![vec![]; plan.room.places.len()];
    let mut done = vec![false; plan.turns.len()];
    let (mut leavers, mut size, last) = (0, vec![], last_of(plan));
    let mut late = false;
    for month in 0..plan.room.months {
        let (day, ends) = (day_of(month), since(day_of(month + 1)));
        let mut wave = vec![0; plan.room.places.len()];
        begun.iter_mut().for_each(|held| held.retain(|child| in_care(*child, since(day))));
        for (at, turn) in plan.turns.iter().enumerate() {
            let planned = plan.lines[turn.members[0]].month;
            let waits_for_a_place = at >= plan.with_place;
            let its_turn = planned.is_some_and(|planned| planned <= Month(first.0 + month as i32));
            if done[at] || !(its_turn || waits_for_a_place) {
                continue;
            }
            let there: Vec<usize> =
                turn.members.iter().copied().filter(|child| in_care(*child, since(day))).collect();
            if !waits_for_a_place && planned == Some(Month(first.0 + month as i32)) {
                leavers += turn.members.len() - there.len();
            }
            if there.is_empty() {
                done[at] = true;
                continue;
            }
            let (practice, count) = (turn.practice, there.len() as u32);
            // a place of the plan is kept for its child until the child leaves care
            let kept =
                if waits_for_a_place { reserved(plan, &done, practice, &|c| in_care(c, since(day))) } else { 0 };
            let full = begun[practice].len() as u32 + kept + count > plan.room.places[practice];
            let no_wave = wave[practice] + count > plan.room.wave;
            // a plan moved by hand keeps its own months
            let off_beat = month % plan.room.step != 0 && planned != Some(Month(first.0 + month as i32));
            let waits = |child: &usize| -> Option<Wait> { plan.wait_given(*child, day, fates[*child].concludes) };
            if full || no_wave || off_beat || there.iter().any(|child| waits(child).is_some()) {
                continue;
            }
            done[at] = true;
            wave[practice] += count;
            late |= month > last && !waits_for_a_place;
            begun[practice].extend(there);
        }
        let held = begun.iter().flatten().filter(|child| in_care(**child, ends)).count();
        size.push(held as u32);
    }
    let with_month = |at: usize| plan.lines[plan.turns[at].members[0]].month.is_some();
    let left_over = (0..plan.with_place).any(|at| with_month(at) && !done[at]);
    Course { leavers, on_time: !late && !left_over, size }
}

/// Children of the plan who are still in care and have not begun.
fn reserved(plan: &Plan, done: &[bool], practice: usize, there: &dyn Fn(usize) -> bool) -> u32 {
    let open =
        plan.turns[..plan.with_place].iter().zip(done).filter(|(turn, done)| !**done && turn.practice == practice);
    let waiting = open.flat_map(|(turn, _)| &turn.members);
    waiting.filter(|child| plan.lines[**child].month.is_some() && there(**child)).count() as u32
}

/// For each child the median day on which proceedings conclude over histories; infinite where they do not run.
pub fn conclusions(histories: &[Vec<Fate>], children: usize) -> Vec<f64> {
    let median = |child: usize| {
        let mut days: Vec<f64> = histories.iter().map(|fates| fates[child].concludes).collect();
        days.sort_by(f64::total_cmp);
        days.get(days.len() / 2).copied().unwrap_or(f64::INFINITY)
    };
    (0..children).map(median).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_spreads_are_those_of_a_table() {
        // Wilson's interval of 8 in 10: 0.490 to 0.943
        let share = Share::of(8, 10);
        assert!((share.low - 0.4902).abs() < 5e-4 && (share.high - 0.9433).abs() < 5e-4, "{share:?}");
        let spread = Spread::of(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!((spread.mean, spread.median, spread.q05, spread.q95), (2.5, 2.0, 1.0, 4.0));
        assert!(Spread::of(&[]).mean.is_nan());
    }
}
