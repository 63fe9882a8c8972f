//! Returns worked by hand, and one wrong file per mistake with the message that it must give.

use std::path::{Path, PathBuf};

use swpsim::domain::codes::{ExitReason, PlacementType};
use swpsim::ssda903::cohort::{Answer, Ending};
use swpsim::ssda903::figures::{Shown, Small, lines};
use swpsim::ssda903::files::Found;
use swpsim::ssda903::problems::{Kind, Problems};
use swpsim::ssda903::pseudonym::{Key, Names};
use swpsim::ssda903::read::{self, Reading};
use swpsim::ssda903::{Day, template};

const ROOT: &str = "tests/ssda903";

fn key() -> Key {
    Key::of_bytes([9; 32])
}

fn file(folder: &str, name: &str, text: impl Into<Vec<u8>>) -> Found {
    Found { name: format!("{folder}/{name}"), folder: folder.into(), bytes: text.into() }
}

fn good(name: &str) -> Found {
    file("2023-24", name, std::fs::read(Path::new(ROOT).join(name)).unwrap())
}

fn read_files(files: Vec<Found>) -> Result<Reading, Box<Problems>> {
    read::returns_of(files, &key(), Problems::default())
}

fn day(text: &str) -> Day {
    let parts: Vec<u32> = text.split('/').map(|part| part.parse().unwrap()).collect();
    Day::new(parts[2] as i32, parts[1], parts[0]).unwrap()
}

/// A return's Header and Episodes from short rows: `CHILD,DOB` and `CHILD,DECOM,RNE,LS,PLACE,DEC,REC`.
fn small_return(year: &str, header: &str, episodes: &str) -> Vec<Found> {
    let mut head = "CHILD,SEX,DOB,ETHNIC\n".to_string();
    for row in header.lines() {
        let (child, born) = row.trim().split_once(',').unwrap();
        head += &format!("{child},1,{born},WBRI\n");
    }
    let mut body = "CHILD,DECOM,RNE,LS,PLACE,DEC,REC,CIN\n".to_string();
    for row in episodes.lines() {
        body += &format!("{},N1\n", row.trim());
    }
    vec![file(year, "header.csv", head), file(year, "episodes.csv", body)]
}

fn count(reading: &Reading, section: &str, year: Option<u16>, item: &str) -> Shown {
    let all = lines(&reading.cohort, reading.counts.as_ref(), Small::Shown);
    let found = all.iter().find(|line| line.section == section && line.year == year && line.item == item);
    found.unwrap_or_else(|| panic!("{section} {year:?} {item}")).value
}

/// The broken files: each takes the place of the good table that its name begins with, or comes on top.
fn broken() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(Path::new(ROOT).join("broken")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "csv"));
    paths.sort();
    let message = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let wrong = file("2023-24", &format!("{name}.csv"), std::fs::read(path).unwrap());
        let files = match name.split_once('-').unwrap().0 {
            "header" => vec![wrong, good("episodes.csv")],
            "episodes" => vec![good("header.csv"), wrong],
            _ => vec![good("header.csv"), good("episodes.csv"), wrong],
        };
        let said = match read_files(files) {
            Ok(reading) => format!("read, with problems\n{}", reading.problems),
            Err(problems) => format!("not read\n{problems}"),
        };
        (name, said)
    };
    paths.iter().map(message).collect()
}

