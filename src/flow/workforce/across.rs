//! Staff who come across from the authority to a practice with their children.

use super::caseloads::release;
use super::posts::{close, seat_permanent};
use super::successor::find_worker;
use super::{LONG_TERM, SIXTEEN_PLUS};
use crate::domain::codes::ChangeCause;
use crate::domain::keys::MONTH_DAYS;
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::world::{Holder, NOBODY, TAKES_NOBODY, Transfer};
use crate::randomness::{Chance, uniform};

/// The authority worker who comes across next: permanent, in a long-term or 16+ team, by lot.
pub(in crate::flow) fn next_to_come_across<S: Sink>(e: &Engine<'_, S>) -> Option<u32> {
    let one_team = e.world_parameters.workforce.path.is_none();
    let teams = if one_team { 0..=0 } else { LONG_TERM..=SIXTEEN_PLUS };
    let mut able: Vec<u32> = teams
        .flat_map(|t| e.world.teams[t].posts())
        .filter(|&i| e.world.posts[i].holder == Holder::Permanent && !e.world.posts[i].away)
        .map(|i| i as u32)
        .filter(|&i| e.world.posts[i as usize].goes_to == NOBODY)
        .collect();
    // spread over the teams, not the first few posts: by a number of the post's own
    able.sort_by(|&a, &b| {
        let number = |i: u32| uniform(&mut e.luck.source(Chance::StaffTransfer, u64::from(i), 0));
        number(a).total_cmp(&number(b))
    });
    able.first().copied()
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
    let staff = &mut e.world.staff[0];
    staff.permanent -= 1; // paid once, by the new employer
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
