//! Figures of sizes: one question each, by places, with intervals and direct labels.

mod by_size;

mod continuity;

mod cover;

mod filling;

mod money;

mod turnover;

use plotters::style::RGBColor;

use super::Figure;
use crate::results::rounding::whole;
use crate::results::size::study::SizeStudy;

/// Dark enough to read a line by, pale enough to stand back.
const BEHIND: RGBColor = RGBColor(0x8A, 0x8A, 0x8A);

/// All figures whose data the study has, in the order of the page.
pub fn all(study: &SizeStudy) -> Vec<Figure> {
    let all = [
        continuity::same_worker(study),
        continuity::known(study),
        continuity::causes(study),
        cover::failures(study),
        cover::on_time(study),
        cover::caseloads(study),
        filling::served(study),
        filling::band(study),
        filling::months(study),
        filling::decay(study),
        money::practice_cost(study),
        money::added_cost(study),
        money::fund(study, "authority"),
        money::fund(study, "practice"),
        turnover::same_worker(study),
        turnover::cover(study),
    ];
    all.into_iter().flatten().collect()
}

/// The source line of every figure.
fn source(study: &SizeStudy, histories: u64) -> String {
    let hash = study.scenario_hash.get(..8).unwrap_or(&study.scenario_hash);
    format!(
        "swpsim {}, {} simulated histories of each size, scenario {hash}; simulated, not observed.",
        study.version,
        whole(histories as f64)
    )
}

/// Place and time for a subtitle.
fn place_and_time(study: &SizeStudy) -> String {
    let years = if study.years == 1 { "one year".into() } else { format!("{} years", study.years) };
    format!("{}, {years} from {}", study.authority, study.start_date)
}

/// What whiskers and bands are.
const INTERVALS: &str = "Whiskers: 95% interval of the mean, each size by itself (Monte Carlo error).";
const BAND: &str = "Band: middle 90% of simulated histories (chance).";

/// Why neighbouring sizes differ more than their whiskers: a post more or less.
fn whole_posts(study: &SizeStudy) -> &'static str {
    if study.posts == "whole" { " Ups and downs between neighbours come from whole posts." } else { "" }
}
