//! The answer in sentences: which sizes meet the limits and how sure that is, what sets the ends, what size costs.

use crate::report::size::words::{and, joined, spans, value_of};
use crate::results::fund::{Price, price_of};
use crate::results::rounding::{money, rounded, stated, whole};
use crate::results::size::study::{Bound, FundLine, Setting, SizeStudy, Unmeasured};
use crate::results::size::verdict::Verdict;

/// "As a guide approximately 100-200 children" (DfE Guide 2011, para 32).
pub const GUIDE: (u32, u32) = (100, 200);

/// The one sentence.
pub fn lead(study: &SizeStudy) -> String {
    let place = &study.authority;
    if study.limits.is_empty() {
        return format!(
            "No limit is stated, so no size is ruled out and the guide's {} to {} children (DfE Guide 2011, para 32) \
             cannot be judged for {place}; state what matters with --limit; {}.",
            GUIDE.0,
            GUIDE.1,
            upper(study)
        );
    }
    let of = |verdict| sizes_with(study, verdict);
    let (meet, miss, open) = (of(Verdict::Meets), of(Verdict::Misses), of(Verdict::CannotBeTold));
    let limits = joined(&study.limits.iter().map(|limit| limit.stated.clone()).collect::<Vec<_>>());
    let mut parts: Vec<String> = study.unmeasured.iter().map(|one| unmeasured(study, one)).collect();
    let sure = format!(
        "with 95% confidence, together over {}{}, from {} histories each",
        count(study.sizes.len(), "size"),
        if study.limits.len() > 1 { format!(" and {} limits", study.limits.len()) } else { String::new() },
        whole(study.replicates as f64)
    );
    parts.push(match meet.is_empty() {
        true => format!("No size tried meets {limits} on average ({sure})"),
        false => format!("{} places meet {limits} on average ({sure})", capital(&spans(&study.sizes, &meet))),
    });
    if !miss.is_empty() && !meet.is_empty() {
        let verb = if miss.len() == 1 { "misses" } else { "miss" };
        parts.push(format!(
            "{} {verb} {}",
            spans(&study.sizes, &miss),
            if study.limits.len() > 1 { "one" } else { "it" }
        ));
    }
    if !open.is_empty() {
        parts.push(format!("{} cannot be told yet{}", spans(&study.sizes, &open), more_histories(study)));
    }
    parts.push(guide(study, &meet, &open));
    if let Some(bound) = &study.lower {
        parts.push(lower(study, bound));
    }
    parts.push(upper(study));
    parts.join("; ") + "."
}

/// A limit on what the scenario does not model.
fn unmeasured(study: &SizeStudy, one: &Unmeasured) -> String {
    let why = one.key.as_ref().map_or(String::new(), |key| format!(" ({key} is not stated)"));
    format!("{} cannot be judged, since the scenario does not measure it{why}", study.limits[one.limit].stated)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("one {what}") } else { format!("{n} {what}s") }
}

/// Sizes of which this is to be said.
pub fn sizes_with(study: &SizeStudy, verdict: Verdict) -> Vec<u32> {
    study.judged.iter().filter(|judged| judged.verdict == verdict).map(|judged| judged.places).collect()
}

/// " (about 400 histories would: --replicates 400)", where a sensible number would.
fn more_histories(study: &SizeStudy) -> String {
    let needed = study.judged.iter().filter(|judged| judged.verdict == Verdict::CannotBeTold);
    let needed = needed.flat_map(|judged| &judged.limits).filter_map(|held| held.replicates_to_tell).max();
    match needed.filter(|n| *n <= 20_000) {
        Some(n) => format!(" (about {} histories would)", whole((n as f64 / 50.0).ceil() * 50.0)),
        None => String::new(),
    }
}

/// Does the guide's range hold for this authority?
fn guide(study: &SizeStudy, meet: &[u32], open: &[u32]) -> String {
    let within = |sizes: &[u32]| -> Vec<u32> {
        sizes.iter().copied().filter(|size| (GUIDE.0..=GUIDE.1).contains(size)).collect()
    };
    let (tried, meet, open) = (within(&study.sizes), within(meet), within(open));
    let guide = format!("the guide's {} to {} children (DfE Guide 2011, para 32)", GUIDE.0, GUIDE.1);
    let place = &study.authority;
    match () {
        () if tried.is_empty() => format!("{guide} cannot be judged, since no size within it was tried"),
        () if meet.len() == tried.len() => format!("{guide} holds for {place} at every size tried within it"),
        () if meet.is_empty() && open.is_empty() => {
            format!("{guide} does not hold for {place} at any size tried within it")
        }
        () if meet.is_empty() => format!("{guide} is shown for {place} at no size tried within it"),
        () => format!("{guide} holds for {place} at {} only", spans(&study.sizes, &meet)),
    }
}

