//! How long children stay: Kaplan-Meier with delayed entry.
//!
//! A child who was in care already when the returns begin is at risk only from then on: who had left before could not
//! be seen, and counting the others from their first day would make stays look longer than they are. Open and lost
//! periods are censored on the last day known. Periods whose true start is not known cannot be used.
//! Interval: Greenwood's variance on the log(-log) scale (Kalbfleisch & Prentice 2002, 1.4).

use super::{Group, Line, List, Shown, Small, suppress};
use crate::domain::codes::AgeBand;
use crate::ssda903::cohort::{Cohort, Ending};

/// One stay as observed, in days since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    /// At risk on days after this one; -1 where it is observed from its start.
    pub after: i32,
    /// Last day observed.
    pub until: i32,
    /// Did it end on that day?
    pub ended: bool,
}

/// Share of stays that last longer than so many days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub value: f64,
    pub interval: (f64, f64),
    /// Stays at risk on the last day.
    pub at_risk: usize,
    /// Ends up to then.
    pub ends: usize,
}

/// The share that stays beyond `days`; `None` where on some day up to then nobody was at risk, so that the data do not
/// say how many would have stayed.
pub fn share(observed: &[Observed], days: i32) -> Option<Share> {
    let mut ends: Vec<i32> =
        observed.iter().filter(|one| one.ended && one.until <= days).map(|one| one.until).collect();
    ends.sort_unstable();
    let mut entries: Vec<i32> = observed.iter().map(|one| one.after).collect();
    let mut exits: Vec<i32> = observed.iter().map(|one| one.until).collect();
    entries.sort_unstable();
    exits.sort_unstable();
    let at_risk =
        |day: i32| entries.partition_point(|after| *after < day) - exits.partition_point(|until| *until < day);
    // the number at risk changes only where somebody enters or leaves
    let looks = entries.iter().map(|day| day + 1).chain(exits.iter().map(|day| day + 1)).chain([0, days]);
    if looks.filter(|day| (0..=days).contains(day)).any(|day| at_risk(day) == 0) {
        return None;
    }
    let (mut value, mut variance) = (1.0, 0.0);
    for together in ends.chunk_by(|a, b| a == b) {
        let (gone, there) = (together.len() as f64, at_risk(together[0]) as f64);
        value *= 1.0 - gone / there;
        if there > gone {
            variance += gone / (there * (there - gone));
        }
    }
    let at_risk = at_risk(days);
    // without an end the exact lower limit of the share among those still at risk
    let interval =
        if ends.is_empty() { (0.025_f64.powf(1.0 / at_risk as f64), 1.0) } else { interval(value, variance) };
    Some(Share { value, interval, at_risk, ends: ends.len() })
}

/// 95% interval of a share whose logarithm has this variance.
fn interval(value: f64, variance: f64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    if value <= 0.0 {
        return (0.0, 0.0); // everybody at risk left: no spread can be told
    }
    let spread = (Z * variance.sqrt() / value.ln().abs()).exp();
    (value.powf(spread), value.powf(1.0 / spread))
}

/// The stays of a cohort with their ages at start, once for each stretch of years without a gap.
pub fn observed(cohort: &Cohort) -> Vec<(AgeBand, Observed)> {
    let mut all = Vec::new();
    for child in &cohort.children {
        for period in child.periods.iter().filter(|period| period.start_seen) {
            let band = AgeBand::of(f64::from(child.age_on(period.start).max(0)));
            for (from, to) in cohort.window.stretches() {
                let end = period.end.filter(|end| *end < to);
                if period.start >= to || end.is_some_and(|end| end < from) {
                    continue;
                }
                let after = if period.start >= from { -1 } else { from.since(period.start) - 1 };
                let ended = end.is_some() && matches!(period.ending, Ending::Ceased(_));
                let last = match end {
                    Some(end) if ended => end.0,
                    Some(end) => end.0 - 1, // lost: the last day known
                    None => to.0 - 1,
                };
                let until = last - period.start.0;
                if until > after {
                    all.push((band, Observed { after, until, ended }));
                }
            }
        }
    }
    all
}

/// Lengths of stay that are shown, in years and days.
const STAYS: [(&str, i32); 5] =
    [("six months", 183), ("one year", 365), ("two years", 730), ("three years", 1096), ("five years", 1826)];

/// Shares that stay, for all and by age at start. None is shown of fewer than five ends or stays, since it would tell
/// of single children.
pub(super) fn lines(list: &mut List, cohort: &Cohort) {
    if cohort.window.years.is_empty() {
        return;
    }
    let observed = observed(cohort);
    let all: Vec<Observed> = observed.iter().map(|(_, one)| *one).collect();
    for (words, days) in STAYS {
        push(list, "", format!("stay longer than {words}"), share(&all, days), all.len());
    }
    for band in AgeBand::ALL {
        let own: Vec<Observed> = observed.iter().filter(|(one, _)| one == band).map(|(_, one)| *one).collect();
        let item = format!("{}: stay longer than two years", band.label());
        push(list, "age at start", item, share(&own, 730), own.len());
    }
}

fn push(list: &mut List, by: &'static str, item: String, found: Option<Share>, stays: usize) {
    let Group { section, year, unit, .. } = Group { section: "share that stays", year: None, by, unit: "%" };
    let small = list.small == Small::Hidden
        && found.is_some_and(|share| suppress::is_small(share.ends as u64) || suppress::is_small(stays as u64));
    let (value, interval) = match found {
        None => (Shown::Nothing, None),
        Some(_) if small => (Shown::Hidden, None),
        Some(Share { value, interval: (low, high), .. }) => {
            (Shown::Real(100.0 * value), Some((100.0 * low, 100.0 * high)))
        }
    };
    let exposure = (!small).then_some(stays as f64);
    list.lines.push(Line { section, year, by, item, unit, value, interval, exposure, statistic: None });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(after: i32, until: i32, ended: bool) -> Observed {
        Observed { after, until, ended }
    }

    #[test]
    fn delayed_entry_is_worked_by_hand() {
        // three from their start (ending on days 10, 30; censored on day 50), one who enters after day 20 and ends on
        // day 40. At risk: day 10: 3, day 30: 3 (two of the first and the late one), day 40: 2.
        let all = [stay(-1, 10, true), stay(-1, 30, true), stay(-1, 50, false), stay(20, 40, true)];
        let found = share(&all, 45).unwrap();
        assert!((found.value - (2.0 / 3.0) * (2.0 / 3.0) * (1.0 / 2.0)).abs() < 1e-12);
        // Greenwood: 1/(3*2) + 1/(3*2) + 1/(2*1)
        let variance: f64 = 1.0 / 6.0 + 1.0 / 6.0 + 0.5;
        let spread = (1.959_963_984_540_054 * variance.sqrt() / found.value.ln().abs()).exp();
        assert!((found.interval.0 - found.value.powf(spread)).abs() < 1e-12);
        assert_eq!((found.at_risk, found.ends), (1, 3));
        // without delayed entry the late one would be at risk on day 10 too: 3/4 instead of 2/3
        let naive = [stay(-1, 10, true), stay(-1, 30, true), stay(-1, 50, false), stay(-1, 40, true)];
        assert!(share(&naive, 45).unwrap().value > found.value);
    }

    #[test]
    fn where_nobody_is_at_risk_nothing_is_said() {
        assert_eq!(share(&[stay(-1, 10, true), stay(20, 40, true)], 45), None);
        assert_eq!(share(&[], 10), None);
        assert_eq!(share(&[stay(-1, 5, false)], 10), None);
    }
}
