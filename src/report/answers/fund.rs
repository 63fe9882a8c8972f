//! How large a risk fund? Natural frequencies with one denominator, horizon and rule beside them.

use super::Answer;
use crate::report::Extras;
use crate::results::fund::{smallest, smallest_with_confidence};
use crate::results::measures::Measure;
use crate::results::rounding::{Frequency, money, rounded};
use crate::results::study::Study;

/// The sentences on the risk fund.
pub fn answer(study: &Study, extras: &Extras, arm: usize) -> Option<Answer> {
    let holders = [
        (
            "the authority",
            Measure::ExhaustedAuthorityHolds,
            Measure::ContractNetAuthorityHolds,
            &extras.critical_funds_authority_holds,
        ),
        (
            "the practice",
            Measure::ExhaustedPracticeHolds,
            Measure::ContractNetPracticeHolds,
            &extras.critical_funds_practice_holds,
        ),
    ];
    let defined: Vec<_> = holders.into_iter().filter(|holder| study.spread(arm, holder.1).is_defined()).collect();
    let (mut sentences, mut errors) = (Vec::new(), Vec::new());
    let frequencies: Vec<Frequency> = defined
        .iter()
        .map(|holder| study.spread(arm, holder.1))
        .map(|spread| Frequency::from_share(spread.mean, spread.n))
        .collect();
    let denominator = common_denominator(&frequencies);
    for ((holder, _, net, critical), seen) in defined.into_iter().zip(frequencies) {
        let opening = study.spreads[study.at(arm, 0, net)].mean * extras.fund.opening_share;
        let fund =
            if opening.is_finite() { format!("a fund of {}", money(opening, 0.0)) } else { "the fund".into() };
        let mut sentence = format!(
            "If {holder} holds the placement budget, {fund} runs out in {} simulated {}-year contracts{}",
            seen.words(denominator),
            study.contract_years,
            holds(seen, denominator)
        );
        if let Some(level) = smallest(critical, 0.05) {
            sentence.push_str(&needed(level, smallest_with_confidence(critical, 0.05, 0.95)));
        }
        sentences.push(sentence + ".");
        let (low, high) = seen.interval();
        let percent = |share: f64| rounded(share * 100.0, (high - low) * 50.0);
        errors.push(format!("{holder}: {} to {}%", percent(low), percent(high)));
    }
    if sentences.is_empty() {
        return None;
    }
    let footnote = format!(
        "Rule of the fund: {}. 95% intervals of the chance (Monte Carlo error), each separately: {}.{}",
        extras.fund.words(),
        errors.join("; "),
        if extras.critical_funds_practice_holds.is_empty() && extras.critical_funds_authority_holds.is_empty() {
            ""
        } else {
            " The size for 19 of 20 is for additional money without top-up."
        }
    );
    Some(Answer { question: "How large a risk fund?", text: sentences.join(" "), footnote })
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
    fn one_denominator_serves_all_chances_of_a_sentence() {
        let seen = |times| Frequency { times, of: 1000 };
        assert_eq!(common_denominator(&[seen(260), seen(40)]), 20);
        assert_eq!(common_denominator(&[seen(260), seen(7)]), 100);
        assert_eq!(common_denominator(&[seen(260), seen(0)]), 20);
        assert_eq!(holds(seen(275), 20), " and holds in about 14 in 20");
    }
}
