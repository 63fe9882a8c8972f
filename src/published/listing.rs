//! The table that `new --list` prints.

use super::authorities::authorities;
use super::tables::Table;

/// Authority, years that a scenario can be made for, and the stock of the newest one.
pub fn table() -> String {
    let listed: Vec<_> = authorities().iter().filter(|one| !one.years.is_empty()).collect();
    let width = listed.iter().map(|one| one.name.chars().count()).max().unwrap_or_default();
    let mut named = listed;
    named.sort_by(|a, b| a.name.cmp(&b.name));
    let mut text = format!("{:width$}  {:20}  children looked after\n", "authority", "years");
    for one in named {
        let newest = one.years.last().copied().unwrap_or_default();
        let stock = Table::Children.number(&one.code, newest, "stock").unwrap_or_default();
        let followed = match one.followed_by.as_slice() {
            [] => String::new(),
            names => format!("; then {}", names.join(" and ")),
        };
        text += &format!(
            "{:width$}  {:20}  {stock:5.0} on 31 March {newest}{followed}\n",
            one.name,
            spans(&one.years)
        );
    }
    text
}

/// "2010-2017, 2020-2025".
pub fn spans(years: &[u16]) -> String {
    let mut spans: Vec<(u16, u16)> = Vec::new();
    for year in years {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *year => *last = *year,
            _ => spans.push((*year, *year)),
        }
    }
    let words: Vec<String> = spans
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_each_authority_with_its_years_and_newest_stock() {
        let text = table();
        let line = text.lines().find(|line| line.starts_with("Staffordshire ")).unwrap();
        assert!(line.contains("2010-2017, 2020-2025") && line.ends_with("1306 on 31 March 2025"), "{line}");
        assert!(
            text.lines()
                .any(|line| line.starts_with("Poole ")
                    && line.ends_with("then Bournemouth, Christchurch and Poole"))
        );
        assert!(!text.contains("Isles of Scilly"), "nobody can be simulated there");
        assert_eq!(text.lines().count(), 1 + 157);
    }
}
