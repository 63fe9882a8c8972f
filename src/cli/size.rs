//! `swpsim size`: how large a practice; every size on the same children and luck, into a results folder.

use std::path::{Path, PathBuf};
use std::time::Instant;

use sha2::{Digest, Sha256};

use super::arguments::{Format, Size};
use super::failure::Failure;
use super::output::{heading, print, tell};
use super::progress::{Bar, STOP, clear_up, heed_ctrl_c};
use super::run::refuse_what_is_no_folder;
use super::{open, resolved};
use crate::experiment::laboratory::Step;
use crate::experiment::size::arms::{Posts, Practice};
use crate::experiment::size::sizes::{self, Asked};
use crate::experiment::size::{Order, Prepared, SCHEMA_VERSION, limits};
use crate::experiment::variants::arms;
use crate::report::folder::{Existing, ResultsFolder, existing};
use crate::report::manifest::{Identity, Manifest};
use crate::report::size::files;
use crate::results::size::limit::Limit;
use crate::results::size::study::SizeStudy;
use crate::scenario::{Scenario, names};

const CYAN: u8 = 36;
/// Histories of each size, unless asked otherwise: 59 at least let a fund for 1 in 20 be stated with 95% confidence.
const REPLICATES: u64 = 200;
/// Of these, so many parts of a hundred under each other turnover.
const TURNOVER_PERCENT: u64 = 25;

/// Tries the sizes, unless the results are there already.
pub fn size(arguments: &Size, format: Format, quiet: bool) -> Result<(), Failure> {
    let asked = asked(arguments)?;
    let scenario = open::scenario(&arguments.scenario.file, &arguments.scenario.set)?;
    let order = order(arguments, &scenario, asked)?;
    let out = arguments.out.clone().unwrap_or_else(|| default_folder(&order));
    refuse_what_is_no_folder(&out)?;
    let say = |line: &str| {
        if !quiet {
            tell(&format!("{} {line}", heading("advice", CYAN)));
        }
    };
    let wanted = identity(&order);
    match existing(&out, &wanted) {
        Existing::Same => say(&format!("complete already: {} holds these very sizes", out.display())),
        _ => {
            let study = open::on_threads(arguments.amount.threads, || work(&order, &out, &wanted, quiet, &say))??;
            write(&order, &arguments.scenario.set, &study, &out, &wanted)?;
        }
    }
    print(&stored(&out, format)?)?;
    say(&format!("results are in {0}; open {0}/report.html", out.display()));
    if order.limits.is_empty() {
        say(&format!("state what matters with --limit, {}", limits::EXAMPLE));
    }
    Ok(())
}

/// Sizes and limits, or everything that is wrong with them.
fn asked(arguments: &Size) -> Result<(Vec<u32>, Vec<Limit>), Failure> {
    let asked = Asked { from: arguments.from, to: arguments.to, step: arguments.step, list: &arguments.sizes };
    match (sizes::sizes(asked), limits::limits(&arguments.limits)) {
        (Ok(sizes), Ok(limits)) => Ok((sizes, limits)),
        (sizes, limits) => {
            let wrong = sizes.err().unwrap_or_default().into_iter().chain(limits.err().unwrap_or_default());
            Err(Failure::Usage(wrong.collect::<Vec<_>>().join("\n  ")))
        }
    }
}

/// What is to be tried.
fn order<'a>(
    arguments: &Size,
    scenario: &'a Scenario,
    (sizes, limits): (Vec<u32>, Vec<Limit>),
) -> Result<Order<'a>, Failure> {
    let practice = practice(scenario, arguments)?;
    let posts = if arguments.fractional_posts { Posts::Fractional } else { Posts::Whole };
    let amount = &arguments.amount;
    let replicates = amount.replicates.unwrap_or(REPLICATES);
    let turnover_replicates =
        arguments.turnover_replicates.unwrap_or((replicates * TURNOVER_PERCENT).div_ceil(100)).min(replicates);
    let seed = amount.seed.unwrap_or_else(|| scenario.entry("run.seed").value.count());
    let name = arguments.scenario.file.file_name().unwrap_or_default().to_string_lossy();
    let listed = sizes.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let mut command = format!("swpsim size {name} --sizes {listed}");
    command += &arguments.scenario.set.iter().map(|change| format!(" --set '{change}'")).collect::<String>();
    command += &arguments.limits.iter().map(|limit| format!(" --limit '{limit}'")).collect::<String>();
    command += &format!(" --policy {} --practice {}", practice.policy, practice.name);
    command += if posts == Posts::Fractional { " --fractional-posts" } else { "" };
    command += &format!(" --replicates {replicates} --turnover-replicates {turnover_replicates} --seed {seed}");
    let decides = format!("{} {command} {}", scenario.hash, env!("CARGO_PKG_VERSION"));
    let hash = Sha256::digest(decides.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Order { scenario, practice, sizes, limits, posts, seed, replicates, turnover_replicates, command, hash })
}

