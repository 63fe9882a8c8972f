//! What is published: the list of statistics, each with its place in the tables.

use super::tables::Table;

macro_rules! statistics {
    ($($(#[$doc:meta])* $variant:ident = $table:ident, $column:literal, $kind:ident, $label:literal;)+) => {
        /// A published statistic of an authority in a year.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Statistic { $($(#[$doc])* $variant),+ }

        impl Statistic {
            pub const ALL: &'static [Statistic] = &[$(Statistic::$variant),+];

            pub(crate) fn table(self) -> Table {
                match self { $(Statistic::$variant => Table::$table),+ }
            }
            pub(crate) fn column(self) -> &'static str {
                match self { $(Statistic::$variant => $column),+ }
            }
            /// A number of children, or a rate for which England's may stand in.
            pub fn kind(self) -> Kind {
                match self { $(Statistic::$variant => Kind::$kind),+ }
            }
            /// What a reader sees, with the unit.
            pub fn label(self) -> &'static str {
                match self { $(Statistic::$variant => $label),+ }
            }
        }
    };
}

/// Can another place's figure stand in?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number of children: England's says nothing about one authority.
    Count,
    /// A percentage or a mean: England's stands in where there is no local one.
    Rate,
}

statistics! {
    Stock = Children, "stock", Count, "children looked after on 31 March";
    Starts = Children, "starts", Count, "children starting in the year";
    Ceases = Children, "ceases", Count, "children ceasing in the year";
    StockUnder1 = Children, "stock_under_1", Count, "looked after, under 1";
    Stock1To4 = Children, "stock_age_1_4", Count, "looked after, 1 to 4";
    Stock5To9 = Children, "stock_age_5_9", Count, "looked after, 5 to 9";
    Stock10To15 = Children, "stock_age_10_15", Count, "looked after, 10 to 15";
    Stock16Plus = Children, "stock_age_16_plus", Count, "looked after, 16 and over";
    StartsUnder1 = Children, "starts_under_1", Count, "starting, under 1";
    Starts1To4 = Children, "starts_age_1_4", Count, "starting, 1 to 4";
    Starts5To9 = Children, "starts_age_5_9", Count, "starting, 5 to 9";
    Starts10To15 = Children, "starts_age_10_15", Count, "starting, 10 to 15";
    Starts16Plus = Children, "starts_age_16_plus", Count, "starting, 16 and over";
    Unaccompanied = Children, "unaccompanied", Count, "unaccompanied asylum-seeking children on 31 March";
    CeasesUnder1 = CeasesByAge, "under_1", Count, "ceasing, under 1";
    Ceases1To4 = CeasesByAge, "age_1_4", Count, "ceasing, 1 to 4";
    Ceases5To9 = CeasesByAge, "age_5_9", Count, "ceasing, 5 to 9";
    Ceases10To15 = CeasesByAge, "age_10_15", Count, "ceasing, 10 to 15";
    /// 2011 to 2015; later years give 16, 17 and 18 apart.
    Ceases16Plus = CeasesByAge, "age_16_plus", Count, "ceasing, 16 and over";
    Ceases16 = CeasesByAge, "age_16", Count, "ceasing, 16";
    Ceases17 = CeasesByAge, "age_17", Count, "ceasing, 17";
    Ceases18Plus = CeasesByAge, "age_18_plus", Count, "ceasing, 18 and over";
    OnePlacement = Stability, "one_placement", Count, "children with one placement in the year";
    TwoPlacements = Stability, "two_placements", Count, "children with two placements in the year";
    ThreePlacements = Stability, "three_plus", Count, "children with three or more placements in the year";
    /// NI 62.
    ThreePlacementsPercent = Stability, "three_plus_percent", Rate, "three or more placements in the year, %";
    /// Numerator of NI 63.
    SameCarer = Stability, "same_two_years", Count, "under-16s with the same carer for two years";
    /// NI 63.
    SameCarerPercent = Stability, "same_two_years_percent", Rate, "same carer two years or more, % of under-16s looked after 2.5 years";
    Changes12None = WorkerChanges, "changes_12m_none_percent", Rate, "no change of social worker in 12 months, %";
    Changes12One = WorkerChanges, "changes_12m_one_percent", Rate, "one change in 12 months, %";
    Changes12Two = WorkerChanges, "changes_12m_two_plus_percent", Rate, "two or more changes in 12 months, %";
    Changes24None = WorkerChanges, "changes_24m_none_percent", Rate, "no change of social worker in 24 months, %";
    Changes24One = WorkerChanges, "changes_24m_one_percent", Rate, "one change in 24 months, %";
    Changes24Two = WorkerChanges, "changes_24m_two_plus_percent", Rate, "two or more changes in 24 months, %";
    ThreeWorkers = WorkerChanges, "three_plus_workers_percent", Rate, "three or more social workers in the year, %";
    Turnover = Workforce, "turnover_percent", Rate, "turnover of social workers, % a year";
    Vacancy = Workforce, "vacancy_percent", Rate, "vacancies, % of posts";
    Agency = Workforce, "agency_percent", Rate, "agency workers, % of workers";
    AgencyCover = Workforce, "vacancies_covered_by_agency_percent", Rate, "vacancies covered by agency workers, %";
    Caseload = Workforce, "caseload", Rate, "cases per case-holding social worker";
    Absence = Workforce, "absence_percent", Rate, "absence, % of working days";
    Spend = Spend, "total", Count, "spend on children looked after, in the unit of the publication";
}

impl Statistic {
    /// Starts by age, in the order of the age bands.
    pub const STARTS_BY_AGE: [Statistic; 5] =
        [Self::StartsUnder1, Self::Starts1To4, Self::Starts5To9, Self::Starts10To15, Self::Starts16Plus];
    /// Stock by age, in the order of the age bands.
    pub const STOCK_BY_AGE: [Statistic; 5] =
        [Self::StockUnder1, Self::Stock1To4, Self::Stock5To9, Self::Stock10To15, Self::Stock16Plus];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::ENGLAND;

    #[test]
    fn every_statistic_has_a_figure_of_england_in_some_year() {
        for statistic in Statistic::ALL {
            let table = statistic.table();
            let found =
                table.years(ENGLAND).iter().any(|year| table.number(ENGLAND, *year, statistic.column()).is_some());
            assert!(found, "{statistic:?}");
        }
    }
}
