//! The tables of one year's return.

use super::episodes::{Stay, Written};
use super::invent::{Detail, Invent};
use super::{WORKERS_SINCE, health, people};
use crate::ssda903::{Day, Window};

/// A table: the name of its file, its columns and rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub file: &'static str,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    fn new(file: &'static str, columns: &[&'static str], rows: Vec<Vec<String>>) -> Self {
        Self { file, columns: columns.to_vec(), rows }
    }

    /// The position of a column; one that is not there is a bug.
    pub fn column(&self, name: &str) -> usize {
        self.columns.iter().position(|column| *column == name).expect("a column of the table")
    }

    /// The bytes of the file.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // writing to memory cannot fail; rows of other lengths would be a bug
        let header = writer.write_record(&self.columns);
        debug_assert!(header.is_ok());
        for row in &self.rows {
            let written = writer.write_record(row);
            debug_assert!(written.is_ok(), "{written:?}");
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// The return of the year that ends on 31 March of `year`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnYear {
    pub year: u16,
    pub sheets: Vec<Sheet>,
}

impl ReturnYear {
    /// Everything that was open in the year, with its first day, which may be years before.
    pub fn of(year: u16, children: &[Written], window: &Window, invent: &Invent) -> Self {
        let span = Span { year, from: Day::april_1(year - 1), to: Day::march_31(year) };
        let there: Vec<&Written> = children
            .iter()
            .filter(|child| child.stays.iter().any(|stay| span.meets(stay.start, stay.end)))
            .collect();
        debug_assert!(window.years.contains(&year));
        let mut sheets = vec![
            header(&there, &span),
            episodes(&there, &span),
            reviews(&there, &span),
            unaccompanied(&there, &span),
            health_of(&there, &span, invent),
            adopted(&there, &span, invent),
            placed_for_adoption(&there, &span),
        ];
        if year >= WORKERS_SINCE {
            sheets.push(workers(&there, &span));
        }
        Self { year, sheets }
    }

    /// The name of the folder: 2023-24.
    pub fn folder(&self) -> String {
        folder(self.year)
    }
}

/// The name of a year's folder.
pub fn folder(year: u16) -> String {
    format!("{}-{:02}", year - 1, year % 100)
}

/// A year from 1 April to 31 March.
struct Span {
    year: u16,
    from: Day,
    to: Day,
}

