//! Everything that is wrong with a scenario, collected before stopping.

use std::fmt;

use super::value::Origin;

/// One thing that is wrong: where, and what was found, was expected, could be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub place: Origin,
    /// Full name of the key; empty where the whole file is meant.
    pub key: String,
    pub message: String,
}

/// All problems of a scenario and of the files that it extends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    unreadable: bool,
    incomplete: bool,
}

impl std::error::Error for Problems {}

impl Problems {
    /// No problem so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// A single problem.
    pub fn one(place: &Origin, key: &str, message: impl Into<String>) -> Self {
        let mut problems = Self::new();
        problems.note(place, key, message);
        problems
    }

    /// A file that cannot be read at all.
    pub fn unreadable(file: &str, message: impl Into<String>) -> Self {
        let place = Origin::Given { file: file.into(), line: 0 };
        Self { unreadable: true, incomplete: true, ..Self::one(&place, "", message) }
    }

    /// Adds a problem.
    pub fn note(&mut self, place: &Origin, key: &str, message: impl Into<String>) {
        self.list.push(Problem { place: place.clone(), key: key.into(), message: message.into() });
    }

    /// Adds what follows from all problems of a file, to be read after them.
    pub fn note_after(&mut self, place: &Origin, message: impl Into<String>) {
        let place = match place {
            Origin::Given { file, .. } => Origin::Given { file: file.clone(), line: usize::MAX },
            other => other.clone(),
        };
        self.note(&place, "", message);
    }

    /// Adds the problems of another file.
    pub fn append(&mut self, mut other: Problems) {
        self.unreadable |= other.unreadable;
        self.incomplete |= other.incomplete;
        self.list.append(&mut other.list);
    }

    /// Notes that a whole text is missing, so that nothing can be said about how its keys fit together.
    pub fn set_incomplete(&mut self) {
        self.incomplete = true;
    }

    /// Is a whole text missing?
    pub fn are_incomplete(&self) -> bool {
        self.incomplete
    }

    /// Is there a problem with this key already? (No second complaint about what follows from it.)
    pub fn concern(&self, key: &str) -> bool {
        self.list.iter().any(|problem| problem.key == key || problem.key.starts_with(&format!("{key}.")))
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Problems in the order of files and lines.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// Could a file not be read (rather than: is its content wrong)?
    pub fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// The value if there is no problem.
    pub fn or<T>(mut self, value: T) -> Result<T, Problems> {
        if self.list.is_empty() {
            return Ok(value);
        }
        let mut files: Vec<&str> = Vec::new();
        for problem in &self.list {
            if !files.contains(&file_of(&problem.place)) {
                files.push(file_of(&problem.place));
            }
        }
        let files: Vec<String> = files.into_iter().map(str::to_owned).collect();
        let rank = |problem: &Problem| {
            let file = files.iter().position(|file| file == file_of(&problem.place));
            (file, line_of(&problem.place))
        };
        self.list.sort_by_key(rank);
        self.list.dedup();
        Err(self)
    }
}

/// The heading under which a place belongs.
fn file_of(place: &Origin) -> &str {
    match place {
        Origin::Given { file, .. } => file,
        Origin::Override { .. } => "what is set on the command line",
        Origin::Default => "the scenario",
    }
}

/// The line of a place; 0 where there is none.
fn line_of(place: &Origin) -> usize {
    match place {
        Origin::Given { line, .. } => *line,
        _ => 0,
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.list.as_slice();
        let mut first = true;
        while let Some(problem) = rest.first() {
            let file = file_of(&problem.place);
            let count = rest.iter().take_while(|p| file_of(&p.place) == file).count();
            let (these, others) = rest.split_at(count);
            let count = these.iter().filter(|p| line_of(&p.place) < usize::MAX).count();
            if !first {
                writeln!(f)?;
            }
            write!(f, "{count} problem{} in {file}", if count == 1 { "" } else { "s" })?;
            for problem in these {
                write!(f, "\n  {problem}")?;
            }
            first = false;
            rest = others;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Origin::Given { line: 0 | usize::MAX, .. } | Origin::Default => {}
            Origin::Given { line, .. } => write!(f, "{:<8} ", format!("line {line}"))?,
            Origin::Override { text } => write!(f, "{text}   ")?,
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: &str, line: usize) -> Origin {
        Origin::Given { file: file.into(), line }
    }

    #[test]
    fn problems_are_printed_by_file_and_line_whatever_the_order_in_which_they_were_found() {
        let mut problems = Problems::new();
        problems.note(&at("a.toml", 12), "stay.law", "second");
        problems.note(&at("b.toml", 3), "run.seed", "third");
        problems.note(&at("a.toml", 4), "run.years", "first");
        let problems = problems.or(()).unwrap_err();
        assert_eq!(
            problems.to_string(),
            "2 problems in a.toml\n  line 4   run.years: first\n  line 12  stay.law: second\n1 problem in b.toml\n  line 3   run.seed: third"
        );
    }

    #[test]
    fn without_a_problem_the_value_passes() {
        assert_eq!(Problems::new().or(7), Ok(7));
    }
}
