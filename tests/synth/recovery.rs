//! The rates that made the returns are found in them.

use swpsim::domain::codes::AgeBand;
use swpsim::domain::keys::YEAR_DAYS;
use swpsim::domain::parameters::StayLaw;
use swpsim::domain::parameters::stay::{ADULT_DAYS, AGE_ENDS, DURATION_ENDS};
use swpsim::ssda903::figures::{Shown, Small, lines};
use swpsim::ssda903::{Cohort, Day, Ending};
use swpsim::synth::{self, Faults};

use crate::round_trip::read;

/// Hazard times exposure of a stay observed over these days since its start, by class of duration. As the engine, up
/// to the 18th birthday, and by half days, since a return knows no hours.
fn expected(per_day: &[f64; 9], age_factor: &[f64; 6], born_before: f64, days: (f64, f64), into: &mut [f64; 9]) {
    let mut cuts: Vec<f64> =
        DURATION_ENDS.iter().copied().chain(AGE_ENDS.iter().map(|age| age - born_before)).collect();
    let until = days.1.min(ADULT_DAYS - born_before);
    cuts.retain(|cut| *cut > days.0 && *cut < until);
    cuts.push(until);
    cuts.sort_by(f64::total_cmp);
    let mut from = days.0;
    for to in cuts {
        if to > from {
            let middle = (from + to) / 2.0;
            let duration = DURATION_ENDS.iter().position(|end| middle < *end).unwrap();
            let age = AGE_ENDS.iter().position(|end| middle + born_before < *end).unwrap();
            into[duration] += per_day[duration] * age_factor[age] * (to - from);
            from = to;
        }
    }
}

/// Of periods that began in the window. Those that began before are seen from their start only where nothing changed
/// since, and who is about to leave has more often just moved: of them 6 to 7% fewer leave than the hazard says.
///
/// Exits before 18 that are seen and those that the hazard lets expect, by class of duration.
fn exits(cohort: &Cohort, per_day: &[f64; 9], age_factor: &[f64; 6]) -> ([f64; 9], [f64; 9]) {
    let (mut seen, mut hoped) = ([0.0; 9], [0.0; 9]);
    for child in &cohort.children {
        for period in child.periods.iter().filter(|period| period.start >= cohort.window.from) {
            let first = f64::from(cohort.window.from.since(period.start).max(0));
            let last = f64::from(period.end.unwrap_or(cohort.window.to).since(period.start));
            let born_before = f64::from(period.start.since(child.born));
            expected(per_day, age_factor, born_before, (first, last), &mut hoped);
            let adult = period.end.is_some_and(|end| child.born.age_on(Day(end.0 + 1)) >= 18);
            if matches!(period.ending, Ending::Ceased(_)) && !adult {
                seen[DURATION_ENDS.iter().position(|end| last < *end).unwrap()] += 1.0;
            }
        }
    }
    (seen, hoped)
}

#[test]
fn the_hazards_of_leaving_are_recovered_by_class_of_duration() {
    // Exits less hazard times exposure is a martingale whose variance is hazard times exposure. 7 classes (up to
    // five years) over 3,000 children; 4 standard errors: a false alarm in about 1 of 2,000 seeds.
    let (model, window) = crate::model(&["authority.stock=3000", "authority.starts_per_year=1185"], 5, 2026);
    let StayLaw::Table { per_day, age_factor } = model.world.stay.law.clone() else { panic!("a table") };
    let returns = synth::returns(&model, 31, 0, &window, "england-2024", Faults::None);
    let (seen, hoped) = exits(&read(&returns).cohort, &per_day, &age_factor);
    for class in 0..7 {
        let (o, e) = (seen[class], hoped[class]);
        assert!(e > 15.0, "class {class}: {e}");
        assert!((o - e).abs() < 4.0 * e.sqrt() + 1.0, "class {class}: {o} exits, {e:.1} expected");
    }
    println!("exits seen {seen:?}\nexpected {hoped:.1?}");
    let (o, e): (f64, f64) = (seen.iter().sum(), hoped.iter().sum());
    assert!((o - e).abs() < 4.0 * e.sqrt(), "{o} exits, {e:.1} expected");
}

/// A rate or share that the reader shows, with its interval.
fn line(cohort: &Cohort, section: &str, by: &str, item: &str) -> (f64, (f64, f64)) {
    let all = lines(cohort, None, Small::Shown);
    let found = all.iter().find(|line| (line.section, line.by, line.item.as_str()) == (section, by, item));
    match found.map(|line| (line.value, line.interval)) {
        Some((Shown::Real(value), Some(interval))) => (value, interval),
        other => panic!("{section} {by} {item}: {other:?}"),
    }
}

