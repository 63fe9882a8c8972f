//! What is true of a child on a day although nothing falls due: legal status, band, days of service.
//!
//! These are brought up to date only when somebody looks, so that they cost nothing until then.
//!
//! **Assumes.** A8: bands change at constant rates. A9: proceedings end in a placement order if the child will be
//! adopted, otherwise in a full care order.
//! **Chance.** `Legal`, `BandChange`, `HighCost`, `StatusChange`, `BandingError`.

use super::Engine;
use super::events::Sink;
use super::records::Kept;
use super::tally::CURVE_MONTHS;
use super::world::{Adoption, Child, Standing, Transfer};
use crate::domain::codes::{Band, ExitReason, LegalRoute, LegalStatus, Need};
use crate::domain::groups::{ChildGroup, Person};
use crate::domain::keys::{MONTH_DAYS, YEAR_DAYS};
use crate::domain::laws::pick;
use crate::domain::money::Pence;
use crate::domain::parameters::finance::Severity;
use crate::randomness::{Chance, Source, exponential, normal, uniform};

/// Draws the legal steps of a period of care when it begins.
pub(super) fn legal_steps<S: Sink>(e: &Engine<'_, S>, c: &mut Child) {
    let p = &e.world_parameters.legal;
    (c.order_at, c.concludes_at) = (f64::INFINITY, f64::INFINITY);
    let may_lead_to_court = match c.route {
        LegalRoute::InterimOrder => true,
        LegalRoute::PoliceProtection => p.emergency_to_order_probability > 0.0,
        LegalRoute::Section20 => !c.unaccompanied && p.s20_to_order_probability > 0.0,
        LegalRoute::YouthJustice => false,
    };
    if !may_lead_to_court {
        return; // nothing to draw
    }
    let mut luck = e.luck.source(Chance::Legal, c.subject(), 0);
    let u = uniform(&mut luck);
    c.order_at = match c.route {
        LegalRoute::InterimOrder => c.entered,
        LegalRoute::PoliceProtection if u <= p.emergency_to_order_probability => c.entered + p.emergency_days,
        LegalRoute::Section20 if !c.unaccompanied && u <= p.s20_to_order_probability => {
            c.entered + p.s20_to_order.draw(&mut luck)
        }
        _ => f64::INFINITY,
    };
    c.concludes_at =
        if c.order_at < f64::INFINITY { c.order_at + p.proceedings.draw(&mut luck) } else { f64::INFINITY };
}

/// Legal status on a day.
pub(super) fn legal_status(c: &Child, now: f64) -> LegalStatus {
    if now >= c.concludes_at {
        let order = match c.adoption {
            Adoption::AsDrawn => c.reason == ExitReason::Adoption,
            Adoption::Ordered => true,
            // what was not ordered on a real child's first day is not known to be ordered later
            Adoption::Decided | Adoption::NotYet => false,
        };
        return if order { LegalStatus::PlacementOrder } else { LegalStatus::FullOrder };
    }
    if now >= c.order_at {
        return LegalStatus::InterimOrder;
    }
    match c.route {
        LegalRoute::Section20 => LegalStatus::Section20,
        LegalRoute::PoliceProtection => LegalStatus::Emergency,
        LegalRoute::YouthJustice => LegalStatus::YouthJustice,
        LegalRoute::InterimOrder => LegalStatus::InterimOrder,
    }
}

