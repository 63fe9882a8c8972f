//! `summary.json`: every spread and difference by name, for other programs. Not-a-number is `null`.

use serde::Serialize;

use crate::results::measures::Measure;
use crate::results::study::{Difference, Spread, Study};

#[derive(Serialize)]
struct Summary<'a> {
    #[serde(flatten)]
    study: &'a Study,
    results: Vec<Line<'a>>,
}

/// One arm, measure and period.
#[derive(Serialize)]
struct Line<'a> {
    arm: &'a str,
    measure: &'static str,
    period: &'a str,
    unit: &'static str,
    spread: &'a Spread,
    /// Absent for the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<&'a Difference>,
}

/// The file's text.
pub fn text(study: &Study) -> Result<String, serde_json::Error> {
    let mut results = Vec::new();
    for (arm, info) in study.arms.iter().enumerate() {
        for (period, label) in study.periods.iter().enumerate() {
            for &measure in Measure::ALL {
                let at = study.at(arm, period, measure);
                if study.spreads[at].is_defined() {
                    let difference = (arm > 0).then(|| &study.differences[at]);
                    let (spread, measure) = (&study.spreads[at], measure.info());
                    results.push(Line {
                        arm: &info.name,
                        measure: measure.name,
                        period: label,
                        unit: measure.unit,
                        spread,
                        difference,
                    });
                }
            }
        }
    }
    serde_json::to_string_pretty(&Summary { study, results }).map(|text| text + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::invented;

    #[test]
    fn the_summary_reads_back_with_its_schema_version_and_lines() {
        let read: serde_json::Value = serde_json::from_str(&text(&invented::study()).unwrap()).unwrap();
        assert_eq!(read["schema_version"], 1);
        let lines = read["results"].as_array().unwrap();
        assert!(lines.iter().all(|line| line["spread"]["n"].as_u64().unwrap() > 0));
        let same = lines.iter().find(|l| l["arm"] == "practice" && l["measure"] == "ni63_pct").unwrap();
        assert_eq!(same["difference"]["same_by_construction"], true);
        assert!(lines[0].get("difference").is_none(), "the baseline has no difference from itself");
    }
}
