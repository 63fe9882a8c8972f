//! A writer that also works out the SHA-256 of what passes through.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// Writes on and hashes.
pub struct Hashed<W: Write> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    /// Flushes and returns the hash in hexadecimal digits.
    pub fn finish(mut self) -> io::Result<String> {
        self.inner.flush()?;
        Ok(self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        let mut sink = Hashed::new(Vec::new());
        sink.write_all(b"abc").unwrap();
        assert!(sink.finish().unwrap().starts_with("ba7816bf8f01cfea")); // FIPS 180-2, appendix B.1
    }
}
