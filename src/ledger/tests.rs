//! A ledger worked out by hand, and every way to falsify one.

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::people::tests::child;
use super::row::{Column, Row, chained, genesis};
use super::rules::tests::lottery;
use super::*;
use crate::domain::codes::LegalStatus;
use crate::policies::allocation::PanelDraws;
use crate::randomness::Luck;

/// C-1 and C-2 are sisters; C-3 and C-4 are alone; C-5 is in proceedings, and so not eligible.
fn list() -> Vec<Listed> {
    let family = ["F-1", "F-1", "F-3", "F-4", "F-5"];
    let mut people: Vec<Listed> =
        family.iter().enumerate().map(|(i, family)| child(&format!("C-{}", i + 1), family)).collect();
    people.iter_mut().enumerate().for_each(|(slot, listed)| listed.person.candidate.slot = slot as u32);
    people[4].person.candidate.legal = LegalStatus::InterimOrder;
    people
}

fn ask(panel: u32, reason: &str) -> Ask {
    Ask { panel: Some(panel), date: "2026-12-01".into(), reason: reason.into() }
}

fn new() -> Ledger {
    Ledger::new(Origin::OutsideNumber, [""; 3]).unwrap()
}

/// Committed, drawn, drawn again (refused), overridden, committed again with a reason, drawn.
fn eventful() -> Ledger {
    static LEDGER: std::sync::LazyLock<Ledger> = std::sync::LazyLock::new(worked);
    LEDGER.clone()
}

fn worked() -> Ledger {
    let mut ledger = new();
    ledger.commit(&ask(1, ""), &lottery(2), &list()).unwrap();
    assert_eq!(ledger.draw(None, "4711", "the lottery, of Saturday").unwrap().refused, None);
    assert_eq!(ledger.draw(None, "12", "").unwrap().refused, Some(WhyRefused::DrawnAlready));
    let wanted = Override {
        panel: 1,
        child: "C-5".into(),
        decision: "elm".into(),
        role: "reviewing officer".into(),
        ground: "the court asked for it".into(),
        ..Override::default()
    };
    ledger.append_override(&wanted).unwrap();
    ledger.commit(&ask(1, "C-4 had been listed under the wrong order"), &lottery(3), &list()).unwrap();
    assert_eq!(ledger.draw(Some(1), "12", "").unwrap().refused, Some(WhyRefused::NumberUsed));
    assert_eq!(ledger.draw(Some(1), "90210", "").unwrap().refused, None);
    ledger
}

fn lines(text: &str) -> Vec<String> {
    text.lines().skip(1).map(str::to_string).collect()
}

fn text_of(lines: &[String]) -> String {
    lines.iter().fold(heading() + "\n", |text, line| text + line + "\n")
}

/// The same rows with all hashes recomputed: what a forger would do.
fn rechained(lines: &[String]) -> String {
    let mut head = genesis();
    let mut forged = vec![];
    for line in lines {
        let (cells, _) = line.rsplit_once(',').unwrap();
        head = chained(&head, cells);
        forged.push(format!("{cells},{head}"));
    }
    text_of(&forged)
}

fn fault(text: &str, manifest: Option<&ManifestTail>) -> Option<u64> {
    verify(text, manifest).err().map(|fault| fault.row)
}

