//! The sentences: the answer with its horizon, rule and confidence, and what must be read beside it.

use crate::results::fund::Price;
use crate::results::fund::findings::{Causes, Findings, Headline, Holder, Line, Method};
use crate::results::rounding::{Frequency, money, stated, whole};

/// A chance in words: "1 in 20", "7 in 100".
pub fn chance_words(chance: f64) -> String {
    let one_in = 1.0 / chance;
    if (one_in - one_in.round()).abs() < 1e-6 {
        return format!("1 in {}", whole(one_in.round()));
    }
    let of = [100.0, 1000.0].into_iter().find(|of| (chance * of - (chance * of).round()).abs() < 1e-6);
    match of {
        Some(of) => format!("{} in {}", whole((chance * of).round()), whole(of)),
        None => stated(chance),
    }
}

/// "three-year".
pub fn years_words(years: u32) -> String {
    const WORDS: [&str; 11] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(years as usize).map_or_else(|| years.to_string(), |word| word.to_string()) + "-year"
}

/// A fund rounded up to GBP 1,000 or 1%: a bound that is rounded down is none.
pub fn up(fund: f64) -> String {
    let step = 10f64.powi((fund.max(1.0).log10().floor() as i32 - 2).clamp(0, 3));
    match fund {
        fund if fund.is_nan() => "too few contracts".into(),
        fund if fund.is_infinite() => "none".into(),
        fund => money((fund / step).ceil() * step, 0.0),
    }
}

/// "95%".
pub fn percent(share: f64) -> String {
    stated((share * 1e4).round() / 100.0) + "%"
}

/// The answer in one sentence, never without its horizon and rule.
pub fn answer(findings: &Findings, line: &Line) -> String {
    let Findings { chance, confidence, .. } = findings;
    let within = format!("within the {} contract", years_words(line.case.years));
    let kept = format!("the chance of running out {within} at or below {}", chance_words(*chance));
    let range = match line.range {
        Some((low, high)) => format!("range {} to {} over what is not known", up(low), up(high)),
        None => "what is not known is not drawn".into(),
    };
    let rule = rule(findings, line, *confidence);
    match line.sure {
        sure if sure.is_infinite() => {
            format!("No fund of any size keeps {kept} ({}{rule}).", range_of_none(line.range))
        }
        sure if sure <= 0.0 => {
            format!("Without any fund ({range}) {} ({rule}).", kept_by_itself(&within, *chance))
        }
        sure => format!("A fund of {} ({range}) keeps {kept} ({rule}).", up(sure)),
    }
}

fn range_of_none(range: Option<(f64, f64)>) -> String {
    match range {
        Some((low, _)) if low.is_finite() => format!("at best {} over what is not known, ", up(low)),
        _ => String::new(),
    }
}

fn kept_by_itself(within: &str, chance: f64) -> String {
    format!("the chance that money runs out {within} stays at or below {}", chance_words(chance))
}

fn rule(findings: &Findings, line: &Line, confidence: f64) -> String {
    let drawn = if findings.draws > 1 { " in each parameter draw" } else { "" };
    let how = match line.method {
        Method::CriticalLevels => String::new(),
        Method::EvaluatedAgain { looks, .. } => format!(", evaluated again at each of {looks} sizes"),
    };
    format!(
        "{} confidence{drawn}, {} simulated contracts{how}, placement budget held by {}, {}, {}, {}, {}",
        percent(confidence),
        whole(line.histories as f64),
        line.case.holder.words(),
        line.case.arrangement_words,
        line.case.money,
        line.case.surplus,
        line.case.tested
    )
}

/// What must be read beside the answer, the weightiest first.
pub fn beside(headline: &Headline) -> Vec<String> {
    let Headline { line, as_stated, top_sliced, asked, .. } = headline;
    let mut all = Vec::new();
    all.extend(price(line));
    all.extend(asked.iter().map(|point| {
        let (low, high) = point.pointwise;
        format!(
            "A fund of {} runs out within the {} contract in {} simulated contracts ({:.1} to {:.1}%, this size separately).",
            money(point.fund, 0.0),
            years_words(line.case.years),
            in_twenty(point.exhausted),
            low * 100.0,
            high * 100.0
        )
    }));
    if !line.case.reacts.is_empty() {
        all.push(format!(
            "This rule has no critical level, because {}: the curve and the size come from evaluating the same contracts \
             again at each size, with bounds that hold for all sizes looked at.",
            line.case.reacts
        ));
    }
    if let Some((opening, seen)) = as_stated {
        all.push(format!(
            "The scenario's own fund of {} on average, under its own rule, runs out in {} simulated contracts.",
            money(*opening, 0.0),
            in_twenty(*seen)
        ));
    }
    if let Some(sliced) = top_sliced {
        let found = match sliced.sure {
            sure if sure.is_nan() => "it cannot be sized from so few contracts".into(),
            sure if sure.is_infinite() => "no fund of any size does this".into(),
            sure => format!("the fund would have to be {}", up(sure)),
        };
        all.push(format!(
            "Carved out of the contract, as the scenario has it (DfE Guide 2011, para 70), {found}: in the first year the \
             practice's means are the same with any fund. No critical level exists then, so every size was evaluated again \
             on the same contracts."
        ));
    }
    if let Some(seen) = headline.insolvent.filter(|_| line.sure.is_finite()) {
        all.push(format!(
            "Apart from that, the practice cannot pay its bills on some day in {} simulated contracts with this fund, its \
             working capital and overdraft as stated.",
            in_twenty(seen)
        ));
    }
    if line.case.holder == Holder::Practice {
        all.push(
            "Only one pilot held the placement budget for all its children: this is shown beside the other and assumed of \
             nobody (College of Social Work 2015, paras 34, 81, 97)."
                .into(),
        );
    }
    all
}

