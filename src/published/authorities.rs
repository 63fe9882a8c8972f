//! The authorities by name, and finding one from what a person types.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::tables::{Table, records};

/// A local authority with children's services in England.
#[derive(Debug, Clone, PartialEq)]
pub struct Authority {
    /// Newest published name.
    pub name: String,
    /// The Department's three-digit code.
    pub code: String,
    /// ONS code; empty where no publication gave one.
    pub ons_code: String,
    /// Years whose 31 March has both the stock and the starts of the year before.
    pub years: Vec<u16>,
    /// Names of the authorities that took over, where this one was divided or merged.
    pub followed_by: Vec<String>,
}

/// Why no authority was found.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotFound {
    #[error("\"{given}\" could be {}", nearest.join("; "))]
    Ambiguous { given: String, nearest: Vec<String> },
    #[error("there is no authority \"{given}\"; the nearest are {}", nearest.join("; "))]
    Unknown { given: String, nearest: Vec<String> },
}

impl NotFound {
    /// Names to offer, the nearest first.
    pub fn nearest(&self) -> &[String] {
        match self {
            NotFound::Ambiguous { nearest, .. } | NotFound::Unknown { nearest, .. } => nearest,
        }
    }
}

/// Every authority, by code.
pub fn authorities() -> &'static [Authority] {
    static ALL: LazyLock<Vec<Authority>> = LazyLock::new(read);
    &ALL
}

fn read() -> Vec<Authority> {
    let text = include_str!("data/authorities.csv");
    let named = |code: &str| records(text).find(|row| &row[0] == code).map(|row| row[2].to_string());
    records(text)
        .map(|row| Authority {
            name: row[2].to_string(),
            code: row[0].to_string(),
            ons_code: row[1].to_string(),
            years: years_with_stock_and_starts(&row[0]),
            followed_by: row[3].split_whitespace().filter_map(named).collect(),
        })
        .collect()
}

fn years_with_stock_and_starts(code: &str) -> Vec<u16> {
    let positive = |year, column| Table::Children.number(code, year, column).is_some_and(|number| number > 0.0);
    let years = Table::Children.years(code);
    years.into_iter().filter(|year| positive(*year, "stock") && positive(*year, "starts")).collect()
}

/// The authority that a person means: capitals, "&" or "and", punctuation and words such as "City of" or
/// "County Council" do not matter; a code will do; part of a name will do where only one has it.
pub fn find(name: &str) -> Result<&'static Authority, NotFound> {
    let given = name.trim();
    let all = authorities();
    if let Some(found) =
        all.iter().find(|one| one.code == given || (!given.is_empty() && one.ons_code.eq_ignore_ascii_case(given)))
    {
        return Ok(found);
    }
    let sought = plain(given);
    if let Some(found) = all.iter().find(|one| plain(&one.name) == sought) {
        return Ok(found);
    }
    let words: BTreeSet<&str> = sought.split(' ').filter(|word| !word.is_empty()).collect();
    let holds_all = |one: &&Authority| {
        let own = plain(&one.name);
        let own: BTreeSet<&str> = own.split(' ').collect();
        words.iter().any(|word| !IDLE.contains(word)) && words.is_subset(&own)
    };
    let partly: Vec<&Authority> = all.iter().filter(|one| !one.years.is_empty()).filter(holds_all).collect();
    match partly.as_slice() {
        [only] => Ok(only),
        [] => Err(NotFound::Unknown { given: given.into(), nearest: most_alike(&sought) }),
        several => Err(NotFound::Ambiguous {
            given: given.into(),
            nearest: several.iter().map(|one| one.name.clone()).collect(),
        }),
    }
}

/// Words that people leave out of a name or add to it.
const IDLE: &[&str] = &[
    "the",
    "of",
    "city",
    "county",
    "council",
    "borough",
    "royal",
    "metropolitan",
    "london",
    "unitary",
    "authority",
    "district",
    "ua",
    "cc",
    "mbc",
    "and",
    "upon",
    "on",
];

/// A name without what people leave out or write differently.
fn plain(name: &str) -> String {
    let spaced: String = name
        .to_lowercase()
        .replace('&', " and ")
        .replace(['\'', '.'], "")
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let kept: Vec<&str> = words.iter().copied().filter(|word| !IDLE.contains(word)).collect();
    // "City of London" consists of such words alone and keeps them.
    if kept.is_empty() { words.join(" ") } else { kept.join(" ") }
}

fn most_alike(sought: &str) -> Vec<String> {
    let mut scored: Vec<(f64, &Authority)> =
        authorities().iter().map(|one| (strsim::jaro_winkler(sought, &plain(&one.name)), one)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
    scored.into_iter().take(3).map(|(_, one)| one.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str) -> String {
        find(name).map(|one| one.code.clone()).unwrap_or_else(|problem| problem.to_string())
    }

    #[test]
    fn names_are_found_however_people_write_them() {
        for (name, expected) in [
            ("staffordshire", "860"),
            ("Staffordshire County Council", "860"),
            ("Bristol", "801"),
            ("City of Bristol", "801"),
            ("Hull", "810"),
            ("Kingston-upon-Hull City Council", "810"),
            ("Brighton & Hove", "846"),
            ("st helens", "342"),
            ("London Borough of Camden", "202"),
            ("City of London", "201"),
            ("Durham", "840"),
            ("Herefordshire", "884"),
            ("Newcastle", "391"),
            ("Dorset", "838"),
            ("860", "860"),
            ("E10000028", "860"),
        ] {
            assert_eq!(code(name), expected, "{name}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_gets_the_nearest_names_and_a_shared_name_all_that_have_it() {
        assert_eq!(find("Stafordshire").unwrap_err().nearest()[0], "Staffordshire");
        let problem = find("Kingston").unwrap_err();
        assert!(matches!(problem, NotFound::Ambiguous { .. }), "{problem}");
        assert_eq!(problem.nearest().len(), 2);
        assert!(find("").is_err() && find("London").is_err() && find("County Council").is_err());
    }

    #[test]
    fn divided_and_merged_authorities_keep_their_years_and_say_who_followed() {
        let before = find("Northamptonshire").unwrap();
        assert_eq!(before.years.last(), Some(&2021));
        assert_eq!(before.followed_by, ["North Northamptonshire", "West Northamptonshire"]);
        assert_eq!(find("West Northamptonshire").unwrap().years.first(), Some(&2022));
        assert_eq!(find("Poole").unwrap().followed_by, ["Bournemouth, Christchurch and Poole"]);
        assert_eq!(find("Cumbria").unwrap().followed_by.len(), 2);
    }

    #[test]
    fn no_two_authorities_share_a_name() {
        let names: BTreeSet<String> = authorities().iter().map(|one| plain(&one.name)).collect();
        assert_eq!(names.len(), authorities().len());
    }
}
