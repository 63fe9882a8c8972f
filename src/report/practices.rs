//! Single practices, where a policy has several: a file and a table.

use super::options::Table;
use crate::domain::practice_measures::PracticeMeasure;
use crate::results::rounding::with_error;
use crate::results::study::{PracticeLine, Spread, Study};

/// The file's name.
pub const FILE: &str = "practices.csv";

/// The file: a row a practice, period and measure; nothing where no policy has several practices.
pub fn csv(study: &Study) -> Option<String> {
    if study.practices.is_empty() {
        return None;
    }
    let mut text = String::from("policy,practice,period,measure,n,mean,half_width,sd,q05,median,q95\n");
    for line in &study.practices {
        let PracticeLine { arm, practice, period, measure, spread: s } = line;
        let (policy, period) = (&study.arms[*arm].name, &study.periods[*period]);
        let numbers = [s.mean, s.half_width, s.sd, s.q05, s.median, s.q95].map(number).join(",");
        text.push_str(&format!("{policy},{practice},{period},{measure},{},{numbers}\n", s.n));
    }
    Some(text)
}

/// Empty where nothing is defined.
fn number(value: f64) -> String {
    if value.is_finite() { format!("{value}") } else { String::new() }
}

/// Practices over the whole time, one a row.
pub fn table(study: &Study) -> Table {
    const SHOWN: [(PracticeMeasure, &str); 4] = [
        (PracticeMeasure::Size, "Children and young people"),
        (PracticeMeasure::Changes, "Changes of worker a year"),
        (PracticeMeasure::SameWorker, "Same worker all year, %"),
        (PracticeMeasure::Caseload, "Cases per worker"),
    ];
    let head = ["Policy", "Practice"].into_iter().chain(SHOWN.map(|(_, head)| head)).map(String::from).collect();
    let whole = study.whole();
    let first = |line: &&PracticeLine| line.period == whole && line.measure == PracticeMeasure::Size.name();
    let row = |line: &PracticeLine| {
        let value = |measure: PracticeMeasure| {
            let same = |other: &&PracticeLine| {
                (other.arm, &other.practice, other.period) == (line.arm, &line.practice, line.period)
                    && other.measure == measure.name()
            };
            let shown = |s: &Spread| if s.is_defined() { with_error(s.mean, s.half_width) } else { "-".into() };
            study.practices.iter().find(same).map_or("-".into(), |found| shown(&found.spread))
        };
        let names = [study.arms[line.arm].label.clone(), line.practice.clone()];
        names.into_iter().chain(SHOWN.map(|(measure, _)| value(measure))).collect()
    };
    Table { head, rows: study.practices.iter().filter(first).map(row).collect() }
}
