//! Pseudonyms: what stands for an identifier everywhere outside the reader.
//!
//! A pseudonym is the first 48 bits of a keyed SHA-256 of the identifier. The same key gives the same pseudonyms, so
//! that runs can be compared and a plan can be edited; without the key nobody can try out identifiers. 48 bits are
//! what a subject of chance has room for; two children of 20,000 share one with a chance of about 1 in 1.4 million,
//! which the reader notices and refuses.

use std::fmt;

use sha2::{Digest, Sha256};

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;

/// The secret under which identifiers are replaced. Not printable on purpose.
#[derive(Clone)]
pub struct Key([u8; KEY_BYTES]);

/// What an identifier names: the same text for a child and a worker gives different pseudonyms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Names {
    Child,
    Worker,
    Siblings,
}

/// Stands for an identifier. Displays as `C3f9a01b2c4d7` (child), `W...` (worker), `S...` (sibling group).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym {
    names: Names,
    bits: u64,
}

impl Key {
    /// A key of random bytes.
    pub fn of_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// A key from its text in a key file: 64 hexadecimal digits.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().as_bytes();
        if text.len() != 2 * KEY_BYTES {
            return None;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let mut bytes = [0; KEY_BYTES];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
        }
        Some(Self(bytes))
    }

    /// The text of a key file.
    pub fn text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n"
    }

    /// The pseudonym of an identifier (already without blanks around it and in capitals).
    pub fn pseudonym(&self, names: Names, identifier: &[u8]) -> Pseudonym {
        // keyed inside and outside, as in HMAC: the hash of a longer identifier says nothing about a shorter one's
        let inner = Sha256::new().chain_update(self.0).chain_update([names as u8, 0]).chain_update(identifier);
        let outer = Sha256::new().chain_update(self.0).chain_update([1]).chain_update(inner.finalize()).finalize();
        let bits = outer[..6].iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte));
        Pseudonym { names, bits }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(not shown)")
    }
}

impl Pseudonym {
    /// The 48 bits as a number: the subject of a real child's chance.
    pub fn bits(self) -> u64 {
        self.bits
    }

    /// What it stands for.
    pub fn names(self) -> Names {
        self.names
    }

    /// A pseudonym as displayed; `None` for any other text.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let names = match text.as_bytes().first()? {
            b'C' => Names::Child,
            b'W' => Names::Worker,
            b'S' => Names::Siblings,
            _ => return None,
        };
        let digits = &text[1..];
        let valid = digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bits = valid.then(|| u64::from_str_radix(digits, 16).ok())??;
        Some(Self { names, bits })
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.names {
            Names::Child => 'C',
            Names::Worker => 'W',
            Names::Siblings => 'S',
        };
        write!(f, "{letter}{:012x}", self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_gives_the_same_pseudonym_and_another_key_another() {
        let (key, other) = (Key::of_bytes([7; KEY_BYTES]), Key::of_bytes([8; KEY_BYTES]));
        let one = key.pseudonym(Names::Child, b"1234");
        assert_eq!(one, key.pseudonym(Names::Child, b"1234"));
        assert_ne!(one, other.pseudonym(Names::Child, b"1234"));
        assert_ne!(one.bits(), key.pseudonym(Names::Worker, b"1234").bits());
        assert!(!one.to_string().contains("1234"));
        assert_eq!(Pseudonym::read(&one.to_string()), Some(one));
        assert_eq!(Pseudonym::read("C12"), None);
    }

    #[test]
    fn a_key_survives_its_file_and_is_never_shown() {
        let key = Key::of_bytes(std::array::from_fn(|at| at as u8));
        let again = Key::read(&key.text()).unwrap();
        assert_eq!(again.pseudonym(Names::Child, b"x"), key.pseudonym(Names::Child, b"x"));
        assert_eq!(format!("{key:?}"), "Key(not shown)");
        assert!(Key::read("short").is_none() && Key::read(&"g".repeat(64)).is_none());
    }
}