#[test]
fn a_small_panel_is_worked_out_by_hand() {
    let mut ledger = new();
    let hash = ledger.commit(&ask(1, ""), &lottery(2), &list()).unwrap().hash.clone();
    // the commitment: SHA-256 over panel, rules and children, without the numbers of rows
    let committed = lines(ledger.text());
    let covered = committed[2..committed.len() - 1].iter().map(|line| {
        let content = line.split_once(',').unwrap().1.rsplit_once(',').unwrap().0;
        content.to_string() + "\n"
    });
    let by_hand: String = Sha256::digest(covered.collect::<String>()).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(hash, by_hand);
    // the seed: the first eight bytes of SHA-256 over commitment and number
    ledger.draw(None, "0004711", "").unwrap();
    let first = |words: String| u64::from_be_bytes(Sha256::digest(words)[..8].try_into().unwrap());
    let draws = PanelDraws { luck: Luck::new(first(format!("{hash} 4711")), 0), panel: 0 };
    let number = |family: &str| draws.number(first(format!("family {family}")));
    // by hand: families in the order of their numbers, whole while they fit into two places
    let mut order = [("F-1", 2u32), ("F-3", 1), ("F-4", 1)];
    order.sort_by(|a, b| number(a.0).total_cmp(&number(b.0)));
    let mut free = 2;
    let mut expected = std::collections::BTreeMap::new();
    for (family, size) in order {
        let fits = size <= free;
        free -= if fits { size } else { 0 };
        expected.insert(family, if fits { "place" } else { "waits" });
    }
    expected.insert("F-5", "not-eligible");
    let decisions: Vec<Row> = lines(ledger.text()).iter().map(|line| Row::read(line).unwrap().0).collect();
    let decisions = decisions.iter().filter(|row| row.cell(Column::Kind) == "decision");
    let mut seen = 0;
    for row in decisions {
        let family = row.cell(Column::Family);
        assert_eq!(row.cell(Column::Decision), expected[family], "{family}");
        if family != "F-5" {
            assert_eq!(row.cell(Column::Draw), number(family).to_string());
        } else {
            assert_eq!(row.cell(Column::Reason), "not-in-proceedings");
        }
        seen += 1;
    }
    assert_eq!(seen, 5);
    // the chain: SHA-256 of the hash before and the line
    let mut before = "0".repeat(64);
    for line in lines(ledger.text()) {
        let (cells, hash) = line.rsplit_once(',').unwrap();
        let by_hand: String = Sha256::digest(before + cells).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, by_hand);
        before = by_hand;
    }
    assert_eq!(ledger.tail().head, before);
}

#[test]
fn every_attempt_every_commitment_and_every_override_is_reported() {
    let ledger = eventful();
    let report = verify(ledger.text(), Some(&ledger.tail())).unwrap();
    let attempts: Vec<_> = report.attempts.iter().map(|a| (a.commitment, a.number.as_str(), a.refused)).collect();
    use WhyRefused::*;
    assert_eq!(
        attempts,
        [(1, "4711", None), (1, "12", Some(DrawnAlready)), (2, "12", Some(NumberUsed)), (2, "90210", None)]
    );
    assert_eq!((report.panels.len(), report.panels[0].replaced, report.panels[1].placed), (2, true, Some(3)));
    assert_eq!((report.overrides.len(), report.overrides[0].commitment), (1, 1));
    assert!(report.tail_checked && !verify(ledger.text(), None).unwrap().tail_checked);
}

#[test]
fn a_number_gives_other_draws_with_another_commitment() {
    let ledger = eventful();
    let [first, second] = [0, 1].map(|at| ledger.replay().commitments[at].clone());
    let number = |c: &Commitment| c.draws(Origin::OutsideNumber, "4711").number(1);
    assert_ne!(number(&first), number(&second));
}

#[test]
fn what_cannot_be_written_is_refused_and_nothing_is_written() {
    let mut ledger = new();
    ledger.commit(&ask(1, ""), &lottery(2), &list()).unwrap();
    let before = ledger.text().to_string();
    let wanted = |child: &str, decision: &str, role: &str| Override {
        panel: 1,
        child: child.into(),
        decision: decision.into(),
        role: role.into(),
        ground: "g".into(),
        ..Override::default()
    };
    let told = |refused: Result<(), Refusal>| refused.unwrap_err().to_string();
    assert!(told(ledger.append_override(&wanted("C-1", "elm", "r"))).contains("not been drawn"));
    assert!(told(ledger.commit(&ask(1, ""), &lottery(2), &list()).map(drop)).contains("reason"));
    assert!(told(ledger.commit(&ask(3, ""), &lottery(2), &list()).map(drop)).contains("panel 2"));
    assert!(told(ledger.commit(&ask(2, ""), &lottery(2), &[]).map(drop)).contains("nobody"));
    assert!(told(ledger.draw(Some(2), "1", "").map(drop)).contains("no panel 2"));
    for number in ["", "3.14", "-1", "x", "1 2", &"9".repeat(101)] {
        assert!(told(ledger.draw(None, number, "").map(drop)).contains("whole number"), "{number}");
    }
    assert!(told(ledger.draw(None, "1", "two\nlines").map(drop)).contains("one line"));
    assert_eq!(ledger.text(), before);
    ledger.draw(None, "1", "").unwrap();
    let before = ledger.text().to_string();
    assert!(told(ledger.append_override(&wanted("C-9", "elm", "r"))).contains("no child C-9"));
    assert!(told(ledger.append_override(&wanted("C-1", "oak", "r"))).contains("practice: elm"));
    assert!(told(ledger.append_override(&wanted("C-1", "elm", " "))).contains("a role"));
    assert_eq!(ledger.text(), before);
}