/// What sets the smallest size.
fn lower(study: &SizeStudy, bound: &Bound) -> String {
    match bound.beyond {
        None => format!(
            "the smallest size tried, {}, meets {}, so that the lower limit lies below it",
            bound.places,
            all_limits(study)
        ),
        Some(beyond) => format!("the smallest, {}, is set by {}", bound.places, set_by(study, bound, beyond)),
    }
}

fn all_limits(study: &SizeStudy) -> &'static str {
    if study.limits.len() > 1 { "them all" } else { "it" }
}

/// What sets the largest size, or why nothing does.
fn upper(study: &SizeStudy) -> String {
    if let Some(Bound { beyond: Some(beyond), places, .. }) = &study.upper {
        let bound = study.upper.as_ref().map(|bound| set_by(study, bound, *beyond)).unwrap_or_default();
        return format!("the largest, {places}, is set by {bound}");
    }
    let key = format!("practice.{}.children_known_per_worker", study.practice);
    if study.losses.is_empty() {
        return format!(
            "the upper limit is not answerable: the scenario holds no assumption by which a larger practice does worse \
             (it does not say how many children a worker knows, {key}, and the children of its ages and areas do not run \
             out within these sizes)"
        );
    }
    let ways =
        joined(&study.losses.iter().map(|loss| format!("{} ({})", loss.words, loss.key)).collect::<Vec<_>>());
    let limited = |measure: &&str| study.limits.iter().any(|limit| limit.measure == **measure);
    let measures: Vec<&str> = study.losses.iter().flat_map(|loss| loss.measures.iter().copied()).collect();
    match () {
        () if study.limits.is_empty() => format!("a larger practice can do worse because {ways}"),
        () if study.upper.is_none() => format!("no upper limit follows where no size meets {}", all_limits(study)),
        () if !measures.iter().any(limited) => {
            let shown: Vec<&str> = measures.into_iter().filter(|name| study.measure(name).is_some()).collect();
            format!(
                "no upper limit follows, since nothing that is limited gets worse with size; a larger practice does worse \
                 because {ways}: limit {}",
                and(&shown)
            )
        }
        () => "the largest size tried meets the limits, so that the upper limit lies beyond it".into(),
    }
}

/// "cover failures at 80 places (3.1 a year; practice.evolve.minimum_on_duty = 3, assumed)".
fn set_by(study: &SizeStudy, bound: &Bound, beyond: u32) -> String {
    let each = bound.limits.iter().map(|at| {
        let limit = &study.limits[*at];
        let label = study.measure(&limit.measure).map_or(limit.measure.clone(), |measure| measure.label.clone());
        let found = study.line(beyond, &limit.measure).map_or(String::new(), |line| {
            format!(
                " ({} at {beyond} places)",
                value_of(study, &limit.measure, line.spread.mean, line.spread.half_width)
            )
        });
        format!("{label}{found}")
    });
    let each = joined(&each.collect::<Vec<_>>());
    // the key that matters most comes first; the page names the others
    match bound.settings.first() {
        Some(first) => format!("{each}, which rests on {}", setting(first)),
        None => each,
    }
}

/// "practice.evolve.minimum_on_duty = 3 social workers (assumed; A32)".
pub fn setting(setting: &Setting) -> String {
    let quality = (!setting.quality.is_empty()).then(|| setting.quality.to_string());
    let numbers = (!setting.assumptions.is_empty()).then(|| setting.assumptions.join(", "));
    let known: Vec<String> = quality.into_iter().chain(numbers).collect();
    let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join("; ")) };
    format!("{} = {}{known}", setting.key, setting.value)
}

/// Further sentences, in the order in which a planner asks.
pub fn details(study: &SizeStudy) -> Vec<(&'static str, String)> {
    let all = [
        ("Do they keep their worker?", continuity(study)),
        ("Do the places fill, and how soon?", filling(study)),
        ("What becomes of it when nobody further is transferred?", decay(study)),
        ("What does a child-year cost?", cost(study)),
        ("How large a risk fund?", funds(study)),
        ("What if more workers leave?", turnover(study)),
    ];
    all.into_iter().filter_map(|(question, text)| Some((question, text?))).collect()
}

