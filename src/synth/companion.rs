//! The companion file: what no return says of the children in care at the end.

use std::collections::BTreeMap;

use super::episodes::Written;
use super::invent::{Detail, Invent};
use super::people;
use super::tables::Sheet;
use crate::domain::codes::{Band, PlacementType};
use crate::domain::keys::ChildKey;
use crate::ssda903::codes::Ls;
use crate::ssda903::template::COMPANION;
use crate::ssda903::{Day, Window};

/// Share of children who wish to wait, and of officers who object (no source).
const WAITS: f64 = 0.05;
const OBJECTS: f64 = 0.04;

/// A row for each child in care on the window's last day.
pub fn sheet(
    children: &[Written],
    bands: &[(ChildKey, Band)],
    window: &Window,
    opt_out_share: f64,
    invent: &Invent,
) -> Sheet {
    let today = window.last_day();
    let there: Vec<&Written> = children.iter().filter(|child| child.stay_on(today).is_some()).collect();
    let mut families: BTreeMap<u64, usize> = BTreeMap::new();
    for child in &there {
        *families.entry(child.history.key.group()).or_default() += 1;
    }
    families.retain(|_, members| *members > 1);
    let numbers: BTreeMap<u64, usize> = families.keys().enumerate().map(|(n, family)| (*family, n)).collect();
    let row = |child: &&Written| -> Option<Vec<String>> {
        let stay = child.stay_on(today)?;
        let now = stay.episodes.last()?;
        let key = child.history.key;
        let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_string();
        let band = bands.binary_search_by_key(&key, |(key, _)| *key).ok().map(|at| bands[at].1.name());
        let worker = stay.workers.last().filter(|spell| spell.end.is_none() && !spell.duty);
        let (wish, asked, until) = wish(child, today, opt_out_share, invent);
        let objects = invent.happens(Detail::Officer, key.0, 0, OBJECTS);
        let (from, to, why) = exams(child, today);
        let adoption = now.legal == Ls::E1 || now.address.placement == PlacementType::Adoptive;
        Some(vec![
            child.id.clone(),
            numbers.get(&key.group()).map(|n| people::sibling_group(*n)).unwrap_or_default(),
            band.unwrap_or_default().to_string(),
            yes_no(assessed_long(child, stay.start, today)),
            yes_no(matches!(now.legal, Ls::C1 | Ls::L1 | Ls::L2)),
            yes_no(adoption || stay.adoption.is_some()),
            format!("area {}", child.history.locality + 1),
            worker.map(|spell| spell.id.clone()).unwrap_or_default(),
            worker.map(|spell| spell.start.to_string()).unwrap_or_default(),
            wish.to_string(),
            asked,
            until,
            if objects { "objects" } else { "supports" }.to_string(),
            from,
            to,
            why,
        ])
    };
    Sheet {
        file: "companion.csv",
        columns: std::iter::once("CHILD").chain(COMPANION.iter().map(|column| column.name)).collect(),
        rows: there.iter().filter_map(row).collect(),
    }
}

/// An assessor of a made-up return looks at the time in care so far: half a year and more, and not yet 16.
fn assessed_long(child: &Written, start: Day, today: Day) -> bool {
    today.since(start) >= 183 && child.history.born.age_on(today) < 16
}

/// What the child wishes, when asked, and until when they wish to wait. Under fours are not asked.
fn wish(child: &Written, today: Day, opt_out: f64, invent: &Invent) -> (&'static str, String, String) {
    const UNDER: i32 = 4;
    if child.history.born.age_on(today) < UNDER {
        return ("not known", String::new(), String::new());
    }
    let subject = child.history.key.0;
    let asked = Day(today.0 - invent.below(Detail::Wish, subject, 1, 90) as i32);
    let share = invent.number(Detail::Wish, subject, 0);
    match share {
        _ if share <= opt_out => ("stay", asked.to_string(), String::new()),
        _ if share <= opt_out + WAITS => {
            let until = Day(today.0 + 60 + invent.below(Detail::Wish, subject, 2, 120) as i32);
            ("wait", asked.to_string(), until.to_string())
        }
        _ => ("move", asked.to_string(), String::new()),
    }
}

/// The exams of who will be 16 by the end of the next August.
fn exams(child: &Written, today: Day) -> (String, String, String) {
    let year = today.civil().0;
    let (Some(from), Some(to), Some(september)) =
        (Day::new(year, 5, 5), Day::new(year, 6, 26), Day::new(year, 9, 1))
    else {
        return Default::default();
    };
    let age = child.history.born.age_on(Day(september.0 - 1));
    let coming = from > today && age == 16 && child.history.born.plus_years(17) >= september;
    if coming { (from.to_string(), to.to_string(), "exams".into()) } else { Default::default() }
}
