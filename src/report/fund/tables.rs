//! The tables behind the answer.

use super::sentences::{chance_words, in_twenty, percent, up};
use crate::report::options::Table;
use crate::results::fund::findings::{Causes, Findings, Headline, Line, Method};
use crate::results::rounding::{Frequency, money, whole};

/// A fund's size, or why there is none.
pub fn size(fund: f64) -> String {
    up(fund)
}

fn range(line: &Line) -> String {
    line.range.map_or("not drawn".into(), |(low, high)| format!("{} to {}", up(low), up(high)))
}

fn head(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

/// The headline's arrangement by holder, horizon and surplus rule.
pub fn by_horizon(findings: &Findings) -> Table {
    let Some(first) = findings.headlines.first() else { return Table { head: vec![], rows: vec![] } };
    let mut lines: Vec<&Line> = findings
        .table
        .iter()
        .filter(|line| line.case.arrangement == first.line.case.arrangement)
        .collect();
    lines.sort_by_key(|line| (line.case.holder != first.line.case.holder, line.case.years));
    let row = |line: &&Line| {
        vec![
            format!("{}, {}", line.case.holder.words(), years(line.case.years)),
            format!("{}, {}", line.case.surplus, line.case.money),
            size(line.point),
            size(line.sure),
            line.together.map_or("too few contracts".into(), size),
            range(line),
            method(line).into(),
        ]
    };
    Table {
        head: head(&[
            "Placement budget held by, horizon",
            "Surplus, and where the fund comes from",
            "Point estimate",
            "With confidence, each separately",
            "All together",
            "Range over draws",
            "How",
        ]),
        rows: lines.iter().map(row).collect(),
    }
}

/// Every arrangement under the headline's horizon and rule.
pub fn by_arrangement(findings: &Findings) -> Table {
    let lines = arrangements(findings);
    let row = |line: &&Line| {
        vec![
            format!("{}, {}", line.case.arrangement_words, line.case.holder.words()),
            size(line.sure),
            range(line),
            signed(line.margin),
            line.unfunded.as_ref().map_or("–".into(), |unfunded| money(unfunded.expected, unfunded.half_width)),
        ]
    };
    Table {
        head: head(&[
            "Arrangement, placement budget held by",
            "Fund with confidence, each separately",
            "Range over draws",
            "Payment less cost, a year",
            "Expected unpaid, whole contract",
        ]),
        rows: lines.iter().map(row).collect(),
    }
}

/// The lines that differ from the headline in arrangement and holder only.
pub fn arrangements(findings: &Findings) -> Vec<&Line> {
    let Some(first) = findings.headlines.first().map(|headline| &headline.line.case) else { return vec![] };
    let alike = |line: &&Line| {
        (line.case.years, &line.case.surplus, &line.case.money) == (first.years, &first.surplus, &first.money)
    };
    findings.table.iter().filter(alike).collect()
}

/// "in 3 years".
fn years(years: u32) -> String {
    if years == 1 { "1 year".into() } else { format!("{years} years") }
}

fn method(line: &Line) -> &'static str {
    match line.method {
        Method::CriticalLevels => "critical levels",
        Method::EvaluatedAgain { falls: true, .. } => "evaluated again at each size",
        Method::EvaluatedAgain { falls: false, .. } => "evaluated again; a larger fund ran out more often somewhere",
    }
}

fn signed(pounds: f64) -> String {
    money(pounds, 0.0)
}

/// What is left unpaid, the tail, and the first year in which the fund runs out.
pub fn unpaid(findings: &Findings) -> Table {
    let mut rows = Vec::new();
    for headline in &findings.headlines {
        let who = headline.line.case.holder.words();
        let mut say = |what: String, value: String| rows.push(vec![format!("{who}: {what}"), value]);
        if let Some(unfunded) = &headline.line.unfunded {
            let at = if headline.line.sure.is_finite() { up(headline.line.sure) } else { "no fund".into() };
            say(
                format!("expected unpaid cost of a whole contract at {at}"),
                format!("{} ± {}", money(unfunded.expected, unfunded.half_width), money(unfunded.half_width, 0.0)),
            );
            say(format!("the same, of contracts that exhaust {at}"), dash(unfunded.when_it_runs_out));
            say(format!("worst of {} contracts", whole(headline.line.histories as f64)), money(unfunded.worst, 0.0));
            for (year, times) in unfunded.first_year.iter().enumerate() {
                let seen = Frequency { times: *times, of: headline.line.histories };
                say(format!("{at} first runs out in year {}", year + 1), share(seen));
            }
        }
        if let Some(tail) = &headline.tail {
            let p = percent(tail.p);
            let end = |end: Option<f64>| end.map_or("unbounded".into(), |end| money(end, 0.0));
            let (low, high) = tail.var_interval;
            say(
                format!("VaR {p} of what a contract needs from its fund ({} interval)", percent(findings.confidence)),
                format!("{} ({} to {})", money(tail.var, 0.0), end(low), end(high)),
            );
            say(
                format!("TVaR {p}: mean need of the worst {}", chance_words(findings.chance)),
                format!("{} ± {} (approximate)", money(tail.tvar, 0.0), money(tail.tvar_half_width, 0.0)),
            );
        }
    }
    Table { head: head(&["Placement budget held by: what", "Value"]), rows }
}