/// First and last size with a measure's words: "55% at 60 places, 57% at 300".
fn ends(study: &SizeStudy, name: &str) -> Option<(String, bool)> {
    let lines = study.by_size(name);
    let defined: Vec<_> = lines.into_iter().filter(|line| line.spread.is_defined()).collect();
    let (first, last) = (defined.first()?, defined.last()?);
    let value = |line: &crate::results::size::study::SizeLine| {
        value_of(study, name, line.spread.mean, line.spread.half_width)
    };
    let apart =
        (first.spread.mean - last.spread.mean).abs() > first.spread.half_width.hypot(last.spread.half_width);
    Some((format!("{} at {} places, {} at {}", value(first), first.places, value(last), last.places), apart))
}

fn continuity(study: &SizeStudy) -> Option<String> {
    let name = "cohort_same_worker_all_year_pct";
    let (ends, apart) = ends(study, name)?;
    let hardly = if apart { "" } else { " (these cannot be told apart)" };
    let mut text = format!("Of those served all year, one lead worker throughout: {ends}{hardly}.");
    let differences: Vec<f64> =
        study.by_size(name).iter().filter_map(|line| line.difference.as_ref()).map(|d| d.spread.mean).collect();
    if let (Some(least), Some(most)) = (minimum(&differences), maximum(&differences)) {
        text += &format!(
            " Against the same children not moved that is {} to {} percentage points, by size.",
            signed(least),
            signed(most)
        );
    }
    Some(text)
}

fn minimum(values: &[f64]) -> Option<f64> {
    values.iter().copied().filter(|v| v.is_finite()).min_by(f64::total_cmp)
}
fn maximum(values: &[f64]) -> Option<f64> {
    values.iter().copied().filter(|v| v.is_finite()).max_by(f64::total_cmp)
}

fn signed(value: f64) -> String {
    let text = rounded(value, 0.5);
    if value > 0.0 { format!("+{text}") } else { text }
}

/// "1 month", "4.5 months".
fn months(n: f64) -> String {
    if n == 1.0 { "1 month".into() } else { format!("{} months", stated(n)) }
}

fn filling(study: &SizeStudy) -> Option<String> {
    let fills: Vec<_> = study.filling.iter().filter(|f| f.never * 2 <= f.histories).collect();
    let mut text = match (fills.first(), fills.last()) {
        (Some(first), Some(last)) if first.places != last.places => format!(
            "Half of the histories have 95% of the places taken after {} at {} places, {} at {}.",
            months(first.months.median),
            first.places,
            stated(last.months.median),
            last.places
        ),
        (Some(one), _) => format!(
            "Half of the histories have 95% of the {} places taken after {}.",
            one.places,
            months(one.months.median)
        ),
        _ => "No size tried fills in half of the histories.".into(),
    };
    let empty: Vec<u32> = study.filling.iter().filter(|f| f.never * 2 > f.histories).map(|f| f.places).collect();
    let most = study.filling.last()?.served.iter().copied().fold(0.0, f64::max);
    if !empty.is_empty() && !fills.is_empty() {
        text += &format!(
            " {} places never fill in most histories: the pool of children who may be allocated ends at about {} (the most \
             served on average, with {} places).",
            capital(&spans(&study.sizes, &empty)),
            whole(most),
            study.filling.last()?.places
        );
    }
    if let Some(pool) = study.expected_pool {
        text += &format!(
            " About {} children and care leavers of the ages and areas are expected in all, before assessment and other \
             criteria.",
            whole(pool)
        );
    }
    Some(text)
}

fn decay(study: &SizeStudy) -> Option<String> {
    let each: Vec<String> = study
        .decay
        .iter()
        .filter_map(|decay| {
            let stop = decay.stops_after_months as usize;
            let years: Vec<String> =
                [12, 24, 36].iter().filter_map(|later| decay.mean.get(stop + later)).map(|n| whole(*n)).collect();
            if years.is_empty() {
                return None;
            }
            Some(format!(
                "{} places, stopped after month {stop} with {} served: {} after {}",
                decay.places,
                whole(*decay.mean.get(stop)?),
                and(&years),
                ["one year", "one and two years", "one, two and three years"][years.len() - 1]
            ))
        })
        .collect();
    (!each.is_empty()).then(|| format!("{}.", each.join("; ")))
}

