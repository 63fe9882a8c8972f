//! The scenarios inside the program.

/// Name and text of every shipped scenario; a test keeps the list equal to the folder `scenarios`.
const SHIPPED: &[(&str, &str)] = &[
    ("allocation/opaque", include_str!("../../scenarios/allocation/opaque.toml")),
    ("allocation/pilots", include_str!("../../scenarios/allocation/pilots.toml")),
    ("allocation/rules", include_str!("../../scenarios/allocation/rules.toml")),
    ("england-2011", include_str!("../../scenarios/england-2011.toml")),
    ("england-2024", include_str!("../../scenarios/england-2024.toml")),
    (
        "handover/interim-order-or-conclusion",
        include_str!("../../scenarios/handover/interim-order-or-conclusion.toml"),
    ),
    ("k1", include_str!("../../scenarios/k1.toml")),
    ("pilots/a", include_str!("../../scenarios/pilots/a.toml")),
    ("pilots/average-authority", include_str!("../../scenarios/pilots/average-authority.toml")),
    ("pilots/b", include_str!("../../scenarios/pilots/b.toml")),
    ("pilots/best-practice-authority", include_str!("../../scenarios/pilots/best-practice-authority.toml")),
    ("pilots/c", include_str!("../../scenarios/pilots/c.toml")),
    ("pilots/d", include_str!("../../scenarios/pilots/d.toml")),
    ("pilots/f", include_str!("../../scenarios/pilots/f.toml")),
    ("staffordshire", include_str!("../../scenarios/staffordshire.toml")),
    ("stress/market", include_str!("../../scenarios/stress/market.toml")),
    ("stress/pilot-in-trouble", include_str!("../../scenarios/stress/pilot-in-trouble.toml")),
    ("stress/seven", include_str!("../../scenarios/stress/seven.toml")),
    ("turnover/governance", include_str!("../../scenarios/turnover/governance.toml")),
    ("turnover/keeping-workers", include_str!("../../scenarios/turnover/keeping-workers.toml")),
    ("turnover/pilots-record", include_str!("../../scenarios/turnover/pilots-record.toml")),
];

/// Name and text of every shipped scenario.
pub fn all() -> &'static [(&'static str, &'static str)] {
    SHIPPED
}

/// The text of a shipped scenario.
pub fn text(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}

/// How a shipped scenario is called in messages and in `explain`.
pub fn file_name(name: &str) -> String {
    format!("{name} (shipped)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_shipped() {
        let top = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"));
        let (mut open, mut files) = (vec![top.to_owned()], vec![]);
        while let Some(folder) = open.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|end| end == "toml") {
                    let name = path.with_extension("");
                    files.push(name.strip_prefix(top).unwrap().to_string_lossy().into_owned());
                }
            }
        }
        files.sort();
        let mut shipped: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        shipped.sort_unstable();
        assert_eq!(shipped, files, "add the file to SHIPPED in src/scenario/shipped.rs");
    }
}
