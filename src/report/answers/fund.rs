//! How large a risk fund? Natural frequencies with one denominator, horizon and rule beside them.

use super::Answer;
use crate::report::Extras;
use crate::results::fund::{Price, price, smallest, smallest_with_confidence};
use crate::results::measures::Measure;
use crate::results::rounding::{Frequency, money, rounded};
use crate::results::study::Study;

/// One holder of the placement budget and what is known about its fund.
struct Holder<'a> {
    name: &'static str,
    ran_out: Frequency,
    /// Opening level that the scenario states, GBP.
    opening: f64,
    critical: &'a [f64],
    price: Option<Price>,
}

fn holders<'a>(study: &Study, extras: &'a Extras, arm: usize) -> Vec<Holder<'a>> {
    let both = [
        (
            "the authority",
            Measure::ExhaustedAuthorityHolds,
            Measure::ContractNetAuthorityHolds,
            &extras.critical_funds_authority_holds,
            &extras.margins_authority_holds,
        ),
        (
            "the practice",
            Measure::ExhaustedPracticeHolds,
            Measure::ContractNetPracticeHolds,
            &extras.critical_funds_practice_holds,
            &extras.margins_practice_holds,
        ),
    ];
    let defined = both.into_iter().filter(|holder| study.spread(arm, holder.1).is_defined());
    defined
        .map(|(name, ran_out, net, critical, margins)| {
            let spread = study.spread(arm, ran_out);
            Holder {
                name,
                ran_out: Frequency::from_share(spread.mean, spread.n),
                opening: study.spreads[study.at(arm, 0, net)].mean * extras.fund.opening_share,
                critical,
                price: price(margins),
            }
        })
        .collect()
}

/// The sentences on the risk fund.
pub fn answer(study: &Study, extras: &Extras, arm: usize) -> Option<Answer> {
    let holders = holders(study, extras, arm);
    let denominator = common_denominator(&holders.iter().map(|holder| holder.ran_out).collect::<Vec<_>>());
    if holders.is_empty() {
        return None;
    }
    let sentences: Vec<String> = holders.iter().map(|holder| holder.sentences(study, denominator)).collect();
    let errors: Vec<String> = holders
        .iter()
        .map(|holder| {
            let (low, high) = holder.ran_out.interval();
            let percent = |share: f64| rounded(share * 100.0, (high - low) * 50.0);
            format!("{}: {} to {}%", holder.name, percent(low), percent(high))
        })
        .collect();
    let footnote = format!(
        "Rule of the fund: {}. 95% intervals of the chance that it runs out (Monte Carlo error), each separately: {}.{}",
        extras.fund.words(),
        errors.join("; "),
        if holders.iter().all(|holder| holder.critical.is_empty()) {
            ""
        } else {
            " The size for 19 of 20 is for additional money without top-up."
        }
    );
    Some(Answer { question: "How large a risk fund?", text: sentences.join(" "), footnote })
}

impl Holder<'_> {
    fn sentences(&self, study: &Study, denominator: u64) -> String {
        let Holder { name, ran_out, critical, .. } = self;
        let fund = match self.opening {
            opening if opening.is_finite() => format!("a fund of {}", money(opening, 0.0)),
            _ => "the fund".into(),
        };
        let runs_out = format!(
            "{fund} runs out in {} simulated {}-year contracts{}",
            ran_out.words(denominator),
            study.contract_years,
            holds(*ran_out, denominator)
        );
        let needed = match smallest(critical, 0.05) {
            Some(level) => needed(level, smallest_with_confidence(critical, 0.05, 0.95)),
            None => String::new(),
        };
        let opening = format!("If {name} holds the placement budget,");
        match self.price {
            Some(Price::Short(short, below)) => format!(
                "{opening} the price is the problem and not the fund: the contract is below the practice's cost in {} \
                 histories, by {} a year on average. No fund repairs that; {fund} runs out in {}.",
                frequency_in_words(below, denominator),
                money(short, 0.0),
                frequency_in_words(*ran_out, denominator).replace(" simulated", "")
            ),
            Some(Price::ShortOnAverage(short)) => format!(
                "{opening} {runs_out}{needed}. On average the contract is {} a year below the practice's cost: so much of \
                 any fund pays for the price, not for luck.",
                money(short, 0.0)
            ),
            _ => format!("{opening} {runs_out}{needed}."),
        }
    }
}

/// "all of 400 simulated", "about 19 in 20".
fn frequency_in_words(seen: Frequency, denominator: u64) -> String {
    if seen.times == seen.of { format!("all of {} simulated", seen.of) } else { seen.words(denominator) }
}

/// 20 if it shows every chance, else 100 or 1,000: one for all, so that they can be compared.
fn common_denominator(frequencies: &[Frequency]) -> u64 {
    let shows = |of: u64, seen: &Frequency| {
        let share = seen.share() * of as f64;
        seen.times == 0 || seen.times == seen.of || (share >= 0.5 && share < of as f64 - 0.5)
    };
    [20, 100, 1000].into_iter().find(|of| frequencies.iter().all(|seen| shows(*of, seen))).unwrap_or(1000)
}

/// The other frame.
fn holds(seen: Frequency, denominator: u64) -> String {
    if seen.times == 0 || seen.times == seen.of {
        return String::new();
    }
    let other = Frequency { times: seen.of - seen.times, of: seen.of };
    // Both frames add up to the denominator, whichever way halves are rounded.
    let runs_out = (seen.share() * denominator as f64).round() as u64;
    match runs_out {
        0 => format!(" and holds in {}", other.words(denominator)),
        k => format!(" and holds in about {} in {denominator}", denominator - k.min(denominator)),
    }
}

fn needed(level: f64, sure: Option<f64>) -> String {
    if !level.is_finite() {
        return "; no fund would hold in 19 of 20".into();
    }
    let sure = match sure {
        Some(sure) if sure.is_finite() => format!(", {} with 95% confidence", money(sure, 0.0)),
        _ => String::new(),
    };
    if level == 0.0 {
        format!("; without any fund it holds in 19 of 20{sure}")
    } else {
        format!("; {} would hold in 19 of 20{sure}", money(level, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_price_is_below_cost_no_fund_is_quoted_as_the_remedy() {
        let (study, mut extras) = (crate::report::invented::study(), crate::report::invented::extras());
        extras.margins_authority_holds = vec![-50_000.0; 60];
        let told = answer(&study, &extras, 2).unwrap().text;
        let (authority, practice) = told.split_once("If the practice").unwrap();
        assert!(
            authority.contains("below the practice's cost in all of 60 simulated histories, by £50,000 a year"),
            "{told}"
        );
        assert!(!authority.contains("19 of 20") && practice.contains("19 of 20"), "{told}");
    }

    #[test]
    fn one_denominator_serves_all_chances_of_a_sentence() {
        let seen = |times| Frequency { times, of: 1000 };
        assert_eq!(common_denominator(&[seen(260), seen(40)]), 20);
        assert_eq!(common_denominator(&[seen(260), seen(7)]), 100);
        assert_eq!(common_denominator(&[seen(260), seen(0)]), 20);
        assert_eq!(holds(seen(275), 20), " and holds in about 14 in 20");
    }
}
