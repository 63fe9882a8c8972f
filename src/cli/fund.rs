//! `swpsim fund`: how large a risk fund, into a folder whose page answers first.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use sha2::{Digest, Sha256};

use super::arguments::{Format, Fund as Arguments, HolderAsked, SurplusAsked};
use super::failure::Failure;
use super::output::{heading, print, tell, width};
use super::progress::{Bar, STOP, heed_ctrl_c};
use super::whole_folder::{self, Readers};
use super::{open, resolved};
use crate::domain::parameters::contract::Arrangement;
use crate::experiment::fund::cases::Surplus;
use crate::experiment::fund::{self, Request};
use crate::experiment::laboratory::Step;
use crate::report::charts;
use crate::report::fund::{files, sentences, text};
use crate::report::html::fund::page;
use crate::results::fund::confidence::histories_needed;
use crate::results::fund::findings::{Findings, Holder};
use crate::results::fund::looks::histories_for_looks;
use crate::scenario::{Scenario, names};

/// Draws of the parameters where the scenario states none.
const DRAWS: u64 = 24;
/// Columns of the summary that is kept as a text.
const SUMMARY_COLUMNS: usize = 100;
/// Longest contract in years.
const LONGEST: u32 = 50;
const MANIFEST: &str = "manifest.json";
const CYAN: u8 = 36;

/// Answers, writes the folder, prints.
pub fn fund(arguments: &Arguments, format: Format, quiet: bool) -> Result<(), Failure> {
    let scenario = open::scenario(&arguments.scenario.file, &arguments.scenario.set)?;
    let request = request(arguments, &scenario)?;
    let identity = identity(&request);
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("results").join(format!("{}-fund-{}", scenario.name, &identity[..10])));
    if is_there_already(&folder, &identity)? {
        say(quiet, &format!("complete already: {} holds this very answer", folder.display()));
        return print(&stored(&folder, format)?);
    }
    heed_ctrl_c();
    let findings = open::on_threads(arguments.amount.threads, || simulate(&request, quiet))??;
    let figures = charts::fund::all(&findings);
    let mut all = files::files(&findings, &figures, &text::summary(&findings, SUMMARY_COLUMNS));
    all.push(("report.html".into(), page(&findings, &figures)));
    all.push((MANIFEST.into(), manifest(&request, &identity, arguments, &all)));
    whole_folder::write(&folder, &all, Readers::AsAnyFolder)?;
    match format {
        Format::Table => print(&text::summary(&findings, width()))?,
        Format::Json | Format::Csv => print(&stored(&folder, format)?)?,
    }
    say(quiet, &format!("the answer is in {0}; open {0}/report.html", folder.display()));
    Ok(())
}

/// Advice on standard error.
fn say(quiet: bool, line: &str) {
    if !quiet {
        tell(&format!("{} {line}", heading("advice", CYAN)));
    }
}

fn simulate(request: &Request, quiet: bool) -> Result<Findings, Failure> {
    let laboratory = open::laboratory(request.seed);
    forecast(request, quiet)?;
    let mut bar = Bar::new(quiet);
    let mut watch = |step: Step| bar.show(step.name, step.done, step.total, step.headline);
    let found = fund::run(&laboratory, request, &mut watch);
    bar.done();
    let kept = || "nothing is kept".to_string();
    found?.ok_or_else(|| Failure::Stopped { done: 0, total: request.histories, kept: kept() })
}

/// How long it will take, from a few histories.
fn forecast(request: &Request, quiet: bool) -> Result<(), Failure> {
    const TRIED: u64 = 4;
    if quiet || STOP.load(std::sync::atomic::Ordering::Relaxed) {
        return Ok(());
    }
    let laboratory = open::laboratory(request.seed);
    let model = fund::record::model(&laboratory, &fund::record::alone(request))?;
    let begun = Instant::now();
    fund::record::of_histories(&laboratory, &model, TRIED, |_| ());
    let each = begun.elapsed().as_secs_f64() / TRIED as f64;
    let sets = fund::sets_of_histories(request);
    let seconds = each * (sets * request.histories) as f64;
    let parts = format!(
        "{} contracts for the answer, {} parameter draws, {} runs of single parameters and {} sizes",
        request.histories,
        request.draws,
        2 * request.switches,
        request.sizes.len()
    );
    if seconds > 5.0 {
        say(quiet, &format!("about {} for {parts}", duration(seconds)));
    }
    Ok(())
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{s:.0} seconds"),
        s => format!("{:.1} minutes", s / 60.0),
    }
}

