//! A plan whose months were moved by hand: checked, all problems at once, and what the changes cost.

use super::caseloads::{caseloads, peak};
use super::making::Plan;
use super::month::Month;
use crate::flow::Fate;
use crate::ssda903::Pseudonym;

/// What is wrong with an edited plan, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditProblem {
    /// Line of the file; 0: the whole.
    pub line: u64,
    pub message: String,
}

/// What the changes cost, beside the plan as proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// Children whose month differs.
    pub moved: usize,
    /// Months that children wait longer (or, below 0, less long), in all.
    pub months_of_waiting: i64,
    /// Children with a month as proposed and as edited.
    pub planned: [usize; 2],
    /// Children expected to leave care before their turn, as proposed and as edited.
    pub leavers: [f64; 2],
    /// Largest caseload of a worker of the authority, as proposed and as edited.
    pub peak_authority: [f64; 2],
    /// The same of the practice.
    pub peak_practice: [f64; 2],
}

/// Reads months from the text of an edited `plan.csv` and puts them into the plan.
///
/// # Errors
/// Every problem at once: unknown, repeated and missing children, months before the first wave or within a child's own
/// times, waves and places overrun, brothers and sisters apart.
pub fn apply(plan: &Plan, text: &str) -> Result<Plan, Vec<EditProblem>> {
    let mut problems = vec![];
    let rows = rows(plan, text, &mut problems);
    let mut edited = plan.clone();
    for row in rows.iter() {
        if row.month != plan.lines[row.child].month {
            edited.set_month(row.child, row.month);
            edited.lines[row.child].waits_for = vec!["moved by hand".into()];
        }
        if plan.lines[row.child].practice.is_none() && row.month.is_some() {
            let why = match plan.lines[row.child].waits_for.first() {
                Some(why) => format!("has no place in the plan ({why})"),
                None => "has no place in the plan".into(),
            };
            problems.push(EditProblem { line: row.line, message: format!("{} {why}", row.name(plan)) });
        }
    }
    own_times(&edited, &rows, &mut problems);
    together(&edited, &rows, &mut problems);
    waves(&edited, &mut problems);
    problems.sort_by_key(|problem| problem.line);
    if problems.is_empty() {
        edited.give_posts();
        Ok(edited)
    } else {
        Err(problems)
    }
}

/// A row of the file.
struct Row {
    line: u64,
    child: usize,
    month: Option<Month>,
}

impl Row {
    fn name(&self, plan: &Plan) -> String {
        plan.people.children[self.child].key.to_string()
    }
}

fn rows(plan: &Plan, text: &str, problems: &mut Vec<EditProblem>) -> Vec<Row> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading = reader.headers().cloned().unwrap_or_default();
    let at = |name: &str| heading.iter().position(|column| column == name);
    let (Some(child_at), Some(month_at)) = (at("child"), at("month")) else {
        let message = "the columns \"child\" and \"month\" are needed; edit the plan.csv that plan wrote".into();
        problems.push(EditProblem { line: 1, message });
        return vec![];
    };
    let mut rows: Vec<Row> = vec![];
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(why) => {
                problems.push(EditProblem {
                    line: why.position().map_or(0, csv::Position::line),
                    message: why.to_string(),
                });
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let (name, words) = (record.get(child_at).unwrap_or(""), record.get(month_at).unwrap_or(""));
        let mut note = |message: String| problems.push(EditProblem { line, message });
        let Some(child) = Pseudonym::read(name).and_then(|key| plan.people.position(key)) else {
            // what cannot be a pseudonym may be an identifier: it is not repeated
            let shown = if Pseudonym::read(name).is_some() { format!("{name} is") } else { "this is".into() };
            note(format!("{shown} no child of this cohort; the same --key-file gives the same pseudonyms"));
            continue;
        };
        if let Some(before) = rows.iter().find(|row| row.child == child) {
            note(format!("{name} stands on line {} already", before.line));
            continue;
        }
        let month = if words.is_empty() { Ok(None) } else { Month::read(words).map(Some).ok_or(words) };
        match month {
            Ok(month) => rows.push(Row { line, child, month }),
            Err(_) => note(format!(
                "{name}: the month is not one; expected one such as {}, or nothing",
                plan.terms.first_wave()
            )),
        }
    }
    let whole = problems.is_empty(); // a row that cannot be read would be missing as well
    for (child, line) in plan.lines.iter().enumerate().filter(|(_, line)| line.month.is_some()) {
        if whole && !rows.iter().any(|row| row.child == child) {
            let name = plan.people.children[child].key;
            let month = line.month.map(|month| month.to_string()).unwrap_or_default();
            let message =
                format!("{name}, planned for {month}, is missing; leave the month blank to take a child out");
            problems.push(EditProblem { line: 0, message });
        }
    }
    rows
}