/// Moves to a new carer and child-years by age band from the records of a history, in moments instead of days.
fn moves_simulated(model: &swpsim::flow::Model, seed: u64) -> [(f64, f64); 5] {
    use swpsim::flow::records::Kept;
    let records = swpsim::flow::records(model, seed, 0, 0);
    let horizon = model.world.horizon();
    let mut all = [(0.0, 0.0); 5];
    let mut open = std::collections::BTreeMap::new();
    let mut stay = |born: f64, from: f64, to: f64| {
        let ends = [1.0, 5.0, 10.0, 16.0, 99.0].map(|age| born + age * YEAR_DAYS);
        let mut at = from.max(0.0);
        for (band, end) in ends.into_iter().enumerate() {
            all[band].1 += (end.min(to) - at).max(0.0) / YEAR_DAYS;
            at = at.max(end.min(to));
        }
    };
    let mut moved = Vec::new();
    for (time, child, kept) in &records.entries {
        match kept {
            Kept::CareBegan(began) => {
                open.insert(*child, (began.born, *time));
            }
            Kept::CareEnded { .. } => {
                let (born, from) = open.remove(child).unwrap();
                stay(born, from, *time);
            }
            Kept::NewCarer { .. } if *time >= 0.0 => moved.push(AgeBand::of((time - open[child].0) / YEAR_DAYS)),
            _ => {}
        }
    }
    for (born, from) in open.into_values() {
        stay(born, from, horizon);
    }
    for band in moved {
        all[band as usize].0 += 1.0;
    }
    all
}

#[test]
fn the_rates_of_moves_are_recovered_by_age() {
    // The rate that made it: the mean of 40 other histories of the same authority. Children differ in how prone to
    // moves they are, so the spread is that between histories. 5 bands, 4 of these standard deviations: a false alarm
    // in about 1 of 1,000 seeds (Student's t with 39 degrees of freedom).
    let (model, window) = crate::model(&[], 5, 2026);
    let cohort = read(&synth::returns(&model, 41, 0, &window, "england-2024", Faults::None)).cohort;
    let others: Vec<[(f64, f64); 5]> = (100..140).map(|seed| moves_simulated(&model, seed)).collect();
    for band in 0..5 {
        let rates: Vec<f64> = others.iter().map(|all| all[band].0 / all[band].1).collect();
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        let variance = rates.iter().map(|rate| (rate - mean).powi(2)).sum::<f64>() / (rates.len() - 1) as f64;
        let (rate, _) = line(&cohort, "moves per child-year", "age", AgeBand::at(band).label());
        println!("band {band}: {rate:.3} read, {mean:.3} made it, spread {:.3}", variance.sqrt());
        assert!((rate - mean).abs() < 4.0 * variance.sqrt(), "band {band}: {rate} against {mean}");
    }
}

#[test]
fn the_share_that_stays_two_years_is_recovered_with_delayed_entry() {
    // The share that made it: of the starts in the first three years of 40 other histories. 4 standard errors of both
    // together: a false alarm in about 1 of 15,000 seeds.
    use swpsim::flow::records::Kept;
    let (model, window) = crate::model(&[], 5, 2026);
    let cohort = read(&synth::returns(&model, 51, 0, &window, "england-2024", Faults::None)).cohort;
    let (value, (low, high)) = line(&cohort, "share that stays", "", "stay longer than two years");
    let (mut starts, mut long) = (0.0, 0.0);
    for seed in 200..240 {
        let mut open = std::collections::BTreeMap::new();
        for (time, child, kept) in &swpsim::flow::records(&model, seed, 0, 0).entries {
            match kept {
                Kept::CareBegan(_) => {
                    let counted = (0.0..3.0 * YEAR_DAYS).contains(time);
                    starts += f64::from(u8::from(counted));
                    long += f64::from(u8::from(counted));
                    open.insert(*child, (*time, counted));
                }
                Kept::CareEnded { .. } => {
                    let (from, counted) = open.remove(child).unwrap();
                    long -= f64::from(u8::from(counted && time - from <= 730.0));
                }
                _ => {}
            }
        }
    }
    let made = 100.0 * long / starts;
    let error = ((high - low) / 2.0 / 1.96).hypot((made * (100.0 - made) / starts).sqrt());
    println!("two years: {value:.1}% read ({low:.1} to {high:.1}), {made:.1}% made it");
    assert!((value - made).abs() < 4.0 * error, "{value} against {made}");
}
