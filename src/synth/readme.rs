//! The README of a made-up return.

use super::Notes;
use super::episodes::Written;
use super::tables::{self, Sheet};
use crate::ssda903::Window;

/// Says that every child is invented, what the files are, and what differs from the simulation.
pub fn text(
    scenario: &str,
    seed: u64,
    replicate: u64,
    window: &Window,
    children: &[Written],
    notes: &Notes,
    faults: Option<&Sheet>,
) -> String {
    let mut text = String::from("EVERY CHILD, WORKER AND PLACE IN THESE FILES IS INVENTED.\n\n");
    text += &format!(
        "SSDA903 returns of an authority that does not exist, from a simulation: scenario {scenario}, seed {seed},\n\
         history {replicate}, {} children, from {} to {}.\n\n",
        children.len(),
        window.from,
        window.last_day()
    );
    text += "One folder holds the return of one year, from 1 April to 31 March. companion.csv holds what no return\n\
             says. Identifiers begin with INV (workers: SWINV), postcodes with ZX, pupil numbers have authority 000.\n\n\
             Simulated: children, their families and ages, periods of care and why they end, carers and types of\n\
             placement, the legal course, social workers. Invented within the rules of the return: codes below the\n\
             type of placement, providers, reasons for moves, reviews, health (OC2), decisions and adopters, wishes,\n\
             exams. Not there: short-term breaks, temporary placements, missing incidents, care leavers, decisions\n\
             for adoption that are reversed.\n\n\
             Bent to the rules: who lives with parents under section 20 is written under an interim care order; who\n\
             is placed for adoption under a placement order; protection orders end after 15 days. A worker who holds\n\
             a case when care ends goes on until another follows. SWINVDUTY is the list of cases without a worker.\n\n";
    let Notes {
        nights_added,
        moves_dropped,
        moves_shifted,
        status_changes_dropped,
        workers_of_no_night,
        duty_spells,
        semi_independent_too_young,
        endings_not_allowed,
    } = notes;
    text += &format!(
        "What the returns cannot show as it was simulated:\n\
         \u{20} {nights_added} periods of care of no night, written with one\n\
         \u{20} {moves_dropped} moves in periods with too few nights, left out\n\
         \u{20} {moves_shifted} moves written on a night before or after their own\n\
         \u{20} {status_changes_dropped} changes of a placement's status that have no code, left out\n\
         \u{20} {workers_of_no_night} workers who held a case for no night, left out\n\
         \u{20} {duty_spells} spells of more than a week without a worker, written as the duty list\n\
         \u{20} {semi_independent_too_young} placements in semi-independence before 16, written as others\n\
         \u{20} {endings_not_allowed} ends of care whose reason the age does not allow, written E8\n\n"
    );
    if let Some(faults) = faults {
        text += &format!("{} faults were planted on purpose; faults.csv lists them.\n\n", faults.rows.len());
    }
    let folders: Vec<String> = window.years.iter().map(|year| tables::folder(*year)).collect();
    text + &format!("Try, in this folder:\n\u{20} swpsim cohort {} --companion companion.csv\n", folders.join(" "))
}
