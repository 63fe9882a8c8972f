//! `swpsim trace`: one simulated child's story, in each arm.

use super::arguments::{Format, Trace};
use super::failure::Failure;
use super::open;
use super::output::{Table, print, width};
use crate::domain::keys::ChildKey;
use crate::experiment::story;
use crate::scenario::names;

/// Prints the story.
pub fn trace(trace: &Trace, format: Format) -> Result<(), Failure> {
    let scenario = open::scenario(&trace.scenario.file, &trace.scenario.set)?;
    let model = open::model(&scenario)?;
    let seed = trace.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    let child = ChildKey::from_label(&trace.child, model.world.start_month).map_err(Failure::Usage)?;
    let arms = scenario.entry("run.arms").value.names().to_vec();
    if let Some(unknown) = trace.arm.as_ref().filter(|arm| !arms.contains(arm)) {
        let near = names::nearest(unknown, arms.iter().map(String::as_str));
        let near = near.map(|near| format!("; the nearest is \"{near}\"")).unwrap_or_default();
        return Err(Failure::Usage(format!("there is no policy \"{unknown}\" in run.arms{near}")));
    }
    let mut table = Table::new(&["policy", "event"]);
    let mut text = String::new();
    for (arm, name) in
        arms.iter().enumerate().filter(|(_, name)| trace.arm.as_ref().is_none_or(|arm| arm == *name))
    {
        let lines = story::lines(&model, seed, trace.replicate, arm, child);
        text += &format!("{}{name}\n", if text.is_empty() { "" } else { "\n" });
        for line in lines {
            text += &format!("  {line}\n");
            table.rows.push(vec![name.clone().into(), line.into()]);
        }
    }
    if table.rows.is_empty() {
        let (child, replicate) = (&trace.child, trace.replicate);
        let told = format!("no child {child} in replicate {replicate}: nothing happened to a child of this key");
        return Err(Failure::Usage(format!("{told}; try a lower number in the month")));
    }
    match format {
        Format::Table => print(&text),
        _ => print(&table.text(format, width())),
    }
}
