//! The rules of the format, checked on the text of the tables. Numbers are those of public validators of the return.

use std::collections::{BTreeMap, BTreeSet};

use swpsim::ssda903::Day;
use swpsim::synth::Faults;
use swpsim::synth::tables::{ReturnYear, Sheet};

type Row<'a> = BTreeMap<&'a str, &'a str>;

fn sheet<'a>(year: &'a ReturnYear, file: &str) -> Option<&'a Sheet> {
    year.sheets.iter().find(|sheet| sheet.file == file)
}

fn rows<'a>(year: &'a ReturnYear, file: &str) -> Vec<Row<'a>> {
    let Some(sheet) = sheet(year, file) else { return vec![] };
    let row = |row: &'a Vec<String>| sheet.columns.iter().copied().zip(row.iter().map(String::as_str)).collect();
    sheet.rows.iter().map(row).collect()
}

/// A date DD/MM/YYYY and nothing else.
fn day(text: &str) -> Option<Day> {
    let b = text.as_bytes();
    let shape = b.len() == 10 && b[2] == b'/' && b[5] == b'/';
    shape.then(|| Day::new(text[6..].parse().ok()?, text[3..5].parse().ok()?, text[..2].parse().ok()?))?
}

fn in_list(code: &str, list: &str) -> bool {
    list.split(' ').any(|one| one == code)
}

const PLACES: &str = "U1 U2 U3 U4 U5 U6 A3 A4 A5 A6 K1 K2 P1 P3 R1 R2 R3 R5 S1";

fn places(year: u16) -> String {
    let own = match year {
        ..=2024 => " H5 P2 Z1",
        2025 => " K3 Z1",
        _ => " K3 Z11 Z12 Z13 Z14",
    };
    format!("{PLACES}{own}")
}

fn endings(year: u16) -> String {
    let guardians = if year <= 2018 { "E43 E44" } else { "E45 E46 E47 E48" };
    format!("E11 E12 E2 E3 E4A E4B E13 E41 E5 E6 E7 E8 E9 E14 E15 E16 E17 {guardians}")
}

fn is_urn(text: &str) -> bool {
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    text == "XXXXXXX" || digits(text, 7) || text.strip_prefix("SC").is_some_and(|rest| digits(rest, 6))
}

fn is_upn(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_uppercase() && !b"IOS".contains(&b);
    let number = text.len() == 13 && letter(text.as_bytes()[0]) && text[1..].bytes().all(|b| b.is_ascii_digit());
    number || in_list(text, "UN1 UN2 UN3 UN4 UN5")
}

/// What is wrong with a return, in words.
struct Checked {
    year: u16,
    wrong: Vec<String>,
}

impl Checked {
    fn rule(&mut self, holds: bool, rule: &str, row: &Row) {
        if !holds {
            self.wrong.push(format!("{} {rule}: {row:?}", self.year));
        }
    }
}

fn header(c: &mut Checked, rows: &[Row]) -> BTreeMap<String, Day> {
    let mut born = BTreeMap::new();
    let mut numbers = BTreeSet::new();
    for row in rows {
        let sexes = if c.year >= 2025 { "M F U" } else { "1 2" };
        c.rule(in_list(row["SEX"], sexes), "101 sex in the coding of the year", row);
        let groups =
            "WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT";
        c.rule(in_list(row["ETHNIC"], groups), "ethnic background", row);
        c.rule(is_upn(row["UPN"]), "pupil number", row);
        c.rule(row["UPN"].starts_with("UN") || numbers.insert(row["UPN"]), "444 pupil number twice", row);
        c.rule(in_list(row["MOTHER"], "0 1") || row["MOTHER"].is_empty(), "mother", row);
        c.rule(row["CHILD"].starts_with("INV"), "an invented identifier", row);
        match day(row["DOB"]) {
            Some(day) => c.rule(born.insert(row["CHILD"].into(), day).is_none(), "one row a child", row),
            None => c.rule(false, "date of birth", row),
        }
    }
    born
}

