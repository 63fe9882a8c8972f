//! The command: files, bytes, refusals.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn synth(out: &Path, more: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("swpsim").unwrap();
    command.args(["synth", "--years", "2", "--out"]).arg(out).args(more).assert()
}

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(
                bytes(&path)
                    .into_iter()
                    .map(|(name, text)| (format!("{}/{name}", path.file_name().unwrap().to_string_lossy()), text)),
            );
        } else {
            all.insert(path.file_name().unwrap().to_string_lossy().into(), fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    synth(&at("one"), &["--seed", "5"]).success();
    synth(&at("two"), &["--seed", "5"]).success();
    synth(&at("three"), &["--seed", "6"]).success();
    let one = bytes(&at("one"));
    assert_eq!(one, bytes(&at("two")));
    assert_ne!(one["2025-26/episodes.csv"], bytes(&at("three"))["2025-26/episodes.csv"]);
    let names: Vec<&str> = one.keys().map(String::as_str).filter(|name| !name.starts_with("2024")).collect();
    let year = ["ad1", "episodes", "header", "oc2", "placed_for_adoption", "reviews", "sw_episodes", "uasc"];
    let mut expected: Vec<String> = year.iter().map(|name| format!("2025-26/{name}.csv")).collect();
    expected.extend(["README.txt".to_string(), "companion.csv".to_string()]);
    assert_eq!(names, expected);
    assert!(String::from_utf8_lossy(&one["README.txt"]).contains("IS INVENTED"));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 3, "nothing else is left beside the folders");
}

#[test]
fn a_folder_with_something_in_it_is_left_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("letter.txt"), "dear all").unwrap();
    let refused = synth(place.path(), &[]).code(5);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("left as it is"));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn years_without_code_lists_are_refused_with_what_to_try() {
    let place = tempfile::tempdir().unwrap();
    let refused = synth(&place.path().join("out"), &["--last-year", "2017"]).code(2);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).to_string();
    assert!(said.contains("2017 to 2027") && said.contains("--years 1"), "{said}");
    assert!(!place.path().join("out").exists());
}

#[test]
fn the_cohort_command_reads_the_folders_and_the_companion_file() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    synth(&out, &[]).success();
    let mut command = Command::cargo_bin("swpsim").unwrap();
    command.current_dir(&out).args(["cohort", "2024-25", "2025-26", "--companion", "companion.csv"]);
    let shown = command.args(["--format", "json", "--quiet"]).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&shown.get_output().stdout).unwrap();
    let kinds: Vec<&str> =
        json["problem_list"].as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    let known = ["worker_spell_stale", "no_episode_before"];
    assert!(kinds.iter().all(|kind| known.contains(kind)), "{kinds:?}");
}
