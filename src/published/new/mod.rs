//! A ready scenario for an authority, written from its published figures.
//!
//! **What happens.** Stock, starts, ages at entry, workforce and spend of the year go into a file that extends the
//! shipped world of that time; one multiplier on length of stay is fitted to stock and starts.
//! **Assumes.** What no publication gives for one authority (hazards, placements, prices by type, time to fill) is
//! England's, in the shipped file. **Leaves out.** Ceases: they are predicted, and shown beside the published figure.

mod children;

mod workforce;

mod money;

mod policies;

use super::authorities::Authority;
use super::figure::{Figure, Place, figure};
use super::listing::spans;
use super::statistic::Statistic;
use super::toml_text::{annotated, comment, number, quoted};

/// What the fit of the length of stay needs.
#[derive(Debug, Clone, PartialEq)]
pub struct FitInput<'a> {
    /// Published children looked after on 31 March.
    pub stock: f64,
    /// Published children starting in the year before.
    pub starts: f64,
    /// Local ages at entry in the order of the age bands; `None`: the shipped world's.
    pub age_share: Option<[f64; 5]>,
    /// Name of the shipped world.
    pub base: &'a str,
}

/// The fitted multiplier and what the model expects with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Divides the hazard of leaving care before 18.
    pub multiplier: f64,
    /// First entries among the starts: the rest are the model's own returns to care.
    pub first_entry_share: f64,
    /// Expected stock on 31 March.
    pub expected_stock: f64,
    /// Expected ceases in the year after.
    pub predicted_ceases: f64,
}

/// What `write_scenario` needs from the rest of the program.
pub struct Workshop<'a> {
    /// Fits the multiplier on length of stay.
    pub fit: &'a dyn Fn(&FitInput) -> Fit,
    /// A number of a shipped world by its name and key, if it has one.
    pub in_base: &'a dyn Fn(&str, &str) -> Option<f64>,
}

/// A scenario's text, and what a person should be told about it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewScenario {
    pub text: String,
    pub fit: Fit,
    /// Published stock, starts and (where there are any) ceases.
    pub stock: f64,
    pub starts: f64,
    pub ceases: Option<f64>,
    /// Figures that are not the authority's own of the year asked for, each with the reason.
    pub stand_ins: Vec<String>,
}

/// The authority has no figures to make a scenario of that year from.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{name} has no published stock and starts within two years of {year}; {has}")]
pub struct NoFigures {
    pub name: String,
    pub year: u16,
    /// Years that there are, and who followed.
    pub has: String,
}

/// First year of the newer of the two shipped worlds.
const NEW_WORLD_FROM: u16 = 2018;

/// The scenario while it is being written.
struct Draft<'a> {
    authority: &'a Authority,
    year: u16,
    base: &'static str,
    workshop: &'a Workshop<'a>,
    text: String,
    stand_ins: Vec<String>,
}

/// The scenario of an authority on 1 April of `year`, from the figures of 31 March (workforce: 30 September).
pub fn write_scenario(authority: &Authority, year: u16, workshop: &Workshop) -> Result<NewScenario, NoFigures> {
    let missing = || no_figures(authority, year);
    let stock = figure(authority, year, Statistic::Stock).filter(|found| found.value > 0.0).ok_or_else(missing)?;
    let starts =
        figure(authority, stock.year, Statistic::Starts).filter(|found| found.value > 0.0).ok_or_else(missing)?;
    let starts = of_the_same_year(starts, year);
    let ceases = figure(authority, stock.year, Statistic::Ceases).map(|found| of_the_same_year(found, year));
    let base = if year < NEW_WORLD_FROM { "england-2011" } else { "england-2024" };
    let ages = children::ages_at_entry(authority, year);
    let age_share = ages.as_ref().map(|(shares, _)| *shares);
    let fit = (workshop.fit)(&FitInput { stock: stock.value, starts: starts.value, age_share, base });

    let mut draft = Draft { authority, year, base, workshop, text: String::new(), stand_ins: Vec::new() };
    draft.head();
    draft.authority(&stock, &starts, ceases.as_ref());
    draft.run();
    draft.intake(ages.as_ref(), &fit);
    draft.stay(&stock, &fit, ceases.as_ref());
    draft.workforce();
    draft.money();
    draft.policies(stock.value);
    draft.targets(&stock, &starts, ceases.as_ref());
    let ceases = ceases.map(|found| found.value);
    let Draft { text, stand_ins, .. } = draft;
    Ok(NewScenario { text, fit, stock: stock.value, starts: starts.value, ceases, stand_ins })
}

/// Says that a flow was taken of the stock's year, where that is not the year asked for.
fn of_the_same_year(mut flow: Figure, year: u16) -> Figure {
    if flow.year != year && flow.note.is_empty() {
        flow.note = format!("of {}, the year of the stock", flow.year);
    }
    flow
}

fn no_figures(authority: &Authority, year: u16) -> NoFigures {
    let years = match authority.years.as_slice() {
        [] => "it has none at all".to_string(),
        years => format!("it has them for {}", spans(years)),
    };
    let followed = match authority.followed_by.as_slice() {
        [] => String::new(),
        names => format!("; {} followed", names.join(" and ")),
    };
    NoFigures { name: authority.name.clone(), year, has: years + &followed }
}

impl Draft<'_> {
    fn head(&mut self) {
        let (name, year) = (&self.authority.name, self.year);
        self.text += &comment(&format!(
            "{name}, from the published statistics of 31 March {year}. Everything not named here is as in {}.",
            self.base
        ));
        self.text += &comment(
            "Contains public sector information licensed under the Open Government Licence v3.0: Department for Education; \
             Ministry of Housing, Communities and Local Government.",
        );
        self.text += &format!("title = {}\n", quoted(&format!("{name} from 1 April {year}, with a new practice")));
        self.text += &format!("extends = {}\n", quoted(self.base));
    }

    fn authority(&mut self, stock: &Figure, starts: &Figure, ceases: Option<&Figure>) {
        self.section("authority");
        self.text += &format!("name = {}\n", quoted(&self.authority.name));
        self.text += &format!("period = {}\n", quoted(&format!("31 March {} and the year before", stock.year)));
        self.published("stock", stock, 1.0, Statistic::Stock);
        self.published("starts_per_year", starts, 1.0, Statistic::Starts);
        match ceases {
            Some(found) => self.published("ceases_per_year", found, 1.0, Statistic::Ceases),
            None => self.left_out("ceases_per_year: no local figure; it is never an input"),
        }
    }

    fn run(&mut self) {
        self.section("run");
        self.text += &format!("start_date = {}-04-01   # the day after the figures\n", self.year);
        self.text += "arms = [\"no-practice\", \"in-house\", \"practice\"]\n";
    }

    fn section(&mut self, name: &str) {
        self.text += &format!("\n[{name}]\n");
    }

    /// A comment on what this file leaves to the shipped world.
    fn left_out(&mut self, words: &str) {
        self.text += &comment(words);
    }

    /// A published figure under a key, multiplied into the key's unit; a stand-in is noted.
    fn published(&mut self, key: &str, found: &Figure, factor: f64, what: Statistic) {
        self.text += &annotated(key, &number(found.value * factor, 4), &found.cited(), "published");
        self.note(what, found);
    }

    /// Remembers what is not the authority's own figure of the year.
    fn note(&mut self, what: Statistic, found: &Figure) {
        if found.place == Place::National || !found.note.is_empty() {
            let whose = if found.place == Place::Local { "local, " } else { "" };
            self.stand_ins.push(format!("{}: {whose}{}", what.label(), found.note));
        }
    }
}

#[cfg(test)]
mod tests;
