//! A period of care ends.

use super::temporary;
use crate::domain::keys::YEAR_DAYS;
use crate::flow::due::What;
use crate::flow::events::{CareEvent, Sink};
use crate::flow::records::Kept;
use crate::flow::world::{NOBODY, Standing};
use crate::flow::{Engine, cases, endings, finance, intake, workforce};

/// A period of care ends.
pub(super) fn leave<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    finance::settle_placement(e, slot, time);
    temporary::end(e, slot, time, true);
    cases::settle_person(e, slot, time);
    let year = e.world.year as usize;
    let c = &e.world.children[slot as usize];
    let days = time - c.entered;
    let (at_18, permanent, reason) = (c.at_18, c.reason.is_permanence(), c.reason);
    cases::note_permanence(e, slot, time);
    let counted = &mut e.world.tallies.years[year];
    counted.ceases += 1;
    counted.leaver_days += days;
    counted.left_at_18 += u32::from(at_18);
    counted.permanence += u32::from(permanent);
    counted.left[0] += u32::from(days < 56.0);
    counted.left[1] += u32::from(days < 365.25);
    counted.left[2] += u32::from((365.25..730.5).contains(&days));
    counted.left[3] += u32::from(days >= 3652.5);
    e.world.in_care -= 1;
    e.say(time, slot, |c| CareEvent::LeftCare { reason, age_years: c.age_days(time) / YEAR_DAYS, days });
    e.keep(time, slot, |_, _| Kept::CareEnded { reason, at_18 });
    let c = &mut e.world.children[slot as usize];
    c.stamp = c.stamp.wrapping_add(1);
    c.move_stamp = c.move_stamp.wrapping_add(1);
    if c.support_ends > time {
        c.standing = Standing::CareLeaver;
        let (ends, stamp) = (c.support_ends, c.stamp);
        e.world.leavers += 1;
        e.enter(ends, What::SupportEnds, slot, stamp);
        e.say(time, slot, |_| CareEvent::BecameCareLeaver);
        workforce::became_care_leaver(e, slot, time);
        return;
    }
    if endings::goes_on(e, slot, time) {
        return;
    }
    workforce::let_go(e, slot, time);
    let back = intake::return_date(e, &e.world.children[slot as usize]);
    let c = &mut e.world.children[slot as usize];
    match back {
        Some(date) => {
            c.standing = Standing::Away;
            let stamp = c.stamp;
            e.enter(date, What::ChildReturns, slot, stamp);
        }
        None => free(e, slot),
    }
}

pub(super) fn end_support<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    cases::settle_person(e, slot, time);
    e.world.leavers -= 1;
    if endings::goes_on_in_education(e, slot, time) {
        return;
    }
    workforce::let_go(e, slot, time);
    e.say(time, slot, |_| CareEvent::SupportEnded);
    free(e, slot);
}

pub(in crate::flow) fn free<S: Sink>(e: &mut Engine<'_, S>, slot: u32) {
    let c = &mut e.world.children[slot as usize];
    c.standing = Standing::Nobody;
    c.lead = NOBODY;
    c.stamp = c.stamp.wrapping_add(1);
    e.world.free.push(slot);
    if let Some(book) = &mut e.world.book {
        book.forget(slot);
    }
}
