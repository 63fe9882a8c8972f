//! Changes of social worker, as the model's measures count them.
//!
//! Children looked after on 31 March by the number of changes of lead worker in the 12 or 24 months before. A first
//! worker is no change; a second spell of the same worker without another between is none either. Only years for
//! which SWEpisodes cover the whole time are shown.

use super::{Group, Line, List, Shown, Small, suppress};
use crate::published::Statistic;
use crate::ssda903::calendar::Day;
use crate::ssda903::cohort::{Cohort, CohortChild};

/// Changes of lead worker after `from` and up to `to`.
pub fn changes_between(child: &CohortChild, from: Day, to: Day) -> usize {
    let pairs = child.workers.windows(2);
    pairs.filter(|pair| pair[0].worker != pair[1].worker && pair[1].start > from && pair[1].start <= to).count()
}

const TWELVE: [Statistic; 3] = [Statistic::Changes12None, Statistic::Changes12One, Statistic::Changes12Two];
const TWENTY_FOUR: [Statistic; 3] = [Statistic::Changes24None, Statistic::Changes24One, Statistic::Changes24Two];

/// Shares of children without, with one, with more changes.
pub fn changes(list: &mut List, cohort: &Cohort) {
    let Some(since) = cohort.seen.workers_since else { return };
    for &year in &cohort.window.years {
        for (months, years, statistics) in [("in 12 months", 1, TWELVE), ("in 24 months", 2, TWENTY_FOUR)] {
            if year + 1 >= since + years {
                shares(list, cohort, year, months, i32::from(years), &statistics);
            }
        }
    }
}

fn shares(list: &mut List, cohort: &Cohort, year: u16, by: &'static str, years: i32, statistics: &[Statistic; 3]) {
    let day = Day::march_31(year);
    let from = day.plus_years(-years);
    let mut cells = [0_u64; 3];
    let mut without = 0;
    for child in cohort.in_care_on(day) {
        match child.workers.is_empty() {
            true => without += 1,
            false => cells[changes_between(child, from, day).min(2)] += 1,
        }
    }
    let total: u64 = cells.iter().sum();
    let group = Group { section: "changes of social worker", year: Some(year), by, unit: "%" };
    let hidden = suppress::hide(total, &cells);
    for (at, item) in ["no change", "one change", "two or more changes"].into_iter().enumerate() {
        let hide = list.small == Small::Hidden && (hidden.cells[at] || suppress::is_small(total));
        let value = match (hide, total) {
            (true, _) => Shown::Hidden,
            (false, 0) => Shown::Nothing,
            (false, _) => Shown::Real(100.0 * cells[at] as f64 / total as f64),
        };
        let Group { section, year, by, unit } = group;
        let exposure = (!hide).then_some(total as f64);
        let statistic = Some(statistics[at]);
        list.lines.push(Line {
            section,
            year,
            by,
            item: item.into(),
            unit,
            value,
            interval: None,
            exposure,
            statistic,
        });
    }
    list.children(Group { unit: "children", ..group }, "children without any worker in SWEpisodes", without, None);
}
