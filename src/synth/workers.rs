//! Social workers of a period of care, as the return's module has them since 2023/24.

use super::history::{Led, Period, Who};
use super::people;
use crate::domain::codes::ChangeCause;
use crate::ssda903::Day;
use crate::ssda903::codes::SwReason;

/// A worker's time with a child.
#[derive(Debug, Clone, PartialEq)]
pub struct Spell {
    pub id: String,
    pub start: Day,
    /// First day no longer the child's worker. Where it is the day on which care ended, the return leaves it open:
    /// the worker goes on until somebody follows (validation rules SW11, SW17).
    pub end: Option<Day>,
    pub reason: SwReason,
    pub duty: bool,
}

/// The spells of a period.
pub fn spells(period: &Period) -> Vec<Spell> {
    period.led.iter().map(spell).collect()
}

fn spell(led: &Led) -> Spell {
    let id = match led.who {
        Who::Worker { post, holder } => people::worker_id(post, holder),
        Who::Duty => people::DUTY_LIST.into(),
    };
    Spell { id, start: led.start, end: led.end, reason: reason(led), duty: led.who == Who::Duty }
}

fn reason(led: &Led) -> SwReason {
    match led.cause {
        None if led.opening => SwReason::MANAGE,
        None => SwReason::FCONTA,
        Some(ChangeCause::WorkerLeft | ChangeCause::AgencyEnded) => SwReason::LEFTRL,
        Some(ChangeCause::LongAbsence) => SwReason::ABSENC,
        Some(ChangeCause::TeamBoundary | ChangeCause::Transfer) => SwReason::TSPROC,
        Some(ChangeCause::PostClosed | ChangeCause::ContractEnded) => SwReason::ORGRST,
        Some(ChangeCause::Rebalancing | ChangeCause::Unallocated) => SwReason::MANAGE,
        Some(ChangeCause::Withdrawn) => SwReason::OTHERS,
        Some(ChangeCause::ChildAsked) => SwReason::CHCHAN,
    }
}
