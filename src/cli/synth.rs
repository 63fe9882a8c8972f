//! `swpsim synth`: made-up returns, so that anyone can try the program without real data.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::arguments::Synth;
use super::failure::Failure;
use super::open;
use super::output::{heading, tell};
use crate::report::whole_folder::{self, NotWritten, Readers};
use crate::synth::{self, Faults, Returns};

/// Simulates an authority and writes its returns.
pub fn synth(synth: &Synth, quiet: bool) -> Result<(), Failure> {
    let window = synth::window(synth.years, synth.last_year).map_err(Failure::Usage)?;
    refuse_what_is_there(&synth.out)?;
    let scenario = open::scenario(&synth.scenario, &synth.set)?;
    let model = synth::authority(&scenario, &window)?;
    let seed = synth.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    let faults = if synth.faults { Faults::Planted } else { Faults::None };
    let name = synth.scenario.file_stem().unwrap_or_default().to_string_lossy();
    let returns = synth::returns(&model, seed, synth.replicate, &window, &name, faults);
    write(&returns, &synth.out)?;
    if !quiet {
        say(&returns, &synth.out);
    }
    Ok(())
}

/// A folder with anything in it is left as it is.
fn refuse_what_is_there(out: &Path) -> Result<(), Failure> {
    let something = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_some(),
        Err(why) => !matches!(why.kind(), io::ErrorKind::NotFound),
    };
    if something {
        return Err(Failure::Foreign(format!(
            "{} is there already and is not an empty folder\n  it is left as it is; choose another folder with --out",
            out.display()
        )));
    }
    Ok(())
}

/// Writes everything into a folder beside the target, then gives it its name.
fn write(returns: &Returns, out: &Path) -> Result<(), Failure> {
    whole_folder::write(out, &files(returns), Readers::AsAnyFolder).map_err(|NotWritten { place, source }| {
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let told = match place {
            folder if folder == out => format!("cannot write in {}", parent.display()),
            file => format!("cannot write {}", file.display()),
        };
        Failure::files(told, source)
    })
}

/// Names and texts of all files.
fn files(returns: &Returns) -> Vec<(PathBuf, String)> {
    let mut all = vec![(PathBuf::from("README.txt"), returns.readme.clone())];
    for year in &returns.years {
        let folder = PathBuf::from(year.folder());
        all.extend(year.sheets.iter().map(|sheet| (folder.join(sheet.file), sheet.csv())));
    }
    let others = std::iter::once(&returns.companion).chain(&returns.faults);
    all.extend(others.map(|sheet| (PathBuf::from(sheet.file), sheet.csv())));
    all
}

fn say(returns: &Returns, out: &Path) {
    const CYAN: u8 = 36;
    let in_care = returns.companion.rows.len();
    let (children, years) = (returns.children.len(), returns.years.len());
    tell(&format!(
        "{} {years} returns of {children} invented children in {}; {in_care} are in care on {}",
        heading("advice", CYAN),
        out.display(),
        returns.window.last_day()
    ));
    if let Some(faults) = &returns.faults {
        tell(&format!("        {} faults planted: {}", faults.rows.len(), out.join(faults.file).display()));
    }
    let folders: Vec<String> =
        returns.years.iter().map(|year| out.join(year.folder()).display().to_string()).collect();
    let companion = out.join(returns.companion.file);
    tell(&format!("        next: swpsim cohort {} --companion {}", folders.join(" "), companion.display()));
}
