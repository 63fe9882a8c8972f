//! Shocks: how far each moves the smallest fund, who pays for it, and what it means for the children.

use super::Figure;
use super::canvas::{Canvas, Mark, PALETTE};
use super::dots::{self, Row};
use crate::experiment::stress::{Effect, Item, Line, Stress};
use crate::results::rounding::{money, rounded, short_money};

/// One question, one figure.
struct Question {
    name: &'static str,
    title: &'static str,
    /// What the dots are.
    of: &'static str,
    items: &'static [(Item, &'static str)],
}

const QUESTIONS: [Question; 6] = [
    Question {
        name: "stress-fund-practice-holds",
        title: "the smallest fund, where the practice holds the placement budget",
        of: "Change of the fund that runs out in 1 of 20 contracts",
        items: &[(Item::FundPracticeHolds, "")],
    },
    Question {
        name: "stress-fund-authority-holds",
        title: "the smallest fund, where the authority holds the placement budget",
        of: "Change of the fund that runs out in 1 of 20 contracts",
        items: &[(Item::FundAuthorityHolds, "")],
    },
    Question {
        name: "stress-who-pays-practice-holds",
        title: "what each party pays, where the practice holds the placement budget",
        of: "Change of what each party pays a year, losses beyond the stated fund with the authority",
        items: &[(Item::PracticePaysPracticeHolds, "practice"), (Item::AuthorityPaysPracticeHolds, "authority")],
    },
    Question {
        name: "stress-who-pays-authority-holds",
        title: "what each party pays, where the authority holds the placement budget",
        of: "Change of what each party pays a year, losses beyond the stated fund with the authority",
        items: &[(Item::PracticePaysAuthorityHolds, "practice"), (Item::AuthorityPaysAuthorityHolds, "authority")],
    },
    Question {
        name: "stress-changes",
        title: "changes of worker of the children served",
        of: "Change of the number a person-year",
        items: &[(Item::Changes, "")],
    },
    Question {
        name: "stress-moves",
        title: "moves to another home of the children served",
        of: "Change of the number a child-year in care",
        items: &[(Item::Moves, "")],
    },
];

/// One figure for each question that the stress test can answer.
pub fn figures(stress: &Stress) -> Vec<Figure> {
    QUESTIONS.iter().filter_map(|question| figure(stress, question)).collect()
}

fn figure(stress: &Stress, question: &Question) -> Option<Figure> {
    let lines: Vec<&Line> = match stress.alone.as_slice() {
        [_] => stress.alone.iter().collect(),
        _ => stress.alone.iter().chain([&stress.together]).collect(),
    };
    let first = question.items[0].0;
    if lines.iter().all(|line| line.effect(first).is_none_or(|effect| !effect.difference.is_finite())) {
        return None;
    }
    let mut figure = Figure {
        name: question.name,
        title: title(stress, question),
        subtitle: format!(
            "{}, with the shock less without it, on the same histories. Contract of {} years, tested yearly, {} of a \
             surplus into the fund. Whiskers: 95% interval.",
            question.of,
            stress.years,
            share(stress.surplus_share)
        ),
        source: format!("{} simulated contracts, seed {}", stress.replicates, stress.seed),
        head: ["Shock", "Whose", "Without", "With", "Difference", "95% interval"].map(String::from).into(),
        ..Figure::default()
    };
    let mut rows = vec![];
    for line in lines {
        for (place, (item, whose)) in question.items.iter().enumerate() {
            let Some(effect) = line.effect(*item) else { continue };
            figure.rows.push(data(line, whose, effect));
            rows.push(Row {
                label: if place == 0 { line.title.clone() } else { String::new() },
                mean: effect.difference,
                interval: (effect.high > effect.low).then_some((effect.low, effect.high)),
                band: None,
                colour: PALETTE[place],
                mark: Mark::nth(place),
                value: format!("{whose} {}", told(effect)).trim().to_string(),
            });
        }
    }
    let each: Vec<String> = figure.rows.iter().map(|row| format!("{} {}: {}", row[0], row[1], row[4])).collect();
    figure.text = format!("Dot plot. {}. {}.", question.of, each.join("; "));
    let mut canvas = Canvas::new(&figure.title, &figure.subtitle);
    let top = canvas.top;
    let pounds = first.is_money();
    let bottom = dots::draw(
        &mut canvas,
        &rows,
        top,
        |scale, value| if pounds { short_money(value) } else { scale.label(value) },
        true,
    );
    canvas.finish(&mut figure, bottom);
    Some(figure)
}

fn share(of: f64) -> String {
    format!("{:.0}%", 100.0 * of)
}

/// The shock that moves it most, where one can be told from none; of several parties, the two sums together.
fn title(stress: &Stress, question: &Question) -> String {
    let item = question.items[0].0;
    if question.items.len() > 1 {
        let sum = |line: &Line| -> f64 {
            question.items.iter().filter_map(|(item, _)| line.effect(*item)).map(|effect| effect.difference).sum()
        };
        let Some(line) = stress.alone.iter().max_by(|a, b| sum(a).total_cmp(&sum(b))) else {
            return String::new();
        };
        let each: Vec<String> = question
            .items
            .iter()
            .filter_map(|(item, whose)| Some(format!("{whose} {}", told(line.effect(*item)?))))
            .collect();
        let most = format!("\u{201c}{}\u{201d} costs most a year ({})", line.title, each.join(", "));
        return format!("{most}: {}", question.title);
    }
    let clear = |effect: &&Effect| effect.low > 0.0 || effect.high < 0.0;
    let most = stress
        .alone
        .iter()
        .filter_map(|line| Some((line, line.effect(item).filter(clear)?)))
        .max_by(|a, b| a.1.difference.abs().total_cmp(&b.1.difference.abs()));
    match most {
        Some((line, effect)) => {
            format!("\u{201c}{}\u{201d} moves {} most ({})", line.title, question.title, told(effect))
        }
        None => format!("No shock can be told from none in {}", question.title),
    }
}

/// A difference, as money or as a number, with its sign.
pub fn told(effect: &Effect) -> String {
    let half = (effect.high - effect.low) / 2.0;
    let size = effect.difference.abs();
    let words = if effect.item.is_money() { money(size, half) } else { rounded(size, half) };
    // what rounds to nothing has no sign
    let nothing = words.chars().filter(char::is_ascii_digit).all(|digit| digit == '0');
    match effect.difference {
        _ if nothing => words,
        d if d > 0.0 => format!("+{words}"),
        _ => format!("\u{2212}{words}"),
    }
}

fn data(line: &Line, whose: &str, effect: &Effect) -> Vec<String> {
    let half = (effect.high - effect.low) / 2.0;
    let value = |v: f64| if effect.item.is_money() { money(v, half) } else { rounded(v, half) };
    vec![
        line.title.clone(),
        whose.to_string(),
        value(effect.without),
        value(effect.with),
        told(effect),
        format!("{} to {}", value(effect.low), value(effect.high)),
    ]
}
