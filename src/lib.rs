//! swpsim simulates an English local authority's looked-after children, day by day, and compares what would happen
//! if some of them moved to a Social Work Practice: who moves, whether they keep their worker, what it costs, how
//! large a risk fund the practice needs.
//!
//! # The flow
//!
//! A [`scenario::Scenario`] says what all policies share, where each number comes from, and how the policies differ.
//! Every policy is simulated on the same children and the same luck, many times over; each of these histories is a
//! replicate. Within one, the same eight stages pass in the order of the day: intake, assessment, allocation,
//! handover, placements, workforce, finance, outcomes ([`mod@flow::day`]). What happens is an event
//! ([`flow::events`]); measures, charts and one child's story all listen to the same events. Differences between
//! policies are taken history by history, and only then averaged ([`results::compare`]).
//!
//! # The layers
//!
//! Each row may know the rows below it and, in its own row, those to its right; a test reads the source to be sure.
//!
//! ```text
//! cli                             arguments, progress, exit codes: knows everything, decides nothing
//! report, plan, experiment, synth words, tables, charts; a transfer plan; policies x replicates in parallel; made-up
//!                                 returns
//! scenario, published, ssda903    from text to checked parameters; official statistics; statutory returns
//! results, ledger, flow           spreads and differences; a panel's decisions, chained; the engine
//! policies, theory, randomness, domain rules that may differ; exact answers; the one source of chance; nouns and
//!                                 units
//! ```
//!
//! The engine (`flow` and the row below it) knows no files, terminals, plots, clocks or threads.
//!
//! # Where to start reading
//!
//! 1. [`mod@flow::day`]: the stages in order; each stage's file opens with what happens, what is assumed, which
//!    chances are drawn and what is left out.
//! 2. [`randomness`]: every source of chance. What is not listed there is not random.
//! 3. [`policies::allocation`]: how a rule decides who moves, and how to add one.
//! 4. [`domain::measures`]: everything that is measured, with its definition.
//! 5. `scenarios/staffordshire.toml`: a scenario, with the source and quality of each number.

pub mod domain;

pub mod randomness;

pub mod theory;

pub mod policies;

pub mod flow;

pub mod ledger;

pub mod results;

pub mod scenario;

pub mod published;

pub mod ssda903;

pub mod synth;

pub mod plan;

pub mod report;

pub mod experiment;

pub mod cli;
