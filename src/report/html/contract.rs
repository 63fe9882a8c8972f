//! The page of a contract: the funding model step by step, and every way of paying for both parties.

use maud::{Markup, html};

use super::parts;
use crate::experiment::contract::{Side, Statement, Way};
use crate::report::options::Table;
use crate::results::rounding::{money, whole};

/// Everything that the page shows.
pub struct Shown<'a> {
    pub title: &'a str,
    pub price_year: &'a str,
    /// Does money grow with inflation, or are all figures in prices of one year?
    pub nominal: bool,
    pub statements: &'a [Statement],
    /// The history that is shown to the penny.
    pub history: u64,
    pub replicates: u64,
}

/// The page's text.
pub fn page(shown: &Shown) -> String {
    let Shown { title, price_year, statements, .. } = shown;
    let prices = match (price_year.is_empty(), shown.nominal) {
        (true, _) => "prices as stated".to_string(),
        (false, true) => format!("nominal, from prices of {price_year}"),
        (false, false) => format!("in prices of {price_year}"),
    };
    parts::document(
        &html! { "Contract: " (title) },
        &html! {
            header {
                h1 { "The contract" }
                p.lead { (title) " · " (shown.replicates) " simulated histories · " (prices) }
            }
            main {
                @for statement in *statements {
                    @for side in &statement.sides { (section(shown, statement, side)) }
                }
                (method())
            }
            footer { p {
                "Children and costs are simulated. The figures advise named people who negotiate and decide. accounts.csv and \
                 balances.csv beside this page hold both parties' ledgers of the one history that is shown to the penny."
            } }
        },
    )
}

fn section(shown: &Shown, statement: &Statement, side: &Side) -> Markup {
    html! {
        h2 { (statement.policy) ": " (side.holder.label()) }
        (answer(side))
        h3 { "The seven steps" }
        @for year in 1..=side.figures.iter().map(|f| f.year).max().unwrap_or(0) {
            (parts::numbers(&steps(side, year), &format!(
                "Year {year} (Guide for Proposals 2011, paras 64 and 65): history {} to the penny, mean and middle 90% of {}",
                shown.history, shown.replicates
            )))
        }
        h3 { "Every way of paying the same histories" }
        (parts::numbers(&ways(side), "GBP a year; the practice before its risk fund; the authority against the same people's cost without the practice, less retained functions"))
        (parts::words(&temptations(side), "What each tempts a practice to do"))
    }
}

fn figure(side: &Side, year: usize, what: &str) -> Option<f64> {
    side.figures.iter().find(|f| f.year == year && f.line.what == what).map(|f| f.spread.mean)
}

fn answer(side: &Side) -> Markup {
    let net = figure(side, 1, "net contract").unwrap_or(f64::NAN);
    let gap = figure(side, 1, "net contract less that").unwrap_or(f64::NAN);
    let stays = figure(side, 1, "what the authority cannot shed of it").unwrap_or(f64::NAN);
    let chosen = side.ways.iter().find(|way| way.chosen);
    let adequacy = if gap < 0.0 { "less than" } else { "more than" };
    html! {
        div.answer {
            p { "The first year's net contract is " (pounds(net)) " on average: " (pounds(gap.abs())) " " (adequacy)
                " what the same people would cost the authority without the practice, less the functions that it retains." }
            p { "The budget adds up by construction: what the practice receives and what is left make the whole. Of what the same \
                 people cost, the authority cannot shed " (pounds(stays)) " within the year." }
            @if let Some(way) = chosen {
                p { "Paid by " (way.arrangement.label()) ", the practice makes " (loss(way.practice.mean)) " a year on average and a loss in "
                    (percent(way.practice.loss_in_a_year)) " of years; in one year of twenty it does worse than "
                    (loss(way.practice.bad_year)) ". The risk fund runs out in " (percent(way.exhausted))
                    " of contracts, and in " (percent(way.insolvent)) " the practice cannot pay its bills on some day." }
            }
        }
    }
}

fn pounds(value: f64) -> String {
    money(value, 0.0)
}

/// Such as £3,948,500.00.
fn to_the_penny(value: f64) -> String {
    let pence = (value * 100.0).round();
    let sign = if pence < 0.0 { "\u{2212}" } else { "" };
    let (pounds, rest) = ((pence.abs() / 100.0).trunc(), pence.abs() % 100.0);
    format!("{sign}£{}.{rest:02.0}", whole(pounds))
}

