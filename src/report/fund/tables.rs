//! The tables behind the answer.

use super::sentences::{chance_words, percent, up};
use crate::report::options::Table;
use crate::results::fund::findings::{Causes, Findings, Holder, Line, Method, Pool, SizeLine};
use crate::results::rounding::{Frequency, money, rounded, whole};

/// A fund's size, or why there is none.
pub fn size(fund: f64) -> String {
    up(fund)
}

fn range(line: &Line) -> String {
    line.range.map_or("not drawn".into(), |(low, high)| format!("{} to {}", up(low), up(high)))
}

/// How much a table tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    Full,
    Short,
}

fn head(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

/// The headline's arrangement: a row for each holder and horizon, a column for each rule of the fund. `Short`: sizes
/// alone under short names, for a terminal.
pub fn by_horizon(findings: &Findings, detail: Detail) -> Table {
    let lines = of_headlines_arrangement(findings);
    let mut rules: Vec<(String, String)> = Vec::new();
    let mut cases: Vec<(Holder, u32)> = Vec::new();
    let rule = |line: &Line| (line.case.surplus.clone(), line.case.money.clone());
    for line in &lines {
        if !rules.contains(&rule(line)) {
            rules.push(rule(line));
        }
        if !cases.contains(&(line.case.holder, line.case.years)) {
            cases.push((line.case.holder, line.case.years));
        }
    }
    let first = findings.headlines.first().map(|headline| headline.line.case.holder);
    cases.sort_by_key(|(holder, years)| (Some(*holder) != first, *holder, *years));
    let cell = |(holder, horizon): (Holder, u32), wanted: &(String, String)| {
        let of = |line: &&&Line| (line.case.holder, line.case.years) == (holder, horizon) && &rule(line) == wanted;
        lines.iter().find(of).map_or("–".into(), |line| match line.range {
            Some(_) if detail == Detail::Full => format!("{} ({})", size(line.sure), range(line)),
            _ => size(line.sure),
        })
    };
    let row = |case: &(Holder, u32)| {
        std::iter::once(format!("{}, {}", case.0.short(), years(case.1)))
            .chain(rules.iter().map(|rule| cell(*case, rule)))
            .collect()
    };
    let name = |(surplus, money): &(String, String)| match (detail, money.as_str()) {
        (Detail::Full, _) => format!("{}, {money}", capital(surplus)),
        (Detail::Short, "additional money") => capital(surplus),
        (Detail::Short, _) => "As the scenario states".into(),
    };
    let names = rules.iter().map(name);
    Table {
        head: std::iter::once("Placement budget, horizon".to_string()).chain(names).collect(),
        rows: cases.iter().map(row).collect(),
    }
}

/// Lines with the headline's arrangement, all holders, horizons and rules.
fn of_headlines_arrangement(findings: &Findings) -> Vec<&Line> {
    let first = findings.headlines.first().map(|headline| headline.line.case.arrangement.as_str());
    findings.table.iter().filter(|line| Some(line.case.arrangement.as_str()) == first).collect()
}

/// The same lines one by one, with point estimate, simultaneous size and method.
pub fn every_line(findings: &Findings) -> Table {
    let row = |line: &&Line| {
        vec![
            format!("{}, {}", line.case.holder.short(), years(line.case.years)),
            format!("{}, {}", line.case.surplus, line.case.money),
            size(line.point),
            size(line.sure),
            line.together.map_or("too few contracts".into(), size),
            method(line).into(),
        ]
    };
    Table {
        head: head(&[
            "Placement budget, horizon",
            "Surplus, and where the fund comes from",
            "Point estimate",
            "With confidence, each separately",
            "All together",
            "How",
        ]),
        rows: of_headlines_arrangement(findings).iter().map(row).collect(),
    }
}

/// With a capital first letter.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// Every arrangement under the headline's horizon and rule.
pub fn by_arrangement(findings: &Findings) -> Table {
    let lines = arrangements(findings);
    let row = |line: &&Line| {
        vec![
            format!("{}, {}", capital(&line.case.arrangement_words), line.case.holder.name()),
            size(line.sure),
            range(line),
            signed(line.margin),
            line.unfunded.as_ref().map_or("–".into(), |unfunded| money(unfunded.expected, unfunded.half_width)),
        ]
    };
    Table {
        head: head(&[
            "Arrangement, holder of placements",
            "Fund",
            "Range over draws",
            "Margin a year",
            "Expected unpaid",
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

/// "3 years".
fn years(years: u32) -> String {
    if years == 1 { "1 year".into() } else { format!("{years} years") }
}

fn method(line: &Line) -> &'static str {
    match line.method {
        Method::CriticalLevels => "critical levels",
        Method::EvaluatedAgain { falls: true, .. } => "evaluated again at each size",
        Method::EvaluatedAgain { falls: false, .. } => {
            "evaluated again; a larger fund ran out more often somewhere"
        }
    }
}

fn signed(pounds: f64) -> String {
    money(pounds, 0.0)
}

/// What is left unpaid, the tail, and the first year in which the fund runs out.
pub fn unpaid(findings: &Findings) -> Table {
    let mut rows = Vec::new();
    for headline in &findings.headlines {
        let who = headline.line.case.holder.short();
        let mut say = |what: String, value: String| rows.push(vec![format!("{}: {what}", capital(who)), value]);
        if let Some(unfunded) = &headline.line.unfunded {
            let at = if headline.line.sure.is_finite() { up(headline.line.sure) } else { "no fund".into() };
            say(
                format!("expected unpaid cost of a whole contract at {at}"),
                format!("{} ± {}", money(unfunded.expected, unfunded.half_width), money(unfunded.half_width, 0.0)),
            );
            say(format!("the same, of contracts that exhaust {at}"), dash(unfunded.when_it_runs_out));
            say(
                format!("worst of {} contracts", whole(headline.line.histories as f64)),
                money(unfunded.worst, 0.0),
            );
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
                format!(
                    "VaR {p} of what a contract needs from its fund ({} interval)",
                    percent(findings.confidence)
                ),
                format!("{} ({} to {})", money(tail.var, 0.0), end(low), end(high)),
            );
            say(
                format!("TVaR {p}: mean need of the worst {}", chance_words(findings.chance)),
                format!("{} ± {} (approximate)", money(tail.tvar, 0.0), money(tail.tvar_half_width, 0.0)),
            );
        }
    }
    Table { head: head(&["Placement budget: what", "Value"]), rows }
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
    let points = |share: f64| rounded(share * 100.0, 0.1);
    let row =
        |name: &str, chance: String, without: String, fund: f64| vec![capital(name), chance, without, dash(fund)];
    let mut rows: Vec<Vec<String>> = causes
        .causes
        .iter()
        .map(|c| {
            let chance = format!("{} ± {}", points(c.of_chance), points(c.half_width));
            row(&c.name, chance, points(c.of_chance_without_fund), c.of_fund)
        })
        .collect();
    let price = points(causes.chance_of_none);
    rows.push(row("every source at its mean: the price", price, "–".into(), causes.fund_of_none));
    Table {
        head: head(&[
            "Source",
            "Contracts in 100 that exhaust the point estimate",
            "... that need any fund",
            "Part of the point estimate",
        ]),
        rows,
    }
}

/// Pools of several practices: a row for each holder and correlation, a column for each number of practices.
pub fn pools(findings: &Findings) -> Table {
    let mut numbers: Vec<usize> = Vec::new();
    let mut cases: Vec<(Holder, f64, f64)> = Vec::new();
    for pool in &findings.pools {
        if !numbers.contains(&pool.practices) {
            numbers.push(pool.practices);
        }
        if !cases.iter().any(|(holder, rho, _)| (*holder, *rho) == (pool.holder, pool.correlation)) {
            cases.push((pool.holder, pool.correlation, pool.alone));
        }
    }
    let cell = |holder: Holder, rho: f64, practices: usize| {
        let of = |pool: &&Pool| (pool.holder, pool.correlation, pool.practices) == (holder, rho, practices);
        findings.pools.iter().find(of).map_or("–".into(), |pool| {
            let each = money(pool.pooled / pool.practices as f64, 0.0);
            pool.benefit.map_or(each.clone(), |saved| format!("{each}, saves {:.0}%", saved * 100.0))
        })
    };
    let row = |(holder, rho, alone): &(Holder, f64, f64)| {
        [format!("{}, correlation {rho}", capital(holder.short())), money(*alone, 0.0)]
            .into_iter()
            .chain(numbers.iter().map(|practices| cell(*holder, *rho, *practices)))
            .collect()
    };
    let names = numbers.iter().map(|practices| format!("Each of {practices} together"));
    Table {
        head: ["Placement budget, correlation".to_string(), "One alone".into()].into_iter().chain(names).collect(),
        rows: cases.iter().map(row).collect(),
    }
}

/// Practices of other sizes.
pub fn sizes(findings: &Findings) -> Table {
    let row = |line: &SizeLine| {
        let each = if line.sure.is_finite() { money(line.sure / line.places as f64, 0.0) } else { "–".into() };
        vec![
            format!("{} places, {}, {}", line.places, line.arrangement_words, line.holder.name()),
            format!("{:.0}", line.served),
            size(line.point),
            size(line.sure),
            each,
            signed(line.margin),
        ]
    };
    Table {
        head: head(&[
            "Size, arrangement, holder of placements",
            "Served",
            "Point estimate",
            "Fund",
            "A place",
            "Margin a year",
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
