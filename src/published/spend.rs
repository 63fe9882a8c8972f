//! Spend on children looked after per child, local beside England's.
//!
//! The line is "children looked after, total expenditure" of section 251 (to 2013-14) and of RO3 (2024-25), divided
//! by the children of the 31 March in which the financial year ends. From 2012-13 it includes adoption and
//! guardianship support; a ratio to England's figure of the same year is free of that change and of prices.

use super::figure::neighbours;
use super::tables::Table;
use super::{Authority, ENGLAND};

/// Spend of one financial year.
#[derive(Debug, Clone, PartialEq)]
pub struct Spend {
    /// The year in which the financial year ends.
    pub year: u16,
    /// Gross, in GBP of that year.
    pub gross_gbp: f64,
    /// Looked after on 31 March of that year.
    pub children: f64,
    /// England's spend per child in the same year.
    pub england_per_child_gbp: f64,
    /// Title of the publication and financial year.
    pub source: String,
}

impl Spend {
    pub fn per_child_gbp(&self) -> f64 {
        self.gross_gbp / self.children
    }
    /// The authority's spend per child as a multiple of England's in that year.
    pub fn ratio_to_england(&self) -> f64 {
        self.per_child_gbp() / self.england_per_child_gbp
    }
    /// "2010-11".
    pub fn financial_year(&self) -> String {
        format!("{}-{:02}", self.year - 1, self.year % 100)
    }
}

/// The authority's spend in the financial year that ends in `year`, or in the nearest one up to two years away.
pub fn spend_near(authority: &Authority, year: u16) -> Option<Spend> {
    neighbours(year).find_map(|candidate| spend_in(authority, candidate))
}

/// The authority's spend in the financial year that ends in `year`. A published 0 is a return that was not made.
pub fn spend_in(authority: &Authority, year: u16) -> Option<Spend> {
    let gross_gbp = gross_gbp(&authority.code, year).filter(|gross| *gross > 0.0)?;
    let children = Table::Children.number(&authority.code, year, "stock").filter(|stock| *stock > 0.0)?;
    let publication = Table::Spend.publication(year)?;
    Some(Spend {
        year,
        gross_gbp,
        children,
        england_per_child_gbp: england_per_child_gbp(year)?,
        source: format!("{} ({})", publication.title, publication.moment),
    })
}

/// England's spend per child: the published row, or where the publication has none the sum of the authorities.
pub fn england_per_child_gbp(year: u16) -> Option<f64> {
    let children = Table::Children.number(ENGLAND, year, "stock")?;
    let published = gross_gbp(ENGLAND, year);
    let total = published.unwrap_or_else(|| Table::Spend.codes().filter_map(|code| gross_gbp(code, year)).sum());
    (total > 0.0).then_some(total / children)
}

/// Up to five financial years to `year`, the oldest first, without a gap.
pub fn spend_history(authority: &Authority, year: u16) -> Vec<Spend> {
    let mut years: Vec<Spend> = (0..5).map_while(|back| spend_in(authority, year.checked_sub(back)?)).collect();
    years.reverse();
    years
}

fn gross_gbp(code: &str, year: u16) -> Option<f64> {
    let total = Table::Spend.number(code, year, "total")?;
    match Table::Spend.text(code, year, "unit") {
        Some("gbp_thousand") => Some(total * 1000.0),
        _ => Some(total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::find;

    #[test]
    fn england_spent_46300_gbp_a_child_in_2010_11_and_109000_in_2024_25() {
        assert_eq!((england_per_child_gbp(2011).unwrap() / 100.0).round(), 463.0); // 3,036m over 65,520 children
        assert_eq!((england_per_child_gbp(2025).unwrap() / 1000.0).round(), 109.0); // 8,917m over 81,770
    }

    #[test]
    fn staffordshire_spent_44_1m_in_2010_11() {
        let spend = spend_in(find("Staffordshire").unwrap(), 2011).unwrap();
        assert_eq!((spend.gross_gbp, spend.children), (44_096_153.9, 795.0));
        assert_eq!(spend.financial_year(), "2010-11");
    }

    #[test]
    fn a_history_has_no_gap_and_no_year_that_was_not_returned() {
        let years = |name: &str, year| -> Vec<u16> {
            spend_history(find(name).unwrap(), year).iter().map(|one| one.year).collect()
        };
        assert_eq!(years("Staffordshire", 2014), [2010, 2011, 2012, 2013, 2014]);
        assert_eq!(years("Stockton-on-Tees", 2014), [2011, 2012, 2013, 2014], "0 was published for 2009-10");
        assert_eq!(years("Staffordshire", 2025), [2025]);
        assert!(years("Birmingham", 2025).is_empty());
    }
}