fn loss(value: f64) -> String {
    if value < 0.0 { format!("a loss of {}", pounds(-value)) } else { format!("a surplus of {}", pounds(value)) }
}

fn percent(share: f64) -> String {
    format!("{:.0}%", 100.0 * share)
}

fn steps(side: &Side, year: usize) -> Table {
    let head = ["Step", "This history", "Mean", "Middle 90%"].map(String::from).into();
    let rows = side
        .figures
        .iter()
        .filter(|f| f.year == year)
        .filter(|f| f.spread.n > 0 && !(f.shown == 0.0 && f.spread.q05 == 0.0 && f.spread.q95 == 0.0))
        .map(|f| {
            let s = f.spread;
            let is_money = f.line.unit == "GBP";
            let exact = |value: f64| match f.line.unit {
                "GBP" => to_the_penny(value),
                "times neutral" => format!("{value:.4}"),
                _ => format!("{value:.2}"),
            };
            let about = |value: f64| if is_money { pounds(value) } else { exact(value) };
            let (step, what) = (f.line.step, f.line.what);
            vec![
                if step.len() == 1 { format!("{step}. {what}") } else { format!("{step}: {what}") },
                exact(f.shown),
                about(s.mean),
                format!("{} to {}", about(s.q05), about(s.q95)),
            ]
        })
        .collect();
    Table { head, rows }
}

fn ways(side: &Side) -> Table {
    let head = [
        "Arrangement",
        "Party",
        "Mean",
        "sd",
        "Loss in a year",
        "Bad year (5%)",
        "Mean of the worst 5%",
        "For a pound more of cost",
        "For a person-year more",
        "Fund runs out",
        "Insolvent",
    ];
    let mut rows = vec![];
    for way in &side.ways {
        rows.push(way_row(way, true));
        rows.push(way_row(way, false));
    }
    Table { head: head.map(String::from).into(), rows }
}

fn way_row(way: &Way, practice: bool) -> Vec<String> {
    let fares = if practice { way.practice } else { way.authority };
    let once = |text: String| if practice { text } else { String::new() };
    let mark = if way.chosen { " (the scenario's)" } else { "" };
    vec![
        format!("{}{mark}", way.arrangement.label()),
        if practice { "practice" } else { "authority" }.into(),
        pounds(fares.mean),
        pounds(fares.sd),
        percent(fares.loss_in_a_year),
        pounds(fares.bad_year),
        pounds(fares.worst_mean),
        once(format!("{:.2}", way.per_pound_of_cost)),
        once(pounds(way.per_person_year)),
        once(percent(way.exhausted)),
        once(percent(way.insolvent)),
    ]
}

fn temptations(side: &Side) -> Table {
    let row = |way: &Way| vec![way.arrangement.label().to_string(), way.temptation.to_string()];
    Table {
        head: ["Arrangement", "What it tempts to"].map(String::from).into(),
        rows: side.ways.iter().map(row).collect(),
    }
}

fn method() -> Markup {
    html! {
        h2 { "How to read this" }
        ul {
            li { "What a practice did and cost in a history does not depend on how it is paid; every arrangement prices the same \
                 histories, so that differences between them are not noise. How a practice would answer to an arrangement is not \
                 modelled: the sentences say what it would be tempted to do." }
            li { "Chance of a loss, sd, bad year and the mean of the worst years are over all years of all simulated contracts." }
            li { "Exhaustion of the fund and solvency are different things: a practice can fail to pay its bills in a month although \
                 the year is in balance, and a fund can run out although money is in the bank." }
            li { "That the practice holds the placement budget is shown beside the other case and assumed of no real practice: one \
                 pilot of five did (College of Social Work 2015, para 81)." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::to_the_penny;

    #[test]
    fn a_figure_to_the_penny_keeps_its_pennies_and_its_sign() {
        assert_eq!(to_the_penny(3_948_500.0), "£3,948,500.00");
        assert_eq!(to_the_penny(-0.07), "\u{2212}£0.07");
        assert_eq!(to_the_penny(1234.999), "£1,235.00");
    }
}
