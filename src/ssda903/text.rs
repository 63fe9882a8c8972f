//! From bytes to rows of fields: separated values, quotes, lines.

/// A text of separated values, cut into rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// All fields' bytes, one after the other, unquoted and without blanks around them.
    bytes: Vec<u8>,
    /// Where each field ends in `bytes`.
    ends: Vec<u32>,
    /// For each row: its first field, its number of fields, its number as a spreadsheet counts (from 1).
    rows: Vec<(u32, u32, u32)>,
}

/// A quotation mark that is never closed, and the row in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unclosed {
    pub row: u32,
}

impl Rows {
    /// Cuts a text. Lines may end in any way; a quoted field may hold separators, line ends and doubled quotation
    /// marks; empty lines are skipped but counted. Lines that begin with `comment` are skipped.
    pub fn cut(text: &[u8], separator: u8, comment: Option<u8>) -> Result<Self, Unclosed> {
        let mut rows = Self { bytes: Vec::with_capacity(text.len()), ends: Vec::new(), rows: Vec::new() };
        let (mut at, mut number) = (0, 0);
        while at < text.len() {
            number += 1;
            let first = rows.ends.len();
            if Some(text[at]) == comment {
                at = next_line(text, at);
                continue;
            }
            at = rows.row(text, at, separator).ok_or(Unclosed { row: number })?;
            let fields = rows.ends.len() - first;
            let empty = fields == 1 && rows.field_bytes(first).is_empty();
            if empty {
                rows.ends.pop();
            } else {
                rows.rows.push((first as u32, fields as u32, number));
            }
        }
        Ok(rows)
    }

    /// Takes one row and returns where the next begins; `None` if a quotation mark is not closed.
    fn row(&mut self, text: &[u8], mut at: usize, separator: u8) -> Option<usize> {
        loop {
            let start = self.bytes.len();
            let plain = at
                + text[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t') && **byte != separator).count();
            if text.get(plain) == Some(&b'"') {
                at = self.quoted(text, plain + 1)?;
            }
            let end = text[at..].iter().position(|byte| *byte == separator || matches!(byte, b'\n' | b'\r'));
            let end = end.map_or(text.len(), |length| at + length);
            self.bytes.extend_from_slice(&text[at..end]);
            self.close(start);
            match text.get(end) {
                Some(byte) if *byte == separator => at = end + 1,
                Some(b'\r') if text.get(end + 1) == Some(&b'\n') => return Some(end + 2),
                Some(_) => return Some(end + 1),
                None => return Some(end),
            }
            if at == text.len() {
                self.close(self.bytes.len()); // a separator at the very end: an empty field follows
                return Some(at);
            }
        }
    }

    /// Takes what stands between quotation marks and returns where it goes on behind them.
    fn quoted(&mut self, text: &[u8], mut at: usize) -> Option<usize> {
        loop {
            let length = text[at..].iter().position(|byte| *byte == b'"')?;
            self.bytes.extend_from_slice(&text[at..at + length]);
            at += length + 1;
            if text.get(at) != Some(&b'"') {
                return Some(at);
            }
            self.bytes.push(b'"');
            at += 1;
        }
    }

    /// Ends a field: blanks around it go.
    fn close(&mut self, start: usize) {
        let trimmed = self.bytes[start..].trim_ascii_end().len();
        self.bytes.truncate(start + trimmed);
        let leading = self.bytes[start..].len() - self.bytes[start..].trim_ascii_start().len();
        if leading > 0 {
            self.bytes.drain(start..start + leading);
        }
        self.ends.push(self.bytes.len() as u32);
    }

    fn field_bytes(&self, field: usize) -> &[u8] {
        let start = if field == 0 { 0 } else { self.ends[field - 1] as usize };
        &self.bytes[start..self.ends[field] as usize]
    }

    /// Number of rows that are not empty, the column names among them.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row by its position.
    pub fn get(&self, at: usize) -> Row<'_> {
        let (first, fields, number) = self.rows[at];
        Row { rows: self, first, fields, number }
    }
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    rows: &'a Rows,
    first: u32,
    fields: u32,
    /// As a spreadsheet counts, from 1.
    pub number: u32,
}

