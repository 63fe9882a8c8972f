//! Counts: what was read, stock, starts, ceases, moves, the long-stay pool.

use super::same_home::{home_since, thirty_months};
use super::{AGES, Group, List, Shown, Small, age_cell, age_names};
use crate::domain::codes::{ExitReason, LegalStatus, PlacementType};
use crate::published::Statistic;
use crate::ssda903::calendar::Day;
use crate::ssda903::codes::Rne;
use crate::ssda903::cohort::{Answer, Cohort, CohortChild, Ending, Episode, PeriodOfCare};
use crate::ssda903::figures::suppress;
use crate::ssda903::read::RowCounts;

/// What the files held and what became of it.
pub fn read(list: &mut List, cohort: &Cohort, counts: &RowCounts) {
    let group = |unit| Group { section: "read", year: None, by: "", unit };
    let tally = &counts.tally;
    list.plain(group("tables"), "tables", counts.tables as u64);
    list.plain(group("rows"), "rows of all tables", counts.rows as u64);
    list.plain(group("rows"), "rows of Episodes", counts.episode_rows as u64);
    list.plain(group("rows"), "rows of Episodes that could be read", counts.episodes_read as u64);
    list.plain(group("episodes"), "distinct episodes (CHILD, DECOM)", tally.distinct as u64);
    list.plain(group("episodes"), "of these short-term breaks (V3, V4), left out", tally.respite as u64);
    list.plain(group("episodes"), "episodes of the cohort", tally.kept as u64);
    list.children(group("children"), "children in Header", counts.header_children as u64, None);
    list.children(group("children"), "children with short-term breaks only", tally.respite_children as u64, None);
    let of_cohort = cohort.children.len() as u64;
    list.children(group("children"), "children of the cohort", of_cohort, None);
    let periods = || cohort.children.iter().flat_map(|child| &child.periods);
    list.plain(group("periods"), "periods of care", periods().count() as u64);
    let seen = periods().filter(|period| period.start_seen).count() as u64;
    list.plain(group("periods"), "periods of care whose start is known", seen);
}

/// Stock on the 31 March before the first return and at the end of each year; on its day for a cohort file.
pub fn stock(list: &mut List, cohort: &Cohort) {
    let years = &cohort.window.years;
    let mut days: Vec<(Option<u16>, Day)> = Vec::new();
    if let Some(first) = years.first() {
        days.push((Some(first - 1), Day::march_31(first - 1)));
    }
    days.extend(years.iter().map(|year| (Some(*year), Day::march_31(*year))));
    if years.is_empty() {
        days.push((None, cohort.window.from));
    }
    for (year, day) in days {
        stock_on(list, cohort, year, day);
    }
}

fn stock_on(list: &mut List, cohort: &Cohort, year: Option<u16>, day: Day) {
    let mut ages = vec![0; AGES];
    let mut types = vec![0; PlacementType::COUNT + 1];
    let mut legal = vec![0; LegalStatus::COUNT + 1];
    let mut unaccompanied = 0;
    for child in cohort.in_care_on(day) {
        let episode = child.episode_on(day);
        ages[age_cell(child.age_on(day))] += 1;
        types[episode.and_then(Episode::kind).map_or(PlacementType::COUNT, |kind| kind as usize)] += 1;
        legal[episode.and_then(Episode::status).map_or(LegalStatus::COUNT, |status| status as usize)] += 1;
        unaccompanied +=
            u64::from(child.unaccompanied && child.unaccompanied_until.is_none_or(|until| until > day));
    }
    let by = |by| Group { section: "stock on 31 March", year, by, unit: "children" };
    let all = [ages, types, legal];
    list.total(by(""), "looked after", &all, Some(Statistic::Stock));
    let statistics = ages_of(&Statistic::STOCK_BY_AGE);
    list.parts(by("age"), &age_names(), &all[0], &statistics);
    list.parts(by("placement"), &names(PlacementType::ALL.iter().map(|one| one.label())), &all[1], &[]);
    list.parts(by("legal status"), &names(LegalStatus::ALL.iter().map(|one| one.label())), &all[2], &[]);
    if cohort.seen.uasc {
        let total: u64 = all[0].iter().sum();
        let hidden = suppress::is_small(unaccompanied) || suppress::is_small(total - unaccompanied);
        let value = list.shown(unaccompanied, hidden);
        list.push(by(""), "unaccompanied asylum-seeking", value, Some(Statistic::Unaccompanied));
    }
}

