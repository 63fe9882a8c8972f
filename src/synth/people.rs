//! Who the children of a return are: identifiers that look local and cannot be real, sex, ethnic background.

use super::history::History;
use super::invent::{Detail, Invent};
use crate::domain::codes::Ethnicity;
use crate::ssda903::Day;
use crate::ssda903::codes::{Ethnic, Sex};

/// Below this age at the end of the return's year a child has no pupil number yet.
const SCHOOL_AGE: i32 = 5;

/// The child's identifier in every return.
pub fn child_id(number: usize) -> String {
    format!("INV{:05}", number + 1)
}

/// A worker's identifier: SW, as the return wants, and a number of the post and of its holder.
pub fn worker_id(post: u32, holder: u32) -> String {
    format!("SWINV{post:04}{holder:03}")
}

/// The identifier of the list of cases that nobody holds.
pub const DUTY_LIST: &str = "SWINVDUTY";

/// The identifier of a sibling group.
pub fn sibling_group(number: usize) -> String {
    format!("INVFAM{:05}", number + 1)
}

pub fn sex(history: &History) -> Sex {
    if history.male { Sex::Male } else { Sex::Female }
}

/// A code within the model's group; siblings share it. Children who came alone are not British.
pub fn ethnic(history: &History, invent: &Invent) -> Ethnic {
    use Ethnic::*;
    let list: &[(Ethnic, f64)] = match history.ethnicity {
        Ethnicity::White if history.unaccompanied => &[(WOTH, 1.0)],
        Ethnicity::White => &[(WBRI, 0.93), (WIRI, 0.01), (WOTH, 0.04), (WIRT, 0.01), (WROM, 0.01)],
        Ethnicity::Mixed => &[(MWBC, 0.4), (MWBA, 0.15), (MWAS, 0.15), (MOTH, 0.3)],
        Ethnicity::Asian => &[(AIND, 0.1), (APKN, 0.3), (ABAN, 0.15), (AOTH, 0.43), (CHNE, 0.02)],
        Ethnicity::Black => &[(BCRB, 0.2), (BAFR, 0.6), (BOTH, 0.2)],
        Ethnicity::Other => &[(OOTH, 1.0)],
        Ethnicity::Unknown => &[(NOBT, 0.7), (REFU, 0.3)],
    };
    invent.one_of(Detail::Ethnic, history.key.group(), 0, list)
}

/// The pupil number in the return of a year: an authority number (000) that no school has; UN1 before school age,
/// UN4 for who came alone and is new.
pub fn upn(history: &History, number: usize, year: u16) -> String {
    let march = Day::march_31(year);
    if history.born.age_on(march) < SCHOOL_AGE {
        return "UN1".into();
    }
    let new = history.periods.iter().all(|period| period.start >= Day::april_1(year - 1));
    if history.unaccompanied && new {
        return "UN4".into();
    }
    let digits = format!("000{:09}", number + 1);
    format!("{}{digits}", check_letter(&digits))
}

/// The letter that the digits of a pupil number call for: their sum, weighted 2, 3, 4, ..., modulo 23.
fn check_letter(digits: &str) -> char {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
    let sum: usize = digits.bytes().enumerate().map(|(at, digit)| (at + 2) * usize::from(digit - b'0')).sum();
    char::from(LETTERS[sum % 23])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pupil_number_has_a_letter_of_the_format_and_twelve_digits() {
        // 000000000001: only the last digit counts, with weight 13
        assert_eq!(check_letter("000000000001"), 'P');
        for number in 0..500 {
            let letter = check_letter(&format!("000{number:09}"));
            assert!(letter.is_ascii_uppercase() && !"IOS".contains(letter));
        }
    }
}
