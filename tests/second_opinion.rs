//! A second opinion: a plain, slow version of a reduced model (intake, stay, moves, workers), written apart from the
//! engine and with its own chance, one day after the other. Both must agree within Monte Carlo error.
//!
//! 300 histories a side, eleven comparisons at 4.5 standard errors of the difference: a false alarm for another seed
//! about once in 13,000.

mod support;

use support::{Sample, column, histories, model};
use swpsim::domain::measures::Measure;

const YEARS: usize = 4;
const STARTS_PER_YEAR: f64 = 80.0;
const STAY_YEARS: [f64; 2] = [0.5, 4.0];
const SHORT_SHARE: f64 = 0.6;
const MOVES_PER_YEAR: f64 = 0.9;
const POSTS: usize = 6;
const LEAVING_PER_YEAR: f64 = 0.8;
const FILL_YEARS: f64 = 0.5;
/// Cases that one worker takes at most: some children wait.
const CAP: usize = 30;

const ENGINE: &str = r#"
authority.starts_per_year = 80
[run]
start = "empty"
calendar = "julian-years"
years = 4
[stay]
length = { law = "mixture", weights = [0.6, 0.4], mean_years = [0.5, 4] }
[placements.hazard_per_year]
d0_13 = 0.9
d14_55 = 0.9
d56_181 = 0.9
d182_364 = 0.9
d365_729 = 0.9
d730_1825 = 0.9
d1826p = 0.9
[workforce]
posts = 6
opening_posts = "all-filled"
turnover_per_year = 0.8
time_to_fill = { law = "exponential", mean_years = 0.5 }
caseload_cap = 30
"#;

/// Chance of its own: Marsaglia's xorshift64*, seeded by number.
struct Dice(u64);

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
    }
    /// Does something with this rate a year happen within so many days?
    fn happens(&mut self, per_year: f64, days: f64) -> bool {
        self.uniform() < 1.0 - (-per_year * days / 365.25).exp()
    }
}

#[derive(Default)]
struct Child {
    leaving_per_year: f64,
    worker: Option<usize>,
    had_worker: bool,
    waits_since: usize,
    moves_this_year: usize,
    changes_this_year: usize,
}

/// What one history counts in its last year, and in all.
#[derive(Default)]
struct Counts {
    starts: f64,
    ceases: f64,
    moves: f64,
    leavings: f64,
    refills: f64,
    changes: f64,
    child_days: f64,
    waiting_days: f64,
    stock: f64,
    three_placements: f64,
    no_change: f64,
}

fn least_loaded(children: &[Child], filled: &[bool; POSTS]) -> Option<usize> {
    let load = |post: usize| children.iter().filter(|c| c.worker == Some(post)).count();
    let best = (0..POSTS).filter(|p| filled[*p]).min_by_key(|p| (load(*p), *p))?;
    (load(best) < CAP).then_some(best)
}

/// Gives a child a worker if there is one; a change if it had one before.
fn find_worker(children: &mut [Child], child: usize, filled: &[bool; POSTS], day: usize, counts: &mut Counts) {
    let found = least_loaded(children, filled);
    let c = &mut children[child];
    let waited = c.worker.is_none() && c.waits_since < day;
    c.worker = found;
    match found {
        Some(_) if c.had_worker => {
            counts.changes += 1.0;
            c.changes_this_year += 1;
        }
        Some(_) => c.had_worker = true,
        None if !waited => c.waits_since = day,
        None => {}
    }
}

/// Waiting children find a worker, the longest wait first.
fn serve_waiting(children: &mut [Child], filled: &[bool; POSTS], day: usize, counts: &mut Counts) {
    loop {
        let longest =
            (0..children.len()).filter(|i| children[*i].worker.is_none()).min_by_key(|i| children[*i].waits_since);
        let Some(child) = longest else { return };
        if least_loaded(children, filled).is_none() {
            return;
        }
        find_worker(children, child, filled, day, counts);
    }
}

