//! Figures of `swpsim fund`.

use super::Figure;
use crate::results::fund::findings::Findings;
use crate::results::rounding::whole;

mod curve;

mod arrangements;

mod causes;

mod pooling;

mod size;

/// All figures that the findings have the data for, in the order of the page.
pub fn all(findings: &Findings) -> Vec<Figure> {
    let mut figures = Vec::new();
    figures.extend(findings.headlines.iter().map(|headline| curve::figure(findings, headline)));
    figures.extend(arrangements::figure(findings));
    figures.extend(findings.headlines.iter().filter_map(|headline| causes::figure(findings, headline)));
    figures.extend(pooling::figure(findings));
    figures.extend(size::figure(findings));
    figures
}

/// The source line of every figure.
fn source(findings: &Findings) -> String {
    let hash = findings.scenario_hash.get(..8).unwrap_or(&findings.scenario_hash);
    format!(
        "swpsim {}, {} simulated contracts, scenario {hash}; simulated, not observed.",
        findings.version,
        whole(findings.histories as f64)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fund::invented;

    #[test]
    fn every_figure_has_its_words_and_its_data() {
        let figures = all(&invented::findings());
        assert_eq!(figures.len(), 7);
        for figure in figures {
            let name = figure.name;
            assert!(figure.svg.contains("role=\"img\"") && figure.svg.contains("<desc"), "{name}");
            assert!(figure.text.len() > 60 && !figure.rows.is_empty(), "{name}");
            assert!(figure.rows.iter().all(|row| row.len() == figure.head.len()), "{name}");
            assert!(!figure.svg.contains("NaN") && !figure.svg.contains("rotate("), "{name}");
        }
    }

    #[test]
    fn nothing_found_draws_nothing_and_does_not_fail() {
        let mut findings = invented::findings();
        findings.headlines.iter_mut().for_each(|headline| {
            headline.causes = None;
            headline.line.sure = f64::INFINITY;
        });
        (findings.pools, findings.sizes, findings.table) = (vec![], vec![], vec![]);
        assert_eq!(all(&findings).len(), 2); // a curve can say that no fund does
    }
}
