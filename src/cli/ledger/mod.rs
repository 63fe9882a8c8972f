//! `swpsim ledger`: real panels are committed, drawn, overridden, checked and explained; simulated ones are written.

pub mod arguments;

mod file;

pub(super) mod commit;

mod words;

use std::path::Path;

use super::arguments::Format;
use super::failure::Failure;
use super::open;
use super::output::{Cell, Table, heading, print, tell, width, wrapped};
use crate::flow;
use crate::ledger::{self, History, Ledger, Refusal, of_history};
use crate::scenario::names;
use arguments::{Draw, Explain, LedgerCommand, Override, Simulate, Verify};

const CYAN: u8 = 36;

/// Does what is asked.
pub fn obey(command: &LedgerCommand, format: Format, quiet: bool) -> Result<(), Failure> {
    match command {
        LedgerCommand::Template { columns } => template(*columns, format),
        LedgerCommand::Commit(asked) => commit::commit(asked, quiet),
        LedgerCommand::Draw(asked) => draw(asked, format, quiet),
        LedgerCommand::Override(asked) => overridden(asked, quiet),
        LedgerCommand::Verify(asked) => verify(asked, format),
        LedgerCommand::Explain(asked) => explain(asked, format),
        LedgerCommand::Simulate(asked) => simulate(asked, quiet),
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unfit(why) => Failure::Usage(why),
            Refusal::Fault(fault) => Failure::Ledger(fault.to_string()),
        }
    }
}

/// Advice on standard error.
fn advise(quiet: bool, line: &str) {
    if !quiet {
        tell(&format!("{} {line}", heading("advice", CYAN)));
    }
}

/// Says that nothing vouches for the end of a ledger, where that is so.
fn advise_of_end(quiet: bool, ledger: &Path, unchecked: bool) {
    if unchecked {
        let beside = file::manifest_beside(ledger);
        advise(quiet, &format!("there was no {}: a cut tail could not be excluded", beside.display()));
    }
}

fn template(columns: bool, format: Format) -> Result<(), Failure> {
    if !columns {
        return print(&ledger::template());
    }
    let mut table = Table::new(&["column", "meaning", "if blank", "expected"]);
    for help in ledger::columns() {
        let blank = match help.blank {
            None => "must be filled".to_string(),
            Some("") => "nothing".into(),
            Some(word) => word.into(),
        };
        table.rows.push(
            [help.name().to_string(), help.meaning().into(), blank, help.expects.to_string()]
                .map(Cell::from)
                .to_vec(),
        );
    }
    print(&table.text(format, width()))
}

fn draw(asked: &Draw, format: Format, quiet: bool) -> Result<(), Failure> {
    let mut writing = file::Writing::begin(&asked.ledger)?;
    let mut ledger = writing.read()?;
    let drawing = ledger.draw(asked.panel, &asked.with, &asked.source)?;
    advise_of_end(quiet, &asked.ledger, writing.unchecked);
    writing.finish(&ledger)?;
    if let Some(why) = drawing.refused {
        return Err(Failure::Draw(format!(
            "the draw of panel {} does not count: {}\n  the attempt is recorded as row {}; to draw again, commit panel \
             {0} again with --panel {0} --reason WORDS",
            drawing.panel,
            why.words(),
            drawing.row
        )));
    }
    let committed = ledger.replay().current(drawing.panel);
    print(&committed.map_or(String::new(), |c| words::drawn(c, format)))
}

fn overridden(asked: &Override, quiet: bool) -> Result<(), Failure> {
    let mut writing = file::Writing::begin(&asked.ledger)?;
    let mut ledger = writing.read()?;
    ledger.append_override(&ledger::Override {
        panel: asked.panel,
        child: asked.child.clone(),
        decision: asked.decision.clone(),
        role: asked.role.clone(),
        ground: asked.ground.clone(),
        ..ledger::Override::default()
    })?;
    advise_of_end(quiet, &asked.ledger, writing.unchecked);
    let row = ledger.tail().rows;
    writing.finish(&ledger)?;
    print(&format!(
        "panel {}: child {} overridden to \"{}\" (row {row})\n",
        asked.panel, asked.child, asked.decision
    ))
}

fn verify(asked: &Verify, format: Format) -> Result<(), Failure> {
    let text = file::text(&asked.ledger)?;
    let manifest = match &asked.manifest {
        Some(other) => Some(file::manifest(other)?),
        None => file::manifest_if_there(&asked.ledger)?,
    };
    let report = ledger::verify(&text, manifest.as_ref())
        .map_err(|fault| Failure::Ledger(format!("{} does not verify\n  {fault}", asked.ledger.display())))?;
    let vouches = match &asked.manifest {
        Some(other) => Some(other.clone()),
        None => manifest.is_some().then(|| file::manifest_beside(&asked.ledger)),
    };
    print(&words::report(&report, vouches.as_deref(), asked.manifest.is_some(), format))
}