/// Everything that is asked, or every mistake in it at once.
fn request<'a>(arguments: &Arguments, scenario: &'a Scenario) -> Result<Request<'a>, Failure> {
    let mut wrong: Vec<String> = Vec::new();
    let mut or = |found: Result<f64, String>, preset: f64| {
        found.unwrap_or_else(|why| {
            wrong.push(why);
            preset
        })
    };
    let chance = or(chance(&arguments.chance), 0.05);
    let confidence = or(share("--confidence", &arguments.confidence), 0.95);
    let policy = policy(scenario, arguments.policy.as_deref())?;
    let contract_years = scenario.in_policy(&policy, "contract.years").value.number() as u32;
    let horizons = horizons(&arguments.horizons, contract_years).unwrap_or_else(|why| {
        wrong.extend(why);
        vec![contract_years]
    });
    let own = scenario.in_policy(&policy, "contract.payment").value;
    let own = Arrangement::named(own.text()).unwrap_or(Arrangement::Capitation);
    let arrangements = arrangements(&arguments.arrangements, own).unwrap_or_else(|why| {
        wrong.extend(why);
        vec![]
    });
    wrong.extend(backwards("--sizes", &arguments.sizes));
    wrong.extend(backwards("--pools", &arguments.pools.iter().map(|k| *k as u64).collect::<Vec<_>>()));
    wrong.extend(
        arguments
            .funds
            .iter()
            .filter(|fund| fund.is_nan() || **fund < 0.0)
            .map(|fund| format!("--funds: {fund} is below zero; a fund holds money, expected 0 or more pounds")),
    );
    wrong.extend(arguments.correlation.iter().filter(|rho| !(0.0..=1.0).contains(*rho)).map(|rho| {
        format!("--correlation: {rho} is not from 0 (independent practices) to 1 (they always fail together)")
    }));
    let surplus = match arguments.surplus {
        SurplusAsked::Returned => Surplus::Returned,
        SurplusAsked::Kept => Surplus::Kept,
        SurplusAsked::Stated => Surplus::Stated,
    };
    let histories = arguments.amount.replicates.unwrap_or_else(|| scenario.entry("run.replicates").value.count());
    wrong.extend(too_few(histories, chance, confidence, surplus));
    if !wrong.is_empty() {
        return Err(Failure::Usage(wrong.join("\n       ")));
    }
    let stated = scenario.entry("run.parameter_draws").value.count();
    let draws = arguments.draws.unwrap_or(if stated > 0 { stated.min(DRAWS) } else { DRAWS });
    let mut request = Request {
        scenario,
        seed: arguments.amount.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count()),
        histories,
        draws,
        chance,
        confidence,
        horizons,
        contract_years,
        surplus,
        holders: holders(arguments.holder, scenario, &policy),
        arrangements,
        sizes: arguments.sizes.clone(),
        funds: arguments.funds.clone(),
        pools: arguments.pools.clone(),
        correlations: arguments.correlation.clone(),
        switches: if draws > 1 { arguments.switches } else { 0 },
        policy,
        command: String::new(),
    };
    request.command = command(arguments, &request);
    Ok(request)
}

/// A chance: `0.05`, `5%`, `1in20` or `1 in 20`.
fn chance(words: &str) -> Result<f64, String> {
    let parts: Vec<&str> = words.split("in").map(str::trim).collect();
    if let [one, of] = parts.as_slice() {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| *number > 0.0);
        return match (number(one), number(of)) {
            (Some(one), Some(of)) if one < of => Ok(one / of),
            _ => Err(format!("--chance \"{words}\" is not a chance; expected one such as 1in20 or 0.05")),
        };
    }
    share("--chance", words)
}

/// A number between 0 and 1, without its ends.
fn share(option: &str, words: &str) -> Result<f64, String> {
    let percent = words.strip_suffix('%');
    let number = percent.unwrap_or(words).trim().parse::<f64>();
    match number.map(|number| if percent.is_some() { number / 100.0 } else { number }) {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        Ok(share) if (1.0..100.0).contains(&share) && share > 1.0 => Err(format!(
            "{option} {words} is not between 0 and 1; did you mean {}?",
            crate::results::rounding::stated(share / 100.0)
        )),
        Ok(_) => Err(format!("{option} {words} is not between 0 and 1: neither never nor always can be kept")),
        Err(_) => Err(format!("{option} \"{words}\" is not a number between 0 and 1")),
    }
}

/// Contract lengths in whole years, the policy's own among them.
fn horizons(asked: &[String], own: u32) -> Result<Vec<u32>, Vec<String>> {
    let one = |words: &String| match words.parse::<f64>() {
        Ok(years) if years > 0.0 && years < 1.0 || years == 0.0 => Err(format!(
            "--horizons: a contract of {words} years ends before its first test at year end; expected whole years from 1"
        )),
        Ok(years) if years.fract() != 0.0 || years < 0.0 => {
            Err(format!("--horizons: {words} is no whole number of years; the fund is tested at year ends"))
        }
        Ok(years) if years <= f64::from(LONGEST) => Ok(years as u32),
        Ok(_) => Err(format!("--horizons: {words} years are more than {LONGEST}")),
        Err(_) => Err(format!("--horizons: \"{words}\" is not a number of years")),
    };
    let (mut years, mut wrong) = (vec![own], Vec::new());
    for found in asked.iter().map(one) {
        match found {
            Ok(found) if years.contains(&found) => {}
            Ok(found) => years.push(found),
            Err(why) => wrong.push(why),
        }
    }
    if wrong.is_empty() { Ok(years) } else { Err(wrong) }
}

