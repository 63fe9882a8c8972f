//! `swpsim ledger commit`: list and rules from their files into the ledger.

use std::path::Path;

use super::arguments::Commit;
use super::{advise, advise_of_end, file};
use crate::cli::failure::Failure;
use crate::cli::open;
use crate::cli::output::print;
use crate::domain::parameters::PracticeParameters;
use crate::ledger::{self, Ask, Ledger, Listed, Origin, Rules};
use crate::scenario::{Scenario, compile, names};

/// Commits a panel.
pub fn commit(asked: &Commit, quiet: bool) -> Result<(), Failure> {
    let scenario = open::scenario(&asked.rules.file, &asked.rules.set)?;
    let policy = policy(&scenario, asked.policy.as_deref())?;
    let (allocation, practices) = compile::panel_rules(&scenario, policy.as_deref());
    let rules = asked.rules.file.display();
    if practices.is_empty() {
        let told = format!("{rules}: no practice: add a table [practice.NAME], for example with places = 150");
        return Err(Failure::Problems(told));
    }
    if allocation.rule.name.is_opaque() {
        let told = format!(
            "{rules}: allocation.rule = \"{}\" stands for an opaque process, to be compared with; a real panel needs a \
             published rule, such as \"lottery\"",
            allocation.rule.name.name()
        );
        return Err(Failure::Problems(told));
    }
    let mut rules = Rules::of(&allocation, &practices, &vec![0; practices.len()]);
    let people = people(&asked.candidates, &rules)?;
    let free = free_places(asked, &practices, &people, allocation.places_per_panel)?;
    rules.practices.iter_mut().zip(free).for_each(|(practice, free)| practice.free_places = free);

    let mut writing = file::Writing::begin(&asked.output)?;
    let begins = std::fs::symlink_metadata(&asked.output).is_err();
    let mut ledger =
        if begins { Ledger::new(Origin::OutsideNumber, [""; 3])? } else { to_be_continued(asked, &mut writing)? };
    let ask = Ask {
        panel: asked.panel,
        date: asked.date.clone().unwrap_or_default(),
        reason: asked.reason.clone().unwrap_or_default(),
    };
    let told = super::words::committed(ledger.commit(&ask, &rules, &people)?);
    advise_of_end(quiet, &asked.output, writing.unchecked && !begins);
    writing.finish(&ledger)?;
    print(&told)?;
    advise(
        quiet,
        "publish this hash now; then draw with a number that is not known yet: swpsim ledger draw LEDGER --with NUMBER",
    );
    Ok(())
}

/// The ledger that is there already; another file is left alone.
fn to_be_continued(asked: &Commit, writing: &mut file::Writing) -> Result<Ledger, Failure> {
    let text = file::text(&asked.output)?;
    if !text.starts_with("row,kind,panel,commitment,") {
        let there = asked.output.display();
        return Err(Failure::Foreign(format!(
            "{there} is there already and is no ledger; it is left as it is, choose another name with -o"
        )));
    }
    writing.read()
}

/// The policy whose rules hold.
pub(in crate::cli) fn policy(scenario: &Scenario, asked: Option<&str>) -> Result<Option<String>, Failure> {
    let known = || scenario.policies.keys().map(String::as_str);
    match asked {
        Some(name) if scenario.policies.contains_key(name) => Ok(Some(name.into())),
        Some(name) => {
            let near = names::nearest(name, known())
                .map(|near| format!("; the nearest is \"{near}\""))
                .unwrap_or_default();
            Err(Failure::Usage(format!("there is no policy \"{name}\" in the rules{near}")))
        }
        None => {
            let with = |name: &&str| scenario.in_policy(name, "provider").value.text() != "none";
            let own: Vec<&str> = known().filter(with).collect();
            match own.as_slice() {
                [] => Ok(None),
                [one] => Ok(Some(one.to_string())),
                several => {
                    Err(Failure::Usage(format!("whose rules hold? choose with --policy: {}", several.join(", "))))
                }
            }
        }
    }
}

fn people(file: &Path, rules: &Rules) -> Result<Vec<Listed>, Failure> {
    let shown = file.display();
    let bytes = std::fs::read(file).map_err(|why| Failure::files(format!("cannot read {shown}"), why))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::Problems(format!("{shown}: the text is not UTF-8; save the list as \"CSV UTF-8\""))
    })?;
    ledger::candidates(&text, rules).map_err(|problems| {
        let count = if problems.len() == 1 { "1 problem".into() } else { format!("{} problems", problems.len()) };
        let lines: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
        Failure::Problems(format!("{count} in {shown}\n{}", lines.join("\n")))
    })
}

/// Places of each practice less the children listed with it, up to the largest wave; or as stated with `--free`.
fn free_places(
    asked: &Commit,
    practices: &[PracticeParameters],
    people: &[Listed],
    wave: u32,
) -> Result<Vec<u32>, Failure> {
    let held = |k: usize| people.iter().filter(|p| p.person.with_practice == Some(k as u8)).count() as u32;
    let mut free: Vec<u32> =
        practices.iter().enumerate().map(|(k, p)| p.places.saturating_sub(held(k)).min(wave)).collect();
    for words in &asked.free {
        let stated = words.split_once('=').and_then(|(name, n)| {
            let at = practices.iter().position(|p| p.name == name.trim())?;
            Some((at, n.trim().parse::<u32>().ok()?))
        });
        let Some((at, n)) = stated else {
            let known: Vec<&str> = practices.iter().map(|p| p.name.as_str()).collect();
            let told = format!(
                "--free \"{words}\": expected PRACTICE=N with a practice of the rules: {}",
                known.join(", ")
            );
            return Err(Failure::Usage(told));
        };
        if n > practices[at].places {
            let told =
                format!("--free {words}: {} has {} places in all", practices[at].name, practices[at].places);
            return Err(Failure::Usage(told));
        }
        free[at] = n;
    }
    Ok(free)
}