fn own_times(edited: &Plan, rows: &[Row], problems: &mut Vec<EditProblem>) {
    let first = edited.terms.first_wave();
    for row in rows {
        let Some(month) = row.month else { continue };
        let name = row.name(edited);
        let mut note = |message: String| problems.push(EditProblem { line: row.line, message });
        if month < first {
            note(format!("{name}: {month} is before the first wave, {first}, which the lead times allow"));
        } else if edited.nth(month) >= edited.room.months as i32 {
            note(format!("{name}: {month} is beyond the plan's {} months", edited.room.months));
        } else if let Some(wait) = edited.wait_on(row.child, month.first_day()) {
            note(format!("{name}: {month} is not possible: {}", wait.words()));
        }
    }
}

fn together(edited: &Plan, rows: &[Row], problems: &mut Vec<EditProblem>) {
    for turn in &edited.turns[..edited.with_place] {
        let months: Vec<Option<Month>> = turn.members.iter().map(|child| edited.lines[*child].month).collect();
        if months.windows(2).all(|pair| pair[0] == pair[1]) {
            continue;
        }
        let names: Vec<String> =
            turn.members.iter().map(|child| edited.people.children[*child].key.to_string()).collect();
        let line = rows.iter().find(|row| row.child == turn.members[0]).map_or(0, |row| row.line);
        let message = format!("brothers and sisters are apart: {} need one month", names.join(", "));
        problems.push(EditProblem { line, message });
    }
}

fn waves(edited: &Plan, problems: &mut Vec<EditProblem>) {
    for (k, practice) in edited.terms.practices.iter().enumerate() {
        let own = || edited.lines.iter().filter(move |line| line.practice == Some(k));
        let mut months: Vec<Month> = own().filter_map(|line| line.month).collect();
        if months.len() as u32 > practice.places {
            let message =
                format!("{} children for the {} places of {}", months.len(), practice.places, practice.name);
            problems.push(EditProblem { line: 0, message });
        }
        months.sort_unstable();
        for month in months.chunk_by(|a, b| a == b).filter(|same| same.len() as u32 > edited.room.wave) {
            let message = format!(
                "{} children begin at {} in {}; a wave is at most {}",
                month.len(),
                practice.name,
                month[0],
                edited.room.wave
            );
            problems.push(EditProblem { line: 0, message });
        }
    }
}

/// What the edit costs.
pub fn cost(proposed: &Plan, edited: &Plan, histories: &[Vec<Fate>]) -> Cost {
    let pairs = || proposed.lines.iter().zip(&edited.lines);
    let later = |(a, b): (&super::Line, &super::Line)| match (a.month, b.month) {
        (Some(a), Some(b)) => i64::from(b.0 - a.0),
        _ => 0,
    };
    let (before, after) = (caseloads(proposed), caseloads(edited));
    Cost {
        moved: pairs().filter(|(a, b)| a.month != b.month).count(),
        months_of_waiting: pairs().map(later).sum(),
        planned: [proposed.planned(), edited.planned()],
        leavers: [leavers(proposed, histories), leavers(edited, histories)],
        peak_authority: [peak(&before, false), peak(&after, false)],
        peak_practice: [peak(&before, true), peak(&after, true)],
    }
}

/// Children expected to leave care before their turn.
fn leavers(plan: &Plan, histories: &[Vec<Fate>]) -> f64 {
    let gone = |fates: &Vec<Fate>| {
        let before = |(line, fate): (&super::Line, &Fate)| {
            line.joint_from.is_some_and(|day| fate.leaves <= f64::from(day.since(plan.people.day)))
        };
        plan.lines.iter().zip(fates).filter(|pair| before(*pair)).count()
    };
    histories.iter().map(|fates| gone(fates) as f64).sum::<f64>() / histories.len().max(1) as f64
}
