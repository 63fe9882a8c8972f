//! OC2: health and behaviour of children looked after for a year at 31 March. All invented, by the age rules.

use super::episodes::Written;
use super::invent::{Detail, Invent};
use crate::ssda903::Day;

/// The columns after CHILD and DOB.
pub const COLUMNS: [&str; 10] = [
    "SDQ_SCORE",
    "SDQ_REASON",
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
];

/// The values of a child in a year; nothing for who was not looked after for the whole year to 31 March.
pub fn row(child: &Written, year: u16, invent: &Invent) -> Option<[String; 10]> {
    let march = Day::march_31(year);
    let all_year = child.stay_on(march).is_some_and(|stay| stay.start <= Day::april_1(year - 1));
    if !all_year {
        return None;
    }
    let age = child.history.born.age_on(march);
    let question = |nth: u64| u64::from(year) << 8 | nth;
    let happens = |nth: u64, share: f64| invent.happens(Detail::Health, child.history.key.0, question(nth), share);
    let yes_no = |yes: bool| if yes { "1" } else { "0" }.to_string();
    let asked =
        |applies: bool, nth: u64, share: f64| if applies { yes_no(happens(nth, share)) } else { String::new() };
    // the questionnaire is for ages 4 to 16
    let (score, reason) = match age {
        4..=16 if happens(0, 0.8) => (score(child, question(1), invent), String::new()),
        4..=16 => {
            let why = [("SDQ2", 0.25), ("SDQ3", 0.1), ("SDQ4", 0.4), ("SDQ5", 0.25)];
            let why = invent.one_of(Detail::Health, child.history.key.0, question(2), &why);
            (String::new(), why.to_string())
        }
        _ => (String::new(), "SDQ1".to_string()),
    };
    let misuse = happens(3, if age >= 13 { 0.06 } else { 0.002 });
    let received = misuse && happens(4, 0.5);
    Some([
        score,
        reason,
        asked(age >= 10, 5, 0.02),
        asked(age < 5, 6, 0.89),
        asked(true, 7, 0.82),
        asked(true, 8, 0.79),
        asked(true, 9, 0.89),
        yes_no(misuse),
        if misuse { yes_no(received) } else { String::new() },
        asked(misuse && !received, 10, 0.8),
    ])
}

/// A score from 0 to 40, most often about 14: the sum of four numbers.
fn score(child: &Written, question: u64, invent: &Invent) -> String {
    let part = |nth: u64| invent.number(Detail::Health, child.history.key.0, question << 8 | nth);
    let sum: f64 = (0..4).map(part).sum();
    format!("{}", ((sum - 0.6).max(0.0) * 10.0).round().min(40.0) as u32)
}