/// Brings the band up to `now`, charging high-cost episodes of the time passed.
pub(super) fn advance_band<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    if !e.world_parameters.bands_matter {
        return;
    }
    loop {
        let c = &e.world.children[slot as usize];
        let from = c.band as usize;
        if from >= 4 {
            return;
        }
        let rates = e.world_parameters.intake.band_rate[from];
        let total: f64 = rates.iter().sum();
        let mut until = c.band_until;
        if until.is_nan() {
            // the first spell begins with the first period of care, whenever it is looked at
            until = if total > 0.0 {
                c.entered + exponential(&mut e.luck.source(Chance::BandChange, c.key.0, 0)) / total
            } else {
                f64::INFINITY
            };
            e.world.children[slot as usize].band_until = until;
        }
        charge_high_cost(e, slot, now.min(until));
        if until > now {
            return;
        }
        let c = &mut e.world.children[slot as usize];
        c.band_changes += 1;
        let (key, nth) = (c.key.0, u64::from(c.band_changes));
        let mut luck = e.luck.source(Chance::BandChange, key, nth);
        let to = pick(&rates, uniform(&mut luck));
        let total: f64 = e.world_parameters.intake.band_rate[to].iter().sum();
        rebook_days(e, slot, [from, to], until);
        let c = &mut e.world.children[slot as usize];
        c.band = Band::at(to);
        c.band_until = if total > 0.0 { until + exponential(&mut luck) / total } else { f64::INFINITY };
    }
}

/// A band changes in the midst of a year that will be booked in the new one: what lies before stays in the old one.
fn rebook_days<S: Sink>(e: &mut Engine<'_, S>, slot: u32, [from, to]: [usize; 2], until: f64) {
    let start = year_start(e);
    let c = &e.world.children[slot as usize];
    if c.standing != Standing::InCare {
        return;
    }
    let days = until - c.entered.max(start);
    if days > 0.0 {
        let year = &mut e.world.tallies.years[e.world.year as usize];
        year.band_days[from] += days;
        year.band_days[to] -= days;
    }
    let c = &e.world.children[slot as usize];
    let since = c.transferred_at.max(start);
    if c.transfer == Transfer::Served && until > since {
        book_days(e, slot, Band::at(from), since, until, 1.0);
        book_days(e, slot, Band::at(to), since, until, -1.0);
    }
}

/// Books days of service in a funding band, or takes them back.
fn book_days<S: Sink>(e: &mut Engine<'_, S>, slot: u32, band: Band, from: f64, to: f64, sign: f64) {
    let days = sign * (to - from);
    e.world.tallies.years[e.world.year as usize].cohort_band_days[band as usize] += days;
    let Some(mut book) = e.world.book.take() else { return };
    let c = &e.world.children[slot as usize];
    let in_care = c.standing == Standing::InCare;
    let entry = book.entry(slot, || banding_luck(e, c));
    entry.band_days[band as usize] += days;
    entry.care_days += if in_care { days } else { 0.0 };
    book.add_days(band, in_care, from, to, sign);
    e.world.book = Some(book);
}

/// Whether the band of a child would be got wrong, and in whose favour: the same luck in every arm.
fn banding_luck<S: Sink>(e: &Engine<'_, S>, c: &Child) -> [f64; 2] {
    let mut luck = e.luck.source(Chance::BandingError, c.key.0, 0);
    [uniform(&mut luck), uniform(&mut luck)]
}

/// Notes in the book, where there is one, what a served child costs from one night to another, or at a moment.
pub(super) fn book_nights<S: Sink>(e: &mut Engine<'_, S>, slot: u32, nights: [i32; 2], daily: Pence) {
    let Some(mut book) = e.world.book.take() else { return };
    let c = &e.world.children[slot as usize];
    book.entry(slot, || banding_luck(e, c)).placements += daily.times(i64::from(nights[1] - nights[0]));
    book.pay_nights(nights[0], nights[1], daily);
    e.world.book = Some(book);
}

fn book_episode<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64, cost: Pence) {
    let Some(mut book) = e.world.book.take() else { return };
    let c = &e.world.children[slot as usize];
    book.entry(slot, || banding_luck(e, c)).episodes += cost;
    book.pay_at(time, cost);
    e.world.book = Some(book);
}

/// A served child leaves care to permanence: it counts for the practice once twelve months have been completed outside
/// care, in the year in which that is (Consistent Care Matters, A.3).
pub(super) fn note_permanence<S: Sink>(e: &mut Engine<'_, S>, slot: u32, time: f64) {
    let c = &e.world.children[slot as usize];
    if c.transfer != Transfer::Served || !c.reason.is_permanence() {
        return;
    }
    let held_at = time + YEAR_DAYS;
    let held = super::intake::return_date(e, c).is_none_or(|back| back >= held_at);
    let year = e.world.year as usize;
    let counted_in = e.world_parameters.year_ends.iter().position(|end| held_at <= *end);
    e.world.tallies.years[year].cohort_permanence += 1;
    if let Some(counted_in) = counted_in.filter(|_| held) {
        e.world.tallies.years[counted_in + 1].cohort_held += 1;
    }
}

