//! One invented child's story, told from the events of each arm.

use crate::domain::keys::ChildKey;
use crate::flow::events::CareEvent;
use crate::flow::{Model, chronicle, story};
use std::collections::BTreeMap;

/// The story's lines in one arm: `day 12   came into care, aged 9.4, ...`. Empty if the child never came.
pub fn lines(model: &Model, seed: u64, replicate: u64, arm: usize, child: ChildKey) -> Vec<String> {
    let events = story(model, seed, replicate, arm, child);
    let mut lines = Vec::new();
    let mut rest = events.as_slice();
    while let Some((time, event)) = rest.first() {
        // month after month without a place would bury what matters
        let alike = rest.iter().take_while(|(_, next)| same_refusal(event, next)).count().max(1);
        let more = if alike > 1 { format!("; and at {} more panels in a row", alike - 1) } else { String::new() };
        lines.push(format!("{:<8} {}{more}", day(*time), words(event, model.world.start_month)));
        rest = &rest[alike..];
    }
    lines
}

/// Two panels which both decided not to allocate, for the same reason?
fn same_refusal(one: &CareEvent, other: &CareEvent) -> bool {
    match (one, other) {
        (
            CareEvent::Decided { allocated: false, reason, .. },
            CareEvent::Decided { allocated: false, reason: again, .. },
        ) => reason == again,
        _ => false,
    }
}

/// "day 12" counts from go-live; earlier days are negative.
fn day(time: f64) -> String {
    format!("day {}", time.floor() as i64)
}

/// A child worth telling about: among the first replicate's children who were transferred in this arm, the one to
/// whom most happened (the first of equals). `None` where nobody was transferred.
pub fn a_transferred_child(model: &Model, seed: u64, arm: usize) -> Option<ChildKey> {
    let mut events: BTreeMap<ChildKey, (usize, bool)> = BTreeMap::new();
    for (_, child, event) in chronicle(model, seed, 0, arm) {
        let so_far = events.entry(child).or_default();
        so_far.0 += 1;
        so_far.1 |= matches!(event, CareEvent::JointPeriodEnded { .. });
    }
    let transferred = events.into_iter().filter(|(_, (_, transferred))| *transferred);
    transferred.rev().max_by_key(|(_, (events, _))| *events).map(|(child, _)| child)
}

