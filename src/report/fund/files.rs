//! The files beside the page: tidy tables that a spreadsheet, R or Python reads without help.

use crate::report::charts::Figure;
use crate::results::fund::findings::{Findings, Line, Method};

/// Names and texts of every file but the page and the manifest.
pub fn files(findings: &Findings, figures: &[Figure], summary: &str) -> Vec<(String, String)> {
    let json = serde_json::to_string_pretty(findings).unwrap_or_default() + "\n";
    let mut all = vec![
        ("summary.txt".to_string(), summary.to_string()),
        ("summary.json".into(), json),
        ("funds.csv".into(), funds(findings)),
        ("curve.csv".into(), curve(findings)),
        ("levels.csv".into(), levels(findings)),
        ("causes.csv".into(), causes(findings)),
    ];
    let optional =
        [("draws.csv", draws(findings)), ("pools.csv", pools(findings)), ("sizes.csv", sizes(findings))];
    all.extend(optional.into_iter().filter(|(_, text)| text.lines().count() > 1).map(|(n, t)| (n.into(), t)));
    all.extend(figures.iter().map(|figure| (format!("figures/{}.svg", figure.name), figure.svg.clone())));
    all
}

/// A table as CSV.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = head.iter().map(|name| name.to_string()).collect();
    for record in std::iter::once(header).chain(rows) {
        // writing to memory cannot fail; rows of other lengths would be a bug
        let written = writer.write_record(&record);
        debug_assert!(written.is_ok(), "{written:?}");
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Infinite: `none`, as no fund of any size suffices; not defined: `x`, as in official statistics.
fn number(value: f64) -> String {
    match value {
        value if value.is_nan() => "x".into(),
        value if value.is_infinite() => "none".into(),
        value => format!("{value}"),
    }
}

/// The columns that name a case.
const CASE: [&str; 6] = ["holder", "arrangement", "years", "surplus", "money", "tested"];

fn case(line: &Line) -> Vec<String> {
    let c = &line.case;
    vec![
        c.holder.name().to_string(),
        c.arrangement.clone(),
        c.years.to_string(),
        c.surplus.clone(),
        c.money.clone(),
        c.tested.clone(),
    ]
}

/// Every line of the table.
pub fn funds(findings: &Findings) -> String {
    let head = [
        &CASE[..],
        &[
            "method",
            "contracts",
            "chance",
            "confidence",
            "fund_point_gbp",
            "fund_gbp",
            "fund_all_together_gbp",
            "range_low_gbp",
            "range_high_gbp",
            "margin_gbp_a_year",
            "unpaid_expected_gbp",
            "unpaid_half_width_gbp",
            "unpaid_worst_gbp",
        ],
    ]
    .concat();
    let row = |line: &Line| {
        let method = match line.method {
            Method::CriticalLevels => "critical-levels",
            Method::EvaluatedAgain { .. } => "evaluated-again",
        };
        let unfunded = line.unfunded.as_ref();
        let of = |value: Option<f64>| number(value.unwrap_or(f64::NAN));
        let mut cells = case(line);
        cells.extend([
            method.into(),
            line.histories.to_string(),
            number(findings.chance),
            number(findings.confidence),
            number(line.point),
            number(line.sure),
            of(line.together),
            of(line.range.map(|range| range.0)),
            of(line.range.map(|range| range.1)),
            number(line.margin),
            of(unfunded.map(|unfunded| unfunded.expected)),
            of(unfunded.map(|unfunded| unfunded.half_width)),
            of(unfunded.map(|unfunded| unfunded.worst)),
        ]);
        cells
    };
    table(&head, findings.table.iter().map(row))
}

fn curve(findings: &Findings) -> String {
    let head = [
        "holder",
        "fund_gbp",
        "contracts",
        "exhausted",
        "pointwise_low",
        "pointwise_high",
        "simultaneous_low",
        "simultaneous_high",
    ];
    let rows = findings.headlines.iter().flat_map(|headline| {
        let holder = headline.line.case.holder.name();
        headline.curve.iter().map(move |p| {
            let ends = [p.pointwise.0, p.pointwise.1, p.simultaneous.0, p.simultaneous.1].map(number);
            let seen = [number(p.fund), p.exhausted.of.to_string(), p.exhausted.times.to_string()];
            std::iter::once(holder.to_string()).chain(seen).chain(ends).collect()
        })
    });
    table(&head, rows)
}

/// One critical level a contract and headline.
fn levels(findings: &Findings) -> String {
    let rows = findings.headlines.iter().flat_map(|headline| {
        let holder = headline.line.case.holder.name();
        let level = move |(number_of, level): (usize, &f64)| {
            vec![holder.to_string(), number_of.to_string(), number(*level)]
        };
        headline.levels.iter().enumerate().map(level)
    });
    table(&["holder", "replicate", "critical_level_gbp"], rows)
}

fn causes(findings: &Findings) -> String {
    let rows = findings.headlines.iter().flat_map(|headline| {
        let holder = headline.line.case.holder.name();
        headline.causes.iter().flat_map(|all| &all.causes).map(move |cause| {
            let shares =
                [cause.of_chance, cause.half_width, cause.of_chance_without_fund, cause.of_fund].map(number);
            [holder.to_string(), cause.name.clone()].into_iter().chain(shares).collect()
        })
    });
    let head = [
        "holder",
        "source",
        "of_chance_at_point_estimate",
        "half_width",
        "of_chance_without_fund",
        "of_point_estimate_gbp",
    ];
    table(&head, rows)
}

/// Raw draws: the funds, and at which quantile of its range each parameter stands.
pub fn draws(findings: &Findings) -> String {
    let keys = findings.drawn.first().map_or(&[][..], |draw| draw.quantiles.as_slice());
    let mut head = vec!["draw".to_string()];
    for headline in &findings.headlines {
        let holder = headline.line.case.holder.name();
        for what in ["fund_gbp", "contracts_that_exhaust_the_headlines_fund", "margin_gbp_a_year"] {
            head.push(format!("{holder}_{what}"));
        }
    }
    head.extend(keys.iter().map(|(key, _)| format!("quantile of {key}")));
    let rows = findings.drawn.iter().map(|draw| {
        let mut row = vec![draw.number.to_string()];
        for i in 0..draw.sure.len() {
            row.extend([
                number(draw.sure[i]),
                draw.headline_runs_out[i].times.to_string(),
                number(draw.margin[i]),
            ]);
        }
        row.extend(draw.quantiles.iter().map(|(_, quantile)| number(*quantile)));
        row
    });
    table(&head.iter().map(String::as_str).collect::<Vec<_>>(), rows)
}

fn pools(findings: &Findings) -> String {
    let rows = findings.pools.iter().map(|pool| {
        let who = [pool.holder.name().to_string(), pool.practices.to_string()];
        let numbers = [pool.correlation, pool.alone, pool.pooled, pool.benefit.unwrap_or(f64::NAN)].map(number);
        who.into_iter().chain(numbers).collect()
    });
    table(&["holder", "practices", "correlation", "fund_of_one_gbp", "fund_of_pool_gbp", "benefit"], rows)
}

fn sizes(findings: &Findings) -> String {
    let rows = findings.sizes.iter().map(|line| {
        let who = [line.holder.name().to_string(), line.arrangement.clone(), line.places.to_string()];
        let numbers = [line.served, line.point, line.sure, line.margin].map(number);
        who.into_iter().chain(numbers).collect()
    });
    table(&["holder", "arrangement", "places", "served", "fund_point_gbp", "fund_gbp", "margin_gbp_a_year"], rows)
}

#[cfg(test)]
mod tests {
    use super::super::invented;
    use super::*;

    #[test]
    fn every_row_has_a_value_for_every_column_and_no_fund_is_a_word() {
        let findings = invented::findings();
        for (name, text) in files(&findings, &[], "words").iter().filter(|(name, _)| name.ends_with(".csv")) {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let rows: Vec<_> = reader.records().collect::<Result<_, _>>().unwrap();
            assert!(!rows.is_empty(), "{name}");
            assert!(!text.contains("NaN") && !text.contains("inf,"), "{name}");
        }
        assert!(funds(&findings).contains(",none,"), "{}", funds(&findings));
        assert!(draws(&findings).starts_with("draw,authority_fund_gbp,"), "{}", draws(&findings));
    }
}
