//! A scenario says what differs from another: finds that one, reads it, lays one over the other.

use std::path::{Path, PathBuf};

use super::names::nearest;
use super::page::Page;
use super::problems::Problems;
use super::read::{self, Layer};
use super::shipped;
use super::value::{Entry, Origin};

/// Where a text lives.
#[derive(Debug, Clone, PartialEq)]
pub enum Home {
    File(PathBuf),
    Shipped(String),
    /// Text handed over by a program.
    Memory(String),
}

impl Home {
    /// The name that messages show.
    fn shown(&self) -> String {
        match self {
            Home::File(path) => path.display().to_string(),
            Home::Shipped(name) => shipped::file_name(name),
            Home::Memory(name) => name.clone(),
        }
    }

    /// The text, or why it cannot be had.
    fn text(&self) -> Result<String, String> {
        match self {
            Home::File(path) => {
                let bytes = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
                String::from_utf8(bytes).map_err(|error| {
                    let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                    let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
                    format!("is not UTF-8 text (line {line}); save it as UTF-8")
                })
            }
            Home::Shipped(name) => shipped::text(name).map(str::to_owned).ok_or_else(|| "is not shipped".into()),
            Home::Memory(_) => Err("has no text".into()),
        }
    }

    /// Are two homes the same file, whatever the spelling of the path?
    fn is(&self, other: &Home) -> bool {
        match (self, other) {
            (Home::File(a), Home::File(b)) => {
                a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
            }
            _ => self == other,
        }
    }

    /// The home of a name that this text extends: a file beside it first, then a shipped scenario.
    fn extended(&self, name: &str) -> Option<Home> {
        let beside = match self {
            Home::File(path) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                [folder.join(name), folder.join(format!("{name}.toml"))].into_iter().find(|file| file.is_file())
            }
            _ => None,
        };
        beside.map(Home::File).or_else(|| shipped::text(name).map(|_| Home::Shipped(name.into())))
    }
}

/// Reads a text with all that it extends; the first layer is the nearest.
pub fn layers(home: Home, text: Option<&str>) -> (Vec<Layer>, Problems) {
    let mut problems = Problems::new();
    let mut layers: Vec<Layer> = Vec::new();
    let mut homes: Vec<Home> = vec![home];
    let mut given = text.map(str::to_owned);
    let mut asked: Option<Origin> = None;
    while let Some(home) = homes.last().cloned() {
        let text = match given.take().map_or_else(|| home.text(), Ok) {
            Ok(text) => text,
            Err(why) => {
                match &asked {
                    None => problems.append(Problems::unreadable(&home.shown(), why)),
                    Some(place) => problems.note(place, "extends", format!("{} {why}", home.shown())),
                }
                problems.set_incomplete();
                break;
            }
        };
        let (layer, found) = read::read(Page::of_file(&home.shown(), &text), &text);
        problems.append(found);
        let extends = layer.entries.get("extends").cloned();
        layers.push(layer);
        let Some(next) = extends.and_then(|entry| next(&homes, &entry, &mut problems)) else { break };
        homes.push(next.0);
        asked = Some(next.1);
    }
    (layers, problems)
}

/// The home of what an entry `extends`, unless it is empty, unknown or already read.
fn next(homes: &[Home], entry: &Entry, problems: &mut Problems) -> Option<(Home, Origin)> {
    let name = entry.value.text();
    if name.is_empty() {
        return None;
    }
    let here = homes.last()?;
    let Some(home) = here.extended(name) else {
        problems.set_incomplete();
        let known = shipped::all().iter().map(|(name, _)| *name);
        let help = match nearest(name, known) {
            Some(near) => format!("the nearest is \"{near}\""),
            None => {
                let known: Vec<&str> = shipped::all().iter().map(|(name, _)| *name).collect();
                format!("shipped: {}", super::text::listed(&known))
            }
        };
        problems.note(
            &entry.origin,
            "extends",
            format!("there is no scenario \"{name}\", neither beside this file nor shipped; {help}"),
        );
        return None;
    };
    if homes.iter().any(|seen| seen.is(&home)) {
        problems.set_incomplete();
        problems.note(
            &entry.origin,
            "extends",
            format!("goes round in a circle: {} is already part of this scenario", home.shown()),
        );
        return None;
    }
    Some((home, entry.origin.clone()))
}

/// Lays a nearer layer over a farther one, key by key.
pub fn lay_over(below: &mut Layer, above: Layer) {
    below.entries.extend(above.entries);
    for (policy, levers) in above.policies {
        below.policies.entry(policy).or_default().extend(levers);
    }
    for practice in above.practices {
        if !below.practices.contains(&practice) {
            below.practices.push(practice);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    /// A folder with some files.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn the_nearest_file_wins_key_by_key_and_lever_by_lever() {
        let folder = folder(&[
            (
                "far.toml",
                "[run]\nseed = 1\nyears = 3\n[practice.elm]\n[policy.elm]\nprovider = \"practice\"\nhandover.joint_days = 28",
            ),
            (
                "near.toml",
                "extends = \"far\"\n[run]\nseed = 2\n[practice.oak]\n[policy.elm]\nhandover.joint_days = 14\n[policy.oak]",
            ),
        ]);
        let scenario = Scenario::load(&folder.path().join("near.toml"), &[]).unwrap();
        assert_eq!(scenario.name, "near");
        assert_eq!(scenario.entry("run.seed").value.count(), 2);
        assert_eq!(scenario.entry("run.years").value.count(), 3);
        assert_eq!(scenario.in_policy("elm", "provider").value.text(), "practice");
        assert_eq!(scenario.in_policy("elm", "handover.joint_days").value.number(), 14.0);
        assert_eq!(scenario.practices, ["elm", "oak"]);
        let origin = scenario.entry("run.years").origin.to_string();
        assert!(origin.ends_with("far.toml:3"), "{origin}");
    }

    #[test]
    fn a_file_beside_it_comes_before_a_shipped_scenario() {
        let own = folder(&[("k1.toml", "run.years = 3"), ("mine.toml", "extends = \"k1\"")]);
        let alone = folder(&[("mine.toml", "extends = \"k1\"")]);
        let years = |folder: &tempfile::TempDir| {
            Scenario::load(&folder.path().join("mine.toml"), &[]).unwrap().entry("run.years").value.count()
        };
        assert_eq!((years(&own), years(&alone)), (3, 10));
    }

    #[test]
    fn a_shipped_scenario_is_found_by_its_name() {
        let k1 = Scenario::load(Path::new("k1"), &[]).unwrap();
        assert_eq!(k1.entry("run.fresh_arrivals").value.count(), 600);
        let origin = k1.entry("run.years").origin.to_string();
        assert!(origin.starts_with("k1 (shipped):"), "{origin}");
    }

    #[test]
    fn a_file_that_is_not_text_says_so() {
        let folder = folder(&[]);
        std::fs::write(folder.path().join("latin.toml"), b"[run]\n# \xe9\n").unwrap();
        let problems = Scenario::load(&folder.path().join("latin.toml"), &[]).unwrap_err();
        assert!(
            problems.is_unreadable() && problems.to_string().contains("is not UTF-8 text (line 2)"),
            "{problems}"
        );
    }
}
