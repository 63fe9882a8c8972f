//! What the ledger commands say.

use std::path::Path;

use crate::cli::arguments::Format;
use crate::cli::output::{Cell, Table, width};
use crate::ledger::{Attempt, Commitment, Origin, PanelReport, Report};

/// A panel has been committed.
pub fn committed(c: &Commitment) -> String {
    let eligible =
        c.people.iter().filter(|p| c.rules.eligibility.outcomes(&p.person).iter().all(|met| *met)).count();
    let free: Vec<String> = c.rules.practices.iter().map(|p| format!("{} at {}", p.free_places, p.name)).collect();
    format!(
        "panel {}, commitment {}: {} children listed, {eligible} eligible; places: {}\ncommitment {}\n",
        c.panel,
        c.number,
        c.people.len(),
        free.join(", "),
        c.hash
    )
}

/// Every decision of a panel.
pub fn drawn(c: &Commitment, format: Format) -> String {
    let mut table = Table::new(&["child", "decision", "practice", "order", "draw", "reason"]);
    for (listed, decision) in c.people.iter().zip(c.drawn.iter().flat_map(|drawn| &drawn.decisions)) {
        let unmet = || c.rules.eligibility.outcomes(&listed.person).iter().position(|met| !met);
        let cells = match decision {
            None => {
                let why = unmet().map_or("", |i| crate::policies::allocation::Criterion::at(i).label());
                ["not-eligible".into(), Cell::Nothing, Cell::Nothing, Cell::Nothing, why.into()]
            }
            Some(d) => [
                if d.practice.is_some() { "place" } else { "waits" }.into(),
                d.practice.map_or(Cell::Nothing, |k| c.practice_name(k).into()),
                Cell::Number(f64::from(d.order)),
                Cell::Number(d.draw),
                d.reason.words().into(),
            ],
        };
        table.rows.push(std::iter::once(Cell::from(listed.child.as_str())).chain(cells).collect());
    }
    table.text(format, width())
}

/// What a ledger that verifies says.
pub fn report(report: &Report, manifest: Option<&Path>, kept_elsewhere: bool, format: Format) -> String {
    if format != Format::Table {
        return table(report).text(format, width());
    }
    let mut text = format!("every row follows: {} rows, last hash {}\n", report.rows, report.head);
    text += &match manifest {
        Some(file) if kept_elsewhere => format!("the end is as {} says\n", file.display()),
        Some(file) => format!(
            "the end is as {} says; whoever can cut the ledger can rewrite that file too, so compare with a copy kept \
             elsewhere (--manifest)\n",
            file.display()
        ),
        None => "no manifest was given: that the tail was cut cannot be excluded\n".into(),
    };
    if let Origin::Simulation { seed, replicate, .. } = report.origin {
        text += &format!("a simulated history: draws from seed {seed}, replicate {replicate}\n");
        let placed: usize = report.panels.iter().filter_map(|p| p.placed).sum();
        text += &format!("{} panels, {placed} places given\n", report.panels.len());
        return text;
    }
    for panel in &report.panels {
        text += &panel_words(panel);
        let own = report.attempts.iter().filter(|a| a.panel == panel.panel && a.commitment == panel.commitment);
        own.for_each(|attempt| text += &attempt_words(attempt));
        let overrides =
            report.overrides.iter().filter(|o| o.panel == panel.panel && o.commitment == panel.commitment);
        for o in overrides {
            text += &format!(
                "  row {}: {} overridden to \"{}\" by {}: {}\n",
                o.row, o.child, o.decision, o.role, o.ground
            );
        }
    }
    text
}

fn panel_words(p: &PanelReport) -> String {
    let date = if p.date.is_empty() { String::new() } else { format!(" ({})", p.date) };
    let again =
        if p.reason.is_empty() { String::new() } else { format!("\n  committed again because: {}", p.reason) };
    let came = match p.placed {
        Some(placed) => format!("{placed} placed"),
        None => "not drawn".into(),
    };
    let replaced = if p.replaced { "; replaced by a later commitment" } else { "" };
    format!(
        "panel {}{date}, commitment {}: {} listed, {} eligible, {} places, {came}{replaced}{again}\n  commitment {}\n",
        p.panel, p.commitment, p.listed, p.eligible, p.places, p.hash
    )
}

fn attempt_words(a: &Attempt) -> String {
    let source = if a.source.is_empty() { String::new() } else { format!(" ({})", a.source) };
    let outcome = a.refused.map_or("counts".to_string(), |why| format!("refused: {}", why.words()));
    format!("  row {}: drawn with {}{source}: {outcome}\n", a.row, a.number)
}

fn table(report: &Report) -> Table {
    let mut table = Table::new(&[
        "panel",
        "commitment",
        "date",
        "listed",
        "eligible",
        "places",
        "placed",
        "replaced",
        "attempts",
        "refused",
        "overrides",
        "hash",
        "rows",
        "head",
        "tail_checked",
    ]);
    for p in &report.panels {
        let own = || report.attempts.iter().filter(|a| a.panel == p.panel && a.commitment == p.commitment);
        let number = |n: usize| Cell::Number(n as f64);
        table.rows.push(vec![
            number(p.panel as usize),
            number(p.commitment as usize),
            p.date.as_str().into(),
            number(p.listed),
            number(p.eligible),
            number(p.places as usize),
            p.placed.map_or(Cell::Nothing, number),
            Cell::Flag(p.replaced),
            number(own().count()),
            number(own().filter(|a| a.refused.is_some()).count()),
            number(report.overrides.iter().filter(|o| o.panel == p.panel && o.commitment == p.commitment).count()),
            p.hash.as_str().into(),
            Cell::Number(report.rows as f64),
            report.head.as_str().into(),
            Cell::Flag(report.tail_checked),
        ]);
    }
    table
}
