//! One wrong file per mistake, with the message that it must give.

use std::path::{Path, PathBuf};

use swpsim::scenario::Scenario;

/// The files with an ending, in the order of their names.
fn files(ending: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir("tests/broken").unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|end| end == ending)).collect();
    files.sort();
    files
}

fn message(file: &Path) -> String {
    match Scenario::load(file, &[]) {
        Ok(_) => "no problem was found".into(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn every_broken_file_gives_its_message() {
    let mut wrong = Vec::new();
    for file in files("toml") {
        let expected = std::fs::read_to_string(file.with_extension("txt")).unwrap_or_default();
        let found = message(&file);
        if found.trim_end() != expected.trim_end() {
            wrong.push(format!("--- {}\n{found}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "messages that are not those of the .txt files:\n{}", wrong.join("\n"));
}

#[test]
fn every_message_has_its_broken_file() {
    let stray: Vec<PathBuf> =
        files("txt").into_iter().filter(|text| !text.with_extension("toml").exists()).collect();
    assert!(stray.is_empty(), "{stray:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_told_apart_from_one_that_is_wrong() {
    let missing = Scenario::load(Path::new("tests/broken/missing.toml"), &[]).unwrap_err();
    assert!(missing.is_unreadable());
    assert!(missing.to_string().contains("tests/broken/missing.toml"), "{missing}");
    let wrong = Scenario::load(Path::new("tests/broken/percentage.toml"), &[]).unwrap_err();
    assert!(!wrong.is_unreadable());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic_and_every_problem_has_a_line_of_the_text(
        cuts in proptest::collection::vec((0usize..2000, 0usize..40, "[-a-z0-9.=\\[\\]{}\", \n]{0,6}"), 1..6)
    ) {
        let mut text: Vec<char> = include_str!("../scenarios/k1.toml").chars().collect();
        for (from, length, new) in cuts {
            let from = from.min(text.len());
            let to = (from + length).min(text.len());
            text.splice(from..to, new.chars());
        }
        let text: String = text.into_iter().collect();
        let lines = text.matches('\n').count() + 1;
        if let Err(problems) = Scenario::parse("mutant", &text, &[]) {
            for problem in problems.list() {
                if let swpsim::scenario::Origin::Given { line, .. } = &problem.place {
                    proptest::prop_assert!((1..=lines).contains(line), "{problem}");
                }
            }
        }
    }
}