impl Span {
    /// Open on any day of the year, or ended on its first.
    fn meets(&self, start: Day, end: Option<Day>) -> bool {
        start <= self.to && end.is_none_or(|end| end >= self.from)
    }
    /// The end, where it is known by 31 March.
    fn known(&self, end: Option<Day>) -> Option<Day> {
        end.filter(|end| *end <= self.to)
    }
    fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

fn date(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn header(there: &[&Written], span: &Span) -> Sheet {
    let row = |child: &&Written| {
        let mother = if child.history.male { "" } else { "0" };
        vec![
            child.id.clone(),
            child.sex.code(span.year).to_string(),
            child.history.born.to_string(),
            child.ethnic.code().to_string(),
            people::upn(&child.history, child.number, span.year),
            mother.to_string(),
            String::new(),
        ]
    };
    let columns = ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"];
    Sheet::new("header.csv", &columns, there.iter().map(row).collect())
}

fn episodes(there: &[&Written], span: &Span) -> Sheet {
    let mut rows = Vec::new();
    for child in there {
        for stay in &child.stays {
            for episode in stay.episodes.iter().filter(|episode| span.meets(episode.start, episode.end)) {
                let end = span.known(episode.end);
                let text = |code: Option<&'static str>| code.unwrap_or_default().to_string();
                rows.push(vec![
                    child.id.clone(),
                    episode.start.to_string(),
                    episode.rne.code().to_string(),
                    episode.legal.code().to_string(),
                    stay.need.clone(),
                    episode.address.place_in(span.year).code().to_string(),
                    text(episode.address.provider.map(|provider| provider.code())),
                    date(end),
                    text(end.and(episode.rec).map(|rec| rec.code())),
                    text(end.and(episode.change).map(|change| change.code())),
                    child.home_post.clone(),
                    episode.address.post.clone(),
                    episode.address.urn_in(span.year, end),
                ]);
            }
        }
    }
    let columns = [
        "CHILD",
        "DECOM",
        "RNE",
        "LS",
        "CIN",
        "PLACE",
        "PLACE_PROVIDER",
        "DEC",
        "REC",
        "REASON_PLACE_CHANGE",
        "HOME_POST",
        "PL_POST",
        "URN",
    ];
    Sheet::new("episodes.csv", &columns, rows)
}

/// Stays that meet the year, each with its child.
fn stays<'a>(there: &'a [&'a Written], span: &'a Span) -> impl Iterator<Item = (&'a Written, &'a Stay)> {
    there
        .iter()
        .flat_map(|child| child.stays.iter().map(move |stay| (*child, stay)))
        .filter(|(_, stay)| span.meets(stay.start, stay.end))
}

fn reviews(there: &[&Written], span: &Span) -> Sheet {
    let mut rows = Vec::new();
    for (child, stay) in stays(there, span) {
        for review in stay.reviews.iter().filter(|review| span.holds(review.day)) {
            let born = child.history.born.to_string();
            rows.push(vec![child.id.clone(), born, review.day.to_string(), review.code.code().to_string()]);
        }
    }
    Sheet::new("reviews.csv", &["CHILD", "DOB", "REVIEW", "REVIEW_CODE"], rows)
}

/// The status ceases on the 18th birthday, or when an age assessment finds an adult.
fn unaccompanied(there: &[&Written], span: &Span) -> Sheet {
    use crate::ssda903::codes::Rec;
    let row = |child: &&Written| {
        let adult = child.stays.iter().filter(|stay| stay.episodes.last().and_then(|e| e.rec) == Some(Rec::E15));
        let found = adult.filter_map(|stay| stay.end).min();
        let ceased =
            found.map_or(child.history.born.plus_years(18), |day| day.min(child.history.born.plus_years(18)));
        let sex = child.sex.code(span.year).to_string();
        vec![child.id.clone(), sex, child.history.born.to_string(), date(span.known(Some(ceased)))]
    };
    let rows = there.iter().filter(|child| child.history.unaccompanied).map(row).collect();
    Sheet::new("uasc.csv", &["CHILD", "SEX", "DOB", "DUC"], rows)
}

fn health_of(there: &[&Written], span: &Span, invent: &Invent) -> Sheet {
    let row = |child: &&Written| {
        let values = health::row(child, span.year, invent)?;
        let mut row = vec![child.id.clone(), child.history.born.to_string()];
        row.extend(values);
        Some(row)
    };
    let columns: Vec<&str> = ["CHILD", "DOB"].into_iter().chain(health::COLUMNS).collect();
    Sheet::new("oc2.csv", &columns, there.iter().filter_map(row).collect())
}

fn adopted(there: &[&Written], span: &Span, invent: &Invent) -> Sheet {
    let mut rows = Vec::new();
    for (child, stay) in stays(there, span).filter(|(_, stay)| span.known(stay.end).is_some()) {
        let Some(adoption) = &stay.adoption else { continue };
        let Some((matched, by_carer)) = adoption.adopted else { continue };
        let adopters = [
            (("2", "MF", "L11"), 0.68),
            (("2", "MF", "L3"), 0.1),
            (("2", "FF", "L12"), 0.06),
            (("2", "MM", "L12"), 0.07),
            (("1", "F1", "L0"), 0.08),
            (("1", "M1", "L0"), 0.01),
        ];
        let (number, sexes, legal) = invent.one_of(Detail::Adopters, child.history.key.0, 0, &adopters);
        rows.push(vec![
            child.id.clone(),
            child.history.born.to_string(),
            adoption.decided.to_string(),
            matched.to_string(),
            if by_carer { "1" } else { "0" }.into(),
            number.into(),
            sexes.into(),
            legal.into(),
        ]);
    }
    let columns =
        ["CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"];
    Sheet::new("ad1.csv", &columns, rows)
}

/// Decisions in force in the year. None is reversed: the model knows no adoption that is given up.
fn placed_for_adoption(there: &[&Written], span: &Span) -> Sheet {
    let mut rows = Vec::new();
    for (child, stay) in stays(there, span) {
        if let Some(adoption) = stay.adoption.as_ref().filter(|adoption| adoption.decided <= span.to) {
            let (born, decided) = (child.history.born.to_string(), adoption.decided.to_string());
            rows.push(vec![child.id.clone(), born, decided, String::new(), String::new()]);
        }
    }
    let columns = ["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"];
    Sheet::new("placed_for_adoption.csv", &columns, rows)
}

/// Worker spells of the year. After care has ended the last worker stays until another follows.
fn workers(there: &[&Written], span: &Span) -> Sheet {
    let mut rows = Vec::new();
    for (child, stay) in stays(there, span) {
        let again = child.stays.iter().any(|later| later.start > stay.start && later.start <= span.to);
        for spell in stay.workers.iter().filter(|spell| span.meets(spell.start, spell.end)) {
            let goes_on = spell.end == stay.end && !again;
            let end = span.known(spell.end).filter(|_| !goes_on);
            rows.push(vec![
                child.id.clone(),
                child.history.born.to_string(),
                spell.id.clone(),
                spell.start.to_string(),
                date(end),
                spell.reason.code().to_string(),
            ]);
        }
    }
    let columns = ["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"];
    Sheet::new("sw_episodes.csv", &columns, rows)
}
