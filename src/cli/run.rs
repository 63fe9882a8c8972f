//! `swpsim run`: every policy on the same children, many times, into a results folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::arguments::{Amount, Format, Run, ScenarioFile};
use super::extras::extras;
use super::failure::Failure;
use super::output::{Cell, Table, heading, print, tell, width};
use super::progress::{Bar, clear_up, heed_ctrl_c};
use super::{open, resolved};
use crate::domain::parameters::GivenChild;
use crate::experiment::laboratory::Step;
use crate::experiment::outcomes::Shape;
use crate::experiment::runner::Histories;
use crate::experiment::story;
use crate::experiment::study::{self, Finished, Request};
use crate::flow::{Model, Replicate};
use crate::report::folder::{Existing, FolderError, ResultsFolder, existing};
use crate::report::manifest::{Identity, Provenance};
use crate::report::words;
use crate::results::study::Study;
use crate::scenario::Scenario;

const CYAN: u8 = 36;
/// Above so much memory for the outcomes, a run says so before it starts.
const MUCH_MEMORY_BYTES: u64 = 2 << 30;

/// One run as the command line asks for it, whichever command that is.
pub(super) struct Order<'a> {
    pub scenario: Scenario,
    pub amount: &'a Amount,
    /// Changes made on the command line.
    pub set: &'a [String],
    pub seed: u64,
    pub replicates: u64,
    pub folder: PathBuf,
    /// The command that gives the same bytes again; without what does not matter to them (threads, folder).
    pub command: String,
    /// The file that the next command names.
    pub file: String,
    pub quiet: bool,
    /// Real children with whom the world begins; absent: an invented population.
    pub given: Option<Arc<[GivenChild]>>,
}

/// Runs the scenario, unless its results are there already.
pub fn run(arguments: &Run, format: Format, quiet: bool) -> Result<(), Failure> {
    let Run { scenario: ScenarioFile { file, set }, amount, out } = arguments;
    let scenario = open::scenario(file, set)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Order::new(scenario, &format!("run {name}"), amount, set, out.as_deref(), file, quiet).carry_out(format)
}

/// A device, a pipe or a link to nowhere at the place of the results must never be replaced by a folder.
pub(super) fn refuse_what_is_no_folder(place: &Path) -> Result<(), Failure> {
    let something = std::fs::symlink_metadata(place).is_ok();
    if something && !place.is_dir() {
        let told = "is there already and is no folder\n  it is left as it is; choose another folder with --out";
        return Err(Failure::Foreign(format!("{} {told}", place.display())));
    }
    Ok(())
}

/// What is left to say after the folder is written.
struct Written {
    summary: String,
    advice: Vec<String>,
    partial: bool,
    done: u64,
}

impl<'a> Order<'a> {
    /// `called` is the command with what it names, such as `run england-2024`; amounts default to the scenario's own.
    pub fn new(
        scenario: Scenario,
        called: &str,
        amount: &'a Amount,
        set: &'a [String],
        out: Option<&Path>,
        file: &Path,
        quiet: bool,
    ) -> Self {
        let seed = amount.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
        let replicates = amount.replicates.unwrap_or_else(|| scenario.entry("run.replicates").value.count());
        let folder = out.map_or_else(|| default_folder(&scenario, set, seed, replicates), Path::to_path_buf);
        let changes: String = set.iter().map(|change| format!(" --set '{change}'")).collect();
        let command = format!("swpsim {called}{changes} --replicates {replicates} --seed {seed}");
        let file = file.display().to_string();
        Self { scenario, amount, set, seed, replicates, folder, command, file, quiet, given: None }
    }

    /// Simulates into the results folder and prints, unless the results are there already.
    pub fn carry_out(self, format: Format) -> Result<(), Failure> {
        let order = self;
        for note in crate::scenario::notes::notes(&order.scenario) {
            order.say(&note);
        }
        refuse_what_is_no_folder(&order.folder)?;
        let wanted = Identity::of(&study::outline(&order.request()));
        match existing(&order.folder, &wanted) {
            Existing::Same => {
                order.say(&format!("complete already: {} holds this very run", order.folder.display()));
                return print(&stored(&order.folder, format)?).map(|()| order.say_where());
            }
            Existing::Partial { replicates } => {
                order.say(&format!(
                    "{} holds a run stopped after {replicates} replicates; it will be replaced",
                    order.folder.display()
                ));
            }
            Existing::Empty | Existing::Other(_) => {} // a folder of something else is refused below
        }
        heed_ctrl_c();
        let model = open::model_from(&order.scenario, order.given.as_ref())?;
        order.warn_of_memory(model.shape());
        let finished = open::on_threads(order.amount.threads, || order.simulate(&model, &wanted))?;
        finished.and_then(|summary| order.conclude(summary, format))
    }