fn cost(study: &SizeStudy) -> Option<String> {
    let (ends, _) = ends(study, "practice_cost_per_child_year_gbp")?;
    let mut text = format!("The practice without placements costs {ends}.");
    if let Some((added, _)) = self::ends(study, "added_public_cost_per_child_year_gbp") {
        text += &format!(" To the public it adds, beyond no practice, {added}.");
    }
    Some(text)
}

fn funds(study: &SizeStudy) -> Option<String> {
    let one = |holder: &str| -> Option<String> {
        let lines: Vec<&FundLine> = study.funds.iter().filter(|line| line.holder == holder).collect();
        let (first, last) = (lines.first()?, lines.last()?);
        let level = |line: &FundLine| match line.smallest_gbp {
            Some(gbp) if gbp.is_finite() => money(gbp, 0.0),
            _ => "no fund that holds".into(),
        };
        let short: Vec<u32> = lines
            .iter()
            .filter(|line| {
                matches!(price_of(&line.margin_gbp, line.price_short, line.histories), Some(Price::Short(..)))
            })
            .map(|line| line.places)
            .collect();
        let price = match short.is_empty() {
            true => String::new(),
            false => format!(
                " (at {} places the contract is below the practice's cost in 19 of 20 histories: there a fund only delays \
                 the end)",
                spans(&study.sizes, &short)
            ),
        };
        Some(format!(
            "if the {holder} holds the placement budget, {} at {} places, {} at {}{price}",
            level(first),
            first.places,
            level(last),
            last.places
        ))
    };
    let both: Vec<String> = ["authority", "practice"].into_iter().filter_map(one).collect();
    (!both.is_empty()).then(|| {
        format!(
            "The smallest fund that keeps 19 of 20 simulated {}-year contracts from running out (additional money, no top-up, \
             surpluses as the scenario shares them, tested at year ends): {}.",
            study.contract_years,
            both.join("; ")
        )
    })
}

fn turnover(study: &SizeStudy) -> Option<String> {
    let name = "cohort_same_worker_all_year_pct";
    let (first, last) = (study.sizes.first()?, study.sizes.last()?);
    let at = |level: &str, places: u32| {
        let found = study.turnover.iter().find(|l| l.level == level && l.places == places && l.measure == name)?;
        Some(value_of(study, name, found.spread.mean, found.spread.half_width))
    };
    let percent = |share: f64| format!("{}%", stated((share * 1000.0).round() / 10.0));
    let each: Vec<String> = study
        .turnover_levels
        .iter()
        .filter_map(|level| {
            let (a, b) = (at(level.level, *first)?, at(level.level, *last)?);
            Some(format!(
                "at {} a year, {a} at {first} places and {b} at {last}",
                percent(level.turnover_per_year)
            ))
        })
        .collect();
    (!each.is_empty())
        .then(|| format!("One lead worker all year, by turnover of the practice: {}.", each.join("; ")))
}

/// What could be limited, where nothing is: an example and the measures at both ends of the guide.
pub fn proposals(study: &SizeStudy) -> Vec<String> {
    let within: Vec<u32> = study.sizes.iter().copied().filter(|s| (GUIDE.0..=GUIDE.1).contains(s)).collect();
    let (Some(low), Some(high)) = (within.first().or(study.sizes.first()), within.last().or(study.sizes.last()))
    else {
        return Vec::new();
    };
    let wanted = [
        "cohort_same_worker_all_year_pct",
        "cohort_changes_known_pct",
        "cover_failures",
        "practice_caseload_max",
        "in_band_pct",
        "months_to_fill",
        "practice_cost_per_child_year_gbp",
    ];
    let one = |name: &&str| {
        let (a, b) = (study.line(*low, name)?, study.line(*high, name)?);
        let measure = study.measure(name)?;
        let sign = if measure.better == "higher" { ">=" } else { "<=" };
        let value = |mean: f64, half: f64| value_of(study, name, mean, half);
        Some(format!(
            "--limit '{name}{sign}N': {}, {} at {low} places, {} at {high}",
            measure.label,
            value(a.spread.mean, a.spread.half_width),
            value(b.spread.mean, b.spread.half_width)
        ))
    };
    wanted.iter().filter_map(one).collect()
}