#[test]
fn a_dropped_or_repeated_row_is_named() {
    let whole = lines(eventful().text());
    for at in 0..whole.len() {
        let (mut less, mut more) = (whole.clone(), whole.clone());
        less.remove(at);
        more.insert(at, whole[at].clone());
        let (number, last) = (at as u64 + 1, at + 1 == whole.len());
        let manifest = eventful().tail();
        assert_eq!(fault(&text_of(&less), Some(&manifest)), Some(number), "dropped {number}");
        assert!(last || fault(&text_of(&less), None) == Some(number), "dropped {number}");
        assert_eq!(fault(&text_of(&more), None), Some(number + 1), "repeated {number}");
    }
}

#[test]
fn a_cut_tail_is_found_against_the_manifest_wherever_it_is_cut() {
    let ledger = eventful();
    let (whole, manifest) = (lines(ledger.text()), ledger.tail());
    for rows in 0..whole.len() {
        let cut = text_of(&whole[..rows]);
        assert_eq!(fault(&cut, Some(&manifest)), Some(rows as u64 + 1), "{rows} rows left");
    }
    assert_eq!(fault(ledger.text(), Some(&manifest)), None);
    // a cut between two acts is what only the manifest knows
    let drawn = whole.iter().position(|line| line.contains(",refused,")).unwrap();
    assert_eq!(fault(&text_of(&whole[..drawn]), None), None);
}

#[test]
fn rows_added_after_the_manifest_are_found() {
    let mut ledger = new();
    ledger.commit(&ask(1, ""), &lottery(2), &list()).unwrap();
    let manifest = ledger.tail();
    ledger.draw(None, "5", "").unwrap();
    assert_eq!(fault(ledger.text(), Some(&manifest)), Some(manifest.rows + 1));
}

/// May a forged cell pass where nobody published a hash? Words of people, which follow from nothing.
fn follows_from_nothing(row: &Row, column: usize) -> bool {
    let words = [Column::Text, Column::Role, Column::Ground, Column::Decision, Column::Child];
    match row.cell(Column::Kind) {
        // a source, or the number of an attempt that was refused
        "draw" => {
            column == Column::Text as usize
                || column == Column::Value as usize && row.cell(Column::Name) == "refused"
        }
        "override" => words.iter().any(|word| *word as usize == column),
        _ => false,
    }
}

#[test]
fn a_forged_cell_is_found_though_all_hashes_are_recomputed() {
    let ledger = eventful();
    let (whole, manifest) = (lines(ledger.text()), ledger.tail());
    let rows: Vec<Row> = whole.iter().map(|line| Row::read(line).unwrap().0).collect();
    let cells = heading().split(',').count() - 1;
    // rules and children of the second commitment are checked as those of the first
    let again =
        |row: &Row| row.cell(Column::Commitment) == "2" && matches!(row.cell(Column::Kind), "rule" | "child");
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !again(row)) {
        for column in 0..cells {
            for other in ["1", "", "no", "waits", "C-3"] {
                let mut changed: Vec<String> = split_line(&row.line());
                if changed[column] == other || changed[column].is_empty() && other != "1" {
                    continue;
                }
                changed[column] = other.into();
                let mut forged = whole.clone();
                forged[at] = changed.join(",") + ",";
                let forged = rechained(&forged);
                let (found, number) = (fault(&forged, None), at as u64 + 1);
                let passes = follows_from_nothing(row, column);
                assert!(found.is_some() || passes, "row {number}, column {column}: {other}");
                if row.cell(Column::Kind) == "decision" {
                    assert_eq!(found, Some(number), "column {column}: {other}");
                }
                if matches!(row.cell(Column::Kind), "rule" | "child" | "panel") {
                    // at the row itself, or where the commitment no longer holds
                    let sealed = rows[at..].iter().position(|r| r.cell(Column::Kind) == "commitment").unwrap();
                    assert!(found.is_some_and(|f| (number..=number + sealed as u64).contains(&f)), "{found:?}");
                }
                assert!(found.is_some() || fault(&forged, Some(&manifest)).is_some());
            }
        }
    }
}

