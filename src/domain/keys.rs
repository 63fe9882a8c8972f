//! Keys of children: who a child is, whatever the policy and whoever else is there.
//!
//! A child's key is (arrival stream, month cell, family in the cell, sibling), so that more intake renumbers nobody.
//! A return to care keeps the key with the number of the period.

use std::fmt;

/// Length of a month cell in days: a twelfth of a Julian year.
pub const MONTH_DAYS: f64 = 365.25 / 12.0;
/// Length of a year in days, where no calendar is meant.
pub const YEAR_DAYS: f64 = 365.25;

const MEMBER_BITS: u64 = 4;
const INDEX_BITS: u64 = 24;
const CELL_BITS: u64 = 16;
const GIVEN_BITS: u64 = 48;
/// Above the mark of the opening cohort, below the number of the period.
const AUTHORITY_SHIFT: u64 = MEMBER_BITS + INDEX_BITS + CELL_BITS + 1;
/// Authorities that keys tell apart.
pub const MOST_AUTHORITIES: u64 = 1 << (GIVEN_BITS - AUTHORITY_SHIFT);
/// Marks a real child; the number of a period of care keeps clear of it.
const GIVEN: u64 = 1 << 63;
/// Cells are counted from go-live; this keeps those before it positive.
const CELL_ZERO: i64 = 1 << 15;

/// A child's key: of an invented child, or the pseudonym of a real one. [`ChildKey::label`] adds the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChildKey(pub u64);

impl ChildKey {
    /// The key of a family that arrives in a month cell (0 = the first month after go-live).
    pub fn family(cell: i64, index: u64) -> Self {
        debug_assert!(index < 1 << INDEX_BITS);
        Self((((cell + CELL_ZERO) as u64) << INDEX_BITS | index) << MEMBER_BITS)
    }

    /// The key of a child of the opening cohort of fixed size.
    pub fn opening(index: u64) -> Self {
        Self(1 << (MEMBER_BITS + INDEX_BITS + CELL_BITS) | index << MEMBER_BITS)
    }

    /// The key of a child who comes with a shock: its luck is its own, and whoever else comes keeps theirs.
    pub fn of_a_shock(shock: u64, index: u64) -> Self {
        // the opening cohort leaves the cell at 0
        let number = (shock & ((1 << CELL_BITS) - 1)).max(1);
        Self(Self::opening(index).0 | number << (MEMBER_BITS + INDEX_BITS))
    }

    /// The key of a real child: the 48 bits of the pseudonym.
    pub fn given(pseudonym: u64) -> Self {
        debug_assert!(pseudonym < 1 << GIVEN_BITS);
        Self(GIVEN | pseudonym)
    }

    /// The same key in another of several authorities (0 = the first, whose keys are those of one alone).
    pub fn of_authority(self, number: u64) -> Self {
        debug_assert!(number < MOST_AUTHORITIES && self.0 & GIVEN == 0);
        Self(self.0 | number << AUTHORITY_SHIFT)
    }

    /// Number of the authority in whose intake the child came; 0 for a real child.
    pub fn authority(self) -> u64 {
        if self.0 & GIVEN != 0 { 0 } else { self.0 >> AUTHORITY_SHIFT & (MOST_AUTHORITIES - 1) }
    }

    /// The `member`-th sibling (0 = the first) of a family.
    pub fn sibling(self, member: u64) -> Self {
        Self(self.0 & !((1 << MEMBER_BITS) - 1) | member)
    }

    /// The family that the child came with.
    pub fn group(self) -> u64 {
        self.0 >> MEMBER_BITS
    }

    /// The subject of chance for one period of care (0 = the first).
    #[inline]
    pub fn subject(self, period: u8) -> u64 {
        self.0 | (u64::from(period) << 48)
    }

    fn cell(self) -> i64 {
        ((self.0 >> (MEMBER_BITS + INDEX_BITS)) & ((1 << CELL_BITS) - 1)) as i64 - CELL_ZERO
    }

    fn is_opening(self) -> bool {
        self.0 >> (MEMBER_BITS + INDEX_BITS + CELL_BITS) & 1 == 1
    }

