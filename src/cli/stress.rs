//! `swpsim stress`: named shocks, alone and together.

use super::arguments::{Format, Stress as Arguments};
use super::failure::Failure;
use super::open;
use super::output::{Cell, Table, heading, print, tell, width, wrapped};
use super::progress::{Bar, heed_ctrl_c};
use super::whole_folder::{self, Readers};
use crate::experiment::laboratory::Step;
use crate::experiment::stress::{Stress, stress as run};
use crate::report::html::stress::{FIRST, Page, overview, page, sentence, table};
use crate::scenario::{Scenario, shocks};

const CYAN: u8 = 36;

/// Runs the shocks, prints what they do and writes the folder that was asked for.
pub fn stress(arguments: &Arguments, format: Format, quiet: bool) -> Result<(), Failure> {
    heed_ctrl_c();
    if let Some(out) = &arguments.out {
        whole_folder::refuse_used(out)?;
    }
    let scenario = scenario(arguments)?;
    let seed = arguments.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    let (laboratory, mut bar) = (open::laboratory(seed), Bar::new(quiet));
    let mut watch = |step: Step| bar.show(step.name, step.done, step.total, None);
    let found =
        open::on_threads(arguments.threads, || run(&scenario, &laboratory, arguments.replicates, &mut watch))??;
    bar.done();
    if laboratory.stopped() {
        let (done, total) = (found.replicates, arguments.replicates);
        return Err(Failure::Stopped { done, total, kept: "nothing is kept".into() });
    }
    if let Some(out) = &arguments.out {
        whole_folder::write(out, &files(&scenario, &found, arguments), Readers::AsAnyFolder)?;
    }
    print(&text(&found, format))?;
    if !quiet {
        tell(&format!(
            "{} each shock is certain here: nothing above is a chance that it happens",
            heading("advice", CYAN)
        ));
        if let Some(out) = &arguments.out {
            tell(&format!("{} the page is {}/report.html", heading("advice", CYAN), out.display()));
        }
    }
    Ok(())
}

/// The scenario with the file's shocks in the place of its own.
fn scenario(arguments: &Arguments) -> Result<Scenario, Failure> {
    let own = open::scenario(&arguments.scenario.file, &arguments.scenario.set)?;
    let file = open::scenario(&arguments.with, &[])?;
    if shocks::names(&file).is_empty() {
        let told = format!(
            "--with {}: the file holds no shock; expected tables such as [shock.prices] with kind = \"price\"",
            arguments.with.display()
        );
        return Err(Failure::Usage(told));
    }
    let with = shocks::laid_over(&own, &file);
    // dates of the file are held against this scenario's first day
    let mut problems = crate::scenario::Problems::new();
    shocks::check(&with, &mut problems);
    problems.or(with).map_err(Failure::from)
}

fn text(found: &Stress, format: Format) -> String {
    match format {
        Format::Table => {
            let shown = overview(found, &FIRST);
            let mut told = format!("{}\n\n", wrapped(&sentence(found), width()).join("\n"));
            for row in &shown.rows {
                told += &format!("{}\n", row[0]);
                for (label, cell) in shown.head.iter().zip(row).skip(1) {
                    told += &format!("  {label}: {cell}\n");
                }
            }
            told
        }
        _ => tidy(found).text(format, width()),
    }
}

/// One row an effect.
fn tidy(found: &Stress) -> Table {
    let (head, rows) = table(found);
    let mut tidy = Table::new(&head);
    for row in rows {
        let cell = |(place, text): (usize, String)| match text.parse::<f64>() {
            Ok(number) if place >= 4 => Cell::number(number),
            _ if place >= 4 => Cell::Nothing,
            _ => Cell::from(text),
        };
        tidy.rows.push(row.into_iter().enumerate().map(cell).collect());
    }
    tidy
}

/// The files of the folder.
fn files(scenario: &Scenario, found: &Stress, arguments: &Arguments) -> Vec<(String, String)> {
    let shocks_file = arguments.with.file_name().unwrap_or_default().to_string_lossy();
    let Page { html, figures } = page(found, scenario.entry("title").value.text(), &shocks_file);
    let manifest = serde_json::json!({
        "program": "swpsim",
        "kind": "stress test",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": arguments.scenario.file.file_name().unwrap_or_default().to_string_lossy(),
        "shocks": shocks_file,
        "overrides": arguments.scenario.set,
        "scenario_hash": scenario.hash,
        "seed": found.seed,
        "replicates": found.replicates,
    });
    let mut files = vec![
        ("report.html".to_string(), html),
        ("stress.csv".into(), tidy(found).text(Format::Csv, width())),
        ("stress.json".into(), tidy(found).text(Format::Json, width())),
        ("manifest.json".into(), serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n"),
    ];
    files.extend(figures.into_iter().map(|figure| (format!("figures/{}.svg", figure.name), figure.svg)));
    files
}
