//! Files to fill in: the cohort file and the companion file, with a description of every column.

/// A column: name, what to write, example.
pub struct Column {
    pub name: &'static str,
    pub help: &'static str,
    pub example: &'static str,
}

const fn column(name: &'static str, help: &'static str, example: &'static str) -> Column {
    Column { name, help, example }
}

/// Columns that only a cohort file has, after CHILD.
pub const COHORT: [Column; 11] = [
    column("AS_AT", "day on which the list was drawn up, the same in every row", "31/03/2026"),
    column("DOB", "date of birth", "14/06/2014"),
    column("SEX", "M, F or U (or 1, 2)", "F"),
    column("ETHNIC", "ethnic background as in the return, such as WBRI; blank if not known", "WBRI"),
    column("UASC", "yes for an unaccompanied asylum-seeking child", "no"),
    column("CIN", "main category of need, N1 to N8", "N1"),
    column("DECOM", "day on which the present period of care began", "03/09/2022"),
    column("LS", "legal status as in the return, such as C2", "C2"),
    column("PLACE", "placement type as in the return, such as U4", "U4"),
    column("PLACE_PROVIDER", "provider, PR0 to PR5", "PR1"),
    column("PLACED_SINCE", "day on which the child came to the present carer; blank if not known", "20/01/2023"),
];

/// Columns that a companion file has after CHILD, and a cohort file may have.
pub const COMPANION: [Column; 15] = [
    column("SIBLING_GROUP", "any mark that brothers and sisters share", "F17"),
    column("BAND", "band_1 to band_4 or additional (Guide 2011, Appendix B)", "band_2"),
    column("ASSESSED_LONG", "yes or no: assessed as likely to stay in care two years or more", "yes"),
    column("IN_PROCEEDINGS", "yes or no; goes before what the legal status says", "no"),
    column("ADOPTION_PLAN", "yes or no; goes before what the return says", "no"),
    column("LOCALITY", "area or team, in your words", "North"),
    column("WORKER", "the social worker who holds the case now", "SW0042"),
    column("WORKER_SINCE", "since when", "01/02/2025"),
    column("WISH", "move, stay, wait or not known: what the child wishes", "move"),
    column("WISH_DATE", "day on which the child was asked", "12/02/2026"),
    column("WISH_UNTIL", "for wait: not before this day", ""),
    column("REVIEWING_OFFICER", "supports or objects", "supports"),
    column("BLACKOUT_FROM", "first day on which the child must not be moved (exams, a recent move)", "11/05/2026"),
    column("BLACKOUT_TO", "last such day; repeat the row for another time", "26/06/2026"),
    column("BLACKOUT_REASON", "in your words", "exams"),
];

/// The cohort file to fill in.
pub fn cohort() -> String {
    let intro = "# Cohort file: children in care as they stand on one day, one row a child.\n\
                 # Only CHILD, AS_AT, DOB and DECOM are needed; leave blank what is not known. Nothing is made up for it.\n";
    sheet(intro, "C1001", COHORT.iter().chain(&COMPANION))
}

/// The companion file to fill in.
pub fn companion() -> String {
    let intro = "# Companion file: what a return does not say about its children. CHILD as in the return.\n\
                 # Every other column may be absent or blank. What stands here goes before the return.\n";
    sheet(intro, "C1001", COMPANION.iter())
}

fn sheet<'a>(intro: &str, child: &str, columns: impl Iterator<Item = &'a Column> + Clone) -> String {
    let mut text = intro.to_string();
    text += "# Lines that begin with # are passed over. Dates are DD/MM/YYYY. The last row is an example: delete it.\n#\n";
    text += "# CHILD: your own identifier; it is replaced on reading and reaches no output\n";
    for Column { name, help, .. } in columns.clone() {
        text += &format!("# {name}: {help}\n");
    }
    let names: Vec<&str> = columns.clone().map(|column| column.name).collect();
    let examples: Vec<&str> = columns.map(|column| column.example).collect();
    text + &format!("CHILD,{}\n{child},{}\n", names.join(","), examples.join(","))
}
