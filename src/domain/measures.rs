//! The measures: stable names, labels, units, which way is better, what exactly is counted.
//!
//! "Year" is the period of a row: a financial year, or the whole time after go-live. Shares of children are
//! taken on the last day of the period; for the whole time, shares and rates pool all years.

/// Which way a measure is better for children or for the public purse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
    /// A description, not an aim.
    Neither,
}

impl Better {
    /// The word that `measures` prints.
    pub fn word(self) -> &'static str {
        match self {
            Better::Higher => "higher",
            Better::Lower => "lower",
            Better::Neither => "neither",
        }
    }
}

/// Where a measure belongs in tables and in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Population,
    Placements,
    Workers,
    /// The children and young people whom the panel allocated: the same ones in every arm.
    Cohort,
    /// Children in care whom the panel did not allocate, or not yet.
    Stayers,
    /// The way to the practice, and back.
    Handover,
    Assessment,
    Money,
    Contract,
}

impl Measure {
    /// The row that the measure of a policy is set against: for the allocated children they themselves, not moved
    /// (`not_moved`); otherwise the baseline, row 0.
    pub fn reference(self, not_moved: usize) -> usize {
        if self.info().group.is_of_the_allocated() { not_moved } else { 0 }
    }
}

impl Group {
    /// Is it about whom the panel allocated or left? Then a policy is set against the same children not moved.
    pub fn is_of_the_allocated(self) -> bool {
        matches!(self, Group::Cohort | Group::Stayers)
    }
}

/// One thing that is reported.
#[derive(Debug, Clone, Copy)]
pub struct MeasureInfo {
    pub name: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
    pub better: Better,
    pub group: Group,
    pub definition: &'static str,
    pub source: &'static str,
}

macro_rules! measures {
    ($($variant:ident = $name:literal, $label:literal, $unit:literal, $better:ident, $group:ident, $definition:literal, $source:literal;)+) => {
        /// Every measure, in the order of tables.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Measure { $($variant),+ }

        impl Measure {
            pub const ALL: &'static [Measure] = &[$(Measure::$variant),+];
            pub const COUNT: usize = Self::ALL.len();

            /// Name, label, unit and definition.
            pub fn info(self) -> MeasureInfo {
                match self {
                    $(Measure::$variant => MeasureInfo {
                        name: $name, label: $label, unit: $unit, better: Better::$better, group: Group::$group,
                        definition: $definition, source: $source,
                    }),+
                }
            }
            /// The measure of a stable name.
            pub fn named(name: &str) -> Option<Measure> {
                match name { $($name => Some(Measure::$variant),)+ _ => None }
            }
        }
    };
}

const _: () = assert!(Measure::COUNT < 200);