fn dash(pounds: f64) -> String {
    if pounds.is_finite() { money(pounds, 0.0) } else { "–".into() }
}

fn share(seen: Frequency) -> String {
    let (low, high) = seen.interval();
    format!("{:.1}% ({:.1} to {:.1}%)", seen.share() * 100.0, low * 100.0, high * 100.0)
}

/// The shares of one headline's failures.
pub fn causes(causes: &Causes) -> Table {
    let points = |share: f64| format!("{:.1}", share * 100.0);
    let row = |name: &str, chance: f64, without: String, fund: f64| {
        vec![name.to_string(), points(chance), without, dash(fund)]
    };
    let mut rows: Vec<Vec<String>> = causes
        .causes
        .iter()
        .map(|c| row(&c.name, c.of_chance, points(c.of_chance_without_fund), c.of_fund))
        .collect();
    rows.push(row("every source at its mean: the price", causes.chance_of_none, "–".into(), causes.fund_of_none));
    Table {
        head: head(&[
            "Source",
            "Contracts in 100 that exhaust the fund",
            "... that would exhaust none at all",
            "Share of the fund (point estimate)",
        ]),
        rows,
    }
}

/// Pools of several practices.
pub fn pools(findings: &Findings) -> Table {
    let row = |pool: &crate::results::fund::findings::Pool| {
        vec![
            format!("{}, {} practices, correlation {}", pool.holder.words(), pool.practices, pool.correlation),
            money(pool.alone, 0.0),
            money(pool.pooled, 0.0),
            money(pool.pooled / pool.practices as f64, 0.0),
            pool.benefit.map_or("–".into(), |benefit| format!("{:.0}%", benefit * 100.0)),
        ]
    };
    Table {
        head: head(&["Placement budget held by", "Fund of one", "Fund of the pool", "A practice", "Saved by pooling"]),
        rows: findings.pools.iter().map(row).collect(),
    }
}

/// Practices of other sizes.
pub fn sizes(findings: &Findings) -> Table {
    let row = |line: &crate::results::fund::findings::SizeLine| {
        let each = if line.sure.is_finite() { money(line.sure / line.places as f64, 0.0) } else { "–".into() };
        vec![
            format!("{} places, {}", line.places, line.holder.words()),
            format!("{:.0}", line.served),
            size(line.point),
            size(line.sure),
            each,
            signed(line.margin),
        ]
    };
    Table {
        head: head(&[
            "Size, placement budget held by",
            "Served",
            "Point estimate",
            "With confidence, each separately",
            "A place",
            "Payment less cost, a year",
        ]),
        rows: findings.sizes.iter().map(row).collect(),
    }
}

/// The parameters that move the fund most.
pub fn switches(findings: &Findings) -> Table {
    let rows = findings.switches.iter().map(|switch| {
        vec![
            switch.key.clone(),
            format!("{}: {}", switch.low_value, size(switch.fund_low)),
            format!("{}: {}", switch.high_value, size(switch.fund_high)),
            switch.doubles.clone().unwrap_or_else(|| "nowhere within its range".into()),
            switch.arrangement_changes.clone().unwrap_or_else(|| "no".into()),
        ]
    });
    Table {
        head: head(&[
            "Parameter",
            "At its 10th percentile",
            "At its 90th percentile",
            "Where the fund would be twice or half",
            "Another arrangement needs the smallest fund?",
        ]),
        rows: rows.collect(),
    }
}

/// How often the headline's fund runs out, in words.
pub fn as_stated(headline: &Headline) -> Option<String> {
    headline.as_stated.map(|(_, seen)| in_twenty(seen))
}