fn episode(c: &mut Checked, row: &Row, born: Day) {
    let year = c.year;
    let (from, to) = (Day::april_1(year - 1), Day::march_31(year));
    let (start, end) = (day(row["DECOM"]), day(row["DEC"]));
    c.rule(start.is_some_and(|start| start >= born && start <= to), "DECOM", row);
    c.rule(end.is_some() != row["DEC"].is_empty(), "DEC is a date or blank", row);
    c.rule(row["DEC"].is_empty() == row["REC"].is_empty(), "148 DEC and REC together", row);
    let Some(start) = start else { return };
    c.rule(end.is_none_or(|end| end > start && end >= from && end <= to), "open in the year", row);
    let (place, legal, provider) = (row["PLACE"], row["LS"], row["PLACE_PROVIDER"]);
    c.rule(in_list(row["RNE"], "S L P T B U"), "RNE", row);
    c.rule(in_list(legal, "C1 C2 E1 V2 J1 L1 L2"), "LS", row);
    c.rule(in_list(row["CIN"], "N1 N2 N3 N4 N5 N6 N7 N8"), "CIN", row);
    c.rule(in_list(place, &places(year)), "146 place of the year", row);
    let rec = row["REC"];
    c.rule(rec.is_empty() || rec == "X1" || in_list(rec, &endings(year)), "149 REC of the year", row);
    let age = born.age_on(start);
    let at_end = end.map_or(0, |end| born.age_on(end));
    c.rule(row["RNE"] != "S" || age < 18, "352 starts under 18", row);
    c.rule(!(legal == "V2" && place == "P1"), "378 V2 not with parents", row);
    c.rule(!in_list(legal, "J1") || age >= 10, "358 youth justice from 10", row);
    let nights = end.map_or(0, |end| end.since(start));
    c.rule(legal != "L1" || nights <= 3, "361 police protection", row);
    c.rule(legal != "L2" || nights <= 21, "362 emergency order", row);
    c.rule(!in_list(place, "A5 A6") || legal == "E1", "placed for adoption by order", row);
    c.rule(!in_list(place, "H5 K3") || age >= if year <= 2023 { 14 } else { 16 }, "semi-independent by age", row);
    c.rule(place != "S1" || age >= 4, "school by age", row);
    c.rule(place != "R5" || age >= 10, "institution by age", row);
    c.rule(!in_list(rec, "E5 E6") || at_end >= 14, "independent from 14", row);
    c.rule(rec != "E7" || at_end >= 16, "adult residential from 16", row);
    c.rule(rec != "E17" || at_end >= 18, "staying put from 18", row);
    c.rule(!in_list(rec, "E11 E12 E43 E44 E45 E46 E47 E48") || at_end < 18, "orders under 18", row);
    c.rule(end.is_none_or(|end| end <= born.plus_years(18)), "ends by 18", row);
    providers(c, row, place, provider);
    urn(c, row, place, end);
}

fn providers(c: &mut Checked, row: &Row, place: &str, provider: &str) {
    let unlisted = in_list(place, "Z1 Z11 Z12 Z13 Z14");
    c.rule(provider.is_empty() == unlisted, "provider wherever one is asked for", row);
    c.rule((provider == "PR0") == (place == "P1"), "550 parents", row);
    c.rule(!in_list(provider, "PR1 PR2") || !in_list(place, "P1 R2 R5"), "provider not of an authority", row);
    c.rule(provider != "PR3" || !in_list(place, "K1 K2") && !place.starts_with(['A', 'U']), "provider PR3", row);
    c.rule(provider.is_empty() || in_list(provider, "PR0 PR1 PR2 PR3 PR4 PR5"), "provider", row);
}

fn urn(c: &mut Checked, row: &Row, place: &str, end: Option<Day>) {
    let urn = row["URN"];
    let registered = Day::new(2023, 10, 28).unwrap();
    let exempt = match c.year {
        ..=2023 => in_list(place, "H5 P1 P2 P3 R1 R2 R3 R5 Z1"),
        2024 => {
            in_list(place, "P1 P2 P3 R1 R2 R3 R5 Z1") || place == "H5" && end.is_some_and(|end| end < registered)
        }
        _ => in_list(place, "P1 P3 R1 R2 R5 Z1 Z11 Z12 Z13 Z14"),
    };
    c.rule(urn.is_empty() == exempt, "URN wherever one is asked for", row);
    c.rule(urn.is_empty() || is_urn(urn), "form of URN", row);
}

/// Rules of one child's episodes in their order.
fn chain(c: &mut Checked, own: &[Row]) {
    for pair in own.windows(2) {
        let (one, two) = (&pair[0], &pair[1]);
        c.rule(one["REC"] != "X1" || one["DEC"] == two["DECOM"], "X1: the next begins the same day", two);
        if one["REC"] == "X1" {
            c.rule(two["RNE"] != "S", "501 no start after X1", two);
            c.rule(one["CIN"] == two["CIN"], "504 one need a period", two);
            let (legal, carer) = (one["LS"] != two["LS"], one["PL_POST"] != two["PL_POST"]);
            let place = (one["PLACE"], one["PLACE_PROVIDER"]) != (two["PLACE"], two["PLACE_PROVIDER"]);
            c.rule(legal == in_list(two["RNE"], "L B U"), "RNE tells a change of legal status", two);
            c.rule(!carer || in_list(two["RNE"], "P B"), "RNE tells a new carer", two);
            c.rule(place || two["RNE"] != "T" && two["RNE"] != "U", "T and U change the placement", two);
            let moved = in_list(two["RNE"], "P B T U");
            c.rule(moved != one["REASON_PLACE_CHANGE"].is_empty(), "reason where the placement changed", one);
            let status = in_list(two["RNE"], "T U");
            c.rule(status == (one["REASON_PLACE_CHANGE"] == "PLACE"), "PLACE for a change of status", one);
        } else {
            c.rule(two["RNE"] == "S", "502 S after an end of care", two);
            c.rule(!one["DEC"].is_empty() && day(one["DEC"]) < day(two["DECOM"]), "a gap between periods", two);
            c.rule(!in_list(one["REC"], "E2 E15"), "437 nothing after death or adulthood", two);
            c.rule(one["REASON_PLACE_CHANGE"].is_empty(), "no reason at the end of care", one);
        }
    }
    let last = &own[own.len() - 1];
    c.rule(last["REC"] != "X1", "an X1 is followed", last);
    c.rule(last["REASON_PLACE_CHANGE"].is_empty(), "233 no reason without a next placement", last);
}

