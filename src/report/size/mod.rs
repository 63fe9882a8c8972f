//! How large a practice, in words, tables and files: the same answer in the terminal, on the page and for programs.

pub mod answer;

pub mod tables;

pub mod words;

use crate::report::charts::Figure;
use crate::report::charts::size as charts;
use crate::report::html::size::page;
use crate::results::size::study::SizeStudy;

/// Every file of the results folder but the manifest: name and text.
pub fn files(study: &SizeStudy) -> Result<Vec<(String, String)>, serde_json::Error> {
    let figures = charts::all(study);
    let mut files = vec![
        ("sizes.csv".to_string(), tables::sizes_csv(study)),
        ("months.csv".to_string(), tables::months_csv(study)),
        ("summary.json".to_string(), tables::summary_json(study)?),
        ("summary.txt".to_string(), words::summary(study, 100)),
        ("report.html".to_string(), page(study, &figures)),
    ];
    let drawn = figures.iter().map(|Figure { name, svg, .. }| (format!("figures/{name}.svg"), svg.clone()));
    files.extend(drawn);
    Ok(files)
}

#[cfg(test)]
mod tests {
    use crate::experiment::size::measures::SHOWN;
    use crate::report::assumptions::assumptions;

    #[test]
    fn every_assumption_that_a_bound_names_is_stated_somewhere() {
        let known: Vec<String> = assumptions().into_iter().map(|(number, _)| number).collect();
        for shown in SHOWN {
            assert!(shown.assumptions.iter().all(|number| known.iter().any(|k| k == number)), "{}", shown.name);
        }
    }
}