/// Published statistics by age, with none for 18 and over.
fn ages_of(statistics: &[Statistic; 5]) -> Vec<Option<Statistic>> {
    statistics.iter().copied().map(Some).chain([None]).collect()
}

/// Labels with one more for what has no valid code.
fn names<'a>(labels: impl Iterator<Item = &'a str>) -> Vec<String> {
    labels.map(str::to_string).chain(["not known".to_string()]).collect()
}

/// First and last day of a year.
fn days_of(year: u16) -> (Day, Day) {
    (Day::april_1(year - 1), Day::march_31(year))
}

/// Children who start in each year.
pub fn starts(list: &mut List, cohort: &Cohort) {
    for &year in &cohort.window.years {
        let (from, to) = days_of(year);
        let in_year = |period: &&PeriodOfCare| period.start_seen && (from..=to).contains(&period.start);
        let mut ages = vec![0; AGES];
        let mut all = 0;
        for child in &cohort.children {
            all += child.periods.iter().filter(in_year).count() as u64;
            if let Some(first) = child.periods.iter().find(in_year) {
                ages[age_cell(child.age_on(first.start))] += 1;
            }
        }
        let by = |by, unit| Group { section: "starts in the year", year: Some(year), by, unit };
        once_and_all(list, by, std::slice::from_ref(&ages), all, Statistic::Starts);
        list.parts(by("age", "children"), &age_names(), &ages, &ages_of(&Statistic::STARTS_BY_AGE));
    }
}

/// Children who cease in each year.
pub fn ceases(list: &mut List, cohort: &Cohort) {
    for &year in &cohort.window.years {
        let (from, to) = days_of(year);
        let in_year = |period: &&PeriodOfCare| {
            matches!(period.ending, Ending::Ceased(_)) && period.end.is_some_and(|end| (from..=to).contains(&end))
        };
        let mut ages = vec![0; AGES];
        let mut reasons = vec![0; ExitReason::COUNT + 1];
        let (mut all, mut lost) = (0, 0);
        for child in &cohort.children {
            all += child.periods.iter().filter(in_year).count() as u64;
            let is_lost = |period: &&PeriodOfCare| {
                period.ending == Ending::Lost
                    && period.end.is_some_and(|end| (from..=to).contains(&Day(end.0 - 1)))
            };
            lost += u64::from(child.periods.iter().any(|period| is_lost(&period)));
            if let Some(last) = child.periods.iter().rfind(in_year) {
                ages[age_cell(child.age_on(last.end.unwrap_or(to)))] += 1;
                reasons[last.exit().map_or(ExitReason::COUNT, |reason| reason as usize)] += 1;
            }
        }
        let by = |by, unit| Group { section: "ceases in the year", year: Some(year), by, unit };
        let groups = [ages, reasons];
        once_and_all(list, by, &groups, all, Statistic::Ceases);
        list.children(by("", "children"), "children lost from sight, not counted as ceased", lost, None);
        let [s1, s2, s3, s4] =
            [Statistic::CeasesUnder1, Statistic::Ceases1To4, Statistic::Ceases5To9, Statistic::Ceases10To15]
                .map(Some);
        list.parts(
            by("age", "children"),
            &age_names(),
            &groups[0],
            &[s1, s2, s3, s4, None, Some(Statistic::Ceases18Plus)],
        );
        let labels = names(ExitReason::ALL.iter().map(|one| one.label()));
        list.parts(by("reason", "children"), &labels, &groups[1], &[]);
    }
}

/// Each child once, and all periods: hidden where the difference would tell a small number.
fn once_and_all(
    list: &mut List,
    by: impl Fn(&'static str, &'static str) -> Group,
    groups: &[Vec<u64>],
    all: u64,
    statistic: Statistic,
) {
    let once: u64 = groups[0].iter().sum();
    list.total(by("", "children"), "children, each once", groups, Some(statistic));
    let value = list.shown(all, suppress::is_small(all - once) || suppress::is_small(once));
    list.push(by("", "periods"), "all periods of care", value, None);
}

