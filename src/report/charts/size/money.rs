//! Money by size: what a child-year costs, and the smallest risk fund under each holder of the placement budget.

use super::by_size::{Curve, Plot, Point, trend};
use super::{INTERVALS, whole_posts};
use crate::report::charts::Figure;
use crate::report::charts::canvas::{Mark, PALETTE};
use crate::results::fund::{Price, price_of};
use crate::results::rounding::money;
use crate::results::size::study::{FundLine, SizeStudy};

/// What the practice itself costs.
pub fn practice_cost(study: &SizeStudy) -> Option<Figure> {
    let measure = "practice_cost_per_child_year_gbp";
    let lines = study.by_size(measure);
    Plot {
        name: "size-practice-cost",
        title: format!("What the practice costs for a child-year {}", trend(study, measure)?),
        subtitle: format!(
            "GBP per person-year served, prices of {}: staff, agency premium and overheads, without placements.{}",
            study.price_year,
            whole_posts(study)
        ),
        measure,
        curves: vec![Curve::of("practice", &lines, 0, true)],
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// What it adds to the public's cost.
pub fn added_cost(study: &SizeStudy) -> Option<Figure> {
    let measure = "added_public_cost_per_child_year_gbp";
    let lines = study.by_size(measure);
    Plot {
        name: "size-added-cost",
        title: format!("What a child-year adds to the public's cost {}", trend(study, measure)?),
        subtitle: format!(
            "GBP per person-year served, prices of {}: all modelled cost to the public less that of no practice. Below 0 it \
             saves.{}",
            study.price_year,
            whole_posts(study)
        ),
        measure,
        curves: vec![Curve::of("beyond no practice", &lines, 0, true)],
        from_zero: true,
        histories: study.replicates,
        whiskers: INTERVALS,
    }
    .figure(study)
}

/// The smallest fund for 1 contract in 20.
pub fn fund(study: &SizeStudy, holder: &'static str) -> Option<Figure> {
    let lines: Vec<&FundLine> = study.funds.iter().filter(|line| line.holder == holder).collect();
    let point = |line: &&FundLine| {
        let mean = line.smallest_gbp.filter(|gbp| gbp.is_finite())?;
        let interval = line.low_gbp.zip(line.high_gbp).filter(|(low, high)| low < high && high.is_finite());
        Some(Point { places: line.places, mean, interval, band: None })
    };
    let points: Vec<Point> = lines.iter().filter_map(point).collect();
    let (first, last) = (points.first()?, points.last()?);
    let short = lines
        .iter()
        .filter(|line| {
            matches!(price_of(&line.margin_gbp, line.price_short, line.histories), Some(Price::Short(..)))
        })
        .count();
    let rest = match short {
        0 => String::new(),
        n if n == lines.len() => {
            ": the contract is below the practice's cost, so that a fund only delays the end".into()
        }
        _ => "; at some sizes the contract is below the practice's cost (see the table of funds)".into(),
    };
    Plot {
        name: if holder == "authority" { "size-fund-authority-holds" } else { "size-fund-practice-holds" },
        title: format!(
            "If the {holder} holds the placement budget, 19 of 20 contracts need a fund of {} at {} places, {} at {}{rest}",
            money(first.mean, 0.0),
            first.places,
            money(last.mean, 0.0),
            last.places
        ),
        subtitle: format!(
            "Smallest opening fund (GBP, prices of {}) that at most 1 in 20 simulated {}-year contracts exhausts: additional \
             money, no top-up, tested at year ends.{}",
            study.price_year,
            study.contract_years,
            if holder == "authority" { whole_posts(study) } else { "" }
        ),
        measure: if holder == "authority" {
            "critical_fund_authority_holds_gbp"
        } else {
            "critical_fund_practice_holds_gbp"
        },
        curves: vec![Curve {
            label: "smallest fund".into(),
            points,
            colour: PALETTE[0],
            mark: Mark::Circle,
            banded: false,
        }],
        from_zero: true,
        histories: study.replicates,
        whiskers: "Whiskers: 95% interval of the smallest fund, by order statistics, each size by itself (Monte Carlo error).",
    }
    .figure(study)
}
