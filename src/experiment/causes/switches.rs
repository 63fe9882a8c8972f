//! The causes as switches: a policy's terms with one cause replaced by what the authority has.

use crate::domain::keys::YEAR_DAYS;
use crate::domain::parameters::{ArmParameters, Employment, PracticeParameters, WorldParameters};
use crate::flow::expected::Expected;
use crate::results::causes::Cause;
use crate::scenario::{Scenario, compile};

/// What the authority has for the same children.
pub struct Authority {
    employment: Employment,
    expected: Expected,
    /// Children per post of its teams, and young people per post of its leaving care team.
    per_post: f64,
    leavers_per_post: f64,
    /// Do its cases pass from team to team at all, or to a leaving care team at 18?
    has_boundaries: bool,
    leavers_until_days: f64,
}

impl Authority {
    /// The authority of a scenario.
    pub fn of(scenario: &Scenario, world: &WorldParameters) -> Self {
        let (w, expected) = (&world.workforce, compile::expected(scenario));
        let posts: u32 = w.team_posts[..4].iter().sum();
        let per = |people: f64, posts: u32, stated: f64| {
            if people > 0.0 && posts > 0 { people / f64::from(posts) } else { stated }
        };
        Self {
            employment: w.employment.clone(),
            per_post: per(expected.stock, posts, w.caseload_per_post),
            leavers_per_post: per(expected.care_leavers, w.team_posts[4], w.care_leaver_caseload_per_post),
            has_boundaries: w.path.is_some() || expected.care_leavers > 0.0,
            leavers_until_days: world.stay.care_leavers_until_days,
            expected,
        }
    }

    /// Children per post for those whom the practice is there for, by their ages (A57).
    fn caseload_for(&self, arm: &ArmParameters, practice: &PracticeParameters) -> f64 {
        let (a, c) = (&arm.allocation, &practice.criteria);
        let from = a.minimum_age_days.max(c.minimum_age_days) / YEAR_DAYS;
        let to = a.maximum_age_days.min(c.maximum_age_days) / YEAR_DAYS;
        let within = |year: f64| (to.min(year + 1.0) - from.max(year)).clamp(0.0, 1.0);
        let children: f64 =
            self.expected.by_year_of_age.iter().enumerate().map(|(year, n)| n * within(year as f64)).sum();
        let until = self.leavers_until_days / YEAR_DAYS;
        let leavers = if a.include_care_leavers && c.care_leavers && until > 18.0 {
            self.expected.care_leavers * ((to.min(until) - from.max(18.0)) / (until - 18.0)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        if children + leavers <= 0.0 {
            return self.per_post; // a population whose ages nobody knows
        }
        (children + leavers) / (children / self.per_post + leavers / self.leavers_per_post)
    }
}

/// The policy with one cause switched off; nothing for what is no switch of the model.
pub fn switch_off(cause: Cause, arm: &ArmParameters, authority: &Authority) -> Option<ArmParameters> {
    let mut off = arm.clone();
    for (practice, own) in off.practices.iter_mut().zip(&arm.practices) {
        let (ours, theirs) = (&own.employment, &authority.employment);
        match cause {
            Cause::OwnTeam | Cause::Transfer => return None,
            Cause::Caseload => {
                let posts = f64::from(own.places) / authority.caseload_for(arm, own);
                practice.posts = posts.round().max(1.0) as u32;
            }
            Cause::Boundaries => practice.keeps_team_boundaries |= authority.has_boundaries,
            Cause::Turnover => {
                practice.employment.leaving_per_day = theirs.leaving_per_day;
                practice.employment.turnover_per_day = theirs.turnover_per_day;
            }
            // all other terms of employment
            Cause::Cover => {
                practice.employment = Employment {
                    leaving_per_day: ours.leaving_per_day,
                    turnover_per_day: ours.turnover_per_day,
                    ..theirs.clone()
                };
            }
            Cause::StaffAlong => {
                (practice.start_up.transferred_share, practice.start_up.seconded_share) = (0.0, 0.0);
            }
        }
    }
    Some(off)
}
