//! Files that only their owner may read: the key of pseudonyms, and the way back to identifiers.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::arguments::RealChildren;
use super::failure::Failure;
use super::output::{heading, tell};
use crate::ssda903::ids::Identities;
use crate::ssda903::pseudonym::{KEY_BYTES, Key};

/// The key of a key file, which is made if it is not there; without a file a key of this run alone.
///
/// The bytes come from the operating system: they decide nothing that is simulated except whose pseudonym is which.
pub fn key(real: &RealChildren, quiet: bool) -> Result<Key, Failure> {
    let Some(path) = &real.key_file else { return fresh() };
    match fs::read_to_string(path) {
        Ok(text) => Key::read(&text).ok_or_else(|| {
            let why = "it holds no key: 64 hexadecimal digits are expected; name a file that is not there to have one made";
            Failure::files(path.display().to_string(), why)
        }),
        Err(why) if why.kind() == ErrorKind::NotFound => {
            let key = fresh()?;
            write_new(path, key.text().as_bytes())?;
            if !quiet {
                tell(&format!(
                    "{} a new key is in {}; keep it with the return: who has both can tell the children",
                    heading("advice", 36),
                    path.display()
                ));
            }
            Ok(key)
        }
        Err(why) => Err(Failure::files(format!("cannot read {}", path.display()), why)),
    }
}

fn fresh() -> Result<Key, Failure> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|why| Failure::Other(format!("the system gives no random bytes for a key: {why}")))?;
    Ok(Key::of_bytes(bytes))
}

/// Writes the way back, if asked for, with a warning that even `--quiet` does not silence.
pub fn identities(real: &RealChildren, identities: &Identities) -> Result<(), Failure> {
    let Some(path) = &real.identities else { return Ok(()) };
    let mut text = Vec::new();
    identities.write(&mut text).map_err(|why| Failure::files(path.display().to_string(), why))?;
    write_new(path, &text)?;
    tell(&format!(
        "{} {} names real children; only you can read it. Do not pass it on, and delete it when it is no longer needed",
        heading("warning", 33),
        path.display()
    ));
    Ok(())
}

/// Refuses an identities file that is there already, before anything is read.
pub fn refuse_existing(real: &RealChildren) -> Result<(), Failure> {
    match real.identities.as_deref().filter(|path| fs::symlink_metadata(path).is_ok()) {
        Some(path) => Err(exists(path)),
        None => Ok(()),
    }
}

fn exists(path: &Path) -> Failure {
    Failure::files(path.display().to_string(), "it is there already and is left as it is; choose another name")
}

/// Writes a file that is not there yet, for its owner only; nothing half-written stays.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = create(path).map_err(|why| match why.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => Failure::files(format!("cannot write {}", path.display()), why),
    })?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|why| {
        let _ = fs::remove_file(path);
        Failure::files(format!("cannot write {}", path.display()), why)
    })
}

fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