fn check(year: &ReturnYear) -> Vec<String> {
    let mut c = Checked { year: year.year, wrong: vec![] };
    let (from, to) = (Day::april_1(year.year - 1), Day::march_31(year.year));
    let born = header(&mut c, &rows(year, "header.csv"));
    let episodes = rows(year, "episodes.csv");
    for row in &episodes {
        match born.get(row["CHILD"]) {
            Some(born) => episode(&mut c, row, *born),
            None => c.rule(false, "in Header", row),
        }
    }
    let children: BTreeSet<&str> = episodes.iter().map(|row| row["CHILD"]).collect();
    assert_eq!(children.len(), born.len(), "every child of Header has episodes");
    for own in episodes.chunk_by(|a, b| a["CHILD"] == b["CHILD"]) {
        chain(&mut c, own);
    }
    for row in rows(year, "reviews.csv") {
        let (born, on) = (born[row["CHILD"]], day(row["REVIEW"]).unwrap());
        c.rule(on >= from && on <= to, "review in the year", &row);
        c.rule((row["REVIEW_CODE"] == "PN0") == (born.age_on(on) < 4), "440, 441 PN0 under four", &row);
    }
    for row in rows(year, "uasc.csv") {
        let adult = born[row["CHILD"]].plus_years(18);
        c.rule(row["DUC"].is_empty() || day(row["DUC"]).is_some_and(|day| day <= adult && day <= to), "DUC", &row);
    }
    health(&mut c, &rows(year, "oc2.csv"), &born, &episodes);
    adoption(&mut c, year, &episodes);
    workers(&mut c, &rows(year, "sw_episodes.csv"), &episodes);
    c.wrong
}

fn health(c: &mut Checked, rows: &[Row], born: &BTreeMap<String, Day>, episodes: &[Row]) {
    for row in rows {
        let age = born[row["CHILD"]].age_on(Day::march_31(c.year));
        let scored = !row["SDQ_SCORE"].is_empty();
        c.rule(scored == row["SDQ_REASON"].is_empty(), "a score or why there is none", row);
        c.rule(!scored || (4..=16).contains(&age) && row["SDQ_SCORE"].parse::<u8>().unwrap() <= 40, "score", row);
        c.rule((row["SDQ_REASON"] != "SDQ1") == (4..=16).contains(&age), "SDQ1 by age", row);
        c.rule(row["CONVICTED"].is_empty() == (age < 10), "convicted from 10", row);
        c.rule(row["HEALTH_CHECK"].is_empty() == (age >= 5), "health check under 5", row);
        let misuse = row["SUBSTANCE_MISUSE"] == "1";
        c.rule(row["INTERVENTION_RECEIVED"].is_empty() != misuse, "intervention with misuse", row);
        c.rule(row["INTERVENTION_OFFERED"].is_empty() == (row["INTERVENTION_RECEIVED"] != "0"), "offered", row);
        let open = episodes.iter().any(|e| e["CHILD"] == row["CHILD"] && e["DEC"].is_empty());
        c.rule(open, "looked after at 31 March", row);
    }
}

