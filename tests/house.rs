//! The house keeps itself: reads the source and checks the rules that no compiler knows.

use std::fs;
use std::path::{Path, PathBuf};

use swpsim::randomness::Chance;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every Rust file in these rooms of `src` (folders or single files).
fn rust_files(rooms: &[&str]) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = rooms
        .iter()
        .flat_map(|room| [Path::new(ROOT).join("src").join(room), Path::new(ROOT).join(format!("src/{room}.rs"))])
        .filter(|path| path.exists())
        .collect();
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files.sort();
    assert!(!files.is_empty(), "no files in {rooms:?}");
    files
}

/// A file's text without its tests, which stand at the foot.
fn text_without_tests(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    text.split("#[cfg(test)]").next().unwrap_or_default().to_string()
}

fn no_file_uses(rooms: &[&str], words: &[&str]) {
    for file in rust_files(rooms) {
        let text = text_without_tests(&file);
        let found = words.iter().find(|word| text.contains(**word));
        assert!(found.is_none(), "{} uses {found:?}", file.display());
    }
}

#[test]
fn the_engine_knows_no_files_terminals_plots_threads_or_clocks() {
    let outside = [
        "std::fs",
        "std::io",
        "std::thread",
        "rayon",
        "println!",
        "clap::",
        "indicatif",
        "plotters",
        "SystemTime",
        "Instant",
        "HashMap",
        "HashSet",
    ];
    no_file_uses(&["domain", "theory", "randomness", "policies", "flow", "ledger"], &outside);
}

#[test]
fn the_engine_knows_nothing_of_the_rooms_above_it() {
    let above = [
        "crate::cli",
        "crate::report",
        "crate::experiment",
        "crate::scenario",
        "crate::published",
        "crate::ssda903",
    ];
    no_file_uses(&["domain", "theory", "randomness", "policies", "flow", "ledger", "results"], &above);
    no_file_uses(&["theory"], &["crate::flow", "crate::policies", "crate::results", "crate::randomness::Luck"]);
    // a ledger replays rules; it knows nothing of the engine's state
    no_file_uses(&["ledger"], &["crate::flow", "crate::results"]);
    no_file_uses(&["experiment", "report", "scenario", "published", "ssda903", "synth", "plan"], &["crate::cli"]);
    no_file_uses(&["ssda903"], &["crate::flow", "crate::experiment", "crate::report", "crate::policies"]);
    no_file_uses(&["plan"], &["crate::report", "crate::experiment"]);
    no_file_uses(&["synth", "plan"], &["std::fs", "std::io", "std::thread", "SystemTime", "HashMap"]);
}

#[test]
fn chance_is_handed_out_in_one_place() {
    let others = ["rand::rng", "thread_rng", "StdRng", "SmallRng", "from_os_rng", "from_entropy"];
    no_file_uses(
        &[
            "domain",
            "theory",
            "randomness",
            "policies",
            "flow",
            "ledger",
            "results",
            "experiment",
            "scenario",
            "report",
            "cli",
            "published",
            "ssda903",
            "synth",
            "plan",
        ],
        &others,
    );
}

#[test]
fn only_main_and_cli_print() {
    no_file_uses(
        &[
            "domain",
            "theory",
            "randomness",
            "policies",
            "flow",
            "ledger",
            "results",
            "scenario",
            "experiment",
            "report",
            "published",
            "ssda903",
            "synth",
            "plan",
        ],
        &["println!", "eprintln!", "print!(", "dbg!"],
    );
}

#[test]
fn logarithms_and_powers_of_the_engine_come_from_the_portable_library() {
    // std's use the machine's own library, whose last bit differs from processor to processor
    no_file_uses(
        &["theory", "randomness", "policies", "flow", "ledger"],
        &[".ln()", ".exp()", ".powf(", ".sqrt()", ".log10()", ".sin()", ".cos()"],
    );
}

#[test]
fn every_source_of_chance_is_used() {
    let mut text = String::new();
    for file in rust_files(&["flow", "policies", "experiment", "synth"]) {
        text += &text_without_tests(&file);
    }
    let unused: Vec<&str> =
        Chance::LISTED.iter().map(|(_, name, _)| *name).filter(|name| !uses(&text, name)).collect();
    assert!(unused.is_empty(), "listed, but never drawn: {unused:?}");
}

/// Does `Chance::NAME` stand in the text, as a whole word?
fn uses(text: &str, name: &str) -> bool {
    let wanted = format!("Chance::{name}");
    text.match_indices(&wanted).any(|(at, _)| {
        let next = text[at + wanted.len()..].chars().next();
        !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[test]
fn the_main_file_stays_short() {
    let lines = fs::read_to_string(Path::new(ROOT).join("src/main.rs")).unwrap().lines().count();
    assert!(lines < 40, "{lines} lines");
}

/// Names of the scenarios, those of a sub-folder as `allocation/rules`.
fn scenarios() -> Vec<String> {
    let top = Path::new(ROOT).join("scenarios");
    let (mut open, mut names) = (vec![top.clone()], vec![]);
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let name = path.with_extension("");
                names.push(name.strip_prefix(&top).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    names
}

#[test]
fn every_scenario_of_the_folder_is_sound() {
    for name in scenarios() {
        let file = Path::new(ROOT).join("scenarios").join(format!("{name}.toml"));
        let scenario = swpsim::scenario::Scenario::load(&file, &[]).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(swpsim::scenario::compile::model(&scenario).is_ok(), "{name}");
    }
}

#[test]
fn the_readme_lists_every_scenario_of_the_folder_and_no_other() {
    let Ok(readme) = fs::read_to_string(Path::new(ROOT).join("README.md")) else { return };
    let mut listed: Vec<String> = readme
        .lines()
        .filter(|line| line.starts_with('|'))
        .filter_map(|line| line.split('`').nth(1))
        .filter(|name| !name.contains(' '))
        .map(|name| name.trim_start_matches("scenarios/").trim_end_matches(".toml").to_string())
        .collect();
    let mut there = scenarios();
    listed.retain(|name| there.contains(name) || readme.contains(&format!("scenarios/{name}.toml")));
    listed.sort();
    listed.dedup();
    there.sort();
    assert_eq!(listed, there, "the README's table of scenarios and the folder differ");
}

#[test]
fn no_path_of_a_machine_stands_in_the_source() {
    for file in rust_files(&[
        "cli",
        "experiment",
        "report",
        "scenario",
        "results",
        "flow",
        "domain",
        "published",
        "ssda903",
    ]) {
        let text = text_without_tests(&file);
        for path in ["/home/", "/Users/", "C:\\"] {
            assert!(!text.contains(path), "{} holds {path}", file.display());
        }
    }
}
