//! Staff who come across from the authority to a practice with their children.

use super::caseloads::release;
use super::posts::{close, fill, seat_permanent, worker_leaves};
use super::successor::find_worker;
use super::{LONG_TERM, SIXTEEN_PLUS, first_team};
use crate::domain::codes::ChangeCause;
use crate::domain::keys::MONTH_DAYS;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{Holder, NOBODY, TAKES_NOBODY, Transfer};
use crate::randomness::{Chance, uniform};

/// The authority worker who comes across next: permanent, in a long-term or 16+ team, by lot.
pub(in crate::flow) fn next_to_come_across<S: Sink>(e: &Engine<'_, S>) -> Option<u32> {
    let mut able: Vec<u32> = who_may_go(e).collect();
    // spread over the teams, not the first few posts: by a number of the post's own
    able.sort_by(|&a, &b| {
        let number = |i: u32| uniform(&mut e.luck.source(Chance::StaffTransfer, u64::from(i), 0));
        number(a).total_cmp(&number(b))
    });
    able.first().copied()
}

/// Posts of the authority's teams from which a practice draws its staff: long-term and 16+, or the one team for all.
fn posts_beside<S: Sink>(e: &Engine<'_, S>) -> impl Iterator<Item = u32> {
    let one_team = e.world_parameters.workforce.path.is_none();
    let teams = if one_team { 0..=0 } else { LONG_TERM..=SIXTEEN_PLUS };
    let authorities = 0..e.world_parameters.authorities as usize;
    authorities
        .flat_map(move |authority| teams.clone().map(move |t| (authority, t)))
        .flat_map(|(authority, t)| e.world.teams[first_team(e, authority) + t].posts())
        .map(|i| i as u32)
}

/// The authority's permanent workers who are there and not on their way to a practice already.
pub(super) fn who_may_go<S: Sink>(e: &Engine<'_, S>) -> impl Iterator<Item = u32> {
    posts_beside(e).filter(|&i| {
        let p = &e.world.posts[i as usize];
        p.holder == Holder::Permanent && !p.away && p.goes_to == NOBODY
    })
}

/// A secondment ends: the worker leaves the practice and takes the authority's vacancy that has stood longest, where
/// there is one (A25).
pub(super) fn secondment_ends<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let p = &e.world.posts[post as usize];
    let tenure = p.tenure_before + (now - p.since);
    e.world.tallies.years[e.world.year as usize].secondments_ended += 1;
    worker_leaves(e, post, now);
    let vacant = posts_beside(e).filter(|&i| {
        let p = &e.world.posts[i as usize];
        !p.structural && p.filled_due.is_finite() && matches!(p.holder, Holder::Vacant | Holder::Agency)
    });
    let since = |i: u32| e.world.posts[i as usize].since;
    let longest = vacant.min_by(|&a, &b| since(a).total_cmp(&since(b)));
    if let Some(back) = longest {
        fill(e, back, now, tenure);
    }
}

/// A worker comes across: tenure is kept, authority cases stay with the worker until they move or the window ends.
pub(in crate::flow) fn come_across<S: Sink>(e: &mut Engine<'_, S>, old: u32, new: u32) {
    let p = &e.world.posts[old as usize];
    let tenure = p.tenure_before + (0.0 - p.since);
    seat_permanent(e, new, 0.0, tenure);
    let p = &mut e.world.posts[old as usize];
    p.goes_to = new;
    p.stamp = p.stamp.wrapping_add(1); // the person's leaving and absences are now the new post's
    e.world.posts[new as usize].comes_from = old;
    let (as_old, as_new) = (e.world.posts[old as usize].nth, e.world.posts[new as usize].nth);
    e.world.known.comes_across((old, as_old), (new, as_new));
    e.world.loads[old as usize] = TAKES_NOBODY;
    let hours = e.world.posts[old as usize].hours;
    e.world.staff[0].goes(Holder::Permanent, hours); // paid once, by the new employer
    e.world.posts[old as usize].holder = Holder::Unopened;
}

/// Remaining authority cases of workers who came across are passed on.
pub(super) fn transfer_window_ends<S: Sink>(e: &mut Engine<'_, S>, practice: u32, now: f64) {
    let team = 5 + practice as usize;
    let mut some_stay = false;
    for i in e.world.teams[team].posts() {
        let old = e.world.posts[i].comes_from;
        if old == NOBODY {
            continue;
        }
        // a joint period of one and the same person goes on to its day, which must not depend on who the worker is
        let stays = |e: &Engine<'_, S>, child: u32| {
            let c = &e.world.children[child as usize];
            c.transfer == Transfer::Joint && c.lead == old && c.second == i as u32
        };
        let cases = e.world.posts[old as usize].cases.clone();
        if cases.iter().any(|child| stays(e, *child)) {
            some_stay = true;
            for child in cases {
                if !stays(e, child) && e.world.children[child as usize].lead == old {
                    release(e, child, true);
                    find_worker(e, child, now, Some(ChangeCause::PostClosed));
                }
            }
        } else {
            e.world.posts[i].comes_from = NOBODY;
            close(e, old, now, ChangeCause::PostClosed);
        }
    }
    if some_stay {
        e.enter(now + MONTH_DAYS, What::TransferWindowEnds, practice, 0);
    }
}