fn adoption(c: &mut Checked, year: &ReturnYear, episodes: &[Row]) {
    let decisions = rows(year, "placed_for_adoption.csv");
    for row in episodes.iter().filter(|row| row["LS"] == "E1") {
        let own: Vec<&Row> = decisions.iter().filter(|one| one["CHILD"] == row["CHILD"]).collect();
        c.rule(!own.is_empty(), "553 a decision with a placement order", row);
        let first = own.iter().all(|one| day(one["DATE_PLACED"]) <= day(row["DECOM"]));
        c.rule(first, "554 the decision before the order", row);
    }
    let adopted = rows(year, "ad1.csv");
    for row in episodes.iter().filter(|row| in_list(row["REC"], "E11 E12")) {
        let own = adopted.iter().find(|one| one["CHILD"] == row["CHILD"]);
        let Some(own) = own else { return c.rule(false, "AD1 for an adoption", row) };
        c.rule((own["FOSTER_CARE"] == "1") == in_list(row["PLACE"], "A3 A5"), "335 by the foster carer", row);
        c.rule(day(own["DATE_INT"]) <= day(own["DATE_MATCH"]), "matched after the decision", own);
        let one = own["NB_ADOPTR"] == "1";
        c.rule(one == in_list(own["SEX_ADOPTR"], "M1 F1") && one == (own["LS_ADOPTR"] == "L0"), "adopters", own);
    }
    c.wrong.extend(
        (adopted.len() != episodes.iter().filter(|row| in_list(row["REC"], "E11 E12")).count())
            .then(|| "AD1 rows are adoptions".to_string()),
    );
}

fn workers(c: &mut Checked, rows: &[Row], episodes: &[Row]) {
    if c.year < 2024 {
        assert!(rows.is_empty());
        return;
    }
    let to = Day::march_31(c.year);
    let reasons = "MANAGE FCONTA LEFTRL ORGRST TSPROC ABSENC CHCHAN PCCHAN SWDIED OTHERS";
    for row in rows {
        let (start, end) = (day(row["SW_DECOM"]), day(row["SW_DEC"]));
        c.rule(row["SW_ID"].starts_with("SW"), "SW02 identifier", row);
        c.rule(in_list(row["SW_REASON"], reasons), "SW03 reason", row);
        c.rule(start.is_some_and(|start| start <= to && end.is_none_or(|end| end > start)), "SW09", row);
        c.rule(end.is_none_or(|end| end <= to && end >= Day::april_1(c.year - 1)), "in the year", row);
    }
    let mut listed = BTreeSet::new();
    for own in rows.chunk_by(|a, b| a["CHILD"] == b["CHILD"]) {
        listed.insert(own[0]["CHILD"]);
        for pair in own.windows(2) {
            let gap = day(pair[0]["SW_DEC"]).zip(day(pair[1]["SW_DECOM"])).map(|(end, next)| next.since(end));
            let close = gap.is_some_and(|days| (0..=7).contains(&days));
            let first = pair[1]["SW_REASON"] == "FCONTA" && gap.is_some_and(|days| days >= 0);
            c.rule(close || first, "SW10 within seven days", &pair[1]);
        }
        let last = &own[own.len() - 1];
        c.rule(last["SW_DEC"].is_empty(), "SW11, SW17 the last is open at 31 March", last);
    }
    // who has only just come may have no worker yet
    let without = episodes.iter().filter(|row| row["DEC"].is_empty() && !listed.contains(row["CHILD"])).count();
    assert!(without * 50 < listed.len(), "SW01: {without} of {} have no worker", listed.len());
}

#[test]
fn made_up_returns_of_all_years_pass_the_rules_of_the_format() {
    for (years, last, seed) in [(5, 2021, 4), (5, 2026, 1), (6, 2027, 2)] {
        for year in &crate::returns(&[], years, last, seed, Faults::None).years {
            let wrong = check(year);
            assert!(
                wrong.is_empty(),
                "{} wrong in {}:\n{}",
                wrong.len(),
                year.year,
                wrong[..wrong.len().min(5)].join("\n")
            );
        }
    }
}

#[test]
fn an_episode_is_repeated_unchanged_until_it_closes() {
    let returns = crate::returns(&[], 6, 2027, 3, Faults::None);
    let mut repeated = 0;
    for pair in returns.years.windows(2) {
        let later: BTreeMap<(String, String), Row> = rows(&pair[1], "episodes.csv")
            .into_iter()
            .map(|row| ((row["CHILD"].to_string(), row["DECOM"].to_string()), row))
            .collect();
        for row in rows(&pair[0], "episodes.csv").iter().filter(|row| row["DEC"].is_empty()) {
            let again = &later[&(row["CHILD"].to_string(), row["DECOM"].to_string())];
            for field in ["RNE", "LS", "CIN", "PLACE_PROVIDER", "HOME_POST", "PL_POST"] {
                assert_eq!(row[field], again[field], "503 {field}: {row:?}");
            }
            let allowed = match (row["PLACE"], again["PLACE"]) {
                (one, two) if one == two => true,
                ("H5", "K3") => pair[1].year == 2025,
                ("Z1", two) => pair[1].year == 2026 && two.starts_with("Z1"),
                _ => false,
            };
            assert!(allowed, "503D: {row:?} {again:?}");
            repeated += 1;
        }
    }
    assert!(repeated > 2000, "{repeated}");
}
