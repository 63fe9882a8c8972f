//! Tables of sizes: one row a size for people, one row a number for programs.

use serde::Serialize;

use super::answer::lead;
use super::words::value_of;
use crate::report::options::Table;
use crate::results::rounding::{money, stated};
use crate::results::size::study::SizeStudy;
use crate::results::size::verdict::Verdict;

/// Columns of the first table for people: heading and measure.
const CHILDREN: [(&str, &str); 7] = [
    ("same worker", "cohort_same_worker_all_year_pct"),
    ("changes a year", "cohort_changes_per_year"),
    ("to a known one", "cohort_changes_known_pct"),
    ("days without", "cohort_unallocated_days"),
    ("caseload", "cohort_caseload_per_worker"),
    ("vacancies a year", "practice_vacancy_spells"),
    ("cover fails a year", "cover_failures"),
];

/// Columns of the second one, beside months and funds.
const PLACES: [(&str, &str); 4] = [
    ("served", "cohort_size"),
    ("unfilled", "places_unfilled"),
    ("in band", "in_band_pct"),
    ("cost a child-year", "practice_cost_per_child_year_gbp"),
];

/// What each verdict is called.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Meets => "meets",
        Verdict::Misses => "misses",
        Verdict::CannotBeTold => "not yet",
    }
}

/// One row a size in two tables, the children's and the places'; what is nowhere defined is left out.
pub fn by_size(study: &SizeStudy) -> [Table; 2] {
    [children(study), places(study)]
}

/// A table of these measures, other cells before and after them.
fn table(
    study: &SizeStudy,
    columns: &[(&str, &str)],
    (before, after): (Vec<&str>, Vec<String>),
    cells: impl Fn(usize) -> (Vec<String>, Vec<String>),
) -> Table {
    let shown: Vec<_> = columns.iter().filter(|(_, name)| !study.by_size(name).is_empty()).collect();
    let mut head = vec!["places".to_string()];
    head.extend(before.iter().map(|heading| heading.to_string()));
    head.extend(shown.iter().map(|(heading, _)| heading.to_string()));
    head.extend(after);
    let row = |(place, places): (usize, &u32)| {
        let (before, after) = cells(place);
        let value = |name: &str| {
            let line = study.line(*places, name);
            line.map_or("–".into(), |line| value_of(study, name, line.spread.mean, line.spread.half_width))
        };
        let middle = shown.iter().map(|(_, name)| value(name));
        std::iter::once(places.to_string()).chain(before).chain(middle).chain(after).collect()
    };
    Table { head, rows: study.sizes.iter().enumerate().map(row).collect() }
}

fn children(study: &SizeStudy) -> Table {
    let limited = !study.limits.is_empty();
    let before = if limited { vec!["posts", "limits", "met in"] } else { vec!["posts"] };
    table(study, &CHILDREN, (before, Vec::new()), |place| {
        let mut cells = vec![stated((study.posts_by_size[place] * 10.0).round() / 10.0)];
        if let Some(judged) = study.judged.get(place) {
            cells.extend([verdict(judged.verdict).to_string(), format!("{} of {}", judged.met, judged.of)]);
        }
        (cells, Vec::new())
    })
}

fn places(study: &SizeStudy) -> Table {
    let with_fund = |holder: &&str| study.funds.iter().any(|line| line.holder == *holder);
    let holders: Vec<&str> = ["authority", "practice"].into_iter().filter(with_fund).collect();
    let after = holders.iter().map(|holder| format!("fund, {holder}-held")).collect();
    table(study, &PLACES, (vec!["months to fill"], after), |place| {
        let filling = &study.filling[place];
        let fills = filling.never * 2 < filling.histories;
        let fund = |holder: &&str| {
            let places = study.sizes[place];
            let line = study.funds.iter().find(|line| line.holder == *holder && line.places == places);
            match line.and_then(|line| line.smallest_gbp) {
                Some(level) if level.is_finite() => money(level, 0.0),
                _ => "none holds".into(),
            }
        };
        let months = if fills { stated(filling.months.median) } else { "never".into() };
        (vec![months], holders.iter().map(fund).collect())
    })
}