fn explain(asked: &Explain, format: Format) -> Result<(), Failure> {
    let text = file::text(&asked.ledger)?;
    let manifest = file::manifest_if_there(&asked.ledger)?;
    let fault = |fault: ledger::FirstFault| {
        Failure::Ledger(format!("{} does not verify, so it explains nothing\n  {fault}", asked.ledger.display()))
    };
    let ledger = Ledger::read(&text, manifest.as_ref()).map_err(fault)?;
    let told = ledger::explain(&ledger, &asked.child, asked.panel);
    if told.is_empty() {
        return Err(Failure::Usage(unknown_child(&ledger, &asked.child, asked.panel)));
    }
    let mut table = Table::new(&["panel", "commitment", "heading", "words"]);
    let mut words = String::new();
    for explanation in &told {
        let blank = if words.is_empty() { "" } else { "\n" };
        words += &format!("{blank}{}\n", explanation.decision);
        let decision = [("decision", explanation.decision.clone())];
        for (heading, line) in decision.iter().chain(&explanation.parts) {
            let numbers = [explanation.panel, explanation.commitment].map(|n| Cell::Number(f64::from(n)));
            table
                .rows
                .push(numbers.into_iter().chain([Cell::from(*heading), Cell::from(line.as_str())]).collect());
        }
        for (heading, line) in &explanation.parts {
            for (nth, part) in wrapped(line, width().saturating_sub(28).max(40)).iter().enumerate() {
                let heading = if nth == 0 { *heading } else { "" };
                words += format!("  {heading:<27}{part}").trim_end();
                words.push('\n');
            }
        }
    }
    print(&if format == Format::Table { words } else { table.text(format, width()) })
}

fn unknown_child(ledger: &Ledger, child: &str, panel: Option<u32>) -> String {
    let commitments = &ledger.replay().commitments;
    let of_panel = commitments.iter().filter(|c| panel.is_none_or(|panel| c.panel == panel));
    let known: Vec<&str> = of_panel.flat_map(|c| c.people.iter().map(|p| p.child.as_str())).collect();
    let near = names::nearest(child, known.iter().copied());
    let near = near.map(|near| format!("; the nearest is {near}")).unwrap_or_default();
    match panel {
        Some(panel) if ledger.replay().current(panel).is_none() => {
            format!("there is no panel {panel} in this ledger")
        }
        Some(panel) => format!("no child {child} is on the list of panel {panel}{near}"),
        None => format!("no child {child} is on any list of this ledger{near}"),
    }
}

fn simulate(asked: &Simulate, quiet: bool) -> Result<(), Failure> {
    let scenario = open::scenario(&asked.scenario.file, &asked.scenario.set)?;
    let model = open::model(&scenario)?;
    let seed = asked.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    let arm = match &asked.arm {
        None => model.arms.iter().position(|arm| {
            !arm.practices.is_empty() && arm.provider != crate::domain::parameters::Provider::None
        }),
        Some(name) => {
            let found = model.arms.iter().position(|arm| arm.name == *name);
            let near = names::nearest(name, model.arms.iter().map(|arm| arm.name.as_str()));
            let near = near.map(|near| format!("; the nearest is \"{near}\"")).unwrap_or_default();
            Some(found.ok_or_else(|| Failure::Usage(format!("there is no policy \"{name}\" in run.arms{near}")))?)
        }
    };
    let Some(arm) = arm else {
        let told = "no policy in run.arms has a practice or a team: no panel sits; try --set 'policy.NAME.provider=\"practice\"'";
        return Err(Failure::Usage(told.into()));
    };
    if let Some(there) = asked.output.as_ref().filter(|path| std::fs::symlink_metadata(path).is_ok()) {
        return Err(Failure::Foreign(format!(
            "{} is there already and is left as it is; choose another name with -o",
            there.display()
        )));
    }
    let writing = asked.output.as_ref().map(|path| file::Writing::begin(path)).transpose()?;
    let panels = flow::panels(&model, seed, asked.replicate, arm);
    let policy = &model.arms[arm];
    let ledger = of_history(
        &History {
            seed,
            replicate: asked.replicate,
            start: model.world.start_month,
            scenario: &scenario.name,
            scenario_hash: &scenario.hash,
            policy: &policy.name,
            allocation: &policy.allocation,
            practices: &policy.practices,
        },
        &panels,
    )?;
    match (writing, &asked.output) {
        (Some(writing), Some(path)) => {
            writing.finish(&ledger)?;
            let (rows, panels) = (ledger.tail().rows, panels.len());
            let shown = path.display();
            advise(
                quiet,
                &format!(
                    "{panels} panels of policy {} in {rows} rows: {shown}; check it with swpsim ledger verify {shown}",
                    policy.name
                ),
            );
            Ok(())
        }
        _ => print(ledger.text()),
    }
}