/// One history, a day at a time. Arrivals come at noon, so that their first day counts half.
fn live(number: u64) -> Counts {
    let mut dice = Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678_9ABC_DEF1);
    for _ in 0..20 {
        dice.uniform();
    }
    let mut counts = Counts::default();
    let mut children: Vec<Child> = Vec::new();
    let mut filled = [true; POSTS];
    for day in 0..(YEARS * 1461 / 4) {
        let there = children.len();
        // arrivals: as many as unit exponential gaps fit into the day's expected number
        let mut seen = -dice.uniform().max(1e-300).ln();
        while seen < STARTS_PER_YEAR / 365.25 {
            seen -= dice.uniform().max(1e-300).ln();
            counts.starts += 1.0;
            let mean = STAY_YEARS[usize::from(dice.uniform() >= SHORT_SHARE)];
            children.push(Child { leaving_per_year: 1.0 / mean, waits_since: usize::MAX, ..Child::default() });
            let last = children.len() - 1;
            find_worker(&mut children, last, &filled, day, &mut counts);
        }
        // moves and exits
        let mut leaves = vec![false; children.len()];
        for (i, child) in children.iter_mut().enumerate() {
            let part = if i < there { 1.0 } else { 0.5 };
            if dice.happens(MOVES_PER_YEAR, part) {
                counts.moves += 1.0;
                child.moves_this_year += 1;
            }
            leaves[i] = dice.happens(child.leaving_per_year, part);
            let stayed = if leaves[i] { part / 2.0 } else { part };
            counts.child_days += stayed;
            counts.waiting_days += if child.worker.is_none() { stayed } else { 0.0 };
        }
        counts.ceases += leaves.iter().filter(|l| **l).count() as f64;
        let mut stays = leaves.iter().map(|l| !l);
        children.retain(|_| stays.next().unwrap());
        serve_waiting(&mut children, &filled, day, &mut counts);
        // workers
        for post in 0..POSTS {
            if filled[post] && dice.happens(LEAVING_PER_YEAR, 1.0) {
                counts.leavings += 1.0;
                filled[post] = false;
                for child in 0..children.len() {
                    if children[child].worker == Some(post) {
                        children[child].worker = None;
                        children[child].waits_since = usize::MAX;
                        find_worker(&mut children, child, &filled, day, &mut counts);
                    }
                }
            } else if !filled[post] && dice.happens(1.0 / FILL_YEARS, 1.0) {
                counts.refills += 1.0;
                filled[post] = true;
                serve_waiting(&mut children, &filled, day, &mut counts);
            }
        }
        if day + 1 == YEARS * 1461 / 4 {
            counts.stock = children.len() as f64;
            counts.three_placements = children.iter().filter(|c| c.moves_this_year >= 2).count() as f64;
            counts.no_change = children.iter().filter(|c| c.changes_this_year == 0).count() as f64;
        } else if (day + 1) % 365 == 0 && day + 1 < 365 * YEARS {
            // the ends of the first three years lie within a day of these
            children.iter_mut().for_each(|c| (c.moves_this_year, c.changes_this_year) = (0, 0));
        }
    }
    counts
}

/// What a history counts of one thing.
type OfOne = fn(&Counts) -> f64;

#[test]
fn the_engine_and_a_plain_day_by_day_version_agree() {
    let plain: Vec<Counts> = (1..=300).map(live).collect();
    let outcomes = histories(&model(ENGINE, &[]), 300);
    let whole = |measure| column(&outcomes, None, measure);
    let last = |measure| column(&outcomes, Some(YEARS - 1), measure);
    let child_years = whole(Measure::MeanStock);
    let product = |a: Vec<f64>, b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>();
    let share = |measure| product(last(measure).iter().map(|p| p / 100.0).collect(), &last(Measure::Stock));
    let compare: [(&str, Vec<f64>, OfOne); 11] = [
        ("starts a year", whole(Measure::Starts), |c| c.starts / YEARS as f64),
        ("ceases a year", whole(Measure::Ceases), |c| c.ceases / YEARS as f64),
        ("average stock", child_years.clone(), |c| c.child_days / 365.25 / YEARS as f64),
        ("stock at the end", last(Measure::Stock), |c| c.stock),
        ("moves a year", whole(Measure::Moves), |c| c.moves / YEARS as f64),
        ("three placements in the last year", share(Measure::Placements3), |c| c.three_placements),
        ("leavings a year", whole(Measure::WorkerLeavings), |c| c.leavings / YEARS as f64),
        ("refills a year", whole(Measure::PostsRefilled), |c| c.refills / YEARS as f64),
        ("changes of worker a year", whole(Measure::ReallocatedCases), |c| c.changes / YEARS as f64),
        ("no change of worker in the last year", share(Measure::Changes12None), |c| c.no_change),
        ("days without a worker", product(whole(Measure::UnallocatedDays), &child_years), |c| {
            c.waiting_days / YEARS as f64
        }),
    ];
    for (what, engine, count) in compare {
        let engine = Sample::of(&engine);
        let plain = Sample::of(&plain.iter().map(count).collect::<Vec<f64>>());
        let error = (engine.error().powi(2) + plain.error().powi(2)).sqrt();
        let off = (engine.mean - plain.mean) / error;
        println!("{what}: {} and {} ({off:.2})", engine.mean, plain.mean);
        assert!(
            off.abs() < 4.5,
            "{what}: {} in the engine, {} by plain steps ({off:.2})",
            engine.mean,
            plain.mean
        );
    }
}
