//! From paths to the bytes of tables: folders, zips and single files, with limits against what is too large.

use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use super::problems::{Kind, Problems};

/// Largest table, in bytes.
pub const FILE_LIMIT: u64 = 64 << 20;
/// Most that one zip or folder may hold, in bytes.
pub const TOTAL_LIMIT: u64 = 256 << 20;
/// Most files in one zip or folder.
pub const COUNT_LIMIT: usize = 1_000;
/// Folders inside folders, at most.
const DEPTH_LIMIT: usize = 4;

/// A file that may hold a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Name as shown: inside its folder or zip, with the folder's own name in front.
    pub name: String,
    /// Files of one folder belong together: the folder's name.
    pub folder: String,
    pub bytes: Vec<u8>,
}

/// Everything at these paths, in the order given, inside folders and zips in the order of names.
pub fn gather(paths: &[PathBuf], problems: &mut Problems) -> Vec<Found> {
    let mut gathering = Gathering { found: Vec::new(), total: 0, problems };
    for path in paths {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        match fs::metadata(path) {
            Err(why) => gathering.problems.of_file(Kind::Unreadable, &path.display().to_string(), why.to_string()),
            Ok(about) if about.is_dir() => gathering.folder(path, &name, 0),
            Ok(about) if about.is_file() => {
                let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
                let name = beside(path).map_or(name.clone(), |folder| format!("{folder}/{name}"));
                gathering.file(path, &name, &folder, about.len(), true);
            }
            Ok(_) => gathering.problems.of_file(Kind::Unreadable, &name, "it is neither a file nor a folder"),
        }
    }
    gathering.found
}

struct Gathering<'a> {
    found: Vec<Found>,
    total: u64,
    problems: &'a mut Problems,
}