fn csv(header: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = header.iter().map(|name| name.to_string()).collect();
    for record in std::iter::once(header).chain(rows) {
        let written = writer.write_record(&record); // writing to memory cannot fail
        debug_assert!(written.is_ok(), "{written:?}");
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A number, or nothing where it is not defined.
fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

/// Every number by size, turnover and measure: one row each. Funds are no means: their statistic is "1 in 20".
pub fn sizes_csv(study: &SizeStudy) -> String {
    let header = [
        "places",
        "posts",
        "turnover",
        "turnover_per_year",
        "measure",
        "unit",
        "statistic",
        "histories",
        "value",
        "low_95",
        "high_95",
        "q05",
        "median",
        "q95",
        "not_moved",
        "difference",
        "difference_low_95",
        "difference_high_95",
    ];
    let posts = |places: u32| {
        let place = study.sizes.iter().position(|size| *size == places);
        place.map_or(String::new(), |place| number(study.posts_by_size[place]))
    };
    let stated_turnover = study.turnover_levels.iter().find(|level| level.level == "stated");
    let stated_turnover = stated_turnover.map_or(String::new(), |level| number(level.turnover_per_year));
    let unit = |name: &str| study.measure(name).map_or("", |measure| measure.unit.as_str()).to_string();
    let start = |places: u32, level: &str, turnover: String, measure: &str, unit: String, statistic: &str| {
        [places.to_string(), posts(places), level.into(), turnover, measure.into(), unit, statistic.into()]
            .to_vec()
    };
    let spread = |s: &crate::results::study::Spread| {
        let (low, high) = s.interval();
        [
            s.n.to_string(),
            number(s.mean),
            number(low),
            number(high),
            number(s.q05),
            number(s.median),
            number(s.q95),
        ]
        .to_vec()
    };
    let mut rows = Vec::new();
    for line in study.lines.iter().filter(|line| line.spread.is_defined()) {
        let mut row =
            start(line.places, "stated", stated_turnover.clone(), line.measure, unit(line.measure), "mean");
        row.extend(spread(&line.spread));
        row.push(line.not_moved.as_ref().map_or(String::new(), |spread| number(spread.mean)));
        let difference = line.difference.as_ref().map(|difference| difference.spread);
        let ends = difference.map_or((f64::NAN, f64::NAN), |spread| spread.interval());
        row.extend([number(difference.map_or(f64::NAN, |spread| spread.mean)), number(ends.0), number(ends.1)]);
        rows.push(row);
    }
    for line in study.turnover.iter().filter(|line| line.level != "stated" && line.spread.is_defined()) {
        let turnover = number(line.turnover_per_year);
        let mut row = start(line.places, line.level, turnover, line.measure, unit(line.measure), "mean");
        row.extend(spread(&line.spread));
        row.extend(std::iter::repeat_n(String::new(), 4));
        rows.push(row);
    }
    for line in &study.funds {
        let name = format!("smallest_fund_{}_holds_gbp", line.holder);
        let mut row = start(line.places, "stated", stated_turnover.clone(), &name, "GBP".into(), "1 in 20");
        let optional = |value: Option<f64>| number(value.unwrap_or(f64::NAN));
        row.extend([line.histories.to_string(), optional(line.smallest_gbp)]);
        row.extend([optional(line.low_gbp), optional(line.high_gbp)]);
        row.extend(std::iter::repeat_n(String::new(), 7));
        rows.push(row);
    }
    csv(&header, rows)
}

/// Numbers served by month since go-live, while panels go on and where they stop.
pub fn months_csv(study: &SizeStudy) -> String {
    let mut rows = Vec::new();
    for filling in &study.filling {
        for (month, served) in filling.served.iter().enumerate() {
            let cells = [filling.places.to_string(), String::new(), month.to_string(), number(*served)];
            rows.push(cells.into_iter().chain([String::new(), String::new()]).collect());
        }
    }
    for decay in &study.decay {
        for (month, served) in decay.mean.iter().enumerate() {
            let ends = [number(decay.q05[month]), number(decay.q95[month])];
            let stop = decay.stops_after_months.to_string();
            let cells = [decay.places.to_string(), stop, month.to_string(), number(*served)];
            rows.push(cells.into_iter().chain(ends).collect());
        }
    }
    csv(&["places", "panels_stop_after_month", "month", "served", "q05", "q95"], rows)
}

/// Everything for other programs, the answer's sentence first.
pub fn summary_json(study: &SizeStudy) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Summary<'a> {
        answer: String,
        #[serde(flatten)]
        study: &'a SizeStudy,
    }
    serde_json::to_string_pretty(&Summary { answer: lead(study), study }).map(|text| text + "\n")
}
