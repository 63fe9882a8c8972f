//! `key=value` from the command line.

use super::page::Page;
use super::problems::Problems;
use super::read::{self, Layer};
use super::value::Origin;

/// Reads one setting. A bare word counts as text, since shells take quotes away.
pub fn read(text: &str) -> (Layer, Problems) {
    let place = Origin::Override { text: text.into() };
    let fail = |message: &str| (Layer::default(), Problems::one(&place, "", message));
    let Some((key, value)) = text.split_once('=') else {
        return fail("expected key=value, such as run.seed=7");
    };
    let (key, value) = (key.trim(), value.trim());
    if text.contains(['\n', '\r']) || value.is_empty() {
        return fail("expected one key and one value, such as run.seed=7");
    }
    if key == "extends" {
        return fail("which scenario is extended cannot be set here; write a file that extends it");
    }
    let line = format!("{key} = {value}");
    let is_toml = toml::de::DeTable::parse(&line).is_ok();
    let is_word = value.chars().all(|c| c.is_alphanumeric() || "-_ .:".contains(c));
    let line = if is_toml || !is_word { line } else { format!("{key} = \"{value}\"") };
    read::read(Page::of_override(&line, text), &line)
}
