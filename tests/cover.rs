//! A practice of a given size: who takes the child, who knows it, whether cover holds, how long it takes to fill. Worked
//! by hand, against exact theory, and as laws.
//!
//! The seed is fixed, so a test passes or fails for good. Comparisons with theory allow [`ERRORS`] standard errors: for
//! another seed one comparison is wrongly refused about 7 times in a million.

mod support;

#[path = "cover/queues.rs"]
mod queues;

#[path = "cover/known.rs"]
mod known;

#[path = "cover/duty.rs"]
mod duty;

#[path = "cover/size.rs"]
mod size;

/// Standard errors that a comparison allows.
const ERRORS: f64 = 4.5;

/// Position of the practice's arm.
const PRACTICE: usize = 1;

/// Children who never leave, all there on the first day, and a practice for them.
const FIXED: &str = r#"
[run]
start = "fresh-arrivals"
fresh_arrivals = 100
calendar = "julian-years"
years = 4
arms = ["no-practice", "elm"]
representativeness_replicates = 0
[stay]
length = { law = "fixed", years = 2000 }
[workforce]
posts = 10
[allocation]
require_assessment = false
minimum_days_in_care_s20 = 0
[practice.elm]
places = 100
children_per_worker = 20
turnover_per_year = 0
[policy.no-practice]
[policy.elm]
provider = "practice"
"#;
