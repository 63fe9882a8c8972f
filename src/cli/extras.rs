//! What the report needs beside the study, from the scenario and the replicates.

use std::path::Path;

use crate::experiment::caveats;
use crate::experiment::outcomes::Outcomes;
use crate::report::Extras;
use crate::results::measures::Measure;
use crate::results::study::Study;
use crate::scenario::Scenario;

/// Thresholds, the rule of the fund and its critical levels, caveats, and what to try next.
pub fn extras(scenario: &Scenario, study: &Study, outcomes: &Outcomes, folder: &Path, file: &str) -> Extras {
    let practice = study.arms.iter().position(|arm| arm.provider == "practice");
    let policy = practice.map_or(0, |arm| arm);
    let mut extras = Extras::of_scenario(scenario, &study.arms[policy].name);
    let critical = |measure| {
        let mut levels = practice.map_or(Vec::new(), |arm| outcomes.column(arm, outcomes.shape.whole(), measure));
        levels.retain(|level| !level.is_nan());
        levels
    };
    extras.critical_funds_authority_holds = critical(Measure::SmallestFundAuthorityHolds);
    extras.critical_funds_practice_holds = critical(Measure::SmallestFundPracticeHolds);
    let margin = |net, cost| {
        let column =
            |measure| practice.map_or(Vec::new(), |arm| outcomes.column(arm, outcomes.shape.whole(), measure));
        column(net).into_iter().zip(column(cost)).map(|(net, cost)| net - cost).collect()
    };
    extras.margins_authority_holds =
        margin(Measure::ContractNetAuthorityHolds, Measure::PracticeCostAuthorityHolds);
    extras.margins_practice_holds = margin(Measure::ContractNetPracticeHolds, Measure::PracticeCostPracticeHolds);
    extras.leaves_out.extend(caveats::leaves_out(scenario));
    extras.folder = Some(folder.into());
    extras.next_command = Some(match study.story_child.as_str() {
        "" => format!("swpsim explain {file}"),
        child => format!("swpsim trace {file} --child {child} --replicate 0"),
    });
    extras
}