    /// Key as printed in every listing: `2011-09.4`, a sibling `2011-09.4b`, the opening cohort `opening.4`,
    /// a real child the pseudonym `C3f9a01b2c4d7`; children of a second authority `A2-2011-09.4`.
    ///
    /// `start` is the year and month (1 to 12) of go-live.
    pub fn label(self, start: (i32, u32)) -> String {
        if self.0 & GIVEN != 0 {
            return format!("C{:012x}", self.0 & ((1 << GIVEN_BITS) - 1));
        }
        if self.authority() > 0 {
            let alone = Self(self.0 & !((MOST_AUTHORITIES - 1) << AUTHORITY_SHIFT));
            return format!("A{}-{}", self.authority() + 1, alone.label(start));
        }
        let index = (self.0 >> MEMBER_BITS) & ((1 << INDEX_BITS) - 1);
        let member = self.0 & ((1 << MEMBER_BITS) - 1);
        let letter = if member == 0 { String::new() } else { char::from(b'a' + member as u8).to_string() };
        if self.is_opening() {
            let shock = self.cell() + CELL_ZERO;
            if shock > 0 {
                return format!("shock-{shock}.{index}{letter}");
            }
            return format!("opening.{index}{letter}");
        }
        let months = i64::from(start.0) * 12 + i64::from(start.1) - 1 + self.cell();
        format!("{:04}-{:02}.{index}{letter}", months.div_euclid(12), months.rem_euclid(12) + 1)
    }

    /// Reads a label back. Errors say what a key looks like.
    pub fn from_label(label: &str, start: (i32, u32)) -> Result<Self, String> {
        let wrong =
            || format!("\"{label}\" is not a child's key; keys look like 2011-09.4, 2011-09.4b or opening.12");
        if let Some(bits) = label.strip_prefix('C').filter(|digits| digits.len() == 12) {
            return u64::from_str_radix(bits, 16).map(Self::given).map_err(|_| wrong());
        }
        if let Some((number, rest)) = label.strip_prefix('A').and_then(|rest| rest.split_once('-')) {
            let number: u64 = number.parse().map_err(|_| wrong())?;
            let known = (2..=MOST_AUTHORITIES).contains(&number) && !rest.starts_with(['A', 'C']);
            return if known { Ok(Self::from_label(rest, start)?.of_authority(number - 1)) } else { Err(wrong()) };
        }
        let (when, which) = label.split_once('.').ok_or_else(wrong)?;
        let digits = which.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let letters = &which[digits.len()..];
        let index: u64 = digits.parse().map_err(|_| wrong())?;
        let member = match letters.as_bytes() {
            [] => 0,
            [letter] => u64::from(letter - b'a'),
            _ => return Err(wrong()),
        };
        if index >= 1 << INDEX_BITS || member >= 1 << MEMBER_BITS {
            return Err(wrong());
        }
        if when == "opening" {
            return Ok(Self::opening(index).sibling(member));
        }
        if let Some(number) = when.strip_prefix("shock-") {
            let number: u16 = number.parse().map_err(|_| wrong())?;
            return Ok(Self::of_a_shock(u64::from(number), index).sibling(member));
        }
        let (year, month) = when.split_once('-').ok_or_else(wrong)?;
        let (year, month): (i64, i64) = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
        let cell = year * 12 + month - 1 - (i64::from(start.0) * 12 + i64::from(start.1) - 1);
        if !(1..=12).contains(&month) || cell.abs() >= CELL_ZERO {
            return Err(wrong());
        }
        Ok(Self::family(cell, index).sibling(member))
    }
}

impl fmt::Display for ChildKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label((0, 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_read_back_as_the_same_child() {
        let start = (2011, 4);
        for key in [
            ChildKey::family(0, 0),
            ChildKey::family(-217, 31).sibling(2),
            ChildKey::family(59, 4),
            ChildKey::opening(599),
            ChildKey::family(-217, 31).of_authority(1).sibling(2),
            ChildKey::opening(7).of_authority(7),
            ChildKey::given(0x3f9a_01b2_c4d7),
        ] {
            assert_eq!(ChildKey::from_label(&key.label(start), start), Ok(key), "{}", key.label(start));
        }
        assert_eq!(ChildKey::family(5, 4).label(start), "2011-09.4");
        assert!(ChildKey::from_label("brother", start).is_err());
        assert_eq!(ChildKey::family(5, 4).of_authority(2).label(start), "A3-2011-09.4");
        for wrong in ["2011-13.4", "A1-2011-09.4", "A9-2011-09.4", "A2-A2-2011-09.4", "A2-C3f9a01b2c4d7"] {
            assert!(ChildKey::from_label(wrong, start).is_err(), "{wrong}");
        }
    }

    #[test]
    fn siblings_share_a_group_and_nothing_else() {
        let first = ChildKey::family(3, 9);
        assert_eq!(first.sibling(2).group(), first.group());
        assert_ne!(first.sibling(2), first);
        assert_ne!(ChildKey::family(3, 10).group(), first.group());
        let other = first.of_authority(3);
        assert!(other.group() != first.group() && other.sibling(2).group() == other.group());
        assert_eq!((other.authority(), first.authority(), ChildKey::given(u64::MAX >> 16).authority()), (3, 0, 0));
        assert_ne!(ChildKey::opening(9).group(), ChildKey::family(0, 9).group());
    }
}