/// Arrangements by name; where none is asked for, the policy's own and then all others.
fn arrangements(asked: &[String], own: Arrangement) -> Result<Vec<Arrangement>, Vec<String>> {
    if asked.is_empty() {
        let others = Arrangement::ALL.iter().filter(|arrangement| **arrangement != own);
        return Ok(std::iter::once(&own).chain(others).copied().collect());
    }
    let unknown = asked.iter().filter(|name| Arrangement::named(name).is_none());
    let wrong: Vec<String> = unknown
        .map(|name| {
            let help = match names::nearest(name, Arrangement::NAMES.iter().copied()) {
                Some(near) => format!("the nearest is \"{near}\""),
                None => format!("there are {}", Arrangement::NAMES.join(", ")),
            };
            format!("--arrangements: there is no payment arrangement \"{name}\"; {help}")
        })
        .collect();
    if wrong.is_empty() {
        Ok(asked.iter().filter_map(|name| Arrangement::named(name)).collect())
    } else {
        Err(wrong)
    }
}

/// Sizes must rise.
fn backwards(option: &str, sizes: &[u64]) -> Option<String> {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let right: Vec<String> = sorted.iter().map(u64::to_string).collect();
    (sorted != sizes).then(|| {
        let given: Vec<String> = sizes.iter().map(u64::to_string).collect();
        format!("{option} {}: these run backwards or repeat; try {option} {}", given.join(","), right.join(","))
    })
}

/// Too few contracts for the confidence.
fn too_few(histories: u64, chance: f64, confidence: f64, surplus: Surplus) -> Option<String> {
    let needed = match surplus {
        Surplus::Stated => histories_for_looks(chance, confidence),
        _ => histories_needed(chance, confidence),
    };
    (histories < needed).then(|| {
        format!(
            "{histories} contracts cannot give {} confidence that a fund keeps the chance at or below {}: not even the \
             largest of so few does; at least {needed} would: --replicates {needed}",
            sentences::percent(confidence),
            sentences::chance_words(chance)
        )
    })
}