impl Gathering<'_> {
    fn folder(&mut self, path: &Path, name: &str, depth: usize) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries.filter_map(Result::ok).take(COUNT_LIMIT + 1),
            Err(why) => return self.problems.of_file(Kind::Unreadable, name, why.to_string()),
        };
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        if entries.len() > COUNT_LIMIT {
            return self.problems.of_file(
                Kind::Unreadable,
                name,
                "more than 1,000 files; give the return's own folder",
            );
        }
        entries.sort();
        for entry in entries {
            let own = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let Ok(about) = fs::metadata(&entry) else { continue };
            let inside = format!("{name}/{own}");
            if own.starts_with('.') {
                continue;
            }
            if about.is_dir() && depth < DEPTH_LIMIT {
                self.folder(&entry, &inside, depth + 1);
            } else if about.is_file() {
                self.file(&entry, &inside, name, about.len(), false);
            }
        }
    }

    fn file(&mut self, path: &Path, name: &str, folder: &str, size: u64, named_by_user: bool) {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(why) => return self.problems.of_file(Kind::Unreadable, name, why.to_string()),
        };
        let mut start = [0; 4];
        let read = file.read(&mut start).unwrap_or(0);
        if start[..read].starts_with(ZIP) {
            let own = name.rsplit('/').next().filter(|_| named_by_user);
            return self.zip(path, own.unwrap_or(name)); // what is inside has folders of its own
        }
        if !is_table(name, named_by_user) && !start[..read].starts_with(OLE) {
            return self.problems.of_file(Kind::OtherFile, name, "");
        }
        if size > FILE_LIMIT {
            return self.problems.of_file(Kind::TooLarge, name, megabytes(size));
        }
        match file.rewind().and_then(|()| up_to(&mut file, FILE_LIMIT)) {
            Ok(Some(bytes)) => self.take(name, folder, bytes),
            Ok(None) => self.problems.of_file(Kind::TooLarge, name, "more than 64 MB"),
            Err(why) => self.problems.of_file(Kind::Unreadable, name, why.to_string()),
        }
    }

    fn take(&mut self, name: &str, folder: &str, bytes: Vec<u8>) {
        self.total += bytes.len() as u64;
        if self.total > TOTAL_LIMIT {
            return self.problems.of_file(Kind::TooLarge, name, "more than 256 MB in all");
        }
        self.found.push(Found { name: name.into(), folder: folder.into(), bytes });
    }

    fn zip(&mut self, path: &Path, name: &str) {
        let opened = File::open(path).map_err(|why| why.to_string());
        let archive = opened.and_then(|file| zip::ZipArchive::new(file).map_err(|why| why.to_string()));
        match archive {
            Ok(archive) => self.archive(archive, name),
            Err(why) => self.problems.of_file(Kind::Damaged, name, why),
        }
    }

    /// Takes the tables of a zip. Nothing is ever written to disk; a path that climbs still condemns the whole zip.
    fn archive(&mut self, mut archive: zip::ZipArchive<File>, name: &str) {
        let mut names: Vec<(String, usize)> = Vec::new();
        if archive.len() > COUNT_LIMIT {
            return self.problems.of_file(Kind::ArchiveTooMany, name, format!("{} files", archive.len()));
        }
        for at in 0..archive.len() {
            match archive.by_index_raw(at) {
                Ok(entry) if entry.is_dir() => {}
                Ok(entry) if entry.encrypted() => return self.problems.of_file(Kind::Encrypted, name, ""),
                Ok(entry) => match entry.name() {
                    Ok(own) => names.push((own.into_owned(), at)),
                    Err(why) => return self.problems.of_file(Kind::Damaged, name, why.to_string()),
                },
                Err(why) => return self.problems.of_file(Kind::Damaged, name, why.to_string()),
            }
        }
        if names.iter().any(|(own, _)| own == "[Content_Types].xml" || own.starts_with("xl/")) {
            return self.problems.of_file(Kind::Workbook, name, "");
        }
        if let Some((own, _)) = names.iter().find(|(own, _)| climbs(own)) {
            return self.problems.of_file(Kind::ArchiveClimbs, name, shortened(own));
        }
        names.sort();
        let mut unpacked = 0;
        for (own, at) in names {
            if own.split(['/', '\\']).any(|part| part.starts_with('.') || part == "__MACOSX") {
                continue;
            }
            let inside = format!("{name}/{}", shortened(&own));
            let bytes = match archive.by_index(at) {
                Ok(mut entry) => up_to(&mut entry, FILE_LIMIT),
                Err(why) => return self.problems.of_file(Kind::Damaged, &inside, why.to_string()),
            };
            match bytes {
                Ok(Some(bytes)) => {
                    unpacked += bytes.len() as u64;
                    if unpacked > TOTAL_LIMIT {
                        return self.problems.of_file(Kind::ArchiveTooLarge, name, "more than 256 MB");
                    }
                    if bytes.starts_with(ZIP) {
                        self.problems.of_file(Kind::NestedArchive, &inside, "");
                    } else if is_table(&own, false) || bytes.starts_with(OLE) {
                        let folder =
                            inside.rsplit_once(['/', '\\']).map_or(name, |(folder, _)| folder).to_string();
                        self.take(&inside, &folder, bytes);
                    } else {
                        self.problems.of_file(Kind::OtherFile, &inside, "");
                    }
                }
                Ok(None) => {
                    return self.problems.of_file(Kind::ArchiveTooLarge, &inside, "more than 64 MB in one file");
                }
                Err(why) => return self.problems.of_file(Kind::Damaged, &inside, why.to_string()),
            }
        }
    }
}

/// The name of the folder that a path names beside its file.
fn beside(path: &Path) -> Option<String> {
    path.parent()?.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// First bytes of a zip, and so of a workbook of today.
const ZIP: &[u8] = b"PK\x03\x04";
/// First bytes of a workbook of before 2007.
pub const OLE: &[u8] = b"\xd0\xcf\x11\xe0";

/// May a file of this name hold a table? A file that the user names is always tried.
fn is_table(name: &str, named_by_user: bool) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    named_by_user || matches!(end.as_deref(), Some("csv" | "txt" | "tsv"))
}

