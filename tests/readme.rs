//! The README keeps its word: every command in it runs, its map is the source, its links lead somewhere.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Few histories and no side studies: whether a command works does not depend on how long it runs.
const QUICK: [&str; 7] = [
    "--replicates=2",
    "--set=run.sensitivity_replicates=2",
    "--set=run.parameter_draws=2",
    "--set=run.replicates_per_draw=2",
    "--set=run.years=3",
    "--set=contract.years=2",
    "--quiet",
];

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// Every line of the ```sh blocks, without comments.
fn commands(text: &str) -> Vec<String> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).map(|line| line.split("  #").next().unwrap_or("").trim());
    lines.filter(|line| !line.is_empty()).map(String::from).collect()
}

/// Words of a line as a shell would read them: quotes keep spaces.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut mark) = (vec![], String::new(), false, ' ');
    for letter in line.chars() {
        match letter {
            '\'' | '"' if !quoted || letter == mark => (quoted, mark) = (!quoted, letter),
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            other => word.push(other),
        }
    }
    words.push(word);
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap().path();
        let copy = to.join(file.file_name().unwrap());
        if file.is_dir() { copy_folder(&file, &copy) } else { fs::copy(&file, copy).map(drop).unwrap() }
    }
}

#[test]
fn every_command_of_the_readme_runs_in_the_order_it_is_told() {
    let place = tempfile::tempdir().unwrap();
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"), &place.path().join("scenarios"));
    let mut run = 0;
    for line in commands(&read("README.md")) {
        let words = words(&line);
        let own = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["cargo", "run", "--release", "--", ..] => &words[4..],
            ["swpsim", ..] => &words[1..],
            // the toolchain's own commands; the tests cannot run themselves
            ["cargo", "test"] | ["cargo", "install", "--path", "."] | ["cargo", "doc", "--no-deps", "--open"] => {
                continue;
            }
            _ => panic!("the README says `{line}`, which no test can run"),
        };
        let quick: &[&str] = match own[0].as_str() {
            "run" | "compare" => &QUICK,
            "targets" | "plan" | "pilots" | "contract" => &QUICK[..1],
            "stress" => &["--replicates=20", "--quiet"],
            "size" => &["--replicates=4", "--turnover-replicates=2", "--quiet"],
            "causes" => &["--replicates=3", "--quiet"],
            // a fund asks for histories enough for its confidence
            "fund" => &["--replicates=60", "--draws=2", "--switches=1", "--quiet"],
            _ => &[],
        };
        let done = Command::cargo_bin("swpsim")
            .unwrap()
            .current_dir(place.path())
            .args(own)
            .args(quick)
            .output()
            .unwrap();
        assert!(done.status.success(), "`{line}` fails: {}", String::from_utf8_lossy(&done.stderr));
        run += 1;
    }
    assert!(run >= 8, "only {run} commands were found in the README");
}

#[test]
fn the_map_names_every_room_of_the_house() {
    let text = read("README.md");
    let section = text.split("## Map of the code").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    for module in read("src/lib.rs").lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(section.contains(module), "the map does not name {module}");
    }
}

#[test]
fn pictures_and_files_that_the_readme_points_to_are_there() {
    let text = read("README.md");
    let mut found = 0;
    for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let is_elsewhere = target.starts_with("http") || target.starts_with('#');
        assert!(
            is_elsewhere || Path::new(env!("CARGO_MANIFEST_DIR")).join(target).exists(),
            "{target} is not there"
        );
        found += 1;
    }
    assert!(found >= 3, "{found}");
}