/// Moves to a new carer in each year, and placements of the children looked after at its end.
pub fn moves(list: &mut List, cohort: &Cohort) {
    for &year in &cohort.window.years {
        let (from, to) = days_of(year);
        let (mut moves, mut status, mut temporary) = (0, 0, 0);
        for period in cohort.children.iter().flat_map(|child| &child.periods) {
            for (at, episode) in period.episodes.iter().enumerate() {
                if !(from..=to).contains(&episode.start) {
                    continue;
                }
                let before = at.checked_sub(1).map(|at| &period.episodes[at]);
                let is_temporary = |episode: &Episode| episode.place.is_some_and(|place| place.is_temporary());
                moves += u64::from(episode.moved);
                temporary +=
                    u64::from(episode.moved && (is_temporary(episode) || before.is_some_and(is_temporary)));
                status += u64::from(matches!(episode.rne, Some(Rne::T | Rne::U)));
            }
        }
        let by = |by, unit| Group { section: "moves in the year", year: Some(year), by, unit };
        list.plain(by("", "moves"), "moves to a new carer (RNE P, B)", moves);
        list.plain(by("", "moves"), "of these into or back from a temporary placement (T0 to T4)", temporary);
        list.plain(by("", "changes"), "changes of placement with the same carer (RNE T, U)", status);
        let mut cells = vec![0; 3];
        for child in cohort.in_care_on(to) {
            cells[placements_in(child, from, to).clamp(1, 3) - 1] += 1;
        }
        let statistics = [Statistic::OnePlacement, Statistic::TwoPlacements, Statistic::ThreePlacements].map(Some);
        let labels = ["one", "two", "three or more"].map(String::from);
        list.parts(
            by("placements in the year, looked after on 31 March", "children"),
            &labels,
            &cells,
            &statistics,
        );
    }
}

/// Placements of a child in a year, temporary ones left out; a return to the same place after one is no new one.
fn placements_in(child: &CohortChild, from: Day, to: Day) -> usize {
    let mut count = 0;
    let in_year = child.periods.iter().filter(|p| p.start <= to && p.end.is_none_or(|end| end > from));
    for period in in_year {
        let mut before = None;
        let mut away = false;
        for carer in period.carers() {
            let place = carer.episodes[carer.episodes.len() - 1].place;
            if place.is_some_and(|place| place.is_temporary()) {
                away = true;
                continue;
            }
            let back = away && carer.episodes[0].place == before;
            let overlaps = carer.start <= to && carer.end.is_none_or(|end| end > from);
            count += usize::from(overlaps && !(back && count > 0));
            (before, away) = (place, false);
        }
    }
    count
}

/// The children of the last day who have been in care for long.
pub fn long_stay(list: &mut List, cohort: &Cohort) {
    let day = cohort.window.last_day();
    let (mut year, mut two, mut young) = (0, 0, [0, 0]);
    let mut pool = [0, 0, 0];
    for child in cohort.in_care_on(day) {
        let Some(period) = child.period_on(day) else { continue };
        let past = |years: i32| period.start.plus_years(years) <= day;
        year += u64::from(past(1));
        if child.age_on(day) < 16 && thirty_months(period.start, day) {
            young[usize::from(home_since(period, day).plus_years(2) <= day)] += 1;
        }
        if past(2) {
            two += 1;
            let planned = child.adoption_planned_on(day, cohort.decisions_seen()) == Answer::Yes;
            let court = child.in_proceedings_on(day) == Answer::Yes;
            pool[if planned {
                0
            } else if court {
                1
            } else {
                2
            }] += 1;
        }
    }
    let by = |by| Group { section: "long stays on the last day", year: None, by, unit: "children" };
    list.children(by(""), "looked after for 12 months or more", year, None);
    list.total(by(""), "looked after for two years or more", &[pool.to_vec()], None);
    debug_assert_eq!(two, pool.iter().sum::<u64>());
    let labels = ["an adoption is planned", "in proceedings", "neither: the long-stay pool"].map(String::from);
    list.parts(by("looked after for two years or more"), &labels, &pool, &[]);
    let stay = young[0] + young[1];
    list.total(by(""), "under 16, looked after for 2.5 years or more", &[young.to_vec()], None);
    let hidden = suppress::is_small(stay) || suppress::hide(stay, &young).cells[1];
    let share = match (hidden && list.small == Small::Hidden, stay) {
        (true, _) => Shown::Hidden,
        (false, 0) => Shown::Nothing,
        (false, _) => Shown::Real(100.0 * young[1] as f64 / stay as f64),
    };
    let group = Group { unit: "%", ..by("") };
    list.push(group, "of these with the same carer for two years", share, Some(Statistic::SameCarerPercent));
}