    fn request(&self) -> Request<'_> {
        let Order { scenario, seed, replicates, command, .. } = self;
        Request { scenario, seed: *seed, replicates: *replicates, command }
    }

    /// Advice on standard error.
    fn say(&self, line: &str) {
        if !self.quiet {
            tell(&format!("{} {line}", heading("advice", CYAN)));
        }
    }

    fn warn_of_memory(&self, shape: Shape) {
        let bytes = shape.bytes(self.replicates);
        if bytes > MUCH_MEMORY_BYTES {
            self.say(&format!(
                "{} replicates will take about {:.1} GB of memory",
                self.replicates,
                bytes as f64 / 1e9
            ));
        }
    }

    /// Simulates and writes the folder.
    fn simulate(&self, model: &Model, wanted: &Identity) -> Result<Written, Failure> {
        let place = ResultsFolder::begin(&self.folder, wanted)?;
        clear_up(place.temporary());
        let outline = study::outline(&self.request());
        let names = outline.arms.iter().map(|arm| arm.name.clone()).collect();
        let mut csv = place.csv(names, outline.periods)?;
        let build = |scenario: &Scenario| open::model_beside(scenario, self.given.as_ref());
        let laboratory = open::laboratory_with(self.seed, &build);
        let mut bar = Bar::new(self.quiet);
        let mut sink = |number: u64, replicate: &Replicate| {
            csv.append(number, &replicate.values).map_err(|why| Failure::files("cannot write replicates.csv", why))
        };
        let mut watch = |step: Step| bar.show(step.name, step.done, step.total, step.headline);
        let finished = study::run(&laboratory, model, &self.request(), &mut sink, &mut watch);
        bar.done();
        let Finished { mut study, outcomes } = finished?;
        if study.replicates == 0 {
            return Err(Failure::Stopped { done: 0, total: self.replicates, kept: "nothing is kept".into() });
        }
        if self.given.is_none() {
            tell_story(model, &mut study); // nobody tells a story of a real child's future
        }
        let mut extras = extras(&self.scenario, &study, &outcomes, &self.folder, &self.file);
        if let Some(children) = &self.given {
            extras.leaves_out.push(format!(
                "The world begins with {} real children under pseudonyms; what is not known of them, what is left of their \
                 stays, and all who come later are drawn from the scenario.",
                children.len()
            ));
        }
        let overrides = self.set.to_vec();
        let provenance = Provenance { scenario: resolved::toml(&self.scenario), overrides };
        place.finish(&study, &extras, &provenance, csv)?;
        let summary = words::summary(&study, &extras, width());
        let advice = words::advice_lines(&study, &extras);
        Ok(Written { summary, advice, partial: study.partial, done: study.replicates })
    }

    /// Prints the result and where it is.
    fn conclude(&self, written: Written, format: Format) -> Result<(), Failure> {
        match format {
            Format::Table => print(&written.summary)?,
            _ => print(&stored(&self.folder, format)?)?,
        }
        for line in &written.advice {
            self.say(line);
        }
        if written.partial {
            let kept = format!("what was finished is kept in {}", self.folder.display());
            return Err(Failure::Stopped { done: written.done, total: self.replicates, kept });
        }
        if format != Format::Table {
            self.say_where(); // the summary for people says so itself
        }
        Ok(())
    }

    fn say_where(&self) {
        self.say(&format!("results are in {0}; open {0}/report.html", self.folder.display()));
    }
}

/// One transferred child's story in every arm, from the first replicate.
fn tell_story(model: &Model, study: &mut Study) {
    let practice = study.arms.iter().rposition(|arm| arm.provider != "none");
    let child = practice.and_then(|arm| story::a_transferred_child(model, study.seed, arm));
    let Some(child) = child else { return };
    study.story_child = child.label(model.world.start_month);
    let arms = study.arms.iter().enumerate();
    study.story =
        arms.map(|(arm, info)| (info.label.clone(), story::lines(model, study.seed, 0, arm, child))).collect();
}

/// results/NAME-HASH, where the hash stands for everything that decides the result.
fn default_folder(scenario: &Scenario, set: &[String], seed: u64, replicates: u64) -> PathBuf {
    let version = env!("CARGO_PKG_VERSION");
    let decides = format!("{} {:?} {seed} {replicates} {version}", scenario.hash, set);
    let hash: String =
        Sha256::digest(decides.as_bytes()).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    Path::new("results").join(format!("{}-{hash}", scenario.name))
}

/// A finished run's summary from its folder: everything as JSON, results as CSV, sentences for people.
fn stored(folder: &Path, format: Format) -> Result<String, Failure> {
    let file = folder.join(if format == Format::Table { "summary.txt" } else { "summary.json" });
    let refused = |why: String| Failure::files(format!("cannot read {}", file.display()), why);
    let text = std::fs::read_to_string(&file).map_err(|why| refused(why.to_string()))?;
    if format != Format::Csv {
        return Ok(text);
    }
    let summary: serde_json::Value = serde_json::from_str(&text).map_err(|why| refused(why.to_string()))?;
    let lines = summary["results"].as_array().map_or(&[][..], Vec::as_slice);
    let mut table = Table::new(&COLUMNS.map(|(name, _)| name));
    let cell = |line: &serde_json::Value, path: &str| match line.pointer(path) {
        Some(serde_json::Value::String(words)) => Cell::from(words.as_str()),
        Some(value) => value.as_f64().map_or(Cell::Nothing, Cell::number),
        None => Cell::Nothing,
    };
    table.rows = lines.iter().map(|line| COLUMNS.map(|(_, path)| cell(line, path)).to_vec()).collect();
    Ok(table.text(format, width()))
}

/// Columns of the summary and where they stand in a line of `summary.json`.
const COLUMNS: [(&str, &str); 12] = [
    ("arm", "/arm"),
    ("measure", "/measure"),
    ("period", "/period"),
    ("unit", "/unit"),
    ("replicates", "/spread/n"),
    ("mean", "/spread/mean"),
    ("half_width", "/spread/half_width"),
    ("sd", "/spread/sd"),
    ("q05", "/spread/q05"),
    ("q95", "/spread/q95"),
    ("difference", "/difference/spread/mean"),
    ("difference_half_width", "/difference/spread/half_width"),
];

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::SomethingElse { .. } => Failure::Foreign(error.to_string()),
            _ => Failure::files("results folder", error),
        }
    }
}
