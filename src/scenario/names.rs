//! Looking up keys by name, and the nearest name to one that does not exist.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::keys::{Key, registry};

/// Similarity (0 to 1) below which no name is worth suggesting.
const NEAR: f64 = 0.62;

/// The registry's row for a full name; `practice.evolve.places` finds `practice.*.places`.
pub fn find(name: &str) -> Option<&'static Key> {
    static INDEX: LazyLock<BTreeMap<&'static str, &'static Key>> = LazyLock::new(|| {
        registry().iter().filter(|key| !key.name.contains('*')).map(|k| (k.name.as_str(), k)).collect()
    });
    INDEX.get(name).copied().or_else(|| wild_keys().find(|key| matches_whole(&key.name, name)))
}

/// Keys with a name that files choose.
fn wild_keys() -> impl Iterator<Item = &'static Key> {
    static WILD: LazyLock<Vec<&'static Key>> =
        LazyLock::new(|| registry().iter().filter(|key| key.name.contains('*')).collect());
    WILD.iter().copied()
}

/// Does a file's name fit a registry's name, `*` standing for any segment?
fn matches_whole(pattern: &str, name: &str) -> bool {
    pattern.split('.').count() == name.split('.').count() && matches_start(pattern, name)
}

/// Do all segments of `name` fit the first ones of `pattern`?
fn matches_start(pattern: &str, name: &str) -> bool {
    let mut pattern = pattern.split('.');
    name.split('.').all(|segment| pattern.next().is_some_and(|p| p == segment || p == "*"))
}

/// Is it a table that holds keys, such as `stay` or `practice.evolve`?
pub fn is_table(name: &str) -> bool {
    registry().iter().any(|key| {
        key.name.len() > name.len() && !matches_whole(&key.name, name) && matches_start(&key.name, name)
    })
}

/// Keys of a table, or the one key itself, in the order of the registry.
pub fn keys_under(name: &str) -> Vec<&'static Key> {
    registry().iter().filter(|key| matches_start(&key.name, name)).collect()
}

/// The nearest of some names, if any is near. A name that begins with the same word comes first:
/// `ni62_pct` means one of the `ni62_..._pct` and not `ni63_pct`.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let first_word = |name: &str| name.split(['_', '-', '.']).next().unwrap_or_default().to_owned();
    let near = names.into_iter().map(|name| (likeness(wrong, name), name)).filter(|(score, _)| *score >= NEAR);
    let scored = near.map(|(score, name)| {
        let same = first_word(name) == first_word(wrong);
        (if same { score + 0.25 } else { score }, name)
    });
    let best = scored.fold(None, |best: Option<(f64, &str)>, (score, name)| match best {
        Some((top, _)) if top >= score => best,
        _ => Some((score, name)),
    });
    best.map(|(_, name)| name)
}

/// The nearest key or table to a full name that does not exist. A right last word in a wrong table counts too.
pub fn nearest_key(wrong: &str) -> Option<String> {
    let mut best: Option<(f64, String)> = None;
    for candidate in candidates(wrong) {
        let score = key_likeness(wrong, &candidate);
        if best.as_ref().is_none_or(|(top, _)| score > *top) {
            best = Some((score, candidate));
        }
    }
    best.filter(|(score, _)| *score >= NEAR).map(|(_, name)| name)
}

/// Every key and every table, with the file's own word where the registry has `*`.
fn candidates(wrong: &str) -> Vec<String> {
    let own: Vec<&str> = wrong.split('.').collect();
    let mut names: Vec<String> = Vec::new();
    for key in registry() {
        let mut name = String::new();
        for (i, segment) in key.name.split('.').enumerate() {
            if i > 0 {
                name.push('.');
            }
            name.push_str(if segment == "*" { own.get(i).copied().unwrap_or("NAME") } else { segment });
            // a name that ends in the file's own word is no suggestion
            if segment != "*" {
                names.push(name.clone());
            }
        }
    }
    names.sort();
    names.dedup();
    names
}

/// Likeness of whole names, or of their last words where the tables differ.
fn key_likeness(wrong: &str, name: &str) -> f64 {
    let last = |text: &str| text.rsplit('.').next().unwrap_or("").to_owned();
    let whole = likeness(wrong, name);
    let end = likeness(&last(wrong), &last(name));
    // the last word alone counts only where it is nearly right: many tables share words such as "share"
    if end > 0.85 { whole.max(0.75 * end + 0.2 * whole) } else { whole }
}

/// Likeness of two words, from 0 to 1; hyphens and underscores are one letter.
fn likeness(a: &str, b: &str) -> f64 {
    let even = |text: &str| text.to_lowercase().replace('-', "_");
    strsim::normalized_damerau_levenshtein(&even(a), &even(b))
}

/// May it stand as the name of a practice or a policy?
pub fn is_plain_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.len() <= 40 && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_of_any_name_has_the_keys_of_a_practice() {
        assert_eq!(find("practice.evolve.places").unwrap().name, "practice.*.places");
        assert!(find("practice.places").is_none());
        assert!(is_table("practice.evolve") && is_table("practice") && is_table("placements.next_type"));
        assert!(!is_table("practice.evolve.places") && !is_table("stay.length") && !is_table("sta"));
    }

    #[test]
    fn a_misspelt_key_gets_the_nearest_one() {
        let near = |wrong: &str| nearest_key(wrong).unwrap_or_default();
        assert_eq!(near("run.replicate"), "run.replicates");
        assert_eq!(near("placement.hazard_per_year"), "placements.hazard_per_year");
        assert_eq!(near("placement"), "placements");
        assert_eq!(near("practice.evolve.place"), "practice.evolve.places");
        assert_eq!(near("placements.next_type.age_10-15.secure"), "placements.next_type.age_10_15.secure");
    }

    #[test]
    fn a_right_word_in_a_wrong_table_finds_its_own_table() {
        assert_eq!(nearest_key("seed").as_deref(), Some("run.seed"));
        assert_eq!(nearest_key("finance.joint_days").as_deref(), Some("handover.joint_days"));
    }

    #[test]
    fn a_name_that_begins_with_the_same_word_is_nearer() {
        assert_eq!(nearest("ni62_pct", ["ni63_pct", "ni62_one_pct"]), Some("ni62_one_pct"));
        assert_eq!(nearest("longest-wait", ["lottery", "longest-waiting"]), Some("longest-waiting"));
    }

    #[test]
    fn nonsense_gets_no_suggestion() {
        assert_eq!(nearest_key("zzz.qqqqqqqqq"), None);
    }
}
