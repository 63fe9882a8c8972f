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

/// The table as sentences, one a practice, for a terminal of any width.
pub fn lines(study: &Study) -> Vec<String> {
    let Table { head, rows } = table(study);
    let line = |row: &Vec<String>| {
        let told: Vec<String> =
            head.iter().zip(row).skip(2).map(|(head, cell)| format!("{head} {cell}")).collect();
        format!("- {}, {}: {}", row[0], row[1], told.join("; "))
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    fn study() -> Study {
        let mut study = invented::study();
        let spread = |mean: f64| Spread { mean, half_width: 0.5, n: 40, ..Spread::of(&mut vec![]) };
        let whole = study.whole();
        let of = |practice: &str, measure: PracticeMeasure, mean: f64| PracticeLine {
            arm: 1,
            practice: practice.into(),
            period: whole,
            measure: measure.name(),
            spread: spread(mean),
        };
        study.practices = vec![
            of("elm", PracticeMeasure::Size, 48.0),
            of("elm", PracticeMeasure::SameWorker, 71.0),
            of("oak", PracticeMeasure::Size, 52.0),
        ];
        study
    }

    #[test]
    fn the_file_has_a_row_for_each_practice_and_measure_and_leaves_out_what_is_not_defined() {
        let study = study();
        let text = csv(&study).unwrap();
        let name = &study.arms[1].name;
        assert!(text.contains(&format!("{name},elm,all,same_worker_all_year_pct,40,71,0.5,,,,\n")), "{text}");
        assert_eq!(text.lines().count(), 4);
        assert_eq!(csv(&invented::study()), None);
    }

    #[test]
    fn the_table_has_a_row_for_each_practice() {
        let rows = table(&study()).rows;
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0][1].as_str(), rows[1][1].as_str()), ("elm", "oak"));
        let told = lines(&study());
        assert!(told[0].starts_with("- in-house dedicated team, elm: Children and young people 48"), "{told:?}");
        assert!(rows[0][2].starts_with("48") && rows[0][4].starts_with("71") && rows[1][4] == "-", "{rows:?}");
    }
}