/// The band on a day, without bringing anything up to date: what is looked at stays as it is.
pub(super) fn band_on<S: Sink>(e: &Engine<'_, S>, c: &Child, now: f64) -> Band {
    let (mut band, mut until, mut nth) = (c.band as usize, c.band_until, u64::from(c.band_changes));
    while e.world_parameters.bands_matter && band < 4 {
        let rates = e.world_parameters.intake.band_rate[band];
        let total: f64 = rates.iter().sum();
        if until.is_nan() {
            let first = || c.entered + exponential(&mut e.luck.source(Chance::BandChange, c.key.0, 0)) / total;
            until = if total > 0.0 { first() } else { f64::INFINITY };
        }
        if until > now {
            break;
        }
        nth += 1;
        let mut luck = e.luck.source(Chance::BandChange, c.key.0, nth);
        band = pick(&rates, uniform(&mut luck));
        let total: f64 = e.world_parameters.intake.band_rate[band].iter().sum();
        until = if total > 0.0 { until + exponential(&mut luck) / total } else { f64::INFINITY };
    }
    Band::at(band)
}

/// High-cost episodes of the band between the last charge and `to`: a Poisson process whose luck is the child's own. Each
/// episode has a store of resilience that the band's rate uses up, so that it does not matter when anybody looks.
fn charge_high_cost<S: Sink>(e: &mut Engine<'_, S>, slot: u32, to: f64) {
    let f = &e.world_parameters.finance;
    let c = &mut e.world.children[slot as usize];
    let rate = f.high_cost_per_day[c.band as usize];
    let from = c.high_cost_from;
    if to <= from || c.standing != Standing::InCare {
        return;
    }
    c.high_cost_from = to;
    if rate <= 0.0 {
        return;
    }
    let (subject, served) = (c.subject(), c.transfer == Transfer::Served);
    let (mut left, mut nth, mut at) = (c.high_cost_left, u64::from(c.high_cost_nth), from);
    if left.is_nan() {
        left = exponential(&mut e.luck.source(Chance::HighCost, subject, 0));
    }
    let mut cost = Pence::ZERO;
    while at + left / rate < to {
        at += left / rate;
        nth += 1;
        let mut luck = e.luck.source(Chance::HighCost, subject, nth);
        let severity = severity(&f.high_cost, &mut luck);
        left = exponential(&mut luck);
        cost += severity;
        if served {
            book_episode(e, slot, at, severity);
        }
    }
    let c = &mut e.world.children[slot as usize];
    (c.high_cost_left, c.high_cost_nth) = (left - (to - at) * rate, nth as u16);
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.placement_cost += cost;
    year.episodes += cost;
    if served {
        year.cohort_placement_cost += cost;
        year.cohort_episodes += cost;
    }
}

/// What an episode costs.
fn severity(law: &Severity, luck: &mut Source) -> Pence {
    Pence::from_pounds(match law {
        Severity::Discrete { gbp, share } => gbp[pick(share, uniform(luck))],
        Severity::Lognormal { mean, sd } => libm::exp(mean + sd * normal(luck)),
        Severity::Pareto { minimum, tail, maximum } => {
            (minimum * libm::pow(uniform(luck), -1.0 / tail)).min(*maximum)
        }
    })
}

/// Band of the funding model: care leavers are in the Additional band.
pub(super) fn funding_band(c: &Child) -> Band {
    if c.standing == Standing::CareLeaver { Band::Additional } else { c.band }
}