/// Whether the payment covers the cost, and how much of a fund is the price.
fn price(line: &Line) -> Option<String> {
    let short = line.price?.shortfall();
    let whole_contract = short * f64::from(line.case.years);
    match line.price? {
        Price::Covers => Some(format!(
            "On average the payment exceeds the practice's cost by {} a year: the fund bridges bad years.",
            money(line.margin.max(0.0), 0.0)
        )),
        Price::ShortOnAverage(_) => Some(format!(
            "On average the payment is {} a year below the practice's cost: about {} of any fund pays for the price, not \
             for luck.",
            money(short, 0.0),
            money(whole_contract, 0.0)
        )),
        Price::Short(_, below) => Some(format!(
            "The price is the problem and not the fund: the payment is below the practice's cost in {} contracts, by {} a \
             year on average. Of the fund about {} pays for that; a fund delays the end and repairs nothing.",
            if below.times == below.of { format!("all {}", whole(below.of as f64)) } else { in_twenty(below) },
            money(short, 0.0),
            money(whole_contract, 0.0)
        )),
    }
}

/// "about 3 in 20", "all of 400".
pub fn in_twenty(seen: Frequency) -> String {
    match seen.times {
        times if times == seen.of => format!("all {}", whole(seen.of as f64)),
        _ => seen.words(20),
    }
}

/// What failures are made of, in a sentence.
pub fn causes_words(causes: &Causes) -> String {
    let total: f64 = causes.causes.iter().map(|cause| cause.of_chance).sum();
    if causes.chance_of_all <= 0.0 {
        return format!("No simulated contract exhausts a fund of {}.", up(causes.fund));
    }
    if total.abs() < 1e-12 {
        return "None of these sources changes how often the fund runs out: it is the price.".into();
    }
    let mut shares: Vec<(f64, &str)> =
        causes.causes.iter().map(|cause| (cause.of_chance / causes.chance_of_all, cause.name.as_str())).collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0));
    let told: Vec<String> =
        shares.iter().map(|(share, name)| format!("{name} {}%", whole(share * 100.0))).collect();
    let rest = causes.chance_of_none / causes.chance_of_all;
    let price = if rest > 0.005 {
        format!("; {:.0}% would fail without any of these", rest * 100.0)
    } else {
        String::new()
    };
    format!(
        "Of the contracts that exhaust {}: {}{price} (each source set to its mean in turn on the same luck, shared by \
         Shapley's value; below zero: it prevents failures).",
        if causes.fund > 0.0 {
            format!("the point estimate of {}", up(causes.fund))
        } else {
            "no fund at all".into()
        },
        told.join(", ")
    )
}

/// What the range is, and what the costs are.
pub fn range_words(findings: &Findings) -> String {
    let range = match findings.draws {
        0 | 1 => {
            "What is not known about the parameters was not drawn; read no size as if it were known.".to_string()
        }
        draws => format!(
            "Range: 5th to 95th percentile over {draws} draws of every parameter that states a range, each with its own {} \
             contracts on the same luck and its own order statistic; draws are never pooled.",
            whole(findings.histories as f64)
        ),
    };
    format!(
        "{range} Costs run forward from the children's placements at signing, which the price knows, and never from a cohort \
         drawn anew each year."
    )
}

#[cfg(test)]
mod tests {
    use super::super::invented;
    use super::*;

    #[test]
    fn the_answer_says_size_range_horizon_confidence_and_rule_in_one_sentence() {
        let findings = invented::findings();
        let told = answer(&findings, &findings.headlines[1].line);
        assert_eq!(
            told,
            "A fund of £613,000 (range £402,000 to £911,000 over what is not known) keeps the chance of running out within \
             the three-year contract at or below 1 in 20 (95% confidence in each parameter draw, 400 simulated contracts, \
             placement budget held by the practice, risk-adjusted capitation, additional money, surplus returned yearly, \
             tested at year end)."
        );
    }

    #[test]
    fn no_fund_and_no_need_of_one_are_sentences_too() {
        let findings = invented::findings();
        let mut line = findings.headlines[0].line.clone();
        line.sure = f64::INFINITY;
        assert!(answer(&findings, &line).starts_with("No fund of any size keeps the chance"));
        (line.sure, line.range) = (0.0, None);
        assert!(
            answer(&findings, &line).starts_with("Without any fund (what is not known is not drawn) the chance")
        );
    }

    #[test]
    fn a_bound_is_rounded_up_and_chances_have_words() {
        assert_eq!((up(541_321.0), up(0.0), up(98_000.2)), ("£542,000".into(), "£0".into(), "£98,100".into()));
        assert_eq!(
            (chance_words(0.05), chance_words(0.07), chance_words(1.0 / 3.0)),
            ("1 in 20".into(), "7 in 100".into(), "1 in 3".into())
        );
        assert_eq!((years_words(3), years_words(12)), ("three-year".into(), "12-year".into()));
    }

    #[test]
    fn where_the_price_is_short_the_sentences_say_so_first() {
        let mut headline = invented::findings().headlines[0].clone();
        headline.line.price = Some(Price::Short(40_000.0, Frequency { times: 400, of: 400 }));
        let told = beside(&headline);
        assert!(told[0].contains("below the practice's cost in all 400 contracts, by £40,000 a year"), "{told:?}");
        assert!(told[0].contains("about £120,000 pays for that"), "{told:?}");
    }
}