/// Cells of a line as written.
fn split_line(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        quoted ^= c == '"';
        match c {
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

#[test]
fn a_list_changed_after_the_draw_is_found_though_commitment_and_hashes_are_recomputed() {
    let mut honest = new();
    honest.commit(&ask(1, ""), &lottery(2), &list()).unwrap();
    let committed = honest.tail().rows as usize;
    honest.draw(None, "4711", "").unwrap();
    let mut people = list();
    people[0].person.candidate.days_waiting += 1.0;
    let mut other = new();
    other.commit(&ask(1, ""), &lottery(2), &people).unwrap();
    // the forger's list and commitment, the honest decisions
    let mut forged = lines(other.text());
    forged.extend_from_slice(&lines(honest.text())[committed..]);
    let found = verify(&rechained(&forged), None).unwrap_err();
    assert_eq!((found.row, found.child.as_deref()), (committed as u64 + 2, Some("C-1")));
    assert!(found.what.contains("does not follow from rules and draw"), "{found}");
}

#[test]
fn a_ledger_rewritten_from_the_beginning_is_found_by_what_was_published_before() {
    let draw = |number: &str| {
        let mut ledger = new();
        ledger.commit(&ask(1, ""), &lottery(2), &list()).unwrap();
        ledger.draw(None, number, "").unwrap();
        ledger
    };
    let (honest, rewritten) = (draw("1"), draw("2"));
    assert_eq!(fault(rewritten.text(), None), None);
    assert_eq!(fault(rewritten.text(), Some(&honest.tail())), Some(honest.tail().rows));
}

#[test]
fn another_version_another_file_and_no_file_are_told_apart() {
    let ledger = eventful();
    let told = |text: &str| verify(text, None).unwrap_err();
    assert!(told("").what.contains("empty") && told("").row == 0);
    assert!(told("town,rainfall\nx,1\n").what.contains("no ledger"));
    let mut newer = lines(ledger.text());
    newer[0] = newer[0].replace(",version,1,", ",version,2,");
    let found = told(&rechained(&newer));
    assert!(found.row == 1 && found.what.contains("version \"2\""), "{found}");
    let unended = told(ledger.text().trim_end());
    assert!(unended.row == ledger.tail().rows && unended.what.contains("no end"));
}

proptest! {
    #[test]
    fn any_changed_byte_is_found_in_its_row(at in 0usize..100_000, byte in 0u8..=255) {
        let text = eventful().text().as_bytes().to_vec();
        let at = at % text.len();
        prop_assume!(text[at] != byte);
        let mut changed = text.clone();
        changed[at] = byte;
        let row = text[..at].iter().filter(|b| **b == b'\n').count() as u64;
        prop_assert_eq!(fault(&String::from_utf8_lossy(&changed), None), Some(row));
    }

    #[test]
    fn a_byte_taken_out_or_put_in_is_found_in_its_row(at in 0usize..100_000, byte in 0u8..=255) {
        let text = eventful().text().as_bytes().to_vec();
        let at = at % text.len();
        let row = text[..at].iter().filter(|b| **b == b'\n').count() as u64;
        let (mut less, mut more) = (text.clone(), text.clone());
        less.remove(at);
        more.insert(at, byte);
        prop_assert_eq!(fault(&String::from_utf8_lossy(&less), None), Some(row));
        prop_assert_eq!(fault(&String::from_utf8_lossy(&more), None), Some(row));
    }

    #[test]
    fn two_rows_swapped_are_found_at_the_first(a in 0usize..1000, b in 0usize..1000) {
        let mut rows = lines(eventful().text());
        let (a, b) = (a % rows.len(), b % rows.len());
        prop_assume!(a != b);
        rows.swap(a, b);
        prop_assert_eq!(fault(&text_of(&rows), None), Some(a.min(b) as u64 + 1));
    }
}