/// Books a person's days of this year up to `now`: in care, and with the practice.
pub(super) fn settle_person<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    advance_band(e, slot, now);
    count_status_changes(e, slot, now);
    let start = year_start(e);
    let c = &e.world.children[slot as usize];
    if c.standing == Standing::InCare {
        let (band, days) = (c.band as usize, (now - c.entered.max(start)).max(0.0));
        let year = &mut e.world.tallies.years[e.world.year as usize];
        year.child_days += days;
        year.band_days[band] += days;
    }
    if e.world.children[slot as usize].transfer == Transfer::Served {
        settle_service(e, slot, now);
    }
}

/// Books a served person's days of this year with the practice up to `now`.
pub(super) fn settle_service<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    advance_band(e, slot, now);
    let start = year_start(e);
    let c = &e.world.children[slot as usize];
    let (band, in_care) = (funding_band(c), c.standing == Standing::InCare);
    // of a care leaver's service the part in care was booked when care ended
    let from = if in_care { c.transferred_at } else { c.transferred_at.max(c.leaves) }.max(start);
    let days = (now - from).max(0.0);
    let weight = if in_care { 1.0 } else { f64::from(e.world_parameters.workforce.care_leaver_weight) / 1000.0 };
    for group in groups_of(c) {
        let counted = &mut e.world.tallies.groups[group];
        counted.days += days;
        counted.care_days += if in_care { days } else { 0.0 };
    }
    if days > 0.0 {
        book_days(e, slot, band, from, now, 1.0);
    }
    let year = &mut e.world.tallies.years[e.world.year as usize];
    year.cohort_days += days;
    year.cohort_weighted_days += days * weight;
    if in_care {
        year.cohort_care_days += days;
    }
}

/// The groups of children that a transferred person counts in (age: on the day of the transfer).
pub(super) fn groups_of(c: &Child) -> [usize; ChildGroup::DIMENSIONS] {
    ChildGroup::of(&Person {
        age_years: c.age_days(c.transferred_at) / YEAR_DAYS,
        male: c.male,
        ethnicity: c.ethnicity,
        disabled: c.need == Need::N2 || c.band == Band::Band3,
        unaccompanied: c.unaccompanied,
    })
}

/// Books the cohort's days of service up to `now`; to be called before its size changes.
pub(super) fn book_service<S: Sink>(e: &mut Engine<'_, S>, now: f64) {
    let served: u32 = e.world.served.iter().sum();
    let w = &mut *e.world;
    w.service_days += f64::from(served) * (now - w.service_as_of).max(0.0);
    w.service_as_of = now;
}

/// Changes of status with the same carer: a Poisson process that nothing else depends on.
fn count_status_changes<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let rate = e.world_parameters.placements.status_only_per_day;
    let c = &mut e.world.children[slot as usize];
    if rate <= 0.0 || c.standing != Standing::InCare || now <= c.status_changes_to {
        return;
    }
    let mut luck = e.luck.source(Chance::StatusChange, c.subject(), u64::from(c.status_nth));
    c.status_nth += 1;
    let mut at = c.status_changes_to + exponential(&mut luck) / rate;
    c.status_changes_to = now;
    let mut count = 0;
    while at < now {
        count += 1;
        e.keep(at, slot, |_, _| Kept::StatusChanged);
        at += exponential(&mut luck) / rate;
    }
    e.world.tallies.years[e.world.year as usize].status_changes += count;
}

/// First moment of the current year.
pub(super) fn year_start<S: Sink>(e: &Engine<'_, S>) -> f64 {
    let p = e.world_parameters;
    match e.world.year as usize {
        0 => {
            // the run-in is one long year for money and days; changes are counted by census years
            -p.run_in_days
        }
        1 => 0.0,
        n => p.year_ends[n - 2],
    }
}

/// Person-days by month since the person's own transfer, up to `now`.
pub(super) fn book_curve<S: Sink>(e: &mut Engine<'_, S>, slot: u32, now: f64) {
    let c = &e.world.children[slot as usize];
    let days = now - c.transferred_at;
    for (month, booked) in e.world.tallies.curve_days.iter_mut().enumerate().take(CURVE_MONTHS) {
        let from = month as f64 * MONTH_DAYS;
        if days <= from {
            break;
        }
        *booked += (days - from).min(MONTH_DAYS);
    }
}
