//! Identifiers, numbered while a return is read and left behind afterwards.

use std::collections::HashMap;
use std::io::{self, Write};

use super::pseudonym::{Key, Names, Pseudonym};

/// The identifiers of one kind with their pseudonyms, by number. Not printable on purpose.
pub struct Ids {
    names: Names,
    key: Key,
    numbers: HashMap<Vec<u8>, u32>,
    list: Vec<(Vec<u8>, Pseudonym)>,
}

impl Ids {
    /// None so far.
    pub fn new(names: Names, key: &Key) -> Self {
        Self { names, key: key.clone(), numbers: HashMap::new(), list: Vec::new() }
    }

    /// The number of an identifier, which is new or known.
    pub fn number(&mut self, identifier: &[u8]) -> u32 {
        let identifier = plain(identifier);
        if let Some(number) = self.numbers.get(identifier) {
            return *number;
        }
        let number = self.list.len() as u32;
        self.numbers.insert(identifier.to_vec(), number);
        self.list.push((identifier.to_vec(), self.key.pseudonym(self.names, identifier)));
        number
    }

    /// The number of an identifier that is known.
    pub fn known(&self, identifier: &[u8]) -> Option<u32> {
        self.numbers.get(plain(identifier)).copied()
    }

    pub fn pseudonym(&self, number: u32) -> Pseudonym {
        self.list[number as usize].1
    }

    pub fn identifier(&self, number: u32) -> &[u8] {
        &self.list[number as usize].0
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Do two identifiers share a pseudonym?
    pub fn collide(&self) -> bool {
        let mut all: Vec<Pseudonym> = self.list.iter().map(|(_, pseudonym)| *pseudonym).collect();
        all.sort_unstable();
        all.windows(2).any(|two| two[0] == two[1])
    }
}

/// An identifier without ".0" behind a number, as tools leave it that hold numbers with decimals.
fn plain(identifier: &[u8]) -> &[u8] {
    match identifier.strip_suffix(b".0") {
        Some(number) if has_decimals(identifier) => number,
        _ => identifier,
    }
}

/// Is it a number that ends in ".0"?
pub fn has_decimals(identifier: &[u8]) -> bool {
    let number = identifier.strip_suffix(b".0");
    number.is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

/// The way back from pseudonyms to the user's own identifiers. Only [`Identities::write`] lets them out.
pub struct Identities {
    pub(super) children: Ids,
    pub(super) workers: Ids,
    pub(super) siblings: Ids,
}

impl Identities {
    /// Nothing known yet, under a key.
    pub fn new(key: &Key) -> Self {
        Self {
            children: Ids::new(Names::Child, key),
            workers: Ids::new(Names::Worker, key),
            siblings: Ids::new(Names::Siblings, key),
        }
    }

    /// Writes `pseudonym,kind,own_identifier` rows in the order of pseudonyms.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["pseudonym", "kind", "own_identifier"])?;
        for (ids, kind) in
            [(&self.children, "child"), (&self.workers, "worker"), (&self.siblings, "sibling group")]
        {
            let mut list: Vec<&(Vec<u8>, Pseudonym)> = ids.list.iter().collect();
            list.sort_by_key(|(_, pseudonym)| *pseudonym);
            for (identifier, pseudonym) in list {
                csv.write_record([pseudonym.to_string().as_bytes(), kind.as_bytes(), identifier])?;
            }
        }
        csv.flush()
    }
}

/// Shows numbers only.
impl std::fmt::Debug for Identities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identities({} children, {} workers)", self.children.len(), self.workers.len())
    }
}