/// The policy and the practice that are sized, and the arm that they are set against.
fn practice(scenario: &Scenario, arguments: &Size) -> Result<Practice, Failure> {
    let all = arms(scenario);
    let provider = |name: &String| scenario.in_policy(name, "provider").value.text().to_string();
    let moving: Vec<String> = all.iter().skip(1).filter(|name| provider(name) != "none").cloned().collect();
    let practices: Vec<String> = moving.iter().filter(|name| provider(name) == "practice").cloned().collect();
    let policy = chosen("--policy", "policy with a practice", arguments.policy.as_deref(), &moving, &practices)?;
    let named = scenario.in_policy(&policy, "practices").value;
    let open = scenario.practices.iter().filter(|name| named.is_absent() || named.names().contains(name));
    let open: Vec<String> = open.cloned().collect();
    let name = chosen("--practice", "practice in this policy", arguments.practice.as_deref(), &open, &open)?;
    Ok(Practice { policy, name, baseline: all[0].clone() })
}

/// The one asked for, or the only one there is.
fn chosen(
    option: &str,
    what: &str,
    asked: Option<&str>,
    known: &[String],
    usual: &[String],
) -> Result<String, Failure> {
    let listed = |all: &[String]| all.join(", ");
    match (asked, usual) {
        (Some(asked), _) if known.iter().any(|name| name == asked) => Ok(asked.into()),
        (_, _) if known.is_empty() => {
            Err(Failure::Usage(format!("there is no {what}, so that nothing can be sized; try another scenario")))
        }
        (Some(asked), _) => {
            let help = match names::nearest(asked, known.iter().map(String::as_str)) {
                Some(near) => format!("the nearest is \"{near}\""),
                None => format!("there are {}", listed(known)),
            };
            Err(Failure::Usage(format!("{option}: there is no {what} \"{asked}\"; {help}")))
        }
        (None, [one]) => Ok(one.clone()),
        (None, []) if known.len() == 1 => Ok(known[0].clone()),
        (None, several) => {
            let several = if several.is_empty() { known } else { several };
            Err(Failure::Usage(format!("which {what} is sized? choose with {option}: {}", listed(several))))
        }
    }
}

/// Simulates all sizes; says beforehand how long that will take.
fn work(
    order: &Order,
    out: &Path,
    wanted: &Identity,
    quiet: bool,
    say: &dyn Fn(&str),
) -> Result<SizeStudy, Failure> {
    drop(ResultsFolder::begin(out, wanted)?); // an unwritable place is found before the simulation
    heed_ctrl_c();
    let prepared = Prepared::new(order);
    let begun = Instant::now();
    prepared.one_history();
    let seconds = begun.elapsed().as_secs_f64() * prepared.histories() / rayon::current_num_threads() as f64;
    say(&format!(
        "{} sizes, {} histories each ({} at other turnover): {}",
        order.sizes.len(),
        order.replicates,
        order.turnover_replicates,
        time(seconds)
    ));
    let mut bar = Bar::new(quiet);
    let mut watch = |step: Step| bar.show(step.name, step.done, step.total, step.headline);
    let study = prepared.run(&STOP, &mut watch);
    bar.done();
    let stopped = Failure::Stopped { done: 0, total: order.replicates, kept: "nothing is kept".into() };
    study.ok_or(stopped)
}

/// "about 40 seconds", "about 3 minutes".
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 5.0 => "a few seconds".into(),
        s if s < 100.0 => format!("about {} seconds", ((s / 5.0).ceil() * 5.0) as u64),
        s => format!("about {} minutes", (s / 60.0).ceil() as u64),
    }
}

fn write(order: &Order, set: &[String], study: &SizeStudy, out: &Path, wanted: &Identity) -> Result<(), Failure> {
    let place = ResultsFolder::begin(out, wanted)?;
    clear_up(place.temporary());
    let files = files(study).map_err(|why| Failure::Other(why.to_string()))?;
    let manifest = Manifest {
        program: "swpsim".into(),
        schema_version: SCHEMA_VERSION,
        version: wanted.version.clone(),
        scenario_hash: wanted.scenario_hash.clone(),
        seed: wanted.seed,
        replicates: wanted.replicates,
        partial: false,
        command: order.command.clone(),
        overrides: set.to_vec(),
        scenario: resolved::toml(order.scenario),
        files: Default::default(),
    };
    place.finish_with(&files, manifest)?;
    Ok(())
}

/// What makes two orders the same.
fn identity(order: &Order) -> Identity {
    Identity {
        version: env!("CARGO_PKG_VERSION").into(),
        scenario_hash: order.hash.clone(),
        seed: order.seed,
        replicates: order.replicates,
    }
}

/// results/NAME-size-HASH, where the hash stands for everything that decides the result.
fn default_folder(order: &Order) -> PathBuf {
    Path::new("results").join(format!("{}-size-{}", order.scenario.name, &order.hash[..10]))
}

/// What standard output shows, from the folder.
fn stored(folder: &Path, format: Format) -> Result<String, Failure> {
    let file = folder.join(match format {
        Format::Table => "summary.txt",
        Format::Json => "summary.json",
        Format::Csv => "sizes.csv",
    });
    std::fs::read_to_string(&file).map_err(|why| Failure::files(format!("cannot read {}", file.display()), why))
}
