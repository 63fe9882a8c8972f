//! `swpsim measures`, `flow` and `schema`: what the program knows without a scenario.

use super::failure::Failure;
use super::output::{Cell, Table};
use crate::flow::day::day;
use crate::flow::events::Silent;
use crate::randomness::Chance;
use crate::report::assumptions::assumptions;
use crate::results::measures::Measure;
use crate::scenario::schema::json_schema;

/// What each stage of the day does, in the order of the day.
const STAGES: [(&str, &str); 8] = [
    ("intake", "children come into care"),
    ("assessment", "who is likely to stay two years or more?"),
    ("allocation", "waiting children are offered to the practice"),
    ("handover", "old and new worker hold the case together"),
    ("placements", "placements begin, break down, or end care"),
    ("workforce", "workers leave, are away, are recruited"),
    ("finance", "the year is settled; the risk fund moves"),
    ("outcomes", "the day is measured; nothing is changed"),
];

/// Every measure.
pub fn measures() -> Table {
    let mut table = Table::new(&["measure", "unit", "better", "label", "source", "definition"]);
    for measure in Measure::ALL {
        let info = measure.info();
        let row = [info.name, info.unit, info.better.word(), info.label, info.source, info.definition];
        table.rows.push(row.map(Into::into).to_vec());
    }
    table
}

/// The stages of a day in their order, then the numbered assumptions, then every source of chance.
pub fn flow() -> Table {
    let mut table = Table::new(&["kind", "number", "name", "meaning"]);
    let stages = day::<Silent>().map(|(name, _)| (name, meaning(name)));
    let stages = stages.iter().enumerate().map(|(i, (name, meaning))| ("stage", i as u64 + 1, *name, *meaning));
    let chances = Chance::LISTED.iter().map(|(chance, name, why)| ("chance", *chance as u64, *name, why.trim()));
    let rows = |rows: &mut dyn Iterator<Item = (&'static str, u64, &'static str, &'static str)>| {
        rows.map(|(kind, number, name, meaning)| -> Vec<Cell> {
            vec![kind.into(), number.to_string().into(), name.into(), meaning.into()]
        })
        .collect::<Vec<_>>()
    };
    table.rows.extend(rows(&mut stages.into_iter()));
    let assumed = |(number, sentence): (String, String)| {
        vec!["assumption".into(), number.into(), "".into(), sentence.into()]
    };
    table.rows.extend(assumptions().into_iter().map(assumed));
    table.rows.extend(rows(&mut chances.into_iter()));
    table
}

fn meaning(stage: &str) -> &'static str {
    STAGES.iter().find(|(name, _)| *name == stage).map_or("", |(_, meaning)| meaning)
}

/// The JSON Schema of scenario files.
pub fn schema() -> Result<String, Failure> {
    serde_json::to_string_pretty(&json_schema())
        .map(|text| text + "\n")
        .map_err(|why| Failure::Other(why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_of_the_day_is_explained() {
        assert_eq!(day::<Silent>().map(|(name, _)| name), STAGES.map(|(name, _)| name));
    }
}
