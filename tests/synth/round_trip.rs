//! Reading back what was written.

use std::collections::BTreeMap;

use swpsim::ssda903::cohort::CohortChild;
use swpsim::ssda903::files::Found;
use swpsim::ssda903::problems::Problems;
use swpsim::ssda903::pseudonym::Names;
use swpsim::ssda903::read::{Reading, returns_of};
use swpsim::ssda903::{Day, Ending, Key};
use swpsim::synth::episodes::{Stay, Written};
use swpsim::synth::history::{Begins, Period};
use swpsim::synth::{Faults, Returns};

pub const KEY: [u8; 32] = [9; 32];

/// The reader's result for the tables as files.
pub fn read(returns: &Returns) -> Reading {
    let mut found = Vec::new();
    for year in &returns.years {
        for sheet in &year.sheets {
            let (name, folder) = (format!("{}/{}", year.folder(), sheet.file), year.folder());
            found.push(Found { name, folder, bytes: sheet.csv().into_bytes() });
        }
    }
    returns_of(found, &Key::of_bytes(KEY), Problems::default()).expect("a cohort")
}

/// The stretches of a period that the returns can show, with new carers marked.
fn homes(period: &Period, from: Day) -> Vec<(Day, &'static str, bool)> {
    let mut all: Vec<(Day, &'static str, bool)> = Vec::new();
    for (at, home) in period.homes.iter().enumerate() {
        let end = period.homes.get(at + 1).map(|next| next.start).or(period.end.map(|(end, _)| end));
        if end.is_none_or(|end| end >= from) && home.begins != Begins::StatusOnly {
            all.push((home.start, home.placement.name(), home.begins == Begins::NewCarer));
        }
    }
    all
}

/// The first of these has no move before it in the return: neither has a period's first.
fn check_placements(child: &CohortChild, at: usize, period: &Period, stay: &Stay, from: Day) {
    let read = &child.periods[at];
    let shown = stay.episodes.iter().filter(|episode| episode.end.is_none_or(|end| end >= from)).count();
    assert_eq!(read.episodes.len(), shown, "episodes of {}", child.key);
    for (day, placement, new_carer) in homes(period, from) {
        let day = day.max(read.start);
        let episode = read.episodes.iter().find(|episode| episode.holds(day)).unwrap();
        assert_eq!(episode.kind().map(|kind| kind.name()), Some(placement), "{} on {day}", child.key);
        if day > read.start {
            assert_eq!((episode.start, episode.moved), (day, new_carer), "{}", child.key);
        }
    }
    let moves = homes(period, from).iter().filter(|(day, _, new)| *new && *day > read.start).count();
    assert_eq!(read.carers().count(), moves + 1, "carers of {}", child.key);
}

fn check_periods(child: &CohortChild, written: &Written, from: Day) {
    assert_eq!(child.periods.len(), written.history.periods.len(), "periods of {}", child.key);
    for (at, (period, stay)) in written.history.periods.iter().zip(&written.stays).enumerate() {
        let read = &child.periods[at];
        let whole = stay.episodes[0].end.is_none_or(|end| end >= from);
        assert_eq!(read.start_seen, whole, "{}", child.key);
        assert!(!whole || read.start == period.start, "{}", child.key);
        assert_eq!(read.end, period.end.map(|(end, _)| end), "{}", child.key);
        assert_eq!(read.need, Some(period.began.need), "{}", child.key);
        let reason = stay.episodes.last().and_then(|last| last.rec);
        match period.end {
            None => assert_eq!(read.ending, Ending::Open),
            Some((_, why)) => {
                assert_eq!(read.ending, Ending::Ceased(reason));
                let other = read.exit() == Some(swpsim::domain::codes::ExitReason::Other);
                assert!(read.exit() == Some(why) || other, "{:?} for {why:?}", read.exit());
            }
        }
        check_placements(child, at, period, stay, from);
    }
}

#[test]
fn reading_back_gives_the_same_children_periods_of_care_and_placements() {
    let returns = crate::returns(&[], 5, 2026, 11, Faults::None);
    let reading = read(&returns);
    let key = Key::of_bytes(KEY);
    assert_eq!(reading.cohort.window, returns.window);
    assert_eq!(reading.cohort.children.len(), returns.children.len());
    for written in &returns.children {
        let child = reading.cohort.child(key.pseudonym(Names::Child, written.id.as_bytes())).expect("the child");
        assert_eq!(child.born, written.history.born);
        assert_eq!(child.sex, Some(written.sex));
        assert_eq!(child.ethnicity(), written.history.ethnicity);
        assert_eq!(child.unaccompanied, written.history.unaccompanied);
        check_periods(child, written, returns.window.from);
    }
    let other = returns.notes.endings_not_allowed as usize;
    let differ = returns.children.iter().flat_map(|written| written.history.periods.iter().zip(&written.stays));
    let differ = differ.filter(|(period, stay)| {
        let read = stay.episodes.last().and_then(|last| last.rec).and_then(|rec| rec.exit());
        period.end.is_some_and(|(_, why)| read != Some(why))
    });
    assert_eq!(differ.count(), other, "only the ends of care that the notes count differ");
}

#[test]
fn reading_back_gives_the_same_workers_while_children_are_in_care() {
    let returns = crate::returns(&[], 5, 2026, 12, Faults::None);
    let reading = read(&returns);
    let key = Key::of_bytes(KEY);
    let since = Day::april_1(2023);
    let mut compared = 0;
    for written in &returns.children {
        let child = reading.cohort.child(key.pseudonym(Names::Child, written.id.as_bytes())).expect("the child");
        for stay in &written.stays {
            let inside = |start: Day, end: Option<Day>| {
                let end = end.into_iter().chain(stay.end).min().unwrap_or(returns.window.to);
                (start >= stay.start && end > since && start < end).then_some((start, end))
            };
            let expected: Vec<_> = stay
                .workers
                .iter()
                .filter_map(|spell| {
                    let days = inside(spell.start, spell.end)?;
                    Some((key.pseudonym(Names::Worker, spell.id.as_bytes()), days))
                })
                .collect();
            let end = stay.end.unwrap_or(returns.window.to);
            let own = child.workers.iter().filter(|spell| spell.start >= stay.start && spell.start < end);
            let found: Vec<_> =
                own.filter_map(|spell| Some((spell.worker, inside(spell.start, spell.end)?))).collect();
            assert_eq!(found, expected, "{}", written.id);
            compared += found.len();
        }
    }
    assert!(compared > 2000, "{compared}");
}

#[test]
fn nothing_is_wrong_with_a_made_up_return() {
    let reading = read(&crate::returns(&[], 5, 2026, 13, Faults::None));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in reading.problems.list() {
        *kinds.entry(problem.kind.name()).or_default() += 1;
    }
    // the last worker of who has left care stays in the return without an end (rules SW11, SW17)
    kinds.remove("worker_spell_stale");
    // a child in care on the first day may be in an episode that began before the returns do
    kinds.remove("no_episode_before");
    assert!(kinds.is_empty(), "{kinds:?}");
}
