//! `swpsim targets`: the baseline beside the published figures, and what these can tell.

use super::arguments::{Format, Targets};
use super::failure::Failure;
use super::open;
use super::output::{Cell, Table, four_figures, heading, print, tell, width};
use super::progress::{Bar, STOP, heed_ctrl_c};
use crate::experiment::laboratory::Step;
use crate::experiment::power::{self, Break, FACTORS, PowerLine};
use crate::experiment::runner::{self, Plan};
use crate::experiment::targets::compare;
use crate::results::study::TargetLine;
use crate::scenario::{Problems, Scenario};

/// Replicates of each trial of the power table.
const POWER_REPLICATES: u64 = 30;

/// Runs the baseline and prints the comparison.
pub fn targets(arguments: &Targets, format: Format, quiet: bool) -> Result<(), Failure> {
    let scenario = open::scenario(&arguments.scenario.file, &arguments.scenario.set)?;
    if scenario.targets().is_empty() {
        return Err(Failure::Problems(format!("{} states no targets; add a [target] table", scenario.name)));
    }
    heed_ctrl_c();
    let amount = &arguments.amount;
    let (lines, power) = open::on_threads(amount.threads, || simulate(&scenario, arguments, quiet))??;
    let mut text = table(&lines).text(format, width());
    if let Some(power) = &power {
        let power = power_table(power).text(format, width());
        text = match format {
            // one document: programs read one JSON value
            Format::Json => {
                format!("{{\n\"targets\": {},\n\"power\": {}\n}}\n", text.trim_end(), power.trim_end())
            }
            _ => format!("{text}\n{power}"),
        };
    }
    print(&text)?;
    let missed = lines.iter().filter(|line| !line.met).count();
    if !quiet {
        const CYAN: u8 = 36;
        tell(&format!("{} {} of {} targets met", heading("advice", CYAN), lines.len() - missed, lines.len()));
    }
    if arguments.strict && missed > 0 {
        return Err(Failure::Missed { missed, of: lines.len() });
    }
    Ok(())
}

type Found = (Vec<TargetLine>, Option<Vec<PowerLine>>);

/// The baseline's run, then (if asked for) the power table.
fn simulate(scenario: &Scenario, arguments: &Targets, quiet: bool) -> Result<Found, Failure> {
    let seed = arguments.amount.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    let total = arguments.amount.replicates.unwrap_or_else(|| scenario.entry("run.replicates").value.count());
    let (laboratory, mut bar) = (open::laboratory(seed), Bar::new(quiet));
    let model = open::model(&power::baseline_only(scenario))?;
    let plan = Plan { seed, first: 0, replicates: total, stop: &STOP };
    let mut watch = |p: runner::Progress| bar.show("histories", p.done, p.total, None);
    let outcomes = runner::run::<_, Problems>(&model, plan, &mut |_, _| Ok(()), &mut watch)?;
    let lines = compare(scenario, &outcomes);
    let mut watch = |step: Step| bar.show(step.name, step.done, step.total, None);
    let power = match arguments.power && !laboratory.stopped() {
        true => Some(power::power(&laboratory, scenario, &outcomes, POWER_REPLICATES, &mut watch)?),
        false => None,
    };
    bar.done();
    if laboratory.stopped() {
        return Err(Failure::Stopped { done: outcomes.replicates(), total, kept: "nothing is kept".into() });
    }
    Ok((lines, power))
}

fn table(lines: &[TargetLine]) -> Table {
    let columns = ["measure", "statistic", "simulated", "half_width", "published", "tolerance", "met", "source"];
    let mut table = Table::new(&columns);
    for line in lines {
        table.rows.push(vec![
            line.measure.info().name.into(),
            line.statistic.clone().into(),
            Cell::number(four_figures(line.simulated)),
            Cell::number(four_figures(line.half_width)),
            Cell::number(line.published),
            Cell::number(line.tolerance),
            Cell::Flag(line.met),
            line.source.clone().into(),
        ]);
    }
    table
}

fn power_table(lines: &[PowerLine]) -> Table {
    let mut table = Table::new(&["parameter", "quality", "down_to", "then_fails", "up_to", "then_fails_up"]);
    let largest = FACTORS[FACTORS.len() - 1];
    let factor = |found: Option<Break>, limit: f64| match found {
        Some(found) => format!("x {:.2}", found.factor),
        None => format!("beyond x {limit:.2}"),
    };
    let measure = |found: Option<Break>| match found {
        Some(found) => Cell::from(found.measure.info().name),
        None => Cell::Nothing,
    };
    for line in lines {
        table.rows.push(vec![
            line.key.clone().into(),
            line.quality.word().into(),
            factor(line.down, 1.0 / largest).into(),
            measure(line.down),
            factor(line.up, largest).into(),
            measure(line.up),
        ]);
    }
    table
}