impl<'a> Row<'a> {
    pub fn width(&self) -> usize {
        self.fields as usize
    }

    /// A field; empty outside the row.
    pub fn field(&self, at: usize) -> &'a [u8] {
        if at < self.width() { self.rows.field_bytes(self.first as usize + at) } else { &[] }
    }

    /// Are all fields empty?
    pub fn is_blank(&self) -> bool {
        (0..self.width()).all(|at| self.field(at).is_empty())
    }
}

fn next_line(text: &[u8], at: usize) -> usize {
    text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |length| at + length + 1)
}

/// The separator of a text: the most frequent of comma, semicolon and tab in its first line.
pub fn separator(text: &[u8]) -> u8 {
    let line = text
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .find(|line| !line.trim_ascii().is_empty() && line[0] != b'#');
    let count = |separator: u8| line.map_or(0, |line| line.iter().filter(|byte| **byte == separator).count());
    // of equally frequent ones the first of the list
    [b'\t', b';', b','].into_iter().max_by_key(|one| count(*one)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(u32, Vec<String>)> {
        let rows = Rows::cut(text.as_bytes(), b',', Some(b'#')).unwrap();
        let row = |at| {
            let row = rows.get(at);
            let fields = (0..row.width()).map(|at| String::from_utf8_lossy(row.field(at)).into_owned());
            (row.number, fields.collect())
        };
        (0..rows.len()).map(row).collect()
    }

    fn of(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|field| field.to_string()).collect()
    }

    #[test]
    fn quotes_lines_and_blanks_are_read_as_a_spreadsheet_does() {
        assert_eq!(
            cut("a,b\r\n\r\n 1 ,\"x, \"\"y\"\"\nz\"\n2,\n3"),
            [(1, of(&["a", "b"])), (3, of(&["1", "x, \"y\"\nz"])), (4, of(&["2", ""])), (5, of(&["3"]))]
        );
        assert_eq!(cut("# note, one\na,b,"), [(2, of(&["a", "b", ""]))]);
        assert_eq!(cut("a,\"\",b\rc"), [(1, of(&["a", "", "b"])), (2, of(&["c"]))]);
        assert_eq!(cut(""), []);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_with_its_row() {
        assert_eq!(Rows::cut(b"a\n1\n\"2\n3\n", b',', None), Err(Unclosed { row: 3 }));
    }

    #[test]
    fn the_separator_is_the_most_frequent_of_the_first_line() {
        assert_eq!(separator(b"CHILD;DOB;SEX\n1,2,3,4"), b';');
        assert_eq!(separator(b"CHILD"), b',');
        assert_eq!(separator(b"# a;b;c;d\nCHILD\tDOB\n"), b'\t');
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(text: Vec<u8>) {
            if let Ok(rows) = Rows::cut(&text, b',', Some(b'#')) {
                for at in 0..rows.len() {
                    let row = rows.get(at);
                    proptest::prop_assert!((0..row.width() + 1).all(|at| row.field(at).len() <= text.len()));
                }
            }
        }

        #[test]
        fn what_the_csv_writer_writes_is_read_back(table in proptest::collection::vec(proptest::collection::vec("[ a\",\n]{1,4}b", 2..4), 1..5)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let text = writer.into_inner().unwrap();
            let rows = Rows::cut(&text, b',', None).unwrap();
            proptest::prop_assert_eq!(rows.len(), table.len());
            for (at, row) in table.iter().enumerate() {
                for (field, expected) in row.iter().enumerate() {
                    proptest::prop_assert_eq!(rows.get(at).field(field), expected.trim_ascii().as_bytes());
                }
            }
        }
    }
}
