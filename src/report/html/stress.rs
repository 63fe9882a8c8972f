//! A stress test in words, tables and one page.

use maud::{Markup, html};

use super::parts;
use crate::experiment::stress::{Effect, Item, Line, Stress};
use crate::report::charts::Figure;
use crate::report::charts::stress::{figures, told};
use crate::report::options::Table;
use crate::results::rounding::money;

/// The page and its figures.
pub struct Page {
    pub html: String,
    pub figures: Vec<Figure>,
}

/// The first sentence: how far the worst shock, and all together, move the smallest fund.
pub fn sentence(stress: &Stress) -> String {
    let of = |item: Item, whose: &str| {
        let worst = stress
            .alone
            .iter()
            .filter_map(|line| Some((line, line.effect(item)?)))
            .max_by(|a, b| a.1.difference.total_cmp(&b.1.difference));
        let Some((line, effect)) = worst else { return String::new() };
        let all = match (stress.alone.len(), stress.together.effect(item)) {
            (1, _) | (_, None) => String::new(),
            (_, Some(all)) => format!("; all {} together to {}", stress.alone.len(), gbp(all.with)),
        };
        let by = if effect.difference > 0.0 {
            format!("\u{201c}{}\u{201d} raises it to {}", line.title, gbp(effect.with))
        } else {
            "no shock alone raises it".into()
        };
        format!("{whose}: {}; {by}{all}.", gbp(effect.without))
    };
    format!(
        "The smallest fund that runs out in at most 1 of 20 contracts of {} years (tested at year ends, {:.0}% of a surplus into \
         the fund, additional money, no top-up, no cap). {} {}",
        stress.years,
        100.0 * stress.surplus_share,
        of(Item::FundPracticeHolds, "Practice holds the placement budget"),
        of(Item::FundAuthorityHolds, "Authority holds it")
    )
}

fn gbp(value: f64) -> String {
    if value.is_finite() { money(value, 0.0) } else { "no fund".into() }
}

/// Every effect, a row each: shock, measure, values, interval.
pub fn table(stress: &Stress) -> (Vec<&'static str>, Vec<[String; 9]>) {
    let head = vec!["shock", "title", "measure", "unit", "without", "with", "difference", "low_95", "high_95"];
    let number = |value: f64| if value.is_finite() { format!("{value}") } else { String::new() };
    let row = |line: &Line, e: &Effect| {
        let name = if line.name.is_empty() { "all" } else { &line.name };
        [
            name.to_string(),
            line.title.clone(),
            e.item.name().into(),
            e.item.unit().into(),
            number(e.without),
            number(e.with),
            number(e.difference),
            number(e.low),
            number(e.high),
        ]
    };
    let rows = lines(stress).flat_map(|line| line.effects.iter().map(move |e| row(line, e))).collect();
    (head, rows)
}

/// Where there is only one shock, together is the same once more and nothing interacts.
fn lines(stress: &Stress) -> impl Iterator<Item = &Line> {
    let count = if stress.alone.len() == 1 { 1 } else { stress.alone.len() + 2 };
    stress.lines().take(count)
}

/// One row a shock, one column an item: for the terminal and the page.
pub fn overview(stress: &Stress, items: &[Item]) -> Table {
    let measured = |item: &&Item| stress.together.effect(**item).is_some();
    let items: Vec<Item> = items.iter().filter(measured).copied().collect();
    let head = std::iter::once("Shock".to_string()).chain(items.iter().map(|item| item.label().to_string()));
    let cell = |line: &Line, item: Item| line.effect(item).map_or("–".into(), with_doubt);
    let row = |line: &Line| {
        std::iter::once(line.title.clone()).chain(items.iter().map(|item| cell(line, *item))).collect()
    };
    Table { head: head.collect(), rows: lines(stress).map(row).collect() }
}

/// A difference, marked where its interval holds no difference.
fn with_doubt(effect: &Effect) -> String {
    let unclear = effect.low <= 0.0 && effect.high >= 0.0 && effect.high > effect.low;
    format!("{}{}", told(effect), if unclear { " (not told apart)" } else { "" })
}

/// What the terminal shows.
pub const FIRST: [Item; 5] = [
    Item::FundPracticeHolds,
    Item::FundAuthorityHolds,
    Item::PracticePaysPracticeHolds,
    Item::AuthorityPaysPracticeHolds,
    Item::AuthorityPaysAuthorityHolds,
];
const CHILDREN: [Item; 6] =
    [Item::Changes, Item::Moves, Item::AllMoves, Item::Unallocated, Item::Cover, Item::Size];
const MONEY: [Item; 7] = [
    Item::Public,
    Item::PracticePaysPracticeHolds,
    Item::AuthorityPaysPracticeHolds,
    Item::PracticePaysAuthorityHolds,
    Item::AuthorityPaysAuthorityHolds,
    Item::ExhaustedPracticeHolds,
    Item::ExhaustedAuthorityHolds,
];

/// The page of a stress test. `title` is the scenario's; `file` the shocks' file.
pub fn page(stress: &Stress, title: &str, file: &str) -> Page {
    let figures = figures(stress);
    let html = parts::document(
        &html! { "Stress test: " (title) },
        &html! {
            header {
                h1 { "Stress test" }
                p.lead { (title) " · shocks of " code { (file) } " · policy " (stress.policy) }
            }
            main {
                div.answer { h3 { "How large a fund with each shock" } p { (sentence(stress)) } }
                h2 { "How far each shock moves the smallest fund" }
                (drawn(&figures, &["stress-fund-practice-holds", "stress-fund-authority-holds"]))
                h2 { "Who pays" }
                p { "What a shock costs the public falls on the practice and its fund, or on the authority, as the holder of the \
                     placement budget and the contract decide. A loss beyond the stated fund is the authority's." }
                (drawn(&figures, &["stress-who-pays-practice-holds", "stress-who-pays-authority-holds"]))
                (parts::numbers(&overview(stress, &MONEY), "Money: with each shock less without it"))
                h2 { "What it means for the children" }
                (drawn(&figures, &["stress-changes", "stress-moves"]))
                (parts::numbers(&overview(stress, &CHILDREN), "Children: with each shock less without it"))
                (shocks(stress))
                (method(stress))
            }
        },
    );
    Page { html, figures }
}

fn drawn(figures: &[Figure], names: &[&str]) -> Markup {
    html! { @for name in names { (parts::figure(figures, name)) } }
}

fn shocks(stress: &Stress) -> Markup {
    let row = |line: &Line| {
        let source = if line.source.is_empty() { "no source stated".into() } else { line.source.clone() };
        vec![line.title.clone(), source]
    };
    let rows = stress.alone.iter().map(row).collect();
    let table = Table { head: ["Shock", "Source of its numbers"].map(String::from).into(), rows };
    html! { h2 { "The shocks" } (parts::words(&table, "Shocks and where their numbers come from")) }
}

fn method(stress: &Stress) -> Markup {
    html! {
        h2 { "How to read this" }
        ul {
            li { "Each shock meets the same children with the same luck in " (stress.replicates) " simulated contracts: a difference is \
                  the shock's own. Intervals of funds are from histories drawn again with replacement, pair by pair; of means, \
                  Student's. Each interval stands for itself." }
            li { "A shock is certain here. How likely it is, nobody knows; nothing on this page is a chance that it happens." }
            li { "A fund that shocks move little may still be too small for what happens without any." }
            @if stress.alone.len() > 1 {
                li { "\u{201c}Together less the sum\u{201d}: what shocks do to each other, such as prices that rise for children who came \
                      with another shock." }
            }
        }
    }
}