measures! {
    Stock = "stock", "children looked after", "children", Neither, Population, "looked after at the end of the last day of the year; whole time: mean of the years' ends", "SSDA903, CLA on 31 March";
    MeanStock = "mean_stock", "children looked after, average over time", "children", Neither, Population, "child-days in care divided by days", "Little's law";
    Starts = "starts", "starts", "children a year", Neither, Population, "periods of care that began; whole time: per year", "SSDA903";
    Ceases = "ceases", "ceases", "children a year", Neither, Population, "periods of care that ended; whole time: per year", "SSDA903";
    Returns = "returns", "returns to care", "children a year", Lower, Population, "starts of children who had been in care before", "SSDA903";
    Age0 = "age_under_1_pct", "aged under 1", "% of children", Neither, Population, "share of the stock at the year's end", "CLA by age";
    Age1 = "age_1_4_pct", "aged 1 to 4", "% of children", Neither, Population, "share of the stock at the year's end", "CLA by age";
    Age5 = "age_5_9_pct", "aged 5 to 9", "% of children", Neither, Population, "share of the stock at the year's end", "CLA by age";
    Age10 = "age_10_15_pct", "aged 10 to 15", "% of children", Neither, Population, "share of the stock at the year's end", "CLA by age";
    Age16 = "age_16_17_pct", "aged 16 and 17", "% of children", Neither, Population, "share of the stock at the year's end", "CLA by age";
    InCare12Months = "in_care_12_months_pct", "in care 12 months or more", "% of children", Neither, Population, "share of the stock at the year's end", "OC2";
    InCare30Months = "in_care_2_5_years_pct", "under-16s in care 2.5 years or more", "% of under-16s", Neither, Population, "share of under-16s in the stock at the year's end", "NI 63 denominator";
    Left8Weeks = "left_under_8_weeks_pct", "left within 8 weeks", "% of leavers", Neither, Population, "length of the period of care of those who left in the year", "children who ceased, duration";
    Left1Year = "left_under_1_year_pct", "left within a year", "% of leavers", Neither, Population, "same", "children who ceased, duration";
    Left2Years = "left_1_to_2_years_pct", "left after 1 to 2 years", "% of leavers", Neither, Population, "same", "children who ceased, duration";
    Left10Years = "left_10_years_pct", "left after 10 years or more", "% of leavers", Neither, Population, "same", "children who ceased, duration";
    LeaverDays = "leaver_days", "length of care of leavers", "days", Neither, Population, "mean length of the period of care of those who left in the year", "children who ceased, duration";
    LeftAt18 = "left_at_18_pct", "left on the 18th birthday", "% of leavers", Neither, Population, "share of those who left in the year", "children who ceased, age";
    Permanence = "permanence_exits", "left to permanence", "children a year", Higher, Population, "home, relatives, adoption, special guardianship or child arrangements order", "Guide 2011, Appendix A";
    Placements1 = "ni62_one_pct", "one placement in the year", "% of children", Higher, Placements, "children looked after at the year's end by number of placements in the year", "NI 62 tables";
    Placements2 = "ni62_two_pct", "two placements in the year", "% of children", Neither, Placements, "same", "NI 62 tables";
    Placements3 = "ni62_three_plus_pct", "three or more placements in the year (NI 62)", "% of children", Lower, Placements, "children looked after at the year's end with 3 or more placements in the year, the one held at its start included", "NI 62";
    SameCarer = "ni63_pct", "same placement two years or more (NI 63)", "% of under-16s in care 2.5 years", Higher, Placements, "under-16s looked after 2.5 years or more at the year's end who lived in the same placement for 2 years, or are placed for adoption with both spells together 2 years", "NI 63";
    MovesPerYear = "moves_per_child_year", "moves to a new carer", "per child-year in care", Lower, Placements, "moves divided by child-years in care", "reasons for placement change, less status-only changes";
    Moves = "moves", "moves to a new carer, number", "moves a year", Lower, Placements, "moves in the year", "as above";
    StatusChanges = "status_changes_per_child_year", "changes of status with the same carer", "per child-year in care", Neither, Placements, "not moves: the carer stays the same", "reasons for placement change";
    Changes12None = "changes_12m_none_pct", "no change of worker in 12 months", "% of children", Higher, Workers, "children looked after at the year's end by changes of lead worker in the last 12 months", "Children's Commissioner stability collection 2020";
    Changes12One = "changes_12m_one_pct", "one change of worker in 12 months", "% of children", Neither, Workers, "same", "Children's Commissioner stability collection 2020";
    Changes12Two = "changes_12m_two_plus_pct", "two or more changes of worker in 12 months", "% of children", Lower, Workers, "same", "Children's Commissioner stability collection 2020";
    Changes24None = "changes_24m_none_pct", "no change of worker in 24 months", "% of children", Higher, Workers, "same, last 24 months", "Children's Commissioner stability collection 2020";
    Changes24One = "changes_24m_one_pct", "one change of worker in 24 months", "% of children", Neither, Workers, "same, last 24 months", "Children's Commissioner stability collection 2020";
    Changes24Two = "changes_24m_two_plus_pct", "two or more changes of worker in 24 months", "% of children", Lower, Workers, "same, last 24 months", "Children's Commissioner stability collection 2020";
    WorkerChanges = "worker_changes_per_child_year", "changes of lead worker, all children in care", "per child-year in care", Lower, Workers, "changes of lead worker divided by child-years in care; a first allocation is not a change; those that the child asked for are left out", "model";
    ChangesLeft = "changes_worker_left", "... because the worker left", "per child-year in care", Lower, Workers, "changes by cause; the causes sum to the total", "model";
    ChangesAgency = "changes_agency_ended", "... because an agency worker's stay ended", "per child-year in care", Lower, Workers, "same", "model";
    ChangesAbsence = "changes_long_absence", "... because of a long absence", "per child-year in care", Lower, Workers, "same", "model";
    ChangesBoundary = "changes_team_boundary", "... because the case passed to another team", "per child-year in care", Lower, Workers, "same", "model";
    ChangesRebalancing = "changes_rebalancing", "... because cases were evened out", "per child-year in care", Lower, Workers, "same", "model";
    ChangesClosed = "changes_post_closed", "... because a post was closed", "per child-year in care", Lower, Workers, "same", "model";
    ChangesTransfer = "changes_transfer", "... because of the transfer itself", "per child-year in care", Neither, Workers, "same", "model";
    ChangesUnallocated = "changes_unallocated", "... after a wait without a worker", "per child-year in care", Lower, Workers, "same", "model";
    ChangesWithdrawn = "changes_withdrawn", "... withdrawn from the practice", "per child-year in care", Lower, Workers, "same", "Consistent Care Matters, draft contract, art. 21";
    ChangesChildAsked = "changes_child_asked", "changes that the child asked for", "per child-year in care", Neither, Workers, "no harm: not in the total of changes of lead worker", "College of Social Work 2015, para 34";
    SameWorker = "same_worker_all_year_pct", "same worker throughout the year", "% of children in care all year", Higher, Workers, "children in care the whole year who had one lead worker, without a gap", "Guide 2011, Appendix A";
    DistinctWorkers = "distinct_workers_per_child_year", "workers met in a year", "workers per child in care all year", Lower, Workers, "changes of lead worker plus one, children in care the whole year", "model";
    UnallocatedDays = "unallocated_days_per_child_year", "days without a worker", "days per child-year in care", Lower, Workers, "days without a lead worker divided by child-years in care", "model";
    LongestGap = "longest_gap_days", "longest wait without a worker", "days", Lower, Workers, "longest such spell of any child that ended in the year", "model";
    Caseload = "caseload_per_worker", "cases per worker in post", "cases", Lower, Workers, "children in care per filled post, permanent or agency, at the year's end, authority and practice together", "DfE workforce, caseload";
    Vacancy = "vacancy_pct", "vacant posts", "% of posts", Lower, Workers, "posts without a permanent worker at the year's end, authority", "DfE workforce";
    Agency = "agency_pct", "agency workers", "% of workers", Lower, Workers, "agency workers among those in post at the year's end, authority", "DfE workforce";
    Turnover = "turnover_pct", "turnover", "% a year", Lower, Workers, "permanent workers who left in the year per permanent worker in post, authority", "DfE workforce";
    WorkerLeavings = "worker_leavings", "workers who left", "workers a year", Lower, Workers, "permanent workers who left in the year, authority and practice", "model";
    PostsRefilled = "posts_refilled", "posts filled again", "posts a year", Neither, Workers, "permanent starters in the year", "model";
    ReallocatedCases = "reallocated_cases", "cases that changed worker", "cases a year", Lower, Workers, "changes of lead worker in the year, care leavers included", "model";
    CohortSize = "cohort_size", "children and young people with the practice", "people", Neither, Cohort, "allocated, transferred and still served at the year's end; whole time: mean of the years' ends (in the arm without a practice: the same people, wherever they are)", "Guide 2011, para 30";
    CohortTransferred = "cohort_transferred", "transferred", "people a year", Neither, Cohort, "people whose joint handover ended in the year", "Guide 2011, para 29";
    CohortCancelled = "cohort_cancelled", "handovers cancelled", "people a year", Lower, Cohort, "joint handovers that the person's leaving cut off", "Consistent Care Matters 6.1.2";
    CohortYears = "cohort_years", "years of service to the cohort", "person-years a year", Neither, Cohort, "person-years since each one's own transfer", "model";
    CohortChanges = "cohort_changes_per_year", "changes of lead worker, the allocated children", "per person-year since transfer", Lower, Cohort, "changes from the transfer on, the transfer itself included, divided by person-years since transfer; those that the child asked for are left out", "model";
    CohortChangesAfter = "cohort_changes_after_transfer", "changes of lead worker, without the transfer itself", "per person-year since transfer", Lower, Cohort, "same, without the transfer", "model";
    CohortLeft = "cohort_changes_worker_left", "... because the worker left", "per person-year", Lower, Cohort, "cohort's changes by cause", "model";
    CohortAgency = "cohort_changes_agency_ended", "... because an agency worker's stay ended", "per person-year", Lower, Cohort, "same", "model";
    CohortAbsence = "cohort_changes_long_absence", "... because of a long absence", "per person-year", Lower, Cohort, "same", "model";
    CohortBoundary = "cohort_changes_team_boundary", "... because the case passed to another team", "per person-year", Lower, Cohort, "same", "model";
    CohortRebalancing = "cohort_changes_rebalancing", "... because cases were evened out", "per person-year", Lower, Cohort, "same", "model";
    CohortClosed = "cohort_changes_post_closed", "... because a post was closed", "per person-year", Lower, Cohort, "same", "model";
    CohortTransfer = "cohort_changes_transfer", "... because of the transfer itself", "per person-year", Neither, Cohort, "same", "model";
    CohortUnallocated = "cohort_changes_unallocated", "... after a wait without a worker", "per person-year", Lower, Cohort, "same", "model";
    CohortWithdrawn = "cohort_changes_withdrawn", "... withdrawn from the practice", "per person-year", Lower, Cohort, "same", "Consistent Care Matters, draft contract, art. 21";
    CohortChildAsked = "cohort_changes_child_asked", "changes that the child asked for", "per person-year", Neither, Cohort, "no harm: not in the total of changes of lead worker", "College of Social Work 2015, para 34";
    CohortSameWorker = "cohort_same_worker_all_year_pct", "same worker throughout the year, the allocated children", "% of those served all year", Higher, Cohort, "people in the cohort the whole year since transfer who kept one lead worker, without a gap", "Guide 2011, Appendix A";
    CohortMoves = "cohort_moves_per_child_year", "moves to a new carer, the allocated children", "per child-year in care", Lower, Cohort, "cohort's moves while in care", "model";
    CohortPlacementCost = "cohort_placement_cost_gbp", "placement cost, the allocated children", "GBP per person-year", Neither, Cohort, "cohort's placement cost divided by person-years", "model";
    CohortLeftEarly = "cohort_left_within_2_years_pct", "transferred, left within two years", "% of those transferred two years ago or more", Neither, Cohort, "of those transferred at least two years before the end, the share who left the practice within two years", "Guide 2011, para 26";
    StayerYears = "stayer_years", "child-years in care outside the practice", "child-years a year", Neither, Stayers, "child-years in care of children whom the practice does not serve (in the arm without a practice: would not serve)", "model";
    StayerChanges = "stayer_changes_per_child_year", "changes of lead worker, children who stay with the authority", "per child-year in care", Lower, Stayers, "changes of lead worker of children in care whom the practice does not serve", "model";
    StayerSameWorker = "stayer_same_worker_all_year_pct", "same worker throughout the year, children who stay with the authority", "% of children in care all year", Higher, Stayers, "children in care the whole year and not served by the practice at its end, with one lead worker and no gap", "Guide 2011, Appendix A";
    StayerMoves = "stayer_moves_per_child_year", "moves to a new carer, children who stay with the authority", "per child-year in care", Lower, Stayers, "moves of children whom the practice does not serve", "model";
    CohortWorkerLoad = "cohort_caseload_per_worker", "cases per worker of the practice or dedicated team", "cases", Lower, Cohort, "weighted cases per filled post of the practice at the year's end", "Guide 2011, para 30";
    HandoversBegun = "handovers_begun", "joint handovers begun", "people a year", Neither, Handover, "people whose joint period began in the year", "Guide 2011, para 29";
    Awaiting = "handover_awaiting", "waiting for the joint period", "people", Neither, Handover, "people with a place whose joint period has not begun, average over time", "Little's law";
    InJointPeriod = "handover_joint", "in joint handover", "people", Neither, Handover, "people held by two workers, average over time", "Little's law";
    HandoversBroken = "handovers_broken", "handovers broken", "a year", Lower, Handover, "times that either worker went in the joint period and another one took up the handover", "model";
    HandoversRestarted = "handovers_restarted", "... and started again", "a year", Lower, Handover, "broken handovers whose joint period began anew", "model";
    HandoversCutShort = "handovers_cut_short", "handovers cut short", "a year", Neither, Handover, "by agreement, or because the authority's worker went after the minimum of joint days", "model";
    OvertakenWaiting = "handovers_overtaken_waiting", "left before the joint period", "people a year", Neither, Handover, "people with a place who left care, or for whom adoption was planned, before the joint period began: spared a needless change", "Consistent Care Matters 6.1.2";
    ChangesSinceAllocation = "changes_since_allocation_per_year", "changes of lead worker since allocation", "per person-year since the panel's decision", Lower, Handover, "changes while waiting, in the joint period and with the practice, the transfer included, those that the child asked for left out", "model";
    MovedAndLeaving = "moved_left_within_2_years", "moved, but leaving within two years", "people a year", Lower, Handover, "people transferred in the year who could be served for less than two years (reference hazards)", "Guide 2011, para 26";
    LeftOutAndStaying = "left_out_who_stay", "left out, but staying", "children", Lower, Handover, "at the year's end: in care, of the age range, not allocated because they were assessed as short, and meeting the criterion", "Guide 2011, para 26";
    AdoptionPlanned = "adoption_planned", "left out because adoption is planned", "children", Neither, Handover, "in care at the year's end, of the age range, not allocated, with a placement order or adopters in prospect", "Consistent Care Matters 6.1.2";
    Withdrawals = "withdrawals", "withdrawn from the practice", "people a year", Lower, Handover, "single children taken back by the authority", "Consistent Care Matters, draft contract, art. 21";
    AssessedEntrants = "assessed_entrants", "children assessed on the way in", "children a year", Neither, Assessment, "first assessments after go-live", "Guide 2011, para 25";
    AssessedPpv = "assessment_ppv_pct", "judged long-stay and stayed", "% of those judged long-stay", Higher, Assessment, "entrants judged likely to stay whose stay met the criterion (reference hazards)", "Guide 2011, para 26";
    AssessedNpv = "assessment_npv_pct", "judged short-stay and left", "% of those judged short-stay", Higher, Assessment, "entrants judged unlikely to stay whose stay did not meet the criterion", "Guide 2011, para 26";
    AssessedPrevalence = "assessment_prevalence_pct", "met the criterion", "% of those assessed", Neither, Assessment, "entrants assessed whose stay met the criterion", "model";
    Asked = "wishes_asked", "children asked about the transfer", "people a year", Neither, Assessment, "eligible children and young people asked for their wishes before their first panel", "Guide 2011, para 28";
    OptedOut = "wishes_opted_out", "... asked to stay with their worker and were heard", "people a year", Neither, Assessment, "of those asked, wishes to stay that the reviewing officer supported", "Guide 2011, para 28";
    Deferred = "wishes_deferred", "... asked to wait and were heard", "people a year", Neither, Assessment, "of those asked, wishes to wait that the reviewing officer supported", "Guide 2011, para 28";
    WishesNotFollowed = "wishes_not_followed", "... asked to stay or wait and were not followed", "people a year", Lower, Assessment, "wishes to stay or to wait that the reviewing officer did not support", "College of Social Work 2015, para 34";
    NamedAPractice = "wishes_named_a_practice", "... named a practice", "people a year", Neither, Assessment, "of those asked, children who named a practice to which they would like to go", "Consistent Care Matters s.2";
    PreferenceMet = "preference_met_pct", "allocated to the practice they named", "% of those allocated who named one", Higher, Assessment, "such a transfer is a change of worker that the child asked for: not a harm", "Consistent Care Matters s.2";
    AllocatedByPanel = "allocated_by_panel", "given a place by a panel", "people a year", Neither, Assessment, "decisions for a place, whether or not the handover was completed", "Guide 2011, para 28";
    SiblingsLeftOut = "siblings_left_out", "brothers and sisters not eligible", "people a year", Lower, Assessment, "brothers and sisters in care who did not meet a criterion when a child of the family was allocated", "Guide 2011, para 28";
    WaitingForAPlace = "waiting_for_a_place", "eligible, waiting for a place", "people", Neither, Assessment, "after the year's last panel with places to give; whole time: mean over the years", "Guide 2011, para 28";
    AssessedSensitivity = "assessment_sensitivity_pct", "long stays found", "% of those who met the criterion", Higher, Assessment, "entrants whose stay met the criterion who were judged likely to stay", "Guide 2011, para 26";
    AssessedSpecificity = "assessment_specificity_pct", "short stays left out", "% of those who did not", Higher, Assessment, "entrants whose stay did not meet the criterion who were judged unlikely to stay", "Guide 2011, para 26";
    AssessedFalseLong = "assessment_judged_long_and_left", "judged long-stay, but leaving", "children a year", Lower, Assessment, "entrants judged likely to stay whose stay did not meet the criterion", "Guide 2011, para 26";
    AssessedFalseShort = "assessment_judged_short_and_stayed", "judged short-stay, but staying", "children a year", Lower, Assessment, "entrants judged unlikely to stay whose stay met the criterion", "Guide 2011, para 26";
    CaseloadPpv = "caseload_ppv_pct", "caseload: judged long-stay and stayed", "% of those judged long-stay", Higher, Assessment, "everybody in care at the year's end, judged on that day by the same assessor: the long-stayed are seen more often than among entrants (length bias)", "Guide 2011, para 26";
    CaseloadNpv = "caseload_npv_pct", "caseload: judged short-stay and left", "% of those judged short-stay", Higher, Assessment, "same", "Guide 2011, para 26";
    CaseloadPrevalence = "caseload_prevalence_pct", "caseload: met the criterion", "% of children", Neither, Assessment, "same", "model";
    CaseloadSensitivity = "caseload_sensitivity_pct", "caseload: long stays found", "% of those who met the criterion", Higher, Assessment, "same", "Guide 2011, para 26";
    CaseloadSpecificity = "caseload_specificity_pct", "caseload: short stays left out", "% of those who did not", Higher, Assessment, "same", "Guide 2011, para 26";
    CaseloadFalseLong = "caseload_judged_long_and_leaving", "caseload: judged long-stay, but leaving", "children", Lower, Assessment, "same, number at the year's end; whole time: mean of the years' ends", "Guide 2011, para 26";
    CaseloadFalseShort = "caseload_judged_short_and_staying", "caseload: judged short-stay, but staying", "children", Lower, Assessment, "same, number at the year's end; whole time: mean of the years' ends", "Guide 2011, para 26";
    OpeningPpv = "opening_ppv_pct", "stock at go-live: judged long-stay and stayed", "% of those judged long-stay", Higher, Assessment, "everybody in care at go-live, judged on that day; whole time only", "Guide 2011, para 26";
    OpeningNpv = "opening_npv_pct", "stock at go-live: judged short-stay and left", "% of those judged short-stay", Higher, Assessment, "same", "Guide 2011, para 26";
    OpeningPrevalence = "opening_prevalence_pct", "stock at go-live: met the criterion", "% of children", Neither, Assessment, "same", "model";
    OpeningSensitivity = "opening_sensitivity_pct", "stock at go-live: long stays found", "% of those who met the criterion", Higher, Assessment, "same", "Guide 2011, para 26";
    OpeningSpecificity = "opening_specificity_pct", "stock at go-live: short stays left out", "% of those who did not", Higher, Assessment, "same", "Guide 2011, para 26";
    CostPerChildYear = "cost_per_child_year_gbp", "cost per child-year, published line", "GBP per child-year in care", Lower, Money, "placements and other services per child looked after, without social work: the published line \"children looked after\"", "section 251 and RO3 outturn";
    PlacementCost = "placement_cost_gbp", "placement cost", "GBP a year", Lower, Money, "nights at their daily price", "model";
    CostLogChange = "cost_log_change", "yearly change of the log cost per child", "log", Neither, Money, "log of cost per child-year less last year's", "section 251 outturn";
    CostCv = "child_cost_cv", "spread of placement cost between children", "coefficient of variation", Neither, Money, "of current weekly prices, children looked after at the year's end", "derived parameters, section 8";
    CostTenThousand = "cost_over_10k_week_pct", "placements at 10,000 a week or more", "% of children", Neither, Money, "children looked after at the year's end", "LGA survey 2022-23";
    SocialWorkCost = "social_work_cost_gbp", "social work, all", "GBP a year", Lower, Money, "case holders, agency premium and overheads, authority and practice together, joint working included", "model";
    PublicCost = "public_cost_gbp", "all modelled cost to the public", "GBP a year", Lower, Money, "placements, other services, social work, setting up, transfers between the two parties netted out", "model";
    ContractNetAuthorityHolds = "contract_net_authority_holds_gbp", "net contract value, authority holds placements", "GBP a year", Neither, Contract, "the funding model's seven steps on the social-work line", "Guide 2011, paras 60-65";
    ContractNetPracticeHolds = "contract_net_practice_holds_gbp", "net contract value, practice holds placements", "GBP a year", Neither, Contract, "the seven steps on the whole spend", "Guide 2011, paras 60-65";
    PracticeCostAuthorityHolds = "practice_cost_authority_holds_gbp", "practice's cost, authority holds placements", "GBP a year", Lower, Contract, "staff, agency premium, overheads", "model";
    PracticeCostPracticeHolds = "practice_cost_practice_holds_gbp", "practice's cost, practice holds placements", "GBP a year", Lower, Contract, "the same plus placements and other services of its children", "model";
    SurplusAuthorityHolds = "surplus_authority_holds_gbp", "practice's surplus, authority holds placements", "GBP a year", Higher, Contract, "net contract less top-slice less cost", "Guide 2011, para 71";
    SurplusPracticeHolds = "surplus_practice_holds_gbp", "practice's surplus, practice holds placements", "GBP a year", Higher, Contract, "net contract less top-slice less cost", "Guide 2011, para 71";
    FundAuthorityHolds = "risk_fund_authority_holds_gbp", "risk fund, authority holds placements", "GBP", Neither, Contract, "balance at the year's end", "Guide 2011, para 70";
    FundPracticeHolds = "risk_fund_practice_holds_gbp", "risk fund, practice holds placements", "GBP", Neither, Contract, "balance at the year's end", "Guide 2011, para 70";
    ExhaustedAuthorityHolds = "fund_exhausted_authority_holds", "risk fund ran out, authority holds placements", "share of contracts", Lower, Contract, "1 if the fund was exhausted in any year of the contract so far (tested at year ends)", "methods: risk fund";
    ExhaustedPracticeHolds = "fund_exhausted_practice_holds", "risk fund ran out, practice holds placements", "share of contracts", Lower, Contract, "1 if the fund was exhausted in any year of the contract so far (tested at year ends)", "methods: risk fund";
    UnfundedAuthorityHolds = "unfunded_authority_holds_gbp", "loss beyond the fund, authority holds placements", "GBP a year", Lower, Contract, "met by the authority", "methods: risk fund";
    UnfundedPracticeHolds = "unfunded_practice_holds_gbp", "loss beyond the fund, practice holds placements", "GBP a year", Lower, Contract, "met by the authority", "methods: risk fund";
    SmallestFundPracticeHolds = "critical_fund_practice_holds_gbp", "fund that would just have held, practice holds placements", "GBP", Neither, Contract, "whole contract: the opening level below which this history exhausts the fund (no top-up, additional money)", "methods: risk fund, backward recursion";
    SmallestFundAuthorityHolds = "critical_fund_authority_holds_gbp", "fund that would just have held, authority holds placements", "GBP", Neither, Contract, "same", "methods: risk fund, backward recursion";
    AdequacyAuthorityHolds = "adequacy_authority_holds_gbp", "contract against the same children's cost without the practice, authority holds placements", "GBP a year", Neither, Contract, "net contract less what the authority spends on their social work in the arm without a practice, less retained functions (Guide Box 4)", "Guide 2011, Box 4";
    AdequacyPracticeHolds = "adequacy_practice_holds_gbp", "contract against the same children's cost without the practice, practice holds placements", "GBP a year", Neither, Contract, "same, with placements and other services", "Guide 2011, Box 4";
    PaidAuthorityHolds = "contract_paid_authority_holds_gbp", "paid to the practice, authority holds placements", "GBP a year", Neither, Contract, "what the scenario's payment arrangement comes to in the year, settled at its end", "Consistent Care Matters 6.1.6";
    PaidPracticeHolds = "contract_paid_practice_holds_gbp", "paid to the practice, practice holds placements", "GBP a year", Neither, Contract, "same", "Consistent Care Matters 6.1.6";
    CannotShedAuthorityHolds = "cannot_shed_authority_holds_gbp", "what the authority cannot shed, authority holds placements", "GBP a year", Lower, Contract, "of what the same people's social work costs in the arm without a practice, the part that stays with the authority within a year (avoidable shares by line)", "Guide 2011, Appendix B; Summit 2015, para 47";
    CannotShedPracticeHolds = "cannot_shed_practice_holds_gbp", "what the authority cannot shed, practice holds placements", "GBP a year", Lower, Contract, "same, with placements and other services", "Guide 2011, Appendix B; Summit 2015, para 47";
}
