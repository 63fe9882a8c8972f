//! The kernel K1 through the public scenario path: 600 children, 18 arrivals a month, 40 posts, ten years.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use swpsim::flow::{Workspace, simulate};
use swpsim::scenario::{Scenario, compile};

/// One replicate of a shipped scenario, each time another one.
fn replicate(c: &mut Criterion, name: &str, overrides: &[&str]) {
    let overrides: Vec<String> = overrides.iter().map(|o| o.to_string()).collect();
    let scenario = Scenario::load(std::path::Path::new(name), &overrides).expect("a shipped scenario");
    let model = compile::model(&scenario).expect("a shipped scenario compiles");
    let mut workspace = Workspace::new(&model);
    let mut number = 0;
    c.bench_function(name, |b| {
        b.iter(|| {
            number += 1;
            black_box(simulate(&model, 1, number, &mut workspace));
        });
    });
}

fn kernel(c: &mut Criterion) {
    replicate(c, "k1", &[]);
}

/// The full model: all stages on, 600 children, five years, one arm.
fn full_model(c: &mut Criterion) {
    replicate(c, "england-2024", &["run.years=5"]);
}

/// Three arms of a real authority, one replicate.
fn three_arms(c: &mut Criterion) {
    replicate(c, "staffordshire", &[]);
}

criterion_group!(benches, kernel, full_model, three_arms);
criterion_main!(benches);