/// Does a path lead out of the folder in which the zip is unpacked?
fn climbs(path: &str) -> bool {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    parts.contains(&"..") || parts.first() == Some(&"") || path.contains(':') || path.contains('\0')
}

/// All bytes, unless there are more than the limit: the size that a zip states is not believed.
fn up_to(source: &mut impl Read, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn megabytes(size: u64) -> String {
    format!("{} MB", size >> 20)
}

/// A path of at most 80 printable characters.
fn shortened(path: &str) -> String {
    path.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zip_of(files: &[(&str, &[u8])]) -> (tempfile::TempDir, PathBuf) {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("return.zip");
        let mut writer = zip::ZipWriter::new(File::create(&path).unwrap());
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap();
        (place, path)
    }

    fn problems_of(path: &Path) -> (Vec<String>, Vec<Kind>) {
        let mut problems = Problems::default();
        let found = gather(&[path.to_path_buf()], &mut problems);
        let names = found.into_iter().map(|found| found.name).collect();
        (names, problems.list().iter().map(|problem| problem.kind).collect())
    }

    #[test]
    fn a_zip_gives_its_tables_in_the_order_of_names() {
        let (_place, path) = zip_of(&[
            ("2024/header.csv", b"CHILD"),
            ("2024/episodes.CSV", b"CHILD"),
            ("notes.docx", b"x"),
            ("__MACOSX/a.csv", b"x"),
        ]);
        let (names, kinds) = problems_of(&path);
        assert_eq!(names, ["return.zip/2024/episodes.CSV", "return.zip/2024/header.csv"]);
        assert_eq!(kinds, [Kind::OtherFile]);
    }

    #[test]
    fn a_path_that_climbs_condemns_the_zip() {
        for name in ["../header.csv", "a/../../header.csv", "/etc/header.csv", "a\\..\\..\\b.csv", "C:/header.csv"]
        {
            assert!(climbs(name), "{name}");
        }
        let (_place, path) = zip_of(&[("episodes.csv", b"CHILD"), ("../../header.csv", b"CHILD")]);
        assert_eq!(problems_of(&path), (vec![], vec![Kind::ArchiveClimbs]));
    }

    #[test]
    fn a_bomb_stops_at_the_limit_and_a_zip_in_a_zip_is_not_opened() {
        let zeros = vec![b'0'; FILE_LIMIT as usize + 1];
        let (_place, path) = zip_of(&[("header.csv", &zeros)]);
        assert!(fs::metadata(&path).unwrap().len() < 1 << 20);
        assert_eq!(problems_of(&path).1, [Kind::ArchiveTooLarge]);
        let (_place, path) = zip_of(&[("inner.zip", b"PK\x03\x04....")]);
        assert_eq!(problems_of(&path).1, [Kind::NestedArchive]);
    }

    #[test]
    fn workbooks_are_known_by_their_bytes_whatever_their_name() {
        let (place, path) = zip_of(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
        let renamed = place.path().join("episodes.csv");
        fs::rename(&path, &renamed).unwrap();
        assert_eq!(problems_of(&renamed).1, [Kind::Workbook]);
    }

    #[test]
    fn what_is_too_large_or_not_there_is_named() {
        let place = tempfile::tempdir().unwrap();
        let large = place.path().join("episodes.csv");
        File::create(&large).unwrap().set_len(200 << 20).unwrap();
        assert_eq!(problems_of(&large).1, [Kind::TooLarge]);
        assert_eq!(problems_of(&place.path().join("missing")).1, [Kind::Unreadable]);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_behind_a_zips_first_ones_make_it_panic(bytes: Vec<u8>) {
            let place = tempfile::tempdir().unwrap();
            let path = place.path().join("x.zip");
            fs::write(&path, [ZIP, &bytes].concat()).unwrap();
            problems_of(&path);
        }
    }
}
