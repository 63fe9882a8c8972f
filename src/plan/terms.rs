//! The terms of a plan: rules of the panel, waves, handover, lead times. All from the scenario.

use super::month::Month;
use crate::domain::keys::MONTH_DAYS;
use crate::domain::parameters::{AllocationParameters, HandoverParameters, PracticeParameters};
use crate::ledger::Rules;
use crate::scenario::{Scenario, Value, compile};
use crate::ssda903::Day;

/// What a plan keeps to.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Day on which commissioning begins.
    pub from: Day,
    pub allocation: AllocationParameters,
    pub handover: HandoverParameters,
    pub practices: Vec<PracticeParameters>,
    /// Rules of the panel, each practice with all its places.
    pub rules: Rules,
    pub commissioning_months: u32,
    pub recruitment_months: u32,
    pub recent_move_days: i32,
    /// Months from the first wave on.
    pub horizon: usize,
    /// Days in care before a child can first have been assessed.
    pub first_assessed_days: f64,
}

impl Terms {
    /// The terms of a policy, or of the scenario itself. Errors say what to change in the scenario.
    pub fn of(scenario: &Scenario, policy: Option<&str>, from: Day) -> Result<Self, String> {
        let (allocation, practices) = compile::panel_rules(scenario, policy);
        if practices.is_empty() {
            return Err("no practice: add a table [practice.NAME], for example with places = 150".into());
        }
        if allocation.rule.name.is_opaque() {
            return Err(format!(
                "allocation.rule = \"{}\" stands for an opaque process, to be compared with; a plan for real children \
                 needs a published rule, such as \"lottery\"",
                allocation.rule.name.name()
            ));
        }
        let value = |key: &str| -> Value {
            policy.map_or_else(|| scenario.entry(key), |policy| scenario.in_policy(policy, key)).value
        };
        let reviews = value("assessment.when").text() == "reviews";
        let first = match reviews {
            true => value("assessment.review_days").numbers().iter().copied().fold(f64::INFINITY, f64::min),
            false => value("assessment.days").number(),
        };
        let places: Vec<u32> = practices.iter().map(|practice| practice.places).collect();
        Ok(Self {
            from,
            rules: Rules::of(&allocation, &practices, &places),
            handover: compile::handover_terms(scenario, policy),
            commissioning_months: value("plan.commissioning_months").number() as u32,
            recruitment_months: value("plan.recruitment_months").number() as u32,
            recent_move_days: value("plan.recent_move_days").number() as i32,
            horizon: value("plan.horizon_months").number() as usize,
            first_assessed_days: if first.is_finite() { first } else { 0.0 },
            allocation,
            practices,
        })
    }

    /// The month of the first wave: the first after all lead times.
    pub fn first_wave(&self) -> Month {
        Month::from_day(self.from).plus((self.commissioning_months + self.recruitment_months) as i32)
    }

    /// Months between waves.
    pub fn step(&self) -> usize {
        (self.allocation.panel_every_days / MONTH_DAYS).round().max(1.0) as usize
    }

    /// Most children who may begin in a month of a wave, in each practice.
    pub fn wave(&self) -> u32 {
        let panels = (MONTH_DAYS / self.allocation.panel_every_days).round().max(1.0) as u32;
        self.allocation.places_per_panel.saturating_mul(panels).min(self.handover.starts_per_month)
    }
}