/// What happened, in the field's words; `start` is the year and month of go-live, for children's keys.
fn words(event: &CareEvent, start: (i32, u32)) -> String {
    use CareEvent::*;
    match event {
        CameIntoCare { age_years, legal, need, band, period } => {
            let again = if *period > 0 { " again" } else { "" };
            format!("came into care{again}, aged {}, {legal}, {need}, {band}", age_years.floor())
        }
        Placed { placement, resilience } => format!("placed: {}; resilience {resilience:.2}", placement.label()),
        Moved { from, to, planned, reason } => {
            let how = if *planned { "as planned" } else { "to a new carer" };
            let why = reason.map_or(String::new(), |reason| format!("; reason: {}", reason.label()));
            format!("moved {how}: from {} to {}{why}", from.label(), to.label())
        }
        LeftCare { reason, age_years, days } => {
            format!("left care, aged {}, after {} days: {}", age_years.floor(), days.round(), reason.label())
        }
        BecameCareLeaver => "is now supported as a care leaver".into(),
        SupportEnded => "support as a care leaver ended".into(),
        ReturnedToCare { period } => format!("came back to care (period {})", period + 1),
        Assessed { judged_long, truly_long } => {
            let judged = if *judged_long { "likely" } else { "unlikely" };
            let truly = if judged_long == truly_long {
                "rightly, as the reference stay shows"
            } else {
                "wrongly, as the reference stay shows"
            };
            format!("assessed: {judged} to stay two years ({truly})")
        }
        Asked { wish, reason, supported, until, practice } => {
            let why = reason.map(|reason| format!(", {reason}")).unwrap_or_default();
            let until = until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
            let named = practice.map(|k| format!(" {}", k + 1)).unwrap_or_default();
            let view = match (reason, supported) {
                (None, _) => "",
                (_, true) => "; the reviewing officer supports this",
                (_, false) => "; the reviewing officer does not support this, and it is not followed",
            };
            format!("asked: {wish}{named}{until}{why}{view}")
        }
        Decided { allocated, practice, reason, draw, place, places, siblings, left_out, points } => {
            let decision = if *allocated { "allocated" } else { "not allocated" };
            let siblings = match (siblings, allocated) {
                (0, _) => String::new(),
                (1, true) => "; a sibling goes along".into(),
                (n, true) => format!("; {n} siblings go along"),
                (1, false) => "; a sibling waits too".into(),
                (n, false) => format!("; {n} siblings wait too"),
            };
            let place = if *allocated {
                format!(" to practice {} (place {place} of {places})", practice + 1)
            } else {
                String::new()
            };
            let apart: Vec<String> =
                left_out.iter().map(|(key, why)| format!("{} ({why})", key.label(start))).collect();
            let apart = match apart.as_slice() {
                [] => String::new(),
                apart => format!("; brothers and sisters not eligible: {}", apart.join(", ")),
            };
            let points = points.iter().filter(|(_, points)| *points != 0.0);
            let points: Vec<String> = points.map(|(what, points)| format!("{points:.2} for {what}")).collect();
            let points =
                if points.is_empty() { String::new() } else { format!("; points: {}", points.join(", ")) };
            format!("panel: {decision}{place}, {reason}; lottery number {draw:.4}{siblings}{apart}{points}")
        }
        JointPeriodBegan { old, new } => match old {
            Some(old) => format!("joint responsibility began: workers in posts {old} and {new}"),
            None => format!("joint responsibility began: worker in post {new}, nobody before"),
        },
        JointPeriodEnded { came_along: true } => "transferred; the worker came along".into(),
        JointPeriodEnded { came_along: false } => "transferred to a new worker".into(),
        HandoverWaits { days } if days.is_infinite() => {
            "the joint period will not begin in the time simulated".into()
        }
        HandoverWaits { days } => format!("the joint period will begin in {} days", days.ceil()),
        HandoverCancelled => "handover cancelled".into(),
        HandoverBroken { restarted: true } => "one of the two workers went; the joint period starts again".into(),
        HandoverBroken { restarted: false } => "one of the two workers went; the handover carries on".into(),
        HandoverCutShort => "handover cut short: the practice leads from now on".into(),
        CourtWorkStays { post } => {
            format!("court work stays with the authority until proceedings conclude: worker in post {post}")
        }
        CourtWorkEnded => "proceedings concluded; the authority's court worker has done".into(),
        Withdrawn => "withdrawn from the practice: back to the authority".into(),
        StaysWithPractice { .. } => "the practice keeps in touch".into(),
        StraightBack => "straight back to the practice".into(),
        ContractEnded { with_worker: true } => {
            "the contract is over: back to the authority with the worker".into()
        }
        ContractEnded { with_worker: false } => "the contract is over: back to the authority".into(),
        WorkerAllocated { post, .. } => format!("worker in post {post} allocated"),
        WorkerChanged { from, to, cause, knew, .. } => {
            let knew = match knew {
                None => "",
                Some(true) => "; knew the child already",
                Some(false) => "; did not know the child",
            };
            match from {
                Some(from) if from == to => format!("another worker in post {to}: {}{knew}", cause.label()),
                Some(from) => format!("worker changed from post {from} to post {to}: {}{knew}", cause.label()),
                None => format!("worker in post {to}: {}{knew}", cause.label()),
            }
        }
        LeftUnallocated { cause } => format!("left without a worker: {}", cause.label()),
        NoticeGiven { successor, days } => {
            let who =
                successor.map_or("somebody of the reserve".into(), |post| format!("the worker in post {post}"));
            format!("the worker gave notice and leaves in {} days; {who} works jointly", days.ceil())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::{ChangeCause, ExitReason, PlacementType};

    #[test]
    fn events_are_told_in_the_fields_words() {
        let changed =
            CareEvent::WorkerChanged { from: Some(3), to: 8, team: 0, cause: ChangeCause::WorkerLeft, knew: None };
        assert_eq!(words(&changed, (2011, 4)), "worker changed from post 3 to post 8: worker left the post");
        let known = CareEvent::WorkerChanged {
            from: None,
            to: 8,
            team: 0,
            cause: ChangeCause::Transfer,
            knew: Some(true),
        };
        assert!(words(&known, (2011, 4)).ends_with("; knew the child already"));
        let placed = CareEvent::Placed { placement: PlacementType::AgencyFoster, resilience: 1.314 };
        assert_eq!(
            words(&placed, (2011, 4)),
            "placed: foster care, an independent agency's carers; resilience 1.31"
        );
        let left = CareEvent::LeftCare { reason: ExitReason::at(0), age_years: 9.7, days: 400.4 };
        assert!(words(&left, (2011, 4)).starts_with("left care, aged 9, after 400 days: "));
        assert_eq!((day(12.9), day(-0.5)), ("day 12".into(), "day -1".into()));
    }

    #[test]
    fn a_panels_decision_names_brothers_and_sisters_who_are_not_eligible_and_breaks_points_down() {
        let decided = CareEvent::Decided {
            allocated: false,
            practice: 0,
            reason: "no place left",
            draw: 0.25,
            place: 9,
            places: 100,
            siblings: 1,
            left_out: vec![(ChildKey::family(0, 4).sibling(1), "adoption planned")],
            points: vec![("band 4", 3.0), ("unaccompanied", 0.0)],
        };
        assert_eq!(
            words(&decided, (2011, 4)),
            "panel: not allocated, no place left; lottery number 0.2500; a sibling waits too; \
             brothers and sisters not eligible: 2011-04.4b (adoption planned); points: 3.00 for band 4"
        );
        let asked = CareEvent::Asked {
            wish: "wishes to wait",
            reason: Some("has examinations to take"),
            supported: true,
            until: Some(200.0),
            practice: None,
        };
        assert_eq!(
            words(&asked, (2011, 4)),
            "asked: wishes to wait until day 200, has examinations to take; the reviewing officer supports this"
        );
    }
}
