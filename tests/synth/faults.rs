//! Planted faults.

use std::collections::BTreeMap;

use swpsim::synth::Faults;
use swpsim::synth::faults::kinds;

#[test]
fn every_planted_fault_stands_where_the_list_says_and_as_often() {
    let returns = crate::returns(&[], 5, 2026, 21, Faults::Planted);
    let list = returns.faults.as_ref().unwrap();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let at = |name: &str| list.column(name);
    for fault in &list.rows {
        *counted.entry(&fault[at("kind")]).or_default() += 1;
        if fault[at("line")].is_empty() {
            continue;
        }
        let year = returns.years.iter().find(|year| year.folder() == fault[at("folder")]).unwrap();
        let sheet = year.sheets.iter().find(|sheet| sheet.file == fault[at("file")]).unwrap();
        let row = &sheet.rows[fault[at("line")].parse::<usize>().unwrap() - 2];
        assert_eq!(row[0], fault[at("CHILD")]);
        assert_eq!(row[sheet.column(&fault[at("field")])], fault[at("value")]);
    }
    let expected: BTreeMap<&str, usize> = kinds().iter().map(|kind| (kind.name, kind.count)).collect();
    assert_eq!(counted, expected);
}

#[test]
fn faults_change_nothing_else() {
    let clean = crate::returns(&[], 3, 2026, 22, Faults::None);
    let faulty = crate::returns(&[], 3, 2026, 22, Faults::Planted);
    assert_eq!(clean.children, faulty.children);
    assert_eq!(clean.companion, faulty.companion);
    let rows = |returns: &swpsim::synth::Returns| -> Vec<Vec<String>> {
        let sheets = returns.years.iter().flat_map(|year| &year.sheets);
        sheets.flat_map(|sheet| sheet.rows.clone()).collect()
    };
    let known: std::collections::BTreeSet<Vec<String>> = rows(&clean).into_iter().collect();
    let new = rows(&faulty).into_iter().filter(|row| !known.contains(row)).count();
    let added: usize = kinds().iter().map(|kind| kind.count).sum();
    // two headers of children with short-term breaks; repeated rows are known, missing rows are not counted
    assert!(new <= added + 2 && new + 20 > added, "{new} of {added}");
}
