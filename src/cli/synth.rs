//! `swpsim synth`: made-up returns, so that anyone can try the program without real data.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::arguments::Synth;
use super::failure::Failure;
use super::open;
use super::output::{heading, tell};
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
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let refused = |why: io::Error| Failure::files(format!("cannot write in {}", parent.display()), why);
    fs::create_dir_all(parent).map_err(refused)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".swpsim-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777)); // less the user's mask, as for any folder
    }
    let making = builder.tempdir_in(parent).map_err(refused)?;
    for (name, text) in files(returns) {
        let file = making.path().join(&name);
        let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
        written.map_err(|why| Failure::files(format!("cannot write {}", out.join(&name).display()), why))?;
    }
    // an empty folder gives way; one that has been filled meanwhile does not
    match fs::remove_dir(out) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(refused(why)),
        _ => {}
    }
    fs::rename(making.path(), out).map_err(refused)?;
    let _ = making.keep(); // it has moved: nothing to clear up
    Ok(())
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