/// The policy with a practice: the one asked for, or the first.
fn policy(scenario: &Scenario, asked: Option<&str>) -> Result<String, Failure> {
    let with = |name: &&String| scenario.in_policy(name, "provider").value.text() == "practice";
    let arms = scenario.entry("run.arms").value.names().to_vec();
    let own: Vec<&String> = arms.iter().filter(with).collect();
    let Some(asked) = asked else {
        return own.first().map(|name| name.to_string()).ok_or_else(|| {
            let told = "no policy has a practice, so there is no contract and no fund; add a policy with provider = \
                        \"practice\" and a table [practice.NAME], or try swpsim fund staffordshire";
            Failure::Problems(format!("{}: {told}", scenario.name))
        });
    };
    if own.iter().any(|name| *name == asked) {
        return Ok(asked.into());
    }
    let help = match names::nearest(asked, own.iter().map(|name| name.as_str())) {
        Some(near) => format!("the nearest is \"{near}\""),
        None => format!("there are {}", own.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")),
    };
    Err(Failure::Usage(format!("--policy: no policy \"{asked}\" has a practice; {help}")))
}

/// The holder in question first: the one asked for, or the scenario's own.
fn holders(asked: HolderAsked, scenario: &Scenario, policy: &str) -> Vec<Holder> {
    let own = scenario.in_policy(policy, "contract.placement_budget").value;
    match (asked, own.text()) {
        (HolderAsked::Authority, _) => vec![Holder::Authority],
        (HolderAsked::Practice, _) => vec![Holder::Practice],
        (HolderAsked::Shared, _) => vec![Holder::Shared],
        (HolderAsked::Both, "practice") => vec![Holder::Practice, Holder::Authority],
        (HolderAsked::Both, "shared") => vec![Holder::Shared, Holder::Authority, Holder::Practice],
        (HolderAsked::Both, _) => Holder::BOTH.to_vec(),
    }
}

/// The command that gives these bytes again; without what does not matter to them (threads, folder).
fn command(arguments: &Arguments, request: &Request) -> String {
    let name = arguments.scenario.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let changes: String = arguments.scenario.set.iter().map(|change| format!(" --set '{change}'")).collect();
    let list = |option: &str, all: Vec<String>| match all.is_empty() {
        true => String::new(),
        false => format!(" {option} {}", all.join(",")),
    };
    let text = |all: &[u64]| all.iter().map(u64::to_string).collect();
    let holder = match request.holders.as_slice() {
        [Holder::Authority] => " --holder authority",
        [Holder::Practice] => " --holder practice",
        [Holder::Shared] => " --holder shared",
        _ => "",
    };
    let surplus = match request.surplus {
        Surplus::Returned => "",
        Surplus::Kept => " --surplus kept",
        Surplus::Stated => " --surplus stated",
    };
    format!(
        "swpsim fund {name}{changes} --policy {} --chance {} --confidence {}{}{}{holder}{surplus}{}{}{}{} --draws {} \
         --switches {} --replicates {} --seed {}",
        request.policy,
        request.chance,
        request.confidence,
        list("--horizons", request.horizons.iter().map(u32::to_string).collect()),
        list("--arrangements", arguments.arrangements.clone()),
        list("--sizes", text(&request.sizes)),
        list("--funds", request.funds.iter().map(f64::to_string).collect()),
        list("--pools", request.pools.iter().map(usize::to_string).collect()),
        list("--correlation", request.correlations.iter().map(f64::to_string).collect()),
        request.draws,
        request.switches,
        request.histories,
        request.seed
    )
}

/// Stands for everything that decides the answer.
fn identity(request: &Request) -> String {
    let decides = format!("{} {} {}", request.scenario.hash, request.command, env!("CARGO_PKG_VERSION"));
    hash(&decides)
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn manifest(request: &Request, identity: &str, arguments: &Arguments, files: &[(String, String)]) -> String {
    let hashes: BTreeMap<&str, String> = files.iter().map(|(name, text)| (name.as_str(), hash(text))).collect();
    let manifest = serde_json::json!({
        "program": "swpsim",
        "kind": "risk fund",
        "identity": identity,
        "version": env!("CARGO_PKG_VERSION"),
        "command": request.command,
        "overrides": arguments.scenario.set,
        "scenario_hash": request.scenario.hash,
        "scenario": resolved::toml(request.scenario),
        "files": hashes,
    });
    serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n"
}

/// Is this very answer there? A folder of something else is left as it is.
fn is_there_already(folder: &Path, identity: &str) -> Result<bool, Failure> {
    let foreign = |why: &str| {
        let told = "it is left as it is; choose another folder with --out";
        Err(Failure::Foreign(format!("{} {why}\n  {told}", folder.display())))
    };
    match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => return Ok(false),
        Ok(false) => {}
        Err(_) if fs::symlink_metadata(folder).is_err() => return Ok(false),
        Err(_) => return foreign("is there already and is no folder"),
    }
    let text = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
    let found: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    if found["identity"] == identity { Ok(true) } else { foreign("holds something else") }
}

fn stored(folder: &Path, format: Format) -> Result<String, Failure> {
    let name = match format {
        Format::Table => "summary.txt",
        Format::Json => "summary.json",
        Format::Csv => "funds.csv",
    };
    let file = folder.join(name);
    fs::read_to_string(&file).map_err(|why| Failure::files(format!("cannot read {}", file.display()), why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_has_four_spellings_and_a_percentage_is_told_its_likely_number() {
        for words in ["1in20", "1 in 20", "0.05", "5%"] {
            assert_eq!(chance(words), Ok(0.05), "{words}");
        }
        assert_eq!(chance("5").unwrap_err(), "--chance 5 is not between 0 and 1; did you mean 0.05?");
        for wrong in ["0", "1", "-0.1", "20in1", "nan", "seldom", "250"] {
            assert!(chance(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn contracts_end_at_year_ends() {
        let asked = |words: &str| horizons(&[words.to_string()], 3);
        assert_eq!(asked("5"), Ok(vec![3, 5]));
        assert_eq!(asked("3"), Ok(vec![3]));
        assert!(asked("0.5").unwrap_err()[0].contains("before its first test at year end"));
        assert!(asked("2.5").is_err() && asked("-1").is_err() && asked("51").is_err() && asked("x").is_err());
    }

    #[test]
    fn sizes_that_run_backwards_are_told_the_right_order() {
        let told = backwards("--sizes", &[300, 80]).unwrap();
        assert!(told.ends_with("try --sizes 80,300"), "{told}");
        assert_eq!(backwards("--sizes", &[80, 150]), None);
    }

    #[test]
    fn too_few_contracts_are_told_how_many_are_needed() {
        let told = too_few(58, 0.05, 0.95, Surplus::Returned).unwrap();
        assert!(told.contains("at least 59 would: --replicates 59"), "{told}");
        assert_eq!(too_few(59, 0.05, 0.95, Surplus::Returned), None);
        assert!(too_few(59, 0.05, 0.95, Surplus::Stated).unwrap().contains("--replicates 107"));
    }
}
