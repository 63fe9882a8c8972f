//! What is reported of each practice where a policy has several.

use super::codes::codes;

codes! {
    /// A measure of one practice: what single practices of a policy are told apart by.
    PracticeMeasure {
        /// At the year's end; whole time: mean of the years' ends.
        Size = "size", "children and young people";
        PersonYears = "person_years", "person-years of service a year";
        Transferred = "transferred", "transferred, people a year";
        /// From the transfer on, the transfer itself included; those that the child asked for are left out.
        Changes = "changes_per_year", "changes of worker per person-year";
        ChangesAfter = "changes_after_transfer_per_year", "changes of worker per person-year, without the transfer";
        /// Of those served all year.
        SameWorker = "same_worker_all_year_pct", "same worker all year, %";
        /// At the year's end.
        Caseload = "caseload_per_worker", "cases per worker in post";
    }
}
