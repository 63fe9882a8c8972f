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
        let known = shipped::all().iter().map(|(name, _)| *name);
        let help = match nearest(name, known) {
            Some(near) => format!("the nearest is \"{near}\""),
            None => {
                let known: Vec<&str> = shipped::all().iter().map(|(name, _)| *name).collect();
                format!("shipped are {}", super::text::listed(&known))
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
