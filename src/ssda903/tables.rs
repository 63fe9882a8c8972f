//! The tables of the return and their columns. A table is recognised by its columns, never by the name of its file.

/// A table of the return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    Header,
    Episodes,
    Reviews,
    Uasc,
    Oc2,
    Oc3,
    Ad1,
    PlacedAdoption,
    PrevPerm,
    Missing,
    SwEpisodes,
    DoLo,
}

/// Columns that a table must have to be recognised, and those that it may have besides.
struct Columns {
    needed: &'static [&'static str],
    others: &'static [&'static str],
}

impl Table {
    /// In the order in which they are looked for: of two tables that fit, the first with the most needed columns.
    pub const ALL: [Table; 12] = [
        Table::Header,
        Table::Episodes,
        Table::Reviews,
        Table::Uasc,
        Table::Oc2,
        Table::Oc3,
        Table::Ad1,
        Table::PlacedAdoption,
        Table::PrevPerm,
        Table::Missing,
        Table::SwEpisodes,
        Table::DoLo,
    ];

    /// The name of the table.
    pub fn name(self) -> &'static str {
        match self {
            Table::Header => "Header",
            Table::Episodes => "Episodes",
            Table::Reviews => "Reviews",
            Table::Uasc => "UASC",
            Table::Oc2 => "OC2",
            Table::Oc3 => "OC3",
            Table::Ad1 => "AD1",
            Table::PlacedAdoption => "PlacedAdoption",
            Table::PrevPerm => "PrevPerm",
            Table::Missing => "Missing",
            Table::SwEpisodes => "SWEpisodes",
            Table::DoLo => "DoLo",
        }
    }

    fn columns(self) -> Columns {
        let (needed, others): (&'static [&'static str], &'static [&'static str]) = match self {
            Table::Header => (&["CHILD", "SEX", "DOB", "ETHNIC"], &["UPN", "MOTHER", "MC_DOB", "UASC"]),
            Table::Episodes => (
                &["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "DEC", "REC"],
                &["PLACE_PROVIDER", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"],
            ),
            Table::Reviews => (&["CHILD", "REVIEW", "REVIEW_CODE"], &["DOB"]),
            Table::Uasc => (&["CHILD", "DUC"], &["SEX", "DOB"]),
            Table::Oc2 => (
                &["CHILD", "SDQ_SCORE", "HEALTH_ASSESSMENT"],
                &[
                    "DOB",
                    "SDQ_REASON",
                    "CONVICTED",
                    "HEALTH_CHECK",
                    "IMMUNISATIONS",
                    "TEETH_CHECK",
                    "SUBSTANCE_MISUSE",
                    "INTERVENTION_RECEIVED",
                    "INTERVENTION_OFFERED",
                ],
            ),
            Table::Oc3 => (&["CHILD", "IN_TOUCH", "ACTIV", "ACCOM"], &["DOB"]),
            Table::Ad1 => (
                &["CHILD", "DATE_INT", "DATE_MATCH"],
                &["DOB", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"],
            ),
            Table::PlacedAdoption => {
                (&["CHILD", "DATE_PLACED"], &["DOB", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"])
            }
            Table::PrevPerm => (&["CHILD", "PREV_PERM"], &["DOB", "LA_PERM", "DATE_PERM"]),
            Table::Missing => (&["CHILD", "MISSING", "MIS_START"], &["DOB", "MIS_END"]),
            Table::SwEpisodes => (&["CHILD", "SW_ID", "SW_DECOM"], &["DOB", "SW_DEC", "SW_REASON"]),
            Table::DoLo => (&["CHILD", "DOLO_START"], &["DOB", "DOLO_END"]),
        };
        Columns { needed, others }
    }

    /// The columns without which the table is not recognised.
    pub fn needed(self) -> &'static [&'static str] {
        self.columns().needed
    }

    /// Does the format give the table this column?
    pub fn has_column(self, name: &str) -> bool {
        let Columns { needed, others } = self.columns();
        needed.contains(&name) || others.contains(&name)
    }

    /// The table with these columns (capitals, without blanks around them), whatever their order.
    pub fn of_columns(columns: &[String]) -> Option<Table> {
        let there = |name: &&str| columns.iter().any(|column| column == name);
        let fits = |table: &&Table| table.needed().iter().all(there);
        Table::ALL.iter().filter(fits).max_by_key(|table| table.needed().len()).copied()
    }

    /// The table that these columns come nearest to, and which of its needed columns are missing.
    pub fn nearest(columns: &[String]) -> Option<(Table, Vec<&'static str>)> {
        let missing = |table: Table| -> Vec<&'static str> {
            let absent = |name: &&'static str| !columns.iter().any(|column| column == name);
            table.needed().iter().copied().filter(absent).collect()
        };
        let found = |table: &Table| table.needed().len() - missing(*table).len();
        let distinct = |table: &Table| found(table) >= 2;
        let best =
            Table::ALL.into_iter().filter(distinct).min_by_key(|t| (missing(*t).len(), usize::MAX - found(t)));
        best.map(|table| (table, missing(table)))
    }
}

/// Which of the tables that may be absent were there in some return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    pub reviews: bool,
    pub uasc: bool,
    pub placed_adoption: bool,
    pub ad1: bool,
    /// The first return with a SWEpisodes table: workers are known from its 1 April on.
    pub workers_since: Option<u16>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &str) -> Option<Table> {
        Table::of_columns(&columns.split(',').map(str::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn every_table_is_recognised_by_all_its_columns_in_any_order() {
        for wanted in Table::ALL {
            let Columns { needed, others } = wanted.columns();
            let mut all: Vec<String> = needed.iter().chain(others).map(|name| name.to_string()).collect();
            all.reverse();
            assert_eq!(Table::of_columns(&all), Some(wanted));
        }
    }

    #[test]
    fn a_missing_column_is_named_with_the_nearest_table() {
        assert_eq!(table("CHILD,SEX,ETHNIC,UPN"), None);
        let columns = ["CHILD", "SEX", "ETHNIC", "UPN"].map(String::from);
        assert_eq!(Table::nearest(&columns), Some((Table::Header, vec!["DOB"])));
        assert_eq!(Table::nearest(&["NAME".to_string()]), None);
    }
}
