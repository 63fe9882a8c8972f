//! `swpsim causes`: what a policy's gain is made of, in a folder.

use super::arguments::{Causes as Arguments, Format};
use super::failure::Failure;
use super::output::{Cell, Table, wrapped};
use super::pages::{Pages, command};
use super::progress::{Bar, heed_ctrl_c};
use super::{open, resolved};
use crate::experiment::causes;
use crate::experiment::laboratory::Step;
use crate::experiment::study::Request;
use crate::report::charts::causes::{decimals, signed, unit};
use crate::report::html::causes as page;
use crate::report::page_folder::PageFile;
use crate::results::causes::Causes;
use crate::results::study::Spread;

/// Width of the summary that is kept as a text.
const COLUMNS: usize = 100;

/// Splits the gains of a scenario's policies.
pub fn causes(arguments: &Arguments, format: Format, quiet: bool) -> Result<(), Failure> {
    let Arguments { scenario: asked, amount, out } = arguments;
    let scenario = open::scenario(&asked.file, &asked.set)?;
    let seed = amount.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    let name = asked.file.file_name().unwrap_or_default().to_string_lossy();
    let command = command(&format!("causes {name}"), &asked.set, seed, amount);
    let pages = Pages::new(
        "causes",
        (&scenario.name, &scenario.hash, resolved::toml(&scenario)),
        (command.clone(), &asked.set),
        (seed, amount.replicates),
        out.as_deref(),
        quiet,
    );
    pages.carry_out(format, || {
        heed_ctrl_c();
        let laboratory = open::laboratory(seed);
        let request = Request { scenario: &scenario, seed, replicates: amount.replicates, command: &command };
        let mut bar = Bar::new(quiet);
        let mut reached = 0;
        let mut watch = |step: Step| {
            reached = step.done;
            bar.show(step.name, step.done, step.total, step.headline);
        };
        let found = open::on_threads(amount.threads, || causes::run(&laboratory, &request, &mut watch))?;
        bar.done();
        match found? {
            Some(found) => files(&found),
            None => {
                Err(Failure::Stopped { done: reached, total: amount.replicates, kept: "nothing is kept".into() })
            }
        }
    })
}

fn files(found: &Causes) -> Result<Vec<PageFile>, Failure> {
    let figures = page::figures(found);
    let json = serde_json::to_string_pretty(found).map_err(|why| Failure::Other(why.to_string()))? + "\n";
    let mut files = vec![
        ("report.html".to_string(), page::page(found, &figures)),
        ("summary.txt".into(), summary(found)),
        ("causes.csv".into(), table(found).text(Format::Csv, COLUMNS)),
        ("causes.json".into(), json),
    ];
    files.extend(figures.into_iter().map(|figure| (format!("figures/{}.svg", figure.name), figure.svg)));
    Ok(files)
}

fn summary(found: &Causes) -> String {
    let mut text = format!("What causes the gain: {}\n", found.title);
    for sentence in page::sentences(found) {
        text += "\n";
        for line in wrapped(&sentence, COLUMNS) {
            text += &format!("{line}\n");
        }
    }
    for split in &found.splits {
        let d = decimals(split.measure);
        text += &format!("\n{}: {}, {}\n", split.label, split.measure.info().label, unit(split.measure));
        let mut say = |label: &str, spread: &Spread| {
            text += &format!("  {label:<34}{:>9} ± {:.d$}\n", signed(spread.mean, d), spread.half_width);
        };
        for part in split.parts.iter().filter(|part| !part.same_by_construction) {
            say(part.cause.label(), &part.spread);
        }
        say("the whole difference", &split.whole);
        for (share, spread) in &split.inherited {
            say(&format!("the whole, if {share} is inherited"), spread);
        }
    }
    text
}

/// One row a part; the whole last.
fn table(found: &Causes) -> Table {
    let mut table = Table::new(&[
        "policy",
        "measure",
        "part",
        "mean",
        "half_width",
        "replicates",
        "switched_on_first",
        "switched_on_last",
    ]);
    for split in &found.splits {
        let mut row = |part: &str, spread: &Spread, ends: [f64; 2]| {
            let rounded = |value: f64| Cell::number((value * 1e5).round() / 1e5);
            let lead = [split.policy.as_str(), split.measure.info().name, part].map(Cell::from);
            let numbers = [rounded(spread.mean), rounded(spread.half_width), Cell::Number(spread.n as f64)];
            table.rows.push(lead.into_iter().chain(numbers).chain(ends.map(rounded)).collect());
        };
        for part in &split.parts {
            row(part.cause.name(), &part.spread, [part.first, part.last]);
        }
        row("whole", &split.whole, [f64::NAN; 2]);
        for (share, spread) in &split.inherited {
            row(&format!("whole-if-inherited-{share}"), spread, [f64::NAN; 2]);
        }
    }
    table
}
