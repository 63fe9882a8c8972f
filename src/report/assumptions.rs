//! The model's numbered assumptions and what each stage leaves out, read from the headings of the stages' own files, so
//! that report, code and tests cannot differ.

/// Stages in the order of the day, with their sources.
const STAGES: [(&str, &str); 11] = [
    ("opening", include_str!("../flow/opening.rs")),
    ("intake", include_str!("../flow/intake.rs")),
    ("shocks", include_str!("../flow/shocks.rs")),
    ("assessment", include_str!("../flow/assessment.rs")),
    ("allocation", include_str!("../flow/allocation.rs")),
    ("handover", include_str!("../flow/handover/mod.rs")),
    ("placements", include_str!("../flow/placements/mod.rs")),
    ("endings", include_str!("../flow/endings/mod.rs")),
    ("workforce", include_str!("../flow/workforce/mod.rs")),
    ("cases", include_str!("../flow/cases.rs")),
    ("finance", include_str!("../flow/finance.rs")),
];

/// Money after the fact: what is recorded, agreed, paid and kept in ledgers.
const MONEY: [&str; 7] = [
    include_str!("../flow/cash_flows.rs"),
    include_str!("../policies/payment/pricing.rs"),
    include_str!("../policies/payment/banding.rs"),
    include_str!("../policies/payment/outcome.rs"),
    include_str!("../policies/payment/shared_budget.rs"),
    include_str!("../policies/payment/ledger.rs"),
    include_str!("../policies/payment/assess.rs"),
];

/// Experiments that assume something of their own.
const EXPERIMENTS: [&str; 2] =
    [include_str!("../experiment/causes/mod.rs"), include_str!("../experiment/pilots.rs")];

/// A start from real children, of which reports from an invented start leave nothing out.
const GIVEN: &str = include_str!("../flow/given.rs");

/// Number and sentence of every assumption, in the order of their numbers.
pub fn assumptions() -> Vec<(String, String)> {
    let texts = STAGES.iter().map(|(_, text)| *text).chain([GIVEN]).chain(MONEY).chain(EXPERIMENTS);
    let mut found: Vec<(usize, String)> = texts.flat_map(|text| numbered(&heading(text))).collect();
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(number, sentence)| (format!("A{number}"), capital(&sentence))).collect()
}

/// What each stage leaves out: stage and sentences.
pub fn left_out() -> Vec<(&'static str, String)> {
    let part = |text: &str| {
        let heading = heading(text);
        let after = heading.split("**Leaves out.**").nth(1)?.split("**").next()?.trim().replace('`', "");
        (!after.is_empty()).then_some(after)
    };
    STAGES.iter().filter_map(|(stage, text)| Some((*stage, part(text)?))).collect()
}

/// The file's opening comment as one line.
fn heading(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

/// Every "A7: a sentence." of a text; one in brackets ends with them.
fn numbered(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('A') {
        let Some((digits, rest)) = text[at + 1..].split_once(": ") else { continue };
        let Ok(number) = digits.parse() else { continue };
        let end = if text[..at].ends_with('(') { rest.find(')') } else { sentence_end(rest) };
        found.push((number, rest[..end.unwrap_or(rest.len())].trim_end_matches('.').to_string() + "."));
    }
    found
}

/// The end of a sentence: a full stop before a space, or the end of the text.
fn sentence_end(text: &str) -> Option<usize> {
    text.find(". ").map(|end| end + 1)
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_assumptions_are_found_in_headings() {
        let text = "//! Stage.\n//!\n//! **Assumes.** A2: one thing is\n//! so. A13: another. (A1: past\n//! rates). \n//! **Chance.** None.\ncode";
        let found = numbered(&heading(text));
        let wanted = [(2, "one thing is so."), (13, "another."), (1, "past rates.")];
        assert_eq!(found, wanted.map(|(number, sentence)| (number, sentence.to_string())));
    }

    #[test]
    fn no_assumption_has_two_sentences() {
        let mut numbers: Vec<String> = assumptions().into_iter().map(|(number, _)| number).collect();
        assert!(numbers.len() >= 10, "{numbers:?}");
        let all = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), all, "{numbers:?}");
        assert!(left_out().iter().any(|(stage, _)| *stage == "placements"));
    }
}