#[test]
fn every_broken_file_gives_its_message() {
    let mut wrong = Vec::new();
    for (name, found) in broken() {
        let expected = Path::new(ROOT).join(format!("broken/{name}.txt"));
        let expected = std::fs::read_to_string(expected).unwrap_or_default();
        if found.trim_end() != expected.trim_end() {
            let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.txt"));
            std::fs::write(place, format!("{found}\n")).unwrap();
            wrong.push(format!("--- {name}\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "messages that are not those of the .txt files:\n{}", wrong.join("\n"));
}

#[test]
fn no_message_names_an_identifier() {
    for (name, found) in broken() {
        for identifier in ["K1001", "K1002", "K1003", "K1009", "SW1"] {
            assert!(!found.contains(identifier), "{name}: {found}");
        }
    }
}

#[test]
fn the_good_return_has_no_problem_and_every_count_is_as_worked_by_hand() {
    let reading = read_files(vec![good("header.csv"), good("episodes.csv")]).unwrap();
    assert_eq!(reading.problems.list(), []);
    assert_eq!(reading.cohort.window.years, [2024]);
    assert_eq!((reading.cohort.window.from, reading.cohort.window.to), (day("01/04/2023"), day("01/04/2024")));
    let counts = reading.counts.unwrap();
    assert_eq!((counts.episode_rows, counts.tally.distinct, counts.tally.kept), (4, 4, 4));
    // on 31 March 2023: K1001 and K1003; a year later the same two, K1002 having come and gone
    let stock = "stock on 31 March";
    assert_eq!(count(&reading, stock, Some(2023), "looked after"), Shown::Count(2));
    assert_eq!(count(&reading, stock, Some(2024), "looked after"), Shown::Count(2));
    assert_eq!(count(&reading, stock, Some(2024), "10 to 15"), Shown::Count(2)); // K1001 is 11, K1003 15
    assert_eq!(count(&reading, stock, Some(2023), PlacementType::InhouseFoster.label()), Shown::Count(1));
    assert_eq!(count(&reading, stock, Some(2024), PlacementType::AgencyFoster.label()), Shown::Count(1));
    assert_eq!(count(&reading, stock, Some(2024), "full care order"), Shown::Count(1));
    assert_eq!(count(&reading, "starts in the year", Some(2024), "children, each once"), Shown::Count(1));
    assert_eq!(count(&reading, "ceases in the year", Some(2024), "children, each once"), Shown::Count(1));
    assert_eq!(
        count(&reading, "ceases in the year", Some(2024), ExitReason::HomePlanned.label()),
        Shown::Count(1)
    );
    assert_eq!(
        count(&reading, "moves in the year", Some(2024), "moves to a new carer (RNE P, B)"),
        Shown::Count(1)
    );
    // nights inside the year: 366 + 366 + 87 (20 October to 15 January)
    let Shown::Real(exits) = count(&reading, "exits per child-year", None, "all") else { panic!() };
    assert!((exits - 365.25 / 819.0).abs() < 1e-12, "{exits}");
}

#[test]
fn the_child_is_as_the_rows_say() {
    let reading = read_files(vec![good("header.csv"), good("episodes.csv")]).unwrap();
    let child = reading.cohort.child(key().pseudonym(Names::Child, b"K1001")).unwrap();
    assert_eq!(child.age_on(day("11/05/2024")), 11);
    let [period] = child.periods.as_slice() else { panic!("{child:?}") };
    assert!(period.start_seen && period.ending == Ending::Open);
    let carers: Vec<_> = period.carers().map(|carer| (carer.start, carer.end)).collect();
    assert_eq!(carers, [(day("03/06/2021"), Some(day("14/08/2023"))), (day("14/08/2023"), None)]);
    assert_eq!(child.in_proceedings_on(day("01/05/2023")), Answer::Yes);
    assert_eq!(child.in_proceedings_on(day("01/05/2024")), Answer::No);
    assert_eq!(child.adoption_planned_on(day("31/03/2024"), reading.cohort.decisions_seen()), Answer::NotStated);
}

#[test]
fn changes_with_the_same_carer_are_no_moves() {
    let files = small_return(
        "2023-24",
        "A,01/01/2012",
        "A,01/05/2023,S,C1,U6,01/07/2023,X1
         A,01/07/2023,L,C2,U6,01/08/2023,X1
         A,01/08/2023,T,C2,U4,01/09/2023,X1
         A,01/09/2023,B,E1,A6,,",
    );
    let reading = read_files(files).unwrap();
    let period = &reading.cohort.children[0].periods[0];
    assert_eq!(period.carers().map(|carer| carer.episodes.len()).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(period.legal_spells().count(), 3);
    let child = &reading.cohort.children[0];
    assert_eq!(child.adoption_planned_on(day("31/03/2024"), Answer::NotStated), Answer::Yes); // E1
}

#[test]
fn the_latest_return_wins_and_a_stale_open_episode_is_lost_from_sight_not_ceased() {
    let header = "A,01/01/2012\nB,01/01/2012\nC,01/01/2012";
    let mut files = small_return(
        "2022-23",
        header,
        "A,01/05/2022,S,C2,U6,,
         B,01/06/2022,S,C2,U6,,
         C,01/07/2022,S,C2,U6,,
         A,01/05/2020,S,C2,U6,03/05/2022,E4A",
    );
    files.extend(small_return(
        "2023-24",
        header,
        "A,01/05/2022,S,C2,U6,10/10/2023,E4A
         C,01/09/2023,P,C2,U4,,",
    ));
    let reading = read_files(files).unwrap();
    let of = |id: &[u8]| reading.cohort.child(key().pseudonym(Names::Child, id)).unwrap();
    let last = |id: &[u8]| of(id).periods.last().map(|period| (period.end, period.ending)).unwrap();
    assert_eq!(last(b"A").0, Some(day("10/10/2023")));
    assert_eq!(last(b"B"), (Some(day("01/04/2023")), Ending::Lost));
    // C moved (P), so the open episode of the older return ended where the new one begins
    assert_eq!((of(b"C").periods.len(), of(b"C").periods[0].episodes.len()), (1, 2));
    assert_eq!(reading.problems.count(Kind::Stale), 2);
    let stock = |year| count(&reading, "stock on 31 March", Some(year), "looked after");
    assert_eq!((stock(2023), stock(2024)), (Shown::Count(3), Shown::Count(1)));
    let ceases = |item| count(&reading, "ceases in the year", Some(2024), item);
    assert_eq!(ceases("all periods of care"), Shown::Count(1));
    let lost = "children lost from sight, not counted as ceased";
    assert_eq!(count(&reading, "ceases in the year", Some(2023), lost), Shown::Count(1));
}

#[test]
fn a_child_who_leaves_and_comes_back_on_one_day_has_two_periods_and_counts_once_a_year() {
    let files = small_return(
        "2023-24",
        "A,01/01/2012",
        "A,01/05/2023,S,C1,U6,01/07/2023,E4B
         A,01/07/2023,S,V2,U6,01/08/2023,E4A
         A,01/10/2023,S,V2,U6,,",
    );
    let reading = read_files(files).unwrap();
    assert_eq!(reading.cohort.children[0].periods.len(), 3);
    let starts = |item| count(&reading, "starts in the year", Some(2024), item);
    assert_eq!((starts("children, each once"), starts("all periods of care")), (Shown::Count(1), Shown::Count(3)));
    assert_eq!(reading.problems.list(), []);
}

#[test]
fn the_order_of_files_rows_and_columns_decides_nothing() {
    let one = read_files(vec![good("header.csv"), good("episodes.csv")]).unwrap();
    let turned = |name: &str| {
        let text = String::from_utf8(good(name).bytes).unwrap();
        let mut rows: Vec<String> = text
            .lines()
            .map(|row| {
                row.split(',')
                    .rev()
                    .map(|field| format!(" {} ", field.to_lowercase()))
                    .collect::<Vec<_>>()
                    .join(",")
            })
            .collect();
        rows[1..].reverse();
        file("2023-24", name, format!("\u{feff}{}\r\n", rows.join("\r\n")))
    };
    let other = read_files(vec![turned("episodes.csv"), turned("header.csv")]).unwrap();
    assert_eq!(one.cohort, other.cohort);
    assert_eq!(other.problems.list(), []);
}

#[test]
fn small_numbers_are_hidden_unless_asked_for() {
    let reading = read_files(vec![good("header.csv"), good("episodes.csv")]).unwrap();
    let hidden = lines(&reading.cohort, reading.counts.as_ref(), Small::Hidden);
    for line in hidden.iter().filter(|line| line.unit == "children") {
        assert!(!matches!(line.value, Shown::Count(1..=4)), "{line:?}");
    }
    let told = hidden.iter().find(|line| matches!(line.value, Shown::Real(_)));
    assert!(told.is_none(), "a rate of three children: {told:?}");
}

#[test]
fn the_templates_are_read_back() {
    let place = tempfile::tempdir().unwrap();
    let (cohort, companion) = (place.path().join("cohort.csv"), place.path().join("companion.csv"));
    std::fs::write(&cohort, template::cohort()).unwrap();
    std::fs::write(&companion, template::companion().replace("C1001", "c1001").replace("move,", "wait,")).unwrap();
    let reading = read::any(&[cohort], Some(&companion), &key()).unwrap();
    assert_eq!(reading.problems.list(), []);
    let [child] = reading.cohort.children.as_slice() else { panic!() };
    assert_eq!(child.periods[0].carers().count(), 2);
    assert_eq!(child.companion.blackouts.len(), 1);
    assert_eq!(child.companion.wish, Some(swpsim::ssda903::companion::Wish::Wait));
    assert!(child.companion.sibling_group.is_some() && child.worker_now(day("31/03/2026")).is_some());
}

#[test]
fn a_companion_files_unknown_children_columns_and_values_are_named() {
    let place = tempfile::tempdir().unwrap();
    let companion = place.path().join("companion.csv");
    std::fs::write(&companion, "CHILD,BAND,MOOD\nK1001,band_9,x\nK7777,band_1,x\nK1002,2,x\n").unwrap();
    let paths = ["header.csv", "episodes.csv"].map(|name| Path::new(ROOT).join(name));
    let reading = read::any(&paths, Some(&companion), &key()).unwrap();
    let kinds = [Kind::UnknownChild, Kind::BadValue, Kind::ExtraColumns];
    assert_eq!(reading.problems.counts(), kinds.map(|kind| (kind, 1)));
    assert!(!reading.problems.to_string().contains("K7777"));
}

#[test]
fn identities_lead_back_and_nothing_else_does() {
    let reading = read_files(vec![good("header.csv"), good("episodes.csv")]).unwrap();
    assert!(!format!("{reading:?}").contains("K1001"));
    let mut text = Vec::new();
    reading.identities.write(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let row = format!("{},child,K1001", key().pseudonym(Names::Child, b"K1001"));
    assert!(text.lines().any(|line| line == row), "{text}");
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        which in 0..2_usize,
        cuts in proptest::collection::vec((0_usize..600, 0_usize..30, proptest::collection::vec(proptest::prelude::any::<u8>(), 0..8)), 1..6),
    ) {
        let mut files = vec![good("header.csv"), good("episodes.csv")];
        for (from, length, new) in cuts {
            let bytes = &mut files[which].bytes;
            let from = from.min(bytes.len());
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, new);
        }
        if let Ok(reading) = read_files(files) {
            let all = lines(&reading.cohort, reading.counts.as_ref(), Small::Hidden);
            proptest::prop_assert!(!all.is_empty());
            for child in &reading.cohort.children {
                for period in &child.periods {
                    let touch = period.episodes.windows(2).all(|two| two[0].end == Some(two[1].start));
                    proptest::prop_assert!(touch, "{period:?}");
                }
                for two in child.periods.windows(2) {
                    proptest::prop_assert!(two[0].end.is_some_and(|end| end <= two[1].start));
                }
            }
        }
    }
}

/// Runs the program in a folder.
fn swpsim(folder: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    assert_cmd::Command::cargo_bin("swpsim").unwrap().current_dir(folder).args(arguments).assert()
}

#[test]
fn the_command_shows_the_return_and_keeps_its_secrets() {
    let place = tempfile::tempdir().unwrap();
    let given = place.path().join("2023-24");
    std::fs::create_dir(&given).unwrap();
    for name in ["header.csv", "episodes.csv"] {
        std::fs::write(given.join(name), good(name).bytes).unwrap();
    }
    let all = [
        "cohort",
        "2023-24",
        "--authority",
        "Staffordshire",
        "--key-file",
        "key",
        "--identities",
        "who.csv",
        "--out",
        "shown",
    ];
    let done = swpsim(place.path(), &all).success();
    let said = format!("{:?}", done.get_output());
    assert!(said.contains("warning") && said.contains("looked after") && !said.contains("K1001"), "{said}");
    for name in ["shown/figures.csv", "shown/problems.csv", "key"] {
        assert!(!std::fs::read_to_string(place.path().join(name)).unwrap().contains("K1001"), "{name}");
    }
    #[cfg(unix)]
    for name in ["key", "who.csv"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(place.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    // nothing that is there is written over
    swpsim(place.path(), &["cohort", "2023-24", "--identities", "who.csv"]).code(4);
    swpsim(place.path(), &["cohort", "2023-24", "--out", "shown"]).code(5);
}

#[test]
fn a_refusal_has_its_exit_code_and_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("episodes.csv"), good("episodes.csv").bytes).unwrap();
    let refused =
        swpsim(place.path(), &["cohort", "episodes.csv", "--out", "shown", "--identities", "who.csv"]).code(3);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("no_header_table"));
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
}
