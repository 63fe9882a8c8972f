//! Dates as they stand in files: DD/MM/YYYY as the return asks, YYYY-MM-DD as tools write; the American order is told.

use super::calendar::Day;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    Blank,
    /// Day, month, year.
    Uk(Day),
    /// Year, month, day.
    Iso(Day),
    /// Can be a date only if the month comes first.
    UsOnly,
    Bad,
}

impl Read {
    /// The day, if there is one.
    pub fn day(self) -> Option<Day> {
        match self {
            Read::Uk(day) | Read::Iso(day) => Some(day),
            Read::Blank | Read::UsOnly | Read::Bad => None,
        }
    }
}

/// Reads a field without blanks around it. A time of midnight behind the date is passed over; separators may be
/// `/`, `-` or `.`; years have four digits from 1900 to 2100.
pub fn read(field: &[u8]) -> Read {
    if field.is_empty() {
        return Read::Blank;
    }
    let Some(parts) = numbers(without_midnight(field)) else { return Read::Bad };
    let [(first, digits), (second, _), (third, last_digits)] = parts;
    let read = match (digits, last_digits) {
        (4, 1 | 2) => Day::new(first, second as u32, third as u32).map(Read::Iso),
        (1 | 2, 4) => match Day::new(third, second as u32, first as u32) {
            Some(day) => Some(Read::Uk(day)),
            None => Day::new(third, first as u32, second as u32).map(|_| Read::UsOnly),
        },
        _ => None,
    };
    read.unwrap_or(Read::Bad)
}

/// Is it a date whose first number can only be the day (13 or more)?
pub fn is_uk_only(field: &[u8]) -> bool {
    let Some([(first, 1 | 2), (second, _), (_, 4)]) = numbers(without_midnight(field)) else { return false };
    first > 12 && second <= 12
}

fn without_midnight(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|byte| matches!(byte, b' ' | b'T' | b't')).unwrap_or(field.len());
    let (date, time) = field.split_at(end);
    let midnight = time.len() > 1 && time[1..].iter().all(|byte| matches!(byte, b'0' | b':' | b'.'));
    if midnight { date } else { field }
}

/// Three numbers with their counts of digits.
fn numbers(field: &[u8]) -> Option<[(i32, usize); 3]> {
    let mut parts = field.split(|byte| matches!(byte, b'/' | b'-' | b'.'));
    let mut next = || {
        let part = parts.next()?;
        let digits = (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
        digits.then(|| (part.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0')), part.len()))
    };
    let three = [next()?, next()?, next()?];
    (parts.next().is_none() && three[1].1 <= 2).then_some(three)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_orders_that_can_be_told() {
        let day = |y, m, d| Day::new(y, m, d).unwrap();
        assert_eq!(read(b"31/03/2024"), Read::Uk(day(2024, 3, 31)));
        assert_eq!(read(b"1/4/2024"), Read::Uk(day(2024, 4, 1)));
        assert_eq!(read(b"03-04-2024"), Read::Uk(day(2024, 4, 3)));
        assert_eq!(read(b"2024-03-31"), Read::Iso(day(2024, 3, 31)));
        assert_eq!(read(b"2024-03-31 00:00:00"), Read::Iso(day(2024, 3, 31)));
        assert_eq!(read(b"2024-03-31T00:00:00.000"), Read::Iso(day(2024, 3, 31)));
        assert_eq!(read(b"03/31/2024"), Read::UsOnly);
        for wrong in
            ["31/02/2024", "01/01/3024", "1/1/24", "45017", "ZZ/01/2020", "2024-03-31 12:00", "1/2/3/2024", "//"]
        {
            assert_eq!(read(wrong.as_bytes()), Read::Bad, "{wrong}");
        }
        assert_eq!(read(b""), Read::Blank);
        assert!(is_uk_only(b"13/12/2020") && !is_uk_only(b"12/12/2020") && !is_uk_only(b"12/13/2020"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(field: Vec<u8>) {
            read(&field);
            is_uk_only(&field);
        }
    }
}
